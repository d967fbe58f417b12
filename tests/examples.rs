//! Every example shows what it says it shows, by the same test that `aksplore check` makes. Deliberately has no
//! expectations of its own: they stand in the examples.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use aksplore::engine::Analysis;
use aksplore::examples;
use aksplore::files::manifests::Texts;
use aksplore::manifest::model::Manifests;
use aksplore::report::expect::expectations;
use aksplore::scenario::read::read;

#[test]
fn every_example_shows_what_it_says() {
    let mut broken = String::new();
    for example in examples::ALL {
        let scenario = Arc::new(read(example.text).scenario);
        let expect = Arc::clone(&scenario.expect);
        let tests = expectations(example.name, &Analysis::with_manifests(scenario, Arc::new(manifests(example))));
        // Each table row tests at least one thing: none may be passed over in silence.
        let rows = 3 + expect.needed.iter().flatten().count() + expect.traces.len() + expect.routes.len();
        assert!(tests.len() + 1 >= rows, "{}: {} tests of {rows} rows", example.name, tests.len());
        for test in tests.iter().filter(|test| !test.holds) {
            let _ = writeln!(broken, "{}: {}: expected {}, found {}", test.file, test.what, test.expected, test.found);
        }
    }
    assert!(broken.is_empty(), "{broken}");
}

/// What the manifests beside an example say; all that is compiled in is named by it and read without a word.
fn manifests(example: &examples::Example) -> Manifests {
    let scenario = read(example.text).scenario;
    let texts = Texts::named_by(&scenario, None, Some(*example));
    assert!(texts.unreadable.is_empty(), "{}: {:?}", example.name, texts.unreadable);
    assert_eq!(texts.sources.len(), example.files.len(), "{}", example.name);
    let reading = aksplore::manifest::read(&texts.sources);
    assert!(reading.problems.is_empty(), "{}: {:?}", example.name, reading.problems);
    reading.manifests
}

/// The files below a folder, by their names relative to it.
fn files_below(folder: &Path, prefix: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("it is a folder").map(|entry| entry.expect("it is listed"));
    let named = entries.flat_map(|entry| {
        let name = format!("{prefix}{}", entry.file_name().into_string().expect("it is text"));
        if entry.path().is_dir() { files_below(&entry.path(), &format!("{name}/")) } else { vec![name] }
    });
    named.collect()
}

#[test]
fn the_directory_holds_the_examples_that_are_compiled_in() {
    let mut files = files_below(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples")), "");
    let mut names: Vec<String> = examples::ALL.iter().map(|example| format!("{}.toml", example.name)).collect();
    names.extend(examples::ALL.iter().flat_map(|example| example.files).map(|file| file.name.to_owned()));
    files.sort();
    names.sort();
    assert_eq!(files, names);
}

#[test]
fn what_the_explorer_is_for_is_among_them() {
    let models: std::collections::BTreeSet<_> = examples::ALL
        .iter()
        .map(|example| {
            let cluster = read(example.text).scenario.cluster;
            (cluster.model, cluster.pod_ip_allocation)
        })
        .collect();
    assert!(examples::ALL.len() >= 8);
    assert_eq!(models.len(), 6, "each model, and both ways of a pod subnet: {models:?}");
}
