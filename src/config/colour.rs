//! How many colours to use, decided from what is wanted and the environment alone: the terminal is never asked, because an
//! answer may come late, or never. Which colours those are is the theme's business.

use std::fmt;

crate::choice! {
    /// How many colours the terminal shows.
    ColorDepth {
        /// None: bold, reverse and underline only.
        None = "never",
        /// The terminal's own sixteen.
        Ansi16 = "16",
        /// The table of 256.
        Indexed = "256",
        /// 24 bits.
        True = "true",
    }
}

crate::choice! {
    /// How many colours the user asks for.
    WantedColors {
        /// As many as the environment says.
        Auto = "auto",
        /// None.
        Never = "never",
        /// The terminal's own sixteen.
        Ansi16 = "16",
        /// The table of 256.
        Indexed = "256",
        /// 24 bits.
        True = "true",
    }
}

impl WantedColors {
    /// The depth that is asked for; `None`: whatever is found.
    pub fn depth(self) -> Option<ColorDepth> {
        match self {
            Self::Auto => None,
            Self::Never => Some(ColorDepth::None),
            Self::Ansi16 => Some(ColorDepth::Ansi16),
            Self::Indexed => Some(ColorDepth::Indexed),
            Self::True => Some(ColorDepth::True),
        }
    }
}

/// What decided the depth; `doctor` and tests name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The user asks for it: by the flag `--color`, a variable or the file.
    Wanted,
    /// `NO_COLOR` is set and not empty.
    NoColor,
    /// `CLICOLOR_FORCE` is set, not empty and not 0.
    ClicolorForce,
    /// `CLICOLOR` is 0.
    Clicolor,
    /// `TERM` names a terminal without colours, or one with few of them.
    Terminal,
    /// `COLORTERM` names 24-bit colour.
    Colorterm,
    /// Nothing said more: sixteen colours.
    Default,
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Wanted => "color",
            Self::NoColor => "NO_COLOR",
            Self::ClicolorForce => "CLICOLOR_FORCE",
            Self::Clicolor => "CLICOLOR",
            Self::Terminal => "TERM",
            Self::Colorterm => "COLORTERM",
            Self::Default => "default",
        })
    }
}

/// The depth to use, and what decided it.
///
/// First of: what is wanted, `NO_COLOR`, `CLICOLOR_FORCE`, `CLICOLOR=0`, what is known of the terminal. Forcing colour does
/// not invent it: it gives as many as the terminal is known for, at least sixteen.
///
/// ```
/// # use aksplore::config::colour::{ColorDepth, Reason, detect};
/// let env = |name: &str| (name == "TERM").then(|| "tmux-256color".to_owned());
/// assert_eq!(detect(None, env), (ColorDepth::Indexed, Reason::Terminal));
/// ```
pub fn detect(wanted: Option<ColorDepth>, env: impl Fn(&str) -> Option<String>) -> (ColorDepth, Reason) {
    let set = |name: &str| env(name).filter(|value| !value.is_empty());
    let known = terminal(&set("TERM").unwrap_or_default(), &set("COLORTERM").unwrap_or_default());
    if let Some(depth) = wanted {
        (depth, Reason::Wanted)
    } else if set("NO_COLOR").is_some() {
        (ColorDepth::None, Reason::NoColor)
    } else if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        (known.0.max(ColorDepth::Ansi16), Reason::ClicolorForce)
    } else if set("CLICOLOR").is_some_and(|value| value == "0") {
        (ColorDepth::None, Reason::Clicolor)
    } else {
        known
    }
}

/// What the terminal's name and `COLORTERM` say.
fn terminal(term: &str, colorterm: &str) -> (ColorDepth, Reason) {
    // `COLORTERM` outlives the terminal that set it, for instance inside `screen`; these show no 24 bits.
    let few = matches!(term, "linux" | "screen" | "ansi" | "cygwin");
    if term == "dumb" || term.starts_with("vt1") || term.starts_with("vt2") {
        (ColorDepth::None, Reason::Terminal)
    } else if few {
        (ColorDepth::Ansi16, Reason::Terminal)
    } else if matches!(colorterm, "truecolor" | "24bit") {
        (ColorDepth::True, Reason::Colorterm)
    } else if term.ends_with("-direct") {
        (ColorDepth::True, Reason::Terminal)
    } else if term.ends_with("-256color") {
        (ColorDepth::Indexed, Reason::Terminal)
    } else {
        (ColorDepth::Ansi16, Reason::Default)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ColorDepth::{Ansi16, Indexed, None as Never, True};

    fn of(flag: Option<ColorDepth>, variables: &str) -> (ColorDepth, Reason) {
        let pairs: Vec<(&str, &str)> = variables.split_whitespace().filter_map(|pair| pair.split_once('=')).collect();
        detect(flag, |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_first_that_speaks_decides() {
        let cases = [
            (Some(True), "NO_COLOR=1 TERM=linux", True, Reason::Wanted),
            (Some(Never), "CLICOLOR_FORCE=1", Never, Reason::Wanted),
            (None, "NO_COLOR=1 CLICOLOR_FORCE=1 COLORTERM=truecolor", Never, Reason::NoColor),
            (None, "NO_COLOR= TERM=xterm-256color", Indexed, Reason::Terminal),
            (None, "CLICOLOR_FORCE=1 CLICOLOR=0 TERM=xterm-256color", Indexed, Reason::ClicolorForce),
            (None, "CLICOLOR_FORCE=1 TERM=dumb", Ansi16, Reason::ClicolorForce),
            (None, "CLICOLOR_FORCE=0 CLICOLOR=0", Never, Reason::Clicolor),
            (None, "CLICOLOR=1 TERM=xterm", Ansi16, Reason::Default),
        ];
        for (flag, variables, depth, reason) in cases {
            assert_eq!(of(flag, variables), (depth, reason), "{flag:?} {variables}");
        }
    }

    #[test]
    fn the_terminal_is_known_by_its_name() {
        let cases = [
            ("TERM=xterm-256color COLORTERM=truecolor", True),
            ("TERM=xterm COLORTERM=24bit", True),
            ("TERM=xterm-direct", True),
            ("TERM=xterm-256color", Indexed),
            ("TERM=screen-256color", Indexed),
            ("TERM=xterm", Ansi16),
            ("TERM=linux COLORTERM=truecolor", Ansi16),
            ("TERM=screen COLORTERM=truecolor", Ansi16),
            ("TERM=screen", Ansi16),
            ("TERM=ansi", Ansi16),
            ("TERM=vt100 COLORTERM=truecolor", Never),
            ("TERM=vt220", Never),
            ("TERM=dumb", Never),
            ("", Ansi16),
        ];
        for (variables, depth) in cases {
            assert_eq!(of(None, variables).0, depth, "{variables}");
        }
    }
}
