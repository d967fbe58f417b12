//! What the screen says as lines, for the front end that draws no picture. Deliberately leaves out what only a picture
//! needs: the answers themselves are those of the command line.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

use super::action::{Action, Group};
use super::app::App;
use super::canvas::Canvas;
use super::draft::Draft;
use super::effect::Shown;
use super::layer::Layer;
use crate::config::key::Chord;

/// Columns and rows of the paper that a layer is written on.
const PAPER: (u16, u16) = (100, 300);
/// What only draws a frame.
const FRAME: &[char] = &['─', '│', '┌', '┐', '└', '┘', '├', '┤', '┬', '┴', '┼'];

/// The state of the screen in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The name of the screen.
    pub screen: &'static str,
    /// Its verdict.
    pub verdict: String,
    /// What was said last, and whether it went wrong.
    pub message: Option<(String, bool)>,
    /// The field that is open: its name, its value, and what is to be known about it.
    pub field: Option<(String, String, String)>,
    /// The lines of what lies on top.
    pub layer: Option<Vec<String>>,
    /// What is selected.
    pub selected: String,
}

impl App {
    /// What the screen says now.
    pub fn told(&mut self) -> Told {
        let field = self.state.editor.as_ref().map(|editor| {
            let note = match (editor.note(), editor.draft()) {
                (Some(note), _) => note.to_owned(),
                (None, Draft::Wrong(message) | Draft::Unfinished(message) | Draft::Near { message, .. }) => {
                    message.clone()
                }
                (None, Draft::Same | Draft::Valid(_)) => editor.remark().unwrap_or_default(),
            };
            (editor.label().to_owned(), editor.text().to_owned(), note)
        });
        let layer = self.layer_lines();
        let (pane, cx) = self.pane();
        let (verdict, _) = pane.corner(&cx, " ");
        let selected = pane.selected_text(&cx);
        Told {
            screen: self.screen.title().0,
            verdict,
            message: self.message.as_ref().map(|message| (message.text.clone(), message.is_error)),
            field,
            layer,
            selected,
        }
    }

    /// The answer that the screen shows, by its question.
    pub fn answer_shown(&mut self) -> Shown {
        let (pane, cx) = self.pane();
        pane.answer_shown(&cx)
    }

    /// Is a line of text open, in a field or in what lies on top?
    pub fn takes_text(&mut self) -> bool {
        match (self.layers.last_mut(), &self.state.editor) {
            (Some(layer), _) => layer.line().is_some(),
            (None, editor) => editor.as_ref().is_some_and(|editor| editor.line().is_some()),
        }
    }

    /// The field that this key opens here; `None`: it opens none.
    pub fn field_of(&self, chord: Chord) -> Option<Action> {
        let action = self.state.keymap.action(self.context(), chord)?;
        (action.group() == Group::Fields).then_some(action)
    }

    /// The choices of the field that is open and the place of the chosen one; empty: it has none.
    pub fn choices(&self) -> (Vec<String>, usize) {
        let Some(editor) = self.state.editor.as_ref().filter(|_| self.layers.is_empty()) else {
            return (Vec::new(), 0);
        };
        let (choices, chosen) = editor.choices();
        (choices.iter().map(|choice| choice.label.clone()).collect(), chosen)
    }

    /// Is it a question that yes or no answers?
    pub fn asks_yes_or_no(&self) -> bool {
        matches!(self.layers.last(), Some(Layer::Confirm(_)))
    }

    /// The topmost layer as it would be drawn, without its frame.
    fn layer_lines(&mut self) -> Option<Vec<String>> {
        let area = Rect::new(0, 0, PAPER.0, PAPER.1);
        let mut buffer = Buffer::empty(area);
        let theme = self.state.theme.clone();
        self.layers.last_mut()?.draw(&mut Canvas::new(&mut buffer, area), &theme);
        let text = |cells: &[Cell]| cells.iter().map(Cell::symbol).collect::<String>();
        let bare = |line: String| line.trim_matches(|sign| FRAME.contains(&sign) || sign == ' ').to_owned();
        let joined = |line: String| line.replace('─', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        let rows = buffer.content.chunks(usize::from(PAPER.0)).map(text).map(bare);
        let mut lines: Vec<String> = rows.filter(|line| !line.is_empty()).collect();
        if let Some(head) = lines.first_mut() {
            *head = joined(std::mem::take(head));
        }
        Some(lines)
    }
}
