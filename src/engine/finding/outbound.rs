//! Outbound types against the VNet, its routes and its NAT gateways. Deliberately no ports: how many connections leave
//! is capacity's.

use std::collections::BTreeSet;

use super::mend::{in_vnet, many};
use super::{Finding, When};
use crate::engine::capacity::Capacity;
use crate::engine::plan::{Plan, SubnetId};
use crate::engine::rules::{self, RuleId};
use crate::scenario::leaf::{Name, Target};
use crate::scenario::model::{Model, NextHop, OutboundType, Route, RouteTable};
use crate::scenario::{Edit, Path};

fn key(key: &'static str) -> Path {
    Path::root().key("cluster").key(key)
}

fn outbound_type(plan: &Plan) -> OutboundType {
    plan.cluster().outbound_type.unwrap_or(OutboundType::LoadBalancer)
}

fn is_managed(plan: &Plan) -> bool {
    plan.vnet(plan.cluster_vnet()).item.managed == Some(true)
}

/// The subnets of the nodes, each once.
fn node_subnets(plan: &Plan) -> BTreeSet<SubnetId> {
    plan.pools().iter().filter_map(|pool| pool.subnet).collect()
}

/// The subnets of the pods, each once.
fn pod_subnets(plan: &Plan) -> BTreeSet<SubnetId> {
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

/// NAT gateways on the subnets of the nodes.
pub(super) fn nat_gateways(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let outbound = outbound_type(plan);
    if is_managed(plan) {
        return;
    }
    let lacks = |id: &SubnetId| plan.subnet(*id).item.nat_gateway.is_none();
    if outbound == OutboundType::UserAssignedNatGateway {
        for id in node_subnets(plan).into_iter().filter(lacks) {
            let message = format!(
                "outbound type {outbound} needs a NAT gateway on node subnet {}, which has none",
                plan.subnet(id).item.name
            );
            let path = plan.subnet_path(id).key("nat-gateway");
            let finding = Finding::refused("nat-gateway-missing", path, RuleId::NatGatewayOnNodes, message);
            found.push(finding.fixed_by(give_nat_gateway(plan, id)));
        }
        return;
    }
    for id in node_subnets(plan).into_iter().filter(|id| !lacks(id)) {
        let subnet = &plan.subnet(id).item;
        let Some(gateway) = &subnet.nat_gateway else { continue };
        let good = rules::text(RuleId::NatGatewayType);
        let message = format!(
            "node subnet {} has NAT gateway {gateway}: a new cluster there must have outbound type {good}, not {outbound}",
            subnet.name
        );
        let path = plan.subnet_path(id).key("nat-gateway");
        let fix = Edit::unset(path.clone());
        found.push(Finding::refused("nat-gateway-unused", path, RuleId::NatGatewayType, message).fixed_by(fix));
    }
}

/// NAT gateways on the subnets of the pods.
pub(super) fn pod_nat_gateways(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    if plan.model() != Model::PodSubnet || outbound_type(plan) != OutboundType::UserAssignedNatGateway {
        return;
    }
    for id in pod_subnets(plan).into_iter().filter(|id| plan.subnet(*id).item.nat_gateway.is_none()) {
        let message = format!(
            "outbound type userAssignedNATGateway needs a NAT gateway on pod subnet {} too, which has none",
            plan.subnet(id).item.name
        );
        let path = plan.subnet_path(id).key("nat-gateway");
        let finding = Finding::refused("pod-subnet-nat-gateway-missing", path, RuleId::NatGatewayOnPods, message);
        found.push(finding.fixed_by(give_nat_gateway(plan, id)));
    }
}

/// The NAT gateway that another subnet of the cluster has, else the first of the file, else a new one.
fn give_nat_gateway(plan: &Plan, id: SubnetId) -> Option<Edit> {
    let path = plan.subnet_path(id).key("nat-gateway");
    let used = node_subnets(plan).into_iter().find_map(|id| plan.subnet(id).item.nat_gateway.clone());
    let first = || plan.scenario().nat_gateways.first().map(|gateway| gateway.name.clone());
    let edit = match used.or_else(first) {
        Some(name) => Edit::set(path, name.as_str()),
        None => {
            let add = Edit::Add { list: Path::root().key("nat-gateway"), toml: "name = \"natgw\"\n".to_owned() };
            let label = format!("NAT gateway natgw on {}", plan.subnet(id).item.name);
            many(label, vec![add, Edit::set(path, "natgw")])?
        }
    };
    Some(in_vnet(plan, plan.subnet(id).vnet, edit))
}

/// The table of a subnet's routes, where the file has it.
fn table(plan: &Plan, id: SubnetId) -> Option<&RouteTable> {
    let name = plan.subnet(id).item.route_table.as_ref()?;
    plan.scenario().route_tables.iter().find(|table| table.name == *name).map(std::convert::AsRef::as_ref)
}

/// The route for everything that no other route takes.
fn default_route(table: &RouteTable) -> Option<&Route> {
    let is_default = |target: &Target| target.net().is_some_and(|net| net.is_v4() && net.prefix() == 0);
    table.routes.iter().find(|route| is_default(&route.prefix)).map(std::convert::AsRef::as_ref)
}

/// The route table that userDefinedRouting asks for on the subnets of the nodes.
pub(super) fn user_routes(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    if outbound_type(plan) != OutboundType::UserDefinedRouting || is_managed(plan) {
        return;
    }
    let mut told: BTreeSet<Name> = BTreeSet::new();
    for id in node_subnets(plan) {
        let name = &plan.subnet(id).item.name;
        let Some(table) = table(plan, id) else {
            let message = format!("outbound type userDefinedRouting needs a route table on node subnet {name}");
            let path = plan.subnet_path(id).key("route-table");
            let finding = Finding::refused("route-table-missing", path, RuleId::UserRoutingTable, message);
            found.push(finding.fixed_by(give_table(plan, id)));
            continue;
        };
        if told.insert(table.name.clone()) {
            found.extend(towards_the_internet(plan, table));
        }
    }
}

fn towards_the_internet(plan: &Plan, table: &RouteTable) -> Option<Finding> {
    let path = Path::root().item("route-table", &table.name);
    let Some(route) = default_route(table) else {
        let message =
            format!("outbound type userDefinedRouting needs a route for 0.0.0.0/0; table {} has none", table.name);
        let finding = Finding::refused("default-route-missing", path.key("routes"), RuleId::UserRoutingTable, message);
        let is_written = plan.written().route_tables.iter().any(|own| own.name == table.name);
        let fix = firewall(plan)
            .filter(|_| is_written)
            .map(|ip| Edit::Add { list: path.key("routes"), toml: default_route_toml(&ip) });
        return Some(finding.fixed_by(fix));
    };
    if matches!(route.next_hop, NextHop::VirtualAppliance | NextHop::VirtualNetworkGateway) {
        return None;
    }
    let message = format!(
        "the default route of table {} leads to {}, and outbound type userDefinedRouting needs an appliance or a gateway",
        table.name, route.next_hop
    );
    let azure = format!(
        "Default route 0.0.0.0/0 has a next hop of {} but only next hops of VirtualAppliance or VirtualNetworkGateway are allowed.",
        route.next_hop
    );
    let path = path.item("routes", &route.name);
    let fix = firewall(plan).and_then(|ip| {
        many(
            format!("{}: to VirtualAppliance {ip}", route.name),
            vec![
                Edit::set(path.key("next-hop"), NextHop::VirtualAppliance.word()),
                Edit::set(path.key("next-hop-ip"), ip),
            ],
        )
    });
    let finding = Finding::error("default-route-next-hop", path.key("next-hop"), RuleId::UserRoutingTable, message);
    Some(Finding { azure_target: None, ..finding.azure("RouteTableInvalidNextHop", "", azure) }.fixed_by(fix))
}

/// The address of the first firewall of the file.
fn firewall(plan: &Plan) -> Option<String> {
    plan.scenario().firewalls.first().map(|firewall| firewall.private_ip.to_string())
}

fn default_route_toml(ip: &str) -> String {
    format!("name = \"to-firewall\"\nprefix = \"0.0.0.0/0\"\nnext-hop = \"VirtualAppliance\"\nnext-hop-ip = \"{ip}\"\n")
}

/// A table of the file that leads to an appliance, else a new one that leads to the file's firewall.
fn give_table(plan: &Plan, id: SubnetId) -> Option<Edit> {
    let leads = |table: &&std::sync::Arc<RouteTable>| {
        default_route(table)
            .is_some_and(|route| matches!(route.next_hop, NextHop::VirtualAppliance | NextHop::VirtualNetworkGateway))
    };
    let path = plan.subnet_path(id).key("route-table");
    let edit = if let Some(table) = plan.scenario().route_tables.iter().find(leads) {
        Edit::set(path, table.name.as_str())
    } else {
        let ip = firewall(plan)?;
        let name = crate::scenario::edit::free_name(plan.written(), &Path::root().key("route-table"), "rt-aks");
        let routes = default_route_toml(&ip).trim_end().replace('\n', ", ");
        let toml = format!("name = \"{name}\"\nroutes = [{{ {routes} }}]\n");
        let add = Edit::Add { list: Path::root().key("route-table"), toml };
        many(format!("route table {name} to {ip}"), vec![add, Edit::set(path, name)])?
    };
    Some(in_vnet(plan, plan.subnet(id).vnet, edit))
}

/// Pods of a pod subnet leave by its own table, by the documents; by what was seen, by the node subnet's.
pub(super) fn pod_routes(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    if plan.model() != Model::PodSubnet || outbound_type(plan) != OutboundType::UserDefinedRouting {
        return;
    }
    for id in pod_subnets(plan) {
        if table(plan, id).and_then(default_route).is_some() {
            continue;
        }
        let rule = rules::rule(RuleId::PodSubnetRoutes);
        let (other, page) = rule.disputed[0];
        let message = format!(
            "pod subnet {} has no route for 0.0.0.0/0: its pods take {} routes ({}), and so pass by the appliance, or {other} ({page})",
            plan.subnet(id).item.name,
            rule.value,
            rule.source.page
        );
        let path = plan.subnet_path(id).key("route-table");
        let finding = Finding::warning("pod-subnet-routes-disputed", path, RuleId::PodSubnetRoutes, message);
        found.push(finding.fixed_by(give_table(plan, id)));
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
        let message = format!("an idle timeout of {minutes} minutes is not from {least} to {most}");
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
            let ends = rules::text(RuleId::DefaultOutboundEnds);
            let message = format!(
                "subnet {} has default outbound access; new VNets of AKS's have none since {ends}",
                subnet.name
            );
            let path = plan.subnet_path(*id).key("default-outbound-access");
            let fix = Edit::unset(path.clone());
            let rule = RuleId::DefaultOutboundEnds;
            found.push(Finding::warning("default-outbound-ended", path, rule, message).fixed_by(fix));
        }
    }
}
