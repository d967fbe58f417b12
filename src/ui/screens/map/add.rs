//! What can be added where one stands in the tree, and a sensible minimum for it. What can hold what follows from the
//! declarations of the tables and of their references; only the prefilled values know single tables.

use crate::engine::Plan;
use crate::engine::address::{AddressMap, Block};
use crate::net::Cidr;
use crate::scenario::edit::{free_name, node};
use crate::scenario::item::{Item, Kind, Node, TableSpec};
use crate::scenario::leaf::Shape;
use crate::scenario::path::Step;
use crate::scenario::{Edit, Path, Scenario, reference};

use super::tree::Twig;

/// Something that can be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// The list that it joins: its owner's path and its key.
    pub list: Path,
    /// The list's key.
    pub key: &'static str,
    /// A key of the new item that is to name where one stands.
    pub reference: Option<(&'static str, String)>,
}

/// Everything that can be added at a branch: its own lists, what refers to it, its neighbours.
pub fn additions(plan: &Plan, twig: &Twig) -> Vec<Addition> {
    let scenario = plan.scenario();
    let root = Path::root();
    let own = |list: Path, key| Addition { list, key, reference: None };
    match twig {
        Twig::List(owner, key) | Twig::Part(owner, key, _) => vec![own(owner.key(key), key)],
        Twig::Nodes(..) | Twig::Node(..) => vec![own(root.key("node"), "node")],
        Twig::Block(_) | Twig::Closed => Vec::new(),
        Twig::Item(path) if path.steps().is_empty() || *path == root.key("cluster") => {
            lists(Scenario::table()).map(|key| own(root.key(key), key)).collect()
        }
        Twig::Item(path) => {
            let below = node(scenario, path).map(Node::spec).into_iter().flat_map(lists);
            let mut additions: Vec<Addition> = below.map(|key| own(path.key(key), key)).collect();
            additions.extend(referring(path));
            if let (Some(Step::Item(key, _)), Some(parent)) = (path.last(), path.parent()) {
                additions.push(own(parent.key(key), key));
            }
            additions
        }
    }
}

fn lists(spec: &'static TableSpec) -> impl Iterator<Item = &'static str> {
    spec.fields.iter().filter(|field| matches!(field.kind, Kind::Tables(_) | Kind::Inline(_))).map(|field| field.key)
}

/// The tables of the file whose items name one like that at the path.
fn referring(path: &Path) -> Vec<Addition> {
    let Some(Step::Item(_, ident)) = path.last() else { return Vec::new() };
    let lists: Vec<&'static str> = path.steps().iter().map(step_key).collect();
    let mut found: Vec<Addition> = Vec::new();
    for field in Scenario::table().fields {
        let Kind::Tables(spec) = field.kind else { continue };
        let reference = reference::of(spec()).find(|reference| reference.to.contains(&lists.as_slice()));
        if let Some(reference) = reference {
            let is_list = spec().field(reference.key).is_some_and(|field| is_many(field.kind));
            let name = if is_list { format!("[{ident}]") } else { ident.to_string() };
            let reference = (!is_list).then_some((reference.key, name));
            found.push(Addition { list: Path::root().key(field.key), key: field.key, reference });
        }
    }
    found
}

fn is_many(kind: Kind) -> bool {
    matches!(kind, Kind::Required(shape) | Kind::Optional(shape) if matches!(shape(), Shape::Many(_)))
}

fn step_key(step: &Step) -> &'static str {
    match step {
        Step::Key(key) | Step::Item(key, _) => key,
    }
}

/// What the prefilled values are taken from.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Who owns what, for free places.
    pub map: &'a AddressMap,
    /// The block that is selected on the grid: where it is free, the place for a subnet.
    pub block: Option<&'a Block>,
}

impl Addition {
    /// The words for a list to choose from.
    pub fn label(&self) -> String {
        match &self.reference {
            Some((key, name)) => format!("{} ({key} = {name})", self.key),
            None => self.key.to_owned(),
        }
    }

    /// The edit that adds a minimal item, and the path of that item.
    pub fn edit(&self, ground: Ground<'_>) -> Option<(Edit, Path)> {
        let scenario = ground.plan.scenario();
        let owner = self.list.parent()?;
        let field = node(scenario, &owner)?.spec().field(self.key)?;
        let (Kind::Tables(spec) | Kind::Inline(spec)) = field.kind else { return None };
        let mut toml = String::new();
        for field in spec().fields {
            let Some(value) = self.value(ground, spec(), field.key, field.kind) else { continue };
            toml = format!("{toml}{} = {value}\n", field.key);
        }
        let edit = Edit::Add { list: self.list.clone(), toml };
        let after = edit.apply(scenario).ok()?;
        let list = node(&after, &owner)?.list(self.key)?;
        let path = owner.item(self.key, &list.ident(list.len().checked_sub(1)?));
        Some((edit, path))
    }

    /// The prefilled value of a key as TOML; `None` leaves it out.
    fn value(&self, ground: Ground<'_>, spec: &'static TableSpec, key: &'static str, kind: Kind) -> Option<String> {
        let scenario = ground.plan.scenario();
        if let Some((_, name)) = self.reference.as_ref().filter(|(reference, _)| *reference == key) {
            return Some(quoted(name));
        }
        if let Some(value) = known(ground, &self.list, spec.name, key) {
            return Some(value);
        }
        let Kind::Required(shape) = kind else { return None };
        if key == "name" {
            let wanted = match self.key {
                "node-pool" => "pool".to_owned(),
                key => format!("{}-new", singular(key)),
            };
            return Some(quoted(&free_name(scenario, &self.list, &wanted)));
        }
        if let Some(reference) = reference::of(spec).find(|reference| reference.key == key) {
            return reference.to.iter().find_map(|list| first(scenario, list)).map(|name| quoted(&name));
        }
        Some(of_shape(&shape()))
    }
}

/// The word for one item of a list: `route` of `routes`.
fn singular(key: &str) -> &str {
    match key {
        "routes" | "rules" | "ports" | "pods" | "network-rules" | "nat-rules" => key.trim_end_matches('s'),
        other => other,
    }
}

/// The name of the first item of a list of the file.
fn first(scenario: &Scenario, lists: &[&'static str]) -> Option<String> {
    let mut at: &dyn Node = scenario;
    for key in lists {
        let list = at.list(key)?;
        at = list.node(0)?;
    }
    Some(at.get("name").unwrap_or_default())
}

/// A value that any key of this form takes.
fn of_shape(shape: &Shape) -> String {
    match shape {
        Shape::Number(..) => "80".to_owned(),
        Shape::Flag => "false".to_owned(),
        Shape::Choice(words) => quoted(words.first().copied().unwrap_or_default()),
        Shape::Many(inner) | Shape::OneOrMany(inner) => format!("[{}]", of_shape(inner)),
        Shape::Form(form) if form.contains("CIDR") => quoted("192.168.0.0/16"),
        Shape::Form(form) if form.contains("address") => quoted("10.0.0.4"),
        Shape::Map(_) | Shape::Numbers(_) => "{}".to_owned(),
        Shape::Text | Shape::Form(_) | Shape::NumberOr(_) => quoted("internet"),
    }
}

fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

/// The values that only make sense of one table: free places and free numbers.
fn known(ground: Ground<'_>, list: &Path, table: &str, key: &str) -> Option<String> {
    let scenario = ground.plan.scenario();
    match (table, key) {
        ("Vnet", "address-space") => free_vnet_range(ground.plan).map(|net| format!("[{}]", quoted(&net.to_string()))),
        ("Subnet", "prefix") => {
            let Some(Step::Item(_, vnet)) = list.parent()?.last().cloned() else { return None };
            free_subnet(ground, &vnet).map(|net| quoted(&net.to_string()))
        }
        ("Peering", "remote") => {
            let Some(Step::Item(_, vnet)) = list.parent()?.last().cloned() else { return None };
            let taken = &scenario.vnets.iter().find(|own| *own.name == *vnet)?.peerings;
            let is_free = |name: &str| *name != *vnet && taken.iter().all(|peering| *peering.remote != *name);
            scenario.vnets.iter().find(|other| is_free(&other.name)).map(|other| quoted(&other.name))
        }
        ("Pool", "count") => Some("1".to_owned()),
        ("Route", "next-hop") => {
            Some(quoted(if scenario.firewalls.is_empty() { "Internet" } else { "VirtualAppliance" }))
        }
        ("Route", "next-hop-ip") => scenario.firewalls.first().map(|firewall| quoted(&firewall.private_ip.to_string())),
        ("NsgRule", "priority") => {
            let parent = list.parent()?;
            let rules = node(scenario, &parent)?.list("rules")?;
            let taken = (0..rules.len()).filter_map(|index| rules.node(index)?.get("priority")?.parse::<u32>().ok());
            Some(taken.max().map_or(100, |highest| highest.saturating_add(10)).to_string())
        }
        ("Firewall", "private-ip") | ("PlainLoadBalancer", "frontend") => {
            let free = ground.map.vnets.iter().flat_map(|vnet| &vnet.blocks).find(|block| block.letter.is_none())?;
            free.prefix.as_v4()?.hosts().nth(3).map(|address| quoted(&address.to_string()))
        }
        ("Service" | "Workload", "ports") => Some("[{ port = 80 }]".to_owned()),
        _ => None,
    }
}

/// The first 10.x/16 that no VNet of the file holds.
fn free_vnet_range(plan: &Plan) -> Option<Cidr> {
    let taken: Vec<Cidr> = plan.vnets().iter().flat_map(|vnet| vnet.item.address_space.clone()).collect();
    let mut candidates = (1..=255u8).filter_map(|octet| format!("10.{octet}.0.0/16").parse::<Cidr>().ok());
    candidates.find(|net| taken.iter().all(|other| !other.overlaps(*net)))
}

/// The length of a new subnet where there is room for it.
const SUBNET_PREFIX: u8 = 24;

/// A free, aligned place for a subnet: on the selected block where that is free, else the lowest of the VNet; a /24, or
/// the largest that is left.
fn free_subnet(ground: Ground<'_>, vnet: &str) -> Option<Cidr> {
    let selected = ground.block.filter(|block| block.letter.is_none());
    let maps = || ground.map.vnets.iter().filter(|map| map.name == vnet);
    let is_here = |block: &&Block| maps().any(|map| map.prefix.covers(block.prefix));
    let usable = |block: &&Block| block.letter.is_none() && block.contested.is_empty();
    let mut free: Vec<&Block> = maps().flat_map(|map| &map.blocks).filter(usable).collect();
    free.sort_by_key(|block| (block.prefix.prefix().max(SUBNET_PREFIX), block.prefix));
    let block = selected.filter(is_here).or(free.first().copied())?;
    Some(block.prefix.with_prefix(block.prefix.prefix().max(SUBNET_PREFIX)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::Analysis;
    use crate::scenario::read::read;

    const FILE: &str = r#"
[cluster]
[[vnet]]
name = "hub"
address-space = ["10.1.0.0/16"]
  [[vnet.subnet]]
  name = "snet"
  prefix = "10.1.0.0/24"
[[vnet]]
name = "spoke"
address-space = ["10.2.0.0/16"]
[[route-table]]
name = "rt"
[[nsg]]
name = "nsg"
rules = [{ name = "one", priority = 200, direction = "inbound", access = "deny" }]
[[firewall]]
name = "fw"
vnet = "hub"
private-ip = "10.1.9.4"
[[workload]]
name = "web"
[[service]]
name = "web"
[[ingress]]
name = "shop"
"#;

    fn analysis() -> Analysis {
        let reading = read(FILE);
        assert_eq!(reading.diagnostics, []);
        Analysis::new(Arc::new(reading.scenario))
    }

    fn added(analysis: &Analysis, addition: &Addition) -> Option<(Scenario, Path)> {
        let ground = Ground { plan: analysis.plan(), map: analysis.addresses(), block: None };
        let (edit, path) = addition.edit(ground)?;
        Some((edit.apply(analysis.plan().written()).unwrap(), path))
    }

    #[test]
    fn every_list_of_the_file_takes_a_minimal_item_that_refers_to_nothing_missing() {
        let analysis = analysis();
        let root = Path::root();
        let places = [
            root.clone(),
            root.item("vnet", "hub"),
            root.item("vnet", "hub").item("subnet", "snet"),
            root.item("route-table", "rt"),
            root.item("nsg", "nsg"),
            root.item("firewall", "fw"),
            root.item("workload", "default/web"),
            root.item("service", "default/web"),
            root.item("ingress", "default/shop"),
            root.key("expect"),
        ];
        for place in places {
            let additions = additions(analysis.plan(), &Twig::Item(place.clone()));
            assert!(!additions.is_empty(), "{place}");
            for addition in additions {
                let (after, path) =
                    added(&analysis, &addition).unwrap_or_else(|| panic!("{} at {place}", addition.key));
                assert!(node(&after, &path).is_some(), "{path}");
                let read_back = read(&crate::scenario::write::write(&after));
                assert_eq!(read_back.diagnostics, [], "{path}");
            }
        }
    }

    #[test]
    fn prefilled_values_are_free_places_and_numbers() {
        let analysis = analysis();
        let hub = Path::root().item("vnet", "hub");
        let cases = [
            (hub.key("subnet"), "subnet", "prefix", "10.1.1.0/24"),
            (hub.key("peering"), "peering", "remote", "spoke"),
            (Path::root().key("vnet"), "vnet", "address-space", "10.3.0.0/16"),
            (Path::root().item("nsg", "nsg").key("rules"), "rules", "priority", "210"),
            (Path::root().item("route-table", "rt").key("routes"), "routes", "next-hop-ip", "10.1.9.4"),
        ];
        for (list, key, field, value) in cases {
            let (after, path) = added(&analysis, &Addition { list, key, reference: None }).unwrap();
            assert_eq!(node(&after, &path).unwrap().get(field).as_deref(), Some(value), "{path}");
        }
    }
}
