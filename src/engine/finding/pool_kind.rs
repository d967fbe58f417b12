//! What a pool may be: its name, its mode, the way it is upgraded. Deliberately not how many nodes and pods it has:
//! that is `pool`.

use super::mend::{in_pools, many};
use super::{Finding, When, disputed};
use crate::engine::capacity::Capacity;
use crate::engine::plan::{Plan, PoolId};
use crate::engine::rules::{self, RuleId};
use crate::net::counted;
use crate::scenario::leaf::Surge;
use crate::scenario::model::{Os, PoolMode};
use crate::scenario::{Edit, Path};

/// Names of pools: their characters and their length.
pub(super) fn names(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    for id in plan.pool_ids() {
        let item = &plan.pool(id).item;
        let name = item.name.as_str();
        let is_windows = item.os == Some(Os::Windows);
        let longest = if is_windows { RuleId::PoolNameMaxWindows } else { RuleId::PoolNameMaxLinux };
        let limit = rules::number(longest);
        let is_formed = name.chars().all(is_plain) && name.starts_with(|sign: char| sign.is_ascii_lowercase());
        let (code, rule, message) = if !is_formed {
            let form = rules::text(RuleId::PoolNameForm);
            ("pool-name-form", RuleId::PoolNameForm, format!("pool {name}: a name is {form}"))
        } else if name.len() as u64 > limit {
            let os = if is_windows { Os::Windows } else { Os::Linux };
            let message = format!(
                "pool {name}: the name has {}, and of a {os} pool at most {limit}",
                counted(name.len() as u64, "character")
            );
            ("pool-name-length", longest, message)
        } else {
            continue;
        };
        let path = plan.pool_path(id).key("name");
        let fix = good_name(plan, name, limit).map(|good| in_pools(plan, Edit::set(path.clone(), good)));
        found.push(Finding::refused(code, path, rule, message).fixed_by(fix));
    }
}

fn is_plain(sign: char) -> bool {
    sign.is_ascii_lowercase() || sign.is_ascii_digit()
}

/// The nearest name that AKS takes, where no other pool has it.
fn good_name(plan: &Plan, name: &str, limit: u64) -> Option<String> {
    let kept: String = name.to_lowercase().chars().filter(|sign| is_plain(*sign)).collect();
    let lettered = kept.trim_start_matches(|sign: char| sign.is_ascii_digit());
    let good: String = lettered.chars().take(usize::try_from(limit).ok()?).collect();
    (!good.is_empty() && plan.pool_named(&good).is_none()).then_some(good)
}

/// System pools: one is there, runs Linux, and has nodes.
pub(super) fn systems(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let is_system = |id: &PoolId| plan.pool(*id).item.mode == Some(PoolMode::System);
    if !plan.pool_ids().any(|id| is_system(&id)) {
        let path = plan.pool_ids().next().map_or_else(Path::root, |id| plan.pool_path(id).key("mode"));
        let fitting = plan.pool_ids().find(|id| {
            let item = &plan.pool(*id).item;
            item.os != Some(Os::Windows) && item.mode == Some(PoolMode::User) && plan.pool(*id).count >= 2
        });
        let fix = fitting.map(|id| Edit::set(plan.pool_path(id).key("mode"), PoolMode::System.word()));
        let message = "no pool is a system pool, and a cluster needs one".to_owned();
        let finding = Finding::refused("system-pool-missing", path, RuleId::SystemPoolNeeded, message);
        found.push(finding.fixed_by(fix));
    }
    for id in plan.pool_ids().filter(is_system) {
        let pool = plan.pool(id);
        let name = &pool.item.name;
        if pool.item.os == Some(Os::Windows) {
            let path = plan.pool_path(id).key("os");
            let message = format!("system pool {name} runs Windows; a system pool runs Linux");
            let fix = Edit::set(path.clone(), Os::Linux.word());
            found.push(Finding::refused("system-pool-windows", path, RuleId::SystemPoolLinux, message).fixed_by(fix));
        }
        let rule = rules::rule(RuleId::SystemPoolNodesMin);
        let least = rules::small(rule.id);
        let other = disputed::other_number(rule.id).unwrap_or(0);
        if u64::from(pool.count) >= other {
            continue;
        }
        let path = plan.pool_path(id).key("count");
        let is_scaled = pool.item.autoscale.is_some();
        let fix = (!is_scaled).then(|| in_pools(plan, Edit::set(path.clone(), other.to_string())));
        found.push(if pool.count < least {
            let message = format!("system pool {name} has {} and needs at least {least}", counted(pool.count, "node"));
            Finding::refused("system-pool-nodes", path, rule.id, message).fixed_by(fix)
        } else {
            let (_, page) = rule.disputed[0];
            let message = format!(
                "system pool {name} has {} node: {} wants at least {least}, {page} at least {other}",
                pool.count, rule.source.page
            );
            Finding::warning("system-pool-nodes-disputed", path, rule.id, message).when(When::Create).fixed_by(fix)
        });
    }
}

/// Upgrades: nodes are added, or taken away; of a system pool they are not taken away.
pub(super) fn upgrades(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    for id in plan.pool_ids() {
        let item = &plan.pool(id).item;
        let is_none = |surge: Option<Surge>| matches!(surge, None | Some(Surge::Count(0) | Surge::Percent(0)));
        let path = |key| plan.pool_path(id).key(key);
        let one = || Edit::set(path("max-surge"), rules::rule(RuleId::SurgeCountDefault).value.to_string());
        if is_none(item.max_surge) && is_none(item.max_unavailable) {
            let message = format!("pool {}: max surge and max unavailable are both 0; AKS wants one above", item.name);
            let finding =
                Finding::refused("surge-and-unavailable-zero", path("max-surge"), RuleId::SurgeOrUnavailable, message);
            found.push(finding.when(When::Upgrade).fixed_by(in_pools(plan, one())));
        } else if item.mode == Some(PoolMode::System) && !is_none(item.max_unavailable) {
            let message = format!("system pool {}: max unavailable can be set for user pools only", item.name);
            let mut edits = vec![Edit::unset(path("max-unavailable"))];
            if is_none(item.max_surge) {
                edits.push(one());
            }
            let rule = RuleId::UnavailableNotSystem;
            let finding = Finding::refused("max-unavailable-on-system", path("max-unavailable"), rule, message);
            found.push(finding.when(When::Upgrade).fixed_by(many(format!("{}: surge only", item.name), edits)));
        }
    }
}
