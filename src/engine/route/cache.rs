//! The route tables of a plan, each made when first asked for. Deliberately keeps no contests: those are cheap.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::OnceLock;

use super::effective;
use super::table::RouteTable;
use crate::engine::address::OwnerKind;
use crate::engine::inventory::Inventory;
use crate::engine::plan::{Plan, SubnetId, VnetId};
use crate::engine::rules::{self, RuleId};
use crate::scenario::model::ApiServer;

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
        let made = || Box::new(effective::of_subnet(plan, subnet, nodes, private_api_server(plan, inventory)));
        self.subnets[subnet.index()].get_or_init(made)
    }

    /// The effective routes of a subnet whose route table lacks one of the user's routes; made anew, and not kept.
    pub fn without_user_route(
        &self,
        plan: &Plan,
        inventory: &Inventory,
        subnet: SubnetId,
        prefix: crate::net::Cidr,
    ) -> RouteTable {
        let listed = usize::try_from(rules::number(RuleId::ClusterNodesMax)).unwrap_or(usize::MAX);
        let nodes = || inventory.nodes().take(listed).map(|at| inventory.node(at));
        effective::of_subnet_without(plan, subnet, nodes, private_api_server(plan, inventory), Some(prefix))
    }

    /// The effective routes of a VNet where no subnet is modelled.
    pub fn of_vnet(&self, plan: &Plan, inventory: &Inventory, vnet: VnetId) -> &RouteTable {
        let made = || Box::new(effective::of_vnet(plan, vnet, private_api_server(plan, inventory)));
        self.vnets[vnet.index()].get_or_init(made)
    }
}

/// The address of the API server's private endpoint, where it has one: in the subnet of the first pool.
pub fn private_api_server(plan: &Plan, inventory: &Inventory) -> Option<(SubnetId, IpAddr)> {
    if plan.cluster().api_server != Some(ApiServer::PrivateLink) {
        return None;
    }
    let subnet = plan.pools().first()?.subnet?;
    let layout = inventory.layout(subnet);
    let take = layout.takes.iter().find(|take| take.kind == OwnerKind::ApiServer)?;
    layout.free.nth(take.start).map(|address| (subnet, Ipv4Addr::from(address).into()))
}
