//! Virtual nodes and node auto-provisioning: designs whose findings and lacks show the rules.

use super::RuleId::*;
use super::{Case, Shows};

pub const CASES: &[Case] = &[
    (FeatureVirtualNodes, OVERLAY, Shows::Finding("virtual-nodes-on-model")),
    (FeatureVirtualNodes, OVERLAY, Shows::Says("virtual-nodes-on-model", "azure-cni-overlay has no virtual nodes")),
    (FeatureVirtualNodes, NODE_SUBNET, Shows::Quiet("virtual-nodes-on-model")),
    (FeatureVirtualNodes, POD_SUBNET, Shows::Finding("virtual-nodes-not-known")),
    (FeatureVirtualNodes, NODE_SUBNET, Shows::Lack("kubenet", "virtual nodes (aci)")),
    (VirtualNodesFamily, DUAL, Shows::Finding("virtual-nodes-dual-stack")),
    (VirtualNodesFamily, OVERLAY, Shows::Quiet("virtual-nodes-dual-stack")),
    (VirtualNodesPolicy, POLICY, Shows::Finding("virtual-nodes-policy")),
    (VirtualNodesPolicy, NODE_SUBNET, Shows::Quiet("virtual-nodes-policy")),
    (VirtualNodesSubnet, SHARED, Shows::Says("virtual-nodes-subnet-shared", "holds the nodes of pool a")),
    (VirtualNodesSubnet, NODE_SUBNET, Shows::Quiet("virtual-nodes-subnet-shared")),
    (VirtualNodesDelegation, DELEGATED, Shows::Finding("virtual-nodes-delegated-elsewhere")),
    (VirtualNodesDelegation, NODE_SUBNET, Shows::Quiet("virtual-nodes-delegated-elsewhere")),
    (FeatureNodeAutoProvisioning, AUTO_KUBENET, Shows::Finding("auto-provisioning-on-kubenet")),
    (FeatureNodeAutoProvisioning, AUTO, Shows::Quiet("auto-provisioning-on-kubenet")),
    (FeatureNodeAutoProvisioning, AUTO, Shows::Lack("kubenet", "node auto-provisioning")),
    (FeatureNodeAutoProvisioningDynamic, AUTO_DYNAMIC, Shows::Finding("auto-provisioning-disputed")),
    (FeatureNodeAutoProvisioningDynamic, AUTO, Shows::Quiet("auto-provisioning-disputed")),
    (NodeAutoProvisioningPolicy, AUTO_CALICO, Shows::Finding("auto-provisioning-calico")),
    (NodeAutoProvisioningPolicy, AUTO, Shows::Quiet("auto-provisioning-calico")),
    (NodeAutoProvisioningNodes, AUTO, Shows::Finding("auto-provisioning-not-counted")),
    (NodeAutoProvisioningNodes, NODE_SUBNET, Shows::Quiet("auto-provisioning-not-counted")),
];

macro_rules! with_subnets {
    ($cluster:literal) => {
        with_subnets!($cluster, "")
    };
    ($cluster:literal, $aci:literal) => {
        concat!(
            "[cluster]\n",
            $cluster,
            "[[node-pool]]\nname = \"a\"\nsubnet = \"nodes\"\npod-subnet = \"pods\"\nmax-pods = 30\n",
            "[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n",
            "[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\n",
            "[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.8.0/22\"\n",
            "[[vnet.subnet]]\nname = \"aci\"\nprefix = \"10.240.16.0/24\"\n",
            $aci
        )
    };
}

const OVERLAY: &str = with_subnets!("virtual-node-subnet = \"aci\"\n");
const NODE_SUBNET: &str = with_subnets!("model = \"azure-cni-node-subnet\"\nvirtual-node-subnet = \"aci\"\n");
const POD_SUBNET: &str = with_subnets!("model = \"azure-cni-pod-subnet\"\nvirtual-node-subnet = \"aci\"\n");
const DUAL: &str = with_subnets!("ip-families = [\"ipv4\", \"ipv6\"]\nvirtual-node-subnet = \"aci\"\n");
const POLICY: &str =
    with_subnets!("model = \"azure-cni-node-subnet\"\nnetwork-policy = \"calico\"\nvirtual-node-subnet = \"aci\"\n");
const SHARED: &str = with_subnets!("model = \"azure-cni-node-subnet\"\nvirtual-node-subnet = \"nodes\"\n");
const DELEGATED: &str = with_subnets!(
    "model = \"azure-cni-node-subnet\"\nvirtual-node-subnet = \"aci\"\n",
    "delegation = \"Microsoft.Web/serverFarms\"\n"
);
const AUTO: &str = with_subnets!("node-provisioning-mode = \"auto\"\n");
const AUTO_KUBENET: &str = with_subnets!("model = \"kubenet\"\nnode-provisioning-mode = \"auto\"\n");
const AUTO_DYNAMIC: &str = with_subnets!("model = \"azure-cni-pod-subnet\"\nnode-provisioning-mode = \"auto\"\n");
const AUTO_CALICO: &str = with_subnets!("network-policy = \"calico\"\nnode-provisioning-mode = \"auto\"\n");
