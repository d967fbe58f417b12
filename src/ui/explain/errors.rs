//! Errors and findings explained on the screen, and what the design at hand could do about them. The meaning is
//! `explain`'s, the ways out are the engine's.

use super::rules::{rule_page, term_page};
use super::{severity, when};
use crate::config::keymap::{Context, Keymap};
use crate::engine::Analysis;
use crate::engine::capacity::RangeSize;
use crate::engine::finding::meaning::Meaning;
use crate::engine::fix::{Knob, Way};
use crate::engine::rules::{self, RuleId};
use crate::explain::Explained;
use crate::explain::azure::AzureError;
use crate::explain::error::{NamedRange, TakenApart};
use crate::explain::reading::lines;
use crate::scenario::Edit;
use crate::ui::action::Action;
use crate::ui::layer::{Page, Part};
use crate::ui::text::{counted, sentence, thousands};

/// The letters of the ways out on Home; where there are more ways, the last letter lists them.
const WAYS: [Action; 6] = [Action::FixA, Action::FixB, Action::FixC, Action::FixD, Action::FixE, Action::FixF];

/// The page for what a text is; `None`: a question, which is answered by the design.
pub fn page(explained: &Explained, analysis: &Analysis, keymap: &Keymap) -> Option<Page> {
    match explained {
        Explained::Rule(rule) => Some(rule_page(*rule)),
        Explained::Finding(meaning) => Some(finding_code(meaning)),
        Explained::Code(error) => Some(code(error)),
        Explained::Error(apart) => Some(error(apart, analysis, keymap)),
        Explained::Term(term) => Some(term_page(term)),
        Explained::Question(_) => None,
    }
}

fn finding_code(meaning: &Meaning) -> Page {
    let mut parts = vec![Part::Text(sentence(meaning.says)), Part::Blank];
    let mut pair = |name: &str, text: String| parts.push(Part::Pair(name.to_owned(), text));
    pair("how bad", severity(meaning.severity).to_owned());
    pair("it bites at", meaning.when.iter().map(|at| when(*at)).collect::<Vec<_>>().join(", "));
    pair("Azure's code", meaning.azure_error.unwrap_or("no page gives one").to_owned());
    pair("what ends it", meaning.ends.to_owned());
    rules_behind(meaning.rules, &mut parts);
    Page::new(meaning.code, parts)
}

fn code(error: &AzureError) -> Page {
    let mut parts = vec![Part::Text(sentence(error.says)), Part::Blank];
    parts.push(Part::Pair("said by".to_owned(), error.by.words().to_owned()));
    let owned = |words: &[&str]| words.iter().map(|words| (*words).to_owned()).collect::<Vec<_>>();
    helps(&owned(error.tonight), &owned(error.later), &mut parts);
    rules_behind(error.rules, &mut parts);
    parts.push(Part::Pair("source".to_owned(), super::source(error.source)));
    Page::new(error.title, parts)
}

/// The page for an error that was taken apart.
fn error(apart: &TakenApart, analysis: &Analysis, keymap: &Keymap) -> Page {
    let mut parts = vec![Part::Text(sentence(apart.error.says)), Part::Blank];
    numbers(apart, &mut parts);
    if let Some(range) = &apart.range {
        parts.extend(at_hand(range, analysis, keymap));
    }
    helps(&apart.tonight, &apart.later, &mut parts);
    if !apart.readings.is_empty() {
        parts.extend([Part::Blank, Part::Heading("The count, inferred: Azure prints the product alone".to_owned())]);
        parts.extend(lines(&apart.readings).into_iter().map(Part::Text));
    }
    parts.extend(apart.doubt.as_deref().map(|doubt| Part::Text(sentence(doubt))));
    rules_behind(apart.error.rules, &mut parts);
    parts.push(Part::Pair("source".to_owned(), super::source(apart.error.source)));
    Page::new(apart.error.title, parts)
}

fn numbers(apart: &TakenApart, parts: &mut Vec<Part>) {
    let mut pair = |name: &str, text: String| parts.push(Part::Pair(name.to_owned(), text));
    pair("said by", apart.error.by.words().to_owned());
    if let Some(target) = &apart.target {
        pair("field", target.clone());
    }
    let told = [
        ("wanted", apart.found.number("need")),
        ("there are", apart.found.number("have")),
        ("missing", apart.short_by),
    ];
    for (name, number) in told {
        if let Some(number) = number {
            pair(name, thousands(number));
        }
    }
    if let Some(range) = &apart.range {
        let words = [range.name.clone(), range.prefix.map(|prefix| prefix.to_string())];
        let usable = range.usable.map(|usable| counted(usable, "address"));
        let in_use =
            range.in_use.filter(|in_use| *in_use > 0).map(|in_use| format!("{} of them in use", thousands(in_use)));
        pair("range", words.into_iter().chain([usable, in_use]).flatten().collect::<Vec<_>>().join(", "));
        if let Some(next) = range.next_size {
            pair("next size", next.to_string());
        }
    }
    if let Some(other) = apart.found.range("other") {
        pair("it meets", other.to_string());
    }
}

fn helps(tonight: &[String], later: &[String], parts: &mut Vec<Part>) {
    for (title, ways) in [("What helps tonight", tonight), ("What needs a new subnet, pool or cluster", later)] {
        if !ways.is_empty() {
            parts.extend([Part::Blank, Part::Heading(title.to_owned())]);
            parts.extend(ways.iter().map(|way| Part::Text(sentence(way))));
        }
    }
}

fn rules_behind(ids: &[RuleId], parts: &mut Vec<Part>) {
    if !ids.is_empty() {
        parts.extend([Part::Blank, Part::Heading("The rules behind it".to_owned())]);
        let rule = |id: &RuleId| Part::Text(format!("{id}: {}", rules::rule(*id).value));
        parts.extend(ids.iter().map(rule));
        parts.push(Part::Blank);
    }
}

/// What the design at hand has of the range, and its own ways out with their letters.
fn at_hand(named: &NamedRange, analysis: &Analysis, keymap: &Keymap) -> Vec<Part> {
    let is_it = |range: &&RangeSize| {
        named.name.as_deref() == Some(&*range.name) || named.prefix.is_some_and(|prefix| prefix == range.prefix)
    };
    let Some(place) = analysis.capacity().ranges.iter().position(|range| is_it(&range)) else { return Vec::new() };
    let range = &analysis.capacity().ranges[place];
    let mut parts = vec![Part::Blank, Part::Heading("In the design at hand".to_owned())];
    let have = range.usable.map(|usable| format!(" and has {}", thousands(usable))).unwrap_or_default();
    parts.push(Part::Text(format!("{} {} needs {}{have}.", range.name, range.prefix, thousands(range.needed))));
    let binds = analysis.capacity().binding.as_ref().is_some_and(|binding| binding.range == Some(place));
    if binds {
        let edits: Vec<&Edit> = analysis.ways().into_iter().filter_map(Way::edit).collect();
        for fix in analysis.fixes() {
            let place = edits.iter().position(|edit| **edit == fix.edit).unwrap_or_default();
            let key = keymap.label(Context::Home, WAYS[place.min(WAYS.len() - 1)]).unwrap_or_default();
            let change = if fix.knob == Knob::Model { String::new() } else { format!(" {}", fix.change) };
            let words = format!("{}{change}, {}% used", fix.label, fix.used_percent);
            parts.push(Part::Pair(format!("{key} on Home"), words));
        }
    }
    parts
}
