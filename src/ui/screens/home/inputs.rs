//! The inputs: each field with its letter and its value in force. What a value means is the scenario's.

use super::super::Cx;
use crate::scenario::field::Field;
use crate::scenario::leaf::Surge;
use crate::scenario::model::Model;
use crate::ui::canvas::{Canvas, FrameStyle, Head};
use crate::ui::editor::Editor;
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
            Some(Surge::Percent(_)) => format!("{text} = {}", row.surge),
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
    let key = cx.key(crate::config::keymap::Context::Home, fields::action(field));
    format!("{label} {}:  {key} or Enter edits it, + and - step it. The answer follows each key.", value(field, cx))
}

/// Draws the panel; the focused field has the marker.
pub fn draw(canvas: &mut Canvas<'_>, cx: &Cx<'_>, focus: Field) {
    let theme = cx.theme;
    let style = FrameStyle { border: theme.border, title: theme.title, right: theme.hint };
    let inner = canvas.frame(Head { title: "Inputs", right: "" }, style);
    let mut inner = canvas.within(inner);
    let mut row = 1;
    for field in Field::ALL {
        // The cluster's ranges stand apart from the pool's own fields.
        row += usize::from(field == Field::PodCidr);
        draw_field(&mut inner, row, field, field == focus, cx);
        row += 1;
    }
}

fn draw_field(canvas: &mut Canvas<'_>, row: usize, field: Field, focused: bool, cx: &Cx<'_>) {
    let theme = cx.theme;
    let plan = cx.analysis.plan();
    let label_style = if fields::is_used(field, plan) { theme.label } else { theme.dim };
    canvas.text(row, 1, if focused { "►" } else { " " }, theme.accent);
    canvas.text(row, 2, &cx.key(crate::config::keymap::Context::Home, fields::action(field)), theme.key);
    let column = canvas.text(row, 5, fields::label(field, plan.model()), label_style);
    let text = value(field, cx);
    let text = if field == Field::Model { format!("< {text} >") } else { text };
    let is_open = cx.editor.is_some_and(|editor: &Editor| editor.is(field));
    let value_style = match (is_open, focused, fields::is_used(field, plan)) {
        (true, _, _) => theme.field_focus,
        (false, true, _) => theme.accent,
        (false, false, true) => theme.value,
        (false, false, false) => theme.dim,
    };
    let end = canvas.width().saturating_sub(1);
    let mut rest = canvas.columns(column + 1, end.saturating_sub(column + 1));
    let room = rest.width();
    rest.right(row, room, &text, value_style);
}
