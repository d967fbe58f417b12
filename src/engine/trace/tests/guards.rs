//! What NSGs are asked about: within a subnet and within a node, the addresses that they see, what their tags hold.
//! Deliberately one table a statement, each named after it.

use super::*;

/// The design with an NSG at the nodes' subnet, and a Service with floating IP and one without.
fn guarded(cluster: &str, managed: bool, rules: &str) -> Analysis {
    let text = DESIGN.replace("prefix = \"10.240.0.0/22\"", "prefix = \"10.240.0.0/22\"\nnsg = \"guard\"");
    analysis(cluster, &format!("{text}{SERVICES}[[nsg]]\nname = \"guard\"\nmanaged = {managed}\nrules = [{rules}]\n"))
}

const SERVICES: &str = r#"
[[service]]
name = "open"
type = "LoadBalancer"
selector = { app = "web" }
load-balancer-ip = "20.50.0.20"
ports = [{ port = 80, target-port = "http", node-port = 30080 }]
[[service]]
name = "mapped"
type = "LoadBalancer"
floating-ip = false
selector = { app = "web" }
load-balancer-ip = "20.50.0.21"
ports = [{ port = 80, target-port = "http", node-port = 30081 }]
"#;

fn rule(name: &str, priority: u32, access: &str, ends: &str) -> String {
    format!("{{ name = \"{name}\", priority = {priority}, direction = \"inbound\", access = \"{access}\"{ends} }}, ")
}

fn became(analysis: &Analysis, from: &str, to: &str) -> &'static str {
    ask(analysis, from, to).forward.disposition.word()
}

#[test]
fn an_nsg_is_asked_within_a_subnet_and_not_within_a_node() {
    for cluster in ["model = \"azure-cni-node-subnet\"", "model = \"azure-cni-overlay\"", "model = \"kubenet\""] {
        let closed = guarded(cluster, false, &rule("no", 200, "deny", ""));
        assert_eq!(became(&closed, "node:aks-system-0", "node:aks-system-1"), "denied-nsg-in", "{cluster}");
        assert_eq!(became(&closed, "pod:web-0", "pod:web-1"), "denied-nsg-in", "{cluster}");
        let same_node = ask(&closed, "pod:web-0", "pod:web-2");
        assert_eq!((same_node.forward.disposition.word(), same_node.forward.nsg_checks.len()), ("delivered", 0));
    }
}

#[test]
fn a_denying_nsg_of_an_overlay_needs_rules_for_nodes_and_for_pods() {
    let (nodes, pods) = ("10.240.0.0/22", "10.244.0.0/16");
    let allow = |name: &str, from: &str, to: &str| {
        rule(name, 100, "allow", &format!(", source = \"{from}\", destination = \"{to}\""))
    };
    let deny = rule("no", 200, "deny", "");
    let cases = [
        // Node to node, node to pod, pod to pod: each needs its own.
        (allow("nodes", nodes, nodes), ["delivered", "denied-nsg-in", "denied-nsg-in"]),
        (allow("node-to-pod", nodes, pods), ["denied-nsg-in", "delivered", "denied-nsg-in"]),
        (allow("pods", pods, pods), ["denied-nsg-in", "denied-nsg-in", "delivered"]),
    ];
    for (allowed, expected) in cases {
        let analysis = guarded("model = \"azure-cni-overlay\"", false, &format!("{allowed}{deny}"));
        let found = [
            became(&analysis, "node:aks-system-0", "node:aks-system-1"),
            became(&analysis, "node:aks-system-0", "pod:web-1"),
            became(&analysis, "pod:web-0", "pod:web-1"),
        ];
        assert_eq!(found, expected, "{allowed}");
    }
}

#[test]
fn an_nsg_sees_the_node_where_the_node_masquerades_and_the_pod_where_it_does_not() {
    let from_pods = rule("no-pods", 200, "deny", ", source = \"10.244.0.0/16\"");
    let text = DESIGN.replace("prefix = \"10.240.8.0/24\"", "prefix = \"10.240.8.0/24\"\nnsg = \"guard\"");
    let with = |cluster: &str, rules: &str| {
        analysis(cluster, &format!("{text}[[nsg]]\nname = \"guard\"\nrules = [{rules}]\n"))
    };
    // The overlay's pod is its node to the machine; of a node subnet it is itself.
    assert_eq!(became(&with("", &from_pods), "pod:web-0", "vm:near"), "delivered");
    let pod = rule("no-pod", 200, "deny", ", source = \"10.240.0.6/32\"");
    assert_eq!(became(&with("model = \"azure-cni-node-subnet\"", &pod), "pod:web-0", "vm:near"), "denied-nsg-in");
    // Pod to pod keeps the pod.
    assert_eq!(became(&guarded("", false, &from_pods), "pod:web-0", "pod:web-1"), "denied-nsg-in");
}

#[test]
fn behind_a_load_balancer_an_nsg_sees_the_client_and_never_the_load_balancer() {
    let client = rule("no-client", 200, "deny", ", source = \"198.51.100.0/24\"");
    let balancer = rule("no-balancer", 200, "deny", ", source = \"20.50.0.0/24\"");
    assert_eq!(became(&guarded("", true, &client), "internet", "lb:open"), "denied-nsg-in");
    assert_eq!(became(&guarded("", true, &balancer), "internet", "lb:open"), "delivered");
}

#[test]
fn the_rule_that_aks_writes_has_the_frontend_or_without_floating_ip_the_node_and_its_port() {
    let analysis = guarded("", true, "");
    for service in ["lb:open", "lb:mapped"] {
        let trace = ask(&analysis, "internet", service);
        assert_eq!(trace.forward.disposition, Disposition::Delivered, "{service}: {}", trace.forward.sentence);
        assert!(trace.forward.nsg_checks[0].rule.starts_with("k8s-azure-lb_allow_IPv4_"), "{service}");
    }
    // What the NSG sees is what a rule has to name.
    let to = |target: &str, port: u16| {
        rule("in", 200, "allow", &format!(", destination = \"{target}\", destination-ports = \"{port}\""))
    };
    let cases = [
        ("lb:open", to("20.50.0.20", 80), "delivered"),
        ("lb:open", to("10.240.0.0/22", 30080), "denied-nsg-in"),
        ("lb:mapped", to("10.240.0.0/22", 30081), "delivered"),
        ("lb:mapped", to("20.50.0.21", 80), "denied-nsg-in"),
    ];
    for (service, rule, expected) in cases {
        assert_eq!(became(&guarded("", false, &rule), "internet", service), expected, "{service}: {rule}");
    }
}

#[test]
fn the_tag_virtual_network_holds_kubenets_pods_by_their_routes_and_the_overlays_by_an_assumption() {
    for (cluster, is_assumed) in [("model = \"kubenet\"", false), ("model = \"azure-cni-overlay\"", true)] {
        let trace = ask(&guarded(cluster, false, ""), "pod:web-0", "pod:web-1");
        assert_eq!(trace.forward.nsg_checks.last().unwrap().rule, "AllowVnetInBound", "{cluster}");
        let assumed = "the tag VirtualNetwork holds the overlay's pods";
        assert_eq!(trace.notes.iter().any(|note| note.contains(assumed)), is_assumed, "{cluster}: {:?}", trace.notes);
    }
}

#[test]
fn the_tag_azure_load_balancer_holds_probes_and_no_data() {
    let allowed = rule("balancer", 100, "allow", ", source = \"AzureLoadBalancer\"");
    let only = guarded("", false, &format!("{allowed}{}", rule("no", 200, "deny", "")));
    // The probe comes through, and the client, who is no load balancer, does not.
    let trace = ask(&only, "internet", "lb:open");
    assert_eq!(trace.forward.disposition, Disposition::DeniedNsgIn);
    assert!(!trace.forward.sentence.contains("health probe"), "{}", trace.forward.sentence);
    assert_eq!(trace.forward.decided_by.name.as_deref(), Some("no"));
}
