//! The explorer on the terminal: hands events to the app and does to the disk what it asks for. It decides nothing and
//! draws nothing itself.

use std::path::{Path, PathBuf};

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::diag::{Diagnostic, Source};
use crate::document::Document;
use crate::examples;
use crate::files::{self, Over, SaveError};
use crate::runtime::{self, Event, Program};
use crate::ui::{App, Effect};

/// What stands before the name of an example.
const EXAMPLE: &str = "example:";

/// The explorer as a program of the runtime.
#[derive(Debug)]
pub struct Explorer {
    app: App,
}

impl Explorer {
    /// Puts an app on the terminal.
    pub fn new(app: App) -> Self {
        Self { app }
    }

    /// The app.
    pub fn app(&self) -> &App {
        &self.app
    }

    fn tell(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Key(chord) => self.app.key(chord, false),
            Event::HurriedKey(chord) => self.app.key(chord, true),
            Event::Paste(text) => {
                self.app.paste(&text);
                Vec::new()
            }
            Event::Resize(columns, rows) => {
                self.app.resize(columns, rows);
                Vec::new()
            }
        }
    }

    /// Does what the app asks for; what is the runtime's to do is handed on.
    fn perform(&mut self, effect: Effect) -> Option<runtime::Effect> {
        match effect {
            Effect::Quit(code) => return Some(runtime::Effect::Quit(code)),
            Effect::Redraw => return Some(runtime::Effect::Redraw),
            Effect::Save => self.save(),
            Effect::SaveAs { name, replace } => self.save_as(&name, replace),
            Effect::Open(name) => self.open(&name),
            Effect::Reload => self.reload(),
        }
        None
    }

    fn save(&mut self) {
        let Some(file) = self.app.document().file().map(Path::to_owned) else { return };
        let as_read = self.app.document().text_as_read().to_owned();
        self.write(file, Over::Text(&as_read));
    }

    fn save_as(&mut self, name: &str, replace: bool) {
        let over = if replace { Over::Anything } else { Over::Nothing };
        self.write(PathBuf::from(name), over);
    }

    fn write(&mut self, file: PathBuf, over: Over<'_>) {
        let text = self.app.document().to_text();
        match files::save(&file, &text, over) {
            Ok(()) => {
                let words = format!("Saved {}", file.display());
                self.app.saved(file, text);
                self.app.say(words);
            }
            Err(SaveError::Changed(_)) => self.app.file_changed(),
            Err(SaveError::Exists(path)) => self.app.file_exists(&path.display().to_string()),
            Err(error @ SaveError::Io { .. }) => self.app.complain(error.to_string()),
        }
    }

    fn open(&mut self, name: &str) {
        let (source, file) = match name.strip_prefix(EXAMPLE) {
            Some(example) => match examples::named(example) {
                Some(example) => (Source::new(example.name, example.text), None),
                None => return self.app.complain(format!("There is no example named {example:?}")),
            },
            None => match files::read(Path::new(name)) {
                Ok(source) => (source, Some(PathBuf::from(name))),
                Err(unreadable) => return self.app.complain(format!("{name}: {}", unreadable.diagnostic.message)),
            },
        };
        let words = format!("Opened {}", source.name);
        match Document::open(source, file) {
            Ok(document) => {
                self.app.open(document);
                self.app.say(words);
            }
            Err(unread) => self.app.complain(first(&unread.diagnostics, &unread.source)),
        }
    }

    fn reload(&mut self) {
        let Some(file) = self.app.document().file().map(Path::to_owned) else { return };
        match files::read(&file) {
            Ok(source) => {
                if let Err(problems) = self.app.reload(source.text.clone()) {
                    self.app.complain(first(&problems, &source));
                }
            }
            Err(unreadable) => self.app.complain(format!("{}: {}", file.display(), unreadable.diagnostic.message)),
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

impl Program for Explorer {
    fn handle(&mut self, event: Event) -> Vec<runtime::Effect> {
        let effects = self.tell(event);
        effects.into_iter().filter_map(|effect| self.perform(effect)).collect()
    }

    fn view(&mut self, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        self.app.draw(area, buffer).map(Position::from)
    }
}

/// The examples as the explorer lists them: their names and what they show.
pub fn examples() -> Vec<(String, String)> {
    let about = |text: &str| crate::scenario::read::read(text).scenario.description.map(|words| words.0.to_string());
    let listed = |example: &examples::Example| (example.name.to_owned(), about(example.text).unwrap_or_default());
    examples::ALL.iter().map(listed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::Options;

    fn explorer(name: &str) -> Explorer {
        let mut explorer =
            Explorer::new(App::new(Document::of("new", crate::scenario::Scenario::default()), Options::default()));
        explorer.open(name);
        explorer
    }

    fn press(explorer: &mut Explorer, keys: &str) -> Vec<runtime::Effect> {
        let chords = keys.split_whitespace().map(|key| Event::Key(key.parse().unwrap()));
        chords.flat_map(|event| explorer.handle(event)).collect()
    }

    fn first_line(explorer: &mut Explorer) -> String {
        let area = Rect::new(0, 0, 80, 24);
        let mut buffer = Buffer::empty(area);
        explorer.view(area, &mut buffer);
        buffer.content[..80].iter().map(ratatui::buffer::Cell::symbol).collect()
    }

    #[test]
    fn an_edit_is_saved_under_a_name_and_then_under_it_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plan.toml");
        let mut explorer = explorer("example:overlay");
        press(&mut explorer, "n 7 enter esc W ctrl-u");
        explorer.handle(Event::Paste(file.display().to_string()));
        press(&mut explorer, "enter");
        assert!(std::fs::read_to_string(&file).unwrap().contains("count = 7"));
        assert!(!first_line(&mut explorer).contains('*'));
        press(&mut explorer, "n 8 enter esc");
        assert!(first_line(&mut explorer).contains('*'));
        press(&mut explorer, "w");
        assert!(std::fs::read_to_string(&file).unwrap().contains("count = 8"));
    }

    #[test]
    fn esc_and_a_key_that_arrive_as_one_are_both_heard() {
        let mut explorer = explorer("example:overlay");
        let before = explorer.app().document().scenario().clone();
        press(&mut explorer, "n 7 enter alt-u");
        assert!(explorer.app().editor().is_none());
        assert_eq!(*explorer.app().document().scenario(), before);
    }

    #[test]
    fn a_file_that_changed_underneath_is_kept_and_can_be_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plan.toml");
        std::fs::write(&file, "[cluster]\n[[node-pool]]\nname = \"system\"\ncount = 3\n").unwrap();
        let mut explorer = explorer(&file.display().to_string());
        press(&mut explorer, "n 4 enter esc");
        std::fs::write(&file, "[cluster]\n[[node-pool]]\nname = \"system\"\ncount = 9\n").unwrap();
        press(&mut explorer, "w");
        assert!(std::fs::read_to_string(&file).unwrap().contains("count = 9"));
        assert_eq!(explorer.app().layers().len(), 1);
        press(&mut explorer, "down enter");
        assert_eq!(explorer.app().document().scenario().pools[0].count, Some(9));
        press(&mut explorer, "u");
        assert_eq!(explorer.app().document().scenario().pools[0].count, Some(4));
    }

    #[test]
    fn what_cannot_be_opened_is_said_and_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let broken = folder.path().join("broken.toml");
        std::fs::write(&broken, "[cluster]\nmodle = 1\n").unwrap();
        let mut explorer = explorer("example:overlay");
        let before = explorer.app().document().scenario().clone();
        for name in ["example:none", "/nowhere/at/all.toml", &broken.display().to_string()] {
            explorer.open(name);
            assert_eq!(*explorer.app().document().scenario(), before, "{name}");
        }
    }

    #[test]
    fn q_quits_but_not_in_a_burst_and_not_over_unsaved_changes_of_a_file() {
        let mut plain = explorer("example:overlay");
        assert_eq!(plain.handle(Event::HurriedKey("q".parse().unwrap())), []);
        assert_eq!(press(&mut plain, "q"), [runtime::Effect::Quit(0)]);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plan.toml");
        std::fs::write(&file, "[cluster]\n[[node-pool]]\nname = \"system\"\ncount = 3\n").unwrap();
        let mut dirty = explorer(&file.display().to_string());
        press(&mut dirty, "n 4 enter esc");
        assert_eq!(press(&mut dirty, "q"), []);
        assert_eq!(press(&mut dirty, "y"), [runtime::Effect::Quit(0)]);
    }
}
