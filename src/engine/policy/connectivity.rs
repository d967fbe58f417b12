//! Who may talk to whom, all of it: one row of port sets for all pods that are held by the same policies, and the pods
//! that nothing tells apart as one class. Deliberately without reasons: those are `decide`'s.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::Arc;

use super::PolicyPlan;
use super::cluster::{PodId, ShapeId};
use super::ports::{Pool, PortSet, SetId};
use super::row::{Direction, RuleRow, Tier, numbered};
use crate::manifest::model::{Action, ContainerPort, PortMatch};

/// An end of a connection: pods that behave alike, under one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// `shop/web[Deployment]`; of a workload whose pods behave differently, the first kind bears its name and the others
    /// are named one by one: `shop/web-3[Pod]`.
    pub name: String,
    /// Its workload.
    pub workload: usize,
    /// One of its pods.
    pub pod: PodId,
    /// Its pods, that one first.
    pub pods: Vec<PodId>,
    /// The pods that behave so, in all workloads.
    pub class: usize,
}

/// All connections.
#[derive(Clone, Debug)]
pub struct Connectivity {
    ends: Vec<End>,
    classes: Vec<ShapeId>,
    /// By class: its row of what it may send, and of what it may take.
    rows: Vec<[usize; 2]>,
    egress: Vec<Vec<SetId>>,
    ingress: Vec<Vec<SetId>>,
    shapes: usize,
    cells: Vec<(IpAddr, IpAddr, bool)>,
    pool: Pool,
}

/// A run of outside addresses with one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outside {
    /// The first address.
    pub first: IpAddr,
    /// The last address.
    pub last: IpAddr,
    /// The ports that may be used.
    pub ports: SetId,
}

/// What holds a shape in a direction: the policies, and the ports of its own that their names mean.
type Profile = (Vec<usize>, Option<Arc<[ContainerPort]>>);

impl Connectivity {
    /// Of a plan.
    pub fn new(plan: &PolicyPlan) -> Self {
        let mut pool = Pool::default();
        let (egress, egress_of) = table(plan, Direction::Egress, &mut pool);
        let (ingress, ingress_of) = table(plan, Direction::Ingress, &mut pool);
        let shapes = plan.cluster().shapes().len();
        let (classes, class_of) = classes(&egress, &ingress, &egress_of, &ingress_of, shapes);
        let rows = classes.iter().map(|shape| [egress_of[shape.index()], ingress_of[shape.index()]]).collect();
        let cells = (0..plan.cells().len()).map(|place| {
            let (first, last) = plan.cells().cell(place);
            (first, last, plan.cells().is_followed(place))
        });
        let (ends, cells) = (ends(plan, &class_of), cells.collect());
        let mut all = Self { ends, classes, rows, egress, ingress, shapes, cells, pool };
        for from in 0..all.classes.len() {
            for to in 0..all.classes.len() {
                let (sent, taken) = all.sides(from, to);
                all.pool.intersection(sent, taken);
            }
        }
        all
    }

    /// The ends inside, by name.
    pub fn ends(&self) -> &[End] {
        &self.ends
    }

    /// How many kinds of ends there are.
    pub fn class_count(&self) -> usize {
        self.classes.len()
    }

    /// A set of ports that an answer names.
    pub fn ports(&self, id: SetId) -> &PortSet {
        self.pool.set(id)
    }

    /// The ports on which pods of one class may talk to those of another.
    pub fn between(&self, from: usize, to: usize) -> SetId {
        let (sent, taken) = self.sides(from, to);
        self.pool.made_intersection(sent, taken)
    }

    /// What the one may send to the other, and what the other may take from it.
    pub fn sides(&self, from: usize, to: usize) -> (SetId, SetId) {
        let sent = self.egress[self.rows[from][0]][self.classes[to].index()];
        let taken = self.ingress[self.rows[to][1]][self.classes[from].index()];
        (sent, taken)
    }

    /// The runs of outside addresses that a class may send to (egress) or take from (ingress), and on which ports;
    /// neighbours with the same answer are one run, and those with none are left out.
    pub fn outside(&self, class: usize, direction: Direction) -> Vec<Outside> {
        let row = match direction {
            Direction::Egress => &self.egress[self.rows[class][0]],
            Direction::Ingress => &self.ingress[self.rows[class][1]],
        };
        let mut runs: Vec<Outside> = Vec::new();
        let mut is_joined = false;
        for ((first, last, is_followed), ports) in self.cells.iter().zip(&row[self.shapes..]) {
            match runs.last_mut() {
                Some(run) if is_joined && run.ports == *ports => run.last = *last,
                _ => runs.push(Outside { first: *first, last: *last, ports: *ports }),
            }
            is_joined = *is_followed;
        }
        runs.retain(|run| run.ports != SetId::NONE);
        runs
    }
}

/// The rows of a direction, and which row each shape has.
fn table(plan: &PolicyPlan, direction: Direction, pool: &mut Pool) -> (Vec<Vec<SetId>>, Vec<usize>) {
    let mut rows = Vec::new();
    let mut known: HashMap<Profile, usize> = HashMap::new();
    let of = plan.cluster().shape_ids().map(|shape| {
        let profile = profile(plan, shape, direction);
        *known.entry(profile).or_insert_with(|| {
            rows.push(row(plan, shape, direction, pool));
            rows.len() - 1
        })
    });
    let of = of.collect();
    (rows, of)
}

fn profile(plan: &PolicyPlan, shape: ShapeId, direction: Direction) -> Profile {
    let has_names = |rule: &RuleRow| rule.ports.iter().any(|port| matches!(port.port, PortMatch::Name(_)));
    // What comes in goes to the pod's own ports; what leaves, to the peer's.
    let is_own = direction == Direction::Ingress
        && plan.policies_of(shape, direction).any(|policy| policy.side(direction).rules.iter().any(has_names));
    let ports = is_own.then(|| Arc::clone(&plan.cluster().shape_row(shape).ports));
    (plan.indices_of(shape, direction).to_vec(), ports)
}

/// What a shape may send to, or take from, each other shape and then each cell outside.
fn row(plan: &PolicyPlan, shape: ShapeId, direction: Direction, pool: &mut Pool) -> Vec<SetId> {
    let (shapes, cells) = (plan.cluster().shapes().len(), plan.cells().len());
    let targets = shapes + cells;
    let policies = || plan.policies_of(shape, direction);
    let mut folding = Folding { plan, shape, direction, targets, shapes, pool };
    // The admin tier decides some ports of some targets for good.
    let (mut allowed, mut open) = (vec![SetId::NONE; targets], vec![SetId::ALL; targets]);
    let admin = policies().filter(|policy| policy.tier == Tier::Admin);
    let mut passed = vec![SetId::NONE; if admin.clone().next().is_some() { targets } else { 0 }];
    for rule in admin.flat_map(|policy| &policy.side(direction).rules) {
        folding.each(rule, |pool, target, ports| {
            let met = pool.intersection(open[target], ports);
            open[target] = pool.difference(open[target], ports);
            match rule.action {
                Action::Allow => allowed[target] = pool.union(allowed[target], met),
                Action::Deny => {}
                Action::Pass => passed[target] = pool.union(passed[target], met),
            }
        });
    }
    for (open, passed) in open.iter_mut().zip(&passed) {
        *open = folding.pool.union(*open, *passed);
    }
    let mut isolates = policies().filter(|policy| policy.tier == Tier::Network && policy.side(direction).isolates);
    let is_isolated = isolates.next().is_some();
    let mut lets = vec![if is_isolated { SetId::NONE } else { SetId::ALL }; targets];
    let network = || policies().filter(|policy| policy.tier == Tier::Network);
    if is_isolated {
        for rule in
            network().flat_map(|policy| &policy.side(direction).rules).filter(|rule| rule.action == Action::Allow)
        {
            folding.each(rule, |pool, target, ports| lets[target] = pool.union(lets[target], ports));
        }
    } else {
        // The first rule of the baseline that matches decides; without any, everything is let through.
        let mut undecided = vec![SetId::ALL; targets];
        for rule in
            policies().filter(|policy| policy.tier == Tier::Baseline).flat_map(|policy| &policy.side(direction).rules)
        {
            folding.each(rule, |pool, target, ports| {
                if rule.action == Action::Deny {
                    let met = pool.intersection(undecided[target], ports);
                    lets[target] = pool.difference(lets[target], met);
                }
                undecided[target] = pool.difference(undecided[target], ports);
            });
        }
    }
    for rule in network().flat_map(|policy| &policy.side(direction).rules).filter(|rule| rule.action == Action::Deny) {
        folding.each(rule, |pool, target, ports| lets[target] = pool.difference(lets[target], ports));
    }
    for ((allowed, open), lets) in allowed.iter_mut().zip(open).zip(lets) {
        let rest = folding.pool.intersection(open, lets);
        *allowed = folding.pool.union(*allowed, rest);
    }
    allowed
}

/// What is needed to go over the targets of a rule.
struct Folding<'a> {
    plan: &'a PolicyPlan,
    shape: ShapeId,
    direction: Direction,
    targets: usize,
    shapes: usize,
    pool: &'a mut Pool,
}

impl Folding<'_> {
    /// Calls for every target that the rule's peers match, once, with the ports that the rule means there.
    fn each(&mut self, rule: &RuleRow, mut take: impl FnMut(&mut Pool, usize, SetId)) {
        let fixed = rule.ports.iter().map(numbered).fold(PortSet::default(), |set, ports| set.union(&ports));
        let fixed = if rule.ports.is_empty() { SetId::ALL } else { self.pool.id(fixed) };
        let names = rule.ports.iter().filter_map(|port| match &port.port {
            PortMatch::Name(name) => Some((name, port.protocol)),
            _ => None,
        });
        let names = names.collect::<Vec<_>>();
        let own = (self.direction == Direction::Ingress).then(|| self.named(&names, fixed, self.shape));
        let mut visit = |folding: &mut Self, target: usize| {
            let ports = match own {
                Some(own) => own,
                // Nobody knows what a port outside is called.
                None if names.is_empty() || target >= folding.shapes => fixed,
                None => folding.named(&names, fixed, ShapeId::at(target)),
            };
            take(folding.pool, target, ports);
        };
        match &rule.peers {
            None => (0..self.targets).for_each(|target| visit(self, target)),
            Some(peers) => {
                let shapes = peers.iter().flat_map(|peer| peer.shapes.iter().map(|shape| shape.index()));
                let cells = peers.iter().flat_map(|peer| peer.cells.iter().map(|cell| self.shapes + cell));
                let mut matched: Vec<usize> = shapes.chain(cells).collect();
                if peers.len() > 1 {
                    matched.sort_unstable();
                    matched.dedup();
                }
                for target in matched {
                    visit(self, target);
                }
            }
        }
    }

    fn named(&mut self, names: &[(&Arc<str>, Option<crate::net::Protocol>)], fixed: SetId, shape: ShapeId) -> SetId {
        let mut set = fixed;
        for (name, protocol) in names {
            for (protocol, port) in self.plan.cluster().named_ports(shape, name, *protocol).collect::<Vec<_>>() {
                let one = self.pool.id(PortSet::range(Some(protocol), port, port));
                set = self.pool.union(set, one);
            }
        }
        set
    }
}

/// The first shape of each class, and the class of each shape: shapes of one class send and take alike, and are sent to
/// and taken from alike.
fn classes(
    egress: &[Vec<SetId>],
    ingress: &[Vec<SetId>],
    egress_of: &[usize],
    ingress_of: &[usize],
    shapes: usize,
) -> (Vec<ShapeId>, Vec<usize>) {
    let mut known: HashMap<(usize, usize, Vec<SetId>), usize> = HashMap::new();
    let mut firsts = Vec::new();
    let of = (0..shapes).map(|place| {
        let column = egress.iter().chain(ingress).map(|row| row[place]).collect();
        let next = firsts.len();
        let class = *known.entry((egress_of[place], ingress_of[place], column)).or_insert(next);
        if class == next {
            firsts.push(ShapeId::at(place));
        }
        class
    });
    let of = of.collect();
    (firsts, of)
}

/// The ends of a plan, by name.
fn ends(plan: &PolicyPlan, class_of: &[usize]) -> Vec<End> {
    let cluster = plan.cluster();
    let mut ends = Vec::with_capacity(cluster.workloads().len());
    for (workload, row) in cluster.workloads().iter().enumerate() {
        let mut by_class: BTreeMap<usize, Vec<PodId>> = BTreeMap::new();
        for pod in &row.pods {
            by_class.entry(class_of[cluster.pod_row(*pod).shape.index()]).or_default().push(*pod);
        }
        let first = row.pods.first().map(|pod| class_of[cluster.pod_row(*pod).shape.index()]);
        for (class, pods) in by_class {
            if Some(class) == first {
                ends.push(End { name: cluster.workload_name(workload), workload, pod: pods[0], pods, class });
            } else {
                let own = |pod| End { name: cluster.pod_name(pod), workload, pod, pods: vec![pod], class };
                ends.extend(pods.into_iter().map(own));
            }
        }
    }
    ends.sort_by(|one, other| one.name.cmp(&other.name));
    ends
}
