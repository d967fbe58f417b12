//! From a question to its answer: the ends are looked up, the packet walks, then its reply. Deliberately decides
//! nothing that happens on the way.

use super::walker::{Chosen, Entry, Outcome, Place, Stated, Walker};
use super::{
    Decision, Disposition, PlaceKind, Question, Trace, TranslationKind, UNKNOWN_ADDRESS, Walk, World, has_ports,
    one_way, policy, shown, shown_ends,
};
use crate::engine::endpoint::EndpointError;
use crate::engine::endpoint::resolve::{Resolved, Subject, resolve};
use crate::engine::finding::SourceRef;
use crate::net::{Flow, Protocol};
use crate::scenario::leaf::nearest;
use crate::scenario::model::{Model, ServiceType};

/// Follows a packet, and its reply.
///
/// # Errors
/// When an end is not in the scenario.
pub fn trace(world: &World<'_>, question: &Question) -> Result<Trace, EndpointError> {
    let (from, to) = (resolve(world, &question.from)?, resolve(world, &question.to.endpoint)?);
    let flow = flow(question, &from, &to);
    let stated = stated(world, question, &to)?;
    let unknown = unknown_end(world, question, &from, &to);
    let (Some(place), None) = (origin(&from), &unknown) else {
        let sentence = unknown.unwrap_or_else(|| silent(question, &from));
        return Ok(without_way(question, flow, sentence));
    };
    let forward = Walker::new(world, stated, flow, None).walk(place);
    let reply = forward.walk.disposition.is_good().then_some(forward.answers).flatten().map(|answers| {
        let outcome = Walker::new(world, stated, forward.packet.reversed(), Some(&forward.opened)).walk(answers);
        known_to_the_client(outcome, flow, &forward.walk)
    });
    let mut notes = forward.notes;
    notes.extend(assumed_addresses(world, &from, &to));
    if let (Subject::Ingress(place), None) = (to.subject, question.to.port) {
        notes.extend(super::ingress::asked_port(world, place));
    }
    notes.extend(local_dns(world, &from, &to));
    notes.extend(elsewhere(question, &to, &forward.walk));
    if let Some(reply) = &reply {
        notes.extend(reply.notes.iter().filter(|note| !notes.contains(note)).cloned().collect::<Vec<_>>());
        notes.extend(one_way::notes(&forward.walk, &reply.walk));
    }
    notes.extend(policy::unasked(world));
    let source_seen = forward.walk.disposition.is_good().then_some(forward.packet.src);
    let reply = reply.map(|outcome| outcome.walk);
    let sources = sources([Some(&forward.walk), reply.as_ref()]);
    Ok(Trace { question: question.clone(), flow, forward: forward.walk, reply, source_seen, notes, sources })
}

/// Why an end that packets do not come from here has none to follow, and what to ask in its place.
fn silent(question: &Question, from: &Resolved) -> String {
    match from.subject {
        Subject::ApiServer => "No packet of the API server's is followed: what it asks of nodes and pods comes back through the konnectivity tunnel, which an agent in the cluster has opened; ask from a node to api-server. API Server VNet Integration needs that tunnel for pods of an overlay or of a network of one's own alone.".to_owned(),
        Subject::Platform => "Of Azure's platform only the health probes of load balancers come into the network: a packet to a load balancer's address tells what its probe asks and what lets it in.".to_owned(),
        Subject::Service(_) | Subject::LoadBalancer(_) | Subject::Ingress(_) => format!(
            "{} is an address that packets go to: what answers from it are its pods; ask from one of them.",
            question.from
        ),
        _ => format!("{} does not send packets of its own.", question.from),
    }
}

/// What the question states, looked up.
fn stated(world: &World<'_>, question: &Question, to: &Resolved) -> Result<Stated, EndpointError> {
    let chosen = question.lb_selects.as_deref().map(|name| {
        let vms = &world.plan.scenario().vms;
        let vm = || vms.iter().position(|vm| vm.name == *name).map(Chosen::Vm);
        let suggestion = nearest(name, vms.iter().map(|vm| vm.name.as_str())).map(str::to_owned);
        let unknown = EndpointError::Unknown { kind: "node or vm", name: name.to_owned(), suggestion };
        world.inventory.node_named(name).map(Chosen::Node).or_else(vm).ok_or(unknown)
    });
    let ingress = match to.subject {
        Subject::Ingress(place) => Some(place),
        _ => None,
    };
    Ok(Stated { chosen: chosen.transpose()?, ports_in_use: question.snat_ports_in_use, ingress })
}

/// Who answers pods in the place of the cluster's DNS, where AKS arranges it by itself.
fn local_dns(world: &World<'_>, from: &Resolved, to: &Resolved) -> Option<String> {
    use crate::engine::rules::{self, RuleId};
    use crate::scenario::model::NetworkPolicyEngine::{Calico, Cilium};
    let plan = world.plan;
    let is_asked = matches!((from.subject, to.subject), (Subject::Pod(_), Subject::Dns));
    let is_since =
        plan.kubernetes_version().is_some_and(|own| own.minor() >= rules::number(RuleId::LocalDnsSinceMinor));
    let is_left_out = plan.model() == Model::ByoCni || matches!(plan.cluster().network_policy, Some(Calico | Cilium));
    (is_asked && is_since && !is_left_out).then(|| {
        format!(
            "From Kubernetes 1.{} on AKS turns LocalDNS on by itself: then a pod asks an address of {} on its own node, and LocalDNS asks in its place. One page calls it optional, and no key of this file says; what is followed here is a packet to the cluster's DNS itself.",
            rules::number(RuleId::LocalDnsSinceMinor),
            rules::text(RuleId::LocalDnsRange)
        )
    })
}

/// The pod that was asked for, where the packet goes to whoever has its address on the internet.
fn elsewhere(question: &Question, to: &Resolved, forward: &Walk) -> Option<String> {
    let is_outside = forward.disposition == Disposition::ExitsNetwork
        && forward.hops.last().is_some_and(|hop| hop.kind == PlaceKind::Internet);
    let address = to.address.filter(|_| is_outside && matches!(to.subject, Subject::Pod(_)))?;
    Some(format!(
        "{} does not get the packet: {address} is a public address to the sender's routes, and they lead to whoever has it on the internet.",
        question.to.endpoint
    ))
}

/// The ends whose addresses no key of the file gives, in a sentence.
fn assumed_addresses(world: &World<'_>, from: &Resolved, to: &Resolved) -> Option<String> {
    let assumed = |end: &Resolved| {
        let (is_assumed, name) = match end.subject {
            Subject::Pod(pod) => {
                let pod = world.inventory.pod(pod);
                (pod.assumed, World::pod_name(&pod))
            }
            Subject::Node(node) => {
                let node = world.inventory.node(node);
                (node.assumed, node.name)
            }
            Subject::Vm(vm) => {
                let vm = &world.plan.scenario().vms[vm];
                (vm.ip.is_none(), vm.name.to_string())
            }
            _ => return None,
        };
        let address = end.address.filter(|_| is_assumed)?;
        Some(format!("{name} has {address}"))
    };
    let ends: Vec<String> = [from, to].into_iter().filter_map(assumed).collect();
    (!ends.is_empty()).then(|| format!("Assumed: {}, as the file gives no address.", ends.join(", ")))
}

/// The header that the sender makes. A port that is left out is the far end's first, with that port's protocol.
fn flow(question: &Question, from: &Resolved, to: &Resolved) -> Flow {
    const PORT: u16 = 443;
    let (port, protocol) = match (question.to.port, to.port) {
        (None, Some((port, protocol))) if question.to.protocol == Protocol::Tcp => (port, protocol),
        (Some(port), _) | (None, Some((port, _))) => (port, question.to.protocol),
        (None, None) => (PORT, question.to.protocol),
    };
    let ports = has_ports(protocol);
    Flow {
        src: from.address.unwrap_or(UNKNOWN_ADDRESS),
        src_port: question.src_port.filter(|_| ports),
        dst: to.address.unwrap_or(UNKNOWN_ADDRESS),
        dst_port: Some(port).filter(|_| ports),
        protocol,
    }
}

/// Where the packet starts.
fn origin(from: &Resolved) -> Option<Place> {
    match from.subject {
        Subject::Pod(pod) => Some(Place::Pod(pod)),
        Subject::Node(node) => Some(Place::Node(node, Entry::Own)),
        Subject::Vm(vm) => Some(Place::VmSends(vm)),
        Subject::OnPremises(site) => Some(Place::OnPremises(site)),
        Subject::Internet => Some(Place::Internet),
        Subject::Service(_)
        | Subject::LoadBalancer(_)
        | Subject::Ingress(_)
        | Subject::ApiServer
        | Subject::Dns
        | Subject::Platform
        | Subject::Subnet(_)
        | Subject::Stranger => None,
    }
}

/// Why an end cannot be followed, where it cannot.
fn unknown_end(world: &World<'_>, question: &Question, from: &Resolved, to: &Resolved) -> Option<String> {
    let end = &question.to.endpoint;
    let (Some(source), Some(target)) = (from.address, to.address) else {
        let scenario = world.plan.scenario();
        return Some(match to.subject {
            _ if from.address.is_none() && world.plan.model() == Model::ByoCni => own_plug_in(),
            _ if from.address.is_none() => format!("{} has no address.", question.from),
            Subject::Service(place) if scenario.services[place].service_type == Some(ServiceType::ExternalName) => {
                let name = scenario.services[place].external_name.as_ref().map_or("", |name| &*name.0);
                format!(
                    "{end} is an ExternalName: the cluster's DNS answers with the name {name:?}, and no packet goes to the Service itself. Ask for the host behind the name."
                )
            }
            Subject::LoadBalancer(place)
                if scenario.services[place].service_type != Some(ServiceType::LoadBalancer) =>
            {
                format!(
                    "Service {} is not of type LoadBalancer: it has no load balancer.",
                    scenario.services[place].name
                )
            }
            Subject::Ingress(place) if super::ingress::is_in_cluster(&scenario.ingresses[place]) => {
                format!(
                    "{end} names no Service of its controller (service = \"NAMESPACE/NAME\") that has a load balancer in this file."
                )
            }
            Subject::Pod(_) if world.plan.model() == Model::ByoCni => own_plug_in(),
            _ => format!("{end} has no address."),
        });
    };
    (source.is_ipv4() != target.is_ipv4()).then(|| {
        format!(
            "{} and {} are of different address families, and of an end with both this program follows the one address.",
            shown(source),
            shown(target)
        )
    })
}

fn own_plug_in() -> String {
    "The cluster's own plug-in gives pods their addresses and decides their ways; Azure's pages do not tell.".to_owned()
}

/// The answer to a question whose ends cannot be followed.
fn without_way(question: &Question, flow: Flow, sentence: String) -> Trace {
    let forward = Walk {
        disposition: Disposition::InsufficientInfo,
        sentence,
        hops: Vec::new(),
        translations: Vec::new(),
        route: None,
        decided_by: Decision::NONE,
        nsg_checks: Vec::new(),
    };
    let question = question.clone();
    Trace { question, flow, forward, reply: None, source_seen: None, notes: Vec::new(), sources: Vec::new() }
}

/// A reply that arrives with another header than the client waits for is lost all the same.
fn known_to_the_client(mut outcome: Outcome, flow: Flow, forward: &Walk) -> Outcome {
    let in_socket = forward.translations.first().filter(|first| first.kind == TranslationKind::SocketLb);
    let expected = in_socket.map_or(flow, |first| first.after).reversed();
    if outcome.walk.disposition.is_good() && outcome.packet != expected {
        let found = shown_ends(outcome.packet).0;
        let sentence =
            format!("The reply comes from {found}, and the client waits for {}: it is lost.", shown_ends(expected).0);
        outcome.walk.disposition = Disposition::AsymmetricDrop;
        outcome.walk.sentence = sentence;
        outcome.walk.decided_by = Decision::NONE;
    }
    outcome
}

/// The pages of all steps, each once, in order.
fn sources(walks: [Option<&Walk>; 2]) -> Vec<SourceRef> {
    let mut found: Vec<SourceRef> = Vec::new();
    let steps = walks.into_iter().flatten().flat_map(|walk| &walk.hops).flat_map(|hop| &hop.steps);
    for source in steps.filter_map(|step| step.source) {
        if !found.contains(&source) {
            found.push(source);
        }
    }
    found
}
