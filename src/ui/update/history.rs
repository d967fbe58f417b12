//! What keys do to the history: back and forth, to any state, names, and the values that stood in a field. The document
//! holds it all; nothing is computed here.

use crate::scenario::difference::differences;
use crate::scenario::field::Field;
use crate::ui::action::Action;
use crate::ui::app::App;
use crate::ui::editor::Subject;
use crate::ui::fields;
use crate::ui::layer::{HistoryList, Layer, NamePoint, Page, Picker, PickerItem};
use crate::ui::screens::Reply;

/// So many values of a field are remembered.
const VALUES_MAX: usize = 20;

impl App {
    pub(super) fn undo(&mut self) {
        match self.state.document.undo() {
            Ok(Some(label)) => {
                self.is_burst = false;
                self.renew();
                self.say(format!("Undone: {label}   ({} redoes)", self.key_of(Action::Redo)));
            }
            Ok(None) => self.say("Nothing to undo"),
            Err(lost) => self.complain(lost.to_string()),
        }
    }

    pub(super) fn redo(&mut self) {
        match self.state.document.redo() {
            Ok(Some(label)) => {
                self.is_burst = false;
                self.renew();
                self.say(format!("Done again: {label}"));
            }
            Ok(None) => self.say("Nothing to redo"),
            Err(lost) => self.complain(lost.to_string()),
        }
    }

    /// Opens the list of all states.
    pub(super) fn open_history(&mut self) {
        let history = self.state.document.history();
        if history.is_empty() {
            return self.say("Nothing was changed yet");
        }
        self.layers.push(Layer::History(HistoryList::new(history.points())));
        self.look_back();
    }

    /// Tells the list of states what changed since the selected one.
    pub(super) fn look_back(&mut self) {
        let Some(Layer::History(list)) = self.layers.last_mut() else { return };
        let Some(point) = list.point() else { return };
        let history = self.state.document.history();
        let since = match history.scenario_at(point.place) {
            Ok(then) => differences(&then, history.scenario()).iter().map(ToString::to_string).collect(),
            Err(error) => vec![error.to_string()],
        };
        list.tell(since);
    }

    /// Lets a state stand; the list of states closes.
    pub(super) fn go_to(&mut self, place: Option<usize>) {
        self.layers.pop();
        let Some(place) = place else { return };
        match self.state.document.go(place) {
            Ok(()) => {
                self.is_burst = false;
                self.renew();
                let points = self.state.document.history().points();
                let name = points[place].name.as_ref().map(|name| format!(", \"{name}\"")).unwrap_or_default();
                let back = self.key_of(Action::History);
                self.say(format!("At {} of {}{name}   ({back} lists all)", place + 1, points.len()));
            }
            Err(lost) => self.complain(lost.to_string()),
        }
    }

    /// Asks for a name of the state that stands.
    pub(super) fn open_name(&mut self) {
        let points = self.state.document.history().points();
        let name = points.into_iter().find(|point| point.is_current).and_then(|point| point.name);
        self.layers.push(Layer::NamePoint(NamePoint::new(name.unwrap_or_default())));
    }

    /// Names the state that stands; no name takes its name away.
    pub(super) fn name_point(&mut self, name: String) {
        let list = self.key_of(Action::History);
        if name.is_empty() {
            self.state.document.name_point(None);
            self.say("This point has no name any more");
        } else {
            self.say(format!("This point is \"{name}\"   ({list} lists all, and what changed since)"));
            self.state.document.name_point(Some(name));
        }
    }

    /// Shows what changed since a state: the words about the cluster, and every key that differs.
    pub fn show_since(&mut self, page: Page) {
        self.layers.push(Layer::Page(page));
    }

    /// Remembers the value that a field gave up, and the one that it took.
    pub(super) fn remember(&mut self, subject: &Subject, old: &str, new: &str) {
        let Some(key) = key(subject) else { return };
        let values = self.values.entry(key).or_default();
        for value in [old.trim(), new.trim()] {
            if !value.is_empty() {
                values.retain(|known| known != value);
                values.push(value.to_owned());
            }
        }
        let over = values.len().saturating_sub(VALUES_MAX);
        values.drain(..over);
    }

    /// Puts the next older value into the open field; after the oldest comes what stood there when it was opened.
    pub(super) fn earlier_value(&mut self) {
        let Some(editor) = &mut self.state.editor else { return };
        let Some(line) = editor.line() else { return };
        let original = line.original().to_owned();
        let known = key(editor.subject()).and_then(|key| self.values.get(&key));
        let mut values: Vec<&str> = known.into_iter().flatten().rev().map(String::as_str).collect();
        values.retain(|value| *value != original);
        if values.is_empty() {
            editor.remind("nothing else stood here yet");
            return;
        }
        values.push(&original);
        let at = values.iter().position(|value| *value == editor.text());
        let next = values[at.map_or(0, |at| (at + 1) % values.len())].to_owned();
        editor.replace(&next);
        self.refresh();
    }

    /// Opens the list of the values that stood in the fields.
    pub(super) fn open_values(&mut self) {
        let items = Field::ALL.iter().flat_map(|field| self.values_of(*field)).collect::<Vec<_>>();
        if items.is_empty() {
            return self.say("No field had another value yet");
        }
        let title = "Values that stood here before".to_owned();
        self.layers.push(Layer::Picker(Picker { title, items, selected: 0 }));
    }

    /// The earlier values of a field that it can have now.
    fn values_of(&self, field: Field) -> Vec<PickerItem> {
        let plan = self.state.analysis.plan();
        let pool = self.state.pool.as_deref();
        let now = field.value(plan.scenario(), pool);
        let label = fields::label(field, plan.model());
        let known = key(&Subject::Field(field)).and_then(|key| self.values.get(&key));
        let item = |value: &String| {
            let edit = field.edit(plan.written(), pool, value).ok().filter(|_| *value != now)?;
            Some(PickerItem {
                label: format!("{label}: {value}"),
                detail: format!("now {now}"),
                reply: Reply::Edit(edit),
            })
        };
        known.into_iter().flatten().rev().filter_map(item).collect()
    }
}

/// What the values of a field are remembered under.
fn key(subject: &Subject) -> Option<String> {
    match subject {
        Subject::Field(field) => Some(fields::action(*field).name().to_owned()),
        Subject::Value(path) => Some(path.to_string()),
        Subject::Asked => None,
    }
}
