//! The tree of one YAML document, each part with its place in the text. Deliberately knows no Kubernetes: it turns a
//! parser's events into values, and refuses what would not fit.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use granit_parser::{Event, Options, Parser, ScalarStyle, Span, StrInput};

use crate::diag::{Diagnostic, Severity};

/// The most values of one document, each alias counted as all that it stands for.
pub const NODES_MAX: usize = 1_000_000;
/// How deep lists and maps may stand in each other. Kubernetes objects have fewer than twenty levels.
const DEPTH_MAX: usize = 100;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    /// What it is.
    pub value: Value<'a>,
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// How many values it is made of, aliases followed.
    weight: usize,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    /// A text, a number, a word, nothing at all: which, the reader decides.
    Scalar {
        /// The text without quotes.
        text: Cow<'a, str>,
        /// A text for sure: it stands in quotes or in a block.
        is_text: bool,
    },
    /// A list.
    List(Vec<Rc<Node<'a>>>),
    /// A map in the order of its text.
    Map(Vec<(Key<'a>, Rc<Node<'a>>)>),
}

/// A key of a map.
#[derive(Clone, Debug)]
pub struct Key<'a> {
    /// The key.
    pub text: Cow<'a, str>,
    /// Its bytes in the text.
    pub span: Range<usize>,
}

impl Node<'_> {
    /// Is it nothing, as `key:` alone or `key: null` are?
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, is_text: false } if is_null(text))
    }

    /// The node in words: "a list", "the number 80".
    pub fn describe(&self) -> String {
        match &self.value {
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a map".to_owned(),
            Value::Scalar { text, is_text: false } if is_null(text) => "nothing".to_owned(),
            Value::Scalar { text, is_text: false } if is_number(text) => format!("the number {}", shown(text)),
            Value::Scalar { text, is_text: false } if is_flag(text) => format!("the truth value {}", shown(text)),
            Value::Scalar { text, .. } => format!("the text {:?}", shown(text)),
        }
    }
}

/// A text cut so that a message stays one.
pub(super) fn shown(text: &str) -> String {
    const CHARS_MAX: usize = 60;
    if text.chars().count() <= CHARS_MAX {
        text.to_owned()
    } else {
        text.chars().take(CHARS_MAX).chain(['…']).collect()
    }
}

/// Does YAML read the bare word as nothing?
pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// Does Kubernetes' reader of YAML take the bare word for true or false? It follows YAML 1.1 there.
pub(super) fn is_flag(text: &str) -> bool {
    const WORDS: [&str; 18] = [
        "true", "True", "TRUE", "false", "False", "FALSE", "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON",
        "off", "Off", "OFF",
    ];
    WORDS.contains(&text)
}

/// Is the bare word a number to YAML?
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    digits.starts_with(|sign: char| sign.is_ascii_digit() || sign == '.') && {
        let prefixed = |prefix: &str, radix: u32| {
            digits
                .strip_prefix(prefix)
                .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|sign| sign.is_digit(radix)))
        };
        digits.parse::<f64>().is_ok() || prefixed("0x", 16) || prefixed("0o", 8) || prefixed("0b", 2)
    }
}

/// Every document of a text that can be read, and why the others cannot.
pub fn documents(text: &str) -> (Vec<Rc<Node<'_>>>, Vec<Diagnostic>) {
    let options = granit_parser::options! {
        flow_nesting_limit: DEPTH_MAX,
        block_nesting_limit: DEPTH_MAX,
        // JSON on one line has long keys and no blanks.
        simple_key_max_lookahead: 1 << 16,
    };
    let options: Options = options;
    let mut parser = Parser::new_from_str_with_options(text, options);
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    loop {
        match document(&mut parser, text.len()) {
            Ok(Some(root)) => documents.push(root),
            Ok(None) => return (documents, problems),
            Err(problem) => {
                problems.push(problem);
                // What follows the next `---` is a document of its own, and may be sound.
                if !parser.proceed_next_document().unwrap_or(false) {
                    return (documents, problems);
                }
            }
        }
    }
}

/// A list or a map that is not closed yet.
enum Open<'a> {
    List(Vec<Rc<Node<'a>>>),
    Map(Vec<(Key<'a>, Rc<Node<'a>>)>, Option<Key<'a>>),
}

/// One document's nodes as they come.
struct Composer<'a> {
    open: Vec<(Open<'a>, usize, usize)>,
    anchors: HashMap<usize, Rc<Node<'a>>>,
    root: Option<Rc<Node<'a>>>,
    weight: usize,
    end: usize,
}

/// The next document; `None` at the end of the text.
fn document<'a>(parser: &mut Parser<'a, StrInput<'a>>, end: usize) -> Result<Option<Rc<Node<'a>>>, Diagnostic> {
    let mut composer = Composer { open: Vec::new(), anchors: HashMap::new(), root: None, weight: 0, end };
    while let Some(next) = parser.next_event() {
        let (event, span) = next.map_err(|error| {
            let at = error.marker().byte_offset().unwrap_or(end).min(end);
            Diagnostic::error("bad-yaml", at..at, format!("not YAML: {}", error.info()))
        })?;
        match event {
            Event::StreamEnd => return Ok(None),
            Event::DocumentEnd => {
                if let Some(root) = composer.root.take() {
                    return Ok(Some(root));
                }
            }
            event => composer.take(event, &span)?,
        }
    }
    Ok(None)
}

impl<'a> Composer<'a> {
    fn take(&mut self, event: Event<'a>, span: &Span) -> Result<(), Diagnostic> {
        let range = span.byte_range().unwrap_or(self.end..self.end);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_string = tag.as_ref().is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
                let is_text = style != ScalarStyle::Plain || is_string;
                // An absent value is given as `~`, with nothing in the text.
                let text = if range.is_empty() && !is_text { Cow::Borrowed("") } else { text };
                self.count(1, &range)?;
                self.add(Node { value: Value::Scalar { text, is_text }, span: range, weight: 1 }, anchor)
            }
            Event::SequenceStart(_, anchor, _) => {
                self.open.push((Open::List(Vec::new()), range.start, anchor));
                self.count(1, &range)
            }
            Event::MappingStart(_, anchor, _) => {
                self.open.push((Open::Map(Vec::new(), None), range.start, anchor));
                self.count(1, &range)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range.end),
            Event::Alias(id) => {
                let Some(node) = self.anchors.get(&id).cloned() else {
                    let message = "the alias stands within what it names";
                    return Err(Diagnostic::error("bad-yaml", range, message));
                };
                self.count(node.weight, &range)?;
                self.put(node, range)
            }
            _ => Ok(()),
        }
    }

    fn close(&mut self, end: usize) -> Result<(), Diagnostic> {
        let Some((open, start, anchor)) = self.open.pop() else { return Ok(()) };
        let (value, weight) = match open {
            Open::List(items) => {
                let weight = items.iter().map(|item| item.weight).fold(1, usize::saturating_add);
                (Value::List(items), weight)
            }
            Open::Map(entries, _) => {
                let mut known = HashSet::with_capacity(entries.len());
                if let Some((key, _)) = entries.iter().find(|(key, _)| !known.insert(&*key.text)) {
                    let message = format!("the key {:?} stands here twice", shown(&key.text));
                    return Err(Diagnostic::error("key-twice", key.span.clone(), message));
                }
                let weight = entries.iter().map(|(_, item)| item.weight).fold(1, usize::saturating_add);
                (Value::Map(entries), weight)
            }
        };
        self.add(Node { value, span: start..end.max(start), weight }, anchor)
    }

    fn add(&mut self, node: Node<'a>, anchor: usize) -> Result<(), Diagnostic> {
        let span = node.span.clone();
        let node = Rc::new(node);
        if anchor != 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        self.put(node, span)
    }

    /// Counts values as they come; an alias brings all that it stands for.
    fn count(&mut self, weight: usize, span: &Range<usize>) -> Result<(), Diagnostic> {
        self.weight = self.weight.saturating_add(weight);
        if self.weight <= NODES_MAX {
            return Ok(());
        }
        let message = format!("the document stands for more than {NODES_MAX} values, its aliases followed");
        Err(Diagnostic::error("too-large", span.clone(), message))
    }

    fn put(&mut self, node: Rc<Node<'a>>, span: Range<usize>) -> Result<(), Diagnostic> {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some((Open::List(items), ..)) => items.push(node),
            Some((Open::Map(entries, waiting), ..)) => {
                if let Some(key) = waiting.take() {
                    entries.push((key, node));
                    return Ok(());
                }
                let Value::Scalar { text, .. } = &node.value else {
                    let message = format!("a key is a text, not {}", node.describe());
                    return Err(Diagnostic::error("bad-key", span, message));
                };
                *waiting = Some(Key { text: text.clone(), span });
            }
        }
        Ok(())
    }
}

/// The diagnostic as a warning.
pub(super) fn warning(code: &'static str, span: Range<usize>, message: String) -> Diagnostic {
    Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, span, message) }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn codes(text: &str) -> (usize, Vec<&'static str>) {
        let (documents, problems) = documents(text);
        (documents.len(), problems.iter().map(|problem| problem.code).collect())
    }

    #[test]
    fn every_sound_document_is_read_and_every_other_is_told_of() {
        let cases = [
            ("a: 1\n---\nb: 2\n", (2, vec![])),
            ("a: [1\n---\nb: 2\n", (1, vec!["bad-yaml"])),
            ("a: 1\n---\n- b: [\n---\nc: 3\n---\nd: {\n", (2, vec!["bad-yaml", "bad-yaml"])),
            ("a: 1\na: 2\n---\nb: 1\n", (1, vec!["key-twice"])),
            ("[1, 2]: 3\n", (0, vec!["bad-key"])),
            ("a: *b\n---\nb: 1\n", (1, vec!["bad-yaml"])),
            ("", (0, vec![])),
            ("# nothing\n---\n---\n", (2, vec![])),
            ("{\"a\":1,\"b\":[true,null,\"\\u00e9\\ud83d\\ude00\"]}\n", (1, vec![])),
            ("{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}\n", (1, vec![])),
        ];
        for (text, expected) in cases {
            assert_eq!(codes(text), expected, "{text:?}");
        }
    }

    #[test]
    fn places_are_bytes_of_the_text() {
        let text = "a: é\nb: [x, \"y z\"]\n";
        let (documents, _) = documents(text);
        let Value::Map(entries) = &documents[0].value else { panic!("a map") };
        let Value::List(items) = &entries[1].1.value else { panic!("a list") };
        assert_eq!((&text[entries[1].0.span.clone()], &text[items[1].span.clone()]), ("b", "\"y z\""));
        assert_eq!(&text[entries[0].1.span.clone()], "é");
    }

    #[test]
    fn a_bomb_of_aliases_ends_in_a_message() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..30 {
            let before = vec![format!("*a{}", level - 1); 10].join(", ");
            writeln!(text, "a{level}: &a{level} [{before}]").unwrap();
        }
        assert_eq!(codes(&text), (0, vec!["too-large"]));
        // A million bytes of it as well, and what comes after is still read.
        while text.len() < 1 << 20 {
            let place = text.len();
            writeln!(text, "x{place}: [*a29, *a29, *a29, *a29]").unwrap();
        }
        text.push_str("---\nb: 1\n");
        assert_eq!(codes(&text), (1, vec!["too-large"]));
        let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
        assert_eq!(codes(&deep), (0, vec!["bad-yaml"]));
    }

    #[test]
    fn a_value_says_what_it_is() {
        let (documents, _) = documents("[1, -0x1f, 1.5, yes, \"1\", , ~, {}, 1a, .]\n");
        assert!(documents.is_empty());
        let (documents, _) = super::documents("[1, 0x1f, 1.5, yes, \"1\", ~, {}, 1a]\n");
        let Value::List(items) = &documents[0].value else { panic!("a list") };
        let words: Vec<String> = items.iter().map(|item| item.describe()).collect();
        let expected = [
            "the number 1",
            "the number 0x1f",
            "the number 1.5",
            "the truth value yes",
            "the text \"1\"",
            "nothing",
            "a map",
            "the text \"1a\"",
        ];
        assert_eq!(words, expected);
    }
}
