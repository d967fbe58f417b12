//! Another range for a VNet, where the one that it has cannot stand. Deliberately touches no subnet that can stay: who
//! has to move moves with all that is in it, or not at all.

use super::Finding;
use super::machine::placed;
use super::mend::{in_vnet, is_enough, many};
use crate::engine::address::Places;
use crate::engine::capacity::Role;
use crate::engine::compare::private_space;
use crate::engine::plan::{Plan, SubnetId, VnetId};
use crate::net::span::gaps;
use crate::net::{Cidr, Span};
use crate::scenario::path::Step;
use crate::scenario::reference::renames;
use crate::scenario::{Edit, Path};

/// A range of a VNet without what it must not hold: the blocks around it where no subnet is in the way, else the whole
/// range elsewhere.
///
/// 172.16.0.0/12 without 172.30.0.0/15 is 172.16.0.0/13, 172.24.0.0/14 and 172.28.0.0/15.
pub(super) fn leave_out(plan: &Plan, vnet: VnetId, space: Cidr, kept: &[Cidr], found: &[Finding]) -> Option<Edit> {
    let kept: Vec<Span> = kept.iter().filter_map(|range| range.span()).collect();
    let blocks: Vec<Cidr> = gaps(space.span()?, &kept).into_iter().flat_map(Span::blocks).collect();
    let stays = |id: SubnetId| blocks.iter().any(|block| block.covers(plan.subnet(id).item.prefix));
    if blocks.is_empty() || !within(plan, vnet, space).all(stays) {
        return moved(plan, vnet, space, found);
    }
    Some(in_vnet(plan, vnet, replaced(plan, vnet, space, &blocks)))
}

/// A range of a VNet cut to a longer prefix, around all of its subnets; `None`: they do not fit in it.
pub(super) fn cut(plan: &Plan, vnet: VnetId, space: Cidr, prefix: u8) -> Option<Edit> {
    let first = within(plan, vnet, space).map(|id| plan.subnet(id).item.prefix).min_by_key(|subnet| subnet.first());
    let place = first.filter(|first| first.prefix() >= prefix).unwrap_or(space).with_prefix(prefix);
    let holds_all = within(plan, vnet, space).all(|id| place.covers(plan.subnet(id).item.prefix));
    holds_all.then(|| in_vnet(plan, vnet, replaced(plan, vnet, space, &[place])))
}

/// A range of a VNet at the lowest free place of private space, with its subnets; `None` where an address is given in it,
/// which would stay behind, or a subnet reaches beyond it.
pub(super) fn moved(plan: &Plan, vnet: VnetId, space: Cidr, found: &[Finding]) -> Option<Edit> {
    let is_pinned = || placed(plan).iter().any(|one| one.vnet == Some(vnet) && space.contains(one.ip));
    let is_around = || !within(plan, vnet, space).all(|id| space.covers(plan.subnet(id).item.prefix));
    if is_enough(found) || is_pinned() || is_around() {
        return None;
    }
    let place = Places::within(private_space(plan, Role::NodeSubnet)).lowest(space.prefix())?;
    let (from, to) = (space.span()?.first(), place.span()?.first());
    let mut edits = vec![replaced(plan, vnet, space, &[place])];
    for id in within(plan, vnet, space) {
        let old = plan.subnet(id).item.prefix;
        let first = to + (old.span()?.first() - from);
        edits.push(Edit::set(plan.subnet_path(id).key("prefix"), Cidr::v4(first.into(), old.prefix()).to_string()));
    }
    many(format!("VNet {}: {space} to {place}", plan.vnet(vnet).item.name), edits).map(|edit| in_vnet(plan, vnet, edit))
}

/// Does anything beside this cluster's own nodes and pods live in a VNet, or count on where it lies? Then it does not
/// follow its one subnet to another range.
pub fn is_shared(plan: &Plan, vnet: VnetId) -> bool {
    let row = plan.vnet(vnet);
    let [subnet] = row.subnets.as_slice() else { return true };
    let is_clusters_own =
        |place: &Path| matches!(place.steps().first(), Some(Step::Key("cluster") | Step::Item("node-pool", _)));
    let is_named = |path: Path| renames(plan.scenario(), &path, "").iter().any(|(place, _)| !is_clusters_own(place));
    !row.item.peerings.is_empty()
        || is_named(plan.vnet_path(vnet))
        || is_named(plan.subnet_path(*subnet))
        || placed(plan).iter().any(|one| one.vnet == Some(vnet))
}

/// The IPv4 subnets of a VNet that lie in a range of it, or around it.
fn within(plan: &Plan, vnet: VnetId, space: Cidr) -> impl Iterator<Item = SubnetId> + '_ {
    plan.vnet(vnet).subnets.iter().copied().filter(move |id| plan.subnet(*id).item.prefix.overlaps(space))
}

/// The ranges of a VNet with others in the place of one.
fn replaced(plan: &Plan, vnet: VnetId, space: Cidr, others: &[Cidr]) -> Edit {
    let own = &plan.vnet(vnet).item.address_space;
    let ranges = own.iter().flat_map(|range| if *range == space { others } else { std::slice::from_ref(range) });
    let ranges: Vec<String> = ranges.map(ToString::to_string).collect();
    Edit::set(plan.vnet_path(vnet).key("address-space"), ranges.join(", "))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::engine::Analysis;
    use crate::scenario::read::read;

    #[test]
    fn a_subnet_around_its_space_is_not_moved_with_it() {
        let text = "[cluster]\nmodel = \"azure-cni-overlay\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"172.30.0.0/16\"]\n\
                    [[vnet.subnet]]\nname = \"s\"\nprefix = \"172.16.0.0/12\"\n";
        let analysis = Analysis::new(Arc::new(read(text).scenario));
        let kept = analysis.findings().iter().find(|finding| finding.message.contains("172.30.0.0/16"));
        assert!(kept.is_some_and(|finding| finding.fix.is_none()), "{:?}", analysis.findings());
    }
}
