//! The inputs: each field with its letter and its value in force. What a value means is the scenario's.

use ratatui::style::Style;

use super::super::Cx;
use super::Focus;
use crate::config::keymap::Context;
use crate::scenario::field::Field;
use crate::scenario::leaf::Surge;
use crate::scenario::model::Model;
use crate::ui::action::Action;
use crate::ui::canvas::Canvas;
use crate::ui::layout::SizeClass;
use crate::ui::text::{lead, thousands, width};
use crate::ui::{fields, models};

/// The value of a field as the screen shows it: what is typed, or what is in force with what follows from it.
pub fn value(field: Field, cx: &Cx<'_>) -> String {
    if let Some(editor) = cx.editor.filter(|editor| editor.is(field)) {
        return editor.text().to_owned();
    }
    let plan = cx.analysis.plan();
    let model = plan.model();
    let row = cx.pool.map(|pool| plan.pool(pool));
    let name = row.map(|row| row.item.name.to_string());
    let text = field.value(plan.scenario(), name.as_deref());
    match (field, row) {
        (Field::Model, _) => models::present(plan).to_owned(),
        (Field::PodCidr, _) if !fields::is_used(field, plan) => "not used".to_owned(),
        (Field::PodCidr, _) if text.is_empty() && model == Model::PodSubnet => "no pod subnet".to_owned(),
        (Field::Surge, Some(row)) => match row.item.max_surge {
            Some(Surge::Percent(_)) => format!("{text} = {}", thousands(row.surge)),
            _ => text,
        },
        (Field::AutoscaleMax, _) if text.is_empty() => "off".to_owned(),
        (_, None) if text.is_empty() => "no pool".to_owned(),
        _ => text,
    }
}

/// The line under the picture: what the focused field is, and how to change it.
pub fn status(field: Field, cx: &Cx<'_>) -> String {
    let label = fields::label(field, cx.analysis.plan().model());
    let key = cx.key(Context::Home, fields::action(field));
    let (value, own) = (value(field, cx), format!("{key} or Enter edits, + - step"));
    if let Some(pool) = pool_of(cx) {
        let next = cx.key(Context::Home, Action::NextPool);
        return match cx.size {
            SizeClass::Wide => format!("{label} {value}:  {own}.  Letters edit {pool}; {next} takes the next."),
            SizeClass::Normal => format!("{label} {value}: {key} edits, + - step; {pool}, {next} next"),
            SizeClass::Narrow | SizeClass::Tiny => format!("{pool}, {next} next"),
        };
    }
    match cx.size {
        SizeClass::Wide => {
            format!("{label} {value}:  {key} or Enter edits it,  + and - step it.  The answer follows each key.")
        }
        SizeClass::Normal => format!("{label} {value}:  {own}; the answer follows each key"),
        SizeClass::Narrow | SizeClass::Tiny => own,
    }
}

/// Draws a field a line; the focused one has the marker.
pub fn draw(canvas: &mut Canvas<'_>, cx: &Cx<'_>, focus: Focus) {
    let mut row = 0;
    for field in Field::ALL {
        // The cluster's ranges stand apart from the pool's own fields.
        row += usize::from(field == Field::PodCidr);
        draw_field(canvas, row, field, focus == Focus::Field(field), cx);
        row += 1;
    }
    let last = canvas.height().saturating_sub(1);
    let room = canvas.width().saturating_sub(2);
    canvas.text(last - last.min(1), 1, &lead(&pools(cx), room), cx.theme.text);
    let hint = match cx.analysis.plan().pools().len() {
        0 | 1 => "Keys jump to a field and edit it.".to_owned(),
        _ => format!("{} takes the next pool.", cx.key(Context::Home, Action::NextPool)),
    };
    canvas.text(last, 1, &hint, cx.theme.hint);
}

/// Which pools there are, and which of them the letters edit.
fn pools(cx: &Cx<'_>) -> String {
    let plan = cx.analysis.plan();
    match (cx.pool.map(|pool| plan.pool(pool)), plan.pools().len()) {
        (None, _) => "no pool".to_owned(),
        (Some(row), 1) => format!("1 pool: {} ({})", row.item.name, row.nodes),
        (Some(_), _) => format!("Letters edit {}", pool_of(cx).unwrap_or_default()),
    }
}

/// `apps, pool 2 of 3`: the pool that the letters edit, where there are several.
fn pool_of(cx: &Cx<'_>) -> Option<String> {
    let pools = cx.analysis.plan().pools();
    let name = &cx.analysis.plan().pool(cx.pool?).item.name;
    let at = pools.iter().position(|pool| pool.item.name == *name)?;
    (pools.len() > 1).then(|| format!("{name}, pool {} of {}", at + 1, pools.len()))
}

/// Draws the fields one after the other on as many rows as they take, up to those there are; the rows that hold the
/// focused one go first. Returns the rows used.
pub fn draw_strip(canvas: &mut Canvas<'_>, cx: &Cx<'_>, focus: Focus) -> usize {
    let wide = canvas.width();
    let mut lines: Vec<Vec<Field>> = vec![Vec::new()];
    let mut column = 0;
    for field in Field::ALL.into_iter().filter(|field| focus == Focus::Field(*field) || is_told(*field, cx)) {
        let cells = 4 + width(&value(field, cx));
        if column + cells > wide && column > 0 {
            lines.push(Vec::new());
            column = 0;
        }
        column += cells;
        lines.last_mut().expect("there is always a line").push(field);
    }
    let rows = canvas.height().min(lines.len());
    let focused = lines.iter().position(|line| line.iter().any(|field| focus == Focus::Field(*field))).unwrap_or(0);
    let first = (focused + 1).saturating_sub(rows);
    for (row, line) in lines.iter().skip(first).take(rows).enumerate() {
        let mut column = 0;
        for field in line {
            let (text, style) = styled(*field, focus == Focus::Field(*field), cx);
            let key = cx.key(Context::Home, fields::action(*field));
            let start = column;
            column = canvas.marker(row, column, focus == Focus::Field(*field), cx.theme.accent);
            column = canvas.spans(row, column, &[(&*key, cx.theme.key), (" ", cx.theme.text)]);
            column = canvas.text(row, column, &text, style);
            if focus == Focus::Field(*field) {
                canvas.select_part(row, start, column - start);
            }
            column += 1;
        }
    }
    rows
}

/// Is there anything to tell of the field in a strip?
fn is_told(field: Field, cx: &Cx<'_>) -> bool {
    fields::is_used(field, cx.analysis.plan())
}

/// The value of a field and its style.
fn styled(field: Field, focused: bool, cx: &Cx<'_>) -> (String, Style) {
    let theme = cx.theme;
    let is_open = cx.editor.is_some_and(|editor| editor.is(field));
    let style = match (is_open, focused, fields::is_used(field, cx.analysis.plan())) {
        (true, _, _) => theme.field_focus,
        (false, true, _) => theme.selection,
        (false, false, true) => theme.value,
        (false, false, false) => theme.dim,
    };
    (value(field, cx), style)
}

fn draw_field(canvas: &mut Canvas<'_>, row: usize, field: Field, focused: bool, cx: &Cx<'_>) {
    let theme = cx.theme;
    let plan = cx.analysis.plan();
    let label_style = if fields::is_used(field, plan) { theme.label } else { theme.dim };
    canvas.marker(row, 1, focused, theme.accent);
    canvas.text(row, 2, &cx.key(Context::Home, fields::action(field)), theme.key);
    let column = canvas.text(row, 5, fields::label(field, plan.model()), label_style);
    let (text, style) = styled(field, focused, cx);
    let text = if field == Field::Model { format!("< {text} >") } else { text };
    let end = canvas.width().saturating_sub(1);
    let mut rest = canvas.columns(column + 1, end.saturating_sub(column + 1));
    let room = rest.width();
    rest.right(row, room, &text, style);
}
