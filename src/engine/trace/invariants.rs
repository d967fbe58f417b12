//! What holds of every trace, on random designs. Deliberately says nothing of what becomes of a packet: that is
//! `tests`' affair.

use proptest::prelude::*;
use std::sync::Arc;

use super::tests::{DESIGN, MODELS};
use super::*;
use crate::engine::Analysis;
use crate::scenario::arbitrary::scenario_strategy;
use crate::scenario::model::OutboundType;
use crate::scenario::read::read;

/// The rewrites follow one another, from the first header to the last.
fn check_chain(walk: &Walk, first: Flow) {
    let mut header = first;
    for rewrite in &walk.translations {
        assert_eq!(rewrite.before, header);
        assert_ne!(rewrite.before, rewrite.after);
        header = rewrite.after;
    }
    if let Some(last) = walk.hops.last() {
        assert_eq!(last.packet, header);
    }
    assert!(walk.hops.len() <= 2 * HOPS_MAX + 2);
    assert!(!walk.sentence.is_empty());
}

fn check(analysis: &Analysis, question: &Question) {
    let trace = super::trace(&analysis.world(), question).unwrap();
    assert_eq!(super::trace(&analysis.world(), question).unwrap(), trace, "the same question, another trace");
    check_chain(&trace.forward, trace.flow);
    let Some(reply) = &trace.reply else { return };
    let last = trace.forward.hops.last().unwrap().packet;
    check_chain(reply, last.reversed());
    if reply.disposition == Disposition::Delivered {
        let socket = trace.forward.translations.iter().find(|rewrite| rewrite.kind == TranslationKind::SocketLb);
        let left = socket.map_or(trace.flow, |rewrite| rewrite.after);
        assert_eq!(reply.hops.last().unwrap().packet, left.reversed(), "the inverse of the ledger");
    }
}

/// Every pair of ends.
fn check_all(analysis: &Analysis, ends: &[&str]) {
    for from in ends {
        for to in ends {
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn rewrites_chain_and_replies_invert_them(
        model in prop::sample::select(MODELS.to_vec()),
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
        text = text.replace("ip = \"10.240.8.4\"", &format!("ip = \"10.240.8.4\"\nip-forwarding = {forwards}\nforwards = {forwards}"));
        text = text.replace("remote = ", &format!("allow-forwarded-traffic = {open}\nremote = "));
        let tables = table("nodes", &nodes) + &table("machines", &machines) + &table("hub", &hub);
        let text = format!("[cluster]\n{}\noutbound-type = \"{outbound}\"\n{text}{tables}{FIREWALL}", model.1);
        let reading = read(&text);
        prop_assert_eq!(&reading.diagnostics, &Vec::new());
        let analysis = Analysis::new(Arc::new(reading.scenario));
        let ends = [
            "pod:web-0", "pod:web-1", "pod:web-2", "node:aks-system-0", "node:aks-system-1", "vm:near", "vm:far",
            "onprem:office", "internet", "svc:web", "dns", "10.240.9.9", "10.244.77.1",
        ];
        check_all(&analysis, &ends);
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
