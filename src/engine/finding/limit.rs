//! Azure's own limits on VNets, NSGs and route tables. Deliberately nothing of nodes and pools: that is `pool`; nor of
//! the priorities of rules: that is `priority`.

use super::{Finding, When};
use crate::engine::capacity::Capacity;
use crate::engine::plan::Plan;
use crate::engine::rules::{self, RuleId};
use crate::net::thousands;
use crate::scenario::Path;

/// Subnets and peerings a VNet, rules an NSG, routes a table.
pub(super) fn network(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    for id in plan.vnet_ids() {
        let item = &plan.vnet(id).item;
        let whose = || (format!("VNet {}", item.name), plan.vnet_path(id));
        found.extend(over(item.subnets.len(), "subnets", RuleId::SubnetsMax, "vnet-subnets-limit", whose));
        found.extend(over(item.peerings.len(), "peerings", RuleId::PeeringsMax, "vnet-peerings-limit", whose));
    }
    for nsg in &plan.scenario().nsgs {
        let whose = || (format!("NSG {}", nsg.name), Path::root().item("nsg", &nsg.name));
        found.extend(over(nsg.rules.len(), "rules", RuleId::NsgRulesMax, "nsg-rules-limit", whose));
    }
    for table in &plan.scenario().route_tables {
        let whose = || (format!("route table {}", table.name), Path::root().item("route-table", &table.name));
        found.extend(over(table.routes.len(), "routes", RuleId::RouteTableRoutesMax, "route-table-limit", whose));
    }
    tables(plan, found);
}

/// Route tables are counted a subscription and region, and which one each is in, the file does not say.
fn tables(plan: &Plan, found: &mut Vec<Finding>) {
    let (count, limit) = (plan.scenario().route_tables.len() as u64, rules::number(RuleId::RouteTablesMax));
    if count > limit {
        let message =
            format!("{} route tables: a subscription has at most {} in a region", thousands(count), thousands(limit));
        let path = Path::root().key("route-table");
        found.push(Finding::warning("route-tables-limit", path, RuleId::RouteTablesMax, message).when(When::Create));
    }
}

fn over(
    count: usize,
    noun: &str,
    rule: RuleId,
    code: &'static str,
    whose: impl Fn() -> (String, Path),
) -> Option<Finding> {
    let (count, limit) = (count as u64, rules::number(rule));
    (count > limit).then(|| {
        let (owner, path) = whose();
        let message = format!("{owner} has {} {noun}; Azure allows {}", thousands(count), thousands(limit));
        Finding::refused(code, path, rule, message)
    })
}
