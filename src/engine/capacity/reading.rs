//! The one place that says how many addresses a node of a dynamic pod subnet is taken to hold, where a page and a
//! cluster disagree, and what becomes of a verdict that hangs on it. Deliberately no sums: those are the question's.

use super::question::{Limit, PoolQuestion, Question};
use crate::choice;
use crate::engine::formula;
use crate::net::Addresses;
use crate::scenario::model::{Model, PodIpAllocation};

/// The words behind the figure of the reading that is not in force.
pub const IF_CAPPED: &str = "if a node holds no more than its max pods";

/// The same where a line is short.
pub const IF_CAPPED_BRIEF: &str = "if capped";

/// How many addresses a node of a dynamic pod subnet holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// By the pages' formula: batches until enough are free, 250 at most. It is in force: every need, every most and
    /// every rung is counted by it.
    #[default]
    Formula,
    /// No more than the node's max pods: one cluster showed it, and no page confirms it.
    Capped,
}

impl Reading {
    /// Addresses that a node holds with so many pods.
    ///
    /// 26 pods of at most 32: 48 by the formula, 32 if capped.
    pub fn held(self, pods: u32, max_pods: u32) -> Addresses {
        match self {
            Self::Formula => formula::held(pods),
            Self::Capped => formula::held_if_capped(pods, max_pods),
        }
    }
}

choice! {
    /// Is there room, whichever reading is right? What hangs on it is a warning and no error, wherever it is shown.
    Room {
        /// By both.
        Enough = "enough",
        /// By one, and not by the other.
        Disputed = "disputed",
        /// By none.
        TooLittle = "too-little",
    }
}

impl Room {
    /// Of what is needed by the reading in force, by the other, and of what there is.
    ///
    /// 336 and 224 of 251 are disputed; 336 and 336 are too little, 224 and 224 enough.
    pub fn of(needed: Addresses, if_capped: Addresses, available: Addresses) -> Self {
        match (needed <= available, if_capped <= available) {
            (true, true) => Self::Enough,
            (false, false) => Self::TooLittle,
            _ => Self::Disputed,
        }
    }

    /// Is there room by one reading at least?
    pub fn fits(self) -> bool {
        self != Self::TooLittle
    }

    /// Does it hang on which reading is right?
    pub fn is_disputed(self) -> bool {
        self == Self::Disputed
    }
}

impl Question {
    /// The same question by the other reading; `None`: both are the same here.
    pub fn if_capped(&self) -> Option<Self> {
        let is_over = |pool: &PoolQuestion| {
            let (pods, most) = (pool.pods_in_use, pool.max_pods);
            pool.allocation == PodIpAllocation::Dynamic
                && Reading::Formula.held(pods, most) != Reading::Capped.held(pods, most)
        };
        let own = self.model == Model::PodSubnet && self.pools.iter().any(is_over);
        let differs = own || self.ranges.iter().any(|range| range.others_over > 0) || self.vnet.others_over > 0;
        let differs = differs || self.peered.as_ref().is_some_and(|group| group.others_over > 0);
        differs.then(|| Self { reading: Reading::Capped, ..self.clone() })
    }
}

/// The question by both readings.
#[derive(Clone, Debug)]
pub struct Readings {
    /// By the one in force.
    pub in_force: Question,
    /// By the other, where it differs.
    pub if_capped: Option<Question>,
}

impl Readings {
    /// Of a question by the reading in force.
    pub fn of(question: &Question) -> Self {
        Self { in_force: question.clone(), if_capped: question.if_capped() }
    }

    /// Changes both alike.
    pub fn each(&mut self, mut change: impl FnMut(&mut Question)) {
        change(&mut self.in_force);
        self.if_capped.iter_mut().for_each(change);
    }

    /// What a limit needs by the other reading, given what it needs by the one in force.
    pub fn if_capped(&self, limit: Limit, needed: Addresses) -> Addresses {
        let other = self.if_capped.as_ref().and_then(|other| other.need_and_have(limit));
        other.map_or(needed, |(need, _)| need)
    }

    /// Is there room for everything?
    pub fn room(&self) -> Room {
        let rooms = self.in_force.limits().into_iter();
        rooms.map(|(limit, need, have)| Room::of(need, self.if_capped(limit, need), have)).max().unwrap_or(Room::Enough)
    }

    /// Is there room in one range?
    pub fn room_in(&self, range: usize) -> Room {
        let limit = Limit::Range(range);
        let of = |(need, have)| Room::of(need, self.if_capped(limit, need), have);
        self.in_force.need_and_have(limit).map_or(Room::Enough, of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_disputed_where_the_readings_part() {
        let cases = [
            (336, 224, 251, Room::Disputed),
            (336, 336, 251, Room::TooLittle),
            (224, 224, 251, Room::Enough),
            (251, 224, 251, Room::Enough),
            (252, 251, 251, Room::Disputed),
            (400, 252, 251, Room::TooLittle),
        ];
        for (needed, if_capped, available, expected) in cases {
            assert_eq!(Room::of(needed, if_capped, available), expected, "{needed}, {if_capped} of {available}");
        }
        assert!(Room::Enough < Room::Disputed && Room::Disputed < Room::TooLittle);
    }

    #[test]
    fn a_node_holds_what_its_reading_says() {
        for (pods, most, formula, capped) in [(26, 32, 48, 32), (50, 250, 64, 64), (110, 110, 128, 110)] {
            assert_eq!((Reading::Formula.held(pods, most), Reading::Capped.held(pods, most)), (formula, capped));
        }
    }

    /// 7 nodes of at most 30 pods: 48 a node by the formula, 30 if capped; a /24 has 251.
    fn design(nodes: u32) -> String {
        crate::engine::sample::text("azure-cni-pod-subnet", nodes, 30, "0", "10.240.0.0/24")
            .replace("max-pods = 30", "max-pods = 30\npod-subnet = \"pods\"")
            + "[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.16.0/24\"\n"
    }

    fn analysis(nodes: u32) -> crate::engine::Analysis {
        crate::engine::Analysis::of(crate::engine::sample::plan(&design(nodes)))
    }

    #[test]
    fn every_answer_counts_by_the_one_reading_and_says_the_other() {
        let analysis = analysis(7);
        let capacity = analysis.capacity();
        let pods = capacity.ranges.iter().find(|range| &*range.name == "pods").unwrap();
        assert_eq!((pods.needed, pods.needed_if_capped, pods.room), (336, 210, Room::Disputed));
        assert_eq!((pods.max_nodes, pods.max_nodes_if_capped), (Some(5), Some(8)));
        assert_eq!((capacity.max_nodes, capacity.max_nodes_if_capped), (Some(5), Some(8)));
        assert!(capacity.binding.as_ref().unwrap().reason.ends_with("; 210 if a node holds no more than its max pods"));
        // The verdict is a warning and no error, and so is every other answer.
        assert!(capacity.fits());
        let grid = analysis.grid(crate::engine::plan::PoolId::at(0), None);
        let (column, row) = grid.nearest((7, 30));
        assert_eq!(grid.cell(column, row).room, Room::Disputed);
        let edges = grid.if_capped.as_ref().unwrap();
        assert_eq!((grid.most_nodes[row], edges.most_nodes[row]), (Some(5), Some(8)));
        let rung = analysis.ladder().iter().find(|rung| rung.prefix == 24).unwrap();
        assert_eq!((rung.max_nodes, rung.max_nodes_if_capped, rung.room), (5, 8, Room::Disputed));
        let rehearsal = analysis.rehearsal();
        assert!(rehearsal.first_failure().is_none());
        assert_eq!(rehearsal.first_disputed().map(|(step, need)| (step.number, need.if_capped)), Some((1, 210)));
        let fix = analysis.fixes().first().unwrap();
        assert!(fix.ends.iter().any(|(code, _)| *code == "pod-subnet-cap-disputed"), "{fix:?}");
    }

    /// 336 of 251 by one reading and 210 by the other, and a node subnet of 3 for 7 nodes by both.
    #[test]
    fn what_is_too_small_by_both_readings_binds_first() {
        let text = design(7).replace("10.240.0.0/24\"\n", "10.240.0.0/29\"\n");
        let analysis = crate::engine::Analysis::of(crate::engine::sample::plan(&text));
        let capacity = analysis.capacity();
        let binding = capacity.binding.as_ref().unwrap();
        assert_eq!((binding.role.as_str(), binding.counts), ("node-subnet", Some((7, 3))), "{text}");
        assert!(!capacity.fits());
        let pods = capacity.ranges.iter().find(|range| &*range.name == "pods").unwrap();
        assert_eq!((pods.needed, pods.room), (336, Room::Disputed));
        let needs: Vec<_> = analysis.rehearsal().steps[0].needs.iter().map(|need| (need.needed, need.room())).collect();
        assert_eq!(needs, [(7, Room::TooLittle), (336, Room::Disputed)]);
    }

    #[test]
    fn a_verdict_turns_at_the_maximum_of_each_reading() {
        for (nodes, expected) in [(5, Room::Enough), (6, Room::Disputed), (8, Room::Disputed), (9, Room::TooLittle)] {
            let analysis = analysis(nodes);
            assert_eq!(analysis.capacity().room(), expected, "{nodes}");
            assert_eq!(analysis.rehearsal().steps[0].room(), expected, "{nodes}");
            let codes: Vec<_> = analysis.findings().iter().map(|finding| finding.code).collect();
            assert_eq!(codes.contains(&"pod-subnet-cap-disputed"), expected == Room::Disputed, "{nodes}: {codes:?}");
            assert_eq!(codes.contains(&"pod-subnet-full"), expected == Room::TooLittle, "{nodes}: {codes:?}");
        }
    }
}
