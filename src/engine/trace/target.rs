//! Which Service a packet is for, by which of its addresses, and who stands behind it. Deliberately rewrites nothing:
//! that is `service`.

use std::net::IpAddr;

use super::api_server::{self, Host};
use super::service::Where;
use super::walker::Walker;
use super::world::World;
use crate::engine::inventory::PodRef;
use crate::engine::rules::network::DNS_PORT;
use crate::engine::service::{endpoints, full_name, port_of};
use crate::net::{Cidr, Flow, Protocol};
use crate::scenario::model::{Service, ServicePort, ServiceType, TrafficPolicy};

/// By which of its addresses a Service is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    /// Its cluster address.
    Cluster,
    /// The load balancer's address.
    LoadBalancer,
    /// A port of a node.
    NodePort,
}

impl Face {
    /// What the address is to the Service, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Cluster => "the cluster address",
            Self::LoadBalancer => "the load balancer's address",
            Self::NodePort => "the node's port",
        }
    }
}

/// A Service that a packet is for, and who could take it.
pub(super) struct Pods {
    /// `default/web`.
    pub name: String,
    /// `default/web:http`, as kube-proxy names its chains after it.
    pub port_name: String,
    /// By which address.
    pub face: Face,
    /// The pods behind it, and the port of each.
    pub endpoints: Vec<(PodRef, u16)>,
    /// The traffic policy that holds for this address.
    pub policy: TrafficPolicy,
    /// Who may use the load balancer's address; empty: anybody.
    pub source_ranges: Vec<Cidr>,
    /// Does it select pods at all?
    pub has_selector: bool,
}

/// What a packet to a Service's address is for.
pub(super) enum Target {
    /// Pods.
    Pods(Pods),
    /// The API server, which is no pod.
    Host(Host),
    /// What cannot be told, in a sentence.
    Unknown(String),
}

/// The Service that the packet is for; `None` when it is for none.
pub(super) fn target(walker: &Walker<'_>, here: Where<'_>) -> Option<Target> {
    let world = walker.world;
    let Flow { dst, dst_port, protocol, .. } = walker.packet;
    if let Some(place) = world.services.at(dst) {
        let service = &world.plan.scenario().services[place];
        let port = port_of(service, protocol, dst_port)?;
        return Some(Target::Pods(pods(world, service, port, Face::Cluster)));
    }
    if world.inventory.dns_ip() == Some(dst) {
        return (dst_port == Some(DNS_PORT)).then(|| Target::Pods(dns(world, protocol)));
    }
    if let Some(host) = api_server::of_service(world, walker.packet) {
        return Some(host.map_or_else(Target::Unknown, Target::Host));
    }
    by_balancer(world, walker.packet).or_else(|| by_node_port(walker, here))
}

/// The Service whose load balancer answers on the address.
fn by_balancer(world: &World<'_>, packet: Flow) -> Option<Target> {
    let mut services = world.plan.scenario().services.iter().enumerate();
    services.find_map(|(place, service)| {
        let is_it =
            service.service_type == Some(ServiceType::LoadBalancer) && world.frontend(place) == Some(packet.dst);
        let port = port_of(service, packet.protocol, packet.dst_port).filter(|_| is_it)?;
        Some(Target::Pods(pods(world, service, port, Face::LoadBalancer)))
    })
}

/// The Service that answers on a port of the node. Cilium knows the port on every node, kube-proxy on its own.
fn by_node_port(walker: &Walker<'_>, here: Where<'_>) -> Option<Target> {
    let world = walker.world;
    let (place, port) = world.services.at_node_port(walker.packet.dst_port?, walker.packet.protocol)?;
    let is_here = match here {
        Where::Socket(_) => world.inventory.node_at(walker.packet.dst).is_some(),
        Where::KubeProxy(node) | Where::Bpf(node) => node.ip == Some(walker.packet.dst),
    };
    let service = &world.plan.scenario().services[place];
    is_here.then(|| Target::Pods(pods(world, service, port, Face::NodePort)))
}

/// The pods behind a port of a Service.
pub(super) fn pods(world: &World<'_>, service: &Service, port: usize, face: Face) -> Pods {
    let port = &service.ports[port];
    let name = full_name(service);
    let policy = if face == Face::Cluster { service.internal_traffic_policy } else { service.external_traffic_policy };
    Pods {
        endpoints: endpoints(world.plan, world.inventory, service, port),
        port_name: port_name(&name, port),
        face,
        policy: policy.unwrap_or(TrafficPolicy::Cluster),
        source_ranges: service.source_ranges.clone().unwrap_or_default(),
        has_selector: service.selector.as_ref().is_some_and(|selector| !selector.is_empty()),
        name,
    }
}

/// `default/web:http`; `default/web` where the port has no name.
fn port_name(name: &str, port: &ServicePort) -> String {
    port.name.as_ref().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"))
}

fn dns(world: &World<'_>, protocol: Protocol) -> Pods {
    let port = if protocol == Protocol::Udp { "dns" } else { "dns-tcp" };
    Pods {
        name: "kube-system/kube-dns".to_owned(),
        port_name: format!("kube-system/kube-dns:{port}"),
        face: Face::Cluster,
        endpoints: world.inventory.pods_of(world.inventory.dns_workload()).map(|pod| (pod, DNS_PORT)).collect(),
        policy: TrafficPolicy::Cluster,
        source_ranges: Vec::new(),
        has_selector: true,
    }
}

/// The first address of the service CIDR, which is the API server's.
pub(super) fn api_server_service(world: &World<'_>) -> Option<IpAddr> {
    let span = world.plan.cluster().service_cidr.and_then(Cidr::span)?;
    Some(std::net::Ipv4Addr::from(span.first().checked_add(1)?).into())
}
