//! The list of all states of the history, and what changed since the selected one. What a state holds is told from
//! outside: the list knows places and labels.

use super::draw::{frame_style, window};
use super::{Verdict, moved};
use crate::config::theme::Theme;
use crate::document::history::Point;
use crate::ui::action::Action;
use crate::ui::canvas::{Canvas, Head};
use crate::ui::text::{cut, middle, width};

/// The share of the rows that the differences get at most: one of so many.
const SINCE_SHARE: usize = 2;

/// The states, and the place of the marker among them.
#[derive(Clone, Debug)]
pub struct HistoryList {
    points: Vec<Point>,
    selected: usize,
    /// What differs between the selected state and the one that stands.
    since: Vec<String>,
}

impl HistoryList {
    /// A list of states; the one that stands is selected.
    pub fn new(points: Vec<Point>) -> Self {
        let selected = points.iter().position(|point| point.is_current).unwrap_or(0);
        Self { points, selected, since: Vec::new() }
    }

    /// The selected state.
    pub fn point(&self) -> Option<&Point> {
        self.points.get(self.selected)
    }

    /// Is told what changed since the selected state.
    pub fn tell(&mut self, since: Vec<String>) {
        self.since = since;
    }

    /// Moves.
    pub fn act(&mut self, action: Action) -> Verdict {
        if let Some(selected) = moved(self.selected, action, self.points.len()) {
            self.selected = selected;
        }
        Verdict::Stay
    }

    /// Draws itself over the canvas: the states above, the differences below.
    pub fn draw(&self, canvas: &mut Canvas<'_>, theme: &Theme) {
        let area = canvas.area();
        canvas.within(area).clear(theme.screen);
        let right = format!("{} of {}", self.selected + 1, self.points.len());
        let inner = canvas.within(area).frame(Head { title: "History", right: &right }, frame_style(theme));
        let mut inner = canvas.within(inner);
        let rows = inner.height();
        let below = (self.since.len() + 1).min(rows / SINCE_SHARE);
        let above = (rows - below).min(self.points.len());
        for (row, at) in window(self.selected, above, self.points.len()).enumerate() {
            self.draw_point(&mut inner, row, at, theme);
        }
        self.draw_since(&mut inner.rows(above, rows - above), theme);
    }

    fn draw_point(&self, canvas: &mut Canvas<'_>, row: usize, at: usize, theme: &Theme) {
        let point = &self.points[at];
        let wide = canvas.width();
        let is_selected = at == self.selected;
        canvas.marker(row, 1, is_selected, theme.accent);
        canvas.right(row, 7, &(at + 1).to_string(), theme.dim);
        canvas.text(row, 8, if point.is_on_branch { "│" } else { " " }, theme.border);
        let tail = match (&point.name, point.is_current) {
            (Some(name), true) => format!("\"{name}\"  now"),
            (Some(name), false) => format!("\"{name}\""),
            (None, true) => "now".to_owned(),
            (None, false) => String::new(),
        };
        // A state that was not made from the one above it says from which.
        let from = point.parent.filter(|parent| parent + 1 != at);
        let from = from.map(|parent| format!("from {}: ", parent + 1)).unwrap_or_default();
        let label = if point.parent.is_none() { "as it was opened" } else { &point.label };
        let tail = middle(&tail, wide / 2);
        let room = wide.saturating_sub(10 + width(&tail) + 3);
        let column = canvas.text(row, 10, cut(&from, room), theme.dim);
        let room = room.saturating_sub(column - 10);
        canvas.text(row, column, &middle(label, room), theme.value);
        canvas.right(row, wide.saturating_sub(1), &tail, theme.title);
        if is_selected {
            canvas.restyle(row, 2, wide.saturating_sub(3), theme.selection);
        }
    }

    fn draw_since(&self, canvas: &mut Canvas<'_>, theme: &Theme) {
        let rows = canvas.height();
        let shown = self.since.len().min(rows.saturating_sub(1));
        let number = self.selected + 1;
        let title = match self.since.len() {
            0 => format!("Nothing differs between {number} and now"),
            all if all == shown => format!("From {number} to now"),
            all => format!("From {number} to now: {shown} of {all}"),
        };
        canvas.rule(0, Head { title: &title, right: "" }, frame_style(theme));
        let room = canvas.width().saturating_sub(2);
        for (row, line) in self.since.iter().take(shown).enumerate() {
            canvas.text(row + 1, 1, &middle(line, room), theme.text);
        }
    }
}
