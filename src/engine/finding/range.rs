//! Ranges that Azure or AKS keep, ranges of a wrong size, and the DNS service IP. Deliberately nothing about
//! two of the user's own ranges: that is `overlap`.

use std::net::{IpAddr, Ipv4Addr};

use super::Finding;
use crate::engine::capacity::Capacity;
use crate::engine::plan::Plan;
use crate::engine::rules::network::PRIVATE_RANGES;
use crate::engine::rules::{self, RuleId};
use crate::net::Cidr;
use crate::scenario::{Edit, Path};

/// What AKS keeps for itself.
const RESERVED: [RuleId; 4] =
    [RuleId::ReservedLinkLocal, RuleId::ReservedLower, RuleId::ReservedUpper, RuleId::ReservedTest];

/// What no VNet may hold; link-local is AKS's own rule as well.
const FORBIDDEN: [RuleId; 4] = [
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
            if space.is_v4() && space.prefix() < rules::prefix(RuleId::VnetPrefixMin) {
                let limit = rules::prefix(RuleId::VnetPrefixMin);
                let message = format!("VNet {} {space} is larger than a /{limit}", row.item.name);
                found.push(Finding::error("vnet-too-large", path.clone(), RuleId::VnetPrefixMin, message));
            }
            for rule in FORBIDDEN.into_iter().filter(|rule| rules::cidr(*rule).overlaps(*space)) {
                let kept = rules::cidr(rule);
                let message = format!("VNet {} {space} touches {kept}, which no VNet may hold", row.item.name);
                let finding = Finding::error("vnet-forbidden-range", path.clone(), rule, message);
                found.push(finding.with(kept.to_string()));
            }
        }
        for id in &row.subnets {
            let subnet = &plan.subnet(*id).item;
            let limit = rules::prefix(RuleId::SubnetPrefixMax);
            if subnet.prefix.is_v4() && subnet.prefix.prefix() > limit {
                let message = format!("subnet {} {} is smaller than a /{limit}", subnet.name, subnet.prefix);
                let path = plan.subnet_path(*id).key("prefix");
                found.push(Finding::error("subnet-too-small", path, RuleId::SubnetPrefixMax, message));
            }
            let limit = rules::prefix(RuleId::SubnetV6Prefix);
            if let Some(cidr) = subnet.prefix_v6.and_then(|cidr| cidr.0).filter(|cidr| cidr.prefix() != limit) {
                let message =
                    format!("subnet {} {cidr} is not a /{limit}, the only length an IPv6 subnet may have", subnet.name);
                let path = plan.subnet_path(*id).key("prefix-v6");
                found.push(Finding::error("subnet-v6-prefix", path, RuleId::SubnetV6Prefix, message));
            }
        }
    }
}

/// Ranges of the cluster that touch what AKS keeps. A range that contains one fails as well: 172.16.0.0/12 does.
pub(super) fn reserved(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let cluster = Path::root().key("cluster");
    let vnet = plan.cluster_vnet();
    let spaces = plan.vnet(vnet).item.address_space.iter();
    let mut ranges: Vec<(&str, Path, Cidr)> =
        spaces.map(|space| ("VNet", plan.vnet_path(vnet).key("address-space"), *space)).collect();
    ranges.extend(plan.pod_cidr().map(|cidr| ("pod CIDR", cluster.key("pod-cidr"), cidr)));
    ranges.extend(plan.cluster().service_cidr.map(|cidr| ("service CIDR", cluster.key("service-cidr"), cidr)));
    for (label, path, cidr) in ranges {
        for rule in RESERVED.into_iter().filter(|rule| rules::cidr(*rule).overlaps(cidr)) {
            let kept = rules::cidr(rule);
            let verb = if cidr.covers(kept) && cidr != kept { "contains" } else { "touches" };
            let message = format!("{label} {cidr} {verb} {kept}, which AKS keeps for itself");
            found.push(Finding::error("reserved-range", path.clone(), rule, message).with(kept.to_string()));
        }
    }
    if let Some(pods) = plan.pod_cidr().filter(|cidr| cidr.is_v4() && !is_private(*cidr)) {
        let message =
            format!("pod CIDR {pods} is not private (RFC 1918 or RFC 6598): it is accepted, and not supported");
        found.push(Finding::warning("pod-cidr-public", cluster.key("pod-cidr"), RuleId::PodCidrPrivate, message));
    }
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
            found.push(Finding::error("service-cidr-too-large", cluster.key(key), rule, message));
        }
    }
    if let Some(cidr) = plan.cluster().service_cidr.filter(|cidr| cidr.is_v4() && !is_private(*cidr)) {
        let message = format!("service CIDR {cidr} is not private (RFC 1918 or RFC 6598)");
        let path = cluster.key("service-cidr");
        found.push(Finding::error("service-cidr-public", path, RuleId::ServiceCidrPrivate, message));
    }
}

/// The DNS service IP: inside the service CIDR, and not its first address.
pub(super) fn dns_service_ip(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let (Some(services), Some(dns)) = (plan.cluster().service_cidr, plan.cluster().dns_service_ip) else { return };
    let path = Path::root().key("cluster").key("dns-service-ip");
    let fix = usual_dns(services).map(|address| Edit::set(path.clone(), address.to_string()));
    let finding = if !services.contains(dns) {
        let azure = format!("The DNS service IP {dns} is out of the range defined by service CIDR {services}.");
        let message = format!("DNS service IP {dns} is not in service CIDR {services}");
        Finding::error("dns-ip-outside-service-cidr", path, RuleId::DnsServiceIpInside, message)
            .with(format!("service CIDR {services}"))
            .azure("DnsServiceIpOutOfServiceCidr", "networkProfile.dnsServiceIP", azure)
    } else if dns == services.first() || Some(dns) == address_at(services, 1) {
        let message =
            format!("DNS service IP {dns} is the first address of the service CIDR, which is kubernetes.default");
        Finding::error("dns-ip-is-first", path, RuleId::DnsServiceIpNotFirst, message)
    } else {
        return;
    };
    found.push(match fix {
        Some(fix) => finding.fixed_by(fix),
        None => finding,
    });
}

/// The .10 of a service CIDR, the address that AKS's pages advise; `None` where the range has none.
///
/// 10.200.0.0/16 has 10.200.0.10; a /29 has none.
pub fn usual_dns(services: Cidr) -> Option<IpAddr> {
    let IpAddr::V4(usual) = rules::text(RuleId::DnsServiceIpDefault).parse().ok()? else { return None };
    address_at(services, u32::from(usual.octets()[3]))
}

/// The address so many steps into an IPv4 range: step 1 of a service CIDR is kubernetes.default.
fn address_at(cidr: Cidr, step: u32) -> Option<IpAddr> {
    let first = cidr.span()?.first();
    let address = IpAddr::V4(Ipv4Addr::from(first.checked_add(step)?));
    cidr.contains(address).then_some(address)
}

/// Within RFC 1918 or RFC 6598: the four ranges that Azure routes nowhere unless a VNet holds them.
fn is_private(cidr: Cidr) -> bool {
    PRIVATE_RANGES.iter().any(|range| range.covers(cidr))
}
