//! Why an act is not lawful, and what to do next.

use std::fmt;

/// Why an act is not lawful, in a sentence, with the commands that supply what is missing.
/// In both, `{id}` stands for the item's id, which the lifecycle does not need to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub reason: String,
    /// What to do about it: commands or advice, one each.
    pub next: Vec<String>,
}

impl Refusal {
    /// A refusal for `reason`, with no advice yet.
    pub fn new(reason: impl Into<String>) -> Self {
        Refusal { reason: reason.into(), next: Vec::new() }
    }

    /// Adds a command or a piece of advice.
    #[must_use]
    pub fn next(mut self, advice: impl Into<String>) -> Self {
        self.next.push(advice.into());
        self
    }

    /// The same refusal with the item's id filled in.
    #[must_use]
    pub fn of(&self, id: &str) -> Self {
        let fill = |text: &String| text.replace("{id}", id);
        Refusal { reason: fill(&self.reason), next: self.next.iter().map(fill).collect() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Refusal {}
