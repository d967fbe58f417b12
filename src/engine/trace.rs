//! A packet's way and its reply's: one walk over elements, each a small file of `trace/`. Deliberately a
//! function of plan and question: the same flow gives the same trace.

mod api_server;
mod arrival;
mod backends;
mod balancer;
mod chain;
mod change;
mod edge;
mod egress;
mod egress_gateway;
mod far_end;
mod firewall;
mod follow;
mod front;
mod gateway;
mod ingress;
mod instance;
mod masquerade;
mod node;
mod nsg;
mod omission;
mod overlay;
mod platform;
mod pod;
mod policy;
mod ports;
mod questions;
mod service;
mod service_rule;
mod session;
mod snat;
mod target;
mod vm;
mod walker;
mod windows;
mod world;

use std::net::{IpAddr, Ipv4Addr};

use schemars::JsonSchema;
use serde::Serialize;

pub use backends::backends;
pub use change::{Alternatives, Change, alternatives};
pub use follow::trace;
pub use omission::{Omission, Removed, Without, omissions};
pub use policy::Policies;
pub use ports::{PortsInUse, PortsInUseError};
pub use questions::questions;
pub use world::World;
pub(crate) use world::is_private;

pub(crate) use api_server::address as api_server_address;
pub(crate) use ingress::address as ingress_address;

use crate::choice;
use crate::engine::endpoint::{Destination, Endpoint};
use crate::engine::finding::SourceRef;
use crate::engine::route::{Contest, NextHopType, RouteSource};
use crate::net::{Flow, Protocol};
use crate::scenario::model::Access;

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

/// The most places that a packet passes before it is said to go round.
pub const HOPS_MAX: usize = 32;

/// A public address that nobody has given: shown as `*`.
pub const UNKNOWN_ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// The public address of the n-th thing that has one which nobody has given. All of 0.0.0.0/8 is shown as `*`: no
/// host can have one of these, so they stand for addresses that are only told apart.
pub(crate) fn unknown_address(place: usize) -> IpAddr {
    const MOST: u32 = 0x00ff_ffff;
    let number = u32::try_from(place).unwrap_or(MOST).saturating_add(1);
    IpAddr::V4(Ipv4Addr::from(number.min(MOST)))
}

/// Is it one that nobody has given?
pub(crate) fn is_unknown(address: IpAddr) -> bool {
    matches!(address, IpAddr::V4(address) if address.octets()[0] == 0)
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
    /// The node or machine that a load balancer picks, even one whose probe has not failed yet; left out: the first
    /// that answers.
    pub lb_selects: Option<String>,
    /// SNAT ports that are in use already; left out: none.
    pub snat_ports_in_use: Option<PortsInUse>,
}

impl Question {
    /// From one end to another, with nothing stated that a file cannot know.
    pub fn new(from: Endpoint, to: Destination) -> Self {
        Self { from, to, src_port: None, lb_selects: None, snat_ports_in_use: None }
    }
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

/// What one NSG said to the packet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NsgCheck {
    /// The NSG.
    pub nsg: String,
    /// `subnet` or `nic`.
    pub level: &'static str,
    /// `inbound` or `outbound`.
    pub direction: &'static str,
    /// The rule that decided.
    pub rule: String,
    /// Its priority.
    pub priority: u32,
    /// What it does.
    pub access: Access,
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
    /// What each NSG on the way said.
    pub nsg_checks: Vec<NsgCheck>,
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

impl Step {
    /// A step that needs no rule, contest or page.
    pub fn new(kind: StepKind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), rule: None, contest: None, source: None }
    }

    /// The same, resting on a page.
    #[must_use]
    pub fn on(self, source: SourceRef) -> Self {
        Self { source: Some(source), ..self }
    }

    /// The same, decided by a rule, a chain, a policy.
    #[must_use]
    pub fn by(self, rule: impl Into<String>) -> Self {
        Self { rule: Some(rule.into()), ..self }
    }
}

impl Decision {
    /// No check decided.
    pub const NONE: Self = Self { kind: "none", name: None, priority: None, direction: None, level: None, nsg: None };

    /// A check with a name.
    pub fn new(kind: &'static str, name: impl Into<String>) -> Self {
        Self { kind, name: Some(name.into()), ..Self::NONE }
    }
}

/// An address as an answer shows it: `*` for a public one that nobody has given.
///
/// ```
/// # use aksplore::engine::trace::{shown, UNKNOWN_ADDRESS};
/// assert_eq!(shown("10.0.0.4".parse()?), "10.0.0.4");
/// assert_eq!(shown(UNKNOWN_ADDRESS), "*");
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
pub fn shown(address: IpAddr) -> String {
    if is_unknown(address) { "*".to_owned() } else { address.to_string() }
}

/// An address and a port as an answer shows them: `10.0.0.4:443`, `[fd00::1]:*`; no port where the protocol has
/// none.
pub fn shown_with_port(address: IpAddr, port: Option<u16>, protocol: Protocol) -> String {
    let address = if address.is_ipv6() { format!("[{address}]") } else { shown(address) };
    match port {
        _ if !has_ports(protocol) => address,
        Some(port) => format!("{address}:{port}"),
        None => format!("{address}:*"),
    }
}

/// The source and the destination of a packet as an answer shows them.
pub fn shown_ends(flow: Flow) -> (String, String) {
    (shown_with_port(flow.src, flow.src_port, flow.protocol), shown_with_port(flow.dst, flow.dst_port, flow.protocol))
}

/// Which protocols have ports.
pub fn has_ports(protocol: Protocol) -> bool {
    protocol != Protocol::Icmp
}

#[cfg(test)]
mod invariants;
#[cfg(test)]
mod tests;
