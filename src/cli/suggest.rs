use std::process::ExitCode;

use clap::Args;

use super::act::given;
use super::add::tell_raised;
use super::context::{ActFlags, Globals};
use super::kept_words::kept;
use crate::act::raise::Suggest;

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
        Ok(ExitCode::SUCCESS)
    }
}
