//! The home screen: the question and its answer on one page. It computes no number; the answers have them all.

use ratatui::style::Style;

use super::{Cx, Pane, Reply};
use crate::scenario::field::Field;
use crate::ui::action::Action;
use crate::ui::canvas::Canvas;
use crate::ui::editor::Editor;
use crate::ui::effect::Shown;
use crate::ui::layout::SizeClass;
use crate::ui::{fields, verdict};

mod answer;
mod big;
mod checks;
mod grid;
mod inputs;
mod ladder;
mod layouts;
mod lower;
mod rehearsal;
mod strip;
mod ways;

use lower::Lower;

/// The home screen's state: which field or check has the focus, the fields first, and what lies over the lower half.
#[derive(Clone, Copy, Debug)]
pub struct Home {
    focus: usize,
    open: Option<Lower>,
}

impl Default for Home {
    /// The nodes have the focus: they are what is asked about most.
    fn default() -> Self {
        Self { focus: Field::ALL.iter().position(|field| *field == Field::Nodes).unwrap_or(0), open: None }
    }
}

/// What has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Focus {
    Field(Field),
    Check(usize),
    /// What lies over the lower half.
    Lower,
}

impl Home {
    fn focus(self, cx: &Cx<'_>) -> Focus {
        let open = cx.editor.and_then(|editor| Field::ALL.into_iter().find(|field| editor.is(*field)));
        if let Some(field) = open {
            return Focus::Field(field);
        }
        if self.open.is_some() { Focus::Lower } else { self.below(cx) }
    }

    /// What has the focus where nothing lies over the lower half.
    fn below(self, cx: &Cx<'_>) -> Focus {
        match self.focus.checked_sub(Field::ALL.len()) {
            None => Focus::Field(Field::ALL[self.focus]),
            Some(check) => match checks::checks(cx).len() {
                0 => Focus::Field(Field::ALL[Field::ALL.len() - 1]),
                count => Focus::Check(check.min(count - 1)),
            },
        }
    }

    /// The last place of the focus.
    fn last(cx: &Cx<'_>) -> usize {
        // Checks are not drawn on narrow screens, so the focus does not go there.
        let checks = if cx.size >= SizeClass::Normal { checks::checks(cx).len() } else { 0 };
        Field::ALL.len() + checks - 1
    }

    fn step(self, by: i64, cx: &Cx<'_>) -> Reply {
        let Focus::Field(field) = self.below(cx) else { return Reply::Ignored };
        let plan = cx.analysis.plan();
        let name = cx.pool.map(|pool| plan.pool(pool).item.name.to_string());
        Editor::stepped(field, by, cx.analysis, name.as_deref()).map_or_else(Reply::Say, Reply::Step)
    }

    fn enter(self, cx: &Cx<'_>) -> Reply {
        match self.focus(cx) {
            Focus::Field(field) => Reply::Act(fields::action(field)),
            Focus::Check(at) => checks::checks(cx).get(at).map_or(Reply::Done, |check| checks::explain(check, cx)),
            Focus::Lower => Reply::Done,
        }
    }

    /// Opens what the action is for, or closes it again.
    fn toggle(&mut self, lower: Lower) -> Reply {
        let is_open = self.open.is_some_and(|open| open.action() == lower.action());
        self.open = (!is_open).then_some(lower);
        Reply::Done
    }

    /// What has the lower half does with the action; `None`: nothing.
    fn act_below(&mut self, action: Action, cx: &Cx<'_>) -> Option<Reply> {
        if let Some(lower) = Lower::of(action) {
            return Some(self.toggle(lower));
        }
        let open = self.open.as_mut()?;
        if action == Action::Back {
            self.open = None;
            return Some(Reply::Done);
        }
        open.act(action, cx)
    }

    fn move_to(&mut self, focus: usize) -> Reply {
        self.focus = focus;
        Reply::Done
    }
}

impl Pane for Home {
    fn kept(&self) -> Option<String> {
        Some(self.focus.to_string())
    }

    fn restore(&mut self, kept: &str, cx: &Cx<'_>) {
        if let Ok(focus) = kept.parse::<usize>() {
            self.focus = focus.min(Self::last(cx));
        }
    }

    fn available(&self, cx: &Cx<'_>) -> Vec<Action> {
        let mut actions = ways::actions(cx);
        if let Some(open) = self.open {
            actions.extend([Action::Rehearsal, Action::InverseMap]);
            actions.extend(open.available());
            return actions;
        }
        actions.extend([Action::Enter, Action::Rehearsal, Action::InverseMap, Action::Up, Action::Down]);
        if matches!(self.focus(cx), Focus::Field(_)) {
            actions.extend([Action::StepUp, Action::StepDown]);
        }
        if cx.analysis.plan().pools().len() > 1 {
            actions.push(Action::NextPool);
        }
        actions
    }

    fn act(&mut self, action: Action, cx: &Cx<'_>) -> Reply {
        if let Some(reply) = self.act_below(action, cx) {
            return reply;
        }
        let last = Self::last(cx);
        let at = self.focus.min(last);
        match action {
            Action::Up | Action::Left => self.move_to(at.saturating_sub(1)),
            Action::Down | Action::Right => self.move_to((at + 1).min(last)),
            Action::First | Action::PageUp => self.move_to(0),
            Action::Last | Action::PageDown => self.move_to(last),
            Action::Enter => self.enter(cx),
            Action::StepUp => self.step(1, cx),
            Action::StepDown => self.step(-1, cx),
            other if ways::ACTIONS.contains(&other) => {
                let none = || Reply::Say("No way out has this letter now".to_owned());
                ways::reply(other, cx).unwrap_or_else(none)
            }
            other => {
                // A letter takes the focus along.
                let field = fields::of(other).and_then(|field| Field::ALL.iter().position(|own| *own == field));
                self.focus = field.unwrap_or(self.focus);
                Reply::Ignored
            }
        }
    }

    fn view(&mut self, cx: &Cx<'_>, canvas: &mut Canvas<'_>) {
        let focus = self.focus(cx);
        match cx.size {
            _ if cx.is_enlarged => layouts::enlarged(canvas, cx, focus, self.open),
            SizeClass::Wide => layouts::wide(canvas, cx, focus, self.open),
            SizeClass::Normal => layouts::normal(canvas, cx, focus, self.open),
            SizeClass::Narrow | SizeClass::Tiny => layouts::narrow(canvas, cx, focus, self.open),
        }
    }

    fn view_big(&mut self, cx: &Cx<'_>, canvas: &mut Canvas<'_>) {
        let focus = self.focus(cx);
        big::draw(canvas, cx, focus);
    }

    fn status(&self, cx: &Cx<'_>) -> String {
        match self.focus(cx) {
            Focus::Field(field) => inputs::status(field, cx),
            Focus::Check(at) => checks::checks(cx).get(at).map(checks::status).unwrap_or_default(),
            Focus::Lower => self.open.map(|open| open.status(cx)).unwrap_or_default(),
        }
    }

    fn hint(&self, action: Action) -> Option<&'static str> {
        if let Some(word) = self.open.and_then(|open| open.hint(action)) {
            return Some(word);
        }
        let word = if self.focus < Field::ALL.len() { "edit" } else { "explain" };
        (action == Action::Enter).then_some(word)
    }

    fn selected_text(&self, cx: &Cx<'_>) -> String {
        match self.focus(cx) {
            Focus::Field(field) => inputs::value(field, cx),
            Focus::Check(at) => checks::checks(cx).get(at).map(checks::words).unwrap_or_default(),
            Focus::Lower => self.open.map(|open| open.status(cx)).unwrap_or_default(),
        }
    }

    fn answer_shown(&self, _: &Cx<'_>) -> Shown {
        Shown::Size
    }

    fn corner(&self, cx: &Cx<'_>, gap: &str) -> (String, Style) {
        verdict::corner(cx.analysis, cx.theme, gap)
    }
}
