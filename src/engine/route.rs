//! Effective routes of a subnet or a node, and the contest between them for one address. Deliberately only
//! Azure's own choice: what a node does before the packet reaches Azure is `trace`'s.

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::capacity::as_text;
use crate::net::Cidr;

/// Where a route comes from, in Azure's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
pub enum RouteSource {
    /// Made by Azure.
    Default,
    /// A user route.
    User,
    /// Learned by a gateway.
    VirtualNetworkGateway,
    /// The overlay's own domain, or the node's own routing.
    Platform,
}

/// The kind of a next hop, in Azure's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
pub enum NextHopType {
    /// Into the VNet.
    VnetLocal,
    /// To the internet.
    Internet,
    /// To a peered VNet.
    VNetPeering,
    /// To an address that forwards.
    VirtualAppliance,
    /// To a gateway.
    VirtualNetworkGateway,
    /// To a service endpoint.
    VirtualNetworkServiceEndpoint,
    /// To a private endpoint.
    InterfaceEndpoint,
    /// Nowhere.
    None,
    /// Through the overlay's domain.
    Overlay,
}

/// Does a route take part?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub enum RouteState {
    /// Yes.
    Active,
    /// No: another of the same prefix is preferred.
    Invalid,
}

/// An effective route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EffectiveRoute {
    /// The range.
    #[serde(serialize_with = "as_text")]
    #[schemars(with = "String")]
    pub prefix: Cidr,
    /// Where it comes from.
    pub source: RouteSource,
    /// The kind of its next hop.
    pub next_hop_type: NextHopType,
    /// Its next hop's address, where it has one.
    pub next_hop_ip: Option<IpAddr>,
    /// Does it take part?
    pub state: RouteState,
    /// The user route's name, the peer, the gateway, the service tag; empty: none.
    pub name: String,
}

/// What became of one route in a contest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ContestResult {
    /// It decides.
    Wins,
    /// It matches, and another is preferred.
    Loses,
    /// It does not hold the address.
    NoMatch,
}

/// One route in a contest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contender {
    /// The route's place in the table.
    pub route: usize,
    /// What became of it.
    pub result: ContestResult,
    /// Why, in words: `shorter: /0 against /16`, `User is preferred to Default`, `differs at bit 2`.
    pub why: String,
}

/// All routes of a table, the best match first, for one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contest {
    /// The address.
    pub address: IpAddr,
    /// The winner's place in the table.
    pub winner: Option<usize>,
    /// The routes: winner, losers by preference, then those that do not match.
    pub contenders: Vec<Contender>,
}
