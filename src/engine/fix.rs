//! Ways out: for everything that a design has too little of, the smallest change on each knob, as an edit. Each was
//! tried before it is offered. Deliberately holds no demand formula: every way out is judged by the engine itself.

mod attempt;
mod headroom;
mod ladder;
mod left_out;
mod max_pods;
mod model;
mod nodes;
mod ports;
mod prefix;
mod split;
mod surge;
mod together;
mod way;

use crate::engine::capacity::Question;
use crate::engine::compare::Comparison;
use crate::engine::finding::{Finding, Findings};
use crate::engine::plan::Plan;
use crate::engine::rules::RuleId;
use crate::net::Addresses;
use crate::scenario::{Edit, Path};
use attempt::{Base, SHORTAGES_MAX};

pub use headroom::{Headroom, headroom};
pub use ladder::{Rung, ladder, ladder_range};
pub use left_out::LeftOut;
pub(crate) use max_pods::largest;
pub(crate) use nodes::edit_nodes;
pub use way::{LETTERS, Way, heading, lettered};
pub(crate) use way::{Line, lines};

crate::choice! {
    /// The knob that a way out turns.
    Knob {
        /// A wider range.
        Prefix = "prefix",
        /// Fewer pods a node.
        MaxPods = "max-pods",
        /// Fewer nodes.
        Nodes = "nodes",
        /// Another model.
        Model = "model",
        /// Fewer nodes more at an upgrade.
        Surge = "surge",
        /// Some of a pool's nodes in a pool of their own.
        Split = "split",
        /// Fewer outbound ports a node.
        Ports = "outbound-ports",
        /// Several knobs at once, where several things are too small.
        Together = "together",
    }
}

/// A way out. Applied, it ends what it is for and brings no error that was not there; one step less does not end it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What it turns.
    pub knob: Knob,
    /// The errors that it ends: their codes, and what they are about.
    pub ends: Vec<(&'static str, Path)>,
    /// What to do: `widen the subnet`.
    pub label: String,
    /// From what to what: `/22 to /20`.
    pub change: String,
    /// The edit.
    pub edit: Edit,
    /// The share of what did not fit, after the edit: of several, of the fullest.
    pub used_percent: Addresses,
    /// What is still too small after it, in words; empty: it mends all.
    pub leaves: Vec<String>,
    /// What it costs or needs: `/20 at 10.240.64.0 is free`.
    pub costs: Vec<Cost>,
    /// The rule that it stands on.
    pub rule: RuleId,
}

/// Something that a way out costs or needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// In words, one fact.
    pub text: String,
    /// The rule that says so; `None`: it is of this design alone.
    pub rule: Option<RuleId>,
}

impl Cost {
    fn of_design(text: impl Into<String>) -> Self {
        Self { text: text.into(), rule: None }
    }

    fn by(rule: RuleId, text: impl Into<String>) -> Self {
        Self { text: text.into(), rule: Some(rule) }
    }
}

impl Fix {
    /// What it leaves, and what it costs or needs, in words.
    pub fn notes(&self) -> impl Iterator<Item = &str> {
        self.leaves.iter().map(String::as_str).chain(self.costs.iter().map(|cost| cost.text.as_str()))
    }

    /// The rules that it and its costs stand on, its own first.
    pub fn rules(&self) -> Vec<RuleId> {
        let mut rules = vec![self.rule];
        for rule in self.costs.iter().filter_map(|cost| cost.rule) {
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        rules
    }
}

/// The ways out of a design, and the knobs that are none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fixes {
    /// What binds first, knob by knob.
    pub offered: Vec<Fix>,
    /// The knobs that would be expected among them and cannot do it, with the reason.
    pub left_out: Vec<LeftOut>,
}

/// The ways out of all that is too small: what binds first, knob by knob; none when the design has room. Where several
/// things are too small, first what mends all of them; of very many only the first get ways out of their own, and each
/// way out says how many it leaves.
pub fn fixes(plan: &Plan, question: &Question, findings: &Findings, comparison: &Comparison) -> Fixes {
    let base = Base::new(plan, question, findings);
    let mut fixes: Vec<Fix> = together::fix(&base).into_iter().collect();
    let mut left_out = Vec::new();
    for (place, short) in base.shortages().into_iter().take(SHORTAGES_MAX).enumerate() {
        let knobs = [
            prefix::fix(&base, short),
            max_pods::fix(&base, short),
            nodes::fix(&base, short),
            // Another model mends all at once, so it is offered once.
            (place == 0).then(|| model::fix(&base, short, comparison)).flatten(),
            surge::fix(&base, short),
            split::fix(&base, short),
            ports::fix(&base, short),
        ];
        left_out.extend(left_out::of(&base, short, [&knobs[0], &knobs[1], &knobs[2], &knobs[4]].map(Option::is_some)));
        for fix in knobs.into_iter().flatten() {
            // One edit may end several things.
            if fixes.iter().all(|known| known.edit != fix.edit) {
                fixes.push(fix);
            }
        }
    }
    fixes.sort_by_key(|fix| !fix.leaves.is_empty());
    Fixes { offered: fixes, left_out }
}

/// The way out that ends a finding: of several the first knob, and several knobs together last.
pub fn ending<'a>(fixes: &'a [Fix], finding: &Finding) -> Option<&'a Fix> {
    let ends = |fix: &&Fix| fix.ends.iter().any(|(code, path)| *code == finding.code && *path == finding.subject);
    fixes.iter().filter(ends).min_by_key(|fix| fix.knob)
}

#[cfg(test)]
mod tests;
