//! What keys do to the explorer: an action becomes a change of its state and effects for the world. It is the only
//! caller of the document's history, and does no input or output.

use std::path::PathBuf;

use super::action::{Action, Group};
use super::app::App;
use super::draft::Draft;
use super::editor::{Editor, Subject};
use super::effect::Effect;
use super::fields;
use super::help;
use super::input::{self, Input};
use super::layer::{Confirm, Layer, OpenList, Picker, PickerItem, SaveAs, Verdict};
use super::layout::SizeClass;
use super::models;
use super::screens::{Reply, Screen};
use crate::config::key::{Chord, Key};
use crate::diag::Diagnostic;
use crate::scenario::Edit;
use crate::scenario::field::Field;

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
        let input = input::read(&self.state.keymap, self.context(), chord);
        // Esc and the key after it may arrive as one on a slow line; Alt that does nothing is taken for that.
        if let (Input::Nothing, Some(second)) = (input, chord.after_esc()) {
            let mut effects = self.key(Chord::key(Key::Esc), hurried);
            effects.extend(self.key(second, true));
            return effects;
        }
        if self.is_blind() && !matches!(input, Input::Act(Action::Quit | Action::Help | Action::Redraw)) {
            return Vec::new();
        }
        let is_question = matches!(self.layers.last(), Some(Layer::Confirm(_)));
        let confirms = |action| action == Action::Quit || (is_question && action == Action::Enter);
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

    /// Text was pasted: it goes to the open line, and nowhere else.
    pub fn paste(&mut self, text: &str) {
        let is_line = match (self.layers.last_mut(), &self.state.editor) {
            (Some(layer), _) => layer.line().is_some(),
            (None, editor) => editor.as_ref().is_some_and(|editor| editor.line().is_some()),
        };
        if self.is_blind() {
            return;
        }
        if is_line {
            self.type_with(|line| line.paste(text), |editor| editor.paste(text));
        } else {
            self.say("pasted text goes into a field: open one first");
        }
    }

    /// Is the picture too small to see what a key would do?
    fn is_blind(&self) -> bool {
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
            return match layer.act(action) {
                Verdict::Stay => Vec::new(),
                Verdict::Close => {
                    self.layers.pop();
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
        let (pane, cx) = self.pane();
        match pane.act(action, &cx) {
            Reply::Ignored => self.act_anywhere(action),
            reply => self.reply(reply),
        }
    }

    /// Sees to what a screen or a layer wants.
    fn reply(&mut self, reply: Reply) -> Vec<Effect> {
        match reply {
            Reply::Ignored | Reply::Done => {}
            Reply::Say(text) => self.say(text),
            Reply::Act(action) => return self.act(action),
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
            Reply::Go(screen) => self.screen = screen,
            Reply::Hand(screen, text) => {
                self.screen = screen;
                self.answer(&text);
            }
            Reply::Effect(effect) => return vec![effect],
        }
        Vec::new()
    }

    /// Hands the screen a line that it asked for.
    fn answer(&mut self, text: &str) {
        let (pane, cx) = self.pane();
        if let Err(missing) = pane.asked(text, &cx) {
            self.complain(missing);
        }
    }

    /// An action while a field is open.
    fn act_on_field(&mut self, action: Action) -> Vec<Effect> {
        let by = match action {
            Action::StepUp | Action::Up => 1,
            Action::StepDown | Action::Down => -1,
            Action::PageUp => PAGE_STEP,
            Action::PageDown => -PAGE_STEP,
            Action::Enter => {
                self.enter_field();
                return Vec::new();
            }
            Action::Back => {
                self.leave_field();
                return Vec::new();
            }
            Action::Quit => return self.quit(),
            _ => return Vec::new(),
        };
        if let Some(editor) = &mut self.state.editor {
            editor.step(by);
        }
        self.refresh();
        Vec::new()
    }

    /// Reads the open field again, and lets a screen that asked for it see it.
    fn refresh(&mut self) {
        let Some(editor) = &mut self.state.editor else { return };
        if *editor.subject() == Subject::Asked {
            let text = editor.text().to_owned();
            let (pane, cx) = self.pane();
            let answer = pane.asked(&text, &cx);
            if let Some(editor) = &mut self.state.editor {
                editor.answered(answer);
            }
            return;
        }
        editor.refresh(&self.state.analysis, self.state.pool.as_deref());
    }

    /// Enter in a field: what it holds becomes the scenario's, and the next field opens.
    fn enter_field(&mut self) {
        let Some(editor) = &self.state.editor else { return };
        let subject = editor.subject().clone();
        let kept = match editor.draft() {
            Draft::Unfinished(_) | Draft::Wrong(_) => return,
            Draft::Same => true,
            Draft::Valid(edit) | Draft::Near { edit, .. } => {
                let edit = edit.clone();
                self.commit(Commit::Edit(edit))
            }
        };
        if !kept {
            return;
        }
        self.state.editor = None;
        if let Subject::Field(field) = subject {
            let used = |field: &Field| fields::is_used(*field, self.state.analysis.plan());
            if let Some(next) = std::iter::successors(fields::after(field), |field| fields::after(*field)).find(used) {
                self.open_field(next);
            }
        }
    }

    /// Esc in a field: everything is as it was.
    fn leave_field(&mut self) {
        let Some(editor) = self.state.editor.take() else { return };
        if let (Subject::Asked, Some(line)) = (editor.subject(), editor.line()) {
            let original = line.original().to_owned();
            self.answer(&original);
        }
    }

    fn open_field(&mut self, field: Field) {
        if !fields::is_used(field, self.state.analysis.plan()) {
            let model = models::name(self.state.analysis.plan().model(), None).0;
            self.say(format!("{model} has no {}", fields::label(field, self.state.analysis.plan().model())));
            return;
        }
        self.state.editor = Some(Editor::field(field, &self.state.analysis, self.state.pool.as_deref()));
    }

    /// Makes the edit, and says what it did. False: it was refused, and nothing changed.
    fn commit(&mut self, commit: Commit) -> bool {
        let preview = self.state.editor.as_ref().and_then(Editor::preview).cloned();
        let committed = match commit {
            Commit::Edit(edit) => self.state.document.commit(edit),
            Commit::Step(edit) => self.state.document.commit_step(edit),
        };
        match committed {
            Ok(label) => {
                match preview.filter(|answers| **answers.plan().written() == **self.state.document.scenario()) {
                    Some(answers) => self.state.analysis = answers,
                    None => self.renew(),
                }
                self.say(format!("{label}   (u undoes)"));
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
                _ => {}
            },
            Group::Program => return self.act_on_program(action),
            Group::Move if action == Action::Back => self.say(format!("{} quits", self.key_of(Action::Quit))),
            Group::Move | Group::Look => {}
        }
        Vec::new()
    }

    fn next_pool(&mut self) {
        let names: Vec<String> =
            self.state.analysis.plan().pools().iter().map(|pool| pool.item.name.to_string()).collect();
        let at = self.state.pool.as_ref().and_then(|name| names.iter().position(|other| other == name)).unwrap_or(0);
        let next = names.get((at + 1) % names.len().max(1)).cloned();
        self.say(match &next {
            Some(_) if names.len() == 1 => format!("{} is the only pool", names[0]),
            Some(name) => format!("the letters now edit pool {name}"),
            None => "there is no pool".to_owned(),
        });
        self.state.pool = next;
    }

    fn undo(&mut self) {
        match self.state.document.undo() {
            Some(label) => {
                self.renew();
                self.say(format!("undone: {label}   ({} redoes)", self.key_of(Action::Redo)));
            }
            None => self.say("nothing to undo"),
        }
    }

    fn redo(&mut self) {
        match self.state.document.redo() {
            Some(label) => {
                self.renew();
                self.say(format!("done again: {label}"));
            }
            None => self.say("nothing to redo"),
        }
    }

    fn act_on_program(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Save if self.state.document.file().is_some() => return vec![Effect::Save],
            Action::Save | Action::SaveAs => self.layers.push(Layer::SaveAs(SaveAs::new(self.file_name()))),
            Action::Open if self.state.document.is_dirty() => {
                let question = format!("{} has changes that are not saved. Open another?", self.state.document.name());
                let open = Reply::Open(Layer::Open(OpenList::new(self.examples.clone())));
                self.layers.push(Layer::Confirm(Confirm { question, yes: Box::new(open) }));
            }
            Action::Open => self.layers.push(Layer::Open(OpenList::new(self.examples.clone()))),
            Action::Reload if self.state.document.file().is_some() => return vec![Effect::Reload],
            Action::Reload => self.say("this scenario has no file to read again"),
            Action::Redraw => return vec![Effect::Redraw],
            Action::Help => {
                let page = help::page(self);
                self.layers.push(Layer::Page(page));
            }
            Action::Quit => return self.quit(),
            _ => {}
        }
        Vec::new()
    }

    /// The name to save under, to begin with.
    fn file_name(&self) -> String {
        match self.state.document.file() {
            Some(file) => file.display().to_string(),
            None => {
                format!("{}.toml", self.state.document.name().replace(|c: char| c.is_whitespace() || c == '/', "-"))
            }
        }
    }

    /// Quits; changes of a file that are not saved are asked about first.
    fn quit(&mut self) -> Vec<Effect> {
        if self.state.document.is_dirty() && self.state.document.file().is_some() {
            let question = format!("{} has changes that are not saved. Quit without them?", self.state.document.name());
            self.layers.clear();
            self.layers.push(Layer::Confirm(Confirm { question, yes: Box::new(Reply::Effect(Effect::Quit(0))) }));
            return Vec::new();
        }
        vec![Effect::Quit(0)]
    }

    /// The document's file is not as it was read: what to do about it.
    pub fn file_changed(&mut self) {
        let item =
            |label: &str, detail: &str, reply| PickerItem { label: label.to_owned(), detail: detail.to_owned(), reply };
        self.layers.push(Layer::Picker(Picker {
            title: "The file has changed since it was read; nothing was written".to_owned(),
            items: vec![
                item("save under another name", "keeps both", Reply::Act(Action::SaveAs)),
                item("reload", "takes what is in the file; u undoes", Reply::Effect(Effect::Reload)),
                item("neither", "goes on editing", Reply::Done),
            ],
            selected: 0,
        }));
    }

    /// There is a file of that name already: may it be replaced?
    pub fn file_exists(&mut self, name: &str) {
        let yes = Reply::Effect(Effect::SaveAs { name: name.to_owned(), replace: true });
        let question = format!("{name} is there already. Replace it?");
        self.layers.push(Layer::Confirm(Confirm { question, yes: Box::new(yes) }));
    }

    /// What the document's file holds now takes the place of the scenario, as one edit that can be undone.
    ///
    /// # Errors
    /// When the text cannot be read as a scenario. Nothing is changed then.
    pub fn reload(&mut self, text: String) -> Result<(), Vec<Diagnostic>> {
        let label = self.state.document.reload(text)?;
        self.state.editor = None;
        self.renew();
        self.say(format!("{label}   (u undoes)"));
        Ok(())
    }

    /// The document was saved to this file, as this text.
    pub fn saved(&mut self, file: PathBuf, text: String) {
        self.state.document.saved(file, text);
    }

    /// The name of the key that does the action here.
    pub(super) fn key_of(&self, action: Action) -> String {
        self.state.keymap.label(self.screen.context(), action).unwrap_or_default()
    }
}
