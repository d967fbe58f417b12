//! The comparison at full width: models are columns, rows are grouped. Equal rows are dim; bars share one scale a row. It counts nothing: the rows are given.

use ratatui::style::Style;

use super::super::Cx;
use super::rows::{Row, Section};
use super::{Picture, question, suggestion};
use crate::config::keymap::Context;
use crate::ui::action::Action;
use crate::ui::canvas::{Canvas, FrameStyle, Head, share};
use crate::ui::text::{middle, pad_right, wrap};
use crate::ui::{models, verdict};

/// Cells of the labels.
const LABEL_CELLS: usize = 25;
/// Models with a column of their own; the others have a line below.
const COLUMNS: usize = 5;
/// Lines that a long cell may take.
const CELL_LINES: usize = 2;
/// Lines above and below the table.
const ABOVE: usize = 4;
const BELOW: usize = 3;

/// One line of the table.
enum TableLine {
    Rule,
    Cells { row: usize, label: &'static str, texts: Vec<String> },
    Bars { row: usize },
}

/// Draws the table, the selected row always in sight.
pub fn draw(canvas: &mut Canvas<'_>, cx: &Cx<'_>, picture: &Picture<'_>) {
    let theme = cx.theme;
    let key = format!("{} only differences", cx.key(Context::Compare, Action::Differences));
    let column = canvas.text(0, 1, "Same question for every model:  ", theme.dim);
    canvas.text(0, column, &question(cx), theme.value);
    let wide = canvas.width();
    canvas.right(0, wide.saturating_sub(1), &key, theme.hint);
    draw_heads(canvas, cx, picture);
    let rule = FrameStyle { border: theme.border, ..FrameStyle::default() };
    canvas.rule(3, Head::default(), rule);

    let lines = lines(&picture.rows);
    let high = canvas.height().saturating_sub(ABOVE + BELOW);
    let of_row = |line: &TableLine| matches!(line, TableLine::Cells { row, .. } | TableLine::Bars { row } if *row == picture.row);
    let last = lines.iter().rposition(of_row).unwrap_or(0);
    let first = (last + 1).saturating_sub(high).min(lines.len().saturating_sub(high));
    let mut table = canvas.rows(ABOVE, high);
    for (at, line) in lines.iter().skip(first).take(high).enumerate() {
        match line {
            TableLine::Rule => table.rule(at, Head::default(), rule),
            TableLine::Cells { row, label, texts } => draw_cells(&mut table, at, (label, texts), *row, cx, picture),
            TableLine::Bars { row } => draw_bars(&mut table, at, &picture.rows[*row], cx),
        }
    }
    draw_below(canvas, cx, picture, lines.len() > first + high);
}

fn lines(rows: &[Row]) -> Vec<TableLine> {
    let mut lines = Vec::new();
    for (row, content) in rows.iter().enumerate() {
        if row > 0 && rows[row - 1].section != content.section {
            lines.push(TableLine::Rule);
        }
        let cells = column_cells();
        let wrapped: Vec<Vec<String>> = content.cells.iter().take(COLUMNS).map(|cell| wrap(cell, cells)).collect();
        let high = wrapped.iter().map(Vec::len).max().unwrap_or(1).clamp(1, CELL_LINES);
        for line in 0..high {
            let texts = wrapped.iter().map(|cell| cell.get(line).cloned().unwrap_or_default()).collect();
            lines.push(TableLine::Cells { row, label: if line == 0 { content.label } else { "" }, texts });
        }
        if content.bars.is_some() {
            lines.push(TableLine::Bars { row });
        }
    }
    lines
}

/// Cells of a column without the blank behind it.
fn column_cells() -> usize {
    18
}

fn column_of(at: usize) -> usize {
    LABEL_CELLS + at * (column_cells() + 1)
}

fn draw_heads(canvas: &mut Canvas<'_>, cx: &Cx<'_>, picture: &Picture<'_>) {
    for (at, answer) in picture.answers.iter().take(COLUMNS).enumerate() {
        let name = models::name(answer.model, answer.pod_ip_allocation).0;
        let is_selected = at == picture.model;
        if is_selected {
            canvas.text(2, column_of(at).saturating_sub(1), "►", cx.theme.accent);
        }
        let style = if is_selected { cx.theme.selection } else { cx.theme.title };
        canvas.text(2, column_of(at), &middle(name, column_cells()), style);
    }
}

fn draw_cells(
    canvas: &mut Canvas<'_>,
    at: usize,
    (label, texts): (&str, &[String]),
    row: usize,
    cx: &Cx<'_>,
    picture: &Picture<'_>,
) {
    let content = &picture.rows[row];
    let theme = cx.theme;
    let label_style = if row == picture.row { theme.accent } else { theme.label };
    canvas.text(at, 1, &pad_right(label, LABEL_CELLS - 2), label_style);
    for (index, text) in texts.iter().enumerate() {
        canvas.text(at, column_of(index), &middle(text, column_cells()), cell_style(content, index, cx, picture));
    }
}

fn cell_style(row: &Row, index: usize, cx: &Cx<'_>, picture: &Picture<'_>) -> Style {
    match (row.section, row.differs(), picture.answers.get(index)) {
        (Section::Verdict, _, Some(answer)) if row.label == "VERDICT" => verdict::style(answer.verdict, cx.theme),
        (_, true, _) => cx.theme.value,
        (_, false, _) => cx.theme.dim,
    }
}

fn draw_bars(canvas: &mut Canvas<'_>, at: usize, row: &Row, cx: &Cx<'_>) {
    let theme = cx.theme;
    for (index, bar) in row.bars.iter().flatten().take(COLUMNS).enumerate() {
        let Some((value, whole)) = bar else { continue };
        let filled = share(*value, *whole, column_cells());
        let column = canvas.fill(at, column_of(index), filled, '█', if value > whole { theme.bad } else { theme.used });
        canvas.fill(at, column, column_cells() - filled, '░', theme.set_aside);
    }
}

/// The model without a column, what to choose, and how the rows are to be read.
fn draw_below(canvas: &mut Canvas<'_>, cx: &Cx<'_>, picture: &Picture<'_>, is_cut: bool) {
    let theme = cx.theme;
    let high = canvas.height();
    let room = canvas.width().saturating_sub(2);
    if let Some(answer) = picture.answers.get(COLUMNS) {
        let row = high.saturating_sub(BELOW);
        let is_selected = picture.model == COLUMNS;
        let name = models::name(answer.model, answer.pod_ip_allocation).0;
        canvas.text(row, 0, if is_selected { "►" } else { " " }, theme.accent);
        let column = canvas.text(row, 1, name, if is_selected { theme.selection } else { theme.title });
        let column = canvas.text(row, column + 2, verdict::word(answer.verdict), verdict::style(answer.verdict, theme));
        let limit = super::rows::tightest(answer);
        let words = format!("  {limit}   most nodes {}   pods are the plug-in's matter", super::rows::most(answer));
        canvas.text(row, column, &words, theme.text);
    }
    if let Some(words) = suggestion(cx) {
        canvas.text(high.saturating_sub(2), 1, &middle(&words, room), theme.value);
    }
    let more = if is_cut { "  There are more rows below." } else { "" };
    let words = format!("Rows whose values differ are bright; equal rows are dim.{more}");
    canvas.text(high.saturating_sub(1), 1, &words, theme.dim);
}
