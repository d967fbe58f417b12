//! The projector view: the verdict in letters that a room can read, need, have and their share, and one map. It draws
//! what Home knows and nothing else.

use super::super::Cx;
use super::{Focus, answer, inputs, strip, ways};
use crate::scenario::field::Field;
use crate::ui::action::Action;
use crate::ui::canvas::{Canvas, share};
use crate::ui::fields;
use crate::ui::text::{lead, middle, thousands, width};
use crate::ui::verdict;

/// The size that the view is drawn for; on a larger one everything grows.
const COLUMNS: usize = 60;
const ROWS: usize = 16;
/// Rows of a letter.
const LETTER_ROWS: usize = 5;
/// Columns of a letter, the gap after it among them.
const LETTER_COLUMNS: usize = 6;
/// The fields whose values stand in the first line, and what they are called.
const SHOWN: [(Field, &str); 3] = [(Field::Nodes, "nodes"), (Field::MaxPods, "pods"), (Field::Surge, "surge")];
/// Cells of a number and its word before its bar.
const NUMBER_CELLS: usize = 18;

/// A letter as its rows of five cells, from the top, the leftmost cell as the highest bit.
fn letter(letter: char) -> [u8; LETTER_ROWS] {
    match letter {
        'A' => [0b01110, 0b10001, 0b11111, 0b10001, 0b10001],
        'D' => [0b11110, 0b10001, 0b10001, 0b10001, 0b11110],
        'F' => [0b11111, 0b10000, 0b11110, 0b10000, 0b10000],
        'I' => [0b11111, 0b00100, 0b00100, 0b00100, 0b11111],
        'L' => [0b10000, 0b10000, 0b10000, 0b10000, 0b11111],
        'N' => [0b10001, 0b11001, 0b10101, 0b10011, 0b10001],
        'O' => [0b01110, 0b10001, 0b10001, 0b10001, 0b01110],
        'S' => [0b11111, 0b10000, 0b11111, 0b00001, 0b11111],
        'T' => [0b11111, 0b00100, 0b00100, 0b00100, 0b00100],
        'V' => [0b10001, 0b10001, 0b10001, 0b01010, 0b00100],
        '?' => [0b11110, 0b00001, 0b00110, 0b00000, 0b00100],
        _ => [0; LETTER_ROWS],
    }
}

/// Draws the view; `focus` is the field that `+` and `-` step.
pub fn draw(canvas: &mut Canvas<'_>, cx: &Cx<'_>, focus: Focus) {
    let scale = (canvas.width() / COLUMNS).min(canvas.height() / ROWS).max(1);
    let (word, style) = {
        let (verdict, room) = (cx.analysis.verdict(), cx.analysis.capacity().room());
        (verdict::word(verdict, room), verdict::style(verdict, room, cx.theme))
    };
    draw_values(canvas, cx, focus);
    let letters = word.chars().count() * LETTER_COLUMNS * scale;
    let has_room = canvas.height() >= ROWS && letters + 1 < canvas.width();
    let below = if has_room {
        for (place, sign) in word.chars().enumerate() {
            for (row, bits) in letter(sign).into_iter().enumerate() {
                for column in (0..5).filter(|column| bits >> (4 - column) & 1 == 1) {
                    for copy in 0..scale {
                        let at = 2 + (place * LETTER_COLUMNS + column) * scale;
                        canvas.fill(2 + row * scale + copy, at, scale, '█', style);
                    }
                }
            }
        }
        // Letters of blocks are no text: who copies, or hears the screen, finds the word too.
        canvas.right(1 + LETTER_ROWS * scale, canvas.width().saturating_sub(1), word, style);
        3 + LETTER_ROWS * scale
    } else {
        canvas.text(1, 1, &format!("██ {word} ██"), style);
        3
    };
    let below = draw_numbers(canvas, below, cx, scale);
    draw_ways(canvas, below + 1, cx);
    draw_map(canvas, cx, scale);
}

/// The node subnet and the numbers that are asked about, the one that is stepped marked.
fn draw_values(canvas: &mut Canvas<'_>, cx: &Cx<'_>, focus: Focus) {
    let theme = cx.theme;
    let end = canvas.width().saturating_sub(1);
    let mut column = 1;
    let subnet = (Field::NodeSubnet, "");
    for (field, noun) in [subnet].into_iter().chain(SHOWN) {
        let key = cx.key(crate::config::keymap::Context::Home, fields::action(field));
        let is_focused = focus == Focus::Field(field);
        let value = inputs::value(field, cx);
        let value = middle(&value, 18);
        let cells = 2 + width(&key) + width(&value) + width(noun) + 3;
        if column + cells > end + 2 {
            break;
        }
        column = canvas.marker(0, column, is_focused, theme.accent);
        column = canvas.spans(0, column, &[(&*key, theme.key), (" ", theme.text), (&*value, theme.value)]);
        column = canvas.spans(0, column, &[(" ", theme.text), (noun, theme.label), (" ", theme.text)]);
    }
}

/// Need and have, each with its bar to one scale, and the share below them; gives the row after them.
fn draw_numbers(canvas: &mut Canvas<'_>, row: usize, cx: &Cx<'_>, scale: usize) -> usize {
    let theme = cx.theme;
    let Some(bound) = verdict::bound(cx.analysis) else {
        canvas.text(row, 2, &lead(&answer::sentence(cx, false), canvas.width().saturating_sub(3)), theme.value);
        return row + 1;
    };
    let style = if bound.fits() { theme.good } else { theme.bad };
    let most = bound.needed.max(bound.available);
    let cells = canvas.width().saturating_sub(NUMBER_CELLS + 3);
    let lines = [("needs", bound.needed, '▓', style), ("has", bound.available, '█', theme.used)];
    for (place, (noun, number, sign, style)) in lines.into_iter().enumerate() {
        let row = row + place * scale;
        canvas.text(row, 2, noun, theme.label);
        canvas.right(row, NUMBER_CELLS - 1, &thousands(number), theme.value);
        for copy in 0..scale {
            canvas.fill(row + copy, NUMBER_CELLS + 1, share(number, most, cells), sign, style);
        }
    }
    let percent = format!("{}%", thousands(bound.used_percent()));
    let below = row + 2 * scale;
    let end = canvas.width().saturating_sub(1);
    canvas.right(below, end, &percent, style);
    let name = bound.range.map(|range| format!("{} {}", range.name, range.prefix));
    let limit = || cx.analysis.capacity().binding.as_ref().map(|binding| binding.title().to_owned());
    let name = name.or_else(limit).unwrap_or_default();
    canvas.text(below, 2, &middle(&name, end.saturating_sub(width(&percent) + 4)), theme.text);
    below + 1
}

/// The ways out that have a letter, as many as find room on two lines.
fn draw_ways(canvas: &mut Canvas<'_>, row: usize, cx: &Cx<'_>) {
    let rows = canvas.height().saturating_sub(row + 3).min(2);
    let half = canvas.width() / 2;
    let with_letter: Vec<_> = ways::ways(cx).into_iter().zip(letters(cx)).collect();
    for (place, (way, key)) in with_letter.iter().take(rows * 2).enumerate() {
        let used = way.used.map(|used| format!(" {used}%")).unwrap_or_default();
        let text = lead(&format!("{}{used}", way.short), half.saturating_sub(6)).into_owned();
        let column = 2 + place % 2 * half;
        canvas.spans(
            row + place / 2,
            column,
            &[(&**key, cx.theme.key), ("  ", cx.theme.text), (&*text, cx.theme.text)],
        );
    }
}

/// The keys of the ways out.
fn letters(cx: &Cx<'_>) -> Vec<String> {
    let key = |action: &Action| cx.key(crate::config::keymap::Context::Home, *action);
    ways::actions(cx).iter().map(key).collect()
}

/// The cluster's VNet to scale on the last rows.
fn draw_map(canvas: &mut Canvas<'_>, cx: &Cx<'_>, scale: usize) {
    let Some(map) = strip::vnet(cx) else { return };
    let top = canvas.height().saturating_sub(scale + 1);
    for copy in 0..scale {
        strip::draw_cells(canvas, top + copy, map, cx);
    }
    strip::draw_legend(canvas, top + scale, map, cx);
}
