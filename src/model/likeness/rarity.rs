//! How much two texts have in common where what is rare counts more: the trigrams of two texts, each weighed by how few of
//! all texts have it. What stands in every item of a register tells nothing.

use std::collections::HashMap;

use super::WordSet;

/// In how many of some texts each trigram stands.
#[derive(Debug, Default)]
pub struct Rarity {
    texts: usize,
    holding: HashMap<u64, usize>,
}

impl Rarity {
    /// Counts them.
    #[must_use]
    pub fn among<'a>(texts: impl IntoIterator<Item = &'a WordSet>) -> Self {
        let mut rarity = Rarity::default();
        for text in texts {
            rarity.texts += 1;
            for three in distinct(text) {
                *rarity.holding.entry(three).or_default() += 1;
            }
        }
        rarity
    }

    /// What a trigram weighs.
    #[allow(clippy::cast_precision_loss, reason = "no register has so many texts")]
    fn weight(&self, three: u64) -> f64 {
        let holding = self.holding.get(&three).copied().unwrap_or_default().max(1);
        (1.0 + self.texts.max(1) as f64 / holding as f64).ln().powi(2)
    }

    /// How much two texts have in common, from 0 to 1: Sørensen–Dice over weighed trigrams.
    #[must_use]
    pub fn likeness(&self, one: &WordSet, other: &WordSet) -> f64 {
        let (one, other) = (distinct(one), distinct(other));
        let sum = |list: &[u64]| list.iter().map(|three| self.weight(*three)).sum::<f64>();
        let shared: f64 =
            one.iter().filter(|three| other.binary_search(three).is_ok()).map(|three| self.weight(*three)).sum();
        let all = sum(&one) + sum(&other);
        if all > 0.0 { 2.0 * shared / all } else { 0.0 }
    }
}

fn distinct(text: &WordSet) -> Vec<u64> {
    let mut all = text.sorted();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rare_counts_more() {
        let texts = ["the badge reader", "the badge printer", "the badge list", "a conveyor reader"].map(WordSet::of);
        let rarity = Rarity::among(&texts);
        let like = |one: usize, other: usize| rarity.likeness(&texts[one], &texts[other]);
        assert!(like(0, 3) > like(0, 2) * 0.9 && like(0, 0) > 0.99, "{} {}", like(0, 3), like(0, 2));
        assert!(rarity.likeness(&texts[0], &WordSet::of("")) < 0.01);
    }
}
