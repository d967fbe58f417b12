//! The answer of `examples`: what can be opened as `example:NAME`. Deliberately reads names and descriptions from the
//! examples themselves.

use schemars::JsonSchema;
use serde::Serialize;

use super::table::table;
use super::{Answer, SCHEMA};
use crate::examples;
use crate::scenario::read::read;

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Examples {
    /// The version of the answer's format.
    pub schema: u32,
    /// The examples; the first opens when no scenario is named.
    pub examples: Vec<ExampleRow>,
}

/// One example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExampleRow {
    /// Its name, as in `example:NAME`.
    pub name: &'static str,
    /// What it shows.
    pub description: String,
    /// Its text; only when it is asked for by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'static str>,
}

impl Examples {
    /// All of them, without their texts.
    pub fn all() -> Self {
        let rows = examples::ALL.iter().map(|example| ExampleRow { text: None, ..row(*example) });
        Self { schema: SCHEMA, examples: rows.collect() }
    }

    /// One of them.
    pub fn one(example: examples::Example) -> Self {
        Self { schema: SCHEMA, examples: vec![row(example)] }
    }
}

fn row(example: examples::Example) -> ExampleRow {
    let description = read(example.text).scenario.description;
    let description = description.map(|text| text.0.to_string()).unwrap_or_default();
    ExampleRow { name: example.name, description, text: Some(example.text) }
}

impl Answer for Examples {
    const KIND: &'static str = "examples";

    fn text(&self) -> String {
        if let [ExampleRow { text: Some(text), .. }] = self.examples.as_slice() {
            return (*text).to_owned();
        }
        let rows: Vec<Vec<String>> =
            self.examples.iter().map(|row| vec![format!("example:{}", row.name), row.description.clone()]).collect();
        table(&["SCENARIO", "WHAT IT SHOWS"], &rows)
    }

    fn is_good(&self) -> bool {
        true
    }
}
