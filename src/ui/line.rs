//! One line of text that is being typed. What the text means, and which key does what to it, is not known here.

use tui_input::{Input, InputRequest};

/// A line of text with a cursor. The first character that is typed replaces what stood there; a key that moves or
/// deletes keeps it to be changed.
#[derive(Clone, Debug)]
pub struct Line {
    input: Input,
    original: String,
    fresh: bool,
}

/// The longest text that a line takes; a longer paste is cut.
const CHARACTERS_MAX: usize = 4_096;

impl Line {
    /// A line that begins with this text, the cursor behind it.
    pub fn new(text: impl Into<String>) -> Self {
        let original = text.into();
        Self { input: Input::new(original.clone()), original, fresh: true }
    }

    /// The text.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// The text as it was when the line was opened.
    pub fn original(&self) -> &str {
        &self.original
    }

    /// Characters before the cursor.
    pub fn cursor(&self) -> usize {
        self.input.cursor()
    }

    /// Cells before the cursor.
    pub fn cursor_cells(&self) -> usize {
        self.input.visual_cursor()
    }

    /// Types a character.
    pub fn insert(&mut self, character: char) {
        if std::mem::take(&mut self.fresh) {
            self.input.reset();
        }
        if self.text().chars().count() < CHARACTERS_MAX {
            self.input.handle(InputRequest::InsertChar(character));
        }
    }

    /// Types a whole text; line ends and other control characters become blanks, and those at its ends are dropped.
    pub fn paste(&mut self, text: &str) {
        let clean = text.trim().chars().map(|character| if character.is_control() { ' ' } else { character });
        for character in clean.take(CHARACTERS_MAX) {
            self.insert(character);
        }
    }

    /// Moves the cursor or deletes.
    pub fn request(&mut self, request: InputRequest) {
        self.fresh = false;
        self.input.handle(request);
    }

    /// Replaces the text, keeping the cursor where it was as far as the new text goes.
    pub fn replace(&mut self, text: &str) {
        let from_end = self.text().chars().count() - self.cursor().min(self.text().chars().count());
        self.fresh = false;
        let length = text.chars().count();
        self.input = Input::new(text.to_owned()).with_cursor(length.saturating_sub(from_end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_character_replaces_and_a_moving_key_keeps() {
        let mut line = Line::new("40");
        line.insert('5');
        line.insert('0');
        assert_eq!((line.text(), line.original()), ("50", "40"));
        let mut line = Line::new("40");
        line.request(InputRequest::GoToPrevChar);
        line.insert('5');
        assert_eq!(line.text(), "450");
        let mut line = Line::new("40");
        line.request(InputRequest::DeletePrevChar);
        line.insert('2');
        assert_eq!(line.text(), "42");
    }

    #[test]
    fn a_paste_is_text_without_line_ends() {
        let mut line = Line::new("40");
        line.paste(" 10.0.0.0/8\n");
        assert_eq!(line.text(), "10.0.0.0/8");
        line.paste("a\u{1b}b");
        assert_eq!(line.text(), "10.0.0.0/8a b");
        line.paste(&"x".repeat(9_000));
        assert_eq!(line.text().chars().count(), CHARACTERS_MAX);
    }

    #[test]
    fn a_replaced_text_keeps_the_cursor_at_its_distance_from_the_end() {
        let mut line = Line::new("10.240.0.0/22");
        line.replace("10.240.0.0/9");
        assert_eq!(line.cursor(), 12);
        line.request(InputRequest::SetCursor(9));
        line.replace("10.240.128.0/9");
        assert_eq!(line.cursor(), 11);
    }
}
