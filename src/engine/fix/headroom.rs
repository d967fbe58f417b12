//! How far a design that fits goes: shown where the ways out would be. Deliberately no edits: nothing is wrong.

use super::max_pods::largest;
use crate::engine::capacity::question::Limit;
use crate::engine::capacity::{Binding, Capacity, IF_CAPPED, Question, Room, words};
use crate::engine::compare::Comparison;
use crate::engine::plan::Plan;
use crate::engine::rules::{self, RuleId};
use crate::net::{counted, thousands};
use crate::scenario::model::VerdictWord;

/// How far a design that fits goes: shown where the ways out would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headroom {
    /// What could change: `most nodes`.
    pub label: String,
    /// How far: `17, now 12`.
    pub value: String,
    /// What it means.
    pub note: String,
}

/// How far a design that fits goes.
pub fn headroom(plan: &Plan, question: &Question, capacity: &Capacity, comparison: &Comparison) -> Vec<Headroom> {
    // More nodes than a pool or the cluster may have are refused, whatever room there is.
    if question.limits().iter().any(|(_, need, have)| need > have) {
        return Vec::new();
    }
    let Some((limit, ..)) = question.binding() else { return Vec::new() };
    let lines = [
        more_nodes(question, capacity),
        more_pods(plan, question),
        smaller_range(question, capacity, limit),
        cheaper_model(question, comparison),
    ];
    lines.into_iter().flatten().collect()
}

fn more_nodes(question: &Question, capacity: &Capacity) -> Option<Headroom> {
    let most = capacity.max_nodes?;
    let capped = capacity.max_nodes_if_capped.filter(|capped| *capped != most);
    let capped = capped.map_or_else(String::new, |capped| format!("; {} {IF_CAPPED}", thousands(capped)));
    let stop = capacity.binding.as_ref().map_or_else(String::new, |binding| format!("then {}{capped}", stops(binding)));
    Some(Headroom {
        label: "most nodes".to_owned(),
        value: format!("{}, now {}", thousands(most), thousands(question.nodes())),
        note: stop,
    })
}

/// What stops growth, in a sentence: `snet-nodes is full`, `the limit of routes is reached`.
fn stops(binding: &Binding) -> String {
    match binding.range {
        Some(_) => format!("{} is full", binding.title()),
        None if binding.title().contains("limit") => format!("the {} is reached", binding.title()),
        None => format!("the limit of {} is reached", binding.title()),
    }
}

fn more_pods(plan: &Plan, question: &Question) -> Option<Headroom> {
    let pool = question.pools.first()?;
    let is_pinned = plan.written().pools.first().is_some_and(|pool| pool.pods_in_use.is_some());
    let mut more = question.clone();
    let mut set = |pods: u32| {
        more.pools[0].max_pods = pods;
        if !is_pinned {
            more.pools[0].pods_in_use = pods;
        }
        more.clone()
    };
    let ceiling = rules::small(RuleId::MaxPodsMax);
    let most = largest(pool.max_pods.min(ceiling), ceiling, |pods| set(pods).fits())?;
    let note = if most == ceiling {
        "the most AKS allows".to_owned()
    } else {
        let beyond = set(most + 1);
        let binding = beyond.binding().map(|limit| words::bound(&beyond, limit));
        binding.map_or_else(String::new, |binding| format!("then {}", stops(&binding)))
    };
    let value = format!("{most}, now {}", pool.max_pods);
    Some(Headroom { label: "most pods per node".to_owned(), value, note })
}

fn smaller_range(question: &Question, capacity: &Capacity, limit: Limit) -> Option<Headroom> {
    let Limit::Range(range) = limit else { return None };
    let (size, row) = (&capacity.ranges[range], &question.ranges[range]);
    Some(Headroom {
        label: format!("smallest {}", row.role.title()),
        value: format!("/{}, now /{}", size.smallest_prefix?, row.prefix.prefix()),
        note: format!("holds {}", counted(size.needed, "address")),
    })
}

fn cheaper_model(question: &Question, comparison: &Comparison) -> Option<Headroom> {
    let own = question.of_the_vnet();
    let fitting = comparison.answers.iter().filter(|answer| {
        let is_certain = answer.verdict == VerdictWord::Fits && answer.capacity.room() == Room::Enough;
        !answer.is_present() && answer.is_choice() && is_certain
    });
    let best = fitting.min_by_key(|answer| answer.vnet_addresses).filter(|best| best.vnet_addresses < own)?;
    Some(Headroom {
        label: "cheaper model".to_owned(),
        value: best.name(),
        note: format!("{} of the VNet, now {}", counted(best.vnet_addresses, "address"), thousands(own)),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::Analysis;

    #[test]
    fn what_stops_growth_is_a_sentence() {
        let binding = |name: &str, range| Binding {
            role: String::new(),
            name: name.to_owned(),
            reason: String::new(),
            used_percent: None,
            counts: None,
            range,
        };
        let cases = [
            ("snet-nodes", Some(0), "snet-nodes is full"),
            ("pod-cidr", Some(1), "pod CIDR is full"),
            ("routes", None, "the limit of routes is reached"),
            ("nodes", None, "the limit of nodes is reached"),
            ("nodes of a", None, "the limit of pool size is reached"),
            ("outbound ports", None, "the limit of outbound ports is reached"),
            ("VNet limit", None, "the VNet limit is reached"),
            ("limit of peered VNets", None, "the limit of peered VNets is reached"),
        ];
        for (name, range, expected) in cases {
            assert_eq!(stops(&binding(name, range)), expected);
        }
    }

    #[test]
    fn a_design_that_fits_says_how_far_it_goes() {
        let plan = crate::engine::sample::design("azure-cni-node-subnet", 12, 50, "10%", "10.240.0.0/22");
        let analysis = Analysis::new(Arc::clone(plan.written()));
        assert!(analysis.fixes().is_empty());
        let lines: Vec<_> = analysis.headroom().iter().map(|line| (line.label.as_str(), line.value.as_str())).collect();
        assert_eq!(
            lines,
            [
                ("most nodes", "17, now 12"),
                ("most pods per node", "71, now 50"),
                ("smallest node subnet", "/22, now /22"),
                ("cheaper model", "azure-cni-overlay"),
            ]
        );
    }
}
