//! The answer of `share`: a design as one line. What the line is made of, `share` knows.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Answer, SCHEMA};
use crate::scenario::Scenario;
use crate::share;

/// What goes through any chat unbroken.
const SHORT: usize = 300;

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Share {
    /// The version of the answer's format.
    pub schema: u32,
    /// The line; `aksplore LINE` opens it.
    pub line: String,
    /// How many characters it has.
    pub characters: usize,
    /// What it does not hold, and what to know about it.
    pub notes: Vec<String>,
}

impl Share {
    /// The line of a scenario.
    pub fn new(scenario: &Scenario) -> Self {
        let line = share::encode(scenario);
        let characters = line.len();
        let mut notes = Vec::new();
        if characters > SHORT {
            notes.push(format!("{characters} characters: some chats break a line of more than {SHORT}"));
        }
        if scenario.policies.files.as_ref().is_some_and(|files| !files.is_empty()) {
            notes.push("the manifests that [policies] names are not in it".to_owned());
        }
        Self { schema: SCHEMA, line, characters, notes }
    }
}

impl Answer for Share {
    const KIND: &'static str = "share";

    fn text(&self) -> String {
        format!("{}\n", self.line)
    }

    fn is_good(&self) -> bool {
        true
    }
}
