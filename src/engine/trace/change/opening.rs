//! Rules that one could add so that a packet passes: where Azure's own rules deny it, or a firewall's default does.
//! Deliberately as narrow as they can be: from this address, to this one, on this port.

use crate::engine::plan::Plan;
use crate::engine::rules::{self, RuleId};
use crate::engine::trace::{Disposition, Hop, Trace, Walk, has_ports, is_unknown};
use crate::net::Flow;
use crate::scenario::edit::free_among;
use crate::scenario::{Edit, Path};

/// A rule of an NSG above the one that denies; `None` where nothing was denied, or an end has no address to name.
pub(super) fn nsg(plan: &Plan, walk: &Walk, nsg: &str, direction: &str) -> Option<(String, Edit)> {
    if !matches!(walk.disposition, Disposition::DeniedNsgIn | Disposition::DeniedNsgOut) {
        return None;
    }
    let own = plan.scenario().nsgs.iter().find(|own| *own.name == *nsg)?;
    let packet = walk.hops.last()?.packet;
    let is_taken =
        |priority: u32| own.rules.iter().any(|rule| rule.priority == priority && rule.direction.word() == direction);
    let priorities = rules::small(RuleId::NsgPriorityMin)..=rules::small(RuleId::NsgPriorityMax);
    let priority = priorities.into_iter().find(|priority| !is_taken(*priority))?;
    let name = free_among(&name(packet), "-", |name| own.rules.iter().any(|rule| rule.name == *name));
    let ports = ports(packet).map(|port| format!("destination-ports = \"{port}\"\n")).unwrap_or_default();
    let toml = format!(
        "name = \"{name}\"\npriority = {priority}\ndirection = \"{direction}\"\naccess = \"allow\"\nprotocol = \"{}\"\n{}{ports}",
        protocol(packet)?,
        ends(packet)?
    );
    let list = Path::root().item("nsg", nsg).key("rules");
    Some((format!("add a rule to NSG {nsg} that lets it pass"), Edit::Add { list, toml }))
}

/// A network rule of a firewall that has none for the packet.
pub(super) fn firewall(plan: &Plan, answered: &Trace, firewall: &str) -> Option<(String, Edit)> {
    let own = plan.scenario().firewalls.iter().find(|own| *own.name == *firewall)?;
    let here = |hop: &&Hop| hop.place == firewall;
    let packet = answered.forward.hops.iter().rev().find(here)?.packet;
    let name = free_among(&name(packet), "-", |name| own.network_rules.iter().any(|rule| rule.name == *name));
    let ports = ports(packet).map(|port| format!("ports = \"{port}\"\n")).unwrap_or_default();
    let toml = format!(
        "name = \"{name}\"\naction = \"allow\"\nprotocol = \"{}\"\n{}{ports}",
        protocol(packet)?,
        ends(packet)?
    );
    let list = Path::root().item("firewall", firewall).key("network-rules");
    Some((format!("add a rule to firewall {firewall} that lets it pass"), Edit::Add { list, toml }))
}

fn name(packet: Flow) -> String {
    match ports(packet) {
        Some(port) => format!("allow-{}-{port}", packet.protocol),
        None => format!("allow-{}", packet.protocol),
    }
}

fn ports(packet: Flow) -> Option<u16> {
    packet.dst_port.filter(|_| has_ports(packet.protocol))
}

/// The protocol as rules write it; `None`: they cannot name it.
fn protocol(packet: Flow) -> Option<&'static str> {
    use crate::net::Protocol;
    match packet.protocol {
        Protocol::Tcp => Some("tcp"),
        Protocol::Udp => Some("udp"),
        Protocol::Icmp => Some("icmp"),
        Protocol::Sctp => None,
    }
}

fn ends(packet: Flow) -> Option<String> {
    let is_known = |address| !is_unknown(address);
    let host = |address: std::net::IpAddr| format!("{address}/{}", if address.is_ipv4() { 32 } else { 128 });
    (is_known(packet.src) && is_known(packet.dst))
        .then(|| format!("source = \"{}\"\ndestination = \"{}\"\n", host(packet.src), host(packet.dst)))
}
