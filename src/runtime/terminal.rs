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

use crate::config::settings::WantedScreen;

/// What a terminal without a size is taken for: serial lines do not know theirs.
const DEFAULT_SIZE: (u16, u16) = (80, 24);

/// A terminal that is set up; dropping it gives it back.
pub(super) struct Terminal {
    is_set_up: Arc<AtomicBool>,
    screen: WantedScreen,
}

impl Terminal {
    /// Sets the terminal up, and sees to it that a panic gives it back before its message is printed.
    pub(super) fn enter(screen: WantedScreen) -> io::Result<Self> {
        // crossterm heeds NO_COLOR by itself, and then writes an empty colour sequence, which resets bold and reverse
        // too: the selection would be lost. The theme has no colours then; nothing must be left out twice.
        crossterm::style::force_color_output(true);
        let terminal = Self { is_set_up: Arc::default(), screen };
        let is_set_up = Arc::clone(&terminal.is_set_up);
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back(&is_set_up, screen);
            report(panic);
        }));
        terminal.set_up()?;
        Ok(terminal)
    }

    /// Sets the modes, also when others have changed them meanwhile.
    pub(super) fn set_up(&self) -> io::Result<()> {
        // Raw mode is set only once unless it is given back first.
        if self.is_set_up.swap(true, Ordering::SeqCst) {
            disable_raw_mode()?;
        }
        enable_raw_mode()?;
        let mut output = io::stdout().lock();
        match self.screen {
            WantedScreen::Alternate | WantedScreen::Keep => queue!(output, EnterAlternateScreen)?,
            // What is there goes up into the scrollback, and an empty screen is left.
            WantedScreen::Inline => output.write_all("\r\n".repeat(usize::from(size().1)).as_bytes())?,
        }
        queue!(output, EnableBracketedPaste, Hide)?;
        output.flush()
    }

    /// Gives the terminal back; more than once is as good as once.
    pub(super) fn give_back(&self) {
        give_back(&self.is_set_up, self.screen);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.give_back();
    }
}

/// Nothing can be done about a terminal that does not take its modes back: it has gone.
fn give_back(is_set_up: &AtomicBool, screen: WantedScreen) {
    if is_set_up.swap(false, Ordering::SeqCst) {
        // The line first: who sees the shell's screen finds the shell's modes.
        let _ = disable_raw_mode();
        let _ = match screen {
            WantedScreen::Alternate | WantedScreen::Keep => {
                execute!(io::stdout(), DisableBracketedPaste, Show, LeaveAlternateScreen)
            }
            // The shell goes on below the picture.
            WantedScreen::Inline => {
                execute!(io::stdout(), DisableBracketedPaste, Show, MoveTo(0, size().1 - 1), Print("\r\n"))
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
