//! What Kubernetes promises of every pod network, held against a design. Deliberately only what the table of who
//! reaches whom shows.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Cell, End};
use crate::choice;
use crate::engine::endpoint::resolve::Subject;
use crate::engine::trace::{Disposition, World, shown};
use crate::net::thousands;

choice! {
    /// What Kubernetes promises.
    PromiseKind {
        /// Pods reach pods, and their addresses are not translated.
        PodsReachPods = "pods-reach-pods-without-nat",
        /// Nodes reach pods, and their addresses are not translated.
        NodesReachPods = "nodes-reach-pods-without-nat",
        /// The address that a pod has is the one that others see.
        SeenAsItself = "a-pod-sees-itself-as-others-do",
    }
}

choice! {
    /// Is a promise kept?
    Kept {
        /// Everywhere in the table.
        Yes = "kept",
        /// By the model; rules, routes or a firewall of the user's own cut some pairs.
        Denied = "kept-but-denied",
        /// Not everywhere.
        No = "broken",
        /// The table does not tell.
        Unknown = "not-known",
    }
}

impl PromiseKind {
    /// The promise as a sentence without its end.
    pub fn spoken(self) -> &'static str {
        match self {
            Self::PodsReachPods => "Pods reach pods without NAT",
            Self::NodesReachPods => "Nodes reach pods without NAT",
            Self::SeenAsItself => "A pod sees itself as others see it",
        }
    }
}

impl Kept {
    /// The word as a person reads it.
    pub fn spoken(self) -> &'static str {
        match self {
            Self::Yes => "kept",
            Self::Denied => "kept by the model",
            Self::No => "broken",
            Self::Unknown => "not known",
        }
    }
}

/// One promise and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Promise {
    /// Which.
    pub promise: PromiseKind,
    /// Is it kept?
    pub kept: Kept,
    /// The pair that shows it, or why nothing is known.
    pub why: String,
}

/// The three promises, held against a table.
pub fn promises(world: &World<'_>, ends: &[End], cells: &[Cell]) -> Vec<Promise> {
    let is_pod = |end: usize| matches!(ends[end].subject, Subject::Pod(_));
    let is_node = |end: usize| matches!(ends[end].subject, Subject::Node(_));
    let test = |promise, pairs: &dyn Fn(&Cell) -> bool| {
        let pairs: Vec<&Cell> = cells.iter().filter(|cell| pairs(cell)).collect();
        judge(world, ends, promise, &pairs)
    };
    vec![
        test(PromiseKind::PodsReachPods, &|cell| is_pod(cell.from) && is_pod(cell.to)),
        test(PromiseKind::NodesReachPods, &|cell| is_node(cell.from) && is_pod(cell.to)),
        test(PromiseKind::SeenAsItself, &|cell| is_pod(cell.from) && (is_pod(cell.to) || is_node(cell.to))),
    ]
}

fn judge(world: &World<'_>, ends: &[End], promise: PromiseKind, pairs: &[&Cell]) -> Promise {
    let is_lost =
        |cell: &&&Cell| !cell.disposition.is_good() || cell.return_disposition.is_some_and(|reply| !reply.is_good());
    let is_other = |cell: &&&Cell| cell.source_seen.is_some() && cell.source_seen != ends[cell.from].address;
    let names = |cell: &Cell| (ends[cell.from].endpoint.to_string(), ends[cell.to].endpoint.to_string());
    let is_silent = |cell: &&&Cell| cell.disposition == Disposition::InsufficientInfo;
    if let Some(cell) = pairs.iter().find(is_other) {
        let (from, to) = names(cell);
        let seen = cell.source_seen.map(shown).unwrap_or_default();
        let own = ends[cell.from].address.map(shown).unwrap_or_default();
        return Promise { promise, kept: Kept::No, why: format!("{to} sees {from}, which has {own}, as {seen}") };
    }
    // Whether a pod is reached is another promise.
    let is_reached = promise != PromiseKind::SeenAsItself;
    let lost = pairs.iter().filter(|cell| is_reached && is_lost(cell) && !is_silent(cell));
    let (denied, broken): (Vec<&&Cell>, Vec<&&Cell>) = lost.partition(|cell| is_own(cell));
    if let Some(cell) = broken.first() {
        let (from, to) = names(cell);
        return Promise { promise, kept: Kept::No, why: format!("{from} to {to}: {}", lost_by(cell)) };
    }
    if let Some(cell) = pairs.iter().find(is_silent) {
        let (from, to) = names(cell);
        let model = world.plan.model();
        return Promise {
            promise,
            kept: Kept::Unknown,
            why: format!("{from} to {to} in {model}: the pages do not tell"),
        };
    }
    if let Some(cell) = denied.first() {
        let (from, to) = names(cell);
        let count = format!("{} of {} pairs", thousands(denied.len() as u64), thousands(pairs.len() as u64));
        let why =
            format!("{count} cut by rules, routes or firewalls of your own, as {from} to {to}: {}", lost_by(cell));
        return Promise { promise, kept: Kept::Denied, why };
    }
    match pairs.len() {
        0 => Promise { promise, kept: Kept::Unknown, why: "the design has no two ends to show it".to_owned() },
        1 => Promise { promise, kept: Kept::Yes, why: "in the one pair of the table".to_owned() },
        count => Promise { promise, kept: Kept::Yes, why: format!("in all {count} pairs of the table") },
    }
}

/// Is the pair cut by what the user has written: a network policy, an NSG, a route, or a firewall or VM that only a user
/// route leads to? Kubernetes leaves that to the user.
fn is_own(cell: &Cell) -> bool {
    use Disposition::{
        AsymmetricDrop, DeniedFirewall, DeniedIpForwarding, DeniedNoSession, DeniedNsgIn, DeniedNsgOut,
        DeniedPolicyEgress, DeniedPolicyIngress, Loop, NullRouted,
    };
    let lost = cell.return_disposition.filter(|_| cell.disposition.is_good()).unwrap_or(cell.disposition);
    match lost {
        DeniedNsgIn | DeniedNsgOut | DeniedPolicyEgress | DeniedPolicyIngress | DeniedFirewall | DeniedNoSession
        | AsymmetricDrop => true,
        DeniedIpForwarding | Loop | NullRouted => cell.user_route.is_some(),
        _ => false,
    }
}

/// What becomes of a pair that is lost, by what, and which user route leads there.
fn lost_by(cell: &Cell) -> String {
    let lost = match cell.return_disposition.filter(|reply| cell.disposition.is_good() && !reply.is_good()) {
        Some(reply) => format!("the reply is lost ({})", reply.spoken()),
        None if cell.decided_by.kind == "none" => cell.disposition.spoken(),
        None => format!("{} by {}", cell.disposition.spoken(), cell.decided_by),
    };
    match cell.user_route.as_ref().filter(|_| cell.decided_by.kind != "route") {
        Some(route) => format!("{lost}, where the user route to {route} leads"),
        None => lost,
    }
}
