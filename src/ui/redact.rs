//! The masked copy of a design: what is shown to others while the design itself, with its history and its screens, is put
//! by. What is masked, and by what, is the scenario's to say; nothing of the design itself is at hand while the copy is.

use std::collections::BTreeMap;

use super::app::{App, Panes};
use crate::document::Document;
use crate::scenario::redact::{Mask, TITLE};

/// The design itself, while its masked copy is shown.
#[derive(Debug)]
pub(super) struct PutBy {
    pub(super) document: Document,
    pub(super) panes: Panes,
    pub(super) pool: Option<String>,
    pub(super) asked: Vec<String>,
    pub(super) values: BTreeMap<String, Vec<String>>,
    began: u64,
}

impl App {
    /// Is it a masked copy that is shown?
    pub fn is_redacted(&self) -> bool {
        self.put_by.is_some()
    }

    /// Shows a masked copy of the design, or the design itself again.
    pub fn set_redacted(&mut self, is_redacted: bool) {
        self.layers.clear();
        self.trail.clear();
        self.state.editor = None;
        if is_redacted {
            self.show_copy();
        } else {
            self.show_own();
        }
    }

    fn show_copy(&mut self) {
        if self.put_by.is_some() {
            return;
        }
        let scenario = self.state.document.scenario();
        let has_manifests = !self.state.document.manifests().is_empty();
        let copy = Document::of(TITLE, Mask::of(scenario).scenario(scenario));
        let began = std::mem::replace(&mut self.began, copy.changes());
        self.put_by = Some(Box::new(PutBy {
            document: std::mem::replace(&mut self.state.document, copy),
            panes: std::mem::take(&mut self.panes),
            pool: self.state.pool.take(),
            asked: std::mem::take(&mut self.asked),
            values: std::mem::take(&mut self.values),
            began,
        }));
        self.renew();
        let key = self.key_of(super::action::Action::Redact);
        let manifests = if has_manifests { "; manifests are left out" } else { "" };
        self.say(format!("A copy with names and addresses masked{manifests}. {key} shows the design itself"));
    }

    fn show_own(&mut self) {
        let Some(put_by) = self.put_by.take() else { return };
        let changed = self.state.document.history().depth();
        let PutBy { document, panes, pool, asked, values, began } = *put_by;
        (self.state.document, self.panes, self.state.pool) = (document, panes, pool);
        (self.asked, self.values, self.began) = (asked, values, began);
        self.renew();
        self.say(match changed {
            0 => "The design itself again".to_owned(),
            _ => "The design itself again, without what was changed in the masked copy".to_owned(),
        });
    }

    /// The design itself, to be kept: never its masked copy.
    pub fn own_document(&self) -> &Document {
        self.put_by.as_ref().map_or(&self.state.document, |put_by| &put_by.document)
    }

    /// The changes of the design itself when it was opened.
    pub(super) fn own_began(&self) -> u64 {
        self.put_by.as_ref().map_or(self.began, |put_by| put_by.began)
    }

    /// The same, to change what is kept of it.
    pub fn own_document_mut(&mut self) -> &mut Document {
        self.put_by.as_mut().map_or(&mut self.state.document, |put_by| &mut put_by.document)
    }
}
