//! The knob of the model: the first other model, in the order of the comparison, in which the design fits. Deliberately
//! judges no model: the comparison has.

use super::attempt::{Base, Draft, Shortage};
use super::{Cost, Fix, Knob};
use crate::engine::capacity::{Role, Room};
use crate::engine::compare::{Comparison, ModelAnswer};
use crate::engine::rules::RuleId;
use crate::scenario::model::{Model, PodIpAllocation, VerdictWord};

/// Another model.
pub(super) fn fix(base: &Base<'_>, short: Shortage, comparison: &Comparison) -> Option<Fix> {
    let fits = |answer: &&ModelAnswer| {
        !answer.is_present()
            && answer.verdict == VerdictWord::Fits
            && answer.capacity.room() == Room::Enough
            && answer.is_choice()
            && answer.model != base.plan.model()
    };
    comparison.answers.iter().filter(fits).find_map(|answer| base.tried(short, draft(base, answer)?))
}

fn draft(base: &Base<'_>, answer: &ModelAnswer) -> Option<Draft> {
    let mut costs = Vec::new();
    let pods = answer.capacity.ranges.iter().find(|size| matches!(size.role, Role::PodCidr | Role::PodSubnet));
    if let Some((size, share)) = pods.and_then(|size| Some((size, size.used_percent()?))) {
        let rule = match (size.role, answer.pod_ip_allocation) {
            (Role::PodSubnet, Some(PodIpAllocation::StaticBlock)) => RuleId::StaticBlockPrefix,
            (role, _) => role.rule(),
        };
        costs.push(Cost::by(rule, format!("{share}% of its {}", size.role.title())));
        if let Some(prefix) = size.smallest_prefix {
            costs.push(Cost::by(rule, format!("{} must be /{prefix} or larger", size.role.title())));
        }
    }
    costs.extend(answer.assumed.iter().map(|range| Cost::of_design(format!("{range} is assumed"))));
    costs.extend(of_a_standing_cluster(base.plan.model(), answer.model));
    Some(Draft {
        knob: Knob::Model,
        label: format!("switch to {}", answer.name()),
        change: format!("{} to {}", base.plan.model(), answer.model),
        edit: answer.edit(base.plan)?,
        costs,
        rule: RuleId::ChangeModel,
    })
}

/// What the way to another model means for a cluster that stands.
fn of_a_standing_cluster(old: Model, new: Model) -> Vec<Cost> {
    if matches!(old, Model::NodeSubnet | Model::Kubenet) && new == Model::Overlay {
        return vec![
            Cost::by(RuleId::ChangeModel, "one way: a cluster does not come back from overlay"),
            Cost::by(RuleId::ChangeModelReimage, "all pools are reimaged together"),
        ];
    }
    vec![Cost::by(RuleId::ChangeModel, "no cluster that stands goes this way: a new cluster")]
}
