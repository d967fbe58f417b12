//! The rehearsal as a picture: a step a row, its need against what there is, and the sum of the selected one. The
//! numbers are the engine's.

use ratatui::style::Style;

use super::super::{Cx, Reply};
use super::answer;
use crate::engine::capacity::question::Limit;
use crate::engine::capacity::{IF_CAPPED, Room};
use crate::engine::preflight::Check;
use crate::engine::rehearsal::{Need, Rehearsal, Step};
use crate::engine::rules;
use crate::ui::action::Action;
use crate::ui::canvas::{Canvas, share};
use crate::ui::explain;
use crate::ui::layer::{Layer, Page, Part};
use crate::ui::layout::SizeClass;
use crate::ui::text::{lead, pad_right, sentence, thousands, width, wrap};

/// The selected step, by place; `None`: the one that tells most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    at: Option<usize>,
}

/// Rows that the selected step gets at least.
const DETAIL_ROWS: usize = 6;
/// Cells of a step's words.
const TITLE_CELLS: usize = 22;
/// Cells of `breaks`, and a blank before it.
const WORD_CELLS: usize = 7;
/// The whole of what there is, to scale bars of different ranges alike.
const WHOLE: u64 = 1_000_000;

/// The first step that breaks, or else the peak.
fn telling(rehearsal: &Rehearsal) -> usize {
    let step = rehearsal
        .first_failure()
        .or_else(|| rehearsal.first_disputed())
        .or_else(|| rehearsal.peak())
        .map_or(1, |(step, _)| step.number);
    step.saturating_sub(1)
}

impl Steps {
    fn at(self, cx: &Cx<'_>) -> usize {
        let rehearsal = cx.analysis.rehearsal();
        self.at.unwrap_or_else(|| telling(rehearsal)).min(rehearsal.steps.len().saturating_sub(1))
    }

    fn step<'a>(self, cx: &Cx<'a>) -> Option<&'a Step> {
        cx.analysis.rehearsal().steps.get(self.at(cx))
    }

    pub fn act(&mut self, action: Action, cx: &Cx<'_>) -> Option<Reply> {
        let (at, last) = (self.at(cx), cx.analysis.rehearsal().steps.len().saturating_sub(1));
        let to = match action {
            Action::Up | Action::Left => at.saturating_sub(1),
            Action::Down | Action::Right => (at + 1).min(last),
            Action::First | Action::PageUp => 0,
            Action::Last | Action::PageDown => last,
            Action::Enter => return self.step(cx).map(|step| Reply::Open(Layer::Page(page(step, cx)))),
            _ => return None,
        };
        self.at = Some(to);
        Some(Reply::Done)
    }

    pub fn status(self, cx: &Cx<'_>, close: &str) -> String {
        let of = cx.analysis.rehearsal().steps.len();
        let Some(step) = self.step(cx) else { return String::new() };
        let word = match step.room() {
            Room::Enough => "fits",
            Room::Disputed => "disputed",
            Room::TooLittle => "does not fit",
        };
        let told = format!("Step {} of {of}, {}: {word}", step.number, step.title());
        match cx.size {
            SizeClass::Wide => format!("{told}   Enter explains it, {close} or Esc closes"),
            SizeClass::Normal => told,
            SizeClass::Narrow | SizeClass::Tiny => format!("Step {} of {of}: {word}", step.number),
        }
    }

    pub fn draw(self, canvas: &mut Canvas<'_>, cx: &Cx<'_>) {
        let rehearsal = cx.analysis.rehearsal();
        let room = canvas.width().saturating_sub(2);
        let answer = wrap(&sentence(&rehearsal.sentence()), room);
        let style = if rehearsal.first_failure().is_some() { cx.theme.bad } else { cx.theme.value };
        let said = answer.len().min(2);
        for (row, line) in answer.iter().take(said).enumerate() {
            canvas.text(row, 1, line, style);
        }
        let rows = canvas.height().saturating_sub(said);
        let listed = rehearsal.steps.len().min(rows.saturating_sub(DETAIL_ROWS + 1).max(1));
        self.draw_list(&mut canvas.rows(said, listed), cx);
        let from = said + listed + 1;
        let rest = canvas.height().saturating_sub(from);
        if let Some(step) = self.step(cx) {
            draw_detail(&mut canvas.rows(from, rest), step, cx);
        }
    }

    /// As many steps as there are rows, the selected one among them.
    fn draw_list(self, canvas: &mut Canvas<'_>, cx: &Cx<'_>) {
        let steps = &cx.analysis.rehearsal().steps;
        let (at, rows) = (self.at(cx), canvas.height());
        let first = at.saturating_sub(rows / 2).min(steps.len().saturating_sub(rows));
        let most = steps.iter().filter_map(Step::fullest).map(used).max().unwrap_or(0).max(WHOLE);
        let breaks = cx.analysis.rehearsal().first_failure().map(|(step, _)| step.number);
        for (row, step) in steps.iter().enumerate().skip(first).take(rows) {
            let line = &mut canvas.rows(row - first, 1);
            if row == at && cx.editor.is_none() {
                line.marker(0, 0, true, cx.theme.accent);
            }
            let number = format!("{:>3} ", step.number);
            let column = line.text(0, 1, &number, cx.theme.dim);
            let style = if row == at { cx.theme.value } else { cx.theme.text };
            let column = line.text(0, column, &pad_right(&step.short_title(), TITLE_CELLS), style) + 1;
            let (word, sign) = match (step.room(), breaks == Some(step.number)) {
                (Room::Enough, _) => ("", cx.theme.value),
                (Room::Disputed, _) => ("may", cx.theme.caution),
                (Room::TooLittle, true) => ("BREAKS", cx.theme.bad),
                (Room::TooLittle, false) => ("short", cx.theme.bad),
            };
            if let Some(need) = step.fullest() {
                draw_need(line, column, need, most, cx);
            }
            let end = line.width().saturating_sub(1);
            line.text(0, (end + 1).saturating_sub(WORD_CELLS), word, sign);
            if row == at {
                line.restyle(0, 1, 4 + TITLE_CELLS, cx.theme.selection);
            }
        }
    }

    pub fn draw_small(self, canvas: &mut Canvas<'_>, cx: &Cx<'_>) {
        let room = canvas.width().saturating_sub(2);
        let answer = wrap(&sentence(&cx.analysis.rehearsal().sentence()), room);
        let shown = answer.len().min(canvas.height());
        for (row, line) in answer.iter().take(shown).enumerate() {
            canvas.text(row, 1, line, cx.theme.value);
        }
        let steps = &cx.analysis.rehearsal().steps;
        let (at, rows) = (self.at(cx), canvas.height().saturating_sub(shown));
        let first = at.saturating_sub(rows / 2).min(steps.len().saturating_sub(rows));
        for (row, step) in steps.iter().enumerate().skip(first).take(rows) {
            let line = shown + row - first;
            if row == at && cx.editor.is_none() {
                canvas.marker(line, 0, true, cx.theme.accent);
            }
            let style = style(step.room(), cx);
            let need = step.fullest().map(numbers).unwrap_or_default();
            let left = room.saturating_sub(width(&need) + 1);
            canvas.text(line, 1, &lead(&format!("{} {}", step.number, step.short_title()), left), style);
            canvas.right(line, room + 1, &need, style);
        }
    }
}

/// Need of have, in millionths.
fn used(need: &Need) -> u64 {
    part(need.needed, need.available)
}

fn part(needed: u64, available: u64) -> u64 {
    let part = u128::from(needed) * u128::from(WHOLE) / u128::from(available.max(1));
    // What is more than there is shows as more, however little it is.
    let least = if needed > available { WHOLE + 1 } else { 0 };
    u64::try_from(part).unwrap_or(u64::MAX).max(least)
}

/// How a number is shown whose room is so.
fn style(room: Room, cx: &Cx<'_>) -> Style {
    match room {
        Room::Enough => cx.theme.value,
        Room::Disputed => cx.theme.caution,
        Room::TooLittle => cx.theme.bad,
    }
}

fn numbers(need: &Need) -> String {
    format!("{} of {}", thousands(need.needed), thousands(need.available))
}

/// The bar from `column` on, what there is as an upright line in it, and the numbers at its end.
fn draw_need(canvas: &mut Canvas<'_>, column: usize, need: &Need, most: u64, cx: &Cx<'_>) {
    let theme = cx.theme;
    let end = canvas.width().saturating_sub(1 + WORD_CELLS);
    let style = style(need.room(), cx);
    canvas.right(0, end, &numbers(need), style);
    let cells = end.saturating_sub(column + 19);
    let have = share(WHOLE, most, cells);
    let peak = share(used(need), most, cells);
    let steady = share(part(need.steady, need.available), most, cells).min(peak);
    // The line takes a cell of its own: what lies beyond it stands behind it.
    let place = |cell: usize| column + cell + usize::from(cell >= have);
    for cell in 0..cells {
        let (sign, style) = match (cell < steady, cell < peak, cell < have) {
            (true, _, true) => ('█', theme.used),
            (true, _, false) => ('█', theme.bad),
            (false, true, true) => ('▒', theme.surge),
            (false, true, false) => ('▒', theme.bad),
            (false, false, true) => ('·', theme.free),
            (false, false, false) => continue,
        };
        canvas.fill(0, place(cell), 1, sign, style);
    }
    canvas.text(0, column + have, "│", theme.border);
}

/// The sum of the selected step, what AKS says before it, and what is to be known.
fn draw_detail(canvas: &mut Canvas<'_>, step: &Step, cx: &Cx<'_>) {
    let theme = cx.theme;
    let end = canvas.width().saturating_sub(1);
    let Some(need) = step.fullest() else { return };
    let said = said(step, end.saturating_sub(1));
    let sums = sums(need, cx);
    // The sum gives way to what is said, but for its first line and its total.
    let shown = sums.len().min(canvas.height().saturating_sub(said.len().min(3)).max(2));
    let cut = sums.len() - shown;
    for (row, (text, value)) in sums[..shown - 1].iter().chain(sums.last()).enumerate() {
        let more = if cut > 0 && row + 2 == shown { format!(" (and {cut} more)") } else { String::new() };
        let room = end.saturating_sub(width(value) + width(&more) + 2);
        let column = canvas.text(row, 1, &answer::term(text, room), theme.text);
        canvas.text(row, column, &more, theme.dim);
        canvas.right(row, end, value, theme.value);
    }
    for (row, line) in said.iter().enumerate() {
        canvas.text(shown + row, 1, line, theme.dim);
    }
}

/// The lines of a sum: each term, and what there is.
fn sums(need: &Need, cx: &Cx<'_>) -> Vec<(String, String)> {
    let terms = need.terms();
    let is_lone = terms.len() < 2;
    let total = thousands(need.needed);
    let mut lines = Vec::new();
    if is_lone {
        let label = terms.first().map_or_else(|| need.what().reason, |term| term.label.to_string());
        lines.push((format!("need = {label}"), format!("= {total}")));
    } else {
        lines.push((format!("need of {}, all of these", need.what().title()), format!("= {total}")));
        lines.extend(terms.iter().map(|term| (format!("     {}", term.label), thousands(term.value))));
    }
    let range = match need.limit {
        Limit::Range(range) => cx.analysis.capacity().ranges.get(range),
        _ => None,
    };
    let have = match range {
        Some(range) if range.reserved > 0 => {
            format!("have = {} minus {} that Azure reserves", range.prefix, range.reserved)
        }
        Some(range) => format!("have = {}", range.prefix),
        None => format!("have = the limit of {}", need.what().title()),
    };
    lines.push((have, format!("= {}", thousands(need.available))));
    if need.if_capped != need.needed {
        lines.push((format!("need {IF_CAPPED}"), format!("= {}", thousands(need.if_capped))));
    }
    lines
}

/// What an upgrade would need without the scale-out before it: a figure apart, and no term of the sum.
fn before_scale_out(need: &Need) -> Option<String> {
    let now = need.at_present_count.filter(|now| *now != need.needed)?;
    Some(format!("Upgraded now, before any scale-out, it needs {}.", thousands(now)))
}

/// What AKS counts before the step, the sentence that it would print, and the notes.
fn said(step: &Step, room: usize) -> Vec<String> {
    let check = step.fullest().map(|need| checked(&need.check())).unwrap_or_default();
    let others = step.needs.iter().skip(1).map(|need| format!("Also: {}.", need.sentence()));
    let notes = step.notes.iter().map(|note| format!("{}.", sentence(&note.text)));
    let now = step.fullest().and_then(before_scale_out);
    std::iter::once(check).chain(now).chain(others).chain(notes).flat_map(|text| wrap(&text, room)).collect()
}

/// What AKS counts, in a sentence.
fn checked(check: &Check) -> String {
    match check {
        Check::NotMade => "AKS counts nothing before this step.".to_owned(),
        Check::NotKnown => "What AKS counts before this step is not known.".to_owned(),
        Check::Passes(count, available) => {
            format!("AKS counts {} of {} before this step, and goes on.", thousands(*count), thousands(*available))
        }
        Check::Refuses(_, _, Some(words)) => format!("AKS refuses: {words}"),
        Check::Refuses(count, available, None) => format!(
            "AKS counts {} of {} before this step and refuses; no page gives its words.",
            thousands(*count),
            thousands(*available)
        ),
    }
}

/// The page that explains a step.
fn page(step: &Step, cx: &Cx<'_>) -> Page {
    let mut parts = vec![Part::Text(format!("{}.", sentence(&step.title())))];
    for need in &step.needs {
        parts.extend([Part::Blank, Part::Heading(need.sentence())]);
        parts.extend(
            sums(need, cx)
                .into_iter()
                .map(|(text, value)| Part::Pair(value.trim_start_matches("= ").to_owned(), text.trim().to_owned())),
        );
        parts.extend(before_scale_out(need).map(Part::Text));
        parts.push(Part::Text(checked(&need.check())));
    }
    for note in &step.notes {
        parts.extend([Part::Blank, Part::Text(format!("{}.", sentence(&note.text)))]);
        parts.push(Part::Pair("rule".to_owned(), note.rule.name()));
        parts.push(Part::Pair("source".to_owned(), explain::source(rules::source(note.rule))));
    }
    Page::new(format!("Step {}", step.number), parts)
}
