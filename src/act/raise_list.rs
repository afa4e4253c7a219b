//! New items of a list, or suggestions, in one commit.

use anyhow::Context as _;

use super::raise::{Content, raise, suggesting};
use crate::lifecycle::refusal::Refusal;
use crate::model::event::Party;
use crate::model::id::ItemId;
use crate::record::publish::Publication;
use crate::record::workspace::{Prepared, Workspace};
use crate::register::find;

/// A new item as a list has it.
#[derive(Debug, Clone)]
pub struct New {
    /// What it is about, on one line.
    pub title: String,
    /// What else it says; its one source tells whether it is there already.
    pub content: Content,
    /// Who shall own it, as the list names them.
    pub owner: Option<String>,
    /// The line of the list.
    pub place: usize,
}

/// Raises all items of a list that are not there yet, in one commit; the ids are those of the new ones.
///
/// # Errors
/// One of them cannot be raised, or all are there.
pub fn raise_all(workspace: &Workspace, list: &[New], from: &str) -> anyhow::Result<Prepared<Vec<ItemId>>> {
    all_raised(workspace, list, from, &Party::Person(workspace.actor()?))
}

/// The same of suggestions, for which nobody need be in people.toml.
///
/// # Errors
/// As [`raise_all`].
pub fn suggest_all(workspace: &Workspace, list: &[New], from: &str) -> anyhow::Result<Prepared<Vec<ItemId>>> {
    all_raised(workspace, list, from, &suggesting(workspace)?)
}

fn all_raised(workspace: &Workspace, list: &[New], from: &str, by: &Party) -> anyhow::Result<Prepared<Vec<ItemId>>> {
    let mut publication = Publication::default();
    let (mut ids, mut told): (Vec<ItemId>, _) = (Vec::new(), None);
    for new in list {
        let mut content = new.content.clone();
        if let Some(owner) = &new.owner {
            let handle = owner.to_lowercase().replace(' ', ".");
            if let Ok(known) = find::person(&workspace.register, &handle) {
                content.owner = Some(known);
            } else {
                let description = content.description.unwrap_or_default();
                content.description = Some(format!("{description}\n\nThe list names as owner: {owner}"));
            }
        }
        if content.raised_by.as_ref().is_some_and(|party| matches!(party, Party::Outside(_))) {
            content.raised_by = content.raised_by.map(|party| known_as(workspace, party));
        }
        let made = raise(workspace, by, &new.title, content, &|id| ids.contains(id))
            .with_context(|| format!("line {} of {from}", new.place))?;
        ids.push(made.outcome.id);
        publication.files.extend(made.publication.files);
        told = told.or(made.word);
    }
    if ids.is_empty() {
        return Err(Refusal::new("there is nothing to import").into());
    }
    publication.subject = format!("items: raise {} from {from}", ids.len());
    publication.trailers =
        vec![("Kaizen-Act".to_owned(), "raised".to_owned()), ("Kaizen-By".to_owned(), by.to_string())];
    Ok(Prepared { publication, word: told, outcome: ids })
}

/// Somebody of people.toml, where the mail address is theirs.
fn known_as(workspace: &Workspace, party: Party) -> Party {
    let Party::Outside(text) = &party else { return party };
    let mail = text.rsplit_once('<').and_then(|(_, rest)| rest.strip_suffix('>')).unwrap_or_default();
    let known = workspace.register.authority.by_mail(mail).next().cloned();
    known.map_or(party, Party::Person)
}
