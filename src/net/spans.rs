//! Disjoint runs of addresses as one sequence: the n-th address and the place of an address, without listing
//! them. Deliberately knows no owner.

use super::{Addresses, Span};

/// Disjoint spans in address order, counted as one sequence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spans {
    runs: Vec<Span>,
    /// How many addresses lie before each span.
    before: Vec<Addresses>,
    total: Addresses,
}

impl Spans {
    /// The sequence of these spans, which are sorted and disjoint, as `gaps` makes them.
    pub fn new(spans: Vec<Span>) -> Self {
        let mut total = 0;
        let before = spans
            .iter()
            .map(|span| {
                let here = total;
                total += span.count();
                here
            })
            .collect();
        Self { runs: spans, before, total }
    }

    /// How many addresses there are.
    pub fn total(&self) -> Addresses {
        self.total
    }

    /// The address at a place, from 0.
    pub fn nth(&self, place: Addresses) -> Option<u32> {
        if place >= self.total {
            return None;
        }
        let index = self.before.partition_point(|before| *before <= place) - 1;
        let offset = u32::try_from(place - self.before[index]).expect("a place within a span is below 2^32");
        Some(self.runs[index].first() + offset)
    }

    /// The place of an address; `None` when it is not in the sequence.
    pub fn position(&self, address: u32) -> Option<Addresses> {
        let index = self.runs.partition_point(|span| span.first() <= address).checked_sub(1)?;
        let span = self.runs[index];
        (address <= span.last()).then(|| self.before[index] + u64::from(address - span.first()))
    }

    /// The runs that `count` addresses from a place make up; fewer when the sequence ends before.
    pub fn slice(&self, start: Addresses, count: Addresses) -> Vec<Span> {
        let end = start.saturating_add(count).min(self.total);
        let mut slices = Vec::new();
        let mut at = start;
        while at < end {
            let index = self.before.partition_point(|before| *before <= at) - 1;
            let span = self.runs[index];
            let take = (end - at).min(span.count() - (at - self.before[index]));
            let first = self.nth(at).expect("a place below the end is in the sequence");
            slices.extend(Span::starting(first, take));
            at += take;
        }
        slices
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::net::span::gaps;

    proptest! {
        #[test]
        fn places_and_addresses_are_inverse(taken in prop::collection::vec((0u32..200, 0u32..200), 0..6), start in 0u64..200, count in 0u64..200) {
            let taken: Vec<Span> = taken.into_iter().map(|(a, b)| Span::new(a, b)).collect();
            let free = gaps(Span::new(0, 199), &taken);
            let listed: Vec<u32> = free.iter().flat_map(|span| span.first()..=span.last()).collect();
            let spans = Spans::new(free);
            prop_assert_eq!(spans.total(), listed.len() as u64);
            for address in 0..200 {
                let place = listed.iter().position(|other| *other == address).map(|place| place as u64);
                prop_assert_eq!(spans.position(address), place);
            }
            for (place, address) in listed.iter().enumerate() {
                prop_assert_eq!(spans.nth(place as u64), Some(*address));
            }
            let sliced: Vec<u32> = spans.slice(start, count).iter().flat_map(|span| span.first()..=span.last()).collect();
            let expected: Vec<u32> = listed.iter().copied().skip(usize::try_from(start).unwrap()).take(usize::try_from(count).unwrap()).collect();
            prop_assert_eq!(sliced, expected);
        }
    }
}
