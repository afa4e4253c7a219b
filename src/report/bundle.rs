//! What an auditor is handed who trusts nothing: the register as a commit has it, its history, and what was signed.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;

use crate::attest::statement::statement;
use crate::git::{Apart, Oid, Repo};
use crate::lifecycle::refusal::Refusal;
use crate::model::event::Event;
use crate::model::id::Hash;
use crate::model::origin::Origin;
use crate::register::load::{Register, is_toml};
use crate::register::place;
use crate::register::read::{self, Problem};
use crate::register::store::Odd;

/// A register with what proves it.
#[derive(Debug)]
pub struct Bundle {
    /// What it was made from.
    pub origin: Origin,
    /// The commit.
    pub commit: String,
    /// Where the register is in the repository; empty where it is the whole of it.
    pub folder: String,
    /// Name of the organisation.
    pub organisation: String,
    /// Id of the register.
    pub register: String,
    /// The register's first event.
    pub introduction: Option<Hash>,
    /// Its files, by their paths below it.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The acts that are signed.
    pub signed: Vec<SignedAct>,
    /// The history as a `git bundle`.
    pub history: Vec<u8>,
    /// The history as text.
    pub log: Vec<u8>,
}

/// An act that is signed.
#[derive(Debug)]
pub struct SignedAct {
    /// The hash of its event.
    pub event: Hash,
    /// What is signed.
    pub statement: String,
    /// The signature.
    pub signature: String,
}

/// Gathers a register as a commit has it, at `folder` of the repository; beside it what is left out.
///
/// # Errors
/// A file has a name that a list of files cannot hold, or an object is missing.
pub fn bundle(
    register: &Register,
    repo: &Repo,
    commit: Oid,
    folder: &Path,
    origin: Origin,
) -> anyhow::Result<(Bundle, Vec<Problem>)> {
    let (mut files, mut problems) = (BTreeMap::new(), Vec::new());
    for entry in register.store.list("")? {
        match entry.odd {
            Some(odd @ (Odd::Link | Odd::Repository)) => problems.push(Problem::of(&entry.path, odd.to_string())),
            Some(odd) => return Err(unlisted(&entry.path, &odd.to_string())),
            None if !is_listed(&entry.path) => {
                return Err(unlisted(&entry.path, "a name that no list of files can hold"));
            }
            None => {
                let bytes = register.store.read_bounded(&entry.path, usize::MAX)?;
                files.insert(entry.path.clone(), bytes.with_context(|| format!("{} is not there", entry.path))?);
            }
        }
    }
    let signed = signed(&register.settings.id, &files, &mut problems);
    let apart = Apart::of(repo, commit)?;
    let bundle = Bundle {
        origin,
        commit: commit.to_string(),
        folder: folder.to_string_lossy().into_owned(),
        organisation: register.settings.name.clone(),
        register: register.settings.id.clone(),
        introduction: register.basics.introduction.clone(),
        files,
        signed,
        history: apart.bundle()?,
        log: apart.log(folder)?,
    };
    Ok((bundle, problems))
}

/// Whether git and sha256sum write the name as it is, so that a shell can compare them.
fn is_listed(path: &str) -> bool {
    !path.chars().any(|c| c.is_control() || matches!(c, '"' | '\\'))
}

fn unlisted(path: &str, why: &str) -> anyhow::Error {
    Refusal::new(format!("{}: {why}", path.escape_debug()))
        .next("give the file another name, or take it out, and commit that")
        .into()
}

/// The signed acts of all files that hold events, by their hashes.
fn signed(register: &str, files: &BTreeMap<String, Vec<u8>>, problems: &mut Vec<Problem>) -> Vec<SignedAct> {
    let mut all = BTreeMap::new();
    for (path, bytes) in files.iter().filter(|(path, _)| is_toml(path)) {
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        let Ok(tree) = read::tree(text.trim_start_matches('\u{feff}')) else { continue };
        let Some(subject) = place::subject(path, &tree) else { continue };
        for (name, table) in tree.events().filter(|(_, table)| table.text("signature").is_some()) {
            let event: Event = match toml::Table::from(table).try_into() {
                Ok(event) => event,
                Err(error) => {
                    problems.push(Problem::of(path, format!("event {name}: {}", error.message().trim_end())));
                    continue;
                }
            };
            let Some(signature) = &event.signature else { continue };
            match statement(register, subject, &event) {
                Ok(statement) => {
                    let signature = signature.replace("\r\n", "\n");
                    all.insert(event.hash.clone(), SignedAct { event: event.hash, statement, signature });
                }
                Err(error) => problems.push(Problem::of(path, format!("event {name}: {error}"))),
            }
        }
    }
    all.into_values().collect()
}
