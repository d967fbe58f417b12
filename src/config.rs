//! How the program looks and listens: themes, colours, glyphs, keys. Everything here is a pure function of its
//! input (text, flags, environment given as a function); nothing is read from a file or a terminal.

pub mod colour;
pub mod glyphs;
pub mod key;
pub mod keymap;
pub mod theme;
