//! What a line of an answer rests on: its rule, the page, and what other pages say. Deliberately the same keys wherever
//! an answer names a rule beside a judgement.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::finding::SourceRef;
use crate::engine::rules::{self, Confidence, RuleId};

/// A rule, and how well it is founded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RestsOn {
    /// The rule; `aksplore explain RULE` says more.
    pub rule: String,
    /// How well it is founded.
    pub confidence: Confidence,
    /// What other pages say: `250 (page)`.
    pub disputed: Vec<String>,
    /// The page of the rule.
    pub source: SourceRef,
}

impl RestsOn {
    /// Of a rule.
    pub fn new(id: RuleId) -> Self {
        let rule = rules::rule(id);
        Self {
            rule: id.name(),
            confidence: rule.confidence,
            disputed: rule.disputed.iter().map(|(value, page)| format!("{value} ({page})")).collect(),
            source: rule.source,
        }
    }
}

impl fmt::Display for RestsOn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.rule, self.source)?;
        match self.confidence {
            Confidence::Documented => Ok(()),
            Confidence::Assumed => formatter.write_str("; assumed, no page says so"),
            Confidence::Disputed => write!(formatter, "; disputed: {}", self.disputed.join("; ")),
        }
    }
}
