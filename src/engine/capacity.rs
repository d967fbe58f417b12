//! Need and have of every range. Deliberately says nothing of where the addresses lie: that is `address`; and
//! computes nothing itself: that is `question`.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::plan::{Plan, SubnetId};
use crate::net::{Addresses, Cidr, thousands};
use crate::scenario::Path;
use crate::scenario::model::{Dataplane, Model, PodIpAllocation};

mod label;
mod most;
mod note;
#[cfg(test)]
mod oracle;
pub mod question;
mod reading;
mod role;
#[cfg(test)]
mod traps;
pub(crate) mod words;

pub use label::{Label, Pods};
pub use most::{Cap, Most};
pub use note::Note;
pub use question::Question;
pub use reading::{IF_CAPPED, IF_CAPPED_BRIEF, Reading, Readings, Room};
pub use role::Role;

/// One line of a sum: what, and how many addresses. The terms of a range add up to what it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Term {
    /// What takes them.
    #[serde(serialize_with = "as_text")]
    #[schemars(with = "String")]
    pub label: Label,
    /// How many addresses.
    pub value: Addresses,
}

/// One range: what it needs, what it has. Counts are `None` where nothing is scarce (IPv6).
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RangeSize {
    /// What it is for.
    pub role: Role,
    /// The subnet's name, or `pod-cidr`, `service-cidr`; every answer of an analysis shares it.
    #[serde(serialize_with = "as_text")]
    #[schemars(with = "String")]
    pub name: Arc<str>,
    /// The subnet, where it is one.
    #[serde(skip)]
    pub subnet: Option<SubnetId>,
    /// The field of the scenario that holds it.
    #[serde(skip)]
    pub path: Path,
    /// The range.
    #[serde(serialize_with = "as_text")]
    #[schemars(with = "String")]
    pub prefix: Cidr,
    /// All its addresses.
    pub total: Option<Addresses>,
    /// Those that Azure keeps.
    pub reserved: Addresses,
    /// Those that can be had.
    pub usable: Option<Addresses>,
    /// The need at the upgrade's peak: the sum of the terms.
    pub needed: Addresses,
    /// The need between upgrades.
    pub needed_steady: Addresses,
    /// The documented minimum at the peak; differs from `needed` in a dynamic pod subnet only.
    pub needed_floor: Addresses,
    /// Addresses that the granularity of batches or blocks keeps from being used: of a dynamic pod subnet, until it is
    /// reported exhausted.
    pub stranded: Addresses,
    /// The need at the peak if a node of a dynamic pod subnet holds no more than its max pods, which no page confirms;
    /// the same as `needed` elsewhere.
    pub needed_if_capped: Addresses,
    /// Is there room, whichever of the two is right?
    pub room: Room,
    /// What AKS itself checks of this cluster before it adds nodes; `None`: nothing, or it is not known.
    pub needed_precheck: Option<Addresses>,
    /// Addresses at the peak that static blocks take and no pod and no node can have.
    pub wasted: Addresses,
    /// Blocks needed of blocks there are, where the range is handed out in blocks.
    pub blocks: Option<Blocks>,
    /// The longest prefix that would hold the need; `None`: no IPv4 range does, or nodes and pods are elsewhere and there
    /// is room.
    pub smallest_prefix: Option<u8>,
    /// The same for the documented minimum.
    pub smallest_prefix_floor: Option<u8>,
    /// The largest steady node count whose peak still fits here when the first pool grows and the others stand, no
    /// more than a pool, a cluster and kubenet's routes allow; 0: the others alone do not fit; `None`: this range does
    /// not limit nodes.
    pub max_nodes: Option<u32>,
    /// What caps that count, where it is not the range.
    pub max_nodes_capped_by: Option<Cap>,
    /// The same for the documented minimum.
    pub max_nodes_floor: Option<u32>,
    /// The same if a node of a dynamic pod subnet holds no more than its max pods; equal to `max_nodes` elsewhere.
    pub max_nodes_if_capped: Option<u32>,
    /// The sum.
    pub terms: Vec<Term>,
    /// What to know beside it.
    #[serde(serialize_with = "all_as_text")]
    #[schemars(with = "Vec<String>")]
    pub notes: Vec<Note>,
}

/// Blocks needed of blocks there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Blocks {
    /// Addresses a block: 256 (overlay, kubenet) or 16 (static blocks, dynamic batches).
    pub size: u32,
    /// Blocks at the peak.
    pub needed: Addresses,
    /// Blocks that the range holds.
    pub available: Addresses,
}

/// One pool's numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PoolSize {
    /// Its name.
    pub name: String,
    /// Nodes sized for: the autoscaler's maximum, or the count.
    pub nodes: u32,
    /// Nodes more at an upgrade.
    pub surge: u32,
    /// Both.
    pub peak_nodes: u32,
    /// The most pods a node.
    pub max_pods: u32,
    /// Pods a node that really have an address.
    #[serde(skip)]
    pub pods_in_use: u32,
    /// Addresses of a node's static blocks that no pod and no node can have; `None`: it has none.
    pub wasted_per_node: Option<Addresses>,
    /// The most nodes this pool can grow to in its ranges and limits while the others stand; 0 too where the others
    /// alone do not fit there; `None`: nothing limits it.
    pub max_nodes: Option<u32>,
    /// The same if a node of a dynamic pod subnet holds no more than its max pods.
    pub max_nodes_if_capped: Option<u32>,
}

/// The range, or the limit, that stops growth first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Binding {
    /// `node-subnet`, `pod-cidr`, ... or `routes`, `nodes`, for a limit that is not a range.
    pub role: String,
    /// The range's name, or what is counted: `routes`, `nodes`, `nodes of apps`.
    pub name: String,
    /// Why, in words.
    pub reason: String,
    /// Need of have in whole percent; `None`: there is nothing to have.
    #[serde(skip)]
    pub used_percent: Option<u64>,
    /// Need and have; `None`: there is nothing to have.
    #[serde(skip)]
    pub counts: Option<(Addresses, Addresses)>,
    /// The range, by its place: subnets of two VNets may have one name. `None`: it is a limit, or a range that is missing.
    #[serde(skip)]
    pub range: Option<usize>,
}

/// How the name of a limit on one pool's nodes begins; no range is called so, for a name holds no space.
const NODES_OF: &str = "nodes of ";

impl Binding {
    /// The words of a sentence: a range of the cluster has no name of its own but what it is, and of a pool it is the
    /// size that stops growth.
    pub fn title(&self) -> &str {
        if self.name.starts_with(NODES_OF) {
            return "pool size";
        }
        let of_the_cluster = Role::ALL.iter().find(|role| !role.is_subnet() && role.word() == self.name);
        of_the_cluster.map_or(self.name.as_str(), |role| role.title())
    }
}

impl Binding {
    /// `snet-nodes needs 2,244, has 1,019`; `outbound ports: 120,000 needed, 64,000 there`.
    pub fn needs(&self, needed: Addresses, available: Addresses) -> String {
        let (title, needed, available) = (self.title(), thousands(needed), thousands(available));
        if Role::WORDS.contains(&self.role.as_str()) {
            format!("{title} needs {needed}, has {available}")
        } else {
            format!("{title}: {needed} needed, {available} there")
        }
    }
}

/// Routes that kubenet needs of those a route table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RouteCount {
    /// One a node, surge apart, and the user's own.
    pub needed: u32,
    /// The same with the surge nodes of all pools, which have their routes for the time of an upgrade. Where it is above
    /// the limit and `needed` is not, the cluster is made, and its upgrade is what fails.
    pub at_upgrade: u32,
    /// What a table holds.
    pub limit: u32,
}

/// Nodes of a cluster of those that it may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NodeCount {
    /// All pools', surge apart.
    pub needed: Addresses,
    /// What the tier allows.
    pub limit: Addresses,
}

/// Something that is limited and is no range: how much of it is needed, of how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Count {
    /// At the upgrade's peak; of pods, between upgrades.
    pub needed: Addresses,
    /// Between upgrades.
    pub needed_steady: Addresses,
    /// At the peak if a node of a dynamic pod subnet holds no more than its max pods; the same as `needed` where that
    /// is no matter.
    pub needed_if_capped: Addresses,
    /// What there may be.
    pub limit: Addresses,
}

impl Count {
    /// Is there no more than there may be?
    pub fn room(&self) -> Room {
        Room::of(self.needed, self.needed_if_capped, self.limit)
    }

    /// The same, where what hangs on the reading counts as room.
    pub fn fits(&self) -> bool {
        self.room().fits()
    }
}

/// Need and have of a whole design.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Capacity {
    /// The model.
    pub model: Model,
    /// Pod subnet only: batches or blocks.
    pub pod_ip_allocation: Option<PodIpAllocation>,
    /// The data plane.
    pub dataplane: Dataplane,
    /// The pools.
    pub pools: Vec<PoolSize>,
    /// The ranges, node subnets first.
    pub ranges: Vec<RangeSize>,
    /// What binds; `None` when nothing limits the design.
    pub binding: Option<Binding>,
    /// The largest steady node count that fits everywhere, when the first pool grows and the others stand; 0: they do
    /// not fit without it.
    pub max_nodes: Option<u32>,
    /// The same if a node of a dynamic pod subnet holds no more than its max pods.
    pub max_nodes_if_capped: Option<u32>,
    /// Kubenet only.
    pub routes: Option<RouteCount>,
    /// The cluster's nodes, upgrades apart, of those that its tier allows.
    pub nodes: NodeCount,
    /// SNAT ports of the load balancer, where the design asks for so many a node.
    pub outbound_ports: Option<Count>,
    /// Addresses in use in the cluster's VNet, whoever has them; of a static block one.
    pub vnet_addresses: Count,
    /// The same in that VNet and its peers; `None`: it has none.
    pub peered_addresses: Option<Count>,
    /// Pods at max pods, or as many as the design says are in use, of those that the model supports; `None`: no page
    /// gives a limit for the model.
    pub pods: Option<Count>,
}

impl Capacity {
    /// Is there room in every range, and for every limit?
    pub fn room(&self) -> Room {
        let counts = [self.outbound_ports, Some(self.vnet_addresses), self.peered_addresses];
        let has_routes = self.routes.is_none_or(|routes| routes.needed <= routes.limit);
        let routes = if has_routes { Room::Enough } else { Room::TooLittle };
        let rooms = counts.iter().flatten().map(Count::room).chain(self.ranges.iter().map(|range| range.room));
        rooms.fold(routes, Room::max)
    }

    /// The same, where what hangs on the reading counts as room: a warning says so.
    pub fn fits(&self) -> bool {
        self.room().fits()
    }

    /// The nodes of all pools, upgrades apart.
    pub fn nodes(&self) -> Addresses {
        self.pools.iter().map(|pool| u64::from(pool.nodes)).sum()
    }
}

impl RangeSize {
    /// Need of have in whole percent, rounded to nearest; 100 only when exactly full.
    pub fn used_percent(&self) -> Option<u64> {
        self.usable.and_then(|usable| share(self.needed, usable))
    }

    /// Is there room at the peak? What hangs on the reading counts as room: a warning says so.
    pub fn fits(&self) -> bool {
        self.room.fits()
    }
}

/// Need and have of a plan.
///
/// ```
/// # use std::sync::Arc;
/// # use aksplore::engine::{Plan, capacity::judge};
/// # use aksplore::scenario::read::read;
/// let text = "[cluster]\nmodel = \"azure-cni-node-subnet\"\n[[node-pool]]\nname = \"a\"\ncount = 40\nmax-pods = 50\n";
/// let capacity = judge(&Plan::new(Arc::new(read(text).scenario)));
/// assert_eq!(capacity.ranges[0].needed, 2_244);
/// ```
pub fn judge(plan: &Plan) -> Capacity {
    Question::of(plan).answer()
}

/// Need of have in whole percent, rounded to nearest, but 100 only when exactly full.
///
/// 2,244 of 1,019 is 220; 1,018 of 1,019 is 99; 1,020 of 1,019 is 101.
pub fn percent(needed: Addresses, available: Addresses) -> u64 {
    if needed == available {
        return 100;
    }
    if available == 0 {
        return 999;
    }
    let (need, have) = (u128::from(needed), u128::from(available));
    let rounded = u64::try_from((need * 200 + have) / (have * 2)).unwrap_or(u64::MAX);
    if needed < available { rounded.min(99) } else { rounded.max(101) }
}

/// The same where there is something to have; `None`: nothing has no shares.
///
/// 4 of 0 have none; 0 of 0 are all of it.
pub fn share(needed: Addresses, available: Addresses) -> Option<u64> {
    (available > 0 || needed == 0).then(|| percent(needed, available))
}

/// Serialises anything by its text.
pub(crate) fn as_text<T: std::fmt::Display, S: serde::Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// Serialises a list by the texts of its items.
fn all_as_text<T: std::fmt::Display, S: serde::Serializer>(values: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(values.iter().map(T::to_string))
}

/// The same where there may be nothing.
#[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
pub(crate) fn as_text_or_null<T: std::fmt::Display, S: serde::Serializer>(
    value: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::engine::sample::{design, flagship, plan, text};

    fn range(capacity: &Capacity, role: Role) -> &RangeSize {
        capacity.ranges.iter().find(|range| range.role == role).unwrap()
    }

    #[test]
    fn what_binds_says_what_it_is() {
        let cases = [
            ("pod-cidr", "pod CIDR"),
            ("snet-nodes", "snet-nodes"),
            ("routes", "routes"),
            ("nodes of apps", "pool size"),
        ];
        for (name, title) in cases {
            let binding = Binding {
                role: String::new(),
                name: name.to_owned(),
                reason: String::new(),
                used_percent: None,
                counts: None,
                range: None,
            };
            assert_eq!(binding.title(), title);
        }
        let plan = design("byo-cni", 12, 50, "10%", "10.240.0.0/22");
        let binding = judge(&plan).binding.unwrap();
        assert_eq!((binding.role.as_str(), binding.title()), ("nodes", "pool size"));
    }

    #[test]
    fn the_flagship_does_not_fit() {
        let capacity = judge(&flagship());
        let nodes = range(&capacity, Role::NodeSubnet);
        assert_eq!((nodes.needed, nodes.usable, nodes.used_percent()), (2244, Some(1019), Some(220)));
        assert_eq!(nodes.terms[0].label.to_string(), "system: (40 nodes + 4 surge) x (1 node + 50 pods) = 44 x 51");
        assert_eq!((nodes.smallest_prefix, nodes.max_nodes), (Some(20), Some(17)));
        assert_eq!(capacity.binding.as_ref().unwrap().role, "node-subnet");
        assert_eq!(capacity.max_nodes, Some(17));
        assert!(!nodes.fits() && !capacity.fits());
    }

    #[test]
    fn a_service_cidr_reaches_to_the_dns_service_ip() {
        let services = |plan: &Plan| range(&judge(plan), Role::ServiceCidr).smallest_prefix;
        assert_eq!(services(&flagship()), Some(28));
        let base = text("azure-cni-overlay", 3, 30, "0", "10.240.0.0/24");
        assert_eq!(services(&plan(&base.replace("192.168.0.10", "192.168.0.2"))), Some(30));
    }

    #[test]
    fn the_published_designs_come_out() {
        let peak = |capacity: &Capacity, role: Role| range(capacity, role).needed;
        let capacity = judge(&design("azure-cni-node-subnet", 50, 30, "1", "10.240.0.0/16"));
        assert_eq!(peak(&capacity, Role::NodeSubnet), 1581);
        assert_eq!(range(&capacity, Role::NodeSubnet).smallest_prefix, Some(21));
        let cases = [
            ("azure-cni-node-subnet", 30, "1", Role::NodeSubnet, Some(7)),
            ("azure-cni-node-subnet", 30, "0", Role::NodeSubnet, Some(8)),
            ("kubenet", 30, "0", Role::NodeSubnet, Some(251)),
            ("azure-cni-overlay", 30, "0", Role::PodCidr, Some(256)),
            ("azure-cni-overlay", 30, "10%", Role::PodCidr, Some(232)),
            ("kubenet", 30, "0", Role::ServiceCidr, None),
        ];
        for (model, pods, surge, role, expected) in cases {
            let capacity = judge(&design(model, 3, pods, surge, "10.240.0.0/24"));
            assert_eq!(range(&capacity, role).max_nodes, expected, "{model} {surge} {role:?}");
        }
    }

    #[test]
    fn batches_strand_what_they_do_not_fill() {
        let pods = "\npod-subnet = \"snet-pods\"";
        let vnet = "\n[[vnet.subnet]]\nname = \"snet-pods\"\nprefix = \"10.240.16.0/24\"\n";
        let base = text("azure-cni-pod-subnet", 3, 20, "0", "10.240.0.0/24");
        let base = base.replace("max-pods = 20", &format!("max-pods = 20{pods}")) + vnet;
        let dynamic = judge(&plan(&base));
        let size = range(&dynamic, Role::PodSubnet);
        assert_eq!((size.usable, size.stranded, size.needed, size.needed_floor), (Some(251), 11, 96, 48));
        assert_eq!(size.blocks, Some(Blocks { size: 16, needed: 6, available: 15 }));
        assert_eq!((size.max_nodes, size.max_nodes_floor), (Some(7), Some(15)));
        for (max_pods, blocks) in [(31, 2), (32, 3)] {
            let base =
                base.replace("max-pods = 20", &format!("max-pods = {max_pods}\npod-ip-allocation = \"static-block\""));
            let capacity = judge(&plan(&base));
            assert_eq!(range(&capacity, Role::PodSubnet).needed, 3 * blocks * 16, "{max_pods}");
        }
    }

    #[test]
    fn kubenet_counts_the_users_routes() {
        let table = "[[route-table]]\nname = \"rt\"\nroutes = [ { name = \"fw\", prefix = \"0.0.0.0/0\", next-hop = \"VirtualAppliance\", next-hop-ip = \"10.9.0.4\" } ]\n";
        let base = text("kubenet", 360, 30, "10%", "10.240.0.0/16")
            .replace("10.240.0.0/16\"\n", "10.240.0.0/16\"\nroute-table = \"rt\"\n");
        let capacity = judge(&plan(&format!("{base}{table}").replace("172.20.0.0/16", "10.0.0.0/8")));
        assert_eq!(capacity.routes, Some(RouteCount { needed: 361, at_upgrade: 397, limit: 400 }));
        assert_eq!(capacity.binding.as_ref().map(|binding| binding.role.as_str()), Some("routes"));
        assert_eq!(capacity.max_nodes, Some(399));
    }

    #[test]
    fn subnets_that_pools_and_neighbours_share_are_summed() {
        let base = text("azure-cni-node-subnet", 40, 50, "10%", "10.240.0.0/16");
        let more = "[[node-pool]]\nname = \"user\"\ncount = 3\nmax-pods = 30\nmax-surge = \"33%\"\n\
            [[other-cluster]]\nname = \"dev\"\nmodel = \"azure-cni-node-subnet\"\nnode-subnet = \"snet-nodes\"\nnodes = 5\nmax-pods = 30\n\
            [[vm]]\nname = \"jump\"\nip = \"10.240.0.9\"\nsubnet = \"snet-nodes\"\n";
        let capacity = judge(&plan(&format!("{base}{more}")));
        let nodes = range(&capacity, Role::NodeSubnet);
        let values: Vec<_> = nodes.terms.iter().map(|term| term.value).collect();
        assert_eq!(values, [2244, 124, 1, 155]);
        assert_eq!(nodes.needed, values.iter().sum::<u64>());
        assert_eq!(nodes.needed_steady, 40 * 51 + 3 * 31 + 1 + 155);
    }

    #[test]
    fn percentages_are_100_only_when_exactly_full() {
        for (need, have, expected) in
            [(2244, 1019, 220), (1018, 1019, 99), (1019, 1019, 100), (1020, 1019, 101), (0, 0, 100), (1, 0, 999)]
        {
            assert_eq!(percent(need, have), expected, "{need} of {have}");
        }
        assert_eq!((share(4, 0), share(0, 0), share(1, 2)), (None, Some(100), Some(50)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_largest_count_fits_and_one_more_does_not(nodes in 0u32..60, pods in 1u32..60, surge in 0u32..50, prefix in 20u8..30, model in 0usize..3) {
            let model = ["kubenet", "azure-cni-overlay", "azure-cni-node-subnet"][model];
            let at = |nodes: u32| judge(&design(model, nodes, pods, &format!("{surge}%"), &format!("10.240.0.0/{prefix}")));
            let capacity = at(nodes);
            for (place, range) in capacity.ranges.iter().enumerate() {
                prop_assert_eq!(range.needed, range.terms.iter().map(|term| term.value).sum::<u64>());
                let Some(most) = range.max_nodes else { continue };
                prop_assert!(most == 0 || at(most).ranges[place].fits());
                prop_assert!(range.max_nodes_capped_by.is_some() || !at(most + 1).ranges[place].fits());
            }
        }

        #[test]
        fn no_numbers_make_it_panic(nodes: u32, pods: u32, surge: u32, prefix in 0u8..=32, model in 0usize..5) {
            let model = crate::scenario::model::Model::WORDS[model];
            let net = crate::net::Cidr::v4(std::net::Ipv4Addr::new(10, 0, 0, 0), prefix);
            let capacity = judge(&design(model, nodes, pods, &format!("{surge}%"), &net.to_string()));
            prop_assert!(!capacity.ranges.is_empty());
        }
    }
}
