//! From one network model or data plane to another on a cluster that stands: whether it goes, how, and what stands
//! against it in the design at hand. Deliberately counts no addresses: what is freed is `compare`'s.

use super::{Found, Judged, Way, has_windows, is_below, judged};
use crate::engine::plan::Plan;
use crate::engine::rules::{self, RuleId};
use crate::scenario::Path;
use crate::scenario::model::{Dataplane, Model, NetworkPolicyEngine, NodeProvisioningMode, PodIpAllocation};

/// A sentence and the rule that it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The sentence.
    pub message: String,
    /// The rule.
    pub rule: RuleId,
}

pub(crate) fn point(rule: RuleId, message: impl Into<String>) -> Point {
    Point { message: message.into(), rule }
}

/// A model with the way it hands out addresses, where it is a pod subnet.
pub type Kind = (Model, Option<PodIpAllocation>);

/// The way from a plan's own model to another, apart from what stands against it in this design.
pub fn way((from, from_allocation): Kind, (to, to_allocation): Kind) -> (Way, Point) {
    match (from, to) {
        (Model::NodeSubnet | Model::Kubenet, Model::Overlay) => (
            Way::InPlace,
            point(RuleId::ChangeModel, format!("a cluster of {from} can become overlay in place, and never goes back")),
        ),
        (Model::PodSubnet, Model::PodSubnet) => {
            let both = (from_allocation, to_allocation);
            if both == (Some(PodIpAllocation::Dynamic), Some(PodIpAllocation::StaticBlock)) {
                let message = "from single addresses to blocks by a new pool on a new pod subnet";
                (Way::NewPool, point(RuleId::ChangeAllocation, message))
            } else {
                let message = "no page read says how blocks become single addresses again";
                (Way::NotKnown, point(RuleId::ChangeAllocationBack, message))
            }
        }
        _ => {
            let message = format!(
                "a cluster of {from} cannot become {to} in place: only node subnet and kubenet can change, and only to overlay"
            );
            (Way::NewCluster, point(RuleId::ChangeModel, message))
        }
    }
}

/// What stands against the move of this cluster to overlay.
pub fn blocks(plan: &Plan) -> Vec<Point> {
    let mut found = Vec::new();
    let cluster = plan.cluster();
    let least = rules::number(RuleId::ChangeModelVersion);
    if is_below(plan, least) {
        let version = cluster.kubernetes_version.as_deref().unwrap_or_default();
        found.push(point(
            RuleId::ChangeModelVersion,
            format!("Kubernetes {version} is older than 1.{least}: upgrade the cluster first"),
        ));
    }
    if let Some(engine) = cluster.network_policy.filter(|engine| *engine != NetworkPolicyEngine::None) {
        let message = format!("network policy engine {engine} is installed: uninstall it first");
        found.push(point(RuleId::ChangeModelPolicy, message));
    }
    if cluster.non_masquerade_cidrs.is_some() {
        let message = "ip-masq-agent has a list of its own (non-masquerade-cidrs): remove it first";
        found.push(point(RuleId::ChangeModelIpMasq, message));
    }
    found
}

/// The user's own route tables on the node subnets of a kubenet cluster, which must be detached.
pub fn own_route_tables(plan: &Plan) -> Vec<&str> {
    let mut tables: Vec<&str> = plan
        .pools()
        .iter()
        .filter_map(|pool| plan.subnet(pool.subnet?).item.route_table.as_deref())
        .filter(|name| *name != rules::text(RuleId::KubenetRouteTableName))
        .collect();
    tables.sort_unstable();
    tables.dedup();
    tables
}

fn kind(plan: &Plan) -> Kind {
    let allocation = plan.cluster().pod_ip_allocation.filter(|_| plan.model() == Model::PodSubnet);
    (plan.model(), allocation)
}

pub(super) fn changes(old: &Plan, new: &Plan, found: &mut Found) {
    let cluster = Path::root().key("cluster");
    let (from, to) = (kind(old), kind(new));
    found.differs(&cluster.key("model"), Some(&from.0), Some(&to.0), || model(old, new));
    if from.0 == to.0 {
        found.differs(&cluster.key("pod-ip-allocation"), from.1.as_ref(), to.1.as_ref(), || {
            let (way, point) = way(from, to);
            judged(way, point.rule, point.message)
        });
    }
    let planes = (old.dataplane(), new.dataplane());
    found.differs(&cluster.key("dataplane"), Some(&planes.0), Some(&planes.1), || dataplane(old, new));
    policy(old, new, found);
}

fn model(old: &Plan, new: &Plan) -> Judged {
    let (way, told) = way(kind(old), kind(new));
    if way != Way::InPlace {
        return judged(way, told.rule, told.message);
    }
    if let Some(block) = blocks(old).into_iter().next() {
        return judged(Way::Refused, block.rule, block.message);
    }
    if old.dataplane() != new.dataplane() {
        let message = "the model and the data plane never change in one operation: do one, then the other";
        return judged(Way::Refused, RuleId::ChangeModelApart, message);
    }
    let mut message = format!("{}; all pools are reimaged at once", told.message);
    if old.model() == Model::Kubenet && !own_route_tables(old).is_empty() {
        message.push_str("; its route table is detached, which needs a user-assigned identity");
    }
    judged(Way::InPlace, told.rule, message)
}

fn dataplane(old: &Plan, new: &Plan) -> Judged {
    if new.dataplane() != Dataplane::Cilium {
        let message = "no page read says how a cluster leaves the Cilium data plane";
        return judged(Way::NotKnown, RuleId::ChangeDataplaneBack, message);
    }
    if old.model() == Model::Kubenet {
        let message = "kubenet cannot take the Cilium data plane: it becomes overlay first, as an operation of its own";
        return judged(Way::Refused, RuleId::ChangeDataplane, message);
    }
    if old.model() == Model::ByoCni {
        let message = "the Cilium data plane of AKS goes with Azure CNI, and this cluster has none";
        return judged(Way::NewCluster, RuleId::ChangeDataplane, message);
    }
    if old.model() != new.model() {
        let message = "the data plane and the model never change in one operation: do one, then the other";
        return judged(Way::Refused, RuleId::ChangeModelApart, message);
    }
    if has_windows(old) {
        let message = "the data plane cannot become Cilium while the cluster has Windows pools";
        return judged(Way::Refused, RuleId::ChangeDataplaneWindows, message);
    }
    if old.cluster().node_provisioning_mode == Some(NodeProvisioningMode::Auto) {
        let message =
            "node auto-provisioning is turned off before the data plane becomes Cilium, and on again after it";
        return judged(Way::Refused, RuleId::ChangeDataplaneProvisioning, message);
    }
    let message = "all pools are reimaged at once; policies hold again when every node is";
    match old.cluster().network_policy {
        Some(engine @ (NetworkPolicyEngine::Azure | NetworkPolicyEngine::Calico)) => {
            let message = format!("{message}; Cilium replaces the network policy engine {engine}");
            judged(Way::InPlace, RuleId::ChangeDataplanePolicy, message)
        }
        _ => judged(Way::InPlace, RuleId::ChangeDataplane, message),
    }
}

fn policy(old: &Plan, new: &Plan, found: &mut Found) {
    let path = Path::root().key("cluster").key("network-policy");
    let engine = |plan: &Plan| plan.cluster().network_policy.unwrap_or(NetworkPolicyEngine::None);
    let becomes_cilium = old.dataplane() != Dataplane::Cilium && new.dataplane() == Dataplane::Cilium;
    found.differs(&path, Some(&engine(old)), Some(&engine(new)), || {
        if becomes_cilium && engine(new) == NetworkPolicyEngine::Cilium {
            let message = "comes with the data plane, which replaces the engine that was there";
            return judged(Way::InPlace, RuleId::ChangeDataplanePolicy, message);
        }
        let least = rules::number(RuleId::ChangePolicyVersion);
        if is_below(old, least) {
            let version = old.cluster().kubernetes_version.as_deref().unwrap_or_default();
            let message = format!("AKS installs and uninstalls engines from 1.{least} on; the cluster is {version}");
            return judged(Way::Refused, RuleId::ChangePolicyVersion, message);
        }
        judged(Way::InPlace, RuleId::ChangePolicy, "all pools are reimaged")
    });
}
