//! Which VNets a VNet reaches by peering. Deliberately not what they route: a peering is one hop, never two.

use crate::engine::plan::{Plan, VnetId};
use crate::scenario::model::{Peering, PeeringState};

/// A peering whose two sides stand, seen from one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The other VNet.
    pub vnet: VnetId,
    /// Is the other VNet's gateway used from here? Both sides must say so.
    pub uses_gateway: bool,
    /// Does this side take packets that the other VNet only forwards?
    pub takes_forwarded: bool,
}

/// The connected peers of a VNet. A peering that only one side writes is taken to match on the other.
pub fn peers(plan: &Plan, vnet: VnetId) -> Vec<Peer> {
    plan.vnet_ids().filter(|other| *other != vnet).filter_map(|other| peer(plan, vnet, other)).collect()
}

/// The peering of one VNet with another, when it stands.
pub fn peer(plan: &Plan, vnet: VnetId, other: VnetId) -> Option<Peer> {
    let (near, far) = (side(plan, vnet, other), side(plan, other, vnet));
    if (near.is_none() && far.is_none()) || [near, far].into_iter().flatten().any(|side| !stands(side)) {
        return None;
    }
    let says = |side: Option<&Peering>, flag: fn(&Peering) -> Option<bool>| side.is_none_or(|s| flag(s) == Some(true));
    Some(Peer {
        vnet: other,
        uses_gateway: near.is_some_and(|near| near.use_remote_gateways == Some(true))
            && says(far, |far| far.allow_gateway_transit),
        takes_forwarded: says(near, |near| near.allow_forwarded_traffic),
    })
}

/// The side of a peering that `near` writes towards `far`.
fn side(plan: &Plan, near: VnetId, far: VnetId) -> Option<&Peering> {
    let row = plan.vnet(near);
    let place = row.peers.iter().position(|peer| *peer == Some(far))?;
    row.item.peerings.get(place).map(|peering| &**peering)
}

fn stands(peering: &Peering) -> bool {
    matches!(peering.state, None | Some(PeeringState::Connected))
}
