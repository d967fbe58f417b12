//! How the explorer looks and which keys it has: what a configuration gives it, at the start and when it is read again.

use crate::config::decide::Decisions;
use crate::config::keymap::Keymap;
use crate::config::read::Config;
use crate::config::theme::Theme;

/// A look.
#[derive(Clone, Debug)]
pub struct Look {
    /// The name of the theme.
    pub name: String,
    /// The styles, in the colours that the terminal has.
    pub theme: Theme,
    /// Every theme that there is, by name, in the colours that the terminal has.
    pub themes: Vec<(String, Theme)>,
    /// The keys.
    pub keymap: Keymap,
}

impl Default for Look {
    fn default() -> Self {
        let themes = Theme::names().filter_map(|name| Some((name.to_owned(), Theme::named(name).ok()?))).collect();
        let name = Theme::names().next().unwrap_or_default().to_owned();
        Self { name, theme: Theme::default(), themes, keymap: Keymap::built_in() }
    }
}

impl Look {
    /// What a configuration asks for on a terminal.
    pub fn new(config: &Config, decisions: &Decisions) -> Self {
        let depth = decisions.colors.value;
        let theme = config.theme(decisions.background.value);
        let named =
            |theme: &crate::config::read::NamedTheme| (theme.name.clone(), theme.theme.clone().quantised(depth));
        Self {
            name: theme.name.clone(),
            theme: theme.theme.clone().quantised(depth),
            themes: config.themes.iter().map(named).collect(),
            keymap: config.keymap.clone(),
        }
    }
}
