//! The slow and obvious way to size a design: every node, block and address is counted one by one, with none of the
//! program's formulas. Deliberately only for tests: the fast answers must agree with it.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::question::{Limit, Question, RangeQuestion};
use super::{Capacity, Room, judge};
use crate::engine::sample::plan;

/// More nodes than anything in these designs allows.
const NODES_MAX: u32 = 2_000;

#[derive(Clone, Copy, Debug)]
enum Surge {
    Count(u32),
    Percent(u32),
}

/// What else takes addresses of the subnets.
#[derive(Clone, Copy, Debug)]
struct Around {
    neighbour: Neighbour,
    /// The API server in the second subnet.
    api_server: bool,
    /// An application gateway in the second subnet.
    application_gateway: bool,
    /// A VPN gateway with an address of the first subnet.
    gateway: bool,
}

/// Another cluster of nodes with 10 pods each, whose nodes are in the first subnet.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Neighbour {
    /// Its pods are there as well.
    NodeSubnet,
    /// Its pods have batches of the third subnet.
    Dynamic,
    /// Its pods have blocks of the fourth.
    StaticBlock,
}

#[derive(Clone, Debug)]
struct Pool {
    nodes: u32,
    /// The nodes that are not there yet, and that the autoscaler may add.
    away: u32,
    surge: Surge,
    max_pods: u32,
    pods_in_use: u32,
    subnet: usize,
    pod_subnet: usize,
    has_blocks: bool,
}

#[derive(Clone, Debug)]
struct Design {
    model: &'static str,
    pools: Vec<Pool>,
    /// Lengths of the two node subnets, the two pod subnets and the pod CIDR.
    prefixes: [u8; 5],
    /// Addresses of the four subnets that others use.
    used: [u32; 4],
    /// Addresses used in a subnet that the cluster does not touch.
    used_elsewhere: u32,
    vms: u32,
    neighbour_nodes: u32,
    routes: u32,
    ports: u32,
    ips: u8,
    around: Around,
}

/// A node asks for 16 addresses until 8 are free, and holds 250 at most.
fn held(pods: u32) -> u64 {
    let mut held = 16;
    while held < pods + 8 {
        held += 16;
    }
    u64::from(held.min(250))
}

/// A node takes blocks of 16 until its pods and one more address are in them.
fn blocks(max_pods: u32) -> u64 {
    (1..=16).find(|blocks| blocks * 16 > max_pods).unwrap().into()
}

impl Pool {
    fn peak(&self) -> u32 {
        let wanted = match self.surge {
            Surge::Count(count) => count,
            Surge::Percent(percent) => (0..=self.nodes).find(|extra| extra * 100 >= self.nodes * percent).unwrap(),
        };
        self.nodes + wanted.min(self.nodes)
    }
}

impl Design {
    fn name(place: usize) -> String {
        format!("s{place}")
    }

    fn text(&self) -> String {
        let list = |count: u8| (1..=count).map(|last| format!("\"20.0.0.{last}\"")).collect::<Vec<_>>().join(", ");
        let mut text = format!(
            "[cluster]\nmodel = \"{}\"\nservice-cidr = \"192.168.0.0/16\"\ndns-service-ip = \"192.168.0.10\"\n\
             pod-cidr = \"172.20.0.0/{}\"\n{}[cluster.load-balancer]\nallocated-outbound-ports = {}\noutbound-ips = [{}]\n\
             [[vnet]]\nname = \"v\"\naddress-space = [\"10.0.0.0/8\"]\n\
             [[vnet.subnet]]\nname = \"far\"\nprefix = \"10.8.0.0/16\"\nused-by-others = {}\n",
            self.model,
            self.prefixes[4],
            if self.around.api_server { "api-server = \"vnet-integration\"\napi-server-subnet = \"s1\"\n" } else { "" },
            self.ports,
            list(self.ips),
            self.used_elsewhere
        );
        for place in 0..4 {
            let table = if place < 2 { "route-table = \"rt\"\n" } else { "" };
            let (prefix, used) = (self.prefixes[place], self.used[place]);
            write!(
                text,
                "[[vnet.subnet]]\nname = \"s{place}\"\nprefix = \"10.{place}.0.0/{prefix}\"\nused-by-others = {used}\n{table}"
            )
            .unwrap();
        }
        let routes = (0..self.routes).map(|route| {
            format!("{{ name = \"r{route}\", prefix = \"10.9{route}.0.0/16\", next-hop = \"VnetLocal\" }}")
        });
        let routes = routes.collect::<Vec<_>>().join(", ");
        write!(text, "[[route-table]]\nname = \"rt\"\nmanaged = true\nroutes = [ {routes} ]\n").unwrap();
        for (place, pool) in self.pools.iter().enumerate() {
            let surge = match pool.surge {
                Surge::Count(count) => count.to_string(),
                Surge::Percent(percent) => format!("\"{percent}%\""),
            };
            let allocation = if pool.has_blocks { "static-block" } else { "dynamic" };
            write!(
                text,
                "[[node-pool]]\nname = \"p{place}\"\ncount = {}\n{}max-surge = {surge}\nmax-pods = {}\npods-in-use = {}\n\
                 subnet = \"s{}\"\npod-subnet = \"s{}\"\npod-ip-allocation = \"{allocation}\"\n",
                pool.nodes.saturating_sub(pool.away),
                if pool.away > 0 { format!("autoscale = {{ min = 0, max = {} }}\n", pool.nodes) } else { String::new() },
                pool.max_pods,
                pool.pods_in_use,
                pool.subnet,
                pool.pod_subnet
            )
            .unwrap();
        }
        for vm in 0..self.vms {
            write!(text, "[[vm]]\nname = \"vm{vm}\"\nsubnet = \"s0\"\n").unwrap();
        }
        if self.neighbour_nodes > 0 {
            let model = match self.around.neighbour {
                Neighbour::NodeSubnet => "model = \"azure-cni-node-subnet\"",
                Neighbour::Dynamic => "model = \"azure-cni-pod-subnet\"\npod-subnet = \"s2\"",
                Neighbour::StaticBlock => {
                    "model = \"azure-cni-pod-subnet\"\npod-subnet = \"s3\"\npod-ip-allocation = \"static-block\""
                }
            };
            write!(
                text,
                "[[other-cluster]]\nname = \"other\"\n{model}\nnode-subnet = \"s0\"\nnodes = {}\nmax-pods = 10\n",
                self.neighbour_nodes
            )
            .unwrap();
        }
        if self.around.application_gateway {
            text.push_str("[[ingress]]\nname = \"agw\"\ncontroller = \"application-gateway\"\nsubnet = \"s1\"\n");
        }
        if self.around.gateway {
            text.push_str("[[gateway]]\nname = \"gw\"\ntype = \"vpn\"\nvnet = \"v\"\nip = \"10.0.0.5\"\n");
        }
        text
    }

    fn judged(&self) -> Capacity {
        judge(&plan(&self.text()))
    }

    /// The same design with another size of one pool.
    fn with_nodes(&self, pool: usize, nodes: u32) -> Self {
        let mut other = self.clone();
        other.pools[pool].nodes = nodes;
        other
    }

    fn without(&self, pool: usize) -> Self {
        self.with_nodes(pool, 0)
    }

    /// The same design with another length of one range.
    fn with_prefix(&self, name: &str, prefix: u8) -> Self {
        let mut other = self.clone();
        let place = name.strip_prefix('s').map_or(4, |place| place.parse().unwrap());
        other.prefixes[place] = prefix;
        other
    }

    /// Is there enough of everything?
    fn all_fit(&self) -> bool {
        let nodes = self.pools.iter().map(|pool| pool.nodes).sum::<u32>();
        nodes <= 5_000 && self.names().iter().filter_map(|name| self.limit(name)).all(|(need, have)| need <= have)
    }

    /// The most nodes of a pool in one range, under what limits nodes whatever their addresses; `None`: not even none.
    fn most_in_range(&self, pool: usize, name: &str) -> Option<u32> {
        let fits = |nodes: &u32| {
            let design = self.with_nodes(pool, *nodes);
            let own = format!("nodes of p{pool}");
            let limits = [name, "routes", &own].into_iter().filter_map(|name| design.limit(name));
            limits.into_iter().all(|(need, have)| need <= have)
        };
        (0..NODES_MAX).take_while(fits).last()
    }

    /// Addresses of a subnet that others take; `is_blocks`: all of a static block, else one of it.
    fn others(&self, subnet: usize, is_blocks: bool) -> u64 {
        let around = self.around;
        let mut taken = u64::from(self.used[subnet]);
        if subnet == 0 {
            taken += u64::from(self.vms) + u64::from(around.gateway);
        }
        if subnet == 1 {
            taken += if around.api_server { 9 } else { 0 } + u64::from(around.application_gateway);
        }
        for _ in 0..self.neighbour_nodes {
            taken += u64::from(subnet == 0);
            taken += match (around.neighbour, subnet) {
                (Neighbour::NodeSubnet, 0) => 10,
                (Neighbour::Dynamic, 2) => held(10),
                (Neighbour::StaticBlock, 3) if is_blocks => blocks(10) * 16,
                (Neighbour::StaticBlock, 3) => blocks(10),
                _ => 0,
            };
        }
        taken
    }

    /// Addresses of a subnet that nodes and pods take, node by node; `is_blocks`: all of a static block, else one of it.
    fn taken(&self, subnet: usize, is_blocks: bool) -> u64 {
        let mut taken = 0;
        for pool in &self.pools {
            for _ in 0..pool.peak() {
                if pool.subnet == subnet {
                    taken += 1;
                    taken += if self.model == "azure-cni-node-subnet" { u64::from(pool.max_pods) } else { 0 };
                }
                if self.model == "azure-cni-pod-subnet" && pool.pod_subnet == subnet {
                    taken += match pool.has_blocks {
                        true if is_blocks => blocks(pool.max_pods) * 16,
                        true => blocks(pool.max_pods),
                        false => held(pool.pods_in_use),
                    };
                }
            }
        }
        taken
    }

    /// The names of everything that is limited.
    fn names(&self) -> Vec<String> {
        let subnets = (0..4).map(Self::name);
        let others = ["far", "pod-cidr", "routes", "outbound ports", "VNet limit"].map(str::to_owned);
        let pools = (0..self.pools.len()).map(|place| format!("nodes of p{place}"));
        subnets.chain(others).chain(pools).filter(|name| self.limit(name).is_some()).collect()
    }

    /// Need and have of one of them; `None`: this design does not have it.
    fn limit(&self, name: &str) -> Option<(u64, u64)> {
        let nodes = || self.pools.iter().flat_map(|pool| 0..pool.peak());
        match name {
            "pod-cidr" => matches!(self.model, "kubenet" | "azure-cni-overlay")
                .then(|| (nodes().map(|_| 256).sum(), 1 << (32 - self.prefixes[4]))),
            "far" => Some((self.used_elsewhere.into(), (0..65_536).skip(4).count() as u64 - 1)),
            "routes" => (self.model == "kubenet").then(|| {
                let made: u64 = self.pools.iter().map(|pool| u64::from(pool.nodes)).sum();
                (made + u64::from(self.routes), 400)
            }),
            "outbound ports" => {
                (self.ports > 0).then(|| (nodes().map(|_| u64::from(self.ports)).sum(), 64_000 * u64::from(self.ips)))
            }
            "VNet limit" => {
                let in_use = (0..4).map(|subnet| self.taken(subnet, false) + self.others(subnet, false)).sum::<u64>();
                Some((in_use + u64::from(self.used_elsewhere), 65_536))
            }
            _ => match name.strip_prefix("nodes of p") {
                Some(place) => {
                    let place: usize = place.parse().unwrap();
                    Some((self.pools[place].peak().into(), 1_000))
                }
                None => self.subnet(name.strip_prefix('s')?.parse().ok()?),
            },
        }
    }

    fn subnet(&self, subnet: usize) -> Option<(u64, u64)> {
        let has_pods = self.model == "azure-cni-pod-subnet";
        let is_used = |pool: &Pool| pool.subnet == subnet || (has_pods && pool.pod_subnet == subnet);
        let is_range = self.pools.iter().any(is_used) || (subnet == 1 && self.around.api_server);
        // What is placed in a subnet makes it one too.
        let is_range = is_range || self.others(subnet, true) > 0;
        is_range.then(|| {
            let size = 1u64 << (32 - self.prefixes[subnet]);
            let have = (0..size).filter(|place| *place >= 4 && place + 1 < size).count() as u64;
            (self.taken(subnet, true) + self.others(subnet, true), have)
        })
    }

    /// The most nodes of a pool under one limit, tried one by one; `None`: they are no matter to it.
    fn most_nodes(&self, pool: usize, name: &str) -> Option<u32> {
        let need = |nodes| self.with_nodes(pool, nodes).limit(name).map(|(need, _)| need);
        if need(0) == need(1) {
            return None;
        }
        let fits = |nodes: &u32| {
            let (need, have) = self.with_nodes(pool, *nodes).limit(name).unwrap();
            need <= have
        };
        Some((0..NODES_MAX).take_while(fits).last().unwrap_or(0))
    }

    fn others_nodes(&self, pool: usize, is_among: impl Fn(&Pool) -> bool) -> u32 {
        let others = self.pools.iter().enumerate().filter(|(place, other)| *place != pool && is_among(other));
        others.map(|(_, other)| other.nodes).sum()
    }
}

fn pool() -> impl Strategy<Value = Pool> {
    let surge = prop_oneof![(0u32..4).prop_map(Surge::Count), (0u32..70).prop_map(Surge::Percent)];
    // Of two pod subnets the first hands out batches and the second blocks: no subnet does both.
    (0u32..9, 0u32..4, surge, 10u32..60, 0u32..60, 0usize..2, 2usize..4).prop_map(
        |(nodes, away, surge, max_pods, pods_in_use, subnet, pod_subnet)| {
            let pods_in_use = pods_in_use.min(max_pods);
            Pool { nodes, away, surge, max_pods, pods_in_use, subnet, pod_subnet, has_blocks: pod_subnet == 3 }
        },
    )
}

fn designs() -> impl Strategy<Value = Design> {
    let model = prop::sample::select(vec![
        "kubenet",
        "azure-cni-overlay",
        "azure-cni-node-subnet",
        "azure-cni-pod-subnet",
        "byo-cni",
    ]);
    let prefixes = (25u8..30, 24u8..30, 23u8..30, 22u8..30, 18u8..24).prop_map(|(a, b, c, d, e)| [a, b, c, d, e]);
    let used = prop::array::uniform4(0u32..20);
    // Near the end of what a VNet may hold, or a little beyond.
    let elsewhere = 65_000u32..65_600;
    let rest = (0u32..4, 0u32..4, 0u32..5, 0u32..1_000, 1u8..3);
    let neighbour = prop::sample::select(vec![Neighbour::NodeSubnet, Neighbour::Dynamic, Neighbour::StaticBlock]);
    let around =
        (neighbour, any::<(bool, bool, bool)>()).prop_map(|(neighbour, (api_server, application_gateway, gateway))| {
            Around { neighbour, api_server, application_gateway, gateway }
        });
    (model, prop::collection::vec(pool(), 1..4), prefixes, used, elsewhere, rest, around).prop_map(
        |(model, pools, prefixes, used, used_elsewhere, (vms, neighbour_nodes, routes, ports, ips), around)| Design {
            around,
            model,
            pools,
            prefixes,
            used,
            used_elsewhere,
            vms,
            neighbour_nodes,
            routes,
            // Now and then nobody asks for ports, else for enough of them to matter.
            ports: if ports < 200 { 0 } else { ports / 100 * 800 },
            ips,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn need_and_have_are_what_counting_gives(design in designs()) {
        let capacity = design.judged();
        for range in &capacity.ranges {
            prop_assert_eq!(range.needed, range.terms.iter().map(|term| term.value).sum::<u64>());
            let Some((need, have)) = design.limit(&range.name) else { continue };
            prop_assert_eq!((range.needed, range.usable), (need, Some(have)), "{}", range.name);
        }
        let routes = capacity.routes.map(|routes| u64::from(routes.needed));
        prop_assert_eq!(routes, design.limit("routes").map(|(need, _)| need));
        let ports = capacity.outbound_ports.map(|ports| (ports.needed, ports.limit));
        prop_assert_eq!(ports, design.limit("outbound ports"));
        prop_assert_eq!(capacity.vnet_addresses.needed, design.limit("VNet limit").unwrap().0);
        // The size of a pool is judged by a finding.
        let names = design.names().into_iter().filter(|name| !name.starts_with("nodes of "));
        let fits = names.filter_map(|name| design.limit(&name)).all(|(need, have)| need <= have);
        prop_assert_eq!(capacity.room() == Room::Enough, fits);
    }

    #[test]
    fn every_maximum_fits_and_one_more_does_not(design in designs()) {
        let capacity = design.judged();
        let names = design.names();
        for (place, pool) in capacity.pools.iter().enumerate() {
            let counted = names.iter().filter_map(|name| design.most_nodes(place, name)).min();
            prop_assert_eq!(pool.max_nodes, counted, "{}", pool.name);
        }
        // Of the whole design a count is told only where the other pools fit everywhere without the first.
        let others_fit = design.without(0).all_fit();
        let first = capacity.pools[0].max_nodes.map(|nodes| nodes + design.others_nodes(0, |_| true));
        prop_assert_eq!(capacity.max_nodes, first.map(|nodes| if others_fit { nodes } else { 0 }));
        if let Some(most) = capacity.max_nodes.filter(|most| *most > 0) {
            let first = most - design.others_nodes(0, |_| true);
            prop_assert!(design.with_nodes(0, first).all_fit(), "{most}");
            prop_assert!(!design.with_nodes(0, first + 1).all_fit(), "{most} and one more");
        }
        for range in &capacity.ranges {
            let Some(most) = range.max_nodes else { continue };
            let is_among = |pool: &Pool| {
                let is_pods = design.model == "azure-cni-pod-subnet" && *range.name == Design::name(pool.pod_subnet);
                range.subnet.is_none() || *range.name == Design::name(pool.subnet) || is_pods
            };
            let first = design.pools.iter().position(is_among).unwrap();
            let others = design.others_nodes(first, is_among);
            let counted = design.most_in_range(first, &range.name);
            prop_assert_eq!(most, counted.map_or(0, |nodes| nodes + others), "{}", range.name);
            // The program's own verdict turns there too.
            let at = |nodes: u32| {
                let judged = design.with_nodes(first, nodes).judged();
                judged.ranges.iter().find(|other| other.name == range.name).unwrap().room == Room::Enough
            };
            if let Some(nodes) = counted {
                prop_assert!(at(nodes), "{}", range.name);
                prop_assert!(range.max_nodes_capped_by.is_some() || !at(nodes + 1), "{}", range.name);
            } else {
                prop_assert!(!at(0) || range.max_nodes_capped_by.is_some(), "{}", range.name);
            }
        }
    }

    #[test]
    fn every_rung_holds_what_it_says(design in designs()) {
        let question = Question::of(&plan(&design.text()));
        let rungs = crate::engine::fix::ladder(&question, false);
        let Some(ladder) = rungs.iter().find_map(|rung| {
            let is_it = |range: &RangeQuestion| range.prefix.prefix() == rung.prefix && !range.users.is_empty();
            question.binding().and_then(|(limit, ..)| match limit {
                Limit::Range(range) if is_it(&question.ranges[range]) => Some(range),
                _ => None,
            })
        }) else { return Ok(()) };
        let name = question.ranges[ladder].name.to_string();
        let first = question.users(ladder).next().unwrap().0;
        let among: Vec<usize> = question.users(ladder).map(|(place, _)| place).collect();
        for rung in &rungs {
            let design = design.with_prefix(&name, rung.prefix);
            let (need, have) = design.limit(&name).unwrap();
            prop_assert_eq!(rung.room_in_range == Room::Enough, need <= have, "{} /{}", name, rung.prefix);
            prop_assert!(rung.room >= design.judged().room(), "{} /{}", name, rung.prefix);
            prop_assert_eq!(rung.stopped_by.is_some(), rung.room_in_range.fits() && !rung.room.fits());
            let others: u32 = among.iter().filter(|place| **place != first).map(|place| design.pools[*place].nodes).sum();
            let counted = design.most_in_range(first, &name).map_or(0, |nodes| nodes + others);
            prop_assert_eq!(rung.max_nodes, counted, "{} /{}", name, rung.prefix);
        }
        prop_assert!(rungs.iter().any(|rung| rung.room_in_range == Room::Enough), "no rung holds the design");
    }

    #[test]
    fn the_verdict_on_ports_routes_and_the_vnet_turns_at_their_maximum(design in designs()) {
        for name in ["routes", "outbound ports", "VNet limit"] {
            let Some(most) = design.limit(name).and_then(|_| design.most_nodes(0, name)) else { continue };
            let fits = |nodes: u32| {
                let judged = design.with_nodes(0, nodes).judged();
                match name {
                    "routes" => judged.routes.is_some_and(|routes| routes.needed <= routes.limit),
                    "outbound ports" => judged.outbound_ports.is_some_and(|ports| ports.fits()),
                    _ => judged.vnet_addresses.room() == Room::Enough,
                }
            };
            prop_assert!(most == 0 || fits(most), "{name}");
            prop_assert!(!fits(most + 1), "{name}");
        }
    }
}
