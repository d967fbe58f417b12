//! What of a cluster goes together: data plane, policy engine, networking services, model and version. Deliberately
//! not ways out to the internet: that is `outbound`; nor two address families: that is `dual_stack`.

use super::mend::{many, to_overlay};
use super::{Finding, When};
use crate::engine::capacity::Capacity;
use crate::engine::plan::Plan;
use crate::engine::rules::{self, RuleId};
use crate::net::{Cidr, counted};
use crate::scenario::model::{
    Acns, Dataplane, IngressController, Model, NetworkPolicyEngine, Os, PodIpAllocation, PoolMode,
};
use crate::scenario::version::KubernetesVersion;
use crate::scenario::{Edit, Node as _, Path};

fn key(key: &'static str) -> Path {
    Path::root().key("cluster").key(key)
}

/// Is the version older than the one from which something is there? One that cannot be read is taken as the newest.
pub(super) fn is_before(plan: &Plan, since: RuleId) -> bool {
    plan.kubernetes_version().is_some_and(|own| own.minor() < rules::number(since))
}

/// Moves the cluster to the version from which something is there.
pub(super) fn to_version(since: RuleId) -> Edit {
    Edit::set(key("kubernetes-version"), format!("1.{}", rules::number(since)))
}

fn too_old(plan: &Plan, code: &'static str, what: &str, since: RuleId) -> Finding {
    let version = plan.cluster().kubernetes_version.as_deref().unwrap_or_default();
    let message = format!("{what} needs Kubernetes 1.{} or newer, and this is {version}", rules::number(since));
    Finding::refused(code, key("kubernetes-version"), since, message).fixed_by(to_version(since))
}

/// Features that a version does not have yet, and a version that is none.
pub(super) fn versions(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let cluster = plan.cluster();
    let version = cluster.kubernetes_version.as_deref().unwrap_or_default();
    let newest = rules::text(RuleId::KubernetesVersionNewest);
    let minor = |text: &str| KubernetesVersion::of(text).map(KubernetesVersion::minor);
    if minor(version).is_none_or(|own| minor(newest).is_some_and(|newest| own > newest)) {
        let message = format!("Kubernetes {version} is not a version that is known: the rules of {newest} are used");
        let finding = Finding::warning(
            "kubernetes-version-unknown",
            key("kubernetes-version"),
            RuleId::KubernetesVersionNewest,
            message,
        );
        found.push(finding.fixed_by(Edit::set(key("kubernetes-version"), newest)));
    }
    let blocks = plan.pools().iter().any(|pool| pool.allocation == PodIpAllocation::StaticBlock);
    if plan.model() == Model::PodSubnet && blocks && is_before(plan, RuleId::StaticBlockSinceMinor) {
        found.push(too_old(plan, "static-block-needs-version", "static blocks", RuleId::StaticBlockSinceMinor));
    }
    let is_cilium = plan.dataplane() == Dataplane::Cilium;
    if is_cilium && cluster.ebpf_host_routing == Some(true) && is_before(plan, RuleId::EbpfSinceMinor) {
        found.push(too_old(plan, "ebpf-needs-version", "host routing in eBPF", RuleId::EbpfSinceMinor));
    }
    let engine = cluster.network_policy.unwrap_or(NetworkPolicyEngine::None);
    if engine != NetworkPolicyEngine::None && is_before(plan, RuleId::ChangePolicyVersion) {
        let since = rules::number(RuleId::ChangePolicyVersion);
        let message = format!("below Kubernetes 1.{since} the policy engine {engine} can no longer come or go");
        let rule = RuleId::ChangePolicyVersion;
        found.push(Finding::note("policy-change-needs-version", key("network-policy"), rule, message));
    }
}

/// What only the Cilium data plane does.
pub(super) fn cilium(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    if plan.cluster().acns.as_ref().is_some_and(|features| features.contains(&Acns::Wireguard)) {
        let rule = RuleId::WireguardThroughput;
        let message = format!("between nodes that encrypt by WireGuard {}", rules::text(rule));
        found.push(Finding::note("wireguard-throughput", key("acns"), rule, message));
    }
    if plan.dataplane() == Dataplane::Cilium {
        return;
    }
    let cluster = plan.cluster();
    if cluster.acns.as_ref().is_some_and(|features| !features.is_empty()) {
        let words: Vec<_> = cluster.acns.iter().flatten().map(ToString::to_string).collect();
        let message = format!("{} need the Cilium data plane, and this is {}", words.join(", "), plan.dataplane());
        let finding = Finding::refused("acns-needs-cilium", key("acns"), RuleId::AcnsNeedsCilium, message);
        found.push(finding.fixed_by(to_cilium(plan).or_else(|| Some(Edit::unset(key("acns"))))));
    }
    if cluster.ebpf_host_routing == Some(true) {
        let message = format!("host routing in eBPF needs the Cilium data plane, and this is {}", plan.dataplane());
        let path = key("ebpf-host-routing");
        let fix = Edit::unset(path.clone());
        found.push(Finding::refused("ebpf-needs-cilium", path, RuleId::EbpfNeedsCilium, message).fixed_by(fix));
    }
}

/// The Cilium data plane, where nothing of the design stands against it.
fn to_cilium(plan: &Plan) -> Option<Edit> {
    let cluster = plan.cluster();
    let goes = matches!(plan.model(), Model::Overlay | Model::PodSubnet | Model::NodeSubnet)
        && plan.pools().iter().all(|pool| pool.item.os != Some(Os::Windows))
        && matches!(cluster.network_policy, None | Some(NetworkPolicyEngine::None | NetworkPolicyEngine::Cilium))
        && !(cluster.ip_families.as_ref().is_some_and(|families| families.len() > 1)
            && is_before(plan, RuleId::DualStackCiliumSinceMinor))
        && !(cluster.ebpf_host_routing == Some(true) && is_before(plan, RuleId::EbpfSinceMinor));
    goes.then(|| Edit::set(key("dataplane"), Dataplane::Cilium.word()))
}

/// The policy engine against the data plane, the model and the operating systems.
pub(super) fn policy(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let engine = plan.cluster().network_policy.unwrap_or(NetworkPolicyEngine::None);
    let path = key("network-policy");
    let none = || Edit::set(key("network-policy"), NetworkPolicyEngine::None.word());
    let is_cilium = plan.dataplane() == Dataplane::Cilium;
    match engine {
        NetworkPolicyEngine::None => return,
        NetworkPolicyEngine::Cilium if !is_cilium => {
            let message = format!("the policy engine cilium needs the Cilium data plane; this is {}", plan.dataplane());
            let finding = Finding::refused("cilium-policy-needs-cilium", path, RuleId::PolicyCilium, message);
            found.push(finding.fixed_by(to_cilium(plan).or_else(|| Some(none()))));
            return;
        }
        NetworkPolicyEngine::Azure | NetworkPolicyEngine::Calico if is_cilium => {
            let message = format!("on the Cilium data plane the policy engine {engine} is replaced by Cilium's own");
            let fix = Edit::set(path.clone(), NetworkPolicyEngine::Cilium.word());
            let finding = Finding::warning("policy-replaced-by-cilium", path, RuleId::PolicyReplaced, message);
            found.push(finding.fixed_by(fix));
            return;
        }
        _ => {}
    }
    match plan.model() {
        Model::Kubenet if engine == NetworkPolicyEngine::Azure => {
            let message = format!("kubenet has the policy engine {}, not {engine}", rules::text(RuleId::PolicyKubenet));
            let finding = Finding::refused("policy-not-on-kubenet", path.clone(), RuleId::PolicyKubenet, message);
            let fix = Edit::set(path, NetworkPolicyEngine::Calico.word());
            found.push(finding.fixed_by(fix));
            return;
        }
        Model::ByoCni => {
            let message = format!("no page names the policy engine {engine} with a CNI of one's own");
            let finding = Finding::warning("policy-on-byo-cni", path, RuleId::PolicyAzureCni, message);
            found.push(finding.fixed_by(none()));
            return;
        }
        _ => {}
    }
    if engine == NetworkPolicyEngine::Azure {
        npm(plan, path, found);
    }
}

/// Azure Network Policy Manager: how long it lasts, by operating system.
fn npm(plan: &Plan, path: Path, found: &mut Vec<Finding>) {
    let windows = plan.pool_ids().find(|id| plan.pool(*id).item.os == Some(Os::Windows));
    if let Some(pool) = windows {
        let message = format!(
            "pool {}: Azure Network Policy Manager ended on Windows on {}",
            plan.pool(pool).item.name,
            rules::text(RuleId::NpmWindowsRetires)
        );
        let rule = RuleId::NpmWindowsRetires;
        found.push(Finding::warning("npm-windows-ended", path.clone(), rule, message));
    }
    let message = format!("Azure Network Policy Manager ends on Linux on {}", rules::text(RuleId::NpmLinuxRetires));
    found.push(Finding::note("npm-ends", path, RuleId::NpmLinuxRetires, message));
}

/// Ranges that pods of an overlay keep their own address towards: nobody there can answer it.
pub(super) fn masquerade(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let (Model::Overlay, Some(pods)) = (plan.model(), plan.cluster().pod_cidr) else { return };
    let own = [Some(pods), plan.cluster().pod_cidr_v6];
    let strange = |cidr: &&Cidr| !own.iter().flatten().any(|range| range.covers(**cidr));
    if let Some(range) = plan.cluster().non_masquerade_cidrs.iter().flatten().find(strange) {
        let path = key("non-masquerade-cidrs");
        let message = format!(
            "towards {range} pods keep their own address, which means nothing outside the overlay: replies do not come back"
        );
        let fix = Edit::unset(path.clone());
        let finding = Finding::warning("non-masquerade-outside-pods", path, RuleId::OverlayMasquerade, message);
        found.push(finding.fixed_by(fix));
    }
}

/// Gateway pools: their prefix, their nodes, and what they do not go with.
pub(super) fn gateways(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    for id in plan.pool_ids() {
        let pool = plan.pool(id);
        if pool.item.mode != Some(PoolMode::Gateway) {
            continue;
        }
        let path = |key| plan.pool_path(id).key(key);
        let name = &pool.item.name;
        gateway_prefix(plan, id, found);
        if pool.item.autoscale.is_some() {
            let message = format!("gateway pool {name} has an autoscaler, and a gateway pool cannot");
            let fix = many(
                format!("{name}: no autoscaler"),
                vec![Edit::unset(path("autoscale")), Edit::set(path("count"), pool.count.to_string())],
            );
            let finding = Finding::refused("gateway-autoscale", path("autoscale"), RuleId::GatewayNotScaled, message);
            found.push(finding.fixed_by(fix));
        }
        let against = [
            (plan.model() == Model::PodSubnet, "a pod subnet"),
            (plan.cluster().ip_families.as_ref().is_some_and(|families| families.len() > 1), "dual stack"),
            (plan.cluster().ebpf_host_routing == Some(true), "eBPF host routing"),
            (pool.item.os == Some(Os::Windows), "Windows"),
        ];
        for (_, what) in against.into_iter().filter(|(is_there, _)| *is_there) {
            let message = format!("gateway pool {name}: a static egress gateway is not supported with {what}");
            found.push(Finding::warning("gateway-not-supported", path("mode"), RuleId::GatewayNeeds, message));
        }
    }
}

fn gateway_prefix(plan: &Plan, id: crate::engine::plan::PoolId, found: &mut Vec<Finding>) {
    let pool = plan.pool(id);
    let path = plan.pool_path(id).key("gateway-prefix-size");
    let name = &pool.item.name;
    let Some(prefix) = pool.item.gateway_prefix_size else { return };
    let (least, most) = (rules::prefix(RuleId::GatewayPrefixMin), rules::prefix(RuleId::GatewayPrefixMax));
    if !(least..=most).contains(&prefix) {
        let rule = if prefix < least { RuleId::GatewayPrefixMin } else { RuleId::GatewayPrefixMax };
        let message = format!("gateway pool {name}: prefix size /{prefix} is not from /{least} to /{most}");
        let fix = Edit::set(path.clone(), prefix.clamp(least, most).to_string());
        found.push(Finding::refused("gateway-prefix-size", path, rule, message).fixed_by(fix));
        return;
    }
    let holds = 1u32 << (32 - prefix);
    if pool.nodes > holds {
        let message = format!(
            "gateway pool {name} has {}; a /{prefix} has {}",
            counted(pool.nodes, "node"),
            counted(holds, "address")
        );
        let wide = (least..prefix).rev().find(|prefix| pool.nodes <= 1 << (32 - *prefix));
        let fix = wide.map(|prefix| Edit::set(path.clone(), prefix.to_string()));
        let finding = Finding::error("gateway-nodes-limit", path, RuleId::GatewayNodesMax, message);
        found.push(finding.when(When::Scale).fixed_by(fix));
    }
}

/// Application Gateway for Containers, which kubenet does not have.
pub(super) fn container_gateway(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let of_containers = |controller| controller == Some(IngressController::ApplicationGatewayForContainers);
    let ingress = plan.scenario().ingresses.iter().find(|ingress| of_containers(ingress.controller));
    if let Some(ingress) = ingress.filter(|_| plan.model() == Model::Kubenet) {
        let path = Path::root().item("ingress", &ingress.ident()).key("controller");
        let message = format!(
            "ingress {}: kubenet has no Application Gateway for Containers, which sends packets to pods by itself",
            ingress.name
        );
        let rule = RuleId::FeatureApplicationGatewayForContainers;
        let finding = Finding::error("container-gateway-on-kubenet", path, rule, message);
        found.push(finding.when(When::RunTime).fixed_by(to_overlay(plan)));
    }
}
