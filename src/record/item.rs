//! One act on an item, from the file as it is to the file as it will be.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use toml::Table;

use super::fields;
use super::hand_edits;
use super::next_event;
use super::publish::Publication;
use super::sign::sign;
use super::word_checks::check_item;
use super::words::headline;
use super::workspace::{Prepared, Workspace};
use crate::attest::digest::{Subject, content_digest, differing_keys};
use crate::attest::event_table;
use crate::document::edit::Document;
use crate::document::layout::LayoutKind;
use crate::document::value::Value;
use crate::lifecycle::acts::{self, FileKind};
use crate::lifecycle::content::Expected;
use crate::lifecycle::lawful;
use crate::lifecycle::reach::RAISER;
use crate::lifecycle::refusal::Refusal;
use crate::lifecycle::replay::{Replay, Verdict};
use crate::lifecycle::state::State;
use crate::model::event::{Act, Event, Party};
use crate::model::id::{Digest, Hash, ItemId};
use crate::model::item::Item;
use crate::model::tree::Tree;
use crate::register::{find, place, read};

/// An item on the workspace: its document may be changed, then an act is recorded.
#[derive(Debug)]
pub struct ItemDraft<'d> {
    workspace: &'d Workspace,
    path: String,
    /// The file.
    pub doc: Document,
    /// The item as it was read.
    pub item: Item,
    /// What its events amount to.
    pub state: State,
    newest: Vec<Hash>,
    edits: Vec<String>,
    /// Keys that the person changed in the editor, which the act names too.
    edited: Vec<String>,
    analyses: Option<u32>,
    extra: Vec<(PathBuf, Vec<u8>)>,
}

/// What an act on an item came to.
#[derive(Debug)]
pub struct Recorded {
    /// The item's id.
    pub id: ItemId,
    /// The event.
    pub event: Event,
    /// The item's state after.
    pub state: State,
    /// Keys that the act put back to what was agreed.
    pub put_back: Vec<String>,
    /// Keys edited by hand that the act adopted.
    pub adopted: Vec<String>,
    /// The item as it is then.
    pub item: Item,
}

impl<'d> ItemDraft<'d> {
    /// Takes an item from the register for `act`.
    ///
    /// # Errors
    /// The file cannot be read; its newest event is of the future; or it was edited by hand and that is not to be
    /// adopted.
    pub fn open(workspace: &'d Workspace, id: &ItemId, act: Act) -> anyhow::Result<Self> {
        let path = place::item_path(id);
        let loaded = workspace.register.item(&path)?;
        let doc = Document::parse(&std::fs::read(workspace.root.join(&path))?, LayoutKind::Item)
            .map_err(|e| anyhow::anyhow!("{path}:{}:{}: {}", e.line, e.column, e.message))?;
        let law = workspace.register.law();
        let replay = Replay::new(loaded.item.event.values(), &law, None);
        if act != Act::Voided {
            let tolerance = workspace.register.settings.policy.clock_tolerance_minutes;
            next_event::check_future(&replay.graph, workspace.now, tolerance).map_err(|r| r.of(id.as_str()))?;
        }
        let newest = next_event::newest(&replay.graph);
        let expected = replay.expected_content();
        let state = replay.state.clone();
        drop(replay);
        let item = loaded.item;
        let (edits, edited, extra) = (Vec::new(), Vec::new(), Vec::new());
        let mut draft = ItemDraft { workspace, path, doc, item, state, newest, edits, edited, analyses: None, extra };
        draft.adopt_edits(act, expected)?;
        Ok(draft)
    }

    /// A new item with this content; its first act is `raised`.
    ///
    /// # Errors
    /// The content is not an item.
    pub fn create(workspace: &'d Workspace, id: &ItemId, text: &str) -> anyhow::Result<Self> {
        let path = place::item_path(id);
        let doc =
            Document::parse(text.as_bytes(), LayoutKind::Item).map_err(|e| anyhow::anyhow!("{path}: {}", e.message))?;
        let item: Item = read::typed(&path, text)?;
        let state = State::default();
        Ok(ItemDraft {
            workspace,
            path,
            doc,
            item,
            state,
            newest: Vec::new(),
            edits: Vec::new(),
            edited: Vec::new(),
            analyses: None,
            extra: Vec::new(),
        })
    }

    /// The keys that were edited by hand, or joined from two sides, which the act adopts.
    #[must_use]
    pub fn adopted(&self) -> &[String] {
        &self.edits
    }

    /// The content that counts: without what void acts brought.
    #[must_use]
    pub fn in_force(&self) -> Cow<'_, Item> {
        self.state.void.in_force(&self.item)
    }

    /// The item's id.
    #[must_use]
    pub fn id(&self) -> &ItemId {
        &self.item.id
    }

    /// The content that is on the workspace now, with keys that this program does not know.
    ///
    /// # Errors
    /// The document is not TOML any more.
    pub fn table(&self) -> anyhow::Result<Table> {
        self.doc.text().parse().with_context(|| self.path.clone())
    }

    /// Takes the file as a person edited it; the act names the keys of the content that changed.
    ///
    /// # Errors
    /// It is not TOML.
    pub fn take(&mut self, edited: Document) -> anyhow::Result<()> {
        let before = self.table()?;
        self.doc = edited;
        self.edited = differing_keys(&before, &self.table()?, self.subject());
        Ok(())
    }

    /// The keys that the act names: adopted from the file as it stood, and edited by its person.
    fn named(&self) -> Vec<String> {
        let mut keys = self.edits.clone();
        keys.extend(self.edited.iter().cloned());
        keys.sort();
        keys.dedup();
        keys
    }

    fn subject(&self) -> Subject<'_> {
        Subject::Item(self.item.id.as_str())
    }

    fn adopt_edits(&mut self, act: Act, expected: Expected) -> anyhow::Result<()> {
        let now = self.table()?;
        let digest = content_digest(&Tree::from(&now), self.subject())?;
        let path = self.workspace.root.join(&self.path);
        let keys =
            |wanted: &Digest| hand_edits::keys_since(&self.workspace.repo, None, &path, &now, wanted, self.subject());
        match expected {
            Expected::One(wanted) if wanted == digest => Ok(()),
            Expected::One(wanted) => {
                let mut keys = keys(&wanted)?;
                if keys.is_empty() {
                    keys.push("(the digest of its newest event)".to_owned());
                }
                if !self.workspace.options.include_edits {
                    return Err(edited_by_hand(&path, &keys).of(self.item.id.as_str()).into());
                }
                self.check_raiser(std::slice::from_ref(&keys))?;
                self.edits = keys;
                // An analysis that was written by hand counts as one that `why` began.
                let analyses = u32::try_from(self.item.analysis.len()).unwrap_or(u32::MAX);
                self.analyses = Some(analyses).filter(|count| *count > self.state.analyses);
                let carries = acts::about(FileKind::Item, act).is_some_and(|about| about.carries.contains(&"analyses"));
                if self.analyses.is_some() && !carries {
                    return Err(Refusal::new(format!("an analysis was written by hand, and `{act}` adds none"))
                        .next(format!("adopt it first: kaizen edit {} --include-edits -m REASON", self.item.id))
                        .into());
                }
                Ok(())
            }
            Expected::Several(sides) => {
                // Two sides that git put together: the act that follows both names what came of it.
                let each: Vec<Vec<String>> = sides.iter().map(keys).collect::<anyhow::Result<_>>()?;
                self.check_raiser(&each)?;
                let mut all: Vec<String> = each.into_iter().flatten().collect();
                all.sort();
                all.dedup();
                self.edits = all;
                Ok(())
            }
            Expected::Unknown => Ok(()),
        }
    }

    /// Who joins two sides takes over what one of them says of who raised the item: `each` has the keys in which the file
    /// differs from each side.
    fn check_raiser(&self, each: &[Vec<String>]) -> Result<(), Refusal> {
        let fixed = |key: &&&str| self.newest.len() > 1 && each.iter().all(|keys| keys.iter().any(|k| k == **key));
        match RAISER.iter().find(fixed) {
            Some(key) => Err(Refusal::new(format!("`{key}` of {} is what neither side of a merge said", self.item.id))
                .next("take that edit back (git checkout) and join the sides first: kaizen note {id} -m TEXT")
                .of(self.item.id.as_str())),
            None => Ok(()),
        }
    }

    /// A blank event for an act of `by` on this item.
    #[must_use]
    pub fn event(&self, act: Act, by: Party) -> Event {
        next_event::on(self.workspace, act, by, self.newest.clone())
    }

    /// Asks early whether the act is possible at all, before any words are typed.
    ///
    /// # Errors
    /// Why not.
    pub fn check_possible(&self, event: &Event) -> Result<(), Refusal> {
        lawful::possible(&self.state, event, &self.workspace.register.law()).map_err(|r| r.of(self.item.id.as_str()))
    }

    /// The acts that count now and would not any more if `event` were recorded, for what `void` tells before it acts.
    ///
    /// # Errors
    /// The event cannot be sealed.
    pub fn losing_ground(&self, event: &Event) -> anyhow::Result<Vec<String>> {
        let law = self.workspace.register.law();
        let mut sealed = event.clone();
        self.seal(&mut sealed)?;
        let before = Replay::new(self.item.event.values(), &law, None);
        if let Some(target) = self.item.event.values().find(|other| Some(&other.hash) == event.event.as_ref()) {
            find::not_void(target, before.voided_by(&target.hash)).map_err(|r| r.of(self.item.id.as_str()))?;
        }
        let after = Replay::new(self.item.event.values().chain([&sealed]), &law, None);
        let counts_before = before.effective().map(|e| &e.hash);
        let counts_after: Vec<&Hash> = after.effective().map(|e| &e.hash).collect();
        let lost: Vec<&Hash> =
            counts_before.filter(|h| !counts_after.contains(h) && Some(*h) != event.event.as_ref()).collect();
        let events = before.effective().filter(|e| lost.contains(&&e.hash));
        Ok(events.map(|e| format!("{} {} by {} at {}", e.hash.short(), e.act, e.by, e.at)).collect())
    }

    /// Adds a file that the act brings with it, by its path below the register.
    pub fn attach(&mut self, path: &str, bytes: Vec<u8>) {
        self.extra.push((self.workspace.root.join(path), bytes));
    }

    /// Makes the act ready: seals the event, asks whether it is lawful, puts status and terms as folded into the document.
    ///
    /// # Errors
    /// The act is not lawful.
    pub fn ready(mut self, mut event: Event) -> anyhow::Result<Prepared<Recorded>> {
        let id = self.item.id.clone();
        self.seal(&mut event)?;
        let state = self.fold_with(&event)?;
        let word = sign(self.workspace, self.subject(), &mut event)?;
        let table = event_table::table(&event)?;
        self.doc.insert_table(&["event", event.hash.short()], &fields::event(&table))?;
        let put_back = self.write_derived(&state, &event)?;
        let after: Item = read::typed(&self.path, self.doc.text())?;
        let before = (event.act != Act::Raised).then_some(&self.item);
        check_item(self.workspace, before, &after, &event)?;
        let publication = self.publication(&event);
        let ItemDraft { edits: adopted, .. } = self;
        Ok(Prepared { publication, word, outcome: Recorded { id, event, state, put_back, adopted, item: after } })
    }

    fn seal(&self, event: &mut Event) -> anyhow::Result<()> {
        event.content = content_digest(&Tree::from(self.table()?), self.subject())?;
        if self.analyses.is_some() {
            let there = self.table()?.get("analysis").and_then(toml::Value::as_array).map_or(0, Vec::len);
            event.analyses = u32::try_from(there).ok();
        }
        event.edits = Some(self.named()).filter(|keys| !keys.is_empty());
        Ok(event_table::seal(&self.workspace.register.settings.id, self.subject(), event)?)
    }

    fn fold_with(&self, event: &Event) -> Result<State, Refusal> {
        let law = self.workspace.register.law();
        let replay = Replay::new(self.item.event.values().chain([event]), &law, None);
        let place = replay.graph.place(&event.hash);
        match place.and_then(|i| replay.verdicts.get(i)) {
            Some(Verdict::Unlawful(refusal) | Verdict::Superseded(refusal)) => Err(refusal.of(self.item.id.as_str())),
            _ => Ok(replay.state),
        }
    }

    /// Writes status and agreed terms as folded; returns the keys that stood otherwise and not by this act.
    fn write_derived(&mut self, state: &State, event: &Event) -> anyhow::Result<Vec<String>> {
        let by_act: Vec<&str> = event.terms.iter().flat_map(|t| t.present().collect::<Vec<_>>()).collect();
        let changed = write_derived(&mut self.doc, state)?;
        let before: BTreeMap<&str, Option<String>> = self.state.terms.texts().into_iter().collect();
        let after: BTreeMap<&str, Option<String>> = state.terms.texts().into_iter().collect();
        Ok(changed
            .into_iter()
            .filter(|key| {
                let moved = before.get(key.as_str()) != after.get(key.as_str());
                key != "status" && !key.starts_with("action.") && !moved && !by_act.contains(&key.as_str())
            })
            .collect())
    }

    fn publication(&self, event: &Event) -> Publication {
        let id = self.item.id.to_string();
        let subject = match event.act {
            Act::Raised => format!("{id}: {}", self.item.title),
            _ => format!("{id}: {}", headline(event)),
        };
        let mut trailers = vec![
            ("Kaizen-Item".to_owned(), id),
            ("Kaizen-Act".to_owned(), event.act.to_string()),
            ("Kaizen-By".to_owned(), event.by.to_string()),
        ];
        if let Some(edits) = &event.edits {
            trailers.push(("Kaizen-Edits".to_owned(), edits.join(", ")));
        }
        let mut files = self.extra.clone();
        files.push((self.workspace.root.join(&self.path), self.doc.to_bytes()));
        // Who chose not to be named is not named by git either.
        let author = (event.by == Party::Anonymous)
            .then(|| crate::git::Ident { name: "anonymous".to_owned(), mail: "anonymous@kaizen.invalid".to_owned() });
        Publication { files, subject, body: event.text.clone().unwrap_or_default(), trailers, author }
    }
}

/// Writes `status` and the agreed terms into an item's file as its events fold them; returns the keys that changed.
///
/// # Errors
/// Something in the file that is no value where one must be written.
pub fn write_derived(doc: &mut Document, state: &State) -> anyhow::Result<Vec<String>> {
    let mut changed = Vec::new();
    if let Some(status) = state.status {
        set(doc, &["status"], Some(Value::text(status.to_string())), &mut changed)?;
    }
    for (term, text) in state.terms.texts() {
        let value = text.map(|t| if matches!(term, "due" | "verify_on") { fields::date(&t) } else { Value::text(t) });
        set(doc, &[term], value, &mut changed)?;
    }
    for (id, action) in &state.actions {
        if doc.get(&["action", id.as_str()]).is_none() {
            continue;
        }
        let owner = action.owner.as_ref().map(|o| Value::text(o.to_string()));
        set(doc, &["action", id.as_str(), "owner"], owner, &mut changed)?;
        set(doc, &["action", id.as_str(), "due"], action.due.map(|d| fields::date(&d)), &mut changed)?;
    }
    Ok(changed)
}

fn set(doc: &mut Document, path: &[&str], value: Option<Value>, changed: &mut Vec<String>) -> anyhow::Result<()> {
    let same = match (doc.get(path), &value) {
        (Some(item), Some(value)) => item.as_value().is_some_and(|old| value.says(old)),
        (None, None) => true,
        _ => false,
    };
    if same {
        return Ok(());
    }
    match value {
        Some(value) => doc.set(path, &value)?,
        None => doc.remove(path)?,
    }
    changed.push(path.join("."));
    Ok(())
}

fn edited_by_hand(path: &Path, keys: &[String]) -> Refusal {
    let (shown, path) = (place::shown(path), place::pasted(path));
    Refusal::new(format!("{shown} was edited by hand since its newest event: {}", keys.join(", ")))
        .next("adopt the edits with this act: add --include-edits")
        .next(format!("or look at them (git diff -- {path}) and take them back (git checkout -- {path})"))
}
