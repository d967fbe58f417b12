//! Answers as text, as JSON and as records: one struct an answer, from which JSON, JSON Schema and records follow.
//! Deliberately computes nothing: every number is the analysis's, and so the screen's.

pub mod check;
pub mod compare;
pub mod config;
pub mod doctor;
pub mod examples;
pub mod expect;
pub mod explain;
pub mod export;
pub mod finding;
pub mod grid;
pub mod map;
pub mod place;
pub mod plain;
pub mod policy;
pub mod range;
pub mod reach;
pub mod rehearsal;
pub mod routes;
pub mod rule;
pub mod schema;
pub mod share;
pub mod sheet;
pub mod size;
pub mod table;
pub mod themes;
pub mod trace;
pub mod vnet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::scenario::edit::node;
use crate::scenario::path::Step;
use crate::scenario::{Edit, Path, Scenario};

/// The version of the answers' format.
pub const SCHEMA: u32 = 1;

/// The answer of a sub-command.
pub trait Answer: Serialize + JsonSchema {
    /// The kind of its first record, which is the sub-command's name.
    const KIND: &'static str;

    /// The answer for people.
    fn text(&self) -> String;

    /// Is it what one hopes for? It decides between the exit codes 0 and 1.
    fn is_good(&self) -> bool;
}

/// The answer as one JSON document.
pub fn json(answer: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(answer).expect("an answer has string keys and finite numbers");
    text.push('\n');
    text
}

/// The answer as one record a line.
pub fn plain<A: Answer>(answer: &A) -> String {
    let value = serde_json::to_value(answer).expect("an answer has string keys and finite numbers");
    plain::records(A::KIND, &value, schemars::schema_for!(A).as_value())
}

/// One step of an edit, as answers show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// `set`, `add` or `remove`.
    pub action: &'static str,
    /// The field, the list or the item: `vnet[vnet-aks].subnet[snet-nodes].prefix`.
    pub path: String,
    /// The value as it can be typed, or where it is neither text nor number, and of an item, as TOML; null: left out.
    pub value: Option<String>,
    /// The value, or the item's keys, as they stand in the file; null: left out.
    pub toml: Option<String>,
}

/// The steps of an edit of a written scenario, in order.
pub fn changes(edit: &Edit, written: &Scenario) -> Vec<Change> {
    let mut steps = Vec::new();
    add_changes(edit, &mut written.clone(), &mut steps);
    steps
}

/// Adds the steps of an edit, each as it is seen by those before it.
fn add_changes(edit: &Edit, scenario: &mut Scenario, steps: &mut Vec<Change>) {
    if let Edit::Many { edits, .. } = edit {
        return edits.iter().for_each(|edit| add_changes(edit, scenario, steps));
    }
    if let Ok(after) = edit.apply(scenario) {
        *scenario = after;
    }
    let (action, path, value, toml) = match edit {
        Edit::Set { path, text: Some(text) } => {
            let toml = in_file(scenario, path).unwrap_or_else(|| toml_edit::Value::from(text).to_string());
            let is_plain = !toml.starts_with(['[', '{']);
            ("set", path, Some(if is_plain { text.clone() } else { toml.clone() }), Some(toml))
        }
        Edit::Set { path, text: None } => ("set", path, None, None),
        Edit::Add { list, toml } => ("add", list, Some(toml.clone()), Some(toml.clone())),
        Edit::Remove { path } => ("remove", path, None, None),
        Edit::Many { .. } => unreachable!("several are taken one by one"),
    };
    steps.push(Change { action, path: path.to_string(), value, toml });
}

/// The value of a field as it stands in the file.
fn in_file(scenario: &Scenario, path: &Path) -> Option<String> {
    let Some(Step::Key(key)) = path.last() else { return None };
    Some(node(scenario, &path.parent()?)?.toml(key)?.to_string().trim().to_owned())
}

/// The word that answers use for a value of a closed list.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        other => unreachable!("a closed list is written as words, not as {other:?}"),
    }
}
