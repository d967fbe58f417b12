//! What comes into the explorer: a scenario of a file, an example, a share line or a session; its manifests; the
//! configuration. What cannot be read is said, and leaves what there was.

use std::path::{Path, PathBuf};

use super::Explorer;
use super::keeper::SESSION;
use crate::config::decide::Decisions;
use crate::diag::{Diagnostic, Severity, Source};
use crate::document::Document;
use crate::examples;
use crate::files;
use crate::files::manifests::Texts;
use crate::manifest;
use crate::manifest::model::Manifests;
use crate::share;
use crate::ui::Look;
use crate::ui::text::sentence;

/// What stands before the name of an example.
const EXAMPLE: &str = "example:";

impl Explorer {
    pub(super) fn open(&mut self, name: &str) {
        if let Some(id) = name.strip_prefix(SESSION) {
            return self.open_session(id);
        }
        let mut of = None;
        let (source, file) = match name.strip_prefix(EXAMPLE) {
            Some(example) => match examples::named(example) {
                Some(example) => {
                    of = Some(example);
                    (Source::new(example.name, example.text), None)
                }
                None => return self.app.complain(format!("There is no example named {example:?}")),
            },
            None if share::is_one(name) => match share::decode(name) {
                Ok(text) => (Source::new("share line", text), None),
                Err(error) => return self.app.complain(sentence(&error.to_string())),
            },
            None => match files::read(Path::new(name)) {
                Ok(source) => (source, Some(PathBuf::from(name))),
                Err(unreadable) => return self.app.complain(format!("{name}: {}", unreadable.diagnostic.message)),
            },
        };
        let words = format!("Opened {}", source.name);
        match Document::open(source, file) {
            Ok(document) => {
                self.keeper.leave(&mut self.app);
                self.app.open(document.of_example(of));
                self.keeper.begin(&mut self.app);
                self.app.say(words);
                self.keeper.offer(&mut self.app);
                self.read_manifests();
            }
            Err(unread) => self.app.complain(first(&unread.diagnostics, &unread.source)),
        }
    }

    /// Opens work of an earlier run; what is open now is kept first.
    fn open_session(&mut self, id: &str) {
        self.keeper.put_by(&mut self.app);
        match self.keeper.take(&mut self.app, id) {
            Ok(()) => self.read_manifests(),
            Err(why) => self.app.complain(format!("That is not opened: {why}")),
        }
    }

    /// Reads the configuration again: theme and keys take hold at once. What cannot be read leaves what there was.
    pub(super) fn reload_config(&mut self) {
        let Some(place) = &self.config else { return };
        let config = place.read();
        match config.summary() {
            Some(problem) if config.worst() == Some(Severity::Error) => {
                self.app.complain(format!("{problem}; nothing of the config was taken over"));
            }
            problem => {
                let decisions = Decisions::new(&config.settings, |name| std::env::var(name).ok());
                self.app.restyle(Look::new(&config, &decisions));
                match problem {
                    Some(problem) => self.app.complain(problem),
                    None => self.app.say("Read the config again"),
                }
            }
        }
    }

    pub(super) fn reload(&mut self) {
        self.reload_config();
        let Some(file) = self.app.document().file().map(Path::to_owned) else {
            if self.app.document().scenario().policies.files.is_some() {
                self.app.say("Read the manifests again");
            } else if self.config.is_none() {
                self.app.say("This scenario has no file to read again");
            }
            return self.read_manifests();
        };
        match files::read(&file) {
            Ok(source) => match self.app.reload(source.text.clone()) {
                Ok(()) => self.read_manifests(),
                Err(problems) => self.app.complain(first(&problems, &source)),
            },
            Err(unreadable) => self.app.complain(format!("{}: {}", file.display(), unreadable.diagnostic.message)),
        }
    }

    /// Reads the manifests that the scenario names; what is wrong with them is said, and the rest counts.
    pub(super) fn read_manifests(&mut self) {
        let document = self.app.document();
        let texts = Texts::named_by(document.scenario(), document.file(), document.example());
        if texts.is_empty() {
            // None are named now, but some may have been before.
            if !document.manifests().is_empty() {
                self.app.take_manifests(Manifests::default());
            }
            return;
        }
        let reading = manifest::read(&texts.sources);
        let unreadable =
            texts.unreadable.first().map(|file| first(std::slice::from_ref(&file.diagnostic), &file.source));
        let is_error = |problem: &&(usize, Diagnostic)| problem.1.severity == Severity::Error;
        let problem = reading.problems.iter().find(is_error);
        let problem = problem.map(|(place, problem)| first(std::slice::from_ref(problem), &texts.sources[*place]));
        self.app.take_manifests(reading.manifests);
        if let Some(words) = unreadable.or(problem) {
            self.app.complain(words);
        }
    }
}

/// The first problem of a text with its place, and how many more there are.
fn first(problems: &[Diagnostic], source: &Source) -> String {
    let Some(problem) = problems.first() else { return format!("{} cannot be read", source.name) };
    let place = problem.span.as_ref().map(|span| source.position(span.start));
    let place = place.map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
    let more = if problems.len() > 1 { format!(" (and {} more)", problems.len() - 1) } else { String::new() };
    format!("{}{place}: {}{more}", source.name, problem.message)
}
