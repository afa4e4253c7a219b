//! The real binary against real git repositories in temporary folders.

mod bad_input;
mod branches;
mod examples;
mod keeping;
mod life;
mod repositories;
mod world;
