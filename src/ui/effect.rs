//! What the explorer wants done to the world. It does none of it: the program around it does, and tells what came of it.

use crate::engine::trace::PortsInUse;
use crate::report::export::Form;

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
    /// Read the configuration again, and the document's file, as an edit that can be undone, and its manifests.
    Reload,
    /// Look for work of earlier runs, for the list of what can be opened.
    ListKept,
    /// Show what became of the design since this state of its history.
    Since(usize),
    /// Write what a screen shows to a file.
    Export {
        /// What it shows.
        shown: Shown,
        /// The form.
        form: Form,
        /// The file's name as it was typed.
        name: String,
        /// Has the user agreed to replace a file that is there?
        replace: bool,
    },
    /// Take the mouse from the terminal, or give it back.
    Mouse(bool),
    /// Show the whole answer of a screen as plain text.
    ShowPlain(Shown),
    /// Put this text where the user can take it from.
    Copy(String),
    /// The same with the whole design as one line, and tell how it is opened again.
    Share(String),
    /// The same with the whole answer that a screen shows, as the command line gives it.
    CopyAnswer(Shown),
}

/// The answer that a screen shows, by its question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Does it fit?
    Size,
    /// Who owns every address?
    Map,
    /// The routes of a subnet, and the contest for an address.
    Routes {
        /// The subnet.
        subnet: String,
        /// The node whose own routes come first.
        node: Option<String>,
        /// The address.
        to: Option<std::net::IpAddr>,
    },
    /// A packet's way.
    Trace {
        /// The near end.
        from: String,
        /// The far end.
        to: String,
        /// What the load balancer picks.
        lb_selects: Option<String>,
        /// SNAT ports that are in use.
        snat_ports_in_use: Option<PortsInUse>,
    },
    /// Who reaches whom?
    Reach,
    /// The same question put to every model.
    Compare,
    /// Who may talk to whom?
    Policy,
    /// What do the policies leave open?
    Exposure,
}
