//! Every range and every single address that a walk may compare an address with: what is written in the scenario, what
//! its manifests' policies name, and what Azure itself tells apart. Deliberately not the routes that AKS keeps to the
//! pods of each node: those are asked for one by one.

use std::net::{IpAddr, Ipv4Addr};

use crate::engine::policy;
use crate::engine::route::cache::private_api_server;
use crate::engine::rules::network::{METADATA, PLATFORM, PRIVATE_RANGES};
use crate::engine::rules::{self, RuleId};
use crate::engine::trace::{World, api_server_address, ingress_address};
use crate::net::{Cidr, Span};
use crate::scenario::leaf::Target;

/// The network of one address.
fn host(address: IpAddr) -> Cidr {
    Cidr::containing(address, 128)
}

/// Every range that something in the design names, single addresses included.
pub fn named(world: &World<'_>) -> Vec<Cidr> {
    let mut found = of_rules(world);
    found.extend(of_networks(world));
    found.extend(of_azure());
    found.extend(answering(world).into_iter().map(host));
    found.sort_unstable();
    found.dedup();
    found
}

/// What rules, routes, lists and policies name.
fn of_rules(world: &World<'_>) -> Vec<Cidr> {
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
    let routes = || scenario.route_tables.iter().flat_map(|table| table.routes.iter());
    for route in routes() {
        target(&Some(route.prefix.clone()));
    }
    found.extend(routes().filter_map(|route| route.next_hop_ip).map(host));
    for firewall in &scenario.firewalls {
        found.extend(firewall.nat_rules.iter().flat_map(|rule| [host(rule.destination), host(rule.translated_ip)]));
        let given = firewall.snat_private_ranges.as_ref().map_or("", |ranges| &*ranges.0);
        found.extend(given.split(',').filter_map(|range| range.trim().parse::<Cidr>().ok()));
    }
    found.extend(scenario.service_tags.iter().flat_map(|tags| tags.values().flatten().copied()));
    found.extend(plan.cluster().api_server_authorized_ranges.iter().flatten().copied());
    found.extend(plan.cluster().non_masquerade_cidrs.iter().flatten().copied());
    found.extend(scenario.services.iter().flat_map(|service| service.source_ranges.iter().flatten().copied()));
    let egress = scenario.static_egress_gateways.iter();
    found.extend(egress.flat_map(|gateway| gateway.exclude_cidrs.iter().flatten().copied()));
    for block in policy::blocks(plan.manifests()) {
        found.push(block.cidr);
        found.extend(block.except.iter().copied());
    }
    found
}

/// What networks are made of: VNets, subnets, sites, what gateways learn, the cluster's own ranges.
fn of_networks(world: &World<'_>) -> Vec<Cidr> {
    let (plan, scenario, cluster) = (world.plan, world.plan.scenario(), world.plan.cluster());
    let mut found: Vec<Cidr> = plan.vnets().iter().flat_map(|vnet| vnet.item.address_space.iter().copied()).collect();
    found.extend(plan.subnets().iter().map(|row| row.item.prefix));
    found.extend(plan.subnets().iter().filter_map(|row| row.item.prefix_v6.and_then(|cidr| cidr.0)));
    found.extend(scenario.gateways.iter().flat_map(|gateway| gateway.routes.iter().flatten().copied()));
    found.extend(scenario.on_premises.iter().flat_map(|site| site.address_space.iter().flatten().copied()));
    found.extend(scenario.on_premises.iter().filter_map(|site| site.ip).map(host));
    found.extend(
        [cluster.pod_cidr, cluster.pod_cidr_v6, cluster.service_cidr, cluster.service_cidr_v6].into_iter().flatten(),
    );
    found
}

/// What Azure tells apart by itself: private space, link-local addresses, the platform's own.
fn of_azure() -> Vec<Cidr> {
    const V6: [&str; 2] = ["fc00::/7", "fe80::/10"];
    let own = V6.into_iter().map(|range| range.parse().expect("the local ranges of IPv6 are ranges"));
    let platform = [PLATFORM, METADATA].map(|address| host(address.into()));
    let link_local = rules::cidr(RuleId::ReservedLinkLocal);
    PRIVATE_RANGES.iter().copied().chain([link_local]).chain(platform).chain(own).collect()
}

/// Every single address that something of the design answers on or forwards for, but nodes, pods and machines.
pub fn answering(world: &World<'_>) -> Vec<IpAddr> {
    let (plan, scenario) = (world.plan, world.plan.scenario());
    let mut found: Vec<IpAddr> = Vec::new();
    for firewall in &scenario.firewalls {
        found.push(firewall.private_ip);
        found.extend(firewall.public_ips.iter().flatten().copied());
    }
    found.extend(scenario.gateways.iter().filter_map(|gateway| gateway.ip));
    found.extend(scenario.private_endpoints.iter().filter_map(|endpoint| endpoint.ip));
    found.extend(scenario.load_balancers.iter().map(|balancer| balancer.frontend));
    for place in 0..scenario.services.len() {
        found.extend(world.frontend(place));
        // Where pods and Services share a range, a pod may have a Service's address.
        found.extend(world.services.address(place));
    }
    found.extend((0..scenario.ingresses.len()).filter_map(|place| ingress_address(world, place)));
    found.extend(plan.cluster().dns_service_ip);
    found.extend(api_server_address(world));
    found.extend(private_api_server(plan, world.inventory).map(|(_, address)| address));
    let services = plan.cluster().service_cidr.and_then(Cidr::span).map(Span::first);
    found.extend(services.and_then(|first| first.checked_add(1)).map(|first| IpAddr::V4(Ipv4Addr::from(first))));
    found.extend(scenario.vms.iter().filter_map(|vm| vm.public_ip.and_then(|ip| ip.0)));
    found.extend(scenario.nodes.iter().filter_map(|node| node.public_ip.and_then(|ip| ip.0)));
    found.extend(scenario.nat_gateways.iter().flat_map(|gateway| gateway.public_ips.iter().flatten().copied()));
    found.extend(plan.cluster().load_balancer.outbound_ips.iter().flatten().copied());
    found
}
