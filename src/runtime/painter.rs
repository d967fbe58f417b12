//! Changed cells to bytes, as few as may be: a serial line carries 960 bytes a second, and 16 colours are sent as
//! the sixteen that every terminal knows. It decides nothing about what is drawn.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// A blank rest of a line that is at least so long is erased, not written.
const ERASED_MIN: usize = 4;

/// Writes what turns the shown picture into the next one. The pen is plain before and after.
pub(super) fn paint(bytes: &mut Vec<u8>, shown: &Buffer, next: &Buffer) -> bool {
    let mut painter = Painter { bytes, next, pen: Pen::PLAIN, at: None };
    let mut changes = shown.diff_iter(next).peekable();
    let drawn = changes.peek().is_some();
    let mut erased_row = None;
    while let Some((column, row, cell)) = changes.next() {
        if erased_row == Some(row) {
            continue;
        }
        painter.go_to(column, row);
        let more = changes.peek().is_some_and(|(_, below, _)| *below == row);
        if more && painter.is_blank_from(column, row) {
            painter.erase_line();
            erased_row = Some(row);
        } else {
            painter.write(cell, column, row);
        }
    }
    painter.take(Pen::PLAIN);
    drawn
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
    fn write(&mut self, cell: &Cell, column: u16, row: u16) {
        let pen = Pen::of(cell);
        if !(cell.symbol() == " " && pen.blank_as(self.pen)) {
            self.take(pen);
        }
        self.bytes.extend_from_slice(cell.symbol().as_bytes());
        let width = u16::try_from(cell.symbol().width()).unwrap_or(1);
        let end = column.saturating_add(width);
        // In the last column terminals differ in where the cursor then is.
        self.at = (width > 0 && end < self.next.area.right()).then_some((end, row));
    }

    /// Moves the cursor; over a few cells that look right already by writing them, where that is shorter.
    fn go_to(&mut self, column: u16, row: u16) {
        let mut way = String::new();
        match self.at {
            Some(at) if at == (column, row) => return,
            Some((from, at_row)) if at_row == row && from < column => {
                let _ = match column - from {
                    1 => write!(way, "\x1b[C"),
                    steps => write!(way, "\x1b[{steps}C"),
                };
                if let Some(cells) = self.known(from, column, row).filter(|cells| cells.len() <= way.len()) {
                    way = cells;
                }
            }
            Some((from, at_row)) if from == column && at_row + 1 == row => way.push_str("\x1b[B"),
            _ if column == 0 => {
                let _ = write!(way, "\x1b[{}H", row + 1);
            }
            _ => {
                let _ = write!(way, "\x1b[{};{}H", row + 1, column + 1);
            }
        }
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

    /// Is the rest of the line blank, on the terminal's own ground, and long enough to be erased?
    fn is_blank_from(&self, column: u16, row: u16) -> bool {
        let right = self.next.area.right();
        let blank = |cell: &Cell| cell.symbol() == " " && Pen::of(cell).blank_as(Pen::PLAIN);
        usize::from(right - column) >= ERASED_MIN
            && (column..right).all(|column| self.next.cell((column, row)).is_some_and(blank))
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
