//! What no page says and what is not modelled: said, and not guessed. Deliberately nothing that is known.

use super::*;

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
fn a_link_local_address_is_no_hosts_of_the_internet() {
    let analysis = analysis("", DESIGN);
    for (to, told) in [
        ("169.254.10.10:53/udp", "the addresses of LocalDNS"),
        ("169.254.20.10:53/udp", "is a link-local address"),
        ("169.254.1.1", "is a link-local address"),
    ] {
        for from in ["pod:web-0", "node:aks-system-0", "vm:near"] {
            let trace = ask(&analysis, from, to);
            assert_eq!(trace.forward.disposition, Disposition::InsufficientInfo, "{from} to {to}");
            assert!(trace.forward.sentence.contains(told), "{from} to {to}: {}", trace.forward.sentence);
            assert_eq!(trace.forward.translations, [], "{from} to {to}");
        }
    }
}

#[test]
fn a_pod_whose_address_is_public_is_not_the_host_of_the_internet_that_has_it() {
    let note = |pods: &str, from: &str| {
        let trace = ask(&analysis(&format!("pod-cidr = \"{pods}\""), DESIGN), from, "pod:web-0");
        let is_told = trace.notes.iter().any(|note| note.contains("does not get the packet"));
        (trace.forward.disposition.word(), is_told)
    };
    assert_eq!(note("25.0.0.0/16", "vm:near"), ("exits-network", true));
    assert_eq!(note("25.0.0.0/16", "node:aks-system-0"), ("delivered", false));
    assert_eq!(note("10.244.0.0/16", "vm:near"), ("null-routed", false));
    assert_eq!(note("10.244.0.0/16", "internet"), ("null-routed", false));
}

#[test]
fn a_pod_that_asks_the_clusters_dns_is_told_where_localdns_answers_in_its_place() {
    let is_told = |cluster: &str, from: &str| {
        let trace = ask(&analysis(cluster, DESIGN), from, "dns");
        trace.notes.iter().any(|note| note.contains("LocalDNS"))
    };
    assert!(is_told("kubernetes-version = \"1.36\"", "pod:web-0"));
    assert!(!is_told("kubernetes-version = \"1.35\"", "pod:web-0"));
    assert!(!is_told("kubernetes-version = \"1.36\"", "vm:near"));
    // Not by itself with these policy engines.
    assert!(!is_told("kubernetes-version = \"1.36\"\nnetwork-policy = \"calico\"", "pod:web-0"));
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

#[test]
fn what_a_windows_node_does_with_a_service_is_said_to_be_unknown() {
    let services = "[[service]]\nname = \"open\"\ntype = \"LoadBalancer\"\nselector = { app = \"web\" }\nload-balancer-ip = \"20.50.0.20\"\nports = [{ port = 80 }]\n";
    for policy in ["Cluster", "Local"] {
        let text = DESIGN.replace("count = 2", "count = 2\nos = \"windows\"");
        let service = services.replace("ports", &format!("external-traffic-policy = \"{policy}\"\nports"));
        let analysis = analysis("", &format!("{text}{service}"));
        let trace = ask(&analysis, "internet", "lb:open");
        assert_eq!(trace.forward.disposition, Disposition::InsufficientInfo, "{policy}");
        // The page that says so much, and no more.
        assert!(trace.forward.sentence.contains("windows-faq"), "{policy}: {}", trace.forward.sentence);
        assert!(trace.source_seen.is_none(), "{policy}: no client's address is promised");
    }
}

#[test]
fn an_end_that_sends_nothing_here_says_why_and_what_to_ask() {
    let analysis = analysis("", DESIGN);
    for (from, told) in [
        ("api-server", "konnectivity tunnel, which an agent in the cluster has opened"),
        ("platform", "only the health probes of load balancers"),
        ("svc:web", "what answers from it are its pods"),
    ] {
        let trace = ask(&analysis, from, "node:aks-system-0:10250");
        assert_eq!(trace.forward.disposition, Disposition::InsufficientInfo, "{from}");
        assert!(trace.forward.sentence.contains(told), "{}", trace.forward.sentence);
        assert!(trace.forward.hops.is_empty());
    }
}
