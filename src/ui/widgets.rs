//! Pieces that several screens draw with. They know neither screens nor answers.

pub mod matrix;
pub mod panel;
