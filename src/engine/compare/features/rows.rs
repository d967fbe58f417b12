//! The table of features. Deliberately nothing but rows: what they are made of stands in the parent.

use super::{Cell, NO, NOT_KNOWN, PLUG_IN, YES, day, no, open, yes};
use crate::engine::formula;
use crate::engine::rules::{self, RuleId};

/// One row.
pub(super) struct Row {
    pub id: FeatureId,
    /// On the screen: 23 cells at most.
    pub name: &'static str,
    /// What the row is about, in a sentence.
    pub about: &'static str,
    /// The rule of every cell that names none of its own.
    pub rule: RuleId,
    /// Overlay, pod subnet dynamic, pod subnet static, node subnet, kubenet, BYO CNI.
    pub cells: [Cell; 6],
}

/// Declares the rows: each becomes a variant of `FeatureId` and a row of `ROWS`.
macro_rules! features {
    ($( $(#[doc = $about:literal])+ $id:ident = $name:literal, $rule:ident, [$($cell:expr),+ $(,)?]; )+) => {
        /// Something that a model has or has not.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum FeatureId {
            $( $(#[doc = $about])+ $id, )+
        }

        impl FeatureId {
            /// All of them, in the order of the rows.
            pub const ALL: &'static [Self] = &[$(Self::$id),+];
        }

        pub(super) const ROWS: &[Row] = &[$(
            Row {
                id: FeatureId::$id,
                name: $name,
                about: concat!($($about),+).trim_ascii(),
                rule: RuleId::$rule,
                cells: [$($cell),+],
            },
        )+];
    };
}

features! {
    /// Can a machine of the VNet, or of a peered one, open a connection to a pod's address? Where it cannot, pods open connections and are answered.
    Reach = "pod reachable from VNet", FeatureReach, [NO, YES, YES, YES, NO, PLUG_IN];
    /// The same for hosts on premises, over VPN or ExpressRoute.
    ReachOnPremises = "reachable on-premises", FeatureReachOnPremises, [NO, YES, YES, YES, NO, PLUG_IN];
    /// The source address that a machine of the VNet sees of a pod's packets.
    Source = "source seen in VNet", FeatureSource, [
        open("node"), open("pod"), open("pod"), open("pod"), open("node"), PLUG_IN,
    ];
    /// The source address that peered VNets and hosts on premises see of a pod's packets.
    SourcePeers = "source seen by peers", FeatureSourcePeers, [
        open("node"), open("pod"), open("pod"), open("node").by(RuleId::FeatureSourcePeersNodeSubnet), open("node"), PLUG_IN,
    ];
    /// The most pods that a node of any model may run; without a plug-in of Azure's the limit is the scheduler's alone.
    PodsPerNode = "pods a node at most", MaxPodsMax, [
        open("{}").with(max_pods), open("{}").with(max_pods), open("{}").with(max_pods),
        open("{}").with(max_pods), open("{}").with(max_pods), open("{}").with(max_pods),
    ];
    /// Does the model keep a route a node in a route table?
    RouteTable = "route table for pods", FeatureRouteTable, [
        NO, NO, NO, NO, yes("yes, {} routes").with(|| rules::number(RuleId::RoutesMax).to_string()), PLUG_IN,
    ];
    /// A cluster in a VNet that is there already.
    ExistingVnet = "existing VNet", FeatureExistingVnet, [YES, YES, YES, YES, yes("yes, with own routes"), NOT_KNOWN];
    /// Network policies by Azure Network Policy Manager, on Linux.
    PolicyAzure = "Azure network policy", FeaturePolicyAzure, [YES, YES, YES, YES, NO, PLUG_IN];
    /// Network policies by Calico; with kubenet on Linux only.
    PolicyCalico = "Calico network policy", FeaturePolicyCalico, [YES, YES, YES, YES, yes("yes, on Linux"), PLUG_IN];
    /// Network policies by Cilium, which need its data plane.
    PolicyCilium = "Cilium network policy", FeaturePolicyCilium, [YES, YES, YES, YES, NO, PLUG_IN];
    /// The Cilium data plane that AKS manages.
    Cilium = "Cilium data plane", CiliumNeedsAzureCni, [YES, YES, YES, YES, NO, NO];
    /// Policies by domain name and HTTP, encryption between nodes, host routing in eBPF: they need the Cilium data plane.
    Acns = "ACNS, eBPF host routing", FeatureAcns, [YES, YES, YES, YES, NO, NO];
    /// Windows node pools; with the Cilium data plane no model has them.
    Windows = "Windows (not w. Cilium)", FeatureWindows, [YES, YES, YES, YES, NO, NOT_KNOWN];
    /// IPv4 and IPv6 in one cluster.
    DualStack = "dual stack", FeatureDualStack, [YES, NO, NO.by(RuleId::FeatureDualStackStatic), NO, NO, NOT_KNOWN];
    /// Several clusters with nodes in one subnet.
    SharedSubnet = "subnet shared", FeatureSharedSubnet, [YES, YES, YES, YES, NO, NOT_KNOWN];
    /// Pods on Azure Container Instances.
    VirtualNodes = "virtual nodes", FeatureVirtualNodes, [NO, NOT_KNOWN, NOT_KNOWN, YES, NO, NOT_KNOWN];
    /// Service endpoints on the subnets of nodes and pods.
    ServiceEndpoints = "service endpoints", FeatureServiceEndpoints, [YES, YES, YES, YES, YES, NOT_KNOWN];
    /// Services of type LoadBalancer, by Azure Load Balancer.
    LoadBalancer = "LoadBalancer Services", FeatureLoadBalancerServices, [YES, YES, YES, YES, YES, NOT_KNOWN];
    /// A Private Link Service in front of a Service of type LoadBalancer.
    PrivateLink = "Private Link Service", FeaturePrivateLinkService, [YES, YES, NO, YES, YES, NOT_KNOWN];
    /// Application Gateway as ingress controller (AGIC).
    ApplicationGateway = "Application Gateway", FeatureApplicationGateway, [
        YES.by(RuleId::FeatureApplicationGatewayOverlay), YES, YES, YES, YES, NOT_KNOWN,
    ];
    /// Application Gateway for Containers.
    ApplicationGatewayForContainers = "the same for Containers", FeatureApplicationGatewayForContainers, [
        YES, YES, YES, YES, NO, NOT_KNOWN,
    ];
    /// The static egress gateway: pods that leave with public addresses of their own.
    StaticEgress = "static egress gateway", FeatureStaticEgress, [YES, NO, NO, YES, NOT_KNOWN, NOT_KNOWN];
    /// Clusters without any way out: outbound type none or block.
    NetworkIsolated = "network isolated", FeatureNetworkIsolated, [YES, YES, YES, YES, NO, NOT_KNOWN];
    /// Azure DNS and private DNS zones.
    AzureDns = "Azure and private DNS", FeatureAzureDns, [YES, YES, YES, YES, YES, NOT_KNOWN];
    /// Node auto-provisioning (Karpenter).
    NodeAutoProvisioning = "node auto-provisioning", FeatureNodeAutoProvisioning, [
        YES, NO.by(RuleId::FeatureNodeAutoProvisioningDynamic), NOT_KNOWN, YES, NO, NOT_KNOWN,
    ];
    /// Machines of the older series for confidential computing.
    Dcsv2 = "DCsv2 machines", FeatureDcsv2, [NO, NOT_KNOWN, NOT_KNOWN, NOT_KNOWN, NOT_KNOWN, NOT_KNOWN];
    /// Availability sets instead of scale sets; AKS supported them until 2025-09-30.
    AvailabilitySets = "availability sets", FeatureAvailabilitySets, [
        NO, NOT_KNOWN, NOT_KNOWN, NOT_KNOWN, NOT_KNOWN, NOT_KNOWN,
    ];
    /// How a cluster that has become too small grows.
    Grow = "grow later", FeatureGrow, [
        open("widen pod CIDR").by(RuleId::ChangePodCidr), open("new pod subnet + pool"), open("new pod subnet + pool"),
        open("new subnet + pool").by(RuleId::ChangeNodeSubnet), open("to overlay, one way").by(RuleId::ChangeModel), PLUG_IN,
    ];
    /// The day from which the model is no longer supported.
    Retires = "retires", KubenetRetires, [
        no("no date"), no("no date"), no("no date"), no("no date"), yes("{}").with(|| day(RuleId::KubenetRetires)),
        no("no date"),
    ];
    /// The designs that a model suits, in this project's words.
    GoodFor = "good for", FeatureReach, [
        open("many pods, few VNet addresses"), open("pods that must be reached directly"), open("very many such pods"),
        open("small clusters of a fixed size"), open("existing clusters only"), open("a plug-in of one's own"),
    ];
    /// What to plan for, in this project's words.
    Watch = "watch out", FeatureWatch, [
        open("pods hide behind the node address"),
        open("nodes hold batches of {}").with(|| rules::number(RuleId::DynamicBatch).to_string()),
        open("whole blocks of {} a node").with(|| formula::static_block().to_string()),
        open("plan the most nodes now"),
        open("plan the migration"),
        open("no support for the plug-in").by(RuleId::FeatureByoCni),
    ];
}

fn max_pods() -> String {
    rules::number(RuleId::MaxPodsMax).to_string()
}
