//! What the explorer does about files and itself: save, open, reload, help, quit. It asks for effects and performs none.

use std::path::PathBuf;

use crate::diag::Diagnostic;
use crate::report::export::Form;
use crate::share;
use crate::ui::action::Action;
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::layer::{Aim, Confirm, Layer, OpenList, Openable, Page, Picker, PickerItem, SaveAs};
use crate::ui::palette;
use crate::ui::screens::Reply;

impl App {
    pub(super) fn act_on_program(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Save | Action::Open | Action::Reload if self.is_redacted() => {
                let key = self.key_of(Action::Redact);
                self.say(format!("Not while names are masked: {key} shows the design itself"));
            }
            Action::Redact => self.set_redacted(!self.is_redacted()),
            Action::Save if self.state.document.file().is_some() => return vec![Effect::Save],
            Action::Save | Action::SaveAs => self.layers.push(Layer::SaveAs(SaveAs::new(self.file_name()))),
            Action::Open if self.loses_work() => {
                let question = format!("{} has changes that are not saved. Open another?", self.state.document.name());
                let open = Reply::Open(Layer::Open(OpenList::new(self.examples.clone())));
                self.layers.push(Layer::Confirm(Confirm { question, yes: Box::new(open) }));
            }
            Action::Open => {
                self.layers.push(Layer::Open(OpenList::new(self.examples.clone())));
                return vec![Effect::ListKept];
            }
            Action::Reload => return vec![Effect::Reload],
            Action::Themes => self.open_themes(),
            Action::Copy => {
                let (pane, cx) = self.pane();
                return vec![Effect::Copy(pane.selected_text(&cx))];
            }
            Action::CopyAnswer => {
                let (pane, cx) = self.pane();
                return vec![Effect::CopyAnswer(pane.answer_shown(&cx))];
            }
            Action::Export => self.choose_form(),
            Action::Share => return vec![Effect::Share(share::encode(self.state.document.scenario()))],
            Action::Redraw => return vec![Effect::Redraw],
            Action::Big => self.set_big(!self.is_big),
            Action::Mouse => {
                self.set_mouse(!self.has_mouse);
                return vec![Effect::Mouse(self.has_mouse)];
            }
            Action::Plain => {
                let (pane, cx) = self.pane();
                return vec![Effect::ShowPlain(pane.answer_shown(&cx))];
            }
            Action::Help | Action::Palette => {
                let aim = if action == Action::Help { Aim::Keys } else { Aim::Palette };
                let finder = palette::finder(self, aim);
                self.layers.push(Layer::Finder(finder));
            }
            Action::Quit => return self.quit(),
            _ => {}
        }
        Vec::new()
    }

    /// The name to save under, to begin with.
    pub(super) fn file_name(&self) -> String {
        match self.state.document.file() {
            Some(file) => file.display().to_string(),
            None => {
                format!("{}.toml", self.state.document.name().replace(|c: char| c.is_whitespace() || c == '/', "-"))
            }
        }
    }

    /// Is there work that would be lost with the document?
    fn loses_work(&self) -> bool {
        let document = self.own_document();
        !self.is_kept && document.is_dirty() && document.changes() != self.own_began()
    }

    /// The key that lists what can be opened.
    pub fn key_for_open(&self) -> String {
        self.key_of(Action::Open)
    }

    /// Says to who is new where the keys are; nothing where no key shows them, or something else is to be read.
    pub fn greet(&mut self) {
        if self.message.is_none()
            && let Some(key) = self.state.keymap.label(self.screen.context(), Action::Help)
        {
            self.say(format!("New here? Press {key} for the keys"));
        }
    }

    /// Work of earlier runs, for the list of what can be opened.
    pub fn offer(&mut self, kept: Vec<Openable>) {
        if let Some(Layer::Open(list)) = self.layers.last_mut() {
            list.offer(kept);
        }
    }

    /// Quits. It asks before only where work would be lost.
    pub(super) fn quit(&mut self) -> Vec<Effect> {
        if self.loses_work() {
            let question = format!("{} has changes that are not saved. Quit without them?", self.state.document.name());
            self.layers.clear();
            self.layers.push(Layer::Confirm(Confirm { question, yes: Box::new(Reply::Effect(Effect::Quit(0))) }));
            return Vec::new();
        }
        vec![Effect::Quit(0)]
    }

    /// The document's file is not as it was read: what to do about it. The harmless answer stands first.
    pub fn file_changed(&mut self, file: &str, beside: &str) {
        let item =
            |label: &str, detail: &str, reply| PickerItem { label: label.to_owned(), detail: detail.to_owned(), reply };
        self.layers.push(Layer::Picker(Picker {
            title: "The file has changed since it was read; nothing was written".to_owned(),
            items: vec![
                item(
                    "save beside it",
                    &format!("as {beside}: keeps both"),
                    Reply::Effect(Effect::SaveAs { name: beside.to_owned(), replace: false }),
                ),
                item(
                    "overwrite it",
                    "what is in the file now is lost",
                    Reply::Effect(Effect::SaveAs { name: file.to_owned(), replace: true }),
                ),
                item("reload", "takes what is in the file; it can be undone", Reply::Effect(Effect::Reload)),
                item("neither", "goes on editing", Reply::Done),
            ],
            selected: 0,
        }));
    }

    /// Lists the forms in which what is shown can be handed over.
    fn choose_form(&mut self) {
        let screen = self.screen.action().name();
        let stem = self.state.document.name().replace(|c: char| c.is_whitespace() || c == '/', "-");
        let (pane, cx) = self.pane();
        let shown = pane.answer_shown(&cx);
        let item = |form: &Form| PickerItem {
            label: form.to_string(),
            detail: form.about().to_owned(),
            reply: {
                let name =
                    if *form == Form::Toml { format!("{stem}-filled.toml") } else { format!("{stem}-{screen}.{form}") };
                Reply::Open(Layer::SaveAs(SaveAs::export(name, shown.clone(), *form)))
            },
        };
        // What pastes best stands first; the file itself is saved by another key.
        let mut items: Vec<PickerItem> = Form::ALL.iter().map(item).collect();
        items.rotate_left(1);
        self.layers.push(Layer::Picker(Picker { title: "Export what is shown".to_owned(), items, selected: 0 }));
    }

    /// There is a file of that name already: may it be replaced?
    pub fn file_exists(&mut self, name: &str) {
        self.may_replace(Effect::SaveAs { name: name.to_owned(), replace: true }, name);
    }

    /// The same, and what happens then.
    pub fn may_replace(&mut self, effect: Effect, name: &str) {
        let yes = Reply::Effect(effect);
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
        self.say_undoable(&label);
        Ok(())
    }

    /// Shows a text without frames, to be selected with the terminal.
    pub fn show_plain(&mut self, text: &str) {
        self.layers.push(Layer::Page(Page::bare(text)));
    }

    /// The document was saved to this file, as this text.
    pub fn saved(&mut self, file: PathBuf, text: String) {
        self.state.document.saved(file, text);
    }
}
