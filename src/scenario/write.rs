//! Scenario to text: a fresh file in the order of the documentation. Deliberately knows no old text: keeping a
//! person's comments and spelling is [`patch`]'s.

use std::fmt::Write as _;

use toml_edit::{Key, Value};

use super::item::{FieldSpec, Kind, Node, NodeList};
use super::leaf::Shape;
use super::model::Scenario;

mod align;
mod patch;
mod splice;

pub use patch::patch;

/// The scenario as a new file. What is left out in the scenario is left out in the file.
///
/// ```
/// # use aksplore::scenario::{read::read, write::write};
/// let text = "schema = 1\n\n[cluster]\nmodel = \"kubenet\"\n\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.0.0.0/16\"]\n";
/// assert_eq!(write(&read(text).scenario), text);
/// ```
pub fn write(scenario: &Scenario) -> String {
    let mut text = values(scenario, "");
    for field in scenario.spec().fields {
        section(&mut text, scenario, field, "", "");
    }
    text.trim_start_matches('\n').to_owned()
}

/// How far one level of nesting moves a table to the right.
const INDENT: &str = "  ";

/// The lines of a table's own values, each behind `indent`; tables below it are not among them.
fn values(node: &dyn Node, indent: &str) -> String {
    let mut text = String::new();
    let own = node.spec().fields.iter().filter(|field| !is_section(node, field));
    for (key, value) in own.filter_map(|field| Some((field.key, own_value(node, field, indent)?))) {
        let _ = writeln!(text, "{indent}{} = {value}", Key::new(key));
    }
    text
}

/// A table and everything below it, with its header.
fn table(node: &dyn Node, header: &str, indent: &str) -> String {
    let mut text = format!("{indent}{header}\n{}", values(node, indent));
    let path = header.trim_matches(['[', ']']);
    for field in node.spec().fields {
        section(&mut text, node, field, path, indent);
    }
    text
}

/// The table or tables behind a key, with a blank line before each; nothing when there are none.
fn section(text: &mut String, node: &dyn Node, field: &'static FieldSpec, above: &str, indent: &str) {
    let path = if above.is_empty() { field.key.to_owned() } else { format!("{above}.{}", field.key) };
    match field.kind {
        Kind::One(_) => {
            let must = path == "cluster";
            if let Some(one) = node.one(field.key).filter(|one| must || !one.is_blank()) {
                let _ = write!(text, "\n{}", table(one, &format!("[{path}]"), indent));
            }
        }
        Kind::Tables(_) => {
            let indent = if above.is_empty() { indent.to_owned() } else { format!("{indent}{INDENT}") };
            for item in node.list(field.key).into_iter().flat_map(nodes) {
                let _ = write!(text, "\n{}", table(item, &format!("[[{path}]]"), &indent));
            }
        }
        Kind::Optional(_) if is_section(node, field) => {
            let Some(Value::InlineTable(map)) = node.toml(field.key) else { return };
            let _ = writeln!(text, "\n[{path}]");
            for (key, value) in &map {
                let _ = writeln!(text, "{} = {value}", Key::new(key));
            }
        }
        Kind::Required(_) | Kind::Optional(_) | Kind::Inline(_) => {}
    }
}

/// Maps of the root are written as tables of their own, all others on the line.
fn is_section(node: &dyn Node, field: &FieldSpec) -> bool {
    let at_root = node.spec().name == "Scenario";
    at_root && matches!(field.kind, Kind::Optional(shape) if matches!(shape(), Shape::Map(_)))
}

/// The text of a value or of an inline list; `None` when there is nothing to write.
fn own_value(node: &dyn Node, field: &FieldSpec, indent: &str) -> Option<String> {
    match field.kind {
        Kind::Required(_) | Kind::Optional(_) => node.toml(field.key).map(|value| value.to_string()),
        Kind::Inline(_) => {
            let list = node.list(field.key).filter(|list| !list.is_empty())?;
            let lines = nodes(list).map(|item| format!("{indent}{INDENT}{},\n", inline(item)));
            Some(format!("[\n{}{indent}]", lines.collect::<String>()))
        }
        Kind::Tables(_) | Kind::One(_) => None,
    }
}

/// An item on one line: `{ name = "a", port = 80 }`.
fn inline(node: &dyn Node) -> String {
    let parts = node.spec().fields.iter().filter_map(|field| {
        let value = match field.kind {
            Kind::Required(_) | Kind::Optional(_) => node.toml(field.key)?.to_string(),
            Kind::Tables(_) | Kind::Inline(_) => {
                let list = node.list(field.key).filter(|list| !list.is_empty())?;
                format!("[{}]", nodes(list).map(inline).collect::<Vec<_>>().join(", "))
            }
            Kind::One(_) => inline(node.one(field.key).filter(|one| !one.is_blank())?),
        };
        Some(format!("{} = {value}", Key::new(field.key)))
    });
    let parts = parts.collect::<Vec<_>>();
    if parts.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", parts.join(", ")) }
}

fn nodes(list: &dyn NodeList) -> impl Iterator<Item = &dyn Node> {
    (0..list.len()).filter_map(|index| list.node(index))
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
        fn what_is_written_is_read_back(scenario in scenario_strategy()) {
            let text = write(&scenario);
            let reading = read(&text);
            prop_assert_eq!(&reading.diagnostics, &[], "{}", text);
            prop_assert_eq!(&reading.scenario, &scenario, "{}", text);
        }
    }
}
