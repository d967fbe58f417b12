//! Every example's `[expect]` traces and routes, held to the engine. Deliberately not its verdicts and findings.

use std::sync::Arc;

use aksplore::engine::Analysis;
use aksplore::engine::trace::{Question, Trace, shown};
use aksplore::files::manifests::Texts;
use aksplore::scenario::read::read;

fn ask(analysis: &Analysis, from: &str, to: &str) -> Arc<Trace> {
    let from = from.parse().expect("an example's trace starts at an endpoint");
    let to = to.parse().expect("an example's trace leads to a destination");
    analysis.trace(&Question::new(from, to)).expect("an example's ends are in it")
}

#[test]
fn the_examples_show_what_they_say() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|extension| extension == "toml")).collect();
    assert!(files.len() >= 8);
    for path in files {
        let reading = read(&std::fs::read_to_string(&path).unwrap());
        assert!(reading.is_sound(), "{}", path.display());
        let texts = Texts::named_by(&reading.scenario, Some(&path), None);
        assert!(texts.unreadable.is_empty(), "{}", path.display());
        let manifests = aksplore::manifest::read(&texts.sources).manifests;
        let analysis = Analysis::with_manifests(Arc::new(reading.scenario), Arc::new(manifests));
        check_traces(&analysis, &path.display().to_string());
        check_routes(&analysis, &path.display().to_string());
        for question in analysis.questions() {
            assert!(analysis.trace(&question).is_ok(), "{}: {question:?}", path.display());
        }
    }
}

fn check_traces(analysis: &Analysis, file: &str) {
    for row in &analysis.plan().scenario().expect.traces {
        let trace = ask(analysis, &row.from, &row.to);
        let back = trace.reply.as_ref().map(|reply| reply.disposition.word());
        let seen = trace.source_seen.map(shown);
        let place = format!("{file}: {} to {}: {}", row.from, row.to, trace.forward.sentence);
        let is = |wanted: Option<&str>, found: Option<&str>| wanted.is_none() || wanted == found;
        assert!(is(row.disposition.as_deref(), Some(trace.forward.disposition.word())), "{place}");
        assert!(is(row.return_disposition.as_deref(), back), "{place}: {back:?}");
        assert!(is(row.source_seen.as_deref(), seen.as_deref()), "{place}: {seen:?}");
    }
}

fn check_routes(analysis: &Analysis, file: &str) {
    for row in &analysis.plan().scenario().expect.routes {
        let from = row.from.parse().expect("an example's route is asked for at an endpoint");
        let subnet = analysis.subnet_of(&from).expect("an example's ends are in it").expect("and have a subnet");
        let route = analysis.routes(subnet).lookup(row.to).expect("an example's addresses have a route");
        let place = format!("{file}: {} to {}: {route}", row.from, row.to);
        assert!(row.next_hop_type.as_deref().is_none_or(|word| word == route.next_hop_type.word()), "{place}");
        assert!(row.next_hop_ip.is_none_or(|ip| Some(ip) == route.next_hop_ip), "{place}");
        assert!(row.prefix.is_none_or(|prefix| prefix == route.prefix), "{place}");
        assert!(row.source.as_deref().is_none_or(|word| word == route.source.word()), "{place}");
    }
}
