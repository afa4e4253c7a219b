use std::process::ExitCode;

use clap::Args;
use clap_complete::Shell;

use super::command;
use super::context::Globals;
use crate::lifecycle::refusal::Refusal;
use crate::render::terminal::out;

/// Print what a shell needs to complete verbs and flags
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  kaizen completions bash > ~/.local/share/bash-completion/completions/kaizen\n  kaizen completions zsh > ~/.zfunc/_kaizen\n  kaizen completions fish > ~/.config/fish/completions/kaizen.fish"
)]
pub struct Arguments {
    /// The shell (default: that of $SHELL)
    shell: Option<Shell>,
}

impl Arguments {
    pub fn run(self, _: &Globals) -> anyhow::Result<ExitCode> {
        let shell = self.shell.or_else(Shell::from_env).ok_or_else(|| {
            Refusal::new("$SHELL names no shell that can be completed for")
                .next("kaizen completions bash, elvish, fish, powershell or zsh")
        })?;
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut command(), "kaizen", &mut script);
        out(&String::from_utf8(script)?)?;
        Ok(ExitCode::SUCCESS)
    }
}
