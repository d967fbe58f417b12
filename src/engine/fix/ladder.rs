//! The prefix ladder: what one range would hold at other lengths, and whether the whole design would stand then.
//! Deliberately no place for them: a length is not a range.

use crate::engine::capacity::question::Limit;
use crate::engine::capacity::words::{bound, ratio};
use crate::engine::capacity::{Cap, Most, Question, Readings, Room};

/// One step of the prefix ladder: what the range would hold at another length.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Rung {
    /// The length.
    pub prefix: u8,
    /// The largest steady node count; 0: not even the pools that stand have room.
    pub max_nodes: u32,
    /// The same with surge.
    pub peak_nodes: u32,
    /// What caps the nodes, where it is not the range.
    pub capped_by: Option<Cap>,
    /// Would the present design stand with a range of this length? What hangs on the reading counts as room.
    pub fits: bool,
    /// Has the whole design room then, with what hangs on the reading told apart?
    pub room: Room,
    /// The largest steady node count if a node of a dynamic pod subnet holds no more than its max pods.
    pub max_nodes_if_capped: u32,
    /// Has the range itself room, whatever else has?
    pub room_in_range: Room,
    /// Is it the length that the range has?
    pub present: bool,
    /// What else stops the present design where the range itself has room: another range, a limit, or `refused` for
    /// what AKS refuses whatever room there is; null: nothing does.
    pub stopped_by: Option<String>,
}

/// How many rungs longer and shorter than the range the ladder goes at least.
const RUNGS: (u8, u8) = (2, 3);

/// What stands for everything that is refused whatever room there is.
const REFUSED: &str = "refused";

/// The range that the ladder is of, by place: the one that binds, where it holds nodes or pods, else the first that does.
pub fn ladder_range(question: &Question) -> Option<usize> {
    let nodes = |range: &usize| question.users(*range).next().is_some();
    let bound = match question.binding() {
        Some((Limit::Range(range), ..)) if nodes(&range) => Some(range),
        _ => (0..question.ranges.len()).find(nodes),
    };
    bound.filter(|range| question.ranges[*range].prefix.is_v4())
}

/// What that range would hold at other lengths, the longest first, down to one that it has room at. `is_refused`: AKS
/// refuses the design for more than want of room, which no length ends.
pub fn ladder(question: &Question, is_refused: bool) -> Vec<Rung> {
    let Some(range) = ladder_range(question) else { return Vec::new() };
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
        let rung = rung(&at, range, is_refused)?;
        Some(Rung { present: prefix == own, ..rung })
    });
    rungs.collect()
}

fn rung(at: &Readings, range: usize, is_refused: bool) -> Option<Rung> {
    let most = Most::of_range(&at.in_force, range)?;
    let if_capped = at.if_capped.as_ref().and_then(|other| Most::of_range(other, range)).unwrap_or(most);
    let (room, room_in_range) = (at.room(), at.room_in(range));
    let elsewhere = || short_elsewhere(at).or(is_refused.then(|| REFUSED.to_owned()));
    Some(Rung {
        prefix: at.in_force.ranges[range].prefix.prefix(),
        max_nodes: most.nodes,
        peak_nodes: most.peak,
        capped_by: most.capped_by,
        max_nodes_if_capped: if_capped.nodes,
        fits: room.fits() && !is_refused,
        room,
        room_in_range,
        present: false,
        stopped_by: room_in_range.fits().then(elsewhere).flatten(),
    })
}

/// What is too small by either reading, the fullest.
fn short_elsewhere(at: &Readings) -> Option<String> {
    let is_short =
        |(limit, need, have): &(Limit, u64, u64)| !Room::of(*need, at.if_capped(*limit, *need), *have).fits();
    let short = at.in_force.limits().into_iter().filter(is_short);
    let fullest = short.max_by_key(|(_, need, have)| ratio(*need, *have))?;
    let title = match fullest.0 {
        Limit::PoolNodes(_) => Cap::PoolNodes.title(),
        Limit::Nodes => Cap::ClusterNodes.title(),
        Limit::Routes => Cap::Routes.title(),
        _ => return Some(bound(&at.in_force, fullest).title().to_owned()),
    };
    Some(title.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::sample::{design, flagship, plan, text};

    #[test]
    fn the_ladder_stands_around_the_prefix() {
        let rungs: Vec<_> = ladder(&Question::of(&flagship()), false)
            .iter()
            .map(|rung| (rung.prefix, rung.max_nodes, rung.peak_nodes))
            .collect();
        assert_eq!(rungs, [(24, 3, 4), (23, 8, 9), (22, 17, 19), (21, 36, 40), (20, 72, 80), (19, 145, 160)]);
    }
    #[test]
    fn the_ladder_reaches_the_length_that_fits() {
        // 40 nodes and 4 surge of 51 addresses need 2,244: a /20, eight rungs from a /28.
        let rungs = ladder(&Question::of(&design("azure-cni-node-subnet", 40, 50, "10%", "10.240.0.0/28")), false);
        let fitting: Vec<_> = rungs.iter().filter(|rung| rung.fits).map(|rung| rung.prefix).collect();
        assert_eq!((rungs[0].prefix, fitting), (29, vec![20]));
    }

    #[test]
    fn a_rung_holds_no_more_than_a_pool_or_the_routes_allow() {
        let top = |model: &str, prefix: &str| {
            let rungs = ladder(&Question::of(&design(model, 3, 30, "0", prefix)), false);
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
        let rungs = ladder(&Question::of(&plan(&format!("{base}{more}"))), false);
        // 40 x 51 = 2,040 of the 2,043 of a /21; the first pool's 31 a node fit from a /20 on.
        let at = |prefix: u8| rungs.iter().find(|rung| rung.prefix == prefix).map(|rung| (rung.max_nodes, rung.fits));
        assert_eq!((at(22), at(21), at(20)), (Some((0, false)), Some((40, false)), Some((106, true))));
    }

    #[test]
    fn a_rung_is_the_whole_design_with_that_length() {
        let stopped = |text: &str, is_refused: bool| {
            let rungs = ladder(&Question::of(&plan(text)), is_refused);
            assert_eq!(rungs.iter().filter(|rung| rung.present).count(), 1);
            let wide = rungs.last().unwrap().clone();
            (wide.fits, wide.stopped_by)
        };
        let words = |words: &str| Some(words.to_owned());
        let fits = text("azure-cni-overlay", 3, 30, "0", "10.240.0.0/24");
        assert_eq!(stopped(&fits, false), (true, None));
        assert_eq!(stopped(&fits, true), (false, words("refused")));
        // 1,000 nodes and one of surge are one more than a pool may have, whatever subnet they are in.
        let large = text("azure-cni-node-subnet", 1_000, 30, "1", "10.240.0.0/16");
        assert_eq!(stopped(&large, false), (false, words("pool limit")));
        // 8 nodes of 8,000 ports each are 64,000, all that an address has; 9 are more.
        let ports = "outbound-ips = ['20.1.1.1']\nallocated-outbound-ports = 8000\n[[node-pool]]";
        let ports = |nodes: u32| {
            let text = text("azure-cni-overlay", nodes, 30, "0", "10.240.0.0/24");
            text.replace("[[node-pool]]", &format!("[cluster.load-balancer]\n{ports}"))
        };
        assert_eq!(stopped(&ports(8), false), (true, None));
        assert_eq!(stopped(&ports(9), false), (false, words("outbound ports")));
    }
}
