//! What in the program rests on a rule: sums, limits, defaults, findings, rows of the comparison. Deliberately derived
//! from what those themselves name, so that it cannot tell of a use that is gone.

use std::sync::{Arc, LazyLock};

use crate::engine::Analysis;
use crate::engine::basis::{self, Ground, range_rules};
use crate::engine::capacity::Role;
use crate::engine::compare::features;
use crate::engine::finding::meaning::MEANINGS;
use crate::engine::rules::RuleId;
use crate::net::article;
use crate::scenario::model::{Model, PodIpAllocation};
use crate::scenario::read::read;

/// Everything that rests on a rule, in words.
pub fn of(rule: RuleId) -> Vec<String> {
    let mut uses = Vec::new();
    for role in Role::ALL {
        let with = |model: &&Model| {
            [PodIpAllocation::Dynamic, PodIpAllocation::StaticBlock]
                .iter()
                .any(|allocation| has(**model, *role) && range_rules(**model, *allocation, *role).contains(&rule))
        };
        let models: Vec<&Model> = Model::ALL.iter().filter(with).collect();
        let all = Model::ALL.iter().filter(|model| has(**model, *role)).count();
        if models.len() == all && all > 0 {
            uses.push(format!("the sum of {}", article(role.title())));
        } else {
            uses.extend(models.iter().map(|model| format!("the sum of {} of {model}", article(role.title()))));
        }
    }
    uses.extend(OF_DESIGNS.iter().filter(|(own, _)| *own == rule).map(|(_, words)| words.clone()));
    let findings = MEANINGS.iter().filter(|meaning| meaning.rules.contains(&rule));
    uses.extend(findings.map(|meaning| format!("the finding {}", meaning.code)));
    let rows = features().iter().filter(|row| row.cells.iter().any(|cell| cell.rule == rule));
    uses.extend(rows.map(|row| format!("the row {:?} of the comparison", row.name)));
    uses
}

/// What designs that leave everything out rest on, one of each model: their defaults and their limits.
static OF_DESIGNS: LazyLock<Vec<(RuleId, String)>> = LazyLock::new(|| {
    let mut uses: Vec<(RuleId, String)> = Vec::new();
    for model in Model::ALL {
        let text = format!("[cluster]\nmodel = \"{model}\"\nip-families = [\"ipv4\", \"ipv6\"]\n");
        // The surge that nobody sets hangs on the version.
        for text in [format!("{text}kubernetes-version = \"1.31\"\n"), text] {
            uses.extend(of_design(&Analysis::new(Arc::new(read(&text).scenario))));
        }
    }
    uses.sort();
    uses.dedup();
    uses
});

fn of_design(analysis: &Analysis) -> Vec<(RuleId, String)> {
    let limits = basis::limits(analysis).grounds;
    let limits = limits.iter().filter_map(Ground::rule).map(|rule| (rule, "the limits of a design".to_owned()));
    let defaults = basis::in_force(analysis.plan()).grounds;
    let defaults = defaults.iter().filter_map(|ground| {
        let Ground::Default { rule, of, .. } = ground else { return None };
        Some((*rule, format!("the default of {}", of.split(" of ").next().unwrap_or(of))))
    });
    limits.chain(defaults).collect()
}

/// Does a model have such a range at all?
fn has(model: Model, role: Role) -> bool {
    match role {
        Role::PodSubnet => model == Model::PodSubnet,
        Role::PodCidr => matches!(model, Model::Overlay | Model::Kubenet),
        Role::NodeSubnet
        | Role::ServiceCidr
        | Role::ApiServerSubnet
        | Role::ApplicationGatewaySubnet
        | Role::OtherSubnet => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_told_with_what_rests_on_it() {
        let cases = [
            (RuleId::NodeSubnetSum, "the sum of a node subnet of azure-cni-node-subnet"),
            (RuleId::SubnetReservedFirst, "the sum of a node subnet"),
            (RuleId::MaxPodsMax, "the finding max-pods-range"),
            (RuleId::KubenetRetires, "the row \"retires\" of the comparison"),
            (RuleId::MaxPodsPodSubnetDefault, "the default of max-pods"),
            (RuleId::SurgeCountDefault, "the default of max-surge"),
            (RuleId::RoutesMax, "the limits of a design"),
            (RuleId::DynamicBatch, "the sum of a pod subnet"),
        ];
        for (rule, expected) in cases {
            assert!(of(rule).iter().any(|use_| use_ == expected), "{rule}: {:?}", of(rule));
        }
    }
}
