//! The answer of `policy connlist`: every pair that may talk, a line each. Deliberately without reasons.

use std::net::IpAddr;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Ground, Ignored, Shared};
use crate::diag::Located;
use crate::engine::policy::PolicyPlan;
use crate::engine::policy::connectivity::{Connectivity, Outside};
use crate::engine::policy::matrix::between_near;
use crate::engine::policy::near::{Near, near};
use crate::engine::policy::ports::SetId;
use crate::engine::policy::row::Direction;
use crate::report::{Answer, SCHEMA};

/// The answer of `policy connlist`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Connlist {
    /// The version of the answer's format.
    pub schema: u32,
    /// Whose reading of the policies.
    pub engine: &'static str,
    /// Every pair that may talk, sorted.
    pub pairs: Vec<Pair>,
    /// What is not known, or read differently by engines.
    pub notes: Vec<String>,
    /// Kinds that were not read.
    pub ignored: Vec<Ignored>,
    /// What could not be read.
    pub diagnostics: Vec<Located>,
}

/// A pair that may talk.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Pair {
    /// Who opens the connection.
    pub src: Shared,
    /// To whom.
    pub dst: Shared,
    /// On which ports.
    pub conn: Shared,
}

impl Connlist {
    /// Every pair of a plan.
    pub fn new(plan: &PolicyPlan, connectivity: &Connectivity, ground: Ground) -> Self {
        let mut words = Words::default();
        let names: Vec<Shared> = connectivity.ends().iter().map(|end| Shared(Arc::from(&*end.name))).collect();
        let mut pairs = Vec::new();
        for (from, src) in connectivity.ends().iter().zip(&names) {
            for (to, dst) in connectivity.ends().iter().zip(&names) {
                if src == dst {
                    continue;
                }
                let ports = connectivity.between(from.class, to.class);
                let conn = match near(plan.cluster(), &from.pods, &to.pods) {
                    Near::All => words.of(connectivity, SetId::ALL),
                    Near::Some if ports != SetId::ALL => Shared(Arc::from(between_near(connectivity.ports(ports)))),
                    Near::Nobody if ports == SetId::NONE => continue,
                    Near::Some | Near::Nobody => words.of(connectivity, ports),
                };
                pairs.push(Pair { src: src.clone(), dst: dst.clone(), conn });
            }
            for run in connectivity.outside(from.class, Direction::Egress) {
                let conn = words.of(connectivity, run.ports);
                pairs.push(Pair { src: src.clone(), dst: words.run(&run), conn });
            }
            for run in connectivity.outside(from.class, Direction::Ingress) {
                let conn = words.of(connectivity, run.ports);
                pairs.push(Pair { src: words.run(&run), dst: src.clone(), conn });
            }
        }
        pairs.sort_unstable();
        let Ground { notes, ignored, diagnostics } = ground;
        Self { schema: SCHEMA, engine: plan.engine().word(), pairs, notes, ignored, diagnostics }
    }
}

/// The words of sets and runs, each made once.
#[derive(Default)]
struct Words {
    sets: std::collections::HashMap<SetId, Shared>,
    runs: std::collections::HashMap<(IpAddr, IpAddr), Shared>,
}

impl Words {
    fn of(&mut self, connectivity: &Connectivity, set: SetId) -> Shared {
        let made = || Shared(Arc::from(connectivity.ports(set).to_string()));
        self.sets.entry(set).or_insert_with(made).clone()
    }

    fn run(&mut self, run: &Outside) -> Shared {
        let made = || Shared(Arc::from(format!("{}-{}[External]", run.first, run.last)));
        self.runs.entry((run.first, run.last)).or_insert_with(made).clone()
    }
}

impl Answer for Connlist {
    const KIND: &'static str = "connlist";

    fn text(&self) -> String {
        let mut text = String::with_capacity(self.pairs.len() * 64);
        for Pair { src, dst, conn } in &self.pairs {
            for part in [&src.0, " => ", &dst.0, " : ", &conn.0, "\n"] {
                text.push_str(part);
            }
        }
        text
    }

    fn is_good(&self) -> bool {
        true
    }
}
