//! What opens over the lower half of Home: the rehearsal, or the map of nodes and max pods. It holds where the cursor
//! is and hands keys on; what is drawn is theirs.

use super::super::{Cx, Reply};
use super::grid::Map;
use super::rehearsal::Steps;
use crate::config::keymap::Context;
use crate::ui::action::Action;
use crate::ui::canvas::{Canvas, FrameStyle, Head};

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lower {
    /// Scale-out and upgrade, step by step.
    Steps(Steps),
    /// Nodes against max pods.
    Map(Map),
}

impl Lower {
    /// What the action opens.
    pub fn of(action: Action) -> Option<Self> {
        match action {
            Action::Rehearsal => Some(Self::Steps(Steps::default())),
            Action::InverseMap => Some(Self::Map(Map::default())),
            _ => None,
        }
    }

    /// The action that opens and closes it.
    pub fn action(self) -> Action {
        match self {
            Self::Steps(_) => Action::Rehearsal,
            Self::Map(_) => Action::InverseMap,
        }
    }

    /// What makes sense while it is open.
    pub fn available(self) -> Vec<Action> {
        let moves: &[Action] = match self {
            Self::Steps(_) => &[Action::Up, Action::Down, Action::Enter],
            Self::Map(_) => &[Action::Up, Action::Down, Action::Left, Action::Right, Action::Enter, Action::Switch],
        };
        moves.to_vec()
    }

    /// Its word for an action in the line of keys.
    pub fn hint(self, action: Action) -> Option<&'static str> {
        match (self, action) {
            (_, Action::Rehearsal | Action::InverseMap) if action == self.action() => Some("close"),
            (Self::Steps(_), Action::Enter) => Some("explain"),
            (Self::Map(_), Action::Enter) => Some("take"),
            (Self::Map(_), Action::Switch) => Some("range"),
            _ => None,
        }
    }

    /// Moves the cursor, or does what the selected place is for; `None`: the action is not its own.
    pub fn act(&mut self, action: Action, cx: &Cx<'_>) -> Option<Reply> {
        match self {
            Self::Steps(steps) => steps.act(action, cx),
            Self::Map(map) => map.act(action, cx),
        }
    }

    /// The line under the picture.
    pub fn status(self, cx: &Cx<'_>) -> String {
        let close = cx.key(Context::Home, self.action());
        match self {
            Self::Steps(steps) => steps.status(cx, &close),
            Self::Map(map) => map.status(cx, &close),
        }
    }

    /// What stands in its upper border.
    fn title(self, cx: &Cx<'_>) -> String {
        match self {
            Self::Steps(_) => "Rehearsal: scale-out and upgrade".to_owned(),
            Self::Map(map) => map.title(cx),
        }
    }

    /// Draws it in a frame.
    pub fn draw_framed(self, canvas: &mut Canvas<'_>, cx: &Cx<'_>, style: FrameStyle) {
        let (title, right) = (self.title(cx), self.closes(cx));
        let inner = canvas.frame(Head { title: &title, right: &right }, style);
        self.draw(&mut canvas.within(inner), cx);
    }

    /// Draws it under a rule.
    pub fn draw_ruled(self, canvas: &mut Canvas<'_>, cx: &Cx<'_>, style: FrameStyle) {
        let (title, right) = (self.title(cx), self.closes(cx));
        canvas.rule(0, Head { title: &title, right: &right }, style);
        let rows = canvas.height().saturating_sub(1);
        self.draw(&mut canvas.rows(1, rows), cx);
    }

    /// Draws its small form, for narrow screens.
    pub fn draw_small(self, canvas: &mut Canvas<'_>, cx: &Cx<'_>) {
        match self {
            Self::Steps(steps) => steps.draw_small(canvas, cx),
            Self::Map(map) => map.draw_small(canvas, cx),
        }
    }

    fn closes(self, cx: &Cx<'_>) -> String {
        format!("{} closes", cx.key(Context::Home, self.action()))
    }

    fn draw(self, canvas: &mut Canvas<'_>, cx: &Cx<'_>) {
        match self {
            Self::Steps(steps) => steps.draw(canvas, cx),
            Self::Map(map) => map.draw(canvas, cx),
        }
    }
}
