//! The same question put to every model. Deliberately has no formula of its own: each answer is `capacity`'s.

mod features;
mod lacks;
mod migration;
mod retirements;
mod suggestion;
mod switch;

use crate::engine::capacity::{Binding, Capacity, Question};
use crate::engine::finding::{self, Findings};
use crate::engine::plan::Plan;
use crate::scenario::Edit;
use crate::scenario::model::{Model, PodIpAllocation, VerdictWord};

pub use features::{Feature, FeatureCell, FeatureId, feature, features};
pub use lacks::{Lack, Use, lacks, uses};
pub use migration::{Migration, migrations};
pub use retirements::{Retirement, retirements};
pub use suggestion::Suggestion;
pub use switch::{Missing, Switch, switch};
pub(crate) use switch::{pod_addresses, private_space};

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
    /// The range that the model needs and that could not be had.
    pub missing: Option<Missing>,
    /// What AKS or Azure refuses, in words; `None`: nothing but want of room.
    pub refused: Option<String>,
    /// What the design uses and the model lacks, what is certain first.
    pub lacks: Vec<Lack>,
    /// What makes it the scenario's model; `None` for the present one.
    switch: Option<Switch>,
}

/// All answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Overlay, pod subnet dynamic, pod subnet static, node subnet, kubenet, BYO CNI.
    pub answers: Vec<ModelAnswer>,
    /// The model to choose, and why.
    pub suggested: Option<Suggestion>,
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

/// The place of a model among the answers.
fn place_of(model: Model, allocation: Option<PodIpAllocation>) -> usize {
    let allocation = match model {
        Model::PodSubnet => Some(allocation.unwrap_or(PodIpAllocation::Dynamic)),
        _ => None,
    };
    MODELS.iter().position(|own| *own == (model, allocation)).expect("every model has its answer")
}

impl ModelAnswer {
    /// Its name: the model's, and how a pod subnet hands out addresses.
    pub fn name(&self) -> String {
        match self.pod_ip_allocation {
            Some(allocation) => format!("{}, {allocation}", self.model),
            None => self.model.to_string(),
        }
    }

    /// The design in this model, of the plan that was compared.
    pub fn plan(&self, plan: &Plan) -> Plan {
        match self.edit(plan) {
            Some(edit) => plan.edited(&edit).expect(APPLIES),
            None => plan.clone(),
        }
    }

    /// Is it the design's own model?
    pub fn is_present(&self) -> bool {
        self.switch.is_none()
    }

    /// The edit that makes it the model of the plan that was compared; `None` for the present one.
    pub fn edit(&self, plan: &Plan) -> Option<Edit> {
        self.switch.as_ref().map(|switch| switch.edit(plan))
    }

    /// What stops it, in words: what is refused, the range that could not be had, else what binds.
    pub fn stops(&self) -> String {
        let bound = || self.binding.as_ref().map(|binding| binding.reason.clone());
        let missing = self.missing.as_ref().map(ToString::to_string);
        self.refused.clone().or(missing).or_else(bound).unwrap_or_else(|| "nothing".to_owned())
    }

    /// Does it lack, for certain, something that the design uses?
    pub fn has_lacks(&self) -> bool {
        self.lacks.iter().any(Lack::is_certain)
    }

    /// Is it a model to choose for a new cluster? Kubenet retires, and of BYO CNI only the nodes are judged.
    pub fn is_choice(&self) -> bool {
        !matches!(self.model, Model::Kubenet | Model::ByoCni)
    }
}

impl Comparison {
    /// The answer of the present model.
    pub fn present(&self) -> Option<&ModelAnswer> {
        self.answers.iter().find(|answer| answer.is_present())
    }
}

/// Why an answer's edit can be applied to the design that it was made of.
const APPLIES: &str = "a switch sets keys and adds items that its plan allows";

/// The question put to every model. The present one's answer is the design's own.
pub fn compare(plan: &Plan, question: &Question, capacity: &Capacity, findings: &Findings) -> Comparison {
    let own = (plan.model(), capacity.pod_ip_allocation);
    let used = uses(plan);
    let answers: Vec<ModelAnswer> = MODELS
        .into_iter()
        .map(|model| {
            let answer = if model == own {
                let refused = finding::refused(&findings.list);
                ModelAnswer { refused, ..answer(question, capacity.clone(), findings.verdict) }
            } else {
                other(plan, model, findings)
            };
            ModelAnswer { lacks: lacks(&used, model.0, model.1), ..answer }
        })
        .collect();
    let suggested = suggestion::suggest(&answers);
    Comparison { answers, suggested }
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
        missing: None,
        refused: None,
        lacks: Vec::new(),
        switch: None,
    }
}

/// The answer of another model; what is wrong in any model is wrong there too.
fn other(plan: &Plan, (model, allocation): (Model, Option<PodIpAllocation>), findings: &Findings) -> ModelAnswer {
    let switch = switch(plan, model, allocation);
    let after = plan.variant(&switch.variant);
    let question = Question::of(&after);
    let capacity = question.answer();
    let (of_model, refused) = finding::verdict_of_model(&after, &capacity);
    let mut answer = ModelAnswer {
        assumed: switch.assumed.clone(),
        refused: findings.refused_in_any_model.clone().or(refused),
        ..answer(&question, capacity, findings.verdict_in_any_model.max(of_model))
    };
    if let Some(missing) = switch.missing.clone() {
        // Without the range the pools lack a key; that is want of room, and not what the key's rule calls it.
        answer.verdict = VerdictWord::NoFit.max(findings.verdict_in_any_model);
        answer.refused.clone_from(&findings.refused_in_any_model);
        answer.binding = Some(Binding {
            role: missing.role.word().to_owned(),
            name: missing.role.title().to_owned(),
            reason: missing.to_string(),
            used_percent: None,
            counts: None,
            range: None,
        });
        answer.used_percent = None;
        answer.max_nodes = Some(0);
        answer.missing = Some(missing);
    }
    ModelAnswer { switch: Some(switch), ..answer }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

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
        assert_eq!(comparison.suggested.as_ref().map(|suggestion| suggestion.place), Some(0));
        assert_eq!(comparison.answers[1].assumed, ["pod subnet 10.0.0.0/20"]);
    }

    #[test]
    fn a_range_that_cannot_be_had_is_named_and_nothing_else() {
        let full = plan(
            "[cluster]\n[[node-pool]]\nname = \"a\"\ncount = 5\nmax-pods = 110\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/24\"]\n[[vnet.subnet]]\nname = \"s\"\nprefix = \"10.240.0.0/24\"\n",
        );
        let comparison = answers(&full);
        let dynamic = &comparison.answers[1];
        assert_eq!((dynamic.verdict, dynamic.max_nodes), (VerdictWord::NoFit, Some(0)));
        assert_eq!(dynamic.stops(), "a pod subnet needs a /22, and VNet v has none free");
        let overlay = &comparison.answers[0];
        assert_eq!(overlay.stops(), overlay.binding.as_ref().unwrap().reason);
    }

    #[test]
    fn what_is_refused_stops_a_model_whatever_has_room() {
        let windows = plan("[cluster]\n[[node-pool]]\nname = \"a\"\n[[node-pool]]\nname = \"w\"\nos = \"windows\"\n");
        let kubenet = &answers(&windows).answers[4];
        assert_eq!(
            (kubenet.verdict, kubenet.stops().as_str()),
            (VerdictWord::Invalid, "pool w: kubenet has no Windows nodes")
        );
        let reserved = plan("[cluster]\nservice-cidr = \"10.0.0.0/8\"\n[[node-pool]]\nname = \"a\"\n");
        for answer in answers(&reserved).answers.iter().filter(|answer| !answer.is_present()) {
            assert_eq!(answer.verdict, VerdictWord::Invalid);
            assert!(answer.stops().contains("service CIDR 10.0.0.0/8"), "{}", answer.stops());
        }
    }

    #[test]
    fn a_model_without_cilium_is_asked_without_it() {
        let text = crate::engine::sample::text("azure-cni-overlay", 3, 30, "1", "10.240.0.0/22");
        let cilium = plan(&text.replace("[cluster]", "[cluster]\ndataplane = \"cilium\""));
        for answer in answers(&cilium).answers {
            let goes_with = !matches!(answer.model, Model::Kubenet | Model::ByoCni);
            let after = Analysis::of(answer.plan(&cilium));
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
                let after = Analysis::of(answer.plan(&plan));
                assert_eq!(after.plan().model(), answer.model);
                assert_eq!(*after.capacity(), answer.capacity);
                let pool = after.plan().pools()[0].clone();
                let old = &plan.pools()[0];
                assert_eq!((pool.nodes, pool.max_pods, pool.surge), (old.nodes, old.max_pods, old.surge));
                if answer.missing.is_none() {
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
                let after = Analysis::of(answer.plan(&plan));
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
