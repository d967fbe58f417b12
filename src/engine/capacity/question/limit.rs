//! What limits nodes, and how many it allows: a range, or a count. Deliberately not which limit binds: that is asked
//! where the answer is put into words.

use super::{PoolQuestion, Question};
use crate::engine::plan::surge_nodes;
use crate::engine::rules::{self, RuleId};
use crate::net::Addresses;
use crate::scenario::leaf::Surge;

/// Something that limits nodes: a range, or a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// A range, by place.
    Range(usize),
    /// The routes of kubenet's table.
    Routes,
    /// The nodes of a pool, by place.
    PoolNodes(usize),
    /// The nodes of the cluster.
    Nodes,
    /// The SNAT ports of the load balancer's outbound addresses.
    OutboundPorts,
    /// The addresses in use in the cluster's VNet.
    Vnet,
    /// The addresses in use in that VNet and its peers.
    Peered,
}

/// The largest pool whose nodes and surge together are at most `peak`.
///
/// 19 at 10% is 17 (and 2 surge), 8 with one surge node is 7, 8 without is 8.
pub fn largest_pool(surge: Surge, peak: Addresses) -> u32 {
    let fits = |nodes: u64| {
        let nodes = u32::try_from(nodes).unwrap_or(u32::MAX);
        u64::from(nodes) + u64::from(surge_nodes(surge, nodes)) <= peak
    };
    let guess = match surge {
        Surge::Count(count) => (peak / 2).max(peak.saturating_sub(count.into())),
        Surge::Percent(percent) => (peak / 2).max(peak.saturating_mul(100) / (100 + u64::from(percent))),
    };
    // The guess leaves out only that a share is rounded up, and that a surge is never larger than its pool.
    let nodes = (guess.saturating_sub(1)..=guess.saturating_add(1)).rev().find(|nodes| fits(*nodes)).unwrap_or(0);
    u32::try_from(nodes).unwrap_or(u32::MAX)
}

impl Question {
    /// Need and have at the peak; the cluster's nodes and kubenet's routes are counted without surge. `None`: it limits nothing.
    pub fn need_and_have(&self, limit: Limit) -> Option<(Addresses, Addresses)> {
        match limit {
            Limit::Range(range) => Some((self.needed(range), self.ranges[range].usable()?)),
            Limit::Routes => self.routes(),
            Limit::PoolNodes(pool) => Some((self.pools[pool].peak(), rules::number(RuleId::PoolNodesMax))),
            Limit::Nodes => Some((self.nodes(), self.nodes_max.into())),
            Limit::OutboundPorts => {
                let ports = self.ports?;
                Some((self.peak_nodes().saturating_mul(ports.per_node), ports.available))
            }
            Limit::Vnet => Some((self.in_use(&self.vnet, PoolQuestion::peak), self.vnet.limit)),
            Limit::Peered => {
                let group = self.peered.as_ref()?;
                Some((self.in_use(group, PoolQuestion::peak), group.limit))
            }
        }
    }

    /// What one node of a pool takes of a limit.
    pub fn share(&self, limit: Limit, pool: usize) -> Addresses {
        let row = &self.pools[pool];
        match limit {
            Limit::Range(range) => self.each(row, range),
            Limit::Routes | Limit::Nodes => 1,
            Limit::PoolNodes(of) => u64::from(of == pool),
            Limit::OutboundPorts => self.ports.map_or(0, |ports| ports.per_node),
            Limit::Vnet | Limit::Peered => self.each_of_vnet(row),
        }
    }

    /// What is taken of a limit beside this cluster's nodes and pods.
    pub fn beside(&self, limit: Limit) -> Addresses {
        match limit {
            Limit::Range(range) => self.need(range, |_| 0),
            Limit::Routes => self.user_routes.into(),
            Limit::PoolNodes(_) | Limit::Nodes | Limit::OutboundPorts => 0,
            Limit::Vnet => self.in_use(&self.vnet, |_| 0),
            Limit::Peered => self.peered.as_ref().map_or(0, |group| self.in_use(group, |_| 0)),
        }
    }

    /// The most nodes that a pool can have under a limit while the others stand, given the limit's need and have;
    /// `None`: the limit does not concern it.
    pub fn most_nodes(&self, pool: usize, limit: Limit, need: Addresses, have: Addresses) -> Option<u32> {
        let row = &self.pools[pool];
        let room = |own: Addresses, each: Addresses| {
            let left = have.checked_sub(need.saturating_sub(own));
            left.map_or(0, |left| left / each)
        };
        match limit {
            Limit::PoolNodes(of) => return (of == pool).then(|| largest_pool(row.surge, have)),
            Limit::Nodes | Limit::Routes => {
                return Some(u32::try_from(room(row.nodes.into(), 1)).unwrap_or(u32::MAX));
            }
            Limit::Range(_) | Limit::OutboundPorts | Limit::Vnet | Limit::Peered => {}
        }
        let each = self.share(limit, pool);
        (each > 0).then(|| largest_pool(row.surge, room(row.peak().saturating_mul(each), each)))
    }

    /// Is there room under a limit, given its need and have, when a pool has no nodes and the others stand?
    pub fn others_fit(&self, pool: usize, limit: Limit, need: Addresses, have: Addresses) -> bool {
        let Some(row) = self.pools.get(pool) else { return need <= have };
        let is_calm = matches!(limit, Limit::Nodes | Limit::Routes);
        let nodes = if is_calm { row.nodes.into() } else { row.peak() };
        let own = nodes.saturating_mul(self.share(limit, pool));
        need.saturating_sub(own) <= have
    }

    /// The pools that this limit could concern, in their order.
    pub fn concerned(&self, limit: Limit) -> impl Iterator<Item = usize> {
        let (range, pools) = match limit {
            Limit::Range(range) => (Some(range), 0..0),
            Limit::PoolNodes(of) => (None, of..of + 1),
            _ => (None, 0..self.pools.len()),
        };
        range.into_iter().flat_map(|range| self.users(range).map(|(place, _)| place)).chain(pools)
    }

    /// Everything that limits nodes, ranges first, with need and have.
    pub fn limits(&self) -> Vec<(Limit, Addresses, Addresses)> {
        let ranges = (0..self.ranges.len()).map(Limit::Range);
        let pools = (0..self.pools.len()).map(Limit::PoolNodes);
        let all = ranges.chain([Limit::Routes]).chain(pools).chain([
            Limit::Nodes,
            Limit::OutboundPorts,
            Limit::Vnet,
            Limit::Peered,
        ]);
        all.filter_map(|limit| self.need_and_have(limit).map(|(need, have)| (limit, need, have))).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_published_pools_come_out() {
        let cases = [
            (Surge::Percent(10), 19, 17),
            (Surge::Count(1), 8, 7),
            (Surge::Count(0), 8, 8),
            (Surge::Percent(10), 256, 232),
            (Surge::Percent(0), 256, 256),
            (Surge::Count(9), 4, 2),
            (Surge::Percent(500), 5, 2),
            (Surge::Percent(10), 0, 0),
            (Surge::Percent(10), u64::MAX, u32::MAX),
        ];
        for (surge, peak, expected) in cases {
            assert_eq!(largest_pool(surge, peak), expected, "{surge:?} {peak}");
        }
    }

    proptest! {
        #[test]
        fn the_largest_pool_is_found_by_counting(percent in 0u32..300, count in 0u32..50, peak in 0u64..400) {
            for surge in [Surge::Percent(percent), Surge::Count(count)] {
                let counted = (0..=401u32).take_while(|nodes| u64::from(*nodes + surge_nodes(surge, *nodes)) <= peak).last().unwrap_or(0);
                prop_assert_eq!(largest_pool(surge, peak), counted, "{:?}", surge);
            }
        }
    }
}
