//! The stable address of one item or field of a scenario. Deliberately names, not indices: it survives edits
//! of other items, and is the key for spans, focus and undo.

use std::fmt;
use std::sync::Arc;

/// One step down from a table.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// A key, or a table of which there is one.
    Key(&'static str),
    /// The item of a list that has this identity.
    Item(&'static str, Arc<str>),
}

/// The address of an item or a field: `vnet[vnet-aks].subnet[snet-nodes].prefix`.
///
/// ```
/// # use aksplore::scenario::Path;
/// let path = Path::root().item("vnet", "vnet-aks").item("subnet", "snet-nodes").key("prefix");
/// assert_eq!(path.to_string(), "vnet[vnet-aks].subnet[snet-nodes].prefix");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path(Arc<[Step]>);

impl Path {
    /// The scenario itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// This path and a key below it.
    #[must_use]
    pub fn key(&self, key: &'static str) -> Self {
        self.with(Step::Key(key))
    }

    /// This path and an item of one of its lists.
    #[must_use]
    pub fn item(&self, list: &'static str, ident: &str) -> Self {
        self.with(Step::Item(list, ident.into()))
    }

    /// This path and a step below it.
    #[must_use]
    pub fn with(&self, step: Step) -> Self {
        self.0.iter().cloned().chain([step]).collect()
    }

    /// The path without its last step; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, above) = self.0.split_last()?;
        Some(Self(above.into()))
    }

    /// The last step; `None` for the root.
    pub fn last(&self) -> Option<&Step> {
        self.0.last()
    }

    /// The steps from the root down.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Is this path at or below the other?
    pub fn starts_with(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }
}

impl FromIterator<Step> for Path {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Self {
        Self(steps.into_iter().collect())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            if index > 0 {
                formatter.write_str(".")?;
            }
            match step {
                Step::Key(key) => formatter.write_str(key)?,
                Step::Item(list, ident) => write!(formatter, "{list}[{ident}]")?,
            }
        }
        Ok(())
    }
}
