//! What becomes of a cluster that stands when its design changes: which differences AKS makes in place, and which need a
//! new pool or a new cluster. Deliberately judges the change alone: whether the new design fits is `finding`'s.

mod cluster;
pub mod model;
pub mod outbound;
mod pools;
mod ranges;

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::plan::Plan;
use crate::engine::rules::RuleId;
use crate::scenario::Path;
use crate::scenario::leaf::Leaf;
use crate::scenario::model::Os;
use crate::scenario::version::KubernetesVersion;

/// How a difference can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// By an update of the cluster that stands.
    InPlace,
    /// No page says.
    NotKnown,
    /// By a new pool beside the old one, which is drained and deleted.
    NewPool,
    /// Not as the cluster stands: something must change first.
    Refused,
    /// By a new cluster only.
    NewCluster,
}

/// One difference between two designs of a cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The field, or the item.
    pub path: Path,
    /// What it was; `None`: it was not there.
    pub from: Option<String>,
    /// What it shall be; `None`: it shall go.
    pub to: Option<String>,
    /// How it can be made.
    pub way: Way,
    /// What AKS does about it.
    pub message: String,
    /// The rule that says so.
    pub rule: RuleId,
}

impl Way {
    /// Can the cluster that stands take the change as it is written? Where no page says, nothing stands against it.
    pub fn is_possible(self) -> bool {
        matches!(self, Self::InPlace | Self::NotKnown)
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::InPlace => "in place",
            Self::NotKnown => "not known",
            Self::NewPool => "needs a new pool",
            Self::Refused => "refused",
            Self::NewCluster => "needs a new cluster",
        }
    }
}

/// The differences that AKS treats, from one design to the next, the hardest first.
pub fn changes(old: &Plan, new: &Plan) -> Vec<Change> {
    let mut found = Found { list: Vec::new() };
    model::changes(old, new, &mut found);
    outbound::changes(old, new, &mut found);
    cluster::changes(old, new, &mut found);
    ranges::changes(old, new, &mut found);
    pools::changes(old, new, &mut found);
    found.list.sort_by_key(|change| std::cmp::Reverse(change.way));
    found.list
}

/// The differences so far.
struct Found {
    list: Vec<Change>,
}

/// The verdict on a difference.
struct Judged {
    way: Way,
    rule: RuleId,
    message: String,
}

fn judged(way: Way, rule: RuleId, message: impl Into<String>) -> Judged {
    Judged { way, rule, message: message.into() }
}

impl Found {
    /// Adds a difference of a field, where there is one.
    fn differs<T: Leaf>(&mut self, path: &Path, from: Option<&T>, to: Option<&T>, judge: impl FnOnce() -> Judged) {
        if from != to {
            self.add(path.clone(), (from.map(T::show), to.map(T::show)), judge());
        }
    }

    fn add(&mut self, path: Path, (from, to): (Option<String>, Option<String>), judged: Judged) {
        let Judged { way, rule, message } = judged;
        self.list.push(Change { path, from, to, way, message, rule });
    }
}

/// The minor version of a Kubernetes 1; `None`: it is written otherwise.
fn minor(plan: &Plan) -> Option<u64> {
    plan.kubernetes_version().map(KubernetesVersion::minor)
}

/// Is the cluster's version known to be below Kubernetes 1.`minor`?
fn is_below(plan: &Plan, least: u64) -> bool {
    minor(plan).is_some_and(|own| own < least)
}

fn has_windows(plan: &Plan) -> bool {
    plan.pools().iter().any(|pool| pool.item.os == Some(Os::Windows))
}

#[cfg(test)]
mod tests;
