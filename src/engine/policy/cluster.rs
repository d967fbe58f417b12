//! The pods that policies decide about: namespaces, workloads, pods, and pods that no policy can tell apart as one shape.
//! Deliberately knows no policy but the borders of address blocks.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use super::cells::Cells;
use crate::manifest::model::{ContainerPort, Labels, Namespaces, PodShape, Subject, Workload};
use crate::manifest::selector::{Operator, Selector};
use crate::net::Protocol;

/// The label that every namespace has: its name.
const METADATA_NAME: &str = "kubernetes.io/metadata.name";

/// A namespace of a cluster.
#[derive(Clone, Debug)]
pub struct NamespaceRow {
    /// Its name.
    pub name: Arc<str>,
    /// Its labels, its name among them.
    pub labels: Labels,
    /// The shapes of its pods.
    shapes: Vec<ShapeId>,
}

/// A workload of a cluster.
#[derive(Clone, Debug)]
pub struct WorkloadRow {
    /// Its namespace.
    pub namespace: usize,
    /// Its name.
    pub name: Arc<str>,
    /// Its kind, `Deployment`.
    pub kind: Arc<str>,
    /// Its pods; one stands for all where only the template is known.
    pub pods: Vec<PodId>,
    /// Does its one pod stand for several, of which only the template is known?
    is_template: bool,
}

/// A pod of a cluster.
#[derive(Clone, Debug)]
pub struct PodRow {
    /// Its workload.
    pub workload: usize,
    /// Its name; its workload's where only the template is known.
    pub name: Arc<str>,
    /// What policies see of it.
    pub shape: ShapeId,
    /// Its addresses, as far as they are known.
    pub addresses: Vec<IpAddr>,
    /// Its node, when known.
    pub node: Option<Arc<str>>,
}

/// Pods that no policy can tell apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Their namespace.
    pub namespace: usize,
    /// Their labels.
    pub labels: Arc<Labels>,
    /// Their ports.
    pub ports: Arc<[ContainerPort]>,
    /// Do they use their node's network?
    pub host_network: bool,
    /// The cells of their addresses, where blocks can match pods.
    pub cells: Vec<usize>,
}

/// A pod of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PodId(u32);

/// A shape of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShapeId(u32);

impl PodId {
    /// Its place among the pods.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl ShapeId {
    /// Its place among the shapes.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    pub(super) fn at(index: usize) -> Self {
        Self(u32::try_from(index).expect("there are fewer shapes than u32 counts"))
    }
}

/// Namespaces, workloads and pods.
#[derive(Clone, Debug)]
pub struct Cluster {
    namespaces: Vec<NamespaceRow>,
    namespaces_by_name: HashMap<Arc<str>, usize>,
    workloads: Vec<WorkloadRow>,
    pods: Vec<PodRow>,
    shapes: Vec<Shape>,
    /// The shapes that have a label with a value.
    labelled: HashMap<(Arc<str>, Arc<str>), Vec<ShapeId>>,
    /// The shapes with an address in a cell.
    in_cell: HashMap<usize, Vec<ShapeId>>,
}

impl Cluster {
    /// The pods of workloads. Namespaces that nobody describes have their name as their only label.
    pub fn new<'a>(
        namespaces: impl Iterator<Item = (&'a Arc<str>, &'a Labels)>,
        workloads: &[Workload],
        cells: Option<&Cells>,
    ) -> Self {
        let mut cluster = Self {
            namespaces: Vec::new(),
            namespaces_by_name: HashMap::new(),
            workloads: Vec::new(),
            pods: Vec::new(),
            shapes: Vec::new(),
            labelled: HashMap::new(),
            in_cell: HashMap::new(),
        };
        for (name, labels) in namespaces {
            let index = cluster.namespace(name);
            let own = &mut cluster.namespaces[index].labels;
            own.extend(labels.iter().map(|(key, value)| (Arc::clone(key), Arc::clone(value))));
            // The API server sets this one, whatever is written.
            own.insert(Arc::from(METADATA_NAME), Arc::clone(name));
        }
        let mut shapes = HashMap::new();
        for workload in workloads {
            cluster.add(workload, cells, &mut shapes);
        }
        cluster
    }

    fn namespace(&mut self, name: &Arc<str>) -> usize {
        if let Some(index) = self.namespaces_by_name.get(name) {
            return *index;
        }
        let labels = Labels::from([(Arc::from(METADATA_NAME), Arc::clone(name))]);
        self.namespaces.push(NamespaceRow { name: Arc::clone(name), labels, shapes: Vec::new() });
        self.namespaces_by_name.insert(Arc::clone(name), self.namespaces.len() - 1);
        self.namespaces.len() - 1
    }

    fn add(&mut self, workload: &Workload, cells: Option<&Cells>, shapes: &mut HashMap<Shape, ShapeId>) {
        let namespace = self.namespace(&workload.namespace);
        let mut row = WorkloadRow {
            namespace,
            name: Arc::clone(&workload.name),
            kind: Arc::clone(&workload.kind),
            pods: Vec::with_capacity(workload.pods.len().max(1)),
            is_template: workload.pods.is_empty() && (workload.replicas != 1 || &*workload.kind == "DaemonSet"),
        };
        let index = self.workloads.len();
        for pod in &workload.pods {
            let shape = self.shape(namespace, &pod.shape, &pod.addresses, cells, shapes);
            let addresses = pod.addresses.clone();
            let pod = PodRow { workload: index, name: Arc::clone(&pod.name), shape, addresses, node: pod.node.clone() };
            row.pods.push(self.pod(pod));
        }
        if let (true, Some(template)) = (workload.pods.is_empty(), &workload.template) {
            let shape = self.shape(namespace, template, &[], cells, shapes);
            let name = Arc::clone(&workload.name);
            row.pods.push(self.pod(PodRow { workload: index, name, shape, addresses: Vec::new(), node: None }));
        }
        self.workloads.push(row);
    }

    fn pod(&mut self, pod: PodRow) -> PodId {
        self.pods.push(pod);
        PodId(u32::try_from(self.pods.len() - 1).expect("there are fewer pods than u32 counts"))
    }

    fn shape(
        &mut self,
        namespace: usize,
        pod: &PodShape,
        addresses: &[IpAddr],
        cells: Option<&Cells>,
        known: &mut HashMap<Shape, ShapeId>,
    ) -> ShapeId {
        let mut own: Vec<usize> =
            addresses.iter().filter_map(|address| cells.and_then(|cells| cells.position(*address))).collect();
        own.sort_unstable();
        own.dedup();
        let shape = Shape {
            namespace,
            labels: Arc::clone(&pod.labels),
            ports: Arc::clone(&pod.ports),
            host_network: pod.host_network,
            cells: own,
        };
        if let Some(id) = known.get(&shape) {
            return *id;
        }
        let id = ShapeId::at(self.shapes.len());
        self.namespaces[namespace].shapes.push(id);
        for (key, value) in &*shape.labels {
            self.labelled.entry((Arc::clone(key), Arc::clone(value))).or_default().push(id);
        }
        for cell in &shape.cells {
            self.in_cell.entry(*cell).or_default().push(id);
        }
        known.insert(shape.clone(), id);
        self.shapes.push(shape);
        id
    }

    /// The namespaces.
    pub fn namespaces(&self) -> &[NamespaceRow] {
        &self.namespaces
    }

    /// The namespace with this name.
    pub fn namespace_named(&self, name: &str) -> Option<usize> {
        self.namespaces_by_name.get(name).copied()
    }

    /// The workloads.
    pub fn workloads(&self) -> &[WorkloadRow] {
        &self.workloads
    }

    /// The pods.
    pub fn pods(&self) -> &[PodRow] {
        &self.pods
    }

    /// One pod.
    pub fn pod_row(&self, pod: PodId) -> &PodRow {
        &self.pods[pod.index()]
    }

    /// The shapes.
    pub fn shapes(&self) -> &[Shape] {
        &self.shapes
    }

    /// The ids of all shapes.
    pub fn shape_ids(&self) -> impl Iterator<Item = ShapeId> + use<> {
        (0..self.shapes.len()).map(ShapeId::at)
    }

    /// One shape.
    pub fn shape_row(&self, shape: ShapeId) -> &Shape {
        &self.shapes[shape.index()]
    }

    /// Does this pod stand for several, of which only the template is known?
    pub fn is_template(&self, pod: PodId) -> bool {
        self.workloads[self.pod_row(pod).workload].is_template
    }

    /// The pod or workload `NS/NAME`: a pod first, then a workload's first pod.
    pub fn pod_named(&self, namespace: &str, name: &str) -> Option<PodId> {
        let namespace = self.namespace_named(namespace)?;
        let is_here = |pod: &PodRow| self.workloads[pod.workload].namespace == namespace;
        let own = self.pods.iter().position(|pod| *pod.name == *name && is_here(pod));
        let own = own.and_then(|index| u32::try_from(index).ok()).map(PodId);
        own.or_else(|| {
            let mut rows = self.workloads.iter().filter(|row| row.namespace == namespace && *row.name == *name);
            rows.find_map(|row| row.pods.first().copied())
        })
    }

    /// The pod with this address that is no host's.
    pub fn pod_at(&self, address: IpAddr) -> Option<PodId> {
        let holds = |pod: &PodRow| pod.addresses.contains(&address) && !self.shape_row(pod.shape).host_network;
        self.pods.iter().position(holds).and_then(|index| u32::try_from(index).ok()).map(PodId)
    }

    /// Has this node this address, as the pods tell that are on its network?
    pub fn is_of_node(&self, address: IpAddr, node: &str) -> bool {
        let mut hosts = self.pods.iter().filter(|pod| self.shape_row(pod.shape).host_network);
        hosts.any(|pod| pod.node.as_deref() == Some(node) && pod.addresses.contains(&address))
    }

    /// A workload as connection lists write it: `shop/web[Deployment]`.
    pub fn workload_name(&self, workload: usize) -> String {
        let row = &self.workloads[workload];
        WorkloadName(&self.namespaces[row.namespace].name, &row.name, &row.kind).to_string()
    }

    /// A pod likewise: `shop/web-1[Pod]`.
    pub fn pod_name(&self, pod: PodId) -> String {
        let row = self.pod_row(pod);
        let namespace = &self.namespaces[self.workloads[row.workload].namespace].name;
        WorkloadName(namespace, &row.name, "Pod").to_string()
    }

    /// The number that a pod's port of this name has for a protocol, or the numbers for each.
    pub fn named_ports<'a>(
        &'a self,
        shape: ShapeId,
        name: &'a str,
        protocol: Option<Protocol>,
    ) -> impl Iterator<Item = (Protocol, u16)> + 'a {
        let ports = self.shape_row(shape).ports.iter();
        let is_meant = move |port: &&ContainerPort| {
            port.name.as_deref() == Some(name) && protocol.is_none_or(|protocol| protocol == port.protocol)
        };
        ports.filter(is_meant).map(|port| (port.protocol, port.port))
    }

    /// The shapes that a peer's selectors match, in order. Pods on their node's network look like their node, so that no
    /// selector matches them.
    pub fn selected(&self, own: Option<usize>, namespaces: &Namespaces, pods: &Selector) -> Vec<ShapeId> {
        let in_namespace = |namespace: usize| match namespaces {
            Namespaces::Own => Some(namespace) == own,
            Namespaces::Matching(selector) => selector.matches(&self.namespaces[namespace].labels),
        };
        let is_meant = |shape: &ShapeId| {
            let row = self.shape_row(*shape);
            in_namespace(row.namespace) && !row.host_network && pods.matches(&row.labels)
        };
        // A label that must have one of some values leaves few shapes to look at.
        let equal = pods.demands.iter().find(|demand| demand.operator == Operator::In && demand.values.len() == 1);
        let mut found: Vec<ShapeId> = match (equal, namespaces, own) {
            (Some(demand), ..) => {
                let key = (Arc::clone(&demand.key), Arc::clone(&demand.values[0]));
                self.labelled.get(&key).into_iter().flatten().copied().filter(is_meant).collect()
            }
            (None, Namespaces::Own, Some(own)) => {
                self.namespaces[own].shapes.iter().copied().filter(is_meant).collect()
            }
            (None, Namespaces::Own, None) => Vec::new(),
            (None, Namespaces::Matching(selector), _) => {
                let matching = self.namespaces.iter().filter(|row| selector.matches(&row.labels));
                let is_meant = |shape: &ShapeId| {
                    let row = self.shape_row(*shape);
                    !row.host_network && pods.matches(&row.labels)
                };
                matching.flat_map(|row| &row.shapes).copied().filter(is_meant).collect()
            }
        };
        found.sort_unstable();
        found
    }

    /// The shapes that a subject's selectors match.
    pub fn subject(&self, subject: &Subject) -> Vec<ShapeId> {
        self.selected(None, &Namespaces::Matching(subject.namespaces.clone()), &subject.pods)
    }

    /// The shapes with an address in a cell, where blocks can match pods.
    pub fn in_cell(&self, cell: usize) -> &[ShapeId] {
        self.in_cell.get(&cell).map_or(&[], Vec::as_slice)
    }

    /// The workloads of each shape, for words about shapes.
    pub fn workloads_of(&self, shapes: &[ShapeId]) -> Vec<usize> {
        let pods = self.pods.iter().filter(|pod| shapes.binary_search(&pod.shape).is_ok());
        pods.map(|pod| pod.workload).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// Namespace, name and kind as connection lists write them.
struct WorkloadName<'a>(&'a str, &'a str, &'a str);

impl fmt::Display for WorkloadName<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}[{}]", self.0, self.1, self.2)
    }
}
