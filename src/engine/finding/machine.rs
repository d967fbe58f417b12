//! Addresses that the file gives to machines, endpoints, nodes and load balancers: outside their subnet, kept by
//! Azure, or given twice. Deliberately nothing of addresses that no key gives: those are dealt out where there is room.

use std::collections::HashMap;
use std::net::IpAddr;

use super::{Finding, When};
use crate::engine::capacity::Capacity;
use crate::engine::layout::usable;
use crate::engine::occupant::subnet_at;
use crate::engine::plan::{Plan, SubnetId, VnetId};
use crate::engine::rules::{self, RuleId};
use crate::net::Cidr;
use crate::scenario::model::{IngressController, LoadBalancerType, ServiceType};
use crate::scenario::{Edit, Node as _, Path};

/// What an address is given to, so far as the checks differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    /// A machine, an endpoint, a gateway: one network card.
    Card,
    /// A node: its pool says the subnet.
    Node,
    /// The load balancer of an internal Service; several may share one.
    Service,
}

/// An address that the file gives to something.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    /// What: `VM vm-app`.
    pub name: String,
    /// What kind of thing.
    pub holder: Holder,
    /// The field that gives it.
    pub path: Path,
    /// May the field be left out?
    pub is_optional: bool,
    /// The VNet, where the file says it.
    pub vnet: Option<VnetId>,
    /// The subnet, where the file names it.
    pub subnet: Option<SubnetId>,
    /// The address.
    pub ip: IpAddr,
}

/// Every address that the file gives.
pub(super) fn placed(plan: &Plan) -> Vec<Placed> {
    let mut found = Vec::new();
    cards(plan, &mut found);
    appliances(plan, &mut found);
    for pin in &plan.scenario().nodes {
        if let Some(ip) = pin.ip {
            let pool = pin.pool.as_ref().and_then(|name| plan.pool_named(name));
            let path = Path::root().item("node", &pin.name).key("ip");
            let name = format!("node {}", pin.name);
            let subnet = pool.and_then(|pool| plan.pool(pool).subnet);
            let vnet = Some(plan.cluster_vnet());
            found.push(Placed { name, holder: Holder::Node, path, is_optional: true, vnet, subnet, ip });
        }
    }
    for service in &plan.scenario().services {
        let is_internal = service.service_type == Some(ServiceType::LoadBalancer) && service.internal == Some(true);
        if let Some(ip) = service.load_balancer_ip.filter(|_| is_internal) {
            let name = format!("the internal load balancer of {}", service.name);
            let path = Path::root().item("service", &service.ident()).key("load-balancer-ip");
            let vnet = Some(plan.cluster_vnet());
            found.push(Placed { name, holder: Holder::Service, path, is_optional: true, vnet, subnet: None, ip });
        }
    }
    found
}

fn cards(plan: &Plan, found: &mut Vec<Placed>) {
    let scenario = plan.scenario();
    for vm in &scenario.vms {
        let subnet = vm.subnet.as_ref().and_then(|name| plan.subnet_named(name));
        let named = vm.vnet.as_ref().and_then(|name| plan.vnet_named(name));
        let vnet = subnet.map(|id| plan.subnet(id).vnet).or(named);
        let path = Path::root().item("vm", &vm.name).key("ip");
        found.extend(vm.ip.map(|ip| card(format!("VM {}", vm.name), path, true, vnet, subnet, ip)));
    }
    for endpoint in &scenario.private_endpoints {
        let subnet = plan.subnet_named(&endpoint.subnet);
        let vnet = subnet.map(|id| plan.subnet(id).vnet);
        let path = Path::root().item("private-endpoint", &endpoint.name).key("ip");
        let name = format!("private endpoint {}", endpoint.name);
        found.extend(endpoint.ip.map(|ip| card(name, path, true, vnet, subnet, ip)));
    }
}

fn appliances(plan: &Plan, found: &mut Vec<Placed>) {
    let scenario = plan.scenario();
    for firewall in &scenario.firewalls {
        let path = Path::root().item("firewall", &firewall.name).key("private-ip");
        let vnet = plan.vnet_named(&firewall.vnet);
        found.push(card(format!("firewall {}", firewall.name), path, false, vnet, None, firewall.private_ip));
    }
    for gateway in &scenario.gateways {
        let path = Path::root().item("gateway", &gateway.name).key("ip");
        let vnet = plan.vnet_named(&gateway.vnet);
        found.extend(gateway.ip.map(|ip| card(format!("gateway {}", gateway.name), path, true, vnet, None, ip)));
    }
    for balancer in scenario.load_balancers.iter().filter(|own| own.kind != Some(LoadBalancerType::Public)) {
        let path = Path::root().item("load-balancer", &balancer.name).key("frontend");
        let vnet = plan.vnet_ids().find(|vnet| subnet_at(plan, *vnet, balancer.frontend).is_some());
        found.push(card(format!("load balancer {}", balancer.name), path, false, vnet, None, balancer.frontend));
    }
    for ingress in &scenario.ingresses {
        let is_inside = matches!(ingress.controller, None | Some(IngressController::AppRoutingNginx));
        let subnet = ingress.subnet.as_ref().and_then(|name| plan.subnet_named(&name.0));
        let path = Path::root().item("ingress", &ingress.ident()).key("ip");
        let vnet = Some(subnet.map_or_else(|| plan.cluster_vnet(), |id| plan.subnet(id).vnet));
        let ip = ingress.ip.and_then(|ip| ip.0).filter(|_| !is_inside);
        found.extend(ip.map(|ip| card(format!("ingress {}", ingress.name), path, true, vnet, subnet, ip)));
    }
}

fn card(
    name: String,
    path: Path,
    is_optional: bool,
    vnet: Option<VnetId>,
    subnet: Option<SubnetId>,
    ip: IpAddr,
) -> Placed {
    Placed { name, holder: Holder::Card, path, is_optional, vnet, subnet, ip }
}

/// Addresses of what no model moves.
pub(super) fn addresses(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let placed = placed(plan);
    placed.iter().filter(|one| one.holder != Holder::Node).for_each(|one| in_place(plan, one, found));
    given_twice(&placed, found);
}

/// Addresses of nodes, whose subnet the pool names.
pub(super) fn nodes(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    if !plan.scenario().nodes.is_empty() {
        placed(plan).iter().filter(|one| one.holder == Holder::Node).for_each(|one| in_place(plan, one, found));
    }
}

fn in_place(plan: &Plan, one: &Placed, found: &mut Vec<Finding>) {
    let push = |finding: Finding, found: &mut Vec<Finding>| {
        let finding = finding.fixed_by(one.is_optional.then(|| Edit::unset(one.path.clone())));
        // A Service is taken as it is, and its load balancer then never gets the address.
        found.push(if one.holder == Holder::Service {
            Finding { refusal: None, ..finding.when(When::RunTime) }
        } else {
            finding
        });
    };
    let at = one.vnet.and_then(|vnet| subnet_at(plan, vnet, one.ip));
    let home = one.subnet.or(at);
    let holds = |subnet: Cidr| subnet.contains(one.ip);
    match home.map(|id| &plan.subnet(id).item) {
        Some(subnet) if holds(subnet.prefix) => {
            let is_kept = |span: crate::net::Span| match one.ip {
                IpAddr::V4(ip) => !span.contains(ip),
                IpAddr::V6(_) => false,
            };
            if subnet.prefix.is_v4() && usable(subnet.prefix).is_none_or(is_kept) {
                let message = format!(
                    "{} has {}, which Azure keeps for itself in subnet {} {}",
                    one.name, one.ip, subnet.name, subnet.prefix
                );
                push(
                    Finding::refused("address-reserved", one.path.clone(), kept_rule(subnet.prefix, one.ip), message),
                    found,
                );
            }
        }
        Some(subnet) if subnet.prefix_v6.and_then(|cidr| cidr.0).is_some_and(holds) => {}
        Some(subnet) => {
            let message =
                format!("{} has {}, which is not in its subnet {} {}", one.name, one.ip, subnet.name, subnet.prefix);
            push(Finding::refused("address-outside-subnet", one.path.clone(), RuleId::AddressPlace, message), found);
        }
        None if one.holder == Holder::Service => outside_the_vnet(plan, one, push, found),
        None => {}
    }
}

/// The address of an internal load balancer that no subnet of the cluster's VNet has.
fn outside_the_vnet(plan: &Plan, one: &Placed, push: impl Fn(Finding, &mut Vec<Finding>), found: &mut Vec<Finding>) {
    let services = plan.cluster().service_cidr.filter(|services| services.contains(one.ip));
    let (code, message) = match services {
        Some(services) => {
            ("internal-lb-in-service-cidr", format!("{} has {}, which is in service CIDR {services}", one.name, one.ip))
        }
        None => (
            "internal-lb-outside-subnet",
            format!("{} has {}, which no subnet of the cluster's VNet has", one.name, one.ip),
        ),
    };
    push(Finding::error(code, one.path.clone(), RuleId::InternalLoadBalancerIp, message), found);
}

/// Which end of the subnet it is that Azure keeps.
fn kept_rule(subnet: Cidr, ip: IpAddr) -> RuleId {
    if ip == subnet.last() { RuleId::SubnetReservedLast } else { RuleId::SubnetReservedFirst }
}

/// Two things with one address. Services may share their load balancer's.
fn given_twice(placed: &[Placed], found: &mut Vec<Finding>) {
    let mut first: HashMap<(VnetId, IpAddr), &Placed> = HashMap::with_capacity(placed.len());
    for one in placed {
        let Some(vnet) = one.vnet else { continue };
        let earlier = *first.entry((vnet, one.ip)).or_insert(one);
        if std::ptr::eq(earlier, one) || (earlier.holder == Holder::Service && one.holder == Holder::Service) {
            continue;
        }
        let message = format!("{} has {}, which {} has already", one.name, one.ip, earlier.name);
        let finding = if one.holder == Holder::Service {
            let rule = RuleId::InternalLoadBalancerIp;
            Finding::error("address-taken", one.path.clone(), rule, message).when(When::RunTime)
        } else {
            Finding::refused("address-taken", one.path.clone(), RuleId::AddressPlace, message)
        };
        let fix = one.is_optional.then(|| Edit::unset(one.path.clone()));
        found.push(finding.with(earlier.name.clone()).fixed_by(fix));
    }
}

/// Application Gateway for Containers: the size and the delegation of its subnet; and the controller that ends.
pub(super) fn container_gateways(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let mut says_that_nginx_ends = false;
    for ingress in &plan.scenario().ingresses {
        match ingress.controller {
            Some(IngressController::AppRoutingNginx) | None if !says_that_nginx_ends => {
                says_that_nginx_ends = true;
                let path = Path::root().item("ingress", &ingress.ident()).key("controller");
                let ends = rules::text(RuleId::IngressNginxEnds);
                let message = format!("ingress {}: the support of the managed NGINX ends in {ends}", ingress.name);
                found.push(Finding::note("ingress-nginx-ends", path, RuleId::IngressNginxEnds, message));
            }
            Some(IngressController::ApplicationGatewayForContainers) => {
                if let Some(subnet) = ingress.subnet.as_ref().and_then(|name| plan.subnet_named(&name.0)) {
                    container_gateway(plan, subnet, found);
                }
            }
            _ => {}
        }
    }
}

fn container_gateway(plan: &Plan, id: SubnetId, found: &mut Vec<Finding>) {
    let subnet = &plan.subnet(id).item;
    let path = plan.subnet_path(id);
    let limit = rules::prefix(RuleId::ContainerGatewayPrefixMax);
    let again = |found: &[Finding], path: &Path| found.iter().any(|finding| finding.subject == *path);
    let size = path.key("prefix");
    if subnet.prefix.is_v4() && subnet.prefix.prefix() > limit && !again(found, &size) {
        let message = format!(
            "subnet {} {} is too small for Application Gateway for Containers, which needs a /{limit} or larger",
            subnet.name, subnet.prefix
        );
        let finding =
            Finding::refused("container-gateway-subnet-too-small", size, RuleId::ContainerGatewayPrefixMax, message);
        found.push(finding.fixed_by(super::mend::move_subnet(plan, id, limit)));
    }
    let delegation = path.key("delegation");
    let is_delegated = subnet.delegation.as_ref().is_some_and(|text| !text.0.is_empty());
    if !is_delegated && !again(found, &delegation) {
        let message = format!("subnet {} is not delegated to Application Gateway for Containers", subnet.name);
        let rule = RuleId::ContainerGatewayDelegated;
        found.push(Finding::refused("container-gateway-not-delegated", delegation, rule, message));
    }
}
