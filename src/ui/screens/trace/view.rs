//! The drawing of the Trace screen: a row of boxes where there is room, a column where there is not. It holds no state.

use ratatui::style::Style;

use super::boxes::{BOX_ROWS, Boxes, TABLE_ROWS};
use super::header::{Header, action, headers, kind, short_kind};
use super::why::{self, Line};
use crate::config::theme::Theme;
use crate::engine::trace::{Alternatives, Trace, Walk};
use crate::ui::canvas::{Canvas, Head};
use crate::ui::text::{middle, pad_right, width, wrap};
use crate::ui::widgets::panel::Panel;

/// What the screen shows.
pub struct View<'a> {
    /// The near end, as typed.
    pub from: &'a str,
    /// The far end, as typed.
    pub to: &'a str,
    /// Why one of them cannot be traced.
    pub error: Option<&'a str>,
    /// The answer; that of the last good question where there is an error.
    pub trace: Option<&'a Trace>,
    /// Is the reply shown?
    pub is_reply: bool,
    /// The selected hop.
    pub hop: usize,
    /// The reasons of the selected hop, with all checks and changes, are over all of it.
    pub is_enlarged: bool,
    /// What is said of the cluster in the first line.
    pub about: &'a str,
    /// Other packets to try, the next first.
    pub others: &'a [String],
    /// The key for the next of them.
    pub others_key: &'a str,
    /// What is stated of the packet that no file can know.
    pub stated: &'a str,
    /// What the packet could do otherwise.
    pub alternatives: &'a Alternatives,
    /// The keys that try it, in their order.
    pub letters: &'a [String],
    /// What they do, and how it is taken back.
    pub trying: &'a str,
}

/// The rows of the narrow form: of the reasons, of the checks.
const WHY_RULED: usize = 7;
const CHECKS_RULED: usize = 5;
/// The rows of the reasons that changes to try leave them, and of those changes, their rule included.
const WHY_LEAST: usize = 4;
const CHANGES_RULED: usize = 4;
/// The lines of the checks that changes to try leave them in a box.
const CHECKS_LEAST: usize = 4;
/// The lines of the packets to try next, in a box, that what is the same for every packet leaves them.
const OTHERS_LEAST: usize = 4;
/// The narrowest column that has both ends beside the hop.
const SPLIT: usize = 70;
/// Columns of what happens at a hop.
const ACTION: usize = 14;
/// What heads the list of what could be tried.
const WHAT_IF: &str = "What if:";

/// The share of the columns that the reasons have beside the checks, in percent.
const WHY_SHARE: usize = 60;

impl<'a> View<'a> {
    /// The way that is shown.
    pub fn walk(&self) -> Option<&'a Walk> {
        let trace = self.trace?;
        Some(trace.reply.as_ref().filter(|_| self.is_reply).unwrap_or(&trace.forward))
    }

    /// Is the reply shown? It is not where there is none.
    fn shows_reply(&self) -> bool {
        self.is_reply && self.trace.is_some_and(|trace| trace.reply.is_some())
    }

    fn title(&self) -> &'static str {
        if self.shows_reply() { "The reply as it leaves each hop" } else { "The packet as it leaves each hop" }
    }

    /// Draws all of it; `top` is the first line of the reasons in view, kept within them.
    pub fn draw(&self, canvas: &mut Canvas<'_>, top: &mut usize, theme: &Theme) {
        let panel = Panel::of_width(canvas.width());
        self.question(canvas, panel, theme);
        let first = 1 + usize::from(self.error.is_some());
        let (Some(trace), Some(walk)) = (self.trace, self.walk()) else { return };
        if self.is_enlarged {
            let mut below = canvas.rows(first, canvas.height().saturating_sub(first));
            let columns = below.width().saturating_sub(4);
            let mut rest = why::checks(trace, walk, columns, theme);
            rest.extend(why::not_modelled(trace, walk, columns, theme));
            rest.extend(self.changes(columns, theme));
            return self.why(&mut below, panel, (walk, &rest), top, theme);
        }
        let headers = headers(walk);
        match panel {
            Panel::Boxed => self.wide(canvas, trace, walk, &headers, top, theme),
            Panel::Ruled => self.narrow(canvas, trace, walk, &headers, top, theme),
        }
    }

    fn question(&self, canvas: &mut Canvas<'_>, panel: Panel, theme: &Theme) {
        let room = (canvas.width().saturating_sub(24) / 2).max(8);
        let (from, to) = (middle(self.from, room), middle(self.to, room));
        let mut x =
            canvas.spans(0, 1, &[("from ", theme.label), ("< ", theme.dim), (&*from, theme.value), (" >", theme.dim)]);
        x = canvas.spans(0, x, &[("  to ", theme.label), ("[", theme.dim), (&*to, theme.value), ("]", theme.dim)]) + 3;
        let way = if self.shows_reply() { "the reply" } else { "" };
        x = canvas.text(0, x, self.stated, theme.value) + if self.stated.is_empty() { 0 } else { 3 };
        let about = [self.about, way].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
        if x + width(&about) < canvas.width() {
            canvas.text(0, x, &about, theme.text);
        }
        if let Some(error) = self.error {
            let row = 1;
            let text = middle(error, canvas.width().saturating_sub(2));
            canvas.text(row, 1, &text, theme.error);
        } else if panel == Panel::Ruled && canvas.height() < 3 {
            canvas.text(1, 1, &self.walk().map(|walk| walk.sentence.clone()).unwrap_or_default(), theme.text);
        }
    }

    fn wide(
        &self,
        canvas: &mut Canvas<'_>,
        trace: &Trace,
        walk: &Walk,
        headers: &[Header],
        top: &mut usize,
        theme: &Theme,
    ) {
        let height = canvas.height();
        let boxes = Boxes { walk, headers, selected: self.hop };
        boxes.draw(&mut canvas.rows(2, BOX_ROWS), theme);
        let mut row = 2 + BOX_ROWS;
        boxes.draw_headers(&mut canvas.rows(row, TABLE_ROWS), self.title(), theme);
        row += TABLE_ROWS;
        let words = self.words(trace, walk, canvas.width().saturating_sub(2));
        let panels = height.saturating_sub(row + words.len());
        let left = canvas.width() * WHY_SHARE / 100;
        {
            let mut rows = canvas.rows(row, panels);
            let right = rows.width() - left;
            let room = panels.saturating_sub(Panel::Boxed.rows());
            let lines = why::checks(trace, walk, right.saturating_sub(4), theme);
            let mut changes = self.changes(right.saturating_sub(4), theme);
            // Without room for one of them they all stand with the reasons.
            let shown = item_break(&changes, room.saturating_sub(CHECKS_LEAST));
            let unseen = changes.split_off(if shown > 1 { shown } else { 0 });
            let (mut lines, mut rest) = parted(lines, room.saturating_sub(changes.len()));
            // What is the same for every packet gives way to what to ask next.
            let same = why::not_modelled(trace, walk, right.saturating_sub(4), theme);
            let others = if self.others.is_empty() { 0 } else { OTHERS_LEAST };
            let has_room = lines.len() + same.len() + changes.len() + others <= room;
            (if rest.is_empty() && has_room { &mut lines } else { &mut rest }).extend(same);
            rest.extend(unseen);
            self.why(&mut rows.columns(0, left), Panel::Boxed, (walk, &rest), top, theme);
            lines.extend(changes);
            lines.extend(self.others(room.saturating_sub(lines.len() + 1), theme));
            let mut checks = rows.columns(left, right);
            let mut inner = Panel::Boxed.draw(&mut checks, Head { title: "Checks on this path", right: "" }, theme);
            draw_lines(&mut inner, &lines, 0);
        }
        for (index, line) in words.iter().enumerate() {
            canvas.text(row + panels + index, 1, line, theme.text);
        }
    }

    fn narrow(
        &self,
        canvas: &mut Canvas<'_>,
        trace: &Trace,
        walk: &Walk,
        headers: &[Header],
        top: &mut usize,
        theme: &Theme,
    ) {
        let height = canvas.height();
        let first = 1 + usize::from(self.error.is_some());
        let left = height.saturating_sub(first);
        let checks = CHECKS_RULED.min(left / 4);
        let why = WHY_RULED.min((left - checks) / 2);
        let changes = match self.alternatives.changes.len() {
            0 => 0,
            count => (count + 1).min(CHANGES_RULED).min(why.saturating_sub(WHY_LEAST)),
        };
        let changes = if changes > 1 { changes } else { 0 };
        let hops = left - checks - why;
        let why = why - changes;
        self.column(&mut canvas.rows(first, hops), walk, headers, theme);
        let mut lines = why::checks(trace, walk, canvas.width().saturating_sub(1), theme);
        lines.extend(why::not_modelled(trace, walk, canvas.width().saturating_sub(1), theme));
        let (lines, mut rest) = parted(lines, checks.saturating_sub(Panel::Ruled.rows()));
        rest.extend(self.changes(canvas.width().saturating_sub(1), theme));
        if why > 1 {
            self.why(&mut canvas.rows(first + hops, why), Panel::Ruled, (walk, &rest), top, theme);
        }
        if changes > 0 {
            self.changes_in_rows(&mut canvas.rows(first + hops + why, changes), theme);
        }
        if checks > 1 {
            let mut rows = canvas.rows(height - checks, checks);
            let mut inner = Panel::Ruled.draw(&mut rows, Head { title: "Checks", right: "" }, theme);
            draw_lines(&mut inner, &lines, 0);
        }
    }

    /// One line a hop, with lines between them where there is room.
    fn column(&self, canvas: &mut Canvas<'_>, walk: &Walk, headers: &[Header], theme: &Theme) {
        let head = Head { title: self.title(), right: "» = rewritten here" };
        let mut inner = Panel::Ruled.draw(canvas, head, theme);
        let wide = inner.width();
        let is_split = wide < SPLIT;
        let place = if is_split { wide.saturating_sub(ACTION + 3) } else { (wide / 3).clamp(8, 30) };
        let end = if is_split { 0 } else { wide.saturating_sub(place + 3 + ACTION) / 2 };
        let columns = [place + 3, end, end, ACTION];
        for (word, (x, columns)) in
            ["   hop", "source", "destination", "action"].iter().zip(starts(&columns).zip(columns))
        {
            inner.text(0, x, &pad_right(word, columns), theme.dim);
        }
        // Where both ends have no column, those of the selected hop stand below.
        let split_rows = if is_split && inner.height() > 4 { 2 } else { 0 };
        let room = inner.height().saturating_sub(1 + split_rows);
        let step = if walk.hops.len() * 2 <= room + 1 { 2 } else { 1 };
        let shown = room.div_ceil(step).max(1);
        let first = (self.hop + 1).saturating_sub(shown);
        for (index, (hop, header)) in walk.hops.iter().zip(headers).enumerate().skip(first).take(shown) {
            let y = 1 + (index - first) * step;
            let is_selected = index == self.hop;
            let marker = if is_selected { "►" } else { " " };
            let named = |kind: &str| format!("{marker}{} {kind} {}", index + 1, hop.place);
            let long = named(kind(hop));
            let name = if width(&long) < columns[0] { long } else { named(short_kind(hop)) };
            let (source, destination) = (header.source(), header.destination());
            let texts = [name.as_str(), &source, &destination, action(hop, header)];
            for (index, ((text, x), columns)) in texts.iter().zip(starts(&columns)).zip(columns).enumerate() {
                let changed = (index == 1 || index == 2) && text.starts_with('»');
                inner.text(
                    y,
                    x,
                    &pad_right(text, columns.saturating_sub(1)),
                    if changed { theme.changed } else { theme.text },
                );
            }
            if is_selected {
                inner.select(y);
                inner.restyle(y, 0, wide, theme.selection);
            }
            if step == 2 && index + 1 < walk.hops.len() {
                inner.text(y + 1, 4, "│", theme.dim);
            }
        }
        if let Some(header) = headers.get(self.hop).filter(|_| split_rows > 0) {
            for (row, (word, text)) in [("from ", header.source()), ("to   ", header.destination())].iter().enumerate()
            {
                let style = if text.starts_with('»') { theme.changed } else { theme.text };
                inner.spans(room + 1 + row, 1, &[(*word, theme.label), (text.as_str(), style)]);
            }
        }
    }

    /// The reasons of the selected hop, and below them what the checks had no room for.
    fn why(
        &self,
        canvas: &mut Canvas<'_>,
        panel: Panel,
        (walk, rest): (&Walk, &[Line]),
        top: &mut usize,
        theme: &Theme,
    ) {
        let Some(hop) = walk.hops.get(self.hop) else { return };
        let title = format!("Why, hop {}: {} {}", self.hop + 1, kind(hop).to_lowercase(), hop.place);
        let columns = canvas.width().saturating_sub(if panel == Panel::Boxed { 4 } else { 1 });
        let mut lines = why::steps(hop, columns, theme);
        if rest.first().is_some_and(|(text, _)| !text.starts_with(WHAT_IF)) {
            lines.push(("More checks:".to_owned(), theme.label));
        }
        lines.extend_from_slice(rest);
        let room = canvas.height().saturating_sub(panel.rows());
        *top = (*top).min(lines.len().saturating_sub(room));
        let more = lines.len().saturating_sub(*top + room);
        let right = if more > 0 { format!("{more} more lines") } else { String::new() };
        let mut inner = panel.draw(canvas, Head { title: &title, right: &right }, theme);
        draw_lines(&mut inner, &lines, *top);
    }

    /// The way back and the answer as a sentence.
    fn words(&self, trace: &Trace, walk: &Walk, columns: usize) -> Vec<String> {
        let mut lines = Vec::new();
        let other = if self.shows_reply() {
            Some(("Request", &trace.forward))
        } else {
            trace.reply.as_ref().map(|reply| ("Return", reply))
        };
        if let Some((word, other)) = other {
            lines.extend(wrap(&format!("{word}: {}", why::places(other)), columns).into_iter().take(2));
        }
        lines.extend(wrap(&format!("In words: {}", walk.sentence), columns).into_iter().take(2));
        lines
    }

    /// What could be tried, each with what becomes of the packet then, and what cannot be edited away.
    fn changes(&self, columns: usize, theme: &Theme) -> Vec<Line> {
        let Alternatives { changes, beyond } = self.alternatives;
        let mut lines = Vec::new();
        if !changes.is_empty() {
            lines.push((format!("{WHAT_IF}   {}", self.trying), theme.label));
        }
        let mut add = |start: &str, text: &str, style: Style| {
            for (row, line) in wrap(text, columns.saturating_sub(5)).into_iter().enumerate() {
                lines.push((format!("{:<5}{line}", if row == 0 { start } else { "" }), style));
            }
        };
        for (change, letter) in changes.iter().zip(self.letters) {
            add(letter, &change.label, theme.key);
            add("", &format!("then {}", why::outcome(change)), theme.text);
        }
        for what_if in beyond {
            add("[--]", &what_if.sentence, theme.dim);
        }
        lines
    }

    /// The same in one row each.
    fn changes_in_rows(&self, canvas: &mut Canvas<'_>, theme: &Theme) {
        let head = Head { title: "What if", right: self.trying };
        let mut inner = Panel::Ruled.draw(canvas, head, theme);
        for (row, (change, letter)) in self.alternatives.changes.iter().zip(self.letters).enumerate() {
            let outcome = why::outcome_short(change);
            let room = inner.width().saturating_sub(4 + width(&outcome));
            let x = inner.spans(row, 0, &[(letter.as_str(), theme.key), ("  ", theme.text)]);
            let x = inner.text(row, x, &middle(&change.label, room), theme.text);
            inner.text(row, x + 2, &outcome, theme.value);
        }
    }

    fn others(&self, room: usize, theme: &Theme) -> Vec<Line> {
        if room < 2 || self.others.is_empty() {
            return Vec::new();
        }
        let mut lines =
            vec![(String::new(), theme.text), (format!("{}  try another packet:", self.others_key), theme.key)];
        lines.extend(self.others.iter().take(room.saturating_sub(1)).map(|other| (format!("   {other}"), theme.text)));
        lines
    }
}

fn starts(columns: &[usize]) -> impl Iterator<Item = usize> {
    columns.iter().scan(0, |x, columns| {
        let start = *x;
        *x += columns;
        Some(start)
    })
}

/// The lines that are shown, and those that stand elsewhere: from where an item begins. Where the first item alone has no
/// room, its beginning is shown and all of it stands elsewhere too.
fn parted(mut lines: Vec<Line>, most: usize) -> (Vec<Line>, Vec<Line>) {
    let at = item_break(&lines, most);
    let is_cut = at > 0 && lines.get(at).is_some_and(|(text, _)| goes_on(text));
    if !is_cut {
        let rest = lines.split_off(at);
        return (lines, rest);
    }
    let mut shown = lines[..at].to_vec();
    if let Some((last, _)) = shown.last_mut() {
        let cut = last.trim_end_matches(|letter: char| !letter.is_alphanumeric()).to_owned();
        *last = format!("{} ..", cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole));
    }
    (shown, lines)
}

fn goes_on(text: &str) -> bool {
    text.starts_with("     ")
}

/// The last place up to this one at which an item begins, so that none is cut: lines that go on are indented. Where the
/// first item alone is longer, it is cut.
fn item_break(lines: &[Line], most: usize) -> usize {
    let is_inside = |place: &usize| lines.get(*place).is_some_and(|(text, _)| goes_on(text));
    let most = most.min(lines.len());
    (1..=most).rev().find(|place| !is_inside(place)).unwrap_or(most)
}

fn draw_lines(canvas: &mut Canvas<'_>, lines: &[Line], top: usize) {
    for (row, (line, style)) in lines.iter().skip(top).take(canvas.height()).enumerate() {
        canvas.text(row, 0, line, *style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_room_is_shown_from_its_beginning() {
        let lines =
            |texts: &[&str]| -> Vec<Line> { texts.iter().map(|text| ((*text).to_owned(), Style::new())).collect() };
        let texts = |lines: &[Line]| lines.iter().map(|(text, _)| text.clone()).collect::<Vec<_>>();
        let all = lines(&["[!!] the reply is", "     lost on its", "     way", "[OK] delivered", "[--] a note"]);
        let (shown, rest) = parted(all.clone(), 4);
        assert_eq!((texts(&shown), texts(&rest)), (texts(&all[..4]), texts(&all[4..])));
        // The first item alone is longer: all of it stands below.
        let (shown, rest) = parted(all.clone(), 2);
        assert_eq!(texts(&shown), ["[!!] the reply is", "     lost on .."]);
        assert_eq!(texts(&rest), texts(&all));
        assert_eq!(parted(all.clone(), 0).1.len(), all.len());
    }
}
