//! The ranges of a cluster that stands: pod CIDR, service CIDR, DNS service IP, and the subnets that something is in.
//! Deliberately judges no overlap: that is `finding`'s.

use super::{Found, Judged, Way, has_windows, judged, minor};
use crate::engine::plan::{Plan, SubnetId};
use crate::engine::rules::{self, RuleId};
use crate::net::Cidr;
use crate::scenario::Path;
use crate::scenario::defaults::has_pod_cidr;
use crate::scenario::model::{IpFamily, Model};

pub(super) fn changes(old: &Plan, new: &Plan, found: &mut Found) {
    let path = |key| Path::root().key("cluster").key(key);
    let (from, to) = (old.cluster(), new.cluster());
    pod_cidr(old, new, found);
    found.differs(&path("pod-cidr-v6"), from.pod_cidr_v6.as_ref(), to.pod_cidr_v6.as_ref(), || {
        judged(Way::NewCluster, RuleId::ChangePodCidrOther, "an IPv6 pod CIDR cannot change")
    });
    for (key, from, to) in [
        ("service-cidr", from.service_cidr, to.service_cidr),
        ("service-cidr-v6", from.service_cidr_v6, to.service_cidr_v6),
    ] {
        found.differs(&path(key), from.as_ref(), to.as_ref(), || service_cidr(old));
    }
    let is_moved = from.service_cidr != to.service_cidr;
    found.differs(&path("dns-service-ip"), from.dns_service_ip.as_ref(), to.dns_service_ip.as_ref(), || {
        if is_moved {
            let message = "goes with the service CIDR, which cannot be replaced";
            return judged(Way::NewCluster, RuleId::ChangeServiceCidr, message);
        }
        judged(Way::NewCluster, RuleId::ChangeDnsServiceIp, "AKS answers that changing this property is not allowed")
    });
    prefixes(old, new, found);
}

/// The pod CIDR; where the model changes with it, the model's own rules hold.
fn pod_cidr(old: &Plan, new: &Plan, found: &mut Found) {
    if !has_pod_cidr(old.model()) || !has_pod_cidr(new.model()) {
        return;
    }
    let path = Path::root().key("cluster").key("pod-cidr");
    let (from, to) = (old.cluster().pod_cidr, new.cluster().pod_cidr);
    let (Some(before), Some(after)) = (from, to) else { return };
    found.differs(&path, from.as_ref(), to.as_ref(), || match (old.model(), new.model()) {
        (Model::Kubenet, Model::Overlay) => {
            let message = "a kubenet cluster that becomes overlay may name another pod CIDR";
            judged(Way::InPlace, RuleId::ChangeModelPodCidrKubenet, message)
        }
        (Model::Overlay, Model::Overlay) => overlay_pod_cidr(old, before, after),
        _ => judged(Way::NewCluster, RuleId::ChangePodCidrOther, "only the pod CIDR of an overlay can grow"),
    });
}

fn overlay_pod_cidr(old: &Plan, before: Cidr, after: Cidr) -> Judged {
    if !after.covers(before) {
        let message = format!("{after} does not contain {before}: a pod CIDR can only grow into a range that does");
        return judged(Way::NewCluster, RuleId::ChangePodCidr, message);
    }
    if has_windows(old) {
        let message = "the pod CIDR cannot grow while the cluster has Windows pools";
        return judged(Way::Refused, RuleId::ChangePodCidrWindows, message);
    }
    if old.cluster().ip_families.as_ref().is_some_and(|families| families.contains(&IpFamily::V6)) {
        let message = "the pod CIDRs of a dual-stack cluster cannot grow";
        return judged(Way::NewCluster, RuleId::ChangePodCidrOther, message);
    }
    let message = format!("grows in place: {after} contains {before}, and all pools are Linux");
    judged(Way::InPlace, RuleId::ChangePodCidr, message)
}

fn service_cidr(old: &Plan) -> Judged {
    let least = rules::number(RuleId::ChangeServiceCidrMore);
    let message = "a service CIDR cannot be replaced";
    match minor(old) {
        Some(own) if own >= least => {
            let message = format!("{message}; a ServiceCIDR object of Kubernetes can add a range beside it");
            judged(Way::NewCluster, RuleId::ChangeServiceCidrMore, message)
        }
        _ => judged(Way::NewCluster, RuleId::ChangeServiceCidr, message),
    }
}

/// Subnets of nodes, pods and the API server whose range is another, while they are in use before and after.
fn prefixes(old: &Plan, new: &Plan, found: &mut Found) {
    let api = old.cluster().api_server_subnet.as_ref().and_then(|name| old.subnet_named(name));
    let pools = old.pools().iter().flat_map(|pool| [pool.subnet, pool.pod_subnet]).flatten();
    let mut seen: Vec<SubnetId> = Vec::new();
    for id in pools.chain(api) {
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        let before = &old.subnet(id).item;
        let Some(after) = new.subnet_named(&before.name) else { continue };
        let is_pools = Some(id) != api;
        let path = new.subnet_path(after).key("prefix");
        found.differs(&path, Some(&before.prefix), Some(&new.subnet(after).item.prefix), || {
            let name = &before.name;
            if is_pools {
                let message = format!("{name} is in use: make another subnet, and a new pool in it");
                judged(Way::NewPool, RuleId::ChangeSubnetPrefix, message)
            } else {
                let message = format!("{name} is in use by the API server");
                judged(Way::Refused, RuleId::ChangeSubnetPrefix, message)
            }
        });
    }
}
