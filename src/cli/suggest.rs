use std::process::ExitCode;

use clap::Args;

use super::act::recorded;
use super::add::{Content, raise, tell_raised};
use super::ask;
use super::context::{ActFlags, Globals};
use crate::lifecycle::refusal::Refusal;
use crate::model::event::Party;
use crate::model::id::SourceRef;
use crate::model::word::{Grade, Kind, SourceKind};
use crate::record::answers::Again;
use crate::record::desk::{Desk, Prepared};
use crate::record::item::Recorded;

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
        let done = recorded(globals, &self.act, |desk| self.ready(desk))?;
        tell_raised(&done)?;
        Ok(ExitCode::SUCCESS)
    }

    fn ready(&self, desk: &Desk) -> anyhow::Result<Prepared<Recorded>> {
        let title = match &self.title {
            Some(title) => title.clone(),
            None if ask::is_terminal() => {
                ask::line(&desk.answers, "What should become better, on one line?", Again::Argument)?
            }
            None => {
                return Err(Refusal::new("a suggestion needs a title")
                    .next("kaizen suggest \"What should become better\"")
                    .into());
            }
        };
        let known = || desk.actor().map(Party::Person);
        let by = if self.anonymous {
            Party::Anonymous
        } else if self.act.named.is_some() || desk.register.authority.by_mail(&desk.ident().mail).next().is_some() {
            known()?
        } else {
            format!("{} <{}>", desk.ident().name, desk.ident().mail).parse()?
        };
        let text = ask::optional_words(&desk.answers, self.message.as_deref())?;
        let content = Content {
            kind: Some(Kind::Improvement),
            grade: Some(Grade::Opportunity),
            source: vec![SourceRef { kind: SourceKind::StaffSuggestion, reference: desk.today().to_string() }],
            description: Some(text.unwrap_or_else(|| title.clone())),
            department: self.department.clone(),
            ..Content::default()
        };
        raise(desk, &by, &title, content)
    }
}
