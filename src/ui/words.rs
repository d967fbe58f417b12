//! The words on the screen, to be looked up: those that stand there now first, then all others. What they mean is the
//! glossary's.

use ratatui::buffer::{Buffer, Cell};

use super::app::App;
use super::explain::rules::term_page;
use super::layer::{Aim, Entry, Finder, Layer};
use super::screens::Reply;
use crate::explain::glossary::{self, Term};

/// A list of all words, those of this screen first.
pub fn finder(app: &mut App) -> Finder {
    let here = glossary::within(&app.picture_text());
    let (screen, _) = app.screen().title();
    let first = here.iter().map(|term| entry(term, &format!("On {screen} now")));
    let rest = glossary::ALL.iter().filter(|term| !here.contains(term)).map(|term| entry(term, "Elsewhere"));
    Finder::new(Aim::Words, first.chain(rest).collect())
}

/// All words, as what can be found.
pub fn lines() -> Vec<Entry> {
    let line = |term: &Term| Entry { mark: "word".to_owned(), ..entry(term, "Words") };
    glossary::ALL.iter().map(line).collect()
}

fn entry(term: &Term, heading: &str) -> Entry {
    Entry {
        name: "",
        heading: heading.to_owned(),
        mark: String::new(),
        label: term.name.to_owned(),
        detail: term.says.to_string(),
        reply: Reply::Open(Layer::Page(term_page(term))),
    }
}

impl App {
    /// The text of the picture as it stands.
    pub(super) fn picture_text(&mut self) -> String {
        let area = self.area();
        let mut buffer = Buffer::empty(area);
        // Nothing is shown by this: a burst of keys is still to be drawn.
        let is_burst = self.is_burst;
        self.draw(area, &mut buffer);
        self.is_burst = is_burst;
        let rows = buffer.content.chunks(usize::from(area.width).max(1));
        rows.map(|row| row.iter().map(Cell::symbol).collect::<String>() + "\n").collect()
    }
}
