//! Ways out: ports, outbound types, NAT gateways, the user's own routes. Deliberately not a gateway pool's: that is
//! `cluster`'s.

meanings! { Outbound:
    // Outbound ports and addresses.
    "outbound-ports-short": Error at Create, OutboundPortsCount, Azure "InvalidLoadBalancerProfileAllocatedOutboundPorts";
        "the outbound ports of all nodes together, surge included, are more than the outbound addresses have";
        "fewer ports a node, more outbound addresses, or fewer nodes";
    "outbound-ports-range": Error at Create, AllocatedPortsMax | AllocatedPortsStep;
        "the outbound ports a node are more than can be asked for, or not a multiple of what they are shared out by";
        "a number within the bounds, and a multiple";
    "outbound-ports-not-known": Note at RunTime, LoadBalancerPortsByNodes;
        "no page says how many outbound ports each node of so large a cluster has";
        "a number of ports of one's own, or a NAT gateway";
    "outbound-ports-shrink": Warning at Scale | Upgrade, LoadBalancerPortsByNodes;
        "from a number of nodes on each node has fewer outbound ports, also those that there are, and connections may break";
        "a number of ports of one's own, a NAT gateway, or fewer nodes";
    "outbound-ips-range": Warning at Create, LoadBalancerIpsMax;
        "more outbound addresses than AKS makes for its load balancer";
        "fewer addresses, or ones of one's own";
    "nat-gateway-ips-range": Error at Create, NatGatewayIpsMax;
        "a NAT gateway with more addresses than it may have";
        "fewer addresses, or a second NAT gateway on another subnet";
    "idle-timeout-range": Error at Create, IdleMinutesMin | IdleMinutesMax;
        "the load balancer's idle timeout lies outside of the bounds that the platform has";
        "a number of minutes within the bounds";
    "backend-ip-configurations-exceeded": Warning at Scale, BackendIpConfigurationsMax;
        "the rules of a frontend times the nodes are more backend IP configurations than it may have";
        "fewer ports of the Services that share the frontend, or fewer nodes";
    "load-balancer-services": Warning at RunTime, LoadBalancerServicesMax;
        "the cluster has more Services of type LoadBalancer than AKS allows, by copies of a page whose age is not known";
        "fewer such Services; an ingress controller in front of several";
    "load-balancer-rules": Warning at RunTime, NicInboundRulesMax;
        "the ports of the Services make more inbound rules than the network card of a node may be in";
        "fewer ports; an ingress controller in front of several Services";
    "internal-lb-nodes": Note at Scale, InternalLoadBalancerNodes;
        "an internal load balancer in a cluster of so many nodes that it should be made before they are there";
        "the Service made while the cluster is smaller";

    // Outbound types, and the settings of the load balancer.
    "outbound-needs-managed-vnet": Error at Create, OutboundManagedVnet;
        "the outbound type goes with a VNet that AKS makes only, and the cluster's is the user's own";
        "another outbound type; a VNet that AKS makes";
    "outbound-needs-own-vnet": Error at Create, OutboundOwnVnet;
        "the outbound type goes with a VNet of the user's own only, and the cluster's is made by AKS";
        "another outbound type; a VNet of one's own";
    "outbound-preview": Note at RunTime, OutboundV2 | OutboundPreview;
        "the outbound type is a preview; of one such type pages disagree on how it is asked for";
        "an outbound type that is no preview";
    "outbound-isolated": Note at RunTime, OutboundIsolated;
        "the outbound type is for network isolated clusters only";
        "another outbound type, where the cluster is not to be isolated";
    "isolated-on-kubenet": Warning at RunTime, IsolatedModels;
        "the outbound type asks for a network isolated cluster, and the pages have those of Azure CNI only";
        "a model of Azure CNI; another outbound type";
    "load-balancer-keys-unused": Warning at Create, LoadBalancerKeys;
        "settings of the load balancer are given beside an outbound type that does not use it, and both cannot be asked for together";
        "the settings left out; the outbound type loadBalancer";
    "idle-timeout-disputed": Warning at Create, IdleMinutesMax;
        "the load balancer's idle timeout is one that the platform allows and that the command line tool does not take";
        "a number of minutes that both allow";
    "default-outbound-ended": Warning at RunTime, DefaultOutboundRetires;
        "a subnet of a VNet that AKS makes is said to have default outbound access, which new ones no longer have";
        "the key left out";

    // NAT gateways.
    "nat-gateway-missing": Error at Create, NatGatewayOnNodes;
        "the outbound type userAssignedNATGateway needs a NAT gateway on each node subnet, and one has none";
        "a NAT gateway on that subnet; another outbound type";
    "nat-gateway-unused": Error at Create, NatGatewayType;
        "a node subnet has a NAT gateway, and a new cluster there must have the outbound type that uses it";
        "the outbound type userAssignedNATGateway; a node subnet without a NAT gateway";
    "pod-subnet-nat-gateway-missing": Error at Create, NatGatewayOnPods;
        "the outbound type userAssignedNATGateway needs a NAT gateway on each pod subnet too, and one has none";
        "a NAT gateway on that pod subnet; another outbound type";

    // Routes of the user's own.
    "route-table-missing": Error at Create, UserRoutingTable;
        "the outbound type userDefinedRouting needs a route table on each node subnet, and one has none";
        "a route table on that subnet with a route for everything; another outbound type";
    "default-route-missing": Error at Create, UserRoutingTable;
        "the outbound type userDefinedRouting needs a route for everything, and the table of a node subnet has none";
        "a route for 0.0.0.0/0 to an appliance or a gateway; another outbound type";
    "gateway-route-not-vpn": Error at Create, UserRouteGateway;
        "a route of the user's leads to the VNet's gateway, which is one of ExpressRoute: only a VPN gateway may be named there";
        "routes that the gateway learns by BGP; another next hop";
    "default-route-next-hop": Error at Create, UserRoutingTable, Azure "RouteTableInvalidNextHop";
        "the route for everything leads neither to an appliance nor to a gateway, which the outbound type userDefinedRouting needs";
        "the next hop VirtualAppliance or VirtualNetworkGateway; another outbound type";
    "pod-subnet-routes-disputed": Warning at RunTime, PodSubnetRoutes;
        "a pod subnet has no route for everything: by one page its pods then pass by the appliance, by another they take the node subnet's routes";
        "a route table with that route on the pod subnet as well";
}
