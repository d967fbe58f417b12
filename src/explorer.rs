//! The explorer on the terminal: hands events to the app and does to the disk what it asks for. It decides nothing and
//! draws nothing itself.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::engine::Analysis;
use crate::examples;
use crate::files::config::Place;
use crate::report::check::Check;
use crate::report::export::Form;
use crate::report::sheet::Origin;
use crate::runtime::{self, Event, Mouse, Program, Rest};
use crate::scenario::difference::differences;
use crate::ui::action::Action;
use crate::ui::layer::{Page, Part};
use crate::ui::lines::Told;
use crate::ui::text::sentence;
use crate::ui::{self, App, Effect};
use crate::worker::Worker;

mod answer;
mod input;
mod keeper;
mod output;

use answer::answer;
use keeper::Keeper;

/// How long something that went well stands in the status line.
const SAID_FOR: Duration = Duration::from_secs(4);

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
mod tests;
