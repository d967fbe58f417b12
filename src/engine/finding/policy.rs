//! Network policies that the cluster's engine does not read, or that nobody enforces. Deliberately not about who may talk
//! to whom: whether that is meant, only the user knows. What goes with the engine itself is `cluster`'s.

use super::Finding;
use crate::engine::capacity::Capacity;
use crate::engine::plan::Plan;
use crate::engine::policy::Engine;
use crate::engine::rules::{self, RuleId};
use crate::manifest::model::{Block, NetworkPolicy, Peer};
use crate::scenario::Path;

/// What the engine makes of the policies that the scenario names.
pub(super) fn manifests(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let manifests = plan.manifests();
    if !manifests.has_policies() {
        return;
    }
    let path = || Path::root().key("policies").key("files");
    let Some(engine) = plan.cluster().network_policy.and_then(Engine::of) else {
        let message = "nobody enforces the policies: the cluster has no network policy engine".to_owned();
        found.push(Finding::warning("policies-not-enforced", path(), RuleId::PolicyEngineNone, message));
        return;
    };
    if let (false, Some(policy)) = (engine.reads_cilium(), manifests.cilium_policies.first()) {
        let message =
            format!("{} ({}) is a policy of Cilium's, which {engine} does not read", policy.name, policy.place);
        found.push(Finding::warning("cilium-policy-elsewhere", path(), RuleId::CiliumOwnPolicies, message));
    }
    let has_acns = plan.cluster().acns.as_ref().is_some_and(|services| !services.is_empty());
    let asks = manifests.cilium_policies.iter().find_map(|policy| {
        policy.undecided.iter().find(|undecided| undecided.needs_acns).map(|undecided| (policy, undecided))
    });
    if let (true, false, Some((policy, undecided))) = (engine.reads_cilium(), has_acns, asks) {
        let message = format!(
            "{} of {} ({}) needs {}, which the cluster does not have",
            undecided.field,
            policy.name,
            policy.place,
            rules::text(RuleId::CiliumLayer7NeedsAcns)
        );
        found.push(Finding::warning("policy-needs-acns", path(), RuleId::CiliumLayer7NeedsAcns, message));
    }
    if engine.reads_cilium() && manifests.network_policies.iter().any(holds_what_leaves) {
        let message = format!(
            "where LocalDNS runs, pods that a policy holds ask {}: it has to let them, over port 53",
            rules::text(RuleId::LocalDnsRange)
        );
        found.push(Finding::note("policy-local-dns", path(), RuleId::LocalDnsRange, message));
    }
    if engine == Engine::Azure {
        manifests.network_policies.iter().for_each(|policy| blocks_of_npm(policy, path, found));
    }
}

/// Does a policy say what may leave its pods, and not all?
fn holds_what_leaves(policy: &NetworkPolicy) -> bool {
    policy.egress.as_ref().is_some_and(|rules| rules.iter().all(|rule| !rule.peers.is_empty()))
}

fn blocks_of_npm(policy: &NetworkPolicy, path: impl Fn() -> Path, found: &mut Vec<Finding>) {
    let rules = policy.ingress.iter().chain(&policy.egress).flatten();
    let blocks: Vec<&Block> = rules
        .flat_map(|rule| &rule.peers)
        .filter_map(|peer| match peer {
            Peer::Block(block) => Some(block),
            _ => None,
        })
        .collect();
    let name = format!("NetworkPolicy {}/{} ({})", policy.namespace, policy.name, policy.place);
    if let Some(block) = blocks.iter().find(|block| !block.cidr.is_v4()) {
        let message = format!("{name} names {}, and Azure Network Policy Manager has no IPv6", block.cidr);
        found.push(Finding::warning("npm-ipv6-policy", path(), RuleId::NpmFamily, message));
    }
    let most = rules::number(RuleId::NpmBlocksAdvised);
    if blocks.len() as u64 > most {
        let message = format!(
            "{name} has {} ipBlocks; with Azure Network Policy Manager at most {most} are advised",
            blocks.len()
        );
        found.push(Finding::note("npm-many-blocks", path(), RuleId::NpmBlocksAdvised, message));
    }
}
