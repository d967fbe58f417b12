//! What becomes of a packet, and which check decided. Deliberately only the words: who uses which is the elements' affair.

use std::fmt;

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
        /// The Service, or the API server, does not take this source.
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
    /// The word as a person reads it: `null routed`, `denied NSG in`.
    pub fn spoken(self) -> String {
        self.word().replace('-', " ").replace("nsg", "NSG").replace("snat", "SNAT").replace(" ip ", " IP ")
    }

    /// Does the packet get where it should?
    pub fn is_good(self) -> bool {
        matches!(self, Self::Delivered | Self::ExitsNetwork)
    }
}

/// The kinds of checks that decide: `kube-proxy` is whatever translates Services, Cilium in its place too.
pub const DECISION_KINDS: [&str; 15] = [
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
    "authorized-ranges",
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

impl fmt::Display for Decision {
    /// `rule deny-pods of NSG nsg-nodes (priority 200, inbound at the subnet)`, `route 10.0.0.0/8`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name.as_deref().unwrap_or_default();
        let text = match self.kind {
            "nsg-rule" => format!("rule {name}"),
            "network-policy" => format!("network policy {name}"),
            "firewall-rule" => format!("firewall rule {name}"),
            "firewall-default" => format!("the default of firewall {name}"),
            "route" => format!("route {name}"),
            "overlay" => format!("the overlay's range {name}"),
            "kube-proxy" => format!("Service {name}"),
            "nat-gateway" => format!("NAT gateway {}", name.trim_start_matches("nat-gateway:")),
            "lb-outbound-rule" => format!("outbound rule {name}"),
            "lb-limitation" => format!("load balancer {name}"),
            "outbound-method" => format!("outbound method {name}"),
            "nic" => format!("the NIC of {name}"),
            "static-egress-gateway" => format!("static egress gateway {name}"),
            "authorized-ranges" => format!("the authorized ranges of {name}"),
            _ => "no check".to_owned(),
        };
        formatter.write_str(text.trim_end())?;
        if let Some(nsg) = &self.nsg {
            write!(formatter, " of NSG {nsg}")?;
        }
        let priority = self.priority.map(|priority| format!("priority {priority}"));
        let place = match (self.direction, self.level) {
            (Some(direction), Some(level)) => Some(format!("{direction} at the {level}")),
            (Some(word), None) | (None, Some(word)) => Some(word.to_owned()),
            (None, None) => None,
        };
        let more: Vec<String> = priority.into_iter().chain(place).collect();
        if more.is_empty() { Ok(()) } else { write!(formatter, " ({})", more.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_names_rule_nsg_direction_and_level() {
        let rule = Decision {
            priority: Some(200),
            direction: Some("inbound"),
            level: Some("subnet"),
            nsg: Some("nsg-nodes".to_owned()),
            ..Decision::new("nsg-rule", "deny-pods")
        };
        let cases = [
            (rule, "rule deny-pods of NSG nsg-nodes (priority 200, inbound at the subnet)"),
            (Decision::new("route", "10.0.0.0/8"), "route 10.0.0.0/8"),
            (Decision { kind: "route", ..Decision::NONE }, "route"),
            (Decision::new("network-policy", "shop/deny"), "network policy shop/deny"),
            (Decision::new("nat-gateway", "nat-gateway:ng"), "NAT gateway ng"),
            (Decision::NONE, "no check"),
        ];
        for (decision, expected) in cases {
            assert_eq!(decision.to_string(), expected);
        }
    }

    #[test]
    fn every_kind_of_decision_has_words_of_its_own() {
        for kind in DECISION_KINDS {
            let shown = Decision::new(kind, "x").to_string();
            assert_eq!(shown == "no check", kind == "none", "{kind}: {shown}");
            assert!(!kind.contains('-') || !shown.contains(kind), "{kind}: {shown}");
        }
    }
}
