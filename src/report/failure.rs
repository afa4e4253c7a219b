//! Why something could not be done, for programs.

use schemars::JsonSchema;
use serde::Serialize;

/// A refusal or another failure, as `--json` tells it on standard error.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Failure {
    /// What is wrong.
    pub error: String,
    /// What to do about it: commands or advice, one each.
    pub next: Vec<String>,
}
