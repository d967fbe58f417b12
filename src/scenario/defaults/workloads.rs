//! What workloads, Services and Ingresses leave out. Deliberately places no pod: that is the plan's.

use std::borrow::Cow;

use super::super::leaf::{PortRef, Text};
use super::super::model::{
    Ingress, IngressController, PortProtocol, Scenario, Service, ServicePort, ServiceType, StaticEgressGateway,
    TrafficPolicy, Workload, WorkloadKind, WorkloadPort,
};
use super::{changed, name};

pub(super) fn fill_workloads(scenario: &mut Scenario) {
    scenario.workloads = scenario.workloads.mapped(fill_workload);
    scenario.services = scenario.services.mapped(fill_service);
    scenario.ingresses = scenario.ingresses.mapped(|ingress| {
        let mut ingress: Cow<'_, Ingress> = Cow::Borrowed(ingress);
        fill!(ingress.namespace = name(NAMESPACE));
        fill!(ingress.controller = IngressController::AppRoutingNginx);
        changed(ingress)
    });
    scenario.static_egress_gateways = scenario.static_egress_gateways.mapped(|gateway| {
        let mut gateway: Cow<'_, StaticEgressGateway> = Cow::Borrowed(gateway);
        fill!(gateway.namespace = name(NAMESPACE));
        changed(gateway)
    });
}

/// The namespace of what names none.
const NAMESPACE: &str = "default";

fn fill_workload(workload: &Workload) -> Option<Workload> {
    let mut filled: Cow<'_, Workload> = Cow::Borrowed(workload);
    fill!(filled.namespace = name(NAMESPACE));
    fill!(filled.kind = WorkloadKind::Deployment);
    fill!(filled.host_network = false);
    fill!(filled.static_egress_gateway = Text::default());
    // A DaemonSet has a pod on every node, whatever their number.
    if filled.kind != Some(WorkloadKind::DaemonSet) {
        fill!(filled.replicas = 1);
    }
    let ports = workload.ports.mapped(|port| {
        let mut port: Cow<'_, WorkloadPort> = Cow::Borrowed(port);
        fill!(port.protocol = PortProtocol::Tcp);
        changed(port)
    });
    if !ports.same_as(&workload.ports) {
        filled.to_mut().ports = ports;
    }
    changed(filled)
}

fn fill_service(service: &Service) -> Option<Service> {
    let mut filled: Cow<'_, Service> = Cow::Borrowed(service);
    fill!(filled.namespace = name(NAMESPACE));
    fill!(filled.service_type = ServiceType::ClusterIp);
    fill!(filled.internal = false);
    fill!(filled.external_traffic_policy = TrafficPolicy::Cluster);
    fill!(filled.internal_traffic_policy = TrafficPolicy::Cluster);
    fill!(filled.floating_ip = true);
    let ports = service.ports.mapped(|port| {
        let mut port: Cow<'_, ServicePort> = Cow::Borrowed(port);
        fill!(port.target_port = PortRef::Number(port.port));
        fill!(port.protocol = PortProtocol::Tcp);
        changed(port)
    });
    if !ports.same_as(&service.ports) {
        filled.to_mut().ports = ports;
    }
    changed(filled)
}
