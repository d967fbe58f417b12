//! The drawing of the Routes screen at each width. It holds no state and asks nothing that is not given.

use std::net::IpAddr;

use ratatui::style::Style;

use super::table::{Line, Row, Rows};
use super::{answer, bits};
use crate::config::theme::Theme;
use crate::engine::reroute::Reroute;
use crate::engine::route::node::NodeRoutes;
use crate::engine::route::table::difference;
use crate::engine::route::{Contest, ContestResult, RouteSource, RouteTable};
use crate::net::counted;
use crate::ui::canvas::{Canvas, Head};
use crate::ui::text::{middle, pad_right, width, wrap};
use crate::ui::widgets::panel::Panel;

/// What the screen shows.
pub struct View<'a> {
    /// Where the lookup is made.
    pub from: &'a str,
    /// What is asked, as typed.
    pub to: &'a str,
    /// The address that it means.
    pub address: Option<IpAddr>,
    /// Why it means none.
    pub error: Option<&'a str>,
    /// The routes.
    pub table: &'a RouteTable,
    /// Those of them that hold the address.
    pub contest: Option<&'a Contest>,
    /// The selected route's place in the rows.
    pub selected: usize,
    /// The table is over all of it.
    pub is_enlarged: bool,
    /// The key that asks, for the hint.
    pub ask_key: &'a str,
    /// The node's own routes, which come first.
    pub own: Option<&'a NodeRoutes>,
    /// The key that shows them.
    pub own_key: &'a str,
    /// What one could change so that the address goes elsewhere.
    pub what_ifs: &'a [Reroute],
    /// The keys that do so, in their order.
    pub letters: &'a [String],
    /// What they do, and how it is taken back.
    pub trying: &'a str,
}

/// Columns of the marker and the number.
const NUMBER: usize = 5;
/// Columns of a prefix.
const PREFIX: usize = 19;
/// Columns of the ruler.
const RULER: usize = 36;
/// Columns of a next hop's type.
const HOP: usize = 22;
/// Columns of a next hop's address, or its name.
const VIA: usize = 15;
/// Columns of a state.
const STATE: usize = 8;
/// The most columns of a source: its longest word.
const SOURCE_MAX: usize = 22;
/// Columns of a source beside the ruler: `Default` and a space.
const SOURCE_LEAST: usize = 8;
/// Rows of the question beside those of its answer, and of the detail, in boxes and under rules.
const QUESTION_BOXED: usize = 4;
const QUESTION_RULED: usize = 2;
const DETAIL_BOXED: usize = 12;
const DETAIL_RULED: usize = 4;
/// The share of the columns that the selected route has beside the what-ifs, in percent.
const DETAIL_SHARE: usize = 50;
/// The rows of what-ifs under rules that a long table leaves.
const WHAT_IFS_LEAST: usize = 2;
/// The heights from which there are any under rules.
const WHAT_IFS_FROM: usize = 18;

impl View<'_> {
    /// Draws all of it; `top` is the first line of the table in view, moved so that the selected one is.
    pub fn draw(&self, canvas: &mut Canvas<'_>, top: &mut usize, theme: &Theme) {
        let panel = Panel::of_width(canvas.width());
        if self.is_enlarged {
            return self.routes(canvas, panel, top, theme);
        }
        let height = canvas.height();
        let mut words = self.words(canvas.width().saturating_sub(4), theme);
        words.truncate((height / 4).max(2));
        let (question, detail) = match panel {
            Panel::Boxed => (QUESTION_BOXED, DETAIL_BOXED),
            Panel::Ruled => (QUESTION_RULED, DETAIL_RULED),
        };
        let question = (question + words.len()).min(height);
        let left = height - question;
        let detail = detail.min(left / 2);
        let what_ifs = self.what_if_rows(panel, height, left - detail);
        let above = left - detail - what_ifs;
        self.question(&mut canvas.rows(0, question), panel, &words, theme);
        self.routes(&mut canvas.rows(question, above), panel, top, theme);
        self.what_ifs(&mut canvas.rows(question + above, what_ifs), panel, theme);
        if detail > 1 {
            let mut rows = canvas.rows(height - detail, detail);
            let columns = rows.width();
            let beside = if panel == Panel::Boxed && !self.what_ifs.is_empty() { DETAIL_SHARE } else { 100 };
            let left = columns * beside / 100;
            self.detail(&mut rows.columns(0, left), panel, theme);
            if left < columns {
                self.what_ifs(&mut rows.columns(left, columns - left), panel, theme);
            }
        }
    }

    /// The rows of the what-ifs between the table and the detail, their rule included: as many as the table leaves.
    fn what_if_rows(&self, panel: Panel, height: usize, room: usize) -> usize {
        if panel == Panel::Boxed || self.what_ifs.is_empty() || height < WHAT_IFS_FROM {
            return 0;
        }
        // The table has its rule, its heading and the line before what does not match.
        let spare = room.saturating_sub(self.rows().len() + 3);
        1 + self.what_ifs.len().min(spare.saturating_sub(1).max(WHAT_IFS_LEAST))
    }

    fn what_ifs(&self, canvas: &mut Canvas<'_>, panel: Panel, theme: &Theme) {
        if canvas.height() == 0 || self.what_ifs.is_empty() {
            return;
        }
        let rows = if panel == Panel::Ruled { 1 } else { 2 };
        let shown = canvas.height().saturating_sub(panel.rows()) / rows;
        let right = with_hidden(self.trying, &self.letters[..self.what_ifs.len().min(self.letters.len())], shown);
        let mut inner = panel.draw(canvas, Head { title: "What if", right: &right }, theme);
        let start = usize::from(panel == Panel::Ruled);
        let mut row = 0;
        for (what_if, letter) in self.what_ifs.iter().zip(self.letters) {
            let room = inner.width().saturating_sub(start + 3);
            inner.text(row, start, letter, theme.key);
            if panel == Panel::Ruled {
                let outcome = answer::outcome_short(what_if);
                let label = middle(&what_if.label, room.saturating_sub(width(&outcome) + 2));
                let x = inner.text(row, start + 3, &label, theme.text) + 2;
                inner.text(row, x, &outcome, theme.value);
                row += 1;
                continue;
            }
            inner.text(row, start + 3, &middle(&what_if.label, room), theme.text);
            let outcome = format!("then {}", answer::outcome(what_if));
            inner.text(row + 1, start + 5, &middle(&outcome, room.saturating_sub(2)), theme.dim);
            row += 2;
        }
    }

    fn rows(&self) -> Rows<'_> {
        Rows::new(self.table, self.contest)
    }

    /// The answer and its reason, or what is wrong with the question, in lines.
    fn words(&self, columns: usize, theme: &Theme) -> Vec<(String, Style)> {
        let styled = |text: &str, style: Style| wrap(text, columns).into_iter().map(move |line| (line, style));
        if let Some(error) = self.error {
            return styled(error, theme.error).collect();
        }
        let azures = answer::answer(self.table, self.address, self.contest);
        let kept = self.own.zip(self.address).and_then(|(own, address)| answer::kept(own, address));
        let [answer, because] = kept.unwrap_or(azures);
        let own = self.own.map(|own| answer::own(own, self.own_key)).unwrap_or_default();
        let lines = styled(&answer, theme.value).chain(styled(&because, theme.text));
        lines.chain(styled(&own, theme.dim)).filter(|(line, _)| !line.is_empty()).collect()
    }

    fn question(&self, canvas: &mut Canvas<'_>, panel: Panel, words: &[(String, Style)], theme: &Theme) {
        if panel == Panel::Ruled {
            self.asked(canvas, 0, theme);
            let columns = canvas.width();
            canvas.fill(1, 0, columns, '─', theme.border);
            for (row, (line, style)) in words.iter().enumerate() {
                canvas.text(2 + row, 1, line, *style);
            }
            return;
        }
        let mut inner = panel.draw(canvas, Head { title: "Where does it go?", right: "" }, theme);
        self.asked(&mut inner, 0, theme);
        for (row, (line, style)) in words.iter().enumerate() {
            inner.text(2 + row, 0, line, *style);
        }
    }

    fn asked(&self, canvas: &mut Canvas<'_>, row: usize, theme: &Theme) {
        let columns = canvas.width();
        let start = usize::from(Panel::of_width(columns) == Panel::Ruled);
        let room = (columns.saturating_sub(22) / 2).max(8);
        let from = middle(self.from, room);
        let mut x = canvas.spans(row, start, &[("from ", theme.label), ("< ", theme.dim)]);
        x = canvas.spans(
            row,
            x,
            &[(&*from, theme.value), (" >", theme.dim), ("   to ", theme.label), ("[", theme.dim)],
        );
        let to = pad_right(self.to, width(self.to).max(16).min(room));
        x = canvas.spans(row, x, &[(&*to, theme.value), ("]", theme.dim)]) + 3;
        let long = format!("{} ask: an address, internet, dns, svc:NAME", self.ask_key);
        let short = format!("{} ask", self.ask_key);
        let hint = [long, short].into_iter().find(|hint| x + width(hint) <= columns);
        canvas.text(row, x, &hint.unwrap_or_default(), theme.dim);
    }

    fn routes(&self, canvas: &mut Canvas<'_>, panel: Panel, top: &mut usize, theme: &Theme) {
        let rows = self.rows();
        let mut right = counted(rows.len() as u64, "route");
        if self.contest.is_some() {
            right = format!("{right}, {} match", rows.matching());
        }
        let title = if self.contest.is_some() { "Effective routes: best match first" } else { "Effective routes" };
        let mut inner = panel.draw(canvas, Head { title, right: &right }, theme);
        let notes = self.notes(inner.width(), panel);
        let notes_room = if inner.height() > notes.len() + 8 { notes.len() } else { 0 };
        self.columns(&mut inner, panel, theme);
        let room = inner.height().saturating_sub(1 + notes_room);
        let line = rows.line_of(self.selected);
        *top = (*top).min(line).max((line + 1).saturating_sub(room));
        for (row, line) in rows.lines(*top..*top + room).into_iter().enumerate() {
            match line {
                Line::DoNotMatch => {
                    let x = inner.text(row + 1, NUMBER, "── do not match ", theme.dim);
                    let count = inner.width().saturating_sub(x);
                    inner.fill(row + 1, x, count, '─', theme.dim);
                }
                Line::Route(route) => self.row(&mut inner, row + 1, panel, route, theme),
            }
        }
        for (row, note) in notes.iter().take(notes_room).enumerate() {
            inner.text(room + 1 + row, 0, note, theme.dim);
        }
    }

    /// What the engine notes of this table, a rule's order among it.
    fn notes(&self, columns: usize, panel: Panel) -> Vec<String> {
        match panel {
            Panel::Ruled => Vec::new(),
            Panel::Boxed => self.table.notes().iter().flat_map(|note| wrap(note, columns)).collect(),
        }
    }

    fn columns(&self, canvas: &mut Canvas<'_>, panel: Panel, theme: &Theme) {
        let bits = self.address.map_or("bits".to_owned(), |address| format!("bits compared with {address}"));
        let mut x = canvas.text(0, NUMBER, &pad_right("prefix", PREFIX), theme.dim);
        if has_ruler(canvas, panel) {
            x = canvas.text(0, x, &pad_right(&bits, RULER), theme.dim);
        }
        for (word, columns) in [("next hop", HOP), ("address", VIA), ("source", source_width(canvas, x + HOP + VIA))] {
            x = canvas.text(0, x, &pad_right(word, columns), theme.dim);
        }
        canvas.text(0, x, "state", theme.dim);
    }

    fn row(&self, canvas: &mut Canvas<'_>, y: usize, panel: Panel, row: Row<'_>, theme: &Theme) {
        let is_selected = row.number == self.selected + 1;
        let (style, state_style) = match row.result {
            Some(ContestResult::Wins) => (theme.value, theme.good),
            Some(ContestResult::NoMatch) => (theme.dim, theme.dim),
            _ => (theme.text, theme.text),
        };
        let route = row.route;
        let has_ruler = has_ruler(canvas, panel);
        let mut put = |x: usize, text: &str, columns: usize| canvas.text(y, x, &cell(text, columns), style);
        let marker = if is_selected { "►" } else { " " };
        let mut x = put(0, &format!("{marker}{}", row.number), NUMBER);
        x = put(x, &route.prefix.to_string(), PREFIX);
        if has_ruler {
            x = put(x, &self.compared(row), RULER);
        }
        x = put(x, &route.next_hop_type.to_string(), HOP);
        x = put(x, &route.next_hop_ip.map_or_else(|| route.name.clone(), |ip| ip.to_string()), VIA);
        let source = source_width(canvas, x);
        x = canvas.text(y, x, &cell(source_word(route.source, source), source), style);
        canvas.text(y, x, row.state(), state_style);
        if is_selected {
            let columns = canvas.width();
            canvas.select(y);
            canvas.restyle(y, 0, columns, theme.selection);
        }
    }

    /// The ruler of a route that matches; where the others differ.
    fn compared(&self, row: Row<'_>) -> String {
        match (row.result, self.address) {
            (Some(ContestResult::NoMatch), Some(address)) => difference(row.route.prefix, address),
            _ => bits::ruler(row.route.prefix).unwrap_or_default(),
        }
    }

    fn detail(&self, canvas: &mut Canvas<'_>, panel: Panel, theme: &Theme) {
        let Some(row) = self.rows().row(self.selected) else { return };
        let title = format!("Route {}", row.number);
        let mut inner = panel.draw(canvas, Head { title: &title, right: "selected" }, theme);
        let here = (!row.why.is_empty()).then(|| (row.state(), row.why));
        let facts = answer::facts(self.table, row.route, here);
        let mut y = 0;
        let compared = self.bits(row, if panel == Panel::Boxed { 4 } else { 8 });
        if panel == Panel::Boxed || compared.is_empty() {
            let room = inner.width().saturating_sub(16);
            for (label, value) in facts {
                for (row, line) in wrap(&value, room).into_iter().enumerate() {
                    let label = if row == 0 { label } else { "" };
                    inner.spans(y, 0, &[(pad_right(label, 16), theme.label), (line, theme.text)]);
                    y += 1;
                }
            }
            y += usize::from(inner.height() > y + compared.len());
        }
        for (label, value) in compared {
            inner.spans(y, 0, &[(pad_right(&label, 16), theme.label), (value, theme.text)]);
            y += 1;
        }
    }

    /// The address and the route's bits, one above the other, and what the comparison says.
    fn bits(&self, row: Row<'_>, group: usize) -> Vec<(String, String)> {
        let Some(address) = self.address else { return Vec::new() };
        let prefix = row.route.prefix;
        let mut lines = Vec::new();
        if let (Some(asked), Some(fixed)) = (bits::of_address(address, group), bits::of_prefix(prefix, group)) {
            lines.push((address.to_string(), asked));
            lines.push((format!("prefix /{}", prefix.prefix()), fixed));
        }
        lines.push((String::new(), bits::comparison(prefix, address)));
        lines
    }
}

/// The text in so many columns, the last of them blank.
fn cell(text: &str, columns: usize) -> String {
    let mut text = pad_right(text, columns.saturating_sub(1));
    text.push(' ');
    text
}

/// Whether the ruler stands in the table: it goes before a source or a state is lost. The detail shows the bits too.
fn has_ruler(canvas: &Canvas<'_>, panel: Panel) -> bool {
    panel == Panel::Boxed && canvas.width() >= NUMBER + PREFIX + RULER + HOP + VIA + SOURCE_LEAST + STATE
}

/// The source in a column: beside the ruler the longest has a shorter word, and the selected route shows it whole.
fn source_word(source: RouteSource, columns: usize) -> &'static str {
    let word = source.word();
    if source == RouteSource::VirtualNetworkGateway && width(word) >= columns { "Gateway" } else { word }
}

/// What is left for the source beside the state.
fn source_width(canvas: &Canvas<'_>, x: usize) -> usize {
    canvas.width().saturating_sub(x + STATE).clamp(1, SOURCE_MAX)
}

/// What the letters do, after those of them that have no room: `C too   letter = try it`.
fn with_hidden(trying: &str, letters: &[String], shown: usize) -> String {
    let hidden = letters.get(shown..).unwrap_or_default();
    if hidden.is_empty() { trying.to_owned() } else { format!("{} too   {trying}", hidden.join(" and ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_without_room_is_named_all_the_same() {
        let letters = ["A", "B", "C", "D"].map(str::to_owned);
        let cases = [(4, "try"), (9, "try"), (3, "D too   try"), (2, "C and D too   try")];
        for (shown, expected) in cases {
            assert_eq!(with_hidden("try", &letters, shown), expected, "{shown}");
        }
    }
}
