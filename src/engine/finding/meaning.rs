//! What the code of a finding means, apart from any design: when it bites, on which rules it rests, what ends it.
//! Deliberately without a design's numbers: those are in the finding's own message.

use super::{Finding, Severity, When};
use crate::engine::rules::RuleId;
use crate::engine::rules::RuleId as Rule;
use Severity::{Error, Note, Warning};
use When::{Create, RunTime, Scale, Upgrade};

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The code: `node-subnet-full`.
    pub code: &'static str,
    /// How bad such a finding is, at its worst.
    pub severity: Severity,
    /// When it may bite; which of them, the finding says.
    pub when: &'static [When],
    /// The rules that it may break or rest on.
    pub rules: &'static [RuleId],
    /// Azure's own code, where a page gives one.
    pub azure_error: Option<&'static str>,
    /// What it means.
    pub says: &'static str,
    /// What ends it.
    pub ends: &'static str,
}

/// The meaning of a code; `None`: no finding has it.
pub fn of(code: &str) -> Option<&'static Meaning> {
    MEANINGS.iter().find(|meaning| meaning.code == code)
}

impl Meaning {
    /// Is this finding one that the meaning tells of?
    pub fn covers(&self, finding: &Finding) -> bool {
        self.code == finding.code
            && finding.severity <= self.severity
            && self.when.contains(&finding.when)
            && self.rules.contains(&finding.rule)
            && finding.azure_error.is_none_or(|error| self.azure_error == Some(error))
    }
}

/// Declares the meanings, one a code.
macro_rules! meanings {
    ($( $code:literal: $severity:ident at $($when:ident)|+, $($rule:ident)|+ $(, Azure $azure:literal)?;
        $says:literal; $ends:literal; )+) => {
        /// All codes, in the order in which the checks look.
        pub const MEANINGS: &[Meaning] = &[$(
            Meaning {
                code: $code,
                severity: $severity,
                when: &[$($when),+],
                rules: &[$(Rule::$rule),+],
                azure_error: azure!($($azure)?),
                says: $says,
                ends: $ends,
            },
        )+];
    };
}

/// Azure's code, where there is one.
macro_rules! azure {
    () => {
        None
    };
    ($code:literal) => {
        Some($code)
    };
}

meanings! {
    // Room.
    "node-subnet-full": Error at Create | Scale | Upgrade, PreflightCount, Azure "InsufficientSubnetSize";
        "the node subnet has fewer addresses than its nodes, their surge and, in the node subnet model, their pods need; Azure counts an autoscaler's maximum, not the nodes there are";
        "fewer nodes, a lower autoscaler maximum or less surge at once; a wider subnet or fewer pods a node with a new subnet or pool";
    "pod-subnet-full": Error at Create | Scale | Upgrade | RunTime, DynamicBatch | StaticBlockPrefix | StaticPrecheckBlocks, Azure "InsufficientSubnetSize";
        "the pod subnet has fewer addresses than the batches or blocks of its nodes take; blocks are checked beforehand at one a node, batches not at all, and the rest shows when nodes start";
        "fewer nodes, or fewer pods a node; a second, wider pod subnet with a new pool";
    "pod-cidr-full": Error at Create | Scale | Upgrade, NodeBlockPrefix, Azure "InsufficientSubnetSize";
        "the pod CIDR has fewer blocks than there are nodes: each node takes one whole block, and nothing is kept from a pod CIDR";
        "fewer nodes, or a lower autoscaler maximum; a shorter prefix of the pod CIDR";
    "service-cidr-full": Error at Create | Scale | Upgrade, ServiceCidrDefault;
        "the service CIDR has fewer addresses than there are Services";
        "a shorter prefix of the service CIDR, which a cluster that stands cannot take in its place";
    "api-server-subnet-full": Error at Create | Scale | Upgrade, ApiServerAddresses;
        "the API server's subnet has fewer addresses than the API server takes";
        "a wider subnet for the API server";
    "application-gateway-subnet-full": Error at Create | Upgrade, GatewayForContainersAddresses;
        "the subnet of Application Gateway for Containers has fewer addresses free than it must have";
        "a wider subnet for the gateway";
    "kubenet-routes-full": Error at Create | Scale | Upgrade, RoutesMax;
        "kubenet writes a route a node into a route table, and the table holds fewer than are needed";
        "fewer nodes, less surge, fewer routes of one's own; another model has no such routes";
    "kubenet-routes-at-limit": Warning at Upgrade, RoutesMax;
        "kubenet needs exactly the routes that a table holds: such a cluster is created, and pages disagree on whether it can be upgraded";
        "one node or route fewer";
    "kubenet-routes-near-limit": Warning at Scale, RoutesNear;
        "kubenet's routes come near to what a route table holds";
        "another model before the cluster grows on";
    "pod-subnet-edge-blocks": Warning at RunTime, StaticEdgeBlocks;
        "the first and the last block of a pod subnet hold what Azure keeps, and no page says whether they are handed out; this design needs one of them";
        "fewer nodes, or a wider pod subnet";
    "vnet-addresses-limit": Error at Create | Upgrade, VnetAddressesMax;
        "the VNet would have more private addresses in use than Azure allows in one";
        "fewer nodes or pods; a model whose pods take no addresses of the VNet, or static blocks";

    "peered-addresses-limit": Error at Create | Upgrade, PeeredAddressesMax;
        "the VNet and its peers together would have more private addresses in use than Azure allows in such a group";
        "fewer nodes or pods, or fewer peers";
    "node-subnet-addresses-limit": Warning at Scale, NodeSubnetAddressesMax;
        "nodes and pods take more addresses than one page allows a cluster whose pods share the node subnet; another page stops at the VNet's own limit";
        "fewer nodes or pods a node, or a model whose pods take no addresses of the VNet";
    "pods-limit": Warning at RunTime, OverlayPodsMax | DynamicPodsMax | StaticPodsMax;
        "nodes times max pods are more pods than the pages support for the model; AKS does not multiply, and refuses nothing";
        "fewer nodes, fewer pods a node, or another model";
    "npm-nodes-limit": Warning at Scale, NpmNodesMax;
        "more nodes than Azure Network Policy Manager is supported with";
        "another policy engine, or fewer nodes";
    "npm-pods-limit": Warning at Scale, NpmPodsMax;
        "more pods than Azure Network Policy Manager is supported with";
        "another policy engine, or fewer pods";
    "layer-seven-limit": Warning at Scale, LayerSevenNodesMax;
        "more nodes and more pods than policies of layer 7 are supported with";
        "fewer nodes or pods";
    "cilium-identities-limit": Note at RunTime, CiliumIdentitiesMax;
        "more pods than Cilium has identities; pods with the same labels share one";
        "fewer sets of labels among the pods";

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
        "the load balancer's idle timeout lies outside of its bounds; the command line tool stops before the platform does";
        "a number of minutes within the bounds";
    "backend-ip-configurations-exceeded": Warning at Scale, BackendIpConfigurationsMax;
        "the rules of a frontend times the nodes are more backend IP configurations than it may have";
        "fewer ports of the Services that share the frontend, or fewer nodes";

    // Ranges that meet.
    "subnet-outside-vnet": Error at Create, OneVnet;
        "a subnet lies in none of its VNet's ranges";
        "a prefix inside the VNet, or one more range of the VNet";
    "subnets-overlap": Error at Create, SubnetsApart;
        "two subnets of one VNet share addresses";
        "another prefix for one of them";
    "pod-cidr-overlaps-service-cidr": Error at Create, PodCidrApart;
        "pods and Services would have the same addresses";
        "another pod CIDR or service CIDR";
    "pod-cidr-overlaps-subnet": Error at Create, PodCidrApart, Azure "NetworkProfileCIDROverlapVNET";
        "the pod CIDR shares addresses with a subnet of the cluster's VNet";
        "another pod CIDR, outside the VNet";
    "pod-cidr-overlaps-vnet": Warning at RunTime, PodCidrApart;
        "the pod CIDR lies in the VNet where no subnet is yet: a later subnet would collide, and pages disagree on whether AKS accepts it";
        "a pod CIDR outside the VNet";
    "pod-cidr-overlaps-peer": Warning at RunTime, PodCidrApart;
        "a peered VNet has addresses of the pod CIDR: packets of pods to them stay among the pods";
        "another pod CIDR, or another range of the peer";
    "pod-cidr-overlaps-on-premises": Warning at RunTime, PodCidrApart;
        "what lies on premises has addresses of the pod CIDR: packets of pods to them stay among the pods";
        "another pod CIDR";
    "kubenet-subnet-shared": Error at Create, KubenetApart;
        "another cluster has nodes in the node subnet, which kubenet needs for itself";
        "a subnet of its own for each kubenet cluster, or another model";
    "pod-cidr-shared": Error at Create, KubenetApart;
        "two clusters of one route table have the same pod CIDR, so that their routes collide";
        "another pod CIDR for one of them";
    "service-cidr-overlaps-subnet": Error at Create | Upgrade, ServiceCidrApart, Azure "ServiceCidrOverlapExistingSubnetsCidr";
        "the service CIDR shares addresses with a subnet of the VNet; it is checked again before each upgrade, so that a subnet added later stops one";
        "another service CIDR for a new cluster; for one that stands, the subnet has to go";
    "service-cidr-overlaps-vnet": Warning at RunTime, ServiceCidrApart;
        "the service CIDR lies in the VNet where no subnet is yet: a subnet added there later stops the next upgrade";
        "a service CIDR outside the VNet";
    "service-cidr-overlaps-peer": Warning at RunTime, ServiceCidrApart;
        "a peered VNet has addresses of the service CIDR: pods take them for Services and never reach the peer";
        "another service CIDR";
    "service-cidr-overlaps-on-premises": Warning at RunTime, ServiceCidrApart;
        "what lies on premises has addresses of the service CIDR: pods take them for Services and never reach it";
        "another service CIDR";
    "vnet-overlaps-peer": Error at Create, PeersApart;
        "two VNets share addresses, so that they cannot be peered";
        "another range for one of them";
    "vnet-overlaps-on-premises": Warning at RunTime, VnetBeforeBgp;
        "the VNet and what a gateway has learned share addresses: those addresses are looked for in the VNet";
        "another range of the VNet, or translation at the gateway";

    // What is kept, sizes, the DNS.
    "vnet-too-large": Error at Create, VnetPrefixMin;
        "a range of the VNet is larger than Azure allows";
        "a longer prefix";
    "vnet-forbidden-range": Error at Create, VnetForbidsMulticast | VnetForbidsBroadcast | VnetForbidsLoopback | VnetForbidsPlatform;
        "a range of a VNet touches addresses that no VNet may hold";
        "another range";
    "subnet-too-small": Error at Create, SubnetPrefixMax;
        "a subnet is smaller than the smallest that Azure makes";
        "a shorter prefix";
    "subnet-v6-prefix": Error at Create, SubnetV6Prefix;
        "an IPv6 range of a subnet has another length than the only one that Azure allows";
        "the one length that is allowed";
    "reserved-range": Error at Create, ReservedLinkLocal | ReservedLower | ReservedUpper | ReservedTest;
        "the VNet, the pod CIDR or the service CIDR touches a range that AKS keeps for itself; one that contains such a range fails as well";
        "a range that touches none of them";
    "pod-cidr-public": Warning at RunTime, PodCidrPrivate;
        "the pod CIDR is not private: AKS accepts it and does not support it, and pods cannot reach the hosts that own it";
        "a private pod CIDR";
    "service-cidr-too-large": Error at Create, ServiceCidrPrefixMin | ServiceCidrV6PrefixMin;
        "the service CIDR has a shorter prefix than AKS allows";
        "a longer prefix";
    "service-cidr-public": Error at Create, ServiceCidrPrivate;
        "the service CIDR is not private, which AKS refuses";
        "a private service CIDR";
    "dns-ip-outside-service-cidr": Error at Create, DnsServiceIpInside, Azure "DnsServiceIpOutOfServiceCidr";
        "the address of the cluster's DNS lies outside the service CIDR; who sets only the service CIDR keeps the default address";
        "an address inside, by custom its tenth";
    "dns-ip-is-first": Error at Create, DnsServiceIpNotFirst;
        "the address of the cluster's DNS is the first of the service CIDR, which is kubernetes.default";
        "another address of the service CIDR, by custom its tenth";

    // Pools, limits, models.
    "unknown-subnet": Error at Create, OneVnet;
        "a pool names a subnet that is not in the file";
        "the name of a subnet that is there, or the subnet";
    "subnet-in-other-vnet": Error at Create, OneVnet;
        "a pool's subnet lies in another VNet than the cluster's";
        "a subnet of the cluster's own VNet";
    "subnet-delegated": Error at Create, NodeSubnetNotDelegated, Azure "SubnetIsDelegated";
        "a node subnet is handed to another service of Azure's";
        "a subnet without that delegation";
    "pod-subnet-missing": Error at Create, PodSubnetNeeded;
        "a pool of a pod subnet cluster has no pod subnet";
        "a pod subnet for the pool, or another model";
    "pod-subnet-two-modes": Error at Create, PodSubnetOneMode;
        "one pod subnet hands out single addresses to one pool and blocks to another";
        "a pod subnet for each way";
    "pod-subnet-too-large": Error at Create, StaticPodSubnetPrefixMin;
        "a pod subnet of static blocks is larger than AKS allows";
        "a longer prefix";
    "max-pods-range": Error at Create, MaxPodsMin | MaxPodsMax;
        "the most pods a node lie outside of what AKS allows";
        "a number within the bounds";
    "pods-in-use-range": Error at Create, MaxPodsMax;
        "more pods a node are said to be in use than a node may run";
        "a number up to max pods";
    "pool-under-30-pods": Error at Create, PoolPodsMin;
        "max pods times nodes of a pool give room for fewer pods than AKS asks for";
        "more pods a node, or more nodes";
    "pool-nodes-limit": Error at Scale, PoolNodesMax;
        "a pool has more nodes than AKS allows in one";
        "a second pool";
    "pool-surge-limit": Error at Upgrade, PoolPeakMax;
        "a pool and its surge together are more nodes than an upgrade may reach";
        "less surge, or a second pool";
    "autoscale-bounds": Error at Create, AutoscaleBounds;
        "a pool's nodes lie outside of its autoscaler's bounds";
        "other bounds, or another count";
    "cluster-nodes-limit": Error at Scale, ClusterNodesMax | ClusterNodesMaxFree;
        "the cluster has more nodes than its tier allows";
        "fewer nodes, or a higher tier";
    "pools-limit": Error at Create, PoolsMax;
        "the cluster has more node pools than AKS allows";
        "fewer, larger pools";
    "windows-on-kubenet": Error at Create, KubenetLinuxOnly, Azure "AzureCNIOnlyForWindows";
        "a Windows pool in a kubenet cluster";
        "Linux nodes, or another model";
    "windows-on-cilium": Error at Create, CiliumLinuxOnly;
        "a Windows pool with the Cilium data plane";
        "Linux nodes, or Azure's own data plane";
    "cilium-needs-azure-cni": Error at Create, CiliumNeedsAzureCni;
        "the Cilium data plane with a model that is not Azure CNI";
        "Azure's own data plane, or a model of Azure CNI";
    "kubenet-retires": Note at RunTime, KubenetRetires;
        "kubenet is retired on a day that is known";
        "another model before that day";

    // Policies of manifests.
    "policies-not-enforced": Warning at RunTime, PolicyEngineNone;
        "the scenario names network policies, and the cluster has no engine that enforces them: all pods may talk";
        "a network policy engine; or no policies";
    "cilium-policy-elsewhere": Warning at RunTime, CiliumOwnPolicies;
        "a policy of Cilium's own kind stands among the manifests, and the cluster's engine does not read it";
        "the Cilium data plane and engine; or the same as a NetworkPolicy";
    "policy-needs-acns": Warning at RunTime, CiliumLayer7NeedsAcns;
        "a rule by names or of layer 7 needs Advanced Container Networking Services, which the cluster does not have";
        "Advanced Container Networking Services; or a rule by addresses and ports";
    "npm-ipv6-policy": Warning at RunTime, NpmFamily;
        "a policy names an IPv6 range, and Azure Network Policy Manager knows IPv4 alone";
        "another engine; or a policy without it";
    "npm-many-blocks": Note at RunTime, NpmBlocksAdvised;
        "a policy has more ipBlocks than are advised with Azure Network Policy Manager";
        "several policies, or wider blocks; another engine";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_stands_once_and_says_something_that_can_follow_a_colon() {
        for (place, meaning) in MEANINGS.iter().enumerate() {
            assert!(MEANINGS[place + 1..].iter().all(|other| other.code != meaning.code), "{}", meaning.code);
            for words in [meaning.says, meaning.ends] {
                assert!(words.len() > 10 && !words.ends_with('.') && !words.contains("  "), "{words}");
            }
        }
    }
}
