//! What a walk leaves behind: places, what happened at each, and every rewrite of the header. Deliberately only data: the
//! walking is `walker`'s.

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Decision, Disposition};
use crate::engine::finding::SourceRef;
use crate::engine::route::{Contest, NextHopType, RouteSource};
use crate::net::Flow;
use crate::scenario::model::Access;

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
    /// The page that says so.
    pub source: SourceRef,
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
