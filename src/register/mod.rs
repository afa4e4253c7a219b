//! The files of a register: where they are, read in parallel, saved atomically, named.

pub mod file_name;
pub mod find;
pub mod ids;
pub mod known;
pub mod load;
pub mod lock;
pub mod place;
mod quick;
pub mod read;
pub mod save;
pub mod shield;
pub mod store;
pub mod vouched;
