//! The content of an item as somebody edited it; checked, and never lost.

use std::collections::BTreeSet;

use super::{ActWords, ItemAct};
use crate::document::Labels;
use crate::document::conflict::merge;
use crate::document::edit::Document;
use crate::document::value::key_path;
use crate::lifecycle::refusal::Refusal;
use crate::model::event::{Act, Event};
use crate::model::item::Item;
use crate::model::terms::Terms;
use crate::model::word::Status;
use crate::record::answers::Again;
use crate::record::hand_edits::newest_where;
use crate::record::item::ItemDraft;
use crate::record::workspace::Workspace;
use crate::register::place::item_path;
use crate::register::read;

/// Where the edited text of a file comes from.
#[derive(Clone, Copy)]
pub struct Edited<'e> {
    /// Gives the text of the file as it was edited, from what it is now.
    pub edit: &'e dyn Fn(&str) -> anyhow::Result<String>,
    /// Whether it was edited before, perhaps in an older version of the file.
    pub is_kept: bool,
}

impl std::fmt::Debug for Edited<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Edited").field("is_kept", &self.is_kept).finish_non_exhaustive()
    }
}

/// Changes the content of an item.
#[derive(Debug, Clone)]
pub struct Edit<'e> {
    /// The edited file.
    pub edited: Edited<'e>,
    /// Why. With words, what was edited by hand before is all that is meant.
    pub reason: Option<String>,
}

impl ItemAct for Edit<'_> {
    fn act(&self) -> Act {
        Act::Edited
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Optional(self.reason.as_deref())
    }

    fn fill(&self, workspace: &Workspace, draft: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        let path = item_path(draft.id());
        if self.reason.is_some() && !draft.adopted().is_empty() && !workspace.answers.knows(&question(&path)) {
            return Ok(());
        }
        let edited = edited(workspace, &path, &draft.doc, &self.edited)?;
        adopt(draft, event, edited)
    }
}

/// A file as a person edited it. What came in meanwhile is kept beside it.
///
/// # Errors
/// Nothing was edited, what was edited is not TOML; or both changed the same thing.
pub fn edited(workspace: &Workspace, path: &str, now: &Document, source: &Edited<'_>) -> anyhow::Result<Document> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let question = question(path);
    let answer = workspace.answers.about(&question, now.text(), Again::File("--from"), || (source.edit)(now.text()))?;
    let theirs = now.with_text(&answer.text).map_err(|e| anyhow::anyhow!("what was edited: {e}"))?;
    let about = if source.is_kept { version_edited(workspace, path, now, &theirs)? } else { answer.about };
    if about == now.text() {
        return Ok(theirs);
    }
    let before = now.with_text(&about).map_err(|e| anyhow::anyhow!("{name}: {e}"))?;
    let labels = Labels { ours: "what came in meanwhile".to_owned(), theirs: "what you wrote".to_owned(), size: 7 };
    let merged = merge(Some(&before), now, &theirs, &labels, &|_| false).map_err(|e| anyhow::anyhow!("{name}: {e}"))?;
    if merged.bytes == now.to_bytes() {
        return Err(Refusal::new(format!("{name} says already what you wrote; nothing to change")).into());
    }
    if merged.unresolved.is_empty() {
        return Document::parse(&merged.bytes, now.kind()).map_err(|e| anyhow::anyhow!("{name}: {e}"));
    }
    workspace.answers.replace(&question, String::from_utf8_lossy(&merged.bytes).replace("\r\n", "\n"));
    let keys: Vec<String> = merged.unresolved.iter().map(|path| key_path(path)).collect();
    Err(Refusal::new(format!("{name} was changed while you edited it, and both set {}", keys.join(", ")))
        .next("in the file that is kept both stand between markers: choose there")
        .into())
}

/// By what an edited file is remembered.
fn question(path: &str) -> String {
    format!("edit {path}")
}

/// The version of a file that somebody edited, told by the events that are in both.
fn version_edited(workspace: &Workspace, path: &str, now: &Document, edited: &Document) -> anyhow::Result<String> {
    let names = |doc: &Document| -> BTreeSet<String> {
        let events = doc.get(&["event"]).and_then(|item| item.as_table_like());
        events.into_iter().flat_map(|events| events.iter().map(|(name, _)| name.to_owned())).collect()
    };
    let wanted = names(edited);
    if wanted == names(now) {
        return Ok(now.text().to_owned());
    }
    let found = newest_where(&workspace.repo, None, &workspace.root.join(path), |tree| {
        tree.events().map(|(name, _)| name.to_owned()).collect::<BTreeSet<_>>() == wanted
    })?;
    found.ok_or_else(|| {
        Refusal::new("what was edited has other events than any version in the history of HEAD")
            .next("events are never edited: write what you mean into the file as it is now")
            .into()
    })
}

fn adopt(draft: &mut ItemDraft<'_>, event: &mut Event, doc: Document) -> anyhow::Result<()> {
    let edited: Item = read::typed("the edited file", doc.text())?;
    same_events(draft.doc.text(), doc.text())?;
    if edited.id != *draft.id() {
        return Err(Refusal::new("the id of an item is never changed").into());
    }
    let before = draft.item.terms();
    let after = edited.terms();
    if before != after {
        if draft.state.status != Some(Status::Raised) {
            return Err(Refusal::new("agreed terms are not edited once an item is accepted")
                .next(format!("kaizen amend {} …, or kaizen extend {} --to DATE", draft.id(), draft.id()))
                .into());
        }
        event.terms = Some(changed(&before, &after)?);
    }
    if draft
        .item
        .action
        .iter()
        .any(|(id, a)| edited.action.get(id).is_none_or(|e| e.owner != a.owner || e.due != a.due))
        || edited.action.len() != draft.item.action.len()
    {
        return Err(Refusal::new("actions are planned and changed by verbs of their own")
            .next(format!("kaizen action add|set|drop {} …", draft.id()))
            .into());
    }
    if edited.analysis.len() != draft.item.analysis.len() {
        return Err(Refusal::new("an analysis is begun by a verb of its own")
            .next(format!("kaizen why {} --new", draft.id()))
            .into());
    }
    draft.take(doc)
}

fn changed(before: &Terms, after: &Terms) -> Result<Terms, Refusal> {
    let gone = before.texts().into_iter().zip(after.texts()).find(|((_, b), (_, a))| b.is_some() && a.is_none());
    if let Some(((term, _), _)) = gone {
        return Err(Refusal::new(format!("`{term}` was proposed and is not taken out; give it another value")));
    }
    fn only<T: PartialEq + Clone>(before: Option<&T>, after: Option<&T>) -> Option<T> {
        after.filter(|_| before != after).cloned()
    }
    Ok(Terms {
        kind: only(before.kind.as_ref(), after.kind.as_ref()),
        grade: only(before.grade.as_ref(), after.grade.as_ref()),
        significance: only(before.significance.as_ref(), after.significance.as_ref()),
        owner: only(before.owner.as_ref(), after.owner.as_ref()),
        due: only(before.due.as_ref(), after.due.as_ref()),
        verify_on: only(before.verify_on.as_ref(), after.verify_on.as_ref()),
        success_criterion: only(before.success_criterion.as_ref(), after.success_criterion.as_ref()),
    })
}

/// Asks that an edit left the events of a file as they were.
///
/// # Errors
/// It did not.
pub fn same_events(before: &str, after: &str) -> anyhow::Result<()> {
    let events = |text: &str| -> anyhow::Result<Option<toml::Value>> {
        let table: toml::Table = text.parse()?;
        Ok(table.get("event").cloned())
    };
    if events(before)? == events(after)? {
        return Ok(());
    }
    Err(Refusal::new("events are never edited").next("kaizen void makes one void").into())
}
