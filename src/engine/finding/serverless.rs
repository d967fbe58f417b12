//! Virtual nodes and node auto-provisioning: what they need of a cluster, and what does not go with them. Deliberately
//! no sums: neither has a count to size from.

use super::mend::in_vnet;
use super::{Finding, When};
use crate::engine::capacity::Capacity;
use crate::engine::plan::Plan;
use crate::engine::rules::{self, RuleId};
use crate::scenario::model::{IpFamily, Model, NetworkPolicyEngine, NodeProvisioningMode, PodIpAllocation};
use crate::scenario::{Edit, Path};

fn key(key: &'static str) -> Path {
    Path::root().key("cluster").key(key)
}

/// Where virtual nodes have their pods, and what they do not go with.
pub(super) fn virtual_nodes(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let Some(name) = plan.cluster().virtual_node_subnet.as_ref() else { return };
    let path = || key("virtual-node-subnet");
    let without = || Edit::unset(path());
    match plan.model() {
        Model::NodeSubnet => {}
        Model::PodSubnet => {
            let message = "virtual nodes need Azure CNI; no page says whether pod subnets go with them".to_owned();
            let finding = Finding::note("virtual-nodes-not-known", path(), RuleId::FeatureVirtualNodes, message);
            found.push(finding.when(When::Create));
        }
        model => {
            let message = format!("{model} has no virtual nodes; the model azure-cni-node-subnet has");
            let rule = RuleId::FeatureVirtualNodes;
            let finding = Finding::error("virtual-nodes-on-model", path(), rule, message);
            found.push(finding.when(When::RunTime).fixed_by(without()));
        }
    }
    if plan.cluster().ip_families.as_ref().is_some_and(|families| families.contains(&IpFamily::V6)) {
        let message = "virtual nodes have no IPv6, and the cluster has both address families".to_owned();
        let rule = RuleId::VirtualNodesFamily;
        let finding = Finding::error("virtual-nodes-dual-stack", path(), rule, message);
        found.push(finding.when(When::RunTime).fixed_by(without()));
    }
    let engine = plan.cluster().network_policy.filter(|engine| *engine != NetworkPolicyEngine::None);
    if let Some(engine) = engine {
        let message = format!("network policies, here {engine}'s, do not hold for the pods of virtual nodes");
        found.push(Finding::warning("virtual-nodes-policy", path(), RuleId::VirtualNodesPolicy, message));
    }
    let Some(id) = plan.subnet_named(name) else { return };
    let users = plan.pools().iter().filter_map(|pool| {
        let of = |what: &str| Some(format!("{what} of pool {}", pool.item.name));
        match () {
            () if pool.subnet == Some(id) => of("nodes"),
            () if plan.model() == Model::PodSubnet && pool.pod_subnet == Some(id) => of("pods"),
            () => None,
        }
    });
    if let Some(other) = users.into_iter().next() {
        let message = format!("subnet {name} is for the pods of virtual nodes, and holds the {other}");
        let rule = RuleId::VirtualNodesSubnet;
        let finding = Finding::error("virtual-nodes-subnet-shared", path(), rule, message).when(When::RunTime);
        found.push(finding.with(other).fixed_by(without()));
    }
    delegation(plan, found);
}

/// The subnet is delegated to Azure Container Instances when virtual nodes come; one of another service's is not free.
fn delegation(plan: &Plan, found: &mut Vec<Finding>) {
    let Some(id) = plan.cluster().virtual_node_subnet.as_ref().and_then(|name| plan.subnet_named(name)) else {
        return;
    };
    let row = plan.subnet(id);
    let wanted = rules::text(RuleId::VirtualNodesDelegation);
    let is_other = |own: &&str| !own.is_empty() && own.split('/').next() != Some(wanted);
    let Some(other) = row.item.delegation.as_ref().map(|own| &*own.0).filter(is_other) else { return };
    let message =
        format!("subnet {} is delegated to {other}; virtual nodes want it delegated to {wanted}", row.item.name);
    let path = plan.subnet_path(id).key("delegation");
    // The delegation comes with the virtual nodes.
    let fix = in_vnet(plan, row.vnet, Edit::unset(path.clone()));
    let rule = RuleId::VirtualNodesDelegation;
    let finding = Finding::error("virtual-nodes-delegated-elsewhere", path, rule, message);
    found.push(finding.when(When::RunTime).fixed_by(fix));
}

/// What node auto-provisioning goes with, and that nothing here counts its nodes.
pub(super) fn auto_provisioning(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    if plan.cluster().node_provisioning_mode != Some(NodeProvisioningMode::Auto) {
        return;
    }
    let path = || key("node-provisioning-mode");
    let manual = || Edit::set(path(), NodeProvisioningMode::Manual.word());
    let is_dynamic = plan.pools().iter().any(|pool| pool.allocation == PodIpAllocation::Dynamic);
    match plan.model() {
        Model::Kubenet => {
            let message = "kubenet has no node auto-provisioning".to_owned();
            let rule = RuleId::FeatureNodeAutoProvisioning;
            found.push(Finding::refused("auto-provisioning-on-kubenet", path(), rule, message).fixed_by(manual()));
        }
        Model::PodSubnet if is_dynamic => {
            let rule = rules::rule(RuleId::FeatureNodeAutoProvisioningDynamic);
            let (other, page) = rule.disputed[0];
            let message = format!(
                "node auto-provisioning is {} with a dynamic pod subnet by {}, and {other} by {page}",
                rule.value, rule.source.page
            );
            let finding = Finding::warning("auto-provisioning-disputed", path(), rule.id, message);
            found.push(finding.when(When::Create).fixed_by(manual()));
        }
        _ => {}
    }
    if plan.cluster().network_policy == Some(NetworkPolicyEngine::Calico) {
        let message = "node auto-provisioning does not go with the policy engine calico".to_owned();
        let rule = RuleId::NodeAutoProvisioningPolicy;
        found.push(Finding::refused("auto-provisioning-calico", path(), rule, message).fixed_by(manual()));
    }
    let message = "node auto-provisioning makes nodes that no pool counts, in subnets that are not looked at; \
        what they may take is to be left free, or written as used by others"
        .to_owned();
    found.push(Finding::note("auto-provisioning-not-counted", path(), RuleId::NodeAutoProvisioningNodes, message));
}
