//! The words of one line of a sum. Deliberately put together only when they are read: a design has hundreds of such
//! lines, and a screen shows a few.

use std::fmt;

use crate::engine::formula;
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, counted, thousands};
use crate::scenario::leaf::Name;

/// What takes the addresses of a term: `system: (40 nodes + 4 surge) x (1 node + 50 pods) = 44 x 51`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// Something beside nodes and pods.
    Other(String),
    /// The nodes of a pool, their pods, or both.
    Pool {
        /// Its name.
        name: Name,
        /// Its nodes.
        nodes: u32,
        /// How many more an upgrade adds.
        surge: u32,
        /// What of each node lies in the range.
        pods: Pods,
        /// Addresses that one node takes.
        each: Addresses,
    },
}

/// How the pods of a node take addresses of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pods {
    /// Not at all: only the nodes lie there.
    Elsewhere,
    /// One each, beside their node's: so many at most.
    Beside(u32),
    /// In batches, held for so many.
    Held(u32),
    /// In static blocks, for so many at most.
    Blocks(u32),
    /// By a range of their node's own.
    Range,
}

impl fmt::Display for Label {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, nodes, surge, pods, each) = match self {
            Self::Other(text) => return formatter.write_str(text),
            Self::Pool { name, nodes, surge, pods, each } => (name, *nodes, *surge, *pods, each),
        };
        let peak_nodes = match surge {
            0 => counted(nodes, "node"),
            surge => format!("{} + {} surge", counted(nodes, "node"), thousands(surge)),
        };
        let pods = match pods {
            Pods::Elsewhere => return write!(formatter, "{name}: {peak_nodes}"),
            Pods::Beside(most) => format!("(1 node + {})", counted(most, "pod")),
            Pods::Held(in_use) => format!("{each} held for {}", counted(in_use, "pod")),
            Pods::Blocks(most) => {
                format!("{} of {}", counted(formula::static_blocks(most), "block"), formula::static_block())
            }
            Pods::Range => format!("a /{}", rules::prefix(RuleId::NodeBlockPrefix)),
        };
        let peak = thousands(u64::from(nodes) + u64::from(surge));
        write!(formatter, "{name}: ({peak_nodes}) x {pods} = {peak} x {each}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_says_how_it_is_reckoned() {
        let cases = [
            (4, Pods::Elsewhere, 1, "a: 40 nodes + 4 surge"),
            (0, Pods::Elsewhere, 1, "a: 40 nodes"),
            (4, Pods::Beside(50), 51, "a: (40 nodes + 4 surge) x (1 node + 50 pods) = 44 x 51"),
            (0, Pods::Held(50), 64, "a: (40 nodes) x 64 held for 50 pods = 40 x 64"),
            (0, Pods::Blocks(50), 64, "a: (40 nodes) x 4 blocks of 16 = 40 x 64"),
            (4, Pods::Range, 256, "a: (40 nodes + 4 surge) x a /24 = 44 x 256"),
        ];
        for (surge, pods, each, expected) in cases {
            let label = Label::Pool { name: "a".parse().unwrap(), nodes: 40, surge, pods, each };
            assert_eq!(label.to_string(), expected);
        }
        assert_eq!(Label::Other("Services".to_owned()).to_string(), "Services");
    }
}
