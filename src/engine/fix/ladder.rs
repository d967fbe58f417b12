//! The prefix ladder: what the range that binds would hold at other lengths. Deliberately no place for them: a length is
//! not a range.

use crate::engine::capacity::question::Limit;
use crate::engine::capacity::{Cap, Most, Question, Readings, Room};

/// One step of the prefix ladder: what the range that binds would hold at another length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Rung {
    /// The length.
    pub prefix: u8,
    /// The largest steady node count; 0: not even the pools that stand have room.
    pub max_nodes: u32,
    /// The same with surge.
    pub peak_nodes: u32,
    /// What caps the nodes, where it is not the range.
    pub capped_by: Option<Cap>,
    /// Has the present design room in a range of this length? What hangs on the reading counts as room.
    pub fits: bool,
    /// The same, with what hangs on the reading told apart.
    pub room: Room,
    /// The largest steady node count if a node of a dynamic pod subnet holds no more than its max pods.
    pub max_nodes_if_capped: u32,
}

/// How many rungs longer and shorter than the range the ladder goes at least.
const RUNGS: (u8, u8) = (2, 3);

/// What the range that binds would hold at other lengths, the longest first, down to one that the present design fits.
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
    let mut at = Readings::of(question);
    let set = |at: &mut Readings, prefix: u8| {
        at.each(|question| question.ranges[range].prefix = row.prefix.with_prefix(prefix));
    };
    let wide = own.saturating_sub(RUNGS.1);
    let fitting = (0..=own).rev().find(|prefix| {
        set(&mut at, *prefix);
        at.in_force.range_fits(range)
    });
    let shortest = fitting.map_or(wide, |fitting| fitting.min(wide));
    let rungs = (shortest..=longest).rev().filter_map(|prefix| {
        set(&mut at, prefix);
        rung(&at, range)
    });
    rungs.collect()
}

fn rung(at: &Readings, range: usize) -> Option<Rung> {
    let most = Most::of_range(&at.in_force, range)?;
    let if_capped = at.if_capped.as_ref().and_then(|other| Most::of_range(other, range)).unwrap_or(most);
    let room = at.room_in(range);
    Some(Rung {
        prefix: at.in_force.ranges[range].prefix.prefix(),
        max_nodes: most.nodes,
        peak_nodes: most.peak,
        capped_by: most.capped_by,
        max_nodes_if_capped: if_capped.nodes,
        fits: room.fits(),
        room,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::sample::{design, flagship, plan, text};

    #[test]
    fn the_ladder_stands_around_the_prefix() {
        let rungs: Vec<_> = ladder(&Question::of(&flagship()))
            .iter()
            .map(|rung| (rung.prefix, rung.max_nodes, rung.peak_nodes))
            .collect();
        assert_eq!(rungs, [(24, 3, 4), (23, 8, 9), (22, 17, 19), (21, 36, 40), (20, 72, 80), (19, 145, 160)]);
    }
    #[test]
    fn the_ladder_reaches_the_length_that_fits() {
        // 40 nodes and 4 surge of 51 addresses need 2,244: a /20, eight rungs from a /28.
        let rungs = ladder(&Question::of(&design("azure-cni-node-subnet", 40, 50, "10%", "10.240.0.0/28")));
        let fitting: Vec<_> = rungs.iter().filter(|rung| rung.fits).map(|rung| rung.prefix).collect();
        assert_eq!((rungs[0].prefix, fitting), (29, vec![20]));
    }

    #[test]
    fn a_rung_holds_no_more_than_a_pool_or_the_routes_allow() {
        let top = |model: &str, prefix: &str| {
            let rungs = ladder(&Question::of(&design(model, 3, 30, "0", prefix)));
            rungs.last().map(|rung| (rung.max_nodes, rung.capped_by)).unwrap()
        };
        assert_eq!(top("azure-cni-node-subnet", "10.240.0.0/16"), (1_000, Some(Cap::PoolNodes)));
        assert_eq!(top("kubenet", "10.240.0.0/16"), (400, Some(Cap::Routes)));
    }

    #[test]
    fn where_the_other_pools_alone_are_too_many_no_count_is_reported() {
        let base = text("azure-cni-node-subnet", 3, 30, "0", "10.240.0.0/24");
        let more =
            "[[node-pool]]\nname = \"user\"\ncount = 40\nmax-pods = 50\nmax-surge = 0\nsubnet = \"snet-nodes\"\n";
        let rungs = ladder(&Question::of(&plan(&format!("{base}{more}"))));
        // 40 x 51 = 2,040 of the 2,043 of a /21; the first pool's 31 a node fit from a /20 on.
        let at = |prefix: u8| rungs.iter().find(|rung| rung.prefix == prefix).map(|rung| (rung.max_nodes, rung.fits));
        assert_eq!((at(22), at(21), at(20)), (Some((0, false)), Some((40, false)), Some((106, true))));
    }
}
