//! The model to choose, and why: of those that fit and lack nothing that the design uses, the one that holds the most
//! nodes. Deliberately no score of many weights: the reason is one sentence.

use super::{Feature, FeatureId, ModelAnswer, features};
use crate::engine::capacity::Room;
use crate::net::{counted, thousands};
use crate::scenario::model::VerdictWord;

/// The model to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Its place among the answers.
    pub place: usize,
    /// Why.
    pub reason: String,
    /// What the design uses and would lose; empty: nothing. No other model that fits loses less.
    pub loses: Vec<String>,
    /// What the present model has and this one has not, used or not.
    pub gives_up: Vec<&'static str>,
    /// The model to choose instead: its place, and when.
    pub alternative: Option<(usize, &'static str)>,
}

/// Features whose loss is no loss: to need no route table, and to retire on no day.
const NO_LOSS: [FeatureId; 2] = [FeatureId::RouteTable, FeatureId::Retires];

/// Of the models that fit, those that do so by every reading first; of those, the ones that lack nothing; of those the
/// one that holds the most nodes; of those, the one that takes the fewest addresses.
pub(super) fn suggest(answers: &[ModelAnswer]) -> Option<Suggestion> {
    let rank = |answer: &ModelAnswer| {
        let is_certain = answer.capacity.room() == Room::Enough;
        (is_certain, !answer.has_lacks(), answer.max_nodes.unwrap_or(u32::MAX), u64::MAX - answer.vnet_addresses)
    };
    // Of equals the first in the list is taken.
    let best = |candidates: &dyn Fn(&ModelAnswer) -> bool| {
        let rows = answers.iter().enumerate().rev().filter(|(_, answer)| answer.is_choice());
        let fits = rows.filter(|(_, answer)| answer.verdict == VerdictWord::Fits && candidates(answer));
        fits.max_by_key(|(_, answer)| rank(answer))
    };
    let (place, chosen) = best(&|_| true)?;
    let present = answers.iter().find(|answer| answer.is_present());
    let is_reached = reaches(chosen);
    let instead = best(&|answer| !answer.has_lacks() && reaches(answer) != is_reached);
    let alternative = instead.and_then(|(place, answer)| {
        if !is_reached {
            return Some((place, "on-premises must open connections to pods"));
        }
        (answer.vnet_addresses < chosen.vnet_addresses).then_some((place, "addresses of the VNet are scarce"))
    });
    Some(Suggestion {
        place,
        reason: reason(chosen, present),
        loses: chosen.lacks.iter().filter(|lack| lack.is_certain()).map(|lack| lack.what.to_string()).collect(),
        gives_up: present.map(|present| gives_up(present, chosen)).unwrap_or_default(),
        alternative,
    })
}

fn reaches(answer: &ModelAnswer) -> bool {
    let reach = super::feature(FeatureId::ReachOnPremises);
    reach.cell(answer.model, answer.pod_ip_allocation).supported == Some(true)
}

fn reason(chosen: &ModelAnswer, present: Option<&ModelAnswer>) -> String {
    let room =
        chosen.max_nodes.map_or_else(String::new, |nodes| format!(" holds up to {} and", counted(nodes, "node")));
    let instead = match present {
        Some(present) if present.vnet_addresses > chosen.vnet_addresses => {
            format!(" instead of {}", thousands(present.vnet_addresses))
        }
        _ => String::new(),
    };
    format!("It fits,{room} takes {} of the VNet{instead}", counted(chosen.vnet_addresses, "address"))
}

fn gives_up(present: &ModelAnswer, chosen: &ModelAnswer) -> Vec<&'static str> {
    let supported =
        |feature: &Feature, answer: &ModelAnswer| feature.cell(answer.model, answer.pod_ip_allocation).supported;
    let lost = features()
        .iter()
        .filter(|feature| !NO_LOSS.contains(&feature.id))
        .filter(|feature| supported(feature, present) == Some(true) && supported(feature, chosen) == Some(false));
    lost.map(|feature| feature.name).collect()
}

#[cfg(test)]
mod tests {
    use crate::engine::Analysis;
    use crate::engine::sample::{flagship, plan};
    use crate::scenario::model::Model;

    #[test]
    fn the_flagship_is_told_what_it_gives_up_and_when_to_choose_otherwise() {
        let analysis = Analysis::new(std::sync::Arc::clone(flagship().written()));
        let suggestion = analysis.compare().suggested.clone().unwrap();
        assert_eq!(suggestion.loses, Vec::<String>::new());
        assert_eq!(suggestion.gives_up, ["pod reachable from VNet", "reachable on-premises", "virtual nodes"]);
        assert_eq!(suggestion.alternative, Some((1, "on-premises must open connections to pods")));
    }

    #[test]
    fn a_model_that_lacks_what_is_used_is_suggested_only_when_no_other_fits() {
        let gateway = "[[static-egress-gateway]]\nname = \"egw\"\n";
        let vnet = "[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/20\"\n";
        let pools = |count: u32| format!("[[node-pool]]\nname = \"a\"\ncount = {count}\nmax-pods = 30\n");
        // Dual stack goes with overlay alone, whatever else has more room.
        let both = vnet
            .replace("[\"10.240.0.0/16\"]", "[\"10.240.0.0/16\", \"fd00:db8::/48\"]")
            .replace("10.240.0.0/20\"\n", "10.240.0.0/20\"\nprefix-v6 = \"fd00:db8:0:1::/64\"\n");
        let dual = plan(&format!(
            "[cluster]\npod-cidr = \"10.244.0.0/22\"\nip-families = [\"ipv4\", \"ipv6\"]\n{both}{}",
            pools(3)
        ));
        let analysis = Analysis::new(std::sync::Arc::clone(dual.written()));
        let suggestion = analysis.compare().suggested.as_ref().unwrap();
        assert_eq!(analysis.compare().answers[suggestion.place].model, Model::Overlay);
        assert!(analysis.compare().answers.iter().any(|answer| answer.max_nodes > analysis.capacity().max_nodes));
        // An overlay that is full leaves pod subnets, which have no static egress gateway: node subnet is left.
        let full = plan(&format!("[cluster]\npod-cidr = \"10.244.0.0/22\"\n{gateway}{vnet}{}", pools(20)));
        let analysis = Analysis::new(std::sync::Arc::clone(full.written()));
        let suggestion = analysis.compare().suggested.as_ref().unwrap();
        assert_eq!(analysis.compare().answers[suggestion.place].model, Model::NodeSubnet);
        assert!(suggestion.loses.is_empty());
        // And where node subnet is full as well, the suggestion says what is lost.
        let narrow = vnet.replace("10.240.0.0/20", "10.240.0.0/24");
        let none = plan(&format!("[cluster]\npod-cidr = \"10.244.0.0/22\"\n{gateway}{narrow}{}", pools(20)));
        let analysis = Analysis::new(std::sync::Arc::clone(none.written()));
        let suggestion = analysis.compare().suggested.as_ref().unwrap();
        assert_eq!(analysis.compare().answers[suggestion.place].model, Model::PodSubnet);
        assert_eq!(suggestion.loses, ["static egress gateway (egw)"]);
    }
}
