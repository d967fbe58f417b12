//! What Azure's network does by itself: its reserved ranges, its own addresses, its default rules, each with
//! the page that says so. Deliberately no sizes and no counts of nodes: those are the parent's.

use std::net::Ipv4Addr;
use std::sync::LazyLock;

use crate::engine::finding::SourceRef;
use crate::engine::rules::{self, RuleId};
use crate::net::Cidr;
use crate::scenario::model::{Access, Direction};

/// The ranges that are private by IANA: Azure drops them unless something else routes them, and Azure Firewall does
/// not translate towards them.
pub static PRIVATE_RANGES: LazyLock<[Cidr; 4]> = LazyLock::new(|| {
    [RuleId::Private10, RuleId::Private172, RuleId::Private192, RuleId::PrivateShared].map(rules::cidr)
});

/// Azure's platform address: DNS, DHCP, health probes.
pub const PLATFORM: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);

/// The port of the cluster's DNS, over UDP and TCP.
pub const DNS_PORT: u16 = 53;

/// The instance metadata service.
pub const METADATA: Ipv4Addr = Ipv4Addr::new(169, 254, 169, 254);

/// The default gateway of a pod whose interface is a transparent veth.
pub const POD_GATEWAY: Ipv4Addr = Ipv4Addr::new(169, 254, 1, 1);

/// The address of Cilium's router on every node.
pub const CILIUM_ROUTER: Ipv4Addr = Ipv4Addr::new(169, 254, 23, 0);

/// The host that stands for the internet where no address is asked for: of a range kept for documentation.
pub const INTERNET_STAND_IN: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 10);

/// Routes: what Azure makes, and how it chooses.
pub const ROUTE_CHOICE: SourceRef = SourceRef { page: "virtual-networks-udr-overview", as_of: "2023-05" };

/// Peering, and gateway transit.
pub const PEERING: SourceRef = SourceRef { page: "virtual-network-peering-overview", as_of: "2016" };

/// NSGs: order, default rules, tags.
pub const NSG: SourceRef = SourceRef { page: "network-security-groups-overview", as_of: "2025-07" };

/// Which outbound method comes first.
pub const NAT_GATEWAY: SourceRef = SourceRef { page: "nat-overview", as_of: "2022-12" };

/// Outbound rules of the load balancer.
pub const LOAD_BALANCER_OUTBOUND: SourceRef =
    SourceRef { page: "load-balancer-outbound-connections", as_of: "2022-03" };

/// Towards which ranges Azure Firewall translates.
pub const FIREWALL_SNAT: SourceRef = SourceRef { page: "firewall/snat-private-range", as_of: "undated" };

/// The order of Azure Firewall's rules.
pub const FIREWALL_RULES: SourceRef = SourceRef { page: "firewall/rule-processing", as_of: "undated" };

/// AKS's outbound types.
pub const OUTBOUND_TYPE: SourceRef = SourceRef { page: "aks/egress-outboundtype", as_of: "2026-08-21" };

/// How kubenet routes and translates.
pub const KUBENET: SourceRef = SourceRef { page: "aks/configure-kubenet", as_of: "2026-08-21" };

/// How Azure CNI with a node subnet routes and translates.
pub const NODE_SUBNET: SourceRef = SourceRef { page: "aks/concepts-network-legacy-cni", as_of: "2026-08-21" };

/// How Azure CNI with a pod subnet routes and translates.
pub const POD_SUBNET: SourceRef = SourceRef { page: "aks/concepts-network-azure-cni-pod-subnet", as_of: "2026-08-21" };

/// How the overlay routes and translates.
pub const OVERLAY: SourceRef = SourceRef { page: "aks/concepts-network-azure-cni-overlay", as_of: "2026-08-21" };

/// What a node's own plug-in decides.
pub const BYO_CNI: SourceRef = SourceRef { page: "aks/use-byo-cni", as_of: "2026-08-21" };

/// What Cilium does on AKS.
pub const CILIUM: SourceRef = SourceRef { page: "aks/azure-cni-powered-by-cilium", as_of: "2026-08-21" };

/// The node's end of a pod's interface, and the router's address, with Cilium.
pub const CILIUM_NODE: SourceRef =
    SourceRef { page: "Azure/azure-container-networking test manifests of Cilium v1.19", as_of: "2026-08" };

/// Cilium's host routing in eBPF.
pub const EBPF_HOST_ROUTING: SourceRef =
    SourceRef { page: "aks/container-network-performance-ebpf-host-routing", as_of: "2026-08-21" };

/// The masquerading agent and its lists.
pub const IP_MASQ_AGENT: SourceRef = SourceRef { page: "Azure/ip-masq-agent-v2 README", as_of: "2026-08" };

/// kube-proxy's chains.
pub const KUBE_PROXY: SourceRef = SourceRef { page: "kubernetes pkg/proxy/iptables", as_of: "2026-08" };

/// Cilium in place of kube-proxy: the socket, the NIC, the traffic policies.
pub const CILIUM_SERVICES: SourceRef =
    SourceRef { page: "cilium Documentation/network/kubernetes/kubeproxy-free.rst", as_of: "2026-08" };

/// AKS's load balancer: its rules, probes, traffic policies, source ranges.
pub const AKS_BALANCER: SourceRef = SourceRef { page: "aks/configure-load-balancer-standard", as_of: "2026-08-21" };

/// The rules that AKS's cloud provider writes: floating IP, NSG rules.
pub const CLOUD_PROVIDER: SourceRef =
    SourceRef { page: "kubernetes-sigs/cloud-provider-azure pkg/provider", as_of: "2026-08-19" };

/// What floating IP does to the destination.
pub const FLOATING_IP: SourceRef = SourceRef { page: "load-balancer-floating-ip", as_of: "undated" };

/// Health probes, and what a backend is without one that answers.
pub const PROBES: SourceRef = SourceRef { page: "load-balancer-custom-probe-overview", as_of: "undated" };

/// A backend that calls its own load balancer.
pub const HAIRPIN: SourceRef = SourceRef { page: "load-balancer-troubleshoot-backend-traffic", as_of: "undated" };

/// The reply leaves the backend for the client, past the load balancer.
pub const DIRECT_RETURN: SourceRef = SourceRef { page: "load-balancer-multivip-overview", as_of: "2016" };

/// A public load balancer beside a default route to a firewall.
pub const ASYMMETRIC: SourceRef = SourceRef { page: "aks/limit-egress-traffic", as_of: "2026-08-21" };

/// The API server on a public address.
pub const API_SERVER_PUBLIC: SourceRef = SourceRef { page: "aks/outbound-rules-control-egress", as_of: "2026-08-21" };

/// The API server on a private endpoint.
pub const API_SERVER_PRIVATE: SourceRef = SourceRef { page: "aks/private-clusters", as_of: "2026-08-21" };

/// The API server in a subnet of the VNet.
pub const API_SERVER_VNET: SourceRef = SourceRef { page: "aks/api-server-vnet-integration", as_of: "2026-08-21" };

/// What a node of a pod subnet does to its pods' packets to the platform.
pub const PLATFORM_SNAT: SourceRef =
    SourceRef { page: "Azure/azure-container-networking cns/restserver/internalapi_linux.go", as_of: "2026-08" };

/// What AKS changed, release by release.
pub const CHANGELOG: SourceRef = SourceRef { page: "Azure/AKS CHANGELOG.md", as_of: "2026-08-07" };

/// Static egress gateways, and who cannot have them.
pub const STATIC_EGRESS: SourceRef = SourceRef { page: "aks/configure-static-egress-gateway", as_of: "2026-08-21" };

/// How a static egress gateway carries packets.
pub const EGRESS_GATEWAY: SourceRef = SourceRef { page: "Azure/kube-egress-gateway docs/design.md", as_of: "2026-08" };

/// Windows nodes: what of a Service they keep.
pub const WINDOWS: SourceRef = SourceRef { page: "aks/windows-faq.yml", as_of: "2026-08-21" };

/// `OutboundNAT` of Windows pods.
pub const WINDOWS_NAT: SourceRef = SourceRef { page: "aks/nat-gateway", as_of: "2026-08-21" };

/// Application gateways in front of pods.
pub const APPLICATION_GATEWAY: SourceRef =
    SourceRef { page: "aks/concepts-network-azure-cni-overlay", as_of: "2026-08-21" };

/// The managed NGINX.
pub const APP_ROUTING: SourceRef = SourceRef { page: "aks/app-routing", as_of: "2026-08-21" };

/// What network policies hold, and what Kubernetes leaves to their engines.
pub const NETWORK_POLICIES: SourceRef =
    SourceRef { page: "kubernetes.io/docs/concepts/services-networking/network-policies", as_of: "undated" };

/// The pod interface of azure-vnet in transparent mode.
pub const TRANSPARENT_VETH: SourceRef =
    SourceRef { page: "Azure/azure-container-networking transparent_endpointclient_linux.go", as_of: "2026-08" };

/// One of the rules that every NSG has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DefaultRule {
    /// Its name.
    pub name: &'static str,
    /// Its priority, behind every rule of a user's.
    pub priority: u32,
    /// Which way it looks.
    pub direction: Direction,
    /// A service tag, or `*`.
    pub source: &'static str,
    /// A service tag, or `*`.
    pub destination: &'static str,
    /// What it does.
    pub access: Access,
}

/// The rules that every NSG has, in the order of their priorities; the page is `NSG`.
pub const NSG_DEFAULT_RULES: [DefaultRule; 6] = [
    default_rule("AllowVnetInBound", 65000, Direction::Inbound, ("VirtualNetwork", "VirtualNetwork"), Access::Allow),
    default_rule("AllowAzureLoadBalancerInBound", 65001, Direction::Inbound, ("AzureLoadBalancer", "*"), Access::Allow),
    default_rule("DenyAllInBound", 65500, Direction::Inbound, ("*", "*"), Access::Deny),
    default_rule("AllowVnetOutBound", 65000, Direction::Outbound, ("VirtualNetwork", "VirtualNetwork"), Access::Allow),
    default_rule("AllowInternetOutBound", 65001, Direction::Outbound, ("*", "Internet"), Access::Allow),
    default_rule("DenyAllOutBound", 65500, Direction::Outbound, ("*", "*"), Access::Deny),
];

const fn default_rule(
    name: &'static str,
    priority: u32,
    direction: Direction,
    (source, destination): (&'static str, &'static str),
    access: Access,
) -> DefaultRule {
    DefaultRule { name, priority, direction, source, destination, access }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_platform_address_is_the_one_that_no_vnet_may_hold() {
        assert_eq!(Cidr::v4(PLATFORM, 32), rules::cidr(RuleId::VnetForbidsPlatform));
    }
}
