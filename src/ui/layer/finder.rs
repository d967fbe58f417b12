//! A list that one types into: the palette of actions, the keys that work here, and everything that can be found. What
//! its lines are, and what choosing one does, is said by who opens it.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::draw::{open_box, prompt, window};
use super::{Line, Verdict, moved};
use crate::config::theme::Theme;
use crate::ui::action::Action;
use crate::ui::canvas::{Canvas, Head};
use crate::ui::screens::Reply;
use crate::ui::text::{lead, middle, pad_right, width, wrap};

/// The most cells for what stands left of a line's words.
const MARK_CELLS_MAX: usize = 16;
/// The most cells for a line's words while something stands right of them.
const LABEL_CELLS_MAX: usize = 50;

/// Rows below the list of words: a blank one, and the two lines of the explanation.
const EXPLANATION_ROWS: u16 = 3;

/// One line that can be chosen.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name of its action as keymaps write it, `reload`; empty: it is none.
    pub name: &'static str,
    /// What it belongs to; a new one begins under a heading while nothing is typed.
    pub heading: String,
    /// What stands left of its words: its keys, or what kind of thing it is.
    pub mark: String,
    /// Its words.
    pub label: String,
    /// More about it, dim.
    pub detail: String,
    /// What choosing it does.
    pub reply: Reply,
}

/// What one looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// An action, among those that work here first.
    Keys,
    /// Any action.
    Palette,
    /// Anything in the design, and the rules.
    Design,
    /// What a word means.
    Words,
}

/// The list, what was typed, and the place of the marker.
#[derive(Clone, Debug)]
pub struct Finder {
    aim: Aim,
    line: Line,
    is_typing: bool,
    entries: Vec<Entry>,
    /// What the typed text is by itself, before everything that matches it.
    meant: Vec<Entry>,
    /// The places of the entries that match, the best first.
    matching: Vec<usize>,
    selected: usize,
    /// The text that this all belongs to.
    sought: String,
}

/// One line of the picture.
enum Row<'a> {
    Heading(&'a str),
    Entry(&'a Entry),
}

impl Finder {
    /// A list of these lines.
    pub fn new(aim: Aim, entries: Vec<Entry>) -> Self {
        let matching = (0..entries.len()).collect();
        let is_typing = aim != Aim::Keys;
        Self {
            aim,
            line: Line::new(""),
            is_typing,
            entries,
            meant: Vec::new(),
            matching,
            selected: 0,
            sought: String::new(),
        }
    }

    /// What one looks for.
    pub fn aim(&self) -> Aim {
        self.aim
    }

    /// Do letters go into its line?
    pub fn is_typing(&self) -> bool {
        self.is_typing
    }

    /// Its line of text, while one types.
    pub fn line(&mut self) -> Option<&mut Line> {
        self.is_typing.then_some(&mut self.line)
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        self.line.text()
    }

    /// Did the text change since it was looked for?
    pub fn is_behind(&self) -> bool {
        self.text() != self.sought
    }

    /// Looks for the text: only what matches it stays, after what the text is by itself.
    pub fn seek(&mut self, meant: Vec<Entry>) {
        self.sought = self.line.text().to_owned();
        self.meant = meant;
        self.matching = ranked(self.line.text().trim(), &self.entries);
        self.selected = 0;
    }

    /// What choosing the marked line would do.
    pub fn chosen(&self) -> Option<&Reply> {
        self.shown().nth(self.selected).map(|entry| &entry.reply)
    }

    /// A word for what Enter does.
    pub fn enter_word(&self) -> &'static str {
        match self.aim {
            Aim::Keys | Aim::Palette => "do it",
            Aim::Design => "go there",
            Aim::Words => "read",
        }
    }

    fn shown(&self) -> impl Iterator<Item = &Entry> {
        self.meant.iter().chain(self.matching.iter().map(|place| &self.entries[*place]))
    }

    fn count(&self) -> usize {
        self.meant.len() + self.matching.len()
    }

    /// Moves, begins to type, or takes the marked line.
    pub fn act(&mut self, action: Action) -> Verdict {
        match action {
            Action::Enter => return self.chosen().cloned().map_or(Verdict::Stay, Verdict::Then),
            Action::Find | Action::Palette => self.is_typing = true,
            _ => self.selected = moved(self.selected, action, self.count()).unwrap_or(self.selected),
        }
        Verdict::Stay
    }

    fn rows(&self) -> (Vec<Row<'_>>, usize) {
        let has_headings = self.text().is_empty();
        let (mut rows, mut marked, mut heading) = (Vec::new(), 0, "");
        for (place, entry) in self.shown().enumerate() {
            if has_headings && entry.heading != heading {
                heading = &entry.heading;
                rows.push(Row::Heading(heading));
            }
            if place == self.selected {
                marked = rows.len();
            }
            rows.push(Row::Entry(entry));
        }
        (rows, marked)
    }

    /// Draws itself in the middle of the canvas; as high with every text as with none.
    pub fn draw(&self, canvas: &mut Canvas<'_>, theme: &Theme) -> Option<(u16, u16)> {
        let (title, label, rest) = match self.aim {
            Aim::Keys => ("Keys", "/", "Enter does what is marked, / searches, ? closes"),
            Aim::Palette => ("Everything you can do", ":", ""),
            Aim::Design => ("Find", "/", "an address, a name, a route, a rule, a word of what you want to do"),
            Aim::Words => ("Words", "/", "those on this screen first; Enter has the rule and its page"),
        };
        let headings = self.entries.chunk_by(|one, next| one.heading == next.heading).count();
        let right = match self.count() {
            0 => "nothing like it".to_owned(),
            count => format!("{} of {count}", (self.selected + 1).min(count)),
        };
        let high = self.entries.len() + headings + 1;
        let mut inner = open_box(canvas, theme, Head { title, right: &right }, high);
        let cursor = if self.is_typing { prompt(&mut inner, label, &self.line, theme) } else { None };
        if self.text().is_empty() {
            let wide = inner.width();
            let column = if self.is_typing { 3.min(wide) } else { 0 };
            // It is no text that was typed, and does not look like it.
            let style = Style::reset().patch(theme.screen).patch(theme.dim);
            inner.text(0, column, &lead(rest, wide.saturating_sub(column)), style);
        }
        let mut list = self.draw_explanation(&mut inner, theme);
        self.draw_rows(&mut list, theme);
        cursor
    }

    /// Draws the whole detail of the marked line below the list, where it is what one reads the list for; gives what is
    /// left for the list.
    fn draw_explanation<'a>(&self, canvas: &'a mut Canvas<'_>, theme: &Theme) -> Canvas<'a> {
        let area = canvas.area();
        let lines = match self.shown().nth(self.selected) {
            Some(entry) if self.aim == Aim::Words => wrap(&entry.detail, canvas.width()),
            _ => Vec::new(),
        };
        let below = if self.aim == Aim::Words { EXPLANATION_ROWS.min(area.height / 2) } else { 0 };
        let first = usize::from(area.height - below) + 1;
        for (row, line) in lines.iter().enumerate() {
            canvas.text(first + row, 0, line, theme.text);
        }
        canvas.within(Rect { height: area.height - below, ..area })
    }

    fn draw_rows(&self, canvas: &mut Canvas<'_>, theme: &Theme) {
        let (rows, marked) = self.rows();
        let wide = canvas.width();
        let cells = |text: fn(&Entry) -> &str, most: usize| {
            self.shown().map(|entry| width(text(entry))).max().unwrap_or(0).min(most)
        };
        let (marks, labels) =
            (cells(|entry| &entry.mark, MARK_CELLS_MAX.min(wide / 4)), cells(|entry| &entry.label, LABEL_CELLS_MAX));
        let high = canvas.height().saturating_sub(1);
        for (row, at) in window(marked, high, rows.len()).enumerate() {
            let row = row + 1;
            let entry = match &rows[at] {
                Row::Heading(heading) => {
                    canvas.text(row, 0, heading, theme.title);
                    continue;
                }
                Row::Entry(entry) => entry,
            };
            let column = marks + 4;
            let room = wide.saturating_sub(column);
            let is_alone = entry.detail.is_empty() || room < labels + 4;
            let label_cells = if is_alone { room } else { labels };
            canvas.marker(row, 0, at == marked, theme.accent);
            canvas.text(row, 2, &pad_right(&whole_keys(&entry.mark, marks), marks), theme.key);
            canvas.text(row, column, &pad_right(&shortened(&entry.label, label_cells), label_cells), theme.text);
            if !is_alone {
                let detail = lead(&entry.detail, room - labels - 2);
                canvas.text(row, column + labels + 2, &detail, theme.dim);
            }
            if at == marked {
                canvas.restyle(row, 1, wide.saturating_sub(1), theme.selection);
            }
        }
    }
}

/// As many of the keys, one at least, as fit whole: half of a key is another key.
fn whole_keys(mark: &str, cells: usize) -> String {
    let mut shown = mark;
    while width(shown) > cells {
        match shown.rsplit_once(' ') {
            Some((fewer, _)) => shown = fewer,
            None => return middle(shown, cells).into(),
        }
    }
    shown.to_owned()
}

/// A name keeps its two ends, a sentence its beginning.
fn shortened(text: &str, cells: usize) -> String {
    if text.contains(' ') { lead(text, cells).into() } else { middle(text, cells).into() }
}

/// The places of the entries that match a text, the best first: one whose key or name the text is, then those whose name
/// begins with it, then those whose words hold it, then those of which a heading, a kind or a detail does. A text of digits and signs is an address and must stand
/// there as it is; another text may leave letters out.
fn ranked(text: &str, entries: &[Entry]) -> Vec<usize> {
    if text.is_empty() {
        return (0..entries.len()).collect();
    }
    let kind = if text.contains(char::is_alphabetic) { AtomKind::Fuzzy } else { AtomKind::Substring };
    let pattern = |kind| Pattern::new(text, CaseMatching::Ignore, Normalization::Smart, kind);
    // In a detail letters are never left out: a sentence is long enough to hold any few of them in order.
    let (loose, strict) = (pattern(kind), pattern(AtomKind::Substring));
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let mut score = |pattern: &Pattern, text: &str| pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher);
    let typed = text.to_lowercase().replace(' ', "-");
    let mut scored: Vec<(u32, u32, usize)> = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        let is_key = entry.mark.split(' ').any(|key| key == text);
        let label = score(&loose, &entry.label);
        let is_name = !entry.name.is_empty() && entry.name.starts_with(&typed);
        let class = match () {
            () if is_key || (is_name && entry.name.len() == typed.len()) => 3,
            () if is_name => 2,
            () => u32::from(label.is_some()),
        };
        let whole = || score(&strict, &format!("{} {} {}", entry.mark, entry.label, entry.detail));
        if let Some(points) = label.or_else(whole).or((is_key || is_name).then_some(0)) {
            scored.push((class, points, place));
        }
    }
    scored.sort_by_key(|(class, points, place)| (std::cmp::Reverse((*class, *points)), *place));
    scored.into_iter().map(|(.., place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(mark: &str, label: &str, detail: &str) -> Entry {
        Entry {
            name: "",
            heading: String::new(),
            mark: mark.to_owned(),
            label: label.to_owned(),
            detail: detail.to_owned(),
            reply: Reply::Say(label.to_owned()),
        }
    }

    fn finder() -> Finder {
        let entries = vec![
            entry("2", "The map of addresses", ""),
            entry("3", "The route tables", ""),
            entry("q ctrl-c", "Quit", ""),
            entry("subnet", "snet-nodes", "10.240.0.0/22"),
            entry("route", "10.240.64.0/18", "to 10.0.0.130"),
        ];
        Finder::new(Aim::Palette, entries)
    }

    fn found(text: &str) -> Vec<String> {
        let mut finder = finder();
        finder.line().unwrap().paste(text);
        finder.seek(Vec::new());
        finder.shown().map(|entry| entry.label.clone()).collect()
    }

    #[test]
    fn the_best_match_stands_first_and_what_does_not_match_goes() {
        assert_eq!(found("").len(), 5);
        assert_eq!(found("rou")[0], "The route tables");
        assert_eq!(found("rtabl"), ["The route tables"]);
        assert_eq!(found("q")[0], "Quit");
        assert_eq!(found("10.240.0"), ["snet-nodes"]);
        assert_eq!(found("10.240"), ["10.240.64.0/18", "snet-nodes"]);
        assert_eq!(found("10.240.6.130"), [""; 0]);
        assert_eq!(found("xyzzy"), [""; 0]);
        assert_eq!(found("to 10"), ["10.240.64.0/18"]);
        assert_eq!(found("t1013"), [""; 0]);
    }

    #[test]
    fn the_name_of_an_action_comes_before_what_matches_loosely() {
        let named = |name, label| Entry { name, ..entry("", label, "") };
        let entries = [
            named("rehearse", "Rehearse the change, load by load"),
            named("reload-all", "Take everything anew"),
            named("reload", "Read the file again"),
            entry("", "reload", ""),
        ];
        assert_eq!(ranked("reload", &entries)[..2], [2, 1]);
        assert_eq!(ranked("rel", &entries)[..2], [2, 1], "before the label that holds it");
        assert_eq!(ranked("Reload All", &entries)[0], 1);
    }

    #[test]
    fn what_the_text_is_by_itself_comes_before_what_matches_it() {
        let mut finder = finder();
        finder.line().unwrap().paste("10.240");
        finder.seek(vec![entry("address", "10.240.0.0", "")]);
        let chosen = |finder: &Finder| match finder.chosen() {
            Some(Reply::Say(text)) => text.clone(),
            _ => String::new(),
        };
        assert_eq!(chosen(&finder), "10.240.0.0");
        finder.act(Action::StepDown);
        assert_eq!(chosen(&finder), "10.240.64.0/18");
        for _ in 0..9 {
            finder.act(Action::StepDown);
        }
        assert_eq!(chosen(&finder), "snet-nodes");
    }

    #[test]
    fn keys_stand_whole_or_not_at_all() {
        let cases = [
            ("PgUp Ctrl-U K", 16, "PgUp Ctrl-U K"),
            ("PgUp Ctrl-U K", 12, "PgUp Ctrl-U"),
            ("PgUp Ctrl-U K", 9, "PgUp"),
            ("Backspace", 5, &*middle("Backspace", 5)),
            ("", 3, ""),
        ];
        for (mark, cells, expected) in cases {
            let shown = whole_keys(mark, cells);
            assert_eq!(shown, expected, "{mark} in {cells}");
        }
    }

    #[test]
    fn a_list_of_keys_takes_letters_only_once_asked_to() {
        let mut keys = Finder::new(Aim::Keys, vec![entry("q", "Quit", "")]);
        assert!(keys.line().is_none());
        keys.act(Action::Find);
        assert!(keys.line().is_some());
    }
}
