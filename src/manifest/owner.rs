//! Pods under what made them. Deliberately by owner references alone: labels that look alike prove nothing.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::Arc;

use super::model::{Pod, Workload};
use super::workload::{Controller, LonePod, Owner};

/// The label that a Deployment gives the pods of each of its ReplicaSets.
const TEMPLATE_HASH: &str = "pod-template-hash";
/// Owners of owners: a pod, its ReplicaSet or Job, its Deployment or CronJob, an operator's own above it.
const OWNERS_MAX: usize = 8;

/// Namespace, kind, name.
type Key = (Arc<str>, Arc<str>, Arc<str>);

/// The workloads: a controller that owns another one stands for it, and pods stand under the last owner that is known.
pub(super) fn merge(controllers: Vec<Controller>, pods: Vec<LonePod>) -> Vec<Workload> {
    let owners: HashMap<Key, Option<Owner>> =
        controllers.iter().map(|controller| (key(controller), controller.owner.clone())).collect();
    let mut order: Vec<Key> = Vec::new();
    let mut workloads: BTreeMap<Key, Workload> = BTreeMap::new();
    for controller in controllers {
        let key =
            last_owner(&owners, &controller.namespace, controller.owner.as_ref()).unwrap_or_else(|| key(&controller));
        let is_itself = *key.1 == *controller.kind && key.2 == controller.name;
        let workload = entry(&mut workloads, &mut order, key);
        // A ReplicaSet says what runs only where its Deployment was not read.
        if is_itself || workload.template.is_none() {
            workload.template = Some(controller.template);
            workload.replicas = controller.replicas;
        }
    }
    // The status of a pod may know its node by the address alone.
    let named = pods.iter().filter_map(|lone| Some((lone.host?, Arc::clone(lone.pod.node.as_ref()?))));
    let nodes: HashMap<IpAddr, Arc<str>> = named.collect();
    for mut lone in pods {
        let by_address = |host| nodes.get(&host).cloned().unwrap_or_else(|| Arc::from(host.to_string()));
        lone.pod.node = lone.pod.node.or_else(|| lone.host.map(by_address));
        let owner = lone.owner.as_ref().map(|owner| deployment(&lone.pod, owner, &lone.namespace, &owners));
        let own = || (Arc::clone(&lone.namespace), Arc::from("Pod"), Arc::clone(&lone.pod.name));
        let key = last_owner(&owners, &lone.namespace, owner.as_ref()).unwrap_or_else(own);
        entry(&mut workloads, &mut order, key).pods.push(lone.pod);
    }
    order.into_iter().filter_map(|key| workloads.remove(&key)).map(counted).collect()
}

fn key(controller: &Controller) -> Key {
    (Arc::clone(&controller.namespace), Arc::from(controller.kind), Arc::clone(&controller.name))
}

fn entry<'a>(workloads: &'a mut BTreeMap<Key, Workload>, order: &mut Vec<Key>, key: Key) -> &'a mut Workload {
    workloads.entry(key).or_insert_with_key(|key| {
        order.push(key.clone());
        let (namespace, kind, name) = key.clone();
        Workload { namespace, name, kind, replicas: 1, template: None, pods: Vec::new() }
    })
}

/// A workload that was read with its pods has as many as were read.
fn counted(mut workload: Workload) -> Workload {
    if !workload.pods.is_empty() {
        workload.replicas = u32::try_from(workload.pods.len()).unwrap_or(u32::MAX);
    }
    workload
}

/// The owner that nothing known owns; `None` for an object without one.
fn last_owner(owners: &HashMap<Key, Option<Owner>>, namespace: &Arc<str>, owner: Option<&Owner>) -> Option<Key> {
    let (kind, name) = owner.cloned()?;
    let mut key = (Arc::clone(namespace), kind, name);
    for _ in 0..OWNERS_MAX {
        let Some(Some((kind, name))) = owners.get(&key) else { return Some(key) };
        key = (Arc::clone(namespace), Arc::clone(kind), Arc::clone(name));
    }
    Some(key)
}

/// A ReplicaSet that was not read, but is a Deployment's by the hash in its name, stands for the Deployment.
fn deployment(pod: &Pod, owner: &Owner, namespace: &Arc<str>, owners: &HashMap<Key, Option<Owner>>) -> Owner {
    let (kind, name) = owner;
    let is_read = owners.contains_key(&(Arc::clone(namespace), Arc::clone(kind), Arc::clone(name)));
    let hash = pod.shape.labels.get(TEMPLATE_HASH).filter(|_| &**kind == "ReplicaSet" && !is_read);
    let stem = hash.and_then(|hash| name.strip_suffix(&**hash)).and_then(|stem| stem.strip_suffix('-'));
    stem.map_or_else(|| owner.clone(), |stem| (Arc::from("Deployment"), Arc::from(stem)))
}
