//! The answer of `trace`: a packet and its reply, hop by hop. Deliberately follows nothing itself: it writes down the
//! walk that the engine made.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Answer, SCHEMA};
use crate::engine::finding::SourceRef;
use crate::engine::trace::{
    Alternatives, Change, Decision, Disposition, Hop, NOT_MODELLED, NsgCheck, Omission, PlaceKind, Step, StepKind,
    Trace, TraceRoute, Translation, TranslationKind, Walk, shown, shown_ends,
};
use crate::net::Flow;

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TraceAnswer {
    /// The version of the answer's format.
    pub schema: u32,
    /// What becomes of the packet.
    pub disposition: Disposition,
    /// What becomes of the reply; null: there is none.
    pub return_disposition: Option<Disposition>,
    /// The places, in order.
    pub hops: Vec<HopRow>,
    /// The rewrites, in order.
    pub translations: Vec<TranslationRow>,
    /// The first Azure lookup made on a subnet of this file.
    pub route: Option<TraceRoute>,
    /// The check that ended the packet, or the last one that let it pass.
    pub decided_by: Decision,
    /// What each NSG on the way said.
    pub nsg_checks: Vec<NsgCheck>,
    /// The reply's way.
    #[serde(rename = "return")]
    pub reply: Option<Way>,
    /// What was assumed, or is not modelled.
    pub notes: Vec<String>,
    /// The pages that it rests on.
    pub sources: Vec<SourceRef>,
    /// The near end, as asked.
    pub from: String,
    /// The far end, as asked.
    pub to: String,
    /// The sentence that says what becomes of the packet.
    pub sentence: String,
    /// The source address that the far end sees; null: it sees nothing.
    pub source_seen: Option<String>,
    /// What would become of the packet without the rule or the route that decided, or with what it lacks: walked again.
    pub what_if: Vec<WhatIfRow>,
}

/// The same packet in a design that differs in one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WhatIfRow {
    /// What is taken away or otherwise, in words.
    pub removed: String,
    /// What becomes of the packet.
    pub disposition: Disposition,
    /// What becomes of the reply; null: there is none.
    pub return_disposition: Option<Disposition>,
    /// The sentence that says so.
    pub sentence: String,
}

/// The way of a reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Way {
    /// What becomes of it.
    pub disposition: Disposition,
    /// The places, in order.
    pub hops: Vec<HopRow>,
    /// The rewrites, in order.
    pub translations: Vec<TranslationRow>,
    /// The first Azure lookup made on a subnet of this file.
    pub route: Option<TraceRoute>,
    /// The check that ended it, or the last one that let it pass.
    pub decided_by: Decision,
    /// What each NSG on the way said.
    pub nsg_checks: Vec<NsgCheck>,
    /// The sentence that says what becomes of it.
    pub sentence: String,
}

/// One place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HopRow {
    /// Its name.
    pub place: String,
    /// The interface that the packet leaves by.
    pub device: String,
    /// What happens here, in order.
    pub steps: Vec<StepRow>,
    /// The packet as it leaves, or arrives.
    pub packet: Packet,
    /// What kind of place.
    pub kind: PlaceKind,
}

/// One thing that happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StepRow {
    /// What kind of thing.
    pub kind: StepKind,
    /// What happens and why.
    pub detail: String,
    /// The rule, chain or policy that decides.
    pub rule: Option<String>,
    /// The route that decides.
    pub route: Option<TraceRoute>,
    /// The page that it rests on.
    pub source: Option<SourceRef>,
}

/// A packet's header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Packet {
    /// `ip:port`; a port that some NAT chooses is `*`.
    pub src: String,
    /// The same of the destination.
    pub dst: String,
    /// `tcp`, `udp`, `sctp` or `icmp`.
    pub protocol: &'static str,
}

/// The ends of a packet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Ends {
    /// `ip:port`.
    pub src: String,
    /// `ip:port`.
    pub dst: String,
}

/// One rewrite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TranslationRow {
    /// Its kind.
    pub kind: TranslationKind,
    /// Where: `node:NAME`, `azure-lb:NAME`, then the device or chain.
    #[serde(rename = "where")]
    pub place: String,
    /// The ends before.
    pub before: Ends,
    /// The ends after.
    pub after: Ends,
}

impl TraceAnswer {
    /// Of a trace, and of what would become of the packet otherwise: without what decided, and with what it lacks.
    pub fn new(trace: &Trace, without: Vec<Omission>, alternatives: &Alternatives) -> Self {
        let lacking = alternatives.changes.iter().filter(|change| !change.is_removal);
        let way = Way::new(&trace.forward);
        Self {
            schema: SCHEMA,
            from: trace.question.from.to_string(),
            to: trace.question.to.to_string(),
            disposition: way.disposition,
            return_disposition: trace.reply.as_ref().map(|reply| reply.disposition),
            sentence: way.sentence,
            source_seen: trace.source_seen.map(shown),
            hops: way.hops,
            translations: way.translations,
            route: way.route,
            decided_by: way.decided_by,
            nsg_checks: way.nsg_checks,
            reply: trace.reply.as_ref().map(Way::new),
            notes: trace.notes.clone(),
            sources: trace.sources.clone(),
            what_if: without.into_iter().map(WhatIfRow::of_omission).chain(lacking.map(WhatIfRow::of_change)).collect(),
        }
    }
}

impl WhatIfRow {
    fn of_omission(other: Omission) -> Self {
        Self {
            removed: other.removed.to_string(),
            disposition: other.disposition,
            return_disposition: other.return_disposition,
            sentence: other.sentence,
        }
    }

    fn of_change(change: &Change) -> Self {
        Self {
            removed: change.label.clone(),
            disposition: change.disposition,
            return_disposition: change.return_disposition,
            sentence: format!("If you {}: {}", change.label, change.sentence),
        }
    }
}

impl Way {
    fn new(walk: &Walk) -> Self {
        Self {
            disposition: walk.disposition,
            sentence: walk.sentence.clone(),
            hops: walk.hops.iter().map(HopRow::new).collect(),
            translations: walk.translations.iter().map(TranslationRow::new).collect(),
            route: walk.route.clone(),
            decided_by: walk.decided_by.clone(),
            nsg_checks: walk.nsg_checks.clone(),
        }
    }
}

impl HopRow {
    fn new(hop: &Hop) -> Self {
        let Ends { src, dst } = Ends::new(hop.packet);
        Self {
            place: hop.place.clone(),
            kind: hop.kind,
            device: hop.device.clone(),
            steps: hop.steps.iter().map(StepRow::new).collect(),
            packet: Packet { src, dst, protocol: hop.packet.protocol.name() },
        }
    }
}

impl StepRow {
    fn new(step: &Step) -> Self {
        let route = step.contest.as_ref().and_then(|contest| contest.route.clone());
        Self { kind: step.kind, detail: step.detail.clone(), rule: step.rule.clone(), route, source: step.source }
    }
}

impl Ends {
    fn new(flow: Flow) -> Self {
        let (src, dst) = shown_ends(flow);
        Self { src, dst }
    }
}

impl TranslationRow {
    fn new(translation: &Translation) -> Self {
        Self {
            kind: translation.kind,
            place: translation.place.clone(),
            before: Ends::new(translation.before),
            after: Ends::new(translation.after),
        }
    }
}

impl Answer for TraceAnswer {
    const KIND: &'static str = "trace";

    fn text(&self) -> String {
        let mut text = format!("{} to {}: {}\n{}\n", self.from, self.to, self.disposition, self.sentence);
        if let Some(source) = &self.source_seen {
            let _ = writeln!(text, "the far end sees {source}");
        }
        if !self.hops.is_empty() {
            text.push_str("\nThere:\n");
        }
        hops(&mut text, &self.hops);
        if let Some(reply) = &self.reply {
            let _ = writeln!(text, "\nBack: {}\n{}", reply.disposition, reply.sentence);
            hops(&mut text, &reply.hops);
        }
        for other in &self.what_if {
            let _ = write!(text, "\n{}: {}", other.disposition, other.sentence);
        }
        if !self.what_if.is_empty() {
            text.push('\n');
        }
        for note in &self.notes {
            let _ = write!(text, "\nnote: {note}");
        }
        let _ = write!(text, "\nnot modelled: {NOT_MODELLED}");
        for source in &self.sources {
            let _ = write!(text, "\nsource: {} ({})", source.page, source.as_of);
        }
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text
    }

    /// Delivered, or out of the network, and the reply as well.
    fn is_good(&self) -> bool {
        self.disposition.is_good() && self.return_disposition.is_none_or(Disposition::is_good)
    }
}

fn hops(text: &mut String, hops: &[HopRow]) {
    for (index, hop) in hops.iter().enumerate() {
        let Packet { src, dst, protocol } = &hop.packet;
        let device = if hop.device.is_empty() { String::new() } else { format!(" ({})", hop.device) };
        let _ = writeln!(text, "{:>3}. {}{device}  {src} to {dst} {protocol}", index + 1, hop.place);
        for step in &hop.steps {
            let rule = step.rule.as_ref().map(|rule| format!(" [{rule}]")).unwrap_or_default();
            let _ = writeln!(text, "       {}{rule}", step.detail);
        }
    }
}
