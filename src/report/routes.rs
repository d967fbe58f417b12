//! The answer of `routes`: the effective routes of a place, and the contest for one address. Deliberately in Azure's
//! own words, as the portal and `az network nic show-effective-route-table` write them.

use std::fmt::Write as _;
use std::net::IpAddr;

use schemars::JsonSchema;
use serde::Serialize;

use super::table::table;
use super::{Answer, Change, SCHEMA, changes};
use crate::engine::Analysis;
use crate::engine::finding::SourceRef;
use crate::engine::plan::SubnetId;
use crate::engine::reroute::Reroute;
use crate::engine::route::node::{Before, NodeRoute, NodeRoutes};
use crate::engine::route::{ContestResult, EffectiveRoute, NextHopType, RouteSource, RouteState, RouteTable};

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Routes {
    /// The version of the answer's format.
    pub schema: u32,
    /// The subnet whose routes these are.
    pub subnet: String,
    /// The address asked for.
    pub to: Option<IpAddr>,
    /// The routes.
    pub routes: Vec<EffectiveRoute>,
    /// Asked from a node or one of its pods: the node's own routes to its pods, which come before Azure's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<NodeView>,
    /// With an address: all routes, the best match first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contest: Option<Vec<Contender>>,
    /// With an address: the route that decides; null: none does.
    pub winner: Option<EffectiveRoute>,
    /// With an address: what one could change so that it goes elsewhere, and where it goes then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what_ifs: Option<Vec<WhatIfRow>>,
    /// What is worth knowing of this table.
    pub notes: Vec<String>,
}

/// A node's own routes to its pods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NodeView {
    /// The node.
    pub node: String,
    /// The routes.
    pub routes: Vec<NodeRoute>,
    /// With an address: the route that keeps the packet on the node; null: it leaves by the NIC.
    pub taken: Option<NodeRoute>,
    /// With an address: what decides before Azure's routes are asked; null: nothing, they decide.
    pub outcome: Option<NodeOutcome>,
    /// The same in a sentence.
    pub before_azure: Option<String>,
    /// The page that says how a node has them.
    pub source: SourceRef,
    /// What is worth knowing of them.
    pub notes: Vec<String>,
}

/// What decides on an address before Azure's routes are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NodeOutcome {
    /// A pod of the node has it.
    Kept,
    /// It is kept for a pod of the node, and none has it.
    Vacant,
    /// The overlay's own domain takes it.
    Overlay,
}

/// A change, and the route that decides then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WhatIfRow {
    /// What is changed.
    pub label: String,
    /// The edit, step by step.
    pub edit: Vec<Change>,
    /// The route that decides then; null: none does.
    pub winner: Option<EffectiveRoute>,
}

/// A route in a contest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Contender {
    /// The range.
    pub prefix: String,
    /// Where it comes from.
    pub source: RouteSource,
    /// The kind of its next hop.
    pub next_hop_type: NextHopType,
    /// Its next hop's address.
    pub next_hop_ip: Option<IpAddr>,
    /// Does it take part?
    pub state: RouteState,
    /// The user route's name, the peer, the gateway.
    pub name: String,
    /// What became of it.
    pub result: ContestResult,
    /// Why.
    pub why: String,
}

impl Routes {
    /// Of a table, and of one address where one is asked for.
    pub fn new(table: &RouteTable, to: Option<IpAddr>) -> Self {
        let contest = to.map(|address| table.contest(address));
        let winner = contest.as_ref().and_then(|contest| contest.winner).map(|winner| table.route(winner).clone());
        let contenders = contest.map(|contest| {
            let rows = contest.contenders.into_iter().map(|contender| {
                let route = table.route(contender.route);
                Contender {
                    prefix: route.prefix.to_string(),
                    source: route.source,
                    next_hop_type: route.next_hop_type,
                    next_hop_ip: route.next_hop_ip,
                    state: route.state,
                    name: route.name.clone(),
                    result: contender.result,
                    why: contender.why,
                }
            });
            rows.collect()
        });
        Self {
            schema: SCHEMA,
            subnet: table.owner().to_owned(),
            to,
            routes: table.routes().to_vec(),
            node: None,
            contest: contenders,
            winner,
            what_ifs: None,
            notes: table.notes().to_vec(),
        }
    }

    /// Of a subnet of a plan, with what one could change so that the address goes elsewhere.
    pub fn of_subnet(analysis: &Analysis, subnet: SubnetId, to: Option<IpAddr>) -> Self {
        let rows = |address| {
            let row = |what_if: &Reroute| WhatIfRow {
                label: what_if.label.clone(),
                edit: changes(&what_if.edit, analysis.plan().written()),
                winner: what_if.winner.clone(),
            };
            analysis.reroutes(subnet, address).iter().map(row).collect()
        };
        Self { what_ifs: to.map(rows), ..Self::new(analysis.routes(subnet), to) }
    }
}

impl Routes {
    /// The same as a node sees it: its own routes to its pods come first.
    #[must_use]
    pub fn seen_from(self, own: NodeRoutes) -> Self {
        let taken = self.to.and_then(|to| own.lookup(to)).cloned();
        let before_azure = self.to.and_then(|to| own.sentence(to));
        let outcome = self.to.and_then(|to| match own.before(to) {
            Before::Kept(_) => Some(NodeOutcome::Kept),
            Before::Vacant => Some(NodeOutcome::Vacant),
            Before::Overlay(_) => Some(NodeOutcome::Overlay),
            Before::Leaves => None,
        });
        let NodeRoutes { node, routes, source, notes, .. } = own;
        Self { node: Some(NodeView { node, routes, taken, outcome, before_azure, source, notes }), ..self }
    }
}

impl Answer for Routes {
    const KIND: &'static str = "routes";

    fn text(&self) -> String {
        let mut text = match (&self.contest, self.to) {
            (Some(contest), Some(to)) => self.contest_text(contest, to),
            _ => self.routes_text(),
        };
        for note in &self.notes {
            let _ = write!(text, "\n{note}\n");
        }
        if let Some(node) = &self.node {
            text = format!("{}\n{text}", node.text(self.to));
        }
        text
    }

    /// Routes are good or bad only for a packet, and of that one nothing is asked but where it would go.
    fn is_good(&self) -> bool {
        if let Some(outcome) = self.node.as_ref().and_then(|node| node.outcome) {
            return outcome != NodeOutcome::Vacant;
        }
        self.to.is_none() || self.winner.as_ref().is_some_and(|winner| winner.next_hop_type != NextHopType::None)
    }
}

impl NodeView {
    /// The table of the node's own routes, or the one that keeps the address on the node.
    fn text(&self, to: Option<IpAddr>) -> String {
        let mut text = match (to, &self.before_azure) {
            (Some(to), Some(sentence)) => format!("{to}: {sentence}; Azure's routes are not asked\n"),
            (Some(to), None) => format!("{to}: none of node {}'s own routes has it, so it leaves by eth0\n", self.node),
            (None, _) if self.routes.is_empty() => format!("Routes of node {} to its own pods: none\n", self.node),
            (None, _) => {
                let row = |route: &NodeRoute| {
                    let given = if route.assumed { "assumed" } else { "given" };
                    vec![route.prefix.to_string(), route.device.to_owned(), route.pod.clone(), given.to_owned()]
                };
                let rows: Vec<Vec<String>> = self.routes.iter().map(row).collect();
                let table = table(&["PREFIX", "DEVICE", "POD", "ADDRESS"], &rows);
                format!("Routes of node {} to its own pods\n\n{table}", self.node)
            }
        };
        for note in &self.notes {
            let _ = write!(text, "\n{note}");
        }
        let _ = write!(text, "\nsource: {} ({})\n", self.source.page, self.source.as_of);
        text
    }
}

impl Routes {
    fn contest_text(&self, contest: &[Contender], to: IpAddr) -> String {
        let rows: Vec<Vec<String>> = contest.iter().map(contender).collect();
        let winner = match &self.winner {
            Some(route) => format!("{} to {}", route.prefix, next_hop(route.next_hop_type, route.next_hop_ip)),
            None => "no route holds it".to_owned(),
        };
        let heading = ["RESULT", "PREFIX", "SOURCE", "NEXT HOP", "NAME", "WHY"];
        let mut text = format!("{to} from subnet {}: {winner}\n\n{}", self.subnet, table(&heading, &rows));
        for what_if in self.what_ifs.iter().flatten() {
            let then = match &what_if.winner {
                Some(route) => format!(
                    "to {} by the {} route {}",
                    next_hop(route.next_hop_type, route.next_hop_ip),
                    route.source,
                    route.prefix
                ),
                None => "no route holds it".to_owned(),
            };
            let _ = write!(text, "\nwhat if: {}: {then}", what_if.label);
        }
        if self.what_ifs.as_ref().is_some_and(|rows| !rows.is_empty()) {
            text.push('\n');
        }
        text
    }

    fn routes_text(&self) -> String {
        let rows: Vec<Vec<String>> = self.routes.iter().map(route).collect();
        let heading = ["PREFIX", "SOURCE", "NEXT HOP TYPE", "NEXT HOP IP", "STATE", "NAME"];
        format!("Effective routes of subnet {}\n\n{}", self.subnet, table(&heading, &rows))
    }
}

fn route(route: &EffectiveRoute) -> Vec<String> {
    vec![
        route.prefix.to_string(),
        route.source.to_string(),
        route.next_hop_type.to_string(),
        route.next_hop_ip.map_or_else(|| "-".to_owned(), |address| address.to_string()),
        route.state.to_string(),
        route.name.clone(),
    ]
}

fn contender(contender: &Contender) -> Vec<String> {
    vec![
        contender.result.to_string(),
        contender.prefix.clone(),
        contender.source.to_string(),
        next_hop(contender.next_hop_type, contender.next_hop_ip),
        contender.name.clone(),
        contender.why.clone(),
    ]
}

fn next_hop(kind: NextHopType, address: Option<IpAddr>) -> String {
    address.map_or_else(|| kind.to_string(), |address| format!("{kind} {address}"))
}
