//! A scenario with every default filled in and every reference resolved to an index. Deliberately judges
//! nothing: an overlap is a legal plan.

use std::collections::HashMap;
use std::sync::Arc;

use crate::engine::policy::join;
use crate::manifest::model::Manifests;
use crate::net::Cidr;
use crate::scenario::leaf::{Name, Surge};
use crate::scenario::model::{Cluster, Dataplane, Model, PodIpAllocation, Pool, Subnet, Vnet};
use crate::scenario::path::Step;
use crate::scenario::version::KubernetesVersion;
use crate::scenario::{Edit, EditError, Path, Scenario, defaults};

mod variant;

pub(in crate::engine) use variant::Variant;

/// Indices that are valid in the plan that made them, and nowhere else.
macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u32);

        impl $name {
            /// The id of the row at a place.
            pub(crate) fn at(index: usize) -> Self {
                Self(u32::try_from(index).expect("a scenario has fewer items than u32 counts"))
            }

            /// The place of the row.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id! {
    /// A VNet of a plan.
    VnetId
}
id! {
    /// A subnet of a plan.
    SubnetId
}
id! {
    /// A node pool of a plan.
    PoolId
}

/// A VNet and where its subnets stand.
#[derive(Clone, Debug)]
pub struct VnetRow {
    /// As written, defaults filled in.
    pub item: Arc<Vnet>,
    /// Its subnets.
    pub subnets: Vec<SubnetId>,
    /// The VNets it is peered with, by place in `item.peerings`; `None`: not in this file.
    pub peers: Vec<Option<VnetId>>,
}

/// A subnet and its VNet.
#[derive(Clone, Debug)]
pub struct SubnetRow {
    /// As written, defaults filled in.
    pub item: Arc<Subnet>,
    /// Its VNet.
    pub vnet: VnetId,
}

/// A node pool with what follows from its keys alone.
#[derive(Clone, Debug)]
pub struct PoolRow {
    /// As written, defaults filled in.
    pub item: Arc<Pool>,
    /// Its nodes now.
    pub count: u32,
    /// The nodes it is sized for: the autoscaler's maximum, or the count.
    pub nodes: u32,
    /// The nodes that an upgrade adds to them.
    pub surge: u32,
    /// The most pods a node.
    pub max_pods: u32,
    /// Pods a node really runs with a pod address.
    pub pods_in_use: u32,
    /// The subnet of its nodes.
    pub subnet: Option<SubnetId>,
    /// The subnet of its pods.
    pub pod_subnet: Option<SubnetId>,
    /// Batches or blocks.
    pub allocation: PodIpAllocation,
}

/// A scenario, ready for questions.
#[derive(Clone, Debug)]
pub struct Plan {
    written: Arc<Scenario>,
    manifests: Arc<Manifests>,
    scenario: Arc<Scenario>,
    vnets: Arc<Vec<VnetRow>>,
    subnets: Arc<Vec<SubnetRow>>,
    pools: Vec<PoolRow>,
    cluster_vnet: VnetId,
    subnets_by_name: Arc<HashMap<Name, SubnetId>>,
}

impl Plan {
    /// Fills in the defaults and resolves every reference; those that refer to nothing are left out.
    pub fn new(written: Arc<Scenario>) -> Self {
        Self::with_manifests(written, Arc::default())
    }

    /// The same, with the namespaces, workloads and Services of Kubernetes manifests beside the scenario's own.
    pub fn with_manifests(written: Arc<Scenario>, manifests: Arc<Manifests>) -> Self {
        let scenario = Arc::new(if manifests.is_empty() {
            defaults::filled(&written)
        } else {
            defaults::filled(&join::joined(&written, &manifests))
        });
        let mut subnets = Vec::new();
        let mut vnets = Vec::new();
        for (index, vnet) in scenario.vnets.iter().enumerate() {
            let first = subnets.len();
            subnets
                .extend(vnet.subnets.iter().map(|item| SubnetRow { item: Arc::clone(item), vnet: VnetId::at(index) }));
            let peers = vnet.peerings.iter().map(|peering| vnet_named(&scenario, &peering.remote)).collect();
            let ids = (first..subnets.len()).map(SubnetId::at).collect();
            vnets.push(VnetRow { item: Arc::clone(vnet), subnets: ids, peers });
        }
        let cluster_vnet =
            scenario.cluster.vnet.as_ref().and_then(|name| vnet_named(&scenario, name)).unwrap_or(VnetId::at(0));
        let mut subnets_by_name: HashMap<Name, SubnetId> = HashMap::with_capacity(subnets.len());
        for (index, row) in subnets.iter().enumerate() {
            // A name that several VNets use means the cluster's; the first of the others stands behind it.
            let entry = subnets_by_name.entry(row.item.name.clone());
            if row.vnet == cluster_vnet {
                entry.insert_entry(SubnetId::at(index));
            } else {
                entry.or_insert(SubnetId::at(index));
            }
        }
        let mut plan = Self {
            written,
            manifests,
            scenario,
            vnets: Arc::new(vnets),
            subnets: Arc::new(subnets),
            pools: Vec::new(),
            cluster_vnet,
            subnets_by_name: Arc::new(subnets_by_name),
        };
        plan.pools = plan.scenario.pools.iter().map(|item| plan.pool_row(item)).collect();
        plan
    }

    /// This plan after an edit, with the same manifests beside it: what is judged of a change is judged with them.
    ///
    /// # Errors
    /// When the edit does not go with the scenario.
    pub fn edited(&self, edit: &Edit) -> Result<Self, EditError> {
        Ok(self.rewritten(Arc::new(edit.apply(&self.written)?)))
    }

    /// Another scenario with the same manifests beside it.
    #[must_use]
    pub fn rewritten(&self, written: Arc<Scenario>) -> Self {
        Self::with_manifests(written, Arc::clone(&self.manifests))
    }

    fn pool_row(&self, item: &Arc<Pool>) -> PoolRow {
        let count = item.count.unwrap_or(0);
        let nodes = item.autoscale.map_or(count, |bounds| bounds.max);
        let max_pods = item.max_pods.unwrap_or(0);
        PoolRow {
            count,
            nodes,
            surge: item.max_surge.map_or(0, |surge| surge_nodes(surge, nodes)),
            max_pods,
            pods_in_use: item.pods_in_use.unwrap_or(max_pods),
            subnet: item.subnet.as_ref().and_then(|name| self.subnet_named(name)),
            pod_subnet: item.pod_subnet.as_ref().and_then(|name| self.subnet_named(name)),
            allocation: item.pod_ip_allocation.or(self.cluster().pod_ip_allocation).unwrap_or(PodIpAllocation::Dynamic),
            item: Arc::clone(item),
        }
    }

    /// The scenario as the user wrote it.
    pub fn written(&self) -> &Arc<Scenario> {
        &self.written
    }

    /// The manifests that stand beside it.
    pub fn manifests(&self) -> &Arc<Manifests> {
        &self.manifests
    }

    /// The scenario with every default filled in.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The same, to keep.
    pub fn scenario_shared(&self) -> &Arc<Scenario> {
        &self.scenario
    }

    /// The cluster, defaults filled in.
    pub fn cluster(&self) -> &Cluster {
        &self.scenario.cluster
    }

    /// The model.
    pub fn model(&self) -> Model {
        self.cluster().model.unwrap_or(Model::Overlay)
    }

    /// The data plane.
    pub fn dataplane(&self) -> Dataplane {
        self.cluster().dataplane.unwrap_or(Dataplane::Azure)
    }

    /// The version of Kubernetes; `None`: what is written is none.
    pub fn kubernetes_version(&self) -> Option<KubernetesVersion> {
        self.cluster().kubernetes_version.as_deref().and_then(KubernetesVersion::of)
    }

    /// The cluster's VNet.
    pub fn cluster_vnet(&self) -> VnetId {
        self.cluster_vnet
    }

    /// The VNets.
    pub fn vnets(&self) -> &[VnetRow] {
        &self.vnets
    }

    /// The subnets of all VNets.
    pub fn subnets(&self) -> &[SubnetRow] {
        &self.subnets
    }

    /// The node pools.
    pub fn pools(&self) -> &[PoolRow] {
        &self.pools
    }

    /// One VNet.
    pub fn vnet(&self, id: VnetId) -> &VnetRow {
        &self.vnets[id.index()]
    }

    /// One subnet.
    pub fn subnet(&self, id: SubnetId) -> &SubnetRow {
        &self.subnets[id.index()]
    }

    /// One pool.
    pub fn pool(&self, id: PoolId) -> &PoolRow {
        &self.pools[id.index()]
    }

    /// The ids of all subnets.
    pub fn subnet_ids(&self) -> impl Iterator<Item = SubnetId> + use<> {
        (0..self.subnets.len()).map(SubnetId::at)
    }

    /// The ids of all VNets.
    pub fn vnet_ids(&self) -> impl Iterator<Item = VnetId> + use<> {
        (0..self.vnets.len()).map(VnetId::at)
    }

    /// The ids of all pools.
    pub fn pool_ids(&self) -> impl Iterator<Item = PoolId> + use<> {
        (0..self.pools.len()).map(PoolId::at)
    }

    /// The subnet with this name: the cluster's own VNet first, then the others in their order.
    pub fn subnet_named(&self, name: &str) -> Option<SubnetId> {
        self.subnets_by_name.get(name).copied()
    }

    /// The VNet with this name.
    pub fn vnet_named(&self, name: &str) -> Option<VnetId> {
        vnet_named(&self.scenario, name)
    }

    /// The VNets that a VNet is peered with, whichever side writes it: a peering that only one writes is taken to
    /// match on the other.
    pub fn peers_of(&self, vnet: VnetId) -> impl Iterator<Item = VnetId> + '_ {
        let names = move |near: VnetId, far: VnetId| self.vnet(near).peers.contains(&Some(far));
        self.vnet_ids().filter(move |other| *other != vnet && (names(vnet, *other) || names(*other, vnet)))
    }

    /// The pool with this name.
    pub fn pool_named(&self, name: &str) -> Option<PoolId> {
        self.pools.iter().position(|pool| pool.item.name == *name).map(PoolId::at)
    }

    /// Where a subnet stands in the scenario.
    pub fn subnet_path(&self, id: SubnetId) -> Path {
        let row = self.subnet(id);
        let vnet = Step::Item("vnet", self.vnet(row.vnet).item.name.shared());
        Path::from_iter([vnet, Step::Item("subnet", row.item.name.shared())])
    }

    /// Where a VNet stands in the scenario.
    pub fn vnet_path(&self, id: VnetId) -> Path {
        Path::root().with(Step::Item("vnet", self.vnet(id).item.name.shared()))
    }

    /// Where a pool stands in the scenario.
    pub fn pool_path(&self, id: PoolId) -> Path {
        Path::root().with(Step::Item("node-pool", self.pool(id).item.name.shared()))
    }

    /// The range of pods, where the model has one.
    pub fn pod_cidr(&self) -> Option<Cidr> {
        match self.model() {
            Model::Kubenet | Model::Overlay | Model::ByoCni => self.cluster().pod_cidr,
            Model::NodeSubnet | Model::PodSubnet => None,
        }
    }
}

fn vnet_named(scenario: &Scenario, name: &str) -> Option<VnetId> {
    scenario.vnets.iter().position(|vnet| vnet.name == *name).map(VnetId::at)
}

/// Nodes that an upgrade adds to a pool: a count as it is, a percentage rounded up.
///
/// 10% of 40 is 4; 10% of 41 is 5; 33% of 3 is 1; 10% of 0 is 0. A surge is never larger than its pool.
pub fn surge_nodes(surge: Surge, nodes: u32) -> u32 {
    match surge {
        Surge::Count(count) => count.min(nodes),
        Surge::Percent(percent) => {
            let share = (u64::from(nodes) * u64::from(percent)).div_ceil(100);
            u32::try_from(share).unwrap_or(u32::MAX).min(nodes)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read::read;

    #[test]
    fn an_edited_plan_keeps_its_manifests() {
        let manifests = Arc::new(Manifests::default());
        let plan = Plan::with_manifests(Arc::new(read("[cluster]\n").scenario), Arc::clone(&manifests));
        let edited = plan.edited(&Edit::set(Path::root().key("name"), "b")).unwrap();
        assert!(Arc::ptr_eq(edited.manifests(), &manifests));
        assert_eq!(edited.written().name.as_ref().map(ToString::to_string), Some("b".to_owned()));
        assert!(plan.edited(&Edit::set(Path::root().key("nothing"), "b")).is_err());
    }

    #[test]
    fn surge_is_rounded_up_and_never_larger_than_the_pool() {
        let cases = [
            (Surge::Percent(10), 40, 4),
            (Surge::Percent(10), 41, 5),
            (Surge::Percent(33), 3, 1),
            (Surge::Percent(10), 0, 0),
            (Surge::Percent(500), 4, 4),
            (Surge::Count(1), 50, 1),
            (Surge::Count(9), 4, 4),
        ];
        for (surge, nodes, expected) in cases {
            assert_eq!(surge_nodes(surge, nodes), expected, "{surge:?} of {nodes}");
        }
    }
}
