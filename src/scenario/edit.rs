//! Stub.
use super::Path;
/// An edit.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Sets a value.
    Set {
        /// Where.
        path: Path,
        /// To what; `None`: left out.
        text: Option<String>,
    },
    /// Adds an item.
    Add {
        /// The list.
        list: Path,
        /// The item.
        toml: String,
    },
    /// Removes an item.
    Remove {
        /// Which.
        path: Path,
    },
    /// Several as one.
    Many {
        /// What it is called.
        label: String,
        /// In order.
        edits: Vec<Edit>,
    },
}
/// Why not.
#[derive(Clone, Debug, PartialEq)]
pub struct EditError;
