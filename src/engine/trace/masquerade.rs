//! What a node does to the sources of packets that leave it: ip-masq-agent's list, in iptables or in eBPF.
//! Deliberately not what kube-proxy marks: that is `service`'s.

use super::platform;
use super::walker::{Mark, Rewrite, Walker};
use super::world::World;
use super::{Step, StepKind, TranslationKind, shown, windows};
use crate::engine::finding::SourceRef;
use crate::engine::inventory::Node;
use crate::engine::rules::network::{
    CILIUM_NODE, CILIUM_SERVICES, EBPF_HOST_ROUTING, IP_MASQ_AGENT, KUBE_PROXY, KUBENET, NODE_SUBNET, OVERLAY,
    POD_SUBNET,
};
use crate::net::{Cidr, Flow};
use crate::scenario::model::Model;

/// A packet of a pod, or of somebody else, leaves its node or goes to another pod of it.
pub(super) fn leave(walker: &mut Walker<'_>, node: &Node) {
    let (from, to) = (walker.packet.src, walker.packet.dst);
    if Some(from) == node.ip {
        return;
    }
    let world = walker.world;
    if windows::is_windows(world, node.at) {
        windows::leave(walker, node);
        return;
    }
    if world.model() == Model::PodSubnet {
        if let Some(rewrite) = platform::masquerade_of_pod_subnet(walker, node) {
            walker.translate(rewrite);
            return;
        }
        let (why, page) = if world.has_ebpf_host_routing() {
            ("bpf-masquerade leaves alone all but the platform's own addresses", CILIUM_NODE)
        } else {
            ("no agent masquerades", POD_SUBNET)
        };
        let detail = format!("With a pod subnet {why}: the VNet routes {}, and the packet keeps it.", shown(from));
        walker.step(Step::new(StepKind::Forward, detail).on(page));
        return;
    }
    let exempt = exempt_ranges(walker);
    let chain = if world.has_ebpf_host_routing() { "bpf-masquerade" } else { "IP-MASQ-AGENT" };
    if let Some(range) = exempt.iter().find(|range| range.contains(to)) {
        let detail = format!(
            "{to} lies in {range}, which is not masqueraded: {chain} returns, the source stays {}.",
            shown(from)
        );
        walker.step(Step::new(StepKind::Forward, detail).by(chain).on(page(world.model())));
        return;
    }
    let Some(ip) = node.ip else { return };
    let list = exempt.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let list = if list.is_empty() { "no range".to_owned() } else { list };
    let detail = format!(
        "{} is outside {list}, all that is not masqueraded: {chain} replaces the source {} by the node's {ip}.",
        shown(to),
        shown(from)
    );
    walker.translate(Rewrite {
        kind: TranslationKind::Snat,
        place: format!("node:{} {chain}", node.name),
        rule: Some(chain),
        after: Flow { src: ip, src_port: None, ..walker.packet },
        detail,
        source: if world.has_ebpf_host_routing() { EBPF_HOST_ROUTING } else { IP_MASQ_AGENT },
    });
}

/// The page of what masquerades on the nodes, which spares the replies of connections that it knows.
pub(super) fn keeper(world: &World<'_>) -> SourceRef {
    match world.model() {
        _ if world.has_ebpf_host_routing() => EBPF_HOST_ROUTING,
        Model::PodSubnet => POD_SUBNET,
        _ => IP_MASQ_AGENT,
    }
}

/// A packet that a Service's rules have marked: its source becomes the node's own, whatever the list says.
pub(super) fn marked(walker: &mut Walker<'_>, node: &Node, mark: Mark) {
    let Some(ip) = node.ip else { return };
    let from = walker.packet.src;
    let (chain, why, source) = match mark {
        Mark::KubePostrouting => ("KUBE-POSTROUTING", "the packet has the mark 0x4000", KUBE_PROXY),
        Mark::BpfNodePort => {
            ("bpf-lb", "the endpoint is on another node, and the reply must come back here", CILIUM_SERVICES)
        }
        Mark::None => return,
    };
    walker.translate(Rewrite {
        kind: TranslationKind::Snat,
        place: format!("node:{} {chain}", node.name),
        rule: Some(chain),
        after: Flow { src: ip, src_port: None, ..walker.packet },
        detail: format!("{chain} replaces the source {} by the node's {ip}: {why}.", shown(from)),
        source,
    });
}

/// The ranges that keep their sources: as given, else the model's: the pod CIDR, or the VNet's ranges.
fn exempt_ranges(walker: &Walker<'_>) -> Vec<Cidr> {
    let world = walker.world;
    if let Some(given) = &world.plan.cluster().non_masquerade_cidrs {
        return given.clone();
    }
    match world.model() {
        Model::NodeSubnet => world.ranges(world.plan.cluster_vnet()).to_vec(),
        _ => world.plan.pod_cidr().into_iter().chain(world.plan.cluster().pod_cidr_v6).collect(),
    }
}

fn page(model: Model) -> SourceRef {
    match model {
        Model::Kubenet => KUBENET,
        Model::NodeSubnet => NODE_SUBNET,
        Model::PodSubnet => POD_SUBNET,
        Model::Overlay | Model::ByoCni => OVERLAY,
    }
}
