//! Priorities of NSG rules: within Azure's bounds, and each once a direction. Deliberately not which rule decides on a
//! packet: that is `trace`'s.

use std::collections::HashMap;

use super::Finding;
use super::mend::many;
use crate::engine::capacity::Capacity;
use crate::engine::plan::Plan;
use crate::engine::rules::{self, RuleId};
use crate::net::thousands;
use crate::scenario::model::{Direction, Nsg, NsgRule};
use crate::scenario::{Edit, Path};

/// Priorities outside the bounds, and those that two rules of one direction have.
pub(super) fn priorities(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    plan.scenario().nsgs.iter().for_each(|nsg| of_nsg(nsg, found));
}

fn of_nsg(nsg: &Nsg, found: &mut Vec<Finding>) {
    let (least, most) = bounds();
    let mut first: HashMap<(Direction, u32), &str> = HashMap::with_capacity(nsg.rules.len());
    for rule in &nsg.rules {
        if !(least..=most).contains(&rule.priority) {
            let id = if rule.priority < least { RuleId::NsgPriorityMin } else { RuleId::NsgPriorityMax };
            let message = format!(
                "NSG {}: priority {} of rule {} is not from {least} to {}",
                nsg.name,
                rule.priority,
                rule.name,
                thousands(most)
            );
            let finding = Finding::refused("nsg-priority-range", path(nsg, rule), id, message);
            found.push(finding.fixed_by(another(nsg, rule)));
        }
        let earlier = *first.entry((rule.direction, rule.priority)).or_insert(&rule.name);
        if *earlier != *rule.name {
            let message = format!(
                "NSG {}: {} rules {earlier} and {} both have priority {}",
                nsg.name, rule.direction, rule.name, rule.priority
            );
            let finding = Finding::refused("nsg-priority-taken", path(nsg, rule), RuleId::NsgPriorityUnique, message);
            found.push(finding.with(format!("rule {earlier}")).fixed_by(another(nsg, rule)));
        }
    }
}

fn bounds() -> (u32, u32) {
    (rules::small(RuleId::NsgPriorityMin), rules::small(RuleId::NsgPriorityMax))
}

fn path(nsg: &Nsg, rule: &NsgRule) -> Path {
    Path::root().item("nsg", &nsg.name).item("rules", &rule.name).key("priority")
}

/// The nearest priority at which the rules of its direction are asked in the same order as now; where none is free, its
/// neighbours give way.
fn another(nsg: &Nsg, rule: &NsgRule) -> Option<Edit> {
    let mut rules: Vec<&NsgRule> =
        nsg.rules.iter().map(AsRef::as_ref).filter(|own: &&NsgRule| own.direction == rule.direction).collect();
    rules.sort_by_key(|own| own.priority);
    let place = rules.iter().position(|own| own.name == rule.name)?;
    let priorities: Vec<u32> = rules.iter().map(|own| own.priority).collect();
    let moved = in_order(&priorities, place, bounds())?;
    let edits = moved.into_iter().map(|(at, priority)| Edit::set(path(nsg, rules[at]), priority.to_string()));
    many(format!("NSG {}: another priority for {}", nsg.name, rule.name), edits.collect())
}

/// New priorities for the one at a place of a sorted list, and for as many of its neighbours as must give way; `None`:
/// there is no room within the bounds.
///
/// Of 100 and 100 the second becomes 101; of 99, 100 and 102 the first becomes 100 and the next 101.
fn in_order(priorities: &[u32], place: usize, (least, most): (u32, u32)) -> Option<Vec<(usize, u32)>> {
    let up = || {
        let mut before = place.checked_sub(1).map_or(0, |at| priorities[at]).max(least - 1);
        let mut moved = Vec::new();
        for (at, own) in priorities.iter().enumerate().skip(place) {
            if *own > before {
                break;
            }
            before += 1;
            moved.push((at, before));
        }
        moved
    };
    let down = || {
        let mut next = priorities.get(place + 1).map_or(most + 1, |behind| (*behind).min(most + 1));
        let mut moved = Vec::new();
        for (at, own) in priorities.iter().enumerate().take(place + 1).rev() {
            if *own < next && at != place {
                break;
            }
            let new = (*own).min(next.saturating_sub(1));
            if new != *own {
                moved.push((at, new));
            }
            next = new;
        }
        moved
    };
    let is_sound = |moved: &Vec<(usize, u32)>| {
        !moved.is_empty() && moved.iter().all(|(_, priority)| (least..=most).contains(priority))
    };
    let (up, down) = (up(), down());
    if priorities[place] > most { [down, up] } else { [up, down] }.into_iter().find(is_sound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_takes_the_nearest_priority_that_keeps_the_order() {
        type Case = (&'static [u32], usize, Option<&'static [(usize, u32)]>);
        let cases: &[Case] = &[
            (&[99], 0, Some(&[(0, 100)])),
            (&[4097], 0, Some(&[(0, 109)])),
            (&[100, 100], 1, Some(&[(1, 101)])),
            (&[100, 100, 101, 103], 1, Some(&[(1, 101), (2, 102)])),
            (&[99, 100, 102], 0, Some(&[(0, 100), (1, 101)])),
            (&[98, 99], 1, Some(&[(1, 100)])),
            (&[98, 99], 0, Some(&[(0, 100), (1, 101)])),
            (&[108, 109, 109], 2, Some(&[(1, 108), (0, 107)])),
            (&[108, 109, 5000], 2, Some(&[(2, 109), (1, 108), (0, 107)])),
            (&[100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 109], 10, None),
        ];
        for (priorities, place, expected) in cases {
            assert_eq!(in_order(priorities, *place, (100, 109)).as_deref(), *expected, "{priorities:?} at {place}");
        }
    }
}
