//! The one walk: it carries the packet from place to place, and keeps what happened. Deliberately knows no place's
//! rules: those are the elements', a file each.

use super::front::Front;
use super::session::{Keeper, Session};
use super::world::World;
use super::{
    Decision, Disposition, HOPS_MAX, Hop, NsgCheck, PlaceKind, PortsInUse, Step, StepKind, TraceRoute, Translation,
    TranslationKind, Walk, api_server, arrival, balancer, egress, egress_gateway, far_end, firewall, gateway, ingress,
    instance, node, platform, pod, shown, shown_ends, vm,
};
use crate::engine::finding::SourceRef;
use crate::engine::inventory::{NodeRef, PodRef};
use crate::engine::plan::VnetId;
use crate::net::Flow;

/// Where a packet is, and how it came there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A pod sends it.
    Pod(PodRef),
    /// A node has it.
    Node(NodeRef, Entry),
    /// A virtual machine sends it.
    VmSends(usize),
    /// A virtual machine gets it.
    VmGets(usize),
    /// A firewall gets it to forward.
    Firewall(usize),
    /// A gateway gets it from its VNet.
    Gateway(usize),
    /// A host on premises sends it.
    OnPremises(usize),
    /// A host on the internet sends it.
    Internet,
    /// A private endpoint sends it (it can only answer).
    PrivateEndpoint(usize),
    /// What translated the packet on its way out has the reply: the place of the session.
    Outbound(usize),
    /// A load balancer gets it.
    Balancer(Front),
    /// The public address of a machine gets it.
    Instance(Front),
    /// An application gateway gets it, or the answer to what it has sent.
    Ingress(usize),
    /// The API server gets it, or answers.
    ApiServer,
    /// Azure's platform answers a machine of this VNet.
    Platform(VnetId),
    /// A static egress gateway gets it from a pod's tunnel.
    EgressGateway(usize, PodRef),
}

/// What a load balancer is asked to pick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    /// A node.
    Node(NodeRef),
    /// A machine, by its place in the scenario.
    Vm(usize),
}

/// What a question states that no file can know.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stated {
    /// What a load balancer picks.
    pub chosen: Option<Chosen>,
    /// SNAT ports in use.
    pub ports_in_use: Option<PortsInUse>,
    /// The Ingress that is asked for: its controller passes the request on.
    pub ingress: Option<usize>,
}

/// What a Service's rules have asked of the node for the packet's source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing.
    #[default]
    None,
    /// The node's own address, by kube-proxy's mark 0x4000.
    KubePostrouting,
    /// The node's own address, by Cilium at the NIC.
    BpfNodePort,
}

/// How a packet came to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// From a pod of its own.
    Pod(PodRef),
    /// From a process of its own.
    Own,
    /// From the network.
    Nic,
}

/// Where a packet goes next.
pub(super) enum Next {
    /// To a place.
    At(Place),
    /// Nowhere: this is the end.
    End(Box<Ending>),
}

/// How a walk ends.
pub(super) struct Ending {
    /// What becomes of the packet.
    pub disposition: Disposition,
    /// The sentence that says so.
    pub sentence: String,
    /// The check that ended it; `None`: the last one that let it pass.
    pub decided_by: Option<Decision>,
    /// Who answers, where somebody does.
    pub answers: Option<Place>,
}

impl Next {
    /// The packet arrives, and the place answers.
    pub fn arrives(disposition: Disposition, sentence: impl Into<String>, answers: Option<Place>) -> Self {
        Self::End(Box::new(Ending { disposition, sentence: sentence.into(), decided_by: None, answers }))
    }

    /// The packet is lost, decided by a check.
    pub fn lost(disposition: Disposition, decided_by: Decision, sentence: impl Into<String>) -> Self {
        let sentence = sentence.into();
        Self::End(Box::new(Ending { disposition, sentence, decided_by: Some(decided_by), answers: None }))
    }

    /// What happens here is not modelled, or no page tells.
    pub fn unknown(sentence: impl Into<String>) -> Self {
        Self::lost(Disposition::InsufficientInfo, Decision::NONE, sentence)
    }
}

/// One way through the network.
pub(super) struct Walker<'a> {
    /// What there is.
    pub world: &'a World<'a>,
    /// The header now.
    pub packet: Flow,
    /// The sessions that the packet's own connection has opened; empty for the first packet.
    pub established: &'a [Session],
    /// Is it a reply?
    pub is_reply: bool,
    /// The sessions opened on this way.
    pub opened: Vec<Session>,
    /// The places so far.
    pub hops: Vec<Hop>,
    /// The rewrites so far.
    pub translations: Vec<Translation>,
    /// The first lookup on a subnet of the file.
    pub route: Option<TraceRoute>,
    /// The last check that let the packet pass.
    pub passed: Decision,
    /// What each NSG said.
    pub nsg_checks: Vec<NsgCheck>,
    /// What was assumed.
    pub notes: Vec<String>,
    /// What the question states.
    pub stated: Stated,
    /// What the packet's source is to become on its way out of the node.
    pub mark: Mark,
}

/// What a walk comes to.
pub(super) struct Outcome {
    /// The way.
    pub walk: Walk,
    /// The sessions opened.
    pub opened: Vec<Session>,
    /// The header at the end.
    pub packet: Flow,
    /// Who answers.
    pub answers: Option<Place>,
    /// What was assumed.
    pub notes: Vec<String>,
}

impl<'a> Walker<'a> {
    /// A packet that starts; a reply has the sessions of the packet that it answers.
    pub fn new(world: &'a World<'a>, stated: Stated, packet: Flow, established: Option<&'a [Session]>) -> Self {
        Self {
            world,
            packet,
            established: established.unwrap_or(&[]),
            is_reply: established.is_some(),
            opened: Vec::new(),
            hops: Vec::with_capacity(6),
            translations: Vec::new(),
            route: None,
            passed: Decision::NONE,
            nsg_checks: Vec::new(),
            notes: Vec::new(),
            stated,
            mark: Mark::None,
        }
    }

    /// Walks until the end.
    pub fn walk(mut self, from: Place) -> Outcome {
        let mut place = from;
        let mut seen: Vec<(Place, Flow)> = Vec::with_capacity(8);
        for _ in 0..HOPS_MAX {
            if seen.contains(&(place, self.packet)) {
                return self.go_round("The packet is where it has been before, with the same header: it goes round.");
            }
            seen.push((place, self.packet));
            match self.pass(place) {
                Next::At(next) => place = next,
                Next::End(ending) => return self.finish(*ending),
            }
        }
        self.go_round(&format!("After {HOPS_MAX} places the packet is still under way: it goes round."))
    }

    fn go_round(self, sentence: &str) -> Outcome {
        let ending = Ending {
            disposition: Disposition::Loop,
            sentence: sentence.to_owned(),
            decided_by: Some(Decision::new("route", self.last_prefix())),
            answers: None,
        };
        self.finish(ending)
    }

    fn pass(&mut self, place: Place) -> Next {
        match place {
            Place::Pod(at) => pod::send(self, at),
            Place::Node(at, entry) => node::pass(self, at, entry),
            Place::VmSends(vm) => vm::send(self, vm),
            Place::VmGets(vm) => vm::get(self, vm),
            Place::Firewall(firewall) => firewall::pass(self, firewall),
            Place::Gateway(gateway) => gateway::pass(self, gateway),
            Place::OnPremises(site) => far_end::on_premises_sends(self, site),
            Place::Internet => far_end::internet_sends(self),
            Place::PrivateEndpoint(endpoint) => arrival::private_endpoint_answers(self, endpoint),
            Place::Outbound(session) => egress::take_back(self, session),
            Place::Balancer(front) => balancer::pass(self, front),
            Place::Instance(front) => instance::pass(self, front),
            Place::Ingress(ingress) => ingress::pass(self, ingress),
            Place::ApiServer => api_server::pass(self),
            Place::Platform(vnet) => platform::answer(self, vnet),
            Place::EgressGateway(gateway, pod) => egress_gateway::pass(self, gateway, pod),
        }
    }

    fn finish(mut self, ending: Ending) -> Outcome {
        if !ending.disposition.is_good() {
            self.step(Step::new(StepKind::Drop, ending.sentence.clone()));
        }
        self.close();
        let walk = Walk {
            disposition: ending.disposition,
            sentence: ending.sentence,
            hops: self.hops,
            translations: self.translations,
            route: self.route,
            decided_by: ending.decided_by.unwrap_or(self.passed),
            nsg_checks: self.nsg_checks,
        };
        Outcome { walk, opened: self.opened, packet: self.packet, answers: ending.answers, notes: self.notes }
    }

    /// Opens a place; the one before is closed with the packet as it is.
    pub fn open(&mut self, kind: PlaceKind, place: impl Into<String>, address: Option<std::net::IpAddr>) {
        self.close();
        let (place, packet) = (place.into(), self.packet);
        self.hops.push(Hop { kind, place, address, device: String::new(), steps: Vec::with_capacity(4), packet });
    }

    fn close(&mut self) {
        if let Some(hop) = self.hops.last_mut() {
            hop.packet = self.packet;
        }
    }

    /// The interface that the packet leaves the place by.
    pub fn device(&mut self, device: &str) {
        if let Some(hop) = self.hops.last_mut() {
            device.clone_into(&mut hop.device);
        }
    }

    /// Notes a step of the place.
    pub fn step(&mut self, step: Step) {
        if let Some(hop) = self.hops.last_mut() {
            hop.steps.push(step);
        }
    }

    /// Notes an assumption, once.
    pub fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Rewrites the header, and says why.
    pub fn translate(&mut self, rewrite: Rewrite<'_>) {
        let before = self.packet;
        if before == rewrite.after {
            let (source, destination) = shown_ends(before);
            let kept = match rewrite.kind {
                TranslationKind::Snat | TranslationKind::SnatOneToOne => format!("source is {source}"),
                TranslationKind::Dnat | TranslationKind::SocketLb => format!("destination is {destination}"),
            };
            let detail =
                format!("{} would rewrite the packet, and its {kept} already: it stays as it is.", rewrite.place);
            self.step(Step::new(StepKind::Forward, detail).on(rewrite.source));
            return;
        }
        self.packet = rewrite.after;
        self.step(
            Step { rule: rewrite.rule.map(str::to_owned), ..Step::new(StepKind::Translate, rewrite.detail) }
                .on(rewrite.source),
        );
        let Rewrite { kind, place, after, source, .. } = rewrite;
        self.translations.push(Translation { kind, place, before, after, source });
    }

    /// Remembers the connection at a place; `rewrites` is where the ledger stood when the packet came.
    pub fn remember(&mut self, keeper: Keeper, entry: Flow, rewrites: usize, vnet: Option<VnetId>) {
        let rewrites = self.translations[rewrites..].to_vec();
        self.opened.push(Session { keeper, entry, exit: self.packet, rewrites, vnet });
    }

    /// The session of a place that this packet answers.
    pub fn session(&self, keeper: &Keeper) -> Option<&'a Session> {
        self.established.iter().rev().find(|session| session.keeper == *keeper && session.is_answered_by(self.packet))
    }

    /// Takes the rewrites of a session back: each rests on the page of the rewrite itself.
    pub fn undo(&mut self, session: &Session) {
        self.undo_on(session, None);
    }

    /// The same, where it is another page that tells of the way back.
    pub fn undo_on(&mut self, session: &Session, page: Option<SourceRef>) {
        for undone in session.undone() {
            let verb = match undone.kind {
                TranslationKind::Snat | TranslationKind::SnatOneToOne => "un-SNAT",
                TranslationKind::Dnat | TranslationKind::SocketLb => "un-DNAT",
            };
            let detail = if undone.before.dst == undone.after.dst {
                format!(
                    "The session turns the source {} back into {}: {verb}.",
                    shown(undone.before.src),
                    shown(undone.after.src)
                )
            } else {
                format!(
                    "The session turns the destination {} back into {}: {verb}.",
                    shown(undone.before.dst),
                    shown(undone.after.dst)
                )
            };
            self.packet = undone.after;
            self.step(
                Step::new(StepKind::Translate, detail).by(undone.place.clone()).on(page.unwrap_or(undone.source)),
            );
            self.translations.push(undone);
        }
    }

    fn last_prefix(&self) -> String {
        let mut steps = self.hops.iter().rev().flat_map(|hop| hop.steps.iter().rev());
        let route = steps.find_map(|step| step.contest.as_ref()?.route.as_ref());
        route.map_or_else(String::new, |route| route.prefix.clone())
    }
}

/// One rewrite of a header, with its reason.
pub(super) struct Rewrite<'a> {
    /// Its kind.
    pub kind: TranslationKind,
    /// `node:NAME IP-MASQ-AGENT`.
    pub place: String,
    /// The chain or rule.
    pub rule: Option<&'a str>,
    /// The header after.
    pub after: Flow,
    /// Why, in a sentence.
    pub detail: String,
    /// The page.
    pub source: SourceRef,
}
