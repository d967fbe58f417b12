//! The flags that set the common fields, as the letters of the screen do. Deliberately parses no value itself: the
//! field's own edit does, so that flag and letter take the same texts and say the same of bad ones.

use clap::Args;

use super::Refusal;
use crate::document::Document;
use crate::engine::compare::switch;
use crate::scenario::Field;
use crate::scenario::field::model_word;
use crate::scenario::model::Model;

/// The flags.
#[derive(Clone, Debug, Default, Args)]
pub struct FieldFlags {
    /// kubenet, node-subnet, pod-subnet, overlay, byo-cni
    #[arg(long, global = true, value_name = "MODEL", help_heading = "Fields")]
    pub model: Option<String>,
    /// How many nodes
    #[arg(long, global = true, value_name = "COUNT", help_heading = "Fields")]
    pub nodes: Option<String>,
    /// The most pods a node
    #[arg(long, global = true, value_name = "COUNT", help_heading = "Fields")]
    pub max_pods: Option<String>,
    /// How many nodes more an upgrade may add: 4, or 10%
    #[arg(long, global = true, value_name = "SURGE", help_heading = "Fields")]
    pub surge: Option<String>,
    /// The range of pods
    #[arg(long, global = true, value_name = "CIDR", help_heading = "Fields")]
    pub pod_cidr: Option<String>,
    /// The range of Services
    #[arg(long, global = true, value_name = "CIDR", help_heading = "Fields")]
    pub service_cidr: Option<String>,
    /// The range of the node subnet
    #[arg(long, global = true, value_name = "CIDR", help_heading = "Fields")]
    pub node_subnet: Option<String>,
    /// The VNet around a CIDR given as SCENARIO
    #[arg(long, global = true, value_name = "CIDR", help_heading = "Fields")]
    pub vnet: Option<String>,
    /// The pool that they are of; left out: the first
    #[arg(long, global = true, value_name = "NAME", help_heading = "Fields")]
    pub pool: Option<String>,
}

impl FieldFlags {
    /// The fields that are given but for the model, each with its flag and text. The ranges come first: they must stand
    /// before anything is placed beside them.
    fn given(&self) -> impl Iterator<Item = (&'static str, Field, &str)> {
        let flags = [
            ("--service-cidr", Field::ServiceCidr, &self.service_cidr),
            ("--node-subnet", Field::NodeSubnet, &self.node_subnet),
            ("--nodes", Field::Nodes, &self.nodes),
            ("--max-pods", Field::MaxPods, &self.max_pods),
            ("--surge", Field::Surge, &self.surge),
        ];
        flags.into_iter().filter_map(|(flag, field, text)| Some((flag, field, text.as_deref()?)))
    }

    /// The first flag that is given, for a sub-command that takes none.
    pub fn first(&self) -> Option<&'static str> {
        let model = self.model.as_ref().map(|_| "--model");
        let pods = self.pod_cidr.as_ref().map(|_| "--pod-cidr");
        let place = self.vnet.as_ref().map(|_| "--vnet").or(self.pool.as_ref().map(|_| "--pool"));
        model.or_else(|| self.given().next().map(|(flag, _, _)| flag)).or(pods).or(place)
    }

    /// Sets these fields of a document, each as a step that can be undone.
    ///
    /// # Errors
    /// When a value cannot be read or does not go with the design: the message names flag, value and nearest good one.
    pub fn set(&self, document: &mut Document) -> Result<(), Refusal> {
        for (flag, field, text) in self.given() {
            self.set_field(document, flag, field, text)?;
        }
        if let Some(text) = &self.model {
            set_model(document, text)?;
        }
        if let Some(text) = &self.pod_cidr {
            self.set_field(document, "--pod-cidr", Field::PodCidr, text)?;
        }
        Ok(())
    }

    fn set_field(&self, document: &mut Document, flag: &str, field: Field, text: &str) -> Result<(), Refusal> {
        let refused = |reason: String| Refusal::usage(format!("{flag} {text}: {reason}"));
        let edit = field.edit(document.scenario(), self.pool.as_deref(), text);
        let edit = edit.map_err(|error| refused(error.message))?;
        document.commit(edit).map_err(|error| refused(error.to_string()))?;
        Ok(())
    }
}

/// Another model is the edit of `m` and of Compare, with the ranges that the design lacks. The design around a CIDR is
/// made in its model, and lacks only a pod subnet.
fn set_model(document: &mut Document, text: &str) -> Result<(), Refusal> {
    let refused = |reason: String| Refusal::usage(format!("--model {text}: {reason}"));
    let model = model_word(text).map_err(|error| refused(error.message))?;
    let plan = document.plan();
    let lacks = model == Model::PodSubnet && plan.pools().iter().any(|pool| pool.pod_subnet.is_none());
    if plan.model() == model && !lacks {
        return Ok(());
    }
    document.commit(switch(&plan, model, None).edit(&plan)).map_err(|error| refused(error.to_string()))?;
    Ok(())
}
