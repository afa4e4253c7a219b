//! kaizen keeps an ISO/IEC 27001:2022 continual-improvement register as plain files in git.
pub mod act;
pub mod attest;
pub mod check;
pub mod cli;
pub mod document;
pub mod git;
pub mod history;
pub mod import;
pub mod lifecycle;
pub mod model;
pub mod record;
pub mod register;
pub mod render;
pub mod report;
