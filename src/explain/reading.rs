//! What a count of addresses in an error may be made of: nodes of which model, with how many pods. Deliberately
//! inferred, and said to be: Azure prints the product and not its factors.

use crate::engine::formula;
use crate::engine::rules::{self, RuleId};
use crate::net::{counted, thousands};

/// What kind of range the count was made for, as far as the text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The pod CIDR: a block a node.
    PodCidr,
    /// A pod subnet.
    PodSubnet,
    /// A subnet of nodes.
    NodeSubnet,
    /// The text does not say.
    Subnet,
    /// The service CIDR, of which no nodes are counted.
    ServiceCidr,
}

impl Kind {
    /// By the subnet's name and the field that Azure names.
    pub fn of(name: Option<&str>, target: Option<&str>) -> Self {
        let said = |word: &str| {
            [name, target].into_iter().flatten().any(|text| text.to_ascii_lowercase().replace('_', "").contains(word))
        };
        if said("podcidr") {
            Self::PodCidr
        } else if said("podsubnetid") {
            Self::PodSubnet
        } else if said("vnetsubnetid") || said("agentpoolprofile.count") {
            Self::NodeSubnet
        } else {
            Self::Subnet
        }
    }
}

/// One way to make the count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The model, as the scenario file calls it.
    pub model: &'static str,
    /// The sum: `1280 = 5 x 256`.
    pub sum: String,
    /// What it says: `5 nodes, one block of the pod CIDR each`.
    pub says: String,
    /// The nodes.
    pub nodes: u64,
    /// The addresses that each takes.
    pub each: u64,
    /// Pods a node, where they are in the count.
    pub max_pods: Option<u64>,
    /// Does the count come out with a default, or a size that AKS itself sets? Others only might be.
    pub is_likely: bool,
}

/// Every way to make the count, the likely ones first.
///
/// 1,280 addresses of a pod CIDR are 5 blocks of 256; 333 of a node subnet are 3 x (110 + 1).
pub fn readings(count: u64, kind: Kind) -> Vec<Reading> {
    let mut readings = match kind {
        Kind::PodCidr => return blocks(count, formula::node_block(), &OVERLAY).into_iter().collect(),
        Kind::PodSubnet => return blocks(count, formula::static_block(), &STATIC).into_iter().collect(),
        Kind::NodeSubnet => beside(count),
        Kind::Subnet => {
            let mut readings = beside(count);
            readings.extend(blocks(count, formula::static_block(), &STATIC));
            readings
        }
        Kind::ServiceCidr => return Vec::new(),
    };
    readings.sort_by_key(|reading| !reading.is_likely);
    readings.extend(alone(count));
    readings
}

/// The readings in lines for people: the likely ones each on its own, those with other numbers of pods in one.
pub fn lines(readings: &[Reading]) -> Vec<String> {
    let is_other = |reading: &&Reading| !reading.is_likely && reading.max_pods.is_some();
    let told = readings.iter().filter(|reading| !is_other(reading));
    let mut lines: Vec<String> =
        told.map(|reading| format!("{}: {} ({})", reading.sum, reading.says, reading.model)).collect();
    let others: Vec<&str> =
        readings.iter().filter(is_other).filter_map(|other| other.sum.split(" = ").nth(1)).collect();
    if !others.is_empty() {
        lines.push(format!("nodes x (pods + 1) with other max pods in a node subnet: {}", others.join(", ")));
    }
    lines
}

/// Words of a model whose nodes take whole blocks.
struct Blocks {
    model: &'static str,
    what: &'static str,
}

const OVERLAY: Blocks = Blocks { model: "azure-cni-overlay", what: "one block of the pod CIDR each" };
const STATIC: Blocks =
    Blocks { model: "azure-cni-pod-subnet", what: "one static block each, which is all that the check counts" };

fn blocks(count: u64, block: u64, words: &Blocks) -> Option<Reading> {
    let nodes = count / block;
    (nodes > 0 && count.is_multiple_of(block)).then(|| Reading {
        model: words.model,
        sum: format!("{count} = {nodes} x {block}"),
        says: format!("{}, {}", counted(nodes, "node"), words.what),
        nodes,
        each: block,
        max_pods: None,
        is_likely: true,
    })
}

/// Nodes with their pods beside them in one subnet: every number of pods that AKS allows and that divides the count.
fn beside(count: u64) -> Vec<Reading> {
    let usual =
        [RuleId::MaxPodsNodeSubnetDefault, RuleId::MaxPodsKubenetDefault, RuleId::MaxPodsMax].map(rules::number);
    let pods = rules::number(RuleId::MaxPodsMin)..=rules::number(RuleId::MaxPodsMax);
    let reading = |pods: u64| {
        let nodes = count / (pods + 1);
        (nodes > 0 && count.is_multiple_of(pods + 1)).then(|| Reading {
            model: "azure-cni-node-subnet",
            sum: format!("{count} = {nodes} x ({pods} + 1)"),
            says: format!("{} of {pods} pods, the pods in the subnet too", counted(nodes, "node")),
            nodes,
            each: pods + 1,
            max_pods: Some(pods),
            is_likely: usual.contains(&pods),
        })
    };
    pods.filter_map(reading).collect()
}

/// Nodes alone: their pods are elsewhere.
fn alone(count: u64) -> Option<Reading> {
    (count > 0 && count <= rules::number(RuleId::ClusterNodesMax)).then(|| Reading {
        model: "azure-cni-overlay, kubenet or azure-cni-pod-subnet",
        sum: format!("{count} = {count} x 1"),
        says: format!("{}, each with one address of its own", counted(count, "node")),
        nodes: count,
        each: 1,
        max_pods: None,
        is_likely: false,
    })
}

/// A pair of counts that was reported and that nobody has explained.
struct Unexplained {
    need: u64,
    have: u64,
    says: &'static str,
}

const UNEXPLAINED: &[Unexplained] = &[Unexplained {
    need: 327,
    have: 250,
    says: "this pair of numbers was reported with 3 nodes of 110 pods, which make 333, and nobody has explained it",
}];

/// What to say of a count that no default explains; `None`: a likely reading does.
pub fn doubt(count: u64, have: Option<u64>, kind: Kind, readings: &[Reading]) -> Option<String> {
    if let Some(known) = UNEXPLAINED.iter().find(|known| known.need == count && Some(known.have) == have) {
        return Some(known.says.to_owned());
    }
    if readings.iter().any(|reading| reading.is_likely) {
        return None;
    }
    let size = match kind {
        Kind::PodCidr => format!("no whole number of blocks of {}", formula::node_block()),
        Kind::PodSubnet => format!("no whole number of blocks of {}", formula::static_block()),
        Kind::NodeSubnet | Kind::Subnet | Kind::ServiceCidr => {
            "not what nodes with a default of max pods make".to_owned()
        }
    };
    Some(format!("{} is {size}: several pools with different max pods add up to other counts", thousands(count)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_that_were_seen_come_apart() {
        let cases = [
            (1280, Kind::PodCidr, "azure-cni-overlay", "1280 = 5 x 256", 5),
            (160, Kind::PodSubnet, "azure-cni-pod-subnet", "160 = 10 x 16", 10),
            (333, Kind::NodeSubnet, "azure-cni-node-subnet", "333 = 3 x (110 + 1)", 3),
            (310, Kind::Subnet, "azure-cni-node-subnet", "310 = 10 x (30 + 1)", 10),
            (2040, Kind::NodeSubnet, "azure-cni-node-subnet", "2040 = 170 x (11 + 1)", 170),
        ];
        for (count, kind, model, sum, nodes) in cases {
            let first = &readings(count, kind)[0];
            assert_eq!((first.model, first.sum.as_str(), first.nodes), (model, sum, nodes), "{count}");
        }
    }

    #[test]
    fn every_reading_multiplies_to_its_count() {
        for count in 0..3_000 {
            for kind in [Kind::PodCidr, Kind::PodSubnet, Kind::NodeSubnet, Kind::Subnet] {
                for reading in readings(count, kind) {
                    assert_eq!(reading.nodes * reading.each, count, "{reading:?}");
                }
            }
        }
    }

    #[test]
    fn what_nobody_has_explained_is_said_to_be_so() {
        let doubted = |count, have, kind| doubt(count, have, kind, &readings(count, kind));
        assert!(doubted(327, Some(250), Kind::Subnet).unwrap().contains("nobody has explained it"));
        assert!(doubted(327, Some(251), Kind::Subnet).unwrap().contains("327 is not what nodes"));
        assert!(doubted(1281, Some(1024), Kind::PodCidr).unwrap().contains("no whole number of blocks of 256"));
        assert_eq!(doubted(333, Some(251), Kind::Subnet), None);
    }

    #[test]
    fn the_field_that_azure_names_says_which_range_it_is() {
        let cases = [
            (Some("networkProfile.podCIDR"), None, Kind::PodCidr),
            (None, Some("NetworkProfile_PodCIDR"), Kind::PodCidr),
            (Some("pod5subnet"), Some("agentPoolProfile.podSubnetID"), Kind::PodSubnet),
            (Some("snet"), Some("AgentPoolProfile_VnetSubnetID"), Kind::NodeSubnet),
            (Some("snet"), Some("agentPoolProfile.count"), Kind::NodeSubnet),
            (Some("pod5subnet"), None, Kind::Subnet),
        ];
        for (name, target, kind) in cases {
            assert_eq!(Kind::of(name, target), kind, "{name:?} {target:?}");
        }
    }
}
