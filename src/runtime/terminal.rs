//! The terminal's modes: set up, given back as they were, also after a panic. It draws nothing and asks the terminal
//! nothing.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::Print;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{execute, queue};

use super::Options;
use crate::config::settings::WantedScreen;

/// What a terminal without a size is taken for: serial lines do not know theirs.
const DEFAULT_SIZE: (u16, u16) = (80, 24);

/// Presses of buttons and the wheel, told by column and row: no report while the mouse only moves.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";
/// Kitty's protocol, of which no more is asked for than that no two keys are the same bytes; and back.
const KITTY_ON: &[u8] = b"\x1b[>1u";
const KITTY_OFF: &[u8] = b"\x1b[<u";

/// A terminal that is set up; dropping it gives it back.
pub(super) struct Terminal {
    modes: Arc<Modes>,
}

/// What of the terminal is in use.
struct Modes {
    is_set_up: AtomicBool,
    has_mouse: AtomicBool,
    screen: WantedScreen,
    is_kitty: bool,
}

impl Terminal {
    /// Sets the terminal up, and sees to it that a panic gives it back before its message is printed.
    pub(super) fn enter(options: Options) -> io::Result<Self> {
        // crossterm heeds NO_COLOR by itself, and then writes an empty colour sequence, which resets bold and reverse
        // too: the selection would be lost. The theme has no colours then; nothing must be left out twice.
        crossterm::style::force_color_output(true);
        let modes = Arc::new(Modes {
            is_set_up: AtomicBool::new(false),
            has_mouse: AtomicBool::new(options.has_mouse),
            screen: options.screen,
            is_kitty: options.is_kitty,
        });
        let of_panic = Arc::clone(&modes);
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            of_panic.give_back();
            report(panic);
        }));
        let terminal = Self { modes };
        terminal.set_up()?;
        Ok(terminal)
    }

    /// Sets the modes, also when others have changed them meanwhile.
    pub(super) fn set_up(&self) -> io::Result<()> {
        // Raw mode is set only once unless it is given back first.
        let was_set_up = self.modes.is_set_up.swap(true, Ordering::SeqCst);
        if was_set_up {
            disable_raw_mode()?;
        }
        enable_raw_mode()?;
        let mut output = io::stdout().lock();
        // The terminal keeps them on a pile, from which one is taken at the end.
        if was_set_up && self.modes.is_kitty {
            output.write_all(KITTY_OFF)?;
        }
        match self.modes.screen {
            WantedScreen::Alternate | WantedScreen::Keep => queue!(output, EnterAlternateScreen)?,
            // What is there goes up into the scrollback, and an empty screen is left.
            WantedScreen::Inline => output.write_all("\r\n".repeat(usize::from(size().1)).as_bytes())?,
        }
        queue!(output, EnableBracketedPaste, Hide)?;
        if self.modes.has_mouse.load(Ordering::SeqCst) {
            output.write_all(MOUSE_ON)?;
        }
        if self.modes.is_kitty {
            output.write_all(KITTY_ON)?;
        }
        output.flush()
    }

    /// Takes the mouse, or gives it back: then the terminal's own select and copy work again.
    pub(super) fn take_mouse(&self, is_on: bool) -> io::Result<()> {
        self.modes.has_mouse.store(is_on, Ordering::SeqCst);
        let mut output = io::stdout().lock();
        output.write_all(if is_on { MOUSE_ON } else { MOUSE_OFF })?;
        output.flush()
    }

    /// Gives the terminal back; more than once is as good as once.
    pub(super) fn give_back(&self) {
        self.modes.give_back();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.give_back();
    }
}

impl Modes {
    /// Nothing can be done about a terminal that does not take its modes back: it has gone.
    fn give_back(&self) {
        if !self.is_set_up.swap(false, Ordering::SeqCst) {
            return;
        }
        // The line first: who sees the shell's screen finds the shell's modes.
        let _ = disable_raw_mode();
        let mut output = io::stdout();
        // The alternate screen has a stack of keyboard modes of its own: it is left after them.
        if self.is_kitty {
            let _ = output.write_all(KITTY_OFF);
        }
        if self.has_mouse.load(Ordering::SeqCst) {
            let _ = output.write_all(MOUSE_OFF);
        }
        let _ = match self.screen {
            WantedScreen::Alternate | WantedScreen::Keep => {
                execute!(output, DisableBracketedPaste, Show, LeaveAlternateScreen)
            }
            // The shell goes on below the picture.
            WantedScreen::Inline => {
                execute!(output, DisableBracketedPaste, Show, MoveTo(0, size().1 - 1), Print("\r\n"))
            }
        };
    }
}

/// The terminal's columns and rows.
pub fn size() -> (u16, u16) {
    match crossterm::terminal::size() {
        Ok((columns, rows)) if columns > 0 && rows > 0 => (columns, rows),
        _ => DEFAULT_SIZE,
    }
}

/// Stops this process as the shell's Ctrl-Z would, until it is continued. By SIGTSTP and not by SIGSTOP: where no shell
/// could continue it (it is a window's only program, say), the kernel does not stop it.
#[cfg(unix)]
pub(super) fn stop() -> io::Result<()> {
    signal_hook::low_level::raise(signal_hook::consts::SIGTSTP)
}

/// There is no stopping here; the screen is only drawn afresh.
#[cfg(not(unix))]
pub(super) fn stop() -> io::Result<()> {
    Ok(())
}
