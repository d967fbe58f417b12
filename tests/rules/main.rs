//! Every rule of the table decides something, and here is the design that shows it. Deliberately through the answers
//! that users see, not through the formulas: a rule that no answer shows has no place in the table.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may fail it")]

mod capacity;
mod compare;
mod defaults;
mod explain;
mod finding;
mod outbound;
mod rehearsal;

use std::sync::Arc;

use aksplore::engine::Analysis;
use aksplore::engine::rules::RuleId;
use aksplore::report::compare::Compare;
use aksplore::report::finding::FindingRow;
use aksplore::report::size::Size;
use aksplore::scenario::defaults::filled;
use aksplore::scenario::read::read;
use aksplore::scenario::write::write;
use serde_json::Value;

/// A rule, a design, and what its answers show because of the rule.
type Case = (RuleId, &'static str, Shows);

/// What an answer shows.
enum Shows {
    /// A value of the answer of `size`: where, and what (JSON).
    Size(&'static str, &'static str),
    /// A value of the answer of `compare`.
    Compare(&'static str, &'static str),
    /// A finding that names the rule.
    Finding(&'static str),
    /// No such finding: the design keeps to the rule, by a hair.
    Quiet(&'static str),
    /// A line of the scenario with its defaults filled in.
    Filled(&'static str),
}

fn analysis(rule: RuleId, text: &str) -> Analysis {
    let reading = read(text);
    assert!(reading.diagnostics.is_empty(), "{rule}: {:?}", reading.diagnostics);
    Analysis::new(Arc::new(reading.scenario))
}

/// The value at a place of an answer: `ranges/role=node-subnet/usable`, `features/name=retires/note`.
fn at<'a>(answer: &'a Value, place: &str) -> Option<&'a Value> {
    place.split('/').try_fold(answer, |value, step| match (value, step.split_once('=')) {
        (Value::Array(rows), Some((key, wanted))) => rows.iter().find(|row| row[key] == wanted),
        (Value::Array(rows), None) => rows.get(step.parse::<usize>().ok()?),
        _ => value.get(step),
    })
}

fn assert_at(rule: RuleId, answer: &impl serde::Serialize, place: &str, expected: &str) {
    let answer = serde_json::to_value(answer).unwrap();
    let expected: Value = serde_json::from_str(expected).unwrap();
    assert_eq!(at(&answer, place), Some(&expected), "{rule} at {place} of {answer:#}");
}

fn check((rule, text, shows): &Case) {
    let analysis = analysis(*rule, text);
    let findings: Vec<FindingRow> = analysis.findings().iter().map(FindingRow::new).collect();
    let codes: Vec<_> = findings.iter().map(|finding| (finding.code, finding.rule.as_str())).collect();
    match shows {
        Shows::Size(pointer, expected) => assert_at(*rule, &Size::new(&analysis), pointer, expected),
        Shows::Compare(pointer, expected) => assert_at(*rule, &Compare::new(&analysis), pointer, expected),
        Shows::Finding(code) => assert!(codes.contains(&(code, &rule.name())), "{rule}: {code} is not in {codes:?}"),
        Shows::Quiet(code) => assert!(codes.iter().all(|(own, _)| own != code), "{rule}: {code} is in {codes:?}"),
        Shows::Filled(line) => {
            let filled = write(&filled(analysis.plan().written()));
            assert!(filled.lines().any(|own| own.trim() == *line), "{rule}: {line} is not in\n{filled}");
        }
    }
}

fn cases() -> impl Iterator<Item = &'static Case> {
    [
        capacity::CASES,
        compare::CASES,
        defaults::CASES,
        explain::CASES,
        finding::CASES,
        outbound::CASES,
        rehearsal::CASES,
    ]
    .into_iter()
    .flatten()
}

#[test]
fn every_case_shows_its_rule() {
    cases().for_each(check);
}
