//! One item of the file, key by key: what is written, what is in force where nothing is, what each key means. It knows
//! no table; which keys there are follows from the item's own declaration.

use crate::config::theme::Theme;
use crate::engine::Plan;
use crate::scenario::item::{FieldSpec, Kind, NodeList};
use crate::scenario::{Path, edit};
use crate::ui::canvas::{Canvas, Head};
use crate::ui::text::{pad_right, width, wrap};
use crate::ui::widgets::panel::Panel;

/// One key of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// What there is.
    pub value: Value,
    /// May it be left out?
    pub is_optional: bool,
}

/// What stands behind a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A value that the file has.
    Written(String),
    /// A value that is in force although the file leaves it out.
    Default(String),
    /// Nothing.
    Unset,
    /// So many items of its own, which are in the tree.
    Items(usize),
    /// A table of its own, which is in the tree.
    Table,
}

/// The keys of the item at a path.
pub fn entries(plan: &Plan, path: &Path) -> Vec<Entry> {
    let Some(node) = edit::node(plan.scenario(), path) else { return Vec::new() };
    let written = edit::node(plan.written(), path);
    let entry = |field: &'static FieldSpec| {
        let value = match field.kind {
            Kind::Tables(_) | Kind::Inline(_) => Value::Items(node.list(field.key).map_or(0, NodeList::len)),
            Kind::One(_) => Value::Table,
            Kind::Required(_) | Kind::Optional(_) => {
                match (written.and_then(|written| written.get(field.key)), node.get(field.key)) {
                    (Some(text), _) => Value::Written(text),
                    (None, Some(text)) => Value::Default(text),
                    (None, None) => Value::Unset,
                }
            }
        };
        Entry { key: field.key, doc: field.doc.trim(), value, is_optional: matches!(field.kind, Kind::Optional(_)) }
    };
    node.spec().fields.iter().map(entry).collect()
}

impl Entry {
    /// Can it be typed?
    pub fn is_value(&self) -> bool {
        matches!(self.value, Value::Written(_) | Value::Default(_) | Value::Unset)
    }

    /// What the screen shows for it.
    pub fn text(&self) -> String {
        match &self.value {
            Value::Written(text) if text.is_empty() => "\"\"".to_owned(),
            Value::Written(text) => text.clone(),
            Value::Default(text) if text.is_empty() => "not set".to_owned(),
            Value::Default(text) => format!("{text}  (default)"),
            Value::Unset => "not set".to_owned(),
            Value::Items(0) => "none; add one in the tree".to_owned(),
            Value::Items(count) => format!("{count}, in the tree"),
            Value::Table => "in the tree".to_owned(),
        }
    }
}

/// Columns of a value beside what its key means.
const VALUE: usize = 44;
/// Columns that the meaning of a key is worth beginning in.
const DOC_MIN: usize = 30;

/// Draws the keys; the selected one has the marker, when the panel has the focus.
pub fn draw(canvas: &mut Canvas<'_>, panel: Panel, plan: &Plan, path: &Path, selected: Option<usize>, theme: &Theme) {
    let entries = entries(plan, path);
    let place = path.to_string();
    let title = if place.is_empty() { "the file" } else { &place };
    let right = if selected.is_some() { "selected" } else { "" };
    let mut inner = panel.draw(canvas, Head { title, right }, theme);
    let room = inner.height();
    let from = (selected.unwrap_or(0) + 1).saturating_sub(room);
    let key_width = entries.iter().map(|entry| width(entry.key)).max().unwrap_or(0) + 2;
    for (row, (index, entry)) in entries.iter().enumerate().skip(from).take(room).enumerate() {
        let is_selected = selected == Some(index);
        let style = if matches!(entry.value, Value::Written(_)) { theme.value } else { theme.dim };
        let mut x = inner.marker(row, 0, is_selected, theme.text);
        x = inner.text(row, x, &pad_right(entry.key, key_width), theme.label);
        let doc = inner.width() >= x + VALUE + DOC_MIN;
        let value_width = if doc { VALUE } else { inner.width().saturating_sub(x) };
        x = inner.text(row, x, &pad_right(&entry.text(), value_width), style);
        if doc {
            // As many whole words as fit; the line under the picture says all of the selected one.
            let lines = wrap(entry.doc, inner.width().saturating_sub(x + 1));
            inner.text(row, x + 1, lines.first().map_or("", String::as_str), theme.dim);
        }
        if is_selected {
            let columns = inner.width();
            inner.restyle(row, 0, columns, theme.selection);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read::read;
    use std::sync::Arc;

    #[test]
    fn every_key_is_listed_with_what_is_in_force() {
        let plan = Plan::new(Arc::new(read("[[node-pool]]\nname = \"system\"\ncount = 7\n").scenario));
        let entries = entries(&plan, &Path::root().item("node-pool", "system"));
        let find = |key: &str| entries.iter().find(|entry| entry.key == key).unwrap();
        assert_eq!(find("count").value, Value::Written("7".to_owned()));
        assert_eq!(find("os").value, Value::Default("linux".to_owned()));
        assert_eq!(find("autoscale").value, Value::Unset);
        assert!(!find("name").is_optional && find("os").is_optional);
        let keys = edit::node(plan.scenario(), &Path::root().item("node-pool", "system")).unwrap().spec().fields.len();
        assert_eq!(entries.len(), keys);
    }
}
