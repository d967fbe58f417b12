//! The answer of `check`: what cannot be read, what would go wrong, and whether each file shows what it says it does;
//! with a design that was, what AKS lets a cluster of it become. Deliberately for machines as much as for people: the exit code alone says whether all is well.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::expect::{Expectation, expectations};
use super::finding::FindingRow;
use super::rule::RestsOn;
use super::size::verdict_label;
use super::{Answer, SCHEMA};
use crate::diag::render::{Look, render};
use crate::diag::{Diagnostic, Located, Source};
use crate::engine::Analysis;
use crate::engine::capacity::Room;
use crate::engine::change::{Change, Way, changes};
use crate::engine::finding::Severity;
use crate::scenario::model::VerdictWord;

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Check {
    /// The version of the answer's format.
    pub schema: u32,
    /// The files.
    pub files: Vec<FileRow>,
    /// What cannot be read.
    pub diagnostics: Vec<Located>,
    /// What would go wrong, or is worth knowing.
    pub findings: Vec<FindingRow>,
    /// What the files say that they show.
    pub expectations: Vec<Expectation>,
    /// The design that the files are compared with (`--was`); null: none.
    pub was: Option<FileRow>,
    /// What becomes of a cluster of that design, the hardest first.
    pub changes: Vec<ChangeRow>,
}

/// One difference between two designs of a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChangeRow {
    /// The field, or the item.
    pub path: String,
    /// What it was; null: it was not there.
    pub from: Option<String>,
    /// What it shall be; null: it shall go.
    pub to: Option<String>,
    /// How it can be made.
    pub verdict: Way,
    /// What AKS does about it.
    pub message: String,
    /// The file with the new design.
    pub file: String,
    /// The rule and the page.
    #[serde(flatten)]
    pub rests_on: RestsOn,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FileRow {
    /// Its name as it was given.
    pub file: String,
    /// Its verdict; null: it cannot be read.
    pub verdict: Option<VerdictWord>,
    /// Is there room, whichever reading of what a node of a dynamic pod subnet holds is right? `disputed`: by one of
    /// them; null: it cannot be read.
    pub room: Option<Room>,
    /// The diagnostics with their excerpts.
    #[serde(skip)]
    pub rendered: String,
}

impl Default for Check {
    fn default() -> Self {
        Self {
            schema: SCHEMA,
            files: Vec::new(),
            diagnostics: Vec::new(),
            findings: Vec::new(),
            expectations: Vec::new(),
            was: None,
            changes: Vec::new(),
        }
    }
}

impl FileRow {
    fn new(source: &Source, diagnostics: &[Diagnostic], analysis: Option<&Analysis>) -> Self {
        Self {
            file: source.name.clone(),
            verdict: analysis.map(Analysis::verdict),
            room: analysis.map(|analysis| analysis.capacity().room()),
            rendered: render(diagnostics, source, Look::Plain),
        }
    }
}

impl ChangeRow {
    fn new(change: &Change, file: &str) -> Self {
        Self {
            path: change.path.to_string(),
            from: change.from.clone(),
            to: change.to.clone(),
            verdict: change.way,
            message: change.message.clone(),
            file: file.to_owned(),
            rests_on: RestsOn::new(change.rule),
        }
    }

    fn text(&self) -> String {
        let (from, to) = (self.from.as_deref().unwrap_or("none"), self.to.as_deref().unwrap_or("none"));
        format!(
            "  {} {}: {from} -> {to}: {}\n    rule {}\n",
            self.verdict.words(),
            self.path,
            self.message,
            self.rests_on
        )
    }
}

impl Check {
    /// Adds a file: its diagnostics, and its analysis where it could be read.
    pub fn add(&mut self, source: &Source, diagnostics: &[Diagnostic], analysis: Option<&Analysis>) {
        self.files.push(FileRow::new(source, diagnostics, analysis));
        self.diagnostics.extend(diagnostics.iter().map(|diagnostic| diagnostic.located(source)));
        if let Some(analysis) = analysis {
            let findings = analysis.findings().iter();
            self.findings
                .extend(findings.map(|finding| FindingRow::of(analysis, finding).within(source, &finding.subject)));
            self.expectations.extend(expectations(&source.name, analysis));
        }
    }

    /// Names the design that the files are compared with; its own findings are not asked for.
    pub fn set_was(&mut self, source: &Source, diagnostics: &[Diagnostic], analysis: Option<&Analysis>) {
        self.was = Some(FileRow::new(source, diagnostics, analysis));
        self.diagnostics.extend(diagnostics.iter().map(|diagnostic| diagnostic.located(source)));
    }

    /// Judges the way from one design to the next, which a file holds.
    pub fn judge_change(&mut self, file: &str, old: &Analysis, new: &Analysis) {
        self.changes.extend(changes(old.plan(), new.plan()).iter().map(|change| ChangeRow::new(change, file)));
    }

    /// Could every file be read?
    pub fn is_readable(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.severity != crate::diag::Severity::Error)
    }

    /// What becomes of a cluster of one design when another is made of it, in words: first whether it can, then each change.
    pub fn change_words(was: &str, old: &Analysis, new: &Analysis) -> Vec<String> {
        let rows: Vec<ChangeRow> =
            changes(old.plan(), new.plan()).iter().map(|change| ChangeRow::new(change, "")).collect();
        let rows: Vec<&ChangeRow> = rows.iter().collect();
        let texts = rows.iter().map(|row| row.text());
        std::iter::once(heading(was, &rows)).chain(texts).collect()
    }

    /// The changes of one file, where a design to compare it with was given and both could be read.
    fn change_text(&self, file: &FileRow) -> String {
        let Some(was) = self.was.as_ref().filter(|was| was.verdict.is_some()) else { return String::new() };
        let rows: Vec<&ChangeRow> = self.changes.iter().filter(|change| change.file == file.file).collect();
        format!("  {}\n", heading(&was.file, &rows)) + &rows.into_iter().map(ChangeRow::text).collect::<String>()
    }
}

/// Can a cluster of the design of this name take the changes?
fn heading(was: &str, rows: &[&ChangeRow]) -> String {
    if rows.is_empty() {
        return format!("nothing of the cluster changes from {was}");
    }
    match rows.iter().filter(|change| !change.verdict.is_possible()).count() {
        0 => format!("a cluster of {was} can become this in place"),
        1 => format!("a cluster of {was} cannot become this as it is: 1 change is in the way"),
        count => format!("a cluster of {was} cannot become this as it is: {count} changes are in the way"),
    }
}

impl Answer for Check {
    const KIND: &'static str = "check";

    fn text(&self) -> String {
        let mut text = self.was.as_ref().map(|was| was.rendered.clone()).unwrap_or_default();
        for file in &self.files {
            text.push_str(&file.rendered);
            let Some((verdict, room)) = file.verdict.zip(file.room) else { continue };
            let expectations: Vec<_> = self.expectations.iter().filter(|test| test.file == file.file).collect();
            let broken = expectations.iter().filter(|test| !test.holds);
            let held = expectations.iter().filter(|test| test.holds).count();
            let tested = match expectations.len() {
                0 => String::new(),
                all => format!(", {held} of {all} expectations hold"),
            };
            let _ = writeln!(text, "{}: {}{tested}", file.file, verdict_label(verdict, room));
            let findings = self.findings.iter().filter(|finding| finding.file.as_deref() == Some(&file.file));
            text.push_str(&super::finding::list(&findings.cloned().collect::<Vec<_>>()));
            for test in broken {
                let _ = writeln!(text, "  expected {}: {}, found {}", test.what, test.expected, test.found);
            }
            text.push_str(&self.change_text(file));
        }
        text
    }

    fn is_good(&self) -> bool {
        self.is_readable()
            && self.expectations.iter().all(|test| test.holds)
            && self.findings.iter().all(|finding| finding.severity != Severity::Error)
            && self.changes.iter().all(|change| change.verdict.is_possible())
    }
}
