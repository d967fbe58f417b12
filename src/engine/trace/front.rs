//! What of this design answers on an address without having a NIC of that address: load balancers, public addresses
//! of machines, firewalls, the API server. Deliberately not how it answers: that is each one's own file.

use std::net::IpAddr;

use super::world::{World, is_private};
use super::{api_server, walker::Place};
use crate::engine::inventory::NodeRef;
use crate::scenario::model::{LoadBalancerType, ServiceType};

/// What answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Front {
    /// The load balancer of a Service.
    Service(usize),
    /// Another load balancer.
    Plain(usize),
    /// The public address of a node.
    Node(NodeRef),
    /// The public address of a machine.
    Vm(usize),
}

/// What answers on a public address.
pub(super) fn public(world: &World<'_>, address: IpAddr) -> Option<Place> {
    let scenario = world.plan.scenario();
    let service = || {
        let mut services = scenario.services.iter().enumerate();
        let is_public = |service: &crate::scenario::model::Service| {
            service.service_type == Some(ServiceType::LoadBalancer) && service.internal != Some(true)
        };
        services.find(|(place, service)| is_public(service) && world.frontend(*place) == Some(address))
    };
    let balancer = || {
        let is_it = |item: &crate::scenario::model::PlainLoadBalancer| {
            item.kind == Some(LoadBalancerType::Public) && item.frontend == address
        };
        scenario.load_balancers.iter().position(|item| is_it(item))
    };
    let firewall =
        || scenario.firewalls.iter().position(|item| item.public_ips.iter().flatten().any(|ip| *ip == address));
    let vm = || scenario.vms.iter().position(|vm| vm.public_ip.and_then(|ip| ip.0) == Some(address));
    let node = || {
        let pin = scenario.nodes.iter().find(|pin| pin.public_ip.and_then(|ip| ip.0) == Some(address))?;
        world.inventory.node_named(&pin.name)
    };
    // These two may have an address of the VNet, to which the internet has no route.
    let is_public = !is_private(address);
    let ingress = || super::ingress::at(world, address).filter(|_| is_public);
    let is_api_server = || is_public && api_server::address(world) == Some(address);
    service()
        .map(|(place, _)| Place::Balancer(Front::Service(place)))
        .or_else(|| balancer().map(|place| Place::Balancer(Front::Plain(place))))
        .or_else(|| firewall().map(Place::Firewall))
        .or_else(|| vm().map(|place| Place::Instance(Front::Vm(place))))
        .or_else(|| node().map(|node| Place::Instance(Front::Node(node))))
        .or_else(|| ingress().map(Place::Ingress))
        .or_else(|| is_api_server().then_some(Place::ApiServer))
}

/// What answers on an address of a VNet.
pub(super) fn private(world: &World<'_>, address: IpAddr) -> Option<Place> {
    let scenario = world.plan.scenario();
    let service = || {
        let mut services = scenario.services.iter().enumerate();
        let is_internal = |service: &crate::scenario::model::Service| {
            service.service_type == Some(ServiceType::LoadBalancer) && service.internal == Some(true)
        };
        services.find(|(place, service)| is_internal(service) && world.frontend(*place) == Some(address))
    };
    let balancer = || {
        let is_it = |item: &crate::scenario::model::PlainLoadBalancer| {
            item.kind != Some(LoadBalancerType::Public) && item.frontend == address
        };
        scenario.load_balancers.iter().position(|item| is_it(item))
    };
    service()
        .map(|(place, _)| Place::Balancer(Front::Service(place)))
        .or_else(|| balancer().map(|place| Place::Balancer(Front::Plain(place))))
        .or_else(|| super::ingress::at(world, address).map(Place::Ingress))
        .or_else(|| (api_server::address(world) == Some(address)).then_some(Place::ApiServer))
}
