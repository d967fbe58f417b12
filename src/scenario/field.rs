//! The questions everybody asks of a design: model, nodes, pods, surge and ranges, each with its value and the edit
//! that changes it. One table for the screen's letters and the command line's flags. Deliberately not every key:
//! any other value is edited by its path.

use schemars::JsonSchema;
use serde::Serialize;

use super::defaults;
use super::edit::{Edit, free_name};
use super::item::Node;
use super::leaf::{Autoscale, Leaf, LeafError, Surge, choose};
use super::model::{Model, Pool, Scenario, Subnet, Vnet};
use super::path::{Path, Step};
use crate::net::Cidr;

/// One of the fields that a letter or a flag sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The model.
    Model,
    /// The range of the pool's node subnet.
    NodeSubnet,
    /// The nodes of the pool.
    Nodes,
    /// The most pods a node of the pool.
    MaxPods,
    /// The pool's max surge.
    Surge,
    /// The range of pods: the pod CIDR, or the pool's pod subnet in a pod subnet model.
    PodCidr,
    /// The range of Services.
    ServiceCidr,
    /// The autoscaler's maximum; empty: a fixed size.
    AutoscaleMax,
}

/// What may be left out of a model's word when it is typed.
const MODEL_PREFIX: &str = "azure-cni-";

impl Field {
    /// All of them, in the order of the screen.
    pub const ALL: [Self; 8] = [
        Self::Model,
        Self::NodeSubnet,
        Self::Nodes,
        Self::MaxPods,
        Self::Surge,
        Self::PodCidr,
        Self::ServiceCidr,
        Self::AutoscaleMax,
    ];

    /// Does every pool have a value of its own?
    pub fn is_of_pool(self, model: Option<Model>) -> bool {
        match self {
            Self::Model | Self::ServiceCidr => false,
            Self::PodCidr => model == Some(Model::PodSubnet),
            Self::NodeSubnet | Self::Nodes | Self::MaxPods | Self::Surge | Self::AutoscaleMax => true,
        }
    }

    /// The value in force, as it can be typed again; empty where there is none.
    ///
    /// `in_force` is the scenario with its defaults filled in. Without a pool's name the first pool is meant.
    pub fn value(self, in_force: &Scenario, pool: Option<&str>) -> String {
        let cluster = &in_force.cluster;
        let pool = pool_named(in_force, pool);
        let value = match self {
            Self::Model => cluster.get("model"),
            Self::NodeSubnet => pool.and_then(|pool| node_subnet(in_force, pool)).and_then(|at| at.1.get("prefix")),
            Self::Nodes => pool.and_then(|pool| pool.get("count")),
            Self::MaxPods => pool.and_then(|pool| pool.get("max-pods")),
            Self::Surge => pool.and_then(|pool| pool.get("max-surge")),
            Self::PodCidr if cluster.model == Some(Model::PodSubnet) => {
                pool.and_then(|pool| pod_subnet(in_force, pool)).and_then(|at| at.1.get("prefix"))
            }
            Self::PodCidr => cluster.get("pod-cidr"),
            Self::ServiceCidr => cluster.get("service-cidr"),
            Self::AutoscaleMax => pool.and_then(|pool| pool.autoscale).map(|bounds| bounds.max.to_string()),
        };
        value.unwrap_or_default()
    }

    /// The edit that gives the field this value. What the edit needs and the file does not hold (the pool, the VNet)
    /// is added with the defaults in force.
    ///
    /// ```
    /// # use aksplore::scenario::{field::Field, read::read};
    /// # let scenario = aksplore::scenario::Scenario::default();
    /// assert!(Field::ServiceCidr.edit(&scenario, None, "172.16.0.0/16").is_ok());
    /// let error = Field::ServiceCidr.edit(&scenario, None, "172.16.0.1/16").unwrap_err();
    /// assert_eq!(error.suggestion.as_deref(), Some("172.16.0.0/16"));
    /// ```
    ///
    /// # Errors
    /// When the text is not such a value, there is no such pool, or the design lacks the subnet.
    pub fn edit(self, written: &Scenario, pool: Option<&str>, text: &str) -> Result<Edit, LeafError> {
        let in_force = defaults::filled(written);
        let cluster = Path::root().key("cluster");
        match self {
            Self::Model => Ok(Edit::set(cluster.key("model"), model_word(text)?.word())),
            Self::ServiceCidr => {
                Ok(Edit::set(cluster.key("service-cidr"), checked::<Cidr>(text)?).with_companions(&in_force))
            }
            Self::PodCidr if in_force.cluster.model != Some(Model::PodSubnet) => {
                Ok(Edit::set(cluster.key("pod-cidr"), checked::<Cidr>(text)?))
            }
            Self::NodeSubnet | Self::PodCidr => {
                let pool = pool_or_error(&in_force, pool)?;
                let found =
                    if self == Self::NodeSubnet { node_subnet(&in_force, pool) } else { pod_subnet(&in_force, pool) };
                let net = Cidr::parse(text.trim())?;
                if self == Self::PodCidr && pool.pod_subnet.is_none() {
                    return new_pod_subnet(written, &in_force, pool, net);
                }
                let missing = || LeafError::new(format!("pool {} has no {}", pool.name, self.subnet_noun()));
                let (vnet, subnet) = found.ok_or_else(missing)?;
                let path = Path::root().item("vnet", &vnet.name).item("subnet", &subnet.name).key("prefix");
                let edit = roomy(written, &in_force, vnet, net, Edit::set(path, net.to_string()));
                Ok(with_vnet(written, &in_force, vnet, edit))
            }
            Self::Nodes | Self::MaxPods | Self::Surge | Self::AutoscaleMax => {
                let pool = pool_or_error(&in_force, pool)?;
                let edit = self.pool_edit(pool, text)?;
                Ok(with_pool(written, &in_force, edit))
            }
        }
    }

    fn subnet_noun(self) -> &'static str {
        if self == Self::NodeSubnet { "node subnet in this file" } else { "pod subnet in this file" }
    }

    /// The edit of a pool that stands in the file.
    fn pool_edit(self, pool: &Pool, text: &str) -> Result<Edit, LeafError> {
        let path = Path::root().item("node-pool", &pool.name);
        Ok(match self {
            Self::MaxPods => Edit::set(path.key("max-pods"), checked::<u32>(text)?),
            Self::Surge => Edit::set(path.key("max-surge"), checked::<Surge>(text)?),
            Self::AutoscaleMax if text.trim().is_empty() => Edit::unset(path.key("autoscale")),
            Self::AutoscaleMax => {
                let max = u32::parse(text)?;
                let min = pool.autoscale.map_or(pool.count.unwrap_or(max), |bounds| bounds.min).min(max);
                Edit::set(path.key("autoscale"), Autoscale { min, max }.show())
            }
            _ => {
                let nodes = u32::parse(text)?;
                let count = Edit::set(path.key("count"), nodes.show());
                match pool.autoscale {
                    Some(Autoscale { min, max }) if !(min..=max).contains(&nodes) => {
                        // A count outside its bounds is refused by AKS: the bounds follow the person.
                        let bounds = Autoscale { min: min.min(nodes), max: max.max(nodes) };
                        let label = format!("{} count: {nodes}, autoscale {}", pool.name, bounds.show());
                        Edit::Many { label, edits: vec![count, Edit::set(path.key("autoscale"), bounds.show())] }
                    }
                    _ => count,
                }
            }
        })
    }
}

/// The model that a word names, with or without `azure-cni-` before it.
///
/// # Errors
/// When no model has this name; the nearest is named.
pub fn model_word(text: &str) -> Result<Model, LeafError> {
    let short: Vec<&str> = Model::WORDS.iter().map(|word| word.trim_start_matches(MODEL_PREFIX)).collect();
    let lower = text.trim().to_lowercase();
    choose(lower.trim_start_matches(MODEL_PREFIX), &short).map(|index| Model::ALL[index])
}

/// The value's own spelling, when the text is one.
fn checked<T: Leaf>(text: &str) -> Result<String, LeafError> {
    T::parse(text.trim()).map(|value| value.show())
}

fn pool_named<'a>(scenario: &'a Scenario, name: Option<&str>) -> Option<&'a Pool> {
    let mut pools = scenario.pools.iter();
    let found = match name {
        Some(name) => pools.find(|pool| pool.name == *name),
        None => pools.next(),
    };
    found.map(|pool| &**pool)
}

fn pool_or_error<'a>(scenario: &'a Scenario, name: Option<&str>) -> Result<&'a Pool, LeafError> {
    pool_named(scenario, name).ok_or_else(|| {
        let names: Vec<&str> = scenario.pools.iter().map(|pool| pool.name.as_str()).collect();
        LeafError::new(format!("there is no pool named {:?}; there is {}", name.unwrap_or_default(), names.join(", ")))
    })
}

fn node_subnet<'a>(scenario: &'a Scenario, pool: &Pool) -> Option<(&'a Vnet, &'a Subnet)> {
    subnet_named(scenario, pool.subnet.as_deref()?)
}

fn pod_subnet<'a>(scenario: &'a Scenario, pool: &Pool) -> Option<(&'a Vnet, &'a Subnet)> {
    subnet_named(scenario, pool.pod_subnet.as_deref()?)
}

/// The subnet with this name: the cluster's own VNet first, then the others in their order.
fn subnet_named<'a>(scenario: &'a Scenario, name: &str) -> Option<(&'a Vnet, &'a Subnet)> {
    let own = match &scenario.cluster.vnet {
        Some(own) => scenario.vnets.iter().find(|vnet| vnet.name == *own),
        None => scenario.vnets.first(),
    };
    own.into_iter().chain(&scenario.vnets).find_map(|vnet| {
        let subnet = vnet.subnets.iter().find(|subnet| subnet.name == *name)?;
        Some((&**vnet, &**subnet))
    })
}

/// The edit, after one that writes the VNet or the pools that it is about, where they are in force and not in the file.
#[must_use]
pub fn grounded(written: &Scenario, edit: Edit) -> Edit {
    let (Edit::Set { path, .. } | Edit::Add { list: path, .. } | Edit::Remove { path }) = &edit else { return edit };
    match path.steps().first() {
        Some(Step::Item("vnet", name)) if written.vnets.is_empty() => {
            let in_force = defaults::filled(written);
            match in_force.vnets.iter().find(|vnet| *vnet.name == **name) {
                Some(vnet) => with_vnet(written, &in_force, vnet, edit),
                None => edit,
            }
        }
        Some(Step::Item("node-pool", _)) if written.pools.is_empty() => {
            with_pool(written, &defaults::filled(written), edit)
        }
        _ => edit,
    }
}

/// The edit, after one that writes the pools in force where the file has none.
pub(crate) fn with_pool(written: &Scenario, in_force: &Scenario, edit: Edit) -> Edit {
    if !written.pools.is_empty() {
        return edit;
    }
    let list = Path::root().key("node-pool");
    let pools = in_force.pools.iter();
    after(pools.map(|pool| Edit::Add { list: list.clone(), toml: lines(&**pool, &["name", "count"]) }), edit, in_force)
}

/// The length of the range that a VNet takes around a subnet where nobody says more of it.
const VNET_PREFIX: u8 = 16;

/// The range of a VNet around its only subnet: a /16, or the subnet itself where that is larger.
pub fn vnet_around(subnet: Cidr) -> Cidr {
    subnet.widened(VNET_PREFIX)
}

/// The edit of a subnet, with its VNet's range where nobody wrote that: such a VNet is there for the subnet's sake, so
/// it goes where the subnet goes.
fn roomy(written: &Scenario, in_force: &Scenario, vnet: &Vnet, net: Cidr, edit: Edit) -> Edit {
    let is_written = written.vnets.iter().any(|own| own.name == vnet.name);
    if is_written || vnet.address_space.iter().any(|range| range.covers(net)) {
        return edit;
    }
    let path = Path::root().item("vnet", &vnet.name).key("address-space");
    let range = Edit::set(path, vnet_around(net).to_string());
    after(std::iter::once(range), edit, in_force)
}

/// The edit that gives a pool a pod subnet of this range, in the VNet of its nodes.
fn new_pod_subnet(written: &Scenario, in_force: &Scenario, pool: &Pool, net: Cidr) -> Result<Edit, LeafError> {
    let missing = || LeafError::new(format!("pool {} has no node subnet in this file", pool.name));
    let (vnet, _) = node_subnet(in_force, pool).ok_or_else(missing)?;
    let list = Path::root().item("vnet", &vnet.name).key("subnet");
    let name = free_name(in_force, &list, "snet-pods");
    let subnet = Edit::Add { list, toml: format!("name = {name:?}\nprefix = \"{net}\"\n") };
    let chosen = Edit::set(Path::root().item("node-pool", &pool.name).key("pod-subnet"), name);
    let edit = after(std::iter::once(subnet), chosen, in_force);
    Ok(with_pool(written, in_force, with_vnet(written, in_force, vnet, edit)))
}

/// The edit, after one that writes the VNet in force where the file does not have it.
pub(crate) fn with_vnet(written: &Scenario, in_force: &Scenario, vnet: &Vnet, edit: Edit) -> Edit {
    if written.vnets.iter().any(|own| own.name == vnet.name) {
        return edit;
    }
    let mut toml = lines(vnet, &["name", "address-space", "managed"]);
    for subnet in &vnet.subnets {
        toml = format!("{toml}\n[[subnet]]\n{}", lines(&**subnet, &["name", "prefix"]));
    }
    after(std::iter::once(Edit::Add { list: Path::root().key("vnet"), toml }), edit, in_force)
}

/// These keys of an item as TOML; those left out stay so.
fn lines(node: &dyn Node, keys: &[&str]) -> String {
    let line = |key: &&str| Some(format!("{key} = {}\n", node.toml(key)?));
    keys.iter().filter_map(line).collect()
}

fn after(first: impl Iterator<Item = Edit>, edit: Edit, in_force: &Scenario) -> Edit {
    let label = edit.label(in_force);
    Edit::Many { label, edits: first.chain(std::iter::once(edit)).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read::read;

    #[test]
    fn a_vnet_that_nobody_wrote_goes_where_its_subnet_goes() {
        let cases = [
            ("[cluster]\n", "10.240.0.0/22", "10.240.0.0/16"),
            ("[cluster]\n", "10.0.0.0/8", "10.0.0.0/8"),
            ("[cluster]\n", "10.225.0.0/22", "10.224.0.0/12"),
            (
                "[cluster]\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.1.0.0/16\"]\n[[vnet.subnet]]\nname = \"s\"\nprefix = \"10.1.0.0/24\"\n",
                "10.2.0.0/24",
                "10.1.0.0/16",
            ),
        ];
        for (text, typed, range) in cases {
            let (after, shown) = edited(text, Field::NodeSubnet, None, typed);
            assert_eq!(
                (shown.as_str(), after.vnets[0].address_space[0].to_string().as_str()),
                (typed, range),
                "{text}"
            );
        }
    }

    #[test]
    fn a_pool_without_a_pod_subnet_is_given_one() {
        let text = "[cluster]\nmodel = \"azure-cni-pod-subnet\"\n";
        let (after, shown) = edited(text, Field::PodCidr, None, "10.226.0.0/20");
        assert_eq!(shown, "10.226.0.0/20");
        assert_eq!(after.pools[0].pod_subnet.as_deref(), Some("snet-pods"));
    }

    /// The design after an edit of a field, and the value that the field then shows.
    fn edited(text: &str, field: Field, pool: Option<&str>, value: &str) -> (Scenario, String) {
        let written = read(text).scenario;
        let edit = field.edit(&written, pool, value).unwrap();
        let after = edit.apply(&written).unwrap();
        let shown = field.value(&defaults::filled(&after), pool);
        (after, shown)
    }

    const TWO_POOLS: &str = r#"
[cluster]
model = "azure-cni-pod-subnet"
service-cidr = "10.0.0.0/16"
dns-service-ip = "10.0.0.10"
[[node-pool]]
name = "system"
count = 3
subnet = "snet-nodes"
pod-subnet = "snet-pods"
[[node-pool]]
name = "user"
count = 5
autoscale = { min = 3, max = 8 }
subnet = "snet-user"
[[vnet]]
name = "vnet-hub"
address-space = ["10.1.0.0/16"]
subnet = [{ name = "snet-user", prefix = "10.1.0.0/24" }]
[[vnet]]
name = "vnet-aks"
address-space = ["10.224.0.0/12"]
subnet = [{ name = "snet-nodes", prefix = "10.224.0.0/22" }, { name = "snet-pods", prefix = "10.224.8.0/22" }]
"#;

    #[test]
    fn an_edit_of_what_is_only_in_force_writes_it_first() {
        let written = read("[cluster]\n").scenario;
        let in_force = defaults::filled(&written);
        let vnet = Path::root().item("vnet", &in_force.vnets[0].name);
        let subnet = vnet.item("subnet", &in_force.vnets[0].subnets[0].name);
        let pool = Path::root().item("node-pool", &in_force.pools[0].name);
        for (path, text) in [(subnet.key("prefix"), "10.224.0.0/20"), (pool.key("os"), "windows")] {
            let edit = Edit::set(path.clone(), text);
            assert!(edit.apply(&written).is_err(), "{path}");
            let after = grounded(&written, edit).apply(&written).unwrap();
            assert_eq!(crate::scenario::edit::value(&after, &path).as_deref(), Some(text));
        }
    }

    #[test]
    fn each_field_shows_what_its_edit_set() {
        let cases = [
            (Field::Model, None, "overlay", "azure-cni-overlay"),
            (Field::NodeSubnet, None, "10.224.0.0/21", "10.224.0.0/21"),
            (Field::NodeSubnet, Some("user"), "10.1.0.0/25", "10.1.0.0/25"),
            (Field::Nodes, None, " 40 ", "40"),
            (Field::Nodes, Some("user"), "12", "12"),
            (Field::MaxPods, None, "50", "50"),
            (Field::Surge, None, "33%", "33%"),
            (Field::Surge, Some("user"), "2", "2"),
            (Field::PodCidr, None, "10.225.0.0/16", "10.225.0.0/16"),
            (Field::ServiceCidr, None, "172.16.0.0/16", "172.16.0.0/16"),
            (Field::AutoscaleMax, None, "10", "10"),
            (Field::AutoscaleMax, Some("user"), "", ""),
        ];
        for (field, pool, text, shown) in cases {
            assert_eq!(edited(TWO_POOLS, field, pool, text).1, shown, "{field:?} of {pool:?}");
        }
    }

    #[test]
    fn an_edit_takes_along_what_depends_on_it() {
        let (after, _) = edited(TWO_POOLS, Field::ServiceCidr, None, "172.16.0.0/16");
        assert_eq!(after.cluster.dns_service_ip.unwrap().to_string(), "172.16.0.10");
        let (after, _) = edited(TWO_POOLS, Field::Nodes, Some("user"), "12");
        assert_eq!(after.pools[1].autoscale, Some(Autoscale { min: 3, max: 12 }));
        let (after, _) = edited(TWO_POOLS, Field::AutoscaleMax, Some("user"), "2");
        assert_eq!(after.pools[1].autoscale, Some(Autoscale { min: 2, max: 2 }));
    }

    #[test]
    fn bad_values_are_refused_with_the_nearest_good_one() {
        let written = read(TWO_POOLS).scenario;
        let cases = [
            (Field::NodeSubnet, None, "10.240.0.1/22", "10.240.0.1/22 has host bits set; did you mean 10.240.0.0/22?"),
            (Field::Nodes, None, "many", "\"many\" is not a whole number from 0 to 4294967295"),
            (Field::Model, None, "overlya", "\"overlya\" is not known here; did you mean \"overlay\"?"),
            (Field::Nodes, Some("gpu"), "3", "there is no pool named \"gpu\"; there is system, user"),
        ];
        for (field, pool, text, message) in cases {
            assert_eq!(field.edit(&written, pool, text).unwrap_err().message, message);
        }
    }

    #[test]
    fn models_are_named_with_or_without_their_prefix() {
        let cases = [
            ("overlay", "azure-cni-overlay"),
            ("azure-cni-overlay", "azure-cni-overlay"),
            ("Node-Subnet", "azure-cni-node-subnet"),
            ("kubenet", "kubenet"),
            ("byo-cni", "byo-cni"),
        ];
        for (text, word) in cases {
            assert_eq!(model_word(text).unwrap().word(), word);
        }
        assert!(model_word("").is_err());
    }
}
