//! The network policies that a packet meets: those of its sender on the sender's node, those of its receiver on the
//! receiver's. Deliberately decides nothing itself: `engine::policy` does, about the addresses that the packet has there.

use std::net::IpAddr;
use std::sync::OnceLock;

use super::api_server;
use super::walker::{Next, Walker};
use super::world::World;
use super::{Decision, Disposition, Step, StepKind, has_ports, is_unknown, shown};
use crate::engine::inventory::{NodeRef, PodRef};
use crate::engine::policy::cluster::PodId;
use crate::engine::policy::decide::{Party, Question, Verdict, side};
use crate::engine::policy::row::Direction;
use crate::engine::policy::{Engine, PolicyPlan, join};
use crate::engine::rules::network::{NETWORK_POLICIES, STATIC_EGRESS};
use crate::net::Protocol;

/// The policies of a plan, looked up when a packet first meets them.
#[derive(Clone, Copy, Debug)]
pub struct Policies<'a> {
    /// Where they are kept once they are looked up.
    pub kept: &'a OnceLock<PolicyPlan>,
    /// Who reads them.
    pub engine: Engine,
}

impl<'a> World<'a> {
    /// The policies that are enforced; `None`: there are none, or nobody enforces them.
    pub(super) fn policy_plan(&self) -> Option<&'a PolicyPlan> {
        let Policies { kept, engine } = self.policies?;
        Some(kept.get_or_init(|| join::policy_plan(self.plan, self.inventory, engine)))
    }
}

/// The policies of the pod that sends, on its own node.
pub(super) fn leave(walker: &mut Walker<'_>, pod: PodRef) -> Option<Next> {
    check(walker, Direction::Egress, pod, walker.packet.dst)
}

/// The policies of the pod that is sent to, on its own node.
pub(super) fn enter(walker: &mut Walker<'_>, pod: PodRef) -> Option<Next> {
    check(walker, Direction::Ingress, pod, walker.packet.src)
}

/// What goes through the tunnel of a static egress gateway meets no policy.
pub(super) fn note_tunnel(walker: &mut Walker<'_>) {
    if walker.world.policy_plan().is_some() {
        let detail = "Network policies do not hold what leaves by a static egress gateway.";
        walker.step(Step::new(StepKind::Forward, detail).on(STATIC_EGRESS));
    }
}

/// Policies that are named and not asked, in a sentence.
pub(super) fn unasked(world: &World<'_>) -> Option<String> {
    let is_named = world.plan.scenario().policies.files.as_ref().is_some_and(|files| !files.is_empty());
    if !is_named || world.policies.is_some() {
        return None;
    }
    Some(if world.plan.manifests().has_policies() {
        "The cluster has no network policy engine: the policies of its manifests hold no packet.".to_owned()
    } else {
        "No policy was read from the files that [policies] names.".to_owned()
    })
}

/// Asks the policies of a pod about the far end of a packet; `Some` when the packet ends here. A reply is let through
/// with the connection that it belongs to.
fn check(walker: &mut Walker<'_>, direction: Direction, at: PodRef, far: IpAddr) -> Option<Next> {
    if walker.is_reply {
        return None;
    }
    let plan = walker.world.policy_plan()?;
    let own = id(plan, at)?;
    let pod = walker.world.inventory.pod(at);
    let peer = match peer(walker, plan, pod.node, at, far) {
        Peer::Always(why) => {
            walker.step(Step::new(StepKind::Filter, why).on(NETWORK_POLICIES));
            return None;
        }
        Peer::Party(party) => party,
    };
    let shape = plan.cluster().pod_row(own).shape;
    let is_held = plan.policies_of(shape, direction).next().is_some();
    if !has_ports(walker.packet.protocol) && is_held {
        return Some(Next::unknown(format!(
            "Policies hold {} for {}, and speak of TCP, UDP and SCTP alone: what they do to {} Kubernetes leaves to the engine.",
            World::pod_name(&pod),
            direction.word(),
            walker.packet.protocol.name().to_uppercase()
        )));
    }
    if is_held {
        note_doubts(walker, plan, far, peer);
    }
    let (from, to) = match direction {
        Direction::Egress => (Party::Pod(own), peer),
        Direction::Ingress => (peer, Party::Pod(own)),
    };
    let (protocol, port) = (walker.packet.protocol, walker.packet.dst_port.unwrap_or_default());
    let verdict = side(plan, direction, own, peer, &Question { from, to, protocol, port });
    conclude(walker, direction, verdict)
}

/// A step for every reason, and the end of the packet where it is refused.
fn conclude(walker: &mut Walker<'_>, direction: Direction, verdict: Verdict) -> Option<Next> {
    verdict.notes.into_iter().for_each(|note| walker.note(note));
    for reason in &verdict.reasons {
        // What refuses the packet stands in its last step, with every reason.
        let words = match (&reason.policy, verdict.allowed) {
            (Some(policy), false) => format!("the {} rules of {policy} are asked", direction.word()),
            _ => reason.words.clone(),
        };
        let step = Step::new(StepKind::Filter, sentence(&words)).on(NETWORK_POLICIES);
        walker.step(Step { rule: reason.policy.clone(), ..step });
    }
    let policy = verdict.reasons.iter().rev().find_map(|reason| reason.policy.clone());
    let decided = policy.map(|policy| Decision::new("network-policy", policy));
    if verdict.allowed {
        if let Some(decided) = decided {
            walker.passed = decided;
        }
        return None;
    }
    let disposition = match direction {
        Direction::Egress => Disposition::DeniedPolicyEgress,
        Direction::Ingress => Disposition::DeniedPolicyIngress,
    };
    let words: Vec<&str> = verdict.reasons.iter().map(|reason| &*reason.words).collect();
    let sentence = sentence(&words.join("; "));
    Some(Next::lost(disposition, decided.unwrap_or(Decision::NONE), sentence))
}

/// The far end of a packet, as policies see it.
enum Peer {
    /// It is never refused, and why.
    Always(String),
    /// It is asked about.
    Party(Party),
}

fn peer(walker: &Walker<'_>, plan: &PolicyPlan, node: Option<NodeRef>, at: PodRef, far: IpAddr) -> Peer {
    let inventory = walker.world.inventory;
    if let Some(other) = inventory.node_at(far) {
        if node == Some(other) {
            return Peer::Always(format!(
                "A pod and its own node, {}, always reach each other: no policy is asked.",
                inventory.node_name(other)
            ));
        }
        return Peer::Party(Party::Node(far));
    }
    match inventory.pod_at(far) {
        Some(other) if other == at => Peer::Always("A pod always reaches itself: no policy is asked.".to_owned()),
        Some(other) => Peer::Party(id(plan, other).map_or(Party::Outside(far), Party::Pod)),
        None if api_server::address(walker.world) == Some(far) => Peer::Party(Party::ApiServer(far)),
        None => Peer::Party(Party::Outside(far)),
    }
}

/// The pod of the inventory among those that policies know: both list workloads in the order of the plan.
fn id(plan: &PolicyPlan, at: PodRef) -> Option<PodId> {
    plan.cluster().workloads().get(at.workload)?.pods.get(usize::try_from(at.index).ok()?).copied()
}

/// What the answer rests on that no page says.
fn note_doubts(walker: &mut Walker<'_>, plan: &PolicyPlan, far: IpAddr, peer: Party) {
    if !walker.translations.is_empty() {
        walker.note(
            "Kubernetes does not say whether policies see a packet before or after a Service or a NAT rewrites it. Here egress is asked after the Service's translation, and ingress with the source that has reached the pod's node.",
        );
    }
    if is_unknown(far) {
        walker.note(format!(
            "The public address {} is not given: only a block that holds all public addresses is taken to match it.",
            shown(far)
        ));
    }
    if matches!(peer, Party::Node(_)) && plan.engine() == Engine::Cilium {
        walker.note("Cilium takes another node by its entity, remote-node, which rules name and blocks do not match.");
    }
    if walker.packet.protocol != Protocol::Icmp && walker.packet.dst_port.is_none() {
        walker.note("The packet has no port: only rules for all ports match it.");
    }
}

/// Words as a sentence.
fn sentence(words: &str) -> String {
    let mut sentence = format!("{words}.");
    sentence.get_mut(..1).map(str::make_ascii_uppercase);
    sentence
}
