//! Which signs the terminal can show, decided from a flag and the environment alone. Widgets always draw the full set;
//! one pass over the finished buffer replaces, cell for cell, what cannot be shown, so that every form of a screen has
//! the same layout. What a sign means is not known here.

use ratatui::buffer::Buffer;

/// The signs that may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Glyphs {
    /// Everything: `─│┌┐└┘├┤┬┴┼ ═║╔╗╚╝ █▓▒░■ ► ▲ ▼ · »`, and names in any script.
    Unicode,
    /// The same without double lines, which the Linux console's fonts may lack.
    SingleLines,
    /// ASCII alone. The marks of use stay apart: used `#`, wanted `%`, surge `*`, set aside `:`, free `.`; changed is
    /// `~`, selected `>`, and every other character `?`.
    Ascii,
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
    /// The signs to use: the flag's, else by the terminal and the first of `LC_ALL`, `LC_CTYPE`, `LANG` that is set.
    ///
    /// Serial terminals (`vt100`, `vt220`) get ASCII whatever the locale says: it is the locale of this machine, not of
    /// theirs.
    ///
    /// ```
    /// # use aksplore::config::glyphs::Glyphs;
    /// let env = |name: &str| (name == "LANG").then(|| "en_US.UTF-8".to_owned());
    /// assert_eq!(Glyphs::detect(None, env), Glyphs::Unicode);
    /// assert_eq!(Glyphs::detect(None, |_| None), Glyphs::Ascii);
    /// ```
    pub fn detect(flag: Option<Self>, env: impl Fn(&str) -> Option<String>) -> Self {
        if let Some(flag) = flag {
            return flag;
        }
        let set = |name: &&str| env(name).filter(|value| !value.is_empty());
        let term = set(&"TERM").unwrap_or_default();
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(set).unwrap_or_default().to_ascii_lowercase();
        // Windows has no locale variables; its terminals are UTF-8.
        let utf8 = locale.contains("utf-8") || locale.contains("utf8") || set(&"WT_SESSION").is_some();
        match (utf8, term.as_str()) {
            (true, "linux") => Self::SingleLines,
            (true, term) if !term.starts_with("vt") => Self::Unicode,
            _ => Self::Ascii,
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

    /// What stands for the symbol; `None`: it is shown as it is.
    fn shown(self, symbol: &str) -> Option<char> {
        let sign = SIGNS.iter().find(|(sign, _, _)| symbol.chars().eq([*sign]));
        match (self, sign) {
            (Self::Unicode, _) | (Self::SingleLines, None) => None,
            (Self::SingleLines, Some((_, single, _))) => Some(*single),
            (Self::Ascii, Some((_, _, ascii))) => Some(*ascii),
            (Self::Ascii, None) => Some('?'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(flag: Option<Glyphs>, variables: &str) -> Glyphs {
        let pairs: Vec<(&str, &str)> = variables.split_whitespace().filter_map(|pair| pair.split_once('=')).collect();
        Glyphs::detect(flag, |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
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
