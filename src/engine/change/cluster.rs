//! What belongs to the cluster as a whole: its version, its tier, its API server, its address families, its VNet.
//! Deliberately not its model and not its ranges: those have files of their own.

use super::{Found, Judged, Way, judged, minor};
use crate::engine::plan::Plan;
use crate::engine::rules::RuleId;
use crate::scenario::Path;
use crate::scenario::model::{ApiServer, Model};

pub(super) fn changes(old: &Plan, new: &Plan, found: &mut Found) {
    let path = |key| Path::root().key("cluster").key(key);
    let (from, to) = (old.cluster(), new.cluster());
    found.differs(
        &path("kubernetes-version"),
        from.kubernetes_version.as_ref(),
        to.kubernetes_version.as_ref(),
        || version(old, new),
    );
    found.differs(&path("tier"), from.tier.as_ref(), to.tier.as_ref(), || {
        judged(Way::InPlace, RuleId::ChangeTier, "an update of the cluster, without an interruption")
    });
    found.differs(&path("api-server"), from.api_server.as_ref(), to.api_server.as_ref(), || {
        api_server(from.api_server.unwrap_or(ApiServer::Public), to.api_server.unwrap_or(ApiServer::Public))
    });
    let ranges = |plan: &Plan| plan.cluster().api_server_authorized_ranges.clone().filter(|ranges| !ranges.is_empty());
    found.differs(&path("api-server-authorized-ranges"), ranges(old).as_ref(), ranges(new).as_ref(), || {
        judged(Way::InPlace, RuleId::ChangeApiServerRanges, "an update of the cluster")
    });
    found.differs(&path("ip-families"), from.ip_families.as_ref(), to.ip_families.as_ref(), || {
        judged(Way::NotKnown, RuleId::ChangeIpFamilies, "the pages tell of new dual-stack clusters only")
    });
    let vnet = |plan: &Plan| plan.vnet(plan.cluster_vnet()).item.name.clone();
    found.differs(&path("vnet"), Some(&vnet(old)), Some(&vnet(new)), || {
        let message = "all pools of a cluster are in one VNet, so that no pool can lead into another";
        judged(Way::NewCluster, RuleId::ChangeVnet, message)
    });
    route_tables(old, new, found);
}

fn version(old: &Plan, new: &Plan) -> Judged {
    match (minor(old), minor(new)) {
        (Some(from), Some(to)) if to > from + 1 => {
            let message = format!("an upgrade goes one minor version at a time: first 1.{}", from + 1);
            judged(Way::Refused, RuleId::ChangeVersion, message)
        }
        (Some(from), Some(to)) if to < from => {
            judged(Way::NotKnown, RuleId::ChangeVersionBack, "the pages tell of upgrades only")
        }
        (Some(_), Some(_)) => judged(Way::InPlace, RuleId::ChangeVersion, "an upgrade, pool by pool, with its surge"),
        _ => judged(Way::NotKnown, RuleId::ChangeVersion, "a version that does not begin with 1. is not known here"),
    }
}

fn api_server(from: ApiServer, to: ApiServer) -> Judged {
    match (from, to) {
        (_, ApiServer::VnetIntegration) => {
            let message =
                "goes one way and for good; restart the cluster at once, and its API server has another address";
            judged(Way::InPlace, RuleId::ChangeApiServer, message)
        }
        (ApiServer::VnetIntegration, _) => {
            let message = "VNet integration is permanent: AKS has no way back";
            judged(Way::NewCluster, RuleId::ChangeApiServerBack, message)
        }
        _ => {
            let message = "the pages tell of private and public only for clusters with VNet integration";
            judged(Way::NotKnown, RuleId::ChangeApiServerPrivate, message)
        }
    }
}

/// A kubenet cluster keeps its routes in one table for as long as it stands.
fn route_tables(old: &Plan, new: &Plan, found: &mut Found) {
    if old.model() != Model::Kubenet || new.model() != Model::Kubenet {
        return;
    }
    let mut seen = Vec::new();
    for before in old.pools().iter().filter_map(|pool| pool.subnet) {
        let Some(after) = new.subnet_named(&old.subnet(before).item.name) else { continue };
        if seen.contains(&before) {
            continue;
        }
        seen.push(before);
        let (from, to) = (&old.subnet(before).item.route_table, &new.subnet(after).item.route_table);
        found.differs(&new.subnet_path(after).key("route-table"), from.as_ref(), to.as_ref(), || {
            let message = "a kubenet cluster keeps the route table that it was made with";
            judged(Way::NewCluster, RuleId::ChangeRouteTable, message)
        });
    }
}
