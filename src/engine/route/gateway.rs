//! The gateway that a VNet uses, its own or a peer's, and the routes it brings. Deliberately without what stands
//! behind it: that is a packet's affair.

use std::sync::Arc;

use super::peering::peers;
use super::{EffectiveRoute, NextHopType, RouteSource};
use crate::engine::plan::{Plan, VnetId};
use crate::net::Cidr;
use crate::scenario::model::Gateway;

/// The gateways that a VNet's routes lead to: its own, else those of a peer that lends them.
pub fn gateways_of(plan: &Plan, vnet: VnetId) -> Vec<&Gateway> {
    let own = standing_in(plan, vnet);
    if !own.is_empty() {
        return own;
    }
    let lenders = peers(plan, vnet).into_iter().filter(|peer| peer.uses_gateway);
    lenders.flat_map(|peer| standing_in(plan, peer.vnet)).collect()
}

fn standing_in(plan: &Plan, vnet: VnetId) -> Vec<&Gateway> {
    let name = &plan.vnet(vnet).item.name;
    plan.scenario().gateways.iter().map(Arc::as_ref).filter(|gateway| gateway.vnet == *name).collect()
}

/// What a gateway brings: the ranges that it has learned, and those written behind it.
pub fn prefixes(plan: &Plan, gateway: &Gateway) -> Vec<Cidr> {
    let mut prefixes = gateway.routes.clone().unwrap_or_default();
    for site in &plan.scenario().on_premises {
        if site.gateway.as_ref() == Some(&gateway.name) {
            let ranges = site.address_space.iter().flatten();
            prefixes.extend(ranges.copied().collect::<Vec<_>>());
        }
    }
    let mut seen = std::collections::HashSet::with_capacity(prefixes.len());
    prefixes.retain(|prefix| seen.insert(*prefix));
    prefixes
}

/// The routes that gateways put into a VNet's subnets, unless a route table turns propagation off.
pub fn routes(plan: &Plan, vnet: VnetId) -> Vec<EffectiveRoute> {
    let of = |gateway: &Gateway| -> Vec<EffectiveRoute> {
        let route = |prefix| EffectiveRoute {
            source: RouteSource::VirtualNetworkGateway,
            next_hop_ip: gateway.ip,
            name: gateway.name.to_string(),
            ..EffectiveRoute::system(prefix, NextHopType::VirtualNetworkGateway)
        };
        prefixes(plan, gateway).into_iter().map(route).collect()
    };
    gateways_of(plan, vnet).into_iter().flat_map(of).collect()
}
