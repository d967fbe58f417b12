//! The sizing question of a plan, cut down to its numbers, so that another prefix, count or max pods is judged
//! without another plan. Deliberately without words: those are put to the numbers once, in the answer.

use std::sync::Arc;

use std::collections::HashMap;
use std::net::IpAddr;

use super::{Capacity, Role, words};
use crate::engine::formula;
use crate::engine::layout::usable;
use crate::engine::neighbour::{neighbours, unplaced};
use crate::engine::occupant::occupants;
use crate::engine::outbound::{self, Allocated};
use crate::engine::plan::{Plan, SubnetId, VnetId, surge_nodes};
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, Cidr, Span};
use crate::scenario::Path;
use crate::scenario::leaf::{Name, Surge};
use crate::scenario::model::{ApiServer, Dataplane, IngressController, Model, PodIpAllocation, ServiceType, Tier};

/// One pool's numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolQuestion {
    /// Its name.
    pub name: Name,
    /// The nodes it has now.
    pub count: u32,
    /// The nodes it is sized for.
    pub nodes: u32,
    /// How many more an upgrade may add.
    pub surge: Surge,
    /// How many an upgrade may take away at once.
    pub max_unavailable: Surge,
    /// The most pods a node.
    pub max_pods: u32,
    /// Pods a node that really have an address.
    pub pods_in_use: u32,
    /// Batches or blocks.
    pub allocation: PodIpAllocation,
    /// The range of its nodes, by place.
    pub node_range: Option<usize>,
    /// The range of its pods, by place; may be that of its nodes.
    pub pod_range: Option<usize>,
}

/// One range's numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct RangeQuestion {
    /// What it is for.
    pub role: Role,
    /// Its name.
    pub name: Arc<str>,
    /// The subnet, where it is one.
    pub subnet: Option<SubnetId>,
    /// Does it lie in the cluster's VNet?
    pub is_in_vnet: bool,
    /// The field that holds it.
    pub path: Path,
    /// The range.
    pub prefix: Cidr,
    /// What takes addresses beside nodes and pods: label and count.
    pub others: Vec<(String, Addresses)>,
    /// The fewest addresses it may have whatever it needs: a service CIDR reaches to the DNS service IP.
    pub least: Addresses,
    /// The pools whose nodes or pods lie in it, by place, in their order.
    pub users: Vec<usize>,
}

/// A sizing question.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The model.
    pub model: Model,
    /// The cluster's way to hand out pod addresses.
    pub allocation: PodIpAllocation,
    /// The data plane.
    pub dataplane: Dataplane,
    /// The pools.
    pub pools: Vec<PoolQuestion>,
    /// The ranges, node subnets first.
    pub ranges: Vec<RangeQuestion>,
    /// Routes of the user's own in the table that kubenet keeps.
    pub user_routes: u32,
    /// The nodes of a cluster of this tier.
    pub nodes_max: u32,
    /// SNAT ports that every node is to have of a load balancer's; `None`: nothing gives each node its own.
    pub ports: Option<Allocated>,
    /// The cluster's VNet.
    pub vnet: Group,
    /// The same VNet with its peers; `None`: it has none.
    pub peered: Option<Group>,
}

/// VNets whose addresses in use are limited together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The name of the cluster's VNet.
    pub name: Arc<str>,
    /// Addresses in use there that are neither this cluster's nodes and pods nor static blocks.
    pub others: Addresses,
    /// How many may be in use.
    pub limit: Addresses,
}

/// Something that limits nodes: a range, or a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// A range, by place.
    Range(usize),
    /// The routes of kubenet's table.
    Routes,
    /// The nodes of a pool, by place.
    PoolNodes(usize),
    /// The nodes of the cluster.
    Nodes,
    /// The SNAT ports of the load balancer's outbound addresses.
    OutboundPorts,
    /// The addresses in use in the cluster's VNet.
    Vnet,
    /// The addresses in use in that VNet and its peers.
    Peered,
}

impl PoolQuestion {
    /// Nodes that an upgrade adds.
    pub fn surge_nodes(&self) -> u32 {
        surge_nodes(self.surge, self.nodes)
    }

    /// Nodes at the upgrade's peak.
    pub fn peak(&self) -> Addresses {
        u64::from(self.nodes) + u64::from(self.surge_nodes())
    }
}

/// The largest pool whose nodes and surge together are at most `peak`.
///
/// 19 at 10% is 17 (and 2 surge), 8 with one surge node is 7, 8 without is 8.
pub fn largest_pool(surge: Surge, peak: Addresses) -> u32 {
    let fits = |nodes: u64| {
        let nodes = u32::try_from(nodes).unwrap_or(u32::MAX);
        u64::from(nodes) + u64::from(surge_nodes(surge, nodes)) <= peak
    };
    let guess = match surge {
        Surge::Count(count) => (peak / 2).max(peak.saturating_sub(count.into())),
        Surge::Percent(percent) => (peak / 2).max(peak.saturating_mul(100) / (100 + u64::from(percent))),
    };
    // The guess leaves out only that a share is rounded up, and that a surge is never larger than its pool.
    let nodes = (guess.saturating_sub(1)..=guess.saturating_add(1)).rev().find(|nodes| fits(*nodes)).unwrap_or(0);
    u32::try_from(nodes).unwrap_or(u32::MAX)
}

impl RangeQuestion {
    /// All its addresses; `None` for IPv6.
    pub fn total(&self) -> Option<Addresses> {
        self.prefix.size()
    }

    /// Those that can be had; nothing is kept of a pod or service CIDR.
    pub fn usable(&self) -> Option<Addresses> {
        if self.role.is_subnet() {
            self.prefix.is_v4().then(|| usable(self.prefix).map_or(0, Span::count))
        } else {
            self.prefix.size()
        }
    }

    fn others(&self) -> Addresses {
        self.others.iter().fold(0, |sum, (_, count)| sum.saturating_add(*count))
    }
}

impl Question {
    /// The question of a plan.
    pub fn of(plan: &Plan) -> Self {
        let (mut ranges, pod_cidr) = Ranges::of(plan);
        let (vnet, peered) = groups(plan, &ranges.by_vnet);
        let model = plan.model();
        let pools = plan.pools().iter().enumerate().map(|(place, pool)| {
            let at = |subnet: Option<SubnetId>| subnet.and_then(|subnet| ranges.by_subnet.get(&subnet)).copied();
            let node_range = at(pool.subnet);
            let pod_range = match model {
                Model::NodeSubnet => node_range,
                Model::PodSubnet => at(pool.pod_subnet),
                Model::Overlay | Model::Kubenet => pod_cidr,
                Model::ByoCni => None,
            };
            for range in node_range.into_iter().chain(pod_range.filter(|_| pod_range != node_range)) {
                ranges.rows[range].users.push(place);
            }
            PoolQuestion {
                name: pool.item.name.clone(),
                count: pool.count,
                nodes: pool.nodes,
                surge: pool.item.max_surge.unwrap_or(Surge::Count(0)),
                max_unavailable: pool.item.max_unavailable.unwrap_or(Surge::Count(0)),
                max_pods: pool.max_pods,
                pods_in_use: pool.pods_in_use,
                allocation: pool.allocation,
                node_range,
                pod_range,
            }
        });
        let pools = pools.collect();
        let nodes_max = match plan.cluster().tier {
            Some(Tier::Free) => RuleId::ClusterNodesMaxFree,
            _ => RuleId::ClusterNodesMax,
        };
        Self {
            model,
            allocation: plan.cluster().pod_ip_allocation.unwrap_or(PodIpAllocation::Dynamic),
            dataplane: plan.dataplane(),
            pools,
            user_routes: user_routes(plan),
            nodes_max: rules::small(nodes_max),
            ranges: ranges.rows,
            ports: outbound::allocated(plan),
            vnet,
            peered,
        }
    }

    /// The answer, with its words.
    pub fn answer(&self) -> Capacity {
        words::answer(self)
    }

    /// Addresses of a range that one node of a pool takes.
    pub fn each(&self, pool: &PoolQuestion, range: usize) -> Addresses {
        let of_node = u64::from(pool.node_range == Some(range));
        of_node + if pool.pod_range == Some(range) { self.each_for_pods(pool) } else { 0 }
    }

    /// Addresses that the pods of one node take.
    pub fn each_for_pods(&self, pool: &PoolQuestion) -> Addresses {
        match (self.model, pool.allocation) {
            (Model::NodeSubnet, _) => formula::node_subnet(1, pool.max_pods) - 1,
            (Model::PodSubnet, PodIpAllocation::Dynamic) => formula::held(pool.pods_in_use),
            (Model::PodSubnet, PodIpAllocation::StaticBlock) => {
                formula::static_blocks(pool.max_pods) * formula::static_block()
            }
            (Model::Overlay | Model::Kubenet, _) => formula::node_block(),
            (Model::ByoCni, _) => 0,
        }
    }

    /// The pools that take addresses of a range.
    pub fn users(&self, range: usize) -> impl Iterator<Item = (usize, &PoolQuestion)> {
        let users = self.ranges[range].users.iter().map(|place| (*place, &self.pools[*place]));
        users.filter(move |(_, pool)| self.each(pool, range) > 0)
    }

    /// The need of a range, with so many nodes a pool.
    pub fn need(&self, range: usize, nodes: impl Fn(&PoolQuestion) -> Addresses) -> Addresses {
        let pools = self.users(range).map(|(_, pool)| nodes(pool).saturating_mul(self.each(pool, range)));
        pools.fold(self.ranges[range].others(), Addresses::saturating_add)
    }

    /// What this cluster's nodes and pods take of its subnets at the upgrade's peak.
    pub fn of_the_vnet(&self) -> Addresses {
        let subnets = (0..self.ranges.len()).filter(|range| self.ranges[*range].subnet.is_some());
        let own = subnets.map(|range| self.needed(range).saturating_sub(self.ranges[range].others()));
        own.fold(0, Addresses::saturating_add)
    }

    /// Addresses of the cluster's VNet that one node of a pool and its pods take; static blocks, which are there
    /// to pass that limit, are not counted.
    fn each_of_vnet(&self, pool: &PoolQuestion) -> Addresses {
        let is_here = |range: &usize| self.ranges[*range].is_in_vnet;
        let is_blocks = self.model == Model::PodSubnet && pool.allocation == PodIpAllocation::StaticBlock;
        let node = pool.node_range.filter(is_here).map_or(0, |_| 1);
        let pods = pool.pod_range.filter(is_here).filter(|_| !is_blocks).map_or(0, |_| self.each_for_pods(pool));
        node + pods
    }

    /// What is taken in a group of VNets, with so many nodes a pool.
    pub fn in_use(&self, group: &Group, nodes: impl Fn(&PoolQuestion) -> Addresses) -> Addresses {
        let pools = self.pools.iter().map(|pool| nodes(pool).saturating_mul(self.each_of_vnet(pool)));
        pools.fold(group.others, Addresses::saturating_add)
    }

    /// The need of a range at the upgrade's peak.
    pub fn needed(&self, range: usize) -> Addresses {
        self.need(range, PoolQuestion::peak)
    }

    /// Is there room in a range at the peak?
    pub fn range_fits(&self, range: usize) -> bool {
        self.ranges[range].usable().is_none_or(|usable| self.needed(range) <= usable)
    }

    /// Do all ranges have room, and are all of the other needs met?
    pub fn fits(&self) -> bool {
        let others = [Limit::Routes, Limit::OutboundPorts, Limit::Vnet, Limit::Peered];
        (0..self.ranges.len()).all(|range| self.range_fits(range))
            && others.iter().all(|limit| self.need_and_have(*limit).is_none_or(|(need, have)| need <= have))
    }

    /// Routes that kubenet needs, and those that a table holds.
    pub fn routes(&self) -> Option<(Addresses, Addresses)> {
        let peak = self.peak_nodes().saturating_add(self.user_routes.into());
        (self.model == Model::Kubenet).then(|| (peak, rules::number(RuleId::RoutesMax)))
    }

    /// The nodes of all pools at the upgrade's peak: each pool's own surge, rounded up by itself.
    pub fn peak_nodes(&self) -> Addresses {
        self.pools.iter().map(PoolQuestion::peak).fold(0, Addresses::saturating_add)
    }

    /// Need and have at the peak; the cluster's nodes are counted without surge. `None`: it limits nothing.
    pub fn need_and_have(&self, limit: Limit) -> Option<(Addresses, Addresses)> {
        match limit {
            Limit::Range(range) => Some((self.needed(range), self.ranges[range].usable()?)),
            Limit::Routes => self.routes(),
            Limit::PoolNodes(pool) => Some((self.pools[pool].peak(), rules::number(RuleId::PoolNodesMax))),
            Limit::Nodes => Some((self.nodes(), self.nodes_max.into())),
            Limit::OutboundPorts => {
                let ports = self.ports?;
                Some((self.peak_nodes().saturating_mul(ports.per_node), ports.available))
            }
            Limit::Vnet => Some((self.in_use(&self.vnet, PoolQuestion::peak), self.vnet.limit)),
            Limit::Peered => {
                let group = self.peered.as_ref()?;
                Some((self.in_use(group, PoolQuestion::peak), group.limit))
            }
        }
    }

    /// The pods of all nodes, upgrades apart: at max pods, or as many as are said to be in use.
    pub fn pods(&self) -> Addresses {
        let pools = self.pools.iter().map(|pool| u64::from(pool.nodes).saturating_mul(pool.pods_in_use.into()));
        pools.fold(0, Addresses::saturating_add)
    }

    /// The nodes of all pools, upgrades apart.
    pub fn nodes(&self) -> Addresses {
        self.pools.iter().map(|pool| u64::from(pool.nodes)).sum()
    }

    /// The most nodes that a pool can have under a limit while the others stand, given the limit's need and have;
    /// `None`: the limit does not concern it.
    pub fn most_nodes(&self, pool: usize, limit: Limit, need: Addresses, have: Addresses) -> Option<u32> {
        let row = &self.pools[pool];
        let room = |own: Addresses, each: Addresses| {
            let left = have.checked_sub(need.saturating_sub(own));
            left.map_or(0, |left| left / each)
        };
        let each = match limit {
            Limit::Range(range) => self.each(row, range),
            Limit::Routes => 1,
            Limit::OutboundPorts => self.ports?.per_node,
            Limit::Vnet | Limit::Peered => self.each_of_vnet(row),
            Limit::PoolNodes(of) => return (of == pool).then(|| largest_pool(row.surge, have)),
            Limit::Nodes => return Some(u32::try_from(room(row.nodes.into(), 1)).unwrap_or(u32::MAX)),
        };
        (each > 0).then(|| largest_pool(row.surge, room(row.peak().saturating_mul(each), each)))
    }

    /// Is there room under a limit, given its need and have, when a pool has no nodes and the others stand?
    pub fn others_fit(&self, pool: usize, limit: Limit, need: Addresses, have: Addresses) -> bool {
        let Some(row) = self.pools.get(pool) else { return need <= have };
        let own = match limit {
            Limit::Range(range) => row.peak().saturating_mul(self.each(row, range)),
            Limit::Routes => row.peak(),
            Limit::PoolNodes(of) => {
                if of == pool {
                    row.peak()
                } else {
                    0
                }
            }
            Limit::Nodes => row.nodes.into(),
            Limit::OutboundPorts => row.peak().saturating_mul(self.ports.map_or(0, |ports| ports.per_node)),
            Limit::Vnet | Limit::Peered => row.peak().saturating_mul(self.each_of_vnet(row)),
        };
        need.saturating_sub(own) <= have
    }

    /// The pools that this limit could concern, in their order.
    pub fn concerned(&self, limit: Limit) -> impl Iterator<Item = usize> {
        let (range, pools) = match limit {
            Limit::Range(range) => (Some(range), 0..0),
            Limit::PoolNodes(of) => (None, of..of + 1),
            _ => (None, 0..self.pools.len()),
        };
        range.into_iter().flat_map(|range| self.users(range).map(|(place, _)| place)).chain(pools)
    }

    /// Everything that limits nodes, ranges first, with need and have.
    pub fn limits(&self) -> Vec<(Limit, Addresses, Addresses)> {
        let ranges = (0..self.ranges.len()).map(Limit::Range);
        let pools = (0..self.pools.len()).map(Limit::PoolNodes);
        let all = ranges.chain([Limit::Routes]).chain(pools).chain([
            Limit::Nodes,
            Limit::OutboundPorts,
            Limit::Vnet,
            Limit::Peered,
        ]);
        all.filter_map(|limit| self.need_and_have(limit).map(|(need, have)| (limit, need, have))).collect()
    }
}

/// The ranges of a question while it is put together.
#[derive(Default)]
struct Ranges {
    rows: Vec<RangeQuestion>,
    by_subnet: HashMap<SubnetId, usize>,
    /// The subnets that a gateway for containers has been counted in.
    gateways: Vec<SubnetId>,
    /// Addresses in use a VNet, by its place, this cluster's nodes and pods and static blocks apart.
    by_vnet: Vec<Addresses>,
}

impl Ranges {
    /// Those of a plan, node subnets first, and the place of the pods' own range.
    fn of(plan: &Plan) -> (Self, Option<usize>) {
        let mut ranges = Self { by_vnet: vec![0; plan.vnets().len()], ..Self::default() };
        let model = plan.model();
        for pool in plan.pools() {
            ranges.add(plan, pool.subnet, Role::NodeSubnet);
        }
        if model == Model::PodSubnet {
            for pool in plan.pools() {
                ranges.add(plan, pool.pod_subnet, Role::PodSubnet);
            }
        }
        let pod_cidr = plan.pod_cidr().filter(|_| matches!(model, Model::Overlay | Model::Kubenet));
        let pod_cidr = pod_cidr.map(|prefix| ranges.push(cluster_range(Role::PodCidr, prefix, Vec::new())));
        if let Some(prefix) = plan.cluster().service_cidr {
            let place = ranges.push(cluster_range(Role::ServiceCidr, prefix, services(plan)));
            ranges.rows[place].least = up_to_dns(plan, prefix);
        }
        if plan.cluster().api_server == Some(ApiServer::VnetIntegration) {
            let subnet = plan.cluster().api_server_subnet.as_ref().and_then(|name| plan.subnet_named(name));
            ranges.add(plan, subnet, Role::ApiServerSubnet);
            if let Some(subnet) = subnet {
                ranges.takes(plan, subnet, "API server", rules::number(RuleId::ApiServerAddresses));
            }
        }
        ranges.add_gateways_for_containers(plan);
        add_others(plan, &mut ranges);
        (ranges, pod_cidr)
    }

    /// A gateway for containers wants a subnet of its own with so many free, however many Ingresses it serves.
    fn add_gateways_for_containers(&mut self, plan: &Plan) {
        let is_one = |controller: Option<IngressController>| {
            controller == Some(IngressController::ApplicationGatewayForContainers)
        };
        for ingress in plan.scenario().ingresses.iter().filter(|ingress| is_one(ingress.controller)) {
            let subnet = ingress.subnet.as_ref().and_then(|name| plan.subnet_named(&name.0));
            let Some(subnet) = subnet.filter(|subnet| !self.gateways.contains(subnet)) else { continue };
            self.add(plan, Some(subnet), Role::ApplicationGatewaySubnet);
            let place = self.by_subnet[&subnet];
            let free = rules::number(RuleId::GatewayForContainersAddresses);
            self.rows[place].others.push(("Application Gateway for Containers".to_owned(), free));
            self.gateways.push(subnet);
        }
    }

    /// Something takes addresses of a subnet, and of its VNet, whether or not the subnet is a range of the cluster's.
    fn takes(&mut self, plan: &Plan, subnet: SubnetId, label: &str, count: Addresses) {
        let in_use = &mut self.by_vnet[plan.subnet(subnet).vnet.index()];
        *in_use = in_use.saturating_add(count);
        self.add_term(subnet, label, count);
    }

    fn add_term(&mut self, subnet: SubnetId, label: &str, count: Addresses) {
        let Some(place) = self.by_subnet.get(&subnet).filter(|_| count > 0) else { return };
        let others = &mut self.rows[*place].others;
        match others.iter_mut().find(|(known, _)| known == label) {
            Some((_, known)) => *known = known.saturating_add(count),
            None => others.push((label.to_owned(), count)),
        }
    }

    fn push(&mut self, row: RangeQuestion) -> usize {
        self.rows.push(row);
        self.rows.len() - 1
    }

    /// A subnet that has two uses keeps the role of the first.
    fn add(&mut self, plan: &Plan, subnet: Option<SubnetId>, role: Role) {
        let Some(id) = subnet.filter(|id| !self.by_subnet.contains_key(id)) else { return };
        let item = &plan.subnet(id).item;
        let place = self.push(RangeQuestion {
            role,
            name: item.name.shared(),
            subnet: Some(id),
            is_in_vnet: plan.subnet(id).vnet == plan.cluster_vnet(),
            path: plan.subnet_path(id).key("prefix"),
            prefix: item.prefix,
            others: Vec::new(),
            least: 0,
            users: Vec::new(),
        });
        self.by_subnet.insert(id, place);
    }
}

fn cluster_range(role: Role, prefix: Cidr, others: Vec<(String, Addresses)>) -> RangeQuestion {
    let key = if role == Role::PodCidr { "pod-cidr" } else { "service-cidr" };
    let path = Path::root().key("cluster").key(key);
    RangeQuestion {
        role,
        name: role.word().into(),
        subnet: None,
        is_in_vnet: false,
        path,
        prefix,
        others,
        least: 0,
        users: Vec::new(),
    }
}

/// Addresses of a service CIDR from its first to the DNS service IP: 11 for the .10.
fn up_to_dns(plan: &Plan, services: Cidr) -> Addresses {
    match (services.span(), plan.cluster().dns_service_ip) {
        (Some(span), Some(IpAddr::V4(dns))) if span.contains(dns) => u64::from(u32::from(dns) - span.first()) + 1,
        _ => 0,
    }
}

/// Services with an address of the service CIDR: those of the scenario, the API server's and the DNS's.
fn services(plan: &Plan) -> Vec<(String, Addresses)> {
    let has_address = |kind: Option<ServiceType>| kind != Some(ServiceType::ExternalName);
    let own = plan.scenario().services.iter().filter(|service| has_address(service.service_type)).count();
    let mut terms = vec![("kubernetes.default and DNS".to_owned(), 2)];
    if own > 0 {
        terms.push(("Services".to_owned(), own as Addresses));
    }
    terms
}

fn add_others(plan: &Plan, ranges: &mut Ranges) {
    use crate::engine::address::OwnerKind as Kind;
    let label = |kind: Kind| match kind {
        Kind::InternalLoadBalancer => "internal load balancers",
        Kind::PrivateEndpoint => "private endpoints",
        Kind::Vm => "virtual machines",
        Kind::ApplicationGateway => "application gateways",
        Kind::ApiServer => "API server",
        Kind::Gateway => "gateways",
        _ => "appliances",
    };
    for occupant in occupants(plan) {
        // Of a gateway for containers the whole subnet is counted.
        if occupant.kind != Kind::ApplicationGateway || !ranges.gateways.contains(&occupant.subnet) {
            ranges.takes(plan, occupant.subnet, label(occupant.kind), 1);
        }
    }
    for neighbour in neighbours(plan) {
        let label = format!("cluster {}", neighbour.name);
        if neighbour.is_blocks {
            ranges.add_term(neighbour.subnet, &label, neighbour.addresses);
        } else {
            ranges.takes(plan, neighbour.subnet, &label, neighbour.addresses);
        }
    }
    for subnet in plan.subnet_ids() {
        let used = plan.subnet(subnet).item.used_by_others.unwrap_or(0);
        ranges.takes(plan, subnet, "used by others", used.into());
    }
    for (vnet, addresses) in unplaced(plan) {
        let in_use = &mut ranges.by_vnet[vnet.index()];
        *in_use = in_use.saturating_add(addresses);
    }
}

/// The cluster's VNet, and that VNet with its peers, with what is in use there.
fn groups(plan: &Plan, in_use: &[Addresses]) -> (Group, Option<Group>) {
    let vnet = plan.cluster_vnet();
    let name = || plan.vnet(vnet).item.name.shared();
    let of = |vnet: VnetId| in_use[vnet.index()];
    let peers: Vec<VnetId> = plan.peers_of(vnet).collect();
    let others = peers.iter().map(|peer| of(*peer)).fold(of(vnet), Addresses::saturating_add);
    let own = Group { name: name(), others: of(vnet), limit: rules::number(RuleId::VnetAddressesMax) };
    let peered = Group { name: name(), others, limit: rules::number(RuleId::PeeredAddressesMax) };
    (own, Some(peered).filter(|_| !peers.is_empty()))
}

/// The user's routes in the tables of the node subnets: the fullest table counts. Where a subnet has none, AKS
/// gives it one of its own name.
fn user_routes(plan: &Plan) -> u32 {
    if plan.model() != Model::Kubenet {
        return 0;
    }
    let own = rules::text(RuleId::KubenetRouteTableName);
    let table = |subnet: SubnetId| plan.subnet(subnet).item.route_table.as_deref().unwrap_or(own);
    let names: std::collections::HashSet<&str> =
        plan.pools().iter().filter_map(|pool| pool.subnet).map(table).collect();
    let counts = plan.scenario().route_tables.iter().filter(|table| names.contains(table.name.as_str()));
    counts.map(|table| u32::try_from(table.routes.len()).unwrap_or(u32::MAX)).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_published_pools_come_out() {
        let cases = [
            (Surge::Percent(10), 19, 17),
            (Surge::Count(1), 8, 7),
            (Surge::Count(0), 8, 8),
            (Surge::Percent(10), 256, 232),
            (Surge::Percent(0), 256, 256),
            (Surge::Count(9), 4, 2),
            (Surge::Percent(500), 5, 2),
            (Surge::Percent(10), 0, 0),
            (Surge::Percent(10), u64::MAX, u32::MAX),
        ];
        for (surge, peak, expected) in cases {
            assert_eq!(largest_pool(surge, peak), expected, "{surge:?} {peak}");
        }
    }

    proptest! {
        #[test]
        fn the_largest_pool_is_found_by_counting(percent in 0u32..300, count in 0u32..50, peak in 0u64..400) {
            for surge in [Surge::Percent(percent), Surge::Count(count)] {
                let counted = (0..=401u32).take_while(|nodes| u64::from(*nodes + surge_nodes(surge, *nodes)) <= peak).last().unwrap_or(0);
                prop_assert_eq!(largest_pool(surge, peak), counted, "{:?}", surge);
            }
        }
    }
}
