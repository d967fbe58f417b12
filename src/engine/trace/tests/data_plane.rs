//! What forwards on a node: eBPF host routing, Cilium beside each model, a plug-in of one's own. Deliberately asks what
//! must not be drawn as much as what must.

use super::*;
use crate::engine::rules::network::{EBPF_HOST_ROUTING, IP_MASQ_AGENT, KUBE_PROXY, PLATFORM_SNAT};

/// Every model with host routing in eBPF.
pub(in crate::engine::trace) const EBPF: [(&str, &str); 3] = [
    ("node-subnet", "model = \"azure-cni-node-subnet\"\ndataplane = \"cilium\"\nebpf-host-routing = true"),
    ("pod-subnet", "model = \"azure-cni-pod-subnet\"\ndataplane = \"cilium\"\nebpf-host-routing = true"),
    ("overlay", "model = \"azure-cni-overlay\"\ndataplane = \"cilium\"\nebpf-host-routing = true"),
];

/// Two load balancers: with the external traffic policy Cluster, and with Local.
const SERVICES: &str = r#"
[[service]]
name = "open"
type = "LoadBalancer"
selector = { app = "web" }
load-balancer-ip = "20.50.0.20"
ports = [{ port = 80, target-port = "http", node-port = 30080 }]
[[service]]
name = "local"
type = "LoadBalancer"
selector = { app = "web" }
load-balancer-ip = "20.50.0.21"
external-traffic-policy = "Local"
ports = [{ port = 80, target-port = "http", node-port = 30081 }]
"#;

fn rules(trace: &Trace) -> Vec<&str> {
    let hops = trace.forward.hops.iter().chain(trace.reply.iter().flat_map(|reply| &reply.hops));
    hops.flat_map(|hop| &hop.steps).filter_map(|step| step.rule.as_deref()).collect()
}

fn words(trace: &Trace) -> String {
    let hops = trace.forward.hops.iter().chain(trace.reply.iter().flat_map(|reply| &reply.hops));
    hops.flat_map(|hop| &hop.steps).map(|step| step.detail.as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn with_ebpf_host_routing_nothing_of_the_hosts_iptables_is_drawn() {
    for (name, cluster) in EBPF {
        let analysis = analysis(cluster, &format!("{DESIGN}{SERVICES}"));
        for to in ["internet", "vm:near", "vm:far", "pod:web-1", "pod:web-2", "svc:web", "lb:open", "platform:53"] {
            let trace = ask(&analysis, "pod:web-0", to);
            let (rules, words) = (rules(&trace), words(&trace));
            for chain in ["IP-MASQ-AGENT", "SWIFT-POSTROUTING", "KUBE-"] {
                assert!(rules.iter().all(|rule| !rule.contains(chain)), "{name} to {to}: {rules:?}");
                assert!(!words.contains(chain), "{name} to {to}: {words}");
            }
            for page in [IP_MASQ_AGENT, KUBE_PROXY, PLATFORM_SNAT] {
                assert!(!trace.sources.contains(&page), "{name} to {to}: {page:?}");
            }
            assert!(trace.sources.contains(&EBPF_HOST_ROUTING), "{name} to {to}: {:?}", trace.sources);
            assert!(words.contains("past the host's iptables and routes"), "{name} to {to}: {words}");
        }
    }
}

#[test]
fn with_ebpf_host_routing_the_same_sources_are_seen_and_ebpf_translates_them() {
    // The rows of the table of sources are the same, whoever masquerades.
    for (name, cluster) in EBPF {
        let analysis = analysis(cluster, DESIGN);
        let seen = |to: &str| {
            let trace = ask(&analysis, "pod:web-0", to);
            let first = trace.forward.translations.first().map_or("", |first| first.place.as_str());
            (role(&analysis, trace.source_seen), first.to_owned())
        };
        let by_bpf = "node:aks-system-0 bpf-masquerade".to_owned();
        let (vm, far, internet) = match name {
            "overlay" => (("node", by_bpf.clone()), ("node", by_bpf.clone()), by_bpf.clone()),
            "node-subnet" => (("pod", String::new()), ("node", by_bpf.clone()), by_bpf.clone()),
            _ => (("pod", String::new()), ("pod", String::new()), "azure-lb:kubernetes aksOutboundRule".to_owned()),
        };
        assert_eq!(seen("vm:near"), vm, "{name}");
        assert_eq!(seen("vm:far"), far, "{name}");
        assert_eq!(seen("internet"), ("public", internet), "{name}");
        assert_eq!(seen("platform:53"), ("node", by_bpf), "{name}");
    }
}

#[test]
fn ebpf_masquerades_what_leaves_by_eth0_and_iptables_all_that_passes_the_host() {
    let seen = |ebpf: bool, to: &str| {
        let cluster = format!("dataplane = \"cilium\"\nebpf-host-routing = {ebpf}\nnon-masquerade-cidrs = []");
        let trace = ask(&analysis(&cluster, DESIGN), "pod:web-0", to);
        shown(trace.source_seen.unwrap())
    };
    // To a pod of the same node, and of another: the list spares nothing.
    assert_eq!((seen(false, "pod:web-2"), seen(true, "pod:web-2")), ("10.240.0.4".into(), "10.244.0.1".into()));
    assert_eq!((seen(false, "pod:web-1"), seen(true, "pod:web-1")), ("10.240.0.5".into(), "10.240.0.4".into()));
}

#[test]
fn cilium_has_no_kube_proxy_in_any_model() {
    let cilium = MODELS.into_iter().filter(|(name, _)| name.ends_with("cilium"));
    for (name, cluster) in cilium.chain(EBPF) {
        let analysis = analysis(cluster, &format!("{DESIGN}{SERVICES}"));
        for from in ["pod:web-0", "node:aks-system-0", "vm:near", "internet"] {
            for to in ["svc:web", "lb:open", "lb:local", "node:aks-system-1:30080", "dns", "10.0.0.1:443"] {
                let trace = ask(&analysis, from, to);
                let is_clean = rules(&trace).iter().all(|rule| !rule.starts_with("KUBE-"));
                assert!(is_clean && !words(&trace).contains("KUBE-"), "{name}: {from} to {to}: {}", words(&trace));
                assert!(!trace.sources.contains(&KUBE_PROXY), "{name}: {from} to {to}");
            }
        }
        // In the socket of the client: the address of the Service is on no wire, and the reply needs no rewrite.
        for to in ["svc:web", "lb:open", "node:aks-system-1:30080"] {
            let trace = ask(&analysis, "pod:web-0", to);
            assert_eq!(trace.forward.translations[0].kind, TranslationKind::SocketLb, "{name}: {to}");
            assert!(trace.forward.hops.iter().all(|hop| hop.packet.dst != trace.flow.dst), "{name}: {to}");
            assert_eq!(trace.reply.as_ref().unwrap().translations, [], "{name}: {to}");
        }
    }
}

#[test]
fn without_ebpf_host_routing_the_agent_masquerades_for_cilium_too() {
    for model in ["azure-cni-overlay", "azure-cni-node-subnet"] {
        let analysis = analysis(&format!("model = \"{model}\"\ndataplane = \"cilium\""), DESIGN);
        let trace = ask(&analysis, "pod:web-0", "vm:far");
        assert_eq!(trace.forward.translations[0].place, "node:aks-system-0 IP-MASQ-AGENT", "{model}");
        assert!(trace.sources.contains(&IP_MASQ_AGENT) && !trace.sources.contains(&KUBE_PROXY), "{model}");
    }
}

#[test]
fn with_a_plug_in_of_ones_own_azures_part_is_told_and_the_nodes_is_not_guessed() {
    let pinned = DESIGN.replace(
        "replicas = 4",
        "replicas = 2\npods = [{ name = \"web-a\", node = \"n0\", ip = \"10.244.0.9\" }, { name = \"web-b\", node = \"n1\", ip = \"10.244.1.9\" }]",
    ) + "[[node]]\nname = \"n0\"\n[[node]]\nname = \"n1\"\n";
    let analysis = analysis("model = \"byo-cni\"", &format!("{pinned}{SERVICES}"));
    // What Azure does: nodes, machines, sites and the internet, and the load balancer up to the node.
    for (from, to) in [
        ("node:n0", "node:n1"),
        ("node:n0", "vm:far"),
        ("node:n0", "onprem:office"),
        ("node:n0", "internet"),
        ("node:n0", "api-server"),
        ("vm:near", "node:n0"),
        ("onprem:office", "node:n0"),
    ] {
        let trace = ask(&analysis, from, to);
        assert!(trace.forward.disposition.is_good(), "{from} to {to}: {}", trace.forward.sentence);
        assert!(trace.reply.as_ref().unwrap().disposition.is_good(), "{from} to {to}");
    }
    let trace = ask(&analysis, "internet", "lb:open");
    let places: Vec<&str> = trace.forward.hops.iter().map(|hop| hop.place.as_str()).collect();
    assert_eq!(places, ["198.51.100.10", "azure-lb:kubernetes", "n0"]);
    // What the plug-in does, also where the file pins its pods, and what may stand in kube-proxy's place.
    for (from, to, told) in [
        ("internet", "lb:open", "Whether kube-proxy or the cluster's own plug-in"),
        ("vm:near", "node:n0:30080", "Whether kube-proxy or the cluster's own plug-in"),
        ("node:n0", "svc:web", "Whether kube-proxy or the cluster's own plug-in"),
        ("node:n0", "dns", "Whether kube-proxy or the cluster's own plug-in"),
        ("node:n0", "10.0.0.1:443", "Whether kube-proxy or the cluster's own plug-in"),
        ("node:n0", "pod:web-a", "from which source, the cluster's own plug-in decides"),
        ("pod:web-a", "pod:web-b", "The cluster's own plug-in decides"),
        ("pod:web-a", "internet", "The cluster's own plug-in decides"),
    ] {
        let trace = ask(&analysis, from, to);
        assert_eq!(trace.forward.disposition, Disposition::InsufficientInfo, "{from} to {to}");
        assert!(trace.forward.sentence.contains(told), "{from} to {to}: {}", trace.forward.sentence);
        assert_eq!(trace.forward.translations, [], "{from} to {to}: nothing is guessed");
        assert!(trace.reply.is_none() && trace.source_seen.is_none(), "{from} to {to}");
    }
}
