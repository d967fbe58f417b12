//! How the program looks and listens: settings, themes, colours, glyphs, keys. Everything here is a pure function of its
//! input (text, flags, environment given as a function); nothing is read from a file or a terminal.

pub mod colour;
pub mod decide;
pub mod glyphs;
pub mod key;
pub mod keymap;
pub mod place;
pub mod read;
pub mod schema;
pub mod settings;
pub mod text;
pub mod theme;
