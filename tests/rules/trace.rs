//! Rules that the way of a packet shows.

use aksplore::engine::rules::RuleId;

use super::{Case, Shows};

const BARE: &str = "[cluster]\n";
const PODS: &str = "[cluster]\nmodel = \"azure-cni-pod-subnet\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/24\"\n[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.4.0/22\"\n[[node-pool]]\nname = \"a\"\npod-subnet = \"pods\"\n";
const BEHIND_AN_NSG: &str = "[cluster]\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/24\"\nnsg = \"n\"\n[[nsg]]\nname = \"n\"\nmanaged = true\n[[workload]]\nname = \"app\"\nlabels = { app = \"app\" }\n[[service]]\nname = \"web\"\ntype = \"LoadBalancer\"\nselector = { app = \"app\" }\nload-balancer-ip = \"20.50.0.20\"\nports = [{ port = 80 }]\n";
const DNS_POD: &str = "pod:kube-system/coredns-0";

/// A Service behind a load balancer, in an NSG that is AKS's own but for one rule of this priority.
macro_rules! opened {
    ($priority:literal) => {
        concat!(
            "[cluster]\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.224.0.0/12\"]\n",
            "[[vnet.subnet]]\nname = \"s\"\nprefix = \"10.224.0.0/16\"\nnsg = \"own\"\n",
            "[[nsg]]\nname = \"own\"\nmanaged = true\n",
            "rules = [{ name = \"no\", priority = ",
            $priority,
            ", direction = \"inbound\", access = \"deny\", source = \"Internet\" }]\n",
            "[[workload]]\nname = \"web\"\nlabels = { app = \"web\" }\n",
            "[[service]]\nname = \"web\"\ntype = \"LoadBalancer\"\nselector = { app = \"web\" }\n",
            "load-balancer-ip = \"20.50.0.20\"\nports = [{ port = 80 }, { port = 443 }]\n",
        )
    };
}

pub const CASES: &[Case] = &[
    (RuleId::PlatformPortsKept, BARE, Shows::Traced(DNS_POD, "platform:32526/tcp", "AKS keeps pods from port 32526")),
    (RuleId::PlatformPortsKept, BARE, Shows::Traced(DNS_POD, "platform:80/tcp", "AKS keeps pods from port 80")),
    (RuleId::PlatformPortsKept, BARE, Shows::NotTraced(DNS_POD, "platform:32527/tcp", "AKS keeps pods from")),
    (
        RuleId::LocalDnsSinceMinor,
        "[cluster]\nkubernetes-version = '1.36'\n[[workload]]\nname = 'w'\n",
        Shows::Traced("pod:w", "dns", "LocalDNS"),
    ),
    (
        RuleId::LocalDnsSinceMinor,
        "[cluster]\nkubernetes-version = '1.35'\n[[workload]]\nname = 'w'\n",
        Shows::NotTraced("pod:w", "dns", "LocalDNS"),
    ),
    (RuleId::MetadataPort, PODS, Shows::Traced(DNS_POD, "169.254.169.254:80/tcp", "SWIFT-POSTROUTING replaces")),
    (RuleId::MetadataPort, PODS, Shows::NotTraced(DNS_POD, "169.254.169.254:81/tcp", "SWIFT-POSTROUTING replaces")),
    (
        RuleId::ServiceRulePriority,
        BEHIND_AN_NSG,
        Shows::Traced("internet:8.8.8.8", "20.50.0.20:80/tcp", "the first that is free from 500 on"),
    ),
    (
        RuleId::ServiceRulePriority,
        opened!(501),
        Shows::TracedAt("internet", "lb:web:80", "nsg_checks/0/priority", "500"),
    ),
    (
        RuleId::ServiceRulePriority,
        opened!(501),
        Shows::TracedAt(
            "internet",
            "lb:web:80",
            "nsg_checks/0/rule",
            "\"k8s-azure-lb_allow_IPv4_556f7044ec033071ec0dfcf7cd85bc93\"",
        ),
    ),
    (
        RuleId::ServiceRulePriority,
        opened!(499),
        Shows::TracedAt("internet", "lb:web:80", "disposition", "\"denied-nsg-in\""),
    ),
];
