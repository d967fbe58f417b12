//! Who may talk to whom, by the policies of a cluster: Kubernetes' own, the admin tiers around them, and Cilium's at
//! layers 3 and 4. Deliberately sees pods and addresses only: what a Service or a NAT makes of a packet is the trace's.

pub mod admit;
pub mod cells;
pub mod cluster;
pub mod connectivity;
pub mod decide;
pub mod exposure;
pub(in crate::engine) mod join;
pub mod matrix;
pub mod near;
pub mod notes;
pub mod ports;
#[cfg(test)]
mod reference;
pub mod row;
#[cfg(test)]
mod tests;

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use crate::manifest::model::{Block, Manifests, Namespace, Peer, Service, Workload};
use crate::scenario::model::NetworkPolicyEngine;
use cells::Cells;
use cluster::{Cluster, ShapeId};
use row::{Direction, Lookup, PolicyRow};

/// Whose reading of the policies counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Engine {
    /// As Kubernetes' own tests read them.
    #[default]
    Kubernetes,
    /// Azure Network Policy Manager.
    Azure,
    /// Calico.
    Calico,
    /// Cilium.
    Cilium,
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Kubernetes, Self::Azure, Self::Calico, Self::Cilium];

    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Kubernetes => "kubernetes",
            Self::Azure => "azure",
            Self::Calico => "calico",
            Self::Cilium => "cilium",
        }
    }

    /// The engine of a cluster; `None`: it has none, and every pod may talk to every other.
    pub fn of(engine: NetworkPolicyEngine) -> Option<Self> {
        match engine {
            NetworkPolicyEngine::None => None,
            NetworkPolicyEngine::Azure => Some(Self::Azure),
            NetworkPolicyEngine::Calico => Some(Self::Calico),
            NetworkPolicyEngine::Cilium => Some(Self::Cilium),
        }
    }

    /// Can an `ipBlock` match the address of a pod? Cilium takes pods and nodes by their labels alone.
    pub fn blocks_match_pods(self) -> bool {
        self != Self::Cilium
    }

    /// Does it read Cilium's own policies? No other engine knows them.
    pub fn reads_cilium(self) -> bool {
        self == Self::Cilium
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.word())
    }
}

impl FromStr for Engine {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|engine| engine.word() == text)
            .ok_or_else(|| format!("{text:?} is no engine; expected kubernetes, azure, calico or cilium"))
    }
}

/// Pods and the policies about them, every selector looked up.
#[derive(Clone, Debug)]
pub struct PolicyPlan {
    engine: Engine,
    cluster: Cluster,
    cells: Cells,
    policies: Vec<PolicyRow>,
    /// The Services that are known by their cluster addresses.
    services: Vec<(String, IpAddr)>,
    /// By shape: the policies that are for it and have something to say of packets that leave.
    egress: Vec<Vec<usize>>,
    /// The same of packets that come.
    ingress: Vec<Vec<usize>>,
}

impl PolicyPlan {
    /// The policies of manifests over the pods of the same manifests, as an engine reads them.
    pub fn new(manifests: &Manifests, engine: Engine) -> Self {
        Self::over(&manifests.namespaces, &manifests.workloads, manifests, services(manifests), engine)
    }

    /// The policies of manifests over other pods and Services, `default/web` and its cluster address each.
    pub fn over(
        namespaces: &[Namespace],
        workloads: &[Workload],
        manifests: &Manifests,
        services: Vec<(String, IpAddr)>,
        engine: Engine,
    ) -> Self {
        let cells = Cells::new(blocks(manifests), has_v6(manifests, workloads));
        let cells_of_pods = engine.blocks_match_pods().then_some(&cells);
        let namespaces = namespaces.iter().map(|namespace| (&namespace.name, &namespace.labels));
        let cluster = Cluster::new(namespaces, workloads, cells_of_pods);
        let lookup = Lookup { cluster: &cluster, cells: &cells, services: &services };
        let policies = row::rows(manifests, engine, &lookup);
        let by_shape = |direction: Direction| {
            let mut lists = vec![Vec::new(); cluster.shapes().len()];
            for (index, policy) in policies.iter().enumerate().filter(|(_, policy)| policy.concerns(direction)) {
                for shape in &policy.shapes {
                    lists[shape.index()].push(index);
                }
            }
            lists
        };
        Self {
            engine,
            egress: by_shape(Direction::Egress),
            ingress: by_shape(Direction::Ingress),
            cluster,
            cells,
            policies,
            services,
        }
    }

    /// Whose cluster address this is, in words; `None`: no Service's that is known.
    pub fn cluster_address(&self, address: IpAddr) -> Option<String> {
        let (service, _) = self.services.iter().find(|(_, own)| *own == address)?;
        Some(format!("{address} is the cluster address of Service {service}"))
    }

    /// Whose reading this is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The pods.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// The addresses outside.
    pub fn cells(&self) -> &Cells {
        &self.cells
    }

    /// The policies, in the order in which they are asked.
    pub fn policies(&self) -> &[PolicyRow] {
        &self.policies
    }

    /// The policies that are for a shape and have something to say of a direction, in the order in which they are asked.
    pub fn policies_of(&self, shape: ShapeId, direction: Direction) -> impl Iterator<Item = &PolicyRow> + Clone {
        self.indices_of(shape, direction).iter().map(|index| &self.policies[*index])
    }

    /// The same, were one policy not there.
    pub(crate) fn without(&self, policy: &str) -> Self {
        let mut plan = self.clone();
        for list in plan.egress.iter_mut().chain(&mut plan.ingress) {
            list.retain(|index| self.policies[*index].to_string() != policy);
        }
        plan
    }

    fn indices_of(&self, shape: ShapeId, direction: Direction) -> &[usize] {
        match direction {
            Direction::Egress => &self.egress[shape.index()],
            Direction::Ingress => &self.ingress[shape.index()],
        }
    }
}

/// The Services of manifests that say their cluster addresses.
fn services(manifests: &Manifests) -> Vec<(String, IpAddr)> {
    let named = |service: &Service| Some((format!("{}/{}", service.namespace, service.name), service.cluster_ip?));
    manifests.services.iter().filter_map(named).collect()
}

/// Every block that a policy names.
pub(crate) fn blocks(manifests: &Manifests) -> impl Iterator<Item = &Block> {
    let network =
        manifests.network_policies.iter().flat_map(|policy| policy.ingress.iter().chain(&policy.egress).flatten());
    let admin = manifests.admin_policies.iter().flat_map(|policy| policy.ingress.iter().chain(&policy.egress));
    let sides = manifests.cilium_policies.iter().flat_map(|policy| [&policy.ingress, &policy.egress]);
    let cilium = sides.flat_map(|side| side.allow.iter().chain(&side.deny)).map(|(_, rule)| rule);
    let rules = network.chain(admin.map(|rule| &rule.rule)).chain(cilium);
    rules.flat_map(|rule| &rule.peers).filter_map(|peer| match peer {
        Peer::Block(block) => Some(block),
        _ => None,
    })
}

/// Is IPv6 spoken of anywhere?
fn has_v6(manifests: &Manifests, workloads: &[Workload]) -> bool {
    let pods = workloads.iter().flat_map(|workload| &workload.pods);
    blocks(manifests).any(|block| !block.cidr.is_v4())
        || pods.flat_map(|pod| &pod.addresses).any(std::net::IpAddr::is_ipv6)
}
