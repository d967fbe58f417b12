//! How far a range lets nodes go: its first pool grows, the others stand. Deliberately no prefix but the one that the
//! question has: other lengths are the ladder's.

use schemars::JsonSchema;
use serde::Serialize;

use super::question::{Limit, Question};
use crate::engine::plan::surge_nodes;
use crate::net::Addresses;

/// What stops growth before a range is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cap {
    /// The nodes of a pool.
    PoolNodes,
    /// The nodes of a cluster.
    ClusterNodes,
    /// The routes of kubenet's table.
    Routes,
}

impl Cap {
    /// What it is: `pool limit`.
    pub fn title(self) -> &'static str {
        match self {
            Self::PoolNodes => "pool limit",
            Self::ClusterNodes => "cluster limit",
            Self::Routes => "route limit",
        }
    }
}

/// The most nodes of a range's pools; 0 where not even the pools that stand have room without the one that grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Most {
    /// Between upgrades.
    pub nodes: u32,
    /// With surge.
    pub peak: u32,
    /// What stops them, where it is not the range.
    pub capped_by: Option<Cap>,
}

impl Most {
    /// What a range holds, no more than a pool, a cluster and kubenet's routes allow; `None`: it limits no nodes.
    pub fn of_range(question: &Question, range: usize) -> Option<Self> {
        let mut users = question.users(range);
        let (first, _) = users.next()?;
        let (need, have) = question.need_and_have(Limit::Range(range))?;
        let mut most = question.most_nodes(first, Limit::Range(range), need, have)?;
        let mut has_room = question.others_fit(first, Limit::Range(range), need, have);
        let mut capped_by = None;
        let caps = [
            (Limit::PoolNodes(first), Cap::PoolNodes),
            (Limit::Nodes, Cap::ClusterNodes),
            (Limit::Routes, Cap::Routes),
        ];
        for (limit, cap) in caps {
            let Some((need, have)) = question.need_and_have(limit) else { continue };
            has_room &= question.others_fit(first, limit, need, have);
            if let Some(fewer) = question.most_nodes(first, limit, need, have).filter(|fewer| *fewer < most) {
                (most, capped_by) = (fewer, Some(cap));
            }
        }
        if !has_room {
            return Some(Self { nodes: 0, peak: 0, capped_by });
        }
        let grown = u64::from(most) + u64::from(surge_nodes(question.pools[first].surge, most));
        let (mut nodes, mut peak) = (u64::from(most), grown);
        for (_, pool) in users {
            nodes = nodes.saturating_add(pool.nodes.into());
            peak = peak.saturating_add(pool.peak());
        }
        Some(Self { nodes: small(nodes), peak: small(peak), capped_by })
    }
}

fn small(count: Addresses) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
