//! One question: may this end talk to that one on this port, and what decides it. Deliberately apart from
//! `connectivity`, which answers all questions without reasons; a test holds the two together.

mod doubts;
mod reasons;

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use super::PolicyPlan;
use super::cluster::{PodId, ShapeId};
use super::near::shared_node;
use super::row::{Direction, PeerRow, PolicyRow, RuleRow, Tier, numbered};
use crate::manifest::model::{Action, Entity, Peer, PortMatch, PortRule};
use crate::net::Protocol;

/// An end of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// A pod of the cluster.
    Pod(PodId),
    /// A node of the cluster, by its address.
    Node(IpAddr),
    /// An address that is no pod's and no node's.
    Outside(IpAddr),
    /// The API server, by its address.
    ApiServer(IpAddr),
}

impl Party {
    /// The address of what is no pod.
    pub fn address(self) -> Option<IpAddr> {
        match self {
            Self::Pod(_) => None,
            Self::Node(address) | Self::Outside(address) | Self::ApiServer(address) => Some(address),
        }
    }
}

/// A question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Who opens the connection.
    pub from: Party,
    /// To whom.
    pub to: Party,
    /// By which protocol.
    pub protocol: Protocol,
    /// To which port.
    pub port: u16,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// May they talk?
    pub allowed: bool,
    /// What decides: where they may, a reason a direction; where not, every reason of each direction that refuses.
    pub reasons: Vec<Reason>,
    /// What is not known, or left open.
    pub notes: Vec<String>,
}

/// A reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Of packets that leave, or that come.
    pub direction: Direction,
    /// The policy, `shop/allow-web`; `None`: none decides.
    pub policy: Option<String>,
    /// Its kind.
    pub kind: Option<&'static str>,
    /// Its rule, `ingress[0]`.
    pub rule: Option<String>,
    /// The rule's peer, `from[1]`; `None` where the rule is for everyone.
    pub peer: Option<String>,
    /// The reason in words.
    pub words: String,
}

/// What one direction says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Does it let the connection through?
    pub allowed: bool,
    /// Why.
    pub reasons: Vec<Reason>,
    /// What is not known, or left open.
    pub notes: Vec<String>,
    /// Does a rule refuse it that no NetworkPolicy overrules?
    pub is_final: bool,
}

/// Answers a question.
pub fn decide(plan: &PolicyPlan, question: &Question) -> Answer {
    if let Some(words) = always(plan, question) {
        let notes = doubts::own_node(plan, question).into_iter().collect();
        return Answer { allowed: true, reasons: vec![Reason::of_nobody(Direction::Egress, words)], notes };
    }
    let asked = [(Direction::Egress, question.from, question.to), (Direction::Ingress, question.to, question.from)];
    let verdicts: Vec<Verdict> = asked
        .into_iter()
        .filter_map(|(direction, own, peer)| match own {
            Party::Pod(pod) => Some(side(plan, direction, pod, peer, question)),
            // Nobody's policies hold a node or an address outside.
            Party::Node(_) | Party::Outside(_) | Party::ApiServer(_) => None,
        })
        .collect();
    let allowed = verdicts.iter().all(|verdict| verdict.allowed);
    let (mut reasons, mut notes) = (Vec::new(), Vec::new());
    for verdict in verdicts.into_iter().filter(|verdict| verdict.allowed == allowed) {
        reasons.extend(verdict.reasons);
        notes.extend(verdict.notes);
    }
    notes.dedup();
    Answer { allowed, reasons, notes }
}

/// What no policy can refuse: a pod to itself, and to and from its own node.
pub(super) fn always(plan: &PolicyPlan, question: &Question) -> Option<String> {
    if question.from == question.to {
        // What stands for several pods is not one that talks to itself.
        let is_several = matches!(question.from, Party::Pod(pod) if plan.cluster().is_template(pod));
        return (!is_several).then(|| "a pod always reaches itself".to_owned());
    }
    let node = match (question.from, question.to) {
        (Party::Pod(one), Party::Pod(other)) => shared_node(plan.cluster(), one, other),
        (Party::Pod(pod), Party::Node(address) | Party::Outside(address))
        | (Party::Node(address) | Party::Outside(address), Party::Pod(pod)) => {
            let node = plan.cluster().pod_row(pod).node.as_ref();
            node.filter(|node| plan.cluster().is_of_node(address, node)).map(Arc::clone)
        }
        _ => None,
    };
    node.map(|node| format!("a pod and its own node, {node}, always reach each other"))
}

/// What one direction says: the policies of `pod` about `peer`, whoever opened the connection.
pub fn side(plan: &PolicyPlan, direction: Direction, pod: PodId, peer: Party, question: &Question) -> Verdict {
    let asked = Asked { plan, direction, shape: plan.cluster().pod_row(pod).shape, peer, question };
    let mut verdict = asked.verdict();
    verdict.notes.extend(asked.notes(&verdict));
    verdict
}

/// One direction of a question.
struct Asked<'a> {
    plan: &'a PolicyPlan,
    direction: Direction,
    shape: ShapeId,
    peer: Party,
    question: &'a Question,
}

impl Reason {
    fn of_nobody(direction: Direction, words: String) -> Self {
        Self { direction, policy: None, kind: None, rule: None, peer: None, words }
    }
}

impl Verdict {
    fn one(allowed: bool, reason: Reason) -> Self {
        Self { allowed, reasons: vec![reason], notes: Vec::new(), is_final: false }
    }

    fn refused_for_good(reason: Reason) -> Self {
        Self { is_final: true, ..Self::one(false, reason) }
    }
}

impl<'a> Asked<'a> {
    fn policies(&self, tier: Tier) -> impl Iterator<Item = &'a PolicyRow> + use<'a> {
        self.plan.policies_of(self.shape, self.direction).filter(move |policy| policy.tier == tier)
    }

    fn verdict(&self) -> Verdict {
        let mut passed = None;
        for (policy, rule) in self.rules(Tier::Admin) {
            let Some(peer) = self.matching(rule) else { continue };
            match rule.action {
                Action::Allow => return Verdict::one(true, self.reason(policy, rule, peer, "allows it")),
                Action::Deny => return Verdict::refused_for_good(self.reason(policy, rule, peer, "denies it")),
                Action::Pass => {
                    passed = Some(self.reason(policy, rule, peer, "passes it on to the NetworkPolicies"));
                    break;
                }
            }
        }
        let mut verdict = self.network().unwrap_or_else(|| self.baseline());
        verdict.reasons.splice(0..0, passed);
        verdict
    }

    fn rules(&self, tier: Tier) -> impl Iterator<Item = (&'a PolicyRow, &'a RuleRow)> + use<'a> {
        let direction = self.direction;
        self.policies(tier).flat_map(move |policy| policy.side(direction).rules.iter().map(move |rule| (policy, rule)))
    }

    /// What the NetworkPolicies and Cilium's say; `None`: none isolates.
    fn network(&self) -> Option<Verdict> {
        for (policy, rule) in self.rules(Tier::Network).filter(|(_, rule)| rule.action == Action::Deny) {
            if let Some(peer) = self.matching(rule) {
                return Some(Verdict::refused_for_good(self.reason(policy, rule, peer, "denies it")));
            }
        }
        let isolating: Vec<&PolicyRow> =
            self.policies(Tier::Network).filter(|policy| policy.side(self.direction).isolates).collect();
        if isolating.is_empty() {
            return None;
        }
        for (policy, rule) in self.rules(Tier::Network).filter(|(_, rule)| rule.action == Action::Allow) {
            if let Some(peer) = self.matching(rule) {
                return Some(Verdict::one(true, self.reason(policy, rule, peer, "allows it")));
            }
        }
        let reasons = isolating.into_iter().map(|policy| self.refusal(policy)).collect();
        Some(Verdict { allowed: false, reasons, notes: Vec::new(), is_final: false })
    }

    fn baseline(&self) -> Verdict {
        for (policy, rule) in self.rules(Tier::Baseline) {
            if let Some(peer) = self.matching(rule) {
                let allowed = rule.action == Action::Allow;
                let words = if allowed { "allows it" } else { "denies it" };
                return Verdict::one(allowed, self.reason(policy, rule, peer, words));
            }
        }
        Verdict::one(true, Reason::of_nobody(self.direction, self.unheld()))
    }

    /// Why nothing holds the pod.
    fn unheld(&self) -> String {
        let name = self.own_name();
        if self.plan.cluster().shape_row(self.shape).host_network {
            return format!("{name} uses its node's network: policies do not select it");
        }
        let word = self.direction.word();
        if self.plan.policies_of(self.shape, self.direction).next().is_some() {
            return format!(
                "no policy isolates {name} for {word}, and no rule denies this: everything else is allowed"
            );
        }
        format!("no policy selects {name} for {word}: everything is allowed")
    }

    /// The peer of a rule that matches, if the ports do as well; `Some(None)`: the rule is for everyone.
    #[expect(clippy::option_option, reason = "a rule that matches may have no peer to name")]
    fn matching(&self, rule: &'a RuleRow) -> Option<Option<&'a PeerRow>> {
        if !self.has_port(rule) {
            return None;
        }
        match &rule.peers {
            None => Some(None),
            Some(peers) => peers.iter().find(|peer| self.is_met(peer)).map(Some),
        }
    }

    fn is_met(&self, peer: &PeerRow) -> bool {
        // No packet bears the cluster address of a Service any more.
        if peer.cluster_address.is_some() {
            return false;
        }
        match self.peer {
            Party::Pod(pod) => {
                let shape = self.plan.cluster().pod_row(pod).shape;
                peer.shapes.binary_search(&shape).is_ok()
            }
            // Cilium takes nodes by their entities; others see their addresses.
            Party::Node(address) => match &peer.peer {
                Peer::Block(block) => self.plan.engine().blocks_match_pods() && block.contains(address),
                Peer::Cluster | Peer::RemoteNodes => true,
                Peer::Pods { .. } | Peer::World | Peer::Host | Peer::Unlisted(_) => false,
            },
            Party::Outside(address) => match &peer.peer {
                Peer::Block(block) => block.contains(address),
                Peer::World => true,
                _ => false,
            },
            Party::ApiServer(address) => match &peer.peer {
                Peer::Block(block) => block.contains(address),
                Peer::World => true,
                // What comes from it on AKS comes by way of the nodes.
                Peer::Unlisted(Entity::ApiServer) => self.direction == Direction::Egress,
                _ => false,
            },
        }
    }

    fn has_port(&self, rule: &RuleRow) -> bool {
        rule.ports.is_empty() || rule.ports.iter().any(|port| self.is_port(port))
    }

    fn is_port(&self, rule: &PortRule) -> bool {
        let PortMatch::Name(name) = &rule.port else {
            return numbered(rule).contains(self.question.protocol, self.question.port);
        };
        let mut ports =
            self.target().into_iter().flat_map(|shape| self.plan.cluster().named_ports(shape, name, rule.protocol));
        ports.any(|port| port == (self.question.protocol, self.question.port))
    }

    /// The pods that the connection goes to; `None`: it goes outside.
    fn target(&self) -> Option<ShapeId> {
        match (self.direction, self.peer) {
            (Direction::Ingress, _) => Some(self.shape),
            (Direction::Egress, Party::Pod(pod)) => Some(self.plan.cluster().pod_row(pod).shape),
            (Direction::Egress, Party::Node(_) | Party::Outside(_) | Party::ApiServer(_)) => None,
        }
    }

    fn own_name(&self) -> String {
        let party = if self.direction == Direction::Egress { self.question.from } else { self.question.to };
        Named(self.plan, party).to_string()
    }

    fn peer_name(&self) -> String {
        Named(self.plan, self.peer).to_string()
    }

    /// `TCP 80`.
    fn port_name(&self) -> String {
        format!("{} {}", self.question.protocol.name().to_uppercase(), self.question.port)
    }
}

/// An end in words: `shop/web`, or the address.
pub(super) struct Named<'a>(pub(super) &'a PolicyPlan, pub(super) Party);

impl fmt::Display for Named<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            Party::Node(address) => write!(formatter, "node {address}"),
            Party::Outside(address) => formatter.write_str(&crate::engine::trace::shown(address)),
            Party::ApiServer(_) => formatter.write_str("the API server"),
            Party::Pod(pod) => {
                let cluster = self.0.cluster();
                let row = cluster.pod_row(pod);
                let namespace = &cluster.namespaces()[cluster.workloads()[row.workload].namespace].name;
                write!(formatter, "{namespace}/{}", row.name)
            }
        }
    }
}
