//! What the address of a Service becomes: kube-proxy's chains on a node, Cilium in the client's socket or at the
//! node's NIC. Deliberately not which Service a packet is for: that is `target`.

use super::chain;
use super::target::{Face, Pods, Target, target};
use super::walker::{Entry, Mark, Next, Rewrite, Walker};
use super::{Decision, Disposition, Step, StepKind, TranslationKind, shown};
use crate::engine::inventory::{Node, NodeRef, PodRef};
use crate::engine::rules::network::{CILIUM, CILIUM_SERVICES, KUBE_PROXY};
use crate::net::Flow;
use crate::scenario::model::TrafficPolicy;

/// Where a Service's address is replaced.
#[derive(Clone, Copy)]
pub(super) enum Where<'n> {
    /// In the socket of a process: `pod:default/web-0`, `node:aks-system-0`.
    Socket(&'n str),
    /// By kube-proxy on a node.
    KubeProxy(&'n Node),
    /// By Cilium, on a node that a packet from outside has come to.
    Bpf(&'n Node),
}

/// Which endpoints may be chosen, and what becomes of the source.
struct Policy {
    is_local_only: bool,
    masquerade: Masquerade,
    /// The chain that chooses: `SVC` of all endpoints, `SVL` of the node's own.
    chain: &'static str,
}

/// When the source becomes the node's own address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Masquerade {
    Never,
    Always,
    /// Only where the endpoint is on another node.
    Remote,
}

/// Replaces the address of a Service by that of a pod behind it; `Some` when the packet ends here.
pub(super) fn translate(walker: &mut Walker<'_>, here: Where<'_>, at: NodeRef, from: Entry) -> Option<Next> {
    let target = match target(walker, here)? {
        Target::Pods(target) => target,
        Target::Host(host) => return super::api_server::translate(walker, here, &host),
        Target::Unknown(sentence) => return Some(Next::unknown(sentence)),
    };
    if let Some(refused) = refuse_source(walker, here, &target, from) {
        return Some(refused);
    }
    let decided = Decision::new("kube-proxy", target.name.clone());
    if target.endpoints.is_empty() {
        if !target.has_selector {
            return Some(Next::unknown(format!(
                "Service {} selects no pods; its endpoints are not in this file.",
                target.name
            )));
        }
        let sentence = format!("No pod stands behind Service {}: the connection is rejected.", target.name);
        walker.step(Step::new(StepKind::Filter, "The Service has no endpoint.").on(page(here)));
        return Some(Next::lost(Disposition::RejectedNoEndpoints, decided, sentence));
    }
    let policy = policy(walker, here, &target, from);
    let inventory = walker.world.inventory;
    let is_local = |pod: PodRef| inventory.pod(pod).node == Some(at);
    let pods: Vec<(PodRef, u16)> =
        target.endpoints.iter().copied().filter(|(pod, _)| !policy.is_local_only || is_local(*pod)).collect();
    let Some(choice) = choose(walker, &pods, from, at, &policy) else {
        let whose = if target.face == Face::Cluster { "internal" } else { "external" };
        let sentence = format!(
            "Service {} has the {whose} traffic policy Local, and none of its pods runs on node {}: the packet is dropped.",
            target.name,
            inventory.node_name(at)
        );
        walker.step(Step::new(StepKind::Filter, "The node has no endpoint of the Service.").on(page(here)));
        return Some(Next::lost(Disposition::DroppedNoLocalEndpoints, decided, sentence));
    };
    rewrite(walker, here, &target, &policy, choice)
}

/// Who replaces addresses here.
fn page(here: Where<'_>) -> crate::engine::finding::SourceRef {
    match here {
        Where::Socket(_) | Where::Bpf(_) => CILIUM_SERVICES,
        Where::KubeProxy(_) => KUBE_PROXY,
    }
}

/// The load balancer's address takes only the sources that the Service names.
fn refuse_source(walker: &mut Walker<'_>, here: Where<'_>, target: &Pods, from: Entry) -> Option<Next> {
    if target.face != Face::LoadBalancer || target.source_ranges.is_empty() {
        return None;
    }
    let source = walker.packet.src;
    let is_asked = walker.world.without.is_none_or(|without| !without.is_source_ranges(&target.name));
    if !is_asked || target.source_ranges.iter().any(|range| range.contains(source)) {
        return None;
    }
    if matches!(here, Where::Socket(_)) {
        walker.note(format!(
            "Assumed: the source ranges of Service {} are not asked for where Cilium replaces the address in the client's socket; no page that was read says.",
            target.name
        ));
        return None;
    }
    let hint = match from {
        Entry::Pod(_) => " A pod of the cluster needs the range of pods in the list.",
        Entry::Own | Entry::Nic => "",
    };
    let list = target.source_ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let sentence = format!(
        "Service {} takes packets of {list} only, and {} is in none of them: the node drops the packet.{hint}",
        target.name,
        shown(source)
    );
    let (name, detail) = match here {
        Where::KubeProxy(_) => {
            let chain = format!("KUBE-FW-{}", chain::hash(&target.port_name, walker.packet.protocol, None));
            let detail = format!(
                "{chain} holds no range with the source, and does not jump on: KUBE-PROXY-FIREWALL of the filter table drops the packet."
            );
            (chain, detail)
        }
        Where::Socket(_) | Where::Bpf(_) => {
            (target.name.clone(), "The list of source ranges does not hold the source.".to_owned())
        }
    };
    walker.step(Step::new(StepKind::Filter, detail).by(name).on(page(here)));
    let decided = Decision::new("kube-proxy", target.name.clone());
    Some(Next::lost(Disposition::DroppedSourceRange, decided, sentence))
}

/// Who may be chosen, and whether the source is kept.
fn policy(walker: &mut Walker<'_>, here: Where<'_>, target: &Pods, from: Entry) -> Policy {
    let all = |masquerade| Policy { is_local_only: false, masquerade, chain: "SVC" };
    let local = Policy { is_local_only: true, masquerade: Masquerade::Never, chain: "SVL" };
    let is_local = target.policy == TrafficPolicy::Local;
    if target.face == Face::Cluster {
        // A client that is no pod is marked: of the node itself, whose source is the node's already, or from elsewhere.
        let is_pod = match (here, from) {
            (Where::Socket(_) | Where::Bpf(_), _) | (_, Entry::Pod(_)) => true,
            (Where::KubeProxy(_), Entry::Own) => walker.world.is_flat(),
            (Where::KubeProxy(_), Entry::Nic) => is_local || is_of_cluster(walker, from),
        };
        return if is_local { local } else { all(if is_pod { Masquerade::Never } else { Masquerade::Always }) };
    }
    match here {
        // East-west: every endpoint, whatever the external policy says.
        Where::Socket(_) => all(Masquerade::Never),
        Where::Bpf(_) if is_local => local,
        Where::Bpf(_) => all(Masquerade::Remote),
        Where::KubeProxy(_) if !is_local => all(Masquerade::Always),
        Where::KubeProxy(_) if from == Entry::Own => all(Masquerade::Always),
        Where::KubeProxy(_) if is_of_cluster(walker, from) => all(Masquerade::Never),
        Where::KubeProxy(_) => local,
    }
}

/// Does kube-proxy take the source for a pod? It asks only whether its cluster CIDR holds the address.
fn is_of_cluster(walker: &mut Walker<'_>, from: Entry) -> bool {
    let (world, source) = (walker.world, walker.packet.src);
    if !world.is_flat() {
        return world.pod_cidr_of(source).is_some();
    }
    let is_inside = world.ranges(world.plan.cluster_vnet()).iter().any(|range| range.contains(source));
    if is_inside {
        walker.note(
            "Assumed: kube-proxy's cluster CIDR is the VNet's range, as pods have addresses of it; AKS does not publish the value.",
        );
        if from == Entry::Nic {
            walker.note(format!(
                "kube-proxy takes {source} for a pod, because the cluster CIDR holds it: the policy Local does not keep the packet on the node, and an endpoint elsewhere answers the client directly."
            ));
        }
    }
    is_inside
}

/// The pod chosen, and among how many.
#[derive(Clone, Copy)]
struct Choice {
    pod: PodRef,
    port: u16,
    of: usize,
    is_client: bool,
    is_remote: bool,
}

/// The first endpoint that is not the client itself, else the client.
fn choose(walker: &Walker<'_>, pods: &[(PodRef, u16)], from: Entry, at: NodeRef, policy: &Policy) -> Option<Choice> {
    let inventory = walker.world.inventory;
    let is_client = |pod: PodRef| from == Entry::Pod(pod);
    let is_remote = |pod: PodRef| inventory.pod(pod).node != Some(at);
    let others = || pods.iter().copied().filter(|(pod, _)| !is_client(*pod));
    // A host outside that kube-proxy takes for a pod: the endpoint that shows what goes wrong.
    let is_mistaken = from == Entry::Nic && policy.chain == "SVC" && policy.masquerade == Masquerade::Never;
    let remote = others().find(|(pod, _)| is_mistaken && is_remote(*pod));
    let (pod, port) = remote.or_else(|| others().next()).or_else(|| pods.first().copied())?;
    Some(Choice { pod, port, of: pods.len(), is_client: is_client(pod), is_remote: is_remote(pod) })
}

/// What stands in the packet in place of the Service: `10.244.1.2:8080`.
struct Backend {
    at: String,
    /// The same with the pod, and how it was chosen.
    words: String,
    after: Flow,
}

fn rewrite(walker: &mut Walker<'_>, here: Where<'_>, target: &Pods, policy: &Policy, choice: Choice) -> Option<Next> {
    let pod = walker.world.inventory.pod(choice.pod);
    let Some(ip) = pod.ip else {
        return Some(Next::unknown(format!("Pod {}/{} has no address.", pod.namespace, pod.name)));
    };
    if ip.is_ipv4() != walker.packet.dst.is_ipv4() {
        return Some(Next::unknown(format!(
            "Service {} is called by {}, and of pod {}/{} only {ip} is known here: an address of the other family.",
            target.name,
            shown(walker.packet.dst),
            pod.namespace,
            pod.name
        )));
    }
    let chance = match choice.of {
        1 => "the only endpoint".to_owned(),
        of => format!("one of {of} endpoints, each as likely; one is followed here"),
    };
    let at = format!("{ip}:{}", choice.port);
    let backend = Backend {
        after: Flow { dst: ip, dst_port: Some(choice.port), ..walker.packet },
        words: format!("{at} (pod {}/{}, {chance})", pod.namespace, pod.name),
        at,
    };
    let is_marked = match policy.masquerade {
        Masquerade::Always => true,
        Masquerade::Remote => choice.is_remote,
        Masquerade::Never => choice.is_client,
    };
    let rewrite = match here {
        Where::Socket(client) => {
            note_where(walker, client);
            in_socket(walker, client, target, &backend)
        }
        Where::Bpf(node) => {
            walker.mark = if is_marked { Mark::BpfNodePort } else { Mark::None };
            by_bpf(walker, node, target, &backend)
        }
        Where::KubeProxy(node) => {
            let rewrite = by_kube_proxy(walker, node, target, policy, &backend);
            if is_marked {
                mark(walker, target, choice);
            }
            rewrite
        }
    };
    walker.translate(rewrite);
    None
}

/// kube-proxy marks the packet: on its way out its source becomes the node's.
fn mark(walker: &mut Walker<'_>, target: &Pods, choice: Choice) {
    walker.mark = Mark::KubePostrouting;
    let chain = chain::hash(&target.port_name, walker.packet.protocol, None);
    let (rule, why) = if target.face == Face::Cluster && !choice.is_client {
        (format!("KUBE-SVC-{chain}"), format!("the cluster CIDR does not hold the source {}", shown(walker.packet.src)))
    } else if choice.is_client {
        (
            "KUBE-SEP".to_owned(),
            "the client is the endpoint itself, and must see another source than its own".to_owned(),
        )
    } else {
        let why = match target.policy {
            TrafficPolicy::Cluster => "the external traffic policy is Cluster, and the reply must come back here",
            TrafficPolicy::Local => "the packet is of the node itself",
        };
        (format!("KUBE-EXT-{chain}"), why.to_owned())
    };
    let detail = format!("{rule} marks the packet 0x4000 to be masqueraded: {why}.");
    walker.step(Step::new(StepKind::Forward, detail).by(rule).on(KUBE_PROXY));
}

/// Of a pod's own sockets the sources disagree where the host's routing is in eBPF.
fn note_where(walker: &mut Walker<'_>, client: &str) {
    if walker.world.has_ebpf_host_routing() && client.starts_with("pod:") {
        walker.note("AKS's test manifests of eBPF host routing let Cilium replace the Service's address at the pod's interface on the node (bpf-lb-sock-hostns-only), Cilium's page in the pod's socket: only a capture inside the pod tells the two apart.");
    }
}

/// Cilium in the socket of a process.
fn in_socket(walker: &Walker<'_>, client: &str, target: &Pods, backend: &Backend) -> Rewrite<'static> {
    Rewrite {
        kind: TranslationKind::SocketLb,
        place: format!("{client} socket-lb"),
        rule: Some("socket-lb"),
        after: backend.after,
        detail: format!(
            "Cilium replaces {}, {} of Service {}, by {} as the client connects: the Service's address is never on the wire.",
            shown(walker.packet.dst),
            target.face.words(),
            target.name,
            backend.words
        ),
        source: if target.face == Face::Cluster { CILIUM } else { CILIUM_SERVICES },
    }
}

/// Cilium at the NIC of a node.
fn by_bpf(walker: &Walker<'_>, node: &Node, target: &Pods, backend: &Backend) -> Rewrite<'static> {
    Rewrite {
        kind: TranslationKind::Dnat,
        place: format!("node:{} bpf-lb", node.name),
        rule: Some("bpf-lb"),
        after: backend.after,
        detail: format!(
            "Cilium's eBPF program at eth0 replaces {}, {} of Service {}, by {}: there is no kube-proxy.",
            shown(walker.packet.dst),
            target.face.words(),
            target.name,
            backend.words
        ),
        source: CILIUM_SERVICES,
    }
}

/// The chains of a node: first the Service's, then that of the endpoint chosen.
fn by_kube_proxy(
    walker: &mut Walker<'_>,
    node: &Node,
    target: &Pods,
    policy: &Policy,
    backend: &Backend,
) -> Rewrite<'static> {
    let Flow { dst, protocol, .. } = walker.packet;
    let hash = chain::hash(&target.port_name, protocol, None);
    let ways = chains(target, policy, &hash);
    let last = ways.last().cloned().unwrap_or_default();
    let jump = format!(
        "KUBE-SERVICES finds {}, {} of Service {}, and jumps to {}.",
        shown(dst),
        target.face.words(),
        target.name,
        ways.join(", then ")
    );
    walker.step(Step::new(StepKind::Forward, jump).by("KUBE-SERVICES").on(KUBE_PROXY));
    let endpoint = chain::hash(&target.port_name, protocol, Some(&backend.at));
    Rewrite {
        kind: TranslationKind::Dnat,
        place: format!("node:{} KUBE-SEP-{endpoint}", node.name),
        rule: Some("KUBE-SEP"),
        after: backend.after,
        detail: format!(
            "{last} chooses KUBE-SEP-{endpoint}, which replaces the destination {} by {}.",
            shown(dst),
            backend.words
        ),
        source: KUBE_PROXY,
    }
}

/// The chains between KUBE-SERVICES and the endpoint's.
fn chains(target: &Pods, policy: &Policy, hash: &str) -> Vec<String> {
    let chooser = match (target.face, policy.is_local_only) {
        // The policy Local of a cluster address has its own chain too.
        (_, true) => format!("KUBE-SVL-{hash}"),
        (_, false) => format!("KUBE-{}-{hash}", policy.chain),
    };
    let mut chains = Vec::with_capacity(4);
    match target.face {
        Face::Cluster => {}
        Face::LoadBalancer if !target.source_ranges.is_empty() => {
            chains.push(format!("KUBE-FW-{hash}"));
            chains.push(format!("KUBE-EXT-{hash}"));
        }
        Face::LoadBalancer => chains.push(format!("KUBE-EXT-{hash}")),
        Face::NodePort => {
            chains.push("KUBE-NODEPORTS".to_owned());
            chains.push(format!("KUBE-EXT-{hash}"));
        }
    }
    chains.push(chooser);
    chains
}
