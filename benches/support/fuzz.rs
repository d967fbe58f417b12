//! Damaged and random manifests for so many seconds, to be run by hand: the reader and the evaluator must end in an answer
//! for each, and the two ways to ask agree. Deliberately without a fuzzer's crates: a seed that is printed and can be
//! given, a sum of xorshift, and mutations of real manifests.
//!
//! `fuzz SECONDS [SEED]` damages texts for the reader, and asks the evaluator about what is left of them.
//! `fuzz SECONDS SEED nonsense` makes objects of the manifest model with no text between: what no manifest would say.

#[path = "fuzz/nonsense.rs"]
mod nonsense;
#[path = "fuzz/random.rs"]
mod random;
#[path = "fuzz/texts.rs"]
mod texts;

use std::net::IpAddr;
use std::time::{Duration, Instant};

use aksplore::diag::Source;
use aksplore::engine::policy::admit::admit;
use aksplore::engine::policy::connectivity::Connectivity;
use aksplore::engine::policy::decide::{Party, Question, decide};
use aksplore::engine::policy::exposure::Exposure;
use aksplore::engine::policy::matrix::Matrix;
use aksplore::engine::policy::notes::notes;
use aksplore::engine::policy::row::Direction;
use aksplore::engine::policy::{Engine, PolicyPlan};
use aksplore::manifest;
use aksplore::manifest::model::Manifests;
use aksplore::net::Protocol;
use random::Random;

/// The seed when none is given.
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;
/// Questions that each set of manifests is asked.
const QUESTIONS: usize = 20;
/// Addresses outside that are asked about.
const OUTSIDE: [&str; 6] = ["0.0.0.0", "10.0.0.1", "10.255.255.255", "255.255.255.255", "fd00::1", "2001:db8::9"];

#[derive(Default)]
struct Tally {
    inputs: u64,
    sound: u64,
    with_policies: u64,
    questions: u64,
    allowed: u64,
    admitted: u64,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let seconds = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(10);
    let seed = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(SEED);
    let is_nonsense = arguments.next().is_some_and(|word| word == "nonsense");
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut random = Random::new(seed);
    let mut tally = Tally::default();
    while Instant::now() < end {
        // The state before an input is the seed that makes it again.
        let state = random.state();
        let manifests = if is_nonsense { nonsense::manifests(&mut random) } else { read(&mut random, &mut tally) };
        tally.inputs += 1;
        tally.with_policies += u64::from(manifests.has_policies());
        ask(&manifests, &mut random, &mut tally, state);
    }
    let Tally { inputs, sound, with_policies, questions, allowed, admitted } = tally;
    println!(
        "seed {seed}, {seconds} s: {inputs} inputs ({sound} texts read without a word, {with_policies} with policies), \
         {questions} questions, {allowed} of them allowed, {admitted} rules offered, no panic"
    );
}

/// Reads damaged texts; everything that is told has a place and words.
fn read(random: &mut Random, tally: &mut Tally) -> Manifests {
    let source = Source::new("fuzz.yaml", texts::text(random));
    let reading = manifest::read(std::slice::from_ref(&source));
    for (_, problem) in &reading.problems {
        let located = problem.located(&source);
        assert!(!located.message.is_empty() && located.line.is_none_or(|line| line > 0), "{located:?}");
    }
    tally.sound += u64::from(reading.problems.is_empty());
    reading.manifests
}

/// Asks everything that can be asked of manifests, and holds `decide` to `connectivity`.
fn ask(manifests: &Manifests, random: &mut Random, tally: &mut Tally, state: u64) {
    let plan = PolicyPlan::new(manifests, Engine::ALL[random.below(4)]);
    let connectivity = Connectivity::new(&plan);
    let exposure = Exposure::new(&plan, &connectivity);
    assert!(exposure.selecting_nothing.len() <= plan.policies().len());
    assert!(notes(&plan, manifests).iter().all(|note| !note.is_empty()));
    let matrix = Matrix::new(&connectivity);
    let (from, to) = (random.below(matrix.groups.len()), random.below(matrix.groups.len()));
    for sample in matrix.why(&plan, &connectivity, from, to).samples {
        assert!(!sample.reasons.is_empty(), "seed {state}: {sample:?}");
    }
    let ends = connectivity.ends();
    if ends.is_empty() {
        return;
    }
    for _ in 0..QUESTIONS {
        let protocol = [Protocol::Tcp, Protocol::Udp, Protocol::Sctp][random.below(3)];
        let port = u16::try_from([1 + random.below(100), random.below(65_536), 65_535][random.below(3)]).unwrap_or(1);
        let port = port.max(1);
        let (one, other) = (&ends[random.below(ends.len())], &ends[random.below(ends.len())]);
        let address: IpAddr = OUTSIDE[random.below(OUTSIDE.len())].parse().expect("an address");
        let out = |class, direction| {
            let runs = connectivity.outside(class, direction);
            runs.into_iter().find(|run| run.first <= address && address <= run.last).map(|run| run.ports)
        };
        let (from, to, ports) = match random.below(3) {
            0 => (Party::Pod(one.pod), Party::Outside(address), out(one.class, Direction::Egress)),
            1 => (Party::Outside(address), Party::Pod(one.pod), out(one.class, Direction::Ingress)),
            _ => {
                let ports = connectivity.between(one.class, other.class);
                (Party::Pod(one.pod), Party::Pod(other.pod), Some(ports))
            }
        };
        let question = Question { from, to, protocol, port };
        let answer = decide(&plan, &question);
        tally.questions += 1;
        tally.allowed += u64::from(answer.allowed);
        if !answer.allowed {
            tally.admitted += u64::from(admit(&plan, &question).is_some());
        }
        // What no policy holds is not in the list: a pod to itself, to its own node, and IPv6 that nobody speaks of.
        let is_listed = from != to && plan.cells().position(address).is_some() && !is_beside_its_node(&plan, from, to);
        if is_listed {
            let listed = ports.is_some_and(|ports| connectivity.ports(ports).contains(protocol, port));
            assert_eq!(answer.allowed, listed, "seed {state}: {question:?}\n{answer:#?}\n{manifests:#?}");
        }
    }
}

/// May one end be the node of the other?
fn is_beside_its_node(plan: &PolicyPlan, from: Party, to: Party) -> bool {
    let is_host = |party: Party| match party {
        Party::Pod(pod) => plan.cluster().shape_row(plan.cluster().pod_row(pod).shape).host_network,
        other => other.address().is_some_and(|address| {
            let mut hosts = plan.cluster().pods().iter().filter(|row| plan.cluster().shape_row(row.shape).host_network);
            hosts.any(|row| row.addresses.contains(&address))
        }),
    };
    is_host(from) || is_host(to)
}
