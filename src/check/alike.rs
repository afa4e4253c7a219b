//! Texts that are like others among many, without holding each against each: texts that share much have a band of their
//! `MinHash` signatures in common, and only those are compared.

use std::collections::{HashMap, HashSet};

use crate::model::likeness::Words;

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
#[derive(Debug, Clone, Default)]
pub struct Sketch {
    words: Words,
    signature: Vec<u32>,
}

impl Sketch {
    /// Of a text.
    #[must_use]
    pub fn of(text: &str) -> Sketch {
        let words = Words::of(text);
        let mut signature = vec![u32::MAX; BANDS * ROWS];
        for word in words.iter() {
            let mut state = fnv(word.as_bytes());
            for least in &mut signature {
                // SplitMix64: one more well mixed number each step, the same everywhere.
                state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                let mut mixed = state;
                mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                *least = (*least).min((mixed >> 32) as u32);
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

/// FNV-1a, 64 bits.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// For each text the one that is most like it, with their likeness, where that is at least `least` and `linked` does
/// not say that the two belong together. Of several that are equally like it the first counts.
#[must_use]
pub fn closest(texts: &[&Sketch], least: f64, linked: impl Fn(usize, usize) -> bool) -> Vec<Option<(usize, f64)>> {
    let mut found: Vec<Option<(usize, f64)>> = vec![None; texts.len()];
    let mut compared: HashSet<(usize, usize)> = HashSet::new();
    for band in 0..BANDS {
        let mut buckets: HashMap<&[u32], Vec<usize>> = HashMap::with_capacity(texts.len());
        for (i, text) in texts.iter().enumerate().filter(|(_, t)| !t.words.is_empty()) {
            let Some(rows) = text.signature.get(band * ROWS..(band + 1) * ROWS) else { continue };
            let bucket = buckets.entry(rows).or_default();
            for earlier in bucket.iter().rev().take(NEIGHBOURS) {
                compare(texts, (*earlier, i), least, &linked, &mut compared, &mut found);
            }
            bucket.push(i);
        }
    }
    found
}

fn compare(
    texts: &[&Sketch],
    (a, b): (usize, usize),
    least: f64,
    linked: &impl Fn(usize, usize) -> bool,
    compared: &mut HashSet<(usize, usize)>,
    found: &mut [Option<(usize, f64)>],
) {
    let (Some(one), Some(other)) = (texts.get(a), texts.get(b)) else { return };
    if one.estimate(other) < WORTH_A_LOOK || !compared.insert((a, b)) || linked(a, b) {
        return;
    }
    let likeness = one.likeness(other);
    if likeness < least {
        return;
    }
    for (mine, theirs) in [(a, b), (b, a)] {
        let Some(slot) = found.get_mut(mine) else { continue };
        let better = slot.is_none_or(|(known, best)| likeness > best || (likeness >= best && theirs < known));
        if better {
            *slot = Some((theirs, likeness));
        }
    }
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
