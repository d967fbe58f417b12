//! How each model treats what designs use, a row each, from the pages. Deliberately no numbers of the design at
//! hand: those are the answers'.

use super::Feature;
use crate::engine::rules::{self, RuleId};

/// One row: its name, the rule that names its page, and a cell a model: overlay, pod subnet dynamic, pod subnet
/// static, node subnet, kubenet, BYO CNI. A cell is a word or phrase, and whether that means "has it".
type Row = (&'static str, RuleId, [(Has, &'static str); 6]);

/// Does a model have it?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Has {
    Yes,
    No,
    /// The question has no yes or no, or no page answers it.
    Open,
}

use Has::{No, Open, Yes};

/// What the plug-in decides, no page of AKS's can say.
const PLUG_IN: (Has, &str) = (Open, "the plug-in's");

/// No page read says so.
const NOT_KNOWN: (Has, &str) = (Open, "not known");

const ROWS: &[Row] = &[
    (
        "pod reachable from VNet",
        RuleId::FeatureReach,
        [(No, "no"), (Yes, "yes"), (Yes, "yes"), (Yes, "yes"), (No, "no"), PLUG_IN],
    ),
    (
        "source seen in VNet",
        RuleId::FeatureSource,
        [(Open, "node"), (Open, "pod"), (Open, "pod"), (Open, "pod"), (Open, "node"), PLUG_IN],
    ),
    (
        "source seen by peers",
        RuleId::FeatureSourcePeers,
        [(Open, "node"), (Open, "pod"), (Open, "pod"), (Open, "node"), (Open, "node"), PLUG_IN],
    ),
    (
        "route table for pods",
        RuleId::FeatureRouteTable,
        [(No, "no"), (No, "no"), (No, "no"), (No, "no"), (Yes, "yes, 400 routes"), PLUG_IN],
    ),
    (
        "network policy",
        RuleId::FeaturePolicy,
        [
            (Yes, "Azure, Calico, Cilium"),
            (Yes, "Azure, Calico, Cilium"),
            (Yes, "Azure, Calico, Cilium"),
            (Yes, "Azure, Calico, Cilium"),
            (Yes, "Calico"),
            PLUG_IN,
        ],
    ),
    (
        "Cilium data plane",
        RuleId::CiliumNeedsAzureCni,
        [(Yes, "yes"), (Yes, "yes"), (Yes, "yes"), (Yes, "yes"), (No, "no"), (No, "no")],
    ),
    (
        "Windows (not w. Cilium)",
        RuleId::FeatureWindows,
        [(Yes, "yes"), (Yes, "yes"), (Yes, "yes"), (Yes, "yes"), (No, "no"), NOT_KNOWN],
    ),
    ("dual stack", RuleId::FeatureDualStack, [(Yes, "yes"), (No, "no"), (No, "no"), (No, "no"), (No, "no"), NOT_KNOWN]),
    (
        "subnet shared by clusters",
        RuleId::FeatureSharedSubnet,
        [(Yes, "yes"), (Yes, "yes"), (Yes, "yes"), (Yes, "yes"), (No, "no"), NOT_KNOWN],
    ),
    (
        "virtual nodes",
        RuleId::FeatureVirtualNodes,
        [(No, "no"), NOT_KNOWN, NOT_KNOWN, (Yes, "yes"), (No, "no"), NOT_KNOWN],
    ),
    (
        "grow later",
        RuleId::FeatureGrow,
        [
            (Open, "widen pod CIDR"),
            (Open, "new pod subnet + pool"),
            (Open, "new pod subnet + pool"),
            (Open, "new subnet + pool"),
            (Open, "to overlay, one way"),
            PLUG_IN,
        ],
    ),
    (
        "retires",
        RuleId::KubenetRetires,
        [(No, "no date"), (No, "no date"), (No, "no date"), (No, "no date"), (Yes, "2028-03-31"), (No, "no date")],
    ),
    (
        "good for",
        RuleId::FeatureReach,
        [
            (Open, "many pods, few VNet addresses"),
            (Open, "pods that must be reached directly"),
            (Open, "very many such pods"),
            (Open, "small clusters of a fixed size"),
            (Open, "existing clusters only"),
            (Open, "a plug-in of one's own"),
        ],
    ),
    (
        "watch out",
        RuleId::FeatureWatch,
        [
            (Open, "pods hide behind the node address"),
            (Open, "nodes hold batches of 16"),
            (Open, "whole blocks of 16 a node"),
            (Open, "plan the most nodes now"),
            (Open, "plan the migration"),
            (Open, "no support for the plug-in"),
        ],
    ),
];

/// The rows, for the screen and for the answer of `compare`.
pub fn features() -> Vec<Feature> {
    let row = |(name, rule, cells): &Row| Feature {
        name,
        values: cells.iter().map(|(_, text)| *text).collect(),
        supported: cells
            .iter()
            .map(|(has, _)| match has {
                Yes => Some(true),
                No => Some(false),
                Open => None,
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
    fn the_dated_cells_are_the_rules_own() {
        let features = features();
        let kubenet = |name: &str| features.iter().find(|row| row.name == name).map(|row| row.values[4]);
        assert_eq!(kubenet("retires"), Some(rules::text(RuleId::KubenetRetires)));
        assert_eq!(
            kubenet("route table for pods"),
            Some(&*format!("yes, {} routes", rules::number(RuleId::RoutesMax)))
        );
    }

    #[test]
    fn names_are_said_once() {
        let features = features();
        for (index, row) in features.iter().enumerate() {
            assert!(features[index + 1..].iter().all(|other| other.name != row.name), "{}", row.name);
        }
    }
}
