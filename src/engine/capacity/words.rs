//! The answer to a sizing question: its numbers, and the words of its sums. Deliberately without a formula.

use std::fmt::Write as _;

use super::question::{Group, Limit, PoolQuestion, Question};
use super::{
    Binding, Blocks, Capacity, Count, IF_CAPPED, Label, Most, NODES_OF, NodeCount, Note, Pods, PoolSize, RangeSize,
    Role, Room, RouteCount, Term,
};
use crate::engine::formula;
use crate::engine::preflight::{Act, counted};
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, thousands};
use crate::scenario::model::{Model, PodIpAllocation};

/// The answer.
pub fn answer(question: &Question) -> Capacity {
    let limits = question.limits();
    let asides = Asides { floor: question.with_floor(), if_capped: question.if_capped() };
    let growth = Growth::of(question, &limits);
    let capped = asides.if_capped.as_ref().map(|capped| Growth::of(capped, &capped.limits()));
    let capped = capped.as_ref().unwrap_or(&growth);
    let most = growth.of_pools.iter().zip(&capped.of_pools);
    Capacity {
        model: question.model,
        pod_ip_allocation: (question.model == Model::PodSubnet).then_some(question.allocation),
        dataplane: question.dataplane,
        pools: question.pools.iter().zip(most).map(|(pool, most)| pool_size(question, pool, most)).collect(),
        ranges: (0..question.ranges.len()).map(|range| range_size(question, &asides, range)).collect(),
        binding: question.binding_of(&limits).map(|limit| bound_by_both(question, asides.if_capped.as_ref(), limit)),
        max_nodes: growth.of_all,
        max_nodes_if_capped: capped.of_all,
        routes: route_count(question),
        nodes: NodeCount { needed: question.nodes(), limit: question.nodes_max.into() },
        outbound_ports: outbound_ports(question),
        vnet_addresses: in_use(question, &asides, &question.vnet),
        peered_addresses: question.peered.as_ref().map(|group| in_use(question, &asides, group)),
        pods: pods(question),
    }
}

/// The same question with other numbers, where they would differ.
struct Asides {
    /// With the documented minimum of dynamic pod subnets.
    floor: Option<Question>,
    /// By the reading that is not in force.
    if_capped: Option<Question>,
}

/// How far nodes go.
struct Growth {
    /// Each pool, while the others stand.
    of_pools: Vec<Option<u32>>,
    /// All of them, when the first grows.
    of_all: Option<u32>,
}

impl Growth {
    fn of(question: &Question, limits: &[(Limit, Addresses, Addresses)]) -> Self {
        let of_pools = most_nodes(question, limits);
        let first = of_pools.first().copied().flatten();
        let others = question.nodes() - question.pools.first().map_or(0, |pool| u64::from(pool.nodes));
        let others_fit = limits.iter().all(|(limit, need, have)| question.others_fit(0, *limit, *need, *have));
        let of_all = first.map(|nodes| if others_fit { small(u64::from(nodes) + others) } else { 0 });
        Self { of_pools, of_all }
    }
}

/// The routes of kubenet, as a creation counts them and as an upgrade does.
fn route_count(question: &Question) -> Option<RouteCount> {
    let (needed, limit) = question.routes()?;
    let at_upgrade = question.routes_at_upgrade();
    Some(RouteCount { needed: small(needed), at_upgrade: small(at_upgrade), limit: small(limit) })
}

/// A count that no reading changes.
fn count(needed: Addresses, needed_steady: Addresses, limit: Addresses) -> Count {
    Count { needed, needed_steady, needed_if_capped: needed, limit }
}

fn outbound_ports(question: &Question) -> Option<Count> {
    let (needed, limit) = question.need_and_have(Limit::OutboundPorts)?;
    let per_node = question.ports?.per_node;
    Some(count(needed, question.nodes().saturating_mul(per_node), limit))
}

fn in_use(question: &Question, asides: &Asides, group: &Group) -> Count {
    let needed = question.in_use(group, PoolQuestion::peak);
    let needed_steady = question.in_use(group, |pool| pool.nodes.into());
    let capped = asides.if_capped.as_ref().map(|capped| capped.in_use(group, PoolQuestion::peak));
    Count { needed_if_capped: capped.unwrap_or(needed), ..count(needed, needed_steady, group.limit) }
}

/// Pods of the design, of those that the pages say its model supports. Nodes of an upgrade bring no pods of their own.
fn pods(question: &Question) -> Option<Count> {
    let is_dynamic = |pool: &PoolQuestion| pool.allocation == PodIpAllocation::Dynamic;
    let rule = match question.model {
        Model::Overlay => RuleId::OverlayPodsMax,
        Model::PodSubnet if question.pools.iter().any(is_dynamic) => RuleId::DynamicPodsMax,
        Model::PodSubnet => RuleId::StaticPodsMax,
        Model::NodeSubnet | Model::Kubenet | Model::ByoCni => return None,
    };
    let pods = question.pods();
    Some(count(pods, pods, rules::number(rule)))
}

fn small(count: Addresses) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The most nodes of each pool while the others stand, under all limits.
fn most_nodes(question: &Question, limits: &[(Limit, Addresses, Addresses)]) -> Vec<Option<u32>> {
    let mut most: Vec<Option<u32>> = vec![None; question.pools.len()];
    for (limit, need, have) in limits {
        for pool in question.concerned(*limit) {
            let here = question.most_nodes(pool, *limit, *need, *have);
            most[pool] = most[pool].into_iter().chain(here).min();
        }
    }
    most
}

fn pool_size(
    question: &Question,
    pool: &PoolQuestion,
    (max_nodes, max_nodes_if_capped): (&Option<u32>, &Option<u32>),
) -> PoolSize {
    let has_blocks = question.model == Model::PodSubnet && pool.allocation == PodIpAllocation::StaticBlock;
    PoolSize {
        name: pool.name.to_string(),
        nodes: pool.nodes,
        surge: pool.surge_nodes(),
        peak_nodes: small(pool.peak()),
        max_pods: pool.max_pods,
        pods_in_use: pool.pods_in_use,
        wasted_per_node: has_blocks.then(|| formula::static_waste(pool.max_pods)),
        max_nodes: *max_nodes,
        max_nodes_if_capped: *max_nodes_if_capped,
    }
}

fn range_size(question: &Question, asides: &Asides, range: usize) -> RangeSize {
    let (floor, capped) = (asides.floor.as_ref(), asides.if_capped.as_ref());
    let row = &question.ranges[range];
    let needed = question.needed(range);
    let (total, usable) = (row.total(), row.usable());
    let needed_floor = floor.map_or(needed, |floor| floor.needed(range));
    let reserved = total.zip(usable).map_or(0, |(total, usable)| total - usable);
    let blocks = blocks(question, range);
    let needed_if_capped = capped.map_or(needed, |capped| capped.needed(range));
    let needed_precheck = counted(question, range, Act::Add);
    let most = Most::of_range(question, range);
    // Firewalls and gateways want larger subnets than they take addresses of: what has room is not called too large.
    let is_told = row.role != Role::OtherSubnet || usable.is_some_and(|usable| needed > usable);
    let stranded = blocks.zip(usable).map_or(0, |(blocks, usable)| usable % u64::from(blocks.size));
    RangeSize {
        role: row.role,
        name: row.name.clone(),
        subnet: row.subnet,
        path: row.path.clone(),
        prefix: row.prefix,
        total,
        reserved,
        usable,
        needed,
        needed_steady: question.need(range, |pool| pool.nodes.into()),
        needed_floor,
        stranded,
        needed_if_capped,
        room: Room::of(needed, needed_if_capped, usable.unwrap_or(Addresses::MAX)),
        needed_precheck,
        wasted: wasted(question, range),
        blocks,
        smallest_prefix: smallest_prefix(row.role, needed.max(row.least)).filter(|_| is_told),
        smallest_prefix_floor: smallest_prefix(row.role, needed_floor.max(row.least)).filter(|_| is_told),
        max_nodes: most.map(|most| most.nodes),
        max_nodes_capped_by: most.and_then(|most| most.capped_by),
        max_nodes_floor: floor.map_or(most, |floor| Most::of_range(floor, range)).map(|most| most.nodes),
        max_nodes_if_capped: capped.map_or(most, |capped| Most::of_range(capped, range)).map(|most| most.nodes),
        terms: terms(question, range),
        notes: notes(question, range, (needed, needed_if_capped), stranded),
    }
}

/// The pools whose pods lie in a pod subnet, by how they get their addresses.
fn pod_pools(question: &Question, range: usize, allocation: PodIpAllocation) -> impl Iterator<Item = &PoolQuestion> {
    let is_pod_subnet = question.model == Model::PodSubnet && question.ranges[range].role == Role::PodSubnet;
    let pools = question.users(range).map(|(_, pool)| pool).filter(move |_| is_pod_subnet);
    pools.filter(move |pool| pool.pod_range == Some(range) && pool.allocation == allocation)
}

fn sum(parts: impl Iterator<Item = Addresses>) -> Addresses {
    parts.fold(0, Addresses::saturating_add)
}

fn wasted(question: &Question, range: usize) -> Addresses {
    let pools = pod_pools(question, range, PodIpAllocation::StaticBlock);
    sum(pools.map(|pool| pool.peak().saturating_mul(formula::static_waste(pool.max_pods))))
}

fn notes(
    question: &Question,
    range: usize,
    (needed, capped): (Addresses, Addresses),
    stranded: Addresses,
) -> Vec<Note> {
    let mut notes = Vec::new();
    let usable = question.ranges[range].usable().unwrap_or(0);
    if stranded > 0 && pod_pools(question, range, PodIpAllocation::Dynamic).next().is_some() {
        notes.push(Note::Stranded { usable, stranded });
    }
    if capped != needed {
        notes.push(Note::Capped { needed, capped });
    }
    let with_blocks = || pod_pools(question, range, PodIpAllocation::StaticBlock);
    let wasteful = with_blocks().filter(|pool| formula::static_waste(pool.max_pods) > 0);
    notes.extend(wasteful.map(|pool| Note::Wasted { pool: pool.name.clone(), max_pods: pool.max_pods }));
    let taken = sum(with_blocks().map(|pool| u64::from(pool.nodes).saturating_mul(question.each_for_pods(pool))));
    if let Some(checked) =
        counted(question, range, Act::Add).filter(|checked| with_blocks().next().is_some() && *checked != taken)
    {
        notes.push(Note::Checked { checked, taken });
    }
    let at_peak =
        |each: fn(u32) -> Addresses| sum(with_blocks().map(|pool| pool.peak().saturating_mul(each(pool.max_pods))));
    let counted = at_peak(formula::counted_blocks);
    if counted > 0 {
        let taken = at_peak(|max_pods| formula::static_blocks(max_pods) * formula::static_block());
        notes.push(Note::Counted { taken, counted });
    }
    notes
}

fn smallest_prefix(role: Role, needed: Addresses) -> Option<u8> {
    let reserved = if role.is_subnet() { formula::reserved() } else { 0 };
    formula::smallest_prefix(needed, reserved).map(|prefix| prefix.min(role.prefix_max()))
}

fn blocks(question: &Question, range: usize) -> Option<Blocks> {
    let size = match (question.model, question.ranges[range].role) {
        (_, Role::PodCidr) => formula::node_block(),
        (Model::PodSubnet, Role::PodSubnet) => formula::static_block(),
        _ => return None,
    };
    let pools = question.users(range).filter(|(_, pool)| pool.pod_range == Some(range));
    let needed = pools.map(|(_, pool)| pool.peak().saturating_mul(question.each_for_pods(pool).div_ceil(size)));
    let available = question.ranges[range].usable()? / size;
    let needed = needed.fold(0, Addresses::saturating_add);
    Some(Blocks { size: small(size), needed, available })
}

pub(crate) fn terms(question: &Question, range: usize) -> Vec<Term> {
    let of_pools = question.users(range).map(|(_, pool)| {
        let value = pool.peak().saturating_mul(question.each(pool, range));
        Term { label: label(question, pool, range), value }
    });
    let others = question.ranges[range].others.iter();
    of_pools.chain(others.map(|(label, value)| Term { label: Label::Other(label.clone()), value: *value })).collect()
}

fn label(question: &Question, pool: &PoolQuestion, range: usize) -> Label {
    let pods = match (question.model, pool.allocation) {
        _ if pool.pod_range != Some(range) => Pods::Elsewhere,
        (Model::NodeSubnet, _) => Pods::Beside(pool.max_pods),
        (Model::PodSubnet, PodIpAllocation::Dynamic) => Pods::Held(pool.pods_in_use),
        (Model::PodSubnet, PodIpAllocation::StaticBlock) => Pods::Blocks(pool.max_pods),
        _ => Pods::Range,
    };
    let (name, surge, each) = (pool.name.clone(), pool.surge_nodes(), question.each(pool, range));
    Label::Pool { name, nodes: pool.nodes, surge, pods, each }
}

impl Question {
    /// What stops growth first, with its need and have: of what is too small already, what is so by every reading, and of
    /// those the fullest; else what leaves some pool the fewest nodes more, and of those the fullest.
    pub fn binding(&self) -> Option<(Limit, Addresses, Addresses)> {
        self.binding_of(&self.limits())
    }

    fn binding_of(&self, limits: &[(Limit, Addresses, Addresses)]) -> Option<(Limit, Addresses, Addresses)> {
        let is_short = |(_, need, have): &(Limit, Addresses, Addresses)| need > have;
        // A verdict of "does not fit" rests on what is certain, so that stands before what one reading finds too small.
        let has_several = limits.iter().filter(|limit| is_short(limit)).nth(1).is_some();
        let if_capped = if has_several { self.if_capped() } else { None };
        let is_disputed = |limit, have| {
            if_capped.as_ref().and_then(|other| other.need_and_have(limit)).is_some_and(|(need, _)| need <= have)
        };
        let rank = |(limit, need, have): &(Limit, Addresses, Addresses)| {
            let fullness = u64::MAX - ratio(*need, *have);
            if need > have {
                return (0, u64::from(is_disputed(*limit, *have)), fullness);
            }
            let growth = self.concerned(*limit).filter_map(|pool| {
                let most = self.most_nodes(pool, *limit, *need, *have)?;
                Some(u64::from(most.saturating_sub(self.pools[pool].nodes)))
            });
            (1, growth.min().unwrap_or(u64::MAX), fullness)
        };
        // A range without nodes binds only when it is too small.
        let concerned = limits.iter().filter(|limit| is_short(limit) || limits_nodes(self, limit.0));
        concerned.min_by_key(|limit| rank(limit)).copied()
    }
}

fn limits_nodes(question: &Question, limit: Limit) -> bool {
    match limit {
        Limit::Range(range) => question.users(range).next().is_some(),
        _ => true,
    }
}

/// Need of have, in millionths.
pub(crate) fn ratio(need: Addresses, have: Addresses) -> u64 {
    let share = u128::from(need) * 1_000_000 / u128::from(have.max(1));
    u64::try_from(share).unwrap_or(u64::MAX)
}

/// What binds, with the figure of the other reading where it differs.
fn bound_by_both(question: &Question, if_capped: Option<&Question>, reached: (Limit, Addresses, Addresses)) -> Binding {
    let mut binding = bound(question, reached);
    let (limit, need, _) = reached;
    let capped = if_capped.and_then(|capped| capped.need_and_have(limit)).filter(|(capped, _)| *capped != need);
    if let Some((capped, _)) = capped {
        let _ = write!(binding.reason, "; {} {IF_CAPPED}", thousands(capped));
    }
    binding
}

/// What the upgrade of a design that is made asks for, where a route table has no room for that: `; 401 at an upgrade`.
fn upgrade_asks(question: &Question, limit: Limit, need: Addresses) -> String {
    let asks = question.routes_at_upgrade();
    let is_asked = question.routes().is_some_and(|(made, have)| need == made && made <= have && asks > have);
    if limit == Limit::Routes && is_asked { format!("; {} at an upgrade", thousands(asks)) } else { String::new() }
}

pub(crate) fn bound(question: &Question, (limit, need, have): (Limit, Addresses, Addresses)) -> Binding {
    let share = super::share(need, have);
    let of_it = share.map_or_else(String::new, |share| format!(", {}%", thousands(share)));
    let (role, name, what) = match limit {
        Limit::Range(range) => {
            let row = &question.ranges[range];
            (row.role.word(), row.name.to_string(), format!("addresses of {} {}", row.role.title(), row.prefix))
        }
        Limit::Routes => ("routes", "routes".to_owned(), "routes of a route table".to_owned()),
        Limit::PoolNodes(pool) => {
            let name = &question.pools[pool].name;
            ("nodes", format!("{NODES_OF}{name}"), format!("nodes of a pool, at the peak of {name}"))
        }
        Limit::Nodes => ("nodes", "nodes".to_owned(), "nodes of a cluster".to_owned()),
        Limit::OutboundPorts => {
            ("outbound-ports", "outbound ports".to_owned(), "SNAT ports of the load balancer".to_owned())
        }
        Limit::Vnet => ("vnet", "VNet limit".to_owned(), format!("addresses in use in VNet {}", question.vnet.name)),
        Limit::Peered => {
            let what = format!("addresses in use in VNet {} and its peers", question.vnet.name);
            ("peered-vnets", "limit of peered VNets".to_owned(), what)
        }
    };
    Binding {
        role: role.to_owned(),
        name,
        reason: format!(
            "{} of {} {what}{of_it}{}",
            thousands(need),
            thousands(have),
            upgrade_asks(question, limit, need)
        ),
        used_percent: share,
        counts: Some((need, have)),
        range: if let Limit::Range(range) = limit { Some(range) } else { None },
    }
}

impl Question {
    /// The same question with the documented minimum of dynamic pod subnets; `None`: there are none.
    fn with_floor(&self) -> Option<Self> {
        let is_dynamic = |pool: &PoolQuestion| pool.allocation == PodIpAllocation::Dynamic;
        if self.model != Model::PodSubnet || !self.pools.iter().any(is_dynamic) {
            return None;
        }
        let mut floor = self.clone();
        for pool in floor.pools.iter_mut().filter(|pool| is_dynamic(pool)) {
            // The first batch is there before any pod is.
            pool.pods_in_use = 0;
        }
        Some(floor)
    }
}
