//! The interface: screens, actions and what they need to draw. It knows no network rule and does no input or output.

pub mod action;
pub mod app;
pub mod canvas;
pub mod draft;
pub mod editor;
pub mod effect;
pub mod explain;
pub mod fields;
pub mod find;
pub mod hints;
pub mod input;
pub mod kept;
pub mod layer;
pub mod layout;
pub mod line;
pub mod lines;
pub mod look;
pub mod models;
pub mod mouse;
pub mod palette;
pub mod redact;
pub mod screens;
pub mod text;
pub mod update;
pub mod verdict;
pub mod view;
pub mod widgets;
pub mod words;

pub use app::{App, Options};
pub use effect::{Effect, Shown};
pub use kept::View;
pub use look::Look;
pub use mouse::Mouse;
