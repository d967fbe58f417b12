//! The Trace screen: one packet's way as boxes, the header under each, and why. What happens to the packet is the
//! engine's to say.

use std::sync::Arc;

use ratatui::style::Style;

pub mod boxes;
pub mod header;
pub mod reach;
#[cfg(test)]
mod sample;
pub mod view;
pub mod why;

use super::{Cx, HANDED, Pane, Reply, Screen};
use crate::config::keymap::Context;
use crate::engine::Analysis;
use crate::engine::basis::{self, Basis};
use crate::engine::endpoint::{Destination, Endpoint};
use crate::engine::trace::{self, Alternatives, PortsInUse, Question, Walk};
use crate::net::counted;
use crate::ui::action::Action;
use crate::ui::canvas::Canvas;
use crate::ui::effect::Shown;
use crate::ui::layer::{Layer, Picker, PickerItem};
use crate::ui::text::sentence;
use view::View;

/// Lines of the reasons that a page key moves by.
const PAGE: usize = 4;

/// The actions that try a change, in the order of the list.
const CHANGES: [Action; 4] = [Action::FixA, Action::FixB, Action::FixC, Action::FixD];

/// What a line of text is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Far,
    Near,
    Backend,
    PortsInUse,
}

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Trace {
    /// The ends as typed; none: the first question that the design suggests.
    ends: Option<(String, String)>,
    asking: Part,
    /// What no file can know of this packet.
    lb_selects: Option<String>,
    ports_in_use: Option<PortsInUse>,
    /// The table over the body.
    reach: Option<reach::Open>,
    hop: usize,
    top: usize,
    is_reply: bool,
}

/// A question, in words.
fn words(question: &Question) -> (String, String) {
    (question.from.to_string(), question.to.to_string())
}

/// The question that two texts make.
fn read(from: &str, to: &str) -> Result<Question, String> {
    let from: Endpoint = from.trim().parse().map_err(|error| format!("from: {error}"))?;
    let to: Destination = to.trim().parse().map_err(|error| format!("to: {error}"))?;
    Ok(Question::new(from, to))
}

impl Trace {
    fn ends(&self, analysis: &Analysis) -> (String, String) {
        self.ends.clone().or_else(|| analysis.questions().first().map(words)).unwrap_or_default()
    }

    fn answer(&self, analysis: &Analysis) -> Result<Arc<trace::Trace>, String> {
        let (from, to) = self.ends(analysis);
        if from.is_empty() && to.is_empty() {
            return Err("nothing in this design can send a packet: add a pool or a VM".to_owned());
        }
        let stated =
            Question { lb_selects: self.lb_selects.clone(), snat_ports_in_use: self.ports_in_use, ..read(&from, &to)? };
        // An edit may have taken away what was to be picked.
        let unstated = || analysis.trace(&Question { lb_selects: None, ..stated.clone() });
        analysis.trace(&stated).or_else(|error| unstated().map_err(|_| error)).map_err(|error| error.to_string())
    }

    /// Is who reaches whom shown over the body?
    pub fn shows_reach(&self) -> bool {
        self.reach.is_some()
    }

    fn alternatives(&self, analysis: &Analysis) -> Arc<Alternatives> {
        self.answer(analysis).map_or_else(|_| Arc::default(), |trace| analysis.alternatives(&trace))
    }

    /// The machines behind the load balancer that the packet goes to.
    fn backends(&self, analysis: &Analysis) -> Vec<String> {
        self.answer(analysis).map_or_else(|_| Vec::new(), |trace| analysis.backends(&trace))
    }

    /// What the question states that no file can know, in words.
    fn stated(trace: Option<&trace::Trace>) -> String {
        let question = trace.map(|trace| &trace.question);
        let picked = question.and_then(|question| question.lb_selects.as_ref()).map(|name| format!("LB picks {name}"));
        let ports = question.and_then(|question| question.snat_ports_in_use);
        let ports = ports.map(|ports| format!("{ports} SNAT ports in use"));
        picked.into_iter().chain(ports).collect::<Vec<_>>().join(", ")
    }

    fn pick_backend(&mut self, analysis: &Analysis) -> Reply {
        let names = self.backends(analysis);
        if names.is_empty() {
            return Reply::Say("This packet goes to no load balancer with backends in this file".to_owned());
        }
        self.asking = Part::Backend;
        let item = |label: &str, answer: &str, detail: &str| PickerItem {
            reply: Reply::Answer(answer.to_owned()),
            label: label.to_owned(),
            detail: detail.to_owned(),
        };
        let selected = names.iter().position(|name| Some(name) == self.lb_selects.as_ref()).map_or(0, |at| at + 1);
        let first = item("the first that answers", "", "as nothing is stated");
        let items = std::iter::once(first).chain(names.iter().map(|name| item(name, name, ""))).collect();
        Reply::Open(Layer::Picker(Picker { title: "The load balancer picks".to_owned(), items, selected }))
    }

    /// Does an action while who reaches whom is shown.
    fn act_on_reach(&mut self, action: Action, cx: &Cx<'_>) -> Reply {
        let Some(open) = &mut self.reach else { return Reply::Ignored };
        match action {
            Action::Back | Action::Reach => self.reach = None,
            Action::Enter => match open.pair(cx) {
                Some((from, to)) => {
                    self.reach = None;
                    self.begin(&from, &to);
                }
                None => return Reply::Say("Choose two different ends".to_owned()),
            },
            action if open.act(action, cx) => {}
            // Letters of the trace under the table would change what is not seen.
            action if Self::is_own(action) => return Reply::Say("Esc closes the table first".to_owned()),
            _ => return Reply::Ignored,
        }
        Reply::Done
    }

    /// Is it an action of the trace itself?
    fn is_own(action: Action) -> bool {
        use Action::{Ask, Backend, NextPacket, PortsInUse, Reverse, Switch, TraceFrom, TraceTo};
        CHANGES.contains(&action)
            || matches!(action, Ask | Backend | NextPacket | PortsInUse | Reverse | Switch | TraceFrom | TraceTo)
    }

    /// The way that is shown.
    fn walk<'a>(&self, trace: &'a trace::Trace) -> &'a Walk {
        trace.reply.as_ref().filter(|_| self.is_reply).unwrap_or(&trace.forward)
    }

    fn begin(&mut self, from: &str, to: &str) {
        let (from, to) = (from.trim().to_owned(), to.trim().to_owned());
        // What was stated is stated of one far end.
        if self.ends.as_ref().is_none_or(|(_, old)| *old != to) {
            (self.lb_selects, self.ports_in_use) = (None, None);
        }
        self.ends = Some((from, to));
        (self.hop, self.top, self.is_reply) = (0, 0, false);
    }

    /// The questions that the design suggests, from the one after the present on, around to it.
    fn others(&self, analysis: &Analysis) -> Vec<(String, String)> {
        let mut questions: Vec<(String, String)> = analysis.questions().iter().map(words).collect();
        let ends = self.ends(analysis);
        if let Some(at) = questions.iter().position(|question| *question == ends) {
            questions.rotate_left(at + 1);
        }
        questions
    }

    fn pick(&self, analysis: &Analysis) -> Reply {
        let item = |(from, to): (String, String)| PickerItem {
            reply: Reply::Answer(format!("{from}{HANDED}{to}")),
            label: format!("{from}  to  {to}"),
            detail: String::new(),
        };
        let items = self.others(analysis).into_iter().map(item).collect();
        Reply::Open(Layer::Picker(Picker { title: "Trace a packet".to_owned(), items, selected: 0 }))
    }

    /// The routes that the selected hop looked up, or the last before it that did.
    fn routes(&self, analysis: &Analysis) -> Reply {
        let Ok(trace) = self.answer(analysis) else { return Reply::Done };
        let walk = self.walk(&trace);
        let hops = walk.hops.iter().take(self.hop + 1).rev();
        let step = hops.flat_map(|hop| hop.steps.iter().rev()).find_map(|step| {
            let contest = step.contest.as_ref()?;
            analysis.plan().subnet_named(&contest.subnet).map(|_| contest)
        });
        match step.and_then(|step| Some((step, step.contest.as_ref()?.address))) {
            Some((step, address)) => Reply::Hand(Screen::Routes, format!("{}{HANDED}{address}", step.subnet)),
            None => Reply::Say("No route of a subnet is looked up on the way to here".to_owned()),
        }
    }
}

impl Pane for Trace {
    fn kept(&self) -> Option<String> {
        self.ends.as_ref().map(|(from, to)| format!("{from}{HANDED}{to}"))
    }

    fn restore(&mut self, kept: &str, _: &Cx<'_>) {
        if let Some((from, to)) = kept.split_once(HANDED) {
            self.begin(from, to);
        }
    }

    fn basis(&self, cx: &Cx<'_>) -> Vec<Basis> {
        let Ok(trace) = self.answer(cx.analysis) else { return Vec::new() };
        let walk = self.walk(&trace);
        let hop = walk.hops.get(self.hop.min(walk.hops.len().saturating_sub(1)));
        hop.map(basis::hop).unwrap_or_default()
    }

    fn available(&self, cx: &Cx<'_>) -> Vec<Action> {
        use Action::{Back, Switch, TraceFrom, TraceTo, Up};
        use Action::{Backend, Down, Enter, Left, NextPacket, PageDown, PortsInUse, Reach, Reverse, Right};
        if self.reach.is_some() {
            return vec![Up, Down, Left, Right, Enter, Back, PageDown];
        }
        let mut actions = vec![Left, Right, TraceFrom, TraceTo, Reverse];
        let changes = self.alternatives(cx.analysis).changes.len();
        actions.extend(CHANGES.into_iter().take(changes));
        actions.push(NextPacket);
        actions.extend(Some(Backend).filter(|_| !self.backends(cx.analysis).is_empty()));
        actions.extend([Reach, Enter, Switch, PortsInUse, PageDown]);
        actions
    }

    fn act(&mut self, action: Action, cx: &Cx<'_>) -> Reply {
        if self.reach.is_some() {
            return self.act_on_reach(action, cx);
        }
        let last = self.answer(cx.analysis).map_or(0, |trace| self.walk(&trace).hops.len().saturating_sub(1));
        self.hop = self.hop.min(last);
        match action {
            Action::Left | Action::Up => self.hop = self.hop.saturating_sub(1),
            Action::Right | Action::Down => self.hop = (self.hop + 1).min(last),
            Action::First => self.hop = 0,
            Action::Last => self.hop = last,
            Action::PageDown => {
                self.top = self.top.saturating_add(PAGE);
                return Reply::Done;
            }
            Action::PageUp => {
                self.top = self.top.saturating_sub(PAGE);
                return Reply::Done;
            }
            Action::Reverse => match self.answer(cx.analysis) {
                Ok(trace) if trace.reply.is_none() => {
                    return Reply::Say(sentence(why::no_reply(&trace)));
                }
                _ => (self.is_reply, self.hop) = (!self.is_reply, 0),
            },
            Action::NextPacket => match self.others(cx.analysis).first() {
                Some((from, to)) => self.begin(from, to),
                None => return Reply::Say("This design suggests no other packet".to_owned()),
            },
            Action::Switch => return self.pick(cx.analysis),
            Action::Enter => return self.routes(cx.analysis),
            Action::TraceFrom => {
                self.asking = Part::Near;
                return Reply::Ask { label: "From".to_owned(), text: self.ends(cx.analysis).0 };
            }
            Action::TraceTo | Action::Ask => {
                self.asking = Part::Far;
                return Reply::Ask { label: "To".to_owned(), text: self.ends(cx.analysis).1 };
            }
            Action::Reach => self.reach = Some(reach::Open::default()),
            Action::Backend => return self.pick_backend(cx.analysis),
            Action::PortsInUse => {
                self.asking = Part::PortsInUse;
                let text = self.ports_in_use.map(|ports| ports.to_string()).unwrap_or_default();
                return Reply::Ask { label: "SNAT ports in use".to_owned(), text };
            }
            other if CHANGES.contains(&other) => {
                let at = CHANGES.iter().position(|own| *own == other).unwrap_or_default();
                let alternatives = self.alternatives(cx.analysis);
                let none = || Reply::Say("No change has this letter now".to_owned());
                return alternatives.changes.get(at).map_or_else(none, |change| Reply::Edit(change.edit.clone()));
            }
            _ => return Reply::Ignored,
        }
        self.top = 0;
        Reply::Done
    }

    fn view(&mut self, cx: &Cx<'_>, canvas: &mut Canvas<'_>) {
        if let Some(open) = &mut self.reach {
            open.draw(canvas, cx);
            return;
        }
        let (from, to) = self.ends(cx.analysis);
        let answer = self.answer(cx.analysis);
        if let Ok(trace) = &answer {
            self.hop = self.hop.min(self.walk(trace).hops.len().saturating_sub(1));
        }
        let plan = cx.analysis.plan();
        let outbound = plan.cluster().outbound_type.map(|kind| format!(", outbound {kind}")).unwrap_or_default();
        let about = format!("{}{outbound}", plan.model());
        let others: Vec<String> =
            self.others(cx.analysis).into_iter().map(|(from, to)| format!("{from} to {to}")).collect();
        let key = cx.key(Context::Trace, Action::NextPacket);
        let letters = CHANGES.map(|action| cx.key(Context::Trace, action));
        let stated = Self::stated(answer.as_deref().ok());
        let alternatives = self.alternatives(cx.analysis);
        let view = View {
            from: &from,
            to: &to,
            error: answer.as_ref().err().map(String::as_str),
            trace: answer.as_deref().ok(),
            is_reply: self.is_reply,
            hop: self.hop,
            is_enlarged: cx.is_enlarged,
            about: &about,
            others: &others,
            others_key: &key,
            stated: &stated,
            alternatives: &alternatives,
            letters: &letters,
            trying: &cx.trying(Context::Trace),
        };
        view.draw(canvas, &mut self.top, cx.theme);
    }

    fn selected_text(&self, cx: &Cx<'_>) -> String {
        if let Some(open) = &self.reach {
            return open.status(cx);
        }
        self.answer(cx.analysis).map_or_else(|error| error, |trace| self.walk(&trace).sentence.clone())
    }

    fn answer_shown(&self, cx: &Cx<'_>) -> Shown {
        if self.reach.is_some() {
            return Shown::Reach;
        }
        let (from, to) = self.ends(cx.analysis);
        Shown::Trace { from, to, lb_selects: self.lb_selects.clone(), snat_ports_in_use: self.ports_in_use }
    }

    fn status(&self, cx: &Cx<'_>) -> String {
        if let Some(open) = &self.reach {
            return open.status(cx);
        }
        match self.answer(cx.analysis) {
            Ok(trace) => {
                let walk = self.walk(&trace);
                format!("Hop {} of {}.  {}", (self.hop + 1).min(walk.hops.len()), walk.hops.len(), walk.sentence)
            }
            Err(error) => error,
        }
    }

    fn asked(&mut self, text: &str, cx: &Cx<'_>) -> Result<(), String> {
        let (from, to) = self.ends(cx.analysis);
        let (from, to) = match (text.split_once(HANDED), self.asking) {
            (Some(("", to)), _) => (from.as_str(), to),
            (Some((from, to)), _) => (from, to),
            (None, Part::Near) => (text, to.as_str()),
            (None, Part::Far) => (from.as_str(), text),
            (None, Part::Backend) => {
                self.lb_selects = Some(text.to_owned()).filter(|name| !name.is_empty());
                return Ok(());
            }
            (None, Part::PortsInUse) => {
                let text = text.trim();
                let ports = (!text.is_empty()).then(|| text.parse()).transpose();
                self.ports_in_use = ports.map_err(|error: trace::PortsInUseError| error.to_string())?;
                return Ok(());
            }
        };
        let question = read(from, to)?;
        cx.analysis.trace(&question).map_err(|error| error.to_string())?;
        self.begin(from, to);
        self.reach = None;
        Ok(())
    }

    fn hint(&self, action: Action) -> Option<&'static str> {
        let is_table = self.reach.is_some();
        match action {
            Action::Enter if is_table => Some("trace"),
            Action::Left if is_table => None,
            Action::Back => Some("close"),
            Action::Reach => Some("who reaches whom"),
            Action::Backend => Some("LB picks"),
            Action::PortsInUse => Some("SNAT ports"),
            Action::Left => Some("hop"),
            Action::Switch => Some("list"),
            Action::Enter => Some("routes"),
            Action::Reverse => Some(if self.is_reply { "request" } else { "return" }),
            Action::TraceFrom => Some("from"),
            Action::TraceTo => Some("to"),
            Action::NextPacket => Some("other packet"),
            _ => None,
        }
    }

    fn corner(&self, cx: &Cx<'_>, gap: &str) -> (String, Style) {
        let Ok(trace) = self.answer(cx.analysis) else { return ("NO ANSWER".to_owned(), cx.theme.bad) };
        let walk = self.walk(&trace);
        // A packet that arrives and is not answered is no good news, whichever of the two ways is looked at.
        if walk.disposition.is_good() && trace.reply.as_ref().is_some_and(|reply| !reply.disposition.is_good()) {
            return (format!("REPLY LOST{gap}{}", counted(walk.hops.len() as u64, "hop")), cx.theme.bad);
        }
        let style = if walk.disposition.is_good() { cx.theme.good } else { cx.theme.bad };
        let word = walk.disposition.word().replace('-', " ").to_uppercase();
        (format!("{word}{gap}{}", counted(walk.hops.len() as u64, "hop")), style)
    }
}
