//! aksplore: an explorer for the networking of Azure Kubernetes Service, as a library.
//!
//! Text becomes a [`scenario::Scenario`], a scenario becomes an analysis, an analysis becomes cells or JSON.

pub mod cli;
pub mod config;
pub mod diag;
pub mod document;
pub mod engine;
pub mod examples;
pub mod explorer;
pub mod files;
pub mod net;
pub mod report;
pub mod runtime;
pub mod scenario;
pub mod ui;
