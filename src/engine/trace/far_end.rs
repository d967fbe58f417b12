//! The ends outside: hosts on the internet and on premises. Deliberately knows nothing of their own networks but
//! which of our ranges were announced to them.

use super::session::Keeper;
use super::walker::{Next, Place, Walker};
use super::world::is_private;
use super::{Decision, Disposition, PlaceKind, Step, StepKind, front, gateway, shown};

/// A packet is on the internet: what of this design answers there gets it, else a host.
pub(super) fn internet_gets(walker: &mut Walker<'_>) -> Next {
    if let Some(place) = translator(walker).or_else(|| front::public(walker.world, walker.packet.dst)) {
        return Next::At(place);
    }
    let (from, to) = (shown(walker.packet.src), walker.packet.dst);
    walker.open(PlaceKind::Internet, shown(to), Some(to));
    let sentence = format!("{} on the internet gets the packet from {from}.", shown(to));
    walker.step(Step::new(StepKind::Deliver, sentence.clone()));
    Next::arrives(Disposition::ExitsNetwork, sentence, Some(Place::Internet))
}

/// A host on the internet sends: an answer to what translated the packet that it got, or a packet of its own.
pub(super) fn internet_sends(walker: &mut Walker<'_>) -> Next {
    let (from, to) = (walker.packet.src, walker.packet.dst);
    walker.open(PlaceKind::Internet, shown(from), Some(from));
    let detail = format!("{} on the internet sends to {}.", shown(from), shown(to));
    walker.step(Step::new(StepKind::Originate, detail));
    back_from_outside(walker)
}

/// A packet from outside finds what it is for: the translator that it answers, or what of this design has the address.
pub(super) fn back_from_outside(walker: &mut Walker<'_>) -> Next {
    let to = walker.packet.dst;
    if let Some(place) = translator(walker).or_else(|| front::public(walker.world, to)) {
        return Next::At(place);
    }
    if is_private(to) {
        let sentence = format!("{} is a private address: the internet has no route to it.", shown(to));
        return Next::lost(Disposition::NullRouted, Decision { kind: "route", ..Decision::NONE }, sentence);
    }
    Next::unknown(format!("Nothing in this file answers on {} towards the internet.", shown(to)))
}

/// What translated the packet that this one answers.
fn translator(walker: &Walker<'_>) -> Option<Place> {
    let is_answered = |session: &&super::session::Session| session.is_answered_by(walker.packet);
    let keepers = walker.established.iter().enumerate().rev().filter(|(_, session)| is_answered(session));
    let mut translators = keepers.filter_map(|(place, session)| match &session.keeper {
        Keeper::Outbound(_) => Some(Place::Outbound(place)),
        Keeper::Firewall(firewall) if !session.rewrites.is_empty() => Some(Place::Firewall(*firewall)),
        Keeper::Firewall(_) | Keeper::Node(_) | Keeper::Nsg(_) | Keeper::Inbound(_) | Keeper::Proxy(_) => None,
    });
    translators.next()
}

/// A host on premises sends: to its gateway, when that has announced a range with the destination.
pub(super) fn on_premises_sends(walker: &mut Walker<'_>, place: usize) -> Next {
    let site = &walker.world.plan.scenario().on_premises[place];
    let (from, to) = (walker.packet.src, walker.packet.dst);
    walker.open(PlaceKind::OnPremises, site.name.to_string(), Some(from));
    walker.step(Step::new(StepKind::Originate, format!("{} sends to {}.", site.name, shown(to))));
    let gateways = &walker.world.plan.scenario().gateways;
    let Some(gateway) = site.gateway.as_ref().and_then(|name| gateways.iter().position(|gw| gw.name == *name)) else {
        return Next::unknown(format!("This file names no gateway between {} and the VNets.", site.name));
    };
    gateway::from_on_premises(walker, gateway)
}
