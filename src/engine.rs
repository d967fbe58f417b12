//! What follows from a scenario: pure functions from a [`plan::Plan`] to answers. Deliberately without files,
//! clocks, keys and colours.

pub mod address;
pub mod analysis;
pub mod basis;
pub mod capacity;
pub mod change;
pub mod compare;
pub mod endpoint;
pub mod finding;
pub mod fix;
pub mod formula;
pub mod grid;
pub mod inventory;
pub mod layout;
pub mod neighbour;
pub mod occupant;
pub mod outbound;
pub mod packing;
pub mod plan;
pub mod policy;
pub mod preflight;
pub mod reach;
pub mod rehearsal;
pub mod reroute;
pub mod route;
pub mod rules;
#[cfg(test)]
pub(crate) mod sample;
pub mod service;
pub mod trace;

pub use analysis::Analysis;
pub use plan::Plan;
