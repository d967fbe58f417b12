//! What neighbouring clusters take of this design's subnets. Deliberately nothing of their inside: a count of
//! nodes at their peak, and the formulas of their model.

use crate::engine::formula;
use crate::engine::plan::{Plan, SubnetId};
use crate::net::Addresses;
use crate::scenario::model::{Model, PodIpAllocation};

/// A neighbour's need in one subnet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// The subnet.
    pub subnet: SubnetId,
    /// The neighbour's name.
    pub name: String,
    /// Addresses it takes at its peak.
    pub addresses: Addresses,
}

/// What every neighbour takes of every subnet that it names.
pub fn neighbours(plan: &Plan) -> Vec<Neighbour> {
    let mut found = Vec::new();
    for cluster in &plan.scenario().other_clusters {
        let nodes = u64::from(cluster.nodes.unwrap_or(0));
        let max_pods = cluster.max_pods.unwrap_or(0);
        let model = cluster.model.unwrap_or(Model::Overlay);
        let mut push = |subnet: Option<SubnetId>, addresses| {
            if let Some(subnet) = subnet {
                found.push(Neighbour { subnet, name: cluster.name.to_string(), addresses });
            }
        };
        let node_subnet = cluster.node_subnet.as_ref().and_then(|name| plan.subnet_named(name));
        push(node_subnet, if model == Model::NodeSubnet { formula::node_subnet(nodes, max_pods) } else { nodes });
        if model == Model::PodSubnet {
            let each = match cluster.pod_ip_allocation {
                Some(PodIpAllocation::StaticBlock) => formula::static_blocks(max_pods) * formula::static_block(),
                _ => formula::held(max_pods),
            };
            let pod_subnet = cluster.pod_subnet.as_ref().and_then(|name| plan.subnet_named(&name.0));
            push(pod_subnet, nodes.saturating_mul(each));
        }
    }
    found
}
