//! seals.toml as its lawful events make it.

use std::collections::BTreeSet;

use toml::Table;

use super::acts::FileKind;
use super::authority::Authority;
use super::fold::fold;
use super::graph::Older;
use super::incremental_fold::Amount;
use super::ledger::Ledger;
use super::refusal::Refusal;
use crate::model::event::{Act, Event};

/// seals.toml, replayed.
#[derive(Debug)]
pub struct SealsReplay<'a> {
    /// What became of each event.
    pub ledger: Ledger<'a>,
    /// The content that the lawful events make.
    pub table: Table,
}

/// The names of the seals that there are.
type Names = BTreeSet<String>;

impl Amount for Names {
    fn weight(&self) -> usize {
        self.len()
    }
}

/// Replays seals.toml: a seal takes a manager or an auditor. Of several first events `older` says which is real.
#[must_use]
pub fn replay<'a>(
    events: impl IntoIterator<Item = &'a Event>,
    authority: &Authority,
    older: Option<Older<'_>>,
) -> SealsReplay<'a> {
    let add = |names: &mut Names, event: &Event| names.extend(seals(event).cloned());
    let judge = |event: &Event, before: &Names| judge(event, before, authority);
    let ledger = Ledger::replay(FileKind::Seals, events, (None, older), add, judge);
    let table = fold(ledger.effective());
    SealsReplay { ledger, table }
}

fn judge(event: &Event, before: &Names, authority: &Authority) -> Result<(), Refusal> {
    let Some(by) = event.by.handle() else {
        return Err(Refusal::new(format!("{} cannot do this: it takes somebody in people.toml", event.by)));
    };
    authority.require_present(by, event.at)?;
    match event.act {
        Act::Noted => Ok(()),
        Act::Sealed => judge_seal(event, before, authority),
        _ if authority.is_manager(by, event.at) => Ok(()),
        _ => Err(Refusal::new(format!("{by} cannot make a seal void: that takes a manager"))
            .next(format!("the managers are {}", authority.managers(event.at)))),
    }
}

fn judge_seal(event: &Event, before: &Names, authority: &Authority) -> Result<(), Refusal> {
    let by = event.by.handle();
    if !by.is_some_and(|by| authority.is_manager(by, event.at) || authority.is_auditor(by, event.at)) {
        let said = format!("{} cannot seal: that takes a manager or an auditor", event.by);
        return Err(Refusal::new(said).next(format!("the managers are {}", authority.managers(event.at))));
    }
    let names: Vec<&String> = seals(event).collect();
    if names.is_empty() {
        return Err(Refusal::new("a seal says what it seals"));
    }
    match names.into_iter().find(|name| before.contains(*name)) {
        Some(name) => Err(Refusal::new(format!("there is a seal “{name}” already")).next("give it another name")),
        None => Ok(()),
    }
}

/// The names of the seals that an event makes.
fn seals(event: &Event) -> impl Iterator<Item = &String> {
    event.set.iter().filter_map(|set| set.get("seal")?.as_table()).flat_map(Table::keys)
}
