//! The prefix ladder: what the range that binds would hold at other lengths. The counts are the engine's.

use super::super::Cx;
use crate::engine::fix::Rung;
use crate::ui::canvas::{Canvas, share};
use crate::ui::text::{thousands, width};
use crate::ui::verdict;

/// Cells for `[/22]`.
const LABEL_CELLS: usize = 6;

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
    let numbers = if peaks { 22 } else { 8 };
    let cells = end.saturating_sub(LABEL_CELLS + 1 + numbers);
    for (row, rung) in rungs.iter().enumerate() {
        let is_present = Some(rung.prefix) == present;
        let label = if is_present { format!("[/{}]", rung.prefix) } else { format!(" /{}", rung.prefix) };
        canvas.text(row, 0, &label, if is_present { theme.value } else { theme.text });
        canvas.fill(row, LABEL_CELLS, share(rung.max_nodes.into(), most.into(), cells), '█', theme.used);
        let style = if is_present { theme.value } else { theme.text };
        if peaks {
            canvas.right(row, end.saturating_sub(14), &thousands(rung.max_nodes), style);
            canvas.right(row, end, &format!("peak {}", thousands(rung.peak_nodes)), theme.dim);
        } else {
            canvas.right(row, end, &thousands(rung.max_nodes), style);
        }
    }
    if let Some(wanted) = wanted.filter(|_| !rungs.is_empty()) {
        let words = format!("▲ you want {}", thousands(wanted));
        let column = LABEL_CELLS + share(wanted.into(), most.into(), cells).saturating_sub(1);
        let beyond = if wanted > most { " and more than all of these" } else { "" };
        let column = column.min(end.saturating_sub(width(&words) + width(beyond)));
        canvas.text(rungs.len(), column, &format!("{words}{beyond}"), theme.accent);
    }
}
