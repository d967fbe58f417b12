//! Every rule of the table decides something, and here is the design that shows it. Deliberately through the answers
//! that users see, not through the formulas: a rule that no answer shows has no place in the table.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may fail it")]

mod capacity;
mod change;
mod compare;
mod defaults;
mod ends;
mod explain;
mod finding;
mod fix;
mod outbound;
mod policy;
mod rehearsal;
mod serverless;
mod trace;
mod words;

use std::collections::HashSet;
use std::sync::Arc;

use aksplore::diag::Source;
use aksplore::engine::Analysis;
use aksplore::engine::finding::{Finding, Severity, When, meaning};
use aksplore::engine::rules::{RULES, RuleId};
use aksplore::engine::trace::{Alternatives, Question};
use aksplore::explain::{Explained, explain};
use aksplore::report::Answer as _;
use aksplore::report::check::Check;
use aksplore::report::compare::Compare;
use aksplore::report::explain::Explain;
use aksplore::report::finding::FindingRow;
use aksplore::report::policy::{Connlist, Ground};
use aksplore::report::size::Size;
use aksplore::report::trace::TraceAnswer;
use aksplore::scenario::defaults::filled;
use aksplore::scenario::path::Step;
use aksplore::scenario::read::read;
use aksplore::scenario::write::write;
use aksplore::scenario::{Edit, Path};
use serde_json::Value;

/// A rule, a design, and what its answers show because of the rule.
type Case = (RuleId, &'static str, Shows);

/// What an answer shows.
enum Shows {
    /// A value of the answer of `size`: where, and what (JSON).
    Size(&'static str, &'static str),
    /// A value of the answer of `compare`.
    Compare(&'static str, &'static str),
    /// A cell of the comparison's features, which rests on the rule: model, feature, has it (JSON), words.
    Feature(&'static str, &'static str, &'static str, &'static str),
    /// Something that the design uses and a model lacks by the rule: model, what.
    Lack(&'static str, &'static str),
    /// A difference that a cluster of the design would make by the rule: the new design, the field, how.
    Change(&'static str, &'static str, &'static str),
    /// A finding that names the rule.
    Finding(&'static str),
    /// Such a finding, with these words in its message or in Azure's.
    Says(&'static str, &'static str),
    /// No such finding: the design keeps to the rule, by a hair.
    Quiet(&'static str),
    /// A finding that names the rule, with these manifests beside the design.
    FindingWith(&'static str, &'static str),
    /// No such finding.
    QuietWith(&'static str, &'static str),
    /// Is this a line of the connection list, with these manifests?
    Pairs(&'static str, &'static str, bool),
    /// What becomes of a packet, with these manifests: from, to, the disposition.
    TracedWith(&'static str, &'static str, &'static str, &'static str),
    /// A line of the scenario with its defaults filled in.
    Filled(&'static str),
    /// The number of pods of a workload that nobody wrote: its name, and how many.
    Pods(&'static str, usize),
    /// Such a finding once a field is set to this, which no file can say: its path, the text, the code.
    FindingAfter(&'static [&'static str], &'static str, &'static str),
    /// The way of a packet says this: from, to, words.
    Traced(&'static str, &'static str, &'static str),
    /// The way of a packet does not say this.
    NotTraced(&'static str, &'static str, &'static str),
    /// The rule is named behind a range of the answer of `size`.
    RuleOf(&'static str),
    /// A value of the answer of `trace`: from, to, where, what (JSON).
    TracedAt(&'static str, &'static str, &'static str, &'static str),
    /// A value of the answer of `explain` to an error, which stands in the design's place.
    Explained(&'static str, &'static str),
}

impl Shows {
    /// The manifests beside the design.
    fn manifests(&self) -> &'static str {
        match self {
            Self::FindingWith(manifests, _)
            | Self::QuietWith(manifests, _)
            | Self::Pairs(manifests, ..)
            | Self::TracedWith(manifests, ..) => manifests,
            _ => "",
        }
    }
}

fn analysis(rule: RuleId, text: &str, manifests: &str) -> Analysis {
    let reading = read(text);
    assert!(reading.diagnostics.is_empty(), "{rule}: {:?}", reading.diagnostics);
    let read = aksplore::manifest::read(&[Source::new("m.yaml", manifests)]);
    assert!(read.problems.is_empty(), "{rule}: {:?}", read.problems);
    Analysis::with_manifests(Arc::new(reading.scenario), Arc::new(read.manifests))
}

/// The value at a place of an answer: `ranges/role=node-subnet/usable`, `features/name=retires/note`.
fn at<'a>(answer: &'a Value, place: &str) -> Option<&'a Value> {
    place.split('/').try_fold(answer, |value, step| match (value, step.split_once('=')) {
        (Value::Array(rows), Some((key, wanted))) => rows.iter().find(|row| row[key] == wanted || is_kind(row, wanted)),
        (Value::Array(rows), None) => rows.get(step.parse::<usize>().ok()?),
        _ => value.get(step),
    })
}

/// Is it the answer of a pod subnet that hands out addresses so: `azure-cni-pod-subnet static-block`?
fn is_kind(row: &Value, wanted: &str) -> bool {
    wanted
        .split_once(' ')
        .is_some_and(|(model, allocation)| row["model"] == model && row["pod_ip_allocation"] == allocation)
}

fn assert_at(rule: RuleId, answer: &impl serde::Serialize, place: &str, expected: &str) {
    let answer = serde_json::to_value(answer).unwrap();
    let expected: Value = serde_json::from_str(expected).unwrap();
    assert_eq!(at(&answer, place), Some(&expected), "{rule} at {place} of {answer:#}");
}

fn check((rule, text, shows): &Case) {
    if let Shows::Explained(pointer, expected) = shows {
        let Ok(Explained::Error(apart)) = explain(text) else { panic!("{rule}: {text} is not explained") };
        return assert_at(*rule, &Explain::error(&apart), pointer, expected);
    }
    let analysis = analysis(*rule, text, shows.manifests());
    let findings: Vec<FindingRow> =
        analysis.findings().iter().map(|finding| FindingRow::of(&analysis, finding)).collect();
    let codes: Vec<_> = findings.iter().map(|finding| (finding.code, finding.rule.as_str())).collect();
    match shows {
        Shows::TracedWith(_, from, to, disposition) => {
            let question = aksplore::engine::trace::Question::new(from.parse().unwrap(), to.parse().unwrap());
            let trace = analysis.trace(&question).unwrap();
            assert_eq!(trace.forward.disposition.word(), *disposition, "{rule}: {}", trace.forward.sentence);
        }
        Shows::Size(pointer, expected) => assert_at(*rule, &Size::new(&analysis), pointer, expected),
        Shows::Compare(pointer, expected) => assert_at(*rule, &Compare::new(&analysis), pointer, expected),
        Shows::Finding(code) | Shows::FindingWith(_, code) => {
            assert!(codes.contains(&(code, &rule.name())), "{rule}: {code} is not in {codes:?} of\n{text}");
            ends(&analysis, code);
        }
        Shows::Says(code, words) => {
            let of_code = || findings.iter().filter(|finding| finding.code == *code);
            let says = |text: &str| text.contains(words);
            let said = of_code().any(|own| says(&own.message) || own.azure_message.as_deref().is_some_and(says));
            let messages: Vec<_> = of_code().map(|finding| (&finding.message, &finding.azure_message)).collect();
            assert!(said, "{rule}: {words:?} is not said by {code}, in {codes:?}: {messages:?}");
            ends(&analysis, code);
        }
        Shows::Quiet(code) | Shows::QuietWith(_, code) => {
            assert!(codes.iter().all(|(own, _)| own != code), "{rule}: {code} is in {codes:?} of\n{text}");
        }
        Shows::Feature(model, name, supported, note) => {
            let answer = Compare::new(&analysis);
            let place = format!("models/model={model}/features/name={name}");
            assert_at(*rule, &answer, &format!("{place}/supported"), supported);
            assert_at(*rule, &answer, &format!("{place}/note"), &format!("{note:?}"));
            assert_at(*rule, &answer, &format!("{place}/rule"), &format!("{:?}", rule.name()));
        }
        Shows::Lack(model, name) => {
            let place = format!("models/model={model}/lacks/name={name}/rule");
            assert_at(*rule, &Compare::new(&analysis), &place, &format!("{:?}", rule.name()));
        }
        Shows::Change(new, path, verdict) => {
            let mut answer = Check::default();
            answer.judge_change("new", &analysis, &self::analysis(*rule, new, ""));
            let place = format!("changes/rule={}", rule.name());
            assert_at(*rule, &answer, &format!("{place}/path"), &format!("{path:?}"));
            assert_at(*rule, &answer, &format!("{place}/verdict"), &format!("{verdict:?}"));
        }
        Shows::Pairs(_, line, is_there) => {
            let plan = analysis.policy_plan();
            let ground = Ground::new(plan, analysis.plan().manifests(), Vec::new());
            let text = Connlist::new(plan, analysis.connectivity(), ground).text();
            assert_eq!(text.lines().any(|own| own == *line), *is_there, "{rule}: {line} in\n{text}");
        }
        Shows::Filled(line) => {
            let filled = write(&filled(analysis.plan().written()));
            assert!(filled.lines().any(|own| own.trim() == *line), "{rule}: {line} is not in\n{filled}");
        }
        Shows::Pods(name, count) => {
            let end = |number: usize| format!("pod:{name}-{number}").parse().unwrap();
            let is_there = |number: usize| analysis.resolve(&end(number)).is_ok();
            assert_eq!((0..=*count).filter(|number| is_there(*number)).count(), *count, "{rule}");
        }
        Shows::FindingAfter(path, value, code) => {
            let after = after(&analysis, path, value);
            let codes: Vec<_> = after.findings().iter().map(|own| (own.code, own.rule)).collect();
            assert!(codes.contains(&(code, *rule)), "{rule}: {code} is not in {codes:?}");
            ends(&after, code);
        }
        Shows::Traced(from, to, words) => {
            let way = way(&analysis, from, to);
            assert!(way.contains(words), "{rule}: {words:?} is not on the way\n{way}");
        }
        Shows::NotTraced(from, to, words) => {
            let way = way(&analysis, from, to);
            assert!(!way.contains(words), "{rule}: {words:?} is on the way\n{way}");
        }
        Shows::RuleOf(pointer) => {
            let size = serde_json::to_value(Size::new(&analysis)).unwrap();
            let rules = at(&size, pointer).map(|range| range["rules"].clone()).unwrap();
            assert!(rules.as_array().unwrap().contains(&Value::from(rule.name())), "{rule}: {rules}");
        }
        Shows::TracedAt(from, to, pointer, expected) => {
            let question = Question::new(from.parse().unwrap(), to.parse().unwrap());
            let trace = analysis.trace(&question).unwrap();
            assert_at(*rule, &TraceAnswer::new(&trace, Vec::new(), &Alternatives::default()), pointer, expected);
        }
        Shows::Explained(..) => unreachable!("an error is no design"),
    }
    for finding in analysis.findings() {
        let meaning = meaning::of(finding.code).unwrap_or_else(|| panic!("{} has no meaning", finding.code));
        assert!(meaning.covers(finding), "{meaning:?} does not tell of {finding:?}");
    }
}

/// The design once a field is set to this: its list, its item, its key.
fn after(analysis: &Analysis, path: &[&'static str], value: &str) -> Analysis {
    let path = Path::from_iter([Step::Item(path[0], path[1].into()), Step::Key(path[2])]);
    Analysis::of(analysis.plan().edited(&Edit::set(path, value)).unwrap())
}

/// The way of a packet and of its reply, in words.
fn way(analysis: &Analysis, from: &str, to: &str) -> String {
    let question = Question::new(from.parse().unwrap(), to.parse().unwrap());
    format!("{:#?}", analysis.trace(&question).unwrap())
}

/// Every fix of these findings, applied: the finding is gone, and no error is new.
fn ends(analysis: &Analysis, code: &str) {
    for finding in analysis.findings().iter().filter(|finding| finding.code == code) {
        let Some(fix) = &finding.fix else { continue };
        let after = analysis.plan().edited(fix).unwrap_or_else(|error| panic!("{code}: {error} of {fix:?}"));
        let after = Analysis::of(after);
        let is_same = |own: &&Finding| own.code == code && own.subject == finding.subject && own.rule == finding.rule;
        assert!(after.findings().iter().all(|own| !is_same(&own)), "{code} is still there after {fix:?}");
        let before: Vec<_> = analysis.findings().iter().map(|own| own.code).collect();
        let errors = after.findings().iter().filter(|own| own.severity == Severity::Error);
        let new: Vec<_> = errors.filter(|own| !before.contains(&own.code)).collect();
        assert!(new.is_empty(), "{code}: {fix:?} makes {new:?}");
        let written = write(&after.plan().written().clone());
        assert_eq!(read(&written).diagnostics, [], "{code}: {written}");
    }
}

fn cases() -> impl Iterator<Item = &'static Case> {
    let topics = [
        capacity::CASES,
        change::CASES,
        compare::CASES,
        defaults::CASES,
        explain::CASES,
        fix::CASES,
        outbound::CASES,
        serverless::CASES,
        policy::CASES,
        rehearsal::CASES,
        trace::CASES,
    ];
    topics.into_iter().flatten().chain(finding::cases())
}

#[test]
fn every_case_shows_its_rule() {
    cases().for_each(check);
}

#[test]
fn an_error_at_creation_has_azures_code_or_says_that_none_is_known() {
    let (mut seen, mut without) = (HashSet::new(), HashSet::new());
    for (rule, text, shows) in cases().filter(|(.., shows)| !matches!(shows, Shows::Explained(..))) {
        let analysis = analysis(*rule, text, shows.manifests());
        let analysis = match shows {
            Shows::FindingAfter(path, value, _) => after(&analysis, path, value),
            _ => analysis,
        };
        let errors = analysis.findings().iter().filter(|own| own.severity == Severity::Error);
        for error in errors.filter(|own| own.when == When::Create) {
            seen.insert(error.code);
            without.extend(error.refusal.is_none().then_some(error.code));
        }
    }
    assert!(without.is_empty(), "neither a code nor the sentence: {without:?}");
    let may = |own: &&meaning::Meaning| own.severity == Severity::Error && own.when.contains(&When::Create);
    let unseen = meaning::MEANINGS.iter().filter(may).map(|own| own.code).filter(|code| !seen.contains(code));
    let unseen: Vec<_> = unseen.collect();
    assert!(unseen.is_empty(), "no case has them as errors at creation: {unseen:?}");
}

#[test]
fn every_rule_has_a_case() {
    let shown: HashSet<RuleId> = cases().map(|(rule, ..)| *rule).collect();
    let missing: Vec<String> =
        RULES.iter().map(|rule| rule.id).filter(|id| !shown.contains(id)).map(RuleId::name).collect();
    assert!(missing.is_empty(), "without a design that shows them: {missing:?}");
}
