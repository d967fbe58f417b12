//! "If this rule, this route were missing ...": the same packet, walked again without it. Deliberately only what
//! somebody could take away or overrule: Azure's own routes into a VNet, to the internet and to nowhere are always
//! there.

use std::fmt;
use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Decision, Disposition, Policies, Trace, TraceRoute, Walk, World, trace};
use crate::engine::plan::SubnetId;
use crate::engine::policy::PolicyPlan;
use crate::engine::route::{NextHopType, RouteSource, RouteTable};
use crate::engine::rules::network::NSG_DEFAULT_RULES;

/// What is taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Removed {
    /// A rule of an NSG; one of Azure's own is overruled by another above it.
    NsgRule {
        /// The NSG.
        nsg: String,
        /// The rule.
        rule: String,
        /// `inbound` or `outbound`.
        direction: &'static str,
    },
    /// A network policy.
    Policy {
        /// The policy, `default/deny-all`.
        policy: String,
    },
    /// The list of sources that a Service takes.
    SourceRanges {
        /// The Service, `default/web`.
        service: String,
    },
    /// The list of sources that the API server takes.
    AuthorizedRanges,
    /// What a firewall does by default, which can only be overruled.
    FirewallDefault {
        /// The firewall.
        firewall: String,
    },
    /// A network rule of a firewall.
    FirewallRule {
        /// The rule.
        rule: String,
    },
    /// A route of a subnet.
    Route(TraceRoute),
    /// One public address too few: what translates gets another, with its ports.
    PublicAddress {
        /// What translates.
        translator: String,
    },
}

/// What becomes of the packet then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Omission {
    /// What is taken away.
    pub removed: Removed,
    /// What becomes of the packet.
    pub disposition: Disposition,
    /// What becomes of its reply.
    pub return_disposition: Option<Disposition>,
    /// The sentence that says so.
    pub sentence: String,
}

/// What a walk does without.
#[derive(Debug)]
pub struct Without {
    removed: Removed,
    table: Option<(SubnetId, RouteTable)>,
}

/// Policies but for one.
type Fewer = OnceLock<PolicyPlan>;

impl Removed {
    /// Is it one of Azure's own rules, which cannot be taken away but only overruled?
    pub(super) fn is_default_rule(&self) -> bool {
        matches!(self, Self::NsgRule { rule, .. } if NSG_DEFAULT_RULES.iter().any(|default| default.name == rule))
    }
}

impl fmt::Display for Removed {
    /// `without rule no-ssh of NSG guard`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NsgRule { nsg, rule, .. } if self.is_default_rule() => {
                write!(formatter, "with a rule above {rule} of NSG {nsg} that lets the packet pass")
            }
            Self::NsgRule { nsg, rule, .. } => write!(formatter, "without rule {rule} of NSG {nsg}"),
            Self::FirewallRule { rule } => write!(formatter, "without firewall rule {rule}"),
            Self::Policy { policy } => write!(formatter, "without network policy {policy}"),
            Self::SourceRanges { service } => write!(formatter, "without the source ranges of Service {service}"),
            Self::AuthorizedRanges => write!(formatter, "without the authorized ranges of the API server"),
            Self::FirewallDefault { firewall } => {
                write!(formatter, "with a rule of firewall {firewall} that lets the packet pass")
            }
            Self::PublicAddress { translator } => write!(formatter, "with one more public address of {translator}"),
            Self::Route(route) => write!(
                formatter,
                "without the {} route {} to {} of {}",
                route.source, route.prefix, route.next_hop_type, route.subnet
            ),
        }
    }
}

impl Without {
    /// The rule of an NSG that is not asked.
    pub(super) fn is_rule(&self, nsg: &str, rule: &str, direction: &str) -> bool {
        matches!(&self.removed, Removed::NsgRule { nsg: own, rule: name, direction: way } if own == nsg && name == rule && *way == direction)
    }

    /// The rule of a firewall that is not asked.
    pub(super) fn is_firewall_rule(&self, rule: &str) -> bool {
        matches!(&self.removed, Removed::FirewallRule { rule: own } if own == rule)
    }

    /// The Service whose list of sources is not asked.
    pub(super) fn is_source_ranges(&self, service: &str) -> bool {
        matches!(&self.removed, Removed::SourceRanges { service: own } if own == service)
    }

    /// The list of sources that the API server takes is not asked.
    pub(super) fn is_authorized_ranges(&self) -> bool {
        self.removed == Removed::AuthorizedRanges
    }

    /// The firewall that lets pass what no rule of it is for.
    pub(super) fn is_firewall_default(&self, firewall: &str) -> bool {
        matches!(&self.removed, Removed::FirewallDefault { firewall: own } if own == firewall)
    }

    /// The translator that has one public address more.
    pub(super) fn is_public_address(&self, translator: &str) -> bool {
        matches!(&self.removed, Removed::PublicAddress { translator: own } if own == translator)
    }

    /// The routes of a subnet that lacks one.
    pub(super) fn table(&self, subnet: SubnetId) -> Option<&RouteTable> {
        self.table.as_ref().filter(|(own, _)| *own == subnet).map(|(_, table)| table)
    }
}

/// What would become of the packet without the check that decided, without the routes of a reply that is lost, and
/// without the first route that it took itself.
pub fn omissions(world: &World<'_>, answered: &Trace) -> Vec<Omission> {
    let lost_reply = answered.reply.as_ref().filter(|reply| !reply.disposition.is_good());
    let decided = lost_reply.unwrap_or(&answered.forward);
    let back = lost_reply.into_iter().flat_map(|reply| &reply.hops).flat_map(|hop| &hop.steps);
    let back = back.filter_map(|step| step.contest.as_ref()?.route.clone());
    let taken = back.chain(answered.forward.route.clone()).filter_map(route);
    let mut removals: Vec<Removed> = Vec::new();
    for removed in decision(&decided.decided_by, decided).into_iter().chain(taken) {
        if !removals.contains(&removed) {
            removals.push(removed);
        }
    }
    removals.into_iter().filter_map(|removed| without(world, answered, removed)).collect()
}

/// What a decision could do without.
fn decision(decision: &Decision, walk: &Walk) -> Option<Removed> {
    let name = decision.name.clone()?;
    match decision.kind {
        "nat-gateway" | "outbound-method" if walk.disposition == Disposition::SnatExhausted => {
            Some(Removed::PublicAddress { translator: name })
        }
        "nsg-rule" => {
            let removed = Removed::NsgRule { nsg: decision.nsg.clone()?, rule: name, direction: decision.direction? };
            // One of Azure's own that has let the packet pass: a rule above it could only do the same.
            Some(removed).filter(|removed| !(walk.disposition.is_good() && removed.is_default_rule()))
        }
        "firewall-rule" => Some(Removed::FirewallRule { rule: name }),
        "firewall-default" => Some(Removed::FirewallDefault { firewall: name }),
        "network-policy" => Some(Removed::Policy { policy: name }),
        "kube-proxy" if walk.disposition == Disposition::DroppedSourceRange => {
            Some(Removed::SourceRanges { service: name })
        }
        "authorized-ranges" => Some(Removed::AuthorizedRanges),
        "route" => {
            let mut steps = walk.hops.iter().rev().flat_map(|hop| hop.steps.iter().rev());
            let taken =
                steps.find_map(|step| step.contest.as_ref()?.route.clone().filter(|route| route.prefix == name));
            taken.and_then(route)
        }
        _ => None,
    }
}

/// A route that could be missing.
fn route(route: TraceRoute) -> Option<Removed> {
    use NextHopType::{InterfaceEndpoint, VNetPeering, VirtualNetworkServiceEndpoint};
    let is_made = matches!(route.source, RouteSource::User | RouteSource::VirtualNetworkGateway)
        || matches!(route.next_hop_type, InterfaceEndpoint | VNetPeering | VirtualNetworkServiceEndpoint);
    is_made.then_some(Removed::Route(route))
}

fn without(world: &World<'_>, answered: &Trace, removed: Removed) -> Option<Omission> {
    let table = match &removed {
        Removed::Route(route) => Some(table_without(world, route)?),
        _ => None,
    };
    let fewer = match &removed {
        Removed::Policy { policy } => Some(Fewer::from(world.policy_plan()?.without(policy))),
        _ => None,
    };
    let policies = world.policies.map(|own| Policies { kept: fewer.as_ref().unwrap_or(own.kept), ..own });
    let without = Without { removed, table };
    let other = trace(&World { without: Some(&without), policies, ..*world }, &answered.question).ok()?;
    // A rule of a firewall does nothing for what it has no session of, or takes in at an address of its own.
    let is_idle = matches!(without.removed, Removed::FirewallDefault { .. }) && other.forward == answered.forward;
    if is_idle && other.reply == answered.reply {
        return None;
    }
    let mut sentence = format!("{}: {}", without.removed, other.forward.sentence);
    if let Some(reply) = other.reply.as_ref().filter(|reply| !reply.disposition.is_good()) {
        sentence = format!("{sentence} The reply: {}", reply.sentence);
    }
    sentence.get_mut(..1).map(str::make_ascii_uppercase);
    Some(Omission {
        disposition: other.forward.disposition,
        return_disposition: other.reply.map(|reply| reply.disposition),
        removed: without.removed,
        sentence,
    })
}

/// The routes of the subnet that a route is of, without it.
fn table_without(world: &World<'_>, route: &TraceRoute) -> Option<(SubnetId, RouteTable)> {
    let subnet = world.plan.subnet_named(&route.subnet)?;
    let table = world.routes.of_subnet(world.plan, world.inventory, subnet);
    let is_it = |own: &crate::engine::route::EffectiveRoute| {
        own.prefix.to_string() == route.prefix && own.source == route.source && own.next_hop_type == route.next_hop_type
    };
    let place = table.routes().iter().position(is_it)?;
    let without = match route.source {
        // Routes of Azure's own may come back with it.
        RouteSource::User => {
            world.routes.without_user_route(world.plan, world.inventory, subnet, table.route(place).prefix)
        }
        _ => table.without(place),
    };
    Some((subnet, without))
}
