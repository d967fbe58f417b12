//! Who sees whom, for every model, both ways: the table of sources, cell by cell. Deliberately one design, of which only
//! the model changes.

use super::*;

#[test]
fn the_source_that_each_end_sees_is_as_the_pages_say() {
    // Columns: pod of the same node, pod of another, machine in the VNet, in a peer, on premises, the internet,
    // another node, a Service.
    let ends = [
        ("pod:web-2", "delivered pod delivered", "delivered pod delivered", "delivered pod delivered"),
        ("pod:web-1", "delivered pod delivered", "delivered pod delivered", "delivered pod delivered"),
        ("vm:near", "delivered node delivered", "delivered pod delivered", "delivered pod delivered"),
        ("vm:far", "delivered node delivered", "delivered node delivered", "delivered pod delivered"),
        ("onprem:office", "delivered node delivered", "delivered node delivered", "delivered pod delivered"),
        (
            "internet",
            "exits-network public delivered",
            "exits-network public delivered",
            "exits-network public delivered",
        ),
        ("node:aks-system-1", "delivered node delivered", "delivered pod delivered", "delivered pod delivered"),
        ("node:aks-system-0", "delivered pod delivered", "delivered pod delivered", "delivered pod delivered"),
        ("svc:web", "delivered pod delivered", "delivered pod delivered", "delivered pod delivered"),
    ];
    for (name, cluster) in MODELS {
        let analysis = analysis(cluster, DESIGN);
        for (end, private, node_subnet, pod_subnet) in ends {
            let expected = match name.split(' ').next().unwrap() {
                "kubenet" | "overlay" => private,
                "node-subnet" => node_subnet,
                _ => pod_subnet,
            };
            let trace = ask(&analysis, "pod:web-0", end);
            assert_eq!(summary(&analysis, &trace), expected, "{name}: pod to {end}\n{:#?}", trace.forward);
        }
    }
}

#[test]
fn who_reaches_a_pod_from_outside_depends_on_the_model() {
    for (name, cluster) in MODELS {
        let analysis = analysis(cluster, DESIGN);
        let is_flat = !name.starts_with("kubenet") && !name.starts_with("overlay");
        for from in ["vm:near", "vm:far", "onprem:office"] {
            let trace = ask(&analysis, from, "pod:web-1");
            let expected = if is_flat { "delivered own delivered" } else { "null-routed - -" };
            assert_eq!(summary(&analysis, &trace), expected, "{name}: {from} to pod");
        }
        for (from, to, expected) in [
            ("node:aks-system-0", "pod:web-0", "delivered node delivered"),
            ("node:aks-system-0", "pod:web-1", "delivered node delivered"),
            ("node:aks-system-0", "vm:near", "delivered node delivered"),
            ("node:aks-system-0", "onprem:office", "delivered node delivered"),
            ("node:aks-system-0", "internet", "exits-network public delivered"),
            ("node:aks-system-0", "svc:web", "delivered node delivered"),
            ("vm:near", "node:aks-system-0", "delivered own delivered"),
            ("onprem:office", "node:aks-system-1", "delivered own delivered"),
            ("vm:near", "svc:web", "null-routed - -"),
            ("internet", "pod:web-0", "null-routed - -"),
        ] {
            let trace = ask(&analysis, from, to);
            assert_eq!(summary(&analysis, &trace), expected, "{name}: {from} to {to}");
        }
    }
}

#[test]
fn what_a_pod_starts_works_and_what_the_outside_starts_depends_on_the_model() {
    // Pods have addresses of the VNet with a node subnet and a pod subnet: there both sides may start.
    for (name, cluster) in MODELS {
        let analysis = analysis(cluster, DESIGN);
        let both_ways = !name.starts_with("kubenet") && !name.starts_with("overlay");
        for end in ["vm:near", "vm:far", "onprem:office"] {
            let started = ask(&analysis, "pod:web-0", end);
            let answered = started.reply.as_ref().map(|reply| reply.disposition);
            assert_eq!(answered, Some(Disposition::Delivered), "{name}: pod to {end} and back");
            let from_outside = ask(&analysis, end, "pod:web-0").forward.disposition;
            assert_eq!(from_outside == Disposition::Delivered, both_ways, "{name}: {end} to pod");
        }
    }
}
