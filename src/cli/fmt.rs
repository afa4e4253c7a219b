use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use super::context::Globals;
use super::failure::{COULD_NOT, FOUND};
use crate::git::Repo;
use crate::lifecycle::refusal::Refusal;
use crate::model::shell;
use crate::record::normalise::{self, Left, Settled, Tidied};
use crate::register::ids::matching;
use crate::register::load::Register;
use crate::register::lock::Lock;
use crate::register::place::{PEOPLE, SEALS, SETTINGS, shown};
use crate::register::save;
use crate::register::store::Store;
use crate::render::terminal::{clean_line, out, tell};

/// Put the register's files into their canonical form, and resolve git conflicts in them
#[derive(Debug, Args)]
#[command(
    after_help = "A file with conflict markers is solved: every table and list entry of both sides is kept, and \
    what follows from the events is written as they fold it. What both sides set differently stays between markers. \
    Nothing is committed.\n\nExamples:\n  kaizen fmt\n  kaizen fmt --check\n  kaizen fmt register/people.toml k7qd"
)]
pub struct Arguments {
    /// Files, or items by any unique part of their ids (default: all files of the register)
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    /// Change nothing; name the files that would change, with exit code 1
    #[arg(long)]
    check: bool,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let root = globals.root()?;
        let repo = Repo::discover(&root)?;
        let _lock = match &repo {
            Some(repo) if !self.check => Some(Lock::take(repo.git_dir())?),
            _ => None,
        };
        let store = Store::Folder(root.clone());
        let paths = self.paths(&store, &root)?;
        let Settled { people, settings, register } = normalise::settle(&root);
        let mut outcome = Outcome::default();
        for path in paths {
            let full = root.join(&path);
            let bytes = match store.read(&path) {
                Ok(bytes) => bytes.unwrap_or_default(),
                Err(why) => {
                    outcome.failed = true;
                    tell(&clean_line(&format!("{}: {why:#}; it was left as it is", shown(&full))));
                    continue;
                }
            };
            let tidied = match path.as_str() {
                PEOPLE => people.clone(),
                SETTINGS => settings.clone(),
                other => tidied(other, &bytes, register.as_ref()),
            };
            self.finish(&full, &bytes, tidied, &mut outcome)?;
        }
        if outcome.changed == 0 && !outcome.found && !outcome.failed {
            tell("every file is in its canonical form");
        }
        Ok(ExitCode::from(match outcome {
            Outcome { failed: true, .. } => COULD_NOT,
            Outcome { found: true, .. } => FOUND,
            _ => 0,
        }))
    }

    /// The files to look at, below the register: people.toml and register.toml first.
    fn paths(&self, store: &Store, root: &Path) -> anyhow::Result<Vec<String>> {
        let mut all: Vec<String> = [PEOPLE, SETTINGS, SEALS].map(str::to_owned).to_vec();
        all.retain(|path| store.has(path));
        for folder in ["sources", "reviews", "items"] {
            let mut entries = store.list(folder)?;
            entries.sort_by(|a, b| a.path.cmp(&b.path));
            let plain = entries.into_iter().filter(|e| e.is_plain() && !is_hidden(&e.path));
            all.extend(plain.map(|e| e.path).filter(|path| normalise::kind_of(path).is_some()));
        }
        if self.files.is_empty() {
            return Ok(all);
        }
        let named: Vec<String> =
            self.files.iter().map(|written| named(root, written, &all)).collect::<anyhow::Result<_>>()?;
        Ok(all.into_iter().filter(|path| named.contains(path)).collect())
    }

    fn finish(
        &self,
        full: &Path,
        before: &[u8],
        tidied: Result<Tidied, Left>,
        outcome: &mut Outcome,
    ) -> anyhow::Result<()> {
        let shown = shown(full);
        let tidied = match tidied {
            Ok(tidied) => tidied,
            Err(Left(why)) => {
                outcome.failed = true;
                tell(&clean_line(&format!("{shown}: {why}; it was left as it is")));
                return Ok(());
            }
        };
        let differs = tidied.bytes != before;
        if self.check {
            if differs || tidied.had_conflict {
                outcome.found = true;
                out(&format!("{}\n", clean_line(&shown)))?;
            }
            return Ok(());
        }
        if differs {
            save::write(full, &tidied.bytes)?;
            outcome.changed += 1;
        }
        tell_tidied(&shown, &tidied, differs, outcome);
        Ok(())
    }
}

/// What came of all files.
#[derive(Debug, Default)]
struct Outcome {
    changed: usize,
    found: bool,
    failed: bool,
}

fn tidied(path: &str, bytes: &[u8], register: Option<&Register>) -> Result<Tidied, Left> {
    let kind = normalise::kind_of(path).ok_or_else(|| Left("it is no file of a register".to_owned()))?;
    normalise::tidy(bytes, kind, register)
}

fn tell_tidied(shown: &str, tidied: &Tidied, differs: bool, outcome: &mut Outcome) {
    let word = shell::path(Path::new(shown));
    let say = |text: String| tell(&clean_line(&text));
    let indented = |text: String| tell(&format!("  {}", clean_line(&text)));
    if tidied.unresolved.is_empty() {
        if tidied.had_conflict {
            say(format!("{shown}: the conflict is solved"));
        } else if differs {
            say(format!("{shown}: put in its canonical form"));
        }
    } else {
        outcome.found = true;
        say(format!(
            "{shown}: both sides set {} differently; they are left between markers",
            tidied.unresolved.join(", ")
        ));
        indented(format!("choose there, then run again: kaizen fmt {word}"));
    }
    if !tidied.derived.is_empty() {
        indented(format!("written as the events have it: {}", tidied.derived.join(", ")));
    }
    if let Some(why) = tidied.underived.as_ref().filter(|_| tidied.had_conflict) {
        outcome.found = true;
        indented(format!("what follows from the events was not written: {why}"));
        indented(format!("then run again: kaizen fmt {word}"));
    } else if tidied.had_conflict && tidied.unresolved.is_empty() {
        indented(format!("next: git add {word}"));
    }
}

fn is_hidden(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.starts_with('.'))
}

/// The file below the register that somebody means: a path from here, a path below the register, or a part of an id.
fn named(root: &Path, written: &str, all: &[String]) -> anyhow::Result<String> {
    let folder = std::fs::canonicalize(root).with_context(|| root.display().to_string())?;
    for candidate in [PathBuf::from(written), root.join(written)] {
        let Ok(full) = std::fs::canonicalize(&candidate) else { continue };
        let below = full.strip_prefix(&folder).ok().map(|p| p.to_string_lossy().replace('\\', "/"));
        if let Some(path) = below.filter(|path| all.contains(path)) {
            return Ok(path);
        }
        if full.is_file() {
            return Err(Refusal::new(format!("{written} is no TOML file of the register in {}", root.display())).into());
        }
    }
    let stem =
        |path: &str| path.rsplit('/').next().and_then(|n| n.strip_suffix(".toml")).unwrap_or_default().to_owned();
    let items: Vec<(String, &String)> = all.iter().filter(|p| p.starts_with("items/")).map(|p| (stem(p), p)).collect();
    let found = matching(written, &items.iter().map(|(id, _)| id.as_str()));
    match found.as_slice() {
        [one] => Ok(items.iter().find(|(id, _)| id == one).map(|(_, path)| (*path).clone()).unwrap_or_default()),
        [] => {
            Err(Refusal::new(format!("there is no file {written}, and no item that “{written}” is a part of")).into())
        }
        several => Err(Refusal::new(format!("“{written}” could be {}", several.join(" or "))).into()),
    }
}
