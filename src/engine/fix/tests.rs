//! What must hold of every way out: applied, its shortage has ended and nothing new is refused; one step less, it has
//! not; undone, the scenario is the old one.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::document::Document;
use crate::engine::Analysis;
use crate::engine::capacity::question::Limit;
use crate::engine::finding::Severity;
use crate::engine::plan::surge_nodes;
use crate::engine::sample::{design, flagship, plan, text};
use crate::scenario::Scenario;
use crate::scenario::leaf::Surge;

fn analysed(plan: &Plan) -> Analysis {
    Analysis::new(Arc::clone(plan.written()))
}

fn ways(plan: &Plan) -> Vec<Fix> {
    analysed(plan).fixes().to_vec()
}

fn applied(plan: &Plan, edit: &Edit) -> Plan {
    Plan::new(Arc::new(edit.apply(plan.written()).unwrap()))
}

fn changes(plan: &Plan) -> Vec<(Knob, String, u64)> {
    ways(plan).into_iter().map(|fix| (fix.knob, fix.change, fix.used_percent)).collect()
}

fn notes(fix: &Fix) -> Vec<&str> {
    fix.notes().collect()
}

#[test]
fn the_flagship_has_five_ways_out() {
    let plan = flagship();
    assert_eq!(
        changes(&plan),
        [
            (Knob::Prefix, "/22 to /20".to_owned(), 55),
            (Knob::MaxPods, "50 to 22".to_owned(), 99),
            (Knob::Nodes, "40 to 17".to_owned(), 95),
            (Knob::Model, "azure-cni-node-subnet to azure-cni-overlay".to_owned(), 4),
            (Knob::Split, "17 + 23".to_owned(), 95),
        ]
    );
    let ways = ways(&plan);
    assert_eq!(notes(&ways[3])[..2], ["17% of its pod CIDR", "pod CIDR must be /18 or larger"]);
    // 23 nodes and 3 surge nodes of 50 pods: 26 x 51 = 1,326 of 2,043.
    assert_eq!(notes(&ways[4])[0], "new subnet 10.0.0.0/21 (65%)");
    for fix in ways {
        assert!(Question::of(&applied(&plan, &fix.edit)).fits(), "{}", fix.label);
        assert_eq!(fix.ends.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["node-subnet-full"]);
    }
}

#[test]
fn a_way_out_of_one_range_says_what_it_leaves_and_one_mends_all() {
    // 249 nodes and 125 surge nodes: 374 of a /24, and 374 x 256 = 95,744 of the pod CIDR's 65,536.
    let plan = design("kubenet", 249, 63, "50%", "10.240.0.0/24");
    let ways = ways(&plan);
    let prefixes: Vec<_> = ways.iter().filter(|fix| fix.knob == Knob::Prefix).map(|fix| notes(fix)[0]).collect();
    assert_eq!(prefixes, ["pod CIDR is still too small", "node subnet is still too small"]);
    assert_eq!((ways[0].knob, ways[0].label.as_str()), (Knob::Together, "widen both"));
    assert_eq!(ways[0].change, "/24 to /23, /16 to /15");
    assert!(ways.iter().take_while(|fix| fix.leaves.is_empty()).count() >= 2);
    for fix in &ways {
        let is_mended = Question::of(&applied(&plan, &fix.edit)).fits();
        assert_eq!(is_mended, fix.leaves.is_empty(), "{} {}", fix.label, fix.change);
    }
    assert!(self::ways(&flagship())[0].leaves.is_empty());
}

#[test]
fn routes_that_are_too_many_take_fewer_nodes_and_a_wide_subnet_too() {
    let plan = design("kubenet", 600, 30, "10%", "10.240.0.0/24");
    let plan = self::plan(&crate::scenario::write::write(plan.written()).replace("172.20.0.0/16", "100.64.0.0/10"));
    let ways = ways(&plan);
    assert_eq!(ways[0].change, "600 to 400, /24 to /23");
    assert!(Question::of(&applied(&plan, &ways[0].edit)).fits());
    let analysis = analysed(&plan);
    let full = analysis.findings().iter().find(|finding| finding.code == "kubenet-routes-full").unwrap();
    let fix = analysis.fix_of(full).unwrap();
    assert!(Question::of(&applied(&plan, fix)).routes().is_none_or(|(need, have)| need <= have));
}

/// 400 nodes are made, and with 10% of surge their upgrade asks for 440 routes.
#[test]
fn fewer_nodes_of_kubenet_say_what_their_upgrade_asks_for() {
    let text = text("kubenet", 420, 30, "10%", "10.240.0.0/22").replace("172.20.0.0/16", "100.64.0.0/10");
    let ways = ways(&plan(&text));
    let fewer = ways.iter().find(|fix| fix.knob == Knob::Nodes).unwrap();
    assert_eq!(fewer.change, "420 to 400");
    assert!(notes(fewer).contains(&"an upgrade then asks for 440 routes of 400"), "{:?}", notes(fewer));
}

#[test]
fn a_subnet_that_cannot_grow_in_place_moves() {
    let base = text("azure-cni-node-subnet", 40, 50, "10%", "10.240.0.0/22");
    let plan = plan(
        &format!("{base}[[vnet.subnet]]\nname = \"b\"\nprefix = \"10.240.4.0/24\"\n")
            .replace("10.0.0.0/8", "10.240.0.0/16"),
    );
    let fix = &ways(&plan)[0];
    assert_eq!(notes(fix)[0], "/20 at 10.240.16.0 is free");
    assert!(Question::of(&applied(&plan, &fix.edit)).fits());
}

#[test]
fn a_service_cidr_grows_around_itself_and_not_into_the_pods() {
    let base = text("azure-cni-overlay", 3, 30, "0", "10.240.0.0/24")
        .replace("192.168.0.0/16", "192.168.0.0/30")
        .replace("192.168.0.10", "192.168.0.2");
    let service = |at: u32| format!("[[service]]\nname = \"s{at}\"\nports = [{{ port = 80 }}]\n");
    let services = [0, 1, 2, 3].map(service).concat();
    let full = plan(&format!("{base}{services}"));
    let fix = &ways(&full)[0];
    assert_eq!((fix.label.as_str(), fix.change.as_str()), ("widen the service CIDR", "/30 to /29"));
    assert_eq!(notes(fix)[0], "192.168.0.0/29 is free around it");
    let crowded = plan(
        &format!("{base}{services}")
            .replace("172.20.0.0/16", "192.168.0.0/16")
            .replace("192.168.0.0/30", "192.168.4.0/30"),
    );
    for fix in ways(&crowded).iter().filter(|fix| fix.knob == Knob::Prefix) {
        let after = applied(&crowded, &fix.edit);
        assert!(!after.cluster().service_cidr.unwrap().overlaps("192.168.0.0/16".parse().unwrap()));
    }
}

#[test]
fn a_surge_of_none_is_offered_only_where_max_unavailable_takes_its_place() {
    // 251 nodes fill a /24; not one surge node has room.
    let base = text("azure-cni-overlay", 251, 30, "10%", "10.240.0.0/24").replace("172.20.0.0/16", "172.20.0.0/15");
    let surge =
        |plan: &Plan| changes(plan).into_iter().find(|(knob, ..)| *knob == Knob::Surge).map(|(_, change, _)| change);
    assert_eq!(surge(&plan(&base)), None);
    let unavailable = base.replace("max-surge", "max-unavailable = 1\nmax-surge");
    assert_eq!(surge(&plan(&unavailable)).as_deref(), Some("10% to 0"));
    let nodes_248 = base.replace("count = 251", "count = 248");
    assert_eq!(surge(&plan(&nodes_248)).as_deref(), Some("10% to 1%"));
}

#[test]
fn an_autoscaled_pool_is_split_by_its_maximum() {
    let base = text("azure-cni-node-subnet", 20, 50, "10%", "10.240.0.0/22");
    let plan = plan(&base.replace("count = 20", "count = 20\nautoscale = { min = 3, max = 40 }\nos = \"linux\""));
    let split = ways(&plan).into_iter().find(|fix| fix.knob == Knob::Split).unwrap();
    let after = applied(&plan, &split.edit);
    let pools: Vec<_> = after.pools().iter().map(|pool| (pool.item.name.to_string(), pool.count, pool.nodes)).collect();
    assert_eq!(pools, [("system".to_owned(), 17, 17), ("system2".to_owned(), 3, 23)]);
    assert!(Question::of(&after).fits());
}

#[test]
fn what_aks_would_make_can_be_split_too() {
    let plan = plan(
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.224.0.0/16\"]\n[[vnet.subnet]]\nname = \"s\"\nprefix = \"10.224.0.0/25\"\nnsg = \"guard\"\n[[nsg]]\nname = \"guard\"\n",
    );
    // 3 nodes of 30 pods and one surge node: 4 x 31 = 124 of 123.
    let split = ways(&plan).into_iter().find(|fix| fix.knob == Knob::Split).unwrap();
    let after = applied(&plan, &split.edit);
    assert_eq!(after.pools().len(), 2);
    assert_eq!(after.subnet(after.pools()[1].subnet.unwrap()).item.nsg.as_deref(), Some("guard"));
    assert!(Question::of(&after).fits());
}

#[test]
fn fewer_ports_a_node_are_a_way_out_and_more_addresses_a_word() {
    let plan = plan(
        "[cluster.load-balancer]\nallocated-outbound-ports = 8000\n[[node-pool]]\nname = \"a\"\ncount = 15\nmax-surge = 0\n",
    );
    let fix = ways(&plan).into_iter().find(|fix| fix.knob == Knob::Ports).unwrap();
    // 64,000 / 15 is 4,266, and 4,264 the multiple of 8 below it.
    assert_eq!(fix.change, "8,000 to 4,264");
    assert_eq!(notes(&fix)[0], "or 2 outbound IPs instead: each has 64,000 ports");
    assert!(Question::of(&applied(&plan, &fix.edit)).fits());
}

#[test]
fn an_address_that_the_file_gives_does_not_hide_a_wider_subnet() {
    let base = text("azure-cni-node-subnet", 40, 50, "10%", "10.240.0.0/22").replace("10.0.0.0/8", "10.240.0.0/16");
    let more = "[[vnet.subnet]]\nname = \"b\"\nprefix = \"10.240.8.0/24\"\n[[private-endpoint]]\nname = \"vault\"\nsubnet = \"snet-nodes\"\nip = \"10.240.0.4\"\n";
    let plan = plan(&format!("{base}{more}"));
    let fix = ways(&plan).into_iter().find(|fix| fix.knob == Knob::Prefix).unwrap();
    assert_eq!(fix.change, "/22 to /20");
    assert!(notes(&fix).iter().any(|note| note.contains("vault")), "{:?}", notes(&fix));
    assert!(Question::of(&applied(&plan, &fix.edit)).fits());
}

#[test]
fn one_knob_turned_for_two_things_is_told_once() {
    // 5,000 nodes are too many for a pool, and their /24 holds far fewer; nothing else is free.
    let base = text("azure-cni-overlay", 5_000, 30, "0", "10.240.0.0/24").replace("10.0.0.0/8", "10.240.0.0/24");
    let together = ways(&plan(&base)).into_iter().find(|fix| fix.knob == Knob::Together).unwrap();
    assert_eq!(together.label.matches("fewer nodes").count(), 1, "{} {}", together.label, together.change);
    assert!(together.change.starts_with("5,000 to "), "{}", together.change);
}

#[test]
fn very_many_shortages_are_counted_and_not_searched() {
    let small = |at: u32| {
        format!(
            "[[vnet.subnet]]\nname = \"s{at}\"\nprefix = \"10.{at}.0.0/28\"\n[[node-pool]]\nname = \"p{at}\"\nsubnet = \"s{at}\"\ncount = 3\n"
        )
    };
    let vnet =
        "[cluster]\nmodel = \"azure-cni-node-subnet\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.0.0.0/8\"]\n";
    let text = vnet.to_owned() + &(0..20).map(small).collect::<Vec<_>>().concat();
    let ways = ways(&plan(&text));
    assert!(ways.iter().all(|fix| fix.leaves.is_empty() || fix.leaves.len() <= 7));
    let fix = ways.iter().find(|fix| fix.knob == Knob::Prefix).unwrap();
    assert_eq!(fix.leaves.last().unwrap(), "and 13 more things too small");
}

/// A shortage that a way out is for: by what stays the same when ranges and pools come and go.
fn is_short(question: &Question, name: &str) -> bool {
    let name_of = |limit: Limit| match limit {
        Limit::Range(range) => question.ranges[range].path.to_string(),
        Limit::PoolNodes(pool) => format!("nodes of {}", question.pools[pool].name),
        other => format!("{other:?}"),
    };
    question.limits().into_iter().any(|(limit, need, have)| name_of(limit) == name && need > have)
}

fn short(question: &Question) -> Vec<String> {
    let named = |limit: Limit| match limit {
        Limit::Range(range) => question.ranges[range].path.to_string(),
        Limit::PoolNodes(pool) => format!("nodes of {}", question.pools[pool].name),
        other => format!("{other:?}"),
    };
    question.limits().into_iter().filter(|(_, need, have)| need > have).map(|(limit, ..)| named(limit)).collect()
}

/// The designs one step short of a way out, one for each knob that it turns.
fn one_step_less(before: &Plan, after: &Plan) -> Vec<(String, Question)> {
    let question = Question::of(after);
    let old = Question::of(before);
    let mut steps = Vec::new();
    let mut step = |what: String, change: &dyn Fn(&mut Question)| {
        let mut less = question.clone();
        change(&mut less);
        steps.push((what, less));
    };
    for (at, row) in question.ranges.iter().enumerate() {
        let is_old = old.ranges.iter().any(|old| old.path == row.path && old.prefix.prefix() <= row.prefix.prefix());
        if !is_old {
            let longer = row.prefix.with_prefix(row.prefix.prefix() + 1);
            step(format!("{} /{}", row.name, longer.prefix()), &|less| less.ranges[at].prefix = longer);
        }
    }
    if let (Some(before), Some(now)) = (old.ports, question.ports)
        && now.per_node < before.per_node
    {
        step("ports".to_owned(), &|less| less.ports.as_mut().unwrap().per_node += 8);
    }
    let is_split = question.pools.len() > old.pools.len();
    for (at, pool) in old.pools.iter().enumerate() {
        let now = question.pools[at].clone();
        if now.nodes < pool.nodes {
            step(format!("{} + 1 node", pool.name), &|less| {
                less.pools[at].nodes += 1;
                if is_split {
                    let moved = less.pools.len() - 1;
                    less.pools[moved].nodes -= 1;
                }
            });
        }
        if now.max_pods < pool.max_pods {
            step(format!("{} + 1 pod", pool.name), &|less| {
                less.pools[at].max_pods += 1;
                less.pools[at].pods_in_use += 1;
            });
        }
        if now.surge != pool.surge {
            let more = match now.surge {
                Surge::Percent(percent) => Surge::Percent(percent + 1),
                Surge::Count(count) => Surge::Count(count + 1),
            };
            step(format!("{} surge", pool.name), &|less| less.pools[at].surge = more);
        }
    }
    steps
}

/// Errors by code and subject.
fn errors(scenario: &Arc<Scenario>) -> Vec<(&'static str, String)> {
    found(scenario, |finding| finding.severity == Severity::Error)
}

/// The same, and what is want of room by one reading alone.
fn errors_and_room(scenario: &Arc<Scenario>) -> Vec<(&'static str, String)> {
    found(scenario, |finding| finding.severity == Severity::Error || finding.is_room)
}

fn found(scenario: &Arc<Scenario>, is_one: impl Fn(&Finding) -> bool) -> Vec<(&'static str, String)> {
    let analysis = Analysis::new(Arc::clone(scenario));
    let errors = analysis.findings().iter().filter(|finding| is_one(finding));
    errors.map(|error| (error.code, error.subject.to_string())).collect()
}

/// Holds every way out of a design to its promise; answers with how many there were, by knob.
fn check(plan: &Plan) -> Vec<Knob> {
    let before = Question::of(plan);
    let (old_errors, old_room) = (errors(plan.written()), errors_and_room(plan.written()));
    let mut knobs = Vec::new();
    for fix in ways(plan) {
        let what = format!("{} {}", fix.label, fix.change);
        let mut document = Document::of("test", (**plan.written()).clone());
        let start = Arc::clone(document.scenario());
        document.commit(fix.edit.clone()).unwrap();
        let after = Plan::new(Arc::clone(document.scenario()));
        let question = Question::of(&after);
        let ended: Vec<String> = short(&before).into_iter().filter(|name| !is_short(&question, name)).collect();
        assert!(!ended.is_empty(), "{what} ends nothing");
        let new_errors = errors(document.scenario());
        assert!(new_errors.iter().all(|error| old_errors.contains(error)), "{what}: {new_errors:?}");
        for (code, path) in &fix.ends {
            let one = (*code, path.to_string());
            assert!(!errors_and_room(document.scenario()).contains(&one), "{what}: {code} is still there");
            assert!(old_room.contains(&one), "{what}: {code} was not there");
        }
        assert_eq!(fix.leaves.is_empty(), question.fits() || short(&question).is_empty(), "{what}");
        if fix.knob != Knob::Model {
            let steps = one_step_less(plan, &after);
            assert!(!steps.is_empty(), "{what} has no step");
            for (name, less) in steps {
                let is_under_30 = less.pools.iter().any(|pool| u64::from(pool.nodes) * u64::from(pool.max_pods) < 30);
                let is_short = !short(&less).is_empty() && short(&less).iter().any(|name| !is_short(&question, name));
                assert!(is_short || is_under_30, "{what}: one step less at {name} is enough");
            }
        }
        assert!(document.undo().unwrap().is_some());
        assert_eq!(*document.scenario(), start, "{what}");
        knobs.push(fix.knob);
    }
    knobs
}

#[test]
fn every_knob_is_held_to_its_promise_by_some_design() {
    let pods = "\npod-subnet = \"snet-pods\"";
    let pod_subnet = text("azure-cni-pod-subnet", 20, 50, "25%", "10.240.0.0/28")
        .replace("subnet = \"snet-nodes\"", &format!("subnet = \"snet-nodes\"{pods}"))
        + "[[vnet.subnet]]\nname = \"snet-pods\"\nprefix = \"10.241.0.0/24\"\n";
    let designs = [
        flagship(),
        design("kubenet", 249, 63, "50%", "10.240.0.0/24"),
        design("azure-cni-overlay", 240, 30, "10%", "10.240.0.0/24"),
        plan(&pod_subnet),
        plan(
            "[cluster.load-balancer]\nallocated-outbound-ports = 8000\n[[node-pool]]\nname = \"a\"\ncount = 15\nmax-surge = 0\n",
        ),
    ];
    let knobs: Vec<Knob> = designs.iter().flat_map(check).collect();
    for knob in Knob::ALL {
        assert!(knobs.contains(knob), "no design shows {knob}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_way_out_keeps_its_promise(
        model in 0usize..5, nodes in 1u32..80, more in 0u32..40, pods in 10u32..120, surge in 0u32..50, count in 0u32..9,
        prefix in 20u8..30, pod_prefix in 18u8..30, is_wide in any::<bool>(),
    ) {
        let model = ["kubenet", "azure-cni-overlay", "azure-cni-node-subnet", "azure-cni-pod-subnet", "azure-cni-pod-subnet\"\npod-ip-allocation = \"static-block"][model];
        let mut base = text(model, nodes, pods, &format!("{surge}%"), &format!("10.240.0.0/{prefix}"))
            .replace("172.20.0.0/16", &format!("172.20.0.0/{pod_prefix}"))
            .replace("subnet = \"snet-nodes\"", "subnet = \"snet-nodes\"\npod-subnet = \"snet-pods\"");
        if !is_wide {
            base = base.replace("10.0.0.0/8", "10.240.0.0/15");
        }
        let pools = format!("[[node-pool]]\nname = \"user\"\ncount = {more}\nmax-pods = {pods}\nmax-surge = {count}\nmax-unavailable = 1\nsubnet = \"snet-nodes\"\npod-subnet = \"snet-pods\"\n");
        let pools = if more > 0 { pools } else { String::new() };
        let text = format!("{base}[[vnet.subnet]]\nname = \"snet-pods\"\nprefix = \"10.241.0.0/{pod_prefix}\"\n{pools}");
        check(&plan(&text));
    }

    #[test]
    fn the_smallest_surge_step_is_found_by_counting(nodes in 1u32..300, percent in 1u32..60) {
        let plan = design("azure-cni-overlay", nodes, 30, &format!("{percent}%"), "10.240.0.0/23");
        let found = ways(&plan).into_iter().find(|fix| fix.knob == Knob::Surge);
        let fits = |surge: u32| u64::from(nodes + surge) <= 507 && u64::from(nodes + surge) * 256 <= 65_536;
        let counted = (1..percent).rev().find(|percent| fits(surge_nodes(Surge::Percent(*percent), nodes)));
        if let Some(fix) = found.filter(|fix| fix.leaves.is_empty()) {
            let expected = counted.map(|least| format!("{percent}% to {least}%"));
            prop_assert!(expected.is_none_or(|expected| fix.change == expected), "{}", fix.change);
        }
    }
}
