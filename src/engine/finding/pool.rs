//! Node pools: their subnets, their limits, their operating systems, and what the model allows. Deliberately
//! not their need of addresses: that is `room`.

use std::collections::HashMap;

use super::{Finding, Severity, When};
use crate::engine::capacity::Capacity;
use crate::engine::plan::{Plan, PoolId, PoolRow, SubnetId};
use crate::engine::rules::{self, RuleId};
use crate::net::thousands;
use crate::scenario::Path;
use crate::scenario::leaf::Name;
use crate::scenario::model::{Dataplane, Model, Os, PodIpAllocation, Tier};

/// Subnets that are missing, elsewhere, handed to another service, or used in two ways.
pub(super) fn subnets(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let mut modes: HashMap<SubnetId, PodIpAllocation> = HashMap::new();
    for id in plan.pool_ids() {
        let pool = plan.pool(id);
        let path = || plan.pool_path(id).key("subnet");
        unknown(pool.item.subnet.as_ref(), pool.subnet, path, found);
        if let Some(subnet) = pool.subnet {
            in_cluster_vnet(plan, subnet, path, found);
            delegated(plan, subnet, found);
        }
        if plan.model() == Model::PodSubnet {
            pod_subnet(plan, id, &mut modes, found);
        }
    }
}

fn pod_subnet(plan: &Plan, id: PoolId, modes: &mut HashMap<SubnetId, PodIpAllocation>, found: &mut Vec<Finding>) {
    let pool = plan.pool(id);
    let path = || plan.pool_path(id).key("pod-subnet");
    unknown(pool.item.pod_subnet.as_ref(), pool.pod_subnet, path, found);
    let Some(subnet) = pool.pod_subnet else {
        if pool.item.pod_subnet.is_none() {
            let message = format!("pool {} has no pod subnet, which the model needs", pool.item.name);
            found.push(Finding::error("pod-subnet-missing", path(), RuleId::PodSubnetNeeded, message));
        }
        return;
    };
    in_cluster_vnet(plan, subnet, path, found);
    if *modes.entry(subnet).or_insert(pool.allocation) != pool.allocation {
        let name = &plan.subnet(subnet).item.name;
        let message = format!("pod subnet {name} hands out both single addresses and blocks; it must do one");
        found.push(Finding::error("pod-subnet-two-modes", path(), RuleId::PodSubnetOneMode, message));
    }
    let prefix = plan.subnet(subnet).item.prefix;
    let limit = rules::prefix(RuleId::StaticPodSubnetPrefixMin);
    if pool.allocation == PodIpAllocation::StaticBlock && prefix.prefix() < limit {
        let message = format!("pod subnet {prefix} is larger than a /{limit}, the largest that static blocks allow");
        let path = plan.subnet_path(subnet).key("prefix");
        found.push(Finding::error("pod-subnet-too-large", path, RuleId::StaticPodSubnetPrefixMin, message));
    }
}

fn unknown(name: Option<&Name>, resolved: Option<SubnetId>, path: impl Fn() -> Path, found: &mut Vec<Finding>) {
    if let (Some(name), None) = (name, resolved) {
        let message = format!("there is no subnet named {name}");
        found.push(Finding::error("unknown-subnet", path(), RuleId::OneVnet, message));
    }
}

fn in_cluster_vnet(plan: &Plan, subnet: SubnetId, path: impl Fn() -> Path, found: &mut Vec<Finding>) {
    let row = plan.subnet(subnet);
    if row.vnet != plan.cluster_vnet() {
        let ours = &plan.vnet(plan.cluster_vnet()).item.name;
        let theirs = &plan.vnet(row.vnet).item.name;
        let message = format!("subnet {} is in VNet {theirs}; the cluster is in {ours}", row.item.name);
        found.push(Finding::error("subnet-in-other-vnet", path(), RuleId::OneVnet, message));
    }
}

fn delegated(plan: &Plan, subnet: SubnetId, found: &mut Vec<Finding>) {
    let row = plan.subnet(subnet);
    let Some(delegation) = row.item.delegation.as_ref().map(|text| &*text.0).filter(|text| !text.is_empty()) else {
        return;
    };
    let path = plan.subnet_path(subnet).key("delegation");
    if delegation == rules::text(RuleId::AksDelegation) || found.iter().any(|finding| finding.subject == path) {
        return;
    }
    let name = &row.item.name;
    let message = format!("subnet {name} is delegated to {delegation}, so that it cannot hold nodes");
    let azure = format!("AgentPoolProfile.VnetSubnetID {name} cannot be used as it's a delegated subnet.");
    let finding = Finding::error("subnet-delegated", path, RuleId::NodeSubnetNotDelegated, message);
    found.push(finding.azure("SubnetIsDelegated", "vnetSubnetID", azure));
}

/// Max pods, nodes a pool, nodes a cluster, pools a cluster.
pub(super) fn limits(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    for id in plan.pool_ids() {
        let pool = plan.pool(id);
        let path = |key| plan.pool_path(id).key(key);
        max_pods(pool, || path("max-pods"), found);
        let limit = rules::small(RuleId::PoolNodesMax);
        if pool.nodes > limit {
            let (nodes, limit) = (thousands(pool.nodes), thousands(limit));
            let message = format!("pool {} has {nodes} nodes; AKS allows at most {limit} a pool", pool.item.name);
            let finding = Finding::error("pool-nodes-limit", path("count"), RuleId::PoolNodesMax, message);
            found.push(finding.when(When::Scale));
        } else if pool.nodes.saturating_add(pool.surge) > rules::small(RuleId::PoolPeakMax) {
            let limit = rules::small(RuleId::PoolPeakMax);
            let message = format!(
                "pool {}: {} nodes and {} surge nodes are more than the {} that an upgrade may reach",
                pool.item.name,
                thousands(pool.nodes),
                thousands(pool.surge),
                thousands(limit)
            );
            let finding = Finding::error("pool-surge-limit", path("max-surge"), RuleId::PoolPeakMax, message);
            found.push(finding.when(When::Upgrade));
        }
        if let Some(bounds) = pool.item.autoscale
            && (bounds.min > bounds.max || !(bounds.min..=bounds.max).contains(&pool.count))
        {
            let message = format!(
                "pool {} has {} nodes, outside its autoscaler's bounds {} to {}",
                pool.item.name, pool.count, bounds.min, bounds.max
            );
            found.push(Finding::error("autoscale-bounds", path("autoscale"), RuleId::AutoscaleBounds, message));
        }
    }
    cluster_limits(plan, found);
}

fn max_pods(pool: &PoolRow, path: impl Fn() -> Path, found: &mut Vec<Finding>) {
    let (least, most) = (rules::small(RuleId::MaxPodsMin), rules::small(RuleId::MaxPodsMax));
    if !(least..=most).contains(&pool.max_pods) {
        let rule = if pool.max_pods < least { RuleId::MaxPodsMin } else { RuleId::MaxPodsMax };
        let message = format!(
            "pool {}: max pods {} is not from {least} to {most}, which AKS allows",
            pool.item.name, pool.max_pods
        );
        let mut finding = Finding::error("max-pods-range", path(), rule, message);
        finding.azure_message = Some("The value of parameter maxPods is invalid.".to_owned());
        found.push(finding);
        return;
    }
    if pool.pods_in_use > pool.max_pods {
        let message = format!(
            "pool {}: {} pods in use a node are more than its max pods {}",
            pool.item.name, pool.pods_in_use, pool.max_pods
        );
        found.push(Finding::error("pods-in-use-range", path(), RuleId::MaxPodsMax, message));
    }
    let room = u64::from(pool.max_pods) * u64::from(pool.nodes);
    let needed = rules::number(RuleId::PoolPodsMin);
    // A pool scaled to nothing has room for no pods, and that is what it is for.
    if pool.nodes > 0 && room < needed {
        let message = format!(
            "pool {} has room for {} x {} = {room} pods; AKS wants room for {needed}",
            pool.item.name,
            thousands(pool.nodes),
            pool.max_pods
        );
        found.push(Finding::error("pool-under-30-pods", path(), RuleId::PoolPodsMin, message));
    }
}

fn cluster_limits(plan: &Plan, found: &mut Vec<Finding>) {
    let nodes: u64 = plan.pools().iter().map(|pool| u64::from(pool.nodes)).sum();
    let rule =
        if plan.cluster().tier == Some(Tier::Free) { RuleId::ClusterNodesMaxFree } else { RuleId::ClusterNodesMax };
    let limit = rules::number(rule);
    let tier = plan.cluster().tier.unwrap_or(Tier::Standard);
    if nodes > limit {
        let message =
            format!("the cluster has {} nodes; the {tier} tier allows {}", thousands(nodes), thousands(limit));
        let path = Path::root().key("cluster").key("tier");
        found.push(Finding::error("cluster-nodes-limit", path, rule, message).when(When::Scale));
    }
    let pools = plan.pools().len() as u64;
    let limit = rules::number(RuleId::PoolsMax);
    if pools > limit {
        let message = format!("the cluster has {pools} node pools; AKS allows {limit}");
        let path = Path::root().key("cluster");
        found.push(Finding::error("pools-limit", path, RuleId::PoolsMax, message));
    }
}

/// Windows where it cannot be.
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
            found.push(finding.azure("AzureCNIOnlyForWindows", "osType", azure));
        } else if plan.dataplane() == Dataplane::Cilium {
            let message = format!("pool {}: the Cilium data plane has no Windows nodes", pool.item.name);
            found.push(Finding::error("windows-on-cilium", path, RuleId::CiliumLinuxOnly, message));
        }
    }
}

/// What goes with the model, and how long the model lasts.
pub(super) fn model(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let cluster = Path::root().key("cluster");
    if plan.dataplane() == Dataplane::Cilium && matches!(plan.model(), Model::Kubenet | Model::ByoCni) {
        let message = format!(
            "the Cilium data plane goes with {}, not with {}",
            rules::text(RuleId::CiliumNeedsAzureCni),
            plan.model()
        );
        found.push(Finding::error(
            "cilium-needs-azure-cni",
            cluster.key("dataplane"),
            RuleId::CiliumNeedsAzureCni,
            message,
        ));
    }
    if plan.model() == Model::Kubenet {
        let message = format!("kubenet retires on {}", rules::text(RuleId::KubenetRetires));
        let path = cluster.key("model");
        let finding = Finding::new("kubenet-retires", Severity::Note, path, RuleId::KubenetRetires, message);
        found.push(finding.when(When::RunTime));
    }
}
