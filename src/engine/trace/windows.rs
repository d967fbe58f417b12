//! Windows nodes, as far as pages tell: `OutboundNAT` gives a pod's packets to the internet their node's address.
//! Deliberately says nothing of how a Windows node forwards or balances: no page that was read does.

use super::walker::{Rewrite, Walker};
use super::world::{World, is_private};
use super::{Step, StepKind, TranslationKind};
use crate::engine::inventory::{Node, NodeRef};
use crate::engine::rules::network::WINDOWS_NAT;
use crate::net::Flow;
use crate::scenario::model::Os;

/// Does the node run Windows?
pub(super) fn is_windows(world: &World<'_>, at: NodeRef) -> bool {
    world.plan.pool(at.pool).item.os == Some(Os::Windows)
}

/// Why a pod's packet cannot be followed from a Windows node, where it cannot.
pub(super) fn unknown(walker: &Walker<'_>, name: &str) -> Option<String> {
    let is_told = walker.is_reply || !is_private(walker.packet.dst);
    (!is_told).then(|| {
        format!("Pod {name} runs on a Windows node: the pages windows-faq and nat-gateway say what OutboundNAT does towards the internet, and not with which source packets go to private addresses.")
    })
}

/// What `OutboundNAT` does to a packet that leaves a Windows node.
pub(super) fn leave(walker: &mut Walker<'_>, node: &Node) {
    let Flow { src, dst, .. } = walker.packet;
    let Some(ip) = node.ip.filter(|_| !is_private(dst)) else {
        walker.step(Step::new(StepKind::Forward, "The packet leaves the Windows node as it is."));
        return;
    };
    walker.note("OutboundNAT is on unless its pool was made without it.");
    walker.translate(Rewrite {
        kind: TranslationKind::Snat,
        place: format!("node:{} OutboundNAT", node.name),
        rule: Some("OutboundNAT"),
        after: Flow { src: ip, src_port: None, ..walker.packet },
        detail: format!(
            "OutboundNAT replaces the source {src} by the node's {ip}, as the packet goes to the internet."
        ),
        source: WINDOWS_NAT,
    });
}
