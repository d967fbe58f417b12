//! The table against one walk a pair, and the promises by model. Deliberately asks nothing that `trace`'s own tests ask.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::engine::Analysis;
use crate::engine::sample::wide::wide;
use crate::scenario::arbitrary::scenario_strategy;
use crate::scenario::read::read;

/// Every cell is what its own question answers.
fn check(analysis: &Analysis) {
    let reach = analysis.reach();
    assert_eq!(reach.cells.len(), reach.ends.len() * reach.ends.len().saturating_sub(1));
    for cell in &reach.cells {
        let (from, to) = (&reach.ends[cell.from], &reach.ends[cell.to]);
        let destination = Destination { endpoint: to.endpoint.clone(), port: None, protocol: Protocol::Tcp };
        let alone = trace(&analysis.world(), &Question::new(from.endpoint.clone(), destination)).unwrap();
        let pair = format!("{} to {}", from.endpoint, to.endpoint);
        assert_eq!(cell.disposition, alone.forward.disposition, "{pair}");
        assert_eq!(cell.return_disposition, alone.reply.map(|reply| reply.disposition), "{pair}");
        assert_eq!(cell.source_seen, alone.source_seen, "{pair}");
        assert_eq!(cell.decided_by, alone.forward.decided_by, "{pair}");
    }
}

/// Many machines and pods that nothing tells apart, and a few that something does.
const MANY: &str = r#"
[[node-pool]]
name = "system"
count = 20
subnet = "snet-nodes"
pod-subnet = "snet-pods"
[[vnet]]
name = "v"
address-space = ["10.240.0.0/16"]
[[vnet.subnet]]
name = "snet-nodes"
prefix = "10.240.0.0/20"
[[vnet.subnet]]
name = "snet-pods"
prefix = "10.240.16.0/20"
[[vnet.subnet]]
name = "snet-vms"
prefix = "10.240.32.0/24"
nsg = "guard"
[[nsg]]
name = "guard"
rules = [{ name = "half", priority = 100, direction = "inbound", access = "deny", source = "10.240.32.0/25", destination-ports = "443" }]
"#;

fn many(cluster: &str) -> Analysis {
    use std::fmt::Write as _;
    let mut text = format!("[cluster]\n{cluster}\n{MANY}");
    for place in 0..20 {
        writeln!(text, "[[vm]]\nname = \"vm{place}\"\nip = \"10.240.32.{}\"\nsubnet = \"snet-vms\"", 120 + place)
            .unwrap();
        writeln!(text, "[[workload]]\nname = \"w{place}\"\nreplicas = 30").unwrap();
    }
    let reading = read(&text);
    assert!(reading.is_sound(), "{:?}", reading.diagnostics);
    Analysis::new(Arc::new(reading.scenario))
}

#[test]
fn ends_that_no_rule_tells_apart_share_a_walk() {
    for model in ["kubenet", "azure-cni-overlay", "azure-cni-node-subnet", "azure-cni-pod-subnet"] {
        let analysis = many(&format!("model = \"{model}\""));
        check(&analysis);
        let reach = analysis.reach();
        assert!(reach.walks * 2 < reach.cells.len(), "{model}: {} walks for {} cells", reach.walks, reach.cells.len());
    }
}

#[test]
fn each_model_keeps_the_promises_of_kubernetes_in_its_own_way() {
    let kept = |cluster: &str| -> Vec<&'static str> {
        many(cluster).reach().promises.iter().map(|promise| promise.kept.word()).collect()
    };
    // In kubenet and overlay a node sees another node's pods under their node's address.
    assert_eq!(kept("model = \"kubenet\""), ["kept", "kept", "broken"]);
    assert_eq!(kept("model = \"azure-cni-overlay\""), ["kept", "kept", "broken"]);
    assert_eq!(kept("model = \"azure-cni-node-subnet\""), ["kept", "kept", "kept"]);
    assert_eq!(kept("model = \"azure-cni-pod-subnet\""), ["kept", "kept", "kept"]);
    assert_eq!(kept("model = \"byo-cni\""), ["not-known", "not-known", "not-known"]);
    // Everything masqueraded, on the way in too: nobody is seen as itself.
    assert_eq!(kept("model = \"azure-cni-overlay\"\nnon-masquerade-cidrs = []"), ["broken", "broken", "broken"]);
}

#[test]
fn what_the_users_own_rules_deny_is_no_broken_promise() {
    let rule = "{ name = \"no-pods\", priority = 90, direction = \"inbound\", access = \"deny\", source = \"10.240.16.0/20\", destination-ports = \"443\" }";
    let promises = |text: &str| {
        let reading = read(text);
        assert!(reading.is_sound(), "{:?}", reading.diagnostics);
        Analysis::new(Arc::new(reading.scenario)).reach().promises.clone()
    };
    let nodes = "name = \"snet-nodes\"\nprefix = \"10.240.0.0/20\"";
    assert!(MANY.contains(nodes), "{MANY}");
    let guarded = MANY.replace(nodes, &format!("{nodes}\nnsg = \"own\""));
    let text = format!(
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\n{guarded}\n[[workload]]\nname = \"w\"\nreplicas = 4\n[[nsg]]\nname = \"own\"\nrules = [{}]\n",
        rule.replace("10.240.16.0/20", "10.240.0.0/20")
    );
    let found = promises(&text);
    let first = &found[0];
    assert_eq!(first.kept, Kept::Denied, "{found:?}");
    assert!(first.why.ends_with("by rule no-pods of NSG own (priority 90, inbound at the subnet)"), "{}", first.why);
    assert!(first.why.contains(" pairs cut by rules, routes or firewalls of your own, as pod:"), "{}", first.why);
    // Whether anybody sees a pod under its own address is not asked of packets that do not arrive.
    assert_eq!(found[2].kept, Kept::Yes, "{found:?}");
}

/// Pods on a subnet of their own, whose packets to nodes' pods a user route takes to a next hop.
fn diverted(prefix: &str, next_hop: &str) -> Vec<Promise> {
    let pods = "prefix = \"10.240.16.0/20\"";
    assert!(MANY.contains(pods), "{MANY}");
    let own = MANY.replace(pods, &format!("{pods}\nroute-table = \"own\""));
    let text = format!(
        r#"[cluster]
model = "azure-cni-pod-subnet"
{own}
[[workload]]
name = "w"
replicas = 4
[[vm]]
name = "plain"
ip = "10.240.32.9"
subnet = "snet-vms"
[[vnet]]
name = "hub"
address-space = ["10.100.0.0/16"]
[[vnet.peering]]
remote = "v"
[[firewall]]
name = "azfw"
vnet = "hub"
private-ip = "10.100.0.4"
[[route-table]]
name = "own"
routes = [{{ name = "r", prefix = "{prefix}", next-hop = {next_hop} }}]
"#
    );
    let text = text.replacen("[[vnet.subnet]]", "[[vnet.peering]]\nremote = \"hub\"\n[[vnet.subnet]]", 1);
    let reading = read(&text);
    assert!(reading.is_sound(), "{:?}", reading.diagnostics);
    Analysis::new(Arc::new(reading.scenario)).reach().promises.clone()
}

#[test]
fn what_the_users_own_routes_and_firewall_cut_is_no_broken_promise() {
    let pods = "10.240.16.0/20";
    for (next_hop, told) in [
        ("\"VirtualAppliance\", next-hop-ip = \"10.100.0.4\"", "denied firewall by the default of firewall azfw"),
        ("\"None\"", "null routed by route 10.240.16.0/20"),
        ("\"VirtualAppliance\", next-hop-ip = \"10.240.32.9\"", "denied IP forwarding"),
    ] {
        let found = diverted(pods, next_hop);
        assert_eq!(found[0].kept, Kept::Denied, "{found:?}");
        assert!(found[0].why.contains(told), "{found:?}");
    }
    let led = diverted(pods, "\"VirtualAppliance\", next-hop-ip = \"10.100.0.4\"");
    assert!(led[0].why.ends_with("where the user route to 10.240.16.0/20 leads"), "{led:?}");
    // The same design whose route is for somebody else keeps it altogether.
    assert_eq!(diverted("198.51.100.0/24", "\"None\"")[0].kept, Kept::Yes);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_shared_walk_is_each_pairs_own(scenario in scenario_strategy()) {
        check(&Analysis::new(Arc::new(scenario)));
    }

    #[test]
    fn a_shared_walk_is_each_pairs_own_where_packets_get_far(design in wide()) {
        check(&design.analysis());
    }
}
