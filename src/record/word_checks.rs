//! Asks of the words that an act brings that they say something.

use std::collections::HashSet;

use super::workspace::Workspace;
use crate::lifecycle::refusal::Refusal;
use crate::model::event::Event;
use crate::model::item::Item;
use crate::model::written_words::{each_of_event, each_of_item};

/// Asks it of an event.
///
/// # Errors
/// Words that say nothing.
pub fn check_event(workspace: &Workspace, event: &Event) -> anyhow::Result<()> {
    let wording = workspace.wording();
    let mut empty = Vec::new();
    each_of_event(event, |_, what, text| {
        if wording.is_empty(text) {
            empty.push((what, text));
        }
    });
    refuse(&empty)
}

/// Asks it of an event and of what an item says after it and did not say before.
///
/// # Errors
/// Words that say nothing.
pub fn check_item(workspace: &Workspace, before: Option<&Item>, after: &Item, event: &Event) -> anyhow::Result<()> {
    check_event(workspace, event)?;
    let wording = workspace.wording();
    let mut said = HashSet::new();
    if let Some(before) = before {
        each_of_item(before, |_, what, text| _ = said.insert((what, text)));
    }
    let mut empty = Vec::new();
    each_of_item(after, |_, what, text| {
        if wording.is_empty(text) && !said.contains(&(what, text)) {
            empty.push((what, text));
        }
    });
    refuse(&empty)
}

fn refuse(empty: &[(&str, &str)]) -> anyhow::Result<()> {
    let Some((what, text)) = empty.first() else { return Ok(()) };
    let shown: String = text.trim().chars().take(60).collect();
    Err(Refusal::new(format!("“{shown}” says nothing: {what} is for somebody who was not there"))
        .next("say what happened, or why, in words of your own: a sentence is enough")
        .into())
}
