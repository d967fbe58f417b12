//! A node's own routes to its pods, which its kernel asks before Azure is asked at all. Deliberately only those: how a
//! node forwards, filters and translates is `trace`'s.

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::capacity::as_text;
use crate::engine::finding::SourceRef;
use crate::engine::inventory::NodeRef;
use crate::engine::rules::network::{BYO_CNI, CILIUM_NODE, CILIUM_ROUTER, KUBENET, TRANSPARENT_VETH, WINDOWS};
use crate::engine::trace::World;
use crate::net::Cidr;
use crate::scenario::model::{Dataplane, Model, Os};

/// A route of a node to pods of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NodeRoute {
    /// The range.
    #[serde(serialize_with = "as_text")]
    #[schemars(with = "String")]
    pub prefix: Cidr,
    /// The interface that has it: `cbr0`, `azv*`, `lxc*`.
    pub device: &'static str,
    /// The pod behind it, `default/web-0`; empty: pods.
    pub pod: String,
    /// Given by no key of the file: allocated as AKS would.
    pub assumed: bool,
}

/// The routes of one node to its pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeRoutes {
    /// The node.
    pub node: String,
    /// The routes.
    pub routes: Vec<NodeRoute>,
    /// The page that says how a node has them.
    pub source: SourceRef,
    /// What is worth knowing of them, in sentences.
    pub notes: Vec<String>,
    /// Addresses that are kept for pods of this node and that no pod has.
    vacant: Vec<IpAddr>,
    /// The range whose packets the overlay's own domain takes when they have left the node.
    overlay: Option<Cidr>,
}

/// What a node does with an address before Azure's routes are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before<'a> {
    /// It has a pod behind this route.
    Kept(&'a NodeRoute),
    /// The address is kept for a pod of the node, and no pod has it.
    Vacant,
    /// The packet leaves the node, and the overlay's own domain takes it.
    Overlay(Cidr),
    /// The packet leaves the node, and Azure's routes decide.
    Leaves,
}

impl NodeRoutes {
    /// What becomes of an address before Azure's routes are asked.
    pub fn before(&self, address: IpAddr) -> Before<'_> {
        let overlay = self.overlay.filter(|range| range.contains(address));
        match (self.lookup(address), overlay) {
            (Some(route), _) => Before::Kept(route),
            (None, _) if self.vacant.contains(&address) => Before::Vacant,
            (None, Some(range)) => Before::Overlay(range),
            (None, None) => Before::Leaves,
        }
    }

    /// The same in a sentence; `None`: Azure's routes decide.
    pub fn sentence(&self, address: IpAddr) -> Option<String> {
        let node = &self.node;
        Some(match self.before(address) {
            Before::Leaves => return None,
            Before::Kept(route) => {
                let pod = if route.pod.is_empty() { String::new() } else { format!(" to pod {}", route.pod) };
                format!("stays on node {node}: {} by {}{pod}", route.prefix, route.device)
            }
            Before::Vacant => format!("kept for a pod of node {node}, and no pod of this file has it"),
            Before::Overlay(range) => {
                format!("in the pod CIDR {range}: the overlay's own domain takes it, by eth0 of node {node}")
            }
        })
    }

    /// The route that an address takes on the node itself; `None`: the packet leaves by the NIC.
    pub fn lookup(&self, address: IpAddr) -> Option<&NodeRoute> {
        let holding = self.routes.iter().filter(|route| route.prefix.contains(address));
        holding.max_by_key(|route| route.prefix.prefix())
    }
}

/// What joins a node and its pods.
enum Join {
    /// A bridge, which has a whole range.
    Bridge,
    /// An interface a pod.
    Interface(&'static str),
    /// No page tells.
    Unknown(String),
}

/// The routes of a node to its pods.
///
/// Kubenet's node has one route for the whole range of its pods, by its bridge; a node of Azure CNI has one of /32 for
/// each pod, by the pod's own interface.
pub fn of_node(world: &World<'_>, at: NodeRef) -> NodeRoutes {
    let (inventory, plan) = (world.inventory, world.plan);
    let node = inventory.node(at);
    let (join, source) = join(world, at);
    let mut notes = Vec::new();
    let routes = match join {
        Join::Bridge => {
            notes.push(
                "Assumed: the bridge is named cbr0, as kubenet does elsewhere; no page of AKS names it.".to_owned(),
            );
            let of = |prefix: Cidr| NodeRoute { prefix, device: "cbr0", pod: String::new(), assumed: node.assumed };
            node.pod_cidrs.iter().copied().map(of).collect()
        }
        Join::Interface(device) => {
            let of = |pod: crate::engine::inventory::Pod| {
                let prefix = Cidr::containing(pod.ip?, if pod.ip?.is_ipv4() { 32 } else { 128 });
                Some(NodeRoute { prefix, device, pod: World::pod_name(&pod), assumed: pod.assumed })
            };
            inventory.pods_on(at).into_iter().filter_map(of).collect::<Vec<_>>()
        }
        Join::Unknown(sentence) => {
            notes.push(sentence);
            Vec::new()
        }
    };
    if plan.dataplane() == Dataplane::Cilium && !routes.is_empty() {
        notes.push(format!("Cilium's router on the node is {CILIUM_ROUTER}."));
    }
    if plan.cluster().ebpf_host_routing == Some(true) && plan.dataplane() == Dataplane::Cilium {
        notes
            .push("With eBPF host routing, eBPF programs hand packets to pods past the host's own routing.".to_owned());
    }
    notes.extend(beyond(world, at));
    let has_pod = |address: &IpAddr| routes.iter().any(|route: &NodeRoute| route.prefix.contains(*address));
    let vacant = inventory.pod_addresses(at).filter(|address| !has_pod(address)).collect();
    let overlay = plan.cluster().pod_cidr.filter(|_| plan.model() == Model::Overlay);
    NodeRoutes { node: node.name, routes, source, notes, vacant, overlay }
}

/// Who decides on what leaves the node.
fn beyond(world: &World<'_>, at: NodeRef) -> Option<String> {
    let plan = world.plan;
    let pool = plan.pool(at.pool);
    let name = |subnet| &plan.subnet(subnet).item.name;
    let own = name(pool.subnet?);
    Some(match pool.pod_subnet.filter(|_| plan.model() == Model::PodSubnet) {
        Some(pods) => {
            let pods = name(pods);
            format!(
                "Everything else leaves by eth0; routes of subnet {own} decide for the node, of {pods} for its pods."
            )
        }
        None => format!("Everything else leaves by eth0; routes of subnet {own} decide."),
    })
}

fn join(world: &World<'_>, at: NodeRef) -> (Join, SourceRef) {
    let plan = world.plan;
    let is_windows = plan.pool(at.pool).item.os == Some(Os::Windows);
    match (plan.model(), plan.dataplane()) {
        _ if is_windows => {
            (Join::Unknown("A Windows node's own routes: no page that was read names them.".to_owned()), WINDOWS)
        }
        (Model::ByoCni, _) => (
            Join::Unknown("The cluster's own plug-in makes the node's routes; Azure's pages do not tell.".to_owned()),
            BYO_CNI,
        ),
        (Model::Kubenet, _) => (Join::Bridge, KUBENET),
        (_, Dataplane::Cilium) => (Join::Interface("lxc*"), CILIUM_NODE),
        (_, Dataplane::Azure) => (Join::Interface("azv*"), TRANSPARENT_VETH),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::Analysis;
    use crate::scenario::read::read;

    fn routes(cluster: &str, node: &str) -> NodeRoutes {
        let text = format!(
            "[cluster]\n{cluster}\n[[node-pool]]\nname = \"system\"\ncount = 2\nsubnet = \"n\"\npod-subnet = \"p\"\n\
             [[node-pool]]\nname = \"win\"\nos = \"windows\"\ncount = 1\nsubnet = \"n\"\npod-subnet = \"p\"\n\
             [[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n\
             [[vnet.subnet]]\nname = \"n\"\nprefix = \"10.240.0.0/20\"\n\
             [[vnet.subnet]]\nname = \"p\"\nprefix = \"10.240.16.0/20\"\n\
             [[workload]]\nname = \"web\"\nreplicas = 4\n\
             [[workload]]\nname = \"agent\"\nhost-network = true\n"
        );
        let reading = read(&text);
        assert_eq!(reading.diagnostics, []);
        let analysis = Analysis::new(Arc::new(reading.scenario));
        let at = analysis.inventory().node_named(node).unwrap();
        of_node(&analysis.world(), at)
    }

    #[test]
    fn a_bridge_has_a_range_and_every_other_model_a_route_a_pod() {
        let kubenet = routes("model = \"kubenet\"", "aks-system-1");
        let shown: Vec<_> = kubenet.routes.iter().map(|route| (route.prefix.to_string(), route.device)).collect();
        assert_eq!(shown, [("10.244.1.0/24".to_owned(), "cbr0")]);
        for (cluster, device) in [
            ("model = \"azure-cni-overlay\"", "azv*"),
            ("model = \"azure-cni-node-subnet\"", "azv*"),
            ("model = \"azure-cni-pod-subnet\"", "azv*"),
            ("model = \"azure-cni-pod-subnet\"\npod-ip-allocation = \"static-block\"", "azv*"),
            ("model = \"azure-cni-overlay\"\ndataplane = \"cilium\"", "lxc*"),
        ] {
            let found = routes(cluster, "aks-system-0");
            let names: Vec<&str> = found.routes.iter().map(|route| route.pod.as_str()).collect();
            assert!(names.contains(&"default/web-0"), "{cluster}: {names:?}");
            assert!(names.iter().all(|name| !name.starts_with("default/agent")), "{cluster}: the node's own address");
            assert!(
                found.routes.iter().all(|route| route.prefix.prefix() == 32 && route.device == device),
                "{cluster}"
            );
            let address = found.routes[0].prefix.first();
            assert_eq!(found.lookup(address), Some(&found.routes[0]), "{cluster}");
            assert_eq!(found.before("10.240.0.4".parse().unwrap()), Before::Leaves, "{cluster}");
            let is_overlay = cluster.contains("overlay");
            let other = found.before("10.244.1.7".parse().unwrap());
            assert_eq!(matches!(other, Before::Overlay(_)), is_overlay, "{cluster}: a pod of another node");
            let vacant = found.vacant.first().map(|address| found.before(*address));
            assert_eq!(vacant, Some(Before::Vacant), "{cluster}: more pods may come");
        }
    }

    #[test]
    fn what_no_page_names_is_not_listed() {
        for (cluster, node, words) in [("", "aks-win-0", "Windows"), ("model = \"byo-cni\"", "aks-system-0", "plug-in")]
        {
            let found = routes(cluster, node);
            assert!(found.routes.is_empty() && found.notes[0].contains(words), "{found:?}");
        }
    }
}
