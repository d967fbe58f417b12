//! What AKS and Azure refuse, and what keeps to their rules by a hair.

use aksplore::engine::rules::RuleId;

use super::{Case, Shows};

pub const CASES: &[Case] = &[
    (
        RuleId::DnsServiceIpInside,
        "[cluster]\nservice-cidr = \"10.200.0.0/16\"\n",
        Shows::Finding("dns-ip-outside-service-cidr"),
    ),
    (
        RuleId::ServiceCidrPrefixMin,
        "[cluster]\nservice-cidr = \"10.0.0.0/12\"\n",
        Shows::Finding("service-cidr-too-large"),
    ),
    (
        RuleId::ServiceCidrPrefixMin,
        "[cluster]\nservice-cidr = \"10.0.0.0/13\"\n",
        Shows::Quiet("service-cidr-too-large"),
    ),
];
