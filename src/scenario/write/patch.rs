//! The old text with only those values changed that differ between two scenarios: comments, order, spelling and
//! line ends stay. Deliberately falls back to a fresh file rather than to a text that would be read differently.

use std::ops::Range;

use toml_edit::{ArrayOfTables, Document, InlineTable, Item, Key, Table, TableLike, Value};

use super::super::item::{FieldSpec, Kind, Node, NodeList};
use super::super::model::Scenario;
use super::super::read::read;
use super::align::align;
use super::splice::{Sequence, Splices};
use super::{INDENT, inline, own_value, table, values as own_lines, write};

#[cfg(test)]
mod tests;
mod values;

/// The text, read as `old`, so that it is read as `new`.
///
/// ```
/// # use aksplore::scenario::{Edit, Path, read::read, write::patch};
/// let text = "[cluster]\n# ours\npod-cidr = \"10.244.0.0/16\" # a /16\n";
/// let old = read(text).scenario;
/// let new = Edit::set(Path::root().key("cluster").key("pod-cidr"), "10.244.0.0/18").apply(&old).unwrap();
/// assert_eq!(patch(text, &old, &new), "[cluster]\n# ours\npod-cidr = \"10.244.0.0/18\" # a /16\n");
/// ```
pub fn patch(text: &str, old: &Scenario, new: &Scenario) -> String {
    if old == new {
        return text.to_owned();
    }
    let patched = spliced(text, old, new).filter(|patched| {
        let reading = read(patched);
        reading.is_sound() && reading.scenario == *new
    });
    patched.unwrap_or_else(|| write(new))
}

/// The patched text, not yet read back; `None` when the text does not fit the old scenario.
fn spliced(text: &str, old: &Scenario, new: &Scenario) -> Option<String> {
    let document = Document::parse(text).ok()?;
    let mut patch = Patch { splices: Splices::new(text), text };
    patch.lines(document.as_table(), old, new, &Place::default())?;
    Some(patch.splices.apply())
}

struct Patch<'a> {
    text: &'a str,
    splices: Splices<'a>,
}

/// Where a table stands: the keys of its header, and its depth.
#[derive(Clone, Default)]
struct Place {
    keys: Vec<&'static str>,
    indent: String,
}

impl Place {
    fn below(&self, key: &'static str, indent: &str) -> Self {
        let mut keys = self.keys.clone();
        keys.push(key);
        Self { keys, indent: indent.to_owned() }
    }

    fn header(&self) -> String {
        self.keys.join(".")
    }
}

/// Keys that a table loses and gains; made once all of its fields were looked at.
#[derive(Default)]
struct Changes {
    /// Where the values that go begin.
    removed: Vec<usize>,
    /// Dotted keys and their values.
    added: Vec<(Vec<String>, String)>,
}

/// What holds the keys of a table.
#[derive(Clone, Copy)]
struct Holder<'t> {
    table: &'t dyn TableLike,
    /// The table with a header of its own that it stands in.
    outer: &'t Table,
    /// The dotted keys that lead to it from the table that has its lines.
    prefix: &'t [String],
    layout: Layout,
}

/// How a table is written.
#[derive(Clone, Copy, PartialEq)]
enum Layout {
    Lines,
    Braces,
}

impl Holder<'_> {
    fn key(&self, key: &str) -> Vec<String> {
        [self.prefix, &[key.to_owned()]].concat()
    }
}

/// The same table before and after.
#[derive(Clone, Copy)]
struct Twins<'n> {
    old: &'n dyn Node,
    new: &'n dyn Node,
}

impl Patch<'_> {
    /// A table whose keys have a line each.
    fn lines(&mut self, doc: &Table, old: &dyn Node, new: &dyn Node, place: &Place) -> Option<()> {
        let mut changes = Changes::default();
        let holder = Holder { table: doc, outer: doc, prefix: &[], layout: Layout::Lines };
        self.fields(holder, Twins { old, new }, place, &mut changes)?;
        self.change_lines(doc, &changes, place);
        Some(())
    }

    /// A table between braces.
    fn braces(&mut self, doc: &InlineTable, old: &dyn Node, new: &dyn Node) -> Option<()> {
        let mut changes = Changes::default();
        let outer = Table::new();
        let holder = Holder { table: doc, outer: &outer, prefix: &[], layout: Layout::Braces };
        self.fields(holder, Twins { old, new }, &Place::default(), &mut changes)?;
        self.change_braces(doc, &changes)
    }

    fn fields(&mut self, holder: Holder<'_>, twins: Twins<'_>, place: &Place, changes: &mut Changes) -> Option<()> {
        for field in twins.new.spec().fields {
            let item = holder.table.get(field.key);
            match field.kind {
                Kind::Required(_) | Kind::Optional(_) => {
                    if twins.old.get(field.key) != twins.new.get(field.key) {
                        self.value_of(item, twins, field, &holder.key(field.key), changes)?;
                    }
                }
                Kind::One(_) => {
                    let twins = Twins { old: twins.old.one(field.key)?, new: twins.new.one(field.key)? };
                    self.one(item, holder, twins, &place.below(field.key, &place.indent), changes)?;
                }
                Kind::Tables(_) | Kind::Inline(_) => {
                    let (old, new) = (twins.old.list(field.key)?, twins.new.list(field.key)?);
                    match item {
                        Some(Item::ArrayOfTables(doc)) => {
                            self.tables(doc, old, new, &place.below(field.key, &place.indent))?;
                        }
                        Some(Item::Value(Value::Array(doc))) => self.inline_list(doc, old, new)?,
                        Some(_) => return None,
                        None => self.new_list(holder, twins.new, field, place, changes),
                    }
                }
            }
        }
        Some(())
    }

    fn one(
        &mut self,
        item: Option<&Item>,
        holder: Holder<'_>,
        twins: Twins<'_>,
        place: &Place,
        changes: &mut Changes,
    ) -> Option<()> {
        let key = holder.key(place.keys.last()?);
        match item {
            Some(Item::Table(doc)) if doc.is_dotted() => {
                self.fields(Holder { table: doc, prefix: &key, ..holder }, twins, place, changes)
            }
            Some(Item::Table(doc)) if doc.is_implicit() => self.super_table(doc, twins, place),
            Some(Item::Table(doc)) => self.lines(doc, twins.old, twins.new, place),
            Some(Item::Value(Value::InlineTable(doc))) if doc.is_dotted() => {
                self.fields(Holder { table: doc, prefix: &key, ..holder }, twins, place, changes)
            }
            Some(Item::Value(Value::InlineTable(doc))) => self.braces(doc, twins.old, twins.new),
            Some(_) => None,
            None if twins.new.is_blank() => Some(()),
            None if holder.layout == Layout::Braces => {
                changes.added.push((key, inline(twins.new)));
                Some(())
            }
            None => {
                let text = table(twins.new, &format!("[{}]", place.header()), &place.indent);
                self.insert_below(holder.outer, place, &text);
                Some(())
            }
        }
    }

    /// A table that is only there because a table below it is: `[cluster.load-balancer]` without `[cluster]`.
    fn super_table(&mut self, doc: &Table, twins: Twins<'_>, place: &Place) -> Option<()> {
        let own = own_lines(twins.new, &place.indent);
        if own != own_lines(twins.old, &place.indent) {
            let first = headers(doc).iter().map(|span| span.start).min()?;
            let at = self.splices.above_comments(first);
            self.splices.insert_table(at, place.keys.len(), &format!("{}[{}]\n{own}\n", place.indent, place.header()));
        }
        let holder = Holder { table: doc, outer: doc, prefix: &[], layout: Layout::Lines };
        for field in twins.new.spec().fields {
            let below = place.below(field.key, &place.indent);
            match (field.kind, doc.get(field.key)) {
                (Kind::One(_), item) => {
                    let twins = Twins { old: twins.old.one(field.key)?, new: twins.new.one(field.key)? };
                    self.one(item, holder, twins, &below, &mut Changes::default())?;
                }
                (Kind::Tables(_), Some(Item::ArrayOfTables(item))) => {
                    self.tables(item, twins.old.list(field.key)?, twins.new.list(field.key)?, &below)?;
                }
                (Kind::Tables(_), None) => {
                    self.new_list(holder, twins.new, field, place, &mut Changes::default());
                }
                _ => {}
            }
        }
        Some(())
    }

    fn tables(&mut self, doc: &ArrayOfTables, old: &dyn NodeList, new: &dyn NodeList, place: &Place) -> Option<()> {
        if doc.len() != old.len() {
            return None;
        }
        let pairs = align(old, new);
        let first = doc.get(0).and_then(Table::span)?;
        let place = Place { keys: place.keys.clone(), indent: self.splices.indent(first.start).to_owned() };
        for (index, doc) in doc.iter().enumerate() {
            match pairs.iter().find(|(old, _)| *old == index) {
                Some((_, twin)) => self.lines(doc, old.node(index)?, new.node(*twin)?, &place)?,
                None => self.remove_tables(doc),
            }
        }
        for fresh in unpaired(&pairs, new.len()) {
            let text = table(new.node(fresh)?, &format!("[[{}]]", place.header()), &place.indent);
            if let Some((index, _)) = pairs.iter().rev().find(|(_, twin)| *twin < fresh) {
                self.insert_below(doc.get(*index)?, &place, &text);
            } else {
                let at = self.splices.above_comments(first.start);
                self.splices.insert_table(at, place.keys.len(), &format!("{text}\n"));
            }
        }
        Some(())
    }

    fn inline_list(&mut self, doc: &toml_edit::Array, old: &dyn NodeList, new: &dyn NodeList) -> Option<()> {
        if doc.len() != old.len() {
            return None;
        }
        let pairs = align(old, new);
        let mut removed = vec![true; old.len()];
        for (index, twin) in &pairs {
            removed[*index] = false;
            self.braces(doc.get(*index)?.as_inline_table()?, old.node(*index)?, new.node(*twin)?)?;
        }
        let mut added = Vec::new();
        for fresh in unpaired(&pairs, new.len()) {
            let behind = pairs.iter().rev().find(|(_, twin)| *twin < fresh).map_or(0, |(index, _)| index + 1);
            added.push((behind, inline(new.node(fresh)?)));
        }
        let elements = doc.iter().map(Value::span).collect::<Option<Vec<_>>>()?;
        self.splices.sequence(&Sequence { whole: doc.span()?, elements, removed, added });
        Some(())
    }

    /// A list of which the text has nothing yet.
    fn new_list(
        &mut self,
        holder: Holder<'_>,
        new: &dyn Node,
        field: &'static FieldSpec,
        place: &Place,
        changes: &mut Changes,
    ) {
        let Some(list) = new.list(field.key).filter(|list| !list.is_empty()) else { return };
        let key = holder.key(field.key);
        if holder.layout == Layout::Braces {
            let items: Vec<String> = super::nodes(list).map(inline).collect();
            changes.added.push((key, format!("[{}]", items.join(", "))));
        } else if matches!(field.kind, Kind::Inline(_)) {
            changes.added.extend(own_value(new, field, &place.indent).map(|value| (key, value)));
        } else {
            let indent = if place.keys.is_empty() { "" } else { INDENT };
            let below = place.below(field.key, &format!("{}{indent}", place.indent));
            for item in super::nodes(list) {
                let text = table(item, &format!("[[{}]]", below.header()), &below.indent);
                self.insert_below(holder.outer, &below, &text);
            }
        }
    }

    /// Puts a table behind everything that stands below another.
    fn insert_below(&mut self, doc: &Table, place: &Place, text: &str) {
        let at = if header_of(doc).is_some() { self.splices.line_after(end_of(doc)) } else { self.text.len() };
        self.splices.insert_table(at, place.keys.len(), &format!("\n{text}"));
    }

    /// Removes a table and all tables below it, each with its own lines.
    fn remove_tables(&mut self, doc: &Table) {
        if let Some(header) = header_of(doc) {
            let end = own_entries(doc).iter().map(|(_, span)| span.end).fold(header.end, usize::max);
            self.splices.remove_table(&(header.start..end));
        }
        for (_, item) in doc {
            match item {
                Item::Table(below) if !below.is_dotted() => self.remove_tables(below),
                Item::ArrayOfTables(list) => list.iter().for_each(|below| self.remove_tables(below)),
                _ => {}
            }
        }
    }
}

/// The values of a table itself, dotted keys resolved, each with its place.
fn own_entries(doc: &dyn TableLike) -> Vec<(Vec<&Key>, Range<usize>)> {
    doc.get_values().into_iter().filter_map(|(keys, value)| Some((keys, value.span()?))).collect()
}

/// The places of the values that an item is made of.
fn leaves(item: &Item) -> Vec<Range<usize>> {
    match item {
        Item::Value(Value::InlineTable(table)) if table.is_dotted() => {
            own_entries(table).into_iter().map(|(_, span)| span).collect()
        }
        Item::Value(value) => value.span().into_iter().collect(),
        Item::Table(table) => own_entries(table).into_iter().map(|(_, span)| span).collect(),
        Item::ArrayOfTables(_) | Item::None => Vec::new(),
    }
}

/// The places of the new list that continue nothing.
fn unpaired(pairs: &[(usize, usize)], count: usize) -> Vec<usize> {
    let mut fresh = vec![true; count];
    for (_, place) in pairs {
        fresh[*place] = false;
    }
    (0..count).filter(|place| fresh[*place]).collect()
}

/// The place of a table's own header; the root has none, nor has a table that is only implied.
fn header_of(doc: &Table) -> Option<Range<usize>> {
    doc.span().filter(|span| !span.is_empty() && !doc.is_implicit())
}

/// The headers of a table and of all tables below it.
fn headers(doc: &Table) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = header_of(doc).into_iter().collect();
    for (_, item) in doc {
        match item {
            Item::Table(below) => found.extend(headers(below)),
            Item::ArrayOfTables(list) => found.extend(list.iter().flat_map(headers)),
            _ => {}
        }
    }
    found
}

/// Where the last value or header of a table, or of one below it, ends.
fn end_of(doc: &Table) -> usize {
    let own = own_entries(doc).into_iter().map(|(_, span)| span.end).chain(header_of(doc).map(|span| span.end));
    let below = doc.iter().flat_map(|(_, item)| match item {
        Item::Table(below) => vec![end_of(below)],
        Item::ArrayOfTables(list) => list.iter().map(end_of).collect(),
        _ => Vec::new(),
    });
    own.chain(below).max().unwrap_or(0)
}
