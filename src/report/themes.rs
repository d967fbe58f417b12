//! The answer of `themes`: those built in and the user's; of one, every role as it looks. Deliberately sends no colour
//! but where it is told that the reader shows colours.

use schemars::JsonSchema;
use serde::Serialize;

use super::table::table;
use super::{Answer, SCHEMA};
use crate::config::colour::ColorDepth;
use crate::config::read::{Config, NamedTheme};
use crate::config::theme::Theme;
use crate::config::theme::words::{painted, words};

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Themes {
    /// The version of the answer's format.
    pub schema: u32,
    /// The themes; those built in first.
    pub themes: Vec<ThemeRow>,
    /// The colours that the reader shows.
    #[serde(skip)]
    depth: Option<ColorDepth>,
}

/// One theme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ThemeRow {
    /// Its name, as `--theme` takes it.
    pub name: String,
    /// The file that it was read from; null: it is built in.
    pub file: Option<String>,
    /// Is it the one that the explorer opens in?
    pub is_chosen: bool,
    /// Its roles; only when it is asked for by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<RoleRow>>,
    /// Its text; only when it is asked for by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip)]
    theme: Theme,
}

/// One role of a theme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RoleRow {
    /// Its name, as a theme's file has it.
    pub name: String,
    /// How it looks, in words.
    pub style: String,
    /// What it is for.
    pub meaning: &'static str,
}

impl Themes {
    /// All of them, without their texts.
    pub fn all(config: &Config, chosen: &str) -> Self {
        let rows = config.themes.iter().map(|theme| row(theme, chosen, false));
        Self { schema: SCHEMA, themes: rows.collect(), depth: None }
    }

    /// One of them, painted in so many colours; `None`: the reader shows none.
    pub fn one(theme: &NamedTheme, chosen: &str, depth: Option<ColorDepth>) -> Self {
        Self { schema: SCHEMA, themes: vec![row(theme, chosen, true)], depth }
    }
}

fn row(theme: &NamedTheme, chosen: &str, is_whole: bool) -> ThemeRow {
    let NamedTheme { name, file, text, theme } = theme;
    let roles = theme.styles().into_iter().zip(Theme::roles()).map(|((_, style), (name, meaning))| RoleRow {
        name,
        style: words(style),
        meaning,
    });
    ThemeRow {
        name: name.clone(),
        file: file.clone(),
        is_chosen: *name == chosen,
        roles: is_whole.then(|| roles.collect()),
        text: is_whole.then(|| text.clone()),
        theme: theme.clone(),
    }
}

impl Answer for Themes {
    const KIND: &'static str = "themes";

    fn text(&self) -> String {
        if let [ThemeRow { roles: Some(roles), theme, .. }] = self.themes.as_slice() {
            let cells = |row: &RoleRow| vec![row.name.clone(), row.style.clone(), row.meaning.to_owned()];
            let text = table(&["ROLE", "STYLE", "WHAT IT IS FOR"], &roles.iter().map(cells).collect::<Vec<_>>());
            let Some(depth) = self.depth else { return text };
            // The heading stays as it is; each role's line begins with its name, which is painted in its style.
            let theme = theme.clone().quantised(depth);
            let styles = std::iter::once(None).chain(theme.styles().into_iter().map(|(_, style)| Some(style)));
            let line = |(line, style): (&str, Option<_>)| match (style, line.split_once(' ')) {
                (Some(style), Some((name, rest))) => format!("{} {rest}\n", painted(name, style)),
                _ => format!("{line}\n"),
            };
            return text.lines().zip(styles).map(line).collect();
        }
        let cells = |row: &ThemeRow| {
            let file = row.file.clone().unwrap_or_else(|| "built in".to_owned());
            vec![row.name.clone(), file, if row.is_chosen { "chosen" } else { "" }.to_owned()]
        };
        table(&["THEME", "FROM", ""], &self.themes.iter().map(cells).collect::<Vec<_>>())
    }

    fn is_good(&self) -> bool {
        true
    }
}
