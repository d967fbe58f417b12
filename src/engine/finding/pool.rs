//! Node pools: their subnets, their limits, their operating systems, and what the model allows. Deliberately
//! not their need of addresses: that is `room`.

use std::collections::HashMap;

use super::mend::{in_pools, in_vnet, many, to_overlay};
use super::{Finding, When, pod_subnet};
use crate::engine::capacity::Capacity;
use crate::engine::capacity::question::largest_pool;
use crate::engine::formula;
use crate::engine::plan::{Plan, PoolId, PoolRow, SubnetId};
use crate::engine::rules::{self, RuleId};
use crate::net::{counted, thousands};
use crate::scenario::defaults::has_pod_cidr;
use crate::scenario::leaf::{Autoscale, Leaf as _, Name, Surge};
use crate::scenario::model::{Dataplane, Model, NetworkPolicyEngine, Os, PodIpAllocation, Tier};
use crate::scenario::{Edit, Path};

/// Subnets that are missing, elsewhere, handed to another service, or used in two ways.
pub(super) fn subnets(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    let mut modes: HashMap<SubnetId, PodIpAllocation> = HashMap::new();
    for id in plan.pool_ids() {
        let pool = plan.pool(id);
        let path = || plan.pool_path(id).key("subnet");
        unknown(pool.item.subnet.as_ref(), pool.subnet, path, || Some(Edit::unset(path())), found);
        if let Some(subnet) = pool.subnet {
            in_cluster_vnet(plan, subnet, path, || Some(in_pools(plan, Edit::unset(path()))), found);
            delegated(plan, subnet, found);
        }
        if plan.model() == Model::PodSubnet {
            pod_subnet((plan, capacity), id, &mut modes, found);
        }
    }
}

fn pod_subnet(
    (plan, capacity): (&Plan, &Capacity),
    id: PoolId,
    modes: &mut HashMap<SubnetId, PodIpAllocation>,
    found: &mut Vec<Finding>,
) {
    let pool = plan.pool(id);
    let path = || plan.pool_path(id).key("pod-subnet");
    let Some(subnet) = pool.pod_subnet else {
        let another = pod_subnet::give(plan, capacity, id, found);
        unknown(pool.item.pod_subnet.as_ref(), pool.pod_subnet, path, || another.clone(), found);
        if pool.item.pod_subnet.is_none() {
            let message = format!(
                "pool {} has no pod subnet, which the model needs: without one AKS takes its pods' addresses of the node subnet",
                pool.item.name
            );
            let finding = Finding::error("pod-subnet-missing", path(), RuleId::PodSubnetNeeded, message);
            found.push(finding.when(When::RunTime).placed_by(another));
        }
        return;
    };
    in_cluster_vnet(plan, subnet, path, || pod_subnet::give(plan, capacity, id, &[]), found);
    let mode = *modes.entry(subnet).or_insert(pool.allocation);
    if mode != pool.allocation {
        let name = &plan.subnet(subnet).item.name;
        let message = format!("pod subnet {name} hands out both single addresses and blocks; it must do one");
        let finding = Finding::refused("pod-subnet-two-modes", path(), RuleId::PodSubnetOneMode, message);
        found.push(finding.fixed_by(Edit::set(plan.pool_path(id).key("pod-ip-allocation"), mode.word())));
    }
    let prefix = plan.subnet(subnet).item.prefix;
    let limit = rules::prefix(RuleId::StaticPodSubnetPrefixMin);
    if pool.allocation == PodIpAllocation::StaticBlock && prefix.prefix() < limit {
        let message = format!("pod subnet {prefix} is larger than a /{limit}, the largest that static blocks allow");
        let path = plan.subnet_path(subnet).key("prefix");
        let small = Edit::set(path.clone(), prefix.with_prefix(limit).to_string());
        let fix = in_vnet(plan, plan.subnet(subnet).vnet, small);
        let rule = RuleId::StaticPodSubnetPrefixMin;
        found.push(Finding::refused("pod-subnet-too-large", path, rule, message).fixed_by(fix));
    }
}

fn unknown(
    name: Option<&Name>,
    resolved: Option<SubnetId>,
    path: impl Fn() -> Path,
    fix: impl Fn() -> Option<Edit>,
    found: &mut Vec<Finding>,
) {
    if let (Some(name), None) = (name, resolved) {
        let message = format!("there is no subnet named {name}");
        let finding = Finding::refused("unknown-subnet", path(), RuleId::SubnetThere, message);
        found.push(finding.fixed_by(fix()));
    }
}

fn in_cluster_vnet(
    plan: &Plan,
    subnet: SubnetId,
    path: impl Fn() -> Path,
    fix: impl Fn() -> Option<Edit>,
    found: &mut Vec<Finding>,
) {
    let row = plan.subnet(subnet);
    if row.vnet != plan.cluster_vnet() {
        let ours = &plan.vnet(plan.cluster_vnet()).item.name;
        let theirs = &plan.vnet(row.vnet).item.name;
        let message = format!("subnet {} is in VNet {theirs}; the cluster is in {ours}", row.item.name);
        let finding = Finding::refused("subnet-in-other-vnet", path(), RuleId::OneVnet, message);
        found.push(finding.fixed_by(fix()));
    }
}

fn delegated(plan: &Plan, subnet: SubnetId, found: &mut Vec<Finding>) {
    let row = plan.subnet(subnet);
    let Some(delegation) = row.item.delegation.as_ref().map(|text| &*text.0).filter(|text| !text.is_empty()) else {
        return;
    };
    let path = plan.subnet_path(subnet).key("delegation");
    if found.iter().any(|finding| finding.subject == path) {
        return;
    }
    let name = &row.item.name;
    let rule = rules::rule(RuleId::NodeSubnetNotDelegated);
    let fix = Edit::unset(path.clone());
    if delegation == rules::text(RuleId::AksDelegation) {
        let (other, page) = rule.disputed[0];
        let message = format!(
            "node subnet {name} is delegated to {delegation}, which {} allows; {page}: {other}",
            rule.source.page
        );
        let finding = Finding::warning("subnet-delegation-disputed", path, rule.id, message);
        found.push(finding.when(When::Create).fixed_by(fix));
        return;
    }
    let message = format!("subnet {name} is delegated to {delegation}, so that it cannot hold nodes");
    let azure = format!("AgentPoolProfile.VnetSubnetID {name} cannot be used as it's a delegated subnet.");
    let finding = Finding::error("subnet-delegated", path, rule.id, message);
    found.push(finding.azure("SubnetIsDelegated", "vnetSubnetID", azure).fixed_by(fix));
}

/// Max pods, nodes a pool, nodes a cluster, pools a cluster.
pub(super) fn limits(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    for id in plan.pool_ids() {
        let pool = plan.pool(id);
        let path = |key| plan.pool_path(id).key(key);
        max_pods(plan, id, found);
        let limit = rules::small(RuleId::PoolNodesMax);
        if pool.nodes > limit {
            let (nodes, limit) = (counted(pool.nodes, "node"), thousands(limit));
            let message = format!("pool {} has {}; AKS allows at most {limit} a pool", pool.item.name, nodes);
            let finding = Finding::refused("pool-nodes-limit", path("count"), RuleId::PoolNodesMax, message);
            found.push(finding.when(When::Scale).fixed_by(with_nodes(plan, id, most_nodes(pool))));
        } else if pool.nodes.saturating_add(pool.surge) > rules::small(RuleId::PoolPeakMax) {
            let limit = rules::small(RuleId::PoolPeakMax);
            let message = format!(
                "pool {}: {} and {} are more than the {} that an upgrade may reach",
                pool.item.name,
                counted(pool.nodes, "node"),
                counted(pool.surge, "surge node"),
                thousands(limit)
            );
            let finding = Finding::refused("pool-surge-limit", path("max-surge"), RuleId::PoolPeakMax, message);
            let left = rules::small(RuleId::PoolPeakMax).checked_sub(pool.nodes).filter(|left| *left > 0);
            let less = left.map(|left| in_pools(plan, Edit::set(path("max-surge"), left.to_string())));
            let fix = less.or_else(|| with_nodes(plan, id, most_nodes(pool)));
            found.push(finding.when(When::Upgrade).fixed_by(fix));
        }
        if plan.model() == Model::NodeSubnet {
            found.extend(card_addresses(plan, id));
        }
        if let Some(bounds) = pool.item.autoscale
            && (bounds.min > bounds.max || !(bounds.min..=bounds.max).contains(&pool.count))
        {
            let (Autoscale { min, max }, name) = (bounds, &pool.item.name);
            let nodes = counted(pool.count, "node");
            let message = if min > max {
                format!("pool {name}: the autoscaler's minimum {min} is above its maximum {max}")
            } else {
                format!("pool {name} has {nodes}, outside its autoscaler's bounds {min} to {max}")
            };
            let finding = Finding::refused("autoscale-bounds", path("autoscale"), RuleId::AutoscaleBounds, message);
            found.push(finding.fixed_by(within_bounds(plan, id, bounds)));
        }
    }
    cluster_limits(plan, found);
}

/// The maximum raised to the minimum where it is below, and the count brought in between.
fn within_bounds(plan: &Plan, id: PoolId, Autoscale { min, max }: Autoscale) -> Option<Edit> {
    let pool = plan.pool(id);
    let (path, most) = (plan.pool_path(id), max.max(min));
    let mut edits = Vec::new();
    if most != max {
        edits.push(Edit::set(path.key("autoscale"), Autoscale { min, max: most }.show()));
    }
    let count = pool.count.clamp(min, most);
    if count != pool.count {
        edits.push(Edit::set(path.key("count"), count.to_string()));
    }
    many(format!("{}: {min} to {most} nodes", pool.item.name), edits).map(|edit| in_pools(plan, edit))
}

fn max_pods(plan: &Plan, id: PoolId, found: &mut Vec<Finding>) {
    let pool = plan.pool(id);
    let path = || plan.pool_path(id).key("max-pods");
    let (least, most) = (rules::small(RuleId::MaxPodsMin), rules::small(RuleId::MaxPodsMax));
    if !(least..=most).contains(&pool.max_pods) {
        let rule = if pool.max_pods < least { RuleId::MaxPodsMin } else { RuleId::MaxPodsMax };
        let message = format!(
            "pool {}: max pods {} is not from {least} to {most}, which AKS allows",
            pool.item.name, pool.max_pods
        );
        let finding = Finding::refused("max-pods-range", path(), rule, message).says(MAX_PODS_INVALID.to_owned());
        found.push(finding.fixed_by(with_pods(plan, id, pool.max_pods.clamp(least, most))));
        return;
    }
    if pool.pods_in_use > pool.max_pods {
        let message = format!(
            "pool {}: {} in use a node are more than its max pods {}",
            pool.item.name,
            counted(pool.pods_in_use, "pod"),
            pool.max_pods
        );
        let in_use = plan.pool_path(id).key("pods-in-use");
        let fix = Edit::unset(in_use.clone());
        let finding = Finding::error("pods-in-use-range", in_use, RuleId::PodsInUseMax, message);
        found.push(finding.when(When::RunTime).fixed_by(fix));
    }
    let room = u64::from(pool.max_pods) * u64::from(pool.nodes);
    let needed = rules::number(RuleId::PoolPodsMin);
    // A pool scaled to nothing has room for no pods, and that is what it is for.
    if pool.nodes > 0 && room < needed {
        let message = format!(
            "pool {} has room for {} x {} = {}; AKS wants room for {needed}",
            pool.item.name,
            thousands(pool.nodes),
            pool.max_pods,
            counted(room, "pod")
        );
        let pods = rules::small(RuleId::PoolPodsMin).div_ceil(pool.nodes);
        let finding = Finding::refused("pool-under-30-pods", path(), RuleId::PoolPodsMin, message);
        found.push(finding.says(MAX_PODS_INVALID.to_owned()).fixed_by(with_pods(plan, id, pods)));
    }
}

/// A node and its pods, where all have addresses of the node's network card.
///
/// 255 pods and the node are the 256 that a card may have.
fn card_addresses(plan: &Plan, id: PoolId) -> Option<Finding> {
    let pool = plan.pool(id);
    let (needed, limit) = (formula::node_subnet(1, pool.max_pods), rules::number(RuleId::NicAddressesMax));
    (needed > limit).then(|| {
        let message = format!(
            "pool {}: a node and its pods take {} addresses, and a network card has at most {limit}",
            pool.item.name,
            thousands(needed)
        );
        Finding::refused("nic-addresses-limit", plan.pool_path(id).key("max-pods"), RuleId::NicAddressesMax, message)
    })
}

/// What Azure answers to a number of pods that it does not take.
const MAX_PODS_INVALID: &str = "The value of parameter maxPods is invalid.";

/// The smallest number of pods a node from which the rules hold, where it is enough.
fn with_pods(plan: &Plan, id: PoolId, pods: u32) -> Option<Edit> {
    let pool = plan.pool(id);
    let enough = pool.nodes == 0 || u64::from(pods) * u64::from(pool.nodes) >= rules::number(RuleId::PoolPodsMin);
    let pods = if enough { pods } else { rules::small(RuleId::PoolPodsMin).div_ceil(pool.nodes) };
    let mut edits = vec![Edit::set(plan.pool_path(id).key("max-pods"), pods.to_string())];
    if plan.written().pools.get(id.index()).and_then(|own| own.pods_in_use).is_some_and(|in_use| in_use > pods) {
        edits.push(Edit::unset(plan.pool_path(id).key("pods-in-use")));
    }
    many(format!("{}: max pods {pods}", pool.item.name), edits).map(|edit| in_pools(plan, edit))
}

/// The most nodes of a pool that leave its surge room: 1,000 without, 999 with one node, 909 with a tenth.
fn most_nodes(pool: &PoolRow) -> u32 {
    let surge = pool.item.max_surge.unwrap_or(Surge::Count(0));
    largest_pool(surge, rules::number(RuleId::PoolPeakMax)).min(rules::small(RuleId::PoolNodesMax))
}

/// So many nodes: of an autoscaled pool they are its maximum.
fn with_nodes(plan: &Plan, id: PoolId, nodes: u32) -> Option<Edit> {
    let pool = plan.pool(id);
    let path = |key| plan.pool_path(id).key(key);
    let mut edits = Vec::new();
    if let Some(bounds) = pool.item.autoscale {
        let min = bounds.min.min(nodes);
        edits.push(Edit::set(path("autoscale"), Autoscale { min, max: nodes }.show()));
    }
    if pool.item.autoscale.is_none() || pool.count > nodes {
        edits.push(Edit::set(path("count"), nodes.to_string()));
    }
    many(format!("{}: {}", pool.item.name, counted(nodes, "node")), edits).map(|edit| in_pools(plan, edit))
}

/// So many nodes fewer in the largest pool, where it keeps one.
fn fewer_nodes(plan: &Plan, excess: u64) -> Option<Edit> {
    let largest = plan.pool_ids().max_by_key(|id| (plan.pool(*id).nodes, std::cmp::Reverse(*id)))?;
    let left = plan.pool(largest).nodes.checked_sub(u32::try_from(excess).ok()?).filter(|left| *left > 0)?;
    with_nodes(plan, largest, left)
}

fn cluster_limits(plan: &Plan, found: &mut Vec<Finding>) {
    let nodes: u64 = plan.pools().iter().map(|pool| u64::from(pool.nodes)).sum();
    let rule = match (plan.cluster().tier, plan.model()) {
        (Some(Tier::Free), _) => RuleId::ClusterNodesMaxFree,
        (_, Model::Overlay) => RuleId::OverlayNodesMax,
        _ => RuleId::ClusterNodesMax,
    };
    let limit = rules::number(rule);
    let tier = plan.cluster().tier.unwrap_or(Tier::Standard);
    if nodes > limit {
        let message =
            format!("the cluster has {} nodes; the {tier} tier allows {}", thousands(nodes), thousands(limit));
        let path = Path::root().key("cluster").key("tier");
        let fix = if tier == Tier::Free && nodes <= rules::number(RuleId::ClusterNodesMax) {
            Some(Edit::set(path.clone(), Tier::Standard.word()))
        } else {
            fewer_nodes(plan, nodes - limit)
        };
        found.push(Finding::refused("cluster-nodes-limit", path, rule, message).when(When::Scale).fixed_by(fix));
    } else if nodes >= rules::number(RuleId::ClusterNodesMax) {
        let below = rules::number(RuleId::UpgradeUnblockedNodes);
        let message = format!(
            "the cluster has {} nodes: it cannot be upgraded before it has fewer than {}",
            thousands(nodes),
            thousands(below)
        );
        let path = Path::root().key("cluster");
        let finding = Finding::warning("upgrade-nodes-limit", path, RuleId::UpgradeUnblockedNodes, message);
        found.push(finding.when(When::Upgrade));
    }
    let left = rules::number(RuleId::ClusterNodesMaxFree);
    if plan.written().cluster.tier.is_none() && nodes > left && nodes <= limit {
        let (other, page) = rules::rule(RuleId::TierDefault).disputed[0];
        let message = format!(
            "tier is left out, and {tier} is meant here; by {page} it is {other}, which allows {} of the {} nodes",
            thousands(left),
            thousands(nodes)
        );
        let path = Path::root().key("cluster").key("tier");
        let finding = Finding::warning("tier-left-out", path.clone(), RuleId::TierDefault, message);
        found.push(finding.when(When::Scale).fixed_by(Edit::set(path, tier.word())));
    }
    advised(plan, nodes, found);
    let pools = plan.pools().len() as u64;
    let limit = rules::number(RuleId::PoolsMax);
    if pools > limit {
        let message = format!(
            "the cluster has {pools} node pools; AKS allows {limit} by copies of a page whose age is not known"
        );
        let path = Path::root().key("cluster");
        found.push(Finding::warning("pools-limit", path, RuleId::PoolsMax, message).when(When::Create));
    }
}

/// What is advised of a cluster of so many nodes, or does not go with them.
fn advised(plan: &Plan, nodes: u64, found: &mut Vec<Finding>) {
    let tier = || Path::root().key("cluster").key("tier");
    let most = rules::number(RuleId::FreeNodesAdvised);
    if plan.cluster().tier == Some(Tier::Free) && nodes >= most {
        let message =
            format!("the cluster has {} nodes; the free tier is advised for fewer than {most}", thousands(nodes));
        let finding = Finding::note("free-tier-nodes", tier(), RuleId::FreeNodesAdvised, message);
        found.push(finding.fixed_by(Edit::set(tier(), Tier::Standard.word())));
    }
    let most = rules::number(RuleId::StopStartNodesMax);
    if nodes > most {
        let message = format!("a cluster of {} nodes is not stopped and started: at most {most} are", thousands(nodes));
        let path = Path::root().key("cluster");
        found.push(Finding::note("stop-start-nodes", path, RuleId::StopStartNodesMax, message));
    }
}

/// Windows where it cannot be, and with more pods than are advised.
pub(super) fn operating_systems(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    for id in plan.pool_ids() {
        let pool = plan.pool(id);
        if pool.item.os != Some(Os::Windows) {
            continue;
        }
        let path = plan.pool_path(id).key("os");
        if plan.model() == Model::Kubenet {
            let message = format!("pool {}: kubenet has no Windows nodes", pool.item.name);
            let azure = "Windows agent pools can only be added to AKS clusters using Azure-CNI.".to_owned();
            let finding = Finding::error("windows-on-kubenet", path, RuleId::KubenetLinuxOnly, message);
            found.push(finding.azure_code("AzureCNIOnlyForWindows", azure).fixed_by(to_overlay(plan)));
        } else if plan.dataplane() == Dataplane::Cilium {
            let message = format!("pool {}: the Cilium data plane has no Windows nodes", pool.item.name);
            let fix = (!needs_cilium(plan))
                .then(|| Edit::set(Path::root().key("cluster").key("dataplane"), Dataplane::Azure.word()));
            found.push(Finding::refused("windows-on-cilium", path, RuleId::CiliumLinuxOnly, message).fixed_by(fix));
        }
        let most = rules::small(RuleId::WindowsPodsAdvised);
        if plan.model() == Model::Overlay && pool.max_pods > most {
            let message = format!(
                "pool {}: {} pods a Windows node; with {} at most {most} are advised",
                pool.item.name,
                pool.max_pods,
                plan.model()
            );
            let path = plan.pool_path(id).key("max-pods");
            let finding = Finding::note("windows-pods-advised", path, RuleId::WindowsPodsAdvised, message);
            found.push(finding.fixed_by(with_pods(plan, id, most)));
        }
    }
}

/// Does the design ask for something that only the Cilium data plane does?
fn needs_cilium(plan: &Plan) -> bool {
    plan.cluster().network_policy == Some(NetworkPolicyEngine::Cilium)
        || plan.cluster().ebpf_host_routing == Some(true)
        || plan.cluster().acns.as_ref().is_some_and(|features| !features.is_empty())
}

/// What the command line tool of Azure answers to a pod CIDR without overlay.
const POD_CIDR_NEEDS_OVERLAY: &str =
    "Please specify network plugin mode `overlay` when using --pod-cidr or use network plugin `kubenet`.";

/// What goes with the model, and how long the model lasts.
pub(super) fn model(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let cluster = Path::root().key("cluster");
    if plan.dataplane() == Dataplane::Cilium && matches!(plan.model(), Model::Kubenet | Model::ByoCni) {
        let message = format!(
            "the Cilium data plane goes with {}, not with {}",
            rules::text(RuleId::CiliumNeedsAzureCni),
            plan.model()
        );
        let path = cluster.key("dataplane");
        // What needs Cilium keeps it, and the model gives way.
        let fix = if needs_cilium(plan) {
            Edit::set(cluster.clone().key("model"), Model::Overlay.word())
        } else {
            Edit::set(path.clone(), Dataplane::Azure.word())
        };
        let rule = RuleId::CiliumNeedsAzureCni;
        found.push(Finding::refused("cilium-needs-azure-cni", path, rule, message).fixed_by(fix));
    }
    let written = plan.written().cluster.pod_cidr.filter(|_| !has_pod_cidr(plan.model()));
    if let Some(pods) = written {
        let message = format!("pod CIDR {pods} cannot be asked for together with {}", plan.model());
        let path = cluster.key("pod-cidr");
        let fix = Edit::unset(path.clone());
        let finding = Finding::warning("pod-cidr-not-of-model", path, RuleId::PodCidrOfModel, message);
        found.push(finding.when(When::Create).says(POD_CIDR_NEEDS_OVERLAY.to_owned()).fixed_by(fix));
    }
    if plan.model() == Model::Kubenet {
        let message = format!("kubenet retires on {}", rules::text(RuleId::KubenetRetires));
        let path = cluster.key("model");
        found.push(Finding::note("kubenet-retires", path, RuleId::KubenetRetires, message));
    }
}
