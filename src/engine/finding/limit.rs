//! Azure's own limits on VNets, NSGs and route tables. Deliberately nothing of nodes and pools: that is `pool`.

use std::collections::HashMap;

use super::Finding;
use crate::engine::capacity::Capacity;
use crate::engine::plan::Plan;
use crate::engine::rules::{self, RuleId};
use crate::net::thousands;
use crate::scenario::Path;
use crate::scenario::model::{Direction, Nsg};

/// Subnets and peerings a VNet, rules an NSG, routes a table.
pub(super) fn network(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let mut over = |count: usize, rule: RuleId, code: &'static str, path: Path, what: &str| {
        let limit = rules::number(rule);
        if count as u64 > limit {
            let message = format!("{what}, of {} that Azure allows", thousands(limit));
            found.push(Finding::refused(code, path, rule, message));
        }
    };
    for id in plan.vnet_ids() {
        let (row, path) = (plan.vnet(id), plan.vnet_path(id));
        let counted =
            |count: usize, noun: &str| format!("VNet {} has {} {noun}", row.item.name, thousands(count as u64));
        let (subnets, peerings) = (row.subnets.len(), row.item.peerings.len());
        over(subnets, RuleId::SubnetsMax, "vnet-subnets-limit", path.clone(), &counted(subnets, "subnets"));
        over(peerings, RuleId::PeeringsMax, "vnet-peerings-limit", path, &counted(peerings, "peerings"));
    }
    for nsg in &plan.scenario().nsgs {
        let count = nsg.rules.len();
        let what = format!("NSG {} has {} rules", nsg.name, thousands(count as u64));
        over(count, RuleId::NsgRulesMax, "nsg-rules-limit", Path::root().item("nsg", &nsg.name), &what);
    }
    for table in &plan.scenario().route_tables {
        let count = table.routes.len();
        let what = format!("route table {} has {} routes", table.name, thousands(count as u64));
        let path = Path::root().item("route-table", &table.name);
        over(count, RuleId::RoutesMax, "route-table-limit", path, &what);
    }
}

/// Priorities of NSG rules: from 100 to 4,096, each once a direction.
pub(super) fn priorities(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    plan.scenario().nsgs.iter().for_each(|nsg| nsg_priorities(nsg, found));
}

fn nsg_priorities(nsg: &Nsg, found: &mut Vec<Finding>) {
    let (least, most) = (rules::small(RuleId::NsgPriorityMin), rules::small(RuleId::NsgPriorityMax));
    let mut first: HashMap<(Direction, u32), &str> = HashMap::with_capacity(nsg.rules.len());
    for rule in &nsg.rules {
        let path = Path::root().item("nsg", &nsg.name).item("rules", &rule.name).key("priority");
        if !(least..=most).contains(&rule.priority) {
            let id = if rule.priority < least { RuleId::NsgPriorityMin } else { RuleId::NsgPriorityMax };
            let message = format!(
                "NSG {}: priority {} of rule {} is not from {least} to {}",
                nsg.name,
                rule.priority,
                rule.name,
                thousands(most)
            );
            found.push(Finding::refused("nsg-priority-range", path.clone(), id, message));
        }
        let earlier = *first.entry((rule.direction, rule.priority)).or_insert(&rule.name);
        if *earlier != *rule.name {
            let message = format!(
                "NSG {}: {} rules {earlier} and {} both have priority {}",
                nsg.name, rule.direction, rule.name, rule.priority
            );
            let finding = Finding::refused("nsg-priority-taken", path, RuleId::NsgPriorityUnique, message);
            found.push(finding.with(format!("rule {earlier}")));
        }
    }
}
