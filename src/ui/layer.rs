//! What lies on top of a screen: help, explanations, lists, questions. The topmost takes the keys; none of them knows
//! what is below it or does anything itself.

use super::action::Action;
use super::effect::{Effect, Shown};
use super::line::Line;
use super::screens::Reply;
use crate::config::keymap::Context;
use crate::report::export::Form;

mod ask_line;
mod draw;
mod finder;
mod history;
mod rules;
mod themes;

pub use ask_line::{AskLine, Heard};
pub use finder::{Aim, Entry, Finder};
pub use history::HistoryList;
pub use rules::RuleList;
pub use themes::ThemeList;

/// Something on top of the screen.
#[derive(Clone, Debug)]
pub enum Layer {
    /// Text to read: the keys, or an explanation.
    Page(Page),
    /// A list to choose from.
    Picker(Picker),
    /// Files and examples to open.
    Open(OpenList),
    /// A name to save under.
    SaveAs(SaveAs),
    /// A name for the state that stands.
    NamePoint(NamePoint),
    /// Every state of the history.
    History(HistoryList),
    /// A question with yes or no.
    Confirm(Confirm),
    /// The rules behind what a screen shows.
    Rules(RuleList),
    /// A line for a question or a text to explain.
    AskLine(AskLine),
    /// A list that one types into.
    Finder(Finder),
    /// The themes, each shown as soon as the marker stands on it.
    Themes(Box<ThemeList>),
}

/// Text to read.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// In the upper border.
    pub title: String,
    /// From top to bottom.
    pub parts: Vec<Part>,
    /// Lines scrolled away.
    pub scroll: usize,
    /// Is it drawn without a frame, from the left margin on, so that its text can be selected?
    pub is_bare: bool,
}

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A heading.
    Heading(String),
    /// A paragraph; it is wrapped.
    Text(String),
    /// A name, and what it is.
    Pair(String, String),
    /// A line of a text to copy; it stays as it is.
    Code(String),
    /// An empty line.
    Blank,
}

/// A list to choose from.
#[derive(Clone, Debug, Default)]
pub struct Picker {
    /// In the upper border.
    pub title: String,
    /// The lines.
    pub items: Vec<PickerItem>,
    /// The place of the marker.
    pub selected: usize,
}

/// One line of a list.
#[derive(Clone, Debug)]
pub struct PickerItem {
    /// What it is.
    pub label: String,
    /// More about it, dim.
    pub detail: String,
    /// What choosing it does.
    pub reply: Reply,
}

/// Kept work, the examples, and a line for the name of a file.
#[derive(Clone, Debug)]
pub struct OpenList {
    line: Line,
    choices: Vec<Openable>,
    selected: usize,
}

/// Something to open without naming a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Openable {
    /// How it is asked for: `example:NAME`, `session:ID`.
    pub target: String,
    /// What it is called.
    pub name: String,
    /// More about it.
    pub about: String,
}

/// A name for the state that stands.
#[derive(Clone, Debug)]
pub struct NamePoint {
    line: Line,
}

/// The name to save under.
#[derive(Clone, Debug)]
pub struct SaveAs {
    line: Line,
    /// What is written and in which form; `None`: the scenario.
    export: Option<(Shown, Form)>,
}

/// A question with yes or no.
#[derive(Clone, Debug)]
pub struct Confirm {
    /// The question.
    pub question: String,
    /// What yes does.
    pub yes: Box<Reply>,
}

/// What a layer wants after a key.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// To stay.
    Stay,
    /// To go.
    Close,
    /// To go, and this to happen.
    Then(Reply),
    /// To stay under this.
    Over(Layer),
}

impl Layer {
    /// Where its keys are looked up.
    pub fn context(&self) -> Context {
        match self {
            Self::Page(_) => Context::Help,
            Self::Finder(finder) if !finder.is_typing() => Context::Help,
            Self::Picker(_) | Self::Rules(_) | Self::History(_) | Self::Themes(_) => Context::Picker,
            Self::Open(_) | Self::SaveAs(_) | Self::NamePoint(_) | Self::AskLine(_) | Self::Finder(_) => Context::Field,
            Self::Confirm(_) => Context::Question,
        }
    }

    /// Its line of text, where it has one.
    pub fn line(&mut self) -> Option<&mut Line> {
        match self {
            Self::Open(list) => Some(&mut list.line),
            Self::SaveAs(save) => Some(&mut save.line),
            Self::NamePoint(name) => Some(&mut name.line),
            Self::AskLine(ask) => Some(ask.line()),
            Self::Finder(finder) => finder.line(),
            Self::Page(_)
            | Self::Picker(_)
            | Self::Confirm(_)
            | Self::Rules(_)
            | Self::History(_)
            | Self::Themes(_) => None,
        }
    }

    /// What makes sense now.
    pub fn available(&self) -> &'static [Action] {
        match self {
            Self::Page(_) => &[Action::Up, Action::Down, Action::PageDown, Action::Copy, Action::Back],
            Self::Picker(_) | Self::Rules(_) | Self::Themes(_) => {
                &[Action::Up, Action::Down, Action::Enter, Action::Back]
            }
            Self::Finder(finder) if !finder.is_typing() => {
                &[Action::Up, Action::Down, Action::PageDown, Action::Enter, Action::Find, Action::Back]
            }
            Self::Finder(finder) if finder.chosen().is_none() => &[Action::Back],
            Self::AskLine(ask) if !ask.has_earlier() => &[Action::Enter, Action::Back],
            Self::Open(_) | Self::AskLine(_) | Self::Finder(_) => {
                &[Action::StepUp, Action::StepDown, Action::Enter, Action::Back]
            }
            Self::History(_) => &[Action::Up, Action::Down, Action::Enter, Action::Explain, Action::Back],
            Self::SaveAs(_) | Self::NamePoint(_) | Self::Confirm(_) => &[Action::Enter, Action::Back],
        }
    }

    /// A short word for what an action does here.
    pub fn hint(&self, action: Action) -> Option<&'static str> {
        match (self, action) {
            (Self::History(_), Action::Enter) => Some("goes there"),
            (Self::History(_), Action::Explain) => Some("what changed since"),
            (Self::AskLine(_), Action::StepUp | Action::StepDown) => Some("asked before"),
            (Self::AskLine(_), Action::Enter) => Some("answer"),
            (_, Action::StepUp | Action::StepDown) => Some("move"),
            (Self::Finder(finder), Action::Enter) => Some(finder.enter_word()),
            (Self::Rules(_), Action::Enter) => Some("read"),
            (Self::Open(_), Action::Enter) => Some("open"),
            (Self::SaveAs(save), Action::Enter) => Some(if save.export.is_some() { "write" } else { "save" }),
            (Self::NamePoint(_), Action::Enter) => Some("name"),
            (Self::Page(_), Action::Copy) => Some("copy"),
            (Self::Confirm(_), Action::Enter) => Some("yes"),
            (Self::Confirm(_), Action::Back) => Some("no"),
            (_, Action::Enter) => Some("take"),
            _ => None,
        }
    }

    /// Does it, or says what should happen.
    pub fn act(&mut self, action: Action) -> Verdict {
        if action == Action::Back {
            return Verdict::Close;
        }
        match self {
            Self::Page(page) => page.act(action),
            Self::Picker(picker) => picker.act(action),
            Self::Open(list) => list.act(action),
            Self::Rules(list) => list.act(action),
            Self::Themes(list) => list.act(action),
            Self::AskLine(ask) => ask.act(action),
            Self::Finder(finder) => finder.act(action),
            Self::History(list) => list.act(action),
            Self::NamePoint(name) if action == Action::Enter => {
                Verdict::Then(Reply::NamePoint(name.line.text().trim().to_owned()))
            }
            Self::SaveAs(save) if action == Action::Enter && !save.line.text().trim().is_empty() => {
                let name = save.line.text().trim().to_owned();
                Verdict::Then(Reply::Effect(match save.export.clone() {
                    Some((shown, form)) => Effect::Export { shown, form, name, replace: false },
                    None => Effect::SaveAs { name, replace: false },
                }))
            }
            Self::Confirm(confirm) if action == Action::Enter => Verdict::Then((*confirm.yes).clone()),
            Self::SaveAs(_) | Self::NamePoint(_) | Self::Confirm(_) => Verdict::Stay,
        }
    }

    /// The text changed: a list that it filters begins again.
    pub fn typed(&mut self) {
        if let Self::Open(list) = self {
            list.selected = 0;
        }
    }
}

/// Lines that a page key moves by.
const PAGE_LINES: usize = 10;

/// The place after a moving action, within so many lines; `None`: the action does not move.
fn moved(at: usize, action: Action, count: usize) -> Option<usize> {
    let last = count.saturating_sub(1);
    Some(match action {
        Action::Up | Action::Left | Action::StepUp => at.saturating_sub(1),
        Action::Down | Action::Right | Action::StepDown => at.saturating_add(1).min(last),
        Action::PageUp => at.saturating_sub(PAGE_LINES),
        Action::PageDown => at.saturating_add(PAGE_LINES).min(last),
        Action::First => 0,
        Action::Last => last,
        _ => return None,
    })
}

impl Page {
    /// A page with a title.
    pub fn new(title: impl Into<String>, parts: Vec<Part>) -> Self {
        Self { title: title.into(), parts, scroll: 0, is_bare: false }
    }

    /// A text as it is, without a frame.
    pub fn bare(text: &str) -> Self {
        let parts = text.lines().map(|line| Part::Code(line.to_owned())).collect();
        Self { is_bare: true, ..Self::new("", parts) }
    }

    /// All of it as text, a part a line.
    pub fn text(&self) -> String {
        let line = |part: &Part| match part {
            Part::Heading(text) | Part::Text(text) | Part::Code(text) => text.clone(),
            Part::Pair(name, text) => format!("{name}: {text}"),
            Part::Blank => String::new(),
        };
        let title = (!self.title.is_empty()).then(|| self.title.clone());
        title.into_iter().chain(self.parts.iter().map(line)).collect::<Vec<_>>().join("\n")
    }

    fn act(&mut self, action: Action) -> Verdict {
        // How many lines there are depends on the width; drawing cuts what is too much.
        if let Some(scroll) = moved(self.scroll, action, usize::MAX) {
            self.scroll = scroll;
        }
        Verdict::Stay
    }
}

impl Picker {
    fn act(&mut self, action: Action) -> Verdict {
        if action == Action::Enter {
            let chosen = self.items.get(self.selected).map(|item| item.reply.clone());
            return chosen.map_or(Verdict::Close, Verdict::Then);
        }
        if let Some(selected) = moved(self.selected, action, self.items.len()) {
            self.selected = selected;
        }
        Verdict::Stay
    }
}

impl OpenList {
    /// A list of examples: their names and what they show.
    pub fn new(examples: Vec<(String, String)>) -> Self {
        let choice = |(name, about): (String, String)| Openable { target: format!("example:{name}"), name, about };
        Self { line: Line::new(""), choices: examples.into_iter().map(choice).collect(), selected: 0 }
    }

    /// Puts work of earlier runs before the examples.
    pub fn offer(&mut self, kept: Vec<Openable>) {
        self.choices.splice(0..0, kept);
    }

    /// The choices that the typed text leaves; a text with a dot or a slash names a file.
    fn shown(&self) -> Vec<&Openable> {
        let text = self.line.text().trim();
        let is_file = text.contains(['.', '/', '\\', '~']);
        self.choices.iter().filter(|choice| !is_file && choice.name.contains(text)).collect()
    }

    fn act(&mut self, action: Action) -> Verdict {
        if action == Action::Enter {
            let text = self.line.text().trim();
            let name = match self.shown().get(self.selected) {
                Some(choice) => choice.target.clone(),
                None if text.is_empty() => return Verdict::Stay,
                None => text.to_owned(),
            };
            return Verdict::Then(Reply::Effect(Effect::Open(name)));
        }
        if let Some(selected) = moved(self.selected, action, self.shown().len()) {
            self.selected = selected;
        }
        Verdict::Stay
    }
}

impl NamePoint {
    /// Asks for a name, with the present one to begin with.
    pub fn new(name: impl Into<String>) -> Self {
        Self { line: Line::new(name) }
    }
}

impl SaveAs {
    /// Asks for a name for the scenario, with one to begin with.
    pub fn new(name: impl Into<String>) -> Self {
        Self { line: Line::new(name), export: None }
    }

    /// Asks for a name for what is shown, in this form.
    pub fn export(name: impl Into<String>, shown: Shown, form: Form) -> Self {
        Self { line: Line::new(name), export: Some((shown, form)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open() -> Layer {
        let examples = ["hub-and-spoke", "overlay", "subnet-full"];
        Layer::Open(OpenList::new(examples.iter().map(|name| ((*name).to_owned(), String::new())).collect()))
    }

    fn opened(layer: &mut Layer) -> Option<String> {
        match layer.act(Action::Enter) {
            Verdict::Then(Reply::Effect(Effect::Open(name))) => Some(name),
            _ => None,
        }
    }

    #[test]
    fn a_typed_text_filters_the_examples_and_a_path_opens_a_file() {
        let cases = [
            ("", 0, Some("example:hub-and-spoke")),
            ("", 2, Some("example:subnet-full")),
            ("", 9, Some("example:subnet-full")),
            ("over", 0, Some("example:overlay")),
            ("plan.toml", 0, Some("plan.toml")),
            ("nothing-like-it", 0, Some("nothing-like-it")),
        ];
        for (text, down, expected) in cases {
            let mut layer = open();
            layer.line().unwrap().paste(text);
            layer.typed();
            for _ in 0..down {
                layer.act(Action::StepDown);
            }
            assert_eq!(opened(&mut layer).as_deref(), expected, "{text:?}, {down} down");
        }
        let mut none = Layer::Open(OpenList::new(Vec::new()));
        assert_eq!(opened(&mut none), None);
    }

    #[test]
    fn a_name_is_needed_to_save_and_yes_to_confirm() {
        let mut empty = Layer::SaveAs(SaveAs::new(""));
        assert!(matches!(empty.act(Action::Enter), Verdict::Stay));
        let mut named = Layer::SaveAs(SaveAs::new(" plan.toml "));
        let Verdict::Then(Reply::Effect(Effect::SaveAs { name, replace })) = named.act(Action::Enter) else {
            panic!("nothing saved")
        };
        assert_eq!((name.as_str(), replace), ("plan.toml", false));
        let mut confirm =
            Layer::Confirm(Confirm { question: "sure?".to_owned(), yes: Box::new(Reply::Effect(Effect::Save)) });
        assert!(matches!(confirm.act(Action::Up), Verdict::Stay));
        assert!(matches!(confirm.act(Action::Enter), Verdict::Then(Reply::Effect(Effect::Save))));
        assert!(matches!(confirm.act(Action::Back), Verdict::Close));
    }
}
