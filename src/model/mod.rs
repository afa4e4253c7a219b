//! Data and its words: what stands in the files of a register. Pure: no I/O, no git.

pub mod control;
pub mod date;
pub mod day_words;
pub mod event;
pub mod excerpt;
pub mod id;
pub mod item;
pub mod key;
pub mod likeness;
pub mod lookalike;
pub mod origin;
pub mod person;
pub mod resource;
pub mod review;
pub mod seal;
pub mod settings;
pub mod shell;
pub mod source;
pub mod terms;
pub mod tree;
pub mod vocabulary;
pub mod word;
pub mod wording;
pub mod written_words;
