//! The checks: what was found, the worst first, and what was looked at and is in order. The findings are the engine's.

use ratatui::style::Style;

use super::super::{Cx, Reply};
use crate::config::theme::Theme;
use crate::engine::capacity::Room;
use crate::engine::capacity::question::Limit;
use crate::engine::finding::meaning::{self, Topic};
use crate::engine::finding::{Finding, Severity};
use crate::ui::action::Action;
use crate::ui::canvas::Canvas;
use crate::ui::explain;
use crate::ui::layer::{Layer, Page, Part};
use crate::ui::text::{cut, lead, pad_right, thousands, width, wrap};

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// In order.
    Good,
    /// To look at.
    Caution,
    /// Refused, or too small.
    Bad,
    /// Worth knowing.
    Note,
}

/// One line of the panel.
#[derive(Clone, Debug)]
pub struct Check<'a> {
    /// How it came out.
    pub mark: Mark,
    /// What was looked at.
    pub name: &'static str,
    /// How it is.
    pub text: String,
    /// The same in fewer words, the longest first; empty: there are none.
    pub short: Vec<String>,
    /// The finding behind it; `None` where there is none.
    pub finding: Option<&'a Finding>,
}

impl Mark {
    fn sign(self) -> &'static str {
        match self {
            Self::Good => "[OK]",
            Self::Caution => "[! ]",
            Self::Bad => "[!!]",
            Self::Note => "[i ]",
        }
    }

    fn style(self, theme: &Theme) -> Style {
        match self {
            Self::Good => theme.good,
            Self::Caution => theme.caution,
            Self::Bad => theme.bad,
            Self::Note => theme.dim,
        }
    }
}

/// The check that the rehearsal answers.
const UPGRADE: &str = "upgrade";

/// What a topic is called in the list.
fn name(topic: Option<Topic>) -> &'static str {
    match topic {
        Some(Topic::Room) => CAPACITY,
        Some(Topic::Outbound) => OUTBOUND,
        Some(Topic::Ranges) => "ranges",
        Some(Topic::Pools) => "pools",
        Some(Topic::Cluster) => "cluster",
        Some(Topic::Policy) => "policy",
        Some(Topic::Network) => "network",
        Some(Topic::Serverless) => "elastic",
        None => "design",
    }
}

/// The checks that have a page of their own where they are in order.
const CAPACITY: &str = "capacity";
const OUTBOUND: &str = "outbound";

/// All checks: findings first, the worst at the top, then what is in order.
pub fn checks<'a>(cx: &Cx<'a>) -> Vec<Check<'a>> {
    let findings = cx.analysis.findings();
    let mut checks: Vec<Check<'a>> = findings.iter().map(of_finding).collect();
    checks.extend(growth(cx));
    checks.sort_by_key(|check| match check.mark {
        Mark::Bad => 0,
        Mark::Caution => 1,
        Mark::Note => 2,
        // What the rehearsal comes to is told in words, also where all is in order.
        Mark::Good if check.name == UPGRADE => 3,
        Mark::Good => 4,
    });
    let is_found = |topic: &Topic| findings.iter().any(|finding| meaning::topic(finding.code) == Some(*topic));
    for topic in Topic::ALL.into_iter().filter(|topic| !is_found(topic)) {
        if let Some(text) = in_order(topic, cx) {
            checks.push(Check { mark: Mark::Good, name: name(Some(topic)), text, short: Vec::new(), finding: None });
        }
    }
    checks
}

fn of_finding(finding: &Finding) -> Check<'_> {
    let mark = match finding.severity {
        Severity::Error => Mark::Bad,
        Severity::Warning => Mark::Caution,
        Severity::Note => Mark::Note,
    };
    let (name, text) = (name(meaning::topic(finding.code)), finding.code.replace('-', " "));
    // The name stands before it anyway.
    let short = text.strip_prefix(name).map(|rest| vec![rest.trim_start().to_owned()]).unwrap_or_default();
    Check { mark, name, text, short, finding: Some(finding) }
}

/// What there is to say of a topic of which nothing was found; `None`: the design has nothing of the kind.
fn in_order(topic: Topic, cx: &Cx<'_>) -> Option<String> {
    let plan = cx.analysis.plan();
    let nodes = || cx.analysis.question().need_and_have(Limit::Nodes);
    match topic {
        Topic::Room => (cx.analysis.capacity().room() == Room::Enough).then(|| "all ranges fit".to_owned()),
        Topic::Outbound => Some(cx.analysis.snat().words()),
        Topic::Ranges => Some("none overlaps".to_owned()),
        Topic::Pools => nodes().map(|(nodes, most)| format!("{} of {} nodes", thousands(nodes), thousands(most))),
        Topic::Cluster => plan.cluster().dns_service_ip.map(|ip| format!("DNS IP {ip}")),
        Topic::Network => Some("nothing refused".to_owned()),
        Topic::Policy => plan.manifests().has_policies().then(|| "nothing amiss".to_owned()),
        Topic::Serverless => None,
    }
}

/// How far it can grow, and whether the surge decides.
fn growth<'a>(cx: &Cx<'a>) -> Vec<Check<'a>> {
    let capacity = cx.analysis.capacity();
    let nodes = capacity.nodes();
    let mut checks = Vec::new();
    if let Some(most) = capacity.max_nodes {
        let (mark, text) = if u64::from(most) > nodes {
            (Mark::Good, format!("up to {} nodes", thousands(most)))
        } else {
            (Mark::Caution, "none left".to_owned())
        };
        checks.push(Check { mark, name: "growth", text, short: Vec::new(), finding: None });
    }
    checks.push(upgrade(cx));
    checks
}

/// What the rehearsal of scale-out and upgrade comes to.
fn upgrade<'a>(cx: &Cx<'a>) -> Check<'a> {
    let rehearsal = cx.analysis.rehearsal();
    let (mark, short) = if let Some((step, _)) = rehearsal.first_failure() {
        let (number, title) = (step.number, step.short_title());
        let bare = title.trim_end_matches(" surge");
        let short = vec![format!("step {number}, {title}"), format!("step {number}, {bare}"), format!("step {number}")];
        (Mark::Caution, short)
    } else if let Some((step, _)) = rehearsal.first_disputed() {
        (Mark::Caution, vec![format!("step {}?", step.number)])
    } else {
        let peak = rehearsal.peak().map(|(_, need)| format!("peak {}", thousands(need.needed)));
        (Mark::Good, peak.into_iter().collect())
    };
    let short = std::iter::once(rehearsal.short_sentence()).chain(short).collect();
    Check { mark, name: UPGRADE, text: rehearsal.sentence(), short, finding: None }
}

/// `1 blocker, 2 warnings`.
pub fn summary(checks: &[Check<'_>]) -> String {
    let count = |mark: Mark| checks.iter().filter(|check| check.mark == mark).count();
    let words = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    match (count(Mark::Bad), count(Mark::Caution)) {
        (0, 0) => "all in order".to_owned(),
        (0, warnings) => words(warnings, "warning"),
        (blockers, 0) => words(blockers, "blocker"),
        (blockers, warnings) => format!("{}, {}", words(blockers, "blocker"), words(warnings, "warning")),
    }
}

/// The page that explains a check.
pub fn explain(check: &Check<'_>, cx: &Cx<'_>) -> Reply {
    let page = match check.finding {
        Some(finding) if check.name == CAPACITY => explain::shortage(finding, cx.analysis),
        Some(finding) => explain::finding(finding, cx.analysis),
        None if check.name == UPGRADE => return Reply::Act(Action::Rehearsal),
        None if matches!(check.name, CAPACITY | "growth") => explain::capacity(cx.analysis.capacity()),
        None if check.name == OUTBOUND => explain::outbound(cx.analysis.snat()),
        None => Page::new(check.name, vec![Part::Text(format!("In order: {}.", check.text))]),
    };
    Reply::Open(Layer::Page(page))
}

/// A check in words: its sign, what was looked at, how it is.
pub fn words(check: &Check<'_>) -> String {
    let text = check.finding.map_or(check.text.as_str(), |finding| finding.message.as_str());
    format!("{} {}: {text}", check.mark.sign(), check.name)
}

/// The line under the picture for a check.
pub fn status(check: &Check<'_>) -> String {
    format!("{}   Enter explains it.", words(check))
}

/// Draws one check a line, from the one on that keeps the focused one in sight.
pub fn draw(canvas: &mut Canvas<'_>, checks: &[Check<'_>], focus: Option<usize>, theme: &Theme) {
    let rows = canvas.height();
    let first = focus.map_or(0, |focus| (focus + 1).saturating_sub(rows));
    for (row, (at, check)) in checks.iter().enumerate().skip(first).take(rows).enumerate() {
        canvas.marker(row, 0, focus == Some(at), theme.accent);
        canvas.text(row, 1, check.mark.sign(), check.mark.style(theme));
        let column = canvas.text(row, 6, &pad_right(check.name, 8), theme.label) + 1;
        let room = canvas.width().saturating_sub(column);
        canvas.text(row, column, &lead(fitting(check, room), room), theme.text);
    }
}

/// Draws each check with all of its words, from the line on that keeps the whole of the focused one in sight.
pub fn draw_whole(canvas: &mut Canvas<'_>, checks: &[Check<'_>], focus: usize, theme: &Theme) {
    let (rows, column) = (canvas.height(), 16);
    let room = canvas.width().saturating_sub(column + 1);
    let text = |check: &Check<'_>| check.finding.map_or_else(|| check.text.clone(), |finding| finding.message.clone());
    let blocks: Vec<Vec<String>> = checks.iter().map(|check| wrap(&text(check), room)).collect();
    let end: usize = blocks.iter().take(focus + 1).map(Vec::len).sum();
    let first = end.saturating_sub(rows);
    let lines = checks.iter().zip(&blocks).enumerate();
    let lines = lines.flat_map(|(at, (check, block))| block.iter().enumerate().map(move |line| (at, check, line)));
    for (row, (at, check, (number, line))) in lines.skip(first).take(rows).enumerate() {
        if number == 0 {
            canvas.marker(row, 0, focus == at, theme.accent);
            canvas.text(row, 1, check.mark.sign(), check.mark.style(theme));
            canvas.text(row, 6, check.name, theme.label);
        }
        canvas.text(row, column, line, if focus == at { theme.value } else { theme.text });
    }
}

/// The longest of a check's texts that fits, or else the shortest.
fn fitting<'a>(check: &'a Check<'_>, room: usize) -> &'a str {
    let fits = |text: &&String| width(text) <= room;
    check.short.iter().find(fits).or(check.short.last()).unwrap_or(&check.text)
}

/// Draws the problems and the rehearsal one a line, and what else is in order packed behind them.
pub fn draw_packed(canvas: &mut Canvas<'_>, checks: &[Check<'_>], focus: Option<usize>, theme: &Theme) {
    let problems = checks.iter().take_while(|check| check.mark != Mark::Good || check.name == UPGRADE).count();
    let rows = canvas.height();
    let own = problems.min(rows.saturating_sub(1)).max(focus.map_or(0, |at| (at + 1).min(problems)));
    draw(&mut canvas.rows(0, own.min(rows)), &checks[..problems], focus.filter(|at| *at < problems), theme);
    let (mut row, mut column) = (own.min(rows), 0);
    for (at, check) in checks.iter().enumerate().skip(problems) {
        let text = format!("{} {}", check.mark.sign(), check.name);
        if column > 0 && column + width(&text) + 1 > canvas.width() {
            (row, column) = (row + 1, 0);
        }
        canvas.marker(row, column, focus == Some(at), theme.accent);
        let sign = cut(&text, 4);
        let end = canvas.text(row, column + 1, sign, check.mark.style(theme));
        column = canvas.text(row, end, &text[sign.len()..], theme.label) + 1;
    }
}
