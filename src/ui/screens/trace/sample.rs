//! A walk to test the words and the drawing of a trace with. It is no answer of the engine's.

use crate::engine::trace::{Decision, Disposition, Hop, PlaceKind, Step, StepKind, Walk};
use crate::net::{Flow, Protocol};

/// A flow from `src:port` to `dst:port`; port 0 is one that nobody knows.
pub fn flow(src: &str, src_port: u16, dst: &str, dst_port: u16) -> Flow {
    Flow {
        src: src.parse().expect("an address"),
        src_port: (src_port != 0).then_some(src_port),
        dst: dst.parse().expect("an address"),
        dst_port: (dst_port != 0).then_some(dst_port),
        protocol: Protocol::Tcp,
    }
}

/// A hop with one step.
pub fn hop(kind: PlaceKind, place: &str, step: StepKind, detail: &str, packet: Flow) -> Hop {
    let step = Step { kind: step, detail: detail.to_owned(), rule: None, contest: None, source: None };
    Hop {
        kind,
        place: place.to_owned(),
        address: Some(packet.src),
        device: "eth0".to_owned(),
        steps: vec![step],
        packet,
    }
}

/// A pod that reaches the internet through its node and a firewall, each of which translates.
pub fn walk() -> Walk {
    let hops = vec![
        hop(
            PlaceKind::Pod,
            "default/web-0",
            StepKind::Originate,
            "the pod sends",
            flow("10.244.3.17", 0, "198.51.100.20", 443),
        ),
        hop(
            PlaceKind::Node,
            "aks-system-7",
            StepKind::Translate,
            "198.51.100.20 is outside of what the node leaves alone: it takes the node's address",
            flow("10.240.0.7", 0, "198.51.100.20", 443),
        ),
        hop(PlaceKind::Firewall, "azfw", StepKind::Translate, "SNAT", flow("203.0.113.7", 0, "198.51.100.20", 443)),
        hop(
            PlaceKind::Internet,
            "198.51.100.20",
            StepKind::Deliver,
            "it arrives",
            flow("203.0.113.7", 0, "198.51.100.20", 443),
        ),
    ];
    Walk {
        disposition: Disposition::ExitsNetwork,
        sentence: "the packet leaves as 203.0.113.7".to_owned(),
        hops,
        translations: Vec::new(),
        route: None,
        nsg_checks: Vec::new(),
        decided_by: Decision { kind: "none", name: None, priority: None, direction: None, level: None, nsg: None },
    }
}
