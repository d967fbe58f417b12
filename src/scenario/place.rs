//! Where a value or an item stands in a text. Deliberately looked up when asked and never kept: a table of all places
//! would be larger than the scenario itself.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::item::{Item, Kind, TableSpec};
use super::model::Scenario;
use super::path::{Path, Step};

/// The place of a value or an item in a text, in bytes; of the nearest thing around it when it is not written
/// itself. `None` when nothing around it is.
///
/// ```
/// # use aksplore::scenario::{Path, place::place};
/// let text = "[cluster]\nmodel = \"kubenet\"\n[[vnet]]\nname = \"v\"\n";
/// let model = place(text, &Path::root().key("cluster").key("model")).unwrap();
/// assert_eq!(&text[model], "\"kubenet\"");
/// assert_eq!(place(text, &Path::root().item("vnet", "w")), None);
/// ```
pub fn place(text: &str, path: &Path) -> Option<Range<usize>> {
    let (root, _) = DeTable::parse_recoverable(text);
    let (mut table, mut spec) = (root.get_ref(), Scenario::table());
    let mut found = None;
    for step in path.steps() {
        let Some((value, inner)) = step_down(table, spec, step) else { break };
        found = Some(value.span());
        match (value.get_ref(), inner) {
            (DeValue::Table(below), Some(inner)) => (table, spec) = (below, inner),
            _ => break,
        }
    }
    found
}

/// What a step leads to, and the declaration of the table that it is, if it is one.
fn step_down<'a>(
    table: &'a DeTable<'a>,
    spec: &'static TableSpec,
    step: &Step,
) -> Option<(&'a Spanned<DeValue<'a>>, Option<&'static TableSpec>)> {
    let (Step::Key(key) | Step::Item(key, _)) = step;
    let value = table.get(*key)?;
    let inner = match spec.field(key)?.kind {
        Kind::Tables(inner) | Kind::Inline(inner) | Kind::One(inner) => Some(inner()),
        Kind::Required(_) | Kind::Optional(_) => None,
    };
    let Step::Item(_, ident) = step else { return Some((value, inner)) };
    let (DeValue::Array(array), Some(spec)) = (value.get_ref(), inner) else { return None };
    let item = array.iter().enumerate().find(|(index, item)| match item.get_ref() {
        DeValue::Table(table) => written_ident(spec, table, *index) == **ident,
        _ => false,
    });
    item.map(|(_, item)| (item, inner))
}

/// The identity that an item has once it is read.
fn written_ident(spec: &'static TableSpec, table: &DeTable<'_>, index: usize) -> String {
    let text = |key: &str| match table.get(key).map(Spanned::get_ref) {
        Some(DeValue::String(text)) => text.trim().to_owned(),
        None if key == "namespace" => "default".to_owned(),
        _ => String::new(),
    };
    match spec.ident {
        [] => format!("#{index}"),
        keys => keys.iter().map(|key| text(key)).collect::<Vec<_>>().join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_by_name_and_values_that_are_left_out_by_what_is_around_them() {
        let text = "[[vnet]]\nname = \"a\"\n[[vnet]]\nname = \"b\"\n[[vnet.subnet]]\nname = \"s\"\nprefix = \"10.0.0.0/24\"\n\
                    [[workload]]\nname = \"web\"\nports = [ { port = 80 }, { port = 443 } ]\n";
        let subnet = Path::root().item("vnet", "b").item("subnet", "s");
        let ports = Path::root().item("workload", "default/web");
        let cases = [
            (subnet.key("prefix"), "\"10.0.0.0/24\""),
            (subnet.key("nsg"), "[[vnet.subnet]]"),
            (ports.item("ports", "#1").key("port"), "443"),
        ];
        for (path, expected) in cases {
            let at = place(text, &path).unwrap();
            assert!(text[at.clone()].starts_with(expected), "{path}: {:?}", &text[at]);
        }
    }
}
