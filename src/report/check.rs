//! The answer of `check`: what cannot be read, what would go wrong, and whether each file shows what it says it does.
//! Deliberately for machines as much as for people: the exit code alone says whether all is well.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::expect::{Expectation, expectations};
use super::finding::FindingRow;
use super::size::verdict_label;
use super::{Answer, SCHEMA};
use crate::diag::render::{Look, render};
use crate::diag::{Diagnostic, Located, Source};
use crate::engine::Analysis;
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
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FileRow {
    /// Its name as it was given.
    pub file: String,
    /// Its verdict; null: it cannot be read.
    pub verdict: Option<VerdictWord>,
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
        }
    }
}

impl Check {
    /// Adds a file: its diagnostics, and its analysis where it could be read.
    pub fn add(&mut self, source: &Source, diagnostics: &[Diagnostic], analysis: Option<&Analysis>) {
        self.files.push(FileRow {
            file: source.name.clone(),
            verdict: analysis.map(Analysis::verdict),
            rendered: render(diagnostics, source, Look::Plain),
        });
        self.diagnostics.extend(diagnostics.iter().map(|diagnostic| diagnostic.located(source)));
        if let Some(analysis) = analysis {
            let findings = analysis.findings().iter();
            self.findings.extend(findings.map(|finding| FindingRow::new(finding).within(source, &finding.subject)));
            self.expectations.extend(expectations(&source.name, analysis));
        }
    }

    /// Could every file be read?
    pub fn is_readable(&self) -> bool {
        self.files.iter().all(|file| file.verdict.is_some())
    }
}

impl Answer for Check {
    const KIND: &'static str = "check";

    fn text(&self) -> String {
        let mut text = String::new();
        for file in &self.files {
            text.push_str(&file.rendered);
            let Some(verdict) = file.verdict else { continue };
            let expectations: Vec<_> = self.expectations.iter().filter(|test| test.file == file.file).collect();
            let broken = expectations.iter().filter(|test| !test.holds);
            let held = expectations.iter().filter(|test| test.holds).count();
            let tested = match expectations.len() {
                0 => String::new(),
                all => format!(", {held} of {all} expectations hold"),
            };
            let _ = writeln!(text, "{}: {}{tested}", file.file, verdict_label(verdict));
            let findings = self.findings.iter().filter(|finding| finding.file.as_deref() == Some(&file.file));
            text.push_str(&super::finding::list(&findings.cloned().collect::<Vec<_>>()));
            for test in broken {
                let _ = writeln!(text, "  expected {}: {}, found {}", test.what, test.expected, test.found);
            }
        }
        text
    }

    fn is_good(&self) -> bool {
        self.is_readable()
            && self.expectations.iter().all(|test| test.holds)
            && self.findings.iter().all(|finding| finding.severity != Severity::Error)
    }
}
