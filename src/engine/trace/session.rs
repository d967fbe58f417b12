//! What places remember of a packet, so that its reply finds the way back. Deliberately without time: a session
//! of a trace never ends.

use crate::engine::inventory::NodeRef;
use crate::engine::plan::VnetId;
use crate::engine::trace::Translation;
use crate::net::Flow;

/// Who remembers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Keeper {
    /// A node's connection tracking.
    Node(NodeRef),
    /// A firewall, by its place in the scenario.
    Firewall(usize),
    /// What translates on the way to the internet: `azure-lb:kubernetes`, `nat-gateway:natgw`, ...
    Outbound(String),
    /// An NSG at a subnet or a NIC.
    Nsg(String),
    /// What took the packet in from outside: a load balancer, the public address of a machine. The reply does not
    /// come back to it; Azure undoes its rewrites where the reply leaves.
    Inbound(String),
    /// A proxy, which ends the connection and opens one of its own.
    Proxy(String),
}

/// One connection, as one place remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Session {
    /// Who remembers.
    pub keeper: Keeper,
    /// The header as it came.
    pub entry: Flow,
    /// The header as it went.
    pub exit: Flow,
    /// The rewrites between the two, in order.
    pub rewrites: Vec<Translation>,
    /// The VNet that the packet came from.
    pub vnet: Option<VnetId>,
}

impl Session {
    /// Is the packet a reply to this connection, seen where it went out?
    pub fn is_answered_by(&self, packet: Flow) -> bool {
        self.exit.reversed() == packet
    }

    /// The rewrites that a reply undergoes: each undone, the last first.
    pub fn undone(&self) -> impl Iterator<Item = Translation> + '_ {
        self.rewrites.iter().rev().map(|rewrite| Translation {
            kind: rewrite.kind,
            place: rewrite.place.clone(),
            before: rewrite.after.reversed(),
            after: rewrite.before.reversed(),
            source: rewrite.source,
        })
    }
}
