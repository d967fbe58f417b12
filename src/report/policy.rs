//! The answers of `policy`: who may talk to whom, one question with its reasons, the same as a table, what is open.
//! Deliberately in the words of connection lists that other tools print, so that two can be compared.

use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::table::table;
use super::{Answer, SCHEMA};
use crate::diag::Located;
use crate::engine::policy::PolicyPlan;
use crate::engine::policy::admit::admit;
use crate::engine::policy::connectivity::{Connectivity, Outside};
use crate::engine::policy::decide::{self, Party, Question, decide};
use crate::engine::policy::exposure::Exposure;
use crate::engine::policy::matrix::{self, Share};
use crate::engine::policy::ports::SetId;
use crate::engine::policy::row::Direction;
use crate::manifest::model::Manifests;

/// What every answer says of the manifests that it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// What is not known, or read differently by engines.
    pub notes: Vec<String>,
    /// Kinds that were not read.
    pub ignored: Vec<Ignored>,
    /// What could not be read.
    pub diagnostics: Vec<Located>,
}

/// A kind that was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Ignored {
    /// The kind, with its group.
    pub kind: String,
    /// How many there are.
    pub count: usize,
}

/// A text that many rows share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[schemars(transparent)]
pub struct Shared(#[schemars(with = "String")] pub Arc<str>);

impl Serialize for Shared {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

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

/// The answer of `policy matrix`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Matrix {
    /// The version of the answer's format.
    pub schema: u32,
    /// Whose reading of the policies.
    pub engine: &'static str,
    /// The ends, those with the same row and column together.
    pub groups: Vec<Group>,
    /// What each group may send to each.
    pub cells: Vec<Cell>,
    /// What is not known, or read differently by engines.
    pub notes: Vec<String>,
    /// Kinds that were not read.
    pub ignored: Vec<Ignored>,
    /// What could not be read.
    pub diagnostics: Vec<Located>,
}

/// Ends that behave alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Group {
    /// Its number, from 1.
    pub number: usize,
    /// The ends, `outside` for all addresses outside.
    pub ends: Vec<String>,
}

/// What a group may send to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cell {
    /// The group that sends.
    pub from: usize,
    /// The group that is sent to.
    pub to: usize,
    /// `allow`, `deny` or `partial`.
    pub verdict: &'static str,
    /// On which ports; to and from outside the widest of them.
    pub conn: String,
}

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

impl Ground {
    /// Of manifests, as far as they were read.
    pub fn new(plan: &PolicyPlan, manifests: &Manifests, diagnostics: Vec<Located>) -> Self {
        let ignored = manifests.ignored.iter().map(|(kind, count)| Ignored { kind: kind.clone(), count: *count });
        Self { notes: crate::engine::policy::notes::notes(plan, manifests), ignored: ignored.collect(), diagnostics }
    }
}

impl Connlist {
    /// Every pair of a plan.
    pub fn new(plan: &PolicyPlan, connectivity: &Connectivity, ground: Ground) -> Self {
        let mut words = Words::default();
        let names: Vec<Shared> = connectivity.ends().iter().map(|end| Shared(Arc::from(&*end.name))).collect();
        let mut pairs = Vec::new();
        for (from, src) in connectivity.ends().iter().zip(&names) {
            for (to, dst) in connectivity.ends().iter().zip(&names) {
                let ports = connectivity.between(from.class, to.class);
                if ports != SetId::NONE && src != dst {
                    pairs.push(Pair { src: src.clone(), dst: dst.clone(), conn: words.of(connectivity, ports) });
                }
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

impl Check {
    /// The answer to a question about named ends.
    pub fn new(plan: &PolicyPlan, names: [&str; 2], question: &Question, ground: Ground) -> Self {
        let answer = decide(plan, question);
        let Ground { mut notes, ignored, diagnostics } = ground;
        notes.splice(0..0, answer.notes);
        Self {
            schema: SCHEMA,
            engine: plan.engine().word(),
            from: named(plan, names[0], question.from),
            to: named(plan, names[1], question.to),
            port: question.port,
            protocol: question.protocol.name(),
            allowed: answer.allowed,
            decided_by: answer.reasons.into_iter().map(decider).collect(),
            admit: if answer.allowed { None } else { admit(plan, question) },
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
        Party::Node(_) | Party::Outside(_) => given.to_owned(),
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
        for note in &self.notes {
            let _ = write!(text, "\n{note}\n");
        }
        text
    }

    fn is_good(&self) -> bool {
        self.allowed
    }
}

impl Matrix {
    /// The table of a plan.
    pub fn new(plan: &PolicyPlan, connectivity: &Connectivity, ground: Ground) -> Self {
        let matrix = matrix::Matrix::new(connectivity);
        let count = matrix.groups.len();
        let places = (0..count).flat_map(|from| (0..count).map(move |to| (from, to)));
        let cells = places.filter_map(|(from, to)| {
            let cell = matrix.cell(plan, connectivity, from, to)?;
            Some(Cell { from: from + 1, to: to + 1, verdict: verdict(cell.share), conn: cell.ports })
        });
        let cells = cells.collect();
        let groups = matrix.groups.into_iter().enumerate();
        let groups = groups.map(|(place, group)| Group { number: place + 1, ends: group.ends }).collect();
        let Ground { notes, ignored, diagnostics } = ground;
        Self { schema: SCHEMA, engine: plan.engine().word(), groups, cells, notes, ignored, diagnostics }
    }
}

fn verdict(share: Share) -> &'static str {
    match share {
        Share::All => "allow",
        Share::Part => "partial",
        Share::Nothing => "deny",
    }
}

impl Answer for Matrix {
    const KIND: &'static str = "matrix";

    fn text(&self) -> String {
        let mut text = String::from("From the rows to the columns: + all, - nothing, ~ some ports or addresses\n\n");
        let count = self.groups.len();
        let mut signs = vec![vec![" "; count]; count];
        for cell in &self.cells {
            signs[cell.from - 1][cell.to - 1] = match cell.verdict {
                "allow" => "+",
                "deny" => "-",
                _ => "~",
            };
        }
        let numbers: Vec<String> = self.groups.iter().map(|group| group.number.to_string()).collect();
        let mut heading = vec!["NR"];
        heading.extend(numbers.iter().map(String::as_str));
        heading.push("WHO");
        let rows: Vec<Vec<String>> = self
            .groups
            .iter()
            .zip(signs)
            .map(|(group, signs)| {
                let cells = signs.into_iter().map(str::to_owned);
                std::iter::once(group.number.to_string()).chain(cells).chain([group.ends.join(", ")]).collect()
            })
            .collect();
        text.push_str(&table(&heading, &rows));
        let partial: Vec<Vec<String>> = self
            .cells
            .iter()
            .filter(|cell| cell.verdict == "partial")
            .map(|cell| vec![cell.from.to_string(), cell.to.to_string(), cell.conn.clone()])
            .collect();
        if !partial.is_empty() {
            let _ = write!(text, "\n{}", table(&["FROM", "TO", "WHAT IS ALLOWED"], &partial));
        }
        text
    }

    fn is_good(&self) -> bool {
        true
    }
}

impl Exposed {
    /// What a plan leaves open.
    pub fn new(plan: &PolicyPlan, connectivity: &Connectivity, ground: Ground) -> Self {
        let exposure = Exposure::new(plan, connectivity);
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
                place: policy.place.to_string(),
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
