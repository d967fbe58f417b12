//! Who sees whom, for every model, both ways. Deliberately one design, of which only the model changes.

use std::sync::Arc;

use super::*;
use crate::engine::Analysis;
use crate::scenario::read::read;

/// A spoke with nodes and machines, a hub with a machine and a gateway, a site on premises.
const DESIGN: &str = r#"
[cluster.load-balancer]
outbound-ips = ["20.50.0.10"]
[[node-pool]]
name = "system"
count = 2
max-pods = 30
subnet = "snet-nodes"
pod-subnet = "snet-pods"
[[vnet]]
name = "spoke"
address-space = ["10.240.0.0/16"]
[[vnet.subnet]]
name = "snet-nodes"
prefix = "10.240.0.0/22"
[[vnet.subnet]]
name = "snet-pods"
prefix = "10.240.4.0/22"
[[vnet.subnet]]
name = "snet-vms"
prefix = "10.240.8.0/24"
[[vnet.peering]]
remote = "hub"
use-remote-gateways = true
[[vnet]]
name = "hub"
address-space = ["10.100.0.0/16"]
[[vnet.subnet]]
name = "snet-hub"
prefix = "10.100.1.0/24"
[[vnet.peering]]
remote = "spoke"
allow-gateway-transit = true
[[gateway]]
name = "vpngw"
vnet = "hub"
ip = "10.100.255.4"
routes = ["192.168.0.0/16"]
[[on-premises]]
name = "office"
ip = "192.168.10.10"
gateway = "vpngw"
[[vm]]
name = "near"
ip = "10.240.8.4"
subnet = "snet-vms"
[[vm]]
name = "far"
ip = "10.100.1.4"
subnet = "snet-hub"
[[workload]]
name = "web"
replicas = 4
labels = { app = "web" }
ports = [{ name = "http", port = 8080 }]
[[service]]
name = "web"
selector = { app = "web" }
ports = [{ port = 80, target-port = "http" }]
"#;

const MODELS: [(&str, &str); 8] = [
    ("kubenet", "model = \"kubenet\""),
    ("node-subnet", "model = \"azure-cni-node-subnet\""),
    ("dynamic", "model = \"azure-cni-pod-subnet\""),
    ("static", "model = \"azure-cni-pod-subnet\"\npod-ip-allocation = \"static-block\""),
    ("overlay", "model = \"azure-cni-overlay\""),
    ("node-subnet cilium", "model = \"azure-cni-node-subnet\"\ndataplane = \"cilium\""),
    ("dynamic cilium", "model = \"azure-cni-pod-subnet\"\ndataplane = \"cilium\""),
    ("overlay cilium", "model = \"azure-cni-overlay\"\ndataplane = \"cilium\""),
];

pub(super) fn analysis(cluster: &str, rest: &str) -> Analysis {
    let reading = read(&format!("[cluster]\n{cluster}\n{rest}"));
    assert!(reading.is_sound(), "{:?}", reading.diagnostics);
    Analysis::new(Arc::new(reading.scenario))
}

pub(super) fn ask(analysis: &Analysis, from: &str, to: &str) -> Arc<Trace> {
    let question = Question { from: from.parse().unwrap(), to: to.parse().unwrap(), src_port: None };
    analysis.trace(&question).unwrap()
}

/// Who stands behind an address, in a word.
fn role(analysis: &Analysis, address: Option<IpAddr>) -> &'static str {
    let inventory = analysis.inventory();
    match address {
        None => "-",
        Some(address) if inventory.node_at(address).is_some() => "node",
        Some(address) if inventory.pod_at(address).is_some() => "pod",
        Some(address) if address == "20.50.0.10".parse::<IpAddr>().unwrap() => "public",
        Some(_) => "own",
    }
}

fn summary(analysis: &Analysis, trace: &Trace) -> String {
    let back = trace.reply.as_ref().map_or("-", |reply| reply.disposition.word());
    format!("{} {} {back}", trace.forward.disposition, role(analysis, trace.source_seen))
}

#[test]
fn the_source_that_each_end_sees_is_as_the_pages_say() {
    // Columns: pod of the same node, pod of another, machine in the VNet, in a peer, on premises, the internet,
    // another node, a Service.
    let ends = [
        ("pod:web-2", "delivered pod delivered", "delivered pod delivered", "delivered pod delivered"),
        ("pod:web-1", "delivered pod delivered", "delivered pod delivered", "delivered pod delivered"),
        ("vm:near", "delivered node delivered", "delivered pod delivered", "delivered pod delivered"),
        ("vm:far", "delivered node delivered", "delivered node delivered", "delivered pod delivered"),
        ("onprem:office", "delivered node delivered", "delivered node delivered", "delivered pod delivered"),
        (
            "internet",
            "exits-network public delivered",
            "exits-network public delivered",
            "exits-network public delivered",
        ),
        ("node:aks-system-1", "delivered node delivered", "delivered pod delivered", "delivered pod delivered"),
        ("node:aks-system-0", "delivered pod delivered", "delivered pod delivered", "delivered pod delivered"),
        ("svc:web", "delivered pod delivered", "delivered pod delivered", "delivered pod delivered"),
    ];
    for (name, cluster) in MODELS {
        let analysis = analysis(cluster, DESIGN);
        for (end, private, node_subnet, pod_subnet) in ends {
            let expected = match name.split(' ').next().unwrap() {
                "kubenet" | "overlay" => private,
                "node-subnet" => node_subnet,
                _ => pod_subnet,
            };
            let trace = ask(&analysis, "pod:web-0", end);
            assert_eq!(summary(&analysis, &trace), expected, "{name}: pod to {end}\n{:#?}", trace.forward);
        }
    }
}

#[test]
fn who_reaches_a_pod_from_outside_depends_on_the_model() {
    for (name, cluster) in MODELS {
        let analysis = analysis(cluster, DESIGN);
        let is_flat = !name.starts_with("kubenet") && !name.starts_with("overlay");
        for from in ["vm:near", "vm:far", "onprem:office"] {
            let trace = ask(&analysis, from, "pod:web-1");
            let expected = if is_flat { "delivered own delivered" } else { "null-routed - -" };
            assert_eq!(summary(&analysis, &trace), expected, "{name}: {from} to pod");
        }
        for (from, to, expected) in [
            ("node:aks-system-0", "pod:web-0", "delivered node delivered"),
            ("node:aks-system-0", "pod:web-1", "delivered node delivered"),
            ("node:aks-system-0", "vm:near", "delivered node delivered"),
            ("node:aks-system-0", "onprem:office", "delivered node delivered"),
            ("node:aks-system-0", "internet", "exits-network public delivered"),
            ("vm:near", "node:aks-system-0", "delivered own delivered"),
            ("onprem:office", "node:aks-system-1", "delivered own delivered"),
            ("vm:near", "svc:web", "null-routed - -"),
            ("internet", "pod:web-0", "null-routed - -"),
        ] {
            let trace = ask(&analysis, from, to);
            assert_eq!(summary(&analysis, &trace), expected, "{name}: {from} to {to}");
        }
    }
}
