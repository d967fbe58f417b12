//! Where events come from: the terminal's input and the signals, waited for together, without a clock running while
//! there is nothing to wait for. It decides nothing.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::os::fd::{AsFd, AsRawFd};
use std::sync::Arc;
use std::time::{Duration, Instant};

use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGWINCH};
use signal_hook_mio::v1_0::Signals;

use super::decode::Decoder;
use super::{Event, Input, Wait};

const TERMINAL: Token = Token(0);
const SIGNALS: Token = Token(1);
const WAKER: Token = Token(2);

/// How long the rest of an escape sequence may take; Esc alone acts after it.
const REST_MS: u64 = 40;
/// More printable keys than this in one go, not all the same, are a paste that the terminal did not mark.
const TYPED_AHEAD_MAX: usize = 24;

/// Wakes the loop from another thread, which is told so by an event.
#[derive(Clone, Debug)]
pub struct Waker(Arc<mio::Waker>);

impl Waker {
    /// Wakes the loop. A loop that has ended is not woken, and nobody misses it.
    pub fn wake(&self) {
        let _ = self.0.wake();
    }
}

/// The terminal's input and the signals.
pub(super) struct Source {
    poll: Poll,
    waker: Waker,
    ready: Events,
    terminal: File,
    signals: Signals,
    decoder: Decoder,
    buffer: Vec<u8>,
    deadline: Option<Instant>,
}

impl Source {
    /// Opens the terminal's input: standard input where that is the terminal, else the controlling terminal.
    pub(super) fn open() -> io::Result<Self> {
        let stdin = io::stdin();
        let terminal =
            if stdin.is_terminal() { File::from(stdin.as_fd().try_clone_to_owned()?) } else { File::open("/dev/tty")? };
        let poll = Poll::new()?;
        let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGCONT, SIGUSR1, SIGWINCH])?;
        poll.registry().register(&mut SourceFd(&terminal.as_raw_fd()), TERMINAL, Interest::READABLE)?;
        poll.registry().register(&mut signals, SIGNALS, Interest::READABLE)?;
        let waker = Waker(Arc::new(mio::Waker::new(poll.registry(), WAKER)?));
        Ok(Self {
            poll,
            waker,
            ready: Events::with_capacity(4),
            terminal,
            signals,
            decoder: Decoder::default(),
            // Larger than the kernel's queue of 4,096, so that one read takes all of it.
            buffer: vec![0; 8192],
            deadline: None,
        })
    }

    /// What other threads wake the loop with.
    pub(super) fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Puts what has come into `inputs`; with `Wait::Until` it sleeps until something has, or the time has come.
    pub(super) fn wait(&mut self, wait: Wait, inputs: &mut Vec<Input>) -> io::Result<()> {
        let timeout = match wait {
            Wait::Not => Some(Duration::ZERO),
            Wait::Briefly => Some(Duration::from_millis(super::SLOW_REST_MS)),
            Wait::Until(due) => {
                let first = self.deadline.into_iter().chain(due).min();
                first.map(|time| time.saturating_duration_since(Instant::now()))
            }
        };
        match self.poll.poll(&mut self.ready, timeout) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(()),
            other => other?,
        }
        let is_ready = |token| self.ready.iter().any(|event| event.token() == token);
        let (signalled, readable) = (is_ready(SIGNALS), is_ready(TERMINAL));
        if is_ready(WAKER) {
            inputs.push(Input::Event(Event::Woken));
        }
        if signalled {
            inputs.extend(self.signals.pending().filter_map(signal));
        }
        if self.ready.iter().any(|event| event.token() == TERMINAL && (event.is_read_closed() || event.is_error())) {
            inputs.push(Input::Exit(super::EXIT_HUNG_UP));
        } else if readable {
            self.read(inputs);
        } else if self.deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            self.deadline = None;
            self.decode(inputs, Decoder::give_up);
        }
        Ok(())
    }

    /// Are reports of the mouse events, or noise like every other report?
    pub(super) fn heed_mouse(&mut self, is_on: bool) {
        self.decoder.has_mouse = is_on;
    }

    /// Forgets signals that came while the program was stopped.
    pub(super) fn forget_signals(&mut self) {
        self.signals.pending().for_each(drop);
    }

    /// Reads once. It does not block: the poll reported bytes, and nobody else takes them.
    fn read(&mut self, inputs: &mut Vec<Input>) {
        match self.terminal.read(&mut self.buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Ok(0) | Err(_) => inputs.push(Input::Exit(super::EXIT_HUNG_UP)),
            Ok(length) => {
                let chunk = std::mem::take(&mut self.buffer);
                self.decode(inputs, |decoder, events| decoder.feed(&chunk[..length], events));
                self.buffer = chunk;
                let rest = Duration::from_millis(REST_MS);
                self.deadline = self.decoder.is_waiting().then(|| Instant::now() + rest);
            }
        }
    }

    fn decode(&mut self, inputs: &mut Vec<Input>, step: impl FnOnce(&mut Decoder, &mut Vec<Event>)) {
        let mut events = Vec::new();
        step(&mut self.decoder, &mut events);
        inputs.extend(hurried(events).into_iter().map(Input::Event));
    }
}

fn signal(signal: i32) -> Option<Input> {
    match signal {
        SIGTERM | SIGHUP | SIGINT => u8::try_from(128 + signal).ok().map(Input::Exit),
        SIGCONT => Some(Input::Continued),
        SIGWINCH => Some(Input::Resized),
        SIGUSR1 => Some(Input::Event(Event::Reload)),
        _ => None,
    }
}

/// Marks keys that one read gave together; many of them at once are text that was pasted without marks. The time
/// between reads says nothing: a script that answers to the screen types faster than any paste.
fn hurried(events: Vec<Event>) -> Vec<Event> {
    let text: Option<String> = events.iter().map(typed).collect();
    let first = text.as_ref().and_then(|text| text.chars().next());
    match text {
        Some(text) if text.chars().count() > TYPED_AHEAD_MAX && text.chars().any(|c| Some(c) != first) => {
            vec![Event::Paste(text)]
        }
        _ if events.len() > 1 => {
            let mark = |event| match event {
                Event::Key(chord) => Event::HurriedKey(chord),
                other => other,
            };
            events.into_iter().map(mark).collect()
        }
        _ => events,
    }
}

/// The character that the event types, a line break for Enter.
fn typed(event: &Event) -> Option<char> {
    use crate::config::key::Key;
    match event {
        Event::Key(chord) if chord.is_plain() && chord.base() == Key::Enter => Some('\n'),
        Event::Key(chord) if chord.is_plain() && chord.base() == Key::Tab => Some('\t'),
        Event::Key(chord) => chord.text(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::key::Chord;

    fn keys(text: &str) -> Vec<Event> {
        text.chars().map(|character| Event::Key(Chord::char(character))).collect()
    }

    #[test]
    fn one_key_is_a_key_and_several_at_once_are_hurried() {
        assert_eq!(hurried(keys("q")), keys("q"));
        let hurry: Vec<Event> = "n40".chars().map(|c| Event::HurriedKey(Chord::char(c))).collect();
        assert_eq!(hurried(keys("n40")), hurry);
    }

    #[test]
    fn much_text_at_once_is_a_paste_but_a_held_key_is_not() {
        let text = "quit now please, all of it";
        assert_eq!(hurried(keys(text)), [Event::Paste(text.to_owned())]);
        let held = hurried(keys(&"j".repeat(200)));
        assert_eq!(held.len(), 200);
        let with_arrow = [keys(text), vec![Event::Key(Chord::key(crate::config::key::Key::Up))]].concat();
        assert_eq!(hurried(with_arrow).len(), text.len() + 1);
    }
}
