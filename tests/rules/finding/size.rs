//! Ranges that are too large, too small, or not of the one length that is allowed.

use aksplore::engine::rules::RuleId as R;

use super::super::{Case, Shows};
use Shows::{Finding, Quiet, Says, Size};

pub const CASES: &[Case] = &[
    // Sizes.
    (
        R::SubnetPrefixMax,
        design!("", "[[vnet.subnet]]\nname = 'x'\nprefix = '10.240.1.0/30'\n"),
        Finding("subnet-too-small"),
    ),
    (
        R::SubnetPrefixMax,
        design!("", "[[vnet.subnet]]\nname = 'x'\nprefix = '10.240.1.0/29'\n"),
        Quiet("subnet-too-small"),
    ),
    (R::VnetPrefixMin, "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['10.0.0.0/8']\n", Quiet("vnet-too-large")),
    (
        R::VnetPrefixMin,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['10.0.0.0/7']\n",
        Says("vnet-too-large", "allow a /2"),
    ),
    (R::VnetPrefixMin, "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['0.0.0.0/1']\n", Finding("vnet-too-large")),
    (R::ServiceCidrPrefixMin, "[cluster]\nservice-cidr = '10.0.0.0/12'\n", Finding("service-cidr-too-large")),
    (R::ServiceCidrPrefixMin, "[cluster]\nservice-cidr = '10.0.0.0/13'\n", Quiet("service-cidr-too-large")),
    (
        R::ServiceCidrV6PrefixMin,
        "[cluster]\nip-families = ['ipv4', 'ipv6']\nservice-cidr-v6 = 'fd00::/107'\n",
        Finding("service-cidr-too-large"),
    ),
    (
        R::ServiceCidrV6PrefixMin,
        "[cluster]\nip-families = ['ipv4', 'ipv6']\nservice-cidr-v6 = 'fd00::/108'\n",
        Quiet("service-cidr-too-large"),
    ),
    (
        R::StaticPodSubnetPrefixMin,
        "[cluster]\nmodel = 'azure-cni-pod-subnet'\npod-ip-allocation = 'static-block'\n[[vnet]]\nname = 'v'\naddress-space = ['10.0.0.0/8']\n[[vnet.subnet]]\nname = 'nodes'\nprefix = '10.240.0.0/24'\n[[vnet.subnet]]\nname = 'pods'\nprefix = '10.128.0.0/11'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\n",
        Finding("pod-subnet-too-large"),
    ),
    (
        R::StaticPodSubnetPrefixMin,
        "[cluster]\nmodel = 'azure-cni-pod-subnet'\npod-ip-allocation = 'static-block'\n[[vnet]]\nname = 'v'\naddress-space = ['10.0.0.0/8']\n[[vnet.subnet]]\nname = 'nodes'\nprefix = '10.240.0.0/24'\n[[vnet.subnet]]\nname = 'pods'\nprefix = '10.128.0.0/12'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\n",
        Quiet("pod-subnet-too-large"),
    ),
    (R::SubnetV6Prefix, design!("", "prefix-v6 = 'fd00::/65'\n"), Finding("subnet-v6-prefix")),
    (R::SubnetV6Prefix, design!("", "prefix-v6 = 'fd00::/64'\n"), Quiet("subnet-v6-prefix")),
    // Nodes that are there are told of by their sum, and those that come by the block that none of them finds.
    (R::NodeBlockPrefix, design!("pod-cidr = '10.244.0.0/25'"), Quiet("pod-cidr-too-small")),
    (
        R::NodeBlockPrefix,
        design!("pod-cidr = '10.244.0.0/25'", "[[node-pool]]\nname = 'a'\ncount = 0\n"),
        Finding("pod-cidr-too-small"),
    ),
    (
        R::NodeBlockPrefix,
        design!("pod-cidr = '10.244.0.0/24'", "[[node-pool]]\nname = 'a'\ncount = 0\n"),
        Quiet("pod-cidr-too-small"),
    ),
    (
        R::NodeBlockPrefix,
        design!("model = 'byo-cni'\npod-cidr = '10.244.0.0/25'", "[[node-pool]]\nname = 'a'\ncount = 0\n"),
        Quiet("pod-cidr-too-small"),
    ),
    (
        R::ApiServerPrefixMax,
        design!(
            "api-server = 'vnet-integration'\napi-server-subnet = 'api'",
            "[[vnet.subnet]]\nname = 'api'\nprefix = '10.240.1.0/29'\n"
        ),
        Finding("api-server-subnet-too-small"),
    ),
    (
        R::ApiServerPrefixMax,
        design!(
            "api-server = 'vnet-integration'\napi-server-subnet = 'api'",
            "[[vnet.subnet]]\nname = 'api'\nprefix = '10.240.1.0/28'\n"
        ),
        Quiet("api-server-subnet-too-small"),
    ),
    (
        R::ContainerGatewayPrefixMax,
        design!(
            "",
            "[[vnet.subnet]]\nname = 'agc'\nprefix = '10.240.1.0/25'\n[[ingress]]\nname = 'i'\ncontroller = 'application-gateway-for-containers'\nsubnet = 'agc'\n"
        ),
        Finding("container-gateway-subnet-too-small"),
    ),
    // One cause, one finding; and the way out of it has room for what others use.
    (
        R::ContainerGatewayPrefixMax,
        design!(
            "",
            "[[vnet.subnet]]\nname = 'agc'\nprefix = '10.240.1.0/25'\nused-by-others = 9\n[[ingress]]\nname = 'i'\ncontroller = 'application-gateway-for-containers'\nsubnet = 'agc'\n"
        ),
        Quiet("application-gateway-subnet-full"),
    ),
    (
        R::ContainerGatewayPrefixMax,
        design!(
            "",
            "[[vnet.subnet]]\nname = 'agc'\nprefix = '10.240.2.0/25'\nused-by-others = 9\n[[ingress]]\nname = 'i'\ncontroller = 'application-gateway-for-containers'\nsubnet = 'agc'\n"
        ),
        Size("findings/code=container-gateway-subnet-too-small/fix/0/value", "\"10.240.2.0/23\""),
    ),
    (
        R::ContainerGatewayPrefixMax,
        design!(
            "",
            "[[vnet.subnet]]\nname = 'agc'\nprefix = '10.240.1.0/24'\n[[ingress]]\nname = 'i'\ncontroller = 'application-gateway-for-containers'\nsubnet = 'agc'\n"
        ),
        Quiet("container-gateway-subnet-too-small"),
    ),
    (
        R::ContainerGatewayDelegated,
        design!(
            "",
            "[[vnet.subnet]]\nname = 'agc'\nprefix = '10.240.1.0/24'\n[[ingress]]\nname = 'i'\ncontroller = 'application-gateway-for-containers'\nsubnet = 'agc'\n"
        ),
        Finding("container-gateway-not-delegated"),
    ),
    (
        R::ContainerGatewayDelegated,
        design!(
            "",
            "[[vnet.subnet]]\nname = 'agc'\nprefix = '10.240.1.0/24'\ndelegation = 'Microsoft.ServiceNetworking/trafficControllers'\n[[ingress]]\nname = 'i'\ncontroller = 'application-gateway-for-containers'\nsubnet = 'agc'\n"
        ),
        Quiet("container-gateway-not-delegated"),
    ),
    (
        R::GatewayPrefixMin,
        design!(
            "",
            "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'g'\nmode = 'gateway'\ncount = 2\ngateway-prefix-size = 27\n"
        ),
        Finding("gateway-prefix-size"),
    ),
    (
        R::GatewayPrefixMin,
        design!(
            "",
            "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'g'\nmode = 'gateway'\ncount = 2\ngateway-prefix-size = 28\n"
        ),
        Quiet("gateway-prefix-size"),
    ),
    (
        R::GatewayPrefixMax,
        design!(
            "",
            "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'g'\nmode = 'gateway'\ncount = 2\ngateway-prefix-size = 32\n"
        ),
        Finding("gateway-prefix-size"),
    ),
    (
        R::GatewayNodesMax,
        design!(
            "",
            "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'g'\nmode = 'gateway'\ncount = 5\ngateway-prefix-size = 30\n"
        ),
        Finding("gateway-nodes-limit"),
    ),
    (
        R::GatewayPrefixMax,
        design!(
            "",
            "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'g'\nmode = 'gateway'\ncount = 2\ngateway-prefix-size = 31\n"
        ),
        Quiet("gateway-prefix-size"),
    ),
    (
        R::GatewayNodesMax,
        design!(
            "",
            "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'g'\nmode = 'gateway'\ncount = 4\ngateway-prefix-size = 30\n"
        ),
        Quiet("gateway-nodes-limit"),
    ),
    (
        R::DualStackPodPrefix,
        "[cluster]\nip-families = ['ipv4', 'ipv6']\npod-cidr-v6 = 'fd00::/63'\n",
        Finding("pod-cidr-v6-prefix"),
    ),
    (
        R::DualStackPodPrefix,
        "[cluster]\nip-families = ['ipv4', 'ipv6']\npod-cidr-v6 = 'fd00::/64'\n",
        Quiet("pod-cidr-v6-prefix"),
    ),
    // A /78 has four blocks of /80: three nodes and one of surge.
    (
        R::DualStackNodePrefix,
        "[cluster]\nip-families = ['ipv4', 'ipv6']\npod-cidr-v6 = 'fd00::/79'\n",
        Says("pod-cidr-v6-too-small", "holds 2 nodes"),
    ),
    (
        R::DualStackNodePrefix,
        "[cluster]\nip-families = ['ipv4', 'ipv6']\npod-cidr-v6 = 'fd00::/78'\n",
        Quiet("pod-cidr-v6-too-small"),
    ),
    (
        R::ContainerGatewayDelegation,
        design!(
            "",
            "[[vnet.subnet]]\nname = 'agc'\nprefix = '10.240.1.0/24'\ndelegation = 'x'\n[[ingress]]\nname = 'i'\ncontroller = 'application-gateway-for-containers'\nsubnet = 'agc'\n"
        ),
        Size(
            "findings/code=container-gateway-not-delegated/fix/0/value",
            "\"Microsoft.ServiceNetworking/trafficControllers\"",
        ),
    ),
    // A pod CIDR that holds no block: Azure's answer for overlay, and what nodes lack in kubenet.
    (
        R::NodeBlockPrefix,
        design!("pod-cidr = '10.244.0.0/25'"),
        Says("pod-cidr-full", "Pre-allocated IPs 768 exceeds IPs available 128 in Subnet Cidr 10.244.0.0/25"),
    ),
    (
        R::NodeBlockPrefix,
        design!("model = 'kubenet'\npod-cidr = '10.244.0.0/25'"),
        Says("pod-cidr-full", "has 128, less than the block of one node"),
    ),
    (
        R::NodeBlockPrefix,
        design!("model = 'kubenet'\npod-cidr = '10.244.0.0/25'", "[[node-pool]]\nname = 'a'\ncount = 0\n"),
        Finding("pod-cidr-too-small"),
    ),
];
