//! The interface: screens, actions and what they need to draw. It knows no network rule and does no input or output.

pub mod action;
pub mod text;
