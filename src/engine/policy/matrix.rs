//! Who may talk to whom as a table: ends that behave alike together, everything outside as one, and why a cell is as it
//! is. Deliberately decides nothing: the words are `connectivity`'s, the reasons `decide`'s, the rules to add `admit`'s.

use std::net::{IpAddr, Ipv4Addr};

use super::PolicyPlan;
use super::admit::{Offer, admit};
use super::cluster::PodId;
use super::connectivity::{Connectivity, Outside};
use super::decide::{self, Named, Party, Question, Reason};
use super::near::{Near, is_near, near};
use super::ports::{PROTOCOLS, PortSet, SetId};
use super::row::Direction;
use crate::net::Protocol;

/// The name of everything outside.
pub const OUTSIDE: &str = "outside";

/// An address that documents use and nobody has: what a rule to add names in place of the user's own.
const EXAMPLE_OUTSIDE: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 1));

/// The rows and columns of the table.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// The ends, those with the same row and column together; the last is everything outside.
    pub groups: Vec<Group>,
}

/// Ends that behave alike.
#[derive(Clone, Debug)]
pub struct Group {
    /// Their names.
    pub ends: Vec<String>,
    /// Their class, and their pods; `None`: outside.
    inside: Option<(usize, Vec<PodId>)>,
}

/// How much of what could be said may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// Every port of every address.
    All,
    /// Some ports or addresses.
    Part,
    /// Nothing.
    Nothing,
}

/// What a group may send to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// How much.
    pub share: Share,
    /// On which ports; to and from outside, from and to which addresses.
    pub ports: String,
}

/// Why a cell is as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The policies that hold the two ends, a sentence each.
    pub held: Vec<String>,
    /// A connection that may be opened, one that may not: as many of the two as there are.
    pub samples: Vec<Sample>,
}

/// One connection of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// `default/web-0 => default/db-0 : TCP 5432`.
    pub words: String,
    /// The same connection as a question of a trace: from, to.
    pub ends: [String; 2],
    /// May it be opened?
    pub allowed: bool,
    /// What decides.
    pub reasons: Vec<Reason>,
    /// The smallest policies that would admit it, as YAML; `None`: it is admitted, or none would.
    pub admit: Option<String>,
    /// Why no NetworkPolicy would admit it.
    pub never: Option<String>,
    /// What is not known.
    pub notes: Vec<String>,
}

impl Matrix {
    /// Of all connections.
    pub fn new(connectivity: &Connectivity) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        let mut place = vec![None; connectivity.class_count()];
        for end in connectivity.ends() {
            let at = *place[end.class].get_or_insert_with(|| {
                groups.push(Group { ends: Vec::new(), inside: Some((end.class, Vec::new())) });
                groups.len() - 1
            });
            let group = &mut groups[at];
            group.ends.push(end.name.clone());
            if let Some((_, pods)) = &mut group.inside {
                pods.extend(&end.pods);
            }
        }
        groups.push(Group { ends: vec![OUTSIDE.to_owned()], inside: None });
        Self { groups }
    }

    /// A cell; `None`: from outside to outside, which is nobody's to hold.
    pub fn cell(&self, plan: &PolicyPlan, connectivity: &Connectivity, from: usize, to: usize) -> Option<Cell> {
        match (&self.groups[from].inside, &self.groups[to].inside) {
            (Some((from, senders)), Some((to, receivers))) => {
                let ports = connectivity.between(*from, *to);
                let words = connectivity.ports(ports).to_string();
                Some(match near(plan.cluster(), senders, receivers) {
                    Near::All => Cell { share: Share::All, ports: PortSet::all().to_string() },
                    Near::Some if ports != SetId::ALL => {
                        Cell { share: Share::Part, ports: between_near(connectivity.ports(ports)) }
                    }
                    Near::Some | Near::Nobody => Cell { share: share(ports), ports: words },
                })
            }
            (Some((class, _)), None) => Some(outside(plan, connectivity, *class, Direction::Egress)),
            (None, Some((class, _))) => Some(outside(plan, connectivity, *class, Direction::Ingress)),
            (None, None) => None,
        }
    }

    /// Why a cell is as it is, shown by connections of it.
    pub fn why(&self, plan: &PolicyPlan, connectivity: &Connectivity, from: usize, to: usize) -> Why {
        let mut asked: Vec<(Party, Party, Port)> = Vec::new();
        let mut held = Vec::new();
        match (&self.groups[from].inside, &self.groups[to].inside) {
            (Some((from_class, senders)), Some((to_class, receivers))) => {
                held =
                    vec![holders(plan, Direction::Egress, senders[0]), holders(plan, Direction::Ingress, receivers[0])];
                let set = connectivity.ports(connectivity.between(*from_class, *to_class));
                let [far, near] = pairs(plan, senders, receivers);
                if let Some((sender, target)) = near {
                    let port = ports(&PortSet::all(), Some((plan, target)))[0];
                    asked.extend(port.map(|port| (Party::Pod(sender), Party::Pod(target), port)));
                }
                if let Some((sender, target)) = far {
                    let [open, closed] = ports(set, Some((plan, target)));
                    // One that may be opened is enough.
                    let shown = open.filter(|_| near.is_none()).into_iter().chain(closed);
                    asked.extend(shown.map(|port| (Party::Pod(sender), Party::Pod(target), port)));
                }
            }
            (Some((class, pods)), None) => {
                held.push(holders(plan, Direction::Egress, pods[0]));
                let found = addresses(plan, connectivity, *class, Direction::Egress, None);
                asked.extend(found.map(|(address, port)| (Party::Pod(pods[0]), Party::Outside(address), port)));
            }
            (None, Some((class, pods))) => {
                held.push(holders(plan, Direction::Ingress, pods[0]));
                let found = addresses(plan, connectivity, *class, Direction::Ingress, Some((plan, pods[0])));
                asked.extend(found.map(|(address, port)| (Party::Outside(address), Party::Pod(pods[0]), port)));
            }
            (None, None) => {}
        }
        let samples =
            asked.into_iter().map(|(from, to, (protocol, port))| sample(plan, &Question { from, to, protocol, port }));
        Why { held, samples: samples.collect() }
    }
}

/// A protocol and a port of it.
type Port = (Protocol, u16);

fn share(ports: SetId) -> Share {
    match ports {
        SetId::ALL => Share::All,
        SetId::NONE => Share::Nothing,
        _ => Share::Part,
    }
}

/// To or from outside: all only where every address may use every port.
fn outside(plan: &PolicyPlan, connectivity: &Connectivity, class: usize, direction: Direction) -> Cell {
    let runs = connectivity.outside(class, direction);
    let families = 1 + usize::from(plan.cells().position(std::net::Ipv6Addr::UNSPECIFIED.into()).is_some());
    let is_all = runs.len() == families && runs.iter().all(|run| run.ports == SetId::ALL);
    let words = runs.iter().map(|run| format!("{}-{}: {}", run.first, run.last, connectivity.ports(run.ports)));
    match runs.as_slice() {
        [] => Cell { share: Share::Nothing, ports: PortSet::default().to_string() },
        _ if is_all => Cell { share: Share::All, ports: PortSet::all().to_string() },
        _ => Cell { share: Share::Part, ports: words.collect::<Vec<_>>().join("; ") },
    }
}

/// Ports between most pods of two groups, where others share a node and so use every port: `TCP 80; on one node: All
/// Connections`.
pub fn between_near(ports: &PortSet) -> String {
    let all = format!("on one node: {}", PortSet::all());
    if ports.is_empty() { all } else { format!("{ports}; {all}") }
}

/// A sender and a receiver between which policies decide, and a pair between which none does: of one group two pods,
/// where it has two.
fn pairs(plan: &PolicyPlan, senders: &[PodId], receivers: &[PodId]) -> [Option<(PodId, PodId)>; 2] {
    let cluster = plan.cluster();
    let is_same = senders == receivers;
    let found = near(cluster, senders, receivers);
    let first = |wanted: bool| {
        let pairs = senders.iter().flat_map(|from| receivers.iter().map(move |to| (*from, *to)));
        let mut different = pairs.filter(|(from, to)| !is_same || from != to);
        different.find(|(from, to)| is_near(cluster, *from, *to) == wanted)
    };
    let alone = || (senders[0], receivers[0]);
    match found {
        Near::All => [None, first(true).or_else(|| Some(alone()))],
        Near::Some => [first(false), first(true)],
        // A template stands for pods that are not listed.
        Near::Nobody => [first(false).or_else(|| Some(alone())), None],
    }
}

/// A port of a set and one that is not in it, those that the target listens on first.
fn ports(set: &PortSet, target: Option<(&PolicyPlan, PodId)>) -> [Option<Port>; 2] {
    const USUAL: [Port; 2] = [(Protocol::Tcp, 443), (Protocol::Tcp, 80)];
    let own = target.map(|(plan, pod)| &plan.cluster().shape_row(plan.cluster().pod_row(pod).shape).ports);
    let own = own.into_iter().flat_map(|ports| ports.iter()).map(|port| (port.protocol, port.port));
    let edges = PROTOCOLS.into_iter().flat_map(|protocol| {
        let around = |run: &(u16, u16)| [run.0, run.0.saturating_sub(1).max(1), run.1.saturating_add(1)];
        set.runs(protocol).iter().flat_map(around).chain([1]).map(move |port| (protocol, port))
    });
    let candidates: Vec<Port> = own.chain(USUAL).chain(edges).collect();
    let is_in =
        |wanted: bool| candidates.iter().copied().find(|(protocol, port)| set.contains(*protocol, *port) == wanted);
    [is_in(true), is_in(false)]
}

/// An address outside and a port that may be used, and a pair that may not.
fn addresses(
    plan: &PolicyPlan,
    connectivity: &Connectivity,
    class: usize,
    direction: Direction,
    target: Option<(&PolicyPlan, PodId)>,
) -> impl Iterator<Item = (IpAddr, Port)> {
    let runs = connectivity.outside(class, direction);
    let holds = |run: &&Outside, address: IpAddr| run.first <= address && address <= run.last;
    let example = |run: &Outside| if holds(&run, EXAMPLE_OUTSIDE) { EXAMPLE_OUTSIDE } else { run.first };
    let open = runs.iter().find(|run| holds(run, EXAMPLE_OUTSIDE)).or(runs.first());
    let allowed = open.and_then(|run| Some((example(run), ports(connectivity.ports(run.ports), target)[0]?)));
    let cells = (0..plan.cells().len()).map(|place| plan.cells().cell(place).0);
    let mut closed = std::iter::once(EXAMPLE_OUTSIDE).chain(cells);
    let closed = closed.find(|address| !runs.iter().any(|run| holds(&run, *address)));
    let refused = match closed {
        Some(address) => ports(&PortSet::default(), target)[1].map(|port| (address, port)),
        None => runs.iter().find_map(|run| Some((example(run), ports(connectivity.ports(run.ports), target)[1]?))),
    };
    [allowed, refused].into_iter().flatten()
}

/// The policies that hold a pod in a direction.
fn holders(plan: &PolicyPlan, direction: Direction, pod: PodId) -> String {
    let shape = plan.cluster().pod_row(pod).shape;
    let names: Vec<String> = plan.policies_of(shape, direction).map(ToString::to_string).collect();
    let (name, word) = (Named(plan, Party::Pod(pod)), direction.word());
    if names.is_empty() {
        return format!("No policy selects {name} for {word}.");
    }
    format!("{name} is selected for {word} by {}.", names.join(", "))
}

fn sample(plan: &PolicyPlan, question: &Question) -> Sample {
    let decide::Answer { allowed, reasons, notes } = decide::decide(plan, question);
    let (from, to) = (Named(plan, question.from), Named(plan, question.to));
    let protocol = question.protocol.name().to_uppercase();
    let (admit, never) = Offer::parts(admit(plan, question));
    Sample {
        words: format!("{from} => {to} : {protocol} {}", question.port),
        ends: [
            endpoint(plan, question.from),
            format!("{}:{}/{}", endpoint(plan, question.to), question.port, question.protocol),
        ],
        allowed,
        reasons,
        admit,
        never,
        notes,
    }
}

/// An end as a question of a trace names it.
fn endpoint(plan: &PolicyPlan, party: Party) -> String {
    let bracketed = |address: IpAddr| if address.is_ipv6() { format!("[{address}]") } else { address.to_string() };
    match party {
        Party::Pod(_) => format!("pod:{}", Named(plan, party)),
        Party::ApiServer(_) => "api-server".to_owned(),
        Party::Outside(address) if !crate::engine::trace::is_private(address) => {
            format!("internet:{}", bracketed(address))
        }
        Party::Node(address) | Party::Outside(address) => bracketed(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Source;
    use crate::engine::policy::Engine;

    const CLUSTER: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {replicas: 2, template: {metadata: {labels: {app: web}}, spec: {containers: [{ports: [{containerPort: 8080}]}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: db, namespace: shop}
spec: {template: {metadata: {labels: {app: db}}, spec: {containers: [{ports: [{containerPort: 5432}]}]}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec: {podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]}]}
";

    fn plan(more: &str) -> PolicyPlan {
        let reading = crate::manifest::read(&[Source::new("a.yaml", CLUSTER), Source::new("b.yaml", more)]);
        assert_eq!(reading.problems, []);
        PolicyPlan::new(&reading.manifests, Engine::Calico)
    }

    #[test]
    fn every_cell_is_shown_by_connections_that_are_as_it_says() {
        let plan = plan("");
        let connectivity = Connectivity::new(&plan);
        let matrix = Matrix::new(&connectivity);
        let names: Vec<&str> = matrix.groups.iter().map(|group| group.ends[0].as_str()).collect();
        assert_eq!(names, ["shop/db[Deployment]", "shop/web[Deployment]", "outside"]);
        let (all, part, nothing) = (Share::All, Share::Part, Share::Nothing);
        let expected = [
            // A single pod and itself.
            [Some(all), Some(nothing), Some(nothing)],
            [Some(part), Some(all), Some(all)],
            [Some(nothing), Some(all), None],
        ];
        for (from, row) in expected.iter().enumerate() {
            for (to, expected) in row.iter().enumerate() {
                let cell = matrix.cell(&plan, &connectivity, from, to);
                assert_eq!(cell.as_ref().map(|cell| cell.share), *expected, "{from} {to}");
                let samples = matrix.why(&plan, &connectivity, from, to).samples;
                let shown: Vec<bool> = samples.iter().map(|sample| sample.allowed).collect();
                let wanted: &[bool] = match expected {
                    Some(Share::All) => &[true],
                    Some(Share::Part) => &[true, false],
                    Some(Share::Nothing) => &[false],
                    None => &[],
                };
                assert_eq!(shown, wanted, "{from} {to}: {samples:?}");
            }
        }
        let why = matrix.why(&plan, &connectivity, 1, 0);
        assert_eq!(why.held[1], "shop/db is selected for ingress by shop/db.");
        assert_eq!(why.samples[0].words, "shop/web => shop/db : TCP 5432");
    }

    #[test]
    fn what_would_admit_a_connection_turns_its_cell() {
        let refused = plan("");
        let connectivity = Connectivity::new(&refused);
        let matrix = Matrix::new(&connectivity);
        for (from, to) in [(0, 1), (2, 0), (0, 2)] {
            let why = matrix.why(&refused, &connectivity, from, to);
            let rule = why.samples[0].admit.clone().unwrap_or_else(|| panic!("{from} {to}"));
            let admitted = plan(&rule);
            let connectivity = Connectivity::new(&admitted);
            let cell = Matrix::new(&connectivity).cell(&admitted, &connectivity, from, to).unwrap();
            assert_eq!(cell.share, Share::Part, "{from} {to}\n{rule}");
        }
    }
}
