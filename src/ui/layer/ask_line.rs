//! The line of `=`: a question, a name, or a text to explain, and what of it is understood so far. What it means is not
//! known here: whoever owns the answers says it at every key.

use ratatui::layout::Rect;

use super::draw::{frame_style, prompt};
use super::{Line, Verdict};
use crate::config::theme::Theme;
use crate::ui::action::Action;
use crate::ui::canvas::{Canvas, Head};
use crate::ui::text::wrap;

/// Lines for what is understood.
const HEARD_LINES: usize = 3;
/// The least lines it takes, so that it does not grow and shrink while one types.
const HEARD_LINES_MIN: usize = 2;

/// What is understood of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// In words.
    pub text: String,
    /// Does Enter do something with it?
    pub is_clear: bool,
}

/// A line, what was asked before, and what is understood.
#[derive(Clone, Debug)]
pub struct AskLine {
    line: Line,
    /// What was asked before, the latest last.
    asked: Vec<String>,
    /// The place among them that is shown; `None`: a new one.
    at: Option<usize>,
    /// A pasted text as it came, with its lines, and as the line shows it.
    pasted: Option<(String, String)>,
    heard: Heard,
}

impl AskLine {
    /// An empty line, with what was asked before.
    pub fn new(asked: Vec<String>, heard: Heard) -> Self {
        Self { line: Line::new(""), asked, at: None, pasted: None, heard }
    }

    /// The line of text.
    pub fn line(&mut self) -> &mut Line {
        &mut self.line
    }

    /// Was anything asked before, to be walked through?
    pub fn has_earlier(&self) -> bool {
        !self.asked.is_empty()
    }

    /// The text as it was pasted, or as it was typed.
    pub fn text(&self) -> &str {
        match &self.pasted {
            Some((raw, shown)) if shown == self.line.text() => raw,
            _ => self.line.text(),
        }
    }

    /// The text as the line shows it.
    pub fn shown(&self) -> &str {
        self.line.text()
    }

    /// Takes a pasted text, and keeps where its lines ended.
    pub fn paste(&mut self, text: &str) {
        self.line.paste(text);
        self.pasted = Some((text.to_owned(), self.line.text().to_owned()));
    }

    /// Is told what is understood.
    pub fn hear(&mut self, heard: Heard) {
        self.heard = heard;
    }

    /// Up and Down walk what was asked before.
    pub fn act(&mut self, action: Action) -> Verdict {
        let at = match (action, self.at) {
            (Action::StepUp | Action::Up, None) => self.asked.len().checked_sub(1),
            (Action::StepUp | Action::Up, Some(at)) => Some(at.saturating_sub(1)),
            (Action::StepDown | Action::Down, Some(at)) if at + 1 < self.asked.len() => Some(at + 1),
            (Action::StepDown | Action::Down, Some(_)) => None,
            _ => return Verdict::Stay,
        };
        if at != self.at {
            self.at = at;
            let text = at.and_then(|at| self.asked.get(at)).map(String::as_str).unwrap_or_default();
            self.line.replace(text);
        }
        Verdict::Stay
    }

    /// Draws itself at the foot of the canvas, so that the verdict stays in sight.
    pub fn draw(&self, canvas: &mut Canvas<'_>, theme: &Theme) -> Option<(u16, u16)> {
        let area = canvas.area();
        let words = wrap(&self.heard.text, canvas.width().saturating_sub(4));
        let lines = words.len().clamp(HEARD_LINES_MIN, HEARD_LINES);
        let rows = u16::try_from(lines + 3).unwrap_or(u16::MAX).min(area.height);
        let place = Rect { y: area.bottom() - rows, height: rows, ..area };
        canvas.within(place).clear(theme.screen);
        let head = Head { title: "Ask", right: "a question, a rule, a code, an error" };
        let inner = canvas.within(place).frame(head, frame_style(theme));
        let margin = u16::from(inner.width > 2);
        let mut inner = canvas.within(Rect { x: inner.x + margin, width: inner.width - 2 * margin, ..inner });
        let style = if self.heard.is_clear { theme.value } else { theme.caution };
        for (row, line) in words.iter().take(lines).enumerate() {
            inner.text(row + 1, 0, line, style);
        }
        prompt(&mut inner, "=", &self.line, theme)
    }
}
