//! A node: connection tracking, Services, the way to its own pods, masquerading, and its NIC, in the kernel's
//! order. Deliberately asks no policy itself: it says when `policy` does.

use super::pod::{self, Local, interface};
use super::service::{self, Where};
use super::session::Keeper;
use super::walker::{Entry, Mark, Next, Place, Walker};
use super::{Disposition, PlaceKind, Step, StepKind, edge, masquerade, nsg, platform, policy, shown, windows};
use crate::engine::inventory::{Node, NodeRef};
use crate::engine::rules::network::{BYO_CNI, CILIUM_MASQUERADE, KUBE_PROXY_MODES, KUBENET, ROUTE_CHOICE, WINDOWS};
use crate::net::Flow;
use crate::scenario::model::{Direction, Model};

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
            let detail = format!("The packet comes in by eth0 of node {}.", node.name);
            walker.step(Step::new(StepKind::Forward, detail).on(ROUTE_CHOICE));
            if let Some(denied) = nsg::check(walker, &nic, Direction::Inbound) {
                return denied;
            }
        }
        Entry::Own if walker.hops.len() == 1 => {
            let to = shown(walker.packet.dst);
            let detail = format!("Node {} sends from {} to {to}.", node.name, shown(walker.packet.src));
            walker.step(Step::new(StepKind::Originate, detail));
        }
        Entry::Own | Entry::Pod(_) => {}
    }
    let mut arrival = Arrival { entry: walker.packet, rewrites: walker.translations.len(), is_known: false };
    if let Some(session) = walker.session(&Keeper::Node(at)) {
        arrival.is_known = true;
        if !session.rewrites.is_empty() {
            walker.undo(session);
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
    if world.is_pod_address_of(at, address) { world.pod_nic(at) } else { world.node_nic(at) }
}

/// kube-proxy for every packet; Cilium for those from outside, and in the socket for those of the node itself.
fn translate_service(walker: &mut Walker<'_>, node: &Node, from: Entry) -> Option<Next> {
    if walker.is_reply {
        return None;
    }
    let name = format!("node:{}", node.name);
    let here = match (walker.world.is_cilium(), from) {
        (false, _) => Where::KubeProxy(node),
        (true, Entry::Own) => Where::Socket(&name),
        (true, Entry::Nic) => Where::Bpf(node),
        // The pod's socket has done it.
        (true, Entry::Pod(_)) => return None,
    };
    if windows::is_windows(walker.world, node.at) && super::target::target(walker, here).is_some() {
        walker.step(Step::new(StepKind::Forward, "A Windows node translates in its own way.").on(WINDOWS));
        return Some(Next::unknown(format!(
            "Node {} runs Windows: the page windows-faq says that its kube-proxy does not keep a client's address, and no page that was read how it translates.",
            node.name
        )));
    }
    if walker.world.model() == Model::ByoCni && super::target::target(walker, here).is_some() {
        let detail = "With a plug-in of one's own, kube-proxy may be turned off.";
        walker.step(Step::new(StepKind::Forward, detail).on(KUBE_PROXY_MODES));
        return Some(Next::unknown(format!(
            "Whether kube-proxy or the cluster's own plug-in replaces the Service's address on node {}, and by which pod's, the file does not tell.",
            node.name
        )));
    }
    service::translate(walker, here, node.at, from)
}

/// The node's own routing.
fn route(walker: &mut Walker<'_>, node: &Node, from: Entry, arrival: &Arrival) -> Next {
    let to = walker.packet.dst;
    if let Entry::Pod(pod) = from
        && let Some(denied) = policy::leave(walker, pod)
    {
        return denied;
    }
    if Some(to) == node.ip {
        return deliver(walker, node, arrival);
    }
    match pod::at_address(walker.world, node.at, to) {
        Local::Pod(pod) => {
            // The node filters before it masquerades: a policy sees the source as it came.
            if let Some(denied) = policy::enter(walker, pod) {
                return denied;
            }
            if walker.world.model() == Model::ByoCni {
                walker.step(Step::new(StepKind::Forward, interface(walker.world, node.at).into).on(BYO_CNI));
                return Next::unknown(format!(
                    "How node {} hands the packet to its pod, and from which source, the cluster's own plug-in decides; Azure's pages do not tell.",
                    node.name
                ));
            }
            hand_in(walker, node, arrival);
            let interface = interface(walker.world, node.at);
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
    walker.remember(Keeper::Node(node.at), arrival.entry, arrival.rewrites, None);
    let sentence = format!("Node {} gets the packet from {}.", node.name, shown(walker.packet.src));
    walker.step(Step::new(StepKind::Deliver, sentence.clone()));
    Next::arrives(Disposition::Delivered, sentence, Some(Place::Node(node.at, Entry::Own)))
}

/// What becomes of the source of a packet for one of the node's own pods. iptables masquerades whatever passes the host,
/// eBPF only what leaves by eth0.
fn hand_in(walker: &mut Walker<'_>, node: &Node, arrival: &Arrival) {
    if walker.world.has_ebpf_host_routing() && walker.mark == Mark::None {
        let detail =
            "bpf-masquerade stands where packets leave by eth0: what goes to a pod of the node does not pass it.";
        walker.step(Step::new(StepKind::Forward, detail).on(CILIUM_MASQUERADE));
        return;
    }
    masquerade_unless_known(walker, node, arrival);
}

fn masquerade_unless_known(walker: &mut Walker<'_>, node: &Node, arrival: &Arrival) {
    let mark = std::mem::take(&mut walker.mark);
    if mark != Mark::None {
        masquerade::marked(walker, node, mark);
        return;
    }
    if arrival.is_known {
        walker.step(
            Step::new(
                StepKind::Session,
                "The node knows the connection: its reply is not masqueraded anew.".to_owned(),
            )
            .on(masquerade::keeper(walker.world)),
        );
        return;
    }
    if walker.world.model() != Model::ByoCni {
        masquerade::leave(walker, node);
    }
}

/// Out by the NIC.
fn leave(walker: &mut Walker<'_>, node: &Node, from: Entry, arrival: &Arrival) -> Next {
    if let Some(refused) = platform::refuse_pod(walker, from).or_else(|| platform::on_own_link(walker, &node.name)) {
        return refused;
    }
    if from == Entry::Nic && walker.world.model() == Model::Kubenet {
        let detail = format!("Node {} forwards a packet that is not for one of its pods.", node.name);
        walker.step(Step::new(StepKind::Forward, detail).on(KUBENET));
    }
    masquerade_unless_known(walker, node, arrival);
    walker.device("eth0");
    walker.remember(Keeper::Node(node.at), arrival.entry, arrival.rewrites, None);
    let world = walker.world;
    let is_pods = world.is_pod_address_of(node.at, walker.packet.src);
    let nic = if is_pods { world.pod_nic(node.at) } else { world.node_nic(node.at) };
    if is_pods && world.model() == Model::PodSubnet {
        walker.note(
            "With a pod subnet, routes and NSG of the pod subnet are applied to pods, as the page says; an issue of 2024 has seen the node subnet's.",
        );
    }
    edge::leave(walker, &nic)
}
