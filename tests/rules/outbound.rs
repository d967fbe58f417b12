//! Outbound ports and addresses.

use aksplore::engine::rules::RuleId;

use super::{Case, Shows};

/// A cluster with one pool of so many nodes and no surge.
macro_rules! nodes {
    ($cluster:literal, $count:literal) => {
        concat!("[cluster]\n", $cluster, "\n[[node-pool]]\nname = \"a\"\nmax-surge = 0\ncount = ", $count, "\n")
    };
}

/// A cluster whose default route leads to a firewall.
const BEHIND_A_FIREWALL: &str = "[cluster]\noutbound-type = \"userDefinedRouting\"\n\
    [[vnet]]\nname = \"v\"\naddress-space = [\"10.224.0.0/12\"]\n\
    [[vnet.subnet]]\nname = \"s\"\nprefix = \"10.224.0.0/16\"\nroute-table = \"rt\"\n\
    [[route-table]]\nname = \"rt\"\nroutes = [ { name = \"fw\", prefix = \"0.0.0.0/0\", next-hop = \"VirtualAppliance\", next-hop-ip = \"10.225.0.4\" } ]\n\
    [[firewall]]\nname = \"azfw\"\nvnet = \"v\"\nprivate-ip = \"10.225.0.4\"\npublic-ips = [\"20.70.0.1\", \"20.70.0.2\"]\n";

/// Sixteen public addresses.
macro_rules! sixteen {
    () => {
        "\"20.0.0.1\", \"20.0.0.2\", \"20.0.0.3\", \"20.0.0.4\", \"20.0.0.5\", \"20.0.0.6\", \"20.0.0.7\", \"20.0.0.8\", \"20.0.0.9\", \"20.0.0.10\", \"20.0.0.11\", \"20.0.0.12\", \"20.0.0.13\", \"20.0.0.14\", \"20.0.0.15\", \"20.0.0.16\""
    };
}

/// A hundred public addresses.
macro_rules! hundred {
    () => {
        concat!(
            sixteen!(),
            ", ",
            sixteen!(),
            ", ",
            sixteen!(),
            ", ",
            sixteen!(),
            ", ",
            sixteen!(),
            ", ",
            sixteen!(),
            ", ",
            "\"20.0.1.1\", \"20.0.1.2\", \"20.0.1.3\", \"20.0.1.4\""
        )
    };
}

/// What is noted of an idle connection.
const IDLE: Shows =
    Shows::Size("snat/notes/2", "\"an idle TCP connection is kept for 4 to 120 minutes, as asked for; UDP for 4\"");

pub const CASES: &[Case] = &[
    (RuleId::LoadBalancerPortsPerIp, nodes!("", 3), Shows::Size("snat/ports_total", "64000")),
    (
        RuleId::LoadBalancerPortsPerIp,
        "[cluster]\n[cluster.load-balancer]\noutbound-ips = [\"20.0.0.1\", \"20.0.0.2\"]\n",
        Shows::Size("snat/available", "128000"),
    ),
    (RuleId::LoadBalancerPortsByNodes, nodes!("", 50), Shows::Size("snat/ports_per_node", "1024")),
    (RuleId::LoadBalancerPortsByNodes, nodes!("", 51), Shows::Size("snat/ports_per_node", "512")),
    (RuleId::LoadBalancerPortsByNodes, nodes!("", 1000), Shows::Size("snat/ports_per_node", "32")),
    (
        RuleId::LoadBalancerPortsByNodes,
        nodes!("", 44),
        Shows::Size("snat/next_band", "{\"nodes\":51,\"ports_per_node\":512}"),
    ),
    (
        RuleId::LoadBalancerPortsByNodes,
        "[cluster]\n[cluster.load-balancer]\noutbound-ips = [\"20.0.0.1\", \"20.0.0.2\"]\n[[node-pool]]\nname = \"a\"\ncount = 60\nmax-surge = 0\n",
        Shows::Size("snat/ports_per_node_disputed", "1024"),
    ),
    (
        RuleId::LoadBalancerPortsByNodes,
        "[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 48\nmax-surge = 3\n",
        Shows::Finding("outbound-ports-shrink"),
    ),
    (
        RuleId::LoadBalancerPortsByNodes,
        "[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 48\nmax-surge = 2\n",
        Shows::Quiet("outbound-ports-shrink"),
    ),
    (
        RuleId::LoadBalancerPortsByNodes,
        "[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 1000\nmax-surge = 1\n",
        Shows::Finding("outbound-ports-not-known"),
    ),
    (
        RuleId::OutboundPortsCount,
        "[cluster]\n[cluster.load-balancer]\nallocated-outbound-ports = 8000\n[[node-pool]]\nname = \"a\"\ncount = 8\nmax-surge = \"10%\"\n",
        Shows::Finding("outbound-ports-short"),
    ),
    (
        RuleId::OutboundPortsCount,
        "[cluster]\n[cluster.load-balancer]\nallocated-outbound-ports = 8000\n[[node-pool]]\nname = \"a\"\ncount = 8\nmax-surge = \"10%\"\n",
        Shows::Size("snat/required", "72000"),
    ),
    (
        RuleId::OutboundPortsCount,
        "[cluster]\n[cluster.load-balancer]\nallocated-outbound-ports = 8000\n[[node-pool]]\nname = \"a\"\ncount = 7\nmax-surge = \"10%\"\n",
        Shows::Quiet("outbound-ports-short"),
    ),
    (RuleId::LoadBalancerPortsDefault, nodes!("", 3), Shows::Size("snat/allocation", "\"automatic\"")),
    (
        RuleId::AllocatedPortsStep,
        "[cluster]\n[cluster.load-balancer]\nallocated-outbound-ports = 1001\n",
        Shows::Finding("outbound-ports-range"),
    ),
    (
        RuleId::AllocatedPortsStep,
        "[cluster]\n[cluster.load-balancer]\nallocated-outbound-ports = 1000\n",
        Shows::Quiet("outbound-ports-range"),
    ),
    (
        RuleId::AllocatedPortsMax,
        "[cluster]\n[cluster.load-balancer]\nallocated-outbound-ports = 64008\n",
        Shows::Finding("outbound-ports-range"),
    ),
    (
        RuleId::AllocatedPortsMax,
        "[cluster]\n[cluster.load-balancer]\nallocated-outbound-ports = 64000\n[[node-pool]]\nname = \"a\"\ncount = 1\nmax-surge = 0\n",
        Shows::Quiet("outbound-ports-range"),
    ),
    (RuleId::LoadBalancerIpsDefault, nodes!("", 3), Shows::Size("snat/outbound_ips", "1")),
    (
        RuleId::NatGatewayIpsDefault,
        "[cluster]\noutbound-type = \"managedNATGateway\"\n",
        Shows::Size("snat/outbound_ips", "1"),
    ),
    (
        RuleId::NatGatewayPortsPerIp,
        "[cluster]\noutbound-type = \"managedNATGateway\"\n",
        Shows::Size("snat/ports_total", "64512"),
    ),
    (RuleId::FirewallPortsPerIp, BEHIND_A_FIREWALL, Shows::Size("snat/ports_total", "4992")),
    (
        RuleId::BackendIpConfigurationsMax,
        "[cluster]\npod-cidr = \"10.64.0.0/12\"\n[[service]]\nname = \"web\"\ntype = \"LoadBalancer\"\nports = [ { port = 1 }, { port = 2 }, { port = 3 }, { port = 4 }, { port = 5 }, { port = 6 }, { port = 7 }, { port = 8 }, { port = 9 }, { port = 10 } ]\n[[node-pool]]\nname = \"a\"\ncount = 1000\nmax-surge = 0\n",
        Shows::Size("load_balancer/backend_ip_configs", "10000"),
    ),
    (
        RuleId::BackendIpConfigurationsMax,
        "[cluster]\npod-cidr = \"10.64.0.0/12\"\n[[service]]\nname = \"web\"\ntype = \"LoadBalancer\"\nports = [ { port = 1 }, { port = 2 }, { port = 3 }, { port = 4 }, { port = 5 }, { port = 6 }, { port = 7 }, { port = 8 }, { port = 9 }, { port = 10 } ]\n[[node-pool]]\nname = \"a\"\ncount = 1000\nmax-surge = 1\n",
        Shows::Finding("backend-ip-configurations-exceeded"),
    ),
    (
        RuleId::LoadBalancerIpsMax,
        concat!("[cluster]\n[cluster.load-balancer]\noutbound-ips = [", hundred!(), ", \"20.0.2.1\"]\n"),
        Shows::Finding("outbound-ips-range"),
    ),
    (
        RuleId::LoadBalancerIpsMax,
        concat!("[cluster]\n[cluster.load-balancer]\noutbound-ips = [", hundred!(), "]\n"),
        Shows::Quiet("outbound-ips-range"),
    ),
    (
        RuleId::NatGatewayIpsMax,
        concat!("[cluster]\n[[nat-gateway]]\nname = \"g\"\npublic-ips = [", sixteen!(), ", \"20.0.2.1\"]\n"),
        Shows::Finding("nat-gateway-ips-range"),
    ),
    (
        RuleId::NatGatewayIpsMax,
        concat!("[cluster]\n[[nat-gateway]]\nname = \"g\"\npublic-ips = [", sixteen!(), "]\n"),
        Shows::Quiet("nat-gateway-ips-range"),
    ),
    (
        RuleId::NatGatewayConnectionsMax,
        "[cluster]\noutbound-type = \"managedNATGateway\"\n",
        Shows::Size("snat/notes/1", "\"an address has at most 50,000 connections to one destination\""),
    ),
    (RuleId::NatGatewayIdleMinutesMin, "[cluster]\noutbound-type = \"managedNATGateway\"\n", IDLE),
    (RuleId::NatGatewayIdleMinutesMax, "[cluster]\noutbound-type = \"managedNATGateway\"\n", IDLE),
    (
        RuleId::FirewallIpsAdvised,
        BEHIND_A_FIREWALL,
        Shows::Size("snat/notes/1", "\"the firewall has 2 public addresses; at least 20 are advised in production\""),
    ),
    // Ports 80 and 81 are of one group, 443 is of another.
    (
        RuleId::LoadBalancerPortGroup,
        "[cluster]\n[cluster.load-balancer]\noutbound-ips = [\"20.0.0.1\"]\n[[service]]\nname = \"web\"\ntype = \"LoadBalancer\"\nload-balancer-ip = \"20.0.0.1\"\nports = [ { port = 80 }, { port = 81 }, { port = 443 } ]\n",
        Shows::Size(
            "snat/notes/0",
            "\"Services have an outbound address too: 16 of its ports are not for SNAT, 8 a group\"",
        ),
    ),
];
