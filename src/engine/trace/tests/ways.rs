//! Which way a packet takes: routes by precedence, private endpoints, peers of peers, appliances, gateways and NAT
//! gateways by subnet. Deliberately one table a statement, each named after it.

use super::*;

const HUB_FIREWALL: &str = r#"
[[firewall]]
name = "azfw"
vnet = "hub"
private-ip = "10.100.1.9"
public-ips = ["20.70.0.10"]
network-rules = [{ name = "all", action = "allow" }]
"#;

/// The design with a route table at one subnet.
fn routed(cluster: &str, prefix: &str, routes: &str, more: &str) -> Analysis {
    let text =
        DESIGN.replace(&format!("prefix = \"{prefix}\""), &format!("prefix = \"{prefix}\"\nroute-table = \"rt\""));
    analysis(cluster, &format!("{text}{more}[[route-table]]\nname = \"rt\"\nroutes = [{routes}]\n"))
}

fn route(name: &str, prefix: &str, hop: &str) -> String {
    format!("{{ name = \"{name}\", prefix = \"{prefix}\", next-hop = {hop} }}, ")
}

fn taken(analysis: &Analysis, from: &str, to: &str) -> String {
    let trace = ask(analysis, from, to);
    let route = trace.forward.route.as_ref().unwrap();
    format!("{} {} {}", route.source, route.prefix, route.next_hop_type)
}

const APPLIANCE: &str = "\"VirtualAppliance\", next-hop-ip = \"10.100.1.9\"";

#[test]
fn of_one_prefix_the_users_route_wins_then_the_gateways_and_the_losers_are_invalid() {
    let learned = |more: &str| DESIGN.replace("routes = [\"192.168.0.0/16\"]", &format!("routes = [{more}]"));
    let by_gateway = analysis("", &learned("\"0.0.0.0/0\""));
    assert_eq!(taken(&by_gateway, "vm:near", "internet"), "VirtualNetworkGateway 0.0.0.0/0 VirtualNetworkGateway");
    let text = learned("\"0.0.0.0/0\"")
        .replace("prefix = \"10.240.8.0/24\"", "prefix = \"10.240.8.0/24\"\nroute-table = \"rt\"");
    let rows = route("out", "0.0.0.0/0", APPLIANCE);
    let by_user = analysis("", &format!("{text}{HUB_FIREWALL}[[route-table]]\nname = \"rt\"\nroutes = [{rows}]\n"));
    assert_eq!(taken(&by_user, "vm:near", "internet"), "User 0.0.0.0/0 VirtualAppliance");
    let subnet = by_user.plan().subnet_named("snet-vms").unwrap();
    let table = by_user.routes(subnet);
    let states: Vec<(String, bool)> = table
        .routes()
        .iter()
        .filter(|route| route.prefix.prefix() == 0)
        .map(|route| (route.source.to_string(), route.state == crate::engine::route::RouteState::Active))
        .collect();
    for (source, is_active) in [("Default", false), ("VirtualNetworkGateway", false), ("User", true)] {
        assert!(states.contains(&(source.to_owned(), is_active)), "{states:?}");
    }
}

#[test]
fn an_explicit_prefix_beats_a_service_tag_and_a_regional_tag_the_others() {
    let tags = "[service-tag]\nStorage = [\"20.150.0.0/15\"]\n\"Storage.WestEurope\" = [\"20.150.0.0/15\"]\nAzureCloud = [\"20.150.0.0/15\"]\n\"AzureCloud.westeurope\" = [\"20.150.0.0/15\"]\n";
    let winner = |rows: &str| {
        let analysis = routed("", "10.240.8.0/24", rows, tags);
        let trace = ask(&analysis, "vm:near", "20.150.1.1:443");
        let mut steps = trace.forward.hops.iter().flat_map(|hop| &hop.steps);
        let contest = steps.find_map(|step| step.contest.as_ref()?.contest.clone()).unwrap();
        let table = analysis.routes(analysis.plan().subnet_named("snet-vms").unwrap());
        // A tag's route is named after both: `regional (Storage.WestEurope)`.
        let name = &table.route(contest.winner.unwrap()).name;
        name.split(' ').next().unwrap().to_owned()
    };
    let order = [
        ("explicit", "20.150.0.0/15"),
        ("regional", "Storage.WestEurope"),
        ("top", "Storage"),
        ("cloud-region", "AzureCloud.westeurope"),
        ("cloud", "AzureCloud"),
    ];
    for first in 0..order.len() {
        // In whichever order they are written.
        let rows: String =
            order[first..].iter().rev().map(|(name, prefix)| route(name, prefix, "\"Internet\"")).collect();
        assert_eq!(winner(&rows), order[first].0);
    }
}

#[test]
fn a_private_endpoint_beats_every_user_route_unless_its_subnet_lets_tables_rule() {
    let to_endpoint = |policies: &str, prefix: &str| {
        let text = DESIGN
            .replace("prefix = \"10.240.0.0/22\"", "prefix = \"10.240.0.0/22\"\nroute-table = \"rt\"")
            .replace("prefix = \"10.240.8.0/24\"", &format!("prefix = \"10.240.8.0/24\"\n{policies}"));
        let rows = route("ruler", prefix, APPLIANCE);
        let analysis = analysis(
            "",
            &format!(
                "{text}{HUB_FIREWALL}[[private-endpoint]]\nname = \"pe\"\nip = \"10.240.8.50\"\nsubnet = \"snet-vms\"\n[[route-table]]\nname = \"rt\"\nroutes = [{rows}]\n"
            ),
        );
        taken(&analysis, "node:aks-system-0", "10.240.8.50:443")
    };
    let endpoint = "Default 10.240.8.50/32 InterfaceEndpoint";
    for prefix in ["10.240.0.0/16", "10.240.8.0/24", "0.0.0.0/0"] {
        assert_eq!(to_endpoint("", prefix), endpoint, "{prefix}");
        assert_eq!(to_endpoint("private-endpoint-policies = \"network-security-group\"", prefix), endpoint, "{prefix}");
    }
    for policies in ["route-table", "enabled"] {
        let key = format!("private-endpoint-policies = \"{policies}\"");
        assert_eq!(to_endpoint(&key, "10.240.0.0/16"), "User 10.240.0.0/16 VirtualAppliance", "{policies}");
        assert_eq!(to_endpoint(&key, "10.240.8.0/24"), "User 10.240.8.0/24 VirtualAppliance", "{policies}");
        // Shorter than the VNet's range.
        assert_eq!(to_endpoint(&key, "10.0.0.0/8"), endpoint, "{policies}");
        assert_eq!(to_endpoint(&key, "0.0.0.0/0"), endpoint, "{policies}");
    }
}

#[test]
fn a_peer_of_a_peer_is_reached_by_an_appliance_and_routes_on_both_sides_only() {
    let second = |table: &str| {
        format!(
            "[[vnet]]\nname = \"other\"\naddress-space = [\"10.50.0.0/16\"]\n[[vnet.subnet]]\nname = \"snet-other\"\nprefix = \"10.50.0.0/24\"\n{table}\
             [[vnet.peering]]\nremote = \"hub\"\nallow-forwarded-traffic = true\n[[vm]]\nname = \"third\"\nip = \"10.50.0.4\"\nsubnet = \"snet-other\"\n"
        )
    };
    let bare = analysis("", &format!("{DESIGN}{}", second("")));
    assert_eq!(ask(&bare, "vm:near", "vm:third").forward.disposition, Disposition::NullRouted);
    let there = route("there", "10.50.0.0/16", APPLIANCE);
    let back =
        format!("[[route-table]]\nname = \"rt-other\"\nroutes = [{}]\n", route("back", "10.240.0.0/16", APPLIANCE));
    let forwarded = |more: &str| {
        let text = DESIGN
            .replace("remote = \"hub\"", "allow-forwarded-traffic = true\nremote = \"hub\"")
            .replace("remote = \"spoke\"", "allow-forwarded-traffic = true\nremote = \"spoke\"")
            .replace("[[gateway]]", "[[vnet.peering]]\nremote = \"other\"\nallow-forwarded-traffic = true\n[[gateway]]")
            .replace("prefix = \"10.240.8.0/24\"", "prefix = \"10.240.8.0/24\"\nroute-table = \"rt\"");
        analysis("", &format!("{text}{HUB_FIREWALL}[[route-table]]\nname = \"rt\"\nroutes = [{there}]\n{more}"))
    };
    let one_side = forwarded(&second(""));
    let trace = ask(&one_side, "vm:near", "vm:third");
    assert_eq!(trace.forward.disposition, Disposition::Delivered, "{}", trace.forward.sentence);
    assert_eq!(trace.reply.as_ref().unwrap().disposition, Disposition::NullRouted, "the reply has no way");
    let both = forwarded(&format!("{}{back}", second("route-table = \"rt-other\"\n")));
    assert_eq!(ask(&both, "vm:near", "vm:third").reply.as_ref().unwrap().disposition, Disposition::Delivered);
}

#[test]
fn an_appliance_must_be_within_reach_and_its_nic_must_forward() {
    let by = |ip: &str, more: &str| {
        let rows = route("out", "0.0.0.0/0", &format!("\"VirtualAppliance\", next-hop-ip = \"{ip}\""));
        let analysis = routed("", "10.240.8.0/24", &rows, more);
        ask(&analysis, "vm:near", "internet").forward.disposition
    };
    assert_eq!(by("10.99.0.4", ""), Disposition::NullRouted);
    let machine = |keys: &str| format!("[[vm]]\nname = \"nva\"\nip = \"10.240.0.90\"\nsubnet = \"snet-nodes\"\n{keys}");
    assert_eq!(by("10.240.0.90", &machine("")), Disposition::DeniedIpForwarding);
    assert_eq!(by("10.240.0.90", &machine("ip-forwarding = true\n")), Disposition::DeniedIpForwarding);
    assert!(by("10.240.0.90", &machine("ip-forwarding = true\nforwards = true\n")) != Disposition::DeniedIpForwarding);
}

#[test]
fn a_default_route_to_a_firewall_breaks_what_comes_in_to_a_public_address() {
    let rows = route("out", "0.0.0.0/0", APPLIANCE);
    let text = DESIGN
        .replace("ip = \"10.240.8.4\"", "ip = \"10.240.8.4\"\npublic-ip = \"20.80.0.1\"")
        .replace("prefix = \"10.240.8.0/24\"", "prefix = \"10.240.8.0/24\"\nroute-table = \"rt\"");
    let analysis = analysis("", &format!("{text}{HUB_FIREWALL}[[route-table]]\nname = \"rt\"\nroutes = [{rows}]\n"));
    let trace = ask(&analysis, "internet", "20.80.0.1:443");
    assert_eq!(trace.forward.disposition, Disposition::Delivered);
    assert_eq!(trace.reply.as_ref().unwrap().disposition, Disposition::AsymmetricDrop);
}

#[test]
fn a_route_to_a_vpn_gateway_comes_before_a_nat_gateway_too() {
    let gated = |text: &str| {
        text.replace("prefix = \"10.240.0.0/22\"", "prefix = \"10.240.0.0/22\"\nnat-gateway = \"ng\"")
            + "[[nat-gateway]]\nname = \"ng\"\npublic-ips = [\"20.60.0.10\"]\n"
    };
    let last = |text: &str| {
        let trace = ask(&analysis("", text), "pod:web-0", "internet");
        trace.forward.hops.last().unwrap().place.clone()
    };
    assert_eq!(last(&gated(DESIGN)), "198.51.100.10");
    // By a user's route, and by one that the gateway has learned.
    let table = format!(
        "[[route-table]]\nname = \"rt\"\nroutes = [{}]\n",
        route("out", "0.0.0.0/0", "\"VirtualNetworkGateway\"")
    );
    let by_user = gated(DESIGN).replace("nat-gateway = \"ng\"", "nat-gateway = \"ng\"\nroute-table = \"rt\"") + &table;
    assert_eq!(last(&by_user), "vpngw");
    assert_eq!(last(&gated(&DESIGN.replace("routes = [\"192.168.0.0/16\"]", "routes = [\"0.0.0.0/0\"]"))), "vpngw");
}

#[test]
fn a_nat_gateway_acts_by_subnet_so_that_pods_and_their_nodes_may_have_different_ones() {
    let text = DESIGN
        .replace("prefix = \"10.240.0.0/22\"", "prefix = \"10.240.0.0/22\"\nnat-gateway = \"of-nodes\"")
        .replace("prefix = \"10.240.4.0/22\"", "prefix = \"10.240.4.0/22\"\nnat-gateway = \"of-pods\"")
        + "[[nat-gateway]]\nname = \"of-nodes\"\npublic-ips = [\"20.60.0.1\"]\n[[nat-gateway]]\nname = \"of-pods\"\npublic-ips = [\"20.60.0.2\"]\n";
    let analysis = analysis("model = \"azure-cni-pod-subnet\"", &text);
    for (from, seen) in [("pod:web-0", "20.60.0.2"), ("node:aks-system-0", "20.60.0.1")] {
        assert_eq!(shown(ask(&analysis, from, "internet").source_seen.unwrap()), seen, "{from}");
    }
}

#[test]
fn a_secondary_address_of_a_node_has_no_outbound_rule() {
    // A node subnet whose agent spares the internet: the pod's own address comes to the load balancer.
    let analysis = analysis("model = \"azure-cni-node-subnet\"\nnon-masquerade-cidrs = [\"0.0.0.0/0\"]", DESIGN);
    let trace = ask(&analysis, "pod:web-0", "internet");
    assert_eq!(trace.forward.disposition, Disposition::NoOutboundSnat, "{}", trace.forward.sentence);
    assert!(trace.forward.sentence.contains("secondary address"), "{}", trace.forward.sentence);
}

#[test]
fn azure_firewall_translates_towards_public_addresses_only() {
    let rows = ["0.0.0.0/0", "192.168.0.0/16", "100.64.0.0/10"]
        .map(|prefix| route(&prefix.replace(['.', '/'], "-"), prefix, APPLIANCE));
    let analysis = routed("", "10.240.8.0/24", &rows.concat(), HUB_FIREWALL);
    let seen = |to: &str| {
        let trace = ask(&analysis, "vm:near", to);
        let firewall = trace.forward.hops.iter().find(|hop| hop.place == "azfw").unwrap();
        shown(firewall.packet.src)
    };
    assert_eq!(seen("internet"), "20.70.0.10");
    assert_eq!(seen("onprem:office"), "10.240.8.4");
    assert_eq!(seen("100.64.1.1:443"), "10.240.8.4");
}

#[test]
fn a_machine_whose_default_route_leads_to_an_appliance_sends_packets_for_pods_there() {
    let rows = route("out", "0.0.0.0/0", APPLIANCE);
    for model in ["azure-cni-overlay", "kubenet"] {
        let analysis = routed(&format!("model = \"{model}\""), "10.240.8.0/24", &rows, HUB_FIREWALL);
        let trace = ask(&analysis, "vm:near", "pod:web-0");
        assert_eq!(trace.forward.hops[1].place, "azfw", "{model}");
        assert_eq!(trace.forward.disposition, Disposition::NullRouted, "{model}: {}", trace.forward.sentence);
    }
}

#[test]
fn the_way_to_a_public_api_server_is_the_outbound_types() {
    let gateway = DESIGN.replace("prefix = \"10.240.0.0/22\"", "prefix = \"10.240.0.0/22\"\nnat-gateway = \"ng\"")
        + "[[nat-gateway]]\nname = \"ng\"\npublic-ips = [\"20.60.0.10\"]\n";
    let firewall = DESIGN.replace("prefix = \"10.240.0.0/22\"", "prefix = \"10.240.0.0/22\"\nroute-table = \"rt\"")
        + HUB_FIREWALL
        + &format!("[[route-table]]\nname = \"rt\"\nroutes = [{}]\n", route("out", "0.0.0.0/0", APPLIANCE));
    for (outbound, text, seen) in [
        ("loadBalancer", DESIGN, "20.50.0.10"),
        ("userAssignedNATGateway", &*gateway, "20.60.0.10"),
        ("userDefinedRouting", &*firewall, "20.70.0.10"),
    ] {
        let analysis = analysis(&format!("outbound-type = \"{outbound}\""), text);
        for to in ["api-server", "10.0.0.1:443"] {
            let trace = ask(&analysis, "pod:web-0", to);
            assert_eq!(
                trace.source_seen.map(shown).as_deref(),
                Some(seen),
                "{outbound} to {to}: {}",
                trace.forward.sentence
            );
        }
    }
    let blocked =
        analysis("outbound-type = \"block\"", &DESIGN.replace("name = \"spoke\"", "name = \"spoke\"\nmanaged = true"));
    assert_eq!(ask(&blocked, "pod:web-0", "api-server").forward.disposition, Disposition::DeniedNsgOut);
}
