//! The drawing of the Map screen at each width: the grid, the list of blocks, the tree, and what there is to say of the
//! selection. It holds no state; the tree itself is drawn by its own widget in the place that is left for it.

use ratatui::layout::Rect;

use super::super::Cx;
use super::detail;
use super::facts::Facts;
use super::grid::Grid;
use super::picture::Picture;
use super::place::Shown;
use super::scale::Scale;
use super::{blocks, item};
use crate::config::theme::Theme;
use crate::engine::Plan;
use crate::engine::address::{AddressMap, Block, VnetMap};
use crate::engine::capacity::Capacity;
use crate::scenario::Path;
use crate::ui::canvas::{Canvas, Head};
use crate::ui::text::{counted, width};
use crate::ui::widgets::panel::Panel;

/// The part of the screen that the keys go to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The grid and its list of blocks.
    #[default]
    Grid,
    /// The tree.
    Tree,
    /// The keys of one item.
    Item,
}

/// What the screen shows.
pub struct View<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Who owns what.
    pub map: &'a AddressMap,
    /// What each range needs.
    pub capacity: &'a Capacity,
    /// The VNet range's place in the map.
    pub vnet: usize,
    /// The selected block's place in the range.
    pub block: usize,
    /// How many steps closer the grid looks.
    pub zoom: u8,
    /// The part that has the focus is over all of it.
    pub is_enlarged: bool,
    /// Where the keys go.
    pub focus: Focus,
    /// The item that is selected in the tree.
    pub item: Option<&'a Path>,
    /// The selected key of that item.
    pub key: usize,
    /// Subnets that are about to be placed.
    pub placing: Option<Shown<'a>>,
}

/// Columns of the list of blocks, of the tree when it has the keys, of both at 80 columns.
const SIDE: usize = 28;
const SIDE_TREE: usize = 60;
const SIDE_NORMAL: usize = 22;
/// Columns of a row's label, in the wide grid and in the others.
const LABEL_WIDE: usize = 11;
const LABEL: usize = 9;
const LABEL_MIN: usize = 7;
/// Rows that the detail has at least.
const DETAIL_MIN: usize = 4;
/// The narrowest screen whose first line says all.
const FULL_LINE: usize = 100;
/// Cells a row of the grid, and the widest of them.
const CELLS: usize = 16;
const CELL_MAX: usize = 5;

impl<'a> View<'a> {
    /// The VNet range that is shown.
    pub fn range(&self) -> Option<&'a VnetMap> {
        self.map.vnets.get(self.vnet)
    }

    /// The selected block.
    pub fn selected(&self) -> Option<&'a Block> {
        self.range()?.blocks.get(self.block)
    }

    /// Draws all but the tree; answers with the place that is left for it.
    pub fn draw(&self, canvas: &mut Canvas<'_>, cx: &Cx<'_>) -> Option<Rect> {
        let theme = cx.theme;
        let panel = Panel::of_width(canvas.width());
        self.info(canvas, theme);
        let mut body = canvas.rows(1, canvas.height().saturating_sub(1));
        match (panel, self.focus) {
            (_, Focus::Grid) if self.is_enlarged => {
                self.grid(&mut body, if panel == Panel::Boxed { LABEL_WIDE } else { LABEL_MIN }, theme);
                None
            }
            (_, Focus::Tree) if self.is_enlarged => Some(tree_panel(&mut body, panel, theme)),
            (_, Focus::Item) if self.is_enlarged => {
                self.keys(&mut body, panel, theme);
                None
            }
            (Panel::Boxed, _) => Some(self.wide(&mut body, cx)),
            (Panel::Ruled, Focus::Grid) => {
                self.normal(&mut body, cx);
                None
            }
            (Panel::Ruled, Focus::Tree | Focus::Item) => {
                let tree = body.height() / 2;
                let item = body.height() - tree;
                self.keys(&mut body.rows(tree, item), panel, theme);
                Some(tree_panel(&mut body.rows(0, tree), panel, theme))
            }
        }
    }

    fn info(&self, canvas: &mut Canvas<'_>, theme: &Theme) {
        let Some(range) = self.range() else {
            canvas.text(0, 1, "This design has no VNet range.", theme.text);
            return;
        };
        let place = match self.map.vnets.len() {
            1 => String::new(),
            count => format!(" ({} of {count})", self.vnet + 1),
        };
        let mut parts = vec![format!("{} {}{place}", range.name, range.prefix)];
        if let Some(size) = range.prefix.size().filter(|_| canvas.width() >= FULL_LINE) {
            parts.push(counted(size, "address"));
        }
        parts.extend(range.allocated_percent().map(|percent| format!("{percent}% allocated")));
        if let Some(scale) = self.scale(canvas.height()) {
            parts.push(format!("1 row = /{}, 1 cell = /{}", scale.row, scale.cell));
        }
        // What does not fit whole is left out: half a scale would be another scale.
        while parts.len() > 1 && width(&parts.join("   ")) + 1 > canvas.width() {
            parts.pop();
        }
        canvas.text(0, 1, &parts.join("   "), theme.title);
    }

    /// The scale for a canvas of this height, the line of information included.
    fn scale(&self, height: usize) -> Option<Scale> {
        let range = self.range()?;
        let at = self.selected()?.prefix.as_v4()?.network();
        let window = Scale::window(range.prefix, at, self.zoom);
        let below = if self.is_enlarged { 0 } else { DETAIL_MIN };
        Scale::fit(window, height.saturating_sub(1 + below).max(1))
    }

    fn wide(&self, body: &mut Canvas<'_>, cx: &Cx<'_>) -> Rect {
        let theme = cx.theme;
        let (width, height) = (body.width(), body.height());
        let side = if self.focus == Focus::Grid { SIDE } else { SIDE_TREE.min(width / 2) };
        let left = width - side;
        {
            let mut column = body.columns(0, left.saturating_sub(1));
            let used = self.grid(&mut column, if self.focus == Focus::Grid { LABEL_WIDE } else { LABEL }, theme);
            self.lower(&mut column.rows(used, height.saturating_sub(used)), Panel::Boxed, cx);
        }
        let mut column = body.columns(left, side);
        if self.focus == Focus::Grid {
            let wanted = self.range().map_or(0, |range| blocks::rows(range) + Panel::Boxed.rows());
            let rows = wanted.min(height / 2);
            self.list(&mut column.rows(0, rows), Panel::Boxed, theme);
            return tree_panel(&mut column.rows(rows, height - rows), Panel::Boxed, theme);
        }
        let tree = height / 2;
        self.keys(&mut column.rows(tree, height - tree), Panel::Boxed, theme);
        tree_panel(&mut column.rows(0, tree), Panel::Boxed, theme)
    }

    fn normal(&self, body: &mut Canvas<'_>, cx: &Cx<'_>) {
        let theme = cx.theme;
        let (width, height) = (body.width(), body.height());
        let side = if width >= LABEL + 3 * CELLS + SIDE_NORMAL { SIDE_NORMAL } else { 0 };
        let label = if width >= LABEL + 2 * CELLS { LABEL } else { LABEL_MIN };
        let used = self.grid(&mut body.columns(0, width - side), label, theme);
        if side > 0 {
            let range = self.range();
            let mut column = body.columns(width - side + 1, side - 1);
            if let Some(range) = range {
                blocks::draw(&mut column.rows(0, used), range, self.block, theme);
            }
        }
        self.lower(&mut body.rows(used, height.saturating_sub(used)), Panel::Ruled, cx);
    }

    /// Draws the grid and answers with the rows that it took.
    fn grid(&self, canvas: &mut Canvas<'_>, label_width: usize, theme: &Theme) -> usize {
        let Some(vnet) = self.range() else { return 0 };
        let Some(scale) = self.scale(canvas.height() + 1) else {
            canvas.text(0, 1, "IPv6: nothing is scarce here, so there is nothing to draw to scale.", theme.text);
            return 2.min(canvas.height());
        };
        let most = if self.is_enlarged { usize::MAX } else { CELL_MAX };
        let cell_width = (canvas.width().saturating_sub(label_width) / CELLS).clamp(1, most);
        let picture = Picture::new(&vnet.blocks, self.map, scale, cell_width);
        Grid {
            vnet,
            picture: &picture,
            selected: self.block,
            placing: self.placing.as_ref().map_or(&[], Shown::places),
            label_width,
        }
        .draw(canvas, theme);
        (scale.rows + usize::from(Grid::has_header(cell_width))).min(canvas.height())
    }

    fn list(&self, canvas: &mut Canvas<'_>, panel: Panel, theme: &Theme) {
        let Some(range) = self.range() else { return };
        let count = blocks::count(range).to_string();
        let mut inner = panel.draw(canvas, Head { title: "Blocks", right: &count }, theme);
        blocks::draw(&mut inner, range, self.block, theme);
    }

    /// The selected block; where the tree is at the cluster itself, its own ranges.
    fn lower(&self, canvas: &mut Canvas<'_>, panel: Panel, cx: &Cx<'_>) {
        let theme = cx.theme;
        if let Some(placing) = &self.placing {
            return placing.draw(canvas, panel, cx);
        }
        let cluster = Path::root().key("cluster");
        if self.focus != Focus::Grid && self.item == Some(&cluster) {
            let all = self.map.ranges.iter().chain(&self.map.ranges_v6);
            let ranges: Vec<_> = all.filter(|range| range.subnet.is_none()).collect();
            let rows = canvas.height() / ranges.len().max(1);
            for (index, range) in ranges.iter().enumerate() {
                detail::draw_range(&mut canvas.rows(index * rows, rows), panel, range, theme);
            }
            return;
        }
        if let (Some(range), Some(block)) = (self.range(), self.selected()) {
            let facts = Facts::new(range, block, self.map, self.capacity, self.plan);
            detail::draw(canvas, panel, &facts, theme);
        }
    }

    fn keys(&self, canvas: &mut Canvas<'_>, panel: Panel, theme: &Theme) {
        if let Some(path) = self.item {
            let selected = (self.focus == Focus::Item).then_some(self.key);
            item::draw(canvas, panel, self.plan, path, selected, theme);
        }
    }
}

/// Draws the frame of the tree; answers with the inside.
fn tree_panel(canvas: &mut Canvas<'_>, panel: Panel, theme: &Theme) -> Rect {
    panel.draw(canvas, Head { title: "Everything in the file", right: "" }, theme).area()
}
