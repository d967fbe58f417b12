//! NAT gateways on the subnets of nodes and pods, against the outbound type. Deliberately not their ports.

use super::Finding;
use super::mend::{in_vnet, many};
use super::outbound::{is_managed, node_subnets, outbound_type, pod_subnets};
use crate::engine::capacity::Capacity;
use crate::engine::plan::{Plan, SubnetId};
use crate::engine::rules::{self, RuleId};
use crate::scenario::model::{Model, OutboundType};
use crate::scenario::{Edit, Path};

/// NAT gateways on the subnets of the nodes.
pub(super) fn on_nodes(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let outbound = outbound_type(plan);
    if is_managed(plan) {
        return;
    }
    let lacks = |id: &SubnetId| plan.subnet(*id).item.nat_gateway.is_none();
    if outbound == OutboundType::UserAssignedNatGateway {
        for id in node_subnets(plan).into_iter().filter(lacks) {
            let message = format!(
                "outbound type {outbound} needs a NAT gateway on node subnet {}, which has none",
                plan.subnet(id).item.name
            );
            let path = plan.subnet_path(id).key("nat-gateway");
            let finding = Finding::refused("nat-gateway-missing", path, RuleId::NatGatewayOnNodes, message);
            found.push(finding.fixed_by(give_nat_gateway(plan, id)));
        }
        return;
    }
    for id in node_subnets(plan).into_iter().filter(|id| !lacks(id)) {
        let subnet = &plan.subnet(id).item;
        let Some(gateway) = &subnet.nat_gateway else { continue };
        let good = rules::text(RuleId::NatGatewayType);
        let message = format!(
            "node subnet {} has NAT gateway {gateway}: a new cluster there must have outbound type {good}, not {outbound}",
            subnet.name
        );
        let path = plan.subnet_path(id).key("nat-gateway");
        let fix = Edit::unset(path.clone());
        found.push(Finding::refused("nat-gateway-unused", path, RuleId::NatGatewayType, message).fixed_by(fix));
    }
}

/// NAT gateways on the subnets of the pods.
pub(super) fn on_pods(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    if plan.model() != Model::PodSubnet || outbound_type(plan) != OutboundType::UserAssignedNatGateway {
        return;
    }
    for id in pod_subnets(plan).into_iter().filter(|id| plan.subnet(*id).item.nat_gateway.is_none()) {
        let message = format!(
            "outbound type userAssignedNATGateway needs a NAT gateway on pod subnet {} too, which has none",
            plan.subnet(id).item.name
        );
        let path = plan.subnet_path(id).key("nat-gateway");
        let finding = Finding::refused("pod-subnet-nat-gateway-missing", path, RuleId::NatGatewayOnPods, message);
        found.push(finding.fixed_by(give_nat_gateway(plan, id)));
    }
}

/// The NAT gateway that another subnet of the cluster has, else the first of the file, else a new one.
fn give_nat_gateway(plan: &Plan, id: SubnetId) -> Option<Edit> {
    let path = plan.subnet_path(id).key("nat-gateway");
    let used = node_subnets(plan).into_iter().find_map(|id| plan.subnet(id).item.nat_gateway.clone());
    let first = || plan.scenario().nat_gateways.first().map(|gateway| gateway.name.clone());
    let edit = if let Some(name) = used.or_else(first) {
        Edit::set(path, name.as_str())
    } else {
        let add = Edit::Add { list: Path::root().key("nat-gateway"), toml: "name = \"natgw\"\n".to_owned() };
        let label = format!("NAT gateway natgw on {}", plan.subnet(id).item.name);
        many(label, vec![add, Edit::set(path, "natgw")])?
    };
    Some(in_vnet(plan, plan.subnet(id).vnet, edit))
}
