//! Where events come from on systems without Unix signals: crossterm's own reader. It decides nothing.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossterm::event;

use super::{Event, Input, Mouse, Wait};
use crate::config::key::Chord;

/// How often a waiting loop looks whether it was woken: the console has nothing that both could wait for.
const LOOK_MS: u64 = 100;

/// Wakes the loop from another thread, which is told so by an event.
#[derive(Clone, Debug, Default)]
pub struct Waker(Arc<AtomicBool>);

impl Waker {
    /// Wakes the loop. A loop that has ended is not woken, and nobody misses it.
    pub fn wake(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// The console's input.
#[derive(Default)]
pub(super) struct Source {
    waker: Waker,
}

impl Source {
    /// Opens the console's input.
    #[expect(clippy::unnecessary_wraps, reason = "the same signature as on Unix, where opening can fail")]
    pub(super) fn open() -> io::Result<Self> {
        Ok(Self::default())
    }

    /// What other threads wake the loop with.
    pub(super) fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Puts what has come into `inputs`; with `Wait::Until` it sleeps until something has, or the time has come.
    pub(super) fn wait(&mut self, wait: Wait, inputs: &mut Vec<Input>) -> io::Result<()> {
        if self.waker.0.swap(false, Ordering::SeqCst) {
            inputs.push(Input::Event(Event::Woken));
            return Ok(());
        }
        let look = Duration::from_millis(LOOK_MS);
        let timeout = match wait {
            Wait::Not => Duration::ZERO,
            Wait::Briefly => Duration::from_millis(super::SLOW_REST_MS),
            Wait::Until(due) => due.map_or(look, |due| look.min(due.saturating_duration_since(Instant::now()))),
        };
        if !event::poll(timeout)? {
            return Ok(());
        }
        match event::read()? {
            event::Event::Key(key) => {
                inputs.extend(Chord::from_event(key).map(|chord| Input::Event(Event::Key(chord))))
            }
            event::Event::Paste(text) => inputs.push(Input::Event(Event::Paste(text))),
            event::Event::Mouse(mouse) => inputs.extend(of_mouse(mouse).map(|mouse| Input::Event(Event::Mouse(mouse)))),
            event::Event::Resize(..) => inputs.push(Input::Resized),
            _ => {}
        }
        Ok(())
    }

    /// The console reports the mouse only while it is asked to.
    #[expect(clippy::unused_self, reason = "the same signature as on Unix")]
    pub(super) fn heed_mouse(&mut self, _: bool) {}

    /// There are no signals to forget.
    pub(super) fn forget_signals(&mut self) {}
}

fn of_mouse(mouse: event::MouseEvent) -> Option<Mouse> {
    match mouse.kind {
        event::MouseEventKind::Down(event::MouseButton::Left) => Some(Mouse::Click(mouse.column, mouse.row)),
        event::MouseEventKind::ScrollUp => Some(Mouse::WheelUp),
        event::MouseEventKind::ScrollDown => Some(Mouse::WheelDown),
        _ => None,
    }
}
