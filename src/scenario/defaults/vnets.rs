//! What VNets, subnets, peerings and route tables leave out. Deliberately moves no address.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::item::List;
use super::super::leaf::{Name, OptionalCidr, Text};
use super::super::model::{Model, Peering, PeeringState, PrivateEndpointPolicies, RouteTable, Scenario, Subnet, Vnet};
use super::super::reference::vnet_of_subnet;
use super::{changed, name};
use crate::engine::rules::{self, RuleId};

/// A kubenet cluster keeps its pod routes in the table of its node subnets; where there is none, AKS makes one.
pub(super) fn fill_route_tables(scenario: &mut Scenario) {
    let mut managed: BTreeSet<Name> = BTreeSet::new();
    if scenario.cluster.model == Some(Model::Kubenet) {
        give_node_subnets_a_table(scenario, &mut managed);
    }
    scenario.route_tables = scenario.route_tables.mapped(|table| {
        let mut table: Cow<'_, RouteTable> = Cow::Borrowed(table);
        fill!(table.managed = managed.contains(&table.name));
        fill!(table.bgp_route_propagation = true);
        changed(table)
    });
}

fn give_node_subnets_a_table(scenario: &mut Scenario, managed: &mut BTreeSet<Name>) {
    let subnets: BTreeSet<Name> = scenario.pools.iter().filter_map(|pool| pool.subnet.clone()).collect();
    let at = |subnet: &Name| Some((vnet_of_subnet(scenario, None, subnet)?.name.clone(), subnet.clone()));
    let places: BTreeSet<(Name, Name)> = subnets.iter().filter_map(at).collect();
    let own = name(rules::text(RuleId::KubenetRouteTableName));
    let vnets = scenario.vnets.mapped(|vnet| {
        let subnets = vnet.subnets.mapped(|subnet| {
            if !places.contains(&(vnet.name.clone(), subnet.name.clone())) {
                return None;
            }
            managed.insert(subnet.route_table.clone().unwrap_or_else(|| own.clone()));
            subnet.route_table.is_none().then(|| Subnet { route_table: Some(own.clone()), ..subnet.clone() })
        });
        (!subnets.same_as(&vnet.subnets)).then(|| Vnet { subnets, ..vnet.clone() })
    });
    scenario.vnets = vnets;
    if managed.contains(&own) && !scenario.route_tables.iter().any(|table| table.name == own) {
        let table = RouteTable { name: own, managed: Some(true), bgp_route_propagation: None, routes: List::default() };
        scenario.route_tables.items_mut().push(Arc::new(table));
    }
}

pub(super) fn fill_vnets(scenario: &mut Scenario) {
    let back = peerings_back(scenario);
    scenario.vnets = scenario.vnets.mapped(|vnet| {
        let mut filled: Cow<'_, Vnet> = Cow::Borrowed(vnet);
        fill!(filled.managed = false);
        let managed = filled.managed == Some(true);
        let subnets = vnet.subnets.mapped(|subnet| fill_subnet(subnet, managed));
        if !subnets.same_as(&vnet.subnets) {
            filled.to_mut().subnets = subnets;
        }
        let mut peerings = vnet.peerings.mapped(fill_peering);
        for (_, peering) in back.iter().filter(|(owner, _)| *owner == vnet.name) {
            peerings.items_mut().push(Arc::new(fill_peering(peering).unwrap_or_else(|| peering.clone())));
        }
        if !peerings.same_as(&vnet.peerings) {
            filled.to_mut().peerings = peerings;
        }
        changed(filled)
    });
}

fn fill_subnet(subnet: &Subnet, managed: bool) -> Option<Subnet> {
    let mut subnet: Cow<'_, Subnet> = Cow::Borrowed(subnet);
    fill!(subnet.default_outbound_access = !managed);
    fill!(subnet.private_endpoint_policies = PrivateEndpointPolicies::Disabled);
    fill!(subnet.used_by_others = 0);
    fill!(subnet.prefix_v6 = OptionalCidr(None));
    fill!(subnet.delegation = Text::default());
    changed(subnet)
}

fn fill_peering(peering: &Peering) -> Option<Peering> {
    let mut peering: Cow<'_, Peering> = Cow::Borrowed(peering);
    fill!(peering.allow_forwarded_traffic = false);
    fill!(peering.use_remote_gateways = false);
    fill!(peering.allow_gateway_transit = false);
    fill!(peering.state = PeeringState::Connected);
    changed(peering)
}

/// For each peering whose other side is not written, that other side: it uses what is offered and offers what is
/// used, and takes forwarded packets if this side does.
fn peerings_back(scenario: &Scenario) -> Vec<(Name, Peering)> {
    let has_gateway = |vnet: &Name| scenario.gateways.iter().any(|gateway| gateway.vnet == *vnet);
    let mut back = Vec::new();
    for vnet in &scenario.vnets {
        for peering in &vnet.peerings {
            let Some(other) = scenario.vnets.iter().find(|other| other.name == peering.remote) else { continue };
            if other.name == vnet.name || other.peerings.iter().any(|own| own.remote == vnet.name) {
                continue;
            }
            let offered = peering.allow_gateway_transit == Some(true) && has_gateway(&vnet.name);
            let side = Peering {
                remote: vnet.name.clone(),
                allow_forwarded_traffic: peering.allow_forwarded_traffic,
                use_remote_gateways: Some(offered && !has_gateway(&other.name)),
                allow_gateway_transit: peering.use_remote_gateways,
                state: peering.state,
            };
            back.push((other.name.clone(), side));
        }
    }
    back
}
