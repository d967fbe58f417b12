//! Limits: a design at each, and one beyond.

use std::sync::LazyLock;

use aksplore::engine::rules::RuleId as R;

use super::super::{Case, Shows};
use Shows::{Finding, Quiet};

/// A limit: its rule, the finding, the most that it allows, and a design of so many.
type Kind = (R, &'static str, usize, fn(usize) -> String);

/// The limits of pools and nodes. Of what must not be less, the count is what is left out.
const POOLS: [Kind; 12] = [
    (R::PoolPeakMax, "pool-surge-limit", 999, |nodes| pool(&format!("count = {nodes}\nmax-surge = 1\n"))),
    (R::PoolNodesMax, "pool-nodes-limit", 1_000, |nodes| pool(&format!("count = {nodes}\nmax-surge = 1\n"))),
    (R::MaxPodsMin, "max-pods-range", 240, |fewer| pool(&format!("count = 3\nmax-pods = {}\n", 250 - fewer))),
    (R::PoolPodsMin, "pool-under-30-pods", 15, |fewer| pool(&format!("count = 2\nmax-pods = {}\n", 30 - fewer))),
    (R::ClusterNodesMax, "cluster-nodes-limit", 5_000, |nodes| cluster("model = 'byo-cni'", nodes)),
    (R::OverlayNodesMax, "cluster-nodes-limit", 5_000, |nodes| cluster("tier = 'standard'", nodes)),
    (R::ClusterNodesMaxFree, "cluster-nodes-limit", 1_000, |nodes| cluster("tier = 'free'", nodes)),
    (R::FreeNodesAdvised, "free-tier-nodes", 9, |nodes| cluster("tier = 'free'", nodes)),
    (R::StopStartNodesMax, "stop-start-nodes", 100, |nodes| cluster("tier = 'standard'", nodes)),
    (R::InternalLoadBalancerNodes, "internal-lb-nodes", 749, |nodes| {
        cluster("tier = 'standard'", nodes) + "[[service]]\nname = 's'\ntype = 'LoadBalancer'\ninternal = true\n"
    }),
    (R::NicAddressesMax, "nic-addresses-limit", 255, |pods| {
        pool(&format!("max-pods = {pods}\n")).replace("[cluster]", "[cluster]\nmodel = 'azure-cni-node-subnet'")
    }),
    (R::PoolsMax, "pools-limit", 100, |pools| format!("[cluster]\n{}", many(pools, |at| one_pool(at, 1)))),
];

fn pool(keys: &str) -> String {
    format!("[cluster]\n[[node-pool]]\nname = 'a'\n{keys}")
}

fn one_pool(at: usize, nodes: usize) -> String {
    format!("[[node-pool]]\nname = 'p{at}'\ncount = {nodes}\nmax-pods = 30\nmax-surge = 1\n")
}

/// So many nodes, at most 900 a pool.
fn cluster(key: &str, nodes: usize) -> String {
    let pools = many(nodes.div_ceil(900), |at| one_pool(at, (nodes - at * 900).min(900)));
    format!("[cluster]\n{key}\n{pools}")
}

/// Designs at Azure's own limits, and one beyond.
pub static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let kinds: [Kind; 7] = [
        (R::SubnetsMax, "vnet-subnets-limit", 3_000, subnets),
        (R::PeeringsMax, "vnet-peerings-limit", 500, peerings),
        (R::NsgRulesMax, "nsg-rules-limit", 1_000, nsg_rules),
        (R::RouteTableRoutesMax, "route-table-limit", 400, routes),
        (R::RouteTablesMax, "route-tables-limit", 200, |count| {
            format!("[cluster]\n{}", many(count, |at| format!("[[route-table]]\nname = 't{at}'\n")))
        }),
        (R::LoadBalancerServicesMax, "load-balancer-services", 300, |count| {
            format!("[cluster]\n{}", many(count, |at| service(at, 0)))
        }),
        (R::NicInboundRulesMax, "load-balancer-rules", 300, |count| {
            format!("[cluster]\n{}{}", service(0, 150), service(1, count - 150))
        }),
    ];
    let cases = kinds.into_iter().chain(POOLS).flat_map(|(rule, code, limit, text)| {
        let design = |count| -> &'static str { text(count).leak() };
        [(rule, design(limit), Quiet(code)), (rule, design(limit + 1), Finding(code))]
    });
    cases.collect()
});

/// A Service of type LoadBalancer with so many ports.
fn service(at: usize, ports: usize) -> String {
    let port = |port: usize| format!("{{ name = 'p{port}', port = {} }},", 1 + port);
    format!("[[service]]\nname = 's{at}'\ntype = 'LoadBalancer'\nports = [{}]\n", many(ports, port))
}

fn many(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect()
}

fn subnets(count: usize) -> String {
    let subnet = |place: usize| {
        format!("[[vnet.subnet]]\nname = 's{place}'\nprefix = '10.240.{}.{}/29'\n", place / 32, place % 32 * 8)
    };
    format!("[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['10.240.0.0/16']\n{}", many(count, subnet))
}

fn peerings(count: usize) -> String {
    let peering = |place: usize| format!("[[vnet.peering]]\nremote = 'p{place}'\n");
    let peer = |place: usize| {
        format!("[[vnet]]\nname = 'p{place}'\naddress-space = ['10.{}.{}.0/24']\n", 100 + place / 256, place % 256)
    };
    format!(
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['10.240.0.0/16']\n{}{}",
        many(count, peering),
        many(count, peer)
    )
}

fn nsg_rules(count: usize) -> String {
    let rule = |place: usize| {
        format!("{{ name = 'r{place}', priority = {}, direction = 'inbound', access = 'deny' }},", 100 + place)
    };
    format!("[cluster]\n[[nsg]]\nname = 'n'\nrules = [{}]\n", many(count, rule))
}

fn routes(count: usize) -> String {
    let route = |place: usize| {
        format!("{{ name = 'r{place}', prefix = '10.{}.{}.0/24', next-hop = 'None' }},", 100 + place / 256, place % 256)
    };
    format!("[cluster]\n[[route-table]]\nname = 't'\nroutes = [{}]\n", many(count, route))
}
