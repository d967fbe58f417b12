//! What the user wrote: typed, editable, every reference still a name. Deliberately holds nothing derived.

#[cfg(test)]
pub mod arbitrary;
pub mod azure;
pub mod defaults;
pub mod difference;
pub mod edit;
pub mod field;
pub mod item;
pub mod leaf;
pub mod model;
pub mod path;
pub mod place;
pub mod read;
pub mod redact;
pub mod reference;
pub mod schema;
pub mod version;
pub mod write;

pub use edit::{Edit, EditError};
pub use field::Field;
pub use item::{List, Node};
pub use model::Scenario;
pub use path::Path;
