//! Writes `THIRD-PARTY.txt`, which `aksplore --licenses` prints, to standard output: what is linked in on any system,
//! each with its licence and whose it is, and every licence once. `.ci/licences` runs it and compares. Deliberately
//! judges no licence, beyond stopping at one whose text it does not have.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A licence that texts are given for, the one that is taken first where a part offers several; and where its text is.
const TEXTS: [(&str, &str); 4] = [
    ("Apache-2.0", "LICENSE-APACHE"),
    ("MIT", "LICENSE-MIT"),
    ("Zlib", "foldhash/LICENSE"),
    ("MPL-2.0", "nucleo-matcher/LICENSE"),
];
/// What a MIT licence says after whose it is begins so.
const MIT_BODY: &str = "Permission is hereby granted";
const LIBRARIES: &str = "\
Beside the crates a program in Rust holds parts of

  the Rust standard library                  MIT OR Apache-2.0
    Copyright (c) The Rust Project Contributors, and others that the file COPYRIGHT-library.html of each release of Rust names
  the GNU C library                          LGPL-2.1-or-later, last text below
    In the static binary for Linux alone. Copyright (c) Free Software Foundation, Inc. and others. Its source is at
    https://sourceware.org/glibc; aksplore can be built anew with another by `.ci/release` of its own source.
";

/// One crate that is linked in.
struct Part {
    name: String,
    version: String,
    licence: String,
    folder: PathBuf,
    authors: Vec<String>,
}

fn main() {
    let parts = parts();
    println!(
        "aksplore is given under MIT or Apache-2.0, at your option. These are the parts that it is built from, on one system or\n\
         another, each under its own licence. Where a part offers several, the first of these is taken: {}.\n\
         The source of a crate is at https://crates.io/crates/NAME/VERSION.\n",
        TEXTS.map(|(licence, _)| licence).join(", ")
    );
    let mut needed = BTreeSet::new();
    for part in parts.values() {
        needed.extend(taken(part));
        println!("  {:<42} {}", format!("{} {}", part.name, part.version), part.licence);
        for line in owners(part) {
            println!("    {line}");
        }
    }
    println!("\n{LIBRARIES}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (licence, place) in TEXTS.iter().filter(|(licence, _)| needed.contains(licence)) {
        let file = match place.split_once('/') {
            Some((name, file)) => parts[name].folder.join(file),
            None => root.join(place),
        };
        let text = read(&file);
        let body = if *licence == "MIT" { &text[text.find(MIT_BODY).expect("MIT permits")..] } else { &text };
        heading(licence);
        println!("{}\n", body.trim_matches('\n').trim_end());
    }
    heading("LGPL-2.1");
    println!("{}", read(&root.join(".ci/LGPL-2.1")).trim_matches('\n').trim_end());
}

fn heading(licence: &str) {
    println!("{}\n{licence}\n{}\n", "=".repeat(80), "=".repeat(80));
}

/// The crates that are linked in on any system, by name and version; what only runs while it is built is none.
fn parts() -> BTreeMap<String, Part> {
    let tree =
        cargo(&["tree", "--locked", "--edges=normal,no-proc-macro", "--target=all", "--prefix=none", "--format={p}"]);
    let linked: BTreeSet<(&str, &str)> = tree
        .lines()
        .filter_map(|line| line.split_once(" v"))
        .map(|(name, rest)| (name, rest.split(' ').next().unwrap_or(rest)))
        .filter(|(name, _)| *name != env!("CARGO_PKG_NAME"))
        .collect();
    let metadata: Value = serde_json::from_str(&cargo(&["metadata", "--locked", "--format-version=1"])).expect("JSON");
    let text = |of: &Value| of.as_str().unwrap_or_default().to_owned();
    let mut parts = BTreeMap::new();
    for package in metadata["packages"].as_array().expect("packages") {
        let (name, version) = (text(&package["name"]), text(&package["version"]));
        if linked.contains(&(name.as_str(), version.as_str())) {
            let authors = package["authors"].as_array().into_iter().flatten().map(text).collect();
            let folder = Path::new(&text(&package["manifest_path"])).parent().expect("a folder").to_owned();
            let key = if parts.contains_key(&name) { format!("{name} {version}") } else { name.clone() };
            // `A/B` is the old form of `A OR B`.
            let licence = text(&package["license"]).replace('/', " OR ");
            parts.insert(key, Part { name, version, licence, folder, authors });
        }
    }
    assert_eq!(parts.len(), linked.len(), "cargo metadata knows every crate of cargo tree");
    parts
}

fn cargo(arguments: &[&str]) -> String {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo).args(arguments).output().expect("cargo runs");
    assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo writes UTF-8")
}

/// The licences that a part is taken under: of alternatives the first that there is a text of, of `AND` each.
fn taken(part: &Part) -> Vec<&'static str> {
    let one = |expression: &str| {
        let offered: Vec<&str> = expression.trim_matches(['(', ')']).split(" OR ").collect();
        let found = TEXTS.iter().map(|(licence, _)| *licence).find(|licence| offered.contains(licence));
        found.unwrap_or_else(|| panic!("{} {}: there is no text of {expression:?}", part.name, part.version))
    };
    part.licence.split(" AND ").map(one).collect()
}

/// Whose a part is: the lines of its licences that say so, or else the authors that its manifest names.
fn owners(part: &Part) -> Vec<String> {
    let mut lines = Vec::new();
    for file in licences(&part.folder) {
        let text = read(&file);
        let all: Vec<&str> = text.lines().map(str::trim).collect();
        let found = all.iter().enumerate().filter_map(|(at, line)| Some((at, owner(line)?)));
        // Some name the year alone, and who it is in the line below.
        lines.extend(found.map(|(at, line)| match line.split(' ').next_back() {
            Some(last) if last.ends_with(|last: char| last.is_ascii_digit()) => {
                format!("{line} {}", all.get(at + 1).copied().unwrap_or_default()).trim_end().to_owned()
            }
            _ => line.to_owned(),
        }));
    }
    if lines.is_empty() {
        lines.extend(part.authors.iter().map(|author| format!("Copyright (c) {author}")));
    }
    let mut seen = BTreeSet::new();
    lines.retain(|line| seen.insert(line.clone()));
    lines
}

/// What a line says of whose it is; the blank form at the end of Apache's text says nothing.
fn owner(line: &str) -> Option<&str> {
    let said = &line[line.find("Copyright ")?..];
    let rest = &said["Copyright ".len()..];
    rest.starts_with(|first: char| first == '(' || first == '©' || first.is_ascii_digit()).then_some(said)
}

/// The licences and notices that lie in a crate, in the order of their names.
fn licences(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the source of a crate").flatten() {
        let name = entry.file_name().to_string_lossy().to_uppercase();
        let path = entry.path();
        if name == ".LICENSES" {
            files.extend(fs::read_dir(path).expect("a folder").flatten().map(|entry| entry.path()));
        } else if ["LICENSE", "LICENCE", "COPYING", "NOTICE"].iter().any(|word| name.starts_with(word))
            && path.is_file()
        {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn read(file: &Path) -> String {
    let bytes = fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    String::from_utf8_lossy(&bytes).replace("\r\n", "\n")
}
