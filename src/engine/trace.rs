//! A packet's way and its reply's: one walk over elements, each a small file of `trace/`. Deliberately a
//! function of plan and question: the same flow gives the same trace.

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::Serialize;

use crate::choice;
use crate::engine::endpoint::{Destination, Endpoint};
use crate::engine::finding::SourceRef;
use crate::engine::route::{Contest, NextHopType, RouteSource};
use crate::net::{Flow, Protocol};

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

/// The question: from where, to where, and what no file can know.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// The near end.
    pub from: Endpoint,
    /// The far end.
    pub to: Destination,
    /// The source port; left out: `*`.
    pub src_port: Option<u16>,
}

/// The kind of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// The packet starts.
    Originate,
    /// A device hands it on.
    Forward,
    /// A route is looked up.
    Route,
    /// A header is rewritten.
    Translate,
    /// A rule lets it pass or not.
    Filter,
    /// A session is opened or found.
    Session,
    /// The packet arrives.
    Deliver,
    /// The packet ends here, not where it should.
    Drop,
}

/// One thing that happens at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What kind of thing.
    pub kind: StepKind,
    /// What happens and why, in words.
    pub detail: String,
    /// The rule, chain or policy that decides; empty: none.
    pub rule: Option<String>,
    /// The contest of the routes, where one was held.
    pub contest: Option<RouteStep>,
    /// The page it rests on.
    pub source: Option<SourceRef>,
}

/// A route lookup: the table's owner, the winner, and the whole contest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteStep {
    /// The subnet (or `overlay`, or a node) whose table it is.
    pub subnet: String,
    /// The winner.
    pub route: Option<TraceRoute>,
    /// Every contender with its route, the winner first; those that do not match left out.
    pub contenders: Vec<(TraceRoute, String)>,
    /// The contest itself, for the Routes screen.
    pub contest: Option<Contest>,
}

/// A route as the answer shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TraceRoute {
    /// The subnet whose table it is in.
    pub subnet: String,
    /// The range.
    pub prefix: String,
    /// Where it comes from.
    pub source: RouteSource,
    /// The kind of its next hop.
    pub next_hop_type: NextHopType,
    /// Its next hop's address.
    pub next_hop_ip: Option<IpAddr>,
}

/// What kind of place a hop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKind {
    /// A pod.
    Pod,
    /// A node.
    Node,
    /// A virtual machine.
    Vm,
    /// The edge of a subnet: its NSG and routes.
    Subnet,
    /// A VPN or ExpressRoute gateway.
    Gateway,
    /// A firewall or another appliance.
    Firewall,
    /// A NAT gateway.
    NatGateway,
    /// A load balancer.
    LoadBalancer,
    /// A host on premises.
    OnPremises,
    /// A host on the internet.
    Internet,
    /// Another far end.
    Other,
}

/// One place of the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// What kind of place.
    pub kind: PlaceKind,
    /// Its name: `default/web-0`, `aks-system-0`, `azure-lb:kubernetes`.
    pub place: String,
    /// Its own address, where it has one.
    pub address: Option<IpAddr>,
    /// The interface that the packet leaves by: `eth0`, `azv*`, `cbr0`.
    pub device: String,
    /// What happens here, in order.
    pub steps: Vec<Step>,
    /// The packet as it leaves (or arrives, at the last hop).
    pub packet: Flow,
}

/// The kind of a rewrite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TranslationKind {
    /// The source is rewritten, many to one.
    Snat,
    /// The destination is rewritten.
    Dnat,
    /// The destination is rewritten in the socket.
    SocketLb,
    /// The source is rewritten, one to one.
    SnatOneToOne,
}

/// One rewrite, in the order they happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translation {
    /// Its kind.
    pub kind: TranslationKind,
    /// `node:aks-system-0 IP-MASQ-AGENT`, `azure-lb:kubernetes aksOutboundRule`.
    pub place: String,
    /// The header before.
    pub before: Flow,
    /// The header after.
    pub after: Flow,
}

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

/// One way: of the packet, or of its reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// What becomes of it.
    pub disposition: Disposition,
    /// The sentence that says so.
    pub sentence: String,
    /// The places, in order.
    pub hops: Vec<Hop>,
    /// The rewrites, in order.
    pub translations: Vec<Translation>,
    /// The first Azure lookup made on a subnet of this file.
    pub route: Option<TraceRoute>,
    /// The check that ended it.
    pub decided_by: Decision,
}

/// A packet's way, its reply's, and what was assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The question.
    pub question: Question,
    /// The packet as its sender made it.
    pub flow: Flow,
    /// The way there.
    pub forward: Walk,
    /// The way back; `None` when the packet did not arrive.
    pub reply: Option<Walk>,
    /// The source address that the far end sees.
    pub source_seen: Option<IpAddr>,
    /// What was assumed or is not modelled.
    pub notes: Vec<String>,
    /// The pages that it rests on.
    pub sources: Vec<SourceRef>,
}

/// Which protocols have ports.
pub fn has_ports(protocol: Protocol) -> bool {
    protocol != Protocol::Icmp
}
