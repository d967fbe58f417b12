//! The lower part of the Map: the selected block's addresses as marks, and what limits it. It asks the facts and
//! computes none.

use super::facts::{Count, Facts, cell_mark, counts};
use super::picture::Mark;
use crate::config::theme::Theme;
use crate::engine::address::RangeMap;
use crate::net::{Addresses, Cidr, Span};
use crate::ui::canvas::{Canvas, Head, share};
use crate::ui::text::{pad_left, pad_right, thousands, width, wrap};
use crate::ui::widgets::panel::Panel;

/// Cells a row of the block's own map, in groups of sixteen; half as many where there is not the room.
const CELLS: u64 = 64;
const CELLS_NARROW: u64 = 32;
const GROUP: usize = 16;
/// Rows of the block's own map at most.
const ROWS_MAX: u64 = 4;
/// Columns of the label before a row.
const LABEL: usize = 16;
/// The narrowest canvas for the longer rows: their label, their cells, the gaps between groups.
const WIDE: usize = LABEL + 64 + 3;
/// Columns of one count in the list of owners.
const COUNT: usize = 43;

/// How a range is cut into cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cells {
    /// Rows.
    pub rows: u64,
    /// Cells a row.
    pub columns: u64,
    /// Addresses a cell.
    pub size: Addresses,
}

impl Cells {
    /// Of a range, in at most four rows of so many; `None` for IPv6.
    ///
    /// A /22 is 4 rows of 64 cells of 4 addresses; a /26 is one row of 64 cells of one.
    pub fn of(prefix: Cidr, most: u64) -> Option<Self> {
        let total = prefix.size()?;
        let columns = total.min(most);
        let rows = (total / columns).min(ROWS_MAX);
        Some(Self { rows, columns, size: total / (rows * columns) })
    }
}

/// Draws the part at full width: map, owners, sentences.
pub fn draw(canvas: &mut Canvas<'_>, panel: Panel, facts: &Facts<'_>, theme: &Theme) {
    let range = facts.range.filter(|_| panel == Panel::Boxed);
    let scale = range.and_then(|range| Cells::of(range.prefix, most(canvas))).map(note).unwrap_or_default();
    let mut inner = panel.draw(canvas, Head { title: &facts.title(), right: &scale }, theme);
    let mut row = 0;
    if panel == Panel::Ruled {
        return brief(&mut inner, facts, theme);
    }
    if let Some(range) = facts.range {
        row = addresses(&mut inner, range, theme);
        row = owners(&mut inner, row + 1, &facts.counts(), theme) + 1;
    }
    sentences(&mut inner, row, &facts.sentences(), theme);
}

/// What is said of an IPv6 range in the place of its owners.
const UNCOUNTED: &str = "IPv6: nothing there is scarce, and nothing is counted";

/// Draws a range that is no block of a VNet: the pod CIDR, the Service CIDR.
pub fn draw_range(canvas: &mut Canvas<'_>, panel: Panel, range: &RangeMap, theme: &Theme) {
    let scale = Cells::of(range.prefix, most(canvas)).map(note).unwrap_or_default();
    let title = format!("{}  {}", range.name, range.prefix);
    let mut inner = panel.draw(canvas, Head { title: &title, right: &scale }, theme);
    if !range.prefix.is_v4() {
        inner.text(0, 0, UNCOUNTED, theme.dim);
        return;
    }
    let row = if panel == Panel::Boxed { addresses(&mut inner, range, theme) + 1 } else { 0 };
    owners(&mut inner, row, &counts(range), theme);
}

/// The most cells a row that a canvas has room for, its frame included.
fn most(canvas: &Canvas<'_>) -> u64 {
    if canvas.width() >= WIDE { CELLS } else { CELLS_NARROW }
}

fn note(cells: Cells) -> String {
    let word = if cells.size == 1 { "address" } else { "addresses" };
    format!("1 row = {}, 1 cell = {} {word}", thousands(cells.size * cells.columns), thousands(cells.size))
}

/// One character a cell; answers with the row below.
fn addresses(canvas: &mut Canvas<'_>, range: &RangeMap, theme: &Theme) -> usize {
    let (Some(cells), Some(span)) = (Cells::of(range.prefix, most(canvas)), range.prefix.span()) else { return 0 };
    if range.runs.is_empty() {
        return 0;
    }
    let mut at = u64::from(span.first());
    for row in 0..usize::try_from(cells.rows).unwrap_or(0) {
        let first = u32::try_from(at).expect("a cell of the range");
        canvas.text(row, 0, &std::net::Ipv4Addr::from(first).to_string(), theme.dim);
        let mut x = LABEL;
        for column in 0..usize::try_from(cells.columns).unwrap_or(0) {
            if column > 0 && column % GROUP == 0 {
                x += 1;
            }
            let cell = Span::starting(u32::try_from(at).expect("a cell of the range"), cells.size);
            let mark = cell.map_or(Mark::Blank, |cell| cell_mark(&range.runs, cell));
            x = canvas.fill(row, x, 1, mark.glyph(), style(mark, theme));
            at += cells.size;
        }
    }
    usize::try_from(cells.rows).unwrap_or(0)
}

/// The style of a mark.
pub fn style(mark: Mark, theme: &Theme) -> ratatui::style::Style {
    match mark {
        Mark::Letter(_) => theme.reserved,
        Mark::Used => theme.used,
        Mark::Wanted => theme.wanted,
        Mark::Surge => theme.surge,
        Mark::SetAside => theme.set_aside,
        Mark::Free | Mark::Blank | Mark::More => theme.free,
        Mark::Contested => theme.caution,
    }
}

/// The counts by owner, in as many columns as there is room for; answers with the row below.
fn owners(canvas: &mut Canvas<'_>, row: usize, counts: &[Count], theme: &Theme) -> usize {
    let across = (canvas.width() / COUNT).max(1);
    for (index, count) in counts.iter().enumerate() {
        let (line, column) = (row + index / across, index % across * COUNT);
        let column = canvas.fill(line, column, 1, count.mark.glyph(), style(count.mark, theme));
        let what = pad_right(&count.what, COUNT.min(canvas.width()).saturating_sub(16));
        canvas.text(line, column + 1, &format!("{what} {}", pad_left(&thousands(count.addresses), 11)), theme.text);
    }
    row + counts.len().div_ceil(across)
}

fn sentences(canvas: &mut Canvas<'_>, row: usize, sentences: &[String], theme: &Theme) {
    let lines = sentences.iter().flat_map(|sentence| wrap(sentence, canvas.width()));
    for (index, line) in lines.collect::<Vec<_>>().iter().enumerate() {
        canvas.text(row + index, 0, line, theme.text);
    }
}

/// Columns of the bar of the narrow form.
const BAR: usize = 20;

/// The narrow form: the sum with a bar, then what limits it.
fn brief(canvas: &mut Canvas<'_>, facts: &Facts<'_>, theme: &Theme) {
    let mut row = 0;
    if let (Some(size), Some(usable)) = (facts.size, facts.size.and_then(|size| size.usable)) {
        let text = format!("needs {} of {} usable", thousands(size.needed), thousands(usable));
        let x = canvas.text(row, 0, &text, theme.text) + 3;
        let full = share(size.needed, usable, BAR);
        let mark = if size.fits() { Mark::Used } else { Mark::Wanted };
        let x = canvas.fill(row, x, full, mark.glyph(), style(mark, theme));
        let x = canvas.fill(row, x, BAR - full, Mark::SetAside.glyph(), style(Mark::SetAside, theme));
        let percent = size.used_percent().map(|percent| format!("{percent}%")).unwrap_or_default();
        canvas.text(row, x + 2, &percent, if size.fits() { theme.good } else { theme.bad });
        row += 1;
    } else {
        let counts = facts.counts();
        let counts = counts.iter().map(|count| format!("{} {}", thousands(count.addresses), count.what));
        let counts = counts.collect::<Vec<_>>().join(" + ");
        if !counts.is_empty() && width(&counts) <= canvas.width() {
            canvas.text(row, 0, &counts, theme.text);
            row += 1;
        }
    }
    sentences(canvas, row, &facts.brief(), theme);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_make_up_the_range() {
        let cases = [
            ("10.0.0.0/22", Cells { rows: 4, columns: 64, size: 4 }),
            ("10.0.0.0/26", Cells { rows: 1, columns: 64, size: 1 }),
            ("10.0.0.0/25", Cells { rows: 2, columns: 64, size: 1 }),
            ("10.0.0.0/29", Cells { rows: 1, columns: 8, size: 1 }),
            ("10.0.0.0/8", Cells { rows: 4, columns: 64, size: 65_536 }),
        ];
        for (prefix, cells) in cases {
            let prefix: Cidr = prefix.parse().unwrap();
            assert_eq!(Cells::of(prefix, CELLS), Some(cells), "{prefix}");
            assert_eq!(cells.rows * cells.columns * cells.size, prefix.size().unwrap());
        }
        assert_eq!(Cells::of("fd00::/64".parse().unwrap(), CELLS), None);
    }
}
