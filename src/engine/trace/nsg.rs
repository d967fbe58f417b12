//! What the NSGs at a subnet and a NIC say to a packet: the lowest priority that matches decides, Azure's default
//! rules come last; where the NSG is AKS's own, the rules that AKS writes join the user's. Deliberately without the
//! rules of a network manager, which come before all.

use std::net::IpAddr;
use std::sync::LazyLock;

use super::service_rule::{self, Sources};
use super::session::Keeper;
use super::walker::{Next, Walker};
use super::world::{Nic, World, is_private};
use super::{Decision, Disposition, NsgCheck, Step, StepKind, shown};
use crate::engine::route::user::tag_prefixes;
use crate::engine::route::{NextHopType, RouteSource, RouteState, gateway, peering};
use crate::engine::rules::network::{METADATA, NSG, NSG_DEFAULT_RULES, PLATFORM};
use crate::engine::rules::{self, RuleId};
use crate::net::{Flow, Protocol};
use crate::scenario::item::List;
use crate::scenario::leaf::{Ports, Target};
use crate::scenario::model::{Access, Direction, Nsg, NsgRule, OutboundType, RuleProtocol};

/// Asks the NSGs of an interface; `Some` when one of them ends the packet.
pub(super) fn check(walker: &mut Walker<'_>, nic: &Nic, direction: Direction) -> Option<Next> {
    for guard in guards(walker.world, nic, direction) {
        let keeper = Keeper::Nsg(format!("{} {}", guard.level, guard.at));
        if walker.is_reply && walker.session(&keeper).is_some() {
            let detail = format!("NSG {} knows the connection and lets its reply pass.", guard.nsg.name);
            walker.step(Step::new(StepKind::Session, detail).by(guard.nsg.name.to_string()).on(NSG));
            continue;
        }
        let verdict = judge(walker.world, &guard, nic, direction, walker.packet);
        if guard.is_unwritten && (walker.is_reply || !is_block(&verdict)) {
            continue;
        }
        let decision = decision(&guard, &verdict, direction);
        let check = verdict.check(&guard, direction);
        let detail = verdict.sentence(&guard, direction, PACKET);
        walker.nsg_checks.push(check);
        walker.step(Step::new(StepKind::Filter, detail.clone()).by(verdict.name.clone()).on(NSG));
        for note in verdict.notes {
            walker.note(note);
        }
        if verdict.access == Access::Deny {
            let disposition = match direction {
                Direction::Inbound => Disposition::DeniedNsgIn,
                Direction::Outbound => Disposition::DeniedNsgOut,
            };
            return Some(Next::lost(disposition, decision, detail));
        }
        walker.passed = decision;
        let packet = walker.packet;
        let mark = walker.translations.len();
        walker.remember(keeper, packet, mark, None);
    }
    None
}

/// The rule that would deny the packet, in words, where one would: for packets that end before they come to it.
pub(super) fn would_deny(world: &World<'_>, nic: &Nic, packet: Flow) -> Option<String> {
    denial(world, nic, (Direction::Outbound, PACKET), packet).map(|(sentence, _)| sentence)
}

/// The rule that keeps a health probe from an interface, in words and as a decision, where one does.
pub(super) fn denies_probe(world: &World<'_>, nic: &Nic, probe: Flow) -> Option<(String, Decision)> {
    denial(world, nic, (Direction::Inbound, "the health probe"), probe)
}

/// What an NSG is asked about.
const PACKET: &str = "the packet";

/// The rule that denies a packet, called what it is, in words and as a decision, where one does.
fn denial(
    world: &World<'_>,
    nic: &Nic,
    (direction, what): (Direction, &str),
    packet: Flow,
) -> Option<(String, Decision)> {
    guards(world, nic, direction).into_iter().find_map(|guard| {
        let verdict = judge(world, &guard, nic, direction, packet);
        let is_denied = verdict.access == Access::Deny && (!guard.is_unwritten || is_block(&verdict));
        is_denied.then(|| (verdict.sentence(&guard, direction, what), decision(&guard, &verdict, direction)))
    })
}

/// The platform's addresses pass every NSG, unless a user's rule names them by their own tag.
pub(super) fn ask_about_platform(walker: &mut Walker<'_>, nic: &Nic) -> Option<Next> {
    let direction = Direction::Outbound;
    let packet = walker.packet;
    for guard in guards(walker.world, nic, direction) {
        let names_it = |rule: &&std::sync::Arc<NsgRule>| {
            let tag = match &rule.destination {
                Some(Target::Tag(tag)) => platform_of(tag),
                _ => None,
            };
            rule.direction == direction
                && tag == Some(packet.dst)
                && protocol_holds(rule.protocol, packet.protocol)
                && ports_hold(rule, packet)
        };
        let Some(rule) = guard.nsg.rules.iter().filter(names_it).min_by_key(|rule| rule.priority) else { continue };
        let verdict =
            Verdict { name: rule.name.to_string(), priority: rule.priority, access: rule.access, notes: Vec::new() };
        let detail = verdict.sentence(&guard, direction, PACKET);
        walker.nsg_checks.push(verdict.check(&guard, direction));
        walker.step(Step::new(StepKind::Filter, detail.clone()).by(verdict.name.clone()).on(NSG));
        let decision = decision(&guard, &verdict, direction);
        if verdict.access == Access::Deny {
            return Some(Next::lost(Disposition::DeniedNsgOut, decision, detail));
        }
        walker.passed = decision;
    }
    None
}

/// The platform's address that a service tag stands for.
fn platform_of(tag: &str) -> Option<IpAddr> {
    match tag {
        "AzurePlatformDNS" => Some(PLATFORM.into()),
        "AzurePlatformIMDS" => Some(METADATA.into()),
        _ => None,
    }
}

/// An NSG and where it stands.
struct Guard<'a> {
    nsg: &'a Nsg,
    level: &'static str,
    at: String,
    /// Is it AKS's own of the nodes' NICs, which no file holds? Of that only what blocks is known.
    is_unwritten: bool,
}

/// What an NSG says.
struct Verdict {
    name: String,
    priority: u32,
    access: Access,
    notes: Vec<String>,
}

impl Verdict {
    fn sentence(&self, guard: &Guard<'_>, direction: Direction, what: &str) -> String {
        let does = match self.access {
            Access::Allow => format!("lets {what} pass"),
            Access::Deny => format!("denies {what}"),
        };
        format!(
            "NSG {} of {} {} {does}: {direction} rule {} at priority {}.",
            guard.nsg.name, guard.level, guard.at, self.name, self.priority
        )
    }

    fn check(&self, guard: &Guard<'_>, direction: Direction) -> NsgCheck {
        NsgCheck {
            nsg: guard.nsg.name.to_string(),
            level: guard.level,
            direction: direction.word(),
            rule: self.name.clone(),
            priority: self.priority,
            access: self.access,
        }
    }
}

fn decision(guard: &Guard<'_>, verdict: &Verdict, direction: Direction) -> Decision {
    Decision {
        kind: "nsg-rule",
        name: Some(verdict.name.clone()),
        priority: Some(verdict.priority),
        direction: Some(direction.word()),
        level: Some(guard.level),
        nsg: Some(guard.nsg.name.to_string()),
    }
}

/// The NSGs that guard an interface: outbound the NIC's first, inbound the subnet's.
fn guards<'a>(world: &World<'a>, nic: &Nic, direction: Direction) -> Vec<Guard<'a>> {
    if nic.is_unguarded {
        return Vec::new();
    }
    let find = |name: &str| world.plan.scenario().nsgs.iter().find(|nsg| nsg.name == *name).map(|nsg| &**nsg);
    let own = nic.nsg.as_deref().and_then(find).map(|nsg| Guard {
        nsg,
        level: "nic",
        at: nic.owner.clone(),
        is_unwritten: false,
    });
    let subnet = nic.subnet.map(|subnet| &world.plan.subnet(subnet).item).and_then(|item| {
        let nsg = item.nsg.as_deref().and_then(find)?;
        Some(Guard { nsg, level: "subnet", at: item.name.to_string(), is_unwritten: false })
    });
    match direction {
        Direction::Outbound => {
            let written: Vec<Guard<'_>> = own.into_iter().chain(subnet).collect();
            unwritten(world, nic, &written).into_iter().chain(written).collect()
        }
        Direction::Inbound => subnet.into_iter().chain(own).collect(),
    }
}

/// AKS's own NSG at the nodes' NICs, where the file does not hold it and outbound type block makes it matter.
fn unwritten<'a>(world: &World<'_>, nic: &Nic, written: &[Guard<'_>]) -> Option<Guard<'a>> {
    static NODES: LazyLock<Nsg> = LazyLock::new(|| {
        let name = "aks-agentpool-nsg".parse().expect("it is a name");
        Nsg { name, managed: Some(true), rules: List::default() }
    });
    let is_asked = nic.node.is_some() && world.outbound() == OutboundType::Block;
    let is_written = written.iter().any(|guard| guard.nsg.managed == Some(true));
    (is_asked && !is_written).then(|| Guard { nsg: &NODES, level: "nic", at: nic.owner.clone(), is_unwritten: true })
}

fn judge(world: &World<'_>, guard: &Guard<'_>, nic: &Nic, direction: Direction, packet: Flow) -> Verdict {
    let mut notes = Vec::new();
    let mut holds = |target: &Target, address: IpAddr| target_holds(world, nic, target, address, &mut notes);
    let is_there =
        |rule: &str| world.without.is_none_or(|without| !without.is_rule(&guard.nsg.name, rule, direction.word()));
    let matching = guard.nsg.rules.iter().filter(|rule| {
        rule.direction == direction
            && is_there(&rule.name)
            && protocol_holds(rule.protocol, packet.protocol)
            && ports_hold(rule, packet)
            && rule.source.as_ref().is_none_or(|target| holds(target, packet.src))
            && rule.destination.as_ref().is_none_or(|target| holds(target, packet.dst))
    });
    let own = matching.min_by_key(|rule| rule.priority);
    let by_aks = Some(packet)
        .filter(|_| guard.nsg.managed == Some(true) && direction == Direction::Inbound)
        .filter(|_| own.is_none_or(|rule| rule.priority > service_rule::priority()))
        .and_then(|packet| by_aks(world, nic, packet, &mut notes))
        .filter(|verdict| is_there(&verdict.name));
    if let Some(verdict) = by_aks {
        return Verdict { notes, ..verdict };
    }
    if let Some(rule) = own {
        return Verdict { name: rule.name.to_string(), priority: rule.priority, access: rule.access, notes };
    }
    let blocks = guard.nsg.managed == Some(true) && world.outbound() == OutboundType::Block && is_there(BLOCK_RULE);
    if blocks && direction == Direction::Outbound && tag_holds(world, nic, "Internet", packet.dst, &mut notes) {
        notes.push("The page does not name the NSG rule by which AKS blocks outbound packets.".to_owned());
        if guard.is_unwritten {
            notes
                .push(format!("AKS's own NSG of the nodes is not in this file. AKS names it aks-agentpool-<digits>-nsg; the digits are not known, so it is called {} here.", guard.nsg.name));
        }
        let (name, priority) = (BLOCK_RULE.to_owned(), rules::small(RuleId::NsgPriorityMax));
        return Verdict { name, priority, access: Access::Deny, notes };
    }
    let defaults = NSG_DEFAULT_RULES.iter().filter(|rule| rule.direction == direction);
    let mut defaults = defaults.filter(|rule| {
        (rule.source == "*" || tag_holds(world, nic, rule.source, packet.src, &mut notes))
            && (rule.destination == "*" || tag_holds(world, nic, rule.destination, packet.dst, &mut notes))
    });
    let rule = defaults.next().expect("the last default rule of each direction matches everything");
    if !is_there(rule.name) {
        let name = format!("a rule above {}", rule.name);
        return Verdict { name, priority: rule.priority, access: Access::Allow, notes };
    }
    Verdict { name: rule.name.to_owned(), priority: rule.priority, access: rule.access, notes }
}

/// What stands for the name of the rule by which AKS blocks outbound packets.
pub(super) const BLOCK_RULE: &str = "outbound type block";

fn is_block(verdict: &Verdict) -> bool {
    verdict.name == BLOCK_RULE && verdict.access == Access::Deny
}

/// What the rule that AKS writes for a LoadBalancer Service says.
fn by_aks(world: &World<'_>, nic: &Nic, packet: Flow, notes: &mut Vec<String>) -> Option<Verdict> {
    let rule = service_rule::of(world, nic, packet)?;
    let holds = match &rule.sources {
        Sources::Internet => tag_holds(world, nic, "Internet", packet.src, notes),
        Sources::Ranges(ranges) => ranges.iter().any(|range| range.contains(packet.src)),
    };
    if !holds {
        return None;
    }
    notes.push(format!(
        "AKS has written an NSG rule for Service {}; its priority is the first that is free from {} on.",
        rule.service,
        service_rule::priority()
    ));
    let (name, priority) = (rule.name, service_rule::priority());
    Some(Verdict { name, priority, access: Access::Allow, notes: Vec::new() })
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

fn ports_hold(rule: &NsgRule, packet: Flow) -> bool {
    let holds = |ports: &Option<Ports>, port| ports.as_ref().is_none_or(|ports| ports.holds(port));
    holds(&rule.source_ports, packet.src_port) && holds(&rule.destination_ports, packet.dst_port)
}

fn target_holds(world: &World<'_>, nic: &Nic, target: &Target, address: IpAddr, notes: &mut Vec<String>) -> bool {
    match target {
        Target::Any => true,
        Target::Net(net) => net.contains(address),
        Target::Tag(tag) => tag_holds(world, nic, tag, address, notes),
    }
}

/// Does a service tag hold the address, as this interface's NSG sees it?
fn tag_holds(world: &World<'_>, nic: &Nic, tag: &str, address: IpAddr, notes: &mut Vec<String>) -> bool {
    match tag {
        "VirtualNetwork" => in_virtual_network(world, nic, address, notes),
        // A default route in the tag VirtualNetwork takes nothing from this one.
        "Internet" => !is_private(address) && !is_network(world, nic, address, notes),
        "AzureLoadBalancer" => address == IpAddr::V4(PLATFORM),
        "AzurePlatformDNS" | "AzurePlatformIMDS" => platform_of(tag) == Some(address),
        _ => {
            let prefixes = tag_prefixes(world.plan, tag);
            if prefixes.is_empty() {
                notes.push(format!("This file gives no prefixes for the service tag {tag}: it holds no address here."));
            }
            prefixes.iter().any(|prefix| prefix.contains(address))
        }
    }
}

/// The tag holds the VNet, its peers, what its gateways bring, the platform, and what user routes lead to. Of a
/// default route the page says that the tag might hold it: taken so, with a note.
fn in_virtual_network(world: &World<'_>, nic: &Nic, address: IpAddr, notes: &mut Vec<String>) -> bool {
    if is_network(world, nic, address, notes) {
        return true;
    }
    let by_default = world.table(nic).routes().iter().find(|route| {
        route.source == RouteSource::User
            && route.state == RouteState::Active
            && route.prefix.prefix() == 0
            && route.prefix.contains(address)
            && matches!(route.next_hop_type, NextHopType::VirtualAppliance | NextHopType::VirtualNetworkGateway)
    });
    let Some(route) = by_default else { return false };
    notes.push(format!(
        "The tag VirtualNetwork holds {} here because of the user route {} of {}: the page says that a default route might be in the tag. Azure's effective security rules say what it holds.",
        shown(address),
        route.prefix,
        world.table(nic).owner()
    ));
    true
}

/// What is of the network beyond doubt, or by an assumption that is noted.
fn is_network(world: &World<'_>, nic: &Nic, address: IpAddr, notes: &mut Vec<String>) -> bool {
    if address == IpAddr::V4(PLATFORM) || holds(world.ranges(nic.vnet), address) {
        return true;
    }
    if let Some(range) = world.pod_cidr_of(address).filter(|_| world.model() == crate::scenario::model::Model::Overlay)
    {
        notes.push(format!("Assumed: the tag VirtualNetwork holds the overlay's pods ({range}); no page says so."));
        return true;
    }
    let plan = world.plan;
    let is_peer = || peering::peers(plan, nic.vnet).iter().any(|peer| holds(world.ranges(peer.vnet), address));
    let is_behind_gateway =
        || gateway::gateways_of(plan, nic.vnet).iter().any(|gw| holds(&gateway::prefixes(plan, gw), address));
    let is_routed = || {
        let routes = world.table(nic).routes().iter();
        let mut user = routes.filter(|route| route.source == RouteSource::User && route.prefix.prefix() > 0);
        user.any(|route| route.prefix.contains(address))
    };
    is_peer() || is_behind_gateway() || is_routed()
}

fn holds(ranges: &[crate::net::Cidr], address: IpAddr) -> bool {
    ranges.iter().any(|range| range.contains(address))
}
