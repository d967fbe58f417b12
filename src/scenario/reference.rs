//! Which keys hold the name of another item, in one table: what a reading checks and what a rename follows both
//! come from here. Deliberately does not resolve names into a plan: that is the engine's.

use std::collections::HashSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::item::{Item, Kind, Node, Problem, TableSpec};
use super::leaf::nearest;
use super::model::{Scenario, Vnet};
use super::path::{Path, Step};

/// A list of items by the keys that lead to it from the root.
pub type ListKeys = &'static [&'static str];

/// How a reference is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The name, or a list of names; an empty text is none.
    Name,
    /// The same, and an address instead of a name is no reference.
    NameOrAddress,
    /// `NAMESPACE/NAME`.
    Namespaced,
    /// The name of an item in the namespace of the table around this one.
    SameNamespace,
}

/// What a name that no item has is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dangling {
    /// A mistake.
    Reported,
    /// A name like any other.
    Allowed,
    /// A mistake, unless manifests outside the file may hold it.
    ReportedWithoutManifests,
}

/// A key whose value names other items.
#[derive(Debug)]
pub struct Reference {
    /// The table that has the key, by the name of its type.
    pub table: &'static str,
    /// The key.
    pub key: &'static str,
    /// The lists in which the name is looked for.
    pub to: &'static [ListKeys],
    /// How it is written.
    pub form: Form,
    /// What becomes of a name that is not found.
    pub dangling: Dangling,
}

const fn plain(table: &'static str, key: &'static str, to: &'static [ListKeys]) -> Reference {
    Reference { table, key, to, form: Form::Name, dangling: Dangling::Reported }
}

const fn service(table: &'static str, form: Form) -> Reference {
    Reference { table, key: "service", to: SERVICE, form, dangling: Dangling::ReportedWithoutManifests }
}

const fn namespace(table: &'static str) -> Reference {
    Reference { table, key: "namespace", to: NAMESPACE, form: Form::Name, dangling: Dangling::Allowed }
}

const VNET: &[ListKeys] = &[&["vnet"]];
const SUBNET: &[ListKeys] = &[&["vnet", "subnet"]];
const NSG: &[ListKeys] = &[&["nsg"]];
const NODE: &[ListKeys] = &[&["node"]];
const SERVICE: &[ListKeys] = &[&["service"]];
const NAMESPACE: &[ListKeys] = &[&["namespace"]];

/// Every reference of the scenario file.
pub const REFERENCES: &[Reference] = &[
    plain("Cluster", "vnet", VNET),
    plain("Cluster", "api-server-subnet", SUBNET),
    plain("Cluster", "virtual-node-subnet", SUBNET),
    plain("Pool", "subnet", SUBNET),
    plain("Pool", "pod-subnet", SUBNET),
    plain("Subnet", "nsg", NSG),
    plain("Subnet", "route-table", &[&["route-table"]]),
    plain("Subnet", "nat-gateway", &[&["nat-gateway"]]),
    plain("Peering", "remote", VNET),
    plain("Gateway", "vnet", VNET),
    plain("OtherCluster", "vnet", VNET),
    plain("OtherCluster", "node-subnet", SUBNET),
    plain("OtherCluster", "pod-subnet", SUBNET),
    plain("OtherCluster", "api-server-subnet", SUBNET),
    plain("OnPremises", "gateway", &[&["gateway"]]),
    plain("Firewall", "vnet", VNET),
    plain("Vm", "vnet", VNET),
    plain("Vm", "subnet", SUBNET),
    plain("Vm", "nic-nsg", NSG),
    plain("PlainLoadBalancer", "backends", &[&["vm"], &["node"]]),
    plain("PrivateEndpoint", "subnet", SUBNET),
    plain("NodePin", "pool", &[&["node-pool"]]),
    plain("NodePin", "nic-nsg", NSG),
    plain("PodPin", "node", NODE),
    plain("Workload", "static-egress-gateway", &[&["static-egress-gateway"]]),
    plain("Ingress", "subnet", SUBNET),
    service("Ingress", Form::Namespaced),
    service("IngressRule", Form::SameNamespace),
    Reference {
        table: "StaticEgressGateway",
        key: "nodes",
        to: NODE,
        form: Form::NameOrAddress,
        dangling: Dangling::Reported,
    },
    namespace("Workload"),
    namespace("Service"),
    namespace("Ingress"),
    namespace("StaticEgressGateway"),
];

/// The references that a table holds.
pub fn of(table: &TableSpec) -> impl Iterator<Item = &'static Reference> {
    REFERENCES.iter().filter(move |reference| reference.table == table.name)
}

impl Reference {
    /// The identity that a written name stands for; `None` where it is no reference.
    fn ident(&self, written: &str, namespace: &str) -> Option<String> {
        let written = written.trim();
        match self.form {
            _ if written.is_empty() => None,
            Form::NameOrAddress if written.parse::<std::net::IpAddr>().is_ok() => None,
            Form::SameNamespace => Some(format!("{namespace}/{written}")),
            Form::Name | Form::NameOrAddress | Form::Namespaced => Some(written.to_owned()),
        }
    }

    /// How an identity is written here; `None` where the form cannot say it.
    fn written(&self, ident: &str, namespace: &str) -> Option<String> {
        match self.form {
            Form::SameNamespace => {
                ident.split_once('/').filter(|(owner, _)| *owner == namespace).map(|(_, name)| name.to_owned())
            }
            Form::Name | Form::NameOrAddress | Form::Namespaced => Some(ident.to_owned()),
        }
    }
}

/// Notes every name in the text that refers to nothing.
pub fn check(root: &DeTable<'_>) -> Vec<Problem> {
    let mut links = Links::default();
    links.gather(root);
    links.dangling()
}

/// The names that a text gives its items, and the names by which it refers to items. A text may be gathered in parts:
/// what one part refers to may stand in a later one.
#[derive(Default)]
pub struct Links {
    names: Names,
    mentions: Vec<Mention>,
    manifests: bool,
}

/// A name by which an item is referred to.
struct Mention {
    reference: &'static Reference,
    ident: String,
    namespace: String,
    span: Range<usize>,
}

impl Links {
    /// Adds what a text, or a part of it, holds.
    pub fn gather(&mut self, root: &DeTable<'_>) {
        let spec = Scenario::table();
        self.names.collect(root, spec, &mut Vec::new());
        self.mentions_of(root, spec, "default");
        if let Some(DeValue::Table(policies)) = root.get("policies").map(Spanned::get_ref) {
            let files = policies.get("files").and_then(|files| files.get_ref().as_array());
            self.manifests |= files.is_some_and(|files| !files.is_empty());
        }
    }

    /// Every name that refers to nothing.
    pub fn dangling(&self) -> Vec<Problem> {
        self.mentions.iter().filter_map(|mention| self.problem(mention)).collect()
    }

    fn mentions_of(&mut self, table: &DeTable<'_>, spec: &'static TableSpec, namespace: &str) {
        for reference in of(spec).filter(|reference| reference.dangling != Dangling::Allowed) {
            let Some(value) = table.get(reference.key) else { continue };
            match value.get_ref() {
                DeValue::Array(names) => names.iter().for_each(|name| self.mention(reference, name, namespace)),
                _ => self.mention(reference, value, namespace),
            }
        }
        for (_, below, inner) in tables_below(table, spec) {
            let own = if below.ident.contains(&"namespace") { text_of(inner, "namespace") } else { Some(namespace) };
            self.mentions_of(inner, below, own.unwrap_or("default"));
        }
    }

    fn mention(&mut self, reference: &'static Reference, value: &Spanned<DeValue<'_>>, namespace: &str) {
        let DeValue::String(written) = value.get_ref() else { return };
        let Some(ident) = reference.ident(written, namespace) else { return };
        self.mentions.push(Mention { reference, ident, namespace: namespace.to_owned(), span: value.span() });
    }

    fn problem(&self, mention: &Mention) -> Option<Problem> {
        let Mention { reference, ident, namespace, span } = mention;
        let excused = reference.dangling == Dangling::ReportedWithoutManifests && self.manifests;
        if excused || reference.to.iter().any(|list| self.names.has(list, ident)) {
            return None;
        }
        let known = self.names.of(reference.to);
        let kinds: Vec<&str> = reference.to.iter().filter_map(|list| list.last().copied()).collect();
        let help = match nearest(ident, known.iter().copied()) {
            Some(near) => format!("did you mean {:?}?", reference.written(near, namespace).unwrap_or(near.to_owned())),
            None if known.is_empty() => format!("this file has no {}", kinds.join(" and no ")),
            None => format!("there is {}", listed(&known)),
        };
        Some(Problem {
            code: "unknown-name",
            message: format!("`{}`: no {} is named {ident:?}", reference.key, kinds.join(" or ")),
            help: Some(help),
            span: span.clone(),
        })
    }
}

/// Every item that can be referred to, by the list that it stands in.
#[derive(Default)]
struct Names {
    known: HashSet<(ListKeys, String)>,
    order: Vec<(ListKeys, String)>,
}

impl Names {
    fn collect(&mut self, table: &DeTable<'_>, spec: &'static TableSpec, keys: &mut Vec<&'static str>) {
        for (key, spec, inner) in tables_below(table, spec) {
            keys.push(key);
            let entry = list_referred_to(keys).zip(table_ident(inner, spec));
            if let Some(entry) = entry.filter(|entry| self.known.insert(entry.clone())) {
                self.order.push(entry);
            }
            self.collect(inner, spec, keys);
            keys.pop();
        }
    }

    fn has(&self, list: ListKeys, ident: &str) -> bool {
        self.known.contains(&(list, ident.to_owned()))
    }

    fn of(&self, lists: &'static [ListKeys]) -> Vec<&str> {
        self.order.iter().filter(|(keys, _)| lists.contains(keys)).map(|(_, ident)| ident.as_str()).collect()
    }
}

/// The list behind these keys, if any reference may name its items. The thousands of routes are not among them.
fn list_referred_to(keys: &[&'static str]) -> Option<ListKeys> {
    REFERENCES.iter().flat_map(|reference| reference.to).copied().find(|list| *list == keys)
}

/// The most names that a help line lists.
const NAMES_LISTED_MAX: usize = 6;

fn listed(names: &[&str]) -> String {
    let mut text = names.iter().take(NAMES_LISTED_MAX).copied().collect::<Vec<_>>().join(", ");
    if names.len() > NAMES_LISTED_MAX {
        text.push_str(", ...");
    }
    text
}

/// The tables directly below a table, each with the key that leads to it.
fn tables_below<'a, 'i>(
    table: &'a DeTable<'i>,
    spec: &'static TableSpec,
) -> Vec<(&'static str, &'static TableSpec, &'a DeTable<'i>)> {
    let mut below = Vec::new();
    for field in spec.fields {
        let (Kind::Tables(inner) | Kind::Inline(inner) | Kind::One(inner)) = field.kind else { continue };
        match table.get(field.key).map(Spanned::get_ref) {
            Some(DeValue::Table(table)) => below.push((field.key, inner(), table)),
            Some(DeValue::Array(array)) => {
                let tables = array.iter().filter_map(|element| element.get_ref().as_table());
                below.extend(tables.map(|table| (field.key, inner(), table)));
            }
            _ => {}
        }
    }
    below
}

fn text_of<'a>(table: &'a DeTable<'_>, key: &str) -> Option<&'a str> {
    table.get(key).and_then(|value| value.get_ref().as_str()).map(str::trim)
}

fn table_ident(table: &DeTable<'_>, spec: &TableSpec) -> Option<String> {
    let part = |key: &&str| text_of(table, key).or((*key == "namespace").then_some("default"));
    let parts: Option<Vec<&str>> = spec.ident.iter().map(part).collect();
    parts.filter(|parts| !parts.is_empty()).map(|parts| parts.join("/"))
}

/// Where a scenario names the item at `path`: the field, and its text once the item is called `ident`.
pub fn renames(scenario: &Scenario, path: &Path, ident: &str) -> Vec<(Path, String)> {
    let lists: Vec<&'static str> = path.steps().iter().filter_map(list_key).collect();
    let Some(Step::Item(_, old)) = path.last() else { return Vec::new() };
    let mut found = Renames { scenario, path, lists: &lists, old, new: ident, found: Vec::new() };
    found.node(scenario, &Path::root(), "default");
    found.found
}

fn list_key(step: &Step) -> Option<&'static str> {
    match step {
        Step::Item(list, _) => Some(list),
        Step::Key(_) => None,
    }
}

struct Renames<'a> {
    scenario: &'a Scenario,
    path: &'a Path,
    lists: &'a [&'static str],
    old: &'a str,
    new: &'a str,
    found: Vec<(Path, String)>,
}

impl Renames<'_> {
    fn node(&mut self, node: &dyn Node, place: &Path, namespace: &str) {
        let spec = node.spec();
        for reference in of(spec).filter(|reference| reference.to.contains(&self.lists)) {
            if let Some(text) = self.renamed(reference, node, namespace) {
                self.found.push((place.key(reference.key), text));
            }
        }
        for field in spec.fields {
            match field.kind {
                Kind::One(_) => {
                    if let Some(one) = node.one(field.key) {
                        self.node(one, &place.key(field.key), namespace);
                    }
                }
                Kind::Tables(below) | Kind::Inline(below) => {
                    let Some(list) = node.list(field.key).filter(|_| holds_references(below())) else { continue };
                    for index in 0..list.len() {
                        let Some(item) = list.node(index) else { continue };
                        let own = below().ident.contains(&"namespace").then(|| item.get("namespace"));
                        let own = own.map_or_else(|| namespace.to_owned(), |own| own.unwrap_or("default".to_owned()));
                        self.node(item, &place.item(field.key, &list.ident(index)), &own);
                    }
                }
                Kind::Required(_) | Kind::Optional(_) => {}
            }
        }
    }

    /// The field's text with the old name replaced; `None` when it does not name the item.
    fn renamed(&self, reference: &Reference, node: &dyn Node, namespace: &str) -> Option<String> {
        let value = node.toml(reference.key)?;
        let is_it = |written: &str| {
            reference.ident(written, namespace).as_deref() == Some(self.old) && self.is_this_subnet(node)
        };
        let renamed = reference.written(self.new, namespace)?;
        if let Some(written) = value.as_str() {
            return is_it(written).then_some(renamed);
        }
        let names: Vec<&str> = value.as_array()?.iter().filter_map(toml_edit::Value::as_str).collect();
        names.iter().any(|written| is_it(written)).then(|| {
            let each = names.iter().map(|written| if is_it(written) { renamed.as_str() } else { written });
            each.collect::<Vec<_>>().join(", ")
        })
    }

    /// Two VNets may have subnets of one name; true unless the reference means the other's.
    fn is_this_subnet(&self, holder: &dyn Node) -> bool {
        match self.path.steps() {
            [Step::Item("vnet", vnet), Step::Item("subnet", subnet)] => {
                vnet_of_subnet(self.scenario, holder.get("vnet").as_deref(), subnet)
                    .is_some_and(|found| *found.name == **vnet)
            }
            _ => true,
        }
    }
}

fn holds_references(spec: &'static TableSpec) -> bool {
    of(spec).next().is_some()
        || spec.fields.iter().any(|field| match field.kind {
            Kind::Tables(below) | Kind::Inline(below) | Kind::One(below) => holds_references(below()),
            Kind::Required(_) | Kind::Optional(_) => false,
        })
}

/// The cluster's VNet: the one that `cluster.vnet` names, else the first.
pub fn cluster_vnet(scenario: &Scenario) -> Option<&Vnet> {
    match &scenario.cluster.vnet {
        Some(name) => scenario.vnets.iter().find(|vnet| vnet.name == *name),
        None => scenario.vnets.first(),
    }
    .map(|vnet| &**vnet)
}

/// The VNet whose subnet a name means: the VNet that is given beside it, else the cluster's, else the first that
/// has such a subnet.
pub fn vnet_of_subnet<'a>(scenario: &'a Scenario, vnet: Option<&str>, subnet: &str) -> Option<&'a Vnet> {
    let has = |vnet: &&Vnet| vnet.subnets.iter().any(|candidate| candidate.name == subnet);
    let every = || scenario.vnets.iter().map(|vnet| &**vnet);
    let given = vnet.and_then(|name| every().find(|candidate| candidate.name == name)).filter(has);
    given.or_else(|| cluster_vnet(scenario).filter(has)).or_else(|| every().find(has))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_table(spec: &'static TableSpec, found: &mut Vec<&'static TableSpec>) {
        found.push(spec);
        for field in spec.fields {
            if let Kind::Tables(below) | Kind::Inline(below) | Kind::One(below) = field.kind {
                every_table(below(), found);
            }
        }
    }

    #[test]
    fn every_reference_names_a_key_and_lists_that_exist() {
        let mut tables = Vec::new();
        every_table(Scenario::table(), &mut tables);
        for reference in REFERENCES {
            let table = tables.iter().find(|table| table.name == reference.table).unwrap();
            assert!(table.field(reference.key).is_some(), "{reference:?}");
            for list in reference.to {
                let mut spec = Scenario::table();
                for key in *list {
                    let Some(Kind::Tables(below)) = spec.field(key).map(|field| field.kind) else {
                        panic!("{list:?} is not a list of tables")
                    };
                    spec = below();
                }
            }
        }
    }
}
