//! What a set of policies leaves open: workloads that nothing holds, what is open to outside, policies that select
//! nothing, rules that can never match. Deliberately judges nothing: all of it may be meant.

use std::collections::BTreeSet;

use super::PolicyPlan;
use super::cluster::ShapeId;
use super::connectivity::{Connectivity, Outside};
use super::row::{Direction, PeerRow, PolicyRow, RuleRow};
use crate::manifest::model::{Peer, Place, PortMatch};

/// What is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// Workloads that outside addresses reach, or that reach them.
    pub open: Vec<Open>,
    /// Workloads that no policy holds in a direction.
    pub unheld: Vec<Unheld>,
    /// Policies that select no pod.
    pub selecting_nothing: Vec<usize>,
    /// Rules that match nothing, and why.
    pub never_matching: Vec<Never>,
}

/// A workload that is open to outside in a direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Its name.
    pub end: String,
    /// Which way.
    pub direction: Direction,
    /// To which addresses, on which ports.
    pub runs: Vec<Outside>,
}

/// A workload that no policy holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unheld {
    /// Its name.
    pub end: String,
    /// In these directions.
    pub directions: Vec<Direction>,
    /// Because it uses its node's network.
    pub is_host_network: bool,
}

/// A rule that can never match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Never {
    /// Its policy's place among the plan's.
    pub policy: usize,
    /// Where in the policy: `ingress[0].from[1]`.
    pub field: String,
    /// Where the rule stands.
    pub place: Place,
    /// Why.
    pub why: String,
}

impl Exposure {
    /// Of a plan and its connections.
    pub fn new(plan: &PolicyPlan, connectivity: &Connectivity) -> Self {
        let mut exposure =
            Self { open: Vec::new(), unheld: Vec::new(), selecting_nothing: Vec::new(), never_matching: Vec::new() };
        for end in connectivity.ends() {
            for direction in [Direction::Ingress, Direction::Egress] {
                let runs = connectivity.outside(end.class, direction);
                if !runs.is_empty() {
                    exposure.open.push(Open { end: end.name.clone(), direction, runs });
                }
            }
            let shape = plan.cluster().pod_row(end.pod).shape;
            let directions: Vec<Direction> =
                Direction::BOTH.into_iter().filter(|direction| !is_held(plan, shape, *direction)).collect();
            if !directions.is_empty() {
                let is_host_network = plan.cluster().shape_row(shape).host_network;
                exposure.unheld.push(Unheld { end: end.name.clone(), directions, is_host_network });
            }
        }
        for (index, policy) in plan.policies().iter().enumerate() {
            if policy.shapes.is_empty() {
                exposure.selecting_nothing.push(index);
            }
            for direction in [Direction::Ingress, Direction::Egress] {
                for rule in &policy.side(direction).rules {
                    exposure.never_matching.extend(never(plan, index, policy, direction, rule));
                }
            }
        }
        exposure
    }
}

/// Does a policy say what a shape may do in a direction?
fn is_held(plan: &PolicyPlan, shape: ShapeId, direction: Direction) -> bool {
    plan.policies_of(shape, direction).next().is_some()
}

/// The parts of a rule that match nothing; the rule once, where no part is left.
fn never(plan: &PolicyPlan, index: usize, policy: &PolicyRow, direction: Direction, rule: &RuleRow) -> Vec<Never> {
    let place = rule.label.split(' ').next().unwrap_or_default();
    let at = || Place { line: rule.line.max(policy.place.line), ..policy.place.clone() };
    let new = |field: String, why: String| Never { policy: index, field, place: at(), why };
    let mut found = Vec::new();
    for peer in rule.peers.iter().flatten() {
        if let Some(why) = unmatched(plan, peer) {
            found.push(new(format!("{place}.{}", peer.label), why));
        }
    }
    let names: BTreeSet<&str> = rule
        .ports
        .iter()
        .filter_map(|port| match &port.port {
            PortMatch::Name(name) if !is_named(plan, policy, direction, rule, name) => Some(&**name),
            _ => None,
        })
        .collect();
    found.extend(
        names
            .into_iter()
            .map(|name| new(format!("{place}.ports"), format!("no pod that it is about has a port named {name}"))),
    );
    found
}

fn unmatched(plan: &PolicyPlan, peer: &PeerRow) -> Option<String> {
    if let Some(words) = peer.cluster_address.and_then(|address| plan.cluster_address(address)) {
        return Some(format!("{words}: an endpoint's address stands in its place before egress is asked"));
    }
    if !peer.shapes.is_empty() || !peer.cells.is_empty() {
        return None;
    }
    match &peer.peer {
        Peer::Block(block) if !block.except.is_empty() => Some(format!("{block} is all holes")),
        Peer::Pods { .. } => Some(format!("{} match no pod of the {} read", peer.words(), plan.cluster().pods().len())),
        Peer::Block(_) | Peer::World | Peer::Cluster | Peer::Host | Peer::RemoteNodes | Peer::Unlisted(_) => None,
    }
}

/// Has any pod that the rule sends to a port of this name?
fn is_named(plan: &PolicyPlan, policy: &PolicyRow, direction: Direction, rule: &RuleRow, name: &str) -> bool {
    let has = |shape: &ShapeId| plan.cluster().named_ports(*shape, name, None).next().is_some();
    match (direction, &rule.peers) {
        (Direction::Ingress, _) => policy.shapes.iter().any(has),
        (Direction::Egress, None) => plan.cluster().shape_ids().any(|shape| has(&shape)),
        (Direction::Egress, Some(peers)) => peers.iter().flat_map(|peer| &peer.shapes).any(has),
    }
}
