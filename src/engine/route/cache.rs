//! The route tables of a plan, each made when first asked for. Deliberately keeps no contests: those are cheap.

use std::sync::OnceLock;

use super::effective;
use super::table::RouteTable;
use crate::engine::inventory::Inventory;
use crate::engine::plan::{Plan, SubnetId, VnetId};
use crate::engine::rules::{self, RuleId};

/// The tables made so far.
#[derive(Debug, Default)]
pub struct Routes {
    // Boxed, for few of many subnets are ever asked about.
    subnets: Vec<OnceLock<Box<RouteTable>>>,
    vnets: Vec<OnceLock<Box<RouteTable>>>,
}

impl Routes {
    /// Of a plan; no table is made yet.
    pub fn new(plan: &Plan) -> Self {
        let cells = |count: usize| (0..count).map(|_| OnceLock::new()).collect();
        Self { subnets: cells(plan.subnets().len()), vnets: cells(plan.vnets().len()) }
    }

    /// The effective routes of a subnet.
    pub fn of_subnet(&self, plan: &Plan, inventory: &Inventory, subnet: SubnetId) -> &RouteTable {
        // A count that no cluster can have must not become as many routes.
        let listed = usize::try_from(rules::number(RuleId::ClusterNodesMax)).unwrap_or(usize::MAX);
        let nodes = || inventory.nodes().take(listed).map(|at| inventory.node(at));
        self.subnets[subnet.index()].get_or_init(|| Box::new(effective::of_subnet(plan, subnet, nodes)))
    }

    /// The effective routes of a VNet where no subnet is modelled.
    pub fn of_vnet(&self, plan: &Plan, vnet: VnetId) -> &RouteTable {
        self.vnets[vnet.index()].get_or_init(|| Box::new(effective::of_vnet(plan, vnet)))
    }
}
