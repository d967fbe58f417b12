//! The user's configuration on disk: its file and the themes beside it, read as often as is asked. It reads no meaning
//! out of them: that is `config`'s.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Unreadable, read};
use crate::config::place::{self, System};
use crate::config::read::{Config, FILE_VARIABLE, Flag, Sources};

/// So many themes of the user's are read; a folder with more is not one of themes.
const THEMES_MAX: usize = 200;

/// What a configuration is read from.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// The flags that set something.
    pub flags: Vec<Flag>,
    /// The variables whose names begin with `AKSPLORE_`.
    pub variables: Vec<(String, String)>,
    /// The file; `None`: the system names no place for it.
    pub file: Option<PathBuf>,
    /// Was the file named, so that it must be there?
    pub is_named: bool,
    /// The folder of the user's themes.
    pub themes: Option<PathBuf>,
}

impl Place {
    /// The place that the flag `--config` names, else `AKSPLORE_CONFIG`, else where the system keeps such files. Themes
    /// lie in the folder `themes` beside the file.
    pub fn new(
        named: Option<&Path>,
        flags: Vec<Flag>,
        variables: Vec<(String, String)>,
        env: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let by_variable = || env(FILE_VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
        let named = named.map(Path::to_owned).or_else(by_variable);
        let is_named = named.is_some();
        let file = named.or_else(|| Some(place::folder(System::HERE, env)?.join(place::FILE)));
        let themes = file.as_ref().and_then(|file| file.parent()).map(|folder| folder.join(place::THEMES));
        Self { flags, variables, file, is_named, themes }
    }

    /// Reads everything anew. Where nothing is, what is built in holds.
    pub fn read(&self) -> Config {
        let mut unread = Vec::new();
        let mut taken = |path: &Path| match read(path) {
            Ok(source) => Some(source),
            Err(error) => {
                let Unreadable { source, diagnostic } = *error;
                unread.push((source, vec![diagnostic]));
                None
            }
        };
        let file = self.file.as_deref().filter(|file| self.is_named || file.exists()).and_then(&mut taken);
        let mut themes = Vec::new();
        for path in self.theme_files() {
            let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            themes.extend(taken(&path).map(|source| (name, source)));
        }
        let sources = Sources { flags: self.flags.clone(), variables: self.variables.clone(), file, themes };
        let mut config = Config::read(sources);
        config.problems.splice(0..0, unread);
        config
    }

    /// The user's themes, by name.
    fn theme_files(&self) -> Vec<PathBuf> {
        let entries = self.themes.as_ref().and_then(|folder| fs::read_dir(folder).ok());
        let paths = entries.into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
        let mut files: Vec<PathBuf> =
            paths.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
        files.sort();
        files.truncate(THEMES_MAX);
        files
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::decide::Background;

    fn place(folder: &Path, named: bool) -> Place {
        let file = folder.join("config.toml");
        let home = folder.display().to_string();
        Place::new(named.then_some(&*file), Vec::new(), Vec::new(), |name| {
            (name == "XDG_CONFIG_HOME" || name == "APPDATA").then(|| home.clone())
        })
    }

    #[test]
    fn nothing_there_is_no_problem_unless_it_was_named() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(place(folder.path(), false).read().problems, []);
        let named = place(folder.path(), true).read();
        assert_eq!(named.problems.len(), 1);
        assert_eq!(named.problems[0].1[0].code, "cannot-read");
        assert_eq!(named.settings, crate::config::settings::Settings::default());
        assert_eq!(Place::new(None, Vec::new(), Vec::new(), |_| None).read().problems, []);
    }

    #[test]
    fn the_file_and_the_themes_beside_it_are_read_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let themes = folder.path().join("themes");
        fs::create_dir(&themes).unwrap();
        fs::write(folder.path().join("config.toml"), "theme = 'night'\n").unwrap();
        fs::write(themes.join("night.toml"), "[styles]\ngood = 'light-green'\n").unwrap();
        fs::write(themes.join("notes.txt"), "no theme").unwrap();
        fs::write(themes.join("broken.toml"), b"\xff").unwrap();
        let place = place(folder.path(), true);
        let config = place.read();
        assert_eq!(config.theme(Background::Dark).name, "night");
        assert_eq!(config.problems.len(), 1, "{:?}", config.problems);
        assert!(config.problems[0].0.name.ends_with("broken.toml"));
        fs::remove_file(themes.join("broken.toml")).unwrap();
        fs::write(folder.path().join("config.toml"), "theme = 'mono'\n").unwrap();
        let config = place.read();
        assert_eq!((config.theme(Background::Dark).name.as_str(), config.problems.len()), ("mono", 0));
    }

    #[test]
    fn the_flag_comes_before_the_variable() {
        let env = |name: &str| (name == FILE_VARIABLE).then(|| "/etc/other/a.toml".to_owned());
        let of = |named: Option<&Path>| Place::new(named, Vec::new(), Vec::new(), env).file.unwrap();
        assert_eq!(of(None), Path::new("/etc/other/a.toml"));
        assert_eq!(of(Some(Path::new("b.toml"))), Path::new("b.toml"));
    }
}
