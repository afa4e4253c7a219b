//! Random ids, and finding the one that a person means.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::Context;
use sha2::{Digest, Sha256};

use crate::model::id::{ALPHABET, ItemId, PartId};

/// How many draws before giving up on a free id; with a million ids a year even a crowded one takes two or three.
const DRAWS: usize = 1000;

/// Random Crockford base-32 characters. With `KAIZEN_SEED` they come from the seed and `context`, for examples and
/// tests; without, from the system.
#[derive(Debug)]
pub struct Draw {
    seed: Option<String>,
    count: AtomicU64,
    /// What was drawn last for a context: an act that is made ready again keeps its ids while they are free.
    last: Mutex<HashMap<String, String>>,
}

impl Draw {
    /// Draws as the environment says.
    #[must_use]
    pub fn from_env() -> Self {
        let seed = std::env::var("KAIZEN_SEED").ok().filter(|s| !s.is_empty());
        Draw { seed, count: AtomicU64::new(0), last: Mutex::default() }
    }

    /// `length` random characters.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn characters(&self, length: usize, context: &str) -> anyhow::Result<String> {
        let mut bytes = vec![0u8; length];
        match &self.seed {
            Some(seed) => {
                let count = self.count.fetch_add(1, Ordering::Relaxed);
                let digest = Sha256::digest(format!("{seed}\n{context}\n{count}"));
                bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
            }
            None => getrandom::fill(&mut bytes).map_err(|e| anyhow::anyhow!("no randomness from the system: {e}"))?,
        }
        Ok(bytes.into_iter().map(|b| char::from(*ALPHABET.get(usize::from(b % 32)).unwrap_or(&b'0'))).collect())
    }

    /// A free id of an item.
    ///
    /// # Errors
    /// No randomness, or no free id.
    pub fn item(
        &self,
        prefix: &str,
        year: &str,
        context: &str,
        taken: impl Fn(&ItemId) -> bool,
    ) -> anyhow::Result<ItemId> {
        let id = |drawn: &str| Ok(format!("{prefix}-{year}-{drawn}").parse()?);
        self.free(4, context, id, taken)?.with_context(|| format!("no free id was found for {prefix}-{year}"))
    }

    /// A free id of an action or a resource.
    ///
    /// # Errors
    /// No randomness, or no free id.
    pub fn part(&self, context: &str, taken: impl Fn(&PartId) -> bool) -> anyhow::Result<PartId> {
        self.free(3, context, |drawn| drawn.parse().context("a drawn id"), taken)?.context("no free id was found")
    }

    fn free<I>(
        &self,
        length: usize,
        context: &str,
        id: impl Fn(&str) -> anyhow::Result<I>,
        taken: impl Fn(&I) -> bool,
    ) -> anyhow::Result<Option<I>> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let mut again = last.get(context).cloned();
        for _ in 0..DRAWS {
            let drawn = again.take().map_or_else(|| self.characters(length, context), Ok)?;
            let found = id(&drawn)?;
            if !taken(&found) {
                last.insert(context.to_owned(), drawn);
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

/// The ids that `written` can mean: the whole id, else its random part, else what begins like one of the two, else any
/// part of it, in any case; blank ends, as lines from elsewhere bring them, are no part of it. More than one means that
/// it is not unique.
#[must_use]
pub fn matching<'a>(written: &str, ids: &(impl Iterator<Item = &'a str> + Clone)) -> Vec<&'a str> {
    let wanted = written.trim().to_uppercase();
    if wanted.is_empty() {
        return Vec::new();
    }
    fn random(id: &str) -> &str {
        id.rsplit('-').next().unwrap_or_default()
    }
    let tests: [&dyn Fn(&str) -> bool; 4] = [
        &|id| id == wanted,
        &|id| random(id) == wanted,
        &|id| random(id).starts_with(&wanted) || id.starts_with(&wanted),
        &|id| id.contains(&wanted),
    ];
    tests
        .iter()
        .map(|test| ids.clone().filter(|id| test(id)).collect::<Vec<_>>())
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_unique_part_in_any_case() {
        let ids = ["IMP-2026-K7QD", "IMP-2026-K7AA", "IMP-2025-M2VA"];
        let find = |w: &str| matching(w, &ids.into_iter());
        assert_eq!(find("k7qd"), ["IMP-2026-K7QD"]);
        assert_eq!(find("K7"), ["IMP-2026-K7QD", "IMP-2026-K7AA"]);
        assert_eq!(find("2025"), ["IMP-2025-M2VA"]);
        assert_eq!(find("imp-2026-k7qd"), ["IMP-2026-K7QD"]);
        assert_eq!(find(" K7QD\r\n"), ["IMP-2026-K7QD"]);
        assert!(find("zzz").is_empty() && find("").is_empty() && find("\r").is_empty());
    }
}
