//! Words of a sentence, and phrases looked for in them.

/// The words of a text in small letters.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace(['\u{2019}', '\''], "");
    lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(ToOwned::to_owned).collect()
}

/// The first of some phrases that stands in a sentence. A phrase is words in a row; `effectiv*` stands for every word
/// that begins so, a `*` alone for any one word, and `{month}` for the name of a month.
#[must_use]
pub fn first<'p>(words: &[String], phrases: &[&'p str]) -> Option<&'p str> {
    phrases.iter().find(|phrase| holds(words, phrase)).copied()
}

/// Whether a phrase stands in a sentence.
#[must_use]
pub fn holds(words: &[String], phrase: &str) -> bool {
    let parts: Vec<&str> = phrase.split(' ').collect();
    words.windows(parts.len()).any(|window| window.iter().zip(&parts).all(|(word, part)| fits(word, part)))
}

/// The names of the months, in the languages in which policies are read.
const MONTHS: [&str; 24] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
];

fn fits(word: &str, part: &str) -> bool {
    if part == "{month}" {
        return MONTHS.contains(&word);
    }
    match part.strip_suffix('*') {
        Some(beginning) => word.starts_with(beginning),
        None => word == part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_words_in_a_row() {
        let sentence = words("The owner's root-cause analyses are re-tested.");
        assert!(
            holds(&sentence, "root cause") && holds(&sentence, "root cause analys*") && holds(&sentence, "re test*")
        );
        assert!(holds(&sentence, "owners * cause"));
        assert!(!holds(&sentence, "cause root") && !holds(&sentence, "analys") && !holds(&sentence, "tested cause"));
        assert_eq!(first(&sentence, &["why", "owner*"]), Some("owner*"));
    }
}
