//! Sizing the other way round: of nodes and max pods, which pairs fit, and where the edge lies. Deliberately no formula:
//! each cell is the design's own question with two other numbers.

use std::sync::Arc;

use crate::engine::capacity::question::{Limit, Question};
use crate::engine::capacity::words::bound;
use crate::engine::capacity::{Binding, Readings, Room, percent};
use crate::engine::fix::{edit_nodes, largest};
use crate::engine::plan::{Plan, PoolId};
use crate::engine::rules::{self, RuleId};
use crate::net::Addresses;
use crate::scenario::Edit;
use crate::scenario::leaf::Name;

/// The nodes of the columns, beside the present ones and the most of a pool: near steps for small pools, far ones for
/// large.
const NODE_STEPS: [u32; 19] = [1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 40, 50, 70, 100, 150, 200, 300, 500, 700];
/// The max pods of the rows, beside the present ones, the fewest and the most.
const POD_STEPS: [u32; 7] = [20, 30, 50, 80, 110, 150, 200];

/// One pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The pool's nodes.
    pub nodes: u32,
    /// Its most pods a node.
    pub max_pods: u32,
    /// Is there room in everything that is looked at?
    pub room: Room,
    /// What binds; `None`: nothing limits it.
    pub binds: Option<Bound>,
    /// Why AKS would refuse the pool whatever room there is.
    pub refused: Option<String>,
}

/// What binds in a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// Its role and name.
    pub what: Binding,
    /// What it needs at the peak.
    pub needed: Addresses,
    /// The same if a node of a dynamic pod subnet holds no more than its max pods.
    pub if_capped: Addresses,
    /// What there is.
    pub available: Addresses,
}

/// All pairs of one pool while the others stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// The pool.
    pub pool: Name,
    /// The range that is looked at; `None`: everything that limits the design.
    pub range: Option<Arc<str>>,
    /// The nodes and max pods of the design.
    pub present: (u32, u32),
    /// The columns.
    pub nodes: Vec<u32>,
    /// The rows, the fewest pods first.
    pub max_pods: Vec<u32>,
    /// The cells, row by row.
    pub cells: Vec<Cell>,
    /// The edge: the most nodes with the pods of each row; `None`: not even one.
    pub most_nodes: Vec<Option<u32>>,
    /// The most pods with the nodes of each column; `None`: not even the fewest that AKS allows.
    pub most_pods: Vec<Option<u32>>,
    /// Both edges if a node of a dynamic pod subnet holds no more than its max pods; `None`: they are the same.
    pub if_capped: Option<Edges>,
}

/// Both edges, by the reading that is not in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Edges {
    /// The most nodes with the pods of each row.
    pub most_nodes: Vec<Option<u32>>,
    /// The most pods with the nodes of each column.
    pub most_pods: Vec<Option<u32>>,
}

impl Cell {
    /// Does everything that is looked at hold, and does AKS take the pool? What hangs on the reading counts as room.
    pub fn fits(&self) -> bool {
        self.room.fits() && self.refused.is_none()
    }
}

impl Grid {
    /// The cell at a column and a row.
    pub fn cell(&self, column: usize, row: usize) -> &Cell {
        &self.cells[row * self.nodes.len() + column]
    }

    /// The column and the row that are nearest to these numbers.
    pub fn nearest(&self, (nodes, max_pods): (u32, u32)) -> (usize, usize) {
        let near =
            |axis: &[u32], value: u32| (0..axis.len()).min_by_key(|at| axis[*at].abs_diff(value)).unwrap_or_default();
        (near(&self.nodes, nodes), near(&self.max_pods, max_pods))
    }
}

/// The pairs of a pool, judged by one range, by its place, or by everything.
pub fn grid(plan: &Plan, question: &Question, pool: PoolId, range: Option<usize>) -> Grid {
    let row = &question.pools[pool.index()];
    let present = (row.nodes, row.max_pods);
    let mut probe = Probe {
        at: Readings::of(question),
        pool: pool.index(),
        range,
        pinned: plan.written().pools.get(pool.index()).is_some_and(|pool| pool.pods_in_use.is_some()),
    };
    let (nodes_max, pods_min) = (rules::small(RuleId::PoolNodesMax), rules::small(RuleId::MaxPodsMin));
    let pods_max = rules::small(RuleId::MaxPodsMax);
    let nodes = axis(&NODE_STEPS, &[present.0, nodes_max]);
    let max_pods = axis(&POD_STEPS, &[present.1, pods_min, pods_max]);
    let pairs = max_pods.iter().flat_map(|pods| nodes.iter().map(move |nodes| (*nodes, *pods)));
    let cells = pairs.map(|(nodes, pods)| probe.cell(nodes, pods)).collect();
    // By the reading in force a pair is within the edge where there is room by both.
    let Edges { most_nodes, most_pods } = probe.edges(&nodes, &max_pods, Room::Enough);
    let if_capped = probe.at.if_capped.is_some().then(|| probe.edges(&nodes, &max_pods, Room::Disputed));
    let range = range.map(|range| Arc::clone(&question.ranges[range].name));
    Grid { pool: row.name.clone(), range, present, nodes, max_pods, cells, most_nodes, most_pods, if_capped }
}

/// The edit that gives the pool the numbers of a cell; `None`: it cannot be made.
pub fn edit(plan: &Plan, pool: PoolId, nodes: u32, max_pods: u32) -> Option<Edit> {
    let nodes_edit = edit_nodes(plan, pool, nodes)?;
    let name = &plan.pool(pool).item.name;
    let pods = Edit::set(plan.pool_path(pool).key("max-pods"), max_pods.to_string());
    let label = format!("{name}: {nodes} nodes, {max_pods} pods");
    // The edit of the nodes writes a pool that only the defaults hold; that of the pods finds it there.
    Some(Edit::Many { label, edits: vec![nodes_edit, pods] })
}

/// The steps of an axis with its ends and the present value among them.
fn axis(steps: &[u32], more: &[u32]) -> Vec<u32> {
    let mut axis = [steps, more].concat();
    axis.sort_unstable();
    axis.dedup();
    axis
}

/// The question with other numbers in one pool.
struct Probe {
    at: Readings,
    pool: usize,
    range: Option<usize>,
    /// Are the pods in use written, so that they stay?
    pinned: bool,
}

impl Probe {
    fn set(&mut self, nodes: u32, max_pods: u32) {
        let (place, pinned) = (self.pool, self.pinned);
        self.at.each(|question| {
            let pool = &mut question.pools[place];
            pool.nodes = nodes;
            pool.max_pods = max_pods;
            if !pinned {
                pool.pods_in_use = max_pods;
            }
        });
    }

    fn room(&mut self, nodes: u32, max_pods: u32) -> Room {
        self.set(nodes, max_pods);
        self.range.map_or_else(|| self.at.room(), |range| self.at.room_in(range))
    }

    /// How far each goes with no less room than this.
    fn edges(&mut self, nodes: &[u32], max_pods: &[u32], worst: Room) -> Edges {
        let (nodes_max, pods_min) = (rules::small(RuleId::PoolNodesMax), rules::small(RuleId::MaxPodsMin));
        let pods_max = rules::small(RuleId::MaxPodsMax);
        let mut most = |pods| largest(1, nodes_max, |nodes| self.room(nodes, pods) <= worst);
        let most_nodes = max_pods.iter().map(|pods| most(*pods)).collect();
        let mut most = |nodes| largest(pods_min, pods_max, |pods| self.room(nodes, pods) <= worst);
        Edges { most_nodes, most_pods: nodes.iter().map(|nodes| most(*nodes)).collect() }
    }

    fn cell(&mut self, nodes: u32, max_pods: u32) -> Cell {
        let room = self.room(nodes, max_pods);
        let limit = match self.range {
            Some(range) => {
                let limit = Limit::Range(range);
                self.at.in_force.need_and_have(limit).map(|(need, have)| (limit, need, have))
            }
            None => self.at.in_force.binding(),
        };
        let binds = limit.map(|(limit, needed, available)| {
            let what = bound(&self.at.in_force, (limit, needed, available));
            Bound { what, needed, if_capped: self.at.if_capped(limit, needed), available }
        });
        let (pods, least) = (u64::from(nodes) * u64::from(max_pods), rules::number(RuleId::PoolPodsMin));
        let refused = (nodes > 0 && pods < least)
            .then(|| format!("room for {nodes} x {max_pods} = {pods} pods; AKS wants room for {least}"));
        Cell { nodes, max_pods, room, binds, refused }
    }
}

impl Bound {
    /// Need of have in whole percent.
    pub fn used_percent(&self) -> u64 {
        percent(self.needed, self.available)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::capacity::judge;
    use crate::engine::sample::{design, flagship, plan, text};

    fn of(plan: &Plan, range: Option<usize>) -> Grid {
        grid(plan, &Question::of(plan), PoolId::at(0), range)
    }

    #[test]
    fn the_flagship_has_its_edge_where_its_ways_out_are() {
        let grid = of(&flagship(), None);
        assert_eq!(grid.present, (40, 50));
        let (column, row) = grid.nearest(grid.present);
        assert_eq!((grid.nodes[column], grid.max_pods[row]), (40, 50));
        assert_eq!((grid.most_nodes[row], grid.most_pods[column]), (Some(17), Some(22)));
        let bound = grid.cell(column, row).binds.as_ref().unwrap();
        assert_eq!((bound.needed, bound.available, bound.used_percent()), (2_244, 1_019, 220));
        // 3 nodes of 250 and a surge node are 4 x 251 = 1,004 of 1,019.
        assert_eq!(grid.most_nodes.last(), Some(&Some(3)));
    }

    #[test]
    fn every_cell_is_what_the_design_with_its_numbers_gets() {
        let pod_subnet = text("azure-cni-pod-subnet", 3, 20, "1", "10.240.0.0/26")
            .replace("max-pods = 20", "max-pods = 20\npod-subnet = \"snet-pods\"")
            + "[[vnet.subnet]]\nname = \"snet-pods\"\nprefix = \"10.240.16.0/22\"\n";
        let two = text("azure-cni-node-subnet", 12, 30, "33%", "10.240.0.0/22")
            + "[[node-pool]]\nname = \"user\"\ncount = 2\nautoscale = { min = 1, max = 6 }\nmax-pods = 40\nsubnet = \"snet-nodes\"\n";
        for text in [pod_subnet.clone(), pod_subnet.replace("max-pods = 20", "max-pods = 20\npods-in-use = 9"), two] {
            let plan = plan(&text);
            for pool in plan.pool_ids() {
                let question = Question::of(&plan);
                let grid = grid(&plan, &question, pool, None);
                for cell in grid.cells.iter().step_by(3) {
                    let edit = edit(&plan, pool, cell.nodes, cell.max_pods).unwrap();
                    let after = Plan::new(Arc::new(edit.apply(plan.written()).unwrap()));
                    let capacity = judge(&after);
                    let used = capacity.binding.as_ref().and_then(|binding| binding.used_percent);
                    let bound = cell.binds.as_ref().map(Bound::used_percent);
                    assert_eq!(bound, used, "{cell:?}");
                    assert_eq!(
                        cell.room == Room::Enough,
                        capacity.room() == Room::Enough && used.is_none_or(|used| used <= 100),
                        "{cell:?}"
                    );
                    let name = cell.binds.as_ref().map(|bound| &bound.what.name);
                    assert_eq!(name, capacity.binding.as_ref().map(|binding| &binding.name));
                }
            }
        }
    }

    #[test]
    fn the_edge_fits_and_one_more_does_not() {
        for model in ["kubenet", "azure-cni-overlay", "azure-cni-node-subnet", "byo-cni"] {
            let plan = design(model, 12, 40, "10%", "10.240.0.0/23");
            let grid = of(&plan, None);
            let fits = |nodes: u32, pods: u32| {
                let after = design(model, nodes, pods, "10%", "10.240.0.0/23");
                Question::of(&after).limits().iter().all(|(_, need, have)| need <= have)
            };
            for (pods, most) in grid.max_pods.iter().zip(&grid.most_nodes) {
                let most = most.unwrap();
                assert!(fits(most, *pods) && !fits(most + 1, *pods), "{model}: {most} nodes of {pods}");
            }
            for (nodes, most) in grid.nodes.iter().zip(&grid.most_pods) {
                assert!(most.is_none_or(|most| fits(*nodes, most)), "{model}");
                let next = most.map_or(rules::small(RuleId::MaxPodsMin), |most| most + 1);
                assert!(next > rules::small(RuleId::MaxPodsMax) || !fits(*nodes, next), "{model}: {nodes} of {next}");
            }
        }
    }

    #[test]
    fn one_range_can_be_looked_at_alone() {
        // The node subnet holds 8 nodes and their surge; the pod CIDR many more.
        let plan = design("azure-cni-overlay", 3, 30, "1", "10.240.0.0/28");
        let question = Question::of(&plan);
        let range = question.ranges.iter().position(|range| &*range.name == "pod-cidr").unwrap();
        let (all, pods) = (of(&plan, None), of(&plan, Some(range)));
        assert_eq!((all.most_nodes[0], pods.most_nodes[0]), (Some(10), Some(255)));
        assert_eq!(pods.range.as_deref(), Some("pod-cidr"));
        assert!(pods.cells.iter().all(|cell| cell.binds.as_ref().unwrap().what.name == "pod-cidr"));
    }

    #[test]
    fn a_pool_that_aks_refuses_for_its_pods_says_so() {
        let grid = of(&flagship(), None);
        let refused = |nodes, pods| {
            let (column, row) = grid.nearest((nodes, pods));
            grid.cell(column, row).refused.clone()
        };
        assert_eq!(refused(2, 10).as_deref(), Some("room for 2 x 10 = 20 pods; AKS wants room for 30"));
        assert_eq!(refused(3, 10), None);
    }

    #[test]
    fn a_cell_becomes_the_design_in_one_step_also_where_the_pool_is_not_written() {
        for text in ["[cluster]\n", "[[node-pool]]\nname = \"system\"\ncount = 9\nautoscale = { min = 4, max = 12 }\n"]
        {
            let text = if text.starts_with("[cluster]") { text.to_owned() } else { format!("[cluster]\n{text}") };
            let plan = plan(&text);
            let edit = edit(&plan, PoolId::at(0), 7, 80).unwrap();
            let after = Plan::new(Arc::new(edit.apply(plan.written()).unwrap()));
            assert_eq!((after.pools()[0].nodes, after.pools()[0].max_pods, after.pools()[0].count), (7, 80, 7));
        }
    }
}
