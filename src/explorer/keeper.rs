//! Keeps the work: writes it into the state folder a moment after a change, and finds it again. What a session holds and
//! where it lies is `state`'s; it decides no more than when.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::document::Document;
use crate::files;
use crate::runtime::{Rest, Waker};
use crate::state::{Ended, Head, Listed, Session, Sessions};
use crate::ui::layer::Openable;
use crate::ui::{App, View};
use crate::worker::Worker;

/// Work is kept so long after the first change that is not; a burst of changes is written once.
const KEEP_AFTER: Duration = Duration::from_secs(1);
/// Work of a run that was killed longer ago is not offered any more; the list of what can be opened has it.
const OFFERED: Duration = Duration::from_secs(24 * 60 * 60);
/// What stands before the name of a session.
pub const SESSION: &str = "session:";

/// Keeps the work of one explorer.
#[derive(Debug)]
pub struct Keeper {
    /// `None`: there is no folder to keep anything in.
    sessions: Option<Sessions>,
    folder: PathBuf,
    writer: Worker<Result<(), String>>,
    is_writing: bool,
    /// The changes of the document that are kept, or about to be.
    kept: u64,
    /// When what is not kept is to be.
    due: Option<Instant>,
    /// What was looked at when the document was opened.
    began: View,
    /// What the session's file says of how its run ended.
    written: Ended,
    /// How many runs in a row failed on this session.
    panics: u32,
    /// Why the last attempt to keep the work failed.
    failure: Option<String>,
    /// What the user is yet to be told about it.
    untold: Option<String>,
    /// Was the user told that work is not kept?
    is_told: bool,
}

impl Keeper {
    /// Keeps the work below this folder; `None`: nowhere.
    pub fn new(state_folder: Option<&Path>) -> Self {
        Self {
            sessions: state_folder.map(Sessions::of),
            folder: state_folder.map(Path::to_owned).unwrap_or_default(),
            writer: Worker::default(),
            is_writing: false,
            kept: 0,
            due: None,
            began: View::default(),
            written: Ended::Well,
            panics: 0,
            failure: None,
            untold: None,
            is_told: false,
        }
    }

    /// Wakes this loop when something was written.
    pub fn wake_with(&mut self, waker: Waker) {
        self.writer.wake_with(waker);
    }

    /// When it wants the loop to look after it again.
    pub fn due(&self) -> Option<Instant> {
        self.due
    }

    /// The document was opened: what is done from now on is work.
    pub fn begin(&mut self, app: &mut App) {
        app.set_kept(self.sessions.is_some());
        self.kept = app.own_document().changes();
        self.began = app.kept_view();
        self.due = None;
    }

    /// Looks whether there is something to keep, and sets the time for it.
    pub fn look(&mut self, app: &mut App) {
        self.set_time(app);
        if app.shows_status()
            && let Some(words) = self.untold.take()
        {
            app.complain(words);
        }
    }

    fn set_time(&mut self, app: &mut App) {
        if app.own_document().changes() == self.kept || self.is_writing || self.due.is_some() {
            return;
        }
        match self.sessions {
            Some(_) => self.due = Some(Instant::now() + KEEP_AFTER),
            None => self.fail(app, "there is no home folder to keep it in".to_owned()),
        }
    }

    /// Begins to write what is not kept, beside the loop, when it is time.
    pub fn write_if_due(&mut self, app: &mut App) {
        if self.due.is_none_or(|due| due > Instant::now()) {
            return;
        }
        self.due = None;
        let text = self.text(app, Ended::Not);
        let Some(sessions) = &mut self.sessions else { return };
        self.kept = app.own_document().changes();
        match sessions.job(text) {
            Ok(job) => {
                self.is_writing = true;
                self.written = Ended::Not;
                self.writer.begin(move |_| Some(job.write().map_err(|error| error.to_string())));
            }
            Err(error) => self.fail(app, format!("cannot write in {}: {error}", self.folder.display())),
        }
    }

    /// What was begun has been written, or could not be.
    pub fn finish(&mut self, app: &mut App) {
        if let Some(outcome) = self.writer.finished() {
            self.is_writing = false;
            self.note(app, outcome);
        }
    }

    /// The program rests: what is not kept yet is written now.
    pub fn rest(&mut self, app: &mut App, why: Rest) {
        let (is_work, is_unsaid) = self.settle(app);
        let (ended, is_wanted) = match why {
            Rest::Suspended => (Ended::Not, is_work),
            Rest::Ended(_) => (Ended::Well, is_work || is_unsaid || app.kept_view() != self.began),
            Rest::Panicked => (Ended::Panicked, true),
        };
        if is_wanted {
            self.write_now(app, ended);
        }
    }

    /// Lets what is being written be written. Is there work beyond that, and does the session's file not say yet that its
    /// run ended?
    fn settle(&mut self, app: &mut App) -> (bool, bool) {
        if std::mem::take(&mut self.is_writing)
            && let Some(outcome) = self.writer.wait()
        {
            self.note(app, outcome);
        }
        self.due = None;
        let is_work = app.own_document().changes() != self.kept || self.failure.is_some();
        let has_own = self.sessions.as_ref().is_some_and(Sessions::has_own);
        (is_work, has_own && self.written != Ended::Well)
    }

    /// Keeps the work of this document as of a run that has ended.
    pub fn put_by(&mut self, app: &mut App) {
        let (is_work, is_unsaid) = self.settle(app);
        if is_work || is_unsaid {
            self.write_now(app, Ended::Well);
        }
    }

    /// Another document is about to be opened: this one is kept, and left to be opened again.
    pub fn leave(&mut self, app: &mut App) {
        self.put_by(app);
        if let Some(sessions) = &mut self.sessions {
            sessions.leave();
        }
        self.panics = 0;
    }

    /// Opens what the last run left; false: it left nothing.
    pub fn reopen(&mut self, app: &mut App) -> bool {
        let mut unread = None;
        for listed in self.list().into_iter().filter(|listed| !listed.is_open) {
            let taken = match &listed.head {
                Ok(head) if !head.is_trusted() => {
                    let key = app.key_for_open();
                    app.complain(format!("aksplore failed on {} before: {key} opens it again", head.name));
                    return false;
                }
                Ok(_) => self.take(app, &listed.id),
                Err(why) => Err(why.to_string()),
            };
            match taken {
                Ok(()) => {
                    if let Some(why) = unread {
                        app.complain(format!("What was kept last cannot be read: {why}. This is what was kept before"));
                    }
                    return true;
                }
                Err(why) => unread = unread.or(Some(why)),
            }
        }
        if let Some(why) = unread {
            app.complain(format!("What was kept last cannot be read: {why}"));
        }
        false
    }

    /// Says in one line what of earlier work concerns this document, or was left by a run that was killed.
    pub fn offer(&self, app: &mut App) {
        let Some(all) = self.sessions.as_ref().map(Sessions::list) else { return };
        let file = app.own_document().file().and_then(|file| std::path::absolute(file).ok());
        let changed = file.as_ref().and_then(|file| std::fs::metadata(file).ok()?.modified().ok());
        let key = app.key_for_open();
        let heads = || all.iter().filter_map(|listed| Some((listed, listed.head.as_ref().ok()?)));
        let of_file = |head: &Head| file.is_some() && head.file == file;
        let words = heads().find_map(|(listed, head)| {
            let is_newer = changed.is_none_or(|changed| head.time() + Duration::from_secs(1) > changed);
            match () {
                () if of_file(head) && listed.is_open => Some(format!("{} is open in another aksplore too", head.name)),
                () if of_file(head) && head.is_dirty && is_newer => {
                    Some(format!("There is unsaved work on {}, of {}: {key} opens it", head.name, head.ago()))
                }
                () => None,
            }
        });
        let is_left = |(listed, head): &(&Listed, &Head)| {
            !listed.is_open && head.is_dirty && head.ended != Ended::Well && head.age() < OFFERED
        };
        let left = || {
            let (_, head) = heads().find(is_left)?;
            Some(format!("Work on {} was left by a run that was killed {}: {key} opens it", head.name, head.ago()))
        };
        if let Some(words) = words.or_else(left) {
            app.say(words);
        }
    }

    /// Was nothing ever kept here? Then the user is new, as far as one can tell: a first look writes nothing.
    pub fn is_first_run(&self) -> bool {
        self.sessions.is_some() && !self.folder.exists()
    }

    /// The sessions that could be opened, as the list of what can be opened shows them.
    pub fn openable(&self) -> Vec<Openable> {
        let all = self.list().into_iter().filter(|listed| !listed.is_open);
        let one = |listed: Listed| {
            let head = listed.head.ok()?;
            let file = head.file.as_deref().map(files::from_home);
            let state = if head.is_dirty { "not saved" } else { "saved" };
            let parts = [Some(format!("kept {}", head.ago())), Some(steps(head.steps)), Some(state.to_owned()), file];
            let about = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
            Some(Openable { target: format!("{SESSION}{}", listed.id), name: head.name, about })
        };
        all.filter_map(one).collect()
    }

    /// Goes on with a session.
    ///
    /// # Errors
    /// When it cannot be had or read; nothing is changed then.
    pub fn take(&mut self, app: &mut App, id: &str) -> Result<(), String> {
        let sessions = self.sessions.as_mut().ok_or("there is no folder of kept work")?;
        let (head, Session { document, view }) = sessions.take(id).map_err(|error| error.to_string())?;
        let Some(mut document) = Document::restored(document.at(from_here)) else {
            sessions.leave();
            return Err("another version of aksplore kept it".to_owned());
        };
        let note = against_its_file(&mut document);
        let steps = steps(document.history().depth());
        app.reopen(document, view);
        self.begin(app);
        (self.written, self.panics) = (head.ended, head.panics);
        let words = match head.ended {
            Ended::Well => format!("{} as you left it: {steps}, {}", head.name, head.ago()),
            Ended::Not => format!("Recovered {} of a run that was killed: {steps}, {}", head.name, head.ago()),
            Ended::Panicked => format!("Recovered {} of a run that failed: {steps}, {}", head.name, head.ago()),
        };
        match note {
            Some(note) => app.complain(note),
            None => app.say(words),
        }
        Ok(())
    }

    /// What to say to the shell when the program ends: how to get back what is in no file.
    pub fn farewell(&self, app: &App) -> Option<String> {
        let is_kept = self.failure.is_none() && self.sessions.as_ref().is_some_and(Sessions::has_own);
        (is_kept && app.own_document().is_dirty()).then(|| {
            // The shell may be looked at by those for whom the design was masked.
            let name = if app.is_redacted() { app.document().name() } else { app.own_document().name() };
            format!("{name} has changes that are not saved; `aksplore` opens it with them")
        })
    }

    /// Where the work is kept, after a failure.
    pub fn kept_in(&self) -> Option<PathBuf> {
        self.sessions.as_ref().and_then(Sessions::own_file).filter(|_| self.failure.is_none())
    }

    fn list(&self) -> Vec<Listed> {
        self.sessions.as_ref().map(Sessions::list).unwrap_or_default()
    }

    fn write_now(&mut self, app: &mut App, ended: Ended) {
        let text = self.text(app, ended);
        let Some(sessions) = &mut self.sessions else { return };
        let job = sessions.job(text).map_err(|error| format!("cannot write in {}: {error}", self.folder.display()));
        let outcome = job.and_then(|job| job.write().map_err(|error| error.to_string()));
        self.kept = app.own_document().changes();
        self.written = ended;
        self.note(app, outcome);
    }

    /// The session as it is to be written.
    fn text(&self, app: &mut App, ended: Ended) -> String {
        let view = app.kept_view();
        let document = app.own_document_mut().kept().at(|file| std::path::absolute(&file).unwrap_or(file));
        let shown = app.own_document();
        let (name, steps) = (shown.name(), shown.history().depth());
        let head = Head::new(name, document.file.clone(), shown.is_dirty(), steps);
        let panics = match ended {
            Ended::Not => self.panics,
            Ended::Well => 0,
            Ended::Panicked => self.panics + 1,
        };
        Session { document, view }.text(head.ended(ended, panics))
    }

    fn note(&mut self, app: &mut App, outcome: Result<(), String>) {
        match outcome {
            Ok(()) => {
                self.failure = None;
                app.set_kept(true);
            }
            Err(why) => self.fail(app, why),
        }
    }

    /// Work is not kept: that is said once, when there is room for it, and asked about before it would be lost.
    fn fail(&mut self, app: &mut App, why: String) {
        app.set_kept(false);
        self.kept = app.own_document().changes();
        if !std::mem::replace(&mut self.is_told, true) {
            self.untold = Some(format!("This work is not kept: {why}"));
        }
        self.failure = Some(why);
    }
}

fn steps(count: usize) -> String {
    if count == 1 { "1 step".to_owned() } else { format!("{count} steps") }
}

/// The file as a person here would name it.
fn from_here(file: PathBuf) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    file.strip_prefix(&here).map(Path::to_owned).unwrap_or(file)
}

/// Compares a document with its file as it is now: without work of its own it takes what is there.
fn against_its_file(document: &mut Document) -> Option<String> {
    let file = document.file()?.to_owned();
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    match files::read(&file) {
        Ok(source) if source.text == document.text_as_read() => None,
        Ok(_) if document.is_dirty() => Some(format!("{name} has changed since; this is the work that was not saved")),
        Ok(source) => match document.reload(source.text) {
            Ok(_) => Some(format!("Read {name} again: it has changed since")),
            Err(_) => Some(format!("{name} has changed since and cannot be read; this is what it was")),
        },
        Err(_) => Some(format!("{name} cannot be read any more; this is what it was")),
    }
}
