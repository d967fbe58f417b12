//! Node pools that come, go and change, each known by its name. Deliberately counts no addresses.

use super::{Found, Judged, Way, judged};
use crate::engine::plan::{Plan, PoolId, PoolRow};
use crate::engine::rules::RuleId;
use crate::net::counted;
use crate::scenario::model::{Model, PoolMode};

pub(super) fn changes(old: &Plan, new: &Plan, found: &mut Found) {
    for id in old.pool_ids() {
        let name = &old.pool(id).item.name;
        if let Some(after) = new.pool_named(name) {
            changed(old, id, new, after, found);
        } else {
            let nodes = counted(old.pool(id).nodes, "node");
            found.add(old.pool_path(id), (Some(nodes), None), removed(old, id, new));
        }
    }
    for id in new.pool_ids().filter(|id| old.pool_named(&new.pool(*id).item.name).is_none()) {
        let nodes = counted(new.pool(id).nodes, "node");
        found.add(new.pool_path(id), (None, Some(nodes)), judged(Way::InPlace, RuleId::ChangePools, "a pool more"));
    }
}

/// A pool that goes: the cluster keeps a system pool that was there, or gets one before.
fn removed(old: &Plan, id: PoolId, new: &Plan) -> Judged {
    let is_system = |pool: &PoolRow| pool.item.mode == Some(PoolMode::System);
    if is_system(old.pool(id)) && !new.pools().iter().any(is_system) {
        let message = "the last system pool cannot be deleted: another must take its place";
        return judged(Way::Refused, RuleId::ChangeSystemPool, message);
    }
    judged(Way::InPlace, RuleId::ChangePools, "its nodes are drained and deleted")
}

fn changed(old: &Plan, before: PoolId, new: &Plan, after: PoolId, found: &mut Found) {
    let path = |key| new.pool_path(after).key(key);
    let (from, to) = (old.pool(before), new.pool(after));
    found.differs(&path("max-pods"), Some(&from.max_pods), Some(&to.max_pods), || {
        let is_written = new.written().pools.iter().any(|pool| pool.name == to.item.name && pool.max_pods.is_some());
        let hint = if is_written {
            String::new()
        } else {
            format!("; the new design leaves it out, which means {}: write {} to keep it", to.max_pods, from.max_pods)
        };
        let message = format!("fixed for the life of a pool: make another pool, move the pods, delete this one{hint}");
        judged(Way::NewPool, RuleId::ChangeMaxPods, message)
    });
    subnets(old, before, new, after, found);
    found.differs(&path("os"), from.item.os.as_ref(), to.item.os.as_ref(), || {
        judged(Way::NewPool, RuleId::ChangeOs, "a pool has the operating system that it was made with")
    });
    found.differs(&path("mode"), from.item.mode.as_ref(), to.item.mode.as_ref(), || mode(from, to));
    found.differs(&path("count"), Some(&from.count), Some(&to.count), || {
        judged(Way::InPlace, RuleId::ChangeCount, "the pool is scaled")
    });
    found.differs(&path("autoscale"), from.item.autoscale.as_ref(), to.item.autoscale.as_ref(), || {
        judged(Way::InPlace, RuleId::ChangeAutoscale, "the autoscaler takes other bounds")
    });
    found.differs(&path("max-surge"), from.item.max_surge.as_ref(), to.item.max_surge.as_ref(), || {
        judged(Way::InPlace, RuleId::ChangeSurge, "holds from the next upgrade on")
    });
}

fn subnets(old: &Plan, before: PoolId, new: &Plan, after: PoolId, found: &mut Found) {
    let path = |key| new.pool_path(after).key(key);
    let (from, to) = (&old.pool(before).item, &new.pool(after).item);
    found.differs(&path("subnet"), from.subnet.as_ref(), to.subnet.as_ref(), || {
        judged(Way::NewPool, RuleId::ChangeNodeSubnet, "a pool stays in its subnet: make another pool in the new one")
    });
    if old.model() != Model::PodSubnet || new.model() != Model::PodSubnet {
        return;
    }
    found.differs(&path("pod-subnet"), from.pod_subnet.as_ref(), to.pod_subnet.as_ref(), || {
        let message = "no page read says that a pool can take another pod subnet; a new pool can have it";
        judged(Way::NotKnown, RuleId::ChangePodSubnet, message)
    });
    let clusters = (old.cluster().pod_ip_allocation, new.cluster().pod_ip_allocation);
    if clusters.0 == clusters.1 {
        let (from, to) = (old.pool(before).allocation, new.pool(after).allocation);
        found.differs(&path("pod-ip-allocation"), Some(&from), Some(&to), || {
            let (way, point) = super::model::way((Model::PodSubnet, Some(from)), (Model::PodSubnet, Some(to)));
            judged(way, point.rule, point.message)
        });
    }
}

fn mode(from: &PoolRow, to: &PoolRow) -> Judged {
    let is_gateway = [from, to].iter().any(|pool| pool.item.mode == Some(PoolMode::Gateway));
    if is_gateway {
        let message = "no page read says that a pool can become a gateway, or stop being one";
        return judged(Way::NotKnown, RuleId::ChangePools, message);
    }
    judged(Way::InPlace, RuleId::ChangeSystemPool, "goes while another system pool is there")
}
