//! How much two texts say the same: Sørensen–Dice over the trigrams of their words, and the Tversky index for whether
//! one says no more than the other. Both look at letters within words, so that an ending or a slip of the pen counts
//! little, and both leave out the small words of English.

mod rarity;

use textdistance::{Algorithm, SorensenDice, Tversky};

pub use rarity::Rarity;

/// A word for a cause as it is compared: without case and separators, so that `Shift Plan` is `shift-plan`.
#[must_use]
pub fn cause_code(written: &str) -> String {
    written.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

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
    let mut letters = word.chars().chain([' ']);
    let mut three = u64::from(' ') << 21 | letters.next().map_or(0, u64::from);
    letters.map(move |letter| {
        three = (three << 21 | u64::from(letter)) & ((1 << 63) - 1);
        three
    })
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

/// The longest small word, in bytes.
const LONGEST: usize = "because".len();

/// A short word as a number that is in the order of words; `None` for one that is longer than any small one.
const fn packed(word: &str) -> Option<u64> {
    let bytes = word.as_bytes();
    if bytes.len() > LONGEST {
        return None;
    }
    let (mut number, mut i) = (0, 0);
    while i < bytes.len() {
        number = number << 8 | bytes[i] as u64;
        i += 1;
    }
    Some(number << (8 * (LONGEST - bytes.len())))
}

/// Hands out the words of a text in small letters: what stands between anything but letters and digits. An apostrophe
/// joins what stands around it.
fn each_word(text: &str, mut take: impl FnMut(&str)) {
    let mut word = String::with_capacity(32);
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            word.push(c.to_ascii_lowercase());
        } else if !c.is_ascii() && c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else if !word.is_empty() && !matches!(c, '\'' | '’') {
            take(&word);
            word.clear();
        }
    }
    if !word.is_empty() {
        take(&word);
    }
}

/// A text in small letters, nothing but letters and digits, with one space between words.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    each_word(text, |word| append(&mut plain, word));
    plain
}

fn append(words: &mut String, word: &str) {
    if !words.is_empty() {
        words.push(' ');
    }
    words.push_str(word);
}

/// A text, ready to be compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordSet {
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

impl WordSet {
    /// The words of a text that say something. Where all of them are small ones, all count.
    #[must_use]
    pub fn of(text: &str) -> WordSet {
        let mut words = WordSet { telling: String::with_capacity(text.len()), ..WordSet::default() };
        each_word(text, |word| {
            words.count += 1;
            if !is_small(word) {
                words.take(word);
            }
        });
        if words.telling.is_empty() {
            each_word(text, |word| words.take(word));
        }
        words
    }

    fn take(&mut self, word: &str) {
        append(&mut self.telling, word);
        let (marks, length) = (&mut self.marks, &mut self.length);
        of_word(word).for_each(|three| {
            *length += 1;
            let mark = three.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 53;
            if let Some(bits) = marks.get_mut((mark / 64) as usize) {
                *bits |= 1 << (mark % 64);
            }
        });
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
        self.telling.split_ascii_whitespace()
    }

    /// How much two texts have in common, from 0 to 1: Sørensen–Dice over trigrams.
    #[must_use]
    pub fn likeness(&self, other: &WordSet) -> f64 {
        if self.is_empty() || other.is_empty() {
            return 0.0;
        }
        SorensenDice::default().for_iter(self.trigrams(), other.trigrams()).nval()
    }

    /// How much of this text the other one says too, from 0 to 1: the Tversky index with α = 1 and β = 0.
    #[must_use]
    pub fn part_in(&self, other: &WordSet) -> f64 {
        if self.is_empty() || other.is_empty() {
            return 0.0;
        }
        Tversky { alpha: 1.0, beta: 0.0, bias: 0.0 }.for_iter(self.trigrams(), other.trigrams()).nval()
    }

    /// Whether two texts say the same.
    #[must_use]
    pub fn says_the_same(&self, other: &WordSet) -> bool {
        self.may_be_like(other, SAME) && self.likeness(other) >= SAME
    }

    /// Whether this text says no more than the other one.
    #[must_use]
    pub fn says_no_more_than(&self, other: &WordSet) -> bool {
        let within = |shared: usize| share(shared, self.length) >= WITHIN;
        within(self.marked(other)) && within(self.shared(other)) && self.part_in(other) >= WITHIN
    }

    /// Whether a look leaves room for so much likeness. Most texts have little in common, and for them the measure need
    /// not be taken.
    #[must_use]
    pub fn may_be_like(&self, other: &WordSet, least: f64) -> bool {
        let like = |shared: usize| share(2 * shared, self.length + other.length) >= least;
        like(self.marked(other).min(other.marked(self))) && like(self.shared(other))
    }

    /// No more than so many trigrams of this text stand in the other one too, by the marks of both.
    fn marked(&self, other: &WordSet) -> usize {
        let alone = self.marks.iter().zip(&other.marks).map(|(mine, theirs)| (mine & !theirs).count_ones() as usize);
        self.length.saturating_sub(alone.sum())
    }

    /// So many trigrams the two have in common, each as often as both have it.
    fn shared(&self, other: &WordSet) -> usize {
        let (mine, theirs) = (self.sorted(), other.sorted());
        let mut theirs = theirs.iter().peekable();
        let in_both = mine.iter().filter(|three| {
            while theirs.next_if(|other| other < three).is_some() {}
            theirs.next_if_eq(three).is_some()
        });
        in_both.count()
    }

    fn sorted(&self) -> Vec<u64> {
        let mut all = Vec::with_capacity(self.length);
        self.trigrams().for_each(|three| all.push(three));
        all.sort_unstable();
        all
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
            let (a, b) = (WordSet::of(&one), WordSet::of(&other));
            let likeness = a.likeness(&b);
            proptest::prop_assert!(a.may_be_like(&b, likeness) && b.may_be_like(&a, likeness));
            proptest::prop_assert_eq!(a.says_no_more_than(&b), a.part_in(&b) >= WITHIN);
        }
    }

    #[test]
    fn what_is_not_said_is_like_nothing() {
        assert!(WordSet::of("?!").is_empty());
        assert!(WordSet::of("").likeness(&WordSet::of("")) < SAME);
        assert!(WordSet::of("It was not").says_the_same(&WordSet::of("it was not.")));
    }

    /// Each line: what somebody would say of the two, and the two.
    #[test]
    fn the_labelled_pairs_are_told_apart() {
        let pairs = include_str!("likeness/pairs.tsv");
        let mut wrong = Vec::new();
        let mut counted = [0; 5];
        for line in pairs.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
            let [label, one, other] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let (a, b) = (WordSet::of(one), WordSet::of(other));
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
