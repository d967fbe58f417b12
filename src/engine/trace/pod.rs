//! A pod and its interface, as a sender and as the end of a way. Deliberately without network policies: its node asks them.

use super::service::{self, Where};
use super::walker::{Entry, Next, Place, Walker};
use super::world::World;
use super::{Disposition, PlaceKind, Step, StepKind, egress_gateway, ingress, shown, windows};
use crate::engine::finding::SourceRef;
use crate::engine::inventory::{NodeRef, PodRef};
use crate::engine::rules::network::{
    BYO_CNI, CILIUM_NODE, CILIUM_ROUTER, EBPF_HOST_ROUTING, KUBENET, POD_GATEWAY, TRANSPARENT_VETH, WINDOWS,
};
use crate::scenario::model::Model;

/// A pod sends.
pub(super) fn send(walker: &mut Walker<'_>, at: PodRef) -> Next {
    let world = walker.world;
    let pod = world.inventory.pod(at);
    let name = World::pod_name(&pod);
    // A proxy sends from where it has got the request: one place, not two.
    let is_proxy = walker.hops.last().is_some_and(|hop| hop.kind == PlaceKind::Pod && hop.place == name);
    if !is_proxy {
        walker.open(PlaceKind::Pod, name.clone(), pod.ip);
    }
    let Some(node) = pod.node else {
        return Next::unknown(format!("Pod {name} runs on no node of this file."));
    };
    let to = shown(walker.packet.dst);
    walker.step(Step::new(StepKind::Originate, format!("Pod {name} sends from {} to {to}.", walker.packet.src)));
    if pod.host_network {
        walker.step(Step::new(
            StepKind::Forward,
            "It uses its node's network: the packet starts on the node.".to_owned(),
        ));
        return Next::At(Place::Node(node, Entry::Own));
    }
    if windows::is_windows(world, node)
        && let Some(unknown) = windows::unknown(walker, &name)
    {
        return Next::unknown(unknown);
    }
    if world.is_cilium()
        && !walker.is_reply
        && let Some(ended) = service::translate(walker, Where::Socket(&format!("pod:{name}")), node, Entry::Pod(at))
    {
        return ended;
    }
    if Some(walker.packet.dst) == pod.ip && walker.packet.src == walker.packet.dst {
        walker.device("lo");
        let sentence = format!("Pod {name} talks to itself: the packet does not leave it.");
        walker.step(Step::new(StepKind::Deliver, sentence.clone()));
        return Next::arrives(Disposition::Delivered, sentence, Some(Place::Pod(at)));
    }
    if let Some(next) = egress_gateway::of_pod(walker, at) {
        return next;
    }
    walker.device("eth0");
    note_bridge(walker);
    let interface = interface(world, node);
    walker.step(Step::new(StepKind::Forward, interface.out).on(interface.source));
    if world.model() == Model::ByoCni && !walker.is_reply {
        let node = world.inventory.node_name(node);
        return Next::unknown(format!(
            "The cluster's own plug-in decides what happens on node {node}; Azure's pages do not tell."
        ));
    }
    Next::At(Place::Node(node, Entry::Pod(at)))
}

/// A pod gets the packet from its node.
pub(super) fn get(walker: &mut Walker<'_>, at: PodRef) -> Next {
    let pod = walker.world.inventory.pod(at);
    let name = World::pod_name(&pod);
    walker.open(PlaceKind::Pod, name.clone(), pod.ip);
    walker.device("eth0");
    note_bridge(walker);
    if let Some(next) = ingress::at_controller(walker, at) {
        return next;
    }
    let sentence = format!("Pod {name} gets the packet from {}.", shown(walker.packet.src));
    let step = Step::new(StepKind::Deliver, sentence.clone());
    let page = pod.node.map(|node| interface(walker.world, node).source);
    walker.step(Step { source: page, ..step });
    Next::arrives(Disposition::Delivered, sentence, Some(Place::Pod(at)))
}

/// What is known of kubenet's bridge is upstream's word for it.
fn note_bridge(walker: &mut Walker<'_>) {
    if walker.world.model() == Model::Kubenet {
        walker.note("Assumed: pods hang on a bridge cbr0 with the first address of their node's range, as kubenet does elsewhere; no page of AKS names it.");
    }
}

/// A pod's interface on its node, by model and data plane.
pub(super) struct Interface {
    /// The node's end of it.
    pub device: &'static str,
    /// How a packet leaves the pod.
    pub out: String,
    /// How the node hands one in.
    pub into: String,
    /// The page.
    pub source: SourceRef,
}

/// What joins pods and their node.
pub(super) fn interface(world: &World<'_>, node: NodeRef) -> Interface {
    if windows::is_windows(world, node) {
        return Interface {
            device: "?",
            out: "The packet leaves by the pod's interface; no page names those of Windows.".to_owned(),
            into: "The node's virtual switch has the pod; no page names its interfaces.".to_owned(),
            source: WINDOWS,
        };
    }
    match (world.model(), world.is_cilium()) {
        (Model::ByoCni, _) => Interface {
            device: "?",
            out: "The packet leaves by an interface of the cluster's own plug-in.".to_owned(),
            into: "The cluster's own plug-in has the way to the pod.".to_owned(),
            source: BYO_CNI,
        },
        (Model::Kubenet, _) => Interface {
            device: "cbr0",
            out: "The pod's default gateway is the bridge cbr0, the first address of its node's range.".to_owned(),
            into: "The bridge cbr0 has the pod behind one of its veth interfaces.".to_owned(),
            source: KUBENET,
        },
        (_, true) if world.has_ebpf_host_routing() => Interface {
            device: "lxc*",
            out: format!(
                "An eBPF program at the node's end, lxc*, takes the packet and finds its way itself, past the host's iptables and routes; the node's router is {CILIUM_ROUTER}."
            ),
            into: "An eBPF program hands the packet to the pod's lxc*, past the host's iptables and routes.".to_owned(),
            source: EBPF_HOST_ROUTING,
        },
        (_, true) => Interface {
            device: "lxc*",
            out: format!(
                "An eBPF program at the node's end, lxc*, takes the packet; the node's router is {CILIUM_ROUTER}."
            ),
            into: "The node has a route to the pod's lxc* interface.".to_owned(),
            source: CILIUM_NODE,
        },
        (_, false) => Interface {
            device: "azv*",
            out: format!(
                "The pod's default gateway is {POD_GATEWAY}, which the node's end azv* answers for: no bridge, the node routes."
            ),
            into: "The node has a /32 route to the pod's azv* interface.".to_owned(),
            source: TRANSPARENT_VETH,
        },
    }
}

/// The node of a pod, and the pod, that have an address for pods.
pub(super) fn at_address(world: &World<'_>, node: NodeRef, address: std::net::IpAddr) -> Local {
    let inventory = world.inventory;
    if let Some(pod) = inventory.pod_at(address)
        && inventory.pod(pod).node == Some(node)
    {
        return Local::Pod(pod);
    }
    if inventory.node_of_pod_address(address) == Some(node) { Local::Vacant } else { Local::Elsewhere }
}

/// What an address is on a node.
pub(super) enum Local {
    /// One of its pods'.
    Pod(PodRef),
    /// In its range, and no pod's of this file.
    Vacant,
    /// Not there.
    Elsewhere,
}
