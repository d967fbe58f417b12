//! Scenario files on disk: the one place that opens them. Deliberately reads no scenario out of them: it hands
//! over text, and writes text whole or not at all.

pub mod config;
pub mod manifests;

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, Source};
use crate::scenario::read::TEXT_BYTES_MAX;

/// What the names of files begin with that are being written.
pub const TEMPORARY: &str = ".aksplore-";

/// A file that could not be read as text, with as much of its text as there is.
#[derive(Clone, Debug)]
pub struct Unreadable {
    /// What can be shown of it.
    pub source: Source,
    /// Why it cannot be read.
    pub diagnostic: Diagnostic,
}

/// What a save may put its text in place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over<'a> {
    /// Nothing: there must be no such file.
    Nothing,
    /// A file that still holds this text.
    Text(&'a str),
    /// Whatever is there.
    Anything,
}

/// Why a file was not saved. What was there before is still there.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// There is such a file already.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// The file does not hold what it held when it was read.
    #[error("{} has changed since it was read", .0.display())]
    Changed(PathBuf),
    /// The file cannot be written.
    #[error("cannot write {}: {cause}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
}

/// Reads a file as text, up to [`TEXT_BYTES_MAX`] bytes.
///
/// # Errors
/// When it cannot be opened, is too long, or is not UTF-8; the diagnostic then points at the first bad byte.
pub fn read(path: &Path) -> Result<Source, Box<Unreadable>> {
    let name = path.display().to_string();
    let cannot = |message: String| {
        let source = Source::new(name.clone(), "");
        Box::new(Unreadable { source, diagnostic: Diagnostic::unreadable("cannot-read", message) })
    };
    if path.is_dir() {
        let mut unreadable = cannot(format!("{name} is a folder; expected a scenario file"));
        unreadable.diagnostic.help = in_folder(path);
        return Err(unreadable);
    }
    let bytes = File::open(path)
        .and_then(|file| limited(file, TEXT_BYTES_MAX))
        .map_err(|error| cannot(format!("cannot read the file: {error}")))?;
    decode(&name, bytes, TEXT_BYTES_MAX)
}

/// What in a folder may have been meant: its scenarios, or else its manifests.
fn in_folder(folder: &Path) -> Option<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let ends =
        |path: &Path, endings: &[&str]| path.extension().is_some_and(|own| endings.iter().any(|end| own == *end));
    let scenarios: Vec<String> =
        files.iter().filter(|path| ends(path, &["toml"])).map(|path| path.display().to_string()).collect();
    match scenarios.as_slice() {
        [] if files.iter().any(|path| ends(path, &["yaml", "yml"])) => {
            Some(format!("its manifests: `aksplore policy connlist --manifests {}`", folder.display()))
        }
        [] => None,
        [only] => Some(format!("did you mean {only}?")),
        [first, rest @ ..] => Some(format!("did you mean {first}, or another of its {} .toml files?", rest.len() + 1)),
    }
}

/// Reads standard input, or anything else that is not a file, as text.
///
/// # Errors
/// As [`read`].
pub fn read_from(name: &str, from: impl io::Read) -> Result<Source, Box<Unreadable>> {
    read_from_up_to(name, from, TEXT_BYTES_MAX)
}

/// The same, up to a limit.
fn read_from_up_to(name: &str, from: impl io::Read, limit: usize) -> Result<Source, Box<Unreadable>> {
    let bytes = limited(from, limit).map_err(|error| {
        let diagnostic = Diagnostic::unreadable("cannot-read", format!("cannot read {name}: {error}"));
        Box::new(Unreadable { source: Source::new(name, ""), diagnostic })
    })?;
    decode(name, bytes, limit)
}

/// All bytes up to one more than a text may have. The text stays as long as the document: it takes no more memory than
/// it has bytes.
fn limited(from: impl io::Read, limit: usize) -> io::Result<Vec<u8>> {
    let limit = u64::try_from(limit).map_or(u64::MAX, |limit| limit + 1);
    let mut bytes = Vec::new();
    from.take(limit).read_to_end(&mut bytes)?;
    bytes.shrink_to_fit();
    Ok(bytes)
}

fn decode(name: &str, bytes: Vec<u8>, limit: usize) -> Result<Source, Box<Unreadable>> {
    if bytes.len() > limit {
        let diagnostic = Diagnostic::unreadable("too-long", format!("the file has more than {limit} bytes"));
        return Err(Box::new(Unreadable { source: Source::new(name, ""), diagnostic }));
    }
    String::from_utf8(bytes).map(|text| Source::new(name, text)).map_err(|error| {
        let bad = error.utf8_error().valid_up_to();
        let source = Source::new(name, String::from_utf8_lossy(error.as_bytes()));
        let diagnostic = Diagnostic::error("not-utf-8", bad..bad, "the file is not text in UTF-8");
        Box::new(Unreadable { source, diagnostic })
    })
}

/// Does the file hold another text than this? A file that is gone does.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn has_changed(path: &Path, as_read: &str) -> io::Result<bool> {
    match fs::read(path) {
        Ok(bytes) => Ok(bytes != as_read.as_bytes()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Writes a file whole or not at all: the text goes into a new file beside it, which then takes its place. A
/// link is followed, and the file's permissions are kept.
///
/// # Errors
/// When something else is there than `over` allows, or the file cannot be written.
pub fn save(path: &Path, text: &str, over: Over<'_>) -> Result<(), SaveError> {
    let io = |cause| SaveError::Io { path: path.to_owned(), cause };
    let target = match fs::canonicalize(path) {
        Ok(target) => target,
        Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(io(error)),
    };
    let there = match fs::metadata(&target) {
        Ok(metadata) => Some(metadata),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(io(error)),
    };
    // A device or a pipe would be replaced by the new file.
    if there.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        return Err(io(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file")));
    }
    match over {
        Over::Nothing if there.is_some() => return Err(SaveError::Exists(path.to_owned())),
        Over::Text(old) if has_changed(&target, old).map_err(io)? => return Err(SaveError::Changed(path.to_owned())),
        _ => {}
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut new = new_file(folder, there.as_ref().map(fs::Metadata::permissions)).map_err(io)?;
    new.write_all(text.as_bytes()).and_then(|()| new.as_file().sync_all()).map_err(io)?;
    let moved = if over == Over::Nothing { new.persist_noclobber(&target) } else { new.persist(&target) };
    match moved {
        Ok(_) => Ok(()),
        Err(error) if over == Over::Nothing && error.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(SaveError::Exists(path.to_owned()))
        }
        Err(error) => Err(io(error.error)),
    }
}

/// A name beside a file that no file has: `plan-2.toml`, `plan-3.toml`.
pub fn beside(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    let numbered = (2u32..).map(|number| path.with_file_name(format!("{stem}-{number}{ending}")));
    numbered.into_iter().find(|free| !free.exists()).unwrap_or_else(|| path.to_owned())
}

/// Where the program keeps what outlives it: `$XDG_STATE_HOME/aksplore`, or what other systems have for that; `None`:
/// the system names no such place, or there is no home folder to make it in.
pub fn state_folder() -> Option<PathBuf> {
    let project = directories::ProjectDirs::from("", "", "aksplore")?;
    let folder = project.state_dir().unwrap_or_else(|| project.data_local_dir());
    // A home that is not there is not made: it is a mount that failed, or nobody's.
    let home = directories::BaseDirs::new()?.home_dir().to_owned();
    (!folder.starts_with(&home) || home.is_dir()).then(|| folder.to_owned())
}

/// A path as people write it: `~` for the home folder.
pub fn from_home(path: &Path) -> String {
    let base = directories::BaseDirs::new();
    match base.as_ref().and_then(|base| path.strip_prefix(base.home_dir()).ok()) {
        Some(below) => Path::new("~").join(below).display().to_string(),
        None => path.display().to_string(),
    }
}

/// Writes a file of the state folder, which is made where it is missing. Both are the user's alone.
///
/// # Errors
/// When the folder cannot be made or the file cannot be written.
pub fn keep(folder: &Path, name: &str, text: &str) -> Result<PathBuf, SaveError> {
    let path = folder.join(name);
    let io = |cause| SaveError::Io { path: path.clone(), cause };
    make_private_folder(folder).map_err(io)?;
    // A temporary file is its owner's alone.
    let mut new = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder).map_err(io)?;
    // Without the sync a power cut after the rename could leave neither the old text nor the new one.
    new.write_all(text.as_bytes()).and_then(|()| new.as_file().sync_all()).map_err(io)?;
    new.persist(&path).map_err(|error| io(error.error))?;
    Ok(path)
}

/// Makes a folder that is its owner's alone, and those above it; one that is there stays as it is.
///
/// # Errors
/// When it cannot be made.
pub fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A file of a name that nobody uses, with these permissions, or those that a new file gets.
fn new_file(folder: &Path, permissions: Option<fs::Permissions>) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    let fresh: Option<fs::Permissions> = Some(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    #[cfg(not(unix))]
    let fresh: Option<fs::Permissions> = None;
    if let Some(fresh) = fresh {
        builder.permissions(fresh);
    }
    let file = builder.tempfile_in(folder)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    Ok(file)
}

/// The day, `2026-11-26`, by the clock, or by `SOURCE_DATE_EPOCH` where that is set; `None`: neither says.
pub fn today() -> Option<String> {
    let stated = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    let now = match stated {
        Some(seconds) => time::OffsetDateTime::from_unix_timestamp(seconds).ok()?,
        None => time::OffsetDateTime::now_utc(),
    };
    Some(now.date().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        entries.collect()
    }

    #[test]
    fn a_file_is_replaced_only_over_what_was_agreed() {
        let folder = folder();
        let path = folder.path().join("net.toml");
        save(&path, "one", Over::Nothing).unwrap();
        assert!(matches!(save(&path, "two", Over::Nothing), Err(SaveError::Exists(_))));
        assert!(matches!(save(&path, "two", Over::Text("zero")), Err(SaveError::Changed(_))));
        assert_eq!(read(&path).unwrap().text, "one");
        save(&path, "two", Over::Text("one")).unwrap();
        save(&path, "three", Over::Anything).unwrap();
        assert_eq!(read(&path).unwrap().text, "three");
        fs::remove_file(&path).unwrap();
        assert!(matches!(save(&path, "four", Over::Text("three")), Err(SaveError::Changed(_))));
        assert_eq!(names(folder.path()), Vec::<String>::new());
    }

    #[test]
    fn a_failed_save_says_where_and_leaves_nothing_behind() {
        let folder = folder();
        let path = folder.path().join("no such folder").join("net.toml");
        let message = save(&path, "one", Over::Anything).unwrap_err().to_string();
        assert!(message.starts_with(&format!("cannot write {}: ", path.display())), "{message}");
        let message = save(folder.path(), "one", Over::Anything).unwrap_err().to_string();
        assert!(message.starts_with("cannot write "), "{message}");
        assert_eq!(names(folder.path()), Vec::<String>::new());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_kept_is_the_users_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = folder();
        let state = folder.path().join("state").join("aksplore");
        for text in ["one", "two"] {
            let path = keep(&state, "copied.txt", text).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(fs::metadata(&state).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(names(&state), ["copied.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_permissions_kept() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = folder();
        let (file, link) = (folder.path().join("net.toml"), folder.path().join("link.toml"));
        fs::write(&file, "one").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        save(&link, "two", Over::Text("one")).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn what_is_not_text_is_pointed_at() {
        let folder = folder();
        let path = folder.path().join("net.toml");
        fs::write(&path, b"a = 1\nb = \"\xff\"\n").unwrap();
        let unreadable = read(&path).unwrap_err();
        let located = unreadable.diagnostic.located(&unreadable.source);
        assert_eq!((located.code, located.line, located.column), ("not-utf-8", Some(2), Some(6)));
        let missing = read(&folder.path().join("none.toml")).unwrap_err();
        assert_eq!((missing.diagnostic.code, missing.diagnostic.span.clone()), ("cannot-read", None));
        assert_eq!(read_from("-", &b"a = 1"[..]).unwrap().text, "a = 1");
    }

    #[test]
    fn a_file_that_is_too_long_is_not_read() {
        let long = io::repeat(b'a');
        assert_eq!(read_from("-", long).unwrap_err().diagnostic.code, "too-long");
    }
}
