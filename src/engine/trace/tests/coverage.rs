//! Which test is which row: every cell of the table of sources, and every trap about packets that sources step into.
//! Deliberately a list that is held complete: a row without a test fails, and so does a test that is not there.

/// The files in which the tests stand.
const FILES: [&str; 14] = [
    include_str!("data_plane.rs"),
    include_str!("families.rs"),
    include_str!("firewall.rs"),
    include_str!("guards.rs"),
    include_str!("inbound.rs"),
    include_str!("outbound.rs"),
    include_str!("places.rs"),
    include_str!("policy.rs"),
    include_str!("sources.rs"),
    include_str!("traps.rs"),
    include_str!("unknown.rs"),
    include_str!("ways.rs"),
    include_str!("what_ifs.rs"),
    include_str!("../tests.rs"),
];

/// The models of the table of sources.
const MODELS: [&str; 4] = ["kubenet", "node subnet", "pod subnet (dynamic, static block)", "overlay"];

/// Its columns, each with the test that holds the cell of every model, and the one that holds the way back.
const SOURCES: [(&str, &str); 8] = [
    ("a pod of the same node", "the_source_that_each_end_sees_is_as_the_pages_say"),
    ("a pod of another node", "the_source_that_each_end_sees_is_as_the_pages_say"),
    ("a machine of the same VNet", "the_source_that_each_end_sees_is_as_the_pages_say"),
    ("a peered VNet", "the_source_that_each_end_sees_is_as_the_pages_say"),
    ("on premises", "the_source_that_each_end_sees_is_as_the_pages_say"),
    ("the internet, before Azure translates", "every_model_leaves_by_every_outbound_type_as_the_pages_say"),
    ("the platform and the metadata service", "the_platform_sees_the_node_in_every_model"),
    (
        "works when initiated by the pod alone",
        "what_a_pod_starts_works_and_what_the_outside_starts_depends_on_the_model",
    ),
];

/// The traps about packets, each with its tests.
const TRAPS: [(&str, &[&str]); 18] = [
    (
        "another subnet of the VNet keeps a node subnet's pod address",
        &["a_pod_of_the_overlay_is_its_node_to_a_machine_of_its_own_vnet"],
    ),
    ("a peered VNet sees a node subnet's node", &["a_pod_of_the_overlay_is_its_node_to_a_machine_of_its_own_vnet"]),
    (
        "an overlay's pod is its node to a machine of its own VNet",
        &["a_pod_of_the_overlay_is_its_node_to_a_machine_of_its_own_vnet"],
    ),
    (
        "a Service is translated on the client's node, and the service CIDR is in no route table",
        &["the_service_cidr_is_in_no_route_table"],
    ),
    (
        "with floating IP the load balancer does not rewrite",
        &["a_load_balancer_leaves_the_destination_and_the_node_replaces_it"],
    ),
    ("without floating IP it does", &["without_floating_ip_the_destination_is_the_nodes_own_port"]),
    ("the policy Local keeps the client, Cluster does not", &["the_traffic_policy_decides_whether_the_client_is_seen"]),
    ("Windows does not keep it", &["what_a_windows_node_does_with_a_service_is_said_to_be_unknown"]),
    (
        "a NAT gateway comes before outbound rules and a machine's own address, an appliance before it",
        &["a_nat_gateway_comes_before_the_load_balancer_and_a_machines_own_address"],
    ),
    (
        "a default route and a public load balancer lose the reply",
        &["a_public_load_balancer_beside_a_default_route_to_a_firewall_loses_its_replies"],
    ),
    ("an unknown private address is dropped", &["an_unknown_private_address_is_dropped_and_not_sent_to_the_internet"]),
    (
        "a user's default route removes the None routes",
        &["an_unknown_private_address_is_dropped_and_not_sent_to_the_internet"],
    ),
    (
        "routes of the VNet and of peers beat longer ones of a gateway",
        &["the_vnets_own_routes_come_before_a_gateways_longer_ones"],
    ),
    ("nothing is wrapped around an overlay's packet", &["nobody_wraps_a_packet_of_the_overlay"]),
    ("a host outside in the pod CIDR is out of reach", &["the_traps_are_not_stepped_into"]),
    ("169.254.1.1, 169.254.23.0: the first hop of a pod", &["a_pods_first_hop_has_the_address_that_the_pages_name"]),
    ("169.254.169.254 sees the node", &["the_platform_sees_the_node_in_every_model"]),
    (
        "a pod that calls its own cluster's load balancer never leaves its node",
        &["a_pod_that_calls_its_clusters_load_balancer_never_leaves_its_node"],
    ),
];

/// Does one of the files hold a test of this name?
pub(super) fn is_a_test(name: &str) -> bool {
    FILES.iter().any(|file| holds(file, name))
}

/// Does the file hold a test of this name?
pub(super) fn holds(file: &str, name: &str) -> bool {
    let header = format!("fn {name}(");
    file.split("#[test]").skip(1).any(|rest| rest.trim_start().starts_with(&header))
}

fn assert_is_a_test(row: &str, name: &str) {
    assert!(is_a_test(name), "{row}: there is no test {name}");
}

#[test]
fn every_row_has_its_test() {
    for (column, test) in SOURCES {
        assert_is_a_test(column, test);
    }
    for (trap, tests) in TRAPS {
        assert!(!tests.is_empty(), "{trap}");
        for test in tests {
            assert_is_a_test(trap, test);
        }
    }
}

#[test]
fn every_model_of_the_table_is_traced() {
    let traced: Vec<&str> = super::MODELS.iter().map(|(name, _)| *name).collect();
    for (model, names) in MODELS.iter().zip([&["kubenet"][..], &["node-subnet"], &["dynamic", "static"], &["overlay"]])
    {
        assert!(names.iter().all(|name| traced.contains(name)), "{model} is not in {traced:?}");
    }
}
