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

/// Three letters each; the edges of a word count as a letter.
fn of_word(word: &str) -> impl Iterator<Item = u64> {
    // A letter has 21 bits, so that three are a number.
    let mut three = u64::from(' ');
    let letters = word.chars().chain([' ']).map(move |letter| {
        three = (three << 21 | u64::from(letter)) & ((1 << 63) - 1);
        three
    });
    letters.skip(1)
}

/// Whether a word says nothing of what a text is about.
fn is_small(word: &str) -> bool {
    packed(word).is_some_and(|word| PACKED.binary_search(&word).is_ok())
}

/// The small words as numbers, which are compared in one step; in their order.
const PACKED: [u64; SMALL.len()] = {
    let mut all = [0; SMALL.len()];
    let mut i = 0;
    while i < all.len() {
        if let Some(word) = packed(SMALL[i]) {
            all[i] = word;
        }
        i += 1;
    }
    all
};

/// A word of up to eight bytes as a number that is in the order of words; none of the small ones is longer.
const fn packed(word: &str) -> Option<u64> {
    let bytes = word.as_bytes();
    if bytes.len() > 8 {
        return None;
    }
    let (mut number, mut i) = (0, 0);
    while i < 8 {
        number = number << 8 | if i < bytes.len() { bytes[i] as u64 } else { 0 };
        i += 1;
    }
    Some(number)
}

/// A text in small letters, nothing but letters and digits, with one space between words; an apostrophe joins what
/// stands around it.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut plain = Vec::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        let is_letter = if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() };
        if !is_letter {
            gap |= !matches!(c, '\'' | '’');
            continue;
        }
        if std::mem::take(&mut gap) && !plain.is_empty() {
            plain.push(b' ');
        }
        match u8::try_from(c) {
            Ok(byte) if byte.is_ascii() => plain.push(byte.to_ascii_lowercase()),
            _ => plain.extend(c.to_lowercase().collect::<String>().into_bytes()),
        }
    }
    String::from_utf8(plain).unwrap_or_default()
}

/// A text, ready to be compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Those that say something, with one space between two.
    telling: String,
    /// The number of all, small ones among them.
    count: usize,
    /// The number of trigrams.
    length: usize,
    /// One bit for some of all trigrams: a text whose bit is not set has none of them.
    marks: [u64; MARKS],
}

/// Words of 64 bits that mark which trigrams a text has.
const MARKS: usize = 32;

impl Words {
    /// The words of a text that say something. Where all of them are small ones, all count.
    #[must_use]
    pub fn of(text: &str) -> Words {
        let all = plain(text);
        let each = || all.split(' ').filter(|word| !word.is_empty());
        let mut words = Words { telling: String::with_capacity(all.len()), ..Words::default() };
        for word in each() {
            words.count += 1;
            if !is_small(word) {
                words.take(word);
            }
        }
        if words.telling.is_empty() {
            each().for_each(|word| words.take(word));
        }
        words
    }

    fn take(&mut self, word: &str) {
        if !self.telling.is_empty() {
            self.telling.push(' ');
        }
        self.telling.push_str(word);
        for three in of_word(word) {
            self.length += 1;
            let mark = three.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 53;
            if let Some(bits) = self.marks.get_mut((mark / 64) as usize) {
                *bits |= 1 << (mark % 64);
            }
        }
    }

    fn trigrams(&self) -> impl Iterator<Item = u64> {
        self.iter().flat_map(of_word)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.telling.is_empty()
    }

    /// How many words the text has, small ones among them.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// The words that say something, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.telling.split(' ').filter(|word| !word.is_empty())
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
        self.may_be_like(other, SAME) && self.likeness(other) >= SAME
    }

    /// Whether this text says no more than the other one.
    #[must_use]
    pub fn says_no_more_than(&self, other: &Words) -> bool {
        let most = share(self.shared_at_most(other), self.length);
        most >= WITHIN && self.part_in(other) >= WITHIN
    }

    /// Whether a look at the marks leaves room for so much likeness. Most texts have little in common, and for them
    /// the measure need not be taken.
    #[must_use]
    pub fn may_be_like(&self, other: &Words, least: f64) -> bool {
        let shared = self.shared_at_most(other).min(other.shared_at_most(self));
        share(2 * shared, self.length + other.length) >= least
    }

    /// No more than so many trigrams of this text stand in the other one too.
    fn shared_at_most(&self, other: &Words) -> usize {
        let alone = self.marks.iter().zip(&other.marks).map(|(mine, theirs)| (mine & !theirs).count_ones() as usize);
        self.length.saturating_sub(alone.sum())
    }
}

#[allow(clippy::cast_precision_loss, reason = "no text has so many trigrams")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_small_words_are_in_order() {
        assert!(SMALL.is_sorted() && SMALL.iter().all(|word| is_small(word)));
    }

    proptest::proptest! {
        /// The quick look never says less than the measure.
        #[test]
        fn what_the_marks_rule_out_is_not_alike(one in "[a-f ’é]{0,60}", other in "[a-f ]{0,60}") {
            let (a, b) = (Words::of(&one), Words::of(&other));
            let likeness = a.likeness(&b);
            proptest::prop_assert!(a.may_be_like(&b, likeness) && b.may_be_like(&a, likeness));
            proptest::prop_assert_eq!(a.says_no_more_than(&b), a.part_in(&b) >= WITHIN);
        }
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
