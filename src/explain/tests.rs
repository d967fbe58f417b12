//! Real errors, in the forms in which people have them. Deliberately literals: they are what Azure printed.

use proptest::prelude::*;

use super::error::{NamedRange, TakenApart};
use super::reading::Kind;
use super::*;

/// The pod CIDR of an overlay cluster, as a deployment prints it: JSON in a string of JSON.
const POD_CIDR: &str = r#" "{\r\n  \"code\": \"InsufficientSubnetSize\",\r\n  \"details\": null,\r\n  \"message\": \"Pre-allocated IPs 1280 exceeds IPs available 1024 in Subnet Cidr 10.240.100.0/22, Subnet Name networkProfile.podCIDR. If Autoscaler is enabled, the max-count from each nodepool is counted towards this total (which means that pre-allocated IPs count represents a theoretical max value, not the actual number of IPs requested). http://aka.ms/aks/insufficientsubnetsize\",\r\n  \"subcode\": \"\",\r\n  \"target\": \"networkProfile.podCIDR\"\r\n}""#;

/// A pod subnet of static blocks, as `az` prints it.
const STATIC: &str = "(InsufficientSubnetSize) Pre-allocated IPs 160 exceeds IPs available 59 in Subnet Cidr 10.6.0.0/26, Subnet Name pod5subnet.\nCode: InsufficientSubnetSize\nMessage: Pre-allocated IPs 160 exceeds IPs available 59 in Subnet Cidr 10.6.0.0/26, Subnet Name pod5subnet.\nTarget: agentPoolProfile.podSubnetID\n";

const NODE_SUBNET: &str = r#"{"error": {"code": "InsufficientSubnetSize", "message": "Pre-allocated IPs 333 exceeds IPs available in Subnet 251", "target": "agentPoolProfile.count"}}"#;

const UNEXPLAINED: &str =
    "400 InsufficientSubnetSize\n  Pre-allocated IPs 327 exceeds IPs available 250 in Subnet Cidr 10.10.1.0/24\n";

/// Terraform's form, in its frame.
const OWNERSHIP: &str = "╷\n│ Error: creating Agent Pool (Subscription: \"s\"\n│ Resource Group Name: \"rg\"\n│ Agent Pool Name: \"internal3\"): polling after CreateOrUpdate: polling failed: the Azure API returned the following error:\n│ \n│ Status: \"SetVNetOwnershipFailed\"\n│ Code: \"\"\n│ Message: \"Set virtual network ownership failed. Subscription: s; resource group: rg; virtual network name: v. autorest/azure: Service returned an error. Status=400 Code=\\\"VirtualNetworkNotInSucceededState\\\" Message=\\\"Virtual network /subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v is in Updating state. It needs to be in Succeeded state in order to set resource ownership.\\\" Details=[]\"\n╵\n";

fn apart(text: &str) -> TakenApart {
    match explain(text) {
        Ok(Explained::Error(apart)) => *apart,
        other => panic!("{other:?} of {text}"),
    }
}

fn smallest(range: &NamedRange) -> Option<u8> {
    range.next_size.map(|next| next.prefix)
}

#[test]
fn every_sentence_that_was_seen_is_known() {
    let cases = [
        (POD_CIDR, "InsufficientSubnetSize"),
        (STATIC, "InsufficientSubnetSize"),
        (NODE_SUBNET, "InsufficientSubnetSize"),
        (UNEXPLAINED, "InsufficientSubnetSize"),
        (
            "NCUpdateFailed: Failed to allocate address for request {SubnetName:pod5subnet SubnetType:AzVnetBlock SecondaryIPCount:250}. Subnet is full",
            "NCUpdateFailed",
        ),
        ("no NCs found in NNC CRD", "NCUpdateFailed"),
        (
            "Subnet aks-sn with address prefix 10.240.0.0/29 does not have enough capacity for 1 IP addresses.",
            "SubnetIsFull",
        ),
        (
            "Failed to scale node pool 'user' in Kubernetes service 'prod'. Error: VMSSAgentPoolReconciler retry failed: Code='SubnetIsFull' Message=''",
            "SubnetIsFull",
        ),
        (
            "The specified service CIDR 10.0.0.0/16 is conflicted with an existing subnet CIDR 10.0.4.0/24",
            "ServiceCidrOverlapExistingSubnetsCidr",
        ),
        (
            "The DNS service IP 10.0.0.10 is out of the range defined by service CIDR 10.200.0.0/16.",
            "DnsServiceIpOutOfServiceCidr",
        ),
        (
            "NetworkProfile CIDR 10.240.100.0/24 overlaps with reserved VNET CIDR 10.240.0.0/16",
            "NetworkProfileCIDROverlapVNET",
        ),
        ("Cidr is invalid", "CidrStringParseError"),
        (
            "AgentPoolProfile.VnetSubnetID /subscriptions/*/subnets/test cannot be used as it's a delegated subnet.",
            "SubnetIsDelegated",
        ),
        (
            "Default route 0.0.0.0/0 has a next hop of Internet but only next hops of VirtualAppliance or VirtualNetworkGateway are allowed.",
            "RouteTableInvalidNextHop",
        ),
        (
            "Load balancer profile allocated ports 8000 is not in an allowable range. Total node count 9 requires 72000 ports but only 64000 ports are available given 1 outbound public IPs.",
            "InvalidLoadBalancerProfileAllocatedOutboundPorts",
        ),
        ("Windows agent pools can only be added to AKS clusters using Azure-CNI.", "AzureCNIOnlyForWindows"),
        (
            "Subnet /subscriptions/s/subnets/a referenced by /subscriptions/s/b cannot be used because it contains external resources. More.",
            "SubnetWithExternalResourcesCannotBeUsedByOtherResources",
        ),
        (OWNERSHIP, "SetVNetOwnershipFailed"),
        ("The Agentpool existing does not have subnet defined.", "The Agentpool does not have subnet defined"),
        ("The value of parameter maxPods is invalid.", "The value of parameter maxPods is invalid"),
        ("Expected goal state for managed cluster not saved yet", "NotLatestOperation"),
        ("Operation failed: (ManagedClusterCountExceedsQuotaLimit) no more", "ManagedClusterCountExceedsQuotaLimit"),
        (r#"{"error":{"code":"ResourceNotFound","message":"The Resource was not found."}}"#, "ResourceNotFound"),
        (
            "Please specify network plugin mode `overlay` when using --pod-cidr or use network plugin `kubenet`.",
            "Please specify network plugin mode overlay",
        ),
        ("--max-surge must be positive", "--max-surge must be positive"),
        (
            "--load-balancer-allocated-ports must be a multiple of 8",
            "--load-balancer-allocated-ports must be a multiple of 8",
        ),
        (
            "--load-balancer-allocated-ports must be in the range [0,64000]",
            "--load-balancer-allocated-ports must be in the range",
        ),
        ("--max-count must be in the range [0,1000]", "--min-count or --max-count must be in the range"),
    ];
    for (text, title) in cases {
        assert_eq!(apart(text).error.title, title, "{text}");
    }
    for error in azure::ERRORS {
        let known = |case: &&(&str, &str)| case.1 == error.title;
        let by_code = error.codes.first().is_some_and(|code| matches!(explain(code), Ok(Explained::Code(_))));
        assert!(
            by_code || cases.iter().any(|case| known(&case)) || error.by == azure::Speaker::CommandLine,
            "{}",
            error.title
        );
    }
}

#[test]
fn an_overlay_pod_cidr_counts_blocks_and_keeps_nothing() {
    let apart = apart(POD_CIDR);
    assert_eq!((apart.code, apart.target.as_deref()), (Some("InsufficientSubnetSize"), Some("networkProfile.podCIDR")));
    assert_eq!(apart.found.numbers().collect::<Vec<_>>(), [("need", 1280), ("have", 1024)]);
    assert_eq!(apart.short_by, Some(256));
    let range = apart.range.unwrap();
    assert_eq!((range.usable, range.in_use, smallest(&range)), (Some(1024), Some(0), Some(21)));
    assert_eq!((apart.readings.len(), apart.readings[0].sum.as_str()), (1, "1280 = 5 x 256"));
    assert_eq!(apart.tonight[0], "1 node fewer: 4 at 256 each fit in 1,024");
    assert!(apart.later[0].starts_with("a pod CIDR of /21 or wider, such as 10.240.96.0/21"), "{:?}", apart.later);
}

#[test]
fn static_blocks_are_checked_at_one_a_node_and_nodes_take_more() {
    let apart = apart(STATIC);
    assert_eq!(apart.target.as_deref(), Some("agentPoolProfile.podSubnetID"));
    assert_eq!(apart.readings[0].sum, "160 = 10 x 16");
    let range = apart.range.clone().unwrap();
    assert_eq!((range.name.as_deref(), range.usable, smallest(&range)), (Some("pod5subnet"), Some(59), Some(24)));
    assert_eq!(apart.tonight[0], "7 nodes fewer: 3 at 16 each fit in 59");
    assert!(apart.later.iter().any(|way| way.contains("16 a node is only what is checked")), "{:?}", apart.later);
}

#[test]
fn a_node_subnet_is_nodes_and_their_pods() {
    let apart = apart(NODE_SUBNET);
    assert_eq!(apart.readings[0].sum, "333 = 3 x (110 + 1)");
    assert_eq!((apart.short_by, apart.doubt.as_deref()), (Some(82), None));
    assert_eq!(apart.tonight[0], "1 node fewer: 2 at 111 each fit in 251");
}

#[test]
fn what_cannot_be_explained_is_said_and_still_sized() {
    let apart = apart(UNEXPLAINED);
    assert!(apart.doubt.as_ref().unwrap().contains("nobody has explained it"));
    let range = apart.range.unwrap();
    // One of the 251 is in use, so that 327 and 1 and Azure's five have to fit.
    assert_eq!((range.usable, range.in_use, smallest(&range)), (Some(251), Some(1), Some(23)));
    assert_eq!(apart.short_by, Some(77));
    assert!(!apart.tonight.iter().any(|way| way.contains("fit in")), "{:?}", apart.tonight);
}

#[test]
fn a_count_that_is_there_is_not_short() {
    let apart =
        apart("Pre-allocated IPs 333 exceeds IPs available 333 in Subnet Cidr 10.240.0.0/23, Subnet Name nodes.");
    assert_eq!(apart.doubt.as_deref(), Some("333 is not more than 333: by these numbers nothing is short"));
    assert_eq!((apart.short_by, apart.range.unwrap().next_size), (None, None));
}

#[test]
fn a_full_subnet_has_its_next_size() {
    let apart =
        apart("Subnet aks-sn with address prefix 10.240.0.0/29 does not have enough capacity for 1 IP addresses.");
    let range = apart.range.unwrap();
    assert_eq!((range.usable, smallest(&range), apart.short_by), (Some(3), Some(28), Some(1)));
}

#[test]
fn outbound_ports_are_shared_out() {
    let apart = apart(
        "allocated ports: Load balancer profile allocated ports 8000 is not in an allowable range between 0 and 64000. Total node count 9 requires 72000 ports but only 64000 ports are available given 1 outbound public IPs.",
    );
    let expected = [
        "7,104 ports a node: 9 x 7,104 = 63,936",
        "2 outbound addresses, each with 64,000 ports",
        "8 of these 9 nodes, surge among them",
    ];
    assert_eq!(apart.tonight, expected);
    assert_eq!(apart.short_by, Some(8_000));
}

#[test]
fn what_azure_says_of_the_dns_names_the_usual_address() {
    let apart = apart("The DNS service IP 10.0.0.10 is out of the range defined by service CIDR 10.200.0.0/16.");
    assert_eq!(apart.tonight, ["set the DNS service IP to 10.200.0.10"]);
}

#[test]
fn azure_keeps_addresses_of_subnets_alone() {
    let cases = [
        (
            "The DNS service IP 10.0.0.10 is out of the range defined by service CIDR 10.200.0.0/16.",
            Kind::ServiceCidr,
            65_536,
        ),
        (
            "The specified service CIDR 10.0.0.0/16 is conflicted with an existing subnet CIDR 10.0.4.0/24",
            Kind::ServiceCidr,
            65_536,
        ),
        ("NetworkProfile CIDR 10.240.100.0/24 overlaps with reserved VNET CIDR 10.240.0.0/16", Kind::PodCidr, 256),
        (
            "Subnet aks-sn with address prefix 10.240.0.0/24 does not have enough capacity for 1 IP addresses.",
            Kind::Subnet,
            251,
        ),
    ];
    for (text, kind, usable) in cases {
        let range = apart(text).range.unwrap();
        assert_eq!((range.kind, range.usable), (kind, Some(usable)), "{text}");
    }
}

#[test]
fn an_error_rests_on_the_rules_that_it_is_about() {
    let cases = [
        ("The Agentpool existing does not have subnet defined.", RuleId::PoolSubnetsAllOrNone),
        (
            "Default route 0.0.0.0/0 has a next hop of Internet but only next hops of VirtualAppliance or VirtualNetworkGateway are allowed.",
            RuleId::UserRoutingTable,
        ),
        ("InvalidLoadBalancerProfileAllocatedOutboundPorts", RuleId::OutboundPortsCount),
        ("InvalidLoadBalancerProfileAllocatedOutboundPorts", RuleId::LoadBalancerPortsPerIp),
        ("--load-balancer-allocated-ports must be a multiple of 8", RuleId::AllocatedPortsStep),
    ];
    for (text, rule) in cases {
        let rules = match explain(text) {
            Ok(Explained::Error(apart)) => apart.error.rules,
            Ok(Explained::Code(error)) => error.rules,
            other => panic!("{other:?} of {text}"),
        };
        assert!(rules.contains(&rule), "{text}: {rules:?}");
    }
}

#[test]
fn the_largest_numbers_of_a_pasted_text_are_answered() {
    let most = u64::MAX;
    let texts = [
        format!("Pre-allocated IPs {most} exceeds IPs available {most} in Subnet Cidr 0.0.0.0/0, Subnet Name a"),
        format!(
            "Pre-allocated IPs {most} exceeds IPs available 0 in Subnet Cidr 10.0.0.0/8, Subnet Name networkProfile.podCIDR"
        ),
        format!("Pre-allocated IPs {most} exceeds IPs available in Subnet 0"),
        format!("Subnet a with address prefix 10.0.0.0/8 does not have enough capacity for {most} IP addresses."),
        format!("SubnetName:a SubnetType:AzVnetBlock SecondaryIPCount:{most}. no NCs found in NNC CRD"),
        format!("SubnetName:a SubnetType:AzVnetBlock SecondaryIPCount:{}. no NCs found in NNC CRD", u32::MAX),
    ];
    for text in &texts {
        let apart = apart(text);
        assert!(apart.range.is_none_or(|range| range.next_size.is_none()), "{text}");
    }
    for (nodes, need, have, addresses) in
        [(1, most, 1, most), (most, most, 1, 1), (1, most, most, 1), (1, 1, most, most)]
    {
        let text = format!(
            "Load balancer profile allocated ports {most} is not in an allowable range. Total node count {nodes} requires {need} ports but only {have} ports are available given {addresses} outbound public IPs."
        );
        assert_eq!(apart(&text).short_by, need.checked_sub(have), "{text}");
    }
}

#[test]
fn a_name_alone_is_what_it_names() {
    assert_eq!(explain(" max-pods-max\n"), Ok(Explained::Rule(RuleId::MaxPodsMax)));
    // A finding that is called as a rule is shows that rule among its own.
    for meaning in MEANINGS.iter() {
        if let Some(rule) = rule_named(meaning.code) {
            assert!(matches!(explain(meaning.code), Ok(Explained::Finding(_))));
            assert!(meaning.rules.contains(&rule), "{}", meaning.code);
        }
    }
    assert!(
        matches!(explain("node-subnet-full"), Ok(Explained::Finding(meaning)) if meaning.code == "node-subnet-full")
    );
    assert!(matches!(explain("(SubnetIsFull)"), Ok(Explained::Code(error)) if error.title == "SubnetIsFull"));
    assert!(matches!(explain("10.240.0.0/22 40n"), Ok(Explained::Question(_))));
    let refused = [
        ("", "there is nothing to explain"),
        ("SubnetIsFul", "nothing is named \"SubnetIsFul\"; did you mean \"SubnetIsFull\"?"),
        ("frobnicate", "nothing is named \"frobnicate\""),
        ("my cluster does not start today", "nothing in this text is known: it holds none of"),
        ("10.240.0.0/22 40 50", "40 of what?"),
    ];
    for (text, message) in refused {
        let error = explain(text).unwrap_err().to_string();
        assert!(error.starts_with(message), "{text}: {error}");
    }
}

#[test]
fn a_megabyte_is_answered_or_refused() {
    let long = "Subnet ".repeat(pasted::BYTES_MAX / 7);
    assert!(matches!(explain(&long), Err(NotExplained::NothingFound { .. })));
    assert_eq!(explain(&"x".repeat(pasted::BYTES_MAX + 1)), Err(NotExplained::TooLong));
    assert!(matches!(explain(&"{".repeat(pasted::BYTES_MAX)), Err(NotExplained::Unknown { .. })));
    assert_eq!(apart(&format!("{}{POD_CIDR}", "x ".repeat(100_000))).short_by, Some(256));
}

/// A text with its lines broken at a width, as a terminal does it.
fn wrapped(text: &str, width: usize, end: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(width).map(|line| line.iter().collect::<String>()).collect::<Vec<_>>().join(end)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_terminal_may_break_the_lines_anywhere(width in 7usize..120, end in "\n|\r\n", which in 0usize..4) {
        let (text, need) = [
            (POD_CIDR, 1280),
            ("Pre-allocated IPs 160 exceeds IPs available 59 in Subnet Cidr 10.6.0.0/26, Subnet Name pod5subnet.", 160),
            (NODE_SUBNET, 333),
            (UNEXPLAINED, 327),
        ][which];
        let apart = apart(&wrapped(text, width, &end));
        prop_assert_eq!(apart.found.number("need"), Some(need));
        prop_assert!(apart.short_by.is_some());
    }

    #[test]
    fn no_text_makes_it_panic(text in "(\\PC|\n|Pre-allocated IPs|exceeds IPs available|in Subnet Cidr|[0-9]{1,20}|/|\\.|Subnet |with address prefix|\"target\":|Target: |\\\\|\\{|\\}|SubnetIsFull){0,40}") {
        let _ = explain(&text);
    }
}
