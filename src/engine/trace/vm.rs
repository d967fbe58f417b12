//! A virtual machine: an end, or an appliance that forwards where its NIC and its guest are told to. Deliberately
//! without firewalls in the guest.

use super::session::Keeper;
use super::walker::{Next, Place, Walker};
use super::world::Nic;
use super::{Decision, Disposition, PlaceKind, Step, StepKind, edge, nsg, shown};
use crate::engine::rules::network::ROUTE_CHOICE;
use crate::scenario::model::{Direction, Vm};

/// A machine sends.
pub(super) fn send(walker: &mut Walker<'_>, place: usize) -> Next {
    let vm = &walker.world.plan.scenario().vms[place];
    walker.open(PlaceKind::Vm, vm.name.to_string(), walker.world.vm_ip(vm));
    walker.device("eth0");
    let detail = format!("{} sends from {} to {}.", vm.name, walker.packet.src, shown(walker.packet.dst));
    walker.step(Step::new(StepKind::Originate, detail));
    match walker.world.vm_nic(vm) {
        Some(nic) => edge::leave(walker, &nic),
        None => homeless(vm),
    }
}

/// A machine gets a packet: for itself, or to forward.
pub(super) fn get(walker: &mut Walker<'_>, place: usize) -> Next {
    let vm = &walker.world.plan.scenario().vms[place];
    walker.open(PlaceKind::Vm, vm.name.to_string(), walker.world.vm_ip(vm));
    let Some(nic) = walker.world.vm_nic(vm) else { return homeless(vm) };
    if let Some(denied) = nsg::check(walker, &nic, Direction::Inbound) {
        return denied;
    }
    if nic.ip == Some(walker.packet.dst) || has_frontend(walker, vm) {
        let sentence = format!("{} gets the packet from {}.", vm.name, shown(walker.packet.src));
        walker.step(Step::new(StepKind::Deliver, sentence.clone()));
        return Next::arrives(Disposition::Delivered, sentence, Some(Place::VmSends(place)));
    }
    forward(walker, vm, nic)
}

/// Is the packet for a load balancer with floating IP that has given it to this machine?
fn has_frontend(walker: &Walker<'_>, vm: &Vm) -> bool {
    let mut balancers = walker.world.plan.scenario().load_balancers.iter();
    balancers.any(|balancer| {
        balancer.frontend == walker.packet.dst
            && balancer.floating_ip == Some(true)
            && balancer.backends.iter().flatten().any(|name| *name == vm.name)
    })
}

fn forward(walker: &mut Walker<'_>, vm: &Vm, nic: Nic) -> Next {
    if vm.ip_forwarding != Some(true) {
        let sentence = format!(
            "The packet to {} comes to the NIC of {}, which may not forward (ip-forwarding is false): Azure drops it.",
            shown(walker.packet.dst),
            vm.name
        );
        return Next::lost(Disposition::DeniedIpForwarding, Decision::new("nic", vm.name.to_string()), sentence);
    }
    if vm.forwards != Some(true) {
        let sentence = format!("The NIC of {} may forward, but its guest does not route (forwards is false).", vm.name);
        return Next::lost(Disposition::DeniedIpForwarding, Decision::new("nic", vm.name.to_string()), sentence);
    }
    walker.device("eth0");
    let detail = format!("{} forwards the packet as it is: its NIC may, and its guest routes.", vm.name);
    walker.step(Step::new(StepKind::Forward, detail).on(ROUTE_CHOICE));
    let (packet, mark) = (walker.packet, walker.translations.len());
    walker.remember(Keeper::Nsg(format!("guest {}", vm.name)), packet, mark, Some(nic.vnet));
    edge::leave(walker, &Nic { is_forwarder: true, ..nic })
}

fn homeless(vm: &Vm) -> Next {
    Next::unknown(format!("Neither the subnet nor the VNet of {} is in this file.", vm.name))
}
