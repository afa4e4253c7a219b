use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use super::context::Globals;
use super::init::schemas;
use crate::act::sandbox::{self, Part};
use crate::git::{self, Repo};
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::id::ItemId;
use crate::model::shell;
use crate::register::place::FOLDER;
use crate::render::terminal::{out, tell};

/// Make a sandbox: a register of a made-up company, to try things in
#[derive(Debug, Args)]
#[command(
    after_help = "A repository of its own with several people and items in every stage. In it you can act as anybody (--as HANDLE), \
    whoever git says you are. It says everywhere that it is a sandbox, and kaizen check never passes it; delete the folder \
    when you have seen enough.\n\nExample:\n  kaizen demo"
)]
pub struct Arguments {
    /// The folder to make it in: a new one, or an empty one
    #[arg(default_value = "kaizen-demo")]
    dir: PathBuf,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let here = std::env::current_dir().context("the current folder is gone")?;
        let dir = here.join(&self.dir);
        check_free(&self.dir, &dir)?;
        check_environment(globals)?;
        let today = globals.now_in(chrono_tz::UTC)?.day(chrono_tz::UTC);
        let parent = dir.parent().context("the file system itself cannot be a sandbox")?;
        std::fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        // Made beside its place, so that it is there whole or not at all.
        let made = tempfile::Builder::new().prefix(".kaizen-demo-").tempdir_in(parent)?;
        tell("Making a sandbox: seven items and what six people did with them…");
        let items = make(made.path(), today)?;
        if dir.exists() {
            std::fs::remove_dir(&dir)?;
        }
        std::fs::rename(made.path(), &dir).with_context(|| format!("cannot put it at {}", dir.display()))?;
        out(&introduction(&self.dir, &items))?;
        Ok(ExitCode::SUCCESS)
    }
}

fn check_free(shown: &Path, dir: &Path) -> anyhow::Result<()> {
    let is_free = match std::fs::read_dir(dir) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) => dir.symlink_metadata().is_err(),
    };
    if is_free {
        return Ok(());
    }
    let refusal = Refusal::new(format!("{} is there already, and not an empty folder", shown.display()));
    Err(refusal.next("name a new folder: kaizen demo DIR").into())
}

/// What the environment names would be meant by the commands in the sandbox, and not the sandbox.
fn check_environment(globals: &Globals) -> anyhow::Result<()> {
    if let Some(register) = &globals.register {
        let refusal = Refusal::new(format!("--register or KAIZEN_REGISTER names {}", register.display()));
        return Err(refusal.next("unset it: commands in the sandbox would act on that register").into());
    }
    for name in ["GIT_DIR", "GIT_WORK_TREE"] {
        if std::env::var_os(name).is_some() {
            let refusal = Refusal::new(format!("{name} names another repository than the sandbox's"));
            return Err(refusal.next(format!("unset {name}")).into());
        }
    }
    Ok(())
}

/// Makes repository and register in an empty folder.
fn make(dir: &Path, today: Day) -> anyhow::Result<BTreeMap<Part, ItemId>> {
    git::init(dir)?;
    let repo = Repo::discover(dir)?.context("git init made no repository")?;
    // Nobody's name and mail address is put into it, and no key or hook of theirs is asked.
    for (key, value) in [
        ("user.name", "Sandbox"),
        ("user.email", "sandbox@example.com"),
        ("commit.gpgsign", "false"),
        ("core.hooksPath", "/dev/null"),
        ("core.autocrlf", "false"),
    ] {
        repo.set_config(key, value)?;
    }
    let root = dir.join(FOLDER);
    let founding = sandbox::founding(today, schemas())?;
    let (publication, _) = founding.publication(&repo, &root)?;
    publication.publish(&repo.dated(founding.now.0.timestamp()), &repo.author()?, true)?;
    sandbox::play(&root, today)
}

/// What is there, and five commands to try.
fn introduction(dir: &Path, items: &BTreeMap<Part, ItemId>) -> String {
    let id = |part: Part| items.get(&part).map(|id| id.random().to_owned()).unwrap_or_default();
    let (bins, phishing) = (id(Part::Bins), id(Part::Phishing));
    let dir = shell::path(dir);
    format!(
        "{dir} is a sandbox: the company is made up, and nothing in it is evidence.\n\
         You can act as anybody in it (--as HANDLE):\n\
         \x20 mona.lind (ISMS manager), karl.voss (top management), priya.nair (auditor),\n\
         \x20 arjun.mehta, dana.okafor, tomas.rey\n\
         \nGo there: cd {dir}\nFive commands to try, as they stand:\n\
         \x20 kaizen list\n\
         \x20 kaizen status --for mona.lind\n\
         \x20 kaizen accept {bins} --as mona.lind --owner dana.okafor --due +30d --significance minor --criterion \"Every bin is locked at ten visits.\" -m \"Anybody can reach in.\"\n\
         \x20 kaizen verify {phishing} --as priya.nair --method sampling --result effective --evidence-url https://training.example.com/test-mail -m \"Ten of ten newcomers reported the test mail.\"\n\
         \x20 kaizen check\n\
         \nkaizen check never passes a sandbox. For real items, make a register of its own:\n\
         kaizen init\n"
    )
}
