//! Rules from facts to findings. One file (or folder) a family: first its list of rules, then the rules.

mod alike;
mod attributes;
mod evidence;
pub mod facts;
mod files;
pub mod filter;
pub mod finding;
mod form;
mod gather;
mod history;
mod input;
mod level;
mod lines;
mod people;
mod place;
mod process;
mod record;
mod recorded;
mod register;
pub mod remedy;
pub mod rule;
mod run;
mod seen;
mod stray;
mod together;
mod weighed;

pub use history::Wanted;
pub use input::{Input, Opened};
pub use level::lowers;
pub use run::run;
