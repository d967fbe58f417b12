//! What there is to say of one block of the map, in words: its owners, its ends, its neighbours, whether it can grow or
//! shrink, what uses it. Words only; who owns what, and every number, is the address map's.

use std::net::Ipv4Addr;

use super::picture::{Mark, mark_of};
use crate::engine::Plan;
use crate::engine::address::block::Growth;
use crate::engine::address::{AddressMap, Block, OwnerKind, RangeMap, Run, VnetMap};
use crate::engine::capacity::{Capacity, RangeSize};
use crate::engine::plan::SubnetId;
use crate::net::{Addresses, Span};
use crate::ui::text::thousands;

/// One block and all that is known of it.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The VNet range that it lies in.
    pub vnet: &'a VnetMap,
    /// The block.
    pub block: &'a Block,
    /// Its owners, where it is a subnet of the cluster.
    pub range: Option<&'a RangeMap>,
    /// Its need, where the cluster uses it.
    pub size: Option<&'a RangeSize>,
    /// The plan.
    pub plan: &'a Plan,
}

/// Addresses of one kind and owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// Their mark.
    pub mark: Mark,
    /// What they are, and whose.
    pub what: String,
    /// How many.
    pub addresses: Addresses,
}

impl<'a> Facts<'a> {
    /// Of a block of a VNet range.
    pub fn new(
        vnet: &'a VnetMap,
        block: &'a Block,
        map: &'a AddressMap,
        capacity: &'a Capacity,
        plan: &'a Plan,
    ) -> Self {
        Self { vnet, block, range: map.range_of(block), size: map.size_of(block, capacity), plan }
    }

    /// `10.240.0.0/22`, with letter and name.
    pub fn title(&self) -> String {
        match self.block.letter {
            Some(letter) => format!("{letter}  {}  {}", self.block.name, self.block.prefix),
            None => format!("·  free  {}", self.block.prefix),
        }
    }

    /// Addresses by owner, in the order in which they lie.
    pub fn counts(&self) -> Vec<Count> {
        self.range.map(counts).unwrap_or_default()
    }

    /// The smallest prefix that would still hold the need, and the addresses that it would give back.
    fn shrink(&self) -> Option<(u8, Addresses)> {
        self.block.shrink(self.size?)
    }

    /// The first and last address that a machine can have; none for a block whose owners are not known.
    fn usable(&self) -> Option<(Ipv4Addr, Ipv4Addr)> {
        self.range?.usable()
    }

    /// What uses it: pools, other clusters, machines.
    pub fn users(&self) -> Vec<String> {
        let Some(id) = self.block.subnet else { return Vec::new() };
        let row = self.plan.subnet(id);
        let is_it = |name: Option<&str>| name.is_some_and(|name| *row.item.name == *name && self.is_named(name, id));
        let scenario = self.plan.scenario();
        let mut users = Vec::new();
        for pool in self.plan.pools() {
            let name = &pool.item.name;
            if pool.subnet == Some(id) {
                users.push(format!("node pool {name} ({} + {})", thousands(pool.nodes), pool.surge));
            }
            if pool.pod_subnet == Some(id) {
                users.push(format!("pods of node pool {name}"));
            }
        }
        for other in &scenario.other_clusters {
            let pods = other.pod_subnet.as_ref().is_some_and(|name| is_it(Some(&name.0)));
            if pods || is_it(other.node_subnet.as_deref()) {
                users.push(format!("cluster {}", other.name));
            }
        }
        let machines = scenario.vms.iter().filter(|vm| is_it(vm.subnet.as_deref())).map(|vm| format!("VM {}", vm.name));
        users.extend(machines);
        let endpoints = scenario.private_endpoints.iter().filter(|endpoint| is_it(Some(&endpoint.subnet)));
        users.extend(endpoints.map(|endpoint| format!("private endpoint {}", endpoint.name)));
        users
    }

    /// The route table, NSG and NAT gateway of the subnet, each said or said to be absent.
    pub fn guards(&self) -> Option<String> {
        let item = &self.plan.subnet(self.block.subnet?).item;
        let named = |name: Option<&str>| name.unwrap_or("none").to_owned();
        let (routes, nsg) = (named(item.route_table.as_deref()), named(item.nsg.as_deref()));
        Some(format!("Route table: {routes}.  NSG: {nsg}.  NAT gateway: {}.", named(item.nat_gateway.as_deref())))
    }

    /// Two VNets may have subnets of one name; a name alone means what the plan takes it for.
    fn is_named(&self, name: &str, id: SubnetId) -> bool {
        self.plan.subnet_named(name) == Some(id)
    }

    /// All of it as sentences, for the lower part of the screen.
    pub fn sentences(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let mask = self.block.prefix.as_v4().map(|net| format!(", mask {}", net.netmask())).unwrap_or_default();
        let ends = match self.usable() {
            Some((low, high)) => format!("first usable {low}, last usable {high}"),
            None => format!("{} to {}", self.block.prefix.first(), self.block.prefix.last()),
        };
        lines.push(format!("In {} of {}{mask}, {ends}.", self.vnet.prefix, self.vnet.name));
        if self.block.letter.is_none() {
            lines.extend(self.block.contested.iter().map(|(who, range)| {
                format!("Not usable although free: {who} announces {range}, so replies would not come back here.")
            }));
            return lines;
        }
        lines.push(self.neighbourhood());
        match (self.size, self.shrink()) {
            (Some(size), _) if !size.fits() => {
                let usable = size.usable.map(thousands).unwrap_or_default();
                lines.push(format!("Too small: needs {}, has {usable}.", thousands(size.needed)));
            }
            (Some(_), Some((prefix, back))) => {
                lines.push(format!(
                    "Could shrink to /{prefix} and still fit; that would give back {}.",
                    thousands(back)
                ));
            }
            (Some(_), None) => lines.push("It is as small as it can be.".to_owned()),
            (None, _) => {}
        }
        let users = self.users();
        let users = if users.is_empty() { "nothing of this file".to_owned() } else { users.join(", ") };
        if let Some(prefix) = self.prefix_v6() {
            lines.push(format!("Its IPv6 range is {prefix}: nothing there is scarce, and nothing is counted."));
        }
        lines.push(format!("What uses it: {users}."));
        lines.extend(self.guards());
        lines
    }

    /// The same in three lines, for a narrow screen: its ends and its growth, what it could give back, who uses it.
    pub fn brief(&self) -> Vec<String> {
        if self.block.letter.is_none() {
            return self.sentences();
        }
        let growth = match self.vnet.growth(self.block) {
            Growth::To(wider) => format!("can grow in place to {wider}"),
            Growth::Blocked(other) => {
                format!("cannot grow in place: {} at {}", other.letter.unwrap_or('?'), other.prefix)
            }
            Growth::Whole => "it is all of the VNet's range".to_owned(),
        };
        let ends = self.usable().map(|(low, high)| format!("usable {low} to {high}; ")).unwrap_or_default();
        let shrink = self.shrink().map(|(prefix, back)| {
            format!("could shrink to /{prefix} and still fit, giving back {}; ", thousands(back))
        });
        let users = self.users();
        let users = if users.is_empty() { "used by nothing of this file".to_owned() } else { users.join(", ") };
        vec![format!("{ends}{growth}"), format!("{}{users}", shrink.unwrap_or_default())]
    }

    /// The IPv6 range beside it.
    fn prefix_v6(&self) -> Option<crate::net::Cidr> {
        self.plan.subnet(self.block.subnet?).item.prefix_v6.and_then(|prefix| prefix.0)
    }

    /// `C at 10.240.4.0/24 is right after. It cannot grow in place.`
    pub fn neighbourhood(&self) -> String {
        let name = |block: Option<&Block>| match block {
            Some(block) => format!("{} ({})", block.prefix, block.letter.unwrap_or('?')),
            None => "none".to_owned(),
        };
        let (before, after) = self.vnet.neighbours(self.block);
        let growth = match self.vnet.growth(self.block) {
            Growth::To(wider) => format!("It can grow in place to {wider}."),
            Growth::Blocked(other) => format!("It cannot grow in place: {} is in the way.", name(Some(other))),
            Growth::Whole => "It is all of the VNet's range.".to_owned(),
        };
        format!("Neighbours: {} before, {} right after. {growth}", name(before), name(after))
    }
}

/// Addresses by kind and owner, in the order in which they first lie.
pub fn counts(range: &RangeMap) -> Vec<Count> {
    let counts = range.counts().into_iter().map(|count| Count {
        mark: mark_of(count.kind),
        what: format!("{} {}", words(count.kind), count.name).trim_end().to_owned(),
        addresses: count.addresses,
    });
    counts.collect()
}

/// The kind of the owner of one address, in words.
pub fn word(kind: OwnerKind) -> &'static str {
    if kind == OwnerKind::Node { "node" } else { words(kind) }
}

/// An owner's kind, in words.
pub fn words(kind: OwnerKind) -> &'static str {
    match kind {
        OwnerKind::AzureReserved => "kept by Azure",
        OwnerKind::Node => "nodes of",
        OwnerKind::NodeSurge => "upgrade surge of",
        OwnerKind::PodSlot => "kept for pods of",
        OwnerKind::Pod => "pod",
        OwnerKind::Block => "pod block of",
        OwnerKind::InternalLoadBalancer => "internal load balancer",
        OwnerKind::PrivateEndpoint => "private endpoint",
        OwnerKind::Service => "Service",
        OwnerKind::Dns => "cluster DNS",
        OwnerKind::Vm => "VM",
        OwnerKind::Appliance => "appliance",
        OwnerKind::Gateway => "gateway",
        OwnerKind::ApplicationGateway => "application gateway",
        OwnerKind::ApiServer => "API server",
        OwnerKind::OtherCluster => "cluster",
        OwnerKind::Other => "not modelled",
        OwnerKind::Stranded => "stranded",
        OwnerKind::Free => "unused",
        OwnerKind::Outside => "outside",
    }
}

/// The mark of the addresses of a cell: of those that have an owner, the owner of most.
pub fn cell_mark(runs: &[Run], cell: Span) -> Mark {
    let from = runs.partition_point(|run| run.span.last() < cell.first());
    let here = runs[from..].iter().take_while(|run| run.span.first() <= cell.last());
    let mut best = (0, Mark::SetAside);
    let mut sums: Vec<(Mark, Addresses)> = Vec::new();
    for run in here {
        let Some(part) = run.span.intersection(cell) else { continue };
        let mark = mark_of(run.kind);
        if mark == Mark::SetAside {
            continue;
        }
        match sums.iter_mut().find(|(other, _)| *other == mark) {
            Some((_, sum)) => *sum += part.count(),
            None => sums.push((mark, part.count())),
        }
    }
    for (mark, sum) in sums {
        if sum > best.0 {
            best = (sum, mark);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(first: &str, count: u64, kind: OwnerKind, name: &str) -> Run {
        let first = u32::from(first.parse::<Ipv4Addr>().unwrap());
        Run { span: Span::starting(first, count).unwrap(), kind, name: name.to_owned(), pool: None, assumed: false }
    }

    /// The runs of a /24 with 5 nodes and one more at an upgrade.
    fn runs() -> Vec<Run> {
        vec![
            run("10.0.0.0", 4, OwnerKind::AzureReserved, ""),
            run("10.0.0.4", 5, OwnerKind::Node, "system"),
            run("10.0.0.9", 1, OwnerKind::NodeSurge, "system"),
            run("10.0.0.10", 245, OwnerKind::Free, ""),
            run("10.0.0.255", 1, OwnerKind::AzureReserved, ""),
        ]
    }

    #[test]
    fn a_cell_shows_who_owns_most_of_what_is_owned() {
        let cases = [
            (0, 4, 'R'),
            (4, 4, '█'),
            (8, 2, '█'),
            (8, 4, '█'),
            (9, 4, '▒'),
            (12, 4, '░'),
            (252, 4, 'R'),
            (0, 256, 'R'),
        ];
        for (first, count, glyph) in cases {
            let cell = Span::starting(u32::from(Ipv4Addr::new(10, 0, 0, first)), count).unwrap();
            assert_eq!(cell_mark(&runs(), cell).glyph(), glyph, "{first} + {count}");
        }
    }
}
