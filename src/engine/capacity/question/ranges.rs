//! The ranges of a question, put together from a plan: who uses them, and what others take of them. Deliberately
//! without a verdict: nothing is compared with what there is.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::IpAddr;

use super::RangeQuestion;
use super::group::InUse;
use crate::engine::capacity::Role;
use crate::engine::formula;
use crate::engine::neighbour::{neighbours, unplaced};
use crate::engine::occupant::occupants;
use crate::engine::plan::{Plan, SubnetId};
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, Cidr};
use crate::scenario::Path;
use crate::scenario::model::{ApiServer, IngressController, Model, ServiceType};

/// The ranges of a question while it is put together.
#[derive(Default)]
pub(super) struct Ranges {
    pub rows: Vec<RangeQuestion>,
    pub by_subnet: HashMap<SubnetId, usize>,
    /// The subnets that a gateway for containers has been counted in.
    gateways: Vec<SubnetId>,
    /// What is taken of a subnet in which the cluster has neither nodes nor pods.
    elsewhere: BTreeMap<SubnetId, Elsewhere>,
    /// Addresses in use a VNet, by its place, this cluster's nodes and pods apart; of a static block one.
    pub by_vnet: Vec<InUse>,
}

/// What is taken of a subnet that no range stands for yet.
#[derive(Default)]
struct Elsewhere {
    /// Each by its label.
    terms: Vec<(String, Addresses)>,
    /// What of it nobody takes by the other reading.
    over: Addresses,
}

impl Ranges {
    /// Those of a plan, node subnets first, subnets without nodes and pods last, and the place of the pods' own range.
    pub fn of(plan: &Plan) -> (Self, Option<usize>) {
        let mut ranges = Self { by_vnet: vec![InUse::default(); plan.vnets().len()], ..Self::default() };
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
        ranges.add_elsewhere(plan);
        (ranges, pod_cidr)
    }

    /// A subnet in which something is placed is a range too, though it limits no nodes; one of IPv6 alone is not scarce.
    fn add_elsewhere(&mut self, plan: &Plan) {
        for (subnet, taken) in std::mem::take(&mut self.elsewhere) {
            if plan.subnet(subnet).item.prefix.is_v4() {
                self.add(plan, Some(subnet), Role::OtherSubnet);
                let row = &mut self.rows[self.by_subnet[&subnet]];
                (row.others, row.others_over) = (taken.terms, taken.over);
            }
        }
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
        self.counts(plan, subnet, count);
        self.add_term(subnet, label, count);
    }

    /// So many more are in use in a subnet's VNet.
    fn counts(&mut self, plan: &Plan, subnet: SubnetId, count: Addresses) {
        let in_use = &mut self.by_vnet[plan.subnet(subnet).vnet.index()];
        *in_use = in_use.plus(InUse { all: count, over: 0 });
    }

    /// So many of what was taken nobody takes by the other reading.
    fn takes_over(&mut self, plan: &Plan, subnet: SubnetId, over: Addresses) {
        let in_use = &mut self.by_vnet[plan.subnet(subnet).vnet.index()];
        *in_use = in_use.plus(InUse { all: 0, over });
        let known = match self.by_subnet.get(&subnet) {
            Some(place) => &mut self.rows[*place].others_over,
            None if over > 0 => &mut self.elsewhere.entry(subnet).or_default().over,
            None => return,
        };
        *known = known.saturating_add(over);
    }

    fn add_term(&mut self, subnet: SubnetId, label: &str, count: Addresses) {
        if count == 0 {
            return;
        }
        let others = match self.by_subnet.get(&subnet) {
            Some(place) => &mut self.rows[*place].others,
            None => &mut self.elsewhere.entry(subnet).or_default().terms,
        };
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
            others_over: 0,
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
        others_over: 0,
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
            let blocks = neighbour.addresses / formula::static_block() * rules::number(RuleId::StaticBlockCounted);
            ranges.counts(plan, neighbour.subnet, blocks);
        } else {
            ranges.takes(plan, neighbour.subnet, &label, neighbour.addresses);
            ranges.takes_over(plan, neighbour.subnet, neighbour.over_max_pods);
        }
    }
    for subnet in plan.subnet_ids() {
        let used = plan.subnet(subnet).item.used_by_others.unwrap_or(0);
        ranges.takes(plan, subnet, "used by others", used.into());
    }
    for (vnet, addresses) in unplaced(plan) {
        let in_use = &mut ranges.by_vnet[vnet.index()];
        *in_use = in_use.plus(InUse { all: addresses, over: 0 });
    }
}

/// The user's routes in the tables of the node subnets: the fullest table counts. Where a subnet has none, AKS
/// gives it one of its own name.
pub(super) fn user_routes(plan: &Plan) -> u32 {
    if plan.model() != Model::Kubenet {
        return 0;
    }
    let own = rules::text(RuleId::KubenetRouteTableName);
    let table = |subnet: SubnetId| plan.subnet(subnet).item.route_table.as_deref().unwrap_or(own);
    let names: HashSet<&str> = plan.pools().iter().filter_map(|pool| pool.subnet).map(table).collect();
    let counts = plan.scenario().route_tables.iter().filter(|table| names.contains(table.name.as_str()));
    counts.map(|table| u32::try_from(table.routes.len()).unwrap_or(u32::MAX)).max().unwrap_or(0)
}
