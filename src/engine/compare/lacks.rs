//! What a design uses and a model lacks. Deliberately only what the design's file shows: what nobody wrote down is not
//! used.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::features::{FeatureId, feature};
use crate::engine::plan::{Plan, SubnetId};
use crate::engine::rules::RuleId;
use crate::scenario::model::{
    Dataplane, IngressController, IpFamily, Model, NetworkPolicyEngine, NodeProvisioningMode, Os, OtherCluster,
    OutboundType, PodIpAllocation, PoolMode, ServiceType,
};

/// Something that a design uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The feature.
    pub feature: FeatureId,
    /// What of the design it is, with its name where it has one: `Windows pools (win1)`.
    pub what: Cow<'static, str>,
}

/// Something that a design uses, and a model has not, or no page says that it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// What of the design it is.
    pub what: Cow<'static, str>,
    /// `false`: the model has it not. `None`: no page says, or the plug-in decides.
    pub supported: Option<bool>,
    /// What the model has, in a word or phrase.
    pub note: Cow<'static, str>,
    /// The rule that says so.
    pub rule: RuleId,
}

impl Lack {
    /// Is it certain that the model has it not?
    pub fn is_certain(&self) -> bool {
        self.supported == Some(false)
    }
}

/// What the design uses: of the cluster, of its subnets and pools, of what runs in it.
pub fn uses(plan: &Plan) -> Vec<Use> {
    let mut found = of_cluster(plan);
    found.extend(of_subnets_and_pools(plan));
    found.extend(of_workloads(plan));
    found
}

fn used(feature: FeatureId, what: impl Into<Cow<'static, str>>) -> Use {
    Use { feature, what: what.into() }
}

fn of_cluster(plan: &Plan) -> Vec<Use> {
    let mut found = Vec::new();
    let cluster = plan.cluster();
    found.extend(match cluster.network_policy {
        Some(NetworkPolicyEngine::Azure) => Some(used(FeatureId::PolicyAzure, "network policy azure")),
        Some(NetworkPolicyEngine::Calico) => Some(used(FeatureId::PolicyCalico, "network policy calico")),
        Some(NetworkPolicyEngine::Cilium) => Some(used(FeatureId::PolicyCilium, "network policy cilium")),
        Some(NetworkPolicyEngine::None) | None => None,
    });
    if plan.dataplane() == Dataplane::Cilium {
        found.push(used(FeatureId::Cilium, "data plane cilium"));
    }
    if cluster.ebpf_host_routing == Some(true) {
        found.push(used(FeatureId::Acns, "eBPF host routing"));
    }
    if let Some(acns) = cluster.acns.as_ref().filter(|acns| !acns.is_empty()) {
        found.push(used(FeatureId::Acns, format!("ACNS {}", list(acns.iter().map(|item| item.word())))));
    }
    if cluster.ip_families.as_ref().is_some_and(|families| families.contains(&IpFamily::V6)) {
        found.push(used(FeatureId::DualStack, "dual stack"));
    }
    if let Some(subnet) = &cluster.virtual_node_subnet {
        found.push(used(FeatureId::VirtualNodes, format!("virtual nodes ({subnet})")));
    }
    if cluster.node_provisioning_mode == Some(NodeProvisioningMode::Auto) {
        found.push(used(FeatureId::NodeAutoProvisioning, "node auto-provisioning"));
    }
    if let Some(outbound @ (OutboundType::None | OutboundType::Block)) = cluster.outbound_type {
        found.push(used(FeatureId::NetworkIsolated, format!("outbound type {outbound}")));
    }
    found
}

fn of_subnets_and_pools(plan: &Plan) -> impl Iterator<Item = Use> {
    let windows = plan.pools().iter().filter(|pool| pool.item.os == Some(Os::Windows));
    let own = own_subnets(plan);
    let subnets = own.iter().map(|id| &plan.subnet(*id).item);
    let with_endpoints =
        subnets.filter(|subnet| subnet.service_endpoints.as_ref().is_some_and(|list| !list.is_empty()));
    let gateway_pools = plan.pools().iter().filter(|pool| pool.item.mode == Some(PoolMode::Gateway));
    let gateways = plan.scenario().static_egress_gateways.iter().map(|gateway| gateway.name.as_str());
    let gateways = gateways.chain(gateway_pools.map(|pool| pool.item.name.as_str()));
    [
        named(FeatureId::Windows, "Windows pools", windows.map(|pool| pool.item.name.as_str())),
        named(FeatureId::SharedSubnet, "shared subnets", shared_subnets(plan)),
        named(FeatureId::ServiceEndpoints, "service endpoints", with_endpoints.map(|subnet| subnet.name.as_str())),
        named(FeatureId::StaticEgress, "static egress gateway", gateways),
    ]
    .into_iter()
    .flatten()
}

fn of_workloads(plan: &Plan) -> impl Iterator<Item = Use> {
    let scenario = plan.scenario();
    let is_balanced = |service_type| service_type == Some(ServiceType::LoadBalancer);
    let balanced = scenario.services.iter().any(|service| is_balanced(service.service_type));
    let by = |feature, what, controller| {
        let ingresses = scenario.ingresses.iter().filter(move |ingress| ingress.controller == Some(controller));
        named(feature, what, ingresses.map(|ingress| ingress.name.as_str()))
    };
    [
        balanced.then(|| used(FeatureId::LoadBalancer, "LoadBalancer Services")),
        by(FeatureId::ApplicationGateway, "Application Gateway", IngressController::ApplicationGateway),
        by(
            FeatureId::ApplicationGatewayForContainers,
            "Application Gateway for Containers",
            IngressController::ApplicationGatewayForContainers,
        ),
    ]
    .into_iter()
    .flatten()
}

/// Of what a design uses, what a model has not, and what no page says that it has.
pub fn lacks(uses: &[Use], model: Model, allocation: Option<PodIpAllocation>) -> Vec<Lack> {
    let lack = |used: &Use| {
        let cell = feature(used.feature).cell(model, allocation);
        (cell.supported != Some(true)).then(|| Lack {
            what: used.what.clone(),
            supported: cell.supported,
            note: cell.words.clone(),
            rule: cell.rule,
        })
    };
    let mut lacks: Vec<Lack> = uses.iter().filter_map(lack).collect();
    // What is certain comes first.
    lacks.sort_by_key(|lack| !lack.is_certain());
    lacks
}

/// The subnets of the cluster's nodes and pods.
fn own_subnets(plan: &Plan) -> BTreeSet<SubnetId> {
    plan.pools().iter().flat_map(|pool| [pool.subnet, pool.pod_subnet]).flatten().collect()
}

/// The cluster's subnets that a neighbour's nodes are in as well.
fn shared_subnets(plan: &Plan) -> impl Iterator<Item = &str> {
    let nodes: BTreeSet<SubnetId> = plan.pools().iter().filter_map(|pool| pool.subnet).collect();
    let others = &plan.scenario().other_clusters;
    nodes.into_iter().filter_map(move |id| {
        let row = plan.subnet(id);
        let vnet = &plan.vnet(row.vnet).item.name;
        let is_there = |other: &OtherCluster| {
            other.node_subnet.as_ref() == Some(&row.item.name) && other.vnet.as_ref().is_none_or(|name| name == vnet)
        };
        others.iter().any(|other| is_there(other)).then(|| row.item.name.as_str())
    })
}

/// `Windows pools (win1, win2)`; `None` without a name.
fn named<'a>(feature: FeatureId, what: &str, names: impl Iterator<Item = &'a str>) -> Option<Use> {
    let names = list(names);
    (!names.is_empty()).then(|| used(feature, format!("{what} ({names})")))
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::sample::plan;

    const BASE: &str = "[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\n";

    /// What a design has, a model, and what is missed in it.
    type Case<'a> = (&'a str, (Model, Option<PodIpAllocation>), &'a [&'a str]);

    fn certain(text: &str, model: Model, allocation: Option<PodIpAllocation>) -> Vec<String> {
        let plan = plan(text);
        let lacks = lacks(&uses(&plan), model, allocation);
        lacks.iter().filter(|lack| lack.is_certain()).map(|lack| lack.what.to_string()).collect()
    }

    #[test]
    fn what_a_design_uses_is_missed_in_the_models_that_lack_it() {
        let dynamic = (Model::PodSubnet, Some(PodIpAllocation::Dynamic));
        let cases: &[Case<'_>] = &[
            ("", (Model::Kubenet, None), &[]),
            (
                "[[node-pool]]\nname = \"a\"\n[[node-pool]]\nname = \"w\"\nos = \"windows\"\n",
                (Model::Kubenet, None),
                &["Windows pools (w)"],
            ),
            (
                "[[node-pool]]\nname = \"a\"\n[[node-pool]]\nname = \"w\"\nos = \"windows\"\n",
                (Model::Overlay, None),
                &[],
            ),
            ("[[static-egress-gateway]]\nname = \"egw\"\n", dynamic, &["static egress gateway (egw)"]),
            (
                "[[node-pool]]\nname = \"a\"\n[[node-pool]]\nname = \"gw\"\nmode = \"gateway\"\n",
                dynamic,
                &["static egress gateway (gw)"],
            ),
            (
                "[[other-cluster]]\nname = \"dev\"\nnode-subnet = \"nodes\"\n",
                (Model::Kubenet, None),
                &["shared subnets (nodes)"],
            ),
            (
                "[[ingress]]\nname = \"shop\"\ncontroller = \"application-gateway-for-containers\"\n",
                (Model::Kubenet, None),
                &["Application Gateway for Containers (shop)"],
            ),
            ("[[ingress]]\nname = \"shop\"\ncontroller = \"application-gateway\"\n", (Model::Kubenet, None), &[]),
        ];
        for (text, (model, allocation), expected) in cases {
            assert_eq!(certain(&format!("[cluster]\n{BASE}{text}"), *model, *allocation), *expected, "{text}");
        }
    }

    #[test]
    fn what_the_cluster_itself_uses_is_missed_too() {
        let cases: &[(&str, Model, &[&str])] = &[
            (
                "dataplane = \"cilium\"\nacns = [\"fqdn\", \"l7\"]",
                Model::ByoCni,
                &["data plane cilium", "ACNS fqdn, l7"],
            ),
            ("network-policy = \"azure\"", Model::Kubenet, &["network policy azure"]),
            ("network-policy = \"calico\"", Model::Kubenet, &[]),
            ("ip-families = [\"ipv4\", \"ipv6\"]", Model::NodeSubnet, &["dual stack"]),
            ("outbound-type = \"block\"", Model::Kubenet, &["outbound type block"]),
        ];
        for (keys, model, expected) in cases {
            assert_eq!(certain(&format!("[cluster]\n{keys}\n{BASE}"), *model, None), *expected, "{keys}");
        }
    }

    #[test]
    fn where_no_page_says_it_is_not_known() {
        let plan = plan(&format!("[cluster]\n{BASE}[[static-egress-gateway]]\nname = \"egw\"\n"));
        let lacks = lacks(&uses(&plan), Model::Kubenet, None);
        assert_eq!(lacks.len(), 1);
        assert_eq!(
            (lacks[0].supported, &*lacks[0].note, lacks[0].rule),
            (None, "not known", RuleId::FeatureStaticEgress)
        );
    }
}
