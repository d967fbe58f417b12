//! The user's own routes: those that userDefinedRouting asks for, and those to a gateway. Deliberately follows no packet: that
//! is `trace`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Finding;
use super::mend::{in_vnet, many};
use super::outbound::{is_managed, node_subnets, outbound_type, pod_subnets};
use crate::engine::capacity::Capacity;
use crate::engine::plan::{Plan, SubnetId};
use crate::engine::route::gateway::gateways_of;
use crate::engine::rules::{self, RuleId};
use crate::scenario::leaf::{Name, Target};
use crate::scenario::model::{Gateway, GatewayType, Model, NextHop, OutboundType, Route, RouteTable};
use crate::scenario::{Edit, Path};

/// The route table that userDefinedRouting asks for on the subnets of the nodes.
pub(super) fn of_nodes(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
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
            found.push(finding.fixed_by(give_table(plan, id).or_else(|| Some(without_routes()))));
            continue;
        };
        if told.insert(table.name.clone()) {
            found.extend(towards_the_internet(plan, table));
        }
    }
}

/// Pods of a pod subnet leave by its own table, by the documents; by what was seen, by the node subnet's.
pub(super) fn of_pods(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
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

/// Routes to the VNet's gateway where that is one of ExpressRoute, which learns its routes by BGP alone.
pub(super) fn to_gateways(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
    for id in plan.vnet_ids().flat_map(|vnet| plan.vnet(vnet).subnets.iter().copied()) {
        let Some(table) = table(plan, id) else { continue };
        let gateways = gateways_of(plan, plan.subnet(id).vnet);
        let is_express = |gateway: &&Gateway| gateway.gateway_type == Some(GatewayType::ExpressRoute);
        let Some(express) = gateways.first().filter(|_| gateways.iter().all(is_express)) else { continue };
        let leads = table.routes.iter().filter(|route| route.next_hop == NextHop::VirtualNetworkGateway);
        for route in leads.filter(|route| told.insert((&table.name, &route.name))) {
            let message = format!(
                "route {} of table {} leads to {}, which may be a VPN gateway only; {} is of ExpressRoute",
                route.name, table.name, route.next_hop, express.name
            );
            let path = Path::root().item("route-table", &table.name).item("routes", &route.name).key("next-hop");
            let rule = RuleId::UserRouteGateway;
            let finding = Finding::refused("gateway-route-not-vpn", path, rule, message);
            // What such a gateway leads to it brings by BGP; the route itself leads nowhere.
            let route_path = Path::root().item("route-table", &table.name).item("routes", &route.name);
            let fix = to_firewall(plan, table, route).unwrap_or(Edit::Remove { path: route_path });
            found.push(finding.with(format!("gateway {}", express.name)).fixed_by(fix));
        }
    }
}

/// The table of a subnet's routes, where the file has it.
fn table(plan: &Plan, id: SubnetId) -> Option<&RouteTable> {
    let name = plan.subnet(id).item.route_table.as_ref()?;
    plan.scenario().route_tables.iter().find(|table| table.name == *name).map(Arc::as_ref)
}

/// The route for everything that no other route takes.
fn default_route(table: &RouteTable) -> Option<&Route> {
    let is_default =
        |target: &Target| *target == Target::Any || target.net().is_some_and(|net| net.is_v4() && net.prefix() == 0);
    table.routes.iter().find(|route| is_default(&route.prefix)).map(Arc::as_ref)
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
            .map(|ip| Edit::Add { list: path.key("routes"), toml: default_route_toml(&ip) })
            .or_else(|| Some(without_routes()));
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
    let fix = to_firewall(plan, table, route).or_else(|| Some(without_routes()));
    let path = path.item("routes", &route.name);
    let finding = Finding::error("default-route-next-hop", path.key("next-hop"), RuleId::UserRoutingTable, message);
    Some(Finding { azure_target: None, ..finding.azure("RouteTableInvalidNextHop", "", azure) }.fixed_by(fix))
}

/// A route that leads to the firewall of the file, where it has one.
fn to_firewall(plan: &Plan, table: &RouteTable, route: &Route) -> Option<Edit> {
    let path = Path::root().item("route-table", &table.name).item("routes", &route.name);
    let ip = firewall(plan)?;
    many(
        format!("{}: to VirtualAppliance {ip}", route.name),
        vec![Edit::set(path.key("next-hop"), NextHop::VirtualAppliance.word()), Edit::set(path.key("next-hop-ip"), ip)],
    )
}

/// The way out that asks for no route: without an appliance in the file there is none to lead to.
fn without_routes() -> Edit {
    Edit::set(Path::root().key("cluster").key("outbound-type"), OutboundType::LoadBalancer.word())
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
    let leads = |table: &&Arc<RouteTable>| {
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
