//! The prefix ladder: what the range that binds would hold at other lengths. Deliberately no place for them: a length is
//! not a range.

use crate::engine::capacity::Question;
use crate::engine::capacity::question::Limit;
use crate::engine::capacity::words::range_most_nodes;
use crate::engine::plan::surge_nodes;
use crate::net::Addresses;

/// One step of the prefix ladder: what the range that binds would hold at another length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Rung {
    /// The length.
    pub prefix: u8,
    /// The largest steady node count.
    pub max_nodes: u32,
    /// The same with surge.
    pub peak_nodes: u32,
}

/// How many rungs longer and shorter than the range the ladder goes.
const RUNGS: (u8, u8) = (2, 3);

/// What the range that binds would hold at other lengths, the longest first.
pub fn ladder(question: &Question) -> Vec<Rung> {
    let nodes = |range: &usize| question.users(*range).next().is_some();
    let bound = match question.binding() {
        Some((Limit::Range(range), ..)) if nodes(&range) => Some(range),
        _ => (0..question.ranges.len()).find(nodes),
    };
    let Some(range) = bound.filter(|range| question.ranges[*range].prefix.is_v4()) else { return Vec::new() };
    let row = &question.ranges[range];
    let own = row.prefix.prefix();
    let longest = own.saturating_add(RUNGS.0).min(row.role.prefix_max()).max(own);
    let mut at = question.clone();
    let rungs = (own.saturating_sub(RUNGS.1)..=longest).rev().filter_map(|prefix| {
        at.ranges[range].prefix = row.prefix.with_prefix(prefix);
        rung(&at, range)
    });
    rungs.collect()
}

fn rung(at: &Question, range: usize) -> Option<Rung> {
    let mut users = at.users(range);
    let (first, _) = users.next()?;
    let (need, have) = at.need_and_have(Limit::Range(range))?;
    let most = at.most_nodes(first, Limit::Range(range), need, have)?;
    let grown = u64::from(most) + u64::from(surge_nodes(at.pools[first].surge, most));
    let peak = users.map(|(_, pool)| pool.peak()).fold(grown, Addresses::saturating_add);
    let prefix = at.ranges[range].prefix.prefix();
    Some(Rung { prefix, max_nodes: range_most_nodes(at, range)?, peak_nodes: u32::try_from(peak).unwrap_or(u32::MAX) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::sample::flagship;

    #[test]
    fn the_ladder_stands_around_the_prefix() {
        let rungs: Vec<_> = ladder(&Question::of(&flagship()))
            .iter()
            .map(|rung| (rung.prefix, rung.max_nodes, rung.peak_nodes))
            .collect();
        assert_eq!(rungs, [(24, 3, 4), (23, 8, 9), (22, 17, 19), (21, 36, 40), (20, 72, 80), (19, 145, 160)]);
    }
}
