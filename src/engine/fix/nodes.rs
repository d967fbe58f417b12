//! The knob of the node count: the most nodes of one pool that still end the shortage. Deliberately one pool only, the
//! first that can do it alone.

use super::attempt::{Base, Draft, Shortage, rule_of};
use super::{Cost, Fix, Knob};
use crate::engine::plan::{Plan, PoolId, surge_nodes};
use crate::engine::rules::RuleId;
use crate::net::thousands;
use crate::scenario::Edit;
use crate::scenario::field::Field;

/// Fewer nodes.
pub(super) fn fix(base: &Base<'_>, short: Shortage) -> Option<Fix> {
    base.plan.pool_ids().find_map(|id| {
        let row = &base.question.pools[id.index()];
        let nodes = base.question.most_nodes(id.index(), short.limit, short.need, short.have)?;
        if nodes == 0 || nodes >= row.nodes {
            return None;
        }
        let surge = surge_nodes(row.surge, nodes);
        let with_surge = (surge > 0).then(|| Cost::of_design(format!("+ {} surge", thousands(surge))));
        let scaled = Cost::by(RuleId::ChangeCount, "a pool is scaled in place; its pods need room on fewer nodes");
        let costs = with_surge.into_iter().chain([scaled]).chain(upgrade_short_of_routes(base, id, nodes));
        let draft = Draft {
            knob: Knob::Nodes,
            label: format!("fewer nodes{}", base.of_pool(id)),
            change: format!("{} to {}", thousands(row.nodes), thousands(nodes)),
            edit: edit_nodes(base.plan, id, nodes)?,
            costs: costs.collect(),
            rule: rule_of(base, short.limit),
        };
        base.tried(short, draft)
    })
}

/// Kubenet: so many nodes are made, and their upgrade asks for more routes than a table holds.
fn upgrade_short_of_routes(base: &Base<'_>, id: PoolId, nodes: u32) -> Option<Cost> {
    let mut after = base.question.clone();
    after.pools[id.index()].nodes = nodes;
    let ((made, have), asks) = (after.routes()?, after.routes_at_upgrade());
    let words = || format!("an upgrade then asks for {} routes of {}", thousands(asks), thousands(have));
    (made <= have && asks > have).then(|| Cost::of_design(words()))
}

/// The edit that gives a pool so many nodes: an autoscaled pool is sized by its maximum, and its count must not lie
/// above that.
pub(crate) fn edit_nodes(plan: &Plan, id: PoolId, nodes: u32) -> Option<Edit> {
    let pool = plan.pool(id);
    let text = nodes.to_string();
    let edit = |field: Field| field.edit(plan.written(), Some(&pool.item.name), &text).ok();
    if pool.item.autoscale.is_none() {
        return edit(Field::Nodes);
    }
    let max = edit(Field::AutoscaleMax)?;
    if pool.count <= nodes {
        return Some(max);
    }
    let count = Edit::set(plan.pool_path(id).key("count"), text.as_str());
    Some(Edit::Many { label: format!("{} nodes: {text}", pool.item.name), edits: vec![max, count] })
}
