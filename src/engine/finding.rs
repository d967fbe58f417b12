//! What would go wrong with a design that can be read: overlaps, ranges that are too small or reserved.
//! Deliberately not about text that cannot be read: that is a diagnostic.

mod authorized;
mod balancer;
mod cluster;
mod disputed;
mod dual_stack;
mod limit;
mod machine;
pub mod meaning;
mod mend;
mod nat_gateway;
mod outbound;
mod overlap;
mod pod_subnet;
mod policy;
mod pool;
mod pool_kind;
mod ports;
mod priority;
mod range;
mod room;
mod serverless;
mod space;
mod subnet;
mod user_route;

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::capacity::{Capacity, Question};
use crate::engine::plan::Plan;
use crate::engine::rules::{self, RuleId};
use crate::scenario::model::VerdictWord;
use crate::scenario::{Edit, Path};

pub use range::usual_dns;
pub use space::is_shared;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Unsupported, ambiguous between sources, or fragile.
    Warning,
    /// AKS or Azure refuses it, or it cannot work.
    Error,
}

/// When a finding bites.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// At creation of the cluster or pool.
    Create,
    /// When nodes are added.
    Scale,
    /// When surge nodes are added.
    Upgrade,
    /// Later: AKS accepts, and nodes or pods then lack something.
    RunTime,
}

/// What is known of Azure's own refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// It is refused, with the code that a page gives.
    CodeKnown,
    /// It would be refused; no page gives the code.
    CodeNotKnown,
}

/// The page that a finding or a hop rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct SourceRef {
    /// The page, with its section.
    pub page: &'static str,
    /// The date of the copy that was read.
    pub as_of: &'static str,
}

impl SourceRef {
    /// Is it no page, but aksplore's own choice?
    pub fn is_own(self) -> bool {
        self.page.starts_with("aksplore's own")
    }
}

/// The page and the day on which it was read, which what is one's own does not have.
impl fmt::Display for SourceRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.page)?;
        if self.is_own() { Ok(()) } else { write!(formatter, " ({})", self.as_of) }
    }
}

/// Something that would go wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Its short name, `service-cidr-overlaps-peer`.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// When it bites.
    pub when: When,
    /// The item or field it is about.
    pub subject: Path,
    /// What it collides with, in words; empty: nothing.
    pub conflicts_with: Option<String>,
    /// What is wrong, with this design's numbers.
    pub message: String,
    /// Azure's own sentence, with these numbers, where a page gives one.
    pub azure_message: Option<String>,
    /// Azure's own code, where a page gives one.
    pub azure_error: Option<&'static str>,
    /// Azure's own name of the field.
    pub azure_target: Option<&'static str>,
    /// What is known of Azure's refusal; `None`: no page says that it is refused.
    pub refusal: Option<Refusal>,
    /// Is it want of room (verdict `no-fit`), and nothing worse?
    pub is_room: bool,
    /// The rule that it breaks, or rests on.
    pub rule: RuleId,
    /// The page of that rule.
    pub source: SourceRef,
    /// The edit that ends it.
    pub fix: Option<Edit>,
    /// Was a free place looked for, to end it?
    pub(crate) is_searched: bool,
}

impl Finding {
    /// A finding with nothing more than what every finding has.
    fn new(code: &'static str, severity: Severity, subject: Path, rule: RuleId, message: String) -> Self {
        Self {
            code,
            severity,
            when: When::Create,
            subject,
            conflicts_with: None,
            message,
            azure_message: None,
            azure_error: None,
            azure_target: None,
            refusal: None,
            is_room: false,
            rule,
            source: rules::source(rule),
            fix: None,
            is_searched: false,
        }
    }

    fn error(code: &'static str, subject: Path, rule: RuleId, message: String) -> Self {
        Self::new(code, Severity::Error, subject, rule, message)
    }

    fn warning(code: &'static str, subject: Path, rule: RuleId, message: String) -> Self {
        Self { when: When::RunTime, ..Self::new(code, Severity::Warning, subject, rule, message) }
    }

    /// A note; it bites no one yet.
    fn note(code: &'static str, subject: Path, rule: RuleId, message: String) -> Self {
        Self { when: When::RunTime, ..Self::new(code, Severity::Note, subject, rule, message) }
    }

    /// An error that a page says is refused, and with which code it does not say.
    fn refused(code: &'static str, subject: Path, rule: RuleId, message: String) -> Self {
        Self { refusal: Some(Refusal::CodeNotKnown), ..Self::error(code, subject, rule, message) }
    }

    /// Names what it collides with.
    fn with(mut self, other: String) -> Self {
        self.conflicts_with = Some(other);
        self
    }

    /// Adds what Azure itself answers: its code, its field, its sentence.
    fn azure(self, error: &'static str, target: &'static str, message: String) -> Self {
        Self { azure_target: Some(target), ..self.azure_code(error, message) }
    }

    /// The same where no page names the field.
    fn azure_code(mut self, error: &'static str, message: String) -> Self {
        self.azure_error = Some(error);
        self.refusal = Some(Refusal::CodeKnown);
        self.says(message)
    }

    /// Adds a sentence of Azure's that comes without a code.
    fn says(mut self, message: String) -> Self {
        self.azure_message = Some(message);
        self
    }

    fn when(mut self, when: When) -> Self {
        self.when = when;
        self
    }

    /// Adds the edit that ends it, where there is one.
    fn fixed_by(mut self, fix: impl Into<Option<Edit>>) -> Self {
        self.fix = fix.into();
        self
    }

    /// The same where a free place was looked for, and maybe found.
    fn placed_by(self, fix: Option<Edit>) -> Self {
        Self { is_searched: true, ..self.fixed_by(fix) }
    }
}

/// What is said of an error that no page has refused.
pub fn fails_later(when: When) -> &'static str {
    match when {
        When::Create => "no page says that it is refused; it fails as soon as the cluster is made",
        When::Scale => "no page says that it is refused; it fails later, when nodes are added",
        When::Upgrade => "no page says that it is refused; it fails later, when surge nodes are added",
        When::RunTime => "no page says that it is refused; it fails later, at run time",
    }
}

/// A check: looks at a plan and its capacity, and adds what it finds.
type Check = fn(&Plan, &Capacity, &mut Vec<Finding>);

/// What a check's outcome hangs on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// On the room that there is, which the model decides and the capacity says.
    Room,
    /// On the model, among other things.
    Model,
    /// On nothing that another model changes: nodes, max pods and surge stay when the model is switched.
    Any,
}

/// Every check, in the order in which a reader wants the findings.
const CHECKS: &[(Scope, Check)] = &[
    (Scope::Room, room::ranges),
    (Scope::Room, room::routes),
    (Scope::Room, room::vnet_addresses),
    (Scope::Room, ports::ports),
    (Scope::Model, room::edge_blocks),
    (Scope::Model, room::node_subnet_addresses),
    (Scope::Model, room::pods),
    (Scope::Any, room::policy_engine),
    (Scope::Any, ports::settings),
    (Scope::Any, ports::bands),
    (Scope::Any, ports::backends),
    (Scope::Any, balancer::services),
    (Scope::Any, overlap::subnets),
    (Scope::Model, overlap::pod_cidr),
    (Scope::Model, overlap::kubenet_neighbours),
    (Scope::Any, overlap::service_cidr),
    (Scope::Any, overlap::peers),
    (Scope::Any, range::vnets),
    (Scope::Model, range::reserved),
    (Scope::Model, range::pod_cidr),
    (Scope::Any, range::service_cidr),
    (Scope::Any, range::dns_service_ip),
    (Scope::Model, pool::subnets),
    (Scope::Any, pool::limits),
    (Scope::Any, pool_kind::names),
    (Scope::Any, pool_kind::systems),
    (Scope::Any, pool_kind::upgrades),
    (Scope::Model, pool::operating_systems),
    (Scope::Model, pool::model),
    (Scope::Model, cluster::versions),
    (Scope::Model, cluster::cilium),
    (Scope::Model, cluster::policy),
    (Scope::Model, cluster::masquerade),
    (Scope::Model, cluster::gateways),
    (Scope::Model, cluster::container_gateway),
    (Scope::Any, dual_stack::families),
    (Scope::Any, dual_stack::ranges),
    (Scope::Model, dual_stack::cluster),
    (Scope::Model, serverless::virtual_nodes),
    (Scope::Model, serverless::auto_provisioning),
    (Scope::Any, outbound::types),
    (Scope::Model, outbound::isolated),
    (Scope::Any, nat_gateway::on_nodes),
    (Scope::Model, nat_gateway::on_pods),
    (Scope::Any, user_route::of_nodes),
    (Scope::Model, user_route::of_pods),
    (Scope::Any, user_route::to_gateways),
    (Scope::Any, outbound::load_balancer),
    (Scope::Any, outbound::default_access),
    (Scope::Any, subnet::api_server),
    (Scope::Model, authorized::ranges),
    (Scope::Model, subnet::pods_alone),
    (Scope::Model, subnet::names),
    (Scope::Any, subnet::all_or_none),
    (Scope::Model, subnet::kubenet_tables),
    (Scope::Any, machine::addresses),
    (Scope::Model, machine::nodes),
    (Scope::Any, machine::container_gateways),
    (Scope::Any, limit::network),
    (Scope::Any, priority::priorities),
    (Scope::Any, policy::manifests),
];

/// What is found, and what it amounts to.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    /// Everything that would go wrong, the worst first.
    pub list: Vec<Finding>,
    /// Can the design stand?
    pub verdict: VerdictWord,
    /// The verdict on what would go wrong in any model.
    pub verdict_in_any_model: VerdictWord,
    /// The first of it that is refused, in words.
    pub refused_in_any_model: Option<String>,
}

/// Everything that would go wrong, where nobody has the question.
#[cfg(test)]
pub fn findings(plan: &Plan, capacity: &Capacity) -> Findings {
    findings_of(plan, &Question::of(plan), capacity)
}

/// Everything that would go wrong.
pub fn findings_of(plan: &Plan, question: &Question, capacity: &Capacity) -> Findings {
    let mut list = Vec::new();
    let mut in_any_model = VerdictWord::Fits;
    let mut refused_in_any_model = None;
    for (scope, check) in CHECKS {
        let before = list.len();
        check(plan, capacity, &mut list);
        if *scope == Scope::Any {
            in_any_model = in_any_model.max(verdict(&list[before..]));
            refused_in_any_model = refused_in_any_model.or_else(|| refused(&list[before..]));
        }
    }
    disputed::defaults(plan, question, &mut list);
    list.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    Findings { verdict: verdict(&list), verdict_in_any_model: in_any_model, refused_in_any_model, list }
}

/// The verdict on what hangs on the model, alone, and what is refused of it. Want of room is not put into words for it.
pub(super) fn verdict_of_model(plan: &Plan, capacity: &Capacity) -> (VerdictWord, Option<String>) {
    let mut found = Vec::new();
    for (_, check) in CHECKS.iter().filter(|(scope, _)| *scope == Scope::Model) {
        check(plan, capacity, &mut found);
    }
    let room = if capacity.fits() { VerdictWord::Fits } else { VerdictWord::NoFit };
    (verdict(&found).max(room), refused(&found))
}

/// The first error that is not want of room, in words.
pub(super) fn refused(findings: &[Finding]) -> Option<String> {
    let error = findings.iter().find(|finding| finding.severity == Severity::Error && !finding.is_room)?;
    Some(error.message.clone())
}

/// `invalid` if an error is not want of room, else `no-fit` if a range is too small, else `fits`. Of two lists
/// together it is the worse of both.
fn verdict(findings: &[Finding]) -> VerdictWord {
    let mut errors = findings.iter().filter(|finding| finding.severity == Severity::Error).peekable();
    if errors.peek().is_none() {
        VerdictWord::Fits
    } else if errors.all(|error| error.is_room) {
        VerdictWord::NoFit
    } else {
        VerdictWord::Invalid
    }
}

#[cfg(test)]
mod tests;
