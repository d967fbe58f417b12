//! The NSG rule that AKS writes for a LoadBalancer Service, where the NSG is AKS's own. Deliberately only the rule of
//! the packet's own destination: the others cannot match it.

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
    /// `k8s-azure-lb_allow_IPv4`, before the digest that ends the real name.
    pub name: &'static str,
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
    let (_, service) = balanced.find(|(place, service)| is_for(world, nic, (*place, service), packet))?;
    let ranges = service.source_ranges.clone().unwrap_or_default();
    let is_open = ranges.iter().any(|range| range.prefix() == 0);
    let sources = match (ranges.is_empty(), is_open) {
        // An internal load balancer is left to the rules for the VNet.
        (true, _) if service.internal == Some(true) => return None,
        (true, _) | (_, true) => Sources::Internet,
        (false, false) => Sources::Ranges(ranges),
    };
    let name = if packet.dst.is_ipv6() { "k8s-azure-lb_allow_IPv6" } else { "k8s-azure-lb_allow_IPv4" };
    Some(ServiceRule { name, sources, service: crate::engine::service::full_name(service) })
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
