//! What takes an address of a subnet beside this cluster's nodes and pods: virtual machines, private endpoints,
//! load balancers, gateways. Deliberately not neighbouring clusters: those take addresses by a formula.

use std::net::{IpAddr, Ipv4Addr};

use crate::engine::address::OwnerKind;
use crate::engine::plan::{Plan, SubnetId, VnetId};
use crate::engine::rules::{self, RuleId};
use crate::scenario::model::{ApiServer, IngressController, LoadBalancerType, ServiceType};

/// One address of a subnet and what has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occupant {
    /// The subnet.
    pub subnet: SubnetId,
    /// What it is.
    pub kind: OwnerKind,
    /// Its name.
    pub name: String,
    /// Its address; `None`: the scenario gives none.
    pub ip: Option<Ipv4Addr>,
}

/// Everything but nodes and pods that takes an address of some subnet.
pub fn occupants(plan: &Plan) -> Vec<Occupant> {
    let mut found = Vec::new();
    machines(plan, &mut found);
    balancers(plan, &mut found);
    appliances(plan, &mut found);
    if plan.cluster().api_server == Some(ApiServer::PrivateLink)
        && let Some(subnet) = plan.pools().first().and_then(|pool| pool.subnet)
    {
        let addresses = rules::number(RuleId::PrivateApiServerAddresses);
        let endpoint = Occupant { subnet, kind: OwnerKind::ApiServer, name: "api-server".to_owned(), ip: None };
        found.extend((0..addresses).map(|_| endpoint.clone()));
    }
    found
}

/// The subnet of a VNet that holds the address.
pub fn subnet_at(plan: &Plan, vnet: VnetId, address: IpAddr) -> Option<SubnetId> {
    let row = plan.vnet(vnet);
    if !row.item.address_space.iter().any(|range| range.contains(address)) {
        return None;
    }
    row.subnets.iter().copied().find(|id| plan.subnet(*id).item.prefix.contains(address))
}

fn v4(address: Option<IpAddr>) -> Option<Ipv4Addr> {
    match address? {
        IpAddr::V4(address) => Some(address),
        IpAddr::V6(_) => None,
    }
}

fn machines(plan: &Plan, found: &mut Vec<Occupant>) {
    for vm in &plan.scenario().vms {
        let named = vm.subnet.as_ref().and_then(|name| plan.subnet_named(name));
        let at = || subnet_at(plan, vm.vnet.as_ref().and_then(|name| plan.vnet_named(name))?, vm.ip?);
        if let Some(subnet) = named.or_else(at) {
            found.push(Occupant { subnet, kind: OwnerKind::Vm, name: vm.name.to_string(), ip: v4(vm.ip) });
        }
    }
    for endpoint in &plan.scenario().private_endpoints {
        if let Some(subnet) = plan.subnet_named(&endpoint.subnet) {
            let (name, ip) = (endpoint.name.to_string(), v4(endpoint.ip));
            found.push(Occupant { subnet, kind: OwnerKind::PrivateEndpoint, name, ip });
        }
    }
}

/// An internal load balancer takes its address of the first pool's node subnet, or of the subnet that holds it.
fn balancers(plan: &Plan, found: &mut Vec<Occupant>) {
    let home = plan.pools().first().and_then(|pool| pool.subnet);
    let anywhere = |ip| plan.vnet_ids().find_map(|vnet| subnet_at(plan, vnet, ip));
    let kind = OwnerKind::InternalLoadBalancer;
    for service in &plan.scenario().services {
        if service.service_type != Some(ServiceType::LoadBalancer) || service.internal != Some(true) {
            continue;
        }
        let subnet = match service.load_balancer_ip {
            Some(ip) => subnet_at(plan, plan.cluster_vnet(), ip),
            None => home,
        };
        if let Some(subnet) = subnet {
            let namespace = service.namespace.as_ref().map_or("default", |name| name.as_str());
            let name = format!("{namespace}/{}", service.name);
            found.push(Occupant { subnet, kind, name, ip: v4(service.load_balancer_ip) });
        }
    }
    for balancer in &plan.scenario().load_balancers {
        if balancer.kind != Some(LoadBalancerType::Public)
            && let Some(subnet) = anywhere(balancer.frontend)
        {
            found.push(Occupant { subnet, kind, name: balancer.name.to_string(), ip: v4(Some(balancer.frontend)) });
        }
    }
}

fn appliances(plan: &Plan, found: &mut Vec<Occupant>) {
    for firewall in &plan.scenario().firewalls {
        if let Some(vnet) = plan.vnet_named(&firewall.vnet)
            && let Some(subnet) = subnet_at(plan, vnet, firewall.private_ip)
        {
            let (name, ip) = (firewall.name.to_string(), v4(Some(firewall.private_ip)));
            found.push(Occupant { subnet, kind: OwnerKind::Appliance, name, ip });
        }
    }
    for gateway in &plan.scenario().gateways {
        if let (Some(vnet), Some(ip)) = (plan.vnet_named(&gateway.vnet), gateway.ip)
            && let Some(subnet) = subnet_at(plan, vnet, ip)
        {
            found.push(Occupant { subnet, kind: OwnerKind::Gateway, name: gateway.name.to_string(), ip: v4(Some(ip)) });
        }
    }
    for ingress in &plan.scenario().ingresses {
        let is_inside = matches!(ingress.controller, None | Some(IngressController::AppRoutingNginx));
        let ip = ingress.ip.and_then(|ip| ip.0);
        let named = ingress.subnet.as_ref().and_then(|subnet| plan.subnet_named(&subnet.0));
        let subnet = named.or_else(|| subnet_at(plan, plan.cluster_vnet(), ip?));
        // Ingresses behind one frontend are of one gateway, and those that name no frontend of a subnet are too.
        let is_known = |known: &Occupant| {
            known.kind == OwnerKind::ApplicationGateway && Some(known.subnet) == subnet && known.ip == v4(ip)
        };
        if let Some(subnet) = subnet.filter(|_| !is_inside && !found.iter().any(is_known)) {
            found.push(Occupant {
                subnet,
                kind: OwnerKind::ApplicationGateway,
                name: ingress.name.to_string(),
                ip: v4(ip),
            });
        }
    }
}
