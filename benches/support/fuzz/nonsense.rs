//! Manifests that no text would give: rules without peers, values without end, ports from high to low, labels that are
//! empty. Deliberately keeps no rule of Kubernetes' but the types.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use aksplore::manifest::model::{
    Action, AdminPolicy, AdminRule, Block, CiliumPolicy, CiliumSide, ContainerPort, Entity, Labels, Manifests,
    Namespace, Namespaces, NetworkPolicy, Peer, Place, Pod, PodShape, PortMatch, PortRule, Rule, Subject, Tier,
    Undecided, Workload,
};
use aksplore::manifest::selector::{Demand, Operator, Selector};
use aksplore::net::{Cidr, Protocol};

use super::random::Random;

const WORDS: [&str; 6] = ["a", "b", "c", "", "kubernetes.io/metadata.name", "default"];
const ADDRESSES: [&str; 6] = ["0.0.0.0", "10.0.0.1", "10.255.255.255", "255.255.255.255", "::", "fd00::1"];
const PROTOCOLS: [Protocol; 4] = [Protocol::Tcp, Protocol::Udp, Protocol::Sctp, Protocol::Icmp];

fn word(random: &mut Random) -> Arc<str> {
    Arc::from(random.of(&WORDS))
}

fn labels(random: &mut Random) -> Labels {
    random.some(4, |random| (word(random), word(random))).into_iter().collect::<BTreeMap<_, _>>()
}

fn selector(random: &mut Random) -> Selector {
    let operators = [Operator::In, Operator::NotIn, Operator::Exists, Operator::DoesNotExist];
    let demand = |random: &mut Random| Demand {
        key: word(random),
        operator: operators[random.below(4)],
        values: random.some(3, word),
    };
    Selector { demands: random.some(3, demand) }
}

fn address(random: &mut Random) -> IpAddr {
    random.of(&ADDRESSES).parse().expect("an address")
}

fn cidr(random: &mut Random) -> Cidr {
    let address = address(random);
    let most = if address.is_ipv4() { 33 } else { 129 };
    Cidr::containing(address, u8::try_from(random.below(most)).expect("a length"))
}

fn peer(random: &mut Random) -> Peer {
    match random.below(8) {
        0 => Peer::World,
        1 => Peer::Cluster,
        2 => Peer::Host,
        3 => Peer::RemoteNodes,
        4 => Peer::Unlisted([Entity::ApiServer, Entity::Ingress, Entity::Health][random.below(3)]),
        5 => Peer::Block(Block { cidr: cidr(random), except: random.some(4, cidr) }),
        6 => Peer::Pods { namespaces: Namespaces::Own, pods: selector(random) },
        _ => Peer::Pods { namespaces: Namespaces::Matching(selector(random)), pods: selector(random) },
    }
}

fn port(random: &mut Random) -> u16 {
    u16::try_from([0, 1, random.below(100), random.below(65_536), 65_535][random.below(5)]).unwrap_or(u16::MAX)
}

fn port_rule(random: &mut Random) -> PortRule {
    let protocol = (random.below(2) == 0).then(|| PROTOCOLS[random.below(4)]);
    let port = match random.below(3) {
        0 => PortMatch::All,
        1 => PortMatch::Range(port(random), port(random)),
        _ => PortMatch::Name(word(random)),
    };
    PortRule { protocol, port }
}

fn rule(random: &mut Random) -> Rule {
    Rule { line: 0, peers: random.some(4, peer), ports: random.some(4, port_rule) }
}

fn rules(random: &mut Random) -> Vec<Rule> {
    random.some(4, rule)
}

fn place() -> Place {
    Place { file: Arc::from("fuzz"), line: 1 }
}

fn network(random: &mut Random) -> NetworkPolicy {
    NetworkPolicy {
        namespace: word(random),
        name: word(random),
        place: place(),
        pods: selector(random),
        ingress: (random.below(3) > 0).then(|| rules(random)),
        egress: (random.below(3) > 0).then(|| rules(random)),
        unused: Vec::new(),
    }
}

fn subject(random: &mut Random) -> Subject {
    Subject { namespaces: selector(random), pods: selector(random) }
}

fn admin(random: &mut Random) -> AdminPolicy {
    let tier = [Tier::Admin, Tier::Baseline][random.below(2)];
    let actions = [Action::Allow, Action::Deny, Action::Pass];
    // The reader lets no Pass into the baseline.
    let count = if tier == Tier::Admin { 3 } else { 2 };
    let list = |random: &mut Random| {
        random.some(4, |random| AdminRule {
            name: word(random),
            action: actions[random.below(count)],
            rule: rule(random),
        })
    };
    AdminPolicy {
        tier,
        name: word(random),
        place: place(),
        priority: u32::try_from(random.below(3)).expect("a small number"),
        subject: subject(random),
        ingress: list(random),
        egress: list(random),
    }
}

fn cilium(random: &mut Random) -> CiliumPolicy {
    let side = |random: &mut Random| CiliumSide {
        isolates: random.below(2) == 0,
        allow: rules(random).into_iter().enumerate().collect(),
        deny: rules(random).into_iter().enumerate().collect(),
    };
    CiliumPolicy {
        namespace: (random.below(2) == 0).then(|| word(random)),
        name: word(random),
        place: place(),
        subject: subject(random),
        ingress: side(random),
        egress: side(random),
        undecided: random.some(2, |random| Undecided {
            field: word(random).to_string(),
            needs_acns: random.below(2) == 0,
            refuses: random.below(2) == 0,
        }),
    }
}

fn shape(random: &mut Random) -> PodShape {
    let port = |random: &mut Random| ContainerPort {
        name: (random.below(3) > 0).then(|| word(random)),
        port: port(random),
        protocol: PROTOCOLS[random.below(4)],
    };
    PodShape {
        labels: Arc::new(labels(random)),
        ports: random.some(4, port).into(),
        host_network: random.below(6) == 0,
    }
}

fn workload(random: &mut Random) -> Workload {
    let pod = |random: &mut Random| Pod {
        name: word(random),
        shape: shape(random),
        addresses: random.some(3, address),
        node: (random.below(2) == 0).then(|| word(random)),
    };
    Workload {
        namespace: word(random),
        name: word(random),
        kind: Arc::from(random.of(&["Deployment", "Pod", "DaemonSet", ""])),
        replicas: u32::try_from(random.below(3)).expect("a small number"),
        template: (random.below(3) > 0).then(|| shape(random)),
        pods: random.some(4, pod),
    }
}

/// Some of everything.
pub fn manifests(random: &mut Random) -> Manifests {
    Manifests {
        namespaces: random.some(4, |random| Namespace { name: word(random), labels: labels(random) }),
        workloads: random.some(7, workload),
        services: Vec::new(),
        network_policies: random.some(6, network),
        admin_policies: random.some(4, admin),
        cilium_policies: random.some(4, cilium),
        ignored: BTreeMap::new(),
    }
}
