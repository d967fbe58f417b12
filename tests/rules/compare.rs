//! What the models have, what a design would lose in them, what retires when, and the ways of a cluster that stands.

use aksplore::engine::rules::RuleId;

use super::{Case, Shows};

/// The features do not hang on the design.
const DESIGN: &str = "[cluster]\n";

pub const CASES: &[Case] = &[
    (RuleId::FeatureReach, DESIGN, Shows::Feature("azure-cni-overlay", "pod reachable from VNet", "false", "no")),
    (RuleId::FeatureReach, DESIGN, Shows::Feature("azure-cni-node-subnet", "pod reachable from VNet", "true", "yes")),
    (RuleId::FeatureReachOnPremises, DESIGN, Shows::Feature("kubenet", "reachable on-premises", "false", "no")),
    (
        RuleId::FeatureReachOnPremises,
        DESIGN,
        Shows::Feature("azure-cni-pod-subnet", "reachable on-premises", "true", "yes"),
    ),
    (RuleId::FeatureSource, DESIGN, Shows::Feature("azure-cni-node-subnet", "source seen in VNet", "null", "pod")),
    (RuleId::FeatureSource, DESIGN, Shows::Feature("kubenet", "source seen in VNet", "null", "node")),
    (RuleId::FeatureSourcePeers, DESIGN, Shows::Feature("azure-cni-pod-subnet", "source seen by peers", "null", "pod")),
    (
        RuleId::FeatureSourcePeersNodeSubnet,
        DESIGN,
        Shows::Feature("azure-cni-node-subnet", "source seen by peers", "null", "node"),
    ),
    (RuleId::FeatureByoCni, DESIGN, Shows::Feature("byo-cni", "source seen by peers", "null", "the plug-in's")),
    (RuleId::MaxPodsMax, DESIGN, Shows::Feature("kubenet", "pods a node at most", "null", "250")),
    (RuleId::FeatureRouteTable, DESIGN, Shows::Feature("kubenet", "route table for pods", "true", "yes, 400 routes")),
    (RuleId::FeatureRouteTable, DESIGN, Shows::Feature("azure-cni-overlay", "route table for pods", "false", "no")),
    (RuleId::FeatureExistingVnet, DESIGN, Shows::Feature("kubenet", "existing VNet", "true", "yes, with own routes")),
    (RuleId::FeatureExistingVnet, DESIGN, Shows::Feature("byo-cni", "existing VNet", "null", "not known")),
    (
        RuleId::FeaturePolicyAzure,
        DESIGN,
        Shows::Feature("azure-cni-node-subnet", "Azure network policy", "true", "yes"),
    ),
    (RuleId::FeaturePolicyAzure, DESIGN, Shows::Feature("kubenet", "Azure network policy", "false", "no")),
    (RuleId::FeaturePolicyCalico, DESIGN, Shows::Feature("kubenet", "Calico network policy", "true", "yes, on Linux")),
    (
        RuleId::FeaturePolicyCilium,
        DESIGN,
        Shows::Feature("azure-cni-pod-subnet static-block", "Cilium network policy", "true", "yes"),
    ),
    (RuleId::FeaturePolicyCilium, DESIGN, Shows::Feature("kubenet", "Cilium network policy", "false", "no")),
    (RuleId::CiliumNeedsAzureCni, DESIGN, Shows::Feature("azure-cni-node-subnet", "Cilium data plane", "true", "yes")),
    (RuleId::CiliumNeedsAzureCni, DESIGN, Shows::Feature("byo-cni", "Cilium data plane", "false", "no")),
    (RuleId::FeatureAcns, DESIGN, Shows::Feature("azure-cni-overlay", "ACNS, eBPF host routing", "true", "yes")),
    (RuleId::FeatureWindows, DESIGN, Shows::Feature("azure-cni-overlay", "Windows (not w. Cilium)", "true", "yes")),
    (RuleId::FeatureWindows, DESIGN, Shows::Feature("kubenet", "Windows (not w. Cilium)", "false", "no")),
    (RuleId::FeatureDualStack, DESIGN, Shows::Feature("azure-cni-overlay", "dual stack", "true", "yes")),
    (RuleId::FeatureDualStack, DESIGN, Shows::Feature("azure-cni-pod-subnet", "dual stack", "false", "no")),
    (
        RuleId::FeatureDualStackStatic,
        DESIGN,
        Shows::Feature("azure-cni-pod-subnet static-block", "dual stack", "false", "no"),
    ),
    (RuleId::FeatureSharedSubnet, DESIGN, Shows::Feature("kubenet", "subnet shared", "false", "no")),
    (RuleId::FeatureSharedSubnet, DESIGN, Shows::Feature("azure-cni-node-subnet", "subnet shared", "true", "yes")),
    (RuleId::FeatureVirtualNodes, DESIGN, Shows::Feature("azure-cni-node-subnet", "virtual nodes", "true", "yes")),
    (RuleId::FeatureVirtualNodes, DESIGN, Shows::Feature("azure-cni-overlay", "virtual nodes", "false", "no")),
    (RuleId::FeatureVirtualNodes, DESIGN, Shows::Feature("azure-cni-pod-subnet", "virtual nodes", "null", "not known")),
    (RuleId::FeatureServiceEndpoints, DESIGN, Shows::Feature("kubenet", "service endpoints", "true", "yes")),
    (RuleId::FeatureLoadBalancerServices, DESIGN, Shows::Feature("kubenet", "LoadBalancer Services", "true", "yes")),
    (
        RuleId::FeaturePrivateLinkService,
        DESIGN,
        Shows::Feature("azure-cni-pod-subnet static-block", "Private Link Service", "false", "no"),
    ),
    (
        RuleId::FeaturePrivateLinkService,
        DESIGN,
        Shows::Feature("azure-cni-pod-subnet", "Private Link Service", "true", "yes"),
    ),
    (RuleId::FeatureApplicationGateway, DESIGN, Shows::Feature("kubenet", "Application Gateway", "true", "yes")),
    (
        RuleId::FeatureApplicationGatewayOverlay,
        DESIGN,
        Shows::Feature("azure-cni-overlay", "Application Gateway", "true", "yes"),
    ),
    (
        RuleId::FeatureApplicationGatewayForContainers,
        DESIGN,
        Shows::Feature("kubenet", "the same for Containers", "false", "no"),
    ),
    (
        RuleId::FeatureApplicationGatewayForContainers,
        DESIGN,
        Shows::Feature("azure-cni-overlay", "the same for Containers", "true", "yes"),
    ),
    (
        RuleId::FeatureStaticEgress,
        DESIGN,
        Shows::Feature("azure-cni-pod-subnet static-block", "static egress gateway", "false", "no"),
    ),
    (
        RuleId::FeatureStaticEgress,
        DESIGN,
        Shows::Feature("azure-cni-node-subnet", "static egress gateway", "true", "yes"),
    ),
    (RuleId::FeatureStaticEgress, DESIGN, Shows::Feature("kubenet", "static egress gateway", "null", "not known")),
    (
        RuleId::FeatureNetworkIsolated,
        DESIGN,
        Shows::Feature("azure-cni-node-subnet", "network isolated", "true", "yes"),
    ),
    (RuleId::FeatureNetworkIsolated, DESIGN, Shows::Feature("kubenet", "network isolated", "false", "no")),
    (RuleId::FeatureAzureDns, DESIGN, Shows::Feature("kubenet", "Azure and private DNS", "true", "yes")),
    (
        RuleId::FeatureNodeAutoProvisioning,
        DESIGN,
        Shows::Feature("azure-cni-overlay", "node auto-provisioning", "true", "yes"),
    ),
    (
        RuleId::FeatureNodeAutoProvisioning,
        DESIGN,
        Shows::Feature("azure-cni-pod-subnet static-block", "node auto-provisioning", "null", "not known"),
    ),
    (
        RuleId::FeatureNodeAutoProvisioningDynamic,
        DESIGN,
        Shows::Feature("azure-cni-pod-subnet", "node auto-provisioning", "false", "no"),
    ),
    (RuleId::FeatureDcsv2, DESIGN, Shows::Feature("azure-cni-overlay", "DCsv2 machines", "false", "no")),
    (RuleId::FeatureDcsv2, DESIGN, Shows::Feature("azure-cni-node-subnet", "DCsv2 machines", "null", "not known")),
    (RuleId::FeatureAvailabilitySets, DESIGN, Shows::Feature("azure-cni-overlay", "availability sets", "false", "no")),
    (
        RuleId::FeatureGrow,
        DESIGN,
        Shows::Feature("azure-cni-pod-subnet", "grow later", "null", "new pod subnet + pool"),
    ),
    (RuleId::ChangePodCidr, DESIGN, Shows::Feature("azure-cni-overlay", "grow later", "null", "widen pod CIDR")),
    (RuleId::KubenetRetires, DESIGN, Shows::Feature("kubenet", "retires", "true", "2028-03-31")),
    (RuleId::KubenetRetires, DESIGN, Shows::Feature("azure-cni-overlay", "retires", "false", "no date")),
    (
        RuleId::FeatureWatch,
        DESIGN,
        Shows::Feature("azure-cni-pod-subnet", "watch out", "null", "nodes hold batches of 16"),
    ),
    (
        RuleId::KubenetLinuxOnly,
        "[cluster]\nmodel = \"kubenet\"\n[[node-pool]]\nname = \"a\"\n[[node-pool]]\nname = \"w\"\nos = \"windows\"\n",
        Shows::Finding("windows-on-kubenet"),
    ),
    (
        RuleId::KubenetLinuxOnly,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\n[[node-pool]]\nname = \"a\"\n[[node-pool]]\nname = \"w\"\nos = \"windows\"\n",
        Shows::Quiet("windows-on-kubenet"),
    ),
    (
        RuleId::CiliumLinuxOnly,
        "[cluster]\ndataplane = \"cilium\"\n[[node-pool]]\nname = \"a\"\n[[node-pool]]\nname = \"w\"\nos = \"windows\"\n",
        Shows::Finding("windows-on-cilium"),
    ),
    (
        RuleId::CiliumLinuxOnly,
        "[cluster]\n[[node-pool]]\nname = \"a\"\n[[node-pool]]\nname = \"w\"\nos = \"windows\"\n",
        Shows::Quiet("windows-on-cilium"),
    ),
    (
        RuleId::CiliumNeedsAzureCni,
        "[cluster]\nmodel = \"kubenet\"\ndataplane = \"cilium\"\n",
        Shows::Finding("cilium-needs-azure-cni"),
    ),
    (
        RuleId::CiliumNeedsAzureCni,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\ndataplane = \"cilium\"\n",
        Shows::Quiet("cilium-needs-azure-cni"),
    ),
    (
        RuleId::FeatureWindows,
        "[cluster]\n[[node-pool]]\nname = \"a\"\n[[node-pool]]\nname = \"w\"\nos = \"windows\"\n",
        Shows::Lack("kubenet", "Windows pools (w)"),
    ),
    (RuleId::CiliumNeedsAzureCni, "[cluster]\ndataplane = \"cilium\"\n", Shows::Lack("byo-cni", "data plane cilium")),
    (
        RuleId::FeatureAcns,
        "[cluster]\ndataplane = \"cilium\"\nebpf-host-routing = true\n",
        Shows::Lack("kubenet", "eBPF host routing"),
    ),
    (
        RuleId::FeaturePolicyAzure,
        "[cluster]\nnetwork-policy = \"azure\"\n",
        Shows::Lack("kubenet", "network policy azure"),
    ),
    (
        RuleId::FeaturePolicyCilium,
        "[cluster]\ndataplane = \"cilium\"\nnetwork-policy = \"cilium\"\n",
        Shows::Lack("kubenet", "network policy cilium"),
    ),
    (
        RuleId::FeatureDualStack,
        "[cluster]\nip-families = [\"ipv4\", \"ipv6\"]\n",
        Shows::Lack("azure-cni-node-subnet", "dual stack"),
    ),
    (
        RuleId::FeatureDualStackStatic,
        "[cluster]\nip-families = [\"ipv4\", \"ipv6\"]\n",
        Shows::Lack("azure-cni-pod-subnet static-block", "dual stack"),
    ),
    (
        RuleId::FeatureSharedSubnet,
        "[cluster]\n[[other-cluster]]\nname = \"dev\"\nnode-subnet = \"snet-nodes\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.224.0.0/12\"]\n[[vnet.subnet]]\nname = \"snet-nodes\"\nprefix = \"10.224.0.0/16\"\n",
        Shows::Lack("kubenet", "shared subnets (snet-nodes)"),
    ),
    (
        RuleId::FeatureStaticEgress,
        "[cluster]\n[[static-egress-gateway]]\nname = \"egw\"\n",
        Shows::Lack("azure-cni-pod-subnet static-block", "static egress gateway (egw)"),
    ),
    (
        RuleId::FeatureNetworkIsolated,
        "[cluster]\noutbound-type = \"none\"\n",
        Shows::Lack("kubenet", "outbound type none"),
    ),
    (
        RuleId::FeatureApplicationGatewayForContainers,
        "[cluster]\n[[ingress]]\nname = \"shop\"\ncontroller = \"application-gateway-for-containers\"\n",
        Shows::Lack("kubenet", "Application Gateway for Containers (shop)"),
    ),
    (
        RuleId::FeatureServiceEndpoints,
        "[cluster]\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.224.0.0/12\"]\n[[vnet.subnet]]\nname = \"s\"\nprefix = \"10.224.0.0/16\"\nservice-endpoints = [\"Storage\"]\n",
        Shows::Lack("byo-cni", "service endpoints (s)"),
    ),
    (
        RuleId::FeatureLoadBalancerServices,
        "[cluster]\n[[service]]\nname = \"web\"\ntype = \"LoadBalancer\"\nports = [ { port = 80 } ]\n",
        Shows::Lack("byo-cni", "LoadBalancer Services"),
    ),
    (
        RuleId::KubenetRetires,
        "[cluster]\n",
        Shows::Compare("models/model=kubenet/retirements/rule=kubenet-retires/date", "\"2028-03-31\""),
    ),
    (
        RuleId::NpmLinuxRetires,
        "[cluster]\nnetwork-policy = \"azure\"\n",
        Shows::Compare("models/model=azure-cni-overlay/retirements/rule=npm-linux-retires/date", "\"2028-09-30\""),
    ),
    (
        RuleId::NpmWindowsRetires,
        "[cluster]\nnetwork-policy = \"azure\"\n[[node-pool]]\nname = \"a\"\n[[node-pool]]\nname = \"w\"\nos = \"windows\"\n",
        Shows::Compare("models/model=azure-cni-overlay/retirements/rule=npm-windows-retires/date", "\"2026-09-30\""),
    ),
    (
        RuleId::DefaultOutboundRetires,
        "[cluster]\n[[vnet]]\nname = \"v\"\nmanaged = true\naddress-space = [\"10.224.0.0/12\"]\n[[vnet.subnet]]\nname = \"s\"\nprefix = \"10.224.0.0/16\"\ndefault-outbound-access = true\n",
        Shows::Compare(
            "models/model=azure-cni-overlay/retirements/rule=default-outbound-retires/date",
            "\"2026-03-31\"",
        ),
    ),
    (
        RuleId::IngressNginxRetires,
        "[cluster]\n[[ingress]]\nname = \"shop\"\n",
        Shows::Compare("models/model=azure-cni-overlay/retirements/rule=ingress-nginx-retires/date", "\"2026-11\""),
    ),
    (
        RuleId::ChangeModel,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\n",
        Shows::Compare("models/model=azure-cni-overlay/migration/allowed", "true"),
    ),
    (
        RuleId::ChangeModel,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\n",
        Shows::Compare("models/model=azure-cni-overlay/migration/rule", "\"change-model\""),
    ),
    (
        RuleId::ChangeModel,
        "[cluster]\n",
        Shows::Compare("models/model=azure-cni-node-subnet/migration/way", "\"new-cluster\""),
    ),
    (
        RuleId::ChangeModelVersion,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\nkubernetes-version = \"1.26\"\n",
        Shows::Compare("models/model=azure-cni-overlay/migration/blocks/0/rule", "\"change-model-version\""),
    ),
    (
        RuleId::ChangeModelVersion,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\nkubernetes-version = \"1.27\"\n",
        Shows::Compare("models/model=azure-cni-overlay/migration/blocks", "[]"),
    ),
    (
        RuleId::ChangeModelPolicy,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\nnetwork-policy = \"calico\"\n",
        Shows::Compare("models/model=azure-cni-overlay/migration/blocks/0/rule", "\"change-model-policy\""),
    ),
    (
        RuleId::ChangeModelIpMasq,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\nnon-masquerade-cidrs = [\"10.0.0.0/8\"]\n",
        Shows::Compare("models/model=azure-cni-overlay/migration/blocks/0/rule", "\"change-model-ip-masq\""),
    ),
    (
        RuleId::ChangeModelReimage,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\n",
        Shows::Compare("models/model=azure-cni-overlay/migration/steps/1/rule", "\"change-model-reimage\""),
    ),
    (
        RuleId::ChangeModelPodCidr,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\n",
        Shows::Compare("models/model=azure-cni-overlay/migration/steps/0/rule", "\"change-model-pod-cidr\""),
    ),
    (
        RuleId::ChangeModelApart,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\n",
        Shows::Compare("models/model=azure-cni-overlay/migration/steps/2/rule", "\"change-model-apart\""),
    ),
    (
        RuleId::ChangeModelPodCidrKubenet,
        "[cluster]\nmodel = \"kubenet\"\n",
        Shows::Compare("models/model=azure-cni-overlay/migration/steps/0/rule", "\"change-model-pod-cidr-kubenet\""),
    ),
    (
        RuleId::ChangeModelIdentity,
        "[cluster]\nmodel = \"kubenet\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.224.0.0/12\"]\n[[vnet.subnet]]\nname = \"s\"\nprefix = \"10.224.0.0/16\"\nroute-table = \"own\"\n[[route-table]]\nname = \"own\"\n",
        Shows::Compare("models/model=azure-cni-overlay/migration/steps/0/rule", "\"change-model-identity\""),
    ),
    (
        RuleId::ChangeMaxPods,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\n",
        Shows::Compare(
            "models/model=azure-cni-overlay/migration/stays/rule=change-max-pods/rule",
            "\"change-max-pods\"",
        ),
    ),
    (
        RuleId::ChangeNodeSubnet,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\n",
        Shows::Compare(
            "models/model=azure-cni-overlay/migration/stays/rule=change-node-subnet/rule",
            "\"change-node-subnet\"",
        ),
    ),
    (
        RuleId::ChangeServiceCidr,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\n",
        Shows::Compare(
            "models/model=azure-cni-overlay/migration/stays/rule=change-service-cidr/rule",
            "\"change-service-cidr\"",
        ),
    ),
    (
        RuleId::ChangeOutboundManaged,
        "[cluster]\n",
        Shows::Compare("outbound_changes/to=managedNATGateway/verdict", "\"in-place\""),
    ),
    (
        RuleId::ChangeOutboundBack,
        "[cluster]\noutbound-type = \"managedNATGateway\"\n",
        Shows::Compare("outbound_changes/to=loadBalancer/rule", "\"change-outbound-back\""),
    ),
    (
        RuleId::ChangeOutboundV2,
        "[cluster]\noutbound-type = \"managedNATGatewayV2\"\n",
        Shows::Compare("outbound_changes/to=none/rule", "\"change-outbound-v2\""),
    ),
    (
        RuleId::ChangeOutboundOwn,
        "[cluster]\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.224.0.0/12\"]\n[[vnet.subnet]]\nname = \"s\"\nprefix = \"10.224.0.0/16\"\n",
        Shows::Compare("outbound_changes/to=userDefinedRouting/verdict", "\"in-place\""),
    ),
];
