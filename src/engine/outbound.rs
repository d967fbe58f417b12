//! Outbound ports: with how many of them a design's nodes can be translated at once, by its outbound type. Deliberately
//! only counts: which way one packet takes is `trace`'s to say.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::Serialize;

use crate::choice;
use crate::engine::capacity::Question;
use crate::engine::capacity::question::Limit;
use crate::engine::plan::Plan;
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, thousands};
use crate::scenario::model::{OutboundType, ServiceType};

mod backend;
mod server;

pub use backend::{LoadBalancerLoad, load_balancer_backends};
pub use server::egress_addresses;

choice! {
    /// What translates the addresses of nodes and pods on their way out.
    Method {
        /// AKS's load balancer, by its outbound rule.
        LoadBalancer = "load-balancer",
        /// A NAT gateway.
        NatGateway = "nat-gateway",
        /// An Azure Firewall that the default route leads to.
        AzureFirewall = "azure-firewall",
        /// Another appliance that the default route leads to.
        Appliance = "appliance",
        /// Nothing that AKS arranges.
        None = "none",
        /// The scenario does not say.
        Unknown = "unknown",
    }
}

choice! {
    /// How ports come to nodes.
    Allocation {
        /// So many a node, as the design asks.
        Manual = "manual",
        /// So many a node, by the nodes that there are.
        Automatic = "automatic",
        /// To who needs one, of all that there are.
        OnDemand = "on-demand",
    }
}

/// Outbound ports of a design. A count is `None` where the scenario or the pages do not say.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Snat {
    /// What translates.
    pub method: Method,
    /// How ports come to nodes; `None`: not known.
    pub allocation: Option<Allocation>,
    /// Ports that a node has at the upgrade's peak, where each has its own.
    pub ports_per_node: Option<u64>,
    /// The same with the nodes that there are now.
    pub ports_per_node_now: Option<u64>,
    /// The same at the peak by a newer text, where that differs: more of them with several addresses.
    pub ports_per_node_disputed: Option<u64>,
    /// Ports of all outbound addresses; of a firewall, an instance.
    pub ports_total: Option<u64>,
    /// Ports that the nodes take at the peak, where each has its own.
    pub required: Option<u64>,
    /// Ports that can be had.
    pub available: Option<u64>,
    /// Outbound addresses.
    pub outbound_ips: Option<u64>,
    /// The largest steady node count whose peak the ports suffice for; `None`: they do not limit nodes.
    pub max_nodes: Option<u32>,
    /// Nodes that one address serves, where each node has its own ports.
    pub nodes_per_ip: Option<u64>,
    /// The node count from which each node has fewer ports; `None`: there is none that is known.
    pub next_band: Option<NextBand>,
    /// The NAT gateways or firewalls that serve the cluster.
    pub served_by: Vec<String>,
    /// What to know about these figures, or why there are none.
    pub notes: Vec<String>,
}

/// Where nodes are left with fewer ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NextBand {
    /// The first node count of it.
    pub nodes: u64,
    /// Ports that a node then has.
    pub ports_per_node: u64,
}

/// SNAT ports that every node is to have, and all that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allocated {
    /// Ports a node.
    pub per_node: u64,
    /// Ports of all outbound addresses.
    pub available: Addresses,
}

/// So many ports a node up to so many nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Band {
    last: u64,
    ports: u64,
}

/// The bands of the load balancer's table, the smallest node counts first.
static BANDS: LazyLock<Vec<Band>> = LazyLock::new(|| {
    let number = |text: &str| text.replace(',', "").parse().expect("the table of ports is made of numbers");
    let band = |row: &str| {
        let (nodes, ports) = row.split_once(": ").expect("a row of the table of ports: nodes, then ports");
        let (_, last) = nodes.split_once('-').expect("nodes of the table of ports: from, to");
        Band { last: number(last), ports: number(ports) }
    };
    rules::text(RuleId::LoadBalancerPortsByNodes).split("; ").map(band).collect()
});

/// SNAT ports that a node has where AKS allocates them, by the nodes that there are; `None`: the table ends before.
///
/// 50 nodes have 1,024 each, 51 have 512, 1,000 have 32; of 1,001 no page says anything.
pub fn ports_by_nodes(nodes: u64) -> Option<u64> {
    BANDS.iter().find(|band| nodes <= band.last).map(|band| band.ports)
}

/// The same by a newer text: with every address once more, but never more than the smallest clusters have.
///
/// 51 nodes have 1,024 each with two addresses, 300 have 384 with three; with one address both texts agree.
pub fn ports_by_frontends(nodes: u64, addresses: u64) -> Option<u64> {
    let most = BANDS.first().map_or(0, |band| band.ports);
    ports_by_nodes(nodes).map(|ports| ports.saturating_mul(addresses).min(most))
}

/// Where a cluster of so many nodes is left with fewer ports a node.
///
/// From 44 nodes on it is 51, with 512 ports; from 900 on the table knows none.
pub fn next_band(nodes: u64) -> Option<NextBand> {
    let mut behind = BANDS.iter().skip_while(|band| nodes > band.last);
    let (own, next) = (behind.next()?, behind.next()?);
    Some(NextBand { nodes: own.last + 1, ports_per_node: next.ports })
}

/// Outbound addresses of AKS's load balancer, IPv4: those of the design, or the one that AKS makes.
pub fn load_balancer_ips(plan: &Plan) -> u64 {
    let written = plan.cluster().load_balancer.outbound_ips.as_deref().unwrap_or(&[]);
    match written.iter().filter(|ip| IpAddr::is_ipv4(ip)).count() {
        0 => rules::number(RuleId::LoadBalancerIpsDefault),
        count => count as u64,
    }
}

/// SNAT ports that a design asks for every node, and those there are; `None`: it leaves them to AKS, or has no load
/// balancer for them.
///
/// 8,000 a node with one address: 9 nodes need 72,000 of 64,000.
pub fn allocated(plan: &Plan) -> Option<Allocated> {
    let asked = plan.cluster().load_balancer.allocated_outbound_ports.unwrap_or(0);
    let is_there = plan.cluster().outbound_type == Some(OutboundType::LoadBalancer) && asked > 0;
    is_there.then(|| Allocated { per_node: asked.into(), available: load_balancer_ports(plan) })
}

/// The most ports a node that so many nodes can have of so many; `None`: not even the fewest that can be asked for.
///
/// 9 nodes can have 7,104 each of 64,000; one node of two addresses' 128,000 can be given 64,000.
pub fn fewer_ports(available: Addresses, nodes: Addresses) -> Option<u64> {
    let step = rules::number(RuleId::AllocatedPortsStep);
    let each = (available.checked_div(nodes)? / step * step).min(rules::number(RuleId::AllocatedPortsMax));
    (each > 0).then_some(each)
}

/// SNAT ports of all outbound addresses of AKS's load balancer.
pub fn load_balancer_ports(plan: &Plan) -> Addresses {
    load_balancer_ips(plan).saturating_mul(rules::number(RuleId::LoadBalancerPortsPerIp))
}

/// Nodes that there are now, autoscalers and upgrades apart.
pub fn nodes_now(plan: &Plan) -> u64 {
    plan.pools().iter().map(|pool| u64::from(pool.count)).sum()
}

/// The outbound ports of a design.
pub fn snat(plan: &Plan, question: &Question) -> Snat {
    match plan.cluster().outbound_type.unwrap_or(OutboundType::LoadBalancer) {
        OutboundType::LoadBalancer => of_load_balancer(plan, question),
        OutboundType::ManagedNatGateway | OutboundType::ManagedNatGatewayV2 => server::nat_gateways(plan, true),
        OutboundType::UserAssignedNatGateway => server::nat_gateways(plan, false),
        OutboundType::UserDefinedRouting => server::appliances(plan),
        word @ (OutboundType::None | OutboundType::Block) => {
            Snat { notes: vec![format!("outbound type {word}: AKS arranges no ports")], ..Snat::of(Method::None) }
        }
    }
}

impl Snat {
    /// Nothing known but the method.
    fn of(method: Method) -> Self {
        Self {
            method,
            allocation: None,
            ports_per_node: None,
            ports_per_node_now: None,
            ports_per_node_disputed: None,
            ports_total: None,
            required: None,
            available: None,
            outbound_ips: None,
            max_nodes: None,
            nodes_per_ip: None,
            next_band: None,
            served_by: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The figures in a few words: `1,024 ports a node`, `36,864 of 64,000 ports`, `64,512 ports on demand`.
    pub fn words(&self) -> String {
        match (self.allocation, self.ports_per_node, self.required, self.available) {
            (Some(Allocation::Manual), _, Some(required), Some(available)) => {
                format!("{} of {} ports", thousands(required), thousands(available))
            }
            (Some(Allocation::Automatic), Some(ports), ..) => format!("{} ports a node", thousands(ports)),
            (Some(Allocation::OnDemand), _, _, Some(available)) => format!("{} ports on demand", thousands(available)),
            _ if self.method == Method::None => "no ports of AKS's".to_owned(),
            _ => "ports not known".to_owned(),
        }
    }
}

fn of_load_balancer(plan: &Plan, question: &Question) -> Snat {
    let ips = load_balancer_ips(plan);
    let (now, peak) = (nodes_now(plan), question.peak_nodes());
    let total = load_balancer_ports(plan);
    let common = Snat {
        ports_total: Some(total),
        available: Some(total),
        outbound_ips: Some(ips),
        notes: server::overruled(plan).into_iter().chain(taken_by_services(plan)).collect(),
        ..Snat::of(Method::LoadBalancer)
    };
    let Some(asked) = allocated(plan) else {
        let ports = ports_by_nodes(peak);
        let disputed = ports_by_frontends(peak, ips).filter(|other| Some(*other) != ports);
        return Snat {
            allocation: Some(Allocation::Automatic),
            ports_per_node: ports,
            ports_per_node_now: ports_by_nodes(now),
            ports_per_node_disputed: disputed,
            required: ports.map(|ports| ports.saturating_mul(peak)),
            next_band: next_band(peak),
            ..common
        };
    };
    Snat {
        allocation: Some(Allocation::Manual),
        ports_per_node: Some(asked.per_node),
        ports_per_node_now: Some(asked.per_node),
        required: Some(peak.saturating_mul(asked.per_node)),
        max_nodes: most_nodes(question),
        nodes_per_ip: Some(rules::number(RuleId::LoadBalancerPortsPerIp) / asked.per_node),
        ..common
    }
}

/// Outbound addresses that Services are reached by as well: each of their ports keeps a whole group from translation.
fn taken_by_services(plan: &Plan) -> Option<String> {
    let outbound = plan.cluster().load_balancer.outbound_ips.as_deref().unwrap_or(&[]);
    let group = rules::number(RuleId::LoadBalancerPortGroup);
    let services = plan.scenario().services.iter().filter(|service| {
        let is_there = service.load_balancer_ip.is_some_and(|ip| outbound.contains(&ip));
        service.service_type == Some(ServiceType::LoadBalancer) && is_there
    });
    let groups: BTreeSet<(Option<IpAddr>, u64)> = services
        .flat_map(|service| service.ports.iter().map(|port| (service.load_balancer_ip, u64::from(port.port) / group)))
        .collect();
    (!groups.is_empty()).then(|| {
        let taken = groups.len() as u64 * group;
        format!(
            "Services have an outbound address too: {} of its ports are not for SNAT, {group} a group",
            thousands(taken)
        )
    })
}

/// The nodes of the cluster when its first pool grows until the ports end, and the others stand; 0: the others alone
/// want more than there are.
fn most_nodes(question: &Question) -> Option<u32> {
    let (need, have) = question.need_and_have(Limit::OutboundPorts)?;
    let most = question.most_nodes(0, Limit::OutboundPorts, need, have)?;
    if !question.others_fit(0, Limit::OutboundPorts, need, have) {
        return Some(0);
    }
    let others = question.nodes() - question.pools.first().map_or(0, |pool| u64::from(pool.nodes));
    Some(u32::try_from(u64::from(most) + others).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::sample::plan;

    /// The table as `load-balancer-outbound-connections.md` prints it.
    const TABLE: [(u64, u64, u64); 6] =
        [(1, 50, 1024), (51, 100, 512), (101, 200, 256), (201, 400, 128), (401, 800, 64), (801, 1000, 32)];

    #[test]
    fn every_band_has_its_ports_and_its_end() {
        for (first, last, ports) in TABLE {
            assert_eq!((ports_by_nodes(first), ports_by_nodes(last)), (Some(ports), Some(ports)), "{first}-{last}");
            let expected = TABLE.iter().find(|(next, ..)| *next == last + 1);
            let expected = expected.map(|(nodes, _, ports)| NextBand { nodes: *nodes, ports_per_node: *ports });
            assert_eq!((next_band(first), next_band(last)), (expected, expected), "{first}-{last}");
        }
        assert_eq!((ports_by_nodes(1001), next_band(1001)), (None, None));
        assert_eq!(ports_by_nodes(0), Some(1024));
    }

    #[test]
    fn a_node_is_given_no_more_than_can_be_asked_for() {
        assert_eq!(fewer_ports(64_000, 9), Some(7_104));
        assert_eq!(fewer_ports(128_000, 1), Some(64_000));
        assert_eq!((fewer_ports(7, 1), fewer_ports(64_000, 0)), (None, None));
    }

    #[test]
    fn the_newer_text_counts_addresses_up_to_1024_ports() {
        let cases = [(50, 1, 1024), (50, 7, 1024), (51, 1, 512), (51, 2, 1024), (51, 3, 1024), (300, 3, 384)];
        for (nodes, addresses, expected) in cases {
            assert_eq!(ports_by_frontends(nodes, addresses), Some(expected), "{nodes} with {addresses}");
        }
    }

    #[test]
    fn no_band_gives_out_more_than_one_address_has() {
        for (_, last, ports) in TABLE {
            assert!(last * ports <= rules::number(RuleId::LoadBalancerPortsPerIp), "{last}");
        }
    }

    fn of(cluster: &str, pool: &str) -> Snat {
        let plan = plan(&format!("[cluster]\n{cluster}\n[[node-pool]]\nname = \"a\"\n{pool}"));
        snat(&plan, &Question::of(&plan))
    }

    #[test]
    fn the_published_allocations_come_out() {
        // Ports a node, addresses, and the nodes that the page reckons with them.
        let cases = [(1000, 2, 128), (1000, 7, 448), (4000, 2, 32), (4000, 7, 112), (8000, 1, 8)];
        for (ports, addresses, expected) in cases {
            let ips: Vec<String> = (1..=addresses).map(|last| format!("\"20.50.0.{last}\"")).collect();
            let balancer = format!("allocated-outbound-ports = {ports}\noutbound-ips = [{}]", ips.join(", "));
            let found = of(&format!("[cluster.load-balancer]\n{balancer}"), "count = 3\nmax-surge = 0\n");
            assert_eq!(found.max_nodes, Some(expected), "{ports} with {addresses}");
            assert_eq!(found.available, Some(64_000 * addresses));
        }
    }

    #[test]
    fn the_check_counts_the_autoscalers_maximum_and_every_pools_surge() {
        let autoscaled = "count = 3\nautoscale = { min = 3, max = 10 }\nmax-surge = \"33%\"\n";
        let found = of("load-balancer = { allocated-outbound-ports = 4000 }", autoscaled);
        // 10 and ceil(3.3) = 4 nodes: 14 x 4,000.
        assert_eq!((found.required, found.available, found.nodes_per_ip), (Some(56_000), Some(64_000), Some(16)));
        assert_eq!(found.max_nodes, Some(12));
    }

    #[test]
    fn what_leaves_by_pool_size_says_now_and_at_the_peak() {
        let found = of("", "count = 48\nmax-surge = \"10%\"\n");
        assert_eq!((found.ports_per_node_now, found.ports_per_node), (Some(1024), Some(512)));
        assert_eq!(found.next_band, Some(NextBand { nodes: 101, ports_per_node: 256 }));
        assert_eq!((found.required, found.max_nodes), (Some(53 * 512), None));
        assert_eq!(found.words(), "512 ports a node");
        let large = of("", "count = 1000\nmax-surge = 1\n");
        assert_eq!((large.ports_per_node, large.required), (None, None));
        assert_eq!(large.words(), "ports not known");
    }
}
