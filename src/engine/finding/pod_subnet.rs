//! A pod subnet for a pool that has none: one that stands and has room, or a new one. Deliberately not whether a pool
//! needs one: that is `pool`'s.

use super::Finding;
use super::mend::{in_pools, in_vnet, is_enough, many};
use crate::engine::address::Places;
use crate::engine::capacity::{Capacity, Role};
use crate::engine::compare::pod_addresses;
use crate::engine::formula;
use crate::engine::layout::usable;
use crate::engine::occupant::occupants;
use crate::engine::plan::{Plan, PoolId, PoolRow, SubnetId};
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, Span};
use crate::scenario::Edit;
use crate::scenario::edit::free_name;
use crate::scenario::model::PodIpAllocation;
use crate::scenario::reference::renames;

/// The smallest subnet of the cluster's VNet that holds the pool's pods: a pod subnet of other pools with room left, one
/// that nobody has, else a new one at the lowest free place.
pub(super) fn give(plan: &Plan, capacity: &Capacity, id: PoolId, found: &[Finding]) -> Option<Edit> {
    if is_enough(found) {
        return None;
    }
    let pool = plan.pool(id);
    let needed = pod_addresses(pool, pool.allocation);
    let path = plan.pool_path(id).key("pod-subnet");
    if let Some(standing) = standing(plan, capacity, id, needed) {
        return Some(in_pools(plan, Edit::set(path, plan.subnet(standing).item.name.as_str())));
    }
    let (name, label, added) = fresh(plan, needed)?;
    many(label, vec![added, in_pools(plan, Edit::set(path, name))])
}

/// A new subnet for so many pods' addresses, at the lowest free place of the VNet: its name, words for it, and the edit.
fn fresh(plan: &Plan, needed: Addresses) -> Option<(String, String, Edit)> {
    let vnet = plan.cluster_vnet();
    let prefix = formula::smallest_prefix(needed, formula::reserved())?.min(Role::PodSubnet.prefix_max());
    let place = Places::of(plan, vnet, None).lowest(prefix)?;
    let list = plan.vnet_path(vnet).key("subnet");
    let name = free_name(plan.scenario(), &list, "snet-pods");
    let label = format!("pod subnet {name} {place}");
    let added = Edit::Add { list, toml: format!("name = {name:?}\nprefix = \"{place}\"\n") };
    Some((name, label, in_vnet(plan, vnet, added)))
}

/// A new pod subnet for all pools of one that holds something else, wide enough for their pods.
pub(super) fn another(plan: &Plan, capacity: &Capacity, old: SubnetId, found: &[Finding]) -> Option<Edit> {
    if is_enough(found) {
        return None;
    }
    let is_it =
        |range: &&crate::engine::capacity::RangeSize| range.role == Role::PodSubnet && range.subnet == Some(old);
    let needed = capacity.ranges.iter().find(is_it)?.needed;
    let (name, label, added) = fresh(plan, needed)?;
    let users = plan.pool_ids().filter(|id| plan.pool(*id).pod_subnet == Some(old));
    let set = |id| in_pools(plan, Edit::set(plan.pool_path(id).key("pod-subnet"), name.as_str()));
    many(label, std::iter::once(added).chain(users.map(set)).collect())
}

/// A subnet that stands, and has room for so many more.
fn standing(plan: &Plan, capacity: &Capacity, id: PoolId, needed: Addresses) -> Option<SubnetId> {
    let allocation = plan.pool(id).allocation;
    let shared = capacity.ranges.iter().filter(|range| range.role == Role::PodSubnet).filter_map(|range| {
        let subnet = range.subnet?;
        let is_same = |own: &PoolRow| own.allocation == allocation;
        let mut users = plan.pools().iter().filter(|own| own.pod_subnet == Some(subnet));
        let room = range.usable?.checked_sub(range.needed)?;
        (users.all(is_same) && room >= needed).then_some(subnet)
    });
    let empty = plan.vnet(plan.cluster_vnet()).subnets.iter().copied().filter(|subnet| {
        let prefix = plan.subnet(*subnet).item.prefix;
        let is_wide_enough = usable(prefix).map_or(0, Span::count) >= needed;
        is_wide_enough && may_be_static(allocation, prefix.prefix()) && is_empty(plan, *subnet)
    });
    let prefix = |subnet: &SubnetId| plan.subnet(*subnet).item.prefix.prefix();
    shared.chain(empty).max_by_key(|subnet| (prefix(subnet), std::cmp::Reverse(*subnet)))
}

fn may_be_static(allocation: PodIpAllocation, prefix: u8) -> bool {
    allocation == PodIpAllocation::Dynamic || prefix >= rules::prefix(RuleId::StaticPodSubnetPrefixMin)
}

/// Does nothing of the file stand in the subnet, or name it? One that is delegated is somebody's.
fn is_empty(plan: &Plan, id: SubnetId) -> bool {
    let subnet = &plan.subnet(id).item;
    let is_delegated = subnet.delegation.as_ref().is_some_and(|text| !text.0.is_empty());
    let is_reserved = subnet.name.starts_with("Azure") || subnet.name.as_str() == "GatewaySubnet";
    let is_named = || !renames(plan.scenario(), &plan.subnet_path(id), "another").is_empty();
    let is_held = || occupants(plan).iter().any(|occupant| occupant.subnet == id);
    !is_delegated && !is_reserved && subnet.used_by_others.unwrap_or(0) == 0 && !is_named() && !is_held()
}
