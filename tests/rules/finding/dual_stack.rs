//! Two address families.

use aksplore::engine::rules::RuleId as R;

use super::super::{Case, Shows};
use Shows::{Finding, Quiet, Size};

pub const CASES: &[Case] = &[
    // Two address families.
    (
        R::FeatureDualStack,
        "[cluster]\nmodel = 'azure-cni-node-subnet'\nip-families = ['ipv4', 'ipv6']\n",
        Finding("dual-stack-needs-overlay"),
    ),
    (R::FeatureDualStack, "[cluster]\nip-families = ['ipv4', 'ipv6']\n", Quiet("dual-stack-needs-overlay")),
    (
        R::FeatureDualStackStatic,
        "[cluster]\nmodel = 'azure-cni-pod-subnet'\npod-ip-allocation = 'static-block'\nip-families = ['ipv4', 'ipv6']\n",
        Finding("dual-stack-static-disputed"),
    ),
    (
        R::FeatureDualStackStatic,
        "[cluster]\nmodel = 'azure-cni-pod-subnet'\nip-families = ['ipv4', 'ipv6']\n",
        Quiet("dual-stack-static-disputed"),
    ),
    (R::IpFamilies, "[cluster]\nip-families = ['ipv6', 'ipv4']\n", Finding("ip-families-order")),
    (R::IpFamilies, "[cluster]\nip-families = ['ipv6']\n", Finding("ipv6-only")),
    (R::IpFamilies, "[cluster]\nip-families = ['ipv4', 'ipv6']\n", Quiet("ip-families-order")),
    (R::RangeFamily, "[cluster]\npod-cidr = 'fd00::/64'\n", Finding("range-family")),
    (R::RangeFamily, "[cluster]\nip-families = ['ipv4', 'ipv6']\npod-cidr-v6 = 'fd00::/64'\n", Quiet("range-family")),
    (R::DualStackSubnet, design!("ip-families = ['ipv4', 'ipv6']"), Finding("vnet-without-ipv6")),
    (R::DualStackSubnet, "[cluster]\nip-families = ['ipv4', 'ipv6']\n", Quiet("vnet-without-ipv6")),
    (
        R::DualStackSubnet,
        "[cluster]\nip-families = ['ipv4', 'ipv6']\n[[vnet]]\nname = 'v'\naddress-space = ['10.240.0.0/16', 'fd00:1::/48']\n[[vnet.subnet]]\nname = 'nodes'\nprefix = '10.240.0.0/24'\n[[vnet.subnet]]\nname = 'x'\nprefix = '10.240.1.0/24'\nprefix-v6 = 'fd00:1::/64'\n",
        Finding("subnet-without-ipv6"),
    ),
    (
        R::DualStackSubnet,
        "[cluster]\nip-families = ['ipv4', 'ipv6']\n[[vnet]]\nname = 'v'\naddress-space = ['10.240.0.0/16', 'fd00:1::/48']\n[[vnet.subnet]]\nname = 'nodes'\nprefix = '10.240.0.0/24'\nprefix-v6 = 'fd00:1::/64'\n",
        Quiet("subnet-without-ipv6"),
    ),
    (
        R::DualStackPolicy,
        "[cluster]\nip-families = ['ipv4', 'ipv6']\nnetwork-policy = 'calico'\n",
        Finding("dual-stack-policy"),
    ),
    (
        R::DualStackPolicy,
        "[cluster]\nip-families = ['ipv4', 'ipv6']\nnetwork-policy = 'cilium'\ndataplane = 'cilium'\n",
        Quiet("dual-stack-policy"),
    ),
    (
        R::DualStackNatGateway,
        "[cluster]\nip-families = ['ipv4', 'ipv6']\noutbound-type = 'managedNATGateway'\n",
        Finding("dual-stack-nat-gateway"),
    ),
    (
        R::DualStackNatGateway,
        design!(
            "ip-families = ['ipv4', 'ipv6']\noutbound-type = 'userAssignedNATGateway'",
            "nat-gateway = 'n'\n[[nat-gateway]]\nname = 'n'\n"
        ),
        Finding("dual-stack-nat-gateway"),
    ),
    (
        R::DualStackNatGateway,
        design!(
            "ip-families = ['ipv4', 'ipv6']\noutbound-type = 'userAssignedNATGateway'",
            "nat-gateway = 'n'\n[[nat-gateway]]\nname = 'n'\nsku = 'StandardV2'\n"
        ),
        Quiet("dual-stack-nat-gateway"),
    ),
    (
        R::DualStackAzureLinux,
        "[cluster]\nip-families = ['ipv4', 'ipv6']\n[[service]]\nname = 's'\ntype = 'LoadBalancer'\n",
        Finding("dual-stack-azure-linux"),
    ),
    (
        R::DualStackAzureLinux,
        "[cluster]\nip-families = ['ipv4', 'ipv6']\n[[service]]\nname = 's'\ntype = 'LoadBalancer'\nexternal-traffic-policy = 'Local'\n",
        Quiet("dual-stack-azure-linux"),
    ),
    // The first private range that nothing has, and the first of it for the nodes.
    (
        R::PrivateV6,
        design!("ip-families = ['ipv4', 'ipv6']"),
        Size("findings/code=vnet-without-ipv6/fix/0/value", "\"[\\\"10.240.0.0/16\\\", \\\"fd00::/48\\\"]\""),
    ),
    (
        R::PrivateV6Prefix,
        design!("ip-families = ['ipv4', 'ipv6']\npod-cidr-v6 = 'fd00::/64'"),
        Size("findings/code=vnet-without-ipv6/fix/0/value", "\"[\\\"10.240.0.0/16\\\", \\\"fd00:0:1::/48\\\"]\""),
    ),
    (
        R::SubnetV6Prefix,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['10.240.0.0/16', 'fd00::/48']\n[[vnet.subnet]]\nname = 'a'\nprefix = '10.240.0.0/24'\nprefix-v6 = 'fd00::/64'\n[[vnet.subnet]]\nname = 'b'\nprefix = '10.240.1.0/24'\nprefix-v6 = 'fd00::/63'\n",
        Finding("subnet-v6-prefix"),
    ),
    (
        R::SubnetInsideVnet,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['10.240.0.0/16', 'fd00::/48']\n[[vnet.subnet]]\nname = 'a'\nprefix = '10.240.0.0/24'\nprefix-v6 = 'fd00:9::/64'\n",
        Size("findings/code=subnet-v6-outside-vnet/fix/0/value", "\"fd00::/64\""),
    ),
];
