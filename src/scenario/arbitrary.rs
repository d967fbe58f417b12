//! Small scenarios of every shape for property tests, made from the same declarations as everything else.
//! Deliberately not plausible designs: every reference leads somewhere, and nothing more is promised.

use proptest::prelude::*;

use super::item::{FieldSpec, Item, Kind, TableSpec};
use super::leaf::Shape;
use super::model::Scenario;
use super::read::read;
use super::reference::{self, Form};

/// Any small scenario that reads without a diagnostic.
pub fn scenario_strategy() -> impl Strategy<Value = Scenario> {
    prop::collection::vec(any::<u32>(), 0..300).prop_map(|choices| {
        let text = root_text(&mut Tape { choices, at: 0 });
        let reading = read(&text);
        assert_eq!(reading.diagnostics, [], "{text}");
        reading.scenario
    })
}

/// A text of the same kind, in which every list is on the line.
pub fn text_strategy() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<u32>(), 0..300).prop_map(|choices| root_text(&mut Tape { choices, at: 0 }))
}

/// A run of choices; the empty rest always chooses the first, so that shrinking makes scenarios smaller.
struct Tape {
    choices: Vec<u32>,
    at: usize,
}

impl Tape {
    fn below(&mut self, count: usize) -> usize {
        let choice = self.choices.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::try_from(choice).unwrap() % count.max(1)
    }

    fn one<'a, T: ?Sized>(&mut self, among: &[&'a T]) -> &'a T {
        among[self.below(among.len())]
    }
}

/// How many items each list of the root has.
struct Counts(Vec<(&'static str, usize)>);

impl Counts {
    fn of(&self, list: &str) -> usize {
        self.0.iter().find(|(key, _)| *key == list).map_or(0, |(_, count)| *count)
    }
}

fn root_text(tape: &mut Tape) -> String {
    let spec = Scenario::table();
    let lists = spec.fields.iter().filter(|field| matches!(field.kind, Kind::Tables(_)));
    // What a required reference names must be there.
    let least = |key: &str| usize::from(["vnet", "service"].contains(&key));
    let counts = Counts(lists.map(|field| (field.key, least(field.key) + tape.below(2))).collect());
    let mut text = String::new();
    for field in spec.fields {
        let value = match field.kind {
            Kind::Tables(below) => Some(list(tape, &counts, below(), field.key, counts.of(field.key))),
            Kind::One(below) if field.key == "cluster" || tape.below(2) == 1 => {
                Some(table(tape, &counts, below(), "", 0))
            }
            Kind::One(_) => None,
            _ if field.key == "schema" => Some("1".to_owned()),
            _ => value(tape, &counts, spec, field, "", 0),
        };
        if let Some(value) = value.filter(|value| value != "[]") {
            text.extend([field.key, " = ", &value, "\n"]);
        }
    }
    text
}

fn list(tape: &mut Tape, counts: &Counts, spec: &'static TableSpec, key: &str, count: usize) -> String {
    let items: Vec<String> = (0..count).map(|index| table(tape, counts, spec, key, index)).collect();
    format!("[{}]", items.join(", "))
}

fn table(tape: &mut Tape, counts: &Counts, spec: &'static TableSpec, key: &str, index: usize) -> String {
    let mut parts = Vec::new();
    for field in spec.fields {
        let value = match field.kind {
            Kind::Tables(below) | Kind::Inline(below) => {
                let least = usize::from(field.key == "subnet");
                let count = if field.key == "peering" { 0 } else { least + tape.below(2) };
                Some(list(tape, counts, below(), field.key, count)).filter(|list| list != "[]")
            }
            Kind::One(below) => Some(table(tape, counts, below(), "", 0)),
            Kind::Required(_) | Kind::Optional(_) => value(tape, counts, spec, field, key, index),
        };
        parts.extend(value.map(|value| format!("{} = {value}", field.key)));
    }
    format!("{{ {} }}", parts.join(", "))
}

fn value(
    tape: &mut Tape,
    counts: &Counts,
    spec: &'static TableSpec,
    field: &FieldSpec,
    list: &str,
    index: usize,
) -> Option<String> {
    let (Kind::Required(shape) | Kind::Optional(shape)) = field.kind else { return None };
    if field.key == "namespace" {
        return None;
    }
    if spec.ident.contains(&field.key) {
        return Some(format!("{:?}", format!("{list}-{index}")));
    }
    if matches!(field.kind, Kind::Optional(_)) && tape.below(2) == 0 {
        return None;
    }
    match reference::of(spec).find(|reference| reference.key == field.key) {
        Some(reference) => {
            let list = reference.to[0];
            let count = counts.of(list[0]);
            let prefix = list[list.len() - 1];
            let name = if count == 0 || prefix == "subnet" {
                format!("{prefix}-0")
            } else {
                format!("{prefix}-{}", tape.below(count))
            };
            let name = if reference.form == Form::Namespaced { format!("default/{name}") } else { name };
            (count > 0)
                .then(|| if matches!(shape(), Shape::Many(_)) { format!("[{name:?}]") } else { format!("{name:?}") })
        }
        None => Some(sample(tape, &shape())),
    }
}

fn sample(tape: &mut Tape, shape: &Shape) -> String {
    match shape {
        Shape::Text => format!("{:?}", tape.one(&["plain", "with \"quotes\"", "é 日本", "a # b"])),
        Shape::Form(form) => format!("{:?}", sample_form(tape, form)),
        Shape::Number(least, most) => {
            let number = tape.below(usize::try_from(*most).unwrap_or(usize::MAX).min(70_000));
            number.max(usize::try_from(*least).unwrap_or_default()).to_string()
        }
        Shape::NumberOr(form) if form.starts_with("percentage") => tape.one(&["1", "\"10%\"", "\"33%\""]).to_owned(),
        Shape::NumberOr(_) => tape.one(&["80", "\"http\""]).to_owned(),
        Shape::Flag => tape.one(&["false", "true"]).to_owned(),
        Shape::Choice(words) => format!("{:?}", tape.one(words)),
        Shape::Many(inner) | Shape::OneOrMany(inner) => {
            let count = tape.below(3);
            format!("[{}]", (0..count).map(|_| sample(tape, inner)).collect::<Vec<_>>().join(", "))
        }
        Shape::Map(inner) => {
            let names = &["app", "kubernetes.io/name"][..tape.below(3)];
            let pairs: Vec<String> = names.iter().map(|name| format!("{name:?} = {}", sample(tape, inner))).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
        Shape::Numbers(names) => {
            let pairs: Vec<String> = names.iter().map(|name| format!("{name} = {}", tape.below(9))).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
    }
}

fn sample_form(tape: &mut Tape, form: &str) -> String {
    let octet = tape.below(4) * 64;
    match form {
        "CIDR, like 10.240.0.0/16" => {
            tape.one(&["10.0.0.0/16", "10.240.0.0/12", "192.168.4.0/22", "fd00::/64"]).to_owned()
        }
        "CIDR, or nothing" => tape.one(&["", "fd00:1::/64"]).to_owned(),
        "address, or nothing" => tape.one(&["", "20.50.0.10"]).to_owned(),
        "CIDR, address, service tag or *" => tape.one(&["*", "10.1.0.0/16", "10.1.0.4/32", "Storage"]).to_owned(),
        "ports, like 80,443 or 30000-32767 or *" => tape.one(&["*", "80", "80,443", "30000-32767"]).to_owned(),
        form if form.contains("address") => format!("10.240.{octet}.4"),
        other => unreachable!("no sample for {other:?}"),
    }
}
