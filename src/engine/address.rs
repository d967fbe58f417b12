//! Who owns each address of each range, as runs and by arithmetic: 5,000 nodes x 250 pods are a handful of
//! runs. Deliberately judges nothing: want of room is a finding of `capacity`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::capacity::Role;
use crate::engine::plan::{PoolId, SubnetId, VnetId};
use crate::net::{Addresses, Cidr, Span};
use crate::scenario::Path;

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
    /// Every subnet and CIDR with its owners.
    pub ranges: Vec<RangeMap>,
}
