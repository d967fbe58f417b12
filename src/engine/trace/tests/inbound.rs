//! What comes in: load balancers, node ports, public addresses, hairpins. Deliberately one design, of which the
//! Services, the model and the traffic policies change.

use super::*;

/// The pods web-0 on node 0 and web-1 on node 1; node 2 has none of them.
const SERVICES: &str = r#"
[[workload]]
name = "app"
labels = { app = "app" }
ports = [{ name = "http", port = 8080 }]
pods = [{ name = "app-a", node = "n0" }, { name = "app-b", node = "n1" }]
replicas = 2
[[workload]]
name = "client"
pods = [{ name = "client-a", node = "n2" }]
[[node]]
name = "n0"
[[node]]
name = "n1"
[[node]]
name = "n2"
[[service]]
name = "open"
type = "LoadBalancer"
selector = { app = "app" }
load-balancer-ip = "20.50.0.20"
ports = [{ port = 80, target-port = "http", node-port = 30080 }]
[[service]]
name = "local"
type = "LoadBalancer"
selector = { app = "app" }
load-balancer-ip = "20.50.0.21"
external-traffic-policy = "Local"
health-check-node-port = 31000
ports = [{ port = 80, target-port = "http", node-port = 30081 }]
[[service]]
name = "inner"
type = "LoadBalancer"
internal = true
selector = { app = "app" }
load-balancer-ip = "10.240.3.20"
ports = [{ port = 80, target-port = "http", node-port = 30082 }]
[[service]]
name = "inner-local"
type = "LoadBalancer"
internal = true
selector = { app = "app" }
load-balancer-ip = "10.240.3.21"
external-traffic-policy = "Local"
ports = [{ port = 80, target-port = "http", node-port = 30083 }]
[[service]]
name = "mapped"
type = "LoadBalancer"
internal = true
selector = { app = "app" }
load-balancer-ip = "10.240.3.22"
floating-ip = false
ports = [{ port = 80, target-port = "http", node-port = 30084 }]
[[service]]
name = "picky"
type = "LoadBalancer"
selector = { app = "app" }
load-balancer-ip = "20.50.0.22"
source-ranges = ["203.0.113.0/24"]
ports = [{ port = 80, target-port = "http", node-port = 30085 }]
[[service]]
name = "empty"
type = "LoadBalancer"
selector = { app = "nobody" }
load-balancer-ip = "20.50.0.23"
ports = [{ port = 80, node-port = 30086 }]
[[service]]
name = "alone"
selector = { app = "alone" }
internal-traffic-policy = "Local"
ports = [{ port = 80, target-port = 8080 }]
[[workload]]
name = "alone"
labels = { app = "alone" }
pods = [{ name = "alone-a", node = "n0" }]
[[service]]
name = "alias"
type = "ExternalName"
external-name = "db.example"
"#;

fn design(cluster: &str) -> Analysis {
    analysis(cluster, &format!("{}{SERVICES}", DESIGN.replace("count = 2", "count = 3")))
}

fn asked(analysis: &Analysis, from: &str, to: &str, selects: Option<&str>) -> Arc<Trace> {
    let question = Question::new(from.parse().unwrap(), to.parse().unwrap());
    analysis.trace(&Question { lb_selects: selects.map(str::to_owned), ..question }).unwrap()
}

/// What becomes of a packet, the source that its end sees, and what becomes of the reply.
fn outcome(trace: &Trace) -> String {
    let back = trace.reply.as_ref().map_or("-", |reply| reply.disposition.word());
    let seen = trace.source_seen.map_or_else(|| "-".to_owned(), shown);
    format!("{} {seen} {back}", trace.forward.disposition)
}

fn places(walk: &Walk) -> Vec<&str> {
    walk.hops.iter().map(|hop| hop.place.as_str()).collect()
}

#[test]
fn a_load_balancer_leaves_the_destination_and_the_node_replaces_it() {
    for (name, cluster) in MODELS {
        let analysis = design(cluster);
        let trace = ask(&analysis, "internet", "lb:open");
        assert_eq!(places(&trace.forward)[..3], ["198.51.100.10", "azure-lb:kubernetes", "n0"], "{name}");
        let at_balancer = trace.forward.hops[1].packet;
        assert_eq!(shown_ends(at_balancer).1, "20.50.0.20:80", "{name}: floating IP");
        assert!(trace.forward.translations.iter().all(|rewrite| !rewrite.place.starts_with("azure-lb")), "{name}");
        let reply = trace.reply.as_ref().unwrap();
        assert_eq!(reply.disposition, Disposition::ExitsNetwork, "{name}: {}", reply.sentence);
        assert!(!places(reply).contains(&"azure-lb:kubernetes"), "{name}: the reply goes to the client directly");
        assert_eq!(reply.hops.last().unwrap().packet, trace.flow.reversed(), "{name}");
    }
}

#[test]
fn the_traffic_policy_decides_whether_the_client_is_seen() {
    // The first endpoint is app-a on n0: local to n0, on another node for n2.
    let cases = [
        ("open", None, "delivered node exits-network", "delivered 198.51.100.10 exits-network"),
        ("open", Some("n2"), "delivered node exits-network", "delivered node exits-network"),
        ("local", None, "delivered 198.51.100.10 exits-network", "delivered 198.51.100.10 exits-network"),
        ("local", Some("n1"), "delivered 198.51.100.10 exits-network", "delivered 198.51.100.10 exits-network"),
        ("local", Some("n2"), "dropped-no-local-endpoints - -", "dropped-no-local-endpoints - -"),
    ];
    for (name, cluster) in MODELS {
        let analysis = design(cluster);
        for (service, selects, by_kube_proxy, by_cilium) in cases {
            let trace = asked(&analysis, "internet", &format!("lb:{service}"), selects);
            let node = analysis.inventory().node_ip(analysis.inventory().node_named(selects.unwrap_or("n0")).unwrap());
            let found = outcome(&trace).replace(&node.unwrap().to_string(), "node");
            let expected = if name.ends_with("cilium") { by_cilium } else { by_kube_proxy };
            assert_eq!(found, expected, "{name}: {service} by {selects:?}: {}", trace.forward.sentence);
        }
    }
}

#[test]
fn without_floating_ip_the_destination_is_the_nodes_own_port() {
    let analysis = design("");
    let trace = ask(&analysis, "vm:near", "lb:mapped");
    let rewrite = &trace.forward.translations[0];
    assert_eq!((rewrite.kind, rewrite.place.as_str()), (TranslationKind::Dnat, "azure-lb:kubernetes-internal"));
    assert_eq!(shown_ends(rewrite.after).1, "10.240.0.4:30084");
    let reply = trace.reply.as_ref().unwrap();
    assert_eq!(reply.disposition, Disposition::Delivered, "{}", reply.sentence);
    assert_eq!(reply.hops.last().unwrap().packet, trace.flow.reversed());
}

#[test]
fn a_pod_that_calls_its_clusters_load_balancer_never_leaves_its_node() {
    for (name, cluster) in MODELS {
        let analysis = design(cluster);
        for service in ["open", "local", "inner", "inner-local"] {
            let trace = ask(&analysis, "pod:client-a", &format!("lb:{service}"));
            let ways = places(&trace.forward);
            assert!(ways.iter().all(|place| !place.starts_with("azure-lb")), "{name}: {service}: {ways:?}");
            assert_eq!(trace.forward.disposition, Disposition::Delivered, "{name}: {service}");
            let back = trace.reply.as_ref().unwrap();
            assert_eq!(back.disposition, Disposition::Delivered, "{name}: {service}: {}", back.sentence);
            let is_masqueraded = !name.ends_with("cilium") && !service.ends_with("local");
            let expected = if is_masqueraded { "node" } else { "pod" };
            assert_eq!(role(&analysis, trace.source_seen), expected, "{name}: {service}");
        }
    }
}

#[test]
fn source_ranges_hold_on_the_node_and_not_at_its_port() {
    let analysis = design("");
    let cases = [
        ("internet:203.0.113.9", "lb:picky", "delivered 10.240.0.4 exits-network"),
        ("internet", "lb:picky", "dropped-source-range - -"),
        // A pod of the cluster is asked too, and its range is not in the list.
        ("pod:client-a", "lb:picky", "dropped-source-range - -"),
        ("vm:near", "node:n0:30085", "delivered 10.240.0.4 delivered"),
    ];
    for (from, to, expected) in cases {
        let trace = ask(&analysis, from, to);
        assert_eq!(outcome(&trace), expected, "{from} to {to}: {}", trace.forward.sentence);
    }
    let trace = ask(&analysis, "internet", "lb:picky");
    assert_eq!(trace.forward.decided_by, Decision::new("kube-proxy", "default/picky"));
    let steps = trace.forward.hops.iter().flat_map(|hop| &hop.steps);
    let mut firewall = steps.filter(|step| step.rule.as_ref().is_some_and(|rule| rule.starts_with("KUBE-FW-")));
    assert!(firewall.next_back().unwrap().detail.contains("KUBE-PROXY-FIREWALL of the filter table drops the packet"));
}

#[test]
fn kube_proxys_chains_are_those_of_who_sends() {
    let analysis = design("");
    let chains = |from: &str, to: &str| {
        let trace = ask(&analysis, from, to);
        let steps: Vec<&Step> = trace.forward.hops.iter().flat_map(|hop| &hop.steps).collect();
        let jump = steps.iter().find(|step| step.rule.as_deref() == Some("KUBE-SERVICES")).unwrap();
        // The names alone: what follows the second dash is the digest.
        let names: Vec<String> = jump
            .detail
            .split("KUBE-")
            .skip(2)
            .map(|rest| rest.chars().take_while(char::is_ascii_uppercase).collect())
            .collect();
        let is_marked = steps.iter().any(|step| step.detail.contains("marks the packet 0x4000"));
        (names.join(" "), is_marked)
    };
    let cases = [
        // A cluster address: the Service's own chain, marked only for who is no pod.
        ("pod:client-a", "svc:open", "SVC", false),
        ("node:n2", "svc:open", "SVC", true),
        // External policy Cluster: marked for everybody.
        ("pod:client-a", "lb:open", "EXT SVC", true),
        ("node:n2", "lb:open", "EXT SVC", true),
        ("vm:near", "node:n0:30080", "NODEPORTS EXT SVC", true),
        // External policy Local: pods have all endpoints unmarked, the node's own are marked, others the node's endpoints.
        ("pod:client-a", "lb:local", "EXT SVC", false),
        ("node:n2", "lb:local", "EXT SVC", true),
        ("internet", "lb:local", "EXT SVL", false),
        ("onprem:office", "node:n0:30081", "NODEPORTS EXT SVL", false),
        // Source ranges stand before.
        ("internet:203.0.113.9", "lb:picky", "FW EXT SVC", true),
    ];
    for (from, to, expected, is_marked) in cases {
        assert_eq!(chains(from, to), (expected.to_owned(), is_marked), "{from} to {to}");
    }
}

#[test]
fn a_service_without_pods_rejects_and_says_that_the_probe_will_fail() {
    let trace = ask(&design(""), "internet", "lb:empty");
    assert_eq!(outcome(&trace), "rejected-no-endpoints - -");
    assert!(
        trace.notes.iter().any(|note| note.contains("TCP port 30086 (the node port) fails on every node")),
        "{:?}",
        trace.notes
    );
}

#[test]
fn the_probe_asks_by_http_where_the_policy_is_local_and_not_at_all_for_udp() {
    let probe = |service: &str, to: &str| {
        let local = |text: &str| format!("{text}\nexternal-traffic-policy = \"Local\"");
        let name = format!("name = \"{service}\"");
        let text = format!(
            "{DESIGN}[[service]]\n{}\ntype = \"LoadBalancer\"\nselector = {{ app = \"web\" }}\nload-balancer-ip = \"20.50.0.29\"\nports = [{{ port = 53, target-port = 8080, protocol = \"{}\", node-port = 30099 }}]\n",
            if service.ends_with("local") { local(&name) } else { name },
            if service.starts_with("udp") { "UDP" } else { "TCP" }
        );
        let trace = ask(&analysis("", &text), "internet", to);
        let steps = trace.forward.hops.iter().find(|hop| hop.kind == PlaceKind::LoadBalancer).unwrap();
        steps.steps.iter().find(|step| step.detail.starts_with("It")).unwrap().detail.clone()
    };
    assert_eq!(probe("tcp", "lb:tcp:53"), "Its probe of a node is TCP port 30099 (the node port).");
    assert_eq!(probe("udp", "lb:udp:53/udp"), "It probes no port of UDP.");
    let local = "Its probe of a node is HTTP GET /healthz on the health check node port, which the file does not give.";
    assert_eq!(probe("tcp-local", "lb:tcp-local:53"), local);
    assert_eq!(probe("udp-local", "lb:udp-local:53/udp"), local);
}

#[test]
fn a_node_port_answers_on_every_node() {
    for (name, cluster) in MODELS {
        let analysis = design(cluster);
        for (from, back) in [("vm:near", "delivered"), ("vm:far", "delivered"), ("onprem:office", "delivered")] {
            let trace = ask(&analysis, from, "node:n2:30080");
            let expected = format!("delivered 10.240.0.6 {back}");
            assert_eq!(outcome(&trace), expected, "{name}: {from}: {}", trace.forward.sentence);
        }
        // From a pod: kube-proxy at the far node, Cilium in the socket.
        let trace = ask(&analysis, "pod:client-a", "node:n0:30080");
        assert_eq!(trace.forward.disposition, Disposition::Delivered, "{name}");
        let first = &trace.forward.translations[0];
        assert_eq!(first.kind == TranslationKind::SocketLb, name.ends_with("cilium"), "{name}: {first:?}");
        assert_eq!(trace.reply.as_ref().unwrap().disposition, Disposition::Delivered, "{name}");
        // No endpoint of a Local Service on this node.
        let trace = ask(&analysis, "onprem:office", "node:n2:30081");
        assert_eq!(outcome(&trace), "dropped-no-local-endpoints - -", "{name}");
    }
}

#[test]
fn kube_proxy_takes_a_machine_of_the_vnet_for_a_pod() {
    // Azure's page: with a node subnet an internal load balancer with the policy Local is not reached from such a VM.
    let analysis = design("model = \"azure-cni-node-subnet\"");
    let trace = ask(&analysis, "vm:near", "lb:inner-local");
    assert_eq!(outcome(&trace), "delivered 10.240.8.4 asymmetric-drop");
    assert!(trace.notes.iter().any(|note| note.contains("takes 10.240.8.4 for a pod")), "{:?}", trace.notes);
    let offered = analysis.alternatives(&trace);
    let labels: Vec<&str> = offered.changes.iter().map(|change| change.label.as_str()).collect();
    assert_eq!(labels, ["set the external traffic policy of Service default/inner-local to Cluster"]);
    assert_eq!(offered.changes[0].return_disposition, Some(Disposition::Delivered));
    // A peer's range is not in the cluster CIDR, nor is the VM's in an overlay.
    assert_eq!(outcome(&ask(&analysis, "vm:far", "lb:inner-local")), "delivered 10.100.1.4 delivered");
    assert_eq!(outcome(&ask(&design(""), "vm:near", "lb:inner-local")), "delivered 10.240.8.4 delivered");
}

#[test]
fn a_pod_that_is_its_own_endpoint_is_masqueraded() {
    for (name, cluster) in MODELS {
        let analysis = design(cluster);
        let trace = ask(&analysis, "pod:alone-a", "svc:alone");
        assert_eq!(trace.forward.disposition, Disposition::Delivered, "{name}: {}", trace.forward.sentence);
        let is_cilium = name.ends_with("cilium");
        assert_eq!(role(&analysis, trace.source_seen), if is_cilium { "pod" } else { "node" }, "{name}");
        assert_eq!(trace.reply.as_ref().unwrap().disposition, Disposition::Delivered, "{name}");
        // The internal policy Local: no pod of it on the client's node.
        let trace = ask(&analysis, "pod:client-a", "svc:alone");
        assert_eq!(trace.forward.disposition, Disposition::DroppedNoLocalEndpoints, "{name}");
    }
}

#[test]
fn an_external_name_is_no_address() {
    let trace = ask(&design(""), "pod:client-a", "svc:alias");
    assert_eq!(trace.forward.disposition, Disposition::InsufficientInfo);
    assert!(trace.forward.sentence.contains("answers with the name \"db.example\""), "{}", trace.forward.sentence);
}

#[test]
fn aks_opens_its_own_nsg_for_a_service() {
    let guarded = |managed: bool, rules: &str| {
        let text = DESIGN
            .replace("count = 2", "count = 3")
            .replace("prefix = \"10.240.0.0/22\"", "prefix = \"10.240.0.0/22\"\nnsg = \"guard\"");
        analysis("", &format!("{text}{SERVICES}[[nsg]]\nname = \"guard\"\nmanaged = {managed}\nrules = [{rules}]\n"))
    };
    let decided = |analysis: &Analysis, from: &str, to: &str| {
        let trace = ask(analysis, from, to);
        let decided = trace.forward.decided_by.clone();
        let rule = trace.forward.nsg_checks.first().map(|check| check.rule.clone()).unwrap_or_default();
        (trace.forward.disposition.word(), rule, decided.kind)
    };
    let own = |text: &str| text.to_owned();
    let managed = guarded(true, "");
    assert_eq!(decided(&managed, "internet", "lb:open").1, "k8s-azure-lb_allow_IPv4_d39272f7f57ed937951650d93992ad77");
    assert_eq!(decided(&managed, "internet", "lb:open").0, "delivered");
    // The rule has the source ranges: others meet the default.
    assert_eq!(decided(&managed, "internet", "lb:picky"), ("denied-nsg-in", own("DenyAllInBound"), "nsg-rule"));
    assert_eq!(decided(&managed, "internet:203.0.113.9", "lb:picky").0, "delivered");
    assert_eq!(decided(&managed, "vm:near", "lb:inner").1, "AllowVnetInBound");
    // Complete as written: nothing opens it.
    assert_eq!(decided(&guarded(false, ""), "internet", "lb:open").0, "denied-nsg-in");
    // The destination is the load balancer's address, not the node's.
    let by_node = "{ name = \"in\", priority = 200, direction = \"inbound\", access = \"allow\", destination = \"10.240.0.0/22\" }";
    assert_eq!(decided(&guarded(false, by_node), "internet", "lb:open").0, "denied-nsg-in");
    let by_front = by_node.replace("10.240.0.0/22", "20.50.0.20");
    assert_eq!(decided(&guarded(false, &by_front), "internet", "lb:open").0, "delivered");
    // A rule above Azure's own that keeps the probes out takes every backend down.
    let probes = "{ name = \"no-probes\", priority = 300, direction = \"inbound\", access = \"deny\", source = \"AzureLoadBalancer\" }";
    let down = guarded(true, probes);
    let trace = ask(&down, "internet", "lb:open");
    assert_eq!(trace.forward.disposition, Disposition::DeniedNsgIn);
    assert_eq!(trace.forward.decided_by.name.as_deref(), Some("no-probes"));
    assert!(trace.forward.sentence.contains("No health probe"), "{}", trace.forward.sentence);
    assert!(
        trace.forward.sentence.contains("denies the health probe: inbound rule no-probes"),
        "{}",
        trace.forward.sentence
    );
    assert_eq!(outcome(&asked(&down, "internet", "lb:open", Some("n0"))), "delivered 10.240.0.4 exits-network");
}

#[test]
fn a_public_load_balancer_beside_a_default_route_to_a_firewall_loses_its_replies() {
    let services = "[[service]]\nname = \"web\"\ntype = \"LoadBalancer\"\nselector = { app = \"web\" }\n\
        load-balancer-ip = \"20.50.0.20\"\nports = [{ port = 80 }]\n\
        [[service]]\nname = \"inner\"\ntype = \"LoadBalancer\"\ninternal = true\nselector = { app = \"web\" }\n\
        load-balancer-ip = \"10.240.3.20\"\nports = [{ port = 80 }]\n";
    let text = FIREWALL.replace("replicas = 2", "replicas = 2\nlabels = { app = \"web\" }").replace(
        "network-rules = [",
        "nat-rules = [{ name = \"in\", protocol = \"tcp\", destination = \"20.70.0.10\", port = 80, translated-ip = \"10.240.3.20\", translated-port = 80 }]\nnetwork-rules = [",
    );
    let analysis = analysis("outbound-type = \"userDefinedRouting\"", &format!("{text}{services}"));
    let trace = ask(&analysis, "internet", "lb:web");
    assert_eq!(outcome(&trace), "delivered 10.240.0.4 asymmetric-drop");
    let reply = trace.reply.as_ref().unwrap();
    assert_eq!(places(reply).last(), Some(&"azfw"));
    assert!(reply.sentence.contains("NAT rule towards an internal load balancer"), "{}", reply.sentence);
    // The way out: the firewall takes it in, towards an internal load balancer.
    let trace = ask(&analysis, "internet", "20.70.0.10:80");
    assert_eq!(outcome(&trace), "delivered 10.240.0.4 exits-network", "{}", trace.forward.sentence);
    assert_eq!(
        places(&trace.forward),
        ["198.51.100.10", "azfw", "azure-lb:kubernetes-internal", "aks-system-0", "default/web-0"]
    );
    assert_eq!(trace.reply.as_ref().unwrap().hops.last().unwrap().packet, trace.flow.reversed());
    assert_eq!(outcome(&ask(&analysis, "internet", "20.70.0.10:81")), "denied-firewall - -");
}

#[test]
fn a_backend_that_is_given_back_to_itself_is_lost() {
    let balancer = |more: &str| {
        format!(
            "{DESIGN}[[vm]]\nname = \"twin\"\nip = \"10.240.8.5\"\nsubnet = \"snet-vms\"\n\
             [[load-balancer]]\nname = \"ilb\"\ntype = \"internal\"\nfrontend = \"10.240.8.100\"\nport = 80\nbackend-port = 8080\n{more}"
        )
    };
    let one = analysis("", &balancer("backends = [\"near\"]\n"));
    let trace = ask(&one, "vm:near", "10.240.8.100:80");
    assert_eq!(outcome(&trace), "hairpin-unsupported - -");
    assert_eq!(trace.forward.decided_by, Decision::new("lb-limitation", "azure-lb:ilb"));
    assert_eq!(outcome(&ask(&one, "vm:far", "10.240.8.100:80")), "delivered 10.100.1.4 delivered");
    let two = analysis("", &balancer("backends = [\"near\", \"twin\"]\n"));
    assert_eq!(outcome(&ask(&two, "vm:near", "10.240.8.100:80")), "delivered 10.240.8.4 delivered");
    assert_eq!(outcome(&asked(&two, "vm:near", "10.240.8.100:80", Some("near"))), "hairpin-unsupported - -");
    let floating = analysis("", &balancer("backends = [\"twin\"]\nfloating-ip = true\n"));
    let trace = ask(&floating, "vm:near", "10.240.8.100:80");
    assert_eq!(outcome(&trace), "delivered 10.240.8.4 delivered");
    assert!(trace.forward.translations.is_empty());
}

#[test]
fn a_public_address_of_a_machine_takes_packets_in_and_lets_their_replies_out() {
    let text = DESIGN.replace("ip = \"10.240.8.4\"", "ip = \"10.240.8.4\"\npublic-ip = \"20.80.0.1\"");
    let analysis = analysis("", &text);
    let trace = ask(&analysis, "internet", "20.80.0.1:443");
    assert_eq!(outcome(&trace), "delivered 198.51.100.10 exits-network");
    assert_eq!(trace.forward.translations[0].place, "public-ip:near");
    // A packet from inside to the public address of another goes out and comes back in.
    let trace = ask(&analysis, "pod:web-0", "20.80.0.1:443");
    assert_eq!(outcome(&trace), "delivered 20.50.0.10 delivered", "{}", trace.forward.sentence);
}
