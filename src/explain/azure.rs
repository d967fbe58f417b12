//! The errors that AKS, Azure's network and Azure's own tools print: their codes, the sentences that were seen, what
//! they mean and what helps. Deliberately without arithmetic: what follows from the numbers is `error`'s.

use crate::engine::finding::SourceRef;
use crate::engine::rules::RuleId;

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// AKS, when a cluster or a pool is created, scaled or upgraded.
    Aks,
    /// Azure's network, when an address or a subnet is asked for.
    Network,
    /// The command line tool of Azure, before it asks for anything.
    CommandLine,
    /// A node, while it starts.
    Node,
}

impl Speaker {
    /// Who, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Aks => "AKS, when a cluster or pool is created, scaled or upgraded",
            Self::Network => "Azure's network, when an address or a subnet is asked for",
            Self::CommandLine => "Azure's command line tool, before it asks Azure for anything",
            Self::Node => "a node, while it starts: AKS has accepted the change",
        }
    }
}

/// An error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AzureError {
    /// What it is called: its code, or the words that are always in it.
    pub title: &'static str,
    /// Its codes, the outer first; none where no code is in the text.
    pub codes: &'static [&'static str],
    /// Its sentences, the fullest first, each alone enough to know it.
    pub sentences: &'static [&'static str],
    /// Further sentences that hold numbers.
    pub also: &'static [&'static str],
    /// Who says it.
    pub by: Speaker,
    /// The rules behind it.
    pub rules: &'static [RuleId],
    /// What it means.
    pub says: &'static str,
    /// What helps at once, whatever the numbers.
    pub tonight: &'static [&'static str],
    /// What needs something new: a subnet, a pool, a cluster.
    pub later: &'static [&'static str],
    /// Where that is written.
    pub source: SourceRef,
}

/// Declares the errors.
macro_rules! errors {
    ($( $title:literal { $($key:ident: $value:tt)* } )+) => {
        /// All of them, those that say most first.
        pub const ERRORS: &[AzureError] = &[$( error!($title; $($key: $value)*), )+];
    };
}

/// One error from its keys; what is not given is empty.
macro_rules! error {
    ($title:literal; codes: [$($code:literal),*] says: $says:literal by: $by:ident page: ($page:literal, $as_of:literal)
        $(sentences: [$($sentence:literal),+])? $(also: [$($also:literal),+])? $(rules: [$($rule:ident),+])?
        $(tonight: [$($tonight:literal),+])? $(later: [$($later:literal),+])?) => {
        AzureError {
            title: $title,
            codes: &[$($code),*],
            sentences: &[$($($sentence),+)?],
            also: &[$($($also),+)?],
            by: Speaker::$by,
            rules: &[$($(RuleId::$rule),+)?],
            says: $says,
            tonight: &[$($($tonight),+)?],
            later: &[$($($later),+)?],
            source: SourceRef { page: $page, as_of: $as_of },
        }
    };
}

errors! {
    "InsufficientSubnetSize" {
        codes: ["InsufficientSubnetSize"]
        says: "the nodes asked for, each with what it takes, are more addresses than the range has free; AKS counts an autoscaler's maximum in every pool, and at an upgrade the surge"
        by: Aks
        page: ("insufficientsubnetsize-error-advanced-networking.md", "2026-08-21")
        sentences: [
            "Pre-allocated IPs {need} exceeds IPs available {have} in Subnet Cidr {range}, Subnet Name {name}",
            "Pre-allocated IPs {need} exceeds IPs available {have} in Subnet Cidr {range}",
            "Pre-allocated IPs {need} exceeds IPs available in Subnet {have}"
        ]
        rules: [PreflightCount, SubnetReservedFirst, SubnetReservedLast]
        tonight: ["fewer nodes, or a lower autoscaler maximum: pools count at their maximum, not at the nodes they have", "at an upgrade, less surge at once"]
        later: ["a new, wider subnet with a new pool: a subnet with nodes in it cannot be resized"]
    }
    "SubnetIsFull" {
        codes: ["SubnetIsFull"]
        says: "the subnet has no address left for a node or a pod that was about to start"
        by: Network
        page: ("error-code-subnetisfull.md", "2026-08-21")
        sentences: [
            "Subnet {name} with address prefix {range} does not have enough capacity for {need} IP addresses",
            "with address prefix {range} doesn't have enough capacity for IP addresses",
            "Failed to scale node pool {pool} in Kubernetes service {cluster}. Error: VMSSAgentPoolReconciler retry failed: Code='SubnetIsFull'"
        ]
        rules: [SubnetReservedFirst, SubnetReservedLast]
        tonight: ["free addresses in the subnet: nodes of other pools, internal load balancers, private endpoints, machines", "at an upgrade, less surge at once: every surge node takes what a node takes"]
        later: ["a new, wider subnet with a new pool: a subnet with nodes in it cannot be resized"]
    }
    "NCUpdateFailed" {
        codes: ["NCUpdateFailed"]
        says: "the node cannot get its blocks of pod addresses: the check before counted one block a node, and a node takes as many as its max pods need; nodes stay NotReady"
        by: Node
        page: ("configure-azure-cni-static-block-allocation.md, Plan IP addressing", "2026-08-21")
        sentences: ["SubnetName:{name} SubnetType:AzVnetBlock", "no NCs found in NNC CRD", "Failed to allocate address for request"]
        also: ["SecondaryIPCount:{each}"]
        rules: [StaticBlockPrefix, StaticEdgeBlocks]
        tonight: ["fewer nodes of the pools whose pods live in this subnet"]
        later: ["a new, wider pod subnet with a new pool", "a pool with fewer pods a node, which takes fewer blocks"]
    }
    "ServiceCidrOverlapExistingSubnetsCidr" {
        codes: ["ServiceCidrOverlapExistingSubnetsCidr"]
        says: "the service CIDR shares addresses with a subnet of the VNet; AKS looks at every subnet, when a cluster is created and again before each upgrade, so that a subnet added later stops one"
        by: Aks
        page: ("servicecidroverlapexistingsubnetscidr-error.md", "2026-08-21")
        sentences: ["The specified service CIDR {range} is conflicted with an existing subnet CIDR {other}"]
        rules: [ServiceCidrApart]
        tonight: ["for a cluster that stands: move or remove the subnet, for a service CIDR cannot be replaced"]
        later: ["for a new cluster: another service CIDR, outside the VNet, its peers and what lies on premises"]
    }
    "DnsServiceIpOutOfServiceCidr" {
        codes: ["DnsServiceIpOutOfServiceCidr"]
        says: "the address of the cluster's DNS lies outside the service CIDR; who sets the service CIDR alone keeps the default address of the DNS"
        by: Aks
        page: ("dnsserviceipoutofservicecidr-error.md", "2026-08-21")
        sentences: ["The DNS service IP {address} is out of the range defined by service CIDR {range}"]
        rules: [DnsServiceIpInside, DnsServiceIpNotFirst, DnsServiceIpDefault]
        tonight: ["set the DNS service IP to an address of the service CIDR that is not its first, by custom its tenth"]
    }
    "NetworkProfileCIDROverlapVNET" {
        codes: ["NetworkProfileCIDROverlapVNET"]
        says: "the pod CIDR shares addresses with the VNet; by the newest note AKS asks about subnets that are there, by an older page about the whole VNet"
        by: Aks
        page: ("Azure/AKS-Construction issue 403", "2022-10")
        sentences: ["NetworkProfile CIDR {range} overlaps with reserved VNET CIDR {other}"]
        rules: [PodCidrApart]
        tonight: ["another pod CIDR, outside the VNet, its peers and what lies on premises"]
    }
    "InvalidLoadBalancerProfileAllocatedOutboundPorts" {
        codes: ["InvalidLoadBalancerProfileAllocatedOutboundPorts"]
        says: "the outbound ports of all nodes together are more than the load balancer's outbound addresses have; the nodes are counted at the autoscaler's maximum and with surge"
        by: Aks
        page: ("invalidloadbalancerprofileallocatedoutboundports-error.md", "2026-08-21")
        sentences: [
            "Load balancer profile allocated ports {ports} is not in an allowable range",
            "Total node count {nodes} requires {need} ports but only {have} ports are available given {addresses} outbound public IPs"
        ]
        also: ["Total node count {nodes} requires {need} ports but only {have} ports are available given {addresses} outbound public IPs"]
        rules: [LoadBalancerPortsPerIp, OutboundPortsCount, AllocatedPortsStep]
        tonight: ["fewer ports a node, more outbound addresses, or fewer nodes"]
    }
    "SubnetIsDelegated" {
        codes: ["SubnetIsDelegated"]
        says: "the subnet is handed to another service of Azure's, so that it cannot hold nodes"
        by: Aks
        page: ("subnetisdelegated-error.md", "2026-08-21")
        sentences: ["AgentPoolProfile.VnetSubnetID {name} cannot be used as it's a delegated subnet"]
        rules: [NodeSubnetNotDelegated, AksDelegation]
        tonight: ["take the delegation away, if nothing uses it"]
        later: ["another subnet for the pool"]
    }
    "RouteTableInvalidNextHop" {
        codes: ["RouteTableInvalidNextHop"]
        says: "with outbound type userDefinedRouting the subnet's default route must lead to an appliance or a gateway, and this one leads to the internet"
        by: Aks
        page: ("hashicorp/terraform-provider-azurerm issue 8609", "2020-09")
        sentences: ["Default route 0.0.0.0/0 has a next hop of {hop} but only next hops of VirtualAppliance or VirtualNetworkGateway are allowed"]
        rules: [UserRoutingTable]
        tonight: ["a default route to VirtualAppliance or VirtualNetworkGateway, or another outbound type"]
    }
    "SubnetWithExternalResourcesCannotBeUsedByOtherResources" {
        codes: ["SubnetWithExternalResourcesCannotBeUsedByOtherResources"]
        says: "another service has a service association link or a delegation on the subnet"
        by: Network
        page: ("subnetwithexternalresourcescannotbeusedbyotherresources-error.md", "2026-08-21")
        sentences: ["Subnet {name} referenced by {resource} cannot be used because it contains external resources"]
        rules: [NodeSubnetNotDelegated]
        later: ["another subnet for the pool"]
    }
    "SetVNetOwnershipFailed" {
        codes: ["SetVNetOwnershipFailed", "VirtualNetworkNotInSucceededState"]
        says: "two changes of one VNet ran at the same time: pools were created in parallel, or another change of the VNet had not ended"
        by: Aks
        page: ("Azure/AKS issue 4522", "2024-09")
        sentences: ["Virtual network {name} is in Updating state", "Set virtual network ownership failed"]
        tonight: ["wait until the VNet is in state Succeeded and try again, one pool after the other"]
    }
    "AzureCNIOnlyForWindows" {
        codes: ["AzureCNIOnlyForWindows"]
        says: "kubenet has no Windows nodes; the same is said where the name of the network plugin was misspelt"
        by: Aks
        page: ("jenkins-infra/azure issue 108", "2019")
        sentences: ["Windows agent pools can only be added to AKS clusters using Azure-CNI"]
        rules: [KubenetLinuxOnly]
        later: ["a cluster of Azure CNI for Windows nodes"]
    }
    "CidrStringParseError" {
        codes: ["CidrStringParseError"]
        says: "a range could not be read; it was seen where none was wrong and the subnet of the nodes had been left out"
        by: Aks
        page: ("Azure/AKS issue 506", "2018-07")
        sentences: ["Cidr is invalid"]
        tonight: ["look whether the ranges are written as 10.0.0.0/16, and whether the nodes' subnet is given"]
    }
    "The Agentpool does not have subnet defined" {
        codes: []
        says: "one pool of the cluster names a subnet and another does not; all pools have one, or none has"
        by: Aks
        page: ("Azure/AKS issue 2927", "2022-05")
        sentences: ["The Agentpool {pool} does not have subnet defined"]
        rules: [PoolSubnetsAllOrNone]
        later: ["a cluster whose first pool has a subnet of the VNet"]
    }
    "The value of parameter maxPods is invalid" {
        codes: []
        says: "the most pods a node lie outside of what AKS allows, or leave the pool too few pods in all"
        by: Aks
        page: ("Azure/AKS issues 931 and 1422", "2019")
        sentences: ["maxPods is invalid"]
        rules: [MaxPodsMin, MaxPodsMax, PoolPodsMin]
        tonight: ["another number of max pods for the new pool: it cannot be changed once the pool is there"]
    }
    "ManagedClusterCountExceedsQuotaLimit" {
        codes: ["ManagedClusterCountExceedsQuotaLimit"]
        says: "the subscription has as many clusters as it may have; nothing of the network is wrong"
        by: Aks
        page: ("quotas-skus-regions.md", "2026-08-21")
        tonight: ["delete a cluster, use another region, or ask for a higher quota"]
    }
    "NotLatestOperation" {
        codes: ["NotLatestOperation"]
        says: "another operation on the cluster has not ended; nothing of the network is wrong"
        by: Aks
        page: ("kubernetes-sigs/cloud-provider-azure test recordings", "2026-08")
        sentences: ["Expected goal state for managed cluster not saved yet"]
        tonight: ["wait for the other operation and try again"]
    }
    "Please specify network plugin mode overlay" {
        codes: []
        says: "a pod CIDR was given with plugin azure and without mode overlay, where pods have no range of their own"
        by: CommandLine
        page: ("Azure/azure-cli pull request 26237", "2023-04")
        sentences: ["Please specify network plugin mode"]
        tonight: ["add the plugin mode overlay, or leave out the pod CIDR"]
    }
    "Please explicitly specify the network plugin type" {
        codes: []
        says: "a network policy was given without a network plugin"
        by: CommandLine
        page: ("Azure/azure-cli acs/_validators.py", "2026-08")
        sentences: ["Please explicitly specify the network plugin type"]
        tonight: ["name the network plugin too"]
    }
    "--vnet-subnet-id cannot be specified for managedNATGateway" {
        codes: []
        says: "a NAT gateway that AKS manages goes with a VNet that AKS manages"
        by: CommandLine
        page: ("Azure/azure-cli acs/managed_cluster_decorator.py", "2026-08")
        sentences: ["--vnet-subnet-id cannot be specified for"]
        tonight: ["outbound type userAssignedNATGateway for a subnet of one's own, or no subnet"]
    }
    "is not a valid Azure resource ID" {
        codes: []
        says: "a subnet was not named by its whole resource id"
        by: CommandLine
        page: ("Azure/azure-cli acs/_validators.py", "2026-08")
        sentences: ["is not a valid Azure resource ID"]
        tonight: ["the id that begins with /subscriptions/ and ends with /subnets/ and its name"]
    }
    "must be global non-reserved addresses or CIDRs" {
        codes: []
        says: "the ranges that may reach the API server must be public"
        by: CommandLine
        page: ("Azure/azure-cli acs/_validators.py", "2026-08")
        sentences: ["must be global non-reserved addresses or CIDRs"]
        tonight: ["the public addresses that callers are seen with, not their private ones"]
    }
    "--max-surge must be positive" {
        codes: []
        says: "a surge below nothing"
        by: CommandLine
        page: ("Azure/azure-cli acs/_validators.py", "2026-08")
        sentences: ["--max-surge must be positive"]
        tonight: ["a number of nodes, or a percentage"]
    }
    "--load-balancer-allocated-ports must be a multiple of 8" {
        codes: []
        says: "the outbound ports of a node go in steps, and this number lies between two of them"
        by: CommandLine
        page: ("Azure/azure-cli acs/_validators.py", "2026-08")
        sentences: ["--load-balancer-allocated-ports must be a multiple of"]
        rules: [AllocatedPortsStep]
        tonight: ["the next lower multiple, or the next higher one where all nodes together still have it"]
    }
    "--load-balancer-allocated-ports must be in the range" {
        codes: []
        says: "the outbound ports of a node are more than one outbound address has"
        by: CommandLine
        page: ("Azure/azure-cli acs/_validators.py", "2026-08")
        sentences: ["--load-balancer-allocated-ports must be in the range"]
        rules: [AllocatedPortsMax, AllocatedPortsStep]
        tonight: ["fewer ports a node; 0 lets Azure choose them by the number of nodes"]
    }
    "--min-count or --max-count must be in the range" {
        codes: []
        says: "a bound of the autoscaler is more than the nodes that a pool may have"
        by: CommandLine
        page: ("Azure/azure-cli acs/_validators.py", "2026-08")
        sentences: ["--min-count must be in the range", "--max-count must be in the range"]
        rules: [PoolNodesMax]
        tonight: ["a lower bound, and a second pool for the other nodes"]
    }
    "Basic load balancer with an outbound type" {
        codes: []
        says: "outbound types go with the Standard load balancer alone"
        by: CommandLine
        page: ("Azure/azure-cli acs/managed_cluster_decorator.py", "2026-08")
        sentences: ["doesn't support basic load balancer sku"]
        tonight: ["the Standard load balancer"]
    }
    "ResourceNotFound" {
        codes: ["ResourceNotFound"]
        says: "there is no such resource, or it is in another resource group or subscription; nothing can be said of its network"
        by: Aks
        page: ("kubernetes-sigs/cloud-provider-azure test recordings", "2026-08")
        tonight: ["look at the names, the resource group and the subscription"]
    }
}

/// The error of this code, in whatever case it is written.
pub fn of_code(code: &str) -> Option<&'static AzureError> {
    ERRORS.iter().find(|error| error.codes.iter().any(|own| own.eq_ignore_ascii_case(code)))
}

/// Every code there is.
pub fn codes() -> impl Iterator<Item = &'static str> {
    ERRORS.iter().flat_map(|error| error.codes).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::finding::meaning::MEANINGS;

    #[test]
    fn every_error_can_be_known_and_says_something() {
        for error in ERRORS {
            assert!(!error.codes.is_empty() || !error.sentences.is_empty(), "{}", error.title);
            assert!(!error.tonight.is_empty() || !error.later.is_empty(), "{}", error.title);
            let words = [error.says].into_iter().chain(error.tonight.iter().chain(error.later).copied());
            assert!(words.into_iter().all(|words| words.len() > 10 && !words.ends_with('.')), "{}", error.title);
            assert!(error.sentences.iter().all(|sentence| !sentence.starts_with('{')), "{}", error.title);
        }
    }

    #[test]
    fn every_code_that_a_finding_names_is_explained() {
        for meaning in MEANINGS.iter() {
            assert!(meaning.azure_error.is_none_or(|code| of_code(code).is_some()), "{}", meaning.code);
        }
        assert_eq!(of_code("subnetisfull").map(|error| error.title), Some("SubnetIsFull"));
    }
}
