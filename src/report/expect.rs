//! What a file is meant to show, tested against what it shows. Deliberately tests nothing that the file does not
//! mention.

use std::collections::BTreeSet;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::place;
use crate::engine::Analysis;
use crate::engine::endpoint::EndpointError;
use crate::engine::finding::Severity;
use crate::engine::trace::{Question, Trace, shown};
use crate::scenario::leaf::Name;
use crate::scenario::model::{ExpectRoute, ExpectTrace};

/// One expectation and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Expectation {
    /// The file.
    pub file: String,
    /// What it is about: `verdict`, `needed snet-nodes`, `trace pod:default/web to internet:443: disposition`.
    pub what: String,
    /// What the file says.
    pub expected: String,
    /// What the analysis says.
    pub found: String,
    /// Are both the same?
    pub holds: bool,
}

/// Collects expectations of one file.
struct Tests<'a> {
    file: &'a str,
    done: Vec<Expectation>,
}

impl Tests<'_> {
    fn test(&mut self, what: impl Into<String>, expected: &(impl ToString + ?Sized), found: &(impl ToString + ?Sized)) {
        let (expected, found) = (expected.to_string(), found.to_string());
        let holds = expected == found;
        self.done.push(Expectation { file: self.file.to_owned(), what: what.into(), expected, found, holds });
    }
}

/// What stands for an answer that is not there.
const NOTHING: &str = "none";

/// Every expectation of the file's `[expect]` table, in its order.
pub fn expectations(file: &str, analysis: &Analysis) -> Vec<Expectation> {
    let expect = &analysis.plan().written().expect;
    let mut tests = Tests { file, done: Vec::new() };
    if let Some(verdict) = expect.verdict {
        tests.test("verdict", &verdict, &analysis.verdict());
    }
    if let Some(binding) = &expect.binding {
        let found = analysis.capacity().binding.as_ref().map_or(NOTHING, |binding| &binding.role);
        tests.test("binding", binding, found);
    }
    for (name, needed) in expect.needed.iter().flatten() {
        let range = analysis.capacity().ranges.iter().find(|range| *range.name == *name.as_str());
        let found = range.map_or_else(|| format!("no range named {name}"), |range| range.needed.to_string());
        tests.test(format!("needed {name}"), needed, &found);
    }
    if let Some(codes) = &expect.findings {
        let expected: BTreeSet<&str> = codes.iter().map(Name::as_str).collect();
        let found = analysis.findings().iter().filter(|finding| finding.severity != Severity::Note);
        tests.test("findings", &list(&expected), &list(&found.map(|finding| finding.code).collect()));
    }
    for trace in &expect.traces {
        test_trace(&mut tests, analysis, trace);
    }
    for route in &expect.routes {
        test_route(&mut tests, analysis, route);
    }
    tests.done
}

fn list(codes: &BTreeSet<&str>) -> String {
    if codes.is_empty() { NOTHING.to_owned() } else { codes.iter().copied().collect::<Vec<_>>().join(", ") }
}

fn test_trace(tests: &mut Tests<'_>, analysis: &Analysis, expected: &ExpectTrace) {
    let what = format!("trace {} to {}", expected.from, expected.to);
    let trace = match traced(analysis, expected) {
        Ok(trace) => trace,
        Err(reason) => return tests.test(what, "a packet", &reason),
    };
    if let Some(disposition) = &expected.disposition {
        tests.test(format!("{what}: disposition"), disposition, &trace.forward.disposition);
    }
    if let Some(disposition) = &expected.return_disposition {
        let found = trace.reply.as_ref().map_or_else(|| NOTHING.to_owned(), |reply| reply.disposition.to_string());
        tests.test(format!("{what}: return-disposition"), disposition, &found);
    }
    if let Some(source) = &expected.source_seen {
        let found = trace.source_seen.map_or_else(|| NOTHING.to_owned(), shown);
        tests.test(format!("{what}: source-seen"), source, &found);
    }
}

fn traced(analysis: &Analysis, expected: &ExpectTrace) -> Result<Arc<Trace>, String> {
    let from = expected.from.parse().map_err(|error: EndpointError| error.to_string())?;
    let to = expected.to.parse().map_err(|error: EndpointError| error.to_string())?;
    analysis.trace(&Question::new(from, to)).map_err(|error| error.to_string())
}

fn test_route(tests: &mut Tests<'_>, analysis: &Analysis, expected: &ExpectRoute) {
    let what = format!("route {} to {}", expected.from, expected.to);
    let table = match place::routes(analysis, &expected.from) {
        Ok(table) => table,
        Err(reason) => return tests.test(what, "a route", &reason),
    };
    let winner = table.lookup(expected.to);
    let found = |text: Option<String>| text.unwrap_or_else(|| NOTHING.to_owned());
    if let Some(kind) = &expected.next_hop_type {
        let winner = winner.map(|route| route.next_hop_type.to_string());
        tests.test(format!("{what}: next-hop-type"), kind, &found(winner));
    }
    if let Some(address) = expected.next_hop_ip {
        let winner = winner.and_then(|route| route.next_hop_ip).map(|address| address.to_string());
        tests.test(format!("{what}: next-hop-ip"), &address, &found(winner));
    }
    if let Some(prefix) = expected.prefix {
        tests.test(format!("{what}: prefix"), &prefix, &found(winner.map(|route| route.prefix.to_string())));
    }
    if let Some(source) = &expected.source {
        tests.test(format!("{what}: source"), source, &found(winner.map(|route| route.source.to_string())));
    }
}
