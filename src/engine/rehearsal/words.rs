//! What there is to say of a step and of the whole rehearsal. Deliberately computes no need: that is the parent's.

use super::{Event, Need, Rehearsal, Stage, Step};
use crate::engine::capacity::IF_CAPPED;
use crate::engine::plan::surge_nodes;
use crate::engine::rules::{self, RuleId};
use crate::net::{counted, thousands};
use crate::scenario::leaf::Surge;

/// Something to know of a step, and the rule that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// In words.
    pub text: String,
    /// The rule.
    pub rule: RuleId,
}

impl Need {
    /// `snet-nodes needs 2,244, has 1,019`.
    pub fn sentence(&self) -> String {
        let capped = if self.if_capped == self.needed {
            String::new()
        } else {
            format!("; {} {IF_CAPPED}", thousands(self.if_capped))
        };
        format!("{}{capped}", self.what().needs(self.needed, self.available))
    }
}

impl Step {
    /// What happens, in words: `surge of system, +4 nodes`.
    pub fn title(&self) -> String {
        let pool = self.pool.as_deref().unwrap_or_default();
        let moved = counted(self.moved, "node");
        match self.event {
            Event::Start => format!("start with {}", counted(self.nodes, "node")),
            Event::ScaleOut => format!("scale-out of {pool}, +{moved}"),
            Event::Surge => format!("surge of {pool}, +{moved}"),
            Event::Drain => format!("drain of {pool}, {moved} at a time"),
            Event::SurgeRemoved => format!("surge of {pool} removed, -{moved}"),
            Event::AllPoolsSurge => format!("surge of all pools at once, +{moved}"),
        }
    }

    /// The same in few words: `system +4 surge`.
    pub fn short_title(&self) -> String {
        let pool = self.pool.as_deref().unwrap_or_default();
        let moved = thousands(self.moved);
        match self.event {
            Event::Start => "start".to_owned(),
            Event::ScaleOut => format!("{pool} +{moved}"),
            Event::Surge => format!("{pool} +{moved} surge"),
            Event::Drain => format!("{pool} drain"),
            Event::SurgeRemoved => format!("{pool} -{moved} surge"),
            Event::AllPoolsSurge => format!("all +{moved} surge"),
        }
    }
}

impl Rehearsal {
    /// What comes of it: the first step that breaks, or the peak.
    pub fn sentence(&self) -> String {
        let of = self.steps.len();
        if let Some((step, need)) = self.first_failure() {
            let made = if need.is_of_upgrade_only() { "; the cluster is made, its upgrade is refused" } else { "" };
            return format!("step {} of {of} breaks: {}: {}{made}", step.number, step.title(), need.sentence());
        }
        if let Some((step, need)) = self.first_disputed() {
            let (number, title) = (step.number, step.title());
            return format!(
                "step {number} of {of} breaks by one reading and not by the other: {title}: {}",
                need.sentence()
            );
        }
        match self.peak() {
            Some((step, need)) => {
                let all = if of == 1 { "the one step fits".to_owned() } else { format!("all {of} steps fit") };
                format!("{all}; the peak is step {}, {}: {}", step.number, step.title(), need.sentence())
            }
            None => "nothing limits this design".to_owned(),
        }
    }

    /// The same in few words: `breaks at step 2, system +4 surge` or `peak 612 of 1,019`.
    pub fn short_sentence(&self) -> String {
        if let Some((step, _)) = self.first_failure() {
            return format!("breaks at step {}, {}", step.number, step.short_title());
        }
        if let Some((step, _)) = self.first_disputed() {
            return format!("may break at step {}, {}", step.number, step.short_title());
        }
        self.peak().map_or_else(String::new, |(_, need)| {
            format!("peak {} of {}", thousands(need.needed), thousands(need.available))
        })
    }
}

/// What is to be known of a step.
pub(super) fn notes(stage: &Stage, step: &Step, pool: Option<usize>) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut note = |rule: RuleId, text: String| notes.push(Note { text, rule });
    let size = stage.now.nodes();
    if step.event.is_upgrade() && size >= rules::number(RuleId::UpgradeBlockedNodes) {
        note(RuleId::UpgradeBlockedNodes, format!("AKS upgrades no cluster of {} nodes", thousands(size)));
        let below = thousands(rules::number(RuleId::UpgradeUnblockedNodes));
        note(RuleId::UpgradeUnblockedNodes, format!("scale it down below {below} nodes first"));
    }
    if step.event == Event::AllPoolsSurge {
        let text = "the surges of all pools together are what to have room for; one pool after the other needs what the steps before show";
        note(RuleId::SurgeOfAllPools, text.to_owned());
    }
    let Some(pool) = pool else { return notes };
    let row = &stage.basis.full.pools[pool];
    let away = surge_nodes(row.max_unavailable, row.nodes);
    if step.event == Event::Drain && row.surge_nodes() == 0 {
        match away {
            0 => note(
                RuleId::SurgeOrUnavailable,
                "AKS wants max-surge above 0 where max-unavailable is 0: as written there is no upgrade".to_owned(),
            ),
            away => note(
                RuleId::MaxUnavailableInPlace,
                format!("max-unavailable: {} at a time, in place, with no more addresses", counted(away, "node")),
            ),
        }
    }
    let short = step.needs.iter().find(|need| !need.fits());
    if let (Event::Surge, Some(short)) = (step.event, short) {
        if let Some(text) = retry(stage, pool, short) {
            note(RuleId::SurgeRetrySinceMinor, text);
        }
        if away > 0 {
            let text = format!(
                "without a surge node AKS falls back to max-unavailable (preview): {} at a time, in place, with no more addresses",
                counted(away, "node")
            );
            note(RuleId::MaxUnavailableFallback, text);
        }
    }
    notes
}

/// A surge of 1, which AKS tries when it cannot have more.
fn retry(stage: &Stage, pool: usize, short: &Need) -> Option<String> {
    let since = rules::number(RuleId::SurgeRetrySinceMinor);
    stage.minor.filter(|minor| *minor >= since)?;
    if stage.now.question.pools[pool].surge_nodes() <= 1 {
        return None;
    }
    let (need, have) = stage.with_surge(pool, Surge::Count(1), short.limit)?;
    let outcome = if need <= have { "fits" } else { "does not fit either" };
    Some(format!(
        "from Kubernetes 1.{since} on AKS tries a surge of 1 when it is short of quota or capacity; no page says so of addresses. That needs {} and has {}, which {outcome}",
        thousands(need),
        thousands(have)
    ))
}
