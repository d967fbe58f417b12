//! What gives a design another model, and the edit of it: nodes, max pods and surge keep the values in force, and a range
//! that the design lacks is assumed. Deliberately judges nothing.

use std::fmt;

use crate::engine::address::Places;
use crate::engine::capacity::Role;
use crate::engine::formula;
use crate::engine::plan::{Plan, PoolId, PoolRow, Variant};
use crate::engine::rules::network::PRIVATE_RANGES;
use crate::engine::rules::{self, RuleId};
use crate::net::span::gaps;
use crate::net::{Addresses, Cidr, Span};
use crate::scenario::edit::free_among;
use crate::scenario::leaf::Name;
use crate::scenario::model::{Dataplane, Model, PodIpAllocation};
use crate::scenario::{Edit, Path, defaults, field};

/// A way to another model. Its edit is made when it is asked for: it has a step a pool, and most models are only judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Switch {
    /// What the edit does to the plan, so far as it can be judged.
    pub(super) variant: Variant,
    /// The ranges and the data plane that it assumes, in words.
    pub assumed: Vec<String>,
    /// The range that the model needs and that could not be had.
    pub missing: Option<Missing>,
}

/// A range that a model needs, and that there is no place for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What it would be for: the pod subnet, or the pod CIDR.
    pub role: Role,
    /// How large it would have to be; `None`: larger than any range there is.
    pub prefix: Option<u8>,
    /// The VNet that has no place for it; `None`: no private range has.
    pub vnet: Option<Name>,
}

impl Missing {
    /// The size, as far as there is one: `/19`.
    pub fn size(&self) -> String {
        self.prefix.map_or_else(|| "larger range than there is".to_owned(), |prefix| format!("/{prefix}"))
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, size) = (self.role.title(), self.size());
        match &self.vnet {
            Some(vnet) => write!(formatter, "a {what} needs a {size}, and VNet {vnet} has none free"),
            None => write!(formatter, "a {what} needs a {size}, and no private range is free that holds one"),
        }
    }
}

/// The name of a pod subnet that the design lacks.
const POD_SUBNET: &str = "snet-pods";

/// What makes a design one of another model.
pub fn switch(plan: &Plan, model: Model, allocation: Option<PodIpAllocation>) -> Switch {
    let cluster = if defaults::has_pod_cidr(model) { plan.cluster() } else { &plan.written().cluster };
    let pod_cidr = cluster.pod_cidr;
    let variant = Variant { model, dataplane: None, allocation: None, pod_cidr, pod_subnet: None };
    let mut switch = Switch { variant, assumed: Vec::new(), missing: None };
    if plan.dataplane() == Dataplane::Cilium && matches!(model, Model::Kubenet | Model::ByoCni) {
        switch.variant.dataplane = Some(Dataplane::Azure);
        switch.assumed.push(format!("data plane {}", Dataplane::Azure));
    }
    if model == Model::PodSubnet {
        let allocation = allocation.unwrap_or(PodIpAllocation::Dynamic);
        switch.variant.allocation = Some(allocation);
        give_pod_subnet(plan, allocation, &mut switch);
    }
    if lacks_pod_cidr(plan, model) {
        give_pod_cidr(plan, model, &mut switch);
    }
    switch
}

impl Switch {
    /// The edit that makes it, of the plan that it was made for.
    pub fn edit(&self, plan: &Plan) -> Edit {
        let Variant { model, allocation, .. } = self.variant;
        let label = match allocation {
            Some(allocation) => format!("switch to {model}, {allocation}"),
            None => format!("switch to {model}"),
        };
        // What is set in a pool or a VNet needs one in the file.
        let in_force = plan.scenario();
        let many = Edit::Many { label: label.clone(), edits: self.steps(plan) };
        let with_pools =
            if touches(&many, "node-pool") { field::with_pool(plan.written(), in_force, many) } else { many };
        let vnet = &plan.vnet(plan.cluster_vnet()).item;
        let edit = if touches(&with_pools, "vnet") {
            field::with_vnet(plan.written(), in_force, vnet, with_pools)
        } else {
            with_pools
        };
        Edit::Many { label, edits: flat(edit) }
    }

    /// The steps of the edit that set what the variant has.
    fn steps(&self, plan: &Plan) -> Vec<Edit> {
        let cluster = Path::root().key("cluster");
        let Variant { model, dataplane, allocation, pod_cidr, pod_subnet } = &self.variant;
        let mut edits = vec![Edit::set(cluster.key("model"), model.word())];
        keep_max_pods(plan, *model, &mut edits);
        if let Some(dataplane) = dataplane {
            edits.push(Edit::set(cluster.key("dataplane"), dataplane.word()));
        }
        if let Some(allocation) = allocation {
            edits.push(Edit::set(cluster.key("pod-ip-allocation"), allocation.word()));
            for (id, pool) in plan.pool_ids().zip(&plan.written().pools) {
                if pool.pod_ip_allocation.is_some_and(|own| own != *allocation) {
                    edits.push(Edit::set(plan.pool_path(id).key("pod-ip-allocation"), allocation.word()));
                }
            }
        }
        if let Some((vnet, name, place)) = pod_subnet {
            let list = plan.vnet_path(*vnet).key("subnet");
            edits.push(Edit::Add { list, toml: format!("name = \"{name}\"\nprefix = \"{place}\"\n") });
            edits.extend(lacking(plan).map(|id| Edit::set(plan.pool_path(id).key("pod-subnet"), name.as_str())));
        }
        // AKS's own default need not be written.
        let place = pod_cidr.filter(|place| *place != rules::cidr(RuleId::PodCidrDefault));
        if let Some(place) = place.filter(|_| lacks_pod_cidr(plan, *model)) {
            edits.push(Edit::set(cluster.key("pod-cidr"), place.to_string()));
        }
        edits
    }
}

/// Does the model have a pod CIDR, and the design none? The default of a present model is one: it is kept.
fn lacks_pod_cidr(plan: &Plan, model: Model) -> bool {
    defaults::has_pod_cidr(model) && plan.cluster().pod_cidr.is_none()
}

/// The pools without a pod subnet.
fn lacking(plan: &Plan) -> impl Iterator<Item = PoolId> + '_ {
    plan.pool_ids().filter(|id| plan.pool(*id).pod_subnet.is_none())
}

fn flat(edit: Edit) -> Vec<Edit> {
    match edit {
        Edit::Many { edits, .. } => edits.into_iter().flat_map(flat).collect(),
        other => vec![other],
    }
}

fn touches(edit: &Edit, list: &str) -> bool {
    use crate::scenario::path::Step;
    let below = |path: &Path| matches!(path.steps().first(), Some(Step::Item(first, _)) if *first == list);
    match edit {
        Edit::Set { path, .. } | Edit::Remove { path } => below(path),
        Edit::Add { list: at, .. } => below(at),
        Edit::Many { edits, .. } => edits.iter().any(|edit| touches(edit, list)),
    }
}

/// Another model has another default of max pods; the value in force is written down.
fn keep_max_pods(plan: &Plan, model: Model, edits: &mut Vec<Edit>) {
    for (place, id) in plan.pool_ids().enumerate() {
        let written = plan.written().pools.get(place).is_some_and(|pool| pool.max_pods.is_some());
        let in_force = plan.pool(id).max_pods;
        if !written && in_force != defaults::max_pods(model) {
            edits.push(Edit::set(plan.pool_path(id).key("max-pods"), in_force.to_string()));
        }
    }
}

/// Pools without a pod subnet share a new one: the smallest that holds them, at the lowest free place of the VNet.
fn give_pod_subnet(plan: &Plan, allocation: PodIpAllocation, switch: &mut Switch) {
    if lacking(plan).next().is_none() {
        return;
    }
    let each = lacking(plan).map(|id| pod_addresses(plan.pool(id), allocation));
    let needed = each.fold(0, Addresses::saturating_add);
    let vnet = plan.cluster_vnet();
    let row = plan.vnet(vnet);
    let prefix = formula::smallest_prefix(needed, formula::reserved())
        .map(|prefix| prefix.min(rules::prefix(RuleId::SubnetPrefixMax)));
    let place = prefix.and_then(|prefix| Places::of(plan, vnet, None).lowest(prefix));
    let Some(place) = place else {
        switch.missing = Some(Missing { role: Role::PodSubnet, prefix, vnet: Some(row.item.name.clone()) });
        return;
    };
    let name = free_among(POD_SUBNET, "-", |name| plan.subnet_named(name).is_some());
    let name: Name = name.parse().expect("letters, dashes and a number are a name");
    switch.variant.pod_subnet = Some((vnet, name, place));
    switch.assumed.push(format!("pod subnet {place}"));
}

/// The addresses that a pool takes of a pod subnet at its peak.
pub(crate) fn pod_addresses(pool: &PoolRow, allocation: PodIpAllocation) -> Addresses {
    let each = match allocation {
        PodIpAllocation::Dynamic => formula::held(pool.pods_in_use),
        PodIpAllocation::StaticBlock => formula::static_blocks(pool.max_pods) * formula::static_block(),
    };
    each.saturating_mul(u64::from(pool.nodes) + u64::from(pool.surge))
}

/// AKS's own default, where it holds the nodes and lies apart; else the first private range that does.
fn give_pod_cidr(plan: &Plan, model: Model, switch: &mut Switch) {
    let nodes: Addresses = plan.pools().iter().map(|pool| u64::from(pool.nodes) + u64::from(pool.surge)).sum();
    let needed = if model == Model::ByoCni { 0 } else { nodes.saturating_mul(formula::node_block()) };
    let default = rules::cidr(RuleId::PodCidrDefault);
    // What AKS takes when nothing is set.
    switch.variant.pod_cidr = Some(default);
    let free = private_space(plan, Role::PodCidr);
    let apart = default.span().is_some_and(|own| free.iter().any(|span| span.intersection(own) == Some(own)));
    if apart && default.size().is_some_and(|size| needed <= size) {
        switch.assumed.push(format!("pod CIDR {default}"));
        return;
    }
    let prefix = formula::smallest_prefix(needed, 0).map(|prefix| prefix.min(default.prefix()));
    match prefix.and_then(|prefix| Places::within(free).lowest(prefix)) {
        Some(place) => {
            switch.variant.pod_cidr = Some(place);
            switch.assumed.push(format!("pod CIDR {place}"));
        }
        None => switch.missing = Some(Missing { role: Role::PodCidr, prefix, vnet: None }),
    }
}

/// Private space that neither a VNet, another range of the cluster nor another network of the file has; the range of
/// this role is not in its own way.
pub(crate) fn private_space(plan: &Plan, moving: Role) -> Vec<Span> {
    let neighbours = plan.scenario().other_clusters.iter();
    let vnets = plan.vnets().iter().flat_map(|vnet| vnet.item.address_space.iter().copied());
    let kept = [RuleId::ReservedLinkLocal, RuleId::ReservedLower, RuleId::ReservedUpper, RuleId::ReservedTest];
    let announced = crate::engine::address::announced(plan, plan.cluster_vnet());
    let taken: Vec<Span> = vnets
        .chain(plan.cluster().service_cidr.filter(|_| moving != Role::ServiceCidr))
        .chain(plan.pod_cidr().filter(|_| moving != Role::PodCidr))
        .chain(announced.into_iter().map(|(_, range)| range))
        .chain(neighbours.flat_map(|other| [other.pod_cidr, other.service_cidr]).flatten())
        .chain(kept.map(rules::cidr))
        .filter_map(Cidr::span)
        .collect();
    PRIVATE_RANGES.iter().filter_map(|range| range.span()).flat_map(|space| gaps(space, &taken)).collect()
}
