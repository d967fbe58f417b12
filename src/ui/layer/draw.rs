//! How layers look. What a key does to them is not known here.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Confirm, Layer, NamePoint, OpenList, Page, Part, Picker, SaveAs};
use crate::config::theme::Theme;
use crate::ui::canvas::{Canvas, FrameStyle, Head};
use crate::ui::text::{cut, lead, pad_right, width, wrap};

/// The widest that a layer gets: longer lines are hard to read.
const COLUMNS_MAX: u16 = 100;
/// Cells for the names of pairs.
const NAME_CELLS: usize = 16;

impl Layer {
    /// Draws itself in the middle of the canvas, over what is there; gives the place of a text cursor.
    pub fn draw(&mut self, canvas: &mut Canvas<'_>, theme: &Theme) -> Option<(u16, u16)> {
        match self {
            Self::Page(page) => page.draw(canvas, theme),
            Self::Picker(picker) => picker.draw(canvas, theme),
            Self::Open(list) => return list.draw(canvas, theme),
            Self::SaveAs(save) => return save.draw(canvas, theme),
            Self::NamePoint(name) => return name.draw(canvas, theme),
            Self::History(list) => list.draw(canvas, theme),
            Self::Confirm(confirm) => confirm.draw(canvas, theme),
            Self::Rules(list) => list.draw(canvas, theme),
            Self::Themes(list) => list.draw(canvas, theme),
            Self::AskLine(ask) => return ask.draw(canvas, theme),
            Self::Finder(finder) => return finder.draw(canvas, theme),
        }
        None
    }
}

/// The styles of a layer's frame.
pub(super) fn frame_style(theme: &Theme) -> FrameStyle {
    FrameStyle { border: theme.border, title: theme.title, right: theme.hint }
}

/// An empty framed box for so many lines in the middle of the canvas; what is inside of its frame and margin.
pub(super) fn open_box<'a>(canvas: &'a mut Canvas<'_>, theme: &Theme, head: Head<'_>, lines: usize) -> Canvas<'a> {
    let area = canvas.area();
    let columns = area.width.min(COLUMNS_MAX);
    let rows = u16::try_from(lines + 2).unwrap_or(u16::MAX).min(area.height);
    let place = Rect {
        x: area.x + (area.width - columns) / 2,
        y: area.y + (area.height - rows) / 2,
        width: columns,
        height: rows,
    };
    canvas.within(place).clear(theme.screen);
    let inner = canvas.within(place).frame(head, frame_style(theme));
    let margin = u16::from(inner.width > 2);
    canvas.within(Rect { x: inner.x + margin, width: inner.width - 2 * margin, ..inner })
}

/// The width of the text in a layer on this canvas.
fn text_width(canvas: &Canvas<'_>) -> usize {
    canvas.width().min(usize::from(COLUMNS_MAX)).saturating_sub(4)
}

/// The lines to show of so many, so that the selected one is among them.
pub(super) fn window(selected: usize, rows: usize, count: usize) -> std::ops::Range<usize> {
    let first = selected.saturating_sub(rows.saturating_sub(1)).min(count.saturating_sub(rows));
    first..(first + rows).min(count)
}

/// The beginning of a text that stands in one line: up to the last blank, so that no address is torn in two; a word that
/// is longer than the line is cut.
fn line_of(text: &str, cells: usize) -> &str {
    let whole = cut(text, cells);
    let goes_on = whole.len() < text.len() && !text[whole.len()..].starts_with(' ');
    let indent = text.len() - text.trim_start().len();
    match whole.rfind(' ').filter(|blank| goes_on && *blank >= indent) {
        Some(blank) => &whole[..=blank],
        None => whole,
    }
}

impl Page {
    fn lines(&self, wide: usize, theme: &Theme) -> Vec<Vec<(String, Style)>> {
        let mut lines = Vec::new();
        for part in &self.parts {
            match part {
                Part::Code(text) => lines.push(vec![(text.clone(), theme.value)]),
                Part::Heading(text) => lines.push(vec![(text.clone(), theme.title)]),
                Part::Text(text) => lines.extend(wrap(text, wide).into_iter().map(|line| vec![(line, theme.text)])),
                Part::Pair(name, text) => {
                    let name_cells = NAME_CELLS.min(wide / 2).max(width(name).min(wide / 2)) + 1;
                    for (at, line) in wrap(text, wide.saturating_sub(name_cells)).into_iter().enumerate() {
                        let name = if at == 0 { name.as_str() } else { "" };
                        lines.push(vec![(pad_right(name, name_cells), theme.key), (line, theme.text)]);
                    }
                }
                Part::Blank => lines.push(Vec::new()),
            }
        }
        lines
    }

    fn draw_bare(&mut self, canvas: &mut Canvas<'_>, theme: &Theme) {
        let mut lines: Vec<&str> = Vec::new();
        for part in &self.parts {
            let Part::Code(text) = part else { continue };
            let mut rest = text.as_str();
            // What is too long goes on in the next line: nothing of it may be missing.
            loop {
                let first = line_of(rest, canvas.width().max(1));
                lines.push(first.trim_end());
                rest = rest[first.len()..].trim_start();
                if rest.is_empty() || first.is_empty() {
                    break;
                }
            }
        }
        self.scroll = self.scroll.min(lines.len().saturating_sub(canvas.height()));
        canvas.clear(theme.screen);
        for (row, line) in lines.iter().skip(self.scroll).take(canvas.height()).enumerate() {
            canvas.text(row, 0, line, theme.text);
        }
    }

    fn draw(&mut self, canvas: &mut Canvas<'_>, theme: &Theme) {
        if self.is_bare {
            return self.draw_bare(canvas, theme);
        }
        let lines = self.lines(text_width(canvas), theme);
        let rows = canvas.height().saturating_sub(2);
        self.scroll = self.scroll.min(lines.len().saturating_sub(rows));
        let shown = lines.len().min(self.scroll + rows);
        let cut = lines.len() > rows;
        let right = if cut { format!("{} to {shown} of {}", self.scroll + 1, lines.len()) } else { String::new() };
        let mut inner = open_box(canvas, theme, Head { title: &self.title, right: &right }, lines.len());
        for (row, line) in lines.iter().skip(self.scroll).enumerate() {
            inner.spans(row, 0, line);
        }
    }
}

impl Picker {
    fn draw(&self, canvas: &mut Canvas<'_>, theme: &Theme) {
        let head = Head { title: &self.title, right: "" };
        let mut inner = open_box(canvas, theme, head, self.items.len());
        let rows: Vec<(&str, &str)> =
            self.items.iter().map(|item| (item.label.as_str(), item.detail.as_str())).collect();
        list(&mut inner, 0, &rows, self.selected, theme);
    }
}

impl OpenList {
    fn draw(&self, canvas: &mut Canvas<'_>, theme: &Theme) -> Option<(u16, u16)> {
        let shown = self.shown();
        let head = Head { title: "Open", right: "a file, or one of these" };
        let mut inner = open_box(canvas, theme, head, self.choices.len() + 2);
        let cursor = prompt(&mut inner, "File or example", &self.line, theme);
        let rows: Vec<(&str, &str)> =
            shown.iter().map(|choice| (choice.name.as_str(), choice.about.as_str())).collect();
        list(&mut inner, 2, &rows, self.selected, theme);
        cursor
    }
}

impl SaveAs {
    fn draw(&self, canvas: &mut Canvas<'_>, theme: &Theme) -> Option<(u16, u16)> {
        let (title, right) = match &self.export {
            None => ("Save as", "Enter saves, Esc leaves"),
            Some(_) => ("Export as", "Enter writes it, Esc leaves"),
        };
        let head = Head { title, right };
        prompt(&mut open_box(canvas, theme, head, 1), "File", &self.line, theme)
    }
}

impl NamePoint {
    fn draw(&self, canvas: &mut Canvas<'_>, theme: &Theme) -> Option<(u16, u16)> {
        let head = Head { title: "Name this point", right: "Enter names it, Esc leaves" };
        prompt(&mut open_box(canvas, theme, head, 1), "Name", &self.line, theme)
    }
}

impl Confirm {
    fn draw(&self, canvas: &mut Canvas<'_>, theme: &Theme) {
        let lines = wrap(&self.question, text_width(canvas));
        let mut inner = open_box(canvas, theme, Head { title: "Sure?", right: "" }, lines.len() + 2);
        for (row, line) in lines.iter().enumerate() {
            inner.text(row, 0, line, theme.text);
        }
        let keys = [("y", theme.key), (" yes   ", theme.hint), ("n", theme.key), (" no", theme.hint)];
        inner.spans(lines.len() + 1, 0, &keys);
    }
}

/// Draws the lines from a row on, with the marker at the selected one; long lists scroll.
pub(super) fn list(canvas: &mut Canvas<'_>, row: usize, lines: &[(&str, &str)], selected: usize, theme: &Theme) {
    let wide = canvas.width();
    let label_cells = lines.iter().map(|(label, _)| width(label)).max().unwrap_or(0).min(wide.saturating_sub(2));
    let rows = canvas.height().saturating_sub(row);
    for (at, index) in window(selected, rows, lines.len()).enumerate() {
        let (label, detail) = lines[index];
        canvas.marker(row + at, 0, index == selected, theme.accent);
        canvas.text(row + at, 2, &pad_right(label, label_cells), theme.value);
        let room = wide.saturating_sub(label_cells + 4);
        canvas.text(row + at, label_cells + 4, &lead(detail, room), theme.dim);
        if index == selected {
            canvas.restyle(row + at, 1, wide, theme.selection);
        }
    }
}

/// Draws a labelled line of text in the first row; gives the place of its cursor.
pub(super) fn prompt(canvas: &mut Canvas<'_>, label: &str, line: &super::Line, theme: &Theme) -> Option<(u16, u16)> {
    let column = canvas.text(0, 0, label, theme.label) + 1;
    let room = canvas.width().saturating_sub(column + 1);
    let (text, cursor) = crate::ui::text::tail(line.text(), line.cursor_cells(), room);
    canvas.text(0, column, &pad_right(text, room), theme.field_focus);
    let area = canvas.area();
    let x = area.x + u16::try_from(column + cursor).ok()?;
    (x < area.right() && area.height > 0).then_some((x, area.y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_of_plain_text_goes_on_at_a_word() {
        let cases = [
            ("needs 10.240.0.0/20 now", 12, "needs "),
            ("needs 10.240.0.0/20 now", 19, "needs 10.240.0.0/20"),
            ("needs it", 20, "needs it"),
            ("10.240.0.0/20", 6, "10.240"),
            ("        10.240.0.0/20", 12, "        10.2"),
        ];
        for (text, cells, expected) in cases {
            assert_eq!(line_of(text, cells), expected, "{text:?} in {cells}");
        }
    }

    #[test]
    fn the_selected_line_is_always_shown() {
        for count in 0..12 {
            for rows in 0..6 {
                for selected in 0..count {
                    let shown = window(selected, rows, count);
                    assert!(shown.len() <= rows && shown.end <= count);
                    assert!(rows == 0 || shown.contains(&selected), "{selected} of {count} in {rows}: {shown:?}");
                }
            }
        }
    }
}
