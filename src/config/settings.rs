//! What a user can set, in one table: name, type, default and what each does. The file's keys, the variables, the JSON
//! Schema, the printed defaults and the manual follow from it. What a setting does to the terminal is not known here.

use std::fmt;

use toml::Spanned;
use toml::de::DeValue;

use super::colour::WantedColors;
use super::glyphs::WantedGlyphs;
use super::keymap::Preset;
use crate::scenario::leaf::{Leaf, LeafError, Name, Shape};

crate::choice! {
    /// The ground that themes are read on.
    WantedBackground {
        /// What `COLORFGBG` says, else dark.
        Auto = "auto",
        /// Dark.
        Dark = "dark",
        /// Light.
        Light = "light",
    }
}

crate::choice! {
    /// How a text gets to the terminal's clipboard.
    WantedClipboard {
        /// As `STY` and `TMUX` say.
        Auto = "auto",
        /// By OSC 52 as it is; tmux hands it on.
        Osc52 = "osc52",
        /// By OSC 52 in the short pieces that GNU screen hands on.
        Screen = "screen",
        /// Not at all: what is copied goes to a file alone.
        Off = "off",
    }
}

crate::choice! {
    /// What of the terminal the explorer draws on.
    WantedScreen {
        /// The alternate screen: what was there before comes back.
        Alternate = "alternate",
        /// The alternate screen, and the last picture stays behind as text.
        Keep = "keep",
        /// The screen itself, below what is there: it stays in the scrollback.
        Inline = "inline",
    }
}

crate::choice! {
    /// How the terminal writes keys.
    WantedKeyboard {
        /// As it always has: the terminal is not asked whether it knows more.
        Auto = "auto",
        /// As terminals always have.
        Plain = "plain",
        /// By kitty's protocol, in which no two keys are the same bytes.
        Kitty = "kitty",
    }
}

/// Where a value comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// It is built in.
    #[default]
    Default,
    /// The file of the user, with the line.
    File {
        /// The file's name.
        name: String,
        /// The line, from 1.
        line: usize,
    },
    /// A variable of the environment.
    Variable(String),
    /// A flag of the command line.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => formatter.write_str("default"),
            Self::File { name, line } => write!(formatter, "{name}:{line}"),
            Self::Variable(name) => formatter.write_str(name),
            Self::Flag(name) => formatter.write_str(name),
        }
    }
}

/// A value, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    /// The value that is built in.
    pub fn default_value(value: T) -> Self {
        Self { value, origin: Origin::Default }
    }
}

/// One setting, as the table declares it.
#[derive(Clone, Copy)]
pub struct Setting {
    /// Its key in the file.
    pub name: &'static str,
    /// What it does, one line or more.
    pub doc: &'static str,
    /// What its values look like.
    pub shape: fn() -> Shape,
}

impl Setting {
    /// The variable that sets it: `AKSPLORE_THEME`.
    pub fn variable(&self) -> String {
        format!("{VARIABLES}{}", self.name.replace('-', "_").to_ascii_uppercase())
    }

    /// The setting with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|setting| setting.name == name)
    }
}

/// What the names of all variables begin with.
pub const VARIABLES: &str = "AKSPLORE_";

/// Declares the settings; from the table follow the struct, the defaults, reading and showing.
macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $field:ident: $type:ty = $name:literal, $default:expr;)+) => {
        /// Everything that a user can set but for the keys, each with its origin.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Settings {
            $($(#[doc = $doc])+ pub $field: Sourced<$type>,)+
        }

        impl Default for Settings {
            fn default() -> Self {
                Self { $($field: Sourced::default_value($default)),+ }
            }
        }

        /// The table.
        pub const SETTINGS: &[Setting] = &[
            $(Setting { name: $name, doc: concat!($($doc, "\n"),+), shape: <$type as Leaf>::shape }),+
        ];

        impl Settings {
            /// Sets what has this name from a text as a person writes it; `None`: there is no such setting.
            pub fn set(&mut self, name: &str, text: &str, origin: Origin) -> Option<Result<(), LeafError>> {
                match name {
                    $($name => Some(<$type as Leaf>::parse(text).map(|value| {
                        self.$field = Sourced { value, origin };
                    })),)+
                    _ => None,
                }
            }

            /// Sets what has this name from a value of a file; `None`: there is no such setting.
            pub fn set_from(
                &mut self,
                name: &str,
                value: &Spanned<DeValue<'_>>,
                origin: Origin,
            ) -> Option<Result<(), LeafError>> {
                match name {
                    $($name => Some(<$type as Leaf>::read(value).map(|value| {
                        self.$field = Sourced { value, origin };
                    })),)+
                    _ => None,
                }
            }

            /// The name, the value as the file writes it, and its origin, of each in the order of the table.
            pub fn shown(&self) -> Vec<(&'static str, String, &Origin)> {
                vec![$(($name, self.$field.value.write().to_string(), &self.$field.origin)),+]
            }
        }
    };
}

settings! {
    /// The theme: one of `aksplore themes`. NAME takes NAME-light on a light background, where there is one, and
    /// NAME-dark where there is no NAME.
    theme: Name = "theme", Name::parse("terminal16").expect("a name without blanks");
    /// How many colours: auto, never, 16, 256 or true (24 bits). auto heeds `NO_COLOR`, `CLICOLOR_FORCE`, `CLICOLOR`, and
    /// then what TERM and COLORTERM say of the terminal.
    color: WantedColors = "color", WantedColors::Auto;
    /// Which signs: auto, unicode, single-lines (no double lines), ascii-frames (frames in ASCII, names as they are) or
    /// ascii. auto goes by TERM and the locale.
    glyphs: WantedGlyphs = "glyphs", WantedGlyphs::Auto;
    /// The ground of the terminal: auto, dark or light. auto goes by COLORFGBG, and is dark without it.
    background: WantedBackground = "background", WantedBackground::Auto;
    /// The keys to begin with: default, vim or emacs. What stands under `[keys]` is laid over them.
    keymap: Preset = "keymap", Preset::Default;
    /// How a copied text gets to the terminal's clipboard: auto, osc52, screen (in pieces for GNU screen) or off (to a
    /// file alone).
    clipboard: WantedClipboard = "clipboard", WantedClipboard::Auto;
    /// For lines of a few hundred bytes a second: a picture is drawn when the keys rest, without colours, and in ASCII
    /// unless the two settings above ask for more.
    slow: bool = "slow", false;
    /// Is each picture marked as one, so that the terminal shows it at once (mode 2026)?
    synchronized: bool = "synchronized", false;
    /// What the explorer draws on: alternate (what was there comes back), keep (and the last picture stays behind as
    /// text) or inline (no alternate screen: the picture stays in the scrollback).
    screen: WantedScreen = "screen", WantedScreen::Alternate;
    /// Does the mouse select, scroll and open tabs? Then Shift+drag selects text.
    mouse: bool = "mouse", false;
    /// How the terminal writes keys: auto, plain or kitty (no two keys are the same bytes; for terminals that know it).
    /// auto is plain: the terminal is not asked.
    keyboard: WantedKeyboard = "keyboard", WantedKeyboard::Auto;
    /// Does the explorer begin with the projector view: verdict, numbers and one map, for a whole room?
    big: bool = "big", false;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_reads_what_it_shows_and_keeps_its_origin() {
        let settings = Settings::default();
        for (name, shown, origin) in settings.shown() {
            assert_eq!(*origin, Origin::Default);
            let mut other = Settings::default();
            let text = shown.trim_matches('"');
            other.set(name, text, Origin::Flag("--set")).unwrap().unwrap();
            let back = other.shown().into_iter().find(|(own, _, _)| *own == name).unwrap();
            assert_eq!((back.1, back.2), (shown.clone(), &Origin::Flag("--set")), "{name}");
        }
        assert_eq!(settings.shown().len(), SETTINGS.len());
        assert!(Settings::default().set("colour", "never", Origin::Default).is_none());
    }

    #[test]
    fn a_bad_value_changes_nothing() {
        let mut settings = Settings::default();
        let error = settings.set("color", "nevr", Origin::Flag("--color")).unwrap().unwrap_err();
        assert_eq!(error.to_string(), "\"nevr\" is not known here; did you mean \"never\"?");
        assert_eq!(settings, Settings::default());
    }

    #[test]
    fn every_setting_has_a_variable_of_its_own() {
        let variables: std::collections::BTreeSet<String> = SETTINGS.iter().map(Setting::variable).collect();
        assert_eq!(variables.len(), SETTINGS.len());
        assert!(variables.contains("AKSPLORE_SYNCHRONIZED"));
    }
}
