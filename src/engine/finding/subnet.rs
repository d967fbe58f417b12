//! What a subnet may hold and what it may be called: the API server's, the pods', the pools'. Deliberately not its
//! size or place: that is `range` and `overlap`.

use std::collections::HashMap;

use super::mend::{in_pools, in_vnet, many, to_overlay};
use super::{Finding, When};
use crate::engine::address::Places;
use crate::engine::capacity::Capacity;
use crate::engine::plan::{Plan, SubnetId};
use crate::engine::rules::{self, RuleId};
use crate::net::counted;
use crate::scenario::model::{ApiServer, Model, PodIpAllocation};
use crate::scenario::{Edit, Path};

/// The subnet of an API server with VNet integration.
pub(super) fn api_server(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    if plan.cluster().api_server != Some(ApiServer::VnetIntegration) {
        return;
    }
    let path = Path::root().key("cluster").key("api-server-subnet");
    let named = plan.cluster().api_server_subnet.as_ref().and_then(|name| plan.subnet_named(name));
    let Some(id) = named else {
        let vnet = plan.vnet(plan.cluster_vnet());
        if vnet.item.managed != Some(true) {
            let message = format!("an API server with VNet integration needs a subnet in VNet {}", vnet.item.name);
            let finding = Finding::refused("api-server-subnet-missing", path, RuleId::ApiServerSubnetNeeded, message);
            found.push(finding.fixed_by(give_api_server_subnet(plan)));
        }
        return;
    };
    let row = plan.subnet(id);
    let (name, own) = (&row.item.name, plan.subnet_path(id));
    if row.vnet != plan.cluster_vnet() {
        let theirs = &plan.vnet(row.vnet).item.name;
        let message = format!("API server subnet {name} is in VNet {theirs}, and the cluster is not");
        let finding = Finding::refused("subnet-in-other-vnet", path.clone(), RuleId::OneVnet, message);
        found.push(finding.fixed_by(give_api_server_subnet(plan)));
    }
    let wanted = rules::text(RuleId::AksDelegation);
    if row.item.delegation.as_ref().is_none_or(|text| *text.0 != *wanted) {
        let message = format!("API server subnet {name} is not delegated to {wanted}");
        let fix = in_vnet(plan, row.vnet, Edit::set(own.key("delegation"), wanted));
        let rule = RuleId::ApiServerSubnetDelegated;
        let finding = Finding::refused("api-server-subnet-not-delegated", own.key("delegation"), rule, message);
        found.push(finding.fixed_by(fix));
    }
    let limit = rules::prefix(RuleId::ApiServerPrefixMax);
    if row.item.prefix.is_v4() && row.item.prefix.prefix() > limit {
        let message = format!("API server subnet {name} {} is smaller than a /{limit}", row.item.prefix);
        let rule = RuleId::ApiServerPrefixMax;
        let finding = Finding::refused("api-server-subnet-too-small", own.key("prefix"), rule, message);
        found.push(finding.placed_by(super::mend::move_subnet(plan, id, limit, found)));
    }
    let holders = plan.scenario().vms.iter().filter(|vm| vm.subnet.as_ref() == Some(name));
    let pools = plan.pools().iter().filter(|pool| pool.subnet == Some(id));
    let other = pools.map(|pool| format!("nodes of pool {}", pool.item.name));
    if let Some(other) = other.chain(holders.map(|vm| format!("VM {}", vm.name))).next() {
        let message = format!("API server subnet {name} holds {other}; it must hold nothing else");
        let rule = RuleId::ApiServerSubnetAlone;
        let finding = Finding::refused("api-server-subnet-shared", path, rule, message).with(other);
        found.push(finding.fixed_by(give_api_server_subnet(plan)));
    }
}

/// A new subnet of the smallest size, at the lowest free place.
fn give_api_server_subnet(plan: &Plan) -> Option<Edit> {
    let vnet = plan.cluster_vnet();
    let place = Places::of(plan, vnet, None).lowest(rules::prefix(RuleId::ApiServerPrefixMax))?;
    let list = plan.vnet_path(vnet).key("subnet");
    let name = crate::scenario::edit::free_name(plan.written(), &list, "snet-api-server");
    let delegation = rules::text(RuleId::AksDelegation);
    let toml = format!("name = \"{name}\"\nprefix = \"{place}\"\ndelegation = \"{delegation}\"\n");
    let path = Path::root().key("cluster").key("api-server-subnet");
    let label = format!("API server subnet {name} {place}");
    let edit = many(label, vec![Edit::Add { list, toml }, Edit::set(path, name)])?;
    Some(in_vnet(plan, vnet, edit))
}

/// Pod subnets hold pods only: no nodes, no virtual machines.
pub(super) fn pods_alone(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    if plan.model() != Model::PodSubnet {
        return;
    }
    let mut seen: Vec<SubnetId> = Vec::new();
    for id in plan.pool_ids() {
        let Some(subnet) = plan.pool(id).pod_subnet.filter(|subnet| !seen.contains(subnet)) else { continue };
        seen.push(subnet);
        let name = &plan.subnet(subnet).item.name;
        let path = plan.pool_path(id).key("pod-subnet");
        if let Some(nodes) = plan.pools().iter().find(|pool| pool.subnet == Some(subnet)) {
            let message = format!("pod subnet {name} is also the node subnet of pool {}", nodes.item.name);
            let finding = Finding::refused("pod-subnet-has-nodes", path.clone(), RuleId::PodSubnetAlone, message);
            let fix = super::pod_subnet::another(plan, capacity, subnet, found);
            found.push(finding.with(format!("pool {}", nodes.item.name)).placed_by(fix));
        }
        if let Some(vm) = plan.scenario().vms.iter().find(|vm| vm.subnet.as_ref() == Some(name)) {
            let message = format!("pod subnet {name} holds VM {}; it must hold pods only", vm.name);
            let finding = Finding::error("pod-subnet-has-machines", path, RuleId::PodSubnetAlone, message);
            let fix = super::pod_subnet::another(plan, capacity, subnet, found);
            found.push(finding.when(When::RunTime).with(format!("VM {}", vm.name)).placed_by(fix));
        }
    }
}

/// Names that are too long for the overlay and for dynamic pod subnets.
pub(super) fn names(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let dynamic = |pool: &crate::engine::plan::PoolRow| pool.allocation == PodIpAllocation::Dynamic;
    let rule = match plan.model() {
        Model::Overlay => RuleId::NetworkNameMaxOverlay,
        Model::PodSubnet if plan.pools().iter().any(dynamic) => RuleId::NetworkNameMaxDynamic,
        _ => return,
    };
    let limit = rules::number(rule);
    let is_long = |name: &str| name.chars().count() as u64 > limit;
    let vnet = plan.cluster_vnet();
    let mut long: Vec<(&str, &str, Path)> = Vec::new();
    let own = plan.vnet(vnet).item.name.as_str();
    if is_long(own) {
        long.push(("VNet", own, plan.vnet_path(vnet)));
    }
    let mut subnets: Vec<SubnetId> =
        plan.pools().iter().flat_map(|pool| [pool.subnet, pool.pod_subnet]).flatten().collect();
    subnets.sort_unstable();
    subnets.dedup();
    for id in subnets {
        let name = plan.subnet(id).item.name.as_str();
        if is_long(name) {
            long.push(("subnet", name, plan.subnet_path(id)));
        }
    }
    for (what, name, path) in long {
        let message = format!(
            "the name of {what} {name} has {} characters; {} allows {limit}",
            name.chars().count(),
            plan.model()
        );
        let short: String = name.chars().take(usize::try_from(limit).unwrap_or(usize::MAX)).collect();
        let is_taken = plan.subnet_named(short.trim_end()).is_some() || plan.vnet_named(short.trim_end()).is_some();
        let fix = (!is_taken).then(|| Edit::set(path.key("name"), short.trim_end()));
        found.push(Finding::refused("network-name-too-long", path.key("name"), rule, message).fixed_by(fix));
    }
}

/// In a VNet of AKS's the subnet is left out by every pool, or named by every one.
pub(super) fn all_or_none(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    if plan.vnet(plan.cluster_vnet()).item.managed != Some(true) {
        return;
    }
    let written = &plan.written().pools;
    let Some(without) = written.iter().find(|pool| pool.subnet.is_none()) else { return };
    let first = plan.vnet(plan.cluster_vnet()).item.subnets.first().map(|subnet| subnet.name.clone());
    for id in plan.pool_ids() {
        let own = written.iter().find(|pool| pool.name == plan.pool(id).item.name);
        let Some(own) = own.filter(|own| own.subnet.is_some() && own.subnet != first) else { continue };
        let path = plan.pool_path(id).key("subnet");
        let message = format!(
            "pool {} names a subnet and pool {} none: in a VNet of AKS's all pools do, or none",
            own.name, without.name
        );
        let azure = format!("The Agentpool {} does not have subnet defined.", without.name);
        let fix = in_pools(plan, Edit::unset(path.clone()));
        let finding = Finding::refused("pool-subnets-mixed", path, RuleId::PoolSubnetsAllOrNone, message);
        found.push(Finding { azure_target: Some("vnetSubnetID"), ..finding.says(azure).fixed_by(fix) });
    }
}

/// A kubenet cluster has one route table, which no other cluster has, and AKS keeps it.
pub(super) fn kubenet_tables(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    if plan.model() != Model::Kubenet {
        return;
    }
    let own = rules::text(RuleId::KubenetRouteTableName);
    // A subnet that names no table has AKS's.
    let table = |id: SubnetId| plan.subnet(id).item.route_table.as_deref().unwrap_or(own);
    let mut subnets: HashMap<&str, SubnetId> = HashMap::new();
    let mut first: Option<SubnetId> = None;
    for id in plan.pools().iter().filter_map(|pool| pool.subnet) {
        let home = *first.get_or_insert(id);
        if table(home) != table(id) && !subnets.contains_key(table(id)) {
            let message = format!(
                "node subnets {} and {} have the route tables {} and {}: a kubenet cluster has one, and pods are not reached by the routes of the other",
                plan.subnet(home).item.name,
                plan.subnet(id).item.name,
                table(home),
                table(id)
            );
            let path = plan.subnet_path(id).key("route-table");
            let fix = Edit::set(path.clone(), table(home));
            let fix = plan.written().route_tables.iter().any(|own| *own.name == *table(home)).then_some(fix);
            found.push(
                Finding::error("kubenet-two-route-tables", path, RuleId::KubenetTableApart, message)
                    .when(When::RunTime)
                    .fixed_by(fix),
            );
        }
        subnets.entry(table(id)).or_insert(id);
    }
    shared_tables(plan, &subnets, found);
    kept_tables(plan, &subnets, found);
}

/// Another cluster in another subnet with the same route table.
fn shared_tables(plan: &Plan, tables: &HashMap<&str, SubnetId>, found: &mut Vec<Finding>) {
    for other in &plan.scenario().other_clusters {
        let subnet = other.node_subnet.as_ref().and_then(|name| plan.subnet_named(name));
        let Some(subnet) = subnet.filter(|id| !plan.pools().iter().any(|pool| pool.subnet == Some(*id))) else {
            continue;
        };
        let name = plan.subnet(subnet).item.route_table.as_ref();
        let Some((name, mine)) = name.and_then(|name| tables.get_key_value(name.as_str())) else { continue };
        let message = format!(
            "route table {name} is kubenet's own, and cluster {} has it too: the routes of both collide",
            other.name
        );
        let path = plan.subnet_path(*mine).key("route-table");
        // Without one the subnet gets AKS's own; a table's own routes would be lost with it.
        let has_routes = plan.scenario().route_tables.iter().any(|own| own.name == *name && !own.routes.is_empty());
        let fix = if has_routes { to_overlay(plan) } else { Some(Edit::unset(path.clone())) };
        let finding = Finding::error("kubenet-route-table-shared", path, RuleId::KubenetTableApart, message);
        found.push(finding.when(When::RunTime).with(format!("cluster {}", other.name)).fixed_by(fix));
        super::overlap::pods_of_one_table(plan, other, found);
    }
}

/// A table that is written to be complete, and has no route to the pods of some node.
fn kept_tables(plan: &Plan, tables: &HashMap<&str, SubnetId>, found: &mut Vec<Finding>) {
    let Some(pods) = plan.cluster().pod_cidr else { return };
    let nodes: u64 = plan.pools().iter().map(|pool| u64::from(pool.count)).sum();
    for table in &plan.written().route_tables {
        if table.managed != Some(false) || !tables.contains_key(table.name.as_str()) {
            continue;
        }
        let to_pods = table.routes.iter().filter(|route| route.prefix.net().is_some_and(|net| pods.covers(net)));
        let routes = to_pods.count() as u64;
        if routes < nodes {
            let message = format!(
                "route table {} is complete as written: it has routes to the pods of {} of {nodes}",
                table.name,
                counted(routes, "node")
            );
            let path = Path::root().item("route-table", &table.name).key("managed");
            let fix = Edit::unset(path.clone());
            let finding = Finding::error("kubenet-pod-routes-missing", path, RuleId::KubenetTableKept, message);
            found.push(finding.when(When::RunTime).fixed_by(fix));
        }
    }
}
