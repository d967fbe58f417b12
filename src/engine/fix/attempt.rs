//! Trying a way out before it is offered: the edit is applied, and the design after it is judged as any other.
//! Deliberately no knob: what to try is theirs.

use super::{Cost, Fix, Knob};
use crate::engine::capacity::question::Limit;
use crate::engine::capacity::{IF_CAPPED, Question, Role, percent};
use crate::engine::finding::{self, Finding, Findings, Severity};
use crate::engine::plan::{Plan, PoolId};
use crate::engine::rules::RuleId;
use crate::net::{Addresses, counted, thousands};
use crate::scenario::field::Field;
use crate::scenario::{Edit, Path};

/// A design that has too little of something.
#[derive(Clone, Copy)]
pub(super) struct Base<'a> {
    pub plan: &'a Plan,
    pub question: &'a Question,
    pub findings: &'a Findings,
}

/// What there is too little of: need is more than have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shortage {
    pub limit: Limit,
    pub need: Addresses,
    pub have: Addresses,
}

/// A way out that was not tried yet.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub knob: Knob,
    pub label: String,
    pub change: String,
    pub edit: Edit,
    pub costs: Vec<Cost>,
    pub rule: RuleId,
}

/// The design after a way out.
pub(super) struct After {
    pub plan: Plan,
    pub question: Question,
    pub findings: Findings,
}

impl<'a> Base<'a> {
    pub fn new(plan: &'a Plan, question: &'a Question, findings: &'a Findings) -> Self {
        Self { plan, question, findings }
    }

    /// All that is too small, what binds first.
    pub fn shortages(&self) -> Vec<Shortage> {
        let mut short = shortages(self.question);
        // What binds is asked of all limits and pools, and most designs have room.
        if short.len() > 1 {
            let binding = self.question.binding().map(|(limit, ..)| limit);
            short.sort_by_key(|short| Some(short.limit) != binding);
        }
        short
    }

    /// The edit of a field, where it can be made.
    pub fn edit(&self, field: Field, pool: Option<PoolId>, text: &str) -> Option<Edit> {
        let pool = pool.map(|id| self.plan.pool(id).item.name.clone());
        field.edit(self.plan.written(), pool.as_deref(), text).ok()
    }

    /// The first error that an edit would bring: its code. `None`: none, or the edit cannot be made.
    pub fn brought(&self, edit: &Edit) -> Option<&'static str> {
        let after = After::of(self.plan, edit)?;
        errors(&after.findings).find(|error| is_new(error, self.findings)).map(|error| error.code)
    }

    /// The way out, if it ends the shortage and brings no error that was not there.
    pub fn tried(&self, short: Shortage, draft: Draft) -> Option<Fix> {
        let after = After::of(self.plan, &draft.edit)?;
        let limit = same_limit(self.question, short.limit, &after.question);
        let used = limit.and_then(|limit| after.question.need_and_have(limit));
        if used.is_some_and(|(need, have)| need > have)
            || errors(&after.findings).any(|error| is_new(error, self.findings))
        {
            return None;
        }
        let ended = self.findings.list.iter().filter(|finding| finding.is_room || finding.severity == Severity::Error);
        let ended = ended.filter(|finding| is_new(finding, &after.findings));
        let ends = ended.map(|finding| (finding.code, finding.subject.clone())).collect();
        let capped = limit.zip(used).and_then(|(limit, used)| if_capped(&after.question, limit, used));
        // What is gone with the model is seen by what binds in the new one.
        let used = used.or_else(|| after.question.binding().map(|(_, need, have)| (need, have)));
        Some(Fix {
            knob: draft.knob,
            ends,
            label: draft.label,
            change: draft.change,
            edit: draft.edit,
            used_percent: used.map_or(0, |(need, have)| percent(need, have)),
            leaves: all_left(&after.question),
            costs: draft.costs.into_iter().chain(capped).collect(),
            rule: draft.rule,
        })
    }

    /// The keys that give addresses which lie in no place of theirs after an edit; `None`: it cannot be made.
    pub fn outside_after(&self, edit: &Edit) -> Option<Vec<Path>> {
        let after = After::of(self.plan, edit)?;
        let is_outside =
            |error: &&Finding| ["address-outside-subnet", "internal-lb-outside-subnet"].contains(&error.code);
        let is_new = |error: &&Finding| errors(self.findings).all(|other| !is_same(error, other));
        let outside = errors(&after.findings).filter(is_outside).filter(is_new);
        Some(outside.map(|error| error.subject.clone()).collect())
    }

    /// ` in user`, where there are several pools.
    pub fn of_pool(&self, id: PoolId) -> String {
        match self.plan.pools().len() {
            0 | 1 => String::new(),
            _ => format!(" in {}", self.plan.pool(id).item.name),
        }
    }
}

impl After {
    /// The design after an edit; `None`: it cannot be made.
    pub fn of(plan: &Plan, edit: &Edit) -> Option<Self> {
        let plan = plan.edited(edit).ok()?;
        let question = Question::of(&plan);
        let findings = finding::findings_of(&plan, &question, &question.answer());
        Some(Self { plan, question, findings })
    }

    /// The same design, to look for further ways out.
    pub fn base(&self) -> Base<'_> {
        Base::new(&self.plan, &self.question, &self.findings)
    }
}

/// What the same limit would need after a way out by the reading that is not in force, where it differs.
fn if_capped(after: &Question, limit: Limit, (need, have): (Addresses, Addresses)) -> Option<Cost> {
    let (capped, _) = after.if_capped()?.need_and_have(limit)?;
    let (needs, has) = (thousands(need), thousands(have));
    let words = || format!("it then needs {needs} of {has}; {} {IF_CAPPED}", thousands(capped));
    (capped != need).then(|| Cost::by(RuleId::DynamicHeldMax, words()))
}

/// Is a finding, as bad as it is, not among others?
fn is_new(finding: &Finding, others: &Findings) -> bool {
    others.list.iter().all(|other| other.severity != finding.severity || !is_same(finding, other))
}

fn errors(findings: &Findings) -> impl Iterator<Item = &Finding> {
    findings.list.iter().filter(|finding| finding.severity == Severity::Error)
}

fn is_same(one: &Finding, other: &Finding) -> bool {
    one.code == other.code && one.subject == other.subject
}

/// All that is too small.
pub(super) fn shortages(question: &Question) -> Vec<Shortage> {
    let limits = question.limits().into_iter();
    limits.filter(|(_, need, have)| need > have).map(|(limit, need, have)| Shortage { limit, need, have }).collect()
}

/// The limit in another question, where ranges and pools may stand elsewhere; `None`: it is not there any more.
fn same_limit(before: &Question, limit: Limit, after: &Question) -> Option<Limit> {
    match limit {
        Limit::Range(range) => {
            let path = &before.ranges[range].path;
            after.ranges.iter().position(|row| row.path == *path).map(Limit::Range)
        }
        Limit::PoolNodes(pool) => {
            let name = &before.pools[pool].name;
            after.pools.iter().position(|row| row.name == *name).map(Limit::PoolNodes)
        }
        count => after.need_and_have(count).map(|_| count),
    }
}

/// How many things that are too small are named, and get ways out of their own; of more the count is told.
pub(super) const SHORTAGES_MAX: usize = 6;

/// What a way out leaves too small.
fn all_left(after: &Question) -> Vec<String> {
    let short = shortages(after);
    let mut words: Vec<String> = short.iter().take(SHORTAGES_MAX).map(|short| left(after, *short)).collect();
    if let Some(more) = short.len().checked_sub(SHORTAGES_MAX).filter(|more| *more > 0) {
        words.push(format!("and {} too small", counted(more as u64, "more thing")));
    }
    words
}

/// What a way out leaves as it is: each needs its own.
fn left(after: &Question, Shortage { limit, need, have }: Shortage) -> String {
    let (need, have) = (thousands(need), thousands(have));
    match limit {
        Limit::Range(range) => {
            let row = &after.ranges[range];
            if row.role == Role::OtherSubnet || (row.role.is_subnet() && several(after, row.role)) {
                format!("{} {} is still too small", row.role.title(), row.name)
            } else {
                format!("{} is still too small", row.role.title())
            }
        }
        Limit::Routes => format!("still {need} routes, and a table holds {have}"),
        Limit::PoolNodes(pool) => {
            format!("pool {} still has {need} nodes at its peak, of {have} allowed", after.pools[pool].name)
        }
        Limit::Nodes => format!("still {need} nodes, and a cluster has at most {have}"),
        Limit::OutboundPorts => format!("still {need} SNAT ports, and there are {have}"),
        Limit::Vnet => format!("still {need} addresses in use in the VNet, and {have} may be"),
        Limit::Peered => format!("still {need} addresses in use in the peered VNets, and {have} may be"),
    }
}

fn several(question: &Question, role: Role) -> bool {
    question.ranges.iter().filter(|row| row.role == role).count() > 1
}

/// The rule that a limit is found by.
pub(super) fn rule_of(base: &Base<'_>, limit: Limit) -> RuleId {
    let of_range = || match limit {
        Limit::Range(range) => base.question.rule(range),
        _ => RuleId::ClusterNodesMax,
    };
    limit.rule(base.plan).unwrap_or_else(of_range)
}
