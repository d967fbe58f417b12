//! Every number that Home, Map and Compare show stands in a JSON answer, at both sizes, for every example. Deliberately
//! not the other way about: an answer may hold more than a screen has room for.

#[path = "support/explorer.rs"]
#[expect(dead_code, reason = "other tests ask more of it")]
mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use aksplore::diag::Source;
use aksplore::engine::Analysis;
use aksplore::engine::packing::Request;
use aksplore::examples::{self, Example};
use aksplore::files::manifests::Texts;
use aksplore::report::check::Check;
use aksplore::report::compare::Compare;
use aksplore::report::map::{Map, Placements};
use aksplore::report::size::Size;
use aksplore::ui::App;
use serde_json::Value;
use support::{explorer, press, screen};

/// A screen, and where its numbers must be.
struct Place {
    name: &'static str,
    /// The keys that open it.
    keys: &'static str,
    /// The key that walks it, and how often it is pressed.
    walk: (&'static str, usize),
    answers: fn(&Analysis) -> Vec<Value>,
}

const PLACES: &[Place] = &[
    Place { name: "Home", keys: "1", walk: ("down", 30), answers: home },
    Place { name: "rehearsal", keys: "1 r", walk: ("down", 30), answers: home },
    Place { name: "inverse map", keys: "1 i", walk: ("up", 8), answers: inverse },
    Place { name: "Map", keys: "2", walk: ("down", 40), answers: map },
    Place { name: "packing", keys: "2 a enter", walk: ("right", 2), answers: packing },
    Place { name: "Compare", keys: "5", walk: ("down", 60), answers: compare },
    Place { name: "Compare by model", keys: "5", walk: ("right", 60), answers: compare },
];

fn value(answer: &impl serde::Serialize) -> Value {
    serde_json::to_value(answer).expect("an answer is JSON")
}

fn home(analysis: &Analysis) -> Vec<Value> {
    let mut check = Check::default();
    check.add(&Source::new("test.toml", ""), &[], Some(analysis));
    vec![value(&Size::new(analysis)), value(&check), value(&Map::new(analysis))]
}

fn inverse(analysis: &Analysis) -> Vec<Value> {
    let pool = analysis.plan().pool_ids().next().expect("the design has a pool");
    let mut answers = home(analysis);
    answers.push(value(&Size::new(analysis).with_grid(&analysis.grid(pool, None))));
    answers
}

fn map(analysis: &Analysis) -> Vec<Value> {
    vec![value(&Map::new(analysis)), value(&Size::new(analysis))]
}

fn packing(analysis: &Analysis) -> Vec<Value> {
    let request: Request = "/24".parse().expect("it is a length");
    let vnet = analysis.plan().cluster_vnet();
    let mut answers = map(analysis);
    answers.push(value(&Placements::new(analysis, vnet, &request.lengths)));
    answers
}

fn compare(analysis: &Analysis) -> Vec<Value> {
    vec![value(&Compare::new(analysis))]
}

/// The numbers and the texts of answers.
#[derive(Default)]
struct Known {
    numbers: BTreeSet<String>,
    text: String,
}

impl Known {
    fn add(&mut self, value: &Value) {
        match value {
            Value::Number(number) => {
                self.numbers.insert(number.to_string());
            }
            Value::String(text) => {
                let _ = writeln!(self.text, "{text}");
                let words: Vec<String> = words(text).into_iter().map(|(_, word)| word).collect();
                // Who knows a range knows its length.
                let lengths = words.iter().filter_map(|word| word.split_once('/').map(|(_, length)| length.to_owned()));
                self.numbers.extend(lengths.map(|length| format!("/{length}")));
                self.numbers.extend(words);
            }
            Value::Array(values) => values.iter().for_each(|value| self.add(value)),
            Value::Object(object) => object.values().for_each(|value| self.add(value)),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Is the word one of theirs? A name may be a part of a text.
    fn has(&self, word: &str) -> bool {
        self.numbers.contains(word)
            || word.strip_prefix('/').is_some_and(|length| self.numbers.contains(length))
            || word.bytes().any(|byte| byte.is_ascii_alphabetic()) && self.text.contains(word)
    }
}

/// The words of a line that hold a digit, each with the column of its beginning: a number without its sign of thousands,
/// an address, a range, or a name. What a screen has cut is none.
fn words(line: &str) -> Vec<(usize, String)> {
    let is_word = |sign: char| sign.is_ascii_alphanumeric() || ".,/:-_".contains(sign);
    let signs: Vec<char> = line.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        let end = (at..signs.len()).find(|end| !is_word(signs[*end])).unwrap_or(signs.len());
        let is_cut = signs[at..end].windows(2).any(|pair| pair == ['.', '.']);
        if end > at && !is_cut {
            let word: String = signs[at..end].iter().collect();
            found.extend(parts(&word).into_iter().map(|part| (at, part)));
        }
        at = end.max(at) + usize::from(end == at || end < signs.len());
    }
    found
}

/// A word as what may be looked for: `10-250` and `3/5` are two numbers each, `10.0.0.0/8` and `snet-1` are one thing.
fn parts(word: &str) -> Vec<String> {
    let length = word.trim_end_matches(|sign| ".,:".contains(sign)).strip_prefix('/');
    if let Some(length) = length.filter(|length| length.parse::<u8>().is_ok()) {
        return vec![format!("/{length}")];
    }
    let word = word.trim_matches(|sign| ".,:-/_".contains(sign));
    if !word.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    if word.bytes().any(|byte| byte.is_ascii_alphabetic()) || word.contains("::") {
        return vec![word.to_owned()];
    }
    let pieces = word.split(['-', ':', '_']).filter(|piece| !piece.is_empty());
    let pieces = pieces.flat_map(|piece| match piece.split_once('/') {
        Some((address, _)) if !address.contains('.') => piece.split('/').collect(),
        _ => vec![piece],
    });
    pieces.map(|piece| piece.replace(',', "")).collect()
}

/// The parts of a line between frames, each with the column of its beginning, without what the layout alone says.
fn panels(line: &str) -> Vec<(usize, String)> {
    let mut column = 0;
    let mut panels = Vec::new();
    for panel in line.split(['│', '┌']) {
        panels.push((column, without_layout(panel)));
        column += panel.chars().count() + 1;
    }
    panels
}

/// A part without the scale of a picture, the labels of its axes, and the place of what is scrolled.
fn without_layout(panel: &str) -> String {
    if is_axis(panel) {
        return String::new();
    }
    let panel = panel.find("1 row = ").map_or(panel, |scale| &panel[..scale]);
    // The bar of what there is, and the cell that explains the colours of a map.
    let panel = panel.replace("12 percent used", "");
    let panel = if panel.trim_start().starts_with("have █") { panel.replace(" 100%", "") } else { panel };
    // The rows of a picture begin with an address without the octets that are alike: `10.240.16`, `.176.0`.
    let label = panel.split_whitespace().next().filter(|word| {
        let octets = word.trim_start_matches('.').split('.').collect::<Vec<_>>();
        word.contains('.') && octets.len() < 4 && octets.iter().all(|octet| octet.parse::<u8>().is_ok())
    });
    let panel = label.map_or(panel.clone(), |label| panel.replacen(label, &" ".repeat(label.len()), 1));
    // `1 to 12 of 40` at the end of a rule.
    let words: Vec<&str> = panel.trim_end_matches(['─', ' ', '┐']).split(' ').collect();
    match words[..] {
        [.., from, "to", to, "of", all] if panel.contains('─') => {
            panel.replace(&format!(" {from} to {to} of {all}"), "")
        }
        _ => panel,
    }
}

/// Is it nothing but marks, and the addresses or the offsets that they begin at?
fn is_axis(panel: &str) -> bool {
    let is_place = |word: &str| {
        word.strip_prefix('+').is_some_and(|offset| offset.parse::<u8>().is_ok())
            || word.parse::<std::net::Ipv4Addr>().is_ok()
    };
    let is_mark = |word: &str| word.chars().all(|sign| "█▓▒░·!R".contains(sign));
    let mut words = panel.split_whitespace();
    words.next().is_some_and(is_place) && words.all(|word| is_place(word) || is_mark(word))
}

fn opened(example: &Example) -> App {
    let mut app = explorer(example.text);
    let texts = Texts::named_by(app.document().scenario(), None, Some(*example));
    let manifests = aksplore::manifest::read(&texts.sources).manifests;
    app.take_manifests(manifests);
    app
}

#[test]
fn words_of_a_line_are_numbers_addresses_and_names() {
    let of = |line: &str| words(line).into_iter().map(|(_, word)| word).collect::<Vec<_>>();
    assert_eq!(of("│ 2,244 of 1,019 (220%) in 10.240.0.0/22 │"), ["2244", "1019", "220", "10.240.0.0/22"]);
    assert_eq!(of("snet-1: 10-250, /24, 3/5."), ["snet-1", "10", "250", "/24", "3", "5"]);
    assert_eq!(of("fd00:1::/64 and 12.."), ["fd00:1::/64"]);
}

#[test]
fn every_number_on_the_screens_of_sizing_is_in_an_answer() {
    let mut missing = BTreeSet::new();
    for example in examples::ALL {
        for place in PLACES {
            let mut known = Known::default();
            let app = opened(example);
            for answer in (place.answers)(app.shown()) {
                known.add(&answer);
            }
            for (columns, rows) in [(120, 40), (80, 24)] {
                let mut app = opened(example);
                app.resize(columns, rows);
                press(&mut app, place.keys);
                let mut seen = BTreeSet::new();
                for _ in 0..=place.walk.1 {
                    let lines = screen(&mut app, columns, rows);
                    // The first line has the tabs, the last the keys.
                    for (row, line) in lines.iter().enumerate().skip(1).take(lines.len() - 2) {
                        for (start, panel) in panels(line) {
                            for (column, word) in words(&panel).into_iter().filter(|(_, word)| !known.has(word)) {
                                missing.insert(format!(
                                    "{} {columns}x{rows} of {}: {word} at {row}:{}: {}",
                                    place.name,
                                    example.name,
                                    start + column,
                                    line.trim_end()
                                ));
                            }
                        }
                    }
                    if !seen.insert(lines) {
                        break;
                    }
                    press(&mut app, place.walk.0);
                }
            }
        }
    }
    let missing: Vec<String> = missing.into_iter().collect();
    assert!(missing.is_empty(), "{}\n{} in all", missing.join("\n"), missing.len());
}
