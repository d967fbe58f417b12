//! Pods, what makes them, and Services. Deliberately reads only what networks care for: labels, ports, addresses.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use super::model::{ContainerPort, Labels, Pod, PodShape, PortName, Service, ServicePort};
use super::reader::Reader;
use crate::net::{Cidr, Protocol};

/// Who made an object: kind and name.
pub(super) type Owner = (Arc<str>, Arc<str>);

/// A pod as it was read, still without its owner.
#[derive(Clone, Debug)]
pub(super) struct LonePod {
    pub(super) namespace: Arc<str>,
    pub(super) pod: Pod,
    /// The address of its node.
    pub(super) host: Option<IpAddr>,
    pub(super) owner: Option<Owner>,
}

/// A controller: what makes pods.
#[derive(Clone, Debug)]
pub(super) struct Controller {
    pub(super) namespace: Arc<str>,
    pub(super) name: Arc<str>,
    pub(super) kind: &'static str,
    pub(super) replicas: u32,
    pub(super) template: PodShape,
    pub(super) owner: Option<Owner>,
}

/// The protocols that ports have.
pub(super) const PROTOCOLS: [(&str, Protocol); 3] =
    [("TCP", Protocol::Tcp), ("UDP", Protocol::Udp), ("SCTP", Protocol::Sctp)];

/// Kubernetes' own annotation of an internal load balancer on Azure.
const INTERNAL: &str = "service.beta.kubernetes.io/azure-load-balancer-internal";

/// A pod.
pub(super) fn pod(root: &Reader<'_>, namespace: Arc<str>, name: Arc<str>) -> Option<LonePod> {
    let shape = shape(root)?;
    let mut addresses = Vec::new();
    let status = root.get("status");
    let listed = status.as_ref().and_then(|status| status.get("podIPs"));
    let listed = listed.map_or(Some(Vec::new()), |list| list.items())?;
    let single = status.as_ref().and_then(|status| status.get("podIP"));
    for address in listed.iter().filter_map(|item| item.get("ip")).chain(single) {
        let address: IpAddr = address.parsed("an address")?;
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    let node = root.required("spec")?.optional("nodeName", Reader::text)?;
    let host = status.as_ref().and_then(|status| status.get("hostIP"));
    let host = host.map(|address| address.parsed("an address"));
    let host = if let Some(host) = host { Some(host?) } else { None };
    Some(LonePod { namespace, pod: Pod { name, shape, addresses, node }, host, owner: owner(root)? })
}

/// A Deployment or another controller.
pub(super) fn controller(
    root: &Reader<'_>,
    kind: &'static str,
    namespace: Arc<str>,
    name: Arc<str>,
) -> Option<Controller> {
    let spec = root.required("spec")?;
    let (spec, count) = match kind {
        "CronJob" => (spec.required("jobTemplate")?.required("spec")?, "parallelism"),
        "Job" => (spec, "parallelism"),
        _ => (spec, "replicas"),
    };
    let replicas = spec.get(count).map_or(Some(1), |count| count.number(0, u32::MAX))?;
    let template = shape(&spec.required("template")?)?;
    Some(Controller { namespace, name, kind, replicas, template, owner: owner(root)? })
}

/// The owner that controls an object; `None`: what is written there cannot be read.
#[expect(clippy::option_option, reason = "the outer one says whether it could be read, as everywhere here")]
fn owner(root: &Reader<'_>) -> Option<Option<Owner>> {
    let Some(owners) = root.at(&["metadata", "ownerReferences"]) else { return Some(None) };
    let owners = owners.items()?;
    let controls = |owner: &&Reader<'_>| owner.get("controller").and_then(|flag| flag.flag()) == Some(true);
    let Some(owner) = owners.iter().find(controls).or(owners.first()) else { return Some(None) };
    Some(Some((owner.required("kind")?.text()?, owner.required("name")?.text()?)))
}

/// Labels, ports and network of a pod or of a pod's template.
fn shape(root: &Reader<'_>) -> Option<PodShape> {
    let labels = root.own_labels()?;
    let spec = root.required("spec")?;
    let host_network = spec.get("hostNetwork").is_some_and(|flag| flag.flag() == Some(true));
    let mut ports = Vec::new();
    // A sidecar is an initial container that goes on running, and its ports are the pod's.
    for list in ["containers", "initContainers"] {
        for container in spec.list(list)? {
            for port in container.list("ports")? {
                ports.push(container_port(&port)?);
            }
        }
    }
    Some(PodShape { labels: Arc::new(labels.into_iter().collect::<Labels>()), ports: ports.into(), host_network })
}

fn container_port(port: &Reader<'_>) -> Option<ContainerPort> {
    Some(ContainerPort {
        name: port.optional("name", Reader::text)?,
        port: port.required("containerPort")?.port()?,
        protocol: protocol(port)?,
    })
}

/// The protocol of a port: TCP when none is written.
pub(super) fn protocol(port: &Reader<'_>) -> Option<Protocol> {
    port.get("protocol").map_or(Some(Protocol::Tcp), |word| word.choice(&PROTOCOLS))
}

/// A Service.
pub(super) fn service(root: &Reader<'_>, namespace: Arc<str>, name: Arc<str>) -> Option<Service> {
    const TYPES: [(&str, &str); 4] = [
        ("ClusterIP", "ClusterIP"),
        ("NodePort", "NodePort"),
        ("LoadBalancer", "LoadBalancer"),
        ("ExternalName", "ExternalName"),
    ];
    const POLICIES: [(&str, bool); 2] = [("Cluster", false), ("Local", true)];
    let spec = root.required("spec")?;
    let selector = spec.optional("selector", Reader::labels)?.unwrap_or_default();
    let annotations = root.at(&["metadata", "annotations"]);
    let address = |key: &str| spec.get(key).and_then(|text| text.text()).and_then(|text| text.parse::<IpAddr>().ok());
    let policy = |key: &str| spec.get(key).map_or(Some(false), |word| word.choice(&POLICIES));
    let ranges = spec.optional("loadBalancerSourceRanges", Reader::texts)?.unwrap_or_default();
    Some(Service {
        namespace,
        name,
        service_type: Arc::from(spec.get("type").map_or(Some("ClusterIP"), |word| word.choice(&TYPES))?),
        internal: annotations
            .and_then(|annotations| annotations.get(INTERNAL))
            .and_then(|text| text.text())
            .is_some_and(|text| &*text == "true"),
        selector: selector.into_iter().collect::<BTreeMap<_, _>>(),
        // `None`, the word, makes a headless Service: it has no address.
        cluster_ip: address("clusterIP"),
        load_balancer_ip: address("loadBalancerIP"),
        ports: spec.list("ports")?.iter().map(service_port).collect::<Option<_>>()?,
        external_local: policy("externalTrafficPolicy")?,
        internal_local: policy("internalTrafficPolicy")?,
        source_ranges: ranges.iter().filter_map(|text| Cidr::lenient(text).ok()).collect(),
        external_name: spec.optional("externalName", Reader::text)?,
    })
}

fn service_port(port: &Reader<'_>) -> Option<ServicePort> {
    let number = port.required("port")?.port()?;
    let target = match port.get("targetPort") {
        None => PortName::Number(number),
        Some(target) if target.is_number() => PortName::Number(target.port()?),
        Some(target) => PortName::Name(target.text()?),
    };
    Some(ServicePort {
        name: port.optional("name", Reader::text)?,
        port: number,
        target,
        protocol: protocol(port)?,
        // Zero and nothing both ask for any.
        node_port: port
            .get("nodePort")
            .and_then(|port| port.number(0, 65_535))
            .and_then(|port| u16::try_from(port).ok()),
    })
}
