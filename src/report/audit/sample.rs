//! Samples that can be drawn again.

use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// How samples are drawn: each id has a rank, the SHA-256 of `seed`, step and id, one a line; the lowest ranks are drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Sample {
    /// How many are drawn in each step.
    pub size: usize,
    /// What they are drawn by.
    pub seed: String,
}

impl Sample {
    /// Draws from `ids` for a step; the drawn ones in their own order.
    pub fn draw<'i>(&self, step: u8, ids: impl IntoIterator<Item = &'i str>) -> Vec<&'i str> {
        let rank = |id: &str| Sha256::digest(format!("{}\n{step}\n{id}", self.seed)).to_vec();
        let mut all: Vec<(Vec<u8>, &str)> = ids.into_iter().map(|id| (rank(id), id)).collect();
        all.sort();
        all.dedup();
        let mut drawn: Vec<&str> = all.into_iter().take(self.size).map(|(_, id)| id).collect();
        drawn.sort_unstable();
        drawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_numbers_draw_the_same_and_others_do_not() {
        let ids: Vec<String> = (0..100).map(|n| format!("IMP-{n}")).collect();
        let draw = |seed: &str, step| {
            let sample = Sample { size: 5, seed: seed.to_owned() };
            sample.draw(step, ids.iter().map(String::as_str)).into_iter().map(ToOwned::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(draw("a", 2), draw("a", 2));
        assert!(draw("a", 2) != draw("b", 2) && draw("a", 2) != draw("a", 6));
        assert_eq!(draw("a", 2).len(), 5);
        // One more item moves no other rank.
        let more: Vec<&str> = ids.iter().map(String::as_str).chain(["IMP-100"]).collect();
        let sample = Sample { size: 5, seed: "a".to_owned() };
        let kept = sample.draw(2, more).into_iter().filter(|id| draw("a", 2).contains(&(*id).to_owned())).count();
        assert!(kept >= 4);
    }
}
