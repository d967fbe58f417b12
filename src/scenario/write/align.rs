//! Which item of a new list continues which item of the old one. Deliberately never crosses over: what changed
//! its place is a new item.

use std::collections::HashMap;

use super::super::item::{Kind, Node, NodeList};

/// Pairs of places (old, new), both rising: the same item, an item of the same identity, or one that was only
/// renamed.
pub(super) fn align(old: &dyn NodeList, new: &dyn NodeList) -> Vec<(usize, usize)> {
    let mut by_address = HashMap::new();
    let mut by_ident = HashMap::new();
    for index in 0..old.len() {
        if let Some(node) = old.node(index) {
            by_address.insert(address(node), index);
            if !node.spec().ident.is_empty() {
                by_ident.insert(node.ident(), index);
            }
        }
    }
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for place in 0..new.len() {
        let Some(node) = new.node(place) else { continue };
        let found = by_address.get(&address(node)).or_else(|| by_ident.get(&node.ident())).copied();
        let next = pairs.last().map_or(0, |(last, _)| last + 1);
        if let Some(index) = found.filter(|index| *index >= next) {
            pairs.push((index, place));
        }
    }
    with_renamed(old, new, &pairs)
}

fn address(node: &dyn Node) -> *const () {
    std::ptr::from_ref(node).cast()
}

/// The pairs, and between two of them those items that stand at the same place and differ little.
fn with_renamed(old: &dyn NodeList, new: &dyn NodeList, pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    let mut from = (0, 0);
    for end in pairs.iter().copied().chain([(old.len(), new.len())]) {
        let between = (from.0..end.0).zip(from.1..end.1);
        all.extend(between.filter(|(index, place)| match (old.node(*index), new.node(*place)) {
            (Some(old), Some(new)) => old.spec().ident.is_empty() || alike(old, new),
            _ => false,
        }));
        if end.0 < old.len() && end.1 < new.len() {
            all.push(end);
        }
        from = (end.0 + 1, end.1 + 1);
    }
    all
}

/// Do most of the old item's values stand in the new one, its identity apart?
fn alike(old: &dyn Node, new: &dyn Node) -> bool {
    let spec = old.spec();
    let own = spec.fields.iter().filter(|field| !spec.ident.contains(&field.key));
    let values = own.filter(|field| matches!(field.kind, Kind::Required(_) | Kind::Optional(_)));
    let (mut same, mut other) = (0, 0);
    for (old, new) in values.map(|field| (old.get(field.key), new.get(field.key))) {
        match old.is_some() {
            true if old == new => same += 1,
            true => other += 1,
            false => {}
        }
    }
    same >= other
}
