//! What becomes of a packet, and which check decided. Deliberately only the words: who uses which is the elements' affair.

use schemars::JsonSchema;
use serde::Serialize;

use crate::choice;

choice! {
    /// What becomes of a packet.
    Disposition {
        /// It arrives.
        Delivered = "delivered",
        /// It leaves the network that is modelled, as it should.
        ExitsNetwork = "exits-network",
        /// An inbound NSG rule denies it.
        DeniedNsgIn = "denied-nsg-in",
        /// An outbound NSG rule denies it.
        DeniedNsgOut = "denied-nsg-out",
        /// An ingress policy denies it.
        DeniedPolicyIngress = "denied-policy-ingress",
        /// An egress policy denies it.
        DeniedPolicyEgress = "denied-policy-egress",
        /// A firewall denies it.
        DeniedFirewall = "denied-firewall",
        /// It reaches a NIC that must not forward.
        DeniedIpForwarding = "denied-ip-forwarding",
        /// It is a reply that a firewall has no session for.
        DeniedNoSession = "denied-no-session",
        /// The Service has no endpoints.
        RejectedNoEndpoints = "rejected-no-endpoints",
        /// The Service has none on this node.
        DroppedNoLocalEndpoints = "dropped-no-local-endpoints",
        /// The Service does not take this source.
        DroppedSourceRange = "dropped-source-range",
        /// Its route leads nowhere.
        NullRouted = "null-routed",
        /// It goes round.
        Loop = "loop",
        /// Nothing translates its private source.
        NoOutboundSnat = "no-outbound-snat",
        /// No SNAT port is left.
        SnatExhausted = "snat-exhausted",
        /// A translator does not know its protocol.
        UnsupportedProtocol = "unsupported-protocol",
        /// A load balancer would send it back to its sender.
        HairpinUnsupported = "hairpin-unsupported",
        /// Its reply takes another way and is lost.
        AsymmetricDrop = "asymmetric-drop",
        /// The documents do not tell.
        InsufficientInfo = "insufficient-info",
    }
}

impl Disposition {
    /// Does the packet get where it should?
    pub fn is_good(self) -> bool {
        matches!(self, Self::Delivered | Self::ExitsNetwork)
    }
}

/// The kinds of checks that decide: `kube-proxy` is whatever translates Services, Cilium in its place too.
pub const DECISION_KINDS: [&str; 14] = [
    "nsg-rule",
    "network-policy",
    "firewall-rule",
    "firewall-default",
    "route",
    "overlay",
    "kube-proxy",
    "nat-gateway",
    "lb-outbound-rule",
    "lb-limitation",
    "outbound-method",
    "nic",
    "static-egress-gateway",
    "none",
];

/// The check that ended the packet, or the last one that let it pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Decision {
    /// `nsg-rule`, `route`, `overlay`, `kube-proxy`, `lb-outbound-rule`, `none`, ...
    pub kind: &'static str,
    /// Its name.
    pub name: Option<String>,
    /// An NSG rule's priority.
    pub priority: Option<u32>,
    /// `inbound` or `outbound`.
    pub direction: Option<&'static str>,
    /// `subnet` or `nic`.
    pub level: Option<&'static str>,
    /// The NSG.
    pub nsg: Option<String>,
}

impl Decision {
    /// No check decided.
    pub const NONE: Self = Self { kind: "none", name: None, priority: None, direction: None, level: None, nsg: None };

    /// A check with a name.
    pub fn new(kind: &'static str, name: impl Into<String>) -> Self {
        Self { kind, name: Some(name.into()), ..Self::NONE }
    }
}
