//! Builds the inventory: deals the addresses of every subnet and of the pod CIDR. Deliberately the only place that
//! knows the order: nodes, surge, pods, the unpinned others, neighbouring clusters, what is not modelled.

use std::collections::HashMap;

use super::{
    Addresses, Arc, Deal, Fixed, HashMap as Map, Inventory, IpAddr, Layout, Model, NodeRef, Occupant, OwnerKind, Plan,
    PodIpAllocation, PoolId, PoolNodes, RuleId, Span, SubnetId, block_size, formula, occupants,
};
use crate::engine::neighbour::{self, Neighbour};
use crate::engine::rules;
use crate::net::Cidr;
use crate::scenario::model::ApiServer;

/// The nodes and pods of a plan.
pub fn inventory(plan: &Plan) -> Inventory {
    let scenario = Arc::clone(plan.scenario_shared());
    let pools = pool_rows(plan);
    let mut node_names = HashMap::new();
    let mut node_addresses = HashMap::new();
    for (pool, row) in pools.iter().enumerate() {
        for (index, pin) in (0..).zip(&row.pins) {
            let at = NodeRef { pool: PoolId::at(pool), index };
            let pin = &scenario.nodes[*pin];
            node_names.insert(pin.name.to_string(), at);
            if let Some(IpAddr::V4(ip)) = pin.ip {
                node_addresses.insert(ip, at);
            }
        }
    }
    let items: Vec<_> = plan.pools().iter().map(|pool| (&*pool.item, pool.nodes)).collect();
    let mut inventory = Inventory {
        model: plan.model(),
        nodes: pools.iter().map(|row| u64::from(row.nodes)).sum(),
        deal: Deal::new(&scenario, &[], |_| None),
        scenario: Arc::clone(&scenario),
        pools,
        node_names,
        node_addresses,
        subnets: Vec::new(),
        blocks: Map::new(),
        pod_cidr: None,
    };
    let place = |name: &str| inventory.node_named(name).map(|at| inventory.node_place(at));
    inventory.deal = Deal::new(&scenario, &items, place);
    inventory.blocks = static_blocks(plan, &inventory);
    inventory.subnets = subnets(plan, &inventory);
    inventory.pod_cidr = pod_cidr(plan, &inventory);
    inventory
}

fn pool_rows(plan: &Plan) -> Vec<PoolNodes> {
    let mut before = 0;
    let mut rows: Vec<PoolNodes> = Vec::with_capacity(plan.pools().len());
    for pool in plan.pools() {
        rows.push(PoolNodes {
            name: pool.item.name.to_string(),
            nodes: pool.nodes,
            surge: pool.surge,
            max_pods: pool.max_pods,
            held: formula::held(pool.pods_in_use),
            allocation: pool.allocation,
            subnet: pool.subnet,
            pod_subnet: pool.pod_subnet,
            before,
            pins: Vec::new(),
            with_ip: Vec::new(),
            with_range: Vec::new(),
        });
        before += u64::from(pool.nodes);
    }
    for (place, pin) in plan.scenario().nodes.iter().enumerate() {
        let named = pin.pool.as_ref().map_or(Some(0), |name| plan.pool_named(name).map(PoolId::index));
        let Some(row) = named.and_then(|pool| rows.get_mut(pool)) else { continue };
        let Ok(index) = u32::try_from(row.pins.len()) else { continue };
        if index >= row.nodes {
            continue;
        }
        row.pins.push(place);
        if pin.ip.is_some() {
            row.with_ip.push(index);
        }
        if pin.pod_cidr.as_ref().is_some_and(|ranges| !ranges.0.is_empty()) {
            row.with_range.push(index);
        }
    }
    rows
}

fn subnets(plan: &Plan, inventory: &Inventory) -> Vec<Layout> {
    let mut fixed: Vec<Vec<Fixed>> = vec![Vec::new(); plan.subnets().len()];
    let mut floating: Vec<Vec<Occupant>> = vec![Vec::new(); plan.subnets().len()];
    for occupant in occupants(plan) {
        match occupant.ip {
            Some(ip) => fixed[occupant.subnet.index()].push(Fixed {
                address: u32::from(ip),
                kind: occupant.kind,
                name: occupant.name,
                pool: None,
            }),
            None => floating[occupant.subnet.index()].push(occupant),
        }
    }
    pin_nodes(inventory, &mut fixed);
    pin_pods(plan, inventory, &mut fixed);
    let neighbours: Vec<Neighbour> = neighbour::neighbours(plan);
    let by_subnet = Users::of(plan, inventory);
    let integrated = plan.cluster().api_server == Some(ApiServer::VnetIntegration);
    let api_server = plan.cluster().api_server_subnet.as_ref().filter(|_| integrated);
    let api_server = api_server.and_then(|name| plan.subnet_named(name));
    plan.subnet_ids()
        .map(|id| {
            let row = &plan.subnet(id).item;
            let blocks = inventory.blocks.get(&id).map_or_else(Vec::new, Layout::block_spans);
            let mut layout = Layout::new(row.prefix, std::mem::take(&mut fixed[id.index()]), &blocks);
            by_subnet.deal(inventory, id, &mut layout);
            for occupant in &floating[id.index()] {
                layout.take(occupant.kind, None, &occupant.name, false, 1);
            }
            for neighbour in neighbours.iter().filter(|neighbour| neighbour.subnet == id) {
                layout.take(OwnerKind::OtherCluster, None, &neighbour.name, false, neighbour.addresses);
            }
            if api_server == Some(id) {
                layout.take(OwnerKind::ApiServer, None, "", false, rules::number(RuleId::ApiServerAddresses));
            }
            layout.take(OwnerKind::Other, None, "", false, row.used_by_others.unwrap_or(0).into());
            layout
        })
        .collect()
}

fn pin_nodes(inventory: &Inventory, fixed: &mut [Vec<Fixed>]) {
    for (address, at) in &inventory.node_addresses {
        if let Some(subnet) = inventory.row(*at).subnet {
            let (kind, name) = (OwnerKind::Node, inventory.node_name(*at));
            let one = Fixed { address: u32::from(*address), kind, name, pool: Some(at.pool) };
            fixed[subnet.index()].push(one);
        }
    }
}

/// Pods take addresses of subnets in these models only; of which subnet a pinned pod is follows from its address.
fn pin_pods(plan: &Plan, inventory: &Inventory, fixed: &mut [Vec<Fixed>]) {
    let homes: Vec<(PoolId, SubnetId, Cidr)> = plan
        .pool_ids()
        .filter_map(|id| {
            let pool = plan.pool(id);
            let subnet = match plan.model() {
                Model::NodeSubnet => pool.subnet,
                Model::PodSubnet => pool.pod_subnet,
                _ => None,
            }?;
            Some((id, subnet, plan.subnet(subnet).item.prefix))
        })
        .collect();
    for address in inventory.deal.pinned() {
        let ip = IpAddr::V4((*address).into());
        let Some((pool, subnet, _)) = homes.iter().find(|(_, _, prefix)| prefix.contains(ip)) else { continue };
        let Some(at) = inventory.deal.pinned_at(ip) else { continue };
        let row = inventory.deal.row(at.workload);
        if row.host_network {
            continue;
        }
        let name = format!("{}/{}", row.namespace, inventory.pod_name(at));
        let one = Fixed { address: *address, kind: OwnerKind::Pod, name, pool: Some(*pool) };
        fixed[subnet.index()].push(one);
    }
}

/// Which pools use which subnet, by its place.
struct Users {
    nodes: Vec<Vec<PoolId>>,
    pods: Vec<Vec<PoolId>>,
}

impl Users {
    fn of(plan: &Plan, inventory: &Inventory) -> Self {
        let none = vec![Vec::new(); plan.subnets().len()];
        let mut users = Self { nodes: none.clone(), pods: none };
        for (pool, row) in inventory.pools.iter().enumerate() {
            if let Some(subnet) = row.subnet {
                users.nodes[subnet.index()].push(PoolId::at(pool));
            }
            if let Some(subnet) = row.pod_subnet.filter(|_| inventory.model == Model::PodSubnet) {
                users.pods[subnet.index()].push(PoolId::at(pool));
            }
        }
        users
    }

    fn deal(&self, inventory: &Inventory, subnet: SubnetId, layout: &mut Layout) {
        let pools = &self.nodes[subnet.index()];
        let rows = |kind: OwnerKind, count: &dyn Fn(&PoolNodes, PoolId) -> Addresses, layout: &mut Layout| {
            for pool in pools {
                let row = &inventory.pools[pool.index()];
                layout.take(kind, Some(*pool), &row.name, kind == OwnerKind::NodeSurge, count(row, *pool));
            }
        };
        rows(OwnerKind::Node, &|row, _| u64::from(row.nodes) - row.with_ip.len() as Addresses, layout);
        rows(OwnerKind::NodeSurge, &|row, _| row.surge.into(), layout);
        if inventory.model == Model::NodeSubnet {
            for pool in pools {
                let row = &inventory.pools[pool.index()];
                let pinned = pinned_pods(layout, *pool);
                let slots = |nodes: u32| u64::from(nodes) * u64::from(row.max_pods);
                layout.take(OwnerKind::PodSlot, Some(*pool), &row.name, false, slots(row.nodes).saturating_sub(pinned));
                layout.take(OwnerKind::PodSlot, Some(*pool), &row.name, true, slots(row.surge));
            }
        }
        for pool in &self.pods[subnet.index()] {
            let row = &inventory.pools[pool.index()];
            if row.allocation == PodIpAllocation::Dynamic {
                let pinned = pinned_pods(layout, *pool);
                let batches = |nodes: u32| u64::from(nodes) * row.held;
                layout.take(OwnerKind::Block, Some(*pool), &row.name, false, batches(row.nodes).saturating_sub(pinned));
                layout.take(OwnerKind::Block, Some(*pool), &row.name, true, batches(row.surge));
            }
        }
    }
}

fn pinned_pods(layout: &Layout, pool: PoolId) -> Addresses {
    layout.fixed.iter().filter(|one| one.kind == OwnerKind::Pod && one.pool == Some(pool)).count() as Addresses
}

/// The pod subnets that are handed out in blocks. The first and the last block hold the addresses that Azure
/// keeps, so they come last.
fn static_blocks(plan: &Plan, inventory: &Inventory) -> HashMap<SubnetId, Layout> {
    let mut found: HashMap<SubnetId, Layout> = HashMap::new();
    if inventory.model != Model::PodSubnet {
        return found;
    }
    let is_static = |row: &PoolNodes| row.allocation == PodIpAllocation::StaticBlock;
    for (pool, row) in inventory.pools.iter().enumerate().filter(|(_, row)| is_static(row)) {
        let Some(subnet) = row.pod_subnet else { continue };
        let layout = found.entry(subnet).or_insert_with(|| {
            let span = numbers(plan.subnet(subnet).item.prefix, RuleId::StaticBlockPrefix);
            let inner = span.and_then(|span| Span::checked(span.first().checked_add(1)?, span.last().checked_sub(1)?));
            block_layout(inventory, inner, RuleId::StaticBlockPrefix)
        });
        let blocks = formula::static_blocks(row.max_pods);
        let nodes = u64::from(row.nodes) - row.with_range.len() as Addresses;
        layout.take(OwnerKind::Block, Some(PoolId::at(pool)), &row.name, false, nodes * blocks);
        layout.take(OwnerKind::Block, Some(PoolId::at(pool)), &row.name, true, u64::from(row.surge) * blocks);
    }
    found
}

fn pod_cidr(plan: &Plan, inventory: &Inventory) -> Option<Layout> {
    if !matches!(inventory.model, Model::Overlay | Model::Kubenet) {
        return None;
    }
    let span = numbers(plan.pod_cidr()?, RuleId::NodeBlockPrefix);
    let mut layout = block_layout(inventory, span, RuleId::NodeBlockPrefix);
    for (pool, row) in inventory.pools.iter().enumerate() {
        let nodes = u64::from(row.nodes) - row.with_range.len() as Addresses;
        layout.take(OwnerKind::Block, Some(PoolId::at(pool)), &row.name, false, nodes);
    }
    for (pool, row) in inventory.pools.iter().enumerate() {
        layout.take(OwnerKind::Block, Some(PoolId::at(pool)), &row.name, true, row.surge.into());
    }
    Some(layout)
}

/// The numbers of the whole blocks of a range; `None` when it holds none.
fn numbers(range: Cidr, prefix: RuleId) -> Option<Span> {
    let size = block_size(prefix);
    let span = range.span().filter(|span| span.count() >= u64::from(size))?;
    Some(Span::new(span.first() / size, span.last() / size))
}

/// Blocks without those that pins have.
fn block_layout(inventory: &Inventory, span: Option<Span>, prefix: RuleId) -> Layout {
    let Some(span) = span else { return Layout::default() };
    let size = block_size(prefix);
    let ranges = inventory.scenario.nodes.iter().filter_map(|pin| pin.pod_cidr.as_ref());
    let taken: Vec<Span> = ranges
        .flat_map(|ranges| &ranges.0)
        .filter_map(|range| range.span())
        .map(|range| Span::new(range.first() / size, range.last() / size))
        .collect();
    Layout { free: crate::net::Spans::new(crate::net::span::gaps(span, &taken)), ..Layout::default() }
}
