//! The five contents, each with the words by which a document shows that it has them, by language. They are sought as
//! words, not as sentences, so that a policy may say it in its own way.

mod english;
mod german;

/// The languages in which policies are read.
pub const LANGUAGES: [&Language; 2] = [&english::ENGLISH, &german::GERMAN];

/// The words of a language.
#[derive(Debug)]
pub struct Language {
    /// The five contents (R31).
    pub contents: &'static [Content],
    /// Phrases by which a sentence only allows or hopes.
    pub weak: &'static [&'static str],
    /// Words that only allow.
    pub may: &'static [&'static str],
    /// With one of these in the sentence, such a word forbids rather than allows.
    pub forbids: &'static [&'static str],
}

/// One of the five contents.
#[derive(Debug)]
pub struct Content {
    /// Its name.
    pub name: &'static str,
    /// What the policy must say.
    pub asks: &'static str,
    /// Headings under which every sentence is about it.
    pub headings: &'static [&'static str],
    /// Phrases that make a sentence about it, wherever it stands.
    pub topic: &'static [&'static str],
    /// Phrases that deny it: a sentence with one does not count.
    pub denied: &'static [&'static str],
    /// What the sentences about it must hold.
    pub groups: &'static [Group],
    /// Whether one sentence about it makes the whole section be about it.
    pub spreads: bool,
    /// Whether a sentence that only allows or hopes does not count.
    pub binding: bool,
}

/// Something that the sentences about a content must say.
#[derive(Debug)]
pub struct Group {
    /// What.
    pub says: &'static str,
    /// How many of the alternatives must stand there.
    pub needs: usize,
    /// Alternatives: each a list of phrases that mean the same.
    pub any: &'static [&'static [&'static str]],
}
