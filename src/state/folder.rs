//! Sessions on disk: a file each, and beside it a lock that its run holds and that goes with the run, however that ends.
//! Two runs never write the same file. Deliberately looks at no design: what a session holds is text here.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use super::{Head, Session, Unreadable};
use crate::files;

/// The folder of the sessions within the state folder.
const FOLDER: &str = "sessions";
/// The ending of a session's file.
const SESSION: &str = "session";
/// The ending of the lock beside it.
const LOCK: &str = "lock";
/// So many sessions stay; of more, those without unsaved work go first, and then the oldest.
pub const SESSIONS_MAX: usize = 20;
/// A first line is not longer.
const HEAD_BYTES_MAX: u64 = 64 * 1024;
/// No session is larger: a design with its whole history.
const SESSION_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// What another run is just writing is not taken for left behind before this.
const STRAY: Duration = Duration::from_secs(60 * 60);

/// The sessions of a state folder, and the one that this run writes.
#[derive(Debug)]
pub struct Sessions {
    folder: PathBuf,
    own: Option<Own>,
}

/// The session of this run. Its lock is held as long as the file is open.
#[derive(Debug)]
struct Own {
    id: String,
    /// `None`: the file system has no locks.
    _lock: Option<File>,
}

/// A session of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name in the folder.
    pub id: String,
    /// What it says of itself.
    pub head: Result<Head, Unreadable>,
    /// Does another run hold it?
    pub is_open: bool,
}

/// A session that is ready to be written, by whatever thread has the time.
#[derive(Debug)]
pub struct Job {
    folder: PathBuf,
    id: String,
    text: String,
}

/// Why a session was not taken over.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// Another run has it.
    #[error("another aksplore has it open")]
    Open,
    /// It cannot be read as a session.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// It cannot be read at all.
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl Sessions {
    /// The sessions of a state folder, which need not be there.
    pub fn of(state_folder: &Path) -> Self {
        Self { folder: state_folder.join(FOLDER), own: None }
    }

    /// Does this run have a session of its own?
    pub fn has_own(&self) -> bool {
        self.own.is_some()
    }

    /// Where the session of this run is kept.
    pub fn own_file(&self) -> Option<PathBuf> {
        self.own.as_ref().map(|own| self.file(&own.id, SESSION))
    }

    /// Every session but that of this run, the latest first.
    pub fn list(&self) -> Vec<Listed> {
        let own = self.own.as_ref().map(|own| own.id.as_str());
        let mut ids = self.ids(SESSION);
        ids.retain(|id| Some(id.as_str()) != own);
        let listed = |id: String| Listed { head: self.head(&id), is_open: self.is_open(&id), id };
        let mut all: Vec<Listed> = ids.into_iter().map(listed).collect();
        let changed = |id: &str| {
            let changed = fs::metadata(self.file(id, SESSION)).and_then(|metadata| metadata.modified());
            changed.ok().and_then(|time| Some(time.duration_since(UNIX_EPOCH).ok()?.as_secs())).unwrap_or(0)
        };
        // One that cannot be read does not say when it was kept.
        let saved = |listed: &Listed| listed.head.as_ref().map_or_else(|_| changed(&listed.id), |head| head.saved);
        all.sort_by(|one, other| (saved(other), &other.id).cmp(&(saved(one), &one.id)));
        all
    }

    /// Takes a session over: this run goes on with it, and no other can while it does.
    ///
    /// # Errors
    /// When another run has it, or it cannot be read. This run keeps the session that it has then.
    pub fn take(&mut self, id: &str) -> Result<(Head, Session), NotTaken> {
        let lock = self.lock(id)?;
        let mut text = String::new();
        File::open(self.file(id, SESSION))?.take(SESSION_BYTES_MAX).read_to_string(&mut text)?;
        let read = Session::read(&text)?;
        self.own = Some(Own { id: id.to_owned(), _lock: Some(lock) });
        Ok(read)
    }

    /// Leaves the session of this run to whoever wants it; what is kept next is a new one.
    pub fn leave(&mut self) {
        self.own = None;
    }

    /// Makes ready what is to be written as the session of this run, which gets one when it has none.
    ///
    /// # Errors
    /// When nothing can be written in the folder.
    pub fn job(&mut self, text: String) -> io::Result<Job> {
        if self.own.is_none() {
            files::make_private_folder(&self.folder)?;
            self.own = Some(self.new_own()?);
            self.prune();
        }
        let id = self.own.as_ref().map(|own| own.id.clone()).unwrap_or_default();
        Ok(Job { folder: self.folder.clone(), id, text })
    }

    /// A session that no other run has or had: its lock's file is new.
    fn new_own(&self) -> io::Result<Own> {
        let seconds = Head::new(String::new(), None, false, 0).saved;
        let process = std::process::id();
        let mut number = 0;
        loop {
            let id = format!("{seconds:010}-{process}-{number}");
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            match options.open(self.file(&id, LOCK)) {
                Ok(file) => return Ok(Own { id, _lock: file.try_lock().is_ok().then_some(file) }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// Locks a session that is there.
    fn lock(&self, id: &str) -> Result<File, NotTaken> {
        let path = self.file(id, LOCK);
        let open = |options: &mut OpenOptions| options.open(&path);
        let file = open(OpenOptions::new().read(true).write(true).create(true).truncate(false))
            .or_else(|_| open(OpenOptions::new().read(true)))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(NotTaken::Open),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Does a run hold this session? Where locks do not work nobody knows, and it is left alone.
    fn is_open(&self, id: &str) -> bool {
        match File::open(self.file(id, LOCK)) {
            Ok(file) => file.try_lock_shared().is_err(),
            Err(error) => error.kind() != io::ErrorKind::NotFound,
        }
    }

    fn head(&self, id: &str) -> Result<Head, Unreadable> {
        let file = File::open(self.file(id, SESSION)).map_err(|_| Unreadable::Broken)?;
        let mut line = String::new();
        BufReader::new(file.take(HEAD_BYTES_MAX)).read_line(&mut line).map_err(|_| Unreadable::Broken)?;
        Head::read(line.trim_end())
    }

    /// The names of all files with this ending.
    fn ids(&self, ending: &str) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let id = |path: PathBuf| {
            let is_one = path.extension() == Some(OsStr::new(ending));
            is_one.then(|| path.file_stem()?.to_str().map(str::to_owned)).flatten()
        };
        entries.filter_map(id).collect()
    }

    fn file(&self, id: &str, ending: &str) -> PathBuf {
        self.folder.join(format!("{id}.{ending}"))
    }

    /// Lets only so many sessions stay, and nothing that a killed run left half written. What cannot be removed stays.
    fn prune(&self) {
        let mut all = self.list();
        // The next to go stands last: of the same kind the oldest.
        let has_work = |listed: &Listed| listed.head.as_ref().is_ok_and(|head| head.is_dirty);
        all.sort_by_key(|listed| !has_work(listed));
        // This run's own is among those that stay.
        for listed in all.iter().skip(SESSIONS_MAX - 1).filter(|listed| !listed.is_open) {
            // The lock is held while both go, so that no run takes half of it.
            if let Ok(_lock) = self.lock(&listed.id) {
                let _ = fs::remove_file(self.file(&listed.id, SESSION));
                let _ = fs::remove_file(self.file(&listed.id, LOCK));
            }
        }
        let is_old = |path: &Path| {
            let changed = fs::metadata(path).and_then(|metadata| metadata.modified());
            changed.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > STRAY))
        };
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let is_stray = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_alone = path.extension() == Some(OsStr::new(LOCK)) && !path.with_extension(SESSION).exists();
            (name.starts_with(files::TEMPORARY) || is_alone) && is_old(path)
        };
        for path in entries.filter(is_stray) {
            let is_held = File::open(&path).is_ok_and(|file| file.try_lock().is_err());
            if !is_held {
                let _ = fs::remove_file(path);
            }
        }
    }
}

impl Job {
    /// Writes it, whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written; what was kept before is still there.
    pub fn write(&self) -> Result<(), files::SaveError> {
        files::keep(&self.folder, &format!("{}.{SESSION}", self.id), &self.text).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{head, session};
    use super::*;

    /// Keeps a session of this name as a run that has ended.
    fn kept(folder: &Path, name: &str, saved: u64, is_dirty: bool) {
        let mut sessions = Sessions::of(folder);
        let head = Head { saved, is_dirty, ..head(name) };
        sessions.job(session(name).text(head)).unwrap().write().unwrap();
    }

    fn names(sessions: &Sessions) -> Vec<String> {
        sessions.list().into_iter().map(|listed| listed.head.unwrap().name).collect()
    }

    #[test]
    fn what_one_run_keeps_the_next_goes_on_with() {
        let folder = tempfile::tempdir().unwrap();
        kept(folder.path(), "old", 1, true);
        kept(folder.path(), "new", 2, true);
        let mut sessions = Sessions::of(folder.path());
        assert_eq!(names(&sessions), ["new", "old"]);
        let id = sessions.list()[0].id.clone();
        let (head, read) = sessions.take(&id).unwrap();
        assert_eq!((head.name.as_str(), read), ("new", session("new")));
        assert_eq!(names(&sessions), ["old"]);
        // It goes on in the same file.
        sessions.job(session("newer").text(head)).unwrap().write().unwrap();
        sessions.leave();
        assert_eq!(sessions.take(&id).unwrap().1, session("newer"));
    }

    #[test]
    fn what_a_run_has_no_other_takes_until_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        let mut one = Sessions::of(folder.path());
        one.job(session("one").text(head("one"))).unwrap().write().unwrap();
        let mut other = Sessions::of(folder.path());
        let listed = other.list();
        assert!(listed[0].is_open);
        assert!(matches!(other.take(&listed[0].id), Err(NotTaken::Open)));
        other.job(session("other").text(head("other"))).unwrap().write().unwrap();
        assert_eq!((names(&one), names(&other)), (vec!["other".to_owned()], vec!["one".to_owned()]));
        assert_ne!(one.own_file(), other.own_file());
        drop(one);
        assert!(!other.list()[0].is_open);
        assert_eq!(other.take(&listed[0].id).unwrap().1, session("one"));
    }

    #[test]
    fn what_is_damaged_is_listed_as_such_and_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        kept(folder.path(), "one", 1, true);
        let mut sessions = Sessions::of(folder.path());
        let id = sessions.list()[0].id.clone();
        let path = sessions.file(&id, SESSION);
        let text = fs::read_to_string(&path).unwrap();
        for (spoilt, why) in [
            (text.replacen("\"format\":1", "\"format\":9", 1), Unreadable::Foreign),
            (String::new(), Unreadable::Broken),
            ("x".repeat(100_000), Unreadable::Broken),
        ] {
            fs::write(&path, spoilt).unwrap();
            assert_eq!(sessions.list()[0].head, Err(why));
            assert!(matches!(sessions.take(&id), Err(NotTaken::Unreadable(found)) if found == why));
            assert!(!sessions.has_own());
        }
        fs::write(&path, b"\xff\n").unwrap();
        assert_eq!(sessions.list()[0].head, Err(Unreadable::Broken));
        assert!(sessions.take(&id).is_err());
    }

    #[test]
    fn old_sessions_go_and_those_with_unsaved_work_last() {
        let folder = tempfile::tempdir().unwrap();
        kept(folder.path(), "with work", 1, true);
        for saved in 2..=30 {
            kept(folder.path(), &format!("clean {saved}"), saved, false);
        }
        let sessions = Sessions::of(folder.path());
        let names = names(&sessions);
        assert_eq!(names.len(), SESSIONS_MAX);
        assert_eq!((names[0].as_str(), names[SESSIONS_MAX - 1].as_str()), ("clean 30", "with work"));
        assert_eq!(sessions.ids(LOCK).len(), SESSIONS_MAX);
    }

    #[test]
    fn a_folder_that_takes_nothing_is_an_error_with_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let mut sessions = Sessions::of(&file);
        assert!(sessions.job(String::new()).is_err());
        assert!(!sessions.has_own() && sessions.list().is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_kept_is_the_users_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        kept(&state, "one", 1, true);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&state), mode(&state.join(FOLDER))), (0o700, 0o700));
        for entry in fs::read_dir(state.join(FOLDER)).unwrap() {
            assert_eq!(mode(&entry.unwrap().path()), 0o600);
        }
    }
}
