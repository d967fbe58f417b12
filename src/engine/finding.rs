//! What would go wrong with a design that can be read: overlaps, ranges that are too small or reserved.
//! Deliberately not about text that cannot be read: that is a diagnostic.

use schemars::JsonSchema;
use serde::Serialize;

use crate::scenario::{Edit, Path};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Unsupported, ambiguous between sources, or fragile.
    Warning,
    /// AKS or Azure refuses it, or it cannot work.
    Error,
}

/// When a finding bites.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// At creation of the cluster or pool.
    Create,
    /// When nodes are added.
    Scale,
    /// When surge nodes are added.
    Upgrade,
    /// Later: AKS accepts, and nodes or pods then lack something.
    RunTime,
}

/// The page that a finding or a hop rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct SourceRef {
    /// The page, with its section.
    pub page: &'static str,
    /// The date of the copy that was read.
    pub as_of: &'static str,
}

/// Something that would go wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Its short name, `service-cidr-overlaps-peer`.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// When it bites.
    pub when: When,
    /// The item or field it is about.
    pub subject: Path,
    /// What it collides with, in words; empty: nothing.
    pub conflicts_with: Option<String>,
    /// What is wrong, with this design's numbers.
    pub message: String,
    /// Azure's own sentence, with these numbers, where a page gives one.
    pub azure_message: Option<String>,
    /// Azure's own code, where a page gives one.
    pub azure_error: Option<&'static str>,
    /// Azure's own name of the field.
    pub azure_target: Option<&'static str>,
    /// Is it want of room (verdict `no-fit`), and nothing worse?
    pub is_room: bool,
    /// The page it rests on.
    pub source: SourceRef,
    /// The edit that ends it.
    pub fix: Option<Edit>,
}
