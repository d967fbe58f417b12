//! The table of rules. Deliberately nothing but rows: what they are made of stands in the parent.
//!
//! A row reads: title; name, value, how well it is founded, page and section, the day the page was read; then, where a
//! page says so, since when and until when it holds; then what other pages say, each with the page.

use super::{Confidence, Rule, Value};
use crate::engine::finding::SourceRef;

/// Declares the rules: each becomes a variant of `RuleId` and a row of `RULES`.
macro_rules! rules {
    ($( $(#[doc = $title:literal])+ $id:ident = $kind:ident($value:expr), $confidence:ident, $page:literal, $as_of:literal
        $(, since $since:literal)? $(, until $until:literal)? $(, other $($other:literal by $who:literal),+)?; )+) => {
        /// The name of a rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum RuleId {
            $( $(#[doc = $title])+ $id, )+
        }

        /// All rules, in the order of their ids.
        pub const RULES: &[Rule] = &[$(
            Rule {
                id: RuleId::$id,
                title: concat!($($title),+).trim_ascii(),
                value: Value::$kind($value),
                since: given!($($since)?),
                until: given!($($until)?),
                source: SourceRef { page: $page, as_of: $as_of },
                confidence: Confidence::$confidence,
                disputed: &[$( $( ($other, $who) ),+ )?],
            },
        )+];
    };
}

/// What is written, where something is.
macro_rules! given {
    () => {
        None
    };
    ($text:literal) => {
        Some($text)
    };
}

rules! {
    // What AKS fills in where a design says nothing.
    /// the newest Kubernetes version known
    KubernetesVersionNewest = Text("1.36"), Assumed, "CHANGELOG.md, Release 2026-05-29", "2026-08-07";
    /// the pod CIDR of kubenet and overlay
    PodCidrDefault = Text("10.244.0.0/16"), Documented, "configure-kubenet.md, Deployment parameters", "2026-08-21";
    /// the IPv6 pod CIDR
    PodCidrV6Default = Text("fd12:3456:789a::/64"), Documented, "configure-dual-stack.md", "2026-08-21";
    /// the service CIDR
    ServiceCidrDefault = Text("10.0.0.0/16"), Documented, "configure-kubenet.md, Deployment parameters", "2026-08-21";
    /// the IPv6 service CIDR
    ServiceCidrV6Default = Text("fd12:3456:789a:1::/108"), Documented, "configure-dual-stack.md", "2026-08-21";
    /// the address of the cluster's DNS
    DnsServiceIpDefault = Text("10.0.0.10"), Documented, "configure-kubenet.md, Deployment parameters", "2026-08-21";
    /// the range of a VNet that AKS makes
    ManagedVnetDefault = Text("10.224.0.0/12"), Assumed, "CHANGELOG.md, Release 2022-02-24", "2026-08-07";
    /// the node subnet of a VNet that AKS makes
    ManagedSubnetDefault = Text("10.224.0.0/16"), Assumed, "CHANGELOG.md, Release 2022-02-24", "2026-08-07";
    /// the nodes of a new pool
    PoolCountDefault = Number(3), Assumed, "aksplore's own choice", "2026-08-21";
    /// the most pods a node, overlay
    MaxPodsOverlayDefault = Number(250), Documented, "concepts-network-ip-address-planning.md, Maximum pods per node", "2026-08-21";
    /// the most pods a node, node subnet
    MaxPodsNodeSubnetDefault = Number(30), Disputed, "concepts-network-ip-address-planning.md, Maximum pods per node", "2026-08-21", other "110 in the portal" by "configure-azure-cni.md, an older copy";
    /// the most pods a node, pod subnet
    MaxPodsPodSubnetDefault = Number(110), Disputed, "concepts-network-ip-address-planning.md, Maximum pods per node", "2026-08-21", other "250" by "configure-azure-cni-dynamic-ip-allocation.md";
    /// the most pods a node, kubenet
    MaxPodsKubenetDefault = Number(110), Disputed, "concepts-network-ip-address-planning.md, Maximum pods per node", "2026-08-21", other "30 in the portal" by "quotas-skus-regions.md, stored copies";
    /// the most pods a node, bring your own CNI
    MaxPodsByoCniDefault = Number(110), Assumed, "use-byo-cni.md, Maximum pods per node", "2026-08-21";
    /// the surge of a pool before the percentage came
    SurgeCountDefault = Number(1), Documented, "upgrade-aks-node-pools-rolling.md, Customize node surge", "2026-08-21";
    /// the surge of a pool, as a percentage
    SurgePercentDefault = Number(10), Disputed, "CHANGELOG.md, Release 2025-03-16", "2026-08-07", other "1 node" by "upgrade-aks-node-pools-rolling.md, Customize node surge";
    /// the minor version of Kubernetes 1 from which the surge is a percentage
    SurgePercentSinceMinor = Number(32), Disputed, "CHANGELOG.md, Release 2025-03-16", "2026-08-07", since "2025-03-16", other "28, for new clusters" by "CHANGELOG.md, Release 2023-10-01";
    /// the nodes that an upgrade may take away at once
    MaxUnavailableDefault = Number(0), Documented, "upgrade-aks-node-pools-rolling.md", "2026-08-21";
    /// minutes until the load balancer forgets an idle connection
    LoadBalancerIdleMinutesDefault = Number(30), Documented, "configure-load-balancer-standard.md, Configure the load balancer idle timeout", "2026-08-21";
    /// SNAT ports a node; 0 means by pool size
    LoadBalancerPortsDefault = Number(0), Documented, "configure-load-balancer-standard.md", "2026-08-21";
    /// the copies of the cluster's DNS
    DnsReplicas = Number(2), Assumed, "coredns-custom.md", "2026-08-21";
    /// the name of the route table that AKS makes for kubenet
    KubenetRouteTableName = Text("aks-routetable"), Documented, "configure-kubenet.md, Bring your own subnet and route table", "2026-08-21";
    /// the model of a cluster
    ModelDefault = Text("azure-cni-overlay"), Disputed, "azure-cni-overlay.md, Key parameters", "2026-08-21", other "kubenet" by "configure-kubenet.md", "node subnet, where the plug-in azure is named without a mode" by "azure-cni-overlay.md, Key parameters";
    /// how pods reach the internet
    OutboundTypeDefault = Text("loadBalancer"), Documented, "egress-outboundtype.md", "2026-08-21";
    /// the data plane of a cluster
    DataplaneDefault = Text("azure"), Documented, "azure-cni-overlay.md, Key parameters", "2026-08-21";
    /// the network policy engine of a cluster
    NetworkPolicyDefault = Text("none"), Documented, "use-network-policies.md", "2026-08-21";
    /// the price tier of a cluster
    TierDefault = Text("standard"), Disputed, "aksplore's own choice", "2026-11-26", other "free" by "@azure/arm-containerservice, ManagedClusterSKU";
    /// where the API server answers
    ApiServerDefault = Text("public"), Assumed, "private-clusters.md tells how a private one is asked for", "2026-08-21";

    // Ranges and addresses that Azure and AKS keep.
    /// link-local addresses, which no range of a cluster may touch
    ReservedLinkLocal = Text("169.254.0.0/16"), Documented, "concepts-network-cni-overview.md, AKS CNI networking prerequisites", "2026-08-21";
    /// a range that AKS keeps for itself
    ReservedLower = Text("172.30.0.0/16"), Documented, "concepts-network-cni-overview.md, AKS CNI networking prerequisites", "2026-08-21";
    /// another range that AKS keeps for itself
    ReservedUpper = Text("172.31.0.0/16"), Documented, "concepts-network-cni-overview.md, AKS CNI networking prerequisites", "2026-08-21";
    /// the test range that AKS keeps for itself
    ReservedTest = Text("192.0.2.0/24"), Documented, "concepts-network-cni-overview.md, AKS CNI networking prerequisites", "2026-08-21";
    /// multicast, which no VNet may hold
    VnetForbidsMulticast = Text("224.0.0.0/4"), Documented, "virtual-networks-faq.md, What address ranges can I use in my virtual networks", "2026-08-21";
    /// broadcast, which no VNet may hold
    VnetForbidsBroadcast = Text("255.255.255.255/32"), Documented, "virtual-networks-faq.md, What address ranges can I use in my virtual networks", "2026-08-21";
    /// loopback, which no VNet may hold
    VnetForbidsLoopback = Text("127.0.0.0/8"), Documented, "virtual-networks-faq.md, What address ranges can I use in my virtual networks", "2026-08-21";
    /// Azure's platform address, which no VNet may hold
    VnetForbidsPlatform = Text("168.63.129.16/32"), Documented, "virtual-networks-faq.md, What address ranges can I use in my virtual networks", "2026-08-21";
    /// private space: 10/8
    Private10 = Text("10.0.0.0/8"), Documented, "RFC 1918", "2026-08-21";
    /// private space: 172.16/12
    Private172 = Text("172.16.0.0/12"), Documented, "RFC 1918", "2026-08-21";
    /// private space: 192.168/16
    Private192 = Text("192.168.0.0/16"), Documented, "RFC 1918", "2026-08-21";
    /// shared space: 100.64/10
    PrivateShared = Text("100.64.0.0/10"), Documented, "RFC 6598", "2026-08-21";
    /// addresses that Azure keeps at the start of a subnet
    SubnetReservedFirst = Number(4), Disputed, "virtual-networks-faq.md, Are there any restrictions on using IP addresses", "2026-08-21", other "3" by "configure-kubenet.md (whose own 251 of 256 needs five in all)";
    /// addresses that Azure keeps at the end of a subnet
    SubnetReservedLast = Number(1), Documented, "virtual-networks-faq.md, Are there any restrictions on using IP addresses", "2026-08-21";
    /// link-local addresses, which no VNet may hold
    VnetForbidsLinkLocal = Text("169.254.0.0/16"), Documented, "virtual-networks-faq.md, What address ranges can I use in my virtual networks", "2026-08-21";
    /// the ranges of which AKS refuses link-local addresses
    LinkLocalRefused = Text("pod and service CIDR, at creation"), Documented, "CHANGELOG.md, Release 2025-01-30", "2026-08-07", since "2025-01-30";
    /// the ranges of which AKS refuses 172.30.0.0/16 and 172.31.0.0/16
    LowerAndUpperRefused = Text("pod CIDR of kubenet and overlay, at creation and update"), Documented, "CHANGELOG.md, Release 2026-05-29", "2026-08-07", since "2026-05-29";
    /// the ranges of which AKS refuses 192.0.2.0/24
    TestRangeRefused = Text("VNet, before anything is made"), Documented, "CHANGELOG.md, Release 2019-05-20", "2026-08-07", since "2019-05-20";
    /// the addresses of the local DNS of every node
    LocalDnsRange = Text("169.254.10.0/24"), Documented, "azure-cni-powered-by-cilium.md, Frequently asked questions", "2026-08-21";
    /// private space of IPv6
    PrivateV6 = Text("fd00::/8"), Documented, "RFC 4193", "2026-08-21";
    /// the local DNS of every node, which AKS turns on by itself from this minor version of Kubernetes 1 on
    LocalDnsSinceMinor = Number(36), Disputed, "CHANGELOG.md, Release 2026-05-29", "2026-08-07", since "2026-05-29", other "optional" by "dns-concepts.md";

    // Ranges: their size, their place, and what must be apart.
    /// a pool's count lies within its autoscaler's bounds
    AutoscaleBounds = Text("min <= count <= max"), Documented, "cluster-autoscaler.md", "2026-08-21";
    /// subnets of a VNet do not overlap
    SubnetsApart = Text("no overlap"), Documented, "virtual-networks-faq.md, Can I have overlapping address spaces", "2026-08-21";
    /// peered VNets do not overlap
    PeersApart = Text("no overlap"), Documented, "virtual-network-peering-overview.md", "2016";
    /// routes of the VNet are preferred to what a gateway has learned, however long
    VnetBeforeBgp = Text("VNet routes first"), Documented, "virtual-networks-udr-overview.md, How Azure selects a route", "2023-05";
    /// the pod CIDR lies apart from subnets, the service CIDR and every network that pods talk to
    PodCidrApart = Text("no overlap"), Disputed, "concepts-network-azure-cni-overlay.md, Pods", "2026-08-21", other "no overlap with the whole VNet" by "update-azure-cni.md";
    /// the pod CIDR of kubenet is its own: clusters of one route table do not share it
    KubenetApart = Text("one cluster a subnet"), Documented, "configure-kubenet.md, Limitations", "2026-08-21";
    /// the pod CIDR is private
    PodCidrPrivate = Text("RFC 1918 or RFC 6598"), Documented, "concepts-network-azure-cni-overlay.md, Kubernetes service IP address for DNS", "2026-08-21";
    /// the service CIDR lies apart from the VNet, the pod CIDR and every network that is reached
    ServiceCidrApart = Text("no overlap"), Disputed, "servicecidroverlapexistingsubnetscidr-error.md", "2026-08-21", other "possible in the VNet, and not advised" by "concepts-network-legacy-cni.md, Frequently asked questions";
    /// the service CIDR is private
    ServiceCidrPrivate = Text("not public, not multicast"), Documented, "CHANGELOG.md, Release 2023-10-01", "2026-08-07", since "2023-10-01";
    /// the DNS service IP lies in the service CIDR
    DnsServiceIpInside = Text("inside the service CIDR"), Documented, "dnsserviceipoutofservicecidr-error.md", "2026-08-21";
    /// the first address of the service CIDR is kubernetes.default
    DnsServiceIpNotFirst = Text("not the first address"), Documented, "concepts-network-ip-address-planning.md", "2026-08-21";
    /// a node subnet is not handed to another service
    NodeSubnetNotDelegated = Text("no delegation"), Disputed, "subnetisdelegated-error.md", "2026-08-21", other "any delegation is refused" by "MicrosoftDocs/azure-docs issue 69774 (2021)";
    /// the delegation that AKS itself may hold
    AksDelegation = Text("Microsoft.ContainerService/managedClusters"), Documented, "subnetisdelegated-error.md", "2026-08-21";
    /// all subnets of a cluster are in one VNet
    OneVnet = Text("one VNet a cluster"), Documented, "node-pool-unique-subnet.md, Limitations", "2026-08-21";
    /// a pool of a pod subnet cluster has a pod subnet
    PodSubnetNeeded = Text("a pod subnet a pool"), Documented, "configure-azure-cni-dynamic-ip-allocation.md", "2026-08-21";
    /// a pod subnet hands out addresses in one way only
    PodSubnetOneMode = Text("one allocation mode a subnet"), Documented, "configure-azure-cni-static-block-allocation.md, Limitations", "2026-08-21";
    /// the longest prefix of a subnet
    SubnetPrefixMax = Number(29), Documented, "virtual-networks-faq.md, How small and how large can virtual networks and subnets be", "2026-08-21";
    /// the shortest prefix of a VNet
    VnetPrefixMin = Number(8), Disputed, "concepts-network-ip-address-planning.md", "2026-08-21", other "2" by "newer copies of virtual-networks-faq.md";
    /// the shortest prefix of a pod subnet with static blocks
    StaticPodSubnetPrefixMin = Number(12), Documented, "configure-azure-cni-static-block-allocation.md, Limitations", "2026-08-21";
    /// the shortest prefix of a service CIDR
    ServiceCidrPrefixMin = Number(13), Documented, "concepts-network-ip-address-planning.md", "2026-08-21";
    /// the shortest prefix of an IPv6 service CIDR
    ServiceCidrV6PrefixMin = Number(108), Documented, "configure-dual-stack.md", "2026-08-21";
    /// the prefix of an IPv6 subnet
    SubnetV6Prefix = Number(64), Documented, "virtual-networks-faq.md", "2026-08-21";
    /// the longest prefix of an API server's subnet
    ApiServerPrefixMax = Number(28), Documented, "api-server-vnet-integration.md", "2026-08-21";
    /// the API server's subnet is handed to AKS
    ApiServerSubnetDelegated = Text("delegated to AKS"), Documented, "api-server-vnet-integration.md", "2026-08-21";
    /// the API server's subnet holds nothing else
    ApiServerSubnetAlone = Text("no other workloads"), Documented, "api-server-vnet-integration.md", "2026-08-21";
    /// the API server has a subnet, where the VNet is not AKS's own
    ApiServerSubnetNeeded = Text("a subnet of its own"), Documented, "api-server-vnet-integration.md", "2026-08-21";
    /// a pod subnet holds pods only
    PodSubnetAlone = Text("no nodes, no virtual machines"), Documented, "configure-azure-cni-dynamic-ip-allocation.md, Frequently asked questions", "2026-08-21";
    /// the most characters of the names of a cluster's subnets and VNet, overlay
    NetworkNameMaxOverlay = Number(63), Documented, "concepts-network-azure-cni-overlay.md, Limitations", "2026-08-21";
    /// the most characters of the names of a cluster's subnets and VNet, pod subnet with dynamic allocation
    NetworkNameMaxDynamic = Number(63), Documented, "CHANGELOG.md, Release 2023-11-28", "2026-08-07", since "2023-11-28";
    /// in a VNet of AKS's, all pools name a subnet or none does
    PoolSubnetsAllOrNone = Text("all or none"), Documented, "Azure/AKS issue 2927", "2022-05";
    /// the address of an internal load balancer lies in a subnet of the cluster's VNet, and is free
    InternalLoadBalancerIp = Text("free, in the subnet, not a Service's"), Documented, "internal-lb.md, Specify an IP address", "2026-08-21";
    /// an address lies in the subnet of what has it, and one thing has it
    AddressPlace = Text("in its subnet, once"), Assumed, "aksplore's own reading: what a subnet is", "2026-08-21";
    /// a kubenet cluster has one route table, and shares it with no other
    KubenetTableApart = Text("one route table a cluster"), Documented, "configure-kubenet.md, Bring your own subnet and route table", "2026-08-21";
    /// AKS keeps a route a node in kubenet's route table
    KubenetTableKept = Text("kept by AKS"), Documented, "configure-kubenet.md, Bring your own subnet and route table", "2026-08-21";
    /// the longest prefix of a subnet for Application Gateway for Containers
    ContainerGatewayPrefixMax = Number(24), Documented, "CHANGELOG.md, Release 2026-01-04", "2026-08-07", since "2026-01-04";
    /// the subnet for Application Gateway for Containers is handed to it
    ContainerGatewayDelegated = Text("delegated"), Documented, "CHANGELOG.md, Release 2026-01-04", "2026-08-07";
    /// the shortest prefix of a gateway pool's public addresses
    GatewayPrefixMin = Number(28), Documented, "configure-static-egress-gateway.md, Create a Gateway Node pool", "2026-08-21";
    /// the longest prefix of a gateway pool's public addresses
    GatewayPrefixMax = Number(31), Documented, "configure-static-egress-gateway.md, Create a Gateway Node pool", "2026-08-21";
    /// the prefix of the IPv6 pod CIDR
    DualStackPodPrefix = Number(64), Documented, "configure-dual-stack.md", "2026-08-21";
    /// the prefix of a node's block of IPv6 pods
    DualStackNodePrefix = Number(80), Documented, "configure-dual-stack.md", "2026-08-21";
    /// a subnet lies in a range of its VNet
    SubnetInsideVnet = Text("inside"), Documented, "virtual-network-manage-subnet.md, Add a subnet", "2022-06";
    /// what a file names is there
    SubnetThere = Text("a subnet that is there"), Assumed, "aksplore's own reading: what a name is for", "2026-08-21";
    /// the delegation of a subnet for Application Gateway for Containers
    ContainerGatewayDelegation = Text("Microsoft.ServiceNetworking/trafficControllers"), Documented, "Create Application Gateway for Containers - Bring your own deployment, Delegate a subnet to association resource", "2023-07";
    /// a gateway pool has no more nodes than its prefix has addresses
    GatewayNodesMax = Text("the addresses of the prefix"), Documented, "configure-static-egress-gateway.md, Create a Gateway Node pool", "2026-08-21";
    /// the prefix of a site's private IPv6 range
    PrivateV6Prefix = Number(48), Documented, "RFC 4193, section 3.1", "2026-08-21";
    /// the models of Azure CNI that have no pod CIDR
    PodCidrOfModel = Text("kubenet, overlay, bring your own CNI"), Documented, "Azure/azure-cli pull 26237", "2023-04", since "2023-05";

    // How many addresses things take.
    /// what is checked before nodes are added
    PreflightCount = Text("autoscaler maximum; the surge at an upgrade only"), Documented, "insufficientsubnetsize-error-advanced-networking.md", "2026-08-21";
    /// the prefix of a node's block of pods, overlay and kubenet
    NodeBlockPrefix = Number(24), Documented, "concepts-network-azure-cni-overlay.md, Pods", "2026-08-21";
    /// the addresses of a batch, pod subnet with dynamic allocation
    DynamicBatch = Number(16), Documented, "configure-azure-cni-dynamic-ip-allocation.md, Plan IP addressing", "2026-08-21";
    /// a node asks for another batch when fewer are free, as a percentage of a batch
    DynamicBatchFreePercent = Number(50), Documented, "configure-azure-cni-dynamic-ip-allocation.md, Plan IP addressing", "2026-08-21";
    /// the prefix of a static block of pods
    StaticBlockPrefix = Number(28), Documented, "configure-azure-cni-static-block-allocation.md, Plan IP addressing", "2026-08-21";
    /// the blocks at the ends of a pod subnet that may be lost to the addresses that Azure keeps
    StaticEdgeBlocks = Number(2), Assumed, "configure-azure-cni-static-block-allocation.md, Plan IP addressing", "2026-08-21";
    /// the addresses that an API server takes of its subnet
    ApiServerAddresses = Number(9), Documented, "api-server-vnet-integration.md", "2026-08-21";
    /// the addresses that the private endpoint of a private cluster takes
    PrivateApiServerAddresses = Number(1), Documented, "private-clusters.md, Overview", "2026-08-21";
    /// the most addresses that a node of a dynamic pod subnet holds
    DynamicHeldMax = Number(250), Disputed, "Azure/azure-container-networking docs/feature/ipammath", "2026-08", other "the node's max pods: seen in one cluster, confirmed by no page" by "Azure/AKS issue 4035";
    /// the static blocks of a node that are checked before nodes are added
    StaticPrecheckBlocks = Number(1), Disputed, "k8s-cni.azure.podsubnet, public notes of a run in 2024-10", "2024-10", other "all blocks of a node, which it then takes" by "configure-azure-cni-static-block-allocation.md, Plan IP addressing";
    /// the addresses that the subnet of Application Gateway for Containers must have free
    GatewayForContainersAddresses = Number(250), Documented, "CHANGELOG.md, Release 2026-01-04", "2026-08-07";
    /// what a node subnet needs where its pods live in it
    NodeSubnetSum = Text("(nodes + surge) x (max pods + 1)"), Disputed, "concepts-network-ip-address-planning.md", "2026-08-21", other "fewer, where pods use their node's own address" by "CHANGELOG.md, Release 2022-01-07";
    /// what a node subnet needs where pods live elsewhere
    NodesAloneSum = Text("nodes + surge"), Documented, "concepts-network-ip-address-planning.md", "2026-08-21";
    /// what a static block counts of the addresses that a VNet may have in use
    StaticBlockCounted = Number(1), Documented, "@azure/arm-containerservice, PodIPAllocationMode, StaticBlock", "2026-11-26";
    /// how a surge in percent becomes nodes
    SurgeRounding = Text("rounded up, pool by pool"), Documented, "upgrade-aks-node-pools-rolling.md, Customize node surge", "2026-08-21";
    /// the most nodes that a surge adds to a pool
    SurgeCapped = Text("the nodes of the pool"), Documented, "upgrade-aks-node-pools-rolling.md, Customize node surge", "2026-08-21";
    /// what a Service takes of the service CIDR
    ServiceAddresses = Text("one address a Service"), Documented, "@azure/arm-machinelearning, AksNetworkingConfiguration, serviceCidr", "2026-11-26";

    // Limits.
    /// a pool and its surge together, at an upgrade
    PoolPeakMax = Number(1_000), Documented, "upgrade-aks-node-pools-rolling.md", "2026-08-21";
    /// the most pods a node
    MaxPodsMax = Number(250), Documented, "concepts-network-ip-address-planning.md, Maximum pods per node", "2026-08-21";
    /// the fewest pods a node
    MaxPodsMin = Number(10), Documented, "concepts-network-ip-address-planning.md, Maximum pods per node", "2026-08-21";
    /// the fewest pods that a pool must have room for
    PoolPodsMin = Number(30), Documented, "concepts-network-ip-address-planning.md, Configuring maximum pods", "2026-08-21";
    /// the routes of a route table
    RoutesMax = Number(400), Disputed, "configure-kubenet.md, Limitations", "2026-08-21", other "less than 400 at an upgrade" by "CHANGELOG.md, Release 2023-09-10", "1,000 when Azure Virtual Network Manager keeps the table" by "concept-user-defined-route.md";
    /// kubenet's routes from which one should look at their limit
    RoutesNear = Number(350), Assumed, "aksplore's own margin", "2026-08-21";
    /// the nodes of a pool
    PoolNodesMax = Number(1_000), Documented, "best-practices-performance-scale-large.md, Node scaling", "2026-08-21";
    /// the nodes of a cluster, Standard and Premium tier
    ClusterNodesMax = Number(5_000), Documented, "free-standard-pricing-tiers.md", "2026-08-21";
    /// the nodes of a cluster, Free tier
    ClusterNodesMaxFree = Number(1_000), Disputed, "core-aks-concepts.md", "2026-08-21", other "fewer than 10 recommended" by "free-standard-pricing-tiers.md";
    /// the pools of a cluster
    PoolsMax = Number(100), Assumed, "quotas-skus-regions.md", "2026-08-21";
    /// the private addresses in use in a VNet
    VnetAddressesMax = Number(65_536), Documented, "azure-virtual-network-limits.md", "2022";
    /// the private addresses in use in a VNet and its peers
    PeeredAddressesMax = Number(128_000), Documented, "azure-virtual-network-limits.md", "2022";
    /// the addresses of a cluster whose pods share the node subnet
    NodeSubnetAddressesMax = Number(64_000), Disputed, "plan-pod-networking.md, IP address management options", "2026-08-21", other "65,536 a VNet" by "azure-virtual-network-limits.md";
    /// the pods of a cluster, overlay
    OverlayPodsMax = Number(200_000), Disputed, "best-practices-performance-scale-large.md", "2026-08-21", other "250,000" by "plan-pod-networking.md";
    /// the application pods of a cluster, pod subnet with dynamic allocation
    DynamicPodsMax = Number(50_000), Disputed, "best-practices-performance-scale-large.md, Networking", "2026-08-21", other "about 65,000 pods" by "configure-azure-cni-static-block-allocation.md", "64,000 addresses" by "plan-pod-networking.md";
    /// the pods of a cluster, pod subnet with static blocks
    StaticPodsMax = Number(1_000_000), Documented, "plan-pod-networking.md, IP address management options", "2026-08-21";
    /// the backend IP configurations of a load balancer's frontend: its rules times the nodes
    BackendIpConfigurationsMax = Number(10_000), Documented, "best-practices-performance-scale-large.md, Networking", "2026-08-21";
    /// the surges that an upgrade of a cluster needs room for
    SurgeOfAllPools = Text("of all pools together"), Documented, "upgrade-aks-node-pools-rolling.md, Customize node surge", "2026-08-21";
    /// the minor version of Kubernetes 1 from which an upgrade that is short of quota or capacity tries a surge of 1
    SurgeRetrySinceMinor = Number(35), Documented, "upgrade-aks-node-pools-rolling.md, Customize node surge", "2026-08-21";
    /// what an upgrade does without a surge node, where max-unavailable allows it (preview)
    MaxUnavailableFallback = Text("in place"), Documented, "upgrade-aks-node-pools-rolling.md, MaxUnavailable fallback (preview)", "2026-08-21";
    /// what max-unavailable takes away, and adds nothing for
    MaxUnavailableInPlace = Text("nodes are drained in place"), Documented, "upgrade-aks-node-pools-rolling.md, Customize unavailable nodes", "2026-08-21";
    /// the nodes of a cluster at which its upgrades are blocked
    UpgradeBlockedNodes = Number(5_000), Documented, "best-practices-performance-scale-large.md, Cluster upgrade considerations and best practices", "2026-08-21";
    /// the nodes below which a blocked cluster should go before its upgrade
    UpgradeUnblockedNodes = Number(3_000), Documented, "best-practices-performance-scale-large.md, Cluster upgrade considerations and best practices", "2026-08-21";
    /// the subnets of a VNet
    SubnetsMax = Number(3_000), Documented, "azure-virtual-network-limits.md", "2022";
    /// the peerings of a VNet
    PeeringsMax = Number(500), Documented, "azure-virtual-network-limits.md", "2022";
    /// the rules of an NSG
    NsgRulesMax = Number(1_000), Documented, "azure-virtual-network-limits.md", "2022";
    /// the lowest priority number of an NSG rule
    NsgPriorityMin = Number(100), Documented, "network-security-groups-overview.md", "2025-07";
    /// the highest priority number of an NSG rule
    NsgPriorityMax = Number(4_096), Documented, "network-security-groups-overview.md", "2025-07";
    /// a priority is one rule's
    NsgPriorityUnique = Text("one rule a priority and direction"), Documented, "javascript/api/@azure/arm-resourcemover/nsgsecurityrule", "2026-11-26";
    /// the characters of a pool's name
    PoolNameForm = Text("lowercase letters and digits, a letter first"), Documented, "create-node-pools.md, Limitations", "2026-08-21";
    /// the most characters of a Linux pool's name
    PoolNameMaxLinux = Number(12), Documented, "create-node-pools.md, Limitations", "2026-08-21";
    /// the most characters of a Windows pool's name
    PoolNameMaxWindows = Number(6), Documented, "create-node-pools.md, Limitations", "2026-08-21";
    /// a cluster has a system pool
    SystemPoolNeeded = Text("one system pool"), Documented, "use-system-pools.md, System and user node pools", "2026-08-21";
    /// a system pool runs Linux
    SystemPoolLinux = Text("Linux"), Documented, "use-system-pools.md, System and user node pools", "2026-08-21";
    /// the fewest nodes of a system pool
    SystemPoolNodesMin = Number(1), Disputed, "create-node-pools.md, Limitations", "2026-08-21", other "2" by "use-system-pools.md, System and user node pools";
    /// an upgrade adds nodes or takes some away
    SurgeOrUnavailable = Text("one of both above 0"), Documented, "upgrade-aks-node-pools-rolling.md, Customize unavailable nodes", "2026-08-21";
    /// an upgrade takes no node of a system pool away
    UnavailableNotSystem = Text("user pools only"), Documented, "upgrade-aks-node-pools-rolling.md, Customize unavailable nodes", "2026-08-21";
    /// a gateway pool is not scaled automatically
    GatewayNotScaled = Text("no autoscaler"), Documented, "configure-static-egress-gateway.md, Scale the Gateway Node pool", "2026-08-21";
    /// the most pods a Windows node that are advised, overlay
    WindowsPodsAdvised = Number(110), Documented, "concepts-network-azure-cni-overlay.md, Maximum pods per node", "2026-08-21";
    /// the nodes from which the Free tier is not advised
    FreeNodesAdvised = Number(10), Documented, "free-standard-pricing-tiers.md", "2026-08-21";
    /// the nodes of an overlay cluster, which could have a thousand before
    OverlayNodesMax = Number(5_000), Documented, "CHANGELOG.md, Release 2024-03-17", "2026-08-07", since "2024-03-17";
    /// the nodes beyond which a cluster cannot be stopped and started
    StopStartNodesMax = Number(100), Documented, "best-practices-performance-scale-large.md", "2026-08-21";
    /// the nodes from which no internal load balancer should be made
    InternalLoadBalancerNodes = Number(750), Documented, "best-practices-performance-scale-large.md", "2026-08-21";
    /// the Services of type LoadBalancer of a cluster
    LoadBalancerServicesMax = Number(300), Assumed, "quotas-skus-regions.md", "2026-08-21";
    /// the inbound rules of load balancers that a node's network card may have
    NicInboundRulesMax = Number(300), Documented, "use-multiple-standard-load-balancer.md", "2026-08-21";
    /// the addresses of a network card
    NicAddressesMax = Number(256), Documented, "azure-virtual-network-limits.md", "2022";
    /// the route tables of a subscription in a region
    RouteTablesMax = Number(200), Documented, "azure-virtual-network-limits.md", "2022";
    /// the routes of a route table, whoever writes them
    RouteTableRoutesMax = Number(400), Disputed, "azure-virtual-network-limits.md", "2022", other "1,000 when Azure Virtual Network Manager keeps the table" by "concept-user-defined-route.md";
    /// the pods in use on a node
    PodsInUseMax = Text("up to max pods"), Assumed, "aksplore's own reading: what max pods is for", "2026-11-26";
    /// ranges that an API server's list of authorized ones may have
    ApiServerRangesMax = Number(200), Documented, "api-server-authorized-ip-ranges.md, Create an AKS cluster with API server authorized IP ranges enabled", "2026-08-21";

    // Outbound: ports and addresses.
    /// SNAT ports of a load balancer's outbound address
    LoadBalancerPortsPerIp = Number(64_000), Documented, "configure-load-balancer-standard.md, Calculate and verify outbound ports and IPs needed", "2026-08-21";
    /// SNAT ports a node by the nodes of the cluster, where AKS allocates them
    LoadBalancerPortsByNodes = Text("1-50: 1,024; 51-100: 512; 101-200: 256; 201-400: 128; 401-800: 64; 801-1,000: 32"), Disputed, "load-balancer-outbound-connections.md, Default port allocation table", "2022-03", other "the same times the frontends, at most 1,024" by "load-balancer-outbound-connections.md, a newer text";
    /// the nodes whose SNAT ports are checked
    OutboundPortsCount = Text("autoscaler maximum and surge of every pool"), Documented, "invalidloadbalancerprofileallocatedoutboundports-error.md", "2026-08-21";
    /// what the SNAT ports a node are a multiple of
    AllocatedPortsStep = Number(8), Documented, "azure-cli acs/_validators.py", "2026-08-21";
    /// the most SNAT ports a node that can be asked for
    AllocatedPortsMax = Number(64_000), Documented, "azure-cli acs/_validators.py", "2026-08-21";
    /// the outbound addresses of a load balancer when nobody says
    LoadBalancerIpsDefault = Number(1), Documented, "load-balancer-standard.md, Limitations", "2026-08-21";
    /// the most outbound addresses that AKS makes for a load balancer
    LoadBalancerIpsMax = Number(100), Documented, "load-balancer-standard.md, Limitations", "2026-08-21";
    /// SNAT ports of a NAT gateway's address
    NatGatewayPortsPerIp = Number(64_512), Documented, "nat-gateway.md", "2026-08-21";
    /// the addresses of a NAT gateway
    NatGatewayIpsMax = Number(16), Documented, "nat-gateway.md", "2026-08-21";
    /// the addresses of a NAT gateway that AKS makes when nobody says
    NatGatewayIpsDefault = Number(1), Documented, "nat-gateway.md, Create an AKS cluster with a managed NAT gateway (an older copy)", "2024";
    /// SNAT ports of an address of Azure Firewall, an instance
    FirewallPortsPerIp = Number(2_496), Documented, "nat-gateway.md, Disable OutboundNAT for Windows", "2026-08-21";
    /// the ports of which a load balancer's inbound rule takes a whole group from an address
    LoadBalancerPortGroup = Number(8), Documented, "load-balancer-outbound-connections.md", "2022-03";
    /// the connections at once of a NAT gateway's address to one destination
    NatGatewayConnectionsMax = Number(50_000), Documented, "nat-gateway-resource.md", "2026-08-21";
    /// the least minutes until a NAT gateway forgets an idle connection
    NatGatewayIdleMinutesMin = Number(4), Documented, "nat-gateway.md", "2026-08-21";
    /// the most minutes until a NAT gateway forgets an idle connection
    NatGatewayIdleMinutesMax = Number(120), Documented, "nat-gateway.md", "2026-08-21";
    /// the addresses of Azure Firewall that are advised in production
    FirewallIpsAdvised = Number(20), Documented, "limit-egress-traffic.md", "2026-08-21";

    // Models and what goes with them.
    /// kubenet has no Windows nodes
    KubenetLinuxOnly = Text("Linux only"), Documented, "concepts-network-cni-overview.md, Feature comparison", "2026-08-21";
    /// the Cilium data plane has no Windows nodes
    CiliumLinuxOnly = Text("Linux only"), Documented, "azure-cni-powered-by-cilium.md, Limitations", "2026-08-21";
    /// the Cilium data plane goes with Azure CNI
    CiliumNeedsAzureCni = Text("overlay, pod subnet, node subnet"), Documented, "azure-cni-powered-by-cilium.md, IP Address Management", "2026-08-21";
    /// who can open connections to pods
    FeatureReach = Text("flat models"), Documented, "concepts-network-cni-overview.md, Feature comparison", "2026-08-21";
    /// the source that a VM in the VNet sees
    FeatureSource = Text("pod in flat models"), Documented, "concepts-network-cni-overview.md, Flat networks", "2026-08-21";
    /// the source that peers and hosts on premises see
    FeatureSourcePeers = Text("pod in pod subnets"), Documented, "concepts-network-legacy-cni.md, Frequently asked questions", "2026-08-21";
    /// who needs routes to pods
    FeatureRouteTable = Text("kubenet"), Documented, "configure-kubenet.md, Overview of kubenet networking", "2026-08-21";
    /// Windows node pools
    FeatureWindows = Text("Azure CNI"), Documented, "concepts-network-cni-overview.md, Feature comparison", "2026-08-21";
    /// IPv4 and IPv6 in one cluster
    FeatureDualStack = Text("overlay"), Documented, "configure-dual-stack.md, Limitations", "2026-08-21";
    /// several clusters in one subnet
    FeatureSharedSubnet = Text("all but kubenet"), Documented, "concepts-network-cni-overview.md, Feature comparison", "2026-08-21";
    /// virtual nodes
    FeatureVirtualNodes = Text("node subnet"), Documented, "concepts-network-azure-cni-overlay.md, Choosing a network model", "2026-08-21";
    /// how a cluster that has become too small grows
    FeatureGrow = Text("by model"), Documented, "update-azure-cni.md", "2026-08-21";
    /// what to plan for
    FeatureWatch = Text("by model"), Documented, "concepts-network-ip-address-planning.md", "2026-08-21";
    /// static blocks, from this minor version of Kubernetes 1 on
    StaticBlockSinceMinor = Number(28), Documented, "configure-azure-cni-static-block-allocation.md, Limitations", "2026-08-21";
    /// host routing in eBPF, from this minor version of Kubernetes 1 on
    EbpfSinceMinor = Number(33), Documented, "azure-cni-powered-by-cilium.md", "2026-08-21";
    /// dual stack with Cilium, from this minor version of Kubernetes 1 on
    DualStackCiliumSinceMinor = Number(29), Documented, "azure-cni-powered-by-cilium.md", "2026-08-21";
    /// Advanced Container Networking Services need the Cilium data plane
    AcnsNeedsCilium = Text("Cilium"), Documented, "azure-cni-powered-by-cilium.md", "2026-08-21";
    /// a range that pods are not translated towards, beside the overlay's own
    OverlayMasquerade = Text("pod CIDR only"), Documented, "update-azure-cni.md", "2026-08-21";
    /// the address families of a cluster
    IpFamilies = Text("ipv4, or ipv4 and ipv6 in this order"), Documented, "configure-dual-stack.md, Deploying a dual-stack cluster", "2026-08-21";
    /// a range belongs to the family that its key says
    RangeFamily = Text("IPv4; IPv6 in the keys for it"), Documented, "configure-dual-stack.md, Deploying a dual-stack cluster", "2026-08-21";
    /// the subnets of a dual-stack cluster's nodes have an IPv6 range
    DualStackSubnet = Text("an IPv6 range"), Documented, "configure-dual-stack.md", "2026-08-21";
    /// policy engines that dual stack does not have
    DualStackPolicy = Text("azure, calico"), Documented, "azure-cni-overlay.md, Dual-stack networking limitations", "2026-08-21";
    /// the NAT gateway of a dual-stack cluster
    DualStackNatGateway = Text("StandardV2"), Documented, "azure-cni-overlay.md, Dual-stack networking limitations", "2026-08-21";
    /// the external traffic policy of an IPv6 Service on Azure Linux
    DualStackAzureLinux = Text("Local"), Documented, "azure-cni-overlay.md, Dual-stack networking limitations", "2026-08-21";
    /// static egress gateways do not go with these
    GatewayNeeds = Text("no pod subnet, dual stack, eBPF host routing or Windows"), Documented, "configure-static-egress-gateway.md, Limitations and considerations", "2026-08-21";
    /// outbound types that need a VNet which AKS makes
    OutboundManagedVnet = Text("managedNATGateway, managedNATGatewayV2, block"), Documented, "egress-outboundtype.md, Outbound types", "2026-08-21";
    /// outbound types that need a VNet of one's own
    OutboundOwnVnet = Text("userAssignedNATGateway, userDefinedRouting"), Documented, "egress-outboundtype.md, Outbound types", "2026-08-21";
    /// outbound types of a network isolated cluster
    OutboundIsolated = Text("none, block"), Documented, "egress-outboundtype.md, Outbound types", "2026-08-21";
    /// models of a network isolated cluster
    IsolatedModels = Text("Azure CNI"), Documented, "concepts-network-isolated.md", "2026-08-21";
    /// outbound types that are a preview
    OutboundPreview = Text("managedNATGatewayV2, block"), Documented, "egress-outboundtype.md, Outbound types", "2026-08-21";
    /// how a managed NAT gateway of SKU StandardV2 is asked for
    OutboundV2 = Text("an outbound type"), Disputed, "egress-outboundtype.md, Outbound types", "2026-08-21", other "managedNATGateway with SKU standardV2" by "CHANGELOG.md, Release 2026-07-17";
    /// the subnets of nodes have the user's NAT gateway
    NatGatewayOnNodes = Text("on every node subnet"), Documented, "nat-gateway.md, Prerequisites", "2026-08-21";
    /// the subnets of pods have the user's NAT gateway
    NatGatewayOnPods = Text("on every pod subnet"), Documented, "CHANGELOG.md, Release 2023-08-06", "2026-08-07", since "2023-08-06";
    /// the outbound type of a node subnet with a NAT gateway, at creation
    NatGatewayType = Text("userAssignedNATGateway"), Documented, "CHANGELOG.md, Release 2022-05-01", "2026-08-07", since "2022-05-01";
    /// the route table that userDefinedRouting asks for
    UserRoutingTable = Text("0.0.0.0/0, not to Internet"), Documented, "egress-udr.md", "2026-08-21";
    /// whose routes the packets of a pod subnet take
    PodSubnetRoutes = Text("the pod subnet's"), Disputed, "configure-azure-cni-dynamic-ip-allocation.md", "2026-08-21", other "the node subnet's" by "Azure/azure-container-networking issue 3204";
    /// keys of the load balancer that only its own outbound type takes
    LoadBalancerKeys = Text("loadBalancer"), Documented, "azure-cli, acs/_validators.py", "2026-08";
    /// minutes that a load balancer keeps an idle connection at least
    IdleMinutesMin = Number(4), Documented, "load-balancer-outbound-connections.md", "2022-03";
    /// minutes that a load balancer keeps an idle connection at most
    IdleMinutesMax = Number(120), Disputed, "load-balancer-outbound-connections.md", "2022-03", other "100" by "azure-cli, acs/_validators.py";
    /// what only the plug-in of bring your own CNI can say
    FeatureByoCni = Text("the plug-in's"), Documented, "use-byo-cni.md", "2026-08-21";
    /// who can open connections to pods from on-premises, over VPN or ExpressRoute
    FeatureReachOnPremises = Text("flat models"), Documented, "concepts-network-cni-overview.md, Feature comparison", "2026-08-21";
    /// the source that peers see of a node subnet's pods
    FeatureSourcePeersNodeSubnet = Text("node"), Disputed, "concepts-network-legacy-cni.md, Frequently asked questions", "2026-08-21", other "pod: flat models never translate" by "concepts-network.md";
    /// network policy by Azure Network Policy Manager
    FeaturePolicyAzure = Text("Azure CNI"), Documented, "use-network-policies.md", "2026-08-21";
    /// network policy by Calico
    FeaturePolicyCalico = Text("Azure CNI, and kubenet on Linux"), Documented, "use-network-policies.md", "2026-08-21";
    /// network policy by Cilium, which needs its data plane
    FeaturePolicyCilium = Text("Azure CNI with the Cilium data plane"), Documented, "azure-cni-powered-by-cilium.md, IP Address Management", "2026-08-21";
    /// what Advanced Container Networking Services add to policies, and host routing in eBPF
    FeatureAcns = Text("Cilium data plane"), Documented, "azure-cni-powered-by-cilium.md", "2026-08-21";
    /// IPv4 and IPv6 in one cluster with static blocks
    FeatureDualStackStatic = Text("overlay only"), Disputed, "configure-dual-stack.md, Limitations", "2026-08-21", other "static blocks as well" by "CHANGELOG.md, Release 2026-06-19";
    /// Application Gateway as ingress controller
    FeatureApplicationGateway = Text("all"), Documented, "concepts-network-cni-overview.md, Feature comparison", "2026-08-21";
    /// Application Gateway as ingress controller, overlay
    FeatureApplicationGatewayOverlay = Text("overlay"), Documented, "concepts-network-cni-overview.md, Feature comparison", "2026-08-21", since "2025-08-29";
    /// Application Gateway for Containers
    FeatureApplicationGatewayForContainers = Text("Azure CNI"), Documented, "concepts-network-cni-overview.md, Feature comparison", "2026-08-21";
    /// service endpoints on the cluster's subnets
    FeatureServiceEndpoints = Text("all"), Documented, "concepts-network-cni-overview.md, Feature comparison", "2026-08-21";
    /// Services of type LoadBalancer
    FeatureLoadBalancerServices = Text("all"), Documented, "concepts-network-cni-overview.md, Feature comparison", "2026-08-21";
    /// Azure DNS and private DNS zones
    FeatureAzureDns = Text("all"), Documented, "concepts-network-cni-overview.md, Feature comparison", "2026-08-21";
    /// a cluster in a VNet that is there already
    FeatureExistingVnet = Text("all; kubenet with the user's own routes"), Documented, "concepts-network-cni-overview.md, Feature comparison", "2026-08-21";
    /// node auto-provisioning (Karpenter)
    FeatureNodeAutoProvisioning = Text("overlay, node subnet"), Documented, "node-auto-provisioning-networking.md", "2026-08-21";
    /// node auto-provisioning with a dynamic pod subnet
    FeatureNodeAutoProvisioningDynamic = Text("not supported"), Disputed, "node-auto-provisioning-networking.md", "2026-08-21", other "accepted with all but Calico and kubenet" by "CHANGELOG.md, Release 2025-01-30";
    /// network isolated clusters: outbound type none or block
    FeatureNetworkIsolated = Text("Azure CNI"), Documented, "concepts-network-isolated.md", "2026-08-21";
    /// virtual nodes: the place of their pods
    VirtualNodesSubnet = Text("a subnet of their own"), Documented, "virtual-nodes.md, Network requirements", "2026-08-21";
    /// virtual nodes: the provider that their subnet is delegated to
    VirtualNodesDelegation = Text("Microsoft.ContainerInstance"), Documented, "virtual-nodes-cli.md, Remove virtual nodes", "2026-08-21";
    /// virtual nodes: the address families
    VirtualNodesFamily = Text("IPv4 alone"), Documented, "virtual-nodes.md, Limitations", "2026-08-21";
    /// virtual nodes: network policies
    VirtualNodesPolicy = Text("not for their pods"), Documented, "virtual-nodes.md, Limitations", "2026-08-21";
    /// node auto-provisioning: the policy engine that it does not go with
    NodeAutoProvisioningPolicy = Text("not calico"), Documented, "node-auto-provisioning-networking.md", "2026-08-21";
    /// node auto-provisioning: where its nodes come from
    NodeAutoProvisioningNodes = Text("subnets that are not checked"), Documented, "node-auto-provisioning-networking.md", "2026-08-21";
    /// the static egress gateway
    FeatureStaticEgress = Text("overlay, node subnet"), Documented, "configure-static-egress-gateway.md", "2026-08-21";
    /// a Private Link Service in front of a Service
    FeaturePrivateLinkService = Text("all but static blocks"), Documented, "configure-azure-cni-static-block-allocation.md", "2026-08-21";
    /// availability sets instead of scale sets, which AKS no longer supports
    FeatureAvailabilitySets = Text("not with overlay"), Documented, "concepts-network-azure-cni-overlay.md, Limitations", "2026-08-21", until "2025-09-30";
    /// machines of the older series for confidential computing
    FeatureDcsv2 = Text("not with overlay"), Documented, "concepts-network-azure-cni-overlay.md, Limitations", "2026-08-21";
    /// host routing in eBPF needs the Cilium data plane
    EbpfNeedsCilium = Text("Cilium"), Documented, "container-network-performance-ebpf-host-routing.md", "2026-08-21";
    /// the ports of the platform's address that AKS keeps pods from
    PlatformPortsKept = Text("80, 32526"), Documented, "CHANGELOG.md, Release 2024-08-27", "2026-08-07", since "2024-08-27";
    /// the port of the instance metadata service
    MetadataPort = Number(80), Documented, "Azure/azure-container-networking cns/restserver/internalapi_linux.go", "2026-08";
    /// the priority of the NSG rule that AKS writes for its first Service
    ServiceRulePriority = Number(500), Documented, "kubernetes-sigs/cloud-provider-azure pkg/provider", "2026-08-19";
    /// the throughput between nodes that encrypt what they send
    WireguardThroughput = Text("about 1.5 Gbps pass at an MTU of 1,500, and 2.5 times that at 3,900"), Documented, "container-network-security-wireguard-encryption-concepts.md", "2026-08-21";
    /// the gateway that a route of the user's may lead to
    UserRouteGateway = Text("VPN"), Documented, "virtual-networks-udr-overview.md", "2023-05";
    /// which API servers may have a list of authorized ranges
    ApiServerRangesPublic = Text("not those of private clusters"), Documented, "api-server-authorized-ip-ranges.md, Limitations", "2026-08-21";
    /// what may stand in the list of authorized ranges
    ApiServerRangesKind = Text("public IPv4 ranges; 0.0.0.0/32, which lets nobody in, alone"), Documented, "Azure/azure-cli acs/_validators.py", "2026-08";
    /// what the list of authorized ranges must hold, where AKS's own load balancer is not the way out
    ApiServerRangesEgress = Text("the cluster's own egress addresses"), Documented, "api-server-authorized-ip-ranges.md, Create an AKS cluster with API server authorized IP ranges enabled", "2026-08-21";

    // Retirements and changes of a cluster that stands.
    /// the day kubenet retires
    KubenetRetires = Text("2028-03-31"), Documented, "includes/kubenet-retirement.md", "2026-08-21";
    /// the day Azure Network Policy Manager retires on Linux
    NpmLinuxRetires = Text("2028-09-30"), Documented, "includes/azure-network-policy-manager-linux-retirement.md", "2026-08-21";
    /// the day Azure Network Policy Manager retires on Windows
    NpmWindowsRetires = Text("2026-09-30"), Documented, "includes/azure-network-policy-manager-windows-retirement.md", "2026-08-21";
    /// the day from which new clusters in a managed VNet have private subnets, without default outbound access
    DefaultOutboundRetires = Text("2026-03-31"), Documented, "includes/vm-default-outbound-access-retirement.md", "2026-08-21";
    /// the month in which the managed NGINX of the application routing add-on loses support
    IngressNginxRetires = Text("2026-11"), Documented, "includes/ingress-nginx-retirement.md", "2026-08-21";
    /// the models that a standing cluster can take on
    ChangeModel = Text("node subnet or kubenet to overlay, one way"), Documented, "update-azure-cni.md, IPAM mode migration", "2026-08-21";
    /// the minor version of Kubernetes 1 from which a cluster can move to overlay
    ChangeModelVersion = Number(27), Documented, "update-azure-cni.md, Update the IPAM mode to Azure CNI Overlay", "2026-08-21";
    /// no network policy engine while a cluster moves to overlay
    ChangeModelPolicy = Text("none installed"), Documented, "update-azure-cni.md, Update the IPAM mode to Azure CNI Overlay", "2026-08-21";
    /// no list of one's own for ip-masq-agent while a cluster moves to overlay
    ChangeModelIpMasq = Text("no custom configuration"), Disputed, "CHANGELOG.md, Release 2025-01-30", "2026-08-07", other "a warning: connections may break" by "update-azure-cni.md, Update the IPAM mode to Azure CNI Overlay";
    /// the pools of a cluster that moves to overlay are reimaged together
    ChangeModelReimage = Text("all pools at once"), Documented, "update-azure-cni.md, Update the IPAM mode to Azure CNI Overlay", "2026-08-21";
    /// the identity of a kubenet cluster whose route table must be detached
    ChangeModelIdentity = Text("user-assigned"), Documented, "update-azure-cni.md, Update the IPAM mode to Azure CNI Overlay", "2026-08-21";
    /// the pod CIDR of a node subnet cluster that moves to overlay
    ChangeModelPodCidr = Text("must be named"), Documented, "update-azure-cni.md, Update the IPAM mode to Azure CNI Overlay", "2026-08-21";
    /// the pod CIDR of a kubenet cluster that moves to overlay
    ChangeModelPodCidrKubenet = Text("kept, or replaced"), Documented, "update-azure-cni.md, Update the IPAM mode to Azure CNI Overlay", "2026-08-21", since "2025-08-29";
    /// the model and the data plane are two operations
    ChangeModelApart = Text("never in one operation"), Documented, "update-azure-cni.md, Update considerations", "2026-08-21";
    /// the data plane of a standing cluster
    ChangeDataplane = Text("Azure CNI to Cilium"), Documented, "update-azure-cni.md, Data plane migration to Azure CNI Powered by Cilium", "2026-08-21";
    /// no Windows pools while the data plane becomes Cilium
    ChangeDataplaneWindows = Text("Linux only"), Documented, "update-azure-cni.md, Update considerations", "2026-08-21";
    /// the network policy engine when the data plane becomes Cilium
    ChangeDataplanePolicy = Text("replaced by Cilium"), Documented, "update-azure-cni.md, Update considerations", "2026-08-21";
    /// from a data plane of Cilium back
    ChangeDataplaneBack = Text("not known"), Assumed, "update-azure-cni.md names the way to Cilium only", "2026-08-21";
    /// from single addresses of a pod subnet to static blocks
    ChangeAllocation = Text("a new pool on a new pod subnet"), Documented, "configure-azure-cni-static-block-allocation.md, Migrating", "2026-08-21";
    /// from static blocks of a pod subnet to single addresses
    ChangeAllocationBack = Text("not known"), Assumed, "configure-azure-cni-static-block-allocation.md names the way to blocks only", "2026-08-21";
    /// from one outbound type to another in a VNet that AKS made
    ChangeOutboundManaged = Text("by table"), Documented, "egress-outboundtype.md, Supported migration paths for managed VNet", "2026-08-21";
    /// from one outbound type to another in a VNet of one's own
    ChangeOutboundOwn = Text("by table"), Documented, "egress-outboundtype.md, Supported migration paths for BYO VNet", "2026-08-21";
    /// from the StandardV2 NAT gateway to none or block
    ChangeOutboundV2 = Text("not supported"), Disputed, "egress-outboundtype.md, Supported migration paths for managed VNet", "2026-08-21", other "supported" by "CHANGELOG.md, Release 2026-05-29";
    /// from the managed NAT gateway back to the load balancer
    ChangeOutboundBack = Text("not supported"), Disputed, "egress-outboundtype.md, Supported migration paths for managed VNet", "2026-08-21", other "a heading of its own says how" by "egress-outboundtype.md, Update cluster from managedNATGateway to loadBalancer";
    /// the pod CIDR of an overlay that stands
    ChangePodCidr = Text("a larger range that contains it"), Disputed, "azure-cni-overlay-pod-expand.md, Limitations", "2026-08-21", other "in public preview" by "CHANGELOG.md, Release 2026-01-04";
    /// no Windows pools while the pod CIDR grows
    ChangePodCidrWindows = Text("Linux only"), Documented, "azure-cni-overlay-pod-expand.md, Limitations", "2026-08-21";
    /// the pod CIDR of a cluster that is no overlay, and the IPv6 one
    ChangePodCidrOther = Text("not supported"), Documented, "azure-cni-overlay-pod-expand.md, Limitations", "2026-08-21";
    /// the service CIDR of a cluster that stands
    ChangeServiceCidr = Text("cannot be replaced"), Documented, "concepts-network-ip-address-planning.md", "2026-08-21";
    /// the minor version of Kubernetes 1 from which an object of Kubernetes adds a range for Services
    ChangeServiceCidrMore = Number(33), Documented, "concepts-network-legacy-cni.md", "2026-08-21";
    /// the DNS service IP of a cluster that stands
    ChangeDnsServiceIp = Text("cannot be changed"), Documented, "Azure/azure-cli issue 9038", "2019-04";
    /// the address families of a cluster that stands
    ChangeIpFamilies = Text("not known"), Assumed, "configure-dual-stack.md tells of new clusters only", "2026-08-21";
    /// the VNet of a cluster that stands
    ChangeVnet = Text("all pools in one VNet"), Documented, "create-node-pools.md, Limitations", "2026-08-21";
    /// the most pods a node of a pool that stands
    ChangeMaxPods = Text("a new pool"), Disputed, "create-node-pools.md, Limitations", "2026-08-21", other "nodepool update --max-pods" by "upgrade-capacity-cost-planning.md";
    /// the node subnet of a pool that stands
    ChangeNodeSubnet = Text("a new pool"), Documented, "insufficientsubnetsize-error-advanced-networking.md, Solution", "2026-08-21";
    /// the pod subnet of a pool that stands
    ChangePodSubnet = Text("not known"), Assumed, "configure-azure-cni-dynamic-ip-allocation.md names one pod subnet a pool, and no way to another", "2026-08-21";
    /// the range of a subnet that is in use
    ChangeSubnetPrefix = Text("not while something is in it"), Documented, "virtual-networks-faq.md, Can I modify the size of my subnet after I create it", "2026-08-21";
    /// the nodes of a pool
    ChangeCount = Text("in place"), Documented, "scale-node-pools.md", "2026-08-21";
    /// the autoscaler's bounds of a pool
    ChangeAutoscale = Text("in place"), Documented, "cluster-autoscaler.md", "2026-08-21";
    /// the surge of a pool
    ChangeSurge = Text("in place"), Documented, "upgrade-aks-node-pools-rolling.md, Customize node surge", "2026-08-21";
    /// pools that come and go
    ChangePools = Text("in place"), Documented, "create-node-pools.md", "2026-08-21";
    /// the last system pool stays
    ChangeSystemPool = Text("another must take its place"), Documented, "create-node-pools.md, Limitations", "2026-08-21";
    /// the operating system of a pool that stands
    ChangeOs = Text("a new pool"), Assumed, "create-node-pools.md gives each pool its own when it is made", "2026-08-21";
    /// the network policy engine of a cluster that stands
    ChangePolicy = Text("all pools are reimaged"), Documented, "use-network-policies.md", "2026-08-21";
    /// the minor version of Kubernetes 1 from which a network policy engine can come and go
    ChangePolicyVersion = Number(30), Documented, "CHANGELOG.md, Release 2026-05-29", "2026-08-07", since "2026-05-29";
    /// the version of Kubernetes of a cluster that stands
    ChangeVersion = Text("one minor version at a time"), Documented, "upgrade-aks-cluster.md, Kubernetes version upgrades", "2024-01";
    /// an older version of Kubernetes
    ChangeVersionBack = Text("not known"), Assumed, "upgrade-aks-cluster.md tells of upgrades only", "2024-01";
    /// the price tier of a cluster that stands
    ChangeTier = Text("in place"), Documented, "free-standard-pricing-tiers.md, Update the tier of an existing AKS cluster", "2024-06";
    /// from an API server outside to one in the VNet
    ChangeApiServer = Text("one way, restart at once"), Documented, "api-server-vnet-integration.md, Convert an existing AKS cluster to API Server VNet Integration", "2026-08-21";
    /// the way from an API server in the VNet back
    ChangeApiServerBack = Text("none"), Documented, "api-server-vnet-integration.md, Convert an existing AKS cluster to API Server VNet Integration", "2026-08-21";
    /// between a public API server and one behind a private endpoint
    ChangeApiServerPrivate = Text("only with VNet integration"), Assumed, "private-clusters.md, Prerequisites names VNet integration only", "2026-08-21";
    /// the route table of a kubenet cluster
    ChangeRouteTable = Text("cannot be replaced"), Documented, "configure-kubenet.md, Bring your own subnet and route table", "2026-08-21";
    /// an upgrade drains as many nodes at a time as it adds
    SurgeAtOnce = Text("one old node for one new"), Documented, "upgrade-aks-node-pools-rolling.md, Overview of rolling upgrade behavior", "2026";
    /// no node auto-provisioning while the data plane becomes Cilium
    ChangeDataplaneProvisioning = Text("off for the update"), Documented, "update-azure-cni.md, Update considerations", "2026-08-21";
    /// another list of authorized ranges of the API server
    ChangeApiServerRanges = Text("in place"), Documented, "api-server-authorized-ip-ranges.md, Update an existing cluster's API server authorized IP ranges", "2026-08-21";

    // Network policy engines.
    /// the nodes of a cluster with Azure's network policy manager
    NpmNodesMax = Number(250), Documented, "use-network-policies.md, Scale", "2026-08-21";
    /// the pods of a cluster with Azure's network policy manager
    NpmPodsMax = Number(20_000), Documented, "use-network-policies.md, Scale", "2026-08-21";
    /// the nodes of a cluster with policies of layer 7, unless its pods are within theirs
    LayerSevenNodesMax = Number(1_000), Documented, "container-network-security-l7-policy-concepts.md, Limitations and considerations", "2026-08-21";
    /// the pods of a cluster with policies of layer 7, unless its nodes are within theirs
    LayerSevenPodsMax = Number(40_000), Documented, "container-network-security-l7-policy-concepts.md, Limitations and considerations", "2026-08-21";
    /// the identities that Cilium tells apart: one a set of labels
    CiliumIdentitiesMax = Number(65_535), Documented, "azure-cni-powered-by-cilium.md, Limitations", "2026-08-21";
    /// the engine Cilium needs the data plane Cilium
    PolicyCilium = Text("Cilium data plane"), Documented, "use-network-policies.md", "2026-08-21";
    /// the engine of kubenet
    PolicyKubenet = Text("Calico"), Documented, "use-network-policies.md", "2026-08-21";
    /// the models that the engines go with
    PolicyAzureCni = Text("Azure CNI; Calico also kubenet"), Documented, "use-network-policies.md", "2026-08-21";
    /// what becomes of other engines on the Cilium data plane
    PolicyReplaced = Text("replaced"), Documented, "update-azure-cni.md", "2026-08-21";
    /// what happens to policies without an engine
    PolicyEngineNone = Text("all pods may talk"), Documented, "use-network-policies.md", "2026-08-21";
    /// who reads CiliumNetworkPolicies
    CiliumOwnPolicies = Text("Cilium"), Documented, "azure-cni-powered-by-cilium.md", "2026-08-21";
    /// the ipBlocks that one policy should have at most, Azure Network Policy Manager
    NpmBlocksAdvised = Number(4), Documented, "use-network-policies.md", "2026-08-21";
    /// the addresses that Azure Network Policy Manager knows
    NpmFamily = Text("IPv4 only"), Documented, "use-network-policies.md", "2026-08-21";
    /// whom an ipBlock never matches, Cilium
    CiliumBlocksSkipPods = Text("pods and nodes"), Documented, "azure-cni-powered-by-cilium.md, Limitations", "2026-08-21";
    /// what FQDN and layer 7 rules of Cilium's need
    CiliumLayer7NeedsAcns = Text("Advanced Container Networking Services"), Documented, "azure-cni-powered-by-cilium.md", "2026-08-21";
    /// what nodes are to Cilium's policies: the own one host, another remote-node, each a part of cluster
    CiliumEntities = Text("host, remote-node, cluster"), Documented, "docs.cilium.io, Layer 3 Policies, Entities based", "2025";
    /// whom Cilium's entity kube-apiserver means
    CiliumApiServer = Text("egress only for sure"), Documented, "docs.cilium.io, Layer 3 Policies, Entities based", "2025";
    /// the version of Cilium that reads endPort
    CiliumEndPortSince = Text("Cilium 1.17"), Documented, "azure-cni-powered-by-cilium.md, Limitations", "2026-08-21";
    /// what Azure Network Policy Manager does not read on Windows
    NpmWindowsLacks = Text("named ports, SCTP, negative selectors, except"), Documented, "use-network-policies.md", "2026-08-21";
    /// the engines of AKS that read AdminNetworkPolicies
    AdminPolicyEngines = Text("not known"), Assumed, "use-network-policies.md names NetworkPolicy only", "2026-08-21";
}
