use std::process::ExitCode;

use clap::Args;

use super::ask;
use super::context::Globals;
use crate::lifecycle::refusal::Refusal;
use crate::record::undo::{Undoable, newest};
use crate::record::workspace::{Broken, repository};
use crate::register::load::Register;
use crate::register::store::Store;
use crate::render::terminal::{clean_line, tell};

/// Take back your newest act, as long as it is not pushed
#[derive(Debug, Args)]
#[command(
    after_help = "Takes back the commit that HEAD is, where it is an act of yours that no other branch, remote or tag has; nothing \
    else is touched. Whatever others may have seen stays, and is answered by another act (kaizen void).\n\nExamples:\n  \
    kaizen undo\n  kaizen undo --yes"
)]
pub struct Arguments {
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Who you are, where your mail address does not tell
    #[arg(long = "as", value_name = "HANDLE", env = "KAIZEN_USER", hide_env_values = true)]
    named: Option<String>,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let root = globals.root()?;
        let repo = repository(&root)?;
        let register = Register::open(Store::Folder(root.clone())).map_err(Broken)?;
        let named = self.named.as_deref().filter(|name| !name.is_empty());
        let found = newest(&repo, &root, &register, named)?;
        show(&found);
        let asked = found.commit.id;
        // Nobody is kept from acting while the person thinks.
        drop(found);
        self.confirm()?;
        let found = newest(&repo, &root, &register, named)?;
        anyhow::ensure!(found.commit.id == asked, "another act was recorded meanwhile; nothing was undone");
        found.take_back()?;
        let id: String = asked.to_string().chars().take(12).collect();
        tell(&clean_line(&format!("undone: {}", found.commit.subject)));
        tell(&format!("  git keeps what it said for a while: git show {id}"));
        Ok(ExitCode::SUCCESS)
    }

    fn confirm(&self) -> anyhow::Result<()> {
        if self.yes {
            return Ok(());
        }
        if !ask::is_terminal() {
            return Err(Refusal::new("there is nobody to ask").next("kaizen undo --yes").into());
        }
        anyhow::ensure!(ask::confirm("Take this act back?")?, "nothing was undone");
        Ok(())
    }
}

fn show(found: &Undoable) {
    let commit = &found.commit;
    tell(&clean_line(&format!("{} (by {}, in a commit of {})", commit.subject, found.by, commit.author.name)));
    for path in &commit.paths {
        tell(&clean_line(&format!("  {}", path.display())));
    }
}
