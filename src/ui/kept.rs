//! What of the explorer's own state outlives a run: where one was, and what was typed. The design itself is the
//! document's, and keeping it is not done here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::app::App;
use super::screens::Screen;
use crate::document::Document;

/// What was looked at and typed. What another version wrote and this one does not know is passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    screen: String,
    pool: Option<String>,
    /// What each screen remembers, by the screen's name.
    screens: BTreeMap<String, String>,
    /// What was asked in the line of `=`, the latest last.
    asked: Vec<String>,
    /// The values that stood in each field, the latest last.
    values: BTreeMap<String, Vec<String>>,
}

impl App {
    /// Where the user is, and what was typed.
    pub fn kept_view(&mut self) -> View {
        let panes = self.put_by.as_mut().map_or(&mut self.panes, |put_by| &mut put_by.panes);
        let kept = |screen: &Screen| Some((name(*screen), panes.of(*screen).kept()?));
        let screens = Screen::ALL.iter().filter_map(kept).collect();
        let (pool, asked, values) = match &self.put_by {
            Some(put_by) => (&put_by.pool, &put_by.asked, &put_by.values),
            None => (&self.state.pool, &self.asked, &self.values),
        };
        View { screen: name(self.screen), pool: pool.clone(), screens, asked: asked.clone(), values: values.clone() }
    }

    /// Opens a document where its user left it.
    pub fn reopen(&mut self, document: Document, view: View) {
        self.open(document);
        self.state.pool = view.pool.filter(|pool| self.state.analysis.plan().pool_named(pool).is_some());
        for screen in Screen::ALL {
            if let Some(kept) = view.screens.get(&name(*screen)) {
                self.panes.of(*screen).restore(kept, &self.state.cx());
            }
        }
        let shown = Screen::ALL.iter().find(|screen| name(**screen) == view.screen);
        self.screen = shown.copied().unwrap_or_default();
        (self.asked, self.values) = (view.asked, view.values);
    }
}

fn name(screen: Screen) -> String {
    screen.action().name().to_owned()
}
