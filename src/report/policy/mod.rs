//! The written policy on continual improvement: whether a document has the five contents that auditors look for
//! (R31), and what a template of one is filled with.

mod content;
pub mod facts;
mod markdown;
mod placeholder;
mod vocabulary;
mod words;

use schemars::JsonSchema;
use serde::Serialize;

pub use content::{Answer, ContentFound};
pub use placeholder::Placeholder;
use vocabulary::LANGUAGES;

/// The largest document that is read, in bytes.
pub const MAX_BYTES: u64 = 1 << 20;

/// What was found in a document.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PolicyCheck {
    /// The program and its version.
    pub tool: String,
    /// The document, as it was named.
    pub file: String,
    /// Whether each content was found and no placeholder is left.
    pub passes: bool,
    /// The five contents.
    pub contents: Vec<ContentFound>,
    /// Places where somebody still has to decide or to fill in.
    pub placeholders: Vec<Placeholder>,
}

/// Looks for the five contents in a Markdown document. What stands in code, comments and other HTML, or struck out, is
/// no policy.
#[must_use]
pub fn check(file: &str, text: &str) -> PolicyCheck {
    let document = markdown::read(text);
    let contents = in_the_best_language(&document);
    let placeholders = placeholder::all(&document);
    PolicyCheck {
        tool: concat!("kaizen ", env!("CARGO_PKG_VERSION")).to_owned(),
        file: file.to_owned(),
        passes: placeholders.is_empty() && contents.iter().all(|c| c.answer == Answer::Found),
        contents,
        placeholders,
    }
}

/// The contents in the language in which the document says most of them.
fn in_the_best_language(document: &markdown::Document) -> Vec<ContentFound> {
    let read = LANGUAGES.iter().map(|language| {
        let contents = language.contents.iter();
        contents.map(|content| content::look(content, language, document)).collect::<Vec<_>>()
    });
    let said = |contents: &Vec<ContentFound>| {
        let seen = |c: &ContentFound| (usize::from(c.answer == Answer::Found), c.seen.len());
        contents.iter().map(seen).fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1))
    };
    // Of two that say as much, the first counts.
    read.rev().max_by_key(said).unwrap_or_default()
}
