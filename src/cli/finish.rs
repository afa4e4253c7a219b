use std::process::ExitCode;

use clap::Args;

use super::context::Globals;
use super::kept_words::keep;
use super::outcome;
use crate::record::publish::check_ready;
use crate::record::unfinished::{finish, take_back};
use crate::record::workspace::repository;
use crate::register::lock::Lock;
use crate::render::terminal::{clean_line, inform};

/// Commit an act that was interrupted before its commit (a crash, a power cut), or take it back
#[derive(Debug, Args)]
#[command(
    after_help = "An act that was broken off is named by the next one, which is refused until then.\n\nExamples:\n  kaizen \
    finish\n  kaizen finish --take-back"
)]
pub struct Arguments {
    /// Put every file back as it was before the act; what it said is kept in a file
    #[arg(long)]
    take_back: bool,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let repo = repository(&globals.root_or_here()?)?;
        let lock = Lock::take(repo.git_dir())?;
        if self.take_back {
            let (subject, words) = take_back(&repo, &lock)?;
            let kept =
                keep(&words).map(|path| format!("; what it said is kept in {}", path.display())).unwrap_or_default();
            inform(&clean_line(&format!("{subject}: taken back, every file is as it was{kept}")));
        } else {
            check_ready(&repo)?;
            let (subject, published) = finish(&repo, &lock)?;
            outcome::tell_change(&format!("{subject}: finished"), &published);
        }
        Ok(ExitCode::SUCCESS)
    }
}
