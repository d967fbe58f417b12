//! The addresses of the Services and the pods behind them. Deliberately chooses no pod: that is a packet's affair.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};

use crate::engine::inventory::{Inventory, PodRef};
use crate::engine::plan::Plan;
use crate::net::{Cidr, Protocol};
use crate::scenario::leaf::PortRef;
use crate::scenario::model::{PortProtocol, Service, ServicePort, ServiceType};

/// The cluster addresses of all Services: those that are pinned, and for the others the lowest free ones, as
/// Kubernetes could give them.
#[derive(Clone, Debug, Default)]
pub struct Services {
    addresses: Vec<Option<IpAddr>>,
    by_address: HashMap<IpAddr, usize>,
    /// By Service, by port.
    node_ports: Vec<Vec<Option<u16>>>,
    by_node_port: HashMap<(u16, Protocol), (usize, usize)>,
}

/// The node ports that Kubernetes deals out.
const NODE_PORTS: std::ops::RangeInclusive<u16> = 30_000..=32_767;

impl Services {
    /// Of a plan. The first address of the range is the API server's; the cluster's DNS has its own.
    pub fn new(plan: &Plan) -> Self {
        let cluster = plan.cluster();
        let services = &plan.scenario().services;
        let mut addresses: Vec<Option<IpAddr>> = services.iter().map(|service| service.cluster_ip).collect();
        let mut taken: std::collections::HashSet<IpAddr> = addresses.iter().flatten().copied().collect();
        taken.extend(cluster.dns_service_ip);
        let span = cluster.service_cidr.and_then(Cidr::span);
        let mut next = span.map(|span| (span.first().saturating_add(2)..span.last()).map(Ipv4Addr::from));
        for (service, address) in services.iter().zip(&mut addresses) {
            if address.is_none() && service.service_type != Some(ServiceType::ExternalName) {
                *address = next.as_mut().and_then(|next| next.map(IpAddr::V4).find(|free| !taken.contains(free)));
            }
        }
        let known = addresses.iter().enumerate().filter_map(|(place, address)| Some(((*address)?, place)));
        let mut by_address = HashMap::with_capacity(addresses.len());
        for (address, place) in known {
            by_address.entry(address).or_insert(place);
        }
        let node_ports = node_ports(services);
        let mut by_node_port = HashMap::new();
        for (place, (service, numbers)) in services.iter().zip(&node_ports).enumerate() {
            for (index, (port, number)) in service.ports.iter().zip(numbers).enumerate() {
                if let Some(number) = number {
                    by_node_port.entry((*number, protocol_of(port))).or_insert((place, index));
                }
            }
        }
        Self { addresses, by_address, node_ports, by_node_port }
    }

    /// The node port of the n-th port of the Service at a place: as given, else the lowest free one, as Kubernetes
    /// could deal it; `None` where the Service has none, or none is left.
    pub fn node_port(&self, place: usize, index: usize) -> Option<u16> {
        self.node_ports.get(place)?.get(index).copied().flatten()
    }

    /// The Service and its port that a node answers for on a port of its own.
    pub fn at_node_port(&self, port: u16, protocol: Protocol) -> Option<(usize, usize)> {
        self.by_node_port.get(&(port, protocol)).copied()
    }

    /// The cluster address of the Service at a place of the scenario.
    pub fn address(&self, place: usize) -> Option<IpAddr> {
        self.addresses.get(place).copied().flatten()
    }

    /// The place of the Service that has a cluster address.
    pub fn at(&self, address: IpAddr) -> Option<usize> {
        self.by_address.get(&address).copied()
    }
}

/// The node ports of all Services, in their order.
fn node_ports(services: &[std::sync::Arc<Service>]) -> Vec<Vec<Option<u16>>> {
    let has_them =
        |service: &Service| matches!(service.service_type, Some(ServiceType::NodePort | ServiceType::LoadBalancer));
    let given = services.iter().filter(|service| has_them(service)).flat_map(|service| service.ports.iter());
    let taken: std::collections::HashSet<(u16, Protocol)> =
        given.filter_map(|port| Some((port.node_port?, protocol_of(port)))).collect();
    let mut next: HashMap<Protocol, std::ops::RangeInclusive<u16>> = HashMap::new();
    let mut number = |port: &ServicePort| {
        let protocol = protocol_of(port);
        let free = next.entry(protocol).or_insert(NODE_PORTS);
        port.node_port.or_else(|| free.find(|number| !taken.contains(&(*number, protocol))))
    };
    let of = |service: &Service, number: &mut dyn FnMut(&ServicePort) -> Option<u16>| {
        if has_them(service) { service.ports.iter().map(|port| number(port)).collect() } else { Vec::new() }
    };
    services.iter().map(|service| of(service, &mut number)).collect()
}

/// The protocol of a port of a Service.
pub fn protocol_of(port: &ServicePort) -> Protocol {
    match port.protocol {
        None | Some(PortProtocol::Tcp) => Protocol::Tcp,
        Some(PortProtocol::Udp) => Protocol::Udp,
        Some(PortProtocol::Sctp) => Protocol::Sctp,
    }
}

/// `default/web`.
pub fn full_name(service: &Service) -> String {
    format!("{}/{}", namespace(service), service.name)
}

fn namespace(service: &Service) -> &str {
    service.namespace.as_ref().map_or("default", |name| name.as_str())
}

/// The place of the Service of this name, `NAMESPACE/NAME`.
pub fn named(plan: &Plan, name: &str) -> Option<usize> {
    let (in_namespace, name) = name.split_once('/').unwrap_or(("default", name));
    plan.scenario().services.iter().position(|service| service.name == *name && namespace(service) == in_namespace)
}

/// The port of a Service that takes packets of a protocol to a number, by its place.
pub fn port_of(service: &Service, protocol: Protocol, number: Option<u16>) -> Option<usize> {
    service.ports.iter().position(|port| Some(port.port) == number && protocol_of(port) == protocol)
}

/// The pods behind a Service and the port that each answers on, in the order of the workloads.
pub fn endpoints(plan: &Plan, inventory: &Inventory, service: &Service, port: &ServicePort) -> Vec<(PodRef, u16)> {
    let Some(selector) = service.selector.as_ref().filter(|selector| !selector.is_empty()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (place, workload) in plan.scenario().workloads.iter().enumerate() {
        let is_near = workload.namespace.as_ref().map_or("default", |name| name.as_str()) == namespace(service);
        let has = |(name, value)| workload.labels.as_ref().and_then(|labels| labels.get(name)) == Some(value);
        if !is_near || !selector.iter().all(has) {
            continue;
        }
        let target = match &port.target_port {
            None => Some(port.port),
            Some(PortRef::Number(number)) => Some(*number),
            Some(PortRef::Named(name)) => {
                workload.ports.iter().find(|port| port.name.as_ref() == Some(name)).map(|port| port.port)
            }
        };
        if let Some(target) = target {
            found.extend(inventory.pods_of(place).map(|pod| (pod, target)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::scenario::read::read;

    #[test]
    fn services_without_an_address_get_the_lowest_free_one() {
        let text = "
            [[service]]\nname = \"a\"\n[[service]]\nname = \"b\"\ncluster-ip = \"10.0.0.2\"\n
            [[service]]\nname = \"c\"\ntype = \"ExternalName\"\n[[service]]\nname = \"d\"\n";
        let plan = Plan::new(Arc::new(read(text).scenario));
        let services = Services::new(&plan);
        let found: Vec<String> = (0..4)
            .map(|place| services.address(place).map_or_else(String::new, |address| address.to_string()))
            .collect();
        assert_eq!(found, ["10.0.0.3", "10.0.0.2", "", "10.0.0.4"]);
        assert_eq!(services.at("10.0.0.2".parse().unwrap()), named(&plan, "default/b"));
    }
}
