//! The ways out of a design that does not fit, how far one goes that fits, and what AKS refuses. Each is the engine's.

use super::super::Cx;
use super::answer::Spans;
use crate::engine::finding::Severity;
use crate::engine::fix::{Fix, Knob};
use crate::scenario::Edit;
use crate::scenario::model::VerdictWord;
use crate::ui::action::Action;
use crate::ui::canvas::Canvas;
use crate::ui::models;
use crate::ui::text::{middle, pad_right, sentence, width};

/// The actions that try a way, in the order of the list.
pub const ACTIONS: [Action; 4] = [Action::FixA, Action::FixB, Action::FixC, Action::FixD];

/// One line of the panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// What to do, or what there is.
    pub label: String,
    /// From what to what, or how far.
    pub change: String,
    /// Both in the words that half a narrow row holds: `22 pods`.
    pub short: String,
    /// The share of the range that is used then.
    pub used: Option<u64>,
    /// What it costs or means, one fact each.
    pub notes: Vec<String>,
    /// What its letter does; `None`: it has no letter.
    pub edit: Option<Edit>,
}

/// The panel's title.
pub fn title(cx: &Cx<'_>) -> &'static str {
    match cx.analysis.verdict() {
        VerdictWord::Fits => "How far it goes",
        VerdictWord::NoFit => "What would make it fit",
        VerdictWord::Invalid => "What is refused",
    }
}

/// The lines of the panel, the first four with letters where they are edits.
pub fn ways(cx: &Cx<'_>) -> Vec<Way> {
    match cx.analysis.verdict() {
        VerdictWord::Fits => cx
            .analysis
            .headroom()
            .iter()
            .map(|room| Way {
                label: room.label.clone(),
                change: model_named(&room.value, cx).map_or_else(|| room.value.clone(), ToOwned::to_owned),
                short: short_headroom(&room.label, model_named(&room.value, cx).unwrap_or(&room.value)),
                used: None,
                notes: vec![room.note.clone()],
                edit: None,
            })
            .collect(),
        VerdictWord::NoFit => cx.analysis.fixes().iter().map(|fix| of_fix(fix, cx)).collect(),
        VerdictWord::Invalid => refusals(cx),
    }
}

/// What the screen calls the model that the engine names.
fn model_named(name: &str, cx: &Cx<'_>) -> Option<&'static str> {
    let answer = cx.analysis.compare().answers.iter().find(|answer| answer.name() == name)?;
    Some(models::name(answer.model, answer.pod_ip_allocation).0)
}

fn of_fix(fix: &Fix, cx: &Cx<'_>) -> Way {
    // A model goes by its name on the screen, and what it is now stands among the inputs.
    let model = cx.analysis.compare().answers.iter().find(|answer| fix.label.ends_with(&answer.name()));
    let model = model.filter(|_| fix.knob == Knob::Model);
    let label = model.map(|answer| format!("switch to {}", models::name(answer.model, answer.pod_ip_allocation).0));
    Way {
        short: short_fix(fix, label.as_deref()),
        change: if label.is_some() { String::new() } else { fix.change.clone() },
        label: label.unwrap_or_else(|| fix.label.clone()),
        used: Some(fix.used_percent),
        notes: fix.costs.clone(),
        edit: Some(fix.edit.clone()),
    }
}

/// `subnet /20`, `22 pods`, `17 nodes`, `Overlay`.
fn short_fix(fix: &Fix, switch: Option<&str>) -> String {
    let last = |text: &str| text.rsplit(' ').next().unwrap_or_default().to_owned();
    match fix.knob {
        Knob::Prefix => format!("{} {}", last(&fix.label), last(&fix.change)),
        Knob::MaxPods => format!("{} pods", last(&fix.change)),
        Knob::Nodes => format!("{} nodes", last(&fix.change)),
        Knob::Model => switch.unwrap_or(&fix.label).trim_start_matches("switch to ").to_owned(),
    }
}

/// `most nodes 232`, `most pods 250`, `pod CIDR /19`.
fn short_headroom(label: &str, value: &str) -> String {
    let label = label.trim_end_matches(" per node").trim_start_matches("smallest ");
    // What follows a comma and a space is what there is now; the comma of a number has no space behind it.
    format!("{label} {}", value.split(", ").next().unwrap_or(value))
}

/// What is refused, those first that an edit ends: their letters are the first ones.
fn refusals(cx: &Cx<'_>) -> Vec<Way> {
    let errors =
        cx.analysis.findings().iter().filter(|finding| finding.severity == Severity::Error && !finding.is_room);
    let mut ways: Vec<Way> = errors
        .map(|finding| Way {
            label: sentence(&finding.message),
            change: String::new(),
            short: sentence(&finding.message),
            used: None,
            notes: finding.fix.iter().map(|fix| fix.label(cx.analysis.plan().written())).collect(),
            edit: finding.fix.clone(),
        })
        .collect();
    ways.sort_by_key(|way| way.edit.is_none());
    ways
}

/// The letters that do something now.
pub fn actions(cx: &Cx<'_>) -> Vec<Action> {
    let ways = ways(cx);
    ACTIONS.into_iter().zip(ways).filter(|(_, way)| way.edit.is_some()).map(|(action, _)| action).collect()
}

/// The edit that the action makes.
pub fn edit(action: Action, cx: &Cx<'_>) -> Option<Edit> {
    let at = ACTIONS.iter().position(|other| *other == action)?;
    ways(cx).into_iter().nth(at)?.edit
}

/// The key in the margin; empty for what is no edit.
fn letter(at: usize, way: &Way, cx: &Cx<'_>) -> String {
    let action = ACTIONS.get(at).filter(|_| way.edit.is_some());
    action.map(|action| cx.key(crate::config::keymap::Context::Home, *action)).unwrap_or_default()
}

/// Draws the lines as a table, as many as fit.
pub fn draw(canvas: &mut Canvas<'_>, cx: &Cx<'_>) {
    let theme = cx.theme;
    let ways = ways(cx);
    if cx.analysis.verdict() == VerdictWord::Invalid {
        return draw_refusals(canvas, &ways, cx);
    }
    let column = |text: fn(&Way) -> &str| ways.iter().map(|way| width(text(way))).max().unwrap_or(0);
    let room = canvas.width().saturating_sub(4);
    let label_cells = column(|way| &way.label).min(room / 2);
    let change_cells = column(|way| &way.change).min(room / 3);
    for (row, way) in ways.iter().take(canvas.height()).enumerate() {
        canvas.text(row, 1, &letter(row, way, cx), theme.key);
        let mut at = canvas.text(row, 4, &pad_right(&way.label, label_cells), theme.text) + 2;
        at = canvas.text(row, at, &pad_right(&way.change, change_cells), theme.value) + 2;
        if let Some(used) = way.used {
            at = canvas.text(row, at, &format!("{used:>3}% used"), theme.value) + 2;
        }
        let rest = canvas.width().saturating_sub(at + 1);
        canvas.text(row, at, &middle(&facts(&way.notes, rest), rest), theme.dim);
    }
}

/// As many whole facts as fit, and the first in any case.
fn facts(notes: &[String], cells: usize) -> String {
    let mut text = notes.first().cloned().unwrap_or_default();
    for note in notes.iter().skip(1) {
        if width(&text) + 2 + width(note) <= cells {
            text = format!("{text}; {note}");
        }
    }
    text
}

fn draw_refusals(canvas: &mut Canvas<'_>, ways: &[Way], cx: &Cx<'_>) {
    let mut row = 0;
    let room = canvas.width().saturating_sub(5);
    for (at, way) in ways.iter().enumerate() {
        canvas.text(row, 1, &letter(at, way, cx), cx.theme.key);
        for line in crate::ui::text::wrap(&way.label, room) {
            canvas.text(row, 4, &line, cx.theme.bad);
            row += 1;
        }
        if way.edit.is_some() {
            canvas.text(row, 6, &middle(&facts(&way.notes, room), room), cx.theme.text);
            row += 1;
        }
    }
}

/// The lines two a row, short, for narrow screens.
pub fn draw_short(canvas: &mut Canvas<'_>, cx: &Cx<'_>) {
    let theme = cx.theme;
    let ways = ways(cx);
    let half = canvas.width() / 2;
    for (at, way) in ways.iter().take(canvas.height() * 2).enumerate() {
        let used = way.used.map(|used| format!("{used:>4}%")).unwrap_or_default();
        let room = half.saturating_sub(4 + width(&used));
        let mut spans: Spans = vec![(format!("{:2}", letter(at, way, cx)), theme.key)];
        spans.push((pad_right(&way.short, room), theme.text));
        spans.push((used, theme.value));
        canvas.spans(at / 2, 1 + (at % 2) * half, &spans);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_narrow_row_says_what_is_counted() {
        let cases = [
            ("most nodes", "1,861, now 15", "most nodes 1,861"),
            ("most pods per node", "250, now 30", "most pods 250"),
            ("smallest pod CIDR", "/19, now /16", "pod CIDR /19"),
            ("cheaper model", "Overlay", "cheaper model Overlay"),
        ];
        for (label, value, short) in cases {
            assert_eq!(short_headroom(label, value), short);
        }
    }
}
