//! The knob of max surge: the largest surge of one pool that still ends the shortage, in the unit that it is written in
//! where that is fine enough. Deliberately never 0, unless max-unavailable takes its place.

use super::attempt::{Base, Draft, Shortage};
use super::max_pods::largest;
use super::{Cost, Fix, Knob};
use crate::engine::plan::{PoolId, surge_nodes};
use crate::engine::rules::RuleId;
use crate::net::{counted, thousands};
use crate::scenario::field::Field;
use crate::scenario::leaf::{Leaf, Surge};

/// A smaller surge.
pub(super) fn fix(base: &Base<'_>, short: Shortage) -> Option<Fix> {
    let mut less = base.question.clone();
    base.plan.pool_ids().find_map(|id| {
        let place = id.index();
        let now = base.question.pools[place].surge;
        let mut ends = |surge: Surge| {
            less.pools[place].surge = surge;
            less.need_and_have(short.limit).is_none_or(|(need, have)| need <= have)
        };
        let found = smaller(now, base.question.pools[place].nodes, least(base, id), &mut ends);
        less.pools[place].surge = now;
        base.tried(short, draft(base, id, found?)?)
    })
}

/// The fewest surge nodes that an upgrade can do with.
pub(super) fn least(base: &Base<'_>, id: PoolId) -> u32 {
    let unavailable = base.plan.pool(id).item.max_unavailable;
    u32::from(unavailable.is_none_or(|most| surge_nodes(most, u32::MAX) == 0))
}

/// The largest surge below the present one that is good: 20% down to 19%, 18%, ... and then, where 1% is still too
/// much, to a count of nodes.
///
/// Of 500 nodes, 1% is 5 surge nodes; below that there is 4, 3, 2 and 1.
fn smaller(now: Surge, nodes: u32, least: u32, is_good: &mut impl FnMut(Surge) -> bool) -> Option<Surge> {
    let nodes_now = surge_nodes(now, nodes);
    if let Surge::Percent(percent) = now
        && let Some(percent) = largest(1, percent.saturating_sub(1), |percent| is_good(Surge::Percent(percent)))
    {
        return Some(Surge::Percent(percent));
    }
    largest(least, nodes_now.checked_sub(1)?, |count| is_good(Surge::Count(count))).map(Surge::Count)
}

fn draft(base: &Base<'_>, id: PoolId, surge: Surge) -> Option<Draft> {
    let row = &base.question.pools[id.index()];
    let at_once = surge_nodes(surge, row.nodes);
    let cost = match at_once {
        0 => Cost::by(
            RuleId::SurgeOrUnavailable,
            "max-unavailable takes its place: nodes are drained before new ones come",
        ),
        nodes => Cost::by(RuleId::SurgeAtOnce, format!("upgrades take {} at a time", counted(nodes, "node"))),
    };
    Some(Draft {
        knob: Knob::Surge,
        label: format!("smaller surge{}", base.of_pool(id)),
        change: format!("{} to {}", written(row.surge), written(surge)),
        edit: base.edit(Field::Surge, Some(id), &surge.show())?,
        costs: vec![cost],
        rule: RuleId::ChangeSurge,
    })
}

/// `10%`, `4`.
fn written(surge: Surge) -> String {
    match surge {
        Surge::Percent(percent) => format!("{percent}%"),
        Surge::Count(count) => thousands(count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_stays_where_it_is_fine_enough() {
        let cases = [
            // At most so many surge nodes are good.
            (Surge::Percent(20), 100, 1, 7, Some(Surge::Percent(7))),
            (Surge::Percent(10), 500, 1, 4, Some(Surge::Count(4))),
            (Surge::Count(9), 40, 1, 4, Some(Surge::Count(4))),
            (Surge::Count(9), 40, 1, 0, None),
            (Surge::Count(9), 40, 0, 0, Some(Surge::Count(0))),
            (Surge::Percent(10), 40, 0, 0, Some(Surge::Count(0))),
            (Surge::Count(0), 40, 0, 0, None),
        ];
        for (now, nodes, least, most, expected) in cases {
            let found = smaller(now, nodes, least, &mut |surge| surge_nodes(surge, nodes) <= most);
            assert_eq!(found, expected, "{now:?} of {nodes} to {most}");
        }
    }
}
