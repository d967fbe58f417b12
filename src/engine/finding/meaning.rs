//! What the code of a finding means, apart from any design: when it bites, on which rules it rests, what ends it.
//! Deliberately without a design's numbers: those are in the finding's own message.

use std::sync::LazyLock;

use super::{Finding, Severity, When};
use crate::engine::rules::RuleId;

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The code: `node-subnet-full`.
    pub code: &'static str,
    /// What it is about.
    pub topic: Topic,
    /// How bad such a finding is, at its worst.
    pub severity: Severity,
    /// When it may bite; which of them, the finding says.
    pub when: &'static [When],
    /// The rules that it may break or rest on.
    pub rules: &'static [RuleId],
    /// Azure's own code, where a page gives one.
    pub azure_error: Option<&'static str>,
    /// What it means.
    pub says: &'static str,
    /// What ends it.
    pub ends: &'static str,
}

/// What the codes of one file of meanings are about, in the order in which the checks look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Room, and what stands on a disputed default.
    Room,
    /// Outbound types, ports and load balancers.
    Outbound,
    /// Ranges that overlap, lie elsewhere, or have a size or a place that no cluster may have.
    Ranges,
    /// Node pools.
    Pools,
    /// The cluster's own keys.
    Cluster,
    /// Network policies.
    Policy,
    /// Subnets, addresses and what stands in them.
    Network,
    /// Virtual nodes and nodes that AKS provisions.
    Serverless,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Room,
        Self::Outbound,
        Self::Ranges,
        Self::Pools,
        Self::Cluster,
        Self::Policy,
        Self::Network,
        Self::Serverless,
    ];
}

/// What a code is about.
pub fn topic(code: &str) -> Option<Topic> {
    of(code).map(|meaning| meaning.topic)
}

/// The meaning of a code; `None`: no finding has it.
pub fn of(code: &str) -> Option<&'static Meaning> {
    MEANINGS.iter().find(|meaning| meaning.code == code)
}

impl Meaning {
    /// Is this finding one that the meaning tells of?
    pub fn covers(&self, finding: &Finding) -> bool {
        self.code == finding.code
            && finding.severity <= self.severity
            && self.when.contains(&finding.when)
            && self.rules.contains(&finding.rule)
            && finding.azure_error.is_none_or(|error| self.azure_error == Some(error))
    }
}

/// Declares the meanings of one topic, one a code.
macro_rules! meanings {
    ($topic:ident: $( $code:literal: $severity:ident at $($when:ident)|+, $($rule:ident)|+ $(, Azure $azure:literal)?;
        $says:literal; $ends:literal; )+) => {
        /// What the codes of this topic mean, in the order in which the checks look.
        pub(super) const MEANINGS: &[super::Meaning] = &[$(
            super::Meaning {
                code: $code,
                topic: super::Topic::$topic,
                severity: super::Severity::$severity,
                when: &[$(super::When::$when),+],
                rules: &[$(super::RuleId::$rule),+],
                azure_error: azure!($($azure)?),
                says: $says,
                ends: $ends,
            },
        )+];
    };
}

/// Azure's code, where there is one.
macro_rules! azure {
    () => {
        None
    };
    ($code:literal) => {
        Some($code)
    };
}

mod cluster;
mod network;
mod outbound;
mod policy;
mod pool;
mod range;
mod room;
mod serverless;

/// What all codes mean, topic by topic.
pub static MEANINGS: LazyLock<Vec<Meaning>> = LazyLock::new(|| {
    [
        room::MEANINGS,
        outbound::MEANINGS,
        range::MEANINGS,
        pool::MEANINGS,
        cluster::MEANINGS,
        policy::MEANINGS,
        network::MEANINGS,
        serverless::MEANINGS,
    ]
    .concat()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_stands_once_and_says_something_that_can_follow_a_colon() {
        for (place, meaning) in MEANINGS.iter().enumerate() {
            assert!(MEANINGS[place + 1..].iter().all(|other| other.code != meaning.code), "{}", meaning.code);
            for words in [meaning.says, meaning.ends] {
                assert!(words.len() > 10 && !words.ends_with('.') && !words.contains("  "), "{words}");
            }
        }
    }
}
