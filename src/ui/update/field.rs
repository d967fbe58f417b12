//! What keys do while a field is open: step, keep and go on, restore. What a value means is the draft's.

use std::sync::Arc;

use super::{Commit, PAGE_STEP};
use crate::scenario::field::Field;
use crate::ui::action::Action;
use crate::ui::app::App;
use crate::ui::draft::Draft;
use crate::ui::editor::{Editor, Subject};
use crate::ui::effect::Effect;
use crate::ui::{fields, models};

impl App {
    /// An action while a field is open.
    pub(super) fn act_on_field(&mut self, action: Action) -> Vec<Effect> {
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
            Action::EarlierValue => {
                self.earlier_value();
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
    pub(super) fn refresh(&mut self) {
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
        // What is drawn from now on are the answers to what is typed: those of a large scenario are not held twice.
        if editor.preview().is_some()
            && let Some(hidden) = Arc::get_mut(&mut self.state.analysis)
        {
            hidden.forget();
        }
    }

    /// Enter in a field: what it holds becomes the scenario's, and the next field opens.
    pub(super) fn enter_field(&mut self) {
        let Some(editor) = &self.state.editor else { return };
        let subject = editor.subject().clone();
        let line = editor.line().map(|line| (line.original().to_owned(), line.text().to_owned()));
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
        if let Some((old, new)) = line.filter(|(old, new)| old != new) {
            self.remember(&subject, &old, &new);
        }
        if let Subject::Field(field) = subject
            && let Some(next) = self.field_after(field)
        {
            self.open_field(next);
        }
    }

    /// The field that opens after this one: the next that the model uses.
    pub(in crate::ui) fn field_after(&self, field: Field) -> Option<Field> {
        let used = |field: &Field| fields::is_used(*field, self.state.analysis.plan());
        std::iter::successors(fields::after(field), |field| fields::after(*field)).find(used)
    }

    /// Esc in a field: everything is as it was.
    pub(super) fn leave_field(&mut self) {
        let Some(editor) = self.state.editor.take() else { return };
        if let (Subject::Asked, Some(line)) = (editor.subject(), editor.line()) {
            let original = line.original().to_owned();
            self.answer(&original);
        }
    }

    pub(super) fn open_field(&mut self, field: Field) {
        if !fields::is_used(field, self.state.analysis.plan()) {
            let model = models::name(self.state.analysis.plan().model(), None).0;
            self.say(format!("{model} has no {}", fields::label(field, self.state.analysis.plan().model())));
            return;
        }
        self.state.editor = Some(Editor::field(field, &self.state.analysis, self.state.pool.as_deref()));
    }
}
