//! The explorer on the terminal: hands events to the app and does to the disk what it asks for. It decides nothing and
//! draws nothing itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::config::decide::Decisions;
use crate::diag::{Diagnostic, Severity, Source};
use crate::document::Document;
use crate::engine::Analysis;
use crate::examples;
use crate::files::config::Place;
use crate::files::manifests::Texts;
use crate::files::{self, Over, SaveError};
use crate::manifest;
use crate::manifest::model::Manifests;
use crate::picture;
use crate::report::check::Check;
use crate::report::export::Form;
use crate::report::sheet::Origin;
use crate::runtime::{self, Event, Mouse, Program, Rest};
use crate::scenario::defaults::stated_text;
use crate::scenario::difference::differences;
use crate::share;
use crate::ui::action::Action;
use crate::ui::layer::{Page, Part};
use crate::ui::lines::Told;
use crate::ui::text::sentence;
use crate::ui::{self, App, Effect, Look, Shown};
use crate::worker::Worker;

mod answer;
mod keeper;

use answer::answer;
use keeper::{Keeper, SESSION};

/// What stands before the name of an example.
const EXAMPLE: &str = "example:";

/// The file of the state folder that holds what was copied last.
const COPIED: &str = "copied.txt";

/// How long something that went well stands in the status line.
const SAID_FOR: Duration = Duration::from_secs(4);

/// More bytes than that are not sent to a terminal's clipboard: terminals take 100,000 at most, written in base64.
const CLIPBOARD_BYTES_MAX: usize = 74_000;

/// The explorer as a program of the runtime.
#[derive(Debug)]
pub struct Explorer {
    app: App,
    /// Where what outlives the program is kept; `None`: nowhere.
    state_folder: Option<PathBuf>,
    /// Computes who reaches whom, and says of which revision it was.
    worker: Worker<Revision>,
    /// What it works on.
    working_on: Option<Revision>,
    keeper: Keeper,
    /// When what was said last goes from the status line; errors stay until the next key.
    hush: Option<Instant>,
    /// After so many keys more it panics, for a test of what is left then; `None`: it does not.
    panics_after: Option<usize>,
    /// Where the configuration is read again from; `None`: nowhere.
    config: Option<Place>,
    /// May what is copied be sent to the terminal?
    has_clipboard: bool,
}

/// A revision of the design, known by the answers to it, which keep what was computed.
type Revision = Arc<Analysis>;

impl Explorer {
    /// Puts an app on the terminal.
    pub fn new(app: App) -> Self {
        Self {
            app,
            state_folder: None,
            worker: Worker::default(),
            working_on: None,
            keeper: Keeper::new(None),
            hush: None,
            panics_after: None,
            config: None,
            has_clipboard: true,
        }
    }

    /// Keeps what outlives the program in this folder.
    #[must_use]
    pub fn keeping_in(mut self, state_folder: Option<PathBuf>) -> Self {
        let mut keeper = Keeper::new(state_folder.as_deref());
        keeper.begin(&mut self.app);
        Self { state_folder, keeper, ..self }
    }

    /// Opens what the last run left; where it left nothing, what is open stays.
    #[must_use]
    pub fn reopening(mut self) -> Self {
        if self.keeper.reopen(&mut self.app) {
            self.read_manifests();
        }
        self
    }

    /// Says in one line what of earlier work there is for what is open.
    #[must_use]
    pub fn offering(mut self) -> Self {
        self.keeper.offer(&mut self.app);
        self
    }

    /// Says to who is new where the keys are, in the status line until the first key; nothing is written for it, so it
    /// is said until there is something to keep.
    #[must_use]
    pub fn greeting(mut self) -> Self {
        if self.app.shows_status() && self.keeper.is_first_run() {
            self.app.greet();
        }
        self
    }

    /// Panics after so many keys.
    #[must_use]
    pub fn panicking_after(self, keys: Option<usize>) -> Self {
        Self { panics_after: keys, ..self }
    }

    /// What to say to the shell after the end: how to get back what is in no file.
    pub fn farewell(&self) -> Option<String> {
        self.keeper.farewell(&self.app)
    }

    /// Where the work is kept, after a failure.
    pub fn kept_in(&self) -> Option<PathBuf> {
        self.keeper.kept_in()
    }

    /// Reads the configuration from there when it is asked to.
    #[must_use]
    pub fn configured_by(self, config: Place) -> Self {
        Self { config: Some(config), ..self }
    }

    /// Sends nothing to the terminal's clipboard: what is copied goes to a file alone.
    #[must_use]
    pub fn without_clipboard(self) -> Self {
        Self { has_clipboard: false, ..self }
    }

    /// The app.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The app, to ask it what only an open line knows.
    pub fn app_mut(&mut self) -> &mut App {
        &mut self.app
    }

    /// What the screen says, in words.
    pub fn told(&mut self) -> Told {
        self.app.told()
    }

    /// The answer that the screen shows, in the words of the command line.
    ///
    /// # Errors
    /// When the question cannot be asked; in words.
    pub fn answer_text(&mut self) -> Result<String, String> {
        let shown = self.app.answer_shown();
        answer(self.app.shown(), &shown, Form::Text, &Origin::default())
    }

    /// Does an action, as its key would.
    pub fn act(&mut self, action: Action) -> Vec<runtime::Effect> {
        let effects = self.app.act(action);
        self.done(effects)
    }

    /// Does the effects, and sees to the work that follows from them.
    fn done(&mut self, effects: Vec<Effect>) -> Vec<runtime::Effect> {
        let effects = effects.into_iter().filter_map(|effect| self.perform(effect)).collect();
        self.see_to_work();
        self.keeper.look(&mut self.app);
        effects
    }

    fn tell(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Key(chord) => self.app.key(chord, false),
            Event::HurriedKey(chord) => self.app.key(chord, true),
            Event::Paste(text) => {
                self.app.paste(&text);
                Vec::new()
            }
            Event::Mouse(mouse) => self.app.mouse(match mouse {
                Mouse::Click(column, row) => ui::Mouse::Click(column, row),
                Mouse::WheelUp => ui::Mouse::WheelUp,
                Mouse::WheelDown => ui::Mouse::WheelDown,
            }),
            Event::Resize(columns, rows) => {
                self.app.resize(columns, rows);
                Vec::new()
            }
            Event::Woken => {
                if self.worker.finished().is_some() {
                    self.working_on = None;
                }
                self.keeper.finish(&mut self.app);
                Vec::new()
            }
            Event::Due => {
                self.keeper.write_if_due(&mut self.app);
                if self.hush.is_some_and(|time| time <= Instant::now()) {
                    self.app.hush();
                }
                Vec::new()
            }
            Event::Reload => {
                self.reload_config();
                Vec::new()
            }
        }
    }

    /// Begins to compute what the app waits for, and stops what it does not wait for any more: after an edit that is
    /// the table of the revision before.
    fn see_to_work(&mut self) {
        let awaited = self.app.awaited();
        let is_same = match (&awaited, &self.working_on) {
            (Some(awaited), Some(working_on)) => Arc::ptr_eq(awaited, working_on),
            (awaited, working_on) => awaited.is_none() && working_on.is_none(),
        };
        if is_same {
            return;
        }
        self.worker.stop();
        if let Some(revision) = awaited.clone() {
            self.worker.begin(move |wanted| revision.work_out_reach(&|| wanted.still()).then_some(revision));
        }
        self.working_on = awaited;
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
            Effect::ListKept => self.app.offer(self.keeper.openable()),
            Effect::Since(place) => self.show_since(place),
            Effect::Mouse(is_on) => return Some(runtime::Effect::Mouse(is_on)),
            Effect::ShowPlain(shown) => match answer(self.app.shown(), &shown, Form::Text, &Origin::default()) {
                Ok(text) => self.app.show_plain(&text),
                Err(reason) => self.app.complain(reason),
            },
            Effect::Copy(text) => return self.copy(&text),
            Effect::Share(line) => return self.share(&line),
            Effect::Export { shown, form, name, replace } => self.export(&shown, form, &name, replace),
            Effect::CopyAnswer(shown) => match answer(self.app.shown(), &shown, Form::Text, &Origin::default()) {
                Ok(text) => return self.copy(&text),
                Err(reason) => self.app.complain(reason),
            },
        }
        None
    }

    /// Copies the line that holds the whole design, and says how it is opened again.
    fn share(&mut self, line: &str) -> Option<runtime::Effect> {
        const OPENS: &str = "`aksplore LINE` opens it";
        let effect = self.copy(line);
        if let Some(said) = self.app.said() {
            let whole = format!("{said}; {OPENS}");
            // Where the whole path has no room, its last name does.
            let short = format!("Sent to the terminal clipboard; {OPENS}; also in {COPIED}");
            let fits = whole.chars().count() + 2 <= usize::from(self.app.area().width);
            self.app.say(if fits || effect.is_none() || !said.contains(COPIED) { whole } else { short });
        }
        effect
    }

    /// Keeps the text in a file and sends it to the terminal's clipboard, which never says whether it took it.
    fn copy(&mut self, text: &str) -> Option<runtime::Effect> {
        let text = text.trim_end();
        let kept = self.state_folder.as_deref().map(|folder| files::keep(folder, COPIED, &format!("{text}\n")));
        let kept = match kept {
            Some(Ok(path)) => Ok(files::from_home(&path)),
            Some(Err(error)) => Err(error.to_string()),
            None => Err("no folder to keep it in".to_owned()),
        };
        if !self.has_clipboard {
            match kept {
                Ok(file) => self.app.say(format!("In {file}; the terminal clipboard is off")),
                Err(why) => self.app.complain(format!("The terminal clipboard is off, and no file: {why}")),
            }
            return None;
        }
        let is_sent = text.len() <= CLIPBOARD_BYTES_MAX;
        match (is_sent, kept) {
            (true, Ok(file)) => self.app.say(format!("Sent to the terminal clipboard; also in {file}")),
            (true, Err(why)) => self.app.say(format!("Sent to the terminal clipboard, but to no file: {why}")),
            (false, Ok(file)) => self.app.say(format!("Too long for the terminal clipboard: in {file}")),
            (false, Err(why)) => self.app.complain(format!("Too long for the terminal clipboard, and no file: {why}")),
        }
        is_sent.then(|| runtime::Effect::Copy(text.to_owned()))
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
            Err(SaveError::Changed(_)) => {
                let beside = files::beside(&file).display().to_string();
                self.app.file_changed(&file.display().to_string(), &beside);
            }
            Err(SaveError::Exists(path)) => self.app.file_exists(&path.display().to_string()),
            Err(error @ SaveError::Io { .. }) => self.app.complain(error.to_string()),
        }
    }

    /// Writes what is shown to a file, in this form.
    fn export(&mut self, shown: &Shown, form: Form, name: &str, replace: bool) {
        let text = match form {
            Form::Svg => Ok(self.picture()),
            Form::Toml => Ok(stated_text(self.app.document().scenario())),
            form => answer(self.app.shown(), shown, form, &self.origin()),
        };
        let written = text.and_then(|text| {
            let over = if replace { Over::Anything } else { Over::Nothing };
            match files::save(Path::new(name), &text, over) {
                Ok(()) => Ok(true),
                Err(SaveError::Exists(_)) => Ok(false),
                Err(error) => Err(error.to_string()),
            }
        });
        match written {
            Ok(true) => self.app.say(format!("Wrote {name}")),
            Ok(false) => self
                .app
                .may_replace(Effect::Export { shown: shown.clone(), form, name: name.to_owned(), replace: true }, name),
            Err(reason) => self.app.complain(sentence(&reason)),
        }
    }

    /// The screen as it stands, without what lies on top, as SVG.
    fn picture(&mut self) -> String {
        let area = self.app.area();
        let mut buffer = Buffer::empty(area);
        self.app.draw(area, &mut buffer);
        picture::svg(&buffer, &self.app.document().name())
    }

    fn origin(&self) -> Origin {
        let document = self.app.document();
        Origin { design: document.name(), share_line: share::encode(document.scenario()), day: files::today() }
    }

    fn open(&mut self, name: &str) {
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

    /// Shows what changed since a state of the history: what AKS makes of it, and every key.
    fn show_since(&mut self, place: usize) {
        let document = self.app.document();
        let then = match document.history().scenario_at(place) {
            Ok(then) => then,
            Err(lost) => return self.app.complain(lost.to_string()),
        };
        let name = document.history().points().into_iter().nth(place).and_then(|point| point.name);
        let name = name.map_or_else(|| format!("point {}", place + 1), |name| format!("\"{name}\""));
        let old = Analysis::with_manifests(Arc::clone(&then), Arc::clone(document.manifests()));
        let now = Analysis::with_manifests(Arc::clone(document.scenario()), Arc::clone(document.manifests()));
        let mut words = Check::change_words(&name, &old, &now).into_iter();
        let mut parts = vec![Part::Heading(words.next().map(|heading| sentence(&heading)).unwrap_or_default())];
        parts.extend(
            words.flat_map(|row| row.lines().map(|line| Part::Text(line.trim().to_owned())).collect::<Vec<_>>()),
        );
        let keys = differences(&then, document.scenario());
        let heading = if keys.is_empty() { "No key differs" } else { "Keys that differ" };
        parts.extend([Part::Blank, Part::Heading(heading.to_owned())]);
        parts.extend(keys.iter().map(|key| Part::Text(key.to_string())));
        self.app.show_since(Page::new(format!("What changed since {name}"), parts));
    }

    /// Reads the configuration again: theme and keys take hold at once. What cannot be read leaves what there was.
    fn reload_config(&mut self) {
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

    fn reload(&mut self) {
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
}

impl Explorer {
    /// Reads the manifests that the scenario names; what is wrong with them is said, and the rest counts.
    fn read_manifests(&mut self) {
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

impl Program for Explorer {
    fn begin(&mut self, waker: runtime::Waker) {
        self.keeper.wake_with(waker.clone());
        self.worker.wake_with(waker);
    }

    fn due(&self) -> Option<Instant> {
        let now = (self.panics_after == Some(0)).then(Instant::now);
        [now, self.keeper.due(), self.hush].into_iter().flatten().min()
    }

    fn rest(&mut self, why: Rest) {
        self.keeper.rest(&mut self.app, why);
    }

    fn handle(&mut self, event: Event) -> Vec<runtime::Effect> {
        assert!(self.panics_after != Some(0), "as --debug-panic asks");
        if let (Some(keys), Event::Key(_) | Event::HurriedKey(_)) = (&mut self.panics_after, &event) {
            *keys -= 1;
        }
        let is_key = matches!(event, Event::Key(_) | Event::HurriedKey(_) | Event::Paste(_) | Event::Mouse(_));
        let before = self.app.said().map(str::to_owned);
        let effects = self.tell(event);
        let effects = self.done(effects);
        // What was said before the first key is for whoever comes to the screen, and waits.
        if is_key || self.app.said() != before.as_deref() {
            self.hush = self.app.said().map(|_| Instant::now() + SAID_FOR);
        }
        effects
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
    fn every_screen_is_written_in_every_form_and_a_file_that_is_there_is_asked_about() {
        let folder = tempfile::tempdir().unwrap();
        for design in ["example:hub-spoke", "example:network-policies"] {
            let mut explorer = explorer(design);
            explorer.read_manifests();
            for screen_key in ["1", "2", "3", "4", "5", "6"] {
                for (place, form) in Form::ALL.iter().enumerate() {
                    let file = folder.path().join(format!("{screen_key}.{form}"));
                    let down = "down ".repeat((place + Form::ALL.len() - 1) % Form::ALL.len());
                    press(&mut explorer, &format!("{screen_key} x {down} enter ctrl-u"));
                    explorer.handle(Event::Paste(file.display().to_string()));
                    press(&mut explorer, "enter y");
                    let text = std::fs::read_to_string(&file).unwrap();
                    let begins = match form {
                        Form::Svg => text.starts_with("<svg "),
                        Form::Markdown => text.starts_with("# ") && text.contains("aksplore1:"),
                        Form::Json => serde_json::from_str::<serde_json::Value>(&text).unwrap()["schema"] == 1,
                        Form::Csv => text.lines().next().unwrap().contains(','),
                        Form::Text => !text.is_empty(),
                        Form::Toml => crate::scenario::read::read(&text).is_sound(),
                    };
                    assert!(begins, "{design} {screen_key} {form}: {text}");
                    assert!(explorer.app().layers().is_empty(), "{design} {screen_key} {form}");
                }
            }
        }
    }

    #[test]
    fn what_is_copied_is_what_the_command_line_answers_and_stands_in_a_file_too() {
        let folder = tempfile::tempdir().unwrap();
        let mut explorer = explorer("example:hub-spoke").keeping_in(Some(folder.path().to_owned()));
        let file = folder.path().join(COPIED);
        let cases = [
            ("1 y", "3"),
            ("1 Y", "FITS  10%  azure-cni-overlay"),
            ("2 Y", "10.240.0.0/24 snet-nodes"),
            ("3 Y", "VirtualAppliance"),
            ("4 Y", "default/web-0"),
            ("4 y", "gets the packet"),
            ("5 Y", "azure-cni-pod-subnet"),
            ("6 Y", "outside"),
        ];
        for (keys, expected) in cases {
            let effects = press(&mut explorer, keys);
            let [runtime::Effect::Copy(text)] = effects.as_slice() else { panic!("{keys}: {effects:?}") };
            assert!(text.contains(expected), "{keys}: {text}");
            assert_eq!(std::fs::read_to_string(&file).unwrap().trim_end(), text);
        }
    }

    #[test]
    fn what_is_too_long_for_a_clipboard_or_has_no_folder_is_said() {
        let mut explorer = explorer("example:overlay");
        assert!(explorer.copy("short").is_some());
        assert!(explorer.copy(&"x".repeat(CLIPBOARD_BYTES_MAX + 1)).is_none());
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
        // Beside it, over it, or what is there.
        press(&mut explorer, "down down enter");
        assert_eq!(explorer.app().document().scenario().pools[0].count, Some(9));
        press(&mut explorer, "u");
        assert_eq!(explorer.app().document().scenario().pools[0].count, Some(4));
        std::fs::write(&file, "[cluster]\n[[node-pool]]\nname = \"system\"\ncount = 8\n").unwrap();
        press(&mut explorer, "w enter");
        assert!(std::fs::read_to_string(folder.path().join("plan-2.toml")).unwrap().contains("count = 4"));
        press(&mut explorer, "n 5 enter esc");
        std::fs::write(folder.path().join("plan-2.toml"), "").unwrap();
        press(&mut explorer, "w down enter");
        assert!(std::fs::read_to_string(folder.path().join("plan-2.toml")).unwrap().contains("count = 5"));
    }

    #[test]
    fn what_was_said_goes_after_a_while_and_an_error_stays() {
        let mut explorer = explorer("example:overlay");
        let hushed = |explorer: &mut Explorer| {
            explorer.hush = explorer.hush.map(|_| Instant::now());
            explorer.handle(Event::Due);
            (explorer.due(), explorer.app.said().map(str::to_owned))
        };
        press(&mut explorer, "e esc u");
        assert_eq!(explorer.app.said(), Some("Nothing to undo"));
        assert!(explorer.due().is_some_and(|due| due > Instant::now()));
        assert_eq!(hushed(&mut explorer), (None, None));
        press(&mut explorer, "W ctrl-u");
        explorer.handle(Event::Paste("/nowhere/at/all.toml".to_owned()));
        press(&mut explorer, "enter");
        assert_eq!(hushed(&mut explorer), (None, None));
        assert!(picture(&mut explorer).contains("cannot write /nowhere/at/all.toml"));
    }

    #[test]
    fn what_changed_since_a_point_is_told_as_check_was_tells_it() {
        let mut explorer = explorer("example:overlay");
        press(&mut explorer, "M a g r e e d enter c up enter esc I up e");
        let shown = picture(&mut explorer);
        for words in [
            "What changed since \"agreed\"",
            "A cluster of \"agreed\" cannot become this as it is: 1 change is in the way",
            "rule change-subnet-prefix",
            "Keys that differ",
            "prefix: 10.240.0.0/22 -> 10.240.0.0/21",
        ] {
            assert!(shown.contains(words), "{words:?} is not on\n{shown}");
        }
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

    /// A design with so many ends that who reaches whom is worked out beside the loop.
    fn many_ends() -> String {
        use std::fmt::Write as _;
        let mut text = "[cluster]\n[[node-pool]]\nname = \"system\"\ncount = 3\n".to_owned();
        text.push_str("[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n");
        text.push_str("[[vnet.subnet]]\nname = \"s\"\nprefix = \"10.240.0.0/20\"\n");
        for place in 0..40 {
            write!(text, "[[vm]]\nname = \"vm{place}\"\nsubnet = \"s\"\nip = \"10.240.15.{place}\"\n").unwrap();
        }
        text
    }

    fn picture(explorer: &mut Explorer) -> String {
        let area = Rect::new(0, 0, 120, 40);
        let mut buffer = Buffer::empty(area);
        explorer.view(area, &mut buffer);
        buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect()
    }

    /// Lets the worker finish, and tells the program as the loop would.
    fn finish(explorer: &mut Explorer) {
        if explorer.app.awaited().is_some() {
            explorer.worker.wait();
        }
        explorer.handle(Event::Woken);
        assert!(explorer.app.awaited().is_none() && explorer.working_on.is_none());
    }

    #[test]
    fn a_large_table_is_computed_beside_the_loop_and_an_edit_begins_it_anew() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("many.toml");
        std::fs::write(&file, many_ends()).unwrap();
        let mut explorer = explorer(&file.display().to_string());
        press(&mut explorer, "4 a");
        finish(&mut explorer);
        let table = picture(&mut explorer);
        assert!(table.contains("42 ends") && !table.contains("omputing"), "{table}");
        let first = Arc::clone(explorer.app.shown().reach_at_once().unwrap());
        // The next revision is worked out by itself.
        press(&mut explorer, "n 5 enter esc");
        finish(&mut explorer);
        assert!(explorer.app.shown().reach_at_once().is_some_and(|reach| !Arc::ptr_eq(reach, &first)));
        // What nobody looks at any more is not worked out.
        press(&mut explorer, "n 8 enter esc a");
        assert!(explorer.working_on.is_none() && explorer.worker.wait().is_none());
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
