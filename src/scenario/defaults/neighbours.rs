//! What everything around the cluster leaves out: NSGs, gateways, firewalls, machines, other clusters. Deliberately
//! invents no range of a neighbour: what is not written of those is not known.

use std::borrow::Cow;

use super::super::leaf::{Name, OptionalAddress, Ports, Target, Text};
use super::super::model::{
    Firewall, FirewallKind, Gateway, GatewayType, LoadBalancerType, Model, NatGateway, NatGatewaySku, NatRule,
    NetworkRule, NodePin, Nsg, NsgRule, OtherCluster, PlainLoadBalancer, PodIpAllocation, RuleProtocol, Scenario, Vm,
};
use super::{changed, max_pods};

pub(super) fn fill_neighbours(scenario: &mut Scenario) {
    let vnet = scenario.cluster.vnet.clone();
    let pool = scenario.pools.first().map(|pool| pool.name.clone());
    scenario.nsgs = scenario.nsgs.mapped(fill_nsg);
    scenario.gateways = scenario.gateways.mapped(|gateway| {
        let mut gateway: Cow<'_, Gateway> = Cow::Borrowed(gateway);
        fill!(gateway.gateway_type = GatewayType::Vpn);
        changed(gateway)
    });
    scenario.other_clusters = scenario.other_clusters.mapped(|other| fill_other_cluster(other, vnet.as_ref()));
    scenario.nat_gateways = scenario.nat_gateways.mapped(|gateway| {
        let mut gateway: Cow<'_, NatGateway> = Cow::Borrowed(gateway);
        fill!(gateway.sku = NatGatewaySku::Standard);
        changed(gateway)
    });
    scenario.firewalls = scenario.firewalls.mapped(fill_firewall);
    scenario.vms = scenario.vms.mapped(fill_vm);
    scenario.load_balancers = scenario.load_balancers.mapped(fill_plain_load_balancer);
    scenario.nodes = scenario.nodes.mapped(|node| {
        let mut node: Cow<'_, NodePin> = Cow::Borrowed(node);
        if node.pool.is_none() && pool.is_some() {
            node.to_mut().pool.clone_from(&pool);
        }
        fill!(node.nic_nsg = Text::default());
        fill!(node.public_ip = OptionalAddress(None));
        changed(node)
    });
}

fn fill_nsg(nsg: &Nsg) -> Option<Nsg> {
    let mut filled: Cow<'_, Nsg> = Cow::Borrowed(nsg);
    fill!(filled.managed = false);
    let rules = nsg.rules.mapped(|rule| {
        let mut rule: Cow<'_, NsgRule> = Cow::Borrowed(rule);
        fill!(rule.protocol = RuleProtocol::Any);
        fill!(rule.source = Target::Any);
        fill!(rule.source_ports = Ports::Any);
        fill!(rule.destination = Target::Any);
        fill!(rule.destination_ports = Ports::Any);
        changed(rule)
    });
    if !rules.same_as(&nsg.rules) {
        filled.to_mut().rules = rules;
    }
    changed(filled)
}

/// A neighbour's ranges are its own: what is not written of them is not known.
fn fill_other_cluster(other: &OtherCluster, vnet: Option<&Name>) -> Option<OtherCluster> {
    let mut other: Cow<'_, OtherCluster> = Cow::Borrowed(other);
    fill!(other.model = Model::Overlay);
    let model = other.model.unwrap_or(Model::Overlay);
    fill!(other.max_pods = max_pods(model));
    fill!(other.pod_subnet = Text::default());
    if model == Model::PodSubnet {
        fill!(other.pod_ip_allocation = PodIpAllocation::Dynamic);
    }
    if other.vnet.is_none() && vnet.is_some() {
        other.to_mut().vnet = vnet.cloned();
    }
    changed(other)
}

fn fill_firewall(firewall: &Firewall) -> Option<Firewall> {
    let mut filled: Cow<'_, Firewall> = Cow::Borrowed(firewall);
    fill!(filled.kind = FirewallKind::AzureFirewall);
    fill!(filled.snat_private_ranges = Text("IANAPrivateRanges".into()));
    let network_rules = firewall.network_rules.mapped(|rule| {
        let mut rule: Cow<'_, NetworkRule> = Cow::Borrowed(rule);
        fill!(rule.protocol = RuleProtocol::Any);
        fill!(rule.source = Target::Any);
        fill!(rule.destination = Target::Any);
        fill!(rule.ports = Ports::Any);
        changed(rule)
    });
    if !network_rules.same_as(&firewall.network_rules) {
        filled.to_mut().network_rules = network_rules;
    }
    let nat_rules = firewall.nat_rules.mapped(|rule| {
        let mut rule: Cow<'_, NatRule> = Cow::Borrowed(rule);
        fill!(rule.protocol = RuleProtocol::Any);
        changed(rule)
    });
    if !nat_rules.same_as(&firewall.nat_rules) {
        filled.to_mut().nat_rules = nat_rules;
    }
    changed(filled)
}

fn fill_vm(vm: &Vm) -> Option<Vm> {
    let mut vm: Cow<'_, Vm> = Cow::Borrowed(vm);
    fill!(vm.ip_forwarding = false);
    fill!(vm.forwards = false);
    fill!(vm.nic_nsg = Text::default());
    fill!(vm.public_ip = OptionalAddress(None));
    changed(vm)
}

fn fill_plain_load_balancer(balancer: &PlainLoadBalancer) -> Option<PlainLoadBalancer> {
    let mut balancer: Cow<'_, PlainLoadBalancer> = Cow::Borrowed(balancer);
    fill!(balancer.kind = LoadBalancerType::Internal);
    fill!(balancer.floating_ip = false);
    if balancer.backend_port.is_none() && balancer.port.is_some() {
        balancer.to_mut().backend_port = balancer.port;
    }
    changed(balancer)
}
