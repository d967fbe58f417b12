//! The answer of `map`: who owns every address, or one. Deliberately lists runs and not addresses, so that the answer
//! grows with the design's items.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr};

use schemars::JsonSchema;
use serde::Serialize;

use super::table::table;
use super::vnet::VnetRow;
use super::{Answer, Change, SCHEMA, changes, word};
use crate::engine::Analysis;
use crate::engine::address::block::OwnerCount;
use crate::engine::address::{OwnerKind, RangeMap, Run};
use crate::engine::capacity::Role;
use crate::engine::packing::{Lengths, Space};
use crate::engine::plan::VnetId;
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, counted, thousands};

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Map {
    /// The version of the answer's format.
    pub schema: u32,
    /// The ranges, cut by owner.
    pub ranges: Vec<RangeRow>,
    /// The nodes.
    pub nodes: Vec<NodeRow>,
    /// The parts of the VNets that are in no subnet.
    pub free: Vec<String>,
    /// How many nodes there are; those beyond the most that AKS allows a cluster are not listed.
    pub nodes_total: Addresses,
    /// Places for new subnets, where some are asked for; null: none are.
    pub placements: Option<Placements>,
    /// Every IPv4 range of every VNet, the cluster's first.
    pub vnets: Vec<VnetRow>,
}

/// Places for new subnets, or why there are none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Placements {
    /// The VNet.
    pub vnet: String,
    /// Do they fit?
    pub fits: bool,
    /// Why not, which no arrangement changes; null: they fit.
    pub reason: Option<String>,
    /// Addresses that are free and usable.
    pub free: Addresses,
    /// The length of the largest aligned block that is free; null: nothing is.
    pub largest: Option<u8>,
    /// The places, in the order in which their lengths were asked for; none where they do not fit.
    pub places: Vec<PlaceRow>,
    /// The first places for it, the lowest first, where one length is asked for.
    pub first_places: Vec<String>,
    /// How many places there are for it; null: several lengths are asked for.
    pub places_total: Option<u64>,
    /// Space that is free on paper only.
    pub unusable: Vec<UnusableRow>,
    /// The edit that makes the subnets, step by step.
    pub edit: Vec<Change>,
}

/// The place of a new subnet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlaceRow {
    /// The length that was asked for.
    pub length: u8,
    /// The place.
    pub prefix: String,
}

/// Space that no subnet has and that is not usable all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnusableRow {
    /// The part of the VNet.
    pub range: String,
    /// Who has it.
    pub holder: String,
    /// The holder's whole range.
    pub holds: String,
    /// All of it in words.
    #[serde(skip)]
    text: String,
}

/// How many places for one length are listed, and of them in the text.
const FIRST_PLACES: u64 = 16;
const FIRST_TOLD: usize = 3;

/// The answer for one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Owner {
    /// The version of the answer's format.
    pub schema: u32,
    /// The address.
    pub address: IpAddr,
    /// Its owner.
    pub owner: OwnerOf,
    /// Its other owners, where ranges overlap.
    pub conflicts: Vec<OwnerOf>,
}

/// A range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RangeRow {
    /// What it is for; null: the cluster does not use it.
    pub role: Option<Role>,
    /// Its name.
    pub name: String,
    /// The range.
    pub prefix: String,
    /// All its addresses; null for IPv6.
    pub total: Option<Addresses>,
    /// Who owns what, in the order of addresses.
    pub owners: Vec<OwnerRow>,
    /// The same as a sum of each owner.
    pub counts: Vec<OwnerSum>,
}

/// A run of addresses with the same owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OwnerRow {
    /// What they are for.
    pub kind: OwnerKind,
    /// Whose.
    pub name: String,
    /// The first.
    pub first: String,
    /// The last.
    pub last: String,
    /// How many.
    pub count: Addresses,
    /// Allocated as AKS would, not written in the file.
    pub assumed: bool,
}

/// What an owner has of a range in all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OwnerSum {
    /// What the addresses are for.
    pub kind: OwnerKind,
    /// Whose.
    pub name: String,
    /// How many.
    pub count: Addresses,
}

/// A node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NodeRow {
    /// Its name.
    pub name: String,
    /// Its pool.
    pub pool: String,
    /// Its address; null: its subnet has no room for it.
    pub ip: Option<IpAddr>,
    /// The ranges of its pods.
    pub pod_cidrs: Vec<String>,
    /// Allocated as AKS would, not written in the file.
    pub assumed: bool,
}

/// The owner of one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OwnerOf {
    /// What the address is for.
    pub kind: OwnerKind,
    /// Whose.
    pub name: String,
    /// The range that it is in.
    pub range: Option<String>,
    /// Allocated as AKS would, not written in the file.
    pub assumed: bool,
}

impl Map {
    /// Of an analysis.
    pub fn new(analysis: &Analysis) -> Self {
        let addresses = analysis.addresses();
        let inventory = analysis.inventory();
        let listed = usize::try_from(rules::number(RuleId::ClusterNodesMax)).unwrap_or(usize::MAX);
        let nodes = inventory.nodes().take(listed).map(|at| {
            let node = inventory.node(at);
            NodeRow {
                name: node.name,
                pool: analysis.plan().pool(at.pool).item.name.to_string(),
                ip: node.ip,
                pod_cidrs: node.pod_cidrs.iter().map(ToString::to_string).collect(),
                assumed: node.assumed,
            }
        });
        let blocks = addresses.vnets.iter().flat_map(|vnet| &vnet.blocks);
        Self {
            schema: SCHEMA,
            ranges: addresses.ranges.iter().chain(&addresses.ranges_v6).map(RangeRow::new).collect(),
            nodes: nodes.collect(),
            free: blocks.filter(|block| block.letter.is_none()).map(|block| block.prefix.to_string()).collect(),
            nodes_total: inventory.node_count(),
            placements: None,
            vnets: addresses.vnets.iter().map(|vnet| VnetRow::new(analysis, vnet)).collect(),
        }
    }

    /// The same, with places for new subnets.
    #[must_use]
    pub fn placing(self, placements: Placements) -> Self {
        Self { placements: Some(placements), ..self }
    }
}

impl Placements {
    /// Of subnets of these lengths in the free space of a VNet.
    pub fn new(analysis: &Analysis, vnet: VnetId, lengths: &Lengths) -> Self {
        let space = Space::of(analysis.plan(), vnet);
        let packed = space.pack(lengths);
        let one = match lengths.prefixes() {
            [one] => Some(*one),
            _ => None,
        };
        let first = |prefix: u8| (0..FIRST_PLACES).filter_map(|number| space.nth(prefix, number)).collect::<Vec<_>>();
        let places = packed.as_deref().unwrap_or_default();
        let rows = lengths.prefixes().iter().zip(places);
        let unusable = space.unusable().iter().map(|part| UnusableRow {
            range: part.range.to_string(),
            holder: part.holder.clone(),
            holds: part.holds.to_string(),
            text: part.to_string(),
        });
        Self {
            vnet: space.name().to_owned(),
            fits: packed.is_ok(),
            reason: packed.as_ref().err().map(ToString::to_string),
            free: space.free(),
            largest: space.blocks().iter().map(|block| block.prefix()).min(),
            places: rows.map(|(length, place)| PlaceRow { length: *length, prefix: place.to_string() }).collect(),
            first_places: one.map(first).unwrap_or_default().iter().map(ToString::to_string).collect(),
            places_total: one.map(|prefix| space.count(prefix)),
            unusable: unusable.collect(),
            edit: if places.is_empty() {
                Vec::new()
            } else {
                changes(&space.edit(analysis.plan(), places), analysis.plan().written())
            },
        }
    }

    fn text(&self) -> String {
        let mut text = match &self.reason {
            Some(reason) => format!("does not fit: {reason}\n"),
            None => format!("fits in VNet {}:\n", self.vnet),
        };
        for place in &self.places {
            let _ = writeln!(text, "  /{}  {}", place.length, place.prefix);
        }
        let told = &self.first_places[..self.first_places.len().min(FIRST_TOLD)];
        if let (Some(total), false) = (self.places_total, self.first_places.is_empty()) {
            let _ = writeln!(text, "{} in all, the lowest: {}", counted(total, "place"), list(told));
        }
        for part in &self.unusable {
            let _ = writeln!(text, "not usable although free: {}", part.text);
        }
        text
    }
}

impl RangeRow {
    fn new(range: &RangeMap) -> Self {
        Self {
            role: range.role,
            name: range.name.clone(),
            prefix: range.prefix.to_string(),
            total: range.prefix.size(),
            owners: range.runs.iter().map(OwnerRow::new).collect(),
            counts: range.counts().into_iter().map(OwnerSum::new).collect(),
        }
    }
}

impl OwnerSum {
    fn new(count: OwnerCount) -> Self {
        Self { kind: count.kind, name: count.name, count: count.addresses }
    }
}

impl OwnerRow {
    fn new(run: &Run) -> Self {
        Self {
            kind: run.kind,
            name: run.name.clone(),
            first: Ipv4Addr::from(run.span.first()).to_string(),
            last: Ipv4Addr::from(run.span.last()).to_string(),
            count: run.span.count(),
            assumed: run.assumed,
        }
    }
}

impl Answer for Map {
    const KIND: &'static str = "map";

    fn text(&self) -> String {
        // Who asks for places wants those, and not the whole map.
        if let Some(placements) = &self.placements {
            return placements.text();
        }
        let mut text = String::new();
        for range in &self.ranges {
            let role = range.role.map_or_else(|| "other subnet".to_owned(), |role| word(&role));
            let _ = writeln!(text, "{} {} ({role})", range.prefix, range.name);
            if range.total.is_none() {
                text.push_str("  IPv6: nothing there is scarce, and nothing is counted\n\n");
                continue;
            }
            let rows: Vec<Vec<String>> = range
                .owners
                .iter()
                .map(|owner| {
                    let assumed = if owner.assumed { "assumed" } else { "" };
                    vec![
                        format!("  {}", owner.first),
                        owner.last.clone(),
                        thousands(owner.count),
                        word(&owner.kind),
                        owner.name.clone(),
                        assumed.to_owned(),
                    ]
                })
                .collect();
            text.push_str(&table(&["  FIRST", "LAST", "COUNT", "OWNER", "NAME", ""], &rows));
            text.push('\n');
        }
        let _ = writeln!(text, "free in the VNets: {}", list(&self.free));
        text
    }

    /// A map is neither good nor bad; what is to be placed in it may not fit.
    fn is_good(&self) -> bool {
        self.placements.as_ref().is_none_or(|placements| placements.fits)
    }
}

impl Owner {
    /// Of one address.
    pub fn new(analysis: &Analysis, address: IpAddr) -> Self {
        let owners = analysis.addresses().owners_by_name(analysis.inventory(), address).into_iter();
        let mut owners = owners.map(|owner| OwnerOf {
            kind: owner.kind,
            name: owner.name,
            range: owner.range,
            assumed: owner.assumed,
        });
        let nobody = || OwnerOf { kind: OwnerKind::Outside, name: String::new(), range: None, assumed: false };
        Self { schema: SCHEMA, address, owner: owners.next().unwrap_or_else(nobody), conflicts: owners.collect() }
    }
}

impl Answer for Owner {
    const KIND: &'static str = "map";

    fn text(&self) -> String {
        let mut text = format!("{}: {}\n", self.address, owner_text(&self.owner));
        for conflict in &self.conflicts {
            let _ = writeln!(text, "  also: {}", owner_text(conflict));
        }
        text
    }

    /// The owner is neither good nor bad.
    fn is_good(&self) -> bool {
        true
    }
}

fn owner_text(owner: &OwnerOf) -> String {
    let name = if owner.name.is_empty() { String::new() } else { format!(" {}", owner.name) };
    let range = owner.range.as_ref().map(|range| format!(" in {range}")).unwrap_or_default();
    let assumed = if owner.assumed { " (assumed)" } else { "" };
    format!("{}{name}{range}{assumed}", word(&owner.kind))
}

fn list(texts: &[String]) -> String {
    if texts.is_empty() { "nothing".to_owned() } else { texts.join(", ") }
}
