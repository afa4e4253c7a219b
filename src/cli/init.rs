use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;

use super::agents;
use super::ask;
use super::context::Globals;
use super::forge_files::{self, Forge};
use super::people_checks::check_human;
use crate::git::{self, Ident, Repo, SigningKey};
use crate::lifecycle::refusal::Refusal;
use crate::model::id::{Handle, Hash, is_prefix};
use crate::model::key::PublicKey;
use crate::model::settings::Policy;
use crate::model::word::{Role, Signatures};
use crate::record::founding::{FirstPerson, Founding};
use crate::record::publish::{Published, check_ready};
use crate::record::unfinished;
use crate::register::lock::Lock;
use crate::register::place::{FOLDER, SETTINGS};
use crate::render::schema;
use crate::render::terminal::{clean_line, inform, tell};

/// Make a register here, with you as its first manager
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  kaizen init\n  kaizen init --forge github\n  kaizen init --agents\n  kaizen init --name \"ORGANISATION\" --timezone Europe/Berlin\n\n--forge and --agents write their files into a register that is there already, too.\n\nGit says who you are (user.name, user.email). To try things first: kaizen demo DIR."
)]
pub struct Arguments {
    /// Name of the organisation (default: the name of the folder)
    #[arg(long, value_name = "ORG")]
    name: Option<String>,
    /// Prefix of item ids
    #[arg(long, default_value = "IMP")]
    prefix: String,
    /// Time zone in which a day ends
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    timezone: chrono_tz::Tz,
    /// Whether acts are signed: required, wanted (of whoever has a key), or off
    #[arg(long, default_value_t = Signatures::Wanted)]
    signatures: Signatures,
    /// Days from one management review to the next (default: 92; asked on a terminal)
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3660))]
    review_every: Option<u32>,
    /// Leave out the SSH key that git signs with: nothing is signed until somebody enters a key
    #[arg(long)]
    no_sign: bool,
    /// Also write the section of AGENTS.md that tells programs what they may draft; in an existing register only that
    #[arg(long)]
    agents: bool,
    /// Write what a forge takes suggestions in with: a form for issues, and a job that makes a suggestion of such an issue
    #[arg(long, value_name = "FORGE", value_enum)]
    forge: Option<Forge>,
    /// You are one human being, though git's user.name or user.email sounds like a group or a machine
    #[arg(long)]
    yes_one_human: bool,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let here = std::env::current_dir().context("the current folder is gone")?;
        let root = globals.register.clone().unwrap_or_else(|| here.join(FOLDER));
        if root.join(SETTINGS).exists() {
            if let Some(repo) = Repo::discover(&here)? {
                unfinished::check(&repo, &root, &Lock::take(repo.git_dir())?)?;
            }
            if self.agents || self.forge.is_some() {
                let repo = Repo::discover(&here)?.context("a register needs a git repository")?;
                return self.beside(&repo, &root);
            }
            inform(&format!("there is a register in {} already; nothing was changed", root.display()));
            return Ok(ExitCode::SUCCESS);
        }
        if let Some((repo, forge)) = Repo::discover(&here)?.zip(self.forge) {
            forge_files::check(forge, &repo, &root)?;
        }
        if !is_prefix(&self.prefix) {
            bail!("“{}” cannot be a prefix of ids: capital letters and digits, up to 12, a letter first", self.prefix);
        }
        let found = Repo::discover(&here)?;
        // Before anything is made: who founds it has to be known.
        let ident = found.as_ref().map_or_else(|| git::author_in(&here), Repo::author)?;
        let founder = self.founder(&ident)?;
        let repo = repository(found, &here)?;
        let lock = Lock::take(repo.git_dir())?;
        unfinished::check(&repo, &root, &lock)?;
        check_ready(&repo)?;
        let key = self.key(&repo)?;
        let founding = self.founding(globals, &here, founder, key)?;
        let (publication, introduction) = founding.publication(&repo, &root)?;
        let published = publication.publish(&repo, &ident, true)?;
        if let Published::Commit(_, Some(word)) = &published {
            inform(word);
        }
        tell_founded(&root, &founding, &introduction)?;
        self.beside(&repo, &root)
    }

    /// What is written beside a register, where it is asked for.
    fn beside(&self, repo: &Repo, root: &Path) -> anyhow::Result<ExitCode> {
        if self.agents {
            agents::write(repo, root)?;
        }
        self.forge.map_or(Ok(ExitCode::SUCCESS), |forge| forge_files::write(forge, root))
    }

    fn founder(&self, ident: &Ident) -> anyhow::Result<FirstPerson> {
        let handle = handle_of(ident)?;
        if !self.yes_one_human {
            check_human([handle.as_str(), &ident.name, &ident.mail]).map_err(|r| {
                r.next("or tell git who you are: git config user.name NAME, git config user.email MAIL")
            })?;
        }
        Ok(FirstPerson {
            handle,
            name: ident.name.clone(),
            mail: ident.mail.clone(),
            department: None,
            security_team: true,
            one_human: self.yes_one_human,
            roles: vec![Role::IsmsManager, Role::TopManagement],
        })
    }

    /// The key to sign with, where git names one and the person wants it.
    fn key(&self, repo: &Repo) -> anyhow::Result<Option<(SigningKey, String)>> {
        let mut key = if self.no_sign { None } else { founding_key(repo)? };
        if let Some((named, line)) = key.as_ref().filter(|_| ask::is_terminal()) {
            let public: PublicKey = line.parse()?;
            tell(&format!("git names the SSH key {named} ({}).", public.fingerprint()));
            if !ask::confirm("Sign your acts with this key?")? {
                key = None;
            }
        }
        if key.is_none() && self.signatures == Signatures::Required {
            return Err(no_key(self.no_sign).into());
        }
        Ok(key)
    }

    fn founding(
        &self,
        globals: &Globals,
        here: &Path,
        founder: FirstPerson,
        key: Option<(SigningKey, String)>,
    ) -> anyhow::Result<Founding> {
        let folder_name = here.file_name().map(|n| n.to_string_lossy().into_owned());
        let usual = Policy::default().review_interval_days;
        let review_interval_days = match self.review_every {
            Some(days) => days,
            None if ask::is_terminal() => ask::days("How many days from one management review to the next?", usual)?,
            None => usual,
        };
        Ok(Founding {
            name: self.name.clone().or(folder_name).unwrap_or_else(|| "register".to_owned()),
            prefix: self.prefix.clone(),
            timezone: self.timezone,
            signatures: self.signatures,
            review_interval_days,
            sandbox: false,
            people: vec![founder],
            key,
            now: globals.now_in(self.timezone)?,
            beside: schemas(),
        })
    }
}

/// The schemas that stand beside a register, for editors.
pub fn schemas() -> Vec<(String, String)> {
    schema::FILES.iter().map(|(name, text)| (format!("schemas/{name}.schema.json"), text())).collect()
}

fn tell_founded(root: &Path, founding: &Founding, introduction: &Hash) -> anyhow::Result<()> {
    inform(&format!("{} is a register now. Its introduction is", root.display()));
    inform(&format!("  {introduction}"));
    inform("  Note it outside this repository, in minutes or a ticket: whoever knows it can");
    inform("  tell that nobody has founded the register anew. A check that compares it:");
    inform(&format!("  kaizen check --introduction {}", introduction.short()));
    for person in &founding.people {
        inform(&clean_line(&format!("{} ({}) is its ISMS manager and top management.", person.handle, person.mail)));
    }
    match (&founding.key, founding.signatures) {
        (Some((key, line)), _) => {
            let public: PublicKey = line.parse()?;
            inform(&clean_line(&format!("Their acts are signed with the SSH key {key} ({}).", public.fingerprint())));
        }
        (None, Signatures::Off) => {}
        (None, _) => {
            inform("Their acts are not signed, for no SSH key is entered. To sign from now on:");
            inform("  git config kaizen.signingKey FILE");
            for person in &founding.people {
                inform(&format!("  kaizen people key add {} FILE.pub", person.handle));
            }
        }
    }
    inform("Next:");
    inform("  kaizen add       raise the first item; it asks for what it needs");
    inform("  kaizen check     check the register, as a pipeline does");
    inform("  kaizen demo DIR  make a sandbox, to try things in");
    inform("  kaizen people add HANDLE --name NAME --email MAIL");
    inform("                   enter the others who act");
    Ok(())
}

/// Where acts are to be signed and nobody has a key, nobody could act.
fn no_key(left_out: bool) -> Refusal {
    let refusal = Refusal::new("acts are to be signed, and git names no SSH key of yours: nobody could act");
    let refusal = if left_out { refusal.next("leave out --no-sign") } else { refusal };
    refusal
        .next("name your key first: git config kaizen.signingKey ~/.ssh/id_ed25519")
        .next("or begin with --signatures wanted, and enter a key before you ask for all: kaizen people key add HANDLE FILE.pub")
}

fn repository(found: Option<Repo>, here: &Path) -> anyhow::Result<Repo> {
    if let Some(repo) = found {
        return Ok(repo);
    }
    let empty = std::fs::read_dir(here)?.next().is_none();
    if ask::is_terminal() {
        if !ask::confirm(&format!("{} is in no git repository. Make one here?", here.display()))? {
            bail!("a register needs a git repository: its history is the audit trail");
        }
    } else if !empty {
        bail!("{} is in no git repository; run `git init` here first", here.display());
    }
    git::init(here)?;
    Repo::discover(here)?.context("git init made no repository")
}

fn handle_of(ident: &Ident) -> anyhow::Result<Handle> {
    let local = ident.mail.split('@').next().unwrap_or_default();
    Handle::from_name(&ident.name)
        .or_else(|| Handle::from_name(local))
        .with_context(|| format!("no handle can be made of git's user.name “{}” or user.email", ident.name))
}

/// The key that git signs with, where its public key can be read and may sign.
fn founding_key(repo: &Repo) -> anyhow::Result<Option<(SigningKey, String)>> {
    let Some(key) = repo.signing_key()? else { return Ok(None) };
    let line = key.public_line().filter(|line| line.parse::<PublicKey>().is_ok());
    Ok(line.map(|line| (key, line)))
}
