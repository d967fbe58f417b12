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
