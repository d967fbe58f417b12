//! What a written end is in a plan: its address, its place, its usual port. Deliberately not how it is reached.

use std::net::IpAddr;

use super::{Endpoint, EndpointError};
use crate::engine::inventory::{NodeRef, PodRef};
use crate::engine::plan::SubnetId;
use crate::engine::rules::network::{DNS_PORT, INTERNET_STAND_IN, PLATFORM};
use crate::engine::service;
use crate::engine::trace::{self, World};
use crate::net::Protocol;
use crate::scenario::leaf::nearest;
use crate::scenario::model::{Model, PortProtocol};

/// What an end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A pod.
    Pod(PodRef),
    /// A node.
    Node(NodeRef),
    /// A virtual machine, by its place in the scenario.
    Vm(usize),
    /// A Service by its cluster address.
    Service(usize),
    /// A Service by its load balancer.
    LoadBalancer(usize),
    /// A site on premises.
    OnPremises(usize),
    /// A host on the internet.
    Internet,
    /// An Ingress.
    Ingress(usize),
    /// The API server.
    ApiServer,
    /// The cluster's DNS.
    Dns,
    /// Azure's platform.
    Platform,
    /// A subnet.
    Subnet(SubnetId),
    /// An address that belongs to nothing of the file.
    Stranger,
}

/// An end, looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// What it is.
    pub subject: Subject,
    /// Its address; `None` when nobody gives it one.
    pub address: Option<IpAddr>,
    /// Its first port, where it has ports of its own.
    pub port: Option<(u16, Protocol)>,
}

/// Looks an end up.
///
/// # Errors
/// When there is no such thing in the scenario.
pub fn resolve(world: &World<'_>, endpoint: &Endpoint) -> Result<Resolved, EndpointError> {
    let scenario = world.plan.scenario();
    let plain = |subject, address| Ok(Resolved { subject, address, port: None });
    match endpoint {
        Endpoint::Pod(name) => {
            let pod = world.inventory.pod_named(name).ok_or_else(|| unknown(world, "pod", name))?;
            Ok(of_pod(world, pod))
        }
        Endpoint::Node(name) => {
            let node = world.inventory.node_named(name).ok_or_else(|| unknown(world, "node", name))?;
            plain(Subject::Node(node), world.inventory.node_ip(node))
        }
        Endpoint::Vm(name) => {
            let place = scenario.vms.iter().position(|vm| vm.name == *name.as_str());
            let place = place.ok_or_else(|| unknown(world, "vm", name))?;
            plain(Subject::Vm(place), world.vm_ip(&scenario.vms[place]))
        }
        Endpoint::Service(name) => {
            let place = service::named(world.plan, name).ok_or_else(|| unknown(world, "Service", name))?;
            Ok(Resolved {
                subject: Subject::Service(place),
                address: world.services.address(place),
                port: first_port(world, place),
            })
        }
        Endpoint::LoadBalancer(name) => {
            let place = service::named(world.plan, name).ok_or_else(|| unknown(world, "Service", name))?;
            let address = world.frontend(place);
            Ok(Resolved { subject: Subject::LoadBalancer(place), address, port: first_port(world, place) })
        }
        Endpoint::OnPremises(name) => on_premises(world, name),
        Endpoint::Internet(address) => plain(Subject::Internet, Some(address.unwrap_or(INTERNET_STAND_IN.into()))),
        Endpoint::Ingress(name) => {
            let place = ingress(world, name)?;
            let address = trace::ingress_address(world, place);
            let port = trace::ingress_port(world, place).map(|port| (port, Protocol::Tcp));
            Ok(Resolved { subject: Subject::Ingress(place), address, port })
        }
        Endpoint::ApiServer => plain(Subject::ApiServer, trace::api_server_address(world)),
        Endpoint::Dns => {
            // The first port of kube-dns.
            let port = Some((DNS_PORT, Protocol::Udp));
            Ok(Resolved { subject: Subject::Dns, address: world.inventory.dns_ip(), port })
        }
        Endpoint::Platform => plain(Subject::Platform, Some(PLATFORM.into())),
        Endpoint::Subnet(name) => {
            let subnet = world.plan.subnet_named(name).ok_or_else(|| unknown(world, "subnet", name))?;
            plain(Subject::Subnet(subnet), None)
        }
        Endpoint::Address(address) => Ok(of_address(world, *address)),
    }
}

/// The place of the Ingress of this name, `NAMESPACE/NAME`.
fn ingress(world: &World<'_>, name: &str) -> Result<usize, EndpointError> {
    let (space, short) = name.split_once('/').unwrap_or(("default", name));
    let place = world.plan.scenario().ingresses.iter().position(|ingress| {
        let own = ingress.namespace.as_ref().map_or("default", |name| name.as_str());
        ingress.name == *short && own == space
    });
    place.ok_or_else(|| unknown(world, "Ingress", name))
}

/// The subnet whose routes an end's packets are looked up in; `None` where the file has none.
///
/// # Errors
/// When there is no such thing in the scenario.
pub fn subnet_of(world: &World<'_>, endpoint: &Endpoint) -> Result<Option<SubnetId>, EndpointError> {
    let of_pool = |node: NodeRef| world.plan.pool(node.pool);
    let resolved = resolve(world, endpoint)?;
    Ok(match resolved.subject {
        Subject::Subnet(subnet) => Some(subnet),
        Subject::Node(node) => of_pool(node).subnet,
        Subject::Pod(pod) => {
            let pod = world.inventory.pod(pod);
            pod.node.map(of_pool).and_then(|pool| match world.plan.model() {
                Model::PodSubnet if !pod.host_network => pool.pod_subnet,
                _ => pool.subnet,
            })
        }
        Subject::Vm(place) => {
            let vm = &world.plan.scenario().vms[place];
            vm.subnet.as_ref().and_then(|name| world.plan.subnet_named(name))
        }
        Subject::Stranger => resolved.address.and_then(|address| {
            world.plan.subnet_ids().find(|subnet| world.plan.subnet(*subnet).item.prefix.contains(address))
        }),
        Subject::Service(_)
        | Subject::LoadBalancer(_)
        | Subject::OnPremises(_)
        | Subject::Internet
        | Subject::Ingress(_)
        | Subject::ApiServer
        | Subject::Dns
        | Subject::Platform => None,
    })
}

fn of_pod(world: &World<'_>, at: PodRef) -> Resolved {
    let port = world.inventory.workload(at.workload).and_then(|workload| workload.ports.first());
    let port = port.map(|port| (port.port, protocol(port.protocol)));
    Resolved { subject: Subject::Pod(at), address: world.inventory.pod(at).ip, port }
}

fn on_premises(world: &World<'_>, name: &str) -> Result<Resolved, EndpointError> {
    let sites = &world.plan.scenario().on_premises;
    let place =
        sites.iter().position(|site| site.name == *name).ok_or_else(|| unknown(world, "site on premises", name))?;
    let site = &sites[place];
    // A range has a host in it: the first behind the network's own address.
    let first = || site.address_space.as_ref()?.first().map(|range| second(range.first()));
    Ok(Resolved { subject: Subject::OnPremises(place), address: site.ip.or_else(first), port: None })
}

fn second(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) => std::net::Ipv4Addr::from(u32::from(address).saturating_add(1)).into(),
        IpAddr::V6(address) => std::net::Ipv6Addr::from(u128::from(address).saturating_add(1)).into(),
    }
}

fn first_port(world: &World<'_>, place: usize) -> Option<(u16, Protocol)> {
    world.plan.scenario().services[place].ports.first().map(|port| (port.port, protocol(port.protocol)))
}

fn protocol(written: Option<PortProtocol>) -> Protocol {
    match written {
        None | Some(PortProtocol::Tcp) => Protocol::Tcp,
        Some(PortProtocol::Udp) => Protocol::Udp,
        Some(PortProtocol::Sctp) => Protocol::Sctp,
    }
}

/// Whose an address is.
fn of_address(world: &World<'_>, address: IpAddr) -> Resolved {
    let scenario = world.plan.scenario();
    let inventory = world.inventory;
    let some = |subject| Resolved { subject, address: Some(address), port: None };
    if let Some(pod) = inventory.pod_at(address) {
        return of_pod(world, pod);
    }
    if let Some(node) = inventory.node_at(address) {
        return some(Subject::Node(node));
    }
    if let Some(vm) = scenario.vms.iter().position(|vm| world.vm_ip(vm) == Some(address)) {
        return some(Subject::Vm(vm));
    }
    if let Some(service) = world.services.at(address) {
        return Resolved { port: first_port(world, service), ..some(Subject::Service(service)) };
    }
    if inventory.dns_ip() == Some(address) {
        return some(Subject::Dns);
    }
    let has_frontend = |place: &usize| world.frontend(*place) == Some(address);
    if let Some(service) = (0..scenario.services.len()).find(has_frontend) {
        return Resolved { port: first_port(world, service), ..some(Subject::LoadBalancer(service)) };
    }
    let is_site = |site: &std::sync::Arc<crate::scenario::model::OnPremises>| {
        site.ip == Some(address) || site.address_space.iter().flatten().any(|range| range.contains(address))
    };
    if let Some(site) = scenario.on_premises.iter().position(is_site) {
        return some(Subject::OnPremises(site));
    }
    let is_known = |range: &crate::net::Cidr| range.contains(address);
    let is_ours = scenario.vnets.iter().any(|vnet| vnet.address_space.iter().any(is_known));
    if is_ours || crate::engine::trace::is_private(address) { some(Subject::Stranger) } else { some(Subject::Internet) }
}

/// There is no such thing; the nearest name is offered.
fn unknown(world: &World<'_>, kind: &'static str, name: &str) -> EndpointError {
    let scenario = world.plan.scenario();
    let scoped = |namespace: Option<&str>, name: &str| format!("{}/{name}", namespace.unwrap_or("default"));
    let names: Vec<String> = match kind {
        "pod" => scenario.workloads.iter().map(|item| scoped(item.namespace.as_deref(), &item.name)).collect(),
        "node" => world.inventory.nodes().take(NAMES_MAX).map(|node| world.inventory.node_name(node)).collect(),
        "vm" => scenario.vms.iter().map(|item| item.name.to_string()).collect(),
        "Service" => scenario.services.iter().map(|item| service::full_name(item)).collect(),
        "Ingress" => scenario.ingresses.iter().map(|item| scoped(item.namespace.as_deref(), &item.name)).collect(),
        "subnet" => world.plan.subnets().iter().map(|row| row.item.name.to_string()).collect(),
        _ => scenario.on_premises.iter().map(|item| item.name.to_string()).collect(),
    };
    let suggestion = nearest(name, names.iter().map(String::as_str)).map(str::to_owned);
    EndpointError::Unknown { kind, name: name.to_owned(), suggestion }
}

/// How many names are compared with one that is not known.
const NAMES_MAX: usize = 1000;
