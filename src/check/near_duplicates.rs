//! Texts that are like others among many, without holding each against each: texts that share much have a band of their
//! `MinHash` signatures in common, and only those are compared.

use rayon::prelude::*;

use crate::model::likeness::WordSet;

/// Bands of a signature, and hashes in each. Two texts with two thirds of their words in common (a likeness of about
/// 0.8) share a band in 999 of 1,000 cases, two with a tenth in 2 of 100.
const BANDS: usize = 20;
const ROWS: usize = 3;

/// So many texts of one band are compared with each other, those next to one another: a band that very many share does
/// not make the work grow with their square, and each of them is still told as like another.
const NEIGHBOURS: usize = 3;

/// Below this share of equal hashes two texts are not compared word by word.
const WORTH_A_LOOK: f64 = 0.45;

/// A text, ready to be found among many.
#[derive(Debug, Clone)]
pub struct Sketch {
    words: WordSet,
    signature: [u32; BANDS * ROWS],
}

impl Sketch {
    /// How many words it has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.words.count()
    }

    /// Of a text.
    #[must_use]
    pub fn of(text: &str) -> Sketch {
        let words = WordSet::of(text);
        let mut signature = [u32::MAX; BANDS * ROWS];
        for word in words.iter() {
            let hash = fnv(word.as_bytes());
            // Multiply-shift: of each product the upper half is well mixed.
            for (least, factor) in signature.iter_mut().zip(&FACTORS) {
                *least = (*least).min((hash.wrapping_mul(*factor) >> 32) as u32);
            }
        }
        Sketch { words, signature }
    }

    /// How much two texts have in common, from 0 to 1.
    #[must_use]
    pub fn likeness(&self, other: &Sketch) -> f64 {
        self.words.likeness(&other.words)
    }

    /// The share of equal hashes: about the share of the words of both that both have.
    fn estimate(&self, other: &Sketch) -> f64 {
        let equal = self.signature.iter().zip(&other.signature).filter(|(a, b)| a == b).count();
        #[allow(clippy::cast_precision_loss, reason = "both are small")]
        let share = equal as f64 / (BANDS * ROWS) as f64;
        share
    }
}

/// Odd numbers, one for each hash of a signature: those of `SplitMix64`, the same everywhere.
static FACTORS: [u64; BANDS * ROWS] = {
    let mut factors = [0; BANDS * ROWS];
    let (mut i, mut state) = (0, 0_u64);
    while i < factors.len() {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        factors[i] = (mixed ^ (mixed >> 31)) | 1;
        i += 1;
    }
    factors
};

/// FNV-1a, 64 bits.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// For each text the one that is most like it, with their likeness, where that is at least `least` and `linked` does
/// not say that the two belong together. Of several that are equally like it the first counts.
#[must_use]
pub fn closest(
    texts: &[&Sketch],
    least: f64,
    linked: impl Fn(usize, usize) -> bool + Sync,
) -> Vec<Option<(usize, f64)>> {
    let mut pairs: Vec<(usize, usize)> =
        (0..BANDS).into_par_iter().flat_map_iter(|band| neighbours(texts, band)).collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    let compare = |(a, b): (usize, usize)| {
        let (one, other) = (texts.get(a)?, texts.get(b)?);
        if linked(a, b) || !one.words.may_be_like(&other.words, least) {
            return None;
        }
        Some((a, b, one.likeness(other))).filter(|(.., likeness)| *likeness >= least)
    };
    let alike: Vec<(usize, usize, f64)> = pairs.into_par_iter().filter_map(compare).collect();
    let mut found: Vec<Option<(usize, f64)>> = vec![None; texts.len()];
    for (a, b, likeness) in alike {
        for (mine, theirs) in [(a, b), (b, a)] {
            let Some(slot) = found.get_mut(mine) else { continue };
            if slot.is_none_or(|(known, best)| likeness > best || (likeness >= best && theirs < known)) {
                *slot = Some((theirs, likeness));
            }
        }
    }
    found
}

/// The pairs that share a band, those next to one another, and are worth a look; the earlier text of each comes first.
fn neighbours(texts: &[&Sketch], band: usize) -> Vec<(usize, usize)> {
    let said = texts.iter().enumerate().filter(|(_, text)| !text.words.is_empty());
    let rows = said.filter_map(|(i, text)| Some((text.signature.as_chunks::<ROWS>().0.get(band)?, i)));
    let mut rows: Vec<([u32; ROWS], usize)> = rows.map(|(row, i)| (*row, i)).collect();
    rows.sort_unstable();
    let worth = |a: usize, b: usize| {
        texts.get(a).zip(texts.get(b)).is_some_and(|(one, other)| one.estimate(other) >= WORTH_A_LOOK)
    };
    let mut pairs = Vec::new();
    for bucket in rows.chunk_by(|a, b| a.0 == b.0) {
        for (at, (_, i)) in bucket.iter().enumerate() {
            let before = bucket.get(at.saturating_sub(NEIGHBOURS)..at).unwrap_or_default();
            pairs.extend(before.iter().map(|(_, earlier)| (*earlier, *i)).filter(|(a, b)| worth(*a, *b)));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made-up words of eight letters, so that no two of these texts are alike.
    fn sentence(number: usize) -> String {
        let letter = |n: u64| char::from(b'a' + u8::try_from(n % 26).unwrap());
        let word = |w: u64| {
            let mut state = fnv(format!("{number} {w}").as_bytes());
            (0..8)
                .map(|_| {
                    letter({
                        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d) ^ (state >> 29);
                        state >> 33
                    })
                })
                .collect::<String>()
        };
        (0..24).map(|w| word(w) + " ").collect()
    }

    #[test]
    fn the_copy_is_found_among_many_and_nothing_else() {
        let mut texts: Vec<String> = (0..600).map(sentence).collect();
        texts.push(format!("{} one more", texts[70]));
        let sketches: Vec<Sketch> = texts.iter().map(|t| Sketch::of(t)).collect();
        let refs: Vec<&Sketch> = sketches.iter().collect();
        let found = closest(&refs, 0.8, |_, _| false);
        let like: Vec<(usize, usize)> =
            found.iter().enumerate().filter_map(|(i, f)| Some((i, f.as_ref()?.0))).collect();
        assert_eq!(like, [(70, 600), (600, 70)]);
        assert!(closest(&refs, 0.8, |_, _| true).iter().all(Option::is_none));
    }

    #[test]
    fn many_of_one_kind_are_all_told_and_not_each_held_against_each() {
        let sketch = Sketch::of("Improve security awareness of all employees in the whole organisation");
        let refs = vec![&sketch; 1_000];
        let found = closest(&refs, 0.8, |_, _| false);
        assert!(found.iter().all(Option::is_some));
    }
}
