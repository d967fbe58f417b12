//! How each model treats what designs use, a row each, with the rule behind every cell. Deliberately no numbers of the
//! design at hand: those are the answers'.

mod rows;

use std::borrow::Cow;
use std::sync::LazyLock;

use super::{MODELS, place_of};
use crate::engine::rules::{self, RuleId};
use crate::scenario::model::{Model, PodIpAllocation};

pub use rows::FeatureId;

/// How the models treat something that designs use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Which.
    pub id: FeatureId,
    /// What: `pod reachable from VNet`.
    pub name: &'static str,
    /// What the row is about, in a sentence.
    pub about: &'static str,
    /// A cell a model, in the order of the answers.
    pub cells: Vec<FeatureCell>,
}

/// How one model treats it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureCell {
    /// Does the model have it? `None` where that is no question, or no page says.
    pub supported: Option<bool>,
    /// In a word or phrase.
    pub words: Cow<'static, str>,
    /// The rule that says so.
    pub rule: RuleId,
}

/// What a model has, in a word or phrase, and whether that means "has it".
struct Cell {
    has: Has,
    words: &'static str,
    /// What stands for `{}` in the words: the rules' own value.
    value: Option<fn() -> String>,
    /// The rule of this cell, where it is not the row's.
    rule: Option<RuleId>,
}

/// Does a model have it?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Has {
    Yes,
    No,
    /// The question has no yes or no, or no page answers it.
    Open,
}

const YES: Cell = yes("yes");

const NO: Cell = no("no");

/// What the plug-in decides, no page of AKS's can say.
const PLUG_IN: Cell = open("the plug-in's").by(RuleId::FeatureByoCni);

/// No page read says so.
const NOT_KNOWN: Cell = open("not known");

const fn yes(words: &'static str) -> Cell {
    Cell { has: Has::Yes, words, value: None, rule: None }
}

const fn no(words: &'static str) -> Cell {
    Cell { has: Has::No, words, value: None, rule: None }
}

const fn open(words: &'static str) -> Cell {
    Cell { has: Has::Open, words, value: None, rule: None }
}

impl Cell {
    const fn with(self, value: fn() -> String) -> Self {
        Self { value: Some(value), ..self }
    }

    const fn by(self, rule: RuleId) -> Self {
        Self { rule: Some(rule), ..self }
    }

    fn shown(&self, row: RuleId) -> FeatureCell {
        FeatureCell {
            supported: match self.has {
                Has::Yes => Some(true),
                Has::No => Some(false),
                Has::Open => None,
            },
            words: self.value.map_or(Cow::Borrowed(self.words), |value| Cow::Owned(self.words.replace("{}", &value()))),
            rule: self.rule.unwrap_or(row),
        }
    }
}

impl Feature {
    /// How a model treats it.
    pub fn cell(&self, model: Model, allocation: Option<PodIpAllocation>) -> &FeatureCell {
        &self.cells[place_of(model, allocation)]
    }
}

/// The rows, for the screen and for the answer of `compare`: the same for every design, and so made once.
pub fn features() -> &'static [Feature] {
    static FEATURES: LazyLock<Vec<Feature>> = LazyLock::new(|| {
        let feature = |row: &rows::Row| {
            debug_assert_eq!(row.cells.len(), MODELS.len(), "{} has a cell a model", row.name);
            let cells = row.cells.iter().map(|cell| cell.shown(row.rule)).collect();
            Feature { id: row.id, name: row.name, about: row.about, cells }
        };
        rows::ROWS.iter().map(feature).collect()
    });
    &FEATURES
}

/// The row of a feature.
pub fn feature(id: FeatureId) -> &'static Feature {
    features().iter().find(|feature| feature.id == id).expect("every feature has its row")
}

/// The day that a rule sets.
fn day(rule: RuleId) -> String {
    rules::text(rule).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cell_takes_from_the_rules_stands_in_its_words() {
        let said = |name: &str, model: usize| {
            features().iter().find(|row| row.name == name).map(|row| row.cells[model].words.to_string()).unwrap()
        };
        assert_eq!(said("retires", 4), "2028-03-31");
        assert_eq!(said("route table for pods", 4), "yes, 400 routes");
        assert_eq!(said("watch out", 1), "nodes hold batches of 16");
        assert_eq!(said("watch out", 2), "whole blocks of 16 a node");
        assert_eq!(said("pods a node at most", 0), "250");
    }

    #[test]
    fn names_are_said_once_and_fit_the_screen() {
        for (index, row) in features().iter().enumerate() {
            assert!(features()[index + 1..].iter().all(|other| other.name != row.name), "{}", row.name);
            assert!(row.name.len() <= 23, "{} is cut on the screen", row.name);
            assert!(row.about.ends_with(['.', '?']), "{}", row.name);
        }
    }

    #[test]
    fn every_feature_has_one_row_and_every_row_a_cell_a_model() {
        for id in FeatureId::ALL {
            assert_eq!(features().iter().filter(|row| row.id == *id).count(), 1, "{id:?}");
            assert_eq!(feature(*id).cells.len(), MODELS.len());
        }
    }
}
