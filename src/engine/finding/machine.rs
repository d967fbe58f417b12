//! Addresses that the file gives to machines, endpoints, nodes and load balancers: outside their subnet, kept by
//! Azure, or given twice. Deliberately nothing of addresses that no key gives: those are dealt out where there is room.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use super::{Finding, When};
use crate::engine::capacity::Capacity;
use crate::engine::formula;
use crate::engine::layout::usable;
use crate::engine::occupant::subnet_at;
use crate::engine::plan::{Plan, SubnetId, VnetId};
use crate::engine::rules::{self, RuleId};
use crate::net::Cidr;
use crate::scenario::model::{IngressController, LoadBalancerType, ServiceType};
use crate::scenario::path::Step;
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
    /// What it is: `VM`.
    what: &'static str,
    /// Its name.
    name: Arc<str>,
    /// What kind of thing.
    holder: Holder,
    /// The list it stands in, and the key that gives the address.
    field: (&'static str, &'static str),
    /// May the key be left out?
    is_optional: bool,
    /// The VNet, where the file says it.
    pub vnet: Option<VnetId>,
    /// The subnet, where the file names it.
    subnet: Option<SubnetId>,
    /// The address.
    pub ip: IpAddr,
}

impl Placed {
    fn label(&self) -> String {
        format!("{} {}", self.what, self.name)
    }

    fn path(&self) -> Path {
        Path::root().with(Step::Item(self.field.0, Arc::clone(&self.name))).key(self.field.1)
    }
}

/// Every address that the file gives.
pub(super) fn placed(plan: &Plan) -> Vec<Placed> {
    let mut found = Vec::new();
    cards(plan, &mut found);
    appliances(plan, &mut found);
    found.extend(pins(plan));
    for service in &plan.scenario().services {
        let is_internal = service.service_type == Some(ServiceType::LoadBalancer) && service.internal == Some(true);
        if let Some(ip) = service.load_balancer_ip.filter(|_| is_internal) {
            found.push(Placed {
                what: "internal load balancer",
                name: service.ident().into(),
                holder: Holder::Service,
                field: ("service", "load-balancer-ip"),
                is_optional: true,
                vnet: Some(plan.cluster_vnet()),
                subnet: None,
                ip,
            });
        }
    }
    found
}

/// The nodes whose address is given.
pub(super) fn pins(plan: &Plan) -> impl Iterator<Item = Placed> + '_ {
    plan.scenario().nodes.iter().filter_map(|pin| {
        let pool = pin.pool.as_ref().and_then(|name| plan.pool_named(name));
        let subnet = pool.and_then(|pool| plan.pool(pool).subnet);
        let place = (Some(plan.cluster_vnet()), subnet);
        let card = card(("node", "ip", true), "node", pin.name.shared(), place, pin.ip?);
        Some(Placed { holder: Holder::Node, ..card })
    })
}

fn cards(plan: &Plan, found: &mut Vec<Placed>) {
    let scenario = plan.scenario();
    for vm in &scenario.vms {
        let Some(ip) = vm.ip else { continue };
        let subnet = vm.subnet.as_ref().and_then(|name| plan.subnet_named(name));
        let named = || vm.vnet.as_ref().and_then(|name| plan.vnet_named(name));
        let vnet = subnet.map(|id| plan.subnet(id).vnet).or_else(named);
        found.push(card(("vm", "ip", true), "VM", vm.name.shared(), (vnet, subnet), ip));
    }
    for endpoint in &scenario.private_endpoints {
        let Some(ip) = endpoint.ip else { continue };
        let subnet = plan.subnet_named(&endpoint.subnet);
        let place = (subnet.map(|id| plan.subnet(id).vnet), subnet);
        found.push(card(("private-endpoint", "ip", true), "private endpoint", endpoint.name.shared(), place, ip));
    }
}

fn appliances(plan: &Plan, found: &mut Vec<Placed>) {
    let scenario = plan.scenario();
    for firewall in &scenario.firewalls {
        let place = (plan.vnet_named(&firewall.vnet), None);
        let field = ("firewall", "private-ip", false);
        found.push(card(field, "firewall", firewall.name.shared(), place, firewall.private_ip));
    }
    for gateway in &scenario.gateways {
        let place = (plan.vnet_named(&gateway.vnet), None);
        let ip = gateway.ip.into_iter();
        found.extend(ip.map(|ip| card(("gateway", "ip", true), "gateway", gateway.name.shared(), place, ip)));
    }
    for balancer in scenario.load_balancers.iter().filter(|own| own.kind != Some(LoadBalancerType::Public)) {
        let vnet = plan.vnet_ids().find(|vnet| subnet_at(plan, *vnet, balancer.frontend).is_some());
        let field = ("load-balancer", "frontend", false);
        found.push(card(field, "load balancer", balancer.name.shared(), (vnet, None), balancer.frontend));
    }
    for ingress in &scenario.ingresses {
        let is_inside = matches!(ingress.controller, None | Some(IngressController::AppRoutingNginx));
        let Some(ip) = ingress.ip.and_then(|ip| ip.0).filter(|_| !is_inside) else { continue };
        let subnet = ingress.subnet.as_ref().and_then(|name| plan.subnet_named(&name.0));
        let vnet = subnet.map_or_else(|| plan.cluster_vnet(), |id| plan.subnet(id).vnet);
        found.push(card(("ingress", "ip", true), "ingress", ingress.ident().into(), (Some(vnet), subnet), ip));
    }
}

/// One network card: its list, its key and whether that may be left out; what it is, and where.
fn card(
    (list, key, is_optional): (&'static str, &'static str, bool),
    what: &'static str,
    name: Arc<str>,
    (vnet, subnet): (Option<VnetId>, Option<SubnetId>),
    ip: IpAddr,
) -> Placed {
    Placed { what, name, holder: Holder::Card, field: (list, key), is_optional, vnet, subnet, ip }
}

/// Addresses of what no model moves.
pub(super) fn addresses(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let placed = placed(plan);
    placed.iter().filter(|one| one.holder != Holder::Node).for_each(|one| in_place(plan, one, found));
    given_twice(&placed, found);
}

/// Addresses of nodes, whose subnet the pool names.
pub(super) fn nodes(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    pins(plan).for_each(|one| in_place(plan, &one, found));
}

/// The subnet of a VNet that holds an address of either family.
fn subnet_holding(plan: &Plan, vnet: VnetId, ip: IpAddr) -> Option<SubnetId> {
    let holds =
        |id: &SubnetId| plan.subnet(*id).item.prefix_v6.and_then(|cidr| cidr.0).is_some_and(|v6| v6.contains(ip));
    subnet_at(plan, vnet, ip).or_else(|| plan.vnet(vnet).subnets.iter().copied().find(holds))
}

fn in_place(plan: &Plan, one: &Placed, found: &mut Vec<Finding>) {
    let push = |finding: Finding, found: &mut Vec<Finding>| {
        let finding = finding.fixed_by(one.is_optional.then(|| Edit::unset(one.path())));
        // A Service is taken as it is, and its load balancer then never gets the address.
        found.push(if one.holder == Holder::Service {
            Finding { refusal: None, ..finding.when(When::RunTime) }
        } else {
            finding
        });
    };
    let at = one.vnet.and_then(|vnet| subnet_holding(plan, vnet, one.ip));
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
                    one.label(),
                    one.ip,
                    subnet.name,
                    subnet.prefix
                );
                push(
                    Finding::refused("address-reserved", one.path(), kept_rule(subnet.prefix, one.ip), message),
                    found,
                );
            }
        }
        Some(subnet) if subnet.prefix_v6.and_then(|cidr| cidr.0).is_some_and(holds) => {}
        Some(subnet) => {
            let message =
                format!("{} has {}, which is not in its subnet {} {}", one.label(), one.ip, subnet.name, subnet.prefix);
            push(Finding::refused("address-outside-subnet", one.path(), RuleId::AddressPlace, message), found);
        }
        None if one.holder == Holder::Service => outside_the_vnet(plan, one, push, found),
        None => {}
    }
}

/// The address of an internal load balancer that no subnet of the cluster's VNet has.
fn outside_the_vnet(plan: &Plan, one: &Placed, push: impl Fn(Finding, &mut Vec<Finding>), found: &mut Vec<Finding>) {
    let services = plan.cluster().service_cidr.filter(|services| services.contains(one.ip));
    let (code, message) = match services {
        Some(services) => (
            "internal-lb-in-service-cidr",
            format!("{} has {}, which is in service CIDR {services}", one.label(), one.ip),
        ),
        None => (
            "internal-lb-outside-subnet",
            format!("{} has {}, which no subnet of the cluster's VNet has", one.label(), one.ip),
        ),
    };
    push(Finding::error(code, one.path(), RuleId::InternalLoadBalancerIp, message), found);
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
        let message = format!("{} has {}, which {} has already", one.label(), one.ip, earlier.label());
        let finding = if one.holder == Holder::Service {
            let rule = RuleId::InternalLoadBalancerIp;
            Finding::error("address-taken", one.path(), rule, message).when(When::RunTime)
        } else {
            Finding::refused("address-taken", one.path(), RuleId::AddressPlace, message)
        };
        let fix = one.is_optional.then(|| Edit::unset(one.path()));
        found.push(finding.with(earlier.label()).fixed_by(fix));
    }
}

/// Application Gateway for Containers: the size and the delegation of its subnet; and the controller that ends.
pub(super) fn container_gateways(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    let mut says_that_nginx_ends = false;
    for ingress in &plan.scenario().ingresses {
        match ingress.controller {
            Some(IngressController::AppRoutingNginx) | None if !says_that_nginx_ends => {
                says_that_nginx_ends = true;
                let path = Path::root().item("ingress", &ingress.ident()).key("controller");
                let ends = rules::text(RuleId::IngressNginxRetires);
                let message = format!("ingress {}: the support of the managed NGINX ends in {ends}", ingress.name);
                found.push(Finding::note("ingress-nginx-ends", path, RuleId::IngressNginxRetires, message));
            }
            Some(IngressController::ApplicationGatewayForContainers) => {
                if let Some(subnet) = ingress.subnet.as_ref().and_then(|name| plan.subnet_named(&name.0)) {
                    container_gateway(plan, capacity, subnet, found);
                }
            }
            _ => {}
        }
    }
}

fn container_gateway(plan: &Plan, capacity: &Capacity, id: SubnetId, found: &mut Vec<Finding>) {
    let subnet = &plan.subnet(id).item;
    let path = plan.subnet_path(id);
    let limit = rules::prefix(RuleId::ContainerGatewayPrefixMax);
    // Another ingress may have told it of the same subnet.
    let is_told = |found: &[Finding], rule: RuleId, path: &Path| {
        found.iter().any(|finding| finding.rule == rule && finding.subject == *path)
    };
    let rule = RuleId::ContainerGatewayPrefixMax;
    let size = path.key("prefix");
    if subnet.prefix.is_v4() && subnet.prefix.prefix() > limit && !is_told(found, rule, &size) {
        let message = format!(
            "subnet {} {} is too small for Application Gateway for Containers, which needs a /{limit} or larger",
            subnet.name, subnet.prefix
        );
        let finding = Finding::refused("container-gateway-subnet-too-small", size, rule, message);
        // What others use of it comes on top of what must be free.
        let sized = capacity.ranges.iter().find(|range| range.subnet == Some(id));
        let holds = sized.and_then(|range| formula::smallest_prefix(range.needed, formula::reserved()));
        let fix = super::mend::widen_subnet(plan, id, holds.map_or(limit, |holds| holds.min(limit)), found);
        found.push(finding.placed_by(fix));
    }
    let delegation = path.key("delegation");
    let wanted = rules::text(RuleId::ContainerGatewayDelegation);
    let is_delegated = subnet.delegation.as_ref().is_some_and(|text| *text.0 == *wanted);
    let rule = RuleId::ContainerGatewayDelegated;
    if !is_delegated && !is_told(found, rule, &delegation) {
        let message =
            format!("subnet {} is not delegated to Application Gateway for Containers ({wanted})", subnet.name);
        // A subnet with nodes or an API server in it cannot be handed over.
        let is_another = plan.pools().iter().any(|pool| pool.subnet == Some(id))
            || plan.cluster().api_server_subnet.as_ref() == Some(&subnet.name);
        let fix = (!is_another)
            .then(|| super::mend::in_vnet(plan, plan.subnet(id).vnet, Edit::set(delegation.clone(), wanted)));
        let finding = Finding::refused("container-gateway-not-delegated", delegation, rule, message);
        found.push(finding.fixed_by(fix));
    }
}
