//! Pages that explain: a finding with its rule, a range with its sum. They say what the engine found, and nothing else.

pub mod errors;
pub mod rules;

use self::rules::{confidence, others};
use super::layer::{Page, Part};
use super::text::{sentence, thousands};
use crate::engine::Analysis;
use crate::engine::capacity::{Capacity, RangeSize};
use crate::engine::finding::{Finding, Refusal, Severity, SourceRef, When, fails_later};
use crate::engine::outbound::Snat;
use crate::engine::rules::rule;

/// When a finding bites, in a word.
pub fn when(when: When) -> &'static str {
    match when {
        When::Create => "create",
        When::Scale => "scale",
        When::Upgrade => "upgrade",
        When::RunTime => "run time",
    }
}

/// How bad a finding is, in a word.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error: AKS or Azure refuses it, or it cannot work",
        Severity::Warning => "warning: unsupported, ambiguous or fragile",
        Severity::Note => "note",
    }
}

/// The page for a finding: what, why, when, what Azure says, what would end it, and where that is written.
pub fn finding(finding: &Finding, analysis: &Analysis) -> Page {
    Page::new(finding.code, finding_parts(finding, analysis))
}

/// The same for want of room, with the sums of all ranges below it.
pub fn shortage(finding: &Finding, analysis: &Analysis) -> Page {
    let mut parts = finding_parts(finding, analysis);
    parts.push(Part::Blank);
    parts.extend(capacity_parts(analysis.capacity()));
    Page::new(finding.code, parts)
}

fn finding_parts(finding: &Finding, analysis: &Analysis) -> Vec<Part> {
    let mut parts = vec![Part::Text(sentence(&finding.message)), Part::Blank];
    let mut pair = |name: &str, text: String| parts.push(Part::Pair(name.to_owned(), text));
    pair("about", finding.subject.to_string());
    if let Some(other) = &finding.conflicts_with {
        pair("with", other.clone());
    }
    pair("how bad", severity(finding.severity).to_owned());
    pair("it bites at", when(finding.when).to_owned());
    if let Some(message) = &finding.azure_message {
        pair("Azure says", message.clone());
    }
    if let Some(code) = finding.azure_error {
        let target = finding.azure_target.map(|target| format!(" on {target}")).unwrap_or_default();
        pair("Azure's code", format!("{code}{target}"));
    } else if finding.refusal == Some(Refusal::CodeNotKnown) {
        pair("Azure's code", "would be refused, code not known".to_owned());
    } else if finding.severity == Severity::Error {
        pair("Azure", fails_later(finding.when).to_owned());
    }
    if let Some(fix) = analysis.fix_of(finding) {
        pair("what ends it", fix.label(analysis.plan().written()));
    }
    pair("rule", format!("{}: {}", finding.rule, rule(finding.rule).value));
    pair("source", source(finding.source));
    pair("confidence", confidence(rule(finding.rule).confidence).to_owned());
    others(finding.rule, &mut pair);
    parts
}

/// The page for the sums of all ranges.
pub fn capacity(capacity: &Capacity) -> Page {
    Page::new("Need and have", capacity_parts(capacity))
}

fn capacity_parts(capacity: &Capacity) -> Vec<Part> {
    let mut parts = Vec::new();
    if let Some(binding) = &capacity.binding {
        parts.extend([Part::Text(format!("{} binds: {}", binding.title(), binding.reason)), Part::Blank]);
    }
    for range in &capacity.ranges {
        parts.push(Part::Heading(format!("{}  {}", range.name, range.prefix)));
        parts.extend(sum(range));
        parts.push(Part::Blank);
    }
    parts
}

fn sum(range: &RangeSize) -> Vec<Part> {
    let mut parts: Vec<Part> =
        range.terms.iter().map(|term| Part::Pair(thousands(term.value), term.label.to_string())).collect();
    let mut pair = |name: String, text: &str| parts.push(Part::Pair(name, text.to_owned()));
    pair(thousands(range.needed), "needed at the upgrade's peak");
    pair(thousands(range.needed_steady), "needed between upgrades");
    if range.needed_floor != range.needed {
        pair(thousands(range.needed_floor), "needed at least, by the documented minimum");
    }
    if let Some(usable) = range.usable {
        let kept = if range.reserved > 0 { format!(", {} kept by Azure", range.reserved) } else { String::new() };
        pair(thousands(usable), &format!("to be had of {}{kept}", range.prefix));
    }
    if let Some(prefix) = range.smallest_prefix {
        pair(format!("/{prefix}"), "is the smallest prefix that holds it");
    }
    if let Some(nodes) = range.max_nodes {
        pair(thousands(nodes), "nodes fit here at most");
    }
    parts.extend(range.notes.iter().map(|note| Part::Text(sentence(&note.to_string()))));
    parts
}

/// The page for the outbound ports.
pub fn outbound(snat: &Snat) -> Page {
    let mut parts = vec![Part::Text(format!("{}: {}", snat.method, snat.words())), Part::Blank];
    let figures = [
        (snat.outbound_ips, "outbound addresses"),
        (snat.ports_total, "ports of all of them"),
        (snat.ports_per_node_now, "ports a node now"),
        (snat.ports_per_node, "ports a node at the upgrade's peak"),
        (snat.ports_per_node_disputed, "ports a node at the peak by a newer text"),
        (snat.required, "ports that the nodes take at the peak"),
        (snat.nodes_per_ip, "nodes that one address serves"),
        (snat.max_nodes.map(u64::from), "nodes at most, surge apart"),
    ];
    let known = figures.into_iter().filter_map(|(figure, what)| Some((figure?, what)));
    parts.extend(known.map(|(figure, what)| Part::Pair(thousands(figure), what.to_owned())));
    if let Some(band) = snat.next_band {
        let text = format!("ports a node from {} nodes on, also of those that are there", thousands(band.nodes));
        parts.push(Part::Pair(thousands(band.ports_per_node), text));
    }
    if !snat.served_by.is_empty() {
        parts.push(Part::Pair("served by".to_owned(), snat.served_by.join(", ")));
    }
    parts.extend(snat.notes.iter().map(|note| Part::Text(sentence(note))));
    Page::new("Outbound ports", parts)
}

/// A page and the day its copy was read.
pub fn source(source: SourceRef) -> String {
    if source.is_own() { source.page.to_owned() } else { format!("{} (read {})", source.page, source.as_of) }
}
