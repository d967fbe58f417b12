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
