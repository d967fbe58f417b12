//! The field that is open: its text, what the text means at this key, and the answers it would give. Nothing of it
//! reaches the history; that is for Enter, and not here.

use std::sync::Arc;

use tui_input::InputRequest;

use super::draft::Draft;
use super::fields::{self, Kind};
use super::line::Line;
use super::models;
use super::text::sentence;
use crate::engine::Analysis;
use crate::engine::finding::Severity;
use crate::scenario::edit::{node, value};
use crate::scenario::field::{Field, grounded};
use crate::scenario::item;
use crate::scenario::leaf::Shape;
use crate::scenario::path::Step;
use crate::scenario::{Edit, Path};

/// What the open field is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// One of the fields that have a letter.
    Field(Field),
    /// Any other value of the scenario.
    Value(Path),
    /// A line that the screen asked for; it edits nothing.
    Asked,
}

/// One line of a list to choose from.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The words.
    pub label: String,
    /// The edit that makes it so; `None`: it is so.
    pub edit: Option<Edit>,
}

/// An open field.
#[derive(Clone, Debug)]
pub struct Editor {
    subject: Subject,
    label: String,
    kind: Kind,
    line: Line,
    choices: Vec<Choice>,
    chosen: usize,
    draft: Draft,
    preview: Option<Arc<Analysis>>,
    note: Option<String>,
}

impl Editor {
    /// Opens a field of the pool of this name.
    pub fn field(field: Field, analysis: &Analysis, pool: Option<&str>) -> Self {
        let text = field.value(analysis.plan().scenario(), pool);
        let (choices, chosen) = match field {
            Field::Model => models::choices(analysis),
            _ => (Vec::new(), 0),
        };
        let label = fields::label(field, analysis.plan().model());
        Self::new(Subject::Field(field), label, fields::kind(field), text).choosing(choices, chosen)
    }

    /// Opens any value of the scenario; `None` when there is none at the path.
    pub fn value(path: &Path, analysis: &Analysis) -> Option<Self> {
        let in_force = analysis.plan().scenario();
        let Some(Step::Key(key)) = path.last() else { return None };
        let spec = node(in_force, &path.parent()?)?.spec().field(key)?;
        let (item::Kind::Required(shape) | item::Kind::Optional(shape)) = spec.kind else { return None };
        let text = value(in_force, path).unwrap_or_default();
        let (kind, words): (Kind, &[&str]) = match shape() {
            Shape::Choice(words) => (Kind::Choice, words),
            Shape::Flag => (Kind::Choice, &["false", "true"]),
            Shape::Number(..) => (Kind::Number, &[]),
            Shape::Form(form) if form.starts_with("CIDR, like") => (Kind::Cidr, &[]),
            _ => (Kind::Text, &[]),
        };
        let choice = |word: &&str| Choice {
            label: (*word).to_owned(),
            edit: (*word != text).then(|| grounded(analysis.plan().written(), Edit::set(path.clone(), *word))),
        };
        let chosen = words.iter().position(|word| *word == text).unwrap_or(0);
        let choices = words.iter().map(choice).collect();
        Some(Self::new(Subject::Value(path.clone()), (*key).to_owned(), kind, text).choosing(choices, chosen))
    }

    /// Opens a line that a screen asks for.
    pub fn asked(label: String, text: String) -> Self {
        Self::new(Subject::Asked, label, Kind::Text, text)
    }

    fn new(subject: Subject, label: impl Into<String>, kind: Kind, text: String) -> Self {
        Self {
            subject,
            label: label.into(),
            kind,
            line: Line::new(text),
            choices: Vec::new(),
            chosen: 0,
            draft: Draft::Same,
            preview: None,
            note: None,
        }
    }

    fn choosing(mut self, choices: Vec<Choice>, chosen: usize) -> Self {
        (self.choices, self.chosen) = (choices, chosen);
        self
    }

    /// What it is about.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// What the screen calls it.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Is this field open?
    pub fn is(&self, field: Field) -> bool {
        self.subject == Subject::Field(field)
    }

    /// The text as it stands, or the chosen line.
    pub fn text(&self) -> &str {
        self.choices.get(self.chosen).map_or(self.line.text(), |choice| &choice.label)
    }

    /// The typed line; `None` when the value is chosen from a list.
    pub fn line(&self) -> Option<&Line> {
        self.choices.is_empty().then_some(&self.line)
    }

    /// The list to choose from, and the place in it; empty for a typed value.
    pub fn choices(&self) -> (&[Choice], usize) {
        (&self.choices, self.chosen)
    }

    /// What the text means.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The answers that the text would give; `None` when it changes nothing, or is not a value yet.
    pub fn preview(&self) -> Option<&Arc<Analysis>> {
        self.preview.as_ref()
    }

    /// Something to know about the last key: a bound that stopped a step.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// Do Up and Down step the value?
    pub fn steps(&self) -> bool {
        self.kind != Kind::Text
    }

    /// What to say beside a text that is a value: the first thing that AKS would refuse about it.
    pub fn remark(&self) -> Option<String> {
        let findings = self.preview.as_ref()?.findings();
        let refused = findings.iter().find(|finding| finding.severity == Severity::Error && !finding.is_room)?;
        Some(sentence(&refused.message))
    }

    /// What a screen that asked for the line says to its text.
    pub fn answered(&mut self, answer: Result<(), String>) {
        self.draft = answer.map_or_else(Draft::Unfinished, |()| Draft::Same);
    }

    /// Types a character. In a number `+` and `-` step.
    pub fn insert(&mut self, character: char) {
        match (self.kind, character) {
            (Kind::Choice, _) => {}
            (Kind::Number | Kind::Surge, '+') => self.step(1),
            (Kind::Number | Kind::Surge, '-') => self.step(-1),
            _ => self.line.insert(character),
        }
        self.note = self.note.take().filter(|_| matches!(character, '+' | '-'));
    }

    /// Takes a pasted text.
    pub fn paste(&mut self, text: &str) {
        self.note = None;
        if self.choices.is_empty() {
            self.line.paste(text);
        }
    }

    /// Moves the cursor or deletes.
    pub fn request(&mut self, request: InputRequest) {
        self.note = None;
        if self.choices.is_empty() {
            self.line.request(request);
        }
    }

    /// Puts another text in the place of the typed one.
    pub fn replace(&mut self, text: &str) {
        self.note = None;
        self.line.replace(text);
    }

    /// Says something about the last key.
    pub fn remind(&mut self, note: &str) {
        self.note = Some(note.to_owned());
    }

    /// Steps the value: up for a positive `by`.
    pub fn step(&mut self, by: i64) {
        self.note = None;
        match self.kind {
            // Up is towards the top of a list.
            Kind::Choice => self.choose(by < 0),
            Kind::Number => self.step_number(by, ""),
            Kind::Surge => {
                let unit = if self.line.text().trim_end().ends_with('%') { "%" } else { "" };
                self.step_number(by, unit);
            }
            Kind::Cidr => self.step_cidr(by > 0),
            Kind::Text => {}
        }
    }

    fn choose(&mut self, further: bool) {
        let count = self.choices.len().max(1);
        self.chosen = (self.chosen + if further { 1 } else { count - 1 }) % count;
    }

    fn step_number(&mut self, by: i64, unit: &str) {
        let typed = self.line.text().trim().trim_end_matches('%').trim_end();
        let value = if typed.is_empty() { Ok(0) } else { typed.parse::<u32>() };
        let Ok(value) = value else { return };
        let (bounds, limit) = match &self.subject {
            Subject::Field(field) => fields::bounds(*field, unit),
            Subject::Value(_) | Subject::Asked => ((0, u32::MAX), ""),
        };
        let (next, bound) = fields::step_number(value, by, bounds);
        self.line.replace(&format!("{next}{unit}"));
        self.note = bound.map(|at| format!("stopped at {at}{unit}: {limit}"));
    }

    fn step_cidr(&mut self, up: bool) {
        let Ok(net) = crate::net::Cidr::lenient(self.line.text()) else { return };
        match fields::step_cidr(net, self.line.cursor(), up) {
            Some(stepped) => self.line.replace(&stepped.to_string()),
            None => self.note = Some("there is no network further on".to_owned()),
        }
    }

    /// The edit that a step from the value in force makes, or what stands in its way.
    ///
    /// # Errors
    /// When there is nothing to step, or nothing further on: the words say which.
    pub fn stepped(field: Field, by: i64, base: &Analysis, pool: Option<&str>) -> Result<Edit, String> {
        let mut editor = Self::field(field, base, pool);
        editor.step(by);
        let nothing = || format!("{} does not step", editor.label);
        match editor.read(base, pool) {
            Draft::Valid(edit) => Ok(edit),
            Draft::Near { message, .. } | Draft::Unfinished(message) | Draft::Wrong(message) => Err(message),
            Draft::Same => Err(editor.note.clone().unwrap_or_else(nothing)),
        }
    }

    /// Reads the text again and asks for the answers it would give. `base` are the answers without it.
    pub fn refresh(&mut self, base: &Analysis, pool: Option<&str>) {
        let (draft, kept) = (self.read(base, pool), self.preview.take());
        if draft == self.draft && kept.is_some() {
            self.preview = kept;
            return;
        }
        self.preview = match &draft {
            Draft::Valid(edit) => {
                // The answers to a large scenario take a megabyte: the old ones go before the new ones come.
                drop(kept);
                preview(edit, base)
            }
            // The last good picture stays while something is half typed.
            Draft::Near { .. } | Draft::Unfinished(_) | Draft::Wrong(_) => kept,
            Draft::Same => None,
        };
        self.draft = draft;
    }

    fn read(&self, base: &Analysis, pool: Option<&str>) -> Draft {
        if let Some(choice) = self.choices.get(self.chosen) {
            return choice.edit.clone().map_or(Draft::Same, Draft::Valid);
        }
        let text = self.line.text();
        if text.trim() == self.line.original().trim() {
            return Draft::Same;
        }
        match (&self.subject, self.kind) {
            (Subject::Asked, _) => self.draft.clone(),
            (Subject::Field(field), Kind::Cidr) => {
                Draft::cidr(text, |net| field.edit(base.plan().written(), pool, &net.to_string()))
            }
            (Subject::Field(field), _) => {
                Draft::value(text, fields::expected(*field), |text| field.edit(base.plan().written(), pool, text))
            }
            (Subject::Value(path), Kind::Cidr) if !text.trim().is_empty() => {
                Draft::cidr(text, |net| Ok(grounded(base.plan().written(), Edit::set(path.clone(), net.to_string()))))
            }
            (Subject::Value(path), _) => read_value(path, text, base),
        }
    }
}

/// Reads a value by trying the edit; no text leaves out what may be left out.
fn read_value(path: &Path, text: &str, base: &Analysis) -> Draft {
    let text = Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
    let edit = grounded(base.plan().written(), Edit::Set { path: path.clone(), text });
    match edit.apply(base.plan().written()) {
        Ok(_) => Draft::Valid(edit),
        Err(error) => Draft::Unfinished(error.to_string()),
    }
}

fn preview(edit: &Edit, base: &Analysis) -> Option<Arc<Analysis>> {
    let edited = edit.apply(base.plan().written()).ok()?;
    Some(Arc::new(Analysis::with_manifests(Arc::new(edited), Arc::clone(base.plan().manifests()))))
}
