//! An item as whoever types words about it sees it.

use crate::lifecycle::state::State;
use crate::model::event::{Act, Event};
use crate::model::item::Item;
use crate::record::item::ItemDraft;

/// As many of the newest words are shown.
const WORDS: usize = 12;

/// The item in a few lines: what it is about, where it stands, what was agreed.
#[must_use]
pub fn item(item: &Item, state: &State) -> Vec<String> {
    let terms = &state.terms;
    let mut standing = Vec::new();
    standing.extend(state.status.map(|status| status.to_string()));
    standing.extend(terms.grade.map(|grade| grade.to_string()));
    standing.extend(terms.owner.as_ref().map(|owner| format!("owner {owner}")));
    standing.extend(terms.due.map(|due| format!("due {due}")));
    let mut lines = vec![format!("{}  {}", item.id, item.title), standing.join(", ")];
    lines.extend(terms.success_criterion.as_ref().map(|text| format!("Criterion: {text}")));
    lines
}

/// The same with the newest words that were said about it.
#[must_use]
pub fn conversation(draft: &ItemDraft<'_>) -> Vec<String> {
    let mut lines = item(&draft.item, &draft.state);
    let said = events(draft).into_iter().filter_map(|event| {
        let (did, text) = (event.act, event.text.as_ref()?);
        let did = if did == Act::Noted { String::new() } else { format!(" ({did})") };
        Some(format!("{} {}{did}: {text}", event.at.0.date_naive(), event.by))
    });
    let said: Vec<String> = said.collect();
    lines.extend(said.into_iter().rev().take(WORDS).rev());
    lines
}

/// What was shown for it so far: a file in the register, or a link.
#[must_use]
pub fn evidence(draft: &ItemDraft<'_>) -> Vec<String> {
    let each = events(draft).into_iter().flat_map(|event| {
        event.evidence.iter().flatten().filter_map(move |evidence| {
            let place = evidence.path.as_ref().or(evidence.url.as_ref())?;
            Some(format!("Evidence: {place} ({}, {})", event.act, event.by))
        })
    });
    each.collect()
}

/// Its events, the oldest first.
fn events<'d>(draft: &'d ItemDraft<'_>) -> Vec<&'d Event> {
    let mut events: Vec<&Event> = draft.item.event.values().collect();
    events.sort_by_key(|event| event.at);
    events
}
