//! Every example shows what it says it shows, by the same test that `aksplore check` makes. Deliberately has no
//! expectations of its own: they stand in the examples.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use aksplore::engine::Analysis;
use aksplore::examples;
use aksplore::files::manifests::Texts;
use aksplore::manifest::model::Manifests;
use aksplore::report::compare::Compare;
use aksplore::report::expect::expectations;
use aksplore::report::map::Map;
use aksplore::report::routes::Routes;
use aksplore::report::size::Size;
use aksplore::report::{Answer, Change, changes};
use aksplore::scenario::defaults::stated_text;
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

/// One step of a path: a key, and the item of its list by what names it.
fn steps(path: &str) -> Vec<(String, Option<String>)> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let key = rest[..end].to_owned();
        let item = rest[end..].strip_prefix('[').map(|inner| inner[..inner.find(']').expect("it closes")].to_owned());
        rest = rest[end + item.as_ref().map_or(0, |item| item.len() + 2)..].trim_start_matches('.');
        steps.push((key, item));
    }
    steps
}

/// Is it the item of this name?
fn is_named(item: &dyn toml_edit::TableLike, name: &str) -> bool {
    let text = |key: &str| item.get(key).and_then(toml_edit::Item::as_str);
    let named = text("name").or(text("remote")).unwrap_or_default();
    name == named || name == format!("{}/{named}", text("namespace").unwrap_or("default"))
}

/// The table that a path leads to, made where it is not there.
fn table<'a>(
    at: &'a mut dyn toml_edit::TableLike,
    steps: &[(String, Option<String>)],
) -> &'a mut dyn toml_edit::TableLike {
    let Some(((key, name), rest)) = steps.split_first() else { return at };
    let item = at.entry(key).or_insert(toml_edit::table());
    let next: &mut dyn toml_edit::TableLike = match (name, item) {
        (None, item) => item.as_table_like_mut().expect("it is a table"),
        (Some(name), toml_edit::Item::ArrayOfTables(items)) => {
            items.iter_mut().find(|item| is_named(*item, name)).expect("the item is in the file")
        }
        (Some(name), item) => {
            let items = item.as_array_mut().expect("it is a list").iter_mut();
            let mut tables = items.map(|item| item.as_inline_table_mut().expect("of tables"));
            tables.find(|item| is_named(*item, name)).expect("the item is in the file")
        }
    };
    table(next, rest)
}

/// The file after the steps of an answer, each written by its path as somebody without the program would.
fn by_hand(text: &str, changes: &[Change]) -> String {
    let mut file: toml_edit::DocumentMut = text.parse().expect("an example is TOML");
    for change in changes {
        let mut path = steps(&change.path);
        let (key, name) = path.pop().expect("a path leads somewhere");
        let owner = table(file.as_table_mut(), &path);
        match (change.action, change.toml.as_deref()) {
            ("set", Some(toml)) => {
                owner.insert(&key, toml_edit::Item::Value(toml.parse().expect("it is a value of TOML")));
            }
            ("set", None) => drop(owner.remove(&key)),
            ("add", Some(toml)) => {
                let item = toml.parse::<toml_edit::DocumentMut>().expect("it is an item of TOML").as_table().clone();
                match owner.get_mut(&key) {
                    Some(toml_edit::Item::Value(list)) => {
                        list.as_array_mut().expect("it is a list").push(item.into_inline_table());
                    }
                    Some(list) => list.as_array_of_tables_mut().expect("it is a list").push(item),
                    None => {
                        let list: toml_edit::ArrayOfTables = std::iter::once(item).collect();
                        owner.insert(&key, toml_edit::Item::ArrayOfTables(list));
                    }
                }
            }
            ("remove", _) => {
                let name = name.expect("an item is removed by its name");
                let list = owner.get_mut(&key).expect("its list is there");
                match list {
                    toml_edit::Item::ArrayOfTables(items) => items.retain(|item| !is_named(item, &name)),
                    list => list
                        .as_array_mut()
                        .expect("it is a list")
                        .retain(|item| !item.as_inline_table().is_some_and(|item| is_named(item, &name))),
                }
            }
            other => panic!("{other:?} is no step"),
        }
    }
    file.to_string()
}

#[test]
fn an_edit_of_an_answer_can_be_written_into_the_file_by_hand() {
    // The examples as they are, and with so much asked of them that they need ways out.
    let larger = ["count = 60\nautoscale = { min = 50, max = 900 }", "count = 900", "count = 400\nmax-pods = 250"];
    let mut written = 0;
    for example in examples::ALL {
        let larger = larger.iter().map(|count| {
            let lines: Vec<&str> =
                example.text.lines().filter(|line| !line.trim_start().starts_with("max-pods =")).collect();
            let lines = lines.into_iter().filter(|line| !line.trim_start().starts_with("autoscale ="));
            let lines = lines.map(|line| if line.trim_start().starts_with("count =") { *count } else { line });
            lines.collect::<Vec<_>>().join("\n")
        });
        for text in larger.chain([example.text.to_owned()]) {
            let reading = read(&text);
            if !reading.diagnostics.is_empty() {
                continue;
            }
            let analysis = Analysis::new(Arc::new(reading.scenario));
            let scenario = analysis.plan().written();
            let own = analysis.findings().iter().filter_map(|finding| analysis.fix_of(finding));
            let edits = analysis.ways().into_iter().filter_map(aksplore::engine::fix::Way::edit);
            for edit in edits.chain(own) {
                let steps = changes(edit, scenario);
                let file = by_hand(&text, &steps);
                let after = read(&file);
                assert_eq!(after.diagnostics, [], "{}: {steps:#?}\n{file}", example.name);
                assert_eq!(after.scenario, edit.apply(scenario).expect("an edit of an answer applies"), "{steps:#?}");
                written += 1;
            }
        }
    }
    assert!(written > 200, "{written}");
}

/// The scenarios whose answers must not hang on whether a default is written: the examples, and the barest designs.
fn designs() -> Vec<(String, String)> {
    let examples = examples::ALL.iter().map(|example| (example.name.to_owned(), example.text.to_owned()));
    let models = ["kubenet", "azure-cni-node-subnet", "azure-cni-overlay", "byo-cni"];
    let bare = models.iter().map(|model| {
        let text = format!(
            "[cluster]\nmodel = \"{model}\"\n[[node-pool]]\nname = \"a\"\ncount = 20\nsubnet = \"n\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.20.0.0/16\"]\n[[vnet.subnet]]\nname = \"n\"\nprefix = \"10.20.0.0/24\"\n[[vnet.subnet]]\nname = \"p\"\nprefix = \"10.20.4.0/23\"\n"
        );
        (format!("bare {model}"), text)
    });
    let pods = ["dynamic", "static-block"].iter().map(|allocation| {
        let text = format!(
            "[cluster]\nmodel = \"azure-cni-pod-subnet\"\npod-ip-allocation = \"{allocation}\"\n[[node-pool]]\nname = \"a\"\ncount = 8\nsubnet = \"n\"\npod-subnet = \"p\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.20.0.0/16\"]\n[[vnet.subnet]]\nname = \"n\"\nprefix = \"10.20.0.0/24\"\n[[vnet.subnet]]\nname = \"p\"\nprefix = \"10.20.4.0/22\"\n"
        );
        (format!("bare {allocation}"), text)
    });
    let large = "[cluster]\nmodel = \"azure-cni-overlay\"\npod-cidr = \"10.128.0.0/9\"\nservice-cidr = \"172.20.0.0/16\"\ndns-service-ip = \"172.20.0.10\"\n[[node-pool]]\nname = \"a\"\ncount = 900\nsubnet = \"n\"\n[[node-pool]]\nname = \"b\"\ncount = 900\nsubnet = \"n\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.20.0.0/16\"]\n[[vnet.subnet]]\nname = \"n\"\nprefix = \"10.20.0.0/21\"\n";
    examples.chain(bare).chain(pods).chain([("two large pools".to_owned(), large.to_owned())]).collect()
}

/// What every command but `trace` says of a scenario, in words.
fn answers(text: &str, manifests: &Manifests) -> Vec<(&'static str, String)> {
    let analysis = Analysis::with_manifests(Arc::new(read(text).scenario), Arc::new(manifests.clone()));
    let check: String = analysis.findings().iter().fold(String::new(), |mut text, finding| {
        let _ = writeln!(text, "{:?} {} {}: {}", finding.severity, finding.code, finding.subject, finding.message);
        text
    });
    let mut answers = vec![
        ("size", Size::new(&analysis).text()),
        ("check", check),
        ("compare", Compare::new(&analysis).text()),
        ("map", Map::new(&analysis).text()),
    ];
    let subnets = analysis.plan().subnet_ids();
    answers.extend(subnets.map(|subnet| ("routes", Routes::of_subnet(&analysis, subnet, None).text())));
    answers
}

#[test]
fn a_scenario_with_its_defaults_written_gives_the_same_answers() {
    for (name, text) in designs() {
        let manifests = examples::ALL.iter().find(|example| example.name == name).map(manifests).unwrap_or_default();
        let exported = stated_text(&read(&text).scenario);
        let (before, after) = (answers(&text, &manifests), answers(&exported, &manifests));
        assert_eq!(before.len(), after.len(), "{name}");
        for ((command, before), (_, after)) in before.into_iter().zip(after) {
            assert!(before == after, "{command} of {name}:\n{before}\n---\n{after}\n{exported}");
        }
    }
}
