//! The words of a trace: why a hop does what it does, what was checked, what is not modelled, the way back. It only puts
//! the engine's words in order.

use ratatui::style::Style;

use super::header::kind;
use crate::config::theme::Theme;
use crate::engine::trace::{self, Change, Hop, RouteStep, StepKind, Trace, TraceRoute, Walk, shown};
use crate::scenario::model::Access;
use crate::ui::text::{pad_right, width, wrap};

/// A line and its style.
pub type Line = (String, Style);

/// The steps of a hop, numbered, each with its rule and the routes that were compared.
pub fn steps(hop: &Hop, columns: usize, theme: &Theme) -> Vec<Line> {
    let mut lines = Vec::new();
    for (index, step) in hop.steps.iter().enumerate() {
        let style = if step.kind == StepKind::Drop { theme.bad } else { theme.text };
        let rule = step.rule.as_ref().map(|rule| format!(" ({rule})")).unwrap_or_default();
        let text = format!("{}{rule}", step.detail);
        for (row, line) in wrap(&text, columns.saturating_sub(3)).into_iter().enumerate() {
            let number = if row == 0 { format!("{:<3}", index + 1) } else { "   ".to_owned() };
            lines.push((format!("{number}{line}"), style));
        }
        if let Some(contest) = &step.contest {
            lines.extend(contenders(contest, columns, theme));
        }
        if let Some(source) = &step.source {
            let text = format!("source: {}, {}", source.page, source.as_of);
            lines.extend(
                wrap(&text, columns.saturating_sub(3)).into_iter().map(|line| (format!("   {line}"), theme.dim)),
            );
        }
    }
    if lines.is_empty() {
        lines.push((format!("{} {} only passes it on.", kind(hop), hop.place), theme.text));
    }
    lines
}

fn contenders(contest: &RouteStep, columns: usize, theme: &Theme) -> Vec<Line> {
    let line = |route: &TraceRoute, why: &str, style: Style| -> Vec<Line> {
        let hop = match route.next_hop_ip {
            Some(address) => format!("{} {address}", route.next_hop_type),
            None => route.next_hop_type.to_string(),
        };
        let row = format!("     {} {} {} {why}", pad_right(&route.prefix, 18), pad_right(&hop, 28), route.source);
        if width(&row) <= columns {
            return vec![(row, style)];
        }
        // A row that fits keeps its columns; one that does not is wrapped as words.
        let words = format!("{} {hop} {} {why}", route.prefix, route.source);
        let indented = |(row, line): (usize, String)| (format!("{:1$}{line}", "", if row == 0 { 5 } else { 7 }), style);
        wrap(&words, columns.saturating_sub(7)).into_iter().enumerate().map(indented).collect()
    };
    contest
        .contenders
        .iter()
        .enumerate()
        .flat_map(|(place, (route, why))| match (place, &contest.route) {
            (0, Some(_)) => line(route, "WINS", theme.value),
            _ => line(route, why, theme.dim),
        })
        .collect()
}

/// What becomes of the packet after a change, and of its reply where that is lost, with the sentence.
pub fn outcome(change: &Change) -> String {
    format!("{}: {}", outcome_short(change), change.sentence)
}

/// The same in a few words: `delivered`, `delivered, the reply: asymmetric drop`.
pub fn outcome_short(change: &Change) -> String {
    let there = change.disposition.spoken();
    match change.return_disposition.filter(|reply| !reply.is_good()) {
        Some(reply) => format!("{there}, the reply: {}", reply.spoken()),
        None => there,
    }
}

/// Why there is no reply to show.
pub fn no_reply(trace: &Trace) -> &'static str {
    if trace.forward.disposition.is_good() {
        "no reply is followed: the far end is not in this file"
    } else {
        "no reply: the packet did not arrive"
    }
}

/// What became of the packet and its reply, what decided, what each NSG said, and the notes.
pub fn checks(trace: &Trace, walk: &Walk, columns: usize, theme: &Theme) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut mark = |mark: &str, style: Style, text: &str| {
        for (row, line) in wrap(text, columns.saturating_sub(5)).into_iter().enumerate() {
            let start = if row == 0 { format!("{mark:<5}") } else { "     ".to_owned() };
            lines.push((format!("{start}{line}"), style));
        }
    };
    // A lost reply is the news: nothing before it may take its room.
    let lost = trace.reply.as_ref().filter(|reply| !reply.disposition.is_good());
    if let Some(reply) = lost {
        let text = format!("the reply is lost, {}: {}", reply.disposition.spoken(), reply.sentence);
        mark("[!!]", theme.bad, &text);
    }
    let good = walk.disposition.is_good();
    let (word, style) = if good { ("[OK]", theme.good) } else { ("[!!]", theme.bad) };
    mark(word, style, &format!("{}: {}", walk.disposition.spoken(), walk.sentence));
    if walk.decided_by.kind != "none" {
        mark(word, theme.text, &format!("decided by {}", walk.decided_by));
    }
    match &trace.reply {
        Some(_) if lost.is_none() => mark("[OK]", theme.text, "the reply comes back"),
        Some(_) => {}
        None => mark("[--]", theme.dim, no_reply(trace)),
    }
    if let Some(seen) = trace.source_seen.filter(|seen| *seen != trace.flow.src) {
        mark("[! ]", theme.text, &format!("the far end sees {}: that is what its allow-list must hold", shown(seen)));
    }
    for check in &walk.nsg_checks {
        let text = format!("NSG {} {}: {} {}", check.nsg, check.direction, check.rule, check.access);
        mark(if check.access == Access::Allow { "[OK]" } else { "[!!]" }, theme.text, &text);
    }
    for note in &trace.notes {
        mark("[--]", theme.dim, note);
    }
    lines
}

/// What no trace says anything of; nothing where something is lost: what would mend it needs the room.
pub fn not_modelled(trace: &Trace, walk: &Walk, columns: usize, theme: &Theme) -> Vec<Line> {
    let is_lost = |walk: &Walk| !walk.disposition.is_good();
    if is_lost(walk) || trace.reply.as_ref().is_some_and(is_lost) {
        return Vec::new();
    }
    let text = format!("Not modelled: {}.", trace::NOT_MODELLED);
    let start = |row: usize| if row == 0 { "[--] " } else { "     " };
    let lines = wrap(&text, columns.saturating_sub(5)).into_iter().enumerate();
    lines.map(|(row, line)| (format!("{}{line}", start(row)), theme.dim)).collect()
}

/// The places of a walk in one line: `vm-app -> aks-system-0 (SNAT) -> default/web-0`.
pub fn places(walk: &Walk) -> String {
    let headers = super::header::headers(walk);
    let place = |(hop, header): (&Hop, &super::header::Header)| match super::header::action(hop, header) {
        "SNAT" | "DNAT" | "SNAT and DNAT" => format!("{} (rewrites)", hop.place),
        _ => hop.place.clone(),
    };
    walk.hops.iter().zip(&headers).map(place).collect::<Vec<_>>().join(" ──► ")
}

#[cfg(test)]
mod tests {
    use super::super::sample::walk;
    use super::*;

    #[test]
    fn the_places_are_in_order_and_those_that_rewrite_are_named() {
        assert_eq!(places(&walk()), "default/web-0 ──► aks-system-7 (rewrites) ──► azfw (rewrites) ──► 198.51.100.20");
    }

    #[test]
    fn steps_wrap_and_keep_their_numbers() {
        let walk = walk();
        let lines: Vec<String> =
            steps(&walk.hops[1], 40, &Theme::default()).into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines[0], "1  198.51.100.20 is outside of what the");
        assert!(lines[1].starts_with("   node leaves alone"));
        assert!(lines.iter().all(|line| line.chars().count() <= 40));
    }
}
