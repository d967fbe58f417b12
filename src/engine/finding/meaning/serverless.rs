//! Virtual nodes and node auto-provisioning. Deliberately not which models have them: that is the comparison's.

meanings! { Serverless:
    "virtual-nodes-on-model": Error at RunTime, FeatureVirtualNodes;
        "virtual nodes are asked for, and the model has none";
        "the model azure-cni-node-subnet; no virtual nodes";
    "virtual-nodes-not-known": Note at Create, FeatureVirtualNodes;
        "virtual nodes are asked for in a model of which no page says whether it has them";
        "the model azure-cni-node-subnet; no virtual nodes";
    "virtual-nodes-dual-stack": Error at RunTime, VirtualNodesFamily;
        "virtual nodes have no IPv6, and the cluster has both address families";
        "IPv4 alone; no virtual nodes";
    "virtual-nodes-policy": Warning at RunTime, VirtualNodesPolicy;
        "network policies do not hold for the pods of virtual nodes";
        "nothing that a policy must keep apart on virtual nodes";
    "virtual-nodes-subnet-shared": Error at RunTime, VirtualNodesSubnet;
        "the subnet for the pods of virtual nodes holds nodes or pods of a pool";
        "a subnet for virtual nodes alone";
    "virtual-nodes-delegated-elsewhere": Error at RunTime, VirtualNodesDelegation;
        "the subnet for the pods of virtual nodes is delegated to another service";
        "the delegation to Azure Container Instances; another subnet";
    "auto-provisioning-on-kubenet": Error at Create, FeatureNodeAutoProvisioning;
        "node auto-provisioning is asked for, and kubenet has none";
        "another model; nodes in pools";
    "auto-provisioning-disputed": Warning at Create, FeatureNodeAutoProvisioningDynamic;
        "node auto-provisioning with a dynamic pod subnet: one page has it not supported, a newer note has it accepted";
        "another model; nodes in pools";
    "auto-provisioning-calico": Error at Create, NodeAutoProvisioningPolicy;
        "node auto-provisioning does not go with Calico";
        "another policy engine; nodes in pools";
    "auto-provisioning-not-counted": Note at RunTime, NodeAutoProvisioningNodes;
        "node auto-provisioning makes nodes that no pool of the design counts";
        "room left free for them";
}
