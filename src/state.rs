//! What outlives the program: sessions, each a document with its history and what was looked at, as text. Deliberately
//! without files: those are `folder`'s.

use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::document::KeptDocument;
use crate::ui::View;

pub mod folder;

pub use folder::{Job, Listed, Sessions};

/// The version of the format; another one is not read.
const FORMAT: u32 = 1;
/// So many panics in a row, and a session is not opened by itself any more: it may be what the program fails at.
const PANICS_MAX: u32 = 2;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// It has not, or it was killed and could not say so.
    Not,
    /// The user quit, or the program was told to end.
    Well,
    /// It failed.
    Panicked,
}

/// What a list of sessions says of one. It is the first line of its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    format: u32,
    /// The version of the program that kept it.
    pub program: String,
    /// When it was kept, in seconds since 1970.
    pub saved: u64,
    /// What the design is called.
    pub name: String,
    /// The file that the design is saved to.
    pub file: Option<PathBuf>,
    /// Is there work in it that is in no file?
    pub is_dirty: bool,
    /// How many steps can be taken back.
    pub steps: usize,
    /// How the run ended.
    pub ended: Ended,
    /// How many runs in a row failed on it.
    pub panics: u32,
    /// The checksum of the rest of the file.
    sum: String,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The document and its history.
    pub document: KeptDocument,
    /// What was looked at.
    pub view: View,
}

/// Why a session cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Another version of the program has another format.
    #[error("another version of aksplore kept it")]
    Foreign,
    /// It is not what was written.
    #[error("it is damaged")]
    Broken,
}

impl Head {
    /// What is said of a session that is kept now.
    pub fn new(name: String, file: Option<PathBuf>, is_dirty: bool, steps: usize) -> Self {
        let saved = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let program = env!("CARGO_PKG_VERSION").to_owned();
        let (ended, panics, sum) = (Ended::Not, 0, String::new());
        Self { format: FORMAT, program, saved, name, file, is_dirty, steps, ended, panics, sum }
    }

    /// The same of a run that ended so, after so many failures in a row.
    #[must_use]
    pub fn ended(self, ended: Ended, panics: u32) -> Self {
        Self { ended, panics, ..self }
    }

    /// Did the run neither end well nor say why?
    pub fn was_killed(&self) -> bool {
        self.ended == Ended::Not
    }

    /// May it be opened without being asked for?
    pub fn is_trusted(&self) -> bool {
        self.panics < PANICS_MAX
    }

    /// How long ago it was kept.
    pub fn age(&self) -> Duration {
        let kept = UNIX_EPOCH + Duration::from_secs(self.saved);
        SystemTime::now().duration_since(kept).unwrap_or_default()
    }

    /// The same in words: `5 minutes ago`.
    pub fn ago(&self) -> String {
        ago(self.age().as_secs())
    }

    /// When it was kept.
    pub fn time(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.saved)
    }

    /// Reads the first line of a session's file.
    ///
    /// # Errors
    /// When it is no such line, or one of another version's.
    pub fn read(line: &str) -> Result<Self, Unreadable> {
        /// What every version has.
        #[derive(Deserialize)]
        struct Version {
            format: u32,
        }
        let version: Version = serde_json::from_str(line).map_err(|_| Unreadable::Broken)?;
        if version.format != FORMAT {
            return Err(Unreadable::Foreign);
        }
        serde_json::from_str(line).map_err(|_| Unreadable::Broken)
    }
}

impl Session {
    /// The text of its file.
    pub fn text(&self, head: Head) -> String {
        let body = serde_json::to_string(self).expect("a session is made of texts, numbers and lists");
        let head = Head { sum: checksum(&body), ..head };
        let head = serde_json::to_string(&head).expect("a head is made of texts and numbers");
        format!("{head}\n{body}\n")
    }

    /// The session that a file holds, and what is said of it.
    ///
    /// # Errors
    /// When it is not what was written, or another version wrote it.
    pub fn read(text: &str) -> Result<(Head, Self), Unreadable> {
        let (head, body) = text.split_once('\n').ok_or(Unreadable::Broken)?;
        let head = Head::read(head)?;
        let body = body.trim_end();
        if checksum(body) != head.sum {
            return Err(Unreadable::Broken);
        }
        Ok((head, serde_json::from_str(body).map_err(|_| Unreadable::Broken)?))
    }
}

fn checksum(body: &str) -> String {
    use std::fmt::Write as _;
    Sha256::digest(body).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A time that has passed, in the largest unit: 59 is `59 seconds ago`, 60 `1 minute ago`, 7,199 `1 hour ago`.
fn ago(seconds: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(24 * 60 * 60, "day"), (60 * 60, "hour"), (60, "minute"), (1, "second")];
    let fits = UNITS.iter().find(|(unit, _)| seconds >= *unit);
    match fits.map(|(unit, word)| (seconds / unit, word)) {
        None => "just now".to_owned(),
        Some((1, word)) => format!("1 {word} ago"),
        Some((count, word)) => format!("{count} {word}s ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::scenario::Scenario;

    pub(super) fn session(name: &str) -> Session {
        Session { document: Document::of(name, Scenario::default()).kept(), view: View::default() }
    }

    pub(super) fn head(name: &str) -> Head {
        Head::new(name.to_owned(), None, true, 3)
    }

    #[test]
    fn a_session_is_read_as_it_was_written() {
        let text = session("one").text(head("one"));
        let (read, again) = Session::read(&text).unwrap();
        assert_eq!((read.name.as_str(), read.steps, read.was_killed()), ("one", 3, true));
        assert_eq!(again, session("one"));
        assert_eq!(again.text(read), text);
    }

    #[test]
    fn what_is_damaged_or_foreign_is_not_read() {
        let text = session("one").text(head("one"));
        let foreign = text.replacen("\"format\":1", "\"format\":2", 1);
        for (spoilt, why) in [
            (foreign.as_str(), Unreadable::Foreign),
            (&text[..text.len() / 2], Unreadable::Broken),
            (&text.replace("one", "two"), Unreadable::Broken),
            ("", Unreadable::Broken),
            ("{\"format\":2}\nanything", Unreadable::Foreign),
            ("{}\n{}", Unreadable::Broken),
        ] {
            assert_eq!(Session::read(spoilt).unwrap_err(), why, "{spoilt}");
        }
    }

    #[test]
    fn times_are_told_in_the_largest_unit() {
        let cases = [
            (0, "just now"),
            (1, "1 second ago"),
            (59, "59 seconds ago"),
            (60, "1 minute ago"),
            (7_199, "1 hour ago"),
            (7_200, "2 hours ago"),
            (9 * 86_400, "9 days ago"),
        ];
        for (seconds, words) in cases {
            assert_eq!(ago(seconds), words);
        }
    }
}
