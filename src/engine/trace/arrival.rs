//! Who has an address of a VNet. Deliberately not how a packet is received there: that is each place's own.

use std::net::IpAddr;

use super::walker::{Entry, Next, Place, Walker};
use super::world::{Nic, World};
use super::{PlaceKind, Step, StepKind, edge, front, nsg, shown};
use crate::engine::plan::VnetId;
use crate::engine::rules::network::ROUTE_CHOICE;
use crate::scenario::model::{Direction, PrivateEndpointPolicies};

/// What has an address.
pub(super) enum Found {
    /// A place of the walk.
    Place(Place),
    /// Nothing of this file.
    Nobody,
}

/// Looks for an address in one VNet.
pub(super) fn find(world: &World<'_>, vnet: VnetId, address: IpAddr) -> Found {
    let place = node_or_pod(world, vnet, address).or_else(|| machine(world, vnet, address));
    place.or_else(|| front::private(world, address)).map_or(Found::Nobody, Found::Place)
}

fn node_or_pod(world: &World<'_>, vnet: VnetId, address: IpAddr) -> Option<Place> {
    let inventory = world.inventory;
    let flat = || {
        let pod = inventory.pod_at(address).and_then(|pod| inventory.pod(pod).node);
        pod.or_else(|| inventory.node_of_pod_address(address)).filter(|_| world.is_flat())
    };
    let node = inventory.node_at(address).or_else(flat)?;
    (world.node_nic(node).vnet == vnet).then_some(Place::Node(node, Entry::Nic))
}

fn machine(world: &World<'_>, vnet: VnetId, address: IpAddr) -> Option<Place> {
    let scenario = world.plan.scenario();
    let is_here = |name: &str| world.vnet_name(vnet) == name;
    let vm = scenario
        .vms
        .iter()
        .position(|vm| world.vm_ip(vm) == Some(address) && world.vm_nic(vm).is_some_and(|nic| nic.vnet == vnet));
    let firewall = || scenario.firewalls.iter().position(|item| item.private_ip == address && is_here(&item.vnet));
    let gateway = || scenario.gateways.iter().position(|item| item.ip == Some(address) && is_here(&item.vnet));
    let endpoint = || {
        scenario.private_endpoints.iter().position(|item| {
            let subnet = world.plan.subnet_named(&item.subnet);
            item.ip == Some(address) && subnet.is_some_and(|subnet| world.plan.subnet(subnet).vnet == vnet)
        })
    };
    vm.map(Place::VmGets)
        .or_else(|| firewall().map(Place::Firewall))
        .or_else(|| gateway().map(Place::Gateway))
        .or_else(|| endpoint().map(Place::PrivateEndpoint))
}

/// A private endpoint takes a packet, or answers one.
pub(super) fn private_endpoint_answers(walker: &mut Walker<'_>, place: usize) -> Next {
    let world = walker.world;
    let endpoint = &world.plan.scenario().private_endpoints[place];
    let Some(subnet) = world.plan.subnet_named(&endpoint.subnet) else {
        return Next::unknown(format!("The subnet of private endpoint {} is not in this file.", endpoint.name));
    };
    walker.open(PlaceKind::Other, endpoint.name.to_string(), endpoint.ip);
    let policies = world.plan.subnet(subnet).item.private_endpoint_policies;
    let is_unguarded =
        !matches!(policies, Some(PrivateEndpointPolicies::NetworkSecurityGroup | PrivateEndpointPolicies::Enabled));
    let nic = world.nic_at(&endpoint.name, world.plan.subnet(subnet).vnet, endpoint.ip);
    let nic = Nic { subnet: Some(subnet), is_unguarded, ..nic };
    if endpoint.ip == Some(walker.packet.dst) {
        if let Some(denied) = nsg::check(walker, &nic, Direction::Inbound) {
            return denied;
        }
        let sentence = format!("Private endpoint {} gets the packet from {}.", endpoint.name, shown(walker.packet.src));
        walker.step(Step::new(StepKind::Deliver, sentence.clone()).on(ROUTE_CHOICE));
        return Next::arrives(super::Disposition::Delivered, sentence, Some(Place::PrivateEndpoint(place)));
    }
    walker.step(Step::new(StepKind::Originate, format!("Private endpoint {} answers.", endpoint.name)));
    edge::leave(walker, &nic)
}
