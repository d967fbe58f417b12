//! Which signs the terminal can show, decided from what is wanted and the environment alone. Widgets always draw the full set;
//! one pass over the finished buffer replaces, cell for cell, what cannot be shown, so that every form of a screen has
//! the same layout. What a sign means is not known here.

use ratatui::buffer::Buffer;

/// The signs that may be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Glyphs {
    /// Everything: `─│┌┐└┘├┤┬┴┼ ═║╔╗╚╝ █▓▒░■ ► ▲ ▼ · »`, and names in any script.
    #[default]
    Unicode,
    /// The same without double lines, which the Linux console's fonts may lack.
    SingleLines,
    /// Frames, marks and signs in ASCII, and names in any script: where the signs may be two cells wide.
    AsciiFrames,
    /// ASCII alone. The marks of use stay apart: used `#`, wanted `%`, surge `*`, set aside `:`, free `.`; changed is
    /// `~`, selected `>`, and every other character `?`.
    Ascii,
}

crate::choice! {
    /// The signs that the user asks for.
    WantedGlyphs {
        /// Those that the environment says.
        Auto = "auto",
        /// Everything.
        Unicode = "unicode",
        /// Everything but double lines.
        SingleLines = "single-lines",
        /// Frames and signs in ASCII, names as they are.
        AsciiFrames = "ascii-frames",
        /// ASCII alone.
        Ascii = "ascii",
    }
}

impl WantedGlyphs {
    /// The form that is asked for; `None`: whatever is found.
    pub fn form(self) -> Option<Glyphs> {
        match self {
            Self::Auto => None,
            Self::Unicode => Some(Glyphs::Unicode),
            Self::SingleLines => Some(Glyphs::SingleLines),
            Self::AsciiFrames => Some(Glyphs::AsciiFrames),
            Self::Ascii => Some(Glyphs::Ascii),
        }
    }
}

/// What decided the form; `doctor` and tests name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The user asks for it.
    Wanted,
    /// `TERM` names a terminal that shows fewer.
    Terminal,
    /// The locale is of a script in which the signs are two cells wide.
    WideLocale,
    /// The locale: it is in UTF-8, or it is not.
    Locale,
}

/// The form of each sign without double lines, and in ASCII.
const SIGNS: &[(char, char, char)] = &[
    ('─', '─', '-'),
    ('│', '│', '|'),
    ('┌', '┌', '+'),
    ('┐', '┐', '+'),
    ('└', '└', '+'),
    ('┘', '┘', '+'),
    ('├', '├', '+'),
    ('┤', '┤', '+'),
    ('┬', '┬', '+'),
    ('┴', '┴', '+'),
    ('┼', '┼', '+'),
    ('═', '─', '='),
    ('║', '│', '|'),
    ('╔', '┌', '#'),
    ('╗', '┐', '#'),
    ('╚', '└', '#'),
    ('╝', '┘', '#'),
    ('█', '█', '#'),
    ('▓', '▓', '%'),
    ('▒', '▒', '*'),
    ('░', '░', ':'),
    ('■', '■', '@'),
    ('►', '►', '>'),
    ('▲', '▲', '^'),
    ('▼', '▼', 'v'),
    ('·', '·', '.'),
    ('»', '»', '~'),
];

impl Glyphs {
    /// The signs to use, and what decided them: what is wanted, else the terminal and the first of `LC_ALL`,
    /// `LC_CTYPE`, `LANG` that is set.
    ///
    /// Serial terminals (`vt100`, `vt220`) get ASCII whatever the locale says: it is the locale of this machine, not of
    /// theirs. Where the locale is Chinese, Japanese or Korean, terminals may draw lines and blocks two cells wide.
    ///
    /// ```
    /// # use aksplore::config::glyphs::{Glyphs, Reason};
    /// let env = |name: &str| (name == "LANG").then(|| "en_US.UTF-8".to_owned());
    /// assert_eq!(Glyphs::detect(None, env), (Glyphs::Unicode, Reason::Locale));
    /// assert_eq!(Glyphs::detect(None, |_| None).0, Glyphs::Ascii);
    /// ```
    pub fn detect(wanted: Option<Self>, env: impl Fn(&str) -> Option<String>) -> (Self, Reason) {
        if let Some(wanted) = wanted {
            return (wanted, Reason::Wanted);
        }
        let set = |name: &&str| env(name).filter(|value| !value.is_empty());
        let term = set(&"TERM").unwrap_or_default();
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(set).unwrap_or_default().to_ascii_lowercase();
        // Windows has no locale variables; its terminals are UTF-8.
        let utf8 = locale.contains("utf-8") || locale.contains("utf8") || set(&"WT_SESSION").is_some();
        let is_wide = ["zh", "ja", "ko"].iter().any(|language| locale.starts_with(language));
        match term.as_str() {
            _ if !utf8 => (Self::Ascii, Reason::Locale),
            "linux" => (Self::SingleLines, Reason::Terminal),
            "ansi" => (Self::Ascii, Reason::Terminal),
            term if term.starts_with("vt") => (Self::Ascii, Reason::Terminal),
            _ if is_wide => (Self::AsciiFrames, Reason::WideLocale),
            _ => (Self::Unicode, Reason::Locale),
        }
    }

    /// Replaces what cannot be shown, one cell by one cell.
    pub fn apply(self, buffer: &mut Buffer) {
        if self == Self::Unicode {
            return;
        }
        for cell in &mut buffer.content {
            if cell.symbol().is_ascii() {
                continue;
            }
            if let Some(shown) = self.shown(cell.symbol()) {
                cell.set_char(shown);
            }
        }
    }

    /// The text in signs that can be shown.
    pub fn text(self, text: &str) -> String {
        let mut bytes = [0; 4];
        text.chars()
            .map(|sign| self.shown(sign.encode_utf8(&mut bytes)).filter(|_| !sign.is_ascii()).unwrap_or(sign))
            .collect()
    }

    /// What stands for the symbol; `None`: it is shown as it is.
    fn shown(self, symbol: &str) -> Option<char> {
        let sign = SIGNS.iter().find(|(sign, _, _)| symbol.chars().eq([*sign]));
        match (self, sign) {
            (Self::Unicode, _) | (Self::SingleLines | Self::AsciiFrames, None) => None,
            (Self::SingleLines, Some((_, single, _))) => Some(*single),
            (Self::Ascii | Self::AsciiFrames, Some((_, _, ascii))) => Some(*ascii),
            (Self::Ascii, None) => Some('?'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(flag: Option<Glyphs>, variables: &str) -> Glyphs {
        let pairs: Vec<(&str, &str)> = variables.split_whitespace().filter_map(|pair| pair.split_once('=')).collect();
        Glyphs::detect(flag, |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())).0
    }

    #[test]
    fn the_locale_and_the_terminal_decide() {
        let cases = [
            (None, "LANG=en_US.UTF-8 TERM=xterm", Glyphs::Unicode),
            (None, "LANG=de_DE.utf8", Glyphs::Unicode),
            (None, "LC_ALL=C LANG=en_US.UTF-8", Glyphs::Ascii),
            (None, "LC_ALL= LC_CTYPE=C.UTF-8 LANG=C", Glyphs::Unicode),
            (None, "LC_ALL=POSIX", Glyphs::Ascii),
            (None, "LANG=C", Glyphs::Ascii),
            (None, "", Glyphs::Ascii),
            (None, "LANG=C.UTF-8 TERM=linux", Glyphs::SingleLines),
            (None, "LANG=C.UTF-8 TERM=vt220", Glyphs::Ascii),
            (None, "LANG=C.UTF-8 TERM=ansi", Glyphs::Ascii),
            (None, "LANG=ja_JP.UTF-8 TERM=xterm", Glyphs::AsciiFrames),
            (None, "LC_ALL=zh_TW.utf8", Glyphs::AsciiFrames),
            (None, "LC_ALL=ko_KR.eucKR", Glyphs::Ascii),
            (Some(Glyphs::Unicode), "LANG=ja_JP.UTF-8", Glyphs::Unicode),
            (Some(Glyphs::Unicode), "LANG=C TERM=vt100", Glyphs::Unicode),
            (Some(Glyphs::Ascii), "LANG=C.UTF-8", Glyphs::Ascii),
            (None, "WT_SESSION=1", Glyphs::Unicode),
        ];
        for (flag, variables, glyphs) in cases {
            assert_eq!(of(flag, variables), glyphs, "{flag:?} {variables}");
        }
    }

    fn shown(glyphs: Glyphs, line: &str) -> String {
        let mut buffer = Buffer::with_lines([line]);
        let before = buffer.area;
        glyphs.apply(&mut buffer);
        assert_eq!(buffer.area, before);
        buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect()
    }

    #[test]
    fn every_form_has_the_same_cells() {
        let line = "┌─ ║═╗ █▓▒░· ► » é 漢!";
        assert_eq!(shown(Glyphs::Ascii, line), "+- |=# #%*:. > ~ ? ? !");
        assert_eq!(shown(Glyphs::AsciiFrames, line), "+- |=# #%*:. > ~ é 漢 !");
        assert_eq!(shown(Glyphs::SingleLines, line), "┌─ │─┐ █▓▒░· ► » é 漢 !");
        assert_eq!(shown(Glyphs::Unicode, line), "┌─ ║═╗ █▓▒░· ► » é 漢 !");
    }

    #[test]
    fn every_sign_has_its_own_line_and_the_marks_of_use_stay_apart() {
        let marks: std::collections::BTreeSet<_> =
            ["█", "▓", "▒", "░", "·", "■", "»", "►"].iter().filter_map(|mark| Glyphs::Ascii.shown(mark)).collect();
        assert_eq!(marks.len(), 8);
        for (index, (sign, single, ascii)) in SIGNS.iter().enumerate() {
            assert!(ascii.is_ascii_graphic(), "{sign}");
            assert!(SIGNS[..index].iter().all(|(other, _, _)| other != sign), "{sign}");
            assert!(SIGNS.iter().any(|(other, same, _)| other == single && same == single), "{sign}");
        }
    }
}
