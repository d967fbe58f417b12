//! The rehearsal as rows: a row a step and range that matters. Deliberately only chooses and names: every number comes
//! from the analysis.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::table::table;
use crate::engine::capacity::{Room, Term};
use crate::engine::rehearsal::{Event, Need, Note, Rehearsal, Step};
use crate::net::{Addresses, thousands};

/// One step and one thing that it fills.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RehearsalRow {
    /// The step's number, from 1.
    pub step: usize,
    /// The pool it happens to; null: all of them.
    pub pool: Option<String>,
    /// What happens.
    pub event: Event,
    /// The nodes that come, go, or are drained at a time.
    pub moved: u32,
    /// The nodes of the cluster then, surge included.
    pub nodes: Addresses,
    /// What is filled: `node-subnet`, `pod-cidr`, ... or `routes`, `nodes`.
    pub role: String,
    /// Its name.
    pub range: String,
    /// What it needs.
    pub needed: Addresses,
    /// The same without surge nodes.
    pub needed_steady: Addresses,
    /// The same step at the present counts, before any scale-out; null: the same.
    pub needed_at_present_count: Option<Addresses>,
    /// What there is.
    pub available: Addresses,
    /// Need of have in whole percent.
    pub used_percent: u64,
    /// Is there room? True also where `room` is `disputed`: what hangs on the reading of one rule counts as room here, as
    /// it does in the verdict. False in a step of an upgrade, beside a verdict of `fits`, where kubenet's routes are full:
    /// the cluster is made with a route a node, and its upgrade asks for those of the surge nodes too.
    pub fits: bool,
    /// What AKS's own count before the step comes to: `passes`, `refuses`, `not-made`, `not-known`.
    pub check: &'static str,
    /// What AKS counts.
    pub checked: Option<Addresses>,
    /// What it counts that against.
    pub checked_against: Option<Addresses>,
    /// The sentence that AKS would print, where it refuses and a page gives one.
    pub azure_message: Option<String>,
    /// Is there room, whichever reading is right? `disputed`: by one of them.
    pub room: Room,
    /// What it needs if a node of a dynamic pod subnet holds no more than its max pods.
    pub needed_if_capped: Addresses,
    /// The sum of the need, where it is a range.
    pub terms: Vec<Term>,
    /// What is to be known of the step.
    pub notes: Vec<NoteRow>,
}

/// Something to know, and the rule that says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NoteRow {
    /// In words.
    pub text: String,
    /// The rule's name.
    pub rule: String,
}

/// The rows of a rehearsal.
pub fn rows(rehearsal: &Rehearsal) -> Vec<RehearsalRow> {
    rehearsal.steps.iter().flat_map(|step| step.needs.iter().map(|need| RehearsalRow::new(step, need))).collect()
}

impl RehearsalRow {
    fn new(step: &Step, need: &Need) -> Self {
        let (check, what) = (need.check(), need.what());
        let counts = check.counts();
        Self {
            step: step.number,
            pool: step.pool.clone(),
            event: step.event,
            moved: step.moved,
            nodes: step.nodes,
            role: what.role,
            range: what.name,
            needed: need.needed,
            needed_steady: need.steady,
            needed_at_present_count: need.at_present_count,
            needed_if_capped: need.if_capped,
            available: need.available,
            used_percent: need.used_percent(),
            fits: need.fits(),
            room: need.room(),
            check: check.word(),
            checked: counts.map(|(count, _)| count),
            checked_against: counts.map(|(_, available)| available),
            azure_message: check.sentence().map(str::to_owned),
            terms: need.terms(),
            notes: step.notes.iter().map(NoteRow::new).collect(),
        }
    }
}

impl NoteRow {
    fn new(note: &Note) -> Self {
        Self { text: note.text.clone(), rule: note.rule.name() }
    }
}

/// The rows as a table, and below it what AKS would say and what is to be known, a line a step.
pub fn steps(rows: &[RehearsalRow]) -> String {
    let cells = rows.iter().map(|row| {
        vec![
            row.step.to_string(),
            row.event.to_string(),
            row.pool.clone().unwrap_or_else(|| "-".to_owned()),
            thousands(row.nodes),
            row.range.clone(),
            thousands(row.needed),
            thousands(row.available),
            format!("{}%", thousands(row.used_percent)),
            match row.room {
                Room::Enough => "fits".to_owned(),
                Room::Disputed => format!("disputed: {} if capped", thousands(row.needed_if_capped)),
                Room::TooLittle => "does not fit".to_owned(),
            },
            row.check.replace('-', " "),
        ]
    });
    let heading = ["STEP", "EVENT", "POOL", "NODES", "RANGE", "NEED", "HAVE", "USED", "", "AKS CHECK"];
    let mut text = table(&heading, &cells.collect::<Vec<_>>());
    let mut said: Vec<String> = Vec::new();
    for row in rows {
        let azure = row.azure_message.iter().map(|message| format!("AKS says: {message}"));
        for line in azure.chain(row.notes.iter().map(|note| format!("{} ({})", note.text, note.rule))) {
            // What holds for several steps is said at the first.
            if !said.contains(&line) {
                let _ = writeln!(text, "step {}: {line}", row.step);
                said.push(line);
            }
        }
    }
    text
}
