//! The prefix ladder: what the range that binds would hold at other lengths. The counts are the engine's.

use super::super::Cx;
use crate::engine::capacity::Room;
use crate::engine::fix::Rung;
use crate::ui::canvas::{Canvas, share};
use crate::ui::text::{thousands, width};
use crate::ui::verdict;

/// Cells for `[/22]`.
const LABEL_CELLS: usize = 6;
/// Cells for a count of nodes at least.
const COUNT_CELLS: usize = 4;

/// The rungs to show in so many rows, those around the present length.
fn shown(rungs: &[Rung], present: Option<u8>, rows: usize) -> &[Rung] {
    let at = rungs.iter().position(|rung| Some(rung.prefix) == present).unwrap_or(0);
    let first = at.saturating_sub(2).min(rungs.len().saturating_sub(rows));
    &rungs[first..(first + rows).min(rungs.len())]
}

/// Draws a rung a row and, where there is room and one pool, what is wanted under them.
pub fn draw(canvas: &mut Canvas<'_>, cx: &Cx<'_>, peaks: bool) {
    let theme = cx.theme;
    let capacity = cx.analysis.capacity();
    let present = verdict::binding(capacity).map(|range| range.prefix.prefix());
    let wanted = match capacity.pools.as_slice() {
        [only] if peaks => Some(only.nodes),
        _ => None,
    };
    let rows = canvas.height().saturating_sub(usize::from(wanted.is_some()));
    let rungs = shown(cx.analysis.ladder(), present, rows);
    let most = rungs.iter().map(|rung| rung.max_nodes).max().unwrap_or(0);
    let end = canvas.width().saturating_sub(1);
    let words: Vec<(String, String)> = rungs.iter().map(|rung| words(rung, peaks)).collect();
    let beside = words.iter().map(|(_, beside)| width(beside) + 1).max().unwrap_or(0);
    let numbers = words.iter().map(|(count, _)| width(count)).max().unwrap_or(0).max(COUNT_CELLS) + beside;
    let cells = end.saturating_sub(LABEL_CELLS + 1 + numbers);
    for (row, (rung, (count, word))) in rungs.iter().zip(&words).enumerate() {
        let is_present = Some(rung.prefix) == present;
        let label = if is_present { format!("[/{}]", rung.prefix) } else { format!(" /{}", rung.prefix) };
        let style = if is_present { theme.value } else { theme.text };
        canvas.text(row, 0, &label, style);
        let (sign, bar) = match rung.room {
            Room::Enough => ('█', theme.used),
            Room::Disputed => ('▒', theme.caution),
            Room::TooLittle => ('▓', theme.bad),
        };
        canvas.fill(row, LABEL_CELLS, share(rung.max_nodes.into(), most.into(), cells), sign, bar);
        canvas.right(row, end.saturating_sub(beside), count, style);
        canvas.text(row, (end + 1).saturating_sub(beside), word, theme.dim);
    }
    if let Some(wanted) = wanted.filter(|_| !rungs.is_empty()) {
        let words = format!("▲ you want {}", thousands(wanted));
        let column = LABEL_CELLS + share(wanted.into(), most.into(), cells).saturating_sub(1);
        let beyond = if wanted > most { " and more than all of these" } else { "" };
        let column = column.min(end.saturating_sub(width(&words) + width(beyond)));
        canvas.text(rungs.len(), column, &format!("{words}{beyond}"), theme.accent);
    }
}

/// The most nodes of a rung, and what is said behind them: what caps them, or the peak; and whether the design has room
/// there.
fn words(rung: &Rung, peaks: bool) -> (String, String) {
    let count = if rung.max_nodes == 0 { "none".to_owned() } else { thousands(rung.max_nodes) };
    let capped = (rung.max_nodes_if_capped != rung.max_nodes)
        .then(|| format!("{} if capped", thousands(rung.max_nodes_if_capped)));
    let peak = peaks.then(|| format!("peak {}", thousands(rung.peak_nodes)));
    let beside = capped.or_else(|| rung.capped_by.map(|cap| cap.title().to_owned())).or(peak);
    let fits = match rung.room {
        Room::Enough => Some("fits".to_owned()),
        Room::Disputed => Some("fits?".to_owned()),
        Room::TooLittle => None,
    };
    (count, beside.into_iter().chain(fits).collect::<Vec<_>>().join(" "))
}
