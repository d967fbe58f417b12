//! The comparison at full width: models are columns, rows are grouped. The rows that decide stay in sight, the others
//! scroll below them. Equal rows are dim; bars share one scale a row. It counts nothing: the rows are given.

use ratatui::style::Style;

use super::super::Cx;
use super::rows::{Row, Section, Subject};
use super::{Picture, question, suggestion};
use crate::config::keymap::Context;
use crate::ui::action::Action;
use crate::ui::canvas::{Canvas, FrameStyle, Head, share};
use crate::ui::text::{lead, middle, pad_right, wrap};
use crate::ui::{models, verdict};

/// Cells of the labels.
const LABEL_CELLS: usize = 25;
/// Models with a column of their own where there is no room for all; the others have a line below.
const COLUMNS: usize = 5;
/// The fewest and the most cells of a column without the blank behind it.
const COLUMN_CELLS: (usize, usize) = (18, 40);
/// Lines that a long cell may take.
const CELL_LINES: usize = 3;
/// Lines that must be left to scroll before the rows that decide are kept in sight.
const LEAST_SCROLLED: usize = 4;
/// Lines above and below the table.
const ABOVE: usize = 4;
const BELOW: usize = 5;
/// Sentences of the suggestion that are shown.
const SENTENCES: usize = 3;

/// The columns of the models.
#[derive(Clone, Copy)]
struct Columns {
    count: usize,
    cells: usize,
}

impl Columns {
    /// As many as there are models where the width has room for all, and as wide as it allows.
    fn of_width(width: usize, models: usize) -> Self {
        let (least, most) = COLUMN_CELLS;
        let room = width.saturating_sub(LABEL_CELLS);
        let count = if models * (least + 1) <= room { models } else { COLUMNS };
        Self { count, cells: (room / count.max(1)).saturating_sub(1).clamp(least, most) }
    }

    fn at(self, place: usize) -> usize {
        LABEL_CELLS + place * (self.cells + 1)
    }
}

/// One line of the table.
enum TableLine {
    /// Above a row.
    Rule {
        row: usize,
    },
    Cells {
        row: usize,
        label: &'static str,
        texts: Vec<String>,
    },
    Bars {
        row: usize,
    },
}

impl TableLine {
    /// The row that it belongs to.
    fn row(&self) -> usize {
        match self {
            Self::Rule { row } | Self::Cells { row, .. } | Self::Bars { row } => *row,
        }
    }
}

/// Draws the table, the selected row always in sight.
pub fn draw(canvas: &mut Canvas<'_>, cx: &Cx<'_>, picture: &Picture<'_>) {
    let theme = cx.theme;
    let key = format!("{} only differences", cx.key(Context::Compare, Action::Differences));
    let column = canvas.text(0, 1, "Same question for every model:  ", theme.dim);
    canvas.text(0, column, &question(cx), theme.value);
    let wide = canvas.width();
    canvas.right(0, wide.saturating_sub(1), &key, theme.hint);
    let columns = Columns::of_width(wide, picture.answers.len());
    draw_heads(canvas, cx, picture, columns);
    let rule = FrameStyle { border: theme.border, ..FrameStyle::default() };
    canvas.rule(3, Head::default(), rule);

    let high = canvas.height().saturating_sub(ABOVE + BELOW);
    let lines = lines(&picture.rows, columns);
    let decided = lines.iter().position(|line| line.row() >= first_below(&picture.rows)).unwrap_or(lines.len());
    // A terminal that holds little more than the rows that decide scrolls them with the others.
    let (fixed, rest) = lines.split_at(if decided + LEAST_SCROLLED <= high { decided } else { 0 });
    draw_lines(&mut canvas.rows(ABOVE, fixed.len()), fixed, cx, picture, columns);
    let high = high - fixed.len();
    let last = rest.iter().rposition(|line| line.row() == picture.row).unwrap_or(0);
    let first = (last + 1).saturating_sub(high).min(rest.len().saturating_sub(high));
    let shown = &rest[first..rest.len().min(first + high)];
    draw_lines(&mut canvas.rows(ABOVE + fixed.len(), high), shown, cx, picture, columns);
    draw_below(canvas, cx, picture, columns, rest.len() > first + high);
}

/// The first row that scrolls.
fn first_below(rows: &[Row]) -> usize {
    rows.iter().position(|row| row.section != Section::Deciding).unwrap_or(rows.len())
}

fn draw_lines(canvas: &mut Canvas<'_>, lines: &[TableLine], cx: &Cx<'_>, picture: &Picture<'_>, columns: Columns) {
    let rule = FrameStyle { border: cx.theme.border, ..FrameStyle::default() };
    for (at, line) in lines.iter().enumerate() {
        match line {
            TableLine::Rule { .. } => canvas.rule(at, Head::default(), rule),
            TableLine::Cells { row, label, texts } => {
                draw_cells(canvas, at, (label, texts), *row, cx, picture, columns);
            }
            TableLine::Bars { row } => draw_bars(canvas, at, &picture.rows[*row], cx, columns),
        }
    }
}

fn lines(rows: &[Row], columns: Columns) -> Vec<TableLine> {
    let mut lines = Vec::new();
    for (row, content) in rows.iter().enumerate() {
        if row > 0 && rows[row - 1].section != content.section {
            lines.push(TableLine::Rule { row });
        }
        let wrapped: Vec<Vec<String>> =
            content.cells.iter().take(columns.count).map(|cell| wrap(cell, columns.cells)).collect();
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

fn draw_heads(canvas: &mut Canvas<'_>, cx: &Cx<'_>, picture: &Picture<'_>, columns: Columns) {
    for (at, answer) in picture.answers.iter().take(columns.count).enumerate() {
        let name = models::name(answer.model, answer.pod_ip_allocation).0;
        let is_selected = at == picture.model;
        if is_selected {
            canvas.text(2, columns.at(at).saturating_sub(1), "►", cx.theme.accent);
        }
        let style = if is_selected { cx.theme.selection } else { cx.theme.title };
        canvas.text(2, columns.at(at), &middle(name, columns.cells), style);
    }
}

fn draw_cells(
    canvas: &mut Canvas<'_>,
    at: usize,
    (label, texts): (&str, &[String]),
    row: usize,
    cx: &Cx<'_>,
    picture: &Picture<'_>,
    columns: Columns,
) {
    let content = &picture.rows[row];
    let theme = cx.theme;
    if row == picture.row {
        canvas.select(at);
    }
    let label_style = if row == picture.row { theme.accent } else { theme.label };
    canvas.text(at, 1, &pad_right(label, LABEL_CELLS - 2), label_style);
    for (index, text) in texts.iter().enumerate() {
        canvas.text(at, columns.at(index), &middle(text, columns.cells), cell_style(content, index, cx, picture));
    }
}

fn cell_style(row: &Row, index: usize, cx: &Cx<'_>, picture: &Picture<'_>) -> Style {
    match (row.subject, row.differs(), picture.answers.get(index)) {
        (Subject::Verdict, _, Some(answer)) => verdict::style(answer.verdict, answer.capacity.room(), cx.theme),
        (_, true, _) => cx.theme.value,
        (_, false, _) => cx.theme.dim,
    }
}

fn draw_bars(canvas: &mut Canvas<'_>, at: usize, row: &Row, cx: &Cx<'_>, columns: Columns) {
    let theme = cx.theme;
    for (index, bar) in row.bars.iter().flatten().take(columns.count).enumerate() {
        let Some((value, whole)) = bar else { continue };
        let filled = share(*value, *whole, columns.cells);
        let column =
            canvas.fill(at, columns.at(index), filled, '█', if value > whole { theme.bad } else { theme.used });
        canvas.fill(at, column, columns.cells - filled, '░', theme.set_aside);
    }
}

/// The first model without a column, what to choose, and how the rows are to be read.
fn draw_below(canvas: &mut Canvas<'_>, cx: &Cx<'_>, picture: &Picture<'_>, columns: Columns, is_cut: bool) {
    let theme = cx.theme;
    let high = canvas.height();
    let room = canvas.width().saturating_sub(2);
    if let Some(answer) = picture.answers.get(columns.count) {
        let row = high.saturating_sub(BELOW);
        let is_selected = picture.model == columns.count;
        let name = models::name(answer.model, answer.pod_ip_allocation).0;
        canvas.marker(row, 0, is_selected, theme.accent);
        let column = canvas.text(row, 1, name, if is_selected { theme.selection } else { theme.title });
        let column = canvas.text(
            row,
            column + 2,
            verdict::word(answer.verdict, answer.capacity.room()),
            verdict::style(answer.verdict, answer.capacity.room(), theme),
        );
        let limit = super::rows::tightest(answer);
        let words = format!("  {limit}   most nodes {}   pods are the plug-in's matter", super::rows::most(answer));
        canvas.text(row, column, &words, theme.text);
    }
    for (at, words) in suggestion(cx).iter().take(SENTENCES).enumerate() {
        canvas.text(high.saturating_sub(BELOW - 1) + at, 1, &lead(words, room), theme.value);
    }
    let more = if is_cut { "  There are more rows below." } else { "" };
    let words = format!("Rows whose values differ are bright; equal rows are dim.{more}");
    canvas.text(high.saturating_sub(1), 1, &words, theme.dim);
}
