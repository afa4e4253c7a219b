//! Words by which an analysis ends at a person.

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

/// The phrases of `PHRASES` and of a register, each as it is looked for: as whole words.
#[must_use]
pub fn phrases(own: &[String]) -> Vec<String> {
    let own = own.iter().map(|phrase| plain(phrase)).filter(|phrase| !phrase.is_empty());
    PHRASES.iter().map(|phrase| (*phrase).to_owned()).chain(own).map(|phrase| format!(" {phrase} ")).collect()
}

/// The first of the phrases that a text holds.
#[must_use]
pub fn found<'p>(phrases: &'p [String], text: &str) -> Option<&'p str> {
    let text = format!(" {} ", plain(text));
    phrases.iter().find(|phrase| text.contains(phrase.as_str())).map(|phrase| phrase.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_in_any_spelling() {
        let phrases = phrases(&["Schusseligkeit".to_owned(), "hat nicht   aufgepasst!".to_owned(), " ".to_owned()]);
        for text in ["Human error.", "He didn't pay attention, again", "Er hat nicht aufgepasst.", "(careless)"] {
            assert!(found(&phrases, text).is_some(), "{text}");
        }
        for text in ["Nobody checks the human errors-list", "The form carelessly omits it", "The intake has no field."]
        {
            assert_eq!(found(&phrases, text), None, "{text}");
        }
    }
}
