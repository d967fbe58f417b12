//! A firewall or another appliance that a route leads to: its network rules, its translation towards public
//! addresses, its sessions, and what its NAT rules take in. Deliberately without rules by name or URL.

use std::net::IpAddr;

use super::session::Keeper;
use super::snat::{self, Translator};
use super::walker::{Next, Rewrite, Walker};
use super::world::{World, is_private};
use super::{Decision, Disposition, PlaceKind, Step, StepKind, TranslationKind, UNKNOWN_ADDRESS, edge, shown};
use crate::engine::route::user::tag_prefixes;
use crate::engine::rules::network::{ASYMMETRIC, FIREWALL_RULES, FIREWALL_SNAT};
use crate::net::{Cidr, Flow, Protocol};
use crate::scenario::leaf::Target;
use crate::scenario::model::{Access, Firewall, FirewallKind, NatRule, NetworkRule, RuleProtocol};

/// A firewall gets a packet to forward, or a reply.
pub(super) fn pass(walker: &mut Walker<'_>, place: usize) -> Next {
    let world = walker.world;
    let firewall = &world.plan.scenario().firewalls[place];
    let Some(vnet) = world.plan.vnet_named(&firewall.vnet) else {
        return Next::unknown(format!("The VNet of {} is not in this file.", firewall.name));
    };
    walker.open(PlaceKind::Firewall, firewall.name.to_string(), Some(firewall.private_ip));
    let keeper = Keeper::Firewall(place);
    let nic = super::world::Nic { is_forwarder: true, ..world.nic_at(&firewall.name, vnet, Some(firewall.private_ip)) };
    if let Some(session) = walker.session(&keeper) {
        walker.step(
            Step::new(StepKind::Session, format!("{} knows the connection: this is its reply.", firewall.name))
                .on(FIREWALL_RULES),
        );
        walker.undo(session);
        return edge::leave(walker, &nic);
    }
    if let Some(rule) = nat_rule(world, firewall, walker.packet).filter(|_| !walker.is_reply) {
        let (entry, mark) = (walker.packet, walker.translations.len());
        take_in(walker, firewall, rule);
        walker.remember(keeper, entry, mark, Some(vnet));
        return edge::leave(walker, &nic);
    }
    if firewall.public_ips.iter().flatten().any(|ip| *ip == walker.packet.dst) {
        let sentence = format!(
            "No NAT rule of {} takes in {} to {}: the firewall drops the packet.",
            firewall.name,
            walker.packet.protocol,
            shown(walker.packet.dst)
        );
        let decided = Decision::new("firewall-default", firewall.name.to_string());
        return Next::lost(Disposition::DeniedFirewall, decided, sentence);
    }
    if walker.packet.dst == firewall.private_ip {
        return Next::unknown(format!(
            "{} is the end of this packet; an appliance as an end is not modelled.",
            firewall.name
        ));
    }
    let is_back = walker.opened.iter().any(|session| session.keeper == keeper && session.exit == walker.packet);
    if is_back {
        let detail = format!("{} gets back the packet that it has just sent.", firewall.name);
        walker.step(Step::new(StepKind::Session, detail).on(FIREWALL_RULES));
        return edge::leave(walker, &nic);
    }
    if let Some(refused) = judge(walker, firewall) {
        return refused;
    }
    let (entry, mark) = (walker.packet, walker.translations.len());
    let is_counted = is_azure(firewall) && !is_untranslated(firewall, entry.dst);
    if let Some(ended) = is_counted.then(|| snat::exhausted(walker, &Translator::Firewall(firewall))).flatten() {
        return ended;
    }
    translate(walker, firewall);
    walker.remember(keeper, entry, mark, Some(vnet));
    edge::leave(walker, &nic)
}

fn is_azure(firewall: &Firewall) -> bool {
    firewall.kind != Some(FirewallKind::Appliance)
}

/// The NAT rule that takes a packet in.
fn nat_rule<'a>(world: &World<'_>, firewall: &'a Firewall, packet: Flow) -> Option<&'a NatRule> {
    let holds = |rule: &&std::sync::Arc<NatRule>| {
        protocol_holds(rule.protocol, packet.protocol)
            && rule.destination == packet.dst
            && Some(rule.port) == packet.dst_port
            && world.without.is_none_or(|without| !without.is_firewall_rule(&rule.name))
    };
    firewall.nat_rules.iter().find(holds).map(|rule| &**rule)
}

/// Replaces the destination as a NAT rule says, and the source by the firewall's own address.
fn take_in(walker: &mut Walker<'_>, firewall: &Firewall, rule: &NatRule) {
    let before = walker.packet;
    walker.passed = Decision::new("firewall-rule", rule.name.to_string());
    let place = format!("firewall:{}", firewall.name);
    walker.translate(Rewrite {
        kind: TranslationKind::Dnat,
        place: place.clone(),
        rule: Some(&rule.name),
        after: Flow { dst: rule.translated_ip, dst_port: Some(rule.translated_port), ..before },
        detail: format!(
            "NAT rule {} of {} replaces the destination {} by {}:{}; a NAT rule that matches lets the packet pass.",
            rule.name,
            firewall.name,
            shown(before.dst),
            rule.translated_ip,
            rule.translated_port
        ),
        source: FIREWALL_RULES,
    });
    if !is_azure(firewall) {
        walker.note(format!("Assumed: appliance {} keeps the source of what its NAT rules take in.", firewall.name));
        return;
    }
    walker.note(format!(
        "Assumed: Azure Firewall replaces the source of what its NAT rules take in by one of its own addresses, so that the reply comes back to it; shown as {}.",
        firewall.private_ip
    ));
    walker.translate(Rewrite {
        kind: TranslationKind::Snat,
        place,
        rule: Some(&rule.name),
        after: Flow { src: firewall.private_ip, src_port: None, ..walker.packet },
        detail: format!(
            "{} replaces the source {} by its own {}.",
            firewall.name,
            shown(before.src),
            firewall.private_ip
        ),
        source: FIREWALL_RULES,
    });
}

/// Asks the rules; `Some` when the packet ends here.
fn judge(walker: &mut Walker<'_>, firewall: &Firewall) -> Option<Next> {
    if !is_azure(firewall) && firewall.network_rules.is_empty() {
        let detail = format!("Appliance {} has no rules in this file and passes everything.", firewall.name);
        walker.step(Step::new(StepKind::Filter, detail));
        return None;
    }
    if walker.is_reply {
        let sentence =
            format!("{} has no session for this reply: the packet that it answers took another way.", firewall.name);
        let decided = Decision::new("firewall-default", firewall.name.to_string());
        let is_inbound = walker.established.iter().any(|session| matches!(session.keeper, Keeper::Inbound(_)));
        if is_inbound {
            let sentence = format!(
                "{sentence} It came in by a load balancer or a public address, and the route of the reply leads to the firewall; let the firewall take packets in, by a NAT rule towards an internal load balancer."
            );
            walker.step(Step::new(StepKind::Filter, "The firewall has not seen the connection open.").on(ASYMMETRIC));
            return Some(Next::lost(Disposition::AsymmetricDrop, decided, sentence));
        }
        return Some(Next::lost(Disposition::DeniedNoSession, decided, sentence));
    }
    let world = walker.world;
    let is_there = |rule: &NetworkRule| world.without.is_none_or(|without| !without.is_firewall_rule(&rule.name));
    let rule = firewall.network_rules.iter().find(|rule| is_there(rule) && holds(world, rule, walker.packet));
    let (to, protocol) = (shown(walker.packet.dst), walker.packet.protocol);
    let Some(rule) = rule else {
        if world.without.is_some_and(|without| without.is_firewall_default(&firewall.name)) {
            walker.passed = Decision::new("firewall-rule", "a rule to be added");
            let detail = format!("A rule that {} would need lets {protocol} to {to} pass.", firewall.name);
            walker.step(Step::new(StepKind::Filter, detail).on(FIREWALL_RULES));
            return None;
        }
        let sentence =
            format!("No network rule of {} lets {protocol} to {to} pass: the default denies it.", firewall.name);
        return Some(Next::lost(
            Disposition::DeniedFirewall,
            Decision::new("firewall-default", firewall.name.to_string()),
            sentence,
        ));
    };
    let decision = Decision::new("firewall-rule", rule.name.to_string());
    if rule.action == Access::Deny {
        let sentence = format!("Network rule {} of {} denies the packet.", rule.name, firewall.name);
        return Some(Next::lost(Disposition::DeniedFirewall, decision, sentence));
    }
    walker.passed = decision;
    let detail = format!("Network rule {} of {} lets {protocol} to {to} pass.", rule.name, firewall.name);
    walker.step(Step::new(StepKind::Filter, detail).by(rule.name.to_string()).on(FIREWALL_RULES));
    None
}

fn protocol_holds(rule: Option<RuleProtocol>, protocol: Protocol) -> bool {
    match rule {
        None | Some(RuleProtocol::Any) => true,
        Some(RuleProtocol::Tcp) => protocol == Protocol::Tcp,
        Some(RuleProtocol::Udp) => protocol == Protocol::Udp,
        Some(RuleProtocol::Icmp) => protocol == Protocol::Icmp,
        Some(RuleProtocol::Esp | RuleProtocol::Ah) => false,
    }
}

fn holds(world: &World<'_>, rule: &NetworkRule, packet: Flow) -> bool {
    let protocol = protocol_holds(rule.protocol, packet.protocol);
    let target = |target: &Option<Target>, address: IpAddr| match target {
        None | Some(Target::Any) => true,
        Some(Target::Net(net)) => net.contains(address),
        Some(Target::Tag(tag)) if *tag == *"Internet" => !is_private(address),
        Some(Target::Tag(tag)) => tag_prefixes(world.plan, tag).iter().any(|prefix| prefix.contains(address)),
    };
    protocol
        && target(&rule.source, packet.src)
        && target(&rule.destination, packet.dst)
        && rule.ports.as_ref().is_none_or(|ports| ports.holds(packet.dst_port))
}

/// Towards public addresses the source becomes the firewall's own; towards private ones it stays.
fn translate(walker: &mut Walker<'_>, firewall: &Firewall) {
    let before = walker.packet;
    if is_untranslated(firewall, before.dst) {
        let detail = format!("{} is private for {}: the source stays.", shown(before.dst), firewall.name);
        walker.step(Step::new(StepKind::Forward, detail).on(FIREWALL_SNAT));
        return;
    }
    let public = firewall.public_ips.as_ref().and_then(|ips| ips.first().copied());
    if public.is_none() && !is_azure(firewall) {
        walker.note(format!(
            "Assumed: appliance {} translates nothing, because it has no public address here.",
            firewall.name
        ));
        return;
    }
    if !is_azure(firewall) {
        walker.note(format!(
            "Assumed: appliance {} translates towards public addresses, as Azure Firewall does.",
            firewall.name
        ));
    }
    let public = public.unwrap_or(UNKNOWN_ADDRESS);
    let detail = format!(
        "{} is public: {} replaces the source {} by its own {}.",
        shown(before.dst),
        firewall.name,
        shown(before.src),
        shown(public)
    );
    walker.translate(Rewrite {
        kind: TranslationKind::Snat,
        place: format!("firewall:{}", firewall.name),
        rule: None,
        after: Flow { src: public, src_port: None, ..before },
        detail,
        source: FIREWALL_SNAT,
    });
}

/// Is the address in the firewall's private ranges: those of IANA, or those that it is given?
fn is_untranslated(firewall: &Firewall, address: IpAddr) -> bool {
    let given = firewall.snat_private_ranges.as_ref().map_or("", |ranges| &*ranges.0);
    let mut ranges = given.split(',').map(str::trim).filter(|range| !range.is_empty()).peekable();
    if ranges.peek().is_none() {
        return is_private(address);
    }
    ranges.any(|range| {
        let net = range.parse::<Cidr>().ok();
        net.map_or_else(|| range == "IANAPrivateRanges" && is_private(address), |net| net.contains(address))
    })
}
