//! Is a SNAT port left? Deliberately asks only where the question states how many are in use: no file can know.

use super::walker::{Next, Walker};
use super::{Decision, Disposition, Step, StepKind, shown};
use crate::engine::outbound;
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, Protocol, is_or_are, thousands};
use crate::scenario::model::Firewall;

/// Who hands out the ports.
pub(super) enum Translator<'a> {
    /// The outbound rule of AKS's load balancer: to each node its own.
    LoadBalancer,
    /// A NAT gateway, by its name: to all that need one.
    NatGateway(&'a str),
    /// An Azure Firewall: to all that need one.
    Firewall(&'a Firewall),
}

/// Ends the packet when no port is left for it.
pub(super) fn exhausted(walker: &mut Walker<'_>, by: &Translator<'_>) -> Option<Next> {
    let stated = walker.stated.ports_in_use?;
    // The load balancer's page: over UDP a port serves an address once, over TCP an address and a port.
    let by_address = matches!(by, Translator::LoadBalancer) && walker.packet.protocol == Protocol::Udp;
    let in_use = u64::from(stated.towards(walker.packet, by_address));
    let Some(ports) = available(walker, by) else {
        walker.note("How many SNAT ports there are no key of the file and no page says: those in use are not counted.");
        return None;
    };
    let other = matches!(by, Translator::LoadBalancer).then(|| other_count(walker, ports.count)).flatten();
    let to = match walker.packet.dst_port.filter(|_| !by_address) {
        Some(port) => format!("{}:{port}", shown(walker.packet.dst)),
        None => shown(walker.packet.dst),
    };
    let (in_use_text, ports_text) = (thousands(in_use), thousands(ports.count));
    let detail = format!(
        "{in_use_text} of {ports_text} SNAT ports ({}) {} in use towards {to}.",
        ports.words,
        is_or_are(in_use)
    );
    walker.step(Step::new(StepKind::Filter, detail).on(rules::rule(ports.rule).source));
    if in_use < ports.count {
        return None;
    }
    // What hangs on which of two texts is right is not said for certain.
    if let Some(other) = other.filter(|other| in_use < *other) {
        return Some(Next::unknown(format!(
            "{in_use_text} SNAT ports are in use towards {to}: by one text a node has {ports_text}, and none is left; by a newer one {}, and the connection gets one. State allocated-outbound-ports, and both agree.",
            thousands(other)
        )));
    }
    let decided = match by {
        Translator::LoadBalancer => Decision::new("lb-outbound-rule", "aksOutboundRule"),
        Translator::NatGateway(name) => Decision::new("nat-gateway", *name),
        Translator::Firewall(firewall) => Decision::new("outbound-method", firewall.name.to_string()),
    };
    let served = if by_address { "over UDP each address only once" } else { "each only once" };
    let sentence = format!(
        "All {ports_text} SNAT ports ({}) are in use towards {to}: the connection gets none. A port serves many destinations, but {served}.",
        ports.words
    );
    Some(Next::lost(Disposition::SnatExhausted, decided, sentence))
}

/// Where nobody asks for a number, a newer text multiplies it by the outbound addresses: that number, where it is another.
fn other_count(walker: &mut Walker<'_>, count: Addresses) -> Option<Addresses> {
    let plan = walker.world.plan;
    if outbound::allocated(plan).is_some() {
        return None;
    }
    let other = outbound::ports_by_frontends(outbound::nodes_now(plan), outbound::load_balancer_ips(plan));
    let other = other.filter(|other| *other != count)?;
    walker.note(format!(
        "Sources disagree: by a newer text each node has {} SNAT ports, as they are multiplied by the outbound addresses; {} are counted here.",
        thousands(other),
        thousands(count)
    ));
    Some(other)
}

/// How many there are, and whose.
struct Available {
    count: Addresses,
    words: String,
    rule: RuleId,
}

fn available(walker: &Walker<'_>, by: &Translator<'_>) -> Option<Available> {
    let plan = walker.world.plan;
    let more = |name: &str| u64::from(walker.world.without.is_some_and(|without| without.is_public_address(name)));
    let per_address = |rule: RuleId, addresses: u64, whose: &str| Available {
        count: rules::number(rule).saturating_mul(addresses),
        words: format!("{} for each public address of {whose}", thousands(rules::number(rule))),
        rule,
    };
    match by {
        Translator::LoadBalancer => {
            let rule = RuleId::LoadBalancerPortsByNodes;
            if let Some(asked) = outbound::allocated(plan) {
                let words = "allocated-outbound-ports of each node".to_owned();
                return Some(Available { count: asked.per_node, words, rule });
            }
            let nodes = outbound::nodes_now(plan);
            let words = format!("of each node, with {nodes} nodes");
            outbound::ports_by_nodes(nodes).map(|count| Available { count, words, rule })
        }
        Translator::NatGateway(name) => {
            let known = plan.scenario().nat_gateways.iter().find(|gateway| gateway.name == **name);
            let addresses = known.and_then(|gateway| gateway.public_ips.as_ref()).map_or(1, |ips| ips.len() as u64);
            Some(per_address(RuleId::NatGatewayPortsPerIp, addresses.max(1) + more(name), name))
        }
        Translator::Firewall(firewall) => {
            let addresses = firewall.public_ips.as_ref().map_or(1, |ips| ips.len() as u64);
            let addresses = addresses.max(1) + more(&firewall.name);
            Some(per_address(RuleId::FirewallPortsPerIp, addresses, &format!("{}, an instance", firewall.name)))
        }
    }
}
