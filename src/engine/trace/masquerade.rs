//! What a node does to the sources of packets that leave it: ip-masq-agent's list, in iptables or in eBPF.
//! Deliberately not what kube-proxy marks: that is `service`'s.

use super::walker::{Rewrite, Walker};
use super::{Step, StepKind, TranslationKind};
use crate::engine::finding::SourceRef;
use crate::engine::inventory::Node;
use crate::engine::rules::network::{EBPF_HOST_ROUTING, IP_MASQ_AGENT, KUBENET, NODE_SUBNET, OVERLAY, POD_SUBNET};
use crate::net::{Cidr, Flow};
use crate::scenario::model::Model;

/// A packet of a pod, or of somebody else, leaves its node or goes to another pod of it.
pub(super) fn leave(walker: &mut Walker<'_>, node: &Node) {
    let (from, to) = (walker.packet.src, walker.packet.dst);
    if Some(from) == node.ip {
        return;
    }
    let world = walker.world;
    if world.model() == Model::PodSubnet {
        let detail =
            format!("With a pod subnet no agent masquerades: the VNet routes {from}, and the packet keeps it.");
        walker.step(Step::new(StepKind::Forward, detail).on(POD_SUBNET));
        return;
    }
    let exempt = exempt_ranges(walker);
    let chain = if world.has_ebpf_host_routing() { "bpf-masquerade" } else { "IP-MASQ-AGENT" };
    if let Some(range) = exempt.iter().find(|range| range.contains(to)) {
        let detail =
            format!("{to} lies in {range}, which is not masqueraded: {chain} returns, the source stays {from}.");
        walker.step(Step::new(StepKind::Forward, detail).by(chain).on(page(world.model())));
        return;
    }
    let Some(ip) = node.ip else { return };
    let list = exempt.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let list = if list.is_empty() { "no range".to_owned() } else { list };
    let detail = format!(
        "{to} is outside {list}, all that is not masqueraded: {chain} replaces the source {from} by the node's {ip}."
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
