//! Ways out.

use aksplore::engine::rules::RuleId as R;

use super::super::{Case, Shows};
use Shows::{Finding, Quiet, Says};

pub const CASES: &[Case] = &[
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
    (
        R::UserRouteGateway,
        design!(
            "",
            "route-table = 'rt'\n[[route-table]]\nname = 'rt'\nroutes = [{ name = 'd', prefix = '192.168.0.0/16', next-hop = 'VirtualNetworkGateway' }]\n[[gateway]]\nname = 'g'\ntype = 'expressroute'\nvnet = 'v'\n"
        ),
        Finding("gateway-route-not-vpn"),
    ),
    (
        R::UserRouteGateway,
        design!(
            "",
            "route-table = 'rt'\n[[route-table]]\nname = 'rt'\nroutes = [{ name = 'd', prefix = '192.168.0.0/16', next-hop = 'VirtualNetworkGateway' }]\n[[gateway]]\nname = 'g'\ntype = 'vpn'\nvnet = 'v'\n"
        ),
        Quiet("gateway-route-not-vpn"),
    ),
];
