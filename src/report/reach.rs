//! The answer of `reach`: who reaches whom, both ways, with the source that each end sees. Deliberately one row a pair:
//! what a reader compares are pairs.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::table::table;
use super::{Answer, SCHEMA};
use crate::engine::Analysis;
use crate::engine::reach::{Cell, Promise};
use crate::engine::trace::{Decision, Disposition, shown};

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reach {
    /// The version of the answer's format.
    pub schema: u32,
    /// The ends, as questions name them.
    pub ends: Vec<String>,
    /// Every pair of them.
    pub cells: Vec<CellRow>,
    /// What Kubernetes promises, and whether this design keeps it.
    pub promises: Vec<Promise>,
    /// What is worth knowing of the table.
    pub notes: Vec<String>,
}

/// What becomes of a packet from one end to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CellRow {
    /// The near end.
    pub from: String,
    /// The far end.
    pub to: String,
    /// What becomes of the packet.
    pub disposition: Disposition,
    /// What becomes of its reply; null: there is none.
    pub return_disposition: Option<Disposition>,
    /// The source that the far end sees; null: it sees nothing.
    pub source_seen: Option<String>,
    /// The check that decided.
    pub decided_by: Decision,
}

impl Reach {
    /// Of a design.
    pub fn new(analysis: &Analysis) -> Self {
        let reach = analysis.reach();
        let ends: Vec<String> = reach.ends.iter().map(|end| end.endpoint.to_string()).collect();
        let row = |cell: &Cell| CellRow {
            from: ends[cell.from].clone(),
            to: ends[cell.to].clone(),
            disposition: cell.disposition,
            return_disposition: cell.return_disposition,
            source_seen: cell.source_seen.map(shown),
            decided_by: cell.decided_by.clone(),
        };
        let left_out = (reach.left_out > 0).then(|| format!("{} more ends are left out.", reach.left_out));
        let chosen = "Ends are two pods of each workload, a node of each pool, and what the file pins; ask `aksplore trace` for others.";
        Self {
            schema: SCHEMA,
            cells: reach.cells.iter().map(row).collect(),
            promises: reach.promises.clone(),
            notes: left_out.into_iter().chain([chosen.to_owned()]).collect(),
            ends,
        }
    }
}

impl Answer for Reach {
    const KIND: &'static str = "reach";

    fn text(&self) -> String {
        let dash = || "-".to_owned();
        let rows: Vec<Vec<String>> = self
            .cells
            .iter()
            .map(|cell| {
                vec![
                    cell.from.clone(),
                    cell.to.clone(),
                    cell.disposition.spoken(),
                    cell.return_disposition.map_or_else(dash, Disposition::spoken),
                    cell.source_seen.clone().unwrap_or_else(dash),
                ]
            })
            .collect();
        let mut text = table(&["FROM", "TO", "THERE", "BACK", "SEEN AS"], &rows);
        text.push_str("\nWhat Kubernetes promises:\n");
        for promise in &self.promises {
            let _ = writeln!(text, "  {:<34}  {}: {}", promise.promise.spoken(), promise.kept.spoken(), promise.why);
        }
        for note in &self.notes {
            let _ = write!(text, "\nnote: {note}");
        }
        text.push('\n');
        text
    }

    /// Who reaches whom is neither good nor bad: that is for who asks to say.
    fn is_good(&self) -> bool {
        true
    }
}
