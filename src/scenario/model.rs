//! The tables of a scenario file, one declaration each: keys, types and meaning. Deliberately without defaults
//! (those follow from rules) and without anything derived.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::item::item;
use super::leaf::{Autoscale, Name, Ports, Surge, Target, Text};
use crate::choice;
use crate::net::Cidr;

choice! {
    /// How a cluster gives its pods addresses.
    Model {
        /// A bridge and a /24 per node, kept in a route table.
        Kubenet = "kubenet",
        /// Pods take addresses of the node subnet.
        NodeSubnet = "azure-cni-node-subnet",
        /// Pods take addresses of a subnet of their own.
        PodSubnet = "azure-cni-pod-subnet",
        /// Pods take addresses of a private range, a /24 per node.
        Overlay = "azure-cni-overlay",
        /// No plug-in of Azure's.
        ByoCni = "byo-cni",
    }
}

choice! {
    /// How a pod subnet hands out addresses.
    PodIpAllocation {
        /// Batches of single addresses, as nodes need them.
        Dynamic = "dynamic",
        /// Blocks of 16, all at once.
        StaticBlock = "static-block",
    }
}

choice! {
    /// What forwards packets on a node.
    Dataplane {
        /// Linux routing, iptables and kube-proxy.
        Azure = "azure",
        /// eBPF, without kube-proxy.
        Cilium = "cilium",
    }
}

choice! {
    /// Who enforces network policies.
    NetworkPolicyEngine {
        /// Nobody.
        None = "none",
        /// Azure Network Policy Manager.
        Azure = "azure",
        /// Calico.
        Calico = "calico",
        /// Cilium.
        Cilium = "cilium",
    }
}

choice! {
    /// What Advanced Container Networking Services add.
    Acns {
        /// Policies by domain name.
        Fqdn = "fqdn",
        /// Policies by HTTP and Kafka.
        L7 = "l7",
        /// Encryption between nodes.
        Wireguard = "wireguard",
    }
}

choice! {
    /// How pods reach the internet.
    OutboundType {
        /// By an outbound rule of the cluster's load balancer.
        LoadBalancer = "loadBalancer",
        /// By a NAT gateway that AKS makes.
        ManagedNatGateway = "managedNATGateway",
        /// The same, StandardV2.
        ManagedNatGatewayV2 = "managedNATGatewayV2",
        /// By a NAT gateway of the user's.
        UserAssignedNatGateway = "userAssignedNATGateway",
        /// By the user's own routes.
        UserDefinedRouting = "userDefinedRouting",
        /// Not arranged by AKS.
        None = "none",
        /// Denied by AKS.
        Block = "block",
    }
}

choice! {
    /// The price tier of the control plane.
    Tier {
        /// Without an uptime promise.
        Free = "free",
        /// With one.
        Standard = "standard",
        /// With long-term support.
        Premium = "premium",
    }
}

choice! {
    /// An address family of a cluster.
    IpFamily {
        /// IPv4.
        V4 = "ipv4",
        /// IPv6.
        V6 = "ipv6",
    }
}

choice! {
    /// Who makes nodes, as Azure's `nodeProvisioningProfile.mode` says it.
    NodeProvisioningMode {
        /// The pools alone.
        Manual = "manual",
        /// Node auto-provisioning as well (Karpenter).
        Auto = "auto",
    }
}

choice! {
    /// Where the API server answers.
    ApiServer {
        /// On a public address.
        Public = "public",
        /// On a private endpoint.
        PrivateLink = "private-link",
        /// In a subnet of the VNet.
        VnetIntegration = "vnet-integration",
    }
}

choice! {
    /// What a node pool is for.
    PoolMode {
        /// The cluster's own pods, and others.
        System = "system",
        /// Other pods.
        User = "user",
        /// Static egress.
        Gateway = "gateway",
    }
}

choice! {
    /// The operating system of a pool.
    Os {
        /// Linux.
        Linux = "linux",
        /// Windows.
        Windows = "windows",
    }
}

choice! {
    /// Which policies apply to private endpoints of a subnet.
    PrivateEndpointPolicies {
        /// None.
        Disabled = "disabled",
        /// User routes.
        RouteTable = "route-table",
        /// NSGs.
        NetworkSecurityGroup = "network-security-group",
        /// Both.
        Enabled = "enabled",
    }
}

choice! {
    /// The state of a peering.
    PeeringState {
        /// Both sides stand.
        Connected = "connected",
        /// The other side is missing.
        Initiated = "initiated",
        /// The other side was removed.
        Disconnected = "disconnected",
    }
}

choice! {
    /// Where a user route sends packets.
    NextHop {
        /// Into the VNet.
        VnetLocal = "VnetLocal",
        /// To the internet.
        Internet = "Internet",
        /// To an address that forwards.
        VirtualAppliance = "VirtualAppliance",
        /// To the VNet's gateway.
        VirtualNetworkGateway = "VirtualNetworkGateway",
        /// Nowhere.
        None = "None",
    }
}

choice! {
    /// Which way a rule looks.
    Direction {
        /// Into the subnet or NIC.
        Inbound = "inbound",
        /// Out of it.
        Outbound = "outbound",
    }
}

choice! {
    /// What a rule does.
    Access {
        /// Lets pass.
        Allow = "allow",
        /// Drops.
        Deny = "deny",
    }
}

choice! {
    /// The protocol of a rule.
    RuleProtocol {
        /// Any.
        Any = "*",
        /// TCP.
        Tcp = "tcp",
        /// UDP.
        Udp = "udp",
        /// ICMP.
        Icmp = "icmp",
        /// ESP.
        Esp = "esp",
        /// AH.
        Ah = "ah",
    }
}

choice! {
    /// The kind of a gateway.
    GatewayType {
        /// VPN.
        Vpn = "vpn",
        /// ExpressRoute.
        ExpressRoute = "expressroute",
    }
}

choice! {
    /// The SKU of a NAT gateway.
    NatGatewaySku {
        /// Standard.
        Standard = "Standard",
        /// StandardV2.
        StandardV2 = "StandardV2",
    }
}

choice! {
    /// What stands at a firewall's address.
    FirewallKind {
        /// Azure Firewall.
        AzureFirewall = "azure-firewall",
        /// Another appliance.
        Appliance = "appliance",
    }
}

choice! {
    /// Where a load balancer answers.
    LoadBalancerType {
        /// On a private address.
        Internal = "internal",
        /// On a public address.
        Public = "public",
    }
}

choice! {
    /// What keeps a workload's pods.
    WorkloadKind {
        /// A single pod.
        Pod = "Pod",
        /// A Deployment.
        Deployment = "Deployment",
        /// A ReplicaSet.
        ReplicaSet = "ReplicaSet",
        /// A StatefulSet.
        StatefulSet = "StatefulSet",
        /// A DaemonSet.
        DaemonSet = "DaemonSet",
        /// A Job.
        Job = "Job",
        /// A CronJob.
        CronJob = "CronJob",
    }
}

choice! {
    /// The protocol of a port.
    PortProtocol {
        /// TCP.
        Tcp = "TCP",
        /// UDP.
        Udp = "UDP",
        /// SCTP.
        Sctp = "SCTP",
    }
}

choice! {
    /// How a Service is reached.
    ServiceType {
        /// Inside the cluster.
        ClusterIp = "ClusterIP",
        /// On a port of every node.
        NodePort = "NodePort",
        /// By a load balancer.
        LoadBalancer = "LoadBalancer",
        /// By another name.
        ExternalName = "ExternalName",
    }
}

choice! {
    /// Which endpoints a Service may use.
    TrafficPolicy {
        /// Any of the cluster.
        Cluster = "Cluster",
        /// Those of the node at hand.
        Local = "Local",
    }
}

choice! {
    /// What serves an Ingress.
    IngressController {
        /// The application routing add-on.
        AppRoutingNginx = "app-routing-nginx",
        /// Application Gateway.
        ApplicationGateway = "application-gateway",
        /// Application Gateway for Containers.
        ApplicationGatewayForContainers = "application-gateway-for-containers",
    }
}

choice! {
    /// Whether a design can stand.
    VerdictWord {
        /// It has room.
        Fits = "fits",
        /// A range is too small.
        NoFit = "no-fit",
        /// Azure would refuse it, or it cannot work.
        Invalid = "invalid",
    }
}

item! {
    /// A cluster and the network around it.
    Scenario [] Default {
        /// The version of the file's format: 1.
        opt schema: u32 = "schema",
        /// The scenario's name; the file's stem when left out.
        opt name: Name = "name",
        /// Free text, never interpreted.
        opt description: Text = "description",
        /// The cluster.
        one cluster: Cluster = "cluster",
        /// The node pools.
        tables pools: Pool = "node-pool",
        /// The virtual networks; the first is the cluster's, unless `cluster.vnet` names another.
        tables vnets: Vnet = "vnet",
        /// The route tables.
        tables route_tables: RouteTable = "route-table",
        /// The network security groups.
        tables nsgs: Nsg = "nsg",
        /// The VPN and ExpressRoute gateways.
        tables gateways: Gateway = "gateway",
        /// Neighbouring clusters: their ranges and the addresses they take.
        tables other_clusters: OtherCluster = "other-cluster",
        /// Hosts and ranges behind a gateway.
        tables on_premises: OnPremises = "on-premises",
        /// The NAT gateways.
        tables nat_gateways: NatGateway = "nat-gateway",
        /// Firewalls and other appliances.
        tables firewalls: Firewall = "firewall",
        /// Virtual machines.
        tables vms: Vm = "vm",
        /// Load balancers that are not made by a Service.
        tables load_balancers: PlainLoadBalancer = "load-balancer",
        /// Private endpoints.
        tables private_endpoints: PrivateEndpoint = "private-endpoint",
        /// The prefixes of service tags that routes or rules name.
        opt service_tags: BTreeMap<Name, Vec<Cidr>> = "service-tag",
        /// Pinned nodes; what is not pinned is allocated as AKS would.
        tables nodes: NodePin = "node",
        /// Namespaces with labels.
        tables namespaces: Namespace = "namespace",
        /// Workloads.
        tables workloads: Workload = "workload",
        /// Services.
        tables services: Service = "service",
        /// Ingresses.
        tables ingresses: Ingress = "ingress",
        /// Static egress gateways.
        tables static_egress_gateways: StaticEgressGateway = "static-egress-gateway",
        /// Kubernetes manifests.
        one policies: Policies = "policies",
        /// What this file is meant to show; `aksplore check` tests it.
        one expect: Expect = "expect",
    }
}

item! {
    /// The cluster.
    Cluster [] Default {
        /// How pods get addresses.
        opt model: Model = "model",
        /// Pod subnet only: batches or blocks.
        opt pod_ip_allocation: PodIpAllocation = "pod-ip-allocation",
        /// What forwards packets on a node.
        opt dataplane: Dataplane = "dataplane",
        /// Cilium only: forwarding without the host's iptables.
        opt ebpf_host_routing: bool = "ebpf-host-routing",
        /// Who enforces network policies.
        opt network_policy: NetworkPolicyEngine = "network-policy",
        /// Advanced Container Networking Services (Cilium only).
        opt acns: Vec<Acns> = "acns",
        /// How pods reach the internet.
        opt outbound_type: OutboundType = "outbound-type",
        /// The price tier.
        opt tier: Tier = "tier",
        /// The Kubernetes version, `1.33`.
        opt kubernetes_version: Name = "kubernetes-version",
        /// The VNet of the cluster; the first when left out.
        opt vnet: Name = "vnet",
        /// The range of pods: kubenet, overlay, BYO CNI.
        opt pod_cidr: Cidr = "pod-cidr",
        /// Its IPv6 counterpart.
        opt pod_cidr_v6: Cidr = "pod-cidr-v6",
        /// The range of Services.
        opt service_cidr: Cidr = "service-cidr",
        /// Its IPv6 counterpart.
        opt service_cidr_v6: Cidr = "service-cidr-v6",
        /// The address of the cluster's DNS.
        opt dns_service_ip: IpAddr = "dns-service-ip",
        /// The address families, IPv4 first.
        opt ip_families: Vec<IpFamily> = "ip-families",
        /// Where the API server answers.
        opt api_server: ApiServer = "api-server",
        /// Its subnet, with VNet integration.
        opt api_server_subnet: Name = "api-server-subnet",
        /// Who may reach a public API server, beside AKS's own load balancer; left out or empty: anybody.
        opt api_server_authorized_ranges: Vec<Cidr> = "api-server-authorized-ranges",
        /// Who makes nodes: the pools alone, or node auto-provisioning as well.
        opt node_provisioning_mode: NodeProvisioningMode = "node-provisioning-mode",
        /// The subnet of the pods on virtual nodes; left out: there are none.
        opt virtual_node_subnet: Name = "virtual-node-subnet",
        /// What ip-masq-agent leaves alone; left out: the model's list.
        opt non_masquerade_cidrs: Vec<Cidr> = "non-masquerade-cidrs",
        /// AKS's own load balancer.
        one load_balancer: ClusterLoadBalancer = "load-balancer",
    }
}

item! {
    /// AKS's own load balancer: named kubernetes, with the rule aksOutboundRule.
    ClusterLoadBalancer [] Default {
        /// Its public addresses for outbound connections.
        opt outbound_ips: Vec<IpAddr> = "outbound-ips",
        /// SNAT ports a node; 0: by pool size.
        opt allocated_outbound_ports: u32 = "allocated-outbound-ports",
        /// When an idle connection is forgotten.
        opt idle_timeout_minutes: u32 = "idle-timeout-minutes",
    }
}

item! {
    /// A node pool.
    Pool ["name"] {
        /// Its name.
        req name: Name = "name",
        /// What it is for.
        opt mode: PoolMode = "mode",
        /// Its operating system.
        opt os: Os = "os",
        /// How many nodes it has.
        opt count: u32 = "count",
        /// The autoscaler's bounds; left out: fixed size.
        opt autoscale: Autoscale = "autoscale",
        /// The most pods a node may run.
        opt max_pods: u32 = "max-pods",
        /// How many nodes more an upgrade may add: a count or a percentage.
        opt max_surge: Surge = "max-surge",
        /// How many nodes an upgrade may take away at once: a count or a percentage.
        opt max_unavailable: Surge = "max-unavailable",
        /// The subnet of its nodes.
        opt subnet: Name = "subnet",
        /// The subnet of its pods (pod subnet models only).
        opt pod_subnet: Name = "pod-subnet",
        /// Batches or blocks; left out: the cluster's.
        opt pod_ip_allocation: PodIpAllocation = "pod-ip-allocation",
        /// Pods a node really runs with a pod address; left out: max pods.
        opt pods_in_use: u32 = "pods-in-use",
        /// Gateway pools only: the length of their public prefix.
        opt gateway_prefix_size: u8 = "gateway-prefix-size",
    }
}

item! {
    /// A virtual network.
    Vnet ["name"] {
        /// Its name.
        req name: Name = "name",
        /// Its ranges.
        req address_space: Vec<Cidr> = "address-space",
        /// Made by AKS.
        opt managed: bool = "managed",
        /// Its subnets.
        tables subnets: Subnet = "subnet",
        /// Its peerings.
        tables peerings: Peering = "peering",
    }
}

item! {
    /// A subnet.
    Subnet ["name"] {
        /// Its name.
        req name: Name = "name",
        /// Its range.
        req prefix: Cidr = "prefix",
        /// Dual stack: exactly a /64; empty: none.
        opt prefix_v6: OptionalCidr = "prefix-v6",
        /// The NSG that guards it.
        opt nsg: Name = "nsg",
        /// The route table that steers it.
        opt route_table: Name = "route-table",
        /// The NAT gateway that its packets leave by.
        opt nat_gateway: Name = "nat-gateway",
        /// Azure services it reaches directly.
        opt service_endpoints: Vec<Name> = "service-endpoints",
        /// The service it is handed to; empty: none.
        opt delegation: Text = "delegation",
        /// May its machines reach the internet without any arrangement?
        opt default_outbound_access: bool = "default-outbound-access",
        /// Which policies apply to its private endpoints.
        opt private_endpoint_policies: PrivateEndpointPolicies = "private-endpoint-policies",
        /// Addresses taken by things that are not modelled.
        opt used_by_others: u32 = "used-by-others",
    }
}

item! {
    /// One side of a peering.
    Peering ["remote"] {
        /// The other VNet.
        req remote: Name = "remote",
        /// Takes packets that the other VNet only forwards.
        opt allow_forwarded_traffic: bool = "allow-forwarded-traffic",
        /// Uses the other VNet's gateway.
        opt use_remote_gateways: bool = "use-remote-gateways",
        /// Lets the other VNet use this one's gateway.
        opt allow_gateway_transit: bool = "allow-gateway-transit",
        /// Whether it stands.
        opt state: PeeringState = "state",
    }
}

item! {
    /// A route table.
    RouteTable ["name"] {
        /// Its name.
        req name: Name = "name",
        /// AKS keeps the pod routes in it; left out: true in a kubenet cluster's node subnets.
        opt managed: bool = "managed",
        /// Do gateways put their routes into its subnets?
        opt bgp_route_propagation: bool = "bgp-route-propagation",
        /// The user's routes.
        inline routes: Route = "routes",
    }
}

item! {
    /// A user route.
    Route ["name"] {
        /// Its name.
        req name: Name = "name",
        /// The range, or a service tag.
        req prefix: Target = "prefix",
        /// Where it sends packets.
        req next_hop: NextHop = "next-hop",
        /// The appliance's address.
        opt next_hop_ip: IpAddr = "next-hop-ip",
    }
}

item! {
    /// A network security group; Azure's default rules are always there.
    Nsg ["name"] {
        /// Its name.
        req name: Name = "name",
        /// AKS's own, completed by AKS's rules.
        opt managed: bool = "managed",
        /// The user's rules.
        inline rules: NsgRule = "rules",
    }
}

item! {
    /// An NSG rule.
    NsgRule ["name"] {
        /// Its name.
        req name: Name = "name",
        /// The lowest decides first.
        req priority: u32 = "priority",
        /// Which way it looks.
        req direction: Direction = "direction",
        /// What it does.
        req access: Access = "access",
        /// Its protocol; any when left out.
        opt protocol: RuleProtocol = "protocol",
        /// Where from; any when left out.
        opt source: Target = "source",
        /// From which ports; any when left out.
        opt source_ports: Ports = "source-ports",
        /// Where to; any when left out.
        opt destination: Target = "destination",
        /// To which ports; any when left out.
        opt destination_ports: Ports = "destination-ports",
    }
}

item! {
    /// A VPN or ExpressRoute gateway.
    Gateway ["name"] {
        /// Its name.
        req name: Name = "name",
        /// Its kind; VPN when left out.
        opt gateway_type: GatewayType = "type",
        /// The VNet it stands in.
        req vnet: Name = "vnet",
        /// Its address.
        opt ip: IpAddr = "ip",
        /// The ranges it has learned by BGP.
        opt routes: Vec<Cidr> = "routes",
    }
}

item! {
    /// A neighbouring cluster: its ranges and the addresses it takes, not its inside.
    OtherCluster ["name"] {
        /// Its name.
        req name: Name = "name",
        /// Its model.
        opt model: Model = "model",
        /// Pod subnet only: batches or blocks.
        opt pod_ip_allocation: PodIpAllocation = "pod-ip-allocation",
        /// Its VNet; the cluster's when left out.
        opt vnet: Name = "vnet",
        /// The subnet of its nodes; may be this cluster's own.
        opt node_subnet: Name = "node-subnet",
        /// The subnet of its pods; empty: none.
        opt pod_subnet: Text = "pod-subnet",
        /// The subnet of its API server, where that is VNet integrated; may be this cluster's own.
        opt api_server_subnet: Name = "api-server-subnet",
        /// The range of its pods.
        opt pod_cidr: Cidr = "pod-cidr",
        /// The range of its Services.
        opt service_cidr: Cidr = "service-cidr",
        /// Its nodes at their peak, surge included.
        opt nodes: u32 = "nodes",
        /// The most pods one of them may run.
        opt max_pods: u32 = "max-pods",
    }
}

item! {
    /// A host or a range behind a gateway.
    OnPremises ["name"] {
        /// Its name.
        req name: Name = "name",
        /// The host's address.
        opt ip: IpAddr = "ip",
        /// Or the ranges.
        opt address_space: Vec<Cidr> = "address-space",
        /// The gateway that leads there.
        opt gateway: Name = "gateway",
    }
}

item! {
    /// A NAT gateway.
    NatGateway ["name"] {
        /// Its name.
        req name: Name = "name",
        /// Its SKU.
        opt sku: NatGatewaySku = "sku",
        /// Its public addresses.
        opt public_ips: Vec<IpAddr> = "public-ips",
    }
}

item! {
    /// A firewall or another appliance.
    Firewall ["name"] {
        /// Its name.
        req name: Name = "name",
        /// What it is; Azure Firewall when left out.
        opt kind: FirewallKind = "kind",
        /// The VNet it stands in.
        req vnet: Name = "vnet",
        /// Its address inside.
        req private_ip: IpAddr = "private-ip",
        /// Its addresses outside; each brings its SNAT ports.
        opt public_ips: Vec<IpAddr> = "public-ips",
        /// The ranges towards which it does not translate sources: `IANAPrivateRanges`, or CIDRs.
        opt snat_private_ranges: Text = "snat-private-ranges",
        /// What it lets pass.
        inline network_rules: NetworkRule = "network-rules",
        /// What it translates on the way in.
        inline nat_rules: NatRule = "nat-rules",
    }
}

item! {
    /// A firewall's network rule.
    NetworkRule ["name"] {
        /// Its name.
        req name: Name = "name",
        /// What it does.
        req action: Access = "action",
        /// Its protocol; any when left out.
        opt protocol: RuleProtocol = "protocol",
        /// Where from; any when left out.
        opt source: Target = "source",
        /// Where to; any when left out.
        opt destination: Target = "destination",
        /// To which ports; any when left out.
        opt ports: Ports = "ports",
    }
}

item! {
    /// A firewall's NAT rule.
    NatRule ["name"] {
        /// Its name.
        req name: Name = "name",
        /// Its protocol; any when left out.
        opt protocol: RuleProtocol = "protocol",
        /// The address it answers on.
        req destination: IpAddr = "destination",
        /// The port it answers on.
        req port: u16 = "port",
        /// Where it sends packets.
        req translated_ip: IpAddr = "translated-ip",
        /// To which port.
        req translated_port: u16 = "translated-port",
    }
}

item! {
    /// A virtual machine.
    Vm ["name"] {
        /// Its name.
        req name: Name = "name",
        /// Its address.
        opt ip: IpAddr = "ip",
        /// Its subnet.
        opt subnet: Name = "subnet",
        /// Its VNet, where the subnet is not modelled.
        opt vnet: Name = "vnet",
        /// May its NIC forward packets?
        opt ip_forwarding: bool = "ip-forwarding",
        /// Does the guest itself route?
        opt forwards: bool = "forwards",
        /// The NSG of its NIC; empty: none.
        opt nic_nsg: Text = "nic-nsg",
        /// Its public address; empty: none.
        opt public_ip: OptionalAddress = "public-ip",
    }
}

item! {
    /// A load balancer that is not made by a Service.
    PlainLoadBalancer ["name"] {
        /// Its name.
        req name: Name = "name",
        /// Where it answers.
        opt kind: LoadBalancerType = "type",
        /// Its address.
        req frontend: IpAddr = "frontend",
        /// Its port.
        opt port: u16 = "port",
        /// The port of its backends.
        opt backend_port: u16 = "backend-port",
        /// Leaves the destination as it is.
        opt floating_ip: bool = "floating-ip",
        /// The machines behind it.
        opt backends: Vec<Name> = "backends",
    }
}

item! {
    /// A private endpoint.
    PrivateEndpoint ["name"] {
        /// Its name.
        req name: Name = "name",
        /// Its address.
        opt ip: IpAddr = "ip",
        /// Its subnet.
        req subnet: Name = "subnet",
    }
}

item! {
    /// A node whose address, range or NIC is pinned.
    NodePin ["name"] {
        /// Its name.
        req name: Name = "name",
        /// Its pool; the first when left out.
        opt pool: Name = "pool",
        /// Its address.
        opt ip: IpAddr = "ip",
        /// Overlay and kubenet: its pods' range; static blocks may have several.
        opt pod_cidr: OneOrMany = "pod-cidr",
        /// The NSG of its NIC; empty: none.
        opt nic_nsg: Text = "nic-nsg",
        /// Its public address; empty: none.
        opt public_ip: OptionalAddress = "public-ip",
    }
}

item! {
    /// A namespace.
    Namespace ["name"] {
        /// Its name.
        req name: Name = "name",
        /// Its labels; `kubernetes.io/metadata.name` is always there.
        opt labels: BTreeMap<Name, Text> = "labels",
    }
}

item! {
    /// A workload: pods of one kind.
    Workload ["namespace", "name"] {
        /// Its namespace.
        opt namespace: Name = "namespace",
        /// Its name.
        req name: Name = "name",
        /// What keeps its pods.
        opt kind: WorkloadKind = "kind",
        /// How many pods.
        opt replicas: u32 = "replicas",
        /// The labels of its pods.
        opt labels: BTreeMap<Name, Text> = "labels",
        /// The ports of its pods.
        inline ports: WorkloadPort = "ports",
        /// Do its pods use their node's address?
        opt host_network: bool = "host-network",
        /// The static egress gateway they leave by; empty: none.
        opt static_egress_gateway: Text = "static-egress-gateway",
        /// Pinned pods.
        inline pods: PodPin = "pods",
    }
}

item! {
    /// A port of a workload's pods.
    WorkloadPort [] {
        /// Its name.
        opt name: Name = "name",
        /// Its number.
        req port: u16 = "port",
        /// Its protocol; TCP when left out.
        opt protocol: PortProtocol = "protocol",
    }
}

item! {
    /// A pod whose node or address is pinned.
    PodPin ["name"] {
        /// Its name.
        req name: Name = "name",
        /// Its node.
        opt node: Name = "node",
        /// Its address.
        opt ip: IpAddr = "ip",
    }
}

item! {
    /// A Service.
    Service ["namespace", "name"] {
        /// Its namespace.
        opt namespace: Name = "namespace",
        /// Its name.
        req name: Name = "name",
        /// How it is reached.
        opt service_type: ServiceType = "type",
        /// Its load balancer answers inside only.
        opt internal: bool = "internal",
        /// The labels of its pods.
        opt selector: BTreeMap<Name, Text> = "selector",
        /// Its address.
        opt cluster_ip: IpAddr = "cluster-ip",
        /// Its load balancer's address.
        opt load_balancer_ip: IpAddr = "load-balancer-ip",
        /// Its ports.
        inline ports: ServicePort = "ports",
        /// Which endpoints packets from outside may reach.
        opt external_traffic_policy: TrafficPolicy = "external-traffic-policy",
        /// Which endpoints packets from inside may reach.
        opt internal_traffic_policy: TrafficPolicy = "internal-traffic-policy",
        /// The port of the health probe, with the external policy Local.
        opt health_check_node_port: u16 = "health-check-node-port",
        /// Who may reach the load balancer.
        opt source_ranges: Vec<Cidr> = "source-ranges",
        /// The load balancer leaves the destination as it is.
        opt floating_ip: bool = "floating-ip",
        /// The name it stands for; empty: none.
        opt external_name: Text = "external-name",
    }
}

item! {
    /// A port of a Service.
    ServicePort [] {
        /// Its name.
        opt name: Name = "name",
        /// The port it answers on.
        req port: u16 = "port",
        /// The pods' port, by number or name; `port` when left out.
        opt target_port: PortRef = "target-port",
        /// Its protocol; TCP when left out.
        opt protocol: PortProtocol = "protocol",
        /// The port on every node.
        opt node_port: u16 = "node-port",
    }
}

item! {
    /// An Ingress.
    Ingress ["namespace", "name"] {
        /// Its namespace.
        opt namespace: Name = "namespace",
        /// Its name.
        req name: Name = "name",
        /// Application gateways: its frontend; empty: none.
        opt ip: OptionalAddress = "ip",
        /// Application gateways: its subnet; empty: none.
        opt subnet: Text = "subnet",
        /// In-cluster controllers: their Service, `NS/NAME`.
        opt service: Name = "service",
        /// What serves it.
        opt controller: IngressController = "controller",
        /// Where it sends requests.
        inline rules: IngressRule = "rules",
        /// Does the pod see the client's address?
        opt preserve_client_ip: bool = "preserve-client-ip",
        /// Is it called by TLS? Clients then call its port 443, and 80 when left out.
        opt tls: bool = "tls",
    }
}

item! {
    /// A rule of an Ingress.
    IngressRule [] {
        /// The host it is for; any when left out.
        opt host: Name = "host",
        /// The path it is for.
        opt path: Name = "path",
        /// The Service.
        req service: Name = "service",
        /// Its port.
        req port: u16 = "port",
    }
}

item! {
    /// A static egress gateway.
    StaticEgressGateway ["name"] {
        /// Its name.
        req name: Name = "name",
        /// Its namespace.
        opt namespace: Name = "namespace",
        /// Its nodes: names or addresses.
        opt nodes: Vec<Name> = "nodes",
        /// The public addresses that packets leave with.
        opt public_ip_prefix: Cidr = "public-ip-prefix",
        /// Destinations that do not take this way.
        opt exclude_cidrs: Vec<Cidr> = "exclude-cidrs",
    }
}

item! {
    /// Kubernetes manifests that join the workloads here.
    Policies [] Default {
        /// Files, relative to this one; `*` matches.
        opt files: Vec<Name> = "files",
    }
}

item! {
    /// What this file is meant to show.
    Expect [] Default {
        /// The verdict.
        opt verdict: VerdictWord = "verdict",
        /// The role of the range that binds.
        opt binding: Name = "binding",
        /// Addresses needed, by range name.
        opt needed: BTreeMap<Name, u32> = "needed",
        /// Exactly these findings, notes apart.
        opt findings: Vec<Name> = "findings",
        /// Traces and what becomes of them.
        tables traces: ExpectTrace = "trace",
        /// Routes and who wins.
        tables routes: ExpectRoute = "route",
    }
}

item! {
    /// A trace and what becomes of it.
    ExpectTrace [] {
        /// The near end.
        req from: Name = "from",
        /// The far end.
        req to: Name = "to",
        /// What becomes of the packet.
        opt disposition: Name = "disposition",
        /// What becomes of the reply.
        opt return_disposition: Name = "return-disposition",
        /// The source address that the far end sees.
        opt source_seen: Name = "source-seen",
    }
}

item! {
    /// A route lookup and who wins.
    ExpectRoute [] {
        /// Where it is made.
        req from: Name = "from",
        /// The address.
        req to: IpAddr = "to",
        /// The winner's next hop type.
        opt next_hop_type: Name = "next-hop-type",
        /// The winner's next hop address.
        opt next_hop_ip: IpAddr = "next-hop-ip",
        /// The winner's prefix.
        opt prefix: Cidr = "prefix",
        /// The winner's source.
        opt source: Name = "source",
    }
}

pub use super::leaf::{OneOrMany, OptionalAddress, OptionalCidr, PortRef};
