//! The ways out of a design that does not fit, how far one goes that fits, and what AKS refuses. Each is the engine's.

use super::super::{Cx, Reply};
use super::answer::Spans;
use crate::engine::finding::Severity;
use crate::engine::fix::{Fix, Knob};
use crate::scenario::Edit;
use crate::scenario::model::VerdictWord;
use crate::ui::action::Action;
use crate::ui::canvas::Canvas;
use crate::ui::layer::{Layer, Picker, PickerItem};
use crate::ui::models;
use crate::ui::text::{lead, pad_lead, sentence, width};

/// The actions that try a way, in the order of the list; the last lists what there is beyond, where there is more.
pub const ACTIONS: [Action; 6] = [Action::FixA, Action::FixB, Action::FixC, Action::FixD, Action::FixE, Action::FixF];

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
    /// Does it leave something else too small?
    pub is_part: bool,
    /// What it costs or means, one fact each.
    pub notes: Vec<String>,
    /// What its letter does.
    pub does: Does,
}

/// What the letter of a way does.
#[derive(Clone, Debug, PartialEq)]
pub enum Does {
    /// It has no letter.
    Nothing,
    /// Makes the edit.
    Edit(Edit),
    /// Lists the ways that have no letter of their own.
    List(Vec<Way>),
}

impl Does {
    fn of(edit: Option<Edit>) -> Self {
        edit.map_or(Self::Nothing, Self::Edit)
    }
}

impl Way {
    /// The share of the range in four cells; of what does not mend all, that it does not.
    fn share(&self) -> Option<String> {
        self.used.map(|used| if self.is_part { "part".to_owned() } else { format!("{used:>3}%") })
    }
}

/// The panel's title.
pub fn title(cx: &Cx<'_>) -> &'static str {
    match cx.analysis.verdict() {
        VerdictWord::Fits => "How far it goes",
        VerdictWord::NoFit => "What would make it fit",
        VerdictWord::Invalid => "What is refused",
    }
}

/// The lines of the panel, with letters where they are edits: where there are more than letters, the last line stands for
/// those beyond.
pub fn ways(cx: &Cx<'_>) -> Vec<Way> {
    let mut ways = all(cx);
    let has_letter = |way: &Way| way.does != Does::Nothing;
    if ways.iter().filter(|way| has_letter(way)).count() <= ACTIONS.len() {
        return ways;
    }
    let more = ways.split_off(ACTIONS.len() - 1);
    let label = format!("{} more ways out", more.len());
    ways.push(Way {
        short: label.clone(),
        label,
        change: String::new(),
        used: None,
        is_part: false,
        notes: vec!["lists them".to_owned()],
        does: Does::List(more),
    });
    ways
}

fn all(cx: &Cx<'_>) -> Vec<Way> {
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
                is_part: false,
                notes: vec![room.note.clone()],
                does: Does::Nothing,
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
    // What several ranges become is longer than what one does, and stands behind it.
    let changes = Some(fix.change.clone()).filter(|_| fix.knob == Knob::Together);
    Way {
        short: short_fix(fix, label.as_deref()),
        change: if label.is_some() || changes.is_some() { String::new() } else { fix.change.clone() },
        label: label.unwrap_or_else(|| fix.label.clone()),
        used: Some(fix.used_percent),
        is_part: !fix.leaves.is_empty(),
        notes: changes.into_iter().chain(fix.notes().map(str::to_owned)).collect(),
        does: Does::Edit(fix.edit.clone()),
    }
}

/// `subnet /20`, `22 pods`, `17 nodes`, `Overlay`.
fn short_fix(fix: &Fix, switch: Option<&str>) -> String {
    let last = |text: &str| text.rsplit(' ').next().unwrap_or_default().to_owned();
    match fix.knob {
        Knob::Prefix => format!("{} {}", last(&fix.label), last(&fix.change)),
        Knob::MaxPods => format!("{} pods", last(&fix.change)),
        Knob::Nodes => format!("{} nodes", last(&fix.change)),
        Knob::Surge => format!("surge {}", last(&fix.change)),
        Knob::Split => format!("{} nodes", fix.change.replace(' ', "")),
        Knob::Ports => format!("{} ports", last(&fix.change)),
        Knob::Together => fix.label.clone(),
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
            is_part: false,
            notes: cx.analysis.fix_of(finding).map(|fix| fix.label(cx.analysis.plan().written())).into_iter().collect(),
            does: Does::of(cx.analysis.fix_of(finding).cloned()),
        })
        .collect();
    ways.sort_by_key(|way| way.does == Does::Nothing);
    ways
}

/// The letters that do something now.
pub fn actions(cx: &Cx<'_>) -> Vec<Action> {
    let ways = ways(cx);
    ACTIONS.into_iter().zip(ways).filter(|(_, way)| way.does != Does::Nothing).map(|(action, _)| action).collect()
}

/// What the action does.
pub fn reply(action: Action, cx: &Cx<'_>) -> Option<Reply> {
    let at = ACTIONS.iter().position(|other| *other == action)?;
    match ways(cx).into_iter().nth(at)?.does {
        Does::Nothing => None,
        Does::Edit(edit) => Some(Reply::Edit(edit)),
        Does::List(ways) => {
            let items = ways.into_iter().filter_map(picked).collect();
            Some(Reply::Open(Layer::Picker(Picker { title: title(cx).to_owned(), items, selected: 0 })))
        }
    }
}

/// A way as a line of a list.
fn picked(way: Way) -> Option<PickerItem> {
    let Does::Edit(edit) = way.does else { return None };
    let used = way.used.map(|used| format!("{used}% used; ")).unwrap_or_default();
    let label = format!("{} {}", way.label, way.change).trim_end().to_owned();
    Some(PickerItem { label, detail: format!("{used}{}", way.notes.join("; ")), reply: Reply::Edit(edit) })
}

/// The key in the margin; empty for what is no edit.
fn letter(at: usize, way: &Way, cx: &Cx<'_>) -> String {
    let action = ACTIONS.get(at).filter(|_| way.does != Does::Nothing);
    action.map(|action| cx.key(crate::config::keymap::Context::Home, *action)).unwrap_or_default()
}

/// Draws the lines as a table, one a row; what has no row of its own stands two a row at the end.
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
    let rows = canvas.height();
    let single = ways.len().min(rows.saturating_sub(ways.len().saturating_sub(rows)));
    draw_pairs(&mut canvas.rows(single, rows.saturating_sub(single)), &ways, single, cx);
    for (row, way) in ways.iter().take(single).enumerate() {
        canvas.text(row, 1, &letter(row, way, cx), theme.key);
        let mut at = canvas.text(row, 4, &pad_lead(&way.label, label_cells), theme.text) + 2;
        at = canvas.text(row, at, &pad_lead(&way.change, change_cells), theme.value) + 2;
        if let Some(used) = way.used {
            at = canvas.text(row, at, &format!("{used:>3}% used"), theme.value) + 2;
        }
        let rest = canvas.width().saturating_sub(at + 1);
        canvas.text(row, at, &facts(&way.notes, rest), theme.dim);
    }
}

/// Draws the lines from one on, two a row: what is done, and what is used then.
fn draw_pairs(canvas: &mut Canvas<'_>, ways: &[Way], first: usize, cx: &Cx<'_>) {
    let half = canvas.width() / 2;
    for (at, way) in ways.iter().enumerate().skip(first).take(canvas.height() * 2) {
        let (row, left) = ((at - first) / 2, (at - first) % 2 * half);
        let used = way.share().map(|share| format!(" {share}")).unwrap_or_default();
        let text = format!("{} {}", way.label, way.change);
        let room = half.saturating_sub(6 + width(&used));
        canvas.text(row, left + 1, &letter(at, way, cx), cx.theme.key);
        let end = canvas.text(row, left + 4, &pad_lead(text.trim_end(), room), cx.theme.text);
        canvas.text(row, end, &used, cx.theme.value);
    }
}

/// As many facts as fit, each of them whole.
fn facts(notes: &[String], cells: usize) -> String {
    let mut text = String::new();
    for note in notes {
        let gap = if text.is_empty() { "" } else { "; " };
        if width(&text) + gap.len() + width(note) <= cells {
            text = format!("{text}{gap}{note}");
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
        if way.does != Does::Nothing {
            canvas.text(row, 6, &lead(&way.notes.join("; "), room), cx.theme.text);
            row += 1;
        }
    }
}

/// The rows that the lines take two a row.
pub fn short_rows(cx: &Cx<'_>) -> usize {
    ways(cx).len().min(ACTIONS.len()).div_ceil(2)
}

/// The lines two a row, short, for narrow screens.
pub fn draw_short(canvas: &mut Canvas<'_>, cx: &Cx<'_>) {
    let theme = cx.theme;
    let ways = ways(cx);
    let half = canvas.width() / 2;
    for (at, way) in ways.iter().take(canvas.height() * 2).enumerate() {
        let used = way.share().map(|share| format!(" {share}")).unwrap_or_default();
        let room = half.saturating_sub(4 + width(&used));
        let mut spans: Spans = vec![(format!("{:2}", letter(at, way, cx)), theme.key)];
        spans.push((pad_lead(&way.short, room), theme.text));
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
