//! The slow, obvious reading of the published semantics, one packet at a time, straight from the manifests; and the
//! properties that hold the fast answers to it.

mod coverage;
mod generate;

use std::net::IpAddr;
use std::sync::Arc;

use proptest::prelude::*;

use super::admit::{Offer, admit};
use super::connectivity::Connectivity;
use super::decide::{Party, Question, decide};
use super::near::{Near, is_near, near};
use super::row::Direction;
use super::{Engine, PolicyPlan};
use crate::manifest::model::*;
use crate::net::Protocol;
use generate::{manifests, protocol};

/// A pod, or an address outside.
#[derive(Clone, Copy)]
enum End<'a> {
    Pod(&'a Workload, &'a Pod),
    Outside(IpAddr),
}

/// One packet.
struct Packet<'a> {
    manifests: &'a Manifests,
    engine: Engine,
    from: End<'a>,
    to: End<'a>,
    protocol: Protocol,
    port: u16,
}

impl Packet<'_> {
    fn is_allowed(&self) -> bool {
        self.is_near()
            || self.side(Direction::Egress, self.from, self.to) && self.side(Direction::Ingress, self.to, self.from)
    }

    /// Is one end on the node that the other is?
    fn is_near(&self) -> bool {
        let is_host = |end: End<'_>, node: &str| match end {
            End::Pod(_, pod) => pod.shape.host_network && pod.node.as_deref() == Some(node),
            End::Outside(address) => {
                let mut pods = self.manifests.workloads.iter().flat_map(|workload| &workload.pods);
                pods.any(|pod| {
                    pod.shape.host_network && pod.node.as_deref() == Some(node) && pod.addresses.contains(&address)
                })
            }
        };
        [(self.from, self.to), (self.to, self.from)].into_iter().any(|(own, other)| match own {
            End::Pod(_, pod) => pod.node.as_deref().is_some_and(|node| is_host(other, node)),
            End::Outside(_) => false,
        })
    }

    fn side(&self, direction: Direction, own: End<'_>, peer: End<'_>) -> bool {
        let End::Pod(workload, pod) = own else { return true };
        let mut admin: Vec<&AdminPolicy> = self
            .manifests
            .admin_policies
            .iter()
            .filter(|policy| self.is_subject(&policy.subject, workload, pod))
            .collect();
        admin.sort_by(|one, other| (one.tier, one.priority, &one.name).cmp(&(other.tier, other.priority, &other.name)));
        let rules = |policy: &AdminPolicy| match direction {
            Direction::Egress => policy.egress.clone(),
            Direction::Ingress => policy.ingress.clone(),
        };
        let first = |tier: Tier| {
            let rules = admin.iter().filter(|policy| policy.tier == tier).flat_map(|policy| rules(policy));
            rules.into_iter().find(|rule| {
                let is_peer = rule.rule.peers.iter().any(|one| self.is_peer(one, &workload.namespace, peer));
                is_peer && self.has_port(&rule.rule.ports)
            })
        };
        match first(Tier::Admin).map(|rule| rule.action) {
            Some(Action::Allow) => return true,
            Some(Action::Deny) => return false,
            Some(Action::Pass) | None => {}
        }
        let (mut is_isolated, mut is_let) = (false, false);
        for policy in &self.manifests.network_policies {
            let rules = match direction {
                Direction::Egress => &policy.egress,
                Direction::Ingress => &policy.ingress,
            };
            let is_for = policy.namespace == workload.namespace && policy.pods.matches(&pod.shape.labels);
            if let (true, false, Some(rules)) = (is_for, pod.shape.host_network, rules) {
                is_isolated = true;
                is_let |= rules.iter().any(|rule| self.is_rule(rule, &policy.namespace, peer));
            }
        }
        for policy in &self.manifests.cilium_policies {
            if self.engine != Engine::Cilium || !self.is_subject(&policy.subject, workload, pod) {
                continue;
            }
            let side = match direction {
                Direction::Egress => &policy.egress,
                Direction::Ingress => &policy.ingress,
            };
            let namespace = policy.namespace.clone().unwrap_or_default();
            if side.deny.iter().any(|(_, rule)| self.is_rule(rule, &namespace, peer)) {
                return false;
            }
            is_isolated |= side.isolates;
            is_let |= side.allow.iter().any(|(_, rule)| self.is_rule(rule, &namespace, peer));
        }
        if is_isolated { is_let } else { first(Tier::Baseline).is_none_or(|rule| rule.action == Action::Allow) }
    }

    fn is_subject(&self, subject: &Subject, workload: &Workload, pod: &Pod) -> bool {
        !pod.shape.host_network
            && subject.namespaces.matches(&self.labels_of(&workload.namespace))
            && subject.pods.matches(&pod.shape.labels)
    }

    fn labels_of(&self, name: &Arc<str>) -> Labels {
        let written = self.manifests.namespaces.iter().find(|namespace| namespace.name == *name);
        let mut labels = written.map(|namespace| namespace.labels.clone()).unwrap_or_default();
        labels.insert("kubernetes.io/metadata.name".into(), name.clone());
        labels
    }

    fn is_rule(&self, rule: &Rule, own: &Arc<str>, peer: End<'_>) -> bool {
        let is_peer = rule.peers.is_empty() || rule.peers.iter().any(|one| self.is_peer(one, own, peer));
        is_peer && self.has_port(&rule.ports)
    }

    fn is_peer(&self, peer: &Peer, own: &Arc<str>, end: End<'_>) -> bool {
        match (peer, end) {
            (Peer::Pods { namespaces, pods }, End::Pod(workload, pod)) => {
                let in_namespace = match namespaces {
                    Namespaces::Own => workload.namespace == *own,
                    Namespaces::Matching(selector) => selector.matches(&self.labels_of(&workload.namespace)),
                };
                in_namespace && !pod.shape.host_network && pods.matches(&pod.shape.labels)
            }
            (Peer::Block(block), End::Outside(address)) => block.contains(address),
            (Peer::Block(block), End::Pod(_, pod)) => {
                self.engine != Engine::Cilium && pod.addresses.iter().any(|address| block.contains(*address))
            }
            (Peer::World, End::Outside(_)) | (Peer::Cluster, End::Pod(..)) => true,
            (Peer::RemoteNodes, End::Pod(_, pod)) => pod.shape.host_network,
            _ => false,
        }
    }

    fn has_port(&self, ports: &[PortRule]) -> bool {
        ports.is_empty() || ports.iter().any(|rule| self.is_port(rule))
    }

    fn is_port(&self, rule: &PortRule) -> bool {
        let is_protocol = rule.protocol.is_none_or(|protocol| protocol == self.protocol);
        is_protocol
            && match &rule.port {
                PortMatch::All => true,
                PortMatch::Range(first, last) => (*first..=*last).contains(&self.port),
                PortMatch::Name(name) => match self.to {
                    End::Outside(_) => false,
                    End::Pod(_, pod) => pod.shape.ports.iter().any(|port| {
                        port.name.as_ref() == Some(name) && port.protocol == self.protocol && port.port == self.port
                    }),
                },
            }
    }
}

/// Addresses at and beside every border that the blocks above draw.
const OUTSIDE: [&str; 12] = [
    "0.0.0.0",
    "9.255.255.255",
    "10.0.0.0",
    "10.0.0.1",
    "10.0.0.3",
    "10.0.0.4",
    "11.0.0.0",
    "192.168.255.255",
    "255.255.255.254",
    "255.255.255.255",
    "fd00::2",
    "2001:db8::2",
];

fn check(manifests: &Manifests, engine: Engine) -> Result<(), TestCaseError> {
    let plan = PolicyPlan::new(manifests, engine);
    let connectivity = Connectivity::new(&plan);
    let pods: Vec<_> =
        manifests.workloads.iter().flat_map(|workload| workload.pods.iter().map(move |pod| (workload, pod))).collect();
    let mut ends: Vec<(End<'_>, Party)> = Vec::new();
    for (workload, pod) in &pods {
        let id = plan.cluster().pod_named(&workload.namespace, &pod.name).unwrap();
        ends.push((End::Pod(workload, pod), Party::Pod(id)));
    }
    ends.extend(OUTSIDE.iter().map(|text| {
        let address = text.parse().unwrap();
        (End::Outside(address), Party::Outside(address))
    }));
    let end_of = |party: Party| match party {
        Party::Pod(pod) => {
            let row = plan.cluster().pod_row(pod);
            let mine = |end: &&super::connectivity::End| {
                end.name == plan.cluster().pod_name(pod)
                    || (end.workload == row.workload && end.name.ends_with("[Deployment]"))
            };
            // A pod that stands under its own name is not under its workload's.
            let own = connectivity.ends().iter().find(|end| end.name == plan.cluster().pod_name(pod));
            own.or_else(|| connectivity.ends().iter().find(mine))
        }
        Party::Node(_) | Party::Outside(_) | Party::ApiServer(_) => None,
    };
    for (from, from_party) in &ends {
        for (to, to_party) in &ends {
            if from_party == to_party {
                continue;
            }
            let ports = match (end_of(*from_party), end_of(*to_party), from_party, to_party) {
                (Some(from), Some(to), Party::Pod(one), Party::Pod(other)) => {
                    let found = near(plan.cluster(), &from.pods, &to.pods);
                    let is_near = is_near(plan.cluster(), *one, *other);
                    match found {
                        Near::Nobody => prop_assert!(!is_near),
                        Near::All => prop_assert!(is_near),
                        Near::Some => {}
                    }
                    // What the list says of them is for the pairs that share no node.
                    (!is_near).then(|| connectivity.between(from.class, to.class))
                }
                // An address of a node is listed as what it is to the pods of other nodes.
                (_, _, Party::Pod(pod), Party::Outside(address)) | (_, _, Party::Outside(address), Party::Pod(pod))
                    if plan
                        .cluster()
                        .pod_row(*pod)
                        .node
                        .as_ref()
                        .is_some_and(|node| plan.cluster().is_of_node(*address, node)) =>
                {
                    None
                }
                (Some(from), None, _, Party::Outside(address)) => {
                    Some(outside(&connectivity, from.class, Direction::Egress, *address))
                }
                (None, Some(to), Party::Outside(address), _) => {
                    Some(outside(&connectivity, to.class, Direction::Ingress, *address))
                }
                _ => None,
            };
            for protocol in super::ports::PROTOCOLS {
                for port in [1, 2, 3, 4, 5, 6, 7, 8, 9, 65_535] {
                    let packet = Packet { manifests, engine, from: *from, to: *to, protocol, port };
                    let expected = packet.is_allowed();
                    let question = Question { from: *from_party, to: *to_party, protocol, port };
                    let answer = decide(&plan, &question);
                    prop_assert_eq!(answer.allowed, expected, "{:?} {:?}\n{:#?}", question, answer, manifests);
                    // IPv6 is listed only where something speaks of it.
                    let is_listed = |end: &End<'_>| match end {
                        End::Outside(address) => plan.cells().position(*address).is_some(),
                        End::Pod(..) => true,
                    };
                    if let Some(ports) = ports.filter(|_| is_listed(from) && is_listed(to)) {
                        let listed = connectivity.ports(ports).contains(protocol, port);
                        prop_assert_eq!(listed, expected, "{:?}\n{:#?}", question, manifests);
                    }
                }
            }
        }
    }
    for end in connectivity.ends() {
        for direction in Direction::BOTH {
            let runs = connectivity.outside(end.class, direction);
            for pair in runs.windows(2) {
                let touches =
                    pair[0].last.is_ipv4() == pair[1].first.is_ipv4() && next(pair[0].last) == Some(pair[1].first);
                prop_assert!(!touches || pair[0].ports != pair[1].ports, "{runs:?}");
            }
        }
    }
    Ok(())
}

fn next(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => u32::from(address).checked_add(1).map(|next| std::net::Ipv4Addr::from(next).into()),
        IpAddr::V6(address) => u128::from(address).checked_add(1).map(|next| std::net::Ipv6Addr::from(next).into()),
    }
}

fn outside(connectivity: &Connectivity, class: usize, direction: Direction, address: IpAddr) -> super::ports::SetId {
    let runs = connectivity.outside(class, direction);
    let run = runs.into_iter().find(|run| (run.first..=run.last).contains(&address));
    run.map_or(super::ports::SetId::NONE, |run| run.ports)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    /// Every answer, with reasons and without, is the slow reading's.
    #[test]
    fn answers_agree_with_the_slow_reading(manifests in manifests(), engine in prop::sample::select(&Engine::ALL[..])) {
        check(&manifests, engine)?;
    }
}

/// Does an offered selector, the labels of `given` that last, hold for `other` in its namespace?
fn is_like(plan: &PolicyPlan, given: Party, other: Party) -> bool {
    let (given, other) = match (given, other) {
        (Party::Pod(given), Party::Pod(other)) => (given, other),
        // A block matches a pod of that address too, to those who read it so.
        (Party::Outside(address), Party::Pod(pod)) => {
            return plan.engine().blocks_match_pods() && plan.cluster().pod_row(pod).addresses.contains(&address);
        }
        _ => return given == other,
    };
    let shape = |pod| plan.cluster().shape_row(plan.cluster().pod_row(pod).shape);
    let (given, other) = (shape(given), shape(other));
    given.namespace == other.namespace && given.labels.iter().all(|(key, value)| other.labels.get(key) == Some(value))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// What is offered admits the connection, and changes no other but those between pods with the same labels, on the
    /// same port; where it is the first to isolate, which it says, the others of its pods are refused.
    #[test]
    fn what_is_offered_admits_it_and_no_more(
        manifests in manifests(),
        engine in prop::sample::select(&Engine::ALL[..]),
        asked in (any::<prop::sample::Index>(), any::<prop::sample::Index>(), protocol(), 1u16..9),
    ) {
        let plan = PolicyPlan::new(&manifests, engine);
        let outside = OUTSIDE.iter().map(|text| Party::Outside(text.parse().unwrap()));
        let ids = manifests.workloads.iter().flat_map(|workload| workload.pods.iter().map(move |pod| (workload, pod)));
        let pods = ids.map(|(workload, pod)| Party::Pod(plan.cluster().pod_named(&workload.namespace, &pod.name).unwrap()));
        let parties: Vec<Party> = pods.chain(outside).collect();
        let question = Question {
            from: parties[asked.0.index(parties.len())],
            to: parties[asked.1.index(parties.len())],
            protocol: asked.2,
            port: asked.3,
        };
        let offer = admit(&plan, &question);
        let Some(Offer::Policies(text)) = &offer else {
            let is_refused = !decide(&plan, &question).allowed;
            prop_assert_eq!(is_refused, matches!(offer, Some(Offer::Never(_))), "{:?}", question);
            return Ok(());
        };
        let read = crate::manifest::read(&[crate::diag::Source::new("offer.yaml", text.clone())]);
        prop_assert!(read.problems.is_empty(), "{}\n{:?}", text, read.problems);
        let mut more = manifests.clone();
        more.network_policies.extend(read.manifests.network_policies);
        let after = PolicyPlan::new(&more, engine);
        prop_assert!(decide(&after, &question).allowed, "{:?}\n{}", question, text);
        let isolates = text.contains("# The first NetworkPolicy");
        for from in &parties {
            for to in &parties {
                for (protocol, port) in [(question.protocol, question.port), (question.protocol, question.port + 1), (Protocol::Tcp, 77)] {
                    let other = Question { from: *from, to: *to, protocol, port };
                    let (was, is) = (decide(&plan, &other).allowed, decide(&after, &other).allowed);
                    if was == is {
                        continue;
                    }
                    prop_assert!(is || isolates, "{:?} is refused after\n{}", other, text);
                    let is_meant = is_like(&plan, question.from, *from) && is_like(&plan, question.to, *to);
                    let is_same = (protocol, port) == (question.protocol, question.port);
                    prop_assert!(!is || (is_meant && is_same), "{:?} is admitted by\n{}", other, text);
                }
            }
        }
    }
}
