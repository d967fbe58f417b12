//! The map of nodes and max pods: which pairs fit, the edge of what fits, and the numbers of the pair under the cursor.
//! All of it is the engine's.

use std::sync::Arc;

use ratatui::style::Style;

use super::super::{Cx, Reply};
use crate::engine::capacity::{IF_CAPPED, Room};
use crate::engine::grid::{self, Cell, Grid};
use crate::ui::action::Action;
use crate::ui::canvas::Canvas;
use crate::ui::layout::SizeClass;
use crate::ui::text::{counted, lead, thousands, unfinished, width, wrap};

/// The cursor and the range that is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Map {
    /// Nodes and max pods of the selected pair; `None`: the design's own.
    at: Option<(u32, u32)>,
    /// A range by its place in the question; `None`: everything that limits the design.
    range: Option<usize>,
}

/// Cells of a row's label, and of each pair.
const LABEL_CELLS: usize = 5;
const PAIR_CELLS: usize = 3;
/// What stands for 100 percent.
const FULL: &str = "==";
/// The share from which a pair has no headroom.
const FULL_PERCENT: u64 = 95;

impl Map {
    fn range(self, cx: &Cx<'_>) -> Option<usize> {
        self.range.filter(|range| *range < cx.analysis.question().ranges.len())
    }

    fn grid(self, cx: &Cx<'_>) -> Option<Arc<Grid>> {
        Some(cx.analysis.grid(cx.pool?, self.range(cx)))
    }

    fn place(self, grid: &Grid) -> (usize, usize) {
        grid.nearest(self.at.unwrap_or(grid.present))
    }

    pub fn title(self, cx: &Cx<'_>) -> String {
        let Some(grid) = self.grid(cx) else { return "Nodes and max pods".to_owned() };
        let judged = grid.range.as_deref().unwrap_or("everything");
        format!("Nodes and max pods of {}, judged by {judged}", grid.pool)
    }

    pub fn act(&mut self, action: Action, cx: &Cx<'_>) -> Option<Reply> {
        let grid = self.grid(cx)?;
        let (column, row) = self.place(&grid);
        let (last_column, last_row) = (grid.nodes.len() - 1, grid.max_pods.len() - 1);
        let (column, row) = match action {
            Action::Left => (column.saturating_sub(1), row),
            Action::Right => ((column + 1).min(last_column), row),
            // More pods lie further up.
            Action::Up => (column, (row + 1).min(last_row)),
            Action::Down => (column, row.saturating_sub(1)),
            Action::First => (0, row),
            Action::Last => (last_column, row),
            Action::PageUp => (column, last_row),
            Action::PageDown => (column, 0),
            Action::Switch => {
                self.range = self.next_range(cx);
                return Some(Reply::Done);
            }
            Action::Enter => return Some(self.take(grid.cell(column, row), &grid, cx)),
            _ => return None,
        };
        let pair = (grid.nodes[column], grid.max_pods[row]);
        // On the design's own pair the cursor goes with the design.
        self.at = Some(pair).filter(|pair| *pair != grid.present);
        Some(Reply::Done)
    }

    /// The next range that nodes or pods lie in; after the last everything again.
    fn next_range(self, cx: &Cx<'_>) -> Option<usize> {
        let question = cx.analysis.question();
        let from = self.range(cx).map_or(0, |range| range + 1);
        (from..question.ranges.len()).find(|range| question.users(*range).next().is_some())
    }

    /// Makes the pair the design's.
    fn take(&mut self, cell: &Cell, grid: &Grid, cx: &Cx<'_>) -> Reply {
        if (cell.nodes, cell.max_pods) == grid.present {
            return Reply::Say("This is the design as it is".to_owned());
        }
        let edit = cx.pool.and_then(|pool| grid::edit(cx.analysis.plan(), pool, cell.nodes, cell.max_pods));
        self.at = None;
        edit.map_or_else(|| Reply::Say("These numbers cannot be set here".to_owned()), Reply::Edit)
    }

    pub fn status(self, cx: &Cx<'_>, close: &str) -> String {
        let Some(grid) = self.grid(cx) else { return "There is no pool".to_owned() };
        let (column, row) = self.place(&grid);
        let cell = grid.cell(column, row);
        let pair = format!("{} of {} pods", counted(cell.nodes, "node"), cell.max_pods);
        match cx.size {
            SizeClass::Wide => {
                format!("{pair}: {}   Enter makes it the design, {close} or Esc closes", verdict(cell))
            }
            SizeClass::Normal => format!("{pair}: {}", verdict(cell)),
            SizeClass::Narrow | SizeClass::Tiny => "The map needs 80 columns and 24 rows".to_owned(),
        }
    }

    pub fn draw(self, canvas: &mut Canvas<'_>, cx: &Cx<'_>) {
        let theme = cx.theme;
        let Some(grid) = self.grid(cx) else {
            canvas.text(0, 1, "There is no pool to vary.", theme.text);
            return;
        };
        let at = self.place(&grid);
        draw_axis(canvas, &grid, cx);
        let rows = grid.max_pods.len();
        for line in 0..rows {
            draw_row(&mut canvas.rows(1 + line, 1), &grid, rows - 1 - line, at, cx);
        }
        let rest = canvas.height().saturating_sub(rows + 1);
        draw_detail(&mut canvas.rows(rows + 1, rest), &grid, at, cx);
    }

    pub fn draw_small(self, canvas: &mut Canvas<'_>, cx: &Cx<'_>) {
        let room = canvas.width().saturating_sub(2);
        let Some(grid) = self.grid(cx) else { return };
        let at = self.place(&grid);
        for (row, line) in lines(&grid, at, SizeClass::Wide)
            .into_iter()
            .flat_map(|text| wrap(&text, room))
            .take(canvas.height())
            .enumerate()
        {
            canvas.text(row, 1, &line, cx.theme.text);
        }
    }
}

/// `fits, 55%`.
fn verdict(cell: &Cell) -> String {
    let word = match cell.room {
        _ if cell.refused.is_some() => "AKS refuses it",
        Room::Enough => "fits",
        Room::Disputed => "fits by one reading, not by the other",
        Room::TooLittle => "does not fit",
    };
    let used = cell.binds.as_ref().map_or_else(String::new, |bound| format!(", {}%", thousands(bound.used_percent())));
    format!("{word}{used}")
}

/// The nodes over their columns, every second one from the last, and what stands at the right.
fn draw_axis(canvas: &mut Canvas<'_>, grid: &Grid, cx: &Cx<'_>) {
    let theme = cx.theme;
    canvas.text(0, 0, "pods", theme.label);
    let last = grid.nodes.len() - 1;
    for column in (0..=last).filter(|column| (last - column).is_multiple_of(2)) {
        let end = LABEL_CELLS + (column + 1) * PAIR_CELLS;
        canvas.right(0, end, &thousands(grid.nodes[column]), theme.label);
    }
    let end = canvas.width().saturating_sub(1);
    canvas.right(0, end, "most nodes", theme.label);
}

/// A row of pairs, the edge in it, and the most nodes of its pods.
fn draw_row(canvas: &mut Canvas<'_>, grid: &Grid, row: usize, at: (usize, usize), cx: &Cx<'_>) {
    let theme = cx.theme;
    let pods = thousands(grid.max_pods[row]);
    let is_own = grid.max_pods[row] == grid.present.1;
    canvas.right(0, LABEL_CELLS - 1, &pods, if is_own { theme.value } else { theme.label });
    let mut fitted = true;
    for column in 0..grid.nodes.len() {
        let cell = grid.cell(column, row);
        let place = LABEL_CELLS + column * PAIR_CELLS;
        if fitted && cell.room != Room::Enough {
            canvas.text(0, place, "│", theme.accent);
        }
        fitted = cell.room == Room::Enough;
        draw_pair(canvas, place, cell, cx);
        if (column, row) == at {
            if cx.editor.is_none() {
                canvas.marker(0, place, true, theme.accent);
            }
            canvas.restyle(0, place + 1, PAIR_CELLS - 1, theme.selection);
        }
    }
    // The brackets of the design's own pair lie in the gaps beside it.
    let own = grid.nearest(grid.present);
    if row == own.1 {
        let place = LABEL_CELLS + own.0 * PAIR_CELLS;
        if own != at || cx.editor.is_some() {
            canvas.text(0, place, "[", theme.value);
        }
        canvas.text(0, place + PAIR_CELLS, "]", theme.value);
    }
    let end = canvas.width().saturating_sub(1);
    let words = |most: Option<u32>| most.map_or_else(|| "none".to_owned(), thousands);
    let most = grid.most_nodes[row];
    let capped = grid.if_capped.as_ref().map(|edges| edges.most_nodes[row]).filter(|capped| *capped != most);
    let capped = capped.map_or_else(String::new, |capped| format!("/{}", words(capped)));
    canvas.right(0, end, &format!("{}{capped}", words(most)), theme.value);
}

/// A pair: the share that is used, or that it does not fit.
fn draw_pair(canvas: &mut Canvas<'_>, place: usize, cell: &Cell, cx: &Cx<'_>) {
    let theme = cx.theme;
    if cell.refused.is_some() {
        canvas.text(0, place + 1, "--", theme.dim);
        return;
    }
    match cell.room {
        Room::Enough => {
            let used = cell.binds.as_ref().map_or(0, grid::Bound::used_percent);
            let style = if used >= FULL_PERCENT { theme.caution } else { theme.good };
            // Three digits would touch what stands beside them.
            let text = if used >= 100 { FULL.to_owned() } else { used.to_string() };
            canvas.right(0, place + PAIR_CELLS, &text, style);
        }
        Room::Disputed => {
            canvas.text(0, place + 1, "??", theme.caution);
        }
        Room::TooLittle => {
            canvas.fill(0, place + 1, PAIR_CELLS - 1, '▓', theme.bad);
        }
    }
}

/// What there is to say of the pair under the cursor.
fn lines(grid: &Grid, (column, row): (usize, usize), size: SizeClass) -> [String; 2] {
    let cell = grid.cell(column, row);
    let needs = cell.binds.as_ref().map_or_else(
        || "nothing limits it".to_owned(),
        |bound| {
            let capped = if bound.if_capped == bound.needed {
                String::new()
            } else {
                format!("; {} {IF_CAPPED}", thousands(bound.if_capped))
            };
            format!("{}{capped}", bound.what.needs(bound.needed, bound.available))
        },
    );
    let refused = cell.refused.as_ref().map_or_else(String::new, |why| format!("; {why}"));
    let pair = format!("{} of {} pods", counted(cell.nodes, "node"), cell.max_pods);
    let most = |own: Option<u32>, other: Option<Option<u32>>, noun| {
        let words = own.map_or_else(|| format!("no {noun}s"), |most| format!("up to {}", counted(most, noun)));
        match other.filter(|other| *other != own) {
            Some(other) => format!("{words} ({} if capped)", other.map_or_else(|| "none".to_owned(), thousands)),
            None => words,
        }
    };
    let other = grid.if_capped.as_ref();
    let most_nodes = most(grid.most_nodes[row], other.map(|edges| edges.most_nodes[row]), "node");
    let most_pods = most(grid.most_pods[column], other.map(|edges| edges.most_pods[column]), "pod");
    // Below full width the line of the status names the pair and its verdict; a name keeps its letters.
    let judged = if size == SizeClass::Wide { format!("{pair}: {}; ", verdict(cell)) } else { String::new() };
    [
        format!("{judged}{needs}{refused}."),
        format!("{} pods: {most_nodes}; {}: {most_pods}.", cell.max_pods, counted(cell.nodes, "node")),
    ]
}

/// The pair under the cursor in as many lines as there are, and what the signs mean below.
fn draw_detail(canvas: &mut Canvas<'_>, grid: &Grid, at: (usize, usize), cx: &Cx<'_>) {
    let theme = cx.theme;
    let (room, high) = (canvas.width().saturating_sub(2), canvas.height());
    let [pair, edge] = lines(grid, at, cx.size);
    let styled = |text: &str, style| wrap(text, room).into_iter().map(move |line| (line, style));
    let mut told: Vec<_> = styled(&pair, theme.value).chain(styled(&edge, theme.text)).collect();
    let left = high.saturating_sub(1);
    if told.len() > left {
        // The edge has a line of its own in any case.
        let first = left.saturating_sub(1);
        told = styled(&pair, theme.value).take(first).collect();
        if let Some((last, _)) = told.last_mut() {
            *last = unfinished(last, room);
        }
        told.push((lead(&edge, room).into_owned(), theme.text));
    }
    let top = usize::from(told.len() < left);
    for (line, (text, style)) in told.iter().take(left).enumerate() {
        canvas.text(top + line, 1, text, *style);
    }
    let legend = legend(grid, room, cx);
    canvas.spans((top + told.len()).min(left), 1, &legend);
}

/// What the signs mean: all of those that are there, in longer or shorter words.
fn legend(grid: &Grid, room: usize, cx: &Cx<'_>) -> Vec<(&'static str, Style)> {
    let theme = cx.theme;
    let has = |test: fn(&Cell) -> bool| grid.cells.iter().any(test);
    let is_full =
        |cell: &Cell| cell.room == Room::Enough && cell.binds.as_ref().is_some_and(|bound| bound.used_percent() == 100);
    let signs = [
        (true, "[ ]", theme.value, [" the design   ", " design  "]),
        (true, "12", theme.good, [" percent used   ", " percent  "]),
        (has(is_full), FULL, theme.caution, [" 100 percent   ", " 100  "]),
        (true, "▓▓", theme.bad, [" too small   ", " too small  "]),
        (grid.if_capped.is_some(), "??", theme.caution, [" by one reading   ", " one reading  "]),
        (has(|cell| cell.refused.is_some()), "--", theme.dim, [" refused   ", " refused  "]),
        (true, "│", theme.accent, [" the edge", " edge"]),
    ];
    let spans = |form: usize| -> Vec<(&'static str, Style)> {
        let shown = signs.iter().filter(|(is_there, ..)| *is_there);
        shown.flat_map(|(_, sign, style, words)| [(*sign, *style), (words[form], theme.dim)]).collect()
    };
    let wide = |spans: &[(&str, Style)]| spans.iter().map(|(text, _)| width(text)).sum::<usize>();
    let long = spans(0);
    if wide(&long) <= room { long } else { spans(1) }
}
