//! Who sees whom, for every model, both ways. Deliberately one design, of which only the model changes.

#[cfg(test)]
mod inbound;
#[cfg(test)]
mod places;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod traps;

use std::sync::Arc;

use super::*;
use crate::engine::Analysis;
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
            ("node:aks-system-0", "svc:web", "delivered node delivered"),
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
fn a_packet_to_the_internet_passes_the_firewall_and_its_reply_too() {
    let analysis = analysis("outbound-type = \"userDefinedRouting\"", FIREWALL);
    let trace = ask(&analysis, "pod:web-0", "internet:443");
    let places: Vec<&str> = trace.forward.hops.iter().map(|hop| hop.place.as_str()).collect();
    assert_eq!(places, ["default/web-0", "aks-system-0", "azfw", "198.51.100.10"]);
    let wheres: Vec<&str> = trace.forward.translations.iter().map(|t| t.place.as_str()).collect();
    assert_eq!(wheres, ["node:aks-system-0 IP-MASQ-AGENT", "firewall:azfw"]);
    assert_eq!(trace.source_seen.map(shown).as_deref(), Some("20.70.0.10"));
    assert_eq!(trace.forward.decided_by, Decision::new("firewall-rule", "web"));
    let route = trace.forward.route.as_ref().unwrap();
    assert_eq!((route.subnet.as_str(), route.next_hop_type), ("snet-nodes", NextHopType::VirtualAppliance));
    let reply = trace.reply.as_ref().unwrap();
    let places: Vec<&str> = reply.hops.iter().map(|hop| hop.place.as_str()).collect();
    assert_eq!(places, ["198.51.100.10", "azfw", "aks-system-0", "default/web-0"]);
    assert_eq!(reply.disposition, Disposition::Delivered);
    for (to, disposition, kind) in [
        ("internet:203.0.113.9:443", Disposition::DeniedFirewall, "firewall-rule"),
        ("internet:22", Disposition::DeniedFirewall, "firewall-default"),
    ] {
        let trace = ask(&analysis, "pod:web-0", to);
        assert_eq!((trace.forward.disposition, trace.forward.decided_by.kind), (disposition, kind), "{to}");
        assert!(trace.reply.is_none() && trace.source_seen.is_none());
    }
}

#[test]
fn a_firewall_whose_own_route_leads_back_to_it_is_a_loop() {
    let text = FIREWALL.replace("prefix = \"10.100.0.0/26\"", "prefix = \"10.100.0.0/26\"\nroute-table = \"rt\"");
    let trace = ask(&analysis("outbound-type = \"userDefinedRouting\"", &text), "pod:web-0", "internet:443");
    assert_eq!(trace.forward.disposition, Disposition::Loop);
    assert_eq!(trace.forward.decided_by, Decision::new("route", "0.0.0.0/0"));
}

#[test]
fn every_outbound_type_leaves_its_own_way() {
    let managed = "[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\nmanaged = true\n\
        [[vnet.subnet]]\nname = \"s\"\nprefix = \"10.240.0.0/22\"\n";
    let own = managed.replace("managed = true\n", "");
    let with_gateway =
        format!("{own}nat-gateway = \"ng\"\n[[nat-gateway]]\nname = \"ng\"\npublic-ips = [\"20.60.0.10\"]\n");
    let pods = "[[workload]]\nname = \"web\"\n";
    let cases = [
        ("loadBalancer", managed, "internet", "exits-network", "azure-lb:kubernetes aksOutboundRule"),
        ("loadBalancer", &with_gateway, "internet", "exits-network", "nat-gateway:ng"),
        ("managedNATGateway", managed, "internet", "exits-network", "nat-gateway:managed"),
        ("managedNATGatewayV2", managed, "internet", "exits-network", "nat-gateway:managed"),
        ("userAssignedNATGateway", &with_gateway, "internet", "exits-network", "nat-gateway:ng"),
        ("userAssignedNATGateway", &with_gateway, "internet/icmp", "unsupported-protocol", ""),
        ("userDefinedRouting", managed, "internet", "no-outbound-snat", ""),
        ("userDefinedRouting", &own, "internet", "exits-network", "default-outbound-access"),
        ("none", managed, "internet", "no-outbound-snat", ""),
        ("block", managed, "internet", "no-outbound-snat", ""),
    ];
    for (outbound, network, to, disposition, place) in cases {
        let analysis = analysis(&format!("outbound-type = \"{outbound}\""), &format!("{network}{pods}"));
        let trace = ask(&analysis, "pod:web", to);
        assert_eq!(trace.forward.disposition.word(), disposition, "{outbound}: {}", trace.forward.sentence);
        let last = trace.forward.translations.last().map_or("", |last| last.place.as_str());
        assert!(place.is_empty() || last == place, "{outbound}: {last}");
        let is_back = trace.reply.as_ref().is_some_and(|reply| reply.disposition == Disposition::Delivered);
        assert_eq!(is_back, disposition == "exits-network", "{outbound}");
    }
}

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
fn the_clusters_dns_is_asked_by_udp_unless_told_otherwise() {
    let analysis = analysis("", DESIGN);
    let asked =
        |to: &str| (ask(&analysis, "pod:web-0", to).flow.protocol, ask(&analysis, "pod:web-0", to).flow.dst_port);
    assert_eq!(asked("dns"), (Protocol::Udp, Some(53)));
    assert_eq!(asked("dns:53/tcp"), (Protocol::Tcp, Some(53)));
}

#[test]
fn what_no_page_says_is_a_note() {
    let notes =
        |cluster: &str, text: &str, from: &str, to: &str| ask(&analysis(cluster, text), from, to).notes.join("\n");
    let kubenet = "model = \"kubenet\"";
    assert!(notes(kubenet, DESIGN, "pod:web-0", "vm:near").contains("cbr0"));
    assert!(notes("", DESIGN, "pod:web-0", "vm:near").contains("Assumed: default/web-0 has 10.244.0."));
    assert_eq!(notes("", DESIGN, "vm:near", "vm:far"), "");
    let shared = DESIGN
        .replace("prefix = \"10.240.8.0/24\"", "prefix = \"10.240.8.0/24\"\nroute-table = \"aks\"")
        .replace("prefix = \"10.240.0.0/22\"", "prefix = \"10.240.0.0/22\"\nroute-table = \"aks\"")
        + "[[route-table]]\nname = \"aks\"\nbgp-route-propagation = false\n";
    assert!(notes(kubenet, &shared, "vm:near", "pod:web-1").contains("AKS does not support it"));
    // A route that one would expect is missing: the note says why.
    assert!(notes(kubenet, &shared, "pod:web-0", "onprem:office").contains("propagation turned off"));
}

#[test]
fn the_traps_are_not_stepped_into() {
    // A host of a peer whose address lies in the pod CIDR: the overlay takes the pod's packet, not the node's.
    let overlapping = DESIGN.replace("10.100.", "10.244.");
    let analysis_of = |text: &str| analysis("model = \"azure-cni-overlay\"", text);
    let trace = ask(&analysis_of(&overlapping.replace("10.244.1.", "10.244.200.")), "pod:web-0", "vm:far");
    assert_eq!((trace.forward.disposition, trace.forward.decided_by.kind), (Disposition::NullRouted, "overlay"));
    // Kubenet's routes make a pod reachable from a subnet that carries the cluster's table.
    let shared = DESIGN
        .replace("prefix = \"10.240.8.0/24\"", "prefix = \"10.240.8.0/24\"\nroute-table = \"aks\"")
        .replace("prefix = \"10.240.0.0/22\"", "prefix = \"10.240.0.0/22\"\nroute-table = \"aks\"")
        + "[[route-table]]\nname = \"aks\"\n";
    let trace = ask(&analysis("model = \"kubenet\"", &shared), "vm:near", "pod:web-1");
    assert_eq!(trace.forward.disposition, Disposition::Delivered, "{}", trace.forward.sentence);
    assert_eq!(trace.reply.as_ref().map(|reply| reply.disposition), Some(Disposition::Delivered));
    // An empty list masquerades everything, pods of other nodes too.
    let all = analysis("model = \"azure-cni-overlay\"\nnon-masquerade-cidrs = []", DESIGN);
    let trace = ask(&all, "pod:web-0", "pod:web-1");
    assert_eq!(role(&all, trace.source_seen), "node");
    // The Service's address is never on the wire, and the reply comes from it all the same.
    let trace = ask(&analysis_of(DESIGN), "pod:web-0", "svc:web");
    assert!(trace.forward.hops[1..].iter().all(|hop| hop.packet.dst_port == Some(8080)));
    assert_eq!(trace.reply.as_ref().unwrap().hops.last().unwrap().packet, trace.flow.reversed());
    // Nobody behind a Service.
    let empty = DESIGN.replace("selector = { app = \"web\" }", "selector = { app = \"other\" }");
    let trace = ask(&analysis_of(&empty), "pod:web-0", "svc:web");
    assert_eq!(trace.forward.disposition, Disposition::RejectedNoEndpoints);
}

#[test]
fn what_is_not_modelled_says_so() {
    let services = r#"
[[service]]
name = "outside"
type = "LoadBalancer"
selector = { app = "web" }
load-balancer-ip = "20.50.0.20"
ports = [{ port = 80, node-port = 30080 }]
[[workload]]
name = "exit"
static-egress-gateway = "egw"
[[static-egress-gateway]]
name = "egw"
"#;
    let overlay = analysis("model = \"azure-cni-overlay\"", &format!("{DESIGN}{services}"));
    let byo = analysis("model = \"byo-cni\"", DESIGN);
    let windows = DESIGN.replace("count = 2", "count = 2\nos = \"windows\"");
    let windows = analysis("model = \"azure-cni-overlay\"", &windows);
    let cases = [
        (&overlay, "internet", "lb:outside:81", "azure-lb:kubernetes has no rule"),
        (&overlay, "pod:exit", "internet", "static egress gateway egw"),
        (&overlay, "pod:web-0", "10.240.9.9", "nothing in this file has 10.240.9.9"),
        (&byo, "pod:web-0", "internet", "plug-in"),
        (&windows, "pod:web-0", "vm:near", "Windows"),
    ];
    for (analysis, from, to, words) in cases {
        let trace = ask(analysis, from, to);
        assert_eq!(trace.forward.disposition, Disposition::InsufficientInfo, "{from} to {to}");
        assert!(trace.forward.sentence.contains(words), "{from} to {to}: {}", trace.forward.sentence);
        assert!(trace.reply.is_none());
    }
}

#[test]
fn an_end_that_is_not_there_is_not_guessed() {
    let analysis = analysis("", DESIGN);
    let question = |from: &str| Question::new(from.parse().unwrap(), "internet".parse().unwrap());
    for (from, words) in [
        ("vm:naer", "there is no vm named \"naer\"; did you mean \"near\"?"),
        ("pod:wep", "there is no pod named \"default/wep\"; did you mean \"default/web\"?"),
        ("node:elsewhere", "there is no node named \"elsewhere\""),
    ] {
        assert_eq!(analysis.trace(&question(from)).unwrap_err().to_string(), words);
    }
}
