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
mod tests {
    use std::sync::Arc;

    use super::Severity::{Error, Note, Warning};
    use super::*;
    use crate::engine::capacity::{Count, NodeCount, RangeSize, judge};
    use crate::scenario::read::read;

    fn plan(text: &str) -> Plan {
        let reading = read(text);
        assert!(reading.diagnostics.is_empty(), "{text}: {:?}", reading.diagnostics);
        Plan::new(Arc::new(reading.scenario))
    }

    /// A capacity that holds just these ranges, so that a check is tested apart from the formulas.
    fn capacity(plan: &Plan, ranges: Vec<RangeSize>) -> Capacity {
        Capacity {
            model: plan.model(),
            pod_ip_allocation: None,
            dataplane: plan.dataplane(),
            pools: Vec::new(),
            ranges,
            binding: None,
            max_nodes: None,
            max_nodes_if_capped: None,
            nodes: NodeCount { needed: 0, limit: 5_000 },
            routes: None,
            outbound_ports: None,
            vnet_addresses: Count { needed: 0, needed_steady: 0, needed_if_capped: 0, limit: 65_536 },
            peered_addresses: None,
            pods: None,
        }
    }

    fn codes(text: &str) -> Vec<(&'static str, Severity)> {
        let plan = plan(text);
        let found = findings(&plan, &capacity(&plan, Vec::new())).list;
        found.iter().map(|finding| (finding.code, finding.severity)).collect()
    }

    const VNET: &str = "[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n";
    const NODES: &str = "[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\n";

    /// A name, a scenario, and the findings it must have.
    type Case = (&'static str, String, &'static [(&'static str, Severity)]);

    fn check(cases: &[Case]) {
        for (name, text, expected) in cases {
            assert_eq!(codes(text), *expected, "{name}");
        }
    }

    #[test]
    fn ranges_that_meet_have_their_finding_and_no_other() {
        let hub = "[[vnet.peering]]\nremote = \"hub\"\n[[vnet]]\nname = \"hub\"\n";
        check(&[
            ("a plain design", format!("[cluster]\n{VNET}{NODES}"), &[]),
            ("everything left out", "[cluster]\n".to_owned(), &[]),
            (
                "two subnets that overlap",
                format!("[cluster]\n{VNET}{NODES}[[vnet.subnet]]\nname = \"b\"\nprefix = \"10.240.3.0/24\"\n"),
                &[("subnets-overlap", Error)],
            ),
            (
                "a subnet elsewhere",
                format!("[cluster]\n{VNET}{NODES}[[vnet.subnet]]\nname = \"b\"\nprefix = \"10.241.0.0/24\"\n"),
                &[("subnet-outside-vnet", Error)],
            ),
            (
                "pods in the subnet",
                format!("[cluster]\npod-cidr = \"10.240.0.0/24\"\n{VNET}{NODES}"),
                &[("pod-cidr-overlaps-subnet", Error)],
            ),
            (
                "pods in the VNet only",
                format!("[cluster]\npod-cidr = \"10.240.128.0/17\"\n{VNET}{NODES}"),
                &[("pod-cidr-overlaps-vnet", Warning)],
            ),
            (
                "pods among Services",
                format!("[cluster]\npod-cidr = \"10.0.0.0/16\"\n{VNET}{NODES}"),
                &[("pod-cidr-overlaps-service-cidr", Error)],
            ),
            (
                "Services in the subnet",
                format!("[cluster]\nservice-cidr = \"10.240.0.0/24\"\ndns-service-ip = \"10.240.0.10\"\n{VNET}{NODES}"),
                &[("service-cidr-overlaps-subnet", Error)],
            ),
            (
                "Services at the peer's",
                format!("[cluster]\n{VNET}{NODES}{hub}address-space = [\"10.0.0.0/24\"]\n"),
                &[("service-cidr-overlaps-peer", Warning)],
            ),
            (
                "a peer that overlaps",
                format!("[cluster]\n{VNET}{NODES}{hub}address-space = [\"10.240.64.0/24\"]\n"),
                &[("vnet-overlaps-peer", Error)],
            ),
            (
                "on-premises among the pods",
                format!("[cluster]\n{VNET}{NODES}[[on-premises]]\nname = \"db\"\nip = \"10.244.3.9\"\n"),
                &[("pod-cidr-overlaps-on-premises", Warning)],
            ),
        ]);
    }

    #[test]
    fn ranges_and_pools_beyond_the_rules_have_their_finding_and_no_other() {
        check(&[
            (
                "a range that contains what AKS keeps",
                format!("[cluster]\nservice-cidr = \"172.16.0.0/12\"\ndns-service-ip = \"172.16.0.10\"\n{VNET}{NODES}"),
                &[("reserved-range", Error), ("reserved-range", Error), ("service-cidr-too-large", Error)],
            ),
            (
                "the default DNS beside other Services",
                format!("[cluster]\nservice-cidr = \"10.200.0.0/16\"\n{VNET}{NODES}"),
                &[("dns-ip-outside-service-cidr", Error)],
            ),
            (
                "the DNS at kubernetes.default",
                format!("[cluster]\ndns-service-ip = \"10.0.0.1\"\n{VNET}{NODES}"),
                &[("dns-ip-is-first", Error)],
            ),
            (
                "300 pods a node",
                format!("[cluster]\n{VNET}{NODES}[[node-pool]]\nname = \"a\"\nmax-pods = 300\n"),
                &[("max-pods-range", Error)],
            ),
            (
                "room for 20 pods",
                format!("[cluster]\n{VNET}{NODES}[[node-pool]]\nname = \"a\"\ncount = 2\nmax-pods = 10\n"),
                &[("pool-under-30-pods", Error)],
            ),
            (
                "a pool scaled to nothing",
                format!(
                    "[cluster]\n{VNET}{NODES}[[node-pool]]\nname = \"s\"\n[[node-pool]]\nname = \"a\"\ncount = 0\n"
                ),
                &[],
            ),
            (
                "1,001 nodes",
                format!("[cluster]\n{VNET}{NODES}[[node-pool]]\nname = \"a\"\ncount = 1001\nmax-surge = 1\n"),
                &[
                    ("pool-nodes-limit", Error),
                    ("tier-left-out", Warning),
                    ("outbound-ports-not-known", Note),
                    ("stop-start-nodes", Note),
                ],
            ),
            ("kubenet", format!("[cluster]\nmodel = \"kubenet\"\n{VNET}{NODES}"), &[("kubenet-retires", Note)]),
            (
                "pod subnet without one",
                format!("[cluster]\nmodel = \"azure-cni-pod-subnet\"\n{VNET}{NODES}"),
                &[("pod-subnet-missing", Error)],
            ),
            (
                "Windows on Cilium",
                format!(
                    "[cluster]\ndataplane = \"cilium\"\n{VNET}{NODES}[[node-pool]]\nname = \"s\"\n[[node-pool]]\nname = \"w\"\nos = \"windows\"\n"
                ),
                &[("windows-on-cilium", Error), ("windows-pods-advised", Note)],
            ),
        ]);
    }

    fn judged(text: &str) -> Vec<(&'static str, Severity, When)> {
        let plan = plan(text);
        let found = findings(&plan, &crate::engine::capacity::judge(&plan)).list;
        found.iter().map(|finding| (finding.code, finding.severity, finding.when)).collect()
    }

    #[test]
    fn kubenets_routes_are_watched_before_they_run_out() {
        const RETIRES: (&str, Severity, When) = ("kubenet-retires", Note, When::RunTime);
        let cases = [
            (348, 1, None),
            (349, 1, Some(("kubenet-routes-near-limit", Warning, When::Scale))),
            (399, 1, Some(("kubenet-routes-at-limit", Warning, When::Upgrade))),
            (400, 0, Some(("kubenet-routes-at-limit", Warning, When::Upgrade))),
            (400, 1, Some(("kubenet-routes-at-limit", Warning, When::Upgrade))),
            (401, 1, Some(("kubenet-routes-full", Error, When::Create))),
        ];
        for (nodes, surge, expected) in cases {
            let text = format!(
                "[cluster]\nmodel = \"kubenet\"\npod-cidr = \"10.128.0.0/14\"\n{VNET}{NODES}[[node-pool]]\nname = \"a\"\ncount = {nodes}\nmax-surge = {surge}\n"
            );
            let expected: Vec<_> = expected.into_iter().chain([RETIRES]).collect();
            let of_kubenet = judged(&text).into_iter().filter(|(code, ..)| code.starts_with("kubenet"));
            assert_eq!(of_kubenet.collect::<Vec<_>>(), expected, "{nodes} + {surge}");
        }
    }

    #[test]
    fn blocks_at_the_ends_of_a_subnet_are_not_counted_on() {
        let text = |nodes: u32| {
            format!(
                "[cluster]\nmodel = \"azure-cni-pod-subnet\"\npod-ip-allocation = \"static-block\"\n{VNET}{NODES}[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.8.0/24\"\n[[node-pool]]\nname = \"a\"\ncount = {nodes}\nmax-pods = 15\nmax-surge = 1\npod-subnet = \"pods\"\n"
            )
        };
        // A /24 has 16 blocks: 14 are sure, and the addresses suffice for 15.
        assert_eq!(judged(&text(13)), []);
        assert_eq!(judged(&text(14)), [("pod-subnet-edge-blocks", Warning, When::RunTime)]);
        assert_eq!(judged(&text(16)), [("pod-subnet-full", Error, When::Create)]);
    }

    #[test]
    fn a_vnet_has_only_so_many_addresses_in_use() {
        const LARGE: (&str, Severity, When) = ("stop-start-nodes", Note, When::RunTime);
        let text = |surge: &str| {
            format!(
                "[cluster]\nmodel = \"azure-cni-node-subnet\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.224.0.0/12\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.224.0.0/14\"\n[[node-pool]]\nname = \"a\"\ncount = 260\nmax-pods = 250\nmax-surge = {surge}\n"
            )
        };
        // 261 x 251 = 65,511; 262 x 251 = 65,762 of 65,536. One page stops at 64,000.
        assert_eq!(judged(&text("1")), [("node-subnet-addresses-limit", Warning, When::Scale), LARGE]);
        assert_eq!(judged(&text("2")), [("vnet-addresses-limit", Error, When::Upgrade), LARGE]);
        assert_eq!(
            judged(&text("2").replace("count = 260", "count = 262")),
            [("vnet-addresses-limit", Error, When::Create), LARGE]
        );
    }

    #[test]
    fn a_peering_that_the_other_side_writes_counts_too() {
        let hub = "[[vnet]]\nname = \"hub\"\naddress-space = [\"10.0.0.0/24\"]\n[[vnet.peering]]\nremote = \"v\"\n";
        assert_eq!(codes(&format!("[cluster]\n{VNET}{NODES}{hub}")), [("service-cidr-overlaps-peer", Warning)]);
    }

    #[test]
    fn azure_names_the_range_of_the_vnet_that_the_pods_overlap() {
        let plan = plan(&format!("[cluster]\npod-cidr = \"10.240.1.0/24\"\n{VNET}{NODES}"));
        let found = findings(&plan, &capacity(&plan, Vec::new())).list;
        let azure = "NetworkProfile CIDR 10.240.1.0/24 overlaps with reserved VNET CIDR 10.240.0.0/16";
        assert_eq!(found[0].azure_message.as_deref(), Some(azure));
    }

    #[test]
    fn every_offered_fix_ends_its_finding() {
        let text = format!("[cluster]\nservice-cidr = \"10.200.0.0/16\"\n{VNET}{NODES}");
        let before = plan(&text);
        let found = findings(&before, &capacity(&before, Vec::new())).list;
        let finding = &found[0];
        assert_eq!(finding.azure_error, Some("DnsServiceIpOutOfServiceCidr"));
        let fixed = finding.fix.as_ref().unwrap().apply(before.written()).unwrap();
        let after = Plan::new(Arc::new(fixed));
        assert_eq!(findings(&after, &capacity(&after, Vec::new())).list, []);
    }

    #[test]
    fn want_of_room_quotes_azures_own_count() {
        let text = format!(
            "[cluster]\nmodel = \"azure-cni-node-subnet\"\n{VNET}{NODES}[[node-pool]]\nname = \"a\"\ncount = 40\nmax-pods = 50\n"
        );
        let plan = plan(&text);
        let found = findings(&plan, &judge(&plan)).list;
        assert_eq!(
            (found[0].code, found[0].when, verdict(&found)),
            ("node-subnet-full", When::Create, VerdictWord::NoFit)
        );
        assert_eq!(
            found[0].azure_message.as_deref(),
            Some("Pre-allocated IPs 2040 exceeds IPs available 1019 in Subnet Cidr 10.240.0.0/22, Subnet Name nodes.")
        );
        let upgrade = super::tests::plan(&text.replace("count = 40", "count = 19"));
        let upgrade = findings(&upgrade, &judge(&upgrade)).list;
        assert_eq!(upgrade[0].when, When::Upgrade);
        assert!(upgrade[0].azure_message.as_deref().unwrap().starts_with("Pre-allocated IPs 1071 exceeds"));
    }

    #[test]
    fn azure_has_no_words_that_a_page_gives_for_the_pod_cidr_of_kubenet() {
        for (model, code) in [("kubenet", None), ("azure-cni-overlay", Some("InsufficientSubnetSize"))] {
            let text = format!(
                "[cluster]\nmodel = \"{model}\"\npod-cidr = \"10.128.0.0/22\"\n{VNET}{NODES}[[node-pool]]\nname = \"a\"\ncount = 5\n"
            );
            let plan = plan(&text);
            let found = findings(&plan, &judge(&plan)).list;
            let full = found.iter().find(|finding| finding.code == "pod-cidr-full").unwrap();
            assert_eq!(
                (full.azure_error, full.azure_target),
                (code, code.map(|_| "networkProfile.podCIDR")),
                "{model}"
            );
        }
    }
}
