//! The comparison: the same question put to every model, side by side. Every answer is the engine's; choosing a model is
//! an edit like any other.

use ratatui::style::Style;

use super::{Cx, Pane, Reply};
use crate::config::keymap::Context;
use crate::engine::compare::ModelAnswer;
use crate::scenario::model::VerdictWord;
use crate::ui::action::Action;
use crate::ui::canvas::Canvas;
use crate::ui::effect::Shown;
use crate::ui::layer::Layer;
use crate::ui::layout::SizeClass;
use crate::ui::models;
use crate::ui::text::counted;

mod columns;
mod explain;
mod rows;
mod transposed;

use rows::Row;

/// The comparison's state.
#[derive(Clone, Copy, Debug, Default)]
pub struct Compare {
    /// The selected model; `None`: the scenario's own.
    model: Option<usize>,
    row: usize,
    only_differences: bool,
}

/// What the layouts draw.
struct Picture<'a> {
    answers: &'a [ModelAnswer],
    rows: Vec<Row>,
    model: usize,
    row: usize,
}

impl Compare {
    fn model(self, cx: &Cx<'_>) -> usize {
        let answers = &cx.analysis.compare().answers;
        let present = || answers.iter().position(ModelAnswer::is_present).unwrap_or(0);
        self.model.unwrap_or_else(present).min(answers.len().saturating_sub(1))
    }

    fn rows(self, cx: &Cx<'_>) -> Vec<Row> {
        let rows = rows::rows(cx.analysis);
        rows.into_iter().filter(|row| !self.only_differences || row.differs()).collect()
    }

    fn picture<'a>(self, cx: &Cx<'a>) -> Picture<'a> {
        let rows = self.rows(cx);
        let row = self.row.max(least(&rows, cx)).min(rows.len().saturating_sub(1));
        Picture { answers: &cx.analysis.compare().answers, rows, model: self.model(cx), row }
    }

    /// Walks the models by `by`, and stops at the ends.
    fn walk(&mut self, by: isize, cx: &Cx<'_>) -> Reply {
        let last = cx.analysis.compare().answers.len().saturating_sub(1);
        self.model = Some(self.model(cx).saturating_add_signed(by).min(last));
        Reply::Done
    }

    fn scroll(&mut self, by: isize, cx: &Cx<'_>) -> Reply {
        let rows = self.rows(cx);
        let (first, last) = (least(&rows, cx), rows.len().saturating_sub(1));
        self.row = self.row.max(first).min(last).saturating_add_signed(by).max(first).min(last);
        Reply::Done
    }

    /// Explains the selected row. Enter cannot: where models are rows it has to take the model that the marker is on, and
    /// a key that takes a model in one layout and explains in the other would be pressed in the wrong one.
    fn explain(self, cx: &Cx<'_>) -> Reply {
        let picture = self.picture(cx);
        match picture.rows.get(picture.row) {
            Some(row) => Reply::Open(Layer::Page(explain::row(cx.analysis, row, picture.model))),
            None => Reply::Done,
        }
    }

    /// Makes the selected model the scenario's.
    fn choose(self, cx: &Cx<'_>) -> Reply {
        let Some(answer) = cx.analysis.compare().answers.get(self.model(cx)) else { return Reply::Done };
        let name = models::name(answer.model, answer.pod_ip_allocation).0;
        answer.edit(cx.analysis.plan()).map_or_else(|| Reply::Say(format!("{name} is the model already")), Reply::Edit)
    }
}

/// The first row that can be selected: where models are rows, some rows are their columns.
fn least(rows: &[Row], cx: &Cx<'_>) -> usize {
    let is_row = |row: &Row| cx.is_enlarged || cx.size == SizeClass::Wide || !transposed::is_in_table(row.subject);
    rows.iter().position(is_row).unwrap_or(0)
}

/// Rows that a page key moves by.
const PAGE_ROWS: isize = 10;

impl Pane for Compare {
    fn kept(&self) -> Option<String> {
        Some(format!("{} {}", self.model?, self.row))
    }

    fn restore(&mut self, kept: &str, cx: &Cx<'_>) {
        let Some((model, row)) = kept.split_once(' ') else { return };
        if let (Ok(model), Ok(row)) = (model.parse(), row.parse::<usize>()) {
            self.model = Some(model);
            self.row = row.min(self.rows(cx).len().saturating_sub(1));
        }
    }

    fn available(&self, _: &Cx<'_>) -> Vec<Action> {
        vec![Action::Left, Action::Right, Action::Up, Action::Down, Action::Enter, Action::Explain, Action::Differences]
    }

    fn act(&mut self, action: Action, cx: &Cx<'_>) -> Reply {
        // Where models are rows, up and down walk them; where they are columns, left and right do.
        let is_wide = cx.size == SizeClass::Wide;
        match (action, is_wide) {
            (Action::Left, true) | (Action::Up, false) => self.walk(-1, cx),
            (Action::Right, true) | (Action::Down, false) => self.walk(1, cx),
            (Action::Up, true) | (Action::Left, false) => self.scroll(-1, cx),
            (Action::Down, true) | (Action::Right, false) => self.scroll(1, cx),
            (Action::PageUp, _) => self.scroll(-PAGE_ROWS, cx),
            (Action::PageDown, _) => self.scroll(PAGE_ROWS, cx),
            (Action::First, _) => self.scroll(isize::MIN, cx),
            (Action::Last, _) => self.scroll(isize::MAX, cx),
            (Action::Enter, _) => self.choose(cx),
            (Action::Explain, _) => self.explain(cx),
            (Action::Differences, _) => {
                self.only_differences = !self.only_differences;
                Reply::Say(if self.only_differences { "Only what differs" } else { "Every row" }.to_owned())
            }
            _ => Reply::Ignored,
        }
    }

    fn view(&mut self, cx: &Cx<'_>, canvas: &mut Canvas<'_>) {
        let picture = self.picture(cx);
        match cx.size {
            _ if cx.is_enlarged => transposed::draw_detail(canvas, cx, &picture),
            SizeClass::Wide => columns::draw(canvas, cx, &picture),
            SizeClass::Normal => transposed::draw(canvas, cx, &picture),
            SizeClass::Narrow | SizeClass::Tiny => transposed::draw_narrow(canvas, cx, &picture),
        }
    }

    fn answer_shown(&self, _: &Cx<'_>) -> Shown {
        Shown::Compare
    }

    fn status(&self, cx: &Cx<'_>) -> String {
        let picture = self.picture(cx);
        let Some(answer) = picture.answers.get(picture.model) else { return String::new() };
        let name = models::name(answer.model, answer.pod_ip_allocation).0;
        let does = match cx.keymap.label(Context::Compare, Action::Undo) {
            _ if answer.is_present() => "it is the model of this scenario".to_owned(),
            Some(undo) => format!("Enter makes it the model ({undo} undoes)"),
            None => "Enter makes it the model".to_owned(),
        };
        let key = cx.key(Context::Compare, Action::Explain);
        let row = picture.rows.get(picture.row).map(|row| format!("; {key} explains {}", row.label));
        format!("{name}: {does}{}", row.unwrap_or_default())
    }

    fn hint(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Enter => Some("use model"),
            Action::Explain => Some("explain"),
            _ => None,
        }
    }

    fn corner(&self, cx: &Cx<'_>, _: &str) -> (String, Style) {
        let answers = &cx.analysis.compare().answers;
        let fits = answers.iter().filter(|answer| answer.verdict == VerdictWord::Fits).count();
        let style = if fits > 0 { cx.theme.good } else { cx.theme.bad };
        (format!("{fits} of {} FIT", answers.len()), style)
    }
}

/// The question that every model is asked, in one line.
fn question(cx: &Cx<'_>) -> String {
    let plan = cx.analysis.plan();
    let nodes: u64 = plan.pools().iter().map(|pool| u64::from(pool.nodes)).sum();
    let surge: u64 = plan.pools().iter().map(|pool| u64::from(pool.surge)).sum();
    let pods = match plan.pools() {
        [only] => counted(only.max_pods, "pod"),
        pools => format!("{} pools", pools.len()),
    };
    let subnet = cx.pool.and_then(|pool| plan.pool(pool).subnet).map(|subnet| plan.subnet(subnet).item.prefix);
    let subnet = subnet.map(|prefix| format!("   node subnet {prefix}")).unwrap_or_default();
    format!("{nodes} nodes   {pods}   surge {surge}{subnet}")
}

/// The sentences under the table: what to choose and why, what is lost with it, and when to choose otherwise.
fn suggestion(cx: &Cx<'_>) -> Vec<String> {
    let comparison = cx.analysis.compare();
    let Some(suggestion) = &comparison.suggested else {
        return vec!["No model that can be chosen for a new cluster holds this design.".to_owned()];
    };
    let name = |place: usize| {
        let answer = &comparison.answers[place];
        models::name(answer.model, answer.pod_ip_allocation).0
    };
    let mut sentences = vec![format!("Suggested: {}.  {}.", name(suggestion.place), suggestion.reason)];
    if !suggestion.loses.is_empty() {
        sentences.push(format!("It lacks what this design uses: {}.", suggestion.loses.join("; ")));
    }
    if let Some((place, when)) = suggestion.alternative {
        sentences.push(format!("{} instead if {when}.", name(place)));
    }
    if !suggestion.gives_up.is_empty() {
        sentences.push(format!("It gives up: {}.", suggestion.gives_up.join("; ")));
    }
    sentences
}
