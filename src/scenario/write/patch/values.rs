//! The values and keys of one table in a text, changed where they differ. Deliberately knows no lists of tables.

use std::ops::Range;

use toml_edit::{InlineTable, Item, Key, Table, TableLike, Value};

use super::super::super::item::FieldSpec;
use super::super::splice::Sequence;
use super::{Changes, Patch, Place, Twins, header_of, headers, leaves, own_entries};

impl Patch<'_> {
    pub(super) fn value_of(
        &mut self,
        item: Option<&Item>,
        twins: Twins<'_>,
        field: &FieldSpec,
        key: &[String],
        changes: &mut Changes,
    ) -> Option<()> {
        match (item, twins.new.toml(field.key)) {
            (Some(item), Some(value)) => self.item(item, &twins.old.toml(field.key)?, &value, key, changes),
            (Some(Item::Table(doc)), None) if !doc.is_dotted() => {
                self.remove_tables(doc);
                Some(())
            }
            (Some(item), None) => {
                changes.removed.extend(leaves(item).iter().map(|span| span.start));
                Some(())
            }
            (None, Some(value)) => {
                changes.added.push((key.to_vec(), value.to_string()));
                Some(())
            }
            (None, None) => Some(()),
        }
    }

    /// A value in the text, where it differs.
    fn item(&mut self, item: &Item, old: &Value, new: &Value, key: &[String], changes: &mut Changes) -> Option<()> {
        match (item, new) {
            (Item::Value(doc), _) => self.value(doc, old, new),
            (Item::Table(doc), Value::InlineTable(new)) if doc.is_dotted() => {
                self.map(doc, old.as_inline_table()?, new, key, changes)
            }
            (Item::Table(doc), Value::InlineTable(new)) => {
                let mut own = Changes::default();
                self.map(doc, old.as_inline_table()?, new, &[], &mut own)?;
                self.change_lines(doc, &own, &Place::default());
                Some(())
            }
            _ => None,
        }
    }

    fn value(&mut self, doc: &Value, old: &Value, new: &Value) -> Option<()> {
        match (doc, old, new) {
            (Value::Array(doc), Value::Array(old), Value::Array(new)) if doc.len() == old.len() => {
                self.array(doc, &texts(old.iter()), &texts(new.iter()))
            }
            (Value::InlineTable(doc), Value::InlineTable(old), Value::InlineTable(new)) => {
                let mut changes = Changes::default();
                self.map(doc, old, new, &[], &mut changes)?;
                self.change_braces(doc, &changes)
            }
            _ => {
                let span = doc.span()?;
                let literal = self.text[span.clone()].starts_with('\'') && !self.text[span.clone()].starts_with("'''");
                let text = match new.as_str() {
                    Some(text) if literal && !text.contains(|c: char| c == '\'' || c.is_control()) => {
                        format!("'{text}'")
                    }
                    _ => new.to_string(),
                };
                self.splices.replace(span, text);
                Some(())
            }
        }
    }

    /// Names of the user's own, each with a value.
    fn map(
        &mut self,
        doc: &dyn TableLike,
        old: &InlineTable,
        new: &InlineTable,
        prefix: &[String],
        changes: &mut Changes,
    ) -> Option<()> {
        for (name, item) in doc.iter() {
            match (old.get(name), new.get(name)) {
                (Some(old), Some(new)) if old.to_string() == new.to_string() => {}
                (Some(old), Some(new)) => self.value(item.as_value()?, old, new)?,
                _ => changes.removed.extend(leaves(item).iter().map(|span| span.start)),
            }
        }
        for (name, value) in new.iter().filter(|(name, _)| !doc.contains_key(name)) {
            changes.added.push(([prefix, &[Key::new(name).to_string()]].concat(), value.to_string()));
        }
        Some(())
    }

    /// A list of plain values: what is the same at both ends stays, what is between changes.
    fn array(&mut self, doc: &toml_edit::Array, old: &[String], new: &[String]) -> Option<()> {
        let head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
        let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(old, new)| old == new).count();
        let (old_middle, new_middle) = (head..old.len() - tail, head..new.len() - tail);
        let elements: Vec<Range<usize>> = doc.iter().map(Value::span).collect::<Option<_>>()?;
        for (place, text) in old_middle.clone().zip(&new[new_middle.clone()]) {
            self.splices.replace(elements[place].clone(), text.clone());
        }
        let paired = old_middle.len().min(new_middle.len());
        let gone = old_middle.start + paired..old_middle.end;
        let removed = (0..old.len()).map(|place| gone.contains(&place)).collect();
        let added = new[new_middle.start + paired..new_middle.end].iter();
        let added = added.map(|text| (old_middle.end, text.clone())).collect();
        self.splices.sequence(&Sequence { whole: doc.span()?, elements, removed, added });
        Some(())
    }

    pub(super) fn change_lines(&mut self, doc: &Table, changes: &Changes, place: &Place) {
        let entries = own_entries(doc);
        for (keys, span) in entries.iter().filter(|(_, span)| changes.removed.contains(&span.start)) {
            let start = keys.first().and_then(|key| key.span()).map_or(span.start, |key| key.start);
            self.splices.remove_lines(&(start..span.end));
        }
        for (key, value) in &changes.added {
            let related = entries.iter().filter(|(keys, _)| key.len() > 1 && keys[0].get() == key[0]);
            let anchor = related.map(|(_, span)| span).max_by_key(|span| span.end);
            let anchor = anchor.or_else(|| entries.iter().map(|(_, span)| span).max_by_key(|span| span.end));
            let line = format!("{} = {value}", key.join("."));
            if let Some(anchor) = anchor {
                let key_start =
                    entries.iter().find(|(_, span)| span == anchor).and_then(|(keys, _)| keys.first()?.span());
                let indent = self.splices.indent(key_start.map_or(anchor.start, |key| key.start));
                self.splices.insert_line(self.splices.line_after(anchor.end), &format!("{indent}{line}"));
            } else if let Some(header) = header_of(doc) {
                let indent = self.splices.indent(header.start);
                self.splices.insert_line(self.splices.line_after(header.end), &format!("{indent}{line}"));
            } else {
                let first = headers(doc).iter().map(|span| span.start).min();
                let at = first.map_or(self.text.len(), |first| self.splices.above_comments(first));
                self.splices.insert_line(at, &format!("{}{line}", place.indent));
            }
        }
    }

    pub(super) fn change_braces(&mut self, doc: &InlineTable, changes: &Changes) -> Option<()> {
        let mut entries = own_entries(doc);
        entries.sort_by_key(|(_, span)| span.start);
        let whole = |(keys, span): &(Vec<&Key>, Range<usize>)| Some(keys.first()?.span()?.start..span.end);
        let elements = entries.iter().map(whole).collect::<Option<Vec<_>>>()?;
        let removed = entries.iter().map(|(_, span)| changes.removed.contains(&span.start)).collect();
        let added = changes.added.iter().map(|(key, value)| (entries.len(), format!("{} = {value}", key.join("."))));
        let added = added.collect();
        self.splices.sequence(&Sequence { whole: doc.span()?, elements, removed, added });
        Some(())
    }
}

fn texts<'v>(values: impl Iterator<Item = &'v Value>) -> Vec<String> {
    values.map(|value| value.to_string().trim().to_owned()).collect()
}
