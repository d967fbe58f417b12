//! What could be otherwise: without a policy, without a list of sources, with a rule above Azure's own or a firewall's
//! default. Deliberately every outcome is that of another walk.

use super::*;
use crate::diag::Source;

const GUARDED: &str = r#"
[[service]]
name = "picky"
type = "LoadBalancer"
selector = { app = "web" }
load-balancer-ip = "20.50.0.22"
source-ranges = ["203.0.113.0/24"]
ports = [{ port = 80, target-port = "http", node-port = 30085 }]
[[nsg]]
name = "guard"
"#;

/// What is offered: the edits with their outcomes, then the sentences.
fn offered(analysis: &Analysis, from: &str, to: &str) -> (Vec<(String, &'static str)>, Vec<String>) {
    let trace = ask(analysis, from, to);
    let found = analysis.alternatives(&trace);
    let changes = found.changes.iter().map(|change| (change.label.clone(), change.disposition.word())).collect();
    (changes, found.beyond.iter().map(|what_if| what_if.sentence.clone()).collect())
}

#[test]
fn the_list_of_sources_of_a_service_can_be_taken_off() {
    let analysis = analysis("", &format!("{DESIGN}{GUARDED}"));
    let (changes, beyond) = offered(&analysis, "internet", "lb:picky");
    assert_eq!(changes[0], ("take the source ranges off Service default/picky".to_owned(), "delivered"));
    assert_eq!(beyond, Vec::<String>::new());
}

#[test]
fn of_a_rule_of_azures_own_that_lets_the_packet_pass_nothing_is_asked() {
    let text = DESIGN.replace("prefix = \"10.240.8.0/24\"", "prefix = \"10.240.8.0/24\"\nnsg = \"guard\"");
    let analysis = analysis("", &format!("{text}[[nsg]]\nname = \"guard\"\n"));
    let trace = ask(&analysis, "pod:web-0", "vm:near");
    assert_eq!(trace.forward.decided_by.name.as_deref(), Some("AllowVnetInBound"));
    assert_eq!(analysis.without(&trace), []);
}

#[test]
fn a_rule_above_azures_own_lets_the_packet_pass() {
    let text = DESIGN.replace("prefix = \"10.240.8.0/24\"", "prefix = \"10.240.8.0/24\"\nnsg = \"guard\"");
    let public = text.replace("ip = \"10.240.8.4\"", "ip = \"10.240.8.4\"\npublic-ip = \"20.80.0.1\"");
    let analysis = analysis("", &format!("{public}{GUARDED}"));
    let (changes, _) = offered(&analysis, "internet", "20.80.0.1:443");
    assert_eq!(changes[0], ("add a rule to NSG guard that lets it pass".to_owned(), "delivered"), "{changes:?}");
}

#[test]
fn a_rule_of_a_firewall_lets_pass_what_its_default_denies() {
    let analysis = analysis("outbound-type = \"userDefinedRouting\"", FIREWALL);
    let (changes, _) = offered(&analysis, "pod:web-0", "internet:22");
    assert_eq!(changes[0], ("add a rule to firewall azfw that lets it pass".to_owned(), "exits-network"));
    // What the firewall has no session of no rule lets pass, and so none is offered.
    let trace = ask(&analysis, "pod:web-0", "internet:22");
    let labels: Vec<String> = analysis.without(&trace).iter().map(|other| other.removed.to_string()).collect();
    assert_eq!(labels[0], "with a rule of firewall azfw that lets the packet pass");
}

#[test]
fn without_the_policy_that_decides_the_packet_is_walked_again() {
    let reading = read(&format!("[cluster]\nnetwork-policy = \"calico\"\n{DESIGN}"));
    assert_eq!(reading.diagnostics, []);
    let policy = |name: &str, spec: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}}}\nspec: {spec}\n---\n"
        )
    };
    let deny = "{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}";
    let walked = |policies: &str| {
        let manifests = crate::manifest::read(&[Source::new("p.yaml", policies.to_owned())]);
        let scenario = Arc::new(reading.scenario.clone());
        let analysis = Analysis::with_manifests(scenario, Arc::new(manifests.manifests));
        let trace = ask(&analysis, "pod:web-0", "pod:web-1");
        let others = analysis.without(&trace);
        let policy = others.into_iter().find(|other| matches!(other.removed, Removed::Policy { .. })).unwrap();
        (trace.forward.disposition.word(), policy.removed.to_string(), policy.disposition.word())
    };
    let removed = "without network policy default/deny".to_owned();
    assert_eq!(walked(&policy("deny", deny)), ("denied-policy-ingress", removed, "delivered"));
    // Two of them: one alone refuses as well.
    let (before, _, after) = walked(&(policy("deny", deny) + &policy("deny-too", deny)));
    assert_eq!((before, after), ("denied-policy-ingress", "denied-policy-ingress"));
}

/// The edits that are offered, with what becomes of packet and reply.
fn edits(analysis: &Analysis, question: &Question) -> Vec<(String, &'static str, &'static str)> {
    let trace = analysis.trace(question).unwrap();
    let word = |back: Option<Disposition>| back.map_or("-", Disposition::word);
    let found = analysis.alternatives(&trace);
    let changes = found.changes.iter();
    changes.map(|change| (change.label.clone(), change.disposition.word(), word(change.return_disposition))).collect()
}

fn question(from: &str, to: &str, ports_in_use: Option<&str>) -> Question {
    let snat_ports_in_use = ports_in_use.map(|ports| ports.parse().unwrap());
    Question { snat_ports_in_use, ..Question::new(from.parse().unwrap(), to.parse().unwrap()) }
}

const OUT: &str = "exits-network";
const BACK: &str = "delivered";

#[test]
fn a_reply_that_another_way_loses_comes_back_without_its_route_or_with_one_for_the_client() {
    let service = r#"
[[service]]
name = "web"
type = "LoadBalancer"
selector = { app = "web" }
load-balancer-ip = "20.50.0.20"
ports = [{ port = 80, target-port = 8080 }]
"#;
    let text = FIREWALL.replace("name = \"web\"\nreplicas", "name = \"web\"\nlabels = { app = \"web\" }\nreplicas");
    let analysis = analysis("outbound-type = \"userDefinedRouting\"", &(text + service));
    let asked = question("internet:203.0.113.7", "lb:web", None);
    let trace = analysis.trace(&asked).unwrap();
    assert_eq!(trace.reply.as_ref().unwrap().disposition, Disposition::AsymmetricDrop);
    let expected = [
        ("delete the user route 0.0.0.0/0 (to-fw)".to_owned(), BACK, OUT),
        ("add a user route 203.0.113.7/32 to Internet on subnet snet-nodes".to_owned(), BACK, OUT),
    ];
    assert_eq!(edits(&analysis, &asked), expected);
    // Of a client whose address nobody knows no route can be made.
    assert_eq!(edits(&analysis, &question("internet", "lb:web", None)), expected[..1]);
}

#[test]
fn a_request_is_sent_through_the_firewall_that_its_reply_comes_to() {
    // The machine's packets go straight to the node, whose replies to the hub take the firewall.
    let text = FIREWALL.replace(
        "routes = [",
        "routes = [{ name = \"hub\", prefix = \"10.100.1.0/24\", next-hop = \"VirtualAppliance\", next-hop-ip = \"10.100.0.4\" }, ",
    ) + "[[vm]]\nname = \"far\"\nip = \"10.100.1.4\"\nsubnet = \"snet-hub\"\n";
    let text = text.replace(
        "prefix = \"10.100.0.0/26\"",
        "prefix = \"10.100.0.0/26\"\n[[vnet.subnet]]\nname = \"snet-hub\"\nprefix = \"10.100.1.0/24\"",
    );
    let text = text.replace("action = \"allow\", protocol = \"tcp\", source = \"10.240.0.0/16\"", "action = \"allow\"");
    let analysis = analysis("", &text);
    let asked = question("vm:far", "node:aks-system-0:443", None);
    assert_eq!(analysis.trace(&asked).unwrap().reply.as_ref().unwrap().disposition, Disposition::DeniedNoSession);
    let expected = [
        ("delete the user route 10.100.1.0/24 (hub)".to_owned(), BACK, BACK),
        ("add a user route 10.240.0.4/32 to VirtualAppliance 10.100.0.4 on subnet snet-hub".to_owned(), BACK, BACK),
        // What only loses it otherwise comes last.
        ("end the peering with spoke".to_owned(), "null-routed", "-"),
    ];
    assert_eq!(edits(&analysis, &asked), expected);
}

#[test]
fn a_packet_that_nothing_translates_is_given_each_way_out() {
    let text = FIREWALL.replace("route-table = \"rt\"\n", "default-outbound-access = false\n");
    let analysis = analysis("outbound-type = \"none\"", &text);
    let out = |label: &str| (label.to_owned(), OUT, BACK);
    assert_eq!(
        edits(&analysis, &question("pod:web-0", "internet:443", None)),
        [
            out("put a NAT gateway on subnet snet-nodes"),
            out("set the outbound type to loadBalancer"),
            out("give subnet snet-nodes default outbound access"),
            out("add a user route 0.0.0.0/0 to azfw 10.100.0.4"),
        ]
    );
}

#[test]
fn a_packet_without_a_port_is_given_more_of_them() {
    let asked = |ports| question("pod:web-0", "internet:443", Some(ports));
    let balanced = analysis("", &FIREWALL.replace("route-table = \"rt\"\n", ""));
    let out = |label: &str| (label.to_owned(), OUT, BACK);
    assert_eq!(
        edits(&balanced, &asked("1024")),
        [out("allocate 21,328 outbound ports to each node"), out("put a NAT gateway on subnet snet-nodes")]
    );
    assert_eq!(edits(&balanced, &asked("1023")), []);
    // More than every node can have.
    assert_eq!(edits(&balanced, &asked("21328")), [out("put a NAT gateway on subnet snet-nodes")]);
    let gated = FIREWALL.replace("route-table = \"rt\"\n", "nat-gateway = \"ng\"\n")
        + "[[nat-gateway]]\nname = \"ng\"\npublic-ips = [\"20.60.0.10\"]\n";
    let gated = analysis("outbound-type = \"userAssignedNATGateway\"", &gated);
    let without = |analysis: &Analysis, ports: &'static str| -> Vec<(String, &'static str)> {
        let trace = analysis.trace(&asked(ports)).unwrap();
        let others = analysis.without(&trace);
        others.iter().map(|other| (other.removed.to_string(), other.disposition.word())).collect()
    };
    let more = |name: &str, disposition| (format!("with one more public address of {name}"), disposition);
    assert_eq!(without(&gated, "64512"), [more("ng", OUT)]);
    assert_eq!(without(&gated, "129024"), [more("ng", "snat-exhausted")]);
    let walled = analysis("outbound-type = \"userDefinedRouting\"", FIREWALL);
    assert_eq!(without(&walled, "2496")[0], more("azfw", OUT));
}

#[test]
fn a_service_that_keeps_to_the_node_can_be_let_go_to_others() {
    let service = "[[service]]\nname = \"own\"\nselector = { app = \"one\" }\ninternal-traffic-policy = \"Local\"\nports = [{ port = 80, target-port = 8080 }]\n[[workload]]\nname = \"one\"\nlabels = { app = \"one\" }\nreplicas = 1\n";
    let analysis = analysis("", &format!("{DESIGN}{service}"));
    let found = edits(&analysis, &question("pod:web-1", "svc:own", None));
    assert_eq!(
        found,
        [("set the internal traffic policy of Service default/own to Cluster".to_owned(), BACK, BACK)],
        "the other policy makes no difference"
    );
}

#[test]
fn a_vnet_that_does_not_take_forwarded_packets_can_be_let_take_them() {
    let third = r#"
[[vnet]]
name = "third"
address-space = ["10.150.0.0/16"]
[[vnet.subnet]]
name = "snet-third"
prefix = "10.150.1.0/24"
[[vnet.peering]]
remote = "hub"
[[vm]]
name = "beyond"
ip = "10.150.1.4"
subnet = "snet-third"
[[firewall]]
name = "azfw"
vnet = "hub"
private-ip = "10.100.0.4"
network-rules = [{ name = "all", action = "allow" }]
[[route-table]]
name = "rt"
routes = [{ name = "r", prefix = "10.150.0.0/16", next-hop = "VirtualAppliance", next-hop-ip = "10.100.0.4" }]
"#;
    let text = DESIGN.replace("prefix = \"10.240.8.0/24\"", "prefix = \"10.240.8.0/24\"\nroute-table = \"rt\"");
    let text = text.replace(
        "allow-gateway-transit = true\n",
        "allow-gateway-transit = true\n[[vnet.peering]]\nremote = \"third\"\n",
    );
    let analysis = analysis("", &format!("{text}{third}"));
    let trace = ask(&analysis, "vm:near", "vm:beyond");
    assert_eq!(trace.forward.disposition, Disposition::NullRouted, "{}", trace.forward.sentence);
    let (changes, _) = offered(&analysis, "vm:near", "vm:beyond");
    assert!(changes.contains(&("let VNet third take what hub forwards".to_owned(), "delivered")), "{changes:?}");
}

#[test]
fn the_routes_of_a_gateway_that_a_table_keeps_out_can_be_let_in() {
    let table = "[[route-table]]\nname = \"rt\"\nbgp-route-propagation = false\n";
    let text = DESIGN.replace("prefix = \"10.240.8.0/24\"", "prefix = \"10.240.8.0/24\"\nroute-table = \"rt\"");
    let analysis = analysis("", &format!("{text}{table}"));
    let (changes, _) = offered(&analysis, "vm:near", "onprem:office");
    assert_eq!(changes[0], ("turn on route propagation in rt".to_owned(), "delivered"), "{changes:?}");
}
