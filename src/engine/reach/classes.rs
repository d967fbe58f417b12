//! Which ends a design can tell apart: by their subnet, their NSG, their port, and by the ranges that any rule or route
//! names. Deliberately errs on the side of too many classes: one more walk is slow, one too few is wrong.

use std::net::IpAddr;

use super::End;
use crate::engine::endpoint::resolve::Subject;
use crate::engine::inventory::NodeRef;
use crate::engine::plan::{PoolId, SubnetId};
use crate::engine::trace::World;
use crate::net::{Cidr, Span};
use crate::scenario::leaf::Target;
use crate::scenario::model::Model;

/// What a rule can know of an end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Class {
    kind: Kind,
    address: Option<usize>,
    node: Option<NodeClass>,
    /// The workload's place, for its ports and its static egress; a site's, for its gateway.
    place: Option<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Pod,
    Node,
    Vm { subnet: Option<String>, vnet: Option<String>, nsg: Option<String>, public: Option<usize> },
    Other,
}

/// What a rule can know of a node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct NodeClass {
    pool: PoolId,
    address: Option<usize>,
    pin: Option<usize>,
    /// Is there a route to its pods? Kubenet writes no more than a table holds.
    has_route: bool,
}

/// The ranges of a design, cut where one begins or ends.
#[derive(Clone, Debug)]
pub struct Classes {
    starts: Vec<u128>,
    by_kubenet: Vec<SubnetId>,
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        // Behind all of IPv4, and in the same order; the highest addresses of all are nobody's.
        IpAddr::V6(address) => u128::from(address).saturating_add(1 << 33),
    }
}

impl Classes {
    /// Of a design: every range that something in it names.
    pub fn of(world: &World<'_>) -> Self {
        let mut ranges = named(world);
        ranges.sort_unstable();
        ranges.dedup();
        let mut starts: Vec<u128> = Vec::with_capacity(2 * ranges.len());
        for range in ranges {
            starts.push(number(range.first()));
            starts.push(number(range.last()).saturating_add(1));
        }
        starts.sort_unstable();
        starts.dedup();
        let mut by_kubenet: Vec<SubnetId> = match world.plan.model() {
            Model::Kubenet => world.plan.pools().iter().filter_map(|pool| pool.subnet).collect(),
            _ => Vec::new(),
        };
        by_kubenet.dedup();
        Self { starts, by_kubenet }
    }

    /// The cell of an address: two of one cell are in the same ranges.
    fn cell(&self, address: Option<IpAddr>) -> Option<usize> {
        let number = number(address?);
        Some(self.starts.partition_point(|start| *start <= number))
    }

    /// The class of an end.
    pub fn class(&self, world: &World<'_>, end: &End) -> Class {
        let scenario = world.plan.scenario();
        let (kind, place) = match end.subject {
            Subject::Pod(pod) => (Kind::Pod, Some(pod.workload)),
            Subject::Node(_) => (Kind::Node, None),
            Subject::Vm(place) => {
                let vm = &scenario.vms[place];
                let public = vm.public_ip.and_then(|ip| ip.0).map(|_| place);
                let nsg = vm.nic_nsg.as_ref().map(|nsg| nsg.0.to_string());
                let name = |name: &Option<crate::scenario::leaf::Name>| name.as_ref().map(ToString::to_string);
                (Kind::Vm { subnet: name(&vm.subnet), vnet: name(&vm.vnet), nsg, public }, None)
            }
            Subject::OnPremises(place) => (Kind::Other, Some(place)),
            _ => (Kind::Other, None),
        };
        let address = self.cell(end.address);
        Class { kind, address, node: end.node.map(|node| self.node_class(world, node, end.address)), place }
    }

    fn node_class(&self, world: &World<'_>, at: NodeRef, address: Option<IpAddr>) -> NodeClass {
        let node = world.inventory.node(at);
        let leads_here = |subnet: &SubnetId| {
            let table = world.routes.of_subnet(world.plan, world.inventory, *subnet);
            address.and_then(|address| table.lookup(address)).is_some_and(|route| route.next_hop_ip == node.ip)
        };
        NodeClass {
            pool: at.pool,
            address: self.cell(node.ip),
            pin: node.pin,
            has_route: self.by_kubenet.iter().all(leads_here),
        }
    }
}

/// Every range that something in the design names, but the ranges of nodes that have a class of their own.
fn named(world: &World<'_>) -> Vec<Cidr> {
    let (plan, scenario) = (world.plan, world.plan.scenario());
    let mut found: Vec<Cidr> = Vec::new();
    let mut target = |target: &Option<Target>| {
        if let Some(Target::Net(net)) = target {
            found.push(*net);
        }
    };
    for rule in scenario.nsgs.iter().flat_map(|nsg| nsg.rules.iter()) {
        target(&rule.source);
        target(&rule.destination);
    }
    for rule in scenario.firewalls.iter().flat_map(|firewall| firewall.network_rules.iter()) {
        target(&rule.source);
        target(&rule.destination);
    }
    for route in scenario.route_tables.iter().flat_map(|table| table.routes.iter()) {
        target(&Some(route.prefix.clone()));
    }
    let host = |address: IpAddr| Cidr::containing(address, 128);
    let hops = scenario.route_tables.iter().flat_map(|table| table.routes.iter()).filter_map(|route| route.next_hop_ip);
    found.extend(hops.map(host));
    for firewall in &scenario.firewalls {
        found.push(host(firewall.private_ip));
        found.extend(firewall.nat_rules.iter().map(|rule| host(rule.translated_ip)));
        let given = firewall.snat_private_ranges.as_ref().map_or("", |ranges| &*ranges.0);
        found.extend(given.split(',').filter_map(|range| range.trim().parse::<Cidr>().ok()));
    }
    found.extend(scenario.service_tags.iter().flat_map(|tags| tags.values().flatten().copied()));
    found.extend(scenario.gateways.iter().flat_map(|gateway| gateway.routes.iter().flatten().copied()));
    found.extend(scenario.gateways.iter().filter_map(|gateway| gateway.ip).map(host));
    found.extend(scenario.on_premises.iter().flat_map(|site| site.address_space.iter().flatten().copied()));
    found.extend(scenario.on_premises.iter().filter_map(|site| site.ip).map(host));
    found.extend(plan.cluster().non_masquerade_cidrs.iter().flatten().copied());
    found.extend(plan.cluster().pod_cidr);
    found.extend(plan.cluster().pod_cidr_v6);
    found.extend(plan.cluster().service_cidr);
    for vnet in plan.vnets() {
        found.extend(vnet.item.address_space.iter().copied());
    }
    found.extend(plan.subnets().iter().map(|row| row.item.prefix));
    found.extend(scenario.private_endpoints.iter().filter_map(|endpoint| endpoint.ip).map(host));
    found.extend(scenario.load_balancers.iter().map(|balancer| host(balancer.frontend)));
    found.extend(scenario.services.iter().flat_map(|service| service.source_ranges.iter().flatten().copied()));
    found.extend((0..scenario.services.len()).filter_map(|place| world.frontend(place)).map(host));
    // Where pods and Services share a range, a pod may have a Service's address.
    found.extend((0..scenario.services.len()).filter_map(|place| world.services.address(place)).map(host));
    found.extend(plan.cluster().dns_service_ip.map(host));
    let services = plan.cluster().service_cidr.and_then(Cidr::span).map(Span::first);
    let kubernetes = services.and_then(|first| first.checked_add(1));
    found.extend(kubernetes.map(|first| host(std::net::Ipv4Addr::from(first).into())));
    found.extend(plan.cluster().service_cidr_v6);
    found.extend(plan.subnets().iter().filter_map(|row| row.item.prefix_v6.and_then(|cidr| cidr.0)));
    let egress = scenario.static_egress_gateways.iter();
    found.extend(egress.flat_map(|gateway| gateway.exclude_cidrs.iter().flatten().copied()));
    found.extend(crate::engine::rules::network::PRIVATE_RANGES.iter().copied());
    // Two things with one address are told apart by who comes first.
    found.extend(
        scenario
            .vms
            .iter()
            .filter_map(|vm| world.vm_ip(vm))
            .filter(|ip| world.inventory.node_at(*ip).is_some())
            .map(host),
    );
    found
}
