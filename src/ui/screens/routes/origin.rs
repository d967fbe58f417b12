//! Where a route lookup can be made: the nodes of each pool, the machines, the subnets. It holds names, so that a choice
//! survives edits.

use crate::engine::Plan;
use crate::engine::inventory::NodeRef;
use crate::engine::plan::{PoolId, SubnetId};

/// One place to ask from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// What it is called.
    pub label: String,
    /// The subnet whose routes it has.
    pub subnet: SubnetId,
    /// The pool whose nodes these are.
    pub pool: Option<PoolId>,
    /// The node that stands for them: the first.
    pub node: Option<NodeRef>,
    /// The machine's name.
    pub vm: Option<String>,
}

/// All of them: nodes first, for a cluster is asked about most, then machines, then subnets.
pub fn origins(plan: &Plan) -> Vec<Origin> {
    let name = |subnet: SubnetId| plan.subnet(subnet).item.name.clone();
    let pools = plan.pool_ids().filter_map(|id| {
        let pool = plan.pool(id);
        let subnet = pool.subnet?;
        let label = format!("node of {}, {}", pool.item.name, name(subnet));
        let node = (pool.nodes > 0).then_some(NodeRef { pool: id, index: 0 });
        Some(Origin { label, subnet, pool: Some(id), node, vm: None })
    });
    let vms = plan.scenario().vms.iter().filter_map(|vm| {
        let subnet = plan.subnet_named(vm.subnet.as_ref()?)?;
        let label = format!("VM {}, {}", vm.name, name(subnet));
        Some(Origin { label, subnet, pool: None, node: None, vm: Some(vm.name.to_string()) })
    });
    let subnet = |subnet| Origin { label: name(subnet).to_string(), subnet, pool: None, node: None, vm: None };
    let subnets = plan.subnet_ids().map(subnet);
    pools.chain(vms).chain(subnets).collect()
}

/// The origin of that name and its place, or the first: what was chosen may have gone.
pub fn chosen<'a>(origins: &'a [Origin], label: &str) -> Option<(usize, &'a Origin)> {
    let at = origins.iter().position(|origin| origin.label == label).unwrap_or(0);
    origins.get(at).map(|origin| (at, origin))
}
