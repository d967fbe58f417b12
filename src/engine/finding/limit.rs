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
        found.extend(over(table.routes.len(), "routes", RuleId::RoutesMax, "route-table-limit", whose));
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

/// Priorities of NSG rules: from 100 to 4,096, each once a direction.
pub(super) fn priorities(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    plan.scenario().nsgs.iter().for_each(|nsg| nsg_priorities(nsg, found));
}

fn nsg_priorities(nsg: &Nsg, found: &mut Vec<Finding>) {
    let (least, most) = (rules::small(RuleId::NsgPriorityMin), rules::small(RuleId::NsgPriorityMax));
    let mut first: HashMap<(Direction, u32), &str> = HashMap::with_capacity(nsg.rules.len());
    for rule in &nsg.rules {
        let path = || Path::root().item("nsg", &nsg.name).item("rules", &rule.name).key("priority");
        if !(least..=most).contains(&rule.priority) {
            let id = if rule.priority < least { RuleId::NsgPriorityMin } else { RuleId::NsgPriorityMax };
            let message = format!(
                "NSG {}: priority {} of rule {} is not from {least} to {}",
                nsg.name,
                rule.priority,
                rule.name,
                thousands(most)
            );
            found.push(Finding::refused("nsg-priority-range", path(), id, message));
        }
        let earlier = *first.entry((rule.direction, rule.priority)).or_insert(&rule.name);
        if *earlier != *rule.name {
            let message = format!(
                "NSG {}: {} rules {earlier} and {} both have priority {}",
                nsg.name, rule.direction, rule.name, rule.priority
            );
            let finding = Finding::refused("nsg-priority-taken", path(), RuleId::NsgPriorityUnique, message);
            found.push(finding.with(format!("rule {earlier}")));
        }
    }
}
