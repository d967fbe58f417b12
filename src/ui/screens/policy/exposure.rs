//! What a set of policies leaves open, as a list: rules that never match, policies that select nothing, workloads that
//! none holds, what is open to outside. It judges nothing: every row is the engine's.

use ratatui::style::Style;

use crate::config::theme::Theme;
use crate::engine::Analysis;
use crate::engine::policy::exposure::{Never, Open, Unheld};
use crate::ui::action::Action;
use crate::ui::canvas::Canvas;
use crate::ui::layer::{Page, Part};
use crate::ui::text::{lead, middle, pad_right, width};

/// Rows that a page key moves by.
const PAGE: usize = 10;
/// The share of the columns that the subjects of rows take at most, in percent.
const SUBJECT_SHARE: usize = 40;
/// Columns before a subject: the marker.
const MARKER: usize = 2;

/// Where one is in the list.
#[derive(Clone, Copy, Debug, Default)]
pub struct List {
    /// The selected row, headings not counted.
    selected: usize,
    /// The first line in view.
    top: usize,
}

/// A part of the list.
#[derive(Clone, Debug)]
struct Section {
    title: &'static str,
    rows: Vec<Row>,
}

/// A row: what it is about, and what is said of it.
#[derive(Clone, Debug)]
struct Row {
    subject: String,
    words: String,
    /// Where it stands in the manifests; empty: nowhere in particular.
    place: String,
}

/// The sections, those that are about mistakes first.
fn sections(analysis: &Analysis) -> Vec<Section> {
    let (plan, exposure) = (analysis.policy_plan(), analysis.exposure());
    let never = |never: &Never| {
        let policy = &plan.policies()[never.policy];
        let words = format!("{}: {}", never.field, never.why);
        Row { subject: policy.to_string(), words, place: never.place.to_string() }
    };
    let nothing = |index: &usize| {
        let policy = &plan.policies()[*index];
        let words = format!("{} that selects no pod", policy.kind);
        Row { subject: policy.to_string(), words, place: policy.place.to_string() }
    };
    let unheld = |unheld: &Unheld| {
        let directions: Vec<&str> = unheld.directions.iter().map(|direction| direction.word()).collect();
        let why = if unheld.is_host_network { "its node's network" } else { "no policy selects it" };
        Row { subject: unheld.end.clone(), words: format!("{}: {why}", directions.join(", ")), place: String::new() }
    };
    let open = |open: &Open| {
        let runs = open.runs.iter();
        let runs = runs.map(|run| format!("{}-{}: {}", run.first, run.last, analysis.connectivity().ports(run.ports)));
        let words = format!("{} {}", open.direction.word(), runs.collect::<Vec<_>>().join("; "));
        Row { subject: open.end.clone(), words, place: String::new() }
    };
    vec![
        Section { title: "Rules that never match", rows: exposure.never_matching.iter().map(never).collect() },
        Section {
            title: "Policies that select no pod",
            rows: exposure.selecting_nothing.iter().map(nothing).collect(),
        },
        Section { title: "Held by no policy", rows: exposure.unheld.iter().map(unheld).collect() },
        Section { title: "Open to outside", rows: exposure.open.iter().map(open).collect() },
    ]
}

/// The row at a place, headings not counted.
fn row_at(sections: &[Section], place: usize) -> Option<(&'static str, &Row)> {
    let mut rows = sections.iter().flat_map(|section| section.rows.iter().map(move |row| (section.title, row)));
    rows.nth(place)
}

impl List {
    /// Moves; false: the action does not move.
    pub fn act(&mut self, action: Action, analysis: &Analysis) -> bool {
        let last = sections(analysis).iter().map(|section| section.rows.len()).sum::<usize>().saturating_sub(1);
        self.selected = match action {
            Action::Up => self.selected.min(last).saturating_sub(1),
            Action::Down => self.selected.saturating_add(1),
            Action::PageUp => self.selected.min(last).saturating_sub(PAGE),
            Action::PageDown => self.selected.saturating_add(PAGE),
            Action::First => 0,
            Action::Last => last,
            _ => return false,
        }
        .min(last);
        true
    }

    /// The selected row in words.
    pub fn words(self, analysis: &Analysis) -> Option<String> {
        let sections = sections(analysis);
        let (title, row) = row_at(&sections, self.selected)?;
        Some(format!("{title}: {}: {}", row.subject, row.words))
    }

    /// The page of the selected row: all of its words.
    pub fn page(self, analysis: &Analysis) -> Option<Page> {
        let sections = sections(analysis);
        let (title, row) = row_at(&sections, self.selected)?;
        let mut parts = vec![Part::Pair("what".to_owned(), row.subject.clone()), Part::Blank];
        parts.extend(row.words.split("; ").map(|words| Part::Text(words.to_owned())));
        if !row.place.is_empty() {
            parts.extend([Part::Blank, Part::Pair("in".to_owned(), row.place.clone())]);
        }
        Some(Page::new(title.to_owned(), parts))
    }

    /// Draws what fits around the selected row.
    pub fn draw(&mut self, analysis: &Analysis, canvas: &mut Canvas<'_>, theme: &Theme) {
        let sections = sections(analysis);
        let lines = lines(&sections, theme);
        let rows = canvas.height();
        let count = lines.iter().filter(|line| line.row.is_some()).count();
        self.selected = self.selected.min(count.saturating_sub(1));
        let at = lines.iter().position(|line| line.row == Some(self.selected)).unwrap_or_default();
        // The heading of the first row comes into view with it.
        let first = if self.selected == 0 { 0 } else { at };
        self.top = self.top.min(first).max((at + 1).saturating_sub(rows)).min(lines.len().saturating_sub(rows));
        let longest = lines.iter().filter(|line| line.row.is_some()).map(|line| width(&line.subject)).max();
        let subjects = longest.unwrap_or_default().min(canvas.width() * SUBJECT_SHARE / 100);
        for (row, line) in lines.iter().skip(self.top).take(rows).enumerate() {
            if line.row.is_none() {
                canvas.text(row, 0, &line.subject, line.style);
                continue;
            }
            let is_selected = line.row == Some(self.selected);
            let style = if is_selected { theme.selection } else { theme.text };
            canvas.marker(row, 0, is_selected, style);
            canvas.text(row, MARKER, &pad_right(&middle(&line.subject, subjects), subjects), style);
            let start = MARKER + subjects + 1;
            canvas.text(row, start, &lead(&line.words, canvas.width().saturating_sub(start)), line.style);
        }
    }
}

/// A line to draw.
struct Line {
    /// The row that it is; `None`: a heading or a gap.
    row: Option<usize>,
    subject: String,
    words: String,
    style: Style,
}

fn lines(sections: &[Section], theme: &Theme) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let bare = |text: String, style: Style| Line { row: None, subject: text, words: String::new(), style };
    let mut place = 0;
    for section in sections {
        if !lines.is_empty() {
            lines.push(bare(String::new(), theme.text));
        }
        lines.push(bare(format!("{}: {}", section.title, count(section.rows.len())), theme.label));
        for row in &section.rows {
            let (subject, words) = (row.subject.clone(), row.words.clone());
            lines.push(Line { row: Some(place), subject, words, style: theme.caution });
            place += 1;
        }
    }
    lines
}

/// `none`, or the number.
fn count(rows: usize) -> String {
    if rows == 0 { "none".to_owned() } else { rows.to_string() }
}
