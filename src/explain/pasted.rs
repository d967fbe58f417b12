//! A pasted text as it was before terminals, shells and JSON got hold of it: without blanks, escapes, colours and
//! frames, so that a sentence is found wherever its lines were broken. Deliberately knows no sentence.

use serde_json::Value;

/// The longest text that is read; longer ones are refused.
pub const BYTES_MAX: usize = 1 << 20;

/// How deep JSON within strings of JSON is followed.
const DEPTH_MAX: usize = 4;

/// What stood between two characters and is gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing.
    #[default]
    None,
    /// The end of a line, which a terminal may have put into the middle of a word.
    Line,
    /// A blank.
    Blank,
}

/// A text without blanks, and where they were.
#[derive(Clone, Debug, Default)]
pub struct Pasted {
    written: String,
    lower: String,
    /// What stood before each byte.
    gaps: Vec<Gap>,
}

impl Pasted {
    /// Of any text: JSON, JSON in a string of JSON, or what a terminal shows.
    pub fn new(text: &str) -> Self {
        let mut pasted = Self::default();
        match serde_json::from_str::<Value>(text.trim()) {
            Ok(value) if !value.is_number() => pasted.take_json(None, &value, DEPTH_MAX),
            _ => pasted.take(text, Gap::None),
        }
        pasted.lower = pasted.written.to_ascii_lowercase();
        pasted
    }

    /// The text as it was written, without blanks.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// The same in lower case, byte for byte.
    pub fn lower(&self) -> &str {
        &self.lower
    }

    /// What stood before this byte.
    pub fn gap(&self, byte: usize) -> Gap {
        self.gaps.get(byte).copied().unwrap_or(Gap::Blank)
    }

    /// Every key and its value, as the tools print them: `code: SubnetIsFull`.
    fn take_json(&mut self, key: Option<&str>, value: &Value, depth: usize) {
        match value {
            Value::Object(object) => object.iter().for_each(|(key, value)| self.take_json(Some(key), value, depth)),
            Value::Array(items) => items.iter().for_each(|item| self.take_json(None, item, depth)),
            Value::String(text) => match serde_json::from_str::<Value>(text.trim()) {
                Ok(inner @ (Value::Object(_) | Value::Array(_))) if depth > 0 => self.take_json(key, &inner, depth - 1),
                _ => self.take_pair(key, text),
            },
            Value::Null => {}
            Value::Bool(_) | Value::Number(_) => self.take_pair(key, &value.to_string()),
        }
    }

    fn take_pair(&mut self, key: Option<&str>, text: &str) {
        if let Some(key) = key {
            self.take(key, Gap::Blank);
            self.take(":", Gap::None);
        }
        self.take(text, Gap::Blank);
    }

    fn take(&mut self, text: &str, before: Gap) {
        let mut gap = before;
        let mut rest = text.chars().peekable();
        while let Some(character) = rest.next() {
            match character {
                '\x1b' => skip_control_sequence(&mut rest),
                '\\' => match unescaped(&mut rest) {
                    Escape::Gap => gap = gap.max(Gap::Line),
                    Escape::Is(character) => self.push(character, &mut gap),
                    Escape::Nothing => {}
                },
                '\n' | '\r' => gap = gap.max(Gap::Line),
                // The frame that Terraform draws around its errors; the blank behind it belongs to it.
                '│' | '╷' | '╵' | '╎' | '┃' => {
                    rest.next_if_eq(&' ');
                }
                other if other.is_whitespace() || other.is_control() => gap = Gap::Blank,
                other => self.push(other, &mut gap),
            }
        }
    }

    fn push(&mut self, character: char, gap: &mut Gap) {
        self.gaps.push(std::mem::take(gap));
        self.written.push(character);
        self.gaps.resize(self.written.len(), Gap::None);
    }
}

/// What an escape stands for.
enum Escape {
    Gap,
    Is(char),
    Nothing,
}

/// Reads on after a backslash. However often a text was escaped, the backslashes go.
fn unescaped(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Escape {
    while rest.next_if_eq(&'\\').is_some() {}
    match rest.peek() {
        Some('n' | 'r' | 't') => {
            rest.next();
            Escape::Gap
        }
        Some('u') => {
            let mut ahead = rest.clone();
            ahead.next();
            let digits: String = ahead.by_ref().take(4).collect();
            let character = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
            match character.filter(|_| digits.len() == 4) {
                Some(character) => {
                    *rest = ahead;
                    Escape::Is(character)
                }
                None => Escape::Nothing,
            }
        }
        _ => Escape::Nothing,
    }
}

/// Passes over the colours of a terminal: ESC, `[`, and everything to a letter.
fn skip_control_sequence(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    if rest.next_if_eq(&'[').is_some() {
        while rest.next_if(|character| !character.is_ascii_alphabetic() && *character != '\n').is_some() {}
        rest.next_if(char::is_ascii_alphabetic);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_way_to_wrap_an_error_gives_the_same_text() {
        let cases = [
            "Subnet Cidr 10.0.0.0/26, Subnet Name 'pods'.",
            "Subnet Ci\ndr 10.0.\r\n0.0/26, Subnet\n  Name 'pods'.",
            r#""Subnet Cidr 10.0.0.0/26, Subnet Name \u0027pods\u0027.""#,
            r"Subnet Cidr 10.0.0.0/26,\r\n Subnet Name \u0027pods\u0027.",
            "│ Subnet Cidr 10.0.0.0/26, \x1b[31mSubnet\x1b[0m\n│ Name 'pods'.",
        ];
        for text in cases {
            assert_eq!(Pasted::new(text).written(), "SubnetCidr10.0.0.0/26,SubnetName'pods'.", "{text}");
        }
    }

    #[test]
    fn json_in_a_string_of_json_is_read_through() {
        let inner = r#"{"code":"SubnetIsFull","details":null,"target":"x"}"#;
        let outer = serde_json::json!({ "error": { "message": inner } }).to_string();
        assert_eq!(Pasted::new(&outer).written(), "code:SubnetIsFulltarget:x");
        let pasted = Pasted::new(&outer);
        assert_eq!(pasted.gap(pasted.written().find("target").unwrap()), Gap::Blank);
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in "\\PC*|[\\\\u0-9a-f\"{}:\\x1b\\[ \n]*") {
            let pasted = Pasted::new(&text);
            prop_assert_eq!(pasted.written().len(), pasted.lower().len());
            prop_assert_eq!(pasted.written().len(), pasted.gaps.len());
            prop_assert!(!pasted.written().chars().any(char::is_whitespace));
        }
    }
}
