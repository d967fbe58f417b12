//! An inclusive run of IPv4 addresses. Deliberately not aligned: that is what [`super::Cidr`] is for.

use std::net::Ipv4Addr;

use super::{Addresses, Cidr};

/// Addresses `first..=last`; never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    first: u32,
    last: u32,
}

impl Span {
    /// The span of both ends, in either order.
    pub fn new(first: u32, last: u32) -> Self {
        Self { first: first.min(last), last: first.max(last) }
    }

    /// The span, unless it would be empty.
    pub fn checked(first: u32, last: u32) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// `count` addresses from `first`; `None` for none of them, or past the end of the space.
    pub fn starting(first: u32, count: Addresses) -> Option<Self> {
        let steps = u32::try_from(count.checked_sub(1)?).ok()?;
        Some(Self { first, last: first.checked_add(steps)? })
    }

    /// The first address as a number.
    pub fn first(self) -> u32 {
        self.first
    }

    /// The last address as a number.
    pub fn last(self) -> u32 {
        self.last
    }

    /// The first address.
    pub fn first_address(self) -> Ipv4Addr {
        Ipv4Addr::from(self.first)
    }

    /// The last address.
    pub fn last_address(self) -> Ipv4Addr {
        Ipv4Addr::from(self.last)
    }

    /// How many addresses it has, at least one.
    pub fn count(self) -> Addresses {
        u64::from(self.last) - u64::from(self.first) + 1
    }

    /// Does it contain the address?
    pub fn contains(self, address: Ipv4Addr) -> bool {
        (self.first..=self.last).contains(&u32::from(address))
    }

    /// The part that both have.
    pub fn intersection(self, other: Self) -> Option<Self> {
        Self::checked(self.first.max(other.first), self.last.min(other.last))
    }

    /// The largest aligned blocks that make up exactly this span, in address order.
    ///
    /// 10.0.1.0 to 10.0.3.255 is 10.0.1.0/24 and 10.0.2.0/23.
    pub fn blocks(self) -> Vec<Cidr> {
        let mut blocks = Vec::new();
        let mut at = u64::from(self.first);
        let end = u64::from(self.last) + 1;
        while at < end {
            let aligned = if at == 0 { 32 } else { at.trailing_zeros().min(32) };
            let fits = (end - at).ilog2();
            let bits = aligned.min(fits);
            let first = u32::try_from(at).expect("the start of a block lies within the span");
            blocks.push(Cidr::v4(Ipv4Addr::from(first), u8::try_from(32 - bits).expect("at most 32")));
            at += 1u64 << bits;
        }
        blocks
    }
}

/// What is left of `whole` when the `taken` spans are cut out of it, in address order.
///
/// The taken spans may overlap, lie outside and come in any order.
pub fn gaps(whole: Span, taken: &[Span]) -> Vec<Span> {
    let mut taken: Vec<Span> = taken.iter().filter_map(|span| span.intersection(whole)).collect();
    taken.sort_unstable();
    let mut free = Vec::new();
    let mut next = u64::from(whole.first());
    for span in taken {
        if u64::from(span.first()) > next {
            let first = u32::try_from(next).expect("a gap starts within the span");
            free.push(Span::new(first, span.first() - 1));
        }
        next = next.max(u64::from(span.last()) + 1);
    }
    if next <= u64::from(whole.last()) {
        free.push(Span::new(u32::try_from(next).expect("a gap starts within the span"), whole.last()));
    }
    free
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn blocks_are_the_largest_aligned_ones() {
        let span = Span::new(u32::from(Ipv4Addr::new(10, 0, 1, 0)), u32::from(Ipv4Addr::new(10, 0, 3, 255)));
        let texts: Vec<String> = span.blocks().iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["10.0.1.0/24", "10.0.2.0/23"]);
        assert_eq!(Span::new(0, u32::MAX).blocks().len(), 1);
    }

    proptest! {
        #[test]
        fn blocks_cover_the_span_exactly(a: u32, b: u32) {
            let span = Span::new(a, b);
            let blocks = span.blocks();
            let sum: u64 = blocks.iter().filter_map(|block| block.size()).sum();
            prop_assert_eq!(sum, span.count());
            prop_assert_eq!(blocks[0].span().unwrap().first(), span.first());
        }

        #[test]
        fn gaps_and_taken_cover_the_whole(whole in (0u32..200, 0u32..200), taken in prop::collection::vec((0u32..200, 0u32..200), 0..8)) {
            let whole = Span::new(whole.0, whole.1);
            let taken: Vec<Span> = taken.into_iter().map(|(a, b)| Span::new(a, b)).collect();
            let free = gaps(whole, &taken);
            for address in whole.first()..=whole.last() {
                let address = Ipv4Addr::from(address);
                let is_taken = taken.iter().any(|span| span.contains(address));
                let is_free = free.iter().any(|span| span.contains(address));
                prop_assert!(is_taken != is_free);
            }
        }
    }
}
