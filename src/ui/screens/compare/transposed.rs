//! The comparison below full width: models are rows with the deciding numbers, the rest is the detail of the selected
//! one. It counts nothing: the rows are given.

use super::super::Cx;
use super::rows::{self, Section};
use super::{Picture, question, suggestion};
use crate::config::keymap::Context;
use crate::engine::capacity::Binding;
use crate::engine::compare::ModelAnswer;
use crate::ui::action::Action;
use crate::ui::canvas::{Canvas, FrameStyle, Head, share};
use crate::ui::text::{middle, pad_left, pad_right, thousands, wrap};
use crate::ui::{models, verdict};

/// Cells of the bar in the column of the tightest limit.
const BAR_CELLS: usize = 9;

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
    canvas.text(2, 2, "model           verdict  VNet IPs tightest limit                most  smallest", theme.label);
    canvas.text(3, 2, "                                                              nodes    subnet", theme.label);
    for (at, answer) in picture.answers.iter().enumerate() {
        draw_model(canvas, 4 + at, answer, at == picture.model, cx);
    }
    let below = 4 + picture.answers.len();
    let suggested = suggestion(cx).map(|words| wrap(&words, wide.saturating_sub(2))).unwrap_or_default();
    let shown = suggested.len().min(2);
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
    canvas.text(row, 1, if is_selected { "►" } else { " " }, theme.accent);
    let style = if is_selected { theme.selection } else { theme.text };
    canvas.text(row, 2, &pad_right(name, 15), style);
    canvas.text(row, 18, verdict::word(answer.verdict), verdict::style(answer.verdict, theme));
    canvas.text(row, 27, &pad_left(&thousands(answer.vnet_addresses), 8), theme.value);
    let limit = answer.binding.as_ref().map(Binding::title).unwrap_or_default();
    canvas.text(row, 36, &pad_right(limit, 13), theme.text);
    if let Some(percent) = answer.used_percent {
        let filled = share(percent, 100, BAR_CELLS);
        let style = if percent > 100 { theme.bad } else { theme.used };
        let column = canvas.fill(row, 50, filled, '█', style);
        canvas.fill(row, column, BAR_CELLS - filled, '░', theme.set_aside);
        canvas.text(row, 50 + BAR_CELLS, &pad_left(&format!("{percent}%"), 5), theme.value);
    }
    canvas.text(row, 64, &pad_left(&rows::most(answer), 6), theme.value);
    canvas.text(row, 72, &pad_left(&rows::smallest(answer), 5), theme.value);
}

/// The rows of the selected model that the table does not have, from the selected one on.
fn draw_detail(canvas: &mut Canvas<'_>, cx: &Cx<'_>, picture: &Picture<'_>) {
    let Some(answer) = picture.answers.get(picture.model) else { return };
    let name = models::name(answer.model, answer.pod_ip_allocation).0;
    rule(canvas, 0, name, cx);
    let rest: Vec<_> = picture
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| {
            matches!(row.section, Section::Cost | Section::Behaviour) && row.label != "VNet addresses used"
        })
        .collect();
    let high = canvas.height().saturating_sub(1);
    let selected = rest.iter().position(|(at, _)| *at >= picture.row).unwrap_or(rest.len().saturating_sub(1));
    let first = selected.min(rest.len().saturating_sub(high));
    for (line, (_, row)) in rest.iter().skip(first).take(high).enumerate() {
        let style = if row.differs() { cx.theme.value } else { cx.theme.dim };
        canvas.text(1 + line, 1, &pad_right(row.label, 26), cx.theme.label);
        let cell = row.cells.get(picture.model).map(String::as_str).unwrap_or_default();
        let room = canvas.width().saturating_sub(29);
        canvas.text(1 + line, 28, &middle(cell, room), style);
    }
}

/// 40 to 79 columns.
pub fn draw_narrow(canvas: &mut Canvas<'_>, cx: &Cx<'_>, picture: &Picture<'_>) {
    let theme = cx.theme;
    rule(canvas, 0, "", cx);
    for (at, answer) in picture.answers.iter().enumerate() {
        let is_selected = at == picture.model;
        let name = models::name(answer.model, answer.pod_ip_allocation).1;
        canvas.text(1 + at, 0, if is_selected { "►" } else { " " }, theme.accent);
        let style = if is_selected { theme.selection } else { theme.text };
        canvas.text(1 + at, 1, &pad_right(name, 12), style);
        canvas.text(1 + at, 14, verdict::word(answer.verdict), verdict::style(answer.verdict, theme));
        let percent = answer.used_percent.map(|percent| format!("{percent}%")).unwrap_or_default();
        canvas.text(1 + at, 22, &pad_left(&percent, 5), theme.value);
        canvas.text(1 + at, 28, &format!("{} nodes", rows::most(answer)), theme.text);
    }
    let below = 1 + picture.answers.len();
    let high = canvas.height();
    draw_detail(&mut canvas.rows(below, high.saturating_sub(below)), cx, picture);
}
