//! Everything that can be asked of one plan, computed when first asked and kept. Deliberately a bag of cells:
//! the work is in the functions that it calls.

use std::cell::OnceCell;
use std::net::IpAddr;
use std::sync::Arc;

use crate::engine::capacity::{Capacity, Question};
use crate::engine::inventory::Inventory;
use crate::engine::plan::{Plan, SubnetId, VnetId};
use crate::engine::route::{Contest, RouteTable, Routes};
use crate::scenario::Scenario;

/// The answers to one scenario.
#[derive(Debug)]
pub struct Analysis {
    plan: Plan,
    routes: Routes,
    question: OnceCell<Question>,
    capacity: OnceCell<Capacity>,
    inventory: OnceCell<Inventory>,
}

impl Analysis {
    /// Of a scenario; nothing is computed yet but the plan.
    pub fn new(scenario: Arc<Scenario>) -> Self {
        let plan = Plan::new(scenario);
        Self {
            routes: Routes::new(&plan),
            plan,
            question: OnceCell::new(),
            capacity: OnceCell::new(),
            inventory: OnceCell::new(),
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
}
