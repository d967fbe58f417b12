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

/// Declares the pages that steps of a packet rest on: each becomes a constant and an entry of `PAGES`.
macro_rules! pages {
    ($( $(#[doc = $doc:literal])+ $name:ident = $page:literal, $as_of:literal; )+) => {
        $( $(#[doc = $doc])+ pub const $name: SourceRef = SourceRef { page: $page, as_of: $as_of }; )+

        /// All of them.
        pub const PAGES: &[SourceRef] = &[$( $name ),+];
    };
}

pages! {
    /// Routes: what Azure makes, and how it chooses.
    ROUTE_CHOICE = "virtual-networks-udr-overview", "2023-05";
    /// Service endpoints: which source the service sees, and by which way packets go to it.
    SERVICE_ENDPOINTS = "virtual-network-service-endpoints-overview", "2019";
    /// Peering, and gateway transit.
    PEERING = "virtual-network-peering-overview", "2016";
    /// NSGs: order, default rules, tags.
    NSG = "network-security-groups-overview", "2025-07";
    /// Which outbound method comes first.
    NAT_GATEWAY = "nat-overview", "2022-12";
    /// Outbound rules of the load balancer.
    LOAD_BALANCER_OUTBOUND = "load-balancer-outbound-connections", "2022-03";
    /// Towards which ranges Azure Firewall translates.
    FIREWALL_SNAT = "firewall/snat-private-range", "undated";
    /// The order of Azure Firewall's rules.
    FIREWALL_RULES = "firewall/rule-processing", "undated";
    /// AKS's outbound types.
    OUTBOUND_TYPE = "aks/egress-outboundtype", "2026-08-21";
    /// How kubenet routes and translates.
    KUBENET = "aks/configure-kubenet", "2026-08-21";
    /// How Azure CNI with a node subnet routes and translates.
    NODE_SUBNET = "aks/concepts-network-legacy-cni", "2026-08-21";
    /// How Azure CNI with a pod subnet routes and translates.
    POD_SUBNET = "aks/concepts-network-azure-cni-pod-subnet", "2026-08-21";
    /// How the overlay routes and translates.
    OVERLAY = "aks/concepts-network-azure-cni-overlay", "2026-08-21";
    /// What a node's own plug-in decides.
    BYO_CNI = "aks/use-byo-cni", "2026-08-21";
    /// What Cilium does on AKS.
    CILIUM = "aks/azure-cni-powered-by-cilium", "2026-08-21";
    /// The node's end of a pod's interface, and the router's address, with Cilium.
    CILIUM_NODE = "Azure/azure-container-networking test manifests of Cilium v1.19", "2026-08";
    /// Cilium's host routing in eBPF.
    EBPF_HOST_ROUTING = "aks/container-network-performance-ebpf-host-routing", "2026-08-21";
    /// Where Cilium's masquerading in eBPF takes place.
    CILIUM_MASQUERADE = "cilium Documentation/network/concepts/masquerading.rst", "2026-08";
    /// The masquerading agent and its lists.
    IP_MASQ_AGENT = "Azure/ip-masq-agent-v2 README", "2026-08";
    /// kube-proxy's chains.
    KUBE_PROXY = "kubernetes pkg/proxy/iptables", "2026-08";
    /// kube-proxy on AKS: its modes, and that a plug-in of one's own may do without it.
    KUBE_PROXY_MODES = "aks/configure-kube-proxy", "2026-08-21";
    /// Cilium in place of kube-proxy: the socket, the NIC, the traffic policies.
    CILIUM_SERVICES = "cilium Documentation/network/kubernetes/kubeproxy-free.rst", "2026-08";
    /// AKS's load balancer: its rules, probes, traffic policies, source ranges.
    AKS_BALANCER = "aks/configure-load-balancer-standard", "2026-08-21";
    /// The rules that AKS's cloud provider writes: floating IP, NSG rules.
    CLOUD_PROVIDER = "kubernetes-sigs/cloud-provider-azure pkg/provider", "2026-08-19";
    /// What floating IP does to the destination.
    FLOATING_IP = "load-balancer-floating-ip", "undated";
    /// Health probes, and what a backend is without one that answers.
    PROBES = "load-balancer-custom-probe-overview", "undated";
    /// A backend that calls its own load balancer.
    HAIRPIN = "load-balancer-troubleshoot-backend-traffic", "undated";
    /// The reply leaves the backend for the client, past the load balancer.
    DIRECT_RETURN = "load-balancer-multivip-overview", "2016";
    /// A public load balancer beside a default route to a firewall.
    ASYMMETRIC = "aks/limit-egress-traffic", "2026-08-21";
    /// The API server on a public address.
    API_SERVER_PUBLIC = "aks/outbound-rules-control-egress", "2026-08-21";
    /// The ranges that alone may reach a public API server.
    API_SERVER_RANGES = "aks/api-server-authorized-ip-ranges", "2026-08-21";
    /// The API server on a private endpoint.
    API_SERVER_PRIVATE = "aks/private-clusters", "2026-08-21";
    /// The API server in a subnet of the VNet.
    API_SERVER_VNET = "aks/api-server-vnet-integration", "2026-08-21";
    /// What a node of a pod subnet does to its pods' packets to the platform.
    PLATFORM_SNAT = "Azure/azure-container-networking cns/restserver/internalapi_linux.go", "2026-08";
    /// What AKS changed, release by release.
    CHANGELOG = "Azure/AKS CHANGELOG.md", "2026-08-07";
    /// Static egress gateways, and who cannot have them.
    STATIC_EGRESS = "aks/configure-static-egress-gateway", "2026-08-21";
    /// How a static egress gateway carries packets.
    EGRESS_GATEWAY = "Azure/kube-egress-gateway docs/design.md", "2026-08";
    /// Windows nodes: what of a Service they keep.
    WINDOWS = "aks/windows-faq.yml", "2026-08-21";
    /// `OutboundNAT` of Windows pods.
    WINDOWS_NAT = "aks/nat-gateway", "2026-08-21";
    /// Application gateways in front of pods.
    APPLICATION_GATEWAY = "aks/concepts-network-azure-cni-overlay", "2026-08-21";
    /// The headers that Application Gateway adds to a request.
    APPLICATION_GATEWAY_HEADERS = "application-gateway/how-application-gateway-works", "undated";
    /// The managed NGINX.
    APP_ROUTING = "aks/app-routing", "2026-08-21";
    /// What network policies hold, and what Kubernetes leaves to their engines.
    NETWORK_POLICIES = "kubernetes.io/docs/concepts/services-networking/network-policies", "undated";
    /// The pod interface of azure-vnet in transparent mode.
    TRANSPARENT_VETH = "Azure/azure-container-networking transparent_endpointclient_linux.go", "2026-08";
}

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
