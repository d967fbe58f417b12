//! The answer: verdict, need and have as bars to one scale, and the sum with its numbers. The numbers are the engine's.

use ratatui::style::Style;

use super::super::Cx;
use crate::engine::capacity::question::Limit;
use crate::engine::capacity::{Capacity, IF_CAPPED, IF_CAPPED_BRIEF, RangeSize, Role};
use crate::engine::finding::{Finding, Severity};
use crate::net::Addresses;
use crate::scenario::model::VerdictWord;
use crate::ui::action::Action;
use crate::ui::canvas::{Canvas, share};
use crate::ui::text::{lead, thousands, width};
use crate::ui::verdict::Bound;
use crate::ui::{models, text, verdict};

/// Cells of a share up to 999%, a space before it.
const PERCENT_CELLS: usize = 5;

/// Styled pieces of one line.
pub type Spans = Vec<(String, Style)>;

/// What a range is called in a sentence.
pub fn noun(range: &RangeSize) -> &'static str {
    match range.role {
        Role::NodeSubnet | Role::OtherSubnet => "the subnet",
        Role::PodSubnet => "the pod subnet",
        Role::PodCidr => "the pod CIDR",
        Role::ServiceCidr => "the service CIDR",
        Role::ApiServerSubnet => "the API server's subnet",
        Role::ApplicationGatewaySubnet => "the application gateway's subnet",
    }
}

/// The first thing that AKS refuses, apart from want of room.
pub fn refusal<'a>(cx: &Cx<'a>) -> Option<&'a Finding> {
    cx.analysis.findings().iter().find(|finding| finding.severity == Severity::Error && !finding.is_room)
}

/// The verdict in a sentence; `named` names the range by its prefix.
pub fn sentence(cx: &Cx<'_>, named: bool) -> String {
    let capacity = cx.analysis.capacity();
    if let Some(finding) = refusal(cx) {
        return text::sentence(&finding.message);
    }
    match (verdict::binding(capacity), &capacity.binding) {
        (_, Some(binding)) if binding.range.is_none() => binding.reason.clone(),
        (Some(range), _) => {
            let has = range.usable.map_or("room for any number".to_owned(), thousands);
            // Of several ranges of a kind the one that is meant goes by its name.
            let (gap, name) = match (named, alike(range, capacity) > 1 || range.role == Role::OtherSubnet) {
                (true, true) => (";", format!("{} {}", range.name, range.prefix)),
                (true, false) => (";", range.prefix.to_string()),
                (false, true) => (",", range.name.to_string()),
                (false, false) => (",", noun(range).to_owned()),
            };
            let capped = if range.needed_if_capped == range.needed {
                String::new()
            } else {
                format!("; {} {IF_CAPPED}", thousands(range.needed_if_capped))
            };
            format!("needs {} addresses{gap} {name} has {has}{capped}", thousands(range.needed))
        }
        (None, _) => "nothing limits this design".to_owned(),
    }
}

/// How many ranges of the same kind there are.
pub fn alike(range: &RangeSize, capacity: &Capacity) -> usize {
    capacity.ranges.iter().filter(|other| other.role == range.role).count()
}

/// Which of several ranges is shown; empty where there is one.
pub fn which(cx: &Cx<'_>) -> String {
    let capacity = cx.analysis.capacity();
    let range = verdict::bound(cx.analysis).and_then(|bound| bound.range);
    match range.map(|range| (range, alike(range, capacity))) {
        Some((range, count)) if count > 1 => {
            format!("of {}, 1 of {}", range.name, text::counted(count as u64, range.role.title()))
        }
        _ => String::new(),
    }
}

/// The verdict in as few words as the room needs.
pub fn short(cx: &Cx<'_>, room: usize) -> String {
    let whole = sentence(cx, false);
    match verdict::bound(cx.analysis) {
        Some(bound) if width(&whole) > room && refusal(cx).is_none() => {
            let unit = match bound.limit {
                Limit::Range(_) => "",
                Limit::Vnet | Limit::Peered => " addresses",
                Limit::Routes => " routes",
                Limit::PoolNodes(_) | Limit::Nodes => " nodes",
                Limit::OutboundPorts => " ports",
            };
            format!("needs {}{unit}   has {}", thousands(bound.needed), thousands(bound.available))
        }
        _ => whole,
    }
}

/// The sum in a line: whole where it has one term that fits, else as many terms as fit, each by its name and its last
/// step, and how many more there are.
pub fn short_sum(terms: &[(String, Addresses)], room: usize) -> String {
    if let [(label, value)] = terms {
        let whole = format!("{label} = {}", thousands(*value));
        let last = label.rsplit(" = ").next().unwrap_or_default();
        return if width(&whole) > room { format!("{last} = {}", thousands(*value)) } else { whole };
    }
    let short: Vec<String> =
        terms.iter().map(|(label, value)| format!("{} = {}", last_step(label), thousands(*value))).collect();
    let line = |count: usize| match terms.len() - count {
        0 => short.join(" + "),
        more => format!("{} and {more} more", short[..count].join(" + ")),
    };
    (1..=terms.len()).rev().map(line).find(|line| width(line) <= room).unwrap_or_else(|| counted_terms(terms))
}

fn counted_terms(terms: &[(String, Addresses)]) -> String {
    match terms.len() {
        0 => String::new(),
        count => format!("the sum of {}", text::counted(count as u64, "term")),
    }
}

/// `apps: 33 x 51` of `apps: (30 nodes + 3 surge) x (1 node + 50 pods) = 33 x 51`.
fn last_step(label: &str) -> String {
    match (label.split_once(": "), label.rsplit_once(" = ")) {
        (Some((name, _)), Some((_, last))) => format!("{name}: {last}"),
        _ => label.to_owned(),
    }
}

/// What is too small beside a refusal, which the bars below show: ` and agc 203%`.
fn beside(cx: &Cx<'_>) -> String {
    let bound = verdict::bound(cx.analysis).filter(|bound| !bound.fits() && refusal(cx).is_some());
    let binding = cx.analysis.capacity().binding.as_ref();
    bound
        .zip(binding)
        .map_or_else(String::new, |(bound, binding)| format!(" and {} {}", binding.title(), bound.share()))
}

/// The verdict's chip and its sentence.
pub fn headline(canvas: &mut Canvas<'_>, row: usize, cx: &Cx<'_>, named: bool) {
    let (verdict, fit) = (cx.analysis.verdict(), cx.analysis.capacity().room());
    let style = verdict::style(verdict, fit, cx.theme);
    let chip = format!("██ {} ██", verdict::word(verdict, fit));
    let column = canvas.text(row, 1, &chip, style) + 2;
    let room = canvas.width().saturating_sub(column + 1);
    let whole = sentence(cx, named);
    let brief = if width(&whole) > room { whole.replace(IF_CAPPED, IF_CAPPED_BRIEF) } else { whole };
    let beside = beside(cx);
    let refused = lead(&brief, room.saturating_sub(width(&beside)));
    canvas.text(row, column, &format!("{refused}{beside}"), cx.theme.value);
}

/// Have and need as two bars to the same scale, with numbers and percentages at the end.
pub fn bars(canvas: &mut Canvas<'_>, row: usize, bound: Bound<'_>, cx: &Cx<'_>) {
    let theme = cx.theme;
    let (needed, usable, percent) = (bound.needed, bound.available, bound.share());
    let end = canvas.width().saturating_sub(1);
    let start = canvas.text(row, 1, "have ", theme.label).max(canvas.text(row + 1, 1, "need ", theme.label));
    // A count and a share beyond reason take their cells from the bar.
    let more = (width(&thousands(needed)) + width(&percent)).saturating_sub(15);
    let cells = end.saturating_sub(start + 18 + more);
    let scale = usable.max(needed);
    let have = share(usable, scale, cells);
    canvas.fill(row, start, have, '█', theme.used);
    let need = share(needed, scale, cells);
    let steady = share(bound.steady.min(needed), scale, cells).min(need);
    let inside = |from: usize, to: usize| (from.min(have), to.min(have).saturating_sub(from.min(have)));
    let (at, count) = inside(0, steady);
    canvas.fill(row + 1, start + at, count, '▓', theme.wanted);
    let (at, count) = inside(steady, need);
    canvas.fill(row + 1, start + at, count, '▒', theme.surge);
    canvas.fill(row + 1, start + have, steady.saturating_sub(have), '▓', theme.bad);
    let from = steady.max(have);
    canvas.fill(row + 1, start + from, need.saturating_sub(from), '▒', theme.bad);
    let need_style = if bound.fits() { theme.value } else { theme.bad };
    let counts_end = end.saturating_sub(width(&percent).max(PERCENT_CELLS) + 2);
    canvas.right(row, counts_end, &thousands(usable), theme.value);
    canvas.right(row, end, "100%", theme.dim);
    canvas.right(row + 1, counts_end, &thousands(needed), need_style);
    canvas.right(row + 1, end, &percent, need_style);
}

/// A line of a sum in so many cells: whole, without its last step, or with nothing but that: what stands in between is
/// left out as a whole and not cut.
pub fn term(line: &str, room: usize) -> String {
    if width(line) <= room {
        return line.to_owned();
    }
    let Some((head, last)) = line.rsplit_once(" = ") else { return lead(line, room).into_owned() };
    let bare = head.split_once(": ").map(|(name, _)| format!("{name}: {last}"));
    let fits = |text: &String| width(text) <= room;
    Some(head.to_owned()).filter(fits).or(bare.filter(fits)).unwrap_or_else(|| lead(line, room).into_owned())
}

/// The terms of the need of what binds.
pub fn terms(bound: Bound<'_>, cx: &Cx<'_>) -> Vec<(String, Addresses)> {
    if let Some(range) = bound.range {
        return range.terms.iter().map(|term| (term.label.to_string(), term.value)).collect();
    }
    let question = cx.analysis.question();
    let peak = || text::counted(question.peak_nodes(), "node");
    let label = match bound.limit {
        Limit::OutboundPorts => {
            let ports = question.ports.map_or_else(String::new, |ports| thousands(ports.per_node));
            format!("{} at the peak x {ports} ports a node = {} x {ports}", peak(), thousands(question.peak_nodes()))
        }
        Limit::Routes => {
            let nodes = text::counted(question.nodes(), "node");
            let own = text::counted(question.user_routes, "user route");
            match question.peak_nodes() - question.nodes() {
                0 => format!("{nodes} + {own}"),
                surge => format!("{nodes} + {own}, {} surge apart", thousands(surge)),
            }
        }
        Limit::PoolNodes(pool) => {
            let pool = &question.pools[pool];
            format!("{}: {} + {} surge", pool.name, text::counted(pool.nodes, "node"), pool.surge_nodes())
        }
        Limit::Nodes => "the nodes of all pools, surge apart".to_owned(),
        Limit::Range(_) | Limit::Vnet | Limit::Peered => "addresses in use at the peak".to_owned(),
    };
    vec![(label, bound.needed)]
}

/// What there is, and how it comes about.
fn have(bound: Bound<'_>) -> String {
    let what = match (bound.range, bound.limit) {
        (Some(range), _) => {
            let minus = match range.reserved {
                0 => String::new(),
                kept => format!(" minus {kept} that Azure reserves in every subnet"),
            };
            return format!(
                "have = /{} = {}{minus}",
                range.prefix.prefix(),
                range.total.map(thousands).unwrap_or_default()
            );
        }
        (None, Limit::OutboundPorts) => "the SNAT ports of the outbound addresses",
        (None, Limit::Routes) => "the routes that a route table holds",
        (None, Limit::PoolNodes(_)) => "the nodes that a pool may have",
        (None, Limit::Nodes) => "the nodes that the cluster may have",
        (None, Limit::Range(_) | Limit::Vnet) => "the addresses that a VNet may have in use",
        (None, Limit::Peered) => "the addresses that peered VNets may have in use",
    };
    format!("have = {what}")
}

/// The sum in at most so many rows, each line with its value at the right end: the terms one a line, those that find no
/// row in a line that counts them, the total, and what there is.
pub fn sums(bound: Bound<'_>, rows: usize, cx: &Cx<'_>) -> Vec<(String, String)> {
    let terms = terms(bound, cx);
    let have = (have(bound), format!("= {}", thousands(bound.available)));
    let below = if terms.len() > 1 { 2 } else { 1 };
    let room = rows.saturating_sub(below);
    let shown = if terms.len() <= room { terms.len() } else { room.saturating_sub(1) };
    let mut lines: Vec<(String, String)> = Vec::new();
    for (at, (label, value)) in terms.iter().take(shown).enumerate() {
        let before = if at == 0 { "need = " } else { "     + " };
        lines.push((format!("{before}{label}"), format!("= {}", thousands(*value))));
    }
    if shown < terms.len() {
        let more = text::counted((terms.len() - shown) as u64, if shown == 0 { "term" } else { "more term" });
        let before = if shown == 0 { "need = " } else { "     + " };
        lines.push((format!("{before}{more}: Enter on a check lists them"), String::new()));
    }
    if terms.len() > 1 {
        lines.push(("     = all of these".to_owned(), format!("= {}", thousands(bound.needed))));
    }
    lines.push(have);
    lines
}

/// The rows that the whole sum takes.
pub fn sum_rows(bound: Bound<'_>, cx: &Cx<'_>) -> usize {
    let terms = terms(bound, cx).len();
    terms + 1 + usize::from(terms > 1)
}

/// Draws the lines of a sum.
pub fn draw_sums(canvas: &mut Canvas<'_>, row: usize, lines: &[(String, String)], cx: &Cx<'_>) {
    let end = canvas.width().saturating_sub(1);
    for (at, (text, value)) in lines.iter().enumerate() {
        let room = end.saturating_sub(width(value) + 2);
        canvas.text(row + at, 1, &term(text, room), cx.theme.text);
        canvas.right(row + at, end, value, cx.theme.value);
    }
}

/// What the other models would say, as many as fit, and the key of the screen that says more.
pub fn others(canvas: &mut Canvas<'_>, row: usize, cx: &Cx<'_>) {
    let theme = cx.theme;
    let key = format!("{} compare", cx.key(crate::config::keymap::Context::Global, Action::Compare));
    let end = canvas.width().saturating_sub(1);
    let mut column = canvas.text(row, 1, "other models: ", theme.label);
    for answer in cx.analysis.compare().answers.iter().filter(|answer| !answer.is_present()) {
        let (_, name) = models::name(answer.model, answer.pod_ip_allocation);
        let percent = answer.used_percent.map(|percent| format!(" {percent}%")).unwrap_or_default();
        let room = answer.capacity.room();
        let word = verdict::word(answer.verdict, room);
        let cells = width(name) + 1 + width(word) + width(&percent) + 2;
        if column + cells + width(&key) > end {
            continue;
        }
        let style = verdict::style(answer.verdict, room, theme);
        column = canvas.spans(row, column, &[(name, theme.text), (" ", theme.text), (word, style), (&percent, style)]);
        column += 2;
    }
    canvas.right(row, end, &key, theme.hint);
}

/// The sentence that Azure itself would print, where a page gives one.
pub fn azure(cx: &Cx<'_>) -> Option<String> {
    let said = cx.analysis.findings().iter().find_map(|finding| Some((finding, finding.azure_message.as_ref()?)));
    let (finding, words) = said?;
    let when = crate::ui::explain::when(finding.when);
    (cx.analysis.verdict() != VerdictWord::Fits).then(|| format!("Azure says, {when}: {words}"))
}

/// One bar for have and need together, for narrow screens: used, then what is beyond it.
pub fn one_bar(canvas: &mut Canvas<'_>, row: usize, bound: Bound<'_>, cx: &Cx<'_>) {
    let (needed, usable) = (bound.needed, bound.available);
    let cells = canvas.width().saturating_sub(2);
    let scale = usable.max(needed);
    let (have, need) = (share(usable, scale, cells), share(needed, scale, cells));
    let inside = have.min(need);
    canvas.fill(row, 1, inside, '█', cx.theme.used);
    canvas.fill(row, 1 + inside, need - inside, '▓', cx.theme.bad);
    canvas.fill(row, 1 + need, have.saturating_sub(need), '·', cx.theme.free);
}
