//! The sizing question of a plan, cut down to its numbers, so that another prefix, count or max pods is judged
//! without another plan. Deliberately without words: those are put to the numbers once, in the answer.

mod group;
mod limit;
mod ranges;

use std::sync::Arc;

use super::reading::Reading;
use super::{Capacity, Role, words};
use crate::engine::formula;
use crate::engine::layout::usable;
use crate::engine::outbound::{self, Allocated};
use crate::engine::plan::{Plan, SubnetId, surge_nodes};
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, Cidr, Span};
use crate::scenario::Path;
use crate::scenario::leaf::{Name, Surge};
use crate::scenario::model::{Dataplane, Model, PodIpAllocation, Tier};

pub use group::Group;
pub use limit::{Limit, largest_pool};

use ranges::Ranges;

/// One pool's numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolQuestion {
    /// Its name.
    pub name: Name,
    /// The nodes it has now.
    pub count: u32,
    /// The nodes it is sized for.
    pub nodes: u32,
    /// How many more an upgrade may add.
    pub surge: Surge,
    /// How many an upgrade may take away at once.
    pub max_unavailable: Surge,
    /// The most pods a node.
    pub max_pods: u32,
    /// Pods a node that really have an address.
    pub pods_in_use: u32,
    /// Batches or blocks.
    pub allocation: PodIpAllocation,
    /// The range of its nodes, by place.
    pub node_range: Option<usize>,
    /// The range of its pods, by place; may be that of its nodes.
    pub pod_range: Option<usize>,
}

/// One range's numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct RangeQuestion {
    /// What it is for.
    pub role: Role,
    /// Its name.
    pub name: Arc<str>,
    /// The subnet, where it is one.
    pub subnet: Option<SubnetId>,
    /// Does it lie in the cluster's VNet?
    pub is_in_vnet: bool,
    /// The field that holds it.
    pub path: Path,
    /// The range.
    pub prefix: Cidr,
    /// What takes addresses beside nodes and pods: label and count.
    pub others: Vec<(String, Addresses)>,
    /// What neighbours among them hold beyond the max pods of their nodes: by the other reading they do not.
    pub others_over: Addresses,
    /// The fewest addresses it may have whatever it needs: a service CIDR reaches to the DNS service IP.
    pub least: Addresses,
    /// The pools whose nodes or pods lie in it, by place, in their order.
    pub users: Vec<usize>,
}

/// A sizing question.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The model.
    pub model: Model,
    /// The cluster's way to hand out pod addresses.
    pub allocation: PodIpAllocation,
    /// The data plane.
    pub dataplane: Dataplane,
    /// What a node of a dynamic pod subnet is taken to hold.
    pub reading: Reading,
    /// The pools.
    pub pools: Vec<PoolQuestion>,
    /// The ranges, node subnets first.
    pub ranges: Vec<RangeQuestion>,
    /// Routes of the user's own in the table that kubenet keeps.
    pub user_routes: u32,
    /// The nodes of a cluster of this tier.
    pub nodes_max: u32,
    /// SNAT ports that every node is to have of a load balancer's; `None`: nothing gives each node its own.
    pub ports: Option<Allocated>,
    /// The cluster's VNet.
    pub vnet: Group,
    /// The same VNet with its peers; `None`: it has none.
    pub peered: Option<Group>,
}

impl PoolQuestion {
    /// Nodes that an upgrade adds.
    pub fn surge_nodes(&self) -> u32 {
        surge_nodes(self.surge, self.nodes)
    }

    /// Nodes at the upgrade's peak.
    pub fn peak(&self) -> Addresses {
        u64::from(self.nodes) + u64::from(self.surge_nodes())
    }
}

impl RangeQuestion {
    /// All its addresses; `None` for IPv6.
    pub fn total(&self) -> Option<Addresses> {
        self.prefix.size()
    }

    /// Those that can be had; nothing is kept of a pod or service CIDR.
    pub fn usable(&self) -> Option<Addresses> {
        if self.role.is_subnet() {
            self.prefix.is_v4().then(|| usable(self.prefix).map_or(0, Span::count))
        } else {
            self.prefix.size()
        }
    }

    /// What others take of it, by a reading.
    fn others(&self, reading: Reading) -> Addresses {
        let all = self.others.iter().fold(0, |sum: Addresses, (_, count)| sum.saturating_add(*count));
        match reading {
            Reading::Formula => all,
            Reading::Capped => all.saturating_sub(self.others_over),
        }
    }
}

impl Question {
    /// The question of a plan.
    pub fn of(plan: &Plan) -> Self {
        let (mut ranges, pod_cidr) = Ranges::of(plan);
        let (vnet, peered) = group::groups(plan, &ranges.by_vnet);
        let model = plan.model();
        let pools = plan.pools().iter().enumerate().map(|(place, pool)| {
            let at = |subnet: Option<SubnetId>| subnet.and_then(|subnet| ranges.by_subnet.get(&subnet)).copied();
            let node_range = at(pool.subnet);
            let pod_range = match model {
                Model::NodeSubnet => node_range,
                Model::PodSubnet => at(pool.pod_subnet),
                Model::Overlay | Model::Kubenet => pod_cidr,
                Model::ByoCni => None,
            };
            for range in node_range.into_iter().chain(pod_range.filter(|_| pod_range != node_range)) {
                ranges.rows[range].users.push(place);
            }
            PoolQuestion {
                name: pool.item.name.clone(),
                count: pool.count,
                nodes: pool.nodes,
                surge: pool.item.max_surge.unwrap_or(Surge::Count(0)),
                max_unavailable: pool.item.max_unavailable.unwrap_or(Surge::Count(0)),
                max_pods: pool.max_pods,
                pods_in_use: pool.pods_in_use,
                allocation: pool.allocation,
                node_range,
                pod_range,
            }
        });
        let pools = pools.collect();
        let nodes_max = match plan.cluster().tier {
            Some(Tier::Free) => RuleId::ClusterNodesMaxFree,
            _ => RuleId::ClusterNodesMax,
        };
        Self {
            model,
            allocation: plan.cluster().pod_ip_allocation.unwrap_or(PodIpAllocation::Dynamic),
            dataplane: plan.dataplane(),
            reading: Reading::default(),
            pools,
            user_routes: ranges::user_routes(plan),
            nodes_max: rules::small(nodes_max),
            ranges: ranges.rows,
            ports: outbound::allocated(plan),
            vnet,
            peered,
        }
    }

    /// The answer, with its words.
    pub fn answer(&self) -> Capacity {
        words::answer(self)
    }

    /// Addresses of a range that one node of a pool takes.
    pub fn each(&self, pool: &PoolQuestion, range: usize) -> Addresses {
        let of_node = u64::from(pool.node_range == Some(range));
        of_node + if pool.pod_range == Some(range) { self.each_for_pods(pool) } else { 0 }
    }

    /// Addresses that the pods of one node take.
    pub fn each_for_pods(&self, pool: &PoolQuestion) -> Addresses {
        match (self.model, pool.allocation) {
            (Model::NodeSubnet, _) => formula::node_subnet(1, pool.max_pods) - 1,
            (Model::PodSubnet, PodIpAllocation::Dynamic) => self.reading.held(pool.pods_in_use, pool.max_pods),
            (Model::PodSubnet, PodIpAllocation::StaticBlock) => {
                formula::static_blocks(pool.max_pods) * formula::static_block()
            }
            (Model::Overlay | Model::Kubenet, _) => formula::node_block(),
            (Model::ByoCni, _) => 0,
        }
    }

    /// The rule that a range is found too small by; a pod subnet's hangs on how its pools get their addresses.
    pub fn rule(&self, range: usize) -> RuleId {
        let role = self.ranges[range].role;
        let mut pools = self.users(range).map(|(_, pool)| pool.allocation).peekable();
        let is_blocks = pools.peek().is_some() && pools.all(|allocation| allocation == PodIpAllocation::StaticBlock);
        if role == Role::PodSubnet && is_blocks { RuleId::StaticBlockPrefix } else { role.rule() }
    }

    /// The pools that take addresses of a range.
    pub fn users(&self, range: usize) -> impl Iterator<Item = (usize, &PoolQuestion)> {
        let users = self.ranges[range].users.iter().map(|place| (*place, &self.pools[*place]));
        users.filter(move |(_, pool)| self.each(pool, range) > 0)
    }

    /// The need of a range, with so many nodes a pool.
    pub fn need(&self, range: usize, nodes: impl Fn(&PoolQuestion) -> Addresses) -> Addresses {
        let pools = self.users(range).map(|(_, pool)| nodes(pool).saturating_mul(self.each(pool, range)));
        pools.fold(self.ranges[range].others(self.reading), Addresses::saturating_add)
    }

    /// What this cluster's nodes and pods take of its subnets at the upgrade's peak.
    pub fn of_the_vnet(&self) -> Addresses {
        let subnets = (0..self.ranges.len()).filter(|range| self.ranges[*range].subnet.is_some());
        let own = subnets.map(|range| self.needed(range).saturating_sub(self.ranges[range].others(self.reading)));
        own.fold(0, Addresses::saturating_add)
    }

    /// What one node of a pool and its pods count of the addresses that the cluster's VNet may have in use: of a static
    /// block one, which is how such blocks pass that limit.
    pub(super) fn each_of_vnet(&self, pool: &PoolQuestion) -> Addresses {
        let is_here = |range: &usize| self.ranges[*range].is_in_vnet;
        let is_blocks = self.model == Model::PodSubnet && pool.allocation == PodIpAllocation::StaticBlock;
        let node = pool.node_range.filter(is_here).map_or(0, |_| 1);
        let each = if is_blocks { formula::counted_blocks(pool.max_pods) } else { self.each_for_pods(pool) };
        node + pool.pod_range.filter(is_here).map_or(0, |_| each)
    }

    /// What is taken in a group of VNets, with so many nodes a pool.
    pub fn in_use(&self, group: &Group, nodes: impl Fn(&PoolQuestion) -> Addresses) -> Addresses {
        let pools = self.pools.iter().map(|pool| nodes(pool).saturating_mul(self.each_of_vnet(pool)));
        pools.fold(group.others(self.reading), Addresses::saturating_add)
    }

    /// The need of a range at the upgrade's peak.
    pub fn needed(&self, range: usize) -> Addresses {
        self.need(range, PoolQuestion::peak)
    }

    /// Is there room in a range at the peak?
    pub fn range_fits(&self, range: usize) -> bool {
        self.ranges[range].usable().is_none_or(|usable| self.needed(range) <= usable)
    }

    /// Do all ranges have room, and are all of the other needs met?
    pub fn fits(&self) -> bool {
        let others = [Limit::Routes, Limit::OutboundPorts, Limit::Vnet, Limit::Peered];
        (0..self.ranges.len()).all(|range| self.range_fits(range))
            && others.iter().all(|limit| self.need_and_have(*limit).is_none_or(|(need, have)| need <= have))
    }

    /// Routes that kubenet needs to be made, and those that a table holds; those of surge nodes come and go with an
    /// upgrade.
    pub fn routes(&self) -> Option<(Addresses, Addresses)> {
        let made = self.nodes().saturating_add(self.user_routes.into());
        (self.model == Model::Kubenet).then(|| (made, rules::number(RuleId::RoutesMax)))
    }

    /// The routes of kubenet while the surge nodes of all pools are there.
    pub fn routes_at_upgrade(&self) -> Addresses {
        self.peak_nodes().saturating_add(self.user_routes.into())
    }

    /// The nodes of all pools at the upgrade's peak: each pool's own surge, rounded up by itself.
    pub fn peak_nodes(&self) -> Addresses {
        self.pools.iter().map(PoolQuestion::peak).fold(0, Addresses::saturating_add)
    }

    /// The pods of all nodes, upgrades apart: at max pods, or as many as are said to be in use.
    pub fn pods(&self) -> Addresses {
        let pools = self.pools.iter().map(|pool| u64::from(pool.nodes).saturating_mul(pool.pods_in_use.into()));
        pools.fold(0, Addresses::saturating_add)
    }

    /// The nodes of all pools, upgrades apart.
    pub fn nodes(&self) -> Addresses {
        self.pools.iter().map(|pool| u64::from(pool.nodes)).sum()
    }
}
