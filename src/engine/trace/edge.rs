//! Where a packet enters Azure's network: its NIC looks up the subnet's routes, then asks the NSGs, then the next
//! hop takes it. Deliberately the only place that looks up a route table.

use std::net::IpAddr;

use super::arrival::{self, Found};
use super::session::Keeper;
use super::walker::{Next, Place, Walker};
use super::world::{Nic, is_platform};
use super::{Decision, Disposition, RouteStep, Step, StepKind, TraceRoute, egress, nsg, overlay, platform, shown};
use crate::engine::plan::VnetId;
use crate::engine::route::{EffectiveRoute, NextHopType, RouteSource, RouteTable, gateway, peering};
use crate::engine::rules::network::{DIRECT_RETURN, PEERING, ROUTE_CHOICE};
use crate::scenario::model::{Direction, Model};

/// A packet leaves by an interface.
pub(super) fn leave(walker: &mut Walker<'_>, nic: &Nic) -> Next {
    let to = walker.packet.dst;
    if let Some(next) = overlay::carry(walker, nic) {
        return next;
    }
    if is_platform(to) {
        return platform::get(walker, nic);
    }
    if let Some(unknown) = platform::on_own_link(walker, &nic.owner) {
        return unknown;
    }
    let Some(route) = look_up(walker, nic) else {
        let sentence = format!("No route of {} holds {}: the packet is dropped.", owner(walker, nic), shown(to));
        return Next::lost(Disposition::NullRouted, Decision { kind: "route", ..Decision::NONE }, sentence);
    };
    if route.next_hop_type == NextHopType::None {
        if let Some(denial) = nsg::would_deny(walker.world, nic, walker.packet) {
            walker.note(format!("With a route the packet would still not leave: {denial}"));
        }
        let table = walker.world.table(nic);
        let owner = owner(walker, nic);
        let sentence = if route.source == RouteSource::User {
            format!("The {route} of {owner} drops the packet: a route of the user's own says so.")
        } else {
            // Why a route that one would expect is not there.
            for note in table.notes() {
                walker.note(note.clone());
            }
            format!("The {route} drops the packet: nothing that {owner} can reach has {}.", shown(to))
        };
        return Next::lost(Disposition::NullRouted, Decision::new("route", route.prefix.to_string()), sentence);
    }
    if let Some(denied) = nsg::check(walker, nic, Direction::Outbound) {
        return denied;
    }
    if route.next_hop_type != NextHopType::VirtualAppliance {
        undo_inbound(walker);
    }
    follow(walker, nic, &route)
}

/// Whose routes an interface looks up: its subnet's, or where no subnet of the file holds it, its VNet's.
fn owner(walker: &Walker<'_>, nic: &Nic) -> String {
    let kind = if nic.subnet.is_some() { "subnet" } else { "VNet" };
    format!("{kind} {}", walker.world.table(nic).owner())
}

/// A reply to what a load balancer or a public address has taken in does not go back through it: Azure undoes the
/// rewrite where the reply leaves. What a route hands to an appliance, it hands over as it is.
fn undo_inbound(walker: &mut Walker<'_>) {
    let is_it = |session: &&super::session::Session| {
        matches!(session.keeper, Keeper::Inbound(_)) && session.is_answered_by(walker.packet)
    };
    let Some(session) = walker.established.iter().rev().find(is_it) else { return };
    if !session.rewrites.is_empty() {
        walker.undo_on(session, Some(DIRECT_RETURN));
    }
    let detail =
        "The reply goes to the client directly, past the load balancer or the public address that took the packet in.";
    walker.step(Step::new(StepKind::Session, detail).on(DIRECT_RETURN));
}

/// Looks the destination up in the routes of the interface's subnet, and notes the contest.
fn look_up(walker: &mut Walker<'_>, nic: &Nic) -> Option<EffectiveRoute> {
    let table = walker.world.table(nic);
    let contest = table.matching(walker.packet.dst);
    let contenders: Vec<(TraceRoute, String)> = contest
        .contenders
        .iter()
        .map(|contender| (trace_route(table, table.route(contender.route)), contender.why.clone()))
        .collect();
    let winner = contest.winner.map(|index| table.route(index));
    let route = winner.map(|winner| trace_route(table, winner));
    let detail = match winner {
        Some(winner) => format!(
            "Routes of {}: for {} the {winner} wins, {}{}.",
            table.owner(),
            shown(walker.packet.dst),
            contenders.first().map_or("", |(_, why)| why),
            losers(contenders.len() - 1)
        ),
        None => format!("Routes of {}: none holds {}.", table.owner(), shown(walker.packet.dst)),
    };
    if walker.route.is_none() && nic.subnet.is_some() {
        walker.route.clone_from(&route);
    }
    let contest = RouteStep { subnet: table.owner().to_owned(), route, contenders, contest: Some(contest) };
    walker.step(Step { contest: Some(contest), ..Step::new(StepKind::Route, detail) }.on(ROUTE_CHOICE));
    winner.cloned()
}

fn losers(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "; one other loses".to_owned(),
        count => format!("; {count} others lose"),
    }
}

fn trace_route(table: &RouteTable, route: &EffectiveRoute) -> TraceRoute {
    TraceRoute {
        subnet: table.owner().to_owned(),
        prefix: route.prefix.to_string(),
        source: route.source,
        next_hop_type: route.next_hop_type,
        next_hop_ip: route.next_hop_ip,
    }
}

/// Hands the packet to the next hop of a route.
fn follow(walker: &mut Walker<'_>, nic: &Nic, route: &EffectiveRoute) -> Next {
    let to = walker.packet.dst;
    match route.next_hop_type {
        NextHopType::VnetLocal | NextHopType::VNetPeering | NextHopType::InterfaceEndpoint => {
            reach(walker, nic, to, Aim::Destination)
        }
        NextHopType::VirtualAppliance => match route.next_hop_ip {
            Some(ip) => {
                let is_outside = walker.world.model() == Model::Kubenet && nic.node.is_none();
                if is_outside && walker.world.inventory.node_of_pod_address(to).is_some() {
                    walker.note(format!(
                        "Subnet {} carries the cluster's route table: its packets reach pods, and AKS does not support it.",
                        walker.world.table(nic).owner()
                    ));
                }
                reach(walker, nic, ip, Aim::NextHop(route))
            }
            None => Next::unknown(format!("The {route} names no address of an appliance.")),
        },
        NextHopType::VirtualNetworkGateway => to_gateway(walker, nic, route),
        NextHopType::Internet => egress::to_internet(walker, nic),
        NextHopType::VirtualNetworkServiceEndpoint => egress::to_service_endpoint(walker, nic, &route.name),
        NextHopType::None | NextHopType::Overlay => {
            unreachable!("None has ended the packet before, and no route table holds an Overlay route")
        }
    }
}

/// What an address is to a packet.
#[derive(Clone, Copy)]
enum Aim<'r> {
    /// Its destination.
    Destination,
    /// Where a route sends it.
    NextHop(&'r EffectiveRoute),
}

/// Finds who has an address in the VNet or a peered one, and goes there.
fn reach(walker: &mut Walker<'_>, nic: &Nic, address: IpAddr, aim: Aim<'_>) -> Next {
    let (world, told) = (walker.world, shown(address));
    let Some(vnet) = vnet_of(walker, nic, address) else {
        return match aim {
            Aim::NextHop(route) => {
                let sentence = format!(
                    "The {route} leads to {told}, which is in neither VNet {} nor a peered one: the packet is dropped.",
                    world.vnet_name(nic.vnet)
                );
                Next::lost(Disposition::NullRouted, Decision::new("route", route.prefix.to_string()), sentence)
            }
            Aim::Destination => Next::unknown(format!("No VNet that is peered here has {told}.")),
        };
    };
    if vnet != nic.vnet {
        let detail = format!("{told} is in VNet {}, reached by its peering.", world.vnet_name(vnet));
        walker.step(Step::new(StepKind::Forward, detail).on(PEERING));
        if let Some(refused) = refuse_forwarded(walker, nic, vnet) {
            return refused;
        }
    }
    match arrival::find(world, vnet, address) {
        Found::Place(place) => Next::At(place),
        Found::Nobody => Next::unknown(match aim {
            Aim::NextHop(route) => format!("The {route} leads to {told}; nothing in this file has that address."),
            Aim::Destination => {
                format!("The packet reaches VNet {}; nothing in this file has {told}.", world.vnet_name(vnet))
            }
        }),
    }
}

/// The VNet, own or peered, whose range holds an address.
fn vnet_of(walker: &Walker<'_>, nic: &Nic, address: IpAddr) -> Option<VnetId> {
    let holds = |vnet: VnetId| walker.world.ranges(vnet).iter().any(|range| range.contains(address));
    if holds(nic.vnet) {
        return Some(nic.vnet);
    }
    peering::peers(walker.world.plan, nic.vnet).into_iter().map(|peer| peer.vnet).find(|vnet| holds(*vnet))
}

/// A peer may refuse packets that this VNet only forwards.
fn refuse_forwarded(walker: &mut Walker<'_>, nic: &Nic, vnet: VnetId) -> Option<Next> {
    let world = walker.world;
    let is_own = world.ranges(nic.vnet).iter().any(|range| range.contains(walker.packet.src));
    let takes = peering::peer(world.plan, vnet, nic.vnet).is_none_or(|peer| peer.takes_forwarded);
    if !nic.is_forwarder || is_own || takes {
        return None;
    }
    let sentence = format!(
        "VNet {} does not take packets that VNet {} only forwards (allow-forwarded-traffic is false), and {} is not of its range.",
        world.vnet_name(vnet),
        world.vnet_name(nic.vnet),
        shown(walker.packet.src)
    );
    if walker.is_reply {
        walker.note(format!("{sentence} Assumed: the reply to a connection from there passes all the same."));
        return None;
    }
    Some(Next::lost(Disposition::NullRouted, Decision::new("route", world.vnet_name(vnet)), sentence))
}

/// The gateway that a route leads to.
fn to_gateway(walker: &Walker<'_>, nic: &Nic, route: &EffectiveRoute) -> Next {
    let plan = walker.world.plan;
    let used = gateway::gateways_of(plan, nic.vnet);
    let named = used.iter().find(|gateway| gateway.name == *route.name.as_str()).or(used.first());
    let place = named.and_then(|gateway| plan.scenario().gateways.iter().position(|other| other.name == gateway.name));
    match place {
        Some(place) => Next::At(Place::Gateway(place)),
        None => Next::lost(
            Disposition::NullRouted,
            Decision::new("route", route.prefix.to_string()),
            format!("The {route} leads to a gateway, and VNet {} uses none.", walker.world.vnet_name(nic.vnet)),
        ),
    }
}
