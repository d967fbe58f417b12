//! A default route to a firewall: through it and back, and round and round. Deliberately one firewall.

use super::*;

#[test]
fn a_packet_to_the_internet_passes_the_firewall_and_its_reply_too() {
    let analysis = analysis("outbound-type = \"userDefinedRouting\"", FIREWALL);
    let trace = ask(&analysis, "pod:web-0", "internet:443");
    let places: Vec<&str> = trace.forward.hops.iter().map(|hop| hop.place.as_str()).collect();
    assert_eq!(places, ["default/web-0", "aks-system-0", "azfw", "198.51.100.10"]);
    let wheres: Vec<&str> = trace.forward.translations.iter().map(|t| t.place.as_str()).collect();
    assert_eq!(wheres, ["node:aks-system-0 IP-MASQ-AGENT", "firewall:azfw"]);
    assert_eq!(trace.source_seen.map(shown).as_deref(), Some("20.70.0.10"));
    assert_eq!(trace.forward.decided_by, Decision::new("firewall-rule", "web"));
    let route = trace.forward.route.as_ref().unwrap();
    assert_eq!((route.subnet.as_str(), route.next_hop_type), ("snet-nodes", NextHopType::VirtualAppliance));
    let reply = trace.reply.as_ref().unwrap();
    let places: Vec<&str> = reply.hops.iter().map(|hop| hop.place.as_str()).collect();
    assert_eq!(places, ["198.51.100.10", "azfw", "aks-system-0", "default/web-0"]);
    assert_eq!(reply.disposition, Disposition::Delivered);
    for (to, disposition, kind) in [
        ("internet:203.0.113.9:443", Disposition::DeniedFirewall, "firewall-rule"),
        ("internet:22", Disposition::DeniedFirewall, "firewall-default"),
    ] {
        let trace = ask(&analysis, "pod:web-0", to);
        assert_eq!((trace.forward.disposition, trace.forward.decided_by.kind), (disposition, kind), "{to}");
        assert!(trace.reply.is_none() && trace.source_seen.is_none());
    }
}

#[test]
fn a_firewall_whose_own_route_leads_back_to_it_is_a_loop() {
    let text = FIREWALL.replace("prefix = \"10.100.0.0/26\"", "prefix = \"10.100.0.0/26\"\nroute-table = \"rt\"");
    let trace = ask(&analysis("outbound-type = \"userDefinedRouting\"", &text), "pod:web-0", "internet:443");
    assert_eq!(trace.forward.disposition, Disposition::Loop);
    assert_eq!(trace.forward.decided_by, Decision::new("route", "0.0.0.0/0"));
}

/// The notes about appliances that one direction alone passes.
fn one_way(analysis: &Analysis, from: &str, to: &str) -> (Disposition, Vec<String>) {
    let trace = ask(analysis, from, to);
    let notes = trace.notes.iter().filter(|note| note.contains("passes") && note.contains("not"));
    let back = trace.reply.as_ref().map_or(trace.forward.disposition, |reply| reply.disposition);
    (back, notes.map(|note| note.split(':').next().unwrap().to_owned()).collect())
}

#[test]
fn an_appliance_that_only_one_direction_passes_is_named() {
    let route = |prefix: &str| {
        format!(
            "{{ name = \"x\", prefix = \"{prefix}\", next-hop = \"VirtualAppliance\", next-hop-ip = \"10.100.0.4\" }}"
        )
    };
    let text = DESIGN.to_owned()
        + "[[firewall]]\nname = \"nva\"\nkind = \"appliance\"\nvnet = \"hub\"\nprivate-ip = \"10.100.0.4\"\n";
    let with = |subnet: &str, prefix: &str| {
        let text =
            text.replace(&format!("prefix = \"{subnet}\""), &format!("prefix = \"{subnet}\"\nroute-table = \"rt\""));
        let text = text.replace("remote = ", "allow-forwarded-traffic = true\nremote = ");
        analysis("", &format!("{text}[[route-table]]\nname = \"rt\"\nroutes = [{}]\n", route(prefix)))
    };
    let there = with("10.240.0.0/22", "10.240.8.0/24");
    let request = "The request passes nva and its reply does not".to_owned();
    assert_eq!(one_way(&there, "node:aks-system-0", "vm:near"), (Disposition::Delivered, vec![request]));
    let reply = "The reply passes nva and its request did not".to_owned();
    assert_eq!(one_way(&there, "vm:near", "node:aks-system-0"), (Disposition::Delivered, vec![reply]));
    // Both ways by it, or none: nothing to say.
    assert_eq!(one_way(&there, "node:aks-system-0", "node:aks-system-1"), (Disposition::Delivered, Vec::new()));
    let both = text.replace("prefix = \"10.240.0.0/22\"", "prefix = \"10.240.0.0/22\"\nroute-table = \"rt\"");
    let both = both.replace("prefix = \"10.240.8.0/24\"", "prefix = \"10.240.8.0/24\"\nroute-table = \"rt\"");
    let both = both.replace("remote = ", "allow-forwarded-traffic = true\nremote = ");
    let both = analysis("", &format!("{both}[[route-table]]\nname = \"rt\"\nroutes = [{}]\n", route("10.240.0.0/16")));
    let places: Vec<String> =
        ask(&both, "vm:near", "node:aks-system-0").forward.hops.iter().map(|hop| hop.place.clone()).collect();
    assert_eq!(places, ["near", "nva", "aks-system-0"]);
    assert_eq!(one_way(&both, "vm:near", "node:aks-system-0"), (Disposition::Delivered, Vec::new()));
}

#[test]
fn a_machine_that_forwards_one_direction_alone_is_named_too() {
    let text = DESIGN
        .replace("name = \"near\"", "name = \"near\"\nip-forwarding = true\nforwards = true")
        .replace("prefix = \"10.240.0.0/22\"", "prefix = \"10.240.0.0/22\"\nroute-table = \"rt\"")
        + "[[route-table]]\nname = \"rt\"\nroutes = [{ name = \"x\", prefix = \"10.100.0.0/16\", next-hop = \"VirtualAppliance\", next-hop-ip = \"10.240.8.4\" }]\n";
    let text = text.replace("remote = ", "allow-forwarded-traffic = true\nremote = ");
    let analysis = analysis("", &text);
    let (back, notes) = one_way(&analysis, "node:aks-system-0", "vm:far");
    assert_eq!(
        (back, notes),
        (Disposition::Delivered, vec!["The request passes near and its reply does not".to_owned()])
    );
}
