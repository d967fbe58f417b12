//! Azure's load balancer, from the front: the rule, the health probes, the backend that takes the packet. Deliberately
//! does not touch the reply: a backend answers the client directly.

use super::front::Front;
use super::session::Keeper;
use super::walker::{Chosen, Entry, Next, Place, Rewrite, Walker};
use super::{Decision, Disposition, PlaceKind, Step, StepKind, TranslationKind, nsg, shown};
use crate::engine::inventory::NodeRef;
use crate::engine::rules::network::{AKS_BALANCER, CLOUD_PROVIDER, FLOATING_IP, HAIRPIN, PLATFORM, PROBES};
use crate::engine::service::{endpoints, full_name, port_of};
use crate::net::{Flow, Protocol};
use crate::scenario::model::{PlainLoadBalancer, Service, TrafficPolicy};

/// A load balancer gets a packet.
pub(super) fn pass(walker: &mut Walker<'_>, front: Front) -> Next {
    let scenario = walker.world.plan.scenario();
    match front {
        Front::Service(place) => of_service(walker, place),
        Front::Plain(place) => plain(walker, &scenario.load_balancers[place]),
        Front::Node(_) | Front::Vm(_) => unreachable!("machines answer on their own"),
    }
}

/// The name of the load balancer that AKS keeps for Services.
pub(super) fn name_of(service: &Service) -> &'static str {
    if service.internal == Some(true) { "azure-lb:kubernetes-internal" } else { "azure-lb:kubernetes" }
}

fn of_service(walker: &mut Walker<'_>, place: usize) -> Next {
    let service = &walker.world.plan.scenario().services[place];
    let name = name_of(service);
    let Flow { dst, dst_port, protocol, .. } = walker.packet;
    walker.open(PlaceKind::LoadBalancer, name, Some(dst));
    let Some(port) = port_of(service, protocol, dst_port) else {
        return no_rule(walker, name);
    };
    let node_port = walker.world.services.node_port(place, port);
    let node = match backend(walker, service, port, node_port) {
        Ok(node) => node,
        Err(next) => return next,
    };
    let (entry, mark) = (walker.packet, walker.translations.len());
    let node_name = walker.world.inventory.node_name(node);
    let is_translated = service.floating_ip == Some(false) || (dst.is_ipv6() && service.internal == Some(true));
    if is_translated && dst.is_ipv6() {
        let detail = "Without floating IP, and for every internal address of IPv6, the destination becomes the node's own address and node port.";
        walker.step(Step::new(StepKind::Forward, detail).on(CLOUD_PROVIDER));
        return Next::unknown(format!(
            "The IPv6 address of node {node_name}, which the load balancer puts in the place of {dst}, is not known here."
        ));
    }
    if is_translated {
        let (Some(ip), Some(node_port)) = (walker.world.inventory.node_ip(node), node_port) else {
            return Next::unknown(format!(
                "Node {node_name} has no address, or Service {} no node port.",
                service.name
            ));
        };
        if service.ports[port].node_port.is_none() {
            walker.note(format!("Assumed: node port {node_port}, the lowest free one, as the file gives none."));
        }
        walker.translate(Rewrite {
            kind: TranslationKind::Dnat,
            place: name.to_owned(),
            rule: None,
            after: Flow { dst: ip, dst_port: Some(node_port), ..entry },
            detail: format!(
                "Without floating IP the load balancer replaces the destination {} by the node's {ip} and its node port {node_port}.",
                shown(entry.dst)
            ),
            source: FLOATING_IP,
        });
    } else {
        let detail = format!(
            "Floating IP: node {node_name} gets the packet as it is, still to {} and the Service's own port; no node port is used.",
            shown(entry.dst)
        );
        walker.step(Step::new(StepKind::Forward, detail).on(AKS_BALANCER));
    }
    walker.remember(Keeper::Inbound(name.to_owned()), entry, mark, None);
    Next::At(Place::Node(node, Entry::Nic))
}

fn no_rule(walker: &Walker<'_>, name: &str) -> Next {
    let Flow { dst, dst_port, protocol, .. } = walker.packet;
    let port = dst_port.map(|port| format!(" to port {port}")).unwrap_or_default();
    Next::unknown(format!(
        "{name} has no rule for {protocol}{port} on {}; no page that was read says what becomes of such a packet.",
        shown(dst)
    ))
}

/// The node that the load balancer picks: the one that is asked for, else the first whose probe answers.
fn backend(walker: &mut Walker<'_>, service: &Service, port: usize, node_port: Option<u16>) -> Result<NodeRef, Next> {
    let full = full_name(service);
    let world = walker.world;
    let pods = endpoints(world.plan, world.inventory, service, &service.ports[port]);
    let is_local = service.external_traffic_policy == Some(TrafficPolicy::Local) && !pods.is_empty();
    let with_pods: Vec<NodeRef> = pods.iter().filter_map(|(pod, _)| world.inventory.pod(*pod).node).collect();
    let probe = Probe::of(service, port, node_port);
    let is_healthy = |node: NodeRef| !is_local || with_pods.contains(&node);
    match walker.stated.chosen {
        Some(Chosen::Node(node)) => {
            let name = world.inventory.node_name(node);
            if !is_healthy(node) || probe.is_denied(walker, node).is_some() {
                walker.note(format!(
                    "The health probe of node {name} fails; asked for is the time before the load balancer knows."
                ));
            }
            let detail = format!("The load balancer picks node {name}, as asked for.");
            walker.step(Step::new(StepKind::Forward, detail).on(PROBES));
            return Ok(node);
        }
        Some(Chosen::Vm(vm)) => {
            let vm = &world.plan.scenario().vms[vm].name;
            return Err(Next::unknown(format!("{vm} is no backend of Service {full}: those are the cluster's nodes.")));
        }
        None => {}
    }
    let candidates = candidates(walker, if is_local { Some(&with_pods) } else { None });
    let Some(first) = candidates.first().copied() else {
        return Err(Next::unknown(format!("The cluster has no node that could take packets of Service {full}.")));
    };
    let healthy = candidates.iter().copied().find(|node| probe.is_denied(walker, *node).is_none());
    let Some(node) = healthy else {
        let (sentence, decision) =
            probe.is_denied(walker, first).expect("no candidate is healthy, and the first is one");
        let sentence =
            format!("No health probe comes through, so the load balancer passes on no new connection. {sentence}");
        return Err(Next::lost(Disposition::DeniedNsgIn, decision, sentence));
    };
    let name = world.inventory.node_name(node);
    let which =
        if is_local { "one of the nodes with a pod of it, as only their probes answer" } else { "one of all nodes" };
    let detail = format!("The load balancer picks node {name}: {which}.");
    walker.step(Step::new(StepKind::Forward, detail).on(PROBES));
    walker.step(Step::new(StepKind::Forward, probe.sentence()).on(AKS_BALANCER));
    if pods.is_empty() && probe.is_sent {
        walker.note(format!("No pod stands behind Service {full}: the probe {probe} fails on every node, and soon the load balancer passes nothing on."));
    }
    Ok(node)
}

/// The nodes that the load balancer could pick, of which one may stand for all that are like it.
fn candidates(walker: &Walker<'_>, with_pods: Option<&Vec<NodeRef>>) -> Vec<NodeRef> {
    if let Some(with_pods) = with_pods {
        let mut found = with_pods.clone();
        found.sort_unstable();
        found.dedup();
        return found;
    }
    let inventory = walker.world.inventory;
    let mut found = Vec::new();
    for pool in walker.world.plan.pool_ids() {
        for index in 0..walker.world.plan.pool(pool).nodes {
            let at = NodeRef { pool, index };
            found.push(at);
            // Those behind the pinned ones differ in nothing that a probe meets.
            if inventory.node(at).pin.is_none() {
                break;
            }
        }
    }
    found
}

/// How the load balancer learns whether a node takes packets.
struct Probe {
    port: Option<u16>,
    is_sent: bool,
    is_local: bool,
}

impl Probe {
    fn of(service: &Service, port: usize, node_port: Option<u16>) -> Self {
        let is_local = service.external_traffic_policy == Some(TrafficPolicy::Local);
        let is_tcp = crate::engine::service::protocol_of(&service.ports[port]) == Protocol::Tcp;
        let port = if is_local { service.health_check_node_port } else { node_port };
        Self { port, is_sent: is_local || is_tcp, is_local }
    }

    /// The NSG rule that keeps the probe from a node, where one does.
    fn is_denied(&self, walker: &Walker<'_>, node: NodeRef) -> Option<(String, Decision)> {
        let world = walker.world;
        let ip = world.inventory.node_ip(node).filter(|_| self.is_sent)?;
        let packet =
            Flow { src: PLATFORM.into(), src_port: None, dst: ip, dst_port: self.port, protocol: Protocol::Tcp };
        nsg::denies_probe(world, &world.node_nic(node), packet)
    }
}

impl Probe {
    /// What the load balancer asks of every node.
    fn sentence(&self) -> String {
        if self.is_sent { format!("Its probe of a node is {self}.") } else { "It probes no port of UDP.".to_owned() }
    }
}

impl std::fmt::Display for Probe {
    /// `HTTP GET /healthz on port 31000 (the health check node port)`, `TCP port 30080 (the node port)`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = if self.is_local { "HTTP GET /healthz on" } else { "TCP" };
        let whose = if self.is_local { "health check node port" } else { "node port" };
        match self.port {
            Some(port) => write!(formatter, "{what} port {port} (the {whose})"),
            None => write!(formatter, "{what} the {whose}, which the file does not give"),
        }
    }
}

/// One of the machines behind a load balancer that no Service makes.
#[derive(Clone, Copy)]
enum Machine {
    Vm(usize),
    Node(NodeRef),
}

fn plain(walker: &mut Walker<'_>, balancer: &PlainLoadBalancer) -> Next {
    let name = format!("azure-lb:{}", balancer.name);
    walker.open(PlaceKind::LoadBalancer, name.clone(), Some(balancer.frontend));
    let entry = walker.packet;
    if balancer.port.is_some() && balancer.port != entry.dst_port {
        return no_rule(walker, &name);
    }
    let machine = match machine(walker, balancer) {
        Ok(machine) => machine,
        Err(next) => return next,
    };
    let world = walker.world;
    let (owner, ip, place) = match machine {
        Machine::Vm(vm) => {
            let item = &world.plan.scenario().vms[vm];
            (item.name.to_string(), world.vm_ip(item), Place::VmGets(vm))
        }
        Machine::Node(node) => {
            (world.inventory.node_name(node), world.inventory.node_ip(node), Place::Node(node, Entry::Nic))
        }
    };
    let Some(ip) = ip else { return Next::unknown(format!("{owner} has no address.")) };
    if ip == entry.src {
        let sentence = format!(
            "{name} picks {owner}, which is the sender itself: the machine gets a packet whose source and destination are its own, and drops it."
        );
        walker.step(Step::new(StepKind::Forward, format!("The load balancer picks {owner}.")).on(HAIRPIN));
        return Next::lost(Disposition::HairpinUnsupported, Decision::new("lb-limitation", name), sentence);
    }
    walker.step(
        Step::new(StepKind::Forward, format!("The load balancer picks {owner}, one of its backends.")).on(PROBES),
    );
    let mark = walker.translations.len();
    if balancer.floating_ip == Some(true) {
        let detail =
            format!("Floating IP: {owner} gets the packet as it is, and must have {} on an interface.", entry.dst);
        walker.step(Step::new(StepKind::Forward, detail).on(FLOATING_IP));
    } else {
        let dst_port = balancer.backend_port.or(entry.dst_port);
        walker.translate(Rewrite {
            kind: TranslationKind::Dnat,
            place: name.clone(),
            rule: None,
            after: Flow { dst: ip, dst_port, ..entry },
            detail: format!("The load balancer replaces the destination {} by {owner}'s {ip}.", shown(entry.dst)),
            source: FLOATING_IP,
        });
    }
    walker.remember(Keeper::Inbound(name), entry, mark, None);
    Next::At(place)
}

/// The machine picked: the one that is asked for, else the first that is not the sender.
fn machine(walker: &mut Walker<'_>, balancer: &PlainLoadBalancer) -> Result<Machine, Next> {
    let world = walker.world;
    let find = |name: &str| {
        let vm = world.plan.scenario().vms.iter().position(|vm| vm.name == *name).map(Machine::Vm);
        vm.or_else(|| world.inventory.node_named(name).map(Machine::Node))
    };
    let behind: Vec<Machine> = balancer.backends.iter().flatten().filter_map(|name| find(name)).collect();
    let address = |machine: &Machine| match machine {
        Machine::Vm(vm) => world.vm_ip(&world.plan.scenario().vms[*vm]),
        Machine::Node(node) => world.inventory.node_ip(*node),
    };
    let is_chosen = |machine: &Machine| match (machine, walker.stated.chosen) {
        (Machine::Vm(vm), Some(Chosen::Vm(chosen))) => *vm == chosen,
        (Machine::Node(node), Some(Chosen::Node(chosen))) => *node == chosen,
        _ => false,
    };
    if walker.stated.chosen.is_some() {
        let chosen = behind.iter().copied().find(is_chosen);
        return chosen.ok_or_else(|| Next::unknown(format!("What was asked for is no backend of {}.", balancer.name)));
    }
    let is_sender = |machine: &Machine| address(machine) == Some(walker.packet.src);
    let other = behind.iter().copied().find(|machine| !is_sender(machine));
    if other.is_some() && behind.iter().any(is_sender) {
        walker.note(format!(
            "The sender is itself a backend of {}: a connection that the load balancer gives back to it fails.",
            balancer.name
        ));
    }
    other
        .or_else(|| behind.first().copied())
        .ok_or_else(|| Next::unknown(format!("Load balancer {} has no backend in this file.", balancer.name)))
}
