//! The rows of the comparison, made from the answers: numbers first, then behaviour. No number is computed here.

use crate::engine::capacity::{Binding, RangeSize, Role};
use crate::engine::compare::{Comparison, ModelAnswer};
use crate::engine::finding::SourceRef;
use crate::ui::text::thousands;
use crate::ui::verdict;

/// What belongs together between two rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Does it fit, and what is tight?
    Verdict,
    /// What it costs in addresses.
    Cost,
    /// How far it goes.
    Capacity,
    /// What it can and cannot do, and what to mind.
    Behaviour,
}

/// One row: a cell a model, in the order of the answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Where it belongs.
    pub section: Section,
    /// What it is about.
    pub label: &'static str,
    /// A cell a model; empty where the model has nothing to say.
    pub cells: Vec<String>,
    /// The numbers behind the cells where they are drawn as bars, all to one scale: value and whole.
    pub bars: Option<Vec<Option<(u64, u64)>>>,
    /// The page, for what a page says.
    pub source: Option<SourceRef>,
}

impl Row {
    /// Do the models differ here?
    pub fn differs(&self) -> bool {
        self.cells.windows(2).any(|pair| pair[0] != pair[1])
    }
}

/// All rows.
pub fn rows(comparison: &Comparison) -> Vec<Row> {
    use Section::{Behaviour, Capacity, Cost, Verdict};
    let answers = &comparison.answers;
    let row = |section, label, cell: &dyn Fn(&ModelAnswer) -> String| Row {
        section,
        label,
        cells: answers.iter().map(cell).collect(),
        bars: None,
        source: None,
    };
    let barred = |row: Row, bar: &dyn Fn(&ModelAnswer) -> Option<(u64, u64)>| Row {
        bars: Some(answers.iter().map(bar).collect()),
        ..row
    };
    let most_addresses = answers.iter().map(|answer| answer.vnet_addresses).max().unwrap_or(0);
    let most_nodes = answers.iter().filter_map(|answer| answer.max_nodes).max().unwrap_or(0);
    let mut rows = vec![
        row(Verdict, "VERDICT", &|answer| verdict::word(answer.verdict).to_owned()),
        row(Verdict, "tightest limit", &tightest),
        barred(row(Cost, "VNet addresses used", &|answer| thousands(answer.vnet_addresses)), &|answer| {
            Some((answer.vnet_addresses, most_addresses))
        }),
        row(Cost, "node subnet", &|answer| node_subnet(answer).map(used_of).unwrap_or_default()),
        row(Cost, "pod range", &|answer| match pods(answer) {
            Some(range) => range.prefix.to_string(),
            None if node_subnet(answer).is_some() => "same subnet".to_owned(),
            None => String::new(),
        }),
        barred(row(Cost, "pod range used", &|answer| pods(answer).map(used_of).unwrap_or_default()), &|answer| {
            pods(answer).and_then(|range| Some((range.needed, range.usable?)))
        }),
        barred(row(Capacity, "MOST NODES IT HOLDS", &most), &|answer| {
            Some((answer.max_nodes?.into(), most_nodes.into()))
        }),
        row(Capacity, "what stops it", &|answer| {
            answer.binding.as_ref().map(|binding| binding.title().to_owned()).unwrap_or_default()
        }),
        row(Capacity, "smallest node subnet", &smallest),
    ];
    rows.extend(comparison.features.iter().map(|feature| Row {
        section: Behaviour,
        label: feature.name,
        cells: feature.values.iter().map(ToString::to_string).collect(),
        bars: None,
        source: Some(feature.source),
    }));
    rows
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

/// The most nodes, or that nothing limits them.
pub fn most(answer: &ModelAnswer) -> String {
    answer.max_nodes.map_or_else(|| "no limit".to_owned(), thousands)
}

/// The smallest node subnet.
pub fn smallest(answer: &ModelAnswer) -> String {
    let prefix = node_subnet(answer).and_then(|range| range.smallest_prefix);
    prefix.map(|prefix| format!("/{prefix}")).unwrap_or_default()
}
