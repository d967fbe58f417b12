//! The text of a theme: `inherits`, `[palette]`, `[styles]`. Reports everything it cannot read, with its place, and goes
//! on; it does not judge whether the colours can be read by people.

use std::collections::BTreeMap;
use std::ops::Range;

use ratatui::style::{Color, Style};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{ANSI, MODIFIERS, Theme};
use crate::scenario::item::Problem;
use crate::scenario::leaf::nearest;

/// The code of a role that no theme has: a theme for another version of the program may set it, so that it is a warning.
pub const UNKNOWN_ROLE: &str = "unknown-role";

type Value<'a> = Spanned<DeValue<'a>>;
type Palette<'a> = BTreeMap<&'a str, Color>;

impl Theme {
    /// This theme with a text laid over it (or over the theme that the text inherits), and what could not be read.
    pub(super) fn patched(self, text: &str) -> (Self, Vec<Problem>) {
        let (document, errors) = DeTable::parse_recoverable(text);
        let mut problems: Vec<Problem> = errors
            .iter()
            .map(|error| problem("syntax", error.span().unwrap_or(0..0), error.message().to_owned()))
            .collect();
        let root = document.get_ref();
        for key in root.keys().filter(|key| !["inherits", "palette", "styles"].contains(&key.get_ref().as_ref())) {
            problems.push(unknown("key", key, ["inherits", "palette", "styles"].into_iter()));
        }
        let mut theme = self;
        if let Some(value) = root.get("inherits") {
            match value
                .get_ref()
                .as_str()
                .ok_or_else(|| "the name of a theme in quotes".to_owned())
                .and_then(Self::named)
            {
                Ok(parent) => theme = parent,
                Err(message) => problems.push(problem("bad-value", value.span(), format!("`inherits`: {message}"))),
            }
        }
        let palette = read_palette(table(root, "palette", &mut problems), &mut problems);
        for (name, value) in table(root, "styles", &mut problems).into_iter().flatten() {
            match (theme.role_mut(&name.get_ref().replace('-', "_")), style(value, &palette)) {
                (Some(role), Ok(style)) => *role = style,
                (None, _) => {
                    let roles: Vec<String> = Self::roles().map(|(role, _)| role).collect();
                    let unknown = unknown("role", name, roles.iter().map(String::as_str));
                    problems.push(Problem { code: UNKNOWN_ROLE, ..unknown });
                }
                (_, Err(error)) => problems.push(error),
            }
        }
        problems.sort_by_key(|problem| problem.span.start);
        (theme, problems)
    }
}

/// The roles that neither the text nor a theme it inherits sets.
#[cfg(test)]
pub(super) fn unset_roles(text: &str) -> Vec<String> {
    let document = DeTable::parse(text).expect("a theme that was read before");
    let root = document.get_ref();
    let inherited = root.get("inherits").and_then(|value| Theme::source(value.get_ref().as_str()?));
    let unset = inherited.map_or_else(|| Theme::roles().map(|(role, _)| role).collect(), unset_roles);
    let styles = root.get("styles").and_then(|value| value.get_ref().as_table());
    unset.into_iter().filter(|role| !styles.is_some_and(|styles| styles.contains_key(role.as_str()))).collect()
}

fn problem(code: &'static str, span: Range<usize>, message: String) -> Problem {
    Problem { code, message, help: None, span }
}

fn unknown<'a>(what: &str, key: &Spanned<std::borrow::Cow<'_, str>>, known: impl Iterator<Item = &'a str>) -> Problem {
    let name = key.get_ref().as_ref();
    let help = nearest(name, known).map(|near| format!("did you mean `{near}`?"));
    Problem { help, ..problem("unknown-key", key.span(), format!("unknown {what} `{name}`")) }
}

fn table<'a, 'text>(root: &'a DeTable<'text>, key: &str, problems: &mut Vec<Problem>) -> Option<&'a DeTable<'text>> {
    let value = root.get(key)?;
    let table = value.get_ref().as_table();
    if table.is_none() {
        problems.push(problem("bad-value", value.span(), format!("`{key}` is a table, `[{key}]`")));
    }
    table
}

fn read_palette<'a>(table: Option<&'a DeTable<'_>>, problems: &mut Vec<Problem>) -> Palette<'a> {
    let mut palette = Palette::new();
    for (name, value) in table.into_iter().flatten() {
        match color(value, &Palette::new()) {
            Ok(color) => {
                palette.insert(name.get_ref().as_ref(), color);
            }
            Err(error) => problems.push(error),
        }
    }
    palette
}

/// A style: a colour alone is that of the text.
fn style(value: &Value<'_>, palette: &Palette<'_>) -> Result<Style, Problem> {
    let DeValue::Table(parts) = value.get_ref() else {
        return color(value, palette).map(|fg| Style::new().fg(fg));
    };
    let mut style = Style::new();
    for (key, value) in parts {
        match key.get_ref().as_ref() {
            "fg" => style.fg = Some(color(value, palette)?),
            "bg" => style.bg = Some(color(value, palette)?),
            "add" => style = modifiers(style, value)?,
            _ => return Err(unknown("key", key, ["fg", "bg", "add"].into_iter())),
        }
    }
    Ok(style)
}

fn modifiers(mut style: Style, value: &Value<'_>) -> Result<Style, Problem> {
    let words = || MODIFIERS.iter().map(|(word, _)| *word);
    let expected = || format!("expected a list of {}", words().collect::<Vec<_>>().join(", "));
    let DeValue::Array(list) = value.get_ref() else {
        return Err(problem("bad-value", value.span(), expected()));
    };
    for item in list {
        let word = item.get_ref().as_str().unwrap_or_default();
        let known = MODIFIERS.iter().find(|(name, _)| *name == word);
        let (_, modifier) = known.ok_or_else(|| {
            let help = nearest(word, words()).map(|near| format!("did you mean \"{near}\"?"));
            Problem { help, ..problem("bad-value", item.span(), expected()) }
        })?;
        style = style.add_modifier(*modifier);
    }
    Ok(style)
}

/// A colour: a name of the palette, one of the terminal's sixteen, 0 to 255, or `#rrggbb`.
fn color(value: &Value<'_>, palette: &Palette<'_>) -> Result<Color, Problem> {
    let text = match value.get_ref() {
        DeValue::String(text) => text.as_ref(),
        DeValue::Integer(number) => number.as_str(),
        _ => return Err(problem("bad-value", value.span(), "expected a colour".to_owned())),
    };
    let hex = |digits: &str| u32::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 6);
    let ansi = || ANSI.iter().find(|(name, _)| *name == text).map(|(_, color)| *color);
    let found = match text.strip_prefix('#') {
        Some(digits) => hex(digits).map(Color::from_u32),
        None => palette.get(text).copied().or_else(ansi).or_else(|| text.parse().ok().map(Color::Indexed)),
    };
    found.ok_or_else(|| {
        let names = palette.keys().copied().chain(ANSI.iter().map(|(name, _)| *name));
        let help = nearest(text, names).map(|near| format!("did you mean \"{near}\"?"));
        let message = format!("{text:?} is no colour: expected a name, 0 to 255, or #rrggbb");
        Problem { help, ..problem("bad-value", value.span(), message) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_in_every_spelling() {
        let text =
            "[palette]\nsky = '#56B4E9'\n[styles]\ngood = 'sky'\nbad = { fg = 'light-red', bg = 17 }\nkey = '200'";
        let (theme, problems) = Theme::parse(text);
        assert_eq!(problems, []);
        assert_eq!(theme.good.fg, Some(Color::Rgb(0x56, 0xb4, 0xe9)));
        assert_eq!((theme.bad.fg, theme.bad.bg), (Some(Color::LightRed), Some(Color::Indexed(17))));
        assert_eq!(theme.key.fg, Some(Color::Indexed(200)));
    }

    #[test]
    fn every_mistake_is_told_with_its_place_and_the_nearest_name() {
        let cases = [
            ("[styles]\ntab-selectd = 'red'", "tab-selectd", "unknown role `tab-selectd`", Some("`tab-selected`")),
            ("[styles]\ngood = 'gren'", "'gren'", "\"gren\" is no colour", Some("\"green\"")),
            ("[styles]\ngood = '#fa0'", "'#fa0'", "\"#fa0\" is no colour", None),
            ("[styles]\ngood = 256", "256", "\"256\" is no colour", None),
            ("[styles]\ngood = { add = ['blod'] }", "'blod'", "expected a list of bold", Some("\"bold\"")),
            ("[styles]\ngood = { gf = 1 }", "gf", "unknown key `gf`", Some("`fg`")),
            ("[palete]", "palete", "unknown key `palete`", Some("`palette`")),
            ("inherits = 'mno'", "'mno'", "`inherits`: no theme is named \"mno\"", None),
            ("styles = 3", "3", "`styles` is a table", None),
        ];
        for (text, place, message, help) in cases {
            let (theme, problems) = Theme::parse(text);
            assert_eq!(problems.len(), 1, "{text}: {problems:?}");
            assert_eq!(&text[problems[0].span.clone()], place, "{text}");
            assert!(problems[0].message.starts_with(message), "{text}: {}", problems[0].message);
            assert_eq!(problems[0].help, help.map(|near| format!("did you mean {near}?")), "{text}");
            assert_eq!(theme, Theme::default(), "{text}");
        }
    }

    #[test]
    fn a_broken_line_leaves_the_others_standing() {
        let (theme, problems) = Theme::parse("[styles]\ngood = = 3\nbad = 'yellow'\n");
        assert!(!problems.is_empty());
        assert_eq!(theme.bad.fg, Some(Color::Yellow));
    }
}
