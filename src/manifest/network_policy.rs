//! NetworkPolicies, as the API server reads them: what is implied is filled in here. Deliberately decides nothing about
//! any pod.

use std::sync::Arc;

use super::model::{Block, Namespaces, NetworkPolicy, Peer, Place, PortMatch, PortRule, Rule};
use super::reader::Reader;
use super::selector::{self, Selector};
use super::workload::protocol;
use crate::net::{Cidr, CidrError};

/// A direction of `policyTypes`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Ingress,
    Egress,
}

/// A NetworkPolicy.
pub(super) fn read(root: &Reader<'_>, namespace: Arc<str>, name: Arc<str>, place: Place) -> Option<NetworkPolicy> {
    const TYPES: [(&str, Direction); 2] = [("Ingress", Direction::Ingress), ("Egress", Direction::Egress)];
    let spec = root.get("spec");
    let Some(spec) = spec else {
        // Without a spec it selects every pod and lets nothing in.
        let (pods, ingress) = (Selector::default(), Some(Vec::new()));
        return Some(NetworkPolicy { namespace, name, place, pods, ingress, egress: None, unused: Vec::new() });
    };
    spec.known(&["podSelector", "policyTypes", "ingress", "egress"]);
    let pods = spec.get("podSelector").map_or(Some(Selector::default()), |pods| selector::read(&pods))?;
    let types: Vec<Direction> =
        spec.list("policyTypes")?.iter().map(|word| word.choice(&TYPES)).collect::<Option<_>>()?;
    let ingress = rules(&spec, "ingress", "from")?;
    let egress = rules(&spec, "egress", "to")?;
    // Left out, the types are ingress, and egress if there is a rule for it.
    let (is_ingress, is_egress) = if types.is_empty() {
        (true, !egress.is_empty())
    } else {
        (types.contains(&Direction::Ingress), types.contains(&Direction::Egress))
    };
    let unused = [("ingress", is_ingress, &ingress), ("egress", is_egress, &egress)];
    let unused = unused.into_iter().filter(|(_, is_used, rules)| !is_used && !rules.is_empty());
    Some(NetworkPolicy {
        namespace,
        name,
        place,
        pods,
        unused: unused.map(|(direction, ..)| direction).collect(),
        ingress: is_ingress.then_some(ingress),
        egress: is_egress.then_some(egress),
    })
}

fn rules(spec: &Reader<'_>, direction: &str, peers: &'static str) -> Option<Vec<Rule>> {
    let rule = |rule: &Reader<'_>| {
        let line = rule.line();
        rule.known(&[peers, "ports"]);
        let peers = rule.list(peers)?.iter().map(peer).collect::<Option<_>>()?;
        let ports = rule.list("ports")?.iter().map(port).collect::<Option<_>>()?;
        Some(Rule { line, peers, ports })
    };
    spec.list(direction)?.iter().map(rule).collect()
}

fn peer(peer: &Reader<'_>) -> Option<Peer> {
    peer.known(&["podSelector", "namespaceSelector", "ipBlock"]);
    let select = |key: &str| peer.get(key).map(|reader| selector::read(&reader).ok_or(())).transpose().ok();
    let (pods, namespaces) = (select("podSelector")?, select("namespaceSelector")?);
    match (peer.get("ipBlock"), pods, namespaces) {
        (Some(block), None, None) => read_block(&block).map(Peer::Block),
        (Some(_), ..) => {
            peer.error("bad-peer", "ipBlock cannot stand together with a selector; write two peers");
            None
        }
        (None, None, None) => {
            peer.error("bad-peer", "a peer needs podSelector, namespaceSelector or ipBlock");
            None
        }
        (None, pods, namespaces) => Some(Peer::Pods {
            namespaces: namespaces.map_or(Namespaces::Own, Namespaces::Matching),
            pods: pods.unwrap_or_default(),
        }),
    }
}

fn read_block(block: &Reader<'_>) -> Option<Block> {
    block.known(&["cidr", "except"]);
    let range = cidr(&block.required("cidr")?)?;
    let holes = block.list("except")?;
    let mut except = Vec::with_capacity(holes.len());
    for hole in holes {
        let inner = cidr(&hole)?;
        let wrong = match () {
            () if inner == range => Some(format!("{inner} is the whole block: an exception must be strictly smaller")),
            () if !range.covers(inner) => Some(format!("{inner} is no part of {range}")),
            () => None,
        };
        if let Some(wrong) = wrong {
            hole.error("bad-block", wrong);
            return None;
        }
        except.push(inner);
    }
    Some(Block { cidr: range, except })
}

/// A network; one with host bits is accepted, as Kubernetes does, with a note.
pub(super) fn cidr(reader: &Reader<'_>) -> Option<Cidr> {
    let text = reader.text()?;
    match text.parse::<Cidr>() {
        Ok(cidr) => Some(cidr),
        Err(CidrError::HostBits { suggested, .. }) => {
            reader.warn("host-bits", format!("{text} has host bits set; Kubernetes reads it as {suggested}"));
            Some(suggested)
        }
        Err(error) => {
            reader.error("bad-cidr", error);
            None
        }
    }
}

fn port(port: &Reader<'_>) -> Option<PortRule> {
    port.known(&["protocol", "port", "endPort"]);
    let protocol = Some(protocol(port)?);
    let (number, end) = (port.get("port"), port.get("endPort"));
    let port = match (number, end) {
        (None, None) => PortMatch::All,
        (Some(number), None) if number.is_number() => number.port().map(|number| PortMatch::Range(number, number))?,
        (Some(number), Some(end)) if number.is_number() => {
            let (first, last) = (number.port()?, end.port()?);
            if last < first {
                end.error("bad-port", format!("endPort {last} is below port {first}"));
                return None;
            }
            PortMatch::Range(first, last)
        }
        (Some(name), None) => PortMatch::Name(port_name(&name)?),
        (_, Some(end)) => {
            end.error("bad-port", "endPort needs a port that is a number");
            return None;
        }
    };
    Some(PortRule { protocol, port })
}

/// The name of a port: letters, digits and hyphens, with a letter at least.
pub(super) fn port_name(reader: &Reader<'_>) -> Option<Arc<str>> {
    const CHARS_MAX: usize = 15;
    let name = reader.text()?;
    let is_name = !name.is_empty()
        && name.len() <= CHARS_MAX
        && name.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-')
        && name.bytes().any(|sign| sign.is_ascii_lowercase());
    if is_name {
        return Some(name);
    }
    let is_quoted_number = name.parse::<u16>().is_ok();
    let fix = if is_quoted_number { "; write the number without quotes" } else { "" };
    reader.error("bad-port", format!("{name:?} is no name of a port{fix}"));
    None
}
