//! A plan seen in another model, to be judged without a scenario of its own: it shares what the model does not
//! touch. Deliberately never handed out: who wants that design applies the edit, and has its scenario.

use std::sync::Arc;

use super::{Plan, SubnetId, SubnetRow, VnetId};
use crate::net::Cidr;
use crate::scenario::defaults;
use crate::scenario::leaf::Name;
use crate::scenario::model::{Dataplane, Model, PodIpAllocation};

/// What differs in another model.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::engine) struct Variant {
    /// The model.
    pub model: Model,
    /// Another data plane, where the model does not go with the one in force.
    pub dataplane: Option<Dataplane>,
    /// Pod subnet only.
    pub allocation: Option<PodIpAllocation>,
    /// The range of the pods, as the file would have it.
    pub pod_cidr: Option<Cidr>,
    /// A new subnet for the pods of every pool that has none: its VNet, name and range.
    pub pod_subnet: Option<(VnetId, Name, Cidr)>,
}

impl Plan {
    /// This plan in another model. Its `written` scenario is still this one's, so no edit may be made of it.
    pub(in crate::engine) fn variant(&self, variant: &Variant) -> Self {
        let mut plan = self.clone();
        let scenario = Arc::make_mut(&mut plan.scenario);
        let cluster = Arc::make_mut(&mut scenario.cluster);
        cluster.model = Some(variant.model);
        cluster.pod_cidr = variant.pod_cidr;
        cluster.dataplane = variant.dataplane.or(cluster.dataplane);
        if let Some(allocation) = variant.allocation {
            cluster.pod_ip_allocation = Some(allocation);
            plan.pools.iter_mut().for_each(|pool| pool.allocation = allocation);
        }
        if let Some((vnet, name, prefix)) = &variant.pod_subnet {
            plan.add_pod_subnet(*vnet, name, *prefix);
        }
        plan
    }

    fn add_pod_subnet(&mut self, vnet: VnetId, name: &Name, prefix: Cidr) {
        let id = SubnetId::at(self.subnets.len());
        let item = Arc::new(defaults::bare_subnet(name.clone(), prefix));
        Arc::make_mut(&mut self.subnets).push(SubnetRow { item, vnet });
        Arc::make_mut(&mut self.vnets)[vnet.index()].subnets.push(id);
        Arc::make_mut(&mut self.subnets_by_name).insert(name.clone(), id);
        for place in 0..self.pools.len() {
            // A pool that names no node subnet has the VNet's first, which may be the new one.
            let own = self.pools[place].item.subnet.as_ref();
            let subnet = own.map_or(Some(id), |name| self.subnet_named(name));
            let pool = &mut self.pools[place];
            pool.subnet = subnet;
            pool.pod_subnet = pool.pod_subnet.or(Some(id));
        }
    }
}
