//! An answer as records: a line each, its kind and then its values between tabs, in ASCII. Derived from the answer's
//! JSON and its schema, so that the columns are the keys in their order. Deliberately knows no single answer.

use serde_json::{Map, Value};

/// What stands for a value that is not there.
const NOTHING: &str = "-";

/// The records of an answer. The root's own values are the first record; each item of a list, and each object, is one
/// more, behind the record that it belongs to.
pub fn records(kind: &str, answer: &Value, schema: &Value) -> String {
    let mut lines = String::new();
    if let Value::Object(object) = answer {
        record(&mut lines, kind, object, schema, schema, true);
    }
    lines
}

/// How a key is laid out.
enum Column<'a> {
    /// A value of the record.
    Value,
    /// A list of values: one column, or a record each at the root.
    Values,
    /// An object: a record of its own.
    Object(&'a Value),
    /// A list of objects: a record each.
    Objects(&'a Value),
}

fn record(lines: &mut String, kind: &str, object: &Map<String, Value>, schema: &Value, root: &Value, is_root: bool) {
    let mut own = vec![kind.to_owned()];
    let mut below = String::new();
    for (key, value) in object.iter().filter(|(key, _)| !is_root || *key != "schema") {
        match (column(&schema["properties"][key], root), value) {
            (Column::Value, value) => own.push(text(value)),
            (Column::Values, Value::Array(values)) if is_root => {
                for value in values {
                    below.push_str(&line(&[singular(key), text(value)]));
                }
            }
            (Column::Values, Value::Array(values)) => own.push(joined(values)),
            (Column::Values, _) => own.push(NOTHING.to_owned()),
            (Column::Object(schema), Value::Object(inner)) => record(&mut below, key, inner, schema, root, false),
            (Column::Objects(schema), Value::Array(items)) => {
                for item in items.iter().filter_map(Value::as_object) {
                    record(&mut below, &singular(key), item, schema, root, false);
                }
            }
            // An object or a list that is not there is no record.
            (Column::Object(_) | Column::Objects(_), _) => {}
        }
    }
    if own.len() > 1 {
        lines.push_str(&line(&own));
    }
    lines.push_str(&below);
}

fn column<'a>(property: &'a Value, root: &'a Value) -> Column<'a> {
    let property = resolved(property, root);
    let is = |word: &str| match &property["type"] {
        Value::String(name) => name == word,
        Value::Array(names) => names.iter().any(|name| name == word),
        _ => false,
    };
    if is("object") {
        return Column::Object(property);
    }
    if is("array") {
        let items = resolved(&property["items"], root);
        return if items["type"] == "object" { Column::Objects(items) } else { Column::Values };
    }
    Column::Value
}

/// The schema behind a reference, and behind "this or null".
fn resolved<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return root.pointer(reference.trim_start_matches('#')).unwrap_or(schema);
    }
    match schema["anyOf"].as_array().and_then(|choices| choices.iter().find(|choice| choice["type"] != "null")) {
        Some(choice) => resolved(choice, root),
        None => schema,
    }
}

fn line(values: &[String]) -> String {
    let mut line = values.join("\t");
    line.push('\n');
    line
}

fn joined(values: &[Value]) -> String {
    if values.is_empty() { NOTHING.to_owned() } else { values.iter().map(text).collect::<Vec<_>>().join(";") }
}

/// A value in ASCII and on one line.
fn text(value: &Value) -> String {
    let text = match value {
        Value::Null => return NOTHING.to_owned(),
        Value::String(text) if text.is_empty() => return NOTHING.to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut shown = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            ' '..='~' => shown.push(sign),
            '\t' | '\n' | '\r' => shown.push(' '),
            other => shown.extend(other.escape_unicode()),
        }
    }
    shown
}

/// The kind of one item of a list: `range` of `ranges`, `fix` of `fixes`.
fn singular(key: &str) -> String {
    let stem = key.strip_suffix("xes").map(|stem| format!("{stem}x"));
    stem.unwrap_or_else(|| key.strip_suffix('s').unwrap_or(key).to_owned())
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde::Serialize;

    use super::*;

    #[derive(Serialize, JsonSchema)]
    struct Sample {
        schema: u32,
        verdict: &'static str,
        ranges: Vec<Range>,
        binding: Option<Inner>,
        max_nodes: Option<u32>,
        notes: Vec<String>,
    }

    #[derive(Serialize, JsonSchema)]
    struct Range {
        name: String,
        blocks: Option<Inner>,
        terms: Vec<Inner>,
        costs: Vec<&'static str>,
        free: bool,
    }

    #[derive(Serialize, JsonSchema)]
    struct Inner {
        label: &'static str,
        value: u64,
    }

    #[test]
    fn every_record_has_its_kind_and_its_values_in_order() {
        let inner = |label, value| Inner { label, value };
        let sample = Sample {
            schema: 1,
            verdict: "fits",
            ranges: vec![
                Range {
                    name: "a\tb \u{e9}".to_owned(),
                    blocks: Some(inner("of 256", 4)),
                    terms: vec![inner("x", 1), inner("", 2)],
                    costs: vec!["one", "two"],
                    free: true,
                },
                Range { name: String::new(), blocks: None, terms: vec![], costs: vec![], free: false },
            ],
            binding: None,
            max_nodes: None,
            notes: vec!["said".to_owned()],
        };
        let value = serde_json::to_value(&sample).unwrap();
        let expected = "\
size\tfits\t-
range\ta b \\u{e9}\tone;two\ttrue
blocks\tof 256\t4
term\tx\t1
term\t-\t2
range\t-\t-\tfalse
note\tsaid
";
        assert_eq!(records("size", &value, schemars::schema_for!(Sample).as_value()), expected);
    }
}
