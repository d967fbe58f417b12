//! Packing: places for new subnets in the free aligned space of a VNet, or the proof that they do not fit. Deliberately
//! no need of any subnet: lengths are given.

use std::fmt;
use std::net::Ipv4Addr;

use crate::engine::address::{Places, kept_clear};
use crate::engine::plan::{Plan, VnetId};
use crate::net::{Addresses, Cidr, Span};
use crate::scenario::edit::free_name;
use crate::scenario::{Edit, field};

mod lengths;
mod no_room;

pub use lengths::{Lengths, LengthsError, Request};
pub use no_room::NoRoom;

/// The free space of a VNet: where a subnet may lie, and what is free on paper only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Space {
    vnet: VnetId,
    name: String,
    blocks: Vec<Cidr>,
    unusable: Vec<Unusable>,
    on_paper: Vec<Cidr>,
}

/// Space that no subnet has and that is not usable all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// The part of the VNet.
    pub range: Cidr,
    /// Who has it: `on-premises berlin`.
    pub holder: String,
    /// Its whole range.
    pub holds: Cidr,
}

impl Space {
    /// Of a VNet of a plan.
    pub fn of(plan: &Plan, vnet: VnetId) -> Self {
        let blocks = |places: &Places| places.spans().iter().flat_map(|span| span.blocks()).collect::<Vec<Cidr>>();
        let paper = Places::on_paper(plan, vnet);
        let unusable = kept_clear(plan, vnet).into_iter().flat_map(|(holder, holds)| {
            let parts = paper.spans().iter().filter_map(|free| free.intersection(holds.span()?));
            let parts: Vec<Cidr> = parts.flat_map(Span::blocks).collect();
            parts.into_iter().map(move |range| Unusable { range, holder: holder.clone(), holds })
        });
        Self {
            vnet,
            name: plan.vnet(vnet).item.name.to_string(),
            blocks: blocks(&Places::of(plan, vnet, None)),
            unusable: unusable.collect(),
            on_paper: blocks(&paper),
        }
    }

    /// The VNet.
    pub fn vnet(&self) -> VnetId {
        self.vnet
    }

    /// The VNet's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The largest aligned blocks that make up the usable space, in address order.
    pub fn blocks(&self) -> &[Cidr] {
        &self.blocks
    }

    /// What is free on paper only.
    pub fn unusable(&self) -> &[Unusable] {
        &self.unusable
    }

    /// Addresses that are free and usable.
    pub fn free(&self) -> Addresses {
        self.blocks.iter().filter_map(|block| block.size()).sum()
    }

    /// How many aligned places of this length there are, overlapping none.
    pub fn count(&self, prefix: u8) -> u64 {
        places(&self.blocks, prefix)
    }

    /// The place at this number among those of a length, the lowest first.
    pub fn nth(&self, prefix: u8, number: u64) -> Option<Cidr> {
        let mut left = number;
        for block in self.blocks.iter().filter(|block| block.prefix() <= prefix) {
            let here = 1u64 << (prefix - block.prefix());
            if left < here {
                return part(*block, prefix, left);
            }
            left -= here;
        }
        None
    }

    /// The number of the lowest place of a length that lies in a range.
    pub fn first_within(&self, prefix: u8, range: Cidr) -> Option<u64> {
        let mut before = 0;
        for block in self.blocks.iter().filter(|block| block.prefix() <= prefix) {
            let here = 1u64 << (prefix - block.prefix());
            if range.covers(*block) {
                return Some(before);
            }
            if block.covers(range) && range.prefix() <= prefix {
                let (inner, outer) = (range.span()?, block.span()?);
                return Some(before + (u64::from(inner.first() - outer.first()) >> (32 - prefix)));
            }
            before += here;
        }
        None
    }

    /// Places for subnets of these lengths, in the order in which they are asked for: the largest first, each at the
    /// lowest place that is left.
    ///
    /// # Errors
    /// When they do not fit, however they are arranged.
    pub fn pack(&self, lengths: &Lengths) -> Result<Vec<Cidr>, NoRoom> {
        pack(&self.blocks, lengths.prefixes()).map_err(|short| NoRoom {
            vnet: self.name.clone(),
            asked: lengths.prefixes().into(),
            blocks: self.blocks.iter().map(|block| block.prefix()).collect(),
            prefix: short.prefix,
            unplaced: short.unplaced.into(),
            left: short.left.into(),
            fits_on_paper: pack(&self.on_paper, lengths.prefixes()).is_ok(),
        })
    }

    /// The edit that makes subnets of these places.
    pub fn edit(&self, plan: &Plan, places: &[Cidr]) -> Edit {
        let list = plan.vnet_path(self.vnet).key("subnet");
        let mut scenario = plan.scenario().clone();
        let mut edits = Vec::with_capacity(places.len());
        for place in places {
            let name = free_name(&scenario, &list, NEW_SUBNET);
            let edit = Edit::Add { list: list.clone(), toml: format!("name = {name:?}\nprefix = \"{place}\"\n") };
            scenario = edit.apply(&scenario).expect("a free name and a range are a subnet");
            edits.push(edit);
        }
        let label = match places {
            [place] => format!("add subnet {place}"),
            places => format!("add {} subnets", places.len()),
        };
        let vnet = &plan.vnet(self.vnet).item;
        field::with_vnet(plan.written(), plan.scenario(), vnet, Edit::Many { label, edits })
    }
}

/// The name of a new subnet.
const NEW_SUBNET: &str = "snet-new";

/// The part, and who has it: `10.240.192.0/20, which on-premises berlin has`.
impl fmt::Display for Unusable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}, which {} has", self.range, self.holder)?;
        if self.holds == self.range { Ok(()) } else { write!(formatter, " with {}", self.holds) }
    }
}

/// How many aligned places of a length the blocks hold. Blocks that are longer hold none.
fn places(blocks: &[Cidr], prefix: u8) -> u64 {
    blocks.iter().filter(|block| block.prefix() <= prefix).map(|block| 1u64 << (prefix - block.prefix())).sum()
}

/// The part of a block at this number, of a length.
fn part(block: Cidr, prefix: u8, number: u64) -> Option<Cidr> {
    let first = u64::from(block.span()?.first()) + (number << (32 - prefix));
    Some(Cidr::v4(Ipv4Addr::from(u32::try_from(first).ok()?), prefix))
}

/// What does not fit, when the largest go first.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Short {
    /// The first length that fails: those of it and larger are more than there is place for.
    prefix: u8,
    /// The lengths that find no place.
    unplaced: Vec<u8>,
    /// The lengths of what is left when all others have theirs.
    left: Vec<u8>,
}

/// Places in the blocks for these lengths, or what of them finds none.
///
/// That the largest come first is all that matters: a subnet that is placed takes away as many places of any shorter
/// size as its own size is of theirs, wherever it lies. So each may take the lowest place, and where one finds none,
/// no other arrangement has room either: the places of its length are counted, and they are too few.
fn pack(blocks: &[Cidr], prefixes: &[u8]) -> Result<Vec<Cidr>, Short> {
    let mut order: Vec<usize> = (0..prefixes.len()).collect();
    order.sort_by_key(|at| prefixes[*at]);
    let mut free = blocks.to_vec();
    let mut found: Vec<(usize, Cidr)> = Vec::with_capacity(prefixes.len());
    let mut unplaced = Vec::new();
    for at in order {
        let prefix = prefixes[at];
        let Some(place) = free.iter().position(|block| block.prefix() <= prefix) else {
            unplaced.push(prefix);
            continue;
        };
        let block = free.remove(place);
        let taken = block.with_prefix(prefix);
        // What is left of the block are its upper halves, the smallest the lowest.
        let halves = (block.prefix() + 1..=prefix).rev().filter_map(|half| part(block, half, 1));
        free.splice(place..place, halves);
        found.push((at, taken));
    }
    if let Some(prefix) = unplaced.first().copied() {
        return Err(Short { prefix, unplaced, left: free.iter().map(|block| block.prefix()).collect() });
    }
    found.sort_by_key(|(at, _)| *at);
    Ok(found.into_iter().map(|(_, place)| place).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::engine::sample::{flagship, plan};

    fn vnet(space: &str, subnets: &[&str]) -> String {
        let mut text = format!("[cluster]\n[[vnet]]\nname = \"v\"\naddress-space = [\"{space}\"]\n");
        for (at, prefix) in subnets.iter().enumerate() {
            text = format!("{text}[[vnet.subnet]]\nname = \"s{at}\"\nprefix = \"{prefix}\"\n");
        }
        text
    }

    fn packed(text: &str, lengths: &str) -> Result<Vec<String>, String> {
        let plan = plan(text);
        let space = Space::of(&plan, plan.cluster_vnet());
        let places = space.pack(&lengths.parse().unwrap()).map_err(|error| error.to_string())?;
        // What was placed can be added, and no subnets overlap then.
        let after = Plan::new(std::sync::Arc::new(space.edit(&plan, &places).apply(plan.written()).unwrap()));
        let all: Vec<Cidr> = after.subnets().iter().map(|row| row.item.prefix).collect();
        for (at, one) in all.iter().enumerate() {
            assert!(all[at + 1..].iter().all(|other| !one.overlaps(*other)), "{all:?}");
        }
        Ok(places.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_largest_goes_first_and_each_to_the_lowest_place() {
        let text = vnet("10.9.0.0/22", &["10.9.0.0/25", "10.9.1.0/24"]);
        let cases = [
            ("/24", vec!["10.9.2.0/24"]),
            ("/26", vec!["10.9.0.128/26"]),
            ("/26 /24 /26", vec!["10.9.0.128/26", "10.9.2.0/24", "10.9.0.192/26"]),
            ("/25, /25, /25", vec!["10.9.0.128/25", "10.9.2.0/25", "10.9.2.128/25"]),
            ("23", vec!["10.9.2.0/23"]),
        ];
        for (lengths, places) in cases {
            assert_eq!(packed(&text, lengths).unwrap(), places, "{lengths}");
        }
    }

    #[test]
    fn what_does_not_fit_says_why() {
        let comb: Vec<String> = (0..8).map(|at| format!("10.9.{}.{}/25", at / 2 * 2 + 1, at % 2 * 128)).collect();
        let comb: Vec<&str> = comb.iter().map(String::as_str).collect();
        let cases = [
            (
                vnet("10.9.0.0/21", &comb),
                "/23",
                "VNet v has no room for /23: its free aligned blocks are 4 x /24; none holds a /23",
            ),
            (
                vnet("10.9.0.0/21", &comb),
                "/24 /24 /24 /25 /25 /26",
                "VNet v has no room for 3 x /24, 2 x /25, /26: its free aligned blocks are 4 x /24; what is asked for of /26 and larger takes 1,088 addresses, and blocks of that length have 1,024, however it is arranged; the largest first, without a place: /26; left over: nothing",
            ),
            (
                vnet("10.9.0.0/24", &["10.9.0.0/24"]),
                "/29",
                "VNet v has no room for /29: nothing of it is free and usable",
            ),
            (
                format!(
                    "{}[[on-premises]]\nname = \"berlin\"\naddress-space = [\"10.9.0.0/25\"]\n",
                    vnet("10.9.0.0/24", &[])
                ),
                "/24",
                "VNet v has no room for /24: its free aligned blocks are /25; none holds a /24; it would fit if the space that others have were free",
            ),
        ];
        for (text, lengths, reason) in cases {
            assert_eq!(packed(&text, lengths).unwrap_err(), reason);
        }
    }

    #[test]
    fn what_others_have_is_free_on_paper_only() {
        let text = format!(
            "{}[[on-premises]]\nname = \"berlin\"\naddress-space = [\"10.9.2.0/24\"]\n",
            vnet("10.9.0.0/22", &["10.9.0.0/23"])
        );
        let plan = plan(&text);
        let space = Space::of(&plan, plan.cluster_vnet());
        let unusable: Vec<_> =
            space.unusable().iter().map(|part| (part.range.to_string(), part.holder.as_str())).collect();
        assert_eq!(unusable, [("10.9.2.0/24".to_owned(), "on-premises berlin")]);
        assert_eq!((space.free(), space.count(24), space.count(23)), (256, 1, 0));
        assert_eq!(packed(&text, "/24").unwrap(), ["10.9.3.0/24"]);
    }

    #[test]
    fn places_are_counted_without_being_listed() {
        let plan = flagship();
        let space = Space::of(&plan, plan.cluster_vnet());
        // 2^21 places of /29 in the /8, without the 128 of the /22.
        assert_eq!(space.count(29), 2_097_152 - 128);
        assert_eq!(space.nth(29, 0).unwrap().to_string(), "10.0.0.0/29");
        let last = space.count(29) - 1;
        assert_eq!(space.nth(29, last).unwrap().to_string(), "10.255.255.248/29");
        assert_eq!(space.nth(29, last + 1), None);
        let at = space.first_within(24, "10.240.4.0/22".parse().unwrap()).unwrap();
        assert_eq!(space.nth(24, at).unwrap().to_string(), "10.240.4.0/24");
    }

    /// Does any arrangement hold these lengths? Tries every place of every subnet, one after the other.
    fn any_arrangement(taken: &mut [bool; 32], prefixes: &[u8]) -> bool {
        let Some((first, rest)) = prefixes.split_first() else { return true };
        let size = 1usize << (32 - first);
        (0..32).step_by(size.min(32)).any(|at| {
            let Some(place) = taken.get(at..at + size).filter(|place| place.iter().all(|is_taken| !is_taken)) else {
                return false;
            };
            let _ = place;
            taken[at..at + size].fill(true);
            let found = any_arrangement(taken, rest);
            taken[at..at + size].fill(false);
            found
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn it_fits_exactly_where_some_arrangement_does(
            taken in prop::collection::vec((0u32..32, 27u8..=32), 0..7),
            prefixes in prop::collection::vec(27u8..=32, 1..6),
        ) {
            let whole = Span::new(0x0a00_0000, 0x0a00_001f);
            let taken: Vec<Span> = taken
                .iter()
                .filter_map(|(at, prefix)| Cidr::v4(Ipv4Addr::from(0x0a00_0000 + at), *prefix).span())
                .collect();
            let free = crate::net::span::gaps(whole, &taken);
            let blocks: Vec<Cidr> = free.iter().flat_map(|span| span.blocks()).collect();
            let mut map = [true; 32];
            for span in &free {
                map[(span.first() - whole.first()) as usize..=(span.last() - whole.first()) as usize].fill(false);
            }
            let packed = pack(&blocks, &prefixes);
            prop_assert_eq!(packed.is_ok(), any_arrangement(&mut map, &prefixes), "{:?} in {:?}", &prefixes, &blocks);
            match packed {
                Ok(found) => {
                    prop_assert_eq!(found.len(), prefixes.len());
                    for (at, place) in found.iter().enumerate() {
                        prop_assert_eq!(place.prefix(), prefixes[at]);
                        prop_assert!(blocks.iter().any(|block| block.covers(*place)));
                        prop_assert!(found[at + 1..].iter().all(|other| !place.overlaps(*other)));
                    }
                }
                Err(Short { prefix, unplaced, left }) => {
                    let sum = |lengths: &[u8]| lengths.iter().map(|own| 1u64 << (32 - own)).sum::<u64>();
                    let free = blocks.iter().map(|block| block.prefix()).collect::<Vec<_>>();
                    // What is placed and what is left are what was free.
                    prop_assert_eq!(sum(&prefixes) - sum(&unplaced) + sum(&left), sum(&free));
                    let fits_on_paper = false;
                    let vnet = String::new();
                    let (asked, blocks) = (prefixes.into(), free.into());
                    let (unplaced, left) = (unplaced.into(), left.into());
                    let reason = NoRoom { vnet, asked, blocks, prefix, unplaced, left, fits_on_paper };
                    let (taken, there) = reason.taken_and_free();
                    prop_assert!(taken > there, "{} of {}", taken, there);
                }
            }
        }
    }
}
