//! One way out for several shortages: each part is the smallest that ends its own. Deliberately not a search for the
//! best: counts first, then each range wider, and other knobs only where a range cannot be.

use super::attempt::{After, Base, SHORTAGES_MAX, Shortage, shortages};
use super::{Cost, Fix, Knob, max_pods, nodes, ports, prefix, surge};
use crate::engine::capacity::question::Limit;
use crate::scenario::Edit;

/// One edit that mends all; `None`: there is but one shortage or very many, one knob does it alone, or there is no such
/// way.
pub(super) fn fix(base: &Base<'_>) -> Option<Fix> {
    let count = base.shortages().len();
    if !(2..=SHORTAGES_MAX).contains(&count) {
        return None;
    }
    let mut parts = Vec::new();
    let (mut next, mut after) = (first(&base.shortages()), None);
    while let Some(short) = next {
        if parts.len() == count {
            return None;
        }
        let base = after.as_ref().map_or(*base, After::base);
        let (part, design) = step(&base, short)?;
        next = first(&shortages(&design.question));
        parts.push(part);
        after = Some(design);
    }
    (parts.len() > 1).then(|| joined(parts))
}

/// The shortage to end next: a count, which makes ranges too small less so, before a range.
fn first(short: &[Shortage]) -> Option<Shortage> {
    short.iter().copied().min_by_key(|short| matches!(short.limit, Limit::Range(_)))
}

/// The first knob that ends a shortage, with the design after it.
fn step(base: &Base<'_>, short: Shortage) -> Option<(Fix, After)> {
    let fix = prefix::fix(base, short)
        .or_else(|| ports::fix(base, short))
        .or_else(|| nodes::fix(base, short))
        .or_else(|| surge::fix(base, short))
        .or_else(|| max_pods::fix(base, short))?;
    let after = After::of(base.plan, &fix.edit)?;
    Some((fix, after))
}

/// Turns the same knob once where it was turned for several shortages: 5,000 to 909 and 909 to 237 are 5,000 to 237.
fn once_each(parts: Vec<Fix>) -> Vec<Fix> {
    let mut kept: Vec<Fix> = Vec::new();
    for part in parts {
        let same = kept.iter_mut().find(|known| known.label == part.label && known.knob == part.knob);
        let chained = same.and_then(|known| {
            let (from, between) = known.change.split_once(" to ")?;
            let (also_between, to) = part.change.split_once(" to ")?;
            let change = (between == also_between).then(|| format!("{from} to {to}"))?;
            Some((known, change))
        });
        let Some((known, change)) = chained else {
            kept.push(part);
            continue;
        };
        known.change = change;
        known.costs = part.costs;
        known.ends.extend(part.ends);
        known.used_percent = part.used_percent;
        let edits = vec![known.edit.clone(), part.edit];
        known.edit = Edit::Many { label: known.label.clone(), edits };
    }
    kept
}

fn joined(parts: Vec<Fix>) -> Fix {
    let parts = once_each(parts);
    let label = match (parts.iter().all(|part| part.knob == Knob::Prefix), parts.len()) {
        (true, 2) => "widen both".to_owned(),
        (true, count) => format!("widen all {count}"),
        (false, _) => parts.iter().map(|part| part.label.as_str()).collect::<Vec<_>>().join(", "),
    };
    let mut costs: Vec<Cost> = Vec::new();
    for cost in parts.iter().flat_map(|part| &part.costs) {
        if !costs.contains(cost) {
            costs.push(cost.clone());
        }
    }
    Fix {
        knob: Knob::Together,
        change: parts.iter().map(|part| part.change.as_str()).collect::<Vec<_>>().join(", "),
        used_percent: parts.iter().map(|part| part.used_percent).max().unwrap_or(0),
        leaves: Vec::new(),
        rule: parts[0].rule,
        costs,
        ends: parts.iter().flat_map(|part| part.ends.clone()).collect(),
        edit: Edit::Many { label: label.clone(), edits: parts.into_iter().map(|part| part.edit).collect() },
        label,
    }
}
