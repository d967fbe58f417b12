//! Everything that can be asked of one plan, computed when first asked and kept. Deliberately a bag of cells:
//! the work is in the functions that it calls.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use crate::engine::capacity::{Capacity, Question};
use crate::engine::finding::{self, Finding};
use crate::engine::inventory::Inventory;
use crate::engine::plan::{Plan, SubnetId, VnetId};
use crate::engine::route::{Contest, RouteTable, Routes};
use crate::scenario::Scenario;
use crate::scenario::model::VerdictWord;

/// The answers to one scenario.
#[derive(Debug)]
pub struct Analysis {
    plan: Plan,
    routes: Routes,
    question: OnceLock<Question>,
    capacity: OnceLock<Capacity>,
    findings: OnceLock<Vec<Finding>>,
    inventory: OnceLock<Inventory>,
}

impl Analysis {
    /// Of a scenario; nothing is computed yet but the plan.
    pub fn new(scenario: Arc<Scenario>) -> Self {
        let plan = Plan::new(scenario);
        Self {
            routes: Routes::new(&plan),
            plan,
            question: OnceLock::new(),
            capacity: OnceLock::new(),
            findings: OnceLock::new(),
            inventory: OnceLock::new(),
        }
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The effective routes of a subnet.
    pub fn routes(&self, subnet: SubnetId) -> &RouteTable {
        self.routes.of_subnet(&self.plan, subnet)
    }

    /// The effective routes of a VNet where no subnet is modelled.
    pub fn vnet_routes(&self, vnet: VnetId) -> &RouteTable {
        self.routes.of_vnet(&self.plan, vnet)
    }

    /// The contest of a subnet's routes for one address.
    pub fn contest(&self, subnet: SubnetId, address: IpAddr) -> Contest {
        self.routes(subnet).contest(address)
    }

    /// The nodes and pods.
    pub fn inventory(&self) -> &Inventory {
        self.inventory.get_or_init(|| Inventory::new(&self.plan))
    }

    /// The sizing question.
    pub fn question(&self) -> &Question {
        self.question.get_or_init(|| Question::of(&self.plan))
    }

    /// Need and have of every range.
    pub fn capacity(&self) -> &Capacity {
        self.capacity.get_or_init(|| self.question().answer())
    }

    /// What would go wrong, the worst first.
    pub fn findings(&self) -> &[Finding] {
        self.findings.get_or_init(|| finding::findings(&self.plan, self.capacity()))
    }

    /// Can the design stand?
    pub fn verdict(&self) -> VerdictWord {
        finding::verdict(self.findings())
    }
}
