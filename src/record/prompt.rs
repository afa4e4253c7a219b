//! Whoever can be asked while an act is made ready.

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

    /// Words of their own, as many as they like; empty where they have none.
    ///
    /// # Errors
    /// The person broke it off.
    fn words(&self, question: &str) -> anyhow::Result<String>;

    /// One of some choices.
    ///
    /// # Errors
    /// The person broke it off.
    fn choice(&self, question: &str, choices: Vec<String>) -> anyhow::Result<String>;

    /// Yes or no.
    ///
    /// # Errors
    /// The person broke it off.
    fn confirm(&self, question: &str) -> anyhow::Result<bool>;

    /// Tells them something before they are asked.
    fn tell(&self, line: &str);
}
