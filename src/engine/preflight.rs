//! What AKS itself counts before it adds nodes, and the sentence that it prints when that is too much. Deliberately not
//! what nodes and pods then take: that is `capacity`, and the two disagree.

use super::capacity::Role;
use super::capacity::question::{Limit, PoolQuestion, Question};
use super::formula;
use crate::net::Addresses;
use crate::scenario::model::{Model, PodIpAllocation};

/// What AKS is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Make a cluster or a pool, or add nodes to one.
    Add,
    /// Add surge nodes.
    Upgrade,
}

/// What comes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// Nothing is added, so nothing is counted.
    NotMade,
    /// No page says what is counted.
    NotKnown,
    /// So much is counted against so much, and there is room.
    Passes(Addresses, Addresses),
    /// So much is counted against so much, and AKS refuses; with its own sentence, where a page gives one.
    Refuses(Addresses, Addresses, Option<String>),
}

impl Check {
    /// The word of an answer.
    pub fn word(&self) -> &'static str {
        match self {
            Self::NotMade => "not-made",
            Self::NotKnown => "not-known",
            Self::Passes(..) => "passes",
            Self::Refuses(..) => "refuses",
        }
    }

    /// What is counted, and against what.
    pub fn counts(&self) -> Option<(Addresses, Addresses)> {
        match self {
            Self::Passes(count, available) | Self::Refuses(count, available, _) => Some((*count, *available)),
            Self::NotMade | Self::NotKnown => None,
        }
    }

    /// Azure's own sentence.
    pub fn sentence(&self) -> Option<&str> {
        match self {
            Self::Refuses(_, _, sentence) => sentence.as_deref(),
            _ => None,
        }
    }

    fn of(count: Addresses, available: Addresses, sentence: impl FnOnce() -> Option<String>) -> Self {
        if count <= available { Self::Passes(count, available) } else { Self::Refuses(count, available, sentence()) }
    }
}

/// The check of one limit. It counts the nodes and the surge of the question: who creates or scales asks with the
/// autoscaler's maximum and without surge, who upgrades asks with it.
pub fn check(question: &Question, limit: Limit, act: Act) -> Check {
    if let Limit::Range(range) = limit {
        return range_check(question, range, act);
    }
    // The limits of nodes and routes are kept by AKS, but no page gives its words.
    let counted = question.need_and_have(limit);
    counted.map_or(Check::NotKnown, |(count, available)| Check::of(count, available, || None))
}

fn range_check(question: &Question, range: usize, act: Act) -> Check {
    let row = &question.ranges[range];
    let Some(usable) = row.usable() else { return Check::NotKnown };
    let each: fn(&Question, &PoolQuestion) -> Addresses = match (question.model, row.role, act) {
        (_, Role::NodeSubnet, _) => of_a_node,
        (Model::Overlay, Role::PodCidr, Act::Add) => |_, _| formula::node_block(),
        (Model::PodSubnet, Role::PodSubnet, Act::Add) if is_of_blocks(question, range) => one_block,
        _ => return Check::NotKnown,
    };
    let counted = question.users(range).map(|(_, pool)| pool.peak().saturating_mul(each(question, pool)));
    let count = counted.fold(0, Addresses::saturating_add);
    // What others hold is not this cluster's to count; it is missing from what is available.
    let available = usable.saturating_sub(question.need(range, |_| 0));
    let name = if row.role == Role::PodCidr { "networkProfile.podCIDR" } else { &row.name };
    Check::of(count, available, || Some(preallocated(count, available, &row.prefix.to_string(), name)))
}

/// Node subnet: a node and its pods, 50 pods make 51. Otherwise one a node.
fn of_a_node(question: &Question, pool: &PoolQuestion) -> Addresses {
    if question.model == Model::NodeSubnet { formula::node_subnet(1, pool.max_pods) } else { 1 }
}

/// Static blocks are counted at one a node, however many the node then takes.
fn one_block(_: &Question, pool: &PoolQuestion) -> Addresses {
    if pool.allocation == PodIpAllocation::StaticBlock { formula::static_block() } else { 0 }
}

fn is_of_blocks(question: &Question, range: usize) -> bool {
    question.users(range).any(|(_, pool)| pool.allocation == PodIpAllocation::StaticBlock)
}

/// Azure's sentence of the code `InsufficientSubnetSize`.
pub fn preallocated(count: Addresses, available: Addresses, cidr: &str, name: &str) -> String {
    format!("Pre-allocated IPs {count} exceeds IPs available {available} in Subnet Cidr {cidr}, Subnet Name {name}.")
}
