//! The comparison below full width: models are rows with the deciding numbers, the rest is the detail of the selected
//! one. It counts nothing: the rows are given.

use super::super::Cx;
use super::rows::{self, Row, Subject};
use super::{Picture, question, suggestion};
use crate::config::keymap::Context;
use crate::engine::capacity::Binding;
use crate::engine::compare::ModelAnswer;
use crate::ui::action::Action;
use crate::ui::canvas::{Canvas, FrameStyle, Head, share};
use crate::ui::text::{lead, pad_left, pad_right, thousands, unfinished, wrap};
use crate::ui::{models, verdict};

/// Lines of one row of the detail.
const DETAIL_LINES: usize = 6;
/// Lines of the suggestion that are shown.
const SENTENCE_LINES: usize = 3;
/// Cells of the bar in the column of the tightest limit.
const BAR_CELLS: usize = 6;
/// The largest share that has cells for it.
const SHARE_MAX: u64 = 9_999;

fn rule(canvas: &mut Canvas<'_>, row: usize, title: &str, cx: &Cx<'_>) {
    let style = FrameStyle { border: cx.theme.border, title: cx.theme.title, right: cx.theme.hint };
    canvas.rule(row, Head { title, right: "" }, style);
}

/// 80 to 119 columns.
pub fn draw(canvas: &mut Canvas<'_>, cx: &Cx<'_>, picture: &Picture<'_>) {
    let theme = cx.theme;
    let key = format!("{} differences", cx.key(Context::Compare, Action::Differences));
    canvas.text(0, 1, &question(cx), theme.value);
    let wide = canvas.width();
    canvas.right(0, wide.saturating_sub(1), &key, theme.hint);
    rule(canvas, 1, "", cx);
    canvas.text(2, 2, "model       verdict VNet IPs  tightest limit                   most smallest", theme.label);
    canvas.text(3, 2, "                                                              nodes   subnet", theme.label);
    for (at, answer) in picture.answers.iter().enumerate() {
        draw_model(canvas, 4 + at, answer, at == picture.model, cx);
    }
    let below = 4 + picture.answers.len();
    let suggested: Vec<String> =
        suggestion(cx).iter().flat_map(|words| wrap(&words.replace("  ", " "), wide.saturating_sub(2))).collect();
    let shown = suggested.len().min(SENTENCE_LINES);
    let last = canvas.height().saturating_sub(shown + 1);
    draw_detail(&mut canvas.rows(below, last.saturating_sub(below)), cx, picture);
    rule(canvas, last, "", cx);
    for (at, line) in suggested.iter().take(shown).enumerate() {
        canvas.text(last + 1 + at, 1, line, theme.value);
    }
}

fn draw_model(canvas: &mut Canvas<'_>, row: usize, answer: &ModelAnswer, is_selected: bool, cx: &Cx<'_>) {
    let theme = cx.theme;
    let name = models::name(answer.model, answer.pod_ip_allocation).1;
    canvas.marker(row, 1, is_selected, theme.accent);
    let style = if is_selected { theme.selection } else { theme.text };
    canvas.text(row, 2, &pad_right(name, 11), style);
    canvas.text(
        row,
        14,
        verdict::word(answer.verdict, answer.capacity.room()),
        verdict::style(answer.verdict, answer.capacity.room(), theme),
    );
    canvas.right(row, 30, &thousands(answer.vnet_addresses), theme.value);
    let limit = answer.binding.as_ref().map(Binding::title).unwrap_or_default();
    canvas.text(row, 32, &pad_right(limit, 14), theme.text);
    if let Some(percent) = answer.used_percent {
        let filled = share(percent, 100, BAR_CELLS);
        let style = if percent > 100 { theme.bad } else { theme.used };
        let column = canvas.fill(row, 47, filled, '█', style);
        canvas.fill(row, column, BAR_CELLS - filled, '░', theme.set_aside);
        canvas.right(row, 60, &in_cells(percent), theme.value);
    }
    canvas.right(row, 69, &rows::most(answer), theme.value);
    canvas.right(row, 78, &rows::smallest(answer), theme.value);
}

/// A share in the cells that are left behind the bar; one beyond all measure only says so, and the detail how much.
fn in_cells(percent: u64) -> String {
    if percent > SHARE_MAX { format!(">{SHARE_MAX}%") } else { format!("{percent}%") }
}

/// The rows of the selected model that the table does not have, or all of them over all of it; the selected one in sight.
pub fn draw_detail(canvas: &mut Canvas<'_>, cx: &Cx<'_>, picture: &Picture<'_>) {
    let Some(answer) = picture.answers.get(picture.model) else { return };
    let name = models::name(answer.model, answer.pod_ip_allocation).0;
    let room = canvas.width().saturating_sub(29);
    let mut lines: Vec<(usize, String, String)> = Vec::new();
    for (at, row) in picture.rows.iter().enumerate().filter(|(_, row)| cx.is_enlarged || !is_in_table(row.subject)) {
        let cell = detail(answer, row, picture.model);
        let wrapped = wrap(&cell, room);
        let first = wrapped.first().cloned().unwrap_or_default();
        lines.push((at, row.label.to_owned(), first));
        let is_cut = wrapped.len() > DETAIL_LINES;
        let mut more: Vec<String> = wrapped.into_iter().skip(1).take(DETAIL_LINES - 1).collect();
        if let Some(last) = more.last_mut().filter(|_| is_cut) {
            *last = unfinished(last, room);
        }
        lines.extend(more.into_iter().map(|line| (at, String::new(), line)));
    }
    let high = canvas.height().saturating_sub(1);
    // A row of the table above is selected: the detail begins at its beginning.
    let selected = lines.iter().position(|(at, ..)| *at >= picture.row).unwrap_or(lines.len().saturating_sub(1));
    let first = selected.min(lines.len().saturating_sub(high));
    let more = if lines.len() > high {
        format!("{} to {} of {}", first + 1, lines.len().min(first + high), lines.len())
    } else {
        String::new()
    };
    let style = FrameStyle { border: cx.theme.border, title: cx.theme.title, right: cx.theme.hint };
    canvas.rule(0, Head { title: name, right: &more }, style);
    for (line, (at, label, text)) in lines.iter().skip(first).take(high).enumerate() {
        let row = &picture.rows[*at];
        let label_style = if *at == picture.row { cx.theme.accent } else { cx.theme.label };
        canvas.text(1 + line, 1, &pad_right(label, 26), label_style);
        let style = if row.differs() { cx.theme.value } else { cx.theme.dim };
        canvas.text(1 + line, 28, &lead(text, room), style);
    }
}

/// Has the table above the detail a column for it?
pub fn is_in_table(subject: Subject) -> bool {
    matches!(subject, Subject::Verdict | Subject::Tightest | Subject::Addresses | Subject::Most)
}

/// A cell in full words where there is room for them.
fn detail(answer: &ModelAnswer, row: &Row, model: usize) -> String {
    match row.subject {
        Subject::Stops => answer.stops(),
        Subject::Lacks if !answer.lacks.is_empty() => answer
            .lacks
            .iter()
            .map(
                |lack| if lack.is_certain() { lack.what.to_string() } else { format!("{} ({})", lack.what, lack.note) },
            )
            .collect::<Vec<_>>()
            .join("; "),
        _ => row.cells.get(model).cloned().unwrap_or_default(),
    }
}

/// 40 to 79 columns.
pub fn draw_narrow(canvas: &mut Canvas<'_>, cx: &Cx<'_>, picture: &Picture<'_>) {
    let theme = cx.theme;
    rule(canvas, 0, "", cx);
    for (at, answer) in picture.answers.iter().enumerate() {
        let is_selected = at == picture.model;
        let name = models::name(answer.model, answer.pod_ip_allocation).1;
        canvas.marker(1 + at, 0, is_selected, theme.accent);
        let style = if is_selected { theme.selection } else { theme.text };
        canvas.text(1 + at, 1, &pad_right(name, 12), style);
        canvas.text(
            1 + at,
            14,
            verdict::word(answer.verdict, answer.capacity.room()),
            verdict::style(answer.verdict, answer.capacity.room(), theme),
        );
        let percent = answer.used_percent.map(|percent| format!("{percent}%")).unwrap_or_default();
        canvas.text(1 + at, 22, &pad_left(&percent, 5), theme.value);
        canvas.text(1 + at, 28, &nodes_words(&rows::most(answer)), theme.text);
    }
    let below = 1 + picture.answers.len();
    let high = canvas.height();
    draw_detail(&mut canvas.rows(below, high.saturating_sub(below)), cx, picture);
}

/// The most nodes, as a phrase that stands by itself: without a column's heading above it `none` would say nothing.
fn nodes_words(most: &str) -> String {
    match most {
        "none" => "no nodes".to_owned(),
        "no limit" => most.to_owned(),
        count => format!("{count} nodes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_nodes_are_a_phrase() {
        for (most, words) in [("none", "no nodes"), ("no limit", "no limit"), ("17/25", "17/25 nodes")] {
            assert_eq!(nodes_words(most), words);
        }
    }
}
