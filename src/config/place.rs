//! Where the user's configuration is looked for, from the environment alone. Deliberately opens nothing.

use std::path::{Path, PathBuf};

/// The name of the file in the folder.
pub const FILE: &str = "config.toml";
/// The folder of the user's themes in the folder.
pub const THEMES: &str = "themes";

/// Whose rules for folders hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// Linux, macOS and the like: the XDG Base Directory Specification.
    Xdg,
    /// Windows.
    Windows,
}

impl System {
    /// The one that this program was built for.
    pub const HERE: Self = if cfg!(windows) { Self::Windows } else { Self::Xdg };
}

/// The folder: `$XDG_CONFIG_HOME/aksplore`, else `~/.config/aksplore`; on Windows `%APPDATA%\aksplore`. A relative
/// path is ignored, as the specification asks. `None`: the environment names no place.
///
/// ```
/// # use aksplore::config::place::{System, folder};
/// let env = |name: &str| (name == "HOME").then(|| "/home/ada".to_owned());
/// assert_eq!(folder(System::Xdg, env).unwrap(), std::path::Path::new("/home/ada/.config/aksplore"));
/// ```
pub fn folder(system: System, env: impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let absolute = |name: &str| env(name).map(PathBuf::from).filter(|path| is_absolute(system, path));
    let base = match system {
        System::Xdg => absolute("XDG_CONFIG_HOME").or_else(|| absolute("HOME").map(|home| home.join(".config"))),
        System::Windows => absolute("APPDATA"),
    };
    base.map(|base| base.join("aksplore"))
}

/// Is the path absolute under the rules of that system?
fn is_absolute(system: System, path: &Path) -> bool {
    let text = path.to_string_lossy();
    match system {
        System::Xdg => text.starts_with('/'),
        System::Windows => {
            let bytes = text.as_bytes();
            text.starts_with(r"\\") || matches!(bytes, [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(system: System, variables: &str) -> Option<String> {
        let pairs: Vec<(&str, &str)> = variables.split_whitespace().filter_map(|pair| pair.split_once('=')).collect();
        let env = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        folder(system, env).map(|path| path.to_string_lossy().replace('\\', "/"))
    }

    #[test]
    fn the_folder_is_where_the_system_keeps_it() {
        let cases = [
            (System::Xdg, "XDG_CONFIG_HOME=/etc/x HOME=/home/ada", Some("/etc/x/aksplore")),
            (System::Xdg, "HOME=/home/ada", Some("/home/ada/.config/aksplore")),
            (System::Xdg, "XDG_CONFIG_HOME= HOME=/home/ada", Some("/home/ada/.config/aksplore")),
            (System::Xdg, "XDG_CONFIG_HOME=conf HOME=/home/ada", Some("/home/ada/.config/aksplore")),
            (System::Xdg, "XDG_CONFIG_HOME=./conf", None),
            (System::Xdg, "HOME=ada", None),
            (System::Xdg, "APPDATA=C:/x", None),
            (System::Xdg, "", None),
            (System::Windows, "APPDATA=C:/Users/ada HOME=/home/ada", Some("C:/Users/ada/aksplore")),
            (System::Windows, "APPDATA=Users/ada", None),
            (System::Windows, "HOME=/home/ada", None),
        ];
        for (system, variables, expected) in cases {
            assert_eq!(of(system, variables).as_deref(), expected, "{system:?} {variables}");
        }
    }
}
