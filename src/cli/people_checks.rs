//! What is asked of a handle, a mail address and a name in people.toml.

use crate::lifecycle::refusal::Refusal;
use crate::model::id::Handle;
use crate::model::lookalike::Lookalikes;
use crate::model::person::group_named;
use crate::record::workspace::Workspace;

/// Asks that nothing of what names a person names a group or a machine.
pub(super) fn check_human<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<(), Refusal> {
    match group_named(texts) {
        Some((text, word)) => Err(Refusal::new(format!("“{text}” looks like a group or a machine (“{word}”)"))
            .next("people.toml holds human beings, one each; teams, shared mailboxes and machines cannot act")
            .next("where it is one human being, say so: add --yes-one-human")),
        None => Ok(()),
    }
}

pub(super) fn check_mail(workspace: &Workspace, handle: &Handle, mail: &str) -> Result<(), Refusal> {
    let plain = mail.len() <= 200 && !mail.chars().any(|c| c.is_control() || c.is_whitespace() || c == '<' || c == '>');
    if !plain || !mail.split_once('@').is_some_and(|(local, host)| !local.is_empty() && !host.is_empty()) {
        return Err(Refusal::new(format!("“{mail}” is no mail address")));
    }
    let other = workspace.register.authority.by_mail(mail).find(|h| *h != handle).cloned();
    if let Some(other) = other {
        return Err(Refusal::new(format!("{mail} is {other}'s; one mail address belongs to one person")));
    }
    let mut known = Lookalikes::default();
    let others = workspace.register.authority.people.iter().filter(|(other, _)| *other != handle);
    for (other, mails) in others.map(|(other, person)| (other, &person.email)) {
        mails.iter().for_each(|mail| _ = known.note_mail(other, mail));
    }
    match known.note_mail(handle, mail) {
        Some((other, theirs)) => Err(Refusal::new(format!("{mail} looks like {theirs}, which is {other}'s"))
            .next("one mailbox belongs to one person; name the address that git has for this one")),
        None => Ok(()),
    }
}

/// Asks that a new handle is not taken for one that is there.
pub(super) fn check_handle(workspace: &Workspace, handle: &Handle) -> Result<(), Refusal> {
    let mut known = Lookalikes::default();
    workspace.register.authority.people.keys().for_each(|other| _ = known.note_handle(other));
    match known.note_handle(handle) {
        Some(other) => Err(Refusal::new(format!("the handle {handle} looks like {other}"))
            .next(format!("where it is the same person: kaizen people set {other} …"))
            .next(
                "where it is another one, choose a handle that nobody takes for theirs, for example with a second name",
            )),
        None => Ok(()),
    }
}

/// What can be done about somebody who has left and is here again.
pub(super) fn come_back(gone: Refusal, handle: &Handle) -> Refusal {
    gone.next(
        "where that was a mistake: kaizen log people names the event, kaizen void people EVENT -m REASON makes it void",
    )
    .next(format!("who comes back later is entered anew, with another handle than {handle} and another mail address"))
}
