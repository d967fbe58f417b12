//! The ways out of a design that does not fit, how far one goes that fits, and what AKS refuses. Each is the engine's.

use super::super::{Cx, Reply};
use super::answer::Spans;
use crate::engine::fix::{self, Fix, Headroom, Knob};
use crate::scenario::Edit;
use crate::scenario::model::VerdictWord;
use crate::ui::action::Action;
use crate::ui::canvas::Canvas;
use crate::ui::layer::{Layer, Picker, PickerItem};
use crate::ui::models;
use crate::ui::text::{LINE_CELLS_MAX, lead, pad_lead, sentence, width, wrap};

/// The actions that try a way, in the order of the list; the last lists what there is beyond, where there is more.
pub const ACTIONS: [Action; fix::LETTERS.len()] =
    [Action::FixA, Action::FixB, Action::FixC, Action::FixD, Action::FixE, Action::FixF];

/// Cells below which a sentence is not begun.
const WORDS_MIN: usize = 12;

/// One line of the panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// What it is.
    pub kind: Kind,
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

/// What a line of the panel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A knob: what it turns, or how far it goes.
    Knob,
    /// What ends a refusal, which is its note.
    Mend,
    /// A refusal that nothing of its own ends.
    Refusal,
    /// A knob that cannot do it, and why.
    LeftOut,
    /// The same of a wider range, which is what one looks for first.
    NoPlace,
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

impl Way {
    /// A line of these words, which does nothing.
    fn of(kind: Kind, label: String) -> Self {
        Self {
            kind,
            short: label.clone(),
            label,
            change: String::new(),
            used: None,
            is_part: false,
            notes: Vec::new(),
            does: Does::Nothing,
        }
    }

    /// The share of the range in four cells; of what does not mend all, that it does not.
    fn share(&self) -> Option<String> {
        self.used.map(|used| if self.is_part { "part".to_owned() } else { format!("{used:>3}%") })
    }
}

/// The panel's title.
pub fn title(cx: &Cx<'_>) -> &'static str {
    match cx.analysis.verdict() {
        VerdictWord::Fits if cx.analysis.ways().is_empty() => "How far it goes",
        verdict => fix::heading(verdict, cx.analysis.fixes().len()),
    }
}

/// The lines of the panel, with letters where they are edits, and those first: where there are more than letters, the
/// last letter stands for those beyond.
pub fn ways(cx: &Cx<'_>) -> Vec<Way> {
    let (mut ways, others): (Vec<Way>, Vec<Way>) = all(cx).into_iter().partition(|way| way.does != Does::Nothing);
    let own = fix::lettered(ways.len());
    if ways.len() > own {
        let more = ways.split_off(own);
        let label = format!("{} more ways out", more.len());
        ways.push(Way { notes: vec!["lists them".to_owned()], does: Does::List(more), ..Way::of(Kind::Knob, label) });
    }
    ways.extend(others);
    ways
}

/// Everything that there is to do about the design, or how far it goes where nothing is.
fn all(cx: &Cx<'_>) -> Vec<Way> {
    let ways = cx.analysis.ways();
    if ways.is_empty() {
        return cx.analysis.headroom().iter().map(|room| of_headroom(room, cx)).collect();
    }
    let of_way = |way| match way {
        fix::Way::Fix(fix) => of_fix(fix, cx),
        fix::Way::Mend(finding, edit) => {
            let label = edit.label(cx.analysis.plan().written());
            let (notes, does) = (vec![sentence(&finding.message)], Does::Edit(edit.clone()));
            Way { short: short_mend(&label), notes, does, ..Way::of(Kind::Mend, label) }
        }
        fix::Way::Refusal(finding) => Way::of(Kind::Refusal, sentence(&finding.message)),
        fix::Way::LeftOut(left_out) => {
            let kind = if left_out.knob == Knob::Prefix { Kind::NoPlace } else { Kind::LeftOut };
            let notes = vec![format!("cannot: {}", left_out.reason)];
            Way { notes, short: sentence(&left_out.reason), ..Way::of(kind, left_out.label.clone()) }
        }
    };
    ways.into_iter().map(of_way).collect()
}

fn of_headroom(room: &Headroom, cx: &Cx<'_>) -> Way {
    let model = model_named(&room.value, cx);
    Way {
        change: model.map_or_else(|| room.value.clone(), ToOwned::to_owned),
        short: short_headroom(&room.label, model.unwrap_or(&room.value)),
        notes: vec![room.note.clone()],
        ..Way::of(Kind::Knob, room.label.clone())
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
        kind: Kind::Knob,
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

/// `prefix: 10.20.1.0/24` of `agc prefix: 10.20.2.0/25 -> 10.20.1.0/24`; what several edits do stays as it is.
fn short_mend(label: &str) -> String {
    let parts = label.split_once(": ").and_then(|(field, change)| {
        let (_, new) = change.split_once(" -> ")?;
        Some((field.rsplit(' ').next()?, new))
    });
    parts.map_or_else(|| label.to_owned(), |(key, new)| format!("{key}: {new}"))
}

/// `most nodes 232`, `most pods 250`, `pod CIDR /19`.
fn short_headroom(label: &str, value: &str) -> String {
    let label = label.trim_end_matches(" per node").trim_start_matches("smallest ");
    // What follows a comma and a space is what there is now; the comma of a number has no space behind it.
    format!("{label} {}", value.split(", ").next().unwrap_or(value))
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
    let part = if way.is_part { "in part; " } else { "" };
    let label = format!("{} {}", way.label, way.change).trim_end().to_owned();
    Some(PickerItem { label, detail: format!("{part}{used}{}", way.notes.join("; ")), reply: Reply::Edit(edit) })
}

/// The key in the margin; empty for what is no edit.
fn letter(at: usize, way: &Way, cx: &Cx<'_>) -> String {
    let action = ACTIONS.get(at).filter(|_| way.does != Does::Nothing);
    action.map(|action| cx.key(crate::config::keymap::Context::Home, *action)).unwrap_or_default()
}

/// Draws the lines: refusals whole with what ends them below, where there is room for that, else all as a table.
pub fn draw(canvas: &mut Canvas<'_>, cx: &Cx<'_>) {
    let ways = ways(cx);
    let has_refusals = ways.iter().any(|way| matches!(way.kind, Kind::Mend | Kind::Refusal));
    let room = canvas.width().saturating_sub(5);
    let rows = ways.iter().map(|way| whole(way, room).len() + usize::from(way.kind == Kind::Mend)).sum::<usize>();
    if has_refusals && rows <= canvas.height() { draw_whole(canvas, &ways, cx) } else { draw_table(canvas, &ways, cx) }
}

/// A refusal in as many lines as it takes; of all others the one line of the table.
fn whole(way: &Way, room: usize) -> Vec<String> {
    match way.kind {
        Kind::Mend => wrap(&way.notes.join("; "), room),
        Kind::Refusal => wrap(&way.label, room),
        Kind::Knob | Kind::LeftOut | Kind::NoPlace => vec![String::new()],
    }
}

/// Draws refusals over as many rows as they take, and what ends each below it.
fn draw_whole(canvas: &mut Canvas<'_>, ways: &[Way], cx: &Cx<'_>) {
    let (mut row, room) = (0, canvas.width().saturating_sub(5));
    let cells = columns(ways, room);
    for (at, way) in ways.iter().enumerate() {
        if matches!(way.kind, Kind::Knob | Kind::LeftOut | Kind::NoPlace) {
            draw_line(canvas, row, (at, way), cells, cx);
            row += 1;
            continue;
        }
        canvas.text(row, 1, &letter(at, way, cx), cx.theme.key);
        for line in whole(way, room) {
            canvas.text(row, 4, &line, cx.theme.bad);
            row += 1;
        }
        if way.kind == Kind::Mend {
            canvas.text(row, 6, &lead(&way.label, room), cx.theme.text);
            row += 1;
        }
    }
}

/// Draws the lines as a table, one a row; what has no row of its own stands two a row at the end. Of lines without a
/// letter only that a range cannot be wider does so, all others are drawn where rows are left.
fn draw_table(canvas: &mut Canvas<'_>, ways: &[Way], cx: &Cx<'_>) {
    let rows = canvas.height();
    let has_letter = |way: &Way| way.does != Does::Nothing;
    let (first, rest): (Vec<&Way>, Vec<&Way>) =
        ways.iter().partition(|way| has_letter(way) || way.kind == Kind::NoPlace && ways.len() > rows);
    let shown = rows.max(first.len()).min(2 * rows);
    let ways: Vec<Way> = first.into_iter().chain(rest).take(shown).cloned().collect();
    let ways = ways.as_slice();
    let cells = columns(ways, canvas.width().saturating_sub(4));
    let single = ways.len().min(rows.saturating_sub(ways.len().saturating_sub(rows)));
    draw_pairs(&mut canvas.rows(single, rows.saturating_sub(single)), ways, single, cx);
    for line in ways.iter().enumerate().take(single) {
        draw_line(canvas, line.0, line, cells, cx);
    }
}

/// The cells of the labels and of the changes.
fn columns(ways: &[Way], room: usize) -> (usize, usize) {
    let knobs = || ways.iter().filter(|way| !matches!(way.kind, Kind::Mend | Kind::Refusal));
    let column = |text: fn(&Way) -> &str| knobs().map(|way| width(text(way))).max().unwrap_or(0);
    (column(|way| &way.label).min(room / 2), column(|way| &way.change).min(room / 3))
}

/// Draws one line of the table.
fn draw_line(canvas: &mut Canvas<'_>, row: usize, (at, way): (usize, &Way), cells: (usize, usize), cx: &Cx<'_>) {
    let theme = cx.theme;
    canvas.text(row, 1, &letter(at, way, cx), theme.key);
    if way.kind == Kind::Refusal {
        let room = canvas.width().saturating_sub(5);
        canvas.text(row, 4, &lead(&way.label, room), theme.bad);
        return;
    }
    if way.kind == Kind::Mend {
        // What the letter does is told whole, and behind it as much of what it ends as there is room for.
        let end = canvas.width().saturating_sub(1);
        let column = canvas.text(row, 4, &lead(&way.label, end.saturating_sub(4)), theme.text) + 2;
        let rest = end.saturating_sub(column).min(LINE_CELLS_MAX);
        if rest >= WORDS_MIN {
            canvas.text(row, column, &lead(&way.notes.join("; "), rest), theme.bad);
        }
        return;
    }
    let is_left_out = matches!(way.kind, Kind::LeftOut | Kind::NoPlace);
    let style = if is_left_out { theme.dim } else { theme.text };
    let mut column = canvas.text(row, 4, &pad_lead(&way.label, cells.0), style) + 2;
    // Where nothing changes, what is said takes the place.
    if !is_left_out {
        column = canvas.text(row, column, &pad_lead(&way.change, cells.1), theme.value) + 2;
    }
    if let Some(used) = way.used {
        column = canvas.text(row, column, &format!("{used:>3}% used"), theme.value) + 2;
    }
    let rest = canvas.width().saturating_sub(column + 1).min(LINE_CELLS_MAX);
    let notes = if is_left_out { lead(&way.notes.join("; "), rest).into_owned() } else { facts(&way.notes, rest) };
    canvas.text(row, column, &notes, theme.dim);
}

/// Draws the lines from one on, two a row: what is done, and what is used then.
fn draw_pairs(canvas: &mut Canvas<'_>, ways: &[Way], first: usize, cx: &Cx<'_>) {
    let half = canvas.width() / 2;
    for (at, way) in ways.iter().enumerate().skip(first).take(canvas.height() * 2) {
        let (row, left) = ((at - first) / 2, (at - first) % 2 * half);
        let used = way.share().map(|share| format!(" {share}")).unwrap_or_default();
        let text = match way.kind {
            Kind::LeftOut | Kind::NoPlace => way.short.clone(),
            _ => format!("{} {}", way.label, way.change),
        };
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

/// The rows that the lines take two a row.
pub fn short_rows(cx: &Cx<'_>) -> usize {
    short_ways(cx).len().min(ACTIONS.len()).div_ceil(2)
}

/// The lines that half a narrow row holds: why a knob is none takes more than that.
fn short_ways(cx: &Cx<'_>) -> Vec<Way> {
    ways(cx).into_iter().filter(|way| way.kind != Kind::LeftOut).collect()
}

/// The lines two a row, short, for narrow screens.
pub fn draw_short(canvas: &mut Canvas<'_>, cx: &Cx<'_>) {
    let theme = cx.theme;
    let ways = short_ways(cx);
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
    fn the_letters_of_the_answers_are_the_default_keys_of_the_actions() {
        let keymap = crate::config::keymap::Keymap::built_in();
        for (action, letter) in ACTIONS.into_iter().zip(fix::LETTERS) {
            assert_eq!(keymap.label(crate::config::keymap::Context::Home, action), Some(letter.to_string()));
        }
    }

    #[test]
    fn half_a_narrow_row_says_what_a_mend_leads_to() {
        let cases = [
            ("agc prefix: 10.20.2.0/25 -> 10.20.1.0/24", "prefix: 10.20.1.0/24"),
            ("cluster virtual-node-subnet: aci -> left out", "virtual-node-subnet: left out"),
            (
                "service CIDR: 10.1.0.0/16, DNS service IP: 10.1.0.10",
                "service CIDR: 10.1.0.0/16, DNS service IP: 10.1.0.10",
            ),
        ];
        for (label, short) in cases {
            assert_eq!(short_mend(label), short);
        }
    }

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
