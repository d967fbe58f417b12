//! What becomes of a cluster that stands: pairs of designs, both sides of a limit where there is one.

use aksplore::engine::rules::RuleId;

use super::{Case, Shows};

pub const CASES: &[Case] = &[
    (
        RuleId::ChangeModel,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
        Shows::Change(
            "[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
            "cluster.model",
            "in-place",
        ),
    ),
    (
        RuleId::ChangeModel,
        "[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
        Shows::Change(
            "[cluster]\nmodel = \"azure-cni-node-subnet\"\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
            "cluster.model",
            "new-cluster",
        ),
    ),
    (
        RuleId::ChangeModelVersion,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\nkubernetes-version = \"1.26\"\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
        Shows::Change(
            "[cluster]\nkubernetes-version = \"1.26\"\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
            "cluster.model",
            "refused",
        ),
    ),
    (
        RuleId::ChangeModelPolicy,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\nnetwork-policy = \"azure\"\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
        Shows::Change(
            "[cluster]\nnetwork-policy = \"azure\"\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
            "cluster.model",
            "refused",
        ),
    ),
    (
        RuleId::ChangeModelIpMasq,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\nnon-masquerade-cidrs = [\"10.0.0.0/8\"]\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
        Shows::Change("[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n", "cluster.model", "refused"),
    ),
    (
        RuleId::ChangeModelApart,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
        Shows::Change(
            "[cluster]\ndataplane = \"cilium\"\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
            "cluster.model",
            "refused",
        ),
    ),
    (
        RuleId::ChangeModelPodCidrKubenet,
        "[cluster]\nmodel = \"kubenet\"\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
        Shows::Change(
            "[cluster]\npod-cidr = \"10.128.0.0/14\"\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
            "cluster.pod-cidr",
            "in-place",
        ),
    ),
    (
        RuleId::ChangeDataplane,
        "[cluster]\n",
        Shows::Change("[cluster]\ndataplane = \"cilium\"\n", "cluster.dataplane", "in-place"),
    ),
    (
        RuleId::ChangeDataplaneProvisioning,
        "[cluster]\nnode-provisioning-mode = \"auto\"\n",
        Shows::Change(
            "[cluster]\nnode-provisioning-mode = \"auto\"\ndataplane = \"cilium\"\n",
            "cluster.dataplane",
            "refused",
        ),
    ),
    (
        RuleId::ChangeDataplaneWindows,
        "[cluster]\n[[node-pool]]\nname = \"a\"\n[[node-pool]]\nname = \"w\"\nos = \"windows\"\n",
        Shows::Change(
            "[cluster]\ndataplane = \"cilium\"\n[[node-pool]]\nname = \"a\"\n[[node-pool]]\nname = \"w\"\nos = \"windows\"\n",
            "cluster.dataplane",
            "refused",
        ),
    ),
    (
        RuleId::ChangeDataplanePolicy,
        "[cluster]\nnetwork-policy = \"azure\"\n",
        Shows::Change(
            "[cluster]\nnetwork-policy = \"azure\"\ndataplane = \"cilium\"\n",
            "cluster.dataplane",
            "in-place",
        ),
    ),
    (
        RuleId::ChangeDataplaneBack,
        "[cluster]\ndataplane = \"cilium\"\n",
        Shows::Change("[cluster]\n", "cluster.dataplane", "not-known"),
    ),
    (
        RuleId::ChangeAllocation,
        "[cluster]\nmodel = \"azure-cni-pod-subnet\"\npod-ip-allocation = \"dynamic\"\n",
        Shows::Change(
            "[cluster]\nmodel = \"azure-cni-pod-subnet\"\npod-ip-allocation = \"static-block\"\n",
            "cluster.pod-ip-allocation",
            "new-pool",
        ),
    ),
    (
        RuleId::ChangeAllocationBack,
        "[cluster]\nmodel = \"azure-cni-pod-subnet\"\npod-ip-allocation = \"static-block\"\n",
        Shows::Change(
            "[cluster]\nmodel = \"azure-cni-pod-subnet\"\npod-ip-allocation = \"dynamic\"\n",
            "cluster.pod-ip-allocation",
            "not-known",
        ),
    ),
    (
        RuleId::ChangeOutboundManaged,
        "[cluster]\n",
        Shows::Change("[cluster]\noutbound-type = \"block\"\n", "cluster.outbound-type", "in-place"),
    ),
    (
        RuleId::ChangeOutboundManaged,
        "[cluster]\n",
        Shows::Change("[cluster]\noutbound-type = \"userDefinedRouting\"\n", "cluster.outbound-type", "new-cluster"),
    ),
    (
        RuleId::ChangeOutboundOwn,
        "[cluster]\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\n[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.16.0/20\"\n",
        Shows::Change(
            "[cluster]\noutbound-type = \"userDefinedRouting\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\n[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.16.0/20\"\n",
            "cluster.outbound-type",
            "in-place",
        ),
    ),
    (
        RuleId::ChangeOutboundV2,
        "[cluster]\noutbound-type = \"managedNATGatewayV2\"\n",
        Shows::Change("[cluster]\noutbound-type = \"block\"\n", "cluster.outbound-type", "new-cluster"),
    ),
    (
        RuleId::ChangeOutboundBack,
        "[cluster]\noutbound-type = \"managedNATGateway\"\n",
        Shows::Change("[cluster]\n", "cluster.outbound-type", "new-cluster"),
    ),
    (
        RuleId::ChangePodCidr,
        "[cluster]\npod-cidr = \"10.244.0.0/18\"\n",
        Shows::Change("[cluster]\npod-cidr = \"10.244.0.0/16\"\n", "cluster.pod-cidr", "in-place"),
    ),
    (
        RuleId::ChangePodCidr,
        "[cluster]\npod-cidr = \"10.244.0.0/16\"\n",
        Shows::Change("[cluster]\npod-cidr = \"10.244.0.0/18\"\n", "cluster.pod-cidr", "new-cluster"),
    ),
    (
        RuleId::ChangePodCidrWindows,
        "[cluster]\npod-cidr = \"10.244.0.0/18\"\n[[node-pool]]\nname = \"a\"\n[[node-pool]]\nname = \"w\"\nos = \"windows\"\n",
        Shows::Change(
            "[cluster]\npod-cidr = \"10.244.0.0/16\"\n[[node-pool]]\nname = \"a\"\n[[node-pool]]\nname = \"w\"\nos = \"windows\"\n",
            "cluster.pod-cidr",
            "refused",
        ),
    ),
    (
        RuleId::ChangePodCidrOther,
        "[cluster]\nmodel = \"kubenet\"\npod-cidr = \"10.244.0.0/18\"\n",
        Shows::Change(
            "[cluster]\nmodel = \"kubenet\"\npod-cidr = \"10.244.0.0/16\"\n",
            "cluster.pod-cidr",
            "new-cluster",
        ),
    ),
    (
        RuleId::ChangeServiceCidr,
        "[cluster]\nkubernetes-version = \"1.32\"\n",
        Shows::Change(
            "[cluster]\nkubernetes-version = \"1.32\"\nservice-cidr = \"10.0.0.0/15\"\n",
            "cluster.service-cidr",
            "new-cluster",
        ),
    ),
    (
        RuleId::ChangeServiceCidrMore,
        "[cluster]\nkubernetes-version = \"1.33\"\n",
        Shows::Change(
            "[cluster]\nkubernetes-version = \"1.33\"\nservice-cidr = \"10.0.0.0/15\"\n",
            "cluster.service-cidr",
            "new-cluster",
        ),
    ),
    (
        RuleId::ChangeDnsServiceIp,
        "[cluster]\n",
        Shows::Change("[cluster]\ndns-service-ip = \"10.0.0.53\"\n", "cluster.dns-service-ip", "new-cluster"),
    ),
    (
        RuleId::ChangeIpFamilies,
        "[cluster]\n",
        Shows::Change("[cluster]\nip-families = [\"ipv4\", \"ipv6\"]\n", "cluster.ip-families", "not-known"),
    ),
    (
        RuleId::ChangeVnet,
        "[cluster]\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\n[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.16.0/20\"\n[[vnet]]\nname = \"w\"\naddress-space = [\"10.250.0.0/16\"]\n[[vnet.subnet]]\nname = \"wn\"\nprefix = \"10.250.0.0/22\"\n",
        Shows::Change(
            "[cluster]\nvnet = \"w\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\n[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.16.0/20\"\n[[vnet]]\nname = \"w\"\naddress-space = [\"10.250.0.0/16\"]\n[[vnet.subnet]]\nname = \"wn\"\nprefix = \"10.250.0.0/22\"\n",
            "cluster.vnet",
            "new-cluster",
        ),
    ),
    (
        RuleId::ChangeMaxPods,
        "[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
        Shows::Change(
            "[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 50\n",
            "node-pool[a].max-pods",
            "new-pool",
        ),
    ),
    (
        RuleId::ChangeNodeSubnet,
        "[cluster]\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\n[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.16.0/20\"\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
        Shows::Change(
            "[cluster]\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\n[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.16.0/20\"\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\nsubnet = \"pods\"\n",
            "node-pool[a].subnet",
            "new-pool",
        ),
    ),
    (
        RuleId::ChangePodSubnet,
        "[cluster]\nmodel = \"azure-cni-pod-subnet\"\npod-ip-allocation = \"dynamic\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\n[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.16.0/20\"\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\npod-subnet = \"pods\"\n",
        Shows::Change(
            "[cluster]\nmodel = \"azure-cni-pod-subnet\"\npod-ip-allocation = \"dynamic\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\n[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.16.0/20\"\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\npod-subnet = \"nodes\"\n",
            "node-pool[a].pod-subnet",
            "not-known",
        ),
    ),
    (
        RuleId::ChangeSubnetPrefix,
        "[cluster]\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\n[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.16.0/20\"\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
        Shows::Change(
            "[cluster]\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/21\"\n[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.16.0/20\"\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
            "vnet[v].subnet[nodes].prefix",
            "new-pool",
        ),
    ),
    (
        RuleId::ChangeCount,
        "[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
        Shows::Change(
            "[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 5\nmax-pods = 30\n",
            "node-pool[a].count",
            "in-place",
        ),
    ),
    (
        RuleId::ChangeAutoscale,
        "[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
        Shows::Change(
            "[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\nautoscale = { min = 3, max = 9 }\n",
            "node-pool[a].autoscale",
            "in-place",
        ),
    ),
    (
        RuleId::ChangeSurge,
        "[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
        Shows::Change(
            "[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\nmax-surge = 2\n",
            "node-pool[a].max-surge",
            "in-place",
        ),
    ),
    (
        RuleId::ChangePools,
        "[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n",
        Shows::Change(
            "[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n[[node-pool]]\nname = \"b\"\n",
            "node-pool[b]",
            "in-place",
        ),
    ),
    (
        RuleId::ChangeSystemPool,
        "[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n[[node-pool]]\nname = \"b\"\n",
        Shows::Change("[cluster]\n[[node-pool]]\nname = \"b\"\nmode = \"user\"\n", "node-pool[a]", "refused"),
    ),
    (
        RuleId::ChangeOs,
        "[cluster]\n[[node-pool]]\nname = \"a\"\n[[node-pool]]\nname = \"w\"\nos = \"windows\"\n",
        Shows::Change(
            "[cluster]\n[[node-pool]]\nname = \"a\"\n[[node-pool]]\nname = \"w\"\nos = \"linux\"\n",
            "node-pool[w].os",
            "new-pool",
        ),
    ),
    (
        RuleId::ChangePolicy,
        "[cluster]\nkubernetes-version = \"1.30\"\n",
        Shows::Change(
            "[cluster]\nkubernetes-version = \"1.30\"\nnetwork-policy = \"calico\"\n",
            "cluster.network-policy",
            "in-place",
        ),
    ),
    (
        RuleId::ChangePolicyVersion,
        "[cluster]\nkubernetes-version = \"1.29\"\n",
        Shows::Change(
            "[cluster]\nkubernetes-version = \"1.29\"\nnetwork-policy = \"calico\"\n",
            "cluster.network-policy",
            "refused",
        ),
    ),
    (
        RuleId::ChangeVersion,
        "[cluster]\nkubernetes-version = \"1.33\"\n",
        Shows::Change("[cluster]\nkubernetes-version = \"1.34\"\n", "cluster.kubernetes-version", "in-place"),
    ),
    (
        RuleId::ChangeVersion,
        "[cluster]\nkubernetes-version = \"1.33\"\n",
        Shows::Change("[cluster]\nkubernetes-version = \"1.35\"\n", "cluster.kubernetes-version", "refused"),
    ),
    (
        RuleId::ChangeVersionBack,
        "[cluster]\nkubernetes-version = \"1.34\"\n",
        Shows::Change("[cluster]\nkubernetes-version = \"1.33\"\n", "cluster.kubernetes-version", "not-known"),
    ),
    (RuleId::ChangeTier, "[cluster]\n", Shows::Change("[cluster]\ntier = \"free\"\n", "cluster.tier", "in-place")),
    (
        RuleId::ChangeApiServerRanges,
        "[cluster]\napi-server-authorized-ranges = [\"20.1.0.0/24\"]\n",
        Shows::Change("[cluster]\n", "cluster.api-server-authorized-ranges", "in-place"),
    ),
    (
        RuleId::ChangeApiServer,
        "[cluster]\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\n[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.16.0/20\"\n",
        Shows::Change(
            "[cluster]\napi-server = \"vnet-integration\"\napi-server-subnet = \"pods\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\n[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.16.0/20\"\n",
            "cluster.api-server",
            "in-place",
        ),
    ),
    (
        RuleId::ChangeApiServerBack,
        "[cluster]\napi-server = \"vnet-integration\"\napi-server-subnet = \"pods\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\n[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.16.0/20\"\n",
        Shows::Change(
            "[cluster]\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\n[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.16.0/20\"\n",
            "cluster.api-server",
            "new-cluster",
        ),
    ),
    (
        RuleId::ChangeApiServerPrivate,
        "[cluster]\n",
        Shows::Change("[cluster]\napi-server = \"private-link\"\n", "cluster.api-server", "not-known"),
    ),
    (
        RuleId::ChangeRouteTable,
        "[cluster]\nmodel = \"kubenet\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\nroute-table = \"x\"\n[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.16.0/20\"\n[[route-table]]\nname = \"x\"\n[[route-table]]\nname = \"y\"\n",
        Shows::Change(
            "[cluster]\nmodel = \"kubenet\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\nroute-table = \"y\"\n[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.16.0/20\"\n[[route-table]]\nname = \"x\"\n[[route-table]]\nname = \"y\"\n",
            "vnet[v].subnet[nodes].route-table",
            "new-cluster",
        ),
    ),
];
