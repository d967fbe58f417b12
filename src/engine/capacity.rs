//! Need and have of every range. Deliberately says nothing of where the addresses lie: that is `address`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::net::{Addresses, Cidr};
use crate::scenario::model::{Dataplane, Model, PodIpAllocation};

/// What a range is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A subnet of nodes.
    NodeSubnet,
    /// A subnet of pods.
    PodSubnet,
    /// The private range of pods.
    PodCidr,
    /// The range of Services.
    ServiceCidr,
    /// The API server's subnet.
    ApiServerSubnet,
}

/// One line of a sum: what, and how many addresses. The terms of a range add up to what it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Term {
    /// What takes them: `system: (40 nodes + 4 surge) x (1 node + 50 pods)`.
    pub label: String,
    /// How many addresses.
    pub value: Addresses,
}

/// One range: what it needs, what it has. Counts are `None` where nothing is scarce (IPv6, Services).
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RangeSize {
    /// What it is for.
    pub role: Role,
    /// The subnet's name, or `pod-cidr`, `service-cidr`.
    pub name: String,
    /// The range.
    #[serde(serialize_with = "as_text")]
    #[schemars(with = "String")]
    pub prefix: Cidr,
    /// All its addresses.
    pub total: Option<Addresses>,
    /// Those that Azure keeps.
    pub reserved: Addresses,
    /// Those that can be had.
    pub usable: Option<Addresses>,
    /// The need at the upgrade's peak: the sum of the terms.
    pub needed: Addresses,
    /// The need between upgrades.
    pub needed_steady: Addresses,
    /// The documented minimum at the peak; differs from `needed` in a dynamic pod subnet only.
    pub needed_floor: Addresses,
    /// Addresses that the granularity of batches or blocks keeps from being used.
    pub stranded: Addresses,
    /// Blocks needed of blocks there are, where the range is handed out in blocks.
    pub blocks: Option<Blocks>,
    /// The longest prefix that would hold the need; `None`: no IPv4 range does.
    pub smallest_prefix: Option<u8>,
    /// The same for the documented minimum.
    pub smallest_prefix_floor: Option<u8>,
    /// The largest steady node count whose peak still fits here; `None`: this range does not limit nodes.
    pub max_nodes: Option<u32>,
    /// The same for the documented minimum.
    pub max_nodes_floor: Option<u32>,
    /// The sum.
    pub terms: Vec<Term>,
}

/// Blocks needed of blocks there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Blocks {
    /// Addresses a block: 256 (overlay, kubenet) or 16 (static blocks, dynamic batches).
    pub size: u32,
    /// Blocks at the peak.
    pub needed: Addresses,
    /// Blocks that the range holds.
    pub available: Addresses,
}

/// One pool's numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PoolSize {
    /// Its name.
    pub name: String,
    /// Nodes sized for: the autoscaler's maximum, or the count.
    pub nodes: u32,
    /// Nodes more at an upgrade.
    pub surge: u32,
    /// Both.
    pub peak_nodes: u32,
    /// The most pods a node.
    pub max_pods: u32,
    /// The most nodes this pool can grow to while the others stand; `None`: nothing limits it.
    pub max_nodes: Option<u32>,
}

/// The range, or the limit, that stops growth first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Binding {
    /// `node-subnet`, `pod-cidr`, ... or `routes`, `nodes`, for a limit that is not a range.
    pub role: String,
    /// The range's name.
    pub name: String,
    /// Why, in words.
    pub reason: String,
}

/// Routes that kubenet needs of those a route table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RouteCount {
    /// One a node at the peak, and the user's own.
    pub needed: u32,
    /// What a table holds.
    pub limit: u32,
}

/// Need and have of a whole design.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Capacity {
    /// The model.
    pub model: Model,
    /// Pod subnet only: batches or blocks.
    pub pod_ip_allocation: Option<PodIpAllocation>,
    /// The data plane.
    pub dataplane: Dataplane,
    /// The pools.
    pub pools: Vec<PoolSize>,
    /// The ranges, node subnets first.
    pub ranges: Vec<RangeSize>,
    /// What binds; `None` when nothing limits the design.
    pub binding: Option<Binding>,
    /// The largest steady node count that fits everywhere, when the first pool grows and the others stand.
    pub max_nodes: Option<u32>,
    /// Kubenet only.
    pub routes: Option<RouteCount>,
}

impl RangeSize {
    /// Need of have in whole percent, rounded to nearest; 100 only when exactly full.
    pub fn used_percent(&self) -> Option<u64> {
        self.usable.map(|usable| percent(self.needed, usable))
    }

    /// Is there room at the peak?
    pub fn fits(&self) -> bool {
        self.usable.is_none_or(|usable| self.needed <= usable)
    }
}

/// Need of have in whole percent, rounded to nearest, but 100 only when exactly full.
///
/// 2,244 of 1,019 is 220; 1,018 of 1,019 is 99; 1,020 of 1,019 is 101.
pub fn percent(needed: Addresses, available: Addresses) -> u64 {
    if needed == available {
        return 100;
    }
    if available == 0 {
        return 999;
    }
    let rounded = (needed.saturating_mul(200) + available) / (available * 2);
    if needed < available { rounded.min(99) } else { rounded.max(101) }
}

/// Serialises anything by its text.
pub(crate) fn as_text<T: std::fmt::Display, S: serde::Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}
