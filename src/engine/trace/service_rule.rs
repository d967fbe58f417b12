//! The NSG rule that AKS writes for a LoadBalancer Service, where the NSG is AKS's own. Deliberately only the rule of
//! the packet's own destination: the others cannot match it.

use md5::{Digest, Md5};

use super::world::{Nic, World};
use crate::engine::rules::{self, RuleId};
use crate::engine::service::{port_of, protocol_of};
use crate::net::{Cidr, Flow, Protocol};
use crate::scenario::model::{Service, ServiceType};

/// The priority that AKS gives its first rule.
pub(super) fn priority() -> u32 {
    rules::small(RuleId::ServiceRulePriority)
}

/// A rule that lets packets to a Service's load balancer pass.
pub(super) struct ServiceRule {
    /// `k8s-azure-lb_allow_IPv4_556f7044ec033071ec0dfcf7cd85bc93`.
    pub name: String,
    /// Who may pass.
    pub sources: Sources,
    /// For which Service, `default/web`.
    pub service: String,
}

/// Whom the rule lets pass.
pub(super) enum Sources {
    /// Those of the tag Internet.
    Internet,
    /// Those of ranges.
    Ranges(Vec<Cidr>),
}

/// The rule that AKS has written for the destination of an inbound packet; `None` where there is none.
///
/// The destination is the load balancer's address with the Service's port, or the node's with the node port where
/// floating IP is off.
pub(super) fn of(world: &World<'_>, nic: &Nic, packet: Flow) -> Option<ServiceRule> {
    nic.node?;
    let services = world.plan.scenario().services.iter().enumerate();
    let mut balanced = services.filter(|(_, service)| service.service_type == Some(ServiceType::LoadBalancer));
    let (place, service) = balanced.find(|(place, service)| is_for(world, nic, (*place, service), packet))?;
    let ranges = service.source_ranges.clone().unwrap_or_default();
    let is_open = ranges.iter().any(|range| range.prefix() == 0);
    let sources = match (ranges.is_empty(), is_open) {
        // An internal load balancer is left to the rules for the VNet.
        (true, _) if service.internal == Some(true) => return None,
        (true, _) | (_, true) => Sources::Internet,
        (false, false) => Sources::Ranges(ranges),
    };
    let name = name(packet, &sources, ports(world, (place, service), packet.protocol));
    Some(ServiceRule { name, sources, service: crate::engine::service::full_name(service) })
}

/// The ports of the Service that the rule opens: all of the packet's protocol; `None`: AKS draws one that is not known.
fn ports(world: &World<'_>, (place, service): (usize, &Service), protocol: Protocol) -> Option<Vec<String>> {
    let own = service.ports.iter().enumerate().filter(|(_, port)| protocol_of(port) == protocol);
    let number =
        |(index, port): (usize, &std::sync::Arc<crate::scenario::model::ServicePort>)| match service.floating_ip {
            Some(false) => world.services.node_port(place, index),
            _ => Some(port.port),
        };
    own.map(|port| number(port).map(|port| port.to_string())).collect()
}

/// The name of the rule, which ends in the MD5 digest of protocol, sources and ports, each list sorted as texts;
/// `<digest>` stands for it where one of them is not known.
///
/// For TCP from `Internet` to ports 80 and 443 it is `k8s-azure-lb_allow_IPv4_556f7044ec033071ec0dfcf7cd85bc93`: the
/// digest of `Tcp_Internet_443,80`.
fn name(packet: Flow, sources: &Sources, ports: Option<Vec<String>>) -> String {
    let family = if packet.dst.is_ipv6() { "IPv6" } else { "IPv4" };
    let protocol = match packet.protocol {
        Protocol::Tcp => "Tcp",
        Protocol::Udp => "Udp",
        Protocol::Sctp | Protocol::Icmp => "*",
    };
    let sources = match sources {
        Sources::Internet => Some(vec!["Internet".to_owned()]),
        Sources::Ranges(ranges) => texts(ranges, packet.dst.is_ipv4()),
    };
    let digest = sources.zip(ports).map(|(mut sources, mut ports)| {
        sources.sort_unstable();
        ports.sort_unstable();
        let text = format!("{protocol}_{}_{}", sources.join(","), ports.join(","));
        format!("{:x}", Md5::digest(text))
    });
    let digest = digest.unwrap_or_else(|| "<digest>".to_owned());
    format!("k8s-azure-lb_allow_{family}_{digest}")
}

/// The ranges of a family as the rule lists them; `None`: some could be put together, which versions of the provider do
/// differently.
fn texts(ranges: &[Cidr], is_v4: bool) -> Option<Vec<String>> {
    let own: Vec<Cidr> = ranges.iter().copied().filter(|range| range.is_v4() == is_v4).collect();
    let joins = |one: &Cidr, other: &Cidr| {
        let half = one.prefix().checked_sub(1).filter(|_| one.prefix() == other.prefix());
        one.covers(*other) || half.is_some_and(|prefix| one.widened(prefix) == other.widened(prefix))
    };
    let is_apart =
        |(place, one): (usize, &Cidr)| own.iter().enumerate().all(|(at, other)| at == place || !joins(one, other));
    own.iter().enumerate().all(is_apart).then(|| own.iter().map(ToString::to_string).collect())
}

fn is_for(world: &World<'_>, nic: &Nic, (place, service): (usize, &Service), packet: Flow) -> bool {
    if packet.protocol == Protocol::Icmp {
        return false;
    }
    if service.floating_ip != Some(false) {
        return world.frontend(place) == Some(packet.dst)
            && port_of(service, packet.protocol, packet.dst_port).is_some();
    }
    let is_port = |(index, port): (usize, &std::sync::Arc<crate::scenario::model::ServicePort>)| {
        protocol_of(port) == packet.protocol
            && packet.dst_port.is_some()
            && world.services.node_port(place, index) == packet.dst_port
    };
    nic.ip == Some(packet.dst) && service.ports.iter().enumerate().any(is_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_one_that_clusters_show() {
        let packet = Flow {
            src: "203.0.113.9".parse().unwrap(),
            src_port: None,
            dst: "20.50.0.20".parse().unwrap(),
            dst_port: Some(80),
            protocol: Protocol::Tcp,
        };
        let named = |sources: &Sources, ports: &[&str]| {
            name(packet, sources, Some(ports.iter().map(|port| (*port).to_owned()).collect()))
        };
        // Both seen in public transcripts of `az network nsg rule list`.
        assert_eq!(
            named(&Sources::Internet, &["80", "443"]),
            "k8s-azure-lb_allow_IPv4_556f7044ec033071ec0dfcf7cd85bc93"
        );
        let with_health = "k8s-azure-lb_allow_IPv4_0e71c69d55927e99928ad7d522e5dd4f";
        assert_eq!(named(&Sources::Internet, &["80", "10254", "443"]), with_health);
        let ranges = |texts: &[&str]| Sources::Ranges(texts.iter().map(|text| text.parse().unwrap()).collect());
        assert_ne!(named(&ranges(&["10.0.0.0/24", "10.0.2.0/24"]), &["80"]), "k8s-azure-lb_allow_IPv4_<digest>");
        assert_eq!(named(&ranges(&["10.0.0.0/24", "10.0.1.0/24"]), &["80"]), "k8s-azure-lb_allow_IPv4_<digest>");
        assert_eq!(name(packet, &Sources::Internet, None), "k8s-azure-lb_allow_IPv4_<digest>");
    }
}
