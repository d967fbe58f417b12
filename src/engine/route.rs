//! Effective routes of a subnet or a node, and the contest between them for one address. Deliberately only
//! Azure's own choice: what a node does before the packet reaches Azure is `trace`'s.

pub mod cache;
pub mod effective;
pub mod gateway;
pub mod node;
pub mod peering;
pub mod pods;
pub mod system;
pub mod table;
pub mod user;

use std::fmt;
use std::net::IpAddr;

use schemars::JsonSchema;
use serde::Serialize;

pub use cache::Routes;
pub use table::RouteTable;

use crate::choice;
use crate::engine::capacity::as_text;
use crate::net::Cidr;

choice! {
    /// Where a route comes from, in Azure's words.
    RouteSource {
        /// Made by Azure.
        Default = "Default",
        /// A user route.
        User = "User",
        /// Learned by a gateway.
        VirtualNetworkGateway = "VirtualNetworkGateway",
        /// The overlay's own domain, or the node's own routing.
        Platform = "Platform",
    }
}

choice! {
    /// The kind of a next hop, in Azure's words.
    NextHopType {
        /// Into the VNet.
        VnetLocal = "VnetLocal",
        /// To the internet.
        Internet = "Internet",
        /// To a peered VNet.
        VNetPeering = "VNetPeering",
        /// To an address that forwards.
        VirtualAppliance = "VirtualAppliance",
        /// To a gateway.
        VirtualNetworkGateway = "VirtualNetworkGateway",
        /// To a service endpoint.
        VirtualNetworkServiceEndpoint = "VirtualNetworkServiceEndpoint",
        /// To a private endpoint.
        InterfaceEndpoint = "InterfaceEndpoint",
        /// Nowhere.
        None = "None",
        /// Through the overlay's domain.
        Overlay = "Overlay",
    }
}

choice! {
    /// Does a route take part?
    RouteState {
        /// Yes.
        Active = "Active",
        /// No: another of the same prefix is preferred.
        Invalid = "Invalid",
    }
}

choice! {
    /// What became of one route in a contest.
    ContestResult {
        /// It decides.
        Wins = "wins",
        /// It matches, and another is preferred.
        Loses = "loses",
        /// It does not hold the address.
        NoMatch = "no-match",
    }
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

impl EffectiveRoute {
    /// A route of Azure's own, without a name.
    pub fn system(prefix: Cidr, next_hop_type: NextHopType) -> Self {
        Self {
            prefix,
            source: RouteSource::Default,
            next_hop_type,
            next_hop_ip: None,
            state: RouteState::Active,
            name: String::new(),
        }
    }

    /// Is it a system route that even a more specific gateway route does not beat?
    pub fn beats_longer_gateway_routes(&self) -> bool {
        use NextHopType::{VNetPeering, VirtualNetworkServiceEndpoint, VnetLocal};
        self.source == RouteSource::Default
            && matches!(self.next_hop_type, VnetLocal | VNetPeering | VirtualNetworkServiceEndpoint)
    }
}

impl fmt::Display for EffectiveRoute {
    /// `User route 0.0.0.0/0 to VirtualAppliance 10.0.1.4`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} route {} to {}", self.source, self.prefix, self.next_hop_type)?;
        self.next_hop_ip.map_or(Ok(()), |ip| write!(formatter, " {ip}"))
    }
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
