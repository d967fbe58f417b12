//! IPv6: nodes and pods have no IPv6 address that is known here, and none is made of an IPv4 one. Deliberately small: a
//! design's IPv6 is checked by its findings.

use super::*;

const DUAL: &str = r#"
ip-families = ["ipv4", "ipv6"]
pod-cidr-v6 = "fd00:1::/64"
service-cidr-v6 = "fd00:2::/108"
[[node-pool]]
name = "system"
count = 2
subnet = "nodes"
[[vnet]]
name = "v"
address-space = ["10.240.0.0/16", "fd00:10::/48"]
[[vnet.subnet]]
name = "nodes"
prefix = "10.240.0.0/22"
prefix-v6 = "fd00:10::/64"
[[vnet.subnet]]
name = "vms"
prefix = "10.240.8.0/24"
prefix-v6 = "fd00:10:0:1::/64"
[[vm]]
name = "six"
ip = "fd00:10:0:1::4"
subnet = "vms"
[[vm]]
name = "other"
ip = "fd00:10:0:1::5"
subnet = "vms"
[[workload]]
name = "web"
labels = { app = "web" }
ports = [{ name = "http", port = 8080 }]
[[service]]
name = "inner"
type = "LoadBalancer"
internal = true
selector = { app = "web" }
load-balancer-ip = "fd00:10::77"
ports = [{ port = 80, target-port = "http", node-port = 30080 }]
[[service]]
name = "open"
type = "LoadBalancer"
selector = { app = "web" }
load-balancer-ip = "2001:db8::20"
ports = [{ port = 80, target-port = "http", node-port = 30081 }]
"#;

#[test]
fn no_address_of_one_family_becomes_one_of_the_other() {
    let analysis = analysis("", DUAL);
    assert!(ask(&analysis, "vm:six", "vm:other").forward.disposition.is_good(), "within the VNet it is routed");
    for (from, to, told) in [
        // An internal load balancer of IPv6 has no floating IP.
        ("vm:six", "lb:inner", "The IPv6 address of node aks-system-0"),
        ("internet:[2001:db8::9]", "lb:open", "an address of the other family"),
        ("vm:six", "internet:[2001:db8::9]", "tell of IPv4"),
        ("pod:web", "lb:open", "of different address families"),
    ] {
        let trace = ask(&analysis, from, to);
        assert_eq!(trace.forward.disposition, Disposition::InsufficientInfo, "{from} to {to}");
        assert!(trace.forward.sentence.contains(told), "{from} to {to}: {}", trace.forward.sentence);
        assert_eq!(trace.forward.translations, [], "{from} to {to}");
    }
}
