//! The rows of the comparison, made from the answers: what decides first, then what this design would lose and how it
//! would get there, then its numbers, then behaviour. No number is computed here.

use crate::engine::Analysis;
use crate::engine::capacity::{Binding, RangeSize, Role};
use crate::engine::compare::{FeatureId, Lack, Migration, ModelAnswer, features, retirements};
use crate::ui::text::thousands;
use crate::ui::verdict;

/// What belongs together between two rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The five rows that decide; they stay in sight.
    Deciding,
    /// What this design would lose, and how a cluster that stands would get there.
    Change,
    /// What it costs in addresses.
    Cost,
    /// What it can and cannot do, and what to mind.
    Behaviour,
}

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Does it fit?
    Verdict,
    /// The range that is fullest.
    Tightest,
    /// Addresses of the VNet.
    Addresses,
    /// The most nodes.
    Most,
    /// What stops growth.
    Stops,
    /// What the design uses and the model lacks.
    Lacks,
    /// The way of a cluster that stands.
    Way,
    /// What retires.
    Retirements,
    /// Need and have of a range, in a sentence.
    Range(&'static str),
    /// What a model has or has not.
    Feature(FeatureId),
}

/// One row: a cell a model, in the order of the answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Where it belongs.
    pub section: Section,
    /// What it is about.
    pub subject: Subject,
    /// The same, in a word or two.
    pub label: &'static str,
    /// A cell a model; empty where the model has nothing to say.
    pub cells: Vec<String>,
    /// The numbers behind the cells where they are drawn as bars, all to one scale: value and whole.
    pub bars: Option<Vec<Option<(u64, u64)>>>,
}

impl Row {
    /// Do the models differ here?
    pub fn differs(&self) -> bool {
        self.cells.windows(2).any(|pair| pair[0] != pair[1])
    }

    fn new(section: Section, subject: Subject, label: &'static str, cells: impl Iterator<Item = String>) -> Self {
        Self { section, subject, label, cells: cells.collect(), bars: None }
    }

    fn barred(self, bars: impl Iterator<Item = Option<(u64, u64)>>) -> Self {
        Self { bars: Some(bars.collect()), ..self }
    }
}

/// All rows.
pub fn rows(analysis: &Analysis) -> Vec<Row> {
    let answers = &analysis.compare().answers;
    let mut rows = deciding(answers);
    rows.extend(change(analysis, answers));
    rows.extend(cost(answers));
    rows.extend(features().iter().map(|feature| {
        let cells = feature.cells.iter().map(|cell| cell.words.to_string());
        Row::new(Section::Behaviour, Subject::Feature(feature.id), feature.name, cells)
    }));
    rows
}

fn deciding(answers: &[ModelAnswer]) -> Vec<Row> {
    let row = |subject, label, cell: fn(&ModelAnswer) -> String| {
        Row::new(Section::Deciding, subject, label, answers.iter().map(cell))
    };
    let most_addresses = answers.iter().map(|answer| answer.vnet_addresses).max().unwrap_or(0);
    let most_nodes = answers.iter().filter_map(|answer| answer.max_nodes).max().unwrap_or(0);
    vec![
        row(Subject::Verdict, "VERDICT", |answer| verdict::word(answer.verdict, answer.capacity.room()).to_owned()),
        row(Subject::Tightest, "tightest limit", tightest),
        row(Subject::Addresses, "takes of the VNet", |answer| thousands(answer.vnet_addresses))
            .barred(answers.iter().map(|answer| Some((answer.vnet_addresses, most_addresses)))),
        row(Subject::Most, "MOST NODES IT HOLDS", most)
            .barred(answers.iter().map(|answer| Some((answer.max_nodes?.into(), most_nodes.into())))),
        row(Subject::Stops, "what stops it", stops),
    ]
}

fn change(analysis: &Analysis, answers: &[ModelAnswer]) -> Vec<Row> {
    let retiring = |answer: &ModelAnswer| {
        let dates = retirements(analysis.plan(), answer.model);
        dates.first().map_or_else(|| "nothing".to_owned(), |first| format!("{} {}", first.date, first.name))
    };
    let way = |migration: &Option<Migration>| match migration {
        None => "it is this model".to_owned(),
        Some(migration) => migration.words(),
    };
    vec![
        Row::new(Section::Change, Subject::Lacks, "what it lacks", answers.iter().map(lacks)),
        Row::new(Section::Change, Subject::Way, "migration", analysis.migrations().iter().map(way)),
        Row::new(Section::Change, Subject::Retirements, "what retires", answers.iter().map(retiring)),
    ]
}

fn cost(answers: &[ModelAnswer]) -> Vec<Row> {
    let row = |label, about, cell: fn(&ModelAnswer) -> String| {
        Row::new(Section::Cost, Subject::Range(about), label, answers.iter().map(cell))
    };
    vec![
        row(
            "node subnet",
            "Addresses needed at the upgrade's peak, of those that the first node subnet has.",
            |answer| node_subnet(answer).map(used_of).unwrap_or_default(),
        ),
        row("smallest node subnet", "The smallest subnet that would hold what the first node subnet needs.", smallest),
        row("pod range", "The range of the pods: of the cluster's own, or of a subnet.", |answer| match pods(answer) {
            Some(range) => range.prefix.to_string(),
            None if answer.missing.is_some() => "none free".to_owned(),
            None if node_subnet(answer).is_some() => "same subnet".to_owned(),
            None => String::new(),
        }),
        row("pod range used", "What the pods need of their range at the upgrade's peak.", |answer| {
            pods(answer).map(used_of).unwrap_or_default()
        })
        .barred(answers.iter().map(|answer| pods(answer).and_then(|range| Some((range.needed, range.usable?))))),
    ]
}

/// The range of the nodes.
pub fn node_subnet(answer: &ModelAnswer) -> Option<&RangeSize> {
    answer.capacity.ranges.iter().find(|range| range.role == Role::NodeSubnet)
}

/// The range of the pods, where it is one of their own.
pub fn pods(answer: &ModelAnswer) -> Option<&RangeSize> {
    answer.capacity.ranges.iter().find(|range| matches!(range.role, Role::PodSubnet | Role::PodCidr))
}

/// `44 of 1,019`, or `44 of 256 blocks`.
pub fn used_of(range: &RangeSize) -> String {
    match (range.blocks.filter(|_| range.role == Role::PodCidr), range.usable) {
        (Some(blocks), _) => format!("{} of {} blocks", thousands(blocks.needed), thousands(blocks.available)),
        (None, Some(usable)) => format!("{} of {}", thousands(range.needed), thousands(usable)),
        (None, None) => thousands(range.needed),
    }
}

/// What binds, and how much of it is used.
pub fn tightest(answer: &ModelAnswer) -> String {
    let name = answer.binding.as_ref().map(Binding::title).unwrap_or_default();
    match answer.used_percent {
        Some(percent) if !name.is_empty() => format!("{name}, {percent}%"),
        Some(percent) => format!("{percent}%"),
        None => name.to_owned(),
    }
}

/// What stops it: what is refused, else what binds and how large it is: `pod CIDR /16`.
pub fn stops(answer: &ModelAnswer) -> String {
    if let Some(refused) = &answer.refused {
        return refused.clone();
    }
    if let Some(missing) = &answer.missing {
        return format!("no {} free for pods", missing.size());
    }
    let Some(binding) = &answer.binding else { return "nothing".to_owned() };
    match binding.range.and_then(|range| answer.capacity.ranges.get(range)) {
        Some(range) => format!("{} /{}", binding.title(), range.prefix.prefix()),
        None => binding.title().to_owned(),
    }
}

/// What the design uses and the model certainly lacks: the first, and how many more.
pub fn lacks(answer: &ModelAnswer) -> String {
    let certain: Vec<&Lack> = answer.lacks.iter().filter(|lack| lack.is_certain()).collect();
    match certain.as_slice() {
        [] if answer.lacks.is_empty() => "nothing".to_owned(),
        [] => "not known".to_owned(),
        [only] => only.what.to_string(),
        [first, more @ ..] => format!("{} +{}", first.what, more.len()),
    }
}

/// The most nodes, or that nothing limits them.
pub fn most(answer: &ModelAnswer) -> String {
    crate::ui::verdict::most_nodes(answer)
}

/// The smallest node subnet.
pub fn smallest(answer: &ModelAnswer) -> String {
    let prefix = node_subnet(answer).and_then(|range| range.smallest_prefix);
    prefix.map(|prefix| format!("/{prefix}")).unwrap_or_default()
}
