//! What vouches for a register: canonical form, hashes of events, digests of content.

pub mod canonical;
pub mod digest;
pub mod event_table;
pub mod statement;
pub mod verify;
