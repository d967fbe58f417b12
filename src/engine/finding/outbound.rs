//! Outbound types against the VNet and the load balancer. Deliberately not the subnets' NAT gateways and routes: those
//! are `nat_gateway` and `user_route`; nor ports: how many connections leave is capacity's.

use std::collections::BTreeSet;

use super::mend::many;
use super::{Finding, When};
use crate::engine::capacity::Capacity;
use crate::engine::plan::{Plan, SubnetId};
use crate::engine::rules::{self, RuleId};
use crate::net::counted;
use crate::scenario::model::{Model, OutboundType};
use crate::scenario::{Edit, Path};

fn key(key: &'static str) -> Path {
    Path::root().key("cluster").key(key)
}

/// How pods leave.
pub(super) fn outbound_type(plan: &Plan) -> OutboundType {
    plan.cluster().outbound_type.unwrap_or(OutboundType::LoadBalancer)
}

/// Is the cluster's VNet made by AKS?
pub(super) fn is_managed(plan: &Plan) -> bool {
    plan.vnet(plan.cluster_vnet()).item.managed == Some(true)
}

/// The subnets of the nodes, each once.
pub(super) fn node_subnets(plan: &Plan) -> BTreeSet<SubnetId> {
    plan.pools().iter().filter_map(|pool| pool.subnet).collect()
}

/// The subnets of the pods, each once.
pub(super) fn pod_subnets(plan: &Plan) -> BTreeSet<SubnetId> {
    plan.pools().iter().filter_map(|pool| pool.pod_subnet).collect()
}

/// The outbound type against the VNet that it needs.
pub(super) fn types(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let outbound = outbound_type(plan);
    let path = key("outbound-type");
    let vnet = &plan.vnet(plan.cluster_vnet()).item.name;
    let default = || Edit::set(key("outbound-type"), OutboundType::LoadBalancer.word());
    match outbound {
        OutboundType::ManagedNatGateway | OutboundType::ManagedNatGatewayV2 | OutboundType::Block
            if !is_managed(plan) =>
        {
            let message = format!("outbound type {outbound} needs a VNet that AKS makes; {vnet} is the user's own");
            let finding =
                Finding::refused("outbound-needs-managed-vnet", path.clone(), RuleId::OutboundManagedVnet, message);
            // The command line tool's own words.
            found.push(match outbound {
                OutboundType::ManagedNatGateway => finding
                    .says("--vnet-subnet-id cannot be specified for managedNATGateway".to_owned())
                    .fixed_by(default()),
                _ => finding.fixed_by(default()),
            });
        }
        OutboundType::UserAssignedNatGateway | OutboundType::UserDefinedRouting if is_managed(plan) => {
            let message = format!("outbound type {outbound} needs a VNet of the user's own; {vnet} is AKS's");
            let finding = Finding::refused("outbound-needs-own-vnet", path.clone(), RuleId::OutboundOwnVnet, message);
            found.push(finding.fixed_by(default()));
        }
        _ => {}
    }
    let preview = match outbound {
        OutboundType::ManagedNatGatewayV2 => {
            let (other, page) = rules::rule(RuleId::OutboundV2).disputed[0];
            let message = format!("outbound type {outbound} is a preview; {page} writes it as {other}");
            Some((RuleId::OutboundV2, message))
        }
        OutboundType::Block => Some((RuleId::OutboundPreview, format!("outbound type {outbound} is a preview"))),
        _ => None,
    };
    found.extend(preview.map(|(rule, message)| Finding::note("outbound-preview", path.clone(), rule, message)));
    if matches!(outbound, OutboundType::None | OutboundType::Block) {
        let message = format!("outbound type {outbound} is for network isolated clusters only");
        found.push(Finding::note("outbound-isolated", path, RuleId::OutboundIsolated, message));
    }
}

/// A network isolated cluster on kubenet, which no page allows.
pub(super) fn isolated(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let outbound = outbound_type(plan);
    if plan.model() == Model::Kubenet && matches!(outbound, OutboundType::None | OutboundType::Block) {
        let message = format!("kubenet clusters cannot be network isolated, which outbound type {outbound} asks for");
        found.push(Finding::warning("isolated-on-kubenet", key("outbound-type"), RuleId::IsolatedModels, message));
    }
}

/// Keys of the load balancer that its outbound type does not use, and its idle timeout.
pub(super) fn load_balancer(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let outbound = outbound_type(plan);
    let balancer = &plan.cluster().load_balancer;
    let path = key("load-balancer");
    if outbound != OutboundType::LoadBalancer {
        let written = [
            ("outbound-ips", balancer.outbound_ips.as_ref().is_some_and(|ips| !ips.is_empty())),
            ("allocated-outbound-ports", balancer.allocated_outbound_ports.is_some()),
            ("idle-timeout-minutes", balancer.idle_timeout_minutes.is_some()),
        ];
        let keys: Vec<_> = written.into_iter().filter(|(_, is_there)| *is_there).map(|(key, _)| key).collect();
        if let Some(first) = keys.first() {
            let message = format!("{} cannot be asked for together with outbound type {outbound}", keys.join(", "));
            let fixes = keys.iter().map(|key| Edit::unset(path.key(key))).collect();
            let finding =
                Finding::warning("load-balancer-keys-unused", path.key(first), RuleId::LoadBalancerKeys, message);
            let finding = finding.when(When::Create);
            found.push(finding.fixed_by(many("leave out what the load balancer does not use".to_owned(), fixes)));
        }
        return;
    }
    let Some(minutes) = balancer.idle_timeout_minutes else { return };
    let (least, most) = (rules::small(RuleId::IdleMinutesMin), rules::small(RuleId::IdleMinutesMax));
    let path = path.key("idle-timeout-minutes");
    let fix = || Edit::unset(path.clone());
    if !(least..=most).contains(&minutes) {
        let rule = if minutes < least { RuleId::IdleMinutesMin } else { RuleId::IdleMinutesMax };
        let message = format!("an idle timeout of {} is not from {least} to {most}", counted(minutes, "minute"));
        found.push(Finding::refused("idle-timeout-range", path.clone(), rule, message).fixed_by(fix()));
    } else if super::disputed::other_number(RuleId::IdleMinutesMax).is_some_and(|other| u64::from(minutes) > other) {
        let rule = rules::rule(RuleId::IdleMinutesMax);
        let (other, page) = rule.disputed[0];
        let message =
            format!("an idle timeout of {minutes} minutes: {} allows {most}, {page} allows {other}", rule.source.page);
        let finding = Finding::warning("idle-timeout-disputed", path.clone(), RuleId::IdleMinutesMax, message);
        found.push(finding.when(When::Create).fixed_by(fix()));
    }
}

/// Default outbound access in a VNet that AKS makes: new ones have none.
pub(super) fn default_access(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let vnet = plan.vnet(plan.cluster_vnet());
    for id in vnet.subnets.iter().filter(|_| is_managed(plan)) {
        let subnet = &plan.subnet(*id).item;
        if subnet.default_outbound_access == Some(true) {
            let ends = rules::text(RuleId::DefaultOutboundRetires);
            let message = format!(
                "subnet {} has default outbound access; new VNets of AKS's have none since {ends}",
                subnet.name
            );
            let path = plan.subnet_path(*id).key("default-outbound-access");
            let fix = Edit::unset(path.clone());
            let rule = RuleId::DefaultOutboundRetires;
            found.push(Finding::warning("default-outbound-ended", path, rule, message).fixed_by(fix));
        }
    }
}
