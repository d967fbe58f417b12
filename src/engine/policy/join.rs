//! Manifests and a scenario as one: what the one says of namespaces, workloads and Services joins the other, and the pods
//! get the addresses of the inventory. Deliberately leaves the written scenario alone: only the plan's own is joined.

mod world;

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::Arc;

use crate::manifest::NAMESPACE_DEFAULT;
use crate::manifest::model::{self as manifest, Labels, Manifests, PortName};
use crate::net::Protocol;
use crate::scenario::Scenario;
use crate::scenario::leaf::{Name, PortRef, Text};
use crate::scenario::model::{
    Namespace, PodPin, PortProtocol, Service, ServicePort, ServiceType, TrafficPolicy, Workload, WorkloadKind,
    WorkloadPort,
};

pub(in crate::engine) use world::policy_plan;

/// The scenario with what manifests add. Of what stands in both, labels and ports are the manifest's and pins the
/// scenario's.
pub(in crate::engine) fn joined(scenario: &Scenario, manifests: &Manifests) -> Scenario {
    let mut joined = scenario.clone();
    let namespaces = joined.namespaces.items_mut();
    let mut places = Places::of(namespaces, |own| (NAMESPACE_DEFAULT, own.name.as_str()));
    for namespace in &manifests.namespaces {
        let Some(name) = name(&namespace.name) else { continue };
        let new = || Namespace { name: name.clone(), labels: None };
        let own = places.item(namespaces, (NAMESPACE_DEFAULT, &namespace.name), new);
        own.labels = Some(labels(&namespace.labels));
    }
    // By name, and by the address that a pod's status has where nothing says the name.
    let by_address = scenario.nodes.iter().filter_map(|node| Some((node.ip?.to_string(), node.name.as_str())));
    let by_name = scenario.nodes.iter().map(|node| (node.name.to_string(), node.name.as_str()));
    let nodes: HashMap<String, &str> = by_address.chain(by_name).collect();
    let workloads = joined.workloads.items_mut();
    let mut places = Places::of(workloads, |own| (namespace_of(own.namespace.as_ref()), own.name.as_str()));
    for workload in &manifests.workloads {
        join_workload(workloads, &mut places, workload, &nodes);
    }
    let services = joined.services.items_mut();
    let mut places = Places::of(services, |own| (namespace_of(own.namespace.as_ref()), own.name.as_str()));
    for service in &manifests.services {
        join_service(services, &mut places, service);
    }
    joined
}

fn namespace_of(namespace: Option<&Name>) -> &str {
    namespace.map_or(NAMESPACE_DEFAULT, Name::as_str)
}

/// Where the items of a list stand, by namespace and name.
struct Places(HashMap<(String, String), usize>);

impl Places {
    fn of<T>(list: &[Arc<T>], key: impl Fn(&T) -> (&str, &str)) -> Self {
        let mut places = HashMap::with_capacity(list.len());
        for (place, item) in list.iter().enumerate() {
            let (namespace, name) = key(item);
            // Of two with one name the first is meant, as everywhere.
            places.entry((namespace.to_owned(), name.to_owned())).or_insert(place);
        }
        Self(places)
    }

    /// The item that is meant, or a new one.
    fn item<'a, T: Clone>(
        &mut self,
        list: &'a mut Vec<Arc<T>>,
        (namespace, name): (&str, &str),
        new: impl FnOnce() -> T,
    ) -> &'a mut T {
        // Taken out, so that a second of one name (a Deployment and a CronJob may share it) is an item of its own.
        let place = self.0.remove(&(namespace.to_owned(), name.to_owned())).unwrap_or_else(|| {
            list.push(Arc::new(new()));
            list.len() - 1
        });
        Arc::make_mut(&mut list[place])
    }
}

/// A name that a scenario may hold; Kubernetes has no other.
fn name(text: &str) -> Option<Name> {
    Name::from_str(text).ok()
}

fn labels(labels: &Labels) -> std::collections::BTreeMap<Name, Text> {
    labels.iter().filter_map(|(key, value)| Some((name(key)?, Text(Arc::clone(value))))).collect()
}

fn join_workload(
    list: &mut Vec<Arc<Workload>>,
    places: &mut Places,
    workload: &manifest::Workload,
    nodes: &HashMap<String, &str>,
) {
    let (Some(namespace), Some(own)) = (name(&workload.namespace), name(&workload.name)) else { return };
    let shape = workload.template.as_ref().or(workload.pods.first().map(|pod| &pod.shape));
    let new = || {
        let pods = workload.pods.iter().filter_map(|pod| {
            // A node of the cluster that the manifests come from need not be one of this file.
            let node = pod.node.as_deref().and_then(|node| nodes.get(node).copied());
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
    let row = places.item(list, (&workload.namespace, &workload.name), new);
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

fn join_service(list: &mut Vec<Arc<Service>>, places: &mut Places, service: &manifest::Service) {
    let (Some(namespace), Some(own)) = (name(&service.namespace), name(&service.name)) else { return };
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
    let row = places.item(list, (&service.namespace, &service.name), new);
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
    fn a_name_that_two_kinds_share_stands_for_two_workloads() {
        let pod = |kind: &str, app: &str| {
            format!(
                "---\napiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: web}}\nspec: {{template: {{metadata: {{labels: {{app: {app}}}}}, spec: {{}}}}}}\n"
            )
        };
        let text = pod("Deployment", "web") + &pod("StatefulSet", "store");
        let manifests = crate::manifest::read(&[Source::new("p.yaml", text)]).manifests;
        let analysis = Analysis::with_manifests(Arc::new(read(SCENARIO).scenario), Arc::new(manifests));
        let cluster = analysis.policy_plan().cluster();
        let found = cluster.workloads().iter().filter(|row| &*row.name == "web").map(|row| {
            let shape = cluster.shape_row(cluster.pod_row(row.pods[0]).shape);
            (row.kind.to_string(), shape.labels["app"].to_string())
        });
        let expected =
            [("Deployment", "web"), ("StatefulSet", "store")].map(|(kind, app)| (kind.to_owned(), app.to_owned()));
        assert_eq!(found.collect::<Vec<_>>(), expected);
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
