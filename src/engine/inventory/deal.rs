//! Which pod runs on which node, and at which place there: pins first, the others dealt to the nodes in turn.
//! Deliberately knows no address: a place on a node becomes one elsewhere.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};

use super::{PodRef, nth_other, place_among_others};
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, Span};
use crate::scenario::Scenario;
use crate::scenario::model::{Os, PodPin, Pool, PoolMode, Workload, WorkloadKind};

/// Where a pod is: the place of its node among all, and its own place on that node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dealt {
    /// The place of its node among all.
    pub node: Option<Addresses>,
    /// Its place among the pods of its node; `None`: its address is pinned, or its node's.
    pub slot: Option<Addresses>,
}

/// One workload's pods.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// How many pods it has.
    pub count: u32,
    /// How many of them are pinned: the first ones.
    pub pins: u32,
    /// The numbers that pinned names use up, sorted.
    pub numbers: Vec<u32>,
    /// Do its pods use their node's address?
    pub host_network: bool,
    share: Share,
    /// Where each pinned pod is.
    dealt: Vec<Dealt>,
    /// The nodes of pinned pods, sorted; of a daemon set only.
    on_nodes: Vec<u32>,
}

/// How the pods that no pin places get their nodes.
#[derive(Clone, Copy, Debug)]
enum Share {
    /// One a node; the number is its place on each, unless it uses the host's network.
    EveryNode(Option<Addresses>),
    /// In turn; the number is the first pod's turn.
    Turns(Addresses),
}

/// Which pod runs where.
#[derive(Clone, Debug)]
pub struct Deal {
    rows: Vec<Row>,
    /// The place of the workload behind the cluster's DNS.
    pub dns: usize,
    by_name: HashMap<String, usize>,
    by_address: HashMap<IpAddr, PodRef>,
    addresses: Vec<u32>,
    nodes: u32,
    turns: Turns,
    daemons: Vec<usize>,
    /// Pinned pods that need a place on their node.
    placed: HashMap<Addresses, Vec<PodRef>>,
    /// The first turn of each workload, in order.
    starts: Vec<(Addresses, usize)>,
}

/// The nodes that pods are dealt to: runs of places among all nodes.
#[derive(Clone, Debug, Default)]
struct Turns {
    runs: Vec<(Addresses, Addresses)>,
    total: Addresses,
}

impl Turns {
    /// Linux pools that are not for gateways; all, when there are none.
    fn new(pools: &[(&Pool, u32)]) -> Self {
        let takes = |pool: &Pool| pool.os != Some(Os::Windows) && pool.mode != Some(PoolMode::Gateway);
        let any = pools.iter().any(|(pool, nodes)| takes(pool) && *nodes > 0);
        let mut turns = Self::default();
        let mut place = 0;
        for (pool, nodes) in pools {
            if takes(pool) || !any {
                turns.runs.push((place, u64::from(*nodes)));
                turns.total += u64::from(*nodes);
            }
            place += u64::from(*nodes);
        }
        turns
    }

    /// The node whose turn it is.
    fn node(&self, turn: Addresses) -> Option<Addresses> {
        let mut left = turn.checked_rem(self.total)?;
        for (place, count) in &self.runs {
            if left < *count {
                return Some(place + left);
            }
            left -= count;
        }
        None
    }

    /// The first turn of a node.
    fn turn(&self, node: Addresses) -> Option<Addresses> {
        let mut before = 0;
        for (place, count) in &self.runs {
            if (*place..place + count).contains(&node) {
                return Some(before + node - place);
            }
            before += count;
        }
        None
    }
}

/// The namespace and the name of the cluster's DNS.
pub const DNS: (&str, &str) = ("kube-system", "coredns");

impl Deal {
    /// Deals the pods of a scenario to so many nodes a pool; `node` knows a node's place by its name.
    pub fn new(scenario: &Scenario, pools: &[(&Pool, u32)], node: impl Fn(&str) -> Option<Addresses>) -> Self {
        let nodes = pools.iter().fold(0u32, |sum, (_, nodes)| sum.saturating_add(*nodes));
        let mut deal = Self {
            rows: Vec::new(),
            dns: scenario.workloads.len(),
            by_name: HashMap::new(),
            by_address: HashMap::new(),
            addresses: Vec::new(),
            nodes,
            turns: Turns::new(pools),
            daemons: Vec::new(),
            placed: HashMap::new(),
            starts: Vec::new(),
        };
        let mut next = Next::default();
        for (index, workload) in scenario.workloads.iter().enumerate() {
            deal.add(index, workload, &node, &mut next);
        }
        let dns = format!("{}/{}", DNS.0, DNS.1);
        match deal.by_name.get(&dns) {
            Some(index) => deal.dns = *index,
            None => deal.add_dns(dns, &mut next),
        }
        deal.addresses.sort_unstable();
        deal
    }

    fn add_dns(&mut self, name: String, next: &mut Next) {
        let count = rules::small(RuleId::DnsReplicas);
        let share = next.turns(&mut self.starts, self.rows.len(), count, false);
        self.by_name.insert(name, self.rows.len());
        self.rows.push(Row {
            namespace: DNS.0.to_owned(),
            name: DNS.1.to_owned(),
            count,
            pins: 0,
            numbers: Vec::new(),
            host_network: false,
            share,
            dealt: Vec::new(),
            on_nodes: Vec::new(),
        });
    }

    fn add(&mut self, index: usize, workload: &Workload, node: &impl Fn(&str) -> Option<Addresses>, next: &mut Next) {
        let namespace = workload.namespace.as_ref().map_or("default", |name| name.as_str()).to_owned();
        let host_network = workload.host_network == Some(true);
        let pins = u32::try_from(workload.pods.len()).expect("a scenario has fewer items than u32 counts");
        let is_daemon = workload.kind == Some(WorkloadKind::DaemonSet);
        let count = if is_daemon { self.nodes } else { workload.replicas.unwrap_or(1) }.max(pins);
        let share = if is_daemon {
            let rank = (!host_network).then(|| {
                self.daemons.push(index);
                self.daemons.len() as Addresses - 1
            });
            Share::EveryNode(rank)
        } else {
            next.turns(&mut self.starts, index, count - pins, host_network)
        };
        self.by_name.insert(format!("{namespace}/{}", workload.name), index);
        let prefix = format!("{}-", workload.name);
        let mut numbers: Vec<u32> =
            workload.pods.iter().filter_map(|pin| pin.name.strip_prefix(&prefix)?.parse().ok()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let name = workload.name.to_string();
        let mut row =
            Row { namespace, name, count, pins, numbers, host_network, share, dealt: Vec::new(), on_nodes: Vec::new() };
        for (place, pin) in workload.pods.iter().enumerate() {
            let at = PodRef { workload: index, index: u32::try_from(place).expect("counted above") };
            let dealt = self.pin(at, pin, &row, node, next);
            row.dealt.push(dealt);
        }
        row.on_nodes.sort_unstable();
        row.on_nodes.extend(row.dealt.iter().filter_map(|dealt| u32::try_from(dealt.node?).ok()));
        row.on_nodes.sort_unstable();
        row.on_nodes.dedup();
        if is_daemon {
            let others = self.nodes.saturating_sub(u32::try_from(row.on_nodes.len()).unwrap_or(u32::MAX));
            row.count = row.pins.saturating_add(others);
        }
        self.rows.push(row);
    }

    fn pin(
        &mut self,
        at: PodRef,
        pin: &PodPin,
        row: &Row,
        node: &impl Fn(&str) -> Option<Addresses>,
        next: &mut Next,
    ) -> Dealt {
        let named = pin.node.as_ref().and_then(|name| node(name));
        if let Some(ip) = pin.ip {
            self.by_address.insert(ip, at);
            if let IpAddr::V4(ip) = ip {
                self.addresses.push(u32::from(ip));
            }
            return Dealt { node: named, slot: None };
        }
        let node = named.or_else(|| self.turns.node(next.pin()));
        if row.host_network {
            return Dealt { node, slot: None };
        }
        let Some(place) = node else { return Dealt::default() };
        let placed = self.placed.entry(place).or_default();
        placed.push(at);
        // The places of daemon sets come before; how many there are is known when all are dealt.
        Dealt { node, slot: Some(placed.len() as Addresses - 1) }
    }

    /// One workload's row.
    pub fn row(&self, workload: usize) -> &Row {
        &self.rows[workload]
    }

    /// Where a pod is.
    pub fn pod(&self, at: PodRef) -> Dealt {
        let row = self.row(at.workload);
        let daemons = self.daemons.len() as Addresses;
        if let Some(dealt) = row.dealt.get(at.index as usize) {
            return Dealt { node: dealt.node, slot: dealt.slot.map(|slot| slot + daemons) };
        }
        let other = at.index - row.pins;
        match row.share {
            Share::EveryNode(slot) => Dealt { node: Some(nth_other(&row.on_nodes, other).into()), slot },
            Share::Turns(first) => {
                let turn = first + u64::from(other);
                let node = self.turns.node(turn);
                let placed = node.and_then(|node| self.placed.get(&node)).map_or(0, Vec::len) as Addresses;
                let round = turn.checked_div(self.turns.total);
                let slot = round.filter(|_| !row.host_network).map(|round| daemons + placed + round);
                Dealt { node, slot }
            }
        }
    }

    /// The pod at a place of a node.
    pub fn at_slot(&self, node: Addresses, slot: Addresses) -> Option<PodRef> {
        let daemons = self.daemons.len() as Addresses;
        if slot < daemons {
            let workload = self.daemons[usize::try_from(slot).ok()?];
            let row = self.row(workload);
            let other = place_among_others(&row.on_nodes, u32::try_from(node).ok()?)?;
            return Some(PodRef { workload, index: row.pins + other });
        }
        let placed = self.placed.get(&node).map_or(&[][..], Vec::as_slice);
        let slot = slot - daemons;
        if let Some(at) = usize::try_from(slot).ok().and_then(|slot| placed.get(slot)) {
            return Some(*at);
        }
        let round = slot - placed.len() as Addresses;
        let turn = round.checked_mul(self.turns.total)?.checked_add(self.turns.turn(node)?)?;
        let (first, workload) =
            *self.starts.get(self.starts.partition_point(|(first, _)| *first <= turn).checked_sub(1)?)?;
        let row = self.row(workload);
        let index = u64::from(row.pins) + (turn - first);
        (index < u64::from(row.count))
            .then(|| u32::try_from(index).ok())
            .flatten()
            .map(|index| PodRef { workload, index })
    }

    /// The pod of this name; the first of the workload of this name.
    pub fn named(&self, namespace: &str, name: &str) -> Option<PodRef> {
        if let Some(workload) = self.workload_named(namespace, name) {
            return (self.row(workload).count > 0).then_some(PodRef { workload, index: 0 });
        }
        let (owner, number) = name.rsplit_once('-')?;
        let workload = self.workload_named(namespace, owner)?;
        let row = self.row(workload);
        let index = row.pins.checked_add(place_among_others(&row.numbers, number.parse().ok()?)?)?;
        (index < row.count).then_some(PodRef { workload, index })
    }

    /// The workload of this name.
    pub fn workload_named(&self, namespace: &str, name: &str) -> Option<usize> {
        self.by_name.get(&format!("{namespace}/{name}")).copied()
    }

    /// The pod whose pinned address this is.
    pub fn pinned_at(&self, address: IpAddr) -> Option<PodRef> {
        self.by_address.get(&address).copied()
    }

    /// The pinned addresses.
    pub fn pinned(&self) -> &[u32] {
        &self.addresses
    }

    /// The pinned addresses within some spans.
    pub fn pinned_within(&self, spans: &[Span]) -> Vec<Span> {
        let inside = |address: &&u32| spans.iter().any(|span| span.contains(Ipv4Addr::from(**address)));
        self.addresses.iter().filter(inside).map(|address| Span::new(*address, *address)).collect()
    }
}

/// The turns that were handed out.
#[derive(Default)]
struct Next {
    turns: Addresses,
    host_turns: Addresses,
    pins: Addresses,
}

impl Next {
    fn turns(
        &mut self,
        starts: &mut Vec<(Addresses, usize)>,
        workload: usize,
        count: u32,
        host_network: bool,
    ) -> Share {
        let counter = if host_network { &mut self.host_turns } else { &mut self.turns };
        let first = *counter;
        *counter += u64::from(count);
        if !host_network && count > 0 {
            starts.push((first, workload));
        }
        Share::Turns(first)
    }

    fn pin(&mut self) -> Addresses {
        self.pins += 1;
        self.pins - 1
    }
}
