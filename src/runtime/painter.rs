//! Changed cells to bytes, as few as may be: a serial line carries 960 bytes a second, and 16 colours are sent as
//! the sixteen that every terminal knows. It decides nothing about what is drawn.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// A blank rest of a line that is at least so long is erased, not written.
const ERASED_MIN: usize = 4;

/// Writes what turns the shown picture into the next one, in the shorter of two orders: as one reads, where what is
/// dear is to move, or pen by pen, where what is dear is to change it (a 24-bit colour takes 17 bytes). The pen is plain
/// before and after.
pub(super) fn paint(bytes: &mut Vec<u8>, shown: &Buffer, next: &Buffer) -> bool {
    let mut strokes = strokes(shown, next);
    let start = bytes.len();
    draw(bytes, next, &strokes);
    let reading_order = bytes.len();
    sort_by_pen(&mut strokes);
    draw(bytes, next, &strokes);
    if bytes.len() - reading_order < reading_order - start {
        bytes.drain(start..reading_order);
    } else {
        bytes.truncate(reading_order);
    }
    !strokes.is_empty()
}

/// One change of the picture.
struct Stroke<'a> {
    column: u16,
    row: u16,
    pen: Pen,
    /// What stands there now; without it everything from there to the end of the line is blank.
    cell: Option<&'a Cell>,
}

impl<'a> Stroke<'a> {
    fn new(column: u16, row: u16, cell: &'a Cell) -> Self {
        Self { column, row, pen: Pen::of(cell), cell: Some(cell) }
    }

    /// Does it leave the terminal's own ground behind, and nothing on it?
    fn is_blank(&self) -> bool {
        self.cell.is_some_and(|cell| cell.symbol() == " " && self.pen.blank_as(Pen::PLAIN))
    }
}

/// The changes, as one reads.
fn strokes<'a>(shown: &'a Buffer, next: &'a Buffer) -> Vec<Stroke<'a>> {
    let mut strokes: Vec<Stroke> = Vec::new();
    let mut changes = shown.diff_iter(next).peekable();
    while let Some((column, row, cell)) = changes.next() {
        let mut line = vec![Stroke::new(column, row, cell)];
        while let Some((column, _, cell)) = changes.next_if(|(_, below, _)| *below == row) {
            line.push(Stroke::new(column, row, cell));
        }
        strokes.extend(with_erasure(line, next));
    }
    let mut pen = Pen::PLAIN;
    for stroke in &mut strokes {
        if stroke.cell.is_some_and(|cell| cell.symbol() == " ") && stroke.pen.blank_as(pen) {
            stroke.pen = pen;
        }
        pen = stroke.pen;
    }
    strokes
}

/// The line as it is, or with its rest erased from some blank on and written anew, whichever is cheaper: a frame that
/// empties is one erasure and its border.
fn with_erasure<'a>(line: Vec<Stroke<'a>>, next: &'a Buffer) -> Vec<Stroke<'a>> {
    let mut best_price = price(&line);
    let mut best = None;
    let runs = line.chunk_by(|left, right| left.is_blank() && right.is_blank() && left.column + 1 == right.column);
    let mut first = 0;
    for run in runs {
        let start = &run[0];
        if run.len() >= ERASED_MIN && start.is_blank() {
            let erased: Vec<Stroke> = rest_after_erasure(start.column, start.row, next);
            let price = price(&line[..first]) + price(&erased);
            if price < best_price {
                best_price = price;
                best = Some((first, erased));
            }
        }
        first += run.len();
    }
    match best {
        Some((kept, erased)) => line.into_iter().take(kept).chain(erased).collect(),
        None => line,
    }
}

/// An erasure, and what then is to be written of the rest of the line.
fn rest_after_erasure(column: u16, row: u16, next: &Buffer) -> Vec<Stroke<'_>> {
    let mut strokes = vec![Stroke { column, row, pen: Pen::PLAIN, cell: None }];
    let mut free = column;
    for column in column..next.area.right() {
        let Some(cell) = next.cell((column, row)).filter(|_| column >= free) else { continue };
        free = column + u16::try_from(cell.symbol().width()).unwrap_or(1).max(1);
        let stroke = Stroke::new(column, row, cell);
        if !stroke.is_blank() {
            strokes.push(stroke);
        }
    }
    strokes
}

/// About what a move, a change of the pen or an erasure takes, in bytes.
const TURN: usize = 6;

/// About the bytes of these strokes.
fn price(strokes: &[Stroke]) -> usize {
    let mut pen = Pen::PLAIN;
    let mut at = None;
    let mut price = 0;
    for stroke in strokes {
        price += stroke.cell.map_or(TURN / 2, |cell| cell.symbol().len());
        price += if at == Some(stroke.column) { 0 } else { TURN };
        price += if stroke.pen == pen || stroke.is_blank() { 0 } else { TURN };
        pen = stroke.pen;
        at = stroke.cell.map(|_| stroke.column + 1);
    }
    price
}

/// Puts together what one pen draws: first the plain one, which erases, the others in the order of their first use.
fn sort_by_pen(strokes: &mut [Stroke]) {
    let mut pens: Vec<Pen> = vec![Pen::PLAIN];
    for stroke in &*strokes {
        if !pens.contains(&stroke.pen) {
            pens.push(stroke.pen);
        }
    }
    strokes.sort_by_key(|stroke| pens.iter().position(|pen| *pen == stroke.pen));
}

fn draw(bytes: &mut Vec<u8>, next: &Buffer, strokes: &[Stroke]) {
    let mut painter = Painter { bytes, next, pen: Pen::PLAIN, at: None };
    for stroke in strokes {
        painter.go_to(stroke.column, stroke.row);
        match stroke.cell {
            Some(cell) => painter.write(cell, stroke),
            None => painter.erase_line(),
        }
    }
    painter.take(Pen::PLAIN);
}

/// Colours and weight, as the terminal has them set.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Pen {
    ink: Color,
    ground: Color,
    weight: Modifier,
}

impl Pen {
    const PLAIN: Self = Self { ink: Color::Reset, ground: Color::Reset, weight: Modifier::empty() };

    fn of(cell: &Cell) -> Self {
        Self { ink: cell.fg, ground: cell.bg, weight: cell.modifier }
    }

    /// Does a blank show it?
    const SEEN_ON_BLANKS: Modifier = Modifier::UNDERLINED.union(Modifier::REVERSED).union(Modifier::CROSSED_OUT);

    /// Would a blank look the same with the other pen? Neither ink nor weight shows on it.
    fn blank_as(self, other: Self) -> bool {
        self.ground == other.ground && !(self.weight | other.weight).intersects(Self::SEEN_ON_BLANKS)
    }
}

/// What a terminal is told, and what is known of it.
struct Painter<'a> {
    bytes: &'a mut Vec<u8>,
    next: &'a Buffer,
    pen: Pen,
    /// Where the terminal's cursor stands, where that is certain.
    at: Option<(u16, u16)>,
}

impl Painter<'_> {
    fn write(&mut self, cell: &Cell, stroke: &Stroke) {
        if !(cell.symbol() == " " && stroke.pen.blank_as(self.pen)) {
            self.take(stroke.pen);
        }
        self.bytes.extend_from_slice(cell.symbol().as_bytes());
        let width = u16::try_from(cell.symbol().width()).unwrap_or(1);
        let end = stroke.column.saturating_add(width);
        // In the last column terminals differ in where the cursor then is.
        self.at = (width > 0 && end < self.next.area.right()).then_some((end, stroke.row));
    }

    /// Moves the cursor the shortest way; over a few cells that look right already by writing them.
    fn go_to(&mut self, column: u16, row: u16) {
        if self.at == Some((column, row)) {
            return;
        }
        let there =
            if column == 0 { format!("\x1b[{}H", row + 1) } else { format!("\x1b[{};{}H", row + 1, column + 1) };
        let from_here = self.at.map(|(from, at_row)| {
            let known = (at_row == row && from < column).then(|| self.known(from, column, row)).flatten();
            let steps = [step(at_row, row, ['A', 'B']), step(from, column, ['D', 'C'])].concat();
            known.filter(|cells| cells.len() <= steps.len()).unwrap_or(steps)
        });
        let way = from_here.filter(|steps| steps.len() < there.len()).unwrap_or(there);
        self.bytes.extend_from_slice(way.as_bytes());
        self.at = Some((column, row));
    }

    /// The cells between two columns as text, if the pen at hand is theirs and each takes one column.
    fn known(&self, from: u16, to: u16, row: u16) -> Option<String> {
        let mut text = String::new();
        for column in from..to {
            let cell = self.next.cell((column, row))?;
            let pen = Pen::of(cell);
            let fits = pen == self.pen || cell.symbol() == " " && pen.blank_as(self.pen);
            if !fits || cell.symbol().width() != 1 {
                return None;
            }
            text.push_str(cell.symbol());
        }
        Some(text)
    }

    fn erase_line(&mut self) {
        if !self.pen.blank_as(Pen::PLAIN) {
            self.take(Pen::PLAIN);
        }
        self.bytes.extend_from_slice(b"\x1b[K");
    }

    /// Takes up a pen: only what differs, or everything afresh where that is shorter.
    fn take(&mut self, pen: Pen) {
        if pen == self.pen {
            return;
        }
        let fresh = if pen == Pen::PLAIN { String::new() } else { format!("0;{}", difference(Pen::PLAIN, pen)) };
        let change = difference(self.pen, pen);
        let shorter = if fresh.len() < change.len() { fresh } else { change };
        let _ = write!(Bytes(self.bytes), "\x1b[{shorter}m");
        self.pen = pen;
    }
}

/// What moves the cursor along one axis, by the letters for back and forth. A few columns back are backspaces.
fn step(from: u16, to: u16, [back, forth]: [char; 2]) -> String {
    let (way, steps) = if to < from { (back, from - to) } else { (forth, to - from) };
    match (way, steps) {
        (_, 0) => String::new(),
        ('D', 1..=3) => "\x08".repeat(usize::from(steps)),
        (_, 1) => format!("\x1b[{way}"),
        (_, _) => format!("\x1b[{steps}{way}"),
    }
}

/// Lets a vector of bytes be written to as text.
struct Bytes<'a>(&'a mut Vec<u8>);

impl std::fmt::Write for Bytes<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// Weights, the code that sets each and the one that takes it away; bold and dim share the latter.
const WEIGHTS: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// The codes that turn one pen into another, between semicolons.
fn difference(from: Pen, to: Pen) -> String {
    let mut codes: Vec<String> = Vec::new();
    let mut weight = from.weight;
    for (modifier, _, off) in WEIGHTS {
        if weight.contains(modifier) && !to.weight.contains(modifier) {
            codes.push(off.to_string());
            let taken = WEIGHTS.iter().filter(|(_, _, other)| *other == off);
            taken.for_each(|(modifier, _, _)| weight.remove(*modifier));
        }
    }
    let added = WEIGHTS.iter().filter(|(modifier, _, _)| to.weight.contains(*modifier) && !weight.contains(*modifier));
    codes.extend(added.map(|(_, on, _)| on.to_string()));
    if from.ink != to.ink {
        codes.push(colour(to.ink, 30));
    }
    if from.ground != to.ground {
        codes.push(colour(to.ground, 40));
    }
    codes.join(";")
}

/// The code of a colour: `base` is 30 for ink, 40 for ground.
fn colour(colour: Color, base: u8) -> String {
    let named = match colour {
        Color::Reset => 9,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
        Color::Indexed(index) => return format!("{};5;{index}", base + 8),
        Color::Rgb(red, green, blue) => return format!("{};2;{red};{green};{blue}", base + 8),
    };
    (base + named).to_string()
}

#[cfg(test)]
mod tests {
    use std::num::NonZero;

    use proptest::prelude::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    const AREA: Rect = Rect { x: 0, y: 0, width: 12, height: 3 };

    fn painted(shown: &Buffer, next: &Buffer) -> String {
        let mut bytes = Vec::new();
        paint(&mut bytes, shown, next);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn short_gaps_are_written_long_ones_jumped_and_blank_ends_erased() {
        let lines = |first: &str| Buffer::with_lines([first, "", ""]);
        let cases = [
            ("ab cd       ", "xb cy       ", "\x1b[1Hxb cy"),
            ("abcdefghijk ", "xbcdefghijy ", "\x1b[1Hx\x1b[9Cy"),
            ("abcdefgh    ", "ab          ", "\x1b[1;3H\x1b[K"),
            ("abcd        ", "abc         ", "\x1b[1;4H "),
        ];
        for (shown, next, expected) in cases {
            assert_eq!(painted(&lines(shown), &lines(next)), expected);
        }
    }

    #[test]
    fn a_frame_that_empties_is_an_erasure_and_its_border() {
        let shown = Buffer::with_lines(["|a long text in a frame|"]);
        let next = Buffer::with_lines(["|a                     |"]);
        assert_eq!(painted(&shown, &next), "\x1b[1;4H\x1b[K\x1b[20C|");
    }

    #[test]
    fn a_column_is_written_downwards() {
        let (shown, next) = (Buffer::with_lines(["", "  1", "  2"]), Buffer::with_lines(["", "  3", "  4"]));
        assert_eq!(painted(&shown, &next), "\x1b[2;3H3\x1b[3;3H4");
        let (shown, next) = (Buffer::with_lines(["", "  1 ", "  2 "]), Buffer::with_lines(["", "  3 ", "  4 "]));
        assert_eq!(painted(&shown, &next), "\x1b[2;3H3\x1b[B\x084");
    }

    #[test]
    fn dear_colours_are_each_set_once() {
        let (ink, other) = (Color::Rgb(111, 112, 113), Color::Rgb(211, 212, 213));
        let mut next = Buffer::empty(AREA);
        for column in 0..6 {
            next.set_string(column, 0, "a", Style::new().fg(if column % 2 == 0 { ink } else { other }));
        }
        let sent = painted(&Buffer::empty(AREA), &next);
        assert_eq!((sent.matches("38;2;111;112;113").count(), sent.matches("38;2;211;212;213").count()), (1, 1));
    }

    #[test]
    fn cheap_colours_are_set_as_one_reads() {
        let mut next = Buffer::empty(AREA);
        for (column, colour) in [(0, Color::Red), (3, Color::Blue), (6, Color::Red)] {
            next.set_string(column, 0, "abc", Style::new().fg(colour));
        }
        let sent = painted(&Buffer::empty(AREA), &next);
        assert_eq!(sent, "\x1b[1H\x1b[31mabc\x1b[34mabc\x1b[31mabc\x1b[m");
    }

    #[test]
    fn sixteen_colours_are_the_sixteen_that_every_terminal_knows() {
        let mut next = Buffer::empty(AREA);
        next.set_string(0, 0, "a", Style::new().fg(Color::Cyan).add_modifier(Modifier::BOLD));
        next.set_string(1, 0, "b", Style::new().fg(Color::LightRed));
        assert_eq!(painted(&Buffer::empty(AREA), &next), "\x1b[1H\x1b[1;36ma\x1b[0;91mb\x1b[m");
    }

    fn cells() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
        prop::collection::vec((0usize..6, 0usize..5, 0usize..6), 36)
    }

    fn buffer(cells: &[(usize, usize, usize)]) -> Buffer {
        let signs = [" ", "a", "█", " ", "b", " "];
        let colours = [Color::Reset, Color::Green, Color::Indexed(200), Color::LightBlue, Color::Reset];
        let weights = [
            Modifier::empty(),
            Modifier::BOLD,
            Modifier::DIM | Modifier::UNDERLINED,
            Modifier::REVERSED,
            // The terminal of the test has one of bold and dim at a time.
            Modifier::DIM,
            Modifier::empty(),
        ];
        let mut buffer = Buffer::empty(AREA);
        for (cell, (sign, colour, weight)) in buffer.content.iter_mut().zip(cells) {
            let style = Style::new().fg(colours[*colour]).bg(colours[4 - *colour]).add_modifier(weights[*weight]);
            cell.set_symbol(signs[*sign]).set_style(style);
        }
        buffer
    }

    fn terminal() -> vt100::Parser {
        let size = |length: u16| NonZero::new(length).unwrap();
        vt100::Parser::new(size(AREA.height), size(AREA.width), 0)
    }

    fn shown(colour: Color) -> vt100::Color {
        match colour {
            Color::Green => vt100::Color::Idx(2),
            Color::LightBlue => vt100::Color::Idx(12),
            Color::Indexed(index) => vt100::Color::Idx(index),
            _ => vt100::Color::Default,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn the_terminal_shows_what_the_buffer_holds(pictures in prop::collection::vec(cells(), 1..4)) {
            let mut terminal = terminal();
            let mut last = Buffer::empty(AREA);
            for next in pictures.iter().map(|cells| buffer(cells)) {
                terminal.process(painted(&last, &next).as_bytes());
                last = next;
                for (place, cell) in last.content.iter().enumerate() {
                    let (row, column) = (place / usize::from(AREA.width), place % usize::from(AREA.width));
                    let seen = terminal.screen().cell(u16::try_from(row).unwrap(), u16::try_from(column).unwrap()).unwrap();
                    let text = if seen.contents().is_empty() { " " } else { seen.contents() };
                    prop_assert_eq!(text, cell.symbol());
                    prop_assert_eq!(seen.bgcolor(), shown(cell.bg));
                    let has = |weight| cell.modifier.contains(weight);
                    prop_assert_eq!(seen.underline(), has(Modifier::UNDERLINED));
                    prop_assert_eq!(seen.inverse(), has(Modifier::REVERSED));
                    if text != " " {
                        prop_assert_eq!(seen.fgcolor(), shown(cell.fg));
                        prop_assert_eq!((seen.bold(), seen.dim()), (has(Modifier::BOLD), has(Modifier::DIM)));
                    }
                }
            }
        }
    }
}
