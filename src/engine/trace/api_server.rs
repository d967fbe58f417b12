//! The API server: public, on a private endpoint, or in a subnet of the VNet; and the Service default/kubernetes that
//! stands for it in the cluster. Deliberately not its own way back to nodes, which goes by a tunnel that they open.

use std::net::IpAddr;

use super::service::Where;
use super::target::api_server_service;
use super::walker::{Next, Place, Rewrite, Walker};
use super::world::{Nic, World, is_private};
use super::{
    Decision, Disposition, PlaceKind, Step, StepKind, TranslationKind, chain, edge, egress, far_end, is_unknown, nsg,
    shown, unknown_address,
};
use crate::engine::address::OwnerKind;
use crate::engine::plan::SubnetId;
use crate::engine::rules::network::{
    API_SERVER_PRIVATE, API_SERVER_PUBLIC, API_SERVER_RANGES, API_SERVER_VNET, CILIUM, KUBE_PROXY,
};
use crate::net::{Flow, Protocol};
use crate::scenario::model::{ApiServer, Direction};

/// Where the API server answers, and on which port.
pub(super) struct Host {
    address: IpAddr,
}

/// The port of the API server.
const PORT: u16 = 443;

/// The name of the port of its Service.
const PORT_NAME: &str = "default/kubernetes:https";

fn mode(world: &World<'_>) -> ApiServer {
    world.plan.cluster().api_server.unwrap_or(ApiServer::Public)
}

/// The API server's own address; `None` where no subnet of this file has room for it. A public one that nobody gives
/// is told apart from all others.
pub(crate) fn address(world: &World<'_>) -> Option<IpAddr> {
    if mode(world) == ApiServer::Public {
        return Some(unknown_address(usize::MAX));
    }
    world.dealt(subnet(world)?, OwnerKind::ApiServer, None)
}

/// The subnet that a private API server answers in.
fn subnet(world: &World<'_>) -> Option<SubnetId> {
    match mode(world) {
        ApiServer::Public => None,
        ApiServer::PrivateLink => world.plan.pools().first()?.subnet,
        ApiServer::VnetIntegration => world.plan.subnet_named(world.plan.cluster().api_server_subnet.as_ref()?),
    }
}

/// The API server behind the Service default/kubernetes; `None` when the packet is for another.
pub(super) fn of_service(world: &World<'_>, packet: Flow) -> Option<Result<Host, String>> {
    let is_it = api_server_service(world) == Some(packet.dst)
        && packet.protocol == Protocol::Tcp
        && packet.dst_port == Some(PORT);
    is_it.then(|| {
        let none = || "The API server has no address here: its subnet is not in this file, or is full.".to_owned();
        address(world).map(|address| Host { address }).ok_or_else(none)
    })
}

/// Replaces the address of default/kubernetes by the API server's own.
pub(super) fn translate(walker: &mut Walker<'_>, here: Where<'_>, host: &Host) -> Option<Next> {
    let after = Flow { dst: host.address, dst_port: Some(PORT), ..walker.packet };
    let at = format!("{}:{PORT}", shown(host.address));
    let dst = walker.packet.dst;
    let rewrite = match here {
        Where::Socket(client) => Rewrite {
            kind: TranslationKind::SocketLb,
            place: format!("{client} socket-lb"),
            rule: Some("socket-lb"),
            after,
            detail: format!(
                "Cilium replaces {dst}, the address of Service default/kubernetes, by the API server's {at}."
            ),
            source: CILIUM,
        },
        Where::KubeProxy(node) | Where::Bpf(node) => {
            let service = chain::hash(PORT_NAME, walker.packet.protocol, None);
            let endpoint = chain::hash(PORT_NAME, walker.packet.protocol, Some(&at));
            let jump = format!(
                "KUBE-SERVICES finds {dst}, the address of Service default/kubernetes, and jumps to KUBE-SVC-{service}."
            );
            walker.step(Step::new(StepKind::Forward, jump).by("KUBE-SERVICES").on(KUBE_PROXY));
            // The chain of an endpoint is named after its address, which a public one does not have here.
            let endpoint = if super::is_unknown(host.address) { "*".to_owned() } else { endpoint };
            Rewrite {
                kind: TranslationKind::Dnat,
                place: format!("node:{} KUBE-SEP-{endpoint}", node.name),
                rule: Some("KUBE-SEP"),
                after,
                detail: format!(
                    "KUBE-SVC-{service} chooses KUBE-SEP-{endpoint}, which replaces the destination {dst} by the API server's {at}."
                ),
                source: KUBE_PROXY,
            }
        }
    };
    walker.translate(rewrite);
    None
}

/// Its interface, where it has one in a VNet.
fn nic(world: &World<'_>) -> Option<Nic> {
    let subnet = subnet(world)?;
    Some(Nic { subnet: Some(subnet), ..world.nic_at("api-server", world.plan.subnet(subnet).vnet, address(world)) })
}

/// It gets a packet, or answers one.
pub(super) fn pass(walker: &mut Walker<'_>) -> Next {
    let world = walker.world;
    let own = address(world);
    if walker.is_reply && own == Some(walker.packet.src) {
        return answer(walker);
    }
    walker.open(PlaceKind::Other, "api-server", own);
    let (mode, from) = (mode(world), shown(walker.packet.src));
    if mode == ApiServer::VnetIntegration
        && let Some(nic) = nic(world)
        && let Some(denied) = nsg::check(walker, &nic, Direction::Inbound)
    {
        return denied;
    }
    if walker.packet.dst_port != Some(PORT) {
        return Next::unknown(format!(
            "The API server answers on port {PORT}; what becomes of other packets no page says."
        ));
    }
    if let Some(refused) = refuse_source(walker) {
        return refused;
    }
    let (words, page, disposition) = match mode {
        ApiServer::Public => ("on its public address", API_SERVER_PUBLIC, Disposition::ExitsNetwork),
        ApiServer::PrivateLink => ("on its private endpoint", API_SERVER_PRIVATE, Disposition::Delivered),
        ApiServer::VnetIntegration => ("in its subnet of the VNet", API_SERVER_VNET, Disposition::Delivered),
    };
    let sentence = format!("The API server gets the packet from {from} {words}.");
    walker.step(Step::new(StepKind::Deliver, sentence.clone()).on(page));
    Next::arrives(disposition, sentence, Some(Place::ApiServer))
}

/// A public API server takes only the sources of its authorized ranges, where it has any, and those that AKS's own load
/// balancer gives.
fn refuse_source(walker: &mut Walker<'_>) -> Option<Next> {
    let world = walker.world;
    let ranges = world.plan.cluster().api_server_authorized_ranges.as_ref().filter(|ranges| !ranges.is_empty())?;
    if world.without.is_some_and(super::Without::is_authorized_ranges) {
        return None;
    }
    if mode(world) != ApiServer::Public {
        walker.note("The authorized ranges of the API server are not asked here: it is reached by a private address, and the page tells of public ones alone.");
        return None;
    }
    let source = walker.packet.src;
    let list = ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let translator = walker.translations.last().map_or("", |last| last.place.as_str());
    let decision = Decision::new("authorized-ranges", "api-server");
    if egress::is_own_balancer(translator) {
        let detail = format!(
            "The authorized ranges ({list}) are asked, and AKS adds the outbound addresses of its own load balancer to them."
        );
        walker.step(Step::new(StepKind::Filter, detail).on(API_SERVER_RANGES));
        walker.passed = decision;
        return None;
    }
    let takes_all = ranges.iter().find(|range| range.is_v4() && range.prefix() == 0);
    if is_unknown(source) && takes_all.is_none() {
        return Some(Next::unknown(format!(
            "The API server takes only {list}, and the file does not give the address that {} has given the packet.",
            if translator.is_empty() { "its sender" } else { translator }
        )));
    }
    if let Some(range) = takes_all.or_else(|| ranges.iter().find(|range| range.contains(source))) {
        let detail = format!("{} is in {range}, one of the authorized ranges.", shown(source));
        walker.step(Step::new(StepKind::Filter, detail).on(API_SERVER_RANGES));
        walker.passed = decision;
        return None;
    }
    let detail = format!("The authorized ranges do not hold {source}.");
    walker.step(Step::new(StepKind::Filter, detail).on(API_SERVER_RANGES));
    let sentence = format!("The API server takes only its authorized ranges, {list}, and blocks {source}.");
    Some(Next::lost(Disposition::DroppedSourceRange, decision, sentence))
}

fn answer(walker: &mut Walker<'_>) -> Next {
    let to = shown(walker.packet.dst);
    walker.open(PlaceKind::Other, "api-server", Some(walker.packet.src));
    walker.step(Step::new(StepKind::Originate, format!("The API server answers {to}.")));
    match nic(walker.world) {
        // A client on the internet that no translator stands for gets the answer itself.
        None if !is_private(walker.packet.dst) => far_end::internet_gets(walker),
        None => far_end::back_from_outside(walker),
        Some(nic) => {
            // The NSG of a private endpoint's subnet is not asked: its policies are off in AKS's own.
            let is_guarded = mode(walker.world) == ApiServer::VnetIntegration;
            edge::leave(walker, &if is_guarded { nic } else { Nic { is_unguarded: true, ..nic } })
        }
    }
}
