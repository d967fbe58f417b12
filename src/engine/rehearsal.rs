//! The life of a design, step by step: the start, each pool grown to its autoscaler's maximum, each pool upgraded, and
//! all upgraded at once. Deliberately no formula: every step is a question of its own, and `capacity` answers it.

use crate::choice;
use crate::engine::capacity::question::{Limit, PoolQuestion, Question};
use crate::engine::capacity::words::{bound, ratio, terms};
use crate::engine::capacity::{Binding, Label, Term, percent};
use crate::engine::plan::{Plan, surge_nodes};
use crate::engine::preflight::{self, Act, Check};
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, counted, thousands};
use crate::scenario::leaf::Surge;

mod words;

pub use words::Note;

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
    /// Need and have of what the step fills most and of everything that does not hold, the fullest first.
    pub needs: Vec<Need>,
    /// What is to be known about it.
    pub notes: Vec<Note>,
}

/// Need and have of one limit in one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    /// What is limited.
    pub limit: Limit,
    /// Its role and name.
    pub what: Binding,
    /// What it needs in this step.
    pub needed: Addresses,
    /// The same without the surge nodes.
    pub steady: Addresses,
    /// The same step before any scale-out, at the present counts; `None`: there is nothing to scale out.
    pub at_present_count: Option<Addresses>,
    /// What there is.
    pub available: Addresses,
    /// The sum, where it is a range.
    pub terms: Vec<Term>,
    /// What AKS counts before it takes the step.
    pub check: Check,
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
    /// Need of have in whole percent.
    pub fn used_percent(&self) -> u64 {
        percent(self.needed, self.available)
    }

    /// Is there room?
    pub fn fits(&self) -> bool {
        self.needed <= self.available
    }
}

impl Step {
    /// Is there room for everything?
    pub fn fits(&self) -> bool {
        self.needs.iter().all(Need::fits)
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
struct Stage<'a> {
    /// The design at its full size.
    question: &'a Question,
    /// The design in this step.
    now: Question,
    /// The same without surge.
    calm: Question,
    /// The same step before any scale-out, where there is one to come.
    at_count: Option<Question>,
    /// The minor version of Kubernetes 1.
    minor: Option<u64>,
    steps: Vec<Step>,
}

/// A limit with its need and have.
type Reached = (Limit, Addresses, Addresses);

impl<'a> Stage<'a> {
    fn new(plan: &Plan, question: &'a Question) -> Self {
        let mut now = question.clone();
        now.pools.iter_mut().for_each(|pool| pool.surge = Surge::Count(0));
        // A count above the autoscaler's maximum is refused, and the maximum is what is sized.
        now.pools.iter_mut().for_each(|pool| pool.nodes = pool.count.min(pool.nodes));
        let grows = now.pools.iter().zip(&question.pools).any(|(now, full)| now.nodes < full.nodes);
        let version = plan.cluster().kubernetes_version.as_deref().unwrap_or_default();
        let minor = version.strip_prefix("1.").and_then(|rest| rest.split('.').next()?.parse().ok());
        let (calm, at_count) = (now.clone(), grows.then(|| now.clone()));
        Self { question, now, calm, at_count, minor, steps: Vec::new() }
    }

    fn scale_out(&mut self, pool: usize) {
        let full = self.question.pools[pool].nodes;
        let more = full - self.now.pools[pool].nodes;
        if more > 0 {
            self.now.pools[pool].nodes = full;
            self.calm.pools[pool].nodes = full;
            self.record(Event::ScaleOut, Some(pool), more);
        }
    }

    fn upgrade(&mut self, pool: usize) {
        let row = &self.question.pools[pool];
        let surge = row.surge_nodes();
        if row.nodes == 0 {
            return;
        }
        if surge == 0 {
            return self.record(Event::Drain, Some(pool), surge_nodes(row.max_unavailable, row.nodes));
        }
        self.set_surge(pool, row.surge);
        self.record(Event::Surge, Some(pool), surge);
        self.record(Event::Drain, Some(pool), surge);
        self.set_surge(pool, Surge::Count(0));
        self.record(Event::SurgeRemoved, Some(pool), surge);
    }

    /// All pools together, where that is more than each alone.
    fn upgrade_all(&mut self) {
        let surges: Vec<u32> = self.question.pools.iter().map(PoolQuestion::surge_nodes).collect();
        if surges.iter().filter(|surge| **surge > 0).count() < 2 {
            return;
        }
        for pool in 0..surges.len() {
            self.set_surge(pool, self.question.pools[pool].surge);
        }
        self.record(Event::AllPoolsSurge, None, surges.iter().fold(0, |sum, surge| surge.saturating_add(sum)));
    }

    fn set_surge(&mut self, pool: usize, surge: Surge) {
        for question in std::iter::once(&mut self.now).chain(&mut self.at_count) {
            let row = &mut question.pools[pool];
            row.surge = Surge::Count(surge_nodes(surge, row.nodes));
        }
    }

    fn record(&mut self, event: Event, pool: Option<usize>, moved: u32) {
        let needs = self.reached(event, pool).into_iter().map(|reached| self.need(event, reached)).collect();
        let mut step = Step {
            number: self.steps.len() + 1,
            event,
            pool: pool.map(|pool| self.now.pools[pool].name.to_string()),
            moved,
            nodes: self.now.pools.iter().map(PoolQuestion::peak).fold(0, Addresses::saturating_add),
            needs,
            notes: Vec::new(),
        };
        step.notes = words::notes(self, &step, pool);
        self.steps.push(step);
    }

    /// What does not hold, and what the step fills most of that which the pool has a part in; the fullest first.
    fn reached(&self, event: Event, pool: Option<usize>) -> Vec<Reached> {
        let mut limits = self.now.limits();
        limits.extend(self.blocked().filter(|_| event.is_upgrade()));
        let fullness = |(_, need, have): &Reached| ratio(*need, *have);
        let touched = limits.iter().filter(|(limit, ..)| self.is_touched(*limit, pool));
        let fullest = touched.max_by_key(|reached| fullness(reached)).copied();
        limits.retain(|reached| reached.1 > reached.2 || Some(*reached) == fullest);
        limits.sort_by_key(|reached| std::cmp::Reverse(fullness(reached)));
        limits
    }

    /// Has the pool a part in it? Without a pool: has any?
    fn is_touched(&self, limit: Limit, pool: Option<usize>) -> bool {
        match (limit, pool) {
            (Limit::Range(range), Some(pool)) => self.now.each(&self.now.pools[pool], range) > 0,
            (limit, Some(pool)) => self.now.concerned(limit).any(|other| other == pool),
            (limit, None) => self.now.concerned(limit).next().is_some(),
        }
    }

    /// A cluster of so many nodes is not upgraded at all.
    fn blocked(&self) -> impl Iterator<Item = Reached> + use<> {
        let (nodes, blocked) = (self.now.nodes(), rules::number(RuleId::UpgradeBlockedNodes));
        (nodes >= blocked).then_some((Limit::Nodes, nodes, blocked - 1)).into_iter()
    }

    fn need(&self, event: Event, (limit, needed, available): Reached) -> Need {
        let of = |question: &Question| question.need_and_have(limit).map(|(need, _)| need);
        Need {
            limit,
            what: bound(&self.now, (limit, needed, available)),
            needed,
            steady: of(&self.calm).unwrap_or(needed),
            at_present_count: self.at_count.as_ref().filter(|_| event.is_upgrade()).and_then(of),
            available,
            terms: match limit {
                Limit::Range(range) => terms(&self.now, range),
                Limit::OutboundPorts => self.of_ports(needed),
                _ => Vec::new(),
            },
            check: match (event, limit) {
                (Event::Drain | Event::SurgeRemoved, _) => Check::NotMade,
                (Event::Start | Event::ScaleOut, _) => preflight::check(self.question, limit, Act::Add),
                // The surge of every pool counts, whichever pool is upgraded.
                (_, Limit::OutboundPorts) => preflight::check(self.question, limit, Act::Upgrade),
                (Event::Surge | Event::AllPoolsSurge, _) => preflight::check(&self.now, limit, Act::Upgrade),
            },
        }
    }

    /// The sum of outbound ports: 15 nodes of 8,000 ports are 120,000.
    fn of_ports(&self, needed: Addresses) -> Vec<Term> {
        let each = self.now.ports.map_or(0, |ports| ports.per_node);
        let label = format!("{} x {} ports", counted(self.now.peak_nodes(), "node"), thousands(each));
        vec![Term { label: Label::Other(label), value: needed }]
    }

    /// Need and have of a limit in this step with another surge of one pool.
    fn with_surge(&mut self, pool: usize, surge: Surge, limit: Limit) -> Option<(Addresses, Addresses)> {
        let own = std::mem::replace(&mut self.now.pools[pool].surge, surge);
        let reached = self.now.need_and_have(limit);
        self.now.pools[pool].surge = own;
        reached
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::fmt::Write as _;
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::Event::{Drain, ScaleOut, Start, Surge, SurgeRemoved};
    use super::*;
    use crate::engine::Analysis;
    use crate::engine::capacity::judge;
    use crate::engine::sample::{design, flagship, plan, text};

    fn rehearsed(plan: &Plan) -> Rehearsal {
        rehearse(plan, &Question::of(plan))
    }

    /// Event, pool, nodes, need of what is fullest.
    fn rows(rehearsal: &Rehearsal) -> Vec<(Event, &str, u64, u64)> {
        let row = |step: &Step| step.fullest().map_or(0, |need| need.needed);
        let steps = rehearsal.steps.iter();
        steps.map(|step| (step.event, step.pool.as_deref().unwrap_or("-"), step.nodes, row(step))).collect()
    }

    #[test]
    fn seven_nodes_and_one_surge_node_break_at_the_surge() {
        let services: String = (0..4).fold(String::new(), |mut text, at| {
            let _ = write!(
                text,
                "[[service]]\nname = \"s{at}\"\ntype = \"LoadBalancer\"\ninternal = true\nselector = {{ app = \"x\" }}\nports = [ {{ port = 80 }} ]\n"
            );
            text
        });
        let base = text("azure-cni-node-subnet", 7, 30, "1", "10.240.0.0/24");
        let rehearsal = rehearsed(&plan(&(base + &services)));
        let expected = [
            (Start, "-", 7, 221),
            (Surge, "system", 8, 252),
            (Drain, "system", 8, 252),
            (SurgeRemoved, "system", 7, 221),
        ];
        assert_eq!(rows(&rehearsal), expected);
        let (step, need) = rehearsal.first_failure().unwrap();
        assert_eq!((step.number, need.needed, need.available, need.steady), (2, 252, 251, 221));
        assert!(rehearsal.steps[0].fits() && rehearsal.steps[3].fits());
        assert_eq!(rehearsal.sentence(), "step 2 of 4 breaks: surge of system, +1 node: snet-nodes needs 252, has 251");
        assert_eq!(rehearsal.short_sentence(), "breaks at step 2, system +1 surge");
        assert_eq!(
            need.check.sentence(),
            Some(
                "Pre-allocated IPs 248 exceeds IPs available 247 in Subnet Cidr 10.240.0.0/24, Subnet Name snet-nodes."
            )
        );
    }

    const FIVE_POOLS_OF_FOUR: &str = "[cluster]\nmodel = \"azure-cni-overlay\"\n";

    #[test]
    fn a_surge_in_percent_is_rounded_up_in_each_pool() {
        // 5 pools of 4 nodes at 50% need 10 nodes more; 5 of 3 at 10% need 5, and not 2.
        for (nodes, surge, sum) in [(4, "50%", 10), (3, "10%", 5)] {
            let pools = (0..5).fold(FIVE_POOLS_OF_FOUR.to_owned(), |mut text, at| {
                let _ = write!(text, "[[node-pool]]\nname = \"p{at}\"\ncount = {nodes}\nmax-surge = \"{surge}\"\n");
                text
            });
            let rehearsal = rehearsed(&plan(&pools));
            let last = rehearsal.steps.last().unwrap();
            assert_eq!((last.event, last.moved, last.nodes), (Event::AllPoolsSurge, sum, u64::from(5 * nodes + sum)));
            assert_eq!(last.notes[0].rule, RuleId::SurgeOfAllPools);
            assert_eq!(rehearsal.steps.len(), 1 + 5 * 3 + 1);
        }
    }

    #[test]
    fn pools_grow_to_their_maximum_before_they_are_upgraded() {
        let base = text("azure-cni-overlay", 3, 30, "10%", "10.240.0.0/20");
        let base = base.replace("count = 3", "count = 3\nautoscale = { min = 3, max = 20 }");
        let more = "[[node-pool]]\nname = \"user\"\ncount = 2\nmax-surge = 0\nmax-unavailable = \"40%\"\n";
        let rehearsal = rehearsed(&plan(&(base + more)));
        let expected = [
            (Start, "-", 5, 5 * 256),
            (ScaleOut, "system", 22, 22 * 256),
            (Surge, "system", 24, 24 * 256),
            (Drain, "system", 24, 24 * 256),
            (SurgeRemoved, "system", 22, 22 * 256),
            (Drain, "user", 22, 22 * 256),
        ];
        assert_eq!(rows(&rehearsal), expected);
        let surge = rehearsal.steps[2].fullest().unwrap();
        // Upgraded now, 3 nodes take one surge node and not two.
        assert_eq!((surge.steady, surge.at_present_count), (22 * 256, Some(6 * 256)));
        assert_eq!(surge.check, Check::NotKnown, "no page says whether surge counts in the check of the pod CIDR");
        let create = &rehearsal.steps[0].fullest().unwrap().check;
        assert_eq!(*create, Check::Passes(22 * 256, 65_536), "AKS counts the maximum from the start");
        assert_eq!(rehearsal.steps[5].moved, 1);
        assert_eq!(rehearsal.steps[5].notes[0].rule, RuleId::MaxUnavailableInPlace);
        assert_eq!(rehearsal.short_sentence(), "peak 6,144 of 65,536");
    }

    #[test]
    fn without_surge_and_autoscaler_nodes_are_only_drained() {
        let rehearsal = rehearsed(&design("azure-cni-overlay", 3, 30, "0", "10.240.0.0/24"));
        let events: Vec<_> = rehearsal.steps.iter().map(|step| step.event).collect();
        assert_eq!(events, [Event::Start, Event::Drain]);
        assert_eq!(rehearsal.steps[1].notes[0].rule, RuleId::SurgeOrUnavailable);
        let none = rehearsed(&design("azure-cni-overlay", 0, 30, "1", "10.240.0.0/24"));
        assert_eq!(none.steps.len(), 1);
    }

    #[test]
    fn an_upgrade_that_is_short_says_what_aks_tries_next() {
        let base = text("azure-cni-node-subnet", 7, 30, "2", "10.240.0.0/24");
        let of = |version: &str| {
            let text = base.replace("[cluster]\n", &format!("[cluster]\nkubernetes-version = \"{version}\"\n"));
            rehearsed(&plan(&text.replace("max-surge = \"2\"", "max-surge = 2\nmax-unavailable = 3"))).steps[1]
                .notes
                .clone()
        };
        let rules = |version| of(version).iter().map(|note| note.rule).collect::<Vec<_>>();
        assert_eq!(rules("1.34"), [RuleId::MaxUnavailableFallback]);
        assert_eq!(rules("1.35"), [RuleId::SurgeRetrySinceMinor, RuleId::MaxUnavailableFallback]);
        assert!(of("1.35")[0].text.ends_with("needs 248 and has 251, which fits"), "{:?}", of("1.35"));
    }

    #[test]
    fn an_upgrade_of_the_largest_cluster_is_blocked() {
        for (nodes, fits) in [(999, true), (1_000, false)] {
            let pools = (0..5).fold("[cluster]\npod-cidr = \"10.0.0.0/8\"\nservice-cidr = \"192.168.0.0/16\"\ndns-service-ip = \"192.168.0.10\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"172.16.0.0/16\"]\n[[vnet.subnet]]\nname = \"s\"\nprefix = \"172.16.0.0/16\"\n".to_owned(), |mut text, at| {
                let _ = write!(text, "[[node-pool]]\nname = \"p{at}\"\ncount = {nodes}\nmax-surge = 0\nmax-unavailable = 1\n");
                text
            });
            let rehearsal = rehearsed(&plan(&pools));
            assert!(rehearsal.steps[0].fits());
            assert_eq!(rehearsal.steps[1].fits(), fits, "{nodes}");
            assert_eq!(rehearsal.steps[1].notes[0].rule == RuleId::UpgradeBlockedNodes, !fits);
        }
    }

    #[test]
    fn what_aks_prints_is_what_the_finding_says() {
        for plan in [flagship(), design("azure-cni-node-subnet", 17, 57, "10%", "10.240.0.0/22")] {
            let analysis = Analysis::new(Arc::clone(plan.written()));
            let said = analysis.findings().iter().find_map(|finding| finding.azure_message.clone()).unwrap();
            let mut checks = analysis.rehearsal().steps.iter().flat_map(|step| &step.needs).map(|need| &need.check);
            assert!(checks.any(|check| check.sentence() == Some(&said)), "{said}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn the_steps_reach_what_is_sized_and_no_more(
            model in 0usize..5,
            pools in prop::collection::vec((0u32..40, 0u32..40, 10u32..60, 0u32..60), 1..4),
            prefix in 20u8..28,
        ) {
            let model = crate::scenario::model::Model::WORDS[model];
            let base = text(model, 1, 30, "0", &format!("10.240.0.0/{prefix}"));
            let (head, tail) = base.split_once("[[node-pool]]").unwrap();
            let subnets = &tail[tail.find("[[vnet.subnet]]").unwrap()..];
            let mut text = format!("{head}{subnets}[[vnet.subnet]]\nname = \"snet-pods\"\nprefix = \"10.241.0.0/{prefix}\"\n");
            for (at, (count, more, pods, surge)) in pools.iter().enumerate() {
                let _ = write!(
                    text,
                    "[[node-pool]]\nname = \"p{at}\"\ncount = {count}\nautoscale = {{ min = {count}, max = {} }}\nmax-pods = {pods}\nmax-surge = \"{surge}%\"\nsubnet = \"snet-nodes\"\npod-subnet = \"snet-pods\"\n",
                    count + more
                );
            }
            let plan = plan(&text);
            let (rehearsal, capacity) = (rehearsed(&plan), judge(&plan));
            let mut most: HashMap<usize, u64> = HashMap::new();
            let mut broken = false;
            for step in &rehearsal.steps {
                for need in &step.needs {
                    let Limit::Range(range) = need.limit else { continue };
                    let peak = most.entry(range).or_default();
                    *peak = need.needed.max(*peak);
                    broken |= !need.fits();
                    prop_assert!(need.needed <= capacity.ranges[range].needed, "{step:?}");
                    prop_assert!(need.steady <= need.needed && need.at_present_count.is_none_or(|now| now <= need.needed));
                    prop_assert_eq!(need.needed, need.terms.iter().map(|term| term.value).sum::<u64>());
                }
            }
            for (range, size) in capacity.ranges.iter().enumerate().filter(|(_, size)| !size.fits()) {
                prop_assert_eq!(most.get(&range), Some(&size.needed), "{}", size.name);
            }
            prop_assert_eq!(broken, capacity.ranges.iter().any(|range| !range.fits()));
            // The first step that breaks: everything before it fits.
            if let Some((first, _)) = rehearsal.first_failure() {
                prop_assert!(rehearsal.steps[..first.number - 1].iter().all(Step::fits));
                prop_assert!(!rehearsal.steps[first.number - 1].fits());
            }
        }
    }
}
