//! What a file's content must be, by what its newest events say.

use super::graph::Graph;
use crate::model::id::Digest;

/// The content that a file must have after some events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// Exactly this.
    One(Digest),
    /// Two sides changed it in different ways; the act that joins them says what came of it.
    Several(Vec<Digest>),
    /// Nothing can be said: there is no event, or what it follows is missing.
    Unknown,
}

/// The content after `places`, where `content` holds what the file was after each event: each is compared with that
/// of the last event all of them follow, and only sides that changed it count.
#[must_use]
pub fn expected(graph: &Graph, content: &[Digest], places: &[usize]) -> Expected {
    let at = |i: usize| content.get(i).cloned();
    match places {
        [] => Expected::Unknown,
        [one] => at(*one).map_or(Expected::Unknown, Expected::One),
        many => {
            let base = graph.last_shared(many).and_then(at);
            let mut changed: Vec<Digest> =
                many.iter().filter_map(|i| at(*i)).filter(|c| Some(c) != base.as_ref()).collect();
            changed.sort();
            changed.dedup();
            match (changed.as_slice(), base) {
                ([], Some(base)) => Expected::One(base),
                ([], None) => Expected::Unknown,
                ([one], _) => Expected::One(one.clone()),
                _ => Expected::Several(changed),
            }
        }
    }
}
