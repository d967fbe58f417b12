//! Ways out: for a design that does not fit, the smallest change on each knob, as an edit. Deliberately holds
//! no demand formula: every way out is judged by `capacity` itself.

use crate::engine::address::Places;
use crate::engine::capacity::question::{Limit, RangeQuestion};
use crate::engine::capacity::words::range_most_nodes;
use crate::engine::capacity::{Capacity, Question, Role, percent};
use crate::engine::compare::{Comparison, ModelAnswer, private_space};
use crate::engine::plan::{Plan, PoolId, surge_nodes};
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, Cidr, thousands};
use crate::scenario::field::Field;
use crate::scenario::model::VerdictWord;
use crate::scenario::{Edit, field};

/// The knob that a way out turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Knob {
    /// A wider range.
    Prefix,
    /// Fewer pods a node.
    MaxPods,
    /// Fewer nodes.
    Nodes,
    /// Another model.
    Model,
}

/// A way out.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What it turns.
    pub knob: Knob,
    /// What to do: `widen the subnet`.
    pub label: String,
    /// From what to what: `/22 to /20`.
    pub change: String,
    /// The edit.
    pub edit: Edit,
    /// The share of the range that did not fit, after the edit.
    pub used_percent: u64,
    /// What it costs or needs, in words, one fact each: `/20 at 10.240.64.0 is free`.
    pub costs: Vec<String>,
}

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

/// One step of the prefix ladder: what the range that binds would hold at another length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Rung {
    /// The length.
    pub prefix: u8,
    /// The largest steady node count.
    pub max_nodes: u32,
    /// The same with surge.
    pub peak_nodes: u32,
}

/// How many rungs longer and shorter than the range the ladder goes.
const RUNGS: (u8, u8) = (2, 3);

/// The ways out of what binds, the smallest change of each; none when the design has room.
pub fn fixes(plan: &Plan, question: &Question, comparison: &Comparison) -> Vec<Fix> {
    let Some((limit, need, have)) = question.binding().filter(|(_, need, have)| need > have) else {
        return Vec::new();
    };
    let range = match limit {
        Limit::Range(range) => Some(range),
        _ => None,
    };
    let knobs = [
        range.and_then(|range| wider(plan, question, range)),
        range.and_then(|range| fewer_pods(plan, question, range)),
        fewer_nodes(plan, question, limit, need, have),
        another_model(plan, question, range, comparison),
    ];
    knobs.into_iter().flatten().collect()
}

/// The edit of a field, where it can be made.
fn edit(plan: &Plan, field: Field, pool: Option<PoolId>, text: &str) -> Option<Edit> {
    let pool = pool.map(|id| plan.pool(id).item.name.clone());
    field.edit(plan.written(), pool.as_deref(), text).ok()
}

/// The share of a range that is used, after a change.
fn used(question: &Question, range: usize) -> Addresses {
    percent(question.needed(range), question.ranges[range].usable().unwrap_or(0))
}

fn with(question: &Question, change: impl FnOnce(&mut Question)) -> Question {
    let mut changed = question.clone();
    change(&mut changed);
    changed
}

/// The longest prefix that holds the need: around the range when that is free, else at the lowest free place.
fn wider(plan: &Plan, question: &Question, range: usize) -> Option<Fix> {
    let row = &question.ranges[range];
    if !row.prefix.is_v4() {
        return None;
    }
    let mut wide = question.clone();
    let mut fits = |prefix: u8| {
        wide.ranges[range].prefix = row.prefix.with_prefix(prefix);
        wide.range_fits(range)
    };
    let prefix = (0..row.prefix.prefix()).rev().find(|prefix| fits(*prefix) && *prefix <= row.role.prefix_max())?;
    let (place, cost) = place(plan, row, prefix)?;
    let text = place.to_string();
    let edit = match (row.role, row.subnet) {
        (Role::PodCidr, _) => edit(plan, Field::PodCidr, None, &text)?,
        (Role::ServiceCidr, _) => edit(plan, Field::ServiceCidr, None, &text)?,
        (_, Some(subnet)) => {
            let vnet = &plan.vnet(plan.subnet(subnet).vnet).item;
            let set = Edit::set(row.path.clone(), text);
            field::with_vnet(plan.written(), plan.scenario(), vnet, set)
        }
        (_, None) => return None,
    };
    wide.ranges[range].prefix = place;
    let mut costs = still_too_small(&wide, range);
    costs.push(cost);
    if row.subnet.is_some() {
        costs.push("a subnet with nodes in it cannot be resized: a new subnet and pool".to_owned());
    }
    Some(Fix {
        knob: Knob::Prefix,
        label: format!("widen the {}", row.role.title()),
        change: format!("/{} to /{prefix}", row.prefix.prefix()),
        edit,
        used_percent: used(&wide, range),
        costs,
    })
}

/// What a way out of one range leaves as it is: the other ranges and the routes that are too few, each needing
/// its own way out.
fn still_too_small(after: &Question, range: usize) -> Vec<String> {
    let others = (0..after.ranges.len()).filter(|other| *other != range && !after.range_fits(*other));
    let ranges = others.map(|other| {
        let row = &after.ranges[other];
        format!("{} {} is still too small", row.role.title(), row.prefix)
    });
    let routes = after.routes().filter(|(need, have)| need > have);
    let routes = routes.map(|(need, have)| format!("still {need} routes, and a table holds {have}"));
    ranges.chain(routes).collect()
}

fn place(plan: &Plan, row: &RangeQuestion, prefix: u8) -> Option<(Cidr, String)> {
    let places = match row.subnet {
        Some(subnet) => Places::of(plan, plan.subnet(subnet).vnet, Some(subnet)),
        None => Places::within(private_space(plan)),
    };
    let around = row.prefix.widened(prefix);
    if places.holds(around) {
        return Some((around, format!("{around} is free around it")));
    }
    let place = places.lowest(prefix)?;
    Some((place, format!("/{prefix} at {} is free", place.first())))
}

/// The most pods a node that one pool of the range can have, the first pool that can do it alone.
fn fewer_pods(plan: &Plan, question: &Question, range: usize) -> Option<Fix> {
    let mut fewer = question.clone();
    plan.pool_ids().find_map(|id| {
        // The pool that was tried before stands again.
        if let Some(before) = id.index().checked_sub(1) {
            fewer.pools[before].clone_from(&question.pools[before]);
        }
        let row = &question.pools[id.index()];
        let pinned = plan.written().pools.get(id.index()).is_some_and(|pool| pool.pods_in_use.is_some());
        if question.each(row, range) == 0 || row.pod_range != Some(range) {
            return None;
        }
        let least = rules::small(RuleId::MaxPodsMin).max(rules::small(RuleId::PoolPodsMin).div_ceil(row.nodes.max(1)));
        let most = row.max_pods.checked_sub(1)?;
        let pods = largest(least, most, |pods| {
            set_pods(&mut fewer, id, pods, pinned);
            fewer.range_fits(range)
        })?;
        set_pods(&mut fewer, id, pods, pinned);
        let used_percent = used(&fewer, range);
        let mut costs = still_too_small(&fewer, range);
        let cost = if used_percent >= 95 {
            "no headroom: avoid"
        } else {
            "max pods is fixed once a pool is there: a new pool"
        };
        costs.push(cost.to_owned());
        Some(Fix {
            knob: Knob::MaxPods,
            label: format!("fewer pods per node{}", of_pool(question, id)),
            change: format!("{} to {pods}", row.max_pods),
            edit: edit(plan, Field::MaxPods, Some(id), &pods.to_string())?,
            used_percent,
            costs,
        })
    })
}

fn set_pods(question: &mut Question, id: PoolId, pods: u32, pinned: bool) {
    let pool = &mut question.pools[id.index()];
    pool.max_pods = pods;
    if !pinned {
        pool.pods_in_use = pods;
    }
}

/// ` in user`, where there are several pools.
fn of_pool(question: &Question, id: PoolId) -> String {
    if question.pools.len() < 2 { String::new() } else { format!(" in {}", question.pools[id.index()].name) }
}

/// The largest number between both that is good, when smaller ones are good too.
pub(crate) fn largest(least: u32, most: u32, mut is_good: impl FnMut(u32) -> bool) -> Option<u32> {
    if least > most || !is_good(least) {
        return None;
    }
    let (mut good, mut end) = (least, most);
    while good < end {
        let middle = good + (end - good).div_ceil(2);
        if is_good(middle) {
            good = middle;
        } else {
            end = middle - 1;
        }
    }
    Some(good)
}

/// The most nodes that one pool can have while the others stand, the first pool that can do it alone.
fn fewer_nodes(plan: &Plan, question: &Question, limit: Limit, need: Addresses, have: Addresses) -> Option<Fix> {
    plan.pool_ids().find_map(|id| {
        let row = &question.pools[id.index()];
        let nodes = question.most_nodes(id.index(), limit, need, have)?;
        let pods = u64::from(nodes) * u64::from(row.max_pods);
        if nodes == 0 || nodes >= row.nodes || pods < rules::number(RuleId::PoolPodsMin) {
            return None;
        }
        let after = with(question, |fewer| fewer.pools[id.index()].nodes = nodes);
        let (need, have) = after.need_and_have(limit)?;
        if need > have {
            return None;
        }
        let surge = surge_nodes(row.surge, nodes);
        let mut costs = match limit {
            Limit::Range(range) => still_too_small(&after, range),
            _ => Vec::new(),
        };
        costs.push(format!("+ {surge} surge"));
        Some(Fix {
            knob: Knob::Nodes,
            label: format!("fewer nodes{}", of_pool(question, id)),
            change: format!("{} to {}", thousands(row.nodes), thousands(nodes)),
            edit: edit_nodes(plan, id, nodes)?,
            used_percent: percent(need, have),
            costs,
        })
    })
}

/// An autoscaled pool is sized by its maximum; its count must not lie above.
pub(crate) fn edit_nodes(plan: &Plan, id: PoolId, nodes: u32) -> Option<Edit> {
    let pool = plan.pool(id);
    let text = nodes.to_string();
    if pool.item.autoscale.is_none() {
        return edit(plan, Field::Nodes, Some(id), &text);
    }
    let max = edit(plan, Field::AutoscaleMax, Some(id), &text)?;
    if pool.count <= nodes {
        return Some(max);
    }
    let count = Edit::set(plan.pool_path(id).key("count"), text.as_str());
    Some(Edit::Many { label: format!("{} nodes: {text}", pool.item.name), edits: vec![max, count] })
}

/// The first other model, in the order of the answers, that fits.
fn another_model(plan: &Plan, question: &Question, range: Option<usize>, comparison: &Comparison) -> Option<Fix> {
    let fits = |answer: &&ModelAnswer| {
        answer.edit.is_some()
            && answer.verdict == VerdictWord::Fits
            && answer.is_choice()
            && answer.model != plan.model()
    };
    let answer = comparison.answers.iter().find(fits)?;
    let old = range.map(|range| &question.ranges[range]);
    let same =
        old.and_then(|old| answer.capacity.ranges.iter().find(|size| size.role == old.role && size.name == old.name));
    let used_percent = same.and_then(crate::engine::capacity::RangeSize::used_percent).or(answer.used_percent)?;
    let mut costs = Vec::new();
    let pods = answer.capacity.ranges.iter().find(|size| matches!(size.role, Role::PodCidr | Role::PodSubnet));
    if let Some((size, share)) = pods.and_then(|size| Some((size, size.used_percent()?))) {
        costs.push(format!("{share}% of its {}", size.role.title()));
        if let Some(prefix) = size.smallest_prefix {
            costs.push(format!("{} must be /{prefix} or larger", size.role.title()));
        }
    }
    costs.extend(answer.assumed.iter().map(|range| format!("{range} is assumed")));
    Some(Fix {
        knob: Knob::Model,
        label: format!("switch to {}", answer.name()),
        change: format!("{} to {}", plan.model(), answer.model),
        edit: answer.edit.clone()?,
        used_percent,
        costs,
    })
}

/// What the range that binds would hold at other lengths, the longest first.
pub fn ladder(question: &Question) -> Vec<Rung> {
    let nodes = |range: &usize| question.users(*range).next().is_some();
    let bound = match question.binding() {
        Some((Limit::Range(range), ..)) if nodes(&range) => Some(range),
        _ => (0..question.ranges.len()).find(nodes),
    };
    let Some(range) = bound.filter(|range| question.ranges[*range].prefix.is_v4()) else { return Vec::new() };
    let row = &question.ranges[range];
    let own = row.prefix.prefix();
    let longest = own.saturating_add(RUNGS.0).min(row.role.prefix_max()).max(own);
    let mut at = question.clone();
    let rungs = (own.saturating_sub(RUNGS.1)..=longest).rev().filter_map(|prefix| {
        at.ranges[range].prefix = row.prefix.with_prefix(prefix);
        rung(&at, range)
    });
    rungs.collect()
}

fn rung(at: &Question, range: usize) -> Option<Rung> {
    let mut users = at.users(range);
    let (first, _) = users.next()?;
    let (need, have) = at.need_and_have(Limit::Range(range))?;
    let most = at.most_nodes(first, Limit::Range(range), need, have)?;
    let grown = u64::from(most) + u64::from(surge_nodes(at.pools[first].surge, most));
    let peak = users.map(|(_, pool)| pool.peak()).fold(grown, Addresses::saturating_add);
    let prefix = at.ranges[range].prefix.prefix();
    Some(Rung { prefix, max_nodes: range_most_nodes(at, range)?, peak_nodes: u32::try_from(peak).unwrap_or(u32::MAX) })
}

/// How far a design that fits goes.
pub fn headroom(question: &Question, capacity: &Capacity, comparison: &Comparison) -> Vec<Headroom> {
    if !question.fits() {
        return Vec::new();
    }
    let Some((limit, ..)) = question.binding() else { return Vec::new() };
    let lines = [
        more_nodes(question, capacity),
        more_pods(question),
        smaller_range(question, capacity, limit),
        cheaper_model(question, comparison),
    ];
    lines.into_iter().flatten().collect()
}

fn more_nodes(question: &Question, capacity: &Capacity) -> Option<Headroom> {
    let most = capacity.max_nodes?;
    let stop =
        capacity.binding.as_ref().map_or_else(String::new, |binding| format!("then {} stops it", binding.title()));
    Some(Headroom {
        label: "most nodes".to_owned(),
        value: format!("{}, now {}", thousands(most), thousands(question.nodes())),
        note: stop,
    })
}

fn more_pods(question: &Question) -> Option<Headroom> {
    let pool = question.pools.first()?;
    let mut more = question.clone();
    let fits = |pods: u32| {
        more.pools[0].max_pods = pods;
        more.pools[0].pods_in_use = pods;
        more.fits()
    };
    let ceiling = rules::small(RuleId::MaxPodsMax);
    let most = largest(pool.max_pods.min(ceiling), ceiling, fits)?;
    let note = if most == ceiling { "the most AKS allows" } else { "then a range is full" };
    let value = format!("{most}, now {}", pool.max_pods);
    Some(Headroom { label: "most pods per node".to_owned(), value, note: note.to_owned() })
}

fn smaller_range(question: &Question, capacity: &Capacity, limit: Limit) -> Option<Headroom> {
    let Limit::Range(range) = limit else { return None };
    let (size, row) = (&capacity.ranges[range], &question.ranges[range]);
    Some(Headroom {
        label: format!("smallest {}", row.role.title()),
        value: format!("/{}, now /{}", size.smallest_prefix?, row.prefix.prefix()),
        note: format!("holds {} addresses", thousands(size.needed)),
    })
}

fn cheaper_model(question: &Question, comparison: &Comparison) -> Option<Headroom> {
    let own = question.of_the_vnet();
    let fitting = comparison
        .answers
        .iter()
        .filter(|answer| answer.edit.is_some() && answer.is_choice() && answer.verdict == VerdictWord::Fits);
    let best = fitting.min_by_key(|answer| answer.vnet_addresses).filter(|best| best.vnet_addresses < own)?;
    Some(Headroom {
        label: "cheaper model".to_owned(),
        value: best.name(),
        note: format!("{} addresses of the VNet, now {}", thousands(best.vnet_addresses), thousands(own)),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::engine::Analysis;
    use crate::engine::sample::{flagship, plan, text};

    fn ways(plan: &Plan) -> Vec<Fix> {
        Analysis::new(Arc::clone(plan.written())).fixes().to_vec()
    }

    fn applied(plan: &Plan, edit: &Edit) -> Plan {
        Plan::new(Arc::new(edit.apply(plan.written()).unwrap()))
    }

    #[test]
    fn the_flagship_has_four_ways_out() {
        let plan = flagship();
        let rows: Vec<_> = ways(&plan).iter().map(|fix| (fix.knob, fix.change.clone(), fix.used_percent)).collect();
        assert_eq!(
            rows,
            [
                (Knob::Prefix, "/22 to /20".to_owned(), 55),
                (Knob::MaxPods, "50 to 22".to_owned(), 99),
                (Knob::Nodes, "40 to 17".to_owned(), 95),
                (Knob::Model, "azure-cni-node-subnet to azure-cni-overlay".to_owned(), 4),
            ]
        );
        let ways = ways(&plan);
        assert!(ways[3].costs.contains(&"17% of its pod CIDR".to_owned()), "{:?}", ways[3].costs);
        assert!(ways[3].costs.contains(&"pod CIDR must be /18 or larger".to_owned()));
        for fix in ways {
            assert!(Question::of(&applied(&plan, &fix.edit)).fits(), "{}", fix.label);
        }
    }

    #[test]
    fn a_way_out_of_one_range_says_what_it_leaves() {
        // 249 nodes and 125 surge nodes: 374 of a /24, and 374 x 256 = 95,744 of the pod CIDR's 65,536.
        let too_small = ways(&crate::engine::sample::design("kubenet", 249, 63, "50%", "10.240.0.0/24"));
        assert_eq!(too_small[0].knob, Knob::Prefix);
        assert_eq!(too_small[0].costs[0], "pod CIDR 172.20.0.0/16 is still too small");
        assert!(ways(&flagship())[0].costs.iter().all(|cost| !cost.contains("still")));
    }

    #[test]
    fn a_subnet_that_cannot_grow_in_place_moves() {
        let base = text("azure-cni-node-subnet", 40, 50, "10%", "10.240.0.0/22");
        let plan = plan(
            &format!("{base}[[vnet.subnet]]\nname = \"b\"\nprefix = \"10.240.4.0/24\"\n")
                .replace("10.0.0.0/8", "10.240.0.0/16"),
        );
        let fix = &ways(&plan)[0];
        assert_eq!(fix.costs[0], "/20 at 10.240.16.0 is free");
        assert!(Question::of(&applied(&plan, &fix.edit)).fits());
    }

    #[test]
    fn the_ladder_stands_around_the_prefix() {
        let rungs: Vec<_> = ladder(&Question::of(&flagship()))
            .iter()
            .map(|rung| (rung.prefix, rung.max_nodes, rung.peak_nodes))
            .collect();
        assert_eq!(rungs, [(24, 3, 4), (23, 8, 9), (22, 17, 19), (21, 36, 40), (20, 72, 80), (19, 145, 160)]);
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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_way_out_ends_its_finding_and_one_step_short_does_not(
            model in 0usize..4, nodes in 1u32..80, pods in 10u32..120, surge in 0u32..50, prefix in 20u8..30, pod_prefix in 18u8..30,
        ) {
            let model = ["kubenet", "azure-cni-overlay", "azure-cni-node-subnet", "azure-cni-pod-subnet"][model];
            let base = text(model, nodes, pods, &format!("{surge}%"), &format!("10.240.0.0/{prefix}"))
                .replace("172.20.0.0/16", &format!("172.20.0.0/{pod_prefix}"))
                .replace("subnet = \"snet-nodes\"", "subnet = \"snet-nodes\"\npod-subnet = \"snet-pods\"");
            let plan = plan(&format!("{base}[[vnet.subnet]]\nname = \"snet-pods\"\nprefix = \"10.241.0.0/{pod_prefix}\"\n"));
            let question = Question::of(&plan);
            let Some((Limit::Range(range), ..)) = question.binding() else { return Ok(()) };
            let own = &question.ranges[range];
            let full = |question: &Question| {
                let place = question.ranges.iter().position(|row| row.role == own.role && row.name == own.name);
                place.is_some_and(|place| !question.range_fits(place))
            };
            for fix in ways(&plan) {
                prop_assert!(full(&question));
                prop_assert!(!full(&Question::of(&applied(&plan, &fix.edit))), "{}", fix.label);
                let after = Question::of(&applied(&plan, &fix.edit));
                let short = match fix.knob {
                    Knob::Prefix => with(&after, |short| {
                        let wide = short.ranges[range].prefix;
                        short.ranges[range].prefix = wide.with_prefix(wide.prefix() + 1);
                    }),
                    Knob::MaxPods => with(&after, |short| {
                        short.pools[0].max_pods += 1;
                        short.pools[0].pods_in_use += 1;
                    }),
                    Knob::Nodes => with(&after, |short| short.pools[0].nodes += 1),
                    Knob::Model => continue,
                };
                prop_assert!(full(&short), "{} {}", fix.label, fix.change);
            }
        }
    }
}
