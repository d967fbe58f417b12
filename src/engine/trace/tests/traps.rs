//! What sources get wrong, each as its own case. Deliberately named as the trap is: a wrong diagram somewhere says the
//! opposite.

use super::*;

fn places(walk: &Walk) -> Vec<&str> {
    walk.hops.iter().map(|hop| hop.place.as_str()).collect()
}

/// The last rewrite of a packet's way out.
fn translator(analysis: &Analysis, from: &str, to: &str) -> String {
    let trace = ask(analysis, from, to);
    let last = trace.forward.translations.last().map(|last| last.place.clone());
    last.unwrap_or_else(|| trace.forward.disposition.word().to_owned())
}

#[test]
fn nobody_wraps_a_packet_of_the_overlay() {
    let analysis = analysis("", DESIGN);
    let trace = ask(&analysis, "pod:web-0", "pod:web-1");
    assert!(
        trace.forward.hops.iter().all(|hop| hop.packet == trace.flow),
        "pod to pod on the wire, and nothing around"
    );
    let route = trace.forward.route.as_ref().unwrap();
    assert_eq!((route.subnet.as_str(), route.next_hop_type), ("overlay", NextHopType::Overlay));
}

#[test]
fn a_pod_of_the_overlay_is_its_node_to_a_machine_of_its_own_vnet() {
    let seen = |cluster: &str, to: &str| {
        let analysis = analysis(cluster, DESIGN);
        role(&analysis, ask(&analysis, "pod:web-0", to).source_seen)
    };
    assert_eq!(seen("", "vm:near"), "node");
    // A node subnet spares the whole VNet, other subnets too, and no peer.
    assert_eq!(seen("model = \"azure-cni-node-subnet\"", "vm:near"), "pod");
    assert_eq!(seen("model = \"azure-cni-node-subnet\"", "vm:far"), "node");
}

#[test]
fn the_service_cidr_is_in_no_route_table() {
    for (name, cluster) in MODELS {
        let analysis = analysis(cluster, DESIGN);
        let trace = ask(&analysis, "pod:web-0", "svc:web");
        let service = trace.flow.dst;
        let on_the_wire = trace.forward.hops.iter().skip(1).any(|hop| hop.packet.dst == service);
        assert!(!on_the_wire, "{name}: the client's node replaces it");
        let steps = trace.forward.hops.iter().flat_map(|hop| &hop.steps);
        let mut contests = steps.filter_map(|step| step.contest.as_ref()?.contest.as_ref());
        assert!(contests.all(|contest| contest.address != service), "{name}");
    }
}

#[test]
fn a_nat_gateway_comes_before_the_load_balancer_and_a_machines_own_address() {
    let text = DESIGN.replace("prefix = \"10.240.0.0/22\"", "prefix = \"10.240.0.0/22\"\nGATEWAY")
        + "[[nat-gateway]]\nname = \"ng\"\npublic-ips = [\"20.60.0.10\"]\n\
           [[node]]\nname = \"n0\"\npublic-ip = \"20.80.0.1\"\n";
    let with = |gateway: &str, more: &str| analysis("", &(text.replace("GATEWAY", gateway) + more));
    // Nothing else, the node's own address, the gateway, an appliance: each before the one it follows here.
    let plain = analysis("", DESIGN);
    assert_eq!(translator(&plain, "pod:web-0", "internet"), "azure-lb:kubernetes aksOutboundRule");
    assert_eq!(translator(&with("", ""), "pod:web-0", "internet"), "public-ip:n0");
    assert_eq!(translator(&with("nat-gateway = \"ng\"", ""), "pod:web-0", "internet"), "nat-gateway:ng");
    let table = "[[route-table]]\nname = \"rt\"\nroutes = [{ name = \"out\", prefix = \"0.0.0.0/0\", next-hop = \"VirtualAppliance\", next-hop-ip = \"10.100.1.9\" }]\n\
        [[firewall]]\nname = \"azfw\"\nvnet = \"hub\"\nprivate-ip = \"10.100.1.9\"\npublic-ips = [\"20.70.0.10\"]\nnetwork-rules = [{ name = \"all\", action = \"allow\" }]\n";
    let by_route = with("nat-gateway = \"ng\"\nroute-table = \"rt\"", table);
    assert_eq!(translator(&by_route, "pod:web-0", "internet"), "firewall:azfw");
}

#[test]
fn an_unknown_private_address_is_dropped_and_not_sent_to_the_internet() {
    let plain = analysis("", DESIGN);
    for from in ["pod:web-0", "vm:near"] {
        let trace = ask(&plain, from, "10.99.0.1:443");
        assert_eq!(trace.forward.disposition, Disposition::NullRouted, "{from}");
        assert_eq!(trace.forward.decided_by, Decision::new("route", "10.0.0.0/8"), "{from}");
    }
    // A user's default route takes the None routes away: the same address then goes to the appliance.
    let routed = analysis("outbound-type = \"userDefinedRouting\"", FIREWALL);
    let trace = ask(&routed, "pod:web-0", "10.99.0.1:443");
    assert!(places(&trace.forward).contains(&"azfw"), "{:?}", places(&trace.forward));
}

#[test]
fn the_vnets_own_routes_come_before_a_gateways_longer_ones() {
    let text = DESIGN.replace(
        "routes = [\"192.168.0.0/16\"]",
        "routes = [\"192.168.0.0/16\", \"10.240.8.0/24\", \"10.100.1.0/25\"]",
    );
    let analysis = analysis("", &text);
    for (to, next_hop) in [("vm:near", NextHopType::VnetLocal), ("vm:far", NextHopType::VNetPeering)] {
        let trace = ask(&analysis, "node:aks-system-0", to);
        assert_eq!(trace.forward.route.as_ref().unwrap().next_hop_type, next_hop, "{to}");
        assert_eq!(trace.forward.disposition, Disposition::Delivered, "{to}");
    }
}

#[test]
fn a_default_route_does_not_take_the_vnets_own_packets() {
    let routed = analysis(
        "outbound-type = \"userDefinedRouting\"",
        &FIREWALL.replace(
            "[[workload]]",
            "[[vm]]\nname = \"near\"\nip = \"10.240.8.4\"\nsubnet = \"snet-vms\"\n[[workload]]",
        ),
    );
    let trace = ask(&routed, "pod:web-0", "vm:near");
    assert_eq!(trace.forward.disposition, Disposition::Delivered);
    assert!(!places(&trace.forward).contains(&"azfw"));
}

#[test]
fn the_traps_are_not_stepped_into() {
    // A host of a peer whose address lies in the pod CIDR: the overlay takes the pod's packet, not the node's.
    let overlapping = DESIGN.replace("10.100.", "10.244.");
    let analysis_of = |text: &str| analysis("model = \"azure-cni-overlay\"", text);
    let trace = ask(&analysis_of(&overlapping.replace("10.244.1.", "10.244.200.")), "pod:web-0", "vm:far");
    assert_eq!((trace.forward.disposition, trace.forward.decided_by.kind), (Disposition::NullRouted, "overlay"));
    // Kubenet's routes make a pod reachable from a subnet that carries the cluster's table.
    let shared = DESIGN
        .replace("prefix = \"10.240.8.0/24\"", "prefix = \"10.240.8.0/24\"\nroute-table = \"aks\"")
        .replace("prefix = \"10.240.0.0/22\"", "prefix = \"10.240.0.0/22\"\nroute-table = \"aks\"")
        + "[[route-table]]\nname = \"aks\"\n";
    let trace = ask(&analysis("model = \"kubenet\"", &shared), "vm:near", "pod:web-1");
    assert_eq!(trace.forward.disposition, Disposition::Delivered, "{}", trace.forward.sentence);
    assert_eq!(trace.reply.as_ref().map(|reply| reply.disposition), Some(Disposition::Delivered));
    // An empty list masquerades everything, pods of other nodes too.
    let all = analysis("model = \"azure-cni-overlay\"\nnon-masquerade-cidrs = []", DESIGN);
    let trace = ask(&all, "pod:web-0", "pod:web-1");
    assert_eq!(role(&all, trace.source_seen), "node");
    // The Service's address is never on the wire, and the reply comes from it all the same.
    let trace = ask(&analysis_of(DESIGN), "pod:web-0", "svc:web");
    assert!(trace.forward.hops[1..].iter().all(|hop| hop.packet.dst_port == Some(8080)));
    assert_eq!(trace.reply.as_ref().unwrap().hops.last().unwrap().packet, trace.flow.reversed());
    // Nobody behind a Service.
    let empty = DESIGN.replace("selector = { app = \"web\" }", "selector = { app = \"other\" }");
    let trace = ask(&analysis_of(&empty), "pod:web-0", "svc:web");
    assert_eq!(trace.forward.disposition, Disposition::RejectedNoEndpoints);
}

#[test]
fn a_pods_first_hop_has_the_address_that_the_pages_name() {
    for (name, cluster) in MODELS {
        let analysis = analysis(cluster, DESIGN);
        let trace = ask(&analysis, "pod:web-0", "vm:near");
        let words: Vec<&str> = trace.forward.hops[0].steps.iter().map(|step| step.detail.as_str()).collect();
        let expected = match name {
            "kubenet" => "cbr0",
            _ if name.ends_with("cilium") => "169.254.23.0",
            _ => "169.254.1.1",
        };
        assert!(words.iter().any(|words| words.contains(expected)), "{name}: {words:?}");
    }
}
