//! Every number and range that Azure or AKS sets, each with the page that says so and the day it was read.
//! Deliberately without formulas: those ask here.

pub mod network;

use serde::Serialize;

use super::finding::SourceRef;
use crate::net::Cidr;

/// What a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A count, a length, a percentage.
    Number(u64),
    /// A range, an address, a name, a version.
    Text(&'static str),
}

/// How well a rule is founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// A page says so.
    Documented,
    /// Pages disagree; this is the newer or the better founded.
    Disputed,
    /// No page says so.
    Assumed,
}

/// One rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Which.
    pub id: RuleId,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// What it says.
    pub value: Value,
    /// Where it is written.
    pub source: SourceRef,
    /// How well it is founded.
    pub confidence: Confidence,
}

/// Declares the rules: each becomes a variant of `RuleId` and a row of `RULES`.
macro_rules! rules {
    ($( $(#[doc = $title:literal])+ $id:ident = $kind:ident($value:expr), $confidence:ident, $page:literal, $as_of:literal; )+) => {
        /// The name of a rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum RuleId {
            $( $(#[doc = $title])+ $id, )+
        }

        /// All rules, in the order of their ids.
        pub const RULES: &[Rule] = &[$(
            Rule {
                id: RuleId::$id,
                title: concat!($($title),+).trim_ascii(),
                value: Value::$kind($value),
                source: SourceRef { page: $page, as_of: $as_of },
                confidence: Confidence::$confidence,
            },
        )+];
    };
}

rules! {
    /// the newest Kubernetes version known
    KubernetesVersionNewest = Text("1.36"), Assumed, "CHANGELOG.md, Release 2026-05-29", "2026-08-07";
    /// the pod CIDR of kubenet and overlay
    PodCidrDefault = Text("10.244.0.0/16"), Documented, "configure-kubenet.md, Deployment parameters", "2026-08-21";
    /// the IPv6 pod CIDR
    PodCidrV6Default = Text("fd12:3456:789a::/64"), Documented, "configure-dual-stack.md", "2026-08-21";
    /// the service CIDR
    ServiceCidrDefault = Text("10.0.0.0/16"), Documented, "configure-kubenet.md, Deployment parameters", "2026-08-21";
    /// the IPv6 service CIDR
    ServiceCidrV6Default = Text("fd12:3456:789a:1::/108"), Documented, "configure-dual-stack.md", "2026-08-21";
    /// the address of the cluster's DNS
    DnsServiceIpDefault = Text("10.0.0.10"), Documented, "configure-kubenet.md, Deployment parameters", "2026-08-21";
    /// the range of a VNet that AKS makes
    ManagedVnetDefault = Text("10.224.0.0/12"), Assumed, "CHANGELOG.md, Release 2022-02-24", "2026-08-07";
    /// the node subnet of a VNet that AKS makes
    ManagedSubnetDefault = Text("10.224.0.0/16"), Documented, "CHANGELOG.md, Release 2022-02-24", "2026-08-07";
    /// the nodes of a new pool
    PoolCountDefault = Number(3), Documented, "azure-cli, az aks create --node-count", "2026-08-21";
    /// the most pods a node, overlay
    MaxPodsOverlayDefault = Number(250), Documented, "concepts-network-ip-address-planning.md, Maximum pods per node", "2026-08-21";
    /// the most pods a node, node subnet
    MaxPodsNodeSubnetDefault = Number(30), Documented, "concepts-network-ip-address-planning.md, Maximum pods per node", "2026-08-21";
    /// the most pods a node, pod subnet
    MaxPodsPodSubnetDefault = Number(110), Disputed, "concepts-network-ip-address-planning.md, Maximum pods per node", "2026-08-21";
    /// the most pods a node, kubenet
    MaxPodsKubenetDefault = Number(110), Documented, "concepts-network-ip-address-planning.md, Maximum pods per node", "2026-08-21";
    /// the most pods a node, bring your own CNI
    MaxPodsByoCniDefault = Number(110), Assumed, "use-byo-cni.md, Maximum pods per node", "2026-08-21";
    /// the surge of a pool before the percentage came
    SurgeCountDefault = Number(1), Documented, "upgrade-aks-node-pools-rolling.md, Customize node surge", "2026-08-21";
    /// the surge of a pool, as a percentage
    SurgePercentDefault = Number(10), Disputed, "CHANGELOG.md, Release 2025-03-16", "2026-08-07";
    /// the minor version of Kubernetes 1 from which the surge is a percentage
    SurgePercentSinceMinor = Number(32), Disputed, "CHANGELOG.md, Release 2025-03-16", "2026-08-07";
    /// the nodes that an upgrade may take away at once
    MaxUnavailableDefault = Number(0), Documented, "upgrade-aks-node-pools-rolling.md", "2026-08-21";
    /// minutes until the load balancer forgets an idle connection
    LoadBalancerIdleMinutesDefault = Number(30), Documented, "configure-load-balancer-standard.md, Configure the load balancer idle timeout", "2026-08-21";
    /// SNAT ports a node; 0 means by pool size
    LoadBalancerPortsDefault = Number(0), Documented, "configure-load-balancer-standard.md", "2026-08-21";
    /// the name of the route table that AKS makes for kubenet
    KubenetRouteTableName = Text("aks-routetable"), Documented, "configure-kubenet.md, Bring your own subnet and route table", "2026-08-21";
}

/// The rule with this name.
pub fn rule(id: RuleId) -> &'static Rule {
    &RULES[id as usize]
}

/// The number that a rule sets.
///
/// # Panics
/// When the rule is not a number, which a test of the table's users would show.
pub fn number(id: RuleId) -> u64 {
    match rule(id).value {
        Value::Number(number) => number,
        Value::Text(text) => unreachable!("{id:?} is the text {text:?}, not a number"),
    }
}

/// The text that a rule sets.
///
/// # Panics
/// When the rule is a number, which a test of the table's users would show.
pub fn text(id: RuleId) -> &'static str {
    match rule(id).value {
        Value::Text(text) => text,
        Value::Number(number) => unreachable!("{id:?} is the number {number}, not a text"),
    }
}

/// The range that a rule sets.
///
/// # Panics
/// When the rule is not a range, which a test of the table's users would show.
pub fn cidr(id: RuleId) -> Cidr {
    text(id).parse().expect("a range in the table of rules is written as one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_stands_at_its_id_and_names_a_page_and_a_day() {
        for (index, rule) in RULES.iter().enumerate() {
            assert_eq!(rule.id as usize, index);
            assert!(!rule.title.is_empty() && !rule.title.starts_with(' '), "{rule:?}");
            assert!(!rule.source.page.is_empty(), "{rule:?}");
            assert_eq!(rule.source.as_of.len(), "2026-08-21".len(), "{rule:?}");
        }
    }
}
