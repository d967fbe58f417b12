//! The answers of `policy`: who may talk to whom, one question with its reasons, the same as a table, what is open.
//! Deliberately in the words of connection lists that other tools print, so that two can be compared.

mod check;
mod connlist;
mod exposed;
mod matrix;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::diag::Located;
use crate::engine::policy::PolicyPlan;
use crate::engine::policy::notes::notes;
use crate::manifest::model::Manifests;

pub use check::{Check, Decider};
pub use connlist::{Connlist, Pair};
pub use exposed::{Exposed, NeverRow, OpenRow, PolicyName, UnheldRow};
pub use matrix::{Cell, Group, Matrix};

/// What every answer says of the manifests that it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// What is not known, or read differently by engines.
    pub notes: Vec<String>,
    /// Kinds that were not read.
    pub ignored: Vec<Ignored>,
    /// What could not be read.
    pub diagnostics: Vec<Located>,
}

/// A kind that was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Ignored {
    /// The kind, with its group.
    pub kind: String,
    /// How many there are.
    pub count: usize,
}

/// A text that many rows share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[schemars(transparent)]
pub struct Shared(#[schemars(with = "String")] pub Arc<str>);

impl Serialize for Shared {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl Ground {
    /// Of manifests, as far as they were read.
    pub fn new(plan: &PolicyPlan, manifests: &Manifests, diagnostics: Vec<Located>) -> Self {
        let ignored = manifests.ignored.iter().map(|(kind, count)| Ignored { kind: kind.clone(), count: *count });
        Self { notes: notes(plan, manifests), ignored: ignored.collect(), diagnostics }
    }
}
