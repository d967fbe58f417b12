//! Everything the user can do, in one table: name, help line and group of each action. Which key does it is
//! not here but in the keymap, so that hints, help and configuration can never disagree.

use std::fmt;
use std::str::FromStr;

use crate::scenario::leaf::nearest;

/// Declares the actions; from the table follow the enum, its names, its help lines and its groups.
macro_rules! actions {
    ($($(#[doc = $group_doc:literal])+ $group:ident { $($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+ })+) => {
        /// What belongs together on the help page.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Group {
            $($(#[doc = $group_doc])+ $group),+
        }

        impl Group {
            /// All groups, in the order of the help page.
            pub const ALL: &'static [Self] = &[$(Self::$group),+];

            /// The heading.
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$group => concat!($($group_doc),+).trim_ascii()),+
                }
            }
        }

        /// Something the user can do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $($($(#[doc = $doc])+ $variant,)+)+
        }

        impl Action {
            /// All actions, group by group.
            pub const ALL: &'static [Self] = &[$($(Self::$variant),+),+];

            /// The name in a keymap file.
            pub fn name(self) -> &'static str {
                match self {
                    $($(Self::$variant => $name),+),+
                }
            }

            /// One line that says what it does.
            pub fn help(self) -> &'static str {
                match self {
                    $($(Self::$variant => concat!($($doc),+).trim_ascii()),+),+
                }
            }

            /// The group it stands in.
            pub fn group(self) -> Group {
                match self {
                    $($(Self::$variant => Group::$group),+),+
                }
            }
        }
    };
}

actions! {
    /// Move
    Move {
        /// Up, or the previous item
        Up = "up",
        /// Down, or the next item
        Down = "down",
        /// Left, or close the branch
        Left = "left",
        /// Right, or open the branch
        Right = "right",
        /// One page up
        PageUp = "page-up",
        /// One page down
        PageDown = "page-down",
        /// To the first item
        First = "first",
        /// To the last item
        Last = "last",
        /// Edit or open what is selected
        Enter = "enter",
        /// One step back
        Back = "back",
    }
    /// Screens
    Screens {
        /// Home: the verdict and what makes it
        Home = "home",
        /// Map: who owns every address
        Map = "map",
        /// Routes: where a packet goes next, and why
        Routes = "routes",
        /// Trace: one packet, hop by hop, and its reply
        Trace = "trace",
        /// Compare: the same question put to every model
        Compare = "compare",
        /// Policy: who may talk to whom, and why
        Policy = "policy",
        /// The next screen
        NextScreen = "next-screen",
    }
    /// Fields
    Fields {
        /// Network model
        EditModel = "model",
        /// Node subnet
        EditNodeSubnet = "node-subnet",
        /// Nodes of the selected pool
        EditNodes = "nodes",
        /// Max pods per node
        EditMaxPods = "max-pods",
        /// Max surge
        EditSurge = "surge",
        /// Pod CIDR, or pod subnet
        EditPodCidr = "pod-cidr",
        /// Service CIDR
        EditServiceCidr = "service-cidr",
        /// Autoscaler maximum
        EditAutoscaler = "autoscaler",
        /// Select the next node pool
        NextPool = "next-pool",
        /// One more
        StepUp = "step-up",
        /// One less
        StepDown = "step-down",
    }
    /// Change
    Change {
        /// Try the first way out
        FixA = "fix-a",
        /// Try the second way out
        FixB = "fix-b",
        /// Try the third way out
        FixC = "fix-c",
        /// Try the fourth way out
        FixD = "fix-d",
        /// Try the fifth way out
        FixE = "fix-e",
        /// Try the sixth way out, or list those beyond
        FixF = "fix-f",
        /// Add what belongs under the selected item
        Add = "add",
        /// Remove the selected item
        Remove = "remove",
        /// Undo the last edit
        Undo = "undo",
        /// Redo what was undone
        Redo = "redo",
        /// Every state: go back, see what changed since
        History = "history",
        /// Name this point of the history
        NamePoint = "name-point",
        /// A value that stood here before
        EarlierValue = "earlier-value",
    }
    /// Look
    Look {
        /// To the next part of the screen, or the next start
        Switch = "switch",
        /// Rehearse scale-out and upgrade, step by step
        Rehearsal = "rehearsal",
        /// Nodes against max pods: which pairs fit
        InverseMap = "inverse-map",
        /// Enlarge one part, or show the whole screen
        Enlarge = "enlarge",
        /// Zoom in
        ZoomIn = "zoom-in",
        /// Zoom out
        ZoomOut = "zoom-out",
        /// Ask about an address
        Ask = "ask",
        /// Trace the packet that is asked about
        TraceThis = "trace-this",
        /// Choose where the packet starts
        TraceFrom = "trace-endpoint-from",
        /// Choose where the packet goes
        TraceTo = "trace-endpoint-to",
        /// Show the reply, or the request again
        Reverse = "reverse",
        /// Try another packet
        NextPacket = "next-packet",
        /// Choose what the load balancer picks
        Backend = "lb-selects",
        /// State the SNAT ports that are in use
        PortsInUse = "snat-ports-in-use",
        /// The node's own routes to its pods
        NodeRoutes = "node-routes",
        /// Who reaches whom, and as whom
        Reach = "reach",
        /// Show only what differs, or everything again
        Differences = "differences",
        /// What policies leave open, or the table again
        Exposure = "exposure",
        /// The rules behind what is shown or selected
        Explain = "explain",
        /// Ask a question, or explain an error text
        AskLine = "ask-line",
        /// Find an address, a name, a route, a rule
        Find = "find",
        /// The words on this screen, explained
        Words = "words",
    }
    /// Files and program
    Program {
        /// Save
        Save = "save",
        /// Save under another name
        SaveAs = "save-as",
        /// Open a file, kept work or an example
        Open = "open",
        /// Copy what is selected
        Copy = "copy",
        /// Copy the whole answer as text
        CopyAnswer = "copy-answer",
        /// Write what is shown to a file, in a form of choice
        Export = "export",
        /// Copy the whole design as one line for a chat
        Share = "share",
        /// Read the file, its manifests and the config again
        Reload = "reload",
        /// Try the themes
        Themes = "themes",
        /// The projector view, or the whole screen again
        Big = "big",
        /// The answer as plain text, without frames
        Plain = "plain",
        /// Mask names and addresses, or show them again
        Redact = "redact",
        /// The mouse selects and scrolls, or is free again
        Mouse = "mouse",
        /// Draw the screen afresh
        Redraw = "redraw",
        /// Everything you can do, by its name
        Palette = "palette",
        /// The keys that work here
        Help = "help",
        /// Quit
        Quit = "quit",
    }
}

/// A name that no action has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct UnknownAction {
    /// What was written.
    pub given: String,
    /// The nearest name there is.
    pub suggestion: Option<&'static str>,
}

impl fmt::Display for UnknownAction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "no action is named {:?}", self.given)?;
        self.suggestion.map_or(Ok(()), |name| write!(formatter, "; did you mean {name:?}?"))
    }
}

impl fmt::Display for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for Action {
    type Err = UnknownAction;

    fn from_str(text: &str) -> Result<Self, UnknownAction> {
        Self::ALL.iter().copied().find(|action| action.name() == text).ok_or_else(|| UnknownAction {
            given: text.to_owned(),
            suggestion: nearest(text, Self::ALL.iter().map(|action| action.name())).and_then(static_name),
        })
    }
}

fn static_name(name: &str) -> Option<&'static str> {
    Action::ALL.iter().map(|action| action.name()).find(|other| *other == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_name_reads_back_and_is_the_only_one() {
        let names: BTreeSet<&str> = Action::ALL.iter().map(|action| action.name()).collect();
        assert_eq!(names.len(), Action::ALL.len());
        for action in Action::ALL {
            assert_eq!(action.name().parse(), Ok(*action));
        }
    }

    #[test]
    fn every_action_has_a_help_line_that_fits_and_says_more_than_nothing() {
        for action in Action::ALL {
            let help = action.help();
            assert!((4..=50).contains(&help.len()), "{action}: {help:?}");
            assert!(help.starts_with(char::is_uppercase), "{action}: {help:?}");
        }
    }

    #[test]
    fn every_group_has_a_title_and_an_action() {
        for group in Group::ALL {
            assert!(!group.title().is_empty());
            assert!(Action::ALL.iter().any(|action| action.group() == *group), "{group:?}");
        }
    }

    #[test]
    fn a_typo_is_told_the_nearest_name() {
        let error = "udno".parse::<Action>().unwrap_err();
        assert_eq!(error.to_string(), "no action is named \"udno\"; did you mean \"undo\"?");
        let error = "frobnicate-all".parse::<Action>().unwrap_err();
        assert_eq!(error.to_string(), "no action is named \"frobnicate-all\"");
    }
}
