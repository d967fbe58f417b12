//! The answer: verdict, need and have as bars to one scale, and the sum with its numbers. The numbers are the engine's.

use ratatui::style::Style;

use super::super::Cx;
use crate::engine::capacity::{RangeSize, Role};
use crate::engine::finding::{Finding, Severity};
use crate::scenario::model::VerdictWord;
use crate::ui::action::Action;
use crate::ui::canvas::{Canvas, share};
use crate::ui::text::{middle, thousands, width};
use crate::ui::{models, text, verdict};

/// Cells of a share up to 999%, a space before it.
const PERCENT_CELLS: usize = 5;

/// Styled pieces of one line.
pub type Spans = Vec<(String, Style)>;

/// What a range is called in a sentence.
pub fn noun(range: &RangeSize) -> &'static str {
    match range.role {
        Role::NodeSubnet => "the subnet",
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
    let is_range = |name: &str| capacity.ranges.iter().any(|range| *range.name == *name);
    match (verdict::binding(capacity), &capacity.binding) {
        (_, Some(binding)) if !is_range(&binding.name) => binding.reason.clone(),
        (Some(range), _) => {
            let has = range.usable.map_or("room for any number".to_owned(), thousands);
            let (gap, name) = if named { (";", range.prefix.to_string()) } else { (",", noun(range).to_owned()) };
            format!("needs {} addresses{gap} {name} has {has}", thousands(range.needed))
        }
        (None, _) => "nothing limits this design".to_owned(),
    }
}

/// The verdict in as few words as the room needs.
pub fn short(cx: &Cx<'_>, room: usize) -> String {
    let whole = sentence(cx, false);
    let range = verdict::binding(cx.analysis.capacity()).and_then(|range| Some((range.needed, range.usable?)));
    match range {
        Some((needed, usable)) if width(&whole) > room && refusal(cx).is_none() => {
            format!("needs {}   has {}", thousands(needed), thousands(usable))
        }
        _ => whole,
    }
}

/// The sum of the first term, or only its last step where that is all that fits.
pub fn short_sum(range: &RangeSize, room: usize) -> String {
    let Some(term) = range.terms.first() else { return String::new() };
    let label = term.label.to_string();
    let whole = format!("{label} = {}", thousands(term.value));
    let tail = label.rsplit(" = ").next().unwrap_or_default();
    if width(&whole) > room { format!("{tail} = {}", thousands(term.value)) } else { whole }
}

/// The verdict's chip and its sentence.
pub fn headline(canvas: &mut Canvas<'_>, row: usize, cx: &Cx<'_>, named: bool) {
    let verdict = cx.analysis.verdict();
    let style = verdict::style(verdict, cx.theme);
    let chip = format!("██ {} ██", verdict::word(verdict));
    let column = canvas.text(row, 1, &chip, style) + 2;
    let room = canvas.width().saturating_sub(column + 1);
    canvas.text(row, column, &middle(&sentence(cx, named), room), cx.theme.value);
}

/// Have and need as two bars to the same scale, with numbers and percentages at the end.
pub fn bars(canvas: &mut Canvas<'_>, row: usize, range: &RangeSize, cx: &Cx<'_>) {
    let theme = cx.theme;
    let Some(usable) = range.usable else { return };
    let end = canvas.width().saturating_sub(1);
    let start = canvas.text(row, 1, "have ", theme.label).max(canvas.text(row + 1, 1, "need ", theme.label));
    let percent = range.used_percent().unwrap_or(0);
    // A count and a share beyond reason take their cells from the bar.
    let more = (width(&thousands(range.needed)) + width(&format!("{}%", thousands(percent)))).saturating_sub(15);
    let cells = end.saturating_sub(start + 18 + more);
    let scale = usable.max(range.needed);
    let have = share(usable, scale, cells);
    canvas.fill(row, start, have, '█', theme.used);
    let need = share(range.needed, scale, cells);
    let steady = share(range.needed_steady.min(range.needed), scale, cells).min(need);
    let inside = |from: usize, to: usize| (from.min(have), to.min(have).saturating_sub(from.min(have)));
    let (at, count) = inside(0, steady);
    canvas.fill(row + 1, start + at, count, '▓', theme.wanted);
    let (at, count) = inside(steady, need);
    canvas.fill(row + 1, start + at, count, '▒', theme.surge);
    canvas.fill(row + 1, start + have, steady.saturating_sub(have), '▓', theme.bad);
    let from = steady.max(have);
    canvas.fill(row + 1, start + from, need.saturating_sub(from), '▒', theme.bad);
    let need_style = if range.fits() { theme.value } else { theme.bad };
    let percent = format!("{}%", thousands(percent));
    let counts_end = end.saturating_sub(width(&percent).max(PERCENT_CELLS) + 2);
    canvas.right(row, counts_end, &thousands(usable), theme.value);
    canvas.right(row, end, "100%", theme.dim);
    canvas.right(row + 1, counts_end, &thousands(range.needed), need_style);
    canvas.right(row + 1, end, &percent, need_style);
}

/// The terms of the need, one a line, and the have, each with its value at the right end.
pub fn sums(range: &RangeSize) -> Vec<(String, String)> {
    let mut lines: Vec<(String, String)> = Vec::new();
    for (at, term) in range.terms.iter().enumerate() {
        let before = if at == 0 { "need = " } else { "     + " };
        lines.push((format!("{before}{}", term.label), format!("= {}", thousands(term.value))));
    }
    if range.terms.len() > 1 {
        lines.push(("     = all of these".to_owned(), format!("= {}", thousands(range.needed))));
    }
    if let (Some(total), Some(usable)) = (range.total, range.usable) {
        let minus = match range.reserved {
            0 => String::new(),
            kept => format!(" minus {kept} that Azure reserves in every subnet"),
        };
        let have = format!("have = /{} = {}{minus}", range.prefix.prefix(), thousands(total));
        lines.push((have, format!("= {}", thousands(usable))));
    }
    lines
}

/// Draws the lines of a sum.
pub fn draw_sums(canvas: &mut Canvas<'_>, row: usize, lines: &[(String, String)], cx: &Cx<'_>) {
    let end = canvas.width().saturating_sub(1);
    for (at, (text, value)) in lines.iter().enumerate() {
        let room = end.saturating_sub(width(value) + 2);
        canvas.text(row + at, 1, &middle(text, room), cx.theme.text);
        canvas.right(row + at, end, value, cx.theme.value);
    }
}

/// What the other models would say, as many as fit, and the key of the screen that says more.
pub fn others(canvas: &mut Canvas<'_>, row: usize, cx: &Cx<'_>) {
    let theme = cx.theme;
    let key = format!("{} compare", cx.key(crate::config::keymap::Context::Global, Action::Compare));
    let end = canvas.width().saturating_sub(1);
    let mut column = canvas.text(row, 1, "other models: ", theme.label);
    for answer in cx.analysis.compare().answers.iter().filter(|answer| answer.edit.is_some()) {
        let (_, name) = models::name(answer.model, answer.pod_ip_allocation);
        let percent = answer.used_percent.map(|percent| format!(" {percent}%")).unwrap_or_default();
        let word = verdict::word(answer.verdict);
        let cells = width(name) + 1 + width(word) + width(&percent) + 2;
        if column + cells + width(&key) > end {
            continue;
        }
        let style = verdict::style(answer.verdict, theme);
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
pub fn one_bar(canvas: &mut Canvas<'_>, row: usize, range: &RangeSize, cx: &Cx<'_>) {
    let Some(usable) = range.usable else { return };
    let cells = canvas.width().saturating_sub(2);
    let scale = usable.max(range.needed);
    let (have, need) = (share(usable, scale, cells), share(range.needed, scale, cells));
    let inside = have.min(need);
    canvas.fill(row, 1, inside, '█', cx.theme.used);
    canvas.fill(row, 1 + inside, need - inside, '▓', cx.theme.bad);
    canvas.fill(row, 1 + need, have.saturating_sub(need), '·', cx.theme.free);
}
