//! Ranges that are too small, with the sentence that Azure itself would print. Deliberately no formula: need and
//! have are `capacity`'s.

use super::{Finding, When};
use crate::engine::capacity::{Capacity, RangeSize, Role};
use crate::engine::formula;
use crate::engine::plan::{Plan, PoolRow};
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, thousands};
use crate::scenario::Path;
use crate::scenario::model::{Model, PodIpAllocation};

/// Every range that does not hold its need.
pub(super) fn ranges(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    for range in capacity.ranges.iter().filter(|range| !range.fits()) {
        let usable = range.usable.unwrap_or(0);
        let message = format!(
            "{} {} {} needs {} addresses and has {}{}",
            range.role.title(),
            if range.role.is_subnet() { &range.name } else { "" },
            range.prefix,
            thousands(range.needed),
            thousands(usable),
            if range.needed_steady <= usable { " at an upgrade" } else { "" }
        )
        .replace("  ", " ");
        let (code, rule) = match range.role {
            Role::NodeSubnet => ("node-subnet-full", RuleId::PreflightCount),
            Role::PodSubnet => ("pod-subnet-full", RuleId::DynamicBatch),
            Role::PodCidr => ("pod-cidr-full", RuleId::NodeBlockPrefix),
            Role::ServiceCidr => ("service-cidr-full", RuleId::ServiceCidrDefault),
            Role::ApiServerSubnet => ("api-server-subnet-full", RuleId::ApiServerAddresses),
        };
        let mut finding = Finding::error(code, subject(plan, range), rule, message);
        finding.is_room = true;
        finding.when = if range.needed_steady > usable { When::Create } else { When::Upgrade };
        found.push(as_azure_sees_it(plan, range, finding));
    }
}

fn subject(plan: &Plan, range: &RangeSize) -> Path {
    let cluster = Path::root().key("cluster");
    match range.role {
        Role::PodCidr => cluster.key("pod-cidr"),
        Role::ServiceCidr => cluster.key("service-cidr"),
        Role::NodeSubnet | Role::PodSubnet | Role::ApiServerSubnet => {
            plan.subnet_named(&range.name).map_or(cluster, |id| plan.subnet_path(id).key("prefix"))
        }
    }
}

/// Adds the pre-flight check's answer, where Azure makes one: its own counts, which are this cluster's nodes at the
/// autoscaler's maximum, with surge only at an upgrade.
fn as_azure_sees_it(plan: &Plan, range: &RangeSize, finding: Finding) -> Finding {
    let usable = range.usable.unwrap_or(0);
    let upgrade = finding.when == When::Upgrade;
    match range.role {
        Role::NodeSubnet => {
            let here = |pool: &&PoolRow| pool.item.subnet.as_ref().is_some_and(|name| *name == *range.name);
            let count = |with_surge: bool| -> Addresses {
                let pools = plan.pools().iter().filter(here);
                let counts = pools.map(|pool| node_addresses(plan.model(), pool, with_surge));
                counts.fold(0, Addresses::saturating_add)
            };
            // What others hold is not theirs to count; it is missing from what is available.
            let available = usable.saturating_sub(range.needed.saturating_sub(count(true)));
            let sentence = preallocated(count(upgrade), available, &range.prefix.to_string(), &range.name);
            let target =
                if plan.model() == Model::Overlay { "agentPoolProfile.vnetSubnetID" } else { "agentPoolProfile.count" };
            finding.azure("InsufficientSubnetSize", target, sentence)
        }
        Role::PodCidr if !upgrade => {
            let sentence =
                preallocated(range.needed_steady, usable, &range.prefix.to_string(), "networkProfile.podCIDR");
            finding.azure("InsufficientSubnetSize", "networkProfile.podCIDR", sentence)
        }
        Role::PodSubnet => pod_subnet_check(plan, range, finding),
        Role::PodCidr | Role::ServiceCidr | Role::ApiServerSubnet => finding,
    }
}

/// Static blocks are checked at one block a node, dynamic batches not at all: the rest shows when nodes start.
fn pod_subnet_check(plan: &Plan, range: &RangeSize, finding: Finding) -> Finding {
    let blocks = |pool: &&PoolRow| {
        pool.allocation == PodIpAllocation::StaticBlock
            && pool.item.pod_subnet.as_ref().is_some_and(|name| *name == *range.name)
    };
    let nodes: Addresses = plan.pools().iter().filter(blocks).map(|pool| u64::from(pool.nodes)).sum();
    let checked = nodes * formula::static_block();
    let usable = range.usable.unwrap_or(0);
    if checked > usable {
        let sentence = preallocated(checked, usable, &range.prefix.to_string(), &range.name);
        return finding.when(When::Create).azure("InsufficientSubnetSize", "agentPoolProfile.podSubnetID", sentence);
    }
    finding.when(When::RunTime)
}

/// What the pre-flight check counts for a pool.
///
/// Node subnet: 40 nodes of 50 pods are 40 x 51 = 2,040, with 4 surge nodes 2,244. Otherwise one a node.
fn node_addresses(model: Model, pool: &PoolRow, with_surge: bool) -> Addresses {
    let nodes = u64::from(pool.nodes) + if with_surge { u64::from(pool.surge) } else { 0 };
    if model == Model::NodeSubnet { formula::node_subnet(nodes, pool.max_pods) } else { nodes }
}

fn preallocated(count: Addresses, available: Addresses, cidr: &str, name: &str) -> String {
    format!("Pre-allocated IPs {count} exceeds IPs available {available} in Subnet Cidr {cidr}, Subnet Name {name}.")
}

/// Kubenet: a route a node, in a table that holds so many.
pub(super) fn routes(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    let Some(routes) = capacity.routes else { return };
    let path = plan.pool_ids().next().map_or(Path::root(), |id| plan.pool_path(id).key("count"));
    let limit = rules::number(RuleId::RoutesMax);
    let needed = routes.needed;
    if routes.needed > routes.limit {
        let surge: u64 = plan.pools().iter().map(|pool| u64::from(pool.surge)).sum();
        let when = if u64::from(needed).saturating_sub(surge) > limit { When::Create } else { When::Upgrade };
        let message =
            format!("kubenet needs {needed} routes, one a node and the user's own; a route table holds {limit}");
        let mut finding = Finding::error("kubenet-routes-full", path, RuleId::RoutesMax, message).when(when);
        finding.is_room = true;
        found.push(finding);
    } else if u64::from(needed) == limit {
        let message = format!(
            "kubenet needs {needed} routes, all that a route table holds: it is created, and an upgrade asks for fewer than {limit}"
        );
        let finding = Finding::warning("kubenet-routes-at-limit", path, RuleId::RoutesMax, message);
        found.push(finding.when(When::Upgrade));
    } else if u64::from(needed) >= rules::number(RuleId::RoutesNear) {
        let message = format!("kubenet needs {needed} of the {limit} routes that a route table holds");
        found.push(Finding::warning("kubenet-routes-near-limit", path, RuleId::RoutesNear, message).when(When::Scale));
    }
}

/// Static blocks: those at both ends of a subnet hold what Azure keeps, and no page says whether they are handed out.
pub(super) fn edge_blocks(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    for range in capacity.ranges.iter().filter(|range| range.role == Role::PodSubnet && range.fits()) {
        let is_here = |pool: &PoolRow| pool.pod_subnet.is_some() && pool.pod_subnet == range.subnet;
        let mut pools = plan.pools().iter().filter(|pool| is_here(pool));
        if !pools.all(|pool| pool.allocation == PodIpAllocation::StaticBlock) {
            continue;
        }
        let (Some(blocks), Some(total)) = (range.blocks, range.total) else { continue };
        let sure = (total / formula::static_block()).saturating_sub(rules::number(RuleId::StaticEdgeBlocks));
        if blocks.needed > sure {
            let message = format!(
                "pod subnet {} {} needs {} blocks; {sure} are sure: the first and the last hold what Azure keeps, and no page says whether they are handed out",
                range.name, range.prefix, blocks.needed
            );
            let rule = RuleId::StaticEdgeBlocks;
            found.push(Finding::warning("pod-subnet-edge-blocks", subject(plan, range), rule, message));
        }
    }
}

/// Addresses in use in the cluster's VNet, static blocks apart: those are what lets a VNet have more pods.
pub(super) fn vnet_addresses(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    let vnet = plan.cluster_vnet();
    let is_here = |range: &&RangeSize| range.subnet.is_some_and(|subnet| plan.subnet(subnet).vnet == vnet);
    let mut of_blocks = vec![false; plan.subnets().len()];
    let users = plan.pools().iter().filter(|pool| pool.allocation == PodIpAllocation::StaticBlock);
    users.filter_map(|pool| pool.pod_subnet).for_each(|subnet| of_blocks[subnet.index()] = true);
    let counted = |range: &RangeSize| {
        let blocks = range.role == Role::PodSubnet && range.subnet.is_some_and(|subnet| of_blocks[subnet.index()]);
        if blocks { (0, 0) } else { (range.needed, range.needed_steady) }
    };
    let sum = |(peak, steady): (Addresses, Addresses), range: &RangeSize| {
        let (more, more_steady) = counted(range);
        (peak.saturating_add(more), steady.saturating_add(more_steady))
    };
    let (peak, steady) = capacity.ranges.iter().filter(is_here).fold((0, 0), sum);
    let limit = rules::number(RuleId::VnetAddressesMax);
    if peak > limit {
        let name = &plan.vnet(vnet).item.name;
        let message = format!(
            "VNet {name} would have {} addresses in use; a VNet may have {}",
            thousands(peak),
            thousands(limit)
        );
        let path = plan.vnet_path(vnet).key("address-space");
        let finding = Finding::error("vnet-addresses-limit", path, RuleId::VnetAddressesMax, message);
        found.push(finding.when(if steady > limit { When::Create } else { When::Upgrade }));
    }
}
