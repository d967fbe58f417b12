//! How a packet leaves to the internet: NAT gateway, then the machine's own public address, then the load
//! balancer's outbound rule, then default outbound access. Deliberately without counting SNAT ports: that is `snat`'s.

use std::net::IpAddr;

use super::session::Keeper;
use super::snat::Translator;
use super::walker::{Next, Place, Rewrite, Walker};
use super::world::{Nic, World, is_private};
use super::{
    Decision, Disposition, PlaceKind, Step, StepKind, TranslationKind, UNKNOWN_ADDRESS, arrival, egress_gateway,
    far_end, shown, snat,
};
use crate::engine::finding::SourceRef;
use crate::engine::rules::network::{LOAD_BALANCER_OUTBOUND, NAT_GATEWAY, OUTBOUND_TYPE, SERVICE_ENDPOINTS};
use crate::net::{Flow, Protocol};
use crate::scenario::model::{Model, OutboundType};

/// Who translates.
struct Method {
    kind: PlaceKind,
    /// `azure-lb:kubernetes`.
    place: String,
    /// `aksOutboundRule`.
    rule: &'static str,
    translation: TranslationKind,
    public: IpAddr,
    source: SourceRef,
}

/// A packet takes a route to the internet.
pub(super) fn to_internet(walker: &mut Walker<'_>, nic: &Nic) -> Next {
    let (from, to) = (walker.packet.src, walker.packet.dst);
    if is_private(to) {
        let sentence = format!("{} is a private address: the internet has no route to it.", shown(to));
        return Next::lost(Disposition::NullRouted, Decision::new("route", "0.0.0.0/0"), sentence);
    }
    if !is_private(from) && !walker.world.ranges(nic.vnet).iter().any(|range| range.contains(from)) {
        return far_end::internet_gets(walker);
    }
    if from.is_ipv6() {
        return Next::unknown(format!(
            "What translates {from} on its way to the internet no page that was read says: those of outbound methods tell of IPv4."
        ));
    }
    let Some(method) = method(walker.world, nic) else {
        return no_method(walker, nic);
    };
    if let Some(refusal) = refuse(walker, nic, &method) {
        return refusal;
    }
    let translator = match method.kind {
        PlaceKind::LoadBalancer => Some(Translator::LoadBalancer),
        PlaceKind::NatGateway => Some(Translator::NatGateway(method.place.trim_start_matches("nat-gateway:"))),
        _ => None,
    };
    let before = walker.packet;
    let mark = walker.translations.len();
    walker.open(method.kind, method.place.clone(), Some(method.public));
    if let Some(ended) = translator.and_then(|translator| snat::exhausted(walker, &translator)) {
        return ended;
    }
    let detail = format!(
        "{} replaces the source {} by {}: outside, private addresses have no meaning.",
        method.place,
        from,
        shown(method.public)
    );
    let src_port = before.src_port.filter(|_| method.translation == TranslationKind::SnatOneToOne);
    walker.translate(Rewrite {
        kind: method.translation,
        place: if method.rule.is_empty() { method.place.clone() } else { format!("{} {}", method.place, method.rule) },
        rule: Some(method.rule).filter(|rule| !rule.is_empty()),
        after: Flow { src: method.public, src_port, ..before },
        detail,
        source: method.source,
    });
    walker.remember(Keeper::Outbound(method.place), before, mark, Some(nic.vnet));
    far_end::internet_gets(walker)
}

/// The first method that the interface has.
fn method(world: &World<'_>, nic: &Nic) -> Option<Method> {
    nat_gateway(world, nic)
        .or_else(|| instance(nic))
        .or_else(|| outbound_rule(world, nic))
        .or_else(|| by_default(world, nic))
}

fn nat_gateway(world: &World<'_>, nic: &Nic) -> Option<Method> {
    let written = nic.subnet.and_then(|subnet| world.plan.subnet(subnet).item.nat_gateway.as_ref());
    let is_managed = matches!(world.outbound(), OutboundType::ManagedNatGateway | OutboundType::ManagedNatGatewayV2);
    let name = match written {
        Some(name) => name.to_string(),
        None if is_managed && nic.node.is_some() => "managed".to_owned(),
        None => return None,
    };
    let gateways = &world.plan.scenario().nat_gateways;
    let known = gateways.iter().find(|gateway| gateway.name == *name.as_str());
    let public = known.and_then(|gateway| gateway.public_ips.as_ref()?.first().copied());
    Some(Method {
        kind: PlaceKind::NatGateway,
        place: format!("nat-gateway:{name}"),
        rule: "",
        translation: TranslationKind::Snat,
        public: public.unwrap_or(UNKNOWN_ADDRESS),
        source: NAT_GATEWAY,
    })
}

fn instance(nic: &Nic) -> Option<Method> {
    Some(Method {
        kind: PlaceKind::Other,
        place: format!("public-ip:{}", nic.owner),
        rule: "",
        translation: TranslationKind::SnatOneToOne,
        public: nic.public_ip?,
        source: NAT_GATEWAY,
    })
}

/// The load balancer that AKS makes for the cluster.
const CLUSTER_BALANCER: &str = "azure-lb:kubernetes";

/// The outbound rule that AKS writes for it.
const OUTBOUND_RULE: &str = "aksOutboundRule";

/// Is it the place of a translation by AKS's own load balancer on the way out?
pub(super) fn is_own_balancer(place: &str) -> bool {
    place.strip_prefix(CLUSTER_BALANCER).is_some_and(|rule| rule.trim_start() == OUTBOUND_RULE)
}

fn outbound_rule(world: &World<'_>, nic: &Nic) -> Option<Method> {
    if nic.node.is_none() || world.outbound() != OutboundType::LoadBalancer {
        return None;
    }
    let public = world.plan.cluster().load_balancer.outbound_ips.as_ref().and_then(|ips| ips.first().copied());
    Some(Method {
        kind: PlaceKind::LoadBalancer,
        place: CLUSTER_BALANCER.to_owned(),
        rule: OUTBOUND_RULE,
        translation: TranslationKind::Snat,
        public: public.unwrap_or(UNKNOWN_ADDRESS),
        source: LOAD_BALANCER_OUTBOUND,
    })
}

fn by_default(world: &World<'_>, nic: &Nic) -> Option<Method> {
    let allows = nic.subnet.is_none_or(|subnet| world.plan.subnet(subnet).item.default_outbound_access == Some(true));
    let is_blocked = nic.node.is_some() && world.outbound() == OutboundType::Block;
    (allows && !is_blocked).then(|| Method {
        kind: PlaceKind::Other,
        place: "default-outbound-access".to_owned(),
        rule: "",
        translation: TranslationKind::Snat,
        public: UNKNOWN_ADDRESS,
        source: NAT_GATEWAY,
    })
}

fn no_method(walker: &Walker<'_>, nic: &Nic) -> Next {
    let world = walker.world;
    let arranged = match nic.node {
        Some(_) => format!("outbound type {} arranges nothing on this way", world.outbound()),
        None => "its subnet has no default outbound access".to_owned(),
    };
    let sentence = format!(
        "Nothing translates {} on the way to the internet: no NAT gateway, no public address of {}, no outbound rule, and {arranged}.",
        walker.packet.src, nic.owner
    );
    let decided = Decision::new("outbound-method", world.outbound().word());
    Next::lost(Disposition::NoOutboundSnat, decided, sentence)
}

/// What a method cannot translate.
fn refuse(walker: &mut Walker<'_>, nic: &Nic, method: &Method) -> Option<Next> {
    let Flow { src, protocol, .. } = walker.packet;
    let has_ports = matches!(protocol, Protocol::Tcp | Protocol::Udp);
    if method.kind == PlaceKind::NatGateway {
        let sentence = format!("{} translates TCP and UDP only, and the packet is {protocol}.", method.place);
        let decided = Decision::new("nat-gateway", method.place.clone());
        return (!has_ports).then(|| Next::lost(Disposition::UnsupportedProtocol, decided, sentence));
    }
    if !has_ports {
        return Some(Next::unknown(format!(
            "No page that was read says whether {} translates {protocol}.",
            method.place
        )));
    }
    if Some(src) == nic.ip {
        return None;
    }
    if nic.node.is_some() && walker.world.model() == Model::PodSubnet {
        if method.kind == PlaceKind::LoadBalancer {
            walker.note("Assumed: the load balancer's outbound rule translates pod addresses too; no page says how.");
        }
        return None;
    }
    if nic.node.is_some() && walker.world.model() == Model::NodeSubnet {
        let sentence =
            format!("{src} is a secondary address of node {}, and those have no outbound method.", nic.owner);
        let decided = Decision::new("outbound-method", walker.world.outbound().word());
        return Some(Next::lost(Disposition::NoOutboundSnat, decided, sentence));
    }
    Some(Next::unknown(format!(
        "{src} is not an address of {}, and no page says what Azure does with its packets.",
        nic.owner
    )))
}

/// A reply comes to what translated the packet on its way out.
pub(super) fn take_back(walker: &mut Walker<'_>, place: usize) -> Next {
    let session = &walker.established[place];
    let Keeper::Outbound(name) = &session.keeper else {
        unreachable!("only sessions of outbound methods lead here");
    };
    if egress_gateway::is_keeper(name) {
        return egress_gateway::take_back(walker, session, name);
    }
    let kind = match name.split_once(':').map_or(name.as_str(), |(kind, _)| kind) {
        "azure-lb" => PlaceKind::LoadBalancer,
        "nat-gateway" => PlaceKind::NatGateway,
        _ => PlaceKind::Other,
    };
    walker.open(kind, name.clone(), Some(walker.packet.dst));
    if name.starts_with(SERVICE_ENDPOINT) {
        answer_by_service_endpoint(walker);
    } else {
        walker.step(
            Step::new(StepKind::Session, format!("{name} knows the connection: this is its reply.")).on(OUTBOUND_TYPE),
        );
    }
    walker.undo(session);
    let to = walker.packet.dst;
    let vnet = session.vnet.unwrap_or(walker.world.plan.cluster_vnet());
    match arrival::find(walker.world, vnet, to) {
        arrival::Found::Place(place) => Next::At(place),
        arrival::Found::Nobody => Next::unknown(format!("Nothing in this file has {to}.")),
    }
}

/// What a service endpoint is called among those that have answers.
const SERVICE_ENDPOINT: &str = "service-endpoint";

/// The service behind an endpoint answers the private address that it saw.
fn answer_by_service_endpoint(walker: &mut Walker<'_>) {
    let Flow { src, dst, .. } = walker.packet;
    let detail = format!("The service answers {dst}, the private address that it saw, from {src}.");
    walker.step(Step::new(StepKind::Originate, detail).on(SERVICE_ENDPOINTS));
    walker.note(
        "Assumed: the reply of a service behind a service endpoint goes straight back into the VNet over Azure's backbone; the page says so of the request, and nothing of the reply.",
    );
}

/// A service endpoint takes the packet: the service sees the private address.
pub(super) fn to_service_endpoint(walker: &mut Walker<'_>, nic: &Nic, service: &str) -> Next {
    let (from, to) = (walker.packet.src, walker.packet.dst);
    let name = format!("{SERVICE_ENDPOINT}:{service}");
    walker.open(PlaceKind::Other, name.clone(), Some(to));
    let sentence = format!("The Azure service {service} gets the packet and sees the private address {from}.");
    walker.step(Step::new(StepKind::Deliver, sentence.clone()).on(SERVICE_ENDPOINTS));
    walker.remember(Keeper::Outbound(name), walker.packet, walker.translations.len(), Some(nic.vnet));
    let answers = Place::Outbound(walker.opened.len() - 1);
    Next::arrives(Disposition::ExitsNetwork, sentence, Some(answers))
}
