//! Designs and the findings that they have, and no other.

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
            format!("[cluster]\n{VNET}{NODES}[[node-pool]]\nname = \"s\"\n[[node-pool]]\nname = \"a\"\ncount = 0\n"),
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
    assert_eq!((found[0].code, found[0].when, verdict(&found)), ("node-subnet-full", When::Create, VerdictWord::NoFit));
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
        assert_eq!((full.azure_error, full.azure_target), (code, code.map(|_| "networkProfile.podCIDR")), "{model}");
    }
}
