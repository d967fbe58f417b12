//! The answer of `policy check`: one question, what decides it, and what would admit it. Deliberately lists nothing.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Ground, Ignored};
use crate::diag::Located;
use crate::engine::policy::PolicyPlan;
use crate::engine::policy::admit::{Offer, admit};
use crate::engine::policy::decide::{self, Party, Question, decide};
use crate::report::{Answer, SCHEMA};

/// The answer of `policy check`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Check {
    /// The version of the answer's format.
    pub schema: u32,
    /// Whose reading of the policies.
    pub engine: &'static str,
    /// Who opens the connection.
    pub from: String,
    /// To whom.
    pub to: String,
    /// To which port.
    pub port: u16,
    /// By which protocol.
    pub protocol: &'static str,
    /// May they talk?
    pub allowed: bool,
    /// What decides.
    pub decided_by: Vec<Decider>,
    /// The smallest NetworkPolicies that would admit it, as YAML; null: it is allowed, or none would.
    pub admit: Option<String>,
    /// Why no NetworkPolicy would admit it; null: one would, or it is allowed.
    pub admit_never: Option<String>,
    /// What is not known, or read differently by engines.
    pub notes: Vec<String>,
    /// Kinds that were not read.
    pub ignored: Vec<Ignored>,
    /// What could not be read.
    pub diagnostics: Vec<Located>,
}

/// What decides in a direction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Decider {
    /// `egress` of the one, or `ingress` of the other.
    pub direction: &'static str,
    /// The policy, `NS/NAME`; null: none decides.
    pub policy: Option<String>,
    /// The kind of the policy.
    pub kind: Option<&'static str>,
    /// The rule: `ingress[0]`; null: none.
    pub rule: Option<String>,
    /// The rule's peer: `from[1]`; null: the rule is for everyone, or there is none.
    pub peer: Option<String>,
    /// Why, in words.
    pub reason: String,
}

impl Check {
    /// The answer to a question about named ends.
    pub fn new(plan: &PolicyPlan, names: [&str; 2], question: &Question, ground: Ground) -> Self {
        let answer = decide(plan, question);
        let Ground { mut notes, ignored, diagnostics } = ground;
        notes.splice(0..0, answer.notes);
        let (admit, admit_never) = if answer.allowed { (None, None) } else { Offer::parts(admit(plan, question)) };
        Self {
            schema: SCHEMA,
            engine: plan.engine().word(),
            from: named(plan, names[0], question.from),
            to: named(plan, names[1], question.to),
            port: question.port,
            protocol: question.protocol.name(),
            allowed: answer.allowed,
            decided_by: answer.reasons.into_iter().map(decider).collect(),
            admit,
            admit_never,
            notes,
            ignored,
            diagnostics,
        }
    }
}

fn named(plan: &PolicyPlan, given: &str, party: Party) -> String {
    match party {
        Party::Pod(pod) => {
            let row = plan.cluster().pod_row(pod);
            plan.cluster().workload_name(row.workload)
        }
        Party::Node(_) | Party::Outside(_) | Party::ApiServer(_) => given.to_owned(),
    }
}

fn decider(reason: decide::Reason) -> Decider {
    Decider {
        direction: reason.direction.word(),
        policy: reason.policy,
        kind: reason.kind,
        rule: reason.rule,
        peer: reason.peer,
        reason: reason.words,
    }
}

impl Answer for Check {
    const KIND: &'static str = "check";

    fn text(&self) -> String {
        let verdict = if self.allowed { "ALLOWED" } else { "DENIED" };
        let mut text =
            format!("{verdict}  {} => {} : {} {}\n", self.from, self.to, self.protocol.to_uppercase(), self.port);
        for decider in &self.decided_by {
            let _ = write!(text, "\n{:8}{}\n", decider.direction, decider.reason);
        }
        if let Some(admit) = &self.admit {
            let _ = write!(text, "\nThis would admit it:\n\n{admit}");
        }
        if let Some(never) = &self.admit_never {
            let _ = write!(text, "\nNo NetworkPolicy would admit it: {never}.\n");
        }
        for note in &self.notes {
            let _ = write!(text, "\n{note}\n");
        }
        text
    }

    fn is_good(&self) -> bool {
        self.allowed
    }
}
