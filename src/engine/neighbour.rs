//! What neighbouring clusters take of this design's subnets. Deliberately nothing of their inside: a count of
//! nodes at their peak, and the formulas of their model.

use crate::engine::capacity::Reading;
use crate::engine::formula;
use crate::engine::plan::{Plan, SubnetId, VnetId};
use crate::engine::rules::{self, RuleId};
use crate::net::Addresses;
use crate::scenario::model::{Model, OtherCluster, PodIpAllocation};

/// A neighbour's need in one subnet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// The subnet.
    pub subnet: SubnetId,
    /// The neighbour's name.
    pub name: String,
    /// Addresses it takes at its peak.
    pub addresses: Addresses,
    /// How many of them its nodes hold beyond their max pods, in batches: by the other reading they do not.
    pub over_max_pods: Addresses,
    /// Are they static blocks, which a VNet's own limit does not count?
    pub is_blocks: bool,
}

/// What every neighbour takes of every subnet that it names.
pub fn neighbours(plan: &Plan) -> Vec<Neighbour> {
    let mut found = Vec::new();
    for cluster in &plan.scenario().other_clusters {
        let mut push = |subnet: Option<SubnetId>, addresses, over_max_pods, is_blocks| {
            if let Some(subnet) = subnet {
                let name = cluster.name.to_string();
                found.push(Neighbour { subnet, name, addresses, over_max_pods, is_blocks });
            }
        };
        push(named(plan, cluster.node_subnet.as_deref()), of_nodes(cluster), 0, false);
        let pod_subnet = cluster.pod_subnet.as_ref().map(|name| &*name.0);
        let is_blocks = cluster.pod_ip_allocation == Some(PodIpAllocation::StaticBlock);
        let pod_subnet = named(plan, pod_subnet).filter(|_| cluster.model == Some(Model::PodSubnet));
        let (held, if_capped) = (of_pods(cluster, Reading::Formula), of_pods(cluster, Reading::Capped));
        push(pod_subnet, held, held.saturating_sub(if_capped), is_blocks);
        let api_server = rules::number(RuleId::ApiServerAddresses);
        push(named(plan, cluster.api_server_subnet.as_deref()), api_server, 0, false);
    }
    found
}

/// What the nodes of neighbours take of a VNet in subnets that the scenario does not name.
pub fn unplaced(plan: &Plan) -> impl Iterator<Item = (VnetId, Addresses)> + '_ {
    plan.scenario().other_clusters.iter().filter(|cluster| cluster.node_subnet.is_none()).filter_map(|cluster| {
        let vnet = cluster.vnet.as_ref().and_then(|name| plan.vnet_named(name))?;
        Some((vnet, of_nodes(cluster)))
    })
}

fn named(plan: &Plan, name: Option<&str>) -> Option<SubnetId> {
    name.and_then(|name| plan.subnet_named(name))
}

fn of_nodes(cluster: &OtherCluster) -> Addresses {
    let nodes = u64::from(cluster.nodes.unwrap_or(0));
    match cluster.model {
        Some(Model::NodeSubnet) => formula::node_subnet(nodes, cluster.max_pods.unwrap_or(0)),
        _ => nodes,
    }
}

fn of_pods(cluster: &OtherCluster, reading: Reading) -> Addresses {
    let max_pods = cluster.max_pods.unwrap_or(0);
    let each = match cluster.pod_ip_allocation {
        Some(PodIpAllocation::StaticBlock) => formula::static_blocks(max_pods) * formula::static_block(),
        _ => reading.held(max_pods, max_pods),
    };
    u64::from(cluster.nodes.unwrap_or(0)).saturating_mul(each)
}
