//! The answer of `size`: does the design fit, and what would make it fit. Deliberately only chooses and names: every
//! number comes from the analysis.

use std::fmt::Write as _;
use std::net::IpAddr;

use schemars::JsonSchema;
use serde::Serialize;

use super::finding::FindingRow;
use super::grid::{GridCell, GridEdge, cells};
use super::range::{self, RangeRow};
use super::rehearsal::{self, RehearsalRow};
use super::table::table;
use super::{Answer, Change, SCHEMA, changes, word};
use crate::engine::Analysis;
use crate::engine::capacity::{Binding, Cap, Count, IF_CAPPED, NodeCount, PoolSize, Room, RouteCount};
use crate::engine::finding::{Finding, Severity};
use crate::engine::fix::{self, Fix, Headroom, Knob, Rung, Way};
use crate::engine::formula;
use crate::engine::grid::Grid;
use crate::engine::outbound::{LoadBalancerLoad, Snat};
use crate::net::{counted, thousands};
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
        let mut text = format!("{}\n", self.headline());
        if let Some((first, others)) = self.refused.split_first() {
            let more = if others.is_empty() { String::new() } else { format!(" (and {} more)", others.len()) };
            let _ = writeln!(text, "Refused: {first}{more}");
        }
        text.push('\n');
        if let Some(sum) = self.bound().map(sum).or_else(|| self.count_sum()) {
            text.push_str(&sum);
            text.push('\n');
        }
        text.push_str(&ranges(&self.ranges));
        text.push('\n');
        text.push_str(&pools(&self.pools));
        if let Some(binding) = &self.binding {
            let name = if binding.name == binding.role { String::new() } else { format!(" {}", binding.name) };
            let _ = writeln!(text, "\nBinds: {}{name}: {}", binding.role, binding.reason);
        }
        self.counts(&mut text);
        notes(&self.ranges, &mut text);
        let _ = writeln!(text, "Rehearsal: {}", self.rehearsed);
        if self.rehearsal_text == RehearsalText::Steps {
            let _ = write!(text, "\n{}", rehearsal::steps(&self.rehearsal));
        }
        self.ways(&mut text);
        if let Some(edge) = &self.grid_edge {
            let _ = write!(text, "\n{}", edge.text());
        }
        if let Some(range) = &self.ladder_range {
            let _ = writeln!(text, "\nWhat other prefixes of {range} hold:");
            text.push_str(&ladder(&self.ladder));
        }
        if !self.other_models.is_empty() {
            text.push_str("\nOther models:\n");
            text.push_str(&others(&self.other_models));
        }
        if !self.findings.is_empty() {
            text.push_str("\nFindings:\n");
            text.push_str(&super::finding::list(&self.findings));
        }
        text
    }

    fn is_good(&self) -> bool {
        self.verdict == VerdictWord::Fits
    }
}

impl Size {
    /// What is limited and is no range.
    fn counts(&self, text: &mut String) {
        let mut line = |name: &str, words: String| {
            let _ = writeln!(text, "{name}: {words}");
        };
        line("Nodes", format!("{} of {}, surge apart", thousands(self.nodes.needed), thousands(self.nodes.limit)));
        if let Some(routes) = self.routes {
            let upgrade = match routes.at_upgrade {
                same if same == routes.needed => String::new(),
                more => format!("; {} at an upgrade", thousands(more)),
            };
            line("Routes", format!("{} of {}{upgrade}", thousands(routes.needed), thousands(routes.limit)));
        }
        let of = |count: Count| {
            let capped = Some(count.needed_if_capped).filter(|capped| *capped != count.needed);
            let capped = capped.map_or_else(String::new, |capped| format!("; {} {IF_CAPPED}", thousands(capped)));
            format!("{} of {}{capped}", thousands(count.needed), thousands(count.limit))
        };
        line("In use in the VNet", of(self.vnet_in_use));
        if let Some(count) = self.peered_in_use {
            line("With its peers", of(count));
        }
        if let Some(count) = self.pods {
            line("Pods on paper", of(count));
        }
        line("Outbound", self.outbound());
        for note in &self.snat.notes {
            line("  outbound", note.clone());
        }
        if let Some(load) = &self.load_balancer {
            let (configs, limit) = (thousands(load.backend_ip_configs), thousands(load.limit));
            let services = load.services.join(", ");
            line(
                "Load balancer",
                format!("{configs} of {limit} backend IP configurations on the frontend of {services}"),
            );
        }
    }

    /// `load-balancer, 1 outbound IP: 1,024 ports a node; from 51 nodes on 512`.
    fn outbound(&self) -> String {
        let snat = &self.snat;
        let served_by =
            if snat.served_by.is_empty() { String::new() } else { format!(" {}", snat.served_by.join(", ")) };
        let ips = snat.outbound_ips.map_or_else(String::new, |ips| format!(", {}", counted(ips, "outbound IP")));
        let band = snat.next_band.map_or_else(String::new, |band| {
            format!("; from {} nodes on {}", thousands(band.nodes), thousands(band.ports_per_node))
        });
        let disputed = snat.ports_per_node_disputed;
        let disputed = disputed.map_or_else(String::new, |ports| format!("; a newer text says {}", thousands(ports)));
        let most = snat.max_nodes.map_or_else(String::new, |nodes| format!("; for {} at most", counted(nodes, "node")));
        format!("{}{served_by}{ips}: {}{band}{disputed}{most}", snat.method, snat.words())
    }

    /// The ways out, or how far it goes.
    fn ways(&self, text: &mut String) {
        if !self.ways.is_empty() {
            let _ = writeln!(text, "\n{}:", fix::heading(self.verdict, self.fixes.len()));
        }
        for way in &self.ways {
            self.way(way, text);
        }
        if !self.headroom.is_empty() {
            text.push_str("\nHow far it goes:\n");
            let rows =
                self.headroom.iter().map(|row| vec![format!("  {}", row.label), row.value.clone(), row.note.clone()]);
            text.push_str(&table(&["  WHAT", "HOW FAR", "WHICH MEANS"], &rows.collect::<Vec<_>>()));
        }
    }

    /// One line of what there is to do, with what belongs to it.
    fn way(&self, way: &WayRow, text: &mut String) {
        let letter = way.letter.map_or_else(|| "   ".to_owned(), |letter| format!("{letter}: "));
        if let Some(fix) = way.fix.and_then(|place| self.fixes.get(place)) {
            let _ = writeln!(text, "  {letter}{}  ({}% used)", fix.label, fix.used_percent);
            for cost in &fix.costs {
                let _ = writeln!(text, "      {cost}");
            }
            let rules = if fix.rules.len() == 1 { "rule" } else { "rules" };
            let _ = writeln!(text, "      {rules}: {}", fix.rules.join(", "));
            return;
        }
        match (way.code, &way.left_out) {
            (Some(code), _) if way.letter.is_some() => {
                let _ = writeln!(text, "  {letter}{}\n      ends {code}", way.label);
            }
            (Some(code), _) => drop(writeln!(text, "  {letter}{code}: {}", way.label)),
            (None, Some(reason)) => drop(writeln!(text, "  {letter}{}: cannot: {reason}", way.label)),
            (None, None) => {}
        }
    }

    /// `NO FIT  220%  azure-cni-node-subnet  plan`.
    fn headline(&self) -> String {
        let design = self.design.as_ref().map(|design| format!("  {design}")).unwrap_or_default();
        format!("{}{design}", self.verdict_line())
    }

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

    /// The sum of what binds and is no range: pool by pool, and what there may be.
    fn count_sum(&self) -> Option<String> {
        let binding = self.binding.as_ref()?;
        let (need, have) = binding.counts?;
        let mut text = format!("{}\n", binding.name);
        let mut left = need;
        let each = match binding.role.as_str() {
            "outbound-ports" => self.snat.ports_per_node?,
            "routes" => 1,
            _ => 0,
        };
        for pool in self.pools.iter().filter(|pool| each > 0 && pool.peak_nodes > 0) {
            // Routes are counted without surge, as a creation counts them.
            let is_route = binding.role == "routes";
            let counted_nodes = if is_route { pool.nodes } else { pool.peak_nodes };
            let value = u64::from(counted_nodes).saturating_mul(each);
            left = left.saturating_sub(value);
            let unit = if each > 1 { format!(" x {} ports", thousands(each)) } else { String::new() };
            let nodes = counted(pool.nodes, "node");
            let sum = if is_route { nodes } else { format!("({nodes} + {} surge){unit}", thousands(pool.surge)) };
            let _ = writeln!(text, "  need  {:>12}  {}: {sum}", thousands(value), pool.name);
        }
        if left > 0 {
            let rest = if each > 0 { "the user's own" } else { "at the upgrade's peak" };
            let rest = if binding.name == "nodes" { "nodes of all pools, surge apart" } else { rest };
            let _ = writeln!(text, "  need  {:>12}  {rest}", thousands(left));
        }
        let ips = self.snat.outbound_ips.filter(|_| binding.role == "outbound-ports");
        let source = ips.map_or_else(String::new, |ips| format!("  of {}", counted(ips, "outbound IP")));
        let _ = writeln!(text, "  have  {:>12}{source}", thousands(have));
        Some(text)
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

/// The sum of one range, term by term.
fn sum(range: &RangeRow) -> String {
    let mut text = format!("{} {} {}\n", word(&range.role), range.name, range.prefix);
    for term in &range.terms {
        let _ = writeln!(text, "  need  {:>12}  {}", thousands(term.value), term.label);
    }
    if let (Some(total), Some(usable)) = (range.total, range.usable) {
        let reserved = match range.reserved.unwrap_or(0) {
            0 => String::new(),
            reserved if usable == 0 => {
                format!(" in all, and Azure keeps {} of a subnet", thousands(formula::reserved().max(reserved)))
            }
            reserved => format!(" minus {} that Azure reserves", thousands(reserved)),
        };
        let _ = writeln!(text, "  have  {:>12}  {}{reserved}", thousands(usable), thousands(total));
    }
    text
}

/// What to know about ranges beside their sums.
fn notes(ranges: &[RangeRow], text: &mut String) {
    if ranges.iter().any(|range| !range.notes.is_empty()) {
        text.push_str("\nTo know:\n");
    }
    for range in ranges {
        for note in &range.notes {
            let _ = writeln!(text, "  {}: {note}", range.name);
        }
    }
}

fn ranges(ranges: &[RangeRow]) -> String {
    let rows: Vec<Vec<String>> = ranges
        .iter()
        .map(|range| {
            vec![
                word(&range.role),
                range.name.clone(),
                range.prefix.clone(),
                number(range.needed.map(u128::from)),
                number(range.usable.map(u128::from)),
                range.used_percent.map_or_else(|| "-".to_owned(), |used| format!("{used}%")),
                range.max_nodes.map_or_else(
                    || "-".to_owned(),
                    |most| most_nodes(most, range.max_nodes_if_capped, range.max_nodes_capped_by),
                ),
                range.smallest_prefix.map_or_else(|| "-".to_owned(), |prefix| format!("/{prefix}")),
            ]
        })
        .collect();
    table(&["RANGE", "NAME", "PREFIX", "NEED", "HAVE", "USED", "MOST", "SMALLEST"], &rows)
}

fn pools(pools: &[PoolSize]) -> String {
    let rows: Vec<Vec<String>> = pools
        .iter()
        .map(|pool| {
            vec![
                pool.name.clone(),
                thousands(pool.nodes),
                thousands(pool.surge),
                thousands(pool.peak_nodes),
                thousands(pool.max_pods),
                pool.max_nodes.map_or_else(|| "-".to_owned(), |most| most_nodes(most, pool.max_nodes_if_capped, None)),
            ]
        })
        .collect();
    table(&["POOL", "NODES", "SURGE", "PEAK", "MAX PODS", "MOST NODES"], &rows)
}

fn ladder(rungs: &[Rung]) -> String {
    let row = |rung: &Rung| {
        let fits = match (rung.fits, rung.room, &rung.stopped_by) {
            (true, Room::Disputed, _) => "disputed".to_owned(),
            (true, ..) => "yes".to_owned(),
            (false, _, Some(other)) => format!("no: {other}"),
            (false, _, None) => "no".to_owned(),
        };
        let most = most_nodes(rung.max_nodes, Some(rung.max_nodes_if_capped), rung.capped_by);
        let present = if rung.present { " (now)" } else { "" };
        vec![format!("/{}{present}", rung.prefix), most, thousands(rung.peak_nodes), fits]
    };
    table(&["PREFIX", "MOST NODES", "PEAK", "FITS NOW"], &rungs.iter().map(row).collect::<Vec<_>>())
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

fn others(models: &[OtherModel]) -> String {
    let rows: Vec<Vec<String>> = models
        .iter()
        .map(|other| {
            vec![
                model_label(other.model, other.pod_ip_allocation),
                verdict_label(other.verdict, other.room).to_owned(),
                other.used_percent.map_or_else(|| "-".to_owned(), |used| format!("{used}%")),
                other.binding.as_ref().map_or_else(|| "-".to_owned(), |binding| binding.role.clone()),
                other
                    .max_nodes
                    .map_or_else(|| "-".to_owned(), |most| most_nodes(most, other.max_nodes_if_capped, None)),
            ]
        })
        .collect();
    table(&["MODEL", "VERDICT", "USED", "BINDS", "MOST NODES"], &rows)
}

/// A number, or `-` where there is none.
pub fn number(number: Option<u128>) -> String {
    number.map_or_else(|| "-".to_owned(), thousands)
}
