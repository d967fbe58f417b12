//! Where events come from on systems without Unix signals: crossterm's own reader. It decides nothing.

use std::io;
use std::time::Duration;

use crossterm::event;

use super::{Event, Input, Wait};
use crate::config::key::Chord;

/// The console's input.
pub(super) struct Source;

impl Source {
    /// Opens the console's input.
    #[expect(clippy::unnecessary_wraps, reason = "the same signature as on Unix, where opening can fail")]
    pub(super) fn open() -> io::Result<Self> {
        Ok(Self)
    }

    /// Puts what has come into `inputs`; with `Wait::Forever` it sleeps until something has.
    pub(super) fn wait(&mut self, wait: Wait, inputs: &mut Vec<Input>) -> io::Result<()> {
        if wait == Wait::Not && !event::poll(Duration::ZERO)? {
            return Ok(());
        }
        match event::read()? {
            event::Event::Key(key) => {
                inputs.extend(Chord::from_event(key).map(|chord| Input::Event(Event::Key(chord))))
            }
            event::Event::Paste(text) => inputs.push(Input::Event(Event::Paste(text))),
            event::Event::Resize(..) => inputs.push(Input::Resized),
            _ => {}
        }
        Ok(())
    }

    /// There are no signals to forget.
    pub(super) fn forget_signals(&mut self) {}
}
