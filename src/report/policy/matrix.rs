//! The answer of `policy matrix`: who may talk to whom as a table of ends that behave alike. Deliberately without reasons.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Ground, Ignored};
use crate::diag::Located;
use crate::engine::policy::PolicyPlan;
use crate::engine::policy::connectivity::Connectivity;
use crate::engine::policy::matrix::{self, Share};
use crate::report::table::table;
use crate::report::{Answer, SCHEMA};

/// The answer of `policy matrix`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Matrix {
    /// The version of the answer's format.
    pub schema: u32,
    /// Whose reading of the policies.
    pub engine: &'static str,
    /// The ends, those with the same row and column together.
    pub groups: Vec<Group>,
    /// What each group may send to each.
    pub cells: Vec<Cell>,
    /// What is not known, or read differently by engines.
    pub notes: Vec<String>,
    /// Kinds that were not read.
    pub ignored: Vec<Ignored>,
    /// What could not be read.
    pub diagnostics: Vec<Located>,
}

/// Ends that behave alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Group {
    /// Its number, from 1.
    pub number: usize,
    /// The ends, `outside` for all addresses outside.
    pub ends: Vec<String>,
}

/// What a group may send to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cell {
    /// The group that sends.
    pub from: usize,
    /// The group that is sent to.
    pub to: usize,
    /// `allow`, `deny` or `partial`.
    pub verdict: &'static str,
    /// On which ports; to and from outside, each run of addresses with its own.
    pub conn: String,
}

impl Matrix {
    /// The table of a plan.
    pub fn new(plan: &PolicyPlan, connectivity: &Connectivity, ground: Ground) -> Self {
        let matrix = matrix::Matrix::new(connectivity);
        let count = matrix.groups.len();
        let places = (0..count).flat_map(|from| (0..count).map(move |to| (from, to)));
        let cells = places.filter_map(|(from, to)| {
            let cell = matrix.cell(plan, connectivity, from, to)?;
            Some(Cell { from: from + 1, to: to + 1, verdict: verdict(cell.share), conn: cell.ports })
        });
        let cells = cells.collect();
        let groups = matrix.groups.into_iter().enumerate();
        let groups = groups.map(|(place, group)| Group { number: place + 1, ends: group.ends }).collect();
        let Ground { notes, ignored, diagnostics } = ground;
        Self { schema: SCHEMA, engine: plan.engine().word(), groups, cells, notes, ignored, diagnostics }
    }
}

fn verdict(share: Share) -> &'static str {
    match share {
        Share::All => "allow",
        Share::Part => "partial",
        Share::Nothing => "deny",
    }
}

impl Answer for Matrix {
    const KIND: &'static str = "matrix";

    fn text(&self) -> String {
        let mut text = String::from("From the rows to the columns: + all, - nothing, ~ some ports or addresses\n\n");
        let count = self.groups.len();
        let mut signs = vec![vec![" "; count]; count];
        for cell in &self.cells {
            signs[cell.from - 1][cell.to - 1] = match cell.verdict {
                "allow" => "+",
                "deny" => "-",
                _ => "~",
            };
        }
        let numbers: Vec<String> = self.groups.iter().map(|group| group.number.to_string()).collect();
        let mut heading = vec!["NR"];
        heading.extend(numbers.iter().map(String::as_str));
        heading.push("WHO");
        let rows: Vec<Vec<String>> = self
            .groups
            .iter()
            .zip(signs)
            .map(|(group, signs)| {
                let cells = signs.into_iter().map(str::to_owned);
                std::iter::once(group.number.to_string()).chain(cells).chain([group.ends.join(", ")]).collect()
            })
            .collect();
        text.push_str(&table(&heading, &rows));
        let partial: Vec<Vec<String>> = self
            .cells
            .iter()
            .filter(|cell| cell.verdict == "partial")
            .map(|cell| vec![cell.from.to_string(), cell.to.to_string(), cell.conn.clone()])
            .collect();
        if !partial.is_empty() {
            let _ = write!(text, "\n{}", table(&["FROM", "TO", "WHAT IS ALLOWED"], &partial));
        }
        text
    }

    fn is_good(&self) -> bool {
        true
    }
}
