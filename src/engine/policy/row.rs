//! Policies of every kind in one form: for whom, in which order, and rules whose peers are looked up already.
//! Deliberately decides nothing: it only resolves.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use super::Engine;
use super::cells::Cells;
use super::cluster::{Cluster, ShapeId};
use crate::manifest::model::{
    Action, AdminPolicy, AdminRule, Block, CiliumPolicy, CiliumSide, Manifests, Namespaces, NetworkPolicy, Peer, Place,
    PortMatch, PortRule, Rule, Tier as AdminTier,
};
use crate::net::Cidr;

/// Which way a packet goes, seen from the pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// It leaves.
    Egress,
    /// It comes.
    Ingress,
}

impl Direction {
    /// Both, in the order in which a packet meets them.
    pub const BOTH: [Self; 2] = [Self::Egress, Self::Ingress];

    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Egress => "egress",
            Self::Ingress => "ingress",
        }
    }
}

/// When a policy is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tier {
    /// An AdminNetworkPolicy: first, by priority.
    Admin,
    /// NetworkPolicies and Cilium's: together.
    Network,
    /// The BaselineAdminNetworkPolicy: where no NetworkPolicy isolates.
    Baseline,
}

/// A policy, looked up.
#[derive(Clone, Debug)]
pub struct PolicyRow {
    /// Its kind as Kubernetes writes it.
    pub kind: &'static str,
    /// Its namespace; `None`: it is for the whole cluster.
    pub namespace: Option<Arc<str>>,
    /// Its name.
    pub name: Arc<str>,
    /// Where it stands.
    pub place: Place,
    /// When it is asked.
    pub tier: Tier,
    /// In its tier, the lowest first.
    pub priority: u32,
    /// The shapes that it is for, in order.
    pub shapes: Vec<ShapeId>,
    /// What it says of packets that leave.
    pub egress: Side,
    /// What it says of packets that come.
    pub ingress: Side,
}

/// One direction of a policy.
#[derive(Clone, Debug, Default)]
pub struct Side {
    /// Is everything that no rule lets through refused?
    pub isolates: bool,
    /// The rules in their order.
    pub rules: Vec<RuleRow>,
}

/// A rule, looked up.
#[derive(Clone, Debug)]
pub struct RuleRow {
    /// Where in its policy, `ingress[0]`, with its own name where it has one.
    pub label: String,
    /// Its line in its policy's file, from 1.
    pub line: usize,
    /// What it does.
    pub action: Action,
    /// On which ports; empty: on all.
    pub ports: Vec<PortRule>,
    /// For whom; `None`: for everyone.
    pub peers: Option<Vec<PeerRow>>,
}

/// A peer, looked up.
#[derive(Clone, Debug)]
pub struct PeerRow {
    /// Where in its rule, `from[1]`.
    pub label: String,
    /// As written.
    pub peer: Peer,
    /// The shapes that it matches, in order.
    pub shapes: Vec<ShapeId>,
    /// The cells outside that it matches, in order.
    pub cells: Vec<usize>,
    /// The cluster address of a Service, where it is a block of packets that leave and holds that alone: it matches
    /// nothing, because an endpoint's address stands in its place before egress is asked.
    pub cluster_address: Option<IpAddr>,
}

impl PolicyRow {
    /// What it says of a direction.
    pub fn side(&self, direction: Direction) -> &Side {
        match direction {
            Direction::Egress => &self.egress,
            Direction::Ingress => &self.ingress,
        }
    }

    /// Has it anything to say of a direction?
    pub fn concerns(&self, direction: Direction) -> bool {
        let side = self.side(direction);
        side.isolates || !side.rules.is_empty()
    }
}

/// `shop/allow-web`, or the name alone for one of the whole cluster.
impl fmt::Display for PolicyRow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(formatter, "{namespace}/{}", self.name),
            None => write!(formatter, "{}", self.name),
        }
    }
}

impl PeerRow {
    /// The peer in words: "pods app=web of namespaces team=a".
    pub fn words(&self) -> String {
        match &self.peer {
            Peer::Block(block) => format!("ipBlock {block}"),
            Peer::World => "the entity world".to_owned(),
            Peer::Cluster => "the entity cluster".to_owned(),
            Peer::Host => "the entity host".to_owned(),
            Peer::RemoteNodes => "the entity remote-node".to_owned(),
            Peer::Unlisted(entity) => format!("the entity {}", entity.word()),
            Peer::Pods { namespaces, pods } => {
                let whose = match namespaces {
                    Namespaces::Own => "the policy's own namespace".to_owned(),
                    Namespaces::Matching(selector) if selector.is_all() => "all namespaces".to_owned(),
                    Namespaces::Matching(selector) => format!("namespaces {selector}"),
                };
                if pods.is_all() { format!("all pods of {whose}") } else { format!("pods {pods} of {whose}") }
            }
        }
    }
}

/// What policies are looked up in.
pub(super) struct Lookup<'a> {
    pub(super) cluster: &'a Cluster,
    pub(super) cells: &'a Cells,
    pub(super) services: &'a [(String, IpAddr)],
}

impl Lookup<'_> {
    /// The cluster address of a Service that a block holds and no other.
    fn cluster_address(&self, block: &Block) -> Option<IpAddr> {
        let is_alone = |address: IpAddr| {
            block.cidr == Cidr::containing(address, if address.is_ipv4() { 32 } else { 128 }) && block.contains(address)
        };
        self.services.iter().map(|(_, address)| *address).find(|address| is_alone(*address))
    }
}

/// Every policy, in the order in which it is asked: tiers, then priorities, then as they were read.
pub(super) fn rows(manifests: &Manifests, engine: Engine, lookup: &Lookup<'_>) -> Vec<PolicyRow> {
    let admin = manifests.admin_policies.iter().map(|policy| admin(policy, lookup));
    let network = manifests.network_policies.iter().map(|policy| network(policy, lookup));
    let cilium =
        manifests.cilium_policies.iter().filter(|_| engine.reads_cilium()).map(|policy| cilium(policy, lookup));
    let mut rows: Vec<PolicyRow> = admin.chain(network).chain(cilium).collect();
    // Two of one priority: the API leaves open which comes first. The name decides, so that answers do not change.
    rows.sort_by(|one, other| {
        let key = |row: &PolicyRow| (row.tier, row.priority, (row.tier == Tier::Admin).then(|| Arc::clone(&row.name)));
        key(one).cmp(&key(other))
    });
    rows
}

fn network(policy: &NetworkPolicy, lookup: &Lookup<'_>) -> PolicyRow {
    let own = lookup.cluster.namespace_named(&policy.namespace);
    let side = |direction: Direction, rules: &Option<Vec<Rule>>| {
        let rows = rules.iter().flatten().enumerate().map(|(place, rule)| {
            let label = format!("{}[{place}]", direction.word());
            // No peers, as written, mean everyone.
            let peers = (!rule.peers.is_empty()).then(|| peers(rule, direction, own, lookup));
            RuleRow { label, line: rule.line, action: Action::Allow, ports: rule.ports.clone(), peers }
        });
        Side { isolates: rules.is_some(), rules: rows.collect() }
    };
    PolicyRow {
        kind: "NetworkPolicy",
        namespace: Some(Arc::clone(&policy.namespace)),
        name: Arc::clone(&policy.name),
        place: policy.place.clone(),
        tier: Tier::Network,
        priority: 0,
        shapes: lookup.cluster.selected(own, &Namespaces::Own, &policy.pods),
        egress: side(Direction::Egress, &policy.egress),
        ingress: side(Direction::Ingress, &policy.ingress),
    }
}

fn admin(policy: &AdminPolicy, lookup: &Lookup<'_>) -> PolicyRow {
    let side = |direction: Direction, rules: &[AdminRule]| {
        let rows = rules.iter().enumerate().map(|(place, rule)| {
            let name = if rule.name.is_empty() { String::new() } else { format!(" {}", rule.name) };
            let label = format!("{}[{place}]{name}", direction.word());
            let peers = Some(peers(&rule.rule, direction, None, lookup));
            RuleRow { label, line: rule.rule.line, action: rule.action, ports: rule.rule.ports.clone(), peers }
        });
        Side { isolates: false, rules: rows.collect() }
    };
    let (kind, tier) = match policy.tier {
        AdminTier::Admin => ("AdminNetworkPolicy", Tier::Admin),
        AdminTier::Baseline => ("BaselineAdminNetworkPolicy", Tier::Baseline),
    };
    PolicyRow {
        kind,
        namespace: None,
        name: Arc::clone(&policy.name),
        place: policy.place.clone(),
        tier,
        priority: policy.priority,
        shapes: lookup.cluster.subject(&policy.subject),
        egress: side(Direction::Egress, &policy.egress),
        ingress: side(Direction::Ingress, &policy.ingress),
    }
}

fn cilium(policy: &CiliumPolicy, lookup: &Lookup<'_>) -> PolicyRow {
    let own = policy.namespace.as_ref().and_then(|name| lookup.cluster.namespace_named(name));
    let side = |direction: Direction, side: &CiliumSide| {
        let list = |rules: &[(usize, Rule)], action: Action, suffix: &str| -> Vec<RuleRow> {
            let rows = rules.iter().map(|(place, rule)| {
                let label = format!("{}{suffix}[{place}]", direction.word());
                // Ports alone mean everyone; rules for nobody were left out when they were read.
                let peers = (!rule.peers.is_empty()).then(|| peers(rule, direction, own, lookup));
                RuleRow { label, line: rule.line, action, ports: rule.ports.clone(), peers }
            });
            rows.collect()
        };
        let mut rules = list(&side.deny, Action::Deny, "Deny");
        rules.extend(list(&side.allow, Action::Allow, ""));
        Side { isolates: side.isolates, rules }
    };
    PolicyRow {
        kind: if policy.namespace.is_some() { "CiliumNetworkPolicy" } else { "CiliumClusterwideNetworkPolicy" },
        namespace: policy.namespace.clone(),
        name: Arc::clone(&policy.name),
        place: policy.place.clone(),
        tier: Tier::Network,
        priority: 0,
        shapes: lookup.cluster.subject(&policy.subject),
        egress: side(Direction::Egress, &policy.egress),
        ingress: side(Direction::Ingress, &policy.ingress),
    }
}

fn peers(rule: &Rule, direction: Direction, own: Option<usize>, lookup: &Lookup<'_>) -> Vec<PeerRow> {
    let word = match direction {
        Direction::Egress => "to",
        Direction::Ingress => "from",
    };
    let row = |(place, peer): (usize, &Peer)| {
        let cluster_address = match peer {
            Peer::Block(block) if direction == Direction::Egress => lookup.cluster_address(block),
            _ => None,
        };
        let (shapes, cells) = match peer {
            Peer::Block(_) if cluster_address.is_some() => (Vec::new(), Vec::new()),
            Peer::Pods { namespaces, pods } => (lookup.cluster.selected(own, namespaces, pods), Vec::new()),
            Peer::World => (Vec::new(), (0..lookup.cells.len()).collect()),
            Peer::Cluster => (lookup.cluster.shape_ids().collect(), Vec::new()),
            // What uses a node's network is that node, and of two pods that are not said to share one, another.
            Peer::RemoteNodes => {
                let is_host = |shape: &ShapeId| lookup.cluster.shape_row(*shape).host_network;
                (lookup.cluster.shape_ids().filter(is_host).collect(), Vec::new())
            }
            // The own node is never refused; the others are in no manifest.
            Peer::Host | Peer::Unlisted(_) => (Vec::new(), Vec::new()),
            Peer::Block(block) => {
                let cells: Vec<usize> = lookup.cells.of_block(block).collect();
                let in_cells = cells.iter().flat_map(|cell| lookup.cluster.in_cell(*cell)).copied();
                let mut shapes: Vec<ShapeId> = in_cells.collect();
                shapes.sort_unstable();
                shapes.dedup();
                (shapes, cells)
            }
        };
        PeerRow { label: format!("{word}[{place}]"), peer: peer.clone(), shapes, cells, cluster_address }
    };
    rule.peers.iter().enumerate().map(row).collect()
}

/// The ports of a rule that a port rule names by number; a name stands for none here.
pub(super) fn numbered(port: &PortRule) -> super::ports::PortSet {
    use super::ports::PortSet;
    match &port.port {
        PortMatch::All => PortSet::every(port.protocol),
        PortMatch::Range(first, last) => PortSet::range(port.protocol, *first, *last),
        PortMatch::Name(_) => PortSet::default(),
    }
}
