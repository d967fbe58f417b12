//! A VPN or ExpressRoute gateway, both ways. Deliberately one place: its tunnel is not modelled.

use super::walker::{Next, Place, Walker};
use super::world::{World, is_private};
use super::{Decision, Disposition, PlaceKind, Step, StepKind, edge, shown};
use crate::engine::plan::VnetId;
use crate::engine::route::peering;
use crate::engine::rules::network::{PEERING, ROUTE_CHOICE};
use crate::scenario::model::OnPremises;

/// A gateway gets a packet from its VNet, and passes it on premises.
pub(super) fn pass(walker: &mut Walker<'_>, place: usize) -> Next {
    let scenario = walker.world.plan.scenario();
    let gateway = &scenario.gateways[place];
    let (from, to) = (shown(walker.packet.src), walker.packet.dst);
    walker.open(PlaceKind::Gateway, gateway.name.to_string(), gateway.ip);
    walker.step(
        Step::new(StepKind::Forward, format!("Gateway {} passes the packet on premises.", gateway.name))
            .on(ROUTE_CHOICE),
    );
    let site =
        scenario.on_premises.iter().position(|site| site.gateway.as_ref() == Some(&gateway.name) && has(site, to));
    let Some(site) = site else {
        let sentence = format!(
            "The packet leaves by gateway {} towards {}; what stands there is not in this file.",
            gateway.name,
            shown(to)
        );
        return Next::arrives(Disposition::ExitsNetwork, sentence, None);
    };
    let name = &scenario.on_premises[site].name;
    walker.open(PlaceKind::OnPremises, name.to_string(), Some(to));
    let sentence = format!("{name} gets the packet from {from}.");
    walker.step(Step::new(StepKind::Deliver, sentence.clone()));
    Next::arrives(Disposition::Delivered, sentence, Some(Place::OnPremises(site)))
}

/// Has the site this address?
pub(super) fn has(site: &OnPremises, address: std::net::IpAddr) -> bool {
    site.ip == Some(address) || site.address_space.iter().flatten().any(|range| range.contains(address))
}

/// A gateway gets a packet from on premises, where it has announced the destination's range.
pub(super) fn from_on_premises(walker: &mut Walker<'_>, place: usize) -> Next {
    let world = walker.world;
    let gateway = &world.plan.scenario().gateways[place];
    let to = walker.packet.dst;
    let Some(vnet) = world.plan.vnet_named(&gateway.vnet) else {
        return Next::unknown(format!("The VNet of gateway {} is not in this file.", gateway.name));
    };
    if !announced(world, vnet).into_iter().any(|vnet| world.ranges(vnet).iter().any(|range| range.contains(to))) {
        if !is_private(to) {
            return Next::unknown("How a site on premises reaches public addresses is not modelled.");
        }
        let sentence = format!(
            "Gateway {} announces the ranges of VNet {} and of the peers that use it, and {to} is in none of them: the site has no route to it.",
            gateway.name, gateway.vnet
        );
        return Next::lost(Disposition::NullRouted, Decision { kind: "route", ..Decision::NONE }, sentence);
    }
    walker.open(PlaceKind::Gateway, gateway.name.to_string(), gateway.ip);
    let detail = format!("Gateway {} takes the packet from on premises into VNet {}.", gateway.name, gateway.vnet);
    walker.step(Step::new(StepKind::Forward, detail).on(PEERING));
    let nic = world.nic_at(&gateway.name, vnet, gateway.ip);
    edge::leave(walker, &nic)
}

/// The VNets whose ranges a gateway of this one announces: its own, and its peers that use it.
fn announced(world: &World<'_>, vnet: VnetId) -> Vec<VnetId> {
    let users = world.plan.vnet_ids().filter(|other| {
        *other != vnet && peering::peer(world.plan, *other, vnet).is_some_and(|peer| peer.uses_gateway)
    });
    users.chain([vnet]).collect()
}
