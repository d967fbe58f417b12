//! What goes out of the explorer: the file that is saved, an answer or a picture that is exported, the clipboard. Whether it
//! may is asked of the file system; what is written the document and the answers say.

use std::path::{Path, PathBuf};

use ratatui::buffer::Buffer;

use super::Explorer;
use super::answer::answer;
use crate::files::{self, Over, SaveError};
use crate::picture;
use crate::report::export::Form;
use crate::report::sheet::Origin;
use crate::runtime;
use crate::scenario::defaults::stated_text;
use crate::share;
use crate::ui::text::sentence;
use crate::ui::{Effect, Shown};

/// The file of the state folder that holds what was copied last.
pub(super) const COPIED: &str = "copied.txt";

/// More bytes than that are not sent to a terminal's clipboard: terminals take 100,000 at most, written in base64.
pub(super) const CLIPBOARD_BYTES_MAX: usize = 74_000;

impl Explorer {
    /// Keeps the text in a file and sends it to the terminal's clipboard, which never says whether it took it.
    pub(super) fn copy(&mut self, text: &str) -> Option<runtime::Effect> {
        let text = text.trim_end();
        let kept = self.state_folder.as_deref().map(|folder| files::keep(folder, COPIED, &format!("{text}\n")));
        let kept = match kept {
            Some(Ok(path)) => Ok(files::from_home(&path)),
            Some(Err(error)) => Err(error.to_string()),
            None => Err("no folder to keep it in".to_owned()),
        };
        if !self.has_clipboard {
            match kept {
                Ok(file) => self.app.say(format!("In {file}; the terminal clipboard is off")),
                Err(why) => self.app.complain(format!("The terminal clipboard is off, and no file: {why}")),
            }
            return None;
        }
        let is_sent = text.len() <= CLIPBOARD_BYTES_MAX;
        match (is_sent, kept) {
            (true, Ok(file)) => self.app.say(format!("Sent to the terminal clipboard; also in {file}")),
            (true, Err(why)) => self.app.say(format!("Sent to the terminal clipboard, but to no file: {why}")),
            (false, Ok(file)) => self.app.say(format!("Too long for the terminal clipboard: in {file}")),
            (false, Err(why)) => self.app.complain(format!("Too long for the terminal clipboard, and no file: {why}")),
        }
        is_sent.then(|| runtime::Effect::Copy(text.to_owned()))
    }

    /// Copies the line that holds the whole design, and says how it is opened again.
    pub(super) fn share(&mut self, line: &str) -> Option<runtime::Effect> {
        const OPENS: &str = "`aksplore LINE` opens it";
        let effect = self.copy(line);
        if let Some(said) = self.app.said() {
            let whole = format!("{said}; {OPENS}");
            // Where the whole path has no room, its last name does.
            let short = format!("Sent to the terminal clipboard; {OPENS}; also in {COPIED}");
            let fits = whole.chars().count() + 2 <= usize::from(self.app.area().width);
            self.app.say(if fits || effect.is_none() || !said.contains(COPIED) { whole } else { short });
        }
        effect
    }

    pub(super) fn save(&mut self) {
        let Some(file) = self.app.document().file().map(Path::to_owned) else { return };
        let as_read = self.app.document().text_as_read().to_owned();
        self.write(file, Over::Text(&as_read));
    }

    pub(super) fn save_as(&mut self, name: &str, replace: bool) {
        let over = if replace { Over::Anything } else { Over::Nothing };
        self.write(PathBuf::from(name), over);
    }

    fn write(&mut self, file: PathBuf, over: Over<'_>) {
        let text = self.app.document().to_text();
        match files::save(&file, &text, over) {
            Ok(()) => {
                let words = format!("Saved {}", file.display());
                self.app.saved(file, text);
                self.app.say(words);
            }
            Err(SaveError::Changed(_)) => {
                let beside = files::beside(&file).display().to_string();
                self.app.file_changed(&file.display().to_string(), &beside);
            }
            Err(SaveError::Exists(path)) => self.app.file_exists(&path.display().to_string()),
            Err(error @ SaveError::Io { .. }) => self.app.complain(error.to_string()),
        }
    }

    /// Writes what is shown to a file, in this form.
    pub(super) fn export(&mut self, shown: &Shown, form: Form, name: &str, replace: bool) {
        let text = match form {
            Form::Svg => Ok(self.picture()),
            Form::Toml => Ok(stated_text(self.app.document().scenario())),
            form => answer(self.app.shown(), shown, form, &self.origin()),
        };
        let written = text.and_then(|text| {
            let over = if replace { Over::Anything } else { Over::Nothing };
            match files::save(Path::new(name), &text, over) {
                Ok(()) => Ok(true),
                Err(SaveError::Exists(_)) => Ok(false),
                Err(error) => Err(error.to_string()),
            }
        });
        match written {
            Ok(true) => self.app.say(format!("Wrote {name}")),
            Ok(false) => self
                .app
                .may_replace(Effect::Export { shown: shown.clone(), form, name: name.to_owned(), replace: true }, name),
            Err(reason) => self.app.complain(sentence(&reason)),
        }
    }

    /// The screen as it stands, without what lies on top, as SVG.
    fn picture(&mut self) -> String {
        let area = self.app.area();
        let mut buffer = Buffer::empty(area);
        self.app.draw(area, &mut buffer);
        picture::svg(&buffer, &self.app.document().name())
    }

    fn origin(&self) -> Origin {
        let document = self.app.document();
        Origin { design: document.name(), share_line: share::encode(document.scenario()), day: files::today() }
    }
}
