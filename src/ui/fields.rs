//! The fields that a letter opens on every screen: their labels, the order in which Enter walks them, how their values
//! step. What a value means, and the edit that sets it, is the scenario's.

use super::action::Action;
use crate::engine::Plan;
use crate::engine::rules::{self, RuleId};
use crate::net::Cidr;
use crate::scenario::field::Field;
use crate::scenario::model::Model;

/// How a field's value is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// From a list.
    Choice,
    /// A count.
    Number,
    /// A count or a percentage.
    Surge,
    /// A network.
    Cidr,
    /// Anything that the scenario can read.
    Text,
}

/// What the screen calls the field in this model.
pub fn label(field: Field, model: Model) -> &'static str {
    match field {
        Field::Model => "Model",
        Field::NodeSubnet => "Node subnet",
        Field::Nodes => "Nodes",
        Field::MaxPods => "Max pods per node",
        Field::Surge => "Max surge",
        Field::PodCidr if model == Model::PodSubnet => "Pod subnet",
        Field::PodCidr => "Pod CIDR",
        Field::ServiceCidr => "Service CIDR",
        Field::AutoscaleMax => "Autoscaler max",
    }
}

/// The action that opens the field.
pub fn action(field: Field) -> Action {
    match field {
        Field::Model => Action::EditModel,
        Field::NodeSubnet => Action::EditNodeSubnet,
        Field::Nodes => Action::EditNodes,
        Field::MaxPods => Action::EditMaxPods,
        Field::Surge => Action::EditSurge,
        Field::PodCidr => Action::EditPodCidr,
        Field::ServiceCidr => Action::EditServiceCidr,
        Field::AutoscaleMax => Action::EditAutoscaler,
    }
}

/// The field that the action opens.
pub fn of(action_wanted: Action) -> Option<Field> {
    Field::ALL.into_iter().find(|field| action(*field) == action_wanted)
}

/// The field that Enter opens after this one; none after the last.
pub fn after(field: Field) -> Option<Field> {
    let at = Field::ALL.iter().position(|other| *other == field)?;
    Field::ALL.get(at + 1).copied()
}

/// Does the design have such a value at all? Pods of a node subnet have no range of their own.
pub fn is_used(field: Field, plan: &Plan) -> bool {
    field != Field::PodCidr || plan.model() == Model::PodSubnet || plan.pod_cidr().is_some()
}

/// How the field's value is chosen.
pub fn kind(field: Field) -> Kind {
    match field {
        Field::Model => Kind::Choice,
        Field::NodeSubnet | Field::PodCidr | Field::ServiceCidr => Kind::Cidr,
        Field::Nodes | Field::MaxPods | Field::AutoscaleMax => Kind::Number,
        Field::Surge => Kind::Surge,
    }
}

/// What to type into the field.
pub fn expected(field: Field) -> &'static str {
    match field {
        Field::Model => "a model",
        Field::NodeSubnet | Field::PodCidr | Field::ServiceCidr => "a network, like 10.240.0.0/22",
        Field::Nodes => "a number of nodes",
        Field::MaxPods => "a number of pods",
        Field::Surge => "a number of nodes, or a percentage like 10%",
        Field::AutoscaleMax => "a number of nodes, or nothing for a fixed size",
    }
}

/// The least and the most that stepping gives, and what the most is.
pub fn bounds(field: Field, unit: &str) -> ((u32, u32), &'static str) {
    let of = |low: u32, high: RuleId| ((low, rules::small(high)), rules::rule(high).title);
    match field {
        Field::MaxPods => of(rules::small(RuleId::MaxPodsMin), RuleId::MaxPodsMax),
        Field::Surge if unit == "%" => ((0, 100), "the whole pool"),
        _ => of(0, RuleId::ClusterNodesMax),
    }
}

/// A number `by` steps further, kept between the bounds; the bound that stopped it, if one did.
///
/// 40 by 1 is 41; 4,995 by 10 within 0 to 5,000 is 5,000, stopped there.
pub fn step_number(value: u32, by: i64, (low, high): (u32, u32)) -> (u32, Option<u32>) {
    let wanted = i64::from(value) + by;
    // A value that stands beyond its bound may come back, but not go further.
    let (low, high) = (i64::from(low.min(value)), i64::from(high.max(value)));
    let stopped = wanted.clamp(low, high);
    let stopped = u32::try_from(stopped).expect("clamped between two u32 values");
    (stopped, (i64::from(stopped) != wanted).then_some(stopped))
}

/// The network a step further: on the prefix (behind the slash) its length changes, up is wider; on an octet it is the
/// next or previous aligned network that differs there.
///
/// On the prefix of 10.240.0.0/22 up gives 10.240.0.0/21; on its third octet 10.240.4.0/22, on its second 10.241.0.0/22.
pub fn step_cidr(net: Cidr, cursor: usize, up: bool) -> Option<Cidr> {
    let text = net.to_string();
    let slash = text.find('/')?;
    if cursor > slash {
        if up {
            return net.prefix().checked_sub(1).map(|prefix| Cidr::containing(net.first(), prefix));
        }
        let longest = if net.is_v4() { 32 } else { 128 };
        return (net.prefix() < longest).then(|| net.with_prefix(net.prefix() + 1));
    }
    let Some(span) = net.span() else {
        return if up { net.next() } else { net.previous() };
    };
    let octet = text[..cursor.min(slash)].matches('.').count().min(3);
    let size = 1u64 << (32 - u32::from(net.prefix()));
    let step = size.max(1u64 << (8 * (3 - octet)));
    let first = u64::from(span.first());
    let moved = if up { first.checked_add(step)? } else { first.checked_sub(step)? };
    let moved = u32::try_from(moved).ok()?;
    Some(Cidr::v4(moved.into(), net.prefix()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_its_own_action_and_enter_walks_them_all() {
        let mut walked = vec![Field::ALL[0]];
        while let Some(next) = after(walked[walked.len() - 1]) {
            walked.push(next);
        }
        assert_eq!(walked, Field::ALL);
        for field in Field::ALL {
            assert_eq!(of(action(field)), Some(field));
        }
        assert_eq!(of(Action::Quit), None);
    }

    #[test]
    fn numbers_step_and_stop_at_their_bounds() {
        let cases = [
            (40, 1, (0, 5_000), 41, None),
            (40, -10, (0, 5_000), 30, None),
            (4_995, 10, (0, 5_000), 5_000, Some(5_000)),
            (3, -10, (0, 5_000), 0, Some(0)),
            (6_000, 1, (0, 5_000), 6_000, Some(6_000)),
            (6_000, -1, (0, 5_000), 5_999, None),
            (u32::MAX, 10, (0, 5_000), u32::MAX, Some(u32::MAX)),
        ];
        for (value, by, bounds, expected, stopped) in cases {
            assert_eq!(step_number(value, by, bounds), (expected, stopped), "{value} by {by}");
        }
    }

    #[test]
    fn networks_step_by_what_the_cursor_stands_on() {
        let cases = [
            ("10.240.0.0/22", 11, true, Some("10.240.0.0/21")),
            ("10.240.0.0/22", 13, false, Some("10.240.0.0/23")),
            ("10.240.4.0/22", 13, true, Some("10.240.0.0/21")),
            ("10.240.0.0/22", 8, true, Some("10.240.4.0/22")),
            ("10.240.4.0/22", 8, false, Some("10.240.0.0/22")),
            ("10.240.0.0/22", 4, true, Some("10.241.0.0/22")),
            ("10.240.0.0/22", 0, true, Some("11.240.0.0/22")),
            ("10.240.0.0/22", 9, true, Some("10.240.4.0/22")),
            ("10.240.0.0/26", 10, true, Some("10.240.0.64/26")),
            ("0.0.0.0/0", 9, true, None),
            ("0.0.0.0/0", 0, true, None),
            ("255.255.255.255/32", 17, false, None),
            ("0.0.0.0/22", 4, false, None),
            ("fd00::/64", 3, true, Some("fd00:0:0:1::/64")),
        ];
        for (text, cursor, up, expected) in cases {
            let stepped = step_cidr(text.parse().unwrap(), cursor, up);
            assert_eq!(stepped, expected.map(|text| text.parse().unwrap()), "{text} at {cursor}, up: {up}");
        }
    }
}
