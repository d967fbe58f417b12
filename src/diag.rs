//! What could not be read, and where: a diagnostic, and the text that it points into. Deliberately knows no
//! renderer (that is `render`) and no network: what Azure would refuse is a finding, not a diagnostic.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

pub mod render;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The text cannot be used.
    Error,
    /// The text can be used, and may not mean what was meant.
    Warning,
    /// Good to know.
    Note,
}

impl Severity {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Something in a text that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A short name for the kind of mistake, `unknown-key`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What was found, what was expected.
    pub message: String,
    /// The nearest fix, where one is known.
    pub help: Option<String>,
    /// Where, in bytes of the text; `None` when there is no text to point into.
    pub span: Option<Range<usize>>,
}

impl Diagnostic {
    /// An error at a place in the text.
    pub fn error(code: &'static str, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, message: message.into(), help: None, span: Some(span) }
    }

    /// An error about a file of which there is no text.
    pub fn unreadable(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, message: message.into(), help: None, span: None }
    }

    /// The diagnostic as JSON answers hold it, with line and column instead of bytes.
    pub fn located(&self, source: &Source) -> Located {
        let position = self.span.as_ref().map(|span| source.position(span.start));
        Located {
            code: self.code,
            severity: self.severity,
            message: self.message.clone(),
            file: source.name.clone(),
            line: position.map(|position| position.line),
            column: position.map(|position| position.column),
            help: self.help.clone(),
        }
    }
}

/// A diagnostic as JSON answers hold it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Located {
    /// A short name for the kind of mistake.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What was found, what was expected.
    pub message: String,
    /// The file's name as it was given.
    pub file: String,
    /// The line, from 1; null when there is no text to point into.
    pub line: Option<usize>,
    /// The column in characters, from 1.
    pub column: Option<usize>,
    /// The nearest fix, where one is known.
    pub help: Option<String>,
}

/// A text and the name that messages give it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The file's name, or what stands for it.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// A place in a text as people count: both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// One line of a text with the part that a diagnostic points at, for a screen to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The line's number, from 1.
    pub line: usize,
    /// The line, without anything that moves a cursor.
    pub text: String,
    /// How many terminal cells stand before the part.
    pub caret: usize,
    /// How many cells the part covers, at least one.
    pub width: usize,
}

impl Source {
    /// A text under a name.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// The line and column of a byte; a byte past the end is the end, one inside a character is its start.
    ///
    /// ```
    /// # use aksplore::diag::{Position, Source};
    /// let source = Source::new("a.toml", "é = 1\nb = 2\n");
    /// assert_eq!(source.position(3), Position { line: 1, column: 3 });
    /// assert_eq!(source.position(7), Position { line: 2, column: 1 });
    /// ```
    pub fn position(&self, byte: usize) -> Position {
        let before = &self.text[..floor_boundary(&self.text, byte)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position {
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    /// The bytes of the line that holds a byte, without its line end.
    pub fn line_range(&self, byte: usize) -> Range<usize> {
        let byte = floor_boundary(&self.text, byte);
        let start = self.text[..byte].rfind('\n').map_or(0, |newline| newline + 1);
        let end = self.text[byte..].find('\n').map_or(self.text.len(), |newline| byte + newline);
        let end = if self.text[start..end].ends_with('\r') { end - 1 } else { end };
        start..end
    }

    /// The part of a span that stands on its first line, as bytes of the text.
    pub fn first_line_of(&self, span: &Range<usize>) -> Range<usize> {
        let line = self.line_range(span.start);
        let start = floor_boundary(&self.text, span.start).clamp(line.start, line.end);
        let end = floor_boundary(&self.text, span.end).clamp(start, line.end);
        start..end
    }

    /// The line that a span begins on, to draw; `None` for a diagnostic without a place.
    pub fn excerpt(&self, diagnostic: &Diagnostic) -> Option<Excerpt> {
        let span = diagnostic.span.as_ref()?;
        let line = self.line_range(span.start);
        let part = self.first_line_of(span);
        let shown = |range: Range<usize>| printable(&self.text[range]);
        Some(Excerpt {
            line: self.position(span.start).line,
            text: shown(line.clone()),
            caret: shown(line.start..part.start).width(),
            width: shown(part).width().max(1),
        })
    }
}

/// The text with each tab as four blanks and each other control character as one.
fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\t' => shown.push_str("    "),
            control if control.is_control() => shown.push(' '),
            other => shown.push(other),
        }
    }
    shown
}

/// The nearest start of a character at or before a byte.
fn floor_boundary(text: &str, byte: usize) -> usize {
    let byte = byte.min(text.len());
    (0..=byte).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn excerpts_count_cells() {
        let source = Source::new("a.toml", "x = 1\r\n\tname = \"日本\" # c\r\n");
        let start = source.text.find("日").unwrap();
        let excerpt = source.excerpt(&Diagnostic::error("c", start..start + 6, "m")).unwrap();
        assert_eq!(excerpt, Excerpt { line: 2, text: "    name = \"日本\" # c".to_owned(), caret: 12, width: 4 });
    }

    #[test]
    fn a_span_of_several_lines_is_cut_to_its_first() {
        let source = Source::new("a.toml", "a = [\n 1,\n]\n");
        assert_eq!(source.first_line_of(&(4..11)), 4..5);
        assert_eq!(source.excerpt(&Diagnostic::error("c", 12..12, "m")).unwrap().line, 4);
    }

    proptest! {
        #[test]
        fn any_span_has_a_position(text in "[a-zé\t\r\n日]{0,30}", start in 0usize..60, length in 0usize..10) {
            let source = Source::new("f", text);
            let diagnostic = Diagnostic::error("c", start..start + length, "m");
            prop_assert!(source.excerpt(&diagnostic).unwrap().width >= 1);
            prop_assert!(source.position(start).column >= 1);
            prop_assert!(!render::render(&[diagnostic], &source, render::Look::Plain).is_empty());
        }
    }
}
