//! Themes: one style for each named role, read from TOML. A widget asks for a role and never for a colour; that no
//! meaning hangs on colour alone is for the widgets to keep, by words and glyphs.

pub mod contrast;
#[cfg(test)]
mod palettes;
mod parse;
mod quantise;
pub mod words;

pub use parse::UNKNOWN_ROLE;

use ratatui::style::{Color, Modifier, Style};

use super::colour::ColorDepth;
use crate::scenario::item::Problem;
use crate::scenario::leaf::nearest;

/// Declares the roles; from the table follow the struct, the names and the lookup by name.
macro_rules! roles {
    ($($(#[doc = $doc:literal])+ $role:ident,)+) => {
        /// A style for every role.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Theme {
            $($(#[doc = $doc])+ pub $role: Style,)+
        }

        impl Theme {
            /// Every role with its meaning, under the name that theme files use but for `-` instead of `_`.
            const ROLES: &'static [(&'static str, &'static str)] =
                &[$((stringify!($role), concat!($($doc),+).trim_ascii())),+];

            /// A theme in which nothing differs from anything.
            const PLAIN: Self = Self { $($role: Style::new()),+ };

            fn role_mut(&mut self, name: &str) -> Option<&mut Style> {
                match name {
                    $(stringify!($role) => Some(&mut self.$role),)+
                    _ => None,
                }
            }

            fn styles_mut(&mut self) -> Vec<&mut Style> {
                vec![$(&mut self.$role),+]
            }

            /// Every role's name and style, to show a sample of the theme.
            pub fn styles(&self) -> Vec<(&'static str, Style)> {
                vec![$((stringify!($role), self.$role)),+]
            }
        }
    };
}

roles! {
    /// The ground that everything stands on.
    screen,
    /// Running text.
    text,
    /// What is equal, unused or beside the point.
    dim,
    /// The name of the scenario, the titles of panels.
    title,
    /// A screen that is not shown.
    tab,
    /// The screen that is shown.
    tab_selected,
    /// Frames and rules.
    border,
    /// The name of a field.
    label,
    /// The value of a field.
    value,
    /// The field that is being edited.
    field_focus,
    /// It fits, it arrives.
    good,
    /// It works, but look at it.
    caution,
    /// It does not fit, it is lost.
    bad,
    /// Links and what goes with the selection.
    accent,
    /// What this step changed.
    changed,
    /// The selected row or cell; reverse, so that it shows without colour.
    selection,
    /// Addresses in use.
    used,
    /// Addresses wanted.
    wanted,
    /// Addresses that an upgrade wants.
    surge,
    /// Addresses set aside and not used.
    set_aside,
    /// Free addresses.
    free,
    /// Addresses that Azure keeps.
    reserved,
    /// The first hue of blocks on the map.
    block_1,
    /// The second hue of blocks on the map.
    block_2,
    /// The third hue of blocks on the map.
    block_3,
    /// The fourth hue of blocks on the map.
    block_4,
    /// The fifth hue of blocks on the map.
    block_5,
    /// The sixth hue of blocks on the map.
    block_6,
    /// The letter of a key in a hint or a margin.
    key,
    /// What the key does.
    hint,
    /// The line that says what happened.
    status,
    /// What could not be done, or read.
    error,
}

/// The themes that are compiled in, the default first.
const BUNDLED: &[(&str, &str)] = &[
    ("terminal16", include_str!("../../themes/terminal16.toml")),
    ("terminal16-light", include_str!("../../themes/terminal16-light.toml")),
    ("mono", include_str!("../../themes/mono.toml")),
    ("okabe-dark", include_str!("../../themes/okabe-dark.toml")),
    ("okabe-light", include_str!("../../themes/okabe-light.toml")),
    ("high-contrast", include_str!("../../themes/high-contrast.toml")),
];

impl Default for Theme {
    fn default() -> Self {
        let text = BUNDLED[0].1;
        Self::PLAIN.patched(text).0
    }
}

impl Theme {
    /// The names of the themes that are compiled in, the default first.
    pub fn names() -> impl Iterator<Item = &'static str> + Clone {
        BUNDLED.iter().map(|(name, _)| *name)
    }

    /// The theme of that name, of those compiled in.
    ///
    /// # Errors
    /// When there is none; the words name the nearest, or all.
    pub fn named(name: &str) -> Result<Self, String> {
        match BUNDLED.iter().find(|(bundled, _)| *bundled == name) {
            Some((_, text)) => Ok(Self::parse(text).0),
            None => Err(match nearest(name, Self::names()) {
                Some(near) => format!("no theme is named {name:?}; did you mean {near:?}?"),
                None => {
                    format!("no theme is named {name:?}; there are {}", Self::names().collect::<Vec<_>>().join(", "))
                }
            }),
        }
    }

    /// The text of the theme of that name, of those compiled in, to begin one's own with.
    pub fn source(name: &str) -> Option<&'static str> {
        BUNDLED.iter().find(|(bundled, _)| *bundled == name).map(|(_, text)| *text)
    }

    /// Reads a theme. What it leaves out is as in the theme it inherits, or in the default; what cannot be read is
    /// reported and left out.
    ///
    /// ```
    /// # use aksplore::config::theme::Theme;
    /// let (theme, problems) = Theme::parse("[styles]\ngood = { fg = '#009e73', add = ['bold'] }\ngod = 'red'");
    /// assert_eq!(problems[0].help.as_deref(), Some("did you mean `good`?"));
    /// assert_eq!(theme.bad, Theme::default().bad);
    /// ```
    pub fn parse(text: &str) -> (Self, Vec<Problem>) {
        Self::default().patched(text)
    }

    /// The names of all roles, as theme files write them, with their meaning.
    pub fn roles() -> impl Iterator<Item = (String, &'static str)> {
        Self::ROLES.iter().map(|(role, doc)| (role.replace('_', "-"), *doc))
    }

    /// The hue of the block at this place of the map; six of them in turn, so that neighbours differ.
    pub fn block(&self, index: usize) -> Style {
        let hues = [self.block_1, self.block_2, self.block_3, self.block_4, self.block_5, self.block_6];
        hues[index % hues.len()]
    }

    /// The theme in the colours that the terminal has; done once, before the first frame.
    #[must_use]
    pub fn quantised(mut self, depth: ColorDepth) -> Self {
        for style in self.styles_mut() {
            style.fg = style.fg.and_then(|color| quantise::nearest_color(color, depth));
            style.bg = style.bg.and_then(|color| quantise::nearest_color(color, depth));
        }
        // A selection is one bar: reversed, the hues under it would each be a ground of their own.
        self.selection = self.selection.remove_modifier(Modifier::DIM);
        if depth != ColorDepth::None {
            self.selection.fg = self.selection.fg.or(self.screen.fg).or(Some(Color::Reset));
        }
        self
    }
}

/// The colours that a theme may name, as the terminal's own palette has them.
const ANSI: &[(&str, Color)] = &[
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("gray", Color::Gray),
    ("dark-gray", Color::DarkGray),
    ("light-red", Color::LightRed),
    ("light-green", Color::LightGreen),
    ("light-yellow", Color::LightYellow),
    ("light-blue", Color::LightBlue),
    ("light-magenta", Color::LightMagenta),
    ("light-cyan", Color::LightCyan),
    ("white", Color::White),
    ("default", Color::Reset),
];

/// What a theme may add to a style. Blinking is left out on purpose: an idle screen is still.
const MODIFIERS: &[(&str, Modifier)] = &[
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn bundled() -> impl Iterator<Item = (&'static str, Theme)> {
        Theme::names().map(|name| (name, Theme::named(name).unwrap()))
    }

    #[test]
    fn every_bundled_theme_reads_without_problems_and_sets_every_role() {
        for (name, text) in BUNDLED {
            let (_, problems) = Theme::PLAIN.patched(text);
            assert_eq!(problems, [], "{name}");
            assert_eq!(parse::unset_roles(text), Vec::<String>::new(), "{name}");
        }
    }

    #[test]
    fn the_default_theme_never_paints_the_background() {
        for (role, style) in Theme::default().styles() {
            assert_eq!(style.bg, None, "{role}");
            assert!(!matches!(style.fg, Some(Color::Blue | Color::DarkGray | Color::Black | Color::White)), "{role}");
            assert!(!matches!(style.fg, Some(Color::Rgb(..) | Color::Indexed(_))), "{role}");
        }
    }

    #[test]
    fn a_selection_is_one_bar_whatever_it_lies_over() {
        for (name, theme) in bundled() {
            for depth in [ColorDepth::None, ColorDepth::Ansi16, ColorDepth::Indexed, ColorDepth::True] {
                let theme = theme.clone().quantised(depth);
                let over = |style: Style| theme.screen.patch(style).patch(theme.selection);
                for (role, style) in theme.styles() {
                    assert_eq!(over(style).fg, over(theme.text).fg, "{role} in {name}");
                    assert!(!over(style).add_modifier.contains(Modifier::DIM), "{role} in {name}");
                }
            }
        }
    }

    #[test]
    fn without_colour_weight_still_tells_what_matters() {
        for (name, theme) in bundled() {
            let theme = theme.quantised(ColorDepth::None);
            assert!(theme.styles().iter().all(|(_, style)| (style.fg, style.bg) == (None, None)), "{name}");
            assert!(theme.selection.add_modifier.contains(Modifier::REVERSED), "{name}");
            for (what, one, other) in [
                ("the shown tab", theme.tab_selected, theme.tab),
                ("the edited field", theme.field_focus, theme.value),
                ("a bad verdict", theme.bad, theme.text),
                ("a title", theme.title, theme.text),
                ("a key", theme.key, theme.hint),
                ("an error", theme.error, theme.status),
                ("dim text", theme.dim, theme.text),
            ] {
                assert_ne!(one.add_modifier, other.add_modifier, "{what} in {name}");
            }
        }
    }

    #[test]
    fn every_depth_gets_only_its_own_colours() {
        for (name, theme) in bundled() {
            for (role, style) in theme.clone().quantised(ColorDepth::Ansi16).styles() {
                for color in [style.fg, style.bg].into_iter().flatten() {
                    assert!(ANSI.iter().any(|(_, ansi)| *ansi == color), "{role} in {name}: {color:?}");
                }
            }
            for (role, style) in theme.clone().quantised(ColorDepth::Indexed).styles() {
                assert!(![style.fg, style.bg].iter().any(|c| matches!(c, Some(Color::Rgb(..)))), "{role} in {name}");
            }
            let whole = theme.clone().quantised(ColorDepth::True);
            assert_eq!(Theme { selection: theme.selection, ..whole }, theme, "{name}");
        }
    }

    #[test]
    fn a_missing_role_is_as_in_the_inherited_theme() {
        let (theme, problems) = Theme::parse("inherits = 'mono'\n[styles]\ngood = 2");
        assert_eq!(problems, []);
        assert_eq!(theme.good.fg, Some(Color::Indexed(2)));
        assert_eq!(Theme { good: theme.good, ..Theme::named("mono").unwrap() }, theme);
    }

    #[test]
    fn an_unknown_theme_is_told_the_nearest() {
        assert_eq!(
            Theme::named("okabe-drak").unwrap_err(),
            "no theme is named \"okabe-drak\"; did you mean \"okabe-dark\"?"
        );
        let all = "there are terminal16, terminal16-light, mono, okabe-dark, okabe-light, high-contrast";
        assert_eq!(Theme::named("neon").unwrap_err(), format!("no theme is named \"neon\"; {all}"));
    }

    #[test]
    fn the_hues_of_blocks_take_turns() {
        let theme = Theme::named("okabe-dark").unwrap();
        for index in 0..12 {
            assert_ne!(theme.block(index), theme.block(index + 1));
            assert_eq!(theme.block(index), theme.block(index + 6));
        }
    }
}
