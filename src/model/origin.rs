//! What an output was made from.

use schemars::JsonSchema;
use serde::Serialize;

use super::date::Day;

/// What every output begins with, so that it can be made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Origin {
    /// The program and its version.
    pub tool: String,
    /// The day it was told by.
    pub as_of: Day,
    /// The commit it was read from; absent where it was the working tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

impl Origin {
    /// By this program, as of `day`, from a real register.
    #[must_use]
    pub fn new(day: Day, commit: Option<String>) -> Self {
        Origin { tool: concat!("kaizen ", env!("CARGO_PKG_VERSION")).to_owned(), as_of: day, commit }
    }

    /// The same where the register may be a sandbox: then the program says so beside its version.
    #[must_use]
    pub fn from_sandbox(mut self, sandbox: bool) -> Self {
        if sandbox {
            self.tool.push_str(" (sandbox)");
        }
        self
    }
}
