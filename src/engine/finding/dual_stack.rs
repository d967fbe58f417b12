//! IPv4 and IPv6 in one cluster: the families, their ranges, and what does not go with both. Deliberately not the room
//! in IPv6 ranges beyond whole nodes: nothing there is scarce.

use std::cell::LazyCell;

use super::cluster::{is_before, to_version};
use super::machine::placed;
use super::mend::{in_vnet, many};
use super::outbound::node_subnets;
use super::{Finding, When};
use crate::engine::capacity::Capacity;
use crate::engine::plan::{Plan, PoolRow, SubnetId, VnetId};
use crate::engine::rules::{self, RuleId};
use crate::net::{Cidr, counted, thousands};
use crate::scenario::model::{
    Dataplane, IpFamily, Model, NatGatewaySku, NetworkPolicyEngine, OutboundType, PodIpAllocation, ServiceType,
    TrafficPolicy,
};
use crate::scenario::{Edit, Node as _, Path};

fn key(key: &'static str) -> Path {
    Path::root().key("cluster").key(key)
}

/// Does the cluster have IPv6 addresses?
fn is_dual(plan: &Plan) -> bool {
    plan.cluster().ip_families.as_ref().is_some_and(|families| families.contains(&IpFamily::V6))
}

/// The words of the families and their order, and the family of each range: what no model changes.
pub(super) fn families(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let families = plan.cluster().ip_families.clone().unwrap_or_default();
    if families != [IpFamily::V4] && families != [IpFamily::V4, IpFamily::V6] {
        let words: Vec<_> = families.iter().map(|family| family.word()).collect();
        let has_v4 = families.contains(&IpFamily::V4);
        let (code, message) = if families == [IpFamily::V6] {
            ("ipv6-only", "a cluster with IPv6 alone is not to be had".to_owned())
        } else {
            let good = rules::text(RuleId::IpFamilies);
            let own = if words.is_empty() { "left empty".to_owned() } else { words.join(", ") };
            ("ip-families-order", format!("IP families are {own}; AKS takes {good}"))
        };
        let fix = if families.contains(&IpFamily::V6) && has_v4 { "ipv4, ipv6" } else { "ipv4" };
        let finding = Finding::refused(code, key("ip-families"), RuleId::IpFamilies, message);
        found.push(finding.fixed_by(Edit::set(key("ip-families"), fix)));
    }
    let cluster = plan.cluster();
    let ranges = [
        ("pod-cidr", cluster.pod_cidr, true),
        ("pod-cidr-v6", cluster.pod_cidr_v6, false),
        ("service-cidr", cluster.service_cidr, true),
        ("service-cidr-v6", cluster.service_cidr_v6, false),
    ];
    let wrong = ranges.into_iter().filter_map(|(key, cidr, v4)| Some((key, cidr?, v4)));
    for (name, cidr, v4) in wrong.filter(|(_, cidr, v4)| cidr.is_v4() != *v4) {
        let family = if v4 { IpFamily::V4 } else { IpFamily::V6 };
        let message = format!("{name} {cidr} is not of {family}");
        let fix = Edit::unset(key(name));
        found.push(Finding::refused("range-family", key(name), RuleId::RangeFamily, message).fixed_by(fix));
    }
}

/// What a cluster with both families needs, and what does not go with it.
pub(super) fn cluster(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    if !is_dual(plan) {
        return;
    }
    if plan.model() != Model::Overlay {
        let path = key("ip-families");
        let fix = Edit::set(path.clone(), IpFamily::V4.word());
        let blocks = |pool: &PoolRow| pool.allocation == PodIpAllocation::StaticBlock;
        if plan.model() == Model::PodSubnet && plan.pools().iter().all(blocks) {
            let (other, page) = rules::rule(RuleId::FeatureDualStackStatic).disputed[0];
            let message = format!("dual stack needs azure-cni-overlay by one page; {other} have it, says {page}");
            let rule = RuleId::FeatureDualStackStatic;
            found.push(Finding::warning("dual-stack-static-disputed", path, rule, message).fixed_by(fix));
            return;
        }
        let message = format!("dual stack needs azure-cni-overlay, and this is {}", plan.model());
        let finding = Finding::refused("dual-stack-needs-overlay", path, RuleId::FeatureDualStack, message);
        found.push(finding.fixed_by(fix));
        return;
    }
    if plan.dataplane() == Dataplane::Cilium && is_before(plan, RuleId::DualStackCiliumSinceMinor) {
        let since = RuleId::DualStackCiliumSinceMinor;
        let message = format!("dual stack with Cilium needs Kubernetes 1.{} or newer", rules::number(since));
        let path = key("kubernetes-version");
        found.push(Finding::refused("dual-stack-needs-version", path, since, message).fixed_by(to_version(since)));
    }
    if let Some(engine @ (NetworkPolicyEngine::Azure | NetworkPolicyEngine::Calico)) = plan.cluster().network_policy {
        let path = key("network-policy");
        let message = format!("dual stack is not supported with the policy engine {engine}");
        let fix = Edit::set(path.clone(), NetworkPolicyEngine::None.word());
        found.push(Finding::warning("dual-stack-policy", path, RuleId::DualStackPolicy, message).fixed_by(fix));
    }
    pods(plan, found);
    subnets(plan, found);
    nat_gateways(plan, found);
    services(plan, found);
}

/// The IPv6 pod CIDR: a /80 a node.
fn pods(plan: &Plan, found: &mut Vec<Finding>) {
    let Some(pods) = plan.cluster().pod_cidr_v6.filter(|cidr| !cidr.is_v4()) else { return };
    let path = key("pod-cidr-v6");
    let (usual, block) = (rules::prefix(RuleId::DualStackPodPrefix), rules::prefix(RuleId::DualStackNodePrefix));
    let nodes: u64 = plan.pools().iter().map(|pool| u64::from(pool.nodes) + u64::from(pool.surge)).sum();
    let bits = u32::from(block.saturating_sub(pods.prefix()));
    let holds = if pods.prefix() > block { 0 } else { 1u64.checked_shl(bits).unwrap_or(u64::MAX) };
    let fix = || Edit::unset(path.clone());
    if nodes > holds {
        let message = format!(
            "IPv6 pod CIDR {pods} holds {}, a /{block} each; the design has {}",
            counted(holds, "node"),
            thousands(nodes)
        );
        let mut finding = Finding::error("pod-cidr-v6-too-small", path.clone(), RuleId::DualStackNodePrefix, message);
        finding.is_room = true;
        found.push(finding.when(When::RunTime).fixed_by(fix()));
    } else if pods.prefix() != usual {
        let message = format!("IPv6 pod CIDR {pods} is not a /{usual}, the only length that the pages show");
        let rule = RuleId::DualStackPodPrefix;
        found.push(Finding::warning("pod-cidr-v6-prefix", path.clone(), rule, message).fixed_by(fix()));
    }
}

/// IPv6 ranges of node subnets in a VNet of the user's own.
fn subnets(plan: &Plan, found: &mut Vec<Finding>) {
    let vnet = plan.vnet(plan.cluster_vnet());
    if vnet.item.managed == Some(true) {
        return;
    }
    if !vnet.item.address_space.iter().any(|space| !space.is_v4()) {
        let path = plan.vnet_path(plan.cluster_vnet()).key("address-space");
        let message = format!("VNet {} has no IPv6 range, which dual stack needs", vnet.item.name);
        let finding = Finding::refused("vnet-without-ipv6", path, RuleId::DualStackSubnet, message);
        found.push(finding.fixed_by(give_v6(plan)));
        return;
    }
    let free = LazyCell::new(|| free_v6(plan, plan.cluster_vnet(), None));
    let mut seen: Vec<SubnetId> = Vec::new();
    for subnet in plan.pools().iter().filter_map(|pool| pool.subnet) {
        if seen.contains(&subnet) || v6(plan, subnet).is_some() {
            continue;
        }
        seen.push(subnet);
        let path = plan.subnet_path(subnet).key("prefix-v6");
        let message = format!("subnet {} has no IPv6 range, which dual stack needs", plan.subnet(subnet).item.name);
        let fix = free.map(|place| in_vnet(plan, plan.subnet(subnet).vnet, Edit::set(path.clone(), place.to_string())));
        found.push(Finding::refused("subnet-without-ipv6", path, RuleId::DualStackSubnet, message).fixed_by(fix));
    }
}

fn v6(plan: &Plan, subnet: SubnetId) -> Option<Cidr> {
    plan.subnet(subnet).item.prefix_v6.and_then(|cidr| cidr.0)
}

/// IPv6 ranges of subnets: inside their VNet's, and apart.
pub(super) fn ranges(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    for vnet in plan.vnet_ids() {
        let row = plan.vnet(vnet);
        let mut seen: Vec<(Cidr, SubnetId)> = Vec::new();
        for id in row.subnets.iter().copied() {
            let Some(cidr) = v6(plan, id) else { continue };
            let name = &plan.subnet(id).item.name;
            let path = plan.subnet_path(id).key("prefix-v6");
            if !row.item.address_space.iter().any(|space| space.covers(cidr)) {
                let message = format!("subnet {name} {cidr} is in no range of VNet {}", row.item.name);
                let rule = RuleId::SubnetInsideVnet;
                let finding = Finding::refused("subnet-v6-outside-vnet", path.clone(), rule, message);
                found.push(finding.fixed_by(move_v6(plan, id).or_else(|| widen_v6(plan, id, cidr))));
            }
            if let Some((outer, other)) = seen.iter().find(|(other, _)| other.overlaps(cidr)) {
                let other = &plan.subnet(*other).item.name;
                let message = format!("subnet {name} {cidr} overlaps subnet {other} {outer}");
                let finding = Finding::refused("subnets-v6-overlap", path, RuleId::SubnetsApart, message);
                found.push(finding.with(format!("subnet {other} {outer}")).fixed_by(move_v6(plan, id)));
            }
            seen.push((cidr, id));
        }
    }
}

/// How many places of the VNet's IPv6 ranges are looked at for a free one.
const PLACES_MAX: usize = 4_096;

/// The first /64 of a VNet that no subnet has, but for one that moves.
fn free_v6(plan: &Plan, vnet: VnetId, moving: Option<SubnetId>) -> Option<Cidr> {
    let vnet = plan.vnet(vnet);
    let length = rules::prefix(RuleId::SubnetV6Prefix);
    let others = vnet.subnets.iter().copied().filter(|id| Some(*id) != moving);
    let taken: Vec<Cidr> = others.filter_map(|id| v6(plan, id)).collect();
    let spaces = vnet.item.address_space.iter().filter(|space| !space.is_v4() && space.prefix() <= length);
    spaces.copied().find_map(|space| lowest_v6(space, length, &taken))
}

/// The first range of this length within another that overlaps none of these.
fn lowest_v6(space: Cidr, length: u8, taken: &[Cidr]) -> Option<Cidr> {
    let places = std::iter::successors(Some(space.with_prefix(length)), |place| place.next());
    let mut inside = places.take(PLACES_MAX).take_while(|place| space.covers(*place));
    inside.find(|place| !taken.iter().any(|other| other.overlaps(*place)))
}

/// The IPv6 range of a subnet at the first free place of its VNet; `None` where an address is pinned in it.
fn move_v6(plan: &Plan, id: SubnetId) -> Option<Edit> {
    let (vnet, old) = (plan.subnet(id).vnet, v6(plan, id)?);
    if placed(plan).iter().any(|one| one.vnet == Some(vnet) && old.contains(one.ip)) {
        return None;
    }
    let place = free_v6(plan, vnet, Some(id))?;
    Some(in_vnet(plan, vnet, Edit::set(plan.subnet_path(id).key("prefix-v6"), place.to_string())))
}

/// The IPv6 range of a subnet at the one length that there is: where it is, unless another has that place.
pub(super) fn resize_v6(plan: &Plan, id: SubnetId) -> Option<Edit> {
    let (vnet, old) = (plan.subnet(id).vnet, v6(plan, id)?);
    let new = old.with_prefix(rules::prefix(RuleId::SubnetV6Prefix));
    let others = plan.vnet(vnet).subnets.iter().copied().filter(|other| *other != id);
    if others.filter_map(|other| v6(plan, other)).any(|other| other.overlaps(new) && !other.overlaps(old)) {
        return move_v6(plan, id);
    }
    Some(in_vnet(plan, vnet, Edit::set(plan.subnet_path(id).key("prefix-v6"), new.to_string())))
}

/// One more range of a VNet, around the IPv6 range of a subnet; `None`: something else has a part of it.
fn widen_v6(plan: &Plan, id: SubnetId, subnet: Cidr) -> Option<Edit> {
    let vnet = plan.subnet(id).vnet;
    let range = subnet.widened(rules::prefix(RuleId::PrivateV6Prefix));
    let is_free = !taken_v6(plan).iter().any(|other| other.overlaps(range));
    is_free.then(|| in_vnet(plan, vnet, one_more_range(plan, vnet, range)))
}

fn one_more_range(plan: &Plan, vnet: VnetId, range: Cidr) -> Edit {
    let own = plan.vnet(vnet).item.address_space.iter().chain(std::iter::once(&range));
    let ranges: Vec<String> = own.map(ToString::to_string).collect();
    Edit::set(plan.vnet_path(vnet).key("address-space"), ranges.join(", "))
}

/// The IPv6 ranges of everything but subnets.
fn taken_v6(plan: &Plan) -> Vec<Cidr> {
    let (cluster, scenario) = (plan.cluster(), plan.scenario());
    let own = [cluster.pod_cidr_v6, cluster.service_cidr_v6].into_iter().flatten();
    let vnets = plan.vnets().iter().flat_map(|vnet| vnet.item.address_space.iter().copied());
    let near = scenario.on_premises.iter().flat_map(|host| host.address_space.iter().flatten().copied());
    own.chain(vnets).chain(near).filter(|cidr| !cidr.is_v4()).collect()
}

/// An IPv6 range for the cluster's VNet, the first of private space that nothing of the file has, and one of it for
/// each node subnet that has none.
fn give_v6(plan: &Plan) -> Option<Edit> {
    let vnet = plan.cluster_vnet();
    let space = lowest_v6(rules::cidr(RuleId::PrivateV6), rules::prefix(RuleId::PrivateV6Prefix), &taken_v6(plan))?;
    let length = rules::prefix(RuleId::SubnetV6Prefix);
    let mut edits = vec![one_more_range(plan, vnet, space)];
    let lacking: Vec<SubnetId> = node_subnets(plan).into_iter().filter(|id| v6(plan, *id).is_none()).collect();
    let places = std::iter::successors(Some(space.with_prefix(length)), |place| place.next());
    edits.extend(
        lacking
            .into_iter()
            .filter(|id| plan.subnet(*id).vnet == vnet)
            .zip(places)
            .map(|(id, place)| Edit::set(plan.subnet_path(id).key("prefix-v6"), place.to_string())),
    );
    many(format!("IPv6 range {space}"), edits).map(|edit| in_vnet(plan, vnet, edit))
}

/// A NAT gateway of SKU Standard has no IPv6.
fn nat_gateways(plan: &Plan, found: &mut Vec<Finding>) {
    let good = rules::text(RuleId::DualStackNatGateway);
    if plan.cluster().outbound_type == Some(OutboundType::ManagedNatGateway) {
        let path = key("outbound-type");
        let message = format!("dual stack needs a NAT gateway of SKU {good}; managedNATGateway is Standard");
        let fix = Edit::set(path.clone(), OutboundType::ManagedNatGatewayV2.word());
        let rule = RuleId::DualStackNatGateway;
        found.push(Finding::warning("dual-stack-nat-gateway", path, rule, message).fixed_by(fix));
    }
    let used = plan.pools().iter().filter_map(|pool| plan.subnet(pool.subnet?).item.nat_gateway.clone());
    let used: std::collections::BTreeSet<_> = used.collect();
    let gateways = plan.scenario().nat_gateways.iter().filter(|gateway| used.contains(&gateway.name));
    for gateway in gateways.filter(|gateway| gateway.sku != Some(NatGatewaySku::StandardV2)) {
        let path = Path::root().item("nat-gateway", &gateway.name).key("sku");
        let message = format!("dual stack needs NAT gateways of SKU {good}; {} is Standard", gateway.name);
        let fix = Edit::set(path.clone(), NatGatewaySku::StandardV2.word());
        let rule = RuleId::DualStackNatGateway;
        found.push(Finding::warning("dual-stack-nat-gateway", path, rule, message).fixed_by(fix));
    }
}

/// Load balancers of Services: on Azure Linux their IPv6 side needs the external policy Local.
fn services(plan: &Plan, found: &mut Vec<Finding>) {
    let spreads = |service: &&std::sync::Arc<crate::scenario::model::Service>| {
        service.service_type == Some(ServiceType::LoadBalancer)
            && service.external_traffic_policy != Some(TrafficPolicy::Local)
    };
    let needing: Vec<_> = plan.scenario().services.iter().filter(spreads).collect();
    let Some(first) = needing.first() else { return };
    let paths = needing.iter().map(|own| Path::root().item("service", &own.ident()).key("external-traffic-policy"));
    let local = TrafficPolicy::Local.word();
    let fixes = paths.map(|path| Edit::set(path, local)).collect();
    let path = Path::root().item("service", &first.ident()).key("external-traffic-policy");
    let message =
        format!("on Azure Linux the IPv6 address of Service {} works with external policy {local} only", first.name);
    let finding = Finding::note("dual-stack-azure-linux", path, RuleId::DualStackAzureLinux, message);
    found.push(finding.fixed_by(many(format!("external policy {local}"), fixes)));
}
