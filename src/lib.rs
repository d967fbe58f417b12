//! aksplore: an explorer for the networking of Azure Kubernetes Service, as a library.
//!
//! Text becomes a [`scenario::Scenario`], a scenario an [`engine::Plan`], a plan an [`engine::Analysis`], and an analysis
//! cells or JSON; `ARCHITECTURE.md` leads through it. Deliberately only the list of modules: nothing is defined here.

pub mod cli;
pub mod config;
pub mod diag;
pub mod document;
pub mod engine;
pub mod examples;
pub mod explain;
pub mod explorer;
pub mod files;
pub mod licences;
pub mod linear;
pub mod manifest;
pub mod net;
pub mod picture;
pub mod report;
pub mod runtime;
pub mod scenario;
pub mod share;
pub mod state;
pub mod ui;
pub mod worker;
