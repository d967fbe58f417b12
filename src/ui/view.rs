//! What every picture shares: the line of title, the status, the keys, and the order of drawing. What stands in the
//! middle is the screen's.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::action::Action;
use super::app::App;
use super::canvas::Canvas;
use super::draft::Draft;
use super::editor::{Editor, Subject};
use super::hints::{Hint, fitting, hints};
use super::layout::{Areas, SMALLEST, SizeClass};
use super::screens::Screen;
use super::text::{lead, middle, tail, width, wrap};
use crate::config::keymap::{Context, Keymap};
use crate::config::theme::Theme;

/// The column of the tabs at full width: names of up to 24 cells leave them where they are, and only a long verdict
/// moves them to the left.
const TABS_COLUMN: usize = 37;
/// The fewest cells that a scenario's name gets before tabs give way.
const NAME_CELLS_MIN: usize = 8;

impl App {
    /// Draws everything; gives the place of the text cursor while a line is open.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer) -> Option<(u16, u16)> {
        self.resize(area.width, area.height);
        self.is_burst = false;
        buffer.set_style(area.intersection(buffer.area), self.state.theme.screen);
        let areas = Areas::of(area);
        let cursor = if self.state.class() == SizeClass::Tiny {
            self.draw_sentence(&mut Canvas::new(buffer, area));
            None
        } else {
            self.spots.clear();
            if self.is_big {
                let whole = Rect { height: areas.title.height + areas.body.height, ..areas.title };
                let (pane, cx) = self.pane();
                pane.view_big(&cx, &mut Canvas::new(buffer, whole));
            } else {
                self.draw_title(&mut Canvas::new(buffer, areas.title));
                let (pane, cx) = self.pane();
                pane.view(&cx, &mut Canvas::new(buffer, areas.body));
            }
            self.draw_choices(&mut Canvas::new(buffer, areas.body));
            let cursor = self.draw_status(&mut Canvas::new(buffer, areas.status));
            self.draw_keys(&mut Canvas::new(buffer, areas.keys));
            cursor
        };
        if self.layers.is_empty() {
            return cursor;
        }
        let below = if areas.body.height > 0 { areas.body } else { area };
        self.draw_layers(&mut Canvas::new(buffer, below))
    }

    /// The verdict of the screen, and its style.
    fn corner(&mut self, gap: &str) -> (String, Style) {
        let (pane, cx) = self.pane();
        pane.corner(&cx, gap)
    }

    /// Too small for a picture: the verdict at the right end of the first line, and what is needed.
    fn draw_sentence(&mut self, canvas: &mut Canvas<'_>) {
        let (corner, style) = self.corner(" ");
        let wide = canvas.width();
        // Without room for the number the word stands alone.
        let word = corner.trim_end_matches(|c: char| c.is_ascii_digit() || c == '%' || c == ' ');
        let corner = if width(&corner) > wide { word } else { &corner };
        canvas.right(0, wide.saturating_sub(usize::from(width(corner) < wide)), corner, style);
        for (row, line) in needed(wide, canvas.height().saturating_sub(1)).iter().enumerate() {
            canvas.text(row + 1, 0, line, self.state.theme.text);
        }
    }

    fn draw_title(&mut self, canvas: &mut Canvas<'_>) {
        let class = self.state.class();
        let (corner, corner_style) = self.corner(if class == SizeClass::Wide { "  " } else { " " });
        let theme = &self.state.theme;
        let wide = canvas.width();
        let end = wide.saturating_sub(1);
        canvas.right(0, end, &corner, corner_style);

        let dirty = if self.state.document.is_dirty() { "*" } else { "" };
        let name = self.state.document.name();
        let room = end.saturating_sub(width(&corner) + 1);
        let (program, star) = if class == SizeClass::Wide { ("aksplore  ", " *") } else { ("", dirty) };
        let star = if dirty.is_empty() { "" } else { star };
        let fixed = 1 + width(program) + width(star) + 2;
        let cells = |tabs: &[(String, Style)]| tabs.iter().map(|(text, _)| width(text)).sum::<usize>();
        let mut tabs = tabs_of(self.screen, class, &self.state.keymap, theme);
        // Beside a long verdict the words of the tabs are short.
        if class == SizeClass::Wide && fixed + NAME_CELLS_MIN + cells(&tabs) > room {
            tabs = tabs_of(self.screen, SizeClass::Normal, &self.state.keymap, theme);
        }
        let tabs_cells = cells(&tabs);
        let name_cells = room.saturating_sub(fixed + tabs_cells).max(NAME_CELLS_MIN.min(room.saturating_sub(fixed)));
        let shown = middle(&name, name_cells);
        let column = canvas.spans(0, 1, &[(program, theme.dim), (&shown, theme.title), (star, theme.changed)]) + 2;
        let stand = TABS_COLUMN.min(room.saturating_sub(tabs_cells));
        let column = if class == SizeClass::Wide { column.max(stand) } else { column };
        if column + tabs_cells <= room {
            canvas.spans(0, column, &tabs);
            let all = Screen::ALL.iter().filter(|screen| class > SizeClass::Narrow || **screen == self.screen);
            let mut at = column;
            for (screen, (text, _)) in all.zip(&tabs) {
                self.spots.push((spot(canvas, at, width(text)), vec![screen.action()]));
                at += width(text);
            }
        }
    }

    /// The list of a field whose value is chosen, over the lower left of the picture: the verdict stays in sight.
    fn draw_choices(&self, canvas: &mut Canvas<'_>) {
        let Some(editor) = &self.state.editor else { return };
        let (choices, chosen) = editor.choices();
        if choices.is_empty() {
            return;
        }
        let theme = &self.state.theme;
        let cells = choices.iter().map(|choice| width(&choice.label)).max().unwrap_or(0).max(width(editor.label()) + 2);
        let rows = u16::try_from(choices.len() + 2).unwrap_or(u16::MAX).min(canvas.area().height);
        let columns = u16::try_from(cells + 6).unwrap_or(u16::MAX).min(canvas.area().width);
        let area = canvas.area();
        let place = Rect { x: area.x, y: area.bottom() - rows, width: columns, height: rows };
        canvas.within(place).clear(theme.screen);
        let head = super::canvas::Head { title: editor.label(), right: "" };
        let style = super::canvas::FrameStyle { border: theme.border, title: theme.title, right: theme.hint };
        let inner = canvas.within(place).frame(head, style);
        let mut list = canvas.within(inner);
        for (row, choice) in choices.iter().enumerate() {
            list.text(row, 3, &choice.label, theme.value);
            if row == chosen {
                list.marker(row, 1, true, theme.accent);
                list.restyle(row, 2, cells + 2, theme.selection);
            }
        }
    }

    fn draw_status(&mut self, canvas: &mut Canvas<'_>) -> Option<(u16, u16)> {
        let theme = self.state.theme.clone();
        if let (Some(editor), true) = (&self.state.editor, self.layers.is_empty()) {
            return draw_field(canvas, editor, &theme);
        }
        let (text, style) = match &self.message {
            Some(message) if message.is_error => (message.text.clone(), theme.error),
            Some(message) => (message.text.clone(), theme.status),
            None => {
                let (pane, cx) = self.pane();
                (pane.status(&cx), theme.hint)
            }
        };
        let room = canvas.width().saturating_sub(2);
        canvas.text(0, 1, &lead(&text, room), style);
        None
    }

    fn draw_keys(&mut self, canvas: &mut Canvas<'_>) {
        let gap = if self.state.class() == SizeClass::Wide { 3 } else { 2 };
        let (hints, kept) = self.hints();
        let hints = fitting(hints, kept, gap, canvas.width().saturating_sub(2));
        let theme = &self.state.theme;
        let mut at = 1;
        for hint in &hints {
            self.spots.push((spot(canvas, at, hint.cells()), hint.actions.clone()));
            at += hint.cells() + gap;
        }
        let mut column = 1;
        for hint in &hints {
            column = canvas.spans(0, column, &[(&*hint.key, theme.key), (" ", theme.hint), (&*hint.words, theme.hint)]);
            column += gap;
        }
    }

    /// The hints for what works now, and how many at the end must stay.
    fn hints(&mut self) -> (Vec<Hint>, usize) {
        let context = self.context();
        if let Some(layer) = self.layers.last() {
            return (hints(&self.state.keymap, context, layer.available(), |action| layer.hint(action)), 1);
        }
        if let Some(editor) = &self.state.editor {
            let is_step = editor.line().is_none() || editor.steps();
            let has_next = matches!(editor.subject(), Subject::Field(field) if self.field_after(*field).is_some());
            let own = |action| match action {
                Action::Enter if has_next => Some("keeps, next field"),
                Action::Enter => Some("keeps"),
                Action::Back => Some("restores"),
                Action::StepUp | Action::Up => Some("step"),
                _ => None,
            };
            let moves: &[Action] = match (is_step, editor.line().is_some()) {
                (true, true) => &[Action::StepUp, Action::StepDown, Action::Enter, Action::Back],
                (true, false) => &[Action::Up, Action::Down, Action::Enter, Action::Back],
                (false, _) => &[Action::Enter, Action::Back],
            };
            return (hints(&self.state.keymap, context, moves, own), 2);
        }
        let document = &self.state.document;
        let (is_dirty, has_steps) = (document.is_dirty(), document.history().depth() > 0);
        if self.is_big {
            return self.big_hints(has_steps);
        }
        let (pane, cx) = self.pane();
        let mut actions = if cx.is_enlarged { vec![Action::Enlarge] } else { Vec::new() };
        actions.extend(pane.available(&cx));
        if has_steps {
            actions.push(Action::Undo);
        }
        if is_dirty {
            actions.push(Action::Save);
        }
        // On Home the way to every rule stays in sight; its own letters come before the line that asks.
        let stay = context == Context::Home && cx.size >= SizeClass::Normal;
        let ways = if stay {
            [Action::AskLine, Action::Find, Action::Open, Action::Palette, Action::Enlarge, Action::Explain]
        } else {
            [Action::Explain, Action::AskLine, Action::Find, Action::Open, Action::Palette, Action::Enlarge]
        };
        actions.extend(ways);
        actions.extend([Action::Help, Action::Quit]);
        let kept = if stay { 3 } else { 2 };
        let own = |action| match action {
            Action::Enlarge if cx.is_enlarged => Some("whole screen"),
            action => pane.hint(action),
        };
        (hints(cx.keymap, context, &actions, own), kept)
    }
}

impl App {
    /// What works in the projector view: the numbers that it shows, the ways out, and the way back.
    fn big_hints(&mut self, has_steps: bool) -> (Vec<Hint>, usize) {
        let context = self.context();
        let (pane, cx) = self.pane();
        let ways = |action: &Action| action.group() == super::action::Group::Change;
        let mut actions: Vec<Action> = pane.available(&cx).into_iter().filter(ways).collect();
        actions.extend([Action::EditNodes, Action::EditMaxPods, Action::EditSurge, Action::StepUp, Action::StepDown]);
        actions.extend(has_steps.then_some(Action::Undo));
        actions.extend([Action::Big, Action::Help, Action::Quit]);
        let own = |action| (action == Action::Big).then_some("whole screen");
        (hints(cx.keymap, context, &actions, own), 3)
    }
}

/// What is needed for a picture, on lines of so many cells: the longest way to say it of which every word is shown.
fn needed(cells: usize, rows: usize) -> Vec<String> {
    let (columns, lines) = SMALLEST;
    let ways = [
        format!("The picture needs {columns} columns and {lines} rows. q quits, ? helps."),
        format!("needs {columns}x{lines}, q quits"),
        format!("needs {columns}x{lines}"),
        format!("{columns}x{lines}"),
    ];
    let mut told = ways.iter().map(|way| (way, wrap(way, cells)));
    let is_whole = |(way, lines): &(&String, Vec<String>)| lines.len() <= rows && lines.join(" ") == **way;
    told.find(is_whole).map(|(_, lines)| lines).unwrap_or_default()
}

/// So many cells of the first row of a canvas, as cells of the picture.
fn spot(canvas: &Canvas<'_>, column: usize, cells: usize) -> Rect {
    let number = |cells: usize| u16::try_from(cells).unwrap_or(u16::MAX);
    let area = canvas.area();
    Rect { x: area.x.saturating_add(number(column)), width: number(cells), height: area.height.min(1), ..area }
}

/// The tabs for this width, the shown one in brackets.
fn tabs_of(shown: Screen, class: SizeClass, keymap: &Keymap, theme: &Theme) -> Vec<(String, Style)> {
    let tab = |screen: &Screen| {
        let (long, short) = screen.title();
        let key = keymap.label(Context::Global, screen.action()).unwrap_or_default();
        let text = if class == SizeClass::Wide { format!("{key} {long}") } else { format!("{key}{short}") };
        match (*screen == shown, class) {
            (true, SizeClass::Narrow) => (text, theme.tab_selected),
            (true, _) => (format!("[{text}]"), theme.tab_selected),
            (false, _) => (format!(" {text} "), theme.tab),
        }
    };
    let all = Screen::ALL.iter().filter(|screen| class > SizeClass::Narrow || **screen == shown);
    let gap = if class == SizeClass::Wide { " " } else { "" };
    all.map(tab).map(|(text, style)| (format!("{text}{gap}"), style)).collect()
}

/// The open field in the status line: label, text, and what is to be known about it.
fn draw_field(canvas: &mut Canvas<'_>, editor: &Editor, theme: &Theme) -> Option<(u16, u16)> {
    let (note, style) = match (editor.draft(), editor.note()) {
        (_, Some(note)) => (note.to_owned(), theme.caution),
        (Draft::Wrong(message), None) => (message.clone(), theme.error),
        (Draft::Unfinished(message) | Draft::Near { message, .. }, None) => (message.clone(), theme.caution),
        (Draft::Same | Draft::Valid(_), None) => (editor.remark().unwrap_or_default(), theme.caution),
    };
    let column = canvas.text(0, 1, editor.label(), theme.label);
    let column = canvas.text(0, column, " [", theme.border);
    let Some(line) = editor.line() else {
        let column = canvas.text(0, column, editor.text(), theme.field_focus);
        let column = canvas.text(0, column, "]  ", theme.border);
        canvas.text(0, column, &note, style);
        return None;
    };
    let room = canvas.width().saturating_sub(column + 2).min(width(line.text()).max(8) + 1).min(40);
    let (text, cursor) = tail(line.text(), line.cursor_cells(), room.saturating_sub(1));
    canvas.text(0, column, text, theme.field_focus);
    let end = canvas.text(0, column + room, "]  ", theme.border);
    canvas.text(0, end, &lead(&note, canvas.width().saturating_sub(end + 1)), style);
    let x = canvas.area().x + u16::try_from(column + cursor).ok()?;
    (x < canvas.area().right() && canvas.height() > 0).then_some((x, canvas.area().y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_is_said_whole_or_shorter() {
        let cases: [(usize, usize, &[&str]); 7] = [
            (80, 3, &["The picture needs 40 columns and 12 rows. q quits, ? helps."]),
            (30, 7, &["The picture needs 40 columns", "and 12 rows. q quits, ? helps."]),
            (20, 1, &["needs 40x12, q quits"]),
            (10, 2, &["needs", "40x12"]),
            (10, 1, &["40x12"]),
            (3, 5, &[]),
            (0, 0, &[]),
        ];
        for (cells, rows, expected) in cases {
            assert_eq!(needed(cells, rows), expected, "{cells} cells, {rows} rows");
        }
    }
}
