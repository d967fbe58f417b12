//! The life of a design, step by step: the start, each pool grown to its autoscaler's maximum, each pool upgraded, and
//! all upgraded at once. Deliberately no formula: every step is a question of its own, and `capacity` answers it.

use std::sync::Arc;

use crate::choice;
use crate::engine::capacity::question::{Limit, PoolQuestion, Question};
use crate::engine::capacity::words::{bound, ratio, terms};
use crate::engine::capacity::{Binding, Label, Room, Term, percent};
use crate::engine::plan::{Plan, surge_nodes};
use crate::engine::preflight::{self, Act, Check};
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, counted, thousands};
use crate::scenario::leaf::Surge;
use crate::scenario::version::KubernetesVersion;

mod ledger;
mod words;

pub use words::Note;

use ledger::{Ledger, Reached};

choice! {
    /// What happens in a step.
    Event {
        /// The design as it is written.
        Start = "start",
        /// A pool grows to its autoscaler's maximum.
        ScaleOut = "scale-out",
        /// The surge nodes of a pool come.
        Surge = "surge",
        /// Old nodes of a pool are drained and renewed, so many at a time.
        Drain = "drain",
        /// The surge nodes of a pool go.
        SurgeRemoved = "surge-removed",
        /// The surge nodes of all pools come together.
        AllPoolsSurge = "all-pools-surge",
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its number, from 1.
    pub number: usize,
    /// What happens.
    pub event: Event,
    /// The pool it happens to; `None`: all of them.
    pub pool: Option<String>,
    /// The nodes that come, go, or are drained at a time.
    pub moved: u32,
    /// The nodes of the cluster then, surge included.
    pub nodes: Addresses,
    /// Need and have of what the step fills most and of everything that does not hold: what holds by no reading first, and
    /// the fullest of each.
    pub needs: Vec<Need>,
    /// What is to be known about it.
    pub notes: Vec<Note>,
}

/// Need and have of one limit in one step. What is said of it is put together when it is read: a design of a hundred
/// pools has hundreds of steps, and a screen shows a few.
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    /// What is limited.
    pub limit: Limit,
    /// What it needs in this step.
    pub needed: Addresses,
    /// The same without the surge nodes.
    pub steady: Addresses,
    /// The same step before any scale-out, at the present counts; `None`: there is nothing to scale out.
    pub at_present_count: Option<Addresses>,
    /// What it needs if a node of a dynamic pod subnet holds no more than its max pods.
    pub if_capped: Addresses,
    /// What there is.
    pub available: Addresses,
    event: Event,
    moment: Moment,
    basis: Arc<Basis>,
}

/// The design at its full size, and as it begins.
#[derive(Clone, Debug, PartialEq)]
struct Basis {
    full: Question,
    start: Question,
}

/// How far the design has come in a step.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Moment {
    /// So many pools, from the first, have grown to their full size.
    grown: usize,
    surging: Surging,
}

/// Whose surge nodes are there.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Surging {
    None,
    Pool(usize),
    All,
}

impl Basis {
    /// The design at a moment.
    fn at(&self, moment: Moment) -> Question {
        let mut question = self.start.clone();
        for (place, (row, full)) in question.pools.iter_mut().zip(&self.full.pools).enumerate() {
            if place < moment.grown {
                row.nodes = full.nodes;
            }
            if moment.surging.is_of(place) {
                row.surge = Surge::Count(surge_nodes(full.surge, row.nodes));
            }
        }
        question
    }
}

impl Surging {
    fn is_of(self, pool: usize) -> bool {
        match self {
            Self::None => false,
            Self::Pool(of) => of == pool,
            Self::All => true,
        }
    }
}

/// All steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rehearsal {
    /// In their order.
    pub steps: Vec<Step>,
}

impl Event {
    /// Is it a part of an upgrade?
    fn is_upgrade(self) -> bool {
        !matches!(self, Self::Start | Self::ScaleOut)
    }
}

impl Need {
    /// The role and name of what is limited.
    pub fn what(&self) -> Binding {
        bound(&self.basis.full, (self.limit, self.needed, self.available))
    }

    /// The sum, where it is a range.
    pub fn terms(&self) -> Vec<Term> {
        match self.limit {
            Limit::Range(range) => terms(&self.basis.at(self.moment), range),
            Limit::OutboundPorts => self.of_ports(),
            Limit::Routes => self.of_routes(),
            _ => Vec::new(),
        }
    }

    /// The sum of outbound ports: 15 nodes of 8,000 ports are 120,000.
    fn of_ports(&self) -> Vec<Term> {
        let now = self.basis.at(self.moment);
        let each = now.ports.map_or(0, |ports| ports.per_node);
        let label = format!("{} x {} ports", counted(now.peak_nodes(), "node"), thousands(each));
        vec![Term { label: Label::Other(label), value: self.needed }]
    }

    /// The sum of kubenet's routes: of 400 nodes and 1 surge node 401.
    fn of_routes(&self) -> Vec<Term> {
        let now = self.basis.at(self.moment);
        let pools = now.pools.iter().filter(|pool| pool.peak() > 0).map(|pool| {
            let surge = match pool.surge_nodes() {
                0 => String::new(),
                surge => format!(" + {surge} surge"),
            };
            let label = format!("{}: {}{surge}, a route each", pool.name, counted(pool.nodes, "node"));
            Term { label: Label::Other(label), value: pool.peak() }
        });
        let own = u64::from(now.user_routes);
        let own = (own > 0).then(|| Term { label: Label::Other("the user's own".to_owned()), value: own });
        pools.chain(own).collect()
    }

    /// Has the design room for it, and only its upgrade not? A creation counts kubenet's routes without surge.
    pub fn is_of_upgrade_only(&self) -> bool {
        self.limit == Limit::Routes && !self.fits() && self.basis.full.routes().is_some_and(|(made, have)| made <= have)
    }

    /// What AKS counts before it takes the step.
    pub fn check(&self) -> Check {
        let full = &self.basis.full;
        match (self.event, self.limit) {
            // An upgrade without surge begins with its drain, and one page has AKS count the routes before.
            (Event::Drain, Limit::Routes) if self.moment.surging == Surging::None => {
                preflight::check(&self.basis.at(self.moment), self.limit, Act::Upgrade)
            }
            (Event::Drain | Event::SurgeRemoved, _) => Check::NotMade,
            (Event::Start | Event::ScaleOut, limit) => preflight::check(full, limit, Act::Add),
            // The surge of every pool counts, whichever pool is upgraded.
            (_, Limit::OutboundPorts) => preflight::check(full, self.limit, Act::Upgrade),
            (Event::Surge | Event::AllPoolsSurge, limit) => {
                preflight::check(&self.basis.at(self.moment), limit, Act::Upgrade)
            }
        }
    }

    /// Need of have in whole percent.
    pub fn used_percent(&self) -> u64 {
        percent(self.needed, self.available)
    }

    /// Is there room, whichever reading is right?
    pub fn room(&self) -> Room {
        Room::of(self.needed, self.if_capped, self.available)
    }

    /// Is there room? What hangs on the reading counts as room.
    pub fn fits(&self) -> bool {
        self.room().fits()
    }
}

impl Step {
    /// Is there room for everything?
    pub fn room(&self) -> Room {
        self.needs.iter().map(Need::room).max().unwrap_or(Room::Enough)
    }

    /// The same, where what hangs on the reading counts as room.
    pub fn fits(&self) -> bool {
        self.room().fits()
    }

    /// What it fills most.
    pub fn fullest(&self) -> Option<&Need> {
        self.needs.first()
    }
}

impl Rehearsal {
    /// The first step that something is too small for, and what.
    pub fn first_failure(&self) -> Option<(&Step, &Need)> {
        self.steps.iter().find_map(|step| Some((step, step.needs.iter().find(|need| !need.fits())?)))
    }

    /// The first step whose room hangs on which reading is right, and what it fills.
    pub fn first_disputed(&self) -> Option<(&Step, &Need)> {
        let disputed = |step: &'_ Step| step.needs.iter().position(|need| need.room().is_disputed());
        self.steps.iter().find_map(|step| Some((step, &step.needs[disputed(step)?])))
    }

    /// The step that fills something most, the first of those that fill it alike.
    pub fn peak(&self) -> Option<(&Step, &Need)> {
        let fullest = self.steps.iter().filter_map(|step| Some((step, step.fullest()?)));
        fullest.rev().max_by_key(|(_, need)| ratio(need.needed, need.available))
    }
}

/// The steps of a design.
pub fn rehearse(plan: &Plan, question: &Question) -> Rehearsal {
    let mut stage = Stage::new(plan, question);
    stage.record(Event::Start, None, 0);
    for pool in 0..question.pools.len() {
        stage.scale_out(pool);
    }
    for pool in 0..question.pools.len() {
        stage.upgrade(pool);
    }
    stage.upgrade_all();
    Rehearsal { steps: stage.steps }
}

/// The nodes as they are in a step, and the steps so far.
struct Stage {
    basis: Arc<Basis>,
    moment: Moment,
    /// The design in this step.
    now: Ledger,
    /// The same by the other reading, where it differs.
    if_capped: Option<Ledger>,
    /// The design as it begins, where there is something to scale out.
    before: Option<Ledger>,
    /// The minor version of Kubernetes 1.
    minor: Option<u64>,
    steps: Vec<Step>,
}

impl Stage {
    fn new(plan: &Plan, question: &Question) -> Self {
        let mut start = question.clone();
        start.pools.iter_mut().for_each(|pool| pool.surge = Surge::Count(0));
        // A count above the autoscaler's maximum is refused, and the maximum is what is sized.
        start.pools.iter_mut().for_each(|pool| pool.nodes = pool.count.min(pool.nodes));
        let grows = start.pools.iter().zip(&question.pools).any(|(start, full)| start.nodes < full.nodes);
        let minor = plan.kubernetes_version().map(KubernetesVersion::minor);
        let now = Ledger::new(start.clone());
        Self {
            if_capped: start.if_capped().map(Ledger::new),
            before: grows.then(|| now.clone()),
            now,
            basis: Arc::new(Basis { full: question.clone(), start }),
            moment: Moment { grown: 0, surging: Surging::None },
            minor,
            steps: Vec::new(),
        }
    }

    /// Changes the design of this step, by every reading.
    fn change(&mut self, change: impl Fn(&mut Ledger)) {
        change(&mut self.now);
        self.if_capped.iter_mut().for_each(change);
    }

    fn scale_out(&mut self, pool: usize) {
        let full = self.basis.full.pools[pool].nodes;
        let more = full - self.now.question.pools[pool].nodes;
        self.moment.grown = pool + 1;
        if more > 0 {
            self.change(|ledger| ledger.set(pool, full, 0));
            self.record(Event::ScaleOut, Some(pool), more);
        }
    }

    fn upgrade(&mut self, pool: usize) {
        let row = &self.basis.full.pools[pool];
        let (nodes, surge, away) = (row.nodes, row.surge_nodes(), surge_nodes(row.max_unavailable, row.nodes));
        let wanted = row.surge;
        if nodes == 0 {
            return;
        }
        if surge == 0 {
            return self.record(Event::Drain, Some(pool), away);
        }
        self.change(|ledger| ledger.set_surge(pool, wanted));
        self.moment.surging = Surging::Pool(pool);
        self.record(Event::Surge, Some(pool), surge);
        self.record(Event::Drain, Some(pool), surge);
        self.change(|ledger| ledger.set_surge(pool, Surge::Count(0)));
        self.moment.surging = Surging::None;
        self.record(Event::SurgeRemoved, Some(pool), surge);
    }

    /// All pools together, where that is more than each alone.
    fn upgrade_all(&mut self) {
        let surges: Vec<Surge> = self.basis.full.pools.iter().map(|pool| pool.surge).collect();
        let nodes: Vec<u32> = self.basis.full.pools.iter().map(PoolQuestion::surge_nodes).collect();
        if nodes.iter().filter(|surge| **surge > 0).count() < 2 {
            return;
        }
        for (pool, surge) in surges.into_iter().enumerate() {
            self.change(|ledger| ledger.set_surge(pool, surge));
        }
        self.moment.surging = Surging::All;
        self.record(Event::AllPoolsSurge, None, nodes.iter().fold(0, |sum, surge| surge.saturating_add(sum)));
    }

    fn record(&mut self, event: Event, pool: Option<usize>, moved: u32) {
        let needs = self.reached(event, pool).into_iter().map(|reached| self.need(event, reached)).collect();
        let mut step = Step {
            number: self.steps.len() + 1,
            event,
            pool: pool.map(|pool| self.now.question.pools[pool].name.to_string()),
            moved,
            nodes: self.now.peak_nodes(),
            needs,
            notes: Vec::new(),
        };
        step.notes = words::notes(self, &step, pool);
        self.steps.push(step);
    }

    /// What does not hold, and what the step fills most of that which the pool has a part in; what holds by no reading
    /// first, and the fullest of each.
    fn reached(&self, event: Event, pool: Option<usize>) -> Vec<Reached> {
        let fullness = |(_, need, have): &Reached| ratio(*need, *have);
        let blocked = self.blocked().filter(|_| event.is_upgrade());
        let more = self.now.peak_nodes() - self.now.nodes();
        let with_surge = |reached| with_routes(reached, more);
        let touched: Box<dyn Iterator<Item = Reached>> = match pool {
            Some(pool) => Box::new(self.now.reached_by(pool)),
            None => Box::new(self.now.reached().filter(|reached| self.is_touched(reached.0))),
        };
        let fullest = touched.map(with_surge).chain(blocked).max_by_key(fullness);
        let all = self.now.reached().map(with_surge).chain(blocked);
        let mut limits: Vec<Reached> =
            all.filter(|reached| reached.1 > reached.2 || Some(*reached) == fullest).collect();
        let is_certain = |(limit, need, have): &Reached| need > have && self.need_if_capped(*limit, *need) > *have;
        limits.sort_by_key(|reached| std::cmp::Reverse((is_certain(reached), fullness(reached))));
        limits
    }

    /// Has any pool a part in it?
    fn is_touched(&self, limit: Limit) -> bool {
        self.now.question.concerned(limit).next().is_some()
    }

    /// A cluster of so many nodes is not upgraded at all.
    fn blocked(&self) -> Option<Reached> {
        let (nodes, blocked) = (self.now.nodes(), rules::number(RuleId::UpgradeBlockedNodes));
        (nodes >= blocked).then_some((Limit::Nodes, nodes, blocked - 1))
    }

    fn need(&self, event: Event, (limit, needed, available): Reached) -> Need {
        let with_surge = |ledger: &Ledger| {
            let calm = ledger.need(limit)?;
            Some(calm.saturating_add(self.of_surge(limit, &ledger.question)))
        };
        let before = self.before.as_ref().filter(|_| event.is_upgrade());
        Need {
            limit,
            needed,
            steady: needed.saturating_sub(self.of_surge(limit, &self.now.question)),
            at_present_count: before.and_then(with_surge),
            if_capped: self.need_if_capped(limit, needed),
            available,
            event,
            moment: self.moment,
            basis: Arc::clone(&self.basis),
        }
    }

    /// The need by the other reading, which changes no routes: a ledger counts those without surge.
    fn need_if_capped(&self, limit: Limit, needed: Addresses) -> Addresses {
        let other = self.if_capped.as_ref().filter(|_| limit != Limit::Routes);
        other.and_then(|ledger| ledger.need(limit)).unwrap_or(needed)
    }

    /// What the surge nodes of the moment take of a limit, with the pools as they are in a question.
    fn of_surge(&self, limit: Limit, question: &Question) -> Addresses {
        let surge = |pool: usize| {
            let nodes = surge_nodes(self.basis.full.pools[pool].surge, question.pools[pool].nodes);
            question.share(limit, pool).saturating_mul(nodes.into())
        };
        match (limit, self.moment.surging) {
            // The cluster's nodes are counted without surge.
            (Limit::Nodes, _) | (_, Surging::None) => 0,
            (_, Surging::Pool(pool)) => surge(pool),
            (_, Surging::All) => (0..question.pools.len()).map(surge).fold(0, Addresses::saturating_add),
        }
    }

    /// Need and have of a limit in this step with another surge of one pool.
    fn with_surge(&self, pool: usize, surge: Surge, limit: Limit) -> Option<(Addresses, Addresses)> {
        let mut other = self.now.question.clone();
        other.pools[pool].surge = surge;
        let (need, have) = other.need_and_have(limit)?;
        let (_, need, have) = with_routes((limit, need, have), other.peak_nodes() - other.nodes());
        Some((need, have))
    }
}

/// The routes of surge nodes, which no creation is asked for, and an upgrade needs.
fn with_routes((limit, need, have): Reached, surge: Addresses) -> Reached {
    (limit, if limit == Limit::Routes { need.saturating_add(surge) } else { need }, have)
}

#[cfg(test)]
mod tests;
