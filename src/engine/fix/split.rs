//! The knob of another pool: as few nodes of a pool as end the shortage move to a new pool on a new subnet of the same
//! VNet, at its lowest free place. Deliberately copies the rest of the pool and of the subnet as they are written.

use super::attempt::{Base, Draft, Shortage};
use super::nodes::edit_nodes;
use super::{Cost, Fix, Knob};
use crate::engine::address::Places;
use crate::engine::capacity::Role;
use crate::engine::capacity::percent;
use crate::engine::capacity::question::{Limit, PoolQuestion};
use crate::engine::formula;
use crate::engine::layout::usable;
use crate::engine::plan::{PoolId, SubnetId, surge_nodes};
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, Cidr, Span, counted, thousands};
use crate::scenario::edit::{free_name, node};
use crate::scenario::item::Node;
use crate::scenario::model::{Os, Pool, PoolMode};
use crate::scenario::{Edit, Path, field};

/// How a pool is parted.
struct Parts {
    id: PoolId,
    /// Nodes that stay.
    stay: u32,
    /// Nodes of the new pool.
    moved: u32,
    /// The new subnet.
    place: Cidr,
    /// Addresses that the new pool takes of it.
    need: Addresses,
    /// The subnet that is too small.
    subnet: SubnetId,
    role: Role,
}

/// Keys of a pool that the new one does not take over.
const POOL_KEYS_OF_ITS_OWN: [&str; 6] = ["name", "mode", "count", "autoscale", "subnet", "pod-subnet"];
/// Keys of a subnet that the new one does not take over.
const SUBNET_KEYS_OF_ITS_OWN: [&str; 4] = ["name", "prefix", "prefix-v6", "used-by-others"];
/// Digits of the number behind the name of a new pool, at most: a cluster has no more pools than they count.
const NUMBER_DIGITS_MAX: u64 = 2;

/// Some nodes in a pool of their own.
pub(super) fn fix(base: &Base<'_>, short: Shortage) -> Option<Fix> {
    let Limit::Range(range) = short.limit else { return None };
    let row = &base.question.ranges[range];
    let subnet = row.subnet.filter(|_| matches!(row.role, Role::NodeSubnet | Role::PodSubnet))?;
    // The new subnet would need an IPv6 range too, of which nothing is known here.
    if base.plan.subnet(subnet).item.prefix_v6.as_ref().is_some_and(|prefix| prefix.0.is_some()) {
        return None;
    }
    let places = Places::of(base.plan, base.plan.subnet(subnet).vnet, None);
    base.plan.pool_ids().find_map(|id| {
        let parts = parts(base, short, range, id, subnet, &places)?;
        base.tried(short, draft(base, &parts)?)
    })
}

fn parts(
    base: &Base<'_>,
    short: Shortage,
    range: usize,
    id: PoolId,
    subnet: SubnetId,
    places: &Places,
) -> Option<Parts> {
    let pool = &base.question.pools[id.index()];
    if base.plan.pool(id).item.mode == Some(PoolMode::Gateway) {
        return None;
    }
    let most = base.question.most_nodes(id.index(), short.limit, short.need, short.have)?;
    // A new pool has room for 30 pods too, and so has what stays.
    let least_moved = rules::small(RuleId::PoolPodsMin).div_ceil(pool.max_pods.max(1));
    let moved = pool.nodes.checked_sub(most)?.max(least_moved);
    let stay = pool.nodes.checked_sub(moved).filter(|stay| *stay > 0)?;
    let need = peak(pool, moved).saturating_mul(base.question.each(pool, range));
    let role = base.question.ranges[range].role;
    let prefix = formula::smallest_prefix(need, formula::reserved())?.min(role.prefix_max());
    Some(Parts { id, stay, moved, place: places.lowest(prefix)?, need, subnet, role })
}

fn peak(pool: &PoolQuestion, nodes: u32) -> Addresses {
    u64::from(nodes) + u64::from(surge_nodes(pool.surge, nodes))
}

fn draft(base: &Base<'_>, parts: &Parts) -> Option<Draft> {
    let name = &base.plan.pool(parts.id).item.name;
    let label = if base.plan.pools().len() > 1 { format!("split pool {name}") } else { "split the pool".to_owned() };
    let have = usable(parts.place).map_or(0, Span::count);
    let rule = if parts.role == Role::NodeSubnet { RuleId::OneVnet } else { RuleId::PodSubnetNeeded };
    let costs = vec![
        Cost::by(RuleId::SubnetsApart, format!("new subnet {} ({}%)", parts.place, percent(parts.need, have))),
        Cost::by(
            RuleId::ChangePools,
            format!("a new pool takes over {}: drain, then scale the old one in", counted(parts.moved, "node")),
        ),
    ];
    Some(Draft {
        knob: Knob::Split,
        change: format!("{} + {}", thousands(parts.stay), thousands(parts.moved)),
        edit: edit(base, parts, &label)?,
        label,
        costs,
        rule,
    })
}

/// The new subnet, the new pool on it, and the old pool made smaller.
fn edit(base: &Base<'_>, parts: &Parts, label: &str) -> Option<Edit> {
    let (plan, in_force) = (base.plan, base.plan.scenario());
    let row = plan.subnet(parts.subnet);
    let vnet = &plan.vnet(row.vnet).item;
    let subnets = plan.vnet_path(row.vnet).key("subnet");
    let subnet = free_name(in_force, &subnets, &row.item.name);
    let head = format!("name = {subnet:?}\nprefix = \"{}\"\n", parts.place);
    // As the file says it: a table that AKS makes for the old subnet has no name there, and AKS gives the new one its own.
    let written = node(plan.written(), &plan.subnet_path(parts.subnet));
    let toml = head + &written.map_or_else(String::new, |subnet| copied(subnet, &SUBNET_KEYS_OF_ITS_OWN));
    let added = Edit::Add { list: subnets, toml };
    let pool = Edit::Add { list: Path::root().key("node-pool"), toml: new_pool(base, parts, &subnet) };
    // The smaller pool first: where the file has no pools, its edit writes the one in force.
    let smaller = edit_nodes(plan, parts.id, parts.stay)?;
    let edits = vec![field::with_vnet(plan.written(), in_force, vnet, added), smaller, pool];
    Some(Edit::Many { label: label.to_owned(), edits })
}

/// The new pool as TOML: what the old one says, with its own name, size and subnet.
fn new_pool(base: &Base<'_>, parts: &Parts, subnet: &str) -> String {
    let row = base.plan.pool(parts.id);
    let item = &row.item;
    let is_windows = item.os == Some(Os::Windows);
    let longest = if is_windows { RuleId::PoolNameMaxWindows } else { RuleId::PoolNameMaxLinux };
    let letters = usize::try_from(rules::number(longest).saturating_sub(NUMBER_DIGITS_MAX)).unwrap_or(usize::MAX);
    let wanted: String = item.name.chars().take(letters).collect();
    let name = free_name(base.plan.scenario(), &Path::root().key("node-pool"), &wanted);
    let mut lines = vec![format!("name = {name:?}")];
    if item.autoscale.is_some() {
        // What the smaller maximum of the old pool leaves out comes to stand in the new one.
        let count = row.count.saturating_sub(parts.stay).min(parts.moved);
        lines.push(format!("count = {count}\nautoscale = {{ min = {count}, max = {} }}", parts.moved));
    } else {
        lines.push(format!("count = {}", parts.moved));
    }
    let of_nodes = item.subnet.as_ref().map(ToString::to_string);
    let (of_nodes, of_pods) = match parts.role {
        Role::PodSubnet => (of_nodes, Some(subnet.to_owned())),
        _ => (Some(subnet.to_owned()), item.pod_subnet.as_ref().map(ToString::to_string)),
    };
    lines.extend(of_nodes.map(|name| format!("subnet = {name:?}")));
    lines.extend(of_pods.map(|name| format!("pod-subnet = {name:?}")));
    let written: Option<&Pool> = base.plan.written().pools.get(parts.id.index()).map(|pool| &**pool);
    lines.join("\n") + "\n" + &written.map_or_else(String::new, |pool| copied(pool, &POOL_KEYS_OF_ITS_OWN))
}

/// All keys of an item but these, as TOML; those left out stay so.
fn copied(item: &dyn Node, but: &[&str]) -> String {
    let keys = item.spec().fields.iter().map(|field| field.key).filter(|key| !but.contains(key));
    keys.filter_map(|key| Some(format!("{key} = {}\n", item.toml(key)?))).collect()
}
