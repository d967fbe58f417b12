//! How many addresses things take, and the limits on them.

use aksplore::engine::rules::RuleId;

use super::{Case, Shows};

/// A design with one node subnet, and what else stands in it.
macro_rules! design {
    ($cluster:literal, $prefix:literal, $($more:literal),*) => {
        concat!(
            "[cluster]\n", $cluster, "\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.224.0.0/11\"]\n",
            "[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"", $prefix, "\"\n", $($more, "\n",)*
        )
    };
}

/// A pod subnet design with a subnet of pods.
macro_rules! pods {
    ($pool:literal, $prefix:literal) => {
        concat!(
            "[cluster]\nmodel = \"azure-cni-pod-subnet\"\n",
            "[[vnet]]\nname = \"v\"\naddress-space = [\"10.224.0.0/11\"]\n",
            "[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.224.0.0/16\"\n",
            "[[vnet.subnet]]\nname = \"pods\"\nprefix = \"",
            $prefix,
            "\"\n",
            "[[node-pool]]\nname = \"a\"\nmax-surge = 0\npod-subnet = \"pods\"\n",
            $pool,
            "\n"
        )
    };
}

/// A dynamic pod subnet of 7 nodes at the peak, which hold 48 addresses each, or 32 if no more than their max pods.
macro_rules! capped {
    ($prefix:literal) => {
        concat!(
            "[cluster]\nmodel = \"azure-cni-pod-subnet\"\n",
            "[[vnet]]\nname = \"v\"\naddress-space = [\"10.224.0.0/11\"]\n",
            "[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.224.0.0/16\"\n",
            "[[vnet.subnet]]\nname = \"pods\"\nprefix = \"",
            $prefix,
            "\"\n[[node-pool]]\nname = \"a\"\npod-subnet = \"pods\"\n",
            "count = 6\nmax-surge = 1\nmax-pods = 32\npods-in-use = 26\n"
        )
    };
}

pub const CASES: &[Case] = &[
    (RuleId::SubnetReservedFirst, design!("", "10.224.0.0/24",), Shows::Size("ranges/name=nodes/usable", "251")),
    (RuleId::SubnetReservedLast, design!("", "10.224.0.0/29",), Shows::Size("ranges/name=nodes/reserved", "5")),
    (
        RuleId::PreflightCount,
        design!(
            "model = \"azure-cni-node-subnet\"",
            "10.224.0.0/24",
            "[[node-pool]]\nname = \"a\"\ncount = 3\nautoscale = { min = 3, max = 8 }\nmax-pods = 30\nmax-surge = 1"
        ),
        Shows::Size("ranges/name=nodes/needed_precheck", "248"),
    ),
    (
        RuleId::NodeBlockPrefix,
        design!(
            "pod-cidr = \"10.0.0.0/22\"\nservice-cidr = \"10.1.0.0/16\"\ndns-service-ip = \"10.1.0.10\"",
            "10.224.0.0/24",
            "[[node-pool]]\nname = \"a\"\ncount = 4\nmax-surge = 0"
        ),
        Shows::Size("ranges/role=pod-cidr/blocks", "{\"size\":256,\"needed\":4,\"available\":4}"),
    ),
    (
        RuleId::DynamicBatch,
        pods!("count = 2\npods-in-use = 17", "10.225.0.0/24"),
        Shows::Size("ranges/name=pods/needed", "64"),
    ),
    (RuleId::DynamicBatch, pods!("count = 2", "10.225.0.0/24"), Shows::Size("ranges/name=pods/stranded", "11")),
    (
        RuleId::DynamicBatchFreePercent,
        pods!("count = 1\npods-in-use = 8", "10.225.0.0/24"),
        Shows::Size("ranges/name=pods/needed", "16"),
    ),
    (
        RuleId::DynamicBatchFreePercent,
        pods!("count = 1\npods-in-use = 9", "10.225.0.0/24"),
        Shows::Size("ranges/name=pods/needed", "32"),
    ),
    (
        RuleId::DynamicHeldMax,
        pods!("count = 1\nmax-pods = 250", "10.225.0.0/24"),
        Shows::Size("ranges/name=pods/needed", "250"),
    ),
    (
        RuleId::DynamicHeldMax,
        pods!("count = 7\nmax-pods = 32\npods-in-use = 26", "10.225.0.0/23"),
        Shows::Size("ranges/name=pods/needed", "336"),
    ),
    (
        RuleId::DynamicHeldMax,
        pods!("count = 7\nmax-pods = 32\npods-in-use = 26", "10.225.0.0/23"),
        Shows::Size("ranges/name=pods/needed_if_capped", "224"),
    ),
    (RuleId::DynamicHeldMax, capped!("10.225.0.0/24"), Shows::Finding("pod-subnet-cap-disputed")),
    (RuleId::DynamicHeldMax, capped!("10.225.0.0/24"), Shows::Says("pod-subnet-cap-disputed", "needs 336 addresses")),
    (RuleId::DynamicHeldMax, capped!("10.225.0.0/24"), Shows::Says("pod-subnet-cap-disputed", "and then 224 suffice")),
    (RuleId::DynamicHeldMax, capped!("10.225.0.0/24"), Shows::Size("verdict", "\"fits\"")),
    (RuleId::DynamicHeldMax, capped!("10.225.0.0/25"), Shows::Quiet("pod-subnet-cap-disputed")),
    (RuleId::DynamicHeldMax, capped!("10.225.0.0/25"), Shows::Size("verdict", "\"no-fit\"")),
    (
        RuleId::StaticBlockPrefix,
        pods!("count = 3\nmax-pods = 31\npod-ip-allocation = \"static-block\"", "10.225.0.0/24"),
        Shows::Size("ranges/name=pods/needed", "96"),
    ),
    (
        RuleId::StaticBlockPrefix,
        pods!("count = 3\nmax-pods = 32\npod-ip-allocation = \"static-block\"", "10.225.0.0/24"),
        Shows::Size("ranges/name=pods/wasted", "45"),
    ),
    (
        RuleId::StaticPrecheckBlocks,
        pods!("count = 3\nmax-pods = 250\npod-ip-allocation = \"static-block\"", "10.225.0.0/26"),
        Shows::Size("ranges/name=pods/needed_precheck", "48"),
    ),
    (
        RuleId::StaticPrecheckBlocks,
        pods!("count = 3\nmax-pods = 250\npod-ip-allocation = \"static-block\"", "10.225.0.0/26"),
        Shows::Finding("pod-subnet-full"),
    ),
    (
        RuleId::StaticEdgeBlocks,
        pods!("count = 15\nmax-pods = 15\npod-ip-allocation = \"static-block\"", "10.225.0.0/24"),
        Shows::Finding("pod-subnet-edge-blocks"),
    ),
    (
        RuleId::StaticEdgeBlocks,
        pods!("count = 14\nmax-pods = 15\npod-ip-allocation = \"static-block\"", "10.225.0.0/24"),
        Shows::Quiet("pod-subnet-edge-blocks"),
    ),
    (
        RuleId::ApiServerAddresses,
        design!(
            "api-server = \"vnet-integration\"\napi-server-subnet = \"api\"",
            "10.224.0.0/16",
            "[[vnet.subnet]]\nname = \"api\"\nprefix = \"10.225.0.0/28\""
        ),
        Shows::Size("ranges/role=api-server-subnet/needed", "9"),
    ),
    (
        RuleId::ApiServerAddresses,
        design!(
            "api-server = \"vnet-integration\"\napi-server-subnet = \"api\"",
            "10.224.0.0/16",
            "[[vnet.subnet]]\nname = \"api\"\nprefix = \"10.225.0.0/28\"",
            "[[other-cluster]]\nname = \"dev\"\napi-server-subnet = \"api\""
        ),
        Shows::Finding("api-server-subnet-full"),
    ),
    (
        RuleId::ApiServerPrefixMax,
        design!(
            "api-server = \"vnet-integration\"\napi-server-subnet = \"api\"",
            "10.224.0.0/16",
            "[[vnet.subnet]]\nname = \"api\"\nprefix = \"10.225.0.0/24\""
        ),
        Shows::Size("ranges/role=api-server-subnet/smallest_prefix", "28"),
    ),
    (
        RuleId::PrivateApiServerAddresses,
        design!(
            "api-server = \"private-link\"",
            "10.224.0.0/16",
            "[[node-pool]]\nname = \"a\"\ncount = 3\nmax-surge = 0"
        ),
        Shows::Size("ranges/name=nodes/needed", "4"),
    ),
    (
        RuleId::GatewayForContainersAddresses,
        design!(
            "",
            "10.224.0.0/16",
            "[[vnet.subnet]]\nname = \"gateway\"\nprefix = \"10.225.0.0/24\"",
            "[[ingress]]\nname = \"shop\"\ncontroller = \"application-gateway-for-containers\"\nsubnet = \"gateway\""
        ),
        Shows::Size("ranges/role=application-gateway-subnet/needed", "250"),
    ),
    (
        RuleId::GatewayForContainersAddresses,
        design!(
            "",
            "10.224.0.0/16",
            "[[vnet.subnet]]\nname = \"gateway\"\nprefix = \"10.225.0.0/24\"",
            "[[ingress]]\nname = \"shop\"\ncontroller = \"application-gateway-for-containers\"\nsubnet = \"gateway\""
        ),
        Shows::Quiet("application-gateway-subnet-full"),
    ),
    (
        RuleId::GatewayForContainersAddresses,
        design!(
            "",
            "10.224.0.0/16",
            "[[vnet.subnet]]\nname = \"gateway\"\nprefix = \"10.225.0.0/25\"",
            "[[ingress]]\nname = \"shop\"\ncontroller = \"application-gateway-for-containers\"\nsubnet = \"gateway\""
        ),
        Shows::Quiet("application-gateway-subnet-full"),
    ),
    (
        RuleId::GatewayForContainersAddresses,
        design!(
            "",
            "10.224.0.0/16",
            "[[vnet.subnet]]\nname = \"gateway\"\nprefix = \"10.225.0.0/24\"\nused-by-others = 2",
            "[[ingress]]\nname = \"shop\"\ncontroller = \"application-gateway-for-containers\"\nsubnet = \"gateway\""
        ),
        Shows::Finding("application-gateway-subnet-full"),
    ),
    (
        RuleId::RoutesMax,
        design!(
            "model = \"kubenet\"\npod-cidr = \"10.64.0.0/14\"",
            "10.224.0.0/16\"\nroute-table = \"rt",
            "[[route-table]]\nname = \"rt\"\nmanaged = true\nroutes = [ { name = \"fw\", prefix = \"0.0.0.0/0\", next-hop = \"VirtualAppliance\", next-hop-ip = \"10.9.0.4\" } ]",
            "[[node-pool]]\nname = \"a\"\ncount = 399\nmax-surge = 0"
        ),
        Shows::Size("routes", "{\"needed\":400,\"at_upgrade\":400,\"limit\":400}"),
    ),
    (
        RuleId::RoutesMax,
        design!(
            "model = \"kubenet\"\npod-cidr = \"10.64.0.0/14\"",
            "10.224.0.0/16",
            "[[node-pool]]\nname = \"a\"\ncount = 400\nmax-surge = 1"
        ),
        Shows::Says(
            "kubenet-routes-at-limit",
            "kubenet needs 400 routes, one a node: it is made, for a route table holds 400; an upgrade asks for fewer than 400, where 1 surge node would make it 401",
        ),
    ),
    (
        RuleId::RoutesMax,
        design!(
            "model = \"kubenet\"\npod-cidr = \"10.64.0.0/14\"",
            "10.224.0.0/16",
            "[[node-pool]]\nname = \"a\"\ncount = 398\nmax-surge = 1"
        ),
        Shows::Quiet("kubenet-routes-at-limit"),
    ),
    (
        RuleId::RoutesMax,
        design!(
            "model = \"kubenet\"\npod-cidr = \"10.64.0.0/14\"",
            "10.224.0.0/16",
            "[[node-pool]]\nname = \"a\"\ncount = 401\nmax-surge = 1"
        ),
        Shows::Says("kubenet-routes-full", "kubenet needs 401 routes, one a node; a route table holds 400"),
    ),
    (
        RuleId::RoutesNear,
        design!(
            "model = \"kubenet\"\npod-cidr = \"10.64.0.0/14\"",
            "10.224.0.0/16",
            "[[node-pool]]\nname = \"a\"\ncount = 350\nmax-surge = 0"
        ),
        Shows::Finding("kubenet-routes-near-limit"),
    ),
    (
        RuleId::RoutesNear,
        design!(
            "model = \"kubenet\"\npod-cidr = \"10.64.0.0/14\"",
            "10.224.0.0/16",
            "[[node-pool]]\nname = \"a\"\ncount = 349\nmax-surge = 0"
        ),
        Shows::Quiet("kubenet-routes-near-limit"),
    ),
    (
        RuleId::KubenetRouteTableName,
        design!(
            "model = \"kubenet\"",
            "10.224.0.0/16",
            "[[route-table]]\nname = \"aks-routetable\"\nmanaged = true\nroutes = [ { name = \"a\", prefix = \"10.9.0.0/16\", next-hop = \"None\" } ]",
            "[[node-pool]]\nname = \"a\"\ncount = 3\nmax-surge = 0"
        ),
        Shows::Size("routes/needed", "4"),
    ),
    (
        RuleId::VnetAddressesMax,
        design!(
            "",
            "10.224.0.0/24\"\nused-by-others = 0\n[[vnet.subnet]]\nname = \"far\"\nused-by-others = 65532\nprefix = \"10.240.0.0/12",
            "[[node-pool]]\nname = \"a\"\ncount = 3\nmax-surge = 1"
        ),
        Shows::Size(
            "vnet_in_use",
            "{\"needed\":65536,\"needed_steady\":65535,\"needed_if_capped\":65536,\"limit\":65536}",
        ),
    ),
    (
        RuleId::VnetAddressesMax,
        design!(
            "",
            "10.224.0.0/24\"\n[[vnet.subnet]]\nname = \"far\"\nused-by-others = 65532\nprefix = \"10.240.0.0/12",
            "[[node-pool]]\nname = \"a\"\ncount = 3\nmax-surge = 1"
        ),
        Shows::Quiet("vnet-addresses-limit"),
    ),
    (
        RuleId::VnetAddressesMax,
        design!(
            "",
            "10.224.0.0/24\"\n[[vnet.subnet]]\nname = \"far\"\nused-by-others = 65532\nprefix = \"10.240.0.0/12",
            "[[node-pool]]\nname = \"a\"\ncount = 3\nmax-surge = 1",
            "[[other-cluster]]\nname = \"dev\"\nvnet = \"v\"\nnodes = 1"
        ),
        Shows::Finding("vnet-addresses-limit"),
    ),
    (
        RuleId::PeeredAddressesMax,
        design!(
            "",
            "10.224.0.0/24\"\nused-by-others = 3\n[[vnet.peering]]\nremote = \"hub",
            "[[node-pool]]\nname = \"a\"\ncount = 3\nmax-surge = 0",
            "[[vnet]]\nname = \"hub\"\naddress-space = [\"10.64.0.0/10\"]\n[[vnet.subnet]]\nname = \"b\"\nprefix = \"10.64.0.0/11\"\nused-by-others = 127994"
        ),
        Shows::Size(
            "peered_in_use",
            "{\"needed\":128000,\"needed_steady\":128000,\"needed_if_capped\":128000,\"limit\":128000}",
        ),
    ),
    (
        RuleId::PeeredAddressesMax,
        design!(
            "",
            "10.224.0.0/24\"\nused-by-others = 4\n[[vnet.peering]]\nremote = \"hub",
            "[[node-pool]]\nname = \"a\"\ncount = 3\nmax-surge = 0",
            "[[vnet]]\nname = \"hub\"\naddress-space = [\"10.64.0.0/10\"]\n[[vnet.subnet]]\nname = \"b\"\nprefix = \"10.64.0.0/11\"\nused-by-others = 127994"
        ),
        Shows::Finding("peered-addresses-limit"),
    ),
    (
        RuleId::NodeSubnetAddressesMax,
        design!(
            "model = \"azure-cni-node-subnet\"",
            "10.224.0.0/12",
            "[[node-pool]]\nname = \"a\"\ncount = 640\nmax-pods = 99\nmax-surge = 0"
        ),
        Shows::Quiet("node-subnet-addresses-limit"),
    ),
    (
        RuleId::NodeSubnetAddressesMax,
        design!(
            "model = \"azure-cni-node-subnet\"",
            "10.224.0.0/12",
            "[[node-pool]]\nname = \"a\"\ncount = 641\nmax-pods = 99\nmax-surge = 0"
        ),
        Shows::Finding("node-subnet-addresses-limit"),
    ),
    (
        RuleId::OverlayPodsMax,
        design!(
            "pod-cidr = \"10.64.0.0/12\"",
            "10.224.0.0/16",
            "[[node-pool]]\nname = \"a\"\ncount = 800\nmax-pods = 250"
        ),
        Shows::Size(
            "pods",
            "{\"needed\":200000,\"needed_steady\":200000,\"needed_if_capped\":200000,\"limit\":200000}",
        ),
    ),
    (
        RuleId::OverlayPodsMax,
        design!(
            "pod-cidr = \"10.64.0.0/12\"",
            "10.224.0.0/16",
            "[[node-pool]]\nname = \"a\"\ncount = 801\nmax-pods = 250"
        ),
        Shows::Finding("pods-limit"),
    ),
    (RuleId::DynamicPodsMax, pods!("count = 500\nmax-pods = 100", "10.240.0.0/12"), Shows::Quiet("pods-limit")),
    (RuleId::DynamicPodsMax, pods!("count = 501\nmax-pods = 100", "10.240.0.0/12"), Shows::Finding("pods-limit")),
    (
        RuleId::StaticPodsMax,
        pods!("count = 1000\nmax-pods = 250\npod-ip-allocation = \"static-block\"", "10.240.0.0/12"),
        Shows::Size("pods/limit", "1000000"),
    ),
    (
        RuleId::NpmNodesMax,
        design!(
            "network-policy = \"azure\"",
            "10.224.0.0/16",
            "[[node-pool]]\nname = \"a\"\ncount = 249\nmax-pods = 80\nmax-surge = 1"
        ),
        Shows::Quiet("npm-nodes-limit"),
    ),
    (
        RuleId::NpmNodesMax,
        design!(
            "network-policy = \"azure\"",
            "10.224.0.0/16",
            "[[node-pool]]\nname = \"a\"\ncount = 250\nmax-pods = 30\nmax-surge = 1"
        ),
        Shows::Finding("npm-nodes-limit"),
    ),
    (
        RuleId::NpmPodsMax,
        design!(
            "network-policy = \"azure\"",
            "10.224.0.0/16",
            "[[node-pool]]\nname = \"a\"\ncount = 250\nmax-pods = 80"
        ),
        Shows::Quiet("npm-pods-limit"),
    ),
    (
        RuleId::NpmPodsMax,
        design!(
            "network-policy = \"azure\"",
            "10.224.0.0/16",
            "[[node-pool]]\nname = \"a\"\ncount = 250\nmax-pods = 81"
        ),
        Shows::Finding("npm-pods-limit"),
    ),
    (
        RuleId::LayerSevenNodesMax,
        design!(
            "dataplane = \"cilium\"\nacns = [\"l7\"]\npod-cidr = \"10.64.0.0/12\"",
            "10.224.0.0/16",
            "[[node-pool]]\nname = \"a\"\ncount = 501\nmax-pods = 250\n[[node-pool]]\nname = \"b\"\ncount = 500"
        ),
        Shows::Finding("layer-seven-limit"),
    ),
    (
        RuleId::LayerSevenPodsMax,
        design!(
            "dataplane = \"cilium\"\nacns = [\"l7\"]\npod-cidr = \"10.64.0.0/12\"",
            "10.224.0.0/16",
            "[[node-pool]]\nname = \"a\"\ncount = 1000\nmax-pods = 39\n[[node-pool]]\nname = \"b\"\ncount = 100\nmax-pods = 10"
        ),
        Shows::Quiet("layer-seven-limit"),
    ),
    (
        RuleId::CiliumIdentitiesMax,
        design!(
            "dataplane = \"cilium\"\npod-cidr = \"10.64.0.0/12\"",
            "10.224.0.0/16",
            "[[node-pool]]\nname = \"a\"\ncount = 263\nmax-pods = 250"
        ),
        Shows::Finding("cilium-identities-limit"),
    ),
    (
        RuleId::CiliumIdentitiesMax,
        design!(
            "dataplane = \"cilium\"\npod-cidr = \"10.64.0.0/12\"",
            "10.224.0.0/16",
            "[[node-pool]]\nname = \"a\"\ncount = 262\nmax-pods = 250"
        ),
        Shows::Quiet("cilium-identities-limit"),
    ),
    (
        RuleId::SurgeCapped,
        "[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-surge = 9\n",
        Shows::Size("pools/0/surge", "3"),
    ),
    (
        RuleId::PodsInUseMax,
        "[cluster]\n[[node-pool]]\nname = \"a\"\nmax-pods = 30\npods-in-use = 31\n",
        Shows::Finding("pods-in-use-range"),
    ),
    (
        RuleId::PodsInUseMax,
        "[cluster]\n[[node-pool]]\nname = \"a\"\nmax-pods = 30\npods-in-use = 30\n",
        Shows::Quiet("pods-in-use-range"),
    ),
    // kubernetes.default and the DNS have two of the four, and each further Service one.
    (
        RuleId::ServiceAddresses,
        "[cluster]\nservice-cidr = \"10.0.0.0/30\"\ndns-service-ip = \"10.0.0.2\"\n[[service]]\nname = \"a\"\n[[service]]\nname = \"b\"\n[[service]]\nname = \"c\"\n",
        Shows::Finding("service-cidr-full"),
    ),
    (
        RuleId::ServiceAddresses,
        "[cluster]\nservice-cidr = \"10.0.0.0/30\"\ndns-service-ip = \"10.0.0.2\"\n[[service]]\nname = \"a\"\n[[service]]\nname = \"b\"\n",
        Shows::Quiet("service-cidr-full"),
    ),
    // A static block counts one of what a VNet may have in use: 3 nodes of 2 or 3 blocks each.
    (
        RuleId::StaticBlockCounted,
        pods!("pod-ip-allocation = \"static-block\"\nmax-pods = 31\ncount = 3", "10.225.0.0/24"),
        Shows::Size("vnet_in_use/needed", "9"),
    ),
    (
        RuleId::StaticBlockCounted,
        pods!("pod-ip-allocation = \"static-block\"\nmax-pods = 32\ncount = 3", "10.225.0.0/24"),
        Shows::Size("vnet_in_use/needed", "12"),
    ),
    (
        RuleId::StaticBlockCounted,
        pods!("pod-ip-allocation = \"static-block\"\nmax-pods = 31\ncount = 3", "10.225.0.0/24"),
        Shows::RuleOf("ranges/role=pod-subnet"),
    ),
    // What is refused at creation: Azure's answer, or the sentence that no page gives its code.
    (
        RuleId::StaticPrecheckBlocks,
        pods!("pod-ip-allocation = \"static-block\"\nmax-pods = 15\ncount = 4", "10.225.0.0/26"),
        Shows::Says("pod-subnet-full", "Pre-allocated IPs 64 exceeds IPs available 59 in Subnet Cidr 10.225.0.0/26"),
    ),
    (
        RuleId::RoutesMax,
        "[cluster]\nmodel = \"kubenet\"\npod-cidr = \"10.128.0.0/14\"\n[[node-pool]]\nname = \"a\"\ncount = 401\nmax-surge = 1\n",
        Shows::Finding("kubenet-routes-full"),
    ),
    (
        RuleId::VnetAddressesMax,
        design!(
            "model = \"azure-cni-node-subnet\"",
            "10.224.0.0/14",
            "[[node-pool]]\nname = \"a\"\ncount = 262\nmax-pods = 250\nmax-surge = 1"
        ),
        Shows::Finding("vnet-addresses-limit"),
    ),
];
