//! The list of themes: what the marker stands on is what everything is drawn in. Whoever owns the screen takes the theme
//! from here; nothing is changed by the list itself.

use super::draw::{list, open_box};
use super::{Verdict, moved};
use crate::config::theme::Theme;
use crate::ui::action::Action;
use crate::ui::canvas::{Canvas, Head};
use crate::ui::screens::Reply;

/// Themes, the one that the marker stands on, and the one that was there before.
#[derive(Clone, Debug)]
pub struct ThemeList {
    themes: Vec<(String, Theme)>,
    selected: usize,
    before: (String, Theme),
}

impl ThemeList {
    /// A list with the marker on the theme that is there.
    pub fn new(themes: Vec<(String, Theme)>, before: (String, Theme)) -> Self {
        let selected = themes.iter().position(|(name, _)| *name == before.0).unwrap_or(0);
        Self { themes, selected, before }
    }

    /// The theme that the marker stands on.
    pub fn shown(&self) -> &(String, Theme) {
        self.themes.get(self.selected).unwrap_or(&self.before)
    }

    /// The theme that was there before.
    pub fn before(&self) -> &(String, Theme) {
        &self.before
    }

    /// Moves, or keeps what the marker stands on.
    pub fn act(&mut self, action: Action) -> Verdict {
        if action == Action::Enter {
            let name = &self.shown().0;
            return Verdict::Then(Reply::Say(format!("Theme {name}; theme = \"{name}\" in the config file keeps it")));
        }
        if let Some(selected) = moved(self.selected, action, self.themes.len()) {
            self.selected = selected;
        }
        Verdict::Stay
    }

    /// Draws itself over the canvas.
    pub fn draw(&self, canvas: &mut Canvas<'_>, theme: &Theme) {
        let head = Head { title: "Themes", right: "Enter takes it, Esc goes back" };
        let mut inner = open_box(canvas, theme, head, self.themes.len() + 2);
        let rows: Vec<(&str, &str)> = self.themes.iter().map(|(name, _)| (name.as_str(), "")).collect();
        let sample = [
            ("FITS 69%  ", theme.good),
            ("[! ] caution  ", theme.caution),
            ("NO FIT 220%  ", theme.bad),
            ("»changed  ", theme.changed),
            ("key ", theme.key),
            ("hint  ", theme.hint),
            ("dim", theme.dim),
        ];
        inner.spans(0, 0, &sample);
        list(&mut inner, 2, &rows, self.selected, theme);
    }
}
