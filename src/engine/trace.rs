//! A packet's way and its reply's: one walk over elements, each a small file of `trace/`. Deliberately a
//! function of plan and question: the same flow gives the same trace.

mod api_server;
mod arrival;
mod backends;
mod balancer;
mod chain;
mod change;
mod disposition;
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
mod one_way;
mod overlay;
mod platform;
mod pod;
mod policy;
mod ports;
mod questions;
mod service;
mod service_rule;
mod session;
mod shown;
mod snat;
mod target;
mod vm;
mod walk;
mod walker;
mod windows;
mod world;

use std::net::IpAddr;

pub use backends::backends;
pub use change::{Alternatives, Change, alternatives};
pub use disposition::{DECISION_KINDS, Decision, Disposition};
pub use follow::trace;
pub use omission::{Omission, Removed, Without, omissions};
pub use policy::Policies;
pub use ports::{PortsInUse, PortsInUseError};
pub use questions::questions;
pub use shown::{UNKNOWN_ADDRESS, has_ports, shown, shown_ends, shown_with_port};
pub use walk::{Hop, NsgCheck, PlaceKind, RouteStep, Step, StepKind, TraceRoute, Translation, TranslationKind, Walk};
pub use world::World;

pub(crate) use api_server::address as api_server_address;
pub(crate) use ingress::{address as ingress_address, port as ingress_port};
pub(crate) use shown::{is_unknown, unknown_address};
pub(crate) use world::is_private;

use crate::engine::endpoint::{Destination, Endpoint};
use crate::engine::finding::SourceRef;
use crate::net::Flow;

/// The most places that a packet passes before it is said to go round.
pub const HOPS_MAX: usize = 32;

/// What no trace says anything of, as no key of a scenario tells it or no packet shows it.
pub const NOT_MODELLED: &str = "security admin rules, application security groups, the IPv6 side of dual stack, application rules, kube-proxy in other modes than iptables, throughput, latency, quotas, prices, TLS";

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

#[cfg(test)]
mod invariants;
#[cfg(test)]
mod tests;
