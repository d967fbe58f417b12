//! Manifests and a scenario as one: what the one says of namespaces, workloads and Services joins the other, and the pods
//! get the addresses of the inventory. Deliberately leaves the written scenario alone: only the plan's own is joined.

use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use crate::engine::inventory::{DNS, Inventory};
use crate::engine::plan::Plan;
use crate::engine::rules::network::DNS_PORT;
use crate::manifest::NAMESPACE_DEFAULT;
use crate::manifest::model::{self as manifest, ContainerPort, Labels, Manifests, PodShape, PortName};
use crate::net::Protocol;
use crate::scenario::Scenario;
use crate::scenario::leaf::{Name, PortRef, Text};
use crate::scenario::model::{
    Namespace, PodPin, PortProtocol, Service, ServicePort, ServiceType, TrafficPolicy, Workload, WorkloadKind,
    WorkloadPort,
};

/// The scenario with what manifests add. Of what stands in both, labels and ports are the manifest's and pins the
/// scenario's.
pub(in crate::engine) fn joined(scenario: &Scenario, manifests: &Manifests) -> Scenario {
    let mut joined = scenario.clone();
    let namespaces = joined.namespaces.items_mut();
    for namespace in &manifests.namespaces {
        let Some(name) = name(&namespace.name) else { continue };
        let new = || Namespace { name: name.clone(), labels: None };
        let own = of(namespaces, |own| own.name == name, new);
        own.labels = Some(labels(&namespace.labels));
    }
    let workloads = joined.workloads.items_mut();
    for workload in &manifests.workloads {
        join_workload(workloads, workload, scenario);
    }
    let services = joined.services.items_mut();
    for service in &manifests.services {
        join_service(services, service);
    }
    joined
}

/// The item that is meant, or a new one.
fn of<T: Clone>(list: &mut Vec<Arc<T>>, is_meant: impl Fn(&T) -> bool, new: impl FnOnce() -> T) -> &mut T {
    let place = list.iter().position(|own| is_meant(own)).unwrap_or_else(|| {
        list.push(Arc::new(new()));
        list.len() - 1
    });
    Arc::make_mut(&mut list[place])
}

/// A name that a scenario may hold; Kubernetes has no other.
fn name(text: &str) -> Option<Name> {
    Name::from_str(text).ok()
}

fn labels(labels: &Labels) -> std::collections::BTreeMap<Name, Text> {
    labels.iter().filter_map(|(key, value)| Some((name(key)?, Text(Arc::clone(value))))).collect()
}

fn is_named(namespace: Option<&Name>, own: &Name, wanted: &(Arc<str>, Arc<str>)) -> bool {
    namespace.map_or(NAMESPACE_DEFAULT, Name::as_str) == &*wanted.0 && own.as_str() == &*wanted.1
}

fn join_workload(list: &mut Vec<Arc<Workload>>, workload: &manifest::Workload, scenario: &Scenario) {
    let (Some(namespace), Some(own)) = (name(&workload.namespace), name(&workload.name)) else { return };
    let shape = workload.template.as_ref().or(workload.pods.first().map(|pod| &pod.shape));
    let key = (Arc::clone(&workload.namespace), Arc::clone(&workload.name));
    let new = || {
        let pods = workload.pods.iter().filter_map(|pod| {
            // A node of the cluster that the manifests come from need not be one of this file.
            let node = pod.node.as_deref().filter(|node| scenario.nodes.iter().any(|own| *own.name == **node));
            let ip = pod.addresses.first().copied();
            Some(PodPin { name: name(&pod.name)?, node: node.and_then(name), ip })
        });
        Workload {
            namespace: Some(namespace.clone()),
            name: own.clone(),
            kind: Some(kind(&workload.kind)),
            replicas: (&*workload.kind != "DaemonSet").then_some(workload.replicas),
            labels: None,
            ports: std::iter::empty().collect(),
            host_network: shape.map(|shape| shape.host_network),
            static_egress_gateway: None,
            pods: if &*workload.kind == "DaemonSet" { std::iter::empty().collect() } else { pods.collect() },
        }
    };
    let row = of(list, |own| is_named(own.namespace.as_ref(), &own.name, &key), new);
    if let Some(shape) = shape {
        row.labels = Some(labels(&shape.labels));
        row.ports = shape
            .ports
            .iter()
            .map(|port| WorkloadPort {
                name: port.name.as_deref().and_then(name),
                port: port.port,
                protocol: Some(written(port.protocol)),
            })
            .collect();
    }
}

fn join_service(list: &mut Vec<Arc<Service>>, service: &manifest::Service) {
    let (Some(namespace), Some(own)) = (name(&service.namespace), name(&service.name)) else { return };
    let key = (Arc::clone(&service.namespace), Arc::clone(&service.name));
    let policy = |is_local: bool| Some(if is_local { TrafficPolicy::Local } else { TrafficPolicy::Cluster });
    let new = || Service {
        namespace: Some(namespace.clone()),
        name: own.clone(),
        service_type: Some(service_type(&service.service_type)),
        internal: Some(service.internal),
        selector: None,
        cluster_ip: service.cluster_ip,
        load_balancer_ip: service.load_balancer_ip,
        ports: std::iter::empty().collect(),
        external_traffic_policy: policy(service.external_local),
        internal_traffic_policy: policy(service.internal_local),
        health_check_node_port: None,
        source_ranges: (!service.source_ranges.is_empty()).then(|| service.source_ranges.clone()),
        floating_ip: None,
        external_name: service.external_name.as_ref().map(|name| Text(Arc::clone(name))),
    };
    let row = of(list, |own| is_named(own.namespace.as_ref(), &own.name, &key), new);
    row.selector = (!service.selector.is_empty()).then(|| labels(&service.selector));
    row.ports = service
        .ports
        .iter()
        .map(|port| ServicePort {
            name: port.name.as_deref().and_then(name),
            port: port.port,
            target_port: match &port.target {
                PortName::Number(number) => Some(PortRef::Number(*number)),
                PortName::Name(text) => name(text).map(PortRef::Named),
            },
            protocol: Some(written(port.protocol)),
            node_port: port.node_port.filter(|port| *port > 0),
        })
        .collect();
}

fn written(protocol: Protocol) -> PortProtocol {
    match protocol {
        Protocol::Udp => PortProtocol::Udp,
        Protocol::Sctp => PortProtocol::Sctp,
        Protocol::Tcp | Protocol::Icmp => PortProtocol::Tcp,
    }
}

fn service_type(word: &str) -> ServiceType {
    match word {
        "NodePort" => ServiceType::NodePort,
        "LoadBalancer" => ServiceType::LoadBalancer,
        "ExternalName" => ServiceType::ExternalName,
        _ => ServiceType::ClusterIp,
    }
}

/// The kind that a scenario knows: what is none of them keeps pods as a ReplicaSet does.
fn kind(word: &str) -> WorkloadKind {
    match word {
        "Pod" => WorkloadKind::Pod,
        "Deployment" => WorkloadKind::Deployment,
        "StatefulSet" => WorkloadKind::StatefulSet,
        "DaemonSet" => WorkloadKind::DaemonSet,
        "Job" => WorkloadKind::Job,
        "CronJob" => WorkloadKind::CronJob,
        _ => WorkloadKind::ReplicaSet,
    }
}

/// A plan's own namespaces, workloads and pods with their addresses, and the policies of its manifests.
pub(in crate::engine) fn world(plan: &Plan, inventory: &Inventory) -> Manifests {
    let manifests = plan.manifests();
    let scenario = plan.scenario();
    let namespaces = scenario.namespaces.iter().map(|namespace| manifest::Namespace {
        name: namespace.name.shared(),
        labels: shared(namespace.labels.as_ref()),
    });
    let workloads = scenario.workloads.iter().enumerate().map(|(place, workload)| {
        let namespace = workload.namespace.as_ref().map_or_else(|| Arc::from(NAMESPACE_DEFAULT), Name::shared);
        let key = (Arc::clone(&namespace), workload.name.shared());
        let read = manifests.workloads.iter().find(|own| (&own.namespace, &own.name) == (&key.0, &key.1));
        let shape = shape_of(workload);
        let pods = inventory.pods_of(place).map(|at| {
            let pod = inventory.pod(at);
            // Pods of one owner may differ: what was read of each counts for it.
            let own = read.and_then(|read| read.pods.iter().find(|own| *own.name == *pod.name));
            let known: Vec<IpAddr> = own.map(|own| own.addresses.clone()).unwrap_or_default();
            manifest::Pod {
                name: Arc::from(&*pod.name),
                shape: own.map_or_else(|| shape.clone(), |own| own.shape.clone()),
                addresses: if known.is_empty() { pod.ip.into_iter().collect() } else { known },
                node: pod.node.map(|node| Arc::from(inventory.node_name(node))),
            }
        });
        let kind = read.map_or_else(
            || Arc::from(workload.kind.map_or("Deployment", WorkloadKind::word)),
            |read| Arc::clone(&read.kind),
        );
        let (pods, replicas) = (pods.collect::<Vec<_>>(), workload.replicas.unwrap_or(1));
        manifest::Workload { namespace, name: key.1, kind, replicas, template: Some(shape), pods }
    });
    Manifests {
        namespaces: namespaces.collect(),
        workloads: workloads.chain(own_dns(plan, inventory)).collect(),
        services: Vec::new(),
        network_policies: manifests.network_policies.clone(),
        admin_policies: manifests.admin_policies.clone(),
        cilium_policies: manifests.cilium_policies.clone(),
        ignored: manifests.ignored.clone(),
    }
}

/// The cluster's own DNS, which no file holds: policies that let pods ask for names select its pods by this label.
fn own_dns(plan: &Plan, inventory: &Inventory) -> Option<manifest::Workload> {
    const LABEL: (&str, &str) = ("k8s-app", "kube-dns");
    let place = inventory.dns_workload();
    if place < plan.scenario().workloads.len() {
        return None;
    }
    let port = |name: &str, protocol| ContainerPort { name: Some(Arc::from(name)), port: DNS_PORT, protocol };
    let shape = PodShape {
        labels: Arc::new(Labels::from([(Arc::from(LABEL.0), Arc::from(LABEL.1))])),
        ports: [port("dns", Protocol::Udp), port("dns-tcp", Protocol::Tcp)].into_iter().collect(),
        host_network: false,
    };
    let pods = inventory.pods_of(place).map(|at| {
        let pod = inventory.pod(at);
        manifest::Pod {
            name: Arc::from(&*pod.name),
            shape: shape.clone(),
            addresses: pod.ip.into_iter().collect(),
            node: pod.node.map(|node| Arc::from(inventory.node_name(node))),
        }
    });
    let pods: Vec<manifest::Pod> = pods.collect();
    let replicas = u32::try_from(pods.len()).unwrap_or(u32::MAX);
    Some(manifest::Workload {
        namespace: Arc::from(DNS.0),
        name: Arc::from(DNS.1),
        kind: Arc::from("Deployment"),
        replicas,
        template: Some(shape.clone()),
        pods,
    })
}

fn shared(labels: Option<&std::collections::BTreeMap<Name, Text>>) -> Labels {
    labels.into_iter().flatten().map(|(key, value)| (key.shared(), Arc::clone(&value.0))).collect()
}

fn shape_of(workload: &Workload) -> PodShape {
    let ports = workload.ports.iter().map(|port| ContainerPort {
        name: port.name.as_ref().map(Name::shared),
        port: port.port,
        protocol: match port.protocol {
            Some(PortProtocol::Udp) => Protocol::Udp,
            Some(PortProtocol::Sctp) => Protocol::Sctp,
            Some(PortProtocol::Tcp) | None => Protocol::Tcp,
        },
    });
    PodShape {
        labels: Arc::new(shared(workload.labels.as_ref())),
        ports: ports.collect(),
        host_network: workload.host_network == Some(true),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::diag::Source;
    use crate::engine::Analysis;
    use crate::engine::policy::connectivity::Connectivity;
    use crate::engine::policy::decide::{Party, Question, decide};
    use crate::net::Protocol;
    use crate::scenario::read::read;
    use crate::scenario::{Edit, Path};

    const SCENARIO: &str = "
[cluster]
network-policy = 'calico'
[policies]
files = ['p.yaml']
[[workload]]
name = 'web'
labels = { app = 'old' }
pods = [{ name = 'web-a', ip = '10.244.0.77' }]
[[workload]]
name = 'db'
labels = { app = 'db' }
";
    const MANIFESTS: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{ports: [{name: http, containerPort: 8080}]}]}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: extra, namespace: shop}
spec: {replicas: 2, template: {metadata: {labels: {app: extra}}, spec: {}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec: {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels: {app: db}}}], ports: [{port: http}]}]}
";

    fn analysis(edit: Option<Edit>) -> Analysis {
        let reading = read(SCENARIO);
        assert_eq!(reading.diagnostics, []);
        let manifests = crate::manifest::read(&[Source::new("p.yaml", MANIFESTS)]);
        let scenario = edit.map_or_else(|| reading.scenario.clone(), |edit| edit.apply(&reading.scenario).unwrap());
        Analysis::with_manifests(Arc::new(scenario), Arc::new(manifests.manifests))
    }

    fn may(analysis: &Analysis, from: &str, to: &str) -> bool {
        let plan = analysis.policy_plan();
        let party = |name: &str| {
            let (namespace, name) = name.split_once('/').unwrap();
            Party::Pod(plan.cluster().pod_named(namespace, name).unwrap())
        };
        let question = Question { from: party(from), to: party(to), protocol: Protocol::Tcp, port: 8080 };
        decide(plan, &question).allowed
    }

    #[test]
    fn of_what_stands_in_both_labels_are_the_manifests_and_pins_the_scenarios() {
        let analysis = analysis(None);
        let workloads = &analysis.plan().scenario().workloads;
        let names: Vec<String> = workloads.iter().map(|workload| workload.name.to_string()).collect();
        assert_eq!(names, ["web", "db", "extra"]);
        assert_eq!(workloads[0].pods[0].ip, Some("10.244.0.77".parse().unwrap()));
        let pod = analysis.policy_plan().cluster().pod_named("default", "web-a").unwrap();
        assert_eq!(
            analysis.policy_plan().cluster().pod_row(pod).addresses,
            ["10.244.0.77".parse::<std::net::IpAddr>().unwrap()]
        );
        assert!(may(&analysis, "default/db", "default/web"));
        assert!(!may(&analysis, "shop/extra", "default/web"));
        // What the user wrote is as it was.
        assert_eq!(analysis.plan().written().workloads.len(), 2);
        let ends: Vec<String> =
            Connectivity::new(analysis.policy_plan()).ends().iter().map(|end| end.name.clone()).collect();
        assert_eq!(
            ends,
            [
                "default/db[Deployment]",
                "default/web[Deployment]",
                "kube-system/coredns[Deployment]",
                "shop/extra[StatefulSet]"
            ]
        );
    }

    #[test]
    fn an_edit_of_a_label_in_the_scenario_is_answered() {
        let path = Path::root().item("workload", "default/db").key("labels");
        let field = &read(SCENARIO).scenario.workloads[1].labels;
        assert_eq!(field.as_ref().map(std::collections::BTreeMap::len), Some(1));
        let edit = Edit::Set { path, text: None };
        assert!(!may(&analysis(Some(edit)), "default/db", "default/web"));
    }
}
