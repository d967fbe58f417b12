//! The slow, obvious reading of the published semantics, one packet at a time, straight from the manifests; and the
//! properties that hold the fast answers to it.

use std::net::IpAddr;
use std::sync::Arc;

use proptest::prelude::*;

use super::connectivity::Connectivity;
use super::decide::{Party, Question, decide};
use super::row::Direction;
use super::{Engine, PolicyPlan};
use crate::manifest::model::*;
use crate::manifest::selector::{Demand, Operator, Selector};
use crate::net::Protocol;

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
        self.side(Direction::Egress, self.from, self.to) && self.side(Direction::Ingress, self.to, self.from)
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

const WORDS: [&str; 3] = ["a", "b", "c"];

fn word() -> impl Strategy<Value = Arc<str>> {
    prop::sample::select(&WORDS[..]).prop_map(Arc::from)
}

fn labels() -> impl Strategy<Value = Labels> {
    prop::collection::btree_map(word(), word(), 0..3)
}

fn selector() -> impl Strategy<Value = Selector> {
    let operator = prop::sample::select(&[Operator::In, Operator::NotIn, Operator::Exists, Operator::DoesNotExist][..]);
    let demand = (word(), operator, prop::collection::vec(word(), 1..3));
    prop::collection::vec(demand, 0..3).prop_map(|demands| Selector {
        demands: demands.into_iter().map(|(key, operator, values)| Demand { key, operator, values }).collect(),
    })
}

fn protocol() -> impl Strategy<Value = Protocol> {
    prop::sample::select(&super::ports::PROTOCOLS[..])
}

fn block() -> impl Strategy<Value = Block> {
    let cidrs = [
        "0.0.0.0/0",
        "10.0.0.0/8",
        "10.0.0.0/30",
        "10.0.0.2/31",
        "192.168.0.0/16",
        "255.255.255.255/32",
        "fd00::/8",
        "::/0",
    ];
    let cidr = prop::sample::select(cidrs.to_vec()).prop_map(|text| text.parse::<crate::net::Cidr>().unwrap());
    (cidr.clone(), prop::collection::vec(cidr, 0..3)).prop_map(|(cidr, holes)| Block {
        except: holes.into_iter().filter(|hole| cidr.covers(*hole) && *hole != cidr).collect(),
        cidr,
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    let namespaces = prop_oneof![Just(Namespaces::Own), selector().prop_map(Namespaces::Matching)];
    let peer = prop_oneof![
        4 => (namespaces, selector()).prop_map(|(namespaces, pods)| Peer::Pods { namespaces, pods }),
        2 => block().prop_map(Peer::Block),
        1 => prop::sample::select(&[Peer::World, Peer::Cluster][..]),
    ];
    let number = prop_oneof![
        Just(PortMatch::All),
        (1u16..6, 0u16..3).prop_map(|(first, more)| PortMatch::Range(first, first + more)),
        word().prop_map(PortMatch::Name)
    ];
    let port = (prop::option::of(protocol()), number).prop_map(|(protocol, port)| PortRule { protocol, port });
    (prop::collection::vec(peer, 0..3), prop::collection::vec(port, 0..3))
        .prop_map(|(peers, ports)| Rule { peers, ports })
}

fn place() -> Place {
    Place { file: "f".into(), line: 1 }
}

fn rules() -> impl Strategy<Value = Vec<Rule>> {
    prop::collection::vec(rule(), 0..3)
}

fn network() -> impl Strategy<Value = NetworkPolicy> {
    (word(), word(), selector(), prop::option::of(rules()), prop::option::of(rules())).prop_map(
        |(namespace, name, pods, ingress, egress)| NetworkPolicy {
            namespace,
            name,
            place: place(),
            pods,
            ingress,
            egress,
            unused: Vec::new(),
        },
    )
}

fn admin() -> impl Strategy<Value = AdminPolicy> {
    let action = prop::sample::select(&[Action::Allow, Action::Deny, Action::Pass][..]);
    let rules = || prop::collection::vec((action.clone(), rule()), 0..4);
    let tier = prop::sample::select(&[Tier::Admin, Tier::Admin, Tier::Baseline][..]);
    (tier, word(), 0u32..3, selector(), selector(), rules(), rules()).prop_map(
        |(tier, name, priority, namespaces, pods, ingress, egress)| {
            let rules = |rules: Vec<(Action, Rule)>| {
                let usable = rules.into_iter().filter(|(action, _)| tier == Tier::Admin || *action != Action::Pass);
                usable.map(|(action, rule)| AdminRule { name: "".into(), action, rule: anywhere(rule) }).collect()
            };
            let priority = if tier == Tier::Admin { priority } else { 0 };
            let subject = Subject { namespaces, pods };
            AdminPolicy {
                tier,
                name,
                place: place(),
                priority,
                subject,
                ingress: rules(ingress),
                egress: rules(egress),
            }
        },
    )
}

/// The rule without peers of an own namespace, which an admin policy does not have.
fn anywhere(mut rule: Rule) -> Rule {
    for peer in &mut rule.peers {
        if let Peer::Pods { namespaces, .. } = peer
            && *namespaces == Namespaces::Own
        {
            *namespaces = Namespaces::Matching(Selector::default());
        }
    }
    rule
}

fn cilium() -> impl Strategy<Value = CiliumPolicy> {
    let side = || {
        (any::<bool>(), rules(), rules()).prop_map(|(isolates, allow, deny)| CiliumSide {
            isolates,
            allow: allow.into_iter().enumerate().collect(),
            deny: deny.into_iter().enumerate().collect(),
        })
    };
    (prop::option::of(word()), word(), selector(), selector(), side(), side()).prop_map(
        |(namespace, name, namespaces, pods, ingress, egress)| CiliumPolicy {
            namespace,
            name,
            place: place(),
            subject: Subject { namespaces, pods },
            ingress,
            egress,
            undecided: Vec::new(),
        },
    )
}

fn workload() -> impl Strategy<Value = Workload> {
    let port = (prop::option::of(word()), 1u16..6, protocol()).prop_map(|(name, port, protocol)| ContainerPort {
        name,
        port,
        protocol,
    });
    let address = prop::sample::select(vec!["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.1.0.1", "fd00::1", "2001:db8::1"]);
    let address = address.prop_map(|text| text.parse::<IpAddr>().unwrap());
    let pod =
        (labels(), prop::collection::vec(port, 0..3), prop::bool::weighted(0.1), prop::collection::vec(address, 0..2))
            .prop_map(|(labels, ports, host_network, addresses)| Pod {
                name: "".into(),
                shape: PodShape { labels: Arc::new(labels), ports: ports.into(), host_network },
                addresses,
                node: None,
            });
    (word(), prop::collection::vec(pod, 1..3)).prop_map(|(namespace, pods)| Workload {
        namespace,
        name: "".into(),
        kind: "Deployment".into(),
        replicas: 1,
        template: None,
        pods,
    })
}

fn manifests() -> impl Strategy<Value = Manifests> {
    (
        prop::collection::btree_map(word(), labels(), 0..3),
        prop::collection::vec(workload(), 1..5),
        prop::collection::vec(network(), 0..5),
        prop::collection::vec(admin(), 0..3),
        prop::collection::vec(cilium(), 0..2),
    )
        .prop_map(|(namespaces, mut workloads, network_policies, admin_policies, cilium_policies)| {
            for (place, workload) in workloads.iter_mut().enumerate() {
                workload.name = format!("w{place}").into();
                for (number, pod) in workload.pods.iter_mut().enumerate() {
                    pod.name = format!("w{place}-{number}").into();
                }
            }
            let namespaces = namespaces.into_iter().map(|(name, labels)| Namespace { name, labels }).collect();
            Manifests {
                namespaces,
                workloads,
                network_policies,
                admin_policies,
                cilium_policies,
                ..Manifests::default()
            }
        })
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
        Party::Node(_) | Party::Outside(_) => None,
    };
    for (from, from_party) in &ends {
        for (to, to_party) in &ends {
            if from_party == to_party {
                continue;
            }
            let ports = match (end_of(*from_party), end_of(*to_party), from_party, to_party) {
                (Some(from), Some(to), ..) => Some(connectivity.between(from.class, to.class)),
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
