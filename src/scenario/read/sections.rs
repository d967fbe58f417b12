//! A long text read a part at a time, so that the tree of the whole is never held at once: of a text with thousands of
//! routes it is ten times as large as the scenario. Deliberately reports no problem: a text that has one is left to
//! the reading of the whole, which knows its place and its words.

use std::collections::HashSet;

use toml::de::DeTable;

use super::super::item::{Item, Kind, Node, Reader};
use super::super::model::Scenario;
use super::super::reference::Links;
use super::SCHEMA;

/// Reads a text in sections of so many bytes and more; `None` when the whole must be looked at.
///
/// Where every section is a document of its own, each ends where a line of the whole ends that stands in no text,
/// list or table, so that the whole holds the same tables. What may still differ is a table that two sections hold:
/// only the items of one list may do so, `[[vnet]]`.
pub fn read_in_sections(text: &str, bytes: usize) -> Option<Scenario> {
    let (mut scenario, mut reader, mut links) = (Scenario::default(), Reader::default(), Links::default());
    let mut complete = HashSet::new();
    for (place, section) in sections(text, bytes).enumerate() {
        let (root, errors) = DeTable::parse_recoverable(section);
        if !errors.is_empty() {
            return None;
        }
        let root = root.get_ref();
        let part = Scenario::read_table(root, &mut reader).filter(|_| reader.problems.is_empty())?;
        for field in Scenario::table().fields.iter().filter(|field| root.contains_key(field.key)) {
            // Before the first header a list stands on its line, and there it ends.
            let goes_on = place > 0 && matches!(field.kind, Kind::Tables(_) | Kind::Inline(_));
            let is_more = if goes_on { complete.contains(field.key) } else { !complete.insert(field.key) };
            if is_more {
                return None;
            }
        }
        scenario.go_on(part, root);
        links.gather(root);
    }
    let is_whole = complete.contains("cluster") && scenario.schema.is_none_or(|schema| schema == SCHEMA);
    let is_sound = is_whole && links.dangling().is_empty() && every_name_is_its_own(&scenario);
    is_sound.then_some(scenario)
}

/// Two sections may each name an item alike.
fn every_name_is_its_own(scenario: &Scenario) -> bool {
    Scenario::table().fields.iter().filter_map(|field| scenario.list(field.key)).all(|list| {
        let mut seen = HashSet::new();
        (0..list.len()).all(|index| seen.insert(list.ident(index)))
    })
}

/// The text cut before headers of tables of the root: first what stands before any header, then at least so many bytes
/// a section. A table with a dot in its header belongs to the one before.
fn sections(text: &str, bytes: usize) -> impl Iterator<Item = &str> {
    let mut starts = text.split_inclusive('\n').scan(0, |next, line| {
        let start = *next;
        *next += line.len();
        Some((start, line))
    });
    let mut rest = Some(0);
    std::iter::from_fn(move || {
        let from = rest?;
        let least = if from == 0 { 0 } else { from + bytes };
        rest = starts.find(|(start, line)| *start >= least.max(1) && is_root_header(line)).map(|(start, _)| start);
        Some(&text[from..rest.unwrap_or(text.len())])
    })
}

/// `[cluster]` or `[[vnet]]`, and not `[[vnet.subnet]]`.
fn is_root_header(line: &str) -> bool {
    let keys = line.trim_start_matches('[');
    keys.len() < line.len() && keys.split(']').next().is_some_and(|keys| !keys.contains(['.', '"', '\'']))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::super::{Reading, read, whole};
    use super::*;
    use crate::scenario::arbitrary::{scenario_strategy, text_strategy};
    use crate::scenario::write::write;

    /// Read in as many sections as there are, or whole where that is not possible.
    fn in_sections(text: &str) -> Option<Scenario> {
        read_in_sections(text, 1)
    }

    fn is_the_same(text: &str) -> bool {
        let Reading { scenario, diagnostics } = whole(text);
        in_sections(text).is_none_or(|found| found == scenario && diagnostics.is_empty())
    }

    #[test]
    fn a_text_is_cut_at_the_headers_of_the_root() {
        let text = "schema = 1\n[cluster]\nmodel = 'kubenet'\n[cluster.x]\n[[vnet]]\n[[vnet.subnet]]\n[[vnet]]\n";
        let all = [
            "schema = 1\n",
            "[cluster]\nmodel = 'kubenet'\n[cluster.x]\n",
            "[[vnet]]\n[[vnet.subnet]]\n",
            "[[vnet]]\n",
        ];
        let cases = [(1, all.to_vec()), (usize::MAX / 2, vec![all[0], &text[all[0].len()..]])];
        for (bytes, expected) in cases {
            assert_eq!(sections(text, bytes).collect::<Vec<_>>(), expected, "{bytes}");
        }
        assert_eq!(sections("[cluster]\n", 1).collect::<Vec<_>>(), ["[cluster]\n"]);
    }

    #[test]
    fn what_two_sections_may_hold_is_more_of_a_list() {
        let vnet = |name: &str| format!("[[vnet]]\nname = '{name}'\naddress-space = ['10.0.0.0/8']\n");
        let subnet = "[[vnet.subnet]]\nname = 's'\nprefix = '10.0.0.0/24'\n";
        let pool = "[[node-pool]]\nname = 'p'\nsubnet = 's'\n";
        let (a, b) = (vnet("a"), vnet("b"));
        let cases = [
            ("a list goes on after another", format!("[cluster]\n{a}{pool}{b}{subnet}"), true),
            ("a name before what it names", format!("[cluster]\nvnet = 'b'\n{a}{pool}{b}{subnet}"), true),
            (
                "a bracket at the start of a line of text",
                format!("description = '''\n[cluster]\n'''\n[cluster]\n{a}"),
                false,
            ),
            ("a list in a list", "[cluster]\nkube-proxy = [\n[\n1]]\n".to_owned(), false),
            ("two clusters", format!("[cluster]\n{a}[cluster]\n"), false),
            ("no cluster", a.clone(), false),
            ("one name twice", format!("[cluster]\n{a}{pool}{a}{subnet}"), false),
            ("a list on its line, and a header", format!("vnet = []\n[cluster]\n{a}"), false),
            ("a table that is a list", format!("[cluster]\n{a}[vnet]\n"), false),
            ("an item's table after another list", format!("[cluster]\n{a}{pool}{subnet}"), false),
            ("an item's table after a table", format!("[cluster]\n{a}[policies]\n{subnet}"), false),
            ("a table below one that comes later", format!("[cluster]\n{a}[policies]\n[node-defaults.x]\n"), false),
            ("a name of nothing", format!("[cluster]\n{a}{pool}"), false),
            ("another schema", format!("schema = 2\n[cluster]\n{a}"), false),
            ("an unknown key", format!("[cluster]\n{a}nam = 'b'\n"), false),
        ];
        for (what, text, in_parts) in cases {
            assert_eq!(in_sections(&text).is_some(), in_parts, "{what}");
            assert!(is_the_same(&text), "{what}");
        }
    }

    #[test]
    fn every_example_is_read_in_sections() {
        for example in crate::examples::ALL {
            assert!(in_sections(example.text).is_some(), "{}", example.name);
            assert!(is_the_same(example.text), "{}", example.name);
        }
    }

    #[test]
    fn a_long_text_is_read_like_a_short_one() {
        let mut text = "[cluster]\n".to_owned();
        for pool in 0..100 {
            let _ = writeln!(text, "[[node-pool]]\nname = 'pool{pool}'\nsubnet = 's{pool}'");
        }
        text.push_str("[[vnet]]\nname = 'v'\naddress-space = ['10.0.0.0/8']\n");
        for subnet in 0..500 {
            let prefix = format!("10.{}.{}.0/24", subnet / 256, subnet % 256);
            let _ = writeln!(
                text,
                "[[vnet.subnet]]\nname = 's{subnet}'\nprefix = '{prefix}'\nroute-table = 'rt{}'",
                subnet % 13
            );
        }
        for table in 0..13 {
            let _ = writeln!(text, "[[route-table]]\nname = 'rt{table}'\nroutes = [");
            for route in 0..400 {
                let next = "next-hop = 'VirtualAppliance', next-hop-ip = '10.200.0.4'";
                let _ =
                    writeln!(text, "  {{ name = 'r{route}', prefix = '21.{table}.{}.0/24', {next} }},", route % 256);
            }
            text.push_str("]\n");
        }
        assert!(text.len() > super::super::WHOLE_BYTES_MAX, "{}", text.len());
        assert!(in_sections(&text).is_some() && is_the_same(&text));
        let scenario = read(&text).scenario;
        assert_eq!((scenario.pools.len(), scenario.route_tables.len()), (100, 13));
        text.push_str("[[route-table]]\nname = 'rt0'\n");
        assert_eq!(read(&text).diagnostics, whole(&text).diagnostics);
        assert_eq!(read(&text).diagnostics[0].code, "duplicate-name");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn sections_say_what_the_whole_says(scenario in scenario_strategy()) {
            prop_assert_eq!(in_sections(&write(&scenario)), Some(scenario));
        }

        #[test]
        fn a_text_of_any_layout_says_the_same(text in text_strategy()) {
            prop_assert!(in_sections(&text).is_some() && is_the_same(&text), "{}", text);
        }

        #[test]
        fn a_slip_is_never_passed_over(
            scenario in scenario_strategy(), at in any::<prop::sample::Index>(), slip in "[\\[\\]{}=.\"'#\na-z]{0,3}"
        ) {
            let mut characters: Vec<char> = write(&scenario).chars().collect();
            let at = at.index(characters.len());
            characters.splice(at..=at, slip.chars());
            prop_assert!(is_the_same(&characters.into_iter().collect::<String>()));
        }

        #[test]
        fn lines_in_any_order_say_the_same(scenario in scenario_strategy(), order in any::<prop::sample::Index>()) {
            let text = write(&scenario);
            let parts: Vec<&str> = text.split_inclusive("\n\n").collect();
            let (front, back) = parts.split_at(order.index(parts.len()));
            prop_assert!(is_the_same(&[back.concat(), front.concat()].join("\n")));
        }
    }
}
