//! Random manifests of every kind, over few words, ports and addresses, so that rules and pods meet often. Deliberately
//! only what the reader lets through.

use std::net::IpAddr;
use std::sync::Arc;

use proptest::prelude::*;

use crate::engine::policy::ports::PROTOCOLS;
use crate::manifest::model::*;
use crate::manifest::selector::{Demand, Operator, Selector};
use crate::net::Protocol;

const ENTITIES: [Peer; 5] =
    [Peer::World, Peer::Cluster, Peer::Host, Peer::RemoteNodes, Peer::Unlisted(Entity::ApiServer)];
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

pub(super) fn protocol() -> impl Strategy<Value = Protocol> {
    prop::sample::select(&PROTOCOLS[..])
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
    let cidr = prop::sample::select(cidrs.to_vec())
        .prop_map(|text| text.parse::<crate::net::Cidr>().expect("a network of the list above"));
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
        1 => prop::sample::select(&ENTITIES[..]),
    ];
    let number = prop_oneof![
        Just(PortMatch::All),
        (1u16..6, 0u16..3).prop_map(|(first, more)| PortMatch::Range(first, first + more)),
        word().prop_map(PortMatch::Name)
    ];
    let port = (prop::option::of(protocol()), number).prop_map(|(protocol, port)| PortRule { protocol, port });
    (prop::collection::vec(peer, 0..3), prop::collection::vec(port, 0..3)).prop_map(|(peers, ports)| Rule {
        line: 0,
        peers,
        ports,
    })
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
    let address = address.prop_map(|text| text.parse::<IpAddr>().expect("an address of the list above"));
    let node = prop::option::of(prop::sample::select(vec!["n1", "n2"]).prop_map(Arc::from));
    let (ports, addresses) = (prop::collection::vec(port, 0..3), prop::collection::vec(address, 0..2));
    let pod = (labels(), ports, prop::bool::weighted(0.1), addresses, node).prop_map(
        |(labels, ports, host_network, addresses, node)| Pod {
            name: "".into(),
            shape: PodShape { labels: Arc::new(labels), ports: ports.into(), host_network },
            addresses,
            node,
        },
    );
    (word(), prop::collection::vec(pod, 1..3)).prop_map(|(namespace, pods)| Workload {
        namespace,
        name: "".into(),
        kind: "Deployment".into(),
        replicas: 1,
        template: None,
        pods,
    })
}

pub(super) fn manifests() -> impl Strategy<Value = Manifests> {
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
