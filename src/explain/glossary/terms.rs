//! The table of terms. Deliberately nothing but rows: how they are found stands in the parent.
//!
//! A row reads: the term; other spellings of it; two lines of what it means; the rule whose page says so. A term
//! without a rule is arithmetic, or a word of this program's own. A number of Azure's or AKS's is written as its rule's name in
//! braces.

use std::borrow::Cow;

use super::Term;
use crate::engine::rules::RuleId;

/// Declares the rows.
macro_rules! terms {
    ($( $name:literal $(/ $also:literal)* = $says:literal $(, $rule:ident)?; )+) => {
        /// All terms, those that belong together side by side.
        pub(super) const TERMS: &[Term] = &[$(
            Term { name: $name, also: &[$($also),*], says: Cow::Borrowed($says), rule: rule!($($rule)?) },
        )+];
    };
}

macro_rules! rule {
    () => {
        None
    };
    ($rule:ident) => {
        Some(RuleId::$rule)
    };
}

terms! {
    // Where addresses come from.
    "model" / "network model" / "azure-cni" = "Where nodes and pods get their addresses from: the VNet, or a range of the cluster's own. It is chosen when the cluster is made.", ChangeModel;
    "Overlay" / "azure-cni-overlay" / "overlay" = "Nodes have addresses of the VNet, pods of the pod CIDR: a block of {node-block-prefix as addresses} a node. Outside of the cluster a pod is seen as its node.", NodeBlockPrefix;
    "Node subnet (flat)" / "azure-cni-node-subnet" / "flat" / "flat models" = "The model in which nodes and pods share one subnet: a node takes its own address, and one for every pod that it may run.", NodeSubnetSum;
    "Pod subnet" / "azure-cni-pod-subnet" / "dynamic" / "pod subnet, dynamic" = "Pods have a subnet of their own in the VNet; a node takes addresses of it in batches as its pods need them.", PodSubnetNeeded;
    "Pod subnet, static" / "Pods static" / "static-block" / "static blocks" = "Pods have a subnet of their own, and a node takes whole blocks of {static-block-prefix as addresses} addresses for all the pods that it may ever run.", StaticBlockPrefix;
    "kubenet" = "The oldest model: a /{node-block-prefix} of the pod CIDR a node, and one route a node in the subnet's route table. It retires on {kubenet-retires}.", KubenetRetires;
    "BYO CNI" / "byo-cni" / "plug-in" / "CNI" / "the plug-in's" = "Bring your own: AKS installs no network plug-in, and what becomes of pods' addresses is up to the one that you install.", FeatureByoCni;
    "data plane" / "Cilium data plane" / "dataplane" / "Cilium" = "What carries packets on a node: the kernel's own tables, or the eBPF programs of Cilium. It may be chosen beside three models.", CiliumNeedsAzureCni;
    "batch" / "batches" = "What a node takes of a pod subnet at a time: {dynamic-batch} addresses, and {dynamic-batch} more when half a batch is left. What no pod uses yet is held.", DynamicBatch;
    "address block" / "Blocks" / "blocks" = "A piece of a range that is handed out whole: {node-block-prefix as addresses} addresses a node of overlay and kubenet, {static-block-prefix as addresses} in a pod subnet with static blocks.", NodeBlockPrefix;

    // The cluster.
    "cluster" = "Nodes and what steers them. The check of this name looks at what holds for all of it, like the address of its DNS.";
    "Nodes" / "node" / "nodes" / "count" = "The machines that run pods. Each takes an address of its subnet, in every model. A cluster holds {cluster-nodes-max} at most.", ClusterNodesMax;
    "node pool" / "pool" / "pools" / "node-pool" / "pool size" = "Nodes that are alike: one machine size, one subnet, one maximum of pods. Each pool scales and is upgraded by itself.", PoolNodesMax;
    "system pool" / "system" = "A pool for the cluster's own pods, like its DNS. A cluster needs one, on Linux.", SystemPoolNeeded;
    "pod" / "pods" = "What Kubernetes runs: one or more containers that share one address.";
    "Max pods per node" / "max pods" / "max-pods" / "pods a node" = "The most pods that a node may run, {max-pods-min} to {max-pods-max}. It is set when the pool is made; the model decides whether it costs addresses.", MaxPodsMax;
    "Max surge" / "surge" / "max-surge" = "Nodes that an upgrade adds to a pool while it replaces the old ones: a number, or a percentage that is rounded up.", SurgeRounding;
    "max unavailable" / "max-unavailable" = "Nodes that an upgrade may take away at once, instead of adding new ones first.", MaxUnavailableInPlace;
    "Autoscaler max" / "autoscaler" / "max" / "autoscaler maximum" = "The most nodes that the autoscaler may give a pool. AKS counts it, and not today's nodes, when it looks for room.", PreflightCount;
    "tier" = "What is paid for the control plane. It sets how many nodes a cluster may have.", ClusterNodesMaxFree;
    "API server" / "api-server" / "control plane" = "What kubectl and the nodes talk to. It answers at a public address, at a private endpoint, or in a subnet of the VNet.", ApiServerDefault;
    "private cluster" / "private-link" = "Its API server answers at a private endpoint, which takes one address of the first pool's subnet.", PrivateApiServerAddresses;
    "VNet integration" / "vnet-integration" = "The API server has a subnet of the VNet to itself, and takes at least {api-server-addresses} addresses there.", ApiServerAddresses;
    "host network" / "hostNetwork" = "A pod that uses its node's address instead of one of its own. It counts among the pods that a node may run.";

    // Ranges.
    "VNet" / "vnet" / "virtual network" = "The private network in Azure that the cluster's nodes stand in, made of one range or more.", VnetPrefixMin;
    "subnet" = "A piece of a VNet. Azure keeps the first four addresses and the last one of each.", SubnetReservedFirst;
    "Node subnet" / "node-subnet" / "snet-nodes" / "nodes subnet" / "smallest node subnet" / "smallest" = "The subnet in which nodes have their addresses; in the flat model their pods have theirs there too.", NodesAloneSum;
    "Pod CIDR" / "pod-cidr" = "The range that pods of overlay, kubenet and most plug-ins of one's own get addresses from. It lies outside of every subnet.", PodCidrApart;
    "pod range" / "pod range used" / "pod range use" = "The range that pods get addresses from, whatever the model calls it: the pod CIDR, the pod subnet or the node subnet.";
    "Service CIDR" / "service-cidr" = "The range of the addresses of Services. They exist on the nodes alone: no packet carries one over the network.", ServiceCidrApart;
    "DNS IP" / "DNS service IP" / "dns-service-ip" = "The address of the cluster's DNS. It lies in the service CIDR and is not its first address.", DnsServiceIpInside;
    "CIDR" / "range" = "A range of addresses, written as its first address and its prefix: 10.240.0.0/22 begins at 10.240.0.0 and has 1,024.";
    "ranges" = "The check of ranges: is each of a size that is allowed, in its place, and apart from the others?", SubnetsApart;
    "network" / "design" = "The check of subnets and addresses, and of what stands in them: gateways, security groups, route tables.";
    "elastic" = "The check of what grows without a number in the file: virtual nodes and nodes that AKS adds by itself.", VirtualNodesSubnet;
    "prefix" / "length" = "How many leading bits the addresses of a range share. One more halves the range: a /22 has 1,024 addresses, a /23 has 512.";
    "address space" / "address-space" = "The ranges that a VNet is made of. Its subnets lie inside of them.", SubnetInsideVnet;
    "delegation" = "A subnet that is handed to a service of Azure's. Nodes cannot stand in one that is handed to another service.", NodeSubnetNotDelegated;
    "private range" / "RFC 1918" / "private" = "Addresses that no one has on the internet: {private10}, {private172} and {private192}.", Private10;
    "reserved" / "Azure reserves" / "kept by AKS" = "Addresses that nobody can have: five of every subnet, and ranges that AKS or the platform use for themselves.", SubnetReservedFirst;
    "overlap" / "overlaps" = "Two ranges that share an address. Where packets for it go is then not what either side expects.", SubnetsApart;
    "dual stack" / "ip-families" / "prefix-v6" = "IPv4 and IPv6 side by side. Of the models only overlay has it; IPv4 comes first.", IpFamilies;
    "LocalDNS" / "local DNS" = "A DNS cache on every node, at addresses of {local-dns-range} that are the same on all of them.", LocalDnsRange;

    // The answer.
    "need" / "needs" / "wanted" / "VNet IPs" / "takes of the VNet" = "The addresses that the design takes of a range at its worst moment: the upgrade with all its surge nodes.", NodeSubnetSum;
    "have" / "usable" / "has" = "The addresses of a range that can be given out: of a subnet five fewer than it has.", SubnetReservedFirst;
    "FITS" / "fits" = "Every range has the addresses that are needed, also at the peak of an upgrade, and nothing is refused.";
    "NO FIT" / "does not fit" = "Some range has fewer addresses than are needed. The sum says which, and the ways out say what would help.";
    "INVALID" / "invalid" = "AKS or Azure would refuse the design, whether its addresses suffice or not. The checks name the reason.";
    "verdict" = "Whether the design fits, and how much of the range that is the scarcest it takes at the upgrade's peak.";
    "peak" / "upgrade's peak" / "at the peak" = "The moment of an upgrade when all surge nodes are there and no old one has gone yet.", SurgeOfAllPools;
    "steady state" / "between upgrades" = "What is taken while no upgrade runs: the nodes without surge.";
    "binds" / "tightest limit" / "limit" = "The limit that is reached first: a range that is full, or a number that AKS allows. To grow, this one has to give way.";
    "most nodes" / "most" / "MOST NODES IT HOLDS" / "nodes at most" = "The largest number of nodes with which every range and every limit still holds.";
    "allocated" / "in use" = "The share of a range that belongs to some subnet. The rest of a VNet is free for others.";
    "set aside" = "Addresses that a node holds and no pod uses yet. Nobody else can have them.", DynamicBatch;
    "free" = "Addresses that belong to nothing. Only a run that begins at a multiple of its size can become a subnet.";
    "Pre-allocated IPs" / "pre-allocated" = "Azure's word for the addresses that it counts before a step. Too many, and the step is refused before anything is made.", PreflightCount;
    "capacity" = "The check of room: does every range have the addresses that are needed?", NodeSubnetSum;
    "growth" = "The check of what is left: how many nodes more would fit, and what ends it.", ClusterNodesMax;
    "upgrade" = "Every node is replaced by a new one. The surge nodes come first, and need addresses beside the old ones.", SurgeOfAllPools;
    "rehearsal" / "rehearse" / "scale-out" = "The steps of scaling out and upgrading, one by one, each asked whether its addresses suffice.", PreflightCount;
    "drain" = "To empty a node of its pods before it goes. It keeps its addresses until it is gone.", SurgeAtOnce;

    // Routes.
    "route" / "Routes" / "effective routes" / "effective route" = "Where a packet for a range goes next. Of the routes that hold its address the one with the longest prefix decides.", RoutesMax;
    "Next hop" / "next hop" = "What a route hands a packet to. Azure has a word for each kind: VnetLocal, Internet, VirtualAppliance and others.";
    "VnetLocal" = "Next hop of Azure's: straight to the machine that has the address, within the VNet.";
    "VNetPeering" / "peering" / "peered" / "VnetPeering" = "Next hop of Azure's: to a VNet that is joined to this one. Peerings are not handed on: a peer's peer is out of reach.";
    "Internet" / "internet" = "Next hop of Azure's: out of the VNet, with a public address. It needs an outbound method that translates.";
    "VirtualAppliance" / "appliance" / "NVA" = "Next hop of Azure's: to the address of a firewall or router of one's own, which forwards or drops.";
    "VirtualNetworkGateway" / "gateway" / "VPN" / "ExpressRoute" = "Next hop of Azure's, and source of routes: the gateway to on-premises, and what it learned from there.", VnetBeforeBgp;
    "VirtualNetworkServiceEndpoint" / "service endpoint" / "service-endpoints" = "Next hop of Azure's: a service of Azure is reached directly, with the private address as source.", FeatureServiceEndpoints;
    "InterfaceEndpoint" / "private endpoint" / "private-endpoint-policies" = "Next hop of Azure's: to a private address that stands for a service of Azure, one in the VNet.";
    "None" / "dropped" = "Next hop of Azure's: the packet is dropped, and nobody is told.";
    "State" / "state" = "Of a route: Active, or Invalid where one of the same prefix goes before it; of a peering: joined from both sides or not.";
    "Source" = "Who made a route: Default is Azure itself, User a route table, VirtualNetworkGateway what a gateway learned.";
    "Default" / "system route" = "A route that Azure makes by itself. Of equal prefixes it is the last choice.";
    "User" / "user route" / "UDR" = "A route that someone wrote in a route table. Of equal prefixes it is the first choice.";
    "route table" / "route-table" / "Table of" = "Routes that one writes for a subnet. A subnet has one table at most, and a table {routes-max} routes.", RoutesMax;
    "BGP" / "propagation" = "How a gateway learns routes from on-premises. A route table may say that its subnet does not take them.", VnetBeforeBgp;
    "Covers" / "longest prefix" = "The addresses that a route holds. Of several routes that hold an address the most exact one decides: the longest prefix.";
    "azv*" / "node's own routes" = "A node's end of the wire to one of its pods. The node's own routes come before those of the subnet.";
    "on-premises" / "on premises" / "onprem" = "Networks of one's own outside of Azure, reached through a gateway.";
    "hub and spoke" / "hub" / "spoke" = "VNets that share one in the middle, which has the firewall and the gateway. Spokes reach each other only through it.";

    // A packet.
    "hop" = "One place that a packet passes, with what is done to it there and why.";
    "src IP" / "src" / "source address" = "The sender's address as this hop hands the packet on; » marks where it was replaced.";
    "dst IP" / "destination" / "dst" = "The receiver's address as this hop hands the packet on; » marks where it was replaced.";
    "src port" / "source port" = "The sender's port. A translator that shares one address among many replaces it too.", LoadBalancerPortsPerIp;
    "dst port" / "port" = "The receiver's port. Behind a Service it is replaced by the pod's own.";
    "From" / "from" / "near end" = "Where the packet starts.";
    "To" / "to" / "far end" = "Where the packet goes.";
    "Here" = "What stands at this place of the bits of an address: the bits that a route compares.";
    "reply" / "the reply" = "The packet back. Routes are asked afresh for it, so that it may take another way, and be lost there.";
    "SNAT" / "masquerade" = "The sender's address is replaced, by the node's or a public one, so that the reply finds the way back.", OverlayMasquerade;
    "DNAT" = "The receiver's address is replaced: a Service's by one of its pods', a firewall's public one by a private one.";
    "IP-MASQ-AGENT" / "ip-masq-agent" / "IP-MASQ" = "Rules on each node that replace a pod's address by the node's, except towards ranges where pods are known.", OverlayMasquerade;
    "SNAT ports" / "ports" / "outbound ports" = "One for each connection that shares a public address. A load balancer gives each node a fixed number of them.", LoadBalancerPortsByNodes;
    "outbound" / "outbound type" / "outbound-type" = "How packets to the internet get a public address: load balancer, NAT gateway, a route of one's own, or not at all.", OutboundTypeDefault;
    "loadBalancer" = "Outbound type: the cluster's load balancer translates, with a fixed number of ports a node.", LoadBalancerPortsByNodes;
    "managedNATGateway" / "managedNATGatewayV2" = "Outbound type: AKS makes a NAT gateway in the VNet that it made itself.", OutboundManagedVnet;
    "userAssignedNATGateway" = "Outbound type: a NAT gateway of one's own stands at the subnets of a VNet of one's own.", OutboundOwnVnet;
    "userDefinedRouting" = "Outbound type: AKS makes nothing; a route for 0.0.0.0/0 leads to a firewall of one's own.", UserRoutingTable;
    "block" = "Outbound type of isolated clusters: AKS makes no way to the internet and forbids it; with the type none it only makes none.", OutboundIsolated;
    "NAT gateway" / "nat-gateway" = "It stands at subnets and gives their connections a public address and a port on demand.", NatGatewayPortsPerIp;
    "default outbound access" / "default-outbound-access" = "A public address that Azure once lent to machines without an outbound method. New VNets that AKS makes have none.", DefaultOutboundRetires;
    "load balancer" / "frontend" = "It hands connections to one address on to nodes. The address is its frontend, public or in a subnet.", FeatureLoadBalancerServices;
    "backend" / "what the load balancer picks" = "The node that a load balancer hands a connection to. No file can say which one: choose it.";
    "floating IP" = "The load balancer leaves the receiver's address alone: the node, and a security group before it, sees the frontend's.";
    "Service" / "ClusterIP" / "NodePort" / "svc" = "One name and address for several pods. The sender's own node replaces the address by a pod's.";
    "externalTrafficPolicy" / "Local" = "Local hands a connection to pods of the node that it came to, and keeps the client's address; Cluster to any pod.";
    "ingress" / "inbound" = "Towards a pod or a machine.";
    "egress" = "Away from a pod or a machine.";
    "NSG" / "nsg" / "network security group" / "security group" = "Rules of Azure's at a subnet or a machine. The lowest number that matches decides; replies pass unasked.", NsgPriorityMin;
    "firewall" / "FIREWALL" = "An appliance that lets through what its rules name, translates, and drops replies whose request it has not seen.";
    "More checks" / "Checks on this path" / "Checks" / "check" = "What was asked on the way, in its order, and what decided.";
    "What if" = "What would become of the packet if one rule or route were not there. The letter tries it, and u takes it back.";
    "azure-dns" / "168.63.129.16" / "Azure DNS" = "{vnet-forbids-platform as address}: Azure's DNS and the source of its load balancers' probes, the same in every VNet.", VnetForbidsPlatform;

    // What becomes of a packet.
    "delivered" = "The packet arrives at its far end.";
    "exits network" / "exits-network" = "The packet leaves the network that is modelled, as it should: to the internet or to on-premises.";
    "denied nsg" / "denied-nsg-in" / "denied-nsg-out" = "A rule of a network security group denies the packet.", NsgPriorityMin;
    "denied policy" / "denied-policy-ingress" / "denied-policy-egress" = "A network policy isolates a pod in this direction, and no rule admits the packet.", PolicyEngineNone;
    "denied firewall" / "denied-firewall" = "No rule of the firewall lets the packet through.";
    "denied ip forwarding" / "denied-ip-forwarding" = "The packet is for someone else, and the machine that it reached may not hand it on.";
    "denied no session" / "denied-no-session" = "A firewall gets a reply whose request went another way, and drops it.";
    "rejected no endpoints" / "rejected-no-endpoints" = "The Service has no pod that is ready: its sender is told so.";
    "dropped no local endpoints" / "dropped-no-local-endpoints" = "The Service hands on to pods of the same node only, and this node has none.";
    "dropped source range" / "dropped-source-range" = "The Service, or the API server, lists the sources that it takes, and this is none of them.";
    "null routed" / "null-routed" = "The route that decides leads nowhere: Azure drops the packet.";
    "loop" = "The packet comes back to a place where it has been, and would go round for ever.";
    "no outbound snat" / "no-outbound-snat" = "Nothing gives the packet a public address, and a private one does not get beyond Azure.", OutboundTypeDefault;
    "snat exhausted" / "snat-exhausted" = "All ports towards this destination are in use: a new connection has to wait or fails.", LoadBalancerPortsByNodes;
    "unsupported protocol" / "unsupported-protocol" = "What would have to translate the packet does not know its protocol.";
    "hairpin unsupported" / "hairpin-unsupported" = "A load balancer would hand the packet back to its own sender, which does not work.";
    "asymmetric drop" / "asymmetric-drop" = "The reply takes another way than the request, and what stands there drops it.";
    "insufficient info" / "insufficient-info" / "not known" = "The documents do not tell, or the file does not say. What would decide it is named.";
    "lost" / "seen as" / "own" / "nat" = "What the other end sees of a sender: own is its own address, node the node's, nat a public one; lost: no reply comes back.";
    "What Kubernetes promises" = "Every pod reaches every pod without translation, nodes reach pods, and a pod sees itself as others do. Not all of it holds here.";

    // Policies.
    "policy" / "NetworkPolicy" / "network policy" / "network-policy" = "Who may talk to a pod, and to whom it may talk. Without one that selects the pod everything may.", PolicyEngineNone;
    "policy engine" / "Azure network policy" / "Calico" / "NPM" / "azure" / "calico" = "What reads and enforces policies. Without an engine they change nothing.", PolicyEngineNone;
    "isolated" / "isolates" / "Held by no policy" = "A pod that a policy selects for a direction: only what some policy admits in it passes then.";
    "selector" / "labels" = "Which pods or namespaces are meant, by their labels. An empty one means all of them.";
    "namespace" = "A part of a cluster with names of its own. Policies select pods of their own namespace.";
    "ipBlock" / "except" = "A range of addresses in a policy. Cilium never matches pods or nodes by it.", CiliumBlocksSkipPods;
    "CiliumNetworkPolicy" / "CNP" / "CCNP" = "Cilium's own kind of policy: it can name nodes, the cluster and the world, and deny.", CiliumOwnPolicies;
    "The selected pair" / "workload" = "Two groups of pods that every policy treats alike, and what they may say to each other.";
    "all" / "part" / "no" = "What a pair may say: every connection, some of them, or none.";

    // Beside the models.
    "ACNS" / "Advanced Container Networking Services" = "An add-on for clusters with Cilium: policies by name and by request, encryption, eBPF host routing.", AcnsNeedsCilium;
    "eBPF host routing" = "Packets pass between pods and the network without the node's own tables.", EbpfNeedsCilium;
    "other models" = "The same question, put to every other model beside this one.";
    "migration" / "what retires" / "retires" = "What AKS can change of a cluster that stands, and until when a choice is supported.", ChangeModel;
    "what stops it" / "what it lacks" = "Why a model does not fit this question, and what the design asks of it that it has not.";
    "used-by-others" = "Addresses of a subnet that things outside of this file take.";
    "name" = "What a thing is called. Other places of the file name it by this.";
}
