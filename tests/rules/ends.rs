//! The edit that a finding carries, applied, ends it, and one step less does not: in the design of every case and in
//! every example. Deliberately asks the answers' own edits, those of findings and of want of room alike.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::Arc;

use aksplore::engine::Analysis;
use aksplore::engine::finding::{Finding, Severity};
use aksplore::engine::rules::{self, RuleId};
use aksplore::examples;
use aksplore::net::Cidr;
use aksplore::report::finding::{CODE_NOT_KNOWN, FindingRow, fails_later, list};
use aksplore::scenario::edit::value;
use aksplore::scenario::read::read;
use aksplore::scenario::{Edit, Path};

use super::{Shows, analysis, cases};

/// The designs of all cases, each once, and the examples.
pub fn designs() -> Vec<(String, Analysis)> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for (rule, text, shows) in cases().filter(|(.., shows)| !matches!(shows, Shows::Explained(..))) {
        let manifests = shows.manifests();
        if seen.insert((*text, manifests)) {
            found.push(((*text).to_owned(), analysis(*rule, text, manifests)));
        }
    }
    let example =
        |example: &examples::Example| (example.name.to_owned(), Analysis::new(Arc::new(read(example.text).scenario)));
    found.extend(examples::ALL.iter().map(example));
    found
}

/// The edit that ends a finding; only want of room has one that the finding itself does not carry.
fn edit_of<'a>(analysis: &'a Analysis, finding: &'a Finding) -> Option<&'a Edit> {
    if finding.is_room { analysis.fix_of(finding) } else { finding.fix.as_ref() }
}

fn is_same(one: &Finding, other: &Finding) -> bool {
    one.code == other.code && one.subject == other.subject
}

/// Is it still there, by the same code or the same rule? Is there something new at its place (a doubt instead of an
/// error, where pages disagree), or something new, as bad, of the same item?
fn stays(finding: &Finding, before: &Analysis, after: &Analysis) -> bool {
    let is_new = |own: &Finding| before.findings().iter().all(|old| !is_same(old, own));
    after.findings().iter().any(|own| {
        (own.subject == finding.subject && (own.code == finding.code || own.rule == finding.rule || is_new(own)))
            || (own.subject.parent() == finding.subject.parent() && own.severity >= finding.severity && is_new(own))
    })
}

fn after(analysis: &Analysis, edit: &Edit) -> Result<Analysis, String> {
    analysis.plan().edited(edit).map(Analysis::of).map_err(|error| error.to_string())
}

/// The edit with each number and each length of a prefix one step nearer to what stands; `None`: it has none.
fn one_step_less(analysis: &Analysis, edit: &Edit) -> Option<Edit> {
    match edit {
        Edit::Set { path, text: Some(text) } => {
            let old = value(analysis.plan().scenario(), path)?;
            Some(Edit::set(path.clone(), nearer(path, &old, text)?))
        }
        Edit::Many { label, edits } => {
            let less: Vec<Option<Edit>> = edits.iter().map(|edit| one_step_less(analysis, edit)).collect();
            let is_none = less.iter().all(Option::is_none);
            let edits = edits.iter().zip(less).map(|(edit, less)| less.unwrap_or_else(|| edit.clone())).collect();
            (!is_none).then(|| Edit::Many { label: label.clone(), edits })
        }
        _ => None,
    }
}

/// One step from the new value of a field towards the old one.
fn nearer(path: &Path, old: &str, new: &str) -> Option<String> {
    let is_address = |text: &str| text.parse::<IpAddr>().is_ok() || text.contains(',');
    if is_address(old) || is_address(new) {
        return None;
    }
    if let (Ok(old), Ok(new)) = (old.parse::<Cidr>(), new.parse::<Cidr>()) {
        let prefix = u8::try_from(step(old.prefix().into(), new.prefix().into(), 1)?).ok()?;
        return Some(if prefix < new.prefix() { new.widened(prefix) } else { new.with_prefix(prefix) }.to_string());
    }
    // The number at the end: of 1.29, of 3-10, of 10%; those of names are none.
    if !new.starts_with(|sign: char| sign.is_ascii_digit()) {
        return None;
    }
    let (old_head, old_number, old_tail) = last_number(old)?;
    let (head, number, tail) = last_number(new)?;
    let is_bounds = head.ends_with('-');
    if old_tail != tail || (old_head != head && !is_bounds) {
        return None;
    }
    let by = if path.to_string().ends_with("outbound-ports") { ports_step(old_number) } else { 1 };
    Some(format!("{head}{}{tail}", step(old_number, number, by)?))
}

/// Ports come in groups, unless the number that stands is none of them.
fn ports_step(old: u64) -> u64 {
    let step = rules::number(RuleId::AllocatedPortsStep);
    if old.is_multiple_of(step) { step } else { 1 }
}

fn last_number(text: &str) -> Option<(&str, u64, &str)> {
    let end = text.rfind(|sign: char| sign.is_ascii_digit())? + 1;
    let first = text[..end].rfind(|sign: char| !sign.is_ascii_digit()).map_or(0, |place| place + 1);
    Some((&text[..first], text[first..end].parse().ok()?, &text[end..]))
}

fn step(old: u64, new: u64, by: u64) -> Option<u64> {
    match new.cmp(&old) {
        std::cmp::Ordering::Greater => new.checked_sub(by),
        std::cmp::Ordering::Less => new.checked_add(by),
        std::cmp::Ordering::Equal => None,
    }
}

#[test]
fn every_edit_of_a_finding_ends_it_and_one_step_less_does_not() {
    let (mut broken, mut edits, mut steps) = (String::new(), HashSet::new(), HashSet::new());
    for (name, before) in designs() {
        for finding in before.findings() {
            let Some(edit) = edit_of(&before, finding) else { continue };
            let code = finding.code;
            edits.insert(code);
            match after(&before, edit) {
                Ok(after) if after.findings().iter().any(|own| is_same(own, finding)) => {
                    let _ = writeln!(broken, "{code} is still there after {edit:?} of\n{name}");
                }
                Err(error) => drop(writeln!(broken, "{code}: {error}: {edit:?} of\n{name}")),
                Ok(_) => {}
            }
            let Some(less) = one_step_less(&before, edit) else { continue };
            steps.insert(code);
            match after(&before, &less) {
                Ok(after) if !stays(finding, &before, &after) => {
                    let _ = writeln!(broken, "{code} is gone one step before {edit:?}: {less:?} of\n{name}");
                }
                Err(error) => drop(writeln!(broken, "{code}: {error}: {less:?} of\n{name}")),
                Ok(_) => {}
            }
        }
    }
    assert!(broken.is_empty(), "{broken}");
    assert!(edits.len() > 60 && steps.len() > 15, "{} edits, {} with a step", edits.len(), steps.len());
}

#[test]
fn a_step_is_one_number_towards_what_stands() {
    let path = |key| Path::root().key("cluster").key(key);
    let cases = [
        ("max-pods", "9", "10", Some("9")),
        ("max-pods", "300", "250", Some("251")),
        ("kubernetes-version", "1.27", "1.28", Some("1.27")),
        ("prefix", "10.0.0.0/30", "10.0.9.0/29", Some("10.0.9.0/30")),
        ("service-cidr", "10.0.0.0/12", "10.24.0.0/13", Some("10.16.0.0/12")),
        ("allocated-outbound-ports", "8000", "7104", Some("7112")),
        ("autoscale", "3-1200", "3-1000", Some("3-1001")),
        ("prefix", "10.0.0.0/24", "10.0.9.0/24", None),
        ("dns-service-ip", "10.0.0.1", "10.0.0.10", None),
        ("dataplane", "azure", "cilium", None),
        ("name", "a12", "a11", None),
    ];
    for (key, old, new, expected) in cases {
        assert_eq!(nearer(&path(key), old, new).as_deref(), expected, "{key}: {old} to {new}");
    }
}

/// Errors that no edit of the file ends by itself: somebody has to say what may go.
const NEED_A_PERSON: [&str; 5] =
    ["nic-addresses-limit", "nsg-rules-limit", "route-table-limit", "vnet-peerings-limit", "vnet-subnets-limit"];

#[test]
fn every_error_has_an_edit_that_ends_it_or_needs_a_person() {
    let mut without = HashSet::new();
    for (name, analysis) in designs() {
        let errors = analysis.findings().iter().filter(|own| own.severity == Severity::Error);
        for error in errors.filter(|error| analysis.fix_of(error).is_none()) {
            assert!(NEED_A_PERSON.contains(&error.code), "{} has no edit in\n{name}", error.code);
            without.insert(error.code);
        }
    }
    assert_eq!(without.len(), NEED_A_PERSON.len(), "{without:?}");
}

#[test]
fn every_error_says_how_it_is_refused_or_that_it_fails_later() {
    for (name, analysis) in designs() {
        let findings = analysis.findings().iter().map(|finding| FindingRow::of(&analysis, finding));
        for error in findings.filter(|own| own.severity == Severity::Error) {
            let text = list(std::slice::from_ref(&error));
            let says = [error.azure_error.unwrap_or("no code"), CODE_NOT_KNOWN, fails_later(error.when)];
            let said = says.iter().filter(|words| text.contains(**words)).count();
            assert_eq!(said, 1, "{text} of\n{name}");
        }
    }
}
