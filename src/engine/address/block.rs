//! What there is to say of one block of a VNet: who has how much of it, what lies beside it, whether it can grow or
//! shrink where it is. Deliberately no words: those are of who shows it.

use std::net::Ipv4Addr;

use super::{AddressMap, Block, OwnerKind, RangeMap, Run, VnetMap};
use crate::engine::capacity::{Capacity, RangeSize, percent};
use crate::net::{Addresses, Cidr};

/// Addresses of one kind and owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerCount {
    /// What they are used for.
    pub kind: OwnerKind,
    /// Whose; empty where the kind says all.
    pub name: String,
    /// How many.
    pub addresses: Addresses,
}

/// Whether a block can become larger where it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Growth<'a> {
    /// Up to this network.
    To(Cidr),
    /// This block is in the way.
    Blocked(&'a Block),
    /// It is all of the VNet's range.
    Whole,
}

impl Block {
    /// Is it in no subnet?
    pub fn is_free(&self) -> bool {
        self.letter.is_none()
    }

    /// The smallest prefix that would still hold the need, and the addresses that it would give back.
    ///
    /// A /26 whose need a /28 holds gives back 48.
    pub fn shrink(&self, size: &RangeSize) -> Option<(u8, Addresses)> {
        let smallest = size.smallest_prefix.filter(|prefix| *prefix > self.prefix.prefix())?;
        let back = self.prefix.size()? - self.prefix.with_prefix(smallest).size()?;
        Some((smallest, back))
    }
}

impl VnetMap {
    /// The free blocks, the largest first.
    pub fn free_blocks(&self) -> Vec<&Block> {
        let mut free: Vec<&Block> = self.blocks.iter().filter(|block| block.is_free()).collect();
        free.sort_by_key(|block| (block.prefix.prefix(), block.prefix));
        free
    }

    /// Addresses in a subnet of all, in whole percent.
    pub fn allocated_percent(&self) -> Option<u64> {
        self.prefix.size().map(|size| percent(size.saturating_sub(self.free), size))
    }

    /// Addresses in no subnet of all, in whole percent that are reached.
    ///
    /// 64,512 of 65,536 is 98.
    pub fn free_percent(&self) -> Option<u64> {
        let size = self.prefix.size()?;
        u64::try_from(u128::from(self.free) * 100 / u128::from(size.max(1))).ok()
    }

    /// The subnets right before and right after a block; `None` where free space or the end is.
    pub fn neighbours(&self, block: &Block) -> (Option<&Block>, Option<&Block>) {
        let Some(span) = block.prefix.span() else { return (None, None) };
        let touching = |other: &&Block, before: bool| {
            !other.is_free()
                && other.prefix.span().is_some_and(|other| {
                    let (low, high) = if before { (other, span) } else { (span, other) };
                    low.last().checked_add(1) == Some(high.first())
                })
        };
        let find = |before: bool| self.blocks.iter().find(|other| touching(other, before));
        (find(true), find(false))
    }

    /// How far a block could grow without moving and without touching another.
    pub fn growth(&self, block: &Block) -> Growth<'_> {
        let mut reached = None;
        for prefix in (self.prefix.prefix()..block.prefix.prefix()).rev() {
            let wider = block.prefix.widened(prefix);
            let in_the_way = self
                .blocks
                .iter()
                .find(|other| !other.is_free() && other.prefix != block.prefix && wider.overlaps(other.prefix));
            match (in_the_way, reached) {
                (None, _) => reached = Some(wider),
                (Some(other), None) => return Growth::Blocked(other),
                (Some(_), Some(_)) => break,
            }
        }
        reached.map_or(Growth::Whole, Growth::To)
    }
}

impl RangeMap {
    /// The first and last address that a machine can have; `None` where the owners are not known.
    pub fn usable(&self) -> Option<(Ipv4Addr, Ipv4Addr)> {
        let is_usable = |run: &&Run| run.kind != OwnerKind::AzureReserved;
        let first = self.runs.iter().find(is_usable)?;
        let last = self.runs.iter().rev().find(is_usable)?;
        Some((first.span.first_address(), last.span.last_address()))
    }

    /// Addresses by kind and owner, in the order in which they first lie.
    pub fn counts(&self) -> Vec<OwnerCount> {
        let mut counts: Vec<OwnerCount> = Vec::new();
        for run in &self.runs {
            match counts.iter_mut().find(|count| count.kind == run.kind && count.name == run.name) {
                Some(count) => count.addresses += run.span.count(),
                None => counts.push(OwnerCount { kind: run.kind, name: run.name.clone(), addresses: run.span.count() }),
            }
        }
        counts
    }
}

impl AddressMap {
    /// The owners within a block, where it is a subnet.
    pub fn range_of(&self, block: &Block) -> Option<&RangeMap> {
        self.ranges.iter().find(|range| range.subnet.is_some() && range.subnet == block.subnet)
    }

    /// The need of a block, where the cluster uses it.
    pub fn size_of<'a>(&self, block: &Block, capacity: &'a Capacity) -> Option<&'a RangeSize> {
        let range = self.range_of(block)?;
        capacity.ranges.iter().find(|size| Some(size.role) == range.role && size.prefix == range.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Analysis;
    use crate::engine::sample::plan;

    /// A /26 of three nodes and their pods' overlay, a /26 right after it, and nothing else in a /24.
    fn analysis() -> Analysis {
        Analysis::of(plan(
            "[cluster]\nmodel = \"azure-cni-overlay\"\n[[node-pool]]\nname = \"a\"\ncount = 3\nsubnet = \"nodes\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.0.0.0/24\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.0.0.0/26\"\n[[vnet.subnet]]\nname = \"other\"\nprefix = \"10.0.0.64/26\"\n",
        ))
    }

    #[test]
    fn a_block_grows_up_to_its_neighbour_and_shrinks_to_its_need() {
        let analysis = analysis();
        let map = analysis.addresses();
        let vnet = &map.vnets[0];
        let [nodes, other, free] = &vnet.blocks[..] else { panic!("{:?}", vnet.blocks) };
        assert_eq!(vnet.growth(nodes), Growth::Blocked(other));
        assert_eq!(vnet.growth(free), Growth::Blocked(nodes));
        assert_eq!(vnet.neighbours(nodes), (None, Some(other)));
        assert_eq!(vnet.neighbours(other), (Some(nodes), None));
        let size = map.size_of(nodes, analysis.capacity()).expect("the nodes lie there");
        assert_eq!(nodes.shrink(size), Some((28, 48)));
        assert_eq!(map.size_of(other, analysis.capacity()), None);
        assert_eq!((vnet.allocated_percent(), vnet.free_percent()), (Some(50), Some(50)));
        assert_eq!(vnet.free_blocks(), [free]);
    }

    #[test]
    fn owners_are_counted_once_each_and_add_up_to_the_range() {
        let analysis = analysis();
        let map = analysis.addresses();
        let range = map.range_of(&map.vnets[0].blocks[0]).expect("it is a subnet");
        let counts = range.counts();
        assert_eq!(counts.iter().map(|count| count.addresses).sum::<u64>(), 64);
        let kept = counts.iter().find(|count| count.kind == OwnerKind::AzureReserved).expect("Azure keeps five");
        assert_eq!(kept.addresses, 5);
        let (first, last) = range.usable().expect("its owners are known");
        assert_eq!((first.to_string(), last.to_string()), ("10.0.0.4".to_owned(), "10.0.0.62".to_owned()));
    }
}
