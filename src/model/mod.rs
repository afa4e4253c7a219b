//! Data and its words: what stands in the files of a register. Pure: no I/O, no git.

pub(crate) mod control;
pub mod date;
pub(crate) mod day_words;
pub mod event;
pub(crate) mod excerpt;
pub mod id;
pub mod item;
pub mod key;
pub(crate) mod likeness;
pub(crate) mod lookalike;
pub mod origin;
pub mod person;
pub mod resource;
pub mod review;
pub mod risk_score;
pub mod rule;
pub mod seal;
pub mod settings;
pub(crate) mod shell;
pub mod source;
pub mod terms;
pub(crate) mod tree;
pub(crate) mod vocabulary;
pub mod word;
pub(crate) mod wording;
pub(crate) mod written_words;
