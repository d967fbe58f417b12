//! Rules that only an explanation shows.

use aksplore::engine::rules::RuleId;

use super::{Case, Shows};

const NODE_SUBNET: &str = "[cluster]\nmodel = \"azure-cni-node-subnet\"\n";

pub const CASES: &[Case] = &[
    (RuleId::NodeSubnetSum, NODE_SUBNET, Shows::RuleOf("ranges/role=node-subnet")),
    (RuleId::NodesAloneSum, "[cluster]\n", Shows::RuleOf("ranges/role=node-subnet")),
    (RuleId::SurgeRounding, "[cluster]\n", Shows::RuleOf("ranges/role=pod-cidr")),
    (
        RuleId::AllocatedPortsStep,
        "Total node count 9 requires 72000 ports but only 64000 ports are available given 1 outbound public IPs",
        Shows::Explained("fixes/0/label", "\"7,104 ports a node: 9 x 7,104 = 63,936\""),
    ),
    (
        RuleId::NodeBlockPrefix,
        "Pre-allocated IPs 1280 exceeds IPs available 1024 in Subnet Cidr 10.240.100.0/22, Subnet Name networkProfile.podCIDR",
        Shows::Explained("error/readings/0/sum", "\"1280 = 5 x 256\""),
    ),
    (
        RuleId::SubnetReservedFirst,
        "Subnet aks-sn with address prefix 10.240.0.0/29 does not have enough capacity for 1 IP addresses.",
        Shows::Explained("error/range/usable", "3"),
    ),
];
