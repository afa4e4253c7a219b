//! How much two texts say the same: Sørensen–Dice over the trigrams of their words, and the Tversky index for whether
//! one says no more than the other. Both look at letters within words, so that an ending or a slip of the pen counts
//! little, and both leave out the small words of English.

use textdistance::{Algorithm, SorensenDice, Tversky};

/// From this on two texts say the same. Set by the labelled pairs in `likeness/pairs.tsv`.
pub const SAME: f64 = 0.72;
/// From this on two items, title and description, are as good as the same: they are longer than a sentence, and items
/// about one system share its words.
pub const ALIKE: f64 = 0.80;
/// From this on a text says no more than another one, which may be longer.
pub const WITHIN: f64 = 0.80;

/// Words that stand in any text and say nothing of what it is about.
const SMALL: [&str; 68] = [
    "a", "an", "and", "any", "are", "as", "at", "be", "because", "been", "but", "by", "can", "could", "did", "do",
    "does", "for", "from", "had", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "like", "may",
    "more", "my", "no", "not", "of", "on", "one", "only", "or", "our", "so", "some", "such", "than", "that", "the",
    "their", "them", "then", "there", "these", "they", "this", "to", "too", "up", "us", "was", "we", "were", "when",
    "which", "who", "why", "will", "with",
];

/// The words of a text in small letters, nothing but letters and digits; an apostrophe joins what stands around it.
pub fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'))
        .map(|word| word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>())
        .filter(|word| !word.is_empty())
}

/// A text, ready to be compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(Vec<String>);

impl Words {
    /// The words of a text that say something. Where all of them are small ones, all count.
    #[must_use]
    pub fn of(text: &str) -> Words {
        let all: Vec<String> = words(text).collect();
        let telling: Vec<String> = all.iter().filter(|w| SMALL.binary_search(&w.as_str()).is_err()).cloned().collect();
        Words(if telling.is_empty() { all } else { telling })
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// How much two texts have in common, from 0 to 1: Sørensen–Dice over trigrams.
    #[must_use]
    pub fn likeness(&self, other: &Words) -> f64 {
        if self.is_empty() || other.is_empty() {
            return 0.0;
        }
        SorensenDice::default().for_iter(self.trigrams(), other.trigrams()).nval()
    }

    /// How much of this text the other one says too, from 0 to 1: the Tversky index with α = 1 and β = 0.
    #[must_use]
    pub fn part_in(&self, other: &Words) -> f64 {
        if self.is_empty() || other.is_empty() {
            return 0.0;
        }
        Tversky { alpha: 1.0, beta: 0.0, bias: 0.0 }.for_iter(self.trigrams(), other.trigrams()).nval()
    }

    /// Whether two texts say the same.
    #[must_use]
    pub fn says_the_same(&self, other: &Words) -> bool {
        self.likeness(other) >= SAME
    }

    /// Whether this text says no more than the other one.
    #[must_use]
    pub fn says_no_more_than(&self, other: &Words) -> bool {
        self.part_in(other) >= WITHIN
    }

    /// Three letters each, within words; the edges of a word count as a letter.
    fn trigrams(&self) -> std::vec::IntoIter<[char; 3]> {
        let of_word = |word: &String| {
            let letters: Vec<char> = std::iter::once(' ').chain(word.chars()).chain([' ']).collect();
            letters.windows(3).filter_map(|w| <[char; 3]>::try_from(w).ok()).collect::<Vec<_>>()
        };
        self.0.iter().flat_map(of_word).collect::<Vec<_>>().into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_small_words_are_in_order() {
        assert!(SMALL.is_sorted());
    }

    #[test]
    fn what_is_not_said_is_like_nothing() {
        assert!(Words::of("?!").is_empty());
        assert!(Words::of("").likeness(&Words::of("")) < SAME);
        assert!(Words::of("It was not").says_the_same(&Words::of("it was not.")));
    }

    /// Each line: what somebody would say of the two, and the two.
    #[test]
    fn the_labelled_pairs_are_told_apart() {
        let pairs = include_str!("likeness/pairs.tsv");
        let mut wrong = Vec::new();
        let mut counted = [0; 5];
        for line in pairs.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
            let [label, one, other] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let (a, b) = (Words::of(one), Words::of(other));
            let (right, n) = match label {
                "same" => (a.says_the_same(&b) && b.says_the_same(&a), 0),
                "within" => (a.says_no_more_than(&b), 1),
                "other" => (!a.says_the_same(&b) && !a.says_no_more_than(&b), 2),
                "alike" => (a.likeness(&b) >= ALIKE, 3),
                "apart" => (a.likeness(&b) < ALIKE, 4),
                _ => panic!("{line}"),
            };
            counted[n] += 1;
            if !right {
                wrong.push(format!("{label} {:.2} {:.2}: {one} | {other}", a.likeness(&b), a.part_in(&b)));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(counted.iter().all(|n| *n >= 5) && counted.iter().sum::<i32>() >= 50, "{counted:?}");
    }
}
