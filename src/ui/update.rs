//! What keys do to the explorer: an action becomes a change of its state and effects for the world. It is the only
//! caller of the document's history, and does no input or output.

use super::action::{Action, Group};
use super::app::App;
use super::editor::Editor;
use super::effect::Effect;
use super::fields;
use super::input::{self, Input};
use super::layer::{Layer, Verdict};
use super::layout::SizeClass;
use super::screens::{Reply, Screen};
use crate::config::key::{Chord, Key};
use crate::scenario::Edit;

mod ask;
mod field;
mod history;
mod look;
mod program;

/// How far a page key steps a number.
const PAGE_STEP: i64 = 10;

/// An edit for the history.
enum Commit {
    /// As a step of its own.
    Edit(Edit),
    /// As one step with the one before, where that set the same value.
    Step(Edit),
}

impl App {
    /// A key was pressed. One that came in a burst neither quits nor confirms: it may be pasted text.
    pub fn key(&mut self, chord: Chord, hurried: bool) -> Vec<Effect> {
        self.is_hurried = hurried;
        self.is_burst &= hurried;
        self.press(chord, hurried)
    }

    fn press(&mut self, chord: Chord, hurried: bool) -> Vec<Effect> {
        let input = input::read(&self.state.keymap, self.context(), chord);
        // Esc and the key after it may arrive as one on a slow line; Alt that does nothing is taken for that.
        if let (Input::Nothing, Some(second)) = (input, chord.after_esc()) {
            let mut effects = self.press(Chord::key(Key::Esc), hurried);
            effects.extend(self.press(second, true));
            return effects;
        }
        if self.is_blind() && !matches!(input, Input::Act(Action::Quit | Action::Help | Action::Redraw)) {
            return Vec::new();
        }
        let is_question = matches!(self.layers.last(), Some(Layer::Confirm(_)));
        let quits = match self.layers.last() {
            Some(Layer::Finder(finder)) => matches!(finder.chosen(), Some(Reply::Act(Action::Quit))),
            _ => false,
        };
        let confirms = |action| action == Action::Quit || ((is_question || quits) && action == Action::Enter);
        match input {
            Input::Act(action) if hurried && confirms(action) => Vec::new(),
            Input::Act(action) => self.act(action),
            Input::Type(character) => {
                self.type_with(|line| line.insert(character), |editor| editor.insert(character));
                Vec::new()
            }
            Input::Change(request) => {
                self.type_with(|line| line.request(request), |editor| editor.request(request));
                Vec::new()
            }
            Input::Nothing => {
                self.message = None;
                Vec::new()
            }
        }
    }

    /// Text was pasted: it goes to the open line; where none is, to the line that asks. It is never keys.
    pub fn paste(&mut self, text: &str) {
        let is_line = match (self.layers.last_mut(), &self.state.editor) {
            (Some(layer), _) => layer.line().is_some(),
            (None, editor) => editor.as_ref().is_some_and(|editor| editor.line().is_some()),
        };
        if self.is_blind() {
            return;
        }
        if let Some(Layer::AskLine(ask)) = self.layers.last_mut() {
            ask.paste(text);
            self.listen();
        } else if is_line {
            self.type_with(|line| line.paste(text), |editor| editor.paste(text));
        } else {
            self.take_pasted(text);
        }
    }

    /// Is the picture too small to see what a key would do?
    pub(super) fn is_blind(&self) -> bool {
        self.state.class() == SizeClass::Tiny && self.layers.is_empty()
    }

    /// Changes the line of the topmost layer, or of the open field.
    fn type_with(&mut self, line: impl FnOnce(&mut super::line::Line), editor: impl FnOnce(&mut Editor)) {
        self.message = None;
        if let Some(layer) = self.layers.last_mut() {
            if let Some(open) = layer.line() {
                line(open);
            }
            layer.typed();
            self.listen();
        } else if let Some(open) = &mut self.state.editor {
            editor(open);
            self.refresh();
        }
    }

    /// Does an action: the topmost layer first, then the open field, then the screen, then the program itself.
    pub fn act(&mut self, action: Action) -> Vec<Effect> {
        self.message = None;
        if let Some(layer) = self.layers.last_mut() {
            if action == Action::Quit {
                return self.quit();
            }
            match (action, &*layer) {
                (Action::Enter, Layer::AskLine(_)) => {
                    self.enter_ask_line();
                    return Vec::new();
                }
                (Action::Enter, Layer::History(list)) => {
                    let place = list.point().map(|point| point.place);
                    self.go_to(place);
                    return Vec::new();
                }
                (Action::Copy | Action::CopyAnswer, Layer::Page(page)) => return vec![Effect::Copy(page.text())],
                (Action::Explain, Layer::History(list)) => {
                    return list.point().map(|point| Effect::Since(point.place)).into_iter().collect();
                }
                _ => {}
            }
            return match layer.act(action) {
                Verdict::Stay => {
                    self.listen();
                    self.look_back();
                    self.preview_theme();
                    Vec::new()
                }
                Verdict::Over(above) => {
                    self.layers.push(above);
                    Vec::new()
                }
                Verdict::Close => {
                    self.close_layer();
                    Vec::new()
                }
                Verdict::Then(reply) => {
                    self.layers.pop();
                    self.reply(reply)
                }
            };
        }
        if self.state.editor.is_some() {
            return self.act_on_field(action);
        }
        if self.is_big && self.leaves_big(action) {
            return Vec::new();
        }
        if action == Action::Back && self.is_enlarged() {
            self.enlarged = None;
            return Vec::new();
        }
        let (pane, cx) = self.pane();
        match pane.act(action, &cx) {
            Reply::Ignored => self.act_anywhere(action),
            Reply::Hand(screen, text) => {
                let from = self.screen;
                let effects = self.reply(Reply::Hand(screen, text));
                if self.message.is_none() && screen != from {
                    self.say(format!("{} goes back to {}", self.key_of(Action::Back), from.title().0));
                }
                effects
            }
            reply => self.reply(reply),
        }
    }

    /// Sees to what a screen or a layer wants.
    fn reply(&mut self, reply: Reply) -> Vec<Effect> {
        match reply {
            Reply::Ignored | Reply::Done => {}
            Reply::Say(text) => self.say(text),
            Reply::Act(action) => return self.act(action),
            Reply::ActOn(screen, action) => {
                self.go(screen);
                return self.act(action);
            }
            Reply::Reveal(path) => {
                self.go(Screen::Map);
                let (pane, cx) = self.pane();
                pane.reveal(&path, &cx);
            }
            Reply::Edit(edit) => {
                self.commit(Commit::Edit(edit));
            }
            Reply::Step(edit) => {
                self.commit(Commit::Step(edit));
            }
            Reply::EditValue(path) => {
                self.state.editor = Editor::value(&path, &self.state.analysis);
                self.refresh();
            }
            Reply::Ask { label, text } => self.state.editor = Some(Editor::asked(label, text)),
            Reply::Answer(text) => self.answer(&text),
            Reply::Open(layer) => self.layers.push(layer),
            Reply::Go(screen) => self.go(screen),
            Reply::Hand(screen, text) => {
                self.hand_on(screen);
                self.answer(&text);
            }
            Reply::NamePoint(name) => self.name_point(name),
            Reply::Effect(effect) => return vec![effect],
        }
        Vec::new()
    }

    /// Shows a screen that is handed a question, and remembers the way back.
    fn hand_on(&mut self, screen: Screen) {
        self.is_big = false;
        let from = std::mem::replace(&mut self.screen, screen);
        if from == screen {
            return;
        }
        // Two screens that hand to and fro are two steps back, not as many as there were.
        self.trail.retain(|other| *other != from && *other != screen);
        self.trail.push(from);
    }

    /// Hands the screen a line that it asked for.
    fn answer(&mut self, text: &str) {
        let (pane, cx) = self.pane();
        if let Err(missing) = pane.asked(text, &cx) {
            self.complain(missing);
        }
    }

    /// Makes the edit, and says what it did. False: it was refused, and nothing changed.
    fn commit(&mut self, commit: Commit) -> bool {
        let preview = self.state.editor.as_ref().and_then(Editor::preview).cloned();
        let committed = match commit {
            // What came in one burst may have been meant as text: one undo takes all of it back.
            Commit::Edit(edit) | Commit::Step(edit) if self.is_burst => self.state.document.commit_joined(&edit),
            Commit::Edit(edit) => self.state.document.commit(edit),
            Commit::Step(edit) => self.state.document.commit_step(edit),
        };
        match committed {
            Ok(label) => {
                self.is_burst = self.is_hurried;
                match preview.filter(|answers| **answers.plan().written() == **self.state.document.scenario()) {
                    Some(answers) => self.state.analysis = answers,
                    None => self.renew(),
                }
                self.say_undoable(&label);
                true
            }
            Err(error) => {
                self.complain(error.to_string());
                false
            }
        }
    }

    /// An action that no screen took.
    fn act_anywhere(&mut self, action: Action) -> Vec<Effect> {
        match action.group() {
            Group::Screens => {
                self.trail.clear();
                self.screen = match action {
                    Action::NextScreen => self.screen.next(),
                    action => Screen::of(action).unwrap_or(self.screen),
                };
            }
            Group::Fields => match fields::of(action) {
                Some(field) => self.open_field(field),
                None if action == Action::NextPool => self.next_pool(),
                None => {}
            },
            Group::Change => match action {
                Action::Undo => self.undo(),
                Action::Redo => self.redo(),
                Action::History => self.open_history(),
                Action::NamePoint => self.open_name(),
                Action::EarlierValue => self.open_values(),
                _ => {}
            },
            Group::Program => return self.act_on_program(action),
            Group::Move if action == Action::Back => match self.trail.pop() {
                Some(screen) => self.screen = screen,
                None => self.say(format!("{} quits", self.key_of(Action::Quit))),
            },
            Group::Look => match action {
                Action::Explain => self.open_rules(),
                Action::AskLine => self.open_ask_line(),
                Action::Find => self.open_find(),
                Action::Words => self.open_words(),
                Action::Enlarge => self.enlarge(),
                _ => {}
            },
            Group::Move => {}
        }
        Vec::new()
    }

    /// Shows a screen, whole.
    fn go(&mut self, screen: Screen) {
        self.is_big = false;
        self.screen = screen;
    }

    /// Shows the projector view of Home, or the whole screen again.
    pub fn set_big(&mut self, is_big: bool) {
        self.is_big = is_big;
        if is_big {
            self.screen = Screen::Home;
            let key = self.key_of(Action::Big);
            self.say(format!("{key} or Esc shows the whole screen again"));
        }
    }

    /// Draws the part that has the focus over the whole picture, or all parts again.
    fn enlarge(&mut self) {
        self.enlarged = (!self.is_enlarged()).then_some(self.screen);
        if self.is_enlarged() {
            let key = self.key_of(Action::Enlarge);
            self.say(format!("{key} or Esc shows the whole screen again"));
        }
    }

    /// What an action does to the projector view, which shows neither lists nor other screens: true: all is done.
    fn leaves_big(&mut self, action: Action) -> bool {
        match action {
            Action::Back => {
                self.is_big = false;
                true
            }
            // What is not in the picture does not move.
            action if action.group() == Group::Move => true,
            _ => {
                let opens = matches!(action, Action::Rehearsal | Action::InverseMap | Action::Switch | Action::Enlarge);
                self.is_big &= !opens && action.group() != Group::Screens;
                false
            }
        }
    }

    fn next_pool(&mut self) {
        let names: Vec<String> =
            self.state.analysis.plan().pools().iter().map(|pool| pool.item.name.to_string()).collect();
        let at = self.state.pool.as_ref().and_then(|name| names.iter().position(|other| other == name)).unwrap_or(0);
        let next = names.get((at + 1) % names.len().max(1)).cloned();
        self.say(match &next {
            Some(_) if names.len() == 1 => format!("{} is the only pool", names[0]),
            Some(name) => format!("The letters now edit pool {name}"),
            None => "There is no pool".to_owned(),
        });
        self.state.pool = next;
    }

    /// Says what an edit did, and the key that takes it back.
    pub(super) fn say_undoable(&mut self, label: &str) {
        let undo = self.state.keymap.label(self.screen.context(), Action::Undo);
        self.say(undo.map_or_else(|| label.to_owned(), |key| format!("{label}   ({key} undoes)")));
    }

    /// The name of the key that does the action here.
    pub(super) fn key_of(&self, action: Action) -> String {
        self.state.keymap.label(self.screen.context(), action).unwrap_or_default()
    }
}
