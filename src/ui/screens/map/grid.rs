//! The grid of a VNet range: row labels, cells, the selected block in brackets, free space with its name. It decides
//! nothing: what stands where is the picture's.

use super::picture::{Mark, Picture};
use crate::config::theme::Theme;
use crate::engine::address::{Block, VnetMap};
use crate::net::Cidr;
use crate::ui::canvas::Canvas;
use crate::ui::text::{thousands, width};

/// What the grid shows, and how.
pub struct Grid<'a> {
    /// The VNet range.
    pub vnet: &'a VnetMap,
    /// Its characters.
    pub picture: &'a Picture,
    /// The selected block's place in the range.
    pub selected: usize,
    /// Where subnets would be placed.
    pub placing: &'a [Cidr],
    /// Columns for the labels of the rows.
    pub label_width: usize,
}

/// The narrowest cell whose number stands above it.
const NUMBERED_CELL_WIDTH_MIN: usize = 4;
/// The narrowest cells beside which a free block is named in full.
const FULL_NAME_CELL_WIDTH_MIN: usize = 5;

impl Grid<'_> {
    /// Do the cells have numbers above them, in a row of their own?
    pub fn has_header(cell_width: usize) -> bool {
        cell_width >= NUMBERED_CELL_WIDTH_MIN
    }

    /// Draws header and rows.
    pub fn draw(&self, canvas: &mut Canvas<'_>, theme: &Theme) {
        let scale = self.picture.scale;
        let top = usize::from(Self::has_header(self.picture.cell_width));
        if top == 1 {
            for column in 0..scale.columns {
                let x = self.label_width + column * self.picture.cell_width;
                canvas.text(0, x, &format!("+{column}"), theme.dim);
            }
        }
        for row in 0..scale.rows {
            let label = scale.row_label(row, self.vnet.prefix, self.label_width.saturating_sub(1));
            canvas.right(top + row, self.label_width.saturating_sub(1), &label, theme.dim);
            self.row(canvas, top + row, row, theme);
        }
        for (index, block) in self.vnet.blocks.iter().enumerate() {
            self.name(canvas, top, index, block, theme);
        }
        if self.placing.is_empty() {
            self.brackets(canvas, top, theme);
        }
        for place in self.placing {
            self.wanted(canvas, top, *place, theme);
        }
    }

    /// Marks a place where a subnet would lie: its cells, or the characters of its part of one.
    fn wanted(&self, canvas: &mut Canvas<'_>, top: usize, place: Cidr, theme: &Theme) {
        let (scale, width) = (self.picture.scale, self.picture.cell_width);
        let Some(seen) = place.span().and_then(|span| span.intersection(scale.window)) else { return };
        let parts = |addresses: u64| usize::try_from(addresses * width as u64 / scale.cell_size()).unwrap_or(0);
        let (first, count) = (scale.cell_of(seen), parts(seen.count()).max(1));
        let from = first * width + if seen.count() < scale.cell_size() { scale.column_of(seen, width) } else { 0 };
        let columns = scale.columns * width;
        for at in from..from + count {
            let (row, column) = (top + at / columns, self.label_width + at % columns);
            let (glyph, style) = match at {
                _ if count < 3 => (Mark::Wanted.glyph(), theme.wanted),
                first if first == from => ('[', theme.selection),
                last if last + 1 == from + count => (']', theme.selection),
                _ => (Mark::Wanted.glyph(), theme.wanted),
            };
            canvas.fill(row, column, 1, glyph, style);
        }
    }

    fn row(&self, canvas: &mut Canvas<'_>, y: usize, row: usize, theme: &Theme) {
        let mut x = self.label_width;
        for dots in self.picture.row(row).chunk_by(|one, other| one == other) {
            let dot = dots[0];
            let style = match (dot.mark, dot.block) {
                (Mark::Free | Mark::Blank, _) => theme.free,
                (Mark::Contested, _) => theme.caution,
                (Mark::More, _) => theme.dim,
                (_, Some(block)) => theme.block(block),
                (_, None) => theme.text,
            };
            x = canvas.fill(y, x, dots.len(), dot.mark.glyph(), style);
        }
    }

    /// Names free space where it is a row or more: how much is free and what would fit are different questions.
    fn name(&self, canvas: &mut Canvas<'_>, top: usize, index: usize, block: &Block, theme: &Theme) {
        if block.letter.is_some() || block.prefix.prefix() > self.picture.scale.row {
            return;
        }
        let Some(((first, _), (last, _))) = self.picture.ends(index) else { return };
        let columns = self.picture.scale.columns * self.picture.cell_width;
        let size = block.prefix.size().map(thousands).unwrap_or_default();
        let full = self.picture.cell_width >= FULL_NAME_CELL_WIDTH_MIN;
        let name = if full { block.prefix.to_string() } else { format!("/{}", block.prefix.prefix()) };
        let middle = first + (last - first) / 2;
        self.centred(canvas, top + middle, &format!(" free  {name}  {size} "), columns, theme.dim);
        for (who, range) in &block.contested {
            let seen = range.span().and_then(|span| span.intersection(self.picture.scale.window));
            if let Some(span) = seen.filter(|_| range.prefix() <= self.picture.scale.row) {
                let row = self.picture.scale.cell_of(span) / self.picture.scale.columns;
                let text =
                    if full { format!(" overlap risk: {who} announces {range} ") } else { format!(" {who} {range} ") };
                self.centred(canvas, top + row, &text, columns, theme.caution);
            }
        }
    }

    fn centred(&self, canvas: &mut Canvas<'_>, y: usize, text: &str, columns: usize, style: ratatui::style::Style) {
        if width(text) <= columns {
            canvas.text(y, self.label_width + (columns - width(text)) / 2, text, style);
        }
    }

    /// Brackets around the selected block: a mark that needs no colour.
    fn brackets(&self, canvas: &mut Canvas<'_>, top: usize, theme: &Theme) {
        let Some(((first_row, first), (last_row, last))) = self.picture.ends(self.selected) else { return };
        if (first_row, first) == (last_row, last) {
            canvas.restyle(top + first_row, self.label_width + first, 1, theme.selection);
            return;
        }
        canvas.text(top + first_row, self.label_width + first, "[", theme.selection);
        canvas.text(top + last_row, self.label_width + last, "]", theme.selection);
    }
}
