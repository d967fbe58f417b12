//! What policies cost: 1,000 of them over 5,000 pods in 100 namespaces. Deliberately from the text on, as a user has it.

use std::fmt::Write as _;

use std::sync::Arc;

use aksplore::diag::Source;
use aksplore::engine::Analysis;
use aksplore::engine::policy::connectivity::Connectivity;
use aksplore::engine::policy::decide::{Party, Question, decide};
use aksplore::engine::policy::{Engine, PolicyPlan};
use aksplore::manifest::{self, model::Manifests};
use aksplore::net::Protocol;
use aksplore::report::Answer as _;
use aksplore::report::policy::{Connlist, Ground};
use aksplore::scenario::read::read as read_scenario;
use aksplore::scenario::{Edit, Path};

fn main() {
    divan::main();
}

/// 100 namespaces; in each 50 pods of 10 Deployments with addresses, and 10 policies.
fn text() -> String {
    let mut text = String::new();
    for namespace in 0..100 {
        write!(
            text,
            "---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: n{namespace}, labels: {{team: t{}}}}}\n",
            namespace % 7
        )
        .expect("a text takes any text");
        for pod in 0..50 {
            let app = pod % 10;
            write!(
                text,
                "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: p{pod}\n  namespace: n{namespace}\n  labels: {{app: a{app}, tier: t{}}}\n  \
                 ownerReferences: [{{kind: ReplicaSet, name: a{app}, controller: true}}]\n\
                 spec: {{containers: [{{ports: [{{name: http, containerPort: {}}}]}}]}}\nstatus: {{podIP: 10.244.{namespace}.{pod}}}\n",
                app % 3,
                8_000 + app
            )
            .expect("a text takes any text");
        }
        for policy in 0..10 {
            write!(
                text,
                "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p{policy}, namespace: n{namespace}}}\n\
                 spec:\n  podSelector: {{matchLabels: {{app: a{policy}}}}}\n  policyTypes: [Ingress, Egress]\n  ingress:\n  \
                 - from: [{{podSelector: {{matchLabels: {{tier: t1}}}}}}, {{namespaceSelector: {{matchLabels: {{team: t{}}}}}}}]\n    \
                 ports: [{{port: http}}, {{port: {}, endPort: 9999}}]\n  \
                 - from: [{{ipBlock: {{cidr: 192.168.{namespace}.0/24, except: [192.168.{namespace}.{}/32]}}}}]\n  egress:\n  \
                 - to: [{{namespaceSelector: {{}}}}]\n  - ports: [{{port: 53, protocol: UDP}}]\n",
                policy % 7,
                9_000 + policy,
                policy * 8
            )
            .expect("a text takes any text");
        }
    }
    text
}

fn manifests(text: &Source) -> Manifests {
    let reading = manifest::read(std::slice::from_ref(text));
    assert!(reading.is_sound(), "{:?}", reading.problems.first());
    reading.manifests
}

fn loaded() -> (Manifests, PolicyPlan) {
    let manifests = manifests(&Source::new("all.yaml", text()));
    assert_eq!((manifests.network_policies.len(), manifests.workloads.len()), (1_000, 1_000));
    let plan = PolicyPlan::new(&manifests, Engine::Kubernetes);
    assert_eq!(plan.cluster().pods().len(), 5_000);
    (manifests, plan)
}

/// The text read: 1.6 MB.
#[divan::bench(sample_count = 5)]
fn read(bencher: divan::Bencher<'_, '_>) {
    let source = Source::new("all.yaml", text());
    bencher.bench(|| manifests(&source));
}

/// From the text to every line.
#[divan::bench(sample_count = 5)]
fn connection_list(bencher: divan::Bencher<'_, '_>) {
    let source = Source::new("all.yaml", text());
    bencher.bench(|| {
        let manifests = manifests(&source);
        let plan = PolicyPlan::new(&manifests, Engine::Kubernetes);
        let ground = Ground::new(&plan, &manifests, Vec::new());
        Connlist::new(&plan, &Connectivity::new(&plan), ground).text().len()
    });
}

/// One question with its reasons, after loading.
#[divan::bench]
fn check(bencher: divan::Bencher<'_, '_>) {
    let (_, plan) = loaded();
    let party = |namespace, name| Party::Pod(plan.cluster().pod_named(namespace, name).expect("a pod of the text"));
    let question = Question { from: party("n3", "p7"), to: party("n95", "p41"), protocol: Protocol::Tcp, port: 8_001 };
    bencher.bench(|| decide(&plan, &question));
}

/// A scenario beside the same manifests, and two edits of a label of a workload of its own.
fn scenario() -> (Analysis, [Edit; 2]) {
    let text = "[cluster]\nnetwork-policy = 'calico'\n[policies]\nfiles = ['all.yaml']\n\
                [[workload]]\nnamespace = 'n5'\nname = 'own'\nlabels = { app = 'a1', tier = 't1' }\n";
    let scenario = read_scenario(text);
    assert!(scenario.diagnostics.is_empty(), "{:?}", scenario.diagnostics);
    let manifests = manifests(&Source::new("all.yaml", self::text()));
    let analysis = Analysis::with_manifests(Arc::new(scenario.scenario), Arc::new(manifests));
    let set = |text: &str| {
        let path = Path::root().item("workload", "n5/own").key("labels");
        Edit::Set { path, text: Some(text.to_owned()) }
    };
    (analysis, [set("{ app = 'a2', tier = 't1' }"), set("{ app = 'a3', tier = 't0' }")])
}

/// An edit of a label in a scenario with the same manifests: what the Policy screen shows of it.
#[divan::bench(sample_count = 20)]
fn edit_with_manifests(bencher: divan::Bencher<'_, '_>) {
    let (analysis, edits) = scenario();
    analysis.policy_matrix();
    let mut turn = 0;
    bencher.bench_local(|| {
        turn += 1;
        let edited = Analysis::of(analysis.plan().edited(&edits[turn % 2]).expect("an edit of a key that is there"));
        let matrix = edited.policy_matrix();
        matrix.why(edited.policy_plan(), edited.connectivity(), 0, 1).samples.len() + matrix.groups.len()
    });
}

/// The same edit where no policy is asked: every other screen.
#[divan::bench(sample_count = 20)]
fn edit_of_the_plan_alone(bencher: divan::Bencher<'_, '_>) {
    let (analysis, edits) = scenario();
    let mut turn = 0;
    bencher.bench_local(|| {
        turn += 1;
        let edited = Analysis::of(analysis.plan().edited(&edits[turn % 2]).expect("an edit of a key that is there"));
        edited.findings().len()
    });
}
