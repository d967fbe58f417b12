//! One open scenario: the text it came from, and every revision since. Deliberately without a screen and without
//! files: what is read and written is handed in and out as text.

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use crate::diag::{Diagnostic, Severity, Source};
use crate::engine::Plan;
use crate::examples::{self, Example};
use crate::manifest::model::Manifests;
use crate::scenario::read::read;
use crate::scenario::write::{patch, write};
use crate::scenario::{Edit, EditError, Scenario};

pub mod history;
pub mod splice;

use history::{History, KeptRevision, Lost};

/// An open scenario.
#[derive(Clone, Debug)]
pub struct Document {
    file: Option<PathBuf>,
    title: String,
    text: String,
    read: Arc<Scenario>,
    manifests: Arc<Manifests>,
    example: Option<Example>,
    history: History,
    /// Counts what is worth keeping.
    changes: u64,
}

/// A document as it is kept between two runs: texts only, so that what another version kept can be read.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptDocument {
    /// The file that it is saved to.
    pub file: Option<PathBuf>,
    title: String,
    text: String,
    /// The name of the example that it came from.
    example: Option<String>,
    revisions: Vec<KeptRevision>,
    current: usize,
}

impl KeptDocument {
    /// The same with its file named otherwise.
    #[must_use]
    pub fn at(self, name: impl FnOnce(PathBuf) -> PathBuf) -> Self {
        Self { file: self.file.map(name), ..self }
    }
}

/// A text that cannot be read as a scenario.
#[derive(Clone, Debug)]
pub struct Unread {
    /// The text.
    pub source: Source,
    /// Every reason, with its place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Document {
    /// A document of this text; `file` is where it was read from, if it may be saved there.
    ///
    /// # Errors
    /// When the text cannot be read as a scenario: the text, which is never copied, and every reason.
    pub fn open(source: Source, file: Option<PathBuf>) -> Result<Self, Unread> {
        let reading = read(&source.text);
        if !reading.is_sound() {
            return Err(Unread { source, diagnostics: reading.diagnostics });
        }
        let read = Arc::new(reading.scenario);
        let (title, text, history) = (source.name, source.text, History::new(Arc::clone(&read)));
        Ok(Self { file, title, text, read, manifests: Arc::default(), example: None, history, changes: 0 })
    }

    /// A document that comes from no text, such as a design that the command line made.
    pub fn of(title: impl Into<String>, scenario: Scenario) -> Self {
        let text = write(&scenario);
        let scenario = Arc::new(scenario);
        let history = History::new(Arc::clone(&scenario));
        Self {
            file: None,
            title: title.into(),
            text,
            read: scenario,
            manifests: Arc::default(),
            example: None,
            history,
            changes: 0,
        }
    }

    /// The same as an example: until it is saved, the files that it names are the example's.
    #[must_use]
    pub fn of_example(self, example: Option<Example>) -> Self {
        Self { example, ..self }
    }

    /// The example that it came from, until it is saved.
    pub fn example(&self) -> Option<Example> {
        self.example.filter(|_| self.file.is_none())
    }

    /// The document that was kept, without its manifests; `None` when it cannot be read.
    pub fn restored(kept: KeptDocument) -> Option<Self> {
        let reading = read(&kept.text);
        let history = History::restored(kept.revisions, kept.current)?;
        let read = reading.is_sound().then(|| Arc::new(reading.scenario))?;
        // What is equal is shared, so that asking for a difference is cheap.
        let read = if *read == **history.scenario() { Arc::clone(history.scenario()) } else { read };
        let (file, title, text) = (kept.file, kept.title, kept.text);
        let example = kept.example.and_then(|name| examples::named(&name));
        Some(Self { file, title, text, read, manifests: Arc::default(), example, history, changes: 0 })
    }

    /// What [`Document::restored`] makes this document of again.
    pub fn kept(&mut self) -> KeptDocument {
        let (revisions, current) = self.history.kept();
        let (file, title, text) = (self.file.clone(), self.title.clone(), self.text.clone());
        let example = self.example().map(|example| example.name.to_owned());
        KeptDocument { file, title, text, example, revisions, current }
    }

    /// Counts what was done to it: another number, and there is something to keep.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// The scenario as it stands.
    pub fn scenario(&self) -> &Arc<Scenario> {
        self.history.scenario()
    }

    /// The manifests that stand beside the scenario, as they were last read. They are the user's: nothing writes them.
    pub fn manifests(&self) -> &Arc<Manifests> {
        &self.manifests
    }

    /// The scenario as it stands, with the manifests beside it, ready for questions.
    pub fn plan(&self) -> Plan {
        Plan::with_manifests(Arc::clone(self.scenario()), Arc::clone(&self.manifests))
    }

    /// Puts what the manifests say now beside the scenario, for every revision.
    pub fn set_manifests(&mut self, manifests: Manifests) {
        self.manifests = Arc::new(manifests);
    }

    /// The file that it is saved to; none before the first time.
    pub fn file(&self) -> Option<&FilePath> {
        self.file.as_deref()
    }

    /// What to call it: the scenario's own name, else the file's stem, else what it was opened as.
    pub fn name(&self) -> String {
        let own = self.scenario().name.as_ref().map(ToString::to_string);
        let stem = self.file.as_ref().and_then(|file| file.file_stem()).map(|stem| stem.to_string_lossy().into_owned());
        own.or(stem).unwrap_or_else(|| self.title.clone())
    }

    /// The text that was last read or saved, under the name that messages give it.
    pub fn source(&self) -> Source {
        let name = self.file.as_ref().map_or_else(|| self.title.clone(), |file| file.display().to_string());
        Source::new(name, self.text.clone())
    }

    /// The text that was last read or saved: what the file should still hold.
    pub fn text_as_read(&self) -> &str {
        &self.text
    }

    /// Every revision.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Makes an edit, as a step of its own, and says what it did.
    ///
    /// # Errors
    /// When the edit is refused. Nothing is changed then.
    pub fn commit(&mut self, edit: Edit) -> Result<String, EditError> {
        let after = self.after(&edit)?;
        let label = edit.label(self.scenario());
        self.history.commit(label.clone(), after, Some(edit));
        self.changes += 1;
        Ok(label)
    }

    /// The scenario after an edit. What could not be read again is refused: it would be lost with the program.
    fn after(&self, edit: &Edit) -> Result<Scenario, EditError> {
        let after = edit.apply(self.scenario())?;
        if edit.touches_names(self.scenario()) {
            let reading = read(&write(&after));
            if !reading.is_sound() {
                let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
                let errors = reading.diagnostics.into_iter().filter(is_error);
                return Err(EditError::Unreadable(errors.map(|error| error.message).collect()));
            }
        }
        Ok(after)
    }

    /// Makes an edit that is one step together with the last one, whatever that was: keys that came in one burst.
    ///
    /// # Errors
    /// When the edit is refused. Nothing is changed then.
    pub fn commit_joined(&mut self, edit: &Edit) -> Result<String, EditError> {
        let after = self.after(edit)?;
        let label = format!("{}; {}", self.history.label(), edit.label(self.scenario()));
        self.history.amend(label.clone(), after, None);
        self.changes += 1;
        Ok(label)
    }

    /// Makes an edit that, if the last one set the same field, is one step together with it: the arrow keys of a
    /// prefix leave one step behind, not ten.
    ///
    /// # Errors
    /// When the edit is refused. Nothing is changed then.
    pub fn commit_step(&mut self, edit: Edit) -> Result<String, EditError> {
        let again = self.history.last_edit().is_some_and(|last| edit.coalesces_with(last));
        if !again {
            return self.commit(edit);
        }
        let after = self.after(&edit)?;
        let label = match self.history.parent() {
            Some(before) => edit.label(&before),
            None => edit.label(self.scenario()),
        };
        self.history.amend(label.clone(), after, Some(edit));
        self.changes += 1;
        Ok(label)
    }

    /// Takes the last step back and says which it was; `None` where everything began.
    ///
    /// # Errors
    /// When the state before cannot be read any more.
    pub fn undo(&mut self) -> Result<Option<String>, Lost> {
        let undone = self.history.undo()?;
        self.changes += u64::from(undone.is_some());
        Ok(undone)
    }

    /// Makes the step again that was taken back last, and says which it was.
    ///
    /// # Errors
    /// When the state after it cannot be read any more.
    pub fn redo(&mut self) -> Result<Option<String>, Lost> {
        let redone = self.history.redo()?;
        self.changes += u64::from(redone.is_some());
        Ok(redone)
    }

    /// Lets a state of the history stand.
    ///
    /// # Errors
    /// When there is no such state, or it cannot be read any more.
    pub fn go(&mut self, place: usize) -> Result<(), Lost> {
        self.history.go(place)?;
        self.changes += 1;
        Ok(())
    }

    /// Gives the state that stands a name; no name takes its name away.
    pub fn name_point(&mut self, name: Option<String>) {
        self.changes += 1;
        self.history.name(name);
    }

    /// Does it differ from the text that was last read or saved?
    pub fn is_dirty(&self) -> bool {
        !Arc::ptr_eq(self.scenario(), &self.read) && **self.scenario() != *self.read
    }

    /// The text to save: the text as read, with only what differs changed.
    pub fn to_text(&self) -> String {
        patch(&self.text, &self.read, self.scenario())
    }

    /// Notes that this text, which [`Document::to_text`] gave, is now what the file holds.
    pub fn saved(&mut self, file: PathBuf, text: String) {
        self.file = Some(file);
        self.text = text;
        self.read = Arc::clone(self.scenario());
        self.changes += 1;
    }

    /// Takes what the file holds now, as a step that can be taken back.
    ///
    /// # Errors
    /// When the text cannot be read as a scenario. Nothing is changed then.
    pub fn reload(&mut self, text: String) -> Result<String, Vec<Diagnostic>> {
        let reading = read(&text);
        if !reading.is_sound() {
            return Err(reading.diagnostics);
        }
        let label = format!("reload {}", self.source().name);
        // A text that says the same is no step.
        if reading.scenario != **self.scenario() {
            self.history.commit(label.clone(), reading.scenario, None);
        }
        self.text = text;
        self.read = Arc::clone(self.scenario());
        self.changes += 1;
        Ok(label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Path;

    const TEXT: &str =
        "# ours\n[cluster]\nmodel = \"kubenet\" # ours too\n\n[[node-pool]]\nname = \"system\"\ncount = 3\n";

    fn document() -> Document {
        Document::open(Source::new("net.toml", TEXT), Some(PathBuf::from("net.toml"))).unwrap()
    }

    fn count(text: &str) -> Edit {
        Edit::set(Path::root().item("node-pool", "system").key("count"), text)
    }

    #[test]
    fn what_could_not_be_read_again_is_refused() {
        let text = "[cluster]\n[[node-pool]]\nname = \"system\"\nsubnet = \"a\"\n[[vnet]]\nname = \"v\"\n\
            address-space = [\"10.0.0.0/8\"]\n[[vnet.subnet]]\nname = \"a\"\nprefix = \"10.0.0.0/24\"\n";
        let mut document = Document::open(Source::new("net.toml", text), None).unwrap();
        let (subnet, vnet) = (Path::root().item("vnet", "v").item("subnet", "a"), Path::root().item("vnet", "v"));
        let pool = Path::root().item("node-pool", "system").key("subnet");
        let remove = |path: Path| Edit::Remove { path };
        let both = Edit::Many { label: "both".into(), edits: vec![Edit::unset(pool.clone()), remove(subnet.clone())] };
        for refused in [remove(subnet.clone()), remove(vnet), Edit::set(pool, "b")] {
            let error = document.commit(refused).unwrap_err().to_string();
            assert!(error.starts_with("that would leave a design that cannot be read: `subnet`: no subnet"), "{error}");
            assert_eq!((document.history().depth(), document.to_text().as_str()), (0, text));
        }
        document.commit(both).unwrap();
        assert_eq!(document.scenario().vnets[0].subnets.len(), 0);
        assert!(Document::restored(document.kept()).is_some());
    }

    #[test]
    fn saving_changes_one_line_and_ends_being_dirty() {
        let mut document = document();
        assert!(!document.is_dirty());
        assert_eq!(document.commit(count("50")).unwrap(), "system count: 3 -> 50");
        assert!(document.is_dirty());
        let text = document.to_text();
        assert_eq!(text, TEXT.replace("count = 3", "count = 50"));
        document.saved(PathBuf::from("b.toml"), text.clone());
        assert!(!document.is_dirty());
        assert_eq!((document.name().as_str(), document.to_text()), ("b", text));
        assert_eq!(document.undo().unwrap().as_deref(), Some("system count: 3 -> 50"));
        assert!(document.is_dirty());
        assert_eq!(document.to_text(), TEXT);
    }

    #[test]
    fn a_kept_document_is_the_same_document() {
        let mut document = document();
        document.commit(count("50")).unwrap();
        document.name_point(Some("agreed".to_owned()));
        document.commit(count("60")).unwrap();
        let before = document.changes();
        let kept = serde_json::to_string(&document.kept()).unwrap();
        assert_eq!(document.changes(), before);
        let mut again = Document::restored(serde_json::from_str(&kept).unwrap()).unwrap();
        assert_eq!((again.is_dirty(), again.name(), again.to_text()), (true, document.name(), document.to_text()));
        assert_eq!(again.undo().unwrap().as_deref(), Some("system count: 50 -> 60"));
        assert_eq!(again.undo().unwrap().as_deref(), Some("system count: 3 -> 50"));
        assert!(!again.is_dirty());
        assert_eq!(again.to_text(), TEXT);
        // The first step after that is a step of its own.
        again.redo().unwrap();
        again.commit_step(count("51")).unwrap();
        assert_eq!(again.history().depth(), 2);
    }

    #[test]
    fn edits_of_one_burst_are_one_step() {
        let mut document = document();
        document.commit(count("50")).unwrap();
        let label = document.commit_joined(&count("60")).unwrap();
        assert_eq!(label, "system count: 3 -> 50; system count: 50 -> 60");
        assert_eq!(document.undo().unwrap().as_deref(), Some(label.as_str()));
        assert!(!document.is_dirty());
    }

    #[test]
    fn an_edit_and_its_opposite_leave_the_text_as_it_was() {
        let mut document = document();
        document.commit(count("50")).unwrap();
        document.commit(count("3")).unwrap();
        assert!(!document.is_dirty());
        assert_eq!(document.to_text(), TEXT);
    }

    #[test]
    fn steps_of_one_field_are_one_step_to_undo() {
        let mut document = document();
        for nodes in ["4", "5", "6"] {
            document.commit_step(count(nodes)).unwrap();
        }
        assert_eq!(document.undo().unwrap().as_deref(), Some("system count: 3 -> 6"));
        assert_eq!(document.scenario().pools[0].count, Some(3));
        assert_eq!(document.undo(), Ok(None));
        assert_eq!(document.redo().unwrap().as_deref(), Some("system count: 3 -> 6"));
        assert!(document.commit(count("many")).is_err());
        assert_eq!(document.scenario().pools[0].count, Some(6));
    }

    #[test]
    fn a_reload_can_be_undone_and_a_broken_file_changes_nothing() {
        let mut document = document();
        document.commit(count("50")).unwrap();
        let on_disk = TEXT.replace("kubenet", "byo-cni");
        assert_eq!(document.reload(on_disk.clone()).unwrap(), "reload net.toml");
        assert!(!document.is_dirty());
        document.undo().unwrap();
        assert_eq!(document.scenario().pools[0].count, Some(50));
        assert_eq!(document.to_text(), TEXT.replace("count = 3", "count = 50"));
        assert_eq!(document.text_as_read(), on_disk);
        assert_eq!(document.reload("[cluster".to_owned()).unwrap_err().len(), 1);
        assert_eq!(document.scenario().pools[0].count, Some(50));
    }
}
