//! The home screen: the question and its answer on one page. It computes no number; the answers have them all.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Cx, Pane, Reply};
use crate::scenario::field::Field;
use crate::ui::action::Action;
use crate::ui::canvas::Canvas;
use crate::ui::editor::Editor;
use crate::ui::fields;

mod inputs;

/// The home screen's state.
#[derive(Clone, Copy, Debug, Default)]
pub struct Home {
    focus: usize,
}

impl Home {
    /// The field that has the focus.
    fn field(self, cx: &Cx<'_>) -> Field {
        let open = cx.editor.and_then(|editor| Field::ALL.into_iter().find(|field| editor.is(*field)));
        open.unwrap_or(Field::ALL[self.focus.min(Field::ALL.len() - 1)])
    }

    fn step(self, up: bool, cx: &Cx<'_>) -> Reply {
        let plan = cx.analysis.plan();
        let name = cx.pool.map(|pool| plan.pool(pool).item.name.to_string());
        let by = if up { 1 } else { -1 };
        Editor::stepped(self.field(cx), by, cx.analysis, name.as_deref()).map_or_else(Reply::Say, Reply::Step)
    }
}

impl Pane for Home {
    fn available(&self, _: &Cx<'_>) -> Vec<Action> {
        vec![Action::Up, Action::Down, Action::Enter, Action::StepUp, Action::StepDown]
    }

    fn act(&mut self, action: Action, cx: &Cx<'_>) -> Reply {
        match action {
            Action::Up => self.focus = self.focus.saturating_sub(1),
            Action::Down => self.focus = (self.focus + 1).min(Field::ALL.len() - 1),
            Action::First => self.focus = 0,
            Action::Last => self.focus = Field::ALL.len() - 1,
            Action::Enter => return Reply::Act(fields::action(self.field(cx))),
            Action::StepUp => return self.step(true, cx),
            Action::StepDown => return self.step(false, cx),
            other => {
                // A letter takes the focus along.
                if let Some(at) = fields::of(other).and_then(|field| Field::ALL.iter().position(|f| *f == field)) {
                    self.focus = at;
                }
                return Reply::Ignored;
            }
        }
        Reply::Done
    }

    fn view(&mut self, cx: &Cx<'_>, area: Rect, buffer: &mut Buffer) {
        inputs::draw(&mut Canvas::new(buffer, area), cx, self.field(cx));
    }

    fn status(&self, cx: &Cx<'_>) -> String {
        inputs::status(self.field(cx), cx)
    }

    fn corner(&self, _: &Cx<'_>, _: &str) -> (String, Style) {
        (String::new(), Style::new())
    }
}
