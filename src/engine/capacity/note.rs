//! What to know about a range beside its sum: what granularity costs, and where the pages leave a doubt. Deliberately
//! put into words only when it is read.

use std::fmt;

use super::IF_CAPPED;
use crate::engine::formula;
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, counted, thousands};
use crate::scenario::leaf::Name;

/// One thing to know about a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Batches do not reach the last addresses of a dynamic pod subnet.
    Stranded {
        /// Addresses that can be had.
        usable: Addresses,
        /// Those that no whole batch holds.
        stranded: Addresses,
    },
    /// What a dynamic pod subnet needs if a node holds no more than its max pods.
    Capped {
        /// The need as the pages have it.
        needed: Addresses,
        /// The need then.
        capped: Addresses,
    },
    /// What a node's static blocks leave unused.
    Wasted {
        /// The pool.
        pool: Name,
        /// The most pods of its nodes.
        max_pods: u32,
    },
    /// What static blocks count of the addresses that their VNet may have in use.
    Counted {
        /// The addresses that they take.
        taken: Addresses,
        /// What they count.
        counted: Addresses,
    },
    /// What AKS checks before it adds nodes with static blocks, and what they take.
    Checked {
        /// What is checked.
        checked: Addresses,
        /// What the same nodes take.
        taken: Addresses,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stranded { usable, stranded } => write!(
                formatter,
                "batches of {} reach {} of {}; the other {} are stranded until the subnet is reported exhausted, when nodes ask for one at a time",
                rules::number(RuleId::DynamicBatch),
                thousands(usable - stranded),
                thousands(*usable),
                stranded
            ),
            Self::Capped { needed, capped } => write!(
                formatter,
                "{} {IF_CAPPED}, {} as the pages have it: one cluster showed the former, and no page confirms it",
                thousands(*capped),
                thousands(*needed)
            ),
            Self::Wasted { pool, max_pods } => {
                let blocks = formula::static_blocks(*max_pods);
                write!(
                    formatter,
                    "{pool}: of the {} addresses of a node's {}, {} for pods, 1 is the node's own, {} wasted",
                    blocks * formula::static_block(),
                    counted(blocks, "block"),
                    are(u64::from(*max_pods)),
                    are(formula::static_waste(*max_pods))
                )
            }
            Self::Counted { taken, counted } => write!(
                formatter,
                "of what a VNet may have in use a static block counts one, not its {}: here {} for {}",
                formula::static_block(),
                thousands(*counted),
                self::counted(*taken, "address")
            ),
            Self::Checked { checked, taken } => write!(
                formatter,
                "AKS checks {} before it adds nodes, one block each; they then take {}",
                thousands(*checked),
                thousands(*taken)
            ),
        }
    }
}

/// `1 is`, `13 are`.
fn are(count: u64) -> String {
    if count == 1 { "1 is".to_owned() } else { format!("{} are", thousands(count)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_says_both_figures() {
        let cases = [
            (
                Note::Stranded { usable: 251, stranded: 11 },
                "batches of 16 reach 240 of 251; the other 11 are stranded until the subnet is reported exhausted, when nodes ask for one at a time",
            ),
            (
                Note::Capped { needed: 336, capped: 224 },
                "224 if a node holds no more than its max pods, 336 as the pages have it: one cluster showed the former, and no page confirms it",
            ),
            (
                Note::Wasted { pool: "a".parse().unwrap(), max_pods: 50 },
                "a: of the 64 addresses of a node's 4 blocks, 50 are for pods, 1 is the node's own, 13 are wasted",
            ),
            (
                Note::Counted { taken: 120_240, counted: 7_515 },
                "of what a VNet may have in use a static block counts one, not its 16: here 7,515 for 120,240 addresses",
            ),
            (
                Note::Checked { checked: 160, taken: 2560 },
                "AKS checks 160 before it adds nodes, one block each; they then take 2,560",
            ),
        ];
        for (note, expected) in cases {
            assert_eq!(note.to_string(), expected);
        }
    }
}
