//! What differs between two scenarios, key by key: for a person who asks what changed since. Deliberately judges nothing:
//! what a difference means for a cluster is `engine::change`'s.

use std::fmt;

use super::item::{Kind, Node, NodeList};
use super::model::Scenario;
use super::path::Path;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The value, the item or the list.
    pub path: Path,
    /// What became of it.
    pub what: What,
}

/// What became of a value, an item or a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The value was one and is another; `None`: it is left out.
    Value {
        /// What it was.
        old: Option<String>,
        /// What it is.
        new: Option<String>,
    },
    /// The item is new.
    Added,
    /// The item is gone.
    Removed,
    /// The items of the list are the same in another order.
    Reordered,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LEFT_OUT: &str = "left out";
        let words = |value: &Option<String>| value.clone().unwrap_or_else(|| LEFT_OUT.to_owned());
        match &self.what {
            What::Value { old, new } => write!(formatter, "{}: {} -> {}", self.path, words(old), words(new)),
            What::Added => write!(formatter, "{}: added", self.path),
            What::Removed => write!(formatter, "{}: removed", self.path),
            What::Reordered => write!(formatter, "{}: in another order", self.path),
        }
    }
}

/// Every difference, in the order of the documentation; items are the same when they are named the same.
///
/// ```
/// # use aksplore::scenario::{difference::differences, read::read};
/// let old = read("[cluster]\n[[node-pool]]\nname = \"system\"\ncount = 3\n").scenario;
/// let new = read("[cluster]\n[[node-pool]]\nname = \"system\"\ncount = 50\n").scenario;
/// assert_eq!(differences(&old, &new)[0].to_string(), "node-pool[system].count: 3 -> 50");
/// assert_eq!(differences(&old, &old), []);
/// ```
pub fn differences(old: &Scenario, new: &Scenario) -> Vec<Difference> {
    let mut found = Vec::new();
    of_nodes(old, new, &Path::root(), &mut found);
    found
}

fn of_nodes(old: &dyn Node, new: &dyn Node, path: &Path, found: &mut Vec<Difference>) {
    for field in new.spec().fields {
        match field.kind {
            Kind::Required(_) | Kind::Optional(_) => {
                let (old, new) = (old.get(field.key), new.get(field.key));
                if old != new {
                    found.push(Difference { path: path.key(field.key), what: What::Value { old, new } });
                }
            }
            Kind::One(_) => {
                if let (Some(old), Some(new)) = (old.one(field.key), new.one(field.key)) {
                    of_nodes(old, new, &path.key(field.key), found);
                }
            }
            Kind::Tables(_) | Kind::Inline(_) => {
                if let (Some(old), Some(new)) = (old.list(field.key), new.list(field.key)) {
                    of_lists(old, new, path, field.key, found);
                }
            }
        }
    }
}

fn of_lists(old: &dyn NodeList, new: &dyn NodeList, path: &Path, key: &'static str, found: &mut Vec<Difference>) {
    let names = |list: &dyn NodeList| (0..list.len()).map(|index| list.ident(index)).collect::<Vec<_>>();
    let (old_names, new_names) = (names(old), names(new));
    let place_in = |names: &[String]| {
        let places = names.iter().cloned().zip(0..);
        places.collect::<std::collections::HashMap<String, usize>>()
    };
    let (old_places, new_places) = (place_in(&old_names), place_in(&new_names));
    let removed = old_names.iter().filter(|name| !new_places.contains_key(*name));
    found.extend(removed.map(|name| Difference { path: path.item(key, name), what: What::Removed }));
    for (place, name) in new_names.iter().enumerate() {
        let path = path.item(key, name);
        match old_places.get(name) {
            None => found.push(Difference { path, what: What::Added }),
            Some(before) => {
                if let (Some(old), Some(new)) = (old.node(*before), new.node(place)) {
                    of_nodes(old, new, &path, found);
                }
            }
        }
    }
    let stayed = |names: &[String], others: &std::collections::HashMap<String, usize>| {
        names.iter().filter(|name| others.contains_key(*name)).cloned().collect::<Vec<_>>()
    };
    if stayed(&old_names, &new_places) != stayed(&new_names, &old_places) {
        found.push(Difference { path: path.key(key), what: What::Reordered });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scenario::arbitrary::scenario_strategy;
    use crate::scenario::read::read;

    fn told(old: &str, new: &str) -> Vec<String> {
        let (old, new) = (read(old), read(new));
        assert_eq!((old.diagnostics, new.diagnostics), (vec![], vec![]));
        differences(&old.scenario, &new.scenario).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_kind_of_difference_is_told_once() {
        let pool = |name: &str, rest: &str| format!("[[node-pool]]\nname = \"{name}\"\n{rest}");
        let vnet = "[[vnet]]\nname = \"v\"\naddress-space = [\"10.0.0.0/8\"]\n[[vnet.subnet]]\nname = \"s\"\nprefix = ";
        let old = format!("[cluster]\n{}{}{vnet}\"10.0.0.0/24\"\n", pool("a", "count = 3\n"), pool("b", ""));
        let new = format!(
            "name = \"x\"\n[cluster]\n{}{}{}{vnet}\"10.0.0.0/22\"\n",
            pool("c", ""),
            pool("b", ""),
            pool("a", "")
        );
        assert_eq!(
            told(&old, &new),
            [
                "name: left out -> x",
                "node-pool[c]: added",
                "node-pool[a].count: 3 -> left out",
                "node-pool: in another order",
                "vnet[v].subnet[s].prefix: 10.0.0.0/24 -> 10.0.0.0/22",
            ]
        );
        assert_eq!(told(&format!("[cluster]\n{}", pool("a", "")), "[cluster]\n"), ["node-pool[a]: removed"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn scenarios_differ_when_something_can_be_told(one in scenario_strategy(), other in scenario_strategy()) {
            prop_assert_eq!(differences(&one, &one), vec![]);
            prop_assert_eq!(differences(&one, &other).is_empty(), one == other);
        }
    }
}
