//! VNets whose addresses in use are limited together, and what is in use there beside this cluster's nodes and pods.
//! Deliberately not what those take: that varies, and is the question's.

use std::sync::Arc;

use crate::engine::capacity::reading::Reading;
use crate::engine::plan::{Plan, VnetId};
use crate::engine::rules::{self, RuleId};
use crate::net::Addresses;

/// VNets whose addresses in use are limited together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The name of the cluster's VNet.
    pub name: Arc<str>,
    /// Addresses in use there that are not this cluster's nodes and pods; of a static block one.
    pub others: Addresses,
    /// What neighbours among them hold beyond the max pods of their nodes: by the other reading they do not.
    pub others_over: Addresses,
    /// How many may be in use.
    pub limit: Addresses,
}

/// Addresses in use in one VNet by others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct InUse {
    /// All of them, by the reading in force.
    pub all: Addresses,
    /// What of them neighbours hold beyond the max pods of their nodes.
    pub over: Addresses,
}

impl InUse {
    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self { all: self.all.saturating_add(other.all), over: self.over.saturating_add(other.over) }
    }
}

impl Group {
    /// What others take, by a reading.
    pub fn others(&self, reading: Reading) -> Addresses {
        match reading {
            Reading::Formula => self.others,
            Reading::Capped => self.others.saturating_sub(self.others_over),
        }
    }
}

/// The cluster's VNet, and that VNet with its peers, with what is in use there, VNet by VNet.
pub(super) fn groups(plan: &Plan, in_use: &[InUse]) -> (Group, Option<Group>) {
    let vnet = plan.cluster_vnet();
    let name = || plan.vnet(vnet).item.name.shared();
    let of = |vnet: VnetId| in_use[vnet.index()];
    let group = |used: InUse, limit| {
        let limit = rules::number(limit);
        Group { name: name(), others: used.all, others_over: used.over, limit }
    };
    let peers: Vec<VnetId> = plan.peers_of(vnet).collect();
    let with_peers = peers.iter().map(|peer| of(*peer)).fold(of(vnet), InUse::plus);
    let peered = (!peers.is_empty()).then(|| group(with_peers, RuleId::PeeredAddressesMax));
    (group(of(vnet), RuleId::VnetAddressesMax), peered)
}
