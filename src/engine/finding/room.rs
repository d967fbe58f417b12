//! Ranges that are too small, with the sentence that Azure itself would print. Deliberately no formula: need and
//! have are `capacity`'s.

use std::cell::LazyCell;

use super::{Finding, Refusal, Severity, When, mend};
use crate::engine::capacity::question::{Limit, Question};
use crate::engine::capacity::{Capacity, Count, IF_CAPPED, RangeSize, Role, Room};
use crate::engine::formula;
use crate::engine::plan::{Plan, PoolRow};
use crate::engine::preflight::{self, Act, Answer, Check};
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, counted, thousands};
use crate::scenario::Path;
use crate::scenario::model::{Acns, Dataplane, Model, NetworkPolicyEngine, PodIpAllocation};

/// Every range that does not hold its need.
pub(super) fn ranges(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    let question = LazyCell::new(|| Question::of(plan));
    for (place, range) in capacity.ranges.iter().enumerate().filter(|(_, range)| range.room != Room::Enough) {
        if range.room.is_disputed() {
            found.push(cap_disputed(plan, range));
            continue;
        }
        if is_told_by_its_length(range) {
            continue;
        }
        let usable = range.usable.unwrap_or(0);
        let message = format!(
            "{} {} {} needs {} and has {}{}",
            range.role.title(),
            if range.role.is_subnet() { &range.name } else { "" },
            range.prefix,
            counted(range.needed, "address"),
            thousands(usable),
            match range.role {
                Role::OtherSubnet => placed(range),
                _ if range.needed_steady <= usable => " at an upgrade".to_owned(),
                _ => no_block(range).to_owned(),
            }
        )
        .replace("  ", " ");
        let code = match range.role {
            Role::NodeSubnet => "node-subnet-full",
            Role::PodSubnet => "pod-subnet-full",
            Role::PodCidr => "pod-cidr-full",
            Role::ServiceCidr => "service-cidr-full",
            Role::ApiServerSubnet => "api-server-subnet-full",
            Role::ApplicationGatewaySubnet => "application-gateway-subnet-full",
            Role::OtherSubnet => "other-subnet-full",
        };
        let rule = range.role.rule();
        let mut finding = Finding::error(code, subject(plan, range), rule, message);
        finding.is_room = true;
        finding.when = if range.needed_steady > usable { When::Create } else { When::Upgrade };
        let finding = as_azure_sees_it(&question, place, range, finding);
        found.push(if range.role == Role::OtherSubnet { widened(plan, range, finding, found) } else { finding });
    }
}

/// A subnet that is smaller than Application Gateway for Containers takes, whatever is in it: of that `machine` tells.
fn is_told_by_its_length(range: &RangeSize) -> bool {
    range.role == Role::ApplicationGatewaySubnet
        && range.prefix.prefix() > rules::prefix(RuleId::ContainerGatewayPrefixMax)
}

/// What is said of a pod CIDR that is smaller than the block of one node.
fn no_block(range: &RangeSize) -> &'static str {
    let is_smaller = range.role == Role::PodCidr && range.prefix.prefix() > rules::prefix(RuleId::NodeBlockPrefix);
    if is_smaller { ", less than the block of one node" } else { "" }
}

/// The same with the subnet made wide enough, whoever is in it.
fn widened(plan: &Plan, range: &RangeSize, finding: Finding, found: &[Finding]) -> Finding {
    let wide = range.subnet.zip(range.smallest_prefix);
    finding.placed_by(wide.and_then(|(subnet, prefix)| mend::widen_subnet(plan, subnet, prefix, found)))
}

/// What is placed in a subnet, each with its count: `: private endpoints 2, used by others 3`.
fn placed(range: &RangeSize) -> String {
    let terms: Vec<String> =
        range.terms.iter().map(|term| format!("{} {}", term.label, thousands(term.value))).collect();
    format!(": {}", terms.join(", "))
}

/// A pod subnet that is too small by the pages' formula, and not if a node holds no more than its max pods.
fn cap_disputed(plan: &Plan, range: &RangeSize) -> Finding {
    let rule = rules::rule(RuleId::DynamicHeldMax);
    let message = format!(
        "{} {} {} needs {} addresses by the formula of {}, and has {}; by {} a node holds no more than its max pods, and then {} suffice",
        range.role.title(),
        range.name,
        range.prefix,
        thousands(range.needed),
        rules::source(RuleId::DynamicBatch).page,
        thousands(range.usable.unwrap_or(0)),
        rule.disputed.first().map_or("others", |(_, page)| page),
        thousands(range.needed_if_capped)
    );
    let mut finding = Finding::warning("pod-subnet-cap-disputed", subject(plan, range), rule.id, message);
    finding.is_room = true;
    finding
}

fn subject(plan: &Plan, range: &RangeSize) -> Path {
    let cluster = Path::root().key("cluster");
    match range.role {
        Role::PodCidr => cluster.key("pod-cidr"),
        Role::ServiceCidr => cluster.key("service-cidr"),
        Role::NodeSubnet
        | Role::PodSubnet
        | Role::ApiServerSubnet
        | Role::ApplicationGatewaySubnet
        | Role::OtherSubnet => range.subnet.map_or(cluster, |id| plan.subnet_path(id).key("prefix")),
    }
}

/// Adds the answer of the check that AKS makes beforehand, where a page gives it.
fn as_azure_sees_it(question: &Question, place: usize, range: &RangeSize, finding: Finding) -> Finding {
    if range.role == Role::PodSubnet {
        return pod_subnet_check(question, place, range, finding);
    }
    let act = if finding.when == When::Upgrade { Act::Upgrade } else { Act::Add };
    let finding = with_answer(finding, question, place, &preflight::check(question, Limit::Range(place), act));
    match range.role {
        _ if finding.azure_error.is_some() || finding.when != When::Create => finding,
        // AKS looks at this subnet when a cluster is made and upgraded, and no page gives its code.
        Role::ApplicationGatewaySubnet => Finding { refusal: Some(Refusal::CodeNotKnown), ..finding },
        // No page says that AKS looks beforehand: what is short shows when nodes and Services come.
        _ => finding.when(When::RunTime),
    }
}

/// Azure's answer. What others hold it takes off by itself, and how many they are, only the file says.
fn with_answer(mut finding: Finding, question: &Question, place: usize, check: &Check) -> Finding {
    let Some(Answer { code, target, sentence }) = check.answer().cloned() else { return finding };
    let others = question.need(place, |_| 0);
    if others > 0 {
        let note = format!("; {} held by others are taken off what Azure has available", thousands(others));
        finding.message.push_str(&note);
    }
    finding.azure(code, target, sentence)
}

/// Static blocks are checked at one block a node, dynamic batches not at all: the rest shows when nodes start.
fn pod_subnet_check(question: &Question, place: usize, range: &RangeSize, mut finding: Finding) -> Finding {
    let check = preflight::check(question, Limit::Range(place), Act::Add);
    let Some((checked, _)) = check.counts() else { return finding.when(When::RunTime) };
    finding.rule = RuleId::StaticPrecheckBlocks;
    finding.source = rules::source(finding.rule);
    if check.answer().is_some() {
        return with_answer(finding.when(When::Create), question, place, &check);
    }
    if checked != range.needed_steady {
        let accepted = format!(
            "; AKS checks {} of them, one block a node, and lets nodes start that get no address",
            thousands(checked)
        );
        finding.message.push_str(&accepted);
    }
    finding.when(When::RunTime)
}

/// Kubenet: a route a node, in a table that holds so many. As many as it holds are made; an upgrade asks for fewer, and
/// surge nodes need theirs.
pub(super) fn routes(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    let Some(routes) = capacity.routes else { return };
    let path = plan.pool_ids().next().map_or(Path::root(), |id| plan.pool_path(id).key("count"));
    let (needed, limit) = (u64::from(routes.needed), u64::from(routes.limit));
    let surge = plan.pools().iter().map(|pool| u64::from(pool.surge)).fold(0, Addresses::saturating_add);
    let nodes = capacity.nodes();
    let own = needed.saturating_sub(nodes);
    let and_own = if own == 0 { String::new() } else { format!(" and {} of the user's own", thousands(own)) };
    let needs = format!("kubenet needs {}, one a node{and_own}", counted(needed, "route"));
    let peak = needed.saturating_add(surge);
    if needed > limit {
        let message = format!("{needs}; a route table holds {limit}");
        let mut finding = Finding::refused("kubenet-routes-full", path, RuleId::RoutesMax, message);
        finding.is_room = true;
        found.push(finding);
    } else if peak >= limit {
        let upgrade = match surge {
            0 => String::new(),
            _ => format!(", where {} would make it {}", counted(surge, "surge node"), thousands(peak)),
        };
        let message = format!(
            "{needs}: it is made, for a route table holds {limit}; an upgrade asks for fewer than {limit}{upgrade}"
        );
        let finding = Finding::warning("kubenet-routes-at-limit", path, RuleId::RoutesMax, message);
        found.push(finding.when(When::Upgrade));
    } else if peak >= rules::number(RuleId::RoutesNear) {
        let and_surge = if surge == 0 { String::new() } else { format!(", and {} at an upgrade", thousands(peak)) };
        let message = format!("{needs}{and_surge}; a route table holds {limit}");
        found.push(Finding::warning("kubenet-routes-near-limit", path, RuleId::RoutesNear, message).when(When::Scale));
    }
}

/// Static blocks: those at both ends of a subnet hold what Azure keeps, and no page says whether they are handed out.
pub(super) fn edge_blocks(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    for range in capacity.ranges.iter().filter(|range| range.role == Role::PodSubnet && range.fits()) {
        let is_here = |pool: &PoolRow| pool.pod_subnet.is_some() && pool.pod_subnet == range.subnet;
        let mut pools = plan.pools().iter().filter(|pool| is_here(pool));
        if !pools.all(|pool| pool.allocation == PodIpAllocation::StaticBlock) {
            continue;
        }
        let (Some(blocks), Some(total)) = (range.blocks, range.total) else { continue };
        let sure = (total / formula::static_block()).saturating_sub(rules::number(RuleId::StaticEdgeBlocks));
        if blocks.needed > sure {
            let message = format!(
                "pod subnet {} {} needs {} blocks; {sure} are sure: the first and the last hold what Azure keeps, and no page says whether they are handed out",
                range.name, range.prefix, blocks.needed
            );
            let rule = RuleId::StaticEdgeBlocks;
            found.push(Finding::warning("pod-subnet-edge-blocks", subject(plan, range), rule, message));
        }
    }
}

/// Addresses in use in the cluster's VNet and in its peers, whoever has them; a static block counts as one, which is
/// what lets a VNet have more pods.
pub(super) fn vnet_addresses(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    let vnet = plan.cluster_vnet();
    let name = &plan.vnet(vnet).item.name;
    let mut check = |code, rule, count: Count, who: &str, may: &str| {
        if count.room() == Room::Enough {
            return;
        }
        let (needed, limit) = (thousands(count.needed), thousands(count.limit));
        let message = format!("VNet {name}{who} would have {needed} addresses in use; {may} may have {limit}");
        let subject = plan.vnet_path(vnet).key("address-space");
        if count.room().is_disputed() {
            let message = format!("{message}; {} {IF_CAPPED}", thousands(count.needed_if_capped));
            let mut finding = Finding::warning("vnet-addresses-disputed", subject, RuleId::DynamicHeldMax, message);
            finding.is_room = true;
            found.push(finding);
            return;
        }
        let mut finding = Finding::refused(code, subject, rule, message);
        finding.is_room = true;
        found.push(finding.when(if count.needed_steady > count.limit { When::Create } else { When::Upgrade }));
    };
    check("vnet-addresses-limit", RuleId::VnetAddressesMax, capacity.vnet_addresses, "", "a VNet");
    if let Some(count) = capacity.peered_addresses {
        let may = "a group of peered VNets";
        check("peered-addresses-limit", RuleId::PeeredAddressesMax, count, " and its peers", may);
    }
}

/// Addresses of a cluster whose pods share the node subnet: one page stops before the VNet itself does.
pub(super) fn node_subnet_addresses(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    if plan.model() != Model::NodeSubnet {
        return;
    }
    let peak = |pool: &PoolRow| u64::from(pool.nodes) + u64::from(pool.surge);
    let own = plan.pools().iter().map(|pool| formula::node_subnet(peak(pool), pool.max_pods));
    let (needed, limit) = (own.fold(0, Addresses::saturating_add), rules::number(RuleId::NodeSubnetAddressesMax));
    if needed > limit && capacity.vnet_addresses.fits() {
        let message = format!(
            "the nodes and pods take {} addresses; one page has a cluster of this model stop at {}, another at the VNet's {}",
            thousands(needed),
            thousands(limit),
            thousands(capacity.vnet_addresses.limit)
        );
        let rule = RuleId::NodeSubnetAddressesMax;
        found.push(Finding::warning("node-subnet-addresses-limit", model_path(), rule, message).when(When::Scale));
    }
}

fn model_path() -> Path {
    Path::root().key("cluster").key("model")
}

/// Pods beyond what the pages support for the model. AKS does not multiply nodes by max pods, so it refuses nothing.
pub(super) fn pods(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    let Some(pods) = capacity.pods.filter(|pods| !pods.fits()) else { return };
    let rule = match (plan.model(), pods.limit) {
        (Model::Overlay, _) => RuleId::OverlayPodsMax,
        (_, limit) if limit == rules::number(RuleId::DynamicPodsMax) => RuleId::DynamicPodsMax,
        _ => RuleId::StaticPodsMax,
    };
    let others: Vec<String> =
        rules::rule(rule).disputed.iter().map(|(value, page)| format!("{page} says {value}")).collect();
    let others = if others.is_empty() { String::new() } else { format!("; {}", others.join(", ")) };
    let message = format!(
        "{} pods on paper, {} a cluster are supported{others}; AKS does not multiply nodes by max pods, and refuses nothing",
        thousands(pods.needed),
        thousands(pods.limit)
    );
    found.push(Finding::warning("pods-limit", model_path(), rule, message));
}

/// What the network policy engine in use is good for.
pub(super) fn policy_engine(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    let cluster = plan.cluster();
    let path = |key| Path::root().key("cluster").key(key);
    let nodes = capacity.nodes();
    let pods = plan.pools().iter().map(|pool| u64::from(pool.nodes).saturating_mul(pool.pods_in_use.into()));
    let pods = pods.fold(0, Addresses::saturating_add);
    let over = |count: Addresses, rule: RuleId| count > rules::number(rule);
    if cluster.network_policy == Some(NetworkPolicyEngine::Azure) {
        // The nodes of an upgrade run it too.
        let peak = capacity.pools.iter().map(|pool| u64::from(pool.peak_nodes)).fold(0, Addresses::saturating_add);
        let surge = if peak > nodes { ", surge included" } else { "" };
        let (most_nodes, most_pods) = (rules::number(RuleId::NpmNodesMax), rules::number(RuleId::NpmPodsMax));
        for (is_over, code, rule, has, most) in [
            (
                over(peak, RuleId::NpmNodesMax),
                "npm-nodes-limit",
                RuleId::NpmNodesMax,
                format!("{} nodes{surge}", thousands(peak)),
                most_nodes,
            ),
            (
                over(pods, RuleId::NpmPodsMax),
                "npm-pods-limit",
                RuleId::NpmPodsMax,
                format!("{} pods", thousands(pods)),
                most_pods,
            ),
        ] {
            if is_over {
                let message =
                    format!("{has}: Azure Network Policy Manager is not supported beyond {}", thousands(most));
                found.push(Finding::warning(code, path("network-policy"), rule, message).when(When::Scale));
            }
        }
    }
    let has_layer_seven = cluster.acns.as_ref().is_some_and(|acns| acns.contains(&Acns::L7));
    if has_layer_seven && over(nodes, RuleId::LayerSevenNodesMax) && over(pods, RuleId::LayerSevenPodsMax) {
        let message = format!(
            "{} nodes and {} pods: policies of layer 7 are supported up to {} nodes or {} pods, whichever is greater",
            thousands(nodes),
            thousands(pods),
            thousands(rules::number(RuleId::LayerSevenNodesMax)),
            thousands(rules::number(RuleId::LayerSevenPodsMax))
        );
        let finding = Finding::warning("layer-seven-limit", path("acns"), RuleId::LayerSevenNodesMax, message);
        found.push(finding.when(When::Scale));
    }
    if plan.dataplane() == Dataplane::Cilium && over(pods, RuleId::CiliumIdentitiesMax) {
        let message = format!(
            "{} pods: should more than {} sets of labels be among them, Cilium has no identity for the others",
            thousands(pods),
            thousands(rules::number(RuleId::CiliumIdentitiesMax))
        );
        let rule = RuleId::CiliumIdentitiesMax;
        let finding = Finding::new("cilium-identities-limit", Severity::Note, path("dataplane"), rule, message);
        found.push(finding.when(When::RunTime));
    }
}
