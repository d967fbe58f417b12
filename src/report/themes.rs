//! The answer of `themes`: the themes that are compiled in. Deliberately shows no colour: the explorer does.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Answer, SCHEMA};
use crate::config::theme::Theme;

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Themes {
    /// The version of the answer's format.
    pub schema: u32,
    /// The themes; the first is the default.
    pub themes: Vec<ThemeRow>,
}

/// One theme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ThemeRow {
    /// Its name, as `--theme` takes it.
    pub name: &'static str,
    /// Its text; only when it is asked for by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'static str>,
}

impl Themes {
    /// All of them, without their texts.
    pub fn all() -> Self {
        Self { schema: SCHEMA, themes: Theme::names().map(|name| ThemeRow { name, text: None }).collect() }
    }

    /// The one with this name; `None` when there is none.
    pub fn one(name: &str) -> Option<Self> {
        let name = Theme::names().find(|own| *own == name)?;
        Some(Self { schema: SCHEMA, themes: vec![ThemeRow { name, text: Theme::source(name) }] })
    }
}

impl Answer for Themes {
    const KIND: &'static str = "themes";

    fn text(&self) -> String {
        if let [ThemeRow { text: Some(text), .. }] = self.themes.as_slice() {
            return (*text).to_owned();
        }
        let names: Vec<&str> = self.themes.iter().map(|row| row.name).collect();
        format!("{}\n", names.join("\n"))
    }

    fn is_good(&self) -> bool {
        true
    }
}
