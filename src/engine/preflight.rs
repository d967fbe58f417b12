//! What AKS itself counts before it adds nodes, and the sentence that it prints when that is too much. Deliberately not
//! what nodes and pods then take: that is `capacity`, and the two disagree.

use std::fmt;

use super::capacity::Role;
use super::capacity::question::{Limit, PoolQuestion, Question};
use super::formula;
use super::outbound::Allocated;
use super::rules::{self, RuleId};
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

/// What Azure answers when it refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its code.
    pub code: &'static str,
    /// Its name of the field.
    pub target: &'static str,
    /// Its sentence, with this design's numbers.
    pub sentence: String,
}

impl fmt::Display for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence)
    }
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
    /// So much is counted against so much, and AKS refuses; with Azure's own answer, where a page gives one.
    Refuses(Addresses, Addresses, Option<Answer>),
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

    /// Azure's own answer.
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Refuses(_, _, answer) => answer.as_ref(),
            _ => None,
        }
    }

    /// Azure's own sentence.
    pub fn sentence(&self) -> Option<&str> {
        self.answer().map(|answer| answer.sentence.as_str())
    }

    fn of(count: Addresses, available: Addresses, answer: impl FnOnce() -> Option<Answer>) -> Self {
        if count <= available { Self::Passes(count, available) } else { Self::Refuses(count, available, answer()) }
    }
}

/// The check of one limit. Who adds nodes is asked for the autoscaler's maximum without surge, who upgrades for the
/// nodes and the surge of the question; of outbound ports the surge is always counted.
pub fn check(question: &Question, limit: Limit, act: Act) -> Check {
    let nodes = |pool: &PoolQuestion| nodes_at(pool, act);
    let wordless = |count, available| Check::of(count, available, || None);
    match limit {
        Limit::Range(range) => range_check(question, range, act),
        Limit::OutboundPorts => {
            question.ports.map_or(Check::NotKnown, |ports| ports_check(ports, question.peak_nodes()))
        }
        Limit::Routes => routes_check(question, act),
        Limit::PoolNodes(pool) => wordless(nodes(&question.pools[pool]), rules::number(RuleId::PoolNodesMax)),
        Limit::Nodes => wordless(question.nodes(), question.nodes_max.into()),
        // That a VNet is full Azure says when an address is asked for; no page says that AKS looks before.
        Limit::Vnet | Limit::Peered => Check::NotKnown,
    }
}

fn nodes_at(pool: &PoolQuestion, act: Act) -> Addresses {
    match act {
        Act::Add => pool.nodes.into(),
        Act::Upgrade => pool.peak(),
    }
}

/// At creation as many routes are allowed as a table holds; at an upgrade one page wants fewer, another does not.
fn routes_check(question: &Question, act: Act) -> Check {
    let Some((_, limit)) = question.routes() else { return Check::NotKnown };
    let nodes = question.pools.iter().map(|pool| nodes_at(pool, act));
    let count = nodes.fold(question.user_routes.into(), Addresses::saturating_add);
    match act {
        Act::Upgrade if count == limit => Check::NotKnown,
        _ => Check::of(count, limit, || None),
    }
}

/// So many nodes, surge included, of the outbound ports that the design asks for each.
///
/// 9 nodes of 8,000 are 72,000, and one outbound address has 64,000.
pub fn ports_check(ports: Allocated, nodes: Addresses) -> Check {
    let Allocated { per_node, available } = ports;
    let count = nodes.saturating_mul(per_node);
    Check::of(count, available, || {
        let ips = available / rules::number(RuleId::LoadBalancerPortsPerIp).max(1);
        Some(Answer {
            code: "InvalidLoadBalancerProfileAllocatedOutboundPorts",
            target: "loadBalancerProfile",
            sentence: format!(
                "Load balancer profile allocated ports {per_node} is not in an allowable range given the number of nodes and IPs provisioned. Total node count {nodes} requires {count} ports but only {available} ports are available given {ips} outbound public IPs."
            ),
        })
    })
}

fn range_check(question: &Question, range: usize, act: Act) -> Check {
    let row = &question.ranges[range];
    let (Some(usable), Some(count)) = (row.usable(), counted(question, range, act)) else { return Check::NotKnown };
    // What others hold is not this cluster's to count; it is missing from what is available.
    let available = usable.saturating_sub(question.need(range, |_| 0));
    let (target, name) = match row.role {
        Role::PodCidr => ("networkProfile.podCIDR", "networkProfile.podCIDR"),
        Role::PodSubnet => ("agentPoolProfile.podSubnetID", &*row.name),
        _ if question.model == Model::NodeSubnet => ("agentPoolProfile.count", &*row.name),
        _ => ("agentPoolProfile.vnetSubnetID", &*row.name),
    };
    Check::of(count, available, || {
        let sentence = preallocated(count, available, &row.prefix.to_string(), name);
        Some(Answer { code: "InsufficientSubnetSize", target, sentence })
    })
}

/// What AKS counts of a range; `None`: nothing, or no page says it. The pod CIDR is counted for overlay, and no page
/// says so of kubenet, nor whether surge counts there.
pub fn counted(question: &Question, range: usize, act: Act) -> Option<Addresses> {
    let each: fn(&Question, &PoolQuestion) -> Addresses = match (question.model, question.ranges[range].role, act) {
        (_, Role::NodeSubnet, _) => of_a_node,
        (Model::Overlay, Role::PodCidr, Act::Add) => |_, _| formula::node_block(),
        (Model::PodSubnet, Role::PodSubnet, Act::Add) if is_of_blocks(question, range) => one_block,
        _ => return None,
    };
    let pools = question.users(range).map(|(_, pool)| nodes_at(pool, act).saturating_mul(each(question, pool)));
    Some(pools.fold(0, Addresses::saturating_add))
}

/// Node subnet: a node and its pods, 50 pods make 51. Otherwise one a node.
fn of_a_node(question: &Question, pool: &PoolQuestion) -> Addresses {
    if question.model == Model::NodeSubnet { formula::node_subnet(1, pool.max_pods) } else { 1 }
}

/// Static blocks are counted at one a node, however many the node then takes.
fn one_block(_: &Question, pool: &PoolQuestion) -> Addresses {
    let blocks = rules::number(RuleId::StaticPrecheckBlocks);
    if pool.allocation == PodIpAllocation::StaticBlock { blocks * formula::static_block() } else { 0 }
}

fn is_of_blocks(question: &Question, range: usize) -> bool {
    question.users(range).any(|(_, pool)| pool.allocation == PodIpAllocation::StaticBlock)
}

/// Azure's sentence of the code `InsufficientSubnetSize`.
fn preallocated(count: Addresses, available: Addresses, cidr: &str, name: &str) -> String {
    format!("Pre-allocated IPs {count} exceeds IPs available {available} in Subnet Cidr {cidr}, Subnet Name {name}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::sample::plan;

    #[test]
    fn ports_are_counted_with_the_surge_of_every_pool_whatever_is_done() {
        let text = "[cluster]\n[cluster.load-balancer]\nallocated-outbound-ports = 8000\n[[node-pool]]\nname = \"a\"\ncount = 8\nmax-surge = 1\n";
        let question = Question::of(&plan(text));
        for act in [Act::Add, Act::Upgrade] {
            let check = check(&question, Limit::OutboundPorts, act);
            assert_eq!(check.counts(), Some((72_000, 64_000)), "{act:?}");
            let said = check.sentence().unwrap();
            assert!(said.ends_with("Total node count 9 requires 72000 ports but only 64000 ports are available given 1 outbound public IPs."), "{said}");
        }
    }

    #[test]
    fn at_the_last_route_an_upgrade_is_not_known() {
        let at = |nodes: u32, act| {
            let text = format!(
                "[cluster]\nmodel = \"kubenet\"\npod-cidr = \"10.128.0.0/14\"\n[[node-pool]]\nname = \"a\"\ncount = {nodes}\nmax-surge = 1\n"
            );
            check(&Question::of(&plan(&text)), Limit::Routes, act)
        };
        assert_eq!(at(400, Act::Add), Check::Passes(400, 400));
        assert_eq!(at(398, Act::Upgrade), Check::Passes(399, 400));
        assert_eq!(at(399, Act::Upgrade), Check::NotKnown);
        assert_eq!(at(400, Act::Upgrade), Check::Refuses(401, 400, None));
    }
}
