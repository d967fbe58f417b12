//! Ranges that Azure or AKS keep, ranges of a wrong size, and the DNS service IP. Deliberately nothing about
//! two of the user's own ranges: that is `overlap`.

use std::net::{IpAddr, Ipv4Addr};

use super::dual_stack::resize_v6;
use super::space::{cut, leave_out};
use super::{Finding, Severity, When, disputed, mend};
use crate::engine::capacity::{Capacity, Role};
use crate::engine::plan::{Plan, VnetId};
use crate::engine::rules::network::PRIVATE_RANGES;
use crate::engine::rules::{self, RuleId};
use crate::net::Cidr;
use crate::scenario::model::Model;
use crate::scenario::{Edit, Path};

/// What AKS keeps for itself.
const RESERVED: [RuleId; 4] =
    [RuleId::ReservedLinkLocal, RuleId::ReservedLower, RuleId::ReservedUpper, RuleId::ReservedTest];

/// What no VNet may hold; link-local is AKS's own rule as well.
const FORBIDDEN: [RuleId; 5] = [
    RuleId::VnetForbidsLinkLocal,
    RuleId::VnetForbidsMulticast,
    RuleId::VnetForbidsBroadcast,
    RuleId::VnetForbidsLoopback,
    RuleId::VnetForbidsPlatform,
];

/// Sizes of VNets and subnets, and what no VNet may hold.
pub(super) fn vnets(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    for vnet in plan.vnet_ids() {
        let row = plan.vnet(vnet);
        let path = plan.vnet_path(vnet).key("address-space");
        for space in &row.item.address_space {
            found.extend(too_large(plan, vnet, *space, &path));
            for rule in FORBIDDEN.into_iter().filter(|rule| rules::cidr(*rule).overlaps(*space)) {
                // Of the cluster's own VNet link-local addresses are kept by AKS as well, and said there.
                if rule == RuleId::VnetForbidsLinkLocal && vnet == plan.cluster_vnet() {
                    continue;
                }
                let kept = rules::cidr(rule);
                let message = format!("VNet {} {space} touches {kept}, which no VNet may hold", row.item.name);
                let finding = Finding::refused("vnet-forbidden-range", path.clone(), rule, message);
                let fix = leave_out(plan, vnet, *space, &never(), found);
                found.push(finding.with(kept.to_string()).placed_by(fix));
            }
        }
        for id in &row.subnets {
            let subnet = &plan.subnet(*id).item;
            let limit = rules::prefix(RuleId::SubnetPrefixMax);
            if subnet.prefix.is_v4() && subnet.prefix.prefix() > limit {
                let message = format!("subnet {} {} is smaller than a /{limit}", subnet.name, subnet.prefix);
                let path = plan.subnet_path(*id).key("prefix");
                let finding = Finding::refused("subnet-too-small", path, RuleId::SubnetPrefixMax, message);
                found.push(finding.placed_by(mend::move_subnet(plan, *id, limit, found)));
            }
            let limit = rules::prefix(RuleId::SubnetV6Prefix);
            if let Some(cidr) = subnet.prefix_v6.and_then(|cidr| cidr.0).filter(|cidr| cidr.prefix() != limit) {
                let message =
                    format!("subnet {} {cidr} is not a /{limit}, the only length an IPv6 subnet may have", subnet.name);
                let path = plan.subnet_path(*id).key("prefix-v6");
                let finding = Finding::refused("subnet-v6-prefix", path, RuleId::SubnetV6Prefix, message);
                found.push(finding.fixed_by(resize_v6(plan, *id)));
            }
        }
    }
}

/// Everything that no VNet of a cluster may hold.
fn never() -> Vec<Cidr> {
    RESERVED.into_iter().chain(FORBIDDEN).map(rules::cidr).collect()
}

/// A VNet larger than the one page allows; where another allows it, that is no more than a doubt.
fn too_large(plan: &Plan, vnet: VnetId, space: Cidr, path: &Path) -> Option<Finding> {
    let rule = rules::rule(RuleId::VnetPrefixMin);
    let limit = rules::prefix(rule.id);
    let name = &plan.vnet(vnet).item.name;
    if !space.is_v4() || space.prefix() >= limit {
        return None;
    }
    let (other, page) = rule.disputed[0];
    if disputed::other_number(rule.id).is_some_and(|other| u64::from(space.prefix()) >= other) {
        let message = format!(
            "VNet {name} {space} is larger than a /{limit}, the largest by {}; {page} allow a /{other}",
            rule.source.page
        );
        let finding = Finding::warning("vnet-too-large", path.clone(), rule.id, message);
        return Some(finding.when(When::Create).fixed_by(cut(plan, vnet, space, limit)));
    }
    let message = format!("VNet {name} {space} is larger than a /{limit}");
    let finding = Finding::refused("vnet-too-large", path.clone(), rule.id, message);
    Some(finding.fixed_by(cut(plan, vnet, space, limit)))
}

/// A range of the cluster.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Vnet,
    Pods,
    Services,
}

/// Ranges of the cluster that touch what AKS keeps. A range that contains one fails as well: 172.16.0.0/12 does.
pub(super) fn reserved(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let cluster = Path::root().key("cluster");
    let vnet = plan.cluster_vnet();
    let spaces = plan.vnet(vnet).item.address_space.iter();
    let mut ranges: Vec<(Kind, Path, Cidr)> =
        spaces.map(|space| (Kind::Vnet, plan.vnet_path(vnet).key("address-space"), *space)).collect();
    ranges.extend(plan.pod_cidr().map(|cidr| (Kind::Pods, cluster.key("pod-cidr"), cidr)));
    ranges.extend(plan.cluster().service_cidr.map(|cidr| (Kind::Services, cluster.key("service-cidr"), cidr)));
    for (kind, path, cidr) in ranges {
        for rule in RESERVED.into_iter().filter(|rule| rules::cidr(*rule).overlaps(cidr)) {
            let finding = kept(plan, kind, path.clone(), cidr, rule, found);
            found.push(finding);
        }
    }
    if let Some(pods) = plan.pod_cidr().filter(|cidr| cidr.is_v4() && !is_private(*cidr)) {
        let message =
            format!("pod CIDR {pods} is not private (RFC 1918 or RFC 6598): it is accepted, and not supported");
        let path = cluster.key("pod-cidr");
        let finding = Finding::warning("pod-cidr-public", path, RuleId::PodCidrPrivate, message);
        found.push(finding.placed_by(mend::move_pod_cidr(plan, pods, found)));
    }
}

/// A range that touches one that AKS keeps, and since when AKS itself refuses it, where a page says so.
fn kept(plan: &Plan, kind: Kind, path: Path, cidr: Cidr, rule: RuleId, found: &[Finding]) -> Finding {
    let kept = rules::cidr(rule);
    let verb = if cidr.covers(kept) && cidr != kept { "contains" } else { "touches" };
    let (label, fix) = match kind {
        Kind::Vnet => ("VNet", leave_out(plan, plan.cluster_vnet(), cidr, &never(), found)),
        Kind::Pods => ("pod CIDR", mend::move_pod_cidr(plan, cidr, found)),
        Kind::Services => ("service CIDR", mend::move_service_cidr(plan, cidr, found)),
    };
    let message = format!("{label} {cidr} {verb} {kept}, which AKS keeps for itself");
    let finding = match refusing(plan, kind, rule).map(rules::rule) {
        Some(refusing) => {
            let since = refusing.since.map(|since| format!(" and refuses since {since}")).unwrap_or_default();
            Finding::refused("reserved-range", path, rule, format!("{message}{since}"))
        }
        None => Finding::error("reserved-range", path, rule, message).when(When::RunTime),
    };
    finding.with(kept.to_string()).placed_by(fix)
}

/// The rule by which AKS refuses a kept range for this use; `None`: no page says that it looks.
fn refusing(plan: &Plan, kind: Kind, rule: RuleId) -> Option<RuleId> {
    let is_looked_at = matches!(plan.model(), Model::Kubenet | Model::Overlay);
    match (rule, kind) {
        (RuleId::ReservedLinkLocal, Kind::Pods | Kind::Services) => Some(RuleId::LinkLocalRefused),
        (RuleId::ReservedLinkLocal, Kind::Vnet) => Some(RuleId::VnetForbidsLinkLocal),
        (RuleId::ReservedLower | RuleId::ReservedUpper, Kind::Pods) if is_looked_at => {
            Some(RuleId::LowerAndUpperRefused)
        }
        (RuleId::ReservedTest, Kind::Vnet) => Some(RuleId::TestRangeRefused),
        _ => None,
    }
}

/// A pod CIDR that is too small for the pods of one node, where no node is there yet: those that are, are told of in
/// the sum of their blocks, which Azure itself prints.
pub(super) fn pod_cidr(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    let block = rules::prefix(RuleId::NodeBlockPrefix);
    let Some(pods) = plan.pod_cidr().filter(|cidr| cidr.is_v4() && cidr.prefix() > block) else { return };
    let is_told = capacity.ranges.iter().any(|range| range.role == Role::PodCidr && !range.fits());
    if is_told || !matches!(plan.model(), Model::Kubenet | Model::Overlay) {
        return;
    }
    let message = format!("pod CIDR {pods} holds no node: each takes a /{block} of it");
    let path = Path::root().key("cluster").key("pod-cidr");
    let fix = mend::widen_pod_cidr(plan, pods, block, found);
    let mut finding = Finding::error("pod-cidr-too-small", path, RuleId::NodeBlockPrefix, message);
    finding.is_room = true;
    // AKS counts the nodes that come, and none does yet.
    found.push(finding.when(When::Scale).placed_by(fix));
}

/// The size and the kind of the service CIDR.
pub(super) fn service_cidr(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let cluster = Path::root().key("cluster");
    let limits = [
        (plan.cluster().service_cidr, "service-cidr", RuleId::ServiceCidrPrefixMin),
        (plan.cluster().service_cidr_v6, "service-cidr-v6", RuleId::ServiceCidrV6PrefixMin),
    ];
    for (cidr, key, rule) in limits {
        let limit = rules::prefix(rule);
        if let Some(cidr) = cidr.filter(|cidr| cidr.prefix() < limit) {
            let message = format!("service CIDR {cidr} is too large: a /{limit} is the largest");
            let fix = if cidr.is_v4() {
                mend::move_service_cidr(plan, cidr, found)
            } else {
                Some(Edit::set(cluster.key(key), cidr.with_prefix(limit).to_string()))
            };
            found.push(Finding::refused("service-cidr-too-large", cluster.key(key), rule, message).placed_by(fix));
        }
    }
    if let Some(cidr) = plan.cluster().service_cidr.filter(|cidr| cidr.is_v4() && mend::second(*cidr).is_none()) {
        let message = format!("service CIDR {cidr} has no address for the DNS beside kubernetes.default");
        let wide = cidr.widened(30);
        let finding = Finding::error(
            "service-cidr-too-small",
            cluster.key("service-cidr"),
            RuleId::DnsServiceIpNotFirst,
            message,
        );
        found.push(finding.when(When::RunTime).fixed_by(mend::set_service_cidr(wide)));
    }
    if let Some(cidr) = plan.cluster().service_cidr.filter(|cidr| cidr.is_v4() && !is_private(*cidr)) {
        let message = format!("service CIDR {cidr} is not private (RFC 1918 or RFC 6598)");
        let path = cluster.key("service-cidr");
        let finding = Finding::refused("service-cidr-public", path, RuleId::ServiceCidrPrivate, message);
        found.push(finding.placed_by(mend::move_service_cidr(plan, cidr, found)));
    }
}

/// The DNS service IP: inside the service CIDR, and not its first address.
pub(super) fn dns_service_ip(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let (Some(services), Some(dns)) = (plan.cluster().service_cidr, plan.cluster().dns_service_ip) else { return };
    let path = Path::root().key("cluster").key("dns-service-ip");
    let good = usual_dns(services).or_else(|| mend::second(services));
    // Where the service CIDR itself has to move, the address goes with it.
    let range = Path::root().key("cluster").key("service-cidr");
    let mut errors = found.iter().filter(|own| own.subject == range && own.severity == Severity::Error);
    let fix = errors
        .find_map(|own| own.fix.clone())
        .or_else(|| good.map(|address| Edit::set(path.clone(), address.to_string())));
    let finding = if !services.contains(dns) {
        let azure = format!("The DNS service IP {dns} is out of the range defined by service CIDR {services}.");
        let message = format!("DNS service IP {dns} is not in service CIDR {services}");
        Finding::error("dns-ip-outside-service-cidr", path, RuleId::DnsServiceIpInside, message)
            .with(format!("service CIDR {services}"))
            .azure("DnsServiceIpOutOfServiceCidr", "networkProfile.dnsServiceIP", azure)
    } else if dns == services.first() || Some(dns) == address_at(services, 1) {
        let what = if dns == services.first() {
            "the network's own address, before"
        } else {
            "the first address of the service CIDR, which is"
        };
        let message = format!("DNS service IP {dns} is {what} kubernetes.default");
        Finding::refused("dns-ip-is-first", path, RuleId::DnsServiceIpNotFirst, message)
    } else {
        return;
    };
    found.push(finding.fixed_by(fix));
}

/// The .10 of a service CIDR, the address that AKS's pages advise; `None` where the range has none.
///
/// 10.200.0.0/16 has 10.200.0.10; a /29 has none.
pub fn usual_dns(services: Cidr) -> Option<IpAddr> {
    let IpAddr::V4(usual) = rules::text(RuleId::DnsServiceIpDefault).parse().ok()? else { return None };
    address_at(services, u32::from(usual.octets()[3]))
}

/// The address so many steps into an IPv4 range: step 1 of a service CIDR is kubernetes.default.
pub(super) fn address_at(cidr: Cidr, step: u32) -> Option<IpAddr> {
    let first = cidr.span()?.first();
    let address = IpAddr::V4(Ipv4Addr::from(first.checked_add(step)?));
    cidr.contains(address).then_some(address)
}

/// Within RFC 1918 or RFC 6598: the four ranges that Azure routes nowhere unless a VNet holds them.
fn is_private(cidr: Cidr) -> bool {
    PRIVATE_RANGES.iter().any(|range| range.covers(cidr))
}
