//! Which ends a walk cannot tell apart: it compares addresses with the ranges that are written somewhere, asks who has
//! an address, and looks at what an end is made of. Deliberately says of every end for which that is not all that it is
//! odd: such an end shares nothing, for one more walk is slow, and one too few is wrong.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use super::ranges::{answering, named};
use super::{End, PORT_ASKED};
use crate::engine::endpoint::resolve::Subject;
use crate::engine::inventory::NodeRef;
use crate::engine::plan::{PoolId, SubnetId};
use crate::engine::route::pods;
use crate::engine::trace::World;
use crate::net::{Cidr, Protocol};
use crate::scenario::leaf::Name;

/// All that a walk can see of an end: two of one class fare alike.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Class {
    kind: Kind,
    address: Option<usize>,
    /// By table in which AKS keeps routes to pods: is the route that the address takes its own node's?
    is_led_home: Vec<bool>,
    node: Option<NodeClass>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Kind {
    /// What policies, ports and egress gateways know of a pod, the same for all pods of the workload at this place.
    Pod(usize),
    Node,
    Vm {
        subnet: Option<String>,
        vnet: Option<String>,
        nsg: Option<String>,
        public: Option<usize>,
    },
    /// A site, for its gateway.
    Site(usize),
    Other,
}

/// What a walk can see of a node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct NodeClass {
    pool: PoolId,
    address: Option<usize>,
    is_led_home: Vec<bool>,
    nsg: Option<String>,
    /// The pin with its public address.
    public: Option<usize>,
}

/// What the ends of a design are told apart by.
#[derive(Clone, Debug)]
pub struct Classes {
    /// Where ranges begin and end: between two of these no range tells two addresses apart.
    starts: Vec<u128>,
    named: HashSet<Cidr>,
    answering: HashSet<IpAddr>,
    /// How many machines have an address.
    machines: HashMap<IpAddr, usize>,
    /// The subnets in whose tables AKS keeps routes to pods.
    kept: Vec<SubnetId>,
    /// By workload: the first that policies, ports and gateways cannot tell from it.
    workloads: Vec<usize>,
    /// Nodes answer on the port that is asked for, each for the pods that it has.
    nodes_answer: bool,
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        // Behind all of IPv4, and in the same order; the highest addresses of all are nobody's.
        IpAddr::V6(address) => u128::from(address).saturating_add(1 << 33),
    }
}

impl Classes {
    /// Of a design.
    pub fn of(world: &World<'_>) -> Self {
        let named: HashSet<Cidr> = named(world).into_iter().collect();
        let mut starts: Vec<u128> = Vec::with_capacity(2 * named.len());
        for range in &named {
            starts.push(number(range.first()));
            starts.push(number(range.last()).saturating_add(1));
        }
        starts.sort_unstable();
        starts.dedup();
        let mut machines: HashMap<IpAddr, usize> = HashMap::new();
        for address in world.plan.scenario().vms.iter().filter_map(|vm| world.vm_ip(vm)) {
            *machines.entry(address).or_default() += 1;
        }
        Self {
            starts,
            named,
            answering: answering(world).into_iter().collect(),
            machines,
            kept: world.plan.subnet_ids().filter(|subnet| pods::is_kept(world.plan, *subnet)).collect(),
            workloads: workloads(world),
            nodes_answer: world.services.at_node_port(PORT_ASKED, Protocol::Tcp).is_some(),
        }
    }

    /// Is the range written somewhere? The routes to the pods of single nodes are not.
    pub fn is_named(&self, range: Cidr) -> bool {
        self.named.contains(&range)
    }

    /// The cell of an address: two of one cell are in the same ranges.
    fn cell(&self, address: Option<IpAddr>) -> Option<usize> {
        let number = number(address?);
        Some(self.starts.partition_point(|start| *start <= number))
    }

    /// The class of an end; `None`: it is odd, and shares no walk.
    pub fn class(&self, world: &World<'_>, end: &End) -> Option<Class> {
        if !self.is_its_own(world, end) {
            return None;
        }
        let scenario = world.plan.scenario();
        let kind = match end.subject {
            Subject::Pod(pod) => Kind::Pod(*self.workloads.get(pod.workload)?),
            Subject::Node(_) => Kind::Node,
            Subject::Vm(place) => {
                let vm = &scenario.vms[place];
                let name = |name: &Option<Name>| name.as_ref().map(ToString::to_string);
                Kind::Vm {
                    subnet: name(&vm.subnet),
                    vnet: name(&vm.vnet),
                    nsg: vm.nic_nsg.as_ref().map(|nsg| nsg.0.to_string()),
                    public: vm.public_ip.and_then(|ip| ip.0).map(|_| place),
                }
            }
            Subject::OnPremises(place) => Kind::Site(place),
            _ => Kind::Other,
        };
        let node = match end.node {
            Some(at) => Some(self.node_class(world, at)?),
            None => None,
        };
        let home = end.node.and_then(|node| world.inventory.node_ip(node));
        let is_led_home = self.is_led_home(world, end.address, home)?;
        Some(Class { kind, address: self.cell(end.address), is_led_home, node })
    }

    fn node_class(&self, world: &World<'_>, at: NodeRef) -> Option<NodeClass> {
        let node = world.inventory.node(at);
        let pin = node.pin.map(|pin| &world.plan.scenario().nodes[pin]);
        Some(NodeClass {
            pool: at.pool,
            address: self.cell(node.ip),
            is_led_home: self.is_led_home(world, node.ip, node.ip)?,
            nsg: pin.and_then(|pin| pin.nic_nsg.as_ref()).map(|nsg| nsg.0.to_string()),
            public: node.pin.filter(|_| pin.is_some_and(|pin| pin.public_ip.and_then(|ip| ip.0).is_some())),
        })
    }

    /// By table with routes to pods: does the address's route lead to this node? `None`: it leads to another's pods, so
    /// that more than ranges decides.
    fn is_led_home(&self, world: &World<'_>, address: Option<IpAddr>, home: Option<IpAddr>) -> Option<Vec<bool>> {
        let Some(address) = address else { return Some(Vec::new()) };
        let leads = |subnet: &SubnetId| {
            let table = world.routes.of_subnet(world.plan, world.inventory, *subnet);
            let Some(route) = table.lookup(address) else { return Some(false) };
            let is_home = home.is_some() && route.next_hop_ip == home;
            (is_home || self.is_named(route.prefix)).then_some(is_home)
        };
        self.kept.iter().map(leads).collect()
    }

    /// Has nothing else of the design the addresses of this end and of its node?
    fn is_its_own(&self, world: &World<'_>, end: &End) -> bool {
        let inventory = world.inventory;
        let is_node = |at: NodeRef| {
            !self.nodes_answer
                && inventory.node_ip(at).is_none_or(|address| {
                    inventory.node_at(address) == Some(at)
                        && inventory.pod_at(address).is_none()
                        && inventory.node_of_pod_address(address).is_none()
                        && !self.machines.contains_key(&address)
                        && !self.answering.contains(&address)
                })
        };
        let Some(address) = end.address else { return end.node.is_none_or(is_node) };
        let is_free = || {
            inventory.node_at(address).is_none()
                && inventory.pod_at(address).is_none()
                && inventory.node_of_pod_address(address).is_none()
        };
        if self.answering.contains(&address) {
            return false;
        }
        match end.subject {
            Subject::Node(at) => is_node(at),
            Subject::Pod(pod) => {
                inventory.pod_at(address) == Some(pod)
                    && inventory.node_of_pod_address(address) == end.node
                    && inventory.node_at(address).is_none()
                    && !self.machines.contains_key(&address)
                    && end.node.is_some_and(is_node)
            }
            Subject::Vm(_) => self.machines.get(&address) == Some(&1) && is_free(),
            _ => !self.machines.contains_key(&address) && is_free(),
        }
    }
}

/// By workload: the first with the same namespace, labels, ports and way out.
fn workloads(world: &World<'_>) -> Vec<usize> {
    let scenario = world.plan.scenario();
    let mut first: HashMap<String, usize> = HashMap::new();
    let seen = |(place, workload): (usize, &std::sync::Arc<crate::scenario::model::Workload>)| {
        let known = format!(
            "{:?} {:?} {:?} {:?}",
            workload.namespace, workload.labels, workload.ports, workload.static_egress_gateway
        );
        *first.entry(known).or_insert(place)
    };
    scenario.workloads.iter().enumerate().map(seen).collect()
}
