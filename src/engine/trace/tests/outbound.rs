//! Every model by every outbound type: what becomes of a packet to the internet, which source is seen, who decided. The
//! table is written from what the pages say of outbound types; deliberately nothing of it is asked of the engine.

use super::*;
use crate::engine::finding::Severity;
use crate::scenario::model::OutboundType;

/// A VNet, AKS's own or the user's, with a subnet for nodes and one for pods.
fn network(outbound: OutboundType) -> (&'static str, String) {
    let (kind, subnet, rest) = match outbound {
        OutboundType::LoadBalancer => ("own", "", ""),
        OutboundType::ManagedNatGateway | OutboundType::ManagedNatGatewayV2 | OutboundType::None => ("managed", "", ""),
        OutboundType::Block => ("managed", "nsg = \"aks\"\n", "[[nsg]]\nname = \"aks\"\nmanaged = true\n"),
        OutboundType::UserAssignedNatGateway => {
            ("own", "nat-gateway = \"ng\"\n", "[[nat-gateway]]\nname = \"ng\"\npublic-ips = [\"20.60.0.10\"]\n")
        }
        OutboundType::UserDefinedRouting => ("own", "route-table = \"rt\"\n", BY_ROUTE),
    };
    (kind, vnet(kind, subnet) + rest)
}

fn vnet(kind: &str, subnet: &str) -> String {
    format!(
        "[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\nmanaged = {}\n\
         [[vnet.subnet]]\nname = \"snet-nodes\"\nprefix = \"10.240.0.0/22\"\n{subnet}\
         [[vnet.subnet]]\nname = \"snet-pods\"\nprefix = \"10.240.4.0/22\"\n{subnet}\
         [[vnet.subnet]]\nname = \"AzureFirewallSubnet\"\nprefix = \"10.240.8.0/26\"\n",
        kind == "managed"
    )
}

/// A default route to a firewall.
const BY_ROUTE: &str = r#"
[[route-table]]
name = "rt"
routes = [{ name = "out", prefix = "0.0.0.0/0", next-hop = "VirtualAppliance", next-hop-ip = "10.240.8.4" }]
[[firewall]]
name = "azfw"
vnet = "v"
private-ip = "10.240.8.4"
public-ips = ["20.70.0.10"]
network-rules = [{ name = "web", action = "allow", protocol = "tcp", ports = "443" }]
"#;

/// A design of a model and an outbound type in this VNet; the outbound address is given where it is the load balancer's.
fn design(cluster: &str, outbound: OutboundType, network: &str) -> Analysis {
    let balancer = match outbound {
        OutboundType::LoadBalancer => "[cluster.load-balancer]\noutbound-ips = [\"20.50.0.10\"]\n",
        _ => "",
    };
    let pool = "[[node-pool]]\nname = \"system\"\ncount = 2\nmax-pods = 30\nsubnet = \"snet-nodes\"\npod-subnet = \"snet-pods\"\n";
    let pods = "[[workload]]\nname = \"web\"\n";
    analysis(&format!("{cluster}\noutbound-type = \"{outbound}\""), &format!("{balancer}{pool}{network}{pods}"))
}

/// Disposition, source seen, the last translator, the kind and the name of what decided.
type Row<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str);

/// What the pages say of an outbound type, for every model.
fn expected(outbound: OutboundType) -> Row<'static> {
    match outbound {
        OutboundType::LoadBalancer => {
            ("exits-network", "20.50.0.10", "azure-lb:kubernetes aksOutboundRule", "none", "")
        }
        // The gateway is AKS's: no file gives its address.
        OutboundType::ManagedNatGateway | OutboundType::ManagedNatGatewayV2 => {
            ("exits-network", "*", "nat-gateway:managed", "none", "")
        }
        OutboundType::UserAssignedNatGateway => ("exits-network", "20.60.0.10", "nat-gateway:ng", "none", ""),
        OutboundType::UserDefinedRouting => ("exits-network", "20.70.0.10", "firewall:azfw", "firewall-rule", "web"),
        OutboundType::None => ("no-outbound-snat", "-", "", "outbound-method", "none"),
        OutboundType::Block => ("denied-nsg-out", "-", "", "nsg-rule", "outbound type block"),
    }
}

/// The source before Azure translates: the column "internet" of the table of sources.
fn before_azure(model: &str) -> &'static str {
    if model.starts_with("dynamic") || model.starts_with("static") { "pod" } else { "node" }
}

/// Why AKS refuses, or no page allows, a model with an outbound type; `None`: it goes.
fn refused(model: &str, outbound: OutboundType) -> Option<&'static str> {
    let has_pod_subnet = before_azure(model) == "pod";
    match outbound {
        // A pod subnet is the user's own, and so is its VNet then.
        OutboundType::ManagedNatGateway | OutboundType::ManagedNatGatewayV2 | OutboundType::Block if has_pod_subnet => {
            Some("outbound-needs-managed-vnet")
        }
        OutboundType::None | OutboundType::Block if model == "kubenet" => Some("isolated-on-kubenet"),
        _ => None,
    }
}

#[test]
fn every_model_leaves_by_every_outbound_type_as_the_pages_say() {
    let mut cells = 0;
    for (model, cluster) in MODELS {
        for outbound in OutboundType::ALL {
            let (kind, network) = network(*outbound);
            let refused = refused(model, *outbound);
            // Where AKS refuses the VNet, the cell is asked in the one that the model has.
            let needs_own = refused == Some("outbound-needs-managed-vnet");
            let network = if needs_own {
                network.replace("managed = true\n[[vnet.subnet]]", "managed = false\n[[vnet.subnet]]")
            } else {
                network
            };
            let analysis = design(cluster, *outbound, &network);
            let cell = format!("{model} x {outbound} ({kind})");
            let codes: Vec<&str> = analysis.findings().iter().map(|finding| finding.code).collect();
            if let Some(code) = refused {
                assert!(codes.contains(&code), "{cell}: {code} is not in {codes:?}");
            } else {
                let errors = analysis.findings().iter().filter(|finding| finding.severity == Severity::Error);
                assert_eq!(errors.map(|finding| finding.code).collect::<Vec<_>>(), Vec::<&str>::new(), "{cell}");
                assert!(!codes.contains(&"isolated-on-kubenet"), "{cell}");
            }
            cells += 1;
            if needs_own {
                continue;
            }
            check_cell(&analysis, &cell, model, *outbound);
        }
    }
    assert_eq!(cells, MODELS.len() * 7);
}

fn check_cell(analysis: &Analysis, cell: &str, model: &str, outbound: OutboundType) {
    let trace = ask(analysis, "pod:web-0", "internet");
    let walk = &trace.forward;
    let decided = &walk.decided_by;
    let seen = trace.source_seen.map_or_else(|| "-".to_owned(), shown);
    let row = expected(outbound);
    let azure = walk.translations.iter().rfind(|rewrite| !rewrite.place.starts_with("node:"));
    let found: Row<'_> = (
        walk.disposition.word(),
        &seen,
        azure.map_or("", |rewrite| &rewrite.place),
        decided.kind,
        decided.name.as_deref().unwrap_or_default(),
    );
    assert_eq!(found, row, "{cell}: {}", walk.sentence);
    // What Azure gets: the node's address, or the pod's own.
    let reached = walk.translations.iter().rfind(|rewrite| rewrite.place.starts_with("node:"));
    let source = reached.map_or(trace.flow.src, |rewrite| rewrite.after.src);
    assert_eq!(role(analysis, Some(source)), before_azure(model), "{cell}");
    let is_back = trace.reply.as_ref().is_some_and(|reply| reply.disposition == Disposition::Delivered);
    assert_eq!(is_back, row.0 == "exits-network", "{cell}: the reply");
    let is_unclear = outbound == OutboundType::LoadBalancer && before_azure(model) == "pod";
    let says_so = trace.notes.iter().any(|note| note.contains("outbound rule translates pod addresses too"));
    assert_eq!(says_so, is_unclear, "{cell}: no page says how the load balancer translates pods of a pod subnet");
}

#[test]
fn an_outbound_type_in_the_wrong_vnet_is_refused() {
    use OutboundType::{Block, ManagedNatGateway, ManagedNatGatewayV2, UserAssignedNatGateway, UserDefinedRouting};
    let code = |outbound: OutboundType, kind: &str| match (outbound, kind) {
        (ManagedNatGateway | ManagedNatGatewayV2 | Block, "own") => Some("outbound-needs-managed-vnet"),
        (UserAssignedNatGateway | UserDefinedRouting, "managed") => Some("outbound-needs-own-vnet"),
        _ => None,
    };
    for outbound in OutboundType::ALL {
        for kind in ["own", "managed"] {
            let analysis = design("", *outbound, &vnet(kind, ""));
            let refusals = ["outbound-needs-managed-vnet", "outbound-needs-own-vnet"];
            let found = analysis.findings().iter().map(|finding| finding.code).find(|code| refusals.contains(code));
            assert_eq!(found, code(*outbound, kind), "{outbound} in a VNet that is {kind}");
        }
    }
}

#[test]
fn a_nat_gateway_on_the_subnet_comes_before_the_outbound_rule_and_translates_no_icmp() {
    let gated =
        vnet("own", "nat-gateway = \"ng\"\n") + "[[nat-gateway]]\nname = \"ng\"\npublic-ips = [\"20.60.0.10\"]\n";
    let analysis = design("", OutboundType::LoadBalancer, &gated);
    let trace = ask(&analysis, "pod:web-0", "internet");
    assert_eq!(trace.source_seen.map(shown).as_deref(), Some("20.60.0.10"));
    let trace = ask(&analysis, "pod:web-0", "internet/icmp");
    assert_eq!(trace.forward.disposition, Disposition::UnsupportedProtocol);
}

#[test]
fn a_subnet_of_the_users_own_may_have_default_outbound_access() {
    let analysis = design("", OutboundType::UserDefinedRouting, &vnet("own", ""));
    let trace = ask(&analysis, "pod:web-0", "internet");
    let last = trace.forward.translations.last().map(|last| last.place.as_str());
    assert_eq!((trace.forward.disposition, last), (Disposition::ExitsNetwork, Some("default-outbound-access")));
}

#[test]
fn outbound_type_block_denies_by_aks_own_nsg_where_no_file_holds_it_and_a_nat_gateway_does_not_help() {
    let analysis = design("", OutboundType::Block, &vnet("managed", ""));
    let trace = ask(&analysis, "pod:web-0", "internet");
    assert_eq!(trace.forward.disposition, Disposition::DeniedNsgOut, "{}", trace.forward.sentence);
    assert_eq!(trace.forward.decided_by.name.as_deref(), Some("outbound type block"));
    assert_eq!(trace.forward.decided_by.nsg.as_deref(), Some("aks-agentpool-nsg"));
    assert!(trace.notes.iter().any(|note| note.contains("aks-agentpool-<digits>-nsg")), "{:?}", trace.notes);
    assert!(trace.notes.iter().any(|note| note.contains("is not in this file")), "{:?}", trace.notes);
    let labels: Vec<String> = analysis.alternatives(&trace).changes.iter().map(|change| change.label.clone()).collect();
    assert_eq!(labels, ["set the outbound type to loadBalancer"], "a NAT gateway changes nothing");
    // What stays in the VNet, its nodes and the platform do not meet it.
    for to in ["node:aks-system-1:10250", "169.254.169.254:80", "dns"] {
        let trace = ask(&analysis, "pod:web-0", to);
        assert_eq!(trace.forward.disposition, Disposition::Delivered, "{to}: {}", trace.forward.sentence);
        assert!(trace.forward.nsg_checks.is_empty(), "{to}: {:?}", trace.forward.nsg_checks);
    }
}
