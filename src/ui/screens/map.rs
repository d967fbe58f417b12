//! The Map screen: who owns every address, as a grid and as a tree, and every item of the file to edit. It holds where
//! one stands, by names, so that edits do not move it; what is there, the engine and the file say.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::StatefulWidget;
use tui_tree_widget::{Tree, TreeItem, TreeState};

pub mod add;
pub mod blocks;
pub mod detail;
pub mod facts;
pub mod grid;
pub mod item;
pub mod picture;
pub mod place;
pub mod scale;
pub mod tree;
pub mod view;
mod walk;

use super::{Cx, Pane, Reply};
use crate::engine::address::{Block, VnetMap};
use crate::engine::basis::{self, Basis};
use crate::net::Cidr;
use crate::scenario::field::grounded;
use crate::scenario::path::Step;
use crate::scenario::{Edit, Path, edit};
use crate::ui::action::Action;
use crate::ui::canvas::Canvas;
use crate::ui::effect::Shown;
use crate::ui::layer::{Layer, Picker, PickerItem};
use crate::ui::text::thousands;
use crate::ui::verdict;
use add::{Addition, Ground};
use facts::Facts;
use item::Value;
use place::{PLACE, Placing};
use tree::{Twig, Way};
use view::{Focus, View};

/// Lines that a page key moves by in the tree.
const PAGE: usize = 10;

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Map {
    vnet: usize,
    selected: Option<Selected>,
    zoom: u8,
    focus: Focus,
    tree: TreeState<Twig>,
    key: usize,
    /// The items that are about to be added; the one that appears is shown.
    awaited: Vec<Path>,
    /// New subnets that are about to be placed; they take the keys.
    placing: Option<Placing>,
}

/// A block, by what it is: an item of the file, or the free space around an address.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Selected {
    Item(Path),
    Place(Cidr),
}

impl Selected {
    fn of(block: &Block) -> Self {
        block.path.clone().map_or(Self::Place(block.prefix), Self::Item)
    }

    fn place(&self, range: &VnetMap) -> Option<usize> {
        match self {
            Self::Item(path) => range.blocks.iter().position(|block| block.path.as_ref() == Some(path)),
            Self::Place(place) => range.blocks.iter().position(|block| block.prefix.contains(place.first())),
        }
    }
}

impl Map {
    fn shown<'a>(&'a self, cx: &Cx<'a>) -> View<'a> {
        let map = cx.analysis.addresses();
        let vnet = self.vnet.min(map.vnets.len().saturating_sub(1));
        let block = map.vnets.get(vnet).and_then(|range| self.selected.as_ref()?.place(range));
        View {
            plan: cx.analysis.plan(),
            map,
            capacity: cx.analysis.capacity(),
            vnet,
            block: block.unwrap_or(0),
            zoom: self.zoom,
            focus: self.focus,
            item: self.tree.selected().last().and_then(Twig::item),
            key: self.key,
            is_enlarged: cx.is_enlarged,
            placing: self.placing.as_ref().and_then(|placing| placing.shown(cx.analysis.plan())),
        }
    }

    fn items(&self, cx: &Cx<'_>) -> Vec<TreeItem<'static, Twig>> {
        let inventory = cx.analysis.inventory();
        tree::items(cx.analysis.plan(), &|at| inventory.node(at), self.tree.opened())
    }

    /// Selects a block of the range that is shown.
    fn select(&mut self, cx: &Cx<'_>, place: usize) {
        let selected = self.shown(cx).range().and_then(|range| range.blocks.get(place)).map(Selected::of);
        self.selected = selected.or(self.selected.take());
    }

    /// Shows an item in the tree, and on the grid where it is there.
    fn show(&mut self, cx: &Cx<'_>, path: &Path) {
        let inventory = cx.analysis.inventory();
        let way = tree::way_to(cx.analysis.plan(), &|at| inventory.node(at), path);
        for end in 1..way.len() {
            self.tree.open(way[..end].to_vec());
        }
        if !way.is_empty() {
            self.choose(cx, way);
        }
    }

    /// Selects a branch of the tree; a subnet is selected on the grid too.
    fn choose(&mut self, cx: &Cx<'_>, way: Way) {
        if let Some(Twig::Item(path)) = way.last() {
            let map = cx.analysis.addresses();
            let is_it = |range: &VnetMap| range.blocks.iter().any(|block| block.path.as_ref() == Some(path));
            if let Some(vnet) = map.vnets.iter().position(is_it) {
                self.vnet = vnet;
                self.selected = Some(Selected::Item(path.clone()));
            }
        }
        self.tree.select(way);
        self.key = 0;
    }

    /// The branch that is selected: what is left of it where an edit took it away.
    fn twig(&self) -> Option<&Twig> {
        self.tree.selected().last()
    }

    fn act_on_grid(&mut self, action: Action, cx: &Cx<'_>) -> Reply {
        let view = self.shown(cx);
        if let Some(target) = walk::target(&view, action) {
            self.select(cx, target);
            return Reply::Done;
        }
        let (vnet, vnets) = (view.vnet, view.map.vnets.len());
        match action {
            Action::PageUp | Action::PageDown => {
                self.vnet =
                    if action == Action::PageUp { vnet.saturating_sub(1) } else { (vnet + 1).min(vnets.max(1) - 1) };
                self.selected = None;
            }
            Action::ZoomIn => {
                let most = view.range().map_or(0, |range| scale::Scale::zoom_max(range.prefix));
                self.zoom = (self.zoom + 1).min(most);
            }
            Action::ZoomOut => {
                self.zoom = self.zoom.saturating_sub(1);
            }
            Action::Enter => {
                let path = view.selected().and_then(|block| block.path.clone());
                let Some(path) = path else { return self.add(cx) };
                self.show(cx, &path);
                self.focus = Focus::Item;
            }
            Action::Switch => {
                self.focus = Focus::Tree;
                self.enter_tree(cx);
            }
            Action::Back if self.zoom > 0 => {
                self.zoom = 0;
            }
            Action::Add => return self.add(cx),
            Action::Remove => {
                let path = view.selected().and_then(|block| block.path.clone());
                return path
                    .map_or(Reply::Say("Only an item of the file can be removed".to_owned()), |path| remove(cx, path));
            }
            _ => return Reply::Ignored,
        }
        Reply::Done
    }

    /// What the tree shows when the keys come to it: the block that is selected, else its first branch.
    fn enter_tree(&mut self, cx: &Cx<'_>) {
        if !self.tree.selected().is_empty() {
            return;
        }
        match self.shown(cx).selected().and_then(|block| block.path.clone()) {
            Some(path) => self.show(cx, &path),
            None => {
                if let Some(first) = self.items(cx).first() {
                    self.choose(cx, vec![first.identifier().clone()]);
                }
            }
        }
    }

    fn act_on_tree(&mut self, action: Action, cx: &Cx<'_>) -> Reply {
        let items = self.items(cx);
        let flat: Vec<Way> = self.tree.flatten(&items).into_iter().map(|line| line.identifier).collect();
        let at = flat.iter().position(|way| way == self.tree.selected());
        let last = flat.len().saturating_sub(1);
        let here = at.unwrap_or(0);
        let target = match action {
            Action::Up => here.saturating_sub(1),
            Action::Down => at.map_or(0, |at| (at + 1).min(last)),
            Action::PageUp => here.saturating_sub(PAGE),
            Action::PageDown => (here + PAGE).min(last),
            Action::First => 0,
            Action::Last => last,
            Action::Left => {
                let way = self.tree.selected().to_vec();
                if !self.tree.close(&way) && way.len() > 1 {
                    self.choose(cx, way[..way.len() - 1].to_vec());
                }
                return Reply::Done;
            }
            Action::Right => {
                self.tree.open(self.tree.selected().to_vec());
                return Reply::Done;
            }
            Action::Enter => {
                match self.twig() {
                    Some(Twig::Item(_)) => self.focus = Focus::Item,
                    _ => _ = self.tree.toggle(self.tree.selected().to_vec()),
                }
                return Reply::Done;
            }
            Action::Switch | Action::Back => {
                self.focus = Focus::Grid;
                return Reply::Done;
            }
            Action::Add => return self.add(cx),
            Action::Remove => {
                return match self.twig() {
                    Some(Twig::Item(path)) => remove(cx, path.clone()),
                    _ => Reply::Say("Select an item to remove it".to_owned()),
                };
            }
            _ => return Reply::Ignored,
        };
        if let Some(way) = flat.get(target) {
            self.choose(cx, way.clone());
        }
        Reply::Done
    }

    fn act_on_item(&mut self, action: Action, cx: &Cx<'_>) -> Reply {
        let Some(path) = self.twig().and_then(Twig::item).cloned() else {
            self.focus = Focus::Tree;
            return Reply::Done;
        };
        let entries = item::entries(cx.analysis.plan(), &path);
        let last = entries.len().saturating_sub(1);
        let entry = entries.get(self.key.min(last));
        self.key = match (action, entry) {
            (Action::Up, _) => self.key.saturating_sub(1),
            (Action::Down, _) => (self.key + 1).min(last),
            (Action::PageUp | Action::First, _) => 0,
            (Action::PageDown | Action::Last, _) => last,
            (Action::Enter | Action::Right, Some(entry)) if entry.is_value() => {
                return Reply::EditValue(path.key(entry.key));
            }
            (Action::Enter | Action::Right, Some(entry)) => {
                self.focus = Focus::Tree;
                let below = match entry.value {
                    Value::Table => Some(path.key(entry.key)),
                    _ => first_of(cx, &path, entry.key),
                };
                match below {
                    Some(below) => self.show(cx, &below),
                    None => {
                        return self
                            .add_to(cx, &[Addition { list: path.key(entry.key), key: entry.key, reference: None }]);
                    }
                }
                return Reply::Done;
            }
            (Action::Remove, Some(entry)) if entry.is_value() && entry.is_optional => {
                return Reply::Edit(grounded(cx.analysis.plan().written(), Edit::unset(path.key(entry.key))));
            }
            (Action::Remove, _) => return Reply::Say("This must not be left out".to_owned()),
            (Action::Back | Action::Left | Action::Switch, _) => {
                self.focus = Focus::Tree;
                return Reply::Done;
            }
            (Action::Add, _) => return self.add(cx),
            _ => return Reply::Ignored,
        };
        Reply::Done
    }

    /// Adds what belongs where one stands: at once where there is one thing, else by a list to choose from.
    fn add(&mut self, cx: &Cx<'_>) -> Reply {
        let view = self.shown(cx);
        let plan = cx.analysis.plan();
        let twig = match self.focus {
            Focus::Grid => match (view.selected(), view.range()) {
                (Some(Block { path: Some(path), .. }), _) => Twig::Item(path.clone()),
                (_, Some(range)) => Twig::List(plan.vnet_path(range.vnet), "subnet"),
                _ => Twig::Item(Path::root()),
            },
            Focus::Tree | Focus::Item => self.twig().cloned().unwrap_or(Twig::Item(Path::root())),
        };
        let additions = add::additions(plan, &twig);
        let vnet = match twig.item().and_then(|path| path.steps().first().cloned()) {
            Some(Step::Item("vnet", name)) => Some(name),
            _ => None,
        };
        let place = vnet.map(|vnet| PickerItem {
            label: "subnets of a length, in free space".to_owned(),
            detail: format!("of {vnet}: one /n at a place of your choice, or several at once"),
            reply: Reply::Answer(Placing::text(&vnet)),
        });
        self.choose_from(cx, place, &additions)
    }

    fn add_to(&mut self, cx: &Cx<'_>, additions: &[Addition]) -> Reply {
        self.choose_from(cx, None, additions)
    }

    fn choose_from(&mut self, cx: &Cx<'_>, place: Option<PickerItem>, additions: &[Addition]) -> Reply {
        let view = self.shown(cx);
        let block = view.selected().filter(|_| self.focus == Focus::Grid);
        let ground = Ground { plan: cx.analysis.plan(), map: view.map, block };
        let written = cx.analysis.plan().written();
        let made = additions.iter().filter_map(|addition| Some((addition, addition.edit(ground)?)));
        let made: Vec<(String, Edit, Path)> =
            made.map(|(addition, (edit, path))| (addition.label(), grounded(written, edit), path)).collect();
        self.awaited = made.iter().map(|(_, _, path)| path.clone()).collect();
        let made = made.into_iter().map(|(label, edit, path)| PickerItem {
            label,
            detail: path.to_string(),
            reply: Reply::Edit(edit),
        });
        let mut items: Vec<PickerItem> = place.into_iter().chain(made).collect();
        match items.len() {
            0 => Reply::Say("There is no room or nothing to add here".to_owned()),
            1 => items.remove(0).reply,
            _ => Reply::Open(Layer::Picker(Picker { title: "Add".to_owned(), items, selected: 0 })),
        }
    }

    /// What the keys do while subnets are placed.
    fn act_on_placing(&mut self, action: Action, cx: &Cx<'_>) -> Reply {
        let plan = cx.analysis.plan();
        let Some(placing) = &mut self.placing else { return Reply::Ignored };
        match action {
            Action::Back => self.placing = None,
            Action::Add => {
                return Reply::Ask { label: "Lengths".to_owned(), text: placing.lengths() };
            }
            Action::Enter => {
                return match placing.edit(plan) {
                    Ok((edit, path)) => {
                        (self.placing, self.focus, self.selected) = (None, Focus::Grid, Some(Selected::Item(path)));
                        Reply::Edit(edit)
                    }
                    Err(reason) => Reply::Say(format!("Nothing is added: {reason}")),
                };
            }
            other => return placing.act(other, plan),
        }
        Reply::Done
    }

    /// Goes to the item that was added, once it is there; lets go of a selection that has gone.
    fn settle(&mut self, cx: &Cx<'_>) {
        let written = cx.analysis.plan().written();
        let added = self.awaited.iter().find(|path| edit::node(written, path).is_some()).cloned();
        if let Some(path) = added {
            self.awaited.clear();
            self.show(cx, &path);
            self.focus = Focus::Item;
        }
        let scenario = cx.analysis.plan().scenario();
        let mut way = self.tree.selected().to_vec();
        let before = way.len();
        while way.last().and_then(Twig::item).is_some_and(|path| edit::node(scenario, path).is_none()) {
            way.pop();
        }
        if way.len() < before {
            self.tree.select(way);
            self.focus = if self.focus == Focus::Item { Focus::Tree } else { self.focus };
        }
    }
}

fn first_of(cx: &Cx<'_>, path: &Path, key: &'static str) -> Option<Path> {
    let list = edit::node(cx.analysis.plan().scenario(), path)?.list(key)?;
    (!list.is_empty()).then(|| path.item(key, &list.ident(0)))
}

fn remove(cx: &Cx<'_>, path: Path) -> Reply {
    match path.last() {
        Some(Step::Item(..)) if edit::node(cx.analysis.plan().written(), &path).is_none() => {
            Reply::Say("The file does not hold it: AKS would make it".to_owned())
        }
        Some(Step::Item(..)) => Reply::Edit(Edit::Remove { path }),
        _ => Reply::Say("This is there once and cannot be removed".to_owned()),
    }
}

/// Says at the end of a row that the tree cut it, which the tree itself does not: half an address is another address.
/// What was cut shows in the same tree with a column more.
fn mark_cut(place: Rect, buffer: &mut Buffer, wider: &Buffer) {
    for row in place.rows().filter(|row| wider[(row.right(), row.y)].symbol() != " ") {
        for column in row.right().saturating_sub(2).max(row.left())..row.right() {
            buffer[(column, row.y)].set_symbol(".");
        }
    }
}

impl Pane for Map {
    fn kept(&self) -> Option<String> {
        self.selected.as_ref().map(|selected| match selected {
            Selected::Item(path) => path.to_string(),
            Selected::Place(place) => place.to_string(),
        })
    }

    fn restore(&mut self, kept: &str, cx: &Cx<'_>) {
        let of = |block: &Block| block.path.as_ref().map_or_else(|| block.prefix.to_string(), ToString::to_string);
        for (vnet, range) in cx.analysis.addresses().vnets.iter().enumerate() {
            if let Some(block) = range.blocks.iter().find(|block| of(block) == kept) {
                (self.vnet, self.selected) = (vnet, Some(Selected::of(block)));
            }
        }
    }

    fn basis(&self, cx: &Cx<'_>) -> Vec<Basis> {
        let view = self.shown(cx);
        let of_subnet = view.selected().and_then(|block| block.subnet).map(|id| basis::subnet(cx.analysis, id));
        let of_range = || view.range().map(|range| basis::vnet(range.prefix, &range.name));
        of_subnet.or_else(of_range).unwrap_or_default()
    }

    fn available(&self, cx: &Cx<'_>) -> Vec<Action> {
        use Action::{Add, Back, Down, Enter, Find, Left, PageDown, Remove, Right, Switch, Up, ZoomIn, ZoomOut};
        if let Some(placing) = &self.placing {
            return placing.available(cx.analysis.plan());
        }
        match self.focus {
            Focus::Grid => {
                vec![Switch, Enter, Add, Remove, ZoomIn, ZoomOut, Find, Left, Right, Up, Down, PageDown]
            }
            Focus::Tree => vec![Enter, Add, Remove, Switch, Up, Down, Left, Right, Find, Back],
            Focus::Item => vec![Enter, Remove, Add, Up, Down, Back],
        }
    }

    fn act(&mut self, action: Action, cx: &Cx<'_>) -> Reply {
        self.settle(cx);
        self.awaited.clear();
        if self.placing.is_some() {
            return self.act_on_placing(action, cx);
        }
        match self.focus {
            Focus::Grid => self.act_on_grid(action, cx),
            Focus::Tree => self.act_on_tree(action, cx),
            Focus::Item => self.act_on_item(action, cx),
        }
    }

    fn view(&mut self, cx: &Cx<'_>, canvas: &mut Canvas<'_>) {
        self.settle(cx);
        let place = self.shown(cx).draw(canvas, cx);
        let Some(place) = place.filter(|place| place.width > 0 && place.height > 0) else { return };
        let items = self.items(cx);
        let has_focus = self.focus == Focus::Tree;
        let style = if has_focus { cx.theme.selection } else { cx.theme.text };
        let tree = Tree::new(&items).expect("the branches of the tree have names of their own");
        let tree = tree
            .style(cx.theme.text)
            .highlight_style(style)
            .highlight_symbol(if has_focus { "►" } else { " " })
            .node_closed_symbol("+ ")
            .node_open_symbol("- ")
            .node_no_children_symbol("  ");
        let mut wider = Buffer::empty(Rect { width: place.width.saturating_add(1), ..place });
        tree.clone().render(wider.area, &mut wider, &mut self.tree);
        tree.render(place, canvas.buffer(), &mut self.tree);
        mark_cut(place, canvas.buffer(), &wider);
        let is_chosen = |row: &Rect| self.tree.rendered_at(row.as_position()) == Some(self.tree.selected());
        if let Some(row) = place.rows().find(is_chosen).filter(|_| has_focus) {
            canvas.within(row).select(0);
        }
    }

    fn reveal(&mut self, path: &Path, cx: &Cx<'_>) {
        self.show(cx, path);
        self.focus = Focus::Tree;
    }

    fn answer_shown(&self, _: &Cx<'_>) -> Shown {
        Shown::Map
    }

    fn status(&self, cx: &Cx<'_>) -> String {
        let view = self.shown(cx);
        if let Some(placing) = &view.placing {
            return placing.status();
        }
        if let (Focus::Tree | Focus::Item, Some(path)) = (self.focus, view.item) {
            let entry = item::entries(view.plan, path);
            let doc = entry
                .get(self.key)
                .filter(|_| self.focus == Focus::Item)
                .map(|entry| format!("{}: {}", entry.key, entry.doc));
            return doc.unwrap_or_else(|| path.to_string());
        }
        let (Some(range), Some(block)) = (view.range(), view.selected()) else { return String::new() };
        let facts = Facts::new(range, block, view.map, view.capacity, view.plan);
        let used = facts
            .size
            .and_then(|size| Some(format!("   {} of {} used", thousands(size.needed), thousands(size.usable?))));
        format!("{}{}", facts.title(), used.unwrap_or_default())
    }

    fn asked(&mut self, text: &str, cx: &Cx<'_>) -> Result<(), String> {
        let map = cx.analysis.addresses();
        let text = text.trim();
        if let Some(request) = text.strip_prefix(PLACE) {
            let free = self.shown(cx).selected().filter(|block| block.letter.is_none()).map(|block| block.prefix);
            self.placing = Some(Placing::asked(request, cx.analysis.plan(), free)?);
            self.focus = Focus::Grid;
            return Ok(());
        }
        if let Some(placing) = &mut self.placing {
            return placing.retyped(text);
        }
        let wanted: Box<dyn Fn(&Block) -> bool> = match text.parse::<std::net::IpAddr>() {
            Ok(address) => Box::new(move |block| block.prefix.contains(address)),
            Err(_) if text.is_empty() => return Err("type an address or a name".to_owned()),
            Err(_) => Box::new(move |block| block.letter.is_some() && block.name.contains(text)),
        };
        for (vnet, range) in map.vnets.iter().enumerate() {
            // Of overlapping blocks the last is the one that lies on top.
            if let Some(block) = range.blocks.iter().rev().find(|block| wanted(block)) {
                self.vnet = vnet;
                self.selected = Some(Selected::of(block));
                self.focus = Focus::Grid;
                return Ok(());
            }
        }
        Err(format!("{text} is in none of the ranges"))
    }

    fn hint(&self, action: Action) -> Option<&'static str> {
        if self.placing.is_some() {
            return Some(match action {
                Action::Enter => "add",
                Action::Left => "place",
                Action::ZoomIn => "size",
                Action::Add => "lengths",
                Action::Back => "leave",
                _ => return None,
            });
        }
        Some(match (action, self.focus) {
            (Action::Switch, Focus::Grid) => "tree",
            (Action::Enter, Focus::Item) => "edit",
            (Action::Enter, _) => "values",
            (Action::Switch, _) => "grid",
            (Action::Remove, Focus::Item) => "leave out",
            (Action::PageDown, Focus::Grid) => "next range",
            _ => return None,
        })
    }

    fn corner(&self, cx: &Cx<'_>, gap: &str) -> (String, Style) {
        verdict::corner(cx.analysis, cx.theme, gap)
    }
}
