//! The header of a packet as it leaves each hop, and which of its fields were rewritten there. It follows from the hops
//! alone.

use crate::engine::trace::{Hop, PlaceKind, StepKind, Walk, has_ports, shown};
use crate::net::Flow;

/// One field of the header at one hop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its text; `*` for a port that nobody knows.
    pub text: String,
    /// Was it rewritten here?
    pub is_rewritten: bool,
}

/// The header as it leaves a hop: source, source port, destination, destination port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The source address.
    pub src: Field,
    /// The source port; empty where the protocol has none.
    pub src_port: Field,
    /// The destination address.
    pub dst: Field,
    /// The destination port; empty where the protocol has none.
    pub dst_port: Field,
}

/// The names of the fields, as [`Header::fields`] lists them.
pub const NAMES: [&str; 4] = ["src IP", "src port", "dst IP", "dst port"];

impl Header {
    /// The fields in the order of their names.
    pub fn fields(&self) -> [&Field; 4] {
        [&self.src, &self.src_port, &self.dst, &self.dst_port]
    }

    /// `» 10.240.0.7:*`, the source with its port.
    pub fn source(&self) -> String {
        joined(&self.src, &self.src_port)
    }

    /// `198.51.100.20:443`, the destination with its port.
    pub fn destination(&self) -> String {
        joined(&self.dst, &self.dst_port)
    }
}

fn joined(address: &Field, port: &Field) -> String {
    let mark = if address.is_rewritten || port.is_rewritten { "» " } else { "" };
    let address = if address.text.contains(':') { format!("[{}]", address.text) } else { address.text.clone() };
    match port.text.as_str() {
        "" => format!("{mark}{address}"),
        port => format!("{mark}{address}:{port}"),
    }
}

/// The headers of a walk, hop by hop.
pub fn headers(walk: &Walk) -> Vec<Header> {
    let mut before: Option<Flow> = None;
    walk.hops
        .iter()
        .map(|hop| {
            let header = header(hop.packet, before.unwrap_or(hop.packet));
            before = Some(hop.packet);
            header
        })
        .collect()
}

fn header(now: Flow, before: Flow) -> Header {
    let port = |port: Option<u16>| match port {
        _ if !has_ports(now.protocol) => String::new(),
        Some(port) => port.to_string(),
        None => "*".to_owned(),
    };
    let field = |text: String, is_rewritten: bool| Field { text, is_rewritten };
    let (source, destination) = (now.src != before.src, now.dst != before.dst);
    Header {
        src: field(shown(now.src), source),
        // A new source brings a port that the translator chose, even where both are written `*`.
        src_port: field(port(now.src_port), now.src_port != before.src_port || (source && has_ports(now.protocol))),
        dst: field(shown(now.dst), destination),
        dst_port: field(port(now.dst_port), now.dst_port != before.dst_port),
    }
}

/// The kind of a place, in capitals, as its box is titled.
pub fn kind(hop: &Hop) -> &'static str {
    match hop.kind {
        PlaceKind::Pod => "POD",
        PlaceKind::Node => "NODE",
        PlaceKind::Vm => "VM",
        PlaceKind::Subnet => "SUBNET",
        PlaceKind::Gateway => "GATEWAY",
        PlaceKind::Firewall => "FIREWALL",
        PlaceKind::NatGateway => "NAT GATEWAY",
        PlaceKind::LoadBalancer => "LOAD BALANCER",
        PlaceKind::OnPremises => "ON PREMISES",
        PlaceKind::Internet => "INTERNET",
        PlaceKind::Other => "FAR END",
    }
}

/// The same where it has little room.
pub fn short_kind(hop: &Hop) -> &'static str {
    match hop.kind {
        PlaceKind::NatGateway => "NAT GW",
        PlaceKind::LoadBalancer => "LB",
        PlaceKind::OnPremises => "SITE",
        _ => kind(hop),
    }
}

/// What happens at a hop, in a word or two.
pub fn action(hop: &Hop, header: &Header) -> &'static str {
    let has = |kind: StepKind| hop.steps.iter().any(|step| step.kind == kind);
    let source = header.src.is_rewritten || header.src_port.is_rewritten;
    let destination = header.dst.is_rewritten || header.dst_port.is_rewritten;
    match () {
        () if has(StepKind::Drop) => "DROPS it",
        () if source && destination => "SNAT and DNAT",
        () if source => "SNAT",
        () if destination => "DNAT",
        () if has(StepKind::Deliver) => "receives",
        () if has(StepKind::Originate) => "sends",
        () if has(StepKind::Filter) => "checks, forwards",
        () => "forwards",
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{flow, walk};
    use super::*;
    use crate::net::Protocol;

    #[test]
    fn only_what_was_rewritten_is_marked() {
        let walk = walk();
        let headers = headers(&walk);
        let shown: Vec<(String, String, &str)> = headers
            .iter()
            .zip(&walk.hops)
            .map(|(header, hop)| (header.source(), header.destination(), action(hop, header)))
            .collect();
        let to = "198.51.100.20:443";
        let expected = [
            ("10.244.3.17:*", to, "sends"),
            ("» 10.240.0.7:*", to, "SNAT"),
            ("» 203.0.113.7:*", to, "SNAT"),
            ("203.0.113.7:*", to, "receives"),
        ];
        assert_eq!(shown.len(), expected.len());
        for (shown, expected) in shown.iter().zip(expected) {
            assert_eq!((shown.0.as_str(), shown.1.as_str(), shown.2), expected);
        }
    }

    #[test]
    fn icmp_has_no_ports_and_ipv6_stands_in_brackets() {
        let mut packet = flow("fd00::1", 0, "fd00::2", 0);
        assert_eq!(header(packet, packet).source(), "[fd00::1]:*");
        packet.protocol = Protocol::Icmp;
        assert_eq!(header(packet, packet).source(), "[fd00::1]");
    }
}
