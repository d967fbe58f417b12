//! Who owns each address of each range, as runs and by arithmetic: 5,000 nodes x 250 pods are a handful of
//! runs. Deliberately judges nothing: want of room is a finding of `capacity`.

use std::net::{IpAddr, Ipv4Addr};

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::capacity::{Capacity, Role};
use crate::engine::inventory::Inventory;
use crate::engine::plan::{Plan, PoolId, SubnetId, VnetId};
use crate::net::{Addresses, Cidr, Span};
use crate::scenario::Path;

pub mod block;
pub mod place;
mod runs;
mod v6;
mod vnet;

pub use place::{Places, kept_clear};
pub use v6::ranges_v6;
pub use vnet::announced;

/// What an address is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OwnerKind {
    /// Kept by Azure in every subnet.
    AzureReserved,
    /// A node.
    Node,
    /// A node that an upgrade adds.
    NodeSurge,
    /// Set aside for a pod.
    PodSlot,
    /// A pod that the scenario names.
    Pod,
    /// A block of a node's pods.
    Block,
    /// An internal load balancer.
    InternalLoadBalancer,
    /// A private endpoint.
    PrivateEndpoint,
    /// A Service.
    Service,
    /// The cluster's DNS.
    Dns,
    /// A virtual machine.
    Vm,
    /// A firewall or another appliance.
    Appliance,
    /// A VPN or ExpressRoute gateway.
    Gateway,
    /// An application gateway.
    ApplicationGateway,
    /// The API server.
    ApiServer,
    /// A neighbouring cluster.
    OtherCluster,
    /// Something that is not modelled.
    Other,
    /// Free, but not to be had because of the granularity of batches or blocks.
    Stranded,
    /// Free.
    Free,
    /// In none of the ranges.
    Outside,
}

/// A run of addresses with the same owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The addresses.
    pub span: Span,
    /// What they are for.
    pub kind: OwnerKind,
    /// Whose: the pool, the VM, the Service; empty where the kind says all.
    pub name: String,
    /// The pool, where it is one's.
    pub pool: Option<PoolId>,
    /// Not written in the scenario, but allocated as AKS would.
    pub assumed: bool,
}

/// One range and its owners. The runs are sorted, disjoint and cover the range exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct RangeMap {
    /// What the range is for; `None` for a subnet that the cluster does not use.
    pub role: Option<Role>,
    /// Its name.
    pub name: String,
    /// The range.
    pub prefix: Cidr,
    /// The subnet, where it is one.
    pub subnet: Option<SubnetId>,
    /// The item of the scenario.
    pub path: Path,
    /// Who owns what; empty for IPv6.
    pub runs: Vec<Run>,
}

/// A block of a VNet's range: a subnet, another cluster's range, free space.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The letter it has on the map; `None` for free space.
    pub letter: Option<char>,
    /// Its name.
    pub name: String,
    /// The range.
    pub prefix: Cidr,
    /// The subnet, where it is one.
    pub subnet: Option<SubnetId>,
    /// The item of the scenario; `None` for free space.
    pub path: Option<Path>,
    /// Need of have, where something of the cluster's is in it.
    pub used_percent: Option<u64>,
    /// Usable on paper, but announced elsewhere (a peer, on-premises): the other side's name and range.
    pub contested: Vec<(String, Cidr)>,
}

/// One VNet range cut into blocks, in address order, covering it exactly (overlaps excepted, which come after
/// the block that they overlap).
#[derive(Clone, Debug, PartialEq)]
pub struct VnetMap {
    /// The VNet.
    pub vnet: VnetId,
    /// Its name.
    pub name: String,
    /// The range: one of the VNet's address space.
    pub prefix: Cidr,
    /// Subnets and free space.
    pub blocks: Vec<Block>,
    /// Addresses in no subnet.
    pub free: Addresses,
}

/// All ranges and their owners.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AddressMap {
    /// Every VNet range, cut into blocks.
    pub vnets: Vec<VnetMap>,
    /// Every subnet and CIDR with its owners, those that the cluster uses first.
    pub ranges: Vec<RangeMap>,
    /// Every IPv6 range of a subnet or of the cluster, those that the cluster uses first; no owners are known there.
    pub ranges_v6: Vec<RangeMap>,
    /// The IPv6 address spaces of VNets, by their names.
    pub spaces_v6: Vec<(String, Cidr)>,
    /// Ranges that others announce or use: their kind, name and range.
    pub elsewhere: Vec<(OwnerKind, String, Cidr)>,
    /// What stands in a VNet where no subnet is modelled.
    pub hosts: Vec<Host>,
}

/// One address of a VNet that lies in no subnet of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// The VNet.
    pub vnet: VnetId,
    /// The address.
    pub address: IpAddr,
    /// What has it.
    pub kind: OwnerKind,
    /// Its name.
    pub name: String,
}

/// Who has one address, in one of the ranges that hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// What it is used for.
    pub kind: OwnerKind,
    /// Whose.
    pub name: String,
    /// The name of the range; `None`: none of this file's.
    pub range: Option<String>,
    /// Not written in the scenario, but allocated as AKS would.
    pub assumed: bool,
}

/// Who owns each address of a plan.
pub fn map(plan: &Plan, inventory: &Inventory, capacity: &Capacity) -> AddressMap {
    let ranges = runs::ranges(plan, inventory, capacity);
    let vnets = vnet::vnets(plan, capacity);
    let ranges_v6 = ranges_v6(plan, capacity);
    AddressMap {
        vnets,
        ranges,
        ranges_v6,
        spaces_v6: v6::spaces(plan),
        elsewhere: vnet::elsewhere(plan),
        hosts: vnet::hosts(plan),
    }
}

impl RangeMap {
    /// The run that holds an address.
    pub fn run_at(&self, address: Ipv4Addr) -> Option<&Run> {
        let after = self.runs.partition_point(|run| run.span.first() <= u32::from(address));
        self.runs.get(after.checked_sub(1)?).filter(|run| run.span.contains(address))
    }

    /// How many addresses owners of a kind have.
    pub fn count(&self, kind: OwnerKind) -> Addresses {
        self.runs.iter().filter(|run| run.kind == kind).map(|run| run.span.count()).sum()
    }
}

impl AddressMap {
    /// The ranges that hold an address, the longest prefix first, with the run there.
    pub fn owner_of(&self, address: IpAddr) -> Vec<(&RangeMap, &Run)> {
        let IpAddr::V4(address) = address else { return Vec::new() };
        let mut found: Vec<_> = self.ranges.iter().filter_map(|range| Some((range, range.run_at(address)?))).collect();
        found.sort_by_key(|(range, _)| std::cmp::Reverse(range.prefix.prefix()));
        found
    }

    /// The same, and which node or pod it is, where its pool alone is on the map.
    pub fn owners_by_name(&self, inventory: &Inventory, address: IpAddr) -> Vec<Owner> {
        let mut found = self.owners(address);
        for owner in &mut found {
            match owner.kind {
                OwnerKind::Node => {
                    if let Some(node) = inventory.node_at(address) {
                        owner.name = inventory.node_name(node);
                    }
                }
                OwnerKind::PodSlot | OwnerKind::Block => {
                    if let Some(pod) = inventory.pod_at(address).map(|pod| inventory.pod(pod)) {
                        owner.kind = OwnerKind::Pod;
                        owner.name = format!("{}/{}", pod.namespace, pod.name);
                        owner.assumed = pod.assumed;
                    } else if let Some(node) = inventory.node_of_pod_address(address) {
                        owner.name = inventory.node_name(node);
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// Everybody who has an address: the owner first, then those that it collides with; none: outside of all.
    pub fn owners(&self, address: IpAddr) -> Vec<Owner> {
        let mut found: Vec<Owner> = self
            .owner_of(address)
            .into_iter()
            .map(|(range, run)| Owner {
                kind: run.kind,
                name: run.name.clone(),
                range: Some(range.name.clone()),
                assumed: run.assumed,
            })
            .collect();
        if found.is_empty() {
            let vnets = self.vnets.iter().filter(|vnet| vnet.prefix.contains(address));
            found.extend(vnets.map(|vnet| {
                let host = self.hosts.iter().find(|host| host.vnet == vnet.vnet && host.address == address);
                let (kind, name) = host.map_or((OwnerKind::Free, String::new()), |host| (host.kind, host.name.clone()));
                Owner { kind, name, range: Some(vnet.name.clone()), assumed: false }
            }));
        }
        // Of IPv6 it is known whose range an address is in, and not who has it.
        if !self.ranges_v6.iter().any(|range| range.prefix.contains(address)) {
            let spaces = self.spaces_v6.iter().filter(|(_, space)| space.contains(address));
            found.extend(spaces.map(|(vnet, _)| Owner {
                kind: OwnerKind::Free,
                name: String::new(),
                range: Some(vnet.clone()),
                assumed: false,
            }));
        }
        let ranges = self.ranges_v6.iter().filter(|range| range.prefix.contains(address));
        found.extend(ranges.map(|range| Owner {
            kind: OwnerKind::Other,
            name: String::new(),
            range: Some(range.name.clone()),
            assumed: false,
        }));
        let elsewhere = self.elsewhere.iter().filter(|(_, _, range)| range.contains(address));
        found.extend(elsewhere.map(|(kind, name, _)| Owner {
            kind: *kind,
            name: name.clone(),
            range: None,
            assumed: false,
        }));
        found
    }
}
