//! Where an answer goes: standard output, or a file. Deliberately knows no answer, only its text.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

use super::{Refusal, exit};

/// The form of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One document.
    Json,
    /// One record a line.
    Plain,
}

/// Writes the answer to standard output. A reader that has gone away (`| head`) wants no more: that is no failure.
///
/// # Errors
/// When it cannot be written.
pub fn print(text: &str) -> Result<(), Refusal> {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(unwritable("standard output", &error)),
        _ => Ok(()),
    }
}

/// Writes the answer to a file, or to standard output for `-` and for no file.
///
/// # Errors
/// When it cannot be written.
pub fn write(text: &str, file: Option<&Path>) -> Result<(), Refusal> {
    match file {
        Some(path) if path != Path::new("-") => {
            std::fs::write(path, text).map_err(|error| unwritable(&path.display().to_string(), &error))
        }
        _ => print(text),
    }
}

fn unwritable(place: &str, error: &io::Error) -> Refusal {
    Refusal { code: exit::UNWRITABLE, message: format!("error: cannot write {place}: {error}") }
}
