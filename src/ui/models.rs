//! The names that the screens give the six models, and the list to choose one from. What a model does is not known here.

use super::editor::Choice;
use crate::engine::{Analysis, Plan};
use crate::scenario::model::{Model, PodIpAllocation};
use crate::scenario::{Edit, Path};

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
    const STATIC: Option<PodIpAllocation> = Some(PodIpAllocation::StaticBlock);
    let six = [
        (Model::Overlay, None),
        (Model::PodSubnet, None),
        (Model::PodSubnet, STATIC),
        (Model::NodeSubnet, None),
        (Model::Kubenet, None),
        (Model::ByoCni, None),
    ];
    let plan = analysis.plan();
    let allocation = plan.cluster().pod_ip_allocation.filter(|_| plan.model() == Model::PodSubnet);
    let present = (plan.model(), allocation.filter(|allocation| Some(*allocation) == STATIC));
    let chosen = six.iter().position(|other| *other == present).unwrap_or(0);
    let choice = |other: &(Model, Option<PodIpAllocation>)| Choice {
        label: name(other.0, other.1).0.to_owned(),
        edit: (*other != present).then(|| edit(other.0, other.1)),
    };
    (six.iter().map(choice).collect(), chosen)
}

/// The edit that chooses a model; the allocation of pod addresses goes with it.
fn edit(model: Model, allocation: Option<PodIpAllocation>) -> Edit {
    let cluster = Path::root().key("cluster");
    let allocation = allocation.map(|allocation| allocation.word().to_owned());
    let edits = vec![
        Edit::set(cluster.key("model"), model.word()),
        Edit::Set { path: cluster.key("pod-ip-allocation"), text: allocation },
    ];
    Edit::Many { label: format!("cluster model: {}", model.word()), edits }
}
