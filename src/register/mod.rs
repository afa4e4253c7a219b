//! The files of a register: where they are, read in parallel, saved atomically, named.

mod fast_reader;
pub mod file_name;
pub mod find;
pub mod heads;
pub mod ids;
pub mod load;
pub mod lock;
pub mod place;
pub mod read;
pub mod save;
pub mod shield;
pub mod store;
pub mod typed;
pub mod vouched;
