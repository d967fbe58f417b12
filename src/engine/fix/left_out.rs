//! Why a knob that one would look for among the ways out is none. Deliberately only of knobs that act on what is too
//! small: that the others cannot help is plain.

use super::attempt::{Base, Shortage};
use super::{Knob, prefix, surge};
use crate::engine::capacity::Question;
use crate::engine::plan::PoolId;
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, counted, thousands};
use crate::scenario::leaf::Surge;

/// A knob that cannot end a shortage, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The knob.
    pub knob: Knob,
    /// What it would do: `widen the node subnet`.
    pub label: String,
    /// Why it does not.
    pub reason: String,
}

/// The knobs that do not end a shortage, given which of prefix, max pods, nodes and surge do.
pub(super) fn of(base: &Base<'_>, short: Shortage, [prefix, max_pods, nodes, surge]: [bool; 4]) -> Vec<LeftOut> {
    let reasons = [
        (!prefix).then(|| prefix::why_not(base, short)).flatten(),
        (!max_pods).then(|| least(base, short, Knob::MaxPods)).flatten(),
        (!nodes).then(|| least(base, short, Knob::Nodes)).flatten(),
        (!surge).then(|| least(base, short, Knob::Surge)).flatten(),
    ];
    reasons.into_iter().flatten().collect()
}

/// What a knob leaves of a shortage at its least, in the pool where that is most; `None`: it does not act on it at all.
fn least(base: &Base<'_>, short: Shortage, knob: Knob) -> Option<LeftOut> {
    let mut question = base.question.clone();
    let tried = base.plan.pool_ids().filter_map(|id| {
        let at = set_least(&mut question, base, id, knob);
        let need = question.need_and_have(short.limit).map(|(need, _)| need);
        // The next pool is tried while this one stands again.
        question.pools[id.index()].clone_from(&base.question.pools[id.index()]);
        need.filter(|need| *need < short.need).map(|need| (need, id, at))
    });
    let (need, id, at) = tried.min_by_key(|(need, ..)| *need)?;
    let pool = base.of_pool(id);
    let label = match knob {
        Knob::MaxPods => format!("fewer pods per node{pool}"),
        Knob::Nodes => format!("fewer nodes{pool}"),
        _ => format!("smaller surge{pool}"),
    };
    Some(LeftOut { knob, label, reason: reason(short, need, &at) })
}

/// `still 484 of 251 with 10 pods per node`.
fn reason(short: Shortage, need: Addresses, at: &str) -> String {
    if need > short.have {
        format!("still {} of {} with {at}", thousands(need), thousands(short.have))
    } else {
        format!("with {at} there is room, and something else is refused")
    }
}

/// Turns a knob of one pool as far as it goes, and says how far that is.
fn set_least(question: &mut Question, base: &Base<'_>, id: PoolId, knob: Knob) -> String {
    let row = &mut question.pools[id.index()];
    match knob {
        Knob::MaxPods => {
            let (fewest, of_pool) = (rules::small(RuleId::MaxPodsMin), rules::small(RuleId::PoolPodsMin));
            let fewest = fewest.max(of_pool.div_ceil(row.nodes.max(1)));
            let is_pinned = base.plan.written().pools.get(id.index()).is_some_and(|pool| pool.pods_in_use.is_some());
            row.max_pods = row.max_pods.min(fewest);
            if !is_pinned {
                row.pods_in_use = row.pods_in_use.min(fewest);
            }
            format!("{} per node", counted(row.max_pods, "pod"))
        }
        Knob::Nodes => {
            row.nodes = row.nodes.min(1);
            counted(row.nodes, "node")
        }
        _ => {
            let fewest = surge::least(base, id).min(row.surge_nodes());
            row.surge = Surge::Count(fewest);
            counted(fewest, "surge node")
        }
    }
}
