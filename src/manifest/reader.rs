//! A place in a document, and what is read there. Everything that is wrong is told to one sink, with its place, and the
//! reading goes on. Deliberately without any kind's own keys.

use std::cell::{Cell, RefCell};
use std::fmt::Display;
use std::ops::Range;
use std::rc::Rc;
use std::str::FromStr;
use std::sync::Arc;

use super::Lines;
use super::node::{Node, Value, is_flag, is_null, is_number, shown, warning};
use crate::diag::{Diagnostic, Severity};
use crate::scenario::leaf::nearest;

/// Where problems go, and the lines that places are told by.
#[derive(Debug)]
pub(super) struct Sink {
    lines: Rc<Lines>,
    problems: RefCell<Vec<Diagnostic>>,
    /// How many more there are than are kept, and whether one of them is an error.
    more: Cell<(usize, bool)>,
}

/// So many problems of one text are told; an alias may repeat one a million times.
const PROBLEMS_MAX: usize = 1_000;

impl Sink {
    /// For a text of these lines.
    pub(super) fn of(lines: Rc<Lines>) -> Self {
        Self { lines, problems: RefCell::default(), more: Cell::default() }
    }

    pub(super) fn take(self) -> Vec<Diagnostic> {
        let (mut problems, (more, has_error)) = (self.problems.into_inner(), self.more.get());
        if more > 0 {
            let rest = Diagnostic::unreadable("too-many-problems", format!("and {more} more problems of this file"));
            let severity = if has_error { Severity::Error } else { Severity::Warning };
            problems.push(Diagnostic { severity, ..rest });
        }
        problems
    }

    fn add(&self, problem: Diagnostic) {
        let mut problems = self.problems.borrow_mut();
        if problems.len() < PROBLEMS_MAX {
            problems.push(problem);
        } else {
            let (more, has_error) = self.more.get();
            self.more.set((more + 1, has_error || problem.severity == Severity::Error));
        }
    }
}

/// A node, the way to it, and the sink.
#[derive(Clone, Debug)]
pub(super) struct Reader<'a> {
    node: &'a Node<'a>,
    path: String,
    sink: &'a Sink,
}

impl<'a> Reader<'a> {
    pub(super) fn root(node: &'a Node<'a>, sink: &'a Sink) -> Self {
        Self { node, path: String::new(), sink }
    }

    /// The way to it: `spec.ingress[0].ports[1]`.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn span(&self) -> Range<usize> {
        self.node.span.clone()
    }

    /// The line that it begins on, from 1.
    pub(super) fn line(&self) -> usize {
        self.sink.lines.line(self.span().start)
    }

    pub(super) fn error(&self, code: &'static str, message: impl Display) {
        self.sink.add(Diagnostic::error(code, self.span(), self.said(message)));
    }

    pub(super) fn warn(&self, code: &'static str, message: impl Display) {
        self.sink.add(warning(code, self.span(), self.said(message)));
    }

    fn said(&self, message: impl Display) -> String {
        if self.path.is_empty() { message.to_string() } else { format!("{}: {message}", self.path) }
    }

    fn wrong(&self, expected: &str) {
        self.error("wrong-type", format!("found {}, expected {expected}", self.node.describe()));
    }

    fn below(&self, node: &'a Rc<Node<'a>>, path: String) -> Self {
        Self { node, path, sink: self.sink }
    }

    pub(super) fn is_map(&self) -> bool {
        matches!(self.node.value, Value::Map(_))
    }

    pub(super) fn is_null(&self) -> bool {
        self.node.is_null()
    }

    /// The value of a key; `None` when it is absent or nothing.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        let node = entry(self.node, key)?;
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        (!node.is_null()).then(|| self.below(node, path))
    }

    /// What is read behind a key; `None` when it is there and cannot be read.
    #[expect(clippy::option_option, reason = "the outer one says whether it could be read, as everywhere here")]
    pub(super) fn optional<T>(&self, key: &str, read: impl FnOnce(&Self) -> Option<T>) -> Option<Option<T>> {
        self.get(key).map_or(Some(None), |value| read(&value).map(Some))
    }

    /// The labels of an object; none where none are written.
    pub(super) fn own_labels(&self) -> Option<Vec<(Arc<str>, Arc<str>)>> {
        self.at(&["metadata", "labels"]).map_or(Some(Vec::new()), |labels| labels.labels())
    }

    /// The value at the end of several keys.
    pub(super) fn at(&self, keys: &[&str]) -> Option<Self> {
        keys.iter().try_fold(self.clone(), |reader, key| reader.get(key))
    }

    /// The value of a key that must be there.
    pub(super) fn required(&self, key: &str) -> Option<Self> {
        if !self.is_map() {
            self.wrong("a map");
            return None;
        }
        let found = self.get(key);
        if found.is_none() {
            self.error("missing-key", format!("{key} is missing"));
        }
        found
    }

    /// Warns of every key but these: the API server drops it, or `kubectl` refuses it.
    pub(super) fn known(&self, keys: &[&str]) {
        let Value::Map(entries) = &self.node.value else { return self.wrong("a map") };
        for (key, _) in entries.iter().filter(|(key, _)| !keys.contains(&&*key.text) && key.text != "<<") {
            let message = self.said(format!("the key {:?} is not known here, and not read", shown(&key.text)));
            let help = nearest(&key.text, keys.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            self.sink.add(Diagnostic { help, ..warning("unknown-key", key.span.clone(), message) });
        }
    }

    /// The keys of a map, without what they stand for.
    pub(super) fn keys(&self) -> Vec<&'a str> {
        match &self.node.value {
            Value::Map(entries) => entries.iter().map(|(key, _)| &*key.text).collect(),
            _ => Vec::new(),
        }
    }

    /// The items of a list.
    pub(super) fn items(&self) -> Option<Vec<Self>> {
        let Value::List(items) = &self.node.value else {
            self.wrong("a list");
            return None;
        };
        let below = |(place, node)| self.below(node, format!("{}[{place}]", self.path));
        Some(items.iter().enumerate().map(below).collect())
    }

    /// The items of the list behind a key; none when it is absent.
    pub(super) fn list(&self, key: &str) -> Option<Vec<Self>> {
        self.get(key).map_or(Some(Vec::new()), |list| list.items())
    }

    /// A text: to Kubernetes a bare number or truth value is none.
    pub(super) fn text(&self) -> Option<Arc<str>> {
        match &self.node.value {
            Value::Scalar { text, is_text } if *is_text || !(is_null(text) || is_flag(text) || is_number(text)) => {
                Some(Arc::from(&**text))
            }
            Value::Scalar { text, .. } if !is_null(text) => {
                let found = self.node.describe();
                self.error("wrong-type", format!("found {found}, expected a text: write \"{}\"", shown(text)));
                None
            }
            _ => {
                self.wrong("a text");
                None
            }
        }
    }

    /// The texts of a list.
    pub(super) fn texts(&self) -> Option<Vec<Arc<str>>> {
        self.items()?.iter().map(Self::text).collect()
    }

    /// Keys with a text each.
    pub(super) fn labels(&self) -> Option<Vec<(Arc<str>, Arc<str>)>> {
        let Value::Map(entries) = &self.node.value else {
            self.wrong("a map of labels");
            return None;
        };
        let mut labels = Vec::with_capacity(entries.len());
        for (key, node) in entries.iter().filter(|(key, _)| key.text != "<<") {
            let value = if node.is_null() {
                Arc::from("")
            } else {
                self.below(node, format!("{}.{}", self.path, shown(&key.text))).text()?
            };
            labels.push((Arc::from(&*key.text), value));
        }
        if let Some((_, merged)) = entries.iter().find(|(key, _)| key.text == "<<") {
            for (key, value) in self.below(merged, self.path.clone()).labels()? {
                if labels.iter().all(|(own, _)| *own != key) {
                    labels.push((key, value));
                }
            }
        }
        Some(labels)
    }

    /// A whole number, not in quotes.
    pub(super) fn number(&self, least: u32, most: u32) -> Option<u32> {
        let read = match &self.node.value {
            Value::Scalar { text, is_text: false } => text.parse::<i64>().ok(),
            _ => None,
        };
        match read.and_then(|number| u32::try_from(number).ok()) {
            Some(number) if (least..=most).contains(&number) => Some(number),
            _ => {
                self.wrong(&format!("a number from {least} to {most}"));
                None
            }
        }
    }

    /// Is it a whole number, not in quotes?
    pub(super) fn is_number(&self) -> bool {
        matches!(&self.node.value, Value::Scalar { text, is_text: false } if is_number(text))
    }

    /// A port.
    pub(super) fn port(&self) -> Option<u16> {
        self.number(1, u32::from(u16::MAX)).and_then(|port| u16::try_from(port).ok())
    }

    /// True or false.
    pub(super) fn flag(&self) -> Option<bool> {
        match &self.node.value {
            Value::Scalar { text, is_text: false } if is_flag(text) => {
                Some(matches!(text.to_ascii_lowercase().as_str(), "true" | "yes" | "on"))
            }
            _ => {
                self.wrong("true or false");
                None
            }
        }
    }

    /// One of some words, as they are written.
    pub(super) fn choice<T: Copy>(&self, names: &[(&'static str, T)]) -> Option<T> {
        let text = self.text()?;
        let found = names.iter().find(|(name, _)| **name == *text).map(|(_, value)| *value);
        if found.is_none() {
            let words: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
            self.error("unknown-word", format!("{:?} is none of {}", shown(&text), words.join(", ")));
        }
        found
    }

    /// A text of a known form.
    pub(super) fn parsed<T: FromStr>(&self, expected: &str) -> Option<T> {
        let text = self.text()?;
        let read = text.parse().ok();
        if read.is_none() {
            self.error("bad-value", format!("{:?} is not {expected}", shown(&text)));
        }
        read
    }
}

/// The value of a key, also of maps that are merged into this one.
fn entry<'a>(node: &'a Node<'a>, key: &str) -> Option<&'a Rc<Node<'a>>> {
    let Value::Map(entries) = &node.value else { return None };
    let own = entries.iter().find(|(own, _)| own.text == key).map(|(_, node)| node);
    own.or_else(|| {
        let merged = entries.iter().find(|(own, _)| own.text == "<<").map(|(_, node)| node)?;
        match &merged.value {
            Value::List(maps) => maps.iter().find_map(|map| entry(map, key)),
            _ => entry(merged, key),
        }
    })
}
