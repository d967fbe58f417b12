//! AdminNetworkPolicies and the BaselineAdminNetworkPolicy. Deliberately reads nodes and domain names only to say that
//! they are not decided: neither is in a manifest.

use std::sync::Arc;

use super::model::{
    Action, AdminPolicy, AdminRule, Block, Namespaces, Peer, Place, PortMatch, PortRule, Rule, Subject, Tier,
};
use super::network_policy::cidr;
use super::reader::Reader;
use super::selector::{self, Selector};
use super::workload::protocol;

/// The lowest precedence that the API allows.
const PRIORITY_MAX: u32 = 1_000;
/// The most rules a direction that the API allows.
const RULES_MAX: usize = 100;

/// An admin policy of a tier.
pub(super) fn read(root: &Reader<'_>, tier: Tier, name: Arc<str>, place: Place) -> Option<AdminPolicy> {
    if tier == Tier::Baseline && &*name != "default" {
        root.error("bad-name", "a BaselineAdminNetworkPolicy is named default, or the API server refuses it");
        return None;
    }
    let spec = root.required("spec")?;
    let priority = match tier {
        Tier::Admin => {
            spec.known(&["priority", "subject", "ingress", "egress"]);
            spec.required("priority")?.number(0, PRIORITY_MAX)?
        }
        Tier::Baseline => {
            spec.known(&["subject", "ingress", "egress"]);
            0
        }
    };
    let subject = pods(&spec.required("subject")?)?;
    let ingress = rules(&spec, tier, "ingress", "from")?;
    let egress = rules(&spec, tier, "egress", "to")?;
    Some(AdminPolicy { tier, name, place, priority, subject, ingress, egress })
}

fn rules(spec: &Reader<'_>, tier: Tier, direction: &str, peers: &'static str) -> Option<Vec<AdminRule>> {
    let list = spec.list(direction)?;
    if list.len() > RULES_MAX {
        spec.error("too-many-rules", format!("{direction} has {} rules; at most {RULES_MAX} are allowed", list.len()));
        return None;
    }
    list.iter().map(|reader| rule(reader, tier, peers)).collect()
}

fn rule(reader: &Reader<'_>, tier: Tier, peers: &'static str) -> Option<AdminRule> {
    const ACTIONS: [(&str, Action); 3] = [("Allow", Action::Allow), ("Deny", Action::Deny), ("Pass", Action::Pass)];
    reader.known(&["name", "action", peers, "ports"]);
    let actions = if tier == Tier::Baseline { &ACTIONS[..2] } else { &ACTIONS };
    let action = reader.required("action")?.choice(actions)?;
    let name = reader.optional("name", Reader::text)?.unwrap_or_default();
    let mut found = Vec::new();
    for item in reader.required(peers)?.items()? {
        peer(&item, &mut found)?;
    }
    let ports = reader.list("ports")?.iter().map(port).collect::<Option<_>>()?;
    Some(AdminRule { name, action, rule: Rule { line: reader.line(), peers: found, ports } })
}

/// Adds what a peer stands for; one of nodes or names stands for nothing that is known here.
fn peer(item: &Reader<'_>, found: &mut Vec<Peer>) -> Option<()> {
    item.known(&["namespaces", "pods", "nodes", "networks", "domainNames"]);
    if let Some(networks) = item.get("networks") {
        for network in networks.items()? {
            found.push(Peer::Block(Block { cidr: cidr(&network)?, except: Vec::new() }));
        }
        return Some(());
    }
    if let Some(unknown) = item.get("nodes").or_else(|| item.get("domainNames")) {
        unknown.warn("not-decided", "nodes and domain names are not in manifests: this peer matches nothing here");
        return Some(());
    }
    let Subject { namespaces, pods } = pods(item)?;
    found.push(Peer::Pods { namespaces: Namespaces::Matching(namespaces), pods });
    Some(())
}

/// `namespaces` with all their pods, or `pods` with a selector for each.
fn pods(reader: &Reader<'_>) -> Option<Subject> {
    match (reader.get("namespaces"), reader.get("pods")) {
        (Some(namespaces), None) => {
            Some(Subject { namespaces: selector::read(&namespaces)?, pods: Selector::default() })
        }
        (None, Some(pods)) => {
            pods.known(&["namespaceSelector", "podSelector"]);
            let namespaces = selector::read(&pods.required("namespaceSelector")?)?;
            Some(Subject { namespaces, pods: selector::read(&pods.required("podSelector")?)? })
        }
        _ => {
            reader.error("bad-peer", "one of namespaces and pods is needed here");
            None
        }
    }
}

fn port(reader: &Reader<'_>) -> Option<PortRule> {
    reader.known(&["portNumber", "portRange", "namedPort"]);
    if let Some(number) = reader.get("portNumber") {
        number.known(&["protocol", "port"]);
        let port = number.required("port")?.port()?;
        return Some(PortRule { protocol: Some(protocol(&number)?), port: PortMatch::Range(port, port) });
    }
    if let Some(range) = reader.get("portRange") {
        range.known(&["protocol", "start", "end"]);
        let (first, last) = (range.required("start")?.port()?, range.required("end")?.port()?);
        if last < first {
            range.error("bad-port", format!("end {last} is below start {first}"));
            return None;
        }
        return Some(PortRule { protocol: Some(protocol(&range)?), port: PortMatch::Range(first, last) });
    }
    let name = reader.required("namedPort")?.text()?;
    // The name alone: whatever protocol the pod's port has.
    Some(PortRule { protocol: None, port: PortMatch::Name(name) })
}
