//! kaizen keeps an ISO/IEC 27001:2022 continual-improvement register as plain files in git.
//!
//! The program is the way to use it. The library is for programs that look at a register, or record acts in somebody's
//! name: open it, go through its items with what their events amount to, check it, read its history, record an act.
//! What is public here is kept; everything else may change.
//!
//! ```no_run
//! use kaizen::{Register, acts::Note};
//!
//! # fn main() -> Result<(), kaizen::Error> {
//! let register = Register::open("register".as_ref(), "2026-05-15T09:12:44Z".parse().unwrap())?;
//! for entry in register.items()?.0 {
//!     println!("{} {:?} {}", entry.item.id, entry.state.status, entry.item.title);
//! }
//! println!("errors: {}", register.check()?.counted.errors);
//! let entry = register.item("k7qd")?;
//! register.record(Some("dana.okafor"), &entry.item.id, Note { text: Some("Ordered.".to_owned()) })?;
//! # Ok(())
//! # }
//! ```
mod act;
mod api;
mod attest;
mod check;
mod cli;
mod document;
mod git;
mod history;
mod import;
mod lifecycle;
pub mod model;
mod record;
mod register;
mod render;
mod report;

pub use api::{Entry, Error, Register, Request, acts};
pub use check::finding::{ByCommit, Counted, Finding, LeftOut, Lowered, Report, Waived};
pub use history::log::{LogEntry, LoggedAct};
pub use lifecycle::refusal::Refusal;
pub use lifecycle::state::State;
pub use register::read::Problem;

/// Runs the program: the arguments, the streams and the clock are those of the process.
#[doc(hidden)]
#[must_use]
pub fn main() -> std::process::ExitCode {
    cli::main()
}

/// What this repository's own tests and generator look into. Nothing of it is promised to anybody else.
#[doc(hidden)]
pub mod internals {
    pub mod attest {
        pub use crate::attest::{digest, event_table, statement, verify};
    }
    pub mod document {
        pub use crate::document::{edit, format, layout, value};
    }
    pub mod git {
        pub use crate::git::compose;
    }
    pub mod lifecycle {
        pub use crate::lifecycle::{acts, fold, lawful, needs, people, replay, signature, state};
    }
    pub mod record {
        pub use crate::record::{fields, next_event, settings, words};
    }
    pub mod register {
        pub use crate::register::{place, read};
    }
    pub mod render {
        pub use crate::render::schema;
    }
    pub mod report {
        pub use crate::report::audit;
    }
}
