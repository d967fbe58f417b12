//! Edits: the only way from one scenario to the next. Deliberately pure: an edit is applied whole or refused, and
//! a name that it leaves dangling is the engine's to report.

use std::collections::HashSet;

use toml::de::DeTable;

use super::item::{Node, NodeList, Problem, Reader};
use super::leaf::LeafError;
use super::model::Scenario;
use super::path::{Path, Step};
use super::reference;
use crate::net::Cidr;

/// One change of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Sets a value from its text, as a person types it; `None` leaves it out. Setting what names an item renames
    /// it wherever it is named.
    Set {
        /// The field.
        path: Path,
        /// The new text.
        text: Option<String>,
    },
    /// Puts a new item at the end of a list.
    Add {
        /// The owner's path and the list's key.
        list: Path,
        /// The item's keys and values as TOML.
        toml: String,
    },
    /// Takes an item out of its list.
    Remove {
        /// The item.
        path: Path,
    },
    /// Several changes that are one step for the person.
    Many {
        /// What they do together.
        label: String,
        /// The changes, in order.
        edits: Vec<Edit>,
    },
}

/// Why an edit was refused. The scenario is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// There is no such item or key.
    #[error("there is no {0}")]
    Nowhere(Path),
    /// The text is not a value of this field.
    #[error("{}", .error.message)]
    Value {
        /// The field.
        path: Path,
        /// What is wrong with the text, and what would be right.
        error: LeafError,
    },
    /// Another item of the list has this name.
    #[error("a {list} named {ident:?} is there already")]
    Taken {
        /// The list's key.
        list: &'static str,
        /// The name.
        ident: String,
    },
    /// The new item cannot be read.
    #[error("{}", .0.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("; "))]
    Item(Vec<Problem>),
    /// The design could not be read again: a name in it would lead nowhere.
    #[error("that would leave a design that cannot be read: {}", .0.join("; "))]
    Unreadable(Vec<String>),
}

impl Edit {
    /// Sets a field from its text.
    pub fn set(path: Path, text: impl Into<String>) -> Self {
        Self::Set { path, text: Some(text.into()) }
    }

    /// Leaves a field out.
    pub fn unset(path: Path) -> Self {
        Self::Set { path, text: None }
    }

    /// The scenario after this edit.
    ///
    /// ```
    /// # use aksplore::scenario::{Edit, Path, read::read};
    /// let scenario = read("[cluster]\nservice-cidr = \"10.0.0.0/16\"\n").scenario;
    /// let path = Path::root().key("cluster").key("service-cidr");
    /// let edited = Edit::set(path.clone(), "172.16.0.0/16").apply(&scenario).unwrap();
    /// assert_eq!(edited.cluster.service_cidr.unwrap().to_string(), "172.16.0.0/16");
    /// assert!(Edit::set(path, "172.16.0.1/16").apply(&scenario).is_err());
    /// ```
    ///
    /// # Errors
    /// When a path leads nowhere, a text is not such a value, or a name is taken. Nothing is changed then.
    pub fn apply(&self, scenario: &Scenario) -> Result<Scenario, EditError> {
        let mut scenario = scenario.clone();
        self.change(&mut scenario)?;
        Ok(scenario)
    }

    fn change(&self, scenario: &mut Scenario) -> Result<(), EditError> {
        match self {
            Self::Set { path, text } => set(scenario, path, text.as_deref()),
            Self::Add { list, toml } => add(scenario, list, toml),
            Self::Remove { path } => remove(scenario, path),
            Self::Many { edits, .. } => edits.iter().try_for_each(|edit| edit.change(scenario)),
        }
    }

    /// Can it leave a name that leads nowhere? So can what takes items away, brings them, or writes such a name.
    pub fn touches_names(&self, scenario: &Scenario) -> bool {
        match self {
            Self::Add { .. } | Self::Remove { .. } => true,
            Self::Many { edits, .. } => edits.iter().any(|edit| edit.touches_names(scenario)),
            Self::Set { path, .. } => {
                let Some(Step::Key(key)) = path.last() else { return false };
                let spec = path.parent().and_then(|owner| node(scenario, &owner)).map(Node::spec);
                // A service may be one of the manifests, as long as some are named.
                *key == "files" || spec.is_some_and(|spec| reference::of(spec).any(|reference| reference.key == *key))
            }
        }
    }

    /// What the edit does to this scenario, for the list of undo steps:
    /// `snet-nodes prefix: 10.240.0.0/22 -> 10.240.0.0/20`.
    pub fn label(&self, scenario: &Scenario) -> String {
        const LEFT_OUT: &str = "left out";
        match self {
            Self::Set { path, text } => {
                let old = value(scenario, path).unwrap_or_else(|| LEFT_OUT.to_owned());
                format!("{}: {old} -> {}", field_name(path), text.as_deref().unwrap_or(LEFT_OUT).trim())
            }
            Self::Add { list, toml } => {
                let key = list.last().map_or("item", step_key);
                match ident_of_toml(scenario, list, toml) {
                    Some(ident) => format!("add {key} {ident}"),
                    None => format!("add {key}"),
                }
            }
            Self::Remove { path } => match path.last() {
                Some(Step::Item(list, ident)) => format!("remove {list} {ident}"),
                Some(Step::Key(key)) => format!("remove {key}"),
                None => "remove".to_owned(),
            },
            Self::Many { label, .. } => label.clone(),
        }
    }

    /// Is this the same field, set once more? Then both are one step to undo.
    pub fn coalesces_with(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::Set { path, .. }, Self::Set { path: earlier, .. }) => path == earlier,
            (Self::Many { edits, .. }, Self::Many { edits: earlier, .. }) => {
                edits.len() == earlier.len()
                    && edits.iter().zip(earlier).all(|(edit, earlier)| edit.coalesces_with(earlier))
            }
            _ => false,
        }
    }

    /// The edit and what goes with it: a new Service range takes a DNS address that is its `.10` along.
    #[must_use]
    pub fn with_companions(self, in_force: &Scenario) -> Self {
        let service_cidr = Path::root().key("cluster").key("service-cidr");
        let Self::Set { path, text: Some(text) } = &self else { return self };
        let Ok(new) = text.trim().parse::<Cidr>() else { return self };
        if *path != service_cidr {
            return self;
        }
        let cluster = &in_force.cluster;
        let tenth = |net: Cidr| net.as_v4()?.hosts().nth(usize::from(DNS_HOST - 1));
        let moved = (cluster.dns_service_ip, cluster.service_cidr.and_then(tenth), tenth(new));
        let (Some(std::net::IpAddr::V4(dns)), Some(old), Some(moved)) = moved else { return self };
        if dns != old {
            return self;
        }
        let label = self.label(in_force);
        let dns = Self::set(Path::root().key("cluster").key("dns-service-ip"), moved.to_string());
        Self::Many { label, edits: vec![self, dns] }
    }
}

/// The host number of the DNS address that people and AKS choose.
const DNS_HOST: u8 = 10;

/// The item at a path.
pub fn node<'a>(scenario: &'a Scenario, path: &Path) -> Option<&'a dyn Node> {
    let mut at: &dyn Node = scenario;
    for step in path.steps() {
        at = match step {
            Step::Key(key) => at.one(key)?,
            Step::Item(key, ident) => {
                let list = at.list(key)?;
                list.node(list.position(ident)?)?
            }
        };
    }
    Some(at)
}

/// The text of the value at a path; `None` when it is left out, or there is none.
pub fn value(scenario: &Scenario, path: &Path) -> Option<String> {
    let Some(Step::Key(key)) = path.last() else { return None };
    node(scenario, &path.parent()?)?.get(key)
}

fn node_mut<'a>(scenario: &'a mut Scenario, path: &Path) -> Option<&'a mut dyn Node> {
    let mut at: &mut dyn Node = scenario;
    for step in path.steps() {
        at = match step {
            Step::Key(key) => at.one_mut(key)?,
            Step::Item(key, ident) => {
                let list = at.list_mut(key)?;
                let index = list.position(ident)?;
                list.node_mut(index)?
            }
        };
    }
    Some(at)
}

fn list_mut<'a>(scenario: &'a mut Scenario, path: &Path) -> Option<(&'a mut dyn NodeList, &'static str)> {
    let key = step_key(path.last()?);
    Some((node_mut(scenario, &path.parent()?)?.list_mut(key)?, key))
}

fn step_key(step: &Step) -> &'static str {
    match step {
        Step::Key(key) | Step::Item(key, _) => key,
    }
}

fn set(scenario: &mut Scenario, path: &Path, text: Option<&str>) -> Result<(), EditError> {
    let nowhere = || EditError::Nowhere(path.clone());
    let (Some(Step::Key(key)), Some(owner)) = (path.last(), path.parent()) else { return Err(nowhere()) };
    let spec = node(scenario, &owner).ok_or_else(nowhere)?.spec();
    if spec.field(key).is_none() {
        return Err(nowhere());
    }
    // Only a new name has to look back; a copy kept for nothing would make every list be copied again.
    let before = spec.ident.contains(key).then(|| scenario.clone());
    let item = node_mut(scenario, &owner).ok_or_else(nowhere)?;
    item.set(key, text).map_err(|error| EditError::Value { path: path.clone(), error })?;
    let Some(before) = before else { return Ok(()) };
    let ident = item.ident();
    rename(&before, scenario, &owner, &ident)
}

/// Lets every name of the item at `path` follow its new identity.
fn rename(before: &Scenario, scenario: &mut Scenario, path: &Path, ident: &str) -> Result<(), EditError> {
    let (Some(Step::Item(list, old)), Some(owner)) = (path.last(), path.parent()) else { return Ok(()) };
    if **old == *ident {
        return Ok(());
    }
    let taken = node(before, &owner).and_then(|owner| owner.list(list)).and_then(|list| list.position(ident));
    if taken.is_some() {
        return Err(EditError::Taken { list, ident: ident.to_owned() });
    }
    let renamed = owner.item(list, ident);
    for (field, text) in reference::renames(before, path, ident) {
        // A reference may stand inside the very item that was renamed.
        let field = moved(&field, path, &renamed);
        set(scenario, &field, Some(&text))?;
    }
    Ok(())
}

/// The path, if it leads through `old`, through `new` instead.
fn moved(path: &Path, old: &Path, new: &Path) -> Path {
    if !path.starts_with(old) {
        return path.clone();
    }
    let below = &path.steps()[old.steps().len()..];
    below.iter().fold(new.clone(), |path, step| path.with(step.clone()))
}

fn add(scenario: &mut Scenario, path: &Path, toml: &str) -> Result<(), EditError> {
    let (list, key) = list_mut(scenario, path).ok_or_else(|| EditError::Nowhere(path.clone()))?;
    let (table, errors) = DeTable::parse_recoverable(toml);
    if !errors.is_empty() {
        return Err(EditError::Item(errors.iter().map(syntax).collect()));
    }
    let mut reader = Reader::of_item(key);
    let read = list.push(table.get_ref(), &mut reader);
    if !read || !reader.problems.is_empty() {
        return Err(EditError::Item(reader.problems));
    }
    let place = list.len() - 1;
    let ident = list.ident(place);
    match list.position(&ident) {
        Some(first) if first < place => Err(EditError::Taken { list: key, ident }),
        _ => Ok(()),
    }
}

fn syntax(error: &toml::de::Error) -> Problem {
    let span = error.span().unwrap_or(0..0);
    Problem { code: "syntax", message: error.message().to_owned(), help: None, span }
}

fn ident_of_toml(scenario: &Scenario, path: &Path, toml: &str) -> Option<String> {
    let mut after = scenario.clone();
    add(&mut after, path, toml).ok()?;
    let (list, _) = list_mut(&mut after, path)?;
    Some(list.ident(list.len() - 1)).filter(|ident| !ident.starts_with('#'))
}

fn remove(scenario: &mut Scenario, path: &Path) -> Result<(), EditError> {
    let nowhere = || EditError::Nowhere(path.clone());
    let Some(Step::Item(_, ident)) = path.last() else { return Err(nowhere()) };
    let (list, _) = list_mut(scenario, path).ok_or_else(nowhere)?;
    let index = list.position(ident).ok_or_else(nowhere)?;
    list.remove(index);
    Ok(())
}

/// `snet-nodes prefix`, `cluster pod-cidr`, `name`.
fn field_name(path: &Path) -> String {
    let words = path.steps().iter().rev().take(2).map(|step| match step {
        Step::Key(key) => (*key).to_owned(),
        Step::Item(list, ident) if ident.starts_with('#') => format!("{list} {ident}"),
        Step::Item(_, ident) => ident.to_string(),
    });
    let mut words: Vec<String> = words.collect();
    words.reverse();
    words.join(" ")
}

/// A name for a new item that no item of the list has: `snet`, `snet-2`, `snet-3`; of a node pool, whose name is
/// letters and digits only, `pool`, `pool2`, `pool3`.
pub fn free_name(scenario: &Scenario, list: &Path, wanted: &str) -> String {
    let owner = list.parent().and_then(|owner| node(scenario, &owner));
    let items = owner.zip(list.last()).and_then(|(owner, step)| owner.list(step_key(step)));
    let taken: HashSet<String> = items
        .map(|list| (0..list.len()).filter_map(|index| list.node(index)?.get("name")).collect())
        .unwrap_or_default();
    let joint = if list.last().is_some_and(|step| step_key(step) == "node-pool") { "" } else { "-" };
    free_among(wanted, joint, |name| taken.contains(name))
}

/// The wanted name, or the first with a number behind it that is not taken; `joint` stands between the two.
pub fn free_among(wanted: &str, joint: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2u32..).map(|number| format!("{wanted}{joint}{number}"));
    let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
    names.find(|name| !is_taken(name)).expect("a finite list leaves a number free")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read::read;

    const FILE: &str = r#"
[cluster]
service-cidr = "10.0.0.0/16"
dns-service-ip = "10.0.0.10"

[[node-pool]]
name = "system"
subnet = "snet-nodes"

[[vnet]]
name = "vnet-aks"
address-space = ["10.224.0.0/12"]
  [[vnet.subnet]]
  name = "snet-nodes"
  prefix = "10.224.0.0/16"
  nsg = "nsg"

[[vnet]]
name = "vnet-hub"
address-space = ["10.1.0.0/16"]
  [[vnet.subnet]]
  name = "snet-nodes"
  prefix = "10.1.0.0/24"
  [[vnet.peering]]
  remote = "vnet-aks"

[[nsg]]
name = "nsg"

[[vm]]
name = "vm"
vnet = "vnet-hub"
subnet = "snet-nodes"

[[service]]
name = "web"
ports = [{ port = 80 }]

[[ingress]]
name = "shop"
service = "default/web"
rules = [{ service = "web", port = 80 }]

[[node]]
name = "n1"
[[load-balancer]]
name = "lb"
frontend = "10.224.0.9"
backends = ["vm", "n1"]
"#;

    fn scenario() -> Scenario {
        let reading = read(FILE);
        assert_eq!(reading.diagnostics, []);
        reading.scenario
    }

    fn root() -> Path {
        Path::root()
    }

    #[test]
    fn a_rename_is_followed_by_every_reference() {
        let subnet = root().item("vnet", "vnet-aks").item("subnet", "snet-nodes").key("name");
        let vnet = root().item("vnet", "vnet-aks").key("name");
        let cases = [
            (subnet, "nodes", vec!["node-pool[system].subnet = nodes", "vm[vm].subnet = snet-nodes"]),
            (vnet, "spoke", vec!["vnet[vnet-hub].peering[spoke].remote = spoke"]),
            (root().item("nsg", "nsg").key("name"), "guard", vec!["vnet[vnet-aks].subnet[snet-nodes].nsg = guard"]),
            (root().item("vm", "vm").key("name"), "a", vec!["load-balancer[lb].backends = a, n1"]),
            (root().item("node", "n1").key("name"), "b", vec!["load-balancer[lb].backends = vm, b"]),
            (
                root().item("service", "default/web").key("name"),
                "api",
                vec!["ingress[default/shop].service = default/api", "ingress[default/shop].rules[#0].service = api"],
            ),
        ];
        for (path, name, expected) in cases {
            let edited = Edit::set(path, name).apply(&scenario()).unwrap();
            for line in expected {
                let (place, text) = line.split_once(" = ").unwrap();
                let found = every_value(&edited).into_iter().find(|(path, _)| path == place);
                assert_eq!(found.map(|(_, text)| text).as_deref(), Some(text), "{line}");
            }
        }
    }

    #[test]
    fn a_renamed_namespace_takes_everything_in_it_along() {
        let text = "[cluster]\n[[namespace]]\nname = 'a'\n[[service]]\nnamespace = 'a'\nname = 'web'\n\
                    [[ingress]]\nnamespace = 'a'\nname = 'shop'\nservice = 'a/web'\nrules = [{ service = 'web', port = 80 }]\n";
        let edited = Edit::set(root().item("namespace", "a").key("name"), "b").apply(&read(text).scenario).unwrap();
        let reading = read(&crate::scenario::write::write(&edited));
        assert_eq!(reading.diagnostics, []);
        let expected = read(&text.replace("'a", "'b")).scenario;
        assert_eq!(edited, expected);
    }

    /// Every value of a scenario by the text of its path.
    fn every_value(scenario: &Scenario) -> Vec<(String, String)> {
        fn walk(node: &dyn Node, path: &Path, found: &mut Vec<(String, String)>) {
            for field in node.spec().fields {
                if let Some(text) = node.get(field.key) {
                    found.push((path.key(field.key).to_string(), text));
                }
                if let Some(one) = node.one(field.key) {
                    walk(one, &path.key(field.key), found);
                }
                if let Some(list) = node.list(field.key) {
                    for index in 0..list.len() {
                        walk(list.node(index).unwrap(), &path.item(field.key, &list.ident(index)), found);
                    }
                }
            }
        }
        let mut found = Vec::new();
        walk(scenario, &Path::root(), &mut found);
        found
    }

    #[test]
    fn a_new_name_is_one_that_nobody_has_and_that_its_table_allows() {
        let cases = [("nsg", "nsg", "nsg-2"), ("nsg", "other", "other"), ("node-pool", "system", "system2")];
        for (list, wanted, expected) in cases {
            assert_eq!(free_name(&scenario(), &root().key(list), wanted), expected);
        }
    }

    #[test]
    fn an_edit_that_is_refused_says_why() {
        let cases = [
            (
                Edit::set(root().item("vnet", "vnet-aks").key("name"), "vnet-hub"),
                "a vnet named \"vnet-hub\" is there already",
            ),
            (Edit::set(root().item("vnet", "gone").key("name"), "x"), "there is no vnet[gone].name"),
            (Edit::set(root().key("cluster").key("x"), "x"), "there is no cluster.x"),
            (Edit::unset(root().item("nsg", "nsg").key("name")), "`name` must not be left out"),
            (Edit::Remove { path: root().item("vm", "gone") }, "there is no vm[gone]"),
            (
                Edit::Add { list: root().key("nsg"), toml: "name = \"nsg\"".to_owned() },
                "a nsg named \"nsg\" is there already",
            ),
            (
                Edit::Add { list: root().key("nsg"), toml: "nme = \"b\"".to_owned() },
                "unknown key `nme`; `name` is missing from this `nsg`",
            ),
            (Edit::Add { list: root().key("nsgs"), toml: String::new() }, "there is no nsgs"),
        ];
        for (edit, message) in cases {
            assert_eq!(edit.apply(&scenario()).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn labels_say_what_changes() {
        let prefix = root().item("vnet", "vnet-aks").item("subnet", "snet-nodes").key("prefix");
        let add = Edit::Add {
            list: root().item("vnet", "vnet-aks").key("subnet"),
            toml: "name = \"snet-b\"\nprefix = \"10.225.0.0/24\"".to_owned(),
        };
        let cases = [
            (Edit::set(prefix, "10.224.0.0/20"), "snet-nodes prefix: 10.224.0.0/16 -> 10.224.0.0/20"),
            (Edit::set(root().item("node-pool", "system").key("count"), "5"), "system count: left out -> 5"),
            (add, "add subnet snet-b"),
            (Edit::Remove { path: root().item("vm", "vm") }, "remove vm vm"),
        ];
        for (edit, label) in cases {
            assert_eq!(edit.label(&scenario()), label);
            assert!(edit.apply(&scenario()).is_ok());
        }
    }

    #[test]
    fn a_new_service_range_takes_its_dns_address_along() {
        let edit = Edit::set(root().key("cluster").key("service-cidr"), "172.16.0.0/16").with_companions(&scenario());
        let edited = edit.apply(&scenario()).unwrap();
        assert_eq!(edited.cluster.dns_service_ip.unwrap().to_string(), "172.16.0.10");
    }

    #[test]
    fn an_edit_copies_only_what_it_touches() {
        let before = scenario();
        let path = root().item("vnet", "vnet-aks").item("subnet", "snet-nodes").key("prefix");
        let after = Edit::set(path, "10.224.0.0/20").apply(&before).unwrap();
        assert!(before.services.same_as(&after.services));
        assert!(std::sync::Arc::ptr_eq(&before.vnets[1], &after.vnets[1]));
        assert!(!std::sync::Arc::ptr_eq(&before.vnets[0], &after.vnets[0]));
    }
}
