//! The answer of `size`: does the design fit, and what would make it fit. Deliberately only chooses and names: every
//! number comes from the analysis.

mod text;

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::Serialize;

use super::finding::FindingRow;
use super::grid::{GridCell, GridEdge, cells};
use super::range::{self, RangeRow};
use super::rehearsal::{self, RehearsalRow};
use super::{Answer, Change, SCHEMA, changes};
use crate::engine::Analysis;
use crate::engine::capacity::{Binding, Cap, Count, NodeCount, PoolSize, Room, RouteCount};
use crate::engine::finding::{Finding, Severity};
use crate::engine::fix::{self, Fix, Headroom, Knob, Rung, Way};
use crate::engine::grid::Grid;
use crate::engine::outbound::{LoadBalancerLoad, Snat};
use crate::net::thousands;
use crate::scenario::Scenario;
use crate::scenario::field::Field;
use crate::scenario::model::{Dataplane, Model, PodIpAllocation, VerdictWord};

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Size {
    /// The version of the answer's format.
    pub schema: u32,
    /// Does it fit?
    pub verdict: VerdictWord,
    /// The model.
    pub model: Model,
    /// Pod subnet only: batches or blocks.
    pub pod_ip_allocation: Option<PodIpAllocation>,
    /// The data plane.
    pub dataplane: Dataplane,
    /// The pools.
    pub pools: Vec<PoolSize>,
    /// The ranges: need and have.
    pub ranges: Vec<RangeRow>,
    /// The largest steady node count that fits everywhere; 0: the other pools do not fit without the first.
    pub max_nodes: Option<u32>,
    /// What binds.
    pub binding: Option<Binding>,
    /// The cluster's nodes, upgrades apart, of those that its tier allows.
    pub nodes: NodeCount,
    /// kubenet only: routes needed of those a table holds.
    pub routes: Option<RouteCount>,
    /// Addresses in use in the cluster's VNet, whoever has them; of a static block one.
    pub vnet_in_use: Count,
    /// The same in that VNet and its peers.
    pub peered_in_use: Option<Count>,
    /// Pods on paper of those that the model supports; `null`: no page gives a limit for the model.
    pub pods: Option<Count>,
    /// Outbound ports.
    pub snat: Snat,
    /// The fullest frontend of the load balancer; `null`: no Service has one.
    pub load_balancer: Option<LoadBalancerLoad>,
    /// What AKS or Azure refuses apart from want of room, in words; the share beside an INVALID is of what binds.
    pub refused: Vec<String>,
    /// What is wrong, or worth knowing.
    pub findings: Vec<FindingRow>,
    /// The ways out of a design that does not fit.
    pub fixes: Vec<FixRow>,
    /// What the range that binds, or the first that holds nodes or pods, would hold at other lengths.
    pub ladder: Vec<Rung>,
    /// Scale-out and upgrade, step by step: what each step fills most, and everything that it does not fit.
    pub rehearsal: Vec<RehearsalRow>,
    /// The first step that breaks, or the peak, in a sentence.
    pub rehearsed: String,
    /// Nodes against max pods, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grid: Option<Vec<GridCell>>,
    /// How far nodes go for each max pods, and pods for each number of nodes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grid_edge: Option<GridEdge>,
    /// What its text shows of the rehearsal.
    #[serde(skip)]
    pub rehearsal_text: RehearsalText,
    /// The same question in the other models.
    pub other_models: Vec<OtherModel>,
    /// How far a design that fits goes.
    pub headroom: Vec<HeadroomRow>,
    /// The design that is sized, by its name; null: it has none.
    pub design: Option<String>,
    /// `max_nodes` if a node of a dynamic pod subnet holds no more than its max pods; equal to it elsewhere.
    pub max_nodes_if_capped: Option<u32>,
    /// Is there room, whichever reading of what such a node holds is right? `disputed`: by one of them.
    pub room: Room,
    /// The address of the cluster's DNS, as it is written or assumed.
    pub dns_service_ip: Option<IpAddr>,
    /// What the answer is made from: the cluster's values in force, then each pool's.
    pub inputs: Vec<InputRow>,
    /// The name of the range that the ladder is of; null: there is none.
    pub ladder_range: Option<String>,
    /// What there is to do, as Home lists it: what ends a refusal first, then the ways out.
    pub ways: Vec<WayRow>,
}

/// A value in force, written or assumed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct InputRow {
    /// Of what.
    pub field: Field,
    /// The pool that has it; null: the cluster.
    pub pool: Option<String>,
    /// The value, as it can be typed.
    pub value: String,
}

/// What the text shows of the rehearsal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RehearsalText {
    /// What comes of it.
    #[default]
    Sentence,
    /// Every step.
    Steps,
}

/// What could change of a design that fits, and how far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeadroomRow {
    /// What: `most nodes`.
    pub label: String,
    /// How far: `17, now 12`.
    pub value: String,
    /// What it means.
    pub note: String,
}

/// A way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FixRow {
    /// What to do, from what to what.
    pub label: String,
    /// The edit, step by step.
    pub edit: Vec<Change>,
    /// The share of the range that did not fit, after the edit.
    pub used_percent: u64,
    /// What it leaves too small, and what it costs or needs.
    pub costs: Vec<String>,
    /// The knob that it turns.
    pub knob: Knob,
    /// Does it end all that is too small?
    pub mends_all: bool,
    /// The rules that it and its costs stand on, its own first; `aksplore explain RULE` says more.
    pub rules: Vec<String>,
}

/// A line of what there is to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WayRow {
    /// The letter that does it on Home, as its keys are when nobody has changed them; null: it does nothing, or stands
    /// in the list behind the last letter.
    pub letter: Option<char>,
    /// What to do, or what is wrong.
    pub label: String,
    /// The finding that it ends, or that nothing is known to end; null: it is a knob.
    pub code: Option<&'static str>,
    /// The way out among `fixes`, by its place; null: it is none of them.
    pub fix: Option<usize>,
    /// Why the knob is no way out; null: it is one.
    pub left_out: Option<String>,
}

/// What there is to do.
fn ways(analysis: &Analysis) -> Vec<WayRow> {
    let ways = analysis.ways();
    let count = ways.iter().filter(|way| way.edit().is_some()).count();
    let letter = |at: usize| fix::LETTERS[..fix::lettered(count)].get(at).copied();
    let place = |fix: &Fix| analysis.fixes().iter().position(|known| known == fix);
    let row = |(at, way): (usize, Way<'_>)| match way {
        Way::Mend(finding, edit) => WayRow {
            letter: letter(at),
            label: edit.label(analysis.plan().written()),
            code: Some(finding.code),
            fix: None,
            left_out: None,
        },
        Way::Fix(fix) => WayRow {
            letter: letter(at),
            label: format!("{}: {}", fix.label, fix.change),
            code: None,
            fix: place(fix),
            left_out: None,
        },
        Way::Refusal(finding) => {
            WayRow { letter: None, label: finding.message.clone(), code: Some(finding.code), fix: None, left_out: None }
        }
        Way::LeftOut(knob) => WayRow {
            letter: None,
            label: knob.label.clone(),
            code: None,
            fix: None,
            left_out: Some(knob.reason.clone()),
        },
    };
    ways.into_iter().enumerate().map(row).collect()
}

/// Another model's answer, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OtherModel {
    /// The model.
    pub model: Model,
    /// Pod subnet only: batches or blocks.
    pub pod_ip_allocation: Option<PodIpAllocation>,
    /// Does it fit?
    pub verdict: VerdictWord,
    /// What binds.
    pub binding: Option<Binding>,
    /// Need of have of what binds.
    pub used_percent: Option<u64>,
    /// The largest steady node count.
    pub max_nodes: Option<u32>,
    /// Is there room, whichever reading is right? `disputed`: by one of them.
    pub room: Room,
    /// `max_nodes` if a node of a dynamic pod subnet holds no more than its max pods; equal to it elsewhere.
    pub max_nodes_if_capped: Option<u32>,
}

impl Size {
    /// Of an analysis.
    pub fn new(analysis: &Analysis) -> Self {
        let capacity = analysis.capacity();
        let others = analysis.compare().answers.iter().filter(|answer| !answer.is_present());
        Self {
            schema: SCHEMA,
            verdict: analysis.verdict(),
            model: capacity.model,
            pod_ip_allocation: capacity.pod_ip_allocation,
            dataplane: capacity.dataplane,
            pools: capacity.pools.clone(),
            ranges: range::rows(analysis),
            max_nodes: capacity.max_nodes,
            max_nodes_if_capped: capacity.max_nodes_if_capped,
            room: capacity.room(),
            binding: capacity.binding.clone(),
            nodes: capacity.nodes,
            routes: capacity.routes,
            vnet_in_use: capacity.vnet_addresses,
            peered_in_use: capacity.peered_addresses,
            pods: capacity.pods,
            snat: analysis.snat().clone(),
            load_balancer: analysis.load_balancer(),
            refused: refusals(analysis).map(|finding| finding.message.clone()).collect(),
            findings: analysis.findings().iter().map(|finding| FindingRow::of(analysis, finding)).collect(),
            fixes: analysis.fixes().iter().map(|fix| FixRow::new(fix, analysis.plan().written())).collect(),
            ways: ways(analysis),
            ladder: analysis.ladder().to_vec(),
            ladder_range: analysis.ladder_range().map(|range| capacity.ranges[range].name.to_string()),
            rehearsal: rehearsal::rows(analysis.rehearsal()),
            rehearsed: analysis.rehearsal().sentence(),
            grid: None,
            grid_edge: None,
            rehearsal_text: RehearsalText::default(),
            other_models: others
                .map(|answer| OtherModel {
                    model: answer.model,
                    pod_ip_allocation: answer.pod_ip_allocation,
                    verdict: answer.verdict,
                    binding: answer.binding.clone(),
                    used_percent: answer.used_percent,
                    max_nodes: answer.max_nodes,
                    room: answer.capacity.room(),
                    max_nodes_if_capped: match answer.missing {
                        Some(_) => answer.max_nodes,
                        None => answer.capacity.max_nodes_if_capped,
                    },
                })
                .collect(),
            headroom: analysis.headroom().iter().map(HeadroomRow::new).collect(),
            design: analysis.plan().scenario().name.as_ref().map(ToString::to_string),
            dns_service_ip: analysis.plan().cluster().dns_service_ip,
            inputs: inputs(analysis.plan().scenario()),
        }
    }

    /// With every step of the rehearsal in its text.
    #[must_use]
    pub fn with_steps(mut self) -> Self {
        self.rehearsal_text = RehearsalText::Steps;
        self
    }

    /// With nodes against max pods.
    #[must_use]
    pub fn with_grid(mut self, grid: &Grid) -> Self {
        self.grid = Some(cells(grid));
        self.grid_edge = Some(GridEdge::new(grid));
        self
    }

    /// The range that binds, where it is one.
    fn bound(&self) -> Option<&RangeRow> {
        self.ranges.get(self.binding.as_ref()?.range?)
    }
}

/// What is refused, apart from want of room.
fn refusals(analysis: &Analysis) -> impl Iterator<Item = &Finding> {
    analysis.findings().iter().filter(|finding| finding.severity == Severity::Error && !finding.is_room)
}

/// The values in force; what has none is left out.
fn inputs(in_force: &Scenario) -> Vec<InputRow> {
    let (of_pool, of_cluster): (Vec<Field>, Vec<Field>) =
        Field::ALL.into_iter().partition(|field| field.is_of_pool(in_force.cluster.model));
    let row = |field: Field, pool: Option<&str>| {
        let value = field.value(in_force, pool);
        (!value.is_empty()).then(|| InputRow { field, pool: pool.map(str::to_owned), value })
    };
    let pools = in_force.pools.iter().flat_map(|pool| of_pool.iter().map(|field| (*field, Some(&*pool.name))));
    let all = of_cluster.iter().map(|field| (*field, None)).chain(pools);
    all.filter_map(|(field, pool)| row(field, pool)).collect()
}

impl HeadroomRow {
    fn new(headroom: &Headroom) -> Self {
        Self { label: headroom.label.clone(), value: headroom.value.clone(), note: headroom.note.clone() }
    }
}

impl FixRow {
    fn new(fix: &Fix, written: &Scenario) -> Self {
        Self {
            label: format!("{}: {}", fix.label, fix.change),
            edit: changes(&fix.edit, written),
            used_percent: fix.used_percent,
            costs: fix.notes().map(str::to_owned).collect(),
            knob: fix.knob,
            mends_all: fix.leaves.is_empty(),
            rules: fix.rules().iter().map(|rule| rule.name()).collect(),
        }
    }
}

impl Answer for Size {
    const KIND: &'static str = "size";

    fn text(&self) -> String {
        text::text(self)
    }

    fn is_good(&self) -> bool {
        self.verdict == VerdictWord::Fits
    }
}

impl Size {
    /// `NO FIT  220%  azure-cni-node-subnet`.
    pub fn verdict_line(&self) -> String {
        let verdict = verdict_label(self.verdict, self.room);
        let used = self.used_percent().map(|used| format!("  {used}%")).unwrap_or_default();
        format!("{verdict}{used}  {}", self.label())
    }

    /// The model, and how its pod subnet hands out addresses.
    pub fn label(&self) -> String {
        model_label(self.model, self.pod_ip_allocation)
    }

    /// Need of have of what binds, range or not.
    pub fn used_percent(&self) -> Option<u64> {
        self.binding.as_ref().and_then(|binding| binding.used_percent)
    }
}

/// The verdict as people read it; what hangs on the reading of one rule is asked and not said.
pub fn verdict_label(verdict: VerdictWord, room: Room) -> &'static str {
    match verdict {
        VerdictWord::Fits if room.is_disputed() => "FITS?",
        VerdictWord::Fits => "FITS",
        VerdictWord::NoFit => "NO FIT",
        VerdictWord::Invalid => "INVALID",
    }
}

/// The model, and how its pod subnet hands out addresses.
pub fn model_label(model: Model, allocation: Option<PodIpAllocation>) -> String {
    match allocation {
        Some(allocation) if model == Model::PodSubnet => format!("{model} ({allocation})"),
        _ => model.to_string(),
    }
}

/// `17`; `17 (25 if capped)`; `1,000 (pool limit)`; `none`.
pub fn most_nodes(most: u32, if_capped: Option<u32>, capped_by: Option<Cap>) -> String {
    let words = if most == 0 { "none".to_owned() } else { thousands(most) };
    match (if_capped.filter(|other| *other != most), capped_by) {
        (Some(other), _) => format!("{words} ({} if capped)", thousands(other)),
        (None, Some(cap)) if most > 0 => format!("{words} ({})", cap.title()),
        (None, _) => words,
    }
}

/// A number, or `-` where there is none.
pub fn number(number: Option<u128>) -> String {
    number.map_or_else(|| "-".to_owned(), thousands)
}
