//! The routes that AKS keeps for kubenet: one a node, to its pods, in the route table of the nodes' subnet.
//! Deliberately no more of them than a route table holds: AKS cannot write the others either.

use super::table::Draft;
use super::user::table_of;
use super::{EffectiveRoute, NextHopType, RouteSource};
use crate::engine::inventory::Node;
use crate::engine::plan::{Plan, SubnetId};
use crate::engine::rules::{self, RuleId};
use crate::scenario::model::Model;

/// Does AKS keep pod routes for this subnet? Yes where kubenet's nodes stand, or where the subnet shares their
/// route table, unless that table is said to be complete as written.
pub fn is_kept(plan: &Plan, subnet: SubnetId) -> bool {
    if plan.model() != Model::Kubenet {
        return false;
    }
    let has_nodes = |subnet| plan.pools().iter().any(|pool| pool.subnet == Some(subnet));
    match table_of(plan, subnet) {
        None => has_nodes(subnet),
        Some(table) => table.managed.unwrap_or_else(|| {
            let shares = |pool: SubnetId| plan.subnet(pool).item.route_table.as_deref() == Some(&*table.name);
            plan.pools().iter().filter_map(|pool| pool.subnet).any(shares)
        }),
    }
}

/// The pod routes of nodes, but those that the user has already written.
pub fn routes(written: &[Draft], nodes: impl Iterator<Item = Node>) -> Vec<Draft> {
    let most = usize::try_from(rules::number(RuleId::RoutesMax)).unwrap_or(usize::MAX);
    let room = most.saturating_sub(written.len());
    let of = |node: Node| {
        let (ip, name) = (node.ip, node.name);
        node.pod_cidrs.into_iter().map(move |prefix| EffectiveRoute {
            source: RouteSource::User,
            next_hop_ip: ip,
            name: name.clone(),
            ..EffectiveRoute::system(prefix, NextHopType::VirtualAppliance)
        })
    };
    let known: std::collections::HashSet<_> = written.iter().map(|draft| draft.route.prefix).collect();
    let fresh = nodes.filter(|node| node.ip.is_some()).flat_map(of).filter(|route| !known.contains(&route.prefix));
    fresh.map(Draft::from).take(room).collect()
}
