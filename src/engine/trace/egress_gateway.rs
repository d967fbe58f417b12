//! Static egress: a pod's packets to the outside go by a tunnel to a gateway node, and leave with an address of the
//! gateway's prefix. Deliberately shows the packet inside the tunnel, for that is the one that arrives.

use std::net::IpAddr;

use super::session::{Keeper, Session};
use super::walker::{Next, Place, Rewrite, Walker};
use super::world::is_private;
use super::{PlaceKind, Step, StepKind, TranslationKind, far_end, pod, policy, shown};
use crate::engine::inventory::{NodeRef, PodRef};
use crate::engine::route::NextHopType;
use crate::engine::rules::network::{EGRESS_GATEWAY, STATIC_EGRESS};
use crate::net::Flow;
use crate::scenario::model::{Model, PoolMode, StaticEgressGateway};

/// What a static egress gateway is called among those that have answers.
const NAME: &str = "static-egress-gateway:";

/// A pod that is told to leave by a static egress gateway sends; `None` for packets that do not take this way.
pub(super) fn of_pod(walker: &mut Walker<'_>, at: PodRef) -> Option<Next> {
    let world = walker.world;
    let to = walker.packet.dst;
    let name = world.inventory.workload(at.workload)?.static_egress_gateway.as_ref()?.0.to_string();
    if name.is_empty() || walker.is_reply || is_of_cluster(walker, to) {
        return None;
    }
    let gateways = &world.plan.scenario().static_egress_gateways;
    let Some(place) = gateways.iter().position(|gateway| gateway.name == *name.as_str()) else {
        return Some(Next::unknown(format!("Static egress gateway {name} is not in this file.")));
    };
    if gateways[place].exclude_cidrs.iter().flatten().any(|range| range.contains(to)) {
        let detail = format!("{to} is in the ranges that static egress gateway {name} leaves out.");
        walker.step(Step::new(StepKind::Forward, detail).on(STATIC_EGRESS));
        return None;
    }
    if world.model() == Model::PodSubnet || world.has_ebpf_host_routing() {
        let what = if world.model() == Model::PodSubnet { "a pod subnet" } else { "eBPF host routing" };
        return Some(Next::unknown(format!(
            "Static egress gateways do not go with {what}; what the pod's packets do then no page says."
        )));
    }
    walker.device("wg0");
    let detail = format!(
        "The pod leaves by static egress gateway {name}: its interface wg0 leads through an encrypted tunnel, which the node carries to the gateway's internal load balancer."
    );
    walker.step(Step::new(StepKind::Forward, detail).on(EGRESS_GATEWAY));
    policy::note_tunnel(walker);
    carry(
        walker,
        at,
        "The node carries the tunnel to the gateway's internal load balancer; what is in it, it does not see.",
    );
    Some(Next::At(Place::EgressGateway(place, at)))
}

/// The node of the pod has the tunnel's packets, and nothing of what is in them.
fn carry(walker: &mut Walker<'_>, at: PodRef, detail: &str) {
    let inventory = walker.world.inventory;
    let Some(node) = inventory.pod(at).node.map(|node| inventory.node(node)) else { return };
    walker.open(PlaceKind::Node, node.name, node.ip);
    walker.device("eth0");
    walker.step(Step::new(StepKind::Forward, detail).on(EGRESS_GATEWAY));
}

/// What is inside the cluster does not take the tunnel.
fn is_of_cluster(walker: &Walker<'_>, to: IpAddr) -> bool {
    let world = walker.world;
    let is_service = world.plan.cluster().service_cidr.is_some_and(|range| range.contains(to));
    is_service
        || world.pod_cidr_of(to).is_some()
        || world.inventory.node_of_pod_address(to).is_some()
        || world.inventory.node_at(to).is_some()
}

/// The node of a gateway: the first that it names, else the first of a gateway pool.
fn node(walker: &Walker<'_>, gateway: &StaticEgressGateway) -> Option<NodeRef> {
    let world = walker.world;
    let named = gateway.nodes.iter().flatten().find_map(|name| {
        let by_address = || world.inventory.node_at(name.as_str().parse().ok()?);
        world.inventory.node_named(name).or_else(by_address)
    });
    named.or_else(|| {
        let mut pools = world.plan.pool_ids();
        let pool = pools.find(|pool| world.plan.pool(*pool).item.mode == Some(PoolMode::Gateway))?;
        (world.plan.pool(pool).nodes > 0).then_some(NodeRef { pool, index: 0 })
    })
}

/// A gateway's node gets the packet out of the tunnel.
pub(super) fn pass(walker: &mut Walker<'_>, place: usize, _from: PodRef) -> Next {
    let world = walker.world;
    let gateway = &world.plan.scenario().static_egress_gateways[place];
    let Some(at) = node(walker, gateway) else {
        return Next::unknown(format!("No node of static egress gateway {} is in this file.", gateway.name));
    };
    let node = world.inventory.node(at);
    let (from, to) = (walker.packet.src, walker.packet.dst);
    walker.open(PlaceKind::Node, node.name.clone(), node.ip);
    walker.device("eth0");
    let detail = format!("Gateway node {} takes the packet out of the tunnel, still from {from}.", node.name);
    walker.step(Step::new(StepKind::Forward, detail).on(EGRESS_GATEWAY));
    let table = world.table(&world.node_nic(at));
    let route = table.lookup(to);
    if is_private(to) || route.is_none_or(|route| route.next_hop_type != NextHopType::Internet) {
        return Next::unknown(format!(
            "Towards {to} the packet leaves with a secondary address of gateway node {}: the page configure-static-egress-gateway and the gateway's own design say that Azure gives it one, and neither says which; no key of the file does.",
            node.name
        ));
    }
    let Some(prefix) = gateway.public_ip_prefix else {
        return Next::unknown(format!("Static egress gateway {} has no public prefix in this file.", gateway.name));
    };
    let (entry, mark) = (walker.packet, walker.translations.len());
    let name = format!("{NAME}{}", gateway.name);
    walker.note(format!(
        "{} is the first address of {prefix}; which one a connection leaves with depends on the gateway node.",
        prefix.first()
    ));
    walker.translate(Rewrite {
        kind: TranslationKind::Snat,
        place: name.clone(),
        rule: None,
        after: Flow { src: prefix.first(), src_port: None, ..entry },
        detail: format!(
            "The gateway replaces the source {from} by a secondary address of its own, and Azure that one by {} of the prefix {prefix}.",
            prefix.first()
        ),
        source: EGRESS_GATEWAY,
    });
    walker.remember(Keeper::Outbound(name), entry, mark, None);
    far_end::internet_gets(walker)
}

/// Is this what remembers a connection such a gateway?
pub(super) fn is_keeper(name: &str) -> bool {
    name.starts_with(NAME)
}

/// The gateway's node has the reply, which goes back through the tunnel to its pod.
pub(super) fn take_back(walker: &mut Walker<'_>, session: &Session, name: &str) -> Next {
    let gateways = &walker.world.plan.scenario().static_egress_gateways;
    let gateway = gateways.iter().find(|gateway| name.strip_prefix(NAME) == Some(&*gateway.name));
    let Some(node) = gateway.and_then(|gateway| node(walker, gateway)).map(|at| walker.world.inventory.node(at)) else {
        return Next::unknown(format!("No node of {name} is in this file."));
    };
    walker.open(PlaceKind::Node, node.name.clone(), node.ip);
    let detail = format!("Gateway node {} knows the connection: this is its reply.", node.name);
    walker.step(Step::new(StepKind::Session, detail).on(EGRESS_GATEWAY));
    walker.undo(session);
    walker.device("wg0");
    let to = walker.packet.dst;
    let detail = format!("The reply to {} goes back through the tunnel.", shown(to));
    walker.step(Step::new(StepKind::Forward, detail).on(EGRESS_GATEWAY));
    match walker.world.inventory.pod_at(to) {
        Some(at) => {
            carry(walker, at, "The node carries the tunnel to its pod; what is in it, it does not see.");
            pod::get(walker, at)
        }
        None => Next::unknown(format!("No pod of this file has {to}.")),
    }
}
