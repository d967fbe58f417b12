//! A packet's way and its reply's: one walk over elements, each a small file of `trace/`. Deliberately a
//! function of plan and question: the same flow gives the same trace.

mod arrival;
mod edge;
mod egress;
mod far_end;
mod firewall;
mod gateway;
mod masquerade;
mod node;
mod nsg;
mod overlay;
mod pod;
mod questions;
mod service;
mod session;
mod sha256;
mod vm;
mod walker;
mod world;

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::Serialize;

pub use questions::questions;
pub use world::World;
pub(crate) use world::is_private;

use crate::choice;
use crate::engine::endpoint::resolve::{Resolved, Subject, resolve};
use crate::engine::endpoint::{Destination, Endpoint, EndpointError};
use crate::engine::finding::SourceRef;
use crate::engine::route::{Contest, NextHopType, RouteSource};
use crate::net::{Flow, Protocol};
use crate::scenario::model::{Access, Model};
use walker::{Entry, Outcome, Place, Walker};

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

/// The most places that a packet passes before it is said to go round.
pub const HOPS_MAX: usize = 32;

/// A public address that nobody has given: shown as `*`.
pub const UNKNOWN_ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED);

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

/// Follows a packet, and its reply.
///
/// # Errors
/// When an end is not in the scenario.
pub fn trace(world: &World<'_>, question: &Question) -> Result<Trace, EndpointError> {
    let (from, to) = (resolve(world, &question.from)?, resolve(world, &question.to.endpoint)?);
    let flow = flow(question, &from, &to);
    let unknown = unknown_end(world, question, &from, &to);
    let (Some(place), None) = (origin(&from), &unknown) else {
        let sentence = unknown.unwrap_or_else(|| format!("{} does not send packets of its own.", question.from));
        return Ok(without_way(question, flow, sentence));
    };
    let forward = Walker::new(world, flow, None).walk(place);
    let reply = forward.walk.disposition.is_good().then_some(forward.answers).flatten().map(|answers| {
        let outcome = Walker::new(world, forward.packet.reversed(), Some(&forward.opened)).walk(answers);
        known_to_the_client(outcome, flow, &forward.walk)
    });
    let mut notes = forward.notes;
    if let Some(reply) = &reply {
        notes.extend(reply.notes.iter().filter(|note| !notes.contains(note)).cloned().collect::<Vec<_>>());
    }
    if world.plan.scenario().policies.files.as_ref().is_some_and(|files| !files.is_empty()) {
        notes.push("Network policies are not asked yet.".to_owned());
    }
    let source_seen = forward.walk.disposition.is_good().then_some(forward.packet.src);
    let reply = reply.map(|outcome| outcome.walk);
    let sources = sources([Some(&forward.walk), reply.as_ref()]);
    Ok(Trace { question: question.clone(), flow, forward: forward.walk, reply, source_seen, notes, sources })
}

/// The header that the sender makes. A port that is left out is the far end's first, with that port's protocol.
fn flow(question: &Question, from: &Resolved, to: &Resolved) -> Flow {
    const PORT: u16 = 443;
    let (port, protocol) = match (question.to.port, to.port) {
        (None, Some((port, protocol))) if question.to.protocol == Protocol::Tcp => (port, protocol),
        (Some(port), _) | (None, Some((port, _))) => (port, question.to.protocol),
        (None, None) => (PORT, question.to.protocol),
    };
    let ports = has_ports(protocol);
    Flow {
        src: from.address.unwrap_or(UNKNOWN_ADDRESS),
        src_port: question.src_port.filter(|_| ports),
        dst: to.address.unwrap_or(UNKNOWN_ADDRESS),
        dst_port: Some(port).filter(|_| ports),
        protocol,
    }
}

/// Where the packet starts.
fn origin(from: &Resolved) -> Option<Place> {
    match from.subject {
        Subject::Pod(pod) => Some(Place::Pod(pod)),
        Subject::Node(node) => Some(Place::Node(node, Entry::Own)),
        Subject::Vm(vm) => Some(Place::VmSends(vm)),
        Subject::OnPremises(site) => Some(Place::OnPremises(site)),
        Subject::Internet => Some(Place::Internet),
        Subject::Service(_)
        | Subject::LoadBalancer(_)
        | Subject::Ingress(_)
        | Subject::ApiServer
        | Subject::Dns
        | Subject::Platform
        | Subject::Subnet(_)
        | Subject::Stranger => None,
    }
}

/// Why an end cannot be followed, where it cannot.
fn unknown_end(world: &World<'_>, question: &Question, from: &Resolved, to: &Resolved) -> Option<String> {
    let end = &question.to.endpoint;
    let (Some(source), Some(target)) = (from.address, to.address) else {
        return Some(match to.subject {
            Subject::LoadBalancer(_) | Subject::Ingress(_) | Subject::ApiServer => not_modelled(end),
            _ if world.plan.model() == Model::ByoCni => {
                "The cluster's own plug-in gives pods their addresses and decides their ways; Azure's pages do not tell.".to_owned()
            }
            _ if from.address.is_none() => format!("{} has no address.", question.from),
            _ => format!("{end} has no address."),
        });
    };
    if source.is_ipv4() != target.is_ipv4() {
        return Some(format!("{source} and {target} are of different address families."));
    }
    match to.subject {
        Subject::LoadBalancer(_) | Subject::Ingress(_) | Subject::ApiServer | Subject::Platform => {
            Some(not_modelled(end))
        }
        Subject::Internet | Subject::Stranger if is_front_end(world, target) => {
            Some(format!("{target} is an address of this design, reached from outside: {}", not_modelled(end)))
        }
        _ => None,
    }
}

fn not_modelled(end: &Endpoint) -> String {
    format!("The way to {end} is not modelled yet.")
}

/// Does something of the file answer on this public address?
fn is_front_end(world: &World<'_>, address: IpAddr) -> bool {
    let scenario = world.plan.scenario();
    let is_service = scenario.services.iter().any(|service| service.load_balancer_ip == Some(address));
    let is_balancer = scenario.load_balancers.iter().any(|balancer| balancer.frontend == address);
    let is_firewall = scenario.firewalls.iter().any(|item| item.public_ips.iter().flatten().any(|ip| *ip == address));
    let of_vms = scenario.vms.iter().filter_map(|vm| vm.public_ip);
    let of_nodes = scenario.nodes.iter().filter_map(|node| node.public_ip);
    is_service || is_balancer || is_firewall || of_vms.chain(of_nodes).any(|ip| ip.0 == Some(address))
}

/// The answer to a question whose ends cannot be followed.
fn without_way(question: &Question, flow: Flow, sentence: String) -> Trace {
    let forward = Walk {
        disposition: Disposition::InsufficientInfo,
        sentence,
        hops: Vec::new(),
        translations: Vec::new(),
        route: None,
        decided_by: Decision::NONE,
        nsg_checks: Vec::new(),
    };
    let question = question.clone();
    Trace { question, flow, forward, reply: None, source_seen: None, notes: Vec::new(), sources: Vec::new() }
}

/// A reply that arrives with another header than the client waits for is lost all the same.
fn known_to_the_client(mut outcome: Outcome, flow: Flow, forward: &Walk) -> Outcome {
    let in_socket = forward.translations.first().filter(|first| first.kind == TranslationKind::SocketLb);
    let expected = in_socket.map_or(flow, |first| first.after).reversed();
    if outcome.walk.disposition == Disposition::Delivered && outcome.packet != expected {
        let found = shown_ends(outcome.packet).0;
        let sentence =
            format!("The reply comes from {found}, and the client waits for {}: it is lost.", shown_ends(expected).0);
        outcome.walk.disposition = Disposition::AsymmetricDrop;
        outcome.walk.sentence = sentence;
        outcome.walk.decided_by = Decision::NONE;
    }
    outcome
}

/// The pages of all steps, each once, in order.
fn sources(walks: [Option<&Walk>; 2]) -> Vec<SourceRef> {
    let mut found: Vec<SourceRef> = Vec::new();
    let steps = walks.into_iter().flatten().flat_map(|walk| &walk.hops).flat_map(|hop| &hop.steps);
    for source in steps.filter_map(|step| step.source) {
        if !found.contains(&source) {
            found.push(source);
        }
    }
    found
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
    if address == UNKNOWN_ADDRESS { "*".to_owned() } else { address.to_string() }
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
