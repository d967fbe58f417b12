//! A table of effective routes, indexed once, and its contests. Deliberately does not know how the routes came
//! to be: that is `effective`'s.

use std::cmp::Reverse;
use std::net::IpAddr;

use ipnet::Ipv4Net;
use prefix_trie::PrefixMap;

use super::{Contender, Contest, ContestResult, EffectiveRoute, NextHopType, RouteSource, RouteState};
use crate::net::Cidr;

/// A route on its way into a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The route.
    pub route: EffectiveRoute,
    /// Among user routes of the same prefix the lower wins: 0 is an explicit prefix, others are service tags'.
    pub tag_rank: u8,
    /// Why it takes no part although no route has its prefix; `None`: it does.
    pub invalid: Option<String>,
}

impl From<EffectiveRoute> for Draft {
    fn from(route: EffectiveRoute) -> Self {
        Self { route, tag_rank: 0, invalid: None }
    }
}

/// The effective routes of a subnet, or of a VNet where no subnet is modelled.
#[derive(Clone, Debug)]
pub struct RouteTable {
    owner: String,
    routes: Vec<EffectiveRoute>,
    ranks: Vec<u8>,
    invalid: Vec<(usize, String)>,
    notes: Vec<String>,
    by_prefix: PrefixMap<Ipv4Net, Vec<usize>>,
    v6: Vec<usize>,
}

impl RouteTable {
    /// Of these routes; their states are decided here.
    pub fn new(owner: impl Into<String>, drafts: Vec<Draft>, notes: Vec<String>) -> Self {
        let ranks: Vec<u8> = drafts.iter().map(rank).collect();
        let mut table = Self {
            owner: owner.into(),
            routes: Vec::with_capacity(drafts.len()),
            ranks,
            invalid: Vec::new(),
            notes,
            by_prefix: PrefixMap::new(),
            v6: Vec::new(),
        };
        for (index, draft) in drafts.into_iter().enumerate() {
            match draft.route.prefix.as_v4() {
                Some(net) => table.by_prefix.entry(net).or_default().push(index),
                None => table.v6.push(index),
            }
            if let Some(why) = draft.invalid {
                table.invalid.push((index, why));
            }
            table.routes.push(draft.route);
        }
        table.decide_states();
        table
    }

    /// Of routes with one prefix the best is active, the others are not.
    fn decide_states(&mut self) {
        for (index, _) in &self.invalid {
            self.routes[*index].state = RouteState::Invalid;
        }
        let v4 = self.by_prefix.values().filter(|group| group.len() > 1).cloned();
        let v6 = self.v6.iter().map(|index| {
            let prefix = self.routes[*index].prefix;
            self.v6.iter().copied().filter(|other| self.routes[*other].prefix == prefix).collect()
        });
        let groups: Vec<Vec<usize>> = v4.chain(v6).collect();
        for group in groups {
            let active = group.iter().copied().filter(|index| self.invalid_why(*index).is_none());
            let best = active.min_by_key(|index| (self.ranks[*index], *index));
            for index in group {
                self.routes[index].state = if Some(index) == best { RouteState::Active } else { RouteState::Invalid };
            }
        }
    }

    /// The same table but for one route; those that it beat take part again.
    #[must_use]
    pub fn without(&self, missing: usize) -> Self {
        let drafts = (0..self.routes.len()).filter(|index| *index != missing).map(|index| Draft {
            route: EffectiveRoute { state: RouteState::Active, ..self.routes[index].clone() },
            tag_rank: if self.routes[index].source == RouteSource::User { self.ranks[index] - USER_RANK } else { 0 },
            invalid: self.invalid_why(index).map(str::to_owned),
        });
        Self::new(self.owner.clone(), drafts.collect(), self.notes.clone())
    }

    /// The subnet (or VNet) whose routes these are.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// The routes.
    pub fn routes(&self) -> &[EffectiveRoute] {
        &self.routes
    }

    /// One route, by its place in a contest.
    pub fn route(&self, index: usize) -> &EffectiveRoute {
        &self.routes[index]
    }

    /// What a reader of the table should know, in sentences.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The route that an address takes.
    pub fn lookup(&self, address: IpAddr) -> Option<&EffectiveRoute> {
        self.matching(address).winner.map(|index| &self.routes[index])
    }

    /// The contest of all routes for one address.
    ///
    /// For 192.168.10.7 a gateway's 192.168.0.0/16 wins, a user's 0.0.0.0/0 loses (`shorter: /0 against /16`),
    /// and 10.0.0.0/8 does not match (`differs at bit 1`).
    pub fn contest(&self, address: IpAddr) -> Contest {
        let mut contest = self.matching(address);
        let mut is_listed = vec![false; self.routes.len()];
        for contender in &contest.contenders {
            is_listed[contender.route] = true;
        }
        let others = (0..self.routes.len()).filter(|index| !is_listed[*index]);
        contest.contenders.extend(others.map(|route| Contender {
            route,
            result: ContestResult::NoMatch,
            why: difference(self.routes[route].prefix, address),
        }));
        contest
    }

    /// The contest of only those routes that hold the address.
    pub fn matching(&self, address: IpAddr) -> Contest {
        let mut order = self.holding(address);
        let sticky = order
            .iter()
            .copied()
            .filter(|index| self.is_active(*index) && self.routes[*index].beats_longer_gateway_routes())
            .max_by_key(|index| self.routes[*index].prefix.prefix());
        let is_out = |index: usize| {
            self.invalid_why(index).is_some()
                || (sticky.is_some() && self.routes[index].source == RouteSource::VirtualNetworkGateway)
        };
        let preference = |index: usize| (Reverse(self.routes[index].prefix.prefix()), self.ranks[index], index);
        let may_win = order.iter().copied().filter(|index| self.is_active(*index) && !is_out(*index));
        let winner = may_win.min_by_key(|index| preference(*index));
        order.sort_by_key(|index| (Some(*index) != winner, is_out(*index), preference(*index)));
        let contenders = order
            .into_iter()
            .map(|route| match winner {
                Some(best) if best == route => {
                    Contender { route, result: ContestResult::Wins, why: self.why_wins(route) }
                }
                _ => Contender { route, result: ContestResult::Loses, why: self.why_loses(route, winner, sticky) },
            })
            .collect();
        Contest { address, winner, contenders }
    }

    /// The places of the routes that hold the address.
    fn holding(&self, address: IpAddr) -> Vec<usize> {
        match address {
            IpAddr::V4(address) => {
                let host = Ipv4Net::from(address);
                self.by_prefix.cover_values(&host).flatten().copied().collect()
            }
            IpAddr::V6(_) => {
                self.v6.iter().copied().filter(|index| self.routes[*index].prefix.contains(address)).collect()
            }
        }
    }

    fn is_active(&self, index: usize) -> bool {
        self.routes[index].state == RouteState::Active
    }

    fn invalid_why(&self, index: usize) -> Option<&str> {
        self.invalid.iter().find(|(route, _)| *route == index).map(|(_, why)| why.as_str())
    }

    fn why_wins(&self, index: usize) -> String {
        format!("the longest prefix that holds it: /{}", self.routes[index].prefix.prefix())
    }

    fn why_loses(&self, index: usize, winner: Option<usize>, sticky: Option<usize>) -> String {
        let route = &self.routes[index];
        if let Some(why) = self.invalid_why(index) {
            return why.to_owned();
        }
        if route.source == RouteSource::VirtualNetworkGateway
            && let Some(sticky) = sticky
        {
            return format!(
                "the system route {} is preferred to gateway routes, even to longer ones",
                self.routes[sticky].prefix
            );
        }
        let Some(winner) = winner.map(|winner| &self.routes[winner]) else {
            return "it takes no part".to_owned();
        };
        if winner.prefix != route.prefix {
            return format!("shorter: /{} against /{}", route.prefix.prefix(), winner.prefix.prefix());
        }
        match (winner.source, route.source) {
            (RouteSource::User, RouteSource::User) => {
                "of two user routes the explicit prefix is preferred, then the smaller service tag".to_owned()
            }
            (better, worse) if better == worse => {
                format!("{} is preferred to {}", winner.next_hop_type, route.next_hop_type)
            }
            (better, worse) => format!("{better} is preferred to {worse}"),
        }
    }
}

/// The rank of a user route with an explicit prefix.
const USER_RANK: u8 = 1;

/// The order among routes of one prefix: User, then the system routes that stand above a gateway's, then the
/// gateway's, then the other system routes, of which None is the last.
fn rank(draft: &Draft) -> u8 {
    match draft.route.source {
        RouteSource::Platform => 0,
        RouteSource::User => USER_RANK + draft.tag_rank,
        RouteSource::Default if draft.route.beats_longer_gateway_routes() => 20,
        RouteSource::VirtualNetworkGateway => 21,
        RouteSource::Default if draft.route.next_hop_type == NextHopType::None => 23,
        RouteSource::Default => 22,
    }
}

/// Where the address leaves the prefix: `differs at bit 2`, counted from 1.
pub fn difference(prefix: Cidr, address: IpAddr) -> String {
    let bit = match (prefix.first(), address) {
        (IpAddr::V4(first), IpAddr::V4(address)) => (u32::from(first) ^ u32::from(address)).leading_zeros() + 1,
        (IpAddr::V6(first), IpAddr::V6(address)) => (u128::from(first) ^ u128::from(address)).leading_zeros() + 1,
        _ => return "of the other address family".to_owned(),
    };
    format!("differs at bit {bit}")
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use proptest::prelude::*;

    use super::*;

    fn route(source: RouteSource, prefix: &str, next_hop_type: NextHopType) -> Draft {
        let prefix = prefix.parse().unwrap();
        EffectiveRoute { source, ..EffectiveRoute::system(prefix, next_hop_type) }.into()
    }

    fn table(drafts: Vec<Draft>) -> RouteTable {
        RouteTable::new("snet", drafts, Vec::new())
    }

    /// The obvious way to the same answer: throw out what cannot win, then take the best of the rest.
    fn winner_by_scan(table: &RouteTable, address: IpAddr) -> Option<usize> {
        let mut best: Option<usize> = None;
        for index in 0..table.routes.len() {
            let route = &table.routes[index];
            let is_beaten = table.routes.iter().any(|other| {
                other.state == RouteState::Active
                    && other.beats_longer_gateway_routes()
                    && other.prefix.contains(address)
            });
            let is_out = route.state == RouteState::Invalid
                || !route.prefix.contains(address)
                || (route.source == RouteSource::VirtualNetworkGateway && is_beaten);
            if !is_out && best.is_none_or(|best| route.prefix.prefix() > table.routes[best].prefix.prefix()) {
                best = Some(index);
            }
        }
        best
    }

    #[test]
    fn the_losers_say_why() {
        use NextHopType as Hop;
        use RouteSource::{Default, User, VirtualNetworkGateway as Bgp};
        let table = table(vec![
            route(Default, "10.240.0.0/16", Hop::VnetLocal),
            route(Default, "0.0.0.0/0", Hop::Internet),
            route(User, "0.0.0.0/0", Hop::VirtualAppliance),
            route(Bgp, "192.168.0.0/16", Hop::VirtualNetworkGateway),
            route(Bgp, "10.240.1.0/24", Hop::VirtualNetworkGateway),
        ]);
        let cases: [(&str, &[(usize, &str)]); 3] = [
            (
                "192.168.10.7",
                &[
                    (3, "the longest prefix that holds it: /16"),
                    (2, "shorter: /0 against /16"),
                    (1, "shorter: /0 against /16"),
                    (0, "differs at bit 1"),
                    (4, "differs at bit 1"),
                ],
            ),
            (
                "10.240.1.9",
                &[
                    (0, "the longest prefix that holds it: /16"),
                    (2, "shorter: /0 against /16"),
                    (1, "shorter: /0 against /16"),
                    (4, "the system route 10.240.0.0/16 is preferred to gateway routes, even to longer ones"),
                    (3, "differs at bit 1"),
                ],
            ),
            (
                "11.0.0.1",
                &[
                    (2, "the longest prefix that holds it: /0"),
                    (1, "User is preferred to Default"),
                    (0, "differs at bit 8"),
                    (3, "differs at bit 1"),
                    (4, "differs at bit 8"),
                ],
            ),
        ];
        for (address, expected) in cases {
            let contest = table.contest(address.parse().unwrap());
            let found: Vec<(usize, &str)> = contest.contenders.iter().map(|c| (c.route, c.why.as_str())).collect();
            assert_eq!(found, expected, "{address}");
            assert_eq!(contest.winner, Some(expected[0].0));
        }
        let states: Vec<RouteState> = table.routes().iter().map(|route| route.state).collect();
        assert_eq!(states[1], RouteState::Invalid);
        assert_eq!(states[2], RouteState::Active);
    }

    fn any_route() -> impl Strategy<Value = Draft> {
        use NextHopType as Hop;
        let kinds = prop_oneof![
            Just((RouteSource::Default, Hop::VnetLocal)),
            Just((RouteSource::Default, Hop::None)),
            Just((RouteSource::Default, Hop::Internet)),
            Just((RouteSource::User, Hop::VirtualAppliance)),
            Just((RouteSource::VirtualNetworkGateway, Hop::VirtualNetworkGateway)),
        ];
        // Few distinct bits, so that routes nest and collide.
        (kinds, 0u32..4, 0u8..=8, any::<bool>()).prop_map(|((source, hop), high, length, is_invalid)| {
            let prefix = Cidr::v4(Ipv4Addr::from(high << 28 | high << 24), length);
            let mut draft = Draft::from(EffectiveRoute { source, ..EffectiveRoute::system(prefix, hop) });
            draft.invalid = (is_invalid && source == RouteSource::Default).then(|| "by policy".to_owned());
            draft
        })
    }

    proptest! {
        #[test]
        fn the_trie_and_the_scan_agree(drafts in prop::collection::vec(any_route(), 0..24), high in 0u32..4, low: u32) {
            let table = table(drafts);
            let address = IpAddr::V4(Ipv4Addr::from(high << 28 | high << 24 | (low & 0x00ff_ffff)));
            let contest = table.contest(address);
            prop_assert_eq!(contest.winner, winner_by_scan(&table, address));
            prop_assert_eq!(contest.contenders.len(), table.routes().len());
            let matching = contest.contenders.iter().filter(|c| c.result != ContestResult::NoMatch).count();
            prop_assert_eq!(matching, table.routes().iter().filter(|route| route.prefix.contains(address)).count());
        }
    }
}
