//! Packets through one design, of which only the model and what a test needs change. Deliberately only what the tests
//! share stands here, with NSGs and Services' first questions: the rest is by what it is about.

#[cfg(test)]
mod coverage;
#[cfg(test)]
pub(super) mod data_plane;
#[cfg(test)]
mod families;
#[cfg(test)]
mod firewall;
#[cfg(test)]
mod guards;
#[cfg(test)]
mod inbound;
#[cfg(test)]
mod outbound;
#[cfg(test)]
mod places;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod sources;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod traps;
#[cfg(test)]
mod unknown;
#[cfg(test)]
mod ways;
#[cfg(test)]
mod what_ifs;

use std::sync::Arc;

use super::*;
use crate::engine::Analysis;
use crate::engine::route::NextHopType;
use crate::net::Protocol;
use crate::scenario::read::read;

/// A spoke with nodes and machines, a hub with a machine and a gateway, a site on premises.
pub(super) const DESIGN: &str = r#"
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

pub(super) const MODELS: [(&str, &str); 8] = [
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
    let question = Question::new(from.parse().unwrap(), to.parse().unwrap());
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

/// A spoke whose default route leads to a firewall in the hub.
const FIREWALL: &str = r#"
[[node-pool]]
name = "system"
count = 2
subnet = "snet-nodes"
[[vnet]]
name = "spoke"
address-space = ["10.240.0.0/16"]
[[vnet.subnet]]
name = "snet-nodes"
prefix = "10.240.0.0/22"
route-table = "rt"
[[vnet.subnet]]
name = "snet-vms"
prefix = "10.240.8.0/24"
[[vnet.peering]]
remote = "hub"
allow-forwarded-traffic = true
[[vnet]]
name = "hub"
address-space = ["10.100.0.0/16"]
[[vnet.subnet]]
name = "AzureFirewallSubnet"
prefix = "10.100.0.0/26"
[[vnet.peering]]
remote = "spoke"
[[route-table]]
name = "rt"
routes = [{ name = "to-fw", prefix = "0.0.0.0/0", next-hop = "VirtualAppliance", next-hop-ip = "10.100.0.4" }]
[[firewall]]
name = "azfw"
vnet = "hub"
private-ip = "10.100.0.4"
public-ips = ["20.70.0.10"]
network-rules = [
  { name = "not-there", action = "deny", destination = "203.0.113.0/24" },
  { name = "web", action = "allow", protocol = "tcp", source = "10.240.0.0/16", ports = "80,443" },
]
[[workload]]
name = "web"
replicas = 2
"#;

#[test]
fn nsgs_are_asked_in_order_and_know_replies() {
    let guarded = DESIGN
        .replace("prefix = \"10.240.8.0/24\"", "prefix = \"10.240.8.0/24\"\nnsg = \"guard\"")
        .replace("subnet = \"snet-vms\"", "subnet = \"snet-vms\"\nnic-nsg = \"own\"");
    let rules = r#"
[[nsg]]
name = "guard"
rules = [
  { name = "late", priority = 300, direction = "inbound", access = "allow" },
  { name = "no-ssh", priority = 200, direction = "inbound", access = "deny", protocol = "tcp", destination-ports = "22" },
  { name = "not-out", priority = 400, direction = "outbound", access = "deny" },
]
[[nsg]]
name = "own"
rules = [{ name = "no-pods", priority = 100, direction = "inbound", access = "deny", source = "10.244.0.0/16" }]
"#;
    let analysis = analysis("model = \"azure-cni-overlay\"", &format!("{guarded}{rules}"));
    let decided = |from: &str, to: &str| {
        let trace = ask(&analysis, from, to);
        let decided = trace.forward.decided_by.clone();
        let back = trace.reply.as_ref().map_or("-", |reply| reply.disposition.word());
        (
            trace.forward.disposition.word(),
            decided.name.unwrap_or_default(),
            decided.level.unwrap_or_default(),
            trace.forward.nsg_checks.len(),
            back,
        )
    };
    let name = |text: &str| text.to_owned();
    // The pod's source is its node's by then: the rule against pods does not match, the NIC's default does.
    assert_eq!(decided("pod:web-0", "vm:near:443"), ("delivered", name("AllowVnetInBound"), "nic", 2, "delivered"));
    assert_eq!(decided("pod:web-0", "vm:near:22"), ("denied-nsg-in", name("no-ssh"), "subnet", 1, "-"));
    assert_eq!(decided("vm:near", "node:aks-system-0"), ("denied-nsg-out", name("not-out"), "subnet", 2, "-"));
    // The route comes first.
    assert_eq!(decided("vm:near", "pod:web-0"), ("null-routed", name("10.0.0.0/8"), "", 0, "-"));
    let notes = &ask(&analysis, "vm:near", "pod:web-0").notes;
    assert!(notes.iter().any(|note| note.contains("rule not-out at priority 400")), "{notes:?}");
}

#[test]
fn a_service_is_resolved_in_the_socket_of_a_node_too() {
    let analysis = analysis("dataplane = \"cilium\"", DESIGN);
    for (from, place) in
        [("node:aks-system-1", "node:aks-system-1 socket-lb"), ("pod:web-1", "pod:default/web-1 socket-lb")]
    {
        let trace = ask(&analysis, from, "svc:web");
        assert_eq!(trace.forward.translations[0].place, place);
        let reply = trace.reply.as_ref().unwrap();
        assert_eq!((reply.disposition, reply.translations.len()), (Disposition::Delivered, 0), "{}", reply.sentence);
    }
}

#[test]
fn a_rewrite_that_changes_nothing_says_what_is_so_already() {
    let trace = ask(&analysis("", DESIGN), "node:aks-system-0", "svc:web");
    let steps: Vec<&str> =
        trace.forward.hops.iter().flat_map(|hop| &hop.steps).map(|step| step.detail.as_str()).collect();
    let expected = "node:aks-system-0 KUBE-POSTROUTING would rewrite the packet, and its source is 10.240.0.4:* already: it stays as it is.";
    assert!(steps.contains(&expected), "{steps:#?}");
}

#[test]
fn the_clusters_dns_is_asked_by_udp_unless_told_otherwise() {
    let analysis = analysis("", DESIGN);
    let asked =
        |to: &str| (ask(&analysis, "pod:web-0", to).flow.protocol, ask(&analysis, "pod:web-0", to).flow.dst_port);
    assert_eq!(asked("dns"), (Protocol::Udp, Some(53)));
    assert_eq!(asked("dns:53/tcp"), (Protocol::Tcp, Some(53)));
}
