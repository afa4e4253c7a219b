use std::process::ExitCode;

use clap::Args;

use super::act::given;
use super::add::tell_raised;
use super::context::{ActFlags, Globals};
use super::kept_words::kept;
use crate::act::raise::Suggest;
use crate::git::{Head, Repo};
use crate::model::shell;
use crate::record::publish::Published;
use crate::render::terminal::{clean_line, inform};

/// Suggest an improvement: one line is enough, and you need not be in people.toml
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen suggest \"Visitors should not see the screens at reception\"")]
pub struct Arguments {
    /// What should become better, on one line
    title: Option<String>,
    /// More about it
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    /// Your department
    #[arg(long)]
    department: Option<String>,
    /// Do not say who you are, in the file or in the commit (who pushes it is known to the server)
    #[arg(long)]
    anonymous: bool,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let session = globals.session(&self.act)?;
        let text = given(session.answers(), self.message.as_deref())?;
        let suggest = Suggest { title: self.title, text, department: self.department, anonymous: self.anonymous };
        let done = suggest.record(&session).map_err(|error| kept(error, session.answers(), &[]))?;
        tell_raised(&done)?;
        inform(&clean_line(&format!("Thank you. {}", reaching(&done.workspace.repo, &done.published))));
        Ok(ExitCode::SUCCESS)
    }
}

/// How a suggestion comes to those who decide on it.
fn reaching(repo: &Repo, published: &Published) -> String {
    if matches!(published, Published::Written(_)) {
        return "It reaches the others once it is committed and pushed.".to_owned();
    }
    let Ok(Head::Branch(branch, _)) = repo.head() else {
        return "It reaches the others once it is on a branch that is pushed.".to_owned();
    };
    match (repo.ahead_of_upstream(), repo.remotes().unwrap_or_default().first()) {
        (Ok(Some(_)), _) => "It reaches the others when you push it: git push".to_owned(),
        (_, Some(remote)) => {
            let (remote, branch) = (shell::word(remote), shell::word(&branch));
            format!("It reaches the others when you push this branch and it is merged: git push -u {remote} {branch}")
        }
        (_, None) => "It is in this repository, for everybody who works in it.".to_owned(),
    }
}
