//! What holds of every trace, on random designs. Deliberately says nothing of what becomes of a packet: that is
//! `tests`' affair.

use proptest::prelude::*;
use std::net::IpAddr;
use std::sync::Arc;

use super::tests::data_plane::EBPF;
use super::tests::{DESIGN, MODELS};
use super::*;
use crate::engine::Analysis;
use crate::engine::rules::RULES;
use crate::engine::rules::network::PAGES;
use crate::engine::sample::wide::wide;
use crate::scenario::arbitrary::scenario_strategy;
use crate::scenario::model::OutboundType;
use crate::scenario::read::read;

/// The rewrites follow one another, from the first header to the last.
fn check_chain(walk: &Walk, first: Flow) {
    let mut header = first;
    for rewrite in &walk.translations {
        assert_eq!(rewrite.before, header);
        assert_ne!(rewrite.before, rewrite.after);
        let families = |packet: Flow| [packet.src, packet.dst].map(|address| is_unknown(address) || address.is_ipv4());
        assert_eq!(
            families(rewrite.before),
            families(rewrite.after),
            "an address of one family becomes one of the other"
        );
        header = rewrite.after;
    }
    if let Some(last) = walk.hops.last() {
        assert_eq!(last.packet, header);
    }
    assert!(walk.hops.len() <= 2 * HOPS_MAX + 2);
    assert!(!walk.sentence.is_empty());
    assert!(DECISION_KINDS.contains(&walk.decided_by.kind), "{}", walk.decided_by.kind);
    // Every place names a page, but for the ends, which only send or get: that is no claim of anybody's.
    let last = walk.hops.len().saturating_sub(1);
    for (place, hop) in walk.hops.iter().enumerate() {
        let is_end = place == 0 || place == last;
        assert!(is_end || hop.steps.iter().any(|step| step.source.is_some()), "{hop:#?}");
    }
    let is_round = walk.hops.len() > HOPS_MAX || has_twin(walk);
    assert!(!is_round || walk.disposition == Disposition::Loop, "{:?}: {}", walk.disposition, walk.sentence);
    if matches!(walk.disposition, Disposition::DeniedNsgIn | Disposition::DeniedNsgOut) {
        let decided = &walk.decided_by;
        assert!(decided.kind == "nsg-rule" && decided.name.is_some() && decided.nsg.is_some(), "{decided:?}");
    }
}

/// Is the packet twice at one place with the same header, in the same state?
fn has_twin(walk: &Walk) -> bool {
    let is_forwarder = |hop: &Hop| matches!(hop.kind, PlaceKind::Firewall | PlaceKind::Vm);
    let seen =
        |hop: &Hop| walk.hops.iter().filter(|other| other.place == hop.place && other.packet == hop.packet).count();
    walk.hops.iter().filter(|hop| is_forwarder(hop)).any(|hop| seen(hop) > 2)
}

/// A denied packet names what denied it; without that something else becomes of it.
fn check_denial(analysis: &Analysis, trace: &Trace) {
    let decided = &trace.forward.decided_by;
    let is_denied = match trace.forward.disposition {
        Disposition::DeniedNsgIn | Disposition::DeniedNsgOut => decided.kind == "nsg-rule",
        Disposition::DeniedPolicyIngress | Disposition::DeniedPolicyEgress => decided.kind == "network-policy",
        Disposition::DroppedSourceRange => matches!(decided.kind, "kube-proxy" | "authorized-ranges"),
        // An address of the firewall's own has no default that a network rule could overrule: only a NAT rule takes in.
        Disposition::DeniedFirewall if is_at_an_address_of_its_own(analysis, trace) => return,
        Disposition::DeniedFirewall => matches!(decided.kind, "firewall-rule" | "firewall-default"),
        _ => return,
    };
    assert!(is_denied && decided.name.is_some(), "{:?} by {decided:?}", trace.forward.disposition);
    let others = analysis.without(trace);
    let without = others.iter().find(|other| !matches!(other.removed, Removed::Route(_))).expect("a rule decided");
    let is_same =
        without.disposition == trace.forward.disposition && without.sentence.contains(&trace.forward.sentence);
    assert!(!is_same, "{decided:?} makes no difference: {}", without.sentence);
}

/// Is the packet for a public address of the firewall that denies it?
fn is_at_an_address_of_its_own(analysis: &Analysis, trace: &Trace) -> bool {
    let last = trace.forward.hops.last().unwrap();
    let firewalls = analysis.plan().scenario().firewalls.iter().filter(|firewall| *firewall.name == *last.place);
    firewalls.flat_map(|firewall| firewall.public_ips.iter().flatten()).any(|ip| *ip == last.packet.dst)
}

/// Every page of the answer is one that the tables hold.
fn check_sources(trace: &Trace) {
    let is_known = |source: &&SourceRef| PAGES.contains(source) || RULES.iter().any(|rule| rule.source == **source);
    assert!(trace.sources.iter().all(|source| is_known(&source)), "{:?}", trace.sources);
}

/// No text shows an address that only stands for one which nobody has given; `0.0.0.0/0` is a prefix.
fn check_texts(trace: &Trace) {
    let walks = || [&trace.forward].into_iter().chain(&trace.reply);
    let steps = walks().flat_map(|walk| &walk.hops).flat_map(|hop| &hop.steps).map(|step| &step.detail);
    let places = walks().flat_map(|walk| &walk.hops).map(|hop| &hop.place);
    for text in walks().map(|walk| &walk.sentence).chain(steps).chain(places).chain(&trace.notes) {
        let words = text.split(|letter: char| !(letter.is_ascii_hexdigit() || ".:/".contains(letter)));
        let stand_in = words.map(|word| word.trim_matches(['.', ':'])).find(|word| {
            let host = word.split(':').next().unwrap_or_default();
            host.parse::<IpAddr>().is_ok_and(is_unknown)
        });
        assert_eq!(stand_in, None, "{text}");
    }
}

fn check(analysis: &Analysis, question: &Question) {
    let trace = super::trace(&analysis.world(), question).unwrap();
    check_texts(&trace);
    assert_eq!(super::trace(&analysis.world(), question).unwrap(), trace, "the same question, another trace");
    check_chain(&trace.forward, trace.flow);
    check_denial(analysis, &trace);
    check_sources(&trace);
    let Some(reply) = &trace.reply else { return };
    let last = trace.forward.hops.last().unwrap().packet;
    check_chain(reply, last.reversed());
    if reply.disposition.is_good() {
        let socket = trace.forward.translations.iter().find(|rewrite| rewrite.kind == TranslationKind::SocketLb);
        let left = socket.map_or(trace.flow, |rewrite| rewrite.after);
        assert_eq!(reply.hops.last().unwrap().packet, left.reversed(), "the inverse of the ledger");
        let ledger =
            trace.forward.translations.iter().rev().filter(|rewrite| rewrite.kind != TranslationKind::SocketLb);
        let inverse: Vec<(Flow, Flow)> =
            ledger.map(|rewrite| (rewrite.after.reversed(), rewrite.before.reversed())).collect();
        let undone: Vec<(Flow, Flow)> =
            reply.translations.iter().map(|rewrite| (rewrite.before, rewrite.after)).collect();
        assert_eq!(undone, inverse, "every rewrite is undone, the last first");
    }
}

/// From every end to every end, and to what only receives.
fn check_all(analysis: &Analysis, ends: &[&str], targets: &[&str]) {
    for from in ends {
        for to in ends.iter().chain(targets) {
            let question = Question::new(from.parse().unwrap(), to.parse().unwrap());
            check(analysis, &question);
        }
    }
}

/// A route table that may send anything anywhere, loops and dead ends included.
fn routes() -> impl Strategy<Value = String> {
    let prefix = prop::sample::select(vec![
        "0.0.0.0/0",
        "10.240.0.0/16",
        "10.240.8.0/24",
        "10.244.0.0/16",
        "10.100.0.0/16",
        "192.168.0.0/16",
        "198.51.100.0/24",
    ]);
    let next = prop::sample::select(vec![
        "\"VirtualAppliance\", next-hop-ip = \"10.100.0.4\"",
        "\"VirtualAppliance\", next-hop-ip = \"10.240.8.4\"",
        "\"VirtualAppliance\", next-hop-ip = \"10.240.0.4\"",
        "\"VirtualAppliance\", next-hop-ip = \"10.9.9.9\"",
        "\"VirtualNetworkGateway\"",
        "\"Internet\"",
        "\"None\"",
        "\"VnetLocal\"",
    ]);
    prop::collection::vec((prefix, next), 0..4).prop_map(|routes| {
        let rows = routes.iter().enumerate().map(|(place, (prefix, next))| {
            format!("{{ name = \"r{place}\", prefix = \"{prefix}\", next-hop = {next} }},")
        });
        rows.collect()
    })
}

const FIREWALL: &str = r#"
[[firewall]]
name = "azfw"
vnet = "hub"
private-ip = "10.100.0.4"
public-ips = ["20.70.0.10"]
network-rules = [{ name = "web", action = "allow", ports = "443" }]
"#;

const SERVICES: &str = r#"
[[service]]
name = "open"
type = "LoadBalancer"
selector = { app = "web" }
load-balancer-ip = "20.50.0.20"
ports = [{ port = 80, target-port = "http", node-port = 30080 }]
[[service]]
name = "inner"
type = "LoadBalancer"
internal = true
floating-ip = false
external-traffic-policy = "Local"
selector = { app = "web" }
load-balancer-ip = "10.240.3.20"
ports = [{ port = 80, target-port = "http", node-port = 30081 }]
[[load-balancer]]
name = "plain"
type = "internal"
frontend = "10.240.8.100"
port = 80
backend-port = 8080
backends = ["near", "far"]
[[nsg]]
name = "guard"
managed = true
rules = [
  { name = "no-dns", priority = 200, direction = "outbound", access = "deny", protocol = "udp" },
  { name = "no-site", priority = 300, direction = "inbound", access = "deny", source = "192.168.0.0/16" },
]
"#;

/// Every model by every data plane.
fn every_model() -> Vec<(&'static str, &'static str)> {
    MODELS.into_iter().chain(EBPF).chain([("byo", "model = \"byo-cni\"")]).collect()
}

/// Where the API server answers, and who may reach it.
const API_SERVERS: [&str; 4] = [
    "api-server = \"public\"",
    "api-server = \"public\"\napi-server-authorized-ranges = [\"20.70.0.0/24\"]",
    "api-server = \"private-link\"",
    "api-server = \"vnet-integration\"\napi-server-subnet = \"snet-api\"",
];

#[test]
fn every_model_with_every_outbound_type_keeps_them() {
    let text = DESIGN.replacen(
        "[[vnet.peering]]",
        "[[vnet.subnet]]\nname = \"snet-api\"\nprefix = \"10.240.9.0/28\"\n[[vnet.peering]]",
        1,
    );
    let froms = ["pod:web-0", "node:aks-system-0", "vm:near", "onprem:office", "internet"];
    let targets = ["svc:web", "lb:open", "lb:inner", "node:aks-system-1:30080", "api-server", "dns", "platform:53/udp"];
    let mut servers = API_SERVERS.into_iter().cycle();
    for (_, model) in every_model() {
        // 7 outbound types by 4 kinds of API server: each model begins with another.
        for outbound in OutboundType::ALL {
            let server = servers.next().unwrap();
            let cluster = format!("{model}\n{server}\noutbound-type = \"{outbound}\"");
            let reading = read(&format!("[cluster]\n{cluster}\n{text}{SERVICES}"));
            assert_eq!(reading.diagnostics, [], "{cluster}");
            let analysis = Analysis::new(Arc::new(reading.scenario));
            check_all(&analysis, &froms, &targets);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn rewrites_chain_and_replies_invert_them(
        model in prop::sample::select(every_model()),
        outbound in prop::sample::select(OutboundType::ALL.to_vec()),
        (nodes, machines, hub) in (routes(), routes(), routes()),
        (forwards, open) in any::<(bool, bool)>(),
    ) {
        let table = |name: &str, routes: &str| format!("[[route-table]]\nname = \"{name}\"\nroutes = [{routes}]\n");
        let with = |text: &str, prefix: &str, table: &str| {
            text.replace(&format!("prefix = \"{prefix}\""), &format!("prefix = \"{prefix}\"\nroute-table = \"{table}\""))
        };
        let mut text = with(DESIGN, "10.240.0.0/22", "nodes");
        text = with(&with(&text, "10.240.4.0/22", "nodes"), "10.240.8.0/24", "machines");
        text = with(&text, "10.100.1.0/24", "hub");
        if forwards {
            text = text.replace("route-table = \"nodes\"", "route-table = \"nodes\"\nnsg = \"guard\"");
        }
        text = text.replace("ip = \"10.240.8.4\"", &format!("ip = \"10.240.8.4\"\nip-forwarding = {forwards}\nforwards = {forwards}"));
        text = text.replace("remote = ", &format!("allow-forwarded-traffic = {open}\nremote = "));
        let tables = table("nodes", &nodes) + &table("machines", &machines) + &table("hub", &hub);
        let api_server = if open { "public" } else { "private-link" };
        let text = format!(
            "[cluster]\n{}\napi-server = \"{api_server}\"\noutbound-type = \"{outbound}\"\n{text}{tables}{FIREWALL}{SERVICES}",
            model.1
        );
        let reading = read(&text);
        prop_assert_eq!(&reading.diagnostics, &Vec::new());
        let analysis = Analysis::new(Arc::new(reading.scenario));
        let targets = [
            "lb:open", "lb:inner", "node:aks-system-0:30080", "10.240.8.100:80", "20.70.0.10:443", "api-server",
            "platform", "10.0.0.1:443", "169.254.169.254:80",
        ];
        let ends = [
            "pod:web-0", "pod:web-1", "pod:web-2", "node:aks-system-0", "node:aks-system-1", "vm:near", "vm:far",
            "onprem:office", "internet", "svc:web", "dns", "10.240.9.9", "10.244.77.1",
        ];
        check_all(&analysis, &ends, &targets);
    }

    #[test]
    fn every_kind_of_network_keeps_them_too(design in wide(), picks in prop::collection::vec(any::<(u8, u8)>(), 24)) {
        let analysis = design.analysis();
        let ends = [
            "pod:web-0", "pod:web-1", "pod:web-2", "pod:db-0", "pod:exit-0", "pod:pinned-a", "node:aks-system-0", "node:n0",
            "node:aks-system-1", "node:aks-user-0", "vm:near", "vm:far", "vm:vm0", "onprem:office", "internet",
            "internet:203.0.113.9",
        ];
        let targets = [
            "svc:s0:80", "lb:s0:80", "lb:s1:80", "node:aks-system-1:30080", "20.70.0.10:443", "20.80.0.1:443", "api-server",
            "platform", "10.0.0.1:443", "10.240.8.50:443", "10.240.8.100:80", "198.51.100.20:443", "10.9.9.9", "10.244.77.1",
            "dns", "internet/icmp",
        ];
        for (from, to) in picks {
            let from = ends[usize::from(from) % ends.len()];
            let to = ends.iter().chain(&targets).nth(usize::from(to) % (ends.len() + targets.len())).unwrap();
            let question = Question::new(from.parse().unwrap(), to.parse().unwrap());
            // Not every network has every end.
            if analysis.resolve(&question.from).is_ok() && analysis.resolve(&question.to.endpoint).is_ok() {
                check(&analysis, &question);
            }
        }
    }

    #[test]
    fn any_scenario_is_traced(scenario in scenario_strategy()) {
        let analysis = Analysis::new(Arc::new(scenario));
        for question in analysis.questions() {
            check(&analysis, &question);
        }
        for subnet in analysis.plan().subnet_ids() {
            let table = analysis.routes(subnet);
            let address = "10.1.2.3".parse().unwrap();
            prop_assert_eq!(table.contest(address).contenders.len(), table.routes().len());
        }
    }
}
