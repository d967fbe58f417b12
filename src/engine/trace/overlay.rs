//! The overlay's own routing domain: it knows each node's range of pods and nothing else. Deliberately without
//! encapsulation: packets leave the node with the pods' addresses.

use super::walker::{Entry, Next, Place, Walker};
use super::world::Nic;
use super::{Decision, Disposition, RouteStep, Step, StepKind, TraceRoute, nsg};
use crate::engine::inventory::NodeRef;
use crate::engine::route::{NextHopType, RouteSource};
use crate::engine::rules::network::OVERLAY;
use crate::net::Cidr;
use crate::scenario::model::Direction;

/// Takes a packet of a node or its pods to a pod of another node; `None` when it is none of the overlay's.
pub(super) fn carry(walker: &mut Walker<'_>, nic: &Nic) -> Option<Next> {
    let world = walker.world;
    let to = walker.packet.dst;
    let range = world.pod_cidr_of(to).filter(|_| nic.is_in_overlay)?;
    let is_of_pod = world.pod_cidr_of(walker.packet.src).is_some();
    match world.inventory.node_of_pod_address(to) {
        Some(node) => Some(to_node(walker, nic, node)),
        None if is_of_pod => Some(nobody(walker, range)),
        // A node's own packet that is for none of the pods is Azure's affair.
        None => None,
    }
}

fn to_node(walker: &mut Walker<'_>, nic: &Nic, at: NodeRef) -> Next {
    let node = walker.world.inventory.node(at);
    let to = walker.packet.dst;
    let block = node.pod_cidrs.iter().find(|block| block.contains(to)).copied();
    let block = block.unwrap_or_else(|| Cidr::containing(to, 128));
    note_route(
        walker,
        block,
        node.ip,
        format!(
            "The overlay's own domain has {block} on node {}: no route table is asked, and nothing is wrapped around the packet.",
            node.name
        ),
    );
    if let Some(denied) = nsg::check(walker, nic, Direction::Outbound) {
        return denied;
    }
    Next::At(Place::Node(at, Entry::Nic))
}

fn nobody(walker: &mut Walker<'_>, range: Cidr) -> Next {
    let to = walker.packet.dst;
    note_route(
        walker,
        range,
        None,
        format!("{to} lies in the pod CIDR {range}, so the overlay's own domain takes it."),
    );
    let sentence = format!(
        "The overlay has no node with {to} and drops the packet; a host outside that has this address cannot be reached from a pod."
    );
    Next::lost(Disposition::NullRouted, Decision::new("overlay", range.to_string()), sentence)
}

fn note_route(walker: &mut Walker<'_>, prefix: Cidr, next_hop_ip: Option<std::net::IpAddr>, detail: String) {
    let route = TraceRoute {
        subnet: "overlay".to_owned(),
        prefix: prefix.to_string(),
        source: RouteSource::Platform,
        next_hop_type: NextHopType::Overlay,
        next_hop_ip,
    };
    if walker.route.is_none() {
        walker.route = Some(route.clone());
    }
    let why = "the overlay knows its pods' ranges before any route table".to_owned();
    let contest = RouteStep {
        subnet: "overlay".to_owned(),
        route: Some(route.clone()),
        contenders: vec![(route, why)],
        contest: None,
    };
    walker.step(Step { contest: Some(contest), ..Step::new(StepKind::Route, detail) }.on(OVERLAY));
}
