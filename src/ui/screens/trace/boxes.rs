//! The row of boxes of a trace, and under each its header: scrolled so that the selected hop is in view. It draws only.

use super::header::{Header, NAMES, action, kind};
use crate::config::theme::Theme;
use crate::engine::trace::{Walk, shown};
use crate::ui::canvas::{Canvas, Head};
use crate::ui::text::{middle, width, wrap};
use crate::ui::widgets::panel::Panel;

/// Columns before the first box, where the names of the fields stand.
const GUTTER: usize = 10;
/// Columns of a box.
const BOX: usize = 25;
/// Columns from one box to the next.
const STRIDE: usize = 28;
/// The lines of a frame: corners, sides, of the selected box and of the others.
const DOUBLE: [char; 6] = ['╔', '═', '╗', '║', '╚', '╝'];
const SINGLE: [char; 6] = ['┌', '─', '┐', '│', '└', '┘'];
/// Rows of a box.
pub const BOX_ROWS: usize = 7;
/// Rows of the table of headers with its frame.
pub const TABLE_ROWS: usize = NAMES.len() + 3;

/// The hops in view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InView {
    /// The first of them.
    pub first: usize,
    /// How many fit.
    pub count: usize,
}

impl InView {
    /// So many columns hold so many boxes; the selected one is among them, and no place is left empty without need.
    ///
    /// 120 columns hold 4: of 6 hops with the fifth (4) selected, those from 1 to 4.
    pub fn of(columns: usize, hops: usize, selected: usize) -> Self {
        let count = ((columns + STRIDE - BOX).saturating_sub(GUTTER) / STRIDE).max(1);
        let first = (selected + 1).saturating_sub(count).min(hops.saturating_sub(count));
        Self { first, count }
    }
}

/// The boxes of a walk.
#[derive(Clone, Copy)]
pub struct Boxes<'a> {
    /// The walk.
    pub walk: &'a Walk,
    /// The header as it leaves each of its hops.
    pub headers: &'a [Header],
    /// The selected hop.
    pub selected: usize,
}

impl Boxes<'_> {
    /// Draws the boxes.
    pub fn draw(&self, canvas: &mut Canvas<'_>, theme: &Theme) {
        let Self { walk, headers, selected } = *self;
        let view = InView::of(canvas.width(), walk.hops.len(), selected);
        let middle_row = BOX_ROWS / 2;
        if view.first > 0 {
            canvas.text(middle_row, GUTTER - 5, &format!("{} ..", view.first), theme.dim);
        }
        for (place, (hop, header)) in walk.hops.iter().zip(headers).enumerate().skip(view.first).take(view.count) {
            let x = GUTTER + (place - view.first) * STRIDE;
            let is_selected = place == selected;
            frame(&mut canvas.columns(x, BOX), &format!("{} {}", place + 1, kind(hop)), is_selected, theme);
            let address = hop.address.map(shown).unwrap_or_default();
            let mut lines = vec![hop.place.clone()];
            lines.extend((address != hop.place).then_some(address));
            if !hop.device.is_empty() {
                lines.push(format!("by {}", hop.device));
            }
            lines.extend(wrap(action(hop, header), BOX - 4));
            for (row, line) in lines.iter().take(BOX_ROWS - 2).enumerate() {
                let style = if row == 0 { theme.value } else { theme.text };
                canvas.columns(x + 2, BOX - 4).text(row + 1, 0, &middle(line, BOX - 4), style);
            }
            if place + 1 < walk.hops.len() {
                canvas.text(middle_row, x + BOX, "══►", theme.dim);
            }
        }
    }

    /// Draws the header under each box.
    pub fn draw_headers(&self, canvas: &mut Canvas<'_>, title: &str, theme: &Theme) {
        let Self { walk, headers, selected } = *self;
        let view = InView::of(canvas.width(), walk.hops.len(), selected);
        let head = Head { title, right: "» = rewritten here" };
        Panel::Boxed.draw(canvas, head, theme);
        for (row, name) in NAMES.iter().enumerate() {
            canvas.text(row + 2, 1, name, theme.label);
        }
        for (place, header) in headers.iter().enumerate().skip(view.first).take(view.count) {
            // The last column is the frame's.
            let x = GUTTER + (place - view.first) * STRIDE;
            let room = (STRIDE - 1).min(canvas.width().saturating_sub(x + 2));
            let verb = if place + 1 == walk.hops.len() { "ends at" } else { "leaves" };
            let title = format!("{} {verb} {}", place + 1, walk.hops[place].place);
            let mut column = canvas.columns(x, room);
            column.text(1, 0, &middle(&title, room), if place == selected { theme.accent } else { theme.dim });
            for (row, field) in header.fields().into_iter().enumerate() {
                let (mark, style) = if field.is_rewritten { ("» ", theme.changed) } else { ("", theme.text) };
                column.text(row + 2, 0, &middle(&format!("{mark}{}", field.text), room), style);
            }
        }
    }
}

fn frame(canvas: &mut Canvas<'_>, title: &str, is_selected: bool, theme: &Theme) {
    let rows = BOX_ROWS;
    let style = if is_selected { theme.accent } else { theme.border };
    let [left_top, across, right_top, down, left_bottom, right_bottom] = if is_selected { DOUBLE } else { SINGLE };
    for (row, left, right) in [(0, left_top, right_top), (rows - 1, left_bottom, right_bottom)] {
        canvas.fill(row, 0, BOX, across, style);
        canvas.fill(row, 0, 1, left, style);
        canvas.fill(row, BOX - 1, 1, right, style);
    }
    for row in 1..rows - 1 {
        canvas.fill(row, 0, 1, down, style);
        canvas.fill(row, BOX - 1, 1, down, style);
    }
    canvas.text(0, 2, &titled(title, is_selected), if is_selected { theme.selection } else { theme.text });
}

/// The title in the frame's upper edge, which keeps both its corners: where the word does not fit, the mark of the
/// selected row stands.
fn titled(title: &str, is_selected: bool) -> String {
    let long = format!(" {title} (selected) ");
    match is_selected {
        true if width(&long) + 3 <= BOX => long,
        true => format!(" ►{title} "),
        false => format!(" {title} "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_leaves_the_frame_its_corners() {
        assert_eq!(titled("1 POD", true), " 1 POD (selected) ");
        assert_eq!(titled("1 INTERNET", true), " ►1 INTERNET ");
        for kind in ["POD", "NODE", "INTERNET", "ON PREMISES", "NAT GATEWAY", "LOAD BALANCER"] {
            for place in [1, 12] {
                for is_selected in [true, false] {
                    let title = titled(&format!("{place} {kind}"), is_selected);
                    assert!(2 + width(&title) < BOX, "{title}");
                }
            }
        }
    }

    #[test]
    fn the_selected_hop_is_always_in_view() {
        assert_eq!(InView::of(120, 6, 4), InView { first: 1, count: 4 });
        assert_eq!(InView::of(120, 3, 2), InView { first: 0, count: 4 });
        for columns in 0..300 {
            for hops in 1..12 {
                for selected in 0..hops {
                    let view = InView::of(columns, hops, selected);
                    assert!((view.first..view.first + view.count).contains(&selected), "{columns} {hops} {selected}");
                    assert!(view.count == 1 || GUTTER + (view.count - 1) * STRIDE + BOX <= columns);
                }
            }
        }
    }
}
