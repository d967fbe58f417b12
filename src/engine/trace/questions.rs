//! The questions that a scenario suggests: only those whose ends it has. Deliberately answers none of them.

use super::{Question, World};
use crate::engine::endpoint::{Destination, Endpoint};
use crate::engine::inventory::{Pod, PodRef};
use crate::engine::service::full_name;
use crate::net::Protocol;
use crate::scenario::model::ServiceType;

/// How many pods are looked through for one on the same node, and one on another.
const PODS_MAX: usize = 256;

/// How many load balancers are asked about.
const SERVICES_MAX: usize = 2;

/// The ready questions of a scenario.
pub fn questions(world: &World<'_>) -> Vec<Question> {
    let mut found = Vec::new();
    let mut ask = |from: &Endpoint, to: Endpoint, port: Option<u16>| {
        let to = Destination { endpoint: to, port, protocol: Protocol::Tcp };
        found.push(Question::new(from.clone(), to));
    };
    let scenario = world.plan.scenario();
    let vm = scenario.vms.first().map(|vm| Endpoint::Vm(vm.name.to_string()));
    let site = scenario.on_premises.first().map(|site| Endpoint::OnPremises(site.name.to_string()));
    let node = world.inventory.nodes().next().map(|node| Endpoint::Node(world.inventory.node_name(node)));
    if let Some(pod) = pods(world).next() {
        let from = endpoint(&pod);
        let same = pods(world).skip(1).find(|other| other.node == pod.node);
        let other = pods(world).skip(1).find(|other| other.node != pod.node);
        for far in [same, other].into_iter().flatten() {
            ask(&from, endpoint(&far), None);
        }
        let services = scenario.services.iter();
        let mut services = services.filter(|service| service.service_type != Some(ServiceType::ExternalName));
        if let Some(service) = services.next() {
            ask(&from, Endpoint::Service(full_name(service)), None);
        }
        ask(&from, Endpoint::Dns, None);
        ask(&from, Endpoint::Internet(None), Some(443));
        for far in [&vm, &site].into_iter().flatten() {
            ask(&from, far.clone(), Some(443));
            ask(far, from.clone(), None);
        }
        let far_node = world.inventory.nodes().find(|node| Some(*node) != pod.node);
        if let Some(far_node) = far_node {
            ask(&from, Endpoint::Node(world.inventory.node_name(far_node)), None);
        }
        if let Some(node) = &node {
            ask(node, from.clone(), None);
        }
    }
    if let Some(node) = &node {
        ask(node, Endpoint::Internet(None), Some(443));
    }
    let balanced = scenario.services.iter().filter(|service| service.service_type == Some(ServiceType::LoadBalancer));
    for service in balanced.take(SERVICES_MAX) {
        let is_internal = service.internal == Some(true);
        let client = if is_internal { vm.clone().or_else(|| site.clone()) } else { Some(Endpoint::Internet(None)) };
        if let Some(client) = client {
            ask(&client, Endpoint::LoadBalancer(full_name(service)), None);
        }
    }
    if let (Some(node), Some(vm)) = (&node, &vm) {
        ask(node, vm.clone(), Some(443));
        ask(vm, node.clone(), None);
    }
    found
}

fn endpoint(pod: &Pod) -> Endpoint {
    Endpoint::Pod(World::pod_name(pod))
}

/// The first pods that have an address of their own.
fn pods<'w>(world: &'w World<'_>) -> impl Iterator<Item = Pod> + 'w {
    let workloads = 0..world.plan.scenario().workloads.len();
    let places = workloads.flat_map(|workload| world.inventory.pods_of(workload));
    let pods = places.take(PODS_MAX).map(|at: PodRef| world.inventory.pod(at));
    pods.filter(|pod| !pod.host_network && pod.node.is_some())
}
