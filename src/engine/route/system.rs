//! The routes that Azure itself puts into every subnet. Deliberately decides nothing between them and others:
//! only which of them exist.

use std::net::{IpAddr, Ipv6Addr};

use super::peering::peers;
use super::table::Draft;
use super::user::{everything, tag_prefixes};
use super::{EffectiveRoute, NextHopType};
use crate::engine::plan::{Plan, SubnetId, VnetId};
use crate::engine::rules::network::PRIVATE_RANGES;
use crate::net::Cidr;
use crate::scenario::model::{PrivateEndpoint, PrivateEndpointPolicies};

/// The VNet's own ranges, its peers' and 0.0.0.0/0.
pub fn vnet_routes(plan: &Plan, vnet: VnetId) -> Vec<EffectiveRoute> {
    let own = &plan.vnet(vnet).item.address_space;
    let mut routes: Vec<EffectiveRoute> =
        own.iter().map(|range| EffectiveRoute::system(*range, NextHopType::VnetLocal)).collect();
    for peer in peers(plan, vnet) {
        let peer = &plan.vnet(peer.vnet).item;
        routes.extend(peer.address_space.iter().map(|range| EffectiveRoute {
            name: peer.name.to_string(),
            ..EffectiveRoute::system(*range, NextHopType::VNetPeering)
        }));
    }
    routes.push(EffectiveRoute::system(everything(), NextHopType::Internet));
    if own.iter().any(|range| !range.is_v4()) {
        let everything = Cidr::containing(Ipv6Addr::UNSPECIFIED.into(), 0);
        routes.push(EffectiveRoute::system(everything, NextHopType::Internet));
    }
    routes
}

/// The None routes for the reserved ranges: all but those that equal a VNet range (which routes it into the
/// VNet) or lie within one.
///
/// A VNet 10.0.0.0/16 leaves all four; 10.0.0.0/8 takes the first away; 172.0.0.0/8 takes the second.
pub fn dropped_routes(plan: &Plan, vnet: VnetId) -> Vec<EffectiveRoute> {
    let own = &plan.vnet(vnet).item.address_space;
    let left = PRIVATE_RANGES.iter().copied().filter(|reserved| !own.iter().any(|range| range.covers(*reserved)));
    left.map(|reserved| EffectiveRoute::system(reserved, NextHopType::None)).collect()
}

/// The routes of a subnet's service endpoints; a service whose prefixes the scenario does not give has none.
pub fn service_endpoint_routes(plan: &Plan, subnet: SubnetId) -> Vec<EffectiveRoute> {
    let services = plan.subnet(subnet).item.service_endpoints.iter().flatten();
    let of = |service: &str| -> Vec<EffectiveRoute> {
        let tag = service.strip_prefix("Microsoft.").unwrap_or(service);
        let route = |prefix: &Cidr| EffectiveRoute {
            name: tag.to_owned(),
            ..EffectiveRoute::system(*prefix, NextHopType::VirtualNetworkServiceEndpoint)
        };
        tag_prefixes(plan, tag).iter().map(route).collect()
    };
    services.flat_map(|service| of(service)).collect()
}

/// The /32 routes of the private endpoints of a VNet and its peers. Where the endpoint's subnet lets route
/// tables rule, a user route that covers it and is no shorter than the VNet's range makes it invalid.
pub fn private_endpoint_routes(plan: &Plan, vnet: VnetId, user: &[Draft]) -> Vec<Draft> {
    let mut near: Vec<VnetId> = peers(plan, vnet).into_iter().map(|peer| peer.vnet).collect();
    near.push(vnet);
    let endpoints = plan.scenario().private_endpoints.iter();
    endpoints.filter_map(|endpoint| private_endpoint_route(plan, endpoint, &near, user)).collect()
}

/// The /32 route to the API server's private endpoint, in its own VNet and the peers of it.
pub fn api_server_route(plan: &Plan, vnet: VnetId, endpoint: (SubnetId, IpAddr)) -> Option<EffectiveRoute> {
    let (subnet, address) = endpoint;
    let home = plan.subnet(subnet).vnet;
    let is_near = home == vnet || peers(plan, vnet).iter().any(|peer| peer.vnet == home);
    is_near.then(|| EffectiveRoute {
        name: "api-server".to_owned(),
        ..EffectiveRoute::system(Cidr::containing(address, 128), NextHopType::InterfaceEndpoint)
    })
}

fn private_endpoint_route(plan: &Plan, endpoint: &PrivateEndpoint, near: &[VnetId], user: &[Draft]) -> Option<Draft> {
    let subnet = plan.subnet(plan.subnet_named(&endpoint.subnet)?);
    let address = endpoint.ip?;
    if !near.contains(&subnet.vnet) {
        return None;
    }
    let route = EffectiveRoute {
        name: endpoint.name.to_string(),
        ..EffectiveRoute::system(Cidr::containing(address, 128), NextHopType::InterfaceEndpoint)
    };
    let policies = subnet.item.private_endpoint_policies;
    let is_ruled = matches!(policies, Some(PrivateEndpointPolicies::RouteTable | PrivateEndpointPolicies::Enabled));
    let range = plan.vnet(subnet.vnet).item.address_space.iter().find(|range| range.contains(address));
    let ruler = user.iter().find(|draft| {
        let prefix = draft.route.prefix;
        prefix.contains(address) && range.is_some_and(|range| prefix.prefix() >= range.prefix())
    });
    let invalid = ruler.filter(|_| is_ruled).map(|ruler| {
        format!(
            "subnet {} lets route tables rule its private endpoints, and {} is no shorter than the VNet's range",
            subnet.item.name, ruler.route
        )
    });
    Some(Draft { route, tag_rank: 0, invalid })
}
