//! A node: connection tracking, Services, the way to its own pods, masquerading, and its NIC, in the kernel's
//! order. Deliberately without network policies and node ports.

use super::pod::{self, Local, interface};
use super::service::{self, Where};
use super::session::Keeper;
use super::walker::{Entry, Next, Place, Walker};
use super::{Disposition, PlaceKind, Step, StepKind, edge, masquerade, nsg, shown};
use crate::engine::inventory::{Node, NodeRef};
use crate::engine::rules::network::{KUBE_PROXY, KUBENET};
use crate::net::Flow;
use crate::scenario::model::{Direction, Model, ServicePort};

/// What a packet was when it came to a node.
struct Arrival {
    entry: Flow,
    rewrites: usize,
    is_known: bool,
}

/// A node has the packet.
pub(super) fn pass(walker: &mut Walker<'_>, at: NodeRef, from: Entry) -> Next {
    let node = walker.world.inventory.node(at);
    walker.open(PlaceKind::Node, node.name.clone(), node.ip);
    match from {
        Entry::Nic => {
            let nic = nic_of(walker, at, walker.packet.dst);
            walker.step(Step::new(StepKind::Forward, format!("The packet comes in by eth0 of node {}.", node.name)));
            if let Some(denied) = nsg::check(walker, &nic, Direction::Inbound) {
                return denied;
            }
        }
        Entry::Own if walker.hops.len() == 1 => {
            let to = shown(walker.packet.dst);
            let detail = format!("Node {} sends from {} to {to}.", node.name, walker.packet.src);
            walker.step(Step::new(StepKind::Originate, detail));
        }
        Entry::Own | Entry::Pod(_) => {}
    }
    let mut arrival = Arrival { entry: walker.packet, rewrites: walker.translations.len(), is_known: false };
    if let Some(session) = walker.session(&Keeper::Node(at)) {
        arrival.is_known = true;
        if !session.rewrites.is_empty() {
            walker.undo(session, KUBE_PROXY);
        }
    } else if let Some(ended) = translate_service(walker, &node, from) {
        return ended;
    }
    if walker.world.is_cilium() && from == Entry::Own {
        // The socket of the node's process has rewritten the packet before connection tracking saw it.
        arrival.entry = walker.packet;
        arrival.rewrites = walker.translations.len();
    }
    route(walker, &node, from, &arrival)
}

/// The interface that Azure sees for an address of a node: with a pod subnet, its pods' is in another subnet.
fn nic_of(walker: &Walker<'_>, at: NodeRef, address: std::net::IpAddr) -> super::world::Nic {
    let world = walker.world;
    let nic = world.node_nic(at);
    if nic.ip == Some(address) { nic } else { world.pod_nic(at) }
}

/// Packets of pods and of the node itself: kube-proxy, or Cilium where the socket has not done it.
fn translate_service(walker: &mut Walker<'_>, node: &Node, from: Entry) -> Option<Next> {
    let is_cilium = walker.world.is_cilium();
    if (is_cilium && from != Entry::Own) || walker.is_reply || from == Entry::Nic {
        return None;
    }
    let name = format!("node:{}", node.name);
    let here = if is_cilium { Where::Socket(&name) } else { Where::KubeProxy(node) };
    service::translate(walker, &here, node.at, from)
}

/// The node's own routing.
fn route(walker: &mut Walker<'_>, node: &Node, from: Entry, arrival: &Arrival) -> Next {
    let to = walker.packet.dst;
    if Some(to) == node.ip {
        return deliver(walker, node, arrival);
    }
    match pod::at_address(walker.world, node.at, to) {
        Local::Pod(pod) => {
            masquerade_unless_known(walker, node, arrival);
            let interface = interface(walker.world);
            walker.device(interface.device);
            walker.step(Step::new(StepKind::Forward, interface.into).on(interface.source));
            walker.remember(Keeper::Node(node.at), arrival.entry, arrival.rewrites, None);
            pod::get(walker, pod)
        }
        Local::Vacant => Next::unknown(format!("{to} is for pods of node {}; no pod of this file has it.", node.name)),
        Local::Elsewhere => leave(walker, node, from, arrival),
    }
}

fn deliver(walker: &mut Walker<'_>, node: &Node, arrival: &Arrival) -> Next {
    let port = walker.packet.dst_port;
    let is_node_port =
        |port: &std::sync::Arc<ServicePort>| port.node_port.is_some() && port.node_port == walker.packet.dst_port;
    let mut services = walker.world.plan.scenario().services.iter();
    if let Some(service) = services.find(|service| service.ports.iter().any(is_node_port)).filter(|_| !walker.is_reply)
    {
        let port = port.unwrap_or_default();
        return Next::unknown(format!(
            "{port} is the node port of Service {}; node ports are not modelled yet.",
            service.name
        ));
    }
    walker.remember(Keeper::Node(node.at), arrival.entry, arrival.rewrites, None);
    let sentence = format!("Node {} gets the packet from {}.", node.name, shown(walker.packet.src));
    walker.step(Step::new(StepKind::Deliver, sentence.clone()));
    Next::arrives(Disposition::Delivered, sentence, Some(Place::Node(node.at, Entry::Own)))
}

fn masquerade_unless_known(walker: &mut Walker<'_>, node: &Node, arrival: &Arrival) {
    if arrival.is_known {
        walker.step(
            Step::new(
                StepKind::Session,
                "The node knows the connection: its reply is not masqueraded anew.".to_owned(),
            )
            .on(KUBE_PROXY),
        );
        return;
    }
    if walker.world.model() != Model::ByoCni {
        masquerade::leave(walker, node);
    }
}

/// The static egress gateway of the pod that sends, for a packet that leaves the cluster.
fn static_egress(walker: &Walker<'_>, from: Entry) -> Option<String> {
    let (world, to) = (walker.world, walker.packet.dst);
    let Entry::Pod(pod) = from else { return None };
    let gateway = world.inventory.workload(pod.workload)?.static_egress_gateway.as_ref()?.0.to_string();
    let is_inside = world.inventory.node_of_pod_address(to).is_some() || world.inventory.node_at(to).is_some();
    (!gateway.is_empty() && !is_inside).then_some(gateway)
}

/// Out by the NIC.
fn leave(walker: &mut Walker<'_>, node: &Node, from: Entry, arrival: &Arrival) -> Next {
    let source = walker.packet.src;
    if let Some(gateway) = static_egress(walker, from).filter(|_| !arrival.is_known) {
        return Next::unknown(format!(
            "The pod's packets leave by static egress gateway {gateway}, which is not modelled yet."
        ));
    }
    if from == Entry::Nic && walker.world.model() == Model::Kubenet {
        let detail = format!("Node {} forwards a packet that is not for one of its pods.", node.name);
        walker.step(Step::new(StepKind::Forward, detail).on(KUBENET));
    }
    masquerade_unless_known(walker, node, arrival);
    walker.device("eth0");
    walker.remember(Keeper::Node(node.at), arrival.entry, arrival.rewrites, None);
    let is_own = walker.packet.src != source || Some(walker.packet.src) == node.ip;
    let world = walker.world;
    let nic = if is_own { world.node_nic(node.at) } else { world.pod_nic(node.at) };
    if !is_own && world.model() == Model::PodSubnet {
        walker.note(
            "With a pod subnet, routes and NSG of the pod subnet are applied to pods, as the page says; an issue of 2024 has seen the node subnet's.",
        );
    }
    edge::leave(walker, &nic)
}
