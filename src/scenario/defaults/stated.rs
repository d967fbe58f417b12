//! The scenario to hand over: every default as a value, but for those that mean more in a file than they say.
//! Deliberately fills nothing: that is [`filled`]'s.

use std::borrow::Cow;

use super::{changed, filled};
use crate::scenario::model::{Model, Pool, RouteTable, Scenario};
use crate::scenario::write::write;

/// Keys of which being written says more than their value, in the order of a file: AKS's default of them hangs on
/// another key, or pages disagree about it, and who writes it has chosen.
pub const LEFT_OUT: [&str; 5] = ["tier", "max-pods", "max-surge", "pods-in-use", "managed"];

/// The scenario with its defaults as values, so that it gives the answers that it gave before: of [`LEFT_OUT`] it has
/// what it had.
///
/// ```
/// # use aksplore::scenario::{defaults::stated, read::read};
/// let stated = stated(&read("[[node-pool]]\nname = \"a\"\n").scenario);
/// assert_eq!(stated.pools[0].count, Some(3));
/// assert_eq!(stated.pools[0].pods_in_use, None, "it follows max pods, and would no longer");
/// ```
pub fn stated(written: &Scenario) -> Scenario {
    let mut scenario = filled(written);
    if written.cluster.tier.is_none() {
        std::sync::Arc::make_mut(&mut scenario.cluster).tier = None;
    }
    let is_disputed = scenario.cluster.model == Some(Model::PodSubnet);
    let mut pools = written.pools.iter();
    scenario.pools = scenario.pools.mapped(|filled| {
        let own = pools.next();
        let has = |key: fn(&Pool) -> bool| own.is_some_and(|own| key(own));
        let mut pool: Cow<'_, Pool> = Cow::Borrowed(filled);
        if is_disputed && !has(|own| own.max_pods.is_some()) {
            pool.to_mut().max_pods = None;
        }
        if !has(|own| own.max_surge.is_some()) {
            pool.to_mut().max_surge = None;
        }
        if !has(|own| own.pods_in_use.is_some()) {
            pool.to_mut().pods_in_use = None;
        }
        changed(pool)
    });
    let mut tables = written.route_tables.iter();
    scenario.route_tables = scenario.route_tables.mapped(|filled| {
        // AKS's own table stands behind those that are written, and its `managed` is no default.
        let is_left_out = tables.next().is_some_and(|own| own.managed.is_none());
        is_left_out.then(|| RouteTable { managed: None, ..filled.clone() })
    });
    scenario
}

/// The same as a file, which says in its first line what it leaves out.
pub fn stated_text(written: &Scenario) -> String {
    let (text, full) = (write(&stated(written)), write(&filled(written)));
    let count = |text: &str, key: &str| {
        let begins = format!("{key} = ");
        text.lines().filter(|line| line.trim_start().starts_with(&begins)).count()
    };
    let left_out: Vec<&str> = LEFT_OUT.into_iter().filter(|key| count(&text, key) < count(&full, key)).collect();
    if left_out.is_empty() {
        return text;
    }
    format!(
        "# Defaults that follow another key, or that pages disagree about, are not written: {}.\n{text}",
        left_out.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scenario::arbitrary::scenario_strategy;
    use crate::scenario::read::read;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_is_handed_over_comes_to_the_same(scenario in scenario_strategy()) {
            let text = stated_text(&scenario);
            prop_assert_eq!(filled(&read(&text).scenario), filled(&scenario), "{}", text);
        }
    }

    #[test]
    fn what_is_written_is_handed_over() {
        let text = "[cluster]\ntier = \"free\"\n[[node-pool]]\nname = \"a\"\nmax-surge = 2\npods-in-use = 7\n[[route-table]]\nname = \"r\"\nmanaged = false\n";
        let out = stated_text(&read(text).scenario);
        for line in ["tier = \"free\"", "max-surge = 2", "pods-in-use = 7", "managed = false"] {
            assert!(out.contains(line), "{line}\n{out}");
        }
        assert!(!out.starts_with('#'), "{out}");
    }

    #[test]
    fn the_first_line_says_what_is_left_out() {
        let out = stated_text(&read("[cluster]\nmodel = \"azure-cni-pod-subnet\"\n").scenario);
        assert!(out.starts_with("# Defaults"), "{out}");
        assert!(out.lines().next().unwrap().ends_with("not written: tier, max-pods, max-surge, pods-in-use."), "{out}");
    }
}
