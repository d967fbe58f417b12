//! Findings as answers show them. Deliberately judges nothing: severity and fix are the engine's.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Change, changes, word};
use crate::diag::Source;
use crate::engine::Analysis;
use crate::engine::finding::{Finding, Refusal, Severity, SourceRef, When};
use crate::scenario::Path;
use crate::scenario::place::place;

pub use crate::engine::finding::fails_later;

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingRow {
    /// Its short name.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// When it bites.
    pub when: When,
    /// The item or field that it is about.
    pub subject: String,
    /// What it collides with.
    pub conflicts_with: Option<String>,
    /// What is wrong, with this design's numbers.
    pub message: String,
    /// Azure's own code.
    pub azure_error: Option<&'static str>,
    /// Azure's own name of the field.
    pub azure_target: Option<&'static str>,
    /// The rule that it breaks or rests on; `aksplore explain RULE` says more.
    pub rule: String,
    /// The page of that rule.
    pub source: SourceRef,
    /// The edit that ends it, step by step; null: none is known.
    pub fix: Option<Vec<Change>>,
    /// Azure's own sentence with these numbers, where a page gives one.
    pub azure_message: Option<String>,
    /// What is known of Azure's refusal: `code-known`, `code-not-known`; null: no page says that it is refused.
    pub refusal: Option<Refusal>,
    /// The file, in the answer of `check`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line that it is about, or the nearest around it, in the answer of `check`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

impl FindingRow {
    /// Of the engine's finding, with the edit that ends it: its own, or the way out of a want of room.
    pub fn of(analysis: &Analysis, finding: &Finding) -> Self {
        Self {
            code: finding.code,
            severity: finding.severity,
            when: finding.when,
            subject: finding.subject.to_string(),
            conflicts_with: finding.conflicts_with.clone(),
            message: finding.message.clone(),
            azure_error: finding.azure_error,
            azure_target: finding.azure_target,
            rule: finding.rule.name(),
            source: finding.source,
            fix: analysis.fix_of(finding).map(|edit| changes(edit, analysis.plan().written())),
            azure_message: finding.azure_message.clone(),
            refusal: finding.refusal,
            file: None,
            line: None,
        }
    }

    /// The same, at its place in a file.
    #[must_use]
    pub fn within(self, source: &Source, subject: &Path) -> Self {
        let line = place(&source.text, subject).map(|span| source.position(span.start).line);
        Self { file: Some(source.name.clone()), line, ..self }
    }
}

/// What is said of a refusal whose code no page gives.
pub const CODE_NOT_KNOWN: &str = "would be refused, code not known";

/// One step of a fix: `set cluster.dns-service-ip to 10.200.0.10`.
fn step(change: &Change) -> String {
    let value = change.value.as_deref().map(one_line);
    match (change.action, value) {
        ("set", Some(value)) if value.is_empty() => format!("empty {}", change.path),
        ("set", Some(value)) => format!("set {} to {value}", change.path),
        ("set", None) => format!("leave {} out", change.path),
        (action, Some(value)) => format!("{action} {}: {value}", change.path),
        (action, None) => format!("{action} {}", change.path),
    }
}

/// Keys and values of TOML as a part of a sentence: `managed = true; [[subnet]] name = "snet-pods"`.
fn one_line(toml: &str) -> String {
    let mut text = String::new();
    let mut before: Option<&str> = None;
    for line in toml.lines().map(str::trim).filter(|line| !line.is_empty()) {
        text.push_str(match before {
            None => "",
            Some(_) if line.starts_with('[') => "; ",
            Some(header) if header.starts_with('[') => " ",
            Some(_) => ", ",
        });
        text.push_str(line);
        before = Some(line);
    }
    text
}

/// The findings for people, the worst first as the engine gives them.
pub fn list(findings: &[FindingRow]) -> String {
    let mut text = String::new();
    for finding in findings {
        let severity = word(&finding.severity);
        let line = finding.line.map(|line| format!("line {line}, ")).unwrap_or_default();
        let _ = writeln!(text, "  {severity} [{}] {line}{}: {}", finding.code, finding.subject, finding.message);
        if let Some(sentence) = &finding.azure_message {
            let _ = writeln!(text, "    Azure says: {sentence}");
        }
        match (finding.azure_error, finding.azure_target) {
            (Some(code), Some(target)) => drop(writeln!(text, "    Azure's code: {code} on {target}")),
            (Some(code), None) => drop(writeln!(text, "    Azure's code: {code}")),
            (None, _) if finding.refusal.is_some() => drop(writeln!(text, "    {CODE_NOT_KNOWN}")),
            (None, _) if finding.severity == Severity::Error => {
                let _ = writeln!(text, "    {}", fails_later(finding.when));
            }
            (None, _) => {}
        }
        if let Some(fix) = &finding.fix {
            let steps: Vec<String> = fix.iter().map(step).collect();
            let _ = writeln!(text, "    what ends it: {}", steps.join("; "));
        }
        let _ = writeln!(text, "    rule {}: {}", finding.rule, finding.source);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_stand_on_one_line() {
        let cases = [
            ("name = \"a\"\n", "name = \"a\""),
            (
                "name = \"v\"\nranges = [\"10.0.0.0/8\"]\nmanaged = true\n",
                "name = \"v\", ranges = [\"10.0.0.0/8\"], managed = true",
            ),
            ("managed = true\n\n[[subnet]]\nname = \"s\"\n", "managed = true; [[subnet]] name = \"s\""),
        ];
        for (toml, expected) in cases {
            assert_eq!(one_line(toml), expected);
        }
    }
}
