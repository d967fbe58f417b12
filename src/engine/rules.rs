//! Every number and range that Azure or AKS sets, each with the page that says so and the day it was read.
//! Deliberately without formulas: those ask here.

pub mod network;
mod table;

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::Serialize;

use super::finding::SourceRef;
use crate::net::Cidr;
use crate::scenario::leaf::nearest;

pub use table::{RULES, RuleId};

/// What a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A count, a length, a percentage.
    Number(u64),
    /// A range, an address, a name, a version.
    Text(&'static str),
}

/// How well a rule is founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// A page says so.
    Documented,
    /// Pages disagree; this is the newer or the better founded.
    Disputed,
    /// No page says so.
    Assumed,
}

/// One rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Which.
    pub id: RuleId,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// What it says.
    pub value: Value,
    /// The day or the version from which it holds; `None`: no page says since when.
    pub since: Option<&'static str>,
    /// The day from which it holds no more; `None`: no page names one.
    pub until: Option<&'static str>,
    /// Where it is written.
    pub source: SourceRef,
    /// How well it is founded.
    pub confidence: Confidence,
    /// What other pages say, each with the page: the value here is the one that is used.
    pub disputed: &'static [(&'static str, &'static str)],
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => formatter.write_str(&crate::net::thousands(*number)),
            Self::Text(text) => formatter.write_str(text),
        }
    }
}

/// A name that no rule has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct UnknownRule {
    /// What was written.
    pub given: String,
    /// The nearest name there is.
    pub suggestion: Option<String>,
}

impl fmt::Display for UnknownRule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "no rule is named {:?}", self.given)?;
        self.suggestion.as_ref().map_or(Ok(()), |name| write!(formatter, "; did you mean {name:?}?"))
    }
}

impl RuleId {
    /// Its name: `max-pods-max`.
    pub fn name(self) -> String {
        kebab(&format!("{self:?}"))
    }
}

/// The name of a rule, which answers show and `explain` takes.
impl fmt::Display for RuleId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.name())
    }
}

impl FromStr for RuleId {
    type Err = UnknownRule;

    fn from_str(text: &str) -> Result<Self, UnknownRule> {
        let names: Vec<String> = RULES.iter().map(|rule| rule.id.name()).collect();
        names.iter().position(|name| name == text).map(|place| RULES[place].id).ok_or_else(|| UnknownRule {
            given: text.to_owned(),
            suggestion: nearest(text, names.iter().map(String::as_str)).map(str::to_owned),
        })
    }
}

/// `MaxPodsMax` as `max-pods-max`.
fn kebab(camel: &str) -> String {
    let mut text = String::with_capacity(camel.len() + 4);
    for (place, sign) in camel.char_indices() {
        if sign.is_ascii_uppercase() && place > 0 {
            text.push('-');
        }
        text.push(sign.to_ascii_lowercase());
    }
    text
}

/// The rule with this name.
pub fn rule(id: RuleId) -> &'static Rule {
    &RULES[id as usize]
}

/// The number that a rule sets.
///
/// # Panics
/// When the rule is not a number, which a test of the table's users would show.
pub fn number(id: RuleId) -> u64 {
    match rule(id).value {
        Value::Number(number) => number,
        Value::Text(text) => unreachable!("{id:?} is the text {text:?}, not a number"),
    }
}

/// The number that a rule sets, where it is a length or a small count.
pub fn small(id: RuleId) -> u32 {
    u32::try_from(number(id)).expect("the small numbers of the table are small")
}

/// The number that a rule sets, where it is the length of a prefix.
pub fn prefix(id: RuleId) -> u8 {
    u8::try_from(number(id)).expect("the lengths of the table are at most 128")
}

/// The page that a rule stands on.
pub fn source(id: RuleId) -> SourceRef {
    rule(id).source
}

/// The text that a rule sets.
///
/// # Panics
/// When the rule is a number, which a test of the table's users would show.
pub fn text(id: RuleId) -> &'static str {
    match rule(id).value {
        Value::Text(text) => text,
        Value::Number(number) => unreachable!("{id:?} is the number {number}, not a text"),
    }
}

/// The range that a rule sets.
///
/// # Panics
/// When the rule is not a range, which a test of the table's users would show.
pub fn cidr(id: RuleId) -> Cidr {
    text(id).parse().expect("a range in the table of rules is written as one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_stands_at_its_id_and_names_a_page_and_a_day() {
        for (index, rule) in RULES.iter().enumerate() {
            assert_eq!(rule.id as usize, index);
            assert!(!rule.title.is_empty() && !rule.title.starts_with(' '), "{rule:?}");
            assert!(!rule.source.page.is_empty(), "{rule:?}");
            let dates = [Some(rule.source.as_of), rule.until, rule.since];
            assert!(dates.iter().flatten().all(|date| is_date(date)), "{rule:?}");
        }
    }

    /// A day, or the month or the year of a page of which no more is known.
    fn is_date(text: &str) -> bool {
        let whole = match text.len() {
            4 => format!("{text}-01-01"),
            7 => format!("{text}-01"),
            _ => text.to_owned(),
        };
        let parts: Vec<u32> = whole.split('-').filter_map(|part| part.parse().ok()).collect();
        let is_day = whole.len() == 10 && parts.len() == 3;
        is_day && (2010..2040).contains(&parts[0]) && (1..=12).contains(&parts[1]) && (1..=31).contains(&parts[2])
    }

    #[test]
    fn a_disputed_rule_says_who_says_what_and_an_undisputed_one_stands_alone() {
        for rule in RULES {
            let is_disputed = rule.confidence == Confidence::Disputed;
            assert_eq!(is_disputed, !rule.disputed.is_empty(), "{rule:?}");
            assert!(rule.disputed.iter().all(|(value, page)| !value.is_empty() && !page.is_empty()), "{rule:?}");
        }
    }

    #[test]
    fn every_name_reads_back_and_a_typo_is_told_the_nearest() {
        for rule in RULES {
            assert_eq!(rule.id.name().parse(), Ok(rule.id));
        }
        assert_eq!(RuleId::MaxPodsMax.name(), "max-pods-max");
        let error = "max-pod-max".parse::<RuleId>().unwrap_err();
        assert_eq!(error.to_string(), "no rule is named \"max-pod-max\"; did you mean \"max-pods-max\"?");
    }
}
