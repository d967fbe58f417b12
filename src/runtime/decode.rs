//! Bytes from the terminal to keys and pasted text. It owns no terminal and no clock: whoever reads tells it when to
//! stop waiting for the rest.
//!
//! It stands in place of crossterm's reader on Unix, which blocks in the middle of an escape sequence (so that SIGTERM
//! is not heard), spins when the terminal hangs up, and plays the tail of a late reply as keys.

use crate::config::key::{Chord, Key};
use crate::runtime::{Event, Mouse};

/// The most that one paste may hold; the rest is dropped.
const PASTE_BYTES_MAX: usize = 1 << 20;
/// An escape sequence longer than this is none; only replies (OSC, DCS) may be longer.
const SEQUENCE_BYTES_MAX: usize = 64;
const PASTE_END: &[u8] = b"\x1b[201~";

/// Turns bytes into events, whatever way they are cut into chunks.
#[derive(Debug, Default)]
pub struct Decoder {
    /// Are reports of the mouse given out?
    pub(super) has_mouse: bool,
    pending: Vec<u8>,
    state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Keys,
    /// An Esc was given out because nothing followed it in time; a tail that comes late is not keys.
    EscGiven,
    /// Between the two marks of a bracketed paste.
    Paste,
    /// Inside a reply that ends with BEL or ST, and is dropped.
    Reply,
}

/// What stands at the beginning of the pending bytes.
enum Token {
    /// Not all of it has come yet.
    Partial,
    /// So many bytes that mean nothing to us.
    Skip(usize),
    /// A key.
    Key(usize, Chord),
    /// A report of the mouse.
    Mouse(usize, Mouse),
    /// The mark that begins a paste.
    PasteBegins(usize),
    /// The bytes that begin a reply.
    ReplyBegins(usize),
}

impl Decoder {
    /// Takes a chunk and gives out what is complete.
    pub fn feed(&mut self, bytes: &[u8], events: &mut Vec<Event>) {
        if self.state == State::EscGiven {
            self.state = State::Keys;
            self.pending = without_late_tail(bytes);
        } else {
            self.pending.extend_from_slice(bytes);
        }
        self.advance(events);
    }

    /// Is the rest of something awaited?
    pub fn is_waiting(&self) -> bool {
        !self.pending.is_empty() || matches!(self.state, State::Paste | State::Reply)
    }

    /// The rest did not come in time: gives out what there is.
    pub fn give_up(&mut self, events: &mut Vec<Event>) {
        match self.state {
            State::Paste => self.end_paste(self.pending.len(), 0, events),
            State::Reply => self.pending.clear(),
            State::Keys | State::EscGiven => {
                if self.pending == b"\x1b" {
                    events.push(Event::Key(Chord::key(Key::Esc)));
                    self.state = State::EscGiven;
                    self.pending.clear();
                    return;
                }
                self.pending.clear();
            }
        }
        self.state = State::Keys;
    }

    fn advance(&mut self, events: &mut Vec<Event>) {
        loop {
            let advanced = match self.state {
                State::Paste => self.advance_paste(events),
                State::Reply => self.advance_reply(),
                State::Keys | State::EscGiven => self.advance_keys(events),
            };
            if !advanced {
                return;
            }
        }
    }

    /// Gives out the keys that are complete; true: the state changed and there may be more.
    fn advance_keys(&mut self, events: &mut Vec<Event>) -> bool {
        let mut start = 0;
        let mut changed = false;
        while !changed && start < self.pending.len() {
            let length = match token(&self.pending[start..]) {
                Token::Partial => break,
                Token::Skip(length) => length,
                Token::Key(length, chord) => {
                    events.push(Event::Key(chord));
                    length
                }
                Token::Mouse(length, mouse) => {
                    events.extend(self.has_mouse.then_some(Event::Mouse(mouse)));
                    length
                }
                Token::PasteBegins(length) => {
                    (self.state, changed) = (State::Paste, true);
                    length
                }
                Token::ReplyBegins(length) => {
                    (self.state, changed) = (State::Reply, true);
                    length
                }
            };
            start += length;
        }
        self.pending.drain(..start);
        changed
    }

    fn advance_paste(&mut self, events: &mut Vec<Event>) -> bool {
        let Some(end) = find(&self.pending, PASTE_END) else {
            // The mark may be cut in two: its beginning must stay whole.
            let kept = PASTE_BYTES_MAX + PASTE_END.len();
            if self.pending.len() > kept {
                let excess = self.pending.len() - kept;
                self.pending.drain(PASTE_BYTES_MAX..PASTE_BYTES_MAX + excess);
            }
            return false;
        };
        self.end_paste(end, PASTE_END.len(), events);
        self.state = State::Keys;
        true
    }

    fn end_paste(&mut self, length: usize, mark: usize, events: &mut Vec<Event>) {
        let text = String::from_utf8_lossy(&self.pending[..length.min(PASTE_BYTES_MAX)]).into_owned();
        self.pending.drain(..length + mark);
        events.push(Event::Paste(text));
    }

    fn advance_reply(&mut self) -> bool {
        let bell = find(&self.pending, b"\x07").map(|at| at + 1);
        let terminator = find(&self.pending, b"\x1b\\").map(|at| at + 2);
        let Some(end) = [bell, terminator].into_iter().flatten().min() else {
            let kept = usize::from(self.pending.last() == Some(&0x1b));
            self.pending.drain(..self.pending.len() - kept);
            return false;
        };
        self.pending.drain(..end);
        self.state = State::Keys;
        true
    }
}

/// The bytes that follow an Esc that was given out, without the tail of the sequence that it did begin.
fn without_late_tail(bytes: &[u8]) -> Vec<u8> {
    let whole = [b"\x1b", bytes].concat();
    let late = match (bytes, token(&whole)) {
        // A lone bracket is a key.
        ([] | [_], _) => return bytes.to_vec(),
        ([b'[', ..], Token::Skip(length) | Token::Mouse(length, _)) | ([b'[' | b'O', ..], Token::Key(length, _)) => {
            length
        }
        ([b'[' | b']', ..], Token::PasteBegins(_) | Token::ReplyBegins(_)) => 0,
        _ => 1,
    };
    whole[late..].to_vec()
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn token(bytes: &[u8]) -> Token {
    match bytes {
        [0x1b, rest @ ..] => escape(rest),
        _ => plain(bytes),
    }
}

/// A key that is no escape sequence: a control byte or a character.
fn plain(bytes: &[u8]) -> Token {
    let key = |key| Token::Key(1, Chord::key(key));
    match bytes[0] {
        b'\r' | b'\n' => key(Key::Enter),
        b'\t' => key(Key::Tab),
        0x08 | 0x7f => key(Key::Backspace),
        0 => Token::Key(1, Chord::ctrl(' ')),
        byte @ 1..=26 => Token::Key(1, Chord::ctrl(char::from(b'a' + byte - 1))),
        byte @ 0x1c..=0x1f => Token::Key(1, Chord::ctrl(char::from(b'4' + byte - 0x1c))),
        _ => character(bytes),
    }
}

/// A UTF-8 character; bytes that are none are skipped.
fn character(bytes: &[u8]) -> Token {
    let head = &bytes[..bytes.len().min(4)];
    let valid = match str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.valid_up_to() > 0 => {
            str::from_utf8(&head[..error.valid_up_to()]).expect("it is valid up to there")
        }
        Err(error) => return error.error_len().map_or(Token::Partial, Token::Skip),
    };
    let character = valid.chars().next().expect("the bytes are not empty");
    if character.is_control() {
        Token::Skip(character.len_utf8())
    } else {
        Token::Key(character.len_utf8(), Chord::char(character))
    }
}

/// What follows an Esc.
fn escape(rest: &[u8]) -> Token {
    match rest {
        [] => Token::Partial,
        [b'[', b'[', rest @ ..] => match rest {
            // The Linux console's own function keys.
            [] => Token::Partial,
            [letter @ b'A'..=b'E', ..] => Token::Key(4, Chord::key(Key::F(letter - b'A' + 1))),
            _ => Token::Skip(4),
        },
        [b'[', rest @ ..] => control_sequence(rest),
        [b'O', rest @ ..] => match rest {
            [] => Token::Partial,
            [letter, ..] => final_key(*letter, 1).map_or(Token::Skip(3), |key| Token::Key(3, Chord::key(key))),
        },
        // OSC, DCS, SOS, PM, APC: replies, which may come at any time and are never keys.
        [b']' | b'P' | b'X' | b'^' | b'_', ..] => Token::ReplyBegins(2),
        [0x1b, ..] => Token::Key(1, Chord::key(Key::Esc)),
        _ => match plain(rest) {
            Token::Key(length, chord) => Token::Key(length + 1, chord.with_alt()),
            Token::Skip(length) => Token::Skip(length + 1),
            other => other,
        },
    }
}

/// `ESC [`, then parameters, then a final byte.
fn control_sequence(rest: &[u8]) -> Token {
    let Some(end) = rest.iter().take(SEQUENCE_BYTES_MAX).position(|byte| !(0x20..0x40).contains(byte)) else {
        return if rest.len() < SEQUENCE_BYTES_MAX { Token::Partial } else { Token::Skip(SEQUENCE_BYTES_MAX + 2) };
    };
    let (parameters, last) = (&rest[..end], rest[end]);
    let length = end + 3;
    if !(0x40..0x7f).contains(&last) {
        // Broken off by a control byte, which is a key of its own.
        return Token::Skip(length - 1);
    }
    if let (Some((b'<', parameters)), b'M') = (parameters.split_first(), last) {
        return mouse(parameters).map_or(Token::Skip(length), |mouse| Token::Mouse(length, mouse));
    }
    let Ok(numbers) = numbers(parameters) else {
        return Token::Skip(length);
    };
    let first = numbers.first().copied().unwrap_or(1);
    if (last, first) == (b'~', 200) {
        return Token::PasteBegins(length);
    }
    // A key has at most a number and its modifiers; what has more is a report.
    let key = match last {
        b'u' => kitty_key(first),
        _ if numbers.len() > 2 => None,
        _ => final_key(last, first),
    };
    match key {
        Some(key) => {
            let chord = if last == b'Z' { Chord::key(key).with_shift() } else { Chord::key(key) };
            Token::Key(length, held(chord, numbers.get(1).copied().unwrap_or(1)))
        }
        None => Token::Skip(length),
    }
}

/// A press of a button or a turn of the wheel: `ESC [ < button ; column ; row M`, from 1. The button has bits for the
/// keys that were held, and for moving about, which says nothing here.
fn mouse(parameters: &[u8]) -> Option<Mouse> {
    let numbers = numbers(parameters).ok()?;
    let [button, column, row] = *numbers.as_slice() else { return None };
    match button & !(4 | 8 | 16) {
        0 => Some(Mouse::Click(column.saturating_sub(1), row.saturating_sub(1))),
        64 => Some(Mouse::WheelUp),
        65 => Some(Mouse::WheelDown),
        _ => None,
    }
}

/// The numbers between semicolons; an empty one is 1.
fn numbers(parameters: &[u8]) -> Result<Vec<u16>, ()> {
    if parameters.is_empty() {
        return Ok(Vec::new());
    }
    // Kitty writes more about a key behind colons; what stands before them is the key itself.
    let number = |part: &[u8]| match part.split(|byte| *byte == b':').next().unwrap_or_default() {
        [] => Ok(1),
        part => str::from_utf8(part).map_err(|_| ())?.parse().map_err(|_| ()),
    };
    parameters.split(|byte| *byte == b';').map(number).collect()
}

/// The chord with the modifiers that xterm writes as 1 + shift + 2 alt + 4 ctrl.
fn held(chord: Chord, modifiers: u16) -> Chord {
    let bits = modifiers.saturating_sub(1);
    let chord = if bits & 1 > 0 { chord.with_shift() } else { chord };
    let chord = if bits & 2 > 0 { chord.with_alt() } else { chord };
    if bits & 4 > 0 { chord.with_ctrl() } else { chord }
}

/// A key by its number in kitty's protocol: its character, or one of the numbers that are set aside for keys.
fn kitty_key(number: u16) -> Option<Key> {
    Some(match number {
        9 => Key::Tab,
        13 | 57_414 => Key::Enter,
        27 => Key::Esc,
        8 | 127 => Key::Backspace,
        57_399..=57_408 => Key::Char(char::from_digit(u32::from(number - 57_399), 10)?),
        57_409 => Key::Char('.'),
        57_410 => Key::Char('/'),
        57_411 => Key::Char('*'),
        57_412 => Key::Char('-'),
        57_413 => Key::Char('+'),
        57_415 => Key::Char('='),
        57_417 => Key::Left,
        57_418 => Key::Right,
        57_419 => Key::Up,
        57_420 => Key::Down,
        57_421 => Key::PageUp,
        57_422 => Key::PageDown,
        57_423 => Key::Home,
        57_424 => Key::End,
        57_425 => Key::Insert,
        57_426 => Key::Delete,
        // Keys that no one here knows: media, locks, and those that are held.
        0..32 | 57_344..=63_743 => return None,
        _ => Key::Char(char::from_u32(u32::from(number)).filter(|character| !character.is_control())?),
    })
}

/// The key of a sequence, by its final byte, or by its number where that is `~`.
fn final_key(last: u8, number: u16) -> Option<Key> {
    let function = |number| u8::try_from(number).ok().map(Key::F);
    Some(match (last, number) {
        (b'A', _) => Key::Up,
        (b'B', _) => Key::Down,
        (b'C', _) => Key::Right,
        (b'D', _) => Key::Left,
        (b'H', _) | (b'~', 1 | 7) => Key::Home,
        (b'F', _) | (b'~', 4 | 8) => Key::End,
        (b'~', 2) => Key::Insert,
        (b'~', 3) => Key::Delete,
        (b'~', 5) => Key::PageUp,
        (b'~', 6) => Key::PageDown,
        (b'Z', _) => Key::Tab,
        (b'M', _) => Key::Enter,
        // `R` is left out: the same bytes report where the cursor is.
        (b'P', _) => Key::F(1),
        (b'Q', _) => Key::F(2),
        (b'S', _) => Key::F(4),
        (b'~', 11..=15) => function(number - 10)?,
        (b'~', 17..=21) => function(number - 11)?,
        (b'~', 23..=24) => function(number - 12)?,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The events as words; `|` in the bytes stands for a pause after which nothing more is awaited.
    fn played(bytes: &[u8]) -> String {
        let (mut decoder, mut events) = (Decoder::default(), Vec::new());
        for chunk in bytes.split(|byte| *byte == b'|') {
            decoder.feed(chunk, &mut events);
            if decoder.is_waiting() {
                decoder.give_up(&mut events);
            }
        }
        let word = |event: &Event| match event {
            Event::Key(chord) => chord.to_string(),
            Event::Paste(text) => format!("paste {text:?}"),
            other => format!("{other:?}"),
        };
        events.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn bytes_become_keys() {
        let cases: &[(&[u8], &str)] = &[
            (b"n40\r", "n 4 0 enter"),
            (b"\x1b[A\x1b[B\x1b[C\x1b[D", "up down right left"),
            (b"\x1bOA\x1bOH\x1bOP", "up home f1"),
            (b"\x1b[1~\x1b[H\x1b[4~\x1b[F\x1b[8~", "home home end end end"),
            (b"\x1b[5~\x1b[6~\x1b[3~\x1b[2~", "page-up page-down delete insert"),
            (b"\x1b[1;5A\x1b[5;2~\x1b[1;3C", "ctrl-up shift-page-up alt-right"),
            (b"\x1b[15~\x1b[17~\x1b[24~\x1b[[A", "f5 f6 f12 f1"),
            (b"\x1b[Z\t", "shift-tab tab"),
            (b"\x08\x7f", "backspace backspace"),
            (b"\x03\x12\x1a\x00\n", "ctrl-c ctrl-r ctrl-z ctrl-space enter"),
            (b"\x1bx\x1b\r", "alt-x alt-enter"),
            ("é漢".as_bytes(), "é 漢"),
            (b"a\xff\xfeb", "a b"),
        ];
        for (bytes, keys) in cases {
            assert_eq!(played(bytes), *keys, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_lone_esc_is_esc_and_its_late_tail_is_nothing() {
        let cases: &[(&[u8], &str)] = &[
            (b"\x1b|", "esc"),
            (b"\x1b\x1b|", "esc esc"),
            (b"\x1b|[A|j", "esc j"),
            (b"\x1b|[A", "esc"),
            (b"\x1b|[Aj", "esc j"),
            (b"\x1b|OBq", "esc q"),
            (b"\x1b|q", "esc q"),
            (b"\x1b|[|A", "esc [ A"),
            (b"\x1b[|A", "A"),
            (b"\x1b|\x1b[A", "esc up"),
        ];
        for (bytes, keys) in cases {
            assert_eq!(played(bytes), *keys, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn replies_of_the_terminal_are_never_keys() {
        let cases: &[&[u8]] = &[
            b"\x1b[?62;22c",
            b"\x1b[12;40R",
            b"\x1b]11;rgb:0000/0000/0000\x07",
            b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
            b"\x1b]52;c;cXVpdAo=\x1b\\",
            b"\x1bP>xterm(390)\x1b\\",
            b"\x1b[I\x1b[O",
            b"\x1b[?2026;2$y",
            b"\x1b[<0;10;20M",
            b"\x1b[3;1;2~",
        ];
        for bytes in cases {
            assert_eq!(played(&[bytes, &b"j"[..]].concat()), "j", "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn the_mouse_is_heeded_only_while_it_was_asked_for() {
        let bytes = b"\x1b[<0;10;20M\x1b[<0;10;20m\x1b[<64;1;1M\x1b[<65;1;1M\x1b[<4;3;2M\x1b[<35;3;2M\x1b[<2;1;1Mj";
        let (mut decoder, mut events) = (Decoder { has_mouse: true, ..Decoder::default() }, Vec::new());
        decoder.feed(bytes, &mut events);
        let mouse = [Mouse::Click(9, 19), Mouse::WheelUp, Mouse::WheelDown, Mouse::Click(2, 1)].map(Event::Mouse);
        assert_eq!(events[..4], mouse);
        assert_eq!(events[4..], [Event::Key(Chord::char('j'))]);
        assert_eq!(played(bytes), "j");
    }

    #[test]
    fn keys_of_kittys_protocol_are_the_keys_they_are() {
        let cases: &[(&[u8], &str)] = &[
            (b"\x1b[27u\x1b[27;1u", "esc esc"),
            (b"\x1b[99;5u\x1b[114;5u", "ctrl-c ctrl-r"),
            (b"\x1b[97;3u", "alt-a"),
            (b"\x1b[1;5A\x1b[5~", "ctrl-up page-up"),
            (b"\x1b[57399u\x1b[57414u\x1b[57413u", "0 enter +"),
            (b"\x1b[233;3u", "alt-é"),
            (b"\x1b[57441;2u\x1b[57358uj", "j"),
        ];
        for (bytes, keys) in cases {
            assert_eq!(played(bytes), *keys, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn pasted_text_is_data() {
        let cases: &[(&[u8], &str)] = &[
            (b"\x1b[200~quit\nq\x1b[201~j", "paste \"quit\\nq\" j"),
            (b"\x1b[200~10.0.0.0/8 \x1b[A\x1b[201~", "paste \"10.0.0.0/8 \\u{1b}[A\""),
            (b"\x1b[200~no end|q", "paste \"no end\" q"),
        ];
        for (bytes, keys) in cases {
            assert_eq!(played(bytes), *keys, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_paste_without_end_stays_within_its_limit() {
        let (mut decoder, mut events) = (Decoder::default(), Vec::new());
        decoder.feed(b"\x1b[200~", &mut events);
        for _ in 0..3 {
            decoder.feed(&vec![b'x'; PASTE_BYTES_MAX], &mut events);
            assert!(decoder.pending.len() <= PASTE_BYTES_MAX + PASTE_END.len());
        }
        decoder.feed(PASTE_END, &mut events);
        assert_eq!(events, [Event::Paste("x".repeat(PASTE_BYTES_MAX))]);
    }

    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            prop::collection::vec(any::<u8>(), 0..6),
            Just(b"\x1b[A".to_vec()),
            Just(b"\x1b[200~a\x1b[201~".to_vec()),
            Just(b"\x1b]11;x\x07".to_vec()),
            Just("漢".as_bytes().to_vec()),
        ];
        prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn the_cuts_between_chunks_change_nothing(bytes in bytes(), size in 1usize..5) {
            let play = |size: usize| {
                let (mut decoder, mut events) = (Decoder::default(), Vec::new());
                for chunk in bytes.chunks(size) {
                    decoder.feed(chunk, &mut events);
                }
                decoder.give_up(&mut events);
                events
            };
            prop_assert_eq!(play(size), play(bytes.len().max(1)));
        }
    }
}
