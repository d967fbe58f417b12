//! Who reaches whom, over the screen's body: the table, the selected pair in words, what Kubernetes promises. Every
//! word of it is the engine's; while a large table is computed the one before stays.

use std::sync::Arc;

use ratatui::style::Style;

use super::super::Cx;
use crate::config::theme::Theme;
use crate::engine::reach::{Cell, Kept, Outcome, Reach};
use crate::engine::trace::shown;
use crate::net::counted;
use crate::ui::action::Action;
use crate::ui::canvas::{Canvas, Head};
use crate::ui::text::{middle, wrap};
use crate::ui::widgets::matrix::{Cursor, Matrix};
use crate::ui::widgets::panel::Panel;

/// Columns of a cell, the space behind it included.
const CELL: usize = 6;
/// The rows that the selected pair and the promises take at most, their rules included.
const PAIR: usize = 6;
const PROMISES: usize = 7;
/// The fewest rows of the table, its head and its rule included, that the rest leaves it.
const TABLE_LEAST: usize = 9;
/// What an end has in its own column.
const SELF: &str = "-";
/// What the words of the cells mean, in the order of what is cut first where there is little room.
const LEGEND: &str =
    "seen as: own address, node's address, nat = another   lost = no reply   no = not there   ? = not known";
const LEGEND_SHORT: &str = "own/node/nat: seen as  lost: no reply  ?: not known";

/// The open table.
#[derive(Debug)]
pub struct Open {
    cursor: Cursor,
    /// What was shown last.
    last: Option<Arc<Reach>>,
}

impl Default for Open {
    /// At the first pair: an end and itself would say nothing.
    fn default() -> Self {
        let mut cursor = Cursor::default();
        cursor.column = 1;
        Self { cursor, last: None }
    }
}

impl Open {
    /// The table of the design; that of an earlier one while it is computed, and whether it is.
    fn table(&self, cx: &Cx<'_>) -> (Option<Arc<Reach>>, bool) {
        match cx.analysis.reach_at_once() {
            Some(reach) => (Some(Arc::clone(reach)), false),
            None => (self.last.clone(), true),
        }
    }

    /// Moves the cursor; false: the action does not.
    pub fn act(&mut self, action: Action, cx: &Cx<'_>) -> bool {
        let ends = self.table(cx).0.map_or(0, |reach| reach.ends.len());
        self.cursor.act(action, ends, ends)
    }

    /// The ends of the selected pair, as a question names them.
    pub fn pair(&self, cx: &Cx<'_>) -> Option<(String, String)> {
        let (reach, _) = self.table(cx);
        let reach = reach?;
        let cell = reach.cell(self.cursor.row, self.cursor.column)?;
        Some((reach.ends[cell.from].endpoint.to_string(), reach.ends[cell.to].endpoint.to_string()))
    }

    /// The line for the status.
    pub fn status(&self, cx: &Cx<'_>) -> String {
        match self.table(cx) {
            (None, _) => "Who reaches whom: computing".to_owned(),
            (Some(reach), is_old) => {
                let computing = if is_old { "Computing; of the design before: " } else { "" };
                format!("{computing}{}", self.words(&reach).into_iter().next().unwrap_or_default())
            }
        }
    }

    /// The selected pair in sentences, the shortest answer first.
    fn words(&self, reach: &Reach) -> Vec<String> {
        match reach.cell(self.cursor.row, self.cursor.column) {
            Some(cell) => words(reach, cell),
            None => vec!["An end and itself: choose two ends".to_owned()],
        }
    }

    /// Draws all of it.
    pub fn draw(&mut self, canvas: &mut Canvas<'_>, cx: &Cx<'_>) {
        let theme = cx.theme;
        let (reach, is_old) = self.table(cx);
        let Some(reach) = reach else {
            canvas.text(0, 1, "Who reaches whom: computing ...", theme.text);
            return;
        };
        self.last = Some(Arc::clone(&reach));
        let (height, columns) = (canvas.height(), canvas.width());
        let panel = Panel::of_width(columns);
        let words = self.lines(&reach, columns, theme);
        let promises = promises(&reach, columns, theme);
        // The table keeps what it needs first; the promises go before the pair.
        let frame = panel.rows();
        let spare = if cx.is_enlarged { 0 } else { height.saturating_sub(TABLE_LEAST) };
        let pair = (words.len() + frame).min(PAIR).min(spare);
        let kept = (promises.len() + frame).min(PROMISES).min(spare - pair);
        let (pair, kept) = (at_least(pair, frame), at_least(kept, frame));
        let count = counted(reach.ends.len() as u64, "end");
        let more = if reach.left_out > 0 { format!(", {} more left out", reach.left_out) } else { String::new() };
        let right = if is_old { "computing ...".to_owned() } else { format!("{count}{more}") };
        let head = Head { title: "Who reaches whom, seen as", right: &right };
        self.grid(&mut canvas.rows(0, height - pair - kept), panel, head, &reach, theme);
        if pair > 0 {
            let head = Head { title: "The selected pair", right: "" };
            draw_lines(&mut panel.draw(&mut canvas.rows(height - pair - kept, pair), head, theme), &words);
        }
        if kept > 0 {
            let head = Head { title: "What Kubernetes promises", right: "" };
            draw_lines(&mut panel.draw(&mut canvas.rows(height - kept, kept), head, theme), &promises);
        }
    }

    fn grid(&mut self, canvas: &mut Canvas<'_>, panel: Panel, head: Head<'_>, reach: &Reach, theme: &Theme) {
        let mut inner = panel.draw(canvas, head, theme);
        let names: Vec<String> = reach.ends.iter().map(|end| end.endpoint.to_string()).collect();
        let cell = |row: usize, column: usize| match reach.cell(row, column) {
            Some(cell) => {
                let outcome = reach.outcome(cell);
                (outcome.to_string(), style(outcome, theme))
            }
            None => (SELF.to_owned(), theme.dim),
        };
        let matrix = Matrix { rows: &names, columns: names.len(), cell_width: CELL, cell: &cell };
        let rows = inner.height().saturating_sub(1);
        matrix.draw(&mut inner.rows(0, rows), &mut self.cursor, theme);
        let legend = if LEGEND.len() < inner.width() { LEGEND } else { LEGEND_SHORT };
        inner.text(rows, 0, &middle(legend, inner.width()), theme.dim);
    }

    fn lines(&self, reach: &Reach, columns: usize, theme: &Theme) -> Vec<(String, Style)> {
        let wrapped = |line: &String| wrap(line, columns.saturating_sub(4));
        self.words(reach).iter().flat_map(wrapped).map(|line| (line, theme.text)).collect()
    }
}

/// The rows of a part; none where its frame would hold nothing.
fn at_least(rows: usize, frame: usize) -> usize {
    if rows > frame { rows } else { 0 }
}

fn style(outcome: Outcome, theme: &Theme) -> Style {
    match outcome {
        Outcome::Own => theme.good,
        Outcome::Node | Outcome::Translated => theme.changed,
        Outcome::No | Outcome::Lost => theme.bad,
        Outcome::NotKnown => theme.dim,
    }
}

/// A pair in sentences: what becomes of the packet and its reply, as whom it is seen, what decided.
fn words(reach: &Reach, cell: &Cell) -> Vec<String> {
    let name = |end: usize| reach.ends[end].endpoint.to_string();
    let back = match cell.return_disposition {
        Some(back) => format!("the reply: {}", back.spoken()),
        None => "no reply is followed".to_owned(),
    };
    let mut lines = vec![format!("{} to {}: {}; {back}", name(cell.from), name(cell.to), cell.disposition.spoken())];
    let own = reach.ends[cell.from].address;
    lines.extend(cell.source_seen.map(|seen| match own {
        Some(own) if own == seen => {
            format!("{} sees {} as {}, its own address", name(cell.to), name(cell.from), shown(seen))
        }
        Some(own) => {
            format!("{} sees {}, which has {}, as {}", name(cell.to), name(cell.from), shown(own), shown(seen))
        }
        None => format!("{} sees {} as {}", name(cell.to), name(cell.from), shown(seen)),
    }));
    if cell.decided_by.kind != "none" {
        lines.push(format!("decided by {}", cell.decided_by));
    }
    lines
}

/// What Kubernetes promises, and whether the design keeps it.
fn promises(reach: &Reach, columns: usize, theme: &Theme) -> Vec<(String, Style)> {
    let mut lines = Vec::new();
    for promise in &reach.promises {
        let (mark, style) = match promise.kept {
            Kept::Yes => ("[OK]", theme.good),
            Kept::Denied => ("[OK]", theme.changed),
            Kept::No => ("[!!]", theme.bad),
            Kept::Unknown => ("[--]", theme.dim),
        };
        let text = format!("{}: {}: {}", promise.promise.spoken(), promise.kept.spoken(), promise.why);
        for (row, line) in wrap(&text, columns.saturating_sub(9)).into_iter().enumerate() {
            lines.push((format!("{:<5}{line}", if row == 0 { mark } else { "" }), style));
        }
    }
    lines
}

fn draw_lines(canvas: &mut Canvas<'_>, lines: &[(String, Style)]) {
    for (row, (line, style)) in lines.iter().take(canvas.height()).enumerate() {
        canvas.text(row, 0, line, *style);
    }
}
