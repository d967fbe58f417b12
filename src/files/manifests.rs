//! Manifests on disk: a file, a folder with everything below it, or a pattern. Deliberately looks into no file: which
//! hold manifests, their reader says.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Unreadable;
use crate::diag::{Diagnostic, Source};
use crate::examples::{Beside, Example};
use crate::manifest::FILE_BYTES_MAX;
use crate::scenario::Scenario;
use crate::scenario::leaf::Name;

/// The most files that are read.
const FILES_MAX: usize = 10_000;
/// How deep folders are followed.
const DEPTH_MAX: usize = 16;
/// The endings of files that a folder is searched for.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// What stands in the files, in the order of their names, and what could not be read.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// The texts.
    pub sources: Vec<Source>,
    /// Files that are no text, cannot be opened, or are not there.
    pub unreadable: Vec<Unreadable>,
    /// The folders that were read, by their real names: one that links lead back to is read once.
    folders: HashSet<PathBuf>,
}

impl Texts {
    /// Of a file, or of a folder with all below it; `-` is standard input.
    pub fn of(path: &str) -> Self {
        let mut texts = Self::default();
        if path == "-" {
            texts.take(super::read_from_up_to("-", io::stdin().lock(), FILE_BYTES_MAX));
        } else {
            texts.add(Path::new(path), 0);
        }
        texts
    }

    /// Of patterns below a folder: `*` stands for anything within one name.
    pub fn matching<'a>(folder: &Path, patterns: impl Iterator<Item = &'a str>) -> Self {
        let mut texts = Self::default();
        for pattern in patterns {
            let found = expand(folder, pattern);
            if found.is_empty() {
                texts.fail(&folder.join(pattern), "no such file");
            }
            for path in found {
                texts.add(&path, 0);
            }
        }
        texts
    }

    /// Of the files that a scenario's `[policies]` name, relative to its own; those of an example are compiled in.
    pub fn named_by(scenario: &Scenario, file: Option<&Path>, example: Option<Example>) -> Self {
        let patterns = scenario.policies.files.as_deref().unwrap_or_default();
        let patterns = patterns.iter().map(Name::as_str);
        if let (None, Some(example)) = (file, example) {
            return Self::beside(example, patterns);
        }
        let folder = file.and_then(Path::parent).unwrap_or(Path::new(""));
        Self::matching(folder, patterns)
    }

    /// Of patterns among the files that are compiled in beside an example.
    fn beside<'a>(example: Example, patterns: impl Iterator<Item = &'a str>) -> Self {
        let mut texts = Self::default();
        for pattern in patterns {
            let is_meant = |file: &&Beside| is_path_match(pattern, file.name);
            let found: Vec<&Beside> = example.files.iter().filter(is_meant).collect();
            if found.is_empty() {
                texts.fail(Path::new(pattern), &format!("the example {} has no such file", example.name));
            }
            texts
                .sources
                .extend(found.into_iter().map(|file| Source::new(format!("example:{}", file.name), file.text)));
        }
        texts
    }

    /// Were no files named?
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.unreadable.is_empty()
    }

    fn add(&mut self, path: &Path, depth: usize) {
        if !path.is_dir() {
            return self.file(path);
        }
        if depth > DEPTH_MAX {
            return self.fail(path, "the folders are too deep in each other");
        }
        if !fs::canonicalize(path).is_ok_and(|real| self.folders.insert(real)) {
            return;
        }
        match listed(path) {
            Ok(entries) => {
                for entry in entries {
                    let is_meant = || {
                        entry
                            .extension()
                            .is_some_and(|ending| ENDINGS.iter().any(|own| ending.eq_ignore_ascii_case(own)))
                    };
                    if entry.is_dir() || is_meant() {
                        self.add(&entry, depth + 1);
                    }
                }
            }
            Err(error) => self.fail(path, &format!("cannot read the folder: {error}")),
        }
    }

    fn file(&mut self, path: &Path) {
        if self.sources.len() + self.unreadable.len() >= FILES_MAX {
            if self.sources.len() + self.unreadable.len() == FILES_MAX {
                self.fail(
                    path,
                    &format!("there are more than {FILES_MAX} files; this and those after it are not read"),
                );
            }
            return;
        }
        let name = path.display().to_string();
        match fs::File::open(path) {
            Ok(file) => self.take(super::read_from_up_to(&name, file, FILE_BYTES_MAX)),
            Err(error) => self.fail(path, &format!("cannot read the file: {error}")),
        }
    }

    fn take(&mut self, read: Result<Source, Box<Unreadable>>) {
        match read {
            Ok(source) => self.sources.push(source),
            Err(unreadable) => self.unreadable.push(*unreadable),
        }
    }

    fn fail(&mut self, path: &Path, message: &str) {
        let source = Source::new(path.display().to_string(), "");
        self.unreadable.push(Unreadable { source, diagnostic: Diagnostic::unreadable("cannot-read", message) });
    }
}

/// The entries of a folder by name, hidden ones left out.
fn listed(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut entries =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    entries.retain(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')));
    entries.sort();
    Ok(entries)
}

/// The paths that a pattern stands for, in order.
fn expand(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    let mut paths = vec![if pattern.starts_with('/') { PathBuf::from("/") } else { folder.to_owned() }];
    for part in pattern.split('/').filter(|part| !part.is_empty()) {
        paths = if part.contains('*') {
            let inside = paths.iter().flat_map(|path| listed(path).unwrap_or_default());
            inside.filter(|path| path.file_name().is_some_and(|name| is_match(part, &name.to_string_lossy()))).collect()
        } else {
            paths.into_iter().map(|path| path.join(part)).filter(|path| path.exists()).collect()
        };
    }
    paths
}

/// Does a path match a pattern, name by name?
fn is_path_match(pattern: &str, path: &str) -> bool {
    let (patterns, names): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    patterns.len() == names.len() && patterns.iter().zip(names).all(|(pattern, name)| is_match(pattern, name))
}

/// Does a name match a pattern with `*`?
fn is_match(pattern: &str, name: &str) -> bool {
    let parts: Vec<&str> = pattern.split('*').collect();
    let [first, middle @ .., last] = parts.as_slice() else { return pattern == name };
    let Some(mut rest) = name.strip_prefix(first).and_then(|rest| rest.strip_suffix(last)) else { return false };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything_within_a_name() {
        let cases = [
            ("*.yaml", "a.yaml", true),
            ("*.yaml", "a.yml", false),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "ac", false),
            ("*", "x", true),
            ("ab*ba", "aba", false),
            ("a", "a", true),
        ];
        for (pattern, name, expected) in cases {
            assert_eq!(is_match(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_back_to_a_folder_are_not_followed_twice() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("b")).unwrap();
        fs::write(at("b/a.yaml"), "a").unwrap();
        for (to, link) in
            [(".", "loop"), ("..", "b/up"), ("b", "c"), ("nowhere", "gone.yaml"), ("self.yaml", "self.yaml")]
        {
            std::os::unix::fs::symlink(to, at(link)).unwrap();
        }
        let texts = Texts::of(&folder.path().display().to_string());
        assert_eq!(texts.sources.len(), 1, "{:?}", texts.sources);
        // What a link names and is not there is told of, and so is a link to itself.
        assert_eq!(texts.unreadable.len(), 2, "{:?}", texts.unreadable);
    }

    #[test]
    fn folders_are_read_in_order_and_what_is_missing_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("b")).unwrap();
        for name in ["b/z.yml", "a.yaml", "c.json", "notes.txt", ".hidden.yaml"] {
            fs::write(at(name), name).unwrap();
        }
        fs::write(at("d.yaml"), b"\xff").unwrap();
        let texts = Texts::of(&folder.path().display().to_string());
        let read: Vec<&str> = texts.sources.iter().map(|source| &*source.text).collect();
        assert_eq!(read, ["a.yaml", "b/z.yml", "c.json"]);
        assert_eq!(texts.unreadable[0].diagnostic.code, "not-utf-8");
        let some = Texts::matching(folder.path(), ["b/*.yml", "*.txt", "none*.yaml"].into_iter());
        assert_eq!(some.sources.len(), 2);
        assert_eq!(some.unreadable[0].diagnostic.message, "no such file");
    }
}
