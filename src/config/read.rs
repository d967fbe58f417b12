//! The configuration as a whole: flags over variables over the user's file over what is built in, and everything in them
//! that could not be read. A mistake costs its own setting and nothing else. Deliberately opens no file.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::decide::Background;
use super::keymap::{Keymap, Layer};
use super::settings::{Origin, SETTINGS, Setting, Settings, VARIABLES};
use super::theme::{Theme, UNKNOWN_ROLE};
use crate::diag::{Diagnostic, Severity, Source};
use crate::scenario::item::Problem;
use crate::scenario::leaf::{LeafError, nearest};

/// The table of the file that holds the keys.
pub const KEYS: &str = "keys";
/// The variable that names the file; it sets nothing itself.
pub const FILE_VARIABLE: &str = "AKSPLORE_CONFIG";

/// A flag that sets a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// As it is written: `--color`.
    pub flag: &'static str,
    /// The setting.
    pub setting: &'static str,
    /// The value as text.
    pub value: String,
}

/// Everything that a configuration is read from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The flags, the last of a setting wins.
    pub flags: Vec<Flag>,
    /// The variables whose names begin with `AKSPLORE_`.
    pub variables: Vec<(String, String)>,
    /// The user's file.
    pub file: Option<Source>,
    /// The user's themes: the name of each, and its text.
    pub themes: Vec<(String, Source)>,
}

/// A theme under its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedTheme {
    /// The name.
    pub name: String,
    /// The file that it was read from; `None`: it is built in.
    pub file: Option<String>,
    /// Its text.
    pub text: String,
    /// Its styles, in the colours that it asks for.
    pub theme: Theme,
}

/// A configuration: every value that holds, and what could not be read.
#[derive(Clone, Debug)]
pub struct Config {
    /// The settings.
    pub settings: Settings,
    /// The keys.
    pub keymap: Keymap,
    /// The themes: those built in, then the user's. One of the user's takes the place of one built in.
    pub themes: Vec<NamedTheme>,
    /// Everything that could not be read, by the text that it stands in.
    pub problems: Vec<(Source, Vec<Diagnostic>)>,
    /// A flag that names what there is not: the words for it.
    pub refused: Option<String>,
}

impl Config {
    /// Reads a configuration.
    pub fn read(sources: Sources) -> Self {
        let mut problems = Vec::new();
        let themes = themes(sources.themes, &mut problems);
        let mut settings = Settings::default();
        let mut found = sources.file.as_ref().map_or_else(Found::default, |file| read_file(file, &mut settings));
        let variables = read_variables(&sources.variables, &mut settings);
        for flag in &sources.flags {
            // The command line has let only good values pass.
            let _ = settings.set(flag.setting, &flag.value, Origin::Flag(flag.flag));
        }
        let mut environment = variables;
        let mut refused = None;
        if let Err(message) = find(&themes, &settings.theme.value, Background::Dark) {
            match &settings.theme.origin {
                Origin::Flag(flag) => refused = Some(format!("{flag} {}: {message}", settings.theme.value.as_str())),
                Origin::Variable(name) => {
                    environment.push(Diagnostic::unreadable("unknown-theme", format!("{name}: {message}")));
                }
                Origin::File { .. } | Origin::Default => {
                    let place = found.theme.clone().unwrap_or(0..0);
                    found.diagnostics.push(Diagnostic::error("unknown-theme", place, message));
                }
            }
            settings.theme = Settings::default().theme;
        }
        let base = Keymap::preset(settings.keymap.value);
        let keymap = match &sources.file {
            Some(file) => keys(file, &base, &mut found.diagnostics),
            None => base,
        };
        if let Some(file) = sources.file.filter(|_| !found.diagnostics.is_empty()) {
            found.diagnostics.sort_by_key(|problem| problem.span.as_ref().map(|span| span.start));
            problems.insert(0, (file, found.diagnostics));
        }
        if !environment.is_empty() {
            problems.push((Source::new("the environment", ""), environment));
        }
        Self { settings, keymap, themes, problems, refused }
    }

    /// The theme that the settings name, for this ground.
    pub fn theme(&self, background: Background) -> &NamedTheme {
        find(&self.themes, &self.settings.theme.value, background).unwrap_or(&self.themes[0])
    }

    /// The theme of this name, for this ground.
    ///
    /// # Errors
    /// When there is none; the words name the nearest, or all.
    pub fn theme_named(&self, name: &str, background: Background) -> Result<&NamedTheme, String> {
        find(&self.themes, name, background)
    }

    /// The worst that was found; `None`: nothing.
    pub fn worst(&self) -> Option<Severity> {
        self.problems.iter().flat_map(|(_, problems)| problems).map(|problem| problem.severity).min()
    }

    /// The first of what was found with its place and how many more there are, for one line; notes are left out.
    pub fn summary(&self) -> Option<String> {
        let all = || {
            let each = |(source, problems): &'_ (Source, Vec<Diagnostic>)| {
                problems.iter().map(|problem| (source.clone(), problem.clone())).collect::<Vec<_>>()
            };
            self.problems.iter().flat_map(each).filter(|(_, problem)| problem.severity < Severity::Note)
        };
        let worst = all().map(|(_, problem)| problem.severity).min()?;
        let (source, problem) = all().find(|(_, problem)| problem.severity == worst)?;
        let at = problem.span.as_ref().map(|span| source.position(span.start));
        let at = at.map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
        let help = problem.help.map(|help| format!("; {help}")).unwrap_or_default();
        let more = match all().count() {
            1 => String::new(),
            count => format!(" (and {} more: aksplore config check)", count - 1),
        };
        let file = source.name.rsplit(['/', '\\']).next().unwrap_or_default();
        Some(format!("{file}{at}: {}{help}{more}", problem.message))
    }
}

/// What is found in the file beside the values.
#[derive(Default)]
struct Found {
    diagnostics: Vec<Diagnostic>,
    /// Where the name of the theme stands.
    theme: Option<Range<usize>>,
}

/// How much a problem matters.
fn severity(code: &str) -> Severity {
    match code {
        "key-shadowed" => Severity::Note,
        "action-without-key" => Severity::Warning,
        code if code == UNKNOWN_ROLE => Severity::Warning,
        _ => Severity::Error,
    }
}

fn diagnostic(problem: Problem) -> Diagnostic {
    let Problem { code, message, help, span } = problem;
    Diagnostic { code, severity: severity(code), message, help, span: Some(span) }
}

/// The themes that are built in, with the user's beside or in place of them.
fn themes(own: Vec<(String, Source)>, problems: &mut Vec<(Source, Vec<Diagnostic>)>) -> Vec<NamedTheme> {
    let built_in = |name: &str| {
        let text = Theme::source(name).expect("a theme that is built in has a text");
        NamedTheme { name: name.to_owned(), file: None, text: text.to_owned(), theme: Theme::parse(text).0 }
    };
    let mut themes: Vec<NamedTheme> = Theme::names().map(built_in).collect();
    for (name, source) in own {
        let (theme, found) = Theme::parse(&source.text);
        let named = NamedTheme { name, file: Some(source.name.clone()), text: source.text.clone(), theme };
        match themes.iter_mut().find(|other| other.name == named.name) {
            Some(other) => *other = named,
            None => themes.push(named),
        }
        if !found.is_empty() {
            problems.push((source, found.into_iter().map(diagnostic).collect()));
        }
    }
    themes
}

/// The theme of this name for the ground: on a light one NAME-light, where there is one; else NAME, else NAME-dark.
fn find<'a>(themes: &'a [NamedTheme], name: &str, background: Background) -> Result<&'a NamedTheme, String> {
    let named = |name: &str| themes.iter().find(|theme| theme.name == name);
    let light = named(&format!("{name}-light")).filter(|_| background == Background::Light);
    let found = light.or_else(|| named(name)).or_else(|| named(&format!("{name}-dark")));
    found.ok_or_else(|| {
        let all = || themes.iter().map(|theme| theme.name.as_str());
        match nearest(name, all()) {
            Some(near) => format!("no theme is named {name:?}; did you mean {near:?}?"),
            None => format!("no theme is named {name:?}; there are {}", all().collect::<Vec<_>>().join(", ")),
        }
    })
}

/// Sets what the file sets, but for the keys.
fn read_file(file: &Source, settings: &mut Settings) -> Found {
    let (document, _) = DeTable::parse_recoverable(&file.text);
    let mut found = Found::default();
    for (key, value) in document.get_ref() {
        let name = key.get_ref().as_ref();
        let origin = Origin::File { name: file.name.clone(), line: file.position(key.span().start).line };
        match settings.set_from(name, value, origin) {
            Some(Ok(())) if name == "theme" => found.theme = Some(value.span()),
            Some(Ok(())) => {}
            Some(Err(error)) => found.diagnostics.push(bad_value(name, value, error)),
            None if name == KEYS => {}
            None => {
                let known = SETTINGS.iter().map(|setting| setting.name).chain([KEYS]);
                let help = nearest(name, known).map(|near| format!("did you mean `{near}`?"));
                let message = format!("unknown setting `{name}`");
                found.diagnostics.push(Diagnostic { help, ..Diagnostic::error("unknown-key", key.span(), message) });
            }
        }
    }
    found
}

fn bad_value(name: &str, value: &Spanned<DeValue<'_>>, error: LeafError) -> Diagnostic {
    let span = error.span.unwrap_or(value.span());
    Diagnostic::error("bad-value", span, format!("`{name}`: {}", error.message))
}

/// Lays the keys of the file over a keymap; errors of its syntax are told here, once.
fn keys(file: &Source, base: &Keymap, diagnostics: &mut Vec<Diagnostic>) -> Keymap {
    let (document, errors) = DeTable::parse_recoverable(&file.text);
    let mut syntax: Vec<Problem> = errors
        .iter()
        .map(|error| Problem {
            code: "syntax",
            message: error.message().to_owned(),
            help: None,
            span: error.span().unwrap_or(0..0),
        })
        .collect();
    let (keymap, problems) = match document.get_ref().get(KEYS).map(|keys| (keys.get_ref(), keys.span())) {
        Some((DeValue::Table(tables), _)) => base.with_tables(tables, Layer::User(0), &file.text, &mut syntax),
        Some((_, span)) => {
            let message = "`keys` holds a table for each context, like `[keys.global]`".to_owned();
            (base.clone(), vec![Problem { code: "bad-value", message, help: None, span }])
        }
        None => (base.clone(), Vec::new()),
    };
    // What cannot be parsed leaves an empty value behind, which would be told a second time.
    let line = |span: &Range<usize>| file.position(span.start).line;
    let broken: Vec<usize> = syntax.iter().map(|problem| line(&problem.span)).collect();
    diagnostics.retain(|own| !own.span.as_ref().is_some_and(|span| broken.contains(&line(span))));
    let meaning = problems.into_iter().filter(|problem| !broken.contains(&line(&problem.span)));
    let meaning: Vec<Problem> = meaning.collect();
    diagnostics.extend(syntax.into_iter().chain(meaning).map(diagnostic));
    keymap
}

/// Sets what variables set. One whose name is near that of a setting is told of, for it is mistyped; any other is some
/// other program's and is left alone.
fn read_variables(variables: &[(String, String)], settings: &mut Settings) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (name, value) in variables.iter().filter(|(name, value)| name != FILE_VARIABLE && !value.is_empty()) {
        let Some(setting) = SETTINGS.iter().find(|setting| setting.variable() == *name) else {
            let known: Vec<String> = SETTINGS.iter().map(Setting::variable).collect();
            let known = known.iter().map(String::as_str).chain([FILE_VARIABLE]).map(own_part);
            if let Some(near) = nearest(own_part(name), known) {
                let help = Some(format!("did you mean {VARIABLES}{near}?"));
                let unknown = Diagnostic::unreadable("unknown-variable", format!("the variable {name} sets nothing"));
                diagnostics.push(Diagnostic { help, severity: Severity::Warning, ..unknown });
            }
            continue;
        };
        if let Some(Err(error)) = settings.set(setting.name, value, Origin::Variable(name.clone())) {
            diagnostics.push(Diagnostic::unreadable("bad-value", format!("{name}: {}", error.message)));
        }
    }
    debug_assert!(variables.iter().all(|(name, _)| name.starts_with(VARIABLES)));
    diagnostics
}

/// What tells a variable from the others: they all begin alike, and that likeness says nothing.
fn own_part(variable: &str) -> &str {
    variable.strip_prefix(VARIABLES).unwrap_or(variable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::colour::WantedColors;
    use crate::config::key::Chord;
    use crate::config::keymap::{Context, Preset};
    use crate::ui::action::Action;

    fn config(file: &str, variables: &[(&str, &str)], flags: &[(&'static str, &'static str, &str)]) -> Config {
        Config::read(Sources {
            flags: flags
                .iter()
                .map(|(flag, setting, value)| Flag { flag, setting, value: (*value).to_owned() })
                .collect(),
            variables: variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            file: Some(Source::new("config.toml", file)),
            themes: Vec::new(),
        })
    }

    /// Every problem as `code line:column message; help`.
    fn told(config: &Config) -> Vec<String> {
        let one = |(source, problems): &(Source, Vec<Diagnostic>)| {
            let line = |problem: &Diagnostic| {
                let at = problem.span.as_ref().map(|span| source.position(span.start));
                let at = at.map_or("-".to_owned(), |at| format!("{}:{}", at.line, at.column));
                let help = problem.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
                format!("{} {at} {}{help}", problem.code, problem.message)
            };
            problems.iter().map(line).collect::<Vec<_>>()
        };
        config.problems.iter().flat_map(one).collect()
    }

    #[test]
    fn flags_come_before_variables_before_the_file_before_what_is_built_in() {
        let file = "color = 'never'\nslow = true\n";
        let variables = [("AKSPLORE_COLOR", "16"), ("AKSPLORE_CONFIG", "x.toml"), ("AKSPLORE_SLOW", "")];
        let color = |config: &Config| (config.settings.color.value, config.settings.color.origin.to_string());
        let cases = [
            (config("", &[], &[]), WantedColors::Auto, "default"),
            (config(file, &[], &[]), WantedColors::Never, "config.toml:1"),
            (config(file, &variables, &[]), WantedColors::Ansi16, "AKSPLORE_COLOR"),
            (config(file, &variables, &[("--color", "color", "true")]), WantedColors::True, "--color"),
            (config(file, &variables, &[("--color", "color", "auto")]), WantedColors::Auto, "--color"),
        ];
        for (config, value, origin) in cases {
            assert_eq!(color(&config), (value, origin.to_owned()));
            assert_eq!(told(&config), Vec::<String>::new());
        }
        let slow = config(file, &variables, &[]).settings.slow;
        assert_eq!((slow.value, slow.origin.to_string()), (true, "config.toml:2".to_owned()));
    }

    #[test]
    fn every_mistake_costs_its_own_setting_and_is_told_with_its_place() {
        let cases = [
            ("colour = 'never'", "unknown-key 1:1 unknown setting `colour`; did you mean `color`?"),
            ("frobnicate = 1", "unknown-key 1:1 unknown setting `frobnicate`"),
            ("color = 'nevr'", "bad-value 1:9 `color`: \"nevr\" is not known here; did you mean \"never\"?"),
            ("color = 16", "bad-value 1:9 `color`: found an integer, expected a string"),
            ("slow = 'yes'", "bad-value 1:8 `slow`: found a string, expected true or false"),
            ("theme = 'mno'", "unknown-theme 1:9 no theme is named \"mno\"; did you mean \"mono\"?"),
            ("keys = 3", "bad-value 1:8 `keys` holds a table for each context, like `[keys.global]`"),
            ("color = ", "syntax 1:9 string values must be quoted, expected literal string"),
            ("[keys.global]\nx = 'udno'", "unknown-action 2:5 no action is named \"udno\"; did you mean \"undo\"?"),
            ("[keys.globl]\nx = 'undo'", "unknown-context 1:7 \"globl\" is not known here; did you mean \"global\"?"),
            (
                "[keys.global]\nx = 'undo'\nx = 'redo'",
                "key-conflict 3:1 \"x\" is both \"undo\" and \"redo\" in `global`: it stays what it was",
            ),
        ];
        for (text, expected) in cases {
            let text = format!("{text}\n");
            let config = config(&text, &[], &[]);
            assert_eq!(told(&config), [expected], "{text}");
            assert_eq!(config.settings, Settings::default(), "{text}");
            assert_eq!(config.keymap, Keymap::built_in(), "{text}");
            assert_eq!(config.worst(), Some(Severity::Error), "{text}");
        }
    }

    #[test]
    fn what_is_right_beside_a_mistake_holds() {
        let text = "kolor = 'never'\ntheme = 'okabe'\n[keys.home]\nx = 'undo'\ny = 'udno'\n";
        let config = config(text, &[], &[]);
        assert_eq!(config.theme(Background::Dark).name, "okabe-dark");
        assert_eq!(config.theme(Background::Light).name, "okabe-light");
        assert_eq!(config.keymap.action(Context::Home, Chord::char('x')), Some(Action::Undo));
        let summary = config.summary().unwrap();
        let expected =
            "config.toml:1:1: unknown setting `kolor`; did you mean `color`? (and 1 more: aksplore config check)";
        assert_eq!(summary, expected);
    }

    #[test]
    fn variables_are_told_of_by_their_names() {
        let variables = [("AKSPLORE_COLOR", "blue"), ("AKSPLORE_THEM", "mono"), ("AKSPLORE_THEME", "mnoo")];
        let config = config("", &variables, &[]);
        let expected = [
            "bad-value - AKSPLORE_COLOR: \"blue\" is not known here; expected one of auto, never, 16, 256, true",
            "unknown-variable - the variable AKSPLORE_THEM sets nothing; did you mean AKSPLORE_THEME?",
            "unknown-theme - AKSPLORE_THEME: no theme is named \"mnoo\"; did you mean \"mono\"?",
        ];
        assert_eq!(told(&config), expected);
        assert_eq!(config.settings, Settings::default());
    }

    #[test]
    fn a_variable_of_some_other_program_is_left_alone() {
        for name in ["TARGET", "COMMIT", "UPDATE_DOCS", "RANDOM_KEYS", "HOME", "TEST"] {
            let told = told(&config("", &[(&format!("{VARIABLES}{name}"), "1")], &[]));
            assert_eq!(told, Vec::<String>::new(), "{name}");
        }
        for (name, meant) in [("COLOUR", "COLOR"), ("SLOWW", "SLOW"), ("GLYPH", "GLYPHS"), ("CONFG", "CONFIG")] {
            let told = told(&config("", &[(&format!("{VARIABLES}{name}"), "1")], &[]));
            let warning = format!("the variable AKSPLORE_{name} sets nothing; did you mean AKSPLORE_{meant}?");
            assert!(told.len() == 1 && told[0].ends_with(&warning), "{told:?}");
        }
    }

    #[test]
    fn a_flag_that_names_no_theme_is_refused() {
        let config = config("", &[], &[("--theme", "theme", "neon")]);
        assert!(config.refused.unwrap().starts_with("--theme neon: no theme is named \"neon\"; there are terminal16,"));
    }

    #[test]
    fn a_preset_is_what_the_users_keys_are_laid_over() {
        let config = config("keymap = 'vim'\n[keys.global]\n'0' = 'undo'", &[], &[]);
        assert_eq!(config.settings.keymap.value, Preset::Vim);
        assert_eq!(config.keymap.action(Context::Home, "ctrl-f".parse().unwrap()), Some(Action::PageDown));
        assert_eq!(config.keymap.action(Context::Home, Chord::char('0')), Some(Action::Undo));
    }

    #[test]
    fn a_theme_of_the_users_stands_beside_or_in_place_of_one_built_in() {
        let own = |name: &str, text: &str| (name.to_owned(), Source::new(format!("themes/{name}.toml"), text));
        let config = Config::read(Sources {
            file: Some(Source::new("config.toml", "theme = 'night'")),
            themes: vec![
                own("night", "inherits = 'okabe-dark'\n[styles]\ngood = 'light-green'\ngod = 'red'"),
                own("mono", "[styles]\nbad = 'light-red'"),
            ],
            ..Sources::default()
        });
        assert_eq!(told(&config), ["unknown-role 4:1 unknown role `god`; did you mean `good`?"]);
        assert_eq!(config.worst(), Some(Severity::Warning));
        let night = config.theme(Background::Dark);
        assert_eq!((night.name.as_str(), night.file.as_deref()), ("night", Some("themes/night.toml")));
        assert_eq!(night.theme.accent, Theme::named("okabe-dark").unwrap().accent);
        assert_eq!(config.themes.iter().filter(|theme| theme.name == "mono").count(), 1);
        assert!(config.theme_named("mono", Background::Dark).unwrap().file.is_some());
    }
}
