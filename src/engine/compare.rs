//! The same question put to every model. Deliberately has no formula of its own: each answer is `capacity`'s.

mod features;
mod switch;

use std::borrow::Cow;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::capacity::{Binding, Capacity, Question, Role};
use crate::engine::finding::{self, Findings, SourceRef};
use crate::engine::plan::Plan;
use crate::net::thousands;
use crate::scenario::model::{Model, PodIpAllocation, VerdictWord};
use crate::scenario::{Edit, Scenario};

pub use features::features;
pub(crate) use switch::private_space;
pub use switch::{Switch, switch};

/// One model's answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelAnswer {
    /// The model.
    pub model: Model,
    /// Pod subnet only.
    pub pod_ip_allocation: Option<PodIpAllocation>,
    /// Does it fit?
    pub verdict: VerdictWord,
    /// What binds.
    pub binding: Option<Binding>,
    /// Need of have of the range that binds.
    pub used_percent: Option<u64>,
    /// The largest steady node count.
    pub max_nodes: Option<u32>,
    /// Addresses of the VNet that the design takes at its peak.
    pub vnet_addresses: u64,
    /// All its numbers.
    pub capacity: Capacity,
    /// Ranges that were assumed because the design lacks them, in words.
    pub assumed: Vec<String>,
    /// The edit that makes it the scenario's model; `None` for the present one.
    pub edit: Option<Edit>,
}

/// How a model treats something that designs use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Feature {
    /// What: `pod reachable from the VNet`.
    pub name: &'static str,
    /// One word or phrase a model, in the order of the answers.
    pub values: Vec<Cow<'static, str>>,
    /// Does the model have it? `None` where that is no question, or no page says.
    pub supported: Vec<Option<bool>>,
    /// The page.
    pub source: SourceRef,
}

/// All answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Overlay, pod subnet dynamic, pod subnet static, node subnet, kubenet, BYO CNI.
    pub answers: Vec<ModelAnswer>,
    /// Behaviour and limits, a row each.
    pub features: Vec<Feature>,
    /// The model to choose, and why.
    pub suggested: Option<(usize, String)>,
}

/// The models in the order of the answers.
pub const MODELS: [(Model, Option<PodIpAllocation>); 6] = [
    (Model::Overlay, None),
    (Model::PodSubnet, Some(PodIpAllocation::Dynamic)),
    (Model::PodSubnet, Some(PodIpAllocation::StaticBlock)),
    (Model::NodeSubnet, None),
    (Model::Kubenet, None),
    (Model::ByoCni, None),
];

impl ModelAnswer {
    /// Its name: the model's, and how a pod subnet hands out addresses.
    pub fn name(&self) -> String {
        match self.pod_ip_allocation {
            Some(allocation) => format!("{}, {allocation}", self.model),
            None => self.model.to_string(),
        }
    }

    /// The design in this model, of the plan that was compared.
    pub fn scenario(&self, plan: &Plan) -> Arc<Scenario> {
        match &self.edit {
            Some(edit) => Arc::new(edit.apply(plan.written()).expect(APPLIES)),
            None => Arc::clone(plan.written()),
        }
    }

    /// Is it a model to choose for a new cluster? Kubenet retires, and of BYO CNI only the nodes are judged.
    pub fn is_choice(&self) -> bool {
        !matches!(self.model, Model::Kubenet | Model::ByoCni)
    }
}

impl Comparison {
    /// The answer of the present model.
    pub fn present(&self) -> Option<&ModelAnswer> {
        self.answers.iter().find(|answer| answer.edit.is_none())
    }
}

/// Why an answer's edit can be applied to the design that it was made of.
const APPLIES: &str = "a switch sets keys and adds items that its plan allows";

/// The question put to every model. The present one's answer is the design's own.
pub fn compare(plan: &Plan, question: &Question, capacity: &Capacity, findings: &Findings) -> Comparison {
    let own = (plan.model(), capacity.pod_ip_allocation);
    let answers: Vec<ModelAnswer> = MODELS
        .into_iter()
        .map(|model| {
            if model == own {
                answer(question, capacity.clone(), findings.verdict)
            } else {
                other(plan, model, findings.verdict_in_any_model)
            }
        })
        .collect();
    let suggested = suggest(&answers);
    Comparison { answers, features: features(), suggested }
}

fn answer(question: &Question, capacity: Capacity, verdict: VerdictWord) -> ModelAnswer {
    ModelAnswer {
        model: question.model,
        pod_ip_allocation: capacity.pod_ip_allocation,
        verdict,
        binding: capacity.binding.clone(),
        used_percent: capacity.binding.as_ref().and_then(|binding| binding.used_percent),
        max_nodes: capacity.max_nodes,
        vnet_addresses: question.of_the_vnet(),
        capacity,
        assumed: Vec::new(),
        edit: None,
    }
}

/// The answer of another model; what is wrong in any model is wrong there too.
fn other(plan: &Plan, (model, allocation): (Model, Option<PodIpAllocation>), in_any: VerdictWord) -> ModelAnswer {
    let switch = switch(plan, model, allocation);
    let after = plan.variant(&switch.variant);
    let question = Question::of(&after);
    let capacity = question.answer();
    let verdict = in_any.max(finding::verdict_of_model(&after, &capacity));
    let mut answer =
        ModelAnswer { assumed: switch.assumed, edit: Some(switch.edit), ..answer(&question, capacity, verdict) };
    if let Some(reason) = switch.missing {
        let role = if model == Model::PodSubnet { Role::PodSubnet } else { Role::PodCidr };
        answer.verdict = VerdictWord::NoFit;
        answer.binding =
            Some(Binding { role: role.word().to_owned(), name: role.word().to_owned(), reason, used_percent: None });
        answer.used_percent = None;
        answer.max_nodes = Some(0);
    }
    answer
}

/// Of the models that fit, the one that holds the most nodes; of those, the one that takes the fewest addresses.
fn suggest(answers: &[ModelAnswer]) -> Option<(usize, String)> {
    let fits = |answer: &&ModelAnswer| answer.verdict == VerdictWord::Fits && answer.is_choice();
    let rank = |answer: &ModelAnswer| (answer.max_nodes.unwrap_or(u32::MAX), u64::MAX - answer.vnet_addresses);
    // Of equals the first in the list is taken.
    let (place, best) =
        answers.iter().enumerate().rev().filter(|(_, answer)| fits(answer)).max_by_key(|(_, answer)| rank(answer))?;
    let room = best.max_nodes.map_or_else(String::new, |nodes| format!(" holds up to {} nodes and", thousands(nodes)));
    let instead = match answers.iter().find(|answer| answer.edit.is_none()) {
        Some(own) if own.vnet_addresses > best.vnet_addresses => {
            format!(" instead of {}", thousands(own.vnet_addresses))
        }
        _ => String::new(),
    };
    Some((place, format!("It fits,{room} takes {} addresses of the VNet{instead}", thousands(best.vnet_addresses))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::engine::Analysis;
    use crate::engine::finding::findings;
    use crate::engine::sample::{design, flagship, plan};
    use crate::scenario::arbitrary::scenario_strategy;
    use crate::scenario::model::Dataplane;

    fn answers(plan: &Plan) -> Comparison {
        let question = Question::of(plan);
        let capacity = question.answer();
        compare(plan, &question, &capacity, &findings(plan, &capacity))
    }

    #[test]
    fn the_flagship_fits_every_model_but_its_own() {
        let comparison = answers(&flagship());
        let rows: Vec<_> = comparison
            .answers
            .iter()
            .map(|answer| (answer.verdict, answer.used_percent, answer.max_nodes, answer.vnet_addresses))
            .collect();
        assert_eq!(
            rows,
            [
                (VerdictWord::Fits, Some(17), Some(232), 44),
                (VerdictWord::Fits, Some(69), Some(57), 2860),
                (VerdictWord::Fits, Some(69), Some(57), 2860),
                (VerdictWord::NoFit, Some(220), Some(17), 2244),
                (VerdictWord::Fits, Some(17), Some(232), 44),
                (VerdictWord::Fits, Some(4), Some(909), 44),
            ]
        );
        assert_eq!(comparison.suggested.as_ref().map(|(place, _)| *place), Some(0));
        assert_eq!(comparison.answers[1].assumed, ["pod subnet 10.0.0.0/20"]);
    }

    #[test]
    fn a_model_without_cilium_is_asked_without_it() {
        let text = crate::engine::sample::text("azure-cni-overlay", 3, 30, "1", "10.240.0.0/22");
        let cilium = plan(&text.replace("[cluster]", "[cluster]\ndataplane = \"cilium\""));
        for answer in answers(&cilium).answers {
            let goes_with = !matches!(answer.model, Model::Kubenet | Model::ByoCni);
            let after = Analysis::new(answer.scenario(&cilium));
            assert_eq!(answer.verdict, VerdictWord::Fits, "{}", answer.name());
            assert_eq!(after.plan().dataplane(), if goes_with { Dataplane::Cilium } else { Dataplane::Azure });
            assert_eq!(answer.assumed.iter().any(|text| text == "data plane azure"), !goes_with);
        }
    }

    #[test]
    fn counts_beyond_all_reason_are_answered() {
        let most = u32::MAX;
        let pool = |name: &str| {
            format!(
                "[[node-pool]]\nname = \"{name}\"\ncount = {most}\nmax-pods = {most}\nmax-surge = \"{most}%\"\npod-subnet = \"p\"\n"
            )
        };
        for model in ["kubenet", "azure-cni-node-subnet", "azure-cni-pod-subnet", "azure-cni-overlay", "byo-cni"] {
            let text = format!(
                "[cluster]\nmodel = \"{model}\"\npod-ip-allocation = \"static-block\"\n{}{}[[vnet]]\nname = \"v\"\naddress-space = [\"10.64.0.0/12\"]\n[[vnet.subnet]]\nname = \"s\"\nprefix = \"10.64.0.0/24\"\n[[vnet.subnet]]\nname = \"p\"\nprefix = \"10.64.1.0/24\"\n",
                pool("a"),
                pool("b")
            );
            let analysis = Analysis::new(std::sync::Arc::clone(plan(&text).written()));
            assert_eq!(analysis.verdict(), VerdictWord::Invalid, "{model}");
            assert_eq!(analysis.compare().answers.len(), 6);
            assert!(analysis.addresses().ranges.iter().all(|range| !range.runs.is_empty()));
            let inventory = analysis.inventory();
            assert!(inventory.nodes().take(9).all(|node| inventory.node(node).pod_cidrs.len() <= 16));
        }
    }

    #[test]
    fn every_answer_is_that_of_its_edit_applied() {
        let bare = plan("[cluster]\n");
        for plan in [flagship(), bare, design("azure-cni-overlay", 500, 250, "10%", "10.240.0.0/21")] {
            for answer in answers(&plan).answers {
                let after = Analysis::new(answer.scenario(&plan));
                assert_eq!(after.plan().model(), answer.model);
                assert_eq!(*after.capacity(), answer.capacity);
                let pool = after.plan().pools()[0].clone();
                let old = &plan.pools()[0];
                assert_eq!((pool.nodes, pool.max_pods, pool.surge), (old.nodes, old.max_pods, old.surge));
                if answer.binding.as_ref().is_none_or(|binding| !binding.reason.contains("none free")) {
                    assert_eq!(after.verdict(), answer.verdict, "{}", answer.name());
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_design_is_judged_in_every_model_as_its_edit_would_be(scenario in scenario_strategy()) {
            let plan = Plan::new(Arc::new(scenario));
            for answer in answers(&plan).answers {
                let after = Analysis::new(answer.scenario(&plan));
                // The place of a subnet that is not there yet is no matter.
                let unplaced = |capacity: &Capacity| {
                    let mut capacity = capacity.clone();
                    capacity.ranges.iter_mut().for_each(|range| range.subnet = None);
                    capacity
                };
                prop_assert_eq!(unplaced(after.capacity()), unplaced(&answer.capacity));
                prop_assert_eq!(after.question().of_the_vnet(), answer.vnet_addresses);
                if answer.binding == answer.capacity.binding {
                    prop_assert_eq!(after.verdict(), answer.verdict, "{}", answer.name());
                }
            }
        }
    }
}
