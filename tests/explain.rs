//! Every code that a check can give has its meaning. It reads the sources as text, and so needs no design that shows
//! each of them.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may fail it")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use aksplore::engine::Analysis;
use aksplore::engine::finding::meaning::{self, MEANINGS};
use aksplore::examples;
use aksplore::scenario::read::read;
use serde_json::Value;

/// The sources of the checks, their tests apart.
fn sources() -> Vec<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/engine");
    let folder = fs::read_dir(source.join("finding")).unwrap().map(|entry| entry.unwrap().path());
    let checks =
        folder.filter(|path| path.is_file() && !["meaning.rs", "tests.rs"].iter().any(|name| path.ends_with(name)));
    let before_tests = |text: String| text.split("#[cfg(test)]").next().unwrap().to_owned();
    checks.chain([source.join("finding.rs")]).map(|path| before_tests(fs::read_to_string(path).unwrap())).collect()
}

/// The name that a text ends with: `refused` of `Finding::refused`, nothing of `let (`.
fn last_name(text: &str) -> &str {
    let is_of_name = |sign: char| sign.is_alphanumeric() || sign == '_' || sign == '!';
    &text[text.trim_end_matches(is_of_name).len()..]
}

/// The functions that a source has for a finding's code: one of their parameters is named so.
fn takers(source: &str) -> impl Iterator<Item = &str> {
    let functions = source.split("fn ").skip(1).filter_map(|function| {
        let (name, rest) = function.split_once('(')?;
        rest.split(')').next()?.contains("code: &'static str").then_some(name)
    });
    let closures = source.match_indices("|code,").map(|(at, _)| last_name(source[..at].trim_end_matches([' ', '='])));
    functions.chain(closures)
}

/// The strings of a source, each with the name of the call that it is given to; in a tuple or a block it has none.
fn strings(source: &str) -> Vec<(&str, &str)> {
    let (mut open, mut found, mut rest) = (Vec::new(), Vec::new(), source);
    while let Some(at) = rest.find(['"', '\'', '/', '(', '[', '{', ')', ']', '}']) {
        let (before, from) = rest.split_at(at);
        let read = match from.as_bytes()[0] {
            b'"' => {
                let is_end = |at: &usize| !from[..*at].ends_with('\\');
                let end = from.match_indices('"').map(|(at, _)| at).skip(1).find(is_end).unwrap();
                found.push((open.last().copied().unwrap_or_default(), &from[1..end]));
                end + 1
            }
            b'/' if from.starts_with("//") => from.find('\n').unwrap_or(from.len()),
            b'\'' if from.starts_with("'\\") => 4,
            b'\'' if from[1..].chars().nth(1) == Some('\'') => 3,
            b'(' | b'[' | b'{' => {
                open.push(last_name(before));
                1
            }
            b')' | b']' | b'}' => {
                open.pop();
                1
            }
            _ => 1,
        };
        rest = &from[read..];
    }
    found
}

/// The codes of the checks: what is given for one, and what stands in a tuple or a block and is no key of the file.
fn codes(keys: &BTreeSet<String>) -> BTreeSet<String> {
    let sources = sources();
    let takers: BTreeSet<&str> = sources.iter().flat_map(|source| takers(source)).collect();
    let is_code = |word: &str| {
        let is_plain = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
        word.contains('-') && word.chars().all(is_plain)
    };
    let all = sources.iter().flat_map(|source| strings(source));
    let given = all.filter(|(call, word)| takers.contains(call) || (call.is_empty() && !keys.contains(*word)));
    given.map(|(_, word)| word.to_owned()).filter(|word| is_code(word)).collect()
}

/// Every key of the scenario file.
fn keys(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Object(properties)) = object.get("properties") {
                found.extend(properties.keys().cloned());
            }
            object.values().for_each(|value| keys(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

#[test]
fn every_code_of_the_checks_has_a_meaning_and_every_meaning_a_check() {
    let mut of_the_file = BTreeSet::new();
    keys(&aksplore::report::schema::named("scenario").unwrap(), &mut of_the_file);
    let codes = codes(&of_the_file);
    let explained: BTreeSet<String> = MEANINGS.iter().map(|meaning| meaning.code.to_owned()).collect();
    assert!(codes.len() > 100, "only {codes:?} were read");
    let lost: Vec<_> = codes.symmetric_difference(&explained).collect();
    assert!(lost.is_empty(), "without a meaning, or without a check: {lost:?}");
}

#[test]
fn every_finding_of_the_examples_is_as_its_meaning_says() {
    for example in examples::ALL {
        for finding in Analysis::new(Arc::new(read(example.text).scenario)).findings() {
            let meaning = meaning::of(finding.code).unwrap();
            assert!(meaning.covers(finding), "{}: {meaning:?} does not tell of {finding:?}", example.name);
        }
    }
}
