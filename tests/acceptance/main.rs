//! The real binary against real git repositories in temporary folders.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails shows where")]

mod audit;
mod bad_input;
mod bounds;
mod branches;
mod committed;
mod days;
mod decisions;
mod docs;
mod examples;
mod gate;
mod history;
mod honest;
mod hostile_text;
mod interrupted;
mod keeping;
mod killed;
mod life;
mod made;
mod meanwhile;
mod persons;
mod pipelines;
mod policy;
mod random;
mod reading;
mod readme;
mod refusals;
mod reports;
mod repositories;
mod review;
mod rooms;
mod rules;
mod seals;
mod sham;
mod side_by_side;
mod signatures;
mod signing;
mod source;
mod strange_history;
mod tampering;
mod telling;
mod terminal;
mod voiding;
mod waivers;
mod world;
