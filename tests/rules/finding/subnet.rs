//! What subnets may hold, and what they may be called.

use aksplore::engine::rules::RuleId as R;

use super::super::{Case, Shows};
use Shows::{Finding, Quiet, Says, Size};

pub const CASES: &[Case] = &[
    // Subnets without nodes: what is placed in them.
    (
        R::SubnetReservedFirst,
        design!(
            "",
            "[[vnet.subnet]]\nname = 'x'\nprefix = '10.240.1.0/29'\nused-by-others = 2\n[[private-endpoint]]\nname = 'a'\nip = '10.240.1.4'\nsubnet = 'x'\n"
        ),
        Quiet("other-subnet-full"),
    ),
    (
        R::SubnetReservedFirst,
        design!(
            "",
            "[[vnet.subnet]]\nname = 'x'\nprefix = '10.240.1.0/29'\nused-by-others = 3\n[[private-endpoint]]\nname = 'a'\nip = '10.240.1.4'\nsubnet = 'x'\n"
        ),
        Says("other-subnet-full", "needs 4 addresses and has 3"),
    ),
    (
        R::SubnetReservedFirst,
        design!(
            "",
            "[[vnet.subnet]]\nname = 'x'\nprefix = '10.240.1.0/29'\nused-by-others = 3\n[[ingress]]\nname = 'a'\ncontroller = 'application-gateway'\nsubnet = 'x'\n"
        ),
        Says("other-subnet-full", "application gateways 1"),
    ),
    // Subnets: whose they are.
    (
        R::NodeSubnetNotDelegated,
        design!("", "delegation = 'Microsoft.Web/serverFarms'\n"),
        Says("subnet-delegated", "AgentPoolProfile.VnetSubnetID nodes cannot be used as it's a delegated subnet."),
    ),
    (
        R::NodeSubnetNotDelegated,
        design!("", "delegation = 'Microsoft.ContainerService/managedClusters'\n"),
        Says("subnet-delegation-disputed", "issue 69774"),
    ),
    (R::NodeSubnetNotDelegated, design!(""), Quiet("subnet-delegation-disputed")),
    (
        R::AksDelegation,
        design!("", "delegation = 'Microsoft.ContainerService/managedClusters'\n"),
        Quiet("subnet-delegated"),
    ),
    (R::ApiServerSubnetNeeded, design!("api-server = 'vnet-integration'"), Finding("api-server-subnet-missing")),
    (R::ApiServerSubnetNeeded, "[cluster]\napi-server = 'vnet-integration'\n", Quiet("api-server-subnet-missing")),
    (
        R::ApiServerSubnetDelegated,
        design!(
            "api-server = 'vnet-integration'\napi-server-subnet = 'api'",
            "[[vnet.subnet]]\nname = 'api'\nprefix = '10.240.1.0/28'\n"
        ),
        Finding("api-server-subnet-not-delegated"),
    ),
    (
        R::ApiServerSubnetDelegated,
        design!(
            "api-server = 'vnet-integration'\napi-server-subnet = 'api'",
            "[[vnet.subnet]]\nname = 'api'\nprefix = '10.240.1.0/28'\ndelegation = 'Microsoft.ContainerService/managedClusters'\n"
        ),
        Quiet("api-server-subnet-not-delegated"),
    ),
    (
        R::ApiServerSubnetAlone,
        design!("api-server = 'vnet-integration'\napi-server-subnet = 'nodes'"),
        Finding("api-server-subnet-shared"),
    ),
    (
        R::ApiServerSubnetAlone,
        design!(
            "api-server = 'vnet-integration'\napi-server-subnet = 'api'",
            "[[vnet.subnet]]\nname = 'api'\nprefix = '10.240.1.0/28'\n"
        ),
        Quiet("api-server-subnet-shared"),
    ),
    (R::PodSubnetNeeded, design!("model = 'azure-cni-pod-subnet'"), Finding("pod-subnet-missing")),
    (
        R::PodSubnetNeeded,
        design!(
            "model = 'azure-cni-pod-subnet'",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\n"
        ),
        Quiet("pod-subnet-missing"),
    ),
    (
        R::PodSubnetOneMode,
        design!(
            "model = 'azure-cni-pod-subnet'",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 'a'\ncount = 2\npod-subnet = 'pods'\n[[node-pool]]\nname = 'b'\ncount = 2\npod-subnet = 'pods'\npod-ip-allocation = 'static-block'\n"
        ),
        Finding("pod-subnet-two-modes"),
    ),
    (
        R::PodSubnetOneMode,
        design!(
            "model = 'azure-cni-pod-subnet'",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\n[[node-pool]]\nname = 'b'\npod-subnet = 'pods'\n"
        ),
        Quiet("pod-subnet-two-modes"),
    ),
    (
        R::PodSubnetAlone,
        design!("model = 'azure-cni-pod-subnet'", "[[node-pool]]\nname = 'a'\npod-subnet = 'nodes'\n"),
        Finding("pod-subnet-has-nodes"),
    ),
    (
        R::PodSubnetAlone,
        design!(
            "model = 'azure-cni-pod-subnet'",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\n[[vm]]\nname = 'm'\nsubnet = 'pods'\n"
        ),
        Finding("pod-subnet-has-machines"),
    ),
    (
        R::PodSubnetAlone,
        design!(
            "model = 'azure-cni-pod-subnet'",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\n[[vm]]\nname = 'm'\nsubnet = 'nodes'\n"
        ),
        Quiet("pod-subnet-has-machines"),
    ),
    // 64 characters, and 63.
    (
        R::NetworkNameMaxOverlay,
        "[cluster]\n[[vnet]]\nname = 'v234567890123456789012345678901234567890123456789012345678901234'\naddress-space = ['10.240.0.0/16']\n[[vnet.subnet]]\nname = 'nodes'\nprefix = '10.240.0.0/24'\n",
        Finding("network-name-too-long"),
    ),
    (
        R::NetworkNameMaxOverlay,
        "[cluster]\n[[vnet]]\nname = 'v23456789012345678901234567890123456789012345678901234567890123'\naddress-space = ['10.240.0.0/16']\n[[vnet.subnet]]\nname = 'nodes'\nprefix = '10.240.0.0/24'\n",
        Quiet("network-name-too-long"),
    ),
    (
        R::NetworkNameMaxDynamic,
        design!(
            "model = 'azure-cni-pod-subnet'",
            "[[vnet.subnet]]\nname = 'p234567890123456789012345678901234567890123456789012345678901234'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 'a'\npod-subnet = 'p234567890123456789012345678901234567890123456789012345678901234'\n"
        ),
        Finding("network-name-too-long"),
    ),
    (
        R::NetworkNameMaxDynamic,
        design!(
            "model = 'azure-cni-pod-subnet'\npod-ip-allocation = 'static-block'",
            "[[vnet.subnet]]\nname = 'p234567890123456789012345678901234567890123456789012345678901234'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 'a'\npod-subnet = 'p234567890123456789012345678901234567890123456789012345678901234'\n"
        ),
        Quiet("network-name-too-long"),
    ),
    (
        R::PoolSubnetsAllOrNone,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['10.240.0.0/16']\nmanaged = true\n[[vnet.subnet]]\nname = 'x'\nprefix = '10.240.0.0/24'\n[[vnet.subnet]]\nname = 'y'\nprefix = '10.240.1.0/24'\n[[node-pool]]\nname = 'a'\n[[node-pool]]\nname = 'b'\nsubnet = 'y'\n",
        Says("pool-subnets-mixed", "The Agentpool a does not have subnet defined."),
    ),
    (
        R::PoolSubnetsAllOrNone,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['10.240.0.0/16']\nmanaged = true\n[[vnet.subnet]]\nname = 'x'\nprefix = '10.240.0.0/24'\n[[vnet.subnet]]\nname = 'y'\nprefix = '10.240.1.0/24'\n[[node-pool]]\nname = 'a'\nsubnet = 'x'\n[[node-pool]]\nname = 'b'\nsubnet = 'y'\n",
        Quiet("pool-subnets-mixed"),
    ),
    // The nearest subnet that holds the pods: one of other pools, one that is empty, a new one.
    (
        R::PodSubnetNeeded,
        design!(
            "model = 'azure-cni-pod-subnet'",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\n[[vnet.subnet]]\nname = 'wide'\nprefix = '10.240.8.0/21'\n[[node-pool]]\nname = 'a'\ncount = 2\nmax-pods = 30\npod-subnet = 'pods'\n[[node-pool]]\nname = 'b'\ncount = 2\nmax-pods = 30\n"
        ),
        Size("findings/code=pod-subnet-missing/fix/0/value", "\"pods\""),
    ),
    (
        R::PodSubnetNeeded,
        design!(
            "model = 'azure-cni-pod-subnet'",
            "[[vnet.subnet]]\nname = 'small'\nprefix = '10.240.4.0/25'\n[[vnet.subnet]]\nname = 'taken'\nprefix = '10.240.5.0/24'\n[[vnet.subnet]]\nname = 'wide'\nprefix = '10.240.8.0/24'\n[[vm]]\nname = 'm'\nsubnet = 'taken'\n[[node-pool]]\nname = 'a'\ncount = 2\nmax-pods = 30\n"
        ),
        Size("findings/code=pod-subnet-missing/fix/0/value", "\"wide\""),
    ),
    // 3 nodes and one of surge hold 4 x 128 = 512 addresses: a /22, at the lowest place.
    (
        R::PodSubnetNeeded,
        design!("model = 'azure-cni-pod-subnet'", "[[node-pool]]\nname = 'a'\n"),
        Size(
            "findings/code=pod-subnet-missing/fix/0/value",
            "\"name = \\\"snet-pods\\\"\\nprefix = \\\"10.240.4.0/22\\\"\\n\"",
        ),
    ),
];
