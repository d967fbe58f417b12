//! `config`, `doctor`, `themes`, and what every sub-command takes from the configuration. Deliberately reads no file
//! itself: `files` does.

use std::io::IsTerminal as _;
use std::path::Path;

use super::arguments::{Cli, ConfigCommand, GlobalFlags};
use super::{Refusal, answer, environment, exit, output, say_always, version};
use crate::config::colour::ColorDepth;
use crate::config::decide::{Background, Clipboard, Decisions};
use crate::config::glyphs::Glyphs;
use crate::config::read::{Config, Flag};
use crate::config::settings::VARIABLES;
use crate::diag::Severity;
use crate::diag::render::Look;
use crate::files::config::Place;
use crate::files::{from_home, state_folder};
use crate::report::config::{ConfigCheck, ConfigDefault, ConfigPath, ConfigPrint, located, rendered};
use crate::report::doctor::{DecisionRow, Doctor, PathRow, TerminalRow};
use crate::report::themes::Themes;
use crate::runtime;
use crate::ui::layout::SizeClass;

/// A configuration, where it was read from, and what it makes of the terminal.
#[derive(Debug)]
pub(super) struct Configured {
    pub(super) place: Place,
    pub(super) config: Config,
    pub(super) decisions: Decisions,
}

impl GlobalFlags {
    /// The flags that set what the file sets too, in the order in which the later wins.
    fn settings(&self) -> Vec<Flag> {
        let text = |value: &dyn std::fmt::Display| value.to_string();
        let flags = [
            ("--theme", "theme", self.theme.clone()),
            ("--color", "color", self.color.as_ref().map(|color| text(color))),
            ("--ascii", "glyphs", self.ascii.then(|| "ascii".to_owned())),
            ("--unicode", "glyphs", self.unicode.then(|| "unicode".to_owned())),
            ("--ambiguous-wide", "glyphs", self.ambiguous_wide.then(|| "ascii-frames".to_owned())),
            ("--background", "background", self.background.as_ref().map(|background| text(background))),
            ("--slow", "slow", self.slow.then(|| "true".to_owned())),
            ("--no-alt-screen", "screen", self.no_alt_screen.then(|| "inline".to_owned())),
            ("--mouse", "mouse", self.mouse.then(|| "true".to_owned())),
            ("--big", "big", self.big.then(|| "true".to_owned())),
            ("--keep-screen", "screen", self.keep_screen.then(|| "keep".to_owned())),
        ];
        let given = flags.into_iter().filter_map(|(flag, setting, value)| Some(Flag { flag, setting, value: value? }));
        let set = self.set.iter().map(|(setting, value)| Flag { flag: "--set", setting, value: value.clone() });
        set.chain(given).collect()
    }
}

impl Cli {
    /// Reads the configuration.
    ///
    /// # Errors
    /// When a flag names a theme that there is not, or, with `--strict`, when anything is wrong with it.
    pub(super) fn configured(&self) -> Result<Configured, Refusal> {
        if self.global.config.as_deref() == Some(Path::new("-")) {
            return Err(Refusal::usage("--config takes a file: standard input is the scenario's"));
        }
        let variables = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
        let own = variables.filter(|(name, _)| name.starts_with(VARIABLES));
        let own = own.map(|(name, value)| (name, value.to_string_lossy().into_owned())).collect();
        let place = Place::new(self.global.config.as_deref(), self.global.settings(), own, environment);
        let config = place.read();
        if let Some(refused) = &config.refused {
            return Err(Refusal::usage(refused));
        }
        let decisions = Decisions::new(&config.settings, environment);
        if self.global.strict && config.worst() == Some(Severity::Error) {
            let message = rendered(&config, look(&decisions)).trim_end().to_owned();
            return Err(Refusal { code: exit::UNREADABLE, message });
        }
        Ok(Configured { place, config, decisions })
    }

    /// Says on standard error what is wrong with the configuration; notes are for `config check`.
    pub(super) fn say_problems(&self, configured: &Configured) {
        let mut told = configured.config.clone();
        for (_, problems) in &mut told.problems {
            problems.retain(|problem| problem.severity < Severity::Note);
        }
        told.problems.retain(|(_, problems)| !problems.is_empty());
        if !self.global.quiet && !told.problems.is_empty() {
            say_always(rendered(&told, look(&configured.decisions)).trim_end());
            say_always("what is wrong with the config is left out; `--strict` ends with it");
        }
    }

    pub(super) fn config_command(&self, command: &ConfigCommand, configured: &Configured) -> Result<u8, Refusal> {
        self.without_fields("config")?;
        let Configured { place, config, .. } = configured;
        let file = place.file.as_deref();
        match command {
            ConfigCommand::Default => self.answer(&ConfigDefault::default()),
            ConfigCommand::Path => {
                let no_place = "neither XDG_CONFIG_HOME nor HOME names a folder; --config FILE names a file";
                let no_place = || Refusal { code: exit::BAD, message: format!("error: {no_place}") };
                let file = file.ok_or_else(no_place)?;
                let themes = place.themes.as_deref().map(|folder| folder.display().to_string());
                self.answer(&ConfigPath {
                    schema: crate::report::SCHEMA,
                    file: file.display().to_string(),
                    is_there: file.exists(),
                    themes_folder: themes.unwrap_or_default(),
                })
            }
            ConfigCommand::Print => {
                self.say_problems(configured);
                let source = file.and_then(|file| crate::files::read(file).ok());
                self.answer(&ConfigPrint::new(config, source.as_ref()))
            }
            ConfigCommand::Check => {
                let there = file.filter(|file| place.is_named || file.exists());
                let there = there.map(|file| file.display().to_string());
                let code = self.answer(&ConfigCheck::new(config, there.as_deref()))?;
                Ok(if code == exit::GOOD { code } else { exit::UNREADABLE })
            }
        }
    }

    pub(super) fn themes(&self, name: Option<&str>, source: bool, configured: &Configured) -> Result<u8, Refusal> {
        self.without_fields("themes")?;
        let Configured { config, decisions, .. } = configured;
        let background = decisions.background.value;
        let chosen = &config.theme(background).name;
        let Some(name) = name else { return self.answer(&Themes::all(config, chosen)) };
        let theme = config.theme_named(name, background).map_err(Refusal::usage)?;
        if source {
            return output::print(&theme.text).map(|()| exit::GOOD);
        }
        let depth = Some(decisions.colors.value).filter(|_| std::io::stdout().is_terminal());
        answer(&Themes::one(theme, chosen, depth), self.format())
    }

    pub(super) fn doctor(&self, configured: &Configured) -> Result<u8, Refusal> {
        self.without_fields("doctor")?;
        let Configured { place, config, .. } = configured;
        let shown = |path: Option<&Path>, name| PathRow {
            name,
            path: path.map(from_home),
            is_there: path.is_some_and(Path::exists),
        };
        let state = state_folder();
        let paths = vec![
            shown(place.file.as_deref(), "config"),
            shown(place.themes.as_deref(), "themes"),
            shown(state.as_deref(), "state"),
        ];
        self.answer(&Doctor::new(
            version::program(),
            Self::terminal(),
            self.decisions(configured),
            paths,
            located(config),
        ))
    }

    /// What is known of the terminal without asking it.
    fn terminal() -> TerminalRow {
        let set = |name: &str| environment(name).filter(|value| !value.is_empty());
        let mut within = Vec::new();
        for (variable, what) in [
            ("TMUX", "tmux"),
            ("STY", "GNU screen"),
            ("ZELLIJ", "zellij"),
            ("SSH_TTY", "ssh"),
            ("WT_SESSION", "Windows Terminal"),
        ] {
            within.extend(set(variable).map(|_| what.to_owned()));
        }
        let size = std::io::stdout().is_terminal().then(runtime::terminal_size);
        TerminalRow {
            term: set("TERM"),
            colorterm: set("COLORTERM"),
            within,
            columns: size.map(|(columns, _)| columns),
            rows: size.map(|(_, rows)| rows),
        }
    }

    /// What is decided and why, a row each.
    fn decisions(&self, configured: &Configured) -> Vec<DecisionRow> {
        let Configured { config, decisions, .. } = configured;
        let Decisions { colors, glyphs, background, clipboard, is_kitty } = decisions;
        let row = |name, value: &str, reason: &str, change| DecisionRow {
            name,
            value: value.to_owned(),
            reason: reason.to_owned(),
            change,
        };
        let settings = &config.settings;
        let theme = config.theme(background.value);
        let from = theme.file.as_deref().unwrap_or("built in");
        let theme_reason = format!("{from}; {}", settings.theme.origin);
        let layout = match runtime::terminal_size() {
            _ if !std::io::stdout().is_terminal() => ("none".to_owned(), "standard output is no terminal".to_owned()),
            (columns, rows) => {
                (layout(SizeClass::of(columns, rows)).to_owned(), format!("{columns} columns, {rows} rows"))
            }
        };
        let draws = match self.no_screen() {
            Some(reason) => ("answers", reason),
            None => ("draws", "there is a terminal that can be drawn on"),
        };
        let switch = |on: bool, yes, no| if on { yes } else { no };
        vec![
            row("explorer", draws.0, draws.1, "a terminal with a TERM that names it"),
            row("layout", &layout.0, &layout.1, "another size of the terminal"),
            row("colors", colors.value.word(), &colors.reason, "--color, color"),
            row("glyphs", glyph_word(glyphs.value), &glyphs.reason, "--ascii, --unicode, glyphs"),
            row(
                "background",
                switch(background.value == Background::Light, "light", "dark"),
                &background.reason,
                "--background, background",
            ),
            row("theme", &theme.name, &theme_reason, "--theme, theme, T"),
            row(
                "keymap",
                settings.keymap.value.word(),
                &settings.keymap.origin.to_string(),
                "--set keymap=NAME, keymap",
            ),
            row("clipboard", clipboard_word(clipboard.value), &clipboard.reason, "--set clipboard=WAY, clipboard"),
            row(
                "keyboard",
                switch(is_kitty.value, "kitty's protocol", "plain"),
                &is_kitty.reason,
                "--set keyboard=kitty, keyboard",
            ),
            row(
                "mouse",
                switch(settings.mouse.value, "selects, scrolls", "the terminal's"),
                &settings.mouse.origin.to_string(),
                "--mouse, mouse",
            ),
            row("slow", switch(settings.slow.value, "yes", "no"), &settings.slow.origin.to_string(), "--slow, slow"),
            row(
                "frames",
                switch(settings.synchronized.value, "marked (mode 2026)", "not marked"),
                &settings.synchronized.origin.to_string(),
                "--set synchronized=true",
            ),
            row(
                "screen",
                settings.screen.value.word(),
                &settings.screen.origin.to_string(),
                "--no-alt-screen, --keep-screen, screen",
            ),
        ]
    }
}

fn look(decisions: &Decisions) -> Look {
    let is_coloured = std::io::stderr().is_terminal() && decisions.colors.value != ColorDepth::None;
    if is_coloured { Look::Ansi } else { Look::Plain }
}

fn layout(class: SizeClass) -> &'static str {
    match class {
        SizeClass::Tiny => "one sentence",
        SizeClass::Narrow => "narrow",
        SizeClass::Normal => "normal",
        SizeClass::Wide => "wide",
    }
}

fn glyph_word(glyphs: Glyphs) -> &'static str {
    match glyphs {
        Glyphs::Unicode => "unicode",
        Glyphs::SingleLines => "single-lines",
        Glyphs::AsciiFrames => "ascii-frames",
        Glyphs::Ascii => "ascii",
    }
}

fn clipboard_word(clipboard: Clipboard) -> &'static str {
    match clipboard {
        Clipboard::Osc52 => "OSC 52",
        Clipboard::Screen => "OSC 52 in pieces",
        Clipboard::Off => "a file alone",
    }
}
