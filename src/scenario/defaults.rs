//! What is left out in a scenario, filled in as AKS would. Deliberately keeps every item that lacks nothing shared
//! with the written scenario, because this runs at each key; the numbers are the rules'.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use super::item::List;
use super::leaf::{Leaf, Name, Surge};
use super::model::{
    Cluster, ClusterLoadBalancer, Dataplane, IpFamily, Model, Os, OutboundType, PodIpAllocation, Pool, PoolMode,
    Scenario, Subnet, Vnet,
};
use super::read::SCHEMA;
use super::reference::cluster_vnet;
use super::version::KubernetesVersion;
use crate::engine::rules::{self, RuleId};
use crate::net::Cidr;

/// Fills what is left out, copying an item only when something is: `fill!(pool.os = Os::Linux)`.
macro_rules! fill {
    ($item:ident . $field:ident = $value:expr) => {
        if $item.$field.is_none() {
            $item.to_mut().$field = Some($value);
        }
    };
}

mod neighbours;
mod stated;
mod vnets;
mod workloads;

pub use stated::{LEFT_OUT, stated, stated_text};

/// The scenario with every default of AKS as a value. Filling twice changes nothing.
///
/// ```
/// # use aksplore::scenario::{defaults::filled, read::read};
/// let filled = filled(&read("[cluster]\nmodel = \"azure-cni-node-subnet\"\n").scenario);
/// assert_eq!(filled.pools[0].max_pods, Some(30));
/// assert_eq!(filled.vnets[0].subnets[0].prefix.to_string(), "10.224.0.0/16");
/// ```
pub fn filled(written: &Scenario) -> Scenario {
    let mut scenario = written.clone();
    scenario.schema.get_or_insert(SCHEMA);
    if scenario.vnets.is_empty() {
        scenario.vnets = std::iter::once(managed_vnet()).collect();
    }
    fill_cluster(&mut scenario);
    fill_pools(&mut scenario);
    vnets::fill_route_tables(&mut scenario);
    vnets::fill_vnets(&mut scenario);
    neighbours::fill_neighbours(&mut scenario);
    workloads::fill_workloads(&mut scenario);
    scenario
}

/// The most pods a node of a model may run when nobody says.
pub fn max_pods(model: Model) -> u32 {
    small(max_pods_rule(model))
}

/// The rule that says so.
pub fn max_pods_rule(model: Model) -> RuleId {
    match model {
        Model::Overlay => RuleId::MaxPodsOverlayDefault,
        Model::NodeSubnet => RuleId::MaxPodsNodeSubnetDefault,
        Model::PodSubnet => RuleId::MaxPodsPodSubnetDefault,
        Model::Kubenet => RuleId::MaxPodsKubenetDefault,
        Model::ByoCni => RuleId::MaxPodsByoCniDefault,
    }
}

/// The surge of a pool when nobody says: one node up to Kubernetes 1.31, 10% from 1.32 on.
pub fn max_surge(kubernetes_version: &str) -> Surge {
    match max_surge_rule(kubernetes_version) {
        rule @ RuleId::SurgeCountDefault => Surge::Count(small(rule)),
        rule => Surge::Percent(small(rule)),
    }
}

/// The rule that says so; which of the two it is, `SurgePercentSinceMinor` decides.
pub fn max_surge_rule(kubernetes_version: &str) -> RuleId {
    match KubernetesVersion::of(kubernetes_version) {
        Some(version) if version.minor() < rules::number(RuleId::SurgePercentSinceMinor) => RuleId::SurgeCountDefault,
        _ => RuleId::SurgePercentDefault,
    }
}

/// The pods' own range belongs to the cluster, not to a VNet, in these models.
pub fn has_pod_cidr(model: Model) -> bool {
    matches!(model, Model::Kubenet | Model::Overlay | Model::ByoCni)
}

fn small(id: RuleId) -> u32 {
    u32::try_from(rules::number(id)).expect("the defaults of a pool are small numbers")
}

/// The word of a choice that a rule sets.
fn word<T: Leaf>(id: RuleId) -> T {
    T::parse(rules::text(id)).expect("a word in the table of rules is one of its kind")
}

fn name(text: &str) -> Name {
    text.parse().expect("a name from the rules or the program is a good name")
}

/// The item, if it had to be copied.
fn changed<T: Clone>(item: Cow<'_, T>) -> Option<T> {
    match item {
        Cow::Owned(item) => Some(item),
        Cow::Borrowed(_) => None,
    }
}

fn fill_cluster(scenario: &mut Scenario) {
    let vnet = cluster_vnet(scenario).map(|vnet| vnet.name.clone());
    let shared = Arc::clone(&scenario.cluster);
    let mut cluster: Cow<'_, Cluster> = Cow::Borrowed(&shared);
    fill!(cluster.model = word(RuleId::ModelDefault));
    fill!(cluster.dataplane = word(RuleId::DataplaneDefault));
    fill!(cluster.network_policy = word(RuleId::NetworkPolicyDefault));
    fill!(cluster.acns = Vec::new());
    fill!(cluster.outbound_type = word(RuleId::OutboundTypeDefault));
    fill!(cluster.tier = word(RuleId::TierDefault));
    fill!(cluster.kubernetes_version = name(rules::text(RuleId::KubernetesVersionNewest)));
    fill!(cluster.service_cidr = rules::cidr(RuleId::ServiceCidrDefault));
    fill!(cluster.dns_service_ip = dns_service_ip());
    fill!(cluster.ip_families = vec![IpFamily::V4]);
    fill!(cluster.api_server = word(RuleId::ApiServerDefault));
    if cluster.vnet.is_none() && vnet.is_some() {
        cluster.to_mut().vnet = vnet;
    }
    if cluster.model.is_some_and(has_pod_cidr) {
        fill!(cluster.pod_cidr = rules::cidr(RuleId::PodCidrDefault));
    }
    if cluster.model == Some(Model::PodSubnet) {
        fill!(cluster.pod_ip_allocation = PodIpAllocation::Dynamic);
    }
    if cluster.dataplane == Some(Dataplane::Cilium) {
        fill!(cluster.ebpf_host_routing = false);
    }
    if cluster.ip_families.as_ref().is_some_and(|families| families.contains(&IpFamily::V6)) {
        fill!(cluster.pod_cidr_v6 = rules::cidr(RuleId::PodCidrV6Default));
        fill!(cluster.service_cidr_v6 = rules::cidr(RuleId::ServiceCidrV6Default));
    }
    if cluster.outbound_type == Some(OutboundType::LoadBalancer) {
        fill_load_balancer(&mut cluster);
    }
    if let Some(cluster) = changed(cluster) {
        scenario.cluster = Arc::new(cluster);
    }
}

fn fill_load_balancer(cluster: &mut Cow<'_, Cluster>) {
    let shared = Arc::clone(&cluster.load_balancer);
    let mut balancer: Cow<'_, ClusterLoadBalancer> = Cow::Borrowed(&shared);
    fill!(balancer.allocated_outbound_ports = small(RuleId::LoadBalancerPortsDefault));
    fill!(balancer.idle_timeout_minutes = small(RuleId::LoadBalancerIdleMinutesDefault));
    if let Some(balancer) = changed(balancer) {
        cluster.to_mut().load_balancer = Arc::new(balancer);
    }
}

fn dns_service_ip() -> IpAddr {
    rules::text(RuleId::DnsServiceIpDefault).parse().expect("the address in the table of rules is written as one")
}

/// The VNet that AKS makes for a cluster that names none.
fn managed_vnet() -> Vnet {
    let subnet = bare_subnet(name("snet-nodes"), rules::cidr(RuleId::ManagedSubnetDefault));
    Vnet {
        name: name("aks-vnet"),
        address_space: vec![rules::cidr(RuleId::ManagedVnetDefault)],
        managed: Some(true),
        subnets: std::iter::once(subnet).collect(),
        peerings: List::default(),
    }
}

/// A subnet with nothing but its name and range.
pub(crate) fn bare_subnet(name: Name, prefix: Cidr) -> Subnet {
    Subnet {
        name,
        prefix,
        prefix_v6: None,
        nsg: None,
        route_table: None,
        nat_gateway: None,
        service_endpoints: None,
        delegation: None,
        default_outbound_access: None,
        private_endpoint_policies: None,
        used_by_others: None,
    }
}

fn fill_pools(scenario: &mut Scenario) {
    if scenario.pools.is_empty() {
        scenario.pools = std::iter::once(bare_pool("system")).collect();
    }
    let cluster = Arc::clone(&scenario.cluster);
    let model = cluster.model.unwrap_or(Model::Overlay);
    let subnet = cluster_vnet(scenario).and_then(|vnet| vnet.subnets.first()).map(|subnet| subnet.name.clone());
    let first = scenario.pools.first().map(|pool| pool.name.clone());
    scenario.pools = scenario.pools.mapped(|pool| {
        let mut pool: Cow<'_, Pool> = Cow::Borrowed(pool);
        let is_first = first.as_ref() == Some(&pool.name);
        fill!(pool.mode = if is_first { PoolMode::System } else { PoolMode::User });
        fill!(pool.os = Os::Linux);
        fill!(pool.count = count_within(pool.autoscale.map(|bounds| (bounds.min, bounds.max))));
        fill!(pool.max_pods = max_pods(model));
        fill!(pool.max_surge = max_surge(cluster.kubernetes_version.as_deref().unwrap_or_default()));
        fill!(pool.max_unavailable = Surge::Count(small(RuleId::MaxUnavailableDefault)));
        fill!(pool.pods_in_use = pool.max_pods.unwrap_or_default());
        if pool.subnet.is_none() && subnet.is_some() {
            pool.to_mut().subnet.clone_from(&subnet);
        }
        if model == Model::PodSubnet {
            fill!(pool.pod_ip_allocation = cluster.pod_ip_allocation.unwrap_or(PodIpAllocation::Dynamic));
        }
        changed(pool)
    });
}

fn bare_pool(text: &str) -> Pool {
    Pool {
        name: name(text),
        mode: None,
        os: None,
        count: None,
        autoscale: None,
        max_pods: None,
        max_surge: None,
        max_unavailable: None,
        subnet: None,
        pod_subnet: None,
        pod_ip_allocation: None,
        pods_in_use: None,
        gateway_prefix_size: None,
    }
}

/// The count of a pool that names none, held within the autoscaler's bounds.
fn count_within(bounds: Option<(u32, u32)>) -> u32 {
    let count = small(RuleId::PoolCountDefault);
    bounds.map_or(count, |(min, max)| count.max(min).min(max.max(min)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scenario::Path;
    use crate::scenario::arbitrary::scenario_strategy;
    use crate::scenario::edit::value;
    use crate::scenario::read::read;
    use crate::scenario::write::write;

    #[test]
    fn every_default_of_the_contract_is_filled_in() {
        let root = Path::root;
        let cluster = || root().key("cluster");
        let pool = || root().item("node-pool", "system");
        let cases = [
            ("", cluster().key("model"), "azure-cni-overlay"),
            ("", cluster().key("dataplane"), "azure"),
            ("", cluster().key("network-policy"), "none"),
            ("", cluster().key("outbound-type"), "loadBalancer"),
            ("", cluster().key("api-server"), "public"),
            ("", cluster().key("tier"), "standard"),
            ("", cluster().key("pod-cidr"), "10.244.0.0/16"),
            ("", cluster().key("service-cidr"), "10.0.0.0/16"),
            ("service-cidr = \"172.16.0.0/16\"", cluster().key("dns-service-ip"), "10.0.0.10"),
            ("", pool().key("mode"), "system"),
            ("", pool().key("count"), "3"),
            ("", pool().key("os"), "linux"),
            ("", pool().key("max-pods"), "250"),
            ("model = \"azure-cni-node-subnet\"", pool().key("max-pods"), "30"),
            ("model = \"kubenet\"", pool().key("max-pods"), "110"),
            ("model = \"azure-cni-pod-subnet\"", pool().key("max-pods"), "110"),
            ("model = \"azure-cni-pod-subnet\"", pool().key("pod-ip-allocation"), "dynamic"),
            ("model = \"byo-cni\"", pool().key("max-pods"), "110"),
            ("", pool().key("max-surge"), "10%"),
            ("kubernetes-version = \"1.32\"", pool().key("max-surge"), "10%"),
            ("kubernetes-version = \"1.31.4\"", pool().key("max-surge"), "1"),
            ("", pool().key("max-unavailable"), "0"),
            ("", pool().key("subnet"), "snet-nodes"),
            ("", root().item("vnet", "aks-vnet").key("address-space"), "10.224.0.0/12"),
            ("", root().item("vnet", "aks-vnet").item("subnet", "snet-nodes").key("prefix"), "10.224.0.0/16"),
            ("", root().item("vnet", "aks-vnet").item("subnet", "snet-nodes").key("default-outbound-access"), "false"),
            ("model = \"kubenet\"", root().item("route-table", "aks-routetable").key("managed"), "true"),
        ];
        for (line, path, expected) in cases {
            let filled = filled(&read(&format!("[cluster]\n{line}\n")).scenario);
            assert_eq!(value(&filled, &path).as_deref(), Some(expected), "{line} {path}");
        }
    }

    #[test]
    fn a_missing_side_of_a_peering_matches_the_written_one() {
        let text = "
            [cluster]
            [[vnet]]
            name = 'spoke'
            address-space = ['10.1.0.0/16']
            [[vnet.peering]]
            remote = 'hub'
            use-remote-gateways = true
            allow-forwarded-traffic = true
            [[vnet]]
            name = 'hub'
            address-space = ['10.2.0.0/16']";
        let filled = filled(&read(text).scenario);
        let back = &filled.vnets[1].peerings[0];
        assert_eq!((back.allow_gateway_transit, back.use_remote_gateways), (Some(true), Some(false)));
        assert_eq!(back.allow_forwarded_traffic, Some(true));
    }

    #[test]
    fn what_lacks_nothing_stays_shared() {
        let written = filled(&read("[cluster]\nmodel = \"kubenet\"\n[[vnet]]\nname = 'v'\naddress-space = ['10.0.0.0/8']\n[[nsg]]\nname = 'n'").scenario);
        let again = filled(&written);
        assert!(written.vnets.same_as(&again.vnets));
        assert!(written.nsgs.same_as(&again.nsgs));
        assert!(Arc::ptr_eq(&written.cluster, &again.cluster));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn filling_twice_or_by_way_of_a_file_changes_nothing(scenario in scenario_strategy()) {
            let once = filled(&scenario);
            prop_assert_eq!(&filled(&once), &once);
            let reading = read(&write(&once));
            prop_assert_eq!(&reading.diagnostics, &[]);
            prop_assert_eq!(&filled(&reading.scenario), &once);
        }
    }
}
