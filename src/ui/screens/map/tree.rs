//! The address space as a tree, and with it everything else that the file holds: VNet, subnet, pool, node, block; then
//! route tables, NSGs, gateways, workloads, Services. Only open branches are built, and long lists in parts, so 5,000
//! nodes cost no more than those in view. It changes nothing.

use std::collections::HashSet;

use ratatui::text::Text;
use tui_tree_widget::TreeItem;

use crate::engine::Plan;
use crate::engine::inventory::{Node as ClusterNode, NodeRef};
use crate::engine::plan::{PoolId, SubnetId};
use crate::net::{Cidr, counted};
use crate::scenario::item::{FieldSpec, Kind, Node, NodeList};
use crate::scenario::path::Step;
use crate::scenario::{Path, edit};
use crate::ui::text::{printable, thousands};

/// The most children that a branch shows at once; more are cut into branches of their own.
const PART: u32 = 100;

/// What a branch stands for. All but nodes and blocks are places of the scenario, so that branches stay open while it
/// is edited.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Twig {
    /// An item of the scenario.
    Item(Path),
    /// A list of the item at this path.
    List(Path, &'static str),
    /// A part of a long list, from this place on.
    Part(Path, &'static str, usize),
    /// The nodes of a pool from this one on.
    Nodes(Path, u32),
    /// One node of a pool.
    Node(Path, u32),
    /// A range of a node's pods.
    Block(Cidr),
    /// What a closed branch has for its children.
    Closed,
}

impl Twig {
    /// The item of the scenario that it stands for or belongs to.
    pub fn item(&self) -> Option<&Path> {
        match self {
            Self::Item(path)
            | Self::List(path, _)
            | Self::Part(path, ..)
            | Self::Nodes(path, _)
            | Self::Node(path, _) => Some(path),
            Self::Block(_) | Self::Closed => None,
        }
    }
}

/// The way from the root to a branch.
pub type Way = Vec<Twig>;

/// The branches that are open.
pub type Opened = HashSet<Way>;

/// Where the nodes come from.
pub type NodeOf<'a> = &'a dyn Fn(NodeRef) -> ClusterNode;

/// A tree that is being built.
struct Builder<'a> {
    plan: &'a Plan,
    node_of: NodeOf<'a>,
    opened: &'a Opened,
    way: Way,
}

/// The tree of a plan with these branches open.
pub fn items(plan: &Plan, node_of: NodeOf<'_>, opened: &Opened) -> Vec<TreeItem<'static, Twig>> {
    let mut builder = Builder { plan, node_of, opened, way: Vec::new() };
    let root = Path::root();
    let scenario = plan.scenario();
    let mut items: Vec<TreeItem<'static, Twig>> = plan.vnet_ids().map(|id| builder.item(plan.vnet_path(id))).collect();
    items.push(builder.item(root.key("cluster")));
    for field in scenario.spec().fields.iter().filter(|field| !["vnet", "cluster"].contains(&field.key)) {
        match field.kind {
            Kind::Tables(_) | Kind::Inline(_) => {
                if scenario.list(field.key).is_some_and(|list| !list.is_empty()) {
                    items.push(builder.list(&root, field.key));
                }
            }
            Kind::One(_) => items.push(builder.item(root.key(field.key))),
            Kind::Required(_) | Kind::Optional(_) => {}
        }
    }
    items.push(TreeItem::new_leaf(Twig::Item(root), "file  schema, name, description, tags"));
    items
}

/// The way to an item, through branches that are opened for it; empty when it is not in the tree.
pub fn way_to(plan: &Plan, node_of: NodeOf<'_>, path: &Path) -> Way {
    let mut opened = HashSet::new();
    let mut way: Way = Vec::new();
    loop {
        let tree = items(plan, node_of, &opened);
        let mut level: &[TreeItem<'static, Twig>] = &tree;
        for twig in &way {
            level = level.iter().find(|item| item.identifier() == twig).map_or(&[], TreeItem::children);
        }
        let Some(next) = level.iter().map(TreeItem::identifier).find(|twig| leads_to(plan, twig, path)) else {
            return Vec::new();
        };
        way.push(next.clone());
        if matches!(next, Twig::Item(found) if found == path) || way.len() > WAY_MAX {
            return way;
        }
        opened.insert(way.clone());
    }
}

/// The most branches that one can stand in another.
const WAY_MAX: usize = 12;

fn leads_to(plan: &Plan, twig: &Twig, path: &Path) -> bool {
    let in_list = |owner: &Path, key: &str| {
        path.starts_with(owner)
            && matches!(path.steps().get(owner.steps().len()), Some(Step::Item(list, _)) if *list == key)
    };
    match twig {
        Twig::Item(at) if at.steps().is_empty() => path.steps().is_empty(),
        Twig::Item(at) => path.starts_with(at),
        Twig::List(owner, key) => in_list(owner, key),
        Twig::Part(owner, key, from) => {
            let place = edit::node(plan.scenario(), owner).and_then(|node| node.list(key)).and_then(|list| match path
                .steps()
                .get(owner.steps().len())
            {
                Some(Step::Item(_, ident)) => list.position(ident),
                _ => None,
            });
            in_list(owner, key) && place.is_some_and(|place| (*from..from + PART as usize).contains(&place))
        }
        Twig::Nodes(..) | Twig::Node(..) | Twig::Block(_) | Twig::Closed => false,
    }
}

impl Builder<'_> {
    /// A branch, whose children are built only when it is open.
    fn branch(
        &mut self,
        twig: Twig,
        label: &str,
        has_children: bool,
        children: impl FnOnce(&mut Self) -> Vec<TreeItem<'static, Twig>>,
    ) -> TreeItem<'static, Twig> {
        let label = Text::raw(printable(label).into_owned());
        if !has_children {
            return TreeItem::new_leaf(twig, label);
        }
        self.way.push(twig.clone());
        let is_open = self.opened.contains(&self.way);
        let children = if is_open { children(self) } else { vec![TreeItem::new_leaf(Twig::Closed, "")] };
        self.way.pop();
        TreeItem::new(twig, label, children).expect("the children of a branch have names of their own")
    }

    fn item(&mut self, path: Path) -> TreeItem<'static, Twig> {
        let plan = self.plan;
        match edit::node(plan.scenario(), &path) {
            Some(node) => self.item_of(&path, node),
            None => TreeItem::new_leaf(Twig::Item(path), ""),
        }
    }

    /// The same where the item is at hand: finding each of a long list by its name would cost the square of its length.
    fn item_of(&mut self, path: &Path, node: &dyn Node) -> TreeItem<'static, Twig> {
        let plan = self.plan;
        let pools = subnet_of(plan, path).map(|subnet| pools_in(plan, subnet)).unwrap_or_default();
        let pool = pool_of(plan, path).filter(|pool| plan.pool(*pool).nodes > 0);
        let below = node.spec().fields.iter().any(|field| has_below(node, field));
        let has_children = below || !pools.is_empty() || pool.is_some();
        let label = label(plan, path, node);
        self.branch(Twig::Item(path.clone()), &label, has_children, |builder| {
            let mut children: Vec<_> = pools.into_iter().map(|pool| builder.item(plan.pool_path(pool))).collect();
            if let Some(pool) = pool {
                children.extend(builder.nodes(path, pool));
            }
            children.extend(builder.below(path, node));
            children
        })
    }

    /// The lists and tables of an item; a list that stands alone needs no branch of its own.
    fn below(&mut self, path: &Path, node: &dyn Node) -> Vec<TreeItem<'static, Twig>> {
        let fields: Vec<&FieldSpec> = node.spec().fields.iter().filter(|field| has_below(node, field)).collect();
        let is_alone = fields.len() == 1;
        let mut children = Vec::new();
        for field in fields {
            match (field.kind, node.list(field.key)) {
                (Kind::One(_), _) => children.push(self.item(path.key(field.key))),
                (_, Some(list)) if is_alone || field.key == "subnet" => {
                    children.extend(self.entries(path, field.key, list));
                }
                _ => children.push(self.list(path, field.key)),
            }
        }
        children
    }

    fn list(&mut self, owner: &Path, key: &'static str) -> TreeItem<'static, Twig> {
        let plan = self.plan;
        let Some(list) = edit::node(plan.scenario(), owner).and_then(|node| node.list(key)) else {
            return TreeItem::new_leaf(Twig::List(owner.clone(), key), key);
        };
        let label = format!("{key} ({})", thousands(list.len() as u64));
        self.branch(Twig::List(owner.clone(), key), &label, true, |builder| builder.entries(owner, key, list))
    }

    fn entries(&mut self, owner: &Path, key: &'static str, list: &dyn NodeList) -> Vec<TreeItem<'static, Twig>> {
        if list.len() <= PART as usize {
            return self.some(owner, key, list, 0);
        }
        let mut parts = Vec::new();
        for from in (0..list.len()).step_by(PART as usize) {
            let to = (from + PART as usize).min(list.len());
            let label = format!("{} to {}", list.ident(from), list.ident(to - 1));
            let twig = Twig::Part(owner.clone(), key, from);
            parts.push(self.branch(twig, &label, true, |builder| builder.some(owner, key, list, from)));
        }
        parts
    }

    fn some(
        &mut self,
        owner: &Path,
        key: &'static str,
        list: &dyn NodeList,
        from: usize,
    ) -> Vec<TreeItem<'static, Twig>> {
        let to = (from + PART as usize).min(list.len());
        let items = (from..to).filter_map(|index| Some((owner.item(key, &list.ident(index)), list.node(index)?)));
        items.map(|(path, node)| self.item_of(&path, node)).collect()
    }

    fn nodes(&mut self, path: &Path, pool: PoolId) -> Vec<TreeItem<'static, Twig>> {
        let count = self.plan.pool(pool).nodes;
        if count <= PART {
            return (0..count).map(|index| self.node(path, pool, index)).collect();
        }
        let mut parts = Vec::new();
        for number in 0..count.div_ceil(PART) {
            let from = number * PART;
            let to = from.saturating_add(PART).min(count);
            let label = format!("nodes {} to {}", thousands(from), thousands(to - 1));
            parts.push(self.branch(Twig::Nodes(path.clone(), from), &label, true, |builder| {
                (from..to).map(|index| builder.node(path, pool, index)).collect()
            }));
        }
        parts
    }

    fn node(&mut self, path: &Path, pool: PoolId, index: u32) -> TreeItem<'static, Twig> {
        let node = (self.node_of)(NodeRef { pool, index });
        let ip = node.ip.map_or_else(|| "no address left".to_owned(), |ip| ip.to_string());
        let label = format!("{}  {ip}", node.name);
        let blocks = node.pod_cidrs;
        self.branch(Twig::Node(path.clone(), index), &label, !blocks.is_empty(), |_| {
            blocks.iter().map(|block| TreeItem::new_leaf(Twig::Block(*block), format!("pods {block}"))).collect()
        })
    }
}

fn has_below(node: &dyn Node, field: &FieldSpec) -> bool {
    match field.kind {
        Kind::Tables(_) | Kind::Inline(_) => node.list(field.key).is_some_and(|list| !list.is_empty()),
        Kind::One(_) => true,
        Kind::Required(_) | Kind::Optional(_) => false,
    }
}

/// `node-pool system  40 nodes`, `subnet snet-nodes  10.240.0.0/22`.
fn label(plan: &Plan, path: &Path, node: &dyn Node) -> String {
    let (list, ident) = match path.last() {
        Some(Step::Item(list, ident)) => (*list, &**ident),
        Some(Step::Key(key)) => (*key, ""),
        None => ("file", ""),
    };
    let value = match pool_of(plan, path) {
        Some(pool) => counted(plan.pool(pool).nodes, "node"),
        None => main_value(node),
    };
    let name = [list, ident].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    format!("{name}  {value}")
}

/// The first value that is not the item's name.
fn main_value(node: &dyn Node) -> String {
    let spec = node.spec();
    let is_name = |key: &str| spec.ident.contains(&key) || key == "name" || key == "namespace";
    let values = spec.fields.iter().filter(|field| !is_name(field.key)).filter_map(|field| node.get(field.key));
    // A yes or no means nothing without its key.
    values.into_iter().find(|value| !["true", "false"].contains(&value.as_str())).unwrap_or_default()
}

fn pool_of(plan: &Plan, path: &Path) -> Option<PoolId> {
    match path.steps() {
        [Step::Item("node-pool", name)] => plan.pool_named(name),
        _ => None,
    }
}

/// The subnet at a path.
pub fn subnet_of(plan: &Plan, path: &Path) -> Option<SubnetId> {
    match path.steps() {
        [Step::Item("vnet", vnet), Step::Item("subnet", name)] => {
            let row = plan.vnet(plan.vnet_named(vnet)?);
            row.subnets.iter().copied().find(|id| plan.subnet(*id).item.name == **name)
        }
        _ => None,
    }
}

fn pools_in(plan: &Plan, subnet: SubnetId) -> Vec<PoolId> {
    let uses = |id: &PoolId| plan.pool(*id).subnet == Some(subnet) || plan.pool(*id).pod_subnet == Some(subnet);
    plan.pool_ids().filter(uses).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::inventory::Inventory;
    use crate::scenario::read::read;

    /// A cluster of 5,000 nodes in one pool, with a route table.
    const FILE: &str = r#"
[cluster]
[[node-pool]]
name = "system"
count = 5000
subnet = "snet-nodes"
[[vnet]]
name = "vnet"
address-space = ["10.224.0.0/12"]
  [[vnet.subnet]]
  name = "snet-nodes"
  prefix = "10.224.0.0/16"
[[route-table]]
name = "rt"
routes = [{ name = "to-fw", prefix = "0.0.0.0/0", next-hop = "Internet" }]
"#;

    fn count(items: &[TreeItem<'_, Twig>]) -> usize {
        items.iter().map(|item| 1 + count(item.children())).sum()
    }

    #[test]
    fn only_open_branches_are_built_and_long_ones_in_parts() {
        let plan = Plan::new(Arc::new(read(FILE).scenario));
        let inventory = Inventory::new(&plan);
        let node_of = |at| inventory.node(at);
        let vnet = Path::root().item("vnet", "vnet");
        let pool = Path::root().item("node-pool", "system");
        let branches = [
            Twig::Item(vnet.clone()),
            Twig::Item(vnet.item("subnet", "snet-nodes")),
            Twig::Item(pool.clone()),
            Twig::Nodes(pool.clone(), 100),
            Twig::Node(pool, 199),
        ];
        let mut opened = HashSet::new();
        let mut way = Vec::new();
        let mut sizes = vec![count(&items(&plan, &node_of, &opened))];
        for twig in branches {
            way.push(twig);
            opened.insert(way.clone());
            sizes.push(count(&items(&plan, &node_of, &opened)));
        }
        // One subnet with a closed mark, one pool with one, 50 parts with one each, 100 nodes with one each, a block:
        // each time in the place of one closed mark.
        let grown: Vec<usize> = sizes.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert_eq!(grown, [1, 1, 99, 199, 0]);
    }

    #[test]
    fn there_is_a_way_to_every_item() {
        let plan = Plan::new(Arc::new(read(FILE).scenario));
        let inventory = Inventory::new(&plan);
        let root = Path::root();
        let table = root.item("route-table", "rt");
        let vnet = root.item("vnet", "vnet");
        let cases = [
            (table.item("routes", "to-fw"), 3),
            (vnet.item("subnet", "snet-nodes"), 2),
            (root.item("node-pool", "system"), 2),
            (root.key("cluster").key("load-balancer"), 2),
            (root.clone(), 1),
            (root.item("vm", "none"), 0),
        ];
        for (path, length) in cases {
            assert_eq!(way_to(&plan, &|at| inventory.node(at), &path).len(), length, "{path}");
        }
    }

    #[test]
    fn everything_in_the_file_can_be_reached() {
        let plan = Plan::new(Arc::new(read(FILE).scenario));
        let inventory = Inventory::new(&plan);
        let items = items(&plan, &|at| inventory.node(at), &HashSet::new());
        let top: Vec<&Twig> = items.iter().map(TreeItem::identifier).collect();
        let root = Path::root();
        for twig in [
            Twig::Item(root.item("vnet", "vnet")),
            Twig::Item(root.key("cluster")),
            Twig::List(root.clone(), "node-pool"),
            Twig::List(root.clone(), "route-table"),
            Twig::Item(root),
        ] {
            assert!(top.contains(&&twig), "{twig:?}");
        }
    }
}
