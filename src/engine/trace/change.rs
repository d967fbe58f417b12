//! What one could change so that a packet fares otherwise, each as an edit, and what becomes of it then. Deliberately
//! judges nothing itself: every outcome is the walk of the edited design.

mod opening;
mod same_way;
mod way_out;

use std::net::IpAddr;
use std::sync::Arc;

use super::nsg::BLOCK_RULE;
use super::{Decision, Disposition, Omission, Removed, Trace, Walk};
use crate::engine::Analysis;
use crate::engine::plan::{Plan, SubnetId};
use crate::engine::reroute::without_route;
use crate::engine::route::RouteTable;
use crate::net::Cidr;
use crate::scenario::field::grounded;
use crate::scenario::{Edit, Path};

/// The most edits whose outcome is walked for one packet.
const TRIED_MAX: usize = 12;

/// A change, and what becomes of the packet then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What is changed: `delete rule no-ssh of NSG guard`.
    pub label: String,
    /// The change.
    pub edit: Edit,
    /// Does it do no more than take away what decided?
    pub is_removal: bool,
    /// What becomes of the packet then.
    pub disposition: Disposition,
    /// What becomes of its reply; `None`: there is none.
    pub return_disposition: Option<Disposition>,
    /// The sentence that says so.
    pub sentence: String,
}

/// What could be otherwise for one packet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alternatives {
    /// What can be edited.
    pub changes: Vec<Change>,
    /// What the packet would do without what decided, where that cannot be edited away.
    pub beyond: Vec<Omission>,
}

/// A change whose outcome is not known yet, and what it takes away.
struct Candidate {
    label: String,
    edit: Edit,
    removed: Option<usize>,
}

impl Change {
    /// Do packet and reply arrive then?
    fn is_good(&self) -> bool {
        self.disposition.is_good() && self.return_disposition.is_none_or(Disposition::is_good)
    }
}

/// Everything that a packet could do otherwise, at most `most` edits: those that mend it, and of them those of the check
/// that decided, first.
pub fn alternatives(
    plan: &Plan,
    routes: impl Fn(SubnetId) -> RouteTable,
    answered: &Trace,
    without: Vec<Omission>,
    most: usize,
) -> Alternatives {
    let mut candidates: Vec<Candidate> = Vec::new();
    for (place, omission) in without.iter().enumerate() {
        let of = |(label, edit)| Candidate { label, edit, removed: Some(place) };
        candidates.extend(removal(plan, &routes, answered, &omission.removed).into_iter().map(of));
    }
    let of = |(label, edit)| Candidate { label, edit, removed: None };
    candidates.extend(of_decision(plan, &routes, answered).into_iter().map(of));
    let now = Outcome::of(answered);
    let tried = candidates.into_iter().take(TRIED_MAX).filter_map(|candidate| {
        let removed = candidate.removed;
        Some((removed, tried_out(plan, answered, &now, candidate)?))
    });
    let mut tried: Vec<(Option<usize>, Change)> = tried.collect();
    // Of a packet that is lost, what only loses it otherwise is no help.
    tried.sort_by_key(|(_, change)| is_lost(answered) && !change.is_good());
    tried.truncate(most);
    let (removed, changes): (Vec<Option<usize>>, Vec<Change>) = tried.into_iter().unzip();
    let beyond = without.into_iter().enumerate().filter(|(place, _)| !removed.contains(&Some(*place)));
    Alternatives { changes, beyond: beyond.map(|(_, omission)| omission).collect() }
}

fn is_lost(answered: &Trace) -> bool {
    !decided(answered).disposition.is_good()
}

/// The check that lost the packet or its reply, or the last one that let it pass.
fn decided(answered: &Trace) -> &Walk {
    answered.reply.as_ref().filter(|reply| !reply.disposition.is_good()).unwrap_or(&answered.forward)
}

/// What two answers are compared by.
#[derive(PartialEq, Eq)]
struct Outcome<'a> {
    disposition: Disposition,
    return_disposition: Option<Disposition>,
    source_seen: Option<IpAddr>,
    places: Vec<&'a str>,
}

impl<'a> Outcome<'a> {
    fn of(trace: &'a Trace) -> Self {
        let hops = trace.forward.hops.iter().chain(trace.reply.iter().flat_map(|reply| &reply.hops));
        Self {
            disposition: trace.forward.disposition,
            return_disposition: trace.reply.as_ref().map(|reply| reply.disposition),
            source_seen: trace.source_seen,
            places: hops.map(|hop| hop.place.as_str()).collect(),
        }
    }
}

/// The same packet in the edited design; `None` where the edit is refused or nothing becomes otherwise.
fn tried_out(plan: &Plan, answered: &Trace, now: &Outcome<'_>, candidate: Candidate) -> Option<Change> {
    let edit = grounded(plan.written(), candidate.edit);
    let edited = edit.apply(plan.written()).ok()?;
    let analysis = Analysis::with_manifests(Arc::new(edited), Arc::clone(plan.manifests()));
    let other = analysis.trace(&answered.question).ok()?;
    if Outcome::of(&other) == *now {
        return None;
    }
    let mut sentence = other.forward.sentence.clone();
    if let Some(reply) = other.reply.as_ref().filter(|reply| !reply.disposition.is_good()) {
        sentence = format!("{sentence} The reply: {}", reply.sentence);
    }
    Some(Change {
        label: candidate.label,
        edit,
        is_removal: candidate.removed.is_some(),
        disposition: other.forward.disposition,
        return_disposition: other.reply.as_ref().map(|reply| reply.disposition),
        sentence,
    })
}

/// The edits that take something away; none where Azure or AKS wrote it.
fn removal(
    plan: &Plan,
    routes: &impl Fn(SubnetId) -> RouteTable,
    answered: &Trace,
    removed: &Removed,
) -> Vec<(String, Edit)> {
    let scenario = plan.scenario();
    match removed {
        Removed::NsgRule { nsg, direction, .. } if removed.is_default_rule() => {
            opening::nsg(plan, decided(answered), nsg, direction).into_iter().collect()
        }
        Removed::NsgRule { nsg, rule, .. } => {
            let own = scenario.nsgs.iter().find(|own| *own.name == **nsg);
            if !own.is_some_and(|own| own.rules.iter().any(|own| *own.name == **rule)) {
                return Vec::new();
            }
            let path = Path::root().item("nsg", nsg).item("rules", rule);
            vec![(format!("delete rule {rule} of NSG {nsg}"), Edit::Remove { path })]
        }
        Removed::FirewallRule { rule } => {
            let holding = scenario.firewalls.iter();
            let holding = holding.filter(|own| own.network_rules.iter().any(|own| *own.name == **rule));
            let delete = |name: &str| {
                let path = Path::root().item("firewall", name).item("network-rules", rule);
                (format!("delete rule {rule} of firewall {name}"), Edit::Remove { path })
            };
            holding.map(|firewall| delete(&firewall.name)).collect()
        }
        Removed::FirewallDefault { firewall } => opening::firewall(plan, answered, firewall).into_iter().collect(),
        Removed::SourceRanges { service } => {
            let path = Path::root().item("service", service).key("source-ranges");
            vec![(format!("take the source ranges off Service {service}"), Edit::unset(path))]
        }
        Removed::AuthorizedRanges => {
            vec![("take the authorized ranges off the API server".to_owned(), Edit::unset(authorized_ranges()))]
        }
        // Manifests are read and never written, and which address somebody has only they know.
        Removed::Policy { .. } | Removed::PublicAddress { .. } => Vec::new(),
        Removed::Route(route) => {
            let change = plan.subnet_named(&route.subnet).and_then(|subnet| {
                let table = routes(subnet);
                let is_it = |own: &&crate::engine::route::EffectiveRoute| {
                    own.prefix.to_string() == route.prefix
                        && own.source == route.source
                        && own.next_hop_type == route.next_hop_type
                };
                without_route(plan, subnet, table.routes().iter().find(is_it)?)
            });
            change.into_iter().collect()
        }
    }
}

/// What else ends a check: its NSG taken off, a NIC that forwards, a way out, more ports, one way for both directions.
fn of_decision(plan: &Plan, routes: &impl Fn(SubnetId) -> RouteTable, answered: &Trace) -> Vec<(String, Edit)> {
    let walk = decided(answered);
    let Decision { kind, name, nsg, level, .. } = &walk.decided_by;
    match (walk.disposition, *kind) {
        (Disposition::DeniedNsgIn | Disposition::DeniedNsgOut, "nsg-rule") => {
            let mut changes = nsg.as_deref().map_or_else(Vec::new, |nsg| without_nsg(plan, nsg, *level));
            if name.as_deref() == Some(BLOCK_RULE) {
                changes.extend(way_out::of(plan, routes, walk));
            }
            changes
        }
        (Disposition::DeniedIpForwarding, "nic") => {
            let path = |vm: &str| Path::root().item("vm", vm).key("ip-forwarding");
            let change = |vm: &String| (format!("let the NIC of {vm} forward"), Edit::set(path(vm), "true"));
            name.as_ref().map(change).into_iter().collect()
        }
        (Disposition::NoOutboundSnat, _) => way_out::of(plan, routes, walk),
        (Disposition::SnatExhausted, "lb-outbound-rule") => way_out::more_ports(plan, walk),
        (Disposition::AsymmetricDrop | Disposition::DeniedNoSession, _) => same_way::of(plan, answered),
        (Disposition::NullRouted, "route") => {
            let taken = name.as_deref().map_or_else(Vec::new, |vnet| forwarded(plan, vnet));
            taken.into_iter().chain(way_out::by_gateway_routes(plan, walk)).collect()
        }
        (Disposition::DroppedSourceRange, "authorized-ranges") => authorize(plan, walk).into_iter().collect(),
        (Disposition::DroppedNoLocalEndpoints, _) => name.as_deref().map_or_else(Vec::new, everywhere),
        _ => Vec::new(),
    }
}

fn authorized_ranges() -> Path {
    Path::root().key("cluster").key("api-server-authorized-ranges")
}

/// Lets the API server take the address that it has refused.
fn authorize(plan: &Plan, walk: &Walk) -> Option<(String, Edit)> {
    let source = walk.hops.last()?.packet.src;
    let mut ranges = plan.cluster().api_server_authorized_ranges.clone().unwrap_or_default();
    ranges.push(Cidr::containing(source, 128));
    let text = ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Some((format!("add {source} to the authorized ranges of the API server"), Edit::set(authorized_ranges(), text)))
}

/// Lets a Service send packets to its pods on other nodes as well; which of its two policies decided, the walk shows.
fn everywhere(service: &str) -> Vec<(String, Edit)> {
    let to = |key: &'static str, whose: &str| {
        let path = Path::root().item("service", service).key(key);
        (format!("set the {whose} traffic policy of Service {service} to Cluster"), Edit::set(path, "Cluster"))
    };
    vec![to("external-traffic-policy", "external"), to("internal-traffic-policy", "internal")]
}

/// Lets a VNet take what a peer only forwards; which of its peers forwards the packet, the walk shows.
fn forwarded(plan: &Plan, vnet: &str) -> Vec<(String, Edit)> {
    let Some(id) = plan.vnet_named(vnet) else { return Vec::new() };
    let peerings = plan.vnet(id).item.peerings.iter();
    let closed = peerings.filter(|peering| peering.allow_forwarded_traffic != Some(true));
    let open = |remote: &str| {
        let path = plan.vnet_path(id).item("peering", remote).key("allow-forwarded-traffic");
        (format!("let VNet {vnet} take what {remote} forwards"), Edit::set(path, "true"))
    };
    closed.map(|peering| open(&peering.remote)).collect()
}

/// Takes an NSG off each place of this level that it guards; which of them the packet passes, the walk shows.
fn without_nsg(plan: &Plan, nsg: &str, level: Option<&str>) -> Vec<(String, Edit)> {
    let scenario = plan.scenario();
    if level == Some("subnet") {
        let guarded = plan.subnet_ids().filter(|subnet| plan.subnet(*subnet).item.nsg.as_deref() == Some(nsg));
        let off = |subnet: SubnetId| {
            let name = &plan.subnet(subnet).item.name;
            (format!("take NSG {nsg} off subnet {name}"), Edit::unset(plan.subnet_path(subnet).key("nsg")))
        };
        return guarded.map(off).collect();
    }
    let off = |list: &'static str, name: &str| {
        let path = Path::root().item(list, name).key("nic-nsg");
        (format!("take NSG {nsg} off the NIC of {name}"), Edit::unset(path))
    };
    let vms = scenario
        .vms
        .iter()
        .filter(|vm| vm.nic_nsg.as_ref().is_some_and(|own| *own.0 == *nsg))
        .map(|vm| off("vm", &vm.name));
    let nodes = scenario.nodes.iter().filter(|node| node.nic_nsg.as_ref().is_some_and(|own| *own.0 == *nsg));
    vms.chain(nodes.map(|node| off("node", &node.name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::trace::Question;
    use crate::scenario::read::read;

    const GUARDED: &str = r#"
        [cluster]
        model = "azure-cni-overlay"
        [[node-pool]]
        name = "system"
        subnet = "nodes"
        count = 2
        [[vnet]]
        name = "net"
        address-space = ["10.0.0.0/16"]
        [[vnet.subnet]]
        name = "nodes"
        prefix = "10.0.0.0/24"
        route-table = "rt"
        [[vnet.subnet]]
        name = "machines"
        prefix = "10.0.1.0/24"
        nsg = "guard"
        [[vnet.subnet]]
        name = "spare"
        prefix = "10.0.2.0/24"
        nsg = "guard"
        [[nsg]]
        name = "guard"
        rules = [{ name = "no-ssh", priority = 200, direction = "inbound", access = "deny", protocol = "tcp", destination-ports = "22" }]
        [[route-table]]
        name = "rt"
        routes = [{ name = "hole", prefix = "8.8.8.0/24", next-hop = "None" }]
        [[vm]]
        name = "vm-app"
        subnet = "machines"
        ip = "10.0.1.4"
        public-ip = "203.0.113.50"
        [[workload]]
        name = "web"
        replicas = 2
    "#;

    fn asked(from: &str, to: &str) -> (Alternatives, Analysis) {
        let analysis = Analysis::new(Arc::new(read(GUARDED).scenario));
        let question = Question::new(from.parse().unwrap(), to.parse().unwrap());
        let trace = analysis.trace(&question).unwrap();
        ((*analysis.alternatives(&trace)).clone(), analysis)
    }

    fn labels(alternatives: &Alternatives) -> Vec<(&str, Disposition)> {
        alternatives.changes.iter().map(|change| (change.label.as_str(), change.disposition)).collect()
    }

    #[test]
    fn a_rule_of_the_user_is_deleted_and_its_nsg_taken_off_the_subnet_that_the_packet_passes() {
        let (alternatives, _) = asked("node:aks-system-0", "vm:vm-app:22");
        assert_eq!(
            labels(&alternatives),
            [
                ("delete rule no-ssh of NSG guard", Disposition::Delivered),
                ("take NSG guard off subnet machines", Disposition::Delivered),
            ]
        );
        assert_eq!(alternatives.beyond, []);
    }

    #[test]
    fn a_rule_of_azures_own_is_overruled_by_one_that_is_added() {
        let (alternatives, _) = asked("internet", "203.0.113.50:443");
        let labels = labels(&alternatives);
        assert!(labels.iter().all(|(label, _)| !label.contains("DenyAllInBound")), "{alternatives:?}");
        assert_eq!(labels[0], ("add a rule to NSG guard that lets it pass", Disposition::Delivered));
        assert_eq!(alternatives.beyond, [], "what can be edited is no sentence");
    }

    #[test]
    fn a_route_of_the_user_is_deleted() {
        let (alternatives, _) = asked("node:aks-system-0", "8.8.8.8:443");
        assert_eq!(alternatives.changes[0].label, "delete the user route 8.8.8.0/24 (hole)", "{alternatives:?}");
        assert_eq!(alternatives.changes[0].disposition, Disposition::ExitsNetwork);
    }

    #[test]
    fn every_outcome_is_what_the_edited_design_answers() {
        for (from, to) in [("node:aks-system-0", "vm:vm-app:22"), ("node:aks-system-0", "8.8.8.8:443")] {
            let (alternatives, analysis) = asked(from, to);
            assert!(!alternatives.changes.is_empty());
            for change in &alternatives.changes {
                let edited = Analysis::new(Arc::new(change.edit.apply(analysis.plan().written()).unwrap()));
                let question = Question::new(from.parse().unwrap(), to.parse().unwrap());
                let trace = edited.trace(&question).unwrap();
                assert_eq!(change.disposition, trace.forward.disposition);
                assert!(change.sentence.starts_with(&trace.forward.sentence), "{change:?}");
            }
        }
    }
}
