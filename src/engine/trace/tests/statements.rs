//! What the pages say of packets, statement by statement, each with the tests that hold it, or with why no design can show
//! it. Deliberately a list that is held complete: a test that is not there fails, and so does a section without rows.

use super::coverage::{holds, is_a_test};

/// What becomes of a statement here.
enum Held {
    /// These tests hold it.
    By(&'static [&'static str]),
    /// No key of a scenario can express it, and why.
    Not(&'static str),
}

/// The sections, in the order of the reference: policies, routes, NSGs, outbound, models, kube-proxy and Cilium, load
/// balancers, the words of answers.
const SECTIONS: [&str; 8] =
    ["policies", "routes", "NSGs", "outbound", "models", "Services", "load balancers", "words of answers"];

/// Rows of a section: a statement, then `by(tests)` that hold it, or `not("why")` where no key can express it.
macro_rules! statements {
    ($( [$section:literal] $( $statement:literal $held:ident($($given:tt),+); )+ )+) => {
        const STATEMENTS: &[(&str, &str, Held)] = &[$($( ($section, $statement, held!($held $($given)+)), )+)+];
    };
}

macro_rules! held {
    (by $($test:ident)+) => {
        Held::By(&[$(stringify!($test)),+])
    };
    (not $why:literal) => {
        Held::Not($why)
    };
}

statements! {
    ["policies"]
        "a pod is isolated for a direction only by a policy that selects it and lists the direction"
            by(without_a_policy_everything_is_allowed_and_default_deny_ends_it);
        "without types, egress rules isolate ingress too"
            by(egress_rules_without_types_isolate_ingress_too);
        "policies only add, in any order"
            by(answers_agree_with_the_slow_reading);
        "both sides must allow, and replies are not asked"
            by(both_sides_must_allow,
                each_end_is_asked_about_the_address_that_it_sees);
        "two selectors of a peer are both asked, two peers are alternatives"
            by(two_selectors_in_a_peer_are_both_asked_and_two_peers_are_alternatives);
        "an empty selector matches all"
            by(empty_selectors_match_all_and_missing_ones_stay_at_home);
        "an exception is a hole of its own block"
            by(holes_are_of_their_block_alone_and_engines_differ_on_pods);
        "named ports are those of the destination, end ports are inclusive, SCTP is its own"
            by(ports_mean_what_the_destination_calls_them);
        "a pod reaches itself and its own node, and pods of the node's network are not selected"
            by(a_pods_own_node_always_reaches_it_and_is_not_selected);
        "whether a block matches a pod is the engine's"
            by(holes_are_of_their_block_alone_and_engines_differ_on_pods);
        "the order of policies and rewrites is not defined: said where it matters"
            by(each_end_is_asked_about_the_address_that_it_sees,
                behind_a_load_balancer_the_policy_sees_the_client_only_where_its_address_is_kept);
        "policies do not hold what leaves by a static egress gateway"
            by(a_refusal_names_policy_rule_and_peer_and_what_is_not_asked_is_said);
        "admin policies stand around them by priority"
            by(admin_tiers_stand_around_the_policies);
        "ClusterNetworkPolicy, into which both admin kinds are being merged"
            not("no released kind of it to read");
    ["routes"]
        "system routes of every subnet, and when None routes are there"
            by(each_address_takes_the_route_that_azure_would_choose);
        "a user's 0.0.0.0/0 removes the None routes"
            by(an_unknown_private_address_is_dropped_and_not_sent_to_the_internet,
                what_is_missing_is_said);
        "the longest prefix, then User, BGP, Default; the losers are Invalid"
            by(of_one_prefix_the_users_route_wins_then_the_gateways_and_the_losers_are_invalid);
        "routes of the VNet, peers and service endpoints beat longer ones of a gateway"
            by(the_vnets_own_routes_come_before_a_gateways_longer_ones);
        "an explicit prefix beats a tag, and tags have an order"
            by(an_explicit_prefix_beats_a_service_tag_and_a_regional_tag_the_others);
        "a private endpoint beats user routes but those that its subnet lets rule"
            by(a_private_endpoint_beats_every_user_route_unless_its_subnet_lets_tables_rule);
        "several addresses of one next hop (VirtualApplianceEcmp)"
            not("a route names one next hop");
        "an appliance must be within reach and its NIC must forward"
            by(an_appliance_must_be_within_reach_and_its_nic_must_forward);
        "an appliance whose own default route leads to it is a loop"
            by(a_firewall_whose_own_route_leads_back_to_it_is_a_loop);
        "a service endpoint's service sees the private address"
            by(endpoints_of_services_keep_the_private_source);
        "a default route to an appliance breaks what comes in to a public address"
            by(a_default_route_to_a_firewall_breaks_what_comes_in_to_a_public_address);
        "a default route does not take the VNet's own packets"
            by(a_default_route_does_not_take_the_vnets_own_packets);
        "next hop Internet to Azure's own addresses stays on its backbone"
            not("which public addresses are Azure's no file says");
        "peering is not transitive"
            by(a_peer_of_a_peer_is_reached_by_an_appliance_and_routes_on_both_sides_only);
        "a next hop may be in a peered VNet"
            by(a_packet_to_the_internet_passes_the_firewall_and_its_reply_too);
    ["NSGs"]
        "outbound NIC then subnet, inbound subnet then NIC; the first match ends; replies are known"
            by(nsgs_are_asked_in_order_and_know_replies);
        "asked within a subnet, and not within a node"
            by(an_nsg_is_asked_within_a_subnet_and_not_within_a_node);
        "security admin rules come before"
            not("no key for a network manager's rules; answers say that they are left out");
        "the node where the node masquerades, the pod where it does not"
            by(an_nsg_sees_the_node_where_the_node_masquerades_and_the_pod_where_it_does_not);
        "with floating IP the destination is the frontend, without it the node and its port"
            by(the_rule_that_aks_writes_has_the_frontend_or_without_floating_ip_the_node_and_its_port);
        "behind a load balancer the source is the client"
            by(behind_a_load_balancer_an_nsg_sees_the_client_and_never_the_load_balancer);
        "what VirtualNetwork holds, a default route with a note"
            by(the_tag_virtual_network_holds_a_default_route_with_a_note,
                the_tag_virtual_network_holds_kubenets_pods_by_their_routes_and_the_overlays_by_an_assumption);
        "AzureLoadBalancer holds probes and no data"
            by(the_tag_azure_load_balancer_holds_probes_and_no_data);
        "the platform passes but for its own tags; probes do not"
            by(the_platform_passes_nsgs_that_do_not_name_it,
                aks_opens_its_own_nsg_for_a_service);
        "the route first, with a note of the rule that would deny too"
            by(nsgs_are_asked_in_order_and_know_replies);
        "an overlay needs rules for nodes and for pods"
            by(a_denying_nsg_of_an_overlay_needs_rules_for_nodes_and_for_pods);
        "application security groups"
            not("no key for them; a tag without prefixes says that it holds no address here");
        "an edit of a rule does not touch flows that stand"
            not("a trace has no time before it");
    ["outbound"]
        "appliance, VPN gateway, NAT gateway, instance address, outbound rule, default access"
            by(a_nat_gateway_comes_before_the_load_balancer_and_a_machines_own_address,
                a_route_to_a_vpn_gateway_comes_before_a_nat_gateway_too,
                a_subnet_of_the_users_own_may_have_default_outbound_access);
        "ports by the number of nodes, or as asked for"
            by(a_port_that_is_in_use_towards_the_same_end_is_not_given_again);
        "TCP by address and port, UDP by address"
            by(over_udp_a_port_of_the_load_balancer_serves_an_address_once_and_over_tcp_an_address_and_a_port);
        "secondary addresses have no outbound rule"
            by(a_secondary_address_of_a_node_has_no_outbound_rule);
        "idle timeouts and reuse timers"
            not("a trace has no time; size tells the timeouts");
        "a NAT gateway translates TCP and UDP, and acts by subnet"
            by(a_nat_gateway_on_the_subnet_comes_before_the_outbound_rule_and_translates_no_icmp,
                a_nat_gateway_acts_by_subnet_so_that_pods_and_their_nodes_may_have_different_ones);
        "Azure Firewall translates towards public addresses only"
            by(azure_firewall_translates_towards_public_addresses_only);
        "NAT rules, then network rules, then deny; what was not seen open is dropped"
            by(a_public_load_balancer_beside_a_default_route_to_a_firewall_loses_its_replies,
                a_rule_of_a_firewall_lets_pass_what_its_default_denies);
        "application rules, which translate always"
            not("rules by name or URL have no key");
        "every outbound type"
            by(every_model_leaves_by_every_outbound_type_as_the_pages_say);
        "a public API server is reached by the outbound type"
            by(the_way_to_a_public_api_server_is_the_outbound_types);
        "the authorized ranges of a public API server"
            by(a_public_api_server_takes_its_authorized_ranges_and_what_its_own_load_balancer_translates);
    ["models"]
        "the table of sources"
            by(the_source_that_each_end_sees_is_as_the_pages_say,
                the_platform_sees_the_node_in_every_model);
        "who reaches a pod from outside"
            by(who_reaches_a_pod_from_outside_depends_on_the_model,
                what_a_pod_starts_works_and_what_the_outside_starts_depends_on_the_model);
        "a machine with the cluster's table, with a default route, with pods in public space"
            by(the_traps_are_not_stepped_into,
                a_machine_whose_default_route_leads_to_an_appliance_sends_packets_for_pods_there,
                a_pod_whose_address_is_public_is_not_the_host_of_the_internet_that_has_it);
        "an overlay wraps nothing and asks no route table"
            by(nobody_wraps_a_packet_of_the_overlay);
        "the agent's lists, and an empty one"
            by(the_traps_are_not_stepped_into,
                ebpf_masquerades_what_leaves_by_eth0_and_iptables_all_that_passes_the_host);
        "eBPF host routing passes the host's iptables by"
            by(with_ebpf_host_routing_nothing_of_the_hosts_iptables_is_drawn,
                with_ebpf_host_routing_the_same_sources_are_seen_and_ebpf_translates_them);
        "a plug-in of one's own decides on its nodes"
            by(with_a_plug_in_of_ones_own_azures_part_is_told_and_the_nodes_is_not_guessed);
        "Windows, as far as pages tell"
            by(a_windows_pod_has_its_nodes_address_towards_the_internet,
                what_a_windows_node_does_with_a_service_is_said_to_be_unknown);
        "IPv6 of nodes and pods"
            by(no_address_of_one_family_becomes_one_of_the_other);
    ["Services"]
        "chains by who sends, and their marks"
            by(kube_proxys_chains_are_those_of_who_sends,
                the_name_of_a_port_is_the_one_that_a_node_shows);
        "source ranges hold on the node and not at its port"
            by(source_ranges_hold_on_the_node_and_not_at_its_port);
        "no endpoint rejects, none on the node drops"
            by(a_service_without_pods_rejects_and_says_that_the_probe_will_fail,
                the_traffic_policy_decides_whether_the_client_is_seen);
        "a pod that is its own endpoint is masqueraded"
            by(a_pod_that_is_its_own_endpoint_is_masqueraded);
        "a pod that calls its cluster's load balancer never leaves its node"
            by(a_pod_that_calls_its_clusters_load_balancer_never_leaves_its_node);
        "IPVS and NFTABLES have no such chains"
            not("no key for kube-proxy's mode: iptables is followed, AKS's default");
        "Cilium has no kube-proxy: the client's socket, the node's NIC"
            by(cilium_has_no_kube_proxy_in_any_model);
        "LocalDNS, where AKS turns it on by itself"
            by(a_pod_that_asks_the_clusters_dns_is_told_where_localdns_answers_in_its_place,
                a_link_local_address_is_no_hosts_of_the_internet);
    ["load balancers"]
        "floating IP on, and off"
            by(a_load_balancer_leaves_the_destination_and_the_node_replaces_it,
                without_floating_ip_the_destination_is_the_nodes_own_port);
        "an internal one of IPv6 has no floating IP"
            by(no_address_of_one_family_becomes_one_of_the_other);
        "the reply goes to the client directly"
            by(a_load_balancer_leaves_the_destination_and_the_node_replaces_it);
        "a default route to a firewall loses the reply, and what mends it"
            by(a_public_load_balancer_beside_a_default_route_to_a_firewall_loses_its_replies);
        "a backend that is given back to itself is lost"
            by(a_backend_that_is_given_back_to_itself_is_lost);
        "which probe, and who is let take packets"
            by(the_probe_asks_by_http_where_the_policy_is_local_and_not_at_all_for_udp,
                aks_opens_its_own_nsg_for_a_service);
        "what becomes of flows that stand when a backend goes down"
            not("a trace has no time before it");
        "an internal one with the policy Local and a machine of the VNet"
            by(kube_proxy_takes_a_machine_of_the_vnet_for_a_pod);
        "the client is lost by Cluster and kept by Local; what a proxy says of it"
            by(the_traffic_policy_decides_whether_the_client_is_seen,
                what_a_proxy_forwards_is_the_address_that_it_has_seen,
                application_gateway_writes_the_clients_port_into_the_header_too);
    ["words of answers"]
        "a trace is hops of steps, both ways, with its decision"
            by(every_kind_of_decision_has_words_of_its_own,
                every_model_with_every_outbound_type_keeps_them);
        "the choice of the load balancer and the ports in use are inputs"
            by(what_a_load_balancer_could_pick_are_its_backends_or_all_nodes,
                ports_in_use_are_written_as_they_are_read);
        "Network Watcher's own JSON"
            not("an answer has one shape, the contract's");
}

/// The files in which tests stand that are not beside this one.
const ELSEWHERE: [&str; 9] = [
    include_str!("../backends.rs"),
    include_str!("../chain.rs"),
    include_str!("../disposition.rs"),
    include_str!("../invariants.rs"),
    include_str!("../ports.rs"),
    include_str!("../../policy/reference.rs"),
    include_str!("../../policy/tests.rs"),
    include_str!("../../route/effective.rs"),
    include_str!("../../route/table.rs"),
];

#[test]
fn every_statement_is_held_or_says_why_it_cannot_be() {
    for (section, statement, held) in STATEMENTS {
        match held {
            Held::By(tests) => {
                assert!(!tests.is_empty(), "{section}: {statement}");
                for name in *tests {
                    let is_there = is_a_test(name) || ELSEWHERE.iter().any(|file| holds(file, name));
                    assert!(is_there, "{section}: {statement}: there is no test {name}");
                }
            }
            Held::Not(why) => assert!(!why.is_empty(), "{section}: {statement}"),
        }
    }
    for section in SECTIONS {
        assert!(STATEMENTS.iter().any(|(own, _, held)| *own == section && matches!(held, Held::By(_))), "{section}");
    }
    assert!(STATEMENTS.iter().all(|(own, ..)| SECTIONS.contains(own)));
}
