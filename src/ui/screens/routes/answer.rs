//! The answer of the Routes screen in words, from the contest that the engine held. It judges no route itself.

use std::net::IpAddr;

use crate::engine::reroute::Reroute;
use crate::engine::route::node::NodeRoutes;
use crate::engine::route::{Contest, EffectiveRoute, NextHopType, RouteTable};
use crate::net::counted;

/// `VirtualAppliance 10.100.0.4`.
pub fn hop(route: &EffectiveRoute) -> String {
    match route.next_hop_ip {
        Some(address) => format!("{} {address}", route.next_hop_type),
        None => route.next_hop_type.to_string(),
    }
}

/// Where the packet goes, and why: two sentences, the second empty where there is nothing to add.
pub fn answer(table: &RouteTable, address: Option<IpAddr>, contest: Option<&Contest>) -> [String; 2] {
    let (Some(contest), Some(address)) = (contest, address) else {
        let count = counted(table.routes().len() as u64, "route");
        return [format!("{count} of {}", table.owner()), String::new()];
    };
    let Some(winner) = contest.winner.map(|winner| table.route(winner)) else {
        return [format!("ANSWER: no route holds {address}: the packet is dropped"), String::new()];
    };
    let name = if winner.name.is_empty() { String::new() } else { format!(" ({})", winner.name) };
    let by = format!("by the {} route {}{name}", winner.source, winner.prefix);
    let answer = match winner.next_hop_type {
        NextHopType::None => format!("ANSWER: dropped: next hop None, {by}"),
        _ => format!("ANSWER: to {}, {by}", hop(winner)),
    };
    let why = contest.contenders.first().map_or("", |contender| contender.why.as_str());
    let next = contest.contenders.get(1).map(|next| {
        let route = table.route(next.route);
        format!("  Next best: {} to {} ({}).", route.prefix, hop(route), next.why)
    });
    [answer, format!("because it is {why}.{}", next.unwrap_or_default())]
}

/// The answer where the node's own routes keep the packet: two sentences; `None`: it leaves the node.
pub fn kept(own: &NodeRoutes, address: IpAddr) -> Option<[String; 2]> {
    let sentence = own.sentence(address)?;
    Some([
        format!("ANSWER: {sentence}"),
        "before any of Azure's routes is asked: those below are for everything else.".to_owned(),
    ])
}

/// What the node asks before Azure's routes, in a line.
pub fn own(own: &NodeRoutes, key: &str) -> String {
    match own.routes.as_slice() {
        [] => format!("First on node {}: no route to its pods is known ({key}).", own.node),
        [first, ..] => {
            let count = counted(own.routes.len() as u64, "route");
            format!("First on node {}: {count} to its own pods, by {} ({key}).", own.node, first.device)
        }
    }
}

/// Where the address goes after a change, and by which route: `to VNetPeering (Default 10.50.0.0/16)`.
pub fn outcome(what_if: &Reroute) -> String {
    match &what_if.winner {
        None => "dropped: no route holds it".to_owned(),
        Some(winner) => format!("{} ({} {})", outcome_short(what_if), winner.source, winner.prefix),
    }
}

/// The same in the few words of a row: `to VNetPeering`, `dropped`.
pub fn outcome_short(what_if: &Reroute) -> String {
    match &what_if.winner {
        Some(winner) if winner.next_hop_type != NextHopType::None => format!("to {}", hop(winner)),
        _ => "dropped".to_owned(),
    }
}

/// One route in labelled lines.
pub fn facts(table: &RouteTable, route: &EffectiveRoute, here: Option<(&str, &str)>) -> Vec<(&'static str, String)> {
    let name = if route.name.is_empty() { String::new() } else { format!("  ({})", route.name) };
    let mut facts = vec![
        ("Prefix", route.prefix.to_string()),
        ("Covers", format!("{} - {}", route.prefix.first(), route.prefix.last())),
        ("Next hop", hop(route)),
        ("Source", format!("{}{name}  {:?}", route.source, route.state)),
        ("Table of", table.owner().to_owned()),
    ];
    if let Some((state, why)) = here {
        facts.push(("Here", format!("{state}: {why}")));
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::route::{RouteSource, table::Draft};

    fn table() -> RouteTable {
        let route = |source, prefix: &str, next_hop_type, name: &str, ip: Option<&str>| {
            Draft::from(EffectiveRoute {
                source,
                name: name.to_owned(),
                next_hop_ip: ip.map(|ip| ip.parse().unwrap()),
                ..EffectiveRoute::system(prefix.parse().unwrap(), next_hop_type)
            })
        };
        let drafts = vec![
            route(RouteSource::User, "0.0.0.0/0", NextHopType::VirtualAppliance, "to-fw", Some("10.100.0.4")),
            route(RouteSource::Default, "0.0.0.0/0", NextHopType::Internet, "", None),
            route(RouteSource::User, "10.9.0.0/16", NextHopType::None, "hole", None),
        ];
        RouteTable::new("snet", drafts, Vec::new())
    }

    #[test]
    fn the_answer_names_hop_route_and_reason() {
        let table = table();
        let cases = [
            (
                "8.8.8.8",
                "ANSWER: to VirtualAppliance 10.100.0.4, by the User route 0.0.0.0/0 (to-fw)",
                "because it is the longest prefix that holds it: /0.  Next best: 0.0.0.0/0 to Internet (User is preferred to Default).",
            ),
            (
                "10.9.1.1",
                "ANSWER: dropped: next hop None, by the User route 10.9.0.0/16 (hole)",
                "because it is the longest prefix that holds it: /16.  Next best: 0.0.0.0/0 to VirtualAppliance 10.100.0.4 (shorter: /0 against /16).",
            ),
        ];
        for (address, sentence, because) in cases {
            let address: IpAddr = address.parse().unwrap();
            let contest = table.matching(address);
            assert_eq!(answer(&table, Some(address), Some(&contest)), [sentence, because]);
        }
        let address: IpAddr = "fd00::1".parse().unwrap();
        let contest = table.matching(address);
        assert_eq!(
            answer(&table, Some(address), Some(&contest))[0],
            "ANSWER: no route holds fd00::1: the packet is dropped"
        );
        assert_eq!(answer(&table, None, None)[0], "3 routes of snet");
    }
}
