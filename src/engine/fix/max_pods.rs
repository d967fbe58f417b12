//! The knob of max pods: the most pods a node of one pool that still end the shortage. Deliberately one pool only, the
//! first that can do it alone.

use super::attempt::{Base, Draft, Shortage};
use super::{Cost, Fix, Knob};
use crate::engine::capacity::Question;
use crate::engine::plan::PoolId;
use crate::engine::rules::{self, RuleId};
use crate::scenario::field::Field;

/// The share from which a way out has hardly ended its shortage.
const FULL_PERCENT: u64 = 95;

/// Fewer pods a node.
pub(super) fn fix(base: &Base<'_>, short: Shortage) -> Option<Fix> {
    let mut fewer = base.question.clone();
    base.plan.pool_ids().find_map(|id| {
        // The pool that was tried before stands again.
        if let Some(before) = id.index().checked_sub(1) {
            fewer.pools[before].clone_from(&base.question.pools[before]);
        }
        let row = &base.question.pools[id.index()];
        let pinned = base.plan.written().pools.get(id.index()).is_some_and(|pool| pool.pods_in_use.is_some());
        let least = rules::small(RuleId::MaxPodsMin).max(rules::small(RuleId::PoolPodsMin).div_ceil(row.nodes.max(1)));
        let most = row.max_pods.checked_sub(1)?;
        let pods = largest(least, most, |pods| {
            set_pods(&mut fewer, id, pods, pinned);
            fewer.need_and_have(short.limit).is_none_or(|(need, have)| need <= have)
        })?;
        base.tried(short, draft(base, id, pods)?).map(warned)
    })
}

fn draft(base: &Base<'_>, id: PoolId, pods: u32) -> Option<Draft> {
    let rule = RuleId::ChangeMaxPods;
    Some(Draft {
        knob: Knob::MaxPods,
        label: format!("fewer pods per node{}", base.of_pool(id)),
        change: format!("{} to {pods}", base.question.pools[id.index()].max_pods),
        edit: base.edit(Field::MaxPods, Some(id), &pods.to_string())?,
        costs: vec![Cost::by(rule, "max pods is fixed once a pool is there: a new pool, drain, delete")],
        rule,
    })
}

/// Says first that it is full again, where it is: with fewer pods a node, more nodes are wanted soon.
fn warned(mut fix: Fix) -> Fix {
    if fix.used_percent >= FULL_PERCENT {
        fix.costs.insert(0, Cost::of_design("no headroom: avoid"));
    }
    fix
}

fn set_pods(question: &mut Question, id: PoolId, pods: u32, pinned: bool) {
    let pool = &mut question.pools[id.index()];
    pool.max_pods = pods;
    if !pinned {
        pool.pods_in_use = pods;
    }
}

/// The largest number between both that is good, when smaller ones are good too.
pub(crate) fn largest(least: u32, most: u32, mut is_good: impl FnMut(u32) -> bool) -> Option<u32> {
    if least > most || !is_good(least) {
        return None;
    }
    let (mut good, mut end) = (least, most);
    while good < end {
        let middle = good + (end - good).div_ceil(2);
        if is_good(middle) {
            good = middle;
        } else {
            end = middle - 1;
        }
    }
    Some(good)
}
