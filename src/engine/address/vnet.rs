//! The VNets cut into blocks: subnets with their letters, and free space by its largest aligned blocks.
//! Deliberately no owners within a block: those are the runs.

use super::{Block, Host, OwnerKind, VnetMap};
use crate::engine::capacity::{Capacity, Role};
use crate::engine::occupant::subnet_at;
use crate::engine::plan::{Plan, SubnetId, VnetId};
use crate::net::{Cidr, Span};

/// What other networks announce to a VNet: who, and the range.
pub fn announced(plan: &Plan, vnet: VnetId) -> Vec<(String, Cidr)> {
    let peers = plan.peers_of(vnet).flat_map(|peer| {
        let peer = plan.vnet(peer);
        peer.item.address_space.iter().map(|space| (format!("peer {}", peer.item.name), *space))
    });
    peers.chain(on_premises(plan)).collect()
}

fn on_premises(plan: &Plan) -> impl Iterator<Item = (String, Cidr)> + '_ {
    let hosts = plan.scenario().on_premises.iter().flat_map(|site| {
        let host = site.ip.map(|ip| Cidr::containing(ip, u8::MAX));
        let spaces = site.address_space.iter().flatten().copied();
        spaces.chain(host).map(|range| (format!("on-premises {}", site.name), range))
    });
    let learned = plan.scenario().gateways.iter().flat_map(|gateway| {
        let routes = gateway.routes.iter().flatten();
        routes.map(|range| (format!("BGP {}", gateway.name), *range))
    });
    hosts.chain(learned)
}

/// What others have, for the question who owns an address.
pub(super) fn elsewhere(plan: &Plan) -> Vec<(OwnerKind, String, Cidr)> {
    let outside = on_premises(plan).map(|(name, range)| (OwnerKind::Other, name, range));
    let neighbours = plan.scenario().other_clusters.iter().flat_map(|cluster| {
        let ranges = [cluster.pod_cidr, cluster.service_cidr].into_iter().flatten();
        ranges.map(|range| (OwnerKind::OtherCluster, cluster.name.to_string(), range))
    });
    outside.chain(neighbours).collect()
}

/// Machines, firewalls and gateways whose VNet is modelled, and their subnet is not.
pub(super) fn hosts(plan: &Plan) -> Vec<Host> {
    let scenario = plan.scenario();
    let vms = scenario.vms.iter().map(|vm| (OwnerKind::Vm, &vm.name, vm.vnet.as_ref(), vm.ip));
    let firewalls = scenario
        .firewalls
        .iter()
        .map(|item| (OwnerKind::Appliance, &item.name, Some(&item.vnet), Some(item.private_ip)));
    let gateways = scenario.gateways.iter().map(|item| (OwnerKind::Gateway, &item.name, Some(&item.vnet), item.ip));
    let all = vms.chain(firewalls).chain(gateways);
    let placed = all.filter_map(|(kind, name, vnet, address)| {
        let (vnet, address) = (plan.vnet_named(vnet?)?, address?);
        subnet_at(plan, vnet, address).is_none().then(|| Host { vnet, address, kind, name: name.to_string() })
    });
    placed.collect()
}

/// What the map says of the subnets that the cluster uses: by the place of the subnet.
type Used = Vec<Option<(Role, Option<u64>)>>;

/// Every IPv4 range of every VNet, cut into blocks.
pub(super) fn vnets(plan: &Plan, capacity: &Capacity) -> Vec<VnetMap> {
    let mut used: Used = vec![None; plan.subnets().len()];
    for range in &capacity.ranges {
        if let Some(subnet) = range.subnet {
            used[subnet.index()] = Some((range.role, range.used_percent()));
        }
    }
    let mut order: Vec<VnetId> = plan.vnet_ids().collect();
    order.sort_by_key(|id| *id != plan.cluster_vnet());
    let sorted: Vec<(VnetId, Vec<SubnetId>)> = order.into_iter().map(|id| (id, sorted(plan, id))).collect();
    let letters = letters(&sorted, &used);
    let mut maps = Vec::new();
    for (id, subnets) in &sorted {
        let announced = announced(plan, *id);
        for space in &plan.vnet(*id).item.address_space {
            if let Some(span) = space.span() {
                let mut map = VnetMap {
                    vnet: *id,
                    name: plan.vnet(*id).item.name.to_string(),
                    prefix: *space,
                    blocks: Vec::with_capacity(subnets.len()),
                    free: 0,
                };
                cut(plan, span, subnets, &mut map, |subnet| {
                    (letters[subnet.index()], used[subnet.index()].and_then(|(_, percent)| percent))
                });
                map.blocks.shrink_to_fit();
                for block in &mut map.blocks {
                    let meets = announced.iter().filter(|(_, range)| range.overlaps(block.prefix));
                    block.contested = meets.cloned().collect();
                }
                maps.push(map);
            }
        }
    }
    maps
}

/// Subnets in address order, and between them what is free.
fn cut(
    plan: &Plan,
    span: Span,
    subnets: &[SubnetId],
    map: &mut VnetMap,
    look: impl Fn(SubnetId) -> (Option<char>, Option<u64>),
) {
    let mut next = u64::from(span.first());
    let free = |map: &mut VnetMap, from: u64, to: u64| {
        let Some(gap) = to.checked_sub(from).and_then(|count| Span::starting(u32::try_from(from).ok()?, count)) else {
            return;
        };
        map.free += gap.count();
        map.blocks.extend(gap.blocks().into_iter().map(|prefix| Block {
            letter: None,
            name: String::new(),
            prefix,
            subnet: None,
            path: None,
            used_percent: None,
            contested: Vec::new(),
        }));
    };
    for id in subnets.iter().copied() {
        let item = &plan.subnet(id).item;
        let Some(inside) = item.prefix.span().filter(|own| own.intersection(span) == Some(*own)) else { continue };
        free(map, next, inside.first().into());
        next = next.max(u64::from(inside.last()) + 1);
        let (letter, used_percent) = look(id);
        map.blocks.push(Block {
            letter,
            name: item.name.to_string(),
            prefix: item.prefix,
            subnet: Some(id),
            path: Some(plan.subnet_path(id)),
            used_percent,
            contested: Vec::new(),
        });
    }
    free(map, next, u64::from(span.last()) + 1);
}

fn sorted(plan: &Plan, vnet: VnetId) -> Vec<SubnetId> {
    let mut ids = plan.vnet(vnet).subnets.clone();
    ids.sort_by_key(|id| {
        let prefix = plan.subnet(*id).item.prefix;
        (prefix.first(), prefix.prefix())
    });
    ids
}

/// A for the subnet of the nodes, then those of the pods, then the others by VNet and address; after z it begins
/// again, because a letter is a help for the eye and not a name.
fn letters(sorted: &[(VnetId, Vec<SubnetId>)], used: &Used) -> Vec<Option<char>> {
    let mut ids: Vec<SubnetId> = sorted.iter().flat_map(|(_, subnets)| subnets).copied().collect();
    ids.sort_by_key(|id| match used[id.index()] {
        Some((Role::NodeSubnet, _)) => 0,
        Some((Role::PodSubnet, _)) => 1,
        _ => 2,
    });
    let mut letters = vec![None; used.len()];
    for (id, letter) in ids.into_iter().zip(('A'..='Z').chain('a'..='z').cycle()) {
        letters[id.index()] = Some(letter);
    }
    letters
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::engine::address::map;
    use crate::engine::capacity::judge;
    use crate::engine::inventory::Inventory;
    use crate::engine::sample::plan;

    fn vnet(subnets: &[(u32, u8)]) -> String {
        let mut text = "[cluster]\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.0.0.0/16\"]\n".to_owned();
        for (index, (block, prefix)) in subnets.iter().enumerate() {
            let prefix = crate::net::Cidr::v4(std::net::Ipv4Addr::from(0x0a00_0000 + block * 64), *prefix);
            text = format!("{text}[[vnet.subnet]]\nname = \"s{index}\"\nprefix = \"{prefix}\"\n");
        }
        text
    }

    #[test]
    fn letters_begin_with_the_nodes() {
        let text = format!("{}[[node-pool]]\nname = \"a\"\nsubnet = \"s1\"\n", vnet(&[(0, 24), (64, 24)]));
        let plan = plan(&text);
        let capacity = judge(&plan);
        let map = map(&plan, &Inventory::new(&plan), &capacity);
        let blocks: Vec<_> =
            map.vnets[0].blocks.iter().filter_map(|block| Some((block.letter?, block.name.as_str()))).collect();
        assert_eq!(blocks, [('B', "s0"), ('A', "s1")]);
        assert_eq!(map.vnets[0].free, 65_536 - 512);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn blocks_cover_the_vnet_where_subnets_lie_apart(subnets in prop::collection::vec((0u32..1024, 17u8..29), 1..12)) {
            let plan = plan(&vnet(&subnets));
            let capacity = judge(&plan);
            let map = map(&plan, &Inventory::new(&plan), &capacity);
            let mut next = 0x0a00_0000u64;
            for block in &map.vnets[0].blocks {
                let span = block.prefix.span().unwrap();
                prop_assert!(u64::from(span.first()) <= next);
                prop_assert!(u64::from(span.first()) == next || block.letter.is_some());
                next = next.max(u64::from(span.last()) + 1);
            }
            prop_assert_eq!(next, 0x0a01_0000);
        }
    }
}
