//! How the addresses of one subnet are dealt out: the pinned ones first, then runs of the free ones in a fixed
//! order. Deliberately by arithmetic: a run is a start and a length, whatever it holds.

use std::net::Ipv4Addr;

use crate::engine::address::OwnerKind;
use crate::engine::formula;
use crate::engine::plan::PoolId;
use crate::engine::rules::{self, RuleId};
use crate::net::span::gaps;
use crate::net::{Addresses, Cidr, Span, Spans};

/// An address that the scenario gives to something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The address.
    pub address: u32,
    /// What has it.
    pub kind: OwnerKind,
    /// Its name.
    pub name: String,
    /// The pool, where it is one's.
    pub pool: Option<PoolId>,
}

/// A run of the free addresses, by place in their sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Take {
    /// What the run is for.
    pub kind: OwnerKind,
    /// The pool, where it is one's.
    pub pool: Option<PoolId>,
    /// Its name, where the pool does not say all.
    pub name: String,
    /// For nodes that only an upgrade adds.
    pub is_surge: bool,
    /// Its first place.
    pub start: Addresses,
    /// How many.
    pub count: Addresses,
}

/// The addresses of one range.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// The pinned ones, in address order.
    pub fixed: Vec<Fixed>,
    /// What Azure leaves, without the pinned ones.
    pub free: Spans,
    /// The runs of the free ones, in order.
    pub takes: Vec<Take>,
}

/// What Azure keeps of a subnet: its first four addresses and its last.
///
/// Of 10.240.0.0/22 it keeps .0.0 to .0.3 and .3.255, and leaves 1,019; of a /30 it keeps everything.
pub fn usable(prefix: Cidr) -> Option<Span> {
    let whole = prefix.span()?;
    let first = u64::from(whole.first()) + rules::number(RuleId::SubnetReservedFirst);
    let last = u64::from(whole.last()).checked_sub(rules::number(RuleId::SubnetReservedLast))?;
    Span::checked(u32::try_from(first).ok()?, u32::try_from(last).ok()?)
}

/// The addresses of a run of blocks, of which each has `size` addresses.
pub fn scaled(run: Span, size: u32) -> Span {
    Span::new(run.first() * size, run.last() * size + (size - 1))
}

impl Layout {
    /// A subnet with its pinned addresses; those outside what Azure leaves are not of it. What lies in `blocks` is
    /// dealt out elsewhere.
    pub fn new(prefix: Cidr, fixed: Vec<Fixed>, blocks: &[Span]) -> Self {
        usable(prefix).map_or_else(Self::default, |span| Self::within(span, fixed, blocks))
    }

    /// A span with its pinned addresses.
    pub fn within(span: Span, mut fixed: Vec<Fixed>, blocks: &[Span]) -> Self {
        fixed.retain(|one| span.contains(Ipv4Addr::from(one.address)));
        fixed.sort_by_key(|one| one.address);
        fixed.dedup_by_key(|one| one.address);
        let mut taken: Vec<Span> = fixed.iter().map(|one| Span::new(one.address, one.address)).collect();
        taken.extend(blocks);
        Self { free: Spans::new(gaps(span, &taken)), fixed, takes: Vec::new() }
    }

    /// The place behind the last run.
    pub fn end(&self) -> Addresses {
        self.takes.last().map_or(0, |take| take.start.saturating_add(take.count))
    }

    /// Puts a run behind the others. Runs past the end of the range are kept: their addresses are `None`.
    pub fn take(&mut self, kind: OwnerKind, pool: Option<PoolId>, name: &str, is_surge: bool, count: Addresses) {
        if count > 0 {
            let start = self.end();
            self.takes.push(Take { kind, pool, name: name.to_owned(), is_surge, start, count });
        }
    }

    /// The number at a place of the run that this pool has of this kind, surge apart.
    pub fn nth(&self, kind: OwnerKind, pool: PoolId, place: Addresses) -> Option<u32> {
        let take = self.takes.iter().find(|take| take.kind == kind && take.pool == Some(pool) && !take.is_surge)?;
        let inside = if place < take.count { take.start.checked_add(place)? } else { return None };
        self.free.nth(inside)
    }

    /// The same, as an address.
    pub fn address(&self, kind: OwnerKind, pool: PoolId, place: Addresses) -> Option<Ipv4Addr> {
        self.nth(kind, pool, place).map(Ipv4Addr::from)
    }

    /// The addresses of the runs, when they are numbers of static blocks.
    pub fn block_spans(&self) -> Vec<Span> {
        let size = u32::try_from(formula::static_block()).expect("a static block is small");
        self.free.slice(0, self.end()).iter().map(|run| scaled(*run, size)).collect()
    }

    /// The run that an address is in, and its place there.
    pub fn owner(&self, address: Ipv4Addr) -> Option<(&Take, Addresses)> {
        let place = self.free.position(u32::from(address))?;
        let take = self.takes.get(self.takes.partition_point(|take| take.start <= place).checked_sub(1)?)?;
        (place < take.start.saturating_add(take.count)).then(|| (take, place - take.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(prefix: &str) -> u64 {
        usable(prefix.parse().unwrap()).map_or(0, Span::count)
    }

    #[test]
    fn azure_keeps_five_addresses_of_a_subnet() {
        for (prefix, expected) in [("10.240.0.0/22", 1019), ("10.0.0.0/24", 251), ("10.0.0.0/29", 3)] {
            assert_eq!(counted(prefix), expected, "{prefix}");
        }
        for prefix in ["10.0.0.0/30", "10.0.0.0/31", "10.0.0.0/32", "255.255.255.252/30", "fd00::/64"] {
            assert_eq!(counted(prefix), 0, "{prefix}");
        }
        assert_eq!(counted("0.0.0.0/0"), (1 << 32) - 5);
    }

    #[test]
    fn the_first_node_of_an_empty_subnet_has_the_address_4() {
        let mut layout = Layout::new("10.240.0.0/24".parse().unwrap(), Vec::new(), &[]);
        let pool = PoolId::at(0);
        layout.take(OwnerKind::Node, Some(pool), "system", false, 3);
        let first = layout.address(OwnerKind::Node, pool, 0).unwrap();
        assert_eq!(first.to_string(), "10.240.0.4");
        assert_eq!(layout.owner(first).map(|(take, place)| (take.kind, place)), Some((OwnerKind::Node, 0)));
        assert_eq!(layout.address(OwnerKind::Node, pool, 3), None);
    }
}
