//! Services of type LoadBalancer: how many a cluster has, how many rules they make, and when internal ones are made.
//! Deliberately not the addresses they ask for: that is `machine`; nor a single frontend: that is `ports`.

use super::{Finding, When};
use crate::engine::capacity::Capacity;
use crate::engine::plan::Plan;
use crate::engine::rules::{self, RuleId};
use crate::net::thousands;
use crate::scenario::Path;
use crate::scenario::item::Node as _;
use crate::scenario::model::{Service, ServiceType};

/// All of them.
pub(super) fn services(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    let is_balanced = |service: &&Service| service.service_type == Some(ServiceType::LoadBalancer);
    let balanced: Vec<&Service> = plan.scenario().services.iter().map(AsRef::as_ref).filter(is_balanced).collect();
    let Some(first) = balanced.first() else { return };
    let path = |service: &Service| Path::root().item("service", &service.ident());
    let (count, most) = (balanced.len() as u64, rules::number(RuleId::LoadBalancerServicesMax));
    if count > most {
        let message = format!(
            "{} Services of type LoadBalancer: a cluster has at most {most} by copies of a page whose age is not known",
            thousands(count)
        );
        found.push(Finding::warning("load-balancer-services", path(first), RuleId::LoadBalancerServicesMax, message));
    }
    let made: u64 = balanced.iter().map(|service| service.ports.len() as u64).sum();
    let most = rules::number(RuleId::NicInboundRulesMax);
    if made > most {
        let message = format!(
            "the ports of the Services make {} rules, and the network card of a node may be in {most}",
            thousands(made)
        );
        found.push(Finding::warning("load-balancer-rules", path(first), RuleId::NicInboundRulesMax, message));
    }
    let (nodes, below) = (capacity.nodes(), rules::number(RuleId::InternalLoadBalancerNodes));
    if let Some(internal) = balanced.iter().find(|service| service.internal == Some(true))
        && nodes >= below
    {
        let message = format!(
            "Service {} is internal, and the cluster is to have {} nodes: such a Service is best made below {below}",
            internal.name,
            thousands(nodes)
        );
        let finding = Finding::note("internal-lb-nodes", path(internal), RuleId::InternalLoadBalancerNodes, message);
        found.push(finding.when(When::Scale));
    }
}
