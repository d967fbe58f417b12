//! What would give a packet a way to the internet, or a port to be translated with, where it has none. Deliberately
//! invents no public address: which ones somebody has is not the program's to say.

use crate::engine::capacity::Question;
use crate::engine::outbound;
use crate::engine::plan::{Plan, SubnetId};
use crate::engine::reroute::{Change, by_firewall, propagation};
use crate::engine::route::RouteTable;
use crate::engine::trace::Walk;
use crate::scenario::model::OutboundType;
use crate::scenario::{Edit, Path};

/// Ways out where nothing translates the packet: a NAT gateway, AKS's own outbound rule, default outbound access, a
/// firewall.
pub(super) fn of(plan: &Plan, routes: &impl Fn(SubnetId) -> RouteTable, walk: &Walk) -> Vec<Change> {
    let Some((subnet, route)) = last_lookup(plan, walk) else { return Vec::new() };
    let table = routes(subnet);
    let winner = table.routes().iter().find(|own| own.prefix.to_string() == route);
    [
        by_nat_gateway(plan, subnet),
        is_nodes(plan, subnet).then(|| by_outbound_rule(plan)).flatten(),
        by_default(plan, subnet),
        winner.and_then(|winner| by_firewall(plan, subnet, winner)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// More ports for a packet that got none of the load balancer's: more of them for every node, or a NAT gateway's.
pub(super) fn more_ports(plan: &Plan, walk: &Walk) -> Vec<Change> {
    let gateway = last_lookup(plan, walk).and_then(|(subnet, _)| by_nat_gateway(plan, subnet));
    by_allocation(plan).into_iter().chain(gateway).collect()
}

/// The routes of a gateway, where the last lookup had none because its route table lets none in.
pub(super) fn by_gateway_routes(plan: &Plan, walk: &Walk) -> Option<Change> {
    let (subnet, _) = last_lookup(plan, walk)?;
    propagation(plan, subnet)
}

/// The subnet whose routes the packet was last looked up in, and the route that it took.
fn last_lookup(plan: &Plan, walk: &Walk) -> Option<(SubnetId, String)> {
    let mut steps = walk.hops.iter().rev().flat_map(|hop| hop.steps.iter().rev());
    let contest = steps.find_map(|step| step.contest.as_ref())?;
    Some((plan.subnet_named(&contest.subnet)?, contest.route.as_ref()?.prefix.clone()))
}

fn is_nodes(plan: &Plan, subnet: SubnetId) -> bool {
    plan.pools().iter().any(|pool| pool.subnet == Some(subnet) || pool.pod_subnet == Some(subnet))
}

/// The file's first NAT gateway on the subnet, or a new one.
fn by_nat_gateway(plan: &Plan, subnet: SubnetId) -> Option<Change> {
    let item = &plan.subnet(subnet).item;
    if item.nat_gateway.is_some() {
        return None;
    }
    let gateways = &plan.scenario().nat_gateways;
    let path = plan.subnet_path(subnet).key("nat-gateway");
    if let Some(gateway) = gateways.first() {
        let name = gateway.name.to_string();
        return Some((format!("put NAT gateway {name} on subnet {}", item.name), Edit::set(path, name)));
    }
    let label = format!("put a NAT gateway on subnet {}", item.name);
    let name = "natgw";
    let edits = vec![
        Edit::Add { list: Path::root().key("nat-gateway"), toml: format!("name = \"{name}\"\n") },
        Edit::set(path, name),
    ];
    Some((label.clone(), Edit::Many { label, edits }))
}

fn by_outbound_rule(plan: &Plan) -> Option<Change> {
    let own = plan.cluster().outbound_type.unwrap_or(OutboundType::LoadBalancer);
    let path = Path::root().key("cluster").key("outbound-type");
    let word = OutboundType::LoadBalancer.word();
    (own != OutboundType::LoadBalancer).then(|| (format!("set the outbound type to {word}"), Edit::set(path, word)))
}

fn by_default(plan: &Plan, subnet: SubnetId) -> Option<Change> {
    let item = &plan.subnet(subnet).item;
    let path = plan.subnet_path(subnet).key("default-outbound-access");
    (item.default_outbound_access != Some(true))
        .then(|| (format!("give subnet {} default outbound access", item.name), Edit::set(path, "true")))
}

/// The most ports that every node can be allocated, an upgrade's nodes included.
fn by_allocation(plan: &Plan) -> Option<Change> {
    let nodes = Question::of(plan).peak_nodes();
    let each = outbound::fewer_ports(outbound::load_balancer_ports(plan), nodes)?;
    let path = Path::root().key("cluster").key("load-balancer").key("allocated-outbound-ports");
    let label = format!("allocate {} outbound ports to each node", crate::net::thousands(each));
    Some((label, Edit::set(path, each.to_string())))
}
