//! Signs an act with the actor's own key.

use toml::Table;

use super::workspace::Workspace;
use crate::attest::digest::Subject;
use crate::attest::event_table;
use crate::attest::statement::{NAMESPACE, statement};
use crate::attest::verify::verify_text;
use crate::git::SigningKey;
use crate::lifecycle::refusal::Refusal;
use crate::model::event::{Event, Party};
use crate::model::id::Handle;
use crate::model::word::Signatures;

/// Seals and signs an event; gives its table, and a word to pass on where an act that should be signed is not.
///
/// # Errors
/// As [`sign`]; or a value that no hash can be made of.
pub fn attest(
    workspace: &Workspace,
    subject: Subject<'_>,
    event: &mut Event,
) -> anyhow::Result<(Table, Option<String>)> {
    event_table::seal(&workspace.register.settings.id, subject, event)?;
    let word = sign(workspace, subject, event)?;
    Ok((event_table::table(event)?, word))
}

/// Signs a sealed event where the person has a key, or where it is asked for. Returns a word to pass on where an act
/// that should be signed is not.
///
/// # Errors
/// A signature is required and cannot be made, or it was made with a key that is not theirs.
pub fn sign(workspace: &Workspace, subject: Subject<'_>, event: &mut Event) -> anyhow::Result<Option<String>> {
    let Party::Person(by) = event.by.clone() else { return Ok(None) };
    let has_key = workspace.register.authority.keys(&by, event.at).next().is_some();
    let setting = workspace.register.settings.signatures;
    let ledger = matches!(subject, Subject::People | Subject::Register);
    match workspace.options.sign {
        Some(false) if setting == Signatures::Required => {
            return Err(Refusal::new("register.toml says that acts are signed (signatures = \"required\")")
                .next("leave out --no-sign")
                .into());
        }
        Some(false) => return Ok(has_key.then(|| "not signed, as you asked; kaizen check reports it".to_owned())),
        None if setting == Signatures::Off && !ledger => return Ok(None),
        _ => {}
    }
    let must = workspace.options.sign == Some(true) || setting == Signatures::Required;
    let key = workspace.signing_key()?;
    match key {
        Some(key) if has_key => sign_with(workspace, key, subject, &by, event).map(|()| None),
        None if has_key => Err(Refusal::new(format!(
            "{by} has a key in people.toml, so the act is to be signed, and git's configuration names no key"
        ))
        .next("git config kaizen.signingKey PATH (or user.signingkey with gpg.format = ssh)")
        .next("--no-sign leaves it out, which kaizen check reports as an error")
        .into()),
        Some(_) if must => Err(not_entered(&by).into()),
        None if must => Err(Refusal::new(format!("the act is to be signed, and {by} has no key yet"))
            .next("make one: ssh-keygen -t ed25519, then git config kaizen.signingKey ~/.ssh/id_ed25519")
            .next(format!("a manager enters it: kaizen people key add {by} FILE.pub"))
            .into()),
        _ => Ok(None),
    }
}

fn not_entered(by: &Handle) -> Refusal {
    Refusal::new(format!("the act is to be signed, and people.toml has no key of {by}"))
        .next(format!("a manager enters it: kaizen people key add {by} FILE.pub"))
}

fn sign_with(
    workspace: &Workspace,
    key: &SigningKey,
    subject: Subject<'_>,
    by: &Handle,
    event: &mut Event,
) -> anyhow::Result<()> {
    let statement = statement(&workspace.register.settings.id, subject, event)?;
    let signature = workspace.answers.signature(&statement, || workspace.repo.ssh_sign(key, NAMESPACE, &statement))?;
    let made_with = verify_text(&statement, &signature)
        .map_err(|why| Refusal::new(format!("the signature that was made with {key} does not count: {why}")))?;
    if !workspace.register.authority.keys(by, event.at).any(|held| held.key == made_with) {
        return Err(Refusal::new(format!(
            "the act was signed with {}, which is not a key that {by} has in people.toml",
            made_with.fingerprint()
        ))
        .next(format!("a manager enters it: kaizen people key add {by} FILE.pub"))
        .next("or name the key that is there: git config kaizen.signingKey PATH")
        .into());
    }
    event.signature = Some(signature);
    Ok(())
}
