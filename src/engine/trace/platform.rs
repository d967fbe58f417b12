//! Azure's platform on the host of every machine: 168.63.129.16 (DNS, probes) and 169.254.169.254 (metadata).
//! Deliberately asks no route: whether user routes touch these addresses no page says.

use std::net::IpAddr;

use super::walker::{Entry, Next, Place, Rewrite, Walker};
use super::world::Nic;
use super::{Decision, Disposition, PlaceKind, Step, StepKind, TranslationKind, arrival, nsg, shown};
use crate::engine::inventory::Node;
use crate::engine::plan::VnetId;
use crate::engine::rules::network::{CHANGELOG, CILIUM_NODE, DNS_PORT, METADATA, NSG, PLATFORM, PLATFORM_SNAT};
use crate::engine::rules::{self, RuleId};
use crate::net::{Flow, Protocol};

/// Is it a port of the platform address that AKS keeps pods from?
fn is_kept_from_pods(port: u16) -> bool {
    rules::text(RuleId::PlatformPortsKept).split(", ").any(|kept| kept.parse() == Ok(port))
}

/// Is it the port of the metadata service?
fn is_metadata_port(port: u16) -> bool {
    u64::from(port) == rules::number(RuleId::MetadataPort)
}

/// AKS keeps pods from two ports of the platform address, unless they use their node's network.
pub(super) fn refuse_pod(walker: &mut Walker<'_>, from: Entry) -> Option<Next> {
    let Flow { dst, dst_port, protocol, .. } = walker.packet;
    let is_kept = dst == IpAddr::V4(PLATFORM) && protocol == Protocol::Tcp && dst_port.is_some_and(is_kept_from_pods);
    let Entry::Pod(_) = from else { return None };
    is_kept.then(|| {
        let port = dst_port.unwrap_or_default();
        if walker.world.has_ebpf_host_routing() {
            return Next::unknown(format!(
                "AKS keeps pods from port {port} of {dst} by a rule on the node; with eBPF host routing the host's iptables is passed by, and how AKS keeps them then no page that was read says."
            ));
        }
        let sentence = format!(
            "AKS keeps pods from port {port} of {dst}, unless they use their node's network: the node drops the packet."
        );
        walker.step(Step::new(StepKind::Filter, "A rule of AKS on the node.").on(CHANGELOG));
        Next::lost(Disposition::NullRouted, Decision::NONE, sentence)
    })
}

/// A link-local address, which no route leads to: what answers on one is on the machine itself, or nobody does.
pub(super) fn on_own_link(walker: &mut Walker<'_>, owner: &str) -> Option<Next> {
    let to = walker.packet.dst;
    let IpAddr::V4(address) = to else { return None };
    if !address.is_link_local() || address == METADATA {
        return None;
    }
    let dns = rules::cidr(RuleId::LocalDnsRange);
    Some(Next::unknown(if dns.contains(to) {
        format!(
            "{to} is of {dns}, the addresses of LocalDNS, which are the same on every node that runs it: the packet does not leave {owner}, and no key of this file says whether LocalDNS runs."
        )
    } else {
        format!(
            "{to} is a link-local address: the packet does not leave the link of {owner}, and what answers there is not modelled."
        )
    }))
}

/// What a node of a pod subnet does to its pods' packets to the platform: nothing else of them is translated.
pub(super) fn masquerade_of_pod_subnet(walker: &Walker<'_>, node: &Node) -> Option<Rewrite<'static>> {
    let Flow { src, dst, dst_port, protocol, .. } = walker.packet;
    let is_bpf = walker.world.has_ebpf_host_routing();
    let is_dns = dst == IpAddr::V4(PLATFORM) && (is_bpf || (dst_port == Some(DNS_PORT) && protocol != Protocol::Icmp));
    let is_metadata = dst == IpAddr::V4(METADATA)
        && (is_bpf || (dst_port.is_some_and(is_metadata_port) && protocol == Protocol::Tcp));
    let ip = node.ip.filter(|_| is_dns || is_metadata)?;
    let chain = if is_bpf { "bpf-masquerade" } else { "SWIFT-POSTROUTING" };
    Some(Rewrite {
        kind: TranslationKind::Snat,
        place: format!("node:{} {chain}", node.name),
        rule: Some(chain),
        after: Flow { src: ip, src_port: None, ..walker.packet },
        detail: format!(
            "{chain} replaces the source {src} by the node's {ip}: the platform answers the node's own address."
        ),
        source: if is_bpf { CILIUM_NODE } else { PLATFORM_SNAT },
    })
}

/// The platform gets a packet, from the machine on whose host it stands.
pub(super) fn get(walker: &mut Walker<'_>, nic: &Nic) -> Next {
    let Flow { src, dst, .. } = walker.packet;
    if let Some(denied) = nsg::ask_about_platform(walker, nic) {
        return denied;
    }
    let detail =
        format!("{dst} is on the host of {}: no NSG is asked, as none names the platform by its tag.", nic.owner);
    walker.step(Step::new(StepKind::Forward, detail).on(NSG));
    walker.note("Whether user routes touch the platform's addresses no page says; none is asked here.");
    walker.open(PlaceKind::Other, "azure-platform", Some(dst));
    let sentence = format!("Azure's platform gets the packet from {}.", shown(src));
    walker.step(Step::new(StepKind::Deliver, sentence.clone()).on(NSG));
    Next::arrives(Disposition::Delivered, sentence, Some(Place::Platform(nic.vnet)))
}

/// The platform answers.
pub(super) fn answer(walker: &mut Walker<'_>, vnet: VnetId) -> Next {
    let Flow { src, dst, .. } = walker.packet;
    walker.open(PlaceKind::Other, "azure-platform", Some(src));
    walker.step(Step::new(StepKind::Originate, format!("Azure's platform answers {}.", shown(dst))).on(NSG));
    match arrival::find(walker.world, vnet, dst) {
        arrival::Found::Place(place) => Next::At(place),
        arrival::Found::Nobody => Next::unknown(format!("Nothing in this file has {dst}.")),
    }
}
