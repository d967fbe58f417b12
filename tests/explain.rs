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

/// The words with hyphens that stand between quotes in the sources of the checks, their tests apart.
fn hyphenated_words() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/engine/finding");
    let mut words = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap() == "meaning.rs" {
            continue;
        }
        let text = fs::read_to_string(path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        let is_code = |word: &&str| {
            word.contains('-')
                && word
                    .chars()
                    .all(|character| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-')
        };
        words.extend(text.split('"').skip(1).step_by(2).filter(is_code).map(str::to_owned));
    }
    words
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
    let codes: BTreeSet<String> = hyphenated_words().difference(&of_the_file).cloned().collect();
    let explained: BTreeSet<String> = MEANINGS.iter().map(|meaning| meaning.code.to_owned()).collect();
    assert!(codes.len() > 40, "only {codes:?} were read");
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
