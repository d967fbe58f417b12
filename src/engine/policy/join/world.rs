//! The pods of a plan as policies see them: its workloads, with the addresses of the inventory and what was read of each
//! pod. Deliberately with the cluster's own DNS, which no file holds.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use super::namespace_of;
use crate::engine::inventory::{DNS, Inventory};
use crate::engine::plan::Plan;
use crate::engine::policy::{Engine, PolicyPlan};
use crate::engine::rules::network::DNS_PORT;
use crate::engine::service::full_name;
use crate::manifest::NAMESPACE_DEFAULT;
use crate::manifest::model::{self as manifest, ContainerPort, Labels, PodShape};
use crate::net::Protocol;
use crate::scenario::leaf::{Name, Text};
use crate::scenario::model::{PortProtocol, Workload, WorkloadKind};

/// A plan's own namespaces, workloads and pods with their addresses, under the policies of its manifests.
pub(in crate::engine) fn policy_plan(plan: &Plan, inventory: &Inventory, engine: Engine) -> PolicyPlan {
    let (namespaces, workloads) = world(plan, inventory);
    let services = plan.scenario().services.iter();
    let services = services.filter_map(|service| Some((full_name(service), service.cluster_ip?))).collect();
    PolicyPlan::over(&namespaces, &workloads, plan.manifests(), services, engine)
}

fn world(plan: &Plan, inventory: &Inventory) -> (Vec<manifest::Namespace>, Vec<manifest::Workload>) {
    let manifests = plan.manifests();
    let scenario = plan.scenario();
    let namespaces = scenario.namespaces.iter().map(|namespace| manifest::Namespace {
        name: namespace.name.shared(),
        labels: shared(namespace.labels.as_ref()),
    });
    // Those of one name stand in the plan in their order here: see `Places::item`.
    let mut by_name: HashMap<(&str, &str), Vec<&manifest::Workload>> =
        HashMap::with_capacity(manifests.workloads.len());
    for workload in manifests.workloads.iter().rev() {
        by_name.entry((&workload.namespace, &workload.name)).or_default().push(workload);
    }
    let workloads = scenario.workloads.iter().enumerate().map(|(place, workload)| {
        let namespace = workload.namespace.as_ref().map_or_else(|| Arc::from(NAMESPACE_DEFAULT), Name::shared);
        let name = workload.name.shared();
        let key = (namespace_of(workload.namespace.as_ref()), workload.name.as_str());
        let read = by_name.get_mut(&key).and_then(Vec::pop);
        let own_pods: HashMap<&str, &manifest::Pod> =
            read.into_iter().flat_map(|read| &read.pods).map(|pod| (&*pod.name, pod)).collect();
        let shape = shape_of(workload);
        let pods = inventory.pods_of(place).map(|at| {
            let pod = inventory.pod(at);
            // Pods of one owner may differ: what was read of each counts for it.
            let own = own_pods.get(&*pod.name);
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
        manifest::Workload { namespace, name, kind, replicas, template: Some(shape), pods }
    });
    (namespaces.collect(), workloads.chain(own_dns(plan, inventory)).collect())
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
