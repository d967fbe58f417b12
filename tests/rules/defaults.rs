//! What AKS fills in.

use aksplore::engine::rules::RuleId;

use super::{Case, Shows};

const BARE: &str = "[cluster]\n";

pub const CASES: &[Case] = &[
    (RuleId::KubernetesVersionNewest, BARE, Shows::Filled("kubernetes-version = \"1.36\"")),
    (RuleId::PodCidrDefault, BARE, Shows::Filled("pod-cidr = \"10.244.0.0/16\"")),
    (RuleId::ServiceCidrDefault, BARE, Shows::Filled("service-cidr = \"10.0.0.0/16\"")),
    (RuleId::DnsServiceIpDefault, BARE, Shows::Filled("dns-service-ip = \"10.0.0.10\"")),
    (RuleId::MaxPodsOverlayDefault, BARE, Shows::Size("pools/0/max_pods", "250")),
    (RuleId::SurgeCountDefault, "[cluster]\nkubernetes-version = \"1.31\"\n", Shows::Filled("max-surge = 1")),
    (RuleId::SurgePercentDefault, BARE, Shows::Filled("max-surge = \"10%\"")),
];
