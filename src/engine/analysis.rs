//! Everything that can be asked of one plan, computed when first asked and kept. Deliberately a bag of cells:
//! the work is in the functions that it calls.

use std::sync::Arc;

use crate::engine::plan::Plan;
use crate::scenario::Scenario;

/// The answers to one scenario.
#[derive(Debug)]
pub struct Analysis {
    plan: Plan,
}

impl Analysis {
    /// Of a scenario; nothing is computed yet but the plan.
    pub fn new(scenario: Arc<Scenario>) -> Self {
        Self { plan: Plan::new(scenario) }
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
}
