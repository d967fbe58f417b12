//! Edits that end a finding: a range moved to a free place, a key left out. Deliberately judges nothing: what is free
//! is `address`'s and `compare`'s to say.

use std::fmt::Write as _;
use std::net::IpAddr;

use super::Finding;
use super::machine::{pins, placed};
use super::range::{address_at, usual_dns};
use crate::engine::address::Places;
use crate::engine::capacity::{Capacity, Role};
use crate::engine::compare::{self, private_space};
use crate::engine::formula;
use crate::engine::plan::{Plan, PoolId, SubnetId, VnetId};
use crate::engine::rules::{self, RuleId};
use crate::net::Cidr;
use crate::net::span::gaps;
use crate::scenario::edit::free_name;
use crate::scenario::model::{Dataplane, Model, Os};
use crate::scenario::{Edit, Path, field};

/// Findings with a free place beyond which none is looked for: nobody reads on, and each search goes through all ranges.
const SEARCHES_MAX: usize = 16;

/// Were so many places found already that no other is looked for?
pub(super) fn is_enough(found: &[Finding]) -> bool {
    found.iter().filter(|finding| finding.is_searched).count() >= SEARCHES_MAX
}

/// The service CIDR at the lowest free place of private space, with the DNS address along.
pub(super) fn move_service_cidr(plan: &Plan, old: Cidr, found: &[Finding]) -> Option<Edit> {
    if is_enough(found) {
        return None;
    }
    let prefix = old.prefix().max(rules::prefix(RuleId::ServiceCidrPrefixMin));
    let pods: Vec<_> = plan.pod_cidr().and_then(Cidr::span).into_iter().collect();
    let free = private_space(plan, Role::PodCidr).into_iter().flat_map(|space| gaps(space, &pods)).collect();
    let place = Places::within(free).lowest(prefix)?;
    set_service_cidr(place)
}

/// A service CIDR and a DNS address in it.
pub(super) fn set_service_cidr(place: Cidr) -> Option<Edit> {
    let cluster = Path::root().key("cluster");
    let dns = usual_dns(place).or_else(|| second(place))?;
    Some(Edit::Many {
        label: format!("service CIDR: {place}, DNS service IP: {dns}"),
        edits: vec![
            Edit::set(cluster.key("service-cidr"), place.to_string()),
            Edit::set(cluster.key("dns-service-ip"), dns.to_string()),
        ],
    })
}

/// The address behind kubernetes.default, where the range has no .10.
pub(super) fn second(services: Cidr) -> Option<IpAddr> {
    address_at(services, 2)
}

/// The pod CIDR at the lowest free place of private space; of an IPv6 range no free place is known.
pub(super) fn move_pod_cidr(plan: &Plan, old: Cidr, found: &[Finding]) -> Option<Edit> {
    if is_enough(found) || !old.is_v4() {
        return None;
    }
    let place = Places::within(private_space(plan, Role::PodCidr)).lowest(old.prefix())?;
    Some(Edit::set(Path::root().key("cluster").key("pod-cidr"), place.to_string()))
}

/// The pod CIDR with a shorter prefix: around where it is, so that the pods of nodes that stand keep theirs, else at the
/// lowest free place.
pub(super) fn widen_pod_cidr(plan: &Plan, old: Cidr, prefix: u8, found: &[Finding]) -> Option<Edit> {
    let around = old.widened(prefix);
    if !is_enough(found) && Places::within(private_space(plan, Role::PodCidr)).holds(around) {
        return Some(Edit::set(Path::root().key("cluster").key("pod-cidr"), around.to_string()));
    }
    move_pod_cidr(plan, around, found)
}

/// A subnet at the lowest free place of its VNet; `None` where an address is pinned in it, which would stay behind.
pub(super) fn move_subnet(plan: &Plan, id: SubnetId, prefix: u8, found: &[Finding]) -> Option<Edit> {
    if is_enough(found) {
        return None;
    }
    let row = plan.subnet(id);
    let old = row.item.prefix;
    if placed(plan).iter().any(|one| one.vnet == Some(row.vnet) && old.contains(one.ip)) {
        return None;
    }
    let place = Places::of(plan, row.vnet, Some(id)).lowest(prefix)?;
    Some(in_vnet(plan, row.vnet, Edit::set(plan.subnet_path(id).key("prefix"), place.to_string())))
}

/// A subnet of another length: around where it is, so that what lies in it stays, else at the lowest free place.
pub(super) fn widen_subnet(plan: &Plan, id: SubnetId, prefix: u8, found: &[Finding]) -> Option<Edit> {
    let row = plan.subnet(id);
    let around = row.item.prefix.widened(prefix);
    if !is_enough(found) && Places::of(plan, row.vnet, Some(id)).holds(around) {
        return Some(in_vnet(plan, row.vnet, Edit::set(plan.subnet_path(id).key("prefix"), around.to_string())));
    }
    move_subnet(plan, id, prefix, found)
}

/// A new subnet for the nodes of the pools that are in the same one as a pool, wide enough for what is counted there;
/// `None` where a node has its address, or the subnet its routes, which would stay behind.
pub(super) fn subnet_alone(plan: &Plan, capacity: &Capacity, pool: PoolId, found: &[Finding]) -> Option<Edit> {
    let old = plan.pool(pool).subnet?;
    let (vnet, prefix) = (plan.subnet(old).vnet, plan.subnet(old).item.prefix);
    let is_bound = plan.subnet(old).item.route_table.is_some() || pins(plan).any(|pin| prefix.contains(pin.ip));
    if is_enough(found) || is_bound {
        return None;
    }
    let needed = capacity.ranges.iter().find(|range| range.subnet == Some(old)).map_or(1, |range| range.needed);
    let length = formula::smallest_prefix(needed, formula::reserved())?.min(rules::prefix(RuleId::SubnetPrefixMax));
    let place = Places::of(plan, vnet, None).lowest(length)?;
    let list = plan.vnet_path(vnet).key("subnet");
    let name = free_name(plan.scenario(), &list, "snet-nodes");
    let label = format!("node subnet {name} {place}");
    let mut toml = format!("name = {name:?}\nprefix = \"{place}\"\n");
    let beside = [("nsg", &plan.subnet(old).item.nsg), ("nat-gateway", &plan.subnet(old).item.nat_gateway)];
    for (key, name) in beside.into_iter().filter_map(|(key, name)| Some((key, name.as_ref()?))) {
        let _ = writeln!(toml, "{key} = {:?}", name.as_str());
    }
    let mut edits = vec![in_vnet(plan, vnet, Edit::Add { list, toml })];
    let users = plan.pool_ids().filter(|id| plan.pool(*id).subnet == Some(old));
    edits.extend(users.map(|id| in_pools(plan, Edit::set(plan.pool_path(id).key("subnet"), name.as_str()))));
    many(label, edits)
}

/// The overlay, with the range that it lacks; Windows nodes do not have the Cilium data plane.
pub(super) fn to_overlay(plan: &Plan) -> Option<Edit> {
    let switch = compare::switch(plan, Model::Overlay, None);
    if switch.missing.is_some() {
        return None;
    }
    let edit = switch.edit(plan);
    let has_windows = plan.pools().iter().any(|pool| pool.item.os == Some(Os::Windows));
    if has_windows && plan.dataplane() == Dataplane::Cilium {
        let path = Path::root().key("cluster").key("dataplane");
        let label = edit.label(plan.scenario());
        return many(label, vec![edit, Edit::set(path, Dataplane::Azure.word())]);
    }
    Some(edit)
}

/// The edit of a VNet or what is in it, which is written first where the file does not have it.
pub(super) fn in_vnet(plan: &Plan, vnet: VnetId, edit: Edit) -> Edit {
    field::with_vnet(plan.written(), plan.scenario(), &plan.vnet(vnet).item, edit)
}

/// The edit of a pool, which is written first where the file has none.
pub(super) fn in_pools(plan: &Plan, edit: Edit) -> Edit {
    field::with_pool(plan.written(), plan.scenario(), edit)
}

/// Several edits as one step.
pub(super) fn many(label: String, mut edits: Vec<Edit>) -> Option<Edit> {
    if edits.len() > 1 { Some(Edit::Many { label, edits }) } else { edits.pop() }
}
