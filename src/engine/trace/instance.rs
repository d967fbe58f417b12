//! The public address of one machine, from outside: translated one to one to the address of its NIC. Deliberately not
//! the way out, which is one of `egress`.

use super::front::Front;
use super::session::Keeper;
use super::walker::{Entry, Next, Place, Rewrite, Walker};
use super::{PlaceKind, TranslationKind, shown};
use crate::engine::rules::network::NSG;
use crate::net::Flow;

/// A packet comes to the public address of a machine.
pub(super) fn pass(walker: &mut Walker<'_>, front: Front) -> Next {
    let world = walker.world;
    let (nic, place) = match front {
        Front::Node(node) => (world.node_nic(node), Place::Node(node, Entry::Nic)),
        Front::Vm(vm) => match world.vm_nic(&world.plan.scenario().vms[vm]) {
            Some(nic) => (nic, Place::VmGets(vm)),
            None => return Next::unknown("Neither the subnet nor the VNet of the machine is in this file."),
        },
        Front::Service(_) | Front::Plain(_) => unreachable!("only machines have an address of their own"),
    };
    let Some(ip) = nic.ip else { return Next::unknown(format!("{} has no address.", nic.owner)) };
    let (entry, mark) = (walker.packet, walker.translations.len());
    let name = format!("public-ip:{}", nic.owner);
    walker.open(PlaceKind::Other, name.clone(), Some(entry.dst));
    walker.translate(Rewrite {
        kind: TranslationKind::Dnat,
        place: name.clone(),
        rule: None,
        after: Flow { dst: ip, ..entry },
        detail: format!(
            "The public address {} is that of {}: the destination becomes {ip}, before any NSG is asked.",
            shown(entry.dst),
            nic.owner
        ),
        source: NSG,
    });
    walker.remember(Keeper::Inbound(name), entry, mark, Some(nic.vnet));
    Next::At(place)
}
