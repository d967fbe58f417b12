//! Which rules a number rests on: the sum of a range, the limits on nodes, the defaults in force, a route, a hop.
//! Deliberately computes no number: it only says which rows of the table were asked.

use crate::engine::Analysis;
use crate::engine::capacity::question::Limit;
use crate::engine::capacity::{RangeSize, Role};
use crate::engine::finding::{Finding, SourceRef};
use crate::engine::plan::{Plan, SubnetId};
use crate::engine::policy::Engine;
use crate::engine::route::{EffectiveRoute, NextHopType, RouteSource};
use crate::engine::rules::{RuleId, network};
use crate::engine::trace::Hop;
use crate::net::{Cidr, thousands};
use crate::scenario::edit::value;
use crate::scenario::model::{ApiServer, Model, OutboundType, PodIpAllocation, Tier};
use crate::scenario::{Path, defaults};

/// Rules that belong together, and what they say something about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// `the sum of snet-nodes 10.240.0.0/22`.
    pub about: String,
    /// What it rests on.
    pub grounds: Vec<Ground>,
}

/// One thing that a number rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A rule of the table.
    Rule(RuleId),
    /// A default in force, because the file leaves something out.
    Default {
        /// The rule.
        rule: RuleId,
        /// What is left out: `max-pods of system`.
        of: String,
        /// The value in force.
        value: String,
    },
    /// A page that says how something behaves, without a value.
    Page {
        /// What follows from it here.
        says: String,
        /// The page.
        source: SourceRef,
    },
}

impl Ground {
    /// The rule, where it is one.
    pub fn rule(&self) -> Option<RuleId> {
        match self {
            Self::Rule(rule) | Self::Default { rule, .. } => Some(*rule),
            Self::Page { .. } => None,
        }
    }
}

/// The rules behind need and have of a range, by what it is for in which model.
///
/// A node subnet whose pods live in it takes (nodes + surge) x (max pods + 1); everywhere else a node takes one.
pub fn range_rules(model: Model, allocation: PodIpAllocation, role: Role) -> Vec<RuleId> {
    let mut rules = match (role, model) {
        (Role::NodeSubnet, Model::NodeSubnet) => {
            vec![RuleId::NodeSubnetSum, RuleId::SurgeRounding, RuleId::PreflightCount]
        }
        (Role::NodeSubnet, _) => vec![RuleId::NodesAloneSum, RuleId::SurgeRounding, RuleId::PreflightCount],
        (Role::PodSubnet, _) if allocation == PodIpAllocation::StaticBlock => {
            vec![
                RuleId::StaticBlockPrefix,
                RuleId::StaticPrecheckBlocks,
                RuleId::StaticEdgeBlocks,
                RuleId::StaticBlockCounted,
                RuleId::SurgeRounding,
            ]
        }
        (Role::PodSubnet, _) => {
            vec![RuleId::DynamicBatch, RuleId::DynamicBatchFreePercent, RuleId::DynamicHeldMax, RuleId::SurgeRounding]
        }
        (Role::PodCidr, _) => vec![RuleId::NodeBlockPrefix, RuleId::SurgeRounding],
        (Role::ServiceCidr, _) => {
            vec![RuleId::ServiceCidrPrefixMin, RuleId::DnsServiceIpInside, RuleId::DnsServiceIpNotFirst]
        }
        (Role::ApplicationGatewaySubnet, _) => vec![RuleId::GatewayForContainersAddresses],
        (Role::ApiServerSubnet, _) => vec![RuleId::ApiServerAddresses, RuleId::ApiServerPrefixMax],
        (Role::OtherSubnet, _) => Vec::new(),
    };
    if role.is_subnet() {
        rules.extend([RuleId::SubnetReservedFirst, RuleId::SubnetReservedLast, RuleId::SubnetPrefixMax]);
    }
    rules
}

/// The rules behind need and have of one range of a design: by its role, and by what else lies in it.
pub fn range(plan: &Plan, size: &RangeSize) -> Vec<RuleId> {
    let here = |subnet: Option<SubnetId>| subnet.is_some() && subnet == size.subnet;
    let allocation = plan.pools().iter().find(|pool| here(pool.pod_subnet)).map(|pool| pool.allocation);
    let mut rules = range_rules(plan.model(), allocation.unwrap_or(PodIpAllocation::Dynamic), size.role);
    let holds_first_pool = plan.pools().first().is_some_and(|pool| here(pool.subnet));
    if holds_first_pool && plan.cluster().api_server == Some(ApiServer::PrivateLink) {
        rules.push(RuleId::PrivateApiServerAddresses);
    }
    rules
}

impl Limit {
    /// The rule that sets it; `None`: a range, which has its sum.
    pub fn rule(self, plan: &Plan) -> Option<RuleId> {
        match self {
            Self::Range(_) => None,
            Self::Routes => Some(RuleId::RoutesMax),
            Self::OutboundPorts => Some(RuleId::OutboundPortsCount),
            Self::Vnet => Some(RuleId::VnetAddressesMax),
            Self::Peered => Some(RuleId::PeeredAddressesMax),
            Self::PoolNodes(_) => Some(RuleId::PoolNodesMax),
            Self::Nodes if plan.cluster().tier == Some(Tier::Free) => Some(RuleId::ClusterNodesMaxFree),
            Self::Nodes => Some(RuleId::ClusterNodesMax),
        }
    }
}

/// The rules behind what Home shows: what binds and its sum, the limits, the defaults in force, the findings.
pub fn design(analysis: &Analysis) -> Vec<Basis> {
    let (plan, capacity) = (analysis.plan(), analysis.capacity());
    let binds = capacity.binding.as_ref();
    let bound = binds.and_then(|binding| capacity.ranges.get(binding.range?));
    let fullest = || capacity.ranges.iter().max_by_key(|range| range.used_percent());
    let sum = bound.or_else(fullest).map(|range| of_range(plan, range));
    sum.into_iter().chain([limits(analysis), in_force(plan), findings(analysis.findings())]).filter(has_some).collect()
}

/// The rules behind one subnet, as Map shows it: its sum where it is counted, and what was found about it.
pub fn subnet(analysis: &Analysis, id: SubnetId) -> Vec<Basis> {
    let plan = analysis.plan();
    let size = analysis.capacity().ranges.iter().find(|range| range.subnet == Some(id));
    let sum = size.map_or_else(|| of_plain_subnet(plan, id), |size| of_range(plan, size));
    let path = plan.subnet_path(id);
    vec![sum, findings(analysis.findings().iter().filter(|finding| finding.subject.starts_with(&path)))]
        .into_iter()
        .filter(has_some)
        .collect()
}

/// The rules behind a VNet's own range and the free space in it.
pub fn vnet(prefix: Cidr, name: &str) -> Vec<Basis> {
    let kept = [
        RuleId::VnetForbidsMulticast,
        RuleId::VnetForbidsBroadcast,
        RuleId::VnetForbidsLoopback,
        RuleId::VnetForbidsPlatform,
        RuleId::ReservedLinkLocal,
        RuleId::ReservedLower,
        RuleId::ReservedUpper,
        RuleId::ReservedTest,
    ];
    let sizes = [RuleId::VnetPrefixMin, RuleId::SubnetPrefixMax, RuleId::SubnetsApart, RuleId::VnetAddressesMax];
    vec![
        Basis { about: format!("subnets of {name} {prefix}"), grounds: sizes.map(Ground::Rule).into() },
        Basis { about: "what no range may hold".to_owned(), grounds: kept.map(Ground::Rule).into() },
    ]
}

/// What a route rests on: where it comes from, and how it is chosen.
pub fn route(route: &EffectiveRoute) -> Vec<Basis> {
    let page = |says: &str, source| Ground::Page { says: says.to_owned(), source };
    let choice = [
        page(
            "the longest prefix wins; of equals the user's, then what BGP learned, then Azure's",
            network::ROUTE_CHOICE,
        ),
        Ground::Rule(RuleId::VnetBeforeBgp),
    ];
    let own = match (route.source, route.next_hop_type) {
        (_, NextHopType::VNetPeering) => Some(page("a peering brings the ranges of the other VNet", network::PEERING)),
        (RouteSource::User, _) => Some(Ground::Rule(RuleId::RoutesMax)),
        (RouteSource::Default, NextHopType::None) => {
            Some(page("Azure drops what goes to private ranges that no VNet holds", network::ROUTE_CHOICE))
        }
        _ => None,
    };
    vec![
        Basis {
            about: format!("the route {} to {}", route.prefix, route.next_hop_type),
            grounds: own.into_iter().collect(),
        },
        Basis { about: "how a route is chosen".to_owned(), grounds: choice.into() },
    ]
    .into_iter()
    .filter(has_some)
    .collect()
}

/// What the answers about network policies rest on: what Kubernetes says, and the rules of the cluster's engine.
pub fn policies(analysis: &Analysis) -> Vec<Basis> {
    let kubernetes = Ground::Page {
        says: "a pod that a policy selects takes and sends only what some rule of its policies allows".to_owned(),
        source: network::NETWORK_POLICIES,
    };
    let (name, rules): (_, &[RuleId]) = match analysis.policy_engine() {
        None => ("a cluster without an engine", &[RuleId::PolicyEngineNone]),
        Some(Engine::Cilium) => (
            "Cilium",
            &[
                RuleId::CiliumBlocksSkipPods,
                RuleId::CiliumOwnPolicies,
                RuleId::CiliumLayer7NeedsAcns,
                RuleId::CiliumEntities,
                RuleId::CiliumApiServer,
            ],
        ),
        Some(Engine::Azure) => {
            let rules = &[RuleId::NpmBlocksAdvised, RuleId::NpmFamily, RuleId::NpmNodesMax, RuleId::NpmPodsMax];
            ("Azure Network Policy Manager", rules)
        }
        Some(Engine::Calico | Engine::Kubernetes) => ("Calico", &[RuleId::PolicyAzureCni, RuleId::PolicyKubenet]),
    };
    vec![
        Basis { about: "who may talk to whom".to_owned(), grounds: vec![kubernetes] },
        Basis { about: name.to_owned(), grounds: rules.iter().copied().map(Ground::Rule).collect() },
    ]
}

/// What a hop rests on: the page of each of its steps that has one.
pub fn hop(hop: &Hop) -> Vec<Basis> {
    let grounds =
        hop.steps.iter().filter_map(|step| Some(Ground::Page { says: step.detail.clone(), source: step.source? }));
    let basis = Basis { about: format!("the hop {}", hop.place), grounds: grounds.collect() };
    std::iter::once(basis).filter(has_some).collect()
}

/// The defaults in force, because the file leaves them out.
pub fn in_force(plan: &Plan) -> Basis {
    let cluster = Path::root().key("cluster");
    let balancer = cluster.key("load-balancer");
    let keys = [
        (&cluster, "pod-cidr", RuleId::PodCidrDefault),
        (&cluster, "pod-cidr-v6", RuleId::PodCidrV6Default),
        (&cluster, "service-cidr", RuleId::ServiceCidrDefault),
        (&cluster, "service-cidr-v6", RuleId::ServiceCidrV6Default),
        (&cluster, "dns-service-ip", RuleId::DnsServiceIpDefault),
        (&cluster, "kubernetes-version", RuleId::KubernetesVersionNewest),
        (&balancer, "allocated-outbound-ports", RuleId::LoadBalancerPortsDefault),
        (&balancer, "idle-timeout-minutes", RuleId::LoadBalancerIdleMinutesDefault),
    ];
    let mut grounds = of_pools(plan);
    grounds.extend(keys.into_iter().filter_map(|(table, key, rule)| {
        let path = table.key(key);
        let is_left_out = value(plan.written(), &path).is_none();
        let in_force = value(plan.scenario(), &path).filter(|_| is_left_out)?;
        Some(Ground::Default { rule, of: key.to_owned(), value: in_force })
    }));
    if plan.written().vnets.is_empty() {
        grounds.extend([RuleId::ManagedVnetDefault, RuleId::ManagedSubnetDefault].map(|rule| {
            let of = if rule == RuleId::ManagedVnetDefault { "the VNet" } else { "its node subnet" };
            Ground::Default { rule, of: of.to_owned(), value: super::rules::rule(rule).value.to_string() }
        }));
    }
    let own = super::rules::text(RuleId::KubenetRouteTableName);
    let holds = |tables: &crate::scenario::Scenario| tables.route_tables.iter().any(|table| *table.name == *own);
    if holds(plan.scenario()) && !holds(plan.written()) {
        let (rule, of) = (RuleId::KubenetRouteTableName, "route-table of the node subnet".to_owned());
        grounds.push(Ground::Default { rule, of, value: own.to_owned() });
    }
    Basis { about: "defaults in force: the file leaves them out".to_owned(), grounds }
}

/// What pools leave out; pools that leave out the same share a line.
fn of_pools(plan: &Plan) -> Vec<Ground> {
    let version = plan.cluster().kubernetes_version.as_deref().unwrap_or_default();
    let keys = [
        ("count", RuleId::PoolCountDefault),
        ("max-pods", defaults::max_pods_rule(plan.model())),
        ("max-surge", defaults::max_surge_rule(version)),
        ("max-unavailable", RuleId::MaxUnavailableDefault),
    ];
    let mut grounds = Vec::new();
    for (key, rule) in keys {
        let left_out =
            |id: &crate::engine::plan::PoolId| value(plan.written(), &plan.pool_path(*id).key(key)).is_none();
        let mut pools = plan.pool_ids().filter(left_out);
        let Some(first) = pools.next() else { continue };
        let Some(in_force) = value(plan.scenario(), &plan.pool_path(first).key(key)) else { continue };
        let more = pools.count() as u64;
        let others = if more > 0 { format!(" and {} more", thousands(more)) } else { String::new() };
        let of = format!("{key} of {}{others}", plan.pool(first).item.name);
        grounds.push(Ground::Default { rule, of, value: in_force });
        if key == "max-surge" {
            grounds.push(Ground::Rule(RuleId::SurgePercentSinceMinor));
        }
    }
    grounds
}

/// The limits that stand beside the ranges, each once.
pub fn limits(analysis: &Analysis) -> Basis {
    let plan = analysis.plan();
    let mut rules: Vec<RuleId> = Vec::new();
    let nodes = analysis.question().limits().into_iter().filter_map(|(limit, _, _)| limit.rule(plan));
    let pods = [RuleId::MaxPodsMin, RuleId::MaxPodsMax, RuleId::PoolPodsMin];
    let balancer = plan.cluster().outbound_type == Some(OutboundType::LoadBalancer);
    let ports = balancer.then_some([RuleId::LoadBalancerPortsPerIp, RuleId::LoadBalancerPortsByNodes]);
    for rule in nodes.chain(pods).chain(ports.into_iter().flatten()) {
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    Basis { about: "limits".to_owned(), grounds: rules.into_iter().map(Ground::Rule).collect() }
}

/// The rules that findings break or rest on, each once.
fn findings<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Basis {
    let mut rules: Vec<RuleId> = Vec::new();
    for finding in findings {
        if !rules.contains(&finding.rule) {
            rules.push(finding.rule);
        }
    }
    Basis { about: "findings".to_owned(), grounds: rules.into_iter().map(Ground::Rule).collect() }
}

fn of_range(plan: &Plan, size: &RangeSize) -> Basis {
    let grounds = range(plan, size).into_iter().map(Ground::Rule).collect();
    Basis { about: format!("the sum of {}", range_name(size)), grounds }
}

/// A subnet that nothing of the cluster's is counted in still has its own size.
fn of_plain_subnet(plan: &Plan, id: SubnetId) -> Basis {
    let item = &plan.subnet(id).item;
    let rules =
        [RuleId::SubnetReservedFirst, RuleId::SubnetReservedLast, RuleId::SubnetPrefixMax, RuleId::SubnetsApart];
    Basis { about: format!("the size of {} {}", item.name, item.prefix), grounds: rules.map(Ground::Rule).into() }
}

/// A subnet by its name, a range of the cluster by what it is.
fn range_name(size: &RangeSize) -> String {
    let name = if size.role.is_subnet() { &*size.name } else { size.role.title() };
    format!("{name} {}", size.prefix)
}

fn has_some(basis: &Basis) -> bool {
    !basis.grounds.is_empty()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::scenario::read::read;

    fn analysis(text: &str) -> Analysis {
        Analysis::new(Arc::new(read(text).scenario))
    }

    fn rules_of(bases: &[Basis], about: &str) -> Vec<RuleId> {
        let found = bases.iter().find(|own| own.about.starts_with(about));
        found.map(|found| found.grounds.iter().filter_map(Ground::rule).collect()).unwrap_or_default()
    }

    #[test]
    fn a_sum_names_the_rules_of_its_model() {
        let cases = [
            ("azure-cni-node-subnet", RuleId::NodeSubnetSum, RuleId::NodesAloneSum),
            ("byo-cni", RuleId::NodesAloneSum, RuleId::NodeSubnetSum),
        ];
        for (model, there, absent) in cases {
            let bases = design(&analysis(&format!("[cluster]\nmodel = \"{model}\"\n")));
            let rules = bases.iter().flat_map(|basis| &basis.grounds).filter_map(Ground::rule).collect::<Vec<_>>();
            assert!(!rules.contains(&absent), "{model}: {rules:?}");
            let sums = range_rules(model.parse().unwrap(), PodIpAllocation::Dynamic, Role::NodeSubnet);
            assert!(sums.contains(&there) && !sums.contains(&absent), "{model}");
        }
    }

    #[test]
    fn what_is_written_is_no_default_and_what_is_left_out_is_told_with_its_value() {
        let basis = in_force(analysis("[cluster]\npod-cidr = \"10.128.0.0/14\"\n").plan());
        let told: Vec<(RuleId, &str)> = basis
            .grounds
            .iter()
            .filter_map(|ground| match ground {
                Ground::Default { rule, value, .. } => Some((*rule, value.as_str())),
                _ => None,
            })
            .collect();
        assert!(told.iter().all(|(rule, _)| *rule != RuleId::PodCidrDefault), "{told:?}");
        for expected in [
            (RuleId::MaxPodsOverlayDefault, "250"),
            (RuleId::SurgePercentDefault, "10%"),
            (RuleId::PoolCountDefault, "3"),
            (RuleId::ServiceCidrDefault, "10.0.0.0/16"),
            (RuleId::ManagedVnetDefault, "10.224.0.0/12"),
        ] {
            assert!(told.contains(&expected), "{expected:?} is not in {told:?}");
        }
    }

    #[test]
    fn kubenets_routes_are_a_limit_and_its_table_a_default() {
        let bases = design(&analysis("[cluster]\nmodel = \"kubenet\"\n"));
        assert!(rules_of(&bases, "limits").contains(&RuleId::RoutesMax));
        assert!(rules_of(&bases, "defaults").contains(&RuleId::KubenetRouteTableName));
        assert_eq!(rules_of(&bases, "findings"), [RuleId::KubenetRetires]);
        assert!(!rules_of(&design(&analysis("[cluster]\n")), "limits").contains(&RuleId::RoutesMax));
    }
}
