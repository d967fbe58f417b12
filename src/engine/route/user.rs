//! The user's routes of a route table, service tags written out. Deliberately without the pod routes that AKS
//! keeps: those are `pods`'.

use super::table::Draft;
use super::{EffectiveRoute, NextHopType, RouteSource};
use crate::engine::plan::{Plan, SubnetId};
use crate::net::Cidr;
use crate::scenario::leaf::Target;
use crate::scenario::model::{NextHop, Route, RouteTable};

/// The route table of a subnet, as written.
pub fn table_of(plan: &Plan, subnet: SubnetId) -> Option<&RouteTable> {
    let name = plan.subnet(subnet).item.route_table.as_ref()?;
    plan.scenario().route_tables.iter().find(|table| table.name == *name).map(|table| &**table)
}

/// The routes of a table, in its order.
pub fn routes(plan: &Plan, table: &RouteTable) -> Vec<Draft> {
    table.routes.iter().flat_map(|route| drafts(plan, route)).collect()
}

fn drafts(plan: &Plan, route: &Route) -> Vec<Draft> {
    let draft = |prefix: Cidr, name: String, tag_rank: u8| Draft {
        route: EffectiveRoute {
            source: RouteSource::User,
            next_hop_ip: route.next_hop_ip.filter(|_| route.next_hop == NextHop::VirtualAppliance),
            name,
            ..EffectiveRoute::system(prefix, next_hop_type(route.next_hop))
        },
        tag_rank,
        invalid: None,
    };
    match &route.prefix {
        Target::Net(prefix) => vec![draft(*prefix, route.name.to_string(), 0)],
        Target::Any => vec![draft(everything(), route.name.to_string(), 0)],
        Target::Tag(tag) => {
            let named = || format!("{} ({tag})", route.name);
            tag_prefixes(plan, tag).iter().map(|prefix| draft(*prefix, named(), tag_rank(tag))).collect()
        }
    }
}

/// The prefixes that the scenario gives a service tag: none where it does not.
pub fn tag_prefixes<'a>(plan: &'a Plan, tag: &str) -> &'a [Cidr] {
    let tags = plan.scenario().service_tags.as_ref();
    tags.and_then(|tags| tags.get(tag)).map_or(&[], Vec::as_slice)
}

/// 0.0.0.0/0.
pub fn everything() -> Cidr {
    Cidr::v4(std::net::Ipv4Addr::UNSPECIFIED, 0)
}

/// Among service tags with the same prefix a regional one comes first, then a top-level one, then `AzureCloud`
/// of a region, then `AzureCloud`.
fn tag_rank(tag: &str) -> u8 {
    match (tag.starts_with("AzureCloud"), tag.contains('.')) {
        (false, true) => 1,
        (false, false) => 2,
        (true, true) => 3,
        (true, false) => 4,
    }
}

fn next_hop_type(next_hop: NextHop) -> NextHopType {
    match next_hop {
        NextHop::VnetLocal => NextHopType::VnetLocal,
        NextHop::Internet => NextHopType::Internet,
        NextHop::VirtualAppliance => NextHopType::VirtualAppliance,
        NextHop::VirtualNetworkGateway => NextHopType::VirtualNetworkGateway,
        NextHop::None => NextHopType::None,
    }
}
