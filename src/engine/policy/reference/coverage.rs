//! Which branches of the slow reading the random manifests reach: a property over manifests that never meet a rule would
//! hold nothing. Deliberately counts branches, not lines.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;

use super::generate::manifests;
use super::{End, OUTSIDE, Packet};
use crate::engine::policy::Engine;
use crate::engine::policy::ports::PROTOCOLS;
use crate::engine::policy::row::Direction;
use crate::manifest::model::*;
use crate::net::Protocol;

/// What the slow reading meets, told apart by the branch that it takes: the generator must reach all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Met {
    NamedPortOfPod,
    NamedPortMissing,
    RangeOfPorts,
    HoleOfBlock,
    BlockOfPod,
    Sctp,
    HostNetwork,
    AdminAllow,
    AdminDeny,
    AdminPass,
    BaselineAllow,
    BaselineDeny,
    Isolated,
    CiliumDeny,
    World,
    Cluster,
    RemoteNodes,
    Ipv6,
}

impl Met {
    const COUNT: usize = Self::Ipv6 as usize + 1;
}

/// What one packet between two pods, or a pod and outside, meets by the rules of manifests.
fn met(packet: &Packet<'_>, direction: Direction, into: &mut BTreeSet<Met>) {
    let (own, peer) = match direction {
        Direction::Egress => (packet.from, packet.to),
        Direction::Ingress => (packet.to, packet.from),
    };
    let End::Pod(workload, pod) = own else { return };
    if pod.shape.host_network {
        into.insert(Met::HostNetwork);
        return;
    }
    if let (Protocol::Sctp, true) = (packet.protocol, packet.is_allowed()) {
        into.insert(Met::Sctp);
    }
    if matches!(peer, End::Outside(IpAddr::V6(_))) {
        into.insert(Met::Ipv6);
    }
    let mut each = |rule: &Rule| {
        for port in &rule.ports {
            match (&port.port, packet.is_port(port)) {
                (PortMatch::Name(_), true) => into.insert(Met::NamedPortOfPod),
                (PortMatch::Name(_), false) => into.insert(Met::NamedPortMissing),
                (PortMatch::Range(first, last), true) if first < last => into.insert(Met::RangeOfPorts),
                _ => false,
            };
        }
        for one in &rule.peers {
            let is_met = packet.is_peer(one, &workload.namespace, peer);
            match (one, peer) {
                (Peer::Block(block), End::Outside(address)) if !is_met && block.cidr.contains(address) => {
                    into.insert(Met::HoleOfBlock)
                }
                (Peer::Block(_), End::Pod(..)) if is_met => into.insert(Met::BlockOfPod),
                (Peer::World, _) if is_met => into.insert(Met::World),
                (Peer::Cluster, _) if is_met => into.insert(Met::Cluster),
                (Peer::RemoteNodes, _) if is_met => into.insert(Met::RemoteNodes),
                _ => false,
            };
        }
    };
    let (admin, network, cilium) =
        (&packet.manifests.admin_policies, &packet.manifests.network_policies, &packet.manifests.cilium_policies);
    let mut actions = Vec::new();
    for policy in admin.iter().filter(|policy| packet.is_subject(&policy.subject, workload, pod)) {
        for rule in if direction == Direction::Egress { &policy.egress } else { &policy.ingress } {
            each(&rule.rule);
            let is_peer = rule.rule.peers.iter().any(|one| packet.is_peer(one, &workload.namespace, peer));
            if is_peer && packet.has_port(&rule.rule.ports) {
                actions.push((policy.tier, rule.action));
            }
        }
    }
    for policy in
        network.iter().filter(|own| own.namespace == workload.namespace && own.pods.matches(&pod.shape.labels))
    {
        let rules = if direction == Direction::Egress { &policy.egress } else { &policy.ingress };
        rules.iter().flatten().for_each(&mut each);
    }
    let mut denies = false;
    for policy in
        cilium.iter().filter(|own| packet.engine.reads_cilium() && packet.is_subject(&own.subject, workload, pod))
    {
        let side = if direction == Direction::Egress { &policy.egress } else { &policy.ingress };
        side.allow.iter().chain(&side.deny).for_each(|(_, rule)| each(rule));
        let own: Arc<str> = policy.namespace.clone().unwrap_or_default();
        denies |= side.deny.iter().any(|(_, rule)| packet.is_rule(rule, &own, peer));
    }
    if denies {
        into.insert(Met::CiliumDeny);
    }
    if !packet.side(direction, own, peer) && actions.is_empty() {
        into.insert(Met::Isolated);
    }
    into.extend(actions.into_iter().map(|action| match action {
        (Tier::Admin, Action::Allow) => Met::AdminAllow,
        (Tier::Admin, Action::Deny) => Met::AdminDeny,
        (_, Action::Pass) => Met::AdminPass,
        (Tier::Baseline, Action::Allow) => Met::BaselineAllow,
        (Tier::Baseline, Action::Deny) => Met::BaselineDeny,
    }));
}

#[test]
fn the_generator_reaches_every_branch() {
    let mut runner = TestRunner::deterministic();
    let mut found = BTreeSet::new();
    for turn in 0..200 {
        let manifests = manifests().new_tree(&mut runner).expect("a strategy without a filter makes a value").current();
        let ends: Vec<End<'_>> = manifests
            .workloads
            .iter()
            .flat_map(|workload| workload.pods.iter().map(move |pod| End::Pod(workload, pod)))
            .chain(OUTSIDE.iter().map(|text| End::Outside(text.parse().expect("an address of the table above"))))
            .collect();
        let engine = Engine::ALL[turn % 4];
        for from in &ends {
            for to in &ends {
                for protocol in PROTOCOLS {
                    let packet = Packet { manifests: &manifests, engine, from: *from, to: *to, protocol, port: 3 };
                    for direction in Direction::BOTH {
                        met(&packet, direction, &mut found);
                    }
                }
            }
        }
        if found.len() == Met::COUNT {
            return;
        }
    }
    panic!("of {} branches only {found:?} are reached", Met::COUNT);
}
