//! The event loop: the only place that touches the terminal. It sets it up, feeds a program with events, draws when they
//! have been handled, does the effects, and gives the terminal back as it was, however the program ends. It knows nothing
//! of networks or screens.

mod clipboard;
#[cfg(unix)]
mod decode;
mod painter;
mod screen;
#[cfg(unix)]
mod source;
#[cfg(not(unix))]
#[path = "runtime/source_console.rs"]
mod source;
mod terminal;

use std::io::{self, Write as _};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub use self::clipboard::Wrapper;
pub use self::screen::Screen;
use self::source::Source;
pub use self::source::Waker;
use self::terminal::Terminal;
pub use self::terminal::size as terminal_size;
use crate::config::glyphs::Glyphs;
use crate::config::key::Chord;
use crate::config::settings::WantedScreen;

/// The exit code of a program whose terminal has gone: that of SIGHUP.
const EXIT_HUNG_UP: u8 = 129;
/// The exit code of Ctrl-C: that of SIGINT.
const EXIT_INTERRUPTED: u8 = 130;
/// The exit code of a program that panicked, as Rust's own.
pub const EXIT_PANICKED: u8 = 101;
/// So many reads may be handled before a frame is drawn: a flood of keys must not blind the user.
const READS_PER_FRAME_MAX: usize = 64;
/// On a slow line a picture is drawn when no key has come for so long.
const SLOW_REST_MS: u64 = 80;

/// What a program is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A key was pressed.
    Key(Chord),
    /// A key that came together with others: typed ahead, or pasted into a terminal that does not mark pastes. It is a
    /// key like any other, but the program does not quit or confirm on it.
    HurriedKey(Chord),
    /// Text was pasted. It is data and never keys.
    Paste(String),
    /// The mouse did something. It is told only while it was asked for.
    Mouse(Mouse),
    /// The terminal has another size: columns, rows.
    Resize(u16, u16),
    /// Another thread of the program's has something for it.
    Woken,
    /// The time has come that [`Program::due`] named.
    Due,
    /// Someone outside asks it to read its configuration again, by SIGUSR1.
    Reload,
}

/// What the mouse does. Only what can be told from one report: no dragging, no moving about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mouse {
    /// The first button was pressed on this cell: column, row, from 0.
    Click(u16, u16),
    /// The wheel was turned away from the hand.
    WheelUp,
    /// The wheel was turned towards the hand.
    WheelDown,
}

/// Why a program is told to leave things as they should be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// It is about to be stopped, and may never go on.
    Suspended,
    /// It ends with this exit code.
    Ended(u8),
    /// It panicked; its state may be half changed.
    Panicked,
}

/// What a program wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// End with this exit code.
    Quit(u8),
    /// Draw everything afresh, whatever the terminal shows.
    Redraw,
    /// Give the terminal back to the shell until the user returns.
    Suspend,
    /// Hand this text to the terminal's clipboard.
    Copy(String),
    /// Take the mouse from the terminal, or give it back.
    Mouse(bool),
}

/// What runs on the terminal: a state that events change and that can be drawn.
pub trait Program {
    /// It is about to run; threads of its own wake the loop with this.
    fn begin(&mut self, waker: Waker) {
        let _ = waker;
    }

    /// When it wants to be told that time has passed; `None`, and the loop sleeps until something happens.
    fn due(&self) -> Option<Instant> {
        None
    }

    /// It rests now: what must outlive it is to be kept. The terminal is the user's again, or gone.
    fn rest(&mut self, why: Rest) {
        let _ = why;
    }

    /// Takes an event; the effects are done in their order.
    fn handle(&mut self, event: Event) -> Vec<Effect>;

    /// Draws the whole picture on an empty buffer, always with the full set of signs; the position is where the cursor
    /// is shown.
    fn view(&mut self, area: Rect, buffer: &mut Buffer) -> Option<Position>;
}

/// How to run a program.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mode of the terminal, and any may stand beside any")]
pub struct Options {
    /// The signs that the terminal can show.
    pub glyphs: Glyphs,
    /// How the terminal is reached.
    pub wrapper: Wrapper,
    /// What of the terminal is drawn on, and what stays behind.
    pub screen: WantedScreen,
    /// Is each picture marked as one?
    pub is_synchronized: bool,
    /// Is a picture drawn only when the keys rest?
    pub is_slow: bool,
    /// Is the mouse taken from the terminal?
    pub has_mouse: bool,
    /// Does the terminal write keys by kitty's protocol, so that no two are the same bytes?
    pub is_kitty: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            glyphs: Glyphs::default(),
            wrapper: Wrapper::None,
            screen: WantedScreen::Alternate,
            is_synchronized: false,
            is_slow: false,
            has_mouse: false,
            is_kitty: false,
        }
    }
}

/// What the source of events reports; the loop answers to all but the first by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Input {
    Event(Event),
    /// A signal, or the end of the terminal.
    Exit(u8),
    /// The program was stopped and goes on; others have used the terminal.
    Continued,
    Resized,
}

/// How long to wait for input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wait {
    Not,
    /// For as long as keys of a hand may be apart.
    Briefly,
    /// Until something comes, or this time has; `None`: as long as it takes.
    Until(Option<Instant>),
}

/// Runs the program until it quits, is told to end by Ctrl-C or a signal, loses its terminal, or panics; gives the exit
/// code. The panic's message is printed by then.
///
/// # Errors
/// When there is no terminal, or it cannot be set up.
pub fn run(program: &mut impl Program, options: Options) -> io::Result<u8> {
    let mut source = Source::open()?;
    source.heed_mouse(options.has_mouse);
    program.begin(source.waker());
    let terminal = Terminal::enter(options)?;
    let screen = Screen::new(io::stdout(), terminal::size(), options);
    let session = Session { program: &mut *program, source, terminal, screen, options };
    // The terminal is given back before the program rests: a slow disk must not hold it.
    let ended = catch_unwind(AssertUnwindSafe(|| session.run()));
    let Ok(ended) = ended else {
        // What is half changed may panic once more; what was kept before is still there then.
        let _ = catch_unwind(AssertUnwindSafe(|| program.rest(Rest::Panicked)));
        return Ok(EXIT_PANICKED);
    };
    program.rest(Rest::Ended(*ended.as_ref().unwrap_or(&EXIT_HUNG_UP)));
    ended
}

/// A program on its terminal.
struct Session<'a, P: Program> {
    program: &'a mut P,
    source: Source,
    terminal: Terminal,
    screen: Screen<io::Stdout>,
    options: Options,
}

impl<P: Program> Session<'_, P> {
    fn run(mut self) -> io::Result<u8> {
        let ended = self.go();
        self.terminal.give_back();
        if self.options.screen == WantedScreen::Keep && ended.as_ref().is_ok_and(|code| *code != EXIT_HUNG_UP) {
            // Whoever has no terminal any more misses nothing.
            let _ = io::stdout().write_all(self.screen.picture().as_bytes());
        }
        ended
    }

    fn go(&mut self) -> io::Result<u8> {
        let mut inputs = Vec::new();
        loop {
            // A terminal that takes nothing any more has gone.
            if self.screen.draw(|area, buffer| self.program.view(area, buffer)).is_err() {
                return Ok(EXIT_HUNG_UP);
            }
            while inputs.is_empty() {
                let due = self.program.due();
                self.source.wait(Wait::Until(due), &mut inputs)?;
                if inputs.is_empty() && due.is_some_and(|due| due <= Instant::now()) {
                    inputs.push(Input::Event(Event::Due));
                }
            }
            for _ in 0..READS_PER_FRAME_MAX {
                for input in std::mem::take(&mut inputs) {
                    if let ControlFlow::Break(code) = self.take(input)? {
                        return Ok(code);
                    }
                }
                self.source.wait(if self.options.is_slow { Wait::Briefly } else { Wait::Not }, &mut inputs)?;
                if inputs.is_empty() {
                    break;
                }
            }
        }
    }

    fn take(&mut self, input: Input) -> io::Result<ControlFlow<u8>> {
        match input {
            // These two work whatever the program is busy with.
            Input::Event(Event::Key(chord) | Event::HurriedKey(chord)) if chord == Chord::ctrl('c') => {
                return Ok(ControlFlow::Break(EXIT_INTERRUPTED));
            }
            Input::Event(Event::Key(chord) | Event::HurriedKey(chord)) if chord == Chord::ctrl('z') => {
                self.suspend()?;
            }
            Input::Event(event) => return self.tell(event),
            Input::Exit(code) => return Ok(ControlFlow::Break(code)),
            Input::Continued => {
                self.terminal.set_up()?;
                return self.resize();
            }
            Input::Resized => return self.resize(),
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Tells the program, and does what it wants done.
    fn tell(&mut self, event: Event) -> io::Result<ControlFlow<u8>> {
        for effect in self.program.handle(event) {
            match effect {
                Effect::Quit(code) => return Ok(ControlFlow::Break(code)),
                Effect::Redraw => self.screen.forget(),
                Effect::Suspend => self.suspend()?,
                Effect::Copy(text) => self.screen.copy(&text)?,
                Effect::Mouse(is_on) => {
                    self.source.heed_mouse(is_on);
                    self.terminal.take_mouse(is_on)?;
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn resize(&mut self) -> io::Result<ControlFlow<u8>> {
        let (columns, rows) = terminal::size();
        self.screen.resize((columns, rows));
        self.tell(Event::Resize(columns, rows))
    }

    /// Stops until the user returns; what the terminal shows then is not known.
    fn suspend(&mut self) -> io::Result<()> {
        self.terminal.give_back();
        self.program.rest(Rest::Suspended);
        terminal::stop()?;
        self.source.forget_signals();
        self.terminal.set_up()?;
        self.screen.resize(terminal::size());
        Ok(())
    }
}
