//! The interface: screens, actions and what they need to draw. It knows no network rule and does no input or output.

pub mod action;
pub mod canvas;
pub mod draft;
pub mod editor;
pub mod effect;
pub mod fields;
pub mod hints;
pub mod input;
pub mod layer;
pub mod layout;
pub mod line;
pub mod models;
pub mod screens;
pub mod text;

pub use effect::Effect;
