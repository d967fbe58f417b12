//! What serves an Ingress: a controller's pod, or an application gateway. It ends the client's connection and opens
//! its own to a pod, and says in X-Forwarded-For whom it has seen. Deliberately follows one rule of an Ingress: host and
//! path are not in a packet's header.

use std::net::IpAddr;

use super::session::Keeper;
use super::target::{self, Face};
use super::walker::{Next, Place, Rewrite, Walker};
use super::world::{Nic, World};
use super::{
    PlaceKind, Step, StepKind, TranslationKind, edge, far_end, is_unknown, shown, shown_with_port, unknown_address,
};
use crate::engine::address::OwnerKind;
use crate::engine::finding::SourceRef;
use crate::engine::inventory::PodRef;
use crate::engine::plan::SubnetId;
use crate::engine::rules::network::{APPLICATION_GATEWAY, APPLICATION_GATEWAY_HEADERS, CHANGELOG};
use crate::engine::service;
use crate::net::{Flow, Protocol};
use crate::scenario::model::{Ingress, IngressController, Model};

/// Does a pod of the cluster serve it?
pub(crate) fn is_in_cluster(ingress: &Ingress) -> bool {
    matches!(ingress.controller, None | Some(IngressController::AppRoutingNginx))
}

/// The address that clients of an Ingress call; `None` where the file does not tell.
pub(crate) fn address(world: &World<'_>, place: usize) -> Option<IpAddr> {
    let ingress = &world.plan.scenario().ingresses[place];
    if is_in_cluster(ingress) {
        let controller = ingress.service.as_ref()?;
        return world.frontend(service::named(world.plan, controller)?);
    }
    // Behind those of the load balancers.
    let unknown = || unknown_address(world.plan.scenario().services.len().saturating_add(place));
    Some(ingress.ip.and_then(|ip| ip.0).unwrap_or_else(unknown))
}

/// The port that clients of an Ingress call: 443 where it has TLS, else 80; where the Service of its controller offers
/// neither, that one's first.
pub(crate) fn port(world: &World<'_>, place: usize) -> Option<u16> {
    let ingress = &world.plan.scenario().ingresses[place];
    let wanted = wanted_port(ingress);
    let controller = ingress.service.as_ref().filter(|_| is_in_cluster(ingress));
    let Some(service) = controller.and_then(|name| service::named(world.plan, name)) else { return Some(wanted) };
    let ports = &world.plan.scenario().services[service].ports;
    ports.iter().find(|port| port.port == wanted).or(ports.first()).map(|port| port.port)
}

/// The port of HTTPS or of HTTP.
fn wanted_port(ingress: &Ingress) -> u16 {
    if ingress.tls == Some(true) { 443 } else { 80 }
}

/// Which port is asked for, where the question gives none.
pub(super) fn asked_port(world: &World<'_>, place: usize) -> Option<String> {
    let ingress = &world.plan.scenario().ingresses[place];
    let (port, name) = (port(world, place)?, &ingress.name);
    let why = match ingress.tls {
        _ if port != wanted_port(ingress) => "the first of its controller's Service",
        Some(true) => "as it is called by TLS",
        Some(false) | None => "as this file gives it no TLS (tls = true)",
    };
    Some(format!("Port {port} of Ingress {name} is asked for, {why}; another is asked for by its number."))
}

/// The Ingress whose application gateway has this address, in front or behind.
pub(super) fn at(world: &World<'_>, wanted: IpAddr) -> Option<usize> {
    let ingresses = &world.plan.scenario().ingresses;
    ingresses.iter().enumerate().find_map(|(place, ingress)| {
        let is_it = !is_in_cluster(ingress)
            && (address(world, place) == Some(wanted) || own_address(world, ingress) == Some(wanted));
        is_it.then_some(place)
    })
}

fn subnet(world: &World<'_>, ingress: &Ingress) -> Option<SubnetId> {
    ingress.subnet.as_ref().and_then(|subnet| world.plan.subnet_named(&subnet.0))
}

/// The address that a gateway opens its own connections from: its frontend where that is in its subnet, else the
/// lowest that is free there.
fn own_address(world: &World<'_>, ingress: &Ingress) -> Option<IpAddr> {
    let subnet = subnet(world, ingress)?;
    let frontend = ingress.ip.and_then(|ip| ip.0);
    let is_inside = |address: &IpAddr| world.plan.subnet(subnet).item.prefix.contains(*address);
    let dealt = || world.dealt(subnet, OwnerKind::ApplicationGateway, Some(&ingress.name));
    frontend.filter(is_inside).or_else(dealt).or_else(|| {
        let layout = world.inventory.layout(subnet);
        layout.free.nth(layout.end()).map(|address| std::net::Ipv4Addr::from(address).into())
    })
}

/// A pod that the controller of the Ingress asked for runs in passes the request on; `None` when it is another pod.
pub(super) fn at_controller(walker: &mut Walker<'_>, at: PodRef) -> Option<Next> {
    let world = walker.world;
    let pod = world.inventory.pod(at);
    let keeper = Keeper::Proxy(World::pod_name(&pod));
    if walker.is_reply {
        let session = walker.session(&keeper)?;
        walker.undo(session);
        return Some(Next::At(Place::Pod(at)));
    }
    let ingress = &world.plan.scenario().ingresses[walker.stated.ingress?];
    let controller = service::named(world.plan, ingress.service.as_ref()?)?;
    let item = &world.plan.scenario().services[controller];
    let is_it =
        |port: usize| target::pods(world, item, port, Face::Cluster).endpoints.iter().any(|(pod, _)| *pod == at);
    if !is_in_cluster(ingress) || !(0..item.ports.len()).any(is_it) {
        return None;
    }
    let sender = Sender { place: format!("pod:{}", World::pod_name(&pod)), address: pod.ip, keeper, source: CHANGELOG };
    Some(match pass_on(walker, ingress, sender) {
        Err(next) => next,
        Ok(()) => Next::At(Place::Pod(at)),
    })
}

/// An application gateway gets a request, or the answer to one of its own.
pub(super) fn pass(walker: &mut Walker<'_>, place: usize) -> Next {
    let world = walker.world;
    let ingress = &world.plan.scenario().ingresses[place];
    let name = format!("application-gateway:{}", ingress.name);
    walker.open(PlaceKind::Other, name.clone(), Some(walker.packet.dst));
    let Some(subnet) = subnet(world, ingress) else {
        return Next::unknown(format!(
            "The subnet of the application gateway of Ingress {} is not in this file.",
            ingress.name
        ));
    };
    let own = own_address(world, ingress);
    let nic = Nic {
        subnet: Some(subnet),
        // It reaches the pods of an overlay by their own addresses.
        is_in_overlay: world.model() == Model::Overlay,
        ..world.nic_at(&ingress.name, world.plan.subnet(subnet).vnet, own)
    };
    let keeper = Keeper::Proxy(name.clone());
    if let Some(session) = walker.session(&keeper) {
        walker.undo(session);
        let to = walker.packet.dst;
        let is_outside = is_unknown(walker.packet.src) || !super::is_private(walker.packet.src);
        if is_outside && !super::is_private(to) {
            return far_end::internet_gets(walker);
        }
        return edge::leave(walker, &nic);
    }
    if own.is_some_and(|own| own != walker.packet.dst && address(world, place) != Some(walker.packet.dst)) {
        return Next::unknown(format!("{name} opens no connection that this packet could answer."));
    }
    let sender = Sender { place: name, address: own, keeper, source: APPLICATION_GATEWAY };
    match pass_on(walker, ingress, sender) {
        Err(next) => next,
        Ok(()) => edge::leave(walker, &nic),
    }
}

/// Who passes a request on.
struct Sender {
    place: String,
    address: Option<IpAddr>,
    keeper: Keeper,
    source: SourceRef,
}

/// Ends the connection and opens another, to a pod behind the first rule.
fn pass_on(walker: &mut Walker<'_>, ingress: &Ingress, sender: Sender) -> Result<(), Next> {
    let world = walker.world;
    let name = &ingress.name;
    let Some(rule) = ingress.rules.first() else {
        return Err(Next::unknown(format!("Ingress {name} has no rule: nothing says where its requests go.")));
    };
    if ingress.rules.len() > 1 {
        walker.note(format!(
            "The first rule of Ingress {name} is followed; which one a request takes depends on its host and path."
        ));
    }
    let namespace = ingress.namespace.as_ref().map_or("default", |namespace| namespace.as_str());
    let full = format!("{namespace}/{}", rule.service);
    let backend = service::named(world.plan, &full).and_then(|place| {
        let service = &world.plan.scenario().services[place];
        let port = service::port_of(service, Protocol::Tcp, Some(rule.port))?;
        Some(target::pods(world, service, port, Face::Cluster))
    });
    let Some(backend) = backend else {
        return Err(Next::unknown(format!(
            "Ingress {name} leads to port {} of Service {full}, which is not in this file.",
            rule.port
        )));
    };
    let Some((pod, port)) = backend.endpoints.first().copied() else {
        return Err(Next::lost(
            super::Disposition::RejectedNoEndpoints,
            super::Decision::new("kube-proxy", full.clone()),
            format!("No pod stands behind Service {full}: {} answers the request itself, with an error.", sender.place),
        ));
    };
    let (Some(to), Some(own)) = (world.inventory.pod(pod).ip, sender.address) else {
        return Err(Next::unknown(format!("{} or the pod behind it has no address.", sender.place)));
    };
    let seen = shown(walker.packet.src);
    let (entry, mark) = (walker.packet, walker.translations.len());
    let client = walker.packet;
    // The page of Application Gateway alone says how it writes the header: with the port.
    let (written, page) = match ingress.controller {
        Some(IngressController::ApplicationGateway) => {
            (shown_with_port(client.src, client.src_port, client.protocol), APPLICATION_GATEWAY_HEADERS)
        }
        _ => (seen.clone(), sender.source),
    };
    let header = format!("X-Forwarded-For: {written}");
    let detail =
        format!("The client's connection ends here; the request goes on in another, with the header {header}.");
    walker.step(Step::new(StepKind::Forward, detail).on(page));
    walker.note(format!(
        "{} opens a connection of its own; the pod learns of the client from {header} only.",
        sender.place
    ));
    if ingress.preserve_client_ip == Some(true)
        && is_in_cluster(ingress)
        && world.inventory.node_at(entry.src).is_some()
    {
        walker.note(format!(
            "Ingress {name} is to preserve the client's address, and its controller has seen {seen}: with the external traffic policy Local it would see the client."
        ));
    }
    walker.translate(Rewrite {
        kind: TranslationKind::Dnat,
        place: sender.place.clone(),
        rule: None,
        after: Flow { dst: to, dst_port: Some(port), ..entry },
        detail: format!(
            "It chooses pod {} of Service {full} by itself: the Service's address is not used.",
            World::pod_name(&world.inventory.pod(pod))
        ),
        source: sender.source,
    });
    walker.translate(Rewrite {
        kind: TranslationKind::Snat,
        place: sender.place.clone(),
        rule: None,
        after: Flow { src: own, src_port: None, ..walker.packet },
        detail: format!("Its own connection starts at {own}: the pod sees that address, not the client's."),
        source: sender.source,
    });
    walker.remember(sender.keeper, entry, mark, None);
    Ok(())
}
