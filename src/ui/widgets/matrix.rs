//! A table whose heads stay where they are while the rest scrolls: rows and columns have numbers, a cell a short word.
//! It knows nothing of what the words mean.

use ratatui::style::Style;

use crate::config::theme::Theme;
use crate::ui::action::Action;
use crate::ui::canvas::Canvas;
use crate::ui::text::{cut, middle, pad_right, width};

/// Which cell is selected, and which is the first in view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The selected row.
    pub row: usize,
    /// The selected column.
    pub column: usize,
    top: usize,
    left: usize,
}

/// Rows that a page key moves by.
const PAGE: usize = 10;
/// Columns of a number in a head.
const NUMBER: usize = 4;
/// Columns of the words in the corner of both heads.
const HEAD: usize = 8;
/// The fewest columns that a row's name may be cut to.
const NAME_LEAST: usize = 12;
/// The share of the columns that rows' names take at most, in percent.
const NAME_SHARE: usize = 40;

impl Cursor {
    /// Moves within so many rows and columns; false: the action does not move.
    pub fn act(&mut self, action: Action, rows: usize, columns: usize) -> bool {
        let (last_row, last_column) = (rows.saturating_sub(1), columns.saturating_sub(1));
        match action {
            Action::Up => self.row = self.row.saturating_sub(1),
            Action::Down => self.row = (self.row + 1).min(last_row),
            Action::Left => self.column = self.column.saturating_sub(1),
            Action::Right => self.column = (self.column + 1).min(last_column),
            Action::PageUp => self.row = self.row.saturating_sub(PAGE),
            Action::PageDown => self.row = (self.row + PAGE).min(last_row),
            Action::First => (self.row, self.column) = (0, 0),
            Action::Last => (self.row, self.column) = (last_row, last_column),
            _ => return false,
        }
        self.keep_within(rows, columns);
        true
    }

    /// Moves it into a table that has become smaller.
    pub fn keep_within(&mut self, rows: usize, columns: usize) {
        self.row = self.row.min(rows.saturating_sub(1));
        self.column = self.column.min(columns.saturating_sub(1));
    }
}

/// What the table shows.
pub struct Matrix<'a> {
    /// What the rows are.
    pub rows: &'a [String],
    /// How many columns there are; each goes by its number.
    pub columns: usize,
    /// Columns of the screen that a cell takes, the space behind it included.
    pub cell_width: usize,
    /// The word of a cell and its style, by row and column.
    pub cell: &'a dyn Fn(usize, usize) -> (String, Style),
}

impl Matrix<'_> {
    /// Draws what fits around the cursor, which is moved into view.
    pub fn draw(&self, canvas: &mut Canvas<'_>, cursor: &mut Cursor, theme: &Theme) {
        cursor.keep_within(self.rows.len(), self.columns);
        let longest = self.rows.iter().map(|name| width(name) + 1).max().unwrap_or(0).max(HEAD);
        let most = (canvas.width() * NAME_SHARE / 100).max(NAME_LEAST);
        let names = longest.min(most);
        let start = 1 + NUMBER + names;
        let fits = (canvas.width().saturating_sub(start) / self.cell_width.max(1)).max(1);
        let rows = canvas.height().saturating_sub(1);
        cursor.top = first_in_view(cursor.top, cursor.row, rows, self.rows.len());
        cursor.left = first_in_view(cursor.left, cursor.column, fits, self.columns);
        let shown: Vec<usize> = (cursor.left..self.columns).take(fits).collect();
        self.heads(canvas, &shown, start, *cursor, theme);
        for (y, row) in (cursor.top..self.rows.len()).take(rows).enumerate() {
            let is_here = row == cursor.row;
            let style = if is_here { theme.value } else { theme.text };
            canvas.marker(y + 1, 0, is_here, theme.accent);
            canvas.text(y + 1, 1, &format!("{:<NUMBER$}", row + 1), theme.dim);
            let name = pad_right(&middle(&self.rows[row], names.saturating_sub(1)), names);
            canvas.text(y + 1, 1 + NUMBER, &name, style);
            for (place, column) in shown.iter().enumerate() {
                let x = start + place * self.cell_width;
                let (word, style) = (self.cell)(row, *column);
                canvas.text(y + 1, x, cut(&word, self.cell_width.saturating_sub(1)), style);
                if is_here && *column == cursor.column {
                    canvas.restyle(y + 1, x, self.cell_width.saturating_sub(1), theme.selection);
                }
            }
        }
    }

    fn heads(&self, canvas: &mut Canvas<'_>, shown: &[usize], start: usize, cursor: Cursor, theme: &Theme) {
        let more = |yes: bool, sign: &'static str| if yes { sign } else { "" };
        let is_cut_left = shown.first().is_some_and(|first| *first > 0);
        let is_cut_right = shown.last().is_some_and(|last| last + 1 < self.columns);
        canvas.text(0, 1 + NUMBER, "from", theme.dim);
        canvas.right(0, start.saturating_sub(1), &format!("{}to", more(is_cut_left, ".. ")), theme.dim);
        for (place, column) in shown.iter().enumerate() {
            let style = if *column == cursor.column { theme.value } else { theme.dim };
            let mark = if *column == cursor.column { format!("[{}]", column + 1) } else { format!("{}", column + 1) };
            canvas.text(0, start + place * self.cell_width, &mark, style);
        }
        let end = canvas.width();
        canvas.right(0, end, more(is_cut_right, ".."), theme.dim);
    }
}

/// The first of so many in view that shows the selected one, moved no further than it must.
fn first_in_view(first: usize, selected: usize, fits: usize, count: usize) -> usize {
    let fits = fits.max(1);
    let first = first.min(count.saturating_sub(fits));
    first.min(selected).max((selected + 1).saturating_sub(fits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;

    fn drawn(columns: u16, rows: u16, count: usize, cursor: &mut Cursor) -> Vec<String> {
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        let names: Vec<String> = (0..count).map(|row| format!("end-{row}")).collect();
        let cell = |row: usize, column: usize| (format!("{row}.{column}"), Style::default());
        let matrix = Matrix { rows: &names, columns: count, cell_width: 6, cell: &cell };
        matrix.draw(&mut Canvas::new(&mut buffer, Rect::new(0, 0, columns, rows)), cursor, &Theme::default());
        let wide = usize::from(columns).max(1);
        buffer.content.chunks(wide).map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect()).collect()
    }

    #[test]
    fn the_heads_stay_and_the_selected_cell_is_in_view() {
        let mut cursor = Cursor { row: 30, column: 25, ..Cursor::default() };
        let picture = drawn(60, 10, 40, &mut cursor);
        assert!(picture[0].contains("[26]") && picture[0].contains(".. to"), "{picture:#?}");
        assert!(picture.iter().any(|line| line.starts_with("►31  end-30") && line.contains("30.25")), "{picture:#?}");
    }

    #[test]
    fn a_small_table_is_shown_whole() {
        let picture = drawn(60, 10, 3, &mut Cursor::default());
        assert_eq!(picture[0].trim_end(), "     from to [1]   2     3");
        assert_eq!(picture[3].trim_end(), " 3   end-2   2.0   2.1   2.2");
        assert_eq!(picture[4].trim_end(), "");
    }

    #[test]
    fn no_size_and_no_move_makes_it_panic() {
        for (columns, rows, count) in [(0, 0, 0), (1, 1, 1), (3, 2, 50), (200, 60, 2), (20, 3, 9)] {
            let mut cursor = Cursor::default();
            for action in [Action::Down, Action::Right, Action::PageDown, Action::Last, Action::Left, Action::First] {
                assert!(cursor.act(action, count, count));
                drawn(columns, rows, count, &mut cursor);
                assert!(cursor.row < count.max(1) && cursor.column < count.max(1));
            }
        }
        assert!(!Cursor::default().act(Action::Enter, 3, 3));
    }
}
