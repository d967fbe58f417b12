//! What an answer about policies rests on and does not show: what engines read differently, what is not decided, what the
//! manifests leave out. Deliberately in sentences: each names the rule's page in the table of rules, where there is one.

use super::PolicyPlan;
use crate::engine::rules::{self, RuleId};
use crate::manifest::model::{Block, Manifests, Peer};

/// So many names a note lists, and then the number of the others.
const NAMES_MAX: usize = 5;

/// The notes to all answers of a plan.
pub fn notes(plan: &PolicyPlan, manifests: &Manifests) -> Vec<String> {
    let mut notes = Vec::new();
    addresses(plan, &mut notes);
    host_network(plan, &mut notes);
    unused(manifests, &mut notes);
    cilium(plan, manifests, &mut notes);
    npm(plan, manifests, &mut notes);
    admin(plan, manifests, &mut notes);
    notes
}

fn addresses(plan: &PolicyPlan, notes: &mut Vec<String>) {
    let has_blocks = plan.policies().iter().any(|policy| {
        let rules = policy.egress.rules.iter().chain(&policy.ingress.rules);
        rules.flat_map(|rule| rule.peers.iter().flatten()).any(|peer| matches!(peer.peer, Peer::Block(_)))
    });
    if !has_blocks {
        return;
    }
    if !plan.engine().blocks_match_pods() {
        let rule = RuleId::CiliumBlocksSkipPods;
        notes.push(said("To Cilium no ipBlock matches a pod or a node, not even 0.0.0.0/0", rule));
        return;
    }
    let pods = plan.cluster().pods();
    let unknown = pods.iter().filter(|pod| pod.addresses.is_empty()).count();
    if unknown > 0 {
        notes.push(format!(
            "{unknown} of {} pods have no address in the manifests: no ipBlock is taken to match them. With `status.podIP` it would.",
            pods.len()
        ));
    }
}

fn host_network(plan: &PolicyPlan, notes: &mut Vec<String>) {
    let cluster = plan.cluster();
    let is_host = |workload: &usize| {
        let pods = &cluster.workloads()[*workload].pods;
        pods.iter().any(|pod| cluster.shape_row(cluster.pod_row(*pod).shape).host_network)
    };
    let names: Vec<String> =
        (0..cluster.workloads().len()).filter(is_host).map(|workload| cluster.workload_name(workload)).collect();
    if !names.is_empty() {
        let is_one = names.len() == 1;
        let (uses, them) = if is_one { ("uses its", "it") } else { ("use their", "them") };
        notes.push(format!(
            "{} {uses} node's network: policies do not select {them}, and no selector matches {them}. Kubernetes leaves this to the engine.",
            listed(&names)
        ));
    }
}

fn unused(manifests: &Manifests, notes: &mut Vec<String>) {
    for policy in &manifests.network_policies {
        for direction in &policy.unused {
            notes.push(format!(
                "NetworkPolicy {}/{} has {direction} rules that its policyTypes leave out: they are never used.",
                policy.namespace, policy.name
            ));
        }
    }
}

fn cilium(plan: &PolicyPlan, manifests: &Manifests, notes: &mut Vec<String>) {
    let names: Vec<String> = manifests.cilium_policies.iter().map(|policy| policy.name.to_string()).collect();
    if !names.is_empty() && !plan.engine().reads_cilium() {
        let are = if names.len() == 1 { "is a policy" } else { "are policies" };
        notes.push(format!(
            "{} {are} of Cilium's own kind, which only `--engine cilium` reads: left out.",
            listed(&names)
        ));
        return;
    }
    unlisted(plan, notes);
    for policy in &manifests.cilium_policies {
        for undecided in &policy.undecided {
            let does = if undecided.refuses { "refuse" } else { "allow" };
            let words = format!("{} of {} is not decided here: it may {does} more", undecided.field, policy.name);
            notes.push(if undecided.needs_acns {
                said(
                    &format!("{words}, and needs Advanced Container Networking Services"),
                    RuleId::CiliumLayer7NeedsAcns,
                )
            } else {
                format!("{words}.")
            });
        }
    }
}

/// Whether the engines of AKS read admin policies, no page says.
fn admin(plan: &PolicyPlan, manifests: &Manifests, notes: &mut Vec<String>) {
    if manifests.admin_policies.is_empty() {
        return;
    }
    let words = match plan.engine() {
        super::Engine::Kubernetes => {
            "AdminNetworkPolicies hold only where their kinds are installed and the engine reads them".to_owned()
        }
        engine => format!("No page of AKS says whether {engine} reads AdminNetworkPolicies: here it is taken to"),
    };
    notes.push(said(&words, RuleId::AdminPolicyEngines));
}

/// Entities that rules name and no manifest holds.
fn unlisted(plan: &PolicyPlan, notes: &mut Vec<String>) {
    for policy in plan.policies() {
        for rule in policy.egress.rules.iter().chain(&policy.ingress.rules) {
            let mut named: Vec<&str> = Vec::new();
            for peer in rule.peers.iter().flatten() {
                if let Peer::Unlisted(entity) = &peer.peer {
                    named.push(entity.word());
                }
            }
            if !named.is_empty() {
                let words = format!(
                    "{} of {policy} names {}, whose addresses no manifest holds: the rule is listed without them",
                    rule.label,
                    named.join(", ")
                );
                notes.push(said(&words, RuleId::CiliumEntities));
            }
        }
    }
}

fn npm(plan: &PolicyPlan, manifests: &Manifests, notes: &mut Vec<String>) {
    if plan.engine() != super::Engine::Azure {
        return;
    }
    let most = rules::number(RuleId::NpmBlocksAdvised);
    for policy in &manifests.network_policies {
        let rules = policy.ingress.iter().chain(&policy.egress).flatten();
        let blocks: Vec<&Block> = rules
            .flat_map(|rule| &rule.peers)
            .filter_map(|peer| match peer {
                Peer::Block(block) => Some(block),
                _ => None,
            })
            .collect();
        let name = format!("NetworkPolicy {}/{}", policy.namespace, policy.name);
        if let Some(block) = blocks.iter().find(|block| !block.cidr.is_v4()) {
            let words = format!("{name} names {}, and Azure Network Policy Manager has no IPv6", block.cidr);
            notes.push(said(&words, RuleId::NpmFamily));
        }
        if blocks.len() as u64 > most {
            let words = format!("{name} has {} ipBlocks; at most {most} are advised", blocks.len());
            notes.push(said(&words, RuleId::NpmBlocksAdvised));
        }
    }
}

/// A sentence with its page.
fn said(words: &str, rule: RuleId) -> String {
    let source = rules::source(rule);
    format!("{words} ({}, read {}).", source.page, source.as_of)
}

fn listed(names: &[String]) -> String {
    let shown = names.iter().take(NAMES_MAX).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMES_MAX) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
