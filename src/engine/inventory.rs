//! The nodes and pods of a plan and their addresses, by arithmetic: none is stored, each is found by its place,
//! its name or its address. Deliberately says nothing of packets.

use std::net::IpAddr;

use crate::engine::plan::PoolId;
use crate::net::Cidr;

/// One node: its pool and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeRef {
    /// Its pool.
    pub pool: PoolId,
    /// Its place in the pool, from 0.
    pub index: u32,
}

/// What is known of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Which.
    pub at: NodeRef,
    /// Its name.
    pub name: String,
    /// Its address; `None` when its subnet has no room left for it, or is not known.
    pub ip: Option<IpAddr>,
    /// The ranges of its pods: a /24 (kubenet, overlay), blocks (static), none otherwise.
    pub pod_cidrs: Vec<Cidr>,
    /// Allocated as AKS would, not pinned.
    pub assumed: bool,
}

/// One pod: its workload (by place in the scenario) and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PodRef {
    /// The workload's place in the scenario.
    pub workload: usize,
    /// The pod's place in the workload, from 0.
    pub index: u32,
}

/// What is known of a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pod {
    /// Which.
    pub at: PodRef,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Its node; `None` when there is none.
    pub node: Option<NodeRef>,
    /// Its address; its node's, when it uses the host's network.
    pub ip: Option<IpAddr>,
    /// Does it use its node's address?
    pub host_network: bool,
    /// Allocated as AKS would, not pinned.
    pub assumed: bool,
}
