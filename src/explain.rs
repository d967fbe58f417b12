//! What people have in hand, explained: a rule, a finding, an error of Azure's, a question. Deliberately reads texts
//! and nothing else: what is drawn or printed of it is the screen's and the report's.

pub mod azure;
pub mod error;
pub mod glossary;
pub mod next_size;
pub mod pasted;
pub mod question;
pub mod reading;
pub mod template;
pub mod uses;

use crate::engine::finding::meaning::{self, MEANINGS, Meaning};
use crate::engine::rules::{RULES, RuleId};
use crate::scenario::leaf::nearest;
use azure::AzureError;
use error::TakenApart;
use glossary::Term;
use question::Question;

/// A word that is longer is a mistyped name of nothing.
const NAME_BYTES_MAX: usize = 80;

/// What a text is.
#[derive(Clone, Debug, PartialEq)]
pub enum Explained {
    /// The name of a rule.
    Rule(RuleId),
    /// The code of a finding.
    Finding(&'static Meaning),
    /// A code of Azure's alone.
    Code(&'static AzureError),
    /// An error of Azure's, or of its tools.
    Error(Box<TakenApart>),
    /// A question about a design.
    Question(Box<Question>),
    /// A word of the screens.
    Term(&'static Term),
}

/// Why a text is not explained.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotExplained {
    /// Nothing was given.
    #[error(
        "there is nothing to explain: a rule, a finding, a word, an error of Azure's, or a question like 10.240.0.0/22 40n 50p"
    )]
    Empty,
    /// It is longer than anything that is read.
    #[error("the text is longer than {} KB: paste the error alone", pasted::BYTES_MAX >> 10)]
    TooLong,
    /// It is a question that is not clear.
    #[error("{0}")]
    Unclear(String),
    /// It is a name that nothing has.
    #[error("nothing is named {given:?}{}", suggestion.as_ref().map(|name| format!("; did you mean {name:?}?")).unwrap_or_default())]
    Unknown {
        /// What was written.
        given: String,
        /// The nearest name there is.
        suggestion: Option<String>,
    },
    /// No sentence and no code in it is known.
    #[error(
        "nothing in this text is known: it holds none of {codes} codes and {sentences} sentences of Azure's errors, is the name of none of {rules} rules and {findings} findings, and no question; {}",
        question::FORM
    )]
    NothingFound {
        /// How many codes were looked for.
        codes: usize,
        /// How many sentences.
        sentences: usize,
        /// How many rules there are.
        rules: usize,
        /// How many findings there are.
        findings: usize,
    },
}

/// Says what a text is.
///
/// ```
/// # use aksplore::explain::{Explained, explain};
/// assert!(matches!(explain("max-pods-max"), Ok(Explained::Rule(_))));
/// assert!(matches!(explain("Subnet a with address prefix 10.240.0.0/29 does not have enough capacity for 1 IP addresses."), Ok(Explained::Error(_))));
/// assert_eq!(explain("max-pod-max").unwrap_err().to_string(), "nothing is named \"max-pod-max\"; did you mean \"max-pods-max\"?");
/// ```
///
/// # Errors
/// When it is none of the things that are known, with what was looked for.
pub fn explain(text: &str) -> Result<Explained, NotExplained> {
    if text.len() > pasted::BYTES_MAX {
        return Err(NotExplained::TooLong);
    }
    let name = text.trim();
    if name.is_empty() {
        return Err(NotExplained::Empty);
    }
    if let Some(named) = Some(name).filter(|name| name.len() <= NAME_BYTES_MAX).and_then(named) {
        return Ok(named);
    }
    if let Some(apart) = error::take_apart(text) {
        return Ok(Explained::Error(Box::new(apart)));
    }
    // "overlay" alone asks for a model: what reads as a question is one.
    match question::read(name) {
        Ok(Some(question)) => return Ok(Explained::Question(Box::new(question))),
        Err(unclear) if glossary::of(name).is_none() => return Err(NotExplained::Unclear(unclear)),
        Ok(None) | Err(_) => {}
    }
    if let Some(term) = Some(name).filter(|name| name.len() <= NAME_BYTES_MAX).and_then(glossary::of) {
        return Ok(Explained::Term(term));
    }
    if name.split_whitespace().count() == 1 {
        let names = if name.len() > NAME_BYTES_MAX { Vec::new() } else { names() };
        let suggestion = nearest(name, names.iter().map(String::as_str)).map(str::to_owned);
        return Err(NotExplained::Unknown { given: name.chars().take(NAME_BYTES_MAX).collect(), suggestion });
    }
    Err(NotExplained::NothingFound {
        codes: azure::codes().count(),
        sentences: azure::ERRORS.iter().map(|error| error.sentences.len()).sum(),
        rules: RULES.len(),
        findings: MEANINGS.len(),
    })
}

/// What a name alone names. A finding comes before the rule of its name, which it rests on and shows too.
fn named(name: &str) -> Option<Explained> {
    let finding = meaning::of(name).map(Explained::Finding);
    let rule = || rule_named(name).map(Explained::Rule);
    let code = || azure::of_code(name.trim_matches(['(', ')', '"', '\'', ':'])).map(Explained::Code);
    finding.or_else(rule).or_else(code)
}

/// The rule of this very name.
pub fn rule_named(name: &str) -> Option<RuleId> {
    RULES.iter().find(|rule| rule.id.name() == name).map(|rule| rule.id)
}

/// Every name that is explained.
fn names() -> Vec<String> {
    let rules = RULES.iter().map(|rule| rule.id.name());
    let findings = MEANINGS.iter().map(|meaning| meaning.code.to_owned());
    let words = glossary::ALL.iter().flat_map(glossary::Term::spellings).map(str::to_owned);
    rules.chain(findings).chain(azure::codes().map(str::to_owned)).chain(words).collect()
}

#[cfg(test)]
mod tests;
