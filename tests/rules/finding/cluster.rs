//! Versions, the data plane, policies and services.

use aksplore::engine::rules::RuleId as R;

use super::super::{Case, Shows};
use Shows::{Finding, Quiet, Says, Size};

/// Twenty ranges of one address each.
macro_rules! twenty {
    ($third:literal) => {
        concat!(
            "\"20.0.",
            $third,
            ".1/32\", \"20.0.",
            $third,
            ".2/32\", \"20.0.",
            $third,
            ".3/32\", \"20.0.",
            $third,
            ".4/32\", ",
            "\"20.0.",
            $third,
            ".5/32\", \"20.0.",
            $third,
            ".6/32\", \"20.0.",
            $third,
            ".7/32\", \"20.0.",
            $third,
            ".8/32\", ",
            "\"20.0.",
            $third,
            ".9/32\", \"20.0.",
            $third,
            ".10/32\", \"20.0.",
            $third,
            ".11/32\", \"20.0.",
            $third,
            ".12/32\", ",
            "\"20.0.",
            $third,
            ".13/32\", \"20.0.",
            $third,
            ".14/32\", \"20.0.",
            $third,
            ".15/32\", \"20.0.",
            $third,
            ".16/32\", ",
            "\"20.0.",
            $third,
            ".17/32\", \"20.0.",
            $third,
            ".18/32\", \"20.0.",
            $third,
            ".19/32\", \"20.0.",
            $third,
            ".20/32\""
        )
    };
}

/// A cluster with two hundred authorized ranges, and more of them.
macro_rules! authorized {
    ($more:literal) => {
        concat!(
            "[cluster]\napi-server-authorized-ranges = [",
            twenty!("1"),
            ", ",
            twenty!("2"),
            ", ",
            twenty!("3"),
            ", ",
            twenty!("4"),
            ", ",
            twenty!("5"),
            ", ",
            twenty!("6"),
            ", ",
            twenty!("7"),
            ", ",
            twenty!("8"),
            ", ",
            twenty!("9"),
            ", ",
            twenty!("10"),
            $more,
            "]\n"
        )
    };
}

/// A cluster behind a NAT gateway whose API server takes these ranges.
macro_rules! behind_a_gateway {
    ($ranges:literal) => {
        concat!(
            "[cluster]\noutbound-type = 'userAssignedNATGateway'\napi-server-authorized-ranges = [",
            $ranges,
            "]\n",
            "[[vnet]]\nname = 'v'\naddress-space = ['10.224.0.0/12']\n",
            "[[vnet.subnet]]\nname = 's'\nprefix = '10.224.0.0/16'\nnat-gateway = 'g'\n",
            "[[nat-gateway]]\nname = 'g'\npublic-ips = ['20.60.0.1', '20.60.0.2']\n"
        )
    };
}

pub const CASES: &[Case] = &[
    // Versions: the one before and the first.
    (
        R::StaticBlockSinceMinor,
        design!(
            "model = 'azure-cni-pod-subnet'\npod-ip-allocation = 'static-block'\nkubernetes-version = '1.27'",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\n"
        ),
        Finding("static-block-needs-version"),
    ),
    (
        R::StaticBlockSinceMinor,
        design!(
            "model = 'azure-cni-pod-subnet'\npod-ip-allocation = 'static-block'\nkubernetes-version = '1.28'",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\n"
        ),
        Quiet("static-block-needs-version"),
    ),
    (
        R::EbpfSinceMinor,
        "[cluster]\ndataplane = 'cilium'\nebpf-host-routing = true\nkubernetes-version = '1.32'\n",
        Finding("ebpf-needs-version"),
    ),
    (
        R::EbpfSinceMinor,
        "[cluster]\ndataplane = 'cilium'\nebpf-host-routing = true\nkubernetes-version = '1.33'\n",
        Quiet("ebpf-needs-version"),
    ),
    (
        R::DualStackCiliumSinceMinor,
        "[cluster]\ndataplane = 'cilium'\nip-families = ['ipv4', 'ipv6']\nkubernetes-version = '1.28'\n",
        Finding("dual-stack-needs-version"),
    ),
    (
        R::DualStackCiliumSinceMinor,
        "[cluster]\ndataplane = 'cilium'\nip-families = ['ipv4', 'ipv6']\nkubernetes-version = '1.29'\n",
        Quiet("dual-stack-needs-version"),
    ),
    (
        R::ChangePolicyVersion,
        "[cluster]\nnetwork-policy = 'calico'\nkubernetes-version = '1.29'\n",
        Finding("policy-change-needs-version"),
    ),
    (
        R::ChangePolicyVersion,
        "[cluster]\nnetwork-policy = 'calico'\nkubernetes-version = '1.30'\n",
        Quiet("policy-change-needs-version"),
    ),
    (R::KubernetesVersionNewest, "[cluster]\nkubernetes-version = 'latest'\n", Finding("kubernetes-version-unknown")),
    (R::KubernetesVersionNewest, "[cluster]\nkubernetes-version = '1.2.3.4'\n", Finding("kubernetes-version-unknown")),
    (R::KubernetesVersionNewest, "[cluster]\nkubernetes-version = '1.36.2'\n", Quiet("kubernetes-version-unknown")),
    // Data plane, policies, services.
    (R::AcnsNeedsCilium, "[cluster]\nacns = ['fqdn']\n", Finding("acns-needs-cilium")),
    (R::AcnsNeedsCilium, "[cluster]\nacns = ['fqdn']\ndataplane = 'cilium'\n", Quiet("acns-needs-cilium")),
    (R::EbpfNeedsCilium, "[cluster]\nebpf-host-routing = true\n", Finding("ebpf-needs-cilium")),
    (R::EbpfNeedsCilium, "[cluster]\nebpf-host-routing = true\ndataplane = 'cilium'\n", Quiet("ebpf-needs-cilium")),
    (R::PolicyCilium, "[cluster]\nnetwork-policy = 'cilium'\n", Finding("cilium-policy-needs-cilium")),
    (
        R::PolicyCilium,
        "[cluster]\nnetwork-policy = 'cilium'\ndataplane = 'cilium'\n",
        Quiet("cilium-policy-needs-cilium"),
    ),
    (R::PolicyKubenet, "[cluster]\nmodel = 'kubenet'\nnetwork-policy = 'azure'\n", Finding("policy-not-on-kubenet")),
    (R::PolicyKubenet, "[cluster]\nmodel = 'kubenet'\nnetwork-policy = 'calico'\n", Quiet("policy-not-on-kubenet")),
    (R::PolicyAzureCni, "[cluster]\nmodel = 'byo-cni'\nnetwork-policy = 'calico'\n", Finding("policy-on-byo-cni")),
    (
        R::PolicyAzureCni,
        "[cluster]\nmodel = 'azure-cni-node-subnet'\nnetwork-policy = 'calico'\n",
        Quiet("policy-on-byo-cni"),
    ),
    (
        R::PolicyReplaced,
        "[cluster]\ndataplane = 'cilium'\nnetwork-policy = 'calico'\n",
        Finding("policy-replaced-by-cilium"),
    ),
    (R::PolicyReplaced, "[cluster]\nnetwork-policy = 'calico'\n", Quiet("policy-replaced-by-cilium")),
    (
        R::NpmWindowsRetires,
        "[cluster]\nnetwork-policy = 'azure'\n[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'w'\nos = 'windows'\n",
        Says("npm-windows-ended", "2026-09-30"),
    ),
    (R::NpmLinuxRetires, "[cluster]\nnetwork-policy = 'azure'\n", Says("npm-ends", "2028-09-30")),
    (R::NpmLinuxRetires, "[cluster]\nnetwork-policy = 'calico'\n", Quiet("npm-ends")),
    (R::IngressNginxRetires, "[cluster]\n[[ingress]]\nname = 'i'\n", Says("ingress-nginx-ends", "2026-11")),
    (
        R::OverlayMasquerade,
        "[cluster]\nnon-masquerade-cidrs = ['10.244.0.0/16', '10.9.0.0/16']\n",
        Finding("non-masquerade-outside-pods"),
    ),
    (
        R::OverlayMasquerade,
        "[cluster]\nnon-masquerade-cidrs = ['10.244.0.0/16']\n",
        Quiet("non-masquerade-outside-pods"),
    ),
    (
        R::FeatureApplicationGatewayForContainers,
        "[cluster]\nmodel = 'kubenet'\n[[ingress]]\nname = 'i'\ncontroller = 'application-gateway-for-containers'\n",
        Finding("container-gateway-on-kubenet"),
    ),
    (
        R::FeatureApplicationGatewayForContainers,
        "[cluster]\n[[ingress]]\nname = 'i'\ncontroller = 'application-gateway-for-containers'\n",
        Quiet("container-gateway-on-kubenet"),
    ),
    // The command line tool takes a pod CIDR with overlay and kubenet.
    (
        R::PodCidrOfModel,
        "[cluster]\nmodel = 'azure-cni-node-subnet'\npod-cidr = '10.244.0.0/16'\n",
        Says("pod-cidr-not-of-model", "Please specify network plugin mode `overlay`"),
    ),
    (
        R::PodCidrOfModel,
        design!(
            "model = 'azure-cni-pod-subnet'\npod-cidr = '10.244.0.0/16'",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\n"
        ),
        Finding("pod-cidr-not-of-model"),
    ),
    (R::PodCidrOfModel, "[cluster]\npod-cidr = '10.245.0.0/16'\n", Quiet("pod-cidr-not-of-model")),
    (R::PodCidrOfModel, "[cluster]\nmodel = 'azure-cni-node-subnet'\n", Quiet("pod-cidr-not-of-model")),
    // Windows: 110 pods a node with overlay, and overlay instead of kubenet.
    (
        R::WindowsPodsAdvised,
        design!("", "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'w'\nos = 'windows'\nmax-pods = 111\n"),
        Finding("windows-pods-advised"),
    ),
    (
        R::WindowsPodsAdvised,
        design!("", "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'w'\nos = 'windows'\nmax-pods = 110\n"),
        Quiet("windows-pods-advised"),
    ),
    (
        R::KubenetLinuxOnly,
        design!("model = 'kubenet'", "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'w'\nos = 'windows'\n"),
        Size("findings/code=windows-on-kubenet/fix/0/value", "\"azure-cni-overlay\""),
    ),
    (
        R::KubenetLinuxOnly,
        design!(
            "model = 'kubenet'\ndataplane = 'cilium'",
            "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'w'\nos = 'windows'\n"
        ),
        Finding("windows-on-kubenet"),
    ),
    (
        R::WireguardThroughput,
        "[cluster]\ndataplane = 'cilium'\nacns = ['wireguard']\n",
        Says("wireguard-throughput", "about 1.5 Gbps"),
    ),
    (R::WireguardThroughput, "[cluster]\ndataplane = 'cilium'\nacns = ['fqdn']\n", Quiet("wireguard-throughput")),
    (R::ApiServerRangesMax, authorized!(", '20.1.0.0/24'"), Finding("authorized-ranges-limit")),
    (R::ApiServerRangesMax, authorized!(""), Quiet("authorized-ranges-limit")),
    (
        R::ApiServerRangesKind,
        "[cluster]\napi-server-authorized-ranges = ['10.0.0.0/8']\n",
        Finding("authorized-ranges-address"),
    ),
    (
        R::ApiServerRangesKind,
        "[cluster]\napi-server-authorized-ranges = ['2001:db8::/32']\n",
        Finding("authorized-ranges-address"),
    ),
    (
        R::ApiServerRangesKind,
        "[cluster]\napi-server-authorized-ranges = ['0.0.0.0/32', '20.1.0.0/24']\n",
        Finding("authorized-ranges-address"),
    ),
    (
        R::ApiServerRangesKind,
        "[cluster]\napi-server-authorized-ranges = ['0.0.0.0/32']\n",
        Quiet("authorized-ranges-address"),
    ),
    (
        R::ApiServerRangesPublic,
        "[cluster]\napi-server = 'private-link'\napi-server-authorized-ranges = ['20.1.0.0/24']\n",
        Finding("authorized-ranges-private"),
    ),
    (
        R::ApiServerRangesPublic,
        "[cluster]\napi-server-authorized-ranges = ['20.1.0.0/24']\n",
        Quiet("authorized-ranges-private"),
    ),
    (R::ApiServerRangesEgress, behind_a_gateway!("'20.60.0.1/32'"), Finding("authorized-ranges-without-egress")),
    (R::ApiServerRangesEgress, behind_a_gateway!("'20.60.0.0/30'"), Quiet("authorized-ranges-without-egress")),
    (
        R::ApiServerRangesEgress,
        "[cluster]\napi-server-authorized-ranges = ['20.1.0.0/24']\n",
        Quiet("authorized-ranges-without-egress"),
    ),
];
