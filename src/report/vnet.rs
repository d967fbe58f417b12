//! A VNet's range cut into blocks, as the Map draws it: subnets and free space, and what there is to say of each.
//! Deliberately only chooses and names: every number comes from the address map.

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::Analysis;
use crate::engine::address::block::Growth;
use crate::engine::address::{Block, RangeMap, VnetMap};
use crate::net::Addresses;

/// One IPv4 range of a VNet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VnetRow {
    /// The VNet.
    pub name: String,
    /// The range.
    pub prefix: String,
    /// All its addresses.
    pub total: Option<Addresses>,
    /// Addresses in no subnet.
    pub free: Addresses,
    /// How many blocks those make.
    pub free_blocks: usize,
    /// How many subnets lie in it.
    pub subnets: usize,
    /// Addresses in a subnet of all, in whole percent.
    pub allocated_percent: Option<u64>,
    /// Addresses in no subnet of all, in whole percent that are reached.
    pub free_percent: Option<u64>,
    /// Subnets and free space, in address order.
    pub blocks: Vec<BlockRow>,
}

/// A subnet, or free space.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BlockRow {
    /// The subnet; null: free.
    pub subnet: Option<String>,
    /// The range.
    pub prefix: String,
    /// Its mask.
    pub mask: Option<String>,
    /// Its first address.
    pub first: String,
    /// Its last address.
    pub last: String,
    /// All its addresses.
    pub total: Option<Addresses>,
    /// The first address that a machine can have; null: not known, or free.
    pub first_usable: Option<String>,
    /// The last.
    pub last_usable: Option<String>,
    /// Need of have in whole percent; null: the cluster does not use it.
    pub used_percent: Option<u64>,
    /// The network that it can grow to where it is; null: it cannot, or is free.
    pub grows_to: Option<String>,
    /// The subnet in the way of its growth.
    pub blocked_by: Option<String>,
    /// The longest prefix that would still hold the need, where that is longer than its own.
    pub shrinks_to: Option<u8>,
    /// The addresses that this would give back.
    pub gives_back: Option<Addresses>,
    /// Free on paper only: what others announce of it.
    pub contested: Vec<AnnouncedRow>,
}

/// A range that another network announces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AnnouncedRow {
    /// Who: `on-premises berlin`.
    pub holder: String,
    /// The range.
    pub range: String,
}

impl VnetRow {
    /// Of a range of an analysis' address map.
    pub fn new(analysis: &Analysis, vnet: &VnetMap) -> Self {
        let free_blocks = vnet.blocks.iter().filter(|block| block.is_free()).count();
        Self {
            name: vnet.name.clone(),
            prefix: vnet.prefix.to_string(),
            total: vnet.prefix.size(),
            free: vnet.free,
            free_blocks,
            subnets: vnet.blocks.len() - free_blocks,
            free_percent: vnet.free_percent(),
            allocated_percent: vnet.allocated_percent(),
            blocks: vnet.blocks.iter().map(|block| BlockRow::new(analysis, vnet, block)).collect(),
        }
    }
}

impl BlockRow {
    fn new(analysis: &Analysis, vnet: &VnetMap, block: &Block) -> Self {
        let map = analysis.addresses();
        let usable = map.range_of(block).and_then(RangeMap::usable);
        let shrink = map.size_of(block, analysis.capacity()).and_then(|size| block.shrink(size));
        let (grows_to, blocked_by) = match vnet.growth(block) {
            _ if block.is_free() => (None, None),
            Growth::To(wider) => (Some(wider.to_string()), None),
            Growth::Blocked(other) => (None, Some(other.name.clone())),
            Growth::Whole => (None, None),
        };
        let contested = block.contested.iter();
        Self {
            subnet: (!block.is_free()).then(|| block.name.clone()),
            prefix: block.prefix.to_string(),
            mask: block.prefix.as_v4().map(|net| net.netmask().to_string()),
            first: block.prefix.first().to_string(),
            last: block.prefix.last().to_string(),
            total: block.prefix.size(),
            first_usable: usable.map(|(first, _)| first.to_string()),
            last_usable: usable.map(|(_, last)| last.to_string()),
            used_percent: block.used_percent,
            grows_to,
            blocked_by,
            shrinks_to: shrink.map(|(prefix, _)| prefix),
            gives_back: shrink.map(|(_, back)| back),
            contested: contested
                .map(|(holder, range)| AnnouncedRow { holder: holder.clone(), range: range.to_string() })
                .collect(),
        }
    }
}
