//! What of the terminal is used and why: each step down is chosen from the settings and the environment alone, and each
//! has its reason in words. The terminal is never asked.

use super::colour::{self, ColorDepth};
use super::glyphs::{self, Glyphs};
use super::settings::{Origin, Settings, WantedBackground, WantedClipboard, WantedKeyboard};

/// The ground of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    /// Dark.
    Dark,
    /// Light.
    Light,
}

/// How a copied text gets to the terminal's clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clipboard {
    /// By OSC 52.
    Osc52,
    /// By OSC 52 in pieces that GNU screen hands on.
    Screen,
    /// Not at all.
    Off,
}

/// What was chosen, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision<T> {
    /// What.
    pub value: T,
    /// Why, in words.
    pub reason: String,
}

/// How the terminal is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decisions {
    /// How many colours.
    pub colors: Decision<ColorDepth>,
    /// Which signs.
    pub glyphs: Decision<Glyphs>,
    /// The ground that the theme is chosen for.
    pub background: Decision<Background>,
    /// The way to the clipboard.
    pub clipboard: Decision<Clipboard>,
    /// Are keys written by kitty's protocol?
    pub is_kitty: Decision<bool>,
}

impl Decisions {
    /// Decides.
    ///
    /// ```
    /// # use aksplore::config::{colour::ColorDepth, decide::Decisions, settings::Settings};
    /// let env = |name: &str| (name == "NO_COLOR").then(|| "1".to_owned());
    /// let colors = Decisions::new(&Settings::default(), env).colors;
    /// assert_eq!((colors.value, colors.reason.as_str()), (ColorDepth::None, "NO_COLOR is set"));
    /// ```
    pub fn new(settings: &Settings, env: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            colors: colors(settings, &env),
            glyphs: glyphs(settings, &env),
            background: background(settings, &env),
            clipboard: clipboard(settings, &env),
            is_kitty: keyboard(settings),
        }
    }
}

/// The words for a value that the user asks for.
fn asked_for(name: &str, origin: &Origin) -> String {
    match origin {
        Origin::Flag(flag) => format!("{flag} asks for it"),
        Origin::Variable(variable) => format!("{variable} asks for it"),
        Origin::File { name: file, line } => format!("`{name}` in {file}:{line} asks for it"),
        Origin::Default => "it is the default".to_owned(),
    }
}

/// The value of a variable in words.
fn value(env: impl Fn(&str) -> Option<String>, name: &str) -> String {
    match env(name).filter(|value| !value.is_empty()) {
        Some(value) => format!("{name} is {}", value.escape_debug()),
        None => format!("{name} is not set"),
    }
}

fn colors(settings: &Settings, env: impl Fn(&str) -> Option<String>) -> Decision<ColorDepth> {
    let wanted = settings.color.value.depth();
    let is_slow = settings.slow.value && wanted.is_none();
    if is_slow {
        let reason = format!("slow: {}", asked_for("slow", &settings.slow.origin));
        return Decision { value: ColorDepth::None, reason };
    }
    let (depth, reason) = colour::detect(wanted, &env);
    let reason = match reason {
        colour::Reason::Wanted => asked_for("color", &settings.color.origin),
        colour::Reason::NoColor => "NO_COLOR is set".to_owned(),
        colour::Reason::ClicolorForce => format!("{}, {}", value(&env, "CLICOLOR_FORCE"), value(&env, "TERM")),
        colour::Reason::Clicolor => value(&env, "CLICOLOR"),
        colour::Reason::Colorterm => value(&env, "COLORTERM"),
        colour::Reason::Terminal => value(&env, "TERM"),
        colour::Reason::Default => format!("{}: every terminal that shows colours has these", value(&env, "TERM")),
    };
    Decision { value: depth, reason }
}

fn glyphs(settings: &Settings, env: impl Fn(&str) -> Option<String>) -> Decision<Glyphs> {
    let wanted = settings.glyphs.value.form();
    if settings.slow.value && wanted.is_none() {
        let reason = format!("slow: {}", asked_for("slow", &settings.slow.origin));
        return Decision { value: Glyphs::Ascii, reason };
    }
    let (form, reason) = Glyphs::detect(wanted, &env);
    let set = |name: &&&str| env(name).is_some_and(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find(set).map(|name| value(&env, name));
    let reason = match (reason, locale) {
        (glyphs::Reason::Wanted, _) => asked_for("glyphs", &settings.glyphs.origin),
        (glyphs::Reason::Terminal, _) => value(&env, "TERM"),
        (glyphs::Reason::WideLocale, locale) => {
            format!("{}: lines and blocks may be two cells wide", locale.unwrap_or_default())
        }
        (glyphs::Reason::Locale, Some(locale)) if form == Glyphs::Ascii => format!("{locale}, which is not UTF-8"),
        (glyphs::Reason::Locale, Some(locale)) => locale,
        (glyphs::Reason::Locale, None) if form == Glyphs::Ascii => "no locale is set".to_owned(),
        (glyphs::Reason::Locale, None) => value(&env, "WT_SESSION"),
    };
    Decision { value: form, reason }
}

/// `COLORFGBG` is ink and ground by their numbers among the sixteen colours, `15;0`; some terminals write a third part
/// between the two. 7 and 9 to 15 are light but for grey, 8.
fn background(settings: &Settings, env: impl Fn(&str) -> Option<String>) -> Decision<Background> {
    let wanted = match settings.background.value {
        WantedBackground::Auto => None,
        WantedBackground::Dark => Some(Background::Dark),
        WantedBackground::Light => Some(Background::Light),
    };
    if let Some(wanted) = wanted {
        return Decision { value: wanted, reason: asked_for("background", &settings.background.origin) };
    }
    let ground = env("COLORFGBG").and_then(|text| text.rsplit(';').next().and_then(|part| part.parse::<u8>().ok()));
    match ground {
        Some(7 | 9..=15) => Decision { value: Background::Light, reason: value(&env, "COLORFGBG") },
        _ => Decision { value: Background::Dark, reason: value(&env, "COLORFGBG") },
    }
}

/// The one step up is taken only where someone asks for it: a terminal that does not know it would be told in vain, and
/// none is asked.
fn keyboard(settings: &Settings) -> Decision<bool> {
    let wanted = &settings.keyboard;
    let reason = match wanted.value {
        WantedKeyboard::Auto => "the terminal is not asked, and says nothing".to_owned(),
        WantedKeyboard::Plain | WantedKeyboard::Kitty => asked_for("keyboard", &wanted.origin),
    };
    Decision { value: wanted.value == WantedKeyboard::Kitty, reason }
}

fn clipboard(settings: &Settings, env: impl Fn(&str) -> Option<String>) -> Decision<Clipboard> {
    let wanted = match settings.clipboard.value {
        WantedClipboard::Auto => None,
        WantedClipboard::Osc52 => Some(Clipboard::Osc52),
        WantedClipboard::Screen => Some(Clipboard::Screen),
        WantedClipboard::Off => Some(Clipboard::Off),
    };
    if let Some(wanted) = wanted {
        return Decision { value: wanted, reason: asked_for("clipboard", &settings.clipboard.origin) };
    }
    let set = |name: &str| env(name).is_some_and(|value| !value.is_empty());
    if set("STY") && !set("TMUX") {
        Decision { value: Clipboard::Screen, reason: "STY is set: this is GNU screen".to_owned() }
    } else {
        let through = if set("TMUX") { "TMUX is set: tmux hands it on" } else { "no GNU screen is in between" };
        Decision { value: Clipboard::Osc52, reason: through.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Settings and variables, what is decided, and why.
    type Case<T> = (&'static [(&'static str, &'static str)], &'static str, T, &'static str);

    fn decided(set: &[(&str, &str)], variables: &str) -> Decisions {
        let mut settings = Settings::default();
        for (name, text) in set {
            settings.set(name, text, Origin::Flag("--set")).unwrap().unwrap();
        }
        let pairs: Vec<(&str, &str)> = variables.split_whitespace().filter_map(|pair| pair.split_once('=')).collect();
        let env = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Decisions::new(&settings, env)
    }

    #[test]
    fn every_choice_names_its_reason() {
        let cases: &[Case<ColorDepth>] = &[
            (&[], "TERM=xterm-256color", ColorDepth::Indexed, "TERM is xterm-256color"),
            (&[], "COLORTERM=truecolor", ColorDepth::True, "COLORTERM is truecolor"),
            (&[], "TERM=xterm", ColorDepth::Ansi16, "TERM is xterm: every terminal that shows colours has these"),
            (&[], "NO_COLOR=1", ColorDepth::None, "NO_COLOR is set"),
            (&[("color", "256")], "NO_COLOR=1", ColorDepth::Indexed, "--set asks for it"),
            (&[("color", "never")], "CLICOLOR_FORCE=1", ColorDepth::None, "--set asks for it"),
            (&[("color", "auto")], "CLICOLOR=0", ColorDepth::None, "CLICOLOR is 0"),
            (&[("slow", "true")], "COLORTERM=truecolor", ColorDepth::None, "slow: --set asks for it"),
            (&[("slow", "true"), ("color", "16")], "", ColorDepth::Ansi16, "--set asks for it"),
        ];
        for (set, variables, depth, reason) in cases {
            let colors = decided(set, variables).colors;
            assert_eq!((colors.value, colors.reason.as_str()), (*depth, *reason), "{set:?} {variables}");
        }
        let cases: &[Case<Glyphs>] = &[
            (&[], "LANG=C.UTF-8", Glyphs::Unicode, "LANG is C.UTF-8"),
            (&[], "LANG=C.UTF-8 LC_ALL=C", Glyphs::Ascii, "LC_ALL is C, which is not UTF-8"),
            (&[], "", Glyphs::Ascii, "no locale is set"),
            (&[], "WT_SESSION=5", Glyphs::Unicode, "WT_SESSION is 5"),
            (&[], "LANG=C.UTF-8 TERM=linux", Glyphs::SingleLines, "TERM is linux"),
            (&[("glyphs", "unicode")], "LANG=C", Glyphs::Unicode, "--set asks for it"),
            (&[("slow", "true")], "LANG=C.UTF-8", Glyphs::Ascii, "slow: --set asks for it"),
            (&[("slow", "true"), ("glyphs", "unicode")], "", Glyphs::Unicode, "--set asks for it"),
        ];
        for (set, variables, form, reason) in cases {
            let glyphs = decided(set, variables).glyphs;
            assert_eq!((glyphs.value, glyphs.reason.as_str()), (*form, *reason), "{set:?} {variables}");
        }
    }

    #[test]
    fn the_ground_is_what_the_terminal_says_it_is() {
        let cases: &[(&str, Background)] = &[
            ("", Background::Dark),
            ("COLORFGBG=15;0", Background::Dark),
            ("COLORFGBG=0;15", Background::Light),
            ("COLORFGBG=0;default;7", Background::Light),
            ("COLORFGBG=15;8", Background::Dark),
            ("COLORFGBG=default;default", Background::Dark),
        ];
        for (variables, background) in cases {
            assert_eq!(decided(&[], variables).background.value, *background, "{variables}");
        }
        assert_eq!(decided(&[("background", "light")], "COLORFGBG=15;0").background.value, Background::Light);
    }

    #[test]
    fn the_clipboard_is_reached_through_what_stands_between() {
        let cases: &[Case<Clipboard>] = &[
            (&[], "", Clipboard::Osc52, "no GNU screen is in between"),
            (&[], "STY=1.pts", Clipboard::Screen, "STY is set: this is GNU screen"),
            (&[], "STY=1.pts TMUX=x", Clipboard::Osc52, "TMUX is set: tmux hands it on"),
            (&[("clipboard", "off")], "STY=1.pts", Clipboard::Off, "--set asks for it"),
            (&[("clipboard", "screen")], "", Clipboard::Screen, "--set asks for it"),
        ];
        for (set, variables, way, reason) in cases {
            let clipboard = decided(set, variables).clipboard;
            assert_eq!((clipboard.value, clipboard.reason.as_str()), (*way, *reason), "{set:?} {variables}");
        }
    }
}
