//! The way of a cluster that stands from its model to another: whether AKS goes it, the steps, what stands against it in
//! this design, what stays as it is, and the addresses that it frees. Deliberately judges by `change`, as
//! `check --was` does.

use super::{Comparison, ModelAnswer};
use crate::engine::capacity::Role;
use crate::engine::change::model::{self, Kind, Point, point};
use crate::engine::change::{Way, model::way};
use crate::engine::plan::Plan;
use crate::engine::rules::RuleId;
use crate::net::Addresses;
use crate::scenario::model::{Dataplane, Model};

/// The way to one model.
#[derive(Clone, Debug, PartialEq)]
pub struct Migration {
    /// How it can be gone, apart from what stands against it here.
    pub way: Way,
    /// Why.
    pub reason: Point,
    /// What to do, in order.
    pub steps: Vec<Point>,
    /// What stands against it in this design, and must go first.
    pub blocks: Vec<Point>,
    /// What stays as it is, however the cluster is updated.
    pub stays: Vec<Point>,
    /// Addresses of the VNet that the design takes, now and then.
    pub vnet_addresses: (Addresses, Addresses),
}

impl Migration {
    /// Can the cluster that stands go the way as it is?
    pub fn is_allowed(&self) -> bool {
        self.way == Way::InPlace && self.blocks.is_empty()
    }

    /// In a phrase: `in place`, `in place, when 1 block is gone`, `new cluster`.
    pub fn words(&self) -> String {
        match (self.way, self.blocks.len()) {
            (Way::InPlace, 0) => "in place, one way".to_owned(),
            (Way::InPlace, 1) => "blocked: 1 thing first".to_owned(),
            (Way::InPlace, count) => format!("blocked: {count} things first"),
            (Way::NewPool, _) => "new pool and subnet".to_owned(),
            (Way::NewCluster | Way::Refused, _) => "new cluster".to_owned(),
            (Way::NotKnown, _) => "not known".to_owned(),
        }
    }
}

/// The ways from the present model, in the order of the answers; `None` for the present one.
pub fn migrations(plan: &Plan, comparison: &Comparison) -> Vec<Option<Migration>> {
    let Some(present) = comparison.present() else { return Vec::new() };
    let migration = |answer: &ModelAnswer| (!answer.is_present()).then(|| migration(plan, present, answer));
    comparison.answers.iter().map(migration).collect()
}

fn migration(plan: &Plan, present: &ModelAnswer, target: &ModelAnswer) -> Migration {
    let (from, to): (Kind, Kind) =
        ((present.model, present.pod_ip_allocation), (target.model, target.pod_ip_allocation));
    let (way, reason) = way(from, to);
    let (steps, blocks, stays) = match way {
        Way::InPlace => (to_overlay(plan, target), model::blocks(plan), stays(plan)),
        Way::NewPool => (to_blocks(target), Vec::new(), pools_stay()),
        Way::NewCluster | Way::Refused | Way::NotKnown => (to_new_cluster(target, &reason), Vec::new(), Vec::new()),
    };
    let vnet_addresses = (present.vnet_addresses, target.vnet_addresses);
    Migration { way, reason, steps, blocks, stays, vnet_addresses }
}

/// Node subnet or kubenet to overlay, by an update of the cluster.
fn to_overlay(plan: &Plan, target: &ModelAnswer) -> Vec<Point> {
    let mut steps = Vec::new();
    let tables = model::own_route_tables(plan);
    let pod_cidr = target.capacity.ranges.iter().find(|range| range.role == Role::PodCidr);
    let pod_cidr = pod_cidr.map(|range| range.prefix.to_string()).unwrap_or_default();
    if plan.model() == Model::Kubenet {
        if !tables.is_empty() {
            let message = format!(
                "give the cluster a user-assigned identity: route table {} is detached on the way",
                tables.join(", ")
            );
            steps.push(point(RuleId::ChangeModelIdentity, message));
        }
        let message = format!(
            "az aks update --network-plugin azure --network-plugin-mode overlay; pod CIDR {pod_cidr} is kept, or --pod-cidr names another"
        );
        steps.push(point(RuleId::ChangeModelPodCidrKubenet, message));
    } else {
        let message =
            format!("az aks update --network-plugin azure --network-plugin-mode overlay --pod-cidr {pod_cidr}");
        steps.push(point(RuleId::ChangeModelPodCidr, message));
    }
    steps.push(point(RuleId::ChangeModelReimage, "all pools are reimaged at once; none can go alone or stay behind"));
    let message = match plan.dataplane() {
        Dataplane::Azure => "the Cilium data plane, if it is wanted, is an operation of its own",
        Dataplane::Cilium => "the data plane stays Cilium; it never changes in the same operation",
    };
    steps.push(point(RuleId::ChangeModelApart, message));
    steps
}

/// A dynamic pod subnet to static blocks, by a new pool.
fn to_blocks(target: &ModelAnswer) -> Vec<Point> {
    let pods = target.capacity.ranges.iter().find(|range| range.role == Role::PodSubnet);
    let size = pods.and_then(|range| range.smallest_prefix).map(|prefix| format!(" of a /{prefix} at least"));
    let step = |message: String| point(RuleId::ChangeAllocation, message);
    vec![
        step(format!("make a new pod subnet{}: one subnet never does both", size.unwrap_or_default())),
        step("make a new pool with static blocks on it".to_owned()),
        step("drain and delete the old pool".to_owned()),
    ]
}

fn to_new_cluster(target: &ModelAnswer, reason: &Point) -> Vec<Point> {
    if reason.rule != RuleId::ChangeModel {
        return Vec::new();
    }
    vec![point(reason.rule, format!("make a new cluster of {} beside this one, and move the workloads", target.name()))]
}

/// What no update of the cluster changes, with the values that this design has.
fn stays(plan: &Plan) -> Vec<Point> {
    let mut found = pools_stay();
    if let Some(services) = plan.cluster().service_cidr {
        let message = format!("service CIDR {services} cannot be replaced");
        found.push(point(RuleId::ChangeServiceCidr, message));
    }
    let message = "the pod CIDR of the overlay can only grow afterwards, into a range that contains it";
    found.push(point(RuleId::ChangePodCidr, message));
    found.push(point(RuleId::ChangeModel, "there is no way back"));
    found
}

fn pools_stay() -> Vec<Point> {
    vec![
        point(RuleId::ChangeMaxPods, "max pods of a pool stay as they are: more need a new pool"),
        point(RuleId::ChangeNodeSubnet, "pools stay in their node subnets"),
    ]
}
