//! What changes the look: the list of themes, and a configuration that is read again.

use crate::ui::app::App;
use crate::ui::layer::{Layer, ThemeList};
use crate::ui::look::Look;

impl App {
    /// Opens the list of themes.
    pub(super) fn open_themes(&mut self) {
        let before = (self.theme_name.clone(), self.state.theme.clone());
        self.layers.push(Layer::Themes(Box::new(ThemeList::new(self.themes.clone(), before))));
    }

    /// Draws in the theme that the list stands on, where it is on top.
    pub(super) fn preview_theme(&mut self) {
        if let Some(Layer::Themes(list)) = self.layers.last() {
            let (name, theme) = list.shown().clone();
            self.dress(name, theme);
        }
    }

    /// Takes the topmost layer away; a list of themes gives back the one that was there before it.
    pub(super) fn close_layer(&mut self) {
        if let Some(Layer::Themes(list)) = self.layers.pop() {
            let (name, theme) = list.before().clone();
            self.dress(name, theme);
        }
    }

    fn dress(&mut self, name: String, theme: crate::config::theme::Theme) {
        self.theme_name = name;
        self.state.theme = theme;
    }

    /// Takes another look: the configuration was read again.
    pub fn restyle(&mut self, look: Look) {
        self.layers.retain(|layer| !matches!(layer, Layer::Themes(_)));
        self.themes = look.themes;
        self.state.keymap = look.keymap;
        self.dress(look.name, look.theme);
    }
}
