//! Who reaches whom, and as whom: the table that Azure's pages print for a model, for this design. Deliberately walks
//! no packet twice whose ends no rule of the design can tell apart.

pub mod classes;
pub mod promise;
pub mod ranges;

use std::collections::HashMap;
use std::net::IpAddr;

use crate::choice;
use crate::engine::endpoint::resolve::{Subject, resolve};
use crate::engine::endpoint::{Destination, Endpoint};
use crate::engine::inventory::{NodeRef, Pod, PodRef};
use crate::engine::route::RouteSource;
use crate::engine::trace::{Decision, Disposition, Question, Trace, World, is_unknown, trace};
use crate::net::{Cidr, Protocol};
use classes::{Class, Classes};
pub use promise::{Kept, Promise, PromiseKind};

/// The most ends of a table; of more, the first are taken.
pub const ENDS_MAX: usize = 200;

/// One end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// How a question names it.
    pub endpoint: Endpoint,
    /// What it is.
    pub subject: Subject,
    /// Its address.
    pub address: Option<IpAddr>,
    /// The node that it is on, or is.
    pub node: Option<NodeRef>,
    node_address: Option<IpAddr>,
}

/// What becomes of a packet from one end to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The place of the near end.
    pub from: usize,
    /// The place of the far end.
    pub to: usize,
    /// What becomes of the packet.
    pub disposition: Disposition,
    /// What becomes of its reply; `None`: there is none.
    pub return_disposition: Option<Disposition>,
    /// The source that the far end sees; `None`: it sees nothing.
    pub source_seen: Option<IpAddr>,
    /// The check that decided.
    pub decided_by: Decision,
    /// The user route that a packet which is lost, or else its lost reply, took last; `None`: it took none.
    pub user_route: Option<String>,
}

choice! {
    /// What becomes of a packet between two ends, in a word.
    Outcome {
        /// It arrives, and the far end sees the sender's own address.
        Own = "own",
        /// It arrives, and the far end sees the address of the sender's node.
        Node = "node",
        /// It arrives, and the far end sees another address.
        Translated = "nat",
        /// It does not arrive.
        No = "no",
        /// It arrives, and its reply does not.
        Lost = "lost",
        /// The documents do not tell.
        NotKnown = "?",
    }
}

/// The table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The ends.
    pub ends: Vec<End>,
    /// Every pair of different ends, row by row.
    pub cells: Vec<Cell>,
    /// What Kubernetes promises, and whether this design keeps it.
    pub promises: Vec<Promise>,
    /// How many packets were walked.
    pub walks: usize,
    /// Ends that were left out.
    pub left_out: usize,
}

/// The port that is asked for where an end has none of its own.
const PORT_ASKED: u16 = 443;

/// What a walk comes to, in words that hold for every pair that shares it.
#[derive(Clone, Debug)]
struct Shared {
    disposition: Disposition,
    return_disposition: Option<Disposition>,
    seen: Seen,
    decided_by: Decision,
    user_route: Option<String>,
    /// It holds for pairs on the same two nodes alone: something of one of them is in it.
    is_of_nodes: bool,
}

/// The classes of both ends, and whether they are on one node.
type PairClass = (usize, usize, bool);

#[derive(Clone, Copy, Debug)]
enum Seen {
    Nothing,
    /// The sender's own.
    Own,
    /// That of the sender's node.
    Node,
    /// That of the receiver's node.
    FarNode,
    Another(IpAddr),
}

/// The walks of a table so far.
struct Walks<'a, 'w> {
    world: &'a World<'w>,
    classes: &'a Classes,
    /// By class; `None`: pairs of these classes share a walk on the same nodes alone.
    by_class: HashMap<PairClass, Option<Shared>>,
    by_nodes: HashMap<(PairClass, Option<NodeRef>, Option<NodeRef>), Shared>,
    walked: usize,
}

/// Who reaches whom.
pub fn reach(world: &World<'_>) -> Reach {
    reach_while(world, &|| true).expect("a table that is always wanted is finished")
}

/// How many ends there are to ask about, those that are left out included.
pub fn count_ends(world: &World<'_>) -> usize {
    ends(world).len()
}

/// Who reaches whom; `None` as soon as nobody wants to know any more, which is asked row by row.
pub fn reach_while(world: &World<'_>, is_wanted: &dyn Fn() -> bool) -> Option<Reach> {
    let mut ends = ends(world);
    let left_out = ends.len().saturating_sub(ENDS_MAX);
    ends.truncate(ENDS_MAX);
    let classes = Classes::of(world);
    let numbers = numbers(world, &classes, &ends);
    let (by_class, by_nodes) = (HashMap::new(), HashMap::new());
    let mut walks = Walks { world, classes: &classes, by_class, by_nodes, walked: 0 };
    let mut cells = Vec::with_capacity(ends.len() * ends.len());
    for (from, near) in ends.iter().enumerate() {
        if !is_wanted() {
            return None;
        }
        for (to, far) in ends.iter().enumerate().filter(|(to, _)| *to != from) {
            let pair = numbers[from].zip(numbers[to]);
            cells.push(walks.between(pair, near, far).cell((from, near), (to, far)));
        }
    }
    let walks = walks.walked;
    let promises = promise::promises(world, &ends, &cells);
    Some(Reach { ends, cells, promises, walks, left_out })
}

/// The number of each end's class; `None`: the end shares nothing.
fn numbers(world: &World<'_>, classes: &Classes, ends: &[End]) -> Vec<Option<usize>> {
    let mut ids: HashMap<Class, usize> = HashMap::with_capacity(ends.len());
    let mut number = |class: Class| {
        let next = ids.len();
        *ids.entry(class).or_insert(next)
    };
    ends.iter().map(|end| classes.class(world, end).map(&mut number)).collect()
}

impl Walks<'_, '_> {
    /// What becomes of a packet between two ends of these classes.
    fn between(&mut self, pair: Option<(usize, usize)>, near: &End, far: &End) -> Shared {
        let is_same_node = near.node.is_some() && near.node == far.node;
        let Some((from, to)) = pair else { return self.walk(near, far) };
        let class = (from, to, is_same_node);
        match self.by_class.get(&class) {
            Some(Some(shared)) => return shared.clone(),
            Some(None) => {}
            None => {
                let found = self.walk(near, far);
                let is_shared = !found.is_of_nodes;
                self.by_class.insert(class, is_shared.then(|| found.clone()));
                if !is_shared {
                    self.by_nodes.insert((class, near.node, far.node), found.clone());
                }
                return found;
            }
        }
        let nodes = (class, near.node, far.node);
        if let Some(shared) = self.by_nodes.get(&nodes) {
            return shared.clone();
        }
        let found = self.walk(near, far);
        self.by_nodes.insert(nodes, found.clone());
        found
    }

    fn walk(&mut self, near: &End, far: &End) -> Shared {
        self.walked += 1;
        walk(self.world, self.classes, near, far)
    }
}

impl Reach {
    /// The cell of a pair; `None` where both ends are one, or there is no such end.
    pub fn cell(&self, from: usize, to: usize) -> Option<&Cell> {
        let others = self.ends.len().checked_sub(1)?;
        let is_pair = from != to && from <= others && to <= others;
        // A row lacks the cell of the end with itself.
        is_pair.then(|| self.cells.get(from * others + to - usize::from(to > from))).flatten()
    }

    /// The cell in one word.
    pub fn outcome(&self, cell: &Cell) -> Outcome {
        let near = &self.ends[cell.from];
        let is_silent = |disposition| disposition == Disposition::InsufficientInfo;
        match (cell.disposition, cell.return_disposition) {
            (there, back) if is_silent(there) || back.is_some_and(is_silent) => Outcome::NotKnown,
            (there, _) if !there.is_good() => Outcome::No,
            (_, Some(back)) if !back.is_good() => Outcome::Lost,
            _ if cell.source_seen == near.address => Outcome::Own,
            _ if cell.source_seen.is_some() && cell.source_seen == near.node_address => Outcome::Node,
            // The internet's hosts have addresses that nobody has given, and no other.
            _ if near.address.is_none() && cell.source_seen.is_none_or(is_unknown) => Outcome::Own,
            _ => Outcome::Translated,
        }
    }
}

impl Shared {
    fn cell(&self, (from, near): (usize, &End), (to, far): (usize, &End)) -> Cell {
        Cell {
            from,
            to,
            disposition: self.disposition,
            return_disposition: self.return_disposition,
            source_seen: match self.seen {
                Seen::Nothing => None,
                Seen::Own => near.address,
                Seen::Node => near.node_address,
                Seen::FarNode => far.node_address,
                Seen::Another(address) => Some(address),
            },
            decided_by: self.decided_by.clone(),
            user_route: self.user_route.clone(),
        }
    }
}

fn walk(world: &World<'_>, classes: &Classes, near: &End, far: &End) -> Shared {
    let to = Destination { endpoint: far.endpoint.clone(), port: None, protocol: Protocol::Tcp };
    let question = Question::new(near.endpoint.clone(), to);
    let answer = trace(world, &question).expect("the ends of the table are of this plan");
    let seen = match answer.source_seen {
        None => Seen::Nothing,
        seen if seen == near.address => Seen::Own,
        seen if seen == near.node_address => Seen::Node,
        seen if seen == far.node_address => Seen::FarNode,
        Some(another) => Seen::Another(another),
    };
    let user_route = user_route(&answer);
    let decided_by = answer.forward.decided_by;
    // The address of a node that is neither's, or the route to the pods of one.
    let is_third = matches!(seen, Seen::Another(address) if world.inventory.node_at(address).is_some());
    let range = decided_by.name.as_deref().filter(|_| matches!(decided_by.kind, "route" | "overlay"));
    let is_route_to_pods =
        range.and_then(|name| name.parse::<Cidr>().ok()).is_some_and(|range| !classes.is_named(range));
    Shared {
        user_route,
        disposition: answer.forward.disposition,
        return_disposition: answer.reply.map(|reply| reply.disposition),
        seen,
        decided_by,
        is_of_nodes: is_third || is_route_to_pods,
    }
}

/// The user route that what is lost of a packet and its reply took last.
fn user_route(answer: &Trace) -> Option<String> {
    let walks = std::iter::once(&answer.forward).chain(&answer.reply);
    let lost = walks.into_iter().find(|walk| !walk.disposition.is_good())?;
    let mut steps = lost.hops.iter().rev().flat_map(|hop| hop.steps.iter().rev());
    let taken = steps.find_map(|step| step.contest.as_ref()?.route.as_ref())?;
    (taken.source == RouteSource::User).then(|| taken.prefix.clone())
}

/// The ends that are worth asking about: a node of each pool and those that are pinned; of each workload two pods, on
/// different nodes where it has them, and those that are pinned; all machines and sites; the internet.
fn ends(world: &World<'_>) -> Vec<End> {
    let scenario = world.plan.scenario();
    let mut found: Vec<Endpoint> = Vec::new();
    for workload in 0..scenario.workloads.len() {
        found.extend(pods_of(world, workload).into_iter().map(|pod| Endpoint::Pod(World::pod_name(&pod))));
    }
    for pool in world.plan.pool_ids() {
        let indices = 0..world.plan.pool(pool).nodes;
        for index in indices {
            let node = world.inventory.node(NodeRef { pool, index });
            let is_pinned = node.pin.is_some();
            found.push(Endpoint::Node(node.name));
            if !is_pinned {
                break;
            }
        }
    }
    found.extend(scenario.vms.iter().map(|vm| Endpoint::Vm(vm.name.to_string())));
    found.extend(scenario.on_premises.iter().map(|site| Endpoint::OnPremises(site.name.to_string())));
    found.push(Endpoint::Internet(None));
    let mut seen = std::collections::HashSet::new();
    found.retain(|endpoint| seen.insert(endpoint.clone()));
    found.into_iter().filter_map(|endpoint| end(world, endpoint)).collect()
}

/// How many pods of a workload are looked through.
const PODS_MAX: usize = 64;

fn pods_of(world: &World<'_>, workload: usize) -> Vec<Pod> {
    let pinned = world.inventory.workload(workload).map_or(0, |workload| workload.pods.len());
    let places: Vec<PodRef> = world.inventory.pods_of(workload).take(PODS_MAX.max(pinned)).collect();
    let pods =
        places.into_iter().map(|at| world.inventory.pod(at)).filter(|pod| !pod.host_network && pod.node.is_some());
    let pods: Vec<Pod> = pods.collect();
    let first = pods.first().and_then(|pod| pod.node);
    let other = pods.iter().position(|pod| pod.node != first).unwrap_or(1);
    let is_taken = |place: usize| place == 0 || place == other || place < pinned;
    pods.iter().enumerate().filter(|(place, _)| is_taken(*place)).map(|(_, pod)| pod.clone()).collect()
}

fn end(world: &World<'_>, endpoint: Endpoint) -> Option<End> {
    let resolved = resolve(world, &endpoint).ok()?;
    let node = match resolved.subject {
        Subject::Pod(pod) => world.inventory.pod(pod).node,
        Subject::Node(node) => Some(node),
        _ => None,
    };
    let node_address = node.and_then(|node| world.inventory.node_ip(node));
    Some(End { endpoint, subject: resolved.subject, address: resolved.address, node, node_address })
}

#[cfg(test)]
mod tests;
