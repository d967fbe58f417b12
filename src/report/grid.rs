//! Nodes against max pods: the cells for programs, the edge for people. Deliberately only chooses and names: every
//! number comes from the analysis.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::size::number;
use super::table::table;
use crate::engine::capacity::Room;
use crate::engine::grid::{Bound, Cell, Grid};
use crate::net::{Addresses, thousands};

/// A pair of nodes and max pods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GridCell {
    /// The pool's nodes.
    pub nodes: u32,
    /// Its most pods a node.
    pub max_pods: u32,
    /// Does everything that is looked at hold, and does AKS take the pool? What hangs on the reading of one rule counts
    /// as room.
    pub fits: bool,
    /// What binds: `node-subnet`, `pod-cidr`, ... or `routes`, `nodes`; null: nothing limits it.
    pub role: Option<String>,
    /// Its name.
    pub range: Option<String>,
    /// What it needs at the peak.
    pub needed: Option<Addresses>,
    /// What there is.
    pub available: Option<Addresses>,
    /// Need of have in whole percent.
    pub used_percent: Option<u64>,
    /// Why AKS would refuse the pool whatever room there is.
    pub refused: Option<String>,
    /// Is there room, whichever reading is right? `disputed`: by one of them.
    pub room: Room,
    /// What it needs if a node of a dynamic pod subnet holds no more than its max pods.
    pub needed_if_capped: Option<Addresses>,
}

/// How far one number goes while the other stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GridEdge {
    /// The pool whose numbers vary; the others stand.
    pub pool: String,
    /// The range that is looked at; null: everything that limits the design.
    pub range: Option<String>,
    /// For each max pods the most nodes.
    pub most_nodes: Vec<MostNodes>,
    /// For each number of nodes the most pods.
    pub most_pods: Vec<MostPods>,
}

/// The most nodes of so many pods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MostNodes {
    /// The most pods a node.
    pub max_pods: u32,
    /// The most nodes; null: not even one fits.
    pub nodes: Option<u32>,
    /// The same if a node of a dynamic pod subnet holds no more than its max pods.
    pub nodes_if_capped: Option<u32>,
}

/// The most pods of so many nodes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MostPods {
    /// The nodes.
    pub nodes: u32,
    /// The most pods a node; null: not even the fewest that AKS allows fit.
    pub max_pods: Option<u32>,
    /// The same if a node of a dynamic pod subnet holds no more than its max pods.
    pub max_pods_if_capped: Option<u32>,
}

/// The cells of a grid, row by row.
pub fn cells(grid: &Grid) -> Vec<GridCell> {
    grid.cells.iter().map(GridCell::new).collect()
}

impl GridCell {
    fn new(cell: &Cell) -> Self {
        let binds = cell.binds.as_ref();
        Self {
            nodes: cell.nodes,
            max_pods: cell.max_pods,
            fits: cell.fits(),
            room: cell.room,
            role: binds.map(|bound| bound.what.role.clone()),
            range: binds.map(|bound| bound.what.name.clone()),
            needed: binds.map(|bound| bound.needed),
            needed_if_capped: binds.map(|bound| bound.if_capped),
            available: binds.map(|bound| bound.available),
            used_percent: binds.map(Bound::used_percent),
            refused: cell.refused.clone(),
        }
    }
}

impl GridEdge {
    /// Of a grid.
    pub fn new(grid: &Grid) -> Self {
        let (nodes_if_capped, pods_if_capped) = match &grid.if_capped {
            Some(edges) => (&edges.most_nodes, &edges.most_pods),
            None => (&grid.most_nodes, &grid.most_pods),
        };
        let most_nodes = grid.max_pods.iter().zip(&grid.most_nodes).zip(nodes_if_capped);
        let most_pods = grid.nodes.iter().zip(&grid.most_pods).zip(pods_if_capped);
        Self {
            pool: grid.pool.to_string(),
            range: grid.range.as_deref().map(str::to_owned),
            most_nodes: most_nodes
                .map(|((max_pods, nodes), capped)| MostNodes {
                    max_pods: *max_pods,
                    nodes: *nodes,
                    nodes_if_capped: *capped,
                })
                .collect(),
            most_pods: most_pods
                .map(|((nodes, max_pods), capped)| MostPods {
                    nodes: *nodes,
                    max_pods: *max_pods,
                    max_pods_if_capped: *capped,
                })
                .collect(),
        }
    }

    /// The edge as two tables.
    pub fn text(&self) -> String {
        let judged = self.range.as_deref().map_or_else(String::new, |range| format!(", by {range} alone"));
        let mut text = format!("How many nodes and pods of pool {}, the others as they are{judged}:\n", self.pool);
        let both = |most: Option<u32>, capped: Option<u32>| {
            let none = |most: Option<u32>| number(most.map(u128::from));
            if most == capped { none(most) } else { format!("{} ({} if capped)", none(most), none(capped)) }
        };
        let rows =
            self.most_nodes.iter().map(|most| vec![thousands(most.max_pods), both(most.nodes, most.nodes_if_capped)]);
        text.push_str(&table(&["MAX PODS", "MOST NODES"], &rows.collect::<Vec<_>>()));
        let _ = writeln!(text);
        let rows =
            self.most_pods.iter().map(|most| vec![thousands(most.nodes), both(most.max_pods, most.max_pods_if_capped)]);
        text.push_str(&table(&["NODES", "MOST PODS"], &rows.collect::<Vec<_>>()));
        text
    }
}
