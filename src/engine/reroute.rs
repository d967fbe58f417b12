//! What one could change so that an address goes elsewhere, each as an edit, and where it goes then. Deliberately
//! judges nothing itself: every outcome is the contest of the edited design, held again.

use std::net::IpAddr;

use crate::engine::Plan;
use crate::engine::inventory::Inventory;
use crate::engine::plan::SubnetId;
use crate::engine::route::peering::peer;
use crate::engine::route::user::table_of;
use crate::engine::route::{Contest, EffectiveRoute, NextHopType, RouteSource, RouteTable, Routes};
use crate::net::Cidr;
use crate::scenario::edit::free_among;
use crate::scenario::{Edit, Path};

/// A change, and where the address that was asked about goes then.
#[derive(Clone, Debug, PartialEq)]
pub struct Reroute {
    /// What is changed: `delete the user route to-fw 0.0.0.0/0`.
    pub label: String,
    /// The change.
    pub edit: Edit,
    /// The route that wins then; `None`: no route holds the address.
    pub winner: Option<EffectiveRoute>,
}

/// A change whose outcome is not known yet.
pub(crate) type Change = (String, Edit);

/// The changes that send an address of this contest another way, at most `most`: those of the winner first.
pub fn reroutes(plan: &Plan, subnet: SubnetId, table: &RouteTable, contest: &Contest, most: usize) -> Vec<Reroute> {
    let now = contest.winner.map(|winner| table.route(winner));
    let changes = changes(plan, subnet, table, contest);
    let outcomes = changes.into_iter().filter_map(|(label, edit)| {
        let after = plan.edited(&edit).ok()?;
        let there = after.subnet_named(&plan.subnet(subnet).item.name)?;
        let winner = winner(&after, there, contest.address);
        (winner.as_ref() != now).then_some(Reroute { label, edit, winner })
    });
    outcomes.take(most).collect()
}

/// The route that an address takes from a subnet.
fn winner(plan: &Plan, subnet: SubnetId, address: IpAddr) -> Option<EffectiveRoute> {
    Routes::new(plan).of_subnet(plan, &Inventory::new(plan), subnet).lookup(address).cloned()
}

/// Everything that could be tried, in the order in which one would.
fn changes(plan: &Plan, subnet: SubnetId, table: &RouteTable, contest: &Contest) -> Vec<Change> {
    let matching: Vec<&EffectiveRoute> =
        contest.contenders.iter().map(|contender| table.route(contender.route)).collect();
    let holding = matching.iter().copied().filter(|route| route.prefix.contains(contest.address));
    let mut changes: Vec<Change> = holding.filter_map(|route| without_route(plan, subnet, route)).collect();
    changes.extend(propagation(plan, subnet));
    changes.extend(contest.winner.and_then(|winner| by_firewall(plan, subnet, table.route(winner))));
    changes.extend(peerings(plan, subnet, contest.address));
    changes.extend(without_table(plan, subnet));
    changes
}

/// The change that takes a route away, where a user can.
pub(crate) fn without_route(plan: &Plan, subnet: SubnetId, route: &EffectiveRoute) -> Option<Change> {
    match (route.source, route.next_hop_type) {
        (RouteSource::User, _) => {
            let table = table_of(plan, subnet)?;
            // A route to a service tag is one route of the file, and many effective ones.
            let written = table.routes.iter().find(|own| {
                route.name == *own.name || route.name.strip_prefix(&*own.name).is_some_and(|tag| tag.starts_with(" ("))
            })?;
            let path = Path::root().item("route-table", &table.name).item("routes", &written.name);
            Some((format!("delete the user route {} ({})", route.prefix, written.name), Edit::Remove { path }))
        }
        (_, NextHopType::VNetPeering) => {
            let vnet = plan.subnet(subnet).vnet;
            let path = plan.vnet_path(vnet).item("peering", &route.name);
            let other = plan.vnet_named(&route.name)?;
            let back = plan.vnet_path(other).item("peering", &plan.vnet(vnet).item.name);
            // A peering stands as long as one of its sides does.
            let sides: Vec<Edit> = [(vnet, other, path), (other, vnet, back)]
                .into_iter()
                .filter(|(near, far, _)| plan.vnet(*near).peers.contains(&Some(*far)))
                .map(|(.., path)| Edit::Remove { path })
                .collect();
            let label = format!("end the peering with {}", route.name);
            Some((label.clone(), Edit::Many { label, edits: sides }))
        }
        (_, NextHopType::VirtualNetworkServiceEndpoint) => {
            let endpoints = plan.subnet(subnet).item.service_endpoints.as_ref()?;
            let is_other = |service: &str| service.strip_prefix("Microsoft.").unwrap_or(service) != route.name;
            let rest: Vec<String> =
                endpoints.iter().filter(|name| is_other(name)).map(|name| format!("\"{name}\"")).collect();
            let path = plan.subnet_path(subnet).key("service-endpoints");
            let edit = Edit::set(path, format!("[{}]", rest.join(", ")));
            Some((format!("take the service endpoint {} off the subnet", route.name), edit))
        }
        (RouteSource::VirtualNetworkGateway, _) => borrowed_gateway(plan, subnet, route),
        _ => None,
    }
}

/// Stops using a peer's gateway, where the route came by one.
fn borrowed_gateway(plan: &Plan, subnet: SubnetId, route: &EffectiveRoute) -> Option<Change> {
    let vnet = plan.subnet(subnet).vnet;
    let gateway = plan.scenario().gateways.iter().find(|gateway| route.name == *gateway.name)?;
    let lender = plan.vnet_named(&gateway.vnet)?;
    if !peer(plan, vnet, lender).is_some_and(|peer| peer.uses_gateway) {
        return None;
    }
    let path = plan.vnet_path(vnet).item("peering", &gateway.vnet).key("use-remote-gateways");
    Some((format!("stop using the gateway of {}", gateway.vnet), Edit::set(path, "false")))
}

/// Turns the propagation of gateway routes off, or on again.
pub(in crate::engine) fn propagation(plan: &Plan, subnet: SubnetId) -> Option<Change> {
    let table = table_of(plan, subnet)?;
    let is_on = table.bgp_route_propagation != Some(false);
    let path = Path::root().item("route-table", &table.name).key("bgp-route-propagation");
    let (word, text) = if is_on { ("off", "false") } else { ("on", "true") };
    Some((format!("turn {word} route propagation in {}", table.name), Edit::set(path, text)))
}

/// Sends the winner's range to a firewall by a user route, which is preferred to every other of the same length.
pub(crate) fn by_firewall(plan: &Plan, subnet: SubnetId, winner: &EffectiveRoute) -> Option<Change> {
    if winner.next_hop_type == NextHopType::VirtualAppliance || !winner.prefix.is_v4() {
        return None;
    }
    let firewall = plan.scenario().firewalls.first()?;
    let next_hop = ("VirtualAppliance", Some(firewall.private_ip));
    let label = format!("add a user route {} to {} {}", winner.prefix, firewall.name, firewall.private_ip);
    Some((label.clone(), user_route(plan, subnet, (&winner.prefix.to_string(), "to-firewall"), next_hop, label)))
}

/// Adds a user route for one address, by a next hop of this type and address.
pub(crate) fn add_route(
    plan: &Plan,
    subnet: SubnetId,
    address: IpAddr,
    wanted: &str,
    next_hop: (&str, Option<IpAddr>),
) -> Change {
    let prefix = format!("{address}/{}", if address.is_ipv4() { 32 } else { 128 });
    let hop = next_hop.1.map(|hop| format!(" {hop}")).unwrap_or_default();
    let label = format!("add a user route {prefix} to {}{hop} on subnet {}", next_hop.0, plan.subnet(subnet).item.name);
    (label.clone(), user_route(plan, subnet, (&prefix, wanted), next_hop, label))
}

/// A user route in the subnet's route table, which is made where there is none.
fn user_route(
    plan: &Plan,
    subnet: SubnetId,
    (prefix, wanted): (&str, &str),
    (next_hop, address): (&str, Option<IpAddr>),
    label: String,
) -> Edit {
    let address = address.map(|address| format!("next-hop-ip = \"{address}\"\n")).unwrap_or_default();
    let route =
        |ident: &str| format!("name = \"{ident}\"\nprefix = \"{prefix}\"\nnext-hop = \"{next_hop}\"\n{address}");
    if let Some(table) = plan.subnet(subnet).item.route_table.as_ref() {
        let taken = |ident: &str| {
            table_of(plan, subnet).is_some_and(|table| table.routes.iter().any(|route| route.name == *ident))
        };
        let list = Path::root().item("route-table", table).key("routes");
        return Edit::Add { list, toml: route(&free_among(wanted, "-", taken)) };
    }
    let taken = |ident: &str| plan.scenario().route_tables.iter().any(|table| table.name == *ident);
    let table = free_among(&format!("rt-{}", plan.subnet(subnet).item.name), "-", taken);
    let edits = vec![
        Edit::Add { list: Path::root().key("route-table"), toml: format!("name = \"{table}\"\n") },
        Edit::Add { list: Path::root().item("route-table", &table).key("routes"), toml: route(wanted) },
        Edit::set(plan.subnet_path(subnet).key("route-table"), table),
    ];
    Edit::Many { label, edits }
}

/// Peers with the VNet that holds the address, where there is none of that yet.
fn peerings(plan: &Plan, subnet: SubnetId, address: IpAddr) -> Option<Change> {
    let vnet = plan.subnet(subnet).vnet;
    let holds = |spaces: &[Cidr]| spaces.iter().any(|space| space.contains(address));
    let other = plan.vnet_ids().find(|other| *other != vnet && holds(&plan.vnet(*other).item.address_space))?;
    if plan.peers_of(vnet).any(|peer| peer == other) {
        return None;
    }
    let name = &plan.vnet(other).item.name;
    let list = plan.vnet_path(vnet).key("peering");
    Some((format!("peer with {name}"), Edit::Add { list, toml: format!("remote = \"{name}\"\n") }))
}

/// Takes the route table off the subnet.
fn without_table(plan: &Plan, subnet: SubnetId) -> Option<Change> {
    let table = table_of(plan, subnet)?;
    let path = plan.subnet_path(subnet).key("route-table");
    Some((format!("take route table {} off the subnet", table.name), Edit::unset(path)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::Analysis;
    use crate::scenario::read::read;

    fn asked(text: &str, subnet: &str, address: &str) -> Vec<(String, String)> {
        let analysis = Analysis::new(Arc::new(read(text).scenario));
        let subnet = analysis.plan().subnet_named(subnet).unwrap();
        let table = analysis.routes(subnet);
        let contest = table.matching(address.parse().unwrap());
        let word = |route: &Option<EffectiveRoute>| route.as_ref().map_or_else(String::new, ToString::to_string);
        reroutes(analysis.plan(), subnet, table, &contest, 9)
            .iter()
            .map(|what_if| (what_if.label.clone(), word(&what_if.winner)))
            .collect()
    }

    const HUB: &str = r#"
        [cluster]
        [[node-pool]]
        name = "system"
        subnet = "nodes"
        [[vnet]]
        name = "spoke"
        address-space = ["10.240.0.0/16"]
        [[vnet.subnet]]
        name = "nodes"
        prefix = "10.240.0.0/22"
        route-table = "rt"
        [[vnet.subnet]]
        name = "plain"
        prefix = "10.240.8.0/24"
        [[vnet.peering]]
        remote = "hub"
        use-remote-gateways = true
        [[vnet]]
        name = "hub"
        address-space = ["10.100.0.0/16"]
        [[vnet.peering]]
        remote = "spoke"
        allow-gateway-transit = true
        [[vnet]]
        name = "island"
        address-space = ["10.50.0.0/16"]
        [[gateway]]
        name = "vpngw"
        vnet = "hub"
        ip = "10.100.255.4"
        routes = ["192.168.0.0/16"]
        [[firewall]]
        name = "azfw"
        vnet = "hub"
        private-ip = "10.100.0.4"
        [[route-table]]
        name = "rt"
        routes = [{ name = "to-fw", prefix = "0.0.0.0/0", next-hop = "VirtualAppliance", next-hop-ip = "10.100.0.4" }]
    "#;

    #[test]
    fn each_change_says_where_the_address_goes_then() {
        const TO_FIREWALL: &str = "User route 0.0.0.0/0 to VirtualAppliance 10.100.0.4";
        const TO_INTERNET: &str = "Default route 0.0.0.0/0 to Internet";
        type Case = (&'static str, &'static str, &'static [(&'static str, &'static str)]);
        let cases: &[Case] = &[
            (
                "nodes",
                "8.8.8.8",
                &[
                    ("delete the user route 0.0.0.0/0 (to-fw)", TO_INTERNET),
                    ("take route table rt off the subnet", TO_INTERNET),
                ],
            ),
            (
                "nodes",
                "192.168.10.7",
                &[
                    ("stop using the gateway of hub", TO_FIREWALL),
                    ("turn off route propagation in rt", TO_FIREWALL),
                    (
                        "add a user route 192.168.0.0/16 to azfw 10.100.0.4",
                        "User route 192.168.0.0/16 to VirtualAppliance 10.100.0.4",
                    ),
                ],
            ),
            (
                "nodes",
                "10.100.0.9",
                &[
                    ("end the peering with hub", TO_FIREWALL),
                    (
                        "add a user route 10.100.0.0/16 to azfw 10.100.0.4",
                        "User route 10.100.0.0/16 to VirtualAppliance 10.100.0.4",
                    ),
                ],
            ),
            (
                "plain",
                "10.50.0.9",
                &[
                    (
                        "add a user route 10.0.0.0/8 to azfw 10.100.0.4",
                        "User route 10.0.0.0/8 to VirtualAppliance 10.100.0.4",
                    ),
                    ("peer with island", "Default route 10.50.0.0/16 to VNetPeering"),
                ],
            ),
        ];
        for (subnet, address, expected) in cases {
            let found = asked(HUB, subnet, address);
            let found: Vec<(&str, &str)> =
                found.iter().map(|(label, winner)| (label.as_str(), winner.as_str())).collect();
            assert_eq!(found, *expected, "{subnet} to {address}");
        }
    }

    #[test]
    fn every_change_can_be_applied_and_does_what_it_says() {
        let analysis = Analysis::new(Arc::new(read(HUB).scenario));
        for subnet in analysis.plan().subnet_ids() {
            let table = analysis.routes(subnet);
            for address in ["8.8.8.8", "10.100.0.9", "10.240.0.9", "10.50.0.9", "192.168.1.1", "fd00::1"] {
                let contest = table.matching(address.parse().unwrap());
                for what_if in reroutes(analysis.plan(), subnet, table, &contest, 9) {
                    let after = Analysis::new(Arc::new(what_if.edit.apply(analysis.plan().written()).unwrap()));
                    let name = &analysis.plan().subnet(subnet).item.name;
                    let after_subnet = after.plan().subnet_named(name).unwrap();
                    let winner = after.routes(after_subnet).lookup(address.parse().unwrap()).cloned();
                    assert_eq!(winner, what_if.winner, "{}", what_if.label);
                }
            }
        }
    }
}
