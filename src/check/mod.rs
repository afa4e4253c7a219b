//! Rules from facts to findings. One file (or folder) a family: first its list of rules, then the rules.

mod across_files;
mod attributes;
mod evidence;
pub mod facts;
mod file_findings;
mod files;
pub mod filter;
pub mod finding;
mod form;
pub mod full_check;
mod history;
mod input;
mod level;
mod lines;
mod near_duplicates;
mod people;
mod place;
mod process;
mod record;
mod register;
pub mod remedy;
mod run;
mod stray;
mod summary;
mod weighing;
mod with_history;

pub use history::Wanted;
pub use input::{Input, Opened};
pub use level::{lowers, of as level_of};
pub use run::run;
