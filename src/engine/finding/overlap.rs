//! Ranges that meet where they must not. Deliberately by sorting, not by comparing each with each: a VNet may
//! have hundreds of subnets.

use super::{Finding, When, mend, space};
use crate::engine::capacity::Capacity;
use crate::engine::plan::{Plan, SubnetId, VnetId};
use crate::engine::route::gateway::gateways_of;
use crate::engine::rules::RuleId;
use crate::net::Cidr;
use crate::scenario::Path;
use crate::scenario::leaf::Name;
use crate::scenario::model::{Gateway, Model, OtherCluster};

/// A range that somebody outside the cluster holds.
struct Outside {
    /// Who: `peer vnet-hub`, `on-premises onprem-db`.
    label: String,
    /// `peer`, `on-premises`.
    kind: Kind,
    /// The gateway of a peer that leads there, and that this VNet does not use.
    unused: Option<Name>,
    cidr: Cidr,
}

impl Outside {
    /// Finds that a range of the cluster overlaps it: a warning where packets come there, a note where they would.
    fn met(&self, code: &'static str, path: &Path, rule: RuleId, range: &str, then: &str) -> Finding {
        let (label, cidr) = (&self.label, self.cidr);
        let finding = match &self.unused {
            None => Finding::warning(code, path.clone(), rule, format!("{range} overlaps {label} {cidr}: {then}")),
            Some(gateway) => {
                let message = format!(
                    "{range} overlaps {label} {cidr} behind gateway {gateway} of a peer, which the cluster's VNet does not use: should it (use-remote-gateways), or an appliance lead there, {then}"
                );
                Finding::note(code, path.clone(), rule, message)
            }
        };
        finding.with(format!("{label} {cidr}"))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Peer,
    OnPremises,
}

/// Subnets of one VNet that overlap, and subnets outside their VNet.
pub(super) fn subnets(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    for vnet in plan.vnet_ids() {
        let row = plan.vnet(vnet);
        for id in &row.subnets {
            let subnet = &plan.subnet(*id).item;
            if !row.item.address_space.iter().any(|space| space.covers(subnet.prefix)) {
                let message = format!(
                    "subnet {} {} is not inside VNet {} ({})",
                    subnet.name,
                    subnet.prefix,
                    row.item.name,
                    texts(&row.item.address_space)
                );
                let path = plan.subnet_path(*id).key("prefix");
                found.push(
                    Finding::refused("subnet-outside-vnet", path, RuleId::SubnetInsideVnet, message)
                        .placed_by(mend::move_subnet(plan, *id, subnet.prefix.prefix(), found)),
                );
            }
        }
        overlapping_subnets(plan, vnet, found);
    }
}

fn overlapping_subnets(plan: &Plan, vnet: VnetId, found: &mut Vec<Finding>) {
    let mut sorted: Vec<(Cidr, SubnetId)> =
        plan.vnet(vnet).subnets.iter().map(|id| (plan.subnet(*id).item.prefix, *id)).collect();
    sorted.sort_unstable_by_key(|(cidr, id)| (cidr.first(), cidr.prefix(), *id));
    // Aligned blocks nest or lie apart, so each can only meet the blocks that are still open around it.
    let mut open: Vec<(Cidr, SubnetId)> = Vec::new();
    for (cidr, id) in sorted {
        open.retain(|(outer, _)| outer.covers(cidr));
        if let Some((outer, other)) = open.last() {
            let (name, other) = (&plan.subnet(id).item.name, &plan.subnet(*other).item.name);
            let message = format!("subnet {name} {cidr} overlaps subnet {other} {outer}");
            let path = plan.subnet_path(id).key("prefix");
            let finding = Finding::refused("subnets-overlap", path, RuleId::SubnetsApart, message);
            let fix = mend::move_subnet(plan, id, cidr.prefix(), found);
            found.push(finding.with(format!("subnet {other} {outer}")).placed_by(fix));
        }
        open.push((cidr, id));
    }
}

/// The pod CIDR against everything that pods talk to.
pub(super) fn pod_cidr(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    for pods in
        [plan.pod_cidr(), plan.cluster().pod_cidr_v6.filter(|_| plan.pod_cidr().is_some())].into_iter().flatten()
    {
        let key = if pods.is_v4() { "pod-cidr" } else { "pod-cidr-v6" };
        let path = Path::root().key("cluster").key(key);
        let services = [plan.cluster().service_cidr, plan.cluster().service_cidr_v6];
        for service in services.into_iter().flatten().filter(|service| service.overlaps(pods)) {
            let message =
                format!("pod CIDR {pods} overlaps service CIDR {service}: pods could not tell one from the other");
            let finding =
                Finding::refused("pod-cidr-overlaps-service-cidr", path.clone(), RuleId::PodCidrApart, message);
            let fix = mend::move_pod_cidr(plan, pods, found);
            found.push(finding.with(format!("service CIDR {service}")).placed_by(fix));
        }
        pod_cidr_against_vnet(plan, pods, &path, found);
        for outside in outsides(plan).into_iter().filter(|outside| outside.cidr.overlaps(pods)) {
            let code = match outside.kind {
                Kind::Peer => "pod-cidr-overlaps-peer",
                Kind::OnPremises => "pod-cidr-overlaps-on-premises",
            };
            let then = "packets of pods to addresses there stay among the pods";
            let finding = outside.met(code, &path, RuleId::PodCidrApart, &format!("pod CIDR {pods}"), then);
            found.push(finding.placed_by(mend::move_pod_cidr(plan, pods, found)));
        }
    }
}

fn pod_cidr_against_vnet(plan: &Plan, pods: Cidr, path: &Path, found: &mut Vec<Finding>) {
    let vnet = plan.vnet(plan.cluster_vnet());
    let mut meets_a_subnet = false;
    for id in &vnet.subnets {
        let subnet = &plan.subnet(*id).item;
        if !subnet.prefix.overlaps(pods) {
            continue;
        }
        meets_a_subnet = true;
        let message = format!("pod CIDR {pods} overlaps subnet {} {}", subnet.name, subnet.prefix);
        // Azure names the VNet's range, not the subnet's.
        let space = vnet.item.address_space.iter().find(|space| space.overlaps(subnet.prefix));
        let azure = format!(
            "NetworkProfile CIDR {pods} overlaps with reserved VNET CIDR {}",
            space.copied().unwrap_or(subnet.prefix)
        );
        let finding = Finding::error("pod-cidr-overlaps-subnet", path.clone(), RuleId::PodCidrApart, message)
            .with(format!("subnet {} {}", subnet.name, subnet.prefix));
        let finding = finding.azure("NetworkProfileCIDROverlapVNET", "networkProfile.podCIDR", azure);
        found.push(finding.placed_by(mend::move_pod_cidr(plan, pods, found)));
    }
    if let Some(space) = vnet.item.address_space.iter().find(|space| space.overlaps(pods) && !meets_a_subnet) {
        let message = format!(
            "pod CIDR {pods} lies in VNet {} {space}, in no subnet yet: a later subnet would collide, and sources disagree on whether AKS accepts it",
            vnet.item.name
        );
        let finding = Finding::warning("pod-cidr-overlaps-vnet", path.clone(), RuleId::PodCidrApart, message);
        let fix = mend::move_pod_cidr(plan, pods, found);
        found.push(finding.with(format!("VNet {} {space}", vnet.item.name)).placed_by(fix));
    }
}

/// Kubenet has its subnet for itself, whichever of two clusters is the one; and clusters of one subnet have one route
/// table, in which two pod CIDRs must not meet.
pub(super) fn kubenet_neighbours(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    for other in &plan.scenario().other_clusters {
        let is_kubenet = [plan.model(), other.model.unwrap_or(Model::Overlay)].contains(&Model::Kubenet);
        let shared = plan.pool_ids().find(|id| {
            let own = plan.pool(*id).item.subnet.as_ref();
            own.is_some() && other.node_subnet.as_ref() == own
        });
        let Some(pool) = shared.filter(|_| is_kubenet) else { continue };
        let path = plan.pool_path(pool).key("subnet");
        let subnet = plan.pool(pool).item.subnet.as_deref().unwrap_or_default();
        let message = if plan.model() == Model::Kubenet {
            format!("kubenet needs subnet {subnet} and its route table for itself; {} has nodes in it", other.name)
        } else {
            format!("cluster {} is kubenet and needs subnet {subnet} and its route table for itself", other.name)
        };
        let finding = Finding::error("kubenet-subnet-shared", path, RuleId::KubenetApart, message);
        let fix = mend::subnet_alone(plan, capacity, pool, found).or_else(|| mend::to_overlay(plan));
        found.push(finding.when(When::RunTime).with(format!("cluster {}", other.name)).placed_by(fix));
        if plan.model() == Model::Kubenet {
            pods_of_one_table(plan, other, found);
        }
    }
}

/// The pods of a cluster that shares this kubenet cluster's route table: both have their routes in it.
pub(super) fn pods_of_one_table(plan: &Plan, other: &OtherCluster, found: &mut Vec<Finding>) {
    let pods = plan.pod_cidr().zip(other.pod_cidr).filter(|(mine, theirs)| mine.overlaps(*theirs));
    let Some((mine, theirs)) = pods else { return };
    let message = format!("pod CIDR {mine} overlaps {theirs} of {}, and both are in one route table", other.name);
    let path = Path::root().key("cluster").key("pod-cidr");
    let fix = mend::move_pod_cidr(plan, mine, found);
    let finding = Finding::error("pod-cidr-shared", path, RuleId::KubenetApart, message).when(When::RunTime);
    found.push(finding.with(format!("cluster {} {theirs}", other.name)).placed_by(fix));
}

/// The service CIDR against subnets, the VNet and everything that is reached.
pub(super) fn service_cidr(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let Some(services) = plan.cluster().service_cidr else { return };
    let path = Path::root().key("cluster").key("service-cidr");
    let vnet = plan.vnet(plan.cluster_vnet());
    let mut meets_a_subnet = false;
    for id in &vnet.subnets {
        let subnet = &plan.subnet(*id).item;
        if !subnet.prefix.overlaps(services) {
            continue;
        }
        meets_a_subnet = true;
        let message = format!("service CIDR {services} overlaps subnet {} {}", subnet.name, subnet.prefix);
        let azure = format!(
            "The specified service CIDR {services} is conflicted with an existing subnet CIDR {}",
            subnet.prefix
        );
        let finding = Finding::error("service-cidr-overlaps-subnet", path.clone(), RuleId::ServiceCidrApart, message)
            .with(format!("subnet {} {}", subnet.name, subnet.prefix));
        let finding = finding.azure("ServiceCidrOverlapExistingSubnetsCidr", "networkProfile.serviceCIDR", azure);
        found.push(finding.placed_by(mend::move_service_cidr(plan, services, found)));
    }
    if let Some(space) = vnet.item.address_space.iter().find(|space| space.overlaps(services) && !meets_a_subnet) {
        let message = format!(
            "service CIDR {services} lies in VNet {} {space}, in no subnet yet: a subnet added there later stops the next upgrade",
            vnet.item.name
        );
        let finding = Finding::warning("service-cidr-overlaps-vnet", path.clone(), RuleId::ServiceCidrApart, message);
        let finding = finding.with(format!("VNet {} {space}", vnet.item.name));
        found.push(finding.placed_by(mend::move_service_cidr(plan, services, found)));
    }
    for outside in outsides(plan).into_iter().filter(|outside| outside.cidr.overlaps(services)) {
        let code = match outside.kind {
            Kind::Peer => "service-cidr-overlaps-peer",
            Kind::OnPremises => "service-cidr-overlaps-on-premises",
        };
        let then = "pods take addresses there for Services";
        let finding = outside.met(code, &path, RuleId::ServiceCidrApart, &format!("service CIDR {services}"), then);
        found.push(finding.placed_by(mend::move_service_cidr(plan, services, found)));
    }
}

/// VNets that are peered and overlap, and VNet ranges that hide what a gateway has learned.
pub(super) fn peers(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    for vnet in plan.vnet_ids() {
        let row = plan.vnet(vnet);
        for peer in row.peers.iter().flatten().filter(|peer| **peer > vnet || !peers_back(plan, **peer, vnet)) {
            let other = &plan.vnet(*peer).item;
            if let Some((mine, theirs)) = meeting(&row.item.address_space, &other.address_space) {
                let message = format!(
                    "VNet {} {mine} overlaps VNet {} {theirs}: they cannot be peered",
                    row.item.name, other.name
                );
                let path = plan.vnet_path(vnet).key("address-space");
                let finding = Finding::refused("vnet-overlaps-peer", path, RuleId::PeersApart, message);
                // The one moves that is not the cluster's, if it can.
                let (near, far) = if *peer == plan.cluster_vnet() {
                    ((vnet, mine), (*peer, theirs))
                } else {
                    ((*peer, theirs), (vnet, mine))
                };
                let moved = |(vnet, space)| space::moved(plan, vnet, space, found);
                let fix = moved(near).or_else(|| moved(far));
                found.push(finding.with(format!("VNet {} {theirs}", other.name)).placed_by(fix));
            }
        }
    }
    let cluster = plan.vnet(plan.cluster_vnet());
    let is_reached = |outside: &Outside| outside.kind == Kind::OnPremises && outside.unused.is_none();
    for outside in outsides(plan).into_iter().filter(is_reached) {
        if let Some((mine, theirs)) = meeting(&cluster.item.address_space, &[outside.cidr]) {
            let message = format!(
                "VNet {} {mine} overlaps {} {theirs}: addresses there are looked for in the VNet and not reached",
                cluster.item.name, outside.label
            );
            let path = plan.vnet_path(plan.cluster_vnet()).key("address-space");
            let finding = Finding::warning("vnet-overlaps-on-premises", path, RuleId::VnetBeforeBgp, message);
            found.push(finding.with(format!("{} {theirs}", outside.label)));
        }
    }
}

fn peers_back(plan: &Plan, from: VnetId, to: VnetId) -> bool {
    plan.vnet(from).peers.contains(&Some(to))
}

fn meeting(ours: &[Cidr], theirs: &[Cidr]) -> Option<(Cidr, Cidr)> {
    ours.iter().find_map(|mine| theirs.iter().find(|other| other.overlaps(*mine)).map(|other| (*mine, *other)))
}

/// The ranges that the cluster's VNet can reach outside itself: its peers', and what lies on premises behind a gateway
/// of its own or one that a peer lends it. What names no gateway may lie behind any. Behind a peer's gateway that is not
/// lent lies what could be reached.
fn outsides(plan: &Plan) -> Vec<Outside> {
    let mut found = Vec::new();
    let vnet = plan.cluster_vnet();
    for peer in plan.peers_of(vnet) {
        let vnet = &plan.vnet(peer).item;
        let label = format!("peer {}", vnet.name);
        let of_peer = |cidr: &Cidr| Outside { label: label.clone(), kind: Kind::Peer, unused: None, cidr: *cidr };
        found.extend(vnet.address_space.iter().map(of_peer));
    }
    let gateways = gateways_of(plan, vnet);
    // Who has a gateway of its own, or one that is lent, uses no other.
    let not_lent = |gateway: &&Gateway| {
        gateways.is_empty() && plan.peers_of(vnet).any(|peer| plan.vnet(peer).item.name == gateway.vnet)
    };
    let unused: Vec<&Gateway> = plan.scenario().gateways.iter().map(AsRef::as_ref).filter(not_lent).collect();
    for host in &plan.scenario().on_premises {
        let is_it = |gateway: &&&Gateway| host.gateway.as_ref() == Some(&gateway.name);
        let behind = unused.iter().find(is_it).map(|gateway| gateway.name.clone());
        if host.gateway.is_some() && behind.is_none() && !gateways.iter().any(|gateway| is_it(&gateway)) {
            continue;
        }
        let address = host.ip.map(|address| Cidr::containing(address, 128));
        let ranges = host.address_space.iter().flatten().copied().chain(address);
        let label = format!("on-premises {}", host.name);
        found.extend(ranges.map(|cidr| Outside {
            label: label.clone(),
            kind: Kind::OnPremises,
            unused: behind.clone(),
            cidr,
        }));
    }
    for (gateway, is_used) in gateways.iter().map(|own| (*own, true)).chain(unused.iter().map(|own| (*own, false))) {
        let label = if is_used {
            format!("what gateway {} has learned,", gateway.name)
        } else {
            "the learned range".to_owned()
        };
        found.extend(gateway.routes.iter().flatten().map(|cidr| Outside {
            label: label.clone(),
            kind: Kind::OnPremises,
            unused: (!is_used).then(|| gateway.name.clone()),
            cidr: *cidr,
        }));
    }
    // A default route is learned to catch what is not known; nobody's addresses collide with it.
    found.retain(|outside| outside.kind == Kind::Peer || outside.cidr.prefix() > 0);
    found
}

fn texts(cidrs: &[Cidr]) -> String {
    cidrs.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
