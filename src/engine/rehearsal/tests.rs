//! Designs taken step by step: what each step needs, and which one breaks.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use proptest::prelude::*;

use super::Event::{Drain, ScaleOut, Start, Surge, SurgeRemoved};
use super::*;
use crate::engine::Analysis;
use crate::engine::capacity::judge;
use crate::engine::sample::{design, flagship, plan, text};

fn rehearsed(plan: &Plan) -> Rehearsal {
    rehearse(plan, &Question::of(plan))
}

/// Event, pool, nodes, need of what is fullest.
fn rows(rehearsal: &Rehearsal) -> Vec<(Event, &str, u64, u64)> {
    let row = |step: &Step| step.fullest().map_or(0, |need| need.needed);
    let steps = rehearsal.steps.iter();
    steps.map(|step| (step.event, step.pool.as_deref().unwrap_or("-"), step.nodes, row(step))).collect()
}

#[test]
fn seven_nodes_and_one_surge_node_break_at_the_surge() {
    let services: String = (0..4).fold(String::new(), |mut text, at| {
        let _ = write!(
            text,
            "[[service]]\nname = \"s{at}\"\ntype = \"LoadBalancer\"\ninternal = true\nselector = {{ app = \"x\" }}\nports = [ {{ port = 80 }} ]\n"
        );
        text
    });
    let base = text("azure-cni-node-subnet", 7, 30, "1", "10.240.0.0/24");
    let rehearsal = rehearsed(&plan(&(base + &services)));
    let expected =
        [(Start, "-", 7, 221), (Surge, "system", 8, 252), (Drain, "system", 8, 252), (SurgeRemoved, "system", 7, 221)];
    assert_eq!(rows(&rehearsal), expected);
    let (step, need) = rehearsal.first_failure().unwrap();
    assert_eq!((step.number, need.needed, need.available, need.steady), (2, 252, 251, 221));
    assert!(rehearsal.steps[0].fits() && rehearsal.steps[3].fits());
    assert_eq!(rehearsal.sentence(), "step 2 of 4 breaks: surge of system, +1 node: snet-nodes needs 252, has 251");
    assert_eq!(rehearsal.short_sentence(), "breaks at step 2, system +1 surge");
    assert_eq!(
        need.check().sentence(),
        Some("Pre-allocated IPs 248 exceeds IPs available 247 in Subnet Cidr 10.240.0.0/24, Subnet Name snet-nodes.")
    );
}

const FIVE_POOLS_OF_FOUR: &str = "[cluster]\nmodel = \"azure-cni-overlay\"\n";

#[test]
fn a_surge_in_percent_is_rounded_up_in_each_pool() {
    // 5 pools of 4 nodes at 50% need 10 nodes more; 5 of 3 at 10% need 5, and not 2.
    for (nodes, surge, sum) in [(4, "50%", 10), (3, "10%", 5)] {
        let pools = (0..5).fold(FIVE_POOLS_OF_FOUR.to_owned(), |mut text, at| {
            let _ = write!(text, "[[node-pool]]\nname = \"p{at}\"\ncount = {nodes}\nmax-surge = \"{surge}\"\n");
            text
        });
        let rehearsal = rehearsed(&plan(&pools));
        let last = rehearsal.steps.last().unwrap();
        assert_eq!((last.event, last.moved, last.nodes), (Event::AllPoolsSurge, sum, u64::from(5 * nodes + sum)));
        assert_eq!(last.notes[0].rule, RuleId::SurgeOfAllPools);
        assert_eq!(rehearsal.steps.len(), 1 + 5 * 3 + 1);
    }
}

#[test]
fn pools_grow_to_their_maximum_before_they_are_upgraded() {
    let base = text("azure-cni-overlay", 3, 30, "10%", "10.240.0.0/20");
    let base = base.replace("count = 3", "count = 3\nautoscale = { min = 3, max = 20 }");
    let more = "[[node-pool]]\nname = \"user\"\ncount = 2\nmax-surge = 0\nmax-unavailable = \"40%\"\n";
    let rehearsal = rehearsed(&plan(&(base + more)));
    let expected = [
        (Start, "-", 5, 5 * 256),
        (ScaleOut, "system", 22, 22 * 256),
        (Surge, "system", 24, 24 * 256),
        (Drain, "system", 24, 24 * 256),
        (SurgeRemoved, "system", 22, 22 * 256),
        (Drain, "user", 22, 22 * 256),
    ];
    assert_eq!(rows(&rehearsal), expected);
    let surge = rehearsal.steps[2].fullest().unwrap();
    // Upgraded now, 3 nodes take one surge node and not two.
    assert_eq!((surge.steady, surge.at_present_count), (22 * 256, Some(6 * 256)));
    assert_eq!(surge.check(), Check::NotKnown, "no page says whether surge counts in the check of the pod CIDR");
    let create = &rehearsal.steps[0].fullest().unwrap().check();
    assert_eq!(*create, Check::Passes(22 * 256, 65_536), "AKS counts the maximum from the start");
    assert_eq!(rehearsal.steps[5].moved, 1);
    assert_eq!(rehearsal.steps[5].notes[0].rule, RuleId::MaxUnavailableInPlace);
    assert_eq!(rehearsal.short_sentence(), "peak 6,144 of 65,536");
}

#[test]
fn whether_a_full_route_table_is_upgraded_in_place_is_not_known() {
    for (nodes, expected) in [(399, "passes"), (400, "not-known")] {
        let text = text("kubenet", nodes, 30, "0", "10.240.0.0/22").replace("172.20.0.0/16", "100.64.0.0/10");
        let rehearsal = rehearsed(&plan(&text));
        let drain = &rehearsal.steps[1];
        assert_eq!((drain.event, drain.fits()), (Drain, true));
        let routes = drain.needs.iter().find(|need| need.limit == Limit::Routes).unwrap();
        assert_eq!(routes.check().word(), expected, "{nodes}");
    }
}

/// 400 nodes are made with 400 routes; a surge node asks for the 401st.
#[test]
fn a_cluster_of_kubenet_is_made_whose_upgrade_is_refused() {
    let own = "; the cluster is made, its upgrade is refused";
    for nodes in [399, 400] {
        let text = text("kubenet", nodes, 30, "1", "10.240.0.0/22").replace("172.20.0.0/16", "100.64.0.0/10");
        let (rehearsal, capacity) = (rehearsed(&plan(&text)), judge(&plan(&text)));
        let routes = capacity.routes.unwrap();
        assert_eq!((routes.needed, routes.at_upgrade, routes.limit), (nodes, nodes + 1, 400));
        let breaks = rehearsal.first_failure();
        assert_eq!(breaks.is_some(), nodes == 400, "{text}");
        let Some((step, need)) = breaks else { continue };
        assert_eq!((step.number, need.needed, need.available), (2, 401, 400));
        assert!(need.is_of_upgrade_only() && rehearsal.sentence().ends_with(own), "{}", rehearsal.sentence());
        assert_eq!(need.terms().iter().map(|term| term.value).sum::<u64>(), 401);
        assert!(capacity.fits());
        let binding = capacity.binding.unwrap();
        assert_eq!(binding.reason, "400 of 400 routes of a route table, 100%; 401 at an upgrade");
    }
}

#[test]
fn without_surge_and_autoscaler_nodes_are_only_drained() {
    let rehearsal = rehearsed(&design("azure-cni-overlay", 3, 30, "0", "10.240.0.0/24"));
    let events: Vec<_> = rehearsal.steps.iter().map(|step| step.event).collect();
    assert_eq!(events, [Event::Start, Event::Drain]);
    assert_eq!(rehearsal.steps[1].notes[0].rule, RuleId::SurgeOrUnavailable);
    let none = rehearsed(&design("azure-cni-overlay", 0, 30, "1", "10.240.0.0/24"));
    assert_eq!(none.steps.len(), 1);
}

#[test]
fn an_upgrade_that_is_short_says_what_aks_tries_next() {
    let base = text("azure-cni-node-subnet", 7, 30, "2", "10.240.0.0/24");
    let of = |version: &str| {
        let text = base.replace("[cluster]\n", &format!("[cluster]\nkubernetes-version = \"{version}\"\n"));
        rehearsed(&plan(&text.replace("max-surge = \"2\"", "max-surge = 2\nmax-unavailable = 3"))).steps[1]
            .notes
            .clone()
    };
    let rules = |version| of(version).iter().map(|note| note.rule).collect::<Vec<_>>();
    assert_eq!(rules("1.34"), [RuleId::MaxUnavailableFallback]);
    assert_eq!(rules("1.35"), [RuleId::SurgeRetrySinceMinor, RuleId::MaxUnavailableFallback]);
    assert!(of("1.35")[0].text.ends_with("needs 248 and has 251, which fits"), "{:?}", of("1.35"));
}

#[test]
fn an_upgrade_of_the_largest_cluster_is_blocked() {
    for (nodes, fits) in [(999, true), (1_000, false)] {
        let pools = (0..5).fold("[cluster]\npod-cidr = \"10.0.0.0/8\"\nservice-cidr = \"192.168.0.0/16\"\ndns-service-ip = \"192.168.0.10\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"172.16.0.0/16\"]\n[[vnet.subnet]]\nname = \"s\"\nprefix = \"172.16.0.0/16\"\n".to_owned(), |mut text, at| {
            let _ = write!(text, "[[node-pool]]\nname = \"p{at}\"\ncount = {nodes}\nmax-surge = 0\nmax-unavailable = 1\n");
            text
        });
        let rehearsal = rehearsed(&plan(&pools));
        assert!(rehearsal.steps[0].fits());
        assert_eq!(rehearsal.steps[1].fits(), fits, "{nodes}");
        assert_eq!(rehearsal.steps[1].notes[0].rule == RuleId::UpgradeBlockedNodes, !fits);
    }
}

#[test]
fn what_aks_prints_is_what_the_finding_says() {
    for plan in [flagship(), design("azure-cni-node-subnet", 17, 57, "10%", "10.240.0.0/22")] {
        let analysis = Analysis::new(Arc::clone(plan.written()));
        let said = analysis.findings().iter().find_map(|finding| finding.azure_message.clone()).unwrap();
        let mut checks = analysis.rehearsal().steps.iter().flat_map(|step| &step.needs).map(Need::check);
        assert!(checks.any(|check| check.sentence() == Some(&said)), "{said}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn the_steps_reach_what_is_sized_and_no_more(
        model in 0usize..5,
        pools in prop::collection::vec((0u32..40, 0u32..40, 10u32..60, 0u32..60), 1..4),
        prefix in 20u8..28,
    ) {
        let model = crate::scenario::model::Model::WORDS[model];
        let base = text(model, 1, 30, "0", &format!("10.240.0.0/{prefix}"));
        let (head, tail) = base.split_once("[[node-pool]]").unwrap();
        let subnets = &tail[tail.find("[[vnet.subnet]]").unwrap()..];
        let mut text = format!("{head}{subnets}[[vnet.subnet]]\nname = \"snet-pods\"\nprefix = \"10.241.0.0/{prefix}\"\n");
        for (at, (count, more, pods, surge)) in pools.iter().enumerate() {
            let _ = write!(
                text,
                "[[node-pool]]\nname = \"p{at}\"\ncount = {count}\nautoscale = {{ min = {count}, max = {} }}\nmax-pods = {pods}\nmax-surge = \"{surge}%\"\nsubnet = \"snet-nodes\"\npod-subnet = \"snet-pods\"\n",
                count + more
            );
        }
        let plan = plan(&text);
        let (rehearsal, capacity) = (rehearsed(&plan), judge(&plan));
        let mut most: HashMap<usize, u64> = HashMap::new();
        let mut broken = false;
        for step in &rehearsal.steps {
            for need in &step.needs {
                let Limit::Range(range) = need.limit else { continue };
                let peak = most.entry(range).or_default();
                *peak = need.needed.max(*peak);
                broken |= need.room() != Room::Enough;
                prop_assert!(need.needed <= capacity.ranges[range].needed, "{step:?}");
                prop_assert!(need.steady <= need.needed && need.at_present_count.is_none_or(|now| now <= need.needed));
                prop_assert_eq!(need.needed, need.terms().iter().map(|term| term.value).sum::<u64>());
            }
        }
        for (range, size) in capacity.ranges.iter().enumerate().filter(|(_, size)| size.room != Room::Enough) {
            prop_assert_eq!(most.get(&range), Some(&size.needed), "{}", size.name);
        }
        prop_assert_eq!(broken, capacity.ranges.iter().any(|range| range.room != Room::Enough));
        // The first step that breaks: everything before it fits.
        if let Some((first, _)) = rehearsal.first_failure() {
            prop_assert!(rehearsal.steps[..first.number - 1].iter().all(Step::fits));
            prop_assert!(!rehearsal.steps[first.number - 1].fits());
        }
    }
}
