//! One file a mistake in `bad_input/`, and beside each the exact words that a person sees. To write the words
//! anew after a change: `UPDATE_EXPECT=1 cargo test --test bad_input`, and read the difference.

#![expect(clippy::unwrap_used, reason = "what cannot be read in a test fails it")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use aksplore::diag::Source;
use aksplore::diag::render::{Look, render};
use aksplore::scenario::read::read;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad_input")
}

fn stems(extension: &str) -> BTreeSet<String> {
    let paths = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let wanted = paths.filter(|path| path.extension().is_some_and(|found| found == extension));
    wanted.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

/// The words for one file, and how many problems they tell.
fn words(stem: &str) -> (String, usize) {
    let name = format!("{stem}.toml");
    let text = fs::read_to_string(folder().join(&name)).unwrap().replace("\r\n", "\n");
    let reading = read(&text);
    assert!(!reading.is_sound(), "{name} has no mistake");
    (render(&reading.diagnostics, &Source::new(name, text), Look::Plain), reading.diagnostics.len())
}

#[test]
fn every_mistake_is_told_in_the_expected_words() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some_and(|value| value == "1");
    let mut wrong = Vec::new();
    for stem in stems("toml") {
        let expected = folder().join(format!("{stem}.txt"));
        let (found, count) = words(&stem);
        assert_eq!(found.matches("error[").count(), count, "{found}");
        if update {
            fs::write(&expected, &found).unwrap();
        }
        let expected = fs::read_to_string(expected).unwrap_or_default().replace("\r\n", "\n");
        if found != expected {
            wrong.push(format!("--- {stem}, expected\n{expected}--- {stem}, found\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_has_its_words() {
    let files = stems("toml");
    assert_eq!(files, stems("txt"));
    assert!(files.len() >= 30, "{} files", files.len());
}
