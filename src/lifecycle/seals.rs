//! seals.toml as its lawful events make it.

use std::collections::BTreeSet;

use toml::Table;

use super::acts::{self, FileKind};
use super::authority::Authority;
use super::fold::fold;
use super::graph::Older;
use super::incremental_fold::Amount;
use super::judge::check_who;
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
    check_who(acts::of(FileKind::Seals, event)?, event, false, authority)?;
    if event.act == Act::Sealed { judge_seal(event, before) } else { Ok(()) }
}

fn judge_seal(event: &Event, before: &Names) -> Result<(), Refusal> {
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
