//! The Trace screen: one packet's way as boxes, the header under each, and why. What happens to the packet is the
//! engine's to say.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub mod boxes;
pub mod header;
#[cfg(test)]
mod sample;
pub mod view;
pub mod why;

use super::{Cx, HANDED, Pane, Reply, Screen};
use crate::config::keymap::Context;
use crate::engine::Analysis;
use crate::engine::basis::{self, Basis};
use crate::engine::endpoint::{Destination, Endpoint};
use crate::engine::trace::{self, Question, Walk};
use crate::net::counted;
use crate::ui::action::Action;
use crate::ui::canvas::Canvas;
use crate::ui::effect::Shown;
use crate::ui::layer::{Layer, Picker, PickerItem};
use crate::ui::text::sentence;
use view::View;

/// Lines of the reasons that a page key moves by.
const PAGE: usize = 4;

/// Which end a line of text is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum End {
    #[default]
    Far,
    Near,
}

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Trace {
    /// The ends as typed; none: the first question that the design suggests.
    ends: Option<(String, String)>,
    asking: End,
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
        analysis.trace(&read(&from, &to)?).map_err(|error| error.to_string())
    }

    /// The way that is shown.
    fn walk<'a>(&self, trace: &'a trace::Trace) -> &'a Walk {
        trace.reply.as_ref().filter(|_| self.is_reply).unwrap_or(&trace.forward)
    }

    fn begin(&mut self, from: &str, to: &str) {
        self.ends = Some((from.trim().to_owned(), to.trim().to_owned()));
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
    fn basis(&self, cx: &Cx<'_>) -> Vec<Basis> {
        let Ok(trace) = self.answer(cx.analysis) else { return Vec::new() };
        let walk = self.walk(&trace);
        let hop = walk.hops.get(self.hop.min(walk.hops.len().saturating_sub(1)));
        hop.map(basis::hop).unwrap_or_default()
    }

    fn available(&self, _: &Cx<'_>) -> Vec<Action> {
        use Action::{Enter, Left, NextPacket, PageDown, Reverse, Right, Switch, TraceFrom, TraceTo};
        vec![Left, Right, TraceFrom, TraceTo, NextPacket, Switch, Reverse, Enter, PageDown]
    }

    fn act(&mut self, action: Action, cx: &Cx<'_>) -> Reply {
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
                self.asking = End::Near;
                return Reply::Ask { label: "From".to_owned(), text: self.ends(cx.analysis).0 };
            }
            Action::TraceTo | Action::Ask => {
                self.asking = End::Far;
                return Reply::Ask { label: "To".to_owned(), text: self.ends(cx.analysis).1 };
            }
            _ => return Reply::Ignored,
        }
        self.top = 0;
        Reply::Done
    }

    fn view(&mut self, cx: &Cx<'_>, area: Rect, buffer: &mut Buffer) {
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
        let view = View {
            from: &from,
            to: &to,
            error: answer.as_ref().err().map(String::as_str),
            trace: answer.as_deref().ok(),
            is_reply: self.is_reply,
            hop: self.hop,
            about: &about,
            others: &others,
            others_key: &key,
        };
        view.draw(&mut Canvas::new(buffer, area), &mut self.top, cx.theme);
    }

    fn selected_text(&self, cx: &Cx<'_>) -> String {
        self.answer(cx.analysis).map_or_else(|error| error, |trace| self.walk(&trace).sentence.clone())
    }

    fn answer_shown(&self, cx: &Cx<'_>) -> Shown {
        let (from, to) = self.ends(cx.analysis);
        Shown::Trace { from, to }
    }

    fn status(&self, cx: &Cx<'_>) -> String {
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
            (Some((from, to)), _) => (from, to),
            (None, End::Near) => (text, to.as_str()),
            (None, End::Far) => (from.as_str(), text),
        };
        let question = read(from, to)?;
        cx.analysis.trace(&question).map_err(|error| error.to_string())?;
        self.begin(from, to);
        Ok(())
    }

    fn hint(&self, action: Action) -> Option<&'static str> {
        match action {
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
        let style = if walk.disposition.is_good() { cx.theme.good } else { cx.theme.bad };
        let word = walk.disposition.word().replace('-', " ").to_uppercase();
        (format!("{word}{gap}{}", counted(walk.hops.len() as u64, "hop")), style)
    }
}
