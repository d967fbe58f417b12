//! The answer of `doctor`: what the program is, what it makes of its terminal and why, where it keeps things, what is
//! wrong with its configuration. Deliberately decides nothing: it is handed what was decided.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::table::table;
use super::{Answer, SCHEMA};
use crate::diag::{Located, Severity};

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Doctor {
    /// The version of the answer's format.
    pub schema: u32,
    /// The program.
    pub program: Program,
    /// What is known of the terminal.
    pub terminal: TerminalRow,
    /// What is made of it, and why.
    pub decisions: Vec<DecisionRow>,
    /// Where things are kept.
    pub paths: Vec<PathRow>,
    /// What is wrong with the configuration.
    pub diagnostics: Vec<Located>,
}

/// The program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Program {
    /// Its version.
    pub version: &'static str,
    /// The commit that it was built from; null: not recorded.
    pub commit: Option<&'static str>,
    /// The day of that commit; null: not recorded.
    pub commit_date: Option<&'static str>,
    /// What it was built for.
    pub target: &'static str,
    /// The last day on which a page behind a rule was read.
    pub rules_read: String,
}

/// What is known of the terminal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TerminalRow {
    /// `TERM`; null: not set.
    pub term: Option<String>,
    /// `COLORTERM`; null: not set.
    pub colorterm: Option<String>,
    /// What else of the environment names it, `tmux 3.4` or `ssh`.
    pub within: Vec<String>,
    /// Columns; null: standard output is no terminal.
    pub columns: Option<u16>,
    /// Rows.
    pub rows: Option<u16>,
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DecisionRow {
    /// What about.
    pub name: &'static str,
    /// What was decided.
    pub value: String,
    /// Why.
    pub reason: String,
    /// How to decide otherwise.
    pub change: &'static str,
}

/// One place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PathRow {
    /// Of what.
    pub name: &'static str,
    /// Where; null: the system names no place.
    pub path: Option<String>,
    /// Is something there?
    pub is_there: bool,
}

impl Doctor {
    /// The answer about these.
    pub fn new(
        program: Program,
        terminal: TerminalRow,
        decisions: Vec<DecisionRow>,
        paths: Vec<PathRow>,
        diagnostics: Vec<Located>,
    ) -> Self {
        Self { schema: SCHEMA, program, terminal, decisions, paths, diagnostics }
    }
}

impl Answer for Doctor {
    const KIND: &'static str = "doctor";

    fn text(&self) -> String {
        let Program { version, commit, commit_date, target, rules_read } = &self.program;
        let commit = commit.unwrap_or("not recorded");
        let date = commit_date.map(|date| format!(" of {date}")).unwrap_or_default();
        let mut text =
            format!("aksplore {version}, commit {commit}{date}, for {target}\nrules read up to {rules_read}\n\n");
        let TerminalRow { term, colorterm, within, columns, rows } = &self.terminal;
        let shown =
            |value: &Option<String>| value.as_deref().map_or("not set".to_owned(), |v| v.escape_debug().to_string());
        let _ = writeln!(text, "TERM {}, COLORTERM {}", shown(term), shown(colorterm));
        if !within.is_empty() {
            let _ = writeln!(text, "within {}", within.join(", "));
        }
        match (columns, rows) {
            (Some(columns), Some(rows)) => _ = writeln!(text, "{columns} columns, {rows} rows"),
            _ => text.push_str("standard output is no terminal\n"),
        }
        text.push('\n');
        let own = |row: &DecisionRow| vec![row.name.to_owned(), row.value.clone(), row.reason.clone()];
        text.push_str(&table(&["WHAT", "DECIDED", "WHY"], &self.decisions.iter().map(own).collect::<Vec<_>>()));
        text.push_str("Each can be forced: `aksplore config default` names the settings, `--set` sets one.\n\n");
        let place = |row: &PathRow| {
            let there = if row.is_there { "is there" } else { "nothing there" };
            vec![row.name.to_owned(), row.path.clone().unwrap_or_else(|| "no place".to_owned()), there.to_owned()]
        };
        text.push_str(&table(&["KEPT", "PLACE", ""], &self.paths.iter().map(place).collect::<Vec<_>>()));
        if !self.diagnostics.is_empty() {
            text.push_str("\nwrong with the config (`aksplore config check` shows the lines)\n");
        }
        for Located { severity, file, line, column, message, .. } in &self.diagnostics {
            let at = line.zip(*column).map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
            let _ = writeln!(text, "  {} {file}{at}: {message}", severity.word());
        }
        text
    }

    fn is_good(&self) -> bool {
        !self.diagnostics.iter().any(|problem| problem.severity == Severity::Error)
    }
}
