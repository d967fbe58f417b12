//! Items: the tables of a scenario, each declared once by `item!`, from which reading, writing, editing by
//! path, the tree and the JSON Schema follow. Deliberately knows none of the tables: those are in `model`.

use std::collections::HashSet;
use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::azure;
use super::leaf::{LeafError, Shape, nearest, wrong_type};

/// A list of items that is cheap to copy: revisions share the items that did not change.
pub struct List<T>(Arc<Vec<Arc<T>>>);

impl<T: PartialEq> PartialEq for List<T> {
    /// Items that both share are not looked at, so that two revisions are compared by what was edited.
    fn eq(&self, other: &Self) -> bool {
        let same = |(one, other): (&Arc<T>, &Arc<T>)| Arc::ptr_eq(one, other) || one == other;
        self.same_as(other) || (self.len() == other.len() && self.iter().zip(other).all(same))
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T> Deref for List<T> {
    type Target = [Arc<T>];

    fn deref(&self) -> &[Arc<T>] {
        &self.0
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a Arc<T>;
    type IntoIter = std::slice::Iter<'a, Arc<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(Arc::new(items.into_iter().map(Arc::new).collect()))
    }
}

impl<T: fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.0.iter()).finish()
    }
}

impl<T> List<T> {
    /// Are both the very same list, unchanged since one was copied from the other?
    pub fn same_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: Clone> List<T> {
    /// The items, to change; copies the list (not the items) when another revision shares it.
    pub fn items_mut(&mut self) -> &mut Vec<Arc<T>> {
        Arc::make_mut(&mut self.0)
    }

    /// The list with each item replaced where `change` gives a new one; the others stay shared.
    #[must_use]
    pub fn mapped(&self, mut change: impl FnMut(&T) -> Option<T>) -> Self {
        let mut items: Option<Vec<Arc<T>>> = None;
        for (place, old) in self.iter().enumerate() {
            let new = change(old).map(Arc::new);
            if new.is_some() && items.is_none() {
                let mut before = Vec::with_capacity(self.len());
                before.extend_from_slice(&self[..place]);
                items = Some(before);
            }
            if let Some(items) = &mut items {
                items.push(new.unwrap_or_else(|| Arc::clone(old)));
            }
        }
        items.map_or_else(|| self.clone(), |items| Self(Arc::new(items)))
    }
}

/// How a key of a table is filled.
#[derive(Clone, Copy)]
pub enum Kind {
    /// A value that must be there.
    Required(fn() -> Shape),
    /// A value that may be left out.
    Optional(fn() -> Shape),
    /// A list of tables of its own: `[[table]]`.
    Tables(fn() -> &'static TableSpec),
    /// A list of small tables on the line: `routes = [ { .. } ]`.
    Inline(fn() -> &'static TableSpec),
    /// A table of which there is one: `[table]`.
    One(fn() -> &'static TableSpec),
}

/// One key of a table.
pub struct FieldSpec {
    /// The key in the file, the label on the screen.
    pub key: &'static str,
    /// What it means, from the doc comment.
    pub doc: &'static str,
    /// How it is filled.
    pub kind: Kind,
}

/// One table: its name, its keys, and which of them name an item.
pub struct TableSpec {
    /// The name of the type.
    pub name: &'static str,
    /// What it is, from the doc comment.
    pub doc: &'static str,
    /// The keys whose values, joined by `/`, tell one item of a list from another; none: its place does.
    pub ident: &'static [&'static str],
    /// The keys in the order of the documentation.
    pub fields: &'static [FieldSpec],
}

impl TableSpec {
    /// The key's declaration.
    pub fn field(&self, key: &str) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|field| field.key == key)
    }
}

/// One item, seen without its type.
pub trait Node: fmt::Debug {
    /// Its table.
    fn spec(&self) -> &'static TableSpec;
    /// The text of a value; `None` when it is left out, or is not a value.
    fn get(&self, key: &str) -> Option<String>;
    /// The TOML of a value; `None` when it is left out, or is not a value.
    fn toml(&self, key: &str) -> Option<toml_edit::Value>;
    /// Sets a value from its text; `None` leaves it out.
    ///
    /// # Errors
    /// When the text is not such a value, the key has none, or it must not be left out.
    fn set(&mut self, key: &str, text: Option<&str>) -> Result<(), LeafError>;
    /// The list of items behind a key.
    fn list(&self, key: &str) -> Option<&dyn NodeList>;
    /// The same, to change.
    fn list_mut(&mut self, key: &str) -> Option<&mut dyn NodeList>;
    /// The one table behind a key.
    fn one(&self, key: &str) -> Option<&dyn Node>;
    /// The same, to change.
    fn one_mut(&mut self, key: &str) -> Option<&mut dyn Node>;

    /// What tells it from its neighbours: its name, `namespace/name`; empty where only its place does.
    fn ident(&self) -> String {
        let parts = self.spec().ident.iter().map(|key| match (self.get(key), *key) {
            (None, "namespace") => "default".to_owned(),
            (value, _) => value.unwrap_or_default(),
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// Is this its identity?
    fn ident_is(&self, ident: &str) -> bool {
        self.ident() == ident
    }

    /// Is every key left out?
    fn is_blank(&self) -> bool {
        self.spec().fields.iter().all(|field| match field.kind {
            Kind::Required(_) | Kind::Optional(_) => self.get(field.key).is_none(),
            Kind::Tables(_) | Kind::Inline(_) => self.list(field.key).is_none_or(NodeList::is_empty),
            Kind::One(_) => self.one(field.key).is_none_or(Node::is_blank),
        })
    }
}

/// A list of items, seen without their type.
pub trait NodeList {
    /// How many items.
    fn len(&self) -> usize;
    /// Is there none?
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The item at a place.
    fn node(&self, index: usize) -> Option<&dyn Node>;
    /// The same, to change.
    fn node_mut(&mut self, index: usize) -> Option<&mut dyn Node>;
    /// Takes the item at a place out.
    fn remove(&mut self, index: usize);
    /// Reads an item from a table and puts it at the end.
    fn push(&mut self, table: &DeTable<'_>, reader: &mut Reader) -> bool;

    /// The identity of the item at a place: its own, or `#3` where items have none.
    fn ident(&self, index: usize) -> String {
        match self.node(index).map(Node::ident) {
            Some(ident) if !ident.is_empty() => ident,
            _ => format!("#{index}"),
        }
    }

    /// The place of the item with this identity.
    fn position(&self, ident: &str) -> Option<usize> {
        (0..self.len()).find(|index| match self.node(*index) {
            Some(node) if !node.spec().ident.is_empty() => node.ident_is(ident),
            _ => self.ident(*index) == ident,
        })
    }
}

impl<T: Item> NodeList for List<T> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn node(&self, index: usize) -> Option<&dyn Node> {
        self.0.get(index).map(|item| &**item as &dyn Node)
    }

    fn node_mut(&mut self, index: usize) -> Option<&mut dyn Node> {
        self.items_mut().get_mut(index).map(|item| Arc::make_mut(item) as &mut dyn Node)
    }

    fn remove(&mut self, index: usize) {
        self.items_mut().remove(index);
    }

    fn push(&mut self, table: &DeTable<'_>, reader: &mut Reader) -> bool {
        let Some(item) = T::read_table(table, reader) else {
            return false;
        };
        self.items_mut().push(Arc::new(item));
        true
    }
}

/// A table's type; made by `item!`.
pub trait Item: Node + Clone + PartialEq + Sized + 'static {
    /// Its table.
    fn table() -> &'static TableSpec;

    /// Reads the table, and every table below it. What cannot be read is reported; an item that lacks what it
    /// must have is left out.
    fn read_table(table: &DeTable<'_>, reader: &mut Reader) -> Option<Self>;

    /// Goes on with a later part of the same table: lists grow, and of the rest the part's own keys are taken.
    fn go_on(&mut self, part: Self, own: &DeTable<'_>);
}

/// Something in the text that could not be read. The words are complete; only the excerpt is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// A short name for the kind of mistake.
    pub code: &'static str,
    /// What was found, what was expected.
    pub message: String,
    /// The nearest fix, where one is known.
    pub help: Option<String>,
    /// Where in the text, in bytes.
    pub span: Range<usize>,
}

/// Collects what a reading finds: every problem, each with its place.
#[derive(Default)]
pub struct Reader {
    /// Where the item stands that is being read.
    at: Range<usize>,
    /// Its list or key; empty: the file itself.
    owner: &'static str,
    /// Everything that could not be read.
    pub problems: Vec<Problem>,
    /// How many items have been met.
    items: usize,
}

/// The most items that one file may have, of all lists together.
pub const ITEMS_MAX: usize = 50_000;

impl Reader {
    /// A reader of one item of a list, apart from any file.
    pub fn of_item(list: &'static str) -> Self {
        Self { owner: list, ..Self::default() }
    }

    /// Notes a problem.
    pub fn problem(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.problems.push(Problem { code, message: message.into(), help, span });
    }

    /// Reads one value, or notes why it cannot be read.
    pub fn value<T: super::leaf::Leaf>(&mut self, table: &DeTable<'_>, key: &'static str) -> Option<T> {
        let value = table.get(key)?;
        match T::read(value) {
            Ok(value) => Some(value),
            Err(error) => {
                let help = error.suggestion.map(|suggestion| match T::shape() {
                    Shape::Number(..) | Shape::Flag => format!("write {key} = {suggestion}"),
                    Shape::Many(_) | Shape::OneOrMany(_) | Shape::Map(_) => format!("write {suggestion:?}"),
                    _ => format!("write {key} = {suggestion:?}"),
                });
                self.problem(
                    "bad-value",
                    error.span.unwrap_or(value.span()),
                    format!("`{key}`: {}", error.message),
                    help,
                );
                None
            }
        }
    }

    /// Reads the tables of a list, leaving out the ones that cannot be read and the ones named twice.
    pub fn list<T: Item>(&mut self, table: &DeTable<'_>, key: &'static str) -> List<T> {
        let mut list = List::default();
        self.list_into(table, key, T::table(), &mut list);
        list
    }

    /// The same without the items' type, so that the program holds it once and not once a table.
    fn list_into(&mut self, table: &DeTable<'_>, key: &'static str, spec: &'static TableSpec, list: &mut dyn NodeList) {
        let mut seen: HashSet<String> = HashSet::new();
        let Some(value) = table.get(key) else { return };
        let DeValue::Array(array) = value.get_ref() else {
            let error = wrong_type(value.get_ref(), &format!("a list of tables, `[[{key}]]`"));
            self.problem("bad-value", value.span(), format!("`{key}`: {error}"), None);
            return;
        };
        for element in array {
            self.items += 1;
            if self.items > ITEMS_MAX {
                if self.items == ITEMS_MAX + 1 {
                    let message = format!("more than {ITEMS_MAX} items in one file; the rest is left out");
                    self.problem("too-many-items", element.span(), message, None);
                }
                break;
            }
            let DeValue::Table(inner) = element.get_ref() else {
                let error = wrong_type(element.get_ref(), "a table");
                self.problem("bad-value", element.span(), format!("`{key}`: {error}"), None);
                continue;
            };
            if !self.within(element.span(), key, |reader| list.push(inner, reader)) {
                continue;
            }
            let Some(naming) = spec.ident.last() else { continue };
            let newest = list.len() - 1;
            let ident = list.ident(newest);
            if !seen.insert(ident.clone()) {
                list.remove(newest);
                let span = inner.get(*naming).map_or(element.span(), Spanned::span);
                self.problem("duplicate-name", span, format!("a second `{key}` is named {ident:?}"), None);
            }
        }
    }

    /// Reads the one table behind a key; an empty one when there is none.
    pub fn one<T: Item + Default>(&mut self, table: &DeTable<'_>, key: &'static str) -> Arc<T> {
        let Some(value) = table.get(key) else {
            return Arc::default();
        };
        let DeValue::Table(inner) = value.get_ref() else {
            let expected = format!("a table, `[{key}]`");
            self.problem(
                "bad-value",
                value.span(),
                format!("`{key}`: {}", wrong_type(value.get_ref(), &expected)),
                None,
            );
            return Arc::default();
        };
        Arc::new(self.within(value.span(), key, |reader| T::read_table(inner, reader)).unwrap_or_default())
    }

    /// Reads what stands inside an item, and then goes on with the item around it.
    fn within<R>(&mut self, at: Range<usize>, owner: &'static str, read: impl FnOnce(&mut Self) -> R) -> R {
        let outside = (std::mem::replace(&mut self.at, at), std::mem::replace(&mut self.owner, owner));
        let answer = read(self);
        (self.at, self.owner) = outside;
        answer
    }

    /// Notes every key that the table does not have.
    pub fn unknown_keys(&mut self, table: &DeTable<'_>, spec: &'static TableSpec) {
        for key in table.keys() {
            let name = key.get_ref().as_ref();
            if spec.field(name).is_some() {
                continue;
            }
            let own = || spec.fields.iter().map(|field| field.key);
            let near = || nearest(&azure::kebab(name), own()).map(|near| format!("did you mean `{near}`?"));
            let help = azure::meant(spec.name, name).map(str::to_owned).or_else(near);
            self.problem("unknown-key", key.span(), format!("unknown key `{name}`"), help);
        }
    }

    /// Notes that a key is missing from the item that is being read.
    pub fn missing(&mut self, key: &'static str) {
        let owner = if self.owner.is_empty() { "file" } else { self.owner };
        self.problem("missing-key", self.at.clone(), format!("`{key}` is missing from this `{owner}`"), None);
    }
}

/// Declares a table: the struct, its keys, and everything that follows from them.
///
/// `req` values must be there, `opt` values may be left out; `tables` and `inline` are lists of items,
/// `one` is a table of which there is one.
macro_rules! item {
    (
        $(#[doc = $doc:literal])+
        $name:ident [$($ident:tt),*] $($derive:ident)? {
            $( $(#[doc = $field_doc:literal])+ $kind:ident $field:ident : $type:ty = $key:literal ),+ $(,)?
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq $(, $derive)?)]
        pub struct $name {
            $( $(#[doc = $field_doc])+ pub $field: item!(@type $kind $type), )+
        }

        impl $crate::scenario::item::Item for $name {
            fn table() -> &'static $crate::scenario::item::TableSpec {
                static SPEC: $crate::scenario::item::TableSpec = $crate::scenario::item::TableSpec {
                    name: stringify!($name),
                    doc: concat!($($doc),+),
                    ident: &[$($ident),*],
                    fields: &[$(
                        $crate::scenario::item::FieldSpec {
                            key: $key,
                            doc: concat!($($field_doc),+),
                            kind: item!(@kind $kind $type),
                        },
                    )+],
                };
                &SPEC
            }

            fn read_table(
                table: &toml::de::DeTable<'_>,
                reader: &mut $crate::scenario::item::Reader,
            ) -> Option<Self> {
                reader.unknown_keys(table, Self::table());
                $( let $field = item!(@read $kind $type, table, reader, $key); )+
                $( item!(@missing $kind $field, table, reader, $key); )+
                Some(Self { $( $field: item!(@take $kind $field), )+ })
            }

            fn go_on(&mut self, part: Self, own: &toml::de::DeTable<'_>) {
                $( item!(@go_on $kind self.$field, part.$field, own, $key); )+
            }
        }

        impl $crate::scenario::item::Node for $name {
            fn spec(&self) -> &'static $crate::scenario::item::TableSpec {
                <Self as $crate::scenario::item::Item>::table()
            }

            fn get(&self, key: &str) -> Option<String> {
                match key {
                    $( $key => item!(@get $kind self.$field), )+
                    _ => None,
                }
            }

            fn toml(&self, key: &str) -> Option<toml_edit::Value> {
                match key {
                    $( $key => item!(@toml $kind self.$field), )+
                    _ => None,
                }
            }

            fn set(&mut self, key: &str, text: Option<&str>) -> Result<(), $crate::scenario::leaf::LeafError> {
                match key {
                    $( $key => item!(@set $kind self.$field, $type, text, $key), )+
                    _ => Err($crate::scenario::leaf::LeafError::new(format!("there is no `{key}` here"))),
                }
            }

            fn list(&self, key: &str) -> Option<&dyn $crate::scenario::item::NodeList> {
                match key {
                    $( $key => item!(@list $kind &self.$field), )+
                    _ => None,
                }
            }

            fn list_mut(&mut self, key: &str) -> Option<&mut dyn $crate::scenario::item::NodeList> {
                match key {
                    $( $key => item!(@list $kind &mut self.$field), )+
                    _ => None,
                }
            }

            item!(@ident_is $($ident),*);

            fn one(&self, key: &str) -> Option<&dyn $crate::scenario::item::Node> {
                match key {
                    $( $key => item!(@one $kind self.$field), )+
                    _ => None,
                }
            }

            fn one_mut(&mut self, key: &str) -> Option<&mut dyn $crate::scenario::item::Node> {
                match key {
                    $( $key => item!(@one_mut $kind self.$field), )+
                    _ => None,
                }
            }
        }
    };

    (@ident_is "name") => {
        fn ident_is(&self, ident: &str) -> bool {
            self.name.as_str() == ident
        }
    };
    (@ident_is $($ident:tt),*) => {};

    (@type req $type:ty) => { $type };
    (@type opt $type:ty) => { Option<$type> };
    (@type tables $type:ty) => { $crate::scenario::item::List<$type> };
    (@type inline $type:ty) => { $crate::scenario::item::List<$type> };
    (@type one $type:ty) => { std::sync::Arc<$type> };

    (@kind req $type:ty) => { $crate::scenario::item::Kind::Required(<$type as $crate::scenario::leaf::Leaf>::shape) };
    (@kind opt $type:ty) => { $crate::scenario::item::Kind::Optional(<$type as $crate::scenario::leaf::Leaf>::shape) };
    (@kind tables $type:ty) => { $crate::scenario::item::Kind::Tables(<$type as $crate::scenario::item::Item>::table) };
    (@kind inline $type:ty) => { $crate::scenario::item::Kind::Inline(<$type as $crate::scenario::item::Item>::table) };
    (@kind one $type:ty) => { $crate::scenario::item::Kind::One(<$type as $crate::scenario::item::Item>::table) };

    (@read req $type:ty, $table:ident, $reader:ident, $key:literal) => {
        $reader.value::<$type>($table, $key)
    };
    (@read opt $type:ty, $table:ident, $reader:ident, $key:literal) => {
        $reader.value::<$type>($table, $key)
    };
    (@read tables $type:ty, $table:ident, $reader:ident, $key:literal) => {
        $reader.list::<$type>($table, $key)
    };
    (@read inline $type:ty, $table:ident, $reader:ident, $key:literal) => {
        $reader.list::<$type>($table, $key)
    };
    (@read one $type:ty, $table:ident, $reader:ident, $key:literal) => {
        $reader.one::<$type>($table, $key)
    };

    (@missing req $field:ident, $table:ident, $reader:ident, $key:literal) => {
        if $field.is_none() && !$table.contains_key($key) {
            $reader.missing($key);
        }
    };
    (@missing $kind:ident $field:ident, $table:ident, $reader:ident, $key:literal) => {};

    (@take req $field:ident) => { $field? };
    (@take $kind:ident $field:ident) => { $field };

    (@go_on tables $list:expr, $part:expr, $own:ident, $key:literal) => {
        $list.items_mut().extend($part.iter().cloned());
    };
    (@go_on inline $list:expr, $part:expr, $own:ident, $key:literal) => {
        $list.items_mut().extend($part.iter().cloned());
    };
    (@go_on $kind:ident $value:expr, $part:expr, $own:ident, $key:literal) => {
        if $own.contains_key($key) {
            $value = $part;
        }
    };

    (@get req $self:ident . $field:ident) => { Some($crate::scenario::leaf::Leaf::show(&$self.$field)) };
    (@get opt $self:ident . $field:ident) => { $self.$field.as_ref().map($crate::scenario::leaf::Leaf::show) };
    (@get $kind:ident $self:ident . $field:ident) => { None };

    (@toml req $self:ident . $field:ident) => { Some($crate::scenario::leaf::Leaf::write(&$self.$field)) };
    (@toml opt $self:ident . $field:ident) => { $self.$field.as_ref().map($crate::scenario::leaf::Leaf::write) };
    (@toml $kind:ident $self:ident . $field:ident) => { None };

    (@set req $self:ident . $field:ident, $type:ty, $text:ident, $key:literal) => {
        match $text {
            Some(text) => {
                $self.$field = <$type as $crate::scenario::leaf::Leaf>::parse(text)?;
                Ok(())
            }
            None => Err($crate::scenario::leaf::LeafError::new(concat!("`", $key, "` must not be left out"))),
        }
    };
    (@set opt $self:ident . $field:ident, $type:ty, $text:ident, $key:literal) => {{
        $self.$field = $text.map(<$type as $crate::scenario::leaf::Leaf>::parse).transpose()?;
        Ok(())
    }};
    (@set $kind:ident $self:ident . $field:ident, $type:ty, $text:ident, $key:literal) => {
        Err($crate::scenario::leaf::LeafError::new(concat!("`", $key, "` is a table, not a value")))
    };

    (@list tables $list:expr) => { Some($list) };
    (@list inline $list:expr) => { Some($list) };
    (@list $kind:ident $list:expr) => { None };

    (@one one $self:ident . $field:ident) => { Some(&*$self.$field as &dyn $crate::scenario::item::Node) };
    (@one $kind:ident $self:ident . $field:ident) => { None };

    (@one_mut one $self:ident . $field:ident) => {
        Some(std::sync::Arc::make_mut(&mut $self.$field) as &mut dyn $crate::scenario::item::Node)
    };
    (@one_mut $kind:ident $self:ident . $field:ident) => { None };
}

pub(crate) use item;
