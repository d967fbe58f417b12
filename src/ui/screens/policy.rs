//! The Policy screen: who may talk to whom as a table, why the selected cell is as it is, and what would admit what is
//! refused; or what the policies leave open. Every word and every reason is the engine's; the user's manifests are never written.

mod exposure;

use ratatui::style::Style;

use super::{Cx, HANDED, Pane, Reply, Screen};
use crate::config::keymap::Context;
use crate::config::theme::Theme;
use crate::engine::Analysis;
use crate::engine::basis::{self, Basis};
use crate::engine::policy::matrix::{Cell, Group, Sample, Share, Why};
use crate::ui::action::Action;
use crate::ui::canvas::{Canvas, Head};
use crate::ui::effect::Shown;
use crate::ui::layer::{Layer, Page, Part};
use crate::ui::layout::SizeClass;
use crate::ui::text::{middle, sentence, wrap};
use crate::ui::widgets::matrix::{Cursor, Matrix};
use crate::ui::widgets::panel::Panel;

/// Columns of a cell with the space behind it.
const CELL: usize = 7;
/// The share of the picture that the table takes at most, in percent.
const TABLE_SHARE: usize = 55;
/// The fewest rows of the table with its head.
const TABLE_LEAST: usize = 4;

/// The state of the screen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Policy {
    cursor: Cursor,
    picture: Picture,
    list: exposure::List,
}

/// What the screen shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Picture {
    /// The table and the reasons of its selected cell.
    #[default]
    Table,
    /// What is left open.
    Exposure,
}

/// What is known of the selected cell.
struct Selected {
    from: String,
    to: String,
    cell: Option<Cell>,
    why: Why,
}

/// The sign and the word of a cell: the same without colour.
fn word(share: Option<Share>) -> &'static str {
    match share {
        Some(Share::All) => "+ all",
        Some(Share::Part) => "~ part",
        Some(Share::Nothing) => "- no",
        None => ".",
    }
}

fn style(share: Option<Share>, theme: &Theme) -> Style {
    match share {
        Some(Share::All) => theme.good,
        Some(Share::Part) => theme.caution,
        Some(Share::Nothing) => theme.bad,
        None => theme.dim,
    }
}

/// A group in a line: its first end, without its kind where columns are few, and how many more behave alike.
fn name(group: &Group, size: SizeClass) -> String {
    let short = |end: &str| match end.split_once('[') {
        Some((own, _)) if size < SizeClass::Wide => own.to_owned(),
        _ => end.to_owned(),
    };
    match group.ends.as_slice() {
        [] => String::new(),
        [only] => short(only),
        [first, rest @ ..] => format!("{} +{}", short(first), rest.len()),
    }
}

fn has_policies(analysis: &Analysis) -> bool {
    analysis.plan().manifests().has_policies()
}

/// Why nothing is held, where nothing is.
fn unenforced(analysis: &Analysis) -> Option<&'static str> {
    let is_enforced = analysis.policy_engine().is_some();
    (!is_enforced).then_some(
        "The cluster has no network policy engine: this is as Kubernetes reads them, and nothing enforces it.",
    )
}

impl Policy {
    fn count(cx: &Cx<'_>) -> usize {
        if has_policies(cx.analysis) { cx.analysis.policy_matrix().groups.len() } else { 0 }
    }

    /// The selected cell; `None`: there is no table.
    fn selected(self, cx: &Cx<'_>) -> Option<Selected> {
        let count = Self::count(cx);
        let mut cursor = self.cursor;
        cursor.keep_within(count, count);
        let analysis = cx.analysis;
        let matrix = if count > 0 { analysis.policy_matrix() } else { return None };
        let (plan, connectivity) = (analysis.policy_plan(), analysis.connectivity());
        Some(Selected {
            from: name(&matrix.groups[cursor.row], cx.size),
            to: name(&matrix.groups[cursor.column], cx.size),
            cell: matrix.cell(plan, connectivity, cursor.row, cursor.column),
            why: matrix.why(plan, connectivity, cursor.row, cursor.column),
        })
    }

    /// The page of the selected cell: all ends, all ports, every reason.
    fn page(self, cx: &Cx<'_>) -> Option<Page> {
        let selected = self.selected(cx)?;
        let groups = &cx.analysis.policy_matrix().groups;
        let mut parts = vec![
            Part::Pair("from".to_owned(), groups[self.cursor.row].ends.join(", ")),
            Part::Pair("to".to_owned(), groups[self.cursor.column].ends.join(", ")),
            Part::Pair("may use".to_owned(), selected.ports()),
            Part::Blank,
        ];
        parts.extend(unenforced(cx.analysis).map(|words| Part::Text(words.to_owned())));
        parts.extend(selected.why.held.iter().map(|words| Part::Text(words.clone())));
        for sample in &selected.why.samples {
            parts.extend([Part::Blank, Part::Heading(verdict(sample))]);
            let reasons = sample.reasons.iter();
            parts.extend(reasons.map(|reason| Part::Pair(reason.direction.word().to_owned(), sentence(&reason.words))));
            parts.extend(sample.notes.iter().map(|note| Part::Text(note.clone())));
            if let Some(never) = &sample.never {
                parts.push(Part::Text(format!("No NetworkPolicy would admit this: {never}.")));
            }
            if let Some(admit) = &sample.admit {
                parts.push(Part::Heading("What would admit this?".to_owned()));
                parts.extend(admit.lines().map(|line| Part::Code(line.to_owned())));
            }
        }
        Some(Page::new(format!("{} => {}", selected.from, selected.to), parts))
    }

    /// The selected cell as a packet: one that is refused, where one is.
    fn trace(self, cx: &Cx<'_>) -> Reply {
        let samples = self.selected(cx).map(|selected| selected.why.samples).unwrap_or_default();
        match samples.iter().find(|sample| !sample.allowed).or(samples.first()) {
            Some(Sample { ends: [from, to], .. }) => Reply::Hand(Screen::Trace, format!("{from}{HANDED}{to}")),
            None => Reply::Say("What is outside talks to itself: there is no packet to trace".to_owned()),
        }
    }

    fn draw_table(&mut self, cx: &Cx<'_>, canvas: &mut Canvas<'_>) {
        let analysis = cx.analysis;
        let (matrix, plan, connectivity) = (analysis.policy_matrix(), analysis.policy_plan(), analysis.connectivity());
        let rows: Vec<String> = matrix.groups.iter().map(|group| name(group, cx.size)).collect();
        let cell = |row: usize, column: usize| {
            let share = matrix.cell(plan, connectivity, row, column).map(|cell| cell.share);
            (word(share).to_owned(), style(share, cx.theme))
        };
        let table = Matrix { rows: &rows, columns: rows.len(), cell_width: CELL, cell: &cell };
        table.draw(canvas, &mut self.cursor, cx.theme);
    }
}

impl Selected {
    fn share(&self) -> Option<Share> {
        self.cell.as_ref().map(|cell| cell.share)
    }

    /// What may be used, in words.
    fn ports(&self) -> String {
        self.cell.as_ref().map_or_else(|| "what is outside talks to itself".to_owned(), |cell| cell.ports.clone())
    }

    /// The first rule to add.
    fn admit(&self) -> Option<&str> {
        self.why.samples.iter().find_map(|sample| sample.admit.as_deref())
    }

    /// Everything below the table, in lines of so many cells; the rule to add may stand beside the reasons.
    fn reasons(&self, cx: &Cx<'_>, cells: usize) -> Vec<(String, Style)> {
        let theme = cx.theme;
        let mut lines: Vec<(String, Style)> = Vec::new();
        let mut put = |text: &str, style: Style| lines.extend(wrap(text, cells).into_iter().map(|line| (line, style)));
        put(&format!("{}: {}", word(self.share()), self.ports()), style(self.share(), theme));
        if let Some(words) = unenforced(cx.analysis) {
            put(words, theme.caution);
        }
        for sample in &self.why.samples {
            put(&verdict(sample), if sample.allowed { theme.good } else { theme.bad });
            for reason in &sample.reasons {
                put(&format!("{}: {}", reason.direction.word(), reason.words), theme.text);
            }
            if let Some(never) = &sample.never {
                put(&format!("No NetworkPolicy would admit this: {never}."), theme.caution);
            }
        }
        self.why.held.iter().for_each(|words| put(words, theme.dim));
        lines
    }
}

/// `may: default/web => default/db : TCP 5432`.
fn verdict(sample: &Sample) -> String {
    format!("{}: {}", if sample.allowed { "may" } else { "may not" }, sample.words)
}

/// Draws lines from a row on; what does not fit is told of in the last one.
fn draw_lines(canvas: &mut Canvas<'_>, lines: &[(String, Style)], more: &str, theme: &Theme) {
    let rows = canvas.height();
    let is_cut = lines.len() > rows;
    for (row, (text, style)) in lines.iter().take(if is_cut { rows.saturating_sub(1) } else { rows }).enumerate() {
        canvas.text(row, 0, text, *style);
    }
    if is_cut {
        canvas.text(rows.saturating_sub(1), 0, more, theme.hint);
    }
}

/// A design without policies: what that means, and how to have some.
fn draw_without(cx: &Cx<'_>, canvas: &mut Canvas<'_>) {
    let theme = cx.theme;
    let is_named = cx.analysis.plan().scenario().policies.files.as_ref().is_some_and(|files| !files.is_empty());
    let key = cx.key(Context::Policy, Action::Reload);
    let mut lines: Vec<(String, Style)> = Vec::new();
    let cells = canvas.width().saturating_sub(2);
    let mut put = |text: &str, style: Style| lines.extend(wrap(text, cells).into_iter().map(|line| (line, style)));
    put(
        "No network policy: every pod may talk to every pod, and to and from everything outside that routes, NSGs and firewalls let through.",
        theme.text,
    );
    if is_named {
        put(
            &format!("[policies] names files, and none of them holds a policy. {key} reads them again."),
            theme.caution,
        );
    } else {
        put(
            "Name the manifests in the scenario's file, next to it or in folders below, and read it again:",
            theme.text,
        );
        for line in ["[policies]", "files = [\"policies/*.yaml\"]"] {
            put(line, theme.value);
        }
        put(&format!("{key} reads the file again. The manifests are read as they are and never written."), theme.dim);
    }
    draw_lines(&mut canvas.columns(1, usize::MAX), &lines, "..", theme);
}

impl Pane for Policy {
    fn available(&self, cx: &Cx<'_>) -> Vec<Action> {
        if Self::count(cx) == 0 {
            return Vec::new();
        }
        match self.picture {
            Picture::Table => vec![
                Action::Up,
                Action::Down,
                Action::Left,
                Action::Right,
                Action::Enter,
                Action::TraceThis,
                Action::Exposure,
                Action::Copy,
            ],
            Picture::Exposure => vec![Action::Exposure, Action::Up, Action::Down, Action::Enter, Action::Copy],
        }
    }

    fn act(&mut self, action: Action, cx: &Cx<'_>) -> Reply {
        let count = Self::count(cx);
        self.cursor.keep_within(count, count);
        match (self.picture, action) {
            _ if count == 0 => {}
            (Picture::Table, Action::Exposure) => {
                self.picture = Picture::Exposure;
                return Reply::Done;
            }
            (Picture::Exposure, Action::Exposure | Action::Back) => {
                self.picture = Picture::Table;
                return Reply::Done;
            }
            (Picture::Exposure, Action::Enter) => {
                let page = self.list.page(cx.analysis);
                return page.map_or(Reply::Ignored, |page| Reply::Open(Layer::Page(page)));
            }
            (Picture::Exposure, _) => {
                return if self.list.act(action, cx.analysis) { Reply::Done } else { Reply::Ignored };
            }
            (Picture::Table, Action::TraceThis) => return self.trace(cx),
            (Picture::Table, _) => {}
        }
        if action == Action::Enter {
            return self.page(cx).map_or(Reply::Ignored, |page| Reply::Open(Layer::Page(page)));
        }
        if count > 0 && self.cursor.act(action, count, count) { Reply::Done } else { Reply::Ignored }
    }

    fn view(&mut self, cx: &Cx<'_>, canvas: &mut Canvas<'_>) {
        let Some(selected) = self.selected(cx) else { return draw_without(cx, canvas) };
        let (high, wide) = (canvas.height(), canvas.width());
        let panel = Panel::of_width(wide);
        if self.picture == Picture::Exposure {
            let title = format!("What is left open, as {} reads it", cx.analysis.policy_plan().engine());
            let right = format!("{} back to the table", cx.key(Context::Policy, Action::Exposure));
            let mut inner = panel.draw(canvas, Head { title: &title, right: &right }, cx.theme);
            return self.list.draw(cx.analysis, &mut inner, cx.theme);
        }
        let most = (high * TABLE_SHARE / 100).max(TABLE_LEAST + panel.rows());
        let wanted = (Self::count(cx) + 1 + panel.rows()).min(most).min(high);
        let table = if cx.is_enlarged { high } else { wanted };
        let title = format!("Who may talk to whom, as {} reads it", cx.analysis.policy_plan().engine());
        let head = Head { title: &title, right: "+ all   ~ part   - no" };
        let mut upper = canvas.rows(0, table);
        self.draw_table(cx, &mut panel.draw(&mut upper, head, cx.theme));
        let key = cx.key(Context::Policy, Action::Enter);
        let title = format!("{} => {}", selected.from, selected.to);
        let right = format!("{key} all of it");
        let head = Head { title: &title, right: &right };
        let mut lower = canvas.rows(table, high - table);
        let mut inner = panel.draw(&mut lower, head, cx.theme);
        let is_beside = cx.size == SizeClass::Wide && selected.admit().is_some();
        let cells = if is_beside { inner.width() / 2 } else { inner.width() };
        let mut lines = selected.reasons(cx, cells.saturating_sub(1));
        let rule = rule_lines(cx, &selected);
        let more = format!("..  {key} shows all of it");
        if is_beside {
            draw_lines(&mut inner.columns(cells + 1, usize::MAX), &rule, &more, cx.theme);
        } else {
            lines.extend(rule);
        }
        draw_lines(&mut inner.columns(0, cells), &lines, &more, cx.theme);
    }

    fn status(&self, cx: &Cx<'_>) -> String {
        if self.picture == Picture::Exposure && Self::count(cx) > 0 {
            return self.list.words(cx.analysis).unwrap_or_else(|| "Nothing is left open".to_owned());
        }
        match self.selected(cx) {
            Some(selected) => {
                let copies = match selected.admit() {
                    Some(_) => format!("; {} copies what would admit this", cx.key(Context::Policy, Action::Copy)),
                    None => String::new(),
                };
                let what = word(selected.share());
                format!("{} => {}: {}{copies}", middle(&selected.from, 30), middle(&selected.to, 30), what)
            }
            None => "Every pod may talk to every pod: there is no network policy".to_owned(),
        }
    }

    fn selected_text(&self, cx: &Cx<'_>) -> String {
        if self.picture == Picture::Exposure {
            return self.status(cx);
        }
        let Some(selected) = self.selected(cx) else { return self.status(cx) };
        selected
            .admit()
            .map_or_else(|| format!("{} => {}: {}", selected.from, selected.to, selected.ports()), str::to_owned)
    }

    fn answer_shown(&self, _: &Cx<'_>) -> Shown {
        match self.picture {
            Picture::Table => Shown::Policy,
            Picture::Exposure => Shown::Exposure,
        }
    }

    fn basis(&self, cx: &Cx<'_>) -> Vec<Basis> {
        basis::policies(cx.analysis)
    }

    fn hint(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Enter => Some(if self.picture == Picture::Table { "why" } else { "all of it" }),
            Action::Copy => Some(if self.picture == Picture::Table { "copy rule" } else { "copy" }),
            Action::Exposure => Some(if self.picture == Picture::Table { "what is open" } else { "table" }),
            Action::TraceThis => Some("trace"),
            _ => None,
        }
    }

    fn corner(&self, cx: &Cx<'_>, _: &str) -> (String, Style) {
        if !has_policies(cx.analysis) {
            return ("NO POLICY".to_owned(), cx.theme.caution);
        }
        let count = cx.analysis.policy_plan().policies().len();
        let words = if count == 1 { "1 POLICY".to_owned() } else { format!("{count} POLICIES") };
        match unenforced(cx.analysis) {
            Some(_) => ("NOT ENFORCED".to_owned(), cx.theme.bad),
            None => (words, cx.theme.text),
        }
    }
}

/// The rule to add, under its question.
fn rule_lines(cx: &Cx<'_>, selected: &Selected) -> Vec<(String, Style)> {
    let Some(admit) = selected.admit() else { return Vec::new() };
    let key = cx.key(Context::Policy, Action::Copy);
    let mut lines = vec![(format!("What would admit this?  {key} copies"), cx.theme.label)];
    lines.extend(admit.lines().map(|line| (line.to_owned(), cx.theme.value)));
    lines
}
