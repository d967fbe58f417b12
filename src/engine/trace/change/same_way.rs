//! What would bring a reply back by the way that its request took. Deliberately does not move the entrance of the
//! request: a packet to another address is another question.

use std::net::IpAddr;

use crate::engine::endpoint::Endpoint;
use crate::engine::plan::{Plan, SubnetId};
use crate::engine::reroute::{Change, add_route};
use crate::engine::service::full_name;
use crate::engine::trace::{Disposition, PlaceKind, Trace, TraceRoute, Walk, is_private, is_unknown};
use crate::scenario::model::Service;
use crate::scenario::{Edit, Path};

/// The reply past the firewall that does not know it, or the request through that firewall too.
pub(super) fn of(plan: &Plan, answered: &Trace) -> Vec<Change> {
    let lost = |walk: &&Walk| matches!(walk.disposition, Disposition::AsymmetricDrop | Disposition::DeniedNoSession);
    let Some(reply) = answered.reply.as_ref().filter(lost) else { return Vec::new() };
    [past(plan, answered, reply), through(plan, answered, reply), by_service(plan, answered)]
        .into_iter()
        .flatten()
        .collect()
}

/// A route of the reply's own to the internet, for the client alone.
fn past(plan: &Plan, answered: &Trace, reply: &Walk) -> Option<Change> {
    let client = answered.flow.src;
    // A host whose address nobody gave has none that a route could name.
    let is_outside = answered.question.from != Endpoint::Internet(None) && !is_unknown(client) && !is_private(client);
    let subnet = subnet_of(plan, reply.route.as_ref())?;
    is_outside.then(|| add_route(plan, subnet, client, "client", ("Internet", None)))
}

/// The request through the firewall that its reply comes to.
fn through(plan: &Plan, answered: &Trace, reply: &Walk) -> Option<Change> {
    let firewall = reply.hops.last().filter(|hop| hop.kind == PlaceKind::Firewall)?;
    let address: IpAddr = firewall.address?;
    let subnet = subnet_of(plan, answered.forward.route.as_ref())?;
    let to = answered.flow.dst;
    (!is_unknown(to)).then(|| add_route(plan, subnet, to, "to-firewall", ("VirtualAppliance", Some(address))))
}

/// The node that took the request in as the one that answers: with the policy Cluster its pods see the node's address.
fn by_service(plan: &Plan, answered: &Trace) -> Option<Change> {
    let is_asked = |service: &&std::sync::Arc<Service>| {
        service.load_balancer_ip == Some(answered.flow.dst)
            || answered.question.to.endpoint == Endpoint::LoadBalancer(full_name(service))
    };
    let service = plan.scenario().services.iter().find(is_asked)?;
    let path = Path::root().item("service", &full_name(service)).key("external-traffic-policy");
    let label = format!("set the external traffic policy of Service {} to Cluster", full_name(service));
    Some((label, Edit::set(path, "Cluster")))
}

fn subnet_of(plan: &Plan, route: Option<&TraceRoute>) -> Option<SubnetId> {
    plan.subnet_named(&route?.subnet)
}
