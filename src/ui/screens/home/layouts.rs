//! The three layouts of the home screen, each drawn on its own and none squeezed. What stands in a panel is the panel's.

use super::super::Cx;
use super::lower::Lower;
use super::{Focus, answer, checks, inputs, ladder, strip, ways};
use crate::config::keymap::Context;
use crate::ui::canvas::{Canvas, FrameStyle, Head};
use crate::ui::layout::SizeClass;
use crate::ui::text::{cut, lead, wrap};
use crate::ui::verdict;
use crate::ui::widgets::panel::Panel;

/// Columns of the left-hand panels of the wide layout.
const LEFT_COLUMNS: usize = 36;
/// Rows of the panels of the wide layout, frames included.
const INPUT_ROWS: usize = 16;
const ANSWER_ROWS: usize = 12;
const WAYS_ROWS: usize = 8;
const STRIP_ROWS: usize = 7;
/// Rows of a panel that are its frame, and the empty one below its upper border.
const PANEL_FRAME_ROWS: usize = 3;
/// Rows that the ladder keeps when the answer takes more.
const LADDER_ROWS_MIN: usize = 6;

fn frame_style(cx: &Cx<'_>) -> FrameStyle {
    FrameStyle { border: cx.theme.border, title: cx.theme.title, right: cx.theme.hint }
}

/// Draws a framed panel and hands on what is inside of it, an empty row below its upper border.
fn panel(canvas: &mut Canvas<'_>, head: Head<'_>, cx: &Cx<'_>, draw: impl FnOnce(&mut Canvas<'_>)) {
    let inner = canvas.frame(head, frame_style(cx));
    let mut inner = canvas.within(inner);
    let rows = inner.height().saturating_sub(1);
    draw(&mut inner.rows(1, rows));
}

/// Draws the panel of the ways out; many of them take the empty row too.
fn ways_panel(canvas: &mut Canvas<'_>, cx: &Cx<'_>) {
    let trying = trying(cx);
    let head = Head { title: ways::title(cx), right: &trying };
    if ways::ways(cx).len() <= WAYS_ROWS - 3 {
        return panel(canvas, head, cx, |inner| ways::draw(inner, cx));
    }
    let inner = canvas.frame(head, frame_style(cx));
    ways::draw(&mut canvas.within(inner), cx);
}

/// How the ways out are tried; nothing where there is none.
fn trying(cx: &Cx<'_>) -> String {
    if ways::actions(cx).is_empty() { String::new() } else { cx.trying(Context::Home) }
}

/// 120 columns or more: inputs and checks at the left, the answer at the right, the VNet below. What is open lies over
/// the ladder and the VNet.
pub fn wide(canvas: &mut Canvas<'_>, cx: &Cx<'_>, focus: Focus, open: Option<Lower>) {
    let (high, columns) = (canvas.height(), canvas.width());
    let top = high.saturating_sub(if open.is_some() { 0 } else { STRIP_ROWS });
    let right = columns.saturating_sub(LEFT_COLUMNS);
    let mut left = canvas.columns(0, LEFT_COLUMNS);
    let input_rows = Head { title: "Inputs", right: "" };
    panel(&mut left.rows(0, INPUT_ROWS), input_rows, cx, |inner| inputs::draw(inner, cx, focus));
    draw_checks(&mut left.rows(INPUT_ROWS, top.saturating_sub(INPUT_ROWS)), cx, focus);

    let mut side = canvas.columns(LEFT_COLUMNS, right);
    let which = answer::which(cx);
    let head = Head { title: "Verdict", right: &which };
    let keeps = if open.is_some() { usize::MAX } else { ANSWER_ROWS + WAYS_ROWS + LADDER_ROWS_MIN };
    let answer_rows = answer_rows(cx, right, top.saturating_sub(keeps));
    panel(&mut side.rows(0, answer_rows), head, cx, |inner| draw_answer(inner, cx));
    ways_panel(&mut side.rows(answer_rows, WAYS_ROWS), cx);
    let above = answer_rows + WAYS_ROWS;
    if let Some(open) = open {
        return open.draw_framed(&mut side.rows(above, top.saturating_sub(above)), cx, frame_style(cx));
    }
    let title = ladder::title("How far each prefix goes", cx);
    let head = Head { title: &title, right: "nodes that fit, and with surge" };
    panel(&mut side.rows(above, top.saturating_sub(above)), head, cx, |inner| ladder::draw(inner, cx, true));
    draw_vnet(&mut canvas.rows(top, STRIP_ROWS), cx);
}

/// The lines of the answer's panel below its bars: where the sum begins, and the lines that follow it.
fn answer_parts(cx: &Cx<'_>, room: usize, rows: usize) -> (usize, Vec<String>) {
    let azure = answer::azure(cx).map(|words| wrap(&words, room)).unwrap_or_default();
    // A long sum or sentence takes the empty row before the sum.
    let is_long = rows > 2 || azure.len() > 1;
    (if is_long { 4 } else { 5 }, azure)
}

/// The rows of the answer's panel: more where the sum is long, as far as the panel below can spare them.
fn answer_rows(cx: &Cx<'_>, columns: usize, spare: usize) -> usize {
    let Some(bound) = verdict::bound(cx.analysis) else { return ANSWER_ROWS };
    let sum = answer::sum_rows(bound, cx);
    let (first, azure) = answer_parts(cx, columns.saturating_sub(4), sum);
    let wanted = first + sum + 1 + azure.len().min(2) + PANEL_FRAME_ROWS;
    wanted.clamp(ANSWER_ROWS, ANSWER_ROWS + spare)
}

fn draw_answer(canvas: &mut Canvas<'_>, cx: &Cx<'_>) {
    answer::headline(canvas, 0, cx, false);
    let rows = canvas.height();
    let Some(bound) = verdict::bound(cx.analysis) else { return };
    answer::bars(canvas, 2, bound, cx);
    let room = canvas.width().saturating_sub(2);
    let (first, azure) = answer_parts(cx, room, answer::sum_rows(bound, cx));
    let below = usize::from(!azure.is_empty()) + 1;
    // What has no row is counted in a line, and the lines below it keep theirs.
    let lines = answer::sums(bound, rows.saturating_sub(first + below), cx);
    answer::draw_sums(canvas, first, &lines, cx);
    let after = first + lines.len();
    answer::others(canvas, after, cx);
    let shown = rows.saturating_sub(after + 1).min(azure.len());
    for (at, line) in azure.iter().take(shown).enumerate() {
        let is_cut = at + 1 == shown && shown < azure.len();
        let line = if is_cut { format!("{}..", cut(line, room.saturating_sub(2))) } else { line.clone() };
        canvas.text(after + 1 + at, 1, &line, cx.theme.dim);
    }
}

fn draw_checks(canvas: &mut Canvas<'_>, cx: &Cx<'_>, focus: Focus) {
    let list = checks::checks(cx);
    let summary = checks::summary(&list);
    let at = match focus {
        Focus::Check(at) => Some(at),
        Focus::Field(_) | Focus::Lower => None,
    };
    panel(canvas, Head { title: "Checks", right: &summary }, cx, |inner| {
        let rows = inner.height().saturating_sub(2);
        checks::draw(&mut inner.rows(0, rows), &list, at, cx.theme);
        // What is open has Enter for itself.
        if focus != Focus::Lower {
            inner.text(rows + 1, 1, "Enter explains the selected check", cx.theme.hint);
        }
    });
}

fn draw_vnet(canvas: &mut Canvas<'_>, cx: &Cx<'_>) {
    let Some(map) = strip::vnet(cx) else { return };
    let key = cx.key(Context::Global, crate::ui::action::Action::Map);
    let right = if key.is_empty() { String::new() } else { format!("{key} opens the map") };
    let title = strip::title(map);
    panel(canvas, Head { title: &title, right: &right }, cx, |inner| {
        strip::draw_cells(inner, 0, map, cx);
        strip::draw_axis(inner, 1, map, cx);
        strip::draw_legend(inner, 2, map, cx);
        inner.text(3, 1, &strip::largest_free(map), cx.theme.dim);
    });
}

/// One part over all of it: the question with its whole sum while a field has the focus, the checks with all of their
/// words, or what is open.
pub fn enlarged(canvas: &mut Canvas<'_>, cx: &Cx<'_>, focus: Focus, open: Option<Lower>) {
    if let (Focus::Lower, Some(open)) = (focus, open) {
        return match cx.size {
            SizeClass::Wide => open.draw_framed(canvas, cx, frame_style(cx)),
            SizeClass::Normal => open.draw_ruled(canvas, cx, frame_style(cx)),
            SizeClass::Narrow | SizeClass::Tiny => open.draw_small(canvas, cx),
        };
    }
    let panel = Panel::of_width(canvas.width());
    if let Focus::Check(at) = focus {
        let list = checks::checks(cx);
        let summary = checks::summary(&list);
        let mut inner = panel.draw(canvas, Head { title: "Checks", right: &summary }, cx.theme);
        return checks::draw_whole(&mut inner, &list, at, cx.theme);
    }
    let rows = canvas.height();
    let used = inputs::draw_strip(&mut canvas.rows(0, rows), cx, focus);
    let which = answer::which(cx);
    let mut rest = canvas.rows(used, rows.saturating_sub(used));
    let mut inner = panel.draw(&mut rest, Head { title: "Verdict", right: &which }, cx.theme);
    match verdict::bound(cx.analysis).filter(|_| cx.size < SizeClass::Normal) {
        None => draw_answer(&mut inner, cx),
        Some(bound) => {
            // The bar and the words of it stand above in the small layout; here every term has its whole line.
            let sums = answer::sums(bound, usize::MAX, cx);
            let room = inner.width().saturating_sub(2);
            let lines = sums.iter().flat_map(|(label, value)| wrap(&format!("{} {value}", label.trim()), room));
            lines.enumerate().for_each(|(row, line)| _ = inner.text(row, 1, &line, cx.theme.text));
        }
    }
}

/// 80 to 119 columns: the inputs are a strip, the panels have no frames. What is open lies under the sum.
pub fn normal(canvas: &mut Canvas<'_>, cx: &Cx<'_>, focus: Focus, open: Option<Lower>) {
    let rule = |canvas: &mut Canvas<'_>, row, head: Head<'_>| canvas.rule(row, head, frame_style(cx));
    let used = inputs::draw_strip(&mut canvas.rows(0, 2), cx, focus);
    if used < 2 {
        rule(canvas, 1, Head::default());
    }
    answer::headline(canvas, 2, cx, true);
    if let Some(bound) = verdict::bound(cx.analysis) {
        answer::bars(canvas, 3, bound, cx);
        let column = canvas.text(5, 1, "need = ", cx.theme.text);
        let room = canvas.width().saturating_sub(column + 1);
        canvas.text(5, column, &lead(&answer::short_sum(&answer::terms(bound, cx), room), room), cx.theme.text);
    }
    if let Some(open) = open {
        let rest = canvas.height().saturating_sub(6);
        return open.draw_ruled(&mut canvas.rows(6, rest), cx, frame_style(cx));
    }
    rule(canvas, 6, Head { title: ways::title(cx), right: &trying(cx) });
    ways::draw(&mut canvas.rows(7, 4), cx);
    // What height there is beyond 24 rows is the checks' and the ladder's.
    let below = canvas.height().saturating_sub(4);
    let half = canvas.width() / 2;
    let list = checks::checks(cx);
    let ladder_title = ladder::title("Nodes that fit, by prefix", cx);
    rule(canvas, 11, Head { title: "Checks", right: &ladder_title });
    let at = match focus {
        Focus::Check(at) => Some(at),
        Focus::Field(_) | Focus::Lower => None,
    };
    let mut middle_rows = canvas.rows(12, below.saturating_sub(12));
    checks::draw_packed(&mut middle_rows.columns(0, half.saturating_sub(1)), &list, at, cx.theme);
    let wide = middle_rows.width();
    ladder::draw(&mut middle_rows.columns(half, wide.saturating_sub(half)), cx, false);
    if let Some(map) = strip::vnet(cx) {
        rule(canvas, below, Head { title: &strip::title(map), right: "" });
        strip::draw_cells(canvas, below + 1, map, cx);
        strip::draw_legend(canvas, below + 2, map, cx);
    }
    answer::others(canvas, below + 3, cx);
}

/// 40 to 79 columns: the sum, the ways out two a row, the fields. What is open lies under the bar, in its small form.
pub fn narrow(canvas: &mut Canvas<'_>, cx: &Cx<'_>, focus: Focus, open: Option<Lower>) {
    let theme = cx.theme;
    let room = canvas.width().saturating_sub(2);
    canvas.rule(0, Head::default(), frame_style(cx));
    canvas.text(1, 1, &lead(&answer::short(cx, room), room), theme.value);
    if let Some(bound) = verdict::bound(cx.analysis) {
        answer::one_bar(canvas, 2, bound, cx);
        canvas.text(3, 1, &lead(&answer::short_sum(&answer::terms(bound, cx), room), room), theme.text);
    }
    if let Some(open) = open {
        let rest = canvas.height().saturating_sub(4);
        return open.draw_small(&mut canvas.rows(4, rest), cx);
    }
    // A third row of ways out takes the place of the line below them.
    let rows = ways::short_rows(cx).clamp(2, 3);
    ways::draw_short(&mut canvas.rows(4, rows), cx);
    if rows == 2 {
        canvas.rule(6, Head::default(), frame_style(cx));
    }
    let rest = canvas.height().saturating_sub(7);
    let used = inputs::draw_strip(&mut canvas.rows(7, rest), cx, focus);
    if rest > used + 1 {
        let list = checks::checks(cx);
        let rows = rest - used - 1;
        let right = if rows < list.len() { format!("the worst {rows} of {}", list.len()) } else { String::new() };
        canvas.rule(7 + used, Head { title: "Checks", right: &right }, frame_style(cx));
        let focused = if let Focus::Check(at) = focus { Some(at) } else { None };
        checks::draw(&mut canvas.rows(8 + used, rows), &list, focused, theme);
    }
}
