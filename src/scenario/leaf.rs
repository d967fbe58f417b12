//! The values that stand behind a key: how each is read from TOML, typed in a field, shown and written.
//! Deliberately without Azure's limits: max pods of 300 is a value, and a finding.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;

use toml::Spanned;
use toml::de::DeValue;
use toml_edit::{Array, InlineTable, Value};

use crate::net::Cidr;

/// What a value looks like, for hints and for the JSON Schema.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Any text.
    Text,
    /// A text of a known form, named in words: "CIDR", "address", "count or percentage".
    Form(&'static str),
    /// A whole number between these, both of them included.
    Number(u64, u64),
    /// A number or a text of a known form.
    NumberOr(&'static str),
    /// `true` or `false`.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A list of such values.
    Many(Box<Shape>),
    /// One such value, or a list of them.
    OneOrMany(Box<Shape>),
    /// Names of the user's own, each with such a value.
    Map(Box<Shape>),
    /// A fixed set of numbers: `{ min = 3, max = 10 }`.
    Numbers(&'static [&'static str]),
}

/// Something in a value that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeafError {
    /// What was found, what was expected, the nearest fix.
    pub message: String,
    /// The text that would be right, where one is known.
    pub suggestion: Option<String>,
    /// Where, when narrower than the whole value.
    pub span: Option<Range<usize>>,
}

impl LeafError {
    /// An error about the whole value.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), suggestion: None, span: None }
    }

    /// The same, with the text that would be right.
    #[must_use]
    pub fn suggesting(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }
}

impl fmt::Display for LeafError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

/// A value behind a key. `parse` and `show` are inverse, and so are `read` and `write`.
pub trait Leaf: Clone + PartialEq + fmt::Debug + Sized + 'static {
    /// What it looks like.
    fn shape() -> Shape;

    /// Reads what a person types in a field.
    ///
    /// # Errors
    /// When the text is not such a value.
    fn parse(text: &str) -> Result<Self, LeafError>;

    /// The text that `parse` reads back.
    fn show(&self) -> String;

    /// Reads a TOML value. Most values are strings.
    ///
    /// # Errors
    /// When it is of another type, or the text is not such a value.
    fn read(value: &Spanned<DeValue<'_>>) -> Result<Self, LeafError> {
        match value.get_ref() {
            DeValue::String(text) => Self::parse(text),
            other => Err(wrong_type(other, "a string")),
        }
    }

    /// The TOML value that `read` reads back.
    fn write(&self) -> Value {
        Value::from(self.show())
    }
}

/// "found an integer, expected a string".
pub fn wrong_type(found: &DeValue<'_>, expected: &str) -> LeafError {
    let name = found.type_str();
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    LeafError::new(format!("found {article} {name}, expected {expected}"))
}

/// The most characters that a name may have.
pub const NAME_CHARS_MAX: usize = 256;

/// A name: not empty, no blanks at its ends, nothing that is not printable.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(Arc<str>);

impl Name {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, to keep without copying it.
    pub fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }
}

impl std::ops::Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

impl FromStr for Name {
    type Err = LeafError;

    fn from_str(text: &str) -> Result<Self, LeafError> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(LeafError::new("the name is empty"));
        }
        if let Some(bad) = trimmed.chars().find(|c| c.is_control()) {
            return Err(LeafError::new(format!(
                "the name has a character that cannot be shown: {}",
                bad.escape_default()
            )));
        }
        if trimmed.chars().count() > NAME_CHARS_MAX {
            return Err(LeafError::new(format!("the name has more than {NAME_CHARS_MAX} characters")));
        }
        Ok(Self(trimmed.into()))
    }
}

impl Leaf for Name {
    fn shape() -> Shape {
        Shape::Text
    }

    fn parse(text: &str) -> Result<Self, LeafError> {
        text.parse()
    }

    fn show(&self) -> String {
        self.0.to_string()
    }
}

/// Free text, never interpreted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub Arc<str>);

impl Leaf for Text {
    fn shape() -> Shape {
        Shape::Text
    }

    fn parse(text: &str) -> Result<Self, LeafError> {
        Ok(Self(text.into()))
    }

    fn show(&self) -> String {
        self.0.to_string()
    }
}

impl Leaf for Cidr {
    fn shape() -> Shape {
        Shape::Form("CIDR, like 10.240.0.0/16")
    }

    fn parse(text: &str) -> Result<Self, LeafError> {
        use crate::net::CidrError::{Address, HostBits, NoPrefix, Octet, Prefix};
        text.parse::<Self>().map_err(|error| match &error {
            HostBits { suggested, .. } | NoPrefix { suggested, .. } | Octet { suggested, .. } => {
                LeafError::new(error.to_string()).suggesting(suggested.to_string())
            }
            Prefix { .. } | Address { .. } => LeafError::new(error.to_string()),
        })
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

/// Types whose text form is their `Display` and `FromStr`.
macro_rules! text_leaf {
    ($type:ty, $form:literal) => {
        impl Leaf for $type {
            fn shape() -> Shape {
                Shape::Form($form)
            }

            fn parse(text: &str) -> Result<Self, LeafError> {
                text.trim().parse().map_err(|_| LeafError::new(format!(concat!("{:?} is not an ", $form), text)))
            }

            fn show(&self) -> String {
                self.to_string()
            }
        }
    };
}

text_leaf!(IpAddr, "address, like 10.0.0.10");
text_leaf!(Ipv4Addr, "IPv4 address, like 10.0.0.10");

/// Whole numbers: an integer in TOML.
macro_rules! number_leaf {
    ($type:ty, $least:literal) => {
        impl Leaf for $type {
            fn shape() -> Shape {
                Shape::Number($least, u64::from(<$type>::MAX))
            }

            fn parse(text: &str) -> Result<Self, LeafError> {
                let digits: String = text.trim().chars().filter(|c| *c != ',' && *c != '_').collect();
                let number: Option<$type> =
                    digits.parse().ok().filter(|number| ($least..=<$type>::MAX).contains(number));
                number.ok_or_else(|| {
                    let most = <$type>::MAX;
                    LeafError::new(format!("{text:?} is not a whole number from {} to {most}", $least))
                })
            }

            fn show(&self) -> String {
                self.to_string()
            }

            fn read(value: &Spanned<DeValue<'_>>) -> Result<Self, LeafError> {
                match value.get_ref() {
                    DeValue::Integer(number) => {
                        let read = <$type>::from_str_radix(number.as_str(), number.radix()).ok();
                        read.filter(|number| ($least..=<$type>::MAX).contains(number)).ok_or_else(|| {
                            let most = <$type>::MAX;
                            LeafError::new(format!("{number} is not a whole number from {} to {most}", $least))
                        })
                    }
                    DeValue::String(text) if text.parse::<$type>().is_ok() => {
                        Err(LeafError::new(format!("found a string, expected an integer; write {text} without quotes"))
                            .suggesting(text.to_string()))
                    }
                    other => Err(wrong_type(other, "an integer")),
                }
            }

            fn write(&self) -> Value {
                Value::from(i64::from(*self))
            }
        }
    };
}

number_leaf!(u8, 0);
// Every number of this size is a port's.
number_leaf!(u16, 1);
number_leaf!(u32, 0);

impl Leaf for bool {
    fn shape() -> Shape {
        Shape::Flag
    }

    fn parse(text: &str) -> Result<Self, LeafError> {
        match text.trim() {
            "true" | "yes" | "on" => Ok(true),
            "false" | "no" | "off" => Ok(false),
            other => Err(LeafError::new(format!("{other:?} is neither true nor false"))),
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }

    fn read(value: &Spanned<DeValue<'_>>) -> Result<Self, LeafError> {
        match value.get_ref() {
            DeValue::Boolean(flag) => Ok(*flag),
            other => Err(wrong_type(other, "true or false")),
        }
    }

    fn write(&self) -> Value {
        Value::from(*self)
    }
}

impl<T: Leaf> Leaf for Vec<T> {
    fn shape() -> Shape {
        Shape::Many(Box::new(T::shape()))
    }

    fn parse(text: &str) -> Result<Self, LeafError> {
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(T::parse).collect()
    }

    fn show(&self) -> String {
        self.iter().map(T::show).collect::<Vec<_>>().join(", ")
    }

    fn read(value: &Spanned<DeValue<'_>>) -> Result<Self, LeafError> {
        let array = match value.get_ref() {
            DeValue::Array(array) => array,
            DeValue::String(text) => return Err(wrong_type(value.get_ref(), &format!("a list, like [{text:?}]"))),
            other => return Err(wrong_type(other, "a list")),
        };
        array
            .iter()
            .map(|element| {
                T::read(element).map_err(|mut error| {
                    error.span.get_or_insert(element.span());
                    error
                })
            })
            .collect()
    }

    fn write(&self) -> Value {
        Value::from(self.iter().map(T::write).collect::<Array>())
    }
}

impl<T: Leaf> Leaf for BTreeMap<Name, T> {
    fn shape() -> Shape {
        Shape::Map(Box::new(T::shape()))
    }

    /// `app=web; tier=front`: pairs between semicolons.
    fn parse(text: &str) -> Result<Self, LeafError> {
        let pairs = text.split(';').map(str::trim).filter(|pair| !pair.is_empty());
        pairs
            .map(|pair| {
                let (name, value) = pair
                    .split_once('=')
                    .ok_or_else(|| LeafError::new(format!("{pair:?} is not of the form name=value")))?;
                Ok((name.parse()?, T::parse(value.trim())?))
            })
            .collect()
    }

    fn show(&self) -> String {
        self.iter().map(|(name, value)| format!("{name}={}", value.show())).collect::<Vec<_>>().join("; ")
    }

    fn read(value: &Spanned<DeValue<'_>>) -> Result<Self, LeafError> {
        let DeValue::Table(table) = value.get_ref() else {
            return Err(wrong_type(value.get_ref(), "a table"));
        };
        table
            .iter()
            .map(|(name, value)| {
                let at = |range: Range<usize>| {
                    move |mut error: LeafError| {
                        error.span.get_or_insert(range);
                        error
                    }
                };
                Ok((name.get_ref().parse().map_err(at(name.span()))?, T::read(value).map_err(at(value.span()))?))
            })
            .collect()
    }

    fn write(&self) -> Value {
        Value::from(self.iter().map(|(name, value)| (name.as_str(), value.write())).collect::<InlineTable>())
    }
}

/// How many nodes more an upgrade may add: a count, or a percentage of the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Surge {
    /// So many nodes.
    Count(u32),
    /// A share of the pool, rounded up.
    Percent(u32),
}

impl Leaf for Surge {
    fn shape() -> Shape {
        Shape::NumberOr("percentage, like 10%")
    }

    fn parse(text: &str) -> Result<Self, LeafError> {
        let text = text.trim();
        let bad = || LeafError::new(format!("{text:?} is neither a count of nodes nor a percentage like 10%"));
        match text.strip_suffix('%') {
            Some(number) => number.trim().parse().map(Self::Percent).map_err(|_| bad()),
            None => text.parse().map(Self::Count).map_err(|_| bad()),
        }
    }

    fn show(&self) -> String {
        match self {
            Self::Count(nodes) => nodes.to_string(),
            Self::Percent(percent) => format!("{percent}%"),
        }
    }

    fn read(value: &Spanned<DeValue<'_>>) -> Result<Self, LeafError> {
        match value.get_ref() {
            DeValue::String(text) => Self::parse(text),
            DeValue::Integer(_) => u32::read(value).map(Self::Count),
            other => Err(wrong_type(other, "a count or a percentage like \"10%\"")),
        }
    }

    fn write(&self) -> Value {
        match self {
            Self::Count(nodes) => Value::from(i64::from(*nodes)),
            Self::Percent(_) => Value::from(self.show()),
        }
    }
}

/// The bounds of the cluster autoscaler for one pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Autoscale {
    /// Never fewer nodes.
    pub min: u32,
    /// Never more nodes.
    pub max: u32,
}

impl Leaf for Autoscale {
    fn shape() -> Shape {
        Shape::Numbers(&["min", "max"])
    }

    /// `3-10` (or `3..10`).
    fn parse(text: &str) -> Result<Self, LeafError> {
        let bad = || LeafError::new(format!("{text:?} is not a pair of bounds like 3-10"));
        let (min, max) = text.split_once("..").or_else(|| text.split_once('-')).ok_or_else(bad)?;
        let number = |part: &str| part.trim().parse::<u32>().map_err(|_| bad());
        Ok(Self { min: number(min)?, max: number(max)? })
    }

    fn show(&self) -> String {
        format!("{}-{}", self.min, self.max)
    }

    fn read(value: &Spanned<DeValue<'_>>) -> Result<Self, LeafError> {
        let expected = "{ min = 3, max = 10 }";
        let DeValue::Table(table) = value.get_ref() else {
            return Err(wrong_type(value.get_ref(), expected));
        };
        if let Some(extra) = table.keys().find(|key| !["min", "max"].contains(&key.get_ref().as_ref())) {
            let mut error = LeafError::new(format!("unknown key `{}`, expected {expected}", extra.get_ref()));
            error.span = Some(extra.span());
            return Err(error);
        }
        let bound = |key: &str| {
            let value =
                table.get(key).ok_or_else(|| LeafError::new(format!("`{key}` is missing, expected {expected}")))?;
            u32::read(value).map_err(|mut error| {
                error.span.get_or_insert(value.span());
                error
            })
        };
        Ok(Self { min: bound("min")?, max: bound("max")? })
    }

    fn write(&self) -> Value {
        let bounds = [("min", i64::from(self.min)), ("max", i64::from(self.max))];
        Value::from(bounds.into_iter().collect::<InlineTable>())
    }
}

/// What a route or an NSG rule speaks of: addresses, or a service tag.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// `*`: any address.
    Any,
    /// A network; a single address is one of full length.
    Net(Cidr),
    /// A service tag, such as `Storage` or `VirtualNetwork`.
    Tag(Name),
}

impl Target {
    /// The network, when it is one.
    pub fn net(&self) -> Option<Cidr> {
        match self {
            Self::Net(net) => Some(*net),
            Self::Any | Self::Tag(_) => None,
        }
    }
}

impl Leaf for Target {
    fn shape() -> Shape {
        Shape::Form("CIDR, address, service tag or *")
    }

    fn parse(text: &str) -> Result<Self, LeafError> {
        let text = text.trim();
        if text == "*" {
            return Ok(Self::Any);
        }
        if text.starts_with(|c: char| c.is_ascii_digit()) || text.contains(':') {
            if let Ok(address) = text.parse::<IpAddr>() {
                return Ok(Self::Net(Cidr::containing(address, 128)));
            }
            return Cidr::parse(text).map(Self::Net);
        }
        if text.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '_' || c == '-') {
            return text.parse().map(Self::Tag);
        }
        Err(LeafError::new(format!("{text:?} is neither a CIDR nor a service tag")))
    }

    fn show(&self) -> String {
        match self {
            Self::Any => "*".to_owned(),
            Self::Net(net) => net.to_string(),
            Self::Tag(tag) => tag.to_string(),
        }
    }
}

/// Ports as a rule names them: `*`, `80`, `80,443`, `30000-32767`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Ports {
    /// `*`: every port.
    Any,
    /// These inclusive ranges, in the order written.
    Some(Vec<(u16, u16)>),
}

impl Ports {
    /// Does it hold the port? A port that is not known is held only by `*`.
    pub fn holds(&self, port: Option<u16>) -> bool {
        match self {
            Self::Any => true,
            Self::Some(ranges) => {
                port.is_some_and(|port| ranges.iter().any(|(first, last)| (*first..=*last).contains(&port)))
            }
        }
    }
}

impl Leaf for Ports {
    fn shape() -> Shape {
        Shape::Form("ports, like 80,443 or 30000-32767 or *")
    }

    fn parse(text: &str) -> Result<Self, LeafError> {
        let bad = || LeafError::new(format!("{text:?} is not a list of ports like 80,443 or 30000-32767"));
        if text.trim() == "*" {
            return Ok(Self::Any);
        }
        let number = |part: &str| part.trim().parse::<u16>().map_err(|_| bad());
        let ranges = text
            .split(',')
            .map(|part| match part.split_once('-') {
                Some((first, last)) => Ok((number(first)?, number(last)?)),
                None => number(part).map(|port| (port, port)),
            })
            .collect::<Result<Vec<_>, _>>()?;
        if ranges.iter().all(|(first, last)| first <= last) { Ok(Self::Some(ranges)) } else { Err(bad()) }
    }

    fn show(&self) -> String {
        match self {
            Self::Any => "*".to_owned(),
            Self::Some(ranges) => {
                let part = |(first, last): &(u16, u16)| {
                    if first == last { first.to_string() } else { format!("{first}-{last}") }
                };
                ranges.iter().map(part).collect::<Vec<_>>().join(",")
            }
        }
    }
}

/// A closed list of words: the enum, its words, and how it is read.
#[macro_export]
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$variant_meta])* $variant),+
        }

        impl $name {
            /// All of them, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Their words, in the same order.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word of the scenario file.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.pad(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::scenario::leaf::LeafError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::scenario::leaf::choose(text, Self::WORDS).map(|index| Self::ALL[index])
            }
        }

        impl $crate::scenario::leaf::Leaf for $name {
            fn shape() -> $crate::scenario::leaf::Shape {
                $crate::scenario::leaf::Shape::Choice(Self::WORDS)
            }

            fn parse(text: &str) -> Result<Self, $crate::scenario::leaf::LeafError> {
                text.parse()
            }

            fn show(&self) -> String {
                self.word().to_owned()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "enum": Self::WORDS })
            }
        }
    };
}

/// The index of the word, exactly as written or but for its case; else an error that names the nearest.
///
/// # Errors
/// When the text is none of the words.
pub fn choose(text: &str, words: &[&str]) -> Result<usize, LeafError> {
    let text = text.trim();
    if let Some(index) = words.iter().position(|word| *word == text) {
        return Ok(index);
    }
    let nearest = nearest(text, words.iter().copied());
    let message = match nearest {
        Some(word) => format!("{text:?} is not known here; did you mean {word:?}?"),
        None => format!("{text:?} is not known here; expected one of {}", words.join(", ")),
    };
    let error = LeafError::new(message);
    Err(match nearest {
        Some(word) => error.suggesting(word),
        None => error,
    })
}

/// The candidate nearest to the text, if any is near enough to be what was meant.
pub fn nearest<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = text.to_lowercase();
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().max(3) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A network, or the empty text for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OptionalCidr(pub Option<Cidr>);

impl Leaf for OptionalCidr {
    fn shape() -> Shape {
        Shape::Form("CIDR, or nothing")
    }

    fn parse(text: &str) -> Result<Self, LeafError> {
        if text.trim().is_empty() { Ok(Self(None)) } else { Cidr::parse(text).map(|net| Self(Some(net))) }
    }

    fn show(&self) -> String {
        self.0.map_or_else(String::new, |net| net.to_string())
    }
}

/// An address, or the empty text for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OptionalAddress(pub Option<IpAddr>);

impl Leaf for OptionalAddress {
    fn shape() -> Shape {
        Shape::Form("address, or nothing")
    }

    fn parse(text: &str) -> Result<Self, LeafError> {
        if text.trim().is_empty() { Ok(Self(None)) } else { IpAddr::parse(text).map(|address| Self(Some(address))) }
    }

    fn show(&self) -> String {
        self.0.map_or_else(String::new, |address| address.to_string())
    }
}

/// One network, or a list of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OneOrMany(pub Vec<Cidr>);

impl Leaf for OneOrMany {
    fn shape() -> Shape {
        Shape::OneOrMany(Box::new(Cidr::shape()))
    }

    fn parse(text: &str) -> Result<Self, LeafError> {
        Vec::parse(text).map(Self)
    }

    fn show(&self) -> String {
        self.0.show()
    }

    fn read(value: &Spanned<DeValue<'_>>) -> Result<Self, LeafError> {
        match value.get_ref() {
            DeValue::Array(_) => Vec::read(value).map(Self),
            _ => Cidr::read(value).map(|net| Self(vec![net])),
        }
    }

    fn write(&self) -> Value {
        match self.0.as_slice() {
            [net] => net.write(),
            nets => nets.to_vec().write(),
        }
    }
}

/// A pod's port, by number or by name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PortRef {
    /// By number.
    Number(u16),
    /// By the name that the pod gives it.
    Named(Name),
}

impl Leaf for PortRef {
    fn shape() -> Shape {
        Shape::NumberOr("the name of a port")
    }

    fn parse(text: &str) -> Result<Self, LeafError> {
        match text.trim() {
            digits if digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.is_empty() => {
                u16::parse(digits).map(Self::Number)
            }
            name => name.parse().map(Self::Named),
        }
    }

    fn show(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Named(name) => name.to_string(),
        }
    }

    fn read(value: &Spanned<DeValue<'_>>) -> Result<Self, LeafError> {
        match value.get_ref() {
            DeValue::Integer(_) => u16::read(value).map(Self::Number),
            DeValue::String(text) => text.parse().map(Self::Named),
            other => Err(wrong_type(other, "a port's number or name")),
        }
    }

    fn write(&self) -> Value {
        match self {
            Self::Number(number) => Value::from(i64::from(*number)),
            Self::Named(name) => Value::from(name.as_str()),
        }
    }
}
