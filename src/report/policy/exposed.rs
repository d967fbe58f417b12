//! The answer of `policy exposure`: what is open, held by no policy, or never matches. Deliberately judges nothing.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Ground, Ignored};
use crate::diag::Located;
use crate::engine::policy::PolicyPlan;
use crate::engine::policy::connectivity::Connectivity;
use crate::engine::policy::exposure::Exposure;
use crate::report::table::table;
use crate::report::{Answer, SCHEMA};

/// The answer of `policy exposure`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Exposed {
    /// The version of the answer's format.
    pub schema: u32,
    /// Whose reading of the policies.
    pub engine: &'static str,
    /// What is open to addresses outside.
    pub open: Vec<OpenRow>,
    /// Workloads that no policy holds.
    pub unheld: Vec<UnheldRow>,
    /// Policies that select no pod.
    pub selecting_nothing: Vec<PolicyName>,
    /// Rules that match nothing.
    pub never_matching: Vec<NeverRow>,
    /// What is not known, or read differently by engines.
    pub notes: Vec<String>,
    /// Kinds that were not read.
    pub ignored: Vec<Ignored>,
    /// What could not be read.
    pub diagnostics: Vec<Located>,
}

/// A workload that is open to outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OpenRow {
    /// The workload.
    pub workload: String,
    /// `ingress`: it is reached; `egress`: it reaches.
    pub direction: &'static str,
    /// The addresses.
    pub addresses: String,
    /// On which ports.
    pub conn: String,
}

/// A workload that no policy holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnheldRow {
    /// The workload.
    pub workload: String,
    /// In which directions.
    pub directions: Vec<&'static str>,
    /// Its pods use their node's network, so that no policy can.
    pub host_network: bool,
}

/// A policy and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PolicyName {
    /// `NS/NAME`.
    pub policy: String,
    /// Its kind.
    pub kind: &'static str,
    /// Its file and line.
    pub place: String,
}

/// A rule that matches nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NeverRow {
    /// `NS/NAME`.
    pub policy: String,
    /// Which part: `ingress[0].from[1]`.
    pub field: String,
    /// Why.
    pub why: String,
    /// Its file and line.
    pub place: String,
}

impl Exposed {
    /// What a plan leaves open.
    pub fn new(plan: &PolicyPlan, connectivity: &Connectivity, ground: Ground) -> Self {
        Self::of(plan, connectivity, &Exposure::new(plan, connectivity), ground)
    }

    /// The same of what is known already.
    pub fn of(plan: &PolicyPlan, connectivity: &Connectivity, exposure: &Exposure, ground: Ground) -> Self {
        let open = exposure.open.iter().flat_map(|open| {
            open.runs.iter().map(|run| OpenRow {
                workload: open.end.clone(),
                direction: open.direction.word(),
                addresses: format!("{}-{}", run.first, run.last),
                conn: connectivity.ports(run.ports).to_string(),
            })
        });
        let unheld = exposure.unheld.iter().map(|unheld| UnheldRow {
            workload: unheld.end.clone(),
            directions: unheld.directions.iter().map(|direction| direction.word()).collect(),
            host_network: unheld.is_host_network,
        });
        let nothing = exposure.selecting_nothing.iter().map(|index| {
            let policy = &plan.policies()[*index];
            PolicyName { policy: policy.to_string(), kind: policy.kind, place: policy.place.to_string() }
        });
        let never = exposure.never_matching.iter().map(|never| {
            let policy = &plan.policies()[never.policy];
            NeverRow {
                policy: policy.to_string(),
                field: never.field.clone(),
                why: never.why.clone(),
                place: never.place.to_string(),
            }
        });
        let Ground { notes, ignored, diagnostics } = ground;
        Self {
            schema: SCHEMA,
            engine: plan.engine().word(),
            open: open.collect(),
            unheld: unheld.collect(),
            selecting_nothing: nothing.collect(),
            never_matching: never.collect(),
            notes,
            ignored,
            diagnostics,
        }
    }
}

impl Answer for Exposed {
    const KIND: &'static str = "exposure";

    fn text(&self) -> String {
        let mut text = String::new();
        let mut part = |title: &str, heading: &[&str], rows: Vec<Vec<String>>| {
            let gap = if text.is_empty() { "" } else { "\n" };
            let body = if rows.is_empty() { "none\n".to_owned() } else { table(heading, &rows) };
            let _ = write!(text, "{gap}{title}\n{body}");
        };
        let open = self
            .open
            .iter()
            .map(|row| vec![row.workload.clone(), row.direction.to_owned(), row.addresses.clone(), row.conn.clone()]);
        part("Open to outside", &["WORKLOAD", "DIRECTION", "ADDRESSES", "ON"], open.collect());
        let unheld = self.unheld.iter().map(|row| {
            let why = if row.host_network { "its node's network" } else { "no policy selects it" };
            vec![row.workload.clone(), row.directions.join(", "), why.to_owned()]
        });
        part("Held by no policy", &["WORKLOAD", "DIRECTION", "WHY"], unheld.collect());
        let nothing =
            self.selecting_nothing.iter().map(|row| vec![row.policy.clone(), row.kind.to_owned(), row.place.clone()]);
        part("Policies that select no pod", &["POLICY", "KIND", "PLACE"], nothing.collect());
        let never = self
            .never_matching
            .iter()
            .map(|row| vec![row.policy.clone(), row.field.clone(), row.why.clone(), row.place.clone()]);
        part("Rules that never match", &["POLICY", "WHERE", "WHY", "PLACE"], never.collect());
        text
    }

    fn is_good(&self) -> bool {
        true
    }
}
