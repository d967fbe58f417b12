//! A range as a row of `size`: its counts, or nothing where it is an IPv6 range. Deliberately only chooses and names:
//! every number comes from the analysis.

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::Analysis;
use crate::engine::address::{RangeMap, ranges_v6};
use crate::engine::basis;
use crate::engine::capacity::{Blocks, Cap, RangeSize, Role, Room, Term};
use crate::engine::rules::RuleId;
use crate::net::Addresses;

/// A range: need and have, and the rules behind them. Of an IPv6 range every count is null: nothing there is scarce.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RangeRow {
    /// What it is for.
    pub role: Role,
    /// The subnet's name, or `pod-cidr`, `service-cidr`, with `-v6` behind it for their IPv6 counterparts.
    pub name: String,
    /// The range.
    pub prefix: String,
    /// All its addresses.
    pub total: Option<Addresses>,
    /// Those that Azure keeps.
    pub reserved: Option<Addresses>,
    /// Those that can be had.
    pub usable: Option<Addresses>,
    /// The need at the upgrade's peak: the sum of the terms.
    pub needed: Option<Addresses>,
    /// The need between upgrades.
    pub needed_steady: Option<Addresses>,
    /// The documented minimum at the peak; differs from `needed` in a dynamic pod subnet only.
    pub needed_floor: Option<Addresses>,
    /// Addresses that the granularity of batches or blocks keeps from being used: of a dynamic pod subnet, until it is
    /// reported exhausted.
    pub stranded: Option<Addresses>,
    /// The need at the peak if a node of a dynamic pod subnet holds no more than its max pods, which no page confirms;
    /// the same as `needed` elsewhere.
    pub needed_if_capped: Option<Addresses>,
    /// What AKS itself checks of this cluster before it adds nodes; null: nothing, or it is not known.
    pub needed_precheck: Option<Addresses>,
    /// Addresses at the peak that static blocks take and no pod and no node can have.
    pub wasted: Option<Addresses>,
    /// Blocks needed of blocks there are, where the range is handed out in blocks.
    pub blocks: Option<Blocks>,
    /// The longest prefix that would hold the need; null: no IPv4 range does, or nodes and pods are elsewhere and there
    /// is room.
    pub smallest_prefix: Option<u8>,
    /// The same for the documented minimum.
    pub smallest_prefix_floor: Option<u8>,
    /// The largest steady node count whose peak still fits here when the first pool grows and the others stand, no
    /// more than a pool, a cluster and kubenet's routes allow; 0: the others alone do not fit; null: this range does
    /// not limit nodes.
    pub max_nodes: Option<u32>,
    /// What caps that count, where it is not the range.
    pub max_nodes_capped_by: Option<Cap>,
    /// The same for the documented minimum.
    pub max_nodes_floor: Option<u32>,
    /// The same if a node of a dynamic pod subnet holds no more than its max pods; equal to `max_nodes` elsewhere.
    pub max_nodes_if_capped: Option<u32>,
    /// Is there room, whichever of both needs is right? `disputed`: by one of them.
    pub room: Room,
    /// Need of have in whole percent.
    pub used_percent: Option<u64>,
    /// The sum.
    pub terms: Vec<Term>,
    /// What to know beside it.
    pub notes: Vec<String>,
    /// The rules that its numbers rest on; `aksplore explain RULE` says more.
    pub rules: Vec<String>,
}

/// Every range of a design that has a use, those of IPv6 last.
pub fn rows(analysis: &Analysis) -> Vec<RangeRow> {
    let (plan, capacity) = (analysis.plan(), analysis.capacity());
    let counted = capacity.ranges.iter().map(|range| RangeRow::counted(analysis, range));
    let uncounted = ranges_v6(plan, capacity);
    counted.chain(uncounted.iter().filter_map(RangeRow::uncounted)).collect()
}

impl RangeRow {
    fn counted(analysis: &Analysis, size: &RangeSize) -> Self {
        Self {
            role: size.role,
            name: size.name.to_string(),
            prefix: size.prefix.to_string(),
            total: size.total,
            reserved: Some(size.reserved),
            usable: size.usable,
            needed: Some(size.needed),
            needed_steady: Some(size.needed_steady),
            needed_floor: Some(size.needed_floor),
            stranded: Some(size.stranded),
            needed_if_capped: Some(size.needed_if_capped),
            room: size.room,
            needed_precheck: size.needed_precheck,
            wasted: Some(size.wasted),
            blocks: size.blocks,
            smallest_prefix: size.smallest_prefix,
            smallest_prefix_floor: size.smallest_prefix_floor,
            max_nodes: size.max_nodes,
            max_nodes_capped_by: size.max_nodes_capped_by,
            max_nodes_floor: size.max_nodes_floor,
            max_nodes_if_capped: size.max_nodes_if_capped,
            used_percent: size.used_percent(),
            terms: size.terms.clone(),
            notes: size.notes.iter().map(ToString::to_string).collect(),
            rules: basis::range(analysis.plan(), size).into_iter().map(RuleId::name).collect(),
        }
    }

    /// Of an IPv6 range; `None`: the cluster does not use it.
    fn uncounted(range: &RangeMap) -> Option<Self> {
        Some(Self {
            role: range.role?,
            name: range.name.clone(),
            prefix: range.prefix.to_string(),
            total: None,
            reserved: None,
            usable: None,
            needed: None,
            needed_steady: None,
            needed_floor: None,
            stranded: None,
            needed_if_capped: None,
            room: Room::Enough,
            needed_precheck: None,
            wasted: None,
            blocks: None,
            smallest_prefix: None,
            smallest_prefix_floor: None,
            max_nodes: None,
            max_nodes_capped_by: None,
            max_nodes_floor: None,
            max_nodes_if_capped: None,
            used_percent: None,
            terms: Vec::new(),
            notes: Vec::new(),
            rules: Vec::new(),
        })
    }
}
