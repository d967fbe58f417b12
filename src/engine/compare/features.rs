//! How each model treats what designs use, a row each, from the pages. Deliberately no numbers of the design at
//! hand: those are the answers'.

use std::borrow::Cow;

use super::Feature;
use crate::engine::formula;
use crate::engine::rules::{self, RuleId};

/// One row: its name, the rule that names its page, and a cell a model: overlay, pod subnet dynamic, pod subnet
/// static, node subnet, kubenet, BYO CNI.
type Row = (&'static str, RuleId, [Cell; 6]);

/// What a model has, in a word or phrase, and whether that means "has it".
struct Cell {
    has: Has,
    words: &'static str,
    /// What stands for `{}` in the words: the rules' own value.
    value: Option<fn() -> String>,
}

/// Does a model have it?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Has {
    Yes,
    No,
    /// The question has no yes or no, or no page answers it.
    Open,
}

const YES: Cell = yes("yes");

const NO: Cell = no("no");

const NO_DATE: Cell = no("no date");

/// What the plug-in decides, no page of AKS's can say.
const PLUG_IN: Cell = open("the plug-in's");

/// No page read says so.
const NOT_KNOWN: Cell = open("not known");

const fn yes(words: &'static str) -> Cell {
    Cell { has: Has::Yes, words, value: None }
}

const fn no(words: &'static str) -> Cell {
    Cell { has: Has::No, words, value: None }
}

const fn open(words: &'static str) -> Cell {
    Cell { has: Has::Open, words, value: None }
}

impl Cell {
    const fn with(self, value: fn() -> String) -> Self {
        Self { value: Some(value), ..self }
    }

    fn text(&self) -> Cow<'static, str> {
        self.value.map_or(Cow::Borrowed(self.words), |value| Cow::Owned(self.words.replace("{}", &value())))
    }
}

const ROWS: &[Row] = &[
    ("pod reachable from VNet", RuleId::FeatureReach, [NO, YES, YES, YES, NO, PLUG_IN]),
    (
        "source seen in VNet",
        RuleId::FeatureSource,
        [open("node"), open("pod"), open("pod"), open("pod"), open("node"), PLUG_IN],
    ),
    (
        "source seen by peers",
        RuleId::FeatureSourcePeers,
        [open("node"), open("pod"), open("pod"), open("node"), open("node"), PLUG_IN],
    ),
    (
        "route table for pods",
        RuleId::FeatureRouteTable,
        [NO, NO, NO, NO, yes("yes, {} routes").with(|| rules::number(RuleId::RoutesMax).to_string()), PLUG_IN],
    ),
    (
        "network policy",
        RuleId::FeaturePolicy,
        [
            yes("Azure, Calico, Cilium"),
            yes("Azure, Calico, Cilium"),
            yes("Azure, Calico, Cilium"),
            yes("Azure, Calico, Cilium"),
            yes("Calico"),
            PLUG_IN,
        ],
    ),
    ("Cilium data plane", RuleId::CiliumNeedsAzureCni, [YES, YES, YES, YES, NO, NO]),
    ("Windows (not w. Cilium)", RuleId::FeatureWindows, [YES, YES, YES, YES, NO, NOT_KNOWN]),
    ("dual stack", RuleId::FeatureDualStack, [YES, NO, NO, NO, NO, NOT_KNOWN]),
    ("subnet shared by clusters", RuleId::FeatureSharedSubnet, [YES, YES, YES, YES, NO, NOT_KNOWN]),
    ("virtual nodes", RuleId::FeatureVirtualNodes, [NO, NOT_KNOWN, NOT_KNOWN, YES, NO, NOT_KNOWN]),
    (
        "grow later",
        RuleId::FeatureGrow,
        [
            open("widen pod CIDR"),
            open("new pod subnet + pool"),
            open("new pod subnet + pool"),
            open("new subnet + pool"),
            open("to overlay, one way"),
            PLUG_IN,
        ],
    ),
    (
        "retires",
        RuleId::KubenetRetires,
        [
            NO_DATE,
            NO_DATE,
            NO_DATE,
            NO_DATE,
            yes("{}").with(|| rules::text(RuleId::KubenetRetires).to_owned()),
            NO_DATE,
        ],
    ),
    (
        "good for",
        RuleId::FeatureReach,
        [
            open("many pods, few VNet addresses"),
            open("pods that must be reached directly"),
            open("very many such pods"),
            open("small clusters of a fixed size"),
            open("existing clusters only"),
            open("a plug-in of one's own"),
        ],
    ),
    (
        "watch out",
        RuleId::FeatureWatch,
        [
            open("pods hide behind the node address"),
            open("nodes hold batches of {}").with(|| rules::number(RuleId::DynamicBatch).to_string()),
            open("whole blocks of {} a node").with(|| formula::static_block().to_string()),
            open("plan the most nodes now"),
            open("plan the migration"),
            open("no support for the plug-in"),
        ],
    ),
];

/// The rows, for the screen and for the answer of `compare`.
pub fn features() -> Vec<Feature> {
    let row = |(name, rule, cells): &Row| Feature {
        name,
        values: cells.iter().map(Cell::text).collect(),
        supported: cells
            .iter()
            .map(|cell| match cell.has {
                Has::Yes => Some(true),
                Has::No => Some(false),
                Has::Open => None,
            })
            .collect(),
        source: rules::source(*rule),
    };
    ROWS.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cell_takes_from_the_rules_stands_in_its_words() {
        let features = features();
        let said = |name: &str, model: usize| {
            features.iter().find(|row| row.name == name).map(|row| row.values[model].to_string()).unwrap()
        };
        assert_eq!(said("retires", 4), "2028-03-31");
        assert_eq!(said("route table for pods", 4), "yes, 400 routes");
        assert_eq!(said("watch out", 1), "nodes hold batches of 16");
        assert_eq!(said("watch out", 2), "whole blocks of 16 a node");
    }

    #[test]
    fn names_are_said_once() {
        let features = features();
        for (index, row) in features.iter().enumerate() {
            assert!(features[index + 1..].iter().all(|other| other.name != row.name), "{}", row.name);
        }
    }
}
