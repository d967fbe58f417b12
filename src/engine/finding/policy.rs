//! Network policies that the cluster's engine does not read, or that nobody enforces. Deliberately not about who may talk
//! to whom: whether that is meant, only the user knows. What goes with the engine itself is `cluster`'s.

use super::Finding;
use crate::engine::capacity::Capacity;
use crate::engine::plan::Plan;
use crate::engine::policy::Engine;
use crate::engine::rules::{self, RuleId};
use crate::manifest::model::{Block, Namespaces, NetworkPolicy, Peer, PortMatch, PortRule, Rule};
use crate::manifest::selector::{Operator, Selector};
use crate::net::Protocol;
use crate::scenario::Path;
use crate::scenario::model::Os;

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
    if let Some(policy) = manifests.admin_policies.first() {
        let message =
            format!("no page says whether {engine} reads AdminNetworkPolicies ({}, {})", policy.name, policy.place);
        found.push(Finding::note("admin-policy-unknown", path(), RuleId::AdminPolicyEngines, message));
    }
    let has_range = |port: &&PortRule| matches!(port.port, PortMatch::Range(first, last) if first < last);
    let ranged = manifests.network_policies.iter().find(|policy| ports(policy).any(|port| has_range(&port)));
    if let (Engine::Cilium, Some(policy)) = (engine, ranged) {
        let message = format!(
            "NetworkPolicy {}/{} ({}) has an endPort, which needs {}",
            policy.namespace,
            policy.name,
            policy.place,
            rules::text(RuleId::CiliumEndPortSince)
        );
        found.push(Finding::note("cilium-end-port", path(), RuleId::CiliumEndPortSince, message));
    }
    if engine == Engine::Azure {
        manifests.network_policies.iter().for_each(|policy| blocks_of_npm(policy, path, found));
        if plan.pools().iter().any(|pool| pool.item.os == Some(Os::Windows)) {
            manifests.network_policies.iter().for_each(|policy| npm_on_windows(policy, path, found));
        }
    }
}

fn rules_of(policy: &NetworkPolicy) -> impl Iterator<Item = &Rule> {
    policy.ingress.iter().chain(&policy.egress).flatten()
}

fn ports(policy: &NetworkPolicy) -> impl Iterator<Item = &PortRule> {
    rules_of(policy).flat_map(|rule| &rule.ports)
}

/// What Azure Network Policy Manager does not read on Windows nodes.
fn npm_on_windows(policy: &NetworkPolicy, path: impl Fn() -> Path, found: &mut Vec<Finding>) {
    let is_negative = |selector: &Selector| {
        selector.demands.iter().any(|demand| matches!(demand.operator, Operator::NotIn | Operator::DoesNotExist))
    };
    let peers = || rules_of(policy).flat_map(|rule| &rule.peers);
    let negative = is_negative(&policy.pods)
        || peers().any(|peer| match peer {
            Peer::Pods { namespaces, pods } => {
                is_negative(pods) || matches!(namespaces, Namespaces::Matching(selector) if is_negative(selector))
            }
            _ => false,
        });
    let except = peers().any(|peer| matches!(peer, Peer::Block(block) if !block.except.is_empty()));
    let used = [
        (ports(policy).any(|port| matches!(port.port, PortMatch::Name(_))), "named ports"),
        (ports(policy).any(|port| port.protocol == Some(Protocol::Sctp)), "SCTP"),
        (negative, "negative selectors"),
        (except, "except"),
    ];
    let used: Vec<&str> = used.into_iter().filter(|(is_used, _)| *is_used).map(|(_, word)| word).collect();
    if !used.is_empty() {
        let message = format!(
            "NetworkPolicy {}/{} ({}) uses {}, which Azure Network Policy Manager does not read on Windows nodes",
            policy.namespace,
            policy.name,
            policy.place,
            used.join(", ")
        );
        found.push(Finding::warning("npm-windows-policy", path(), RuleId::NpmWindowsLacks, message));
    }
}

/// Does a policy say what may leave its pods, and not all?
fn holds_what_leaves(policy: &NetworkPolicy) -> bool {
    policy.egress.as_ref().is_some_and(|rules| rules.iter().all(|rule| !rule.peers.is_empty()))
}

fn blocks_of_npm(policy: &NetworkPolicy, path: impl Fn() -> Path, found: &mut Vec<Finding>) {
    let blocks: Vec<&Block> = rules_of(policy)
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
