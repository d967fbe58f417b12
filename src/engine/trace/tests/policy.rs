//! Network policies on the way: which end's are asked, about which address, and what they leave alone.

use std::sync::Arc;

use crate::diag::Source;
use crate::engine::Analysis;
use crate::engine::trace::{Question, Trace};
use crate::scenario::read::read;

/// Two nodes: web-0 and web-1, db-0 and db-1, one of each on either node.
const DESIGN: &str = r#"
[cluster]
model = "azure-cni-overlay"
network-policy = "ENGINE"
dataplane = "DATAPLANE"
[cluster.load-balancer]
outbound-ips = ["20.50.0.10"]
[policies]
files = ["p.yaml"]
[[node-pool]]
name = "system"
count = 2
subnet = "snet-nodes"
[[vnet]]
name = "vnet"
address-space = ["10.240.0.0/16"]
[[vnet.subnet]]
name = "snet-nodes"
prefix = "10.240.0.0/24"
[[vnet.subnet]]
name = "snet-vms"
prefix = "10.240.8.0/24"
[[vm]]
name = "near"
ip = "10.240.8.4"
subnet = "snet-vms"
[[node]]
name = "n0"
pool = "system"
ip = "10.240.0.10"
[[node]]
name = "n1"
pool = "system"
ip = "10.240.0.11"
[[workload]]
name = "web"
labels = { app = "web" }
pods = [{ name = "web-0", node = "n0" }, { name = "web-1", node = "n1" }]
[[workload]]
name = "db"
labels = { app = "db" }
ports = [{ name = "sql", port = 5432 }]
pods = [{ name = "db-0", node = "n0" }, { name = "db-1", node = "n1" }]
[[workload]]
name = "agent"
host-network = true
labels = { app = "agent" }
pods = [{ name = "agent-0", node = "n1" }]
[[service]]
name = "db"
selector = { app = "db" }
ports = [{ port = 80, target-port = "sql" }]
[[service]]
name = "open"
type = "LoadBalancer"
load-balancer-ip = "20.1.1.1"
selector = { app = "db" }
external-traffic-policy = "TRAFFIC"
ports = [{ port = 80, target-port = "sql" }]
"#;

fn analysis(engine: &str, traffic: &str, policies: &[&str]) -> Analysis {
    let dataplane = if engine == "cilium" { "cilium" } else { "azure" };
    let text = DESIGN.replace("ENGINE", engine).replace("DATAPLANE", dataplane).replace("TRAFFIC", traffic);
    let reading = read(&text);
    assert_eq!(reading.diagnostics, []);
    let policies: Vec<String> = policies
        .iter()
        .enumerate()
        .map(|(place, spec)| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p{place}}}\nspec: {spec}\n"
            )
        })
        .collect();
    let manifests = crate::manifest::read(&[Source::new("p.yaml", policies.join("---\n"))]);
    assert_eq!(manifests.problems, []);
    Analysis::with_manifests(Arc::new(reading.scenario), Arc::new(manifests.manifests))
}

fn traced(analysis: &Analysis, from: &str, to: &str) -> Trace {
    let question = Question::new(from.parse().unwrap(), to.parse().unwrap());
    Trace::clone(&analysis.trace(&question).unwrap())
}

const DENY_ALL: &str = "{podSelector: {}, policyTypes: [Ingress, Egress]}";
const DB_FROM_WEB: &str = "{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: sql}]}]}";
const WEB_TO_DB: &str = "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: db}}}], ports: [{port: 5432}]}]}";
const WEB_TO_NODES: &str = "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.240.0.0/24}}]}]}";
const WEB_TO_DNS: &str = "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{port: dns, protocol: UDP}]}]}";
const DB_FROM_NODES: &str =
    "{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{ipBlock: {cidr: 10.240.0.0/24}}]}]}";
const DB_FROM_OUTSIDE: &str =
    "{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]}";

/// Engines, policies, from, to, what becomes of the packet, the policy that decides.
type Case<'a> = (&'a [&'a str], &'a [&'a str], &'a str, &'a str, &'a str, Option<&'a str>);

#[test]
fn each_end_is_asked_about_the_address_that_it_sees() {
    let all = ["azure", "calico", "cilium"];
    let blocks = ["azure", "calico"];
    let cases: &[Case<'_>] = &[
        (&all, &[DB_FROM_WEB], "pod:web-0", "pod:db-1:5432", "delivered", Some("default/p0")),
        (&all, &[DB_FROM_WEB], "pod:web-0", "pod:db-0:5432", "delivered", Some("default/p0")),
        (&all, &[DB_FROM_WEB], "pod:web-0", "pod:db-1:80", "denied-policy-ingress", Some("default/p0")),
        // A reply is nobody's to refuse: web admits nothing, and gets its answer.
        (&all, &[DB_FROM_WEB, WEB_TO_DB], "pod:web-0", "pod:db-1:5432", "delivered", Some("default/p0")),
        (&all, &[DENY_ALL], "pod:web-0", "pod:db-1:5432", "denied-policy-egress", Some("default/p0")),
        // Egress is asked for the pod behind the Service, not for the Service's own port.
        (&all, &[WEB_TO_DB], "pod:web-0", "svc:db:80", "delivered", Some("default/p0")),
        (&all, &[WEB_TO_DB], "pod:web-0", "internet:443", "denied-policy-egress", Some("default/p0")),
        (&all, &[WEB_TO_DNS], "pod:web-0", "dns:53/udp", "delivered", Some("default/p0")),
        (&all, &[WEB_TO_DB], "pod:web-0", "dns:53/udp", "denied-policy-egress", Some("default/p0")),
        // A pod and its own node; a pod on its node's network is the node.
        (&all, &[DENY_ALL], "node:n1", "pod:db-1:5432", "delivered", None),
        (&all, &[DENY_ALL], "pod:db-1", "node:n1:10250", "delivered", None),
        (&all, &[DENY_ALL], "pod:agent-0", "pod:db-1:5432", "delivered", None),
        (&all, &[DENY_ALL], "pod:agent-0", "vm:near:443", "delivered", None),
        (&all, &[DENY_ALL], "pod:agent-0", "pod:db-0:5432", "denied-policy-ingress", Some("default/p0")),
        (&all, &[DENY_ALL], "pod:db-1", "pod:db-1:5432", "delivered", None),
        // Another node is matched by its address, but not where Cilium reads.
        (&blocks, &[WEB_TO_NODES], "pod:web-0", "node:n1:10250", "delivered", Some("default/p0")),
        (&["cilium"], &[WEB_TO_NODES], "pod:web-0", "node:n1:10250", "denied-policy-egress", Some("default/p0")),
        // No policy, no engine.
        (&all, &[], "pod:web-0", "pod:db-1:5432", "delivered", None),
        (&["none"], &[DENY_ALL], "pod:web-0", "pod:db-1:5432", "delivered", None),
        (&all, &[DENY_ALL], "pod:web-0", "pod:db-1:1/icmp", "insufficient-info", None),
    ];
    for (engines, policies, from, to, expected, decider) in cases {
        for engine in *engines {
            let trace = traced(&analysis(engine, "Cluster", policies), from, to);
            let case = format!("{engine}: {from} to {to} under {policies:?}: {}", trace.forward.sentence);
            assert_eq!(trace.forward.disposition.word(), *expected, "{case}");
            let decided = &trace.forward.decided_by;
            let name = decided.name.as_deref().filter(|_| decided.kind == "network-policy");
            assert_eq!(name, *decider, "{case}");
            if trace.forward.disposition.is_good() && *to != "internet:443" {
                let reply = trace.reply.as_ref().unwrap_or_else(|| panic!("{case}"));
                assert!(reply.disposition.is_good(), "{case}: {}", reply.sentence);
                let kinds = reply.hops.iter().flat_map(|hop| &hop.steps).filter_map(|step| step.rule.as_deref());
                assert_eq!(kinds.filter(|rule| rule.starts_with("default/p")).count(), 0, "{case}");
            }
        }
    }
}

#[test]
fn behind_a_load_balancer_the_policy_sees_the_client_only_where_its_address_is_kept() {
    // With the policy Cluster the second node sees the first; with Local, the client.
    let cases = [
        ("Cluster", DB_FROM_NODES, "pod:db-1", "delivered"),
        ("Cluster", DB_FROM_OUTSIDE, "pod:db-1", "denied-policy-ingress"),
        ("Local", DB_FROM_NODES, "pod:db-1", "denied-policy-ingress"),
        ("Local", DB_FROM_OUTSIDE, "pod:db-1", "delivered"),
    ];
    for (traffic, policy, _, expected) in cases {
        let analysis = analysis("calico", traffic, &[policy]);
        let mut question = Question::new("internet:20.9.9.9".parse().unwrap(), "lb:open:80".parse().unwrap());
        let picks = ["n0", "n1"];
        let walked: Vec<Trace> = picks
            .iter()
            .map(|node| {
                question.lb_selects = Some((*node).to_owned());
                Trace::clone(&analysis.trace(&question).unwrap())
            })
            .collect();
        // The first node hands the packet to the second where the endpoint chosen is there.
        let crossing = walked.iter().find(|trace| {
            let nodes = trace.forward.hops.iter().filter(|hop| hop.place == "n0" || hop.place == "n1").count();
            nodes == if traffic == "Cluster" { 2 } else { 1 }
        });
        let trace = crossing.unwrap_or_else(|| panic!("{traffic}: no way is as it should be"));
        assert_eq!(trace.forward.disposition.word(), expected, "{traffic} {policy}: {}", trace.forward.sentence);
        assert!(trace.notes.iter().any(|note| note.contains("before or after a Service")), "{:?}", trace.notes);
    }
}

#[test]
fn a_refusal_names_policy_rule_and_peer_and_what_is_not_asked_is_said() {
    let trace = traced(&analysis("calico", "Cluster", &[DB_FROM_WEB]), "pod:web-0", "pod:db-1:80");
    assert_eq!(
        trace.forward.sentence,
        "NetworkPolicy default/p0 isolates default/db-1 for ingress: ingress[0] is for default/web-0, but not for TCP 80."
    );
    let passed = traced(&analysis("calico", "Cluster", &[DB_FROM_WEB]), "pod:web-0", "pod:db-1:5432");
    let steps: Vec<&str> =
        passed.forward.hops.iter().flat_map(|hop| &hop.steps).map(|step| step.detail.as_str()).collect();
    let allows = steps.iter().find(|step| step.contains("allows it")).unwrap_or_else(|| panic!("{steps:#?}"));
    assert!(allows.contains("ingress[0], from[0]"), "{allows}");
    assert!(passed.sources.iter().any(|source| source.page.ends_with("network-policies")));
    let none = traced(&analysis("none", "Cluster", &[DENY_ALL]), "pod:web-0", "pod:db-1:80");
    assert!(none.notes.iter().any(|note| note.contains("no network policy engine")), "{:?}", none.notes);
    let unread = traced(&analysis("calico", "Cluster", &[]), "pod:web-0", "pod:db-1:80");
    assert!(unread.notes.iter().any(|note| note.contains("No policy was read")), "{:?}", unread.notes);
}
