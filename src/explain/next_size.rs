//! The range that would hold the count of an error. Deliberately says with it what an upgrade takes more: the count of a
//! create or a scale has no surge in it, and a range that holds it alone fails at the next upgrade.

use std::fmt;

use super::reading::{Kind, Reading};
use crate::engine::formula;
use crate::engine::plan::surge_nodes;
use crate::net::{Addresses, counted, thousands};
use crate::scenario::defaults;

/// The range that would hold a count, and the one that would hold an upgrade of it as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextSize {
    /// The longest prefix that holds the count; at least, where the count is not said.
    pub prefix: u8,
    /// Addresses that are left in a range of that prefix, where the count is said.
    pub left: Option<Addresses>,
    /// The longest prefix that holds the surge of an upgrade by AKS's default too, where a reading says how many nodes
    /// there are.
    pub with_surge: Option<u8>,
}

impl NextSize {
    /// Of a count; `None`: no range of IPv4 is that large.
    pub fn new(need: Addresses, kind: Kind, readings: &[Reading]) -> Option<Self> {
        let next = Self::at_least(need, kind)?;
        let size = 1_u64 << (32 - u32::from(next.prefix));
        let left = size.checked_sub(reserved(kind)).and_then(|usable| usable.checked_sub(need));
        let both = |surge| formula::smallest_prefix(need.saturating_add(surge), reserved(kind));
        Some(Self { left, with_surge: surge_of(readings).and_then(both), ..next })
    }

    /// Of a count that is larger than what is known of it.
    pub fn at_least(need: Addresses, kind: Kind) -> Option<Self> {
        Some(Self { prefix: formula::smallest_prefix(need, reserved(kind))?, left: None, with_surge: None })
    }

    /// The prefix to ask for: with room for an upgrade, where that is known.
    pub fn advised(self) -> u8 {
        self.with_surge.unwrap_or(self.prefix)
    }

    /// What the smallest prefix leaves, and whether an upgrade has room in that.
    pub fn words(self) -> Option<String> {
        let left = counted(self.left?, "address");
        let upgrade = match self.with_surge {
            Some(wider) if wider < self.prefix => {
                format!("too few for the surge of an upgrade by AKS's default, which takes a /{wider}")
            }
            Some(_) => "enough for the surge of an upgrade by AKS's default".to_owned(),
            None => "and the surge of an upgrade comes out of them".to_owned(),
        };
        let prefix = self.prefix;
        Some(format!("a /{prefix} leaves {left}, {upgrade}: unless an upgrade was refused, no surge is in the count"))
    }
}

/// In words: `/21, 3 left; /20 with the surge of an upgrade`.
impl fmt::Display for NextSize {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "/{}", self.prefix)?;
        if let Some(left) = self.left {
            write!(formatter, ", {} left", thousands(left))?;
        }
        match self.with_surge {
            Some(prefix) => write!(formatter, "; /{prefix} with the surge of an upgrade"),
            None => Ok(()),
        }
    }
}

/// Addresses that the surge of an upgrade takes by AKS's default: of the likely readings, else of those that say how
/// many pods a node has; the most where several say.
///
/// 333 = 3 x (110 + 1) is 3 nodes: 10% of them are 1 node, 111 addresses. 1,280 = 5 x 256 is 1 block, 256.
fn surge_of(readings: &[Reading]) -> Option<Addresses> {
    let surge = |reading: &Reading| {
        let nodes = surge_nodes(defaults::max_surge(""), u32::try_from(reading.nodes).ok()?);
        u64::from(nodes).checked_mul(reading.each)
    };
    let likely = readings.iter().filter(|reading| reading.is_likely).filter_map(surge).max();
    likely.or_else(|| readings.iter().filter(|reading| reading.max_pods.is_some()).filter_map(surge).max())
}

/// Azure keeps addresses of subnets alone: the ranges of pods and of Services are none of its network.
pub fn reserved(kind: Kind) -> Addresses {
    if matches!(kind, Kind::PodCidr | Kind::ServiceCidr) { 0 } else { formula::reserved() }
}

#[cfg(test)]
mod tests {
    use super::super::reading::readings;
    use super::*;

    fn told(count: u64, kind: Kind) -> String {
        NextSize::new(count, kind, &readings(count, kind)).map_or("none".to_owned(), |next| next.to_string())
    }

    #[test]
    fn the_next_size_has_room_for_an_upgrade() {
        let cases = [
            // 2,040 of 2,043: any surge node is too much.
            (2_040, Kind::NodeSubnet, "/21, 3 left; /20 with the surge of an upgrade"),
            (333, Kind::NodeSubnet, "/23, 174 left; /23 with the surge of an upgrade"),
            (1_280, Kind::PodCidr, "/21, 768 left; /21 with the surge of an upgrade"),
            (2_048, Kind::PodCidr, "/21, 0 left; /20 with the surge of an upgrade"),
            (u64::MAX, Kind::NodeSubnet, "none"),
            (1 << 32, Kind::PodCidr, "/0, 0 left"),
        ];
        for (count, kind, expected) in cases {
            assert_eq!(told(count, kind), expected, "{count}");
        }
    }

    #[test]
    fn the_words_say_when_an_upgrade_has_no_room() {
        let words = |count| NextSize::new(count, Kind::NodeSubnet, &readings(count, Kind::NodeSubnet))?.words();
        assert!(words(2_040).unwrap().contains("leaves 3 addresses, too few for the surge"), "{:?}", words(2_040));
        assert!(words(333).unwrap().contains("leaves 174 addresses, enough for the surge"), "{:?}", words(333));
        assert_eq!(NextSize::at_least(333, Kind::NodeSubnet).and_then(NextSize::words), None);
    }
}
