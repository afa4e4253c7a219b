//! Whoever can be asked while an act is made ready.

/// Why nothing was recorded, where the person did not want it.
pub const CANCELLED: &str = "cancelled; nothing was recorded";

/// One of several answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The answer itself.
    pub word: String,
    /// What it means, where it is not its own meaning.
    pub meaning: Option<String>,
}

impl Choice {
    /// An answer that is its own meaning.
    #[must_use]
    pub fn of(word: impl Into<String>) -> Choice {
        Choice { word: word.into(), meaning: None }
    }

    /// An answer with what it means.
    #[must_use]
    pub fn new(word: &str, meaning: &str) -> Choice {
        Choice { word: word.to_owned(), meaning: Some(meaning.to_owned()) }
    }
}

impl std::fmt::Display for Choice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.meaning {
            Some(meaning) => write!(f, "{} — {meaning}", self.word),
            None => f.write_str(&self.word),
        }
    }
}

/// Somebody at a terminal, or whatever a caller of the library puts in their place.
pub trait Prompt: std::fmt::Debug {
    /// One line; asked again while it is empty.
    ///
    /// # Errors
    /// The person broke it off.
    fn line(&self, question: &str) -> anyhow::Result<String>;

    /// A line that may stay empty, with what stands there already.
    ///
    /// # Errors
    /// The person broke it off.
    fn line_from(&self, question: &str, there: &str) -> anyhow::Result<String>;

    /// Words of their own, as many as they like; empty where they have none. `about` is what they are about, line by line.
    ///
    /// # Errors
    /// The person broke it off.
    fn words(&self, question: &str, about: &[String]) -> anyhow::Result<String>;

    /// One of some choices, by its word.
    ///
    /// # Errors
    /// The person broke it off.
    fn choice(&self, question: &str, choices: Vec<Choice>) -> anyhow::Result<String>;

    /// Yes or no.
    ///
    /// # Errors
    /// The person broke it off.
    fn confirm(&self, question: &str) -> anyhow::Result<bool>;

    /// Tells them something before they are asked.
    fn tell(&self, line: &str);
}
