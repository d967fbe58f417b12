//! A part of the buffer to draw on, by row and column, that cuts whatever does not fit: no size makes it panic. It knows
//! no role of any cell; styles are given.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::text::{cut, middle, printable, width};

/// The sign before what is selected.
const MARKER: &str = "►";

/// A rectangle of a buffer. Rows and columns count from its own corner.
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    area: Rect,
    /// Where the line that is selected goes, if somebody asks.
    selected: Option<&'a mut Option<Rect>>,
}

/// A framed panel's head: what stands in the upper border.
#[derive(Clone, Copy, Debug, Default)]
pub struct Head<'a> {
    /// At the left end.
    pub title: &'a str,
    /// At the right end, left out first when there is no room.
    pub right: &'a str,
}

/// The styles of a frame.
#[derive(Clone, Copy, Debug, Default)]
pub struct FrameStyle {
    /// The lines.
    pub border: Style,
    /// The words in the upper line.
    pub title: Style,
    /// The words at its right end.
    pub right: Style,
}

impl<'a> Canvas<'a> {
    /// The part of the area that lies inside the buffer.
    pub fn new(buffer: &'a mut Buffer, area: Rect) -> Self {
        let area = area.intersection(buffer.area);
        Self { buffer, area, selected: None }
    }

    /// The same, and what is drawn says which line is selected.
    pub fn telling(buffer: &'a mut Buffer, area: Rect, selected: &'a mut Option<Rect>) -> Self {
        Self { selected: Some(selected), ..Self::new(buffer, area) }
    }

    /// The area, in the buffer's coordinates.
    pub fn area(&self) -> Rect {
        self.area
    }

    /// Columns.
    pub fn width(&self) -> usize {
        usize::from(self.area.width)
    }

    /// Rows.
    pub fn height(&self) -> usize {
        usize::from(self.area.height)
    }

    /// Another part of the same buffer.
    pub fn within(&mut self, area: Rect) -> Canvas<'_> {
        let selected = self.selected.as_deref_mut();
        Canvas { selected, ..Canvas::new(self.buffer, area) }
    }

    /// So many rows from `row` on.
    pub fn rows(&mut self, row: usize, count: usize) -> Canvas<'_> {
        self.within(part(self.area, (row, count), (0, self.width())))
    }

    /// So many columns from `column` on, at full height.
    pub fn columns(&mut self, column: usize, count: usize) -> Canvas<'_> {
        self.within(part(self.area, (0, self.height()), (column, count)))
    }

    /// The buffer itself, for a widget that draws without a canvas.
    pub fn buffer(&mut self) -> &mut Buffer {
        self.buffer
    }

    /// This row is the selected line of a list that Up and Down walk through.
    pub fn select(&mut self, row: usize) {
        self.select_part(row, 0, self.width());
    }

    /// So much of a row is what Up and Down have selected, where several stand in one. Of two the later one counts.
    pub fn select_part(&mut self, row: usize, column: usize, count: usize) {
        let line = part(self.area, (row, 1), (column, count));
        if let Some(selected) = self.selected.as_deref_mut().filter(|_| !line.is_empty()) {
            *selected = Some(line);
        }
    }

    /// The sign before a line of such a list, a blank where it is not selected; returns the column after it.
    pub fn marker(&mut self, row: usize, column: usize, is_selected: bool, style: Style) -> usize {
        if is_selected {
            self.select(row);
        }
        self.text(row, column, if is_selected { MARKER } else { " " }, style)
    }

    /// Draws the text and returns the column after it. What would steer the terminal is spelled out.
    pub fn text(&mut self, row: usize, column: usize, text: &str, style: Style) -> usize {
        let shown = printable(text);
        let room = self.width().saturating_sub(column);
        let shown = cut(&shown, room);
        if let (Some((x, y)), false) = (self.cell(row, column), shown.is_empty()) {
            self.buffer.set_string(x, y, shown, style);
        }
        column + width(shown)
    }

    /// Draws texts one after the other and returns the column after them.
    pub fn spans<T: AsRef<str>>(&mut self, row: usize, column: usize, spans: &[(T, Style)]) -> usize {
        spans.iter().fold(column, |column, (text, style)| self.text(row, column, text.as_ref(), *style))
    }

    /// Draws the text so that it ends before `end`; cut in the middle when longer than the row to there.
    pub fn right(&mut self, row: usize, end: usize, text: &str, style: Style) {
        let end = end.min(self.width());
        let shown = printable(text);
        let shown = middle(&shown, end);
        self.text(row, end - width(&shown), &shown, style);
    }

    /// Repeats a sign.
    pub fn fill(&mut self, row: usize, column: usize, count: usize, sign: char, style: Style) -> usize {
        let count = count.min(self.width().saturating_sub(column));
        for at in column..column + count {
            if let Some(cell) = self.cell(row, at).and_then(|place| self.buffer.cell_mut(place)) {
                cell.set_char(sign).set_style(style);
            }
        }
        column + count
    }

    /// Gives cells of a row another style, keeping what they show.
    pub fn restyle(&mut self, row: usize, column: usize, count: usize, style: Style) {
        let area = part(self.area, (row, 1), (column, count));
        self.buffer.set_style(area, style);
    }

    /// Empties the canvas.
    pub fn clear(&mut self, style: Style) {
        for row in 0..self.height() {
            for column in 0..self.width() {
                if let Some(cell) = self.cell(row, column).and_then(|place| self.buffer.cell_mut(place)) {
                    cell.reset();
                    cell.set_style(style);
                }
            }
        }
    }

    /// A line across: `── title ───── right ──`.
    pub fn rule(&mut self, row: usize, head: Head<'_>, style: FrameStyle) {
        let wide = self.width();
        self.fill(row, 0, wide, '─', style.border);
        self.head(row, (2, wide.saturating_sub(2)), head, style);
    }

    /// A frame around the canvas; returns what is inside of it. Without room for a frame nothing is drawn.
    pub fn frame(&mut self, head: Head<'_>, style: FrameStyle) -> Rect {
        let (wide, high) = (self.width(), self.height());
        if wide < 4 || high < 2 {
            return Rect::new(self.area.x, self.area.y, 0, 0);
        }
        for (row, left, right) in [(0, "┌", "┐"), (high - 1, "└", "┘")] {
            self.fill(row, 1, wide - 2, '─', style.border);
            self.text(row, 0, left, style.border);
            self.text(row, wide - 1, right, style.border);
        }
        for row in 1..high - 1 {
            self.text(row, 0, "│", style.border);
            self.text(row, wide - 1, "│", style.border);
        }
        self.head(0, (2, wide - 2), head, style);
        part(self.area, (1, high - 2), (1, wide - 2))
    }

    /// The words of a rule or an upper border, a blank on either side of each.
    fn head(&mut self, row: usize, (start, end): (usize, usize), head: Head<'_>, style: FrameStyle) {
        let room = end.saturating_sub(start);
        let mut used = 0;
        if !head.title.is_empty() && room > 2 {
            let title = printable(head.title);
            let title = middle(&title, room - 2);
            used = width(&title) + 2;
            self.spans(row, start, &[(" ", style.border), (&title, style.title), (" ", style.border)]);
        }
        let right = printable(head.right);
        if !right.is_empty() && used + width(&right) + 3 <= room {
            let column = end - width(&right) - 2;
            self.spans(row, column, &[(" ", style.border), (&right, style.right), (" ", style.border)]);
        }
    }

    fn cell(&self, row: usize, column: usize) -> Option<(u16, u16)> {
        if row >= self.height() || column >= self.width() {
            return None;
        }
        Some((self.area.x + u16::try_from(column).ok()?, self.area.y + u16::try_from(row).ok()?))
    }
}

/// The part of an area that begins at a row and a column, cut to it.
fn part(area: Rect, (row, rows): (usize, usize), (column, columns): (usize, usize)) -> Rect {
    let cells = |count: usize, limit: u16| u16::try_from(count).unwrap_or(u16::MAX).min(limit);
    let (down, across) = (cells(row, area.height), cells(column, area.width));
    Rect {
        x: area.x + across,
        y: area.y + down,
        width: cells(columns, area.width - across),
        height: cells(rows, area.height - down),
    }
}

/// How many of `cells` stand for `value` of `of`: rounded, but never none for something and never all for a part.
///
/// 1 of 1,000 on 20 cells is 1; 999 of 1,000 is 19; 500 of 1,000 is 10.
pub fn share(value: u64, of: u64, cells: usize) -> usize {
    let (wide, of) = (cells as u64, of.max(1));
    let rounded = (u128::from(value.min(of)) * u128::from(wide) * 2 + u128::from(of)) / (u128::from(of) * 2);
    let rounded = usize::try_from(rounded).unwrap_or(cells).min(cells);
    match rounded {
        0 if value > 0 => cells.min(1),
        full if full == cells && value < of && cells > 1 => cells - 1,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(buffer: &Buffer) -> Vec<String> {
        let wide = usize::from(buffer.area.width).max(1);
        buffer.content.chunks(wide).map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect()).collect()
    }

    #[test]
    fn a_frame_holds_its_title_and_drops_the_right_hand_words_first() {
        let cases = [(24, "┌─ Verdict ──── u undo ─┐"), (16, "┌─ Verdict ────┐"), (9, "┌─ V..t ┐")];
        for (wide, first) in cases {
            let mut buffer = Buffer::empty(Rect::new(0, 0, wide, 3));
            let area = buffer.area;
            let head = Head { title: "Verdict", right: "u undo" };
            let inner = Canvas::new(&mut buffer, area).frame(head, FrameStyle::default());
            assert_eq!(lines(&buffer)[0].chars().count(), usize::from(wide), "{first}");
            assert_eq!(inner, Rect::new(1, 1, wide - 2, 1));
            assert!(lines(&buffer)[0].starts_with("┌─ V"), "{:?}", lines(&buffer)[0]);
            assert_eq!(lines(&buffer)[0].contains("u undo"), first.contains("u undo"));
        }
    }

    #[test]
    fn text_is_cut_at_the_edge_and_never_steers_the_terminal() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        let area = buffer.area;
        let mut canvas = Canvas::new(&mut buffer, area);
        assert_eq!(canvas.text(0, 2, "a\u{1b}[31mb", Style::new()), 6);
        canvas.text(4, 0, "below", Style::new());
        assert_eq!(lines(&buffer), ["  a\\x1"]);
    }

    #[test]
    fn right_hand_text_ends_where_it_is_told() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        let area = buffer.area;
        Canvas::new(&mut buffer, area).right(0, 7, "220%", Style::new());
        assert_eq!(lines(&buffer), ["   220% "]);
    }

    #[test]
    fn something_is_never_nothing_and_a_part_never_all() {
        let cases = [
            (0, 9, 20, 0),
            (1, 1_000, 20, 1),
            (999, 1_000, 20, 19),
            (500, 1_000, 20, 10),
            (9, 9, 20, 20),
            (9, 3, 20, 20),
        ];
        for (value, of, cells, expected) in cases {
            assert_eq!(share(value, of, cells), expected, "{value} of {of}");
        }
    }

    proptest! {
        #[test]
        fn no_place_and_no_size_panics(wide in 0u16..12, high in 0u16..6, row in 0usize..9, column in 0usize..15, text in "\\PC{0,12}") {
            let mut buffer = Buffer::empty(Rect::new(0, 0, wide, high));
            let mut canvas = Canvas::new(&mut buffer, Rect::new(1, 1, 40, 40));
            canvas.text(row, column, &text, Style::new());
            canvas.right(row, column, &text, Style::new());
            canvas.fill(row, column, 30, '█', Style::new());
            canvas.restyle(row, column, 30, Style::new());
            canvas.rule(row, Head { title: &text, right: "x" }, FrameStyle::default());
            let inner = canvas.frame(Head { title: &text, right: &text }, FrameStyle::default());
            canvas.within(inner).clear(Style::new());
            canvas.rows(row, 3).text(0, 0, &text, Style::new());
            canvas.columns(column, 3).text(0, 0, &text, Style::new());
        }
    }
}
