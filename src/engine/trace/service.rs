//! What a Service's address becomes: kube-proxy's chains on the client's node, or Cilium in the client's socket.
//! Deliberately only cluster addresses: node ports and load balancers come later.

use super::chain;
use super::walker::{Entry, Next, Rewrite, Walker};
use super::{Decision, Disposition, Step, StepKind, TranslationKind};
use crate::engine::inventory::{Node, NodeRef, PodRef};
use crate::engine::rules::network::{CILIUM, DNS_PORT, KUBE_PROXY};
use crate::engine::service::{endpoints, full_name, port_of};
use crate::net::{Cidr, Flow, Protocol};
use crate::scenario::model::TrafficPolicy;

/// Where a Service's address is replaced.
pub(super) enum Where<'n> {
    /// In the socket of a process: `pod:default/web-0`, `node:aks-system-0`.
    Socket(&'n str),
    /// By kube-proxy on a node.
    KubeProxy(&'n Node),
}

/// A Service that a packet is for, and who could take it.
struct Target {
    name: String,
    port_name: String,
    pods: Vec<(PodRef, u16)>,
    is_local_only: bool,
    has_selector: bool,
}

/// Replaces the address of a Service by that of a pod behind it; `Some` when the packet ends here.
pub(super) fn translate(walker: &mut Walker<'_>, here: &Where<'_>, at: NodeRef, from: Entry) -> Option<Next> {
    let target = match target(walker)? {
        Ok(target) => target,
        Err(unknown) => return Some(unknown),
    };
    let decided =
        || Decision::new(if matches!(here, Where::Socket(_)) { "cilium" } else { "kube-proxy" }, target.name.clone());
    if target.pods.is_empty() {
        if !target.has_selector {
            return Some(Next::unknown(format!(
                "Service {} selects no pods; its endpoints are not in this file.",
                target.name
            )));
        }
        let sentence = format!("No pod stands behind Service {}: the connection is rejected.", target.name);
        return Some(Next::lost(Disposition::RejectedNoEndpoints, decided(), sentence));
    }
    let inventory = walker.world.inventory;
    let local = |pod: &PodRef| inventory.pod(*pod).node == Some(at);
    let pods: Vec<(PodRef, u16)> =
        target.pods.iter().copied().filter(|(pod, _)| !target.is_local_only || local(pod)).collect();
    if pods.is_empty() {
        let sentence = format!("Service {} takes pods of the client's own node only, and there is none.", target.name);
        return Some(Next::lost(Disposition::DroppedNoLocalEndpoints, decided(), sentence));
    }
    let Some((pod, port)) = pods.iter().copied().find(|(pod, _)| Entry::Pod(*pod) != from) else {
        return Some(Next::unknown(format!(
            "The only pod behind Service {} is the client itself; that is not modelled yet.",
            target.name
        )));
    };
    rewrite(walker, here, &target, Choice { pod, port, of: pods.len() })
}

/// The pod chosen, and among how many.
#[derive(Clone, Copy)]
struct Choice {
    pod: PodRef,
    port: u16,
    of: usize,
}

/// What stands in the packet in place of the Service: `10.244.1.2:8080`.
struct Backend {
    at: String,
    /// The same with the pod, and how it was chosen.
    words: String,
    after: Flow,
}

fn rewrite(walker: &mut Walker<'_>, here: &Where<'_>, target: &Target, choice: Choice) -> Option<Next> {
    let pod = walker.world.inventory.pod(choice.pod);
    let Some(ip) = pod.ip else {
        return Some(Next::unknown(format!("Pod {}/{} has no address.", pod.namespace, pod.name)));
    };
    let chance = match choice.of {
        1 => "the only endpoint".to_owned(),
        of => format!("one of {of} endpoints, each as likely; the first is followed here"),
    };
    let at = format!("{ip}:{}", choice.port);
    let backend = Backend {
        after: Flow { dst: ip, dst_port: Some(choice.port), ..walker.packet },
        words: format!("{at} (pod {}/{}, {chance})", pod.namespace, pod.name),
        at,
    };
    let rewrite = match here {
        Where::Socket(client) => in_socket(walker, client, target, &backend),
        Where::KubeProxy(node) => by_kube_proxy(walker, node, target, &backend),
    };
    walker.translate(rewrite);
    None
}

/// Cilium in the socket of a process.
fn in_socket(walker: &Walker<'_>, client: &str, target: &Target, backend: &Backend) -> Rewrite<'static> {
    Rewrite {
        kind: TranslationKind::SocketLb,
        place: format!("{client} socket-lb"),
        rule: Some("socket-lb"),
        after: backend.after,
        detail: format!(
            "Cilium replaces {}, the address of Service {}, by {} as the client connects: the Service's address is never on the wire.",
            walker.packet.dst, target.name, backend.words
        ),
        source: CILIUM,
    }
}

/// The chains of a node: first the Service's, then that of the endpoint chosen.
fn by_kube_proxy(walker: &mut Walker<'_>, node: &Node, target: &Target, backend: &Backend) -> Rewrite<'static> {
    let Flow { dst, protocol, .. } = walker.packet;
    let service = chain::hash(&target.port_name, protocol, None);
    let jump =
        format!("KUBE-SERVICES finds {dst}, the address of Service {}, and jumps to KUBE-SVC-{service}.", target.name);
    walker.step(Step::new(StepKind::Forward, jump).by("KUBE-SERVICES").on(KUBE_PROXY));
    let endpoint = chain::hash(&target.port_name, protocol, Some(&backend.at));
    Rewrite {
        kind: TranslationKind::Dnat,
        place: format!("node:{} KUBE-SEP-{endpoint}", node.name),
        rule: Some("KUBE-SEP"),
        after: backend.after,
        detail: format!(
            "KUBE-SVC-{service} chooses KUBE-SEP-{endpoint}, which replaces the destination {dst} by {}.",
            backend.words
        ),
        source: KUBE_PROXY,
    }
}

/// The Service that the packet is for; `None` when it is for none.
fn target(walker: &Walker<'_>) -> Option<Result<Target, Next>> {
    let world = walker.world;
    let Flow { dst, dst_port, protocol, .. } = walker.packet;
    if let Some(place) = world.services.at(dst) {
        let service = &world.plan.scenario().services[place];
        let port = port_of(service, protocol, dst_port)?;
        let name = full_name(service);
        let port_name = port.name.as_ref().map_or_else(|| name.clone(), |port| format!("{name}:{port}"));
        return Some(Ok(Target {
            pods: endpoints(world.plan, world.inventory, service, port),
            is_local_only: service.internal_traffic_policy == Some(TrafficPolicy::Local),
            has_selector: service.selector.as_ref().is_some_and(|selector| !selector.is_empty()),
            name,
            port_name,
        }));
    }
    if world.inventory.dns_ip() == Some(dst) {
        (dst_port == Some(DNS_PORT)).then_some(())?;
        let pods = world.inventory.pods_of(world.inventory.dns_workload()).map(|pod| (pod, DNS_PORT)).collect();
        let port = if protocol == Protocol::Udp { "dns" } else { "dns-tcp" };
        return Some(Ok(Target {
            name: "kube-system/kube-dns".to_owned(),
            port_name: format!("kube-system/kube-dns:{port}"),
            pods,
            is_local_only: false,
            has_selector: true,
        }));
    }
    let mut services = world.plan.scenario().services.iter();
    if let Some(service) = services.find(|service| service.load_balancer_ip == Some(dst)) {
        return Some(Err(Next::unknown(format!(
            "{dst} is the load balancer's address of Service {}; what a node does with it is not modelled yet.",
            full_name(service)
        ))));
    }
    let first = world.plan.cluster().service_cidr.and_then(Cidr::span);
    let is_api = first.is_some_and(|span| dst == std::net::IpAddr::from(std::net::Ipv4Addr::from(span.first() + 1)));
    is_api.then(|| Err(Next::unknown(format!("{dst} is the API server's address, which is not modelled yet."))))
}
