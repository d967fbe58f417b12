//! What AKS fills in.

use aksplore::engine::rules::RuleId;

use super::{Case, Shows};

const BARE: &str = "[cluster]\n";
const DUAL: &str = "[cluster]\nip-families = [\"ipv4\", \"ipv6\"]\n";
const KUBENET: &str = "[cluster]\nmodel = \"kubenet\"\n";

pub const CASES: &[Case] = &[
    (RuleId::KubernetesVersionNewest, BARE, Shows::Filled("kubernetes-version = \"1.36\"")),
    (RuleId::PodCidrDefault, BARE, Shows::Filled("pod-cidr = \"10.244.0.0/16\"")),
    (RuleId::PodCidrDefault, KUBENET, Shows::Filled("pod-cidr = \"10.244.0.0/16\"")),
    (RuleId::PodCidrV6Default, DUAL, Shows::Filled("pod-cidr-v6 = \"fd12:3456:789a::/64\"")),
    (RuleId::ServiceCidrDefault, BARE, Shows::Filled("service-cidr = \"10.0.0.0/16\"")),
    (RuleId::ServiceCidrV6Default, DUAL, Shows::Filled("service-cidr-v6 = \"fd12:3456:789a:1::/108\"")),
    (RuleId::DnsServiceIpDefault, BARE, Shows::Filled("dns-service-ip = \"10.0.0.10\"")),
    (RuleId::ManagedVnetDefault, BARE, Shows::Filled("address-space = [\"10.224.0.0/12\"]")),
    (RuleId::ManagedSubnetDefault, BARE, Shows::Filled("prefix = \"10.224.0.0/16\"")),
    (RuleId::PoolCountDefault, BARE, Shows::Size("pools/0/nodes", "3")),
    (RuleId::MaxPodsOverlayDefault, BARE, Shows::Size("pools/0/max_pods", "250")),
    (
        RuleId::MaxPodsNodeSubnetDefault,
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\n",
        Shows::Size("pools/0/max_pods", "30"),
    ),
    (
        RuleId::MaxPodsPodSubnetDefault,
        "[cluster]\nmodel = \"azure-cni-pod-subnet\"\n",
        Shows::Size("pools/0/max_pods", "110"),
    ),
    (RuleId::MaxPodsKubenetDefault, KUBENET, Shows::Size("pools/0/max_pods", "110")),
    (RuleId::MaxPodsByoCniDefault, "[cluster]\nmodel = \"byo-cni\"\n", Shows::Size("pools/0/max_pods", "110")),
    (RuleId::SurgeCountDefault, "[cluster]\nkubernetes-version = \"1.31\"\n", Shows::Filled("max-surge = 1")),
    (RuleId::SurgePercentDefault, BARE, Shows::Filled("max-surge = \"10%\"")),
    (
        RuleId::SurgePercentSinceMinor,
        "[cluster]\nkubernetes-version = \"1.32\"\n",
        Shows::Filled("max-surge = \"10%\""),
    ),
    (RuleId::SurgePercentSinceMinor, "[cluster]\nkubernetes-version = \"1.31.9\"\n", Shows::Filled("max-surge = 1")),
    (RuleId::MaxUnavailableDefault, BARE, Shows::Filled("max-unavailable = 0")),
    (RuleId::LoadBalancerIdleMinutesDefault, BARE, Shows::Filled("idle-timeout-minutes = 30")),
    (RuleId::LoadBalancerPortsDefault, BARE, Shows::Filled("allocated-outbound-ports = 0")),
    (RuleId::DnsReplicas, BARE, Shows::Pods("kube-system/coredns", 2)),
    (RuleId::KubenetRouteTableName, KUBENET, Shows::Filled("route-table = \"aks-routetable\"")),
    (RuleId::ModelDefault, BARE, Shows::Filled("model = \"azure-cni-overlay\"")),
    (RuleId::OutboundTypeDefault, BARE, Shows::Filled("outbound-type = \"loadBalancer\"")),
    (RuleId::DataplaneDefault, BARE, Shows::Filled("dataplane = \"azure\"")),
    (RuleId::NetworkPolicyDefault, BARE, Shows::Filled("network-policy = \"none\"")),
    (RuleId::TierDefault, BARE, Shows::Filled("tier = \"standard\"")),
    (
        RuleId::TierDefault,
        "[cluster]\npod-cidr = '10.64.0.0/12'\n[[node-pool]]\nname = 'a'\ncount = 900\nmax-surge = 1\n[[node-pool]]\nname = 'b'\ncount = 101\nmax-surge = 1\n",
        Shows::Says("tier-left-out", "it is free, which allows 1,000 of the 1,001 nodes"),
    ),
    (
        RuleId::TierDefault,
        "[cluster]\npod-cidr = '10.64.0.0/12'\n[[node-pool]]\nname = 'a'\ncount = 900\nmax-surge = 1\n[[node-pool]]\nname = 'b'\ncount = 100\nmax-surge = 1\n",
        Shows::Quiet("tier-left-out"),
    ),
    (RuleId::ApiServerDefault, BARE, Shows::Filled("api-server = \"public\"")),
];
