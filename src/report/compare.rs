//! The answer of `compare`: the same question put to every model. Deliberately six answers of `size`, so that no
//! number can differ from what `size` says of that model.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::rule::RestsOn;
use super::size::{Size, model_label, most_nodes, verdict_label};
use super::table::table;
use super::{Answer, SCHEMA};
use crate::engine::Analysis;
use crate::engine::change::Way;
use crate::engine::change::model::{Kind, Point};
use crate::engine::change::outbound::{OutboundChange, outbound_changes};
use crate::engine::compare::{
    Comparison, Feature, Lack, Migration, ModelAnswer, Retirement, Suggestion, features, retirements,
};
use crate::engine::rules::RuleId;
use crate::net::thousands;
use crate::scenario::model::OutboundType;

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Compare {
    /// The version of the answer's format.
    pub schema: u32,
    /// The models.
    pub models: Vec<ModelRow>,
    /// The model to choose; null: none fits.
    pub suggested: Option<Suggested>,
    /// Every other outbound type, for the cluster as it stands.
    pub outbound_changes: Vec<OutboundRow>,
}

/// One model's answer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ModelRow {
    /// Its answer of `size`.
    #[serde(flatten)]
    pub size: Size,
    /// How it treats what designs use.
    pub features: Vec<FeatureRow>,
    /// Addresses of the VNet that the design takes at its peak.
    pub vnet_addresses: u64,
    /// Need of have of what binds.
    pub used_percent: Option<u64>,
    /// Ranges that were assumed because the design lacks them.
    pub assumed: Vec<String>,
    /// What stops it, in words.
    pub stops: String,
    /// The range that the model needs and that there is no place for; null: none.
    pub missing: Option<String>,
    /// What the design uses and the model lacks.
    pub lacks: Vec<LackRow>,
    /// What the design would use and what retires, the earliest first.
    pub retirements: Vec<RetirementRow>,
    /// The way of a standing cluster to this model; null: it is the model already.
    pub migration: Option<MigrationRow>,
}

/// How a model treats something that designs use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FeatureRow {
    /// What.
    pub name: &'static str,
    /// Does it? Null: not known, or no matter of yes and no.
    pub supported: Option<bool>,
    /// How, in a word or phrase.
    pub note: String,
    /// The rule and the page.
    #[serde(flatten)]
    pub rests_on: RestsOn,
}

/// Something that the design uses and a model lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LackRow {
    /// What of the design: `Windows pools (win1)`.
    pub name: String,
    /// False: the model has it not. Null: no page says, or the plug-in decides.
    pub supported: Option<bool>,
    /// What the model has, in a word or phrase.
    pub note: String,
    /// The rule and the page.
    #[serde(flatten)]
    pub rests_on: RestsOn,
}

/// Something that retires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RetirementRow {
    /// What.
    pub name: &'static str,
    /// The day, or the month.
    pub date: &'static str,
    /// What comes instead, or what it means.
    pub note: &'static str,
    /// The rule and the page.
    #[serde(flatten)]
    pub rests_on: RestsOn,
}

/// The way of a standing cluster to a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MigrationRow {
    /// Can this cluster go it in place, as it stands?
    pub allowed: bool,
    /// How it is gone, apart from what stands against it here.
    pub way: Way,
    /// Why.
    pub message: String,
    /// What to do, in order.
    pub steps: Vec<PointRow>,
    /// What stands against it in this design.
    pub blocks: Vec<PointRow>,
    /// What stays as it is.
    pub stays: Vec<PointRow>,
    /// The addresses of the VNet that it frees.
    pub freed: Freed,
    /// The rule and the page.
    #[serde(flatten)]
    pub rests_on: RestsOn,
}

/// Addresses of the VNet, now and then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Freed {
    /// What the design takes now, at its peak.
    pub before: u64,
    /// What it takes then.
    pub after: u64,
    /// The difference; below zero: it takes more.
    pub freed: i64,
}

/// A sentence and the rule that it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PointRow {
    /// The sentence.
    pub message: String,
    /// The rule and the page.
    #[serde(flatten)]
    pub rests_on: RestsOn,
}

/// Another outbound type, for the cluster as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OutboundRow {
    /// The present type.
    pub from: OutboundType,
    /// The other.
    pub to: OutboundType,
    /// How it can be had.
    pub verdict: Way,
    /// What AKS does about it.
    pub message: String,
    /// The rule and the page.
    #[serde(flatten)]
    pub rests_on: RestsOn,
}

/// The model to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Suggested {
    /// The model.
    pub model: String,
    /// Why.
    pub reason: String,
    /// What the design uses and would lose.
    pub loses: Vec<String>,
    /// What the present model has and this one has not, used or not.
    pub gives_up: Vec<&'static str>,
    /// The model to choose instead, and when.
    pub alternative: Option<Alternative>,
}

/// A model to choose instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Alternative {
    /// The model.
    pub model: String,
    /// If what.
    pub when: &'static str,
}

impl Compare {
    /// Of an analysis.
    pub fn new(analysis: &Analysis) -> Self {
        let comparison = analysis.compare();
        let migrations = analysis.migrations();
        debug_assert_eq!(comparison.answers.len(), migrations.len(), "every answer has its way or is the present one");
        let models = comparison.answers.iter().zip(migrations);
        let plan = analysis.plan();
        let from = plan.cluster().outbound_type.unwrap_or(OutboundType::LoadBalancer);
        Self {
            schema: SCHEMA,
            models: models.map(|(answer, migration)| ModelRow::new(analysis, answer, migration.as_ref())).collect(),
            suggested: comparison.suggested.as_ref().map(|suggestion| Suggested::new(comparison, suggestion)),
            outbound_changes: outbound_changes(plan).into_iter().map(|change| OutboundRow::new(from, change)).collect(),
        }
    }
}

impl ModelRow {
    fn new(analysis: &Analysis, answer: &ModelAnswer, migration: Option<&Migration>) -> Self {
        let mut size = Size::new(&Analysis::of(answer.plan(analysis.plan())));
        if answer.missing.is_some() {
            // The design without the range that could not be had would be answered for want of a key.
            size.verdict = answer.verdict;
            size.max_nodes = answer.max_nodes;
            size.binding.clone_from(&answer.binding);
            size.findings.retain(|finding| finding.rule != RuleId::PodSubnetNeeded.name());
        }
        let kind = (answer.model, answer.pod_ip_allocation);
        Self {
            size,
            features: features().iter().map(|feature| FeatureRow::new(feature, kind)).collect(),
            vnet_addresses: answer.vnet_addresses,
            used_percent: answer.used_percent,
            assumed: answer.assumed.clone(),
            stops: answer.stops(),
            missing: answer.missing.as_ref().map(ToString::to_string),
            lacks: answer.lacks.iter().map(LackRow::new).collect(),
            retirements: retirements(analysis.plan(), answer.model).iter().map(RetirementRow::new).collect(),
            migration: migration.map(MigrationRow::new),
        }
    }

    /// What the design would certainly lose.
    fn lost(&self) -> Vec<&str> {
        self.lacks.iter().filter(|lack| lack.supported == Some(false)).map(|lack| lack.name.as_str()).collect()
    }
}

impl FeatureRow {
    fn new(feature: &Feature, (model, allocation): Kind) -> Self {
        let cell = feature.cell(model, allocation);
        Self {
            name: feature.name,
            supported: cell.supported,
            note: cell.words.to_string(),
            rests_on: RestsOn::new(cell.rule),
        }
    }
}

impl LackRow {
    fn new(lack: &Lack) -> Self {
        Self {
            name: lack.what.to_string(),
            supported: lack.supported,
            note: lack.note.to_string(),
            rests_on: RestsOn::new(lack.rule),
        }
    }
}

impl RetirementRow {
    fn new(retirement: &Retirement) -> Self {
        let Retirement { name, date, note, rule } = *retirement;
        Self { name, date, note, rests_on: RestsOn::new(rule) }
    }
}

impl MigrationRow {
    fn new(migration: &Migration) -> Self {
        let points = |points: &[Point]| points.iter().map(PointRow::new).collect();
        let (before, after) = migration.vnet_addresses;
        Self {
            allowed: migration.is_allowed(),
            way: migration.way,
            message: migration.reason.message.clone(),
            steps: points(&migration.steps),
            blocks: points(&migration.blocks),
            stays: points(&migration.stays),
            freed: Freed { before, after, freed: before.cast_signed().saturating_sub(after.cast_signed()) },
            rests_on: RestsOn::new(migration.reason.rule),
        }
    }
}

impl PointRow {
    fn new(point: &Point) -> Self {
        Self { message: point.message.clone(), rests_on: RestsOn::new(point.rule) }
    }
}

impl OutboundRow {
    fn new(from: OutboundType, change: OutboundChange) -> Self {
        let OutboundChange { to, way, message, rule } = change;
        Self { from, to, verdict: way, message, rests_on: RestsOn::new(rule) }
    }
}

impl Suggested {
    fn new(comparison: &Comparison, suggestion: &Suggestion) -> Self {
        let label = |place: usize| {
            let answer = &comparison.answers[place];
            model_label(answer.model, answer.pod_ip_allocation)
        };
        Self {
            model: label(suggestion.place),
            reason: suggestion.reason.clone(),
            loses: suggestion.loses.clone(),
            gives_up: suggestion.gives_up.clone(),
            alternative: suggestion.alternative.map(|(place, when)| Alternative { model: label(place), when }),
        }
    }
}

impl Answer for Compare {
    const KIND: &'static str = "compare";

    fn text(&self) -> String {
        let rows: Vec<Vec<String>> = self.models.iter().map(row).collect();
        let heading = ["MODEL", "VERDICT", "USED", "BINDS", "MOST NODES", "TAKES OF VNET"];
        let mut text = format!("{}\n\n{}", self.count(), table(&heading, &rows));
        text.push_str("\nWhat limits each:\n");
        for model in &self.models {
            let _ = writeln!(text, "  {}: {}", model.size.label(), model.stops);
        }
        self.notes(&mut text);
        if let Some(suggested) = &self.suggested {
            text.push_str(&suggested.text());
        }
        text.push('\n');
        text.push_str(&self.features());
        self.ways(&mut text);
        text
    }

    /// A comparison is good when some model fits.
    fn is_good(&self) -> bool {
        self.models.iter().any(|model| model.size.is_good())
    }
}

impl Suggested {
    fn text(&self) -> String {
        let mut text = format!("\nSuggested: {}. {}.\n", self.model, self.reason);
        if !self.loses.is_empty() {
            let _ = writeln!(
                text,
                "  No model that fits has all that the design uses; this one lacks: {}.",
                self.loses.join("; ")
            );
        }
        if !self.gives_up.is_empty() {
            let _ = writeln!(text, "  It gives up: {}.", self.gives_up.join("; "));
        }
        if let Some(Alternative { model, when }) = &self.alternative {
            let _ = writeln!(text, "  Choose {model} instead if {when}.");
        }
        text
    }
}

impl Compare {
    /// `5 of 6 FIT`, `5 of 6 FIT, 1 of them by one reading and not by the other`.
    pub fn count(&self) -> String {
        let fitting = || self.models.iter().filter(|model| model.size.is_good());
        let disputed = match fitting().filter(|model| model.size.room.is_disputed()).count() {
            0 => String::new(),
            count => format!(", {count} of them by one reading and not by the other"),
        };
        format!("{} of {} FIT{disputed}", fitting().count(), self.models.len())
    }

    /// What was assumed, what a model lacks, and what retires.
    fn notes(&self, text: &mut String) {
        for model in &self.models {
            let label = model.size.label();
            if !model.assumed.is_empty() {
                let _ = writeln!(text, "\n{label}, assumed: {}", model.assumed.join("; "));
            }
            if !model.lost().is_empty() {
                let _ = writeln!(text, "\n{label} lacks: {}", model.lost().join("; "));
            }
            let open = model.lacks.iter().filter(|lack| lack.supported.is_none());
            let open: Vec<String> = open.map(|lack| format!("{}: {}", lack.name, lack.note)).collect();
            if !open.is_empty() {
                let _ = writeln!(text, "\n{label}, open: {}", open.join("; "));
            }
            for retirement in &model.retirements {
                let RetirementRow { name, date, note, .. } = retirement;
                let _ = writeln!(text, "\n{label}: {name} retires {date}; {note}");
            }
        }
    }

    /// The ways of a cluster that stands to other models and outbound types.
    fn ways(&self, text: &mut String) {
        text.push_str("\nA cluster that stands:\n");
        for (label, migration) in self.models.iter().filter_map(|row| Some((row.size.label(), row.migration.as_ref()?)))
        {
            let Freed { before, after, .. } = migration.freed;
            let (before, after) = (thousands(before), thousands(after));
            let _ = writeln!(text, "  to {label}: {}; addresses of the VNet: {before} -> {after}", migration.message);
            for (mark, points) in [("!!", &migration.blocks), ("->", &migration.steps), ("==", &migration.stays)] {
                for point in points {
                    let _ = writeln!(text, "    {mark} {}", point.message);
                }
            }
            let _ = writeln!(text, "    rule {}", migration.rests_on);
        }
        text.push_str("\nOutbound type:\n");
        for row in &self.outbound_changes {
            let _ = writeln!(text, "  {} to {}: {}, {}", row.from, row.to, row.verdict.words(), row.message);
        }
    }

    /// What each model does, a row a feature and a column a model.
    fn features(&self) -> String {
        let names: Vec<String> = self.models.iter().map(|model| model.size.label()).collect();
        let heading: Vec<&str> = std::iter::once("").chain(names.iter().map(String::as_str)).collect();
        let count = self.models.first().map_or(0, |model| model.features.len());
        let rows: Vec<Vec<String>> = (0..count)
            .map(|feature| {
                let name = self.models[0].features[feature].name.to_owned();
                let words = self.models.iter().map(|model| model.features[feature].note.clone());
                std::iter::once(name).chain(words).collect()
            })
            .collect();
        table(&heading, &rows)
    }
}

fn row(model: &ModelRow) -> Vec<String> {
    let size = &model.size;
    vec![
        size.label(),
        verdict_label(size.verdict, size.room).to_owned(),
        model.used_percent.map_or_else(|| "-".to_owned(), |used| format!("{used}%")),
        size.binding.as_ref().map_or_else(|| "-".to_owned(), |binding| binding.role.clone()),
        size.max_nodes.map_or_else(|| "-".to_owned(), |most| most_nodes(most, size.max_nodes_if_capped, None)),
        thousands(model.vnet_addresses),
    ]
}
