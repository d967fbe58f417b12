//! Verdicts that hang on which of two pages is right: the design is judged with the one value and with the other.
//! Deliberately only where the file leaves the value out: what is written is not disputed.

use super::mend::in_pools;
use super::{Finding, When};
use crate::engine::capacity::Question;
use crate::engine::capacity::question::{Limit, PoolQuestion};
use crate::engine::capacity::words::bound;
use crate::engine::plan::{Plan, PoolId};
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, thousands};
use crate::scenario::Edit;
use crate::scenario::leaf::{Leaf as _, Surge};
use crate::scenario::model::{Model, Pool};
use crate::scenario::version::KubernetesVersion;

/// The number with which the first other page of a rule begins: 250 of `250`, 1 of `1 node`.
pub(super) fn other_number(rule: RuleId) -> Option<u64> {
    let (text, _) = rules::rule(rule).disputed.first()?;
    let end = text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok()
}

/// Gives a pool the other value; the pool as written, where it is, says what it pins.
type Change = Box<dyn Fn(&mut PoolQuestion, Option<&Pool>)>;

/// Need and have.
type Sum = (Addresses, Addresses);

/// A default on which pages disagree.
struct Default {
    code: &'static str,
    rule: RuleId,
    /// The key that is left out.
    key: &'static str,
    /// The other value, in words, with its page.
    other: (String, &'static str),
    /// The same as it is written.
    other_written: String,
    /// The value in force, in words, with its page.
    own: (String, &'static str),
    /// Is it left out of this pool?
    is_left_out: fn(&Pool) -> bool,
    /// Gives a pool the other value.
    change: Change,
}

/// What is judged again: a pool's surge, and its max pods in a pod subnet.
pub(super) fn defaults(plan: &Plan, question: &Question, found: &mut Vec<Finding>) {
    let disputed = [surge(plan), max_pods(plan)];
    let mut left_out = disputed.into_iter().flatten().map(|one| (pools_without(plan, &one), one)).peekable();
    if left_out.peek().is_none() {
        return;
    }
    for (pools, one) in left_out {
        let Some(first) = pools.first() else { continue };
        let mut other = question.clone();
        for id in &pools {
            (one.change)(&mut other.pools[id.index()], written(plan, *id));
        }
        let Some((what, (need, have), (other_need, other_have))) = flip(question, &other) else { continue };
        let message = format!(
            "{} is left out: with {} ({}) {what} needs {} of {}, with {} ({}) it needs {} of {}; which is the default decides whether it fits",
            one.key.replace('-', " "),
            one.own.0,
            one.own.1,
            thousands(need),
            thousands(have),
            one.other.0,
            one.other.1,
            thousands(other_need),
            thousands(other_have)
        );
        let path = plan.pool_path(*first).key(one.key);
        let finding = Finding::warning(one.code, path, one.rule, message).when(When::Upgrade);
        let fix = if need > have {
            let edits = pools.iter().map(|id| Edit::set(plan.pool_path(*id).key(one.key), one.other_written.as_str()));
            let label = format!("{}: {}", one.key.replace('-', " "), one.other_written);
            super::mend::many(label, edits.collect()).map(|edit| in_pools(plan, edit))
        } else {
            write_down(plan, &pools, one.key)
        };
        found.push(finding.fixed_by(fix));
    }
}

fn written(plan: &Plan, id: PoolId) -> Option<&Pool> {
    plan.written().pools.get(id.index()).map(std::convert::AsRef::as_ref)
}

fn pools_without(plan: &Plan, one: &Default) -> Vec<PoolId> {
    plan.pool_ids().filter(|id| written(plan, *id).is_none_or(one.is_left_out)).collect()
}

/// The first limit that holds with the one value and not with the other: its name, need and have of both.
fn flip(own: &Question, other: &Question) -> Option<(String, Sum, Sum)> {
    own.limits().into_iter().find_map(|(limit, need, have)| {
        let (other_need, other_have) = other.need_and_have(limit)?;
        let name = match limit {
            Limit::Range(range) => {
                let row = &own.ranges[range];
                let name = if row.role.is_subnet() { &row.name } else { "" };
                format!("{} {name} {}", row.role.title(), row.prefix).replace("  ", " ")
            }
            _ => bound(own, (limit, need, have)).title().to_owned(),
        };
        ((need > have) != (other_need > other_have)).then_some((name, (need, have), (other_need, other_have)))
    })
}

/// Writes the value in force into the pools that leave it out.
fn write_down(plan: &Plan, pools: &[PoolId], key: &'static str) -> Option<Edit> {
    let edits = pools.iter().filter_map(|id| {
        let path = plan.pool_path(*id).key(key);
        crate::scenario::edit::value(plan.scenario(), &path).map(|text| Edit::set(path, text))
    });
    let label = format!("write {} down", key.replace('-', " "));
    super::mend::many(label, edits.collect()).map(|edit| in_pools(plan, edit))
}

/// The surge: a share from one version on, by the one page; one node, or a share from an earlier version, by others.
fn surge(plan: &Plan) -> Option<Default> {
    let minor = plan.kubernetes_version().map(KubernetesVersion::minor);
    let since = rules::number(RuleId::SurgePercentSinceMinor);
    let percent = rules::rule(RuleId::SurgePercentDefault);
    let count = rules::rule(RuleId::SurgeCountDefault);
    let (share, node) = (format!("{}%", percent.value), format!("{} node", count.value));
    let (rule, own, other, change) = if minor.is_none_or(|minor| minor >= since) {
        let (_, page) = percent.disputed.first()?;
        let count = rules::small(RuleId::SurgeCountDefault);
        (percent, (share, percent.source.page), (node, *page), Surge::Count(count))
    } else {
        let rule = rules::rule(RuleId::SurgePercentSinceMinor);
        let (_, page) = rule.disputed.first()?;
        other_number(RuleId::SurgePercentSinceMinor).filter(|earlier| minor >= Some(*earlier))?;
        let percent = rules::small(RuleId::SurgePercentDefault);
        (rule, (node, count.source.page), (share, *page), Surge::Percent(percent))
    };
    Some(Default {
        code: "surge-default-disputed",
        rule: rule.id,
        key: "max-surge",
        other,
        other_written: change.show(),
        own,
        is_left_out: |pool| pool.max_surge.is_none(),
        change: Box::new(move |pool, _| pool.surge = change),
    })
}

/// Max pods of a pod subnet.
fn max_pods(plan: &Plan) -> Option<Default> {
    let rule = rules::rule(RuleId::MaxPodsPodSubnetDefault);
    let other = u32::try_from(other_number(rule.id)?).ok().filter(|_| plan.model() == Model::PodSubnet)?;
    let (_, page) = rule.disputed.first()?;
    Some(Default {
        code: "max-pods-default-disputed",
        rule: rule.id,
        key: "max-pods",
        other: (other.to_string(), *page),
        other_written: other.to_string(),
        own: (rule.value.to_string(), rule.source.page),
        is_left_out: |pool| pool.max_pods.is_none(),
        change: Box::new(move |pool, written| {
            pool.max_pods = other;
            if written.is_none_or(|pool| pool.pods_in_use.is_none()) {
                pool.pods_in_use = other;
            }
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_value_is_the_number_it_begins_with() {
        let cases = [
            (RuleId::MaxPodsPodSubnetDefault, Some(250)),
            (RuleId::SurgePercentSinceMinor, Some(28)),
            (RuleId::VnetPrefixMin, Some(2)),
            (RuleId::IdleMinutesMax, Some(100)),
            (RuleId::PodCidrApart, None),
        ];
        for (rule, expected) in cases {
            assert_eq!(other_number(rule), expected, "{rule}");
        }
    }
}
