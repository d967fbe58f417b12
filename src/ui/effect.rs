//! What the explorer wants done to the world. It does none of it: the program around it does, and tells what came of it.

/// Something to do outside of the explorer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// End with this exit code.
    Quit(u8),
    /// Draw everything afresh.
    Redraw,
    /// Write the document to its own file.
    Save,
    /// Write the document to the file of this name, and let that be its file; `replace` a file that is there.
    SaveAs {
        /// The file's name as it was typed.
        name: String,
        /// Has the user agreed to replace a file that is there?
        replace: bool,
    },
    /// Open a scenario: a file's name, or `example:NAME`.
    Open(String),
    /// Read the document's file again, as an edit that can be undone.
    Reload,
}
