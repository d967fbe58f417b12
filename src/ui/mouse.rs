//! The mouse, where it was asked for: a click on a tab opens its screen, one on a hint does what it says, one on a line
//! selects it, and the wheel moves the selection. It presses the keys that bring the selection there: what draws a list tells
//! where its selected line is, and no screen has to know of a mouse.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::action::Action;
use super::app::App;
use super::canvas::Canvas;
use super::effect::Effect;
use super::layout::Areas;
use crate::config::keymap::Context;

/// So many lines may lie between the selection and a click, at most.
const LINES_MAX: usize = 500;

/// Steps of a walk that may have led to what the screen has no room to show.
const UNSEEN_STEPS_MAX: usize = 3;
/// Lines that one notch of the wheel moves by.
const WHEEL_LINES: usize = 3;

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mouse {
    /// A click on this cell: column, row, from 0.
    Click(u16, u16),
    /// The wheel was turned away from the hand.
    WheelUp,
    /// The wheel was turned towards the hand.
    WheelDown,
}

impl App {
    /// The mouse is ours, or the terminal's again; says how text is selected then.
    pub fn set_mouse(&mut self, is_on: bool) {
        self.has_mouse = is_on;
        let key = self.key_of(Action::Mouse);
        self.say(if is_on {
            format!("The mouse selects and scrolls. Shift+drag selects text; {key} gives the mouse back")
        } else {
            "The mouse is the terminal's again".to_owned()
        });
    }

    /// The mouse did something.
    pub fn mouse(&mut self, mouse: Mouse) -> Vec<Effect> {
        self.is_hurried = false;
        let notches = |action| (action, WHEEL_LINES);
        match mouse {
            Mouse::Click(column, row) => self.click(Position::new(column, row)),
            Mouse::WheelUp => self.roll(notches(Action::Up)),
            Mouse::WheelDown => self.roll(notches(Action::Down)),
        }
    }

    /// Moves the selection by lines. An open field stays as it is: a wheel is turned by accident.
    fn roll(&mut self, (action, lines): (Action, usize)) -> Vec<Effect> {
        if self.is_blind() || (self.layers.is_empty() && self.state.editor.is_some()) {
            return Vec::new();
        }
        let action = match (action, self.context()) {
            (Action::Up, Context::Field) => Action::StepUp,
            (Action::Down, Context::Field) => Action::StepDown,
            (action, _) => action,
        };
        (0..lines).flat_map(|_| self.act(action)).collect()
    }

    fn click(&mut self, at: Position) -> Vec<Effect> {
        if self.is_blind() {
            return Vec::new();
        }
        let spot = self.spots.iter().find(|(area, _)| area.contains(at)).map(|(_, actions)| actions.clone());
        if let Some(actions) = spot {
            // A hint that stands for several keys does none of them.
            return if let [action] = actions.as_slice() { self.act(*action) } else { Vec::new() };
        }
        let is_field = self.layers.is_empty() && self.state.editor.is_some();
        if is_field || !Areas::of(self.area()).body.contains(at) {
            return Vec::new();
        }
        self.select_line(at)
    }

    /// Walks the selection to what lies here; where it does not get there it goes back to where it was. In a list on top a
    /// click on what is selected takes it.
    fn select_line(&mut self, at: Position) -> Vec<Effect> {
        let Some(start) = self.selected_line() else { return Vec::new() };
        let mut line = start;
        if line.contains(at) && !self.layers.is_empty() {
            return self.act(Action::Enter);
        }
        let is_up = (at.y, at.x) < (line.y, line.x);
        let (there, back) = match (is_up, self.context() == Context::Field) {
            (true, false) => (Action::Up, Action::Down),
            (false, false) => (Action::Down, Action::Up),
            (true, true) => (Action::StepUp, Action::StepDown),
            (false, true) => (Action::StepDown, Action::StepUp),
        };
        let mut steps = 0;
        while !line.contains(at) && steps < LINES_MAX {
            self.act(there);
            let Some(now) = self.selected_line() else { break };
            if now == line {
                break;
            }
            steps += 1;
            line = now;
            if ((at.y, at.x) < (now.y, now.x)) != is_up && !now.contains(at) {
                break;
            }
        }
        if !line.contains(at) {
            self.go_back(start, steps, back);
        }
        Vec::new()
    }

    /// Walks back so many steps to the line that was selected; a step that showed no other line is made up for.
    fn go_back(&mut self, start: Rect, steps: usize, back: Action) {
        for _ in 0..steps {
            self.act(back);
        }
        for _ in 0..UNSEEN_STEPS_MAX {
            if self.selected_line() == Some(start) {
                break;
            }
            self.act(back);
        }
    }

    /// The line that is selected, as it is drawn: in what lies on top, or on the screen.
    fn selected_line(&mut self) -> Option<Rect> {
        let area = self.area();
        let body = Areas::of(area).body;
        let (mut buffer, mut selected) = (Buffer::empty(area), None);
        let mut canvas = Canvas::telling(&mut buffer, body, &mut selected);
        if self.layers.is_empty() {
            let (pane, cx) = self.pane();
            pane.view(&cx, &mut canvas);
        } else {
            self.draw_layers(&mut canvas);
        }
        selected
    }
}
