//! Which machines a load balancer could pick for a packet: what `lb_selects` may name. Deliberately does not ask their
//! health probes: a question may be about the time before the load balancer knows.

use super::front::{Front, private, public};
use super::walker::Place;
use super::{PlaceKind, Trace, World};

/// The names of the machines behind the load balancer that a packet is sent to; empty: it is sent to none.
pub fn backends(world: &World<'_>, trace: &Trace) -> Vec<String> {
    let address = trace.flow.dst;
    let is_front = |hop: &super::Hop| hop.kind == PlaceKind::LoadBalancer && hop.address == Some(address);
    // Inside of the cluster a node answers in the load balancer's place.
    if !trace.forward.hops.iter().any(is_front) {
        return Vec::new();
    }
    let scenario = world.plan.scenario();
    match public(world, address).or_else(|| private(world, address)) {
        Some(Place::Balancer(Front::Service(_))) => {
            world.inventory.nodes().map(|node| world.inventory.node_name(node)).collect()
        }
        Some(Place::Balancer(Front::Plain(place))) => {
            scenario.load_balancers[place].backends.iter().flatten().map(ToString::to_string).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::engine::Analysis;
    use crate::engine::trace::Question;
    use crate::scenario::read::read;

    const DESIGN: &str = r#"
        [cluster]
        [[node-pool]]
        name = "system"
        count = 2
        [[vnet]]
        name = "net"
        address-space = ["10.1.0.0/16"]
        [[vnet.subnet]]
        name = "nodes"
        prefix = "10.1.0.0/24"
        [[vm]]
        name = "one"
        subnet = "nodes"
        ip = "10.1.0.200"
        [[vm]]
        name = "two"
        subnet = "nodes"
        ip = "10.1.0.201"
        [[load-balancer]]
        name = "lb"
        type = "internal"
        frontend = "10.1.0.100"
        backends = ["two"]
        [[workload]]
        name = "web"
        labels = { app = "web" }
        [[service]]
        name = "shop"
        type = "LoadBalancer"
        load-balancer-ip = "20.1.2.3"
        selector = { app = "web" }
        ports = [{ port = 80 }]
    "#;

    #[test]
    fn what_a_load_balancer_could_pick_are_its_backends_or_all_nodes() {
        let analysis = Analysis::new(Arc::new(read(DESIGN).scenario));
        let cases: [(&str, &str, &[&str]); 4] = [
            ("internet", "20.1.2.3:80", &["aks-system-0", "aks-system-1"]),
            ("vm:one", "10.1.0.100:80", &["two"]),
            ("vm:one", "vm:two:80", &[]),
            ("internet", "vm:two:80", &[]),
        ];
        for (from, to, expected) in cases {
            let question = Question::new(from.parse().unwrap(), to.parse().unwrap());
            let trace = analysis.trace(&question).unwrap();
            assert_eq!(analysis.backends(&trace), expected, "{from} to {to}: {trace:#?}");
        }
    }
}
