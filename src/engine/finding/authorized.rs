//! The ranges that alone may reach the API server: whether it may have any, how many, and whether the cluster's own way out
//! is among them. Deliberately knows no sender: which packets they let pass is `trace`'s to say.

use std::net::Ipv4Addr;

use super::{Finding, When};
use crate::engine::capacity::Capacity;
use crate::engine::outbound::egress_addresses;
use crate::engine::plan::Plan;
use crate::engine::rules::{self, RuleId};
use crate::engine::trace::is_private;
use crate::net::{Cidr, thousands};
use crate::scenario::model::ApiServer;
use crate::scenario::{Edit, Path};

/// The authorized ranges of the API server, where it has any.
pub(super) fn ranges(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    let Some(ranges) = plan.cluster().api_server_authorized_ranges.as_ref().filter(|ranges| !ranges.is_empty()) else {
        return;
    };
    let path = Path::root().key("cluster").key("api-server-authorized-ranges");
    let (count, most) = (ranges.len(), rules::number(RuleId::ApiServerRangesMax));
    if count as u64 > most {
        let message = format!(
            "the API server has {} authorized ranges; AKS takes at most {}",
            thousands(count as u64),
            thousands(most)
        );
        let fix =
            Edit::set(path.clone(), text(ranges.iter().copied().take(usize::try_from(most).unwrap_or(usize::MAX))));
        found.push(
            Finding::refused("authorized-ranges-limit", path.clone(), RuleId::ApiServerRangesMax, message)
                .fixed_by(Some(fix)),
        );
    }
    found.extend(not_taken(ranges, &path));
    if plan.cluster().api_server == Some(ApiServer::PrivateLink) {
        let message =
            "the cluster is private, and authorized ranges of the API server are not supported on such".to_owned();
        let finding =
            Finding::warning("authorized-ranges-private", path.clone(), RuleId::ApiServerRangesPublic, message);
        found.push(finding.fixed_by(Some(Edit::unset(path))));
        return;
    }
    if plan.cluster().api_server == Some(ApiServer::Public) {
        found.extend(without_egress(plan, ranges, path));
    }
}

/// A range that is refused for what it is. Ranges for documentation pass: they stand for others.
fn not_taken(ranges: &[Cidr], path: &Path) -> Option<Finding> {
    let (range, why) = ranges.iter().find_map(|range| Some((range, why_not(*range, ranges)?)))?;
    let message = format!("authorized range {range} {why}");
    let kept: Vec<Cidr> = ranges.iter().copied().filter(|range| why_not(*range, ranges).is_none()).collect();
    let fix = if kept.is_empty() { Edit::unset(path.clone()) } else { Edit::set(path.clone(), text(kept.into_iter())) };
    let finding = Finding::refused("authorized-ranges-address", path.clone(), RuleId::ApiServerRangesKind, message);
    Some(finding.fixed_by(Some(fix)))
}

/// Why a range cannot stand among these; `None`: it can.
fn why_not(range: Cidr, all: &[Cidr]) -> Option<&'static str> {
    if !range.is_v4() {
        return Some("is IPv6, and only IPv4 is taken");
    }
    if is_private(range.first()) {
        return Some("is private, and callers are seen with public addresses");
    }
    let is_nobody = range == Cidr::v4(Ipv4Addr::UNSPECIFIED, 32);
    (is_nobody && all.len() > 1).then_some("lets nobody in, and is taken alone")
}

/// Packets of the cluster's nodes or pods leave with an address that the list does not hold: the API server blocks them.
fn without_egress(plan: &Plan, ranges: &[Cidr], path: Path) -> Option<Finding> {
    let is_held = |address: std::net::IpAddr| ranges.iter().any(|range| range.contains(address));
    let missing: Vec<_> = egress_addresses(plan).into_iter().filter(|(_, address)| !is_held(*address)).collect();
    let (owner, address) = missing.first()?;
    let message = format!(
        "the cluster reaches the API server from {address} of {owner}, which the authorized ranges do not hold: the API server blocks it"
    );
    let added = missing.iter().map(|(_, address)| Cidr::containing(*address, 128));
    let fix = Edit::set(path.clone(), text(ranges.iter().copied().chain(added)));
    let finding = Finding::error("authorized-ranges-without-egress", path, RuleId::ApiServerRangesEgress, message);
    Some(finding.when(When::RunTime).fixed_by(Some(fix)))
}

fn text(ranges: impl Iterator<Item = Cidr>) -> String {
    ranges.map(|range| range.to_string()).collect::<Vec<_>>().join(", ")
}
