//! Azure's own places: the platform, the API server, endpoints of services, application gateways, static egress.
//! Deliberately one file for them all: each has little to say.

use super::*;

fn outcome(trace: &Trace) -> String {
    let back = trace.reply.as_ref().map_or("-", |reply| reply.disposition.word());
    let seen = trace.source_seen.map_or_else(|| "-".to_owned(), shown);
    format!("{} {seen} {back}", trace.forward.disposition)
}

#[test]
fn the_platform_sees_the_node_in_every_model() {
    // The source table of the facts, its last two rows: DNS and metadata.
    for (name, cluster) in MODELS {
        let analysis = analysis(cluster, DESIGN);
        for to in ["platform:53/udp", "platform:53", "169.254.169.254:80"] {
            let trace = ask(&analysis, "pod:web-0", to);
            assert_eq!(outcome(&trace), "delivered 10.240.0.4 delivered", "{name}: {to}: {}", trace.forward.sentence);
        }
        // Two ports that AKS keeps pods from; a node may use them.
        assert_eq!(ask(&analysis, "pod:web-0", "platform:80").forward.disposition, Disposition::NullRouted, "{name}");
        assert_eq!(outcome(&ask(&analysis, "node:aks-system-0", "platform:80")), "delivered 10.240.0.4 delivered");
    }
}

#[test]
fn the_platform_passes_nsgs_that_do_not_name_it() {
    let guarded = |rule: &str| {
        let text = DESIGN.replace("prefix = \"10.240.8.0/24\"", "prefix = \"10.240.8.0/24\"\nnsg = \"guard\"");
        analysis("", &format!("{text}[[nsg]]\nname = \"guard\"\nrules = [{rule}]\n"))
    };
    let deny = |to: &str| {
        format!(
            "{{ name = \"no\", priority = 100, direction = \"outbound\", access = \"deny\", destination = \"{to}\" }}"
        )
    };
    assert_eq!(outcome(&ask(&guarded(&deny("*")), "vm:near", "platform:53")), "delivered 10.240.8.4 delivered");
    let denied = ask(&guarded(&deny("AzurePlatformDNS")), "vm:near", "platform:53");
    assert_eq!((denied.forward.disposition, denied.forward.decided_by.kind), (Disposition::DeniedNsgOut, "nsg-rule"));
    assert_eq!(
        outcome(&ask(&guarded(&deny("AzurePlatformIMDS")), "vm:near", "platform:53")),
        "delivered 10.240.8.4 delivered"
    );
}

#[test]
fn the_api_server_is_reached_by_its_service_and_by_itself() {
    let integrated = DESIGN.replace(
        "name = \"snet-vms\"",
        "name = \"snet-api\"\nprefix = \"10.240.9.0/28\"\n[[vnet.subnet]]\nname = \"snet-vms\"",
    );
    let cases = [
        ("", DESIGN, "exits-network 20.50.0.10 delivered"),
        ("api-server = \"private-link\"", DESIGN, "delivered 10.240.0.4 delivered"),
        (
            "api-server = \"vnet-integration\"\napi-server-subnet = \"snet-api\"",
            &integrated,
            "delivered 10.240.0.4 delivered",
        ),
    ];
    for (cluster, text, expected) in cases {
        for dataplane in ["azure", "cilium"] {
            let analysis = analysis(&format!("{cluster}\ndataplane = \"{dataplane}\""), text);
            for to in ["10.0.0.1:443", "api-server"] {
                let trace = ask(&analysis, "pod:web-0", to);
                assert_eq!(outcome(&trace), expected, "{cluster} {dataplane} {to}: {}", trace.forward.sentence);
            }
        }
    }
    // A public one is not behind the VNet's own routes: without a way out it is out of reach.
    let closed = analysis(
        "outbound-type = \"none\"",
        &DESIGN.replace("address-space = [\"10.240.0.0/16\"]", "address-space = [\"10.240.0.0/16\"]\nmanaged = true"),
    );
    assert_eq!(outcome(&ask(&closed, "pod:web-0", "api-server")), "no-outbound-snat - -");
}

#[test]
fn a_public_api_server_takes_its_authorized_ranges_and_what_its_own_load_balancer_translates() {
    let with = |ranges: &str, outbound: &str, text: &str| {
        analysis(&format!("api-server-authorized-ranges = {ranges}\noutbound-type = \"{outbound}\""), text)
    };
    let gateway = DESIGN.replace("prefix = \"10.240.0.0/22\"", "prefix = \"10.240.0.0/22\"\nnat-gateway = \"ng\"");
    let known = format!("{gateway}[[nat-gateway]]\nname = \"ng\"\npublic-ips = [\"20.60.0.10\"]\n");
    let unknown = format!("{gateway}[[nat-gateway]]\nname = \"ng\"\n");
    let office = "[\"198.51.100.0/24\"]";
    let (balancer, nat) = ("loadBalancer", "userAssignedNATGateway");
    let cases: [((&str, &str, &str), &str, &str); 11] = [
        // Left out or empty: anybody.
        (("[]", balancer, DESIGN), "internet:203.0.113.9", "exits-network 203.0.113.9 exits-network"),
        ((office, balancer, DESIGN), "internet:203.0.113.9", "dropped-source-range - -"),
        ((office, balancer, DESIGN), "internet:198.51.100.7", "exits-network 198.51.100.7 exits-network"),
        // AKS adds its own load balancer's addresses, also to a list that is for them alone.
        (("[\"0.0.0.0/32\"]", balancer, DESIGN), "pod:web-0", "exits-network 20.50.0.10 delivered"),
        (("[\"0.0.0.0/32\"]", balancer, DESIGN), "internet:203.0.113.9", "dropped-source-range - -"),
        // Every other way out is for the user to add.
        ((office, nat, &known), "pod:web-0", "dropped-source-range - -"),
        ((office, nat, &known), "node:aks-system-0", "dropped-source-range - -"),
        (("[\"20.60.0.8/29\"]", nat, &known), "pod:web-0", "exits-network 20.60.0.10 delivered"),
        // All of IPv4 holds also what nobody gives.
        (("[\"0.0.0.0/0\"]", nat, &unknown), "pod:web-0", "exits-network * delivered"),
        // An address that nobody gives is not guessed into the list.
        ((office, nat, &unknown), "pod:web-0", "insufficient-info - -"),
        ((office, balancer, DESIGN), "vm:near", "insufficient-info - -"),
    ];
    for ((ranges, outbound, text), from, expected) in cases {
        let trace = ask(&with(ranges, outbound, text), from, "api-server");
        assert_eq!(outcome(&trace), expected, "{from}: {}", trace.forward.sentence);
    }
    let kept_out = with(office, nat, &known);
    let trace = ask(&kept_out, "pod:web-0", "api-server");
    assert_eq!(trace.forward.decided_by, Decision::new("authorized-ranges", "api-server"));
    let offered = kept_out.alternatives(&trace);
    let labels: Vec<&str> = offered.changes.iter().map(|change| change.label.as_str()).collect();
    assert_eq!(
        labels[..2],
        ["take the authorized ranges off the API server", "add 20.60.0.10 to the authorized ranges of the API server"]
    );
    // By a private address it is reached past them.
    let private =
        analysis("api-server = \"private-link\"\napi-server-authorized-ranges = [\"198.51.100.0/24\"]", DESIGN);
    let trace = ask(&private, "pod:web-0", "api-server");
    assert_eq!(outcome(&trace), "delivered 10.240.0.4 delivered");
    assert!(trace.notes.iter().any(|note| note.contains("authorized ranges")), "{:?}", trace.notes);
}

#[test]
fn endpoints_of_services_keep_the_private_source() {
    let text = DESIGN
        .replace("prefix = \"10.240.0.0/22\"", "prefix = \"10.240.0.0/22\"\nservice-endpoints = [\"Storage\"]")
        .replace("prefix = \"10.240.8.0/24\"", "prefix = \"10.240.8.0/24\"\nnsg = \"guard\"\nPOLICIES")
        + "[[private-endpoint]]\nname = \"pe\"\nip = \"10.240.8.50\"\nsubnet = \"snet-vms\"\n\
           [[nsg]]\nname = \"guard\"\nrules = [{ name = \"no\", priority = 100, direction = \"inbound\", access = \"deny\" }]\n\
           [service-tag]\nStorage = [\"20.150.0.0/15\"]\n";
    let with = |policies: &str| analysis("", &text.replace("POLICIES", policies));
    let plain = with("");
    let trace = ask(&plain, "pod:web-0", "20.150.1.1:443");
    assert_eq!(outcome(&trace), "exits-network 10.240.0.4 delivered");
    assert!(trace.notes.iter().any(|note| note.contains("nothing of the reply")), "{:?}", trace.notes);
    assert_eq!(trace.forward.route.as_ref().unwrap().next_hop_type, NextHopType::VirtualNetworkServiceEndpoint);
    // No NSG is asked for a private endpoint, unless its subnet's policies say so.
    assert_eq!(outcome(&ask(&plain, "pod:web-0", "10.240.8.50:443")), "delivered 10.240.0.4 delivered");
    let guarded = with("private-endpoint-policies = \"network-security-group\"");
    assert_eq!(outcome(&ask(&guarded, "pod:web-0", "10.240.8.50:443")), "denied-nsg-in - -");
}

const INGRESS: &str = r#"
[[service]]
name = "nginx"
namespace = "app-routing-system"
type = "LoadBalancer"
selector = { app = "nginx" }
load-balancer-ip = "20.50.0.30"
external-traffic-policy = "Local"
ports = [{ name = "http", port = 80 }]
[[workload]]
name = "nginx"
namespace = "app-routing-system"
labels = { app = "nginx" }
[[ingress]]
name = "shop"
service = "app-routing-system/nginx"
rules = [{ host = "shop.example", service = "web", port = 80 }]
preserve-client-ip = true
[[ingress]]
name = "gate"
controller = "application-gateway-for-containers"
subnet = "snet-gate"
rules = [{ service = "web", port = 80 }]
"#;

#[test]
fn a_proxy_opens_its_own_connection_and_says_for_whom() {
    let text = DESIGN.replace(
        "name = \"snet-vms\"",
        "name = \"snet-gate\"\nprefix = \"10.240.10.0/24\"\n[[vnet.subnet]]\nname = \"snet-vms\"",
    );
    for (name, cluster) in MODELS {
        let analysis = analysis(cluster, &format!("{text}{INGRESS}"));
        let trace = ask(&analysis, "internet", "ingress:shop:80");
        assert_eq!(trace.forward.disposition, Disposition::Delivered, "{name}: {}", trace.forward.sentence);
        let (last, nginx) = (trace.forward.hops.last().unwrap(), "app-routing-system/nginx-0");
        assert!(last.place.starts_with("default/web-"), "{name}: {}", last.place);
        let count = |walk: &Walk| walk.hops.iter().filter(|hop| hop.place == nginx).count();
        assert_eq!((count(&trace.forward), count(trace.reply.as_ref().unwrap())), (1, 1), "{name}");
        assert_eq!(role(&analysis, trace.source_seen), "pod", "{name}: nginx's own address");
        assert!(
            trace.notes.iter().any(|note| note.contains("X-Forwarded-For: 198.51.100.10")),
            "{name}: {:?}",
            trace.notes
        );
        let reply = trace.reply.as_ref().unwrap();
        assert_eq!(reply.disposition, Disposition::ExitsNetwork, "{name}: {}", reply.sentence);
        assert_eq!(reply.hops.last().unwrap().packet, trace.flow.reversed(), "{name}");
        // Kubenet's pods are reached by the routes that only the nodes' subnet has.
        let trace = ask(&analysis, "internet", "ingress:gate:80");
        let expected = if name == "kubenet" { "null-routed - -" } else { "delivered 10.240.10.4 exits-network" };
        assert_eq!(outcome(&trace), expected, "{name}: {}", trace.forward.sentence);
    }
}

#[test]
fn what_a_proxy_forwards_is_the_address_that_it_has_seen() {
    // The external traffic policy, floating IP, the data plane: whom the controller sees, and so what it says of the client.
    let header = |policy: &str, floating: bool, dataplane: &str, selects: &str, from: &str| {
        let ingress = INGRESS.replace("snet-gate", "snet-hub").replace(
            "external-traffic-policy = \"Local\"",
            &format!("external-traffic-policy = \"{policy}\"\nfloating-ip = {floating}"),
        );
        let analysis = analysis(&format!("dataplane = \"{dataplane}\""), &format!("{DESIGN}{ingress}"));
        let question = Question::new(from.parse().unwrap(), "ingress:shop".parse().unwrap());
        let trace = analysis.trace(&Question { lb_selects: Some(selects.to_owned()), ..question }).unwrap();
        assert_eq!(trace.forward.disposition, Disposition::Delivered, "{}", trace.forward.sentence);
        // The peer of the pod is the controller, whatever the policy.
        assert_eq!(role(&analysis, trace.source_seen), "pod");
        let mut steps = trace.forward.hops.iter().flat_map(|hop| &hop.steps);
        let told = steps.find_map(|step| step.detail.split_once("X-Forwarded-For: ")).unwrap().1.to_owned();
        told.trim_end_matches('.').to_owned()
    };
    // The controller runs on the first node; the second passes packets on to it.
    let (here, there, client) = ("aks-system-0", "aks-system-1", "203.0.113.9");
    let from = "internet:203.0.113.9";
    for floating in [true, false] {
        let seen = |policy: &str, dataplane: &str, selects: &str| header(policy, floating, dataplane, selects, from);
        assert_eq!(seen("Local", "azure", here), client, "{floating}");
        assert_eq!(seen("Local", "cilium", here), client, "{floating}");
        assert_eq!(seen("Cluster", "azure", here), "10.240.0.4", "{floating}: kube-proxy marks it");
        assert_eq!(seen("Cluster", "azure", there), "10.240.0.5", "{floating}: by the node that it came to");
        assert_eq!(seen("Cluster", "cilium", here), client, "{floating}: the pod is on the node");
        assert_eq!(seen("Cluster", "cilium", there), "10.240.0.5", "{floating}: it is on another");
    }
}

#[test]
fn application_gateway_writes_the_clients_port_into_the_header_too() {
    let gate = "[[ingress]]\nname = \"gate\"\ncontroller = \"CONTROLLER\"\nsubnet = \"snet-hub\"\nrules = [{ service = \"web\", port = 80 }]\n";
    for (controller, expected) in [
        ("application-gateway", "X-Forwarded-For: 198.51.100.10:50123"),
        ("application-gateway-for-containers", "X-Forwarded-For: 198.51.100.10 only"),
    ] {
        let analysis = analysis("", &format!("{DESIGN}{}", gate.replace("CONTROLLER", controller)));
        let question = Question::new("internet".parse().unwrap(), "ingress:gate".parse().unwrap());
        let trace = analysis.trace(&Question { src_port: Some(50123), ..question }).unwrap();
        assert!(trace.notes.iter().any(|note| note.contains(expected)), "{controller}: {:?}", trace.notes);
    }
}

#[test]
fn an_ingress_is_asked_by_http_unless_it_has_tls() {
    let text = DESIGN.replace(
        "name = \"snet-vms\"",
        "name = \"snet-gate\"\nprefix = \"10.240.10.0/24\"\n[[vnet.subnet]]\nname = \"snet-vms\"",
    );
    let asked = |ingress: &str, to: &str| {
        let trace = ask(&analysis("", &format!("{text}{ingress}")), "internet", to);
        let note = trace.notes.iter().find(|note| note.starts_with("Port ")).cloned();
        (trace.flow.dst_port, trace.forward.disposition, note)
    };
    let with_tls = INGRESS.replace("name = \"gate\"", "name = \"gate\"\ntls = true");
    let ported = INGRESS.replace("port = 80 }]\n[[workload]]", "port = 8443 }]\n[[workload]]");
    let note = |name: &str, port: u16, why: &str| {
        Some(format!("Port {port} of Ingress {name} is asked for, {why}; another is asked for by its number."))
    };
    let plain = "as this file gives it no TLS (tls = true)";
    let delivered = Disposition::Delivered;
    assert_eq!(asked(INGRESS, "ingress:gate"), (Some(80), delivered, note("gate", 80, plain)));
    assert_eq!(asked(INGRESS, "ingress:shop"), (Some(80), delivered, note("shop", 80, plain)));
    assert_eq!(asked(&with_tls, "ingress:gate"), (Some(443), delivered, note("gate", 443, "as it is called by TLS")));
    let first = note("shop", 8443, "the first of its controller's Service");
    assert_eq!(asked(&ported, "ingress:shop"), (Some(8443), delivered, first));
    assert_eq!(asked(INGRESS, "ingress:gate:443"), (Some(443), delivered, None));
}

#[test]
fn static_egress_leaves_with_an_address_of_the_prefix() {
    let text = format!(
        "{DESIGN}[[node-pool]]\nname = \"gate\"\nmode = \"gateway\"\ncount = 2\nsubnet = \"snet-nodes\"\n\
         [[workload]]\nname = \"exit\"\nstatic-egress-gateway = \"egw\"\n\
         [[static-egress-gateway]]\nname = \"egw\"\npublic-ip-prefix = \"20.90.0.0/31\"\nexclude-cidrs = [\"203.0.113.0/24\"]\n"
    );
    let overlay = analysis("", &text);
    let trace = ask(&overlay, "pod:exit", "internet");
    assert_eq!(outcome(&trace), "exits-network 20.90.0.0 delivered", "{}", trace.forward.sentence);
    let places: Vec<&str> = trace.forward.hops.iter().map(|hop| hop.place.as_str()).collect();
    assert_eq!(places, ["default/exit-0", "aks-system-0", "aks-gate-0", "198.51.100.10"]);
    assert_eq!(trace.forward.translations[0].place, "static-egress-gateway:egw");
    // One place has one name in both directions, and the pod's node carries the tunnel.
    let places = |walk: &Walk| walk.hops.iter().map(|hop| hop.place.clone()).collect::<Vec<_>>();
    let there = places(&trace.forward);
    assert_eq!(there.len(), 4, "{there:?}");
    assert_eq!((&*there[0], &*there[1]), ("default/exit-0", "aks-system-0"));
    let back: Vec<String> = places(trace.reply.as_ref().unwrap()).into_iter().rev().collect();
    assert_eq!(back, there);
    assert_eq!(outcome(&ask(&overlay, "pod:exit", "internet:203.0.113.9")), "exits-network 20.50.0.10 delivered");
    assert_eq!(ask(&overlay, "pod:exit", "svc:web").forward.disposition, Disposition::Delivered);
    let pod_subnet = analysis(
        "model = \"azure-cni-pod-subnet\"",
        &text.replace("name = \"gate\"\nmode", "name = \"gate\"\npod-subnet = \"snet-pods\"\nmode"),
    );
    let trace = ask(&pod_subnet, "pod:exit", "internet");
    assert!(trace.forward.sentence.contains("do not go with a pod subnet"), "{}", trace.forward.sentence);
}

#[test]
fn a_port_that_is_in_use_towards_the_same_end_is_not_given_again() {
    let gateway = DESIGN.replace("prefix = \"10.240.0.0/22\"", "prefix = \"10.240.0.0/22\"\nnat-gateway = \"ng\"")
        + "[[nat-gateway]]\nname = \"ng\"\npublic-ips = [\"20.60.0.10\", \"20.60.0.11\"]\n";
    let balanced = analysis("", DESIGN);
    let asked = "[cluster.load-balancer]\noutbound-ips = [\"20.50.0.10\"]";
    let manual = analysis("", &DESIGN.replace(asked, &format!("{asked}\nallocated-outbound-ports = 2048")));
    let gated = analysis("", &gateway);
    let walled = analysis("outbound-type = \"userDefinedRouting\"", FIREWALL);
    let cases = [
        (&balanced, "1023", "exits-network", "none"),
        (&balanced, "1024", "snat-exhausted", "lb-outbound-rule"),
        (&balanced, "1024@198.51.100.10:443", "snat-exhausted", "lb-outbound-rule"),
        // In use towards another end: the port serves this one as well.
        (&balanced, "1024@198.51.100.11:443", "exits-network", "none"),
        (&manual, "2047", "exits-network", "none"),
        (&manual, "2048", "snat-exhausted", "lb-outbound-rule"),
        (&gated, "129023", "exits-network", "none"),
        (&gated, "129024", "snat-exhausted", "nat-gateway"),
        (&walled, "2495", "exits-network", "firewall-rule"),
        (&walled, "2496", "snat-exhausted", "outbound-method"),
    ];
    for (analysis, in_use, disposition, kind) in cases {
        let question = Question::new("pod:web-0".parse().unwrap(), "internet:443".parse().unwrap());
        let question = Question { snat_ports_in_use: Some(in_use.parse().unwrap()), ..question };
        let trace = analysis.trace(&question).unwrap();
        let found = (trace.forward.disposition.word(), trace.forward.decided_by.kind);
        assert_eq!(found, (disposition, kind), "{in_use}: {}", trace.forward.sentence);
    }
}

#[test]
fn where_sources_disagree_on_a_nodes_ports_the_trace_says_so() {
    let asked = |nodes: u32, addresses: &str, in_use: &str| {
        let text = DESIGN
            .replace("count = 2", &format!("count = {nodes}"))
            .replace("outbound-ips = [\"20.50.0.10\"]", &format!("outbound-ips = [{addresses}]"));
        let question = Question::new("pod:web-0".parse().unwrap(), "internet:443".parse().unwrap());
        let question = Question { snat_ports_in_use: Some(in_use.parse().unwrap()), ..question };
        let trace = analysis("", &text).trace(&question).unwrap();
        let is_told = trace.notes.iter().any(|note| note.contains("by a newer text each node has 1,024 SNAT ports"));
        (trace.forward.disposition, is_told)
    };
    let (one, two) = ("\"20.50.0.10\"", "\"20.50.0.10\", \"20.50.0.11\"");
    assert_eq!(asked(60, two, "511"), (Disposition::ExitsNetwork, true));
    // Between the two counts it is not known, beyond both it is.
    assert_eq!(asked(60, two, "512"), (Disposition::InsufficientInfo, true));
    assert_eq!(asked(60, two, "1023"), (Disposition::InsufficientInfo, true));
    assert_eq!(asked(60, two, "1024"), (Disposition::SnatExhausted, true));
    assert_eq!(asked(60, one, "512"), (Disposition::SnatExhausted, false));
    assert_eq!(asked(50, two, "512"), (Disposition::ExitsNetwork, false));
}

#[test]
fn over_udp_a_port_of_the_load_balancer_serves_an_address_once_and_over_tcp_an_address_and_a_port() {
    let gateway = DESIGN.replace("prefix = \"10.240.0.0/22\"", "prefix = \"10.240.0.0/22\"\nnat-gateway = \"ng\"")
        + "[[nat-gateway]]\nname = \"ng\"\npublic-ips = [\"20.60.0.10\"]\n";
    let (balanced, gated) = (analysis("", DESIGN), analysis("", &gateway));
    let cases = [
        (&balanced, "internet:53/udp", "1024@198.51.100.10:54", Disposition::SnatExhausted),
        (&balanced, "internet:53/udp", "1024@198.51.100.11:53", Disposition::ExitsNetwork),
        (&balanced, "internet:53/tcp", "1024@198.51.100.10:54", Disposition::ExitsNetwork),
        // Of a NAT gateway no page that was read says so.
        (&gated, "internet:53/udp", "64512@198.51.100.10:54", Disposition::ExitsNetwork),
        (&gated, "internet:53/udp", "64512@198.51.100.10:53", Disposition::SnatExhausted),
    ];
    for (analysis, to, in_use, expected) in cases {
        let question = Question::new("pod:web-0".parse().unwrap(), to.parse().unwrap());
        let question = Question { snat_ports_in_use: Some(in_use.parse().unwrap()), ..question };
        let trace = analysis.trace(&question).unwrap();
        assert_eq!(trace.forward.disposition, expected, "{to} with {in_use}: {}", trace.forward.sentence);
    }
}

#[test]
fn a_windows_pod_has_its_nodes_address_towards_the_internet() {
    let windows = DESIGN.replace("count = 2", "count = 2\nos = \"windows\"");
    for model in ["azure-cni-overlay", "azure-cni-node-subnet", "azure-cni-pod-subnet"] {
        let analysis = analysis(&format!("model = \"{model}\""), &windows);
        let trace = ask(&analysis, "pod:web-0", "internet");
        assert_eq!(outcome(&trace), "exits-network 20.50.0.10 delivered", "{model}: {}", trace.forward.sentence);
        assert_eq!(trace.forward.translations[0].place, "node:aks-system-0 OutboundNAT");
        let unknown = ask(&analysis, "pod:web-0", "vm:near");
        assert!(unknown.forward.sentence.contains("Windows"), "{}", unknown.forward.sentence);
    }
}

#[test]
fn a_private_cluster_has_a_route_to_its_endpoint() {
    let analysis = analysis("api-server = \"private-link\"", DESIGN);
    for from in ["pod:web-0", "vm:near", "vm:far"] {
        let trace = ask(&analysis, from, "api-server");
        assert_eq!(trace.forward.disposition, Disposition::Delivered, "{from}: {}", trace.forward.sentence);
        let route = trace.forward.route.as_ref().unwrap();
        assert_eq!(
            (route.prefix.ends_with("/32"), route.next_hop_type),
            (true, NextHopType::InterfaceEndpoint),
            "{from}"
        );
    }
}

#[test]
fn the_tag_virtual_network_holds_a_default_route_with_a_note() {
    let guarded = |routes: &str| {
        let text = DESIGN
            .replace("prefix = \"10.240.8.0/24\"", "prefix = \"10.240.8.0/24\"\nnsg = \"guard\"\nroute-table = \"rt\"")
            .replace("ip = \"10.240.8.4\"", "ip = \"10.240.8.4\"\npublic-ip = \"20.80.0.1\"");
        analysis("", &format!("{text}[[nsg]]\nname = \"guard\"\n[[route-table]]\nname = \"rt\"\nroutes = [{routes}]\n"))
    };
    let asked = |analysis: &Analysis| {
        let trace = ask(analysis, "internet", "20.80.0.1:443");
        (trace.forward.disposition.word(), trace.notes.iter().any(|note| note.contains("might be in the tag")))
    };
    assert_eq!(asked(&guarded("")), ("denied-nsg-in", false));
    let default =
        "{ name = \"out\", prefix = \"0.0.0.0/0\", next-hop = \"VirtualAppliance\", next-hop-ip = \"10.100.1.4\" }";
    assert_eq!(asked(&guarded(default)), ("delivered", true));
    // A user route's own prefix is in the tag without doubt, a peer's and a site's too.
    let other = "{ name = \"out\", prefix = \"198.51.100.0/24\", next-hop = \"VirtualAppliance\", next-hop-ip = \"10.100.1.4\" }";
    assert_eq!(asked(&guarded(other)), ("delivered", false));
    for from in ["vm:far", "onprem:office", "pod:web-0"] {
        let trace = ask(&guarded(""), from, "vm:near");
        let rules: Vec<&str> = trace.forward.nsg_checks.iter().map(|check| check.rule.as_str()).collect();
        assert_eq!(rules, ["AllowVnetInBound"], "{from}");
    }
}

#[test]
fn without_the_rule_or_the_route_the_packet_is_walked_again() {
    let analysis = analysis("outbound-type = \"userDefinedRouting\"", FIREWALL);
    let what_if = |from: &str, to: &str| -> Vec<(String, &'static str)> {
        let trace = ask(&analysis, from, to);
        let others = analysis.without(&trace);
        others.iter().map(|other| (other.removed.to_string(), other.disposition.word())).collect()
    };
    // The route decides: without it nothing leads to the firewall, and the private ranges lead nowhere again.
    let route = "without the User route 0.0.0.0/0 to VirtualAppliance of snet-nodes";
    let found = what_if("pod:web-0", "internet:443");
    assert_eq!(found[0], ("without firewall rule web".to_owned(), "denied-firewall"));
    // The VNet is not one of AKS's: Azure's default outbound access stands in.
    assert_eq!(found[1], (route.to_owned(), "exits-network"));
    assert_eq!(what_if("node:aks-system-0", "10.99.0.1:443")[0], (route.to_owned(), "null-routed"));
}

#[test]
fn the_internet_does_not_reach_a_private_api_server() {
    let subnet = "[[vnet.subnet]]\nname = \"snet-api\"\nprefix = \"10.240.9.0/28\"\n";
    let integrated = DESIGN.replacen("[[vnet.peering]]", &format!("{subnet}[[vnet.peering]]"), 1);
    let by_subnet = "api-server = \"vnet-integration\"\napi-server-subnet = \"snet-api\"";
    for (cluster, rest) in [("api-server = \"private-link\"", DESIGN), (by_subnet, &*integrated)] {
        let analysis = analysis(cluster, rest);
        let trace = ask(&analysis, "internet", "api-server");
        assert_eq!(trace.forward.disposition, Disposition::NullRouted, "{cluster}: {}", trace.forward.sentence);
        assert_eq!(ask(&analysis, "vm:near", "api-server").forward.disposition, Disposition::Delivered);
    }
    let public = analysis("api-server = \"public\"", DESIGN);
    assert_eq!(ask(&public, "internet", "api-server").forward.disposition, Disposition::ExitsNetwork);
}
