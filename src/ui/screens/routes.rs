//! The Routes screen: a question with an address, the answer in words, the table with the best match first. Which route
//! wins is the engine's to say.

use std::net::IpAddr;
use std::sync::Arc;

use ratatui::style::Style;

pub mod answer;
pub mod bits;
pub mod origin;
pub mod table;
pub mod view;

use super::{Cx, Pane, Reply, Screen};
use crate::config::keymap::Context;
use crate::engine::Analysis;
use crate::engine::basis::{self, Basis};
use crate::engine::endpoint::Endpoint;
use crate::engine::inventory::NodeRef;
use crate::engine::reroute::Reroute;
use crate::engine::route::node::NodeRoutes;
use crate::engine::route::{Contest, RouteTable};
use crate::ui::action::Action;
use crate::ui::canvas::Canvas;
use crate::ui::effect::Shown;
use crate::ui::layer::{Layer, Page, Part};
use crate::ui::screens::HANDED;
use crate::ui::verdict;
use origin::{Origin, chosen, origins};
use table::Rows;
use view::View;

/// Routes that a page key moves by.
const PAGE: usize = 10;

/// The actions that try a what-if, in the order of the list.
const WHAT_IFS: [Action; 4] = [Action::FixA, Action::FixB, Action::FixC, Action::FixD];

/// What is asked before anything was typed.
const FIRST_QUESTION: &str = "internet";

/// The state of the screen.
#[derive(Debug)]
pub struct Routes {
    from: String,
    to: String,
    selected: usize,
    top: usize,
}

impl Default for Routes {
    fn default() -> Self {
        Self { from: String::new(), to: FIRST_QUESTION.to_owned(), selected: 0, top: 0 }
    }
}

/// What a question leads to.
struct Asked<'a> {
    origin: Option<Origin>,
    table: Option<&'a RouteTable>,
    address: Option<IpAddr>,
    error: Option<String>,
    contest: Option<Contest>,
    /// The node's own routes, which come first.
    own: Option<NodeRoutes>,
}

impl Asked<'_> {
    /// What becomes of the address before Azure's routes are asked; `None`: they decide.
    fn before_azure(&self) -> Option<(IpAddr, String)> {
        let address = self.address?;
        Some((address, self.own.as_ref()?.sentence(address)?))
    }

    /// What one could change so that the address goes elsewhere.
    fn what_ifs(&self, analysis: &Analysis) -> Arc<[Reroute]> {
        match (&self.origin, self.address) {
            (Some(origin), Some(address)) => analysis.reroutes(origin.subnet, address),
            _ => Arc::new([]),
        }
    }
}

/// The address that a text means: itself, or that of an end of the plan.
fn address_of(analysis: &Analysis, text: &str) -> Result<IpAddr, String> {
    let endpoint: Endpoint = text.trim().parse().map_err(|error| format!("{error}"))?;
    let resolved = analysis.resolve(&endpoint).map_err(|error| error.to_string())?;
    resolved.address.ok_or_else(|| format!("{endpoint} has no address of its own"))
}

impl Routes {
    fn ask<'a>(&self, analysis: &'a Analysis) -> Asked<'a> {
        let origins = origins(analysis.plan());
        let origin = chosen(&origins, &self.from).map(|(_, origin)| origin.clone());
        let table = origin.as_ref().map(|origin| analysis.routes(origin.subnet));
        let (address, error) = match address_of(analysis, &self.to) {
            _ if self.to.is_empty() => (None, None),
            Ok(address) => (Some(address), None),
            Err(error) => (None, Some(error)),
        };
        let contest = table.zip(address).map(|(table, address)| table.matching(address));
        let own = origin.as_ref().and_then(|origin| origin.node).map(|node| analysis.node_routes(node));
        Asked { origin, table, address, error, contest, own }
    }

    /// Where a packet of this question starts, as a trace names it.
    fn start(analysis: &Analysis, origin: &Origin) -> Option<String> {
        let plan = analysis.plan();
        if let Some(vm) = &origin.vm {
            return Some(format!("vm:{vm}"));
        }
        let mut pools = plan.pool_ids().filter(|pool| plan.pool(*pool).nodes > 0);
        let pool = origin.pool.or_else(|| pools.find(|pool| plan.pool(*pool).subnet == Some(origin.subnet)));
        if let Some(pool) = pool {
            return Some(format!("node:{}", analysis.inventory().node_name(NodeRef { pool, index: 0 })));
        }
        let vms = &plan.scenario().vms;
        let here =
            vms.iter().find(|vm| vm.subnet.as_ref().and_then(|name| plan.subnet_named(name)) == Some(origin.subnet));
        here.map(|vm| format!("vm:{}", vm.name))
    }

    fn trace(&self, analysis: &Analysis) -> Reply {
        let Asked { origin: Some(origin), address: Some(_), .. } = self.ask(analysis) else {
            return Reply::Say("Ask about an address first".to_owned());
        };
        match Self::start(analysis, &origin) {
            Some(start) => Reply::Hand(Screen::Trace, format!("{start}{HANDED}{}", self.to)),
            None => Reply::Say(format!("Nothing in {} can send a packet", origin.label)),
        }
    }

    /// The page that says of every route that matches why it won or lost.
    fn why(&self, analysis: &Analysis) -> Reply {
        let asked = self.ask(analysis);
        let (Some(table), Some(contest)) = (asked.table, &asked.contest) else {
            return Reply::Say("Ask about an address first".to_owned());
        };
        let rows = Rows::new(table, Some(contest));
        let mut parts = Vec::new();
        for row in (0..rows.matching()).filter_map(|place| rows.row(place)) {
            parts.push(Part::Heading(format!("{} {} to {}", row.number, row.route.prefix, answer::hop(row.route))));
            // The reason of a loser begins with its state.
            let state = if row.why.starts_with(row.state()) { String::new() } else { format!("{}: ", row.state()) };
            parts.push(Part::Text(format!("{state}{} ({})", row.why, row.route.source)));
        }
        parts.extend(table.notes().iter().cloned().map(Part::Text));
        for what_if in asked.what_ifs(analysis).iter() {
            parts.push(Part::Heading(format!("What if: {}", what_if.label)));
            parts.push(Part::Text(format!("{} then goes {}", contest.address, answer::outcome(what_if))));
        }
        Reply::Open(Layer::Page(Page::new(format!("Routes that hold {}", contest.address), parts)))
    }

    /// The page of the node's own routes.
    fn node_routes(&self, analysis: &Analysis) -> Reply {
        let asked = self.ask(analysis);
        let Some(own) = &asked.own else {
            return Reply::Say("These are not the routes of a node: tab chooses where to ask from".to_owned());
        };
        let mut parts = vec![Part::Text(format!(
            "Node {} asks these before a packet leaves it; each leads to pods of its own.",
            own.node
        ))];
        if own.routes.is_empty() {
            parts.push(Part::Text("None is known.".to_owned()));
        }
        for route in &own.routes {
            let assumed = if route.assumed { "  (assumed)" } else { "" };
            let pod = if route.pod.is_empty() { "all pods of the node" } else { &*route.pod };
            parts.push(Part::Pair(route.prefix.to_string(), format!("{}  {pod}{assumed}", route.device)));
        }
        parts.push(Part::Blank);
        parts.extend(own.notes.iter().cloned().map(Part::Text));
        parts.push(Part::Text(format!("From {} ({})", own.source.page, own.source.as_of)));
        Reply::Open(Layer::Page(Page::new(format!("Routes of node {} to its pods", own.node), parts)))
    }

    fn next_origin(&mut self, analysis: &Analysis) {
        let origins = origins(analysis.plan());
        if let Some((at, _)) = chosen(&origins, &self.from) {
            self.from.clone_from(&origins[(at + 1) % origins.len()].label);
        }
        self.selected = 0;
    }

    /// A question from another screen: the subnet's name, or an origin's, and the address.
    fn handed(&mut self, from: &str, to: &str, analysis: &Analysis) {
        let origins = origins(analysis.plan());
        let name = |origin: &Origin| analysis.plan().subnet(origin.subnet).item.name == *from;
        if let Some(origin) = origins.iter().find(|origin| origin.label == from || name(origin)) {
            self.from.clone_from(&origin.label);
        }
        to.clone_into(&mut self.to);
        self.selected = 0;
    }
}

impl Pane for Routes {
    fn kept(&self) -> Option<String> {
        Some(format!("{}{HANDED}{}", self.from, self.to))
    }

    fn restore(&mut self, kept: &str, _: &Cx<'_>) {
        if let Some((from, to)) = kept.split_once(HANDED) {
            (self.from, self.to) = (from.to_owned(), to.to_owned());
        }
    }

    fn basis(&self, cx: &Cx<'_>) -> Vec<Basis> {
        let asked = self.ask(cx.analysis);
        let Some(table) = asked.table else { return Vec::new() };
        let rows = Rows::new(table, asked.contest.as_ref());
        rows.row(self.selected).map(|row| basis::route(row.route)).unwrap_or_default()
    }

    fn available(&self, cx: &Cx<'_>) -> Vec<Action> {
        let what_ifs = self.ask(cx.analysis).what_ifs(cx.analysis).len();
        let mut actions = vec![Action::Ask, Action::Switch, Action::Enter, Action::TraceThis];
        let is_node = self.ask(cx.analysis).own.is_some();
        actions.extend(Some(Action::NodeRoutes).filter(|_| is_node));
        actions.extend(WHAT_IFS.into_iter().take(what_ifs));
        actions.extend([Action::Up, Action::Down, Action::PageDown]);
        actions
    }

    fn act(&mut self, action: Action, cx: &Cx<'_>) -> Reply {
        let count = self.ask(cx.analysis).table.map_or(0, |table| table.routes().len());
        let last = count.saturating_sub(1);
        self.selected = match action {
            Action::Up => self.selected.saturating_sub(1),
            Action::Down => (self.selected + 1).min(last),
            Action::PageUp => self.selected.saturating_sub(PAGE),
            Action::PageDown => (self.selected + PAGE).min(last),
            Action::First => 0,
            Action::Last => last,
            Action::Switch => {
                self.next_origin(cx.analysis);
                return Reply::Done;
            }
            Action::Ask => return Reply::Ask { label: "To".to_owned(), text: self.to.clone() },
            Action::Enter => return self.why(cx.analysis),
            Action::TraceThis => return self.trace(cx.analysis),
            Action::NodeRoutes => return self.node_routes(cx.analysis),
            other if WHAT_IFS.contains(&other) => {
                let at = WHAT_IFS.iter().position(|own| *own == other).unwrap_or_default();
                let what_ifs = self.ask(cx.analysis).what_ifs(cx.analysis);
                let none = || Reply::Say("No what-if has this letter now".to_owned());
                return what_ifs.get(at).map_or_else(none, |what_if| Reply::Edit(what_if.edit.clone()));
            }
            _ => return Reply::Ignored,
        };
        Reply::Done
    }

    fn view(&mut self, cx: &Cx<'_>, canvas: &mut Canvas<'_>) {
        let asked = self.ask(cx.analysis);
        let (Some(origin), Some(table)) = (&asked.origin, asked.table) else {
            canvas.text(0, 1, "This design has no subnet, so no routes are looked up.", cx.theme.text);
            return;
        };
        self.selected = self.selected.min(table.routes().len().saturating_sub(1));
        let ask_key = cx.key(Context::Routes, Action::Ask);
        let what_ifs = asked.what_ifs(cx.analysis);
        let letters = WHAT_IFS.map(|action| cx.key(Context::Routes, action));
        let view = View {
            from: &origin.label,
            to: &self.to,
            address: asked.address,
            error: asked.error.as_deref(),
            table,
            contest: asked.contest.as_ref(),
            selected: self.selected,
            is_enlarged: cx.is_enlarged,
            ask_key: &ask_key,
            own: asked.own.as_ref(),
            own_key: &cx.key(Context::Routes, Action::NodeRoutes),
            what_ifs: &what_ifs,
            letters: &letters,
            trying: &cx.trying(Context::Routes),
        };
        view.draw(canvas, &mut self.top, cx.theme);
    }

    fn answer_shown(&self, cx: &Cx<'_>) -> Shown {
        let asked = self.ask(cx.analysis);
        let subnet = asked.table.map(|table| table.owner().to_owned()).unwrap_or_default();
        let node = asked.own.map(|own| own.node);
        Shown::Routes { subnet, node, to: asked.address }
    }

    fn status(&self, cx: &Cx<'_>) -> String {
        let asked = self.ask(cx.analysis);
        if let Some((address, sentence)) = asked.before_azure() {
            return format!("{address}: {sentence}");
        }
        let winner =
            asked.contest.as_ref().zip(asked.table).and_then(|(contest, table)| {
                Some((contest.address, table.route(contest.winner?), table.routes().len()))
            });
        match winner {
            Some((address, route, count)) => {
                format!("{address} goes to {}  (route 1 of {count})", answer::hop(route))
            }
            None => asked.error.unwrap_or_default(),
        }
    }

    fn asked(&mut self, text: &str, cx: &Cx<'_>) -> Result<(), String> {
        if let Some((from, to)) = text.split_once(HANDED) {
            self.handed(from, to, cx.analysis);
            return Ok(());
        }
        address_of(cx.analysis, text)?;
        text.trim().clone_into(&mut self.to);
        self.selected = 0;
        Ok(())
    }

    fn hint(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Switch => Some("from"),
            Action::Enter => Some("why"),
            Action::TraceThis => Some("trace"),
            Action::NodeRoutes => Some("node's own"),
            _ => None,
        }
    }

    fn corner(&self, cx: &Cx<'_>, gap: &str) -> (String, Style) {
        verdict::corner(cx.analysis, cx.theme, gap)
    }
}
