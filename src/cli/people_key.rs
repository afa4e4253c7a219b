use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use toml::{Table, Value};

use super::act::recorded;
use super::context::{ActFlags, Globals, ReadFlags};
use super::outcome;
use super::people_set::{date, person, set_person, text};
use crate::lifecycle::refusal::Refusal;
use crate::lifecycle::signature::Signed;
use crate::model::date::{Day, Moment};
use crate::model::id::Handle;
use crate::model::key::PublicKey;
use crate::model::person::HeldKey;
use crate::record::workspace::{Prepared, Workspace};
use crate::register::find;
use crate::register::load::item_signatures;
use crate::render::allowed_signers;
use crate::render::terminal::{clean_line, inform, out, tell};

#[derive(Debug, Subcommand)]
pub enum Key {
    /// Add a public key
    #[command(after_help = "Example:\n  kaizen people key add arjun.mehta ~/.ssh/id_ed25519.pub")]
    Add {
        /// Who
        handle: String,
        /// Its file, as ssh-keygen writes it
        #[arg(value_name = "FILE.pub")]
        file: PathBuf,
        #[command(flatten)]
        act: ActFlags,
    },
    /// End a key; what it signed before still counts
    #[command(after_help = "Example:\n  kaizen people key retire arjun.mehta arjun@laptop")]
    Retire {
        /// Who
        handle: String,
        /// Any unique part of the public key, its comment or its fingerprint
        key: String,
        #[command(flatten)]
        act: ActFlags,
    },
    /// End a key that somebody else may have used: what it signed counts only where an earlier seal vouches for it
    #[command(
        after_help = "Example:\n  kaizen people key revoke arjun.mehta arjun@laptop \\\n    --compromised-since 2026-05-01"
    )]
    Revoke {
        /// Who
        handle: String,
        /// Any unique part of the public key, its comment or its fingerprint
        key: String,
        /// The day, or the moment, from which on somebody else may have had it
        #[arg(long, value_name = "DATE")]
        compromised_since: String,
        #[command(flatten)]
        act: ActFlags,
    },
}

/// Print the file by which ssh-keygen -Y verify checks signatures
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen people allowed-signers > allowed_signers")]
pub struct AllowedSigners {
    #[command(flatten)]
    read: ReadFlags,
}

impl AllowedSigners {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let view = globals.view(&self.read)?;
        out(&allowed_signers::file(&view.register.authority))?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Key {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        match self {
            Key::Add { handle, file, act } => {
                let line = read_key(&file)?;
                let done = recorded(globals, &act, |workspace| add(workspace, &handle, &file, &line))?;
                outcome::tell_change(&done.outcome, &done.published);
            }
            Key::Retire { handle, key, act } => {
                let done =
                    recorded(
                        globals,
                        &act,
                        |workspace| Ok(end(workspace, &handle, &key, None)?.map(|(_, said)| said)),
                    )?;
                outcome::tell_change(&done.outcome, &done.published);
            }
            Key::Revoke { handle, key, compromised_since, act } => {
                let done =
                    recorded(globals, &act, |workspace| end(workspace, &handle, &key, Some(&compromised_since)))?;
                let (held, said) = done.outcome;
                outcome::tell_change(&said, &done.published);
                tell_signed(&done.workspace, &held)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn moment(written: &str, workspace: &Workspace) -> anyhow::Result<Moment> {
    if let Ok(day) = written.parse::<Day>() {
        return Ok(day.start(workspace.register.zone()));
    }
    Ok(written.parse::<Moment>().map_err(|e| Refusal::new(format!("--compromised-since: {e}")))?)
}

fn add(workspace: &Workspace, handle: &str, file: &Path, line: &str) -> anyhow::Result<Prepared<String>> {
    workspace.actor()?;
    let handle = find::person(&workspace.register, handle)?;
    let key: PublicKey = line.parse().map_err(|why| not_taken(file, &format!("{why}")))?;
    for (holder, standing) in &workspace.register.authority.people {
        let known = standing.keys.iter().filter(|k| k.key == key);
        if *holder != handle && known.clone().next().is_some() {
            let said = format!("that key is {holder}'s already; one key belongs to one person");
            return Err(Refusal::new(said).into());
        }
        for held in known {
            if held.compromised_since.is_some() {
                return Err(Refusal::new("that key was revoked as compromised").next("make a new one").into());
            }
            if held.span.until.is_none() {
                return Err(Refusal::new(format!("{handle} has that key already")).into());
            }
        }
    }
    let mut entry = Table::from_iter([("public".to_owned(), text(line))]);
    entry.insert("from".into(), date(&workspace.now)?);
    set_key(workspace, &handle, entry, &format!("add a key of {handle}"))
}

fn set_key(workspace: &Workspace, handle: &Handle, entry: Table, did: &str) -> anyhow::Result<Prepared<String>> {
    let set = Table::from_iter([("key".to_owned(), Value::Array(vec![Value::Table(entry)]))]);
    set_person(workspace, handle, set, None, did)
}

/// The one key of a person that a text names and that is not ended yet.
fn held_key(workspace: &Workspace, handle: &Handle, written: &str) -> anyhow::Result<HeldKey> {
    let names = |key: &&HeldKey| {
        let print = key.public.parse::<PublicKey>().map(|k| k.fingerprint()).unwrap_or_default();
        key.until.is_none() && (key.public.contains(written) || print.contains(written))
    };
    let known = person(workspace, handle)?;
    let found: Vec<&HeldKey> = known.key.iter().filter(names).collect();
    let [one] = found.as_slice() else {
        let said = format!("“{written}” names {} of the keys that {handle} has", found.len());
        return Err(Refusal::new(said).next("type a part of one key, its comment or its fingerprint").into());
    };
    Ok((*one).clone())
}

/// Ends a key; the moment since which somebody else may have had it makes it revoked.
fn end(
    workspace: &Workspace,
    handle: &str,
    key: &str,
    since: Option<&str>,
) -> anyhow::Result<Prepared<(HeldKey, String)>> {
    workspace.actor()?;
    let handle = find::person(&workspace.register, handle)?;
    let held = held_key(workspace, &handle, key)?;
    let since = since.map(|since| moment(since, workspace)).transpose()?;
    let mut entry = Table::from_iter([("public".to_owned(), text(&held.public))]);
    entry.insert("from".into(), date(&held.from)?);
    entry.insert("until".into(), date(&workspace.now)?);
    if let Some(since) = since {
        entry.insert("compromised_since".into(), date(&since)?);
    }
    let did = if since.is_some() { "revoke" } else { "retire" };
    Ok(set_key(workspace, &handle, entry, &format!("{did} a key of {handle}"))?.map(|said| (held, said)))
}

/// Names the items with acts that were signed with a key: somebody has to look at them again.
fn tell_signed(workspace: &Workspace, held: &HeldKey) -> anyhow::Result<()> {
    let Ok(key) = held.public.parse::<PublicKey>() else { return Ok(()) };
    let register = &workspace.register;
    let (signed, problems) = register.map_items(|loaded| {
        let signatures = item_signatures(&register.settings.id, &loaded);
        let acts = loaded.item.event.values().filter(|e| signatures.of(e) == &Signed::By(key.clone())).count();
        (acts > 0).then(|| (loaded.item.id.clone(), loaded.item.title.clone(), acts))
    })?;
    problems.iter().for_each(|p| tell(&clean_line(&format!("could not be looked at: {p}"))));
    if signed.is_empty() {
        inform("No act on an item was signed with it.");
        return Ok(());
    }
    inform("Signed with it; look at these again, void what was not meant, and do it anew:");
    for (id, title, acts) in &signed {
        inform(&clean_line(&format!("  {id}  {acts} act{} {title}", if *acts == 1 { "" } else { "s" })));
    }
    Ok(())
}

fn not_taken(file: &Path, why: &str) -> Refusal {
    Refusal::new(format!("{}: {why}", file.display())).next("name the .pub file that ssh-keygen wrote")
}

fn read_key(file: &Path) -> Result<String, Refusal> {
    let text = std::fs::read_to_string(file).map_err(|e| not_taken(file, &e.to_string()))?;
    if text.contains("PRIVATE KEY") {
        return Err(not_taken(file, "this is a private key; it never belongs into a register"));
    }
    Ok(text.lines().find(|l| !l.trim().is_empty()).unwrap_or_default().trim().to_owned())
}
