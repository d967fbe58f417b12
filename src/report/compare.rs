//! The answer of `compare`: the same question put to every model. Deliberately six answers of `size`, so that no
//! number can differ from what `size` says of that model.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::size::{Size, model_label, number, verdict_label};
use super::table::table;
use super::{Answer, SCHEMA};
use crate::engine::Analysis;
use crate::engine::finding::SourceRef;
use crate::net::thousands;

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Compare {
    /// The version of the answer's format.
    pub schema: u32,
    /// The models.
    pub models: Vec<ModelRow>,
    /// The model to choose; null: none fits.
    pub suggested: Option<Suggested>,
}

/// One model's answer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ModelRow {
    /// Its answer of `size`.
    #[serde(flatten)]
    pub size: Size,
    /// How it treats what designs use.
    pub features: Vec<FeatureRow>,
    /// Addresses of the VNet that the design takes at its peak.
    pub vnet_addresses: u64,
    /// Ranges that were assumed because the design lacks them.
    pub assumed: Vec<String>,
}

/// How a model treats something that designs use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FeatureRow {
    /// What.
    pub name: &'static str,
    /// Does it? Null: not known, or no matter of yes and no.
    pub supported: Option<bool>,
    /// How, in a word or phrase.
    pub note: String,
    /// The page.
    pub source: SourceRef,
}

/// The model to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Suggested {
    /// The model.
    pub model: String,
    /// Why.
    pub reason: String,
}

impl Compare {
    /// Of an analysis.
    pub fn new(analysis: &Analysis) -> Self {
        let comparison = analysis.compare();
        let models = comparison.answers.iter().enumerate().map(|(index, answer)| ModelRow {
            size: Size::new(&Analysis::new(answer.scenario(analysis.plan()))),
            features: comparison
                .features
                .iter()
                .map(|feature| FeatureRow {
                    name: feature.name,
                    supported: feature.supported[index],
                    note: feature.values[index].to_string(),
                    source: feature.source,
                })
                .collect(),
            vnet_addresses: answer.vnet_addresses,
            assumed: answer.assumed.clone(),
        });
        let suggested = comparison.suggested.as_ref().map(|(index, reason)| {
            let answer = &comparison.answers[*index];
            Suggested { model: model_label(answer.model, answer.pod_ip_allocation), reason: reason.clone() }
        });
        Self { schema: SCHEMA, models: models.collect(), suggested }
    }
}

impl Answer for Compare {
    const KIND: &'static str = "compare";

    fn text(&self) -> String {
        let fitting = self.models.iter().filter(|model| model.size.is_good()).count();
        let rows: Vec<Vec<String>> = self.models.iter().map(row).collect();
        let heading = ["MODEL", "VERDICT", "USED", "BINDS", "MOST NODES", "OF THE VNET"];
        let mut text = format!("{fitting} of {} FIT\n\n{}", self.models.len(), table(&heading, &rows));
        for model in self.models.iter().filter(|model| !model.assumed.is_empty()) {
            let _ = writeln!(text, "\n{}, assumed: {}", model.size.label(), model.assumed.join("; "));
        }
        if let Some(suggested) = &self.suggested {
            let _ = writeln!(text, "\nSuggested: {}. {}.", suggested.model, suggested.reason);
        }
        text.push('\n');
        text.push_str(&self.features());
        text
    }

    /// A comparison is good when some model fits.
    fn is_good(&self) -> bool {
        self.models.iter().any(|model| model.size.is_good())
    }
}

impl Compare {
    /// What each model does, a row a feature and a column a model.
    fn features(&self) -> String {
        let names: Vec<String> = self.models.iter().map(|model| model.size.label()).collect();
        let heading: Vec<&str> = std::iter::once("").chain(names.iter().map(String::as_str)).collect();
        let count = self.models.first().map_or(0, |model| model.features.len());
        let rows: Vec<Vec<String>> = (0..count)
            .map(|feature| {
                let name = self.models[0].features[feature].name.to_owned();
                let words = self.models.iter().map(|model| model.features[feature].note.clone());
                std::iter::once(name).chain(words).collect()
            })
            .collect();
        table(&heading, &rows)
    }
}

fn row(model: &ModelRow) -> Vec<String> {
    let size = &model.size;
    vec![
        size.label(),
        verdict_label(size.verdict).to_owned(),
        size.used_percent().map_or_else(|| "-".to_owned(), |used| format!("{used}%")),
        size.binding.as_ref().map_or_else(|| "-".to_owned(), |binding| binding.role.clone()),
        number(size.max_nodes.map(u128::from)),
        thousands(model.vnet_addresses),
    ]
}
