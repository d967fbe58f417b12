//! The same question put to every model. Deliberately has no formula of its own: each answer is `capacity`'s.

mod features;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::capacity::{Binding, Capacity};
use crate::engine::finding::SourceRef;
use crate::scenario::model::{Model, PodIpAllocation, VerdictWord};
use crate::scenario::{Edit, Scenario};

pub use features::features;

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
    /// The design in this model.
    pub scenario: Arc<Scenario>,
    /// The edit that makes it the scenario's model; `None` for the present one.
    pub edit: Option<Edit>,
}

/// How a model treats something that designs use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Feature {
    /// What: `pod reachable from the VNet`.
    pub name: &'static str,
    /// One word or phrase a model, in the order of the answers.
    pub values: Vec<&'static str>,
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
