//! What hands a text to the clipboard of the terminal, wherever that stands: OSC 52. It asks for no answer, for most
//! terminals give none, and starts no other program.

use std::fmt::Write as _;

use crossterm::Command as _;
use crossterm::clipboard::CopyToClipboard;

/// What stands between the program and the terminal, and takes sequences for itself unless they are wrapped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wrapper {
    /// Nothing, or something that hands the sequence on: tmux does.
    #[default]
    None,
    /// GNU screen, which hands on what stands in a device control string, in short pieces.
    Screen,
}

impl Wrapper {
    /// What the environment says.
    pub fn detect(environment: impl Fn(&str) -> Option<String>) -> Self {
        let is_set = |name: &str| environment(name).is_some_and(|value| !value.is_empty());
        if is_set("STY") && !is_set("TMUX") { Self::Screen } else { Self::None }
    }
}

/// The longest piece that GNU screen is sent at once; its own limit is 768 bytes.
const PIECE: usize = 512;

/// The bytes that hand this text to the clipboard.
pub(super) fn sequence(text: &str, wrapper: Wrapper) -> String {
    let mut plain = String::new();
    CopyToClipboard::to_clipboard_from(text).write_ansi(&mut plain).expect("a string takes every text");
    if wrapper == Wrapper::None {
        return plain;
    }
    // The sequence is ASCII, and it may be cut anywhere but inside its own end.
    let body = plain.trim_end_matches("\x1b\\").trim_end_matches('\x07');
    let mut pieces = String::with_capacity(plain.len() + plain.len() / PIECE * 4 + 8);
    let mut rest = body;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.len().min(PIECE));
        let _ = write!(pieces, "\x1bP{piece}\x1b\\");
        rest = after;
    }
    pieces.push_str("\x1bP\x07\x1b\\");
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_as_base64_in_one_sequence() {
        assert_eq!(sequence("hello", Wrapper::None), "\x1b]52;c;aGVsbG8=\x1b\\");
    }

    #[test]
    fn screen_is_sent_short_pieces_that_make_the_whole() {
        let text = "a line of a design\n".repeat(200);
        let wrapped = sequence(&text, Wrapper::Screen);
        let pieces: Vec<&str> =
            wrapped.split("\x1b\\").filter(|piece| !piece.is_empty()).map(|piece| &piece[2..]).collect();
        assert!(pieces.len() > 5 && pieces.iter().all(|piece| piece.len() <= PIECE));
        let whole = sequence(&text, Wrapper::None);
        assert_eq!(pieces.concat().trim_end_matches('\x07'), whole.trim_end_matches("\x1b\\"));
    }

    #[test]
    fn only_screen_itself_needs_a_wrapper() {
        let cases = [
            (&[][..], Wrapper::None),
            (&["STY"], Wrapper::Screen),
            (&["TMUX"], Wrapper::None),
            (&["STY", "TMUX"], Wrapper::None),
        ];
        for (set, expected) in cases {
            let environment = |name: &str| set.contains(&name).then(|| "1".to_owned());
            assert_eq!(Wrapper::detect(environment), expected, "{set:?}");
        }
    }
}
