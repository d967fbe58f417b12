//! All routes of a subnet, put together. Deliberately decides nothing between them: that is the table's.

use std::net::IpAddr;

use super::table::{Draft, RouteTable};
use super::user::everything;
use super::{NextHopType, RouteSource, gateway, pods, system, user};
use crate::engine::inventory::Node;
use crate::engine::plan::{Plan, SubnetId, VnetId};
use crate::net::Cidr;

/// The effective routes of a subnet; the nodes are asked for where AKS keeps routes to their pods.
pub fn of_subnet<N: Iterator<Item = Node>>(
    plan: &Plan,
    subnet: SubnetId,
    nodes: impl FnOnce() -> N,
    api_server: Option<(SubnetId, IpAddr)>,
) -> RouteTable {
    of_subnet_without(plan, subnet, nodes, api_server, None)
}

/// The same, but for the user routes of one prefix.
pub fn of_subnet_without<N: Iterator<Item = Node>>(
    plan: &Plan,
    subnet: SubnetId,
    nodes: impl FnOnce() -> N,
    api_server: Option<(SubnetId, IpAddr)>,
    missing: Option<Cidr>,
) -> RouteTable {
    let row = plan.subnet(subnet);
    let table = user::table_of(plan, subnet);
    let mut own = table.map_or_else(Vec::new, |table| user::routes(plan, table));
    if pods::is_kept(plan, subnet) {
        own.extend(pods::routes(&own, nodes()));
    }
    own.retain(|draft| Some(draft.route.prefix) != missing);
    let is_propagated = table.is_none_or(|table| table.bgp_route_propagation != Some(false));
    let endpoints = system::service_endpoint_routes(plan, subnet);
    let mut remarks = Vec::new();
    let hidden = if is_propagated { 0 } else { gateway::routes(plan, row.vnet).len() };
    if let Some(table) = table.filter(|_| hidden > 0) {
        remarks.push(format!(
            "No gateway routes here: route table {} has propagation turned off ({hidden} left out).",
            table.name
        ));
    }
    let endpoints = endpoints.into_iter().map(Draft::from).collect();
    assemble(plan, row.vnet, &row.item.name, Parts { user: own, endpoints, is_propagated, api_server, notes: remarks })
}

/// The effective routes of a VNet where no subnet is modelled: those that every subnet has.
pub fn of_vnet(plan: &Plan, vnet: VnetId, api_server: Option<(SubnetId, IpAddr)>) -> RouteTable {
    let parts = Parts { user: Vec::new(), endpoints: Vec::new(), is_propagated: true, api_server, notes: Vec::new() };
    assemble(plan, vnet, &plan.vnet(vnet).item.name, parts)
}

/// What is a subnet's own.
struct Parts {
    user: Vec<Draft>,
    endpoints: Vec<Draft>,
    is_propagated: bool,
    /// The private endpoint of the API server.
    api_server: Option<(SubnetId, IpAddr)>,
    notes: Vec<String>,
}

fn assemble(plan: &Plan, vnet: VnetId, owner: &str, parts: Parts) -> RouteTable {
    let Parts { user, endpoints, is_propagated, api_server, mut notes } = parts;
    let mut drafts: Vec<Draft> = system::vnet_routes(plan, vnet).into_iter().map(Draft::from).collect();
    drafts.extend(endpoints);
    drafts.extend(system::private_endpoint_routes(plan, vnet, &user));
    drafts.extend(api_server.and_then(|endpoint| system::api_server_route(plan, vnet, endpoint)).map(Draft::from));
    if is_propagated {
        drafts.extend(gateway::routes(plan, vnet).into_iter().map(Draft::from));
    }
    drafts.extend(user);
    let default = drafts
        .iter()
        .filter(|draft| draft.route.prefix == everything() && draft.route.source != RouteSource::Default)
        .min_by_key(|draft| draft.route.source != RouteSource::User);
    match default.map(|draft| (draft.route.source, draft.route.next_hop_type)) {
        None => drafts.extend(system::dropped_routes(plan, vnet).into_iter().map(Draft::from)),
        Some((RouteSource::User, NextHopType::VirtualAppliance)) => notes.push(
            "No None routes for private ranges here: the User route for 0.0.0.0/0 removed them.".to_owned(),
        ),
        Some((source, next_hop)) => notes.push(format!(
            "No None routes for private ranges here: the {source} route for 0.0.0.0/0 to {next_hop} removed them (derived: the page says so of user routes to a VirtualAppliance)."
        )),
    }
    RouteTable::new(owner, drafts, notes)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::scenario::read::read;

    const HUB_AND_SPOKE: &str = r#"
        schema = 1
        [cluster]
        model = "azure-cni-overlay"
        [[node-pool]]
        name = "system"
        count = 3
        subnet = "snet-nodes"
        [[vnet]]
        name = "spoke"
        address-space = ["10.240.0.0/16"]
        [[vnet.subnet]]
        name = "snet-nodes"
        prefix = "10.240.0.0/22"
        route-table = "rt"
        service-endpoints = ["Storage"]
        [[vnet.subnet]]
        name = "snet-plain"
        prefix = "10.240.8.0/24"
        [[vnet.subnet]]
        name = "snet-quiet"
        prefix = "10.240.9.0/24"
        route-table = "rt-quiet"
        [[vnet.subnet]]
        name = "snet-endpoints"
        prefix = "10.240.10.0/24"
        private-endpoint-policies = "route-table"
        [[vnet.subnet]]
        name = "snet-ruled"
        prefix = "10.240.11.0/24"
        route-table = "rt-ruler"
        [[vnet.peering]]
        remote = "hub"
        use-remote-gateways = true
        [[vnet]]
        name = "hub"
        address-space = ["10.0.0.0/16"]
        [[vnet.peering]]
        remote = "spoke"
        allow-gateway-transit = true
        [[vnet]]
        name = "ten"
        address-space = ["10.0.0.0/8", "172.0.0.0/8"]
        [[vnet.subnet]]
        name = "snet-ten"
        prefix = "10.9.0.0/24"
        [[vnet]]
        name = "half"
        address-space = ["10.77.0.0/16"]
        [[vnet.subnet]]
        name = "snet-half"
        prefix = "10.77.0.0/24"
        [[vnet.peering]]
        remote = "hub"
        state = "initiated"
        [[gateway]]
        name = "vpngw"
        vnet = "hub"
        ip = "10.0.255.4"
        routes = ["192.168.0.0/16", "10.240.1.0/24"]
        [[private-endpoint]]
        name = "pe"
        ip = "10.240.10.5"
        subnet = "snet-endpoints"
        [[route-table]]
        name = "rt"
        routes = [{ name = "to-fw", prefix = "0.0.0.0/0", next-hop = "VirtualAppliance", next-hop-ip = "10.0.1.4" }]
        [[route-table]]
        name = "rt-quiet"
        bgp-route-propagation = false
        routes = [{ name = "tag", prefix = "Storage", next-hop = "Internet" }]
        [[route-table]]
        name = "rt-ruler"
        routes = [{ name = "ruler", prefix = "10.240.0.0/16", next-hop = "VirtualAppliance", next-hop-ip = "10.0.1.4" }]
        [service-tag]
        Storage = ["20.150.0.0/15"]
    "#;

    fn plan() -> Plan {
        let reading = read(HUB_AND_SPOKE);
        assert!(reading.is_sound());
        Plan::new(Arc::new(reading.scenario))
    }

    #[test]
    fn each_address_takes_the_route_that_azure_would_choose() {
        let plan = plan();
        let cases = [
            ("snet-nodes", "10.240.9.9", "Default route 10.240.0.0/16 to VnetLocal"),
            ("snet-nodes", "10.0.1.4", "Default route 10.0.0.0/16 to VNetPeering"),
            ("snet-nodes", "8.8.8.8", "User route 0.0.0.0/0 to VirtualAppliance 10.0.1.4"),
            // The user's 0.0.0.0/0 removed the None routes: an unknown private address goes to the appliance.
            ("snet-nodes", "10.99.0.1", "User route 0.0.0.0/0 to VirtualAppliance 10.0.1.4"),
            ("snet-plain", "10.99.0.1", "Default route 10.0.0.0/8 to None"),
            ("snet-plain", "100.64.1.1", "Default route 100.64.0.0/10 to None"),
            ("snet-plain", "8.8.8.8", "Default route 0.0.0.0/0 to Internet"),
            (
                "snet-plain",
                "192.168.1.1",
                "VirtualNetworkGateway route 192.168.0.0/16 to VirtualNetworkGateway 10.0.255.4",
            ),
            ("snet-quiet", "192.168.1.1", "Default route 192.168.0.0/16 to None"),
            // The gateway's 10.240.1.0/24 is longer, and still loses to the VNet's own range.
            ("snet-plain", "10.240.1.7", "Default route 10.240.0.0/16 to VnetLocal"),
            ("snet-nodes", "20.150.1.1", "Default route 20.150.0.0/15 to VirtualNetworkServiceEndpoint"),
            ("snet-quiet", "20.150.1.1", "User route 20.150.0.0/15 to Internet"),
            ("snet-plain", "20.150.1.1", "Default route 0.0.0.0/0 to Internet"),
            ("snet-plain", "10.240.10.5", "Default route 10.240.10.5/32 to InterfaceEndpoint"),
            ("snet-ruled", "10.240.10.5", "User route 10.240.0.0/16 to VirtualAppliance 10.0.1.4"),
            // A VNet range that equals a reserved range routes it; one that holds it takes its None route away.
            ("snet-ten", "10.200.0.1", "Default route 10.0.0.0/8 to VnetLocal"),
            ("snet-ten", "172.20.0.1", "Default route 172.0.0.0/8 to VnetLocal"),
            // A peering that does not stand brings nothing.
            ("snet-half", "10.0.1.4", "Default route 10.0.0.0/8 to None"),
        ];
        for (subnet, address, expected) in cases {
            let subnet = plan.subnet_named(subnet).unwrap();
            let table = of_subnet(&plan, subnet, std::iter::empty, None);
            let found = table.lookup(address.parse().unwrap()).map(ToString::to_string);
            assert_eq!(found.as_deref(), Some(expected), "{} to {address}", table.owner());
        }
    }

    #[test]
    fn what_is_missing_is_said() {
        let plan = plan();
        let notes = |name: &str| {
            let table = of_subnet(&plan, plan.subnet_named(name).unwrap(), std::iter::empty, None);
            table.notes().to_vec()
        };
        assert!(notes("snet-plain").is_empty());
        assert!(notes("snet-nodes")[0].contains("removed them"));
        assert!(notes("snet-quiet")[0].contains("propagation turned off (2 left out)"));
    }
}
