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

use crate::scenario::Edit;

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
    /// The value, or the item as TOML; null: left out.
    pub value: Option<String>,
}

/// The steps of an edit, in order.
pub fn changes(edit: &Edit) -> Vec<Change> {
    match edit {
        Edit::Set { path, text } => vec![Change { action: "set", path: path.to_string(), value: text.clone() }],
        Edit::Add { list, toml } => {
            vec![Change { action: "add", path: list.to_string(), value: Some(toml.clone()) }]
        }
        Edit::Remove { path } => vec![Change { action: "remove", path: path.to_string(), value: None }],
        Edit::Many { edits, .. } => edits.iter().flat_map(changes).collect(),
    }
}

/// The word that answers use for a value of a closed list.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        other => unreachable!("a closed list is written as words, not as {other:?}"),
    }
}
