//! The answer of `size` in lines for people: the sum of what binds, tables, and what there is to do. Deliberately computes
//! nothing: the answer has every number.

use std::fmt::Write as _;

use super::{OtherModel, RehearsalText, Size, WayRow, model_label, most_nodes, number, verdict_label};
use crate::engine::capacity::{Count, IF_CAPPED, PoolSize, Room};
use crate::engine::fix::{self, Rung};
use crate::engine::formula;
use crate::net::{counted, thousands};
use crate::report::range::RangeRow;
use crate::report::rehearsal;
use crate::report::table::table;
use crate::report::{finding, word};

/// The answer for people.
pub(super) fn text(size: &Size) -> String {
    let mut text = format!("{}\n", size.headline());
    if let Some((first, others)) = size.refused.split_first() {
        let more = if others.is_empty() { String::new() } else { format!(" (and {} more)", others.len()) };
        let _ = writeln!(text, "Refused: {first}{more}");
    }
    text.push('\n');
    if let Some(sum) = size.bound().map(sum).or_else(|| size.count_sum()) {
        text.push_str(&sum);
        text.push('\n');
    }
    text.push_str(&ranges(&size.ranges));
    text.push('\n');
    text.push_str(&pools(&size.pools));
    if let Some(binding) = &size.binding {
        let name = if binding.name == binding.role { String::new() } else { format!(" {}", binding.name) };
        let _ = writeln!(text, "\nBinds: {}{name}: {}", binding.role, binding.reason);
    }
    size.counts(&mut text);
    notes(&size.ranges, &mut text);
    let _ = writeln!(text, "Rehearsal: {}", size.rehearsed);
    if size.rehearsal_text == RehearsalText::Steps {
        let _ = write!(text, "\n{}", rehearsal::steps(&size.rehearsal));
    }
    size.ways(&mut text);
    if let Some(edge) = &size.grid_edge {
        let _ = write!(text, "\n{}", edge.text());
    }
    if let Some(range) = &size.ladder_range {
        let _ = writeln!(text, "\nWhat other prefixes of {range} hold:");
        text.push_str(&ladder(&size.ladder));
    }
    if !size.other_models.is_empty() {
        text.push_str("\nOther models:\n");
        text.push_str(&others(&size.other_models));
    }
    if !size.findings.is_empty() {
        text.push_str("\nFindings:\n");
        text.push_str(&finding::list(&size.findings));
    }
    text
}

impl Size {
    /// What is limited and is no range.
    fn counts(&self, text: &mut String) {
        let mut line = |name: &str, words: String| {
            let _ = writeln!(text, "{name}: {words}");
        };
        line("Nodes", format!("{} of {}, surge apart", thousands(self.nodes.needed), thousands(self.nodes.limit)));
        if let Some(routes) = self.routes {
            let upgrade = match routes.at_upgrade {
                same if same == routes.needed => String::new(),
                more => format!("; {} at an upgrade", thousands(more)),
            };
            line("Routes", format!("{} of {}{upgrade}", thousands(routes.needed), thousands(routes.limit)));
        }
        let of = |count: Count| {
            let capped = Some(count.needed_if_capped).filter(|capped| *capped != count.needed);
            let capped = capped.map_or_else(String::new, |capped| format!("; {} {IF_CAPPED}", thousands(capped)));
            format!("{} of {}{capped}", thousands(count.needed), thousands(count.limit))
        };
        line("In use in the VNet", of(self.vnet_in_use));
        if let Some(count) = self.peered_in_use {
            line("With its peers", of(count));
        }
        if let Some(count) = self.pods {
            line("Pods on paper", of(count));
        }
        line("Outbound", self.outbound());
        for note in &self.snat.notes {
            line("  outbound", note.clone());
        }
        if let Some(load) = &self.load_balancer {
            let (configs, limit) = (thousands(load.backend_ip_configs), thousands(load.limit));
            let services = load.services.join(", ");
            line(
                "Load balancer",
                format!("{configs} of {limit} backend IP configurations on the frontend of {services}"),
            );
        }
    }

    /// `load-balancer, 1 outbound IP: 1,024 ports a node; from 51 nodes on 512`.
    fn outbound(&self) -> String {
        let snat = &self.snat;
        let served_by =
            if snat.served_by.is_empty() { String::new() } else { format!(" {}", snat.served_by.join(", ")) };
        let ips = snat.outbound_ips.map_or_else(String::new, |ips| format!(", {}", counted(ips, "outbound IP")));
        let band = snat.next_band.map_or_else(String::new, |band| {
            format!("; from {} nodes on {}", thousands(band.nodes), thousands(band.ports_per_node))
        });
        let disputed = snat.ports_per_node_disputed;
        let disputed = disputed.map_or_else(String::new, |ports| format!("; a newer text says {}", thousands(ports)));
        let most = snat.max_nodes.map_or_else(String::new, |nodes| format!("; for {} at most", counted(nodes, "node")));
        format!("{}{served_by}{ips}: {}{band}{disputed}{most}", snat.method, snat.words())
    }

    /// The ways out, or how far it goes.
    fn ways(&self, text: &mut String) {
        if !self.ways.is_empty() {
            let _ = writeln!(text, "\n{}:", fix::heading(self.verdict, self.fixes.len()));
        }
        for way in &self.ways {
            self.way(way, text);
        }
        if !self.headroom.is_empty() {
            text.push_str("\nHow far it goes:\n");
            let rows =
                self.headroom.iter().map(|row| vec![format!("  {}", row.label), row.value.clone(), row.note.clone()]);
            text.push_str(&table(&["  WHAT", "HOW FAR", "WHICH MEANS"], &rows.collect::<Vec<_>>()));
        }
    }

    /// One line of what there is to do, with what belongs to it.
    fn way(&self, way: &WayRow, text: &mut String) {
        let letter = way.letter.map_or_else(|| "   ".to_owned(), |letter| format!("{letter}: "));
        if let Some(fix) = way.fix.and_then(|place| self.fixes.get(place)) {
            let _ = writeln!(text, "  {letter}{}  ({}% used)", fix.label, fix.used_percent);
            for cost in &fix.costs {
                let _ = writeln!(text, "      {cost}");
            }
            let rules = if fix.rules.len() == 1 { "rule" } else { "rules" };
            let _ = writeln!(text, "      {rules}: {}", fix.rules.join(", "));
            return;
        }
        match (way.code, &way.left_out) {
            (Some(code), _) if way.letter.is_some() => {
                let _ = writeln!(text, "  {letter}{}\n      ends {code}", way.label);
            }
            (Some(code), _) => drop(writeln!(text, "  {letter}{code}: {}", way.label)),
            (None, Some(reason)) => drop(writeln!(text, "  {letter}{}: cannot: {reason}", way.label)),
            (None, None) => {}
        }
    }

    /// `NO FIT  220%  azure-cni-node-subnet  plan`.
    fn headline(&self) -> String {
        let design = self.design.as_ref().map(|design| format!("  {design}")).unwrap_or_default();
        format!("{}{design}", self.verdict_line())
    }

    /// The sum of what binds and is no range: pool by pool, and what there may be.
    fn count_sum(&self) -> Option<String> {
        let binding = self.binding.as_ref()?;
        let (need, have) = binding.counts?;
        let mut text = format!("{}\n", binding.name);
        let mut left = need;
        let each = match binding.role.as_str() {
            "outbound-ports" => self.snat.ports_per_node?,
            "routes" => 1,
            _ => 0,
        };
        for pool in self.pools.iter().filter(|pool| each > 0 && pool.peak_nodes > 0) {
            // Routes are counted without surge, as a creation counts them.
            let is_route = binding.role == "routes";
            let counted_nodes = if is_route { pool.nodes } else { pool.peak_nodes };
            let value = u64::from(counted_nodes).saturating_mul(each);
            left = left.saturating_sub(value);
            let unit = if each > 1 { format!(" x {} ports", thousands(each)) } else { String::new() };
            let nodes = counted(pool.nodes, "node");
            let sum = if is_route { nodes } else { format!("({nodes} + {} surge){unit}", thousands(pool.surge)) };
            let _ = writeln!(text, "  need  {:>12}  {}: {sum}", thousands(value), pool.name);
        }
        if left > 0 {
            let rest = if each > 0 { "the user's own" } else { "at the upgrade's peak" };
            let rest = if binding.name == "nodes" { "nodes of all pools, surge apart" } else { rest };
            let _ = writeln!(text, "  need  {:>12}  {rest}", thousands(left));
        }
        let ips = self.snat.outbound_ips.filter(|_| binding.role == "outbound-ports");
        let source = ips.map_or_else(String::new, |ips| format!("  of {}", counted(ips, "outbound IP")));
        let _ = writeln!(text, "  have  {:>12}{source}", thousands(have));
        Some(text)
    }
}

/// The sum of one range, term by term.
fn sum(range: &RangeRow) -> String {
    let mut text = format!("{} {} {}\n", word(&range.role), range.name, range.prefix);
    for term in &range.terms {
        let _ = writeln!(text, "  need  {:>12}  {}", thousands(term.value), term.label);
    }
    if let (Some(total), Some(usable)) = (range.total, range.usable) {
        let reserved = match range.reserved.unwrap_or(0) {
            0 => String::new(),
            reserved if usable == 0 => {
                format!(" in all, and Azure keeps {} of a subnet", thousands(formula::reserved().max(reserved)))
            }
            reserved => format!(" minus {} that Azure reserves", thousands(reserved)),
        };
        let _ = writeln!(text, "  have  {:>12}  {}{reserved}", thousands(usable), thousands(total));
    }
    text
}

/// What to know about ranges beside their sums.
fn notes(ranges: &[RangeRow], text: &mut String) {
    if ranges.iter().any(|range| !range.notes.is_empty()) {
        text.push_str("\nTo know:\n");
    }
    for range in ranges {
        for note in &range.notes {
            let _ = writeln!(text, "  {}: {note}", range.name);
        }
    }
}

fn ranges(ranges: &[RangeRow]) -> String {
    let rows: Vec<Vec<String>> = ranges
        .iter()
        .map(|range| {
            vec![
                word(&range.role),
                range.name.clone(),
                range.prefix.clone(),
                number(range.needed.map(u128::from)),
                number(range.usable.map(u128::from)),
                range.used_percent.map_or_else(|| "-".to_owned(), |used| format!("{used}%")),
                range.max_nodes.map_or_else(
                    || "-".to_owned(),
                    |most| most_nodes(most, range.max_nodes_if_capped, range.max_nodes_capped_by),
                ),
                range.smallest_prefix.map_or_else(|| "-".to_owned(), |prefix| format!("/{prefix}")),
            ]
        })
        .collect();
    table(&["RANGE", "NAME", "PREFIX", "NEED", "HAVE", "USED", "MOST", "SMALLEST"], &rows)
}

fn pools(pools: &[PoolSize]) -> String {
    let rows: Vec<Vec<String>> = pools
        .iter()
        .map(|pool| {
            vec![
                pool.name.clone(),
                thousands(pool.nodes),
                thousands(pool.surge),
                thousands(pool.peak_nodes),
                thousands(pool.max_pods),
                pool.max_nodes.map_or_else(|| "-".to_owned(), |most| most_nodes(most, pool.max_nodes_if_capped, None)),
            ]
        })
        .collect();
    table(&["POOL", "NODES", "SURGE", "PEAK", "MAX PODS", "MOST NODES"], &rows)
}

fn ladder(rungs: &[Rung]) -> String {
    let row = |rung: &Rung| {
        let fits = match (rung.fits, rung.room, &rung.stopped_by) {
            (true, Room::Disputed, _) => "disputed".to_owned(),
            (true, ..) => "yes".to_owned(),
            (false, _, Some(other)) => format!("no: {other}"),
            (false, _, None) => "no".to_owned(),
        };
        let most = most_nodes(rung.max_nodes, Some(rung.max_nodes_if_capped), rung.capped_by);
        let present = if rung.present { " (now)" } else { "" };
        vec![format!("/{}{present}", rung.prefix), most, thousands(rung.peak_nodes), fits]
    };
    table(&["PREFIX", "MOST NODES", "PEAK", "FITS NOW"], &rungs.iter().map(row).collect::<Vec<_>>())
}

fn others(models: &[OtherModel]) -> String {
    let rows: Vec<Vec<String>> = models
        .iter()
        .map(|other| {
            vec![
                model_label(other.model, other.pod_ip_allocation),
                verdict_label(other.verdict, other.room).to_owned(),
                other.used_percent.map_or_else(|| "-".to_owned(), |used| format!("{used}%")),
                other.binding.as_ref().map_or_else(|| "-".to_owned(), |binding| binding.role.clone()),
                other
                    .max_nodes
                    .map_or_else(|| "-".to_owned(), |most| most_nodes(most, other.max_nodes_if_capped, None)),
            ]
        })
        .collect();
    table(&["MODEL", "VERDICT", "USED", "BINDS", "MOST NODES"], &rows)
}
