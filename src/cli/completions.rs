use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use clap_complete::Shell;
use clap_complete::env::Shells;

use super::completing::VARIABLE;
use super::context::Globals;
use super::home_folders;
use crate::lifecycle::refusal::Refusal;
use crate::register::save;
use crate::render::terminal::{inform, out};

/// Print what a shell needs to complete verbs, flags, ids, people and rules
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  kaizen completions --install\n  kaizen completions bash > ~/.local/share/bash-completion/completions/kaizen\n  kaizen completions zsh > ~/.zfunc/_kaizen\n  kaizen completions fish > ~/.config/fish/completions/kaizen.fish"
)]
pub struct Arguments {
    /// The shell (default: that of $SHELL)
    shell: Option<Shell>,
    /// Write it where the shell looks for it, and say what else the shell needs
    #[arg(long)]
    install: bool,
}

impl Arguments {
    pub fn run(self, _: &Globals) -> anyhow::Result<ExitCode> {
        let shell = self.shell.or_else(Shell::from_env).ok_or_else(|| {
            Refusal::new("$SHELL names no shell that can be completed for")
                .next("kaizen completions bash, elvish, fish, powershell or zsh")
        })?;
        let name = shell.to_string();
        let shells = Shells::builtins();
        let known = shells.completer(&name).with_context(|| format!("{name} cannot be completed for"))?;
        let mut script = Vec::new();
        known.write_registration(VARIABLE, "kaizen", "kaizen", "kaizen", &mut script)?;
        if !self.install {
            out(&String::from_utf8(script)?)?;
            return Ok(ExitCode::SUCCESS);
        }
        let (path, needs) = place(shell)?;
        save::write(&path, &script)?;
        inform(&format!("wrote {}", path.display()));
        if let Some(line) = needs {
            inform(&format!("  {name} reads it by this line in its own file: {line}"));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Where a shell looks for completions, and the line that it needs besides.
fn place(shell: Shell) -> anyhow::Result<(PathBuf, Option<String>)> {
    Ok(match shell {
        Shell::Bash => (home_folders::data()?.join("bash-completion/completions/kaizen"), None),
        Shell::Fish => (home_folders::config()?.join("fish/completions/kaizen.fish"), None),
        Shell::Zsh => {
            let folder = home_folders::data()?.join("zsh/site-functions");
            let line = format!("fpath=({} $fpath), before compinit", folder.display());
            (folder.join("_kaizen"), Some(line))
        }
        Shell::Elvish => {
            let path = home_folders::config()?.join("elvish/lib/kaizen.elv");
            (path, Some("use kaizen".to_owned()))
        }
        _ => {
            let path = home_folders::config()?.join("powershell/kaizen.ps1");
            let line = format!(". {}", path.display());
            (path, Some(line))
        }
    })
}
