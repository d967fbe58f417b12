//! The forms that an answer is handed over in, and an answer in one of them.

use super::sheet::{Origin, Sheet};
use super::{Answer, json};

crate::choice! {
    /// A form.
    Form {
        /// The scenario file, with its defaults filled in, but for those that would mean more when written.
        Toml = "toml",
        /// Markdown, for a page or a chat.
        Markdown = "md",
        /// Text, as the sub-command prints it.
        Text = "txt",
        /// JSON, as the sub-command prints it.
        Json = "json",
        /// The main table, for a spreadsheet.
        Csv = "csv",
        /// The screen as a picture.
        Svg = "svg",
    }
}

impl Form {
    /// What it is good for, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Toml => "the scenario file, its defaults filled in",
            Self::Markdown => "tables for a page or a chat, and how to open the design",
            Self::Text => "as the command prints it",
            Self::Json => "every number, for programs",
            Self::Csv => "the main table, for a spreadsheet",
            Self::Svg => "this screen as a picture",
        }
    }

    /// The answer in this form; `None`: it is no form of an answer.
    pub fn of<A: Answer>(self, answer: &A, sheet: impl FnOnce() -> Sheet, origin: &Origin) -> Option<String> {
        match self {
            Self::Markdown => Some(sheet().markdown(origin)),
            Self::Text => Some(answer.text()),
            Self::Json => Some(json(answer)),
            Self::Csv => Some(sheet().csv()),
            Self::Toml | Self::Svg => None,
        }
    }
}
