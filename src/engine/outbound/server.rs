//! Which NAT gateway or firewall serves a cluster, and with how many ports. Deliberately gives no figure where the
//! scenario leaves that open: it says what is missing.

use std::net::IpAddr;

use super::{Allocation, Method, Snat};
use crate::engine::plan::{Plan, SubnetId};
use crate::engine::route::user;
use crate::engine::rules::{self, RuleId};
use crate::net::{counted, thousands};
use crate::scenario::leaf::Target;
use crate::scenario::model::{Firewall, FirewallKind, Model, NatGateway, NextHop, Route};

/// The subnets that packets of the cluster leave from: those of its nodes, and of its pods where they have their own.
fn sources(plan: &Plan) -> Vec<SubnetId> {
    let nodes = plan.pools().iter().filter_map(|pool| pool.subnet);
    let pods = plan.pools().iter().filter_map(|pool| pool.pod_subnet).filter(|_| plan.model() == Model::PodSubnet);
    let mut found: Vec<SubnetId> = Vec::new();
    for subnet in nodes.chain(pods) {
        if !found.contains(&subnet) {
            found.push(subnet);
        }
    }
    found
}

/// The NAT gateways of the cluster's subnets.
pub(super) fn nat_gateways(plan: &Plan, is_managed: bool) -> Snat {
    let mut found = Snat { allocation: Some(Allocation::OnDemand), ..Snat::of(Method::NatGateway) };
    let (mut addresses, mut is_known) = (0, true);
    for subnet in sources(plan) {
        let item = &plan.subnet(subnet).item;
        let Some(name) = item.nat_gateway.as_deref() else {
            if !is_managed {
                found.notes.push(format!("subnet {} names no NAT gateway", item.name));
                is_known = false;
            }
            continue;
        };
        if found.served_by.iter().any(|known| known == name) {
            continue;
        }
        found.served_by.push(name.to_owned());
        let gateway = plan.scenario().nat_gateways.iter().find(|gateway| gateway.name == *name);
        let count = gateway.and_then(|gateway| public_ips(gateway));
        if count.is_none() {
            found.notes.push(format!("the public addresses of NAT gateway {name} are not in the file"));
            is_known = false;
        }
        addresses += count.unwrap_or(0);
    }
    if is_managed && found.served_by.is_empty() {
        addresses = rules::number(RuleId::NatGatewayIpsDefault);
        found.notes.push("the NAT gateway is AKS's own, with one address when nobody asks for more".to_owned());
    }
    found.notes.extend(of_nat_gateways());
    if !is_known {
        return found;
    }
    let ports = addresses.saturating_mul(rules::number(RuleId::NatGatewayPortsPerIp));
    Snat { ports_total: Some(ports), available: Some(ports), outbound_ips: Some(addresses), ..found }
}

/// What else holds for every NAT gateway: connections to one destination, and how long an idle one is kept.
fn of_nat_gateways() -> [String; 2] {
    let [most, least, longest] =
        [RuleId::NatGatewayConnectionsMax, RuleId::NatGatewayIdleMinutesMin, RuleId::NatGatewayIdleMinutesMax]
            .map(rules::number);
    [
        format!("an address has at most {} connections to one destination", thousands(most)),
        format!("an idle TCP connection is kept for {least} to {longest} minutes, as asked for; UDP for {least}"),
    ]
}

/// The IPv4 addresses of a NAT gateway; `None`: none is written.
fn public_ips(gateway: &NatGateway) -> Option<u64> {
    let count = gateway.public_ips.as_ref()?.iter().filter(|ip| ip.is_ipv4()).count();
    (count > 0).then_some(count as u64)
}

/// The firewalls that the default routes of the cluster's subnets lead to.
pub(super) fn appliances(plan: &Plan) -> Snat {
    let mut firewalls: Vec<&Firewall> = Vec::new();
    let mut notes = Vec::new();
    for subnet in sources(plan) {
        match default_firewall(plan, subnet) {
            Ok(firewall) if firewalls.iter().any(|known| known.name == firewall.name) => {}
            Ok(firewall) => firewalls.push(firewall),
            Err(why) => notes.push(why),
        }
    }
    let served_by: Vec<String> = firewalls.iter().map(|firewall| firewall.name.to_string()).collect();
    if !notes.is_empty() || firewalls.is_empty() {
        return Snat { served_by, notes, ..Snat::of(Method::Unknown) };
    }
    if firewalls.iter().any(|firewall| firewall.kind == Some(FirewallKind::Appliance)) {
        let notes = vec!["the ports of an appliance are its maker's to say".to_owned()];
        return Snat { served_by, notes, ..Snat::of(Method::Appliance) };
    }
    let each = rules::number(RuleId::FirewallPortsPerIp);
    let counts = firewalls.iter().map(|firewall| firewall.public_ips.as_ref().map_or(0, Vec::len) as u64);
    let addresses: u64 = counts.clone().sum();
    let found = Snat { allocation: Some(Allocation::OnDemand), served_by, ..Snat::of(Method::AzureFirewall) };
    if counts.min() == Some(0) {
        return Snat { notes: vec!["the public addresses of the firewall are not in the file".to_owned()], ..found };
    }
    let ports = addresses.saturating_mul(each);
    let mut notes = vec![format!(
        "{} ports an address and an instance; how many instances there are is not in the file",
        thousands(each)
    )];
    let advised = rules::number(RuleId::FirewallIpsAdvised);
    if addresses < advised {
        let has = counted(addresses, "public address");
        notes.push(format!("the firewall has {has}; at least {advised} are advised in production"));
    }
    Snat { ports_total: Some(ports), available: Some(ports), outbound_ips: Some(addresses), notes, ..found }
}

/// The public addresses that the cluster's packets leave with, where the file gives them and they are not those of AKS's
/// own load balancer: of its NAT gateways, or of the firewalls that its default routes lead to; each with its owner.
pub fn egress_addresses(plan: &Plan) -> Vec<(String, IpAddr)> {
    let mut found: Vec<(String, IpAddr)> = Vec::new();
    for subnet in sources(plan) {
        let routed = default_route(plan, subnet).is_some_and(|route| route.next_hop != NextHop::Internet);
        let gateway = plan.subnet(subnet).item.nat_gateway.as_deref().filter(|_| !routed);
        let gateway = gateway.and_then(|name| plan.scenario().nat_gateways.iter().find(|own| own.name == *name));
        let firewall = default_firewall(plan, subnet).ok().filter(|_| routed);
        let of_gateway = gateway.map(|own| (format!("NAT gateway {}", own.name), own.public_ips.as_ref()));
        let of_firewall = firewall.map(|own| (format!("firewall {}", own.name), own.public_ips.as_ref()));
        for (owner, addresses) in of_gateway.into_iter().chain(of_firewall) {
            for address in addresses.into_iter().flatten() {
                let one = (owner.clone(), *address);
                if !found.contains(&one) {
                    found.push(one);
                }
            }
        }
    }
    found
}

/// Where the default route of a subnet leads to, when that is a firewall of the file; else why not.
fn default_firewall(plan: &Plan, subnet: SubnetId) -> Result<&Firewall, String> {
    let name = &plan.subnet(subnet).item.name;
    let route = default_route(plan, subnet).ok_or_else(|| format!("subnet {name} has no route for 0.0.0.0/0"))?;
    let ip = route.next_hop_ip.filter(|_| route.next_hop == NextHop::VirtualAppliance);
    let ip = ip.ok_or_else(|| format!("0.0.0.0/0 of subnet {name} leads to {}", route.next_hop))?;
    let firewall = plan.scenario().firewalls.iter().find(|firewall| firewall.private_ip == ip);
    firewall.map(|firewall| &**firewall).ok_or_else(|| {
        format!("0.0.0.0/0 of subnet {name} leads to {ip}, and no firewall of the file has that address")
    })
}

fn default_route(plan: &Plan, subnet: SubnetId) -> Option<&Route> {
    let is_default = |prefix: &Target| match prefix {
        Target::Any => true,
        Target::Net(prefix) => *prefix == user::everything(),
        Target::Tag(_) => false,
    };
    user::table_of(plan, subnet)?.routes.iter().map(|route| &**route).find(|route| is_default(&route.prefix))
}

/// What comes before the load balancer's outbound rule in the cluster's subnets, in words.
pub(super) fn overruled(plan: &Plan) -> Vec<String> {
    let of = |subnet: SubnetId| {
        let item = &plan.subnet(subnet).item;
        let appliance = default_route(plan, subnet).filter(|route| route.next_hop != NextHop::Internet);
        match (appliance, item.nat_gateway.as_ref()) {
            (Some(route), _) => Some(format!("route {} of subnet {}", route.name, item.name)),
            (None, Some(gateway)) => Some(format!("NAT gateway {gateway} of subnet {}", item.name)),
            (None, None) => None,
        }
    };
    let found = sources(plan).into_iter().filter_map(of);
    found.map(|what| format!("{what} takes what leaves there before the load balancer's outbound rule does")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::capacity::Question;
    use crate::engine::outbound::snat;
    use crate::engine::sample::plan;

    fn of(outbound: &str, subnet: &str, more: &str) -> Snat {
        let plan = plan(&format!(
            "[cluster]\noutbound-type = \"{outbound}\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.224.0.0/12\"]\n\
             [[vnet.subnet]]\nname = \"s\"\nprefix = \"10.224.0.0/16\"\n{subnet}\n{more}"
        ));
        snat(&plan, &Question::of(&plan))
    }

    #[test]
    fn a_nat_gateway_gives_out_its_addresses_ports_on_demand() {
        let gateway = "[[nat-gateway]]\nname = \"g\"\npublic-ips = [\"20.60.0.1\", \"20.60.0.2\"]\n";
        let found = of("userAssignedNATGateway", "nat-gateway = \"g\"", gateway);
        assert_eq!((found.outbound_ips, found.ports_total), (Some(2), Some(129_024)));
        assert_eq!((found.required, found.ports_per_node, found.max_nodes), (None, None, None));
        assert_eq!(found.words(), "129,024 ports on demand");
        let managed = of("managedNATGateway", "", "");
        assert_eq!((managed.outbound_ips, managed.ports_total), (Some(1), Some(64_512)));
    }

    #[test]
    fn what_cannot_be_resolved_is_said() {
        let bare = "[[nat-gateway]]\nname = \"g\"\n";
        let routes = |hop: &str| {
            format!(
                "[[route-table]]\nname = \"rt\"\nroutes = [ {{ name = \"out\", prefix = \"0.0.0.0/0\", {hop} }} ]\n"
            )
        };
        let table = "route-table = \"rt\"";
        let appliance = routes("next-hop = \"VirtualAppliance\", next-hop-ip = \"10.225.0.4\"");
        let cases = [
            ("userAssignedNATGateway", "", String::new(), "subnet s names no NAT gateway"),
            ("userAssignedNATGateway", "nat-gateway = \"g\"", bare.to_owned(), "not in the file"),
            ("userDefinedRouting", "", String::new(), "subnet s has no route for 0.0.0.0/0"),
            (
                "userDefinedRouting",
                table,
                routes("next-hop = \"VirtualNetworkGateway\""),
                "leads to VirtualNetworkGateway",
            ),
            ("userDefinedRouting", table, appliance, "no firewall of the file has that address"),
        ];
        for (outbound, subnet, more, expected) in cases {
            let found = of(outbound, subnet, &more);
            assert_eq!((found.ports_total, found.available), (None, None), "{outbound} {subnet}");
            assert!(found.notes.iter().any(|note| note.contains(expected)), "{expected}: {:?}", found.notes);
            assert_eq!(found.words(), "ports not known");
        }
    }

    #[test]
    fn the_default_route_leads_to_the_firewall_that_serves() {
        let more = |kind: &str| {
            format!(
                "[[route-table]]\nname = \"rt\"\nroutes = [ {{ name = \"out\", prefix = \"0.0.0.0/0\", next-hop = \"VirtualAppliance\", next-hop-ip = \"10.225.0.4\" }} ]\n\
                 [[firewall]]\nname = \"fw\"\nkind = \"{kind}\"\nvnet = \"v\"\nprivate-ip = \"10.225.0.4\"\npublic-ips = [\"20.70.0.1\", \"20.70.0.2\", \"20.70.0.3\"]\n"
            )
        };
        let found = of("userDefinedRouting", "route-table = \"rt\"", &more("azure-firewall"));
        assert_eq!(
            (found.method, found.outbound_ips, found.ports_total),
            (Method::AzureFirewall, Some(3), Some(7_488))
        );
        assert_eq!(found.served_by, ["fw"]);
        let other = of("userDefinedRouting", "route-table = \"rt\"", &more("appliance"));
        assert_eq!((other.method, other.ports_total), (Method::Appliance, None));
        let behind = of("loadBalancer", "route-table = \"rt\"", &more("azure-firewall"));
        assert_eq!(behind.ports_per_node, Some(1024));
        assert_eq!(behind.notes.len(), 1, "{:?}", behind.notes);
    }

    #[test]
    fn without_a_way_out_there_are_no_ports() {
        for outbound in ["none", "block"] {
            let found = of(outbound, "", "");
            assert_eq!((found.method, found.ports_total, found.required), (Method::None, None, None));
            assert_eq!(found.words(), "no ports of AKS's");
        }
    }
}
