//! A part of a screen: in a box where there is room, under a rule where there is not. It draws no content.

use ratatui::layout::Rect;

use crate::config::theme::Theme;
use crate::ui::canvas::{Canvas, FrameStyle, Head};

/// How the parts of a screen are set off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// Each in a box.
    Boxed,
    /// Each under a rule.
    Ruled,
}

/// The narrowest screen whose parts have boxes.
const BOXED_WIDTH_MIN: usize = 100;

impl Panel {
    /// For a screen of this width.
    pub fn of_width(width: usize) -> Self {
        if width >= BOXED_WIDTH_MIN { Self::Boxed } else { Self::Ruled }
    }

    /// The rows that a part needs beside those of its content.
    pub fn rows(self) -> usize {
        match self {
            Self::Boxed => 2,
            Self::Ruled => 1,
        }
    }

    /// Draws the frame of a part and returns the canvas inside of it, one blank away from the frame.
    pub fn draw<'c>(self, canvas: &'c mut Canvas<'_>, head: Head<'_>, theme: &Theme) -> Canvas<'c> {
        let style = FrameStyle { border: theme.border, title: theme.title, right: theme.dim };
        let inner = match self {
            Self::Boxed => canvas.frame(head, style),
            Self::Ruled => {
                canvas.rule(0, head, style);
                let area = canvas.area();
                Rect { y: area.y + 1.min(area.height), height: area.height.saturating_sub(1), ..area }
            }
        };
        let left = 1.min(inner.width);
        let right = if self == Self::Boxed { left } else { 0 };
        canvas.within(Rect { x: inner.x + left, width: inner.width.saturating_sub(left + right), ..inner })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::buffer::Buffer;

    fn drawn(panel: Panel, columns: u16, rows: u16) -> Vec<String> {
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        let area = buffer.area;
        let theme = Theme::default();
        let mut canvas = Canvas::new(&mut buffer, area);
        let head = Head { title: "Blocks", right: "9" };
        panel.draw(&mut canvas, head, &theme).text(0, 0, "inside that is long", theme.text);
        (0..rows).map(|y| (0..columns).map(|x| buffer[(x, y)].symbol()).collect()).collect()
    }

    #[test]
    fn the_content_stays_inside_of_the_box_and_below_the_rule() {
        assert_eq!(drawn(Panel::Boxed, 20, 3)[1], "│ inside that is l │");
        assert_eq!(drawn(Panel::Ruled, 20, 2)[1], " inside that is long");
    }

    #[test]
    fn no_size_is_too_small() {
        for columns in 0..14 {
            for rows in 0..4 {
                for panel in [Panel::Boxed, Panel::Ruled] {
                    assert_eq!(drawn(panel, columns, rows).len(), usize::from(rows));
                }
            }
        }
    }
}
