//! What a walk asks of a plan: interfaces, addresses, ranges. Deliberately holds nothing of its own.

use std::net::{IpAddr, Ipv4Addr};

use crate::engine::address::OwnerKind;
use crate::engine::inventory::{Inventory, NodeRef, Pod};
use crate::engine::plan::{Plan, SubnetId, VnetId};
use crate::engine::route::{RouteTable, Routes};
use crate::engine::rules::network::{METADATA, PLATFORM, PRIVATE_RANGES};
use crate::engine::service::{Services, full_name};
use crate::engine::trace::{Policies, Without, unknown_address};
use crate::net::Cidr;
use crate::scenario::model::{Dataplane, Model, OutboundType, ServiceType, Vm};

/// All that a trace is made from.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Its nodes and pods.
    pub inventory: &'a Inventory,
    /// Its route tables.
    pub routes: &'a Routes,
    /// The addresses of its Services.
    pub services: &'a Services,
    /// The policies of its manifests; `None`: there are none, or the cluster has no engine that reads them.
    pub policies: Option<Policies<'a>>,
    /// What is taken away to see what becomes of a packet without it.
    pub without: Option<&'a Without>,
}

/// An interface that Azure knows: where its packets enter Azure's network, and what guards it.
#[derive(Clone, Debug)]
pub(super) struct Nic {
    /// Whose it is: `aks-system-0`.
    pub owner: String,
    /// Its VNet.
    pub vnet: VnetId,
    /// Its subnet, where it is modelled.
    pub subnet: Option<SubnetId>,
    /// Its own address.
    pub ip: Option<IpAddr>,
    /// The NSG of the NIC itself.
    pub nsg: Option<String>,
    /// Its public address.
    pub public_ip: Option<IpAddr>,
    /// The node that it is of.
    pub node: Option<NodeRef>,
    /// Does it send packets that are not its own?
    pub is_forwarder: bool,
    /// Is it in the overlay's own routing domain?
    pub is_in_overlay: bool,
    /// No NSG is asked for it.
    pub is_unguarded: bool,
}

impl<'a> World<'a> {
    /// The model.
    pub(super) fn model(&self) -> Model {
        self.plan.model()
    }

    /// Does Cilium forward?
    pub(super) fn is_cilium(&self) -> bool {
        self.plan.dataplane() == Dataplane::Cilium
    }

    /// Does Cilium forward without the host's iptables?
    pub(super) fn has_ebpf_host_routing(&self) -> bool {
        self.is_cilium() && self.plan.cluster().ebpf_host_routing == Some(true)
    }

    /// How packets reach the internet.
    pub(super) fn outbound(&self) -> OutboundType {
        self.plan.cluster().outbound_type.unwrap_or(OutboundType::LoadBalancer)
    }

    /// Do pods have addresses of the VNet?
    pub(super) fn is_flat(&self) -> bool {
        matches!(self.model(), Model::NodeSubnet | Model::PodSubnet)
    }

    /// The range of pods, where the address lies in it.
    pub(super) fn pod_cidr_of(&self, address: IpAddr) -> Option<Cidr> {
        self.plan.pod_cidr().filter(|range| range.contains(address))
    }

    /// The ranges of a VNet.
    pub(super) fn ranges(&self, vnet: VnetId) -> &'a [Cidr] {
        &self.plan.vnet(vnet).item.address_space
    }

    /// The name of a VNet.
    pub(super) fn vnet_name(&self, vnet: VnetId) -> &'a str {
        &self.plan.vnet(vnet).item.name
    }

    /// The subnet of a VNet that holds an address.
    pub(super) fn subnet_at(&self, vnet: VnetId, address: IpAddr) -> Option<SubnetId> {
        let mut subnets = self.plan.vnet(vnet).subnets.iter().copied();
        subnets.find(|subnet| self.plan.subnet(*subnet).item.prefix.contains(address))
    }

    /// The routes that an interface's packets are looked up in.
    pub(super) fn table(&self, nic: &Nic) -> &'a RouteTable {
        if let Some(table) = self.without.zip(nic.subnet).and_then(|(without, subnet)| without.table(subnet)) {
            return table;
        }
        match nic.subnet {
            Some(subnet) => self.routes.of_subnet(self.plan, self.inventory, subnet),
            None => self.routes.of_vnet(self.plan, self.inventory, nic.vnet),
        }
    }

    /// A node's interface.
    pub(super) fn node_nic(&self, at: NodeRef) -> Nic {
        let node = self.inventory.node(at);
        let subnet = self.plan.pool(at.pool).subnet;
        let pin = node.pin.map(|pin| &self.plan.scenario().nodes[pin]);
        let nsg = pin.and_then(|pin| pin.nic_nsg.as_ref()).map(|nsg| nsg.0.to_string()).filter(|nsg| !nsg.is_empty());
        Nic {
            owner: node.name,
            vnet: subnet.map_or(self.plan.cluster_vnet(), |subnet| self.plan.subnet(subnet).vnet),
            subnet,
            ip: node.ip,
            nsg,
            public_ip: pin.and_then(|pin| pin.public_ip).and_then(|ip| ip.0),
            node: Some(at),
            is_forwarder: false,
            is_in_overlay: self.model() == Model::Overlay,
            is_unguarded: false,
        }
    }

    /// A node's interface for packets of its pods: with a pod subnet, they are in that one.
    pub(super) fn pod_nic(&self, at: NodeRef) -> Nic {
        let nic = self.node_nic(at);
        match self.plan.pool(at.pool).pod_subnet {
            Some(subnet) if self.model() == Model::PodSubnet => {
                Nic { subnet: Some(subnet), vnet: self.plan.subnet(subnet).vnet, ..nic }
            }
            _ => nic,
        }
    }

    /// A machine's interface; `None` when neither its subnet nor its VNet is known.
    pub(super) fn vm_nic(&self, vm: &Vm) -> Option<Nic> {
        let subnet = vm.subnet.as_ref().and_then(|name| self.plan.subnet_named(name));
        let vnet = match subnet {
            Some(subnet) => self.plan.subnet(subnet).vnet,
            None => vm.vnet.as_ref().and_then(|name| self.plan.vnet_named(name))?,
        };
        Some(Nic {
            owner: vm.name.to_string(),
            vnet,
            subnet: subnet.or_else(|| vm.ip.and_then(|ip| self.subnet_at(vnet, ip))),
            ip: self.vm_ip(vm),
            nsg: vm.nic_nsg.as_ref().map(|nsg| nsg.0.to_string()).filter(|nsg| !nsg.is_empty()),
            public_ip: vm.public_ip.and_then(|ip| ip.0),
            node: None,
            is_forwarder: false,
            is_in_overlay: false,
            is_unguarded: false,
        })
    }

    /// A machine's address: as given, else the free one that the address map gives it.
    pub(crate) fn vm_ip(&self, vm: &Vm) -> Option<IpAddr> {
        vm.ip.or_else(|| {
            let subnet = vm.subnet.as_ref().and_then(|name| self.plan.subnet_named(name))?;
            self.dealt(subnet, OwnerKind::Vm, Some(&vm.name))
        })
    }

    /// The free address of a subnet that the address map gives to what no key gives one.
    pub(super) fn dealt(&self, subnet: SubnetId, kind: OwnerKind, name: Option<&str>) -> Option<IpAddr> {
        let layout = self.inventory.layout(subnet);
        let is_it =
            |take: &&crate::engine::layout::Take| take.kind == kind && name.is_none_or(|name| *name == *take.name);
        let take = layout.takes.iter().find(is_it)?;
        layout.free.nth(take.start).map(|address| Ipv4Addr::from(address).into())
    }

    /// The address of the load balancer of the Service at a place: as given; else of the first pool's subnet where it
    /// is internal, and one that nobody knows where it is public.
    pub(crate) fn frontend(&self, place: usize) -> Option<IpAddr> {
        let service = &self.plan.scenario().services[place];
        if service.service_type != Some(ServiceType::LoadBalancer) {
            return None;
        }
        service.load_balancer_ip.or_else(|| {
            if service.internal != Some(true) {
                return Some(unknown_address(place));
            }
            let subnet = self.plan.pools().first()?.subnet?;
            self.dealt(subnet, OwnerKind::InternalLoadBalancer, Some(&full_name(service)))
        })
    }

    /// Is the address one of a pod of this node, or kept for one?
    pub(super) fn is_pod_address_of(&self, at: NodeRef, address: IpAddr) -> bool {
        let pod = self.inventory.pod_at(address).and_then(|pod| self.inventory.pod(pod).node);
        pod.or_else(|| self.inventory.node_of_pod_address(address)) == Some(at)
    }

    /// An interface at an address of a VNet: a firewall's, a gateway's.
    pub(super) fn nic_at(&self, owner: &str, vnet: VnetId, ip: Option<IpAddr>) -> Nic {
        Nic {
            owner: owner.to_owned(),
            vnet,
            subnet: ip.and_then(|ip| self.subnet_at(vnet, ip)),
            ip,
            nsg: None,
            public_ip: None,
            node: None,
            is_forwarder: false,
            is_in_overlay: false,
            is_unguarded: false,
        }
    }

    /// `default/web-0`.
    pub(crate) fn pod_name(pod: &Pod) -> String {
        format!("{}/{}", pod.namespace, pod.name)
    }
}

/// Is the address one that only private networks route?
pub(crate) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => PRIVATE_RANGES.iter().any(|range| range.contains(address)) || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

/// Is it an address of Azure's own platform, on the node's own host?
pub(super) fn is_platform(address: IpAddr) -> bool {
    address == IpAddr::V4(PLATFORM) || address == IpAddr::V4(METADATA)
}
