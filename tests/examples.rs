//! Every example shows what it says it shows, by the same test that `aksplore check` makes. Deliberately has no
//! expectations of its own: they stand in the examples.

use std::fmt::Write as _;
use std::sync::Arc;

use aksplore::engine::Analysis;
use aksplore::examples;
use aksplore::report::expect::expectations;
use aksplore::scenario::read::read;

#[test]
fn every_example_shows_what_it_says() {
    let mut broken = String::new();
    for example in examples::ALL {
        let scenario = Arc::new(read(example.text).scenario);
        let expect = Arc::clone(&scenario.expect);
        let tests = expectations(example.name, &Analysis::new(scenario));
        // Each table row tests at least one thing: none may be passed over in silence.
        let rows = 3 + expect.needed.iter().flatten().count() + expect.traces.len() + expect.routes.len();
        assert!(tests.len() + 1 >= rows, "{}: {} tests of {rows} rows", example.name, tests.len());
        for test in tests.iter().filter(|test| !test.holds) {
            let _ = writeln!(broken, "{}: {}: expected {}, found {}", test.file, test.what, test.expected, test.found);
        }
    }
    assert!(broken.is_empty(), "{broken}");
}

#[test]
fn the_directory_holds_the_examples_that_are_compiled_in() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<String> = entries.collect();
    let mut names: Vec<String> = examples::ALL.iter().map(|example| format!("{}.toml", example.name)).collect();
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
