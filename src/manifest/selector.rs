//! Label selectors: reading them, and whether labels match. Deliberately knows nothing of what is selected.

use std::fmt;
use std::sync::Arc;

use super::model::Labels;
use super::reader::Reader;

/// Labels that something must have; without any demand everything matches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Selector {
    /// All of them must hold.
    pub demands: Vec<Demand>,
}

/// One demand on labels.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Demand {
    /// The label's key.
    pub key: Arc<str>,
    /// What is asked of it.
    pub operator: Operator,
    /// The values of `In` and `NotIn`.
    pub values: Vec<Arc<str>>,
}

/// What a demand asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// The label is there with one of the values.
    In,
    /// The label is not there, or with another value.
    NotIn,
    /// The label is there.
    Exists,
    /// The label is not there.
    DoesNotExist,
}

impl Operator {
    /// All of them, by the names of Kubernetes.
    const NAMES: [(&'static str, Self); 4] =
        [("In", Self::In), ("NotIn", Self::NotIn), ("Exists", Self::Exists), ("DoesNotExist", Self::DoesNotExist)];
}

impl Selector {
    /// Do the labels meet every demand?
    pub fn matches(&self, labels: &Labels) -> bool {
        self.demands.iter().all(|demand| demand.holds(labels.get(&demand.key)))
    }

    /// Does it select everything?
    pub fn is_all(&self) -> bool {
        self.demands.is_empty()
    }
}

impl Demand {
    fn holds(&self, value: Option<&Arc<str>>) -> bool {
        let is_listed = value.is_some_and(|value| self.values.contains(value));
        match self.operator {
            Operator::In => is_listed,
            Operator::NotIn => !is_listed,
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
        }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.demands.is_empty() {
            return formatter.write_str("all");
        }
        for (place, demand) in self.demands.iter().enumerate() {
            if place > 0 {
                formatter.write_str(", ")?;
            }
            let values = demand.values.join(", ");
            match (demand.operator, demand.values.len()) {
                (Operator::In, 1) => write!(formatter, "{}={values}", demand.key)?,
                (Operator::In, _) => write!(formatter, "{} in ({values})", demand.key)?,
                (Operator::NotIn, _) => write!(formatter, "{} not in ({values})", demand.key)?,
                (Operator::Exists, _) => write!(formatter, "{}", demand.key)?,
                (Operator::DoesNotExist, _) => write!(formatter, "no {}", demand.key)?,
            }
        }
        Ok(())
    }
}

/// Reads a `LabelSelector`; what is wrong with it is told to the reader.
pub(super) fn read(reader: &Reader<'_>) -> Option<Selector> {
    reader.known(&["matchLabels", "matchExpressions"]);
    let mut selector = Selector::default();
    for (key, value) in reader.optional("matchLabels", Reader::labels)?.unwrap_or_default() {
        selector.demands.push(Demand { key, operator: Operator::In, values: vec![value] });
    }
    for expression in reader.optional("matchExpressions", Reader::items)?.unwrap_or_default() {
        selector.demands.push(demand(&expression)?);
    }
    Some(selector)
}

fn demand(reader: &Reader<'_>) -> Option<Demand> {
    reader.known(&["key", "operator", "values"]);
    let key = reader.required("key")?.text()?;
    let word = reader.required("operator")?;
    let operator = word.choice(&Operator::NAMES)?;
    let values = reader.get("values");
    let listed = reader.optional("values", Reader::texts)?.unwrap_or_default();
    let wants_values = matches!(operator, Operator::In | Operator::NotIn);
    if wants_values == listed.is_empty() {
        let name = word.text()?;
        let need = if wants_values { "needs at least one value" } else { "takes no values" };
        values.as_ref().unwrap_or(&word).error("bad-selector", format!("{name} {need}"));
        return None;
    }
    Some(Demand { key, operator, values: listed })
}
