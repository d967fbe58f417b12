//! Damaged and random manifests for so many seconds, to be run by hand: the reader and the evaluator must end in an answer
//! for each. Deliberately without a fuzzer's crates: a fixed seed, a sum of xorshift, and mutations of real manifests.

use std::time::{Duration, Instant};

use aksplore::diag::Source;
use aksplore::engine::policy::connectivity::Connectivity;
use aksplore::engine::policy::decide::{Party, Question, decide};
use aksplore::engine::policy::exposure::Exposure;
use aksplore::engine::policy::{Engine, PolicyPlan};
use aksplore::manifest;
use aksplore::net::Protocol;

const SEEDS: [&str; 5] = [
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: a}}\nspec: {containers: [{ports: [{name: http, containerPort: 80}]}]}\nstatus: {podIP: 10.0.0.1}\n",
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: n}\nspec:\n  replicas: 2\n  template:\n    metadata: {labels: {app: a, tier: b}}\n    spec: {hostNetwork: false}\n",
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec:\n  podSelector: {matchExpressions: [{key: app, operator: In, values: [a, b]}]}\n  policyTypes: [Ingress, Egress]\n  ingress:\n  - from:\n    - namespaceSelector: {}\n      podSelector: {matchLabels: {app: a}}\n    - ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}\n    ports: [{port: 80, endPort: 90}, {port: http}, {protocol: UDP}]\n  egress: [{}]\n",
    "apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {name: x}\nspec:\n  priority: 5\n  subject: {namespaces: {}}\n  ingress: [{action: Pass, from: [{namespaces: {}}], ports: [{portRange: {start: 1, end: 9}}]}]\n  egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}]}]\n",
    "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: c}\nspec:\n  endpointSelector: {}\n  ingress: [{fromEntities: [world], toPorts: [{ports: [{port: '80', protocol: ANY}]}]}]\n  egressDeny: [{toCIDRSet: [{cidr: 10.0.0.0/8, except: [10.2.0.0/16]}]}]\n",
];

/// What is put into a text: signs of YAML, and words of manifests.
const PIECES: [&str; 24] = [
    "{", "}", "[", "]", ":", " ", "\n", "  ", "- ", "&a ", "*a", "|\n", ">", "'", "\"", "#", "---\n", "0", "65536",
    "null", "{}", "a", "!!str ", "\u{e9}",
];

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (limit.max(1) as u64)).expect("it is below a size")
    }

    /// Some of the seeds, with some damage.
    fn text(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..=self.below(8) {
            text.push_str("---\n");
            text.push_str(SEEDS[self.below(SEEDS.len())]);
        }
        for _ in 0..self.below(6) {
            let start = self.boundary(&text);
            match self.below(4) {
                0 => text.insert_str(start, PIECES[self.below(PIECES.len())]),
                1 => {
                    let end = (start + self.below(20)).min(text.len());
                    let end = (end..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
                    text.replace_range(start..end, PIECES[self.below(PIECES.len())]);
                }
                2 => {
                    let end = self.boundary(&text);
                    let part = text[start.min(end)..start.max(end)].to_owned();
                    text.insert_str(start, &part);
                }
                _ => text.truncate(start),
            }
        }
        text
    }

    fn boundary(&mut self, text: &str) -> usize {
        let at = self.below(text.len() + 1);
        (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
    }
}

fn main() {
    let seconds = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(10);
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut texts, mut sound, mut questions) = (0u64, 0u64, 0u64);
    while Instant::now() < end {
        let source = Source::new("fuzz.yaml", random.text());
        let reading = manifest::read(std::slice::from_ref(&source));
        for (_, problem) in &reading.problems {
            assert!(!problem.located(&source).message.is_empty());
        }
        texts += 1;
        sound += u64::from(reading.problems.is_empty());
        let plan = PolicyPlan::new(&reading.manifests, Engine::ALL[random.below(4)]);
        let connectivity = Connectivity::new(&plan);
        let _ = Exposure::new(&plan, &connectivity);
        let ends = connectivity.ends();
        if ends.is_empty() {
            continue;
        }
        let (from, to) = (&ends[random.below(ends.len())], &ends[random.below(ends.len())]);
        if from.pod == to.pod {
            continue;
        }
        let port = u16::try_from(1 + random.below(100)).expect("a small number");
        let question = Question { from: Party::Pod(from.pod), to: Party::Pod(to.pod), protocol: Protocol::Tcp, port };
        let listed = connectivity.ports(connectivity.between(from.class, to.class)).contains(Protocol::Tcp, port);
        assert_eq!(decide(&plan, &question).allowed, listed, "{question:?}\n{}", source.text);
        questions += 1;
    }
    println!("{texts} texts, {sound} of them sound, {questions} questions, no panic");
}
