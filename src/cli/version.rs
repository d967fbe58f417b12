//! What the program says of itself: `--version`, and with `--verbose` what it was built from. Deliberately asks nothing
//! of the machine it runs on.

use crate::engine::rules::RULES;
use crate::report::doctor::Program;

/// The version, the commit, the target and how new the rules are.
pub(super) fn program() -> Program {
    let recorded = |value: &'static str| (!value.is_empty()).then_some(value);
    // A page of which no more is known than the year says nothing of the day.
    let days = RULES.iter().map(|rule| rule.source.as_of).filter(|date| date.len() == 10);
    Program {
        version: env!("CARGO_PKG_VERSION"),
        commit: recorded(env!("AKSPLORE_COMMIT")),
        commit_date: recorded(env!("AKSPLORE_COMMIT_DATE")),
        target: env!("AKSPLORE_TARGET"),
        rules_read: days.max().unwrap_or_default().to_owned(),
    }
}

/// The lines of `--version --verbose`.
pub(super) fn verbose() -> String {
    let Program { version, commit, commit_date, target, rules_read } = program();
    let or = |value: Option<&'static str>| value.unwrap_or("not recorded");
    format!(
        "aksplore {version}\ncommit: {}\ndate: {}\ntarget: {target}\nrules read up to: {rules_read}\n",
        or(commit),
        or(commit_date)
    )
}
