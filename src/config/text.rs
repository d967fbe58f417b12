//! The file with every default, to begin one's own with. Derived from the tables of settings and keys, so that it cannot
//! say anything else; a test reads it back.

use std::fmt::Write as _;

use super::keymap::Keymap;
use super::settings::{SETTINGS, Settings};

const HEAD: &str = "\
# What aksplore is told by its user. Everything may be left out; what stands here is the default.
# `aksplore config path` says where this file belongs, `aksplore config check` reads it.
# A flag comes before a variable, a variable before this file: --color, AKSPLORE_COLOR, color.
";

const KEYS: &str = "
# The keys. A table is a context; in it a key does an action, or \"none\". Any key, several keys or none may do an action.
# What is not named here stays as the preset has it; the lines below are that of the default, to be changed and freed of
# their first sign.
";

/// The text: every setting with its default, every built-in key behind a comment sign.
///
/// ```
/// # use aksplore::config::text::default_file;
/// assert!(default_file().contains("theme = \"terminal16\""));
/// assert!(default_file().contains("#\"u\" = \"undo\""));
/// ```
pub fn default_file() -> String {
    let mut text = HEAD.to_owned();
    let defaults = Settings::default();
    for (setting, (name, value, _)) in SETTINGS.iter().zip(defaults.shown()) {
        text.push('\n');
        for line in setting.doc.lines() {
            let _ = writeln!(text, "#{line}");
        }
        let _ = writeln!(text, "{name} = {value}");
    }
    text.push_str(KEYS);
    let built_in = Keymap::built_in_text().lines().skip_while(|line| line.starts_with('#') || line.is_empty());
    for line in built_in {
        let line = match line.strip_prefix('[') {
            Some(context) => format!("[keys.{context}"),
            None if line.is_empty() || line.starts_with('#') => line.to_owned(),
            None => format!("#{line}"),
        };
        text.push_str(&line);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::read::{Config, Sources};
    use crate::diag::Source;

    fn read(text: &str) -> Config {
        Config::read(Sources { file: Some(Source::new("config.toml", text)), ..Sources::default() })
    }

    fn values(config: &Config) -> Vec<(&'static str, String)> {
        config.settings.shown().into_iter().map(|(name, value, _)| (name, value)).collect()
    }

    fn bound(keymap: &Keymap) -> Vec<(String, String, Option<&'static str>)> {
        let all = keymap.bindings().iter();
        all.map(|b| (b.context.to_string(), b.chord.to_string(), b.action.map(crate::ui::action::Action::name)))
            .collect()
    }

    #[test]
    fn it_reads_as_what_is_built_in() {
        let config = read(&default_file());
        assert_eq!(config.problems, []);
        assert_eq!(values(&config), values(&read("")));
        assert_eq!(config.keymap, Keymap::built_in());
        // Every setting is set by it, and not only left as it is.
        for (name, _, origin) in config.settings.shown() {
            assert!(origin.to_string().starts_with("config.toml:"), "{name}");
        }
    }

    #[test]
    fn its_keys_are_the_built_in_ones_once_they_are_freed() {
        let freed: Vec<String> = default_file()
            .lines()
            .map(|line| if line.starts_with("#\"") { line[1..].to_owned() } else { line.to_owned() })
            .collect();
        let config = read(&freed.join("\n"));
        let errors = config.problems.iter().flat_map(|(_, problems)| problems);
        let errors: Vec<_> = errors.filter(|problem| problem.code != "key-shadowed").collect();
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(bound(&config.keymap), bound(&Keymap::built_in()));
        let users =
            config.keymap.bindings().iter().filter(|b| matches!(b.layer, crate::config::keymap::Layer::User(_)));
        assert_eq!(users.count(), Keymap::built_in().bindings().len());
    }
}
