//! The list of the rules behind what a screen shows, in groups; Enter opens the page of one. Which rules those are is
//! the engine's to say.

use super::draw::{frame_style, window};
use super::{Layer, Verdict, moved};
use crate::config::theme::Theme;
use crate::engine::basis::{Basis, Ground};
use crate::ui::action::Action;
use crate::ui::canvas::{Canvas, Head};
use crate::ui::explain::rules::{label, page, value};
use crate::ui::text::{lead, middle, pad_right, sentence, width};

/// The most cells for the name of a rule.
const LABEL_CELLS_MAX: usize = 34;

/// Rules in groups, and the place of the marker among them.
#[derive(Clone, Debug)]
pub struct RuleList {
    title: String,
    bases: Vec<Basis>,
    selected: usize,
}

/// One line of the picture.
enum Line<'a> {
    Heading(&'a str),
    Ground(&'a Ground),
}

impl RuleList {
    /// A list with a title.
    pub fn new(title: impl Into<String>, bases: Vec<Basis>) -> Self {
        Self { title: title.into(), bases, selected: 0 }
    }

    fn grounds(&self) -> impl Iterator<Item = &Ground> {
        self.bases.iter().flat_map(|basis| &basis.grounds)
    }

    /// Moves, or opens the page of the selected rule over the list.
    pub fn act(&mut self, action: Action) -> Verdict {
        if action == Action::Enter {
            let page = self.grounds().nth(self.selected).map(page);
            return page.map_or(Verdict::Close, |page| Verdict::Over(Layer::Page(page)));
        }
        if let Some(selected) = moved(self.selected, action, self.grounds().count()) {
            self.selected = selected;
        }
        Verdict::Stay
    }

    /// Draws itself over the canvas.
    pub fn draw(&self, canvas: &mut Canvas<'_>, theme: &Theme) {
        let mut lines: Vec<Line<'_>> = Vec::new();
        let mut marked = 0;
        let mut count = 0;
        for basis in &self.bases {
            lines.push(Line::Heading(&basis.about));
            for ground in &basis.grounds {
                if count == self.selected {
                    marked = lines.len();
                }
                count += 1;
                lines.push(Line::Ground(ground));
            }
        }
        let rows = canvas.height().saturating_sub(2);
        let shown = window(marked, rows, lines.len());
        let right = if count > 0 { format!("{} of {count}", self.selected + 1) } else { String::new() };
        let labels = self.grounds().map(|ground| width(&label(ground))).max().unwrap_or(0).min(LABEL_CELLS_MAX);
        let area = canvas.area();
        canvas.within(area).clear(theme.screen);
        let inner = canvas.within(area).frame(Head { title: &self.title, right: &right }, frame_style(theme));
        let mut inner = canvas.within(inner);
        let wide = inner.width();
        for (row, at) in shown.enumerate() {
            match lines[at] {
                Line::Heading(about) => _ = inner.text(row, 1, &sentence(about), theme.title),
                Line::Ground(ground) => {
                    let is_marked = at == marked;
                    inner.marker(row, 1, is_marked, theme.accent);
                    inner.text(row, 3, &pad_right(&middle(&label(ground), labels), labels), theme.value);
                    let room = wide.saturating_sub(labels + 6);
                    inner.text(row, labels + 5, &lead(&value(ground), room), theme.text);
                    if is_marked {
                        inner.restyle(row, 2, wide.saturating_sub(3), theme.selection);
                    }
                }
            }
        }
    }
}
