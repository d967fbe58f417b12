//! Need and have of every limit while pools grow and shrink: a change of one pool costs what that pool has a part in,
//! however many others there are. Deliberately no formula: what a node takes of a limit is the question's to say.

use crate::engine::capacity::question::{Limit, PoolQuestion, Question};
use crate::engine::plan::surge_nodes;
use crate::net::Addresses;
use crate::scenario::leaf::Surge;

/// A limit with its need and have.
pub(super) type Reached = (Limit, Addresses, Addresses);

/// All limits of a design as it is at the moment.
#[derive(Clone, Debug)]
pub(super) struct Ledger {
    /// The design as it is at the moment.
    pub question: Question,
    entries: Vec<Entry>,
    /// The nodes of all pools, with surge and without.
    peak: u128,
    nodes: u128,
}

/// One limit. The need is kept wider than an answer is, so that what was too much to count can be taken away again.
#[derive(Clone, Copy, Debug)]
struct Entry {
    limit: Limit,
    need: u128,
    have: Addresses,
}

fn narrow(count: u128) -> Addresses {
    Addresses::try_from(count).unwrap_or(Addresses::MAX)
}

/// What of a pool a limit counts: the cluster's nodes and kubenet's routes without surge, everything else with it.
fn counted(limit: Limit, pool: &PoolQuestion) -> u128 {
    match limit {
        Limit::Nodes | Limit::Routes => pool.nodes.into(),
        _ => pool.peak().into(),
    }
}

impl Ledger {
    /// Of a design.
    pub fn new(question: Question) -> Self {
        let entries = question.limits().into_iter().map(|(limit, _, have)| {
            let pools = question.concerned(limit).map(|place| {
                let pool = &question.pools[place];
                u128::from(question.share(limit, place)) * counted(limit, pool)
            });
            Entry { limit, need: pools.sum::<u128>() + u128::from(question.beside(limit)), have }
        });
        let entries = entries.collect();
        let peak = question.pools.iter().map(|pool| u128::from(pool.peak())).sum();
        let nodes = question.pools.iter().map(|pool| u128::from(pool.nodes)).sum();
        Self { question, entries, peak, nodes }
    }

    /// The nodes of all pools, surge included.
    pub fn peak_nodes(&self) -> Addresses {
        narrow(self.peak)
    }

    /// The same without surge.
    pub fn nodes(&self) -> Addresses {
        narrow(self.nodes)
    }

    /// The need of a limit at the moment; `None`: it is none of this design's.
    pub fn need(&self, limit: Limit) -> Option<Addresses> {
        self.entries.iter().find(|entry| entry.limit == limit).map(|entry| narrow(entry.need))
    }

    /// Every limit, in the order of the question.
    pub fn reached(&self) -> impl Iterator<Item = Reached> + '_ {
        self.entries.iter().map(|entry| (entry.limit, narrow(entry.need), entry.have))
    }

    /// Those that a pool has a part in, in the same order.
    pub fn reached_by(&self, pool: usize) -> impl Iterator<Item = Reached> + '_ {
        self.entries
            .iter()
            .filter(move |entry| may_concern(&self.question.pools[pool], pool, entry.limit))
            .filter(move |entry| self.question.share(entry.limit, pool) > 0)
            .map(|entry| (entry.limit, narrow(entry.need), entry.have))
    }

    /// Gives a pool other nodes and another surge.
    pub fn set(&mut self, pool: usize, nodes: u32, surge: u32) {
        let before = self.question.pools[pool].clone();
        let row = &mut self.question.pools[pool];
        row.nodes = nodes;
        row.surge = Surge::Count(surge);
        let after = row.clone();
        for entry in &mut self.entries {
            if may_concern(&after, pool, entry.limit) {
                let share = u128::from(self.question.share(entry.limit, pool));
                let (old, new) = (counted(entry.limit, &before), counted(entry.limit, &after));
                entry.need = entry.need + share * new - share * old;
            }
        }
        self.peak = self.peak + u128::from(after.peak()) - u128::from(before.peak());
        self.nodes = self.nodes + u128::from(after.nodes) - u128::from(before.nodes);
    }

    /// Gives a pool the surge that it may have at its size of the moment.
    pub fn set_surge(&mut self, pool: usize, surge: Surge) {
        let nodes = self.question.pools[pool].nodes;
        self.set(pool, nodes, surge_nodes(surge, nodes));
    }
}

/// Could a pool have a part in a limit? A quick answer for ranges and pool sizes, of which there are many.
fn may_concern(pool: &PoolQuestion, place: usize, limit: Limit) -> bool {
    match limit {
        Limit::Range(range) => pool.node_range == Some(range) || pool.pod_range == Some(range),
        Limit::PoolNodes(of) => of == place,
        Limit::Routes | Limit::Nodes | Limit::OutboundPorts | Limit::Vnet | Limit::Peered => true,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::engine::sample::{plan, text};

    proptest! {
        #[test]
        fn a_ledger_says_what_the_question_says(
            model in 0usize..5,
            changes in prop::collection::vec((0usize..2, 0u32..2_000, 0u32..2_000), 0..6),
        ) {
            let model = crate::scenario::model::Model::WORDS[model];
            let more = "[[node-pool]]\nname = \"user\"\ncount = 3\nmax-surge = 1\nmax-pods = 40\nsubnet = \"snet-nodes\"\n";
            let text = text(model, 2, 30, "1", "10.240.0.0/24") + more;
            let text = text.replace("[cluster]\n", "[cluster]\nload-balancer = { allocated-outbound-ports = 8 }\n");
            let mut question = Question::of(&plan(&text));
            let mut ledger = Ledger::new(question.clone());
            for (pool, nodes, surge) in changes {
                ledger.set(pool, nodes, surge);
                question.pools[pool].nodes = nodes;
                question.pools[pool].surge = Surge::Count(surge);
                prop_assert_eq!(ledger.reached().collect::<Vec<_>>(), question.limits());
                prop_assert_eq!((ledger.peak_nodes(), ledger.nodes()), (question.peak_nodes(), question.nodes()));
            }
        }

        #[test]
        fn counts_beyond_all_reason_come_back(nodes: u32, surge: u32) {
            let mut ledger = Ledger::new(Question::of(&plan(&text("azure-cni-node-subnet", 2, 30, "1", "10.240.0.0/24"))));
            let before: Vec<_> = ledger.reached().collect();
            ledger.set(0, nodes, surge);
            ledger.set(0, 2, 1);
            prop_assert_eq!(ledger.reached().collect::<Vec<_>>(), before);
        }
    }
}
