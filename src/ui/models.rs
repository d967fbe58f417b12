//! The names that the screens give the six models, and the list to choose one from. What a model does is not known here.

use super::editor::Choice;
use crate::engine::compare::ModelAnswer;
use crate::engine::{Analysis, Plan};
use crate::scenario::model::{Model, PodIpAllocation};

/// The name, in full and short for narrow columns.
pub fn name(model: Model, allocation: Option<PodIpAllocation>) -> (&'static str, &'static str) {
    match (model, allocation) {
        (Model::Overlay, _) => ("Overlay", "Overlay"),
        (Model::PodSubnet, Some(PodIpAllocation::StaticBlock)) => ("Pod subnet, static", "Pods static"),
        (Model::PodSubnet, _) => ("Pod subnet", "Pod subnet"),
        (Model::NodeSubnet, _) => ("Node subnet (flat)", "Node subnet"),
        (Model::Kubenet, _) => ("kubenet", "kubenet"),
        (Model::ByoCni, _) => ("BYO CNI", "BYO CNI"),
    }
}

/// The name of the plan's own model.
pub fn present(plan: &Plan) -> &'static str {
    name(plan.model(), plan.cluster().pod_ip_allocation).0
}

/// The six models, each with the edit that makes it the scenario's, and the place of the present one.
pub fn choices(analysis: &Analysis) -> (Vec<Choice>, usize) {
    let answers = &analysis.compare().answers;
    let choice = |answer: &ModelAnswer| Choice {
        label: name(answer.model, answer.pod_ip_allocation).0.to_owned(),
        edit: answer.edit(analysis.plan()),
    };
    let present = answers.iter().position(ModelAnswer::is_present).unwrap_or(0);
    (answers.iter().map(choice).collect(), present)
}
