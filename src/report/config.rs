//! The answers of `config`: where the file is, what holds and who says so, what is wrong. Deliberately reads nothing:
//! the command line hands the configuration over.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Answer, SCHEMA};
use crate::config::keymap::{Binding, Layer};
use crate::config::read::{Config, KEYS};
use crate::config::settings::Origin;
use crate::config::text::default_file;
use crate::diag::render::{Look, render};
use crate::diag::{Located, Severity, Source};

/// The answer of `config path`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ConfigPath {
    /// The version of the answer's format.
    pub schema: u32,
    /// The file that is read.
    pub file: String,
    /// Is it there?
    pub is_there: bool,
    /// The folder of the user's themes.
    pub themes_folder: String,
}

impl Answer for ConfigPath {
    const KIND: &'static str = "config-path";

    fn text(&self) -> String {
        format!("{}\n", self.file)
    }

    fn is_good(&self) -> bool {
        true
    }
}

/// The answer of `config print`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ConfigPrint {
    /// The version of the answer's format.
    pub schema: u32,
    /// Every setting, in the order of the default file.
    pub settings: Vec<SettingRow>,
    /// Every key.
    pub keys: Vec<KeyRow>,
}

/// The value of a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SettingRow {
    /// Its name.
    pub name: &'static str,
    /// Its value; `true` and `false` without quotes.
    pub value: serde_json::Value,
    /// Who says so.
    pub origin: String,
}

/// What a key does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KeyRow {
    /// Where it is pressed.
    pub context: &'static str,
    /// The key.
    pub key: String,
    /// The action; `none`: the key was taken away.
    pub action: &'static str,
    /// Who says so.
    pub origin: String,
}

impl ConfigPrint {
    /// What holds in a configuration whose file is this.
    pub fn new(config: &Config, file: Option<&Source>) -> Self {
        let setting = |(name, shown, origin): (&'static str, String, &Origin)| SettingRow {
            name,
            value: shown.parse().map_or_else(|_| shown.trim_matches('"').into(), serde_json::Value::Bool),
            origin: origin.to_string(),
        };
        let key = |binding: &Binding| KeyRow {
            context: binding.context.word(),
            key: binding.chord.to_string(),
            action: binding.action.map_or("none", |action| action.name()),
            origin: match (binding.layer, file) {
                (Layer::User(byte), Some(file)) => format!("{}:{}", file.name, file.position(byte).line),
                (Layer::Preset(preset), _) => format!("preset {preset}"),
                _ => Origin::Default.to_string(),
            },
        };
        Self {
            schema: SCHEMA,
            settings: config.settings.shown().into_iter().map(setting).collect(),
            keys: config.keymap.bindings().iter().map(key).collect(),
        }
    }
}

impl Answer for ConfigPrint {
    const KIND: &'static str = "config";

    /// A file again: what holds, each with who says so; of the keys those that are not built in.
    fn text(&self) -> String {
        let lines: Vec<(String, &str)> =
            self.settings.iter().map(|row| (format!("{} = {}", row.name, row.value), row.origin.as_str())).collect();
        let mut text = aligned(&lines);
        let own = |row: &&KeyRow| row.origin != Origin::Default.to_string();
        let mut contexts: Vec<&str> = self.keys.iter().filter(own).map(|row| row.context).collect();
        contexts.dedup();
        for (place, context) in contexts.iter().enumerate() {
            if contexts[..place].contains(context) {
                continue;
            }
            let _ = writeln!(text, "\n[{KEYS}.{context}]");
            let rows = self.keys.iter().filter(own).filter(|row| row.context == *context);
            let line = |row: &KeyRow| format!("{} = \"{}\"", serde_json::Value::from(row.key.as_str()), row.action);
            let lines: Vec<(String, &str)> = rows.map(|row| (line(row), row.origin.as_str())).collect();
            text.push_str(&aligned(&lines));
        }
        let built_in = self.keys.iter().filter(|row| !own(row)).count();
        let _ = writeln!(text, "\n# {built_in} more keys are the default; `aksplore config default` has them.");
        text
    }

    fn is_good(&self) -> bool {
        true
    }
}

/// Lines with what is said of each behind a sign, one below the other.
fn aligned(lines: &[(String, &str)]) -> String {
    let wide = lines.iter().map(|(line, _)| line.chars().count()).max().unwrap_or(0);
    let line = |(line, about): &(String, &str)| format!("{line:wide$}  # {about}\n");
    lines.iter().map(line).collect()
}

/// The answer of `config default`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ConfigDefault {
    /// The version of the answer's format.
    pub schema: u32,
    /// The file with every default.
    pub text: String,
}

impl Default for ConfigDefault {
    fn default() -> Self {
        Self { schema: SCHEMA, text: default_file() }
    }
}

impl Answer for ConfigDefault {
    const KIND: &'static str = "config-default";

    fn text(&self) -> String {
        self.text.clone()
    }

    fn is_good(&self) -> bool {
        true
    }
}

/// The answer of `config check`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ConfigCheck {
    /// The version of the answer's format.
    pub schema: u32,
    /// The file that was read; null: there is none.
    pub file: Option<String>,
    /// What is wrong with it, with the themes beside it and with the environment.
    pub diagnostics: Vec<Located>,
    #[serde(skip)]
    rendered: String,
}

impl ConfigCheck {
    /// What is wrong with a configuration.
    pub fn new(config: &Config, file: Option<&str>) -> Self {
        Self {
            schema: SCHEMA,
            file: file.map(str::to_owned),
            diagnostics: located(config),
            rendered: rendered(config, Look::Plain),
        }
    }
}

impl Answer for ConfigCheck {
    const KIND: &'static str = "config-check";

    fn text(&self) -> String {
        match (&self.file, self.rendered.as_str()) {
            (Some(file), "") => format!("{file}: nothing is wrong with it\n"),
            (None, "") => "there is no config file: the defaults hold\n".to_owned(),
            (_, problems) => problems.to_owned(),
        }
    }

    fn is_good(&self) -> bool {
        !self.diagnostics.iter().any(|problem| problem.severity == Severity::Error)
    }
}

/// Everything that is wrong with a configuration, with line and column.
pub fn located(config: &Config) -> Vec<Located> {
    let each = config.problems.iter();
    each.flat_map(|(source, problems)| problems.iter().map(|problem| problem.located(source))).collect()
}

/// Everything that is wrong with a configuration, each with the line it points at.
pub fn rendered(config: &Config, look: Look) -> String {
    let parts: Vec<String> = config.problems.iter().map(|(source, problems)| render(problems, source, look)).collect();
    parts.join("\n")
}
