//! The nodes and pods of a plan and their addresses, by arithmetic: none is stored, each is found by its place,
//! its name or its address. Deliberately says nothing of packets.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use crate::engine::address::OwnerKind;
use crate::engine::formula;
use crate::engine::layout::{Fixed, Layout};
use crate::engine::occupant::{Occupant, occupants};
use crate::engine::plan::{Plan, PoolId, SubnetId};
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, Cidr, Span};
use crate::scenario::Scenario;
use crate::scenario::model::{Model, PodIpAllocation, Workload};

mod deal;
mod lay;

pub(in crate::engine) use deal::DNS;

use deal::Deal;

/// One node: its pool and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeRef {
    /// Its pool.
    pub pool: PoolId,
    /// Its place in the pool, from 0.
    pub index: u32,
}

/// What is known of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Which.
    pub at: NodeRef,
    /// Its name.
    pub name: String,
    /// Its address; `None` when its subnet has no room left for it, or is not known.
    pub ip: Option<IpAddr>,
    /// The ranges of its pods: a /24 (kubenet, overlay), blocks (static), none otherwise.
    pub pod_cidrs: Vec<Cidr>,
    /// The place of its pin in the scenario's nodes; `None`: it has none.
    pub pin: Option<usize>,
    /// Its address is allocated as AKS would, not pinned.
    pub assumed: bool,
}

/// One pod: its workload (by place in the scenario) and its number there.
///
/// The place behind the last workload is that of the cluster's own DNS, unless the scenario has it: see
/// [`Inventory::dns_workload`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PodRef {
    /// The workload's place in the scenario.
    pub workload: usize,
    /// The pod's place in the workload, from 0.
    pub index: u32,
}

/// What is known of a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pod {
    /// Which.
    pub at: PodRef,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Its node; `None` when there is none.
    pub node: Option<NodeRef>,
    /// Its address; its node's, when it uses the host's network.
    pub ip: Option<IpAddr>,
    /// Does it use its node's address?
    pub host_network: bool,
    /// Allocated as AKS would, not pinned.
    pub assumed: bool,
}

/// What is known of one pool's nodes.
#[derive(Clone, Debug)]
struct PoolNodes {
    name: String,
    nodes: u32,
    surge: u32,
    max_pods: u32,
    /// Addresses that a node holds of a dynamic pod subnet.
    held: Addresses,
    allocation: PodIpAllocation,
    subnet: Option<SubnetId>,
    pod_subnet: Option<SubnetId>,
    /// The nodes of the pools before this one.
    before: Addresses,
    /// The places of its pins in the scenario; the first pin is its node 0.
    pins: Vec<usize>,
    /// The nodes whose address is pinned, sorted.
    with_ip: Vec<u32>,
    /// The nodes whose pod range is pinned, sorted.
    with_range: Vec<u32>,
}

/// The nodes and pods of a plan.
#[derive(Clone, Debug)]
pub struct Inventory {
    scenario: Arc<Scenario>,
    model: Model,
    pools: Vec<PoolNodes>,
    nodes: Addresses,
    node_names: HashMap<String, NodeRef>,
    node_addresses: HashMap<Ipv4Addr, NodeRef>,
    /// By subnet: who has which address. Subnets with nothing in them have an empty one.
    subnets: Vec<Layout>,
    /// By subnet: static blocks, in numbers of blocks.
    blocks: HashMap<SubnetId, Layout>,
    /// The pod CIDR, in numbers of blocks.
    pod_cidr: Option<Layout>,
    deal: Deal,
}

/// The number at a place among those that are not in the sorted list.
fn nth_other(taken: &[u32], place: u32) -> u32 {
    taken.iter().fold(place, |number, taken| if *taken <= number { number.saturating_add(1) } else { number })
}

/// The place of a number among those that are not in the sorted list; `None` when it is in it.
fn place_among_others(taken: &[u32], number: u32) -> Option<u32> {
    let before = taken.partition_point(|taken| *taken < number);
    let is_taken = taken.get(before) == Some(&number);
    (!is_taken).then(|| number - u32::try_from(before).expect("no more numbers lie before a number than its value"))
}

fn block_size(prefix: RuleId) -> u32 {
    1 << (32 - rules::prefix(prefix))
}

impl Inventory {
    /// Of a plan. Costs by its items, not by its nodes and pods.
    pub fn new(plan: &Plan) -> Self {
        lay::inventory(plan)
    }

    /// How many nodes there are, upgrades apart; an autoscaled pool counts at its maximum.
    pub fn node_count(&self) -> Addresses {
        self.nodes
    }

    /// The nodes, pool by pool.
    pub fn nodes(&self) -> impl Iterator<Item = NodeRef> + '_ {
        self.pools
            .iter()
            .enumerate()
            .flat_map(|(pool, row)| (0..row.nodes).map(move |index| NodeRef { pool: PoolId::at(pool), index }))
    }

    /// The node at a place among all, from 0.
    pub fn nth_node(&self, place: Addresses) -> Option<NodeRef> {
        let pool = self.pools.partition_point(|pool| pool.before <= place).checked_sub(1)?;
        let index = u32::try_from(place - self.pools[pool].before).ok()?;
        (index < self.pools[pool].nodes).then(|| NodeRef { pool: PoolId::at(pool), index })
    }

    /// The place of a node among all.
    pub fn node_place(&self, at: NodeRef) -> Addresses {
        self.row(at).before + u64::from(at.index)
    }

    /// What is known of a node.
    pub fn node(&self, at: NodeRef) -> Node {
        let pin = self.pin(at);
        let pinned = pin.and_then(|pin| self.scenario.nodes[pin].ip);
        Node {
            at,
            name: self.node_name(at),
            ip: self.node_ip(at),
            pod_cidrs: self.pod_cidrs(at),
            pin,
            assumed: pinned.is_none(),
        }
    }

    /// A node's name.
    pub fn node_name(&self, at: NodeRef) -> String {
        match self.pin(at) {
            Some(pin) => self.scenario.nodes[pin].name.to_string(),
            None => format!("aks-{}-{}", self.row(at).name, at.index),
        }
    }

    /// A node's address.
    pub fn node_ip(&self, at: NodeRef) -> Option<IpAddr> {
        if let Some(ip) = self.pin(at).and_then(|pin| self.scenario.nodes[pin].ip) {
            return Some(ip);
        }
        let row = self.row(at);
        let place = place_among_others(&row.with_ip, at.index)?;
        self.subnets[row.subnet?.index()].address(OwnerKind::Node, at.pool, place.into()).map(IpAddr::V4)
    }

    /// The node of this name.
    pub fn node_named(&self, name: &str) -> Option<NodeRef> {
        if let Some(at) = self.node_names.get(name) {
            return Some(*at);
        }
        let (pool, index) = name.strip_prefix("aks-")?.rsplit_once('-')?;
        let index = index.parse::<u32>().ok()?;
        let pool = self.pools.iter().position(|row| row.name == pool).map(PoolId::at)?;
        let at = NodeRef { pool, index };
        (index < self.row(at).nodes && self.node_name(at) == name).then_some(at)
    }

    /// The node of this address.
    pub fn node_at(&self, address: IpAddr) -> Option<NodeRef> {
        let IpAddr::V4(address) = address else { return None };
        if let Some(at) = self.node_addresses.get(&address) {
            return Some(*at);
        }
        self.node_subnets().find_map(|subnet| {
            let (take, place) = self.subnets[subnet.index()].owner(address)?;
            let pool = take.pool.filter(|_| take.kind == OwnerKind::Node)?;
            let index = nth_other(&self.pools[pool.index()].with_ip, u32::try_from(place).ok()?);
            Some(NodeRef { pool, index })
        })
    }

    /// The node that has this address for its pods, whether a pod uses it or not.
    pub fn node_of_pod_address(&self, address: IpAddr) -> Option<NodeRef> {
        let IpAddr::V4(address) = address else { return None };
        self.slot_at(address).map(|(node, _)| node)
    }

    /// The addresses that a node has for pods, one by one.
    pub fn pod_addresses(&self, at: NodeRef) -> impl Iterator<Item = IpAddr> + '_ {
        (0..u64::from(self.row(at).max_pods)).map_while(move |slot| self.slot_ip(at, slot)).map(IpAddr::V4)
    }

    /// The pods of a node that have an address of their own, those of its own addresses first.
    pub fn pods_on(&self, at: NodeRef) -> Vec<Pod> {
        let mut pods: Vec<Pod> =
            self.pod_addresses(at).filter_map(|address| self.pod_at(address)).map(|pod| self.pod(pod)).collect();
        let workloads = self.scenario.workloads.iter().enumerate().filter(|(_, workload)| !workload.pods.is_empty());
        let pinned = workloads.flat_map(|(place, workload)| self.pods_of(place).take(workload.pods.len()));
        pods.extend(pinned.map(|pod| self.pod(pod)).filter(|pod| !pod.assumed && !pod.host_network));
        pods.retain(|pod| pod.node == Some(at) && pod.ip.is_some());
        pods.dedup_by_key(|pod| pod.at);
        pods
    }

    /// What is known of a pod.
    pub fn pod(&self, at: PodRef) -> Pod {
        let dealt = self.deal.pod(at);
        let pin = self.workload(at.workload).and_then(|workload| workload.pods.get(at.index as usize));
        let pinned = pin.and_then(|pin| pin.ip);
        let by_address = || self.node_of_pod_address(pinned?).or_else(|| self.node_at(pinned?));
        // An address that is in no node's own range says nothing of the node: such pods are dealt in turn.
        let in_turn = || pinned.and_then(|_| self.nth_node(u64::from(at.index).checked_rem(self.nodes)?));
        let node = dealt.node.and_then(|place| self.nth_node(place)).or_else(by_address).or_else(in_turn);
        let host_network = self.deal.row(at.workload).host_network;
        let ip = match node {
            _ if pinned.is_some() => pinned,
            Some(node) if host_network => self.node_ip(node),
            Some(node) => dealt.slot.and_then(|slot| self.slot_ip(node, slot)).map(IpAddr::V4),
            None => None,
        };
        let row = self.deal.row(at.workload);
        Pod {
            at,
            namespace: row.namespace.clone(),
            name: self.pod_name(at),
            node,
            ip,
            host_network,
            assumed: pinned.is_none(),
        }
    }

    fn pod_name(&self, at: PodRef) -> String {
        let row = self.deal.row(at.workload);
        match self.workload(at.workload).and_then(|workload| workload.pods.get(at.index as usize)) {
            Some(pin) => pin.name.to_string(),
            None => format!("{}-{}", row.name, nth_other(&row.numbers, at.index - row.pins)),
        }
    }

    /// The pod of this name, `NAMESPACE/NAME`; the first pod of the workload of this name.
    pub fn pod_named(&self, name: &str) -> Option<PodRef> {
        let (namespace, name) = name.split_once('/').unwrap_or(("default", name));
        self.deal.named(namespace, name).or_else(|| {
            self.scenario.workloads.iter().enumerate().find_map(|(workload, row)| {
                let is_here = self.deal.row(workload).namespace == namespace;
                let index = row.pods.iter().position(|pin| is_here && pin.name == *name)?;
                Some(PodRef { workload, index: u32::try_from(index).ok()? })
            })
        })
    }

    /// The pod of this address; not one that uses its node's.
    pub fn pod_at(&self, address: IpAddr) -> Option<PodRef> {
        if let Some(at) = self.deal.pinned_at(address) {
            return Some(at);
        }
        let IpAddr::V4(address) = address else { return None };
        let (node, slot) = self.slot_at(address)?;
        self.deal.at_slot(self.node_place(node), slot)
    }

    /// The pods of a workload, by its place in the scenario.
    pub fn pods_of(&self, workload: usize) -> impl Iterator<Item = PodRef> + use<> {
        (0..self.deal.row(workload).count).map(move |index| PodRef { workload, index })
    }

    /// The workload at a place; `None` for the cluster's own DNS, which no file holds.
    pub fn workload(&self, workload: usize) -> Option<&Workload> {
        self.scenario.workloads.get(workload).map(|workload| &**workload)
    }

    /// The workload of this name, `NAMESPACE/NAME`.
    pub fn workload_named(&self, name: &str) -> Option<usize> {
        let (namespace, name) = name.split_once('/').unwrap_or(("default", name));
        self.deal.workload_named(namespace, name)
    }

    /// The place of the workload behind the cluster's DNS Service: `kube-system/coredns` of the scenario, or the one
    /// that AKS runs, which stands behind the last workload.
    pub fn dns_workload(&self) -> usize {
        self.deal.dns
    }

    /// The address of the cluster's DNS Service.
    pub fn dns_ip(&self) -> Option<IpAddr> {
        self.scenario.cluster.dns_service_ip
    }

    /// How the addresses of a subnet are dealt out.
    pub fn layout(&self, subnet: SubnetId) -> &Layout {
        &self.subnets[subnet.index()]
    }

    /// How the static blocks of a subnet are dealt out, in numbers of blocks.
    pub fn block_layout(&self, subnet: SubnetId) -> Option<&Layout> {
        self.blocks.get(&subnet)
    }

    /// How the blocks of the pod CIDR are dealt out, in numbers of blocks.
    pub fn pod_cidr_layout(&self) -> Option<&Layout> {
        self.pod_cidr.as_ref()
    }

    fn row(&self, at: NodeRef) -> &PoolNodes {
        &self.pools[at.pool.index()]
    }

    fn pin(&self, at: NodeRef) -> Option<usize> {
        self.row(at).pins.get(at.index as usize).copied()
    }

    fn node_subnets(&self) -> impl Iterator<Item = SubnetId> + '_ {
        let mut seen = std::collections::HashSet::new();
        self.pools.iter().filter_map(|pool| pool.subnet).filter(move |subnet| seen.insert(*subnet))
    }

    fn pinned_ranges(&self, at: NodeRef) -> &[Cidr] {
        self.pin(at).and_then(|pin| self.scenario.nodes[pin].pod_cidr.as_ref()).map_or(&[], |ranges| &ranges.0)
    }

    fn pod_cidrs(&self, at: NodeRef) -> Vec<Cidr> {
        let pinned = self.pinned_ranges(at);
        if !pinned.is_empty() {
            return pinned.to_vec();
        }
        let row = self.row(at);
        let Some(place) = place_among_others(&row.with_range, at.index) else { return Vec::new() };
        let (layout, prefix, per_node) = match self.model {
            Model::Overlay | Model::Kubenet => (self.pod_cidr.as_ref(), RuleId::NodeBlockPrefix, 1),
            Model::PodSubnet if row.allocation == PodIpAllocation::StaticBlock => {
                let layout = row.pod_subnet.and_then(|subnet| self.blocks.get(&subnet));
                (layout, RuleId::StaticBlockPrefix, formula::static_blocks(row.max_pods))
            }
            _ => return Vec::new(),
        };
        let Some(layout) = layout else { return Vec::new() };
        let first = u64::from(place) * per_node;
        // The blocks that a subnet lacks are not looked for: those behind the first that is missing are missing too.
        let numbers = (first..first + per_node).map_while(|place| layout.nth(OwnerKind::Block, at.pool, place));
        numbers.map(|number| block(number, prefix)).collect()
    }

    /// The address of a node's n-th pod, from 0.
    fn slot_ip(&self, at: NodeRef, slot: Addresses) -> Option<Ipv4Addr> {
        let row = self.row(at);
        if slot >= u64::from(row.max_pods) {
            return None;
        }
        match self.model {
            Model::NodeSubnet => {
                let place = u64::from(at.index) * u64::from(row.max_pods) + slot;
                self.subnets[row.subnet?.index()].address(OwnerKind::PodSlot, at.pool, place)
            }
            Model::PodSubnet if row.allocation == PodIpAllocation::Dynamic => {
                let place = (slot < row.held).then(|| u64::from(at.index) * row.held + slot)?;
                self.subnets[row.pod_subnet?.index()].address(OwnerKind::Block, at.pool, place)
            }
            Model::ByoCni => None,
            _ => {
                let skip = slot.checked_add(self.first_pod_offset())?;
                self.pods_within(&self.pod_cidrs(at)).nth(skip).map(Ipv4Addr::from)
            }
        }
    }

    /// Kubenet's bridge takes the first address that is not the network's; a static block's first is the node's.
    fn first_pod_offset(&self) -> Addresses {
        Addresses::from(self.model == Model::Kubenet)
    }

    /// The addresses of a node's ranges that pods without a pinned one may have: all but the first of all.
    fn pods_within(&self, ranges: &[Cidr]) -> crate::net::Spans {
        let spans: Vec<Span> = ranges.iter().filter_map(|range| range.span()).collect();
        let mut taken = self.deal.pinned_within(&spans);
        taken.extend(spans.first().map(|span| Span::new(span.first(), span.first())));
        crate::net::Spans::new(spans.iter().flat_map(|span| crate::net::span::gaps(*span, &taken)).collect())
    }

    /// The node and the place there that an address for pods belongs to.
    fn slot_at(&self, address: Ipv4Addr) -> Option<(NodeRef, Addresses)> {
        match self.model {
            Model::NodeSubnet => self.slot_in(OwnerKind::PodSlot, address),
            Model::PodSubnet => self.slot_in(OwnerKind::Block, address).or_else(|| self.slot_in_blocks(address)),
            Model::Overlay | Model::Kubenet => self.slot_in_blocks(address),
            Model::ByoCni => None,
        }
    }

    fn slot_in(&self, kind: OwnerKind, address: Ipv4Addr) -> Option<(NodeRef, Addresses)> {
        self.pools.iter().enumerate().find_map(|(pool, row)| {
            let (subnet, each) = match kind {
                OwnerKind::PodSlot => (row.subnet?, u64::from(row.max_pods)),
                _ => (row.pod_subnet?, row.held),
            };
            let (take, place) = self.subnets[subnet.index()].owner(address)?;
            let is_it = take.kind == kind && take.pool == Some(PoolId::at(pool)) && !take.is_surge;
            let index = u32::try_from(place.checked_div(each)?).ok()?;
            is_it.then(|| (NodeRef { pool: PoolId::at(pool), index }, place % each))
        })
    }

    fn slot_in_blocks(&self, address: Ipv4Addr) -> Option<(NodeRef, Addresses)> {
        let node = self.pinned_range_at(address).or_else(|| self.block_owner(address))?;
        let place = self.pods_within(&self.pod_cidrs(node)).position(u32::from(address));
        // The bridge and the node's own address are the node's, and no pod's.
        let slot = place.and_then(|place| place.checked_sub(self.first_pod_offset())).unwrap_or(Addresses::MAX);
        Some((node, slot))
    }

    fn pinned_range_at(&self, address: Ipv4Addr) -> Option<NodeRef> {
        self.pools.iter().enumerate().find_map(|(pool, row)| {
            let holds = |index: &&u32| {
                let at = NodeRef { pool: PoolId::at(pool), index: **index };
                self.pinned_ranges(at).iter().any(|range| range.contains(address.into()))
            };
            row.with_range.iter().find(holds).map(|index| NodeRef { pool: PoolId::at(pool), index: *index })
        })
    }

    fn block_owner(&self, address: Ipv4Addr) -> Option<NodeRef> {
        let find = |layout: &Layout, prefix: RuleId| {
            let (take, place) = layout.owner(Ipv4Addr::from(u32::from(address) / block_size(prefix)))?;
            let pool = take.pool.filter(|_| take.kind == OwnerKind::Block && !take.is_surge)?;
            let row = &self.pools[pool.index()];
            let each = if prefix == RuleId::StaticBlockPrefix { formula::static_blocks(row.max_pods) } else { 1 };
            let index = nth_other(&row.with_range, u32::try_from(place / each).ok()?);
            Some(NodeRef { pool, index })
        };
        match &self.pod_cidr {
            Some(layout) => find(layout, RuleId::NodeBlockPrefix),
            None => self.blocks.values().find_map(|layout| find(layout, RuleId::StaticBlockPrefix)),
        }
    }
}

/// The block with this number.
fn block(number: u32, prefix: RuleId) -> Cidr {
    Cidr::v4(Ipv4Addr::from(number * block_size(prefix)), rules::prefix(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read::read;

    fn plan(text: &str) -> Plan {
        let reading = read(text);
        assert_eq!(reading.diagnostics, [], "{text}");
        Plan::new(Arc::new(reading.scenario))
    }

    const SUBNETS: &str = r#"
        [[node-pool]]
        name = "system"
        count = 3
        max-pods = 20
        subnet = "snet-nodes"
        pod-subnet = "snet-pods"

        [[node-pool]]
        name = "user"
        count = 40
        max-pods = 30
        subnet = "snet-nodes"
        pod-subnet = "snet-pods"

        [[vnet]]
        name = "vnet-aks"
        address-space = ["10.240.0.0/16"]

        [[vnet.subnet]]
        name = "snet-nodes"
        prefix = "10.240.0.0/20"

        [[vnet.subnet]]
        name = "snet-pods"
        prefix = "10.240.16.0/20"

        [[node]]
        name = "n1"
        pool = "user"
        ip = "10.240.0.5"

        [[workload]]
        name = "web"
        replicas = 300
        pods = [ { name = "web-1", node = "n1" }, { name = "odd", ip = "10.240.16.9" } ]

        [[workload]]
        name = "agent"
        kind = "DaemonSet"

        [[workload]]
        name = "host"
        kind = "DaemonSet"
        host-network = true
    "#;

    fn models() -> Vec<(&'static str, Inventory)> {
        ["kubenet", "azure-cni-overlay", "azure-cni-node-subnet", "azure-cni-pod-subnet", "static", "byo-cni"]
            .into_iter()
            .map(|model| {
                let cluster = match model {
                    "static" => "model = \"azure-cni-pod-subnet\"\npod-ip-allocation = \"static-block\"".to_owned(),
                    model => format!("model = {model:?}"),
                };
                (model, Inventory::new(&plan(&format!("[cluster]\n{cluster}\n{SUBNETS}"))))
            })
            .collect()
    }

    #[test]
    fn every_node_is_found_by_its_name_its_place_and_its_address() {
        for (model, inventory) in models() {
            assert_eq!(inventory.node_count(), 43);
            for (place, at) in (0..).zip(inventory.nodes()) {
                let node = inventory.node(at);
                assert_eq!(inventory.node_named(&node.name), Some(at), "{model} {}", node.name);
                assert_eq!(inventory.node_at(node.ip.unwrap()), Some(at), "{model} {}", node.name);
                assert_eq!(inventory.nth_node(place), Some(at));
            }
            let names: Vec<_> = inventory.nodes().take(5).map(|at| inventory.node_name(at)).collect();
            assert_eq!(names, ["aks-system-0", "aks-system-1", "aks-system-2", "n1", "aks-user-1"]);
            let ips: Vec<_> = inventory.nodes().take(5).map(|at| inventory.node_ip(at).unwrap().to_string()).collect();
            assert_eq!(ips, ["10.240.0.4", "10.240.0.6", "10.240.0.7", "10.240.0.5", "10.240.0.8"]);
        }
    }

    #[test]
    fn every_pod_is_found_by_its_name_and_its_address_and_none_shares_one() {
        for (model, inventory) in models() {
            let mut seen = std::collections::HashSet::new();
            for workload in 0..=inventory.dns_workload() {
                for at in inventory.pods_of(workload) {
                    let pod = inventory.pod(at);
                    let name = format!("{}/{}", pod.namespace, pod.name);
                    assert_eq!(inventory.pod_named(&name), Some(at), "{model} {name}");
                    assert!(pod.node.is_some() || pod.ip.is_some(), "{model} {name}");
                    let Some(ip) = pod.ip.filter(|_| !pod.host_network) else { continue };
                    assert!(seen.insert(ip), "{model} {name} {ip}");
                    assert_eq!(inventory.pod_at(ip), Some(at), "{model} {name} {ip}");
                    if pod.assumed {
                        assert_eq!(inventory.node_of_pod_address(ip), pod.node, "{model} {name} {ip}");
                    }
                }
            }
            assert_eq!(seen.len(), if model == "byo-cni" { 1 } else { 300 + 43 + 2 }, "{model}");
        }
    }

    #[test]
    fn pods_stand_where_their_model_puts_them() {
        let expected = [
            ("kubenet", "10.244.0.2"),
            ("azure-cni-overlay", "10.244.0.1"),
            ("azure-cni-node-subnet", "10.240.0.47"),
            ("azure-cni-pod-subnet", "10.240.16.4"),
            ("static", "10.240.16.17"),
        ];
        for (model, inventory) in models() {
            let agent = inventory.pod(inventory.pod_named("default/agent").unwrap());
            let ip = agent.ip.map(|ip| ip.to_string());
            let expected = expected.iter().find(|(name, _)| *name == model).map(|(_, ip)| (*ip).to_owned());
            assert_eq!(ip, expected, "{model}");
        }
    }

    #[test]
    fn a_million_pods_and_nodes_cost_nothing() {
        let plan = plan(
            "[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 4294967295\n[[workload]]\nname = \"w\"\nreplicas = 4294967295\n",
        );
        let inventory = Inventory::new(&plan);
        let last = PodRef { workload: 0, index: u32::MAX - 1 };
        assert_eq!(inventory.pod(last).name, "w-4294967294");
        assert_eq!(inventory.pod_named("default/w-4294967294"), Some(last));
        assert_eq!(inventory.node_count(), 4_294_967_295);
    }
}
