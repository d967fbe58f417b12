//! Kubernetes manifests, in YAML or JSON, to typed objects with their places: the counterpart of `scenario`. Deliberately
//! opens no file and decides nothing: it takes texts with their names, and gives what they say.

mod admin_policy;
mod cilium_policy;
pub mod model;
mod network_policy;
mod node;
mod owner;
mod reader;
pub mod selector;
#[cfg(test)]
mod tests;
mod workload;

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::diag::{Diagnostic, Source};
use model::{AdminPolicy, CiliumPolicy, Manifests, Namespace, NetworkPolicy, Place, Service, Tier};
use node::Node;
use reader::{Reader, Sink};
use workload::{Controller, LonePod};

/// The longest text of a file.
pub const FILE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// The longest text of all files together.
pub const TOTAL_BYTES_MAX: usize = 64 * 1024 * 1024;
/// The most objects of all files together.
pub const OBJECTS_MAX: usize = 200_000;
/// Lists in lists in lists are no manifest.
const LISTS_MAX: usize = 4;
/// The namespace of what names none.
pub const NAMESPACE_DEFAULT: &str = "default";

/// What manifests say, and what is wrong with them.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// What could be read.
    pub manifests: Manifests,
    /// What could not, each with the place of its text among the sources.
    pub problems: Vec<(usize, Diagnostic)>,
}

impl Reading {
    /// Was everything read?
    pub fn is_sound(&self) -> bool {
        self.problems.iter().all(|(_, problem)| problem.severity != crate::diag::Severity::Error)
    }
}

/// Reads texts in their order. A later object of the same kind and name replaces an earlier one, as it would in a cluster.
pub fn read(sources: &[Source]) -> Reading {
    let mut objects = Objects::default();
    let mut problems = Vec::new();
    let mut bytes = 0usize;
    for (place, source) in sources.iter().enumerate() {
        bytes = bytes.saturating_add(source.text.len());
        if source.text.len() > FILE_BYTES_MAX || bytes > TOTAL_BYTES_MAX {
            let what = if bytes > TOTAL_BYTES_MAX { "the manifests together have" } else { "the file has" };
            let limit = if bytes > TOTAL_BYTES_MAX { TOTAL_BYTES_MAX } else { FILE_BYTES_MAX };
            let message = format!("{what} more than {} MB", limit >> 20);
            problems.push((place, Diagnostic::unreadable("too-long", message)));
            continue;
        }
        let file = File { name: Arc::from(&*source.name), lines: Rc::new(Lines::of(&source.text)) };
        let found = objects.file(&file, &source.text);
        problems.extend(found.into_iter().map(|problem| (place, problem)));
    }
    Reading { manifests: objects.finish(), problems }
}

/// The name and the lines of a text.
struct File {
    name: Arc<str>,
    lines: Rc<Lines>,
}

/// Where the lines of a text begin, to look places up fast.
#[derive(Debug)]
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(newline, _)| newline + 1).collect())
    }

    fn line(&self, byte: usize) -> usize {
        self.0.partition_point(|start| *start <= byte) + 1
    }
}

/// An object of a kind that is read.
enum Object {
    Namespace(Namespace),
    Controller(Controller),
    Pod(LonePod),
    Service(Service),
    Network(NetworkPolicy),
    Admin(AdminPolicy),
    Cilium(Vec<CiliumPolicy>),
}

/// Which object: group of its kind, kind, namespace, name.
type Key = (String, Arc<str>, Arc<str>);

#[derive(Default)]
struct Objects {
    list: Vec<Object>,
    known: HashMap<Key, (usize, Place)>,
    ignored: std::collections::BTreeMap<String, usize>,
}

impl Objects {
    /// Reads one text.
    fn file(&mut self, file: &File, text: &str) -> Vec<Diagnostic> {
        let (documents, mut problems) = node::documents(text);
        let sink = Sink::of(Rc::clone(&file.lines));
        for document in &documents {
            self.document(document, &sink, file);
        }
        drop(documents);
        problems.extend(sink.take());
        problems.sort_by_key(|problem| problem.span.as_ref().map_or(usize::MAX, |span| span.start));
        problems
    }

    fn document(&mut self, node: &Rc<Node<'_>>, sink: &Sink, file: &File) {
        let reader = Reader::root(node, sink);
        if !reader.is_null() {
            self.any(&reader, file, 0, None);
        }
    }

    /// An object or a list of some; the items of a `PodList` need not say once more that they are pods.
    fn any(&mut self, root: &Reader<'_>, file: &File, depth: usize, list: Option<&Kind>) {
        if let (Some(kind), true, None, None) = (list, root.is_map(), root.get("kind"), root.get("apiVersion")) {
            return self.object(root, kind, file);
        }
        // A folder holds other files too: what does not even claim to be an object is left alone.
        if !root.is_map() || (root.get("kind").is_none() && root.get("apiVersion").is_none()) {
            return root.warn(
                "not-an-object",
                "this is no Kubernetes object, and not read: it has neither kind nor apiVersion",
            );
        }
        let Some(kind) = root.required("kind").and_then(|kind| kind.text()) else { return };
        if kind.ends_with("List") && root.get("items").is_some() {
            if depth >= LISTS_MAX {
                return root.error("too-deep", format!("more than {LISTS_MAX} lists stand in each other"));
            }
            let of = kind.strip_suffix("List").filter(|of| !of.is_empty());
            let of = of.map(|of| Kind { group: group_of(root), kind: Arc::from(of) });
            for item in root.list("items").unwrap_or_default() {
                self.any(&item, file, depth + 1, of.as_ref());
            }
            return;
        }
        self.object(root, &Kind { group: group_of(root), kind }, file);
    }

    fn object(&mut self, root: &Reader<'_>, Kind { group, kind }: &Kind, file: &File) {
        let Some(read) = reading_of(group, kind) else {
            let name = if group.is_empty() { kind.to_string() } else { format!("{kind}.{group}") };
            *self.ignored.entry(name).or_default() += 1;
            return;
        };
        if self.list.len() >= OBJECTS_MAX {
            return root
                .error("too-many-objects", format!("there are more than {OBJECTS_MAX} objects; this one is left out"));
        }
        let Some(metadata) = root.required("metadata") else { return };
        let Some(name) = metadata.required("name").and_then(|name| name.text()) else { return };
        let namespace = match metadata.get("namespace").map(|namespace| namespace.text()) {
            None => Arc::from(NAMESPACE_DEFAULT),
            Some(Some(namespace)) => namespace,
            Some(None) => return,
        };
        let place = Place { file: Arc::clone(&file.name), line: file.lines.line(root.span().start) };
        let key = (kind.to_string(), Arc::clone(&namespace), Arc::clone(&name));
        let Some(object) = read(root, &Header { namespace, name, place: place.clone() }) else { return };
        if let Some((index, before)) = self.known.get_mut(&key) {
            root.warn(
                "object-twice",
                format!("{} {}/{} stands also at {before}; this one counts", key.0, key.1, key.2),
            );
            self.list[*index] = object;
            *before = place;
            return;
        }
        self.known.insert(key, (self.list.len(), place));
        self.list.push(object);
    }

    fn finish(self) -> Manifests {
        let mut manifests = Manifests { ignored: self.ignored, ..Manifests::default() };
        let (mut controllers, mut pods) = (Vec::new(), Vec::new());
        for object in self.list {
            match object {
                Object::Namespace(namespace) => manifests.namespaces.push(namespace),
                Object::Controller(controller) => controllers.push(controller),
                Object::Pod(pod) => pods.push(pod),
                Object::Service(service) => manifests.services.push(service),
                Object::Network(policy) => manifests.network_policies.push(policy),
                Object::Admin(policy) => manifests.admin_policies.push(policy),
                Object::Cilium(policies) => manifests.cilium_policies.extend(policies),
            }
        }
        manifests.workloads = owner::merge(controllers, pods);
        manifests
    }
}

/// A kind of objects.
struct Kind {
    group: Arc<str>,
    kind: Arc<str>,
}

/// The group that an object's `apiVersion` names; empty: Kubernetes' own first one.
fn group_of(root: &Reader<'_>) -> Arc<str> {
    let version = root.get("apiVersion").and_then(|version| version.text()).unwrap_or_default();
    Arc::from(version.split_once('/').map_or("", |(group, _)| group))
}

/// What every object has.
struct Header {
    namespace: Arc<str>,
    name: Arc<str>,
    place: Place,
}

/// Reads an object of one kind.
type Read = fn(&Reader<'_>, &Header) -> Option<Object>;

/// How a kind is read; `None`: not at all.
fn reading_of(group: &str, kind: &str) -> Option<Read> {
    /// A controller's reader: its kind is a part of the type, so that a table can hold it.
    macro_rules! controller {
        ($kind:literal) => {
            |root, header| {
                let (namespace, name) = (Arc::clone(&header.namespace), Arc::clone(&header.name));
                workload::controller(root, $kind, namespace, name).map(Object::Controller)
            }
        };
    }
    Some(match (group, kind) {
        ("", "Namespace") => namespace,
        ("", "Pod") => {
            |root, header| workload::pod(root, Arc::clone(&header.namespace), Arc::clone(&header.name)).map(Object::Pod)
        }
        ("", "Service") => |root, header| {
            workload::service(root, Arc::clone(&header.namespace), Arc::clone(&header.name)).map(Object::Service)
        },
        ("apps" | "extensions", "Deployment") => controller!("Deployment"),
        ("apps" | "extensions", "ReplicaSet") => controller!("ReplicaSet"),
        ("apps", "StatefulSet") => controller!("StatefulSet"),
        ("apps" | "extensions", "DaemonSet") => controller!("DaemonSet"),
        ("batch", "Job") => controller!("Job"),
        ("batch", "CronJob") => controller!("CronJob"),
        ("", "ReplicationController") => controller!("ReplicationController"),
        ("networking.k8s.io" | "extensions", "NetworkPolicy") => |root, header| {
            let (namespace, name) = (Arc::clone(&header.namespace), Arc::clone(&header.name));
            network_policy::read(root, namespace, name, header.place.clone()).map(Object::Network)
        },
        ("policy.networking.k8s.io", "AdminNetworkPolicy") => |root, header| {
            admin_policy::read(root, Tier::Admin, Arc::clone(&header.name), header.place.clone()).map(Object::Admin)
        },
        ("policy.networking.k8s.io", "BaselineAdminNetworkPolicy") => |root, header| {
            admin_policy::read(root, Tier::Baseline, Arc::clone(&header.name), header.place.clone()).map(Object::Admin)
        },
        ("cilium.io", "CiliumNetworkPolicy") => |root, header| {
            cilium_policy::read(root, Some(&header.namespace), &header.name, &header.place).map(Object::Cilium)
        },
        ("cilium.io", "CiliumClusterwideNetworkPolicy") => {
            |root, header| cilium_policy::read(root, None, &header.name, &header.place).map(Object::Cilium)
        }
        _ => return None,
    })
}

fn namespace(root: &Reader<'_>, header: &Header) -> Option<Object> {
    let labels = root.own_labels()?;
    Some(Object::Namespace(Namespace { name: Arc::clone(&header.name), labels: labels.into_iter().collect() }))
}
