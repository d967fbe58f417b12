//! Addresses that the file gives.

use aksplore::engine::rules::RuleId as R;

use super::super::{Case, Shows};
use Shows::{Finding, Quiet};

pub const CASES: &[Case] = &[
    // Addresses that the file gives.
    (
        R::InternalLoadBalancerIp,
        design!(
            "",
            "[[service]]\nname = 's'\ntype = 'LoadBalancer'\ninternal = true\nload-balancer-ip = '10.240.9.9'\n"
        ),
        Finding("internal-lb-outside-subnet"),
    ),
    (
        R::InternalLoadBalancerIp,
        design!("", "[[service]]\nname = 's'\ntype = 'LoadBalancer'\ninternal = true\nload-balancer-ip = '10.0.9.9'\n"),
        Finding("internal-lb-in-service-cidr"),
    ),
    (
        R::InternalLoadBalancerIp,
        design!(
            "",
            "[[service]]\nname = 's'\ntype = 'LoadBalancer'\ninternal = true\nload-balancer-ip = '10.240.0.99'\n"
        ),
        Quiet("internal-lb-outside-subnet"),
    ),
    (
        R::InternalLoadBalancerIp,
        "[cluster]\nip-families = ['ipv4', 'ipv6']\n[[vnet]]\nname = 'v'\naddress-space = ['10.240.0.0/16', 'fd00:1::/48']\n[[vnet.subnet]]\nname = 'nodes'\nprefix = '10.240.0.0/24'\nprefix-v6 = 'fd00:1::/64'\n[[service]]\nname = 's'\ntype = 'LoadBalancer'\ninternal = true\nload-balancer-ip = 'fd00:1::20'\n",
        Quiet("internal-lb-outside-subnet"),
    ),
    (
        R::InternalLoadBalancerIp,
        design!(
            "",
            "[[vm]]\nname = 'm'\nsubnet = 'nodes'\nip = '10.240.0.99'\n[[service]]\nname = 's'\ntype = 'LoadBalancer'\ninternal = true\nload-balancer-ip = '10.240.0.99'\n"
        ),
        Finding("address-taken"),
    ),
    (
        R::InternalLoadBalancerIp,
        design!(
            "",
            "[[service]]\nname = 'r'\ntype = 'LoadBalancer'\ninternal = true\nload-balancer-ip = '10.240.0.99'\n[[service]]\nname = 's'\ntype = 'LoadBalancer'\ninternal = true\nload-balancer-ip = '10.240.0.99'\n"
        ),
        Quiet("address-taken"),
    ),
    (
        R::AddressPlace,
        design!("", "[[vm]]\nname = 'm'\nsubnet = 'nodes'\nip = '10.240.1.4'\n"),
        Finding("address-outside-subnet"),
    ),
    (
        R::AddressPlace,
        design!("", "[[private-endpoint]]\nname = 'p'\nsubnet = 'nodes'\nip = '10.240.1.4'\n"),
        Finding("address-outside-subnet"),
    ),
    (R::AddressPlace, design!("", "[[node]]\nname = 'n'\nip = '10.240.1.4'\n"), Finding("address-outside-subnet")),
    (
        R::AddressPlace,
        design!(
            "",
            "[[node]]\nname = 'n'\nip = '10.240.0.4'\n[[vm]]\nname = 'm'\nsubnet = 'nodes'\nip = '10.240.0.4'\n"
        ),
        Finding("address-taken"),
    ),
    (
        R::AddressPlace,
        design!(
            "",
            "[[node]]\nname = 'n'\nip = '10.240.0.4'\n[[vm]]\nname = 'm'\nsubnet = 'nodes'\nip = '10.240.0.5'\n"
        ),
        Quiet("address-taken"),
    ),
];
