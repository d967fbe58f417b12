//! The list of blocks beside the grid: letter, name, prefix, share; what others announce; what is free. It only lists
//! what the address map holds.

use ratatui::style::Style;

use crate::config::theme::Theme;
use crate::engine::address::{Block, VnetMap};
use crate::ui::canvas::Canvas;
use crate::ui::text::{lead, pad_left, pad_right, thousands};

/// The fewest rows of blocks that leave room for the free space below.
const LISTED_MIN: usize = 3;
/// How many of the largest free blocks are named.
const FREE_NAMED_MAX: usize = 3;

/// One line of the list.
struct Line {
    mark: char,
    name: String,
    prefix: u8,
    share: String,
    selected: bool,
    style: Style,
}

/// How many blocks a range has, free space not counted.
pub fn count(vnet: &VnetMap) -> usize {
    vnet.blocks.iter().filter(|block| block.letter.is_some()).count()
}

/// The rows that the whole list takes.
pub fn rows(vnet: &VnetMap) -> usize {
    let free = vnet.blocks.iter().filter(|block| block.letter.is_none());
    count(vnet) + free.map(|block| block.contested.len()).sum::<usize>() + 1 + 1 + free_lines(vnet).len()
}

/// Draws the list, so scrolled that the selected block is in view.
pub fn draw(canvas: &mut Canvas<'_>, vnet: &VnetMap, selected: usize, theme: &Theme) {
    let lines = lines(vnet, selected, theme);
    let free = free_lines(vnet);
    let below = if canvas.height() >= free.len() + LISTED_MIN { free.len() + 1 } else { 0 };
    let room = canvas.height() - below;
    let at = lines.iter().position(|line| line.selected).unwrap_or(0);
    let from = (at + 1).saturating_sub(room);
    for (row, line) in lines.iter().skip(from).take(room).enumerate() {
        line.draw(canvas, row, theme);
    }
    if room < canvas.height() {
        let below = lines.len().saturating_sub(from).min(room) + 1;
        for (row, text) in free.iter().enumerate() {
            canvas.text(below + row, 0, &lead(text, canvas.width()), theme.dim);
        }
    }
}

fn lines(vnet: &VnetMap, selected: usize, theme: &Theme) -> Vec<Line> {
    let mut lines = Vec::new();
    for (index, block) in vnet.blocks.iter().enumerate() {
        let is_selected = index == selected;
        match block.letter {
            Some(letter) => lines.push(Line {
                mark: letter,
                name: block.name.clone(),
                prefix: block.prefix.prefix(),
                share: block.used_percent.map(|percent| format!("{percent}%")).unwrap_or_default(),
                selected: is_selected,
                style: if block.used_percent.is_some_and(|percent| percent > 100) { theme.bad } else { theme.text },
            }),
            None if is_selected => lines.push(free_line(block, theme)),
            None => {}
        }
    }
    lines.extend(vnet.blocks.iter().filter(|block| block.letter.is_none()).flat_map(|block| {
        block.contested.iter().map(|(who, range)| Line {
            mark: '!',
            name: who.clone(),
            prefix: range.prefix(),
            share: "!!".to_owned(),
            selected: false,
            style: theme.caution,
        })
    }));
    lines
}

fn free_line(block: &Block, theme: &Theme) -> Line {
    Line {
        mark: '·',
        name: "free".to_owned(),
        prefix: block.prefix.prefix(),
        share: String::new(),
        selected: true,
        style: theme.text,
    }
}

impl Line {
    fn draw(&self, canvas: &mut Canvas<'_>, row: usize, theme: &Theme) {
        let name_width = canvas.width().saturating_sub(3 + 4 + 5);
        let name = pad_right(&self.name, name_width);
        let text =
            format!("{} {name}{}{}", self.mark, pad_left(&format!("/{}", self.prefix), 4), pad_left(&self.share, 5));
        let column = canvas.marker(row, 0, self.selected, self.style);
        canvas.text(row, column, &text, self.style);
        if self.selected {
            canvas.restyle(row, 0, canvas.width(), theme.selection);
        }
    }
}

/// `Free: 51,504 in 8`, and the largest of these blocks.
fn free_lines(vnet: &VnetMap) -> Vec<String> {
    let free = vnet.free_blocks();
    if free.is_empty() {
        return vec!["Free: nothing".to_owned()];
    }
    let mut lines = vec![format!("Free: {} in {}", thousands(vnet.free), free.len())];
    for (place, block) in free.iter().take(FREE_NAMED_MAX).enumerate() {
        let word = if place == 0 { "max" } else { "" };
        lines.push(format!("{word:<4}/{:<2} {}", block.prefix.prefix(), block.prefix.first()));
    }
    lines
}
