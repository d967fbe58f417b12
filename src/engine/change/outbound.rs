//! From one outbound type to another: the tables of AKS's page, for a VNet that AKS made and for one's own.
//! Deliberately nothing of what the new type needs in the VNet: that is `finding`'s.

use super::{Found, Judged, Way, judged};
use crate::engine::plan::Plan;
use crate::engine::rules::{self, RuleId};
use crate::scenario::Path;
use crate::scenario::model::OutboundType;
use crate::scenario::model::OutboundType::{
    Block, LoadBalancer, ManagedNatGateway, ManagedNatGatewayV2, None as NoWay, UserAssignedNatGateway,
    UserDefinedRouting,
};

/// Whose VNet the cluster is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// AKS made it.
    Managed,
    /// The user's own.
    Own,
}

/// One row of a table: from, the types that it can become, and those of which pages disagree.
type Row = (OutboundType, &'static [OutboundType], &'static [(OutboundType, RuleId)]);

/// In a VNet that AKS made.
const MANAGED: &[Row] = &[
    (LoadBalancer, &[ManagedNatGateway, ManagedNatGatewayV2, NoWay, Block], &[]),
    (ManagedNatGateway, &[ManagedNatGatewayV2, NoWay, Block], &[(LoadBalancer, RuleId::ChangeOutboundBack)]),
    (ManagedNatGatewayV2, &[], &[(NoWay, RuleId::ChangeOutboundV2), (Block, RuleId::ChangeOutboundV2)]),
    (NoWay, &[LoadBalancer, ManagedNatGateway, ManagedNatGatewayV2, Block], &[]),
    (Block, &[LoadBalancer, ManagedNatGateway, ManagedNatGatewayV2, NoWay], &[]),
];

/// In a VNet of one's own.
const OWN: &[Row] = &[
    (LoadBalancer, &[UserAssignedNatGateway, UserDefinedRouting, NoWay], &[]),
    (UserAssignedNatGateway, &[LoadBalancer, UserDefinedRouting, NoWay], &[]),
    (UserDefinedRouting, &[LoadBalancer, UserAssignedNatGateway, NoWay], &[]),
    (NoWay, &[LoadBalancer, UserAssignedNatGateway, UserDefinedRouting], &[]),
];

/// All outbound types.
pub const TYPES: [OutboundType; 7] =
    [LoadBalancer, ManagedNatGateway, ManagedNatGatewayV2, UserAssignedNatGateway, UserDefinedRouting, NoWay, Block];

impl Owner {
    /// Whose VNet a plan's cluster is in.
    pub fn of(plan: &Plan) -> Self {
        if plan.vnet(plan.cluster_vnet()).item.managed == Some(true) { Self::Managed } else { Self::Own }
    }

    fn table(self) -> (&'static [Row], RuleId) {
        match self {
            Self::Managed => (MANAGED, RuleId::ChangeOutboundManaged),
            Self::Own => (OWN, RuleId::ChangeOutboundOwn),
        }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Managed => "a VNet that AKS made",
            Self::Own => "a VNet of one's own",
        }
    }
}

/// Another outbound type, and how it can be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboundChange {
    /// The type.
    pub to: OutboundType,
    /// How.
    pub way: Way,
    /// What AKS does about it.
    pub message: String,
    /// The rule that says so.
    pub rule: RuleId,
}

/// Every other outbound type for a cluster of a plan.
pub fn outbound_changes(plan: &Plan) -> Vec<OutboundChange> {
    let (owner, from) = (Owner::of(plan), present(plan));
    let change = |to: OutboundType| {
        let Judged { way, rule, message } = judge(owner, from, to);
        OutboundChange { to, way, message, rule }
    };
    TYPES.into_iter().filter(|to| *to != from).map(change).collect()
}

fn present(plan: &Plan) -> OutboundType {
    plan.cluster().outbound_type.unwrap_or(LoadBalancer)
}

pub(super) fn changes(old: &Plan, new: &Plan, found: &mut Found) {
    let path = Path::root().key("cluster").key("outbound-type");
    found
        .differs(&path, Some(&present(old)), Some(&present(new)), || judge(Owner::of(old), present(old), present(new)));
}

fn judge(owner: Owner, from: OutboundType, to: OutboundType) -> Judged {
    let (table, rule) = owner.table();
    let Some((_, ways, disputed)) = table.iter().find(|(own, ..)| *own == from) else {
        return judged(
            Way::NotKnown,
            rule,
            format!("{from} is no outbound type of {}: the table has no row for it", owner.words()),
        );
    };
    if ways.contains(&to) {
        return judged(Way::InPlace, rule, "supported; connections break, and the address that others see changes");
    }
    if let Some((_, rule)) = disputed.iter().find(|(own, _)| *own == to) {
        let other = rules::rule(*rule).disputed.iter().map(|(says, page)| format!("{page}: {says}"));
        let other = other.collect::<Vec<_>>().join("; ");
        return judged(Way::NewCluster, *rule, format!("not supported, says the table; pages disagree ({other})"));
    }
    judged(Way::NewCluster, rule, format!("not supported in {}", owner.words()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_say_what_the_page_says() {
        let cases = [
            (Owner::Managed, LoadBalancer, ManagedNatGateway, Way::InPlace, RuleId::ChangeOutboundManaged),
            (Owner::Managed, ManagedNatGateway, LoadBalancer, Way::NewCluster, RuleId::ChangeOutboundBack),
            (Owner::Managed, ManagedNatGatewayV2, Block, Way::NewCluster, RuleId::ChangeOutboundV2),
            (Owner::Managed, ManagedNatGatewayV2, ManagedNatGateway, Way::NewCluster, RuleId::ChangeOutboundManaged),
            (Owner::Managed, Block, LoadBalancer, Way::InPlace, RuleId::ChangeOutboundManaged),
            (Owner::Managed, LoadBalancer, UserDefinedRouting, Way::NewCluster, RuleId::ChangeOutboundManaged),
            (Owner::Own, LoadBalancer, UserDefinedRouting, Way::InPlace, RuleId::ChangeOutboundOwn),
            (Owner::Own, UserDefinedRouting, LoadBalancer, Way::InPlace, RuleId::ChangeOutboundOwn),
            (Owner::Own, LoadBalancer, ManagedNatGateway, Way::NewCluster, RuleId::ChangeOutboundOwn),
            (Owner::Own, NoWay, Block, Way::NewCluster, RuleId::ChangeOutboundOwn),
            (Owner::Own, Block, NoWay, Way::NotKnown, RuleId::ChangeOutboundOwn),
        ];
        for (owner, from, to, way, rule) in cases {
            let judged = judge(owner, from, to);
            assert_eq!((judged.way, judged.rule), (way, rule), "{owner:?}: {from} to {to}");
        }
    }

    #[test]
    fn no_type_becomes_itself_and_no_cell_is_told_twice() {
        for (from, ways, disputed) in MANAGED.iter().chain(OWN) {
            assert!(!ways.contains(from), "{from}");
            assert!(disputed.iter().all(|(to, _)| !ways.contains(to)), "{from}");
        }
    }
}
