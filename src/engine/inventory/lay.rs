//! Builds the inventory: deals the addresses of every subnet and of the pod CIDR. Deliberately the only place that
//! knows the order: nodes, pods, the unpinned others, neighbouring clusters, what is not modelled, and last the surge:
//! what is there already has its addresses when an upgrade asks for more.

use std::collections::HashMap;

use super::{
    Addresses, Arc, Deal, Fixed, HashMap as Map, Inventory, IpAddr, Layout, Model, NodeRef, Occupant, OwnerKind, Plan,
    PodIpAllocation, PoolId, PoolNodes, RuleId, Span, SubnetId, block_size, formula, occupants,
};
use crate::engine::neighbour::{self, Neighbour};
use crate::engine::rules;
use crate::net::span::gaps;
use crate::net::{Cidr, Spans};
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
    let neighbours = neighbour::neighbours(plan);
    inventory.blocks = static_blocks(plan, &inventory, &neighbours);
    inventory.subnets = subnets(plan, &inventory, &neighbours);
    surge_blocks(&mut inventory);
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

fn subnets(plan: &Plan, inventory: &Inventory, neighbours: &[Neighbour]) -> Vec<Layout> {
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
            let in_blocks = |neighbour: &Neighbour| neighbour.is_blocks && inventory.blocks.contains_key(&id);
            let here = neighbours.iter().filter(|neighbour| neighbour.subnet == id && !in_blocks(neighbour));
            for neighbour in here {
                layout.take(OwnerKind::OtherCluster, None, &neighbour.name, false, neighbour.addresses);
            }
            if api_server == Some(id) {
                layout.take(OwnerKind::ApiServer, None, "", false, rules::number(RuleId::ApiServerAddresses));
            }
            layout.take(OwnerKind::Other, None, "", false, row.used_by_others.unwrap_or(0).into());
            by_subnet.deal_surge(inventory, id, &mut layout);
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

    /// What is there between upgrades.
    fn deal(&self, inventory: &Inventory, subnet: SubnetId, layout: &mut Layout) {
        for (pool, row) in rows(inventory, &self.nodes[subnet.index()]) {
            let unpinned = u64::from(row.nodes) - row.with_ip.len() as Addresses;
            layout.take(OwnerKind::Node, Some(pool), &row.name, false, unpinned);
        }
        for (kind, pool, row, each) in self.pods_in(inventory, subnet) {
            let unpinned = (u64::from(row.nodes) * each).saturating_sub(pinned_pods(layout, pool));
            layout.take(kind, Some(pool), &row.name, false, unpinned);
        }
    }

    /// What an upgrade adds.
    fn deal_surge(&self, inventory: &Inventory, subnet: SubnetId, layout: &mut Layout) {
        for (pool, row) in rows(inventory, &self.nodes[subnet.index()]) {
            layout.take(OwnerKind::NodeSurge, Some(pool), &row.name, true, row.surge.into());
        }
        for (kind, pool, row, each) in self.pods_in(inventory, subnet) {
            layout.take(kind, Some(pool), &row.name, true, u64::from(row.surge) * each);
        }
    }

    /// The pools whose pods take single addresses of a subnet: as what, and how many a node.
    fn pods_in<'a>(
        &'a self,
        inventory: &'a Inventory,
        subnet: SubnetId,
    ) -> impl Iterator<Item = (OwnerKind, PoolId, &'a PoolNodes, Addresses)> {
        let beside: &[PoolId] = if inventory.model == Model::NodeSubnet { &self.nodes[subnet.index()] } else { &[] };
        let beside = rows(inventory, beside).map(|(pool, row)| (OwnerKind::PodSlot, pool, row, row.max_pods.into()));
        let in_batches = rows(inventory, &self.pods[subnet.index()])
            .filter(|(_, row)| row.allocation == PodIpAllocation::Dynamic)
            .map(|(pool, row)| (OwnerKind::Block, pool, row, row.held));
        beside.chain(in_batches)
    }
}

fn rows<'a>(inventory: &'a Inventory, pools: &'a [PoolId]) -> impl Iterator<Item = (PoolId, &'a PoolNodes)> {
    pools.iter().map(|pool| (*pool, &inventory.pools[pool.index()]))
}

fn pinned_pods(layout: &Layout, pool: PoolId) -> Addresses {
    layout.fixed.iter().filter(|one| one.kind == OwnerKind::Pod && one.pool == Some(pool)).count() as Addresses
}

/// The pod subnets that are handed out in blocks, without what an upgrade adds. The first and the last block hold the
/// addresses that Azure keeps, so they come last.
fn static_blocks(plan: &Plan, inventory: &Inventory, neighbours: &[Neighbour]) -> HashMap<SubnetId, Layout> {
    let mut found: HashMap<SubnetId, Layout> = HashMap::new();
    for (pool, subnet, row) in pools_of_blocks(inventory) {
        let layout = found.entry(subnet).or_insert_with(|| {
            let span = numbers(plan.subnet(subnet).item.prefix, RuleId::StaticBlockPrefix);
            let inner = span.and_then(|span| Span::checked(span.first().checked_add(1)?, span.last().checked_sub(1)?));
            block_layout(inventory, inner, RuleId::StaticBlockPrefix)
        });
        let nodes = u64::from(row.nodes) - row.with_range.len() as Addresses;
        let blocks = nodes * formula::static_blocks(row.max_pods);
        layout.take(OwnerKind::Block, Some(pool), &row.name, false, blocks);
    }
    for neighbour in neighbours.iter().filter(|neighbour| neighbour.is_blocks) {
        if let Some(layout) = found.get_mut(&neighbour.subnet) {
            let blocks = neighbour.addresses / formula::static_block();
            layout.take(OwnerKind::OtherCluster, None, &neighbour.name, false, blocks);
        }
    }
    found
}

/// The static blocks that an upgrade adds: whole ones that nothing else of the subnet lies in.
fn surge_blocks(inventory: &mut Inventory) {
    let size = block_size(RuleId::StaticBlockPrefix);
    let rows: Vec<_> = pools_of_blocks(inventory)
        .map(|(pool, subnet, row)| {
            let blocks = u64::from(row.surge) * formula::static_blocks(row.max_pods);
            (pool, subnet, row.name.clone(), blocks)
        })
        .collect();
    for (subnet, layout) in &mut inventory.blocks {
        let singles = &inventory.subnets[subnet.index()];
        let dealt = singles.free.slice(0, singles.end());
        let fixed = singles.fixed.iter().map(|one| Span::new(one.address, one.address));
        let taken: Vec<Span> =
            dealt.into_iter().chain(fixed).map(|span| Span::new(span.first() / size, span.last() / size)).collect();
        let mut free = layout.free.slice(0, layout.end());
        let rest = layout.free.slice(layout.end(), layout.free.total());
        free.extend(rest.into_iter().flat_map(|span| gaps(span, &taken)));
        layout.free = Spans::new(free);
    }
    for (pool, subnet, name, blocks) in rows {
        if let Some(layout) = inventory.blocks.get_mut(&subnet) {
            layout.take(OwnerKind::Block, Some(pool), &name, true, blocks);
        }
    }
}

/// The pools whose nodes take static blocks, and the subnet that they take them of.
fn pools_of_blocks(inventory: &Inventory) -> impl Iterator<Item = (PoolId, SubnetId, &PoolNodes)> {
    let is_model = inventory.model == Model::PodSubnet;
    let rows = inventory.pools.iter().enumerate().filter(move |_| is_model);
    let with_blocks = rows.filter(|(_, row)| row.allocation == PodIpAllocation::StaticBlock);
    with_blocks.filter_map(|(pool, row)| Some((PoolId::at(pool), row.pod_subnet?, row)))
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
    Layout { free: Spans::new(gaps(span, &taken)), ..Layout::default() }
}

#[cfg(test)]
mod tests {
    use crate::engine::address::{OwnerKind, RangeMap, map};
    use crate::engine::capacity::judge;
    use crate::engine::inventory::Inventory;
    use crate::engine::sample::{plan, text};

    fn range(text: &str, name: &str) -> RangeMap {
        let plan = plan(text);
        let map = map(&plan, &Inventory::new(&plan), &judge(&plan));
        map.ranges.into_iter().find(|range| range.name == name).unwrap()
    }

    fn of(range: &RangeMap, kind: OwnerKind) -> u64 {
        range.count(kind)
    }

    #[test]
    fn what_is_there_already_keeps_its_addresses_and_the_surge_finds_none() {
        // A /27 has 27: 10 nodes, 12 of the neighbour's and 3 more leave 2 to a surge of 5.
        let more = "used-by-others = 3\n[[other-cluster]]\nname = \"dev\"\nmodel = \"azure-cni-overlay\"\nnode-subnet = \"snet-nodes\"\nnodes = 12\n";
        let nodes = range(&(text("azure-cni-overlay", 10, 30, "5", "10.240.0.0/27") + more), "snet-nodes");
        let kinds = [OwnerKind::Node, OwnerKind::OtherCluster, OwnerKind::Other, OwnerKind::NodeSurge, OwnerKind::Free];
        assert_eq!(kinds.map(|kind| of(&nodes, kind)), [10, 12, 3, 2, 0]);
        // In the node subnet model the surge nodes' pods stand last as well: 27 - 2 x 11 - 4 = 1.
        let both = more.replace("nodes = 12", "nodes = 1").replace("azure-cni-overlay", "kubenet");
        let nodes = range(&(text("azure-cni-node-subnet", 2, 10, "1", "10.240.0.0/27") + &both), "snet-nodes");
        assert_eq!(kinds.map(|kind| of(&nodes, kind)), [2, 1, 3, 1, 0]);
        assert_eq!(of(&nodes, OwnerKind::PodSlot), 20);
    }

    #[test]
    fn batches_and_blocks_of_the_surge_stand_behind_those_of_a_neighbour() {
        let design = |allocation: &str, prefix: u8| {
            text("azure-cni-pod-subnet", 2, 15, "2", "10.240.0.0/24").replace(
                "max-pods = 15",
                &format!("max-pods = 15\npod-subnet = \"pods\"\npod-ip-allocation = \"{allocation}\""),
            ) + &format!(
                "[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.16.0/{prefix}\"\nused-by-others = 20\n\
                [[other-cluster]]\nname = \"dev\"\nmodel = \"azure-cni-pod-subnet\"\nnode-subnet = \"snet-nodes\"\npod-subnet = \"pods\"\npod-ip-allocation = \"{allocation}\"\nnodes = 1\nmax-pods = 15\n"
            )
        };
        // Each node holds 32 for 15 pods: 2 x 32 and 32 of the neighbour's and 20 leave 7 of 123 to the surge.
        let dynamic = range(&design("dynamic", 25), "pods");
        let taken = [OwnerKind::Block, OwnerKind::OtherCluster, OwnerKind::Other];
        assert_eq!(taken.map(|kind| of(&dynamic, kind)), [64 + 7, 32, 20]);
        // Of the six inner blocks of a /25 two are its own, one the neighbour's; the 20 begin in the first block and
        // reach into the fourth, and two are left for the surge.
        let blocks = range(&design("static-block", 25), "pods");
        assert_eq!(taken.map(|kind| of(&blocks, kind)), [32 + 32, 16, 20]);
        // Of the two of a /26 nothing is left.
        let blocks = range(&design("static-block", 26), "pods");
        assert_eq!(of(&blocks, OwnerKind::Block), 32);
    }
}
