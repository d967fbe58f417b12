//! The picture on the terminal: two buffers, of which only the difference is sent, in one write. It does not know what
//! is drawn, and asks the terminal nothing.

use std::io::{self, Write};

use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::painter::paint;
use super::{Options, Wrapper, clipboard};
use crate::config::glyphs::Glyphs;

/// What the terminal shows, and how to change it.
pub struct Screen<W: Write> {
    terminal: W,
    /// The bytes of one frame, sent as one write.
    bytes: Vec<u8>,
    shown: Buffer,
    next: Buffer,
    /// Where the cursor is shown; hidden at the start.
    cursor: Option<Position>,
    glyphs: Glyphs,
    wrapper: Wrapper,
    /// Each picture is marked, so that the terminal shows it at once.
    is_synchronized: bool,
    /// What the terminal shows is not known: it is wiped before the next frame.
    stale: bool,
}

impl<W: Write> Screen<W> {
    /// An empty screen of that size, which the terminal is taken to show.
    pub fn new(terminal: W, size: (u16, u16), options: Options) -> Self {
        let area = Rect::new(0, 0, size.0, size.1);
        let (shown, next) = (Buffer::empty(area), Buffer::empty(area));
        let Options { glyphs, wrapper, is_synchronized, .. } = options;
        let bytes = Vec::with_capacity(16 * 1024);
        Self { terminal, bytes, shown, next, cursor: None, glyphs, wrapper, is_synchronized, stale: false }
    }

    /// Hands a text to the terminal's clipboard.
    pub(super) fn copy(&mut self, text: &str) -> io::Result<()> {
        self.bytes.extend_from_slice(clipboard::sequence(text, self.wrapper).as_bytes());
        self.send()
    }

    /// The terminal has another size now; what it shows is not known.
    pub(super) fn resize(&mut self, size: (u16, u16)) {
        let area = Rect::new(0, 0, size.0, size.1);
        if area != self.shown.area {
            self.next.resize(area);
            self.shown.resize(area);
        }
        self.forget();
    }

    /// Draws everything afresh next time.
    pub(super) fn forget(&mut self) {
        self.stale = true;
    }

    /// The picture that was drawn last as text, without the blanks at the ends of its lines.
    pub(super) fn picture(&self) -> String {
        let columns = usize::from(self.shown.area.width).max(1);
        let line =
            |cells: &[ratatui::buffer::Cell]| cells.iter().map(ratatui::buffer::Cell::symbol).collect::<String>();
        let lines: Vec<String> =
            self.shown.content.chunks(columns).map(|cells| line(cells).trim_end().to_owned()).collect();
        lines.join("\n") + "\n"
    }

    /// Draws a frame and sends what differs.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn draw(&mut self, view: impl FnOnce(Rect, &mut Buffer) -> Option<Position>) -> io::Result<()> {
        self.next.reset();
        let cursor = view(self.next.area, &mut self.next).filter(|position| self.next.area.contains(*position));
        self.glyphs.apply(&mut self.next);
        let mut backend = CrosstermBackend::new(&mut self.bytes);
        if std::mem::take(&mut self.stale) {
            backend.clear()?;
            backend.hide_cursor()?;
            self.cursor = None;
            self.shown.reset();
        }
        let drawn = paint(&mut self.bytes, &self.shown, &self.next);
        let mut backend = CrosstermBackend::new(&mut self.bytes);
        place(&mut backend, self.cursor, cursor, drawn)?;
        self.cursor = cursor;
        std::mem::swap(&mut self.shown, &mut self.next);
        if self.is_synchronized && !self.bytes.is_empty() {
            self.bytes.splice(0..0, *b"\x1b[?2026h");
            self.bytes.extend_from_slice(b"\x1b[?2026l");
        }
        self.send()
    }

    fn send(&mut self) -> io::Result<()> {
        if self.bytes.is_empty() {
            return Ok(());
        }
        let sent = self.terminal.write_all(&self.bytes).and_then(|()| self.terminal.flush());
        self.bytes.clear();
        sent
    }
}

/// Shows, moves or hides the cursor; drawing has moved it.
fn place<W: Write>(
    backend: &mut CrosstermBackend<W>,
    old: Option<Position>,
    new: Option<Position>,
    drawn: bool,
) -> io::Result<()> {
    match (old, new) {
        (Some(_), None) => backend.hide_cursor()?,
        (old, Some(new)) if drawn || old != Some(new) => {
            backend.set_cursor_position(new)?;
            if old.is_none() {
                backend.show_cursor()?;
            }
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::{Modifier, Style};
    use std::num::NonZero;

    const SIZE: (u16, u16) = (20, 3);

    /// A screen and a terminal that shows what it sends.
    struct Pair {
        screen: Screen<Vec<u8>>,
        terminal: vt100::Parser,
    }

    fn vt100_terminal((columns, rows): (u16, u16)) -> vt100::Parser {
        vt100::Parser::new(NonZero::new(rows).unwrap(), NonZero::new(columns).unwrap(), 0)
    }

    impl Pair {
        fn new(glyphs: Glyphs) -> Self {
            Self {
                screen: Screen::new(Vec::new(), SIZE, Options { glyphs, ..Options::default() }),
                terminal: vt100_terminal(SIZE),
            }
        }

        /// Draws one line and gives the bytes that it took.
        fn draw(&mut self, line: &str, style: Style, cursor: Option<Position>) -> usize {
            let draw = |_: Rect, buffer: &mut Buffer| {
                buffer.set_string(0, 1, line, style);
                cursor
            };
            self.screen.draw(draw).unwrap();
            let bytes = std::mem::take(&mut self.screen.terminal);
            self.terminal.process(&bytes);
            bytes.len()
        }

        fn line(&self) -> String {
            self.terminal.screen().rows(0, SIZE.0).nth(1).unwrap()
        }
    }

    #[test]
    fn a_frame_that_changes_nothing_sends_nothing() {
        let mut pair = Pair::new(Glyphs::Unicode);
        assert!(pair.draw("FITS 69%", Style::new(), None) > 0);
        assert_eq!(pair.line(), "FITS 69%");
        assert_eq!(pair.draw("FITS 69%", Style::new(), None), 0);
        assert!(pair.draw("FITS 70%", Style::new(), None) < 40);
        assert_eq!(pair.line(), "FITS 70%");
    }

    #[test]
    fn the_cursor_is_shown_where_the_field_is_and_hidden_after() {
        let mut pair = Pair::new(Glyphs::Unicode);
        pair.terminal.process(b"\x1b[?25l");
        pair.draw("n 40", Style::new(), Some(Position::new(3, 1)));
        assert_eq!(pair.terminal.screen().cursor_position(), (1, 3));
        assert!(!pair.terminal.screen().hide_cursor());
        pair.draw("n 41", Style::new(), Some(Position::new(4, 1)));
        assert_eq!(pair.terminal.screen().cursor_position(), (1, 4));
        pair.draw("n 41", Style::new(), None);
        assert!(pair.terminal.screen().hide_cursor());
        // A position off the screen shows none.
        assert_eq!(pair.draw("n 41", Style::new(), Some(Position::new(3, 9))), 0);
    }

    #[test]
    fn what_was_lost_is_drawn_afresh() {
        let mut pair = Pair::new(Glyphs::Unicode);
        pair.draw("FITS", Style::new(), None);
        pair.terminal.process(b"\x1b[2Jnoise");
        pair.screen.forget();
        pair.draw("FITS", Style::new(), None);
        assert_eq!(pair.terminal.screen().contents().trim(), "FITS");
    }

    #[test]
    fn another_size_is_drawn_to_its_edge() {
        let mut pair = Pair::new(Glyphs::Unicode);
        pair.draw("a line of 20 cells..", Style::new(), None);
        for size in [(30, 4), (1, 2), (20, 3)] {
            pair.screen.resize(size);
            pair.terminal.screen_mut().set_size(NonZero::new(size.1).unwrap(), NonZero::new(size.0).unwrap());
            pair.draw("a line of 20 cells..", Style::new(), None);
            let shown: String = "a line of 20 cells..".chars().take(usize::from(size.0)).collect();
            assert_eq!(pair.terminal.screen().rows(0, size.0).nth(1).unwrap(), shown, "{size:?}");
        }
    }

    #[test]
    fn ascii_has_only_ascii() {
        let mut pair = Pair::new(Glyphs::Ascii);
        pair.draw("└─ █▓▒░· é", Style::new(), None);
        assert_eq!(pair.line(), "+- #%*:. ?");
    }

    #[test]
    fn weight_survives_without_colour() {
        let mut pair = Pair::new(Glyphs::Unicode);
        pair.draw("selected", Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD), None);
        let cell = pair.terminal.screen().cell(1, 0).unwrap();
        assert!(cell.inverse() && cell.bold());
        assert_eq!(cell.fgcolor(), vt100::Color::Default);
    }
}
