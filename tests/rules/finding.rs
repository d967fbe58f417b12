//! What AKS and Azure refuse, and what keeps to their rules by a hair.

use std::sync::LazyLock;

use aksplore::engine::rules::RuleId as R;

use super::{Case, Shows};
use Shows::{Finding, Quiet, Says, Size};

/// The cluster's VNet, 10.240.0.0/16, with the subnet of its nodes; what follows belongs to the subnet.
macro_rules! vnet {
    ($($more:literal),*) => {
        concat!(
            "[[vnet]]\nname = 'v'\naddress-space = ['10.240.0.0/16']\n",
            "[[vnet.subnet]]\nname = 'nodes'\nprefix = '10.240.0.0/24'\n",
            $($more),*
        )
    };
}

/// A cluster with these keys in that VNet.
macro_rules! design {
    ($cluster:literal $(, $more:literal)*) => {
        concat!("[cluster]\n", $cluster, "\n", vnet!($($more),*))
    };
}

pub const CASES: &[Case] = &[
    // Kept by AKS: touched from inside, from outside, and missed by a hair.
    (R::ReservedLinkLocal, "[cluster]\npod-cidr = '169.254.0.0/16'\n", Finding("reserved-range")),
    (R::ReservedLinkLocal, "[cluster]\npod-cidr = '10.254.0.0/16'\n", Quiet("reserved-range")),
    (R::ReservedLower, "[cluster]\npod-cidr = '172.30.128.0/17'\n", Finding("reserved-range")),
    (
        R::ReservedLower,
        "[cluster]\npod-cidr = '172.16.0.0/12'\n",
        Says("reserved-range", "172.16.0.0/12 contains 172.30.0.0/16"),
    ),
    (R::ReservedLower, "[cluster]\npod-cidr = '172.28.0.0/15'\n", Quiet("reserved-range")),
    (
        R::ReservedUpper,
        "[cluster]\nservice-cidr = '172.31.0.0/24'\ndns-service-ip = '172.31.0.10'\n",
        Finding("reserved-range"),
    ),
    (
        R::ReservedUpper,
        "[cluster]\npod-cidr = '172.16.0.0/12'\n",
        Says("reserved-range", "172.16.0.0/12 contains 172.31.0.0/16"),
    ),
    (R::ReservedUpper, "[cluster]\npod-cidr = '172.16.0.0/13'\n", Quiet("reserved-range")),
    (R::ReservedTest, "[cluster]\npod-cidr = '192.0.0.0/16'\n", Finding("reserved-range")),
    (R::ReservedTest, "[cluster]\npod-cidr = '192.0.0.0/23'\n", Quiet("reserved-range")),
    // Since when AKS itself looks, and where no page says that it does.
    (
        R::LinkLocalRefused,
        "[cluster]\nservice-cidr = '169.254.128.0/24'\ndns-service-ip = '169.254.128.10'\n",
        Says("reserved-range", "refuses since 2025-01-30"),
    ),
    (
        R::LowerAndUpperRefused,
        "[cluster]\npod-cidr = '172.30.0.0/16'\n",
        Says("reserved-range", "refuses since 2026-05-29"),
    ),
    (
        R::LowerAndUpperRefused,
        "[cluster]\nmodel = 'byo-cni'\npod-cidr = '172.30.0.0/16'\n",
        Says("reserved-range", "which AKS keeps for itself"),
    ),
    (
        R::TestRangeRefused,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['192.0.2.0/24']\n[[vnet.subnet]]\nname = 's'\nprefix = '192.0.2.0/25'\n",
        Says("reserved-range", "refuses since 2019-05-20"),
    ),
    // What no VNet may hold.
    (
        R::VnetForbidsMulticast,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['224.0.0.0/24']\n",
        Finding("vnet-forbidden-range"),
    ),
    (
        R::VnetForbidsMulticast,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['223.255.255.0/24']\n",
        Quiet("vnet-forbidden-range"),
    ),
    (
        R::VnetForbidsBroadcast,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['255.255.255.0/24']\n",
        Finding("vnet-forbidden-range"),
    ),
    (
        R::VnetForbidsBroadcast,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['255.255.254.0/24']\n",
        Quiet("vnet-forbidden-range"),
    ),
    (
        R::VnetForbidsLoopback,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['126.0.0.0/7']\n",
        Finding("vnet-forbidden-range"),
    ),
    (
        R::VnetForbidsLoopback,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['126.0.0.0/8']\n",
        Quiet("vnet-forbidden-range"),
    ),
    (
        R::VnetForbidsPlatform,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['168.63.129.0/24']\n",
        Finding("vnet-forbidden-range"),
    ),
    (
        R::VnetForbidsPlatform,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['168.63.130.0/24']\n",
        Quiet("vnet-forbidden-range"),
    ),
    (
        R::VnetForbidsLinkLocal,
        design!("", "[[vnet]]\nname = 'w'\naddress-space = ['169.254.9.0/24']\n"),
        Finding("vnet-forbidden-range"),
    ),
    (
        R::VnetForbidsLinkLocal,
        design!("", "[[vnet]]\nname = 'w'\naddress-space = ['169.253.9.0/24']\n"),
        Quiet("vnet-forbidden-range"),
    ),
    // Private space, to both of its edges.
    (R::Private10, "[cluster]\npod-cidr = '10.255.0.0/16'\n", Quiet("pod-cidr-public")),
    (R::Private172, "[cluster]\npod-cidr = '172.16.0.0/16'\n", Quiet("pod-cidr-public")),
    (R::Private192, "[cluster]\npod-cidr = '192.168.0.0/16'\n", Quiet("pod-cidr-public")),
    (R::PrivateShared, "[cluster]\npod-cidr = '100.127.0.0/16'\n", Quiet("pod-cidr-public")),
    (R::PodCidrPrivate, "[cluster]\npod-cidr = '100.128.0.0/16'\n", Finding("pod-cidr-public")),
    (R::PodCidrPrivate, "[cluster]\npod-cidr = '172.32.0.0/16'\n", Finding("pod-cidr-public")),
    (
        R::ServiceCidrPrivate,
        "[cluster]\nservice-cidr = '11.0.0.0/16'\ndns-service-ip = '11.0.0.10'\n",
        Finding("service-cidr-public"),
    ),
    (R::ServiceCidrPrivate, "[cluster]\nservice-cidr = '10.0.0.0/16'\n", Quiet("service-cidr-public")),
    // Five addresses of a subnet, none of a pod CIDR.
    (R::SubnetReservedFirst, design!(""), Size("ranges/role=node-subnet/usable", "251")),
    (R::SubnetReservedFirst, design!("pod-cidr = '10.244.0.0/22'"), Size("ranges/role=pod-cidr/usable", "1024")),
    (
        R::SubnetReservedFirst,
        design!("", "[[vm]]\nname = 'm'\nsubnet = 'nodes'\nip = '10.240.0.3'\n"),
        Finding("address-reserved"),
    ),
    (
        R::SubnetReservedFirst,
        design!("", "[[vm]]\nname = 'm'\nsubnet = 'nodes'\nip = '10.240.0.4'\n"),
        Quiet("address-reserved"),
    ),
    (
        R::SubnetReservedLast,
        design!("", "[[vm]]\nname = 'm'\nsubnet = 'nodes'\nip = '10.240.0.255'\n"),
        Finding("address-reserved"),
    ),
    (
        R::SubnetReservedLast,
        design!("", "[[vm]]\nname = 'm'\nsubnet = 'nodes'\nip = '10.240.0.254'\n"),
        Quiet("address-reserved"),
    ),
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
    (R::NodeBlockPrefix, design!("pod-cidr = '10.244.0.0/25'"), Finding("pod-cidr-too-small")),
    (R::NodeBlockPrefix, design!("pod-cidr = '10.244.0.0/24'"), Quiet("pod-cidr-too-small")),
    (R::NodeBlockPrefix, design!("model = 'byo-cni'\npod-cidr = '10.244.0.0/25'"), Quiet("pod-cidr-too-small")),
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
            "[[vnet.subnet]]\nname = 'agc'\nprefix = '10.240.1.0/24'\ndelegation = 'x'\n[[ingress]]\nname = 'i'\ncontroller = 'application-gateway-for-containers'\nsubnet = 'agc'\n"
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
        R::GatewayPrefixMax,
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
    // Places.
    (
        R::AutoscaleBounds,
        design!("", "[[node-pool]]\nname = 'a'\ncount = 7\nautoscale = { min = 3, max = 6 }\n"),
        Finding("autoscale-bounds"),
    ),
    (
        R::AutoscaleBounds,
        design!("", "[[node-pool]]\nname = 'a'\ncount = 6\nautoscale = { min = 3, max = 6 }\n"),
        Quiet("autoscale-bounds"),
    ),
    (
        R::SubnetsApart,
        design!("", "[[vnet.subnet]]\nname = 'x'\nprefix = '10.240.0.128/25'\n"),
        Finding("subnets-overlap"),
    ),
    (R::SubnetsApart, design!("", "[[vnet.subnet]]\nname = 'x'\nprefix = '10.240.1.0/25'\n"), Quiet("subnets-overlap")),
    (
        R::SubnetsApart,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['10.240.0.0/16', 'fd00::/48']\n[[vnet.subnet]]\nname = 'a'\nprefix = '10.240.0.0/24'\nprefix-v6 = 'fd00::/64'\n[[vnet.subnet]]\nname = 'b'\nprefix = '10.240.1.0/24'\nprefix-v6 = 'fd00::/64'\n",
        Finding("subnets-v6-overlap"),
    ),
    (
        R::OneVnet,
        design!("", "[[vnet.subnet]]\nname = 'x'\nprefix = '10.241.0.0/24'\n"),
        Finding("subnet-outside-vnet"),
    ),
    (
        R::OneVnet,
        design!("", "[[vnet.subnet]]\nname = 'x'\nprefix = '10.240.255.0/24'\n"),
        Quiet("subnet-outside-vnet"),
    ),
    (R::OneVnet, design!("", "prefix-v6 = 'fd00::/64'\n"), Finding("subnet-v6-outside-vnet")),
    (
        R::OneVnet,
        design!(
            "",
            "[[vnet]]\nname = 'w'\naddress-space = ['10.250.0.0/16']\n[[vnet.subnet]]\nname = 'x'\nprefix = '10.250.0.0/24'\n[[node-pool]]\nname = 'a'\nsubnet = 'x'\n"
        ),
        Finding("subnet-in-other-vnet"),
    ),
    (
        R::PeersApart,
        design!("", "[[vnet.peering]]\nremote = 'w'\n[[vnet]]\nname = 'w'\naddress-space = ['10.240.128.0/17']\n"),
        Finding("vnet-overlaps-peer"),
    ),
    (
        R::PeersApart,
        design!("", "[[vnet.peering]]\nremote = 'w'\n[[vnet]]\nname = 'w'\naddress-space = ['10.241.0.0/16']\n"),
        Quiet("vnet-overlaps-peer"),
    ),
    // What a gateway has learned concerns the VNet that uses it: its own, or one that a peer lends.
    (
        R::VnetBeforeBgp,
        design!("", "[[gateway]]\nname = 'g'\nvnet = 'v'\nroutes = ['10.240.9.0/24']\n"),
        Finding("vnet-overlaps-on-premises"),
    ),
    (
        R::VnetBeforeBgp,
        design!("", "[[gateway]]\nname = 'g'\nvnet = 'v'\nroutes = ['10.241.9.0/24']\n"),
        Quiet("vnet-overlaps-on-premises"),
    ),
    (
        R::VnetBeforeBgp,
        design!(
            "",
            "[[vnet]]\nname = 'w'\naddress-space = ['10.1.0.0/16']\n[[gateway]]\nname = 'g'\nvnet = 'w'\nroutes = ['10.240.9.0/24']\n[[on-premises]]\nname = 'o'\nip = '10.240.9.9'\ngateway = 'g'\n"
        ),
        Quiet("vnet-overlaps-on-premises"),
    ),
    (
        R::VnetBeforeBgp,
        design!(
            "",
            "[[vnet.peering]]\nremote = 'w'\n[[vnet]]\nname = 'w'\naddress-space = ['10.1.0.0/16']\n[[gateway]]\nname = 'g'\nvnet = 'w'\nroutes = ['10.240.9.0/24']\n"
        ),
        Quiet("vnet-overlaps-on-premises"),
    ),
    (
        R::VnetBeforeBgp,
        design!(
            "",
            "[[vnet.peering]]\nremote = 'w'\nuse-remote-gateways = true\n[[vnet]]\nname = 'w'\naddress-space = ['10.1.0.0/16']\n[[gateway]]\nname = 'g'\nvnet = 'w'\nroutes = ['10.240.9.0/24']\n"
        ),
        Finding("vnet-overlaps-on-premises"),
    ),
    (
        R::VnetBeforeBgp,
        design!(
            "",
            "[[vnet.peering]]\nremote = 'w'\nuse-remote-gateways = true\n[[vnet]]\nname = 'w'\naddress-space = ['10.1.0.0/16']\n[[vnet.peering]]\nremote = 'v'\n[[gateway]]\nname = 'g'\nvnet = 'w'\nroutes = ['10.240.9.0/24']\n"
        ),
        Quiet("vnet-overlaps-on-premises"),
    ),
    // The pod CIDR: an error in a subnet, a doubt in the VNet, free to be shared by overlays.
    (
        R::PodCidrApart,
        design!("pod-cidr = '10.240.0.0/24'"),
        Says(
            "pod-cidr-overlaps-subnet",
            "NetworkProfile CIDR 10.240.0.0/24 overlaps with reserved VNET CIDR 10.240.0.0/16",
        ),
    ),
    (R::PodCidrApart, design!("pod-cidr = '10.240.1.0/24'"), Finding("pod-cidr-overlaps-vnet")),
    (R::PodCidrApart, design!("pod-cidr = '10.240.1.0/24'"), Quiet("pod-cidr-overlaps-subnet")),
    (R::PodCidrApart, design!("pod-cidr = '10.241.0.0/16'"), Quiet("pod-cidr-overlaps-vnet")),
    (R::PodCidrApart, "[cluster]\npod-cidr = '10.0.128.0/17'\n", Finding("pod-cidr-overlaps-service-cidr")),
    (
        R::PodCidrApart,
        design!("", "[[vnet.peering]]\nremote = 'w'\n[[vnet]]\nname = 'w'\naddress-space = ['10.244.9.0/24']\n"),
        Finding("pod-cidr-overlaps-peer"),
    ),
    (
        R::PodCidrApart,
        design!("", "[[on-premises]]\nname = 'o'\naddress-space = ['10.244.0.0/14']\n"),
        Finding("pod-cidr-overlaps-on-premises"),
    ),
    (
        R::KubenetApart,
        design!(
            "model = 'kubenet'",
            "[[other-cluster]]\nname = 'o'\nnode-subnet = 'nodes'\npod-cidr = '10.245.0.0/16'\n"
        ),
        Finding("kubenet-subnet-shared"),
    ),
    (
        R::KubenetApart,
        design!("", "[[other-cluster]]\nname = 'o'\nmodel = 'kubenet'\nnode-subnet = 'nodes'\n"),
        Finding("kubenet-subnet-shared"),
    ),
    (
        R::KubenetApart,
        design!(
            "",
            "[[other-cluster]]\nname = 'o'\nnode-subnet = 'nodes'\npod-cidr = '10.244.0.0/16'\nservice-cidr = '10.0.0.0/16'\n"
        ),
        Quiet("kubenet-subnet-shared"),
    ),
    (
        R::KubenetApart,
        design!(
            "",
            "[[other-cluster]]\nname = 'o'\nnode-subnet = 'nodes'\npod-cidr = '10.244.0.0/16'\nservice-cidr = '10.0.0.0/16'\n"
        ),
        Quiet("pod-cidr-shared"),
    ),
    (
        R::KubenetApart,
        design!(
            "model = 'kubenet'",
            "[[other-cluster]]\nname = 'o'\nnode-subnet = 'nodes'\npod-cidr = '10.244.0.0/16'\n"
        ),
        Finding("pod-cidr-shared"),
    ),
    (
        R::KubenetTableApart,
        design!(
            "model = 'kubenet'",
            "route-table = 'rt'\n[[vnet.subnet]]\nname = 'b'\nprefix = '10.240.1.0/24'\n[[node-pool]]\nname = 'a'\n[[node-pool]]\nname = 'c'\nsubnet = 'b'\n[[route-table]]\nname = 'rt'\n"
        ),
        Finding("kubenet-two-route-tables"),
    ),
    (
        R::KubenetTableApart,
        design!(
            "model = 'kubenet'",
            "[[vnet.subnet]]\nname = 'b'\nprefix = '10.240.1.0/24'\n[[node-pool]]\nname = 'a'\n[[node-pool]]\nname = 'c'\nsubnet = 'b'\n"
        ),
        Quiet("kubenet-two-route-tables"),
    ),
    (
        R::KubenetTableApart,
        design!(
            "model = 'kubenet'",
            "route-table = 'rt'\n[[vnet.subnet]]\nname = 'b'\nprefix = '10.240.1.0/24'\nroute-table = 'rt'\n[[other-cluster]]\nname = 'o'\nnode-subnet = 'b'\n[[route-table]]\nname = 'rt'\n"
        ),
        Finding("kubenet-route-table-shared"),
    ),
    (
        R::KubenetTableKept,
        design!("model = 'kubenet'", "route-table = 'rt'\n[[route-table]]\nname = 'rt'\nmanaged = false\n"),
        Says("kubenet-pod-routes-missing", "0 nodes of 3"),
    ),
    (
        R::KubenetTableKept,
        design!("model = 'kubenet'", "route-table = 'rt'\n[[route-table]]\nname = 'rt'\n"),
        Quiet("kubenet-pod-routes-missing"),
    ),
    // The service CIDR and the DNS.
    (
        R::ServiceCidrApart,
        design!("service-cidr = '10.240.0.0/24'\ndns-service-ip = '10.240.0.10'"),
        Says(
            "service-cidr-overlaps-subnet",
            "The specified service CIDR 10.240.0.0/24 is conflicted with an existing subnet CIDR 10.240.0.0/24",
        ),
    ),
    (
        R::ServiceCidrApart,
        design!("service-cidr = '10.240.1.0/24'\ndns-service-ip = '10.240.1.10'"),
        Finding("service-cidr-overlaps-vnet"),
    ),
    (
        R::ServiceCidrApart,
        design!("", "[[vnet.peering]]\nremote = 'w'\n[[vnet]]\nname = 'w'\naddress-space = ['10.0.9.0/24']\n"),
        Finding("service-cidr-overlaps-peer"),
    ),
    (
        R::ServiceCidrApart,
        design!("", "[[vnet]]\nname = 'w'\naddress-space = ['10.0.9.0/24']\n"),
        Quiet("service-cidr-overlaps-peer"),
    ),
    (
        R::ServiceCidrApart,
        design!("", "[[on-premises]]\nname = 'o'\nip = '10.0.9.9'\n"),
        Finding("service-cidr-overlaps-on-premises"),
    ),
    (
        R::DnsServiceIpInside,
        "[cluster]\nservice-cidr = '10.200.0.0/16'\n",
        Says(
            "dns-ip-outside-service-cidr",
            "The DNS service IP 10.0.0.10 is out of the range defined by service CIDR 10.200.0.0/16.",
        ),
    ),
    (
        R::DnsServiceIpInside,
        "[cluster]\nservice-cidr = '10.200.0.0/16'\ndns-service-ip = '10.200.255.255'\n",
        Quiet("dns-ip-outside-service-cidr"),
    ),
    (R::DnsServiceIpNotFirst, "[cluster]\ndns-service-ip = '10.0.0.1'\n", Finding("dns-ip-is-first")),
    (
        R::DnsServiceIpNotFirst,
        "[cluster]\ndns-service-ip = '10.0.0.0'\n",
        Says("dns-ip-is-first", "own address, before"),
    ),
    (R::DnsServiceIpNotFirst, "[cluster]\ndns-service-ip = '10.0.0.2'\n", Quiet("dns-ip-is-first")),
    (
        R::DnsServiceIpNotFirst,
        "[cluster]\nservice-cidr = '10.0.0.0/31'\ndns-service-ip = '10.0.0.1'\n",
        Finding("service-cidr-too-small"),
    ),
    (
        R::DnsServiceIpNotFirst,
        "[cluster]\nservice-cidr = '10.0.0.0/30'\ndns-service-ip = '10.0.0.2'\n",
        Quiet("service-cidr-too-small"),
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
    // Azure's limits and numbers.
    (
        R::NsgPriorityMin,
        "[cluster]\n[[nsg]]\nname = 'n'\nrules = [{ name = 'r', priority = 99, direction = 'inbound', access = 'deny' }]\n",
        Finding("nsg-priority-range"),
    ),
    (
        R::NsgPriorityMin,
        "[cluster]\n[[nsg]]\nname = 'n'\nrules = [{ name = 'r', priority = 100, direction = 'inbound', access = 'deny' }]\n",
        Quiet("nsg-priority-range"),
    ),
    (
        R::NsgPriorityMax,
        "[cluster]\n[[nsg]]\nname = 'n'\nrules = [{ name = 'r', priority = 4097, direction = 'inbound', access = 'deny' }]\n",
        Finding("nsg-priority-range"),
    ),
    (
        R::NsgPriorityMax,
        "[cluster]\n[[nsg]]\nname = 'n'\nrules = [{ name = 'r', priority = 4096, direction = 'inbound', access = 'deny' }]\n",
        Quiet("nsg-priority-range"),
    ),
    (
        R::NsgPriorityUnique,
        "[cluster]\n[[nsg]]\nname = 'n'\nrules = [{ name = 'q', priority = 100, direction = 'inbound', access = 'deny' }, { name = 'r', priority = 100, direction = 'inbound', access = 'allow' }]\n",
        Finding("nsg-priority-taken"),
    ),
    (
        R::NsgPriorityUnique,
        "[cluster]\n[[nsg]]\nname = 'n'\nrules = [{ name = 'q', priority = 100, direction = 'inbound', access = 'deny' }, { name = 'r', priority = 100, direction = 'outbound', access = 'deny' }]\n",
        Quiet("nsg-priority-taken"),
    ),
    (R::PoolNameForm, design!("", "[[node-pool]]\nname = 'Apps-1'\n"), Finding("pool-name-form")),
    (R::PoolNameForm, design!("", "[[node-pool]]\nname = '1apps'\n"), Finding("pool-name-form")),
    (R::PoolNameForm, design!("", "[[node-pool]]\nname = 'apps1'\n"), Quiet("pool-name-form")),
    (R::PoolNameMaxLinux, design!("", "[[node-pool]]\nname = 'a234567890123'\n"), Finding("pool-name-length")),
    (R::PoolNameMaxLinux, design!("", "[[node-pool]]\nname = 'a23456789012'\n"), Quiet("pool-name-length")),
    (
        R::PoolNameMaxWindows,
        design!("", "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'w234567'\nos = 'windows'\n"),
        Finding("pool-name-length"),
    ),
    (
        R::PoolNameMaxWindows,
        design!("", "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'w23456'\nos = 'windows'\n"),
        Quiet("pool-name-length"),
    ),
    (R::SystemPoolNeeded, design!("", "[[node-pool]]\nname = 'a'\nmode = 'user'\n"), Finding("system-pool-missing")),
    (R::SystemPoolNeeded, design!("", "[[node-pool]]\nname = 'a'\n"), Quiet("system-pool-missing")),
    (R::SystemPoolLinux, design!("", "[[node-pool]]\nname = 'w'\nos = 'windows'\n"), Finding("system-pool-windows")),
    (
        R::SystemPoolLinux,
        design!("", "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'w'\nos = 'windows'\n"),
        Quiet("system-pool-windows"),
    ),
    (R::SystemPoolNodesMin, design!("", "[[node-pool]]\nname = 'a'\ncount = 0\n"), Finding("system-pool-nodes")),
    (
        R::SystemPoolNodesMin,
        design!("", "[[node-pool]]\nname = 'a'\ncount = 1\n"),
        Says("system-pool-nodes-disputed", "use-system-pools.md"),
    ),
    (R::SystemPoolNodesMin, design!("", "[[node-pool]]\nname = 'a'\ncount = 2\n"), Quiet("system-pool-nodes-disputed")),
    (
        R::SurgeOrUnavailable,
        design!("", "[[node-pool]]\nname = 'a'\nmax-surge = 0\n"),
        Finding("surge-and-unavailable-zero"),
    ),
    (
        R::SurgeOrUnavailable,
        design!("", "[[node-pool]]\nname = 'a'\n[[node-pool]]\nname = 'b'\nmax-surge = 0\nmax-unavailable = 1\n"),
        Quiet("surge-and-unavailable-zero"),
    ),
    (
        R::UnavailableNotSystem,
        design!("", "[[node-pool]]\nname = 'a'\nmax-surge = 0\nmax-unavailable = 1\n"),
        Finding("max-unavailable-on-system"),
    ),
    (
        R::UnavailableNotSystem,
        design!("", "[[node-pool]]\nname = 'a'\n[[node-pool]]\nname = 'b'\nmax-unavailable = 1\n"),
        Quiet("max-unavailable-on-system"),
    ),
    (R::UpgradeUnblockedNodes, "[cluster]\n[[node-pool]]\nname = 'a'\ncount = 5000\n", Finding("upgrade-nodes-limit")),
    (R::UpgradeUnblockedNodes, "[cluster]\n[[node-pool]]\nname = 'a'\ncount = 4999\n", Quiet("upgrade-nodes-limit")),
    (
        R::GatewayNotScaled,
        design!(
            "",
            "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'g'\nmode = 'gateway'\ncount = 2\nautoscale = { min = 2, max = 4 }\n"
        ),
        Finding("gateway-autoscale"),
    ),
    (
        R::GatewayNotScaled,
        design!("", "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'g'\nmode = 'gateway'\ncount = 2\n"),
        Quiet("gateway-autoscale"),
    ),
    (
        R::GatewayNeeds,
        design!(
            "model = 'azure-cni-pod-subnet'",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 's'\npod-subnet = 'pods'\n[[node-pool]]\nname = 'g'\nmode = 'gateway'\npod-subnet = 'pods'\n"
        ),
        Finding("gateway-not-supported"),
    ),
    (
        R::GatewayNeeds,
        design!("", "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'g'\nmode = 'gateway'\ncount = 2\n"),
        Quiet("gateway-not-supported"),
    ),
    // Versions: the one before and the first.
    (
        R::StaticBlockSinceMinor,
        design!(
            "model = 'azure-cni-pod-subnet'\npod-ip-allocation = 'static-block'\nkubernetes-version = '1.27'",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\n"
        ),
        Finding("static-block-needs-version"),
    ),
    (
        R::StaticBlockSinceMinor,
        design!(
            "model = 'azure-cni-pod-subnet'\npod-ip-allocation = 'static-block'\nkubernetes-version = '1.28'",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\n"
        ),
        Quiet("static-block-needs-version"),
    ),
    (
        R::EbpfSinceMinor,
        "[cluster]\ndataplane = 'cilium'\nebpf-host-routing = true\nkubernetes-version = '1.32'\n",
        Finding("ebpf-needs-version"),
    ),
    (
        R::EbpfSinceMinor,
        "[cluster]\ndataplane = 'cilium'\nebpf-host-routing = true\nkubernetes-version = '1.33'\n",
        Quiet("ebpf-needs-version"),
    ),
    (
        R::DualStackCiliumSinceMinor,
        "[cluster]\ndataplane = 'cilium'\nip-families = ['ipv4', 'ipv6']\nkubernetes-version = '1.28'\n",
        Finding("dual-stack-needs-version"),
    ),
    (
        R::DualStackCiliumSinceMinor,
        "[cluster]\ndataplane = 'cilium'\nip-families = ['ipv4', 'ipv6']\nkubernetes-version = '1.29'\n",
        Quiet("dual-stack-needs-version"),
    ),
    (
        R::ChangePolicyVersion,
        "[cluster]\nnetwork-policy = 'calico'\nkubernetes-version = '1.29'\n",
        Finding("policy-change-needs-version"),
    ),
    (
        R::ChangePolicyVersion,
        "[cluster]\nnetwork-policy = 'calico'\nkubernetes-version = '1.30'\n",
        Quiet("policy-change-needs-version"),
    ),
    (R::KubernetesVersionNewest, "[cluster]\nkubernetes-version = 'latest'\n", Finding("kubernetes-version-unknown")),
    (R::KubernetesVersionNewest, "[cluster]\nkubernetes-version = '1.2.3.4'\n", Finding("kubernetes-version-unknown")),
    (R::KubernetesVersionNewest, "[cluster]\nkubernetes-version = '1.36.2'\n", Quiet("kubernetes-version-unknown")),
    // Data plane, policies, services.
    (R::AcnsNeedsCilium, "[cluster]\nacns = ['fqdn']\n", Finding("acns-needs-cilium")),
    (R::AcnsNeedsCilium, "[cluster]\nacns = ['fqdn']\ndataplane = 'cilium'\n", Quiet("acns-needs-cilium")),
    (R::AcnsNeedsCilium, "[cluster]\nebpf-host-routing = true\n", Finding("ebpf-needs-cilium")),
    (R::PolicyCilium, "[cluster]\nnetwork-policy = 'cilium'\n", Finding("cilium-policy-needs-cilium")),
    (
        R::PolicyCilium,
        "[cluster]\nnetwork-policy = 'cilium'\ndataplane = 'cilium'\n",
        Quiet("cilium-policy-needs-cilium"),
    ),
    (R::PolicyKubenet, "[cluster]\nmodel = 'kubenet'\nnetwork-policy = 'azure'\n", Finding("policy-not-on-kubenet")),
    (R::PolicyKubenet, "[cluster]\nmodel = 'kubenet'\nnetwork-policy = 'calico'\n", Quiet("policy-not-on-kubenet")),
    (R::PolicyAzureCni, "[cluster]\nmodel = 'byo-cni'\nnetwork-policy = 'calico'\n", Finding("policy-on-byo-cni")),
    (
        R::PolicyAzureCni,
        "[cluster]\nmodel = 'azure-cni-node-subnet'\nnetwork-policy = 'calico'\n",
        Quiet("policy-on-byo-cni"),
    ),
    (
        R::PolicyReplaced,
        "[cluster]\ndataplane = 'cilium'\nnetwork-policy = 'calico'\n",
        Finding("policy-replaced-by-cilium"),
    ),
    (R::PolicyReplaced, "[cluster]\nnetwork-policy = 'calico'\n", Quiet("policy-replaced-by-cilium")),
    (
        R::NpmWindowsRetires,
        "[cluster]\nnetwork-policy = 'azure'\n[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'w'\nos = 'windows'\n",
        Says("npm-windows-ended", "2026-09-30"),
    ),
    (R::NpmLinuxRetires, "[cluster]\nnetwork-policy = 'azure'\n", Says("npm-ends", "2028-09-30")),
    (R::NpmLinuxRetires, "[cluster]\nnetwork-policy = 'calico'\n", Quiet("npm-ends")),
    (R::IngressNginxRetires, "[cluster]\n[[ingress]]\nname = 'i'\n", Says("ingress-nginx-ends", "2026-11")),
    (
        R::OverlayMasquerade,
        "[cluster]\nnon-masquerade-cidrs = ['10.244.0.0/16', '10.9.0.0/16']\n",
        Finding("non-masquerade-outside-pods"),
    ),
    (
        R::OverlayMasquerade,
        "[cluster]\nnon-masquerade-cidrs = ['10.244.0.0/16']\n",
        Quiet("non-masquerade-outside-pods"),
    ),
    (
        R::FeatureApplicationGatewayForContainers,
        "[cluster]\nmodel = 'kubenet'\n[[ingress]]\nname = 'i'\ncontroller = 'application-gateway-for-containers'\n",
        Finding("container-gateway-on-kubenet"),
    ),
    (
        R::FeatureApplicationGatewayForContainers,
        "[cluster]\n[[ingress]]\nname = 'i'\ncontroller = 'application-gateway-for-containers'\n",
        Quiet("container-gateway-on-kubenet"),
    ),
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
    // Ways out.
    (
        R::OutboundManagedVnet,
        design!("outbound-type = 'managedNATGateway'"),
        Says("outbound-needs-managed-vnet", "--vnet-subnet-id cannot be specified for managedNATGateway"),
    ),
    (R::OutboundManagedVnet, design!("outbound-type = 'block'"), Finding("outbound-needs-managed-vnet")),
    (R::OutboundManagedVnet, "[cluster]\noutbound-type = 'managedNATGateway'\n", Quiet("outbound-needs-managed-vnet")),
    (R::OutboundOwnVnet, "[cluster]\noutbound-type = 'userDefinedRouting'\n", Finding("outbound-needs-own-vnet")),
    (R::OutboundOwnVnet, "[cluster]\noutbound-type = 'userAssignedNATGateway'\n", Finding("outbound-needs-own-vnet")),
    (R::OutboundOwnVnet, design!("outbound-type = 'userDefinedRouting'"), Quiet("outbound-needs-own-vnet")),
    (R::OutboundIsolated, "[cluster]\noutbound-type = 'none'\n", Finding("outbound-isolated")),
    (R::OutboundIsolated, "[cluster]\n", Quiet("outbound-isolated")),
    (R::IsolatedModels, "[cluster]\nmodel = 'kubenet'\noutbound-type = 'none'\n", Finding("isolated-on-kubenet")),
    (R::IsolatedModels, "[cluster]\noutbound-type = 'none'\n", Quiet("isolated-on-kubenet")),
    (R::OutboundPreview, "[cluster]\noutbound-type = 'block'\n", Finding("outbound-preview")),
    (
        R::OutboundV2,
        "[cluster]\noutbound-type = 'managedNATGatewayV2'\n",
        Says("outbound-preview", "managedNATGateway with SKU standardV2"),
    ),
    (R::OutboundV2, "[cluster]\noutbound-type = 'managedNATGateway'\n", Quiet("outbound-preview")),
    (R::NatGatewayOnNodes, design!("outbound-type = 'userAssignedNATGateway'"), Finding("nat-gateway-missing")),
    (
        R::NatGatewayOnNodes,
        design!("outbound-type = 'userAssignedNATGateway'", "nat-gateway = 'n'\n[[nat-gateway]]\nname = 'n'\n"),
        Quiet("nat-gateway-missing"),
    ),
    (
        R::NatGatewayOnPods,
        design!(
            "model = 'azure-cni-pod-subnet'\noutbound-type = 'userAssignedNATGateway'",
            "nat-gateway = 'n'\n[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\n[[nat-gateway]]\nname = 'n'\n"
        ),
        Finding("pod-subnet-nat-gateway-missing"),
    ),
    (
        R::NatGatewayOnPods,
        design!(
            "model = 'azure-cni-pod-subnet'\noutbound-type = 'userAssignedNATGateway'",
            "nat-gateway = 'n'\n[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\nnat-gateway = 'n'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\n[[nat-gateway]]\nname = 'n'\n"
        ),
        Quiet("pod-subnet-nat-gateway-missing"),
    ),
    (R::NatGatewayType, design!("", "nat-gateway = 'n'\n[[nat-gateway]]\nname = 'n'\n"), Finding("nat-gateway-unused")),
    (
        R::NatGatewayType,
        design!("outbound-type = 'userAssignedNATGateway'", "nat-gateway = 'n'\n[[nat-gateway]]\nname = 'n'\n"),
        Quiet("nat-gateway-unused"),
    ),
    (R::UserRoutingTable, design!("outbound-type = 'userDefinedRouting'"), Finding("route-table-missing")),
    (
        R::UserRoutingTable,
        design!(
            "outbound-type = 'userDefinedRouting'",
            "[[firewall]]\nname = 'f'\nvnet = 'v'\nprivate-ip = '10.240.9.4'\n"
        ),
        Finding("route-table-missing"),
    ),
    (
        R::UserRoutingTable,
        design!(
            "outbound-type = 'userDefinedRouting'",
            "route-table = 'rt'\n[[route-table]]\nname = 'rt'\n[[firewall]]\nname = 'f'\nvnet = 'v'\nprivate-ip = '10.240.9.4'\n"
        ),
        Finding("default-route-missing"),
    ),
    (
        R::UserRoutingTable,
        design!(
            "outbound-type = 'userDefinedRouting'",
            "route-table = 'rt'\n[[route-table]]\nname = 'rt'\nroutes = [{ name = 'd', prefix = '0.0.0.0/0', next-hop = 'Internet' }]\n[[firewall]]\nname = 'f'\nvnet = 'v'\nprivate-ip = '10.240.9.4'\n"
        ),
        Says(
            "default-route-next-hop",
            "Default route 0.0.0.0/0 has a next hop of Internet but only next hops of VirtualAppliance or VirtualNetworkGateway are allowed.",
        ),
    ),
    (
        R::UserRoutingTable,
        design!(
            "outbound-type = 'userDefinedRouting'",
            "route-table = 'rt'\n[[route-table]]\nname = 'rt'\nroutes = [{ name = 'd', prefix = '0.0.0.0/0', next-hop = 'VirtualNetworkGateway' }]\n"
        ),
        Quiet("default-route-next-hop"),
    ),
    (
        R::PodSubnetRoutes,
        design!(
            "model = 'azure-cni-pod-subnet'\noutbound-type = 'userDefinedRouting'",
            "route-table = 'rt'\n[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\n[[route-table]]\nname = 'rt'\nroutes = [{ name = 'd', prefix = '0.0.0.0/0', next-hop = 'VirtualNetworkGateway' }]\n"
        ),
        Says("pod-subnet-routes-disputed", "issue 3204"),
    ),
    (
        R::PodSubnetRoutes,
        design!(
            "model = 'azure-cni-pod-subnet'\noutbound-type = 'userDefinedRouting'",
            "route-table = 'rt'\n[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\nroute-table = 'rt'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\n[[route-table]]\nname = 'rt'\nroutes = [{ name = 'd', prefix = '0.0.0.0/0', next-hop = 'VirtualNetworkGateway' }]\n"
        ),
        Quiet("pod-subnet-routes-disputed"),
    ),
    (
        R::LoadBalancerKeys,
        "[cluster]\noutbound-type = 'managedNATGateway'\n[cluster.load-balancer]\noutbound-ips = ['20.50.0.10']\nidle-timeout-minutes = 10\n",
        Finding("load-balancer-keys-unused"),
    ),
    (
        R::LoadBalancerKeys,
        "[cluster]\n[cluster.load-balancer]\noutbound-ips = ['20.50.0.10']\n",
        Quiet("load-balancer-keys-unused"),
    ),
    (
        R::IdleMinutesMin,
        "[cluster]\n[cluster.load-balancer]\nidle-timeout-minutes = 3\n",
        Finding("idle-timeout-range"),
    ),
    (R::IdleMinutesMin, "[cluster]\n[cluster.load-balancer]\nidle-timeout-minutes = 4\n", Quiet("idle-timeout-range")),
    (
        R::IdleMinutesMax,
        "[cluster]\n[cluster.load-balancer]\nidle-timeout-minutes = 121\n",
        Finding("idle-timeout-range"),
    ),
    (
        R::IdleMinutesMax,
        "[cluster]\n[cluster.load-balancer]\nidle-timeout-minutes = 101\n",
        Says("idle-timeout-disputed", "allows 100"),
    ),
    (
        R::IdleMinutesMax,
        "[cluster]\n[cluster.load-balancer]\nidle-timeout-minutes = 100\n",
        Quiet("idle-timeout-disputed"),
    ),
    (
        R::DefaultOutboundRetires,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['10.240.0.0/16']\nmanaged = true\n[[vnet.subnet]]\nname = 'x'\nprefix = '10.240.0.0/24'\ndefault-outbound-access = true\n",
        Says("default-outbound-ended", "2026-03-31"),
    ),
    (R::DefaultOutboundRetires, design!("", "default-outbound-access = true\n"), Quiet("default-outbound-ended")),
    // Which page is right decides: 228 nodes fit a /24 with one of surge and not with 10%; 57 pods' worth likewise.
    (
        R::SurgePercentDefault,
        design!("pod-cidr = '10.244.0.0/14'", "[[node-pool]]\nname = 'a'\ncount = 229\n"),
        Says("surge-default-disputed", "needs 252 of 251, with 1 node"),
    ),
    (
        R::SurgePercentDefault,
        design!("pod-cidr = '10.244.0.0/14'", "[[node-pool]]\nname = 'a'\ncount = 228\n"),
        Quiet("surge-default-disputed"),
    ),
    (
        R::SurgePercentDefault,
        design!("pod-cidr = '10.244.0.0/14'", "[[node-pool]]\nname = 'a'\ncount = 229\nmax-surge = '10%'\n"),
        Quiet("surge-default-disputed"),
    ),
    (
        R::SurgePercentSinceMinor,
        design!("kubernetes-version = '1.31'\npod-cidr = '10.244.0.0/14'", "[[node-pool]]\nname = 'a'\ncount = 229\n"),
        Says("surge-default-disputed", "with 10% (CHANGELOG.md, Release 2023-10-01)"),
    ),
    (
        R::SurgePercentSinceMinor,
        design!("kubernetes-version = '1.27'\npod-cidr = '10.244.0.0/14'", "[[node-pool]]\nname = 'a'\ncount = 229\n"),
        Quiet("surge-default-disputed"),
    ),
    // 3 nodes and one more hold 4 x 128 at 110 pods, and 4 x 250 at 250.
    (
        R::MaxPodsPodSubnetDefault,
        design!(
            "model = 'azure-cni-pod-subnet'",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/23'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\n"
        ),
        Quiet("max-pods-default-disputed"),
    ),
    (
        R::MaxPodsPodSubnetDefault,
        design!(
            "model = 'azure-cni-pod-subnet'",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\ncount = 4\n"
        ),
        Says("max-pods-default-disputed", "needs 640 of 1,019, with 250"),
    ),
    (
        R::MaxPodsPodSubnetDefault,
        design!(
            "model = 'azure-cni-pod-subnet'",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\ncount = 4\nmax-pods = 110\n"
        ),
        Quiet("max-pods-default-disputed"),
    ),
];

/// A limit: its rule, the finding, the most that it allows, and a design of so many.
type Kind = (R, &'static str, usize, fn(usize) -> String);

/// The limits of pools and nodes. Of what must not be less, the count is what is left out.
const POOLS: [Kind; 7] = [
    (R::PoolPeakMax, "pool-surge-limit", 999, |nodes| pool(&format!("count = {nodes}\nmax-surge = 1\n"))),
    (R::PoolNodesMax, "pool-nodes-limit", 1_000, |nodes| pool(&format!("count = {nodes}\nmax-surge = 1\n"))),
    (R::MaxPodsMin, "max-pods-range", 240, |fewer| pool(&format!("count = 3\nmax-pods = {}\n", 250 - fewer))),
    (R::PoolPodsMin, "pool-under-30-pods", 15, |fewer| pool(&format!("count = 2\nmax-pods = {}\n", 30 - fewer))),
    (R::ClusterNodesMax, "cluster-nodes-limit", 5_000, |nodes| cluster("standard", nodes)),
    (R::ClusterNodesMaxFree, "cluster-nodes-limit", 1_000, |nodes| cluster("free", nodes)),
    (R::PoolsMax, "pools-limit", 100, |pools| format!("[cluster]\n{}", many(pools, |at| one_pool(at, 1)))),
];

fn pool(keys: &str) -> String {
    format!("[cluster]\n[[node-pool]]\nname = 'a'\n{keys}")
}

fn one_pool(at: usize, nodes: usize) -> String {
    format!("[[node-pool]]\nname = 'p{at}'\ncount = {nodes}\nmax-pods = 30\nmax-surge = 1\n")
}

/// So many nodes, at most 900 a pool.
fn cluster(tier: &str, nodes: usize) -> String {
    let pools = many(nodes.div_ceil(900), |at| one_pool(at, (nodes - at * 900).min(900)));
    format!("[cluster]\ntier = '{tier}'\n{pools}")
}

/// Designs at Azure's own limits, and one beyond.
pub static LARGE: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let kinds: [Kind; 4] = [
        (R::SubnetsMax, "vnet-subnets-limit", 3_000, subnets),
        (R::PeeringsMax, "vnet-peerings-limit", 500, peerings),
        (R::NsgRulesMax, "nsg-rules-limit", 1_000, nsg_rules),
        (R::RoutesMax, "route-table-limit", 400, routes),
    ];
    let cases = kinds.into_iter().chain(POOLS).flat_map(|(rule, code, limit, text)| {
        let design = |count| -> &'static str { text(count).leak() };
        [(rule, design(limit), Quiet(code)), (rule, design(limit + 1), Finding(code))]
    });
    cases.collect()
});

fn many(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect()
}

fn subnets(count: usize) -> String {
    let subnet = |place: usize| {
        format!("[[vnet.subnet]]\nname = 's{place}'\nprefix = '10.240.{}.{}/29'\n", place / 32, place % 32 * 8)
    };
    format!("[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['10.240.0.0/16']\n{}", many(count, subnet))
}

fn peerings(count: usize) -> String {
    let peering = |place: usize| format!("[[vnet.peering]]\nremote = 'p{place}'\n");
    let peer = |place: usize| {
        format!("[[vnet]]\nname = 'p{place}'\naddress-space = ['10.{}.{}.0/24']\n", 100 + place / 256, place % 256)
    };
    format!(
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['10.240.0.0/16']\n{}{}",
        many(count, peering),
        many(count, peer)
    )
}

fn nsg_rules(count: usize) -> String {
    let rule = |place: usize| {
        format!("{{ name = 'r{place}', priority = {}, direction = 'inbound', access = 'deny' }},", 100 + place)
    };
    format!("[cluster]\n[[nsg]]\nname = 'n'\nrules = [{}]\n", many(count, rule))
}

fn routes(count: usize) -> String {
    let route = |place: usize| {
        format!("{{ name = 'r{place}', prefix = '10.{}.{}.0/24', next-hop = 'None' }},", 100 + place / 256, place % 256)
    };
    format!("[cluster]\n[[route-table]]\nname = 't'\nroutes = [{}]\n", many(count, route))
}
