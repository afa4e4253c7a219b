//! Words by which an analysis ends at a person.

use aho_corasick::AhoCorasick;

use crate::model::likeness::plain;

/// Phrases that name a person's fault, in small letters and without punctuation. A register adds its own, in any
/// language, as `blame_phrases`.
pub const PHRASES: &[&str] = &[
    "human error",
    "operator error",
    "user error",
    "human failure",
    "human mistake",
    "made a mistake",
    "by mistake",
    "carelessness",
    "careless",
    "negligence",
    "negligent",
    "inattention",
    "inattentive",
    "not attentive",
    "did not pay attention",
    "didnt pay attention",
    "was not paying attention",
    "not careful",
    "should have known",
    "should have noticed",
    "should have been more careful",
    "knew better",
    "forgot to",
    "forgetfulness",
    "lack of awareness",
    "lack of attention",
    "lack of care",
    "lack of discipline",
    "lazy",
    "laziness",
    "incompetent",
    "incompetence",
    "ignored the rule",
    "ignored the rules",
    "ignored the procedure",
    "did not follow the procedure",
    "did not follow procedure",
    "did not follow the rules",
    "failed to follow",
    "staff retrained",
    "staff were retrained",
    "was retrained",
    "were retrained",
    "retrain the employee",
    "was reminded",
    "were reminded",
];

/// The phrases of `PHRASES` and of a register, to be looked for as whole words, all in one pass.
#[derive(Debug, Clone)]
pub struct Phrases {
    all: Vec<String>,
    searcher: AhoCorasick,
}

impl Phrases {
    /// With those of a register.
    ///
    /// # Errors
    /// So many that they cannot be looked for at once.
    pub fn new(own: &[String]) -> anyhow::Result<Phrases> {
        let own = own.iter().map(|phrase| plain(phrase)).filter(|phrase| !phrase.is_empty());
        let all: Vec<String> = PHRASES.iter().map(|phrase| (*phrase).to_owned()).chain(own).collect();
        let searcher = AhoCorasick::new(all.iter().map(|phrase| format!(" {phrase} ")))?;
        Ok(Phrases { all, searcher })
    }

    /// The first phrase that a text holds.
    #[must_use]
    pub fn found(&self, text: &str) -> Option<&str> {
        let found = self.searcher.find(&format!(" {} ", plain(text)))?;
        self.all.get(found.pattern().as_usize()).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_in_any_spelling() {
        let own = ["Schusseligkeit".to_owned(), "hat nicht   aufgepasst!".to_owned(), " ".to_owned()];
        let phrases = Phrases::new(&own).unwrap();
        for text in ["Human error.", "He didn't pay attention, again", "Er hat nicht aufgepasst.", "(careless)"] {
            assert!(phrases.found(text).is_some(), "{text}");
        }
        for text in ["Nobody checks the human errors-list", "The form carelessly omits it", "The intake has no field."]
        {
            assert_eq!(phrases.found(text), None, "{text}");
        }
    }
}
