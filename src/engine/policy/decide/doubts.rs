//! What an answer hangs on and is not known, or what engines read differently there. Deliberately changes no verdict.

use std::net::IpAddr;

use super::{Asked, Party, Question, Verdict};
use crate::engine::policy::PolicyPlan;
use crate::engine::policy::row::{Direction, PeerRow, Tier};
use crate::engine::rules::network::NETWORK_POLICIES;
use crate::manifest::model::{Action, Peer};

/// Of a pod and its own node: what Cilium's page leaves open.
pub(super) fn own_node(plan: &PolicyPlan, question: &Question) -> Option<String> {
    let is_to_node = match question.to {
        Party::Pod(pod) => plan.cluster().shape_row(plan.cluster().pod_row(pod).shape).host_network,
        Party::Node(_) | Party::Outside(_) | Party::ApiServer(_) => true,
    };
    (plan.engine().reads_cilium() && is_to_node && question.from != question.to).then(|| {
        "Kubernetes says so of both directions. Cilium's page says it of packets from the node only, and its rules can name the entity host for those to it.".to_owned()
    })
}

impl Asked<'_> {
    /// What the answer hangs on and is not known.
    pub(super) fn notes(&self, verdict: &Verdict) -> Vec<String> {
        let mut notes = Vec::new();
        let cluster = self.plan.cluster();
        if let (Party::Pod(pod), false) = (self.peer, verdict.allowed) {
            let row = cluster.pod_row(pod);
            let mut peers = self
                .rules(Tier::Network)
                .filter(|(_, rule)| self.has_port(rule))
                .flat_map(|(_, rule)| rule.peers.iter().flatten());
            if self.plan.engine().blocks_match_pods() {
                let blocks =
                    row.addresses.is_empty().then(|| peers.find(|peer| matches!(peer.peer, Peer::Block(_)))).flatten();
                if let Some(peer) = blocks {
                    notes.push(format!(
                        "The address of {} is not in the manifests: {} is taken not to match it.",
                        self.peer_name(),
                        peer.words()
                    ));
                }
            } else if let Some(peer) = peers.find(|peer| is_block_of(peer, &row.addresses)) {
                notes.push(format!("{} holds the pod's address, and Cilium's blocks never match a pod.", peer.words()));
            }
            if cluster.shape_row(row.shape).host_network {
                let whose = if self.plan.engine().reads_cilium() {
                    "to Cilium it is the entity host or remote-node, and no selector matches it."
                } else {
                    "no selector matches it. Kubernetes leaves that to the engine."
                };
                notes.push(format!("{} uses its node's network: {whose}", self.peer_name()));
            }
        }
        notes.extend(self.cluster_address());
        notes.extend(self.unlisted(verdict));
        notes
    }

    /// The address of a Service, which no packet bears when policies are asked.
    fn cluster_address(&self) -> Option<String> {
        let Party::Outside(address) = self.peer else { return None };
        let words = self.plan.cluster_address(address).filter(|_| self.direction == Direction::Egress)?;
        let source = NETWORK_POLICIES;
        Some(format!(
            "{words}. Kubernetes leaves open whether policies see a packet before or after a Service rewrites it ({}, read {}); here egress is asked after it, about the endpoint that takes the address's place: ask about the Service's pods, on their own port.",
            source.page, source.as_of
        ))
    }

    /// An entity that the far end may be, for all that the manifests say.
    fn unlisted(&self, verdict: &Verdict) -> Option<String> {
        let from_api_server = matches!(self.peer, Party::ApiServer(_)) && self.direction == Direction::Ingress;
        if !(from_api_server || matches!(self.peer, Party::Outside(_))) {
            return None;
        }
        // A rule that says the same as the answer changes nothing.
        let action = if verdict.allowed { Action::Deny } else { Action::Allow };
        let mut rules = self.rules(Tier::Network).filter(|(_, rule)| rule.action == action && self.has_port(rule));
        rules.find_map(|(policy, rule)| {
            let unlisted = |peer: &&PeerRow| matches!(peer.peer, Peer::Unlisted(_));
            let peer = rule.peers.iter().flatten().find(unlisted)?;
            Some(format!(
                "{} of {policy} names {}, whose addresses no manifest holds: {} may be one of them.",
                rule.label,
                peer.words(),
                self.peer_name()
            ))
        })
    }
}

fn is_block_of(peer: &PeerRow, addresses: &[IpAddr]) -> bool {
    match &peer.peer {
        Peer::Block(block) => addresses.iter().any(|address| block.contains(*address)),
        _ => false,
    }
}
