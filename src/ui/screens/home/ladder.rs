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

/// The rung that the present design fits first, behind the present one; where another range or limit stops it at every
/// length, the one whose range holds it.
fn fitting(rungs: &[Rung]) -> Option<usize> {
    let at = rungs.iter().position(|rung| rung.present)?;
    let first = |holds: fn(&Rung) -> bool| (at..rungs.len()).find(|place| holds(&rungs[*place]));
    first(|rung| rung.fits).or_else(|| first(|rung| rung.room_in_range.fits())).filter(|fitting| *fitting > at)
}

/// The rungs to show in so many rows, by place: those around the present length, among them the first that the design
/// fits; where that is too far off, the last row is its own.
fn shown(rungs: &[Rung], rows: usize) -> Vec<usize> {
    let at = rungs.iter().position(|rung| rung.present).unwrap_or(0);
    let around = at.saturating_sub(2);
    let Some(fitting) = fitting(rungs) else {
        let first = around.min(rungs.len().saturating_sub(rows));
        return (first..rungs.len().min(first + rows)).collect();
    };
    let least = (fitting + 1).saturating_sub(rows);
    if least > at {
        let near = at..at + rows.saturating_sub(1).max(1);
        return near.chain(std::iter::once(fitting)).take(rows).collect();
    }
    let first = around.max(least).min(rungs.len().saturating_sub(rows));
    (first..rungs.len().min(first + rows)).collect()
}

/// The words over the ladder, with its range behind `prefix` where that is not what binds.
pub fn title(words: &str, cx: &Cx<'_>) -> String {
    let range = cx.analysis.ladder_range().map(|range| &cx.analysis.capacity().ranges[range]);
    let bound = verdict::bound(cx.analysis).and_then(|bound| bound.range);
    match range.filter(|range| bound.is_none_or(|bound| bound.path != range.path)) {
        Some(range) if range.role.is_subnet() => words.replace("prefix", &format!("prefix of {}", range.name)),
        Some(range) => words.replace("prefix", &format!("prefix of the {}", range.role.title())),
        None => words.to_owned(),
    }
}

/// Draws a rung a row and, where there is room and one pool, what is wanted under them.
pub fn draw(canvas: &mut Canvas<'_>, cx: &Cx<'_>, peaks: bool) {
    let theme = cx.theme;
    let capacity = cx.analysis.capacity();
    let wanted = match capacity.pools.as_slice() {
        [only] if peaks => Some(only.nodes),
        _ => None,
    };
    let rows = canvas.height().saturating_sub(usize::from(wanted.is_some()));
    let all = cx.analysis.ladder();
    let rungs: Vec<&Rung> = shown(all, rows).into_iter().map(|place| &all[place]).collect();
    let most = rungs.iter().map(|rung| rung.max_nodes).max().unwrap_or(0);
    let end = canvas.width().saturating_sub(1);
    let words: Vec<(String, String)> = rungs.iter().map(|rung| words(rung, peaks)).collect();
    let beside = words.iter().map(|(_, beside)| width(beside) + 1).max().unwrap_or(0);
    let numbers = words.iter().map(|(count, _)| width(count)).max().unwrap_or(0).max(COUNT_CELLS) + beside;
    let cells = end.saturating_sub(LABEL_CELLS + 1 + numbers);
    for (row, (rung, (count, word))) in rungs.iter().zip(&words).enumerate() {
        let label = if rung.present { format!("[/{}]", rung.prefix) } else { format!(" /{}", rung.prefix) };
        let style = if rung.present { theme.value } else { theme.text };
        canvas.text(row, 0, &label, style);
        let (sign, bar) = match if rung.fits { rung.room } else { Room::TooLittle } {
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
    let fits = match (rung.fits, rung.room, &rung.stopped_by) {
        (true, Room::Disputed, _) => "fits?".to_owned(),
        (true, ..) => "fits".to_owned(),
        (false, _, Some(other)) => return (count, format!("not: {other}")),
        (false, _, None) => String::new(),
    };
    (count, beside.into_iter().chain(Some(fits).filter(|fits| !fits.is_empty())).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::engine::Analysis;

    #[test]
    fn the_present_length_and_the_first_that_fits_are_both_in_sight() {
        // 40 nodes and 4 surge of 51 addresses need 2,244: a /20.
        let shown = |prefix: u8, rows: usize| {
            let subnet = format!("10.240.0.0/{prefix}");
            let plan = crate::engine::sample::design("azure-cni-node-subnet", 40, 50, "10%", &subnet);
            let analysis = Analysis::new(Arc::clone(plan.written()));
            let ladder = analysis.ladder();
            super::shown(ladder, rows).into_iter().map(|place| ladder[place].prefix).collect::<Vec<_>>()
        };
        assert_eq!(shown(22, 6), [24, 23, 22, 21, 20, 19]);
        assert_eq!(shown(22, 4), [23, 22, 21, 20]);
        assert_eq!(shown(22, 3), [22, 21, 20]);
        assert_eq!(shown(22, 2), [22, 20]);
        assert_eq!(shown(22, 1), [22]);
        assert_eq!(shown(28, 4), [28, 27, 26, 20]);
        // What fits is shown with what lies around it.
        assert_eq!(shown(19, 3), [21, 20, 19]);
        assert_eq!(shown(19, 0), [0u8; 0]);
    }
}
