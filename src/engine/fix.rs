//! Ways out: for a design that does not fit, the smallest change on each knob, as an edit. Deliberately holds
//! no demand formula: every way out is judged by `capacity` itself.

use crate::scenario::Edit;

/// The knob that a way out turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Knob {
    /// A wider range.
    Prefix,
    /// Fewer pods a node.
    MaxPods,
    /// Fewer nodes.
    Nodes,
    /// Another model.
    Model,
}

/// A way out.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What it turns.
    pub knob: Knob,
    /// What to do: `widen the subnet`.
    pub label: String,
    /// From what to what: `/22 to /20`.
    pub change: String,
    /// The edit.
    pub edit: Edit,
    /// The share of the range that did not fit, after the edit.
    pub used_percent: u64,
    /// What it costs or needs, in words, one fact each: `/20 at 10.240.64.0 is free`.
    pub costs: Vec<String>,
}

/// How far a design that fits goes: shown where the ways out would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headroom {
    /// What could change: `most nodes`.
    pub label: String,
    /// How far: `17, now 12`.
    pub value: String,
    /// What it means.
    pub note: String,
}

/// One step of the prefix ladder: what the range that binds would hold at another length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Rung {
    /// The length.
    pub prefix: u8,
    /// The largest steady node count.
    pub max_nodes: u32,
    /// The same with surge.
    pub peak_nodes: u32,
}
